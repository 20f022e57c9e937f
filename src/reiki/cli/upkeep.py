"""`reiki verify`: whether the store is still what its sources give."""

from __future__ import annotations

import typer

from reiki.cli import output, reports
from reiki.cli.exits import UNUSABLE
from reiki.cli.given import Db, Json, store
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
