"""What only lays a page out: tables as a frame around a regulation or as columns of labels and text; lines of ``<pre>``."""

from __future__ import annotations

import re
from typing import Final

from reiki.law.plain_text.lines import Line, Shape, shape
from reiki.source.markup import Node, Text

_PARTS: Final = frozenset("table tbody thead tfoot tr td th".split())
_LISTED: Final = re.compile(r"[(（][0-9０-９ぁ-んァ-ヶ一二三四五六七八九十]{1,3}[)）]|[アイウエオ]|[①-⑳⑴-⒇]")
_TITLE: Final = re.compile(r"[\s\u3000]*[○〇◯]\S")


def flatten(node: Node) -> None:
    """Turns tables that lay out provisions into plain blocks, in place: their rows are no rows of a regulation's table.
    Each line of preformatted text becomes a text of its own."""
    for child in node.children:
        if isinstance(child, Node):
            if child.tag == "pre":
                _part_lines(child)
            flatten(child)
            if child.tag == "table" and (_holds_provisions(child) or _is_list(child)):
                _unmake(child)


def _part_lines(node: Node) -> None:
    """After this no text in the element holds a line feed."""
    parted: list[Node | Text] = []
    for child in node.children:
        if isinstance(child, Node):
            _part_lines(child)
            parted.append(child)
            continue
        for n, value in enumerate(child.value.split("\n")):
            if n:
                parted.append(Node("br", {}, child.line + n, node))
            parted.append(Text(value, child.formats, child.line + n))
    node.children = parted


def _unmake(node: Node) -> None:
    """Every part of this table becomes a block; tables inside its cells stay."""
    node.tag = "div"
    for child in node.children:
        if isinstance(child, Node) and child.tag in _PARTS and child.tag != "table":
            _unmake(child)


def _holds_provisions(table: Node) -> bool:
    """True when cells hold the title line, or articles that follow each other."""
    numbers: list[str] = []
    for text in _own_lines(table):
        found = shape(Line(text))
        if _TITLE.match(text) and len(text) < 120:
            return True
        if found.shape is Shape.ARTICLE and found.spaced and found.rest.endswith("。"):
            numbers.append(found.num)
    return len(numbers) > 1 and numbers[0] == "1" and numbers[1] in ("2", "1_2")


def _is_list(table: Node) -> bool:
    """True for two columns without any rule, the first of which holds nothing but labels of items."""
    if table.get("border") not in ("", "0") or table.get("class") or "border" in table.get("style"):
        return False
    rows = _inside(table, "tr")
    cells = [[c for c in r.children if isinstance(c, Node) and c.tag in ("td", "th")] for r in rows]
    if not rows or any(len(row) != 2 for row in cells):
        return False
    if any(c.get("style") or c.get("class") or c.get("rowspan") for row in cells for c in row):
        return False
    return all(_LISTED.fullmatch(_said(row[0])) and _said(row[1]) for row in cells)


def _inside(node: Node, tag: str) -> list[Node]:
    """The parts of this table with a tag, not those of tables inside it."""
    out: list[Node] = []
    for child in node.children:
        if isinstance(child, Node) and child.tag != "table":
            if child.tag == tag:
                out.append(child)
            out.extend(_inside(child, tag) if child.tag in _PARTS else [])
    return out


def _own_lines(table: Node) -> list[str]:
    """The lines of the cells of a table, not of tables inside them."""
    out: list[str] = []
    for cell in (*_inside(table, "td"), *_inside(table, "th")):
        out.extend(line.strip() for line in _text(cell).split("\n") if line.strip())
    return out


def _said(node: Node) -> str:
    return re.sub(r"\s+", "", _text(node))


def _text(node: Node) -> str:
    """The text of an element with its blocks on lines of their own; tables inside it left out."""
    parts: list[str] = []
    for child in node.children:
        if isinstance(child, Text):
            parts.append(re.sub(r"[ \t\r\n\f]+", " ", child.value))
        elif child.tag in ("p", "div", "br", "li"):
            parts.append(f"\n{_text(child)}\n")
        elif child.tag not in ("table", "script", "style", "rt", "rp"):
            parts.append(_text(child))
    return "".join(parts)
