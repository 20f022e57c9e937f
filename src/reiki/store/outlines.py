"""What lists tell of clauses: names, day, status, findings. Never what a clause orders or presupposes, which is most of what is
stored of it and is read for one clause at a time.

Which clauses are open is asked of an index that holds statuses and days alone (``ix_outcomes_work``), and rows are read by their
keys: of a store of hundreds of thousands of clauses only those are read that are held or wait.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, Select, and_, func, or_, select

from reiki.store.tables import CLAUSES, NOTICES, OUTCOMES

Status = Literal["held", "waiting"]
Place = tuple[str, int]
"""Where a clause stands among the others: its day (ISO, :data:`NO_DAY` without one) and its key in the store."""

NO_DAY: Final = "9999-99-99"
"""What has no day comes last."""
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class OpenClause:
    """A clause that is held or waits. ``waits_for``: the id of the clause behind which it waits, else ``date`` or ``""``."""

    id: int
    key: str
    day: datetime.date | None
    status: str
    waits_for: str

    @property
    def place(self) -> Place:
        """Its place in the list."""
        return (self.day.isoformat() if self.day else NO_DAY), self.id


@dataclass(frozen=True, slots=True)
class Outline:
    """A clause with what became of it at latest knowledge. ``operations``: how many there are."""

    id: int
    key: str
    clause: str
    notice: str
    notice_title: str
    target_title: str
    target_number: str
    status: str
    effective: datetime.date | None
    operations: int
    findings: tuple[dict[str, Any], ...]
    waits_for: str


@dataclass(frozen=True, slots=True)
class ComingClause:
    """A clause that is promulgated and not in force, with what became of it."""

    key: str
    clause: str
    target_title: str
    target_number: str
    notice: str
    notice_title: str
    promulgated: datetime.date | None
    in_force_from: datetime.date | None
    commencement: dict[str, Any]
    status: str
    recorded_at: datetime.datetime


def _open(*statuses: Status) -> Select[Any]:
    ids = select(OUTCOMES.c.id).where(OUTCOMES.c.status.in_(statuses))
    return (
        select(CLAUSES.c.id, CLAUSES.c.key, CLAUSES.c.in_force_from, OUTCOMES.c.status, OUTCOMES.c.waits_for)
        .join(CLAUSES, OUTCOMES.c.clause == CLAUSES.c.id)
        .where(OUTCOMES.c.id.in_(ids), OUTCOMES.c.superseded_at.is_(None), CLAUSES.c.withdrawn_at.is_(None))
        # Those without a day last, in every database.
        .order_by(CLAUSES.c.in_force_from.is_(None), CLAUSES.c.in_force_from, CLAUSES.c.id)
    )


def open_clauses(connection: Connection) -> tuple[OpenClause, ...]:
    """Every clause that is held or waits, in the order of their days, those without one last."""
    return tuple(_opened(connection, _open("held", "waiting")))


def waiting_behind(connection: Connection, keys: Sequence[str]) -> dict[str, list[OpenClause]]:
    """The clauses that wait behind clauses, by the keys of those, in the order of their days."""
    out: dict[str, list[OpenClause]] = {}
    for wanted in _parts(keys):
        for found in _opened(connection, _open("waiting").where(OUTCOMES.c.waits_for.in_(wanted))):
            out.setdefault(found.waits_for, []).append(found)
    return out


def outlines(connection: Connection, clauses: Iterable[int]) -> dict[int, Outline]:
    """Clauses by their keys in the store; one query for each few hundred of them."""
    out: dict[int, Outline] = {}
    for wanted in _parts(list(dict.fromkeys(clauses))):
        for row in connection.execute(_OUTLINES.where(CLAUSES.c.id.in_(wanted))):
            out[row.id] = Outline(
                row.id, row.key, row.clause, row.number, row.title, row.target_title, row.target_number, row.status,
                row.effective, row.operations, tuple(row.findings), row.waits_for,
            )  # fmt: skip
    return out


def coming_clauses(connection: Connection, on: datetime.date) -> tuple[ComingClause, ...]:
    """The clauses promulgated by a day that start after it or on a day that nobody has fixed yet."""
    own = CLAUSES.alias()
    late = select(own.c.id).where(or_(own.c.in_force_from.is_(None), own.c.in_force_from > on))
    query = (
        select(
            CLAUSES.c.key, CLAUSES.c.clause, CLAUSES.c.target_title, CLAUSES.c.target_number, CLAUSES.c.in_force_from,
            CLAUSES.c.commencement, NOTICES.c.number, NOTICES.c.title, NOTICES.c.promulgated, OUTCOMES.c.status,
            OUTCOMES.c.recorded_at,
        )
        .join(NOTICES, CLAUSES.c.notice == NOTICES.c.id)
        .join(OUTCOMES, and_(OUTCOMES.c.clause == CLAUSES.c.id, OUTCOMES.c.superseded_at.is_(None)))
        .where(
            CLAUSES.c.id.in_(late),
            CLAUSES.c.duplicate_of.is_(None),
            CLAUSES.c.withdrawn_at.is_(None),
            or_(NOTICES.c.promulgated.is_(None), NOTICES.c.promulgated <= on),
        )
        .order_by(CLAUSES.c.id)
    )  # fmt: skip
    return tuple(
        ComingClause(
            row.key, row.clause, row.target_title, row.target_number, row.number, row.title, row.promulgated,
            row.in_force_from, dict(row.commencement), row.status, row.recorded_at,
        )
        for row in connection.execute(query)
    )  # fmt: skip


_OUTLINES: Final = (
    select(
        CLAUSES.c.id, CLAUSES.c.key, CLAUSES.c.clause, CLAUSES.c.target_title, CLAUSES.c.target_number, NOTICES.c.number,
        NOTICES.c.title, OUTCOMES.c.status, OUTCOMES.c.effective, OUTCOMES.c.findings, OUTCOMES.c.waits_for,
        func.json_array_length(OUTCOMES.c.operations).label("operations"),
    )
    .join(NOTICES, CLAUSES.c.notice == NOTICES.c.id)
    .join(OUTCOMES, and_(OUTCOMES.c.clause == CLAUSES.c.id, OUTCOMES.c.superseded_at.is_(None)))
)  # fmt: skip


def _opened(connection: Connection, query: Select[Any]) -> Iterator[OpenClause]:
    for row in connection.execute(query):
        yield OpenClause(row.id, row.key, row.in_force_from, row.status, row.waits_for)


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
