"""Where two texts differ: diff-match-patch finds differences here, and never patches (its patches apply by resemblance).

``Diff_Timeout`` is 0, or results would depend on the machine. ``fast-diff-match-patch`` (the extra ``fast``) is used when
installed: the same algorithm compiled, with the same results.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from diff_match_patch import diff_match_patch

try:
    import fast_diff_match_patch as _fast
except ImportError:
    _fast = None


@dataclass(frozen=True, slots=True)
class Change:
    """``before[start:end]`` stands where ``after[at:to]`` stands; one of the two may be empty, never both."""

    start: int
    end: int
    at: int
    to: int


@lru_cache(maxsize=512)
def changes(before: str, after: str) -> tuple[Change, ...]:
    """The changes that turn ``before`` into ``after``, in order, touching ones joined.

    A base character is never split from its variation selector or combining mark.
    """
    out: list[Change] = []
    i = j = 0
    for op, size in _pieces(before, after):
        if op == 0:
            i, j = i + size, j + size
            continue
        if out and out[-1].end == i and out[-1].to == j:
            last = out.pop()
            start, at = last.start, last.at
        else:
            start, at = i, j
        i, j = (i + size, j) if op < 0 else (i, j + size)
        out.append(Change(start, i, at, j))
    return tuple(_whole_characters(c, before, after) for c in out)


def _pieces(before: str, after: str) -> list[tuple[int, int]]:
    """(-1 deleted | 0 equal | 1 inserted, length) in order."""
    if _fast is not None:
        codes = {"-": -1, "=": 0, "+": 1}
        found = _fast.diff(before, after, timelimit=0, checklines=False, cleanup="No", counts_only=True)
        return [(codes[op], size) for op, size in found]
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    return [(op, len(text)) for op, text in engine.diff_main(before, after, False)]


def _combines(text: str, at: int) -> bool:
    """True when the character at ``at`` belongs to the one before it."""
    if not 0 < at < len(text):
        return False
    c = text[at]
    return unicodedata.combining(c) != 0 or "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef"


def _whole_characters(c: Change, before: str, after: str) -> Change:
    start, end, at, to = c.start, c.end, c.at, c.to
    while start > 0 and at > 0 and (_combines(before, start) or _combines(after, at)):
        start, at = start - 1, at - 1
    while end < len(before) and to < len(after) and (_combines(before, end) or _combines(after, to)):
        end, to = end + 1, to + 1
    return Change(start, end, at, to)
