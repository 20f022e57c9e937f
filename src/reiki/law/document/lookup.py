"""From an address to the element that stands there, and back. Read only; XPath never leaves this floor's rooms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from reiki.law.address import Address, Step
from reiki.law.document.anatomy import (
    CAPTION_TAG,
    ENACTMENT,
    HEADING_TAGS,
    RANGE_TAG,
    RELATED_TAG,
    SENTENCE_TAG,
    TOC_TAG_OF_KIND,
)
from reiki.law.document.markup import Element
from reiki.law.document.reading import (
    articles_in,
    cells_of,
    in_order,
    is_toc_line,
    kind_of,
    label_element,
    num_of,
    read_grid,
    rows_of,
    suppl_num,
    table_of,
)
from reiki.law.document.wording import Wording, plain, wording_of
from reiki.law.equality import Fidelity, key
from reiki.law.identity import known_number
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, SUBITEMS, Kind
from reiki.law.labels import normalise_label
from reiki.law.provision import Grid
from reiki.law.tables import cell_at, column_num, coverage, find_columns, find_rows, head_cell, row_num


@dataclass(frozen=True, slots=True)
class Node:
    """A place in one law: the element and what kind of provision it is there. Equal when the element is the same one."""

    element: Element = field(repr=False)
    kind: Kind


_THROUGH_PARAGRAPH: Final = frozenset({Kind.ITEM, *SUBITEMS, Kind.TABLE, Kind.ROW, Kind.COLUMN, Kind.REMARKS})

_WITH_ARTICLES: Final = frozenset({"Article", "MainProvision", "LawBody", *HEADING_TAGS})
"""What changes the index of articles when it comes or goes: themselves, and what they stand in."""

_WITH_SUPPLEMENTS: Final = frozenset({"SupplProvision", "LawBody"})
"""What changes the numbers of the 附則."""


class Lookup:
    """Finds elements of one tree by address. Keeps an index of articles and the grids of tables that were asked for;
    whoever edits the tree says so with :meth:`forget`."""

    def __init__(self, root: Element) -> None:
        self.root = root
        body = root.find("LawBody")
        self.body = root if body is None else body
        self._articles: dict[str, list[Element]] | None = None
        self._supplements: dict[Element, str] | None = None
        self._grids: dict[Element, Grid] = {}

    def forget(self, moved: Element | None = None) -> None:
        """The tree has changed: nothing kept is true any more. ``moved``: an element that came, went or has another number;
        without one only words have changed, and every article stands where it stood."""
        if moved is not None and moved.tag in _WITH_ARTICLES:
            self._articles = None
        if moved is not None and moved.tag in _WITH_SUPPLEMENTS:
            self._supplements = None
        self._grids.clear()

    def resolve(self, address: Address) -> tuple[Node, ...]:
        """Every element that an address names: none, one, or more where the law has the number twice."""
        nodes: tuple[Node, ...] = (Node(self.root, Kind.LAW),)
        row: Node | None = None
        for step in address.steps:
            if step.kind is Kind.COLUMN:
                nodes = tuple(n for node in nodes for n in self._cells(node, row, step))
                continue
            row = None
            nodes = tuple(n for node in nodes for n in self._inside(node, step))
            if step.kind is Kind.ROW and len(nodes) == 1:
                row = nodes[0]
        return nodes

    def articles(self) -> dict[str, list[Element]]:
        """The articles of the main provision by Num."""
        if self._articles is None:
            self._articles = {}
            main = self.main()
            for article in () if main is None else articles_in(main):
                self._articles.setdefault(article.get("Num") or "", []).append(article)
        return self._articles

    def main(self) -> Element | None:
        """The main provision (本則)."""
        return self.body.find("MainProvision")

    def supplements(self) -> dict[Element, str]:
        """The 附則 of the law in document order, and the number by which an address names each: that of the instrument that
        brought it; of two that one instrument brought, the second goes by its place (``#3``)."""
        if self._supplements is None:
            self._supplements, given = {}, set()
            for place, element in enumerate(self.body.findall("SupplProvision"), 1):
                num = suppl_num(element.get("AmendLawNum") or "")
                self._supplements[element] = f"#{place}" if num in given else num
                given.add(num)
        return self._supplements

    def grid(self, table: Element) -> Grid:
        """The rows of a TableStruct."""
        if table not in self._grids:
            self._grids[table] = read_grid(table)
        return self._grids[table]

    def grid_of_row(self, row: Element) -> Grid:
        """The cells of one row, as a grid of that row alone."""
        table = table_of(row)
        grid, line = self.grid(table), rows_of(table).index(row)
        return Grid((grid.rows[line],), frozenset({0} if line in grid.gap_rows else ()))

    # ------------------------------------------------------------------------------------------------------ downwards

    def _inside(self, node: Node, step: Step) -> Iterator[Node]:
        kind, element = step.kind, node.element
        if node.kind is Kind.TOC or is_toc_line(element):
            yield from _toc_lines(element, step)
            return
        if node.kind in (Kind.LAW, Kind.MAIN):
            yield from self._in_law(node, step)
            return
        if kind in HEADINGS:
            yield from (Node(e, kind) for e in _headings_in(element, step))
        elif kind is Kind.ARTICLE:
            yield from (Node(e, kind) for e in articles_in(element) if e.get("Num") == step.num)
        elif kind is Kind.CAPTION:
            caption = CAPTION_TAG.get(node.kind)
            yield from (Node(e, kind) for e in (element.iterchildren(caption) if caption else ()))
        else:
            yield from self._in_provision(node, step)

    def _in_law(self, node: Node, step: Step) -> Iterator[Node]:
        kind, main = step.kind, self.main()
        match kind:
            case Kind.TITLE | Kind.TOC | Kind.MAIN:
                yield from (Node(e, kind) for e in self.body.iterchildren(kind.value))
            case Kind.PREAMBLE:
                tag = "EnactStatement" if step.num == ENACTMENT else "Preamble"
                yield from (Node(e, kind) for e in self.body.iterchildren(tag))
            case Kind.SUPPL:
                yield from (Node(e, kind) for e in self._supplementary(step.num))
            case Kind.ARTICLE:
                yield from (Node(e, kind) for e in self.articles().get(step.num, ()))
            case _ if kind in APPENDIX_KINDS:
                yield from (Node(e, kind) for e in _numbered(self.body, step))
            case _ if main is not None and kind in HEADINGS:
                yield from (Node(e, kind) for e in _headings_in(main, step))
            case _ if main is not None:
                yield from self._in_provision(Node(main, Kind.MAIN), step)

    def _supplementary(self, num: str) -> list[Element]:
        """附則 by the instrument that brought it; the first of two that one instrument brought, the other is ``附則#2``."""
        every = self.supplements()
        if ordinal := re.fullmatch(r"#(\d+)", num):
            return list(every)[int(ordinal[1]) - 1 : int(ordinal[1])] if int(ordinal[1]) else []
        return next(([e] for e, own in every.items() if _same_number(own, num)), [])

    def _in_provision(self, node: Node, step: Step) -> Iterator[Node]:
        kind = step.kind
        holder = node
        if kind in _THROUGH_PARAGRAPH and node.kind in (Kind.ARTICLE, Kind.MAIN, Kind.SUPPL, Kind.PREAMBLE):
            paragraphs = node.element.findall("Paragraph")
            if len(paragraphs) == 1:
                holder = Node(paragraphs[0], Kind.PARAGRAPH)
        match kind:
            case Kind.TABLE:
                yield from (Node(e, kind) for e in _tables(holder.element, step.num))
            case Kind.ROW:
                yield from self._rows(holder, step.num)
            case Kind.REMARKS:
                yield from (Node(e, kind) for e in _remarks(holder))
            case _:
                yield from (Node(e, kind) for e in _numbered(holder.element, step))

    def _rows(self, node: Node, num: str) -> Iterator[Node]:
        for table in self._sole_table(node):
            rows = rows_of(table)
            yield from (Node(rows[n], Kind.ROW) for n in find_rows(self.grid(table), num))

    def _cells(self, node: Node, row: Node | None, step: Step) -> Iterator[Node]:
        """The cell in a row and a column; without a row, the head of the column."""
        if row is not None:
            tables = [table_of(row.element)]
        else:
            tables = list(self._sole_table(next(iter(self._paragraph_of(node)), node)))
        for table in tables:
            rows, grid = rows_of(table), self.grid(table)
            columns = find_columns(grid, step.num)
            if row is not None:
                line = rows.index(row.element)
                places = {cell_at(grid, line, column) for column in columns}
            else:
                places = {head_cell(grid, column) for column in columns}
            yield from (Node(cells_of(rows[p[0]])[p[1]], Kind.COLUMN) for p in places if p is not None)

    def _paragraph_of(self, node: Node) -> list[Node]:
        if node.kind not in (Kind.ARTICLE, Kind.MAIN, Kind.SUPPL):
            return []
        found = node.element.findall("Paragraph")
        return [Node(found[0], Kind.PARAGRAPH)] if len(found) == 1 else []

    def _sole_table(self, node: Node) -> Iterator[Element]:
        if node.kind is Kind.TABLE:
            yield node.element
            return
        found = node.element.findall("TableStruct")
        if len(found) == 1:
            yield found[0]

    # -------------------------------------------------------------------------------------------------------- upwards

    def address_of(self, element: Element, kind: Kind) -> Address:
        """The address of a provision in this tree, down to cells."""
        steps: list[Step] = []
        here: Element | None = element
        while here is not None and here.tag not in ("Law", "LawBody", "MainProvision"):
            if here is element:
                steps.append(self.step_of(here, kind))
            else:
                above = kind_of(here)
                if above is not None and here.tag != "Table":
                    steps.append(self.step_of(here, above))
            here = here.getparent()
        if kind in (Kind.MAIN, Kind.LAW):
            steps = [Step(kind)]
        return Address(tuple(reversed(steps)))

    def step_of(self, element: Element, kind: Kind) -> Step:
        """The last step of a provision's address."""
        if kind is Kind.ROW:
            table = table_of(element)
            return Step(kind, row_num(self.grid(table), rows_of(table).index(element)))
        if kind is Kind.COLUMN:
            row = next(element.iterancestors("TableRow", "TableHeaderRow"))
            table = table_of(row)
            place = rows_of(table).index(row), cells_of(row).index(element)
            grid = self.grid(table)
            return Step(kind, column_num(grid, coverage(grid)[place[0]].index(place)))
        if kind is Kind.SUPPL and not is_toc_line(element):
            number = self.supplements().get(element)
            return Step(kind, num_of(element, kind) if number is None else number)
        return Step(kind, "" if kind in (Kind.CAPTION, Kind.TITLE) else num_of(element, kind))

    def children(self, node: Node) -> Iterator[Node]:
        """The provisions directly inside one, in document order; rows of a table, cells of a row."""
        if node.kind is Kind.LAW:
            inner: Iterator[Element] = in_order(self.body)
        elif node.kind is Kind.TABLE:
            inner = iter([*rows_of(node.element), *node.element.iterchildren("Remarks")])
        elif node.kind is Kind.ROW:
            yield from (Node(c, Kind.COLUMN) for c in cells_of(node.element))
            return
        elif node.kind in (Kind.COLUMN, Kind.TITLE, Kind.CAPTION):
            return
        else:
            inner = iter(node.element)
        own_label = label_element(node.element, node.kind)
        for child in inner:
            kind = kind_of(child)
            if kind is not None and child is not own_label:
                yield Node(child, kind)


def words_of(node: Node) -> Wording:
    """The words that operations on a node address (see ``LawDocument.words``)."""
    return wording_of(holders_of(node))


def holders_of(node: Node) -> tuple[Element, ...]:
    """The elements that hold the words of a node, in order."""
    element, kind = node.element, node.kind
    if kind in SENTENCE_TAG:
        found = element.find(SENTENCE_TAG[kind])
        return () if found is None else (found,)
    if kind in (Kind.CAPTION, Kind.TITLE, Kind.COLUMN) or element.tag == "EnactStatement":
        return (element,)
    if kind is Kind.ROW:
        return tuple(cells_of(element))
    if kind in (Kind.ARTICLE, Kind.MAIN, Kind.PREAMBLE) and not is_toc_line(element):
        paragraphs = element.findall("Paragraph")
        return holders_of(Node(paragraphs[0], Kind.PARAGRAPH)) if len(paragraphs) == 1 else ()
    sentences = tuple(element.iterchildren("Sentence"))
    if sentences:
        return sentences
    label = label_element(element, kind)
    related = [e for tag in (RELATED_TAG, RANGE_TAG, "ArticleCaption") for e in element.iterchildren(tag)]
    if kind is Kind.REMARKS:
        return ()
    return (*(() if label is None else (label,)), *related)


def _same_number(a: str, b: str) -> bool:
    if a == b:
        return True
    one, other = known_number(a), known_number(b)
    if one is None or other is None:
        return False
    bodies = {one.body, other.body}
    return (one.ad_year, one.kind, one.number, one.branch) == (
        other.ad_year,
        other.kind,
        other.number,
        other.branch,
    ) and (len(bodies) == 1 or None in bodies)


def _headings_in(container: Element, step: Step) -> list[Element]:
    """Headings of that kind and number, the nearest level first: 第1節 inside 第2章 is not that of 第1編."""
    direct = [e for e in container.iterchildren(step.kind.value) if e.get("Num") == step.num]
    if direct:
        return direct
    return [e for child in container if child.tag in HEADING_TAGS for e in _headings_in(child, step)]


def _toc_lines(element: Element, step: Step) -> Iterator[Node]:
    tag = TOC_TAG_OF_KIND.get(step.kind)
    for found in element.iter(tag) if tag else ():
        if found is not element and (num_of(found, step.kind) == step.num or step.kind is Kind.SUPPL):
            yield Node(found, step.kind)


def _numbered(container: Element, step: Step) -> list[Element]:
    """Children of that kind and number. 細目 go by label, or by Num for a number that is nobody's label."""
    siblings = container.findall(step.kind.value)
    ordinal = re.fullmatch(r"#(\d+)", step.num)
    if ordinal and int(ordinal[1]):
        return siblings[int(ordinal[1]) - 1 : int(ordinal[1])]
    if step.kind in SUBITEMS:
        wanted = step.num
        found = [e for e in siblings if normalise_label(plain(e.find(f"{step.kind.value}Title"))) == wanted]
        return found or [e for e in siblings if e.get("Num") == wanted]
    return [e for e in siblings if num_of(e, step.kind) == step.num]


def _tables(container: Element, num: str) -> list[Element]:
    """Tables inside a provision: the only one, the second (``#2``), by label (``ア``), by title."""
    every = container.findall("TableStruct")
    if not num:
        return every
    if ordinal := re.fullmatch(r"#(\d+)", num):
        return every[int(ordinal[1]) - 1 : int(ordinal[1])] if int(ordinal[1]) else []
    by_label = [e for e in every if num_of(e, Kind.TABLE) == num]
    if by_label:
        return by_label
    titles = [(e, plain(e.find("TableStructTitle"))) for e in every]
    wanted = key(num, Fidelity.DRAWN)
    exact = [e for e, title in titles if key(title, Fidelity.DRAWN) == wanted]
    return exact or [e for e, title in titles if normalise_label(title).startswith(normalise_label(num))]


def _remarks(node: Node) -> list[Element]:
    found = node.element.findall("Remarks")
    if not found and node.kind is not Kind.TABLE:
        tables = node.element.findall("TableStruct")
        found = tables[0].findall("Remarks") if len(tables) == 1 else []
    return found
