"""How one element is drawn: which marks its words carry, its borders, its alignment, whether it is shown at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from reiki.source.css import SIDES, Declarations
from reiki.source.markup import Node
from reiki.source.model import Mark

_THICK_FROM: Final = 2.0  # pixels: 太線 of word processors is 1.5 pt
_UNITS: Final = {
    "px": 1.0,
    "pt": 4 / 3,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
    "em": 16.0,
    "rem": 16.0,
    "pc": 16.0,
}
_WIDTHS: Final = {"thin": 1.0, "medium": 3.0, "thick": 5.0}
_LENGTH: Final = re.compile(r"([\d.]+)([a-z]*)")
_LINES: Final = {"u": "underline", "s": "line-through", "strike": "line-through"}
_SEMANTIC: Final = {"ins": Mark.INSERTED, "del": Mark.DELETED}
_ALIGNED: Final = frozenset("p div h1 h2 h3 h4 h5 h6 td th tr tbody thead caption center".split())


@dataclass(frozen=True, slots=True)
class Edge:
    """One side of a border: the mark that it draws when it closes a box, and whether it is seen at all."""

    mark: Mark = Mark.NONE
    seen: bool = False
    style: str = "none"


NO_EDGE: Final = Edge()
Border = tuple[Edge, Edge, Edge, Edge]
"""The four sides: top, right, bottom, left."""
NO_BORDER: Final[Border] = (NO_EDGE, NO_EDGE, NO_EDGE, NO_EDGE)
THIN: Final = Edge(Mark.NONE, True, "solid")


def closed(border: Border) -> Mark:
    """The marks that all four sides draw."""
    if border is NO_BORDER:
        return Mark.NONE
    mark = border[0].mark
    for edge in border[1:]:
        mark &= edge.mark
    return mark


def border_of(declared: Declarations) -> Border:
    """The borders of an element; an outline draws all four sides."""
    if not any(n.endswith("-style") for n in declared):
        return NO_BORDER
    outline = _edge(declared, "outline")
    sides = [_edge(declared, f"border-{side}") for side in SIDES]
    top, right, bottom, left = (e if e.seen else outline for e in sides)
    return top, right, bottom, left


def _edge(declared: Declarations, name: str) -> Edge:
    style = declared.get(f"{name}-style", "none")
    width = _pixels(declared.get(f"{name}-width", "medium"))
    if style in ("none", "hidden") or width == 0 or declared.get(f"{name}-color") == "transparent":
        return NO_EDGE
    if style in ("dotted", "dashed"):
        return Edge(Mark.DOTTED, True, style)
    return Edge(Mark.THICK if width >= _THICK_FROM and style != "double" else Mark.NONE, True, style)


def _pixels(text: str) -> float:
    if text in _WIDTHS:
        return _WIDTHS[text]
    found = _LENGTH.fullmatch(text)
    if found is None or not re.fullmatch(r"\d+\.?\d*|\.\d+", found[1]):
        return 0.0
    return float(found[1][:12]) * _UNITS.get(found[2], 1.0)


def marks_of(node: Node, declared: Declarations, vertical: bool) -> Mark:
    """The marks that an element puts on its words.

    ``<u>`` and every ``text-decoration: underline`` (wavy and dotted ones too) is UNDERLINE, a double one DOUBLE; in
    ``vertical`` writing an overline is a line to the right of the characters. The underline that browsers give a link is
    no mark.
    """
    mark = _SEMANTIC.get(node.tag, Mark.NONE)
    if node.tag == "a" and "href" in node.attributes:
        return mark
    lines = declared.get("text-decoration-line", _LINES.get(node.tag, "")).split()
    style = declared.get("text-decoration-style", "solid")
    if declared.get("text-decoration-color") != "transparent":
        if "underline" in lines or (vertical and "overline" in lines):
            mark |= Mark.DOUBLE if style == "double" else Mark.UNDERLINE
        if "line-through" in lines:
            mark |= Mark.DELETED
    match declared.get("text-underline", "none"):  # word processors' own property
        case "none":
            pass
        case "double":
            mark |= Mark.DOUBLE
        case _:
            mark |= Mark.UNDERLINE
    return mark


def box_marks(border: Border, inline: bool, vertical: bool) -> Mark:
    """The marks that an element's own border puts on the words in it: a box, or a line under (beside) inline words."""
    if border is NO_BORDER:
        return Mark.NONE
    mark = closed(border) & (Mark.THICK | Mark.DOTTED)
    if not inline or mark or sum(e.seen for e in border) > 2:
        return mark
    for edge in (border[1], border[3]) if vertical else (border[2],):
        if edge.seen:
            mark |= Mark.DOUBLE if edge.style == "double" else Mark.UNDERLINE
    return mark


def shown(node: Node, declared: Declarations) -> bool:
    """False for what takes no place on the page, or is there with nothing to see."""
    if "hidden" in node.attributes and "display" not in declared:
        return False
    if node.tag == "dialog" and "open" not in node.attributes:
        return False
    small = _LENGTH.match(declared.get("font-size", ""))
    nothing = _LENGTH.fullmatch(declared.get("opacity", ""))
    return not (
        declared.get("display") == "none"
        or (small is not None and not small[1].strip("0."))
        or (nothing is not None and not nothing[1].strip("0."))
    )


def alignment(node: Node, declared: Declarations, inherited: str) -> str:
    """``right``, ``center`` or ``""`` (everything else), as it is drawn for the lines of this element."""
    given = declared.get("text-align")
    if given is None and node.tag == "center":
        given = "center"
    if given is None and node.tag in _ALIGNED:
        given = node.attributes.get("align", "").strip().lower() or None
    if given is None:
        return (
            "" if node.tag == "table" else inherited
        )  # a table begins anew, and its own `align` moves only itself
    given = {"end": "right", "-webkit-center": "center", "-webkit-right": "right", "middle": "center"}.get(
        given, given
    )
    return given if given in ("right", "center") else (inherited if given == "inherit" else "")


def ruled(node: Node) -> bool:
    """``<table border="1">`` draws a thin line around each cell."""
    if "border" in node.attributes:
        return extent(node.attributes, "border", 100) > 0
    return node.get("rules") in ("all", "rows", "cols", "groups")


def table_border(node: Node, declared: Declarations) -> Border:
    """The frame of a table: its style rules, else its ``border`` attribute (in pixels)."""
    border = border_of(declared)
    if any(e.seen for e in border) or any(n.startswith("border-") for n in declared):
        return border
    return (
        border_of({"outline-style": "solid", "outline-width": f"{node.get('border') or 1}px"})
        if ruled(node)
        else NO_BORDER
    )


def extent(attributes: Mapping[str, str], name: str, limit: int) -> int:
    """A ``rowspan`` or ``colspan`` as browsers read it: leading digits, 1 where there are none, at most ``limit``.

    0 stays 0: "to the end of the group" for rows.
    """
    found = re.match(r"\s*\+?([0-9]+)", attributes.get(name, ""))
    if found is None:
        return 1
    digits = found[1].lstrip("0")
    return min(int(digits[:9]), limit) if digits else 0
