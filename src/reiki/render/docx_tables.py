"""Tables of 法令標準XML as tables of a Word file: merged cells, heads that repeat, columns as wide as their text asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from reiki.law.document.anatomy import GAP
from reiki.law.document.nested import Tag
from reiki.law.plain_text.form import UNKNOWN_ROWS
from reiki.law.provision import Grid, GridCell
from reiki.law.tables import Place, coverage
from reiki.render.anatomy import cell_lines
from reiki.render.html_tables import is_head, rows_of, span_of
from reiki.render.wordprocessing import TEXT_WIDTH, cell, paragraph, row, run, table

_SIDES: Final = ("Top", "Left", "Bottom", "Right")
_BORDERS: Final = {"none": "nil", "dotted": "dotted", "double": "double"}
_ALIGN: Final = {"center": "CellCenter", "right": "CellRight"}
_VERTICAL: Final = {"middle": "center", "bottom": "bottom"}


@dataclass(frozen=True, slots=True)
class Typeset:
    """How words and blocks inside a cell are set."""

    inline: Callable[[Tag], str]
    block: Callable[[Tag, int], Iterator[str]]


def table_of(tag: Tag, typeset: Typeset, width: int = TEXT_WIDTH) -> Iterator[str]:
    """A ``Table`` as one table; nothing for one without rows."""
    rows = rows_of(tag)
    cells = [list(r.tags("TableColumn", "TableHeaderColumn")) for r in rows]
    grid = Grid(
        tuple(
            tuple(
                GridCell(c.words(), min(span_of(c, "rowspan"), len(rows)), span_of(c, "colspan"))
                for c in line
            )
            for line in cells
        )
    )
    lines = coverage(grid)
    if not lines:
        return
    columns = max(len(lines[0]), 1)
    widths = _widths(grid, lines, columns, width)
    heads = next((n for n, r in enumerate(rows) if r.name != "TableHeaderRow"), len(rows))
    out = []
    for n, line in enumerate(lines):
        if rows[n].find(GAP) is not None:
            out.append(row([cell(paragraph(run(UNKNOWN_ROWS), "Gap"), sum(widths), span=columns)]))
            continue
        drawn = list(_row(n, line, cells, grid, widths, typeset))
        out.append(row(drawn or [cell("", sum(widths), span=columns)], head=n < heads < len(rows)))
    yield table(out, widths)


def _row(
    number: int, line: tuple[Place | None, ...], cells: list[list[Tag]], grid: Grid, widths: list[int], typeset: Typeset
) -> Iterator[str]:  # fmt: skip
    column = 0
    while column < len(line):
        place = line[column]
        end = column + 1
        while place is not None and end < len(line) and line[end] == place:
            end += 1
        width = sum(widths[column:end])
        if place is None:
            yield cell("", width)
        else:
            tag = cells[place[0]][place[1]]
            merged = grid.rows[place[0]][place[1]].rowspan > 1
            begins = place[0] == number
            merge = ("restart" if begins else "continue") if merged or not begins else ""
            content = "".join(_content(tag, typeset, width)) if begins else ""
            yield cell(
                content, width, span=end - column, merge=merge, shaded=is_head(tag), borders=_borders(tag),
                vertical=_VERTICAL.get(tag.get("Valign"), "center" if is_head(tag) else ""),
            )  # fmt: skip
        column = end


def _content(tag: Tag, typeset: Typeset, width: int) -> Iterator[str]:
    style = _ALIGN.get(tag.get("Align"), "CellCenter" if is_head(tag) else "Cell")
    for parts, inner in cell_lines(tag):
        if inner is None:
            yield paragraph(
                "".join(run(separator) + typeset.inline(part) for separator, part in parts), style
            )
        elif inner.name == "Table":
            yield from table_of(inner, typeset, width - 170)
        elif inner.name == "TableStruct":
            for part in inner.tags():
                inside = (
                    table_of(part, typeset, width - 170) if part.name == "Table" else typeset.block(part, 0)
                )
                yield from inside
        else:
            yield from typeset.block(inner, 0)


def _borders(tag: Tag) -> str:
    return "".join(
        f'<w:{side.lower()} w:val="{_BORDERS[tag.get(f"Border{side}")]}" w:sz="4" w:space="0" w:color="auto"/>'
        for side in _SIDES
        if tag.get(f"Border{side}") in _BORDERS
    )


def _widths(grid: Grid, lines: tuple[tuple[Place | None, ...], ...], columns: int, width: int) -> list[int]:
    """Columns share the width by the longest line of their cells, none below a fifth of the widest."""
    wanted = [4.0] * columns
    for line in lines:
        for column, place in enumerate(line):
            if place is None:
                continue
            found = grid.rows[place[0]][place[1]]
            longest = max((len(part) for part in (found.text or "").split("\n")), default=0)
            wanted[column] = max(wanted[column], min(longest / found.colspan, 40))
    least = max(wanted) / 5
    wanted = [max(each, least) for each in wanted]
    out = [int(width * each / sum(wanted)) for each in wanted]
    out[-1] += width - sum(out)
    return out
