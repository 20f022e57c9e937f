"""Turned coordinates: ``u`` along a line of text and ``v`` across the lines, both growing as one reads.

Horizontal text: u to the right, v down. Vertical text: u down, v to the left. One layout code serves both.
"""

from __future__ import annotations

from dataclasses import dataclass

from reiki.source.pdf.content import Box, Glyph, Stroke


@dataclass(frozen=True, slots=True)
class Frame:
    """How a region is read: ``horizontal`` False for vertical text (and for a table set sideways)."""

    horizontal: bool
    width: float

    def turn(self, box: Box) -> Box:
        """(u0, v0, u1, v1) of a box on the page."""
        x0, y0, x1, y1 = box
        return box if self.horizontal else (y0, self.width - x1, y1, self.width - x0)

    def back(self, box: Box) -> Box:
        """The box on the page of (u0, v0, u1, v1)."""
        u0, v0, u1, v1 = box
        return box if self.horizontal else (self.width - v1, u0, self.width - v0, u1)

    def placed(self, glyph: Glyph) -> Placed:
        """A glyph in turned coordinates."""
        if self.horizontal:
            return Placed(glyph, glyph.x0, glyph.y0, glyph.x1, glyph.y1)
        return Placed(glyph, glyph.y0, self.width - glyph.x1, glyph.y1, self.width - glyph.x0)

    def along(self, stroke: Stroke) -> bool:
        """True when a stroke runs along the lines of text."""
        return stroke.lies == self.horizontal

    def across(self, stroke: Stroke) -> float:
        """v of a stroke that runs along the lines, u of one that runs across them."""
        if self.horizontal or stroke.lies:
            return stroke.at
        return self.width - stroke.at

    def reach(self, stroke: Stroke) -> tuple[float, float]:
        """Where a stroke starts and ends: u for one along the lines, v for one across them."""
        if self.horizontal or not stroke.lies:
            return stroke.start, stroke.end
        return self.width - stroke.end, self.width - stroke.start


@dataclass(slots=True)
class Placed:
    """A glyph with its box in turned coordinates."""

    glyph: Glyph
    u0: float
    v0: float
    u1: float
    v1: float
