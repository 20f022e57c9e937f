"""What every request shares: the open store, the clock, the catalogue of the store as it is now."""

from __future__ import annotations

import datetime
import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from starlette.requests import Request

from reiki.office.catalogue import Catalogue, State, Store, catalogue, state_of
from reiki.office.keyword import Concordance
from reiki.office.moments import JAPAN
from reiki_api.kept import KeptAnswers
from reiki_api.limits import Settings

Clock = Callable[[], datetime.datetime]

SEARCH_SECONDS: Final = 10.0
"""How long one keyword search may take."""


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
    _catalogue: Catalogue | None = None
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.concordance = Concordance(self.store)

    def today(self) -> datetime.date:
        """The day it is in Japan."""
        return self.clock().astimezone(JAPAN).date()

    def state(self) -> State:
        """How far the store has come."""
        return state_of(self.store)

    def catalogue(self) -> Catalogue:
        """The catalogue of the store as it is now: made anew when the store has changed."""
        state = state_of(self.store)
        kept = self._catalogue
        if kept is not None and kept.state == state:
            return kept
        with self._lock:
            if self._catalogue is None:
                # A million small values that stay: made in one go, and no longer looked through by the collector, whose pauses
                # would be felt by every request.
                gc.disable()
                try:
                    self._catalogue = catalogue(self.store)
                finally:
                    gc.enable()
                gc.freeze()
            elif self._catalogue.state != state:
                self._catalogue = catalogue(self.store, self._catalogue)
            return self._catalogue


def service_of(request: Request) -> Service:
    """The service that a request belongs to."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service
