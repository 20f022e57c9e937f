"""Bytes of an OpenDocument text to a :class:`~reiki.source.model.Document`."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Final

from reiki.source.drafts import place
from reiki.source.limits import Limits, limits_in_force
from reiki.source.lines import Lines
from reiki.source.model import Cell, Document, Figure, UnreadableSource
from reiki.source.odt.lists import Lists
from reiki.source.odt.names import MANIFEST, OFFICE
from reiki.source.odt.reading import Around, Reading, changes_of, has_pages
from reiki.source.odt.styles import Styles
from reiki.source.odt.tables import read_table
from reiki.source.packed import Package, open_package, too_deep
from reiki.source.remarks import Remarks

_WHAT: Final = "ODT document"
_MANIFEST: Final = "META-INF/manifest.xml"


def read_odt(data: bytes, sha256: str, limits: Limits | None = None) -> Document:
    """The document that an ODT shows (``drawn``); headers, footers and comments are left out, nothing is fetched.

    Underlines, recorded changes (INSERTED, DELETED), boxes of cells, numbers of lists are read as a word processor shows
    them; footnotes and what cannot be read are in ``notes``. ``line`` of an origin is the number of the paragraph.

    Raises :class:`UnreadableSource` for a file that is damaged, cut off, protected, beyond ``limits``, with a document type or
    entities, or without text.
    """
    limits = limits or limits_in_force()
    package = open_package(data, _WHAT, limits)
    _refuse_protected(package)
    root = package.xml("content.xml")
    text = root.find(f"{OFFICE}body/{OFFICE}text")
    if text is None:
        raise UnreadableSource(
            f"The {_WHAT} holds no text but another kind of document: give the issue as a text."
        )
    styles = Styles()
    if package.has("styles.xml"):
        styles.add(package.xml("styles.xml"))
    styles.add(root)
    remarks = Remarks(_WHAT)
    page = 1 if has_pages(text) else None
    reading = Reading(
        package, styles, Lists(styles, remarks), remarks, changes_of(text), limits.depth, read_table, page
    )
    lines = Lines()
    try:
        reading.blocks(text, lines, Around())
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
    return Document(blocks, "odt", True, sha256, (*said, *remarks.sentences()))


def read_flat_odt(data: bytes, sha256: str, limits: Limits | None = None) -> Document:
    """The document that a flat OpenDocument text (FODT, one XML file) shows, as :func:`read_odt`; its format is ``odt`` too.

    Raises :class:`UnreadableSource` as :func:`read_odt`.
    """
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("content.xml", data)
    return read_odt(packed.getvalue(), sha256, limits)


def _refuse_protected(package: Package) -> None:
    if not package.has(_MANIFEST):
        return
    manifest = package.xml(_MANIFEST)
    if any(True for _ in manifest.iter(f"{MANIFEST}encryption-data", f"{MANIFEST}encrypted-key")):
        raise UnreadableSource(f"The {_WHAT} is protected by a password: save it without and give it again.")


def _notes(reading: Reading) -> tuple[str, ...]:
    """The footnotes and endnotes, each with the paragraph that refers to it; notes within notes follow."""
    out = []
    ordinal = 0
    while ordinal < len(reading.notes):
        kind, body, paragraph = reading.notes[ordinal]
        ordinal += 1
        lines = Lines()
        reading.blocks(body, lines, Around())
        lines.end("")
        said = " / ".join(Cell(place(lines.blocks)).plain().split("\n"))
        out.append(f"{kind} {ordinal} in paragraph {paragraph}, no part of the text: {said}")
    return tuple(out)
