"""The parts of a Word document that its text rests on, found by their relationships. External ones are never followed."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from reiki.source.docx.names import Element
from reiki.source.model import UnreadableSource
from reiki.source.packed import Package

_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAIN: Final = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship: the end of its type (``image``, ``styles``), the part or address that it leads to."""

    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """A package with its main part and what that is related to."""

    package: Package
    main: str
    relations: Mapping[str, Relation]
    _digests: dict[str, str | None] = field(default_factory=dict)

    def related(self, kind: str) -> Element | None:
        """The root of the one related part of that kind; ``None`` where there is none."""
        for relation in self.relations.values():
            if relation.kind == kind and not relation.external and self.package.has(relation.target):
                return self.package.xml(relation.target)
        return None

    def image(self, identifier: str) -> tuple[str, str | None]:
        """How a picture is named, and the digest of its bytes where the file holds them."""
        relation = self.relations.get(identifier)
        if relation is None:
            return identifier, None
        if relation.external:
            return relation.target, None
        if relation.target not in self._digests:
            self._digests[relation.target] = self.package.digest(relation.target)
        return posixpath.relpath(relation.target, posixpath.dirname(self.main)), self._digests[
            relation.target
        ]


def parts_of(package: Package) -> Parts:
    """The parts of a Word document.

    Raises :class:`UnreadableSource` where the main part is missing.
    """
    main = next((r.target for r in _relations(package, "").values() if r.kind == "officeDocument"), _MAIN)
    if not package.has(main):
        main = _MAIN
    if not package.has(main):
        raise UnreadableSource(
            "The Word document (DOCX) is damaged: it has no text (word/document.xml is missing); save it anew and give it again."
        )
    return Parts(package, main, _relations(package, main))


def _relations(package: Package, part: str) -> dict[str, Relation]:
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if not package.has(where):
        return {}
    out: dict[str, Relation] = {}
    for element in package.xml(where).iter(_RELATIONSHIP):
        target, external = element.get("Target", ""), element.get("TargetMode") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join("/" + folder, unquote(target))).lstrip("/")
        out[element.get("Id", "")] = Relation(element.get("Type", "").rpartition("/")[2], target, external)
    return out
