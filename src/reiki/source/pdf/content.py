"""What stands on one page before anything is read from it: glyphs and strokes, in points from the page's top left corner."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Final

Box = tuple[float, float, float, float]
"""left, top, right, bottom."""


class Turn(enum.IntEnum):
    """How far a glyph is turned clockwise, in degrees: upright, reading down the page, upside down, reading up."""

    UPRIGHT = 0
    DOWN = 90
    OVER = 180
    UP = 270


@dataclass(slots=True)
class Glyph:
    """One printed character (a ligature has several): its text as it reads, and its em box.

    ``vertical``: drawn by a vertical font, so that the next glyph stands below it.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    turn: Turn
    vertical: bool


@dataclass(slots=True)
class Stroke:
    """A straight line along one axis: from ``start`` to ``end`` on it, ``at`` across it, ``width`` thick.

    ``lies``: it runs across the page, not down it. ``dashed``: 破線. ``printed``: a glyph of a line font, hence a mark on
    words and never a rule of a table. ``double``: it stands for two lines. ``ornament``: it parts bands and marks nothing.
    """

    lies: bool
    at: float
    start: float
    end: float
    width: float
    dashed: bool = False
    printed: bool = False
    double: bool = False
    ornament: bool = False

    @property
    def length(self) -> float:
        """In points."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Picture:
    """An image (a form, a figure, a table set as a picture): its box and the SHA-256 of its bytes."""

    box: Box
    digest: str


@dataclass(slots=True)
class Content:
    """One page: its number (from 1), its size in points, and what is drawn on it.

    ``pictures``: the images in it; ``pictured``: the share of the page that they cover, at most 1; ``hidden``: how many
    characters are there that nobody sees (the text layer of a scan).
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    pictured: float = 0.0
    hidden: int = 0
    pictures: list[Picture] = field(default_factory=list)


NO_BOX: Final[Box] = (0.0, 0.0, 0.0, 0.0)


def around(boxes: list[Box]) -> Box:
    """The smallest box that holds them all."""
    if not boxes:
        return NO_BOX
    return (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
