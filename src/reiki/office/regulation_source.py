"""A file that holds a regulation, whatever it is: 法令標準XML, an 例規集 page, an office document, plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reiki.amend.operations import Finding
from reiki.law.document import LawDocument
from reiki.law.plain_text import Note, parse_regulation
from reiki.office.errors import UnusableRegulation
from reiki.render.noted import text_without_notes, xml_without_notes
from reiki.source.bundle import members
from reiki.source.encoding import decode
from reiki.source.limits import limits_in_force
from reiki.source.model import UnreadableSource
from reiki.source.pictures import Beside

if TYPE_CHECKING:
    from reiki.law.reiki_page import RegulationPage

_LAW_ROOT: Final = re.compile(rb"<Law[\s>]")
_PACKED: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_QUIET: Final = frozenset({"source", "no_number"})
"""Notes that say how the file was read, not what of the text is in doubt."""


@dataclass(frozen=True, slots=True)
class RegulationSource:
    """A regulation as read from a file. ``findings``: what a person should know of the reading. ``page``: what stands beside
    the text of a page or an office document (notes on amendments, the list of them, images); ``None`` for other files."""

    document: LawDocument
    findings: tuple[Finding, ...] = ()
    page: RegulationPage | None = None


def the_one_in(data: bytes, name: str, beside: Beside | None) -> tuple[bytes, str, Beside | None]:
    """The file itself, or the one regulation that an archive holds, with what lies beside it. Raises
    :class:`UnusableRegulation`."""
    try:
        held = members(data, limits_in_force())
    except UnreadableSource as error:
        raise UnusableRegulation(f"{name}: {_sentence(error)}") from error
    if held is None:
        return data, name, beside
    if len(held) > 1:
        raise UnusableRegulation(f"{name} holds {len(held)} regulations: unpack it and give them one by one.")
    return held[0].data, held[0].name, held[0].beside


def read_source(data: bytes, name: str) -> RegulationSource:
    """The regulation in the bytes of a file. ``name``: the file's, which words errors and tells HTML from text in doubt.

    Raises ``UnreadableLaw`` (XML that is no law) or :class:`UnusableRegulation`.
    """
    if _LAW_ROOT.search(data[:4096]) or data[:5] == b"<?xml" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return RegulationSource(LawDocument.parse(xml_without_notes(data)))
    if not data.strip():
        raise UnusableRegulation(f"{name} is empty.")
    if data.startswith(_PACKED) or b"%PDF-" in data[:1024]:
        return _document(data, name)
    text = _decoded(data, name)
    from reiki.source.open import is_page

    return _page(data, text, name) if is_page(text, name) else _text(text, name)


def _document(data: bytes, name: str) -> RegulationSource:
    """A Word or OpenDocument file, a PDF."""
    from reiki.law.reiki_page import NoRegulation, read_regulation_document
    from reiki.source.open import read

    try:
        document = read(data, name)
        if document.missing:
            raise UnusableRegulation(
                f"{name}: {document.missing[0]}; save it with plain text in these places."
            )
        return _of_page(read_regulation_document(document))
    except (UnreadableSource, NoRegulation) as error:
        raise UnusableRegulation(f"{name}: {_sentence(error)}") from error


def _page(data: bytes, text: str, name: str) -> RegulationSource:
    """An HTML page. It is read once whole for what makes any page unusable (size, depth, control characters)."""
    from reiki.law.reiki_page import NoRegulation, read_regulation_page
    from reiki.source.open import read

    limits = limits_in_force()
    try:
        found = read_regulation_page(text, depth=limits.depth) if len(data) <= limits.size else None
        read(data, name, limits)
        assert found is not None, "a file beyond the limits was read"
        return _of_page(found)
    except (UnreadableSource, NoRegulation) as error:
        raise UnusableRegulation(f"{name}: {_sentence(error)}") from error


def _of_page(page: RegulationPage) -> RegulationSource:
    return RegulationSource(page.document, tuple(_finding(note) for note in page.notes), page)


def _text(text: str, name: str) -> RegulationSource:
    parsed = parse_regulation(text_without_notes(text))
    if not parsed.regulation.title or not parsed.regulation.provisions:
        raise UnusableRegulation(f"{name} holds no regulation: a title and provisions were looked for.")
    findings = tuple(Finding("warning", note.code, note.message) for note in parsed.notes)
    try:
        return RegulationSource(LawDocument.from_regulation(parsed.regulation), findings)
    except ValueError as error:
        raise UnusableRegulation(f"{name}: {error}") from error


def _finding(note: Note) -> Finding:
    where = f" (line {note.origin.line})" if note.origin.line is not None else ""
    return Finding("note" if note.code in _QUIET else "warning", note.code, f"{note.message}{where}")


def _decoded(data: bytes, name: str) -> str:
    if b"\x00" not in data[:4096]:
        try:
            return decode(data).text
        except UnreadableSource:
            pass  # said below, in the words of an import
    raise UnusableRegulation(
        f"{name} is neither 法令標準XML nor a page, a Word document or plain text (UTF-8, Shift_JIS, EUC-JP)."
    )


def _sentence(error: Exception) -> str:
    return f"{str(error).rstrip('.')}."
