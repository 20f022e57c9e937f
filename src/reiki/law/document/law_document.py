"""A regulation as 法令標準XML: found by address, read as words, edited without losing a character of what is beside.

Whoever stands outside this room edits element trees here alone. How words change is known by :mod:`reiki.law.document.splice`,
how elements come and go by :mod:`reiki.law.document.layout`, how labels change by :mod:`reiki.law.document.labelling`.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

from reiki.law.address import Address, AddressError, Step
from reiki.law.document.anatomy import CAPTION_TAG
from reiki.law.document.elements import build_law
from reiki.law.document.labelling import element_with, number_subitem, relabel, set_label
from reiki.law.document.layout import Layout, lay_out, put_after, put_first, slot_before, swap, take_out
from reiki.law.document.lookup import Lookup, Node, holders_of, words_of
from reiki.law.document.markup import (
    Element,
    Rendition,
    UnreadableLaw,
    digest,
    is_layout,
    parse_element,
    read,
    serialised,
    write,
)
from reiki.law.document.position import FIRST, Spot, provision_before
from reiki.law.document.reading import (
    caption_element,
    date_of,
    kind_of,
    label_element,
    label_of,
    read_provision,
    read_regulation,
    read_supplements,
)
from reiki.law.document.splice import CannotSplice, Edit, splice
from reiki.law.document.wording import plain
from reiki.law.kinds import HEADINGS, Kind
from reiki.law.provision import Provision, Regulation

__all__ = ["CannotSplice", "Edit", "LawDocument", "Layout", "Node", "UnreadableLaw"]


class LawDocument:
    """A law in 法令標準XML (``Law``), municipal regulations included. A value to its readers: what edits it copies first."""

    def __init__(self, root: Element, rendition: Rendition) -> None:
        self._root = root
        self._rendition = rendition
        self._lookup = Lookup(root)
        self._bare: bool | None = None

    # ------------------------------------------------------------------------------------------------ coming and going

    @classmethod
    def parse(cls, data: bytes) -> LawDocument:
        """A law from the bytes of its file. Raises :class:`UnreadableLaw` with one sentence: not well-formed, another
        root than ``Law``, a document type, an encoding that is unknown or wrong, more than 64 MiB."""
        return cls(*read(data))

    @classmethod
    def from_regulation(cls, regulation: Regulation) -> LawDocument:
        """A new law from words, indented; ``from_regulation(r).regulation() == r``.

        Raises ``ValueError`` when number and day of promulgation name different years.
        """
        return cls(build_law(regulation), Rendition())

    def copy(self) -> LawDocument:
        """The same law in a tree of its own."""
        return LawDocument(copy.deepcopy(self._root), self._rendition)

    def to_bytes(self) -> bytes:
        """The file: the bytes that were parsed if the law is as it was then, and else the same prolog, encoding and line
        ends around the law as it is now."""
        return write(self._root, self._rendition)

    def digest(self) -> str:
        """The text digest (contract, Identity): SHA-256 in hex of the C14N without metadata, comments and layout."""
        return digest(self._root)

    # -------------------------------------------------------------------------------------------------------- reading

    @property
    def title(self) -> str:
        """題名."""
        return plain(self._root.find("LawBody/LawTitle"))

    @property
    def number(self) -> str:
        """法令番号 or 例規番号 as printed; ``""`` for an instrument without a number."""
        return plain(self._root.find("LawNum"))

    @property
    def date(self) -> str:
        """The day of promulgation (公布), ISO; ``""`` where the file does not name it."""
        return date_of(self._root)

    def regulation(self) -> Regulation:
        """The whole law as words."""
        return read_regulation(self._root)

    def supplementary(self) -> tuple[Provision, ...]:
        """Its 附則 as words, those of amending instruments among them."""
        return read_supplements(self._root)

    @property
    def lookup(self) -> Lookup:
        """What finds elements by address in this law; for reading."""
        return self._lookup

    def tables(self) -> list[Element]:
        """Every table of the law."""
        return list(self._root.iter("TableStruct"))

    def resolve(self, address: Address) -> tuple[Node, ...]:
        """Everything that stands at an address: nothing, one place, or several where the law gives a number twice."""
        return self._lookup.resolve(address)

    def find(self, address: Address) -> Node | None:
        """The one place at an address; ``None`` where nothing or more than one stands."""
        found = self._lookup.resolve(address)
        return found[0] if len(found) == 1 else None

    def provision(self, address: Address) -> Provision | None:
        """What stands at an address, with everything under it, as words; ``None`` where :meth:`find` finds nothing.

        The whole law and 本則 have their provisions as children; a row has a grid of one row, a cell, title or caption
        has text only.
        """
        node = self.find(address)
        return None if node is None else self.provision_at(node)

    def provision_at(self, node: Node) -> Provision:
        """A place as words."""
        match node.kind:
            case Kind.LAW:
                return Provision(Kind.LAW, label=self.title, children=self.regulation().provisions)
            case Kind.ROW:
                table = self._lookup.grid_of_row(node.element)
                return Provision(Kind.ROW, self._lookup.step_of(node.element, node.kind).num, grid=table)
            case Kind.TITLE | Kind.CAPTION | Kind.COLUMN:
                wording = words_of(node)
                num = self._lookup.step_of(node.element, node.kind).num
                return Provision(node.kind, num, text=wording.text if wording.known else None)
            case _:
                return read_provision(node.element, node.kind)

    def words(self, address: Address) -> str | None:
        """The words that an operation on words at this address speaks of; ``None`` where nothing stands there and where
        the words are not known.

        A paragraph's, item's or 細目's own sentences, columns joined by U+3000; an article's, 本則's or 前文's when it has
        a single paragraph; of a 見出し, 題名, heading its text; of a 附則 its label; of an appendix its title and
        （…関係）, of a line of the 目次 its title and range; of a cell its lines joined by line feeds.
        """
        node = self.find(address)
        return None if node is None else self.words_at(node)

    def words_at(self, node: Node) -> str | None:
        """The words at a place; ``None`` where they are not known."""
        wording = words_of(node)
        return wording.text if wording.known else None

    def caption_at(self, node: Node) -> str:
        """The 見出し of a provision, ``""`` for none."""
        return plain(caption_element(node.element, node.kind))

    def label_at(self, node: Node) -> str:
        """The label of a provision as printed, without （…関係）; the title for the law."""
        if node.kind is Kind.LAW:
            return self.title
        return label_of(node.element, node.kind)[0]

    def only_paragraph(self, node: Node) -> Node:
        """The paragraph of an article, 本則 or 前文 that has one; the place itself where there are more or none."""
        paragraphs = node.element.findall("Paragraph")
        return Node(paragraphs[0], Kind.PARAGRAPH) if len(paragraphs) == 1 else node

    def following_of(self, node: Node) -> Address:
        """What a provision comes after: the sibling before it, or the heading or container that it is the first in; the
        empty address where that has no address."""
        before, parent = provision_before(node.element), node.element.getparent()
        kind = kind_of(before) if before is not None else None
        if before is not None and kind is not None:
            return _citable(self._lookup.address_of(before, kind))
        above = kind_of(parent) if parent is not None else None
        if parent is not None and above is not None and above in HEADINGS:
            return _citable(self._lookup.address_of(parent, above))
        return FIRST

    def address_of(self, node: Node) -> Address:
        """The address at which a place stands now."""
        return self._lookup.address_of(node.element, node.kind)

    def children(self, address: Address) -> list[Address]:
        """The provisions directly at an address, in document order: rows of a table, cells of a row."""
        node = self.find(address)
        return [] if node is None else [self.address_of(n) for n in self._lookup.children(node)]

    def supplements(self) -> list[Address]:
        """The 附則 of the law, its own and those of amending instruments, in document order."""
        return [Address((Step(Kind.SUPPL, num),)) for num in self._lookup.supplements().values()]

    def addresses(self) -> list[Address]:
        """Every provision of the law in document order, rows and cells not counted."""
        out: list[Address] = []
        self._collect(Node(self._root, Kind.LAW), out)
        return out

    def label(self, address: Address) -> str:
        """The label printed at an address (第五条の二, 第一章　総則); ``""`` where nothing or no label stands."""
        node = self.find(address)
        return "" if node is None else self.label_at(node)

    def articles(self) -> list[str]:
        """The numbers of the articles of the main provision, in document order, through its headings."""
        return list(self._lookup.articles())

    def text(self) -> str:
        """All characters of the law in document order, layout included: for statistics on it, never for comparison."""
        return "".join(str(part) for part in self._root.itertext())

    def _collect(self, node: Node, out: list[Address]) -> None:
        for child in self._lookup.children(node):
            if child.kind is not Kind.ROW:
                out.append(self.address_of(child))
                self._collect(child, out)

    # -------------------------------------------------------------------------------------------------------- editing

    def splice(self, node: Node, edits: Sequence[Edit]) -> None:
        """Changes words at a place; edits are in order and do not overlap. Raises :class:`CannotSplice`, after which
        this document is of no use."""
        self._lookup.forget()
        splice(holders_of(node), edits)

    def markup_of(self, node: Node) -> str:
        """The elements that hold the words of a place, as XML with one root: what :meth:`set_markup` takes."""
        return f"<Exact>{''.join(serialised(holder) for holder in holders_of(node))}</Exact>"

    def set_markup(self, node: Node, xml: str) -> Node:
        """Puts elements in the place of those that hold the words of a place, and returns the place, which for a cell or
        a 見出し is another element now. Raises :class:`CannotSplice` when they are not the same in number and kind."""
        self._lookup.forget()
        holders, fresh = holders_of(node), list(parse_element(xml))
        if [h.tag for h in holders] != [f.tag for f in fresh]:
            raise CannotSplice("The recorded markup does not belong to this place.")
        for old, new in zip(holders, fresh, strict=True):
            swap(old, new)
        return Node(fresh[0], node.kind) if holders[:1] == (node.element,) else node

    def layout_of(self, element: Element) -> Layout:
        """The white space around an element, its place among all children, and its label and Num as they are."""
        parent, kind = element.getparent(), kind_of(element)
        label = None if kind is None else label_element(element, kind)
        return Layout(
            slot_before(element), element.tail, 0 if parent is None else parent.index(element),
            "" if label is None else serialised(label), element.get("Num") or "",
        )  # fmt: skip

    def detach(self, element: Element) -> None:
        """Takes an element out of the law with everything in it; the text and white space beside it stay."""
        self._lookup.forget(element)
        take_out(element)

    def attach(self, element: Element, spot: Spot, *, fresh: bool = False) -> None:
        """Puts a detached element into the law, on a line of its own where its siblings have one. ``fresh``: what is
        inside it is laid out like its new surroundings."""
        self._lookup.forget(element)
        if spot.previous is not None:
            put_after(spot.previous, element)
        else:
            put_first(spot.parent, element)
        if fresh:
            lay_out(element)

    def set_layout(self, element: Element, before: str | None, after: str | None) -> None:
        """Restores the white space around an element; text that stands there is never overwritten."""
        previous, parent = element.getprevious(), element.getparent()
        if is_layout(element.tail) and is_layout(after):
            element.tail = after
        if not is_layout(slot_before(element)) or not is_layout(before):
            return
        if previous is not None:
            previous.tail = before
        elif parent is not None:
            parent.text = before

    def swap(self, old: Element, new: Element, *, fresh: bool = False) -> None:
        """Puts a detached element in the place of another, which is then detached. ``fresh`` as in :meth:`attach`."""
        self._lookup.forget(old)
        self._lookup.forget(new)
        swap(old, new)
        if fresh:
            lay_out(new)

    def restores(self, node: Node, edits: Sequence[Edit], markup: str) -> bool:
        """True when these edits at a place give exactly that markup (:meth:`markup_of`). Changes nothing."""
        holders = tuple(copy.deepcopy(holder) for holder in holders_of(node))
        for holder in holders:
            holder.tail = None
        try:
            splice(holders, edits)
        except CannotSplice:
            return False
        return f"<Exact>{''.join(serialised(holder) for holder in holders)}</Exact>" == markup

    def new_caption(self, parent: Node, text: str) -> Element:
        """A 見出し for a provision that has none, put before its label."""
        caption = element_with(CAPTION_TAG[parent.kind], text)
        self.attach(caption, Spot(parent.element, None))
        return caption

    def relabel(self, node: Node, num: str, label: str, exact: tuple[str, str] | None = None) -> None:
        """Gives a provision another number and label (条番号, 項番号 …). ``exact``: label element as XML (``""``: none) and
        Num (``""``: none), from :meth:`layout_of`; they go before ``num`` and ``label``."""
        element, kind = node.element, node.kind
        self._lookup.forget(element)
        if exact is not None:
            set_label(element, kind, *exact)
        else:
            unprinted = kind is Kind.PARAGRAPH and num == "1" and self._is_bare(element)
            relabel(element, kind, num, "" if unprinted else label)

    def number_subitem(self, element: Element, kind: Kind) -> None:
        """Num of a new or moved 細目 follows from its label and those beside it, once all of them stand."""
        number_subitem(element, kind)

    def first_paragraphs_are_bare(self) -> bool:
        """True where articles do not print the number of their first paragraph, as nearly all laws; asked before a clause
        renumbers any."""
        if self._bare is None:
            firsts = self._root.iterfind("LawBody/MainProvision//Article/Paragraph[@Num='1']/ParagraphNum")
            self._bare = next((not plain(num) for num in firsts), True)
        return self._bare

    def _is_bare(self, element: Element) -> bool:
        parent = element.getparent()
        return parent is not None and parent.tag == "Article" and self.first_paragraphs_are_bare()


def _citable(address: Address) -> Address:
    """The address where a citation says it; the empty one for what no citation names (制定文)."""
    try:
        return address if Address.parse(str(address)) == address else FIRST
    except AddressError:
        return FIRST
