"""What a reader sees on a page, whatever the file was: paragraphs, tables, cells, and the marks on the words.

Every reader (HTML, converted text, PDF, DOCX, ODT) returns one :class:`Document`. Nothing here knows law: a label, a
clause or an elision is a matter of the floors above.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final


class Mark(enum.Flag):
    """A mark drawn on words or around a region.

    UNDERLINE: 下線 or 傍線, single. DOUBLE: 二重下線 or 二重傍線. INSERTED and DELETED: tracked changes, ``<ins>`` and
    ``<del>``. THICK: 太線, 太枠. DOTTED: 破線.
    """

    NONE = 0
    UNDERLINE = enum.auto()
    DOUBLE = enum.auto()
    INSERTED = enum.auto()
    DELETED = enum.auto()
    THICK = enum.auto()
    DOTTED = enum.auto()


@dataclass(frozen=True, slots=True)
class MarkSpan:
    """Characters ``start`` to ``end`` (end excluded) of a text carry ``mark``."""

    start: int
    end: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something stands in its source: ``page`` and ``line`` count from 1, ``table`` and ``row`` from 1.

    ``column`` is ``before`` or ``after`` once the comparison table's columns are known, else the cell's number as text.
    ``start`` is the offset of the text in the column's text of that row (lines joined by one line feed).
    ``box``: left, top, right, bottom on the page in points, from its top left corner, where pages have geometry (PDF).
    """

    page: int | None = None
    line: int | None = None
    table: int | None = None
    row: int | None = None
    column: str | None = None
    start: int = 0
    box: tuple[float, float, float, float] | None = field(default=None, compare=False, repr=False)

    def as_json(self, end: int | None = None) -> dict[str, Any]:
        """The non-empty parts, as the contract's ``source`` object."""
        out: dict[str, Any] = {}
        for name in ("page", "line", "table", "row", "column"):
            value = getattr(self, name)
            if value is not None:
                out[name] = value
        if self.table is not None:
            out["start"] = self.start
            if end is not None:
                out["end"] = end
        if self.box is not None:
            out["box"] = [round(x, 1) for x in self.box]
        return out


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text and the marks on it; slicing, joining and stripping keep the marks in place."""

    text: str
    spans: tuple[MarkSpan, ...] = ()

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text

    def slice(self, start: int, end: int | None = None) -> MarkedText:
        """Characters ``start`` to ``end`` with the marks that fall on them."""
        stop = len(self.text) if end is None else min(end, len(self.text))
        start = max(start, 0)
        spans = tuple(
            MarkSpan(max(s.start, start) - start, min(s.end, stop) - start, s.mark)
            for s in self.spans
            if s.start < stop and s.end > start
        )
        return MarkedText(self.text[start:stop], spans)

    def __add__(self, other: MarkedText) -> MarkedText:
        shift = len(self.text)
        moved = tuple(MarkSpan(s.start + shift, s.end + shift, s.mark) for s in other.spans)
        return MarkedText(self.text + other.text, self.spans + moved)

    def strip(self) -> MarkedText:
        """Without white space at both ends."""
        left = len(self.text) - len(self.text.lstrip())
        return self.slice(left, len(self.text.rstrip()))

    def marks(self) -> list[Mark]:
        """The marks of each character, in order (length = len(text))."""
        out = [Mark.NONE] * len(self.text)
        for span in self.spans:
            for i in range(span.start, min(span.end, len(out))):
                out[i] |= span.mark
        return out

    def runs(self, mark: Mark) -> list[tuple[int, int]]:
        """Maximal stretches (start, end) on which any of the bits of ``mark`` lies; touching spans are joined."""
        out: list[tuple[int, int]] = []
        if not self.spans:
            return out
        for span in sorted(
            (s for s in self.spans if s.mark & mark and s.end > s.start), key=lambda s: s.start
        ):
            if out and span.start <= out[-1][1]:
                out[-1] = (out[-1][0], max(out[-1][1], span.end))
            else:
                out.append((span.start, span.end))
        return out

    def inside(self, mark: Mark) -> list[bool]:
        """For each character whether it carries one of the bits of ``mark`` (length = len(text))."""
        out = [False] * len(self.text)
        for start, end in self.runs(mark):
            stop = min(end, len(out))
            out[start:stop] = [True] * (stop - start)
        return out

    def covered(self, mark: Mark) -> bool:
        """True when there is text and every character that is not white space carries one of the bits of ``mark``."""
        inside = self.inside(mark)
        seen = [inside[i] for i, c in enumerate(self.text) if not c.isspace()]
        return bool(seen) and all(seen)

    def touched(self, mark: Mark) -> bool:
        """True when some character that is not white space carries one of the bits of ``mark``."""
        return any(self.text[a:b].strip() for a, b in self.runs(mark))

    def without(self, mark: Mark) -> MarkedText:
        """The same text with the bits of ``mark`` taken off."""
        kept = (replace(s, mark=s.mark & ~mark) for s in self.spans)
        return MarkedText(self.text, tuple(s for s in kept if s.mark))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line or paragraph as laid out.

    ``style`` is ``heading1`` … ``heading6``, ``caption``, ``right``, ``center`` or ``""``.
    """

    text: MarkedText
    origin: Origin = Origin()
    style: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """An image or another thing that is carried and not read; ``reference`` names it, ``digest`` is the SHA-256 of its bytes."""

    reference: str
    digest: str | None = None
    alternative: str = ""
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: blocks, extent in rows and columns, and the box drawn around it (``THICK``, ``DOTTED``)."""

    blocks: tuple[Block, ...] = ()
    colspan: int = 1
    rowspan: int = 1
    head: bool = False
    box: Mark = Mark.NONE

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs of the cell itself, not those of tables inside it."""
        return (b for b in self.blocks if isinstance(b, Paragraph))

    def plain(self) -> str:
        """All text of the cell, inner tables included, lines joined by one line feed."""
        return "\n".join(_plain(b) for b in self.blocks)


@dataclass(frozen=True, slots=True)
class Row:
    """A table row."""

    cells: tuple[Cell, ...]
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as drawn. Column numbers follow from the cells' spans, as in HTML."""

    rows: tuple[Row, ...]
    origin: Origin = Origin()


Block = Paragraph | Table | Figure


_GAP = re.compile(r"missing behind page ([0-9]+) of the file")


@dataclass(frozen=True, slots=True)
class Document:
    """A source as read.

    ``drawn``: the format draws its marks (HTML, PDF, DOCX, ODT); converted text and Markdown never count as drawn.
    ``sha256``: of the bytes. ``notes``: what the reader could not place, one sentence each.
    """

    blocks: tuple[Block, ...]
    format: str
    drawn: bool
    sha256: str
    notes: tuple[str, ...] = field(default=())

    @property
    def gaps(self) -> tuple[int, ...]:
        """The pages of the file behind which pages are missing, as the numbers printed on them tell (a reader's note says so)."""
        return tuple(int(m[1]) for note in self.notes if (m := _GAP.search(note)))

    @property
    def truncated(self) -> bool:
        """True when the file itself shows that its end is missing: half a character, an open tag, an open table."""
        return any("cut off" in note for note in self.notes)

    @property
    def missing(self) -> tuple[str, ...]:
        """The notes that tell of words or numbers which the source shows and the blocks lack: no text is to rest on them."""
        return tuple(note for note in self.notes if WORDS_MISSING in note)


def _plain(block: Block) -> str:
    match block:
        case Paragraph():
            return block.text.text
        case Table():
            return "\n".join("\t".join(c.plain() for c in r.cells) for r in block.rows)
        case Figure():
            return block.alternative


UNKNOWN_SIGN: Final = "\u3013"
"""〓 (下駄) stands for a sign that is in the source and cannot be told."""
WORDS_MISSING: Final = "words are missing in what was read"
"""Ends a note on words or numbers that the source shows and that are not in the blocks."""


class UnreadableSource(ValueError):
    """The bytes are not a document that this reader reads; the message is one sentence for the person who gave them."""
