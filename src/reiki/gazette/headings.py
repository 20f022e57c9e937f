"""Headings (章名) and the 目次 in the columns: their words. What comes, moves and goes among them: :mod:`structure`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from reiki.amend.operations import Add, Move, Remove
from reiki.gazette.draft import LABEL_RULE, Draft, Expected, source_at
from reiki.gazette.entries import LABEL_MARKS, Entry, expand
from reiki.gazette.pairing import pair
from reiki.gazette.quoted import Quoted
from reiki.gazette.succession import stretch
from reiki.law.address import Address
from reiki.law.document.anatomy import TOC_TAG_OF_KIND
from reiki.law.document.elements import build
from reiki.law.document.markup import serialised
from reiki.law.kinds import Kind
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
    if a.kind not in TOC_TAG_OF_KIND:
        draft.error(
            "contents_line", f"「{_printed(a).text.strip()[:40]}」 is no line that a 目次 has", a, at.parent
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
