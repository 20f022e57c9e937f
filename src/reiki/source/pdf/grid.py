"""From the strokes of one mesh to cells: rows and columns in turned coordinates, spans, and how each side is drawn.

The lines of a table that a page break or a band cuts are open at that side; the side is closed there, and the table
knows it (``open_start``, ``open_end``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from reiki.source.drawing import NO_EDGE, Border, Edge
from reiki.source.model import Mark
from reiki.source.pdf.content import Box, Stroke
from reiki.source.pdf.frame import Frame

_NEAR: Final = 3.6
"""Lines nearer than this are one line of the grid (a double rule, or cells drawn each with its own side)."""
_NO_CHARACTER: Final = 4.8
"""Between lines nearer than this no character stands, so that they part no cells (thick cells drawn each by itself)."""
_COVERS: Final = 0.7
THICK_FROM: Final = 1.4
"""Thick lines (太枠, 太線) are at least this wide, in points."""
_THICKER: Final = 2.2
_USUAL_FROM: Final = 0.1
"""The thin lines of a table draw at least this share of it: one row more may be thick than thin (a table cut by the page)."""
_MOST_SLOTS: Final = 40_000


@dataclass(slots=True)
class GridCell:
    """A cell: rows ``top`` to ``bottom`` and columns ``left`` to ``right`` (ends excluded), its box (u, v), its border."""

    top: int
    bottom: int
    left: int
    right: int
    box: Box
    border: Border


@dataclass(slots=True)
class Grid:
    """The cells of a table, row by row. ``us``: where its columns begin and end; ``vs``: its rows."""

    us: list[float]
    vs: list[float]
    cells: list[GridCell]
    open_start: bool = False
    open_end: bool = False
    unused: list[Stroke] = field(default_factory=list)

    @property
    def box(self) -> Box:
        """(u0, v0, u1, v1) of the whole."""
        return self.us[0], self.vs[0], self.us[-1], self.vs[-1]


@dataclass(slots=True)
class _Side:
    at: float
    start: float
    end: float
    stroke: Stroke


@dataclass(slots=True)
class Walls:
    """Where lines may stand (``us``, ``vs``) and which sides of the slots between them are drawn: (number of the place, number
    of the slot along it) → stroke. ``used``: the strokes that draw a side."""

    us: list[float]
    vs: list[float]
    along: dict[tuple[int, int], Stroke]
    across: dict[tuple[int, int], Stroke]
    used: set[int]
    open_start: bool
    open_end: bool


def read_walls(strokes: Sequence[Stroke], frame: Frame, near: float = _NEAR) -> Walls | None:
    """The sides that the strokes draw, lines nearer than ``near`` points taken as one; ``None`` where they draw no area."""
    rows = [_Side(frame.across(s), *frame.reach(s), s) for s in strokes if frame.along(s)]
    columns = [_Side(frame.across(s), *frame.reach(s), s) for s in strokes if not frame.along(s)]
    if not columns:
        return None
    u_low = min([r.start for r in rows] + [c.at for c in columns])
    u_high = max([r.end for r in rows] + [c.at for c in columns])
    v_low = min([c.start for c in columns] + [r.at for r in rows])
    v_high = max([c.end for c in columns] + [r.at for r in rows])
    us = _places([c.at for c in columns], u_low, u_high, near)
    vs = _places([r.at for r in rows], v_low, v_high, near)
    if len(us) < 2 or len(vs) < 2 or len(us) * len(vs) > _MOST_SLOTS:
        return None
    open_start = all(abs(r.at - v_low) > _NEAR for r in rows)
    open_end = all(abs(r.at - v_high) > _NEAR for r in rows)
    along, used_rows = _walls(rows, vs, us)
    across, used_columns = _walls(columns, us, vs)
    return Walls(us, vs, along, across, used_rows | used_columns, open_start, open_end)


def usual_width(strokes: Sequence[Stroke]) -> float:
    """The width of the lines that mark nothing in a table, in points: the thinnest, single thin lines aside."""
    drawn = sorted((s.width, s.length) for s in strokes)
    least = _USUAL_FROM * sum(length for _, length in drawn)
    for width, length in drawn:
        least -= length
        if least <= 0:
            return width
    return 0.5


def read_grid(strokes: Sequence[Stroke], frame: Frame, usual: float | None = None) -> Grid | None:
    """The grid that the strokes draw; ``None`` where they draw no area. ``usual``: the width of lines that mark nothing, when
    it is known from the table around it."""
    walls = read_walls(strokes, frame, _NO_CHARACTER)
    if walls is None:
        return None
    cells = _cells(
        walls.us, walls.vs, walls.along, walls.across, usual_width(strokes) if usual is None else usual
    )
    unused = [s for s in strokes if id(s) not in walls.used]
    grid = Grid(walls.us, walls.vs, cells, walls.open_start, walls.open_end, unused)
    return _without_idle(grid)


def _places(found: list[float], low: float, high: float, near: float) -> list[float]:
    """The distinct places of lines, those at the outer edges included, near ones taken together."""
    out: list[float] = []
    for at in sorted([low, *found, high]):
        if not out or at - out[-1] > near:
            out.append(at)
    return out


def _walls(
    sides: list[_Side], places: list[float], across: list[float]
) -> tuple[dict[tuple[int, int], Stroke], set[int]]:
    """Which sides of slots are drawn: (number of the place, number of the slot along it) → stroke; and the strokes used."""
    out: dict[tuple[int, int], Stroke] = {}
    covered: dict[tuple[int, int], float] = {}
    used: set[int] = set()
    for side in sides:
        n = min(range(len(places)), key=lambda i: abs(places[i] - side.at))
        for k in range(len(across) - 1):
            a, b = across[k], across[k + 1]
            part = min(side.end, b) - max(side.start, a)
            if part <= 0:
                continue
            key = n, k
            covered[key] = covered.get(key, 0.0) + part
            if covered[key] >= _COVERS * (b - a):
                used.add(id(side.stroke))
                if key not in out or side.stroke.width > out[key].width:
                    out[key] = side.stroke
    return out, used


def _cells(
    us: list[float], vs: list[float], along: dict[tuple[int, int], Stroke], across: dict[tuple[int, int], Stroke],
    usual: float,
) -> list[GridCell]:  # fmt: skip
    """Slots joined where no line parts them, each group as its rectangle, in reading order."""
    columns, rows = len(us) - 1, len(vs) - 1
    taken = [[False] * columns for _ in range(rows)]
    out: list[GridCell] = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            right = column + 1
            while right < columns and not taken[row][right] and (right, row) not in across:
                right += 1
            bottom = row + 1
            while bottom < rows and all(
                (bottom, c) not in along and not taken[bottom][c] for c in range(column, right)
            ):
                if any((c, bottom) in across for c in range(column + 1, right)):
                    break
                bottom += 1
            for r in range(row, bottom):
                for c in range(column, right):
                    taken[r][c] = True
            box = (us[column], vs[row], us[right], vs[bottom])
            out.append(
                GridCell(row, bottom, column, right, box, _border(row, bottom, column, right, along, across, usual))
            )  # fmt: skip
    return out


def _border(
    top: int, bottom: int, left: int, right: int,
    along: dict[tuple[int, int], Stroke], across: dict[tuple[int, int], Stroke], usual: float,
) -> Border:  # fmt: skip
    sides = (
        [along.get((top, c)) for c in range(left, right)],
        [across.get((right, r)) for r in range(top, bottom)],
        [along.get((bottom, c)) for c in range(left, right)],
        [across.get((left, r)) for r in range(top, bottom)],
    )
    first, second, third, fourth = (_edge(side, usual) for side in sides)
    return first, second, third, fourth


def _edge(parts: Sequence[Stroke | None], usual: float) -> Edge:
    """One side: seen where all of it is drawn; thick or dashed where all of it is."""
    drawn = [p for p in parts if p is not None]
    if len(drawn) < len(parts) or not drawn:
        return NO_EDGE
    if all(p.dashed for p in drawn):
        return Edge(Mark.DOTTED, True, "dashed")
    if all(p.width >= THICK_FROM and p.width >= _THICKER * usual for p in drawn):
        return Edge(Mark.THICK, True, "solid")
    return Edge(Mark.NONE, True, "solid")


def _without_idle(grid: Grid) -> Grid:
    """Without the rows and columns that part no cells (an underline that touches a side leaves one)."""
    rows = sorted({c.top for c in grid.cells} | {c.bottom for c in grid.cells})
    columns = sorted({c.left for c in grid.cells} | {c.right for c in grid.cells})
    row_of, column_of = {r: i for i, r in enumerate(rows)}, {c: i for i, c in enumerate(columns)}
    for cell in grid.cells:
        cell.top, cell.bottom = row_of[cell.top], row_of[cell.bottom]
        cell.left, cell.right = column_of[cell.left], column_of[cell.right]
    grid.us = [grid.us[c] for c in columns]
    grid.vs = [grid.vs[r] for r in rows]
    return grid
