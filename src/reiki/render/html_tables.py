"""Tables of 法令標準XML as tables of HTML: heads, merged cells, borders and alignment as the law has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from reiki.law.document.anatomy import GAP
from reiki.law.document.nested import Tag
from reiki.law.document.reading import HEAD_CELL
from reiki.law.plain_text.form import UNKNOWN_ROWS

MAX_SPAN: Final = 1000
"""What browsers take for ``colspan``; a wider cell is a slip of the file."""

_STYLES: Final = {"none", "dotted", "double"}
_ALIGN: Final = {"left", "center", "right", "justify"}


def span_of(cell: Tag, name: str) -> int:
    """``rowspan`` or ``colspan`` of a cell; 1 where the file gives no number."""
    value = cell.get(name)
    return min(int(value), MAX_SPAN) if value.isdecimal() and int(value) > 0 else 1


def is_head(cell: Tag) -> bool:
    """True for a cell that names a row or a column (欄名)."""
    return cell.name == "TableHeaderColumn" or cell.get(HEAD_CELL) == "true"


def rows_of(table: Tag) -> list[Tag]:
    """The rows of a ``Table``, in order."""
    return list(table.tags("TableRow", "TableHeaderRow"))


def table(tag: Tag, inside: Callable[[Tag], str]) -> str:
    """A ``Table`` as ``<table>``; ``inside`` writes the content of a cell."""
    rows = rows_of(tag)
    heads = next((n for n, row in enumerate(rows) if row.name != "TableHeaderRow"), len(rows))
    width = max((sum(span_of(c, "colspan") for c in row.tags()) for row in rows), default=1)
    # A merged cell may reach from the last head row into the body; then HTML wants both in one group.
    reaches = any(n + span_of(c, "rowspan") > heads for n, row in enumerate(rows[:heads]) for c in row.tags())
    heads = 0 if reaches else heads
    drawn = [_row(row, width, inside) for row in rows]
    head = f"<thead>{''.join(drawn[:heads])}</thead>" if heads else ""
    extra = "".join(f'<p class="gap">{UNKNOWN_ROWS}</p>' for _ in tag.tags(GAP))
    return f"<table>{head}<tbody>{''.join(drawn[heads:])}</tbody></table>{extra}"


def _row(row: Tag, width: int, inside: Callable[[Tag], str]) -> str:
    if row.find(GAP) is not None:
        return f'<tr class="gap"><td colspan="{width}">{UNKNOWN_ROWS}</td></tr>'
    return f"<tr>{''.join(_cell(c, inside) for c in row.tags('TableColumn', 'TableHeaderColumn'))}</tr>"


def _cell(cell: Tag, inside: Callable[[Tag], str]) -> str:
    name = "th" if is_head(cell) else "td"
    spans = "".join(f' {s}="{span_of(cell, s)}"' for s in ("rowspan", "colspan") if span_of(cell, s) > 1)
    classes = [f"b{side[0].lower()}-{style}" for side in ("Top", "Bottom", "Left", "Right")
               if (style := cell.get(f"Border{side}")) in _STYLES]  # fmt: skip
    classes += [f"al-{cell.get('Align')}"] if cell.get("Align") in _ALIGN else []
    classes += [f"va-{cell.get('Valign')}"] if cell.get("Valign") in ("top", "middle", "bottom") else []
    css = f' class="{" ".join(classes)}"' if classes else ""
    return f"<{name}{spans}{css}>{inside(cell)}</{name}>"
