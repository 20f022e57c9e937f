"""The real amendments written anew as Word and OpenDocument files: the same blocks as from the page, marks and boxes too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from office_files import open_parts, p, packed, r, tbl, tc, tr, word_parts
from reiki.source.model import (
    Block,
    Cell,
    Document,
    Figure,
    Mark,
    MarkedText,
    MarkSpan,
    Origin,
    Paragraph,
    Row,
    Table,
)
from reiki.source.open import read

pytestmark = pytest.mark.shared

_WORD_STYLES = "".join(
    f'<w:style w:type="character" w:styleId="C{mark.value}"><w:name w:val="C{mark.value}"/><w:rPr>{xml}</w:rPr></w:style>'
    for mark, xml in (
        (Mark.UNDERLINE, '<w:u w:val="wave"/>'),
        (Mark.DOUBLE, '<w:u w:val="double"/>'),
        (Mark.DELETED, "<w:strike/>"),
    )
)
_SIDES = ("top", "left", "bottom", "right")
_EDGES = {Mark.NONE: ("single", 4), Mark.THICK: ("single", 18), Mark.DOTTED: ("dashed", 4)}


@pytest.fixture(scope="module")
def pages(shared: Path) -> dict[str, Document]:
    """The page of each case, as it is read."""
    found = sorted((shared / "cases" / "table").glob("*/gazette.html"))
    assert len(found) == 33
    return {f.parent.name: read(f.read_bytes(), f.name) for f in found}


def test_as_word(pages: dict[str, Document]) -> None:
    for name, page in pages.items():
        for styled in (False, True):
            body = "".join(_word(b, styled) for b in page.blocks)
            document = read(packed(word_parts(body, _WORD_STYLES)), "gazette.docx")
            assert list(_bare(document.blocks)) == list(_bare(page.blocks)), name
            assert not document.notes


def test_as_open_document(pages: dict[str, Document]) -> None:
    for name, page in pages.items():
        styles: dict[str, str] = {}
        body = "".join(_open(b, styles) for b in page.blocks)
        document = read(packed(open_parts(body, "".join(styles.values()))), "gazette.odt")
        assert list(_bare(document.blocks)) == list(_bare(page.blocks)), name
        assert not document.notes


def _bare(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks without places and alignment, spans in one form."""
    for block in blocks:
        match block:
            case Paragraph():
                yield Paragraph(_settled(block.text))
            case Table():
                yield Table(
                    tuple(
                        Row(tuple(replace(c, blocks=tuple(_bare(c.blocks)), head=False) for c in row.cells))
                        for row in block.rows
                    )
                )
            case Figure():
                yield replace(block, origin=Origin())


def _settled(text: MarkedText) -> MarkedText:
    """One span for each stretch of equal marks, those of changes as underlines."""
    marks = text.marks()
    cuts = [i for i in range(len(marks)) if not i or marks[i] != marks[i - 1]]
    ends = [*cuts[1:], len(marks)]
    known = {Mark.INSERTED: Mark.UNDERLINE}
    spans = (
        MarkSpan(a, b, known.get(marks[a], marks[a])) for a, b in zip(cuts, ends, strict=True) if marks[a]
    )
    return MarkedText(text.text, tuple(spans))


def _pieces(text: MarkedText) -> Iterator[tuple[str, Mark]]:
    settled = _settled(text)
    at = 0
    for span in settled.spans:
        if span.start > at:
            yield text.text[at : span.start], Mark.NONE
        yield text.text[span.start : span.end], span.mark
        at = span.end
    if at < len(text.text):
        yield text.text[at:], Mark.NONE


def _word(block: Block, styled: bool) -> str:
    match block:
        case Paragraph():
            return p("".join(r(escape(t), _word_look(m, styled)) for t, m in _pieces(block.text)))
        case Table():
            rows = []
            down: dict[int, list[int]] = {}  # column → rows that it still covers, its width
            for row in block.rows:
                written, column = [], 0
                for cell in [*row.cells, None]:
                    while down.get(column, [0])[0]:
                        down[column][0] -= 1
                        width = down[column][1]
                        written.append(tc(p(""), f'<w:gridSpan w:val="{width}"/><w:vMerge/>'))
                        column += width
                    if cell is not None:
                        written.append(_word_cell(cell, styled))
                        down[column] = [cell.rowspan - 1, cell.colspan]
                        column += cell.colspan
                rows.append(tr(*written))
            lines = "".join(f'<w:{s} w:val="single" w:sz="4"/>' for s in (*_SIDES, "insideH", "insideV"))
            return tbl(*rows, properties=f"<w:tblBorders>{lines}</w:tblBorders>") + p("")
        case Figure():
            raise AssertionError("no case has one")


def _word_look(mark: Mark, styled: bool) -> str:
    look = (
        "".join(f'<w:rStyle w:val="C{m.value}"/>' for m in (Mark.UNDERLINE, Mark.DOUBLE) if m in mark)
        if styled
        else ""
    )
    if not styled and mark & (Mark.UNDERLINE | Mark.DOUBLE):
        look = f'<w:u w:val="{"double" if Mark.DOUBLE in mark else "single"}"/>'
    kind = "dotted" if Mark.DOTTED in mark else "thick" if Mark.THICK in mark else None
    return look + (f'<w:bdr w:val="{kind}" w:sz="4"/>' if kind else "")


def _word_cell(cell: Cell, styled: bool) -> str:
    kind, size = _EDGES[cell.box]
    edges = "".join(f'<w:{s} w:val="{kind}" w:sz="{size}"/>' for s in _SIDES) if cell.box else ""
    merged = '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ""
    properties = f'<w:gridSpan w:val="{cell.colspan}"/>{merged}<w:tcBorders>{edges}</w:tcBorders>'
    return tc("".join(_word(b, styled) for b in cell.blocks) or p(""), properties)


def _open(block: Block, styles: dict[str, str]) -> str:
    match block:
        case Paragraph():
            return f"<text:p>{''.join(_open_piece(t, m, styles) for t, m in _pieces(block.text))}</text:p>"
        case Table():
            rows = "".join(
                f"<table:table-row>{''.join(_open_cell(c, styles) for c in row.cells)}</table:table-row>"
                for row in block.rows
            )
            return f"<table:table>{rows}</table:table>"
        case Figure():
            raise AssertionError("no case has one")


def _open_piece(text: str, mark: Mark, styles: dict[str, str]) -> str:
    content = escape(text).replace("\t", "<text:tab/>").replace("  ", ' <text:s text:c="1"/>')
    if not mark:
        return content
    look = ""
    if mark & (Mark.UNDERLINE | Mark.DOUBLE):
        kind = "double" if Mark.DOUBLE in mark else "single"
        look = f'style:text-underline-style="solid" style:text-underline-type="{kind}"'
    if mark & (Mark.DOTTED | Mark.THICK):
        look += f' fo:border="{"0.5pt dotted" if Mark.DOTTED in mark else "2pt solid"} #000000"'
    name = f"T{mark.value}"
    styles[name] = (
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {look}/></style:style>'
    )
    return f'<text:span text:style-name="{name}">{content}</text:span>'


def _open_cell(cell: Cell, styles: dict[str, str]) -> str:
    name = f"C{cell.box.value}"
    border = {Mark.NONE: "0.05pt solid", Mark.THICK: "2pt solid", Mark.DOTTED: "0.5pt dashed"}[cell.box]
    styles[name] = (
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties fo:border="{border} #000"/></style:style>'
    )
    spans = f'table:number-columns-spanned="{cell.colspan}" table:number-rows-spanned="{cell.rowspan}"'
    content = "".join(_open(b, styles) for b in cell.blocks)
    return f'<table:table-cell table:style-name="{name}" {spans}>{content}</table:table-cell>'
