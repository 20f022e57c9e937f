"""Days that another notice or a person has fixed (施行期日の確定), and what was waiting for them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, or_, select, update

from reiki.store.clauses import StoredClause, clauses_where
from reiki.store.tables import ANCHORS, CLAUSES, FIXINGS, NOTICES
from reiki.store.versions import known_at

_STANDING: Final = FIXINGS.c.superseded_at.is_(None)

FIXED_ON: Final = "fixed_on"
"""In the commencement of a clause that left its day open: the day that was fixed since."""


@dataclass(frozen=True, slots=True)
class StoredFixing:
    """A fixed day: of ``part`` of the instrument with the number ``instrument``, or of an ``event``. ``said``: the sentence, or
    the source that a ``person`` named. ``notice``: the notice that fixes it, and when that was ``promulgated``. ``replaces``: the
    keys of the fixings in whose place the person put it."""

    id: int
    key: str
    instrument: str
    part: str
    event: str
    day: datetime.date
    said: str
    notice: int | None
    person: str
    promulgated: datetime.date | None
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenEnactment:
    """An enactment that left its day open. ``commencement``: what its notice says; ``day``: what was fixed since."""

    anchor: int
    work: int
    number: str
    promulgated: datetime.date | None
    commencement: Mapping[str, Any]
    day: datetime.date | None


def add_fixing(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Records a fixed day; ``False`` when it was recorded before."""
    same = select(FIXINGS.c.id).where(FIXINGS.c.key == values["key"], _STANDING)
    known = connection.execute(same).first()
    if known is None:
        connection.execute(insert(FIXINGS).values(**{"reason": "", "replaces": []} | dict(values)))
    return known is None


def supersede_fixings(connection: Connection, notice: int, now: datetime.datetime) -> None:
    """What a notice fixes is read anew: errata corrected it."""
    mine = (FIXINGS.c.notice == notice, _STANDING)
    connection.execute(update(FIXINGS).where(*mine).values(superseded_at=now))


def supersede_fixing(connection: Connection, fixing: int, now: datetime.datetime) -> None:
    """A person takes back the day that a person said."""
    connection.execute(update(FIXINGS).where(FIXINGS.c.id == fixing).values(superseded_at=now))


def fixings(connection: Connection, known: datetime.datetime | None = None) -> tuple[StoredFixing, ...]:
    """All fixed days as known at a moment, by day: the same in whatever order they came."""
    query = (
        select(FIXINGS, NOTICES.c.promulgated)
        .join(NOTICES, FIXINGS.c.notice == NOTICES.c.id, isouter=True)
        .where(known_at(FIXINGS.c.recorded_at, FIXINGS.c.superseded_at, known))
        .order_by(FIXINGS.c.day, FIXINGS.c.key)
    )
    return tuple(_fixing(row) for row in connection.execute(query))


def fixed_by(connection: Connection, notices: Iterable[int]) -> bool:
    """True when one of some notices fixes a day."""
    query = select(FIXINGS.c.id).where(FIXINGS.c.notice.in_(list(notices)), _STANDING).limit(1)
    return connection.execute(query).first() is not None


def made_by(connection: Connection, notice: int) -> tuple[tuple[str, str, datetime.date, str], ...]:
    """What a notice fixes: of which instrument, what of it, the day, and the sentence."""
    query = select(FIXINGS).where(FIXINGS.c.notice == notice, _STANDING).order_by(FIXINGS.c.id)
    return tuple((r.instrument, r.part, r.day, r.said) for r in connection.execute(query))


def amended_fixings(connection: Connection) -> dict[int, datetime.date | None]:
    """The notices that fix a day and are themselves amended or repealed, with the first day on which they are (``None``: it
    may be any)."""
    query = (
        select(NOTICES.c.id, CLAUSES.c.in_force_from)
        .join(FIXINGS, FIXINGS.c.notice == NOTICES.c.id)
        .join(CLAUSES, CLAUSES.c.target_number == NOTICES.c.number)
        .where(
            _STANDING,
            NOTICES.c.number != "",
            CLAUSES.c.duplicate_of.is_(None),
            CLAUSES.c.withdrawn_at.is_(None),
        )
    )
    out: dict[int, datetime.date | None] = {}
    for notice, day in connection.execute(query):
        before = out.get(notice, day)
        out[notice] = None if day is None or before is None else min(day, before)
    return out


def open_clauses(connection: Connection) -> tuple[StoredClause, ...]:
    """The clauses that leave their day open, with the day that was fixed since where one was; not those of which the day was
    printed and could not be read."""
    found = clauses_where(
        connection,
        CLAUSES.c.commencement["kind"].as_string() == "unfixed",
        CLAUSES.c.duplicate_of.is_(None),
        or_(CLAUSES.c.in_force_from.is_(None), CLAUSES.c.commencement[FIXED_ON].as_string().is_not(None)),
    )
    return found


def open_enactments(connection: Connection) -> tuple[OpenEnactment, ...]:
    """The enactments that leave their day open; not those that could not be read."""
    query = (
        select(
            ANCHORS.c.id,
            ANCHORS.c.work,
            ANCHORS.c.findings,
            ANCHORS.c.day,
            NOTICES.c.number,
            NOTICES.c.promulgated,
            NOTICES.c.commencement,
        )
        .join(NOTICES, ANCHORS.c.notice == NOTICES.c.id)
        .where(ANCHORS.c.how == "enacted", NOTICES.c.commencement["kind"].as_string() == "unfixed")
        .order_by(ANCHORS.c.id)
    )
    return tuple(
        OpenEnactment(row.id, row.work, row.number, row.promulgated, row.commencement, row.day)
        for row in connection.execute(query)
        if not any(f["severity"] == "error" for f in row.findings)
    )


def fix_clause(
    connection: Connection, clause: StoredClause, day: datetime.date | None, turn: tuple[object, ...] | None
) -> None:
    """A clause has the day that was fixed, or none any more."""
    commencement = {k: v for k, v in clause.commencement.items() if k != FIXED_ON}
    if day is not None:
        commencement[FIXED_ON] = day.isoformat()
    values = {"in_force_from": day, "turn": turn, "commencement": commencement}
    connection.execute(update(CLAUSES).where(CLAUSES.c.id == clause.id).values(**values))


def fix_enactment(connection: Connection, anchor: int, day: datetime.date | None) -> None:
    """An enactment has the day that was fixed, or none any more."""
    connection.execute(update(ANCHORS).where(ANCHORS.c.id == anchor).values(day=day))


def _fixing(row: Row[Any]) -> StoredFixing:
    return StoredFixing(
        row.id, row.key, row.instrument, row.part, row.event, row.day, row.said, row.notice, row.person, row.promulgated,
        tuple(row.replaces),
    )  # fmt: skip
