"""What the gazette printed (公報の紙面), for the page of an issue: a clause's words and tables with the marks drawn on them.

Shown is what the file says, before any erratum, and nothing of what was worked out from it.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from reiki.gazette.model import Clause, Issue, NotAGazette
from reiki.office.desk import DESK, Desk
from reiki.office.errors import OfficeError
from reiki.office.records import UnknownIssue
from reiki.source.model import (
    Block,
    Cell,
    Figure,
    Mark,
    MarkedText,
    Origin,
    Paragraph,
    Table,
    UnreadableSource,
)
from reiki.store import listing
from reiki.store.session import Store
from reiki.store.sources import source_bytes

_NAMES: Final = {
    Mark.UNDERLINE: "underline", Mark.DOUBLE: "double", Mark.INSERTED: "inserted", Mark.DELETED: "deleted",
    Mark.THICK: "thick", Mark.DOTTED: "dotted",
}  # fmt: skip
_HEAD: Final = re.compile(r"[（(［〔\[]?(?:改正(?:前|後|案)(?:欄)?|現行|新|旧|備考)[)）］〕\]]?")
_ISSUES_KEPT: Final = 8
_PICTURES_KEPT: Final = 60


class NoSuchPage(OfficeError):
    """The source has fewer pages, or none that can be drawn."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that carry the same marks: ``underline`` ``double`` ``inserted`` ``deleted`` ``thick`` ``dotted``."""

    text: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line or paragraph."""

    pieces: tuple[Piece, ...]
    kind: str = "line"


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A picture that is carried and not shown; ``text`` stands for it."""

    text: str
    kind: str = "figure"


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell; ``box``: ``thick``, ``dotted`` or ``""``."""

    blocks: tuple[PrintedBlock, ...]
    colspan: int
    rowspan: int
    head: bool
    box: str


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row; ``number`` from 1 in its table, heads not counted; ``places``: page and line of each of its paragraphs."""

    cells: tuple[PrintedCell, ...]
    number: int
    page: int | None
    places: frozenset[tuple[int | None, int | None]]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table."""

    rows: tuple[PrintedRow, ...]
    kind: str = "table"


PrintedBlock = PrintedLine | PrintedFigure | PrintedTable


@dataclass(frozen=True, slots=True)
class PrintedClause:
    """A clause as printed. ``head``: the sentence that names the regulation, ``lead`` the 柱書き, ``tables`` with what the file
    has between them, ``sentences`` the 改め文 with what they bring, ``remarks`` the 備考; ``pages`` on which it stands."""

    head: str
    lead: tuple[PrintedLine, ...]
    tables: tuple[PrintedBlock, ...]
    sentences: tuple[PrintedBlock, ...]
    remarks: tuple[PrintedLine, ...]
    pages: tuple[int, ...]

    def meant(self, sources: Iterable[Mapping[str, Any]]) -> frozenset[int]:
        """The rows (by ``id``) in which the places stand that ``source`` objects of findings or operations name. Rows of a file
        that is all on one line are told apart by their number."""
        rows = [row for table in self.tables if isinstance(table, PrintedTable) for row in table.rows]
        out: set[int] = set()
        for source in sources:
            if "line" not in source:
                continue
            there = [row for row in rows if (source.get("page"), source["line"]) in row.places]
            if len(there) > 1:
                there = [row for row in there if row.number == source.get("row")]
            out |= {id(row) for row in there}
        return frozenset(out)

    @property
    def rows(self) -> int:
        """How many rows its tables have."""
        return sum(len(t.rows) for t in self.tables if isinstance(t, PrintedTable))


@dataclass(slots=True)
class Press:
    """The issues read last and the pages drawn last, kept for who asks again; may be shared by threads. Kept by
    digest, so never out of date."""

    desk: Desk = DESK
    _issues: OrderedDict[str, Issue | None] = field(default_factory=OrderedDict)
    _pictures: OrderedDict[tuple[str, int], bytes] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _reading: Lock = field(default_factory=Lock)

    def clause(self, store: Store, sha256: str, position: tuple[int, int]) -> PrintedClause | None:
        """The clause at a position (of its notice, and in it) of an issue; ``None`` where the file has none there."""
        issue = self._issue(store, sha256)
        if issue is None:
            return None
        notice = next((n for n in issue.notices if n.position == position[0]), None)
        if notice is None or position[1] >= len(notice.clauses):
            return None
        return printed(notice.clauses[position[1]])

    def page(self, store: Store, sha256: str, page: int) -> bytes:
        """A page of a PDF issue (from 1) as PNG. Raises :class:`NoSuchPage`, :class:`~reiki.office.records.UnknownIssue`."""
        with self._lock:
            kept = self._pictures.get((sha256, page))
            if kept is not None:
                self._pictures.move_to_end((sha256, page))
                return kept
        data, _ = _source(store, sha256)
        if b"%PDF-" not in data[:1024]:
            raise NoSuchPage("this issue is no PDF: it has no pages that can be drawn.")
        from reiki.source.pdf.picture import page_picture

        try:
            drawn = page_picture(data, page, None, 1.5)
        except ValueError as error:  # UnreadableSource is one
            raise NoSuchPage(f"that page cannot be drawn: {error}") from error
        with self._lock:
            self._pictures[sha256, page] = drawn
            while len(self._pictures) > _PICTURES_KEPT:
                self._pictures.popitem(last=False)
        return drawn

    def _issue(self, store: Store, sha256: str) -> Issue | None:
        with self._lock:
            if sha256 in self._issues:
                self._issues.move_to_end(sha256)
                return self._issues[sha256]
        with self._reading:  # a long PDF is read once, however many ask for it
            with self._lock:
                if sha256 in self._issues:
                    return self._issues[sha256]
            data, name = _source(store, sha256)
            try:
                issue: Issue | None = self.desk.read_issue(data, name)
            except (NotAGazette, UnreadableSource):
                issue = None  # read by an earlier version, and no longer
            with self._lock:
                self._issues[sha256] = issue
                while len(self._issues) > _ISSUES_KEPT:
                    self._issues.popitem(last=False)
        return issue


def _source(store: Store, sha256: str) -> tuple[bytes, str]:
    with store.reading() as connection:
        if listing.issue_with_file(connection, sha256) is None:
            raise UnknownIssue(f"the store has no issue from a source with the digest {sha256[:64]}.")
        return source_bytes(connection, sha256)


def printed(clause: Clause) -> PrintedClause:
    """A clause as printed."""
    tables: list[PrintedBlock] = []
    for number, table in enumerate(clause.tables):
        tables.append(_table(table))
        tables += _blocks(clause.loose[number]) if number < len(clause.loose) else ()
    pages = {p for p in _pages((*clause.lead, *clause.tables, *clause.matter, *clause.remarks)) if p}
    if clause.origin.page:
        pages.add(clause.origin.page)
    return PrintedClause(
        clause.head,
        tuple(_line(p) for p in clause.lead),
        tuple(tables),
        tuple(_blocks(clause.matter or clause.sentences)),
        tuple(_line(p) for p in clause.remarks),
        tuple(sorted(pages)),
    )


def _blocks(blocks: Iterable[Block]) -> Iterator[PrintedBlock]:
    for block in blocks:
        match block:
            case Paragraph():
                yield _line(block)
            case Table():
                yield _table(block)
            case Figure():
                yield PrintedFigure(block.alternative)


def _line(paragraph: Paragraph) -> PrintedLine:
    return PrintedLine(tuple(pieces(paragraph.text)))


def pieces(text: MarkedText) -> Iterator[Piece]:
    """A text cut where its marks change."""
    marks = text.marks()
    start = 0
    for end in range(1, len(marks) + 1):
        if end == len(marks) or marks[end] != marks[start]:
            yield Piece(text.text[start:end], tuple(n for mark, n in _NAMES.items() if marks[start] & mark))
            start = end


def _table(table: Table) -> PrintedTable:
    number, rows = 0, []
    for row in table.rows:
        heads = all(c.head or _HEAD.fullmatch("".join(c.plain().split())) for c in row.cells)
        number += not heads
        rows.append(
            PrintedRow(
                tuple(_cell(c) for c in row.cells),
                0 if heads else number,
                row.origin.page or table.origin.page,
                frozenset((o.page, o.line) for c in row.cells for o in _origins(c.blocks) if o.line),
            )
        )
    return PrintedTable(tuple(rows))


def _cell(cell: Cell) -> PrintedCell:
    box = "thick" if cell.box & Mark.THICK else "dotted" if cell.box & Mark.DOTTED else ""
    return PrintedCell(tuple(_blocks(cell.blocks)), cell.colspan, cell.rowspan, cell.head, box)


def _origins(blocks: Iterable[Block]) -> Iterator[Origin]:
    for block in blocks:
        yield block.origin
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _origins(cell.blocks)


def _pages(blocks: Iterable[Block]) -> Iterator[int | None]:
    for block in blocks:
        yield block.origin.page
        if isinstance(block, Table):
            yield from (row.origin.page for row in block.rows)
