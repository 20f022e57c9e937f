"""`reiki parse` and `reiki consolidate`: one issue, no store."""

from __future__ import annotations

import datetime
from typing import Annotated

import typer

from reiki.cli import output, reports
from reiki.cli.exits import IN_PART, about, refusals
from reiki.cli.given import STDIN, Json, Unusable, parse_day, read_source, source_name, write_file
from reiki.cli.progress import waiting_for


def parse(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A gazette issue; - for standard input.", show_default=False)
    ],
    json: Json = False,
) -> None:
    """Read one gazette issue and print what it orders: notices, clauses, operations. Touches no store."""
    from reiki.office.parse import parse_source

    data = read_source(file)
    with waiting_for(f"reading {file}"), about(file, *refusals()):
        report = parse_source(data, source_name(file))
    document = report.as_json()
    if json:
        output.print_json(document)
    else:
        output.write("\n".join(reports.issue_lines(document)) + "\n")
    if report.held:
        raise typer.Exit(IN_PART)


def consolidate(
    base: Annotated[
        str,
        typer.Option(
            "--base", metavar="BASE", help="The regulation: 法令標準XML or text.", show_default=False
        ),
    ],
    gazette: Annotated[
        str,
        typer.Option(
            "--gazette", metavar="FILE", help="The gazette issue; - for standard input.", show_default=False
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Where the consolidated 法令標準XML goes; otherwise standard output.",
        ),
    ] = "",
    on: Annotated[
        datetime.date | None,
        typer.Option(
            "--on",
            parser=parse_day,
            metavar="DATE",
            help="Apply only what is in force on this day; otherwise everything.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Apply every clause of an issue that targets a regulation, without a store. A held clause: nothing is written."""
    from reiki.office.consolidating import consolidate as apply_issue

    if base == STDIN and gazette == STDIN:
        raise Unusable("--base and --gazette cannot both be standard input; name a file for one of them")
    regulation, issue = read_source(base), read_source(gazette)
    with (
        waiting_for(f"consolidating {base}"),
        about(gazette, *of_an_issue()),
        about(base, *of_a_regulation()),
    ):
        report = apply_issue(regulation, issue, source_name(base), source_name(gazette), on=on)
    document = report.as_json()
    if report.xml is not None and out:
        write_file(out, report.xml)
    if json:
        output.print_json(document)
    elif out:
        output.write(told(document))
    else:
        for line in told(document).splitlines():
            output.note(line)
        output.write_bytes(report.xml or b"")
    if report.held or reports.has_errors(document):
        raise typer.Exit(IN_PART)


def of_an_issue() -> tuple[type[Exception], ...]:
    """What speaks against a gazette issue."""
    from reiki.gazette.model import NotAGazette
    from reiki.source.model import UnreadableSource

    return (NotAGazette, UnreadableSource)


def of_a_regulation() -> tuple[type[Exception], ...]:
    """What speaks against a regulation."""
    from reiki.law.document.markup import UnreadableLaw
    from reiki.office.errors import UnusableRegulation

    return (UnreadableLaw, UnusableRegulation)


def told(document: reports.Json) -> str:
    """What became of the clauses on the base, for people; the clauses on other regulations are only counted."""
    mine = [clause for clause in document["clauses"] if clause["status"] != "skipped" or clause["findings"]]
    others = len(document["clauses"]) - len(mine)
    lines = [reports.headline(document["issue"]), *reports.finding_lines(document["findings"])]
    if others:
        lines.append(f"{reports.counted(others, 'clause')} on other regulations")
    lines += reports.outcome_findings(mine)
    return "\n".join(lines) + "\n" + output.plain_table(reports.OUTCOME_HEADS, reports.outcome_rows(mine))
