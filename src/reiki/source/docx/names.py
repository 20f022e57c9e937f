"""Names of WordprocessingML (ISO 29500), and how its simple values are read."""

from __future__ import annotations

from typing import Final

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
V: Final = "{urn:schemas-microsoft-com:vml}"
O: Final = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741
VAL: Final = f"{W}val"

Element = etree._Element


def child(element: Element | None, name: str) -> Element | None:
    """The first child ``w:name``."""
    return None if element is None else next(element.iterchildren(W + name), None)


def value(element: Element | None, name: str) -> str | None:
    """``w:val`` of the child ``w:name``."""
    found = child(element, name)
    return None if found is None else found.get(VAL)


def number(text: str | None, default: int = 0) -> int:
    """A whole number, ``default`` for what is none."""
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default


def is_on(element: Element) -> bool:
    """A switch: there without a value is on."""
    return element.get(VAL, "1") not in ("0", "false", "off")


def switched(element: Element | None, name: str) -> bool:
    """Whether the child ``w:name`` is there and on."""
    found = child(element, name)
    return found is not None and is_on(found)
