"""`reiki upcoming`, `gaps`, `compare`, `check-certificate`: an office's ledgers, and what is set against them."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import typer

from reiki.cli import output, reports
from reiki.cli.answers import column_width
from reiki.cli.exits import IN_PART, UNUSABLE
from reiki.cli.given import Db, Json, Known, On, WorkName, now, read_source, source_name, store, today


class ComingFormat(enum.StrEnum):
    """The forms in which what is to come can be had."""

    TABLE = "table"
    JSON = "json"
    ICS = "ics"


class CompareFormat(enum.StrEnum):
    """The forms in which a comparison with a file can be had."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


def upcoming(
    context: typer.Context,
    on: On = None,
    form: Annotated[
        ComingFormat, typer.Option("--format", help="ics: a calendar (iCalendar) to subscribe to.")
    ] = ComingFormat.TABLE,
    db: Db = None,
    json: Json = False,
) -> None:
    """List what is promulgated and not yet in force, days not yet fixed and their limits, 失効 and 見直し."""
    from reiki.office.ahead import upcoming as ask

    day = on or today()
    with store(context, db) as opened:
        coming = ask(opened, on=day)
    if form is ComingFormat.ICS and not json:
        from reiki.office.calendar import calendar

        output.write(calendar(coming))
        return
    documents = [each.as_json() for each in coming]
    if json or form is ComingFormat.JSON:
        output.print_json({"on": day.isoformat(), "upcoming": documents})
        return
    output.print_table(
        ("day", "what", "status", "regulation", "notice", "clause"), [_coming_row(c) for c in documents]
    )
    if not documents:
        output.note(f"nothing that the store knows is to come after {day}")


def _coming_row(c: dict[str, Any]) -> tuple[str, ...]:
    notice = c["notice"]["number"] or c["notice"]["title"]
    return (
        _day(c),
        c["what"],
        c["status"],
        reports.named(c["target"]),
        notice or reports.shortened(f"{c['at']} {c['text']}" if c["at"] else ""),
        c["clause"] or "",
    )


def _day(c: dict[str, Any]) -> str:
    if c["day"]:
        return str(c["day"])
    if c["what"] != "commencement":
        return "a day that cannot be counted"
    waits = reports.start(c["commencement"]).removeprefix("in force ")
    return f"at the latest {c['at_the_latest']}, {waits}" if c["at_the_latest"] else waits


def gaps(
    context: typer.Context,
    publisher: Annotated[
        str, typer.Option("--publisher", metavar="NAME", help="Only what this publisher's issues tell.")
    ] = "",
    on: On = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """List what was never taken in: numbers of issues and notices, regulations without text, partial ones."""
    from reiki.office.gap_list import gap_list

    with store(context, db) as opened:
        found = gap_list(opened, on=on or today(), publisher=publisher).as_json()
    if json:
        output.print_json(found)
        return
    rows = [
        (kind, _runs(gap), str(gap["count"]))
        for kind, name in (("issue", "issues"), ("notice", "notices"))
        for gap in found[name]
    ]
    rows += [("no text", reports.named(w), reports.counted(w["clauses"], "clause")) for w in found["no_text"]]
    rows += [("partial", reports.named(w), reports.counted(w["gaps"], "gap")) for w in found["partial"]]
    output.print_table(("missing", "which", "how many"), rows)
    if not rows:
        output.note("nothing is missing, as far as what was taken in can tell")


def _runs(gap: dict[str, Any]) -> str:
    """令和6年霧浜市規則第22号, 霧浜市公報号外第3号から第5号まで."""
    parts = [
        f"第{first}号" if first == last else f"第{first}号から第{last}号まで"
        for first, last in gap["missing"]
    ]
    year = f"（{gap['year']}年）" if gap["year"] and "年" not in gap["series"] else ""
    return f"{gap['series'].removesuffix('第')}{year}{'、'.join(parts)}"


def compare(
    context: typer.Context,
    work: WorkName,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="法令標準XML, a 例規集 page or text; - for standard input.",
            show_default=False,
        ),
    ],
    on: On = None,
    known: Known = None,
    form: Annotated[
        CompareFormat, typer.Option("--format", help="table: the store beside the file.")
    ] = CompareFormat.TABLE,
    db: Db = None,
    json: Json = False,
) -> None:
    """Set a regulation in a file against the store, character by character; nothing is written."""
    from reiki.office.comparing import compare_file
    from reiki.office.comparing_page import compared_page, evidence_line, verdict

    data, name = read_source(file), source_name(file)
    with store(context, db) as opened:
        report = compare_file(opened, work, data, name, on=on or today(), known=known)
    if json or form is CompareFormat.JSON:
        output.print_json(report.as_json())
    elif form is CompareFormat.HTML:
        output.write(compared_page(report))
    else:
        for said in report.notes:
            output.note(f"note: {said}")
        output.say(verdict(report))
        for what, ours, theirs in report.heads:
            output.say(f"{what}: 《{ours}》 / 《{theirs}》")
        output.write(report.comparison.as_table(f"store {report.on}", report.file, column_width()))
        for difference in report.differences:
            side = difference.row.before or difference.row.after
            output.say(f"{side.at if side else ''}: {evidence_line(difference.evidence)}")
    if not report.identical:
        raise typer.Exit(IN_PART)


def check_certificate(
    context: typer.Context,
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="A print; - for standard input.", show_default=False),
    ],
    db: Db = None,
    json: Json = False,
) -> None:
    """Confirm or refute a print made with `reiki text --certify`: its certificate, and every word of it."""
    from reiki.office.checking import check_print

    data, name = read_source(file), source_name(file)
    with store(context, db) as opened:
        checked = check_print(opened, data, name, now=now())
    if json:
        output.print_json(checked.as_json())
    certificate = checked.certificate
    for said in checked.notes:
        output.note(f"note: {said}")
    if not checked.confirmed:
        more = f" (and {len(checked.reasons) - 1} more)" if len(checked.reasons) > 1 else ""
        output.complain(f"{name}: refuted: {checked.reasons[0]}{more}")
        raise typer.Exit(UNUSABLE)
    if not json:
        exact = "byte for byte" if checked.exact else "word for word"
        output.say(
            f"confirmed, {exact}: {certificate.title} on {certificate.on}, "
            f"as known at {certificate.known:%Y-%m-%dT%H:%M:%SZ}, sha256:{certificate.text_digest}"
        )
