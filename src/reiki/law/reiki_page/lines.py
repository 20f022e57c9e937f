"""The blocks of a page or an office document as lines for the tree builder, editors' notes told from text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from xml.sax.saxutils import quoteattr

from reiki.law.identity import LawNumber
from reiki.law.plain_text.form import ONE_CELL, OPAQUE, UNKNOWN_ROWS, XML_FIRST, XML_MORE, holder_of_sign
from reiki.law.plain_text.lines import Line, Shape, Shaped, shape
from reiki.law.plain_text.nodes import Note
from reiki.law.plain_text.tables import headed
from reiki.law.provision import Grid, GridCell
from reiki.law.reiki_page.history import read_history, split_trailing
from reiki.law.reiki_page.model import Picture
from reiki.source.model import Block, Cell, Figure, Origin, Paragraph, Row, Table

OBJECT: Final = "\ufffc"
"""Stands in a text for an image among its words (外字)."""

_SIGNS: Final = (OPAQUE, XML_FIRST, XML_MORE, ONE_CELL, UNKNOWN_ROWS, "<p>")
_UNPARENTHESISED: Final = re.compile(
    r"[ \u3000]*附[ \u3000]*則[ \u3000]*(?P<number>(?:明治|大正|昭和|平成|令和)[^()（）]+号)(?P<early>[ \u3000]*抄)?"
)
_PREAMBLE: Final = re.compile(r"[\s\u3000]*前[\s\u3000]*文[\s\u3000]*")
_NUMBERED: Final = re.compile(r"第.+号|年.+月.+日")


@dataclass(slots=True)
class Lined:
    """The lines, and what was met on the way."""

    lines: list[Line] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def lines_of_document(blocks: Sequence[Block]) -> Lined:
    """The lines of a document's blocks: a paragraph gives its lines, a note on amendments (also one that ends a line) an
    aside, a table one line with its grid, an image a line with its ``Fig``."""
    out = Lined()
    for block in blocks:
        match block:
            case Paragraph():
                for text in block.text.text.split("\n"):
                    out.lines.extend(_lines_of_text(text, block.origin))
            case Table():
                _table(block, out)
            case Figure():
                _figure(block, out)
    out.lines = _with_suppl_heads(out.lines)
    return out


def _lines_of_text(text: str, origin: Origin) -> Iterator[Line]:
    clean = text.replace("\t", "\u3000").replace("\u00a0", " ").strip(" ")
    if read_history(clean) is not None:
        yield Line("", origin, aside=clean.strip(" \u3000"))
        return
    clean = _bare_number(clean)
    is_head = shape(Line(clean)).shape is Shape.SUPPL
    words, note = (clean, "") if is_head else split_trailing(clean)
    yield _literal(Line(words, origin))
    if note:
        yield Line("", origin, aside=note)


def _bare_number(text: str) -> str:
    """附則　平成10年3月30日条例第5号 with the parentheses that most collections print."""
    match = _UNPARENTHESISED.fullmatch(text)
    return (
        f"附\u3000則（{match['number']}）{match['early'] or ''}"
        if match and _is_number(match["number"])
        else text
    )


def _literal(line: Line) -> Line:
    """Signs of the canonical text form mean nothing on a page: such a line is carried as it is printed."""
    body = line.text.lstrip(" \u3000")
    means = body.startswith(_SIGNS) or holder_of_sign(body) is not None
    return replace(line, text=OPAQUE + body) if means else line


def _with_suppl_heads(lines: Sequence[Line]) -> list[Line]:
    """The heads of 附則 in one spelling; 附則 as an entry of the 目次 stays as it is."""
    out: list[Line] = []
    in_toc = False
    for line in lines:
        found = shape(line)
        if out and _is_number_of(out[-1], found):
            out[-1] = next(_suppl_head(out[-1], replace(shape(out[-1]), related=found.body)))
            continue
        if found.shape is Shape.TOC:
            in_toc = True
        elif _ends_toc(line, found):
            in_toc = False
        if in_toc or found.shape is not Shape.SUPPL:
            out.append(line)
        else:
            out.extend(_suppl_head(line, found))
    return out


def _is_number_of(head: Line, found: Shaped) -> bool:
    """True for (平成10年3月30日条例第5号) in the line under the head of its 附則."""
    if found.shape is not Shape.CAPTION or not _is_number(found.body[1:-1]):
        return False
    above = shape(head)
    return above.shape is Shape.SUPPL and not above.related


def _ends_toc(line: Line, found: Shaped) -> bool:
    """True for a line that cannot be an entry of the 目次."""
    if found.shape is Shape.SUPPL:
        return re.search("[年号]", found.related) is not None
    words = found.shape in (Shape.CAPTION, Shape.TEXT) and not _PREAMBLE.fullmatch(line.text)
    return words or "。" in line.text


def _suppl_head(line: Line, found: Shaped) -> Iterator[Line]:
    """``附則(平成18年3月31日条例第25号)抄`` as the national files write it: 附　則　抄（…）. Pages draw the gap in 附　則 by
    style. In 附　則（施行期日） the parentheses hold the caption of what follows."""
    related, within = found.related, re.fullmatch(r"([（(].*?)[ \u3000]*抄([)）])", found.related)
    if within:
        related = (within[1] + within[2]) if len(within[1]) > 1 else ""
    label = "附\u3000則" + ("\u3000抄" if within or found.label.endswith("抄") else "")
    numbered = bool(related) and _is_number(related[1:-1])
    yield replace(line, text=label + (f"（{related[1:-1]}）" if numbered else ""))
    if related and not numbered:
        yield replace(line, text=related)


def _is_number(text: str) -> bool:
    try:
        LawNumber.parse(text)
    except ValueError:
        return _NUMBERED.search(text) is not None or read_history(f"({text})") is not None
    return True


# --------------------------------------------------------------------------------------------------------------- tables


def _table(table: Table, out: Lined) -> None:
    """A table; one without any text is its images, and rows that only set the widths of columns are none."""
    rows = list(table.rows)
    while rows and rows[0].cells and all(_is_blank(c) and c.rowspan == 1 for c in rows[0].cells):
        rows.pop(0)
    figures = [f for row in rows for cell in row.cells for f in _figures(cell.blocks)]
    if not any(cell.plain().strip() for row in rows for cell in row.cells if not _only_figures(cell)):
        for figure in figures:
            _figure(figure, out)
        return
    if any(isinstance(b, Table) for row in rows for cell in row.cells for b in cell.blocks):
        out.notes.append(
            Note("nested_table", "a table stands inside a cell; its rows are lines there", table.origin)
        )
    note = _note_row(rows[-1])
    if note:
        rows.pop()
    if rows:
        grid = Grid(tuple(tuple(_cell(cell, out) for cell in row.cells) for row in rows))
        out.lines.append(Line("", table.origin, headed(grid)))
    if note:
        out.lines.append(Line("", table.origin, aside=note))


def _note_row(row: Row) -> str:
    """The note on amendments that the last row of a table may be."""
    said = "".join(cell.plain() for cell in row.cells).replace("\n", "").strip(" \u3000")
    return said if said and read_history(said) is not None and all(c.rowspan == 1 for c in row.cells) else ""


def _cell(cell: Cell, out: Lined) -> GridCell:
    text = "\n".join(_text_of(block, out) for block in cell.blocks).replace("\t", "\u3000")
    return GridCell(text, cell.rowspan, cell.colspan, cell.head)


def _text_of(block: Block, out: Lined) -> str:
    match block:
        case Paragraph():
            return block.text.text
        case Figure():
            out.pictures.append(_picture(block))
            out.notes.append(
                Note(
                    "image_in_table", f"an image stands in a cell of a table: {block.reference}", block.origin
                )
            )
            return OBJECT
        case Table():
            return "\n".join("\u3000".join(_cell(c, out).text or "" for c in row.cells) for row in block.rows)


def _figures(blocks: Sequence[Block]) -> Iterator[Figure]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _figures(cell.blocks)


def _only_figures(cell: Cell) -> bool:
    return bool(cell.blocks) and not any(
        isinstance(b, Paragraph) and b.text.text.strip() for b in cell.blocks
    )


def _is_blank(cell: Cell) -> bool:
    return not cell.plain().strip() and not any(_figures(cell.blocks))


# -------------------------------------------------------------------------------------------------------------- figures


def _figure(figure: Figure, out: Lined) -> None:
    picture = _picture(figure)
    out.pictures.append(picture)
    xml = f"<FigStruct><Fig src={quoteattr(picture.src)}></Fig></FigStruct>"
    out.lines.append(Line(XML_FIRST + xml.replace("\n", ""), figure.origin))


def _picture(figure: Figure) -> Picture:
    """An image that the page holds itself is named by the digest of its bytes."""
    src = f"sha256:{figure.digest}" if figure.digest else figure.reference
    return Picture(src, figure.digest, figure.alternative)
