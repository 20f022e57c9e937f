"""Tables inside the columns: which row and cell corresponds to which, and what the table is afterwards.

Every changed cell, and every row that comes or goes, is an operation of its own. Where merged cells or columns change the
table is replaced as a whole, its elided rows and cells filled from the stored table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reiki.gazette.cell_lists import fill_cells
from reiki.gazette.quoted import QuotedRow
from reiki.gazette.quoting import Render, grid_cell
from reiki.gazette.rowpairs import columns_between, partners
from reiki.gazette.rows import Bound, Printed, RowMismatch, bind, is_elided, lay_out, text_of
from reiki.law.equality import Fidelity, key
from reiki.law.provision import Grid, GridCell
from reiki.law.tables import Place, is_regular


@dataclass(frozen=True, slots=True)
class CellPair:
    """The stored cell ``place`` is quoted by ``before`` and said by ``after`` (cells as row and index in each column's rows)."""

    place: Place
    before: Place
    after: Place


@dataclass(frozen=True, slots=True)
class RowPlan:
    """How a table changes. ``problem``: a sentence when the columns do not fit; nothing else counts then.

    ``cells``: corresponding cells whose words differ. ``going``, ``coming``: cells of one column without a counterpart.
    ``remerged``: cells of both columns (改正前, 改正後) of which several correspond to one. ``removed``: stored rows that go;
    ``added``: rows of ``grid``, the table afterwards, that come. ``whole``: merged cells or columns change, so that the table
    is replaced as a whole. ``before``, ``after``: the tables as printed. ``sources``: for each removed stored row the row of
    改正前, for each added row of ``grid`` that of 改正後.
    """

    cells: tuple[CellPair, ...] = ()
    going: tuple[Place, ...] = ()
    coming: tuple[Place, ...] = ()
    remerged: tuple[tuple[tuple[Place, ...], tuple[Place, ...]], ...] = ()
    removed: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    grid: Grid | None = None
    whole: bool = False
    problem: str = ""
    before: Printed = field(default_factory=lambda: lay_out(()))
    after: Printed = field(default_factory=lambda: lay_out(()))
    sources: dict[int, int] = field(default_factory=dict)
    targets: dict[int, int] = field(default_factory=dict)


def plan_rows(
    before: Sequence[QuotedRow], after: Sequence[QuotedRow], stored: Grid, fidelity: Fidelity, render: Render
) -> RowPlan:
    """The plan for one table. The 改正前 rows are bound to the stored rows first (the guard)."""
    before, after = fill_cells(before, after, stored, fidelity)
    before, after = _spans_as_stored(before, after, stored, fidelity)
    b, a = lay_out(before), lay_out(after)
    try:
        bound = bind(b, stored, fidelity)
        return _Planning(b, a, stored, bound, fidelity, render).plan()
    except RowMismatch as error:
        return RowPlan(problem=str(error))


def quotes(rows: Sequence[QuotedRow], stored: Grid, fidelity: Fidelity) -> str:
    """Why these rows do not quote the stored table; ``""`` when they do."""
    rows, _ = fill_cells(rows, rows, stored, fidelity)
    rows, _ = _spans_as_stored(rows, rows, stored, fidelity)
    try:
        bind(lay_out(rows), stored, fidelity)
    except RowMismatch as error:
        return str(error)
    return ""


@dataclass(slots=True)
class _Planning:
    b: Printed
    a: Printed
    stored: Grid
    bound: Bound
    fidelity: Fidelity
    render: Render
    partner: dict[int, tuple[int, ...]] = field(default_factory=dict)
    columns: dict[int, int] = field(default_factory=dict)
    to_after: dict[Place, set[Place]] = field(default_factory=dict)
    to_before: dict[Place, set[Place]] = field(default_factory=dict)

    def plan(self) -> RowPlan:
        self.partner = partners(self.b, self.a, self.fidelity)
        pairs = [(i[0], j) for j, i in self.partner.items() if not self.a.rows[j].elided]
        self.columns = columns_between(self.b, self.a, pairs, self.fidelity)
        self._link(pairs)
        self._check_elided()
        kept = {i for found in self.partner.values() for i in found}
        gone = [i for i in range(len(self.b.rows)) if i not in kept]
        if any(self.b.rows[i].elided or any(map(is_elided, self.b.rows[i].cells)) for i in gone):
            raise RowMismatch("改正前 elides rows (略: unchanged) that 改正後 neither quotes nor elides")
        removed = {r: i for i in gone for r in self.bound.rows[i]}
        rows, gaps, places, new = self._rows()
        grid = Grid(tuple(rows), frozenset(gaps))
        if is_regular(self.stored) and not is_regular(grid):
            raise RowMismatch("its merged cells and its rows do not fit together in 改正後")
        shape_kept = all(
            _shape(grid.rows[n]) == _shape(self.stored.rows[r]) for n, r in enumerate(places) if r is not None
        )
        single = [
            CellPair(self.bound.cells[p], p, q)
            for p, found in self.to_after.items()
            for q in found
            if len(found) == 1
            and len(self.to_before[q]) == 1
            and p in self.bound.cells
            and self._differ(p, q)
        ]
        return RowPlan(
            tuple(single),
            tuple(p for p in self._said(self.b) if p not in self.to_after),
            tuple(q for q in self._said(self.a) if q not in self.to_before),
            tuple(self._remerged()),
            tuple(sorted(removed)),
            tuple(new),
            grid,
            not shape_kept or len(self.columns) != max(self.b.width, self.a.width),
            before=self.b,
            after=self.a,
            sources=removed,
            targets=new,
        )

    # ------------------------------------------------------------------------------------------------------- cells

    def _link(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Cells correspond that cover the same column of corresponding rows."""
        for i, j in pairs:
            for c, d in self.columns.items():
                p, q = self.b.covering(i, c), self.a.covering(j, d)
                if p is not None and q is not None:
                    self.to_after.setdefault(p, set()).add(q)
                    self.to_before.setdefault(q, set()).add(p)

    def _differ(self, p: Place, q: Place) -> bool:
        x, y = text_of(self.b.cell(p)), text_of(self.a.cell(q))
        return key(x, self.fidelity) != key(y, self.fidelity) and not is_elided(self.b.cell(p))

    def _check_elided(self) -> None:
        """A cell that one column elides must be elided in the other: else nobody can compare them."""
        for p, found in self.to_after.items():
            for q in found:
                if is_elided(self.b.cell(p)) != is_elided(self.a.cell(q)):
                    shown = text_of(self.b.cell(p)), text_of(self.a.cell(q))
                    raise RowMismatch(
                        f"改正前 has 「{shown[0]}」 and 改正後 「{shown[1]}」: only one elides the cell"
                    )
        for p, found in self.to_after.items():
            if any(self.b.cell(p).figures != self.a.cell(q).figures for q in found):
                raise RowMismatch(
                    "a figure in a cell changes; it is carried and not read, so that nobody can compare it"
                )
        for place, printed in [(p, self.b) for p in self._said(self.b)] + [
            (q, self.a) for q in self._said(self.a)
        ]:
            if printed.cell(place).figures and place not in (
                self.to_after if printed is self.b else self.to_before
            ):
                raise RowMismatch("a cell with a figure comes or goes")
        for q in self._said(self.a):
            if q not in self.to_before and is_elided(self.a.cell(q)):
                raise RowMismatch("改正後 elides a cell of a row that 改正前 does not elide there")

    def _said(self, printed: Printed) -> list[Place]:
        """The cells of rows that are not elided throughout."""
        return [
            place for i, row in enumerate(printed.rows) if not row.elided for place in printed.starting(i)
        ]

    def _remerged(self) -> list[tuple[tuple[Place, ...], tuple[Place, ...]]]:
        out = [((p,), tuple(sorted(found))) for p, found in self.to_after.items() if len(found) > 1]
        return out + [(tuple(sorted(found)), (q,)) for q, found in self.to_before.items() if len(found) > 1]

    # -------------------------------------------------------------------------------------------------------- rows

    def _rows(self) -> tuple[list[tuple[GridCell, ...]], set[int], list[int | None], dict[int, int]]:
        """The rows afterwards; which of them are gaps; the stored row of each; those that are new, by row of 改正後."""
        sizes = [self._size(j) for j in range(len(self.a.rows))]
        out: list[tuple[GridCell, ...]] = []
        gaps: set[int] = set()
        places: list[int | None] = []
        new: dict[int, int] = {}
        spans = self._stored_spans(sizes)
        for j, row in enumerate(self.a.rows):
            found = self.partner.get(j)
            if found is None:
                new[len(out)] = j
                out.append(tuple(self._cell(q, sizes) for q in self.a.starting(j)))
                places.append(None)
                continue
            stored_rows = [r for i in found for r in self.bound.rows[i]]
            if row.elided and stored_rows and len(self.columns) != max(self.b.width, self.a.width):
                raise RowMismatch(
                    "columns come or go, and rows are elided: what stands in them there is not said"
                )
            for n, r in enumerate(stored_rows):
                if r in self.stored.gap_rows:
                    gaps.add(len(out))
                if n == 0 and not row.elided and not self._as_stored(found[0], j, r):
                    cells = tuple(self._cell(q, sizes) for q in self.a.starting(j))
                else:
                    cells = tuple(self._kept((r, m), spans) for m in range(len(self.stored.rows[r])))
                out.append(cells)
                places.append(r)
        return out, gaps, places, new

    def _size(self, j: int) -> int:
        found = self.partner.get(j)
        return 1 if found is None else sum(len(self.bound.rows[i]) for i in found)

    def _as_stored(self, i: int, j: int, r: int) -> bool:
        """True when the row of 改正後 begins the cells that the stored row begins, each as wide as there."""
        own = [(r, n) for n in range(len(self.stored.rows[r]))]
        said: list[Place] = []
        for q in self.a.starting(j):
            partners = self.to_before.get(q, set())
            place = (
                next(iter(self.bound.cells.get(p) for p in partners), None) if len(partners) == 1 else None
            )
            if place is None:
                return False
            if place[0] != r and is_elided(self.a.cell(q)):
                return False
            if place[0] == r:
                said.append(place)
            elif self.a.rows[j - 1].elided is not True or j == 0:
                return False
            p = next(iter(partners))
            if self.a.cell(q).colspan != self.b.cell(p).colspan:
                return False
        quoted = {self.bound.cells[p] for p in self.b.starting(i) if p in self.bound.cells}
        return [s for s in own if s in quoted] == said and (
            len(said) == len(own) or any(is_elided(self.b.cell(p)) for p in self.b.starting(i))
        )

    def _real(self, printed: Printed, place: Place, sizes: Sequence[int]) -> int:
        return sum(sizes[place[0] : printed.last_row(place) + 1])

    def _stored_spans(self, sizes: Sequence[int]) -> dict[Place, int]:
        """How far each quoted stored cell reaches afterwards: a merged cell grows with the rows that come beside it."""
        before = [len(rows) for rows in self.bound.rows]
        out: dict[Place, int] = {}
        for p, place in self.bound.cells.items():
            found = self.to_after.get(p, set())
            if len(found) != 1:
                continue
            q = next(iter(found))
            more = self._real(self.a, q, sizes) - self._real(self.b, p, before)
            own = self.stored.rows[place[0]][place[1]]
            out[place] = out.get(place, max(own.rowspan, 1)) + more
        return out

    def _kept(self, place: Place, spans: dict[Place, int]) -> GridCell:
        own = self.stored.rows[place[0]][place[1]]
        text = own.text
        for q in self._said_of(place):
            if not is_elided(self.a.cell(q)):
                said = self._new(q)
                text = text if text is not None and self._same(text, said) else said
        return GridCell(text, spans.get(place, own.rowspan), own.colspan, own.head)

    def _said_of(self, place: Place) -> list[Place]:
        quoted = self._quoting().get(place, ())
        return [q for p in quoted for q in self.to_after.get(p, ()) if len(self.to_after[p]) == 1]

    def _quoting(self) -> dict[Place, list[Place]]:
        if not self._by_place:
            for p, place in self.bound.cells.items():
                self._by_place.setdefault(place, []).append(p)
        return self._by_place

    _by_place: dict[Place, list[Place]] = field(default_factory=dict)

    def _same(self, x: str, y: str) -> bool:
        return key(x, self.fidelity) == key(y, self.fidelity)

    def _new(self, q: Place) -> str:
        cell = self.a.cell(q)
        return grid_cell(text_of(cell), 1, 1, False, self.render).text or ""

    def _cell(self, q: Place, sizes: Sequence[int]) -> GridCell:
        """A cell of 改正後 as it enters the table; what it elides is taken from the stored cell."""
        cell = self.a.cell(q)
        rowspan = max(self._real(self.a, q, sizes), 1)
        partners = [self.bound.cells[p] for p in sorted(self.to_before.get(q, ())) if p in self.bound.cells]
        own = self.stored.rows[partners[0][0]][partners[0][1]] if partners else None
        head = cell.head or self._in_head(q[0]) if own is None else own.head
        if is_elided(cell):
            if own is None or len(partners) != 1:
                raise RowMismatch("改正後 elides a cell of which nobody can say what stands in it")
            return GridCell(own.text, rowspan, cell.colspan, head)
        said = self._new(q)
        text = own.text if own is not None and own.text is not None and self._same(own.text, said) else said
        return GridCell(text, rowspan, cell.colspan, head)

    def _in_head(self, j: int) -> bool:
        """True when the row of 改正後 is one of the stored rows of heads: what comes into it is a head too."""
        rows = [r for i in self.partner.get(j, ()) for r in self.bound.rows[i]]
        return bool(rows) and all(
            self.stored.rows[r] and all(c.head for c in self.stored.rows[r]) for r in rows
        )


def heads_as_stored(grid: Grid, before: Sequence[QuotedRow] | None, stored: Grid | None) -> Grid:
    """A quoted table with the rows of heads that the stored one begins with, where the columns print heads like any cell."""
    if before is None or stored is None or any(c.head for row in before for c in row.cells):
        return grid
    count = next(
        (n for n, row in enumerate(stored.rows) if not row or not all(c.head for c in row)), len(stored.rows)
    )
    first = before[:count]
    if any(row.elided for row in first) or any(n < count for n in grid.gap_rows) or len(first) < count:
        return grid
    heads = [tuple(replace(c, head=True) for c in row) for row in grid.rows[:count]]
    if any(n + max(c.rowspan, 1) > count for n, row in enumerate(heads) for c in row):
        return grid  # a cell reaches down into what is no head
    return replace(grid, rows=(*heads, *grid.rows[count:]))


def _shape(row: Sequence[GridCell]) -> list[tuple[int, int]]:
    return [(max(c.rowspan, 1), max(c.colspan, 1)) for c in row]


# ---------------------------------------------------------------------------------------------------- converted tables


def _spans_as_stored(
    before: Sequence[QuotedRow], after: Sequence[QuotedRow], stored: Grid, fidelity: Fidelity
) -> tuple[list[QuotedRow], list[QuotedRow]]:
    """Converted text prints a cell merged with its left neighbour as an empty one: ``看護師<TAB><TAB>3,200円``. Where the
    stored table has that row with merged cells, both columns are read so."""
    if fidelity is not Fidelity.CONVERTED:
        return list(before), list(after)
    known = {tuple(key(c.text or "", fidelity) for c in row): row for row in stored.rows}
    shapes: dict[tuple[bool, ...], list[tuple[str, tuple[GridCell, ...]]]] = {}
    out_b: list[QuotedRow] = []
    for row in before:
        filled = [c for c in row.cells if c.text]
        match = known.get(tuple(key(c.text.text, fidelity) for c in filled if c.text))
        if row.elided or match is None or len(filled) == len(row.cells):
            out_b.append(row)
            continue
        first = key(filled[0].text.text, fidelity) if filled and filled[0].text else ""
        shapes.setdefault(tuple(bool(c.text) for c in row.cells), []).append((first, match))
        out_b.append(_shaped(row, match))
    out_a: list[QuotedRow] = []
    for row in after:
        same = shapes.get(tuple(bool(c.text) for c in row.cells), [])
        first = next((key(c.text.text, fidelity) for c in row.cells if c.text), "")
        shape = next((m for f, m in same if f == first), None)
        out_a.append(row if shape is None or row.elided else _shaped(row, shape))
    return out_b, out_a


def _shaped(row: QuotedRow, like: tuple[GridCell, ...]) -> QuotedRow:
    filled = [c for c in row.cells if c.text]
    cells = [replace(c, rowspan=s.rowspan, colspan=s.colspan) for c, s in zip(filled, like, strict=True)]
    return QuotedRow(cells, row.elided, row.row)
