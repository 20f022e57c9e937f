"""Provisions that come, go or are replaced as a whole (加える, 削る, 全改), everything quoted of them guarded."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reiki.amend.operations import Add, Remove, Replace
from reiki.gazette.draft import Draft, element_xml, source_at
from reiki.gazette.elided import Unclear, elisions, fill_elisions
from reiki.gazette.entries import Entry, expand
from reiki.gazette.figures import check_replaced
from reiki.gazette.grids import quotes
from reiki.gazette.quoted import Quoted
from reiki.gazette.quoting import quoted_provision
from reiki.gazette.relations import guard_related
from reiki.gazette.replaced import all_told, replaced, with_figures
from reiki.gazette.sequences import gap_within, swallowed
from reiki.gazette.succession import stretch
from reiki.gazette.tables import tables_as_stored
from reiki.law.address import Address
from reiki.law.equality import Fidelity
from reiki.law.kinds import HEADINGS, Kind
from reiki.law.provision import Provision
from reiki.source.model import Mark, MarkedText

_GAP: Final = MarkedText("\u3000")


def compile_replaced(draft: Draft, b: Entry, a: Entry, at: Address, stored: Provision) -> Provision | None:
    """二重傍線 on the same label in both columns: the provision as a whole; what 改正後 elides comes from the store."""
    try:
        node_b, node_a = _filled(b.node, a.node, stored, draft.fidelity)
    except Unclear as error:
        draft.error("base_differs", f"{at}: {error}", a, at)
        return None
    tables_b, tables_a = tables_as_stored(draft, node_b.children, node_a.children, at, stored)
    b = replace(b, node=replace(node_b, children=tables_b))
    a = replace(a, node=replace(node_a, num=a.num, label=a.label, children=tables_a))
    _guard_tree(draft, b.node, stored, at)
    try:
        new = replaced(draft, b.node, a.node, stored)
        all_told(draft, new, a.node, stored)
    except Unclear as error:
        draft.error("elided_in_new", f"{at}: {error}", a, at)
        return None
    check_replaced(draft, b.node, a.node, new, stored, at)
    words = stored.text or None if not b.node.elided else None
    draft.operations.append(Replace(at, element_xml(new), words, draft.basis, source_at(a)))
    return new


def _filled(b: Quoted, a: Quoted, stored: Provision, fidelity: Fidelity) -> tuple[Quoted, Quoted]:
    """Both columns of what is replaced as a whole, elided parts of words filled where the same provision is quoted in both;
    its underlines are notes and order nothing there."""
    b, a = replace(b, text=b.text.without(~Mark.NONE)), replace(a, text=a.text.without(~Mark.NONE))
    if stored.text is not None:
        b, a = fill_elisions(b, a, stored.text, fidelity)
    children_b, children_a = list(b.children), list(a.children)
    for n, child in enumerate(children_b):
        m = next((m for m, c in enumerate(children_a) if (c.kind, c.num) == (child.kind, child.num)), None)
        own = stored.child(child.kind, child.num)
        if m is not None and own is not None and child.kind is not Kind.LAW:
            children_b[n], children_a[m] = _filled(child, children_a[m], own, fidelity)
    return replace(b, children=children_b), replace(a, children=children_a)


def compile_removed(draft: Draft, b: Entry, at: Address, stored: Provision | None) -> None:
    if stored is None:
        draft.error("not_in_base", f"改正前 names {at}, which is not in the stored regulation", b, at)
        return
    draft.ordered("remove", b.kind, b, f"{at} is not in 改正後")
    if b.node.whole_elision() and at not in draft.dropped:
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
    if not new.known() or _elides(new):
        draft.error("elided_in_new", f"{to} is new, but 改正後 does not quote all of it", a, to)
        return None
    _counts_within(draft, new, a, to)
    if to not in draft.inside:
        draft.operations.append(Add(to, element_xml(new), follows, draft.basis, source_at(a)))
    return new


def _elides(new: Provision) -> bool:
    """True when words or cells of a provision are elided: in what comes anew nothing can be unchanged."""
    for part in new.walk():
        cells = [c for row in part.grid.rows for c in row] if part.grid is not None else []
        texts = [part.text, part.caption, *(c.text for c in cells)]
        if any(t is None or elisions(t) for t in texts):
            return True
    return False


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
    new = quoted_provision(replace(a.node, num=a.num, label=a.label), draft.render)
    return with_figures(new, a.node)


def _guard_tree(draft: Draft, b: Quoted, stored: Provision, at: Address) -> None:
    """Everything that 改正前 quotes of a provision that goes as a whole."""
    entry = Entry(b, b.num, b.label)
    if b.text and stored.text is not None and b.kind not in (*HEADINGS, Kind.TABLE):
        draft.guarded(b.text, stored.text, at, entry, "text")
    if b.kind is Kind.TABLE and b.label.text.strip() and not b.elided:
        draft.guarded(b.label + _GAP + b.text, stored.label, at, entry, "label")
    if b.caption is not None:
        draft.guarded(b.caption, stored.caption, at, entry, "caption")
    guard_related(draft, entry, at, stored)
    problem = (
        quotes(b.rows, stored.grid, draft.fidelity) if b.rows is not None and stored.grid is not None else ""
    )
    if problem:
        draft.error("base_differs", f"{at}: {problem}", entry, at)

    def between(kind: Kind, first: str, last: str) -> list[str]:
        return stretch([c.num for c in stored.children if c.kind is kind], first, last)

    named: set[tuple[Kind, str]] = set()
    for child in expand(b.children, between):
        where = at.child(child.kind, child.num)
        own = stored.child(child.kind, child.num)
        named.add((child.kind, child.num))
        if own is None:
            draft.error("not_in_base", f"改正前 names {where}, which is not stored", child, at)
        else:
            _guard_tree(draft, child.node, own, where)
    lost = [c for c in stored.children if (c.kind, c.num) not in named]
    if draft.drawn and lost and not b.elided and not any(c.kind is Kind.LAW and c.elided for c in b.children):
        shown = "、".join(str(at.child(c.kind, c.num)) for c in lost[:5])
        draft.error("label_gap", f"{at} goes, and 改正前 neither quotes nor elides {shown}", entry, at)
