"""Tables as lines of TAB-separated cells (別表 in the plain text form), to and from grids."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reiki.law.labels import LABEL
from reiki.law.plain_text.form import ABOVE, LEFT, ONE_CELL, UNKNOWN_ROWS, escape_cell, unescape_text
from reiki.law.provision import Grid, GridCell

_LISTED: Final = re.compile(rf"(?:[(（]|(?:{LABEL}))[^\t]*?[\s)）]")
_PARAGRAPHS: Final = re.compile(r"<p>(.*?)</p>", re.DOTALL)


@dataclass(slots=True)
class _Area:
    """A cell while its extent is still being read."""

    row: int
    column: int
    text: str | None
    rows: int = 1
    columns: int = 1


def is_row(line: str) -> bool:
    """True for a line of a table: it holds a TAB, or one of the signs of a row, or is one cell of `<p>` paragraphs."""
    return "\t" in line or line.startswith(ONE_CELL) or line == UNKNOWN_ROWS or line.startswith("<p>")


def grid_of(lines: Sequence[str], *, signs: bool = True) -> Grid:
    """A grid from lines of cells; ``signs``: backslashes and ↵ are those of the canonical form.

    `↑` and `←` merge; several `<p>…</p>` in a cell are its paragraphs. The first row is the head (欄名) unless the table
    has one row or one column or the first cell begins like an item: `(1) 高度の…者	1号給` heads nothing.
    """
    placed: list[list[_Area | None]] = []
    begun: list[list[_Area]] = []
    gaps: set[int] = set()
    for number, line in enumerate(lines):
        here: list[_Area | None] = []
        new: list[_Area] = []
        if line == UNKNOWN_ROWS:
            gaps.add(number)
        for column, printed in enumerate(
            [] if line == UNKNOWN_ROWS else line.removeprefix(ONE_CELL).split("\t")
        ):
            area = _merged(printed, number, column, placed, here)
            if area is None:
                area = _Area(number, column, _cell_text(printed, signs))
                new.append(area)
            here.append(area)
        placed.append(here)
        begun.append(new)
    heads = _head_rows(begun, gaps)
    rows = tuple(
        tuple(GridCell(a.text, a.rows, a.columns, number < heads) for a in row)
        for number, row in enumerate(begun)
    )
    return Grid(rows, frozenset(gaps))


def _merged(
    printed: str, row: int, column: int, placed: list[list[_Area | None]], here: list[_Area | None]
) -> _Area | None:
    """The area that a `↑` or `←` continues; None for any other cell, and for a sign that has nothing to continue."""
    if printed == ABOVE and placed and column < len(placed[-1]):
        area = placed[-1][column]
        if area is not None and area.column == column:
            area.rows = row - area.row + 1
            return area
    if printed == LEFT and here:
        area = here[-1]
        if area is not None and (area.row == row or column < area.column + area.columns):
            area.columns = max(area.columns, column - area.column + 1)
            return area
    return None


def _cell_text(printed: str, signs: bool) -> str | None:
    if printed.startswith("<p>") and printed.endswith("</p>"):
        return "\n".join(_PARAGRAPHS.findall(printed))
    return unescape_text(printed) if signs else printed


def _head_rows(rows: Sequence[Sequence[_Area]], gaps: set[int]) -> int:
    """How many rows stand at the head: the first, with those that its merged cells reach into."""
    if len(rows) < 2 or 0 in gaps or all(len(row) <= 1 for row in rows) or not rows[0]:
        return 0
    if _LISTED.match(rows[0][0].text or ""):
        return 0
    reach = min(area.rows for area in rows[0]) if len(rows[0]) == 1 else max(area.rows for area in rows[0])
    return reach if reach < len(rows) else 1


def headed(grid: Grid) -> Grid:
    """The grid with a head by the same rule, where its source marked no head cell."""
    if any(cell.head for row in grid.rows for cell in row):
        return grid
    areas = [[_Area(n, 0, c.text, c.rowspan, c.colspan) for c in row] for n, row in enumerate(grid.rows)]
    heads = _head_rows(areas, set(grid.gap_rows))
    rows = tuple(tuple(replace(c, head=n < heads) for c in row) for n, row in enumerate(grid.rows))
    return replace(grid, rows=rows)


def retexted(grid: Grid, change: Callable[[str], str]) -> Grid:
    """The grid with the known text of every cell passed through ``change``."""
    return replace(
        grid,
        rows=tuple(
            tuple(cell if cell.text is None else replace(cell, text=change(cell.text)) for cell in row)
            for row in grid.rows
        ),
    )


def lines_of(grid: Grid) -> list[str]:
    """The lines of a grid, one a row; the inverse of :func:`grid_of`."""
    taken: dict[tuple[int, int], str] = {}
    out: list[str] = []
    for number, row in enumerate(grid.rows):
        if number in grid.gap_rows:
            out.append(UNKNOWN_ROWS)
            continue
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            for r in range(number, min(number + cell.rowspan, len(grid.rows))):
                for c in range(column, column + cell.colspan):
                    taken[r, c] = LEFT if c > column else ABOVE
            taken[number, column] = escape_cell(cell.text)
            column += cell.colspan
        width = max((c + 1 for r, c in taken if r == number), default=1)
        line = "\t".join(taken.get((number, c), "") for c in range(width))
        out.append(line if width > 1 else ONE_CELL + line)
    return out
