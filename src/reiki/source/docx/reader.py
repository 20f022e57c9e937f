"""Bytes of a Word document to a :class:`~reiki.source.model.Document`."""

from __future__ import annotations

from typing import Final

from reiki.source.docx.names import W
from reiki.source.docx.notes import Notes
from reiki.source.docx.numbering import Numbering
from reiki.source.docx.parts import parts_of
from reiki.source.docx.reading import Around, Reading, is_vertical, page_known
from reiki.source.docx.styles import Styles
from reiki.source.docx.tables import read_table
from reiki.source.drafts import DraftBlock, place
from reiki.source.limits import Limits, limits_in_force
from reiki.source.lines import Lines
from reiki.source.model import Cell, Document, Figure, UnreadableSource
from reiki.source.packed import open_package, too_deep
from reiki.source.remarks import Remarks

_WHAT: Final = "Word document (DOCX)"


def read_docx(data: bytes, sha256: str, limits: Limits | None = None) -> Document:
    """The document that a DOCX or DOCM shows (``drawn``); macros, headers and footers are left out, nothing is fetched.

    Underlines, tracked changes (INSERTED, DELETED), boxes of cells, numbers of lists are read as Word shows them; notes and
    what cannot be read are in ``notes``. ``line`` of an origin is the number of the paragraph, ``page`` the page on which Word
    saw it last, where the file tells.

    Raises :class:`UnreadableSource` for a file that is damaged, cut off, protected, beyond ``limits``, with a document type or
    entities, or without text.
    """
    limits = limits or limits_in_force()
    parts = parts_of(open_package(data, _WHAT, limits))
    root = parts.package.xml(parts.main)
    body = root.find(f"{W}body")
    if root.tag != f"{W}document" or body is None:
        raise UnreadableSource(
            f"The {_WHAT} is damaged: its main part ({parts.main}) is no text of Word; save it anew and give it again."
        )
    styles = Styles.of(parts.related("styles"))
    remarks = Remarks(_WHAT)
    numbering = Numbering.of(parts.related("numbering"), styles, remarks)
    notes = Notes({"footnote": None, "endnote": None})
    page = 1 if page_known(body) else None
    reading = Reading(
        parts, styles, numbering, remarks, notes, limits.depth, read_table, page, is_vertical(body)
    )
    lines = Lines()
    try:
        reading.blocks(body, lines, Around())
        lines.end("")
        said = _notes(reading)
        blocks = place(lines.blocks)
    except RecursionError as error:
        raise too_deep(_WHAT) from error
    if not blocks or all(isinstance(b, Figure) for b in blocks):
        only = "only pictures, and pictures are not read" if blocks else "no text"
        raise UnreadableSource(
            f"The {_WHAT} holds {only}: give the document that holds the text of the issue itself."
        )
    return Document(blocks, "docx", True, sha256, (*said, *remarks.sentences()))


def _notes(reading: Reading) -> tuple[str, ...]:
    """The footnotes and endnotes that the text refers to, each with the paragraph that does."""
    notes, out = reading.notes, []
    if not notes.referred:
        return ()
    notes.roots = {kind: reading.parts.related(f"{kind}s") for kind in ("footnote", "endnote")}
    for ordinal, (kind, identifier, paragraph) in enumerate(notes.referred, 1):
        content = notes.content(kind, identifier)
        if content is None:
            out.append(f"{kind} {ordinal} in paragraph {paragraph} is missing in the file")
            continue
        lines = Lines()
        reading.blocks(content, lines, Around())
        lines.end("")
        out.append(f"{kind} {ordinal} in paragraph {paragraph}, no part of the text: {_plain(lines.blocks)}")
    return tuple(out)


def _plain(blocks: list[DraftBlock]) -> str:
    return " / ".join(Cell(place(blocks)).plain().split("\n"))
