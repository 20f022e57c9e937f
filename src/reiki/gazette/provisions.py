"""Corresponding provisions of both columns, compiled: words, captions, headings, and provisions that come, go or move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Final

from reiki.amend.operations import Finding, Move
from reiki.gazette.captions import check_exchanged, compile_caption, compile_label, pass_captions
from reiki.gazette.draft import Draft, Expected, source_at
from reiki.gazette.elided import Unclear, fill_elisions
from reiki.gazette.entries import Entry, expand, flatten
from reiki.gazette.figures import check_figures, figures_in_words
from reiki.gazette.firsts import elides_a_part, first_spelled_out, items_of_first, wholly_marked
from reiki.gazette.front import compile_front
from reiki.gazette.headings import compile_contents
from reiki.gazette.listing import (
    comes_after,
    count_goes_on,
    label_gap,
    merged,
    note_dropped,
    words_run_together,
)
from reiki.gazette.pairing import Ambiguous, Pair, own_elided, pair, unmarked_rest
from reiki.gazette.quoted import Quoted
from reiki.gazette.relations import compile_related
from reiki.gazette.sequences import swallowed
from reiki.gazette.structure import compile_structure
from reiki.gazette.succession import stretch
from reiki.gazette.tables import compile_grid, tables_as_stored
from reiki.gazette.unlisted import not_passed_over
from reiki.gazette.wholes import compile_added, compile_removed, compile_replaced
from reiki.gazette.words import same_words
from reiki.law.address import Address
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, SUBITEMS, Kind
from reiki.law.labels import normalise_label
from reiki.law.provision import Provision
from reiki.source.model import Mark, MarkedText

_CONTAINERS: Final = frozenset({Kind.SUPPL, *HEADINGS, Kind.TOC})
_UNDER_ARTICLES: Final = frozenset({Kind.PARAGRAPH, Kind.ITEM, *SUBITEMS})
_NEARLY: Final = 0.8
_GAP: Final = MarkedText("\u3000")


def compile_columns(draft: Draft, before: Quoted, after: Quoted) -> None:
    """One comparison table: its operations, guard and expectations go to ``draft``."""
    root = Address()
    before, after = compile_front(draft, before, after)
    olds, news = ([n for n in flatten(side) if n.kind not in HEADINGS] for side in (before, after))
    pairs = _pairs(draft, olds, news, root, None)
    compile_structure(draft, before, after, pairs)
    pass_captions(draft, pairs)
    _notes_have_counterparts(draft, before, after)
    for p in pairs:
        _top(draft, p, root, root)


def _notes_have_counterparts(draft: Draft, before: Quoted, after: Quoted) -> None:
    """``［条を加える。］`` and ``（削る）`` stand for an absent counterpart: the other column must show something beside them."""
    for column, other in ((before, after), (after, before)):
        rows = {node.row for node in other.under() if not node.note}
        for node in column.under():
            if node.note and node.row not in rows:
                entry = Entry(node, node.num, node.label)
                draft.error("note_without_counterpart", f"「{node.text}」 stands beside nothing", entry)


# --------------------------------------------------------------------------------------------------------------- lists


def _top(draft: Draft, p: Pair, at: Address, to: Address) -> None:
    """A provision of the outermost level, or directly under a 附則: its operations, and what it must become."""
    entry = p.after or p.before
    assert entry is not None
    if not at.steps and entry.kind in _UNDER_ARTICLES and draft.base.articles():
        draft.error(
            "no_article", f"{entry.label} stands under no article, but the regulation has articles", entry
        )
        return
    here = _child(draft, at, p.before) if p.before else None
    there = _child(draft, to, p.after) if p.after else None
    if not any(draft.scope.touches(place) for place in (here, there) if place is not None):
        return
    if p.before and p.after and entry.kind is Kind.SUPPL:
        _suppl(draft, p.before, p.after)
        return
    if p.before and p.after and entry.kind is Kind.TOC:
        compile_contents(draft, p.before.node, p.after.node, at.child(Kind.TOC))
        return
    stored = draft.base.provision(here) if here else None
    result = _pair(draft, p, at, to, stored, draft.follows.get(there) if there else None)
    if there is not None and result is not None:
        draft.expected.append(Expected(there, result, entry.kind not in _CONTAINERS))
    if here is not None and (there is None or here != there):
        draft.expected.append(Expected(here))


def _suppl(draft: Draft, before: Entry, after: Entry) -> None:
    """A 附則: only what the columns quote of it is compared."""
    at = _child(draft, Address(), before)
    stored = draft.base.provision(at)
    if stored is None:
        draft.error("not_in_base", f"{at} is not in the stored regulation", before, at)
        return
    for p in _pairs(draft, before.node.children, after.node.children, at, stored):
        _top(draft, p, at, at)


def _child(draft: Draft, parent: Address, entry: Entry) -> Address:
    if entry.kind is Kind.SUPPL and not parent.steps and draft.within is not None:
        return draft.within
    if entry.kind is Kind.TABLE and not entry.num and parent.last and parent.last.kind in APPENDIX_KINDS:
        return parent
    return parent.child(entry.kind, entry.num)


def _pairs(
    draft: Draft, before: Sequence[Quoted], after: Sequence[Quoted], at: Address, stored: Provision | None
) -> list[Pair]:
    def between(kind: Kind, first: str, last: str) -> list[str]:
        if stored is not None:
            nums = [c.num for c in stored.children if c.kind is kind]
        elif kind is Kind.ARTICLE:
            nums = draft.base.articles()
        else:
            nums = [a.last.num for a in draft.base.children(at) if a.last and a.last.kind is kind]
        return stretch(nums, first, last)

    if stored is not None:
        before, after = _lettered_tables(before, stored), _lettered_tables(after, stored)
    try:
        entries = expand(before, between)
        pairs = pair(entries, expand(after, between, entries), draft.pairing)
        _nearly_paired(draft, pairs, at)
        check_exchanged(draft, pairs)
        note_dropped(draft, pairs, at)
        return pairs
    except Ambiguous as error:
        entry = Entry(before[0], before[0].num, before[0].label) if before else None
        draft.error("ambiguous_correspondence", f"{at}: {error}", entry, at)
        return []


def _nearly_paired(draft: Draft, pairs: Sequence[Pair], at: Address) -> None:
    """One provision goes and one comes, marked in part, and what carries no mark is nearly the same in both: words change
    there, and beside them is a difference that nobody marked."""
    going = [
        (p.before, unmarked_rest(p.before.node, draft.fidelity)) for p in pairs if p.before and not p.after
    ]
    coming = [
        (p.after, unmarked_rest(p.after.node, draft.fidelity)) for p in pairs if p.after and not p.before
    ]
    for b, x in going if draft.drawn else ():
        for a, y in coming:
            if x and y and x != y and SequenceMatcher(None, x, y, autojunk=False).ratio() >= _NEARLY:
                draft.error(
                    "unmarked_difference",
                    f"{at}: {b.label} and {a.label} nearly agree where nothing is marked",
                    a,
                    at,
                )


def _lettered_tables(nodes: Sequence[Quoted], stored: Provision) -> list[Quoted]:
    """``イ　略`` under a 別表 is a table, not an item, where the stored 別表 has a table of that letter; so is ``イ　乙の表``
    with a line that says only 略 under it."""

    def settled(node: Quoted) -> Quoted:
        label = normalise_label(node.label.text)
        rows_elided = bool(node.children) and all(c.kind is Kind.LAW and c.elided for c in node.children)
        if node.kind is not Kind.ITEM or stored.child(Kind.TABLE, label) is None:
            return node
        if not node.elided and (not rows_elided or stored.child(Kind.ITEM, node.num) is not None):
            return node
        return replace(node, kind=Kind.TABLE, num=label, children=[] if rows_elided else node.children)

    return [settled(n) for n in nodes]


# --------------------------------------------------------------------------------------------------------------- pairs


def _pair(
    draft: Draft, p: Pair, at: Address, to: Address, stored: Provision | None, follows: Address | None = None
) -> Provision | None:
    """Operations of one correspondence; what stands there afterwards (``None``: nothing).

    ``follows``: the sibling that it comes after. Only 細目 need it (イ does not tell which sequence it counts in) and the
    articles of a new heading.
    """
    entry = p.after or p.before
    if entry is None or entry.kind not in (*SUBITEMS, Kind.ARTICLE):
        follows = None
    if p.before and p.after:
        here, there = _child(draft, at, p.before), _child(draft, to, p.after)
        return _both(draft, p.before, p.after, here, there, stored, follows)
    if p.before:
        here = _child(draft, at, p.before)
        if not draft.scope.covers(here):
            return stored
        compile_removed(draft, p.before, here, stored)
        return None
    assert p.after is not None
    there = _child(draft, to, p.after)
    return compile_added(draft, p.after, there, follows) if draft.scope.covers(there) else None


def _both(
    draft: Draft,
    b: Entry,
    a: Entry,
    at: Address,
    to: Address,
    stored: Provision | None,
    follows: Address | None,
) -> Provision | None:
    if stored is None:
        draft.error("not_in_base", f"改正前 names {at}, which is not in the stored regulation", b, at)
        return None
    if not draft.scope.covers(at):
        if not draft.scope.touches(at):
            return stored
        return replace(stored, children=_children(draft, b.node, a.node, at, to, stored))
    b, a = _same_as_other(b, a)
    if draft.drawn and any(e.node.elided and e.node.text for e in (b, a)):
        draft.error("words_after_elision", f"{at}: words follow 略 (nothing is quoted): a label lost?", a, at)
        return stored
    if draft.drawn and b.kind is Kind.ARTICLE:
        first_b, first_a = first_spelled_out(*items_of_first(b.node, a.node, stored), stored)
        b, a = replace(b, node=first_b), replace(a, node=first_a)
    if (
        b.kind is Kind.ARTICLE
        and own_elided(b.node) != own_elided(a.node)
        and not _first_moves(b.node, a.node)
        and not elides_a_part(b.node, a.node)
    ):
        side = "改正前" if own_elided(b.node) else "改正後"
        draft.error(
            "elision_hides_difference", f"{at}: only {side} elides it; nobody can compare the columns", a, at
        )
        return stored
    moved = b.num != a.num
    printed_alike = normalise_label(b.label.text) == normalise_label(a.label.text)
    if draft.drawn and not moved and b.marked() != a.marked() and printed_alike:
        draft.findings.append(Finding("warning", "mark_over_equal_text",
                                      f"{at}: its label is marked in one column only and stays", source_at(a), at))  # fmt: skip
    if not moved and b.double() and a.double() and draft.replaces(b.kind):
        return compile_replaced(draft, b, a, at, stored)
    label = compile_label(draft, b, a, at, to, stored)
    if moved:
        draft.ordered("move", b.kind, a if a.label.text.strip() else b, f"{at} would become {to}")
        draft.operations.append(Move(at, to, label, follows, draft.basis, source_at(a)))
    caption = compile_caption(draft, b.node, a.node, at, stored)
    check_figures(draft, b, a, at)
    text = _text(draft, b, a, at, stored)
    related = compile_related(draft, b, a, at, stored)
    if b.node.whole_elision() and a.node.whole_elision():
        return replace(stored, num=a.num, label=label, caption=caption, related=related)
    grid = compile_grid(draft, b, a, at, stored)
    children = _children(draft, b.node, a.node, at, to, stored)
    if b.kind is Kind.ARTICLE and caption and [c.text for c in children] == ["削除"]:
        draft.error("caption_of_deleted", f"{at} becomes 削除, but its 見出し {caption} would stay", a, at)
    return replace(
        stored,
        num=a.num,
        label=label,
        caption=caption,
        text=text,
        related=related,
        grid=grid,
        children=children,
    )


def _first_moves(b: Quoted, a: Quoted) -> bool:
    """True when both columns list the first paragraph, elided in one and marked as a whole in the other."""
    firsts = [next((c for c in n.children if c.kind is Kind.PARAGRAPH), None) for n in (b, a)]
    return not b.elided and not a.elided and sum(f is not None and wholly_marked(f) for f in firsts) == 1


def _same_as_other(b: Entry, a: Entry) -> tuple[Entry, Entry]:
    """``［同上］`` in one column says what the other quotes there: the guard takes its words from it."""

    def spoken(entry: Entry, other: Entry) -> Entry:
        if not entry.node.same or other.node.elided:
            return entry
        words = other.node.text.without(~Mark.NONE)
        return Entry(replace(entry.node, text=words, elided=False, same=False), entry.num, entry.label)

    return spoken(b, a), spoken(a, b)


def _children(
    draft: Draft, b: Quoted, a: Quoted, at: Address, to: Address, stored: Provision
) -> tuple[Provision, ...]:
    """The children afterwards: those that 改正後 lists, and stored ones that neither column lists, in their places."""
    before = [c for c in b.children if c.kind is not Kind.LAW]
    after = [c for c in a.children if c.kind is not Kind.LAW]
    if not before and not after:
        return stored.children
    before, after = tables_as_stored(draft, before, after, at, stored)
    pairs = _pairs(draft, before, after, at, stored)
    tables = iter([c for c in stored.children if c.kind is Kind.TABLE and not c.num])
    taken: list[Provision] = []
    out: list[Provision] = []
    for p in pairs:
        own: Provision | None = None
        if p.before:
            unnamed = p.before.kind is Kind.TABLE and not p.before.num
            own = next(tables, None) if unnamed else stored.child(p.before.kind, p.before.num)
        if own is not None:
            taken.append(own)
        result = _pair(draft, p, at, to, own, comes_after(out, to))
        if result is not None:
            out.append(result)
    rest = [c for c in stored.children if not any(c is t for t in taken)]
    moves = any(p.before and p.after and p.before.num != p.after.num for p in pairs)
    label_gap(draft, not_passed_over(rest, pairs, b, a, stored, moves), before, at, b, moves)
    children = merged(out, rest)
    count_goes_on(draft, pairs, children, to, stored)
    words_run_together(draft, pairs, children, at, stored)
    return children


# --------------------------------------------------------------------------------------------------------------- words


def _text(draft: Draft, b: Entry, a: Entry, at: Address, stored: Provision) -> str | None:
    """The provision's own words afterwards."""
    try:
        words = stored.text or ""
        node_b, node_a = (figures_in_words(n, words) for n in (b.node, a.node))
        node_b, node_a = fill_elisions(node_b, node_a, words, draft.fidelity)
    except Unclear as error:
        draft.error("base_differs", f"{at}: {error}", a, at)
        return stored.text
    if node_b.elided and node_a.elided:
        return stored.text
    if (
        b.node.elided != a.node.elided
        and node_b.elided == node_a.elided
        and _more_elided(b.node, a.node, stored)
    ):
        draft.error(
            "elision_hides_difference",
            f"{at}: 略 may stand for its items too; where the words end is not said",
            a,
            at,
        )
        return stored.text
    if b.kind is Kind.TABLE:
        return stored.text  # its title (ア 行政職給料表) is its label
    if b.kind in (Kind.ARTICLE, *APPENDIX_KINDS) and not node_b.text and not node_a.text:
        return stored.text
    if node_b.elided != node_a.elided:
        side = "改正前" if node_b.elided else "改正後"
        draft.error(
            "elision_hides_difference", f"{at}: only {side} elides the words; nobody can compare them", a, at
        )
        return stored.text
    if stored.text is None:
        draft.error("not_in_base", f"the stored words of {at} are not known", b, at)
        return None
    if not draft.guarded(node_b.text, stored.text, at, b, "text"):
        return stored.text
    lines = {(start, id(piece)) for _, start, piece in a.node.offsets}
    for begin in (begin for begin, start, piece in node_a.offsets if (start, id(piece)) in lines):
        line = node_a.text.text[begin:]
        if line.startswith(("ただし、", "この場合において、")):
            continue  # no provision begins so
        if node_a.text.text[:begin].endswith("。") and not same_words(
            line, stored.text[-len(line) :], draft.fidelity
        ):
            draft.error("line_without_label", f"{at}: a line after 。 has no label: 「{line[:40]}」", a, at)
    inside = swallowed(node_a.text.text, a.label.text)
    if inside and inside != swallowed(stored.text, a.label.text):
        draft.error("label_in_words", f"{at}: the new words hold 「{inside}」: two lines in one?", a, at)
    draft.exchange(node_b.text, node_a.text, stored.text, at, source_at(a), node_a)
    return draft.printed(node_a.text)


def _more_elided(b: Quoted, a: Quoted, stored: Provision) -> bool:
    """True when neither column lists what stands under the provision: 略 in one of them may stand for that as well."""
    return bool(stored.children) and not b.children and not a.children
