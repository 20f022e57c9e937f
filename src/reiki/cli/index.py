"""`reiki index`: the search index of the store."""

from __future__ import annotations

from typing import Annotated

import typer

from reiki.cli import output, reports
from reiki.cli.given import Db, Json, now, store


def index(
    context: typer.Context,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild",
            help="Make it anew from the texts: after another dictionary was installed, or where it is doubted.",
        ),
    ] = False,
    db: Db = None,
    json: Json = False,
) -> None:
    """Say what the search index holds, or make it anew. Taking in issues and regulations keeps it up to date by itself."""
    from reiki.cli.indexing import telling
    from reiki.office.indexing import index_report, rebuild_index

    with store(context, db) as opened:
        if rebuild:
            rebuild_index(opened, telling(), now=now())
        report = index_report(opened)
    if json:
        output.print_json(report.as_json())
        return
    output.say(
        f"{reports.counted(report.works, 'regulation')}, {reports.counted(report.parts, 'part')}, "
        f"{reports.counted(report.spans, 'span')} of days; normal forms by {report.dictionary}"
    )
    if report.dictionary != report.installed:
        output.say(
            f"installed is {report.installed}: other spellings may be missed until reiki index --rebuild is run"
        )
