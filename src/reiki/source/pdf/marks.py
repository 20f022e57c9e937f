"""下線 and 傍線: which stroke lies at which line of text, and which of its characters it covers.

A stroke below a horizontal line, at the right (sometimes the left) of a vertical one, below the feet of a line set
sideways: a single mark; two beside each other over the same characters: a double one. A stroke belongs to one line only.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from reiki.source.model import Mark
from reiki.source.pdf.content import Glyph, Stroke
from reiki.source.pdf.frame import Frame
from reiki.source.pdf.lines import TextLine

_FAR: Final = 0.62
"""A mark stands at most this share of the size away from the edge of the line."""
_DEEP: Final = 0.3
_OTHER_SIDE: Final = 0.35
_SHORTEST: Final = 0.25
_STEP: Final = 12.0
_MOSTLY: Final = 0.7
_FOOT: Final = (0.19, 0.12)
"""How far a mark lies outside the box of the characters, in vertical and in horizontal text; a rule keeps more distance."""


def mark_lines(lines: Sequence[TextLine], strokes: Sequence[Stroke], frame: Frame) -> list[Stroke]:
    """Put the marks on the letters of ``lines``; the strokes that mark nothing are returned."""
    along = [s for s in strokes if frame.along(s) and not s.ornament]
    left = [s for s in strokes if not frame.along(s) or s.ornament]
    if not lines:
        return [*left, *along]
    ordered = sorted(lines, key=lambda x: x.middle)
    middles = [x.middle for x in ordered]
    widest = max(x.size for x in ordered) * 1.5
    found: dict[int, list[Stroke]] = defaultdict(list)
    for stroke in along:
        at = frame.across(stroke)
        first = bisect.bisect_left(middles, at - widest)
        last = bisect.bisect_right(middles, at + widest)
        best = min(
            ((_cost(ordered[i], stroke, frame, at), i) for i in range(first, last)),
            default=(_FAR + 1, -1),
        )
        if best[0] <= _FAR + _OTHER_SIDE:
            found[best[1]].append(stroke)
        else:
            left.append(stroke)
    for i, group in found.items():
        left.extend(_mark(ordered[i], group, frame))
    return left


def _cost(line: TextLine, stroke: Stroke, frame: Frame, at: float) -> float:
    """How far a stroke stands from where a mark of this line would, in sizes of the line; large: it is none."""
    start, end = frame.reach(stroke)
    if min(end, line.end) - max(start, line.start) < _SHORTEST * line.size:
        return 9.0
    after = (at - line.high) / line.size
    before = (line.low - at) / line.size
    below_first = (frame.horizontal or line.turned) and not line.above
    usual, other = (after, before) if below_first else (before, after)
    costs = []
    if -_DEEP <= usual <= _FAR:
        costs.append(abs(usual))
    if (line.above or not frame.horizontal) and -_DEEP / 2 <= other <= _FAR:
        costs.append(abs(other) + _OTHER_SIDE)
    return min(costs, default=9.0)


def _mark(line: TextLine, strokes: list[Stroke], frame: Frame) -> list[Stroke]:
    """The letters that the strokes cover; strokes that cover none are returned."""
    spans = [(*frame.reach(s), s) for s in strokes]
    idle: list[Stroke] = []
    for start, end, stroke in spans:
        covers = False
        for letter in line.letters:
            middle = (letter.start + letter.end) / 2
            if start - 0.1 <= middle <= end + 0.1:
                covers = True
                single = not stroke.double and not letter.mark & (Mark.UNDERLINE | Mark.DOUBLE)
                letter.mark |= Mark.UNDERLINE if single else Mark.DOUBLE
                if not single:
                    letter.mark &= ~Mark.UNDERLINE
        if not covers:
            idle.append(stroke)
    return idle


def underlines(
    strokes: Sequence[Stroke], glyphs: Sequence[Glyph], ways: Sequence[int]
) -> tuple[list[Stroke], list[Stroke]]:
    """The strokes that may be rules of tables, and those that lie at the very foot of characters for most of their length:
    where cells have no margin a mark touches the sides of its cell, but no rule runs through the boxes of characters."""
    feet: dict[tuple[bool, int], list[Glyph]] = defaultdict(list)
    for glyph, way in zip(glyphs, ways, strict=True):
        if glyph.text.strip():
            lies = way >= 0
            feet[lies, int((glyph.y1 if lies else glyph.x0) / _STEP)].append(glyph)
    rules: list[Stroke] = []
    marks: list[Stroke] = []
    for stroke in strokes:
        slot = int(stroke.at / _STEP)
        near = (g for k in (slot - 1, slot, slot + 1) for g in feet.get((stroke.lies, k), ()))
        covered = sum(_under(stroke, g) for g in near)
        (marks if covered >= _MOSTLY * stroke.length and not stroke.printed else rules).append(stroke)
    return rules, marks


def _under(stroke: Stroke, glyph: Glyph) -> float:
    """How much of a stroke lies at the foot of a glyph (below it; at the right of one in vertical text)."""
    if stroke.lies:
        inside = (glyph.y1 - stroke.at) / glyph.size
        start, end = glyph.x0, glyph.x1
    else:
        inside = min(stroke.at - glyph.x0, glyph.x1 - stroke.at) / glyph.size
        start, end = glyph.y0, glyph.y1
    if not -_FOOT[stroke.lies] <= inside <= 0.3:
        return 0.0
    return max(0.0, min(end, stroke.end) - max(start, stroke.start))
