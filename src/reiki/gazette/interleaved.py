"""Rows cut at a page break: the converter prints what is left of the left column, then what is left of the right one.

The blocks between the cut and the end of the table must be dealt out to two columns. The labels decide: in each column
provisions stand in order, and row by row the left cell is printed before the right one, with corresponding provisions
side by side. Of all ways to deal the blocks out the one that fits this best is taken; where another is nearly as good and
gives other columns, the deal is in doubt, and the caller holds the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from reiki.gazette.model import Side
from reiki.gazette.opening import Opening, is_number_cut_off, read_opening
from reiki.law.kinds import Kind
from reiki.law.labels import label_key, readings
from reiki.law.numerals import branch_key
from reiki.source.model import Block, Paragraph, Table

_ROW: Final = 1.0
_EMPTY_LEFT: Final = 0.3
_GAP: Final = 0.4
_HEADLESS: Final = 1.0
"""A list that does not begin with its first label."""
_ALONE: Final = 0.3
_CROSSED: Final = 1.0
_UNTITLED: Final = 1.0
_ORPHAN: Final = 2.0
_STRAY: Final = 1.5
_DISORDER: Final = 6.0
_CLEAR: Final = 0.5
_PERHAPS: Final = 0.6
"""How open an item is that does not end in 。: items do end so (``(1) 筆記試験``), but it may have been cut."""
_LINE: Final = 20
_HARDLY: Final = 0.3
"""How open a few words are that do not end in 。 and hold no open bracket: the rest of a title (``職給料表``)."""
_WAYS: Final = 96
_INLINE: Final = re.compile(r"[ \u3000]+(?=[(（⑴-⒇])")

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a column has come: the part of the regulation, its article, the last label of each style, its last characters."""

    part: tuple[int, tuple[int, ...]] = (0, ())
    labels: tuple[tuple[str, tuple[int, ...]], ...] = ()
    row: tuple[int, ...] | None = None
    open: float = 0.0
    tail: str = ""

    def label(self, style: str) -> tuple[int, ...] | None:
        """The last label of that style, if the style is open."""
        return next((n for s, n in self.labels if s == style), None)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to deal out the blocks so far. ``left``/``right`` are the columns as printed, whichever is 改正後.

    ``row_left``/``row_right``: what stands in the row that is being dealt; ``past_left``/``past_right``: in earlier rows.
    """

    cost: float
    sides: tuple[Side | None, ...]
    left: _Place
    right: _Place
    at_right: bool = False
    caption: bool = False
    row_left: frozenset[Key] = frozenset()
    row_right: frozenset[Key] = frozenset()
    past_left: frozenset[Key] = frozenset()
    past_right: frozenset[Key] = frozenset()

    def closed(self) -> _Way:
        """The way with its row at an end: what has no counterpart in the row costs, more so when it stands in another."""
        alone = len(self.row_left ^ self.row_right)
        crossed = len(self.row_left & self.past_right) + len(self.row_right & self.past_left)
        return replace(
            self, cost=self.cost + _ALONE * alone + _CROSSED * crossed, at_right=False, row_left=frozenset(),
            row_right=frozenset(), past_left=self.past_left | self.row_left, past_right=self.past_right | self.row_right,
        )  # fmt: skip


def deal_out(
    blocks: Sequence[Block],
    after: Sequence[str],
    before: Sequence[str],
    sides: Sequence[Side | None],
    left: Side,
) -> tuple[list[tuple[Block, Side | None]], bool]:
    """Each block with its column, ``None`` for a table whose rows hold both columns side by side again; and whether the
    deal is in doubt.

    ``after``/``before``: the lines of both columns so far; ``left``: the column printed first.
    """
    right: Side = "before" if left == "after" else "after"
    lines: dict[Side, Sequence[str]] = {"after": after, "before": before}
    ways = [_Way(0.0, (), _place_of(lines[left]), _place_of(lines[right]))]
    doubtful = False
    for block in blocks:
        if isinstance(block, Table) and _both_sides(block, sides):
            best, unclear = _best([w.closed() for w in ways], blocks)
            doubtful = doubtful or unclear
            ways = [_after_rows(best, block, sides, left)]
            continue
        placed: dict[_Place, tuple[float, _Place]] = {}
        dealt = [w for way in ways for w in _deal(way, block, left, right, placed)]
        ways = sorted(dealt, key=lambda w: w.cost)[:_WAYS]
    best, unclear = _best([w.closed() for w in ways], blocks)
    return list(zip(blocks, best.sides, strict=True)), doubtful or unclear


def _deal(
    way: _Way, block: Block, left: Side, right: Side, placed: dict[_Place, tuple[float, _Place]]
) -> Iterator[_Way]:
    """The block put into the left column (a new row, where the right one has begun) and into the right one.

    ``placed`` remembers what the block costs in each place, as many ways share one.
    """
    stands_over = _stands_over(block)
    for side in (left, right):
        goes_right = side == right
        now = way
        cost = _ORPHAN if way.caption and goes_right != way.at_right else 0.0
        if not goes_right and way.at_right:
            now = way.closed()
            cost += _ROW
        elif goes_right and not way.at_right and not way.row_left:
            cost += _EMPTY_LEFT
        column = now.right if goes_right else now.left
        if column not in placed:
            placed[column] = _put(block, column)
        more, place = placed[column]
        above = place.labels[:-1] if _is_labelled(block) else place.labels
        key = (place.part, above, _key(block))
        yield replace(
            now, cost=now.cost + cost + more, sides=(*way.sides, side), at_right=goes_right, caption=stands_over,
            left=now.left if goes_right else place, right=place if goes_right else now.right,
            row_left=now.row_left if goes_right else now.row_left | {key},
            row_right=now.row_right | {key} if goes_right else now.row_right,
        )  # fmt: skip


def _stands_over(block: Block) -> bool:
    """True for what stands over the block that follows it: a caption, the bare label of a table."""
    if not isinstance(block, Paragraph):
        return False
    text = block.text.text.strip()
    opening = read_opening(text)
    bare = (
        opening.shape == "appendix"
        and not opening.elided
        and not text[opening.end :].strip("()（）第条の関係0123456789 ")
    )
    return opening.shape == "caption" or bare


def _best(ways: list[_Way], blocks: Sequence[Block]) -> tuple[_Way, bool]:
    """The cheapest way, and whether another that gives other columns is nearly as cheap."""
    ways.sort(key=lambda w: w.cost)
    best = ways[0]
    columns = _columns(best, blocks)
    rivals = (w for w in ways[1:] if w.cost - best.cost < _CLEAR)
    return best, any(_columns(w, blocks) != columns for w in rivals)


def _columns(way: _Way, blocks: Sequence[Block]) -> tuple[tuple[str, ...], ...]:
    """The words that a way puts into each column."""
    return tuple(
        tuple(_words(b) for b, s in zip(blocks, way.sides, strict=False) if s == side)
        for side in ("after", "before")
    )


def _words(block: Block) -> str:
    match block:
        case Paragraph():
            return "".join(block.text.text.split())
        case Table():
            return "\t".join("".join(c.plain().split()) for r in block.rows for c in r.cells)
        case _:
            return block.reference


def _key(block: Block) -> str:
    """What a block begins with: its label, the head of its first row, or nothing that names it."""
    match block:
        case Paragraph():
            text = block.text.text.strip()
            opening = read_opening(text)
            return text if opening.shape == "caption" else text[: opening.end] or "text"
        case Table():
            return "row:" + (
                block.rows[0].cells[0].plain().strip() if block.rows and block.rows[0].cells else ""
            )
        case _:
            return "figure"


def _is_labelled(block: Block) -> bool:
    return isinstance(block, Paragraph) and read_opening(block.text.text.strip()).shape == "label"


def _both_sides(table: Table, sides: Sequence[Side | None]) -> bool:
    """True when a table after the break has the comparison table's own columns again, not one side's inner table."""
    width = sum(c.colspan for c in table.rows[0].cells) if table.rows else 0
    if width > 2:
        return width == len(sides) or _halves(table, width)
    if width != len(sides):
        return False
    pairs = [[c.plain().strip() for c in r.cells] for r in table.rows if len(r.cells) == 2]
    return bool(pairs) and all(_alike(a, b) for a, b in pairs)


def halved(table: Table, sides: Sequence[Side | None]) -> Sequence[Side | None]:
    """The side of each column of a table that holds both columns: as in the head, or its first and second half."""
    width = sum(c.colspan for c in table.rows[0].cells) if table.rows else 0
    if width == len(sides):
        return sides
    first, second = dict.fromkeys(s for s in sides if s is not None)
    return [first] * (width // 2) + [second] * (width // 2)


def _halves(table: Table, width: int) -> bool:
    """True when the left half of each row begins as its right half does: two tables side by side under a head of two
    columns (``1 級<TAB>3,200円<TAB>1 級<TAB>3,000円``). One row in four may differ: rows come and go."""
    if width % 2 or any(len(r.cells) != width for r in table.rows):
        return False
    firsts = [
        ("".join(r.cells[0].plain().split()), "".join(r.cells[width // 2].plain().split()))
        for r in table.rows
    ]
    same = sum(a == b for a, b in firsts)
    return len(firsts) > 1 and 4 * same >= 3 * len(firsts)


def _alike(a: str, b: str) -> bool:
    """Whether two cells quote the same provision, as far as layout goes."""
    if not a or not b:
        return len(a or b) > 30
    if a[:6] == b[:6] and max(len(a), len(b)) > 6:
        return True
    return (
        len(a) > 20 and len(b) > 20 and SequenceMatcher(None, a[:200], b[:200], autojunk=False).ratio() > 0.6
    )


def _after_rows(way: _Way, table: Table, sides: Sequence[Side | None], first: Side) -> _Way:
    """The way after rows that hold both columns again."""
    left, right = way.left, way.right
    columns = halved(table, sides)
    for row in table.rows:
        filled: dict[Side, str] = {}
        for cell, side in zip(row.cells, columns, strict=False):
            if side is not None and cell.plain().strip():
                filled.setdefault(side, cell.plain().strip())
        for side, text in filled.items():
            if side == first:
                left = _put_row(text, left)[1]
            else:
                right = _put_row(text, right)[1]
    return replace(way, sides=(*way.sides, None), left=left, right=right)


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
            cost = _UNTITLED if place.row is None else 0.0
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
    number = (
        tuple(branch_key(opening.nums[0])) if opening.shape == "label" and opening.nums[0].isdigit() else None
    )
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
    cost, moved = _put_words(text, place)
    for inline in _INLINE.finditer(text):
        moved = _run_on(text[inline.end() :], moved)
    return cost, replace(moved, tail=text[-6:])


def _run_on(rest: str, place: _Place) -> _Place:
    """``（1）筆記試験 （2）口述試験 （3）身体検査`` on one line: the column has come to the last of them."""
    opening = read_opening(rest)
    if opening.shape != "label" or not place.labels:
        return place
    style, last = place.labels[-1]
    if _style(opening.nums[0]) != style or _ordinal(opening.nums[0])[0] != last[0] + 1:
        return place
    waits = not opening.elided and not rest[opening.body :].strip()
    labels = (*place.labels[:-1], (style, _ordinal(opening.nums[-1])))
    return replace(place, labels=labels, open=1.0 if waits else place.open)


def _put_words(text: str, place: _Place) -> tuple[float, _Place]:
    opening = read_opening(text)
    if is_number_cut_off(place.tail, text, opening):
        opening = Opening("text")
    rest = text[opening.body :]
    match opening.shape:
        case "article" | "heading" | "suppl" | "appendix" | "remarks" | "toc":
            return _put_part(opening, rest, place)
        case "label":
            return _put_label(opening, rest, place)
        case "caption":
            return _ORPHAN * (place.open == 1), _Place(place.part, place.labels, None, 0.0)
        case "elision" | "note":
            return 0.0, place
        case "text":
            still = 0.0 if not _unfinished(rest) else 1.0 if is_cut(rest) or len(rest) >= _LINE else _HARDLY
            return _ORPHAN * (1 - place.open), _Place(place.part, place.labels, None, still)


def _put_part(opening: Opening, rest: str, place: _Place) -> tuple[float, _Place]:
    rank = {"toc": 0, "article": 1, "heading": 1, "suppl": 2, "appendix": 3, "remarks": 3}[opening.shape]
    within = opening.kind in (Kind.SUPPL_APPDX_TABLE, Kind.SUPPL_APPDX_STYLE)
    number = branch_key(opening.nums[0]) if opening.nums and opening.nums[0] else ()
    if opening.shape in ("remarks", "heading"):
        again = opening.shape == "remarks" and place.labels[-1:] == (("remarks", ()),)
        labels = (*place.labels, ("remarks", ())) if opening.shape == "remarks" else ()
        return (_DISORDER if again else 0.0), _Place(place.part, labels, None, float(_unfinished(rest)))
    if within:
        rank = 2
    part = (rank, (10**6, *number) if within else number)
    last = opening.nums[-1] if opening.nums else ""
    reached = (rank, branch_key(last)) if opening.ranged and last else part
    tail = rest.split(" ")[-2:] if opening.shape == "appendix" else []
    labels = ()
    if len(tail) == 2 and readings(tail[0]):
        labels = ((_style(tail[0]), _ordinal(tail[0])),)
    titled = () if opening.shape == "appendix" else None
    cut = not opening.elided and _unfinished(rest)
    still = (
        0.0
        if not cut
        else 1.0
        if opening.shape == "article"
        else _PERHAPS
        if opening.shape == "appendix"
        else 0.0
    )
    moved = _Place(reached, labels, titled, still)
    if place.open == 1:
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
    in_appendix = place.part[0] == 3 or place.part[1][:1] == (10**6,)
    if style == "1" and known is None and not in_appendix:
        kept = []  # the second paragraph closes the items of the first, whose number is not printed
    finished = opening.elided or (bool(rest.strip()) and not _unfinished(rest))
    cut = 0.0 if finished else 1.0 if style == "1" or is_cut(rest) or not rest.strip() else _PERHAPS
    moved = _Place(place.part, (*kept, (style, last)), () if in_appendix else None, cut)
    if style == "1" and not place.labels and in_appendix:
        return _STRAY, moved  # paragraphs do not come after an appendix
    expected = known[0] + 1 if known else (2 if style == "1" else 1)
    if known is not None and number <= known:
        return _DISORDER, moved
    if number[0] == expected or (known and number[0] == known[0]):
        return 0.0, moved
    return (_GAP if known else _HEADLESS), moved


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


def is_cut(text: str) -> bool:
    """True when the text cannot end here at all: a bracket is open, or it ends in 、."""
    bare = text.strip()
    depth = sum(c in "（(「『" for c in bare) - sum(c in "）)」』" for c in bare)
    return depth > 0 or bare[-1:] in "、，"


def _unfinished(text: str) -> bool:
    """True for a sentence cut in the middle: it ends neither in 。 nor in a closing bracket, or a bracket is still open."""
    bare = text.strip()
    if not bare or bare.endswith("略") or read_opening(bare).elided:
        return False
    depth = sum(c in "（(「『" for c in bare) - sum(c in "）)」』" for c in bare)
    return depth > 0 or bare[-1] not in "。）)」』"
