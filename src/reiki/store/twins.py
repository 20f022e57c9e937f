"""The same clause in several renderings of its issue: one of them counts, the others are beside it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, update

from reiki.store.clauses import Outcome, StoredClause, clauses_where, outcomes_of
from reiki.store.tables import CLAUSES


def counting_clause(
    connection: Connection, notices: Iterable[int], clause: str, part: int
) -> tuple[StoredClause, Outcome | None] | None:
    """Of the same clause in several renderings the one that counts, with what became of it; ``None`` where that is still to be
    worked out."""
    found = clauses_where(
        connection,
        CLAUSES.c.notice.in_(list(notices)),
        CLAUSES.c.clause == clause,
        CLAUSES.c.part == part,
        CLAUSES.c.duplicate_of.is_(None),
    )
    return (found[0], outcomes_of(connection, [found[0].id]).get(found[0].id)) if found else None


def counting_beside(connection: Connection, clause: StoredClause) -> StoredClause | None:
    """The rendering that counts in place of this one; ``None`` where errata took it away."""
    found = clauses_where(connection, CLAUSES.c.id == clause.duplicate_of)
    return found[0] if found else None


def renderings_of(connection: Connection, counting: int) -> tuple[StoredClause, ...]:
    """The other renderings of a clause that counts."""
    return clauses_where(connection, CLAUSES.c.duplicate_of == counting)


def mark_duplicate(connection: Connection, clause: int, counts: int | None) -> None:
    """Another rendering of the clause counts from now on; with ``None`` this one does."""
    connection.execute(update(CLAUSES).where(CLAUSES.c.id == clause).values(duplicate_of=counts))
