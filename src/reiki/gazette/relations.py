"""The articles to which an appendix belongs (``別表第1（第2条関係）``): words behind its label, which change on their own."""

from __future__ import annotations

from reiki.amend.operations import Quote
from reiki.gazette.draft import Draft, differing, source_at
from reiki.gazette.entries import Entry
from reiki.gazette.words import same_words
from reiki.law.address import Address
from reiki.law.provision import Provision
from reiki.source.model import MarkedText


def compile_related(draft: Draft, b: Entry, a: Entry, at: Address, stored: Provision) -> str:
    """（第N条関係） afterwards. What both columns quote of it is guarded; it changes as the marks on it say, whether or not the
    label before it moves (``別表第2（第3条関係）`` → ``別表第3（第4条関係）``)."""
    old, new = b.node.related, a.node.related
    if not old and not new:
        return stored.related
    words = draft.base.words(at)
    if words is None:
        draft.error("not_in_base", f"the stored heading of {at} is not known", b, at)
        return stored.related
    if not same_words(old.text, stored.related, draft.fidelity):
        draft.error("base_differs", f"{at}: " + differing(old.text, stored.related), b, at)
        return stored.related
    draft.guard.append(Quote(at, words, "text", source_at(b)))
    if same_words(old.text, new.text, draft.fidelity):
        return stored.related
    if not new:
        draft.error("related_changes", f"{at}: {old} goes without another in its place: not compiled", b, at)
        return stored.related
    cut = words.rfind(stored.related) if stored.related else len(words)
    head, tail = MarkedText(words[:cut]), MarkedText(words[cut + len(stored.related) :])
    draft.exchange(head + old + tail, head + new + tail, words, at, source_at(a))
    return draft.printed(new)


def guard_related(draft: Draft, b: Entry, at: Address, stored: Provision) -> None:
    """The same guard for an appendix that goes or is replaced as a whole."""
    if b.node.related and not same_words(b.node.related.text, stored.related, draft.fidelity):
        draft.error("base_differs", f"{at}: " + differing(b.node.related.text, stored.related), b, at)
