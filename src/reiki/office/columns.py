"""A catalogue in columns (例規一覧の列): what is asked of all regulations at once, as arrays.

A regulation is named by its place among all by law id, a version by its place among all versions in that order. Values of the
catalogue are made only for the regulations that somebody looks at.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, overload

import numpy as np
from numpy.typing import NDArray

from reiki.office.holdings import Holding, Pair
from reiki.office.names import Marks, Names, folded_title
from reiki.store.works import title_key

Numbers = NDArray[np.int64]

NONE: Final = -1
"""The place of the version of a day on which no text is known."""


class Codes(dict[str, int]):
    """Names by the order in which they were first met."""

    def code(self, name: str) -> int:
        """The number of a name, which is met now or was before."""
        return self.setdefault(name, len(self))


@dataclass(frozen=True, slots=True)
class Columns:
    """By regulation: ``works`` (keys), ``firsts`` (where its versions begin; one more for the end of all), ``kinds``, ``numbers``
    (in digits), ``one_title`` (at all times). By version: ``since`` (ordinal of the first day, 0 for unknown), ``statuses``,
    ``titles`` (without white space). What is a name stands there as its number in ``…_codes``; ``number_names`` and
    ``title_names`` (folded) are searched."""

    works: Numbers
    firsts: Numbers
    kinds: Numbers
    numbers: Numbers
    one_title: Marks
    since: Numbers
    statuses: Numbers
    titles: Numbers
    kind_codes: Codes
    number_codes: Codes
    status_codes: Codes
    title_codes: Codes
    number_names: Names
    title_names: Names

    @classmethod
    def of(
        cls,
        holdings: Sequence[Holding],
        digits: Callable[[str], str],
        before: Columns | None = None,
        changed: Collection[int] = (),
    ) -> Columns:
        """From the regulations by law id. ``before``: of an earlier state, since which only the works ``changed``, and came or
        went."""
        works = np.fromiter((h.work.id for h in holdings), dtype=np.int64, count=len(holdings))
        old = before if before is not None else _nothing()
        kept = ~np.isin(old.works, np.fromiter(changed, dtype=np.int64, count=len(changed)))
        here = np.isin(works, old.works[kept])
        kept &= np.isin(old.works, works)
        fresh = [holdings[place] for place in np.flatnonzero(~here).tolist()]
        editions = [edition for holding in fresh for edition in holding.editions]
        kinds, numbers = Codes(old.kind_codes), Codes(old.number_codes)
        statuses, titles = Codes(old.status_codes), Codes(old.title_codes)

        def joined(own: NDArray[Any], then: NDArray[Any], new: Iterable[Any], now: NDArray[Any]) -> Any:
            out = np.empty(len(now), dtype=own.dtype)
            out[now] = own[then]
            out[~now] = np.fromiter(new, dtype=own.dtype)
            return out

        lengths = joined(np.diff(old.firsts), kept, (len(h.editions) for h in fresh), here)
        firsts = np.concatenate(([0], np.cumsum(lengths)))
        then, now = np.repeat(kept, np.diff(old.firsts)), np.repeat(here, lengths)
        return cls(
            works,
            firsts,
            joined(old.kinds, kept, (kinds.code(h.work.kind) for h in fresh), here),
            joined(old.numbers, kept, (numbers.code(digits(h.work.number)) for h in fresh), here),
            joined(old.one_title, kept, map(_has_one_title, fresh), here),
            joined(
                old.since, then, (e.version.day.toordinal() if e.version.day else 0 for e in editions), now
            ),
            joined(old.statuses, then, (statuses.code(e.status) for e in editions), now),
            joined(old.titles, then, (titles.code(title_key(e.version.title)) for e in editions), now),
            kinds,
            numbers,
            statuses,
            titles,
            old.number_names.followed_by(list(numbers)[len(old.number_codes) :]),
            old.title_names.followed_by([folded_title(key) for key in list(titles)[len(old.title_codes) :]]),
        )

    def __len__(self) -> int:
        return len(self.works)

    def on(self, day: datetime.date) -> Numbers:
        """By regulation the version of a day; :data:`NONE` before the first."""
        begun = _running(self.since <= day.toordinal())
        known = begun[self.firsts[1:]] - begun[self.firsts[:-1]]
        # Versions stand oldest first: the last that has begun is the one.
        return np.where(known > 0, self.firsts[:-1] + known - 1, NONE)

    def by_place(self, by_work: Numbers) -> Numbers:
        """By regulation what is told by the key of its work; 0 for works beyond what is told."""
        told = np.append(by_work, 0)
        return told[np.minimum(self.works, len(by_work))]

    def titled(self, titles: Marks) -> Marks:
        """By regulation whether it had one of these titles at any time."""
        found = _running(titles[self.titles])
        return np.asarray(found[self.firsts[1:]] > found[self.firsts[:-1]])

    def titled_about(self, titles: Marks, on: Numbers) -> tuple[Marks, Marks, Marks]:
        """By regulation whether it has one of these titles in its version of a day, in one before it, in one after it."""
        found = _running(titles[self.titles])
        stands = on != NONE
        at = np.where(stands, on, 0)
        return (
            stands & (found[at + 1] > found[at]),
            stands & (found[at] > found[self.firsts[:-1]]),
            stands & (found[self.firsts[1:]] > found[at + 1]),
        )

    def titled_on(self, titles: Marks, on: Numbers) -> Marks:
        """By regulation whether its version of a day has one of these titles."""
        stands = on != NONE
        return np.asarray(stands & titles[self.titles[np.where(stands, on, 0)]])


def _running(marks: Marks) -> Numbers:
    """How many are marked before each place, and before the end."""
    return np.concatenate(([0], np.cumsum(marks, dtype=np.int64)))


def _has_one_title(holding: Holding) -> bool:
    first = holding.editions[0].version.title
    return all(edition.version.title == first for edition in holding.editions)


def _nothing() -> Columns:
    none = np.zeros(0, dtype=np.int64)
    return Columns(
        none, np.zeros(1, dtype=np.int64), none, none, np.zeros(0, dtype=np.bool_), none, none, none,
        Codes(), Codes(), Codes(), Codes(), Names.of(()), Names.of(()),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing(Sequence[Pair]):
    """Regulations with their versions of a day, by law id, each made when it is looked at. ``places``: of the regulations;
    ``editions``: which of its versions each has."""

    holdings: Sequence[Holding]
    places: Numbers
    editions: Numbers = field(repr=False)

    @classmethod
    def of(cls, holdings: Sequence[Holding], columns: Columns, on: Numbers, marks: Marks) -> Standing:
        """Those marked, of which a text is known on the day that ``on`` (:meth:`Columns.on`) tells of."""
        places = np.flatnonzero(marks & (on != NONE))
        return cls(holdings, places, on[places] - columns.firsts[places])

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, at: int) -> Pair: ...
    @overload
    def __getitem__(self, at: slice) -> Standing: ...
    def __getitem__(self, at: int | slice) -> Pair | Standing:
        if isinstance(at, slice):
            return Standing(self.holdings, self.places[at], self.editions[at])
        holding = self.holdings[self.places[at]]
        return holding, holding.editions[self.editions[at]]

    def __iter__(self) -> Iterator[Pair]:
        for place, edition in zip(self.places.tolist(), self.editions.tolist(), strict=True):
            holding = self.holdings[place]
            yield holding, holding.editions[edition]
