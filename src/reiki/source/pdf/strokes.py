"""Strokes put together: pieces of one line joined, dots and dashes made of pieces seen as one dashed line, and the lines
that meet others told from those that stand alone.

After :func:`join` no two strokes of a kind lie end to end on one axis.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reiki.source.pdf.content import Box, Stroke, around

_SAME_AXIS: Final = 0.45
_GAP: Final = 1.2
_THICKER: Final = 0.4
_DASH: Final = 6.5
"""A piece of a dashed line is at most this long, and so is the gap after it."""
_MEET: Final = 0.6
_TOUCH: Final = 1.3
"""So far from another a stroke may end and meet it still, when no other one is nearer."""
_MOST: Final = 20_000
_APART: Final = 4.2
"""Cells that are drawn one by one stand at most this far from each other."""
_SHORTEST_COLUMN: Final = 30.0
_MOST_CELLS: Final = 3_000


def join(strokes: Iterable[Stroke]) -> list[Stroke]:
    """The strokes of a page, those joined that continue each other."""
    kinds: dict[tuple[bool, bool, bool, bool], list[Stroke]] = defaultdict(list)
    for stroke in strokes:
        kinds[stroke.lies, stroke.printed, stroke.double, stroke.ornament].append(stroke)
    out: list[Stroke] = []
    for group in kinds.values():
        for axis in _axes(group):
            out.extend(_joined(axis))
    return out


def _axes(strokes: list[Stroke]) -> Iterable[list[Stroke]]:
    strokes.sort(key=lambda s: s.at)
    current: list[Stroke] = []
    for stroke in strokes:
        if current and stroke.at - current[-1].at > _SAME_AXIS:
            yield current
            current = []
        current.append(stroke)
    if current:
        yield current


def _joined(axis: list[Stroke]) -> list[Stroke]:
    axis.sort(key=lambda s: s.start)
    out: list[Stroke] = []
    for stroke in axis:
        last = next((x for x in out[-1:-3:-1] if _alike(x, stroke)), None)
        if last is not None and stroke.start - last.end <= _GAP:
            if stroke.end > last.end:
                last.end = stroke.end
            last.width = max(last.width, stroke.width)
            continue
        out.append(replace(stroke))
    return _dashes(out)


def _alike(a: Stroke, b: Stroke) -> bool:
    """Of one kind and thickness: where a thin rule goes on as a thick one, the two stay apart."""
    return a.dashed == b.dashed and abs(a.width - b.width) <= max(_THICKER, 0.5 * min(a.width, b.width))


def _dashes(axis: list[Stroke]) -> list[Stroke]:
    """Four or more short pieces at equal distances are one dashed line."""
    out: list[Stroke] = []
    run: list[Stroke] = []

    def end() -> None:
        if len(run) >= 4:
            out.append(replace(run[0], end=run[-1].end, dashed=True))
        else:
            out.extend(run)
        run.clear()

    for piece in axis:
        if piece.dashed or piece.length > _DASH:
            end()
            out.append(piece)
            continue
        if run and not (piece.start - run[-1].end <= _DASH and abs(piece.length - run[0].length) <= 1.5):
            end()
        run.append(piece)
    end()
    return out


@dataclass(slots=True)
class Mesh:
    """Strokes that meet one another: the lines of one table, or of one frame."""

    strokes: list[Stroke]
    box: Box


def meshes(strokes: Sequence[Stroke]) -> tuple[list[Mesh], list[Stroke]]:
    """The groups of strokes that touch across, and the strokes that touch none. Glyphs of line fonts never belong to one."""
    lying = sorted((s for s in strokes if s.lies and not s.printed), key=lambda s: s.at)
    standing = sorted((s for s in strokes if not s.lies and not s.printed), key=lambda s: s.at)
    alone = [s for s in strokes if s.printed]
    if len(lying) + len(standing) > _MOST:  # a drawing, not a table
        return [], alone
    everything = [*lying, *standing]
    parent = list(range(len(everything)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    touched = [False] * len(everything)
    met: set[tuple[int, bool]] = set()
    loose: list[tuple[int, int]] = []
    for i, j in _near(lying, standing):
        row, column = everything[i], everything[j]
        gaps = _beyond(row, column.at), _beyond(column, row.at)
        if max(map(abs, gaps)) > _MEET:
            loose.append((i, j))
            continue
        touched[i] = touched[j] = True
        parent[find(i)] = find(j)
        for n, stroke, at in ((i, row, column.at), (j, column, row.at)):
            met |= {
                (n, end) for end, x in ((False, stroke.start), (True, stroke.end)) if abs(x - at) <= _MEET
            }
    for i, j in loose:
        ends = (i, _beyond(everything[i], everything[j].at)), (j, _beyond(everything[j], everything[i].at))
        if not any(abs(gap) > _MEET and (n, gap > 0) in met for n, gap in ends):
            touched[i] = touched[j] = True
            parent[find(i)] = find(j)
    groups: dict[int, list[Stroke]] = defaultdict(list)
    for i, stroke in enumerate(everything):
        if touched[i]:
            groups[find(i)].append(stroke)
        else:
            alone.append(stroke)
    return [Mesh(group, box_of(group)) for group in groups.values()], alone


def _near(lying: Sequence[Stroke], standing: Sequence[Stroke]) -> Iterator[tuple[int, int]]:
    """The pairs that cross or nearly do, by their places in both lists one behind the other."""
    places = [s.at for s in standing]
    for i, row in enumerate(lying):
        first = bisect.bisect_left(places, row.start - _TOUCH)
        last = bisect.bisect_right(places, row.end + _TOUCH)
        for k in range(first, last):
            if standing[k].start - _TOUCH <= row.at <= standing[k].end + _TOUCH:
                yield i, len(lying) + k


def _beyond(stroke: Stroke, at: float) -> float:
    """How far behind its end a place lies on the axis of a stroke (before its start: less than 0; on it: 0)."""
    return max(at - stroke.end, 0.0) + min(at - stroke.start, 0.0)


def open_meshes(
    alone: Sequence[Stroke], columns: Sequence[Sequence[float]]
) -> tuple[list[Mesh], list[Stroke]]:
    """On a page or band that lies wholly inside a table, nothing but the lines between its columns is drawn.

    ``columns``: where the columns of the tables stand that are open at their end (on the page before, and on this one).
    Strokes of one extent that stand as far from each other as those columns are such lines.
    """
    extents: dict[tuple[bool, int, int], list[Stroke]] = defaultdict(list)
    for stroke in alone:
        if not stroke.printed and stroke.length >= _SHORTEST_COLUMN:
            extents[stroke.lies, round(stroke.start / 4), round(stroke.end / 4)].append(stroke)
    found: list[Mesh] = []
    used: set[int] = set()
    for group in extents.values():
        lines: list[list[Stroke]] = []
        for stroke in sorted(group, key=lambda s: s.at):
            if lines and stroke.at - lines[-1][-1].at <= _APART:
                lines[-1].append(stroke)
            else:
                lines.append([stroke])
        for places in columns:
            n = len(places)
            steps = [u - places[0] for u in places]
            for i in range(len(lines) - n + 1 if n >= 3 else 0):
                part = [s for line in lines[i : i + n] for s in line]
                ats = [line[0].at - lines[i][0].at for line in lines[i : i + n]]
                if any(id(s) in used for s in part):
                    continue
                if all(abs(x - y) <= _APART for x, y in zip(ats, steps, strict=True)):
                    used |= {id(s) for s in part}
                    found.append(Mesh(part, box_of(part)))
    return found, [s for s in alone if id(s) not in used]


def box_of(strokes: Iterable[Stroke]) -> Box:
    """The box around strokes, their widths left out."""
    return around([(s.start, s.at, s.end, s.at) if s.lies else (s.at, s.start, s.at, s.end) for s in strokes])


# ------------------------------------------------------------------------------------------- cells drawn one by one


def combined(found: Sequence[Mesh]) -> list[Mesh]:
    """Meshes that are the cells of one table, each drawn by itself with a small gap to the next (and the frame around
    them), as one mesh. A table in a cell stays apart: it stands in the cell, not beside it."""
    children: dict[int, list[int]] = defaultdict(list)
    order = sorted(range(len(found)), key=lambda i: _area(found[i].box))
    for n, i in enumerate(order):
        outer = next((j for j in order[n + 1 :] if _holds(found[j].box, found[i].box)), -1)
        children[outer].append(i)
    cell_of: dict[int, int] = {}
    for siblings in children.values():
        for group in _adjacent(siblings, found):
            cell_of.update(dict.fromkeys(group, min(group)))
    out: dict[int, list[Stroke]] = defaultdict(list)
    for i, mesh in enumerate(found):
        out[_leader(i, found, children, cell_of)].extend(mesh.strokes)
    return [Mesh(strokes, box_of(strokes)) for strokes in out.values()]


def _leader(i: int, found: Sequence[Mesh], children: dict[int, list[int]], cell_of: dict[int, int]) -> int:
    """The mesh under whose number a mesh is kept: a frame goes with the cells that fill it."""
    inside = children.get(i, [])
    first = cell_of.get(inside[0]) if inside else None
    if i in cell_of or first is None or any(cell_of.get(k) != first for k in inside):
        return cell_of.get(i, i)
    whole = around([found[k].box for k in inside])
    fits = all(abs(a - b) <= _APART for a, b in zip(whole, found[i].box, strict=True))
    return first if fits else i


def _adjacent(siblings: Sequence[int], found: Sequence[Mesh]) -> list[list[int]]:
    """The groups of meshes that stand side by side or one over the other, nearly touching."""
    if len(siblings) > _MOST_CELLS:
        return []
    parent = {i: i for i in siblings}

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    ordered = sorted(siblings, key=lambda i: found[i].box[1])
    for n, i in enumerate(ordered):
        a = found[i].box
        for j in ordered[n + 1 :]:
            b = found[j].box
            if b[1] > a[3] + _APART:
                break
            if _beside(a, b):
                parent[find(i)] = find(j)
    groups: dict[int, list[int]] = defaultdict(list)
    for i in siblings:
        groups[find(i)].append(i)
    return [g for g in groups.values() if len(g) > 1]


def _beside(a: Box, b: Box) -> bool:
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    smaller_w, smaller_h = min(a[2] - a[0], b[2] - b[0]), min(a[3] - a[1], b[3] - b[1])
    return (-_APART <= across <= _TOUCH and down > 0.5 * smaller_h) or (
        -_APART <= down <= _TOUCH and across > 0.5 * smaller_w
    )


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer[0] - 0.5 <= inner[0]
        and outer[1] - 0.5 <= inner[1]
        and inner[2] <= outer[2] + 0.5
        and inner[3] <= outer[3] + 0.5
    )


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
