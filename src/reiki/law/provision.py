"""A provision as words: the plain form in which columns, stored text and results are compared.

A :class:`Provision` is a value without XML: two provisions are the same exactly when these trees are equal. The
document module reads one from a 法令標準XML element and builds an element from one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from reiki.law.kinds import Kind


@dataclass(frozen=True, slots=True)
class GridCell:
    """A table cell: ``text`` (several paragraphs joined by a line feed; ``None`` = not known), extent, head or body.

    In the grid a merged cell stands once, where it begins; ``rowspan`` and ``colspan`` say how far it reaches.
    """

    text: str | None
    rowspan: int = 1
    colspan: int = 1
    head: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table (表): rows of cells as in HTML, merged cells only where they begin. ``gap_rows``: indices of rows that
    stand for an unknown number of rows not quoted (略). ``found``: what was once worked out from the rows (``law.tables``),
    kept with them so that nothing compares whole tables to look it up; no part of the value."""

    rows: tuple[tuple[GridCell, ...], ...]
    gap_rows: frozenset[int] = frozenset()
    found: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __reduce__(self) -> tuple[type[Grid], tuple[object, ...]]:
        return Grid, (self.rows, self.gap_rows)


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision (規定) and what stands under it.

    ``kind`` and ``num`` as in addresses (``num`` of a 細目 is its normalised printed label; of an article ``5_2``; of a
    range ``11:12``; of a 附則 the amending law's number or ``""``). ``label``: as printed (第五条の二, ２, 一, 第一章　総則,
    附　則, 別表第一). ``caption``: 見出し with its parentheses. ``related``: （第五条関係） of a 別表. ``text``: the provision's
    own words, all its sentences, columns joined by one U+3000; ``None`` when they are not known (a gap). ``children``
    stand in document order; a table is a child of kind ``TABLE`` with a ``grid``. ``opaque``: what is carried and never
    read (figures, forms), as canonical XML. ``unlisted``: True when further children may exist that nobody has quoted.
    """

    kind: Kind
    num: str = ""
    label: str = ""
    caption: str = ""
    text: str | None = ""
    children: tuple[Provision, ...] = ()
    related: str = ""
    grid: Grid | None = None
    opaque: tuple[str, ...] = ()
    unlisted: bool = False

    def child(self, kind: Kind, num: str) -> Provision | None:
        """The direct child of that kind and number."""
        return next((c for c in self.children if c.kind is kind and c.num == num), None)

    def with_children(self, children: tuple[Provision, ...]) -> Provision:
        """The same provision with other children."""
        return replace(self, children=children)

    def walk(self) -> Iterator[Provision]:
        """This provision and everything under it, in document order."""
        yield self
        for c in self.children:
            yield from c.walk()

    def known(self) -> bool:
        """True when no words are missing in it or under it."""
        return all(
            p.text is not None and not p.unlisted and (p.grid is None or not p.grid.gap_rows)
            for p in self.walk()
        )


@dataclass(frozen=True, slots=True)
class Regulation:
    """A regulation (例規) as words: identity and everything in it, in document order.

    ``number``: canonical law number or ``""``. ``date``: promulgation (公布) or, for an instrument without a number, the
    day it was made (制定), ISO text or ``""``. ``provisions``: TOC, PREAMBLE, headings (PART … DIVISION) with their
    articles under them, ARTICLE, PARAGRAPH (a main provision without articles), SUPPL, APPDX_TABLE, APPDX_STYLE … .
    ``unlisted``: True when the main provision may hold further provisions that nobody has quoted.
    """

    title: str
    number: str = ""
    date: str = ""
    provisions: tuple[Provision, ...] = ()
    unlisted: bool = False
