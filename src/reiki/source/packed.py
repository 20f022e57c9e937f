"""Packed documents (DOCX, ODT): the parts in a zip archive, opened only within limits, and their XML only without tricks.

After :func:`open_package` nothing is written, fetched or expanded beyond what the limits say; a part that holds a document
type (and so entities) is refused before it is parsed.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from lxml import etree

from reiki.source.limits import Limits
from reiki.source.model import UnreadableSource

_LARGE: Final = 1_000_000
_BEGINNING: Final = 2_048
_DOCTYPE: Final = re.compile(
    rb"<!(?:DOCTYPE|ENTITY)|<\0!\0D\0O\0C\0T\0Y\0P\0E|\0<\0!\0D\0O\0C\0T\0Y\0P\0E", re.IGNORECASE
)
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, struct.error, ValueError,
)  # fmt: skip
# ISO 29500 Strict names the same things by other addresses.
_STRICT: Final = re.compile(
    rb"""(=\s*["'])http://purl\.oclc\.org/ooxml/(wordprocessingml|drawingml|officeDocument)/(\w+)"""
)
_TRANSITIONAL: Final[Mapping[bytes, bytes]] = {
    b"wordprocessingml": b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
    b"drawingml": b"http://schemas.openxmlformats.org/drawingml/2006/",
    b"officeDocument": b"http://schemas.openxmlformats.org/officeDocument/2006/",
}


@dataclass(frozen=True, slots=True)
class Package:
    """An archive within limits. ``what``: how a person calls such a file; names are found in any letter case."""

    archive: zipfile.ZipFile
    what: str
    limits: Limits
    names: Mapping[str, str]

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self.names

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises :class:`UnreadableSource` when the archive is damaged there."""
        try:
            return self.archive.read(self.names[name.lower()])
        except KeyError:
            raise UnreadableSource(
                f"The {self.what} is damaged: the part {name} is missing; save it anew and give it again."
            ) from None
        except _DAMAGE as error:
            raise UnreadableSource(
                f"The {self.what} is damaged: the part {name} cannot be unpacked; copy or save it anew and give it again."
            ) from error

    def xml(self, name: str) -> etree._Element:
        """The root of a part. Raises :class:`UnreadableSource` for document types and for what is no XML."""
        data = self.read(name)
        if _DOCTYPE.search(data, 0, _BEGINNING):
            raise self._tricked(name)
        if b"purl.oclc.org" in data[:8192]:
            data = _STRICT.sub(lambda m: m[1] + _TRANSITIONAL[m[2]] + m[3], data)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
            remove_comments=True, remove_pis=True, remove_blank_text=False,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            if "epth" in str(error):
                raise too_deep(self.what) from error
            raise UnreadableSource(
                f"The {self.what} is damaged: the part {name} is no well-formed XML (line {error.lineno or 1}); save it anew "
                "and give it again."
            ) from error
        except (ValueError, LookupError) as error:
            raise UnreadableSource(
                f"The {self.what} is damaged: the part {name} is in no known encoding; save it anew and give it again."
            ) from error
        if getattr(root.getroottree().docinfo, "doctype", ""):
            raise self._tricked(name)
        return root

    def digest(self, name: str) -> str | None:
        """SHA-256 of a part's bytes; ``None`` where there is no such part."""
        return hashlib.sha256(self.read(name)).hexdigest() if self.has(name) else None

    def _tricked(self, name: str) -> UnreadableSource:
        return UnreadableSource(
            f"The {self.what} holds a document type or entities (in {name}), which no word processor writes: it is not read; "
            "open it in the word processor and save it anew."
        )


def too_deep(what: str) -> UnreadableSource:
    """The refusal of a file whose tables or boxes stand in each other without end."""
    return UnreadableSource(
        f"The {what} holds tables, boxes or groups that stand too deep in each other: it is not read; simplify and save it anew."
    )


def open_package(data: bytes, what: str, limits: Limits) -> Package:
    """The parts of a packed document.

    Raises :class:`UnreadableSource` for an archive that is damaged or cut off, encrypted, ambiguous (a name twice), or beyond
    ``limits`` in parts, in bytes or in how far it expands, and for a part with a document type.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        entries = archive.infolist()
    except _DAMAGE as error:
        raise UnreadableSource(
            f"The {what} is damaged or was cut off on its way (its list of parts is missing): copy it anew and give it again."
        ) from error
    if len(entries) > limits.entries:
        raise UnreadableSource(
            f"The {what} holds {len(entries):,} parts, more than the {limits.entries:,} that are read: save it anew."
        )
    expanded = sum(e.file_size for e in entries)
    if expanded > limits.expanded:
        raise UnreadableSource(
            f"The {what} unpacks to {expanded:,} bytes, more than the {limits.expanded:,} that are read: it is not opened."
        )
    names: dict[str, str] = {}
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise UnreadableSource(
                f"The {what} is protected by a password: save it without and give it again."
            )
        if entry.file_size > _LARGE and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise UnreadableSource(
                f"The {what} is packed like a zip bomb ({entry.filename[:60]} grows more than {limits.ratio} times): it is not "
                "opened."
            )
        if entry.is_dir():
            continue
        name = entry.filename.replace("\\", "/").lstrip("/").lower()
        if name in names:
            raise UnreadableSource(
                f"The {what} is ambiguous: it holds the part {name[:60]} twice; save it anew and give it again."
            )
        names[name] = entry.filename
    package = Package(archive, what, limits, names)
    _refuse_tricks(package)
    return package


def _refuse_tricks(package: Package) -> None:
    """No part begins with a document type, also none that is not read: a file that has one was not made by an office."""
    for name, filename in package.names.items():
        if not name.endswith((".xml", ".rels")):
            continue
        try:
            with package.archive.open(filename) as part:
                beginning = part.read(_BEGINNING)
        except _DAMAGE:
            continue  # said where the part is needed
        if _DOCTYPE.search(beginning):
            raise package._tricked(name)
