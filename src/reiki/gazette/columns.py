"""The two columns of a comparison table (新旧対照表), each as one stream of lines and inner tables.

After this module nobody needs to know how the table was laid out: which side 改正前 stands on, repeated heads, several
physical columns a side, rows cut at a page break that go on as *all of the left column, then all of the right*.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.amend.operations import Finding, Source
from reiki.gazette.interleaved import deal_out, halved, is_cut
from reiki.gazette.model import Side
from reiki.gazette.opening import read_opening
from reiki.source.model import Block, Cell, Figure, Mark, MarkedText, MarkSpan, Origin, Paragraph, Row, Table

AFTER_HEADS: Final = frozenset(
    {
        "改正後",
        "改正後の欄",
        "改正後欄",
        "改正案",
        "新",
        "新欄",
        "改正",
        "改正後の規定",
        "変更後",
        "新条文",
        "改正後条文",
    }
)
BEFORE_HEADS: Final = frozenset(
    {
        "改正前",
        "改正前の欄",
        "改正前欄",
        "現行",
        "旧",
        "旧欄",
        "現行規定",
        "改正前の規定",
        "変更前",
        "旧条文",
        "現行条文",
        "改正前条文",
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a column: its text, the table row it stands in, its origin (offsets in the column's text), its box."""

    text: MarkedText
    row: int
    origin: Origin
    box: Mark = Mark.NONE


@dataclass(frozen=True, slots=True)
class InnerTable:
    """A table inside a column. ``joined``: it goes on from the inner table just before it (a page break between)."""

    table: Table
    row: int
    origin: Origin
    joined: bool = False


Piece = Line | InnerTable


@dataclass(frozen=True, slots=True)
class Columns:
    """Both columns of one comparison table."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    findings: tuple[Finding, ...] = ()


def head_sides(row: Row) -> list[Side | None] | None:
    """Which side each physical column belongs to, when ``row`` is the head of a comparison table; else ``None``.

    An empty head cell belongs to the head at its left (``改 正 後<TAB><TAB>改 正 前<TAB>``).
    """
    sides: list[Side | None] = []
    current: Side | None = None
    for cell in row.cells:
        bare = re.sub(r"[\s\u3000（）()「」]", "", cell.plain())
        if bare in AFTER_HEADS:
            current = "after"
        elif bare in BEFORE_HEADS:
            current = "before"
        elif bare:
            current = None
        sides.extend([current] * cell.colspan)
    if sides.count("after") and sides.count("before"):
        return sides
    return None


def is_comparison(table: Table) -> bool:
    """True when a head row of the table (one of its first three rows) names both columns."""
    return any(head_sides(row) for row in table.rows[:3])


def read_columns(table: Table, loose: Sequence[Block], drawn: bool, number: int) -> Columns:
    """The two columns of ``table`` (the ``number``-th of its clause), continued by ``loose`` where a page break cut it."""
    reading = _Reading(number)
    sides: list[Side | None] = []
    for row in table.rows:
        head = head_sides(row)
        if head:
            sides = head
            continue
        if not sides:
            continue
        reading.row(row, sides)
    if loose and drawn:
        shown = next((b.text.text for b in loose if isinstance(b, Paragraph)), "")
        reading.findings.append(
            Finding(
                "error", "text_after_table", f"text after the table belongs to neither column: {shown[:60]}"
            )
        )
    elif loose:
        reading.page_break(loose, sides)
    if not drawn:
        reading.end()
    return Columns(tuple(reading.before), tuple(reading.after), tuple(reading.findings))


@dataclass(slots=True)
class _Reading:
    number: int
    before: list[Piece] = field(default_factory=list)
    after: list[Piece] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rows: int = 0

    def row(self, row: Row, sides: Sequence[Side | None]) -> None:
        """Both sides of one row."""
        self.rows += 1
        cells: dict[Side, list[Cell]] = {"before": [], "after": []}
        at = 0
        for cell in row.cells:
            side = sides[at] if at < len(sides) else None
            at += cell.colspan
            if side is not None:
                cells[side].append(cell)
            elif cell.plain().strip():
                self.findings.append(
                    Finding(
                        "note", "third_column", f"a cell outside both columns: {cell.plain().strip()[:60]}"
                    )
                )
        self._side("before", cells["before"])
        self._side("after", cells["after"])

    def _side(self, side: Side, cells: list[Cell]) -> None:
        out = self.before if side == "before" else self.after
        filled = [c for c in cells if c.blocks and c.plain().strip()]
        if not filled:
            return
        if len(cells) == 1:
            self._cell(out, side, cells[0])
        elif len(filled) == 1 and filled[0] is cells[0] and _opens_provision(filled[0].plain()):
            self._cell(out, side, filled[0])
        elif _is_label_column(cells):
            self._labelled(out, side, cells)
        else:
            self._inner_row(out, side, tuple(cells))

    def _cell(self, out: list[Piece], side: Side, cell: Cell) -> None:
        start = 0
        for block in cell.blocks:
            origin = Origin(block.origin.page, block.origin.line, self.number, self.rows, side, start)
            match block:
                case Paragraph():
                    out.append(Line(_boxed(block.text, cell.box), self.rows, origin, cell.box))
                    start += len(block.text) + 1
                case Table():
                    out.append(InnerTable(block, self.rows, origin))
                    start += len(Cell((block,)).plain()) + 1
                case Figure():
                    out.append(Line(MarkedText(f"\ufffc{block.reference}"), self.rows, origin, cell.box))

    def _labelled(self, out: list[Piece], side: Side, cells: list[Cell]) -> None:
        """A narrow column for the labels beside the words (一関市): label and words are one line."""
        first = [b for b in cells[0].blocks if isinstance(b, Paragraph)]
        rest = [b for c in cells[1:] for b in c.blocks]
        label = first[0].text.strip() if first else MarkedText("")
        if label and rest and isinstance(rest[0], Paragraph):
            rest[0] = replace(rest[0], text=label + MarkedText("\u3000") + rest[0].text)
        self._cell(out, side, Cell(tuple(rest), box=cells[0].box))

    def _inner_row(self, out: list[Piece], side: Side, cells: tuple[Cell, ...]) -> None:
        """Two tables side by side in one row: each side's cells are a row of its own inner table."""
        origin = Origin(None, None, self.number, self.rows, side, 0)
        row = Row(cells, origin)
        last = out[-1] if out else None
        if (
            isinstance(last, InnerTable)
            and last.row == self.rows - 1
            and len(last.table.rows[-1].cells) == len(cells)
        ):
            out[-1] = InnerTable(
                replace(last.table, rows=(*last.table.rows, row)), self.rows, last.origin, last.joined
            )
        else:
            out.append(InnerTable(Table((row,), origin), self.rows, origin))

    def page_break(self, loose: Sequence[Block], sides: Sequence[Side | None]) -> None:
        """What stands after a page break, dealt out to the two columns."""
        self.rows += 1
        left: Side = next((s for s in sides if s is not None), "after")
        dealt, doubtful = deal_out(loose, self._plain("after"), self._plain("before"), sides, left)
        if doubtful:
            message = "a page break cut the table, and what follows fits both columns: give the issue as HTML, PDF or Word"
            self.findings.append(Finding("error", "columns_in_doubt", message, Source(loose[0].origin)))
        for block, side in dealt:
            if side is None:
                assert isinstance(block, Table)
                for row in block.rows:
                    self.row(row, halved(block, sides))
                continue
            out = self.before if side == "before" else self.after
            origin = Origin(block.origin.page, block.origin.line, self.number, self.rows, side, 0)
            match block:
                case Paragraph():
                    out.append(Line(block.text, self.rows, origin))
                case Table():
                    out.append(InnerTable(block, self.rows, origin))
                case Figure():
                    out.append(Line(MarkedText(f"\ufffc{block.reference}"), self.rows, origin))

    def end(self) -> None:
        """A column that ends inside a bracket or at a comma: what goes on from it has been lost (a copy that is cut off)."""
        for column in (self.after, self.before):
            last = column[-1] if column else None
            if isinstance(last, Line) and is_cut(last.text.text):
                message = f"the column ends in the middle of a sentence: …{last.text.text[-30:]}"
                self.findings.append(Finding("error", "column_cut", message, source_of(last)))

    def _plain(self, side: Side) -> list[str]:
        """The lines of one column so far, inner tables row by row with tabs."""
        out: list[str] = []
        for piece in self.before if side == "before" else self.after:
            match piece:
                case Line():
                    out.append(piece.text.text)
                case InnerTable():
                    out.extend("\t".join(c.plain() for c in r.cells) for r in piece.table.rows)
        return out


def _boxed(text: MarkedText, box: Mark) -> MarkedText:
    """The words of a cell that a dotted box encloses (破線で囲んだ部分) carry the box as a mark."""
    if not box & Mark.DOTTED or not text:
        return text
    return MarkedText(text.text, (*text.spans, MarkSpan(0, len(text), Mark.DOTTED)))


def _opens_provision(text: str) -> bool:
    """True for a line that stands over an inner table: ``別表第 2 (第 2 条関係) ア 行政職給料表``, ``イ 公安職給料表``."""
    opening = read_opening(text)
    if opening.elided:
        return False
    return opening.shape in ("appendix", "article", "suppl", "heading", "label", "caption")


def _is_label_column(cells: list[Cell]) -> bool:
    """True when the first of two cells holds only a label and the second a sentence."""
    if len(cells) != 2:
        return False
    first, second = (c.plain().strip() for c in cells)
    opening = read_opening(first)
    alone = opening.shape in ("label", "article") and opening.end >= len(first) and not opening.elided
    return alone and len(second) > 20 and "。" in second


def source_of(piece: Piece, start: int = 0, end: int | None = None) -> Source:
    """The source of a stretch of a piece, offsets counted in the column's text of its row."""
    origin = replace(piece.origin, start=piece.origin.start + start)
    return Source(origin, None if end is None else piece.origin.start + end)
