"""What errata (正誤) correct in issues, as recorded."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from reiki.gazette.errata import Correction
from reiki.store.tables import CLAUSES, CORRECTIONS, ISSUES, NOTICES


@dataclass(frozen=True, slots=True)
class StoredCorrection:
    """A correction with the notice that makes it, and why it does not fit (``""``: it does, or its issue is not here)."""

    id: int
    publisher: str
    notice: int
    problem: str
    correction: Correction


def add_correction(connection: Connection, values: Mapping[str, Any]) -> None:
    """Records a correction, once."""
    known = connection.execute(select(CORRECTIONS.c.id).where(CORRECTIONS.c.key == values["key"])).first()
    if known is None:
        connection.execute(insert(CORRECTIONS).values(**values))


def all_corrections(connection: Connection, publisher: str) -> tuple[StoredCorrection, ...]:
    """What errata of a publisher correct, in the order of their words: the same in whatever order they came."""
    query = select(CORRECTIONS).where(CORRECTIONS.c.publisher == publisher).order_by(CORRECTIONS.c.key)
    return tuple(_stored(row) for row in connection.execute(query))


def corrections_for(
    connection: Connection, publisher: str, day: datetime.date | None, number: str
) -> tuple[Correction, ...]:
    """What is corrected in the issue of that day and number."""
    found = (s.correction for s in all_corrections(connection, publisher))
    return tuple(dict.fromkeys(c for c in found if c.means(day, number)))


def corrections_of(connection: Connection, source: str) -> tuple[Correction, ...]:
    """What is corrected in the issue that was read from a source."""
    row = connection.execute(select(ISSUES).where(ISSUES.c.source == source)).first()
    return () if row is None else corrections_for(connection, row.publisher, row.date, row.number)


def record_problem(connection: Connection, correction: int, problem: str) -> None:
    """Why a correction does not fit its issue."""
    connection.execute(update(CORRECTIONS).where(CORRECTIONS.c.id == correction).values(problem=problem))


def unfitting_errata(connection: Connection, work: int) -> tuple[str, ...]:
    """The errata that do not fit an issue which has a clause on a work, as they were printed."""
    query = (
        select(ISSUES.c.publisher, ISSUES.c.date, ISSUES.c.number)
        .join(NOTICES, NOTICES.c.issue == ISSUES.c.id)
        .join(CLAUSES, CLAUSES.c.notice == NOTICES.c.id)
        .where(CLAUSES.c.work == work)
        .distinct()
    )
    bad = select(CORRECTIONS).where(CORRECTIONS.c.problem != "").order_by(CORRECTIONS.c.id)
    stored = [_stored(row) for row in connection.execute(bad)]
    if not stored:
        return ()
    issues = connection.execute(query).all()
    return tuple(
        s.correction.said
        for s in stored
        if any(i.publisher == s.publisher and s.correction.means(i.date, i.number) for i in issues)
    )


def _stored(row: Row[Any]) -> StoredCorrection:
    correction = Correction(row.day, row.number, row.extra, row.wrong, row.right, row.said)
    return StoredCorrection(row.id, row.publisher, row.notice, row.problem, correction)
