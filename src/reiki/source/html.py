"""HTML pages: what a reader sees, as blocks in document order.

Marks come from elements (``<u>``, ``<ins>``, ``<del>``, ``<s>``) and from style rules in the page; a box drawn around cells, rows
or words is read from its borders. Style sheets outside the page are not fetched; that they are missing is noted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.source.css import Declarations, Sheet
from reiki.source.drafts import DraftBlock, DraftCell, DraftRow, DraftTable, marked, place
from reiki.source.drawing import (
    THIN,
    Border,
    border_of,
    box_marks,
    extent,
    marks_of,
    ruled,
    shown,
    table_border,
)
from reiki.source.embedded import data_address
from reiki.source.lines import INVISIBLE, Lines, White
from reiki.source.markup import BLOCKS, Node, Page, Text, parse
from reiki.source.model import Document, Figure, Mark, Origin, UnreadableSource
from reiki.source.setting import Around, step_into, without_box

_UNDRAWN: Final = frozenset(
    "script style title template meta link base area map param source track rt rp rtc datalist select option optgroup "
    "colgroup col noembed noframes head".split()
)
_OBJECTS: Final = frozenset("svg canvas object embed video audio".split())
_ROLES: Final = {
    "table": "table", "inline-table": "table", "table-row": "tr", "table-cell": "td", "table-row-group": "tbody",
    "table-header-group": "thead", "table-footer-group": "tfoot", "table-caption": "caption",
}  # fmt: skip
_TABLE_ROLES: Final = frozenset("table tr td th tbody thead tfoot caption".split())
_INNER: Final = frozenset("tr td th tbody thead tfoot caption".split())
_BLOCK_DISPLAYS: Final = frozenset(("block", "list-item", "flex", "grid", "flow-root"))
_MOST_COLUMNS, _MOST_ROWS = 1000, 65534


@dataclass(slots=True)
class Reading:
    """One page while it is walked."""

    sheet: Sheet
    page: int | None = None
    unseen: list[tuple[int, str]] = field(default_factory=list)
    dropped: int = 0
    notes: dict[str, int] = field(default_factory=dict)
    _formats: dict[Node, tuple[Mark, bool]] = field(default_factory=dict)

    def note(self, sentence: str) -> None:
        """Say once what happens often."""
        self.notes[sentence] = self.notes.get(sentence, 0) + 1

    def sentences(self) -> tuple[str, ...]:
        """Everything to say about the page, one sentence each."""
        out = [
            f"{sentence} ({count} times)" if count > 1 else sentence for sentence, count in self.notes.items()
        ]
        if self.unseen:
            line, text = self.unseen[0]
            out.append(
                f"passages that the page does not show, left out: {len(self.unseen)}, the first in line {line}: {text[:40]}"
            )
        if self.dropped:
            out.append(f"invisible characters left out: {self.dropped}")
        return (*out, *dict.fromkeys(self.sheet.notes))

    def origin(self, line: int) -> Origin:
        """The place of something that begins in that line of the markup."""
        return Origin(self.page, line)

    # -- flow

    def children(self, node: Node, around: Around, lines: Lines) -> None:
        """The content of an element in the flow; rows and cells that stand outside any table are tables of their own."""
        loose: list[Node | Text] = []
        for child in node.children:
            if isinstance(child, Node) and self.role(child) in _INNER:
                loose.append(child)
                continue
            if loose and isinstance(child, Text) and not child.value.strip():
                continue
            if loose:
                self._loose_rows(loose, around, lines)
                loose = []
            if isinstance(child, Text):
                self.text(child, around, lines)
            else:
                self.element(child, around, lines)
        if loose:
            self._loose_rows(loose, around, lines)

    def _loose_rows(self, children: list[Node | Text], around: Around, lines: Lines) -> None:
        lines.end(around.style)
        table = Node("table", {}, children[0].line, None, (), children)
        self._table(table, {}, around, lines)

    def text(self, text: Text, around: Around, lines: Lines) -> None:
        mark, seen = self._format_marks(text.formats, around)
        value, dropped = INVISIBLE.subn("", text.value)
        if not seen or not around.visible:
            if value.strip():
                self.unseen.append((text.line, value.strip()))
            return
        self.dropped += dropped
        lines.add(value, mark | around.marks, around.white, self.origin(text.line), around.style)

    def _format_marks(self, formats: Sequence[Node], around: Around) -> tuple[Mark, bool]:
        """The marks of the formatting elements around a text, and whether all of them are shown."""
        mark, seen = Mark.NONE, True
        for node in formats:
            known = self._formats.get(node)
            if known is None:
                declared = self.sheet.of(node)
                border = box_marks(border_of(declared), True, around.vertical)
                visible = shown(node, declared) and declared.get("visibility") not in ("hidden", "collapse")
                known = self._formats[node] = (marks_of(node, declared, around.vertical) | border, visible)
            mark, seen = mark | known[0], seen and known[1]
        return mark, seen

    def role(self, node: Node) -> str:
        """The tag, or the part of a table that a style rule makes of the element."""
        if node.tag in _TABLE_ROLES:
            return node.tag
        return _ROLES.get(self.sheet.of(node).get("display", ""), node.tag)

    def element(self, node: Node, around: Around, lines: Lines) -> None:
        if node.tag in _UNDRAWN:
            return
        declared = self.sheet.of(node)
        if not shown(node, declared):
            if text := _plain(node):
                self.unseen.append((node.line, text))
            return
        role = self.role(node)
        if role == "table":
            lines.end(around.style)
            above = self._format_marks(node.formats, around)[0]
            self._table(node, declared, replace(around, marks=around.marks | above), lines)
        elif node.tag == "br" or node.tag == "hr":
            self.end(lines, around)
        elif node.tag in ("img", "iframe") or node.tag in _OBJECTS:
            self._figure(node, around, lines)
        elif node.tag != "input":
            self._box(node, declared, around, lines)

    def _box(self, node: Node, declared: Declarations, around: Around, lines: Lines) -> None:
        """An element with content, block or inline."""
        display = declared.get("display", "")
        block = display in _BLOCK_DISPLAYS or (node.tag in BLOCKS and display not in ("inline", "contents"))
        inside = step_into(node, declared, around, inline=not block)
        if node.tag == "ol" and "none" not in declared.get("list-style", declared.get("list-style-type", "")):
            self.note("the page numbers a list by itself: those numbers are not in its text")
        if not block:
            self.children(node, inside, lines)
            return
        self.end(lines, around)
        self.children(node, inside, lines)
        self.end(lines, inside)

    def end(self, lines: Lines, around: Around) -> None:
        if lines.end(around.style):
            self.note("an image stands among words: what it shows is not read")

    def _figure(self, node: Node, around: Around, lines: Lines) -> None:
        if not around.visible or not self._format_marks(node.formats, around)[1]:
            return
        if any(node.get(side) in ("0", "1") for side in ("width", "height")):
            return  # a spacer
        if node.tag == "iframe":
            self.note("a frame shows another page: what it shows is not read")
        reference = node.get("src") or node.get("data") or node.tag
        figure = Figure(*_reference(reference), " ".join(node.get("alt").split()), self.origin(node.line))
        lines.figure(figure)

    # -- tables

    def _table(self, node: Node, declared: Declarations, around: Around, lines: Lines) -> None:
        """A table; what stands in it and in none of its cells comes before it, as in browsers."""
        inside = replace(without_box(node, declared, around), heading="")
        rows = _Rows(self, inside, lines, ruled(node))
        rows.table(node)
        if rows.rows:
            table = DraftTable(
                rows.rows,
                self.origin(node.line).line,
                self.page,
                table_border(node, declared),
                tuple(rows.groups),
            )
            # a box drawn around the place where the table stands encloses each of its cells
            lines.block(marked(table, around.marks), around.style)


@dataclass(slots=True)
class _Rows:
    """The rows of one table while its groups are read: head groups first, foot groups last, as they are shown."""

    reading: Reading
    around: Around
    lines: Lines
    ruled: bool
    rows: list[DraftRow] = field(default_factory=list)
    groups: list[tuple[int, int, Border]] = field(default_factory=list)

    def table(self, node: Node) -> None:
        reading = self.reading
        heads: list[Node] = []
        bodies: list[list[Node]] = []
        feet: list[Node] = []
        bare: list[Node] | None = None
        for child in node.children:
            if isinstance(child, Text):
                reading.text(child, self.around, self.lines)
                continue
            declared = reading.sheet.of(child)
            role = reading.role(child)
            if role in _INNER and not shown(child, declared):
                self._unseen(child)
            elif role == "thead":
                heads.append(child)
            elif role == "tfoot":
                feet.append(child)
            elif role == "tbody":
                bodies.append([child])
                bare = None
            elif role in ("tr", "td", "th"):
                if bare is None:
                    bare = []
                    bodies.append(bare)
                bare.append(child)
            elif role == "caption":
                inside = step_into(child, declared, self.around, inline=False)
                reading.children(child, replace(inside, heading="caption"), self.lines)
                self.lines.end("caption")
            else:
                reading.element(child, self.around, self.lines)
        for group in [[h] for h in heads] + bodies + [[f] for f in feet]:
            self._group(group)
        self.lines.end(self.around.style)

    def _unseen(self, node: Node) -> None:
        if text := _plain(node):
            self.reading.unseen.append((node.line, text))

    def _group(self, nodes: list[Node]) -> None:
        """A row group, or rows that stand in the table itself."""
        begin = len(self.rows)
        grouped = self.reading.role(nodes[0]) in ("tbody", "thead", "tfoot")
        around = self.around
        if grouped:
            declared = self.reading.sheet.of(nodes[0])
            around = without_box(nodes[0], declared, around)
            self.groups.append((begin, begin, border_of(declared)))
        head = self.reading.role(nodes[0]) == "thead"
        children: Iterable[Node | Text] = nodes[0].children if grouped else nodes
        cells: list[Node] = []
        for child in children:
            if isinstance(child, Text):
                self.reading.text(child, around, self.lines)
            elif self.reading.role(child) in ("td", "th"):
                cells.append(child)
            elif self.reading.role(child) == "tr":
                self._loose(cells, around, head)
                cells = []
                self._row(child, around, head)
            else:
                self.reading.element(child, around, self.lines)
        self._loose(cells, around, head)
        self._end_group(begin)

    def _loose(self, cells: list[Node], around: Around, head: bool) -> None:
        """Cells without a row of their own."""
        if cells:
            self._row(Node("tr", {}, cells[0].line, None, (), list(cells)), around, head)

    def _row(self, node: Node, around: Around, head: bool) -> None:
        declared = self.reading.sheet.of(node)
        if not shown(node, declared):
            self._unseen(node)
            return
        inside = without_box(node, declared, around)
        row = DraftRow([], self.reading.origin(node.line).line, self.reading.page, border_of(declared))
        for child in node.children:
            if isinstance(child, Text):
                self.reading.text(child, inside, self.lines)
            elif self.reading.role(child) in ("td", "th"):
                self._cell(child, row, inside, head)
            else:
                self.reading.element(child, inside, self.lines)
        self.rows.append(row)

    def _cell(self, node: Node, row: DraftRow, around: Around, head: bool) -> None:
        declared = self.reading.sheet.of(node)
        if not shown(node, declared):
            self._unseen(node)
            return
        inside = without_box(node, declared, around)
        lines = Lines()
        self.reading.children(node, inside, lines)
        self.reading.end(lines, inside)
        border = border_of(declared)
        if (
            self.ruled
            and not any(e.seen for e in border)
            and not any(n.startswith("border") for n in declared)
        ):
            border = (THIN, THIN, THIN, THIN)
        colspan = extent(node.attributes, "colspan", _MOST_COLUMNS) or 1
        rowspan = extent(node.attributes, "rowspan", _MOST_ROWS)
        row.cells.append(DraftCell(lines.blocks, colspan, rowspan, head or node.tag == "th", border))

    def _end_group(self, begin: int) -> None:
        """After this no cell reaches beyond its group, and rows without a cell stand only under cells that reach into them."""
        rows = self.rows[begin:]
        kept: list[DraftRow] = []
        reach = 0
        for n, row in enumerate(rows):
            left = len(rows) - n
            for cell in row.cells:
                cell.rowspan = min(cell.rowspan or left, left)
                reach = max(reach, n + cell.rowspan)
            if row.cells or n < reach:
                kept.append(row)
        self.rows[begin:] = kept
        if self.groups and self.groups[-1][0] == begin:
            self.groups[-1] = (begin, len(self.rows), self.groups[-1][2])


# -------------------------------------------------------------------------------------------------------------- public


def read_html(text: str, sha256: str, depth: int, notes: Iterable[str] = ()) -> Document:
    """The document that a page shows (``drawn``: its marks are the office's own).

    Raises :class:`UnreadableSource` where elements stand more than ``depth`` deep, and for a page without any text.
    """
    page = parse(text, depth=depth)
    blocks, said = read_page(page, White.COLLAPSED)
    if not blocks:
        raise UnreadableSource(
            "The page shows no text: give the page that holds the text of the issue itself."
        )
    missing = [f"the style sheet {link} is not in the file: what it draws is not seen" for link in page.links]
    if re.search(r"<html[\s>]", text, re.IGNORECASE) and not re.search(r"</html\s*>", text, re.IGNORECASE):
        missing.append("the page has no </html>: it may be cut off")
    return Document(place(blocks), "html", True, sha256, (*notes, *page.notes, *missing, *said))


def read_page(
    page: Page, white: White, *, number: int | None = None, indented: bool = False
) -> tuple[list[DraftBlock], tuple[str, ...]]:
    """The blocks of a page or fragment, and what to say about it.

    ``number``: the page of the source that it stands on; ``indented``: spaces at the start of its lines are kept.
    """
    sheet = Sheet()
    for style in page.styles:
        sheet.add(style)
    reading = Reading(sheet, number)
    lines = Lines(indented)
    root = page.root
    around = Around(white=white)
    if root.outer is not None:
        around = step_into(root.outer, sheet.of(root.outer), around, inline=False)
    around = replace(step_into(root, sheet.of(root), around, inline=False), marks=Mark.NONE)
    reading.children(root, around, lines)
    reading.end(lines, around)
    return lines.blocks, reading.sentences()


def _plain(node: Node) -> str:
    """What an element that is not shown would say."""
    if node.tag in _UNDRAWN:
        return ""
    parts = [c.value if isinstance(c, Text) else _plain(c) for c in node.children]
    return " ".join("".join(parts).split())


def _reference(reference: str) -> tuple[str, str | None]:
    """How a figure is named, and the digest of its bytes where the page itself holds them (``data:`` addresses)."""
    name, content = data_address(reference)
    return name, None if content is None else hashlib.sha256(content).hexdigest()
