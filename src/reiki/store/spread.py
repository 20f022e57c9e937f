"""Where every part stands, in memory (索引の写し): the same answer as :func:`reiki.store.searching.counts`, without a join.

Twenty bytes for a part and its days; made in half a second for 50,000 regulations. What was written after it was made is read
from the store: an answer is always that of the transaction in which it is asked.
"""

from __future__ import annotations

import datetime
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from reiki.store.listing import State, state_of
from reiki.store.search import changed_works, latest_stamp
from reiki.store.searching import SHIFT, Sought, rows_with, spans_told

MOST_LATER: Final = 500
"""Works written since it was made, beyond which it is made anew."""
MOST_KEPT: Final = 4
"""Copies, of the latest states: a transaction may be older than the last write."""
MOST_ROWS: Final = 3_000_000
"""Rows of the index that are kept in memory, eight bytes each."""

Numbers = NDArray[np.int32]
Rows = NDArray[np.int64]
"""Rows of the index, each once, in their order."""
Counts = NDArray[np.int64]
"""By the key of a work, as far as any work is counted."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Where parts stand: for each part (up to a largest key) where its spans begin among the others, which are in the order of
    parts; of each span the work, its first and last day (ordinals), how often the part stands there."""

    first: Numbers
    work: Numbers
    from_day: Numbers
    to_day: Numbers
    times: Numbers

    @classmethod
    def of(cls, connection: Connection, works: frozenset[int] | None) -> Spans:
        """As the store is now; of some works, or of all for ``None``."""
        told = [
            np.fromstring(each, dtype=np.int32, sep=",") for each in spans_told(connection, works) if each
        ]
        if not told:
            none = np.zeros(0, dtype=np.int32)
            return cls(np.zeros(1, dtype=np.int32), none, none, none, none)
        order = np.argsort(told[0], kind="stable")
        part, *rest = (each[order] for each in told)
        return cls(np.searchsorted(part, np.arange(int(part[-1]) + 2)).astype(np.int32), *rest)

    def of_parts(self, parts: Rows) -> tuple[Rows, Rows]:
        """The spans of some parts, one part after another; and for each the place of its part among these."""
        known = np.flatnonzero(parts < len(self.first) - 1)
        start = self.first[parts[known]]
        lengths = self.first[parts[known] + 1] - start
        ends = np.cumsum(lengths, dtype=np.int64)
        total = int(ends[-1]) if len(ends) else 0
        return np.repeat(start - ends + lengths, lengths) + np.arange(total), np.repeat(known, lengths)


@dataclass(frozen=True, slots=True)
class Spread:
    """``stamp``: of the last change in ``spans``; ``now``: of the last change in all. ``later``: the works written between, and
    ``changed``: where their parts stand now."""

    stamp: int
    now: int
    spans: Spans
    later: frozenset[int] = frozenset()
    changed: Spans | None = None

    @classmethod
    def of(cls, connection: Connection) -> Spread:
        """As the store is now."""
        stamp = latest_stamp(connection)
        return cls(stamp, stamp, Spans.of(connection, None))

    def following(self, connection: Connection) -> Spread | None:
        """As the store is now; ``None`` where too much was written since, and for a transaction that is older than this."""
        latest, later = changed_works(connection, self.stamp)
        if latest < self.stamp or len(later) > MOST_LATER:
            return None
        if latest == self.now:
            return self
        changed = Spans.of(connection, later) if later else None
        return replace(self, now=latest, later=later, changed=changed)

    def counts(self, rows: Rows, on: datetime.date) -> Counts:
        """In how many of the passages that these rows are the text of which work holds on a day."""
        parts, found = _parts(rows)
        own = _counted(self.spans, parts, found, on.toordinal())
        if not self.later:
            return own
        later = np.fromiter(self.later, dtype=np.int64, count=len(self.later))
        own[later[later < len(own)]] = 0
        if self.changed is None:
            return own
        more = _counted(self.changed, parts, found, on.toordinal())
        longer, shorter = (own, more) if len(own) >= len(more) else (more, own)
        longer[: len(shorter)] += shorter
        return longer

    def ever(self, rows: Rows) -> set[int]:
        """The works that hold one of these passages on some day."""
        parts, _ = _parts(rows)
        works = set(np.unique(self.spans.work[self.spans.of_parts(parts)[0]]).tolist()) - self.later
        if self.changed is not None:
            works |= set(self.changed.work[self.changed.of_parts(parts)[0]].tolist())
        return works


def _parts(rows: Rows) -> tuple[Rows, Rows]:
    """The parts that rows belong to, and how many rows each has."""
    parts = rows >> SHIFT
    ends = np.flatnonzero(np.append(parts[1:] != parts[:-1], True)) if len(parts) else parts
    return parts[ends], np.diff(ends, prepend=-1)


def _counted(spans: Spans, parts: Rows, found: Rows, day: int) -> Counts:
    place, part = spans.of_parts(parts)
    stands = (spans.from_day[place] <= day) & (spans.to_day[place] >= day)
    place = place[stands]
    return np.bincount(spans.work[place], weights=found[part[stands]] * spans.times[place]).astype(np.int64)


@dataclass(slots=True)
class Words:
    """What the index tells, kept for who asks often: where parts stand, and in which rows words. May be shared by threads; each
    is answered by the state that its transaction sees."""

    _spreads: list[Spread] = field(default_factory=list)
    _rows: OrderedDict[tuple[State, int, Sought], Rows] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: Lock = field(default_factory=Lock)
    _making: Lock = field(default_factory=Lock)

    def spread(self, connection: Connection) -> Spread:
        """Where parts stand in the state that a transaction sees."""
        if (found := self._known(connection)) is not None:
            return found
        with self._making:
            # Whoever waited here finds it made.
            if (found := self._known(connection)) is None:
                found = self._keep(Spread.of(connection))
            return found

    def rows(self, connection: Connection, sought: Sought) -> Rows:
        """The rows of the index with such passages."""
        moment = state_of(connection), latest_stamp(connection)
        every = [
            self._rows_of(connection, *moment, replace(sought, alternatives=(one,)))
            for one in dict.fromkeys(sought.alternatives)
        ]
        return every[0] if len(every) == 1 else _once(np.concatenate([_NONE, *every]))

    def _known(self, connection: Connection) -> Spread | None:
        with self._lock:
            kept = list(self._spreads)
        latest = latest_stamp(connection)
        for spread in kept:
            if spread.now == latest:
                return spread
        for spread in kept:
            if (found := spread.following(connection)) is not None:
                return self._keep(found)
        return None

    def _keep(self, made: Spread) -> Spread:
        with self._lock:
            others = [s for s in self._spreads if s.now != made.now]
            self._spreads = sorted((made, *others), key=lambda s: s.now, reverse=True)[:MOST_KEPT]
        return made

    def _rows_of(self, connection: Connection, state: State, stamp: int, sought: Sought) -> Rows:
        key = state, stamp, sought
        with self._lock:
            kept = self._rows.get(key)
            if kept is not None:
                self._rows.move_to_end(key)
                return kept
        found = _rows_in(rows_with(connection, sought))
        with self._lock:
            if key not in self._rows:
                self._rows[key] = found
                self._size += len(found) + _EACH
            while self._size > MOST_ROWS and len(self._rows) > 1:
                self._size -= len(self._rows.popitem(last=False)[1]) + _EACH
        return found


_NONE: Final[Rows] = np.zeros(0, dtype=np.int64)
_EACH: Final = 50
"""What is kept for each word beside its rows, in rows."""


def _rows_in(told: str) -> Rows:
    if not told:
        return _NONE
    rows = np.fromstring(told, dtype=np.int64, sep=",")
    return rows if np.all(rows[1:] > rows[:-1]) else _once(rows)


def _once(rows: Rows) -> Rows:
    """Rows in their order, each once. Sorted by merging, for what is given are runs in order."""
    rows = np.sort(rows, kind="stable")
    return rows[np.append(True, rows[1:] != rows[:-1])] if len(rows) else rows
