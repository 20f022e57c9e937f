"""``［同上］`` ``［同左］``: one column says that it quotes, or elides, what the other one does at that place.

After :func:`resolve_dittos` the words that only one column prints stand in both, unmarked, wherever the same label says which
they are. The guard takes its text from there. What moves under another label is left to the pairing.
"""

from __future__ import annotations

from dataclasses import replace

from reiki.gazette.quoted import Quoted
from reiki.law.kinds import Kind
from reiki.source.model import Mark, MarkedText


def resolve_dittos(before: Quoted, after: Quoted) -> None:
    """Fill the dittos of both trees, in place."""
    _spoken(before, after)
    _spoken(after, before)
    others = {(c.kind, c.num, c.last): c for c in after.children}
    for child in before.children:
        other = others.get((child.kind, child.num, child.last))
        if other is not None and not _label_marked(child) and not _label_marked(other):
            resolve_dittos(child, other)


def _spoken(node: Quoted, other: Quoted) -> None:
    if not node.same or other.elided or _marked(other):
        return
    if node.kind is Kind.LAW:
        _opening_spoken(node, other)
        return
    if node.kind is Kind.ARTICLE:
        _first_spoken(node, other)
    elif not node.children:
        node.text, node.children = other.text, [_unmarked(c) for c in other.children]
    else:
        node.text = other.text
    node.elided = node.same = False


def _opening_spoken(node: Quoted, other: Quoted) -> None:
    """A regulation without articles: its first words are a paragraph, which holds the items under them."""
    first = other.children[0] if other.children else None
    if (
        first is None
        or first.kind is not Kind.PARAGRAPH
        or first.label
        or first.elided
        or first.text.touched(~Mark.NONE)
    ):
        return
    items = [c for c in node.children if c.kind is not Kind.PARAGRAPH]
    rest = [c for c in node.children if c.kind is Kind.PARAGRAPH]
    node.children = [replace(_unmarked(first), children=items), *rest]
    node.elided = node.same = False


def _first_spoken(node: Quoted, other: Quoted) -> None:
    """The words of an article are those of its first paragraph."""
    first, theirs = (n.children[0] if n.children else None for n in (node, other))
    if not node.children:
        node.children = [_unmarked(c) for c in other.children]
    elif first is not None and theirs is not None and first.num == theirs.num and first.elided:
        first.text, first.elided, first.same = theirs.text, False, False


def _label_marked(node: Quoted) -> bool:
    """True for a provision that may move, come or go: the same label need not be the same provision."""
    return node.label.touched(~Mark.NONE)


def _marked(node: Quoted) -> bool:
    """True when the words that the ditto would stand for are marked as if they changed."""
    words = [node.text]
    if node.kind is Kind.ARTICLE and node.children:
        words.append(node.children[0].text)
    return any(w.touched(~Mark.NONE) for w in words)


def _unmarked(node: Quoted) -> Quoted:
    children = [_unmarked(c) for c in node.children]
    return replace(
        node, text=MarkedText(node.text.text), label=MarkedText(node.label.text), children=children
    )
