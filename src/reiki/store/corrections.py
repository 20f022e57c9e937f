"""What errata (正誤) correct in issues, as recorded."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, Select, insert, or_, select, update

from reiki.store.tables import ANCHORS, CLAUSES, CORRECTIONS, ISSUES, NOTICES
from reiki.store.versions import known_at

if TYPE_CHECKING:
    from reiki.gazette.errata import Correction


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


def _known(known: datetime.datetime | None) -> Select[Any]:
    return _WITH_DAY.where(known_at(CORRECTIONS.c.recorded_at, CORRECTIONS.c.superseded_at, known)).order_by(
        CORRECTIONS.c.key
    )


def add_correction(connection: Connection, values: Mapping[str, Any]) -> None:
    """Records a correction, once."""
    same = (CORRECTIONS.c.key == values["key"], CORRECTIONS.c.superseded_at.is_(None))
    if connection.execute(select(CORRECTIONS.c.id).where(*same)).first() is None:
        connection.execute(insert(CORRECTIONS).values(**values))


def supersede_corrections(connection: Connection, notice: int, now: datetime.datetime) -> None:
    """What a notice corrects is read anew: the errata were themselves corrected."""
    mine = (CORRECTIONS.c.notice == notice, CORRECTIONS.c.superseded_at.is_(None))
    connection.execute(update(CORRECTIONS).where(*mine).values(superseded_at=now))


def made_by(connection: Connection, notices: Iterable[int]) -> tuple[StoredCorrection, ...]:
    """What some notices correct."""
    query = _known(None).where(CORRECTIONS.c.notice.in_(list(notices)))
    return tuple(_stored(row) for row in connection.execute(query))


def all_corrections(
    connection: Connection, publisher: str, known: datetime.datetime | None = None
) -> tuple[StoredCorrection, ...]:
    """What errata of a publisher correct, as known at a moment, in the order of their words: the same in whatever order they
    came."""
    query = _known(known).where(CORRECTIONS.c.publisher == publisher)
    return tuple(_stored(row) for row in connection.execute(query))


def corrections_for(
    connection: Connection,
    publisher: str,
    day: datetime.date | None,
    number: str,
    known: datetime.datetime | None = None,
) -> tuple[Correction, ...]:
    """What is corrected in the issue of that day and number. A day alone does not tell two issues of that day apart: then
    nothing is."""
    found = [s.correction for s in all_corrections(connection, publisher, known)]
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


def corrections_of(
    connection: Connection, source: str, known: datetime.datetime | None = None
) -> tuple[Correction, ...]:
    """What is corrected, as known at a moment, in the issue that was read from a source."""
    row = connection.execute(select(ISSUES).where(ISSUES.c.source == source)).first()
    return () if row is None else corrections_for(connection, row.publisher, row.date, row.number, known)


def record_problem(connection: Connection, key: str, problem: str, now: datetime.datetime) -> None:
    """Why a correction does not fit its issue: new knowledge, where it is other than before."""
    standing = (CORRECTIONS.c.key == key, CORRECTIONS.c.superseded_at.is_(None))
    row = connection.execute(select(CORRECTIONS).where(*standing)).first()
    if row is None or row.problem == problem:
        return
    connection.execute(update(CORRECTIONS).where(CORRECTIONS.c.id == row.id).values(superseded_at=now))
    values = {c.name: getattr(row, c.name) for c in CORRECTIONS.columns if c.name != "id"}
    connection.execute(insert(CORRECTIONS).values(**values | {"problem": problem, "recorded_at": now}))


def unfitting_errata(
    connection: Connection, work: int, known: datetime.datetime | None = None
) -> tuple[str, ...]:
    """The errata that do not fit an issue which has a clause on a work or enacts it, as they were printed; as known at a
    moment."""
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
    bad = _known(known).where(CORRECTIONS.c.problem != "")
    if known is not None:
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
    from reiki.gazette.errata import Correction  # what reads errata is long to load, and few stores have any

    correction = Correction(row.day, row.number, row.extra, row.wrong, row.right, row.said, row.made)
    return StoredCorrection(row.id, row.key, row.publisher, row.notice, row.problem, correction)
