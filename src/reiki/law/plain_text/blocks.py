"""What stands among the provisions and is no provision by label: tables, forms, formulas."""

from __future__ import annotations

from collections.abc import Sequence

from reiki.law.kinds import APPENDIX_KINDS, Kind
from reiki.law.plain_text.form import XML_MORE, style_lines, style_xml
from reiki.law.plain_text.joins import (
    speaks_of_table,
)
from reiki.law.plain_text.lines import Line, Shape, Shaped, shape
from reiki.law.plain_text.lists import by_label
from reiki.law.plain_text.nodes import (
    LEVELS,
    Node,
    opening,
    successor_level,
)
from reiki.law.plain_text.tables import grid_of, lines_of
from reiki.law.plain_text.tree import Tree
from reiki.law.provision import Grid


def rows(tree: Tree, at: int) -> int:
    end = at
    while end < len(tree.shapes) and tree.shapes[end].shape is Shape.ROW:
        end += 1
    lines = [s.body for s in tree.shapes[at:end]]
    if not tree.laid_out and tabbed_items(tree, lines):
        for s in tree.shapes[at:end]:
            by_label(tree, shape(Line(s.body.replace("\t", "\u3000", 1), s.line.origin)))
        return end
    table(tree, grid_of(lines, signs=tree.laid_out), at)
    return end


def tabbed_items(tree: Tree, lines: Sequence[str]) -> bool:
    """True for items whose label a TAB parts from the text; rows of 「次の表」 stay a table."""
    if tree.in_appendix or tree.words is None or speaks_of_table(tree.words.text or ""):
        return False
    firsts = [line.split("\t") for line in lines]
    shapes = [shape(Line(f"{cells[0]}\u3000x")) for cells in firsts if len(cells) == 2 and cells[0].strip()]
    return (
        len(shapes) == len(lines)
        and all(s.shape is Shape.LABELLED and s.rest == "x" for s in shapes)
        and (successor_level(tree.path, shapes[0].label) is not None or opening(shapes[0].label) is not None)
    )


def table(tree: Tree, grid: Grid, at: int) -> None:
    if tree.path and tree.path[-1].kind is Kind.TABLE and tree.path[-1].grid is None:
        tree.path.pop().grid = grid
        return
    depth = table_owner(tree)
    if depth is not None:
        tree.close(depth + 1)
    tree.put(Node(Kind.TABLE, grid=grid))
    tree.path.pop()


def table_owner(tree: Tree) -> int | None:
    """The 別表; else the innermost open provision whose words speak of a table; else the innermost."""
    appendix = tree.depth_of(*APPENDIX_KINDS)
    if appendix is not None:
        return appendix
    if tree.path and tree.path[-1].kind is Kind.ARTICLE:
        tree.paragraph("", "")
    holders = [d for d, n in enumerate(tree.path) if n.kind in (Kind.PARAGRAPH, *LEVELS)]
    speaking = [d for d in holders if speaks_of_table(tree.path[d].text or "")]
    return max(speaking or holders, default=None)


def is_form_line(tree: Tree, s: Shaped) -> bool:
    if s.shape in (Shape.EMPTY, Shape.ASIDE, Shape.OPAQUE, Shape.UNLISTED, Shape.SUPPL, Shape.APPENDIX):
        return False
    return not (tree.laid_out and s.shape is Shape.REMARKS)


def form(tree: Tree, at: int) -> int:
    """Lines under 様式第1号: carried as printed, not read."""
    end = at
    while end < len(tree.shapes) and (
        tree.shapes[end].shape is Shape.EMPTY or is_form_line(tree, tree.shapes[end])
    ):
        end += 1
    lines = [
        line
        for s in tree.shapes[at:end]
        for line in ([s.line.text] if s.line.grid is None else lines_of(s.line.grid))
    ]
    while lines and not lines[-1].strip():
        lines.pop()
    if lines:
        tree.path[-1].opaque.append(style_xml(lines))
    return end


def opaque(tree: Tree, at: int) -> int:
    """Lines that begin with ｜ (one form) or with ┆ and ┊ (one XML element)."""
    node = tree.path[-1] if tree.path else tree.paragraph("", "")
    sign = tree.shapes[at].body[0]
    more = XML_MORE if sign != "｜" else sign
    end = at + 1
    while (
        end < len(tree.shapes) and tree.shapes[end].shape is Shape.OPAQUE and tree.shapes[end].body[0] == more
    ):
        end += 1
    lines = [s.body[1:] for s in tree.shapes[at:end]]
    node.opaque.append(style_xml(lines) if sign == "｜" else "\n".join(lines))
    return end


def formula(tree: Tree, at: int) -> None:
    """A formula after 「次の式により」, often garbled by conversion: carried as printed under its provision."""
    s = tree.shapes[at]
    node = tree.path[-1] if tree.path else tree.paragraph("", "")
    earlier = tree.notes[-1] if tree.notes else None
    if earlier is not None and earlier.code == "formula" and tree.formula and node.opaque:
        node.opaque[-1] = style_xml([*(style_lines(node.opaque[-1]) or ()), s.line.text])
        return
    node.opaque.append(style_xml([s.line.text]))
    tree.formula = True
    tree.note("formula", f"a formula is kept as printed and not read: 「{s.body[:30]}」", s.line.origin)
