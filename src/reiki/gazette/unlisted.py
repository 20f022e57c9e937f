"""Provisions that both columns pass over with a bare 略 between two labels, or with （以下略） at their end."""

from __future__ import annotations

from collections.abc import Sequence

from reiki.gazette.pairing import Pair
from reiki.gazette.quoted import Quoted
from reiki.law.kinds import Kind
from reiki.law.provision import Provision


def not_passed_over(
    rest: Sequence[Provision], pairs: Sequence[Pair], b: Quoted, a: Quoted, stored: Provision, moves: bool
) -> list[Provision]:
    """Those of the unlisted stored provisions ``rest`` that no bare elision stands for.

    ``(1)　甲`` / ``（略）`` / ``(5)　乙``: the elision stands for (2) to (4) when both columns have it at that place. Where
    something in the list moves they may have moved too, so that it stands for nothing.
    """
    if moves or not (_has_bare(b) and _has_bare(a)):
        return list(rest)
    partners = {(p.before.kind, p.before.num): p for p in pairs if p.before is not None}
    open_here = _opens_with_elision(b) and _opens_with_elision(a)
    out: list[Provision] = []
    for child in stored.children:
        own = partners.get((child.kind, child.num))
        if own is not None and child.kind is not Kind.TABLE:
            assert own.before is not None
            open_here = (
                own.after is not None
                and _ends_with_elision(own.before.node)
                and _ends_with_elision(own.after.node)
            )
        elif any(child is r for r in rest) and not open_here:
            out.append(child)
    return out


def _has_bare(node: Quoted) -> bool:
    return any(c.kind is Kind.LAW and c.elided for c in node.under())


def _opens_with_elision(node: Quoted) -> bool:
    first = node.children[0] if node.children else None
    return first is not None and first.kind is Kind.LAW and first.elided


def _ends_with_elision(node: Quoted) -> bool:
    last = node.children[-1] if node.children else None
    return last is not None and ((last.kind is Kind.LAW and last.elided) or _ends_with_elision(last))
