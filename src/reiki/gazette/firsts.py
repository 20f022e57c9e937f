"""The first paragraph (第1項) of an article, which prints no label: whether it stays, comes, goes or becomes 第2項.

``第三条　（略）`` against ``第三条　[new words, all marked]`` and ``[２]　（略）``: with no label to carry the mark, its words
carry it. A first paragraph of which every word is marked comes or goes where the other column's is not so marked.
"""

from __future__ import annotations

from dataclasses import replace

from reiki.gazette.quoted import Quoted
from reiki.law.kinds import Kind
from reiki.law.provision import Provision
from reiki.source.model import Mark

_MARKS = Mark.UNDERLINE | Mark.DOUBLE | Mark.INSERTED | Mark.DELETED


def wholly_marked(node: Quoted) -> bool:
    """True for a paragraph without a label of which every word carries a mark."""
    unlabelled = node.kind is Kind.PARAGRAPH and not node.label.text.strip()
    return unlabelled and not node.elided and node.text.covered(_MARKS)


def replaced_as_first(before: Quoted, after: Quoted) -> bool:
    """True when only one of two first paragraphs is marked as a whole: they do not correspond."""
    unlabelled = not before.label.text.strip() and not after.label.text.strip()
    both = before.kind is Kind.PARAGRAPH and after.kind is Kind.PARAGRAPH
    return unlabelled and both and wholly_marked(before) != wholly_marked(after)


def first_spelled_out(before: Quoted, after: Quoted, stored: Provision) -> tuple[Quoted, Quoted]:
    """``第三条　（略）`` as an article whose first paragraph is elided, where the other column's first paragraph is marked as
    a whole. Not where 略 may stand for further paragraphs too: the stored article has some, and the column lists none."""
    one = sum(c.kind is Kind.PARAGRAPH for c in stored.children) == 1
    if _gives_way(before, after) and (one or _lists_paragraphs(before)):
        return _with_first(before), after
    if _gives_way(after, before) and _lists_paragraphs(before):
        return before, _with_first(after)
    return before, after


def _gives_way(elided: Quoted, other: Quoted) -> bool:
    """The first of two articles elides its first paragraph, the other's is marked as a whole and is not the only one."""
    if not (elided.kind is Kind.ARTICLE and elided.elided and not other.elided):
        return False
    first = next((c for c in other.children if c.kind is Kind.PARAGRAPH), None)
    return first is not None and wholly_marked(first) and _lists_paragraphs(other)


def _lists_paragraphs(article: Quoted) -> bool:
    return any(c.kind is Kind.PARAGRAPH and c.num != "1" for c in article.children)


def _with_first(article: Quoted) -> Quoted:
    if any(c.kind is Kind.PARAGRAPH and c.num == "1" for c in article.children):
        return replace(article, elided=False)
    first = Quoted(Kind.PARAGRAPH, "1", elided=True, same=article.same, row=article.row, piece=article.piece)
    return replace(article, elided=False, children=[first, *article.children])
