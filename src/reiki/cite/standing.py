"""Whether what a reference names stands in a text (現に存するか)."""

from __future__ import annotations

from dataclasses import dataclass

from reiki.cite.model import Range
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.kinds import Kind
from reiki.law.numerals import branch_key

__all__ = ["Found", "place_in"]


@dataclass(frozen=True, slots=True)
class Found:
    """Where places stand: as cited, or the 第11条から第15条まで（削除） that 第13条 is now part of. ``reason``: why not."""

    places: tuple[Range, ...] = ()
    reason: str = ""


def place_in(document: LawDocument, places: tuple[Range, ...], partial: bool = False) -> Found:
    """The places in a text; both ends of a range must stand. ``partial``: the text is known in part only."""
    out: list[Range] = []
    for wanted in places:
        ends = []
        for at in wanted.ends:
            found, reason = _stands(document, at)
            if found is None:
                return Found((), "not_known" if partial and reason == "no_such_provision" else reason)
            ends.append(found)
        last = ends[-1] if len(ends) > 1 and ends[-1] != ends[0] else None
        out.append(Range(ends[0], last))
    return Found(tuple(out))


def _stands(document: LawDocument, at: Address) -> tuple[Address | None, str]:
    if not at.steps:
        return at, ""
    found = document.resolve(at)
    if len(found) == 1:
        return at, ""
    if found:
        return None, "ambiguous"
    step = at.steps[-1]
    if step.kind in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM) and ":" not in step.num:
        for sibling in document.children(at.parent) if at.parent.steps else _articles(document):
            if sibling.steps[-1].kind is step.kind and _holds(sibling.steps[-1].num, step.num):
                return sibling, ""
    return None, "no_such_provision"


def _articles(document: LawDocument) -> list[Address]:
    return [Address().child(Kind.ARTICLE, num) for num in document.articles() if ":" in num]


def _holds(num: str, one: str) -> bool:
    """True when a label of several, 第11条から第15条まで, covers a number."""
    first, _, last = num.partition(":")
    return bool(last) and branch_key(first) <= branch_key(one) <= branch_key(last)
