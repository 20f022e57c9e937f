"""The smallest pieces of a page of law: a line, a list, an id, the 改正沿革 folded away. What they are given is HTML already."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from reiki.law.document.nested import Tag

_BLOCK: Final = re.compile(r"<(?:div|table|figure|section|ol|ul|p|blockquote)\b")


def css_class(name: str) -> str:
    """The class of an element of 法令標準XML: ``MainProvision`` is ``main-provision``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def as_line(inner: str, css: str) -> str:
    """A line, ``""`` for an empty one; one that holds blocks is no paragraph of HTML."""
    if not inner:
        return ""
    element = "div" if _BLOCK.search(inner) else "p"
    return f'<{element} class="{css}">{inner}</{element}>'


def id_attribute(given: str) -> str:
    """The ``id`` of an opening tag, a space before it; nothing for ``""``."""
    return f' id="{escape(given)}"' if given else ""


def spaced(label: str, words: str) -> str:
    """Words behind a label, U+3000 between the two."""
    return ("\u3000" if label and words else "") + words


def as_list(items: list[str]) -> list[str]:
    """Items (``<li>``) as one list; nothing for none."""
    return [f'<ol class="items">{"".join(items)}</ol>'] if items else []


def as_history(tag: Tag) -> str:
    """改正沿革: the instruments that made and changed the regulation."""
    lines = []
    for instrument in tag.tags():
        words = [instrument.get(name) for name in ("promulgated", "number", "title")]
        in_force = instrument.get("inForce")
        text = "　".join(escape(w) for w in words if w) + (f"（施行 {escape(in_force)}）" if in_force else "")
        lines.append(f"<li>{text}</li>")
    return f'<details class="history"><summary>改正沿革</summary><ol>{"".join(lines)}</ol></details>'
