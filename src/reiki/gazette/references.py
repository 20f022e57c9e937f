"""References in a regulation to a label that a clause has just moved or removed: for a person to look at.

The clause is applied as ordered; whether 第5条 in another article should follow the old 第5条 to its new number is the
legislator's business, and a frequent oversight.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from reiki.amend.operations import Finding, Move, Operation, Remove
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.kinds import Kind
from reiki.law.numerals import NUMERAL, parse_article_label
from reiki.law.provision import Provision

_CITED: Final = re.compile(rf"(?P<before>.?)(?P<label>第{NUMERAL}条(?:の{NUMERAL})*)")
_ANOTHER: Final = "法例則令程約書章同各編綱領）)"
"""Before 第5条 these say that it belongs to another law, or to what was named just before (同法第5条, …規則（昭和…）第5条)."""


def stale_references(
    before: LawDocument, after: LawDocument, operations: Sequence[Operation]
) -> list[Finding]:
    """A warning for each provision that the clause did not touch and that cites an article by a number it lost."""
    lost = {op.at.steps[0].num for op in operations if isinstance(op, Move | Remove) and _article(op.at)}
    if not lost:
        return []
    touched = {num for op in operations for num in _articles_of(op)}
    out: list[Finding] = []
    for num in after.articles():
        at = Address().child(Kind.ARTICLE, num)
        provision = after.provision(at) if num not in touched else None
        if provision is None:
            continue
        cited = sorted({c for p in provision.walk() if p.text for c in _cited(p)} & lost)
        if cited:
            shown = "、".join(str(Address().child(Kind.ARTICLE, c)) for c in cited)
            out.append(
                Finding(
                    "warning",
                    "stale_reference",
                    f"{at} cites {shown}, which this clause moved or removed",
                    at=at,
                )
            )
    return out


def _cited(p: Provision) -> set[str]:
    out: set[str] = set()
    for m in _CITED.finditer(p.text or ""):
        if m["before"] not in _ANOTHER or not m["before"]:
            out.add(parse_article_label(m["label"]))
    return out


def _article(at: Address) -> bool:
    return len(at.steps) == 1 and at.steps[0].kind is Kind.ARTICLE


def _articles_of(op: Operation) -> set[str]:
    places = (getattr(op, "at", None), getattr(op, "to", None))
    return {
        p.steps[0].num
        for p in places
        if isinstance(p, Address) and p.steps and p.steps[0].kind is Kind.ARTICLE
    }
