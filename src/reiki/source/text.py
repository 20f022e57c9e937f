"""Converted text and Markdown: lines, tab-separated rows whose cells hold HTML, pipe tables. Never counts as drawn.

A converter prints a page's tables as rows of TAB-separated cells; a blank line ends a table. What it adds of its own (list
dashes, bold asterisks, headings, rules) is taken off; what stands in the text is kept as it is, spaces too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.source.drafts import DraftBlock, DraftCell, DraftRow, DraftTable, place
from reiki.source.html import read_page
from reiki.source.lines import INVISIBLE, White
from reiki.source.markup import parse
from reiki.source.model import Document, Figure, MarkedText, Origin, Paragraph

# Tags that converters write; any other `<` is a character of the text (`<略>`, `<https://…>`).
KNOWN_TAGS: Final = frozenset(
    "a abbr b big blockquote br caption center cite code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins "
    "kbd li mark ol p pre q rb rp rt ruby s section small span strike strong sub sup table tbody td tfoot th thead tr tt u "
    "ul var wbr".split()
)

_CONVERTED: Final = re.compile(rf"[<&*$\\\u00a0]|{INVISIBLE.pattern}")
_PARAGRAPH_TAG: Final = re.compile(r"<(/?)p(?=[\s>/])", re.IGNORECASE)
_TABLE_TAG: Final = re.compile(r"<(/?)table(?=[\s>])|\t", re.IGNORECASE)
_ROW_TAG: Final = re.compile(r"\s*</?(?:tr|td|th|tbody|thead|tfoot)[\s>]", re.IGNORECASE)
_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \u3000]+(.*?)(?:[ \u3000]+#+)?\s*")
_RULE: Final = re.compile(r" {0,3}(?:(?:- ?){3,}|(?:\* ?){3,}|(?:_ ?){3,}|={3,})\s*")
# `- 3 職員の旅費に関する…`: the dash is the converter's; `- 12 -` is the number of a page, `+ 切替日における…` a sum.
_DASH: Final = re.compile(r" *[-*][ \u3000]+(?=\S)")
_PAGE_NUMBER: Final = re.compile(r"\s*[-–―] *[0-9０-９]+ *[-–―]\s*")
_IMAGE: Final = re.compile(r"\s*!\[([^\]]*)\]\(\s*<?([^)\s>]*)>?[^)]*\)\s*")
_FORMULA: Final = re.compile(r"\$\$[^$]+\$\$|\$[^$\n]+\$")
_TEX: Final = re.compile(r"[\\^_{]")
_BOLD: Final = re.compile(r"(?<!\*)\*\*(?!\*)")
_ESCAPED: Final = re.compile(r"\\([*_~#|<>`])")
_PIPE: Final = re.compile(r"(?<!\\)\|")
_PIPE_ROW: Final = re.compile(r"\s*\|.*\|.*\|\s*")
_PIPE_RULE: Final = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?\s*")


@dataclass(frozen=True, slots=True)
class _Printed:
    """A line of the file, or several joined by line feeds; numbers count from 1."""

    text: str
    line: int
    page: int | None


@dataclass(slots=True)
class _Reading:
    """The blocks so far, and what was taken off on the way."""

    depth: int
    blocks: list[DraftBlock] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dashes: list[int] = field(default_factory=list)
    table: DraftTable | None = None

    # -- tables

    def row(self, printed: _Printed, cells: Iterable[str], head: bool = False) -> None:
        """One more row of the open table."""
        if self.table is None:
            self.table = DraftTable([], printed.line, printed.page)
            self.blocks.append(self.table)
        drafts = [DraftCell(self.cell(replace(printed, text=cell)), head=head) for cell in cells]
        self.table.rows.append(DraftRow(drafts, printed.line, printed.page))

    def cell(self, printed: _Printed) -> list[DraftBlock]:
        """The lines of one cell; none for an empty one."""
        if _CONVERTED.search(printed.text) or "\n" in printed.text:
            return self.fragment(printed)
        text = printed.text.strip(" ")
        return [Paragraph(MarkedText(text), Origin(printed.page, printed.line))] if text.strip() else []

    def tab_row(self, printed: _Printed, cells: list[str]) -> None:
        """``1 級<TAB>5,200円``: a row; a dash that a converter put before it is taken off."""
        cells[0] = self.without_dash(cells[0], printed.line)
        self.row(printed, cells)

    # -- lines

    def paragraph(self, printed: _Printed) -> None:
        """A line outside tables: heading, image, rule, or words."""
        text, style = printed.text, ""
        if _RULE.fullmatch(text):
            return
        if image := _IMAGE.fullmatch(text):
            origin = Origin(printed.page, printed.line)
            self.blocks.append(Figure(image[2] or "image", alternative=image[1].strip(), origin=origin))
            return
        if heading := _HEADING.fullmatch(text):
            text, style = heading[2], f"heading{len(heading[1])}"
        text = self.without_dash(text, printed.line)
        for block in self.words(replace(printed, text=text)):
            self.blocks.append(
                replace(block, style=style) if style and isinstance(block, Paragraph) else block
            )

    def words(self, printed: _Printed) -> list[DraftBlock]:
        """The words of a line; spaces at its start are kept."""
        if _CONVERTED.search(printed.text) or "\n" in printed.text:
            return self.fragment(printed, indented=True)
        text = printed.text.rstrip()
        return [Paragraph(MarkedText(text), Origin(printed.page, printed.line))] if text else []

    def verbatim(self, printed: _Printed) -> None:
        """A line of a formula that takes several lines."""
        self.blocks.append(Paragraph(MarkedText(printed.text.strip()), Origin(printed.page, printed.line)))

    def without_dash(self, text: str, line: int) -> str:
        """The line without the dash that a converter took its number for a list by."""
        dash = _DASH.match(text)
        if dash is None or _PAGE_NUMBER.fullmatch(text):
            return text
        self.dashes.append(line)
        return text[dash.end() :]

    def fragment(self, printed: _Printed, indented: bool = False) -> list[DraftBlock]:
        """Words with HTML in them."""
        page = parse(without_markdown(printed.text), depth=self.depth, known=KNOWN_TAGS, line=printed.line)
        blocks, said = read_page(page, White.KEPT, number=printed.page, indented=indented)
        self.notes.extend((*page.notes, *said))
        return blocks

    def said(self) -> tuple[str, ...]:
        """Everything to say about the file, one sentence each."""
        out = list(dict.fromkeys(self.notes))
        if self.dashes:
            out.append(
                f"list dashes of the converter left out: {len(self.dashes)}, the first in line {self.dashes[0]}"
            )
        return tuple(out)


def read_text(text: str, sha256: str, depth: int, notes: Iterable[str] = ()) -> Document:
    """The document that a converted text or a Markdown file holds (``drawn`` is False, ``format`` is ``text``).

    Each line that is not empty is a paragraph; consecutive lines with a TAB are one table. Form feeds count pages. Raises
    :class:`UnreadableSource` where elements stand more than ``depth`` deep.
    """
    reading = _Reading(depth)
    lines = list(join_rows(join_tables(join_paragraphs(print_lines(text)), reading.notes)))
    formula = piped = False
    for n, printed in enumerate(lines):
        stripped = printed.text.strip()
        if stripped == "$$":
            formula = not formula
        elif not stripped:
            formula = False  # one that nobody closes does not take the rest of the file with it
        following = lines[n + 1].text if n + 1 < len(lines) else ""
        ruled = "|" in printed.text and _PIPE_RULE.fullmatch(following) is not None
        cells = split_cells(printed.text)
        if formula or stripped == "$$":
            reading.table, piped = None, False
            reading.verbatim(printed)
        elif not stripped:
            reading.table, piped = None, False
        elif ruled or (piped and "|" in printed.text) or _PIPE_ROW.fullmatch(printed.text):
            if not piped:
                reading.table, piped = None, True
            _pipe_row(reading, printed, ruled)
        elif len(cells) > 1:
            if piped:
                reading.table, piped = None, False
            reading.tab_row(printed, cells)
        else:
            reading.table, piped = None, False
            reading.paragraph(printed)
    return Document(place(reading.blocks), "text", False, sha256, (*notes, *reading.said()))


def _pipe_row(reading: _Reading, printed: _Printed, head: bool) -> None:
    """``| 改正後 | 改正前 |``; a row of dashes is none, nor is an empty head that the notation forced on a table."""
    if _PIPE_RULE.fullmatch(printed.text):
        return
    inner = re.sub(r"^\s*\||(?<!\\)\|\s*$", "", printed.text)
    cells = [cell.strip() for cell in _PIPE.split(inner)]
    if not head or any(cells):
        reading.row(printed, cells, head)


# -------------------------------------------------------------------------------------------------------------- lines


def print_lines(text: str) -> Iterator[_Printed]:
    """The lines of a file with their numbers and pages; a form feed ends a line as a blank one does."""
    paged = "\f" in text
    page = 1
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        first, *others = line.split("\f")
        yield _Printed(first, number, page if paged else None)
        for other in others:
            page += 1
            yield _Printed("", number, page)
            yield _Printed(other, number, page)


def join_paragraphs(lines: Iterable[_Printed]) -> Iterator[_Printed]:
    """A ``<p>`` that is closed on a later line, before another one opens, keeps its lines together."""
    waiting: list[_Printed] = []
    for printed in lines:
        tags = [m[1] for m in _PARAGRAPH_TAG.finditer(printed.text)] if "<" in printed.text else []
        if waiting and tags and tags[0] == "/":
            waiting.append(printed)
            if tags[-1] == "/":
                yield _joined(waiting)
                waiting = []
            else:
                waiting = [_joined(waiting)]
        elif tags:
            yield from waiting
            waiting = []
            if tags[-1] == "/":
                yield printed
            else:
                waiting = [printed]
        elif waiting:
            waiting.append(printed)
        else:
            yield printed
    yield from waiting


def join_tables(lines: Iterable[_Printed], notes: list[str]) -> Iterator[_Printed]:
    """A ``<table>`` keeps all lines up to its end tag together."""
    waiting: list[_Printed] = []
    open_tables = 0
    for printed in lines:
        if "<" in printed.text:
            for m in _TABLE_TAG.finditer(printed.text):
                if m[0] != "\t":
                    open_tables = max(0, open_tables + (-1 if m[1] else 1))
        if open_tables:
            waiting.append(printed)
        elif waiting:
            yield _joined([*waiting, printed])
            waiting = []
        else:
            yield printed
    if waiting:
        notes.append(f"the table that begins in line {waiting[0].line} has no end: the file may be cut off")
        yield _joined(waiting)


def join_rows(lines: Iterable[_Printed]) -> Iterator[_Printed]:
    """Lines of ``<tr>`` and ``<td>`` without their ``<table>`` are one table as far as they follow each other."""
    waiting: list[_Printed] = []
    for printed in lines:
        if _ROW_TAG.match(printed.text) and len(split_cells(printed.text)) == 1:
            waiting.append(printed)
            continue
        if waiting:
            yield _joined(waiting)
            waiting = []
        yield printed
    if waiting:
        yield _joined(waiting)


def _joined(lines: list[_Printed]) -> _Printed:
    return replace(lines[0], text="\n".join(p.text for p in lines))


def split_cells(text: str) -> list[str]:
    """The cells of a row: parted by every TAB that stands in no ``<table>`` of a cell."""
    if "\t" not in text:
        return [text]
    out: list[str] = []
    begin = depth = 0
    for m in _TABLE_TAG.finditer(text):
        if m[0] != "\t":
            depth = max(0, depth + (-1 if m[1] else 1))
        elif not depth:
            out.append(text[begin : m.start()])
            begin = m.end()
    return [*out, text[begin:]]


def without_markdown(text: str) -> str:
    """The text as HTML: bold asterisks and backslashes off, formulas (``$\\frac{…}{…}$``) as they are."""
    out: list[str] = []
    at = 0
    for formula in _FORMULA.finditer(text):
        if _TEX.search(formula[0]) and not re.search(r"<[a-z/]", formula[0]):
            out.append(_plain_words(text[at : formula.start()]))
            out.append(formula[0].replace("&", "&amp;").replace("<", "&lt;"))
            at = formula.end()
    out.append(_plain_words(text[at:]))
    return "".join(out)


def _plain_words(text: str) -> str:
    """``**第1条**`` → ``第1条``; an asterisk pair that encloses nothing, or whose words begin with a space, is text."""
    parts = _BOLD.split(text)
    out = [parts[0]]
    n = 1
    while n < len(parts):
        inner = parts[n]
        if n + 1 < len(parts) and inner and not inner[0].isspace() and not inner[-1].isspace():
            out += [inner, parts[n + 1]]
            n += 2
        else:
            out += ["**", inner]
            n += 1
    return _ESCAPED.sub(_character, "".join(out))


def _character(escaped: re.Match[str]) -> str:
    return {"<": "&lt;", ">": "&gt;"}.get(escaped[1], escaped[1])
