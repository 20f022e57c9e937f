"""Provisions that come, go or are replaced as a whole (加える, 削る, 全改), everything quoted of them guarded."""

from __future__ import annotations

from dataclasses import replace

from reiki.amend.operations import Add, Remove, Replace
from reiki.gazette.draft import LABEL_RULE, Draft, element_xml, source_at
from reiki.gazette.grids import plan_rows
from reiki.gazette.headings import cannot_remove
from reiki.gazette.pairing import (
    Entry,
    expand,
)
from reiki.gazette.quoted import Quoted
from reiki.gazette.quoting import quoted_provision
from reiki.gazette.sequences import gap_within, swallowed
from reiki.gazette.succession import stretch
from reiki.law.address import Address
from reiki.law.kinds import HEADINGS, Kind
from reiki.law.provision import Provision


def replaces(draft: Draft, kind: Kind) -> bool:
    on = LABEL_RULE.get(kind, "label")
    return any(
        r.on in ("label", on) and (r.both_same == "replace" or (r.mark == "double" and r.both == "replace"))
        for r in draft.lead.rules
    )


def compile_replaced(draft: Draft, b: Entry, a: Entry, at: Address, stored: Provision) -> Provision | None:
    """二重傍線 on the same label in both columns: the provision as a whole; what 改正後 elides comes from the store."""
    _guard_tree(draft, b.node, stored, at)
    new = fill(_quoted(draft, a), stored)
    if new is None:
        draft.error("elided_in_new", f"{at}: 改正後 elides something of which nothing is stored", a, at)
        return None
    words = stored.text or None if not b.node.elided else None
    draft.operations.append(Replace(at, element_xml(new), words, draft.basis, source_at(a)))
    return new


def compile_removed(draft: Draft, b: Entry, at: Address, stored: Provision | None) -> None:
    if stored is None:
        draft.error("not_in_base", f"改正前 names {at}, which is not in the stored regulation", b, at)
        return
    if b.kind in HEADINGS:
        cannot_remove(draft, b, at)
        return
    draft.ordered("remove", b.kind, b, f"{at} is not in 改正後")
    if b.node.whole_elision():
        draft.error(
            "elided_removed",
            f"{at} is elided (略: unchanged) in 改正前 and not in 改正後; nobody can check it",
            b,
            at,
        )
    _guard_tree(draft, b.node, stored, at)
    holds_words = not b.node.elided and b.kind not in (Kind.ARTICLE, Kind.TABLE)
    draft.operations.append(
        Remove(at, (stored.text or None) if holds_words else None, draft.basis, source_at(b))
    )


def compile_added(draft: Draft, a: Entry, to: Address, follows: Address | None) -> Provision | None:
    draft.ordered("add", a.kind, a, f"{to} is new in 改正後")
    new = _quoted(draft, a)
    if not new.known():
        draft.error("elided_in_new", f"{to} is new, but 改正後 does not quote all of it", a, to)
        return None
    _counts_within(draft, new, a, to)
    if to not in draft.inside:
        draft.operations.append(Add(to, element_xml(new), follows, draft.basis, source_at(a)))
    return new


def _counts_within(draft: Draft, new: Provision, a: Entry, to: Address) -> None:
    """In a provision that comes as a whole every list counts from its start, and no line has swallowed the next."""
    for node in (a.node, *a.node.under()):
        ends = (node.text.text[begin - 1] for begin, _, _ in node.offsets if begin)
        if "。" in ends:
            draft.error(
                "line_without_label", f"{to}: a line after 。 has no label: 「{node.text.text[-40:]}」", a, to
            )
    gap = gap_within(new)
    if gap is not None:
        draft.error("label_gap", f"{to}: nothing stands before {gap.label or gap.num} in its list", a, to)
    for part in new.walk():
        inside = swallowed(part.text or "", part.label if part.kind is not Kind.ARTICLE else "")
        if inside:
            draft.error("label_in_words", f"{to}: the words hold 「{inside}」: two lines in one?", a, to)


def _quoted(draft: Draft, a: Entry) -> Provision:
    return quoted_provision(replace(a.node, num=a.num, label=a.label), draft.render)


def _guard_tree(draft: Draft, b: Quoted, stored: Provision, at: Address) -> None:
    """Everything that 改正前 quotes of a provision that goes as a whole."""
    entry = Entry(b, b.num, b.label)
    if b.text and stored.text is not None and b.kind not in (*HEADINGS, Kind.TABLE):
        draft.guarded(b.text, stored.text, at, entry, "text")
    if b.caption is not None:
        draft.guarded(b.caption, stored.caption, at, entry, "caption")
    if b.rows is not None and stored.grid is not None:
        plan = plan_rows(b.rows, b.rows, stored.grid, draft.fidelity, draft.render)
        if plan.problem:
            draft.error("base_differs", f"{at}: {plan.problem}", entry, at)

    def between(kind: Kind, first: str, last: str) -> list[str]:
        return stretch([c.num for c in stored.children if c.kind is kind], first, last)

    for child in expand(b.children, between):
        where = at.child(child.kind, child.num)
        own = stored.child(child.kind, child.num)
        if own is None:
            draft.error("not_in_base", f"改正前 names {where}, which is not stored", child, at)
        else:
            _guard_tree(draft, child.node, own, where)


def fill(quoted: Provision, stored: Provision) -> Provision | None:
    """``quoted`` with what it does not know taken from ``stored``; ``None`` when that does not know it either."""
    text = quoted.text if quoted.text is not None else stored.text
    if text is None:
        return None
    if not quoted.children and quoted.unlisted:
        return replace(stored, label=quoted.label, num=quoted.num)
    children: list[Provision] = []
    for child in quoted.children:
        own = stored.child(child.kind, child.num)
        full = child if child.known() else fill(child, own) if own is not None else None
        if full is None:
            return None
        children.append(full)
    return replace(quoted, text=text, children=tuple(children), unlisted=False, opaque=stored.opaque)
