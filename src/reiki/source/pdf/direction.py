"""Which way the text of a page or a table is written, and what stands at the page's edge the other way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reiki.source.pdf.content import Box, Content, Glyph, Turn

_STEP: Final = (0.3, 2.6)
_AXIS: Final = 0.25


def ways(glyphs: Sequence[Glyph]) -> list[int]:
    """For each glyph +1 (horizontal), -1 (vertical, or horizontal text set sideways), 0 (nothing tells).

    What a glyph's font and turn say counts first; then where its neighbours in the order of drawing stand.
    """
    out = [0] * len(glyphs)
    for i, g in enumerate(glyphs):
        if g.turn in (Turn.DOWN, Turn.UP):
            out[i] = 1 if g.vertical else -1
        elif g.vertical:
            out[i] = -1
    for i in range(len(glyphs) - 1):
        a, b = glyphs[i], glyphs[i + 1]
        if out[i] and out[i + 1]:
            continue
        way = _step(a, b)
        if way:
            out[i] = out[i] or way
            out[i + 1] = out[i + 1] or way
    return out


def _step(a: Glyph, b: Glyph) -> int:
    size = max(a.size, b.size)
    dx, dy = (b.x0 + b.x1 - a.x0 - a.x1) / 2, (b.y0 + b.y1 - a.y0 - a.y1) / 2
    if abs(dy) <= _AXIS * size and _STEP[0] * size <= dx <= _STEP[1] * size:
        return 1
    if abs(dx) <= _AXIS * size and _STEP[0] * size <= dy <= _STEP[1] * size:
        return -1
    return 0


def is_horizontal(votes: Sequence[int]) -> bool:
    """What most glyphs say; horizontal where nothing tells."""
    return sum(votes) >= 0


def inside(glyphs: Sequence[Glyph], box: Box) -> list[int]:
    """The numbers of the glyphs whose middle stands in a box on the page."""
    x0, y0, x1, y1 = box
    return [
        i for i, g in enumerate(glyphs) if x0 <= (g.x0 + g.x1) / 2 <= x1 and y0 <= (g.y0 + g.y1) / 2 <= y1
    ]


def quarter_turned(content: Content) -> Content:
    """The page turned so that most of its text does not read upwards or stand on its head."""
    up = sum(g.turn is Turn.UP for g in content.glyphs if not g.vertical)
    over = sum(g.turn is Turn.OVER for g in content.glyphs)
    half = len(content.glyphs) / 2
    if up > half:
        return turned(content)
    if over > half:
        return turned(turned(content))
    return content


def turned(content: Content) -> Content:
    """A quarter turn clockwise: (x, y) → (height − y, x)."""
    h = content.height
    glyphs = [
        Glyph(g.text, h - g.y1, g.x0, h - g.y0, g.x1, g.size, Turn((g.turn + 90) % 360), g.vertical)
        for g in content.glyphs
    ]
    strokes = [
        replace(s, lies=False, at=h - s.at)
        if s.lies
        else replace(s, lies=True, start=h - s.end, end=h - s.start)
        for s in content.strokes
    ]
    pictures = [replace(p, box=(h - p.box[3], p.box[0], h - p.box[1], p.box[2])) for p in content.pictures]
    return Content(
        content.number, h, content.width, glyphs, strokes, content.pictured, content.hidden, pictures
    )
