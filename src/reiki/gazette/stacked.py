"""Which cell heads a column of a comparison table, and tables whose columns stand one above the other.

Vertical originals print 改正後 above 改正前. Set sideways that is a table of two headed rows, or of two headed stretches of
rows; here it becomes a table of two columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reiki.gazette.model import Side
from reiki.source.model import Block, Cell, MarkedText, Paragraph, Row, Table

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


def headed(cell: Cell) -> Side | None:
    """The side that a cell heads: ``改 正 後``, ``（現行）``."""
    bare = re.sub(r"[\s\u3000（）()「」]", "", cell.plain())
    return "after" if bare in AFTER_HEADS else "before" if bare in BEFORE_HEADS else None


def side_by_side(table: Table) -> Table | None:
    """A table whose rows, or stretches of rows, are headed 改正後 and 改正前 in turn, as one with two columns; ``None`` for any
    other table, and where the two do not pair."""
    sections: list[tuple[Side, list[list[Cell]]]] = []
    for row in table.rows:
        cells = list(row.cells)
        side = headed(cells[0]) if cells else None
        if side is not None:
            sections.append((side, []))
            cells = cells[1:]
            if not any(c.plain().strip() for c in cells):
                continue
        elif not sections:
            return None
        sections[-1][1].append(cells)
    sides = [side for side, _ in sections]
    if len(sides) < 2 or len(sides) % 2 or any(a == b for a, b in zip(sides[::2], sides[1::2], strict=True)):
        return None
    if len(set(sides[::2])) != 1:
        return None
    rows = [_head(table)]
    for (side, first), (_, second) in zip(sections[::2], sections[1::2], strict=True):
        before, after = (second, first) if side == "after" else (first, second)
        rows += _paired(before, after, table)
    return replace(table, rows=tuple(rows))


def _head(table: Table) -> Row:
    names = ("改正前", "改正後")
    cells = tuple(Cell((Paragraph(MarkedText(name)),), head=True) for name in names)
    return Row(cells, table.rows[0].origin)


def _paired(before: Sequence[Sequence[Cell]], after: Sequence[Sequence[Cell]], table: Table) -> list[Row]:
    """Cell by cell where both have as many, else each side as one cell."""
    b, a = [c for row in before for c in row], [c for row in after for c in row]
    if len(b) != len(a):
        b, a = [_one(b)], [_one(a)]
    return [Row((x, y), table.rows[0].origin) for x, y in zip(b, a, strict=True)]


def _one(cells: Sequence[Cell]) -> Cell:
    blocks: tuple[Block, ...] = tuple(block for cell in cells for block in cell.blocks)
    return Cell(blocks, box=cells[0].box if len(cells) == 1 else Cell().box)
