"""Styles of OpenDocument: automatic ones rest on common ones, those on the default of their family (ODF 1.3, part 3, 16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from reiki.source.css import SIDES
from reiki.source.drawing import NO_BORDER, Border, Edge, border_of, closed
from reiki.source.model import Mark
from reiki.source.odt.names import FO, LO, OFFICE, STYLE, SVG, TEXT, Element

_DEEPEST: Final = 50
_LINKS: Final = frozenset(
    ("internet link", "visited internet link", "internet_20_link", "visited_20_internet_20_link")
)
_HEADING: Final = re.compile(r"(?:heading|見出し)(?:_20_|\s)*([1-6])", re.IGNORECASE)
_BROKEN: Final = re.compile(r"\b(?:fine-dashed|dash-dot-dot|dash-dot|dot-dash|dot-dot-dash)\b")
_PARTS: Final = re.compile(r"\S+")


@dataclass(slots=True)
class Style:
    """One style: its element, the name that people see, and the one that it rests on."""

    element: Element
    shown: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """What is stated of words; ``None`` where nothing is."""

    underline: Mark | None = None
    struck: bool | None = None
    hidden: bool | None = None
    spaces: bool | None = None
    box: Mark | None = None

    def over(self, below: Words) -> Words:
        """What holds when this is stated on top of ``below``."""
        return Words(
            below.underline if self.underline is None else self.underline,
            below.struck if self.struck is None else self.struck,
            below.hidden if self.hidden is None else self.hidden,
            below.spaces if self.spaces is None else self.spaces,
            below.box if self.box is None else self.box,
        )

    @property
    def mark(self) -> Mark:
        """The marks drawn on the words. ``spaces`` false: spaces among them are not underlined."""
        return (
            (self.underline or Mark.NONE)
            | (Mark.DELETED if self.struck else Mark.NONE)
            | (self.box or Mark.NONE)
        )


PLAIN: Final = Words()


def words_of(properties: Element | None) -> Words:
    """What a ``style:text-properties`` states."""
    if properties is None:
        return PLAIN
    style, kind = (properties.get(f"{STYLE}text-underline-{n}") for n in ("style", "type"))
    underline: Mark | None = None
    if style is not None or kind is not None:
        underline = Mark.DOUBLE if kind == "double" else Mark.UNDERLINE
        if style == "none" or kind == "none" or (style is None and kind == "single"):
            underline = Mark.NONE
    line, type_ = (properties.get(f"{STYLE}text-line-through-{n}") for n in ("style", "type"))
    struck = None if line is None and type_ is None else "none" not in (line, type_)
    display = properties.get(f"{TEXT}display")
    mode = properties.get(f"{STYLE}text-underline-mode")
    border = border_in(properties)
    return Words(
        underline, struck, None if display is None else display == "none",
        None if mode is None else mode != "skip-white-space", None if border is None else closed(border),
    )  # fmt: skip


@dataclass(slots=True)
class Styles:
    """The styles of a document by family and name; automatic ones of the text before common ones."""

    _styles: dict[tuple[str, str], Style] = field(default_factory=dict)
    _defaults: dict[str, Element] = field(default_factory=dict)
    lists: dict[str, Element] = field(default_factory=dict)
    fonts: dict[str, str] = field(default_factory=dict)
    outline: Element | None = None
    _words: dict[tuple[str, str], Words] = field(default_factory=dict)

    def add(self, root: Element | None) -> None:
        """All styles of ``styles.xml`` or ``content.xml``; later ones stand before earlier ones of the same name."""
        if root is None:
            return
        for face in root.iterfind(f"{OFFICE}font-face-decls/{STYLE}font-face"):
            self.fonts[face.get(f"{STYLE}name", "")] = face.get(f"{SVG}font-family", "")
        for group in root.iterchildren(f"{OFFICE}styles", f"{OFFICE}automatic-styles"):
            for element in group:
                name, family = element.get(f"{STYLE}name", ""), element.get(f"{STYLE}family", "")
                if element.tag == f"{STYLE}style":
                    self._styles[family, name] = Style(
                        element,
                        element.get(f"{STYLE}display-name") or name,
                        element.get(f"{STYLE}parent-style-name"),
                    )
                elif element.tag == f"{STYLE}default-style":
                    self._defaults[family] = element
                elif element.tag == f"{TEXT}list-style":
                    self.lists[name] = element
                elif element.tag == f"{TEXT}outline-style":
                    self.outline = element

    def chain(self, family: str, name: str | None) -> Iterator[Style]:
        """A style and those that it rests on, nearest first."""
        seen: set[str] = set()
        while name is not None and name not in seen and len(seen) < _DEEPEST:
            seen.add(name)
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.parent

    def words(self, family: str, name: str | None) -> Words:
        """What a style (``paragraph``: with its family's default; ``text``: by itself) states of words."""
        key = (family, name or "")
        if key not in self._words:
            out = PLAIN
            if family == "paragraph" and (default := self._defaults.get(family)) is not None:
                out = words_of(default.find(f"{STYLE}text-properties"))
            for style in reversed(list(self.chain(family, name))):
                own = words_of(style.element.find(f"{STYLE}text-properties"))
                if style.shown.lower() in _LINKS:  # the line that the style of links draws is no mark
                    own = Words(None, own.struck, own.hidden, own.spaces, own.box)
                out = own.over(out)
            self._words[key] = out
        return self._words[key]

    def stated(self, family: str, name: str | None, properties: str, attribute: str) -> str | None:
        """The nearest statement of one property."""
        for style in self.chain(family, name):
            found = style.element.find(f"{STYLE}{properties}")
            if found is not None and (text := found.get(attribute)) is not None:
                return text
        return None

    def shown_as(self, name: str | None) -> str:
        """``heading1`` … or ``right``, ``center``, ``""``: how paragraphs of that style are shown."""
        for style in self.chain("paragraph", name):
            if found := _HEADING.fullmatch(style.shown):
                return f"heading{found[1]}"
            if style.shown.lower() == "caption":
                return "caption"
        align = self.stated("paragraph", name, "paragraph-properties", f"{FO}text-align")
        return {"end": "right", "right": "right", "center": "center"}.get(align or "", "")

    def box(self, name: str | None) -> Mark:
        """The box around paragraphs of that style."""
        for style in self.chain("paragraph", name):
            found = border_in(style.element.find(f"{STYLE}paragraph-properties"))
            if found is not None:
                return closed(found)
        return Mark.NONE

    def cell_border(self, name: str | None) -> Border:
        """The border of cells of that style."""
        for style in self.chain("table-cell", name):
            found = border_in(style.element.find(f"{STYLE}table-cell-properties"))
            if found is not None:
                return found
        return NO_BORDER

    def list_style_of(self, name: str | None) -> str | None:
        """The list style that a paragraph style brings."""
        return next(
            (n for s in self.chain("paragraph", name) if (n := s.element.get(f"{STYLE}list-style-name"))),
            None,
        )

    def font_of(self, element: Element) -> str:
        """The font that an element's ``style:text-properties`` name; ``""`` for none."""
        properties = element.find(f"{STYLE}text-properties")
        if properties is None:
            return ""
        stated = properties.get(f"{STYLE}font-name", "")
        return properties.get(f"{FO}font-family", self.fonts.get(stated, stated)).strip("'\" ")

    def font_of_style(self, family: str, name: str) -> str:
        """The font that a style and those under it name; ``""`` for none."""
        return next((f for s in self.chain(family, name) if (f := self.font_of(s.element))), "")

    def is_hidden(self, family: str, name: str | None) -> bool:
        """Whether a section or table of that style is not shown."""
        return self.stated(family, name, f"{family}-properties", f"{TEXT}display") == "none"


def border_in(properties: Element | None) -> Border | None:
    """The borders that properties state (``fo:border="0.75pt dashed #000000"``, ``fo:border-top`` …); ``None`` for nothing."""
    if properties is None:
        return None
    whole = properties.get(f"{FO}border", properties.get(f"{LO}border"))
    sides = [
        properties.get(f"{FO}border-{side}", properties.get(f"{LO}border-{side}", whole)) for side in SIDES
    ]
    if all(s is None for s in sides):
        return None
    top, right, bottom, left = (_edge(side) for side in sides)
    return top, right, bottom, left


def _edge(text: str | None) -> Edge:
    """One side: width, kind and colour in any order."""
    words = _PARTS.findall(_BROKEN.sub("dashed", (text or "none").lower()))
    kinds = ("none", "hidden", "solid", "dotted", "dashed", "double", "groove", "ridge", "inset", "outset")
    style = next((w for w in words if w in kinds), "solid")
    width = next(
        (w for w in words if w[0].isdigit() or w[0] == "." or w in ("thin", "medium", "thick")), "medium"
    )
    if words == ["none"] or not words:
        style = "none"
    declared = {f"border-top-{name}": value for name, value in (("style", style), ("width", width))}
    return border_of(declared)[0]
