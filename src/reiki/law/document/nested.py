"""A law as nested values: what renderers walk, free of the XML library, and nothing of the law missing.

A :class:`Tag` is the ``{tag, attr, children}`` of 法令API Version 2 (``json_format=full``). Comments, instructions and layout
white space are left behind, exactly as in the text digest; elements and attributes of other namespaces stay under their
``{namespace}name``, so that a renderer can use them or say that it left them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from reiki.law.document.anatomy import GAP, INLINE_TAGS
from reiki.law.document.markup import Element, is_layout, parse_element, without_breaks

if TYPE_CHECKING:
    from reiki.law.document.law_document import LawDocument
    from reiki.law.document.lookup import Node

__all__ = ["Tag", "nested", "nested_element", "nested_xml"]


@dataclass(frozen=True, slots=True)
class Tag:
    """An element of 法令標準XML: ``name``, ``attributes``, and ``children``: tags, and the texts between them."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Tag | str, ...] = ()

    @property
    def is_foreign(self) -> bool:
        """True for an element of another namespace: metadata, never text of the law."""
        return self.name.startswith("{")

    def get(self, name: str, default: str = "") -> str:
        """An attribute."""
        return self.attributes.get(name, default)

    def tags(self, *names: str) -> Iterator[Tag]:
        """The child elements, all of them or those of these names."""
        return (c for c in self.children if isinstance(c, Tag) and (not names or c.name in names))

    def find(self, *path: str) -> Tag | None:
        """The first child of this name, its first child of the next …"""
        here: Tag | None = self
        for name in path:
            here = None if here is None else next(here.tags(name), None)
        return here

    def walk(self) -> Iterator[Tag]:
        """This element and everything in it, in document order."""
        yield self
        for child in self.tags():
            yield from child.walk()

    def words(self) -> str:
        """Everything that reads as text in it, without readings (``Rt``) and metadata."""
        out = []
        for child in self.children:
            if isinstance(child, str):
                out.append(child)
            elif child.name != "Rt" and not child.is_foreign:
                out.append(child.words())
        return "".join(out)

    @property
    def has_gap(self) -> bool:
        """True where words in it are not known; what may be missing beneath it is not meant."""
        return any(c.name == GAP or (c.name in INLINE_TAGS and c.has_gap) for c in self.tags())

    def as_json(self) -> dict[str, Any]:
        """`{"tag": "Sentence", "attr": {"Num": "1"}, "children": ["…"]}`; other namespaces are no part of it."""
        return {
            "tag": self.name,
            "attr": {name: value for name, value in self.attributes.items() if not name.startswith("{")},
            "children": [
                c if isinstance(c, str) else c.as_json()
                for c in _joined([c for c in self.children if isinstance(c, str) or not c.is_foreign])
            ],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Tag:
        """The inverse of :meth:`as_json`; ``attr`` may be ``""`` where it is empty, as the national service prints it."""
        return cls(
            value["tag"],
            dict(value.get("attr") or {}),
            tuple(c if isinstance(c, str) else cls.from_json(c) for c in value.get("children") or ()),
        )

    def as_xml(self, indent: str = "") -> str:
        """The element as XML text without other namespaces. ``indent``: how far each level of elements stands in; texts stay
        as they are. Without it everything stands on one line."""
        return _xml(self, "\n" if indent else "", indent)


def nested(document: LawDocument) -> Tag:
    """A whole law."""
    return nested_element(document.lookup.root)


def nested_node(node: Node) -> Tag:
    """One place of a law."""
    return nested_element(node.element)


def nested_xml(xml: str) -> Tag:
    """An element from its XML text. Raises :class:`UnreadableLaw` when it is not well-formed."""
    return nested_element(parse_element(xml))


def nested_element(element: Element) -> Tag:
    """An element and everything in it."""
    attributes: dict[str, str] = dict(element.attrib)  # type: ignore[arg-type]
    inner = list(element)
    if not inner:
        words = without_breaks(element.text or "")
        return Tag(element.tag, attributes, (words,) if words else ())
    mixed = not is_layout(element.text) or any(not is_layout(child.tail) for child in inner)
    children: list[Tag | str] = [without_breaks(element.text or "")] if mixed else []
    for child in inner:
        if isinstance(child.tag, str):
            children.append(nested_element(child))
        if mixed and child.tail:
            children.append(without_breaks(child.tail))
    return Tag(element.tag, attributes, tuple(_joined(children) if mixed else children))


def _joined(children: Sequence[Tag | str]) -> list[Tag | str]:
    """Texts that touch as one, and none that is empty."""
    out: list[Tag | str] = []
    for child in children:
        if isinstance(child, str) and out and isinstance(out[-1], str):
            out[-1] += child
        elif child != "":
            out.append(child)
    return out


def _xml(tag: Tag, line: str, indent: str) -> str:
    attributes = "".join(
        f" {name}={quoteattr(value)}" for name, value in tag.attributes.items() if not name.startswith("{")
    )
    children = [c for c in tag.children if isinstance(c, str) or not c.is_foreign]
    if not children:
        return f"<{tag.name}{attributes}/>"
    deeper = (
        line + indent
        if line and all(isinstance(c, Tag) and c.name not in INLINE_TAGS for c in children)
        else ""
    )
    inner = "".join(
        deeper + (escape(c, {"\r": "&#xD;"}) if isinstance(c, str) else _xml(c, deeper, indent))
        for c in children
    )
    return f"<{tag.name}{attributes}>{inner}{line if deeper else ''}</{tag.name}>"
