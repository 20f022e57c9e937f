"""A zip archive with a regulation and its pictures: 法令標準XML and its folder ``pict`` as the national service gives them, or a
page with what it shows. Word and OpenDocument files are archives too, and none of these."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Final

from reiki.source.limits import Limits
from reiki.source.model import UnreadableSource
from reiki.source.open import is_document
from reiki.source.packed import Package, open_package
from reiki.source.pictures import Beside, UnreadablePicture, inner_path

__all__ = ["Member", "members"]

_REGULATIONS: Final = (".xml", ".html", ".htm", ".xhtml")
_WHAT: Final = "zip archive"


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive that may hold a regulation. ``name`` without folders; ``beside``: what lies beside it."""

    data: bytes
    name: str
    beside: Beside


def members(data: bytes, limits: Limits) -> tuple[Member, ...] | None:
    """The regulations in an archive by name, ``None`` for what is no archive or is a document itself.

    Raises ``UnreadableSource`` for an archive that is damaged, protected, beyond the limits, or holds none.
    """
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")) or is_document(data):
        return None
    package = open_package(data, _WHAT, limits)
    found = [
        (name, written)
        for name, written in sorted(package.names.items())
        if name.endswith(_REGULATIONS) and not any(p.startswith((".", "__")) for p in name.split("/"))
    ]
    if not found:
        raise UnreadableSource(
            f"The {_WHAT} holds no regulation: 法令標準XML or a page was looked for, with its pictures in a folder beside it."
        )
    return tuple(
        Member(package.read(name), posixpath.basename(written.replace("\\", "/")), _beside(package, name))
        for name, written in found
    )


def _beside(package: Package, name: str) -> Beside:
    folder = posixpath.dirname(name)

    def read(reference: str) -> bytes | None:
        parts = inner_path(reference)
        wanted = posixpath.join(folder, *parts) if parts else ""
        if not wanted or not package.has(wanted):
            return None
        try:
            return package.read(wanted)
        except UnreadableSource as error:
            raise UnreadablePicture(str(error).rstrip(".")) from error

    return read
