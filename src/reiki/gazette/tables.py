"""Tables inside the columns, compiled: each changed cell, each row that comes or goes, or the table as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reiki.amend.operations import Add, Quote, Remove, Replace, Source
from reiki.gazette.draft import Draft, element_xml, source_at
from reiki.gazette.entries import LABEL_MARKS, Entry
from reiki.gazette.grids import RowPlan, plan_rows, quotes
from reiki.gazette.quoted import Quoted, QuotedCell
from reiki.gazette.rows import text_of
from reiki.law.address import Address
from reiki.law.document.elements import build_row
from reiki.law.document.markup import serialised
from reiki.law.kinds import APPENDIX_KINDS, Kind
from reiki.law.provision import Grid, Provision
from reiki.law.tables import column_num, coverage, row_num
from reiki.source.model import Mark, MarkedText, MarkSpan


def compile_grid(draft: Draft, b: Entry, a: Entry, at: Address, stored: Provision) -> Grid | None:
    """The table at ``at`` afterwards; its operations go to ``draft``."""
    if b.node.rows is None and a.node.rows is None:
        return stored.grid
    if b.node.rows is None or a.node.rows is None or stored.grid is None:
        draft.error("table_shape", f"{at}: only one column shows a table there, or none is stored", a, at)
        return stored.grid
    plan = plan_rows(b.node.rows, a.node.rows, stored.grid, draft.fidelity, draft.render)
    if plan.problem:
        draft.error("base_differs", f"{at}: {plan.problem}", b, at)
        return stored.grid
    assert plan.grid is not None
    _check_cells(draft, plan, a, at)
    _cells(draft, at, stored.grid, plan)
    _rows_removed(draft, plan, stored.grid, b, at)
    _rows_added(draft, plan, a, at)
    if plan.whole:
        if plan.grid.gap_rows or stored.opaque:
            message = f"{at}: merged cells or columns change in a table of which some rows are not known, or that holds figures"
            draft.error("merged_cells", message, a, at)
            return stored.grid
        where = at.child(Kind.TABLE) if at.last and at.last.kind in APPENDIX_KINDS else at
        new = element_xml(replace(stored, grid=plan.grid))
        draft.operations.append(Replace(where, new, None, draft.basis, source_at(a)))
    return plan.grid


def _cells(draft: Draft, at: Address, grid: Grid, plan: RowPlan) -> None:
    """The changed cells, each under its own address. Of a table that is replaced as a whole they are checked alike."""
    for pair in plan.cells:
        row, index = pair.place
        old, new = plan.before.cell(pair.before), plan.after.cell(pair.after)
        column = coverage(grid)[row].index(pair.place)
        where = at.child(Kind.ROW, row_num(grid, row)).child(Kind.COLUMN, column_num(grid, column))
        text = grid.rows[row][index].text
        if old.text is None or new.text is None or text is None:
            draft.error("not_in_base", f"{where}: the stored words of the cell are not known", None, at)
            continue
        source = Source(new.origin, new.origin.start + len(new.text))
        draft.guard.append(Quote(where, text, "text", source))
        region = _region(draft, old, new)
        before, after = (_all_marked(old), _all_marked(new)) if region else (old.text, new.text)
        draft.exchange(before, after, text, where, source, ordered=region, dry=plan.whole)


def _check_cells(draft: Draft, plan: RowPlan, a: Entry, at: Address) -> None:
    """Cells that come or go in rows that stay (a column, a merged cell taken apart) must carry a mark where marks are drawn."""
    gone = set(plan.sources.values())
    new = set(plan.targets.values())
    going = [plan.before.cell(p) for p in plan.going if p[0] not in gone]
    coming = [plan.after.cell(q) for q in plan.coming if q[0] not in new]
    if _words(going):
        _verb(draft, "remove", f"{at}: 「{_shown(going)}」 is not in 改正後", a, going)
    if _words(coming):
        _verb(draft, "add", f"{at}: 「{_shown(coming)}」 is new in 改正後", a, coming)
    for before, after in plan.remerged:
        cells = [*(plan.before.cell(p) for p in before), *(plan.after.cell(q) for q in after)]
        same = len({text_of(c) for c in cells}) == 1 and plan.whole and not draft.drawn
        if not same and not _marked(cells):
            message = f"{at}: cells are merged or taken apart that carry no mark: 「{_shown(cells)}」"
            draft.error("merged_cells", message, a, at)


def _rows_removed(draft: Draft, plan: RowPlan, grid: Grid, b: Entry, at: Address) -> None:
    for r in plan.removed:
        where = at.child(Kind.ROW, row_num(grid, r))
        cells = [plan.before.cell(p) for p in plan.going if p[0] == plan.sources[r]]
        _verb(draft, "remove", f"{where} is not in 改正後", b, cells)
        if not plan.whole:
            draft.operations.append(Remove(where, None, draft.basis, source_at(b)))


def _rows_added(draft: Draft, plan: RowPlan, a: Entry, at: Address) -> None:
    after = plan.grid
    assert after is not None
    for index in plan.added:
        j = plan.targets[index]
        where = at.child(Kind.ROW, row_num(after, index))
        cells = [plan.after.cell(q) for q in plan.coming if q[0] == j]
        _verb(draft, "add", f"{where} is new in 改正後", a, cells)
        if any(c.text is None for c in after.rows[index]):
            draft.error("elided_in_new", f"{where} is new, but 改正後 does not quote all of it", a, at)
        if index > 0 and (index - 1) in after.gap_rows:
            message = f"{where} comes after rows that nobody has quoted: its place is not known"
            draft.error("row_place", message, a, at)
        if plan.whole:
            continue
        following = Address() if index == 0 else at.child(Kind.ROW, row_num(after, index - 1))
        source = Source(cells[0].origin) if cells else source_at(a)
        xml = serialised(build_row(after.rows[index]))
        draft.operations.append(Add(where, xml, following, draft.basis, source))


# -------------------------------------------------------------------------------------------------- several in a place


def tables_as_stored(
    draft: Draft, before: Sequence[Quoted], after: Sequence[Quoted], at: Address, stored: Provision
) -> tuple[list[Quoted], list[Quoted]]:
    """Both lists with 備考 printed as a table's last row set apart where the regulation has them so, and with several tables
    of one provision numbered as stored: in order, or where some are not shown by what they quote."""
    sides = [[n for node in nodes for n in _remarks_apart(node, stored)] for nodes in (before, after)]
    own = [c for c in stored.children if c.kind is Kind.TABLE and not c.label]
    b, a = ([n for n, node in enumerate(side) if node.kind is Kind.TABLE and not node.num] for side in sides)
    if max(len(own), len(b), len(a)) < 2 or not (b or a):
        return sides[0], sides[1]
    found = list(range(len(own)))
    if len(b) < len(own):
        fits = [[k for k, c in enumerate(own) if c.grid and _quotes(draft, sides[0][n], c.grid)] for n in b]
        found = [ks[0] if len(ks) == 1 else -1 for ks in fits]
    if len(b) != len(a) or len(found) != len(b) or found != sorted(set(found)) or -1 in found:
        entry = Entry(sides[0][b[0]], "", MarkedText("")) if b else None
        message = f"{at}: {len(own)} tables are stored, 改正前 shows {len(b)} and 改正後 {len(a)}: which is which is not said"
        draft.error("table_shape", message, entry, at)
        return [n for n in sides[0] if n.kind is not Kind.TABLE], [
            n for n in sides[1] if n.kind is not Kind.TABLE
        ]
    for side, places in zip(sides, (b, a), strict=True):
        for n, k in zip(places, found, strict=True):
            side[n] = replace(side[n], num=own[k].num)
    return sides[0], sides[1]


def _quotes(draft: Draft, node: Quoted, grid: Grid) -> bool:
    return node.rows is not None and not quotes(node.rows, grid, draft.fidelity)


def _remarks_apart(node: Quoted, stored: Provision) -> list[Quoted]:
    """``備考`` as the last row of a quoted table, of which the stored one keeps it under the table."""
    if node.kind is not Kind.TABLE or node.aside is None or node.rows is None:
        return [node]
    own = next((c for c in stored.children if c.kind is Kind.TABLE and c.num == node.num and c.grid), None)
    kept_under = any(c.kind is Kind.REMARKS for c in stored.children)
    last = own.grid.rows[-1] if own is not None and own.grid is not None and own.grid.rows else ()
    if not kept_under or any((c.text or "").startswith("備考") for c in last):
        return [node]
    return [replace(node, rows=node.rows[:-1], aside=None), node.aside]


# --------------------------------------------------------------------------------------------------------------- marks


def _region(draft: Draft, old: QuotedCell, new: QuotedCell) -> bool:
    """True when both cells stand in a box that the lead text orders to be replaced by the other box (太線, 破線)."""
    thick = bool(old.box & new.box & Mark.THICK) and draft.lead.grants_on("replace", "table")
    dotted = bool(old.box & new.box & Mark.DOTTED) and draft.lead.grants_on("replace", "words")
    return thick or dotted


def _all_marked(cell: QuotedCell) -> MarkedText:
    assert cell.text is not None
    return MarkedText(cell.text.text, (MarkSpan(0, len(cell.text), Mark.UNDERLINE),))


def _words(cells: Iterable[QuotedCell]) -> list[QuotedCell]:
    return [c for c in cells if c.text]


def _shown(cells: Sequence[QuotedCell]) -> str:
    return "｜".join(text_of(c) for c in cells)[:60]


def _marked(cells: Sequence[QuotedCell]) -> bool:
    return all(
        bool(c.box) or (c.text is not None and c.text.covered(LABEL_MARKS)) for c in _words(cells)
    ) and bool(_words(cells))


def _verb(draft: Draft, verb: str, what: str, entry: Entry, cells: Sequence[QuotedCell]) -> None:
    """Rows and columns come and go by a box, or by underlines where the lead text speaks of all marks alike. Where the
    source draws its marks every cell that comes or goes must carry one."""
    worded = _words(cells)
    by_thick = draft.lead.grants_on(verb, "table") or draft.lead.grants_on("replace", "table")
    word_verb = {"add": "insert", "remove": "delete"}[verb]
    by_line = draft.lead.family in ("B", "C", "D", "F", "G") and draft.lead.grants_on(word_verb, "words")
    by_dots = draft.lead.grants_on("replace", "words") or (
        by_line and any(r.mark == "dotted" for r in draft.lead.rules)
    )
    if not by_thick and not by_line and not by_dots:
        draft.error("verb_not_ordered", f"{what}, but the lead text orders no such {verb} of rows", entry)
        return

    def ordered(cell: QuotedCell) -> bool:
        lined = cell.text is not None and cell.text.covered(LABEL_MARKS)
        boxed = bool(cell.box & Mark.THICK) and by_thick
        return boxed or (by_dots and bool(cell.box & Mark.DOTTED)) or (by_line and lined)

    if draft.drawn and not (worded and all(ordered(c) for c in worded)):
        draft.error("unmarked_difference", f"{what}, but the row is not marked", entry)
