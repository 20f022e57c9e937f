"""What amends an amending instrument before it is in force (未施行の改正規則の改正), as recorded."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from reiki.gazette.rewording import Rewording
from reiki.store.tables import REWORDINGS
from reiki.store.versions import known_at

_STANDING: Final = REWORDINGS.c.superseded_at.is_(None)


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
    rows = [
        {**common, "part": f"{r.part} {r.place}".strip(), "before": r.before, "after": r.after}
        for r in rewordings
    ]
    connection.execute(insert(REWORDINGS), rows or [{**common, "part": "", "before": "", "after": ""}])


def rewordings_of(
    connection: Connection, source: str, known: datetime.datetime | None = None
) -> tuple[StoredRewording, ...]:
    """What is reworded, as known at a moment, in the issue read from ``source``, in the order recorded: that of the days on which
    it starts."""
    standing = known_at(REWORDINGS.c.recorded_at, REWORDINGS.c.superseded_at, known)
    query = select(REWORDINGS).where(REWORDINGS.c.source == source, standing).order_by(REWORDINGS.c.id)
    return tuple(_stored(row) for row in connection.execute(query))


def supersede_rewordings(connection: Connection, source: str, position: int, now: datetime.datetime) -> None:
    """What is reworded in a notice is worked out anew."""
    mine = (REWORDINGS.c.source == source, REWORDINGS.c.position == position, _STANDING)
    connection.execute(update(REWORDINGS).where(*mine).values(superseded_at=now))


def rewordings_by(connection: Connection, clauses: Collection[str]) -> dict[str, list[StoredRewording]]:
    """What some clauses reword, by their keys; those that reword nothing are left out."""
    out: dict[str, list[StoredRewording]] = {}
    wanted = set(clauses)
    for row in connection.execute(select(REWORDINGS).where(_STANDING).order_by(REWORDINGS.c.id)):
        if row.clause in wanted:
            out.setdefault(row.clause, []).append(_stored(row))
    return out


def record_rewording_problems(
    connection: Connection,
    rewordings: Sequence[StoredRewording],
    problems: Sequence[str],
    now: datetime.datetime,
) -> None:
    """Why the rewordings of an issue cannot be carried out (``""``: they can), one for each, in the order recorded. Where one
    is other than before, all are recorded anew: their order is that in which they are carried out."""
    if [s.problem for s in rewordings] == list(problems):
        return
    ids = [s.id for s in rewordings]
    rows = connection.execute(
        select(REWORDINGS).where(REWORDINGS.c.id.in_(ids)).order_by(REWORDINGS.c.id)
    ).all()
    connection.execute(update(REWORDINGS).where(REWORDINGS.c.id.in_(ids)).values(superseded_at=now))
    values = [{c.name: getattr(r, c.name) for c in REWORDINGS.columns if c.name != "id"} for r in rows]
    new = [v | {"problem": p, "recorded_at": now} for v, p in zip(values, problems, strict=True)]
    connection.execute(insert(REWORDINGS), new)


def _stored(row: Row[Any]) -> StoredRewording:
    part, _, place = row.part.partition(
        " "
    )  # "suppl", or with the place that the order names: "suppl 附則第1項"
    rewording = Rewording(part, row.before, row.after, place, row.clause) if part else None
    return StoredRewording(row.id, row.clause, row.source, row.position, row.problem, rewording)
