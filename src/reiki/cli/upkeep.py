"""`reiki verify`: whether the store is still what its sources give. `reiki fix`: days that depend on an event outside it."""

from __future__ import annotations

import datetime
import getpass
from typing import Annotated

import typer

from reiki.cli import output, reports
from reiki.cli.exits import UNUSABLE
from reiki.cli.given import Db, Json, Unusable, now, parse_day, store
from reiki.cli.progress import waiting_for


def verify(context: typer.Context, db: Db = None, json: Json = False) -> None:
    """Replay the whole store from its sources and report any byte that differs."""
    from reiki.office.verify import verify as replay

    with store(context, db) as opened, waiting_for("verifying"):
        document = replay(opened).as_json()
    differences = document["differences"]
    if json:
        output.print_json(document)
    else:
        output.say(
            f"{reports.counted(document['sources'], 'source')} checked, "
            f"{reports.counted(document['versions_replayed'], 'version')} made again from the stored operations, "
            f"{reports.counted(document['versions_quoted'], 'partial version')} checked by digest; "
            f"{reports.counted(len(differences), 'difference')}"
        )
        for difference in differences:
            output.say(f"  {difference}")
    if differences:
        output.complain("the store is not what its sources give; restore it from a copy that verifies")
        raise typer.Exit(UNUSABLE)


def fix(
    context: typer.Context,
    event: Annotated[
        str,
        typer.Argument(
            metavar="EVENT", help="What is waited for, as reiki upcoming prints it.", show_default=False
        ),
    ],
    day: Annotated[
        datetime.date,
        typer.Option(
            "--on", parser=parse_day, metavar="DATE", help="The day of the event.", show_default=False
        ),
    ],
    source: Annotated[
        str,
        typer.Option(
            "--source",
            metavar="TEXT",
            help="Where that is written, for example 令和7年政令第12号.",
            show_default=False,
        ),
    ],
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="Who records it; otherwise the user's name.")
    ] = "",
    db: Db = None,
    json: Json = False,
) -> None:
    """Record the day of an event that clauses wait for (○○法の施行の日), with its source; they start on it."""
    from reiki.office.fixing import fix_event

    if not source.strip():
        raise Unusable("--source is empty: say where the day is written, for example 令和7年政令第12号")
    with store(context, db) as opened:
        report = fix_event(opened, event, day, source.strip(), by or getpass.getuser(), now=now()).as_json()
    if json:
        output.print_json(report)
        return
    started = f"{reports.counted(len(report['clauses']), 'clause')} and {reports.counted(report['enacted'], 'enactment')}"
    output.say(f"{event}: {report['date']} ({source.strip()}); {started} got their day")
