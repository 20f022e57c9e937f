"""Tables inside the columns, compiled: each changed cell, each row that comes or goes, or the table as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reiki.amend.operations import Add, Quote, Remove, Replace, Source
from reiki.gazette.draft import Draft, element_xml, source_at
from reiki.gazette.grids import RowPlan, plan_rows, result_grid
from reiki.gazette.pairing import Entry
from reiki.gazette.quoted import Quoted
from reiki.gazette.quoting import quoted_grid
from reiki.law.address import Address
from reiki.law.elements import build_row
from reiki.law.kinds import Kind
from reiki.law.markup import serialised
from reiki.law.provision import Grid, Provision
from reiki.law.tables import column_num, row_num


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
        return _whole_table(draft, a.node, a, at, stored, plan)
    texts = _cells(draft, b.node, a.node, at, stored.grid, plan)
    for r in plan.removed:
        where = at.child(Kind.ROW, row_num(stored.grid, r))
        _row_verb(draft, "remove", f"{where} is not in 改正後", b)
        draft.operations.append(Remove(where, None, draft.basis, source_at(b)))
    after = result_grid(plan, stored.grid, texts)
    _rows_added(draft, plan.added, after, a, at)
    return after


def _cells(
    draft: Draft, b: Quoted, a: Quoted, at: Address, grid: Grid, plan: RowPlan
) -> dict[tuple[int, int], str]:
    """The changed cells, each under its own address; their new texts by row and cell index."""
    assert b.rows is not None
    assert a.rows is not None
    texts: dict[tuple[int, int], str] = {}
    for change in plan.cells:
        old = b.rows[change.before[0]].cells[change.before[1]]
        new = a.rows[change.after[0]].cells[change.after[1]]
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
        draft.exchange(old.text, new.text, text, where, source)
        texts[change.row, index] = draft.printed(new.text)
    return texts


def _rows_added(
    draft: Draft, added: Sequence[tuple[int, int | None]], after: Grid, a: Entry, at: Address
) -> None:
    assert a.node.rows is not None
    quoted = quoted_grid(a.node.rows, draft.render)
    position = 0
    for j, last in added:
        row = quoted.rows[j]
        index = next(i for i in range(position, len(after.rows)) if after.rows[i] == row)
        position = index + 1
        where = at.child(Kind.ROW, row_num(after, index))
        _row_verb(draft, "add", f"{where} is new in 改正後", a)
        following = Address() if index == 0 else at.child(Kind.ROW, row_num(after, index - 1))
        if last is None and index > 0 and (index - 1) in after.gap_rows:
            draft.error(
                "row_place", f"{where} comes after rows that nobody has quoted: its place is not known", a, at
            )
        source = Source(a.node.rows[j].cells[0].origin) if a.node.rows[j].cells else source_at(a)
        draft.operations.append(Add(where, serialised(build_row(row)), following, draft.basis, source))


def _row_verb(draft: Draft, verb: str, what: str, entry: Entry) -> None:
    """Rows come and go by a thick box, or by underlines where the lead text speaks of all marks alike."""
    word_verb = {"add": "insert", "remove": "delete"}[verb]
    if draft.lead.grants_on(verb, "table"):
        return
    if draft.lead.family in ("B", "C", "F", "G") and draft.lead.grants_on(word_verb, "words"):
        return
    draft.error("verb_not_ordered", f"{what}, but the lead text orders no such {verb} of rows", entry)


def _whole_table(
    draft: Draft, node: Quoted, a: Entry, at: Address, stored: Provision, plan: RowPlan
) -> Grid | None:
    """Merged cells change: the table as a whole, rows that both columns elide taken from the stored table."""
    assert stored.grid is not None
    assert node.rows is not None
    said = {(c.row, c.before[1]): node.rows[c.after[0]].cells[c.after[1]].text for c in plan.cells}
    after = result_grid(
        plan, stored.grid, {place: draft.printed(text) for place, text in said.items() if text}
    )
    if after.gap_rows:
        draft.error(
            "merged_cells", f"{at}: merged cells change in a table of which some rows are not known", a, at
        )
        return stored.grid
    _row_verb(draft, "add", f"{at}: the merged cells of the table change", a)
    new = replace(stored, grid=after)
    draft.operations.append(Replace(at, element_xml(new), None, draft.basis, source_at(a)))
    return after
