"""Boxes of dashed lines (破線で囲んだ部分), told from the dashed lines of a table by their own four corners.

They lie over a table's rows or around words, a little larger or smaller than what they enclose, and cross its lines. One that
goes on behind a page break lacks one side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reiki.source.pdf.content import Box, Stroke

_CORNER: Final = 5.0
_MOST: Final = 400
_SMALLEST: Final = 12.0


def dashed_boxes(strokes: Sequence[Stroke]) -> tuple[list[Stroke], list[Box]]:
    """The strokes that draw no such box, and the boxes."""
    dashed = [s for s in strokes if s.dashed and not s.printed]
    if not 3 <= len(dashed) <= _MOST:
        return list(strokes), []
    lying = [s for s in dashed if s.lies]
    standing = [s for s in dashed if not s.lies]
    boxes: list[Box] = []
    used: set[int] = set()
    for pairs, across in ((_alike(standing), lying), (_alike(lying), standing)):
        for first, second in pairs:
            if id(first) in used or id(second) in used:
                continue
            ends = [s for s in across if id(s) not in used and _joins(s, first, second)]
            if not ends:
                continue
            boxes.append(_around(first, second, ends))
            used |= {id(s) for s in (first, second, *ends)}
    return [s for s in strokes if id(s) not in used], boxes


def _alike(strokes: Sequence[Stroke]) -> list[tuple[Stroke, Stroke]]:
    """Two that face each other, the nearest first."""
    found = [
        (a, b)
        for n, a in enumerate(strokes)
        for b in strokes[n + 1 :]
        if abs(a.start - b.start) <= _CORNER
        and abs(a.end - b.end) <= _CORNER
        and abs(a.at - b.at) >= _SMALLEST
    ]
    return sorted(found, key=lambda p: abs(p[0].at - p[1].at))


def _joins(end: Stroke, first: Stroke, second: Stroke) -> bool:
    """True for a stroke that runs from one to the other at their start or their end."""
    low, high = sorted((first.at, second.at))
    meets = abs(end.start - low) <= _CORNER and abs(end.end - high) <= _CORNER
    return meets and min(abs(end.at - first.start), abs(end.at - first.end)) <= _CORNER


def _around(first: Stroke, second: Stroke, ends: Sequence[Stroke]) -> Box:
    low, high = sorted((first.at, second.at))
    start = min(first.start, second.start, *(s.at for s in ends))
    end = max(first.end, second.end, *(s.at for s in ends))
    return (start, low, end, high) if first.lies else (low, start, high, end)
