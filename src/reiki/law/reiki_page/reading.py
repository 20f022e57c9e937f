"""A page of a collection of regulations, or an office document, to a regulation: one way for both, and for every vendor.

The text decides: the line of the title, day and number under it, labels, captions. The tree builder is that of plain text
(`reiki.law.plain_text`), told that no line is the rest of another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from reiki.law.address import Address, Step
from reiki.law.document import LawDocument
from reiki.law.kinds import Kind
from reiki.law.plain_text import Line, Note, parse_provisions
from reiki.law.plain_text.form import XML_FIRST
from reiki.law.plain_text.lines import Shape, shape
from reiki.law.provision import Provision, Regulation
from reiki.law.reiki_page.container import Body, find_body, title_line
from reiki.law.reiki_page.head import outside_head, read_head
from reiki.law.reiki_page.history import read_history
from reiki.law.reiki_page.layout import flatten
from reiki.law.reiki_page.lines import Lined, lines_of_document
from reiki.law.reiki_page.model import Aside, HistoryNote, NoRegulation, RegulationPage
from reiki.source.drafts import place
from reiki.source.html import read_page
from reiki.source.lines import White
from reiki.source.markup import Node, Text, parse
from reiki.source.model import Block, Document, Origin

_PARENS: Final = {ord("("): "（", ord(")"): "）"}
_LOOKED_FOR: Final = "a title and provisions were looked for"


def read_regulation_page(text: str, *, depth: int = 150) -> RegulationPage:
    """The regulation that an HTML page of a collection (例規集) holds; ``text`` is the page as decoded.

    Raises :class:`NoRegulation`, and ``UnreadableSource`` where elements stand more than ``depth`` deep in each other.
    """
    page = parse(text, depth=depth)
    title = _page_title(page.root)
    flatten(page.root)
    body = find_body(page, title)
    if body is None:
        frames = re.search(r"<i?frame[\s>]", text, re.IGNORECASE)
        raise NoRegulation(
            "the page shows other pages in frames: give the page of the text itself"
            if frames
            else f"the page holds no regulation: {_LOOKED_FOR}"
        )
    blocks, said = read_page(body.page, White.COLLAPSED)
    read = _read(place(blocks), title, (*page.notes, *said), whole=True)
    return _with_frame(read, body)


def read_regulation_document(document: Document) -> RegulationPage:
    """The regulation that a document (DOCX, ODT, PDF …) holds. Raises :class:`NoRegulation`."""
    return _read(document.blocks, "", document.notes, whole=document.format in ("html", "docx", "odt"))


def _read(blocks: Sequence[Block], title: str, said: Iterable[str], *, whole: bool) -> RegulationPage:
    lined = lines_of_document(blocks)
    begin = title_line([line.text for line in lined.lines], title) or 0
    asides = [Aside("navigation", ln.text, ln.origin) for ln in lined.lines[:begin] if ln.text.strip()]
    head = read_head(lined.lines[begin:])
    reading = parse_provisions(head.rest, whole=whole)
    regulation = replace(head.regulation, provisions=reading.provisions)
    if not regulation.title or not regulation.provisions:
        raise NoRegulation(f"the document holds no regulation: {_LOOKED_FOR}")
    try:
        document = LawDocument.from_regulation(regulation)
    except ValueError as error:
        raise NoRegulation(str(error).rstrip(".")) from error
    _check_whole(head.rest, document.regulation())
    at_title = Address((Step(Kind.TITLE),))
    history = [_note(at_title, line) for line in head.at_title]
    history += [_note(address, line) for address, line in reading.asides]
    notes = (
        *(Note("source", sentence) for sentence in said),
        *lined.notes,
        *head.notes,
        *map(_loud, reading.notes),
    )
    return RegulationPage(
        document,
        tuple(history),
        tuple(head.revisions),
        (*asides, *head.asides),
        tuple(lined.pictures),
        (*notes, *_unread(history), *_images(lined)),
        head.since,
        head.in_force,
    )


def _with_frame(read: RegulationPage, body: Body) -> RegulationPage:
    """What the frame around the regulation tells: amendments, the day in force; and what of it might be text after all."""
    revisions, in_force = outside_head([s.text for s in body.outside])
    asides = [Aside("frame", s.text, Origin(line=s.line)) for s in body.outside if not s.linked]
    asides += [Aside("navigation", s.text, Origin(line=s.line)) for s in body.left_out]
    asides += [Aside("ruby", t.value.strip(), Origin(line=t.line)) for t in body.readings]
    lost = [s for s in body.outside if not s.linked and _is_provision(s.text)]
    notes = [
        Note(
            "outside_the_text",
            f"「{s.text[:40]}」 looks like a provision and stands outside the text",
            Origin(line=s.line),
        )
        for s in lost
    ]
    return replace(
        read,
        revisions=read.revisions or revisions,
        in_force=read.in_force or in_force,
        asides=(*read.asides, *asides),
        notes=(*read.notes, *notes),
    )


def _is_provision(text: str) -> bool:
    s = shape(Line(text))
    return s.shape in (Shape.ARTICLE, Shape.LABELLED) and s.rest.endswith("。")


def _note(address: Address, line: Line) -> HistoryNote:
    found = read_history(line.aside)
    amendments, whole = found if found is not None else ((), False)
    return HistoryNote(address, line.aside, amendments, whole, line.origin)


def _loud(note: Note) -> Note:
    return replace(note, code="not_placed") if note.code == "unplaced" else note


def _unread(history: Sequence[HistoryNote]) -> Iterator[Note]:
    for note in history:
        if not note.read:
            yield Note(
                "history_unread",
                f"the note on {note.address} is not understood whole: {note.text}",
                note.origin,
            )


def _images(lined: Lined) -> Iterator[Note]:
    for line in lined.lines:
        if "\ufffc" in line.text:
            message = f"an image stands among the words of 「{line.text[:30]}」 and is not read"
            yield Note("image_in_text", message, line.origin)


def _page_title(node: Node) -> str:
    """What the page calls itself (``<title>``)."""
    for child in node.children:
        if isinstance(child, Node):
            if child.tag == "title":
                return "".join(c.value for c in child.children if isinstance(c, Text)).strip()
            if found := _page_title(child):
                return found
    return ""


# -------------------------------------------------------------------------------------------------- nothing may be lost


def _check_whole(lines: Sequence[Line], regulation: Regulation) -> None:
    """Every character of the lines stands in the law. Raises :class:`NoRegulation` where one is lost or comes from nowhere:
    that is a defect of the reading, and a text with holes must not enter."""
    given, kept = Counter[str](), Counter[str]()
    for line in lines:
        if line.grid is not None:
            for cell in (c for row in line.grid.rows for c in row):
                given.update(_bare(cell.text or ""))
        elif not line.aside and not line.text.startswith(XML_FIRST):
            given.update(_bare(line.text))
    for provision in regulation.provisions:
        for text in _words(provision):
            kept.update(_bare(text))
    if given != kept:
        lost, new = "".join((given - kept).elements()), "".join((kept - given).elements())
        raise NoRegulation(f"the text would not be read whole: lost 「{lost[:40]}」, added 「{new[:40]}」")


def _words(provision: Provision) -> Iterator[str]:
    for p in provision.walk():
        yield from (p.label, p.caption, p.text or "", p.related)
        for cell in (c for row in (p.grid.rows if p.grid else ()) for c in row):
            yield cell.text or ""
        for xml in p.opaque:
            yield re.sub(r"<[^>]*>", "", xml).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _bare(text: str) -> str:
    """Without white space, the signs by which a table is printed in a form, and parentheses that only change their width."""
    return re.sub(r"[\s｜←↑┃\\↵]", "", text).translate(_PARENS)
