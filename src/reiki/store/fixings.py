"""Days that another notice or a person has fixed (施行期日の確定), and what was waiting for them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Row, insert, literal, or_, select, update

from reiki.store.clauses import StoredClause, clauses_where
from reiki.store.tables import ANCHORS, CLAUSES, FIXINGS, ISSUES, NOTICES
from reiki.store.versions import known_at

_T = TypeVar("_T")
_STANDING: Final = FIXINGS.c.superseded_at.is_(None)

FIXED_ON: Final = "fixed_on"
"""In the commencement of a clause that left its day open: the day that was fixed since."""


@dataclass(frozen=True, slots=True)
class StoredFixing:
    """A fixed day: of ``part`` of the instrument with the number ``instrument``, or of an ``event``. ``said``: the sentence, or
    the source that a ``person`` named. ``notice``: the notice that fixes it, and when that was ``promulgated``. ``replaces``: the
    keys of the fixings in whose place the person put it. ``by_number``, ``publisher``: of the notice and its issue, from which a
    number without its body is understood."""

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
    by_number: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class OpenEnactment:
    """An enactment that left its day open. ``commencement``: what its notice says; ``day``: what was fixed since;
    ``publisher``: of its issue."""

    anchor: int
    work: int
    number: str
    promulgated: datetime.date | None
    commencement: Mapping[str, Any]
    day: datetime.date | None
    publisher: str = ""


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
        select(FIXINGS, NOTICES.c.promulgated, NOTICES.c.number.label("by_number"), ISSUES.c.publisher)
        .join(NOTICES, FIXINGS.c.notice == NOTICES.c.id, isouter=True)
        .join(ISSUES, NOTICES.c.issue == ISSUES.c.id, isouter=True)
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


def amended_fixings(
    connection: Connection, numbers: Mapping[str, Iterable[int]]
) -> dict[int, list[StoredClause]]:
    """The clauses that may amend or repeal a notice that fixes a day, by that notice: those on the regulation that it enacted,
    and those that print one of ``numbers``, the forms in which their numbers may be printed, each with its notices."""
    out: dict[int, list[StoredClause]] = {}
    works = connection.execute(
        select(ANCHORS.c.work, FIXINGS.c.notice)
        .join(NOTICES, FIXINGS.c.notice == NOTICES.c.id)
        .join(ANCHORS, ANCHORS.c.key == literal("enact:") + NOTICES.c.key)
        .where(_STANDING)
        .distinct()
    ).all()
    counting = (CLAUSES.c.duplicate_of.is_(None), CLAUSES.c.withdrawn_at.is_(None))
    by_work: dict[int, set[int]] = {}
    for row in works:
        by_work.setdefault(row.work, set()).add(row.notice)
    for some in _parts(by_work):
        for clause in clauses_where(connection, CLAUSES.c.work.in_(some), *counting):
            for notice in by_work[clause.work or 0]:
                out.setdefault(notice, []).append(clause)
    for printed in _parts(numbers):
        for clause in clauses_where(connection, CLAUSES.c.target_number.in_(printed), *counting):
            for notice in numbers[clause.target_number]:
                if clause not in out.setdefault(notice, []):
                    out[notice].append(clause)
    return out


def _parts(values: Iterable[_T]) -> Iterator[list[_T]]:
    wanted = list(values)
    for start in range(0, len(wanted), 400):
        yield wanted[start : start + 400]


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
            ISSUES.c.publisher,
        )
        .join(NOTICES, ANCHORS.c.notice == NOTICES.c.id)
        .join(ISSUES, NOTICES.c.issue == ISSUES.c.id)
        .where(ANCHORS.c.how == "enacted", NOTICES.c.commencement["kind"].as_string() == "unfixed")
        .order_by(ANCHORS.c.id)
    )
    return tuple(
        OpenEnactment(row.id, row.work, row.number, row.promulgated, row.commencement, row.day, row.publisher)
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
        tuple(row.replaces), row.by_number or "", row.publisher or "",
    )  # fmt: skip
