"""What errata (正誤) correct in issues, as recorded."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, insert, or_, select, update

from reiki.gazette.errata import Correction
from reiki.store.tables import ANCHORS, CLAUSES, CORRECTIONS, ISSUES, NOTICES


@dataclass(frozen=True, slots=True)
class StoredCorrection:
    """A correction with the notice that makes it, and why it does not fit (``""``: it does, or its issue is not here)."""

    id: int
    key: str
    publisher: str
    notice: int
    problem: str
    correction: Correction


_WITH_DAY: Final[Select[Any]] = select(CORRECTIONS, NOTICES.c.promulgated.label("made")).join(
    NOTICES, CORRECTIONS.c.notice == NOTICES.c.id
)


def add_correction(connection: Connection, values: Mapping[str, Any]) -> None:
    """Records a correction, once."""
    known = connection.execute(select(CORRECTIONS.c.id).where(CORRECTIONS.c.key == values["key"])).first()
    if known is None:
        connection.execute(insert(CORRECTIONS).values(**values))


def forget_corrections(connection: Connection, notice: int) -> None:
    """What a notice corrects is read anew: the errata were themselves corrected."""
    connection.execute(delete(CORRECTIONS).where(CORRECTIONS.c.notice == notice))


def made_by(connection: Connection, notices: Iterable[int]) -> tuple[StoredCorrection, ...]:
    """What some notices correct."""
    query = _WITH_DAY.where(CORRECTIONS.c.notice.in_(list(notices))).order_by(CORRECTIONS.c.key)
    return tuple(_stored(row) for row in connection.execute(query))


def all_corrections(connection: Connection, publisher: str) -> tuple[StoredCorrection, ...]:
    """What errata of a publisher correct, in the order of their words: the same in whatever order they came."""
    query = _WITH_DAY.where(CORRECTIONS.c.publisher == publisher).order_by(CORRECTIONS.c.key)
    return tuple(_stored(row) for row in connection.execute(query))


def corrections_for(
    connection: Connection, publisher: str, day: datetime.date | None, number: str
) -> tuple[Correction, ...]:
    """What is corrected in the issue of that day and number. A day alone does not tell two issues of that day apart: then
    nothing is."""
    found = [s.correction for s in all_corrections(connection, publisher)]
    mine = [c for c in dict.fromkeys(found) if c.means(day, number)]
    if any(c.number is None for c in mine) and _several(connection, publisher, day, number):
        mine = [c for c in mine if c.number is not None]
    return tuple(mine)


def untold(connection: Connection, publisher: str, day: datetime.date | None, number: str) -> bool:
    """True when a correction names its issue by the day alone, and there are others of that day than this one."""
    found = (s.correction for s in all_corrections(connection, publisher))
    named = any(c.number is None and c.means(day, number) for c in found)
    return named and _several(connection, publisher, day, number)


def _several(connection: Connection, publisher: str, day: datetime.date | None, number: str) -> bool:
    query = select(ISSUES.c.number).where(ISSUES.c.publisher == publisher, ISSUES.c.date == day)
    return len({"".join(n.split()) for n in (*connection.execute(query).scalars(), number)}) > 1


def corrections_of(connection: Connection, source: str) -> tuple[Correction, ...]:
    """What is corrected in the issue that was read from a source."""
    row = connection.execute(select(ISSUES).where(ISSUES.c.source == source)).first()
    return () if row is None else corrections_for(connection, row.publisher, row.date, row.number)


def known_when_taken_in(connection: Connection, source: str) -> tuple[Correction, ...]:
    """What was known to be corrected in an issue when it was taken in."""
    row = connection.execute(select(ISSUES).where(ISSUES.c.source == source)).first()
    if row is None:
        return ()
    first = select(NOTICES.c.id).where(NOTICES.c.issue == row.id).order_by(NOTICES.c.id).limit(1)
    own = connection.execute(first).scalar() or 0
    early = {s.correction for s in all_corrections(connection, row.publisher) if s.notice < own}
    return tuple(c for c in corrections_for(connection, row.publisher, row.date, row.number) if c in early)


def known_until(connection: Connection, source: str, moment: datetime.datetime) -> tuple[Correction, ...]:
    """What was known at a moment to be corrected in the issue read from a source."""
    row = connection.execute(select(ISSUES).where(ISSUES.c.source == source)).first()
    if row is None:
        return ()
    query = select(CORRECTIONS.c.key).where(
        CORRECTIONS.c.publisher == row.publisher, CORRECTIONS.c.recorded_at <= moment
    )
    early = set(connection.execute(query).scalars())
    known = {s.correction for s in all_corrections(connection, row.publisher) if s.key in early}
    return tuple(c for c in corrections_for(connection, row.publisher, row.date, row.number) if c in known)


def record_problem(connection: Connection, correction: int, problem: str) -> None:
    """Why a correction does not fit its issue."""
    connection.execute(update(CORRECTIONS).where(CORRECTIONS.c.id == correction).values(problem=problem))


def unfitting_errata(
    connection: Connection, work: int, known: datetime.datetime | None = None
) -> tuple[str, ...]:
    """The errata that do not fit an issue which has a clause on a work or enacts it, as they were printed; with ``known``
    only what had come by then."""
    query = (
        select(ISSUES.c.publisher, ISSUES.c.date, ISSUES.c.number)
        .join(NOTICES, NOTICES.c.issue == ISSUES.c.id)
        .where(
            or_(
                NOTICES.c.id.in_(select(CLAUSES.c.notice).where(CLAUSES.c.work == work)),
                NOTICES.c.id.in_(select(ANCHORS.c.notice).where(ANCHORS.c.work == work)),
            )
        )
        .distinct()
    )
    bad = _WITH_DAY.where(CORRECTIONS.c.problem != "").order_by(CORRECTIONS.c.key)
    if known is not None:
        bad = bad.where(CORRECTIONS.c.recorded_at <= known)
        query = query.where(ISSUES.c.recorded_at <= known)
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
    correction = Correction(row.day, row.number, row.extra, row.wrong, row.right, row.said, row.made)
    return StoredCorrection(row.id, row.key, row.publisher, row.notice, row.problem, correction)
