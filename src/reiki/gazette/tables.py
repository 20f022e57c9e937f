"""Tables inside the columns, compiled: each changed cell, each row that comes or goes, or the table as a whole."""

from __future__ import annotations

from dataclasses import replace

from reiki.amend.operations import Add, Quote, Remove, Replace, Source
from reiki.gazette.draft import Draft, element_xml, source_at
from reiki.gazette.grids import RowPlan, plan_rows, result_grid
from reiki.gazette.pairing import LABEL_MARKS, Entry
from reiki.gazette.quoted import QuotedCell, QuotedRow
from reiki.gazette.quoting import quoted_grid
from reiki.law.address import Address
from reiki.law.document.elements import build_row
from reiki.law.document.markup import serialised
from reiki.law.kinds import APPENDIX_KINDS, Kind
from reiki.law.provision import Grid, Provision
from reiki.law.tables import column_num, row_num
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
    if plan.whole:
        return _whole_table(draft, a, at, stored, plan)
    texts = _cells(draft, at, stored.grid, plan)
    for r in plan.removed:
        where = at.child(Kind.ROW, row_num(stored.grid, r))
        _row_verb(draft, "remove", f"{where} is not in 改正後", b, _row_of(plan, r))
        draft.operations.append(Remove(where, None, draft.basis, source_at(b)))
    after = result_grid(plan, stored.grid, texts)
    _rows_added(draft, plan, after, a, at)
    return after


def _cells(draft: Draft, at: Address, grid: Grid, plan: RowPlan) -> dict[tuple[int, int], str]:
    """The changed cells, each under its own address; their new texts by row and cell index."""
    texts: dict[tuple[int, int], str] = {}
    for change in plan.cells:
        old = plan.before_rows[change.before[0]].cells[change.before[1]]
        new = plan.after_rows[change.after[0]].cells[change.after[1]]
        index = change.before[1]
        where = at.child(Kind.ROW, row_num(grid, change.row)).child(
            Kind.COLUMN, column_num(grid, change.column)
        )
        text = grid.rows[change.row][index].text
        assert old.text is not None
        assert new.text is not None
        assert text is not None
        source = Source(new.origin, new.origin.start + len(new.text))
        draft.guard.append(Quote(where, text, "text", source))
        before, after = (
            (_all_marked(old), _all_marked(new)) if _region(draft, old, new) else (old.text, new.text)
        )
        draft.exchange(before, after, text, where, source)
        texts[change.row, index] = draft.printed(new.text)
    return texts


def _rows_added(draft: Draft, plan: RowPlan, after: Grid, a: Entry, at: Address) -> None:
    quoted = quoted_grid(list(plan.after_rows), draft.render)
    position = 0
    for j, last in plan.added:
        row = quoted.rows[j]
        index = next(i for i in range(position, len(after.rows)) if after.rows[i] == row)
        position = index + 1
        where = at.child(Kind.ROW, row_num(after, index))
        _row_verb(draft, "add", f"{where} is new in 改正後", a, plan.after_rows[j])
        following = Address() if index == 0 else at.child(Kind.ROW, row_num(after, index - 1))
        if last is None and index > 0 and (index - 1) in after.gap_rows:
            draft.error(
                "row_place", f"{where} comes after rows that nobody has quoted: its place is not known", a, at
            )
        cells = plan.after_rows[j].cells
        source = Source(cells[0].origin) if cells else source_at(a)
        draft.operations.append(Add(where, serialised(build_row(row)), following, draft.basis, source))


def _region(draft: Draft, old: QuotedCell, new: QuotedCell) -> bool:
    """True when both cells stand in a box that the lead text orders to be replaced by the other box (太線, 破線)."""
    thick = bool(old.box & new.box & Mark.THICK) and draft.lead.grants_on("replace", "table")
    dotted = bool(old.box & new.box & Mark.DOTTED) and draft.lead.grants_on("replace", "words")
    return thick or dotted


def _all_marked(cell: QuotedCell) -> MarkedText:
    assert cell.text is not None
    return MarkedText(cell.text.text, (MarkSpan(0, len(cell.text), Mark.UNDERLINE),))


def _row_of(plan: RowPlan, stored: int) -> QuotedRow | None:
    """The row of the 改正前 column that quotes a stored row; ``None`` when it elides it."""
    return next((plan.before_rows[i] for i, rows in enumerate(plan.bound) if rows == (stored,)), None)


def _row_verb(draft: Draft, verb: str, what: str, entry: Entry, row: QuotedRow | None) -> None:
    """Rows come and go by a thick box, or by underlines where the lead text speaks of all marks alike. Where the source
    draws its marks the row must carry one."""
    cells = [c for c in row.cells if c.text] if row is not None else []
    boxed = bool(cells) and all(c.box & Mark.THICK for c in cells)
    lined = bool(cells) and all(c.text is not None and c.text.covered(LABEL_MARKS) for c in cells)
    by_box = draft.lead.grants_on(verb, "table") or draft.lead.grants_on("replace", "table")
    word_verb = {"add": "insert", "remove": "delete"}[verb]
    by_line = draft.lead.family in ("B", "C", "F", "G") and draft.lead.grants_on(word_verb, "words")
    if not by_box and not by_line:
        draft.error("verb_not_ordered", f"{what}, but the lead text orders no such {verb} of rows", entry)
    elif draft.drawn and not ((by_box and boxed) or (by_line and lined)):
        draft.error("unmarked_difference", f"{what}, but the row is not marked", entry)


def _whole_table(draft: Draft, a: Entry, at: Address, stored: Provision, plan: RowPlan) -> Grid | None:
    """Merged cells change: the table as a whole, rows that both columns elide taken from the stored table."""
    assert stored.grid is not None
    said = {(c.row, c.before[1]): plan.after_rows[c.after[0]].cells[c.after[1]].text for c in plan.cells}
    after = result_grid(
        plan, stored.grid, {place: draft.printed(text) for place, text in said.items() if text}
    )
    if after.gap_rows:
        draft.error(
            "merged_cells", f"{at}: merged cells change in a table of which some rows are not known", a, at
        )
        return stored.grid
    for j, _ in plan.added:
        _row_verb(draft, "add", f"{at}: a row with merged cells is new in 改正後", a, plan.after_rows[j])
    for r in plan.removed:
        _row_verb(draft, "remove", f"{at}: a row with merged cells is not in 改正後", a, _row_of(plan, r))
    new = replace(stored, grid=after)
    where = at.child(Kind.TABLE) if at.last and at.last.kind in APPENDIX_KINDS else at
    draft.operations.append(Replace(where, element_xml(new), None, draft.basis, source_at(a)))
    return after
