"""The order of the parts of a page: bands (段) and columns, parted by rules across the way of writing.

A rule that runs over a part of the page parts only the text beside it: the stretch that it spans is read band by band,
what lies before and behind it as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reiki.source.pdf.content import Box
from reiki.source.pdf.frame import Placed
from reiki.source.pdf.lines import TextLine
from reiki.source.pdf.tables import PictureFlow, TableFlow

_SHORTEST: Final = 24.0
_LEVEL: Final = 1.5


@dataclass(frozen=True, slots=True)
class Rule:
    """A stroke across the lines of text: at ``u``, from ``start`` to ``end`` (v)."""

    u: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Thing:
    """A glyph, a table or a line written the other way, by its box in turned coordinates; ``what`` says which."""

    box: Box
    what: Placed | TableFlow | TextLine | PictureFlow


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the page that is read without a break: its box (u, v) and the things in it."""

    box: Box
    things: tuple[Thing, ...]


def bands(region: Box, things: Sequence[Thing], rules: Sequence[Rule]) -> list[Band]:
    """The parts of a region, in reading order. Rules that cross a thing part nothing."""
    u0, v0, u1, v1 = region
    if not things:
        return []
    for rule in sorted(rules, key=lambda r: r.start - r.end):
        start, end = max(rule.start, v0), min(rule.end, v1)
        if end - start < _SHORTEST or not u0 + _LEVEL < rule.u < u1 - _LEVEL:
            continue
        beside = [t for t in things if start - 4 <= _middle(t) <= end + 4]
        crossed = [t for t in beside if t.box[0] + 2 < rule.u < t.box[2] - 2]
        first = [t for t in beside if (t.box[0] + t.box[2]) / 2 <= rule.u]
        second = [t for t in beside if (t.box[0] + t.box[2]) / 2 > rule.u]
        if crossed or not first or not second:
            continue
        before = [t for t in things if _middle(t) < start - 4]
        behind = [t for t in things if _middle(t) > end + 4]
        rest = [r for r in rules if r is not rule]
        low = min((t.box[1] for t in beside), default=start)
        high = max((t.box[3] for t in beside), default=end)
        return [
            *bands((u0, v0, u1, start), before, rest),
            *bands((u0, low, rule.u, high), first, rest),
            *bands((rule.u, low, u1, high), second, rest),
            *bands((u0, end, u1, v1), behind, rest),
        ]
    return [Band(region, tuple(things))]


def _middle(thing: Thing) -> float:
    return (thing.box[1] + thing.box[3]) / 2
