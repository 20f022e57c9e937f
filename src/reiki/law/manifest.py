"""A regulation divided for storage: a skeleton and its parts, joined again to the same bytes.

Storage follows change: an article, a paragraph of a 附則, a 別表 that no amendment touched is the same part in every
version and is kept once. The division is made on the bytes, not on a tree, so that joining gives back every byte.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PARTS: Final = frozenset(
    "Article TOC Preamble AppdxTable AppdxStyle AppdxFormat AppdxNote AppdxFig Appdx "
    "SupplProvisionAppdxTable SupplProvisionAppdxStyle SupplProvisionAppdx".split()
)
"""Elements that are a part wherever they stand."""

PARAGRAPH_HOLDERS: Final = frozenset({"MainProvision", "SupplProvision"})
"""A Paragraph directly under one of these is a part: a regulation without articles, a 附則."""

_MARKUP: Final = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"""|<(?P<close>/)?(?P<name>[^\s/>!?]+)(?:[^>"']|"[^"]*"|'[^']*')*?(?P<empty>/)?>""",
    re.DOTALL,
)
_HOLE: Final = re.compile(rb"<\?reiki-part ([0-9a-f]{64})\?>")


class MissingPart(LookupError):
    """A part that a skeleton names is not there; the message gives its digest."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """``skeleton``: the bytes of a regulation with ``<?reiki-part DIGEST?>`` where a part stood. ``parts``: by SHA-256."""

    skeleton: bytes
    parts: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """SHA-256 of the skeleton, which stands for the whole: it names every part by digest."""
        return hashlib.sha256(self.skeleton).hexdigest()


def split(data: bytes) -> Manifest:
    """Divides the bytes of a well-formed law (an encoding that keeps ASCII). ``assemble`` is its exact inverse.

    Bytes in which no part is found, or that hold the placeholder's own mark already, become one part.
    """
    if b"<?reiki-part" in data:
        return _joined(data, [(0, len(data))])
    return _joined(data, _spans(data) or [(0, len(data))])


def assemble(skeleton: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The bytes that were split. Raises :class:`MissingPart`."""

    def part(match: re.Match[bytes]) -> bytes:
        digest = match[1].decode("ascii")
        if digest not in parts:
            raise MissingPart(f"the store lacks the part {digest} of a version")
        return parts[digest]

    return _HOLE.sub(part, skeleton)


def part_digests(skeleton: bytes) -> tuple[str, ...]:
    """The digests that a skeleton names, in order, each once."""
    return tuple(dict.fromkeys(match[1].decode("ascii") for match in _HOLE.finditer(skeleton)))


def _spans(data: bytes) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    path: list[str] = []
    opened: tuple[int, int] | None = None  # (where the part began, how deep it stands)
    for match in _MARKUP.finditer(data):
        if match["name"] is None:
            continue
        if match["close"]:
            if path:
                path.pop()
            if opened is not None and len(path) == opened[1]:
                spans.append((opened[0], match.end()))
                opened = None
            continue
        name = match["name"].decode("utf-8", "replace")
        is_part = opened is None and (
            name in PARTS or (name == "Paragraph" and bool(path) and path[-1] in PARAGRAPH_HOLDERS)
        )
        if match["empty"]:
            if is_part:
                spans.append((match.start(), match.end()))
            continue
        if is_part:
            opened = (match.start(), len(path))
        path.append(name)
    return spans


def _joined(data: bytes, spans: list[tuple[int, int]]) -> Manifest:
    pieces: list[bytes] = []
    parts: dict[str, bytes] = {}
    at = 0
    for start, end in spans:
        part = data[start:end]
        digest = hashlib.sha256(part).hexdigest()
        parts[digest] = part
        pieces += [data[at:start], b"<?reiki-part " + digest.encode("ascii") + b"?>"]
        at = end
    pieces.append(data[at:])
    return Manifest(b"".join(pieces), parts)
