"""Tables inside the columns: which row corresponds to which, and what changes in each cell.

Every changed cell is an operation of its own. Where merged cells would have to be taken apart the table is replaced as a
whole, its elided rows filled from the stored table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from reiki.gazette.quoted import QuotedRow
from reiki.gazette.quoting import Render, grid_cell
from reiki.law.equality import Fidelity, key
from reiki.law.provision import Grid, GridCell
from reiki.law.tables import cell_at, coverage


@dataclass(frozen=True, slots=True)
class CellChange:
    """The cell of stored row ``row`` in grid column ``column`` is quoted by ``before`` and said by ``after``."""

    row: int
    column: int
    before: tuple[int, int]
    after: tuple[int, int]


@dataclass(frozen=True, slots=True)
class RowPlan:
    """How a table changes. Indices count stored rows (``removed``, ``cells``) and rows of the 改正後 column (``added``).

    ``added``: (row of the column, stored row after which it comes or -1 for the top, or ``None`` where only a gap stands
    before it). ``problem``: a sentence when the columns do not fit the stored table; nothing else counts then.
    ``result``: the rows of the table after, each the stored row's index or the column row's cells. ``whole``: the change
    touches merged cells, so the table is replaced as a whole. ``bound``: the stored rows of each
    row of ``before_rows``. ``before_rows``/``after_rows``: the rows of the columns as they
    were compared; row and cell indices of ``cells`` and ``added`` count in them.
    """

    cells: tuple[CellChange, ...] = ()
    removed: tuple[int, ...] = ()
    added: tuple[tuple[int, int | None], ...] = ()
    result: tuple[int | tuple[GridCell, ...], ...] = ()
    whole: bool = False
    problem: str = ""
    bound: tuple[tuple[int, ...], ...] = ()
    before_rows: tuple[QuotedRow, ...] = ()
    after_rows: tuple[QuotedRow, ...] = ()


class RowMismatch(ValueError):
    """A quoted row is not where the stored table has it; the message names the row and what stands there."""


def plan_rows(
    before: Sequence[QuotedRow], after: Sequence[QuotedRow], stored: Grid, fidelity: Fidelity, render: Render
) -> RowPlan:
    """The plan for one table. The 改正前 rows are bound to the stored rows first (the guard)."""
    before, after = _spans_as_stored(before, after, stored, fidelity)
    try:
        bound = _bind(before, stored, fidelity)
    except RowMismatch as error:
        return RowPlan(problem=str(error))
    partner = _align(before, after, fidelity)
    elided_after = [j for j, r in enumerate(after) if r.elided]
    if any(j not in partner for j in elided_after):
        return RowPlan(problem="改正後 elides rows that 改正前 does not elide there")
    cells: list[CellChange] = []
    result: list[int | tuple[GridCell, ...]] = []
    added: list[tuple[int, int | None]] = []
    whole = False
    last: int | None = -1
    kept: set[int] = set()
    for j, row in enumerate(after):
        i = partner.get(j)
        if i is None:
            new = tuple(
                grid_cell(c.text.text if c.text else "", c.rowspan, c.colspan, c.head, render)
                for c in row.cells
            )
            added.append((j, last))
            result.append(new)
            continue
        kept.add(i)
        rows = bound[i]
        if row.elided:
            result.extend(rows)
            last = rows[-1] if rows else None
            continue
        r = rows[0]
        last = r
        spans_b = [(c.rowspan, c.colspan) for c in before[i].cells]
        spans_a = [(c.rowspan, c.colspan) for c in row.cells]
        if spans_b != spans_a or len(before[i].cells) != len(row.cells):
            whole = True
            result.append(
                tuple(
                    grid_cell(c.text.text if c.text else "", c.rowspan, c.colspan, c.head, render)
                    for c in row.cells
                )
            )
            continue
        result.append(r)
        columns = _columns_of(stored, r)
        for n, (b, a) in enumerate(zip(before[i].cells, row.cells, strict=True)):
            if key(b.text.text if b.text else "", fidelity) != key(a.text.text if a.text else "", fidelity):
                cells.append(CellChange(r, columns[n], (i, n), (j, n)))
    removed = tuple(r for i, rows in enumerate(bound) if i not in kept for r in rows)
    whole = whole or _breaks_merges(stored, removed, added)
    return RowPlan(
        tuple(cells), removed, tuple(added), tuple(result), whole, bound=tuple(tuple(rows) for rows in bound),
        before_rows=tuple(before), after_rows=tuple(after),
    )  # fmt: skip


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


def _columns_of(grid: Grid, row: int) -> list[int]:
    """The grid column in which each cell of a row begins."""
    out: list[int] = []
    for column, place in enumerate(coverage(grid)[row]):
        if place is not None and place[0] == row and place[1] == len(out):
            out.append(column)
    return out


def _breaks_merges(grid: Grid, removed: Sequence[int], added: Sequence[tuple[int, int | None]]) -> bool:
    """True when a row that goes or comes stands in the middle of a merged cell."""
    lines = coverage(grid)
    gone = set(removed)
    for r in gone:
        for place in lines[r]:
            if place is None:
                continue
            span = grid.rows[place[0]][place[1]].rowspan
            if span > 1 and not set(range(place[0], place[0] + span)) <= gone:
                return True
    for _, after in added:
        if after is None or after < 0 or after + 1 >= len(lines):
            continue
        here = {p for p in lines[after] if p is not None}
        if here & {p for p in lines[after + 1] if p is not None}:
            return True
    return False


def _bind(before: Sequence[QuotedRow], stored: Grid, fidelity: Fidelity) -> list[list[int]]:
    """For each quoted row its stored row; for each elided one the stretch that it stands for. Raises RowMismatch."""
    bound: list[list[int]] = []
    at = 0
    total = len(stored.rows)
    for i, row in enumerate(before):
        if row.elided:
            following = next((r for r in before[i + 1 :] if not r.elided), None)
            if following is None:
                stop = total
            else:
                found = [
                    r
                    for r in range(at, total)
                    if r not in stored.gap_rows and _equal(following, stored, r, fidelity)
                ]
                if not found:
                    raise RowMismatch(f"no stored row reads 「{_shown(following)}」")
                if len(found) > 1 and not _tells_apart(before, i + 1, stored, found, fidelity):
                    raise RowMismatch(
                        f"{len(found)} stored rows read 「{_shown(following)}」 after the elided ones"
                    )
                stop = next((f for f in found if _run_fits(before, i + 1, stored, f, fidelity)), found[0])
            bound.append(list(range(at, stop)))
            at = stop
            continue
        if at >= total:
            raise RowMismatch(f"the stored table ends before 「{_shown(row)}」")
        if at in stored.gap_rows or not _equal(row, stored, at, fidelity):
            there = "｜".join(c.text or "" for c in stored.rows[at])
            raise RowMismatch(
                f"改正前 quotes the row 「{_shown(row)}」, the stored table has 「{there[:80]}」 there"
            )
        bound.append([at])
        at += 1
    if at < total and not (before and before[-1].elided):
        there = "｜".join(c.text or "" for c in stored.rows[at])
        raise RowMismatch(
            f"the stored table goes on with 「{there[:80]}」, which 改正前 neither quotes nor elides"
        )
    return bound


def _run_fits(before: Sequence[QuotedRow], i: int, stored: Grid, at: int, fidelity: Fidelity) -> bool:
    """True when the quoted rows from ``i`` up to the next elision stand in the stored table from ``at`` on."""
    for row in before[i:]:
        if row.elided:
            return True
        if at >= len(stored.rows) or at in stored.gap_rows or not _equal(row, stored, at, fidelity):
            return False
        at += 1
    return at == len(stored.rows)


def _tells_apart(
    before: Sequence[QuotedRow], i: int, stored: Grid, found: list[int], fidelity: Fidelity
) -> bool:
    return sum(_run_fits(before, i, stored, f, fidelity) for f in found) == 1


def _equal(row: QuotedRow, stored: Grid, r: int, fidelity: Fidelity) -> bool:
    cells = stored.rows[r]
    if len(cells) != len(row.cells):
        return False
    return all(
        c.text is not None and s.text is not None and key(c.text.text, fidelity) == key(s.text, fidelity)
        for c, s in zip(row.cells, cells, strict=True)
    )


def _shown(row: QuotedRow) -> str:
    return "｜".join(c.text.text if c.text else "" for c in row.cells)[:80]


def _align(before: Sequence[QuotedRow], after: Sequence[QuotedRow], fidelity: Fidelity) -> dict[int, int]:
    """改正後 row → 改正前 row, in order: elided to elided, then by equal first cells, then by likeness."""
    n, m = len(before), len(after)
    fits = [[_fit(b, a, fidelity) for a in after] for b in before]
    score = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            best = max(score[i + 1][j], score[i][j + 1])
            score[i][j] = max(best, fits[i][j] + score[i + 1][j + 1]) if fits[i][j] > 0 else best
    out: dict[int, int] = {}
    i = j = 0
    while i < n and j < m:
        if fits[i][j] > 0 and score[i][j] == fits[i][j] + score[i + 1][j + 1]:
            out[j] = i
            i, j = i + 1, j + 1
        elif score[i][j] == score[i + 1][j]:
            i += 1
        else:
            j += 1
    return out


def _fit(b: QuotedRow, a: QuotedRow, fidelity: Fidelity) -> float:
    if b.elided or a.elided:
        return 4.0 if b.elided and a.elided else 0.0
    x = [key(c.text.text if c.text else "", fidelity) for c in b.cells]
    y = [key(c.text.text if c.text else "", fidelity) for c in a.cells]
    if x == y:
        return 4.0
    if len(x) != len(y):
        return 1.0 if x and y and x[0] == y[0] and len(x[0]) > 0 else 0.0
    if x[0] == y[0] and x[0]:
        return 3.0
    ratio = SequenceMatcher(None, "\t".join(x)[:300], "\t".join(y)[:300], autojunk=False).ratio()
    return 2.0 * ratio if ratio >= 0.5 else 0.0


def result_grid(plan: RowPlan, stored: Grid, texts: dict[tuple[int, int], str]) -> Grid:
    """The table after: kept rows with their changed cells (``texts`` by row and cell index), new rows where they come."""
    rows: list[tuple[GridCell, ...]] = []
    gaps: set[int] = set()
    for item in plan.result:
        if isinstance(item, int):
            if item in stored.gap_rows:
                gaps.add(len(rows))
            rows.append(
                tuple(
                    GridCell(texts.get((item, n), c.text), c.rowspan, c.colspan, c.head)
                    for n, c in enumerate(stored.rows[item])
                )
            )
        else:
            rows.append(item)
    return Grid(tuple(rows), frozenset(gaps))


def cell_index(stored: Grid, row: int, column: int) -> tuple[int, int] | None:
    """Row and index of the stored cell that covers a grid position."""
    return cell_at(stored, row, column)
