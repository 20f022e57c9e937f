"""Names of OpenDocument 1.3, and how its attributes are read."""

from __future__ import annotations

from typing import Final

from lxml import etree

_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE: Final = f"{{{_OASIS}office:1.0}}"
TEXT: Final = f"{{{_OASIS}text:1.0}}"
TABLE: Final = f"{{{_OASIS}table:1.0}}"
STYLE: Final = f"{{{_OASIS}style:1.0}}"
DRAW: Final = f"{{{_OASIS}drawing:1.0}}"
SVG: Final = f"{{{_OASIS}svg-compatible:1.0}}"
FO: Final = f"{{{_OASIS}xsl-fo-compatible:1.0}}"
MANIFEST: Final = f"{{{_OASIS}manifest:1.0}}"
MATH: Final = "{http://www.w3.org/1998/Math/MathML}"
XLINK: Final = "{http://www.w3.org/1999/xlink}"
LO: Final = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"

Element = etree._Element


_EXTENDED: Final = frozenset(
    f"{LO}{n}"
    for n in "table table-column table-columns table-row table-rows table-row-group table-header-rows table-cell "
    "covered-table-cell".split()
)


def name_of(element: Element) -> str:
    """The name of an element. Tables in drawn shapes LibreOffice writes under names of its own (``loext:table``)."""
    tag = str(element.tag)
    return TABLE + tag[len(LO) :] if tag in _EXTENDED else tag


def words_in(element: Element) -> str:
    """All characters of an element."""
    return "".join(str(t) for t in element.itertext())


def count(element: Element, name: str, default: int = 1, most: int = 1_000_000) -> int:
    """A whole number of an attribute, ``default`` for what is none, at most ``most``."""
    text = element.get(name)
    if text is None or not text.strip().isdecimal():
        return default
    return min(int(text.strip()[:9]), most)
