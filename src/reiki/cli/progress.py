"""A progress bar for whatever takes longer than two seconds: on a terminal's standard error, and nowhere else."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 2.0
"""Seconds that people wait without asking."""

T = TypeVar("T")


class Bar:
    """A bar that shows itself after :data:`PATIENCE`; before that, and off a terminal, it does nothing."""

    def __init__(self, what: str, total: int | None) -> None:
        self._what, self._total, self._done = what, total, 0
        self._lock = threading.Lock()
        self._shown: tuple[Progress, TaskID] | None = None
        self._timer: threading.Timer | None = None
        if sys.stderr.isatty():
            self._timer = threading.Timer(PATIENCE, self._show)
            self._timer.daemon = True
            self._timer.start()

    def advance(self, what: str = "") -> None:
        """One more is done; ``what`` comes next."""
        with self._lock:
            self._done += 1
            self._what = what or self._what
            if self._shown:
                progress, task = self._shown
                progress.update(task, completed=self._done, description=self._what)

    def close(self) -> None:
        """Takes the bar away."""
        if self._timer:
            self._timer.cancel()
        with self._lock:
            self._timer = None
            if self._shown:
                self._shown[0].stop()
                self._shown = None

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import Progress

        with self._lock:
            if self._timer is None:
                return
            progress = Progress(console=Console(file=sys.stderr), transient=True)
            task = progress.add_task(self._what, total=self._total, completed=self._done)
            progress.start()
            self._shown = (progress, task)


@contextmanager
def waiting_for(what: str, total: int | None = None) -> Iterator[Bar]:
    """A bar over a stretch of work; ``total`` ``None``: nobody knows how much it is."""
    bar = Bar(what, total)
    try:
        yield bar
    finally:
        bar.close()


def each(things: Iterable[T], what: str) -> Iterator[T]:
    """The things one after the other, with a bar over them."""
    listed = list(things)
    with waiting_for(what, len(listed)) as bar:
        for thing in listed:
            yield thing
            bar.advance()
