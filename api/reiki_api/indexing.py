"""The search index of a store that was opened without one is filled while the service answers everything but searches; and what
the first search would wait for is made ready."""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import Final

from reiki.office.errors import UNUSABLE
from reiki.office.indexing import fill_index, is_indexed, is_large
from reiki_api.service import Service

LOG: Final = logging.getLogger("reiki_api")

_BREATH: Final = 0.05
"""Seconds between two lots, for whoever else waits to write."""
_AGAIN: Final = 10.0
"""Seconds until it is tried again where the store cannot be written."""


class Filling:
    """A thread that fills the index where it is not complete, and says in ``service.indexing`` how far it is; then, or otherwise
    at once, it makes ready what searches share."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begins, where there is anything to do."""
        if not is_indexed(self.service.store):
            self.service.indexing = 0, 0
        elif not is_large(self.service.store):
            return
        self._thread = Thread(target=self._run, name="indexing", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends after the lot that is being written; what is done stays done."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        if self.service.indexing is not None:
            LOG.warning("the search index is being made; until it is done, searches are answered by 503")
        while not self._stop.is_set():
            try:
                if not fill_index(self.service.store, self._each, lambda: self._stop.wait(_BREATH)):
                    return
                if self.service.indexing is not None:
                    LOG.warning("the search index is made")
                self.service.indexing = None
                # What the first search would wait for.
                self.service.catalogue().readings(self.service.store)
                self.service.concordance.prepare()
                return
            except UNUSABLE as error:
                LOG.warning("the search index cannot be made now: %s", error)
            except Exception:
                LOG.exception("the search index cannot be made")
            self._stop.wait(_AGAIN)

    def _each(self, done: int, of: int) -> None:
        self.service.indexing = done, of
