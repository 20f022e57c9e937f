"""Tables while pages are read: rows of cells of lines, filled from a grid, continued over page breaks and bands.

After :func:`carry_on` a table that a page break cut is one table: repeated heads are gone, a row that was cut is whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from reiki.source.drafts import DraftBlock, DraftCell, DraftRow, DraftTable
from reiki.source.drawing import NO_EDGE, Border, Edge
from reiki.source.model import Figure, Mark, Origin
from reiki.source.pdf.content import Box, around
from reiki.source.pdf.lines import TextLine
from reiki.source.pdf.paragraphs import (
    continues,
    is_caption_of,
    limits_of,
    paragraph_of,
    paragraphs_of,
    set_parted,
)

_SAME_PLACE: Final = 4.0
_HEADS: Final = 3
_OFF_MIDDLE: Final = 0.2
_HEAD_LENGTH: Final = 60


@dataclass(slots=True)
class CellFlow:
    """A cell: its columns (``left`` to ``right``, end excluded), rows that it spans, content in reading order."""

    left: int
    right: int
    rowspan: int
    border: Border
    content: list[TextLine | TableFlow | PictureFlow] = field(default_factory=list)

    def text(self) -> str:
        """Its own words without spaces."""
        return re.sub(r"\s", "", "".join(x.text() for x in self.content if isinstance(x, TextLine)))


@dataclass(slots=True)
class PictureFlow:
    """An image in its place among lines and tables: it is carried and not read."""

    digest: str
    page: int
    low: float
    high: float
    number: int = 0

    def lines(self) -> list[TextLine]:
        """None: nothing in it is read."""
        return []


@dataclass(slots=True)
class TableFlow:
    """A table: where its columns begin and end (``us``), rows of cells, and whether its first and last side is open."""

    us: list[float]
    rows: list[list[CellFlow]]
    page: int
    box: Box
    open_start: bool = False
    open_end: bool = False
    low: float = 0.0
    high: float = 0.0
    number: int = 0
    mark: Mark = Mark.NONE

    def lines(self) -> list[TextLine]:
        """All lines in it, those of inner tables included."""
        out: list[TextLine] = []
        for row in self.rows:
            for cell in row:
                for item in cell.content:
                    out.extend([item] if isinstance(item, TextLine) else item.lines())
        return out


def set_limits(table: TableFlow) -> None:
    """Tell each line the edges of its column."""
    columns: dict[tuple[int, int], list[TextLine]] = {}
    cells: list[list[TextLine]] = []
    for row in table.rows:
        for cell in row:
            own = [x for x in cell.content if isinstance(x, TextLine)]
            columns.setdefault((cell.left, cell.right), []).extend(own)
            cells.append(own)
    last = {id(own[-1]) for own in cells if own}
    for (left, right), lines in columns.items():
        limits = limits_of(lines, table.us[left], table.us[right], last)
        for line in lines:
            line.left, line.right = limits.left, limits.right
    set_parted(cells)


# ------------------------------------------------------------------------------------------------------- continuation


def carry_on(before: TableFlow, after: TableFlow) -> bool:
    """Join ``after`` to ``before`` when it is the same table behind a page break. True when it was joined."""
    if not _aligned(before, after):
        return False
    repeated = _repeated_heads(before, after)
    rows = after.rows[repeated:]
    if rows and before.rows and _row_is_cut(before, after, rows[0]):
        _join_rows(before.rows, rows[0])
        rows = rows[1:]
    elif rows and before.rows:
        rows = [_without_continued(before.rows, rows[0], repeated > 0), *rows[1:]]
        if not repeated:
            _join_sides(before.rows, rows[0])
    before.rows.extend(rows)
    before.open_end = after.open_end
    return True


def _aligned(before: TableFlow, after: TableFlow) -> bool:
    """True when both have the same columns; where the later part divides them otherwise, both get all divisions."""
    wide_before, wide_after = before.us[-1] - before.us[0], after.us[-1] - after.us[0]
    if len(before.us) == len(after.us):
        shares = zip(before.us, after.us, strict=True)
        same = all(
            abs((a - before.us[0]) / wide_before - (b - after.us[0]) / wide_after) <= 0.06 for a, b in shares
        )
        if same:
            return True
    if abs(wide_before - wide_after) > _SAME_PLACE:
        return False
    shift = before.us[0] - after.us[0]
    moved = [u + shift for u in after.us]
    middles = [u for u in before.us[1:-1] if any(abs(u - m) <= _SAME_PLACE for m in moved[1:-1])]
    if not middles:
        return False
    merged = list(before.us)
    for u in moved:
        if all(abs(u - m) > _SAME_PLACE for m in merged):
            merged.append(u)
    merged.sort()
    _respread(before, before.us, merged)
    _respread(after, moved, merged)
    before.us = merged
    return True


def _respread(table: TableFlow, own: Sequence[float], merged: Sequence[float]) -> None:
    """Column numbers in the finer division."""
    place = [min(range(len(merged)), key=lambda i: abs(merged[i] - u)) for u in own]
    for row in table.rows:
        for cell in row:
            cell.left, cell.right = place[cell.left], place[cell.right]


def _repeated_heads(before: TableFlow, after: TableFlow) -> int:
    """How many rows at the start of ``after`` repeat the first rows of ``before``."""
    count = 0
    for old, new in zip(before.rows[:_HEADS], after.rows, strict=False):
        said = [c.text() for c in new]
        if said != [c.text() for c in old] or not any(said) or sum(map(len, said)) > _HEAD_LENGTH:
            break
        count += 1
    return count


def _row_is_cut(before: TableFlow, after: TableFlow, row: Sequence[CellFlow]) -> bool:
    """True when the break fell inside a row: its side is open there, or a column goes on in mid-sentence. A side that is drawn
    before the break and not behind it is that of a whole row."""
    pairs = _pairs(before.rows, row)
    if pairs is None:
        return False
    if before.open_end or after.open_start:
        return before.open_end
    for old, new in pairs:
        last = old.content[-1] if old.content else None
        first = new.content[0] if new.content else None
        if isinstance(last, TextLine) and isinstance(first, TextLine):
            if is_caption_of(last, first):
                return True
            lines = [x for x in old.content if isinstance(x, TextLine)]
            if continues(lines[-2:], first) and not re.search(r"[。）］〕)\]略]$", last.text()):
                return True
    return False


def _pairs(
    rows: Sequence[Sequence[CellFlow]], row: Sequence[CellFlow]
) -> list[tuple[CellFlow, CellFlow]] | None:
    """The cells of a cut row with those above the cut; ``None`` when they are not the same columns."""
    above = _last_cells(rows)
    out = []
    for cell in row:
        match = above.get(cell.left)
        if match is None or match.right != cell.right:
            return None
        out.append((match, cell))
    return out


def _last_cells(rows: Sequence[Sequence[CellFlow]]) -> dict[int, CellFlow]:
    """The cells that reach the end of a table, by their first columns."""
    return {cell.left: cell for n, row in enumerate(rows) for cell in row if n + cell.rowspan >= len(rows)}


def _join_rows(rows: list[list[CellFlow]], row: Sequence[CellFlow]) -> None:
    extra = max(c.rowspan for c in row) - 1
    for old, new in _pairs(rows, row) or ():
        _join_cells(old, new)
        if extra:
            old.rowspan += new.rowspan - 1
    # rows that begin under the cut row's cells follow as they are


def _join_cells(old: CellFlow, new: CellFlow) -> None:
    """The content and the sides of a cell whose parts stand on two pages, as one."""
    content = list(new.content)
    last = old.content[-1] if old.content else None
    first = content[0] if content else None
    match last, first:
        case TableFlow(), TableFlow() if carry_on(last, first):
            content.pop(0)
    old.content.extend(content)
    old.border = _joined_border(old.border, new.border)


def _without_continued(
    rows: Sequence[Sequence[CellFlow]], row: Sequence[CellFlow], headed: bool
) -> list[CellFlow]:
    """The cells of the first row behind a break between two rows, less those that go on from above it: cells merged over the
    rows on both pages, for which no line is drawn at the break. Where the head is repeated (``headed``) its line closes them;
    then only an empty cell is one that goes on."""
    above = _last_cells(rows)
    if all(not cell.border[2].seen for cell in above.values()):  # a table without lines between its rows
        return list(row)
    kept: list[CellFlow] = []
    for new in row:
        old = above.get(new.left)
        opened = not new.border[0].seen or (headed and not new.content)
        if old is None or old.right != new.right or old.border[2].seen or not opened:
            kept.append(new)
            continue
        _join_cells(old, new)
        old.rowspan += new.rowspan
    return kept


def _join_sides(rows: Sequence[Sequence[CellFlow]], row: Sequence[CellFlow]) -> None:
    """The line between two rows that a break parts is drawn on one of the two pages: it is a side of the cells on both."""
    above = list(_last_cells(rows).values())
    ends = [(cell, cell.border[2]) for cell in above]
    starts = [(cell, cell.border[0]) for cell in row]
    for cell in row:
        top, right, bottom, left = cell.border
        if not top.seen:
            cell.border = _meeting(cell, ends), right, bottom, left
    for cell in above:
        top, right, bottom, left = cell.border
        if not bottom.seen:
            cell.border = top, right, _meeting(cell, starts), left


def _meeting(cell: CellFlow, others: Sequence[tuple[CellFlow, Edge]]) -> Edge:
    """The side of the cells across the break that stand over all columns of a cell."""
    edges = [edge for other, edge in others if other.left < cell.right and cell.left < other.right]
    return _common(edges)


def _joined_border(before: Border, after: Border) -> Border:
    """The sides of a cell whose parts stand on two pages."""
    second, fourth = _common((before[1], after[1])), _common((before[3], after[3]))
    return before[0], second, after[2], fourth


def _common(edges: Sequence[Edge]) -> Edge:
    """One side from its parts: seen where all are; with the marks that all carry."""
    if not edges or not all(e.seen for e in edges):
        return NO_EDGE
    first = edges[0]
    mark = first.mark
    for edge in edges[1:]:
        mark &= edge.mark
    return first if mark == first.mark else Edge(mark, True, "solid")


# -------------------------------------------------------------------------------------------------------------- drafts


def draft(table: TableFlow) -> DraftTable:
    """The table as the other readers give it."""
    rows = []
    heads = _heads(table)
    for n, row in enumerate(table.rows):
        cells = [
            DraftCell(blocks(c.content), c.right - c.left, c.rowspan, n < heads, c.border, table.mark)
            for c in row
        ]
        lines = [x for c in row for x in c.content if isinstance(x, TextLine)]
        first = min(lines, key=lambda x: (x.page, x.number), default=None)
        page = first.page if first else table.page
        boxes = [x.box for x in lines if x.page == page]
        rows.append(
            DraftRow(
                cells, first.number if first else table.number, page, box=around(boxes) if boxes else None
            )
        )
    return DraftTable(rows, table.number, table.page)


def _figure(picture: PictureFlow) -> Figure:
    origin = Origin(picture.page, picture.number or None)
    return Figure(f"an image on page {picture.page}", picture.digest, origin=origin)


def _heads(table: TableFlow) -> int:
    """How many rows at its start are the head: all of their cells are set in the middle, while others begin at the left."""
    count = 0
    while count < len(table.rows) and _is_centred_row(table, table.rows[count]):
        count += 1
    body = (c for row in table.rows[count:] for c in row)
    return count if any(_way(table, c) < 0 for c in body) else 0


def _is_centred_row(table: TableFlow, row: Sequence[CellFlow]) -> bool:
    ways = [_way(table, c) for c in row]
    return len(row) > 1 and min(ways) >= 0 and max(ways) > 0 and all(c.text() for c in row)


def _way(table: TableFlow, cell: CellFlow) -> int:
    """1: all lines are set in the middle of the cell, with room at both sides; -1: one is not; 0: the lines fill it."""
    middle = (table.us[cell.left] + table.us[cell.right]) / 2
    found = 0
    for line in cell.content:
        if (
            not isinstance(line, TextLine)
            or abs((line.start + line.end) / 2 - middle) > _OFF_MIDDLE * line.size
        ):
            return -1
        if line.start - table.us[cell.left] > line.size:
            found = 1
    return found


def blocks(content: Sequence[TextLine | TableFlow | PictureFlow]) -> list[DraftBlock]:
    """Lines as paragraphs, inner tables as tables, images as figures, in their order."""
    out: list[DraftBlock] = []
    run: list[TextLine] = []
    for item in content:
        if isinstance(item, TextLine):
            run.append(item)
            continue
        out.extend(paragraph_of(p) for p in paragraphs_of(run))
        run = []
        out.append(draft(item) if isinstance(item, TableFlow) else _figure(item))
    out.extend(paragraph_of(p) for p in paragraphs_of(run))
    return out
