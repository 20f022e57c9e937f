"""`reiki works`, `text`, `diff`, `history`: what the store can tell."""

from __future__ import annotations

import datetime
import enum
import json as json_module
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from reiki.cli import output, reports
from reiki.cli.given import (
    At,
    Db,
    Json,
    Known,
    On,
    Unusable,
    WorkName,
    now,
    parse_day,
    store,
    today,
    write_file,
)

if TYPE_CHECKING:
    from reiki.office.gaps import MissingIssues


class TextFormat(enum.StrEnum):
    """The forms in which a text can be had."""

    TEXT = "text"
    XML = "xml"
    HTML = "html"
    EGOV = "egov"
    DOCX = "docx"
    JSON = "json"
    LAWTEXT = "lawtext"
    AKN = "akn"


class HistoryFormat(enum.StrEnum):
    """The forms in which a history can be had."""

    TABLE = "table"
    ENKAKU = "enkaku"


class DiffFormat(enum.StrEnum):
    """The forms in which a difference can be had."""

    TABLE = "table"
    UNIFIED = "unified"
    JSON = "json"
    HTML = "html"
    DOCX = "docx"


class FirstColumn(enum.StrEnum):
    """Which column of a 新旧対照表 stands on the left."""

    AFTER = "after"
    BEFORE = "before"


Out = Annotated[
    str | None, typer.Option("--out", metavar="FILE", help="Write it to this file.", show_default=False)
]


def works(
    context: typer.Context,
    query: Annotated[
        str, typer.Option("--query", metavar="Q", help="Only those whose title or number holds this.")
    ] = "",
    on: On = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """List the regulations in the store."""
    from reiki.office.ask import works as ask

    day = on or today()
    with store(context, db) as opened:
        found = [work.as_json() for work in ask(opened, on=day, query=query)]
    if json:
        output.print_json({"on": day.isoformat(), "works": found})
        return
    output.print_table(
        ("law id", "status", "in force", "held", "day open", "title", "number"),
        [
            (
                w["law_id"],
                w["status"],
                w["in_force_from"] or "",
                f"{w['held']} since {w['held_since']}" if w["held_since"] else str(w["held"] or ""),
                "、".join(w["pending"]),
                w["title"],
                w["number"],
            )
            for w in found
        ],
    )
    if not found:
        output.note(
            "no regulation found" if query else "the store is empty; reiki import and reiki ingest fill it"
        )


def text(
    context: typer.Context,
    work: WorkName,
    on: On = None,
    known: Known = None,
    at: At = None,
    form: Annotated[TextFormat, typer.Option("--format", help="The form to print it in.")] = TextFormat.TEXT,
    notes: Annotated[
        bool,
        typer.Option(
            "--notes",
            help="With the notes of a 例規集: 改正 under the title, （…・一部改正） under each article.",
        ),
    ] = False,
    certify: Annotated[
        bool,
        typer.Option(
            "--certify",
            help="End it with a certificate that reiki check-certificate can confirm; whole and certain texts only.",
        ),
    ] = False,
    out: Out = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Print a regulation, or one provision of it, as in force on a day."""
    from reiki.office.ask import text as ask
    from reiki.office.gaps import missing_behind
    from reiki.render.noted import with_notes

    binary_has_a_place(form is TextFormat.DOCX, out, json)
    if notes and form is not TextFormat.TEXT:
        raise Unusable(
            f"--notes belongs to the printed text, not to --format {form.value}; give one of the two"
        )
    if certify:
        if at or notes:
            raise Unusable(
                f"--certify is for a whole regulation as it stands; leave out {'--at' if at else '--notes'}"
            )
        binary_has_a_place(form is TextFormat.DOCX, out, json)
        _certified(context, work, on or today(), known, form, db, json, out)
        return
    with store(context, db) as opened:
        if notes:
            from reiki.office.annals import annotated_text

            report = annotated_text(opened, work, on=on or today(), known=known, at=at or "")
        else:
            report = ask(opened, work, on=on or today(), known=known, at=at or "", form=form.value)
        missing = missing_behind(opened, work, on=on or today(), known=known)
    document = report.as_json()
    if missing:
        document["missing_issues"] = [each.as_json() for each in missing]
    content = json_module.loads(report.content) if form is TextFormat.JSON else None
    if form is TextFormat.JSON:
        del document["text"]
        document["content"] = content
    if form is TextFormat.DOCX:
        del document["text"]
    if json or (form is TextFormat.JSON and not out):
        if out:
            noted = with_notes(report.content, form.value, report.notes)
            put(out, report.data or ended(noted).encode("utf-8"))
        output.print_json(document)
        return
    for said in report.notes:
        output.note(f"note: {said}")
    if missing:
        output.note(_never_taken_in(missing))
    for left_out in report.left_out:
        output.note(f"{form.value}: {left_out}")
    if out:
        # A file goes on without what is said here.
        put(out, report.data or ended(with_notes(report.content, form.value, report.notes)).encode("utf-8"))
    elif form is TextFormat.DOCX:
        output.write_bytes(report.data)
    else:
        output.write(ended(report.content))


def _never_taken_in(missing: Sequence[MissingIssues]) -> str:
    """One line: whether what was never taken in amends the regulation nobody can tell."""
    count = sum(each.count for each in missing)
    more = "" if len(missing) == 1 else "; reiki gaps lists all"
    return (
        f"note: {reports.counted(count, 'issue')} of the gazette since the first text known of it never taken in "
        f"({missing[0].said}{more}): whether they amend it is not known"
    )


def ended(text: str) -> str:
    """The text with a line feed at its end."""
    return text if text.endswith("\n") else text + "\n"


def put(out: str, data: bytes) -> None:
    """Writes a file and says so."""
    write_file(out, data)
    output.note(f"{out}: {len(data):,} bytes")


def binary_has_a_place(is_binary: bool, out: str | None, json: bool) -> None:
    """A Word file is not for a terminal, nor for a JSON document on standard output. Raises :class:`Unusable`."""
    if is_binary and not out and (json or output.is_terminal()):
        where = "beside --json" if json else "to a terminal"
        raise Unusable(f"docx is a file of bytes and is not written {where}; name a file with --out FILE")


def _certified(
    context: typer.Context,
    work: str,
    day: datetime.date,
    known: datetime.datetime | None,
    form: TextFormat,
    db: str | None,
    json: bool,
    out: str | None,
) -> None:
    from reiki.office.certified import certified

    with store(context, db) as opened:
        made = certified(opened, work, on=day, known=known, now=now(), form=form.value)
    certificate = made.certificate.as_json()
    if json:
        document: dict[str, object] = {"format": made.form, "certificate": certificate}
        if made.form != "docx":
            document["text"] = made.data.decode("utf-8")
        if out:
            put(out, made.data)
        output.print_json(document)
        return
    for said in (*made.certificate.notes, *made.certificate.limits):
        output.note(f"note: {said}")
    if out:
        put(out, made.data)
    else:
        output.write_bytes(made.data)


def diff(
    context: typer.Context,
    work: WorkName,
    from_day: Annotated[
        datetime.date,
        typer.Option(
            "--from",
            parser=parse_day,
            metavar="DATE",
            help="The text as in force on this day …",
            show_default=False,
        ),
    ],
    to_day: Annotated[
        datetime.date,
        typer.Option(
            "--to", parser=parse_day, metavar="DATE", help="… beside that of this day.", show_default=False
        ),
    ],
    known: Known = None,
    form: Annotated[
        DiffFormat, typer.Option("--format", help="table: 改正前 beside 改正後.")
    ] = DiffFormat.TABLE,
    left: Annotated[
        FirstColumn, typer.Option("--left", help="html, docx: the column on the left.")
    ] = FirstColumn.AFTER,
    out: Out = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Show what changed in a regulation between two dates."""
    from reiki.office.ask import diff as ask

    binary_has_a_place(form is DiffFormat.DOCX, out, json)
    with store(context, db) as opened:
        report = ask(opened, work, from_day=from_day, to_day=to_day, known=known)
    before, after = report.heads
    after_first = left is FirstColumn.AFTER
    if not json and form is not DiffFormat.JSON:
        for said in report.notes:
            output.note(f"note: {said}")
        if not report.comparison.rows:
            output.note(f"{report.title} is the same on {from_day} and on {to_day}")
    match form:
        case DiffFormat.HTML:
            data = report.as_html(after_first=after_first).encode("utf-8")
        case DiffFormat.DOCX:
            data = report.as_docx(after_first=after_first)
        case DiffFormat.UNIFIED:
            data = report.comparison.as_unified(before, after).encode("utf-8")
        case DiffFormat.JSON:
            data = output.json_text(report.as_json()).encode("utf-8")
        case DiffFormat.TABLE:
            data = report.comparison.as_table(before, after, column_width()).encode("utf-8")
    if out:
        put(out, data)
    if json:
        output.print_json(report.as_json())
    elif not out and form is DiffFormat.DOCX:
        output.write_bytes(data)
    elif not out:
        output.write(data.decode("utf-8"))


def column_width() -> int:
    """Half-width places of one column of a comparison: half the terminal, 36 elsewhere."""
    if not sys.stdout.isatty():
        return 36
    return max(20, (shutil.get_terminal_size().columns - 3) // 2)


def history(
    context: typer.Context,
    work: WorkName,
    at: At = None,
    on: On = None,
    form: Annotated[
        HistoryFormat,
        typer.Option(
            "--format", help="enkaku: 改正沿革 and the notes on the articles, as a 例規集 prints them."
        ),
    ] = HistoryFormat.TABLE,
    db: Db = None,
    json: Json = False,
) -> None:
    """Show every change of a regulation, oldest first, and where in the gazette it stands.

    With --at the provision that has this address on the day of --on is followed through its renumbering.
    """
    day = on or today()
    if form is HistoryFormat.ENKAKU:
        if at:
            raise Unusable(
                "--format enkaku tells of the whole regulation; reiki text --notes --at prints one note"
            )
        _enkaku(context, work, day, db, json)
        return
    from reiki.office.chronicle import chronicle as ask
    from reiki.office.printed_notes import printed_differences, printed_notes

    with store(context, db) as opened:
        told = ask(opened, work, at=at or "", on=day)
        printed = [n.as_json() for n in printed_notes(opened, work, on=day, at=at or "")] if json else []
        differ = (
            [f.as_json() for f in printed_differences(opened, work, on=day)] if printed and not at else []
        )
    changes = [change.as_json() for change in told.changes]
    if json:
        document = {"work": work, "at": at, "changes": changes, "notes": list(told.notes)}
        output.print_json({**document, "printed_notes": printed, "printed_differences": differ})
        return
    for said in told.notes:
        output.note(f"note: {said}")
    for line in (line for change in changes for line in reports.change_lines(change)):
        output.say(line)
    if not changes:
        output.note(f"nothing that the store knows changed {at or work}")


def _enkaku(context: typer.Context, work: str, day: datetime.date, db: str | None, json: bool) -> None:
    from reiki.office.annals import annals

    with store(context, db) as opened:
        told = annals(opened, work, on=day)
    if json:
        output.print_json(told.as_json())
        return
    output.say(told.title)
    for line in told.lines():
        output.say(line)
    for at, note in told.notes:
        output.say(f"{at}　{note}")
    if not told.amendments:
        output.note(f"nothing that the store knows amended {told.title} by {day}")


def blame(
    context: typer.Context,
    work: WorkName,
    on: On = None,
    known: Known = None,
    at: At = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Show for every provision, and every span of its words, the notice that put it there."""
    from reiki.office.blame import blame as ask
    from reiki.office.printed_notes import printed_notes

    with store(context, db) as opened:
        report = ask(opened, work, on=on or today(), known=known, at=at or "")
        printed = printed_notes(opened, work, on=on or today(), at=at or "", known=known) if json else ()
    document = report.as_json() | {"printed_notes": [n.as_json() for n in printed]}
    if json:
        output.print_json(document)
        return
    for said in report.notes:
        output.note(f"note: {said}")
    output.print_table(("provision", "in force", "by", "words"), list(reports.blame_rows(document)))
