"""`reiki review`: the clauses that are held, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from reiki.cli import output, reports
from reiki.cli.given import Db, Json, Unusable, store

if TYPE_CHECKING:
    from reiki.store.session import Store

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


@app.command("show")
def show(
    context: typer.Context,
    clause: Annotated[
        str, typer.Argument(metavar="ID", help="As reiki review list prints it.", show_default=False)
    ],
    db: Db = None,
    json: Json = False,
) -> None:
    """Show one clause: why it is held, what it orders, what it presupposes, what waits behind it."""
    from reiki.office.review import review_show

    with store(context, db) as opened:
        document = review_show(opened, whole_key(opened, clause)).as_json()
    if json:
        output.print_json(document)
    else:
        for line in reports.held_lines(document):
            output.say(line)


def whole_key(opened: Store, given: str) -> str:
    """The whole id of a clause that is given as the list prints it, its digest cut short."""
    from reiki.office.review import review_list

    if len(given.partition("/")[0]) == reports.DIGEST_LENGTH:
        return given
    return one_of([report.key for report in review_list(opened)], given)


def one_of(keys: Sequence[str], given: str) -> str:
    """The one id that the cut one means; the cut one itself where none does. Raises :class:`Unusable` for several."""
    meant = [key for key in dict.fromkeys(keys) if reports.means(given, key)]
    if len(meant) > 1:
        raise Unusable(f"{given} may mean {len(meant)} clauses; give more of the digest: {', '.join(meant)}")
    return meant[0] if meant else given
