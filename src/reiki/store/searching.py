"""What the search index tells (検索): in which regulations words stand on a day."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, bindparam, text
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


def hits_of(connection: Connection, sought: Sought) -> list[int]:
    """The rows of the index with such passages: the part of each is in the bits above :data:`SHIFT`."""
    given: dict[str, Any] = {}
    source = _matching(connection, sought, given)
    if not source:
        return []
    if connection.dialect.name == "sqlite":
        # A hundred thousand rows: straight from the driver.
        cursor = connection.connection.cursor()
        return [row[0] for row in cursor.execute(f"SELECT rowid FROM {source}", given)]
    return list(connection.execute(text(f"SELECT id FROM {source}"), given).scalars())


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
