"""The first paragraph (第1項) of an article, which prints no label: whether it stays, comes, goes or becomes 第2項.

``第三条　（略）`` against ``第三条　[new words, all marked]`` and ``[２]　（略）``: with no label to carry the mark, its words
carry it. A first paragraph of which every word is marked comes or goes where the other column's is not so marked.
"""

from __future__ import annotations

from dataclasses import replace

from reiki.gazette.elided import elisions
from reiki.gazette.quoted import Quoted
from reiki.law.kinds import Kind
from reiki.law.provision import Provision
from reiki.source.model import Mark, MarkedText

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
    if one or (_lists_paragraphs(before) and _lists_paragraphs(after)):
        if _elides_a_part(before, after):
            before = _with_first(before)
        elif _elides_a_part(after, before):
            after = _with_first(after)
    if _gives_way(before, after) and (one or _lists_paragraphs(before)):
        return _with_first(before), after
    if _gives_way(after, before) and _lists_paragraphs(before):
        return before, _with_first(after)
    return before, after


def items_of_first(before: Quoted, after: Quoted, stored: Provision) -> tuple[Quoted, Quoted]:
    """``第三条　（略）`` against ``第三条　（略）`` with a new item under it: the elided article with its first paragraph named
    in both columns, where no other stored paragraph has items to which the new one could belong."""
    first = next((c for c in after.children if c.kind is Kind.PARAGRAPH), None)
    paragraphs = [c for c in stored.children if c.kind is Kind.PARAGRAPH]
    others = [p for p in paragraphs if p.num != "1" and any(c.kind is Kind.ITEM for c in p.children)]
    if not (
        before.whole_elision() and after.elided and first is not None and first.elided and first.num == "1"
    ):
        return before, after
    if first.label.text.strip() or len(after.children) > 1 or others:
        return before, after
    rest = [
        Quoted(Kind.PARAGRAPH, p.num, MarkedText(p.label), elided=True, row=first.row, piece=first.piece)
        for p in paragraphs
        if p.num != "1"
    ]
    return replace(before, children=[replace(first, children=[]), *rest]), replace(
        after, children=[first, *rest]
    )


def elides_a_part(before: Quoted, after: Quoted) -> bool:
    """True when one of two articles elides the words of its first paragraph, and the other a part of them only."""
    firsts = [next((c for c in n.children if c.kind is Kind.PARAGRAPH), None) for n in (before, after)]
    b, a = firsts
    if before.elided or after.elided or b is None or a is None or b.elided == a.elided:
        return False
    return len(elisions((a if b.elided else b).text.text)) == 1


def _elides_a_part(whole: Quoted, other: Quoted) -> bool:
    """``第三条　（略）`` against ``第三条　（略）ただし、…``: the first elides the words of which the other elides a part."""
    first = next((c for c in other.children if c.kind is Kind.PARAGRAPH), None)
    return whole.elided and not other.elided and first is not None and len(elisions(first.text.text)) == 1


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
