"""The two columns of a comparison table (新旧対照表), each as one stream of lines and inner tables.

After this module nobody needs to know how the table was laid out: which side 改正前 stands on, repeated heads, several
physical columns a side, rows cut at a page break that go on as *all of the left column, then all of the right*.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from reiki.amend.operations import Finding, Source
from reiki.gazette import stacked
from reiki.gazette.interleaved import deal_out, halved, is_cut
from reiki.gazette.model import Side
from reiki.gazette.opening import ELISION, read_opening
from reiki.source.model import Block, Cell, Figure, Mark, MarkedText, MarkSpan, Origin, Paragraph, Row, Table


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a column: its text, the table row it stands in, its origin (offsets in the column's text), its box.

    ``figure``: the line is a figure, and its text what tells it from others (:func:`figure_line`)."""

    text: MarkedText
    row: int
    origin: Origin
    box: Mark = Mark.NONE
    figure: bool = False


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
        if side := stacked.headed(cell):
            current = side
        elif cell.plain().strip(" \u3000\n（）()「」"):
            current = None
        sides.extend([current] * cell.colspan)
    if sides.count("after") and sides.count("before"):
        return sides
    return None


def is_comparison(table: Table) -> bool:
    """True when a head row of the table (one of its first three rows) names both columns, or its rows are headed in turn."""
    return any(head_sides(row) for row in table.rows[:3]) or stacked.side_by_side(table) is not None


def read_columns(table: Table, loose: Sequence[Block], drawn: bool, number: int) -> Columns:
    """The two columns of ``table`` (the ``number``-th of its clause), continued by ``loose`` where a page break cut it."""
    reading = _Reading(number)
    sides: list[Side | None] = []
    if not any(head_sides(row) for row in table.rows[:3]):
        table = stacked.side_by_side(table) or table
    rows = list(_unspanned(table.rows))
    if drawn:  # a table cut into several: those without heads go on from the one that has them
        width = max((sum(c.colspan for c in r.cells) for r in table.rows if head_sides(r)), default=0)
        while loose and isinstance(loose[0], Table) and _goes_on(loose[0], width):
            rows += _unspanned(loose[0].rows)
            loose = loose[1:]
    bare = _bare_columns(rows) if drawn else frozenset()
    for row in rows:
        head = head_sides(row)
        if head:
            sides = [None if n in bare else side for n, side in enumerate(head)]
            continue
        if not sides:
            continue
        reading.row(row, sides)
    if loose and drawn:
        reading.findings.append(_left_over(loose[0]))
    elif loose:
        reading.page_break(loose, sides)
    if not drawn:
        reading.end()
    return Columns(tuple(reading.before), tuple(reading.after), tuple(reading.findings))


def _bare_columns(rows: Sequence[Row]) -> frozenset[int]:
    """The columns of a table in which no cell of their own holds anything: they only keep the others apart."""
    filled: set[int] = set()
    width = 0
    for row in rows:
        at = 0
        for cell in row.cells:
            if _holds(cell):
                filled.update([at] if cell.colspan == 1 else range(at, at + cell.colspan))
            at += cell.colspan
        width = max(width, at)
    return frozenset(range(width)) - filled


def _holds(cell: Cell) -> bool:
    """True for a cell that shows anything; an image without words is something."""
    return bool(cell.plain().strip()) or any(isinstance(b, Figure) for b in cell.blocks)


def _left_over(block: Block) -> Finding:
    """What stands after a comparison table and continues neither of its columns."""
    match block:
        case Paragraph():
            what, shown = "text", block.text.text
        case Table():
            width = max((sum(c.colspan for c in r.cells) for r in block.rows), default=0)
            what = f"a table of {width} column{'s' if width != 1 else ''} without heads"
            shown = " ".join(Cell((block,)).plain().split())
        case Figure():
            what, shown = "an image", block.alternative or block.reference
    message = f"{what} after the table belongs to neither column: {shown[:60]}"
    return Finding("error", "text_after_table", message, Source(block.origin))


def figure_line(figure: Figure) -> MarkedText:
    """How a figure stands in a column: U+FFFC and what tells it from others, the digest of its bytes or else its name."""
    return MarkedText("\ufffc" + (f"sha256:{figure.digest}" if figure.digest else figure.reference))


def _goes_on(table: Table, width: int) -> bool:
    return width > 1 and all(sum(c.colspan for c in row.cells) == width for row in _unspanned(table.rows))


def _unspanned(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows with an empty cell wherever a cell of a row above reaches down, so that each cell stands in its column."""
    reaching: dict[int, int] = {}
    for row in rows:
        cells: list[Cell] = []
        column = 0
        for cell in row.cells:
            while reaching.get(column, 0):
                reaching[column] -= 1
                cells.append(Cell())
                column += 1
            for n in range(column, column + cell.colspan):
                reaching[n] = max(cell.rowspan, 1) - 1
            cells.append(cell)
            column += cell.colspan
        while reaching.get(column, 0):
            reaching[column] -= 1
            cells.append(Cell())
            column += 1
        yield replace(row, cells=tuple(cells))


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
        cited: Cell | None = None
        at = 0
        for cell in row.cells:
            side = sides[at] if at < len(sides) else None
            across = {"before", "after"} <= set(sides[at : at + cell.colspan])
            at += cell.colspan
            if across and ELISION.fullmatch(cell.plain()):
                cells["before"].append(cell)
                cells["after"].append(cell)
            elif across and _holds(cell):
                shown = cell.plain().strip()[:60] or "an image"
                self.findings.append(
                    Finding("error", "row_across", f"a row across both columns: {shown}", Source(row.origin))
                )
            elif side is not None:
                cells[side].append(cell)
            elif cited is None and self._is_citation(cell):
                cited = cell
            elif cell.plain().strip():
                self.findings.append(
                    Finding(
                        "note", "third_column", f"a cell outside both columns: {cell.plain().strip()[:60]}"
                    )
                )
        if cited is not None:
            cells = {side: _cited(cited, found) for side, found in cells.items()}
        self._side("before", cells["before"])
        self._side("after", cells["after"])

    def _is_citation(self, cell: Cell) -> bool:
        """A column of its own for the articles (条項): ``第2条`` beside both columns."""
        text = cell.plain().strip()
        opening = read_opening(text)
        return opening.shape == "article" and opening.end >= len(text) and len(opening.nums) == 1

    def _side(self, side: Side, cells: list[Cell]) -> None:
        out = self.before if side == "before" else self.after
        filled = [c for c in cells if _holds(c)]
        if not filled:
            return
        if side == "after":
            self.findings.extend(_struck(c) for c in filled if _struck_words(c))
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
            at, box = block.origin, block.origin.box
            origin = Origin(at.page, at.line, self.number, self.rows, side, start, box)
            match block:
                case Paragraph():
                    out.append(Line(_boxed(block.text, cell.box), self.rows, origin, cell.box))
                    start += len(block.text) + 1
                case Table():
                    out.append(InnerTable(block, self.rows, origin))
                    start += len(Cell((block,)).plain()) + 1
                case Figure():
                    out.append(Line(figure_line(block), self.rows, origin, cell.box, figure=True))

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
            at, box = block.origin, block.origin.box
            origin = Origin(at.page, at.line, self.number, self.rows, side, 0, box)
            match block:
                case Paragraph():
                    out.append(Line(block.text, self.rows, origin))
                case Table():
                    out.append(InnerTable(block, self.rows, origin))
                case Figure():
                    out.append(Line(figure_line(block), self.rows, origin, figure=True))

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


def _struck(cell: Cell) -> Finding:
    """Words struck out in 改正後 (a tracked deletion, a line through them): nobody can tell whether the new text has them."""
    words = _struck_words(cell)
    message = (
        f"the 改正後 column holds words that are struck out: 「{words[:40]}」; accept or reject the changes in the document "
        "and give it again"
    )
    origin = next((b.origin for b in cell.blocks), Origin())
    return Finding("error", "struck_in_after", message, Source(origin))


def _struck_words(cell: Cell) -> str:
    """The words of a cell, inner tables included, that carry DELETED."""
    out = ""
    for block in cell.blocks:
        match block:
            case Paragraph():
                out += "".join(block.text.text[a:b] for a, b in block.text.runs(Mark.DELETED))
            case Table():
                out += "".join(_struck_words(c) for row in block.rows for c in row.cells)
            case Figure():
                pass
    return out.strip()


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
    if opening.shape == "article":
        return alone and second != ""
    return alone and len(second) > 8 and "。" in second


def _cited(article: Cell, cells: list[Cell]) -> list[Cell]:
    """The cells of one side with the article's label that a column of its own names, where they do not print it."""
    first = next((b for c in cells for b in c.blocks if isinstance(b, Paragraph) and b.text.strip()), None)
    if first is None or read_opening(first.text.text).shape != "text":
        return cells
    label = next(b for b in article.blocks if isinstance(b, Paragraph) and b.text.strip()).text.strip()
    words = label.without(~Mark.NONE) + MarkedText("\u3000") + first.text
    return [
        replace(c, blocks=tuple(replace(first, text=words) if b is first else b for b in c.blocks))
        for c in cells
    ]


def source_of(piece: Piece, start: int = 0, end: int | None = None) -> Source:
    """The source of a stretch of a piece, offsets counted in the column's text of its row."""
    origin = replace(piece.origin, start=piece.origin.start + start)
    return Source(origin, None if end is None else piece.origin.start + end)
