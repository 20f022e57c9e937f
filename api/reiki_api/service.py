"""What every request shares: the open store, the clock, the catalogue of the store as it is now."""

from __future__ import annotations

import datetime
import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context, ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from starlette.requests import Request

from reiki.office.ahead import Upcoming, upcoming
from reiki.office.catalogue import Catalogue, State, Store, catalogue, counted, state_of
from reiki.office.keyword import Concordance
from reiki.office.moments import JAPAN
from reiki.office.review import ReviewOrder, review_order
from reiki_api.kept import KeptAnswers
from reiki_api.limits import Settings
from reiki_api.once import Once

Clock = Callable[[], datetime.datetime]

SEARCH_SECONDS: Final = 10.0
"""How long one keyword search may take."""

CATALOGUES: Final = 4
"""Kept, of the latest states: a request that began before the last write reads the one of its own state."""

_TODAY: Final[ContextVar[datetime.date | None]] = ContextVar("reiki_today", default=None)


def now() -> datetime.datetime:
    """The moment it is. Answers depend on it where a request names no day."""
    return datetime.datetime.now(datetime.UTC)


@dataclass(slots=True)
class Service:
    """One per application; safe to share between threads. Each request takes its own connections from the store."""

    store: Store
    clock: Clock = now
    search_seconds: float = SEARCH_SECONDS
    settings: Settings = field(default_factory=Settings)
    used: set[int] = field(default_factory=set)
    """Tokens used today of which the store does not know it yet."""
    concordance: Concordance = field(init=False)
    kept: KeptAnswers = field(default_factory=KeptAnswers)
    indexing: tuple[int, int] | None = None
    """How many works of how many the search index holds while it is made; nothing is found until then."""
    _counts: Once[Mapping[str, int]] = field(default_factory=lambda: Once(2))
    _review: Once[ReviewOrder] = field(default_factory=lambda: Once(2))
    _coming: Once[tuple[Upcoming, ...]] = field(default_factory=lambda: Once(4))
    _catalogues: list[Catalogue] = field(default_factory=list)
    """Of some states, the latest first."""
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.concordance = Concordance(self.store)
        if self.kept.begun is None:
            self.kept.begun = self.clock().replace(microsecond=0)

    def today(self) -> datetime.date:
        """The day it is in Japan; within :meth:`settled` the day that it was at its beginning."""
        return _TODAY.get() or self.clock().astimezone(JAPAN).date()

    def state(self) -> State:
        """How far the store has come."""
        return state_of(self.store)

    @contextmanager
    def settled(self) -> Iterator[tuple[State, datetime.date]]:
        """Whatever this thread asks until the end is of one state of the store and of one day, which are told: an answer that is
        put together in many steps is one of a single moment, however much is written meanwhile."""
        with self.store.snapshot():
            today = self.today()
            token = _TODAY.set(today)
            try:
                yield self.state(), today
            finally:
                _TODAY.reset(token)

    def counts(self) -> Mapping[str, int]:
        """How much the store holds, found out once for a state of it."""
        with self.settled() as (state, _):
            return self._counts.get(state, lambda: counted(self.store))

    def review(self) -> ReviewOrder:
        """Which clauses are held, found out once for a state of the store."""
        with self.settled() as (state, _):
            return self._review.get(state, lambda: review_order(self.store))

    def coming(self, on: datetime.date) -> tuple[Upcoming, ...]:
        """What is to come after a day, soonest first, found out once for a state of the store."""
        with self.settled() as (state, _):
            return self._coming.get((state, on), lambda: upcoming(self.store, on=on))

    def catalogue(self) -> Catalogue:
        """The catalogue of the store in its state: made anew when the store has changed."""
        state = self.state()
        for kept in self._catalogues:
            if kept.state == state:
                return kept
        with self._lock:
            return next((c for c in self._catalogues if c.state == state), None) or self._made(state)

    def _made(self, state: State) -> Catalogue:
        if not self._catalogues:
            # A million small values that stay: made in one go, and no longer looked through by the collector, whose pauses
            # would be felt by every request.
            gc.disable()
            try:
                made = catalogue(self.store)
            finally:
                gc.enable()
            gc.freeze()
        else:
            older = (c for c in self._catalogues if c.state.entry <= state.entry)
            made = catalogue(self.store, next(older, None))
        now = Context().run(state_of, self.store)  # as it is by now, outside of what this thread reads
        # What is later than the store is of another store, whose place this one has taken.
        kept = [c for c in (made, *self._catalogues) if c.state.entry <= now.entry]
        self._catalogues = sorted(kept, key=lambda c: c.state.entry, reverse=True)[:CATALOGUES]
        return made


def service_of(request: Request) -> Service:
    """The service that a request belongs to."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service
