"""Rows cut at a page break: the converter prints what is left of the left column, then what is left of the right one.

The blocks between the cut and the end of the table must be dealt out to two columns. The labels decide: in each column
provisions stand in order, so of all ways to deal the blocks out the one that changes sides least often and breaks no
order is taken. No words are changed here, and what a wrong deal would produce does not fit the guard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from reiki.gazette.model import Side
from reiki.gazette.opening import Opening, read_opening
from reiki.law.kinds import Kind
from reiki.law.labels import label_key, readings
from reiki.law.numerals import branch_key
from reiki.source.model import Block, Paragraph, Table

_SWITCH: Final = 1.0
_GAP: Final = 0.4
_RESTART: Final = 0.3
_ORPHAN: Final = 2.0
_DISORDER: Final = 6.0


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a column has come: the part of the regulation, its article, and the last label of each style."""

    part: tuple[int, tuple[int, ...]] = (0, ())
    labels: tuple[tuple[str, tuple[int, ...]], ...] = ()
    row: tuple[int, ...] | None = None
    open: bool = False

    def label(self, style: str) -> tuple[int, ...] | None:
        """The last label of that style, if the style is open."""
        return next((n for s, n in self.labels if s == style), None)


@dataclass(slots=True)
class _Best:
    cost: float
    before: tuple[Side | None, ...]
    left: _Place
    right: _Place
    side: Side | None
    first: str = ""


def deal_out(
    blocks: Sequence[Block],
    after: Sequence[str],
    before: Sequence[str],
    sides: Sequence[Side | None],
    left: Side,
) -> list[tuple[Block, Side | None]]:
    """Each block with its column; ``None`` for a table whose rows hold both columns side by side again.

    ``after``/``before``: the lines of both columns so far; ``left``: the column printed first.
    """
    states: list[_Best] = [_Best(0.0, (), _place_of(after), _place_of(before), None)]
    for block in blocks:
        if isinstance(block, Table) and _both_sides(block, sides):
            best = min(states, key=lambda s: s.cost)
            states = [_after_rows(best, block, sides)]
            continue
        states = _step(states, block, left)
    best = min(states, key=lambda s: s.cost)
    return list(zip(blocks, best.before, strict=True))


def _step(states: list[_Best], block: Block, left: Side) -> list[_Best]:
    """All ways to place one more block; of those that lead to the same state only the cheapest is kept."""
    kept: dict[tuple[object, ...], _Best] = {}
    for state in states:
        for side in ("after", "before"):
            place = state.left if side == "after" else state.right
            cost, moved = _put(block, place)
            key = _key(block)
            first = state.first
            if state.side != side:
                cost += _SWITCH if state.side is not None else (0.0 if side == left else 0.5)
                if state.side == left and first and first == key:
                    cost -= _RESTART
                if side == left or state.side is None:
                    first = key
            new = _Best(
                state.cost + cost,
                (*state.before, side),
                moved if side == "after" else state.left,
                moved if side == "before" else state.right,
                side,
                first,
            )
            where = (new.left, new.right, side, first)
            if where not in kept or kept[where].cost > new.cost:
                kept[where] = new
    return sorted(kept.values(), key=lambda s: s.cost)[:64]


def _key(block: Block) -> str:
    """What a block begins with, to see the right column start over where the left one did."""
    match block:
        case Paragraph():
            opening = read_opening(block.text.text.strip())
            return block.text.text.strip()[: opening.end] or "text"
        case Table():
            return "row:" + (block.rows[0].cells[0].plain().strip() if block.rows and block.rows[0].cells else "")
        case _:
            return "figure"


def _both_sides(table: Table, sides: Sequence[Side | None]) -> bool:
    """True when a table after the break has the comparison table's own columns again, not one side's inner table."""
    width = sum(c.colspan for c in table.rows[0].cells) if table.rows else 0
    if width != len(sides):
        return False
    if width > 2:
        return True
    pairs = [[c.plain().strip() for c in r.cells] for r in table.rows if len(r.cells) == 2]
    return bool(pairs) and all(_alike(a, b) for a, b in pairs)


def _alike(a: str, b: str) -> bool:
    """Whether two cells quote the same provision, as far as layout goes."""
    if not a or not b:
        return len(a or b) > 30
    if a[:6] == b[:6] and max(len(a), len(b)) > 6:
        return True
    return len(a) > 20 and len(b) > 20 and SequenceMatcher(None, a[:200], b[:200], autojunk=False).ratio() > 0.6


def _after_rows(state: _Best, table: Table, sides: Sequence[Side | None]) -> _Best:
    left, right = state.left, state.right
    for row in table.rows:
        for side in ("after", "before"):
            cells = [c for c, s in zip(row.cells, sides, strict=False) if s == side]
            text = cells[0].plain().strip() if cells else ""
            place = left if side == "after" else right
            if text:
                place = _put_row(text, place)[1]
            if side == "after":
                left = place
            else:
                right = place
    return _Best(state.cost, (*state.before, None), left, right, None)


def _place_of(lines: Sequence[str]) -> _Place:
    place = _Place()
    for line in lines:
        if "\t" in line:
            place = _put_row(line.split("\t")[0], place)[1]
        elif line.strip():
            place = _put_line(line, place)[1]
    return place


def _put(block: Block, place: _Place) -> tuple[float, _Place]:
    match block:
        case Paragraph():
            return _put_line(block.text.text, place)
        case Table():
            cost = 0.0
            for i, row in enumerate(block.rows):
                first = row.cells[0].plain().strip() if row.cells else ""
                more, place = _put_row(first, place)
                cost += more if i == 0 else 0.0
            return cost, place
        case _:
            return 0.0, place


def _put_row(first: str, place: _Place) -> tuple[float, _Place]:
    """A row of an inner table: a numbered row (``5 級``) follows the last one of its table."""
    opening = read_opening(first)
    number = tuple(branch_key(opening.nums[0])) if opening.shape == "label" and opening.nums[0].isdigit() else None
    moved = _Place(place.part, place.labels, number if number is not None else place.row, False)
    if number is None:
        return (0.0 if place.row is None else _GAP / 2), _Place(place.part, place.labels, (), False)
    if place.row and number <= place.row:
        return _DISORDER, moved
    if place.row and number[0] != place.row[0] + 1:
        return _GAP, moved
    return 0.0, moved


def _put_line(line: str, place: _Place) -> tuple[float, _Place]:
    text = line.strip()
    opening = read_opening(text)
    rest = text[opening.body :]
    match opening.shape:
        case "article" | "heading" | "suppl" | "appendix" | "remarks" | "toc":
            return _put_part(opening, rest, place)
        case "label":
            return _put_label(opening, rest, place)
        case "caption":
            return (_ORPHAN if place.open else 0.0), _Place(place.part, place.labels, None, False)
        case "elision" | "note":
            return 0.0, place
        case "text":
            return (0.0 if place.open else _ORPHAN), _Place(place.part, place.labels, None, _unfinished(rest))


def _put_part(opening: Opening, rest: str, place: _Place) -> tuple[float, _Place]:
    rank = {"toc": 0, "article": 1, "heading": 1, "suppl": 2, "appendix": 3, "remarks": 3}[opening.shape]
    within = opening.kind in (Kind.SUPPL_APPDX_TABLE, Kind.SUPPL_APPDX_STYLE)
    number = branch_key(opening.nums[0]) if opening.nums and opening.nums[0] else ()
    if opening.shape in ("remarks", "heading"):
        return 0.0, _Place(place.part, (), None, _unfinished(rest))
    if within:
        rank = 2
    part = (rank, (10**6, *number) if within else number)
    last = (opening.nums[-1] if opening.nums else "")
    reached = (rank, branch_key(last)) if opening.ranged and last else part
    tail = rest.split(" ")[-2:] if opening.shape == "appendix" else []
    labels: tuple[tuple[str, tuple[int, ...]], ...] = ()
    if len(tail) == 2 and readings(tail[0]):
        labels = ((_style(tail[0]), _ordinal(tail[0])),)
    moved = _Place(reached, labels, None, _unfinished(rest) and opening.shape == "article" and not opening.elided)
    if place.open:
        return _ORPHAN, moved
    return (0.0 if part > place.part else _DISORDER), moved


def _put_label(opening: Opening, rest: str, place: _Place) -> tuple[float, _Place]:
    style = _style(opening.nums[0])
    number, last = _ordinal(opening.nums[0]), _ordinal(opening.nums[-1])
    known = place.label(style)
    kept: list[tuple[str, tuple[int, ...]]] = []
    for s, n in place.labels:
        if s == style:
            break
        kept.append((s, n))
    cut = _cut(rest) if style != "1" else _unfinished(rest)  # items end without 。 (``(1) 筆記試験``), paragraphs do not
    moved = _Place(place.part, (*kept, (style, last)), None, cut and not opening.elided)
    expected = known[0] + 1 if known else (2 if style == "1" else 1)
    if known is not None and number <= known:
        return _DISORDER, moved
    return (0.0 if number[0] == expected or (known and number[0] == known[0]) else _GAP), moved


def _style(label: str) -> str:
    found = readings(label)
    parens = "()" if label.startswith("(") else ""
    if not found:
        return label
    count = found[0].style.count.value
    if count in ("イロハ", "アイウ"):
        count = "カナ"
    return count + parens


def _ordinal(label: str) -> tuple[int, ...]:
    return label_key(label)[0][1:]


def _cut(text: str) -> bool:
    """True when the text cannot end here at all: a bracket is open, or it ends in 、."""
    bare = text.strip()
    depth = sum(c in "（(「『" for c in bare) - sum(c in "）)」』" for c in bare)
    return depth > 0 or bare[-1:] in "、，"


def _unfinished(text: str) -> bool:
    """True for a sentence cut in the middle: it ends neither in 。 nor in a closing bracket, or a bracket is still open."""
    bare = text.strip()
    if not bare or read_opening(bare).elided:
        return False
    depth = sum(c in "（(「『" for c in bare) - sum(c in "）)」』" for c in bare)
    return depth > 0 or bare[-1] not in "。）)」』"
