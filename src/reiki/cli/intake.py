"""`reiki import` and `reiki ingest`: what the store takes in."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reiki.cli import output, reports
from reiki.cli.beside import beside_file, is_picture_name
from reiki.cli.exits import IN_PART, UNUSABLE, about, refusals
from reiki.cli.given import (
    Db,
    Json,
    Unusable,
    files_in,
    now,
    parse_day,
    path_of,
    read_source,
    source_name,
    store,
    today,
)
from reiki.cli.progress import each

if TYPE_CHECKING:
    from reiki.source.pictures import Beside

Files = Annotated[
    list[str], typer.Argument(metavar="FILE…", help="Files; - for standard input.", show_default=False)
]


def import_(
    context: typer.Context,
    files: Files,
    jurisdiction: Annotated[
        str, typer.Option("--jurisdiction", metavar="CODE", help="The municipality code, for example 31201.")
    ] = "",
    as_of: Annotated[
        datetime.date | None,
        typer.Option(
            "--as-of",
            parser=parse_day,
            metavar="DATE",
            help="The day at whose end the texts stood so; otherwise the file name's, otherwise today.",
        ),
    ] = None,
    law_id: Annotated[
        str, typer.Option("--id", metavar="LAW_ID", help="The law id, for a single file.")
    ] = "",
    db: Db = None,
    json: Json = False,
) -> None:
    """Take regulations (法令標準XML, 例規集 pages, Word documents, text) into the store as they stood at the end of a day.

    Their pictures come with them: from the file, from its folder (pict/ beside XML, what a page shows), or from a zip archive of
    both. A second import of the same regulation is checked against the store, and writes over nothing.
    """
    from reiki.office.importing import import_regulation

    names = _texts_first(files_in(files), files)
    if law_id and len(names) > 1:
        raise Unusable(f"--id names one regulation and {len(names)} files are given; import them one by one")
    shown: set[Path] = set()
    with store(context, db) as opened:

        def take_in(data: bytes, name: str, beside: Beside | None) -> Mapping[str, Any]:
            return import_regulation(
                opened,
                data,
                name,
                now=now(),
                today=today(),
                as_of=as_of,
                jurisdiction=jurisdiction,
                law_id=law_id,
                beside=beside,
            ).as_json()

        done, failed = _one_by_one(names, "importing", take_in, shown)
    if json and done:
        output.print_json(_document([*done, *failed], done, failed, "regulations"))
    elif done:
        _print_imports(done)
    disagreeing = [report for report in done if not report["agreed"] and reports.has_errors(report)]
    for report in disagreeing:
        output.complain(
            f"{report['title']}: the text given is not what the store has on {report['as_of']}; see the findings and "
            f"`reiki history {report['law_id']}`"
        )
    _leave(done, failed, in_part=False)
    if disagreeing:
        raise typer.Exit(UNUSABLE)


def ingest(
    context: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE…|DIR",
            help="Gazette issues, or folders of them; - for standard input.",
            show_default=False,
        ),
    ],
    allow_partial: Annotated[
        bool,
        typer.Option(
            "--allow-partial", help="Keep what the columns quote of regulations that are not in the store."
        ),
    ] = False,
    db: Db = None,
    json: Json = False,
) -> None:
    """Take gazette issues into the store and apply them; hold what cannot be applied."""
    from reiki.office.ingest import ingest as take_into

    names = _texts_first(files_in(files), files)
    with store(context, db) as opened:

        def take_in(data: bytes, name: str, beside: Beside | None) -> Mapping[str, Any]:
            report = take_into(opened, data, name, now=now(), partial=allow_partial, beside=beside)
            document = report.as_json()
            held.append(report.held or reports.has_errors(document))
            return document

        held: list[bool] = []
        done, failed = _one_by_one(names, "ingesting", take_in, set())
    if json and done:
        output.print_json(_document([*done, *failed], done, failed, "issues"))
    elif done:
        for number, report in enumerate(done):
            if number:
                output.say()
            print_ingested(report)
    _leave(done, failed, in_part=any(held))


Report = Mapping[str, Any]
Done = list[Report]
Failed = list[dict[str, str]]
Texts = list[tuple[bytes, str, "Beside | None", str]]
"""Bytes, what readers call them, what lies beside them, and what a person calls them."""


def _texts_first(names: list[str], given: list[str]) -> list[str]:
    """Of the files of a folder the pictures last: most of them are shown by a text in it."""
    asked = set(given)
    return sorted(names, key=lambda name: name not in asked and is_picture_name(name))


def _one_by_one(
    names: list[str],
    what: str,
    take_in: Callable[[bytes, str, Beside | None], Report],
    shown: set[Path],
) -> tuple[Done, Failed]:
    """Each file in its turn; one that cannot be used is said at once and does not stop the others. ``shown``: the pictures that
    came with a text; they are not taken for texts."""
    done: Done = []
    failed: Failed = []
    for name in each(names, what):
        if is_picture_name(name) and path_of(name) in shown:
            continue
        try:
            with about(name, *refusals()):
                data = read_source(name)
                held = _members(data, name, what)
        except refusals() as refusal:
            output.complain(str(refusal))
            failed.append({"file": name, "message": str(refusal)})
            continue
        itself: Texts = [(data, source_name(name), beside_file(name, shown.add), name)]
        for content, called, beside, where in held or itself:
            try:
                with about(where, *refusals()):
                    done.append(take_in(content, called, beside))
            except refusals() as refusal:
                output.complain(str(refusal))
                failed.append({"file": where, "message": str(refusal)})
    return done, failed


def _members(data: bytes, name: str, what: str) -> Texts:
    """The regulations in an archive, each with what lies beside it there; none for a file that is no archive."""
    from reiki.source.bundle import members
    from reiki.source.limits import limits_in_force

    if what != "importing":
        return []
    found = members(data, limits_in_force()) or ()
    return [(m.data, m.name, m.beside, f"{name}: {m.name}") for m in found]


def _document(given: list[Any], done: Done, failed: Failed, what: str) -> Any:
    """One text gives its report; several give a list of them, with what could not be used."""
    return done[0] if len(given) == 1 else {what: done, "failed": failed}


def _leave(done: Done, failed: Failed, *, in_part: bool) -> None:
    if failed and not done:
        raise typer.Exit(UNUSABLE)
    if failed or in_part:
        raise typer.Exit(IN_PART)


def _print_imports(done: Done) -> None:
    output.print_table(
        ("law id", "as of", "regulation", ""),
        [
            (
                r["law_id"],
                r["as_of"],
                reports.named(r),
                "already in the store" if r["already_imported"] else "imported",
            )
            for r in done
        ],
    )
    for report in done:
        lines = [
            *reports.finding_lines(report["findings"], "  "),
            *reports.outcome_findings(report["clauses"]),
            *_beside(report),
        ]
        if lines:
            output.say(reports.named(report))
        for line in lines:
            output.say(line)


def _beside(report: Mapping[str, Any]) -> list[str]:
    """How much stands beside the text of a page: kept as known, no part of the regulation."""
    counts = (
        (len(report["history"]), "notes on amendments"),
        (len(report["revisions"]), "amendments listed"),
        (len(report["pictures"]), "images"),
        (len(report["figures"]), "pictures kept"),
        (len(report["beside"]), "other lines"),
    )
    said = [f"{count} {what}" for count, what in counts if count]
    return [f"  beside the text: {', '.join(said)} (--json lists them)"] if said else []


def print_ingested(report: Mapping[str, Any]) -> None:
    """An issue as taken in: a table of its clauses, what it enacts, and every finding."""
    again = "; it was in the store already" if report.get("already_ingested") else ""
    output.say(f"{reports.headline(report['issue'])}{again}")
    for line in reports.finding_lines(report["findings"]):
        output.say(line)
    output.print_table(reports.OUTCOME_HEADS, reports.outcome_rows(report["clauses"]))
    for enacted in report.get("enacted", ()):
        day = enacted["in_force_from"] or "a day not yet fixed"
        output.say(f"enacted, in force from {day}: {reports.named(enacted)}")
        for line in reports.finding_lines(enacted["findings"], "  "):
            output.say(line)
    for line in reports.outcome_findings(report["clauses"]):
        output.say(line)
