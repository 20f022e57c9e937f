"""What words and paragraphs look like: styles, what they rest on, and what is stated on the spot (ISO 29500-1, 17.7).

Underlines are inherited: document defaults, table style, paragraph style, character style, the words themselves; the
nearest that states one wins, and ``none`` ends it. Strike-through and hiding are toggles: of table, paragraph and character
style each one turns it over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from reiki.source.docx.lines import box_of, edge_of
from reiki.source.docx.names import VAL, Element, W, child, is_on, number, value
from reiki.source.drawing import closed
from reiki.source.model import Mark

_DOUBLE: Final = frozenset(("double", "wavyDouble"))
_KINDS: Final = _DOUBLE | frozenset(
    "single words thick dotted dottedHeavy dash dashedHeavy dashLong dashLongHeavy dotDash dashDotHeavy dotDotDash "
    "dashDotDotHeavy wave wavyHeavy none".split()
)
_LINKS: Final = frozenset(("hyperlink", "followedhyperlink", "internet link", "visited internet link"))
_HEADING: Final = re.compile(r"(?:heading|見出し)\s*([1-6])", re.IGNORECASE)
_ALIGNED: Final = {"right": "right", "end": "right", "center": "center"}
_DEEPEST: Final = 50


@dataclass(frozen=True, slots=True)
class Words:
    """What is stated of words; ``None`` where nothing is. ``underline``: Word's name of the kind."""

    underline: str | None = None
    strike: bool | None = None
    double_strike: bool | None = None
    hidden: bool | None = None
    box: Mark | None = None

    def over(self, below: Words) -> Words:
        """What holds when this is stated on top of ``below``."""
        if below is PLAIN:
            return self
        if self is PLAIN:
            return below
        return Words(
            below.underline if self.underline is None else self.underline,
            below.strike if self.strike is None else self.strike,
            below.double_strike if self.double_strike is None else self.double_strike,
            below.hidden if self.hidden is None else self.hidden,
            below.box if self.box is None else self.box,
        )

    @property
    def mark(self) -> Mark:
        """The marks drawn on the words; ``underline`` of kind ``words`` leaves out spaces."""
        out = self.box or Mark.NONE
        if self.underline not in (None, "none"):
            out |= Mark.DOUBLE if self.underline in _DOUBLE else Mark.UNDERLINE
        if self.strike or self.double_strike:
            out |= Mark.DELETED
        return out


PLAIN: Final = Words()


def words_of(properties: Element | None) -> Words:
    """What a ``w:rPr`` states."""
    if properties is None or len(properties) == 0:
        return PLAIN
    underline: str | None = None
    strike = double = hidden = None
    box: Mark | None = None
    for stated in properties:
        match stated.tag:
            case "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}u":
                underline = stated.get(VAL)
            case "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}strike":
                strike = is_on(stated)
            case "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}dstrike":
                double = is_on(stated)
            case "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}vanish":
                hidden = is_on(stated)
            case "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}bdr":
                edge = edge_of(stated)
                box = None if edge is None else closed((edge, edge, edge, edge))
            case _:
                pass
    if all(stated is None for stated in (underline, strike, double, hidden, box)):
        return PLAIN
    return Words(underline, strike, double, hidden, box)


@dataclass(frozen=True, slots=True)
class Lines:
    """What is stated of paragraphs. ``listed``: number of a list and level, each ``None`` where it is not stated."""

    align: str | None = None
    heading: str | None = None
    box: Mark | None = None
    listed: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Look:
    """Where a cell stands in its table, for what a table style says of such places (``firstRow``, ``lastCol`` …)."""

    style: str | None = None
    places: tuple[str, ...] = ()


@dataclass(slots=True)
class Style:
    """One style as written."""

    kind: str
    name: str
    based_on: str | None
    element: Element
    words: Words
    link: bool


@dataclass(slots=True)
class Styles:
    """The styles of a document."""

    _styles: dict[str, Style] = field(default_factory=dict)
    _default: dict[str, str] = field(default_factory=dict)
    defaults: Words = PLAIN
    _words: dict[tuple[str, str], Words] = field(default_factory=dict)
    _lines: dict[str, Lines] = field(default_factory=dict)
    _tables: dict[Look, Words] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element | None) -> Styles:
        """The styles of ``styles.xml``; without one nothing is stated."""
        out = cls()
        if root is None:
            return out
        out.defaults = words_of(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        for element in root.iterfind(f"{W}style"):
            identifier, kind = element.get(f"{W}styleId"), element.get(f"{W}type", "paragraph")
            if identifier is None:
                continue
            name = value(element, "name") or identifier
            link = name.lower() in _LINKS or identifier.lower() in _LINKS
            out._styles[identifier] = Style(
                kind, name, value(element, "basedOn"), element, words_of(child(element, "rPr")), link
            )
            if element.get(f"{W}default") in ("1", "true", "on"):
                out._default[kind] = identifier
        return out

    def chain(self, identifier: str | None, kind: str) -> Iterator[tuple[str, Style]]:
        """A style and those that it rests on, nearest first; the default of its kind where it is not known."""
        if identifier is None or self._styles.get(identifier) is None:
            identifier = self._default.get(kind)
        seen: set[str] = set()
        while identifier is not None and identifier not in seen and len(seen) < _DEEPEST:
            seen.add(identifier)
            style = self._styles.get(identifier)
            if style is None or style.kind != kind:
                return
            yield identifier, style
            identifier = style.based_on

    def words(self, identifier: str | None, kind: str) -> Words:
        """What a style of ``paragraph`` or ``character`` kind and those under it state. The line that the style of links
        draws is no mark, as on a web page."""
        key = (identifier or "", kind)
        if key not in self._words:
            out = PLAIN
            for _, style in reversed(list(self.chain(identifier, kind))):
                own = style.words
                if style.link and own.underline is not None:
                    own = Words(None, own.strike, own.double_strike, own.hidden, own.box)
                out = own.over(out)
            self._words[key] = out
        return self._words[key]

    def resolve(self, table: Words, paragraph: str | None, character: str | None, direct: Words) -> Words:
        """What holds for words: toggles turned over by each style that states them, the rest by the nearest."""
        levels = [table, self.words(paragraph, "paragraph")]
        if character is not None:
            levels.append(self.words(character, "character"))
        below = self.defaults
        for level in levels:
            below = level.over(below)
        if any(level.strike is not None or level.hidden is not None for level in levels):
            below = Words(
                below.underline,
                bool(self.defaults.strike) or sum(bool(x.strike) for x in levels) % 2 == 1,
                below.double_strike,
                bool(self.defaults.hidden) or sum(bool(x.hidden) for x in levels) % 2 == 1,
                below.box,
            )
        return direct.over(below)

    def lines(self, identifier: str | None) -> Lines:
        """What a paragraph style and those under it state of paragraphs."""
        key = identifier or ""
        if key not in self._lines:
            align = heading = box = None
            numbered: int | None = None
            level: int | None = None
            for _, style in self.chain(identifier, "paragraph"):
                properties = child(style.element, "pPr")
                if heading is None:
                    heading = heading_of(style.name)
                if align is None:
                    align = value(properties, "jc")
                if box is None:
                    box = box_of(child(properties, "pBdr"))
                listed = child(properties, "numPr")
                if numbered is None and value(listed, "numId") is not None:
                    numbered = number(value(listed, "numId"))
                if level is None and value(listed, "ilvl") is not None:
                    level = number(value(listed, "ilvl"))
            self._lines[key] = Lines(align, heading, box, (numbered, level))
        return self._lines[key]

    def style_chain_ids(self, identifier: str | None) -> list[str]:
        """The identifiers of a paragraph style and those that it rests on, nearest first."""
        return [name for name, _ in self.chain(identifier, "paragraph")]

    def table_words(self, look: Look) -> Words:
        """What a table style states of the words at that place."""
        if look not in self._tables:
            out = PLAIN
            for _, style in reversed(list(self.chain(look.style, "table"))):
                out = style.words.over(out)
                for place in look.places:
                    for special in style.element.iterfind(f"{W}tblStylePr"):
                        if special.get(f"{W}type") == place:
                            out = words_of(child(special, "rPr")).over(out)
            self._tables[look] = out
        return self._tables[look]

    def table_borders(self, identifier: str | None) -> Sequence[Element]:
        """The ``w:tblBorders`` of a table style and those under it, nearest first."""
        found = (
            style.element.find(f"{W}tblPr/{W}tblBorders") for _, style in self.chain(identifier, "table")
        )
        return [element for element in found if element is not None]


def heading_of(name: str) -> str | None:
    """``heading1`` … ``heading6``, ``caption``; ``None`` for every other name of a style."""
    if found := _HEADING.fullmatch(name.strip()):
        return f"heading{found[1]}"
    return "caption" if name.strip().lower() in ("caption", "図表番号") else None


def aligned(justification: str | None) -> str:
    """``right``, ``center`` or ``""`` for Word's name of an alignment."""
    return _ALIGNED.get(justification or "", "")


def known_kind(underline: str | None) -> bool:
    """Whether Word has that kind of underline."""
    return underline is None or underline in _KINDS
