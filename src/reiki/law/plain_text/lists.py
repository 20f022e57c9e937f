"""Paragraphs, items and 細目: where a labelled line belongs, by its label or by its indent."""

from __future__ import annotations

import re
from typing import Final

from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, Kind
from reiki.law.labels import Count
from reiki.law.plain_text.joins import (
    PARTICLE,
    Ending,
    starts_counted,
)
from reiki.law.plain_text.lines import Shape, Shaped
from reiki.law.plain_text.nodes import (
    IMPLIED,
    LEVELS,
    Node,
    later_level,
    list_num,
    opening,
    read_label,
    settle,
    successor_level,
)
from reiki.law.plain_text.tree import Tree

_LISTS: Final = frozenset({Kind.PARAGRAPH, Kind.REMARKS, *LEVELS, *APPENDIX_KINDS})


def is_labelled(tree: Tree, s: Shaped, at: int) -> bool:
    """Place a labelled line; False when it is no label after all."""
    if tree.laid_out:
        return (not s.rest or s.body[len(s.label)] == "\u3000") and by_indent(tree, s, at)
    if is_cut_sentence(tree, s):
        return False
    following = tree.next_shape(at)
    if tree.in_appendix and following is not None and following.shape in (Shape.ROW, Shape.GRID):
        table_title(tree, s)
        return True
    return by_label(tree, s)


def is_cut_sentence(tree: Tree, s: Shaped) -> bool:
    """`…同項第` + `2号中…`: what looks like a label is the middle of a sentence cut by a page break."""
    end = tree.ending()
    if not s.spaced and re.fullmatch(r"[0-9０-９〇一二三四五六七八九十百]+", s.label):
        joined = end is not Ending.DONE or starts_counted(s.rest) or not s.label.isdecimal()
        return joined or not re.match(r"[ぁ-ん一-龥「（(]", s.rest)
    if end is Ending.OPEN:
        return not (
            tree.words and (tree.words.text or "").endswith("、") and successor_level(tree.path, s.label)
        )
    follows = successor_level(tree.path, s.label) is not None
    return end is Ending.MAYBE and (
        (bool(PARTICLE.match(s.rest)) and not follows) or (starts_counted(s.rest) and s.label.isdecimal())
    )


def by_label(tree: Tree, s: Shaped) -> bool:
    """Place a labelled line by its label alone."""
    depth = successor_level(tree.path, s.label)
    if depth is not None:
        sibling(tree, depth, s)
        return True
    first = opening(s.label)
    if first is not None and not restarts(tree, s):
        open_list(tree, s)
        return True
    depth = later_level(tree.path, s.label)
    if depth is not None and s.spaced:
        tree.note("label_gap", f"{s.label} does not follow {tree.path[depth].label or '1'}", s.line.origin)
        sibling(tree, depth, s)
        return True
    if first is not None:
        return restart(tree, s)
    if (s.spaced and s.label[0] in "(（") or (tree.path and tree.path[-1].kind is Kind.ARTICLE):
        tree.note("label_gap", f"a list begins with {s.label}", s.line.origin)
        open_list(tree, s)
        return True
    return False


def restarts(tree: Tree, s: Shaped) -> bool:
    """True when the innermost list counts like this label: (1) (2) and again (1)."""
    first = opening(s.label)
    last = tree.path[-1] if tree.path else None
    if first is None or last is None or last.reading is None or last.reading is IMPLIED:
        return False
    return settle(s.label, last) is not None and any(
        r.style.count is last.reading.style.count and bool(r.style.parens) == bool(last.reading.style.parens)
        for r in read_label(s.label)
    )


def restart(tree: Tree, s: Shaped) -> bool:
    tree.note("label_restarts", f"the list begins again with {s.label}", s.line.origin)
    sibling(tree, len(tree.path) - 1, s)
    return True


def sibling(tree: Tree, depth: int, s: Shaped) -> None:
    before = tree.path[depth]
    tree.close(depth)
    if before.kind is Kind.PARAGRAPH and not counts_as_paragraph_of_appendix(tree, before):
        reading = settle(s.label, before)
        node = tree.put(
            Node(Kind.PARAGRAPH, list_num(Kind.PARAGRAPH, s.label, reading), s.label, reading=reading)
        )
        tree.say(node, s.rest)
        return
    item(tree, before.kind, s, before)


def counts_as_paragraph_of_appendix(tree: Tree, node: Node) -> bool:
    return tree.in_appendix and node.label == ""


def open_list(tree: Tree, s: Shaped) -> None:
    """Open a list under the innermost provision that can hold one."""
    depth = tree.depth_of(*_LISTS)
    outer = tree.depth_of(Kind.ARTICLE, Kind.SUPPL, *HEADINGS)
    if depth is None or (outer is not None and outer > depth):
        numbered = any(
            r.style.count in (Count.DIGITS, Count.CIRCLED) and not r.style.parens for r in read_label(s.label)
        )
        if numbered or not tree.path or tree.path[-1].kind is not Kind.ARTICLE:
            tree.paragraph(s.label, s.rest)
            return
        tree.paragraph("", "")
        depth = len(tree.path) - 1
    tree.close(depth + 1)
    item(tree, level_below(tree.path[-1].kind), s, None)


def level_below(kind: Kind) -> Kind:
    return LEVELS[min(LEVELS.index(kind) + 1, len(LEVELS) - 1)] if kind in LEVELS else Kind.ITEM


def item(tree: Tree, kind: Kind, s: Shaped, before: Node | None) -> None:
    reading = settle(s.label, before) if s.label else None
    place = str(1 + sum(c.kind is kind for c in (tree.path[-1].children if tree.path else tree.top)))
    node = tree.put(
        Node(kind, list_num(kind, s.label, reading) if s.label else place, s.label, reading=reading)
    )
    tree.say(node, s.rest if s.label else s.body)


def by_indent(tree: Tree, s: Shaped, at: int) -> bool:
    """Place a labelled line of the canonical form: indent 0 is a paragraph, 1 an item, 2 a 細目."""
    if s.indent == 0 and tree.in_appendix:
        following = tree.next_shape(at)
        if following is not None and following.shape is Shape.ROW:
            table_title(tree, s)
        else:
            tree.close((tree.depth_of(*APPENDIX_KINDS) or 0) + 1)
            tree.paragraph(s.label, s.rest)
        return True
    if s.indent == 0:
        digits = any(
            r.style.count in (Count.DIGITS, Count.CIRCLED, Count.KANJI) and not r.style.parens
            for r in read_label(s.label)
        )
        if not s.spaced or not digits:
            tree.note("level_skipped", f"{s.label} stands without an indent", s.line.origin)
        depth = tree.depth_of(Kind.ARTICLE, Kind.SUPPL, *HEADINGS)
        tree.close(0 if depth is None else depth + 1)
        tree.paragraph(s.label, s.rest)
        return True
    at_level(tree, s)
    return True


def at_level(tree: Tree, s: Shaped) -> None:
    """A line of a list at the level that its indent says, with or without a label."""
    base = list_base(tree)
    if base is None:
        tree.note("level_skipped", f"「{s.body[:20]}」 is indented under nothing", s.line.origin)
        tree.paragraph(s.label, s.rest if s.label else s.body)
        return
    if len(tree.path) - base < s.indent or s.indent > len(LEVELS):
        tree.note("level_skipped", f"「{s.body[:20]}」 is indented {s.indent} deep", s.line.origin)
    tree.close(base + s.indent)
    kind = LEVELS[min(len(tree.path) - base, len(LEVELS)) - 1]
    before = [c for c in tree.path[-1].children if c.kind is kind and c.label]
    item(tree, kind, s, before[-1] if before else None)


def list_base(tree: Tree) -> int | None:
    """Depth of the provision that the innermost lists stand under; an article gets its paragraph where needed."""
    depth = tree.depth_of(Kind.REMARKS, Kind.PARAGRAPH, *APPENDIX_KINDS)
    outer = tree.depth_of(Kind.ARTICLE)
    if outer is not None and (depth is None or outer > depth):
        tree.close(outer + 1)
        tree.paragraph("", "")
        return len(tree.path) - 1
    return depth


def table_title(tree: Tree, s: Shaped) -> None:
    tree.close((tree.depth_of(*APPENDIX_KINDS) or 0) + 1)
    tree.put(Node(Kind.TABLE, label=s.body))
