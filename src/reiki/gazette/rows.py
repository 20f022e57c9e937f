"""Which stored rows and cells the rows of a column's table quote, merged cells and elisions included (the guard of a table).

A row may be quoted whole, elided (``略`` throughout), or in part: ``2級｜（略）`` is one row of which a cell is not quoted,
``教育職｜略｜略`` all the rows beside one merged cell. Cells are compared by the columns that they cover, so that a merged cell
counts beside every row that it reaches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from reiki.gazette.opening import ELISION
from reiki.gazette.quoted import QuotedCell, QuotedRow
from reiki.law.equality import Fidelity, key
from reiki.law.provision import Grid, GridCell
from reiki.law.tables import Place, coverage

_MOST_STEPS: Final = 200_000


class RowMismatch(ValueError):
    """A quoted row is not where the stored table has it; the message names the row and what stands there."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A table as one column prints it. ``lines``: for each row and grid column the cell that covers it, as (row, index);
    ``width``: columns of the rows that are not elided."""

    rows: Sequence[QuotedRow]
    lines: tuple[tuple[Place | None, ...], ...]
    width: int

    def cell(self, place: Place) -> QuotedCell:
        """The cell that begins there."""
        return self.rows[place[0]].cells[place[1]]

    def covering(self, row: int, column: int) -> Place | None:
        """The cell that covers a row and a column."""
        line = self.lines[row]
        return line[column] if column < len(line) else None

    def last_row(self, place: Place) -> int:
        """The last row that a cell reaches."""
        return min(place[0] + max(self.cell(place).rowspan, 1), len(self.rows)) - 1

    def starting(self, row: int) -> list[Place]:
        """The cells that begin in a row."""
        return [(row, n) for n in range(len(self.rows[row].cells))]


def lay_out(rows: Sequence[QuotedRow]) -> Printed:
    """The rows as they are laid out, columns counted."""
    shape = Grid(tuple(tuple(GridCell("", c.rowspan, c.colspan) for c in r.cells) for r in rows))
    lines = coverage(shape)
    width = 0
    for row, line in zip(rows, lines, strict=True):
        if not row.elided:
            width = max(width, max((n + 1 for n, place in enumerate(line) if place is not None), default=0))
    return Printed(rows, lines, width)


def text_of(cell: QuotedCell) -> str:
    """The words of a cell as printed, ``""`` for none."""
    return cell.text.text if cell.text is not None else ""


def is_elided(cell: QuotedCell) -> bool:
    """True for a cell that says ``略``."""
    return cell.text is None or ELISION.fullmatch(cell.text.text) is not None


@dataclass(frozen=True, slots=True)
class Bound:
    """What a table of the 改正前 column quotes: ``rows``, the stored rows of each printed row; ``cells``, the stored cell of
    each printed one (of those not in rows elided throughout)."""

    rows: tuple[tuple[int, ...], ...]
    cells: dict[Place, Place]


def bind(printed: Printed, stored: Grid, fidelity: Fidelity) -> Bound:
    """Binds a printed table to the stored one. Raises :class:`RowMismatch` where they differ or more than one reading fits."""
    return _Binding(printed, stored, fidelity).bound()


_Rows = list[tuple[int, ...]]


@dataclass(slots=True)
class _Binding:
    printed: Printed
    stored: Grid
    fidelity: Fidelity
    keys: dict[Place, str | None] = field(default_factory=dict)
    said: dict[Place, str | None] = field(default_factory=dict)
    problem: str = ""
    reached: int = -1

    def __post_init__(self) -> None:
        for r, row in enumerate(self.stored.rows):
            for n, own in enumerate(row):
                self.keys[r, n] = None if own.text is None else key(own.text, self.fidelity)
        for i, line in enumerate(self.printed.rows):
            for n, cell in enumerate(line.cells):
                self.said[i, n] = None if is_elided(cell) else key(text_of(cell), self.fidelity)

    def bound(self) -> Bound:
        lines = coverage(self.stored)
        width = len(lines[0]) if lines else 0
        if self.printed.width and self.printed.width != width and self.fidelity is not Fidelity.CONVERTED:
            raise RowMismatch(f"改正前 quotes {self.printed.width} columns, the stored table has {width}")
        found: list[_Rows] = []
        steps = 0
        waiting: list[tuple[int, int, _Rows]] = [(0, 0, [])]
        while waiting and len(found) < 2:
            i, r, done = waiting.pop()
            while i < len(self.printed.rows):
                steps += 1
                if steps > _MOST_STEPS:
                    raise RowMismatch("its elided rows can be read in too many ways")
                ends = self._ends(i, r, done)
                if not ends:
                    break
                waiting.extend((i + 1, e, [*done, tuple(range(r, e))]) for e in reversed(ends[1:]))
                done.append(tuple(range(r, ends[0])))
                i, r = i + 1, ends[0]
            else:
                if r == len(self.stored.rows):
                    found.append(done)
                else:
                    there = _shown_stored(self.stored, r)
                    self._note(
                        i,
                        f"the stored table goes on with 「{there}」, which 改正前 neither quotes nor elides",
                    )
        if not found:
            raise RowMismatch(self.problem or "改正前 quotes no row of the stored table")
        if len(found) > 1 and self._quoted(found[0]) != self._quoted(found[1]):
            raise RowMismatch(
                "more than one stored row reads as a row that 改正前 quotes between elided ones"
            )
        return Bound(tuple(found[0]), self._cells(found[0]))

    # ------------------------------------------------------------------------------------------------------- one row

    def _ends(self, i: int, r: int, done: _Rows) -> list[int]:
        """The stored rows before which the stretch that printed row ``i`` stands for may end, when it begins at ``r``."""
        row = self.printed.rows[i]
        if row.elided:
            return self._elided(i, r, done)
        if not self._fits(i, r, done):
            there = _shown_stored(self.stored, r)
            self._note(i, f"改正前 quotes the row 「{_shown(row)}」, the stored table has 「{there}」 there")
            return []
        starting = [p for p in self.printed.starting(i) if self.said[p] is not None]
        ends = [r + 1]
        if starting and len(starting) < len(
            row.cells
        ):  # 教育職｜略｜略: all that stands beside the merged cell
            limit = self._limit(i, done)
            own = [self._end(self._place_at(p, r)) for p in starting if self.printed.last_row(p) == i]
            reaching = [self._end(self._place_at(p, r)) for p in starting if self.printed.last_row(p) > i]
            last = min([*own, *reaching, limit]) + 1
            ends = [last] if own else self._followed(i, r + 1, last, r, done)
        good = [e for e in ends if self._closes(i, r, e, done)]
        if not good:
            self._note(
                i, f"the merged cells beside 「{_shown(row)}」 reach over other rows in the stored table"
            )
        return good

    def _elided(self, i: int, r: int, done: _Rows) -> list[int]:
        limit, forced = len(self.stored.rows), -1
        for p in self._from_above(i):
            end = self._end(self._place_of(p, done)) + 1
            limit = min(limit, end)
            if self.printed.last_row(p) == i:
                forced = max(forced, end)
        rows = self.printed.rows
        if forced >= 0:
            return [forced] if r <= forced <= limit else []
        if i + 1 == len(rows):
            return [limit] if limit >= r else []
        if rows[i + 1].elided:
            return [min(r + 1, limit)] if limit >= r else []
        ends = self._followed(i, r, limit, r, done)
        if not ends:
            self._note(i + 1, f"no stored row reads 「{_shown(rows[i + 1])}」")
        return ends

    def _followed(self, i: int, first: int, last: int, r: int, done: _Rows) -> list[int]:
        """The places from ``first`` to ``last`` at which the next printed row may stand."""
        rows = self.printed.rows
        if i + 1 == len(rows):
            return [last]
        if rows[i + 1].elided:
            return [first] if first <= last else []
        return [
            e
            for e in range(first, min(last, len(self.stored.rows) - 1) + 1)
            if self._fits(i + 1, e, [*done, tuple(range(r, e))])
        ]

    def _fits(self, i: int, r: int, done: _Rows) -> bool:
        """True when the quoted cells of printed row ``i`` are those of stored row ``r``."""
        if r >= len(self.stored.rows) or r in self.stored.gap_rows:
            return False
        own = coverage(self.stored)[r]
        before: Place | None = None
        for c, s in enumerate(own):
            p = self.printed.covering(i, c)
            if p is None:
                if s is not None and (self.fidelity is not Fidelity.CONVERTED or self.keys[s]):
                    return False
                before = None
                continue
            if s is None:
                return False
            said = self.said[p]
            if said is not None and said != self.keys[s]:
                return False
            if c and not self._parted_alike(before, p, own[c - 1], s, said is None):
                return False
            if said is not None and not self._begins_alike(p, s, c, i, r, done):
                return False
            before = p
        return True

    def _parted_alike(
        self, left: Place | None, p: Place, left_stored: Place | None, s: Place, elided: bool
    ) -> bool:
        if left == p:
            return left_stored == s or elided
        return left_stored != s or (elided and left is not None and self.said[left] is None)

    def _begins_alike(self, p: Place, s: Place, column: int, i: int, r: int, done: _Rows) -> bool:
        """A cell reaches down from a row above where the stored one does. Under elided rows a merged cell is quoted anew."""
        if p[0] < i:
            rows = done[p[0]] if p[0] < len(done) else ()
            return bool(rows) and coverage(self.stored)[rows[0]][column] == s
        if s[0] == r:
            return True
        return bool(i) and self.printed.rows[i - 1].elided

    def _closes(self, i: int, r: int, end: int, done: _Rows) -> bool:
        """Merged cells that end with printed row ``i`` end with the stored rows too, unless elided rows follow."""
        if end <= r:
            return False
        rows = self.printed.rows
        if i + 1 < len(rows) and rows[i + 1].elided:
            return True
        for c in range(len(coverage(self.stored)[r])):
            p, s = self.printed.covering(i, c), coverage(self.stored)[r][c]
            if p is None or s is None or self.said[p] is None:
                continue
            reaches = self._end(s)
            if (self.printed.last_row(p) == i and reaches != end - 1) or reaches < end - 1:
                return False
        return True

    def _limit(self, i: int, done: _Rows) -> int:
        """The last stored row that the merged cells reach which stand beside printed row ``i`` from above."""
        ends = [self._end(self._place_of(p, done)) for p in self._from_above(i)]
        return min(ends, default=len(self.stored.rows))

    def _from_above(self, i: int) -> list[Place]:
        found = {p for p in self.printed.lines[i] if p is not None and p[0] < i and self.said[p] is not None}
        return [p for p in found if not self.printed.rows[p[0]].elided]

    def _place_of(self, p: Place, done: _Rows) -> Place:
        return self._place_at(p, done[p[0]][0])

    def _place_at(self, p: Place, r: int) -> Place:
        column = self.printed.lines[p[0]].index(p)
        place = coverage(self.stored)[r][column]
        assert place is not None
        return place

    def _end(self, place: Place) -> int:
        """The last row that a stored cell reaches."""
        span = max(self.stored.rows[place[0]][place[1]].rowspan, 1)
        return min(place[0] + span, len(self.stored.rows)) - 1

    def _quoted(self, rows: _Rows) -> list[tuple[int, ...]]:
        return [b for b, row in zip(rows, self.printed.rows, strict=True) if not row.elided]

    def _cells(self, rows: _Rows) -> dict[Place, Place]:
        out: dict[Place, Place] = {}
        for i, row in enumerate(self.printed.rows):
            if row.elided or not rows[i]:
                continue
            for p in self.printed.starting(i):
                place = coverage(self.stored)[rows[i][0]][self.printed.lines[i].index(p)]
                if place is not None:
                    out[p] = place
        return out

    def _note(self, i: int, problem: str) -> None:
        if i > self.reached:
            self.reached, self.problem = i, problem


def _shown(row: QuotedRow) -> str:
    return "｜".join(text_of(c) for c in row.cells)[:80]


def _shown_stored(grid: Grid, r: int) -> str:
    return "｜".join(c.text or "" for c in grid.rows[r])[:80] if r < len(grid.rows) else "no further row"
