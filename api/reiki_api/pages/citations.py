"""The links on what a text cites, found beside the pages: a long regulation is shown at once and has its links when they are
found, for links are an aid and the text is what was asked for. Where they cannot be found the log says why, and the page says
that it has none."""

from __future__ import annotations

import datetime
import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from reiki.office.catalogue import Edition
from reiki.office.linking import Linked, links
from reiki_api.service import Service

LOG: Final = logging.getLogger("reiki_api")

PATIENCE: Final = 0.5
"""Seconds that the page of a short regulation waits for its links. One of a hundred articles takes a fifth of it."""
KEPT: Final = 64

Key = tuple[object, Edition, datetime.date, datetime.datetime | None]
"""A state of the store, a version, the day on which it is read, as known when."""


@dataclass(slots=True)
class Citations:
    """One at a time, in a thread of its own: the analyser of words is shared. May be asked by several threads."""

    service: Service
    patience: float = 0.0
    """Seconds that every page waits at least."""
    find: Callable[..., Linked] = links
    _found: OrderedDict[Key, Future[Linked]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _worker: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=1, thread_name_prefix="citations")
    )

    def found(self, key: Key) -> Linked | None:
        """What has been found already; nothing is looked for."""
        return _result(self._kept(key))

    def failed(self, key: Key) -> bool:
        """True where looking for them came to grief."""
        found = self._kept(key)
        return found is not None and found.done() and not found.cancelled() and found.exception() is not None

    def look_for(self, key: Key, patience: float = 0.0) -> Linked | None:
        """Has the citations of a version looked for, and waits so many seconds for them; ``None`` while they are not there."""
        _, edition, on, known = key
        with self._lock:
            found = self._found.get(key)
            if found is None:
                found = self._worker.submit(self.find, self.service.store, edition, on, known)
                found.add_done_callback(_told)
                self._found[key] = found
                while len(self._found) > KEPT:
                    self._found.popitem(last=False)[1].cancel()
            self._found.move_to_end(key)
        if patience := max(patience, self.patience):
            wait_for([found], timeout=patience)
        return _result(found)

    def _kept(self, key: Key) -> Future[Linked] | None:
        with self._lock:
            return self._found.get(key)


def _result(found: Future[Linked] | None) -> Linked | None:
    if found is None or not found.done() or found.cancelled() or found.exception() is not None:
        return None
    return found.result()


def _told(found: Future[Linked]) -> None:
    error = None if found.cancelled() else found.exception()
    if error is not None:
        LOG.error("the citations of a text could not be found", exc_info=error)
