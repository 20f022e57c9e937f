"""What costs much to find out and is the same for everybody: found out once for a state of the store, by one thread.

Without it, every request that comes while it is found out, after each write, would find it out for itself.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Cell(Generic[T]):
    """A value that is being found out, or known. ``known`` holds it."""

    lock: Lock = field(default_factory=Lock)
    known: tuple[T, ...] = ()


@dataclass(slots=True)
class Once(Generic[T]):
    """At most ``limit`` values by key, those that were not asked for longest go. For many threads: of those that ask for one key
    one finds the value out and the others wait for it; who asks for another key does not wait."""

    limit: int
    _cells: OrderedDict[Hashable, _Cell[T]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value for a key; ``make`` finds it out. What ``make`` raises is raised, and the next one tries again."""
        with self._lock:
            cell = self._cells.setdefault(key, _Cell())
            self._cells.move_to_end(key)
            while len(self._cells) > self.limit:
                self._cells.popitem(last=False)
        with cell.lock:
            if not cell.known:
                cell.known = (make(),)
            return cell.known[0]
