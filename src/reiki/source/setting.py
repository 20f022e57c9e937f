"""What holds where a piece of a page stands: marks, alignment, white space, writing mode, as elements hand it down."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from reiki.source.css import Declarations
from reiki.source.drawing import alignment, border_of, box_marks, marks_of
from reiki.source.lines import White
from reiki.source.markup import Node
from reiki.source.model import Mark

# Elements that change nothing of themselves.
_PLAIN: Final = frozenset("p div span tr td th tbody thead tfoot li ul dl dt dd section article main".split())


@dataclass(frozen=True, slots=True)
class Around:
    """What holds where a piece of the page stands."""

    marks: Mark = Mark.NONE
    align: str = ""
    heading: str = ""
    white: White = White.COLLAPSED
    vertical: bool = False
    visible: bool = True

    @property
    def style(self) -> str:
        """The style of a paragraph here."""
        return self.heading or self.align


def step_into(node: Node, declared: Declarations, around: Around, inline: bool) -> Around:
    """What holds in an element that stands in ``around``, its own marks and borders among it."""
    if not declared and node.tag in _PLAIN and not node.attributes:
        return around
    mode = declared.get("writing-mode", "")
    vertical = mode.startswith(("vertical", "tb", "sideways")) if mode else around.vertical
    marks = (
        around.marks | marks_of(node, declared, vertical) | box_marks(border_of(declared), inline, vertical)
    )
    white = around.white
    match declared.get("white-space"):
        case "pre" | "pre-wrap" | "pre-line" | "break-spaces":
            white = White.PREFORMATTED
        case "normal" | "nowrap":
            white = White.COLLAPSED
        case _ if node.tag in ("pre", "textarea", "listing", "xmp"):
            white = White.PREFORMATTED
    visible = {"hidden": False, "collapse": False, "visible": True}.get(
        declared.get("visibility", ""), around.visible
    )
    heading = f"heading{node.tag[1]}" if re.fullmatch("h[1-6]", node.tag) else around.heading
    if node.tag == "caption":
        heading = "caption"
    return Around(marks, alignment(node, declared, around.align), heading, white, vertical, visible)


def without_box(node: Node, declared: Declarations, around: Around) -> Around:
    """What holds in a table, row or cell; its border encloses cells and marks no words."""
    inside = step_into(node, declared, around, inline=False)
    own = box_marks(border_of(declared), False, False)
    return replace(inside, marks=(inside.marks & ~own) | around.marks) if own else inside
