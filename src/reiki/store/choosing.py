"""The works that a name may mean (例規の特定): how many, the first of them, which are in force, without reading all of them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from reiki.store.tables import ANCHORS, TITLES, VERSIONS, WORKS
from reiki.store.works import Work, work_of

Choice = ColumnElement[bool]
"""A condition on the table of works."""

_AT_ONCE: Final = 500


def numbered(number: str) -> Choice:
    """Those of this canonical number."""
    return WORKS.c.number == number


def called(key: str) -> Choice:
    """Those that have or had exactly this title (white space off)."""
    titled = select(TITLES.c.work).where(TITLES.c.title_key == key)
    return or_(WORKS.c.title_key == key, WORKS.c.id.in_(titled))


def partly_called(part: str) -> Choice:
    """Those of whose title, present or past, this is a part (white space off)."""
    pattern = "%" + re.sub(r"([%_\\])", r"\\\1", part) + "%"
    titled = select(TITLES.c.work).where(TITLES.c.title_key.like(pattern, escape="\\"))
    return or_(WORKS.c.title_key.like(pattern, escape="\\"), WORKS.c.id.in_(titled))


def works_where(
    connection: Connection, which: Choice, limit: int, *, in_force_on: datetime.date | None = None
) -> tuple[Work, ...]:
    """The first works that are chosen, at most ``limit``; with ``in_force_on`` of those in force on that day."""
    query = select(WORKS).where(which)
    if in_force_on is not None:
        query = query.where(_in_force(in_force_on))
    return tuple(work_of(row) for row in connection.execute(query.order_by(WORKS.c.id).limit(limit)))


def count_where(connection: Connection, which: Choice) -> int:
    """How many are chosen."""
    return int(connection.execute(select(func.count()).select_from(WORKS).where(which)).scalar_one())


def any_anchored(connection: Connection, which: Choice) -> bool:
    """Whether a text of any that is chosen is known whole."""
    chosen = select(WORKS.c.id).where(which)
    query = select(ANCHORS.c.id).where(ANCHORS.c.work.in_(chosen)).limit(1)
    return connection.execute(query).first() is not None


def works_by_id(connection: Connection, works: Collection[int]) -> dict[int, Work]:
    """Works by their keys in the store."""
    return {
        row.id: work_of(row)
        for wanted in _parts(sorted(works))
        for row in connection.execute(select(WORKS).where(WORKS.c.id.in_(wanted)))
    }


def in_force_among(connection: Connection, works: Collection[int], on: datetime.date) -> frozenset[int]:
    """Those of some works that are in force on a day."""
    return frozenset(
        work
        for wanted in _parts(sorted(works))
        for work in connection.execute(
            select(WORKS.c.id).where(WORKS.c.id.in_(wanted), _in_force(on))
        ).scalars()
    )


def _in_force(on: datetime.date) -> ColumnElement[bool]:
    """The version of the day, at latest knowledge, is there and is no end."""
    later = VERSIONS.alias()
    replaced = exists().where(
        later.c.work == VERSIONS.c.work,
        later.c.superseded_at.is_(None),
        later.c.in_force_from > VERSIONS.c.in_force_from,
        later.c.in_force_from <= on,
    )
    return exists().where(
        VERSIONS.c.work == WORKS.c.id,
        VERSIONS.c.superseded_at.is_(None),
        VERSIONS.c.in_force_from <= on,
        VERSIONS.c.ended == "",
        ~replaced,
    )


def _parts(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
