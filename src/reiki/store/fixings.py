"""Days that another notice or a person has fixed (施行期日の確定), and what was waiting for them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from reiki.store.clauses import StoredClause, clauses_where
from reiki.store.tables import ANCHORS, CLAUSES, FIXINGS, NOTICES


@dataclass(frozen=True, slots=True)
class StoredFixing:
    """A fixed day: of ``part`` of the instrument with the number ``instrument``, or of an ``event``. ``said``: the sentence, or
    the source that a ``person`` named. ``notice``: the notice that fixes it."""

    id: int
    key: str
    instrument: str
    part: str
    event: str
    day: datetime.date
    said: str
    notice: int | None
    person: str


@dataclass(frozen=True, slots=True)
class OpenEnactment:
    """An enactment without a day. ``commencement``: what its notice says."""

    anchor: int
    work: int
    commencement: Mapping[str, Any]


def add_fixing(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Records a fixed day; ``False`` when it was recorded before."""
    known = connection.execute(select(FIXINGS.c.id).where(FIXINGS.c.key == values["key"])).first()
    if known is None:
        connection.execute(insert(FIXINGS).values(**values))
    return known is None


def fixings(connection: Connection) -> tuple[StoredFixing, ...]:
    """All fixed days, in the order recorded."""
    return tuple(_fixing(row) for row in connection.execute(select(FIXINGS).order_by(FIXINGS.c.id)))


def open_clauses_of(connection: Connection, fixing: StoredFixing) -> tuple[StoredClause, ...]:
    """The clauses without a day that may be waiting for what was fixed."""
    waiting = clauses_where(connection, CLAUSES.c.in_force_from.is_(None), CLAUSES.c.duplicate_of.is_(None))
    if fixing.instrument:
        return tuple(c for c in waiting if c.notice_number == fixing.instrument)
    return tuple(c for c in waiting if c.commencement.get("waits_for") == fixing.event)


def open_enactments_of(connection: Connection, fixing: StoredFixing) -> tuple[OpenEnactment, ...]:
    """The enactments without a day that may be waiting for what was fixed; not those that could not be read."""
    query = (
        select(ANCHORS.c.id, ANCHORS.c.work, ANCHORS.c.findings, NOTICES.c.number, NOTICES.c.commencement)
        .join(NOTICES, ANCHORS.c.notice == NOTICES.c.id)
        .where(ANCHORS.c.how == "enacted", ANCHORS.c.day.is_(None))
    )
    out = []
    for anchor, work, findings, number, commencement in connection.execute(query):
        said = commencement or {}
        mine = number == fixing.instrument if fixing.instrument else said.get("waits_for") == fixing.event
        if mine and not any(f["severity"] == "error" for f in findings):
            out.append(OpenEnactment(anchor, work, said))
    return tuple(out)


def fix_clause(connection: Connection, clause: int, day: datetime.date, turn: tuple[object, ...]) -> None:
    """A clause has its day."""
    values = {"in_force_from": day, "turn": turn}
    connection.execute(update(CLAUSES).where(CLAUSES.c.id == clause).values(**values))


def fix_enactment(connection: Connection, anchor: int, day: datetime.date) -> None:
    """An enactment has its day."""
    connection.execute(update(ANCHORS).where(ANCHORS.c.id == anchor).values(day=day))


def _fixing(row: Row[Any]) -> StoredFixing:
    return StoredFixing(
        row.id, row.key, row.instrument, row.part, row.event, row.day, row.said, row.notice, row.person
    )
