"""Which provision before answers which provision after, for showing them side by side. Nothing is ever written by this.

First what says the same, in order; then what has the same number and resembles; then what resembles without the number
(moved). So no difference is ever looked for between two long unlike texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final, TypeVar

from reiki.law.provision import GridCell, Provision

T = TypeVar("T")

ALIKE: Final = 0.4
"""Two texts resemble from this share of common character pairs on (Dice); below it they are shown as removed and added."""

SHORT: Final = 40
"""Texts up to this length are compared whatever they say: 「二級」 and 「三級」 share no pair of characters."""


def pair(
    before: Sequence[T],
    after: Sequence[T],
    same: Callable[[T, T], bool],
    number: Callable[[T], object],
    text: Callable[[T], str],
) -> Iterator[tuple[T | None, T | None]]:
    """Pairs in the order in which they are shown: that of ``after``, what is gone standing where it stood."""
    partner = _anchors(before, after, same)
    _by_number(before, after, partner, number, text)
    _by_likeness(before, after, partner, text)
    return _in_order(before, after, partner)


def _anchors(before: Sequence[T], after: Sequence[T], same: Callable[[T, T], bool]) -> dict[int, int]:
    """A longest common subsequence of what says the same: place after → place before."""
    start = 0
    while start < min(len(before), len(after)) and same(before[start], after[start]):
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and same(before[-1 - end], after[-1 - end]):
        end += 1
    inner_before, inner_after = before[start : len(before) - end], after[start : len(after) - end]
    lengths = [[0] * (len(inner_after) + 1) for _ in range(len(inner_before) + 1)]
    for i in reversed(range(len(inner_before))):
        for j in reversed(range(len(inner_after))):
            equal = same(inner_before[i], inner_after[j])
            lengths[i][j] = lengths[i + 1][j + 1] + 1 if equal else max(lengths[i + 1][j], lengths[i][j + 1])
    out = {n: n for n in range(start)}
    out |= {len(after) - 1 - n: len(before) - 1 - n for n in range(end)}
    i = j = 0
    while i < len(inner_before) and j < len(inner_after):
        if same(inner_before[i], inner_after[j]):
            out[start + j] = start + i
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return out


def _by_number(
    before: Sequence[T],
    after: Sequence[T],
    partner: dict[int, int],
    number: Callable[[T], object],
    text: Callable[[T], str],
) -> None:
    free = {number(b): i for i, b in enumerate(before) if i not in partner.values()}
    for j, a in enumerate(after):
        i = free.get(number(a))
        if j not in partner and i is not None and alike(text(before[i]), text(a)):
            partner[j] = i
            del free[number(a)]


def _by_likeness(
    before: Sequence[T], after: Sequence[T], partner: dict[int, int], text: Callable[[T], str]
) -> None:
    free = [i for i in range(len(before)) if i not in partner.values()]
    for j, a in enumerate(after):
        if j in partner or not free:
            continue
        best = max(free, key=lambda i: likeness(text(before[i]), text(a)))
        if likeness(text(before[best]), text(a)) >= ALIKE:
            partner[j] = best
            free.remove(best)


def _in_order(
    before: Sequence[T], after: Sequence[T], partner: dict[int, int]
) -> Iterator[tuple[T | None, T | None]]:
    gone = [i for i in range(len(before)) if i not in partner.values()]
    cursor = 0
    for j, a in enumerate(after):
        i = partner.get(j)
        while gone and (gone[0] < i if i is not None else gone[0] == cursor):
            cursor = gone.pop(0) + 1
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
