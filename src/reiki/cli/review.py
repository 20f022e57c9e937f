"""`reiki review`: the clauses that are held, and why."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from json import loads
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reiki.cli import output, reports
from reiki.cli.given import Db, Json, Unusable, now, read_source, store, write_file

if TYPE_CHECKING:
    from reiki.store.session import Store

Clause = Annotated[
    str, typer.Argument(metavar="ID", help="As reiki review list prints it.", show_default=False)
]
Because = Annotated[
    str, typer.Option("--because", metavar="TEXT", help="The reason; it is kept.", show_default=False)
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides; otherwise the user's name.")]

app = typer.Typer(
    name="review",
    help="The clauses that are held, and why.",
    rich_markup_mode=None,
    invoke_without_command=True,
)


@app.callback()
def review(context: typer.Context, db: Db = None, json: Json = False) -> None:
    """The clauses that are held, and why; without a further command the list of them."""
    if context.invoked_subcommand is None:
        list_held(context, db, json)
    elif db:
        context.find_root().obj = db


@app.command("list")
def list_held(context: typer.Context, db: Db = None, json: Json = False) -> None:
    """List the clauses that are held, each followed by those that wait behind it."""
    from reiki.office.review import review_list

    with store(context, db) as opened:
        clauses = [report.as_json() for report in review_list(opened)]
    if json:
        output.print_json({"clauses": clauses})
        return
    names = {clause["id"]: reports.short_name(clause) for clause in clauses}
    output.print_table(
        ("id", "status", "in force", "clause", "regulation", "why"),
        [
            (
                reports.short_key(clause["id"]),
                reports.status_words(clause, names),
                clause["effective"] or "",
                reports.short_name(clause),
                reports.named(clause["target"]),
                reports.why(clause),
            )
            for clause in clauses
        ],
    )
    if not clauses:
        output.note("nothing is held")


@app.command("imports")
def list_imports(context: typer.Context, db: Db = None, json: Json = False) -> None:
    """List the imports of the regulations of which one is not what the store gives on its day, with what was decided."""
    from reiki.office.imports import disputed_imports

    with store(context, db) as opened:
        imports = [report.as_json() for report in disputed_imports(opened)]
    if json:
        output.print_json({"imports": imports})
        return
    _print_imports(imports)
    if not imports:
        output.note("no imports disagree")


def _print_imports(imports: Sequence[dict[str, Any]]) -> None:
    output.print_table(
        ("id", "as of", "regulation", "file", "which"),
        [
            (
                each["id"],
                each["as_of"],
                reports.named(each),
                each["file"],
                "set aside"
                if each["set_aside"]
                else ("agrees" if each["agreed"] else "DISAGREES") + (", counts" if each["counts"] else ""),
            )
            for each in imports
        ],
    )


@app.command("show")
def show(
    context: typer.Context,
    clause: Clause,
    picture: Annotated[
        str | None,
        typer.Option(
            "--picture",
            metavar="FILE",
            help="Also write what the page shows at the first place that is known, as PNG (PDF issues).",
            show_default=False,
        ),
    ] = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Show one clause: why it is held, what it orders, what it presupposes, what waits behind it."""
    from reiki.office.review import review_show

    with store(context, db) as opened:
        key = whole_key(opened, clause)
        document = review_show(opened, key).as_json()
        if picture is not None:
            _write_picture(opened, key, len(document["findings"]), picture)
    if json:
        output.print_json(document)
    else:
        for line in reports.held_lines(document):
            output.say(line)


def _write_picture(opened: Store, key: str, findings: int, name: str) -> None:
    """Write the picture of the first finding whose place is known."""
    from reiki.office.evidence import evidence_picture

    pictures = (evidence_picture(opened, key, n) for n in range(findings))
    drawn = next((p for p in pictures if p is not None), None)
    if drawn is None:
        raise Unusable(
            "no page of a PDF is known for a finding of this clause: there is no picture to write."
        )
    write_file(name, drawn)


@app.command("resolve")
def resolve(
    context: typer.Context,
    clause: Clause,
    because: Because,
    accept: Annotated[
        bool, typer.Option("--accept", help="The candidate that review show prints is what it orders.")
    ] = False,
    operations: Annotated[
        str,
        typer.Option(
            "--operations",
            metavar="FILE",
            help="These operations (JSON) are what it orders; - for standard input.",
        ),
    ] = "",
    waive: Annotated[
        list[str] | None,
        typer.Option(
            "--waive", metavar="CODE", help="This doubt was settled with the printed gazette; repeatable."
        ),
    ] = None,
    reject: Annotated[
        bool,
        typer.Option("--reject", help="It orders nothing; of a rendering or an import: it does not count."),
    ] = False,
    counts: Annotated[
        bool,
        typer.Option(
            "--counts",
            help="Of two renderings of a clause that differ, or imports that disagree, this one counts.",
        ),
    ] = False,
    by: By = "",
    db: Db = None,
    json: Json = False,
) -> None:
    """Record a decision on a held clause, or on an import that disagrees: who, when and why.

    To accept, waive or give operations counts only if the clause then applies.
    """
    from reiki.office import choosing, decide

    if sum((accept, bool(operations), bool(waive), reject, counts)) != 1:
        raise Unusable("give exactly one of --accept, --operations FILE, --waive CODE, --reject, --counts")
    person = by or getpass.getuser()
    with store(context, db) as opened:
        key = whole_key(opened, clause)
        when = now()
        report: choosing.Report
        if accept:
            report = decide.accept(opened, key, person=person, reason=because, now=when)
        elif operations:
            report = decide.give(
                opened, key, _operations(operations), person=person, reason=because, now=when
            )
        elif waive:
            report = decide.waive(opened, key, waive, person=person, reason=because, now=when)
        elif counts:
            report = choosing.count(opened, key, person=person, reason=because, now=when)
        else:
            report = choosing.reject(opened, key, person=person, reason=because, now=when)
    _tell(report.as_json(), json)


@app.command("undo")
def undo(
    context: typer.Context, clause: Clause, because: Because, by: By = "", db: Db = None, json: Json = False
) -> None:
    """Take the decision on a clause or an import back; it stays in the record."""
    from reiki.office import choosing

    with store(context, db) as opened:
        report = choosing.undo(opened, clause, person=by or getpass.getuser(), reason=because, now=now())
    _tell(report.as_json(), json)


def _operations(name: str) -> list[Any]:
    try:
        given = loads(read_source(name))
    except ValueError as error:
        raise Unusable(
            f"{name}: no JSON ({error}); give a list of operations as reiki review show --json prints them"
        ) from error
    if not isinstance(given, list):
        raise Unusable(
            f"{name}: a list of operations is expected, as reiki review show --json prints under candidate"
        )
    return given


def _tell(document: dict[str, Any], json: bool) -> None:
    if json:
        output.print_json(document)
        return
    if "imports" in document:
        _print_imports(document["imports"])
        for line in reports.outcome_findings(document["clauses"]):
            output.say(line)
        return
    output.say(f"{reports.short_name(document)}: {document['status']}")
    for line in reports.outcome_findings([document]):
        output.say(line)
    for freed in document["freed"]:
        output.say(f"{reports.short_name(freed)}, which waited: {freed['status']}")


def whole_key(opened: Store, given: str) -> str:
    """The whole id of a clause that is given as the list prints it, its digest cut short."""
    from reiki.office.review import review_keys

    if given.startswith("import:") or len(given.partition("/")[0]) == reports.DIGEST_LENGTH:
        return given
    return one_of(review_keys(opened), given)


def one_of(keys: Sequence[str], given: str) -> str:
    """The one id that the cut one means; the cut one itself where none does. Raises :class:`Unusable` for several."""
    meant = [key for key in dict.fromkeys(keys) if reports.means(given, key)]
    if len(meant) > 1:
        raise Unusable(f"{given} may mean {len(meant)} clauses; give more of the digest: {', '.join(meant)}")
    return meant[0] if meant else given
