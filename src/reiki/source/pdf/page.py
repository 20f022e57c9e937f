"""One page: its strokes and glyphs to lines and tables in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.source.model import Mark
from reiki.source.pdf.bands import Band, Rule, Thing, bands
from reiki.source.pdf.boxes import dashed_boxes
from reiki.source.pdf.cells import dealt, flow_of, picture_flow, pictures_dealt, tables_of
from reiki.source.pdf.content import Box, Content, Glyph, Stroke, Turn
from reiki.source.pdf.direction import is_horizontal, quarter_turned, turned, ways
from reiki.source.pdf.frame import Frame, Placed
from reiki.source.pdf.grid import read_grid
from reiki.source.pdf.lines import Letter, TextLine, lines_of
from reiki.source.pdf.marks import mark_lines, underlines
from reiki.source.pdf.nested import apart
from reiki.source.pdf.paragraphs import limits_of, set_parted
from reiki.source.pdf.strokes import Mesh, combined, join, meshes, open_meshes
from reiki.source.pdf.tables import PictureFlow, TableFlow

_EDGE: Final = 0.14
_MARGIN: Final = 0.08
_SHORTEST_RUN: Final = 4
_WIDE_GAP: Final = 5.0
_HEAD_GAP: Final = 10.0
_SHORTEST_HEAD: Final = 8
_CONTENTS_NUMBER: Final = re.compile(r"[0-9０-９一二三四五六七八九〇]{1,4}")

Piece = TextLine | TableFlow | PictureFlow


@dataclass(slots=True)
class Reading:
    """A page as read: ``parts``, one list of lines and tables for each band; what stands at its head and foot.

    ``extent``: the page's size across the lines of its text.
    """

    number: int
    extent: float
    parts: list[list[Piece]]
    head: list[TextLine] = field(default_factory=list)
    foot: list[TextLine] = field(default_factory=list)


def read_page(content: Content, columns: Sequence[float] = ()) -> Reading:
    """The lines and tables of a page, in reading order. ``columns``: of the table that is open at the end of the page before."""
    content = quarter_turned(content)
    votes = ways(content.glyphs)
    frame = Frame(is_horizontal(votes), content.width)
    strokes = join(content.strokes)
    strokes, under = underlines(strokes, content.glyphs, votes)
    strokes, dotted = dashed_boxes(strokes)
    groups, alone = meshes(strokes)
    groups = [part for mesh in combined(groups) for part in apart(mesh, frame)]
    drawn = [g for m in groups if (g := read_grid(m.strokes, frame)) is not None]
    inner, alone = open_meshes(alone, [columns, *(g.us for g in drawn if g.open_start or g.open_end)])
    if inner:
        groups = [part for mesh in combined([*groups, *inner]) for part in apart(mesh, frame)]
    alone.extend(under)
    glyphs, head, foot = _without_edges(content, votes, frame, groups)
    glyph_votes = dict(zip(map(id, content.glyphs), votes, strict=True))
    tabled, alone, framed = tables_of(groups, alone, glyphs, glyph_votes, content)
    framed.extend((box, Mark.DOTTED) for box in dotted)
    free, tables = dealt(glyphs, tabled)
    pictures = pictures_dealt(content, tabled)
    flows = [(flow_of(t, alone, content.number), t) for t in tables]
    free, foreign = _parted(free, glyph_votes, frame)
    things = [Thing(_box(p), p) for p in map(frame.placed, free)]
    things.extend(Thing(frame.turn(x.box), x) for x in _foreign_lines(foreign, alone, frame, content))
    things.extend(Thing(frame.turn(t.box), flow) for flow, t in flows)
    things.extend(Thing(frame.turn(p.box), picture_flow(p, frame, content.number)) for p in pictures)
    rules = [Rule(frame.across(s), *frame.reach(s)) for s in alone if not frame.along(s)]
    height = content.height if frame.horizontal else content.width
    across = content.width if frame.horizontal else content.height
    parts = [
        _part(band, frame, alone, content.number, height)
        for band in bands((0.0, 0.0, across, height), things, rules)
    ]
    reading = Reading(content.number, height, [p for p in parts if p])
    reading.head = _plain_lines(head, content)
    reading.foot = _plain_lines(foot, content)
    for lines in (reading.head, [x for p in reading.parts for x in p], reading.foot):
        _boxed(lines, framed)
    _number(reading)
    return reading


# ---------------------------------------------------------------------------------------------------------- page edges


def _without_edges(
    content: Content, votes: Sequence[int], frame: Frame, groups: Sequence[Mesh]
) -> tuple[list[Glyph], list[Glyph], list[Glyph]]:
    """On a page of vertical text, what is written horizontally over and under all of it is the page's head and foot."""
    if frame.horizontal:
        return _without_turned(content)
    body = _under_head(content, votes)
    if not body:
        return list(content.glyphs), [], []
    high = min([g.y0 for g in body] + [m.box[1] for m in groups])
    low = max([g.y1 for g in body] + [m.box[3] for m in groups])
    head = [g for g in content.glyphs if g.y1 <= high + 2 and (g.y0 + g.y1) / 2 < _EDGE * content.height]
    foot = [g for g in content.glyphs if g.y0 >= low - 2 and (g.y0 + g.y1) / 2 > (1 - _EDGE) * content.height]
    gone = {id(g) for g in (*head, *foot)}
    return [g for g in content.glyphs if id(g) not in gone], head, foot


def _under_head(content: Content, votes: Sequence[int]) -> list[Glyph]:
    """The glyphs of vertical text, less those that stand in the row of a running head (two digits of its page number may
    look like a column)."""
    body = [g for g, v in zip(content.glyphs, votes, strict=True) if v < 0]
    rest = [g for g, v in zip(content.glyphs, votes, strict=True) if v >= 0 and g.y1 < _EDGE * content.height]
    if len(rest) < _SHORTEST_HEAD:
        return body
    middles = sorted((g.y0 + g.y1) / 2 for g in rest)
    middle = middles[len(middles) // 2]
    row = [g for g in rest if g.y0 < middle < g.y1]
    if len(row) < _SHORTEST_HEAD:
        return body
    end = max(g.y1 for g in row)
    return [g for g in body if (g.y0 + g.y1) / 2 > end]


def _without_turned(content: Content) -> tuple[list[Glyph], list[Glyph], list[Glyph]]:
    """On a page that was turned as a whole, its head reads up or down beside the text."""
    body = [g for g in content.glyphs if g.turn is Turn.UPRIGHT]
    others = [g for g in content.glyphs if g.turn in (Turn.UP, Turn.DOWN)]
    if not body or not others:
        return list(content.glyphs), [], []
    left, right = min(g.x0 for g in body), max(g.x1 for g in body)
    head = [
        *_outermost([g for g in others if g.x1 <= left + 2], 1),
        *_outermost([g for g in others if g.x0 >= right - 2], -1),
    ]
    gone = {id(g) for g in head}
    return [g for g in content.glyphs if id(g) not in gone], head, []


def _outermost(glyphs: Sequence[Glyph], inward: int) -> list[Glyph]:
    """The line nearest to the edge: lines of text that were turned too begin behind a gap."""
    ordered = sorted(glyphs, key=lambda g: inward * (g.x0 + g.x1))
    for n in range(1, len(ordered)):
        before, after = ordered[n - 1], ordered[n]
        if abs((after.x0 + after.x1) - (before.x0 + before.x1)) / 2 > _HEAD_GAP:
            return ordered[:n]
    return ordered


def _plain_lines(glyphs: Sequence[Glyph], content: Content) -> list[TextLine]:
    quarter = Content(content.number, content.width, content.height, list(glyphs))
    while sum(g.turn is not Turn.UPRIGHT for g in quarter.glyphs) * 2 > len(quarter.glyphs):
        before = quarter.glyphs[0].turn
        quarter = turned(quarter)
        if before is Turn.UPRIGHT:
            break
    glyphs, frame = quarter.glyphs, Frame(True, quarter.width)
    return lines_of([frame.placed(g) for g in glyphs], frame, content.number)


# --------------------------------------------------------------------------------------------------------------- prose


def _part(band: Band, frame: Frame, strokes: Sequence[Stroke], page: int, extent: float) -> list[Piece]:
    """One band: its lines and tables by their place across."""
    placed = [t.what for t in band.things if isinstance(t.what, Placed)]
    tables: list[TableFlow] = []
    foreign = [t.what for t in band.things if isinstance(t.what, (TextLine, PictureFlow))]
    for thing in band.things:
        if isinstance(thing.what, TableFlow):
            thing.what.low, thing.what.high = thing.box[1], thing.box[3]
            tables.append(thing.what)
    lines = lines_of(placed, frame, page)
    mark_lines(lines, [s for s in strokes if _in_band(s, band.box, frame)], frame)
    u0, _, u1, _ = band.box
    lines = [x for line in lines for x in _divided(line)]
    body = [x for x in lines if not _CONTENTS_NUMBER.fullmatch(x.text())]
    body = [x for x in body if _MARGIN * extent < x.middle < (1 - _MARGIN) * extent] or body
    limits = limits_of(body, u0, u1)
    for line in lines:
        line.left, line.right = limits.left, limits.right
    set_parted([lines])
    pieces: list[Piece] = [*lines, *foreign, *tables]
    return sorted(pieces, key=lambda x: ((x.low + x.high) / 2 if isinstance(x, TextLine) else x.low, 0.0))


def _in_band(stroke: Stroke, box: Box, frame: Frame) -> bool:
    if not frame.along(stroke):
        return False
    u0, v0, u1, v1 = box
    start, end = frame.reach(stroke)
    return v0 - 12 <= frame.across(stroke) <= v1 + 12 and min(end, u1) - max(start, u0) > 0.5


def _divided(line: TextLine) -> list[TextLine]:
    """A line that holds two things far from each other (a date, and who signs) as two."""
    out: list[TextLine] = []
    letters: list[Letter] = []
    blanks: list[Letter] = []
    spaced = _is_spaced(line)
    for n, letter in enumerate(line.letters):
        if not letter.drawn:
            blanks.append(letter)
            continue
        if (
            letters
            and not spaced
            and (len(blanks) >= _WIDE_GAP or (len(blanks) > 1 and _is_page_number(line, n)))
        ):
            out.append(_cut(line, letters))
            letters = []
        else:
            letters.extend(blanks)
        blanks = []
        letters.append(letter)
    if letters:
        out.append(_cut(line, letters))
    return out


def _is_spaced(line: TextLine) -> bool:
    """A heading whose characters stand far from each other (省　　令)."""
    text = line.text()
    return len(re.sub(r"\s", "", text)) <= 8 and re.search(r"\S\S", text) is None


def _is_page_number(line: TextLine, at: int) -> bool:
    """The number at the end of an entry of the contents."""
    rest = "".join(x.text for x in line.letters[at:])
    return at > 6 and _CONTENTS_NUMBER.fullmatch(rest) is not None


def _cut(line: TextLine, letters: list[Letter]) -> TextLine:
    start = letters[0].start  # names set in small columns (割注) may stand before the first letter of a line
    if letters[0] is line.letters[0]:
        start = min(start, line.start)
    return replace(line, letters=letters, start=start, end=letters[-1].end)


# --------------------------------------------------------------------------------------------------------------- boxes


def _parted(free: Sequence[Glyph], votes: dict[int, int], frame: Frame) -> tuple[list[Glyph], list[Glyph]]:
    """Prose, and what is written the other way in it (a colophon in horizontal lines on a page of vertical text)."""
    other = -1 if frame.horizontal else 1
    kept: list[Glyph] = []
    foreign: list[Glyph] = []
    run: list[Glyph] = []
    for glyph in free:
        if votes.get(id(glyph), 0) == other and (
            not run or abs(_axis(glyph, frame) - _axis(run[-1], frame)) < 2
        ):
            run.append(glyph)
            continue
        (foreign if len(run) >= _SHORTEST_RUN else kept).extend(run)
        run = [glyph] if votes.get(id(glyph), 0) == other else []
        if not run:
            kept.append(glyph)
    (foreign if len(run) >= _SHORTEST_RUN else kept).extend(run)
    return kept, foreign


def _axis(glyph: Glyph, frame: Frame) -> float:
    """Where a line of the other way stands."""
    return (glyph.x0 + glyph.x1) / 2 if frame.horizontal else (glyph.y0 + glyph.y1) / 2


def _foreign_lines(
    glyphs: Sequence[Glyph], strokes: Sequence[Stroke], frame: Frame, content: Content
) -> list[TextLine]:
    own = Frame(not frame.horizontal, content.width)
    lines = lines_of([own.placed(g) for g in glyphs], own, content.number)
    mark_lines(lines, strokes, own)
    for line in lines:
        line.apart = True
        _, line.low, _, line.high = frame.turn(line.box)
    return lines


def _boxed(pieces: Sequence[Piece], framed: Sequence[tuple[Box, Mark]]) -> None:
    """Words and inner tables inside a box that is drawn around them carry it (破線で囲んだ部分, 太枠)."""
    for x0, y0, x1, y1 in (b for b, _ in framed):
        mark = next(m for b, m in framed if b == (x0, y0, x1, y1))
        for piece in pieces:
            lines = [piece] if isinstance(piece, TextLine) else piece.lines()
            for line in lines:
                a0, b0, a1, b1 = line.box
                if x0 - 1 <= (a0 + a1) / 2 <= x1 + 1 and y0 - 1 <= (b0 + b1) / 2 <= y1 + 1:
                    for letter in line.letters:
                        letter.mark |= mark


def _box(p: Placed) -> Box:
    return p.u0, p.v0, p.u1, p.v1


def _number(reading: Reading) -> None:
    """Number the lines of the page from 1, in reading order."""
    n = 0
    for line in reading.head:
        n += 1
        line.number = n
    for part in reading.parts:
        for piece in part:
            if isinstance(piece, TextLine):
                n += 1
                piece.number = n
                continue
            piece.number = n + 1
            for line in piece.lines():
                n += 1
                line.number = n
