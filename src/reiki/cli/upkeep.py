"""`reiki verify`: whether the store is still what its sources give. `reiki fix`: days that depend on an event outside it."""

from __future__ import annotations

import datetime
import getpass
from typing import Annotated

import typer

from reiki.cli import output, reports
from reiki.cli.exits import UNUSABLE
from reiki.cli.given import Db, Json, Unusable, now, parse_day, path_of, store
from reiki.cli.progress import waiting_for


def verify(
    context: typer.Context,
    recompile: Annotated[
        bool,
        typer.Option(
            "--recompile", help="Also compile every source anew and say where that gives something else."
        ),
    ] = False,
    db: Db = None,
    json: Json = False,
) -> None:
    """Replay the whole store from its sources and report any byte that differs."""
    from reiki.office.verify import recompile as compile_anew
    from reiki.office.verify import verify as replay

    with store(context, db) as opened, waiting_for("verifying"):
        document = replay(opened).as_json()
        if recompile:
            document["recompiled"] = list(compile_anew(opened, now=now()))
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
        if recompile:
            anew = document["recompiled"]
            output.say(
                f"compiled anew: {reports.counted(len(anew), 'difference')}, which change nothing by themselves"
            )
            for difference in anew:
                output.say(f"  {difference}")
    if differences:
        output.complain("the store is not what its sources give; restore it from a copy that verifies")
        raise typer.Exit(UNUSABLE)


def backup(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The copy to write.", show_default=False)],
    db: Db = None,
    json: Json = False,
) -> None:
    """Copy the whole store into one file, as it is at this moment; any store can be restored from it."""
    from reiki.store.archive import write_archive

    with store(context, db) as opened, waiting_for("copying"):
        rows = write_archive(opened, path_of(file))
    if json:
        output.print_json({"file": file, "rows": rows})
    else:
        output.say(
            f"{file}: {reports.counted(rows['sources'], 'source')}, {reports.counted(rows['versions'], 'version')}"
        )


def restore(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A copy that reiki backup wrote.", show_default=False)
    ],
    db: Db = None,
    json: Json = False,
) -> None:
    """Fill an empty store from a copy, and verify it."""
    from reiki.office.verify import verify as replay
    from reiki.store.archive import read_archive

    with store(context, db) as opened, waiting_for("restoring"):
        rows = read_archive(opened, path_of(file))
        differences = list(replay(opened).differences)
    if json:
        output.print_json({"file": file, "rows": rows, "differences": differences})
    else:
        counted = (
            f"{reports.counted(rows['sources'], 'source')}, {reports.counted(rows['versions'], 'version')}"
        )
        output.say(f"{file}: {counted} restored; {reports.counted(len(differences), 'difference')}")
        for difference in differences:
            output.say(f"  {difference}")
    if differences:
        output.complain("the copy holds a store that is not what its sources give; take another copy")
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
    replace: Annotated[
        datetime.date | None,
        typer.Option(
            "--replace",
            parser=parse_day,
            metavar="DATE",
            help="The day that was fixed before and is wrong; --because says why. What was answered before stays with --known.",
            show_default=False,
        ),
    ] = None,
    because: Annotated[
        str, typer.Option("--because", metavar="TEXT", help="With --replace: the reason; it is kept.")
    ] = "",
    db: Db = None,
    json: Json = False,
) -> None:
    """Record the day of an event that clauses wait for (○○法の施行の日), with its source; they start on it."""
    from reiki.office.fixing import fix_event

    if not source.strip():
        raise Unusable("--source is empty: say where the day is written, for example 令和7年政令第12号")
    if bool(replace) != bool(because.strip()):
        raise Unusable("--replace DATE and --because TEXT go together: which day is wrong, and why")
    with store(context, db) as opened:
        report = fix_event(
            opened,
            event,
            day,
            source.strip(),
            by or getpass.getuser(),
            now=now(),
            replace=replace,
            reason=because.strip(),
        ).as_json()
    if json:
        output.print_json(report)
        return
    started = f"{reports.counted(len(report['clauses']), 'clause')} and {reports.counted(report['enacted'], 'enactment')}"
    instead = f", not {report['replaced']}" if replace else ""
    output.say(f"{event}: {report['date']}{instead} ({source.strip()}); {started} got their day")
