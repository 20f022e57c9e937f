"""The one way in: bytes of a file to a document, by what the bytes are and not by what the file is called."""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
import zlib
from io import BytesIO
from typing import Final

from reiki.source.encoding import decode
from reiki.source.html import read_html
from reiki.source.limits import Limits, limits_in_force
from reiki.source.model import Document, UnreadableSource
from reiki.source.text import read_text

__all__ = ["Limits", "is_document", "is_page", "read"]


_PICTURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"), (b"BM", "a bitmap image"), (b"II*\x00", "a TIFF image"), (b"MM\x00*", "a TIFF image"),
    (b"RIFF", "a media file"), (b"\x00\x00\x01\x00", "an icon"),
)  # fmt: skip
_PACKED: Final = (
    (b"\x1f\x8b", "a gzip archive"), (b"7z\xbc\xaf\x27\x1c", "a 7z archive"), (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ", "an xz archive"),
)  # fmt: skip
_LOCAL_NAME: Final = re.compile(
    rb"PK\x03\x04.{26}(\[Content_Types\]\.xml|content\.xml|(?:word|xl|ppt|META-INF)/[\w./-]{1,80})", re.DOTALL
)
_OPEN_TEXT: Final = b"application/vnd.oasis.opendocument.text"
_FLAT: Final = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*<\?xml\b[^>]*>[^<]*<office:document\s[^>]*["']application/vnd\.oasis\.opendocument\.text["']"""
)
_PROTECTED: Final = "EncryptedPackage".encode("utf-16-le")
_ZIPPED: Final = (
    (b"application/vnd.oasis.opendocument", "an OpenDocument file other than a text"),
    (b"xl/workbook.xml", "an Excel workbook"), (b"ppt/presentation.xml", "a PowerPoint presentation"),
    (b"application/epub+zip", "an EPUB book"),
)  # fmt: skip
_AS_TEXT: Final = "give the issue as HTML or as converted text"
_UNREAD: Final = "which this version cannot read"

_PAGE: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_BEGINS_AS_PAGE: Final = re.compile(
    r"<(?:meta|title|link|style|script|div|p|h[1-6]|table|center|section|article|main|header|span|font|ul|ol|u|b)[\s>]",
    re.IGNORECASE,
)
# Cells of a converted row: `</p>⇥<p>`.
_ROW: Final = re.compile(r"[^\s]\t+<(?:p|table|u|td)[\s>]", re.IGNORECASE)
_XML: Final = re.compile(
    r"<\?xml\b[^>]*>\s*(?:<!--.*?-->\s*|<\?.*?\?>\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)*<([\w:.-]+)",
    re.DOTALL,
)
_PROLOGUE: Final = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
# Tab, line feed, form feed and carriage return are layout; all else below U+0020, and what turns the order of characters
# (U+202E …), makes a text other than it looks.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LOST: Final = re.compile("\ufffd")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")


def read(data: bytes, name: str | None = None, limits: Limits | None = None) -> Document:
    """The document that ``data`` holds. ``name``, the file's, only words the error.

    Raises :class:`UnreadableSource`, one sentence that says what it is and what to do, for an empty file, one beyond
    ``limits`` (those in force where none are given), pictures, archives, office formats, unknown binary data, text in no
    known encoding, XML that is no page.
    """
    limits = limits or limits_in_force()
    portable = b"%PDF-" in data[:1024]
    most = limits.pdf_size if portable else limits.size
    if len(data) > most:
        raise UnreadableSource(
            f"The file has {len(data):,} bytes, more than the {most:,} that are read: give one issue, not a collection."
        )
    if not data.strip():
        raise UnreadableSource("The file is empty: give the page or the converted text of one issue.")
    if data.startswith(b"PK\x03\x04") and (packed := _read_packed(data, limits)) is not None:
        return packed
    if portable:
        return _read_portable(data, limits)
    if _FLAT.match(data):
        return _read_flat(data, limits)
    _refuse_binary(data, name)
    decoded = decode(data)
    text = decoded.text.removesuffix("\x1a")  # how DOS ended files
    if not text.strip():
        raise UnreadableSource(
            "The file holds only white space: give the page or the converted text of one issue."
        )
    _refuse_control(text)
    sha256 = hashlib.sha256(data).hexdigest()
    notes = (*decoded.notes, *_odd_characters(text))
    if is_page(text, name):
        return read_html(text, sha256, limits.depth, notes)
    _refuse_xml(text)
    return read_text(text, sha256, limits.depth, notes)


def _read_portable(data: bytes, limits: Limits) -> Document:
    """The document that a PDF shows."""
    try:
        from reiki.source.pdf.reader import read_pdf
    except ModuleNotFoundError as error:
        raise UnreadableSource(
            f"This is a PDF, and {error.name} is not installed here: install reiki with its extra pdf (reiki[pdf])."
        ) from error
    return read_pdf(data, hashlib.sha256(data).hexdigest(), pages=limits.pages, seconds=limits.seconds)


def _read_flat(data: bytes, limits: Limits) -> Document:
    """The document that an OpenDocument text in one XML file shows."""
    from reiki.source.odt import read_flat_odt

    return read_flat_odt(data, hashlib.sha256(data).hexdigest(), limits)


def _read_packed(data: bytes, limits: Limits) -> Document | None:
    """The Word document or ODT that an archive is; ``None`` for every other one."""
    sha256 = hashlib.sha256(data).hexdigest()
    names, said = _names_in(data)
    if _OPEN_TEXT in (said or data[:200]) or ("content.xml" in names and not said):
        from reiki.source.odt import read_odt

        return read_odt(data, sha256, limits)
    other = any(n.startswith(("xl/", "ppt/")) for n in names)
    if not other and ("[content_types].xml" in names or any(n.startswith("word/") for n in names)):
        from reiki.source.docx import read_docx

        return read_docx(data, sha256, limits)
    return None


def _names_in(data: bytes) -> tuple[frozenset[str], bytes]:
    """The parts of an archive, in small letters, and what its ``mimetype`` says; of one that is cut off those parts that are
    told by what is left of it."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = {n.replace("\\", "/").lower(): n for n in archive.namelist()}
            said = b""
            if "mimetype" in names:
                with archive.open(names["mimetype"]) as part:
                    said = part.read(200)
            return frozenset(names), said
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, struct.error):
        found = _LOCAL_NAME.findall(data)
        return frozenset(n.decode("ascii", "replace").lower() for n in found), b""


def is_document(data: bytes) -> bool:
    """True for an archive that is a document of an office program (DOCX, ODT, XLSX …), by the parts that it holds."""
    names, said = _names_in(data)
    office = any(n.startswith(("word/", "xl/", "ppt/", "meta-inf/")) for n in names)
    return bool(said) or office or "[content_types].xml" in names or "content.xml" in names


def is_page(text: str, name: str | None = None) -> bool:
    """True for HTML. A converted text may hold tags too: it is a page only if nearly every line belongs to a tag, or if it
    begins with one and is called ``.html``."""
    start = _PROLOGUE.match(text)
    at = start.end() if start else 0
    if _PAGE.match(text, at):
        return True
    if not _BEGINS_AS_PAGE.match(text, at):
        return False
    if name is not None and name.lower().endswith((".html", ".htm", ".xhtml")):
        return True
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return _ROW.search(text) is None and sum(line.startswith("<") for line in lines) >= 0.9 * len(lines)


# ------------------------------------------------------------------------------------------------------------ refusals


def _refuse_binary(data: bytes, name: str | None) -> None:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        named = data + b" ".join([*(n.encode() for n in _names_in(data)[0]), _names_in(data)[1]])
        what = next((what for sign, what in _ZIPPED if sign in named), None)
        if what is None:
            raise UnreadableSource(
                f"This is a zip archive{_misnamed(name, '.zip')}: unpack it and give one issue."
            )
        raise UnreadableSource(f"This is {what}, {_UNREAD}: {_AS_TEXT}.")
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if _PROTECTED in data:
            raise UnreadableSource(
                "This is an office document that is protected by a password: save it without and give it again."
            )
        raise UnreadableSource(
            f"This is an old office document (DOC, XLS, JTD), {_UNREAD}: save it as DOCX, or {_AS_TEXT}."
        )
    if data.startswith(b"{\\rtf"):
        raise UnreadableSource(f"This is an RTF document, {_UNREAD}: {_AS_TEXT}.")
    if re.match(rb"(?:[\w-]+:[^\n]*\n)*?MIME-Version:", data[:2000]):
        raise UnreadableSource(
            f"This is a web archive (MHTML) or a mail, {_UNREAD}: save the page as plain HTML."
        )
    for sign, what in _PACKED:
        if data.startswith(sign):
            raise UnreadableSource(f"This is {what}{_misnamed(name)}: unpack it and give one issue.")
    for sign, what in _PICTURES:
        if data.startswith(sign) and _binary(data):
            raise UnreadableSource(f"This is {what}{_misnamed(name)}, and pictures are not read: {_AS_TEXT}.")
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        raise UnreadableSource(f"This is binary data of an unknown kind, not a text: {_AS_TEXT}.")


def _binary(data: bytes) -> bool:
    return bool(re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", data[:4096]))


def _misnamed(name: str | None, *right: str) -> str:
    """`` although its name ends in .html``."""
    ending = re.search(r"\.(?:html?|txt|md|docx|docm|odt|pdf)$", name or "", re.IGNORECASE)
    return f" although its name ends in {ending[0]}" if ending and ending[0].lower() not in right else ""


def _refuse_control(text: str) -> None:
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise UnreadableSource(
            f"The text holds the control character U+{ord(found[0]):04X} in line {line}, which no page shows: convert it anew."
        )


def _refuse_xml(text: str) -> None:
    found = _XML.match(text)
    if found:
        raise UnreadableSource(f"This is XML (its root is {found[1]}), not a page: {_AS_TEXT}.")


def _odd_characters(text: str) -> tuple[str, ...]:
    """What is in the text and nobody can read: characters lost in conversion, and 外字 of somebody's own font."""
    out = []
    for pattern, what in (
        (_LOST, "characters lost when the text was made (U+FFFD)"),
        (_PRIVATE, "外字 of a private font"),
    ):
        found = pattern.search(text)
        if found:
            line = text.count("\n", 0, found.start()) + 1
            out.append(f"{what}: {len(pattern.findall(text))}, the first in line {line}")
    return tuple(out)
