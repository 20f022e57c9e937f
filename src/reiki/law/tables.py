"""Rows and columns of a table (表) by their heads, with merged cells resolved. Works on :class:`Grid` values alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, TypeVar, cast

from reiki.law.address import head_num
from reiki.law.equality import Fidelity, key
from reiki.law.provision import Grid, GridCell

R = TypeVar("R")
JOINT: Final = "｜"
"""Joins the heads of a row whose first cell is merged over several rows: ``行「教育職｜2級」``."""

Heads = tuple[str, ...]

Place = tuple[int, int]
"""Row and index in ``Grid.rows`` of a cell; index, not column: a merged cell stands only where it begins."""


def _once(work: Callable[[Grid], R]) -> Callable[[Grid], R]:
    """Worked out once for each table."""

    @wraps(work)
    def found(grid: Grid) -> R:
        if work.__name__ not in grid.found:
            grid.found[work.__name__] = work(grid)
        return cast(R, grid.found[work.__name__])

    return found


@_once
def coverage(grid: Grid) -> tuple[tuple[Place | None, ...], ...]:
    """For each row and each column the cell that covers it, as HTML lays merged cells out; ``None`` where none does."""
    lines: list[list[Place | None]] = [[] for _ in grid.rows]
    for r, row in enumerate(grid.rows):
        column = 0
        for n, cell in enumerate(row):
            while column < len(lines[r]) and lines[r][column] is not None:
                column += 1
            for below in range(r, min(r + max(cell.rowspan, 1), len(lines))):
                line = lines[below]
                line.extend([None] * (column + max(cell.colspan, 1) - len(line)))
                line[column : column + max(cell.colspan, 1)] = [(r, n)] * max(cell.colspan, 1)
            column += max(cell.colspan, 1)
    width = max((len(line) for line in lines), default=0)
    return tuple(tuple(line + [None] * (width - len(line))) for line in lines)


def is_regular(grid: Grid) -> bool:
    """True when every row covers every column exactly once; merged cells that a wrong row count breaks are not."""
    area = sum(max(c.rowspan, 1) * max(c.colspan, 1) for row in grid.rows for c in row)
    lines = coverage(grid)
    return all(None not in line for n, line in enumerate(lines) if n not in grid.gap_rows) and (
        bool(grid.gap_rows) or area == sum(len(line) for line in lines)
    )


def head_rows(grid: Grid) -> int:
    """How many rows at the top are heads throughout; 0 for a table that declares none."""
    return next(
        (n for n, row in enumerate(grid.rows) if not row or not all(c.head for c in row)), len(grid.rows)
    )


def find_rows(grid: Grid, num: str) -> tuple[int, ...]:
    """The rows (from 0, heads included) that the ``num`` of a ROW step names; more than one where it is not enough.

    ``#3``: the third row below the declared heads. Otherwise the text of the first cell, or of the first cells joined
    by ｜. White space in heads does not count. A row after a gap has no ordinal.
    """
    if ordinal := re.fullmatch(r"#(\d+)", num):
        row = head_rows(grid) + int(ordinal[1]) - 1
        known = row < len(grid.rows) and not any(g <= row for g in grid.gap_rows)
        return (row,) if known and int(ordinal[1]) > 0 else ()
    known_heads = _rows_by_heads(grid)
    return next((known_heads[parts] for parts in _parts(num) if parts in known_heads), ())


def find_columns(grid: Grid, num: str) -> tuple[int, ...]:
    """The columns (from 0) that the ``num`` of a COLUMN step names: by head text, or ``#2`` for the second."""
    if ordinal := re.fullmatch(r"#(\d+)", num):
        column = int(ordinal[1]) - 1
        return (column,) if 0 <= column < _width(grid) else ()
    return _named(num, tuple(_column_heads(grid, c) for c in range(_width(grid))), _starts_or_ends_with)


def row_num(grid: Grid, row: int) -> str:
    """The ``num`` of a row: its first cells as far as they tell it from the others, else its ordinal."""
    heads = _row_heads(grid, row)
    for n in range(1, len(heads) + 1):
        num = _joined(heads[:n])
        if num and find_rows(grid, num) == (row,):
            return num
    return f"#{row - head_rows(grid) + 1}"


def column_num(grid: Grid, column: int) -> str:
    """The ``num`` of a column: its own head, then with the heads above it, else its ordinal."""
    heads = _column_heads(grid, column)
    for parts in (heads[-1:], heads):
        num = _joined(parts)
        if num and find_columns(grid, num) == (column,):
            return num
    return f"#{column + 1}"


def row_nums(grid: Grid) -> tuple[str, ...]:
    """:func:`row_num` of every row, in one walk over the table however long it is."""
    lines = coverage(grid)
    heads = [() if r in grid.gap_rows else _texts(grid, lines[r]) for r in range(len(grid.rows))]
    begins = Counter(own[:n] for own in heads for n in range(1, len(own) + 1))
    first = head_rows(grid)
    return tuple(_row_num(grid, r, own, begins, first) for r, own in enumerate(heads))


def _row_num(grid: Grid, row: int, own: Heads, begins: Counter[Heads], first: int) -> str:
    for n in range(1, len(own) + 1):
        num = _joined(own[:n])
        if not num:
            continue
        joined_elsewhere = n > 1 and (JOINT.join(own[:n]),) in begins
        if num.startswith("#") or joined_elsewhere or any(JOINT in part for part in own[:n]):
            return row_num(grid, row)  # heads that look like an ordinal or a join: the careful way
        if begins[own[:n]] == 1:
            return num
    return f"#{row - first + 1}"


def cell_at(grid: Grid, row: int, column: int) -> Place | None:
    """The cell that covers a row and a column."""
    line = coverage(grid)[row]
    return line[column] if column < len(line) else None


def head_cell(grid: Grid, column: int) -> Place | None:
    """The head cell of a column, the lowest where heads stand in several rows."""
    return cell_at(grid, max(head_rows(grid), 1) - 1, column) if grid.rows else None


def _parts(num: str) -> tuple[Heads, Heads]:
    """What a ``num`` may say: the text of one cell, or of several joined by ｜."""
    whole = num[1:] if re.fullmatch(r"##+\d+", num) else num
    return (_bare(whole),), tuple(_bare(part) for part in whole.split(JOINT))


def _named(num: str, heads: tuple[Heads, ...], matches: Callable[[Heads, Heads], bool]) -> tuple[int, ...]:
    for parts in _parts(num):
        found = tuple(n for n, own in enumerate(heads) if own and matches(own, parts))
        if found:
            return found
    return ()


@_once
def _rows_by_heads(grid: Grid) -> dict[Heads, tuple[int, ...]]:
    """The rows that begin with these first cells, for every beginning of every row."""
    out: dict[Heads, list[int]] = {}
    for row, places in enumerate(coverage(grid)):
        heads = () if row in grid.gap_rows else _texts(grid, places)
        for n in range(1, len(heads) + 1):
            out.setdefault(heads[:n], []).append(row)
    return {heads: tuple(rows) for heads, rows in out.items()}


def _starts_or_ends_with(own: Heads, parts: Heads) -> bool:
    return own[: len(parts)] == parts or own[-len(parts) :] == parts


@lru_cache(maxsize=65536)
def _bare(text: str) -> str:
    return key(text, Fidelity.DRAWN)


def _joined(parts: Heads) -> str:
    return head_num(JOINT.join(parts)) if any(parts) else ""


def _row_heads(grid: Grid, row: int) -> Heads:
    return () if row in grid.gap_rows else _texts(grid, coverage(grid)[row])


def _column_heads(grid: Grid, column: int) -> Heads:
    return _texts(
        grid, tuple(coverage(grid)[r][column] for r in range(min(max(head_rows(grid), 1), len(grid.rows))))
    )


def _texts(grid: Grid, places: tuple[Place | None, ...]) -> Heads:
    """The texts of the distinct cells at these places, without white space."""
    out: list[str] = []
    last: Place | None = None
    for place in places:
        if place is not None and place != last:
            out.append(_bare(_cell(grid, place).text or ""))
            last = place
    return tuple(out)


def _cell(grid: Grid, place: Place) -> GridCell:
    return grid.rows[place[0]][place[1]]


def _width(grid: Grid) -> int:
    lines = coverage(grid)
    return len(lines[0]) if lines else 0
