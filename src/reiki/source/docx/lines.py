"""Lines that Word draws around paragraphs, words and cells, in the terms of :mod:`reiki.source.drawing`."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reiki.source.docx.names import VAL, Element, W, child, number
from reiki.source.drawing import NO_BORDER, NO_EDGE, Border, Edge, closed
from reiki.source.model import Mark

_THICK_FROM: Final = 12  # eighths of a point: 太線 of word processors is 1.5 pt
_BROKEN: Final = frozenset(
    "dotted dashed dashSmallGap dotDash dotDotDash dashDotStroked dashDot dashDotDot".split()
)
_SIDES: Final = (("top",), ("right", "end"), ("bottom",), ("left", "start"))


def edge_of(element: Element | None) -> Edge | None:
    """One side (``w:top w:val w:sz``, ``sz`` in eighths of a point); ``None`` where nothing is stated."""
    if element is None:
        return None
    kind = element.get(VAL, "none")
    if kind in ("none", "nil"):
        return NO_EDGE
    if kind in _BROKEN:
        return Edge(Mark.DOTTED, True, "dashed")
    if kind.startswith(("double", "triple")):
        return Edge(Mark.NONE, True, "double")
    thick = kind == "thick" or number(element.get(f"{W}sz"), 4) >= _THICK_FROM
    return Edge(Mark.THICK if thick else Mark.NONE, True, "solid")


def sides_of(borders: Element | None) -> tuple[Edge | None, Edge | None, Edge | None, Edge | None]:
    """What is stated of the four sides: top, right, bottom, left."""
    top, right, bottom, left = (
        next((e for n in names if (e := edge_of(child(borders, n))) is not None), None) for names in _SIDES
    )
    return top, right, bottom, left


def border_from(borders: Element | None) -> Border:
    """The four sides, those that are not stated without a line."""
    if borders is None:
        return NO_BORDER
    top, right, bottom, left = (e or NO_EDGE for e in sides_of(borders))
    return top, right, bottom, left


def box_of(borders: Element | None) -> Mark | None:
    """The mark of a box around paragraphs (``w:pBdr``) or, of one element, around words (``w:bdr``)."""
    return None if borders is None else closed(border_from(borders))


def unmarked(edge: Edge) -> Edge:
    """The same line as one that the design of a table draws everywhere and that means nothing."""
    return replace(edge, mark=Mark.NONE)
