"""Which provision before answers which provision after, for showing them side by side. Nothing is ever written by this.

First what says the same, in order; then what has the same number and resembles; then what resembles without the number
(moved). So no difference is ever looked for between two long unlike texts.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, TypeVar

from reiki.law.provision import GridCell, Provision

T = TypeVar("T")

ALIKE: Final = 0.4
"""Two texts resemble from this share of common character pairs on (Dice); below it they are shown as removed and added."""

SHORT: Final = 40
"""Texts up to this length are compared whatever they say: 「二級」 and 「三級」 share no pair of characters."""

EXHAUSTIVE: Final = 40_000
"""Up to so many pairs every text before is compared with every text after."""

COMMON: Final = 50
"""A pair of characters that more texts have tells nothing of which of them is meant."""

FEW: Final = 12
"""Texts that are compared with one where there are many."""


def pair(
    before: Sequence[T],
    after: Sequence[T],
    says: Callable[[T], Hashable],
    number: Callable[[T], object],
    text: Callable[[T], str],
) -> Iterator[tuple[T | None, T | None]]:
    """Pairs in the order in which they are shown: that of ``after``, what is gone standing where it stood. ``says``: what is
    equal for two that say the same."""
    partner = _anchors(before, after, says)
    _by_number(before, after, partner, number, text)
    _by_likeness(before, after, partner, text)
    return _in_order(before, after, partner)


def _anchors(before: Sequence[T], after: Sequence[T], says: Callable[[T], Hashable]) -> dict[int, int]:
    """A longest common subsequence of what says the same: place after → place before."""
    seen: dict[Hashable, int] = {}
    left, right = ([seen.setdefault(says(each), len(seen)) for each in side] for side in (before, after))
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    out = {n: n for n in range(start)}
    out |= {len(right) - 1 - n: len(left) - 1 - n for n in range(end)}
    inner = _common(left[start : len(left) - end], right[start : len(right) - end])
    return out | {start + j: start + i for i, j in inner}


def _common(left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The places of a longest common subsequence, by a table of its lengths for all ends of both, a row of which is the bits of
    one number (Hyyrö 2004, "Bit-parallel LCS-length computation revisited"): two thousand beside two thousand in milliseconds."""
    width = len(right)
    full = (1 << width) - 1
    places: dict[int, int] = {}
    for n, each in enumerate(reversed(right)):
        places[each] = places.get(each, 0) | 1 << n
    rows = [full]
    for each in reversed(left):
        row = rows[-1]
        found = row & places.get(each, 0)
        rows.append(((row + found) | (row - found)) & full)
    rows.reverse()

    def length(i: int, j: int) -> int:
        rest = width - j
        return rest - (rows[i] & ((1 << rest) - 1)).bit_count()

    i = j = 0
    while i < len(left) and j < width:
        if left[i] == right[j]:
            yield i, j
            i, j = i + 1, j + 1
        elif length(i + 1, j) >= length(i, j + 1):
            i += 1
        else:
            j += 1


def _by_number(
    before: Sequence[T],
    after: Sequence[T],
    partner: dict[int, int],
    number: Callable[[T], object],
    text: Callable[[T], str],
) -> None:
    taken = set(partner.values())
    free = {number(b): i for i, b in enumerate(before) if i not in taken}
    for j, a in enumerate(after):
        i = None if j in partner else free.get(number(a))
        if i is not None and alike(text(before[i]), text(a)):
            partner[j] = i
            del free[number(a)]


def _by_likeness(
    before: Sequence[T], after: Sequence[T], partner: dict[int, int], text: Callable[[T], str]
) -> None:
    taken = set(partner.values())
    free = {i: text(b) for i, b in enumerate(before) if i not in taken}
    left = {j: text(a) for j, a in enumerate(after) if j not in partner}
    candidates = _candidates(free) if len(free) * len(left) > EXHAUSTIVE else None
    for j, words in left.items():
        among = free if candidates is None else [i for i in candidates(words) if i in free]
        best = max(among, key=lambda i: likeness(free[i], words), default=None)
        if best is not None and likeness(free[best], words) >= ALIKE:
            partner[j] = best
            del free[best]


def _candidates(texts: Mapping[int, str]) -> Callable[[str], list[int]]:
    """Of many texts those that share the most uncommon pairs of characters with one: the few that are worth comparing."""
    having: dict[str, list[int]] = {}
    for i, words in texts.items():
        for two in _pairs_of(words):
            having.setdefault(two, []).append(i)

    def found(words: str) -> list[int]:
        shared: Counter[int] = Counter()
        for two in _pairs_of(words):
            among = having.get(two, ())
            if len(among) <= COMMON:
                shared.update(among)
        return sorted(i for i, _ in shared.most_common(FEW))

    return found


def _in_order(
    before: Sequence[T], after: Sequence[T], partner: dict[int, int]
) -> Iterator[tuple[T | None, T | None]]:
    taken = set(partner.values())
    gone = deque(i for i in range(len(before)) if i not in taken)
    cursor = 0
    for j, a in enumerate(after):
        i = partner.get(j)
        while gone and (gone[0] < i if i is not None else gone[0] == cursor):
            cursor = gone.popleft() + 1
            yield before[cursor - 1], None
        yield (before[i] if i is not None else None), a
        cursor = max(cursor, i + 1) if i is not None else cursor
    for i in gone:
        yield before[i], None


def alike(a: str, b: str) -> bool:
    """True when a difference between the two is worth showing within one row."""
    return max(len(a), len(b)) <= SHORT or likeness(a, b) >= ALIKE


@lru_cache(maxsize=4096)
def _pairs_of(text: str) -> Counter[str]:
    return Counter(text[n : n + 2] for n in range(len(text) - 1))


def likeness(a: str, b: str) -> float:
    """Dice coefficient of the character pairs of two texts: 0 nothing in common, 1 the same."""
    if a == b:
        return 1.0
    pairs_a, pairs_b = _pairs_of(a), _pairs_of(b)
    total = pairs_a.total() + pairs_b.total()
    return 2 * (pairs_a & pairs_b).total() / total if total else 0.0


def bare_of_number(p: Provision) -> Provision:
    """A provision without its own number: what only moved says the same as before."""
    return replace(p, num="", label="")


def whole_text(p: Provision) -> str:
    """All the words of a provision and of what stands under it."""
    parts: list[str] = []
    for q in p.walk():
        parts += [q.caption, q.text or ""]
        parts += [row_text(row) for row in q.grid.rows] if q.grid else []
    return "\n".join(part for part in parts if part)


def row_text(row: Sequence[GridCell]) -> str:
    """The cells of a table row, joined by one U+3000."""
    return "\u3000".join(cell.text or "" for cell in row)
