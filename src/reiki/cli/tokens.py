"""`reiki token`: who may write to the service, and read where reading is not open."""

from __future__ import annotations

import datetime
import enum
import getpass
from typing import Annotated

import typer

from reiki.cli import output
from reiki.cli.given import JAPAN, Db, Json, now, parse_day, store

app = typer.Typer(
    name="token",
    help="Who may write to the service, and read where reading is not open.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

Name = Annotated[
    str,
    typer.Argument(metavar="NAME", help="What is done with it is recorded in this name.", show_default=False),
]


class RoleName(enum.StrEnum):
    """What a token allows; each also what the one before allows."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"


@app.callback()
def token(context: typer.Context, db: Db = None) -> None:
    """Who may write to the service, and read where reading is not open."""
    if db:
        context.find_root().obj = db


@app.command("create")
def create(
    context: typer.Context,
    name: Name,
    role: Annotated[
        RoleName,
        typer.Option(
            "--role",
            help="reader: reads; editor: takes in issues and settles held clauses; admin: everything.",
        ),
    ],
    expires: Annotated[
        datetime.date | None,
        typer.Option(
            "--expires",
            parser=parse_day,
            metavar="DATE",
            help="The last day on which it opens anything, in Japan.",
        ),
    ] = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Make a token and print it: this once, for the store keeps only a digest of it."""
    from reiki.office.tokens import Role, create_token

    ends = None
    if expires is not None and expires < datetime.date.max:
        ends = datetime.datetime.combine(expires + datetime.timedelta(1), datetime.time.min, JAPAN)
    with store(context, db) as opened:
        made = create_token(opened, name, Role(role.value), by=getpass.getuser(), now=now(), expires_at=ends)
    if json:
        output.print_json({"name": name, "role": role.value, "token": made})
        return
    output.say(made)
    output.note("this is shown once: keep it where passwords are kept; reiki token revoke takes it back")


@app.command("list")
def list_all(context: typer.Context, db: Db = None, json: Json = False) -> None:
    """List the tokens, without their secrets."""
    from reiki.office.tokens import list_tokens

    with store(context, db) as opened:
        tokens = [report.as_json() for report in list_tokens(opened, now=now())]
    if json:
        output.print_json({"tokens": tokens})
        return
    output.print_table(
        ("name", "role", "state", "made", "by", "until", "last used"),
        [
            (
                t["name"], t["role"], t["state"], t["created_at"][:10], t["created_by"], _last_day(t["expires_at"]),
                t["used_on"] or "",
            )
            for t in tokens
        ],
    )  # fmt: skip
    if not tokens:
        output.note("there is no token: nobody can write to the service")


def _last_day(ends: str | None) -> str:
    if ends is None:
        return ""
    moment = datetime.datetime.fromisoformat(ends).astimezone(JAPAN) - datetime.timedelta(seconds=1)
    return moment.date().isoformat()


@app.command("revoke")
def revoke(context: typer.Context, name: Name, db: Db = None) -> None:
    """Take a token back, at once; who signed in with it is signed out."""
    from reiki.office.tokens import revoke_token

    with store(context, db) as opened:
        revoke_token(opened, name, by=getpass.getuser(), now=now())
    output.say(f"{name}: revoked")
