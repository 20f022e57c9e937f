"""`reiki webhook`: who is told of changes."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING, Annotated

import typer

from reiki.cli import output
from reiki.cli.exits import IN_PART
from reiki.cli.given import Db, Json, Unusable, now, store, store_url

if TYPE_CHECKING:
    from reiki.store.session import Store
    from reiki_api.service import Service

app = typer.Typer(name="webhook", help="Who is told of changes.", rich_markup_mode=None, no_args_is_help=True)

Number = Annotated[
    int, typer.Argument(metavar="ID", help="As reiki webhook list prints it.", show_default=False)
]


@app.callback()
def webhook(context: typer.Context, db: Db = None) -> None:
    """Who is told of changes."""
    if db:
        context.find_root().obj = db


@app.command("add")
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where to post: https://…", show_default=False)],
    work: Annotated[
        str, typer.Option("--work", metavar="WORK", help="Only what concerns this regulation.")
    ] = "",
    event: Annotated[
        list[str] | None,
        typer.Option(
            "--event",
            metavar="NAME",
            help="version.changed, clause.held, clause.resolved, issue.ingested; repeatable; otherwise all.",
        ),
    ] = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Add a webhook and print the secret that signs: this once."""
    from reiki.office.webhooks import EVENTS, add_webhook
    from reiki.store.key import key_of_store

    with store(context, db) as opened:
        key = key_of_store(store_url(context, db), os.environ, make=True)
        number, secret = add_webhook(
            opened, url, key=key, by=getpass.getuser(), now=now(), work=work, events=event or EVENTS, http=_without_tls(),
        )  # fmt: skip
    if json:
        output.print_json({"id": number, "secret": secret})
        return
    output.say(secret)
    output.note(
        f"webhook {number} is added; the secret is shown once, and checks what is sent (Standard Webhooks)"
    )


def _without_tls() -> bool:
    """Whether webhooks may go without TLS."""
    from reiki_api.limits import BadSetting, Settings

    try:
        return Settings.from_environ(os.environ).webhooks_http
    except BadSetting as error:
        raise Unusable(str(error)) from error


@app.command("list")
def list_all(context: typer.Context, db: Db = None, json: Json = False) -> None:
    """List the webhooks, without their secrets, and how telling goes."""
    from reiki.office.webhooks import list_webhooks

    with store(context, db) as opened:
        hooks = [report.as_json() for report in list_webhooks(opened)]
    if json:
        output.print_json({"webhooks": hooks})
        return
    output.print_table(
        ("id", "to", "regulation", "events", "told", "waiting", "given up", "last answer"),
        [
            (
                str(h["id"]),
                h["url"],
                h["regulation"]["title"] if h["regulation"] else "all",
                ", ".join(h["events"]),
                str(h["told"]),
                str(h["waiting"]),
                str(h["given_up"]),
                h["ended_because"] or h["last_answer"] or "",
            )
            for h in hooks
        ],
    )
    if not hooks:
        output.note("nobody is told of changes")


@app.command("remove")
def remove(context: typer.Context, number: Number, db: Db = None) -> None:
    """Tell a place nothing more."""
    from reiki.office.webhooks import remove_webhook

    with store(context, db) as opened:
        remove_webhook(opened, number, by=getpass.getuser(), now=now())
    output.say(f"webhook {number}: removed")


@app.command("test")
def send_test(context: typer.Context, number: Number, db: Db = None) -> None:
    """Send a message that tells of nothing, and say what came back."""
    from reiki.office.webhooks import queue_test

    with store(context, db) as opened:
        queue_test(opened, number, now=now())
        code = _deliver(opened, number)
    if code:
        raise typer.Exit(code)


@app.command("deliver")
def deliver(context: typer.Context, db: Db = None) -> None:
    """Send what is due now; reiki serve does it by itself."""
    with store(context, db) as opened:
        code = _deliver(opened, None)
    if code:
        raise typer.Exit(code)


def _deliver(opened: Store, number: int | None) -> int:
    from reiki_api.delivery import deliver_due

    service = _service(opened)
    code = count = 0
    while done := deliver_due(service, only=None if number is None else [number]):
        for letter, sent, outcome in done:
            count += 1
            output.say(f"webhook {letter.webhook}: {letter.event}: {sent.said} ({outcome.replace('_', ' ')})")
            code = code if outcome == "told" else IN_PART
    if not count:
        output.note("nothing is due")
    return code


def _service(opened: Store) -> Service:
    from reiki_api.limits import BadSetting, Settings
    from reiki_api.service import Service

    try:
        return Service(opened, settings=Settings.from_environ(os.environ))
    except BadSetting as error:
        raise Unusable(str(error)) from error
