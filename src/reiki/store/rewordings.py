"""What amends an amending instrument before it is in force (未施行の改正規則の改正), as recorded."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from reiki.gazette.rewording import Rewording
from reiki.store.tables import REWORDINGS


@dataclass(frozen=True, slots=True)
class StoredRewording:
    """A rewording that the clause with the key ``clause`` orders of the notice at ``position`` of ``source``. ``problem``: why
    it cannot be carried out, ``""`` where it can; without ``rewording``: what the clause orders was not read."""

    id: int
    clause: str
    source: str
    position: int
    problem: str
    rewording: Rewording | None


def add_rewordings(
    connection: Connection,
    clause: str,
    source: str,
    position: int,
    rewordings: Sequence[Rewording],
    problem: str,
    now: datetime.datetime,
) -> None:
    """Records what a clause orders of a notice; a ``problem`` where that was not read."""
    common = {
        "clause": clause,
        "source": source,
        "position": position,
        "problem": problem,
        "recorded_at": now,
    }
    rows = [{**common, "part": r.part, "before": r.before, "after": r.after} for r in rewordings]
    connection.execute(insert(REWORDINGS), rows or [{**common, "part": "", "before": "", "after": ""}])


def rewordings_of(connection: Connection, source: str) -> tuple[StoredRewording, ...]:
    """What is reworded in the issue read from ``source``, in the order recorded: that of the days on which it starts."""
    query = select(REWORDINGS).where(REWORDINGS.c.source == source).order_by(REWORDINGS.c.id)
    return tuple(_stored(row) for row in connection.execute(query))


def forget_rewordings(connection: Connection, source: str, position: int) -> None:
    """What is reworded in a notice is worked out anew."""
    mine = (REWORDINGS.c.source == source, REWORDINGS.c.position == position)
    connection.execute(delete(REWORDINGS).where(*mine))


def rewordings_by(connection: Connection, clauses: Collection[str]) -> dict[str, list[StoredRewording]]:
    """What some clauses reword, by their keys; those that reword nothing are left out."""
    out: dict[str, list[StoredRewording]] = {}
    wanted = set(clauses)
    for row in connection.execute(select(REWORDINGS).order_by(REWORDINGS.c.id)):
        if row.clause in wanted:
            out.setdefault(row.clause, []).append(_stored(row))
    return out


def record_rewording_problem(connection: Connection, rewording: int, problem: str) -> None:
    """Why a rewording cannot be carried out."""
    connection.execute(update(REWORDINGS).where(REWORDINGS.c.id == rewording).values(problem=problem))


def _stored(row: Row[Any]) -> StoredRewording:
    rewording = Rewording(row.part, row.before, row.after) if row.part else None
    return StoredRewording(row.id, row.clause, row.source, row.position, row.problem, rewording)
