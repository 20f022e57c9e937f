"""Glyphs to lines of text in turned coordinates: order, spaces, 縦中横, ruby.

After :func:`lines_of` every glyph stands in exactly one line or was dropped as ruby or as the second stroke of an
imitated bold; a space that nobody drew but that the page shows is a U+3000 or an ASCII space.
"""

from __future__ import annotations

import bisect
import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from reiki.source.model import Mark
from reiki.source.pdf.content import Box, Turn
from reiki.source.pdf.frame import Frame, Placed
from reiki.source.pdf.overprints import without_doubles, without_idle_spaces

_SAME_LINE: Final = 0.45
_SMALL: Final = 0.68
_STACKED: Final = 1.12
_RUBY_NEAR: Final = 1.15
_KANA: Final = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc・]+")
# Characters that may not begin a line (行頭禁則) go with what stands before them, openers with what follows.
_CLOSES: Final = frozenset("、。，．・：；？！）］｝〕〉》」』】〙〗゛゜ヽヾゝゞ々ー,.!?:;)]}%％‥…")
_HALF: Final = frozenset("、。，．）］｝〕〉》」』】")
_OPENS: Final = frozenset("（［｛〔〈《「『【〘〖([{")
_WORD: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,'\-]*")


@dataclass(slots=True)
class Letter:
    """One character of a line and the stretch of the line that it takes."""

    text: str
    start: float
    end: float
    mark: Mark = Mark.NONE
    drawn: bool = True


@dataclass(slots=True)
class TextLine:
    """A printed line: its letters, its extent along (``start``, ``end``) and across (``low``, ``high``), its size.

    ``turned``: set sideways; ``above``: a column of vertical text that was turned with its page, so that its right side is
    above. ``apart``: written the other way than the text around it. ``left``, ``right``: the edges of its
    column. ``parted``: how far from the line before it a line stands that begins a paragraph, 0 where only its words tell.
    """

    letters: list[Letter]
    start: float
    end: float
    low: float
    high: float
    size: float
    page: int = 0
    number: int = 0
    turned: bool = False
    above: bool = False
    apart: bool = False
    left: float = 0.0
    right: float = 0.0
    parted: float = 0.0
    box: Box = (0.0, 0.0, 0.0, 0.0)

    @property
    def middle(self) -> float:
        """Where its axis stands, across."""
        return (self.low + self.high) / 2

    @property
    def taken(self) -> float:
        """How far it reaches with the spaces at its end."""
        return max(self.end, self.letters[-1].end) if self.letters else self.end

    @property
    def inked(self) -> float:
        """How far its ink reaches: the second half of a closing bracket or point at its end may stand beyond the column."""
        if self.letters and self.letters[-1].text in _HALF and self.end <= self.letters[-1].end:
            last = self.letters[-1]
            return self.end - min(0.5 * self.size, max(last.end - last.start - 0.5 * self.size, 0.0))
        return self.end

    def text(self) -> str:
        """Its characters."""
        return "".join(x.text for x in self.letters)

    def first_unit(self) -> float:
        """How much room the part of the line needs that no line break may divide from its first character."""
        first = next((i for i, x in enumerate(self.letters) if x.text.strip()), None)
        if first is None:
            return 0.0
        last = first
        while last + 1 < len(self.letters) and self.letters[last].text[-1:] in _OPENS:
            last += 1
        if word := _WORD.match("".join(x.text for x in self.letters[last:] if len(x.text) == 1)):
            last += len(word[0]) - 1
        while last + 1 < len(self.letters) and (
            self.letters[last].text[-1:] in _OPENS or self.letters[last + 1].text[:1] in _CLOSES
        ):
            last += 1
        last = min(last, len(self.letters) - 1)
        return self.letters[last].end - self.letters[first].start


@dataclass(slots=True)
class _Row:
    """Glyphs on one axis, while they are gathered."""

    middle: float
    size: float
    glyphs: list[Placed] = field(default_factory=list)


def lines_of(placed: Sequence[Placed], frame: Frame, page: int) -> list[TextLine]:
    """The lines of a region, in reading order."""
    rows = _rows(without_doubles(without_idle_spaces(placed)), frame)
    out = _with_cut_stacks(_with_stacks([_line(row, frame, page) for row in rows if row.glyphs]))
    return sorted((x for x in out if x.text().strip()), key=lambda x: (x.low, x.start))


def _rows(placed: list[Placed], frame: Frame) -> list[_Row]:
    """Glyphs on common axes. Large ones first, so that ruby and notes find the line that they stand at."""
    rows: list[_Row] = []
    middles: list[float] = []
    rest: list[Placed] = []
    for p in sorted(placed, key=lambda p: (-round(p.glyph.size), _narrow(p))):
        middle = (p.v0 + p.v1) / 2
        at = bisect.bisect_left(middles, middle)
        near = min(
            (rows[i] for i in (at - 1, at) if 0 <= i < len(rows)),
            key=lambda r: abs(r.middle - middle),
            default=None,
        )
        if near is not None and abs(near.middle - middle) <= _SAME_LINE * near.size:
            near.glyphs.append(p)
        elif (
            near is not None
            and p.glyph.size <= _SMALL * near.size
            and abs(near.middle - middle) <= _RUBY_NEAR * near.size
        ):
            rest.append(p)
        else:
            middles.insert(at, middle)
            rows.insert(at, _Row(middle, max(p.glyph.size, 1.0), [p]))
    rows.extend(_small(rest, rows))
    return rows


def _narrow(p: Placed) -> bool:
    """縦中横 and half-width glyphs stand beside the axis: they never found a line before the full ones did."""
    return min(p.u1 - p.u0, p.v1 - p.v0) < 0.8 * p.glyph.size


def _small(rest: list[Placed], rows: list[_Row]) -> list[_Row]:
    """Small glyphs beside a line: kana over the words of the line are ruby and dropped; all else is lines of its own."""
    found: list[_Row] = []
    for p in sorted(rest, key=lambda p: ((p.v0 + p.v1) / 2, p.u0)):
        middle = (p.v0 + p.v1) / 2
        if found and abs(found[-1].middle - middle) <= _SAME_LINE * found[-1].size:
            found[-1].glyphs.append(p)
        else:
            found.append(_Row(middle, p.glyph.size, [p]))
    out: list[_Row] = []
    for row in found:
        row.glyphs.sort(key=lambda p: p.u0)
        kept = [p for p in row.glyphs if not _is_ruby(p, rows) and not _fitted(p, rows)]
        if kept:
            out.append(_Row(row.middle, row.size, kept))
    return out


def _fitted(p: Placed, rows: list[_Row]) -> bool:
    """A small sign that stands in a gap of a line (β₂) is put into it."""
    middle, place = (p.v0 + p.v1) / 2, (p.u0 + p.u1) / 2
    for row in sorted(rows, key=lambda r: abs(r.middle - middle))[:1]:
        if abs(row.middle - middle) > 0.8 * row.size:
            return False
        beside = [g for g in row.glyphs if g.u0 - row.size < place < g.u1 + row.size]
        if beside and not any(min(g.u1, p.u1) - max(g.u0, p.u0) > 0.4 * (p.u1 - p.u0) for g in beside):
            row.glyphs.append(p)
            return True
    return False


def _is_ruby(p: Placed, rows: list[_Row]) -> bool:
    middle = (p.v0 + p.v1) / 2
    if not _KANA.fullmatch(p.glyph.text):
        return False
    for row in rows:
        beside = 0.4 * row.size < abs(row.middle - middle) <= _RUBY_NEAR * row.size
        if not beside or p.glyph.size > _SMALL * row.size:
            continue
        if any(g.u0 - row.size < (p.u0 + p.u1) / 2 < g.u1 + row.size for g in row.glyphs):
            return True
    return False


def _line(row: _Row, frame: Frame, page: int) -> TextLine:
    glyphs = sorted(row.glyphs, key=lambda p: (p.u0 + p.u1) / 2)
    size = row.size
    ordered = _abreast(glyphs, frame, size)
    letters: list[Letter] = []
    for p in ordered:
        text = p.glyph.text
        if letters:
            letters.extend(_gap(letters[-1], p, size))
        if len(text) == 1:
            letters.append(Letter(text, p.u0, p.u1))
        else:
            step = (p.u1 - p.u0) / len(text)
            letters.extend(Letter(c, p.u0 + i * step, p.u0 + (i + 1) * step) for i, c in enumerate(text))
    _settle(letters)
    while letters and not letters[-1].drawn:
        letters.pop()
    seen = [p for p in ordered if p.glyph.text.strip()] or ordered
    inked = [x for x in letters if x.text.strip()]
    start = min(x.start for x in inked) if inked else seen[0].u0
    end = max(x.end for x in inked) if inked else seen[-1].u1
    low, high = row.middle - size / 2, row.middle + size / 2
    turned = sum(p.glyph.turn is not Turn.UPRIGHT for p in seen) * 2 > len(seen)
    up = sum(p.glyph.vertical and p.glyph.turn is Turn.UP for p in seen) * 2 > len(seen)
    box = frame.back((start, low, end, high))
    return TextLine(
        letters, start, end, low, high, size, page, turned=turned, above=frame.horizontal and up, box=box
    )


def _with_stacks(lines: list[TextLine]) -> list[TextLine]:
    """Names that stand one beside the other in the middle of one line (a joint instrument: 〇外務省・財務省令第一号) put
    into it, in reading order, with a dot between them; Latin letters of 縦中横 from left to right. Their lines touch; lines of
    running text never do."""
    ordered = sorted(lines, key=lambda x: x.middle)
    gone: set[int] = set()
    for i, line in enumerate(ordered):
        if id(line) in gone:
            continue
        beside = [
            x
            for x in ordered[max(0, i - 8) : i + 9]
            if x is not line
            and id(x) not in gone
            and abs(x.middle - line.middle) < _STACKED * 2.2 * line.size
            and 0.75 <= x.size / line.size <= 1.34
            and line.start < x.start
            and x.end < line.end
        ]
        stack = _touching(line, beside)
        if not stack:
            continue
        start, end = min(x.start for x in stack) - 0.1, max(x.end for x in stack) + 0.1
        own = [x for x in line.letters if start <= (x.start + x.end) / 2 <= end and x.drawn]
        before = [x for x in line.letters if (x.start + x.end) / 2 < start and x.drawn]
        after = [x for x in line.letters if (x.start + x.end) / 2 > end and x.drawn]
        if not before or not after:
            continue
        names = [(x.middle, [y for y in x.letters if y.text.strip()]) for x in stack]
        if own:
            names.append((line.middle, own))
        signs = all(len(x) <= 2 and all(y.text.isascii() for y in x) for _, x in names)
        inserted: list[Letter] = []
        for _, letters in sorted(names, key=lambda n: -n[0] if signs else n[0]):
            if inserted and not signs and inserted[-1].text not in _CLOSES:
                inserted.append(Letter("・", inserted[-1].end, inserted[-1].end))
            inserted.extend(letters)
        line.letters = [*before, *inserted, *after]
        gone |= {id(x) for x in stack}
    return [x for x in lines if id(x) not in gone]


def _with_cut_stacks(lines: list[TextLine]) -> list[TextLine]:
    """Two names one beside the other (割注) that the end of a line cuts: each goes on at the start of the next line. They are put
    together at the end of the first line, in reading order, with a dot between them."""
    ordered = sorted(lines, key=lambda x: x.middle)
    gone: set[int] = set()
    for i, line in enumerate(ordered):
        near = [x for x in ordered[max(0, i - 4) : i + 5] if x is not line and _sized_alike(x, line)]
        first = _touching(line, [x for x in near if abs(x.start - line.end) < 0.3 * line.size])
        if not first or id(line) in gone:
            continue
        for after in ordered[i + 1 : i + 9]:
            if id(after) in gone or not 0.9 * line.size < after.middle - line.middle < 4 * line.size:
                continue
            beside = [x for x in ordered[i + 1 : i + 13] if x is not after and _sized_alike(x, after)]
            second = _touching(after, [x for x in beside if abs(x.end - after.start) < 0.3 * after.size])
            if len(second) == len(first):
                names = zip(*(sorted(x, key=lambda y: y.middle) for x in (first, second)), strict=True)
                line.end = max(x.end for x in first)
                for n, (head, tail) in enumerate(names):
                    if n:
                        line.letters.append(Letter("・", line.end, line.end))
                    line.letters += [y for y in head.letters if y.text.strip()]
                    line.letters += [
                        Letter(y.text, line.end, line.end, y.mark) for y in tail.letters if y.text.strip()
                    ]
                after.start = min(x.start for x in second)
                gone |= {id(x) for x in (*first, *second)}
                break
    return [x for x in lines if id(x) not in gone]


def _sized_alike(one: TextLine, other: TextLine) -> bool:
    return 0.75 <= one.size / other.size <= 1.34


def _touching(line: TextLine, beside: list[TextLine]) -> list[TextLine]:
    """The lines on both sides that touch this one (half a line away for two names, a whole one for three)."""
    near = [x for x in beside if abs(x.middle - line.middle) < _STACKED * line.size]
    low = [x for x in near if x.middle < line.middle]
    high = [x for x in near if x.middle > line.middle]
    if not low or not high:
        return []
    out = [*low, *high]
    for x in beside:
        if x not in out and any(abs(x.middle - y.middle) < _STACKED * line.size for y in out):
            out.append(x)
    return out


def _abreast(glyphs: list[Placed], frame: Frame, size: float) -> list[Placed]:
    """Glyphs that stand side by side at one place of the line: digits of 縦中横 from left to right; the two narrow lines of
    a 割注 one after the other."""
    out: list[Placed] = []
    group: list[Placed] = []

    def end() -> None:
        if len(group) > 1:
            if all(g.glyph.text.isascii() for g in group) or frame.horizontal:
                group.sort(key=lambda p: p.glyph.x0 if not frame.horizontal else p.v0)
            else:
                first = min(p.v0 for p in group)
                group.sort(key=lambda p: ((p.v0 - first) > 0.3 * size, p.u0))
        out.extend(group)
        group.clear()

    for p in glyphs:
        if group and not any(_side_by_side(q, p, size) for q in group):
            end()
        group.append(p)
    end()
    return out


def _side_by_side(a: Placed, b: Placed, size: float) -> bool:
    shared = min(a.u1, b.u1) - max(a.u0, b.u0)
    return shared > 0.5 * min(a.u1 - a.u0, b.u1 - b.u0) and abs(a.v0 - b.v0) > 0.2 * size


def _settle(letters: Sequence[Letter]) -> None:
    """Brackets and points set closer than their boxes: 。 and 」 have their ink in the first half of it, 「 in the second, so
    that is what they keep. After this no letter reaches into the next."""
    for a, b in itertools.pairwise(letters):
        if a.end <= b.start or a.start >= b.start:
            continue
        closes, opens = a.text in _CLOSES, b.text in _OPENS
        if closes == opens:
            a.end = b.start = (a.end + b.start) / 2
        elif closes:
            a.end = b.start
        else:
            b.start = a.end


def _gap(before: Letter, after: Placed, size: float) -> list[Letter]:
    """The spaces between two glyphs that nobody drew."""
    gap = after.u0 - before.end
    if gap < 0.18 * size:
        return []
    if _is_latin(before.text) and _is_latin(after.glyph.text[:1]) and gap < 0.75 * size:
        return [Letter(" ", before.end, after.u0, drawn=False)]
    count = int(gap / size + 0.4)
    if not count or not before.text.strip() or not after.glyph.text.strip():
        return []
    step = gap / count
    return [
        Letter("\u3000", before.end + i * step, before.end + (i + 1) * step, drawn=False)
        for i in range(count)
    ]


def _is_latin(text: str) -> bool:
    return bool(text) and text.strip() != "" and unicodedata.east_asian_width(text[-1]) in ("Na", "H")
