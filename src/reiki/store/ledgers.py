"""What an office's ledgers (台帳) ask of the whole store: numbers taken in, texts in force, ends to come, works without text."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, select

from reiki.store.tables import (
    ANCHORS,
    CLAUSES,
    CORRECTIONS,
    FIXINGS,
    ISSUES,
    NOTICES,
    VERSIONS,
    WORKS,
)
from reiki.store.versions import known_at


@dataclass(frozen=True, slots=True)
class TextRow:
    """A version at latest knowledge with the names of its work, without its text."""

    work: int
    law_id: str
    number: str
    title: str
    day: datetime.date
    manifest: str
    partial: bool
    ended: str
    recorded_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Textless:
    """A work that clauses name and of which the store has no text. ``clauses``: how many."""

    law_id: str
    number: str
    title: str
    body: str
    clauses: int


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue as its head names it."""

    publisher: str
    name: str
    number: str
    date: datetime.date | None
    source: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice and the issue in which it stands."""

    id: int
    key: str
    number: str
    title: str
    promulgated: datetime.date | None
    issue: IssueRow


def publishers(connection: Connection) -> tuple[str, ...]:
    """Whose issues the store has."""
    return tuple(
        connection.execute(select(ISSUES.c.publisher).distinct().order_by(ISSUES.c.publisher)).scalars()
    )


def issues_taken_in(connection: Connection, publisher: str = "") -> tuple[IssueRow, ...]:
    """Every issue, or those of one publisher."""
    columns = (ISSUES.c.publisher, ISSUES.c.name, ISSUES.c.number, ISSUES.c.date, ISSUES.c.source)
    query = select(*columns).order_by(ISSUES.c.id)
    if publisher:
        query = query.where(ISSUES.c.publisher == publisher)
    return tuple(IssueRow(*row) for row in connection.execute(query))


def numbers_taken_in(connection: Connection, publisher: str = "") -> tuple[str, ...]:
    """The numbers of all notices that have one, each once."""
    query = select(NOTICES.c.number).where(NOTICES.c.number != "").distinct().order_by(NOTICES.c.number)
    if publisher:
        query = query.join(ISSUES, NOTICES.c.issue == ISSUES.c.id).where(ISSUES.c.publisher == publisher)
    return tuple(connection.execute(query).scalars())


def notices_by_id(connection: Connection, notices: set[int]) -> dict[int, NoticeRow]:
    """Notices with their issues."""
    wanted = sorted(notices)
    out: dict[int, NoticeRow] = {}
    for start in range(0, len(wanted), 500):
        query = (
            select(
                NOTICES.c.id, NOTICES.c.key, NOTICES.c.number.label("notice_number"), NOTICES.c.title,
                NOTICES.c.promulgated, ISSUES.c.publisher, ISSUES.c.name, ISSUES.c.number, ISSUES.c.date, ISSUES.c.source,
            )
            .join(ISSUES, NOTICES.c.issue == ISSUES.c.id)
            .where(NOTICES.c.id.in_(wanted[start : start + 500]))
        )  # fmt: skip
        for r in connection.execute(query):
            issue = IssueRow(r.publisher, r.name, r.number, r.date, r.source)
            out[r.id] = NoticeRow(r.id, r.key, r.notice_number, r.title, r.promulgated, issue)
    return out


def works_without_text(connection: Connection, publisher: str = "") -> tuple[Textless, ...]:
    """The works that clauses name, and of which the store has neither a version nor a known text."""
    query = (
        select(WORKS, func.count(CLAUSES.c.id).label("clauses"))
        .join(CLAUSES, CLAUSES.c.work == WORKS.c.id)
        .where(
            CLAUSES.c.duplicate_of.is_(None),
            ~select(VERSIONS.c.id)
            .where(VERSIONS.c.work == WORKS.c.id, VERSIONS.c.superseded_at.is_(None))
            .exists(),
            ~select(ANCHORS.c.id).where(ANCHORS.c.work == WORKS.c.id).exists(),
        )
        .group_by(WORKS.c.id)
        .order_by(WORKS.c.id)
    )
    if publisher:
        query = (
            query.join(NOTICES, CLAUSES.c.notice == NOTICES.c.id)
            .join(ISSUES, NOTICES.c.issue == ISSUES.c.id)
            .where(ISSUES.c.publisher == publisher)
        )
    return tuple(Textless(r.law_id, r.number, r.title, r.body, r.clauses) for r in connection.execute(query))


def works_of_publisher(connection: Connection, publisher: str) -> frozenset[int]:
    """The works on which clauses of a publisher's issues stand."""
    query = (
        select(CLAUSES.c.work)
        .join(NOTICES, CLAUSES.c.notice == NOTICES.c.id)
        .join(ISSUES, NOTICES.c.issue == ISSUES.c.id)
        .where(ISSUES.c.publisher == publisher, CLAUSES.c.work.is_not(None))
        .distinct()
    )
    return frozenset(connection.execute(query).scalars())


def texts_on(connection: Connection, on: datetime.date, works: Collection[int]) -> tuple[TextRow, ...]:
    """The version of each of these works on a day, at latest knowledge; works of which nothing is known on it are left out."""
    wanted = sorted(works)
    parts = [wanted[i : i + _AT_ONCE] for i in range(0, len(wanted), _AT_ONCE)]
    return tuple(row for part in parts for row in _texts_of(connection, on, part))


def _texts_of(connection: Connection, on: datetime.date, works: Sequence[int]) -> Iterator[TextRow]:
    latest = (
        select(VERSIONS.c.work, func.max(VERSIONS.c.in_force_from).label("day"))
        .where(VERSIONS.c.superseded_at.is_(None), VERSIONS.c.in_force_from <= on, VERSIONS.c.work.in_(works))
        .group_by(VERSIONS.c.work)
        .subquery()
    )
    query = (
        _TEXTS.join(latest, (VERSIONS.c.work == latest.c.work) & (VERSIONS.c.in_force_from == latest.c.day))
        .where(VERSIONS.c.superseded_at.is_(None))
        .order_by(VERSIONS.c.work)
    )
    return (_text(row) for row in connection.execute(query))


def partial_works(connection: Connection) -> set[int]:
    """The works of which some text is known only in part."""
    query = select(VERSIONS.c.work).where(VERSIONS.c.superseded_at.is_(None), VERSIONS.c.partial).distinct()
    return set(connection.execute(query).scalars())


def lapses_after(connection: Connection, on: datetime.date) -> tuple[TextRow, ...]:
    """The versions with which a regulation ends by its own words (失効) after a day."""
    query = _TEXTS.where(
        VERSIONS.c.superseded_at.is_(None), VERSIONS.c.ended == "lapsed", VERSIONS.c.in_force_from > on
    )
    return tuple(
        _text(row) for row in connection.execute(query.order_by(VERSIONS.c.in_force_from, WORKS.c.id))
    )


def first_days(connection: Connection, work: int) -> dict[str, datetime.date]:
    """Since when what formed a work is in force: by the number of the amending instrument, and ``""`` for the enactment."""
    out: dict[str, datetime.date] = {}
    enacted = select(func.min(ANCHORS.c.day)).where(
        ANCHORS.c.work == work, ANCHORS.c.how == "enacted", ANCHORS.c.day.is_not(None)
    )
    day = connection.execute(enacted).scalar()
    if day is not None:
        out[""] = day
    query = (
        select(NOTICES.c.number, func.min(CLAUSES.c.in_force_from).label("day"))
        .join(NOTICES, CLAUSES.c.notice == NOTICES.c.id)
        .where(CLAUSES.c.work == work, NOTICES.c.number != "", CLAUSES.c.in_force_from.is_not(None))
        .group_by(NOTICES.c.number)
    )
    return out | {row.number: row.day for row in connection.execute(query)}


def errata_on(
    connection: Connection, publisher: str, known: datetime.datetime
) -> tuple[tuple[int, datetime.date | None, int | None, bool], ...]:
    """What errata (正誤) of a publisher that were recorded by a moment correct: the notice that makes them, and day, number and
    whether 号外 of the issue they mean; those that do not fit left out."""
    query = select(CORRECTIONS).where(
        CORRECTIONS.c.publisher == publisher,
        CORRECTIONS.c.problem == "",
        known_at(CORRECTIONS.c.recorded_at, CORRECTIONS.c.superseded_at, known),
    )
    rows = connection.execute(query.order_by(CORRECTIONS.c.id))
    return tuple((r.notice, r.day, r.number, r.extra) for r in rows)


def fixings_of(connection: Connection, numbers: set[str], known: datetime.datetime) -> tuple[int, ...]:
    """The notices that fixed, by a moment, the day of instruments with these numbers."""
    query = select(FIXINGS.c.notice).where(
        FIXINGS.c.instrument.in_(sorted(numbers)),
        FIXINGS.c.instrument != "",
        FIXINGS.c.notice.is_not(None),
        known_at(FIXINGS.c.recorded_at, FIXINGS.c.superseded_at, known),
    )
    return tuple(dict.fromkeys(connection.execute(query.order_by(FIXINGS.c.id)).scalars()))


_AT_ONCE: Final = 500
"""Works asked for in one query."""

_TEXTS = select(
    VERSIONS.c.work, WORKS.c.law_id, WORKS.c.number, VERSIONS.c.title, VERSIONS.c.in_force_from, VERSIONS.c.manifest,
    VERSIONS.c.partial, VERSIONS.c.ended, VERSIONS.c.recorded_at,
).join(WORKS, VERSIONS.c.work == WORKS.c.id)  # fmt: skip


def _text(row: Any) -> TextRow:
    return TextRow(
        row.work,
        row.law_id,
        row.number,
        row.title,
        row.in_force_from,
        row.manifest,
        row.partial,
        row.ended,
        row.recorded_at,
    )
