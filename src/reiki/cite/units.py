"""A regulation as the texts in which citations stand: the words of each 項, 号, 細目, cell and note, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from reiki.law.address import Address, Step
from reiki.law.document import LawDocument, Node
from reiki.law.document.lookup import Lookup, words_of
from reiki.law.document.reading import is_toc_line
from reiki.law.document.wording import Wording
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, SUBITEMS, Kind

__all__ = ["Piece", "Unit", "units_of"]

_SPEAKING: Final = frozenset({Kind.PREAMBLE, Kind.PARAGRAPH, Kind.ITEM, *SUBITEMS, Kind.REMARKS, Kind.COLUMN})
_AMENDS: Final = re.compile(r"(?:の一部を)?(?:次|以下)のように(?:改正|改め)")
_READ_OTHERWISE: Final = re.compile(r"読み?替え")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the words that is printed in one go, and where it begins in them."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Unit:
    """The own words of one provision.

    ``at``: its address; of a cell or a note, that of what holds it. ``around``: the article, 附則 or appendix around it.
    ``headings``: the 編, 章, 節 … around it. ``parent``: the index of the unit above it, -1 for none. ``supplement``: ``None``
    outside 附則, else what the step of the 附則 is numbered: ``""`` for the original one. ``amends``: from which character on
    the words belong to an amendment of something else. ``substituted``: a cell of a table of words to be read otherwise.
    ``apart``: a cell or a note, which has no place of its own.
    """

    at: Address
    text: str
    pieces: tuple[Piece, ...]
    around: Address
    headings: tuple[Step, ...] = ()
    parent: int = -1
    supplement: str | None = None
    amends: int | None = None
    substituted: bool = False
    apart: bool = False


def units_of(document: LawDocument) -> tuple[Unit, ...]:
    """Every text of a regulation that may cite, in document order."""
    walker = _Walker(document.lookup)
    walker.walk(Node(document.lookup.root, Kind.LAW), _Place())
    return tuple(walker.units)


@dataclass(frozen=True, slots=True)
class _Place:
    steps: tuple[Step, ...] = ()
    headings: tuple[Step, ...] = ()
    around: tuple[Step, ...] = ()
    parent: int = -1
    supplement: str | None = None
    amends: bool = False
    substitutes: bool = False
    in_table: bool = False


class _Walker:
    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.units: list[Unit] = []

    def walk(self, node: Node, place: _Place) -> None:
        for child in self.lookup.children(node):
            if child.kind is Kind.TOC or is_toc_line(child.element):
                continue
            self.visit(child, self._inside(child, place))

    def visit(self, node: Node, place: _Place) -> None:
        inner = place
        if node.kind in _SPEAKING:
            inner = self._add(node, place)
        self.walk(node, inner)

    def _inside(self, child: Node, place: _Place) -> _Place:
        kind = child.kind
        if kind in (Kind.ROW, Kind.COLUMN, Kind.TABLE, Kind.REMARKS):
            return _with(place, in_table=kind is not Kind.REMARKS or place.in_table)
        step = self.lookup.step_of(child.element, kind)
        if kind in HEADINGS:
            return _with(place, headings=(*place.headings, step), steps=(*place.steps, step))
        if kind is Kind.SUPPL:
            return _with(place, steps=(step,), around=(step,), headings=(), supplement=step.num, parent=-1)
        steps = (*place.steps, step)
        if kind is Kind.ARTICLE:
            steps = (*(s for s in place.steps if s.kind is Kind.SUPPL), step)
            return _with(place, steps=steps, around=steps, parent=-1)
        if kind in APPENDIX_KINDS:
            return _with(place, steps=steps, around=steps, headings=(), parent=-1)
        if kind is Kind.PARAGRAPH and not any(s.kind is Kind.ARTICLE for s in place.steps):
            steps = (*(s for s in place.steps if s.kind not in HEADINGS), step)
        return _with(place, steps=steps)

    def _add(self, node: Node, place: _Place) -> _Place:
        wording = words_of(node)
        text = wording.text
        found = _AMENDS.search(text)
        amends = 0 if place.amends else found.end() if found else None
        at = Address(place.steps)
        if text:
            unit = Unit(
                at,
                text,
                tuple(_pieces(wording)),
                Address(place.around or place.steps),
                place.headings,
                place.parent,
                place.supplement,
                amends,
                substituted=place.substitutes and place.in_table,
                apart=place.in_table or node.kind is Kind.REMARKS,
            )
            self.units.append(unit)
        if node.kind is Kind.COLUMN:
            return place
        parent = len(self.units) - 1 if text else place.parent
        return _with(
            place,
            parent=parent,
            amends=amends is not None,
            substitutes=place.substitutes or bool(_READ_OTHERWISE.search(text)),
        )


def _with(place: _Place, **changes: object) -> _Place:
    return replace(place, **changes)  # type: ignore[arg-type]


def _pieces(wording: Wording) -> Iterator[Piece]:
    """What stands in one text node is printed in one go, less the line breaks of the layout."""
    for leaf in wording.leaves:
        start, text, slot = 0, "", None
        for stretch in leaf.stretches:
            here = (id(stretch.owner), stretch.slot)
            if here == slot and stretch.start == start + len(text):
                text += stretch.text
                continue
            if text and slot is not None:
                yield Piece(leaf.start + start, text)
            start, text, slot = stretch.start, stretch.text, here
            if stretch.slot == "opaque":
                text, slot = "", None
        if text and slot is not None:
            yield Piece(leaf.start + start, text)
