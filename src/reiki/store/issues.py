"""Issues and notices as read (公報の号、公布された規則等)."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from reiki.gazette.beside import beside_json
from reiki.gazette.model import Issue, Notice
from reiki.law.identity import LawNumber
from reiki.store.series import issue_series, notice_series
from reiki.store.tables import CLAUSES, CORRECTIONS, ISSUES, NOTICES, SOURCES


@dataclass(frozen=True, slots=True)
class StoredIssue:
    """An issue in the store."""

    id: int
    source: str
    publisher: str
    name: str
    number: str
    date: datetime.date | None
    findings: tuple[dict[str, Any], ...]
    recorded_at: datetime.datetime


def issue_of_source(connection: Connection, sha256: str) -> StoredIssue | None:
    """The issue read from a source."""
    row = connection.execute(select(ISSUES).where(ISSUES.c.source == sha256)).first()
    return None if row is None else _issue(row)


def add_issue(connection: Connection, issue: Issue, now: datetime.datetime) -> int:
    """Records an issue whose source is kept; gives its key."""
    values: dict[str, Any] = {
        "source": issue.sha256,
        "publisher": issue.publisher,
        "name": issue.name,
        "number": issue.number,
        "date": issue.date,
        "findings": [f.as_json() for f in issue.findings],
        "recorded_at": now,
    }
    values["series"], values["ordinal"] = issue_series(issue.publisher, issue.number, issue.date)
    key = connection.execute(insert(ISSUES).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def notice_key(issue: Issue, notice: Notice) -> str:
    """A notice's key, the same in every store."""
    return f"{issue.sha256}/{notice.position}"


def add_notice(
    connection: Connection, issue_id: int, issue: Issue, notice: Notice, duplicate_of: int | None = None
) -> int:
    """Records a notice; gives its key in the store."""
    values: dict[str, Any] = {
        "key": notice_key(issue, notice),
        "issue": issue_id,
        "position": notice.position,
        "title": notice.title,
        "number": notice.number,
        "kind": notice.kind,
        "promulgated": notice.promulgated,
        "commencement": notice.commencement.as_json() | beside_json(notice) if notice.commencement else None,
        "duplicate_of": duplicate_of,
        "findings": [f.as_json() for f in notice.findings],
    }
    values["series"], values["ordinal"] = notice_series(notice.number)
    key = connection.execute(insert(NOTICES).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def same_notices(connection: Connection, issue: Issue, notice: Notice) -> dict[int, str]:
    """The notices recorded before that are this one in other renderings of its issue (HTML and PDF of one gazette), with
    the names of their sources: same number and day, or without a number the same title in the same issue."""
    query = (
        select(NOTICES.c.id, SOURCES.c.name)
        .join(ISSUES, NOTICES.c.issue == ISSUES.c.id)
        .join(SOURCES, ISSUES.c.source == SOURCES.c.sha256)
        .where(
            NOTICES.c.kind == notice.kind,
            NOTICES.c.number == notice.number,
            _is(NOTICES.c.promulgated, notice.promulgated),
            ISSUES.c.source != issue.sha256,
        )
        .order_by(NOTICES.c.id)
    )
    if not _names_body(notice.number):
        # 規則第3号 without a body is a number of many offices.
        query = query.where(ISSUES.c.publisher == issue.publisher)
    if not notice.number:
        query = query.where(
            NOTICES.c.title == notice.title,
            ISSUES.c.publisher == issue.publisher,
            ISSUES.c.number == issue.number,
            _is(ISSUES.c.date, issue.date),
        )
    return {row[0]: row[1] for row in connection.execute(query)}


def _names_body(number: str) -> bool:
    try:
        return bool(LawNumber.parse(number).body)
    except ValueError:
        return False


def correct_notice(connection: Connection, issue: int, notice: Notice) -> None:
    """A notice is what errata say: its names and days, and what is to be said of it."""
    values: dict[str, Any] = {
        "title": notice.title,
        "number": notice.number,
        "promulgated": notice.promulgated,
        "commencement": notice.commencement.as_json() | beside_json(notice) if notice.commencement else None,
        "findings": [f.as_json() for f in notice.findings],
    }
    values["series"], values["ordinal"] = notice_series(notice.number)
    mine = (NOTICES.c.issue == issue, NOTICES.c.position == notice.position)
    connection.execute(update(NOTICES).where(*mine).values(**values))


def kinds_of(connection: Connection, issue: int) -> list[tuple[int, str]]:
    """The notices of an issue by position, with their kinds."""
    query = select(NOTICES.c.position, NOTICES.c.kind).where(NOTICES.c.issue == issue)
    return [(row.position, row.kind) for row in connection.execute(query.order_by(NOTICES.c.position))]


def notices_at(connection: Connection, issue: int) -> dict[int, int]:
    """The keys of an issue's notices in the store, by position."""
    query = select(NOTICES.c.position, NOTICES.c.id).where(NOTICES.c.issue == issue)
    return {row.position: row.id for row in connection.execute(query)}


def notice_findings(connection: Connection, issue: int) -> tuple[dict[str, Any], ...]:
    """What is to be said of the notices of an issue, beside their clauses."""
    query = select(NOTICES.c.findings).where(NOTICES.c.issue == issue).order_by(NOTICES.c.position)
    return tuple(f for found in connection.execute(query).scalars() for f in found)


def issues_of(connection: Connection, publisher: str) -> tuple[StoredIssue, ...]:
    """The issues of a publisher, in the order recorded."""
    query = select(ISSUES).where(ISSUES.c.publisher == publisher).order_by(ISSUES.c.id)
    return tuple(_issue(row) for row in connection.execute(query))


def issues_with_errata(connection: Connection, notices: Collection[int]) -> tuple[str, ...]:
    """The publishers of the notices that make corrections, among some."""
    query = select(CORRECTIONS.c.publisher).where(CORRECTIONS.c.notice.in_(list(notices))).distinct()
    return tuple(connection.execute(query).scalars())


def notices_of(connection: Connection, issue: int) -> tuple[int, ...]:
    """The notices of an issue."""
    return tuple(connection.execute(select(NOTICES.c.id).where(NOTICES.c.issue == issue)).scalars())


def notice_names(connection: Connection, notice: int) -> tuple[str, str, datetime.date | None]:
    """The number, title and day of promulgation of a notice."""
    query = select(NOTICES.c.number, NOTICES.c.title, NOTICES.c.promulgated).where(NOTICES.c.id == notice)
    row = connection.execute(query).one()
    return row.number, row.title, row.promulgated


def _is(column: Any, value: Any) -> ColumnElement[bool]:
    return cast("ColumnElement[bool]", column.is_(None) if value is None else column == value)


def _issue(row: Row[tuple[Any, ...]]) -> StoredIssue:
    return StoredIssue(
        row.id,
        row.source,
        row.publisher,
        row.name,
        row.number,
        row.date,
        tuple(row.findings),
        row.recorded_at,
    )


def places_of_issue(connection: Connection, issue: int) -> tuple[tuple[str, int], ...]:
    """The numbers of the notices of an issue, by series and place in it; those without a number are left out."""
    query = select(NOTICES.c.series, NOTICES.c.ordinal).where(
        NOTICES.c.issue == issue, NOTICES.c.ordinal.is_not(None)
    )
    return tuple((row.series, row.ordinal) for row in connection.execute(query.order_by(NOTICES.c.position)))


def number_below(connection: Connection, series: str, ordinal: int) -> int | None:
    """The nearest lower number of a series that a notice in the store has."""
    query = select(func.max(NOTICES.c.ordinal)).where(NOTICES.c.series == series, NOTICES.c.ordinal < ordinal)
    return connection.execute(query).scalar()


def issue_place(connection: Connection, issue: int) -> tuple[str, int] | None:
    """Series and place in it of an issue; ``None`` where its number was not read."""
    query = select(ISSUES.c.series, ISSUES.c.ordinal).where(ISSUES.c.id == issue)
    row = connection.execute(query).one()
    return None if row.ordinal is None else (row.series, row.ordinal)


def issue_below(connection: Connection, series: str, ordinal: int) -> int | None:
    """The nearest lower number of a series that an issue in the store has."""
    query = select(func.max(ISSUES.c.ordinal)).where(ISSUES.c.series == series, ISSUES.c.ordinal < ordinal)
    return connection.execute(query).scalar()


@dataclass(frozen=True, slots=True)
class Placed:
    """An issue by its place in its series."""

    series: str
    ordinal: int
    date: datetime.date | None


def breaks_for(
    connection: Connection, work: int, known: datetime.datetime | None = None
) -> tuple[tuple[Placed, Placed], ...]:
    """Where numbers are missing in the series of the publishers whose issues have clauses on a work, as far as was known at a
    moment: the issue before and the issue after each break, by day."""
    publishers = (
        select(ISSUES.c.publisher)
        .join(NOTICES, NOTICES.c.issue == ISSUES.c.id)
        .join(CLAUSES, CLAUSES.c.notice == NOTICES.c.id)
        .where(CLAUSES.c.work == work)
        .distinct()
    )
    query = select(ISSUES.c.series, ISSUES.c.ordinal, ISSUES.c.date).where(
        ISSUES.c.publisher.in_(publishers), ISSUES.c.ordinal.is_not(None), ISSUES.c.date.is_not(None)
    )
    if known is not None:
        query = query.where(ISSUES.c.recorded_at <= known)
    rows = connection.execute(query.order_by(ISSUES.c.series, ISSUES.c.ordinal))
    placed = [Placed(row.series, row.ordinal, row.date) for row in rows]
    found = [
        (lower, upper)
        for lower, upper in pairwise(placed)
        if lower.series == upper.series and lower.ordinal + 1 < upper.ordinal
    ]
    return tuple(sorted(found, key=lambda pair: (pair[0].date or datetime.date.min, pair[0].series)))
