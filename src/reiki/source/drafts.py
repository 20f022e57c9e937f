"""Tables while a page is read, and the last pass over them: layout tables unwrapped, every paragraph told its place.

After :func:`place` each paragraph in a table knows the table (its number in the document, outermost tables only), the row,
the cell and its offset in the cell's text, as ``Cell.plain()`` gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, assert_never

from reiki.source.borders import Frame, boxes
from reiki.source.drawing import NO_BORDER, Border
from reiki.source.model import Block, Cell, Figure, Mark, MarkedText, MarkSpan, Origin, Paragraph, Row, Table

_BOX: Final = Mark.THICK | Mark.DOTTED
_WHOLE_PAGE: Final = 0.9
_ONE_SIDED: Final = 0.8


@dataclass(slots=True)
class DraftCell:
    """A cell before its place is known; ``box`` holds only what is already certain (a box around the table's place)."""

    blocks: list[DraftBlock] = field(default_factory=list)
    colspan: int = 1
    rowspan: int = 1
    head: bool = False
    border: Border = NO_BORDER
    box: Mark = Mark.NONE


@dataclass(slots=True)
class DraftRow:
    """A row; ``border`` is drawn around the row as a whole. ``box``: its place on the page, where pages have geometry."""

    cells: list[DraftCell]
    line: int | None = None
    page: int | None = None
    border: Border = NO_BORDER
    box: tuple[float, float, float, float] | None = None


@dataclass(slots=True)
class DraftTable:
    """A table; ``ruled``: some line is drawn in it."""

    rows: list[DraftRow]
    line: int | None = None
    page: int | None = None
    border: Border = NO_BORDER
    groups: tuple[tuple[int, int, Border], ...] = ()

    @property
    def ruled(self) -> bool:
        """True when a border is seen around the table or one of its cells."""
        return any(e.seen for e in self.border) or any(
            e.seen for r in self.rows for border in (r.border, *(c.border for c in r.cells)) for e in border
        )

    def cells(self) -> Iterator[DraftCell]:
        """All cells, row by row."""
        return (c for r in self.rows for c in r.cells)


DraftBlock = Paragraph | Figure | DraftTable


def place(blocks: Sequence[DraftBlock]) -> tuple[Block, ...]:
    """The blocks of a document, in final form."""
    for table in (b for b in blocks if isinstance(b, DraftTable)):
        settle_boxes(table, Mark.NONE, outermost=True)
    out: list[Block] = []
    tables = 0
    for block in unwrap_page(blocks):
        if isinstance(block, DraftTable):
            tables += 1
            out.append(_outermost(block, tables))
        else:
            out.append(block)
    return tuple(out)


# -------------------------------------------------------------------------------------------------------------- boxes


def settle_boxes(table: DraftTable, ordinary: Mark, outermost: bool = False) -> None:
    """Which cells stand in a box. ``ordinary``: the marks that the table around draws everywhere and that mean nothing."""
    frame = Frame(
        [[(c.border, c.rowspan, c.colspan) for c in r.cells] for r in table.rows],
        [r.border for r in table.rows],
        table.groups,
        table.border,
    )
    found = boxes(frame)
    everywhere = found.frame | found.every
    whole = Mark.NONE if outermost else everywhere & ~ordinary
    for row, marks in zip(table.rows, found.cells, strict=True):
        for cell, mark in zip(row.cells, marks, strict=True):
            cell.box |= whole | (mark & ~found.every)
            for block in cell.blocks:
                if isinstance(block, DraftTable):
                    settle_boxes(block, ordinary | everywhere)


# ------------------------------------------------------------------------------------------------------ layout tables


def unwrap_page(blocks: Sequence[DraftBlock]) -> list[DraftBlock]:
    """The blocks without the tables that only lay out the page (one cell; or all of the page in one unruled table)."""
    out = list(blocks)
    while True:
        total = sum(_size(b) for b in out)
        unwrapped = [b for block in out for b in _unwrap(block, total)]
        if len(unwrapped) == len(out) and all(a is b for a, b in zip(unwrapped, out, strict=True)):
            return [_inner_unwrapped(b) for b in out]
        out = unwrapped


def _unwrap(block: DraftBlock, total: int) -> Iterable[DraftBlock]:
    if not isinstance(block, DraftTable):
        return [block]
    cells = list(block.cells())
    if len(cells) == 1:
        return [marked(b, cells[0].box) for b in cells[0].blocks]
    return [b for c in cells for b in c.blocks] if _lays_out(block, cells, total) else [block]


def _lays_out(table: DraftTable, cells: Sequence[DraftCell], total: int) -> bool:
    """An unruled table without heads, with another table in it, that holds the page, nearly all of it on one side."""
    if table.ruled or any(c.head for c in cells):
        return False
    if not any(isinstance(b, DraftTable) for c in cells for b in c.blocks):
        return False
    sizes = [sum(_size(b) for b in c.blocks) for c in cells]
    if sum(sizes) < _WHOLE_PAGE * total:
        return False
    alone = all(sum(bool(c.blocks) for c in r.cells) <= 1 for r in table.rows)
    return alone or max(sizes) >= _ONE_SIDED * sum(sizes)


def _inner_unwrapped(block: DraftBlock) -> DraftBlock:
    """The same block; tables of one cell inside its cells are a frame around lines, not a table."""
    if isinstance(block, DraftTable):
        for cell in block.cells():
            cell.blocks = [_inner_unwrapped(b) for inner in cell.blocks for b in _single(inner)]
    return block


def _single(block: DraftBlock) -> Iterator[DraftBlock]:
    while isinstance(block, DraftTable):
        cells = list(block.cells())
        if len(cells) != 1:
            break
        if len(cells[0].blocks) != 1:
            for inner in cells[0].blocks:
                yield from _single(marked(inner, cells[0].box))
            return
        block = marked(cells[0].blocks[0], cells[0].box)
    yield block


def marked(block: DraftBlock, box: Mark) -> DraftBlock:
    """The block with a box drawn around all of it."""
    box &= _BOX
    if not box:
        return block
    match block:
        case Paragraph():
            text = block.text
            return replace(block, text=MarkedText(text.text, (*text.spans, MarkSpan(0, len(text), box))))
        case DraftTable():
            for cell in block.cells():
                cell.box |= box
            return block
        case Figure():
            return block
        case _:
            assert_never(block)


def _size(block: DraftBlock) -> int:
    match block:
        case Paragraph():
            return len(block.text)
        case Figure():
            return 1
        case DraftTable():
            return sum(_size(b) for c in block.cells() for b in c.blocks)
        case _:
            assert_never(block)


# ------------------------------------------------------------------------------------------------------------- places


def _outermost(table: DraftTable, number: int) -> Table:
    rows = []
    for n, row in enumerate(table.rows, 1):
        cells = []
        for column, cell in enumerate(row.cells, 1):
            origin = Origin(row.page, row.line, number, n, str(column), 0, row.box)
            cells.append(_cell(cell, origin)[0])
        rows.append(Row(tuple(cells), Origin(row.page, row.line, number, n, box=row.box)))
    return Table(tuple(rows), Origin(table.page, table.line, number))


def _cell(cell: DraftCell, origin: Origin) -> tuple[Cell, int]:
    """The cell in final form, and how long its text is (lines joined by one line feed)."""
    out: list[Block] = []
    at = origin.start
    for block in cell.blocks:
        here = replace(origin, start=at)
        match block:
            case Paragraph():
                out.append(replace(block, origin=_within(here, block.origin)))
                at += len(block.text) + 1
            case Figure():
                out.append(replace(block, origin=_within(here, block.origin)))
                at += len(block.alternative) + 1
            case DraftTable():
                inner, length = _inner(block, here)
                out.append(inner)
                at += length + 1
            case _:
                assert_never(block)
    length = at - origin.start - 1 if cell.blocks else 0
    return Cell(tuple(out), cell.colspan, cell.rowspan, cell.head, cell.box), length


def _inner(table: DraftTable, origin: Origin) -> tuple[Table, int]:
    """A table inside a cell: its rows joined by a line feed, its cells by a TAB, as ``Cell.plain()`` does."""
    rows = []
    at = origin.start
    for row in table.rows:
        line, page, box = row.line or origin.line, row.page or origin.page, row.box or origin.box
        begin = replace(origin, line=line, page=page, start=at, box=box)
        cells = []
        for cell in row.cells:
            done, length = _cell(cell, replace(begin, start=at))
            cells.append(done)
            at += length + 1
        at += 0 if row.cells else 1
        rows.append(Row(tuple(cells), begin))
    whole = replace(origin, line=table.line or origin.line, page=table.page or origin.page)
    return Table(tuple(rows), whole), (at - origin.start - 1 if table.rows else 0)


def _within(cell: Origin, own: Origin) -> Origin:
    return replace(cell, line=own.line or cell.line, page=own.page or cell.page, box=own.box or cell.box)
