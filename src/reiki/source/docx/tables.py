"""Tables of Word: rows and cells through whatever wraps them, merged cells, borders.

A box is what a person drew around cells (``w:tcBorders``), or the frame of a whole table; lines that a table or its style
draws everywhere are its design and no mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.source.docx.lines import edge_of, sides_of, unmarked
from reiki.source.docx.names import MC, VAL, Element, W, child, number, switched, value
from reiki.source.docx.pictures import branch
from reiki.source.docx.reading import TRACKED, Around, Reading
from reiki.source.docx.styles import Look
from reiki.source.drafts import DraftBlock, DraftCell, DraftRow, DraftTable
from reiki.source.drawing import NO_EDGE, Border, Edge
from reiki.source.lines import Lines
from reiki.source.model import Mark
from reiki.source.packed import too_deep

_MOST_COLUMNS: Final = 1000
_LOOKS: Final = (
    ("firstRow", 0x0020), ("lastRow", 0x0040), ("firstColumn", 0x0080), ("lastColumn", 0x0100),
    ("noHBand", 0x0200), ("noVBand", 0x0400),
)  # fmt: skip


@dataclass(slots=True)
class _Cell:
    """A ``w:tc`` in its row: the grid columns that it covers, and how it is merged with others."""

    element: Element
    column: int
    span: int
    merged: str | None
    marks: Mark
    vertical: bool


@dataclass(slots=True)
class _Row:
    element: Element
    cells: list[_Cell]
    before: int
    head: bool
    marks: Mark


@dataclass(slots=True)
class _Design:
    """What the table as a whole, or its style, draws: its frame; the same lines and those inside as lines that mark nothing."""

    frame: Border
    rim: Border
    inside: tuple[Edge, Edge]
    style: str | None
    look: set[str] = field(default_factory=set)


def read_table(reading: Reading, table: Element, lines: Lines, around: Around) -> None:
    """One ``w:tbl`` as a block of ``lines``."""
    lines.end("")
    line = reading.remarks.paragraph + 1
    page = reading.page
    design = _design(reading, table)
    rows = [r for r in _rows(reading, table, around.depth) if not _unshown(reading, r)]
    width = max((c.column + c.span for r in rows for c in r.cells), default=0)
    out: list[DraftRow] = []
    owners: dict[
        int, tuple[DraftCell, int]
    ] = {}  # column → the cell that reaches down there, and its last row
    turned = _is_turned(reading, rows)
    for n, row in enumerate(rows):
        draft = DraftRow([], reading.remarks.paragraph + 1, reading.page)
        begin = end = reading.page  # the cells of a row begin on one page, wherever the one before ends
        if row.before:
            draft.cells.append(DraftCell(colspan=row.before))
        for cell in row.cells:
            inside = _inside(reading, design, around, row, cell, (n, len(rows)), width)
            content = Lines()
            reading.page = begin
            reading.blocks(cell.element, content, inside)
            content.end("")
            end = max(end or 1, reading.page or 1) if end is not None else None
            owner = owners.get(cell.column)
            if cell.merged == "continue" and owner is not None and owner[1] == n - 1:
                owner[0].rowspan += 1
                owner[0].border = _extended(owner[0].border, _border(cell, design, n, len(rows), width))
                owners[cell.column] = (owner[0], n)
                _keep(reading, owner[0], content.blocks)
                continue
            border = _border(cell, design, n, len(rows), width)
            drawn = DraftCell(content.blocks, cell.span, 1, row.head, border)
            draft.cells.append(drawn)
            owners[cell.column] = (drawn, n)
        out.append(draft)
        reading.page = end
    if out:
        whole = DraftTable(out, line, page, design.frame)
        lines.block(_turned(whole) if turned else whole, "")


def _keep(reading: Reading, cell: DraftCell, blocks: Sequence[DraftBlock]) -> None:
    """Words in a cell that is merged with the one above."""
    if blocks:
        reading.remarks.say(
            "a cell that is merged with the one above holds words: they follow that cell's own"
        )
        cell.blocks.extend(blocks)


def _unshown(reading: Reading, row: _Row) -> bool:
    if not switched(child(row.element, "trPr"), "hidden"):
        return False
    reading.remarks.unseen("".join(e.text or "" for e in row.element.iter(f"{W}t")))
    return True


def _inside(
    reading: Reading, design: _Design, around: Around, row: _Row, cell: _Cell, at: tuple[int, int], width: int
) -> Around:
    look = Look(design.style, tuple(_places(design.look, row, cell, at, width)))
    words = reading.styles.table_words(look)
    return Around(around.marks | row.marks | cell.marks, words, around.depth + 1)


# ----------------------------------------------------------------------------------------------------- rows and cells


def _children(
    element: Element, wanted: str, marks: Mark, depth: int, reading: Reading
) -> Iterator[tuple[Element, Mark]]:
    """The rows of a table or cells of a row, through content controls, tracked changes and the like."""
    if depth > reading.depth:
        raise too_deep(reading.remarks.what)
    for inner in element:
        if inner.tag == wanted:
            yield inner, marks
        elif inner.tag == f"{MC}AlternateContent":
            chosen = branch(inner)
            if chosen is not None:
                yield from _children(chosen, wanted, marks, depth + 1, reading)
        elif inner.tag not in (f"{W}tblPr", f"{W}trPr", f"{W}tblPrEx", f"{W}sdtPr") and len(inner):
            yield from _children(inner, wanted, marks | TRACKED.get(inner.tag, Mark.NONE), depth + 1, reading)


def _rows(reading: Reading, table: Element, depth: int) -> Iterator[_Row]:
    for element, marks in _children(table, f"{W}tr", Mark.NONE, depth, reading):
        properties = child(element, "trPr")
        changed = marks
        for name in ("ins", "del"):
            if child(properties, name) is not None:
                changed |= TRACKED[W + name]
        before = min(max(number(value(properties, "gridBefore")), 0), _MOST_COLUMNS)
        cells: list[_Cell] = []
        column = before
        for cell, own in _children(element, f"{W}tc", Mark.NONE, depth, reading):
            column = _cell(cells, cell, own, column)
        yield _Row(element, cells, before, switched(properties, "tblHeader"), changed)


def _cell(cells: list[_Cell], element: Element, marks: Mark, column: int) -> int:
    """One more cell of a row; the column after it."""
    properties = child(element, "tcPr")
    span = min(max(number(value(properties, "gridSpan"), 1), 1), _MOST_COLUMNS)
    for name, mark in (("cellIns", Mark.INSERTED), ("cellDel", Mark.DELETED)):
        if child(properties, name) is not None:
            marks |= mark
    down, across = child(properties, "vMerge"), child(properties, "hMerge")
    if across is not None and across.get(VAL, "continue") == "continue" and cells:
        for inner in list(element):
            if inner.tag != f"{W}tcPr" and any(e.text for e in inner.iter(f"{W}t")):
                break
        else:
            cells[-1].span += span
            return column + span
    merged = None if down is None else down.get(VAL, "continue")
    direction = value(properties, "textDirection") or ""
    cells.append(_Cell(element, column, span, merged, marks, direction.startswith("tb")))
    return column + span


# -------------------------------------------------------------------------------------------------------------- design


def _design(reading: Reading, table: Element) -> _Design:
    properties = child(table, "tblPr")
    style = value(properties, "tblStyle")
    own = child(properties, "tblBorders")
    sources = [*([own] if own is not None else []), *reading.styles.table_borders(style)]
    sides: list[Edge] = []
    for k in range(4):
        sides.append(next((e for s in sources if (e := sides_of(s)[k]) is not None), NO_EDGE))
    inside = [
        next((e for s in sources if (e := edge_of(child(s, name))) is not None), NO_EDGE)
        for name in ("insideH", "insideV")
    ]
    frame: Border = (sides[0], sides[1], sides[2], sides[3])
    top, right, bottom, left, across, down = (unmarked(e) for e in (*frame, *inside))
    return _Design(
        frame, (top, right, bottom, left), (across, down), style, _look(child(properties, "tblLook"))
    )


def _look(element: Element | None) -> set[str]:
    """Which special places of the style hold for this table."""
    if element is None:
        return set()
    bits = int(element.get(VAL, "0") or "0", 16) if _is_hex(element.get(VAL, "0")) else 0
    out: set[str] = set()
    for name, bit in _LOOKS:
        stated = element.get(f"{W}{name}")
        if stated in ("1", "true", "on") or (stated is None and bits & bit):
            out.add(name)
    return out


def _is_hex(text: str) -> bool:
    return bool(text) and all(c in "0123456789abcdefABCDEF" for c in text)


def _places(look: set[str], row: _Row, cell: _Cell, at: tuple[int, int], width: int) -> Iterator[str]:
    """The special places of a cell, the more special ones last (ISO 29500-1, 17.7.6)."""
    n, count = at
    first_row, last_row = "firstRow" in look and n == 0, "lastRow" in look and n == count - 1
    first = "firstColumn" in look and cell.column == 0
    last = "lastColumn" in look and cell.column + cell.span >= width
    yield "wholeTable"
    if "noVBand" not in look and not first and not last:
        yield "band1Vert" if (cell.column - ("firstColumn" in look)) % 2 == 0 else "band2Vert"
    if "noHBand" not in look and not first_row and not last_row:
        yield "band1Horz" if (n - ("firstRow" in look)) % 2 == 0 else "band2Horz"
    if first:
        yield "firstCol"
    if last:
        yield "lastCol"
    if first_row:
        yield "firstRow"
    if last_row:
        yield "lastRow"
    for corner, holds in (
        ("neCell", first_row and last), ("nwCell", first_row and first),
        ("seCell", last_row and last), ("swCell", last_row and first),
    ):  # fmt: skip
        if holds:
            yield corner


def _border(cell: _Cell, design: _Design, row: int, rows: int, width: int) -> Border:
    """The four sides of a cell: its own, else the design's, which marks nothing."""
    own_borders = child(child(cell.element, "tcPr"), "tcBorders")
    across, down = design.inside
    designed: Border = (
        design.rim[0] if row == 0 else across,
        design.rim[1] if cell.column + cell.span >= width else down,
        design.rim[2] if row == rows - 1 else across,
        design.rim[3] if cell.column == 0 else down,
    )
    if own_borders is None:
        return designed
    top, right, bottom, left = (
        d if own is None else own for own, d in zip(sides_of(own_borders), designed, strict=True)
    )
    return top, right, bottom, left


def _extended(upper: Border, lower: Border) -> Border:
    """The border of a cell that reaches down into another: its bottom is the other's."""
    return upper[0], _weaker(upper[1], lower[1]), lower[2], _weaker(upper[3], lower[3])


def _weaker(a: Edge, b: Edge) -> Edge:
    """A side counts as drawn only where all of it is."""
    return a if a.mark == b.mark else replace(a, mark=a.mark & b.mark)


# ------------------------------------------------------------------------------------------------------- vertical cells


def _is_turned(reading: Reading, rows: Sequence[_Row]) -> bool:
    """A table on a horizontal page whose every cell is set vertically: it is read from the right, column by column."""
    cells = [c for r in rows for c in r.cells]
    return not reading.vertical and len(cells) > 1 and all(c.vertical for c in cells)


def _turned(table: DraftTable) -> DraftTable:
    """The table as it is read: its columns, from the right, are the rows."""
    taken: set[tuple[int, int]] = set()
    placed: list[tuple[int, int, DraftCell]] = []
    for n, row in enumerate(table.rows):
        column = 0
        for cell in row.cells:
            while (n, column) in taken:
                column += 1
            for dr in range(cell.rowspan):
                taken.update((n + dr, column + dc) for dc in range(cell.colspan))
            placed.append((n, column, cell))
            column += cell.colspan
    width = max(column + cell.colspan for _, column, cell in placed)
    rows = [DraftRow([], table.line, table.page) for _ in range(width)]
    for _, column, cell in sorted(placed, key=lambda p: (width - p[1] - p[2].colspan, p[0])):
        top, right, bottom, left = cell.border
        turned = DraftCell(
            cell.blocks, cell.rowspan, cell.colspan, cell.head, (right, bottom, left, top), cell.box
        )
        rows[width - column - cell.colspan].cells.append(turned)
    top, right, bottom, left = table.border
    return DraftTable(rows, table.line, table.page, (right, bottom, left, top))
