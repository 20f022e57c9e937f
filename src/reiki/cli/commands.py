"""The commands by name. Each group is a module of its own; what a command needs it imports when it runs."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from reiki.cli import (
    answers,
    demo,
    index,
    intake,
    ledgers,
    mcp,
    oneshot,
    review,
    serve,
    tokens,
    upkeep,
    webhooks,
)
from reiki.cli.given import Db, Unusable
from reiki.cli.output import say

app = typer.Typer(
    name="reiki",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Reads gazette issues with 改正前/改正後 tables, applies them, and tells what a regulation says on any date.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from reiki import __version__

        say(f"reiki {__version__}")
        raise typer.Exit


@app.callback()
def before_every_command(
    context: typer.Context,
    db: Db = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Reads gazette issues with 改正前/改正後 tables, applies them, and tells what a regulation says on any date."""
    context.obj = db
    if settings := os.environ.get("REIKI_LIMITS"):
        from reiki.source.limits import limits_in_force, set_limits

        try:
            set_limits(limits_in_force().changed(settings))
        except ValueError as error:
            raise Unusable(f"REIKI_LIMITS: {error}") from error


for name, function, about in (
    ("parse", oneshot.parse, "What a gazette issue orders"),
    ("consolidate", oneshot.consolidate, "One regulation, one issue, no store"),
    ("import", intake.import_, "Take regulations into the store"),
    ("ingest", intake.ingest, "Take gazette issues into the store"),
    ("works", answers.works, "List the regulations"),
    ("text", answers.text, "A regulation as in force on a day"),
    ("diff", answers.diff, "What changed between two dates"),
    ("history", answers.history, "Every change of a regulation"),
    ("blame", answers.blame, "Which notice put each provision and its words there"),
    ("upcoming", ledgers.upcoming, "What is to come"),
    ("gaps", ledgers.gaps, "What was never taken in"),
    ("compare", ledgers.compare, "A regulation in a file against the store"),
    ("check-certificate", ledgers.check_certificate, "Confirm or refute a certified print"),
    ("fix", upkeep.fix, "Record the day of an event that clauses wait for"),
    ("backup", upkeep.backup, "Copy the store into one file"),
    ("restore", upkeep.restore, "Fill an empty store from such a copy"),
    ("verify", upkeep.verify, "Replay the store from its sources"),
    ("index", index.index, "The search index"),
    ("serve", serve.serve, "The HTTP service"),
    ("mcp", mcp.mcp, "The same for assistants (Model Context Protocol)"),
    ("demo", demo.demo, "The tour of a sample municipality"),
):
    app.command(name, short_help=about)(function)
app.add_typer(review.app, name="review", short_help="What is held, and why")
app.add_typer(tokens.app, name="token", short_help="Who may write, and read where reading is not open")
app.add_typer(webhooks.app, name="webhook", short_help="Who is told of changes")
