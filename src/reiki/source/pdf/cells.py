"""The tables of a page: meshes to grids, each glyph to its cell, tables inside cells, boxes around words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from reiki.source.model import Mark
from reiki.source.pdf.content import Box, Content, Glyph, Picture, Stroke
from reiki.source.pdf.direction import inside, is_horizontal
from reiki.source.pdf.frame import Frame, Placed
from reiki.source.pdf.grid import THICK_FROM, Grid, GridCell, read_grid, usual_width
from reiki.source.pdf.lines import TextLine, lines_of
from reiki.source.pdf.marks import mark_lines
from reiki.source.pdf.strokes import Mesh
from reiki.source.pdf.tables import CellFlow, PictureFlow, TableFlow, set_limits

_CLOSE: Final = 1.0
_BEHIND: Final = 0.5
_FEW: Final = 10
_FRAME: Final = 4
"""So many lines are a frame around the page, whose width says nothing of the tables in it."""
_ORNAMENT: Final = 14.0
"""A mesh smaller than this is a sign (□, a bracket), not a table."""


@dataclass(slots=True)
class Tabled:
    """A mesh with its grid; the cells are filled while the page is read. ``inner``: the tables in its cells."""

    mesh: Mesh
    frame: Frame
    grid: Grid
    box: Box
    glyphs: list[Glyph] = field(default_factory=list)
    inner: list[Tabled] = field(default_factory=list)
    mark: Mark = Mark.NONE
    pictures: list[Picture] = field(default_factory=list)


def tables_of(
    groups: Sequence[Mesh], alone: list[Stroke], glyphs: Sequence[Glyph], votes: dict[int, int], content: Content
) -> tuple[list[Tabled], list[Stroke], list[tuple[Box, Mark]]]:  # fmt: skip
    """The tables of a page (inner ones in their cells' tables), the strokes that belong to none, and the boxes around words."""
    out: list[Tabled] = []
    framed: list[tuple[Box, Mark]] = []
    rest = list(alone)
    for mesh in groups:
        x0, y0, x1, y1 = mesh.box
        if x1 - x0 < _ORNAMENT or y1 - y0 < _ORNAMENT:
            rest.extend(mesh.strokes)
            continue
        within = [votes.get(id(glyphs[i]), 0) for i in inside(glyphs, mesh.box)]
        if not within:
            continue
        frame = Frame(is_horizontal(within), content.width)
        grid = read_grid(mesh.strokes, frame, _usual_in(mesh, groups))
        if grid is None:
            rest.extend(mesh.strokes)
            continue
        rest.extend(grid.unused)
        if all(s.dashed for s in mesh.strokes):
            framed.append((mesh.box, Mark.DOTTED))
        elif len(grid.cells) == 1:
            if grid.cells[0].border[0].mark & Mark.THICK or min(s.width for s in mesh.strokes) >= THICK_FROM:
                framed.append((mesh.box, Mark.THICK))
        else:
            out.append(Tabled(mesh, frame, grid, frame.back(grid.box)))
    return out, rest, framed


def _usual_in(mesh: Mesh, groups: Sequence[Mesh]) -> float:
    """The width of the lines that mark nothing in a mesh: of a table in a cell all that is on this page may be thick, so that
    the tables around it tell."""
    usual = usual_width(mesh.strokes)
    if usual < THICK_FROM:
        return usual
    x0, y0, x1, y1 = mesh.box
    outer = (
        usual_width(o.strokes)
        for o in groups
        if o is not mesh
        and len(o.strokes) > _FRAME
        and o.box[0] - 1 <= x0
        and o.box[1] - 1 <= y0
        and x1 <= o.box[2] + 1
        and y1 <= o.box[3] + 1
    )
    return min([usual, *outer])


def dealt(glyphs: Sequence[Glyph], tabled: list[Tabled]) -> tuple[list[Glyph], list[Tabled]]:
    """Each glyph to the smallest table around it; each table to the smallest table around it. What is left is prose."""
    ordered = sorted(tabled, key=lambda t: (t.box[2] - t.box[0]) * (t.box[3] - t.box[1]))
    outer: list[Tabled] = []
    for i, table in enumerate(ordered):
        x0, y0, x1, y1 = table.box
        around = next(
            (
                o
                for o in ordered[i + 1 :]
                if o.box[0] - 1 <= x0 and o.box[1] - 1 <= y0 and x1 <= o.box[2] + 1 and y1 <= o.box[3] + 1
            ),
            None,
        )
        (around.inner if around is not None else outer).append(table)
    free: list[Glyph] = []
    last: Glyph | None = None
    own = free
    for glyph in glyphs:
        if last is None or glyph.text.strip() or not _follows(last, glyph):
            x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
            own = next((t.glyphs for t in ordered if _stands_in(x, y, t.box)), free)
        own.append(glyph)
        last = glyph
    return free, outer


def pictures_dealt(content: Content, tabled: Sequence[Tabled]) -> list[Picture]:
    """Each image to the smallest table around it; the others are returned. What lies behind most of a page is no part of it."""
    ordered = sorted(tabled, key=lambda t: (t.box[2] - t.box[0]) * (t.box[3] - t.box[1]))
    free: list[Picture] = []
    for picture in content.pictures:
        x0, y0, x1, y1 = picture.box
        behind = (x1 - x0) * (y1 - y0) >= _BEHIND * content.width * content.height
        if behind and len(inside(content.glyphs, picture.box)) >= _FEW:
            continue
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        own = next((t.pictures for t in ordered if _stands_in(x, y, t.box)), free)
        own.append(picture)
    return free


def picture_flow(picture: Picture, frame: Frame, page: int) -> PictureFlow:
    """An image in its place across the lines."""
    _, low, _, high = frame.turn(picture.box)
    return PictureFlow(picture.digest, page, low, high)


def _stands_in(x: float, y: float, box: Box) -> bool:
    x0, y0, x1, y1 = box
    return x0 <= x <= x1 and y0 <= y <= y1


def _follows(last: Glyph, blank: Glyph) -> bool:
    """True when a space was set directly behind a character: at the end of a full line it hangs over the side of its cell."""
    across = abs(blank.x0 - last.x1) < _CLOSE and abs(blank.y0 - last.y0) < _CLOSE
    down = abs(blank.y0 - last.y1) < _CLOSE and abs(blank.x0 - last.x0) < _CLOSE
    return across or down


def flow_of(table: Tabled, strokes: Sequence[Stroke], page: int) -> TableFlow:
    """A table with its cells filled."""
    frame, grid = table.frame, table.grid
    placed: dict[int, list[Placed]] = {}
    slots = _slots(grid)
    last: Glyph | None = None
    n = 0
    for p in map(frame.placed, table.glyphs):
        if last is None or p.glyph.text.strip() or not _follows(last, p.glyph):
            n = slots.at((p.u0 + p.u1) / 2, (p.v0 + p.v1) / 2)
        placed.setdefault(n, []).append(p)
        last = p.glyph
    inner: dict[int, list[TableFlow]] = {}
    for other in table.inner:
        u0, v0, u1, v1 = frame.turn(other.box)
        flow = flow_of(other, strokes, page)
        flow.low, flow.high = v0, v1
        inner.setdefault(slots.at((u0 + u1) / 2, (v0 + v1) / 2), []).append(flow)
    shown: dict[int, list[PictureFlow]] = {}
    for picture in table.pictures:
        u0, v0, u1, v1 = frame.turn(picture.box)
        shown.setdefault(slots.at((u0 + u1) / 2, (v0 + v1) / 2), []).append(
            picture_flow(picture, frame, page)
        )
    rows: list[list[CellFlow]] = [[] for _ in range(len(grid.vs) - 1)]
    near = _near(strokes, table.box)
    for n, cell in enumerate(grid.cells):
        lines = lines_of(placed.get(n, ()), frame, page)
        mark_lines(lines, [s for s in near if _in_cell(s, cell, frame)], frame)
        content: list[TextLine | TableFlow | PictureFlow] = sorted(
            [*lines, *inner.get(n, ()), *shown.get(n, ())], key=lambda x: (x.low + x.high) / 2
        )
        rows[cell.top].append(CellFlow(cell.left, cell.right, cell.bottom - cell.top, cell.border, content))
    flow = TableFlow(grid.us, rows, page, table.box, grid.open_start, grid.open_end, mark=table.mark)
    set_limits(flow)
    return flow


@dataclass(slots=True)
class _Slots:
    us: list[float]
    vs: list[float]
    owner: dict[tuple[int, int], int]

    def at(self, u: float, v: float) -> int:
        """The number of the cell in which a point stands (the nearest, for one on the edge)."""
        column = max(0, min(len(self.us) - 2, sum(x <= u for x in self.us) - 1))
        row = max(0, min(len(self.vs) - 2, sum(x <= v for x in self.vs) - 1))
        return self.owner.get((row, column), 0)


def _slots(grid: Grid) -> _Slots:
    owner = {
        (r, c): n
        for n, cell in enumerate(grid.cells)
        for r in range(cell.top, cell.bottom)
        for c in range(cell.left, cell.right)
    }
    return _Slots(grid.us, grid.vs, owner)


def _near(strokes: Sequence[Stroke], box: Box) -> list[Stroke]:
    x0, y0, x1, y1 = box
    out = []
    for s in strokes:
        low, high, first, last = (y0, y1, x0, x1) if s.lies else (x0, x1, y0, y1)
        if low - 4 <= s.at <= high + 4 and s.end > first and s.start < last:
            out.append(s)
    return out


def _in_cell(stroke: Stroke, cell: GridCell, frame: Frame) -> bool:
    if not frame.along(stroke):
        return False
    u0, v0, u1, v1 = cell.box
    start, end = frame.reach(stroke)
    return v0 - 3 <= frame.across(stroke) <= v1 + 3 and min(end, u1) - max(start, u0) > 0.5
