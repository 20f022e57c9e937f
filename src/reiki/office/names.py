"""The names of many regulations, searched at once: every title that each ever had, and their numbers.

All names of a kind stand in one text, so that a part of a name is found by one pass over it (a megabyte for 50,000 titles).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from reiki.store.passages import fold
from reiki.store.works import title_key


@lru_cache(maxsize=262_144)
def folded_title(title: str) -> str:
    """A title as it is compared: without white space, widths and case alike."""
    return fold(title_key(title))


@dataclass(frozen=True, slots=True)
class Names:
    """Names, each with the keys of the works that have it."""

    text: str
    starts: tuple[int, ...]
    named: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, named: Iterable[tuple[str, int]]) -> Names:
        """From names (without line breaks) and works."""
        by_name: dict[str, list[int]] = {}
        for name, work in named:
            by_name.setdefault(name, []).append(work)
        starts, at = [], 0
        for name in by_name:
            starts.append(at)
            at += len(name) + 1
        kept = {name: tuple(works) for name, works in by_name.items()}
        return cls("\n".join(kept), tuple(starts), kept)

    def exactly(self, name: str) -> tuple[int, ...]:
        """The works with this name."""
        return self.named.get(name, ())

    def holding(self, part: str) -> set[int]:
        """The works with a name of which this is a part."""
        out: set[int] = set()
        at = self.text.find(part) if part else -1
        while at >= 0:
            place = bisect_right(self.starts, at)
            start = self.starts[place - 1]
            if place == len(self.starts):
                out.update(self.named[self.text[start:]])
                break
            out.update(self.named[self.text[start : self.starts[place] - 1]])
            at = self.text.find(part, self.starts[place])
        return out
