"""Notices that order clauses on regulations, and the clauses that name such a notice (改正規則等を改める改正規定).

Candidates, found by the forms of a number and by titles; :mod:`reiki.office.instruments` says which is meant.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Row, Select, or_, select

from reiki.store.clauses import StoredClause, clauses_where
from reiki.store.tables import CLAUSES, ISSUES, NOTICES, WORKS

_T = TypeVar("_T")
_AT_ONCE: Final = 400
"""Numbers asked for in one query."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A notice that orders clauses; of several renderings the one that counts. ``source`` and ``publisher``: of its issue."""

    notice: int
    key: str
    number: str
    title: str
    kind: str
    promulgated: datetime.date | None
    position: int
    issue: int
    source: str
    publisher: str


_INSTRUMENTS: Final[Select[Any]] = (
    select(
        NOTICES.c.id, NOTICES.c.key, NOTICES.c.number, NOTICES.c.title, NOTICES.c.kind, NOTICES.c.promulgated,
        NOTICES.c.position, NOTICES.c.issue, ISSUES.c.source, ISSUES.c.publisher,
    )
    .join(ISSUES, NOTICES.c.issue == ISSUES.c.id)
    .where(
        NOTICES.c.duplicate_of.is_(None),
        select(CLAUSES.c.id).where(CLAUSES.c.notice == NOTICES.c.id, CLAUSES.c.withdrawn_at.is_(None)).exists(),
    )
)  # fmt: skip
_COUNTING: Final = (CLAUSES.c.duplicate_of.is_(None), CLAUSES.c.withdrawn_at.is_(None))


def instruments_of(connection: Connection, sources: Iterable[str]) -> tuple[Instrument, ...]:
    """The notices with clauses of some issues, by their sources."""
    return _found(connection, (_INSTRUMENTS.where(ISSUES.c.source.in_(some)) for some in _parts(sources)))


def instruments_numbered(connection: Connection, numbers: Iterable[str]) -> tuple[Instrument, ...]:
    """The notices with clauses that are printed under one of some numbers."""
    return _found(connection, (_INSTRUMENTS.where(NOTICES.c.number.in_(some)) for some in _parts(numbers)))


def notices_numbered(connection: Connection, numbers: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Number and publisher of the notices that are printed under one of some numbers, whatever they order."""
    out: list[tuple[str, str]] = []
    for some in _parts(numbers):
        query = select(NOTICES.c.number, ISSUES.c.publisher).join(ISSUES, NOTICES.c.issue == ISSUES.c.id)
        out += [(r.number, r.publisher) for r in connection.execute(query.where(NOTICES.c.number.in_(some)))]
    return tuple(out)


def instruments_titled(connection: Connection, titles: Iterable[str]) -> tuple[Instrument, ...]:
    """The notices with clauses under one of some titles."""
    return _found(connection, (_INSTRUMENTS.where(NOTICES.c.title.in_(some)) for some in _parts(titles)))


def clauses_of_sources(connection: Connection, sources: Iterable[str]) -> tuple[StoredClause, ...]:
    """The clauses that count of some issues."""
    out: dict[int, StoredClause] = {}
    for some in _parts(sources):
        issues = select(ISSUES.c.id).where(ISSUES.c.source.in_(some))
        notices = select(NOTICES.c.id).where(NOTICES.c.issue.in_(issues))
        out |= {c.id: c for c in clauses_where(connection, CLAUSES.c.notice.in_(notices), *_COUNTING)}
    return tuple(out.values())


def clauses_on_numbers(connection: Connection, numbers: Iterable[str]) -> tuple[StoredClause, ...]:
    """The clauses that count whose notice names one of some numbers as what it amends."""
    out: dict[int, StoredClause] = {}
    for some in _parts(n for n in numbers if n):
        out |= {c.id: c for c in clauses_where(connection, CLAUSES.c.target_number.in_(some), *_COUNTING)}
    return tuple(out.values())


def clauses_on_title(connection: Connection, title: str, key: str, notice: int) -> tuple[StoredClause, ...]:
    """The clauses that count which name a title (``key``: white space off), on the work that has it or on one that the notice of
    that title amends."""
    named = select(WORKS.c.id).where(WORKS.c.title_key == key)
    amended = select(CLAUSES.c.work).where(CLAUSES.c.notice == notice, CLAUSES.c.work.is_not(None))
    works = [*connection.execute(named).scalars(), *connection.execute(amended).scalars()]
    return clauses_where(
        connection, CLAUSES.c.work.in_(set(works)), CLAUSES.c.target_title == title, *_COUNTING
    )


def renderings_of(connection: Connection, notice: int) -> tuple[tuple[int, str, int], ...]:
    """A notice in every rendering of its issue that the store has: key, source and position, itself first. One without a number
    is told by nothing that is indexed, and stands alone."""
    query = select(NOTICES.c.id, NOTICES.c.duplicate_of, NOTICES.c.number).where(NOTICES.c.id == notice)
    row = connection.execute(query).one()
    first = row.duplicate_of or row.id
    mine = or_(NOTICES.c.id == first, NOTICES.c.duplicate_of == first)
    found = (
        select(NOTICES.c.id, ISSUES.c.source, NOTICES.c.position)
        .join(ISSUES, NOTICES.c.issue == ISSUES.c.id)
        .where(NOTICES.c.number == row.number if row.number else NOTICES.c.id.in_((row.id, first)), mine)
    )
    rows = [(r.id, r.source, r.position) for r in connection.execute(found)]
    return tuple(sorted(rows, key=lambda r: (r[0] != notice, r[0])))


def clauses_of_instrument(connection: Connection, notice: int) -> tuple[StoredClause, ...]:
    """The clauses that an instrument orders, in the order printed; of several renderings those that count."""
    notices = [key for key, _, _ in renderings_of(connection, notice)]
    found = clauses_where(connection, CLAUSES.c.notice.in_(notices), *_COUNTING)
    return tuple(sorted(found, key=lambda c: (c.position, c.part, c.id)))


def _parts(values: Iterable[_T]) -> Iterator[Sequence[_T]]:
    wanted = list(dict.fromkeys(values))
    for start in range(0, len(wanted), _AT_ONCE):
        yield wanted[start : start + _AT_ONCE]


def _found(connection: Connection, queries: Iterable[Select[Any]]) -> tuple[Instrument, ...]:
    rows = {row.id: _instrument(row) for query in queries for row in connection.execute(query)}
    return tuple(rows[key] for key in sorted(rows))


def _instrument(row: Row[Any]) -> Instrument:
    return Instrument(
        row.id, row.key, row.number, row.title, row.kind, row.promulgated, row.position, row.issue, row.source, row.publisher
    )  # fmt: skip
