"""新旧対照表 as HTML: a table of two columns, what differs underlined."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from reiki.render.html_page import page
from reiki.render.side_by_side import ELIDED, Cell, Line, Row, TableShown

__all__ = ["comparison_fragment", "comparison_page"]


def comparison_page(
    title: str, rows: Sequence[Row], *, before: str = "改正前", after: str = "改正後", notes: Sequence[str] = (),
    after_first: bool = True, about: Sequence[tuple[str, str]] = (),
) -> str:  # fmt: skip
    """A standalone page. ``before`` and ``after``: the heads of the columns."""
    body = f'<h1 class="page-title">{escape(title)}　新旧対照表</h1>' + comparison_fragment(
        rows, before=before, after=after, after_first=after_first
    )
    return page(f"{title}　新旧対照表", body, notes=notes, about=about, wide=True)


def comparison_fragment(
    rows: Sequence[Row], *, before: str = "改正前", after: str = "改正後", after_first: bool = True
) -> str:
    """The table alone; a sentence where nothing differs."""
    if not rows:
        return '<p class="same">改正前と改正後に違いはありません。</p>'
    heads = (after, before) if after_first else (before, after)
    drawn = []
    for row in rows:
        sides = (row.after, row.before) if after_first else (row.before, row.after)
        css = ' class="begins"' if row.begins else ""
        drawn.append(f"<tr{css}>{''.join(f'<td>{_side(side)}</td>' for side in sides)}</tr>")
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    return f'<table class="comparison"><thead><tr>{head}</tr></thead><tbody>{"".join(drawn)}</tbody></table>'


def _side(side: Line | TableShown | None) -> str:
    if side is None:
        return ""
    if isinstance(side, TableShown):
        return _table(side)
    words = " words" if side.hanging else " still"
    elided = " elided" if side.text.endswith(ELIDED) else ""
    level = f' style="margin-left:{side.level}em"' if side.level else ""
    return f'<p class="{(words + elided).strip()}"{level}>{marked(side.text, side.spans)}</p>'


def _table(shown: TableShown) -> str:
    rows = [
        "".join(_cell(cell) for cell in row)
        if row
        else f'<td colspan="{shown.columns}" class="elided">{ELIDED}</td>'
        for row in shown.rows
    ]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _cell(cell: Cell) -> str:
    name = "th" if cell.head else "td"
    spans = (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "") + (
        f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    )
    inner = marked(cell.text, cell.spans).replace("\n", "<br>")
    return f"<{name}{spans}>{inner}</{name}>"


def marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text, escaped, with its spans underlined."""
    out, end = "", 0
    for start, stop in spans:
        out += f"{escape(text[end:start], quote=False)}<u>{escape(text[start:stop], quote=False)}</u>"
        end = stop
    return out + escape(text[end:], quote=False)
