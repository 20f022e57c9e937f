"""The passages of a law (検索の単位): every sentence, caption, title and cell, and the form in which words are compared.

The index and whoever shows what was found read the same passages, by this one declaration.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import Column, Connection, select

from reiki.law.document.nested import Tag
from reiki.law.manifest import PARAGRAPH_HOLDERS, PARTS, MissingPart, assemble, part_digests
from reiki.render.egov_schema import TEXTS
from reiki.store.tables import MANIFESTS, PROVISIONS


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence, caption, title or cell. ``position``: in what part of the law, as the national service names it;
    ``elm``: the place; ``text``: its words."""

    position: str
    elm: str
    text: str


def passages_in(tag: Tag) -> Iterator[Passage]:
    """Every passage inside an element in document order; labels (条番号, 項番号, 号番号) and the number are none."""
    yield from _walk(tag, "", "", None)


def divided(law: Tag) -> tuple[list[Passage], list[Tag]]:
    """The passages of a law outside the parts by which it is stored (``law.manifest``), and these parts, as they stand."""
    parts: list[Tag] = []
    return list(_walk(law, "", "", parts)), parts


def texts_of(connection: Connection, manifests: Iterable[str]) -> dict[str, bytes]:
    """The bytes of laws by the digests of their manifests, read together. Raises
    :class:`~reiki.law.manifest.MissingPart`."""
    wanted = list(dict.fromkeys(manifests))
    skeletons = unpacked(connection, MANIFESTS.c.digest, MANIFESTS.c.skeleton, wanted)
    for manifest in wanted:
        if manifest not in skeletons:
            raise MissingPart(f"the store lacks the manifest {manifest}")
    digests = dict.fromkeys(d for skeleton in skeletons.values() for d in part_digests(skeleton))
    parts = unpacked(connection, PROVISIONS.c.digest, PROVISIONS.c.xml, digests)
    return {manifest: assemble(skeletons[manifest], parts) for manifest in wanted}


def unpacked(
    connection: Connection, digest: Column[Any], packed: Column[Any], wanted: Iterable[str]
) -> dict[str, bytes]:
    """What is kept packed under digests."""
    out: dict[str, bytes] = {}
    rest = iter(wanted)
    while batch := list(islice(rest, _AT_ONCE)):
        rows = connection.execute(select(digest, packed).where(digest.in_(batch))).all()
        out |= {row[0]: zlib.decompress(row[1]) for row in rows}
    return out


_AT_ONCE: Final = 500
"""Asked for in one query: below the limit of bound values of every SQLite."""

_LABELS: Final = frozenset(
    {
        "LawNum",
        "ArticleTitle",
        "ParagraphNum",
        "ItemTitle",
        "TOCLabel",
        "SupplProvisionLabel",
        "ArithFormulaNum",
        "RemarksLabel",
    }
    | {f"Subitem{n}Title" for n in range(1, 11)}
)
_POSITIONS: Final = {
    "LawTitle": "lawtitle", "EnactStatement": "enactstatement", "TOC": "toc", "Preamble": "preamble",
    "MainProvision": "mainprovision",
}  # fmt: skip
_NUMBERED: Final = frozenset({"Article", "Paragraph", "Item"} | {f"Subitem{n}" for n in range(1, 11)})


def _walk(tag: Tag, position: str, elm: str, parts: list[Tag] | None) -> Iterator[Passage]:
    counted: dict[str, int] = {}
    for child in tag.tags():
        if child.is_foreign or child.name in _LABELS:
            continue
        if parts is not None and (
            child.name in PARTS or (child.name == "Paragraph" and tag.name in PARAGRAPH_HOLDERS)
        ):
            parts.append(child)
            continue
        counted[child.name] = counted.get(child.name, 0) + 1
        part, place = position, elm
        if tag.name == "LawBody":
            part = _part(child)
            place = child.name if child.name == "MainProvision" else f"{child.name}[{counted[child.name]}]"
        elif child.name in _NUMBERED and child.get("Num"):
            place = f"{elm}-{child.name}_{child.get('Num')}"
        if child.name in TEXTS:
            words = child.words()
            if words.strip():
                yield Passage("caption" if child.name.endswith("Caption") else part, place, words)
        else:
            yield from _walk(child, part, place, parts)


def _part(child: Tag) -> str:
    if child.name == "SupplProvision":
        return "amendsupplprovision" if child.get("AmendLawNum") else "supplprovision"
    return _POSITIONS.get(child.name, child.name.lower())


# ------------------------------------------------------------------------------------------------------------- folding


def fold(text: str) -> str:
    """A text for comparison, character by character of the same length: widths and case do not matter."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


class _Folded(dict[int, int]):
    def __missing__(self, code: int) -> int:
        char = chr(code)
        # Half-width kana with a sound mark are two characters; they stay, so that offsets stay.
        wide = unicodedata.normalize("NFKC", char) if "！" <= char <= "～" or char == "\u3000" else char
        lower = wide.lower()
        self[code] = ord(lower) if len(lower) == 1 else code
        return self[code]


_FOLDED: Final = _Folded()
