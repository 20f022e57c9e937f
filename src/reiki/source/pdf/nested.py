"""Tables in cells whose lines meet those of the table around them, as they do where a page break cuts both.

In a table every area between lines is a rectangle. Around a table that hangs in its cell from the side where the page broke,
an area is left over that is none: the margin of the cell. Where the inner table is cut at both ends, the margin is two
strips too narrow for a character, one on each side of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reiki.source.pdf.content import Stroke
from reiki.source.pdf.frame import Frame
from reiki.source.pdf.grid import THICK_FROM, Walls, read_walls
from reiki.source.pdf.strokes import Mesh, box_of

_NARROW: Final = 8.0
"""A margin beside an inner table is at most this wide, in points."""
_AT: Final = 1.8
_SHORTEST: Final = 1.0
_MOST_LEVELS: Final = 4

_Slot = tuple[int, int]
_Area = tuple[int, int, int, int]
"""Slots: first and last row, first and last column, the last ones excluded."""


def apart(mesh: Mesh, frame: Frame, levels: int = _MOST_LEVELS) -> list[Mesh]:
    """The mesh without the tables in its cells, and the meshes of those tables."""
    walls = read_walls(mesh.strokes, frame)
    if walls is None or not levels or len(walls.us) < 4:
        return [mesh]
    inner = [*_hanging(walls), *_passing(walls)]
    if not inner:
        return [mesh]
    rest: list[Stroke] = list(mesh.strokes)
    out: list[Mesh] = []
    for area, around in inner:
        taken: list[Stroke] = []
        left: list[Stroke] = []
        for stroke in rest:
            into, beside = _cut(stroke, area, around, walls, frame)
            taken.extend(into)
            left.extend(beside)
        if not taken or not left:
            continue
        rest = left
        out.extend(apart(Mesh(taken, box_of(taken)), frame, levels - 1))
    return [Mesh(rest, box_of(rest)), *out]


def _hanging(walls: Walls) -> Iterator[tuple[_Area, _Area]]:
    """Inner tables that meet one side of their cell, and that cell."""
    faces = _faces(walls)
    face_of = {slot: n for n, face in enumerate(faces) for slot in face}
    for face in faces:
        around = _extent(face)
        if len(face) == _size(around):
            continue
        inside = {(r, c) for r in range(around[0], around[1]) for c in range(around[2], around[3])}
        holes = inside - set(face)
        if any(slot not in inside for n in {face_of[s] for s in holes} for slot in faces[n]):
            continue
        areas = [_extent(part) for part in _connected(holes)]
        if sum(map(_size, areas)) != len(holes):
            continue
        for area in areas:
            if sum(a == b for a, b in zip(area, around, strict=True)) <= 1:
                yield area, around


def _passing(walls: Walls) -> Iterator[tuple[_Area, _Area]]:
    """Inner tables that run through their cell from one end to the other, between two strips."""
    strips = sorted(
        (area[2], area[3], area[0], area[1])
        for face in _faces(walls)
        if len(face) == _size(area := _extent(face))
        and walls.us[area[3]] - walls.us[area[2]] <= _NARROW
        and area[1] - area[0] > 1
    )
    n = 0
    while n < len(strips) - 1:
        (left, first, top, bottom), (last, right, *rows) = strips[n], strips[n + 1]
        if rows == [top, bottom] and last > first and not _crossed(walls, top, bottom, first, last):
            yield (top, bottom, first, last), (top, bottom, left, right)
            n += 1
        n += 1


def _crossed(walls: Walls, top: int, bottom: int, first: int, last: int) -> bool:
    """True where no line runs inside, so that there is no table, or where a column goes on beyond the rows."""
    rows = any((r, c) in walls.along for r in range(top + 1, bottom) for c in range(first, last))
    beyond = any(
        (c, r) in walls.across
        for c in range(first, last + 1)
        for r in (top - 1, bottom)
        if 0 <= r < len(walls.vs) - 1
    )
    return not rows or beyond


def _cut(
    stroke: Stroke, area: _Area, around: _Area, walls: Walls, frame: Frame
) -> tuple[list[Stroke], list[Stroke]]:
    """The part of a stroke that belongs to the table in an area, and the parts that do not. On a side that the table shares with
    its cell, a thick line (太枠) that ends with the table is the table's."""
    top, bottom, first, last = area
    u0, u1, v0, v1 = walls.us[first], walls.us[last], walls.vs[top], walls.vs[bottom]
    at, (start, end) = frame.across(stroke), frame.reach(stroke)
    if frame.along(stroke):
        low, high, begin, stop = v0, v1, u0, u1
        shared = (top == around[0] and abs(at - v0) <= _AT) or (bottom == around[1] and abs(at - v1) <= _AT)
    else:
        low, high, begin, stop = u0, u1, v0, v1
        shared = (first == around[2] and abs(at - u0) <= _AT) or (last == around[3] and abs(at - u1) <= _AT)
    own = stroke.width >= THICK_FROM and begin - _AT <= start and end <= stop + _AT
    if (shared and not own) or not low - _AT <= at <= high + _AT:
        return [], [stroke]
    a, b = max(start, begin - _AT), min(end, stop + _AT)
    if b - a <= _SHORTEST:
        return [], [stroke]
    into = [_part(stroke, a, b, frame)]
    beside = [_part(stroke, x, y, frame) for x, y in ((start, a), (b, end)) if y - x > _SHORTEST]
    return into, beside


def _part(stroke: Stroke, start: float, end: float, frame: Frame) -> Stroke:
    """A stroke from ``start`` to ``end`` in turned coordinates."""
    if frame.horizontal or not stroke.lies:
        return replace(stroke, start=start, end=end)
    return replace(stroke, start=frame.width - end, end=frame.width - start)


# --------------------------------------------------------------------------------------------------------------- areas


def _faces(walls: Walls) -> list[list[_Slot]]:
    """The slots that no line parts, group by group."""
    rows, columns = len(walls.vs) - 1, len(walls.us) - 1
    seen = [[False] * columns for _ in range(rows)]
    out: list[list[_Slot]] = []
    for row in range(rows):
        for column in range(columns):
            if seen[row][column]:
                continue
            seen[row][column] = True
            face = [(row, column)]
            for r, c in face:
                for near, wall in (
                    ((r - 1, c), (r, c) in walls.along),
                    ((r + 1, c), (r + 1, c) in walls.along),
                    ((r, c - 1), (c, r) in walls.across),
                    ((r, c + 1), (c + 1, r) in walls.across),
                ):
                    y, x = near
                    if not wall and 0 <= y < rows and 0 <= x < columns and not seen[y][x]:
                        seen[y][x] = True
                        face.append(near)
            out.append(face)
    return out


def _connected(slots: set[_Slot]) -> Iterator[list[_Slot]]:
    """The groups of slots that touch."""
    rest = set(slots)
    while rest:
        group = [rest.pop()]
        for r, c in group:
            for near in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)):
                if near in rest:
                    rest.remove(near)
                    group.append(near)
        yield group


def _extent(slots: Sequence[_Slot]) -> _Area:
    rows, columns = [r for r, _ in slots], [c for _, c in slots]
    return min(rows), max(rows) + 1, min(columns), max(columns) + 1


def _size(area: _Area) -> int:
    return (area[1] - area[0]) * (area[3] - area[2])
