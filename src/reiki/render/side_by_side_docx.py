"""新旧対照表 as a Word file: two columns, what differs underlined, the head row repeated on each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reiki.render.side_by_side import ELIDED, Cell, Line, Row, TableShown
from reiki.render.wordprocessing import MARGIN, PORTRAIT, cell, document, paragraph, row, run, table

__all__ = ["comparison_docx"]


def comparison_docx(
    title: str, rows: Sequence[Row], *, before: str = "改正前", after: str = "改正後", notes: Sequence[str] = (),
    after_first: bool = True, landscape: bool = True,
) -> bytes:  # fmt: skip
    """The file; the same rows give the same bytes."""
    text_width = (PORTRAIT[1] if landscape else PORTRAIT[0]) - 2 * MARGIN
    half = text_width // 2
    body = [paragraph(run(note), "Notice") for note in notes]
    body.append(paragraph(run(f"{title}　新旧対照表"), "Title"))
    if not rows:
        body.append(paragraph(run("改正前と改正後に違いはありません。"), "Paragraph"))
        return document(body, title, landscape=landscape)
    heads = (after, before) if after_first else (before, after)
    drawn = [row([cell(paragraph(run(name), "CellCenter"), half, shaded=True) for name in heads], head=True)]
    for n, each in enumerate(rows):
        sides = (each.after, each.before) if after_first else (each.before, each.after)
        last = n + 1 == len(rows) or rows[n + 1].begins
        borders = ("" if each.begins or not n else _NO_LINE.format("top")) + (
            "" if last else _NO_LINE.format("bottom")
        )
        drawn.append(row([cell("".join(_side(side, half)), half, borders=borders) for side in sides]))
    body += [table(drawn, [half, half]), paragraph("")]
    return document(body, title, landscape=landscape)


_NO_LINE = '<w:{} w:val="nil"/>'


def _side(side: Line | TableShown | None, width: int) -> Iterator[str]:
    if isinstance(side, Line):
        first = -1 if side.hanging else 0
        yield paragraph(_runs(side.text, side.spans), "Cell", left=side.level - first, first=first)
    elif side is not None:
        yield _table(side, width - 170)


def _table(shown: TableShown, width: int) -> str:
    widths = [width // shown.columns] * shown.columns
    rows: list[str] = []
    open_below: dict[int, tuple[int, int]] = {}
    for line in shown.rows:
        if not line:
            rows.append(row([cell(paragraph(run(ELIDED), "Cell"), sum(widths), span=shown.columns)]))
            open_below.clear()
            continue
        rows.append(row(_cells(line, widths, open_below)))
    return table(rows, widths)


def _cells(line: Sequence[Cell], widths: list[int], open_below: dict[int, tuple[int, int]]) -> Iterator[str]:
    """The cells of a row with those that reach into it from above; ``open_below``: column → (width in columns, rows left)."""
    waiting = list(line)
    column = 0
    while column < len(widths):
        span, left = open_below.get(column, (0, 0))
        if left:
            yield cell("", sum(widths[column : column + span]), span=span, merge="continue")
            open_below[column] = (span, left - 1)
            column += span
            continue
        if not waiting:
            return
        shown = waiting.pop(0)
        merge = "restart" if shown.rowspan > 1 else ""
        parts, start = [], 0
        for text in shown.text.split("\n"):
            end = start + len(text)
            spans = [
                (max(a, start) - start, min(b, end) - start) for a, b in shown.spans if a < end and b > start
            ]
            parts.append(paragraph(_runs(text, spans), "CellCenter" if shown.head else "Cell"))
            start = end + 1
        width = sum(widths[column : column + shown.colspan])
        yield cell("".join(parts), width, span=shown.colspan, merge=merge, shaded=shown.head)
        if shown.rowspan > 1:
            open_below[column] = (shown.colspan, shown.rowspan - 1)
        column += shown.colspan


def _runs(text: str, spans: Sequence[tuple[int, int]]) -> str:
    out, end = "", 0
    for start, stop in spans:
        out += run(text[end:start]) + run(text[start:stop], underline="single")
        end = stop
    return out + run(text[end:])
