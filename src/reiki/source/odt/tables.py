"""Tables of OpenDocument: repeated rows and cells, spans, heads, borders of cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reiki.source.drafts import DraftCell, DraftRow, DraftTable
from reiki.source.lines import Lines
from reiki.source.model import UnreadableSource
from reiki.source.odt.names import LO, TABLE, TEXT, Element, count, name_of, words_in
from reiki.source.odt.reading import Around, Reading

_GROUPS: Final = frozenset(f"{TABLE}{n}" for n in ("table-rows", "table-row-group", "table-header-rows"))
_MOST_REPEATS: Final = 1_000
_MOST_CELLS: Final = 500_000


def read_table(reading: Reading, table: Element, lines: Lines, around: Around) -> None:
    """One ``table:table`` as a block of ``lines``."""
    lines.end("")
    if table.get(f"{TABLE}display") == "false":
        reading.remarks.unseen(words_in(table))
        return
    line, page = reading.remarks.paragraph + 1, reading.page
    columns = [c for c in table.iter(f"{TABLE}table-column", f"{LO}table-column") if _table_of(c) is table]
    defaults = [
        c.get(f"{TABLE}default-cell-style-name")
        for c in columns
        for _ in range(count(c, f"{TABLE}number-columns-repeated", 1, _MOST_REPEATS))
    ]
    rows: list[DraftRow] = []
    cells = 0
    for row, head in _rows(reading, table, False, around.depth):
        if row.get(f"{TABLE}visibility", "visible") != "visible":
            reading.remarks.unseen(words_in(row))
            continue
        for _ in range(_repeats(row, "number-rows-repeated")):
            draft = DraftRow([], reading.remarks.paragraph + 1, reading.page)
            _cells(reading, row, draft, defaults, head, around)
            rows.append(draft)
            cells += len(draft.cells)
            if cells > _MOST_CELLS:
                raise UnreadableSource(
                    f"The {reading.remarks.what} holds a table of more than {_MOST_CELLS:,} cells: it is not read."
                )
    while rows and not rows[-1].cells:
        rows.pop()
    if rows:
        lines.block(DraftTable(rows, line, page), "")


def _table_of(element: Element) -> Element | None:
    return next(element.iterancestors(f"{TABLE}table", f"{LO}table"), None)


def _repeats(element: Element, name: str) -> int:
    """How often an element stands there; without content not more than once, as spreadsheets fill their edges so."""
    times = count(element, f"{TABLE}{name}", 1, _MOST_REPEATS)
    return times if times == 1 or words_in(element).strip() else min(times, 50)


def _rows(reading: Reading, container: Element, head: bool, depth: int) -> Iterator[tuple[Element, bool]]:
    """The rows with whether they are heads, through their groups."""
    for element in container:
        tag = name_of(element)
        if tag == f"{TABLE}table-row":
            yield element, head
        elif tag in _GROUPS and depth <= reading.depth:
            yield from _rows(reading, element, head or tag.endswith("header-rows"), depth + 1)
        elif element.tag == f"{TEXT}soft-page-break":
            reading.page = (reading.page or 1) + 1


def _cells(
    reading: Reading, row: Element, draft: DraftRow, defaults: list[str | None], head: bool, around: Around
) -> None:
    column = 0
    begin = end = reading.page  # the cells of a row begin on one page, wherever the one before ends
    for element in row:
        times = _repeats(element, "number-columns-repeated")
        tag = name_of(element)
        if tag == f"{TABLE}covered-table-cell":
            column += times
            if words_in(element).strip():
                reading.remarks.unseen(words_in(element))
            continue
        if tag != f"{TABLE}table-cell":
            continue
        for _ in range(times):
            lines = Lines()
            reading.page = begin
            reading.blocks(element, lines, Around(around.marks, around.depth + 1))
            lines.end("")
            end = max(end or 1, reading.page or 1) if end is not None else None
            style = element.get(f"{TABLE}style-name") or row.get(f"{TABLE}default-cell-style-name")
            if style is None and column < len(defaults):
                style = defaults[column]
            draft.cells.append(
                DraftCell(
                    lines.blocks,
                    max(count(element, f"{TABLE}number-columns-spanned", 1, 1000), 1),
                    max(count(element, f"{TABLE}number-rows-spanned", 1, 65534), 1),
                    head,
                    reading.styles.cell_border(style),
                )
            )
            column += 1
    reading.page = end
