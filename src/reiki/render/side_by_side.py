"""新旧対照表: two texts of a regulation as the lines of both columns, side by side, as an office lays them out.

What changed stands in full with its differing words marked; what moved has its label marked; what is equal beside it is
elided （略）, several neighbours in one line; what came or went stands alone and is marked as a whole. Tables are tables, of
which only the heads and the changed rows are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from reiki.law.kinds import HEADINGS, SUBITEMS, Kind
from reiki.law.plain_text.form import SPACE, UNKNOWN, UNKNOWN_ROWS, heading_indent, style_lines, unlisted_sign
from reiki.law.provision import Grid, Provision, Regulation
from reiki.law.tables import Place, coverage, head_rows
from reiki.render.comparison import differing_spans
from reiki.render.pairing import bare_of_number, pair, row_text, whole_text

__all__ = ["ELIDED", "Cell", "Line", "Row", "TableShown", "side_by_side", "side_by_side_provisions"]

Span = tuple[int, int]
ELIDED: Final = "（略）"
_LEVEL: Final = {kind: level for level, kind in enumerate((Kind.ITEM, *SUBITEMS), 1)}

_COUNTED: Final = frozenset({Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM, *SUBITEMS})
"""Provisions whose label is a number: another number is another label."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column. ``level``: its indent in full-width characters; ``spans``: what is underlined;
    ``hanging``: its further lines stand one character further in."""

    text: str
    spans: tuple[Span, ...] = ()
    level: int = 0
    hanging: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as shown: its text, what is underlined, how far it reaches."""

    text: str
    spans: tuple[Span, ...] = ()
    rowspan: int = 1
    colspan: int = 1
    head: bool = False


@dataclass(frozen=True, slots=True)
class TableShown:
    """Rows of a table; an empty row stands for rows that are equal and left out."""

    rows: tuple[tuple[Cell, ...], ...]
    columns: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of both columns; ``None`` where a column has nothing there. ``begins``: with it a provision of the first level
    begins, so that a rule is drawn above it."""

    before: Line | TableShown | None
    after: Line | TableShown | None
    begins: bool = False


def side_by_side(
    before: Regulation | None, after: Regulation | None, *, elide: bool = True
) -> tuple[Row, ...]:
    """The rows for two texts of a regulation, in the order of the text after; none when they are equal. Without ``elide`` what
    is equal stands in full as well."""
    old, new = before or Regulation(""), after or Regulation("")
    rows: list[Row] = []
    if old.title != new.title:
        left, right = (
            differing_spans(old.title, new.title) if before and after else (_all(old.title), _all(new.title))
        )
        rows.append(Row(
            Line(old.title, left, 3) if before else None, Line(new.title, right, 3) if after else None, True
        ))  # fmt: skip
    if old.provisions != new.provisions:
        rows += _children(old.provisions, new.provisions, None, elide)
    return tuple(rows)


def side_by_side_provisions(
    before: Provision | None, after: Provision | None, *, elide: bool = True
) -> tuple[Row, ...]:
    """The rows for two texts of one provision."""
    if before == after:
        return ()
    if before is not None and after is not None:
        return tuple(_changed(before, after, elide))
    return tuple(_alone(before, None) if before is not None else _alone(None, after))


# ---------------------------------------------------------------------------------------------------------- provisions


def _children(
    before: Sequence[Provision], after: Sequence[Provision], up: Provision | None, elide: bool
) -> Iterator[Row]:
    found = pair(before, after, bare_of_number, _number, whole_text)
    for same, group in groupby(found, key=lambda both: both[0] is not None and both[0] == both[1]):
        if same:
            equal = [both[1] for both in group if both[1] is not None]
            yield from _elided(equal, up) if elide else _equal(equal, up)
            continue
        for old, new in group:
            rows = _changed(old, new, elide) if old is not None and new is not None else _alone(old, new)
            first = _stands_apart(new or old, up)
            for n, row in enumerate(rows):
                yield replace(row, begins=row.begins or (first and not n))


def _number(p: Provision) -> tuple[Kind, str]:
    return p.kind, p.num


def _stands_apart(p: Provision | None, up: Provision | None) -> bool:
    """True where a rule is drawn above: provisions of the first level, articles and headings."""
    if up is None or p is None:
        return up is None
    in_contents = up.kind is Kind.TOC or (p.kind in HEADINGS and not p.children)
    return not in_contents and p.kind in (Kind.ARTICLE, *HEADINGS)


def _elided(provisions: Sequence[Provision], up: Provision | None) -> Iterator[Row]:
    """Neighbours that are equal on both sides: `(1)～(3)　（略）`; of headings and what has no label only （略）."""
    for kind, group in groupby(provisions, key=lambda p: p.kind):
        run = list(group)
        level = heading_indent(kind) if kind in HEADINGS else _LEVEL.get(kind, 0)
        labels = [p.label for p in run if p.label]
        if kind in HEADINGS:
            labels = [label.split(SPACE)[0] for label in labels]
        labels = (
            [] if kind is Kind.TABLE else labels if kind is not Kind.SUPPL else list(dict.fromkeys(labels))
        )
        text = (labels[0] + _joint(len(labels)) + labels[-1] if len(labels) > 1 else "".join(labels)) + (
            SPACE if labels else ""
        )
        line = Line(text + ELIDED, (), level)
        yield Row(line, line, _stands_apart(run[0], up))


def _equal(provisions: Sequence[Provision], up: Provision | None) -> Iterator[Row]:
    """Neighbours that are equal on both sides, in full and without a mark."""
    for p in provisions:
        for n, entry in enumerate(_lines_of(p, up)):
            line = _unmarked(entry)
            yield Row(line, line, not n and _stands_apart(p, up))


def _unmarked(entry: Line | TableShown) -> Line | TableShown:
    if isinstance(entry, Line):
        return entry
    return replace(entry, rows=tuple(tuple(replace(cell, spans=()) for cell in row) for row in entry.rows))


def _joint(count: int) -> str:
    return "・" if count == 2 else "～"


def _alone(old: Provision | None, new: Provision | None) -> Iterator[Row]:
    """What came or went, whole: every line of it is marked."""
    for entry in _lines_of(old or new or Provision(Kind.ARTICLE), None):
        marked = replace(entry, spans=_all(entry.text)) if isinstance(entry, Line) else entry
        yield Row(marked if old is not None else None, marked if new is not None else None)


def _changed(old: Provision, new: Provision, elide: bool) -> Iterator[Row]:
    if old.kind is not new.kind:
        yield from _alone(old, None)
        yield from _alone(None, new)
        return
    if bare_of_number(old) == bare_of_number(new):  # it moved: its label is all that is new
        yield from [_paired(old, ELIDED, new, ELIDED)] if elide else _moved(old, new)
        return
    if old.caption or new.caption:
        left = Line(old.caption, (), 1 + _LEVEL.get(old.kind, 0), False) if old.caption else None
        right = Line(new.caption, (), 1 + _LEVEL.get(new.kind, 0), False) if new.caption else None
        yield _pair_of(left, right)
    first_old, first_new = _inline(old), _inline(new)
    if old.kind is Kind.ARTICLE and first_old is not None and first_new is not None:
        yield from _first_line(old, new, first_old, first_new, elide)
        yield from _below(first_old, first_new, elide)
        yield from _children(old.children[1:], new.children[1:], old, elide)
        return
    same = _own_words(old) == _own_words(new)
    if elide and same and old.kind not in HEADINGS and old.kind is not Kind.SUPPL:
        text = ELIDED if _own_words(old) and old.kind is not Kind.TABLE else ""
        if text or old.label or new.label or old.related or new.related:
            yield _paired(old, text, new, text)
    elif old.label or new.label or (old.kind is not Kind.TABLE and (_own_words(old) or _own_words(new))):
        yield _paired(old, _own_words(old), new, _own_words(new))
    yield from _below(old, new, elide)


def _moved(old: Provision, new: Provision) -> Iterator[Row]:
    """What says the same under another number, in full: its label alone is marked."""
    for n, (left, right) in enumerate(zip(_lines_of(old, None), _lines_of(new, None), strict=True)):
        marked = isinstance(left, Line) and isinstance(right, Line) and left.text != right.text
        if not marked:
            yield Row(_unmarked(left), _unmarked(right), not n)
            continue
        first_old, first_new = _inline(old) or old, _inline(new) or new
        yield _paired(old, _own_words(first_old), new, _own_words(first_new))


def _first_line(
    old: Provision, new: Provision, first_old: Provision, first_new: Provision, elide: bool
) -> Iterator[Row]:
    """第1条　…: the line that an article shares with its first paragraph."""
    same = elide and _own_words(first_old) == _own_words(first_new)
    yield _paired(
        old, ELIDED if same else _own_words(first_old), new, ELIDED if same else _own_words(first_new)
    )


def _below(old: Provision, new: Provision, elide: bool) -> Iterator[Row]:
    if old.grid != new.grid:
        yield _tables(old.grid, new.grid, elide)
    elif new.grid is not None and not elide:
        whole = _unmarked(_table_alone(new.grid))
        yield Row(whole, whole)
    if old.opaque != new.opaque or (new.opaque and not elide):
        for before, after in zip(*_padded(_forms(old), _forms(new)), strict=True):
            yield _pair_of(before, after)
    yield from _children(old.children, new.children, old, elide)
    if old.unlisted != new.unlisted:
        sign = Line(unlisted_sign(new.kind), (), 0)
        yield Row(sign if old.unlisted else None, sign if new.unlisted else None)


def _padded(a: Sequence[Line], b: Sequence[Line]) -> tuple[list[Line | None], list[Line | None]]:
    size = max(len(a), len(b))
    return [*a, *[None] * (size - len(a))], [*b, *[None] * (size - len(b))]


def _pair_of(before: Line | None, after: Line | None) -> Row:
    """Two lines with what differs in them underlined; one that stands alone is underlined whole."""
    if before is None or after is None:
        return Row(
            replace(before, spans=_all(before.text)) if before else None,
            replace(after, spans=_all(after.text)) if after else None,
        )
    left, right = differing_spans(before.text, after.text)
    return Row(replace(before, spans=left), replace(after, spans=right))


def _paired(old: Provision, old_words: str, new: Provision, new_words: str) -> Row:
    """The lines of one provision in both columns; a label that is another is underlined whole, a heading in its words."""
    left, right = _labelled(old, old_words), _labelled(new, new_words)
    labels = old.label + old.related, new.label + new.related
    if labels[0] == labels[1] or old.kind in HEADINGS or old.kind not in _COUNTED:
        return _pair_of(left, right)
    spans = differing_spans(old_words, new_words) if old_words != new_words else ((), ())
    sides = []
    for line, label, words, own in zip((left, right), labels, (old_words, new_words), spans, strict=True):
        shift = len(line.text) - len(words)
        sides.append(replace(line, spans=(*_all(label), *((a + shift, b + shift) for a, b in own))))
    return Row(sides[0], sides[1])


def _all(text: str) -> tuple[Span, ...]:
    return ((0, len(text)),) if text else ()


def _own_words(p: Provision) -> str:
    return UNKNOWN if p.text is None else p.text


def _join(label: str, words: str) -> str:
    return label + (SPACE if label and words else "") + words


def _labelled(p: Provision, words: str) -> Line:
    level = (
        heading_indent(p.kind) if p.kind in HEADINGS else 3 if p.kind is Kind.SUPPL else _LEVEL.get(p.kind, 0)
    )
    return Line(_join(p.label + p.related, words), (), level, p.kind not in HEADINGS)


def _inline(p: Provision) -> Provision | None:
    first = p.children[0] if p.children else None
    stands = (
        first is not None
        and first.kind is Kind.PARAGRAPH
        and not first.label
        and not first.caption
        and not p.text
    )
    return first if stands else None


def _forms(p: Provision) -> list[Line]:
    out = []
    for xml in p.opaque:
        lines = style_lines(xml)
        out += [Line(line, (), 0, False) for line in (lines if lines is not None else ["〔図・様式等〕"])]
    return out


def _lines_of(p: Provision, parent: Provision | None) -> Iterator[Line | TableShown]:
    """Every line of a provision, as in the plain text."""
    level = _LEVEL.get(p.kind, 0)
    if p.caption:
        yield Line(p.caption, (), 1 + level, False)
    first = _inline(p) if p.kind is Kind.ARTICLE else None
    line = Line(_join(p.label, _own_words(first))) if first is not None else _labelled(p, _own_words(p))
    if line.text:
        yield line
    for q in (first, p) if first is not None else (p,):
        if q.grid is not None:
            yield _table_alone(q.grid)
        yield from _forms(q)
        for child in q.children:
            if child is not first:
                yield from _lines_of(child, q)
        if q.unlisted:
            yield Line(unlisted_sign(q.kind), (), level, False)


# -------------------------------------------------------------------------------------------------------------- tables


def _table_alone(grid: Grid) -> TableShown:
    return _shown(grid, list(range(len(grid.rows))), {(r, n): _all(c.text or "") for r, row in enumerate(grid.rows)
                                                      for n, c in enumerate(row)})  # fmt: skip


def _tables(old: Grid | None, new: Grid | None, elide: bool) -> Row:
    """Both tables: heads, changed rows, and one empty row for each run of equal ones."""
    before, after = old or Grid(()), new or Grid(())
    left: list[int | None] = []
    right: list[int | None] = []
    marks_left: dict[Place, tuple[Span, ...]] = {}
    marks_right: dict[Place, tuple[Span, ...]] = {}
    rows_before, rows_after = list(enumerate(before.rows)), list(enumerate(after.rows))
    heads = max(head_rows(before), head_rows(after))
    for a, b in pair(rows_before, rows_after, lambda row: row[1], lambda row: row[1][0].text if row[1] else "",
                     lambda row: row_text(row[1])):  # fmt: skip
        if a is not None and b is not None and a[1] == b[1]:
            if a[0] < heads or not elide:
                left.append(a[0])
                right.append(b[0])
            else:
                for side in (left, right):
                    if not side or side[-1] is not None:
                        side.append(None)
            continue
        if a is not None:
            left.append(a[0])
        if b is not None:
            right.append(b[0])
        _mark(a, b, marks_left, marks_right)
    return Row(
        _shown(before, left, marks_left) if before.rows else None,
        _shown(after, right, marks_right) if after.rows else None,
    )


def _mark(
    a: tuple[int, tuple[object, ...]] | None,
    b: tuple[int, tuple[object, ...]] | None,
    left: dict[Place, tuple[Span, ...]],
    right: dict[Place, tuple[Span, ...]],
) -> None:
    """The spans of two rows that answer each other, cell by cell where both have as many."""
    texts_a = [getattr(c, "text", None) or "" for c in a[1]] if a else []
    texts_b = [getattr(c, "text", None) or "" for c in b[1]] if b else []
    paired = len(texts_a) == len(texts_b)
    for n, text in enumerate(texts_a):
        if a is not None:
            other = texts_b[n] if paired else None
            left[a[0], n] = (
                _all(text) if other is None else () if other == text else differing_spans(text, other)[0]
            )
    for n, text in enumerate(texts_b):
        if b is not None:
            other = texts_a[n] if paired else None
            right[b[0], n] = (
                _all(text) if other is None else () if other == text else differing_spans(other, text)[1]
            )


def _shown(grid: Grid, rows: Sequence[int | None], marks: dict[Place, tuple[Span, ...]]) -> TableShown:
    """The rows as shown: a merged cell reaches over those of its rows that stand together."""
    lines = coverage(grid)
    columns = len(lines[0]) if lines else 0
    out: list[tuple[Cell, ...]] = []
    for i, r in enumerate(rows):
        if r is None:
            out.append(())
            continue
        if r in grid.gap_rows:
            out.append((Cell(UNKNOWN_ROWS, colspan=columns),))
            continue
        above = rows[i - 1] if i else None
        cells: list[Cell] = []
        column = 0
        while column < columns:
            place = lines[r][column]
            end = column + 1
            while place is not None and end < columns and lines[r][end] == place:
                end += 1
            if place is None:
                cells.append(Cell(""))
            elif above is None or lines[above][column] != place:
                reach = 1
                while (
                    i + reach < len(rows)
                    and (below := rows[i + reach]) is not None
                    and lines[below][column] == place
                ):
                    reach += 1
                cell = grid.rows[place[0]][place[1]]
                text = UNKNOWN if cell.text is None else cell.text
                cells.append(Cell(text, marks.get(place, ()), reach, end - column, cell.head))
            column = end
        out.append(tuple(cells))
    return TableShown(tuple(out), max(columns, 1))
