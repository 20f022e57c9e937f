"""What happened (改正の動き): versions that came into force, notices that were promulgated, clauses that are held.

The news of an office, for a list of a month and for the feed: each with the regulation, the day, and the notices behind it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from reiki.office.moments import midnight
from reiki.store import clauses as clausing
from reiki.store.anchors import anchor_by_key
from reiki.store.clauses import StoredClause
from reiki.store.decisions import record_of
from reiki.store.session import Store
from reiki.store.tables import (
    ANCHORS,
    CLAUSES,
    ISSUES,
    NOTICES,
    OUTCOMES,
    UNKNOWN_START,
    VERSIONS,
    WORKS,
)

What = Literal["force", "promulgated", "held"]
End = Literal["", "applied", "waiting", "skipped", "withdrawn"]


@dataclass(frozen=True, slots=True)
class ByNotice:
    """A notice behind something, and the source of its issue."""

    number: str
    title: str
    promulgated: datetime.date | None
    source: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a regulation.

    ``force``: from ``day`` on its text is another, it begins, or it ends (``ended``); ``promulgated``: on ``day`` a notice was,
    which amends, enacts or repeals it; ``held``: a clause on it is, that should start on ``day`` (``None``: not fixed), because
    of ``message``. ``key`` is the same in every store; ``updated``: since when it is so and known. ``begins``: it has no earlier
    text. ``starts``: of a promulgation, the days on which it comes into force, ``None`` among them for one that is not fixed.
    ``resolved``: what became of a clause that was held and no longer is (``withdrawn``: its notice has it no more), where a
    person decided it ``by`` whom and ``because`` of what.
    """

    what: What
    day: datetime.date | None
    law_id: str
    title: str
    number: str
    key: str
    updated: datetime.datetime
    notices: tuple[ByNotice, ...]
    ended: str = ""
    begins: bool = False
    starts: tuple[datetime.date | None, ...] = ()
    clause: str = ""
    status: str = ""
    code: str = ""
    message: str = ""
    resolved: End = ""
    by: str = ""
    because: str = ""

    @property
    def before(self) -> datetime.date | None:
        """The day before it."""
        return None if self.day is None else self.day - datetime.timedelta(1)


def in_month(
    store: Store,
    first: datetime.date,
    *,
    law_id: str = "",
    until: datetime.date | None = None,
    limit: int | None = None,
) -> tuple[Happening, ...]:
    """What came into force, what was promulgated and what should have started and is held in the month that begins with a day:
    the latest day first, on it what came into force first. ``until``: its last day that is told. With ``limit`` of each kind the
    latest alone are told, so many of them."""
    last = end_of_month(first) if until is None else until
    with store.reading() as connection:

        def latest_of(query: Select[Any], day: ColumnElement[datetime.date | None]) -> Select[Any]:
            return query.where(day.between(first, last)).order_by(day.desc()).limit(limit)

        found = [
            *_forces(connection, latest_of(_VERSIONS, VERSIONS.c.in_force_from), law_id),
            *_promulgated(connection, latest_of(_NOTICES, NOTICES.c.promulgated), law_id),
            *_held(connection, latest_of(_HELD, CLAUSES.c.in_force_from), law_id),
        ]
    order: tuple[What, ...] = ("force", "held", "promulgated")
    return tuple(sorted(found, key=lambda h: (first - (h.day or first), order.index(h.what), h.title, h.key)))


def in_force_between(
    store: Store, first: datetime.date | None, last: datetime.date, *, limit: int
) -> tuple[tuple[Happening, ...], int]:
    """What came into force from one day (``None``: ever) to another, the latest first, and how many more there are."""
    when = VERSIONS.c.in_force_from <= last
    if first is not None:
        when &= VERSIONS.c.in_force_from >= first
    with store.reading() as connection:
        query = _VERSIONS.where(when).order_by(VERSIONS.c.in_force_from.desc(), VERSIONS.c.id.desc())
        found = list(_forces(connection, query.limit(limit), ""))
        count = len(found)
        if count == limit:
            wanted = _VERSIONS.where(when).with_only_columns(func.count(), maintain_column_froms=True)
            count = int(connection.execute(wanted).scalar_one())
    return tuple(sorted(found, key=lambda h: (last - (h.day or last), h.title, h.key))), count - len(found)


def latest(store: Store, *, today: datetime.date, law_id: str = "", limit: int = 50) -> tuple[Happening, ...]:
    """The latest news as of a day: versions in force by then, promulgations, what is held; by when each became so."""
    with store.reading() as connection:
        forces = _VERSIONS.where(VERSIONS.c.in_force_from <= today)
        notices = _NOTICES.where(NOTICES.c.promulgated <= today)
        # By the later of two moments: the latest by either hold the latest by both.
        found = [
            *_forces(connection, forces.order_by(VERSIONS.c.in_force_from.desc()).limit(limit), law_id),
            *_forces(connection, forces.order_by(VERSIONS.c.id.desc()).limit(limit), law_id),
            *_promulgated(connection, notices.order_by(ISSUES.c.id.desc()).limit(limit), law_id),
            *_held(connection, _HELD.order_by(OUTCOMES.c.id.desc()).limit(limit), law_id),
            *_resolved(connection, law_id, limit),
        ]
    once = {(h.what, h.key): h for h in found}
    return tuple(sorted(once.values(), key=lambda h: (h.updated, h.what, h.key), reverse=True)[:limit])


def whereabouts(store: Store, keys: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """Of what is to come, by key: the law id of its regulation, the source of the issue that says so, and ``repealed`` or
    ``replaced`` where it ends a regulation; each ``""`` for none."""
    wanted = tuple(keys)
    out: dict[str, tuple[str, str, str]] = {}
    ends = {"repeal": "repealed", "replace": "replaced"}
    with store.reading() as connection:
        clauses = clausing.clauses_by_key(connection, wanted)
        ids = {c.work for c in clauses.values() if c.work is not None}
        laws = {
            row.id: row.law_id
            for row in connection.execute(select(WORKS.c.id, WORKS.c.law_id).where(WORKS.c.id.in_(ids)))
        }
        for key in wanted:
            if key in clauses:
                clause = clauses[key]
                out[key] = (
                    laws.get(clause.work or 0, ""),
                    clause.source,
                    "" if clause.within else ends.get(clause.verb, ""),
                )
            elif key.startswith("enact:"):
                anchor = anchor_by_key(connection, key)
                if anchor is not None:
                    query = select(WORKS.c.law_id).where(WORKS.c.id == anchor.work)
                    out[key] = connection.execute(query).scalar_one(), anchor.source, ""
            elif key.startswith(("lapse:", "review:")):
                out[key] = key.partition(":")[2].partition("/")[0], "", ""
    return out


def end_of_month(first: datetime.date) -> datetime.date:
    """The last day of the month of a day."""
    return (first.replace(day=28) + datetime.timedelta(4)).replace(day=1) - datetime.timedelta(1)


# ---------------------------------------------------------------------------------------------------------------- force

_VERSIONS: Select[Any] = (
    select(
        VERSIONS.c.work, VERSIONS.c.in_force_from, VERSIONS.c.title, VERSIONS.c.ended, VERSIONS.c.origin, VERSIONS.c.clauses,
        VERSIONS.c.recorded_at, WORKS.c.law_id, WORKS.c.number,
    )
    .join(WORKS, VERSIONS.c.work == WORKS.c.id)
    .where(
        VERSIONS.c.superseded_at.is_(None),
        VERSIONS.c.in_force_from > UNKNOWN_START,
        # A text imported as of a day stood before it: nothing happened on that day.
        ~VERSIONS.c.origin.startswith("import:"),
    )
)  # fmt: skip


def _forces(connection: Connection, query: Select[Any], law_id: str) -> Iterator[Happening]:
    rows = connection.execute(query.where(WORKS.c.law_id == law_id) if law_id else query).all()
    clauses = clausing.clauses_by_key(connection, (key for row in rows for key in row.clauses))
    for row in rows:
        by = [_by(clauses[key]) for key in row.clauses if key in clauses]
        if row.origin.startswith("enact:"):
            by = [*_enacted_by(connection, row.origin), *by]
        yield Happening(
            "force",
            row.in_force_from,
            row.law_id,
            row.title,
            row.number,
            f"force:{row.law_id}/{row.in_force_from:%Y-%m-%d}",
            max(row.recorded_at, midnight(row.in_force_from)),
            tuple(dict.fromkeys(by)),
            ended=row.ended,
            begins=row.origin.startswith("enact:") and _first(connection, row.work, row.in_force_from),
        )


def _first(connection: Connection, work: int, day: datetime.date) -> bool:
    earlier = select(VERSIONS.c.id).where(
        VERSIONS.c.work == work, VERSIONS.c.in_force_from < day, VERSIONS.c.superseded_at.is_(None)
    )
    return connection.execute(earlier.limit(1)).first() is None


def _by(clause: StoredClause) -> ByNotice:
    return ByNotice(clause.notice_number, clause.notice_title, clause.promulgated, clause.source)


def _enacted_by(connection: Connection, origin: str) -> Iterable[ByNotice]:
    anchor = anchor_by_key(connection, origin)
    if anchor is None or anchor.notice is None:
        return
    query = select(NOTICES.c.number, NOTICES.c.title, NOTICES.c.promulgated)
    row = connection.execute(query.where(NOTICES.c.id == anchor.notice)).one()
    yield ByNotice(row.number, row.title, row.promulgated, anchor.source)


# --------------------------------------------------------------------------------------------------------- promulgated

_NOTICES: Select[Any] = (
    select(
        NOTICES.c.id, NOTICES.c.key, NOTICES.c.number, NOTICES.c.title, NOTICES.c.promulgated, NOTICES.c.kind,
        ISSUES.c.source, ISSUES.c.recorded_at,
    )
    .join(ISSUES, NOTICES.c.issue == ISSUES.c.id)
    .where(NOTICES.c.duplicate_of.is_(None))
)  # fmt: skip


def _promulgated(connection: Connection, query: Select[Any], law_id: str) -> Iterator[Happening]:
    if law_id:
        work = select(WORKS.c.id).where(WORKS.c.law_id == law_id).scalar_subquery()
        amends = select(CLAUSES.c.notice).where(CLAUSES.c.work == work)
        enacts = select(ANCHORS.c.notice).where(ANCHORS.c.work == work, ANCHORS.c.notice.is_not(None))
        query = query.where(NOTICES.c.id.in_(amends) | NOTICES.c.id.in_(enacts))
    rows = connection.execute(query).all()
    by_notice = _touched(connection, [row.id for row in rows])
    for row in rows:
        for (law, title, number), touched in by_notice.get(row.id, {}).items():
            if law_id in ("", law):
                yield Happening(
                    "promulgated",
                    row.promulgated,
                    law,
                    title,
                    number,
                    f"promulgated:{row.key}/{law or number or title}",
                    max(row.recorded_at, midnight(row.promulgated)) if row.promulgated else row.recorded_at,
                    (ByNotice(row.number, row.title, row.promulgated, row.source),),
                    begins=touched.enacts,
                    starts=tuple(sorted(touched.starts, key=lambda d: d or datetime.date.max)),
                    ended="repealed" if touched.repeals else "",
                    status=touched.status,
                )


@dataclass(slots=True)
class _Touched:
    starts: set[datetime.date | None]
    statuses: set[str]
    enacts: bool = False
    repeals: bool = False

    @property
    def status(self) -> str:
        """The worst that became of any of its clauses."""
        return next((s for s in ("held", "waiting", "applied", "skipped") if s in self.statuses), "")


def _touched(
    connection: Connection, notices: Sequence[int]
) -> dict[int, dict[tuple[str, str, str], _Touched]]:
    """By notice the regulations that it amends, repeals or enacts: law id, title and number."""
    out: dict[int, dict[tuple[str, str, str], _Touched]] = {}
    for start in range(0, len(notices), 500):
        wanted = notices[start : start + 500]
        amended = (
            select(
                CLAUSES.c.notice, CLAUSES.c.verb, CLAUSES.c.within, CLAUSES.c.in_force_from, CLAUSES.c.target_title,
                CLAUSES.c.target_number, WORKS.c.law_id, WORKS.c.title, WORKS.c.number, OUTCOMES.c.status,
            )
            .join(OUTCOMES, (OUTCOMES.c.clause == CLAUSES.c.id) & OUTCOMES.c.superseded_at.is_(None))
            .outerjoin(WORKS, CLAUSES.c.work == WORKS.c.id)
            .where(CLAUSES.c.notice.in_(wanted))
            .order_by(CLAUSES.c.id)
        )  # fmt: skip
        for row in connection.execute(amended):
            named = (row.law_id or "", row.title or row.target_title, row.number or row.target_number)
            touched = out.setdefault(row.notice, {}).setdefault(named, _Touched(set(), set()))
            touched.starts.add(row.in_force_from)
            touched.statuses.add(row.status)
            touched.repeals |= row.verb == "repeal" and not row.within
        enacted = (
            select(ANCHORS.c.notice, ANCHORS.c.day, WORKS.c.law_id, WORKS.c.title, WORKS.c.number)
            .join(WORKS, ANCHORS.c.work == WORKS.c.id)
            .where(ANCHORS.c.notice.in_(wanted), ANCHORS.c.how == "enacted")
        )
        for begun in connection.execute(enacted):
            named = (begun.law_id, begun.title, begun.number)
            touched = out.setdefault(begun.notice, {}).setdefault(named, _Touched(set(), set()))
            touched.starts.add(begun.day)
            touched.enacts = True
    return out


# ----------------------------------------------------------------------------------------------------------------- held

_HELD: Select[Any] = (
    select(CLAUSES.c.key, OUTCOMES.c.findings, OUTCOMES.c.recorded_at, WORKS.c.law_id, WORKS.c.title, WORKS.c.number)
    .join(OUTCOMES, OUTCOMES.c.clause == CLAUSES.c.id)
    .outerjoin(WORKS, CLAUSES.c.work == WORKS.c.id)
    .where(OUTCOMES.c.superseded_at.is_(None), OUTCOMES.c.status == "held")
)  # fmt: skip


def _held(connection: Connection, query: Select[Any], law_id: str) -> Iterator[Happening]:
    rows = connection.execute(query.where(WORKS.c.law_id == law_id) if law_id else query).all()
    clauses = clausing.clauses_by_key(connection, (row.key for row in rows))
    for row in rows:
        error = next((f for f in row.findings if f["severity"] == "error"), None)
        yield replace(
            _of_held(row, clauses[row.key], row.recorded_at),
            status="held",
            code=error["code"] if error else "",
            message=error["message"] if error else "",
        )


def _of_held(
    row: Row[*tuple[Any, ...]], clause: clausing.StoredClause, moment: datetime.datetime
) -> Happening:
    """The news of a clause that is or was held: under one key, so that the later takes the place of the earlier."""
    return Happening(
        "held",
        clause.in_force_from,
        row.law_id or "",
        row.title or clause.target_title,
        row.number or clause.target_number,
        f"held:{row.key}",
        moment,
        (_by(clause),),
        clause=row.key,
    )


# ------------------------------------------------------------------------------------------------------------- resolved


def _resolved(connection: Connection, law_id: str, limit: int) -> Iterator[Happening]:
    """The clauses that were held last and no longer are: the news of them that were told are not true any more."""
    still = select(OUTCOMES.c.clause).where(OUTCOMES.c.superseded_at.is_(None), OUTCOMES.c.status == "held")
    ended = func.max(OUTCOMES.c.superseded_at)
    query = (
        select(
            CLAUSES.c.key, CLAUSES.c.id, ended.label("moment"), WORKS.c.law_id, WORKS.c.title, WORKS.c.number
        )
        .join(OUTCOMES, OUTCOMES.c.clause == CLAUSES.c.id)
        .outerjoin(WORKS, CLAUSES.c.work == WORKS.c.id)
        .where(
            OUTCOMES.c.status == "held",
            OUTCOMES.c.superseded_at.is_not(None),
            OUTCOMES.c.clause.not_in(still),
        )
        .group_by(CLAUSES.c.key, CLAUSES.c.id, WORKS.c.law_id, WORKS.c.title, WORKS.c.number)
        .order_by(ended.desc(), CLAUSES.c.id.desc())
        .limit(limit)
    )
    rows = connection.execute(query.where(WORKS.c.law_id == law_id) if law_id else query).all()
    clauses = clausing.clauses_by_key(connection, (row.key for row in rows))
    outcomes = clausing.outcomes_of(connection, (row.id for row in rows))
    for row in rows:
        outcome = outcomes.get(row.id)
        decided = next((d for d in reversed(record_of(connection, row.key)) if d.undone_at is None), None)
        yield replace(
            _of_held(row, clauses[row.key], row.moment),
            status=outcome.status if outcome else "",
            resolved="withdrawn" if outcome is None or outcome.status == "held" else outcome.status,
            by=decided.person if decided else "",
            because=decided.reason if decided else "",
        )
