"""A regulation as 法令標準XML: found by address, read as words, edited without losing a character of what is beside.

The only module that edits element trees. Every edit leaves the text after an element (its tail) where it belongs, and
white space as it was wherever nothing changed.
"""

from __future__ import annotations

import copy

from reiki.law.address import Address
from reiki.law.elements import build_law
from reiki.law.kinds import Kind
from reiki.law.lookup import Lookup, Node, words_of
from reiki.law.markup import Element, Rendition, UnreadableLaw, digest, read, write
from reiki.law.provision import Provision, Regulation
from reiki.law.reading import date_of, read_provision, read_regulation
from reiki.law.wording import plain

__all__ = ["LawDocument", "Node", "UnreadableLaw"]


class LawDocument:
    """A law in 法令標準XML (``Law``), municipal regulations included. A value to its readers: what edits it copies first."""

    def __init__(self, root: Element, rendition: Rendition) -> None:
        self._root = root
        self._rendition = rendition
        self._lookup = Lookup(root)

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

    def address_of(self, node: Node) -> Address:
        """The address at which a place stands now."""
        return self._lookup.address_of(node.element, node.kind)

    def children(self, address: Address) -> list[Address]:
        """The provisions directly at an address, in document order: rows of a table, cells of a row."""
        node = self.find(address)
        return [] if node is None else [self.address_of(n) for n in self._lookup.children(node)]

    def addresses(self) -> list[Address]:
        """Every provision of the law in document order, rows and cells not counted."""
        out: list[Address] = []
        self._collect(Node(self._root, Kind.LAW), out)
        return out

    def _collect(self, node: Node, out: list[Address]) -> None:
        for child in self._lookup.children(node):
            if child.kind is not Kind.ROW:
                out.append(self.address_of(child))
                self._collect(child, out)
