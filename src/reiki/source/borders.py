"""Boxes in tables: the cells that thick or dotted lines close in (太線で囲まれた部分, 破線で囲んだ部分).

A box may be drawn on one cell, on a row, or side by side by the cells that it encloses: a cell stands in a box when no
way leads from it to the edge of the table without crossing the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reiki.source.drawing import Border, closed
from reiki.source.model import Mark

_KINDS: Final = (Mark.THICK, Mark.DOTTED)
_MOST_SLOTS: Final = 1_000_000
_Slot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """The borders of a table: of each cell (with rowspan and colspan), row, group of rows (first, end), and the whole."""

    cells: Sequence[Sequence[tuple[Border, int, int]]]
    rows: Sequence[Border]
    groups: Sequence[tuple[int, int, Border]]
    table: Border


@dataclass(frozen=True, slots=True)
class Boxes:
    """The marks of each cell's box, row by row; those of the table's own frame; those that every cell has."""

    cells: list[list[Mark]]
    frame: Mark
    every: Mark


def boxes(frame: Frame) -> Boxes:
    """The boxes of a table. Linear in the cells that it has, spans counted; ten thousand rows of thousand columns are not
    searched: there only a cell's own four sides count."""
    marks = [[closed(border) for border, _, _ in row] for row in frame.cells]
    drawn = _drawn(frame)
    for kind in _KINDS:
        if kind in drawn:
            _enclose(frame, kind, marks)
    every = Mark.THICK | Mark.DOTTED
    for mark in (m for row in marks for m in row):
        every &= mark
    return Boxes(marks, closed(frame.table), every)


def _drawn(frame: Frame) -> Mark:
    """All that the lines of cells, rows and groups draw, on whatever side."""
    borders = [b for row in frame.cells for b, _, _ in row]
    borders += [*frame.rows, *(b for _, _, b in frame.groups)]
    out = Mark.NONE
    for border in {id(b): b for b in borders}.values():
        for edge in border:
            out |= edge.mark
    return out


def _enclose(frame: Frame, kind: Mark, marks: list[list[Mark]]) -> None:
    """Give ``kind`` to every cell from which the outside cannot be reached without crossing such a line."""
    slots = _slots(frame)
    if slots is None:
        return
    walls_above, walls_left = _walls(frame, kind, slots)
    free: set[_Slot] = set()
    todo: list[_Slot] = []

    def reach(cell: _Slot) -> None:
        if cell not in free:
            free.add(cell)
            todo.append(cell)

    neighbours: dict[_Slot, list[_Slot]] = {}
    for (row, column), cell in slots.items():
        for dr, dc, wall in (
            (-1, 0, (row, column) in walls_above),
            (1, 0, (row + 1, column) in walls_above),
            (0, -1, (row, column) in walls_left),
            (0, 1, (row, column + 1) in walls_left),
        ):
            if wall:
                continue
            beside = slots.get((row + dr, column + dc))
            if beside is None:
                reach(cell)
            elif beside != cell:
                neighbours.setdefault(cell, []).append(beside)
    while todo:
        for beside in neighbours.get(todo.pop(), ()):
            reach(beside)
    for r, line in enumerate(marks):
        for c in range(len(line)):
            if (r, c) not in free:
                line[c] |= kind


def _slots(frame: Frame) -> dict[_Slot, _Slot] | None:
    """Each place of the grid with the cell (row, ordinal) that covers it; ``None`` when there are too many."""
    slots: dict[_Slot, _Slot] = {}
    for r, row in enumerate(frame.cells):
        column = 0
        for ordinal, (_, rowspan, colspan) in enumerate(row):
            while (r, column) in slots:
                column += 1
            if len(slots) + rowspan * colspan > _MOST_SLOTS:
                return None
            for dr in range(rowspan):
                for dc in range(colspan):
                    slots.setdefault((r + dr, column + dc), (r, ordinal))
            column += colspan
    return slots


def _walls(frame: Frame, kind: Mark, slots: dict[_Slot, _Slot]) -> tuple[set[_Slot], set[_Slot]]:
    """Where such a line is drawn above a place, and at its left."""
    above: set[_Slot] = set()
    left: set[_Slot] = set()
    last: dict[int, int] = {}
    first: dict[int, int] = {}
    for row, column in slots:
        last[row] = max(column, last.get(row, 0))
        first[row] = min(column, first.get(row, column))
    for place, cell in slots.items():
        _cell_walls(frame.cells[cell[0]][cell[1]][0], kind, place, slots, above, left)
    bands = [(r, r + 1, b) for r, b in enumerate(frame.rows)] + list(frame.groups)
    for begin, end, border in bands:
        top, right, bottom, at_left = (kind in e.mark for e in border)
        if not (top or right or bottom or at_left):
            continue
        for row in range(begin, end):
            if row not in last:
                continue
            if at_left:
                left.add((row, first[row]))
            if right:
                left.add((row, last[row] + 1))
            for column in range(first[row], last[row] + 1):
                if top and row == begin:
                    above.add((row, column))
                if bottom and row == end - 1:
                    above.add((row + 1, column))
    return above, left


def _cell_walls(
    border: Border, kind: Mark, place: _Slot, slots: dict[_Slot, _Slot], above: set[_Slot], left: set[_Slot]
) -> None:
    """The walls of one cell at one of the places that it covers: only where that place lies on the cell's rim."""
    row, column = place
    top, right, bottom, at_left = (kind in e.mark for e in border)
    if top and slots.get((row - 1, column)) != slots[place]:
        above.add(place)
    if bottom and slots.get((row + 1, column)) != slots[place]:
        above.add((row + 1, column))
    if at_left and slots.get((row, column - 1)) != slots[place]:
        left.add(place)
    if right and slots.get((row, column + 1)) != slots[place]:
        left.add((row, column + 1))
