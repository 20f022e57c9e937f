"""Captions (見出し) and titles of tables in the columns."""

from __future__ import annotations

from typing import Final

from reiki.amend.operations import Delete, Insert, Source
from reiki.gazette.columns import source_of
from reiki.gazette.draft import LABEL_RULE, Draft, source_at
from reiki.gazette.pairing import (
    LABEL_MARKS,
    Entry,
)
from reiki.gazette.quoted import Quoted
from reiki.law.address import Address
from reiki.law.kinds import Kind
from reiki.law.provision import Provision
from reiki.source.model import MarkedText

_GAP: Final = MarkedText("\u3000")


def compile_caption(draft: Draft, b: Quoted, a: Quoted, at: Address, stored: Provision) -> str:
    """見出し: quoted in both columns, put in or taken out by its own mark, or not quoted at all."""
    where = at.child(Kind.CAPTION)
    entry = Entry(a, a.num, a.label)
    if b.caption is None and a.caption is None:
        return stored.caption
    if b.caption is not None and not draft.guarded(b.caption, stored.caption, at, entry, "caption"):
        return stored.caption
    source = (
        source_of(a.caption_piece, 0, len(a.caption)) if a.caption_piece and a.caption else source_at(entry)
    )
    if b.caption is not None and a.caption is not None:
        draft.exchange(b.caption, a.caption, stored.caption, where, source)
        return draft.printed(a.caption)
    if a.caption is not None:
        return _caption_comes(draft, a.caption, where, entry, stored, source)
    assert b.caption is not None
    if draft.drawn and not b.caption.covered(LABEL_MARKS):
        draft.error(
            "unmarked_difference",
            f"{where}: the caption is gone in 改正後 and not marked in 改正前",
            entry,
            at,
        )
        return stored.caption
    if not (draft.words.delete or draft.words.substitute):
        draft.error(
            "verb_not_ordered", f"{where}: the caption goes, but the lead text orders no deletion", entry, at
        )
    draft.operations.append(Delete(where, stored.caption, basis=draft.basis, source=source_at(entry)))
    return ""


def _caption_comes(
    draft: Draft, caption: MarkedText, where: Address, entry: Entry, stored: Provision, source: Source
) -> str:
    if stored.caption:
        draft.error(
            "base_differs", f"{where}: 改正前 shows no caption, stored is {stored.caption}", entry, where
        )
        return stored.caption
    if draft.drawn and not caption.covered(LABEL_MARKS):
        draft.error(
            "unmarked_difference",
            f"{where}: 改正後 shows a caption that is not marked: {caption}",
            entry,
            where,
        )
        return ""
    if not (draft.words.insert or draft.lead.grants_on("add", LABEL_RULE.get(entry.kind, "label"))):
        draft.error(
            "verb_not_ordered",
            f"{where}: a caption comes, but the lead text orders no addition",
            entry,
            where,
        )
    text = draft.printed(caption)
    draft.operations.append(Insert(where, text, basis=draft.basis, source=source))
    return text


def compile_table_title(draft: Draft, b: Entry, a: Entry, at: Address, stored: Provision) -> str:
    """``ア　行政職給料表``: the letter and the title of a table are one text."""
    old, new = b.label + _GAP + b.node.text, a.label + _GAP + a.node.text
    if b.node.whole_elision() or not draft.guarded(old, stored.label, at, b, "label"):
        return stored.label
    draft.exchange(old, new, stored.label, at, source_at(a))
    return draft.printed(new)
