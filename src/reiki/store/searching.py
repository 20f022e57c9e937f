"""What the search index tells (検索): in which regulations words stand on a day."""

from __future__ import annotations

import datetime
import re
import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import Date

from reiki.store import terms as terming

SHIFT: Final = 20
"""A row of the index is named by its part, and in the lowest bits by which of the part's passages it is."""

Kind = Literal["grams", "forms"]


def run_of(found: list[str]) -> str:
    """Terms of normal forms as a text in which a run of them can be looked for."""
    return "".join(f" {term}" for term in found) + " "


@dataclass(frozen=True, slots=True)
class Sought:
    """What a passage must hold to be found: all the texts of one of the alternatives. ``kind``: folded texts, found by their
    pairs, or texts found by the normal forms of their words."""

    kind: Kind
    alternatives: tuple[tuple[str, ...], ...]


def counts(connection: Connection, sought: Sought, on: datetime.date) -> dict[int, int]:
    """In how many passages of the text of which work on a day it stands, at latest knowledge. Exact for texts that are one run
    of characters (:func:`reiki.store.terms.is_exact`); else what must be looked at."""
    given: dict[str, Any] = {"day": on}
    hits = _hits(connection, sought, given)
    if not hits:
        return {}
    query = (
        f"SELECT s.work, sum(g.n * s.times) FROM ({hits}) AS g JOIN search_spans AS s ON s.part = g.part "
        "WHERE s.from_day <= :day AND s.to_day >= :day GROUP BY s.work"
    )
    if connection.dialect.name == "sqlite":
        # Tens of thousands of rows: straight from the driver.
        cursor = connection.connection.cursor()
        return dict(cursor.execute(query, {"wanted": given["wanted"], "day": on.isoformat()}).fetchall())
    rows = connection.execute(text(query).bindparams(bindparam("day", type_=Date())), given)
    return {row[0]: int(row[1]) for row in rows}


def works_ever_with(connection: Connection, sought: Sought) -> set[int]:
    """The works in whose text such a passage may stand on some day."""
    given: dict[str, Any] = {}
    hits = _hits(connection, sought, given)
    if not hits:
        return set()
    query = f"SELECT DISTINCT s.work FROM ({hits}) AS g JOIN search_spans AS s ON s.part = g.part"
    return {row[0] for row in connection.execute(text(query), given)}


def rows_with(connection: Connection, sought: Sought) -> str:
    """The rows of the index with such passages, in decimal with commas between: the part of each is in the bits above
    :data:`SHIFT`. As one value, because a row of a result costs more than finding it, and more yet where threads share the
    interpreter."""
    given: dict[str, Any] = {}
    source = _matching(connection, sought, given)
    if not source:
        return ""
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()
        found = cursor.execute(f"SELECT group_concat(rowid) FROM {source}", given).fetchone()[0]
    else:
        query = f"SELECT string_agg(CAST(id AS text), ',') FROM {source}"
        found = connection.execute(text(query), given).scalar()
    return found or ""


def spans_told(connection: Connection, works: Collection[int] | None) -> tuple[str, ...]:
    """Where parts stand, of some works or of all for ``None``: parts, works, first days, last days (ordinals), how often, each in
    decimal with commas between, all in one order; all empty where nothing stands. As few values, for the same reason."""
    condition = ""
    if works is not None:
        condition = (
            " WHERE work IN (" + ",".join(str(int(work)) for work in works) + ")" if works else " WHERE 1 = 0"
        )
    if connection.dialect.name == "sqlite":
        day = "CAST(julianday({}) - 1721424.5 AS INTEGER)"  # the first of January of year 1 is day 1
        each = "group_concat({})"
    else:
        day = "({} - DATE '0001-01-01' + 1)"
        each = "string_agg(CAST({} AS text), ',')"
    wanted = ["part", "work", day.format("from_day"), day.format("to_day"), "times"]
    query = f"SELECT {', '.join(map(each.format, wanted))} FROM search_spans{condition}"
    return tuple(told or "" for told in connection.execute(text(query)).one())


class OutOfTime(Exception):
    """The database did not find it in time."""


@contextmanager
def in_time(connection: Connection, until: float) -> Iterator[None]:
    """What is asked inside is given up when it lasts longer (``until``: of :func:`time.monotonic`). Raises :class:`OutOfTime`.
    In PostgreSQL nothing more can be asked in the transaction then."""
    left = until - time.monotonic()
    if left <= 0:
        raise OutOfTime
    here = connection.dialect.name == "sqlite"
    driver: Any = connection.connection.driver_connection
    if here:
        driver.set_progress_handler(lambda: time.monotonic() > until, _LOOKS_AFTER)
    else:
        limit = f"SET LOCAL statement_timeout = {max(1, min(round(left * 1000), _LONGEST))}"
        connection.exec_driver_sql(limit)
    try:
        yield
    except (DBAPIError, sqlite3.OperationalError) as error:
        if time.monotonic() > until:
            raise OutOfTime from error
        raise
    else:
        if not here:
            connection.exec_driver_sql("SET LOCAL statement_timeout = DEFAULT")
    finally:
        if here:
            driver.set_progress_handler(None, 0)


_LOOKS_AFTER: Final = 100_000
"""Steps of SQLite's machine between two looks at the clock: some milliseconds."""
_LONGEST: Final = 2**31 - 1


def _hits(connection: Connection, sought: Sought, given: dict[str, Any]) -> str:
    """The query for the parts with such passages, and how many in each; ``""`` where nothing is sought."""
    source = _matching(connection, sought, given)
    row = "rowid" if connection.dialect.name == "sqlite" else "id"
    return f"SELECT {row} >> {SHIFT} AS part, count(*) AS n FROM {source} GROUP BY 1" if source else ""


def _matching(connection: Connection, sought: Sought, given: dict[str, Any]) -> str:
    table = f"search_{sought.kind}"
    if connection.dialect.name == "sqlite":
        given["wanted"] = _fts(sought)
        return f"{table} WHERE {table} MATCH :wanted" if given["wanted"] else ""
    condition = _like(sought, given)
    return f"{table} WHERE {condition}" if condition else ""


def _fts(sought: Sought) -> str:
    make = terming.phrase_of if sought.kind == "grams" else terming.phrase_of_forms
    out = []
    for texts in sought.alternatives:
        phrases = [make(each) for each in texts]
        if phrases and all(phrases):
            out.append("(" + " AND ".join(phrases) + ")")
    return " OR ".join(out)


def _like(sought: Sought, given: dict[str, Any]) -> str:
    out = []
    for texts in sought.alternatives:
        every: list[str] = []
        for each in texts:
            found = terming.grams(each)[:-1] if sought.kind == "grams" else terming.form_terms(each)
            if sought.kind == "forms" and not found:
                every = []
                break
            n = len(given)
            held = each if sought.kind == "grams" else run_of(found)
            given[f"like{n}"] = "%" + re.sub(r"([%_\\])", r"\\\1", held.replace("\x00", "\ufffd")) + "%"
            every.append(f"words LIKE :like{n}")
            if found:
                given[f"terms{n}"] = found
                every.append(f"terms @> CAST(:terms{n} AS text[])")
        if every:
            out.append("(" + " AND ".join(every) + ")")
    return " OR ".join(out)
