"""The provisions that a column lists, one entry for each: ranges (``一～九　略``) and lists (``二及び三　略``) taken apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reiki.gazette.quoted import Quoted
from reiki.law.kinds import HEADINGS, Kind
from reiki.law.labels import format_label, normalise_label, readings
from reiki.law.numerals import NumeralStyle, branch_key, format_article_label
from reiki.source.model import Mark, MarkedText

LABEL_MARKS: Final = Mark.UNDERLINE | Mark.DOUBLE | Mark.INSERTED | Mark.DELETED
"""The marks by which a label orders that its provision comes, goes or moves."""

_FIRST_LABEL: Final = re.compile(r"\s*([(（][^()（）]+[)）]|[^\s～〜~―・、，及並からまで]+)")


@dataclass(slots=True)
class Entry:
    """One provision of a column's list, ranges expanded: ``node`` quotes or elides it, ``num`` is its own number."""

    node: Quoted
    num: str
    label: MarkedText

    @property
    def kind(self) -> Kind:
        """The kind of the provision."""
        return self.node.kind

    def marked(self) -> bool:
        """True when the label carries a mark."""
        return self.label.touched(LABEL_MARKS)

    def double(self) -> bool:
        """True when the label is double underlined (二重傍線を付した標記部分)."""
        return self.label.touched(Mark.DOUBLE)


def expand(
    nodes: Sequence[Quoted],
    between: Callable[[Kind, str, str], list[str]],
    before: Sequence[Entry] | None = None,
) -> list[Entry]:
    """The list with ranges (``一～九　略``) and lists (``二及び三　略``) taken apart; notes and bare elisions dropped.

    ``between(kind, first, last)`` names the provisions that stand from ``first`` to ``last`` in the stored regulation
    (empty when either is not there): a range covers branch numbers that it does not print. ``before``: the 改正前 list,
    when ``nodes`` are those of 改正後.
    """
    out: list[Entry] = []
    joined = before is not None and _names_one_article(nodes, before)
    for node in nodes:
        if node.kind is Kind.LAW:
            continue
        if node.kind is Kind.ARTICLE and node.elided and (node.several or node.last):
            whole = f"{node.num}:{node.several[-1] if node.several else node.last}"
            if between(Kind.ARTICLE, whole, whole) or (joined and node.label.touched(LABEL_MARKS)):
                out.append(Entry(replace(node, several=(), last="", num=whole), whole, node.label))
                continue
        if node.several:
            out.extend(Entry(replace(node, several=(), num=n), n, _label_of(node, n)) for n in node.several)
        elif node.last and not (node.kind is Kind.ARTICLE and not node.elided):
            marked = node.label.touched(LABEL_MARKS)
            # Under marks 改正後 names what it numbers anew; 改正前 always names what is stored.
            nums = [] if marked and before is not None else between(node.kind, node.num, node.last)
            nums = nums or count_up(node.kind, node.num, node.last)
            # A caption over a range (（別表） over １～７９７　略) is that of its first provision.
            out.extend(
                Entry(
                    replace(node, last="", num=n, caption=None if k else node.caption), n, _label_of(node, n)
                )
                for k, n in enumerate(nums)
            )
        else:
            out.append(Entry(node, node.num, node.label))
    return out


def _names_one_article(after: Sequence[Quoted], before: Sequence[Entry]) -> bool:
    """True when a marked ``第十一条及び第十二条　略`` of 改正後 is one article (削除) and not two that moved: then 改正前
    does not elide as many marked articles as the labels of 改正後 name."""

    def size(node: Quoted) -> int:
        return len(node.several) or len(count_up(node.kind, node.num, node.last or node.num))

    named = sum(
        size(n)
        for n in after
        if n.kind is Kind.ARTICLE and n.whole_elision() and n.label.touched(LABEL_MARKS)
    )
    elided = sum(1 for e in before if e.kind is Kind.ARTICLE and e.node.whole_elision() and e.marked())
    return named != elided


def _label_of(node: Quoted, num: str) -> MarkedText:
    """A label printed like those of the range, carrying its marks."""
    text = printed_label(node, num)
    mark = Mark.NONE
    for span in node.label.spans:
        mark |= span.mark
    spans = (replace(node.label.spans[0], start=0, end=len(text), mark=mark),) if mark else ()
    return MarkedText(text, spans)


def printed_label(node: Quoted, num: str) -> str:
    """How ``num`` would be printed beside ``node``'s own label."""
    if node.kind is Kind.ARTICLE:
        digits = node.label.text
        style = NumeralStyle.KANJI
        if any(c.isascii() and c.isdigit() for c in digits):
            style = NumeralStyle.HALF
        elif any("０" <= c <= "９" for c in digits):
            style = NumeralStyle.FULL
        return format_article_label(num, style)
    first = _first_label(node)
    for r in readings(first):
        if node.kind in (Kind.PARAGRAPH, Kind.ITEM) and num[:1].isdigit():
            parts = branch_key(num)
            return format_label(parts[0], r.style, parts[1:])
        alike = next((own for own in readings(num) if own.style.count is r.style.count), None)
        if alike is not None:
            return format_label(alike.ordinal, r.style, alike.branches)  # （１）, where it is known as (1)
    return num


def _first_label(node: Quoted) -> str:
    found = _FIRST_LABEL.match(node.label.text)
    return found.group(1) if found else node.label.text


def count_up(kind: Kind, first: str, last: str) -> list[str]:
    """The numbers from ``first`` to ``last`` without branches: 一～九, ア～オ. Empty when they do not count upwards."""
    if kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.ARTICLE) and first.isdigit() and last.isdigit():
        return [str(n) for n in range(int(first), int(last) + 1)]
    counted = [
        (a, b)
        for a in readings(first)
        for b in readings(last)
        if a.style.count is b.style.count and a.style.parens is b.style.parens
        if not a.branches and not b.branches and a.ordinal <= b.ordinal
    ]
    if not counted:
        return [first, last]
    # イ～オ are four of アイウ and not 27 of イロハ.
    a, b = min(counted, key=lambda ends: ends[1].ordinal - ends[0].ordinal)
    return [normalise_label(format_label(n, a.style)) for n in range(a.ordinal, b.ordinal + 1)]


def flatten(root: Quoted) -> list[Quoted]:
    """The children of the root with headings (章) as entries of their own and their articles beside them."""
    out: list[Quoted] = []
    for child in root.children:
        if child.kind in HEADINGS:
            out.append(replace(child, children=[]))
            out.extend(flatten(child))
        else:
            out.append(child)
    return out
