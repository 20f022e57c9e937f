"""Headings (章名) and the 目次 in the columns: their words, and what it takes for one to come, to move or to go.

A new heading stands over the articles that follow it. In the tree they stand inside it, so they are moved there under
their own numbers; an article that no column quotes goes along with those around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reiki.amend.operations import Add, Move, Remove
from reiki.gazette.draft import LABEL_RULE, Draft, Expected, element_xml, source_at
from reiki.gazette.pairing import LABEL_MARKS, Entry, Pair, expand, pair
from reiki.gazette.quoted import Quoted
from reiki.gazette.quoting import quoted_provision
from reiki.gazette.succession import stretch
from reiki.law.address import Address
from reiki.law.document.elements import build
from reiki.law.document.markup import serialised
from reiki.law.kinds import HEADINGS, Kind
from reiki.law.numerals import branch_key
from reiki.law.provision import Provision
from reiki.source.model import MarkedText

_GAP: Final = MarkedText("\u3000")
_RANGE: Final = re.compile(r"[（(][^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*[）)]$")


def compile_heading(
    draft: Draft, b: Entry, a: Entry, at: Address, to: Address, stored: Provision, moved: bool
) -> Provision:
    """A heading that both columns have: the title with its label is one text, and moves as one."""
    whole = b.node.whole_elision() and a.node.whole_elision()
    if whole and not moved:
        return stored
    title = stored.label.partition("\u3000")[2]
    old, new = b.label + _GAP + b.node.text, a.label + _GAP + a.node.text
    if not whole and not draft.guarded(old, stored.label, at, b, "label"):
        return stored
    if not moved:
        draft.exchange(old, new, stored.label, at, source_at(a))
        return replace(stored, label=draft.printed(new))
    draft.ordered("move", b.kind, a, f"{at} would become {to}")
    if not whole:
        _marks_explain(draft, b, a, title, at)
        title = draft.printed(a.node.text)
    label = f"{draft.printed(a.label)}\u3000{title}"
    draft.operations.append(Move(at, to, label, None, draft.basis, source_at(a)))
    return replace(stored, num=a.num, label=label)


def _marks_explain(draft: Draft, b: Entry, a: Entry, title: str, at: Address) -> None:
    """The words of a moved heading change only where they are marked; the move itself carries them."""
    before = len(draft.operations)
    draft.exchange(b.node.text, a.node.text, title, at, source_at(a))
    del draft.operations[before:]


def cannot_remove(draft: Draft, b: Entry, at: Address) -> None:
    """A heading that goes leaves its articles to another one: which, the columns do not say."""
    draft.error("heading_removed", f"{at} goes, and its articles with it or to another: not compiled", b, at)


# ---------------------------------------------------------------------------------------------------------- new headings


def place_under_new_headings(draft: Draft, pairs: Sequence[Pair]) -> None:
    """For each new heading: which articles stand under it, in order (``draft.follows``, and moves of stored ones)."""
    listed = [p for p in pairs if p.after is not None]
    for i, p in enumerate(listed):
        assert p.after is not None
        if p.before is not None or p.after.kind not in HEADINGS:
            continue
        heading = Address().child(p.after.kind, p.after.num)
        if not draft.scope.covers(heading):
            continue
        under: list[Pair] = []
        for q in listed[i + 1 :]:
            if q.after is None or q.after.kind is not Kind.ARTICLE:
                break
            under.append(q)
        if not under:
            draft.error(
                "heading_place", f"{heading} is new, but no article stands under it", p.after, heading
            )
            continue
        _fill_heading(draft, heading, under, pairs, p.after)


def _fill_heading(
    draft: Draft, heading: Address, under: list[Pair], pairs: Sequence[Pair], entry: Entry
) -> None:
    gone = {q.before.num for q in pairs if q.before and (q.after is None or q.after.num != q.before.num)}
    named = {q.after.num for q in under if q.after}
    stored = [n for n in _beside(draft, under[0]) if n not in gone and n not in named]
    own = {q.after.num: q for q in under if q.after}
    previous = heading
    if not stored and all(q.before is None for q in under):
        _add_with_articles(draft, heading, under, entry)
        return
    sequence = sorted([*named, *stored], key=lambda n: branch_key(n.split(":")[0]))
    for num in sequence:
        at = Address().child(Kind.ARTICLE, num)
        pair_here = own.get(num)
        stays = pair_here is None or (pair_here.before is not None and pair_here.before.num == num)
        if stays:
            label = draft.base.label(at)
            draft.operations.append(Move(at, at, label, previous, draft.basis, source_at(entry)))
        else:
            draft.follows[at] = previous
        previous = at
    draft.expected.append(Expected(heading, holds=tuple(sequence)))


def _add_with_articles(draft: Draft, heading: Address, under: list[Pair], entry: Entry) -> None:
    """A new heading of new articles comes as one, with them in it; each is still checked where it is compiled."""
    articles = [
        quoted_provision(replace(q.after.node, num=q.after.num), draft.render) for q in under if q.after
    ]
    label = f"{draft.printed(entry.label)}\u3000{draft.printed(entry.node.text)}"
    whole = Provision(entry.kind, entry.num, label, children=tuple(articles))
    draft.operations.append(Add(heading, element_xml(whole), None, draft.basis, source_at(entry)))
    draft.inside.add(heading)
    draft.inside.update(Address().child(Kind.ARTICLE, a.num) for a in articles)
    draft.expected.append(Expected(heading, holds=tuple(a.num for a in articles)))


def _beside(draft: Draft, first: Pair) -> list[str]:
    """The stored articles from the one at which the new heading stands to the end of the heading that holds it now."""
    assert first.after is not None
    start = branch_key((first.before.num if first.before else first.after.num).split(":")[0])
    containers = _containers(draft, Address().child(Kind.MAIN))
    held = [nums for nums in containers if nums and branch_key(nums[0].split(":")[0]) <= start]
    if not held:
        return []
    return [n for n in held[-1] if branch_key(n.split(":")[0]) >= start]


def _containers(draft: Draft, at: Address) -> list[list[str]]:
    """The numbers of the articles directly in each heading, in document order."""
    own: list[str] = []
    out: list[list[str]] = [own]
    for child in draft.base.children(at):
        assert child.last is not None
        if child.last.kind is Kind.ARTICLE:
            own.append(child.last.num)
        elif child.last.kind in HEADINGS:
            out.extend(_containers(draft, child))
    return [nums for nums in out if nums]


# --------------------------------------------------------------------------------------------------------------- 目次


def compile_contents(draft: Draft, b: Quoted, a: Quoted, at: Address) -> None:
    """目次: each line is a heading with the articles that it covers, compared as words; lines come and go by their marks."""

    def between(kind: Kind, first: str, last: str) -> list[str]:
        return stretch(
            [x.last.num for x in draft.base.children(at) if x.last and x.last.kind is kind], first, last
        )

    before = expand(b.children, between)
    for p in pair(before, expand(a.children, between, before), draft.pairing):
        if p.before and p.after and p.before.num == p.after.num:
            where = at.child(p.before.kind, p.before.num)
            if not (p.before.node.elided and p.after.node.elided):
                _line(draft, p.before, p.after, where)
            compile_contents(draft, p.before.node, p.after.node, where)
            continue
        if p.before:
            _line_goes(draft, p.before, at.child(p.before.kind, p.before.num))
        if p.after:
            _line_comes(draft, p.after, at.child(p.after.kind, p.after.num))


def _printed(entry: Entry) -> MarkedText:
    return entry.label + _GAP + entry.node.related + entry.node.text


def _line(draft: Draft, b: Entry, a: Entry, at: Address) -> None:
    stored = draft.base.words(at)
    if stored is None:
        draft.error("not_in_base", f"{at} is not in the stored 目次", b, at)
        return
    old, new = _printed(b), _printed(a)
    if draft.guarded(old, stored, at, b, "text"):
        draft.exchange(old, new, stored, at, source_at(a))
        draft.expected.append(Expected(at, words=draft.printed(new)))


def _line_goes(draft: Draft, b: Entry, at: Address) -> None:
    stored = draft.base.words(at)
    if stored is None:
        draft.error("not_in_base", f"{at} is not in the stored 目次", b, at)
        return
    _line_ordered(draft, "remove", b, at)
    if not b.node.elided:
        draft.guarded(_printed(b), stored, at, b, "text")
    draft.operations.append(Remove(at, None, draft.basis, source_at(b)))
    draft.expected.append(Expected(at))


def _line_comes(draft: Draft, a: Entry, at: Address) -> None:
    _line_ordered(draft, "add", a, at)
    if a.node.elided or any(not c.note for c in a.node.children):
        draft.error(
            "elided_in_new", f"{at} is new in the 目次, but 改正後 does not quote it as one line", a, at
        )
        return
    words = draft.printed(a.node.related + a.node.text)
    found = _RANGE.search(words)
    title = words[: found.start()] if found else words
    label = draft.printed(a.label) + ("\u3000" + title.strip() if title.strip() else "")
    line = Provision(a.kind, a.num, label, related=found.group() if found else "")
    xml = serialised(build(line, in_toc=True))
    draft.operations.append(Add(at, xml, None, draft.basis, source_at(a)))
    draft.expected.append(Expected(at, words=draft.printed(_printed(a))))


def _line_ordered(draft: Draft, verb: str, entry: Entry, at: Address) -> None:
    """A line of the 目次 comes and goes by its label's mark, or as words that are marked throughout."""
    what = f"{at} " + ("is new in 改正後" if verb == "add" else "is not in 改正後")
    as_words = (draft.words.insert if verb == "add" else draft.words.delete) and _printed(entry).covered(
        LABEL_MARKS
    )
    if not as_words or not draft.drawn:
        if not draft.lead.grants_on(verb, LABEL_RULE.get(entry.kind, "label")) and not draft.lead.grants_on(
            {"add": "insert", "remove": "delete"}[verb], "words"
        ):
            draft.error("verb_not_ordered", f"{what}, but the lead text orders no such {verb}", entry, at)
        elif draft.drawn and not entry.marked():
            draft.error("unmarked_difference", f"{what}, but it is not marked", entry, at)
