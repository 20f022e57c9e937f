"""Captions (見出し), labels and titles of tables in the columns.

A common caption (共通見出し) stands over the first of several articles and holds for the others, which have none. When that
article goes, comes to say 削除, or another comes before it, the caption stays printed where it was, unmarked, and thereby
stands over another article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from reiki.amend.operations import Delete, Insert, Move, Quote, Source
from reiki.gazette.columns import source_of
from reiki.gazette.draft import LABEL_RULE, Draft, source_at
from reiki.gazette.entries import LABEL_MARKS, Entry
from reiki.gazette.pairing import Pair
from reiki.gazette.quoted import Quoted
from reiki.gazette.quoting import label_text
from reiki.law.address import Address
from reiki.law.kinds import HEADINGS, Kind
from reiki.law.labels import normalise_label
from reiki.law.provision import Provision
from reiki.source.model import MarkedText

_GAP: Final = MarkedText("\u3000")
_LETTER: Final = re.compile(r"[^ \u3000]+")
_NO_ENTRY: Final = Entry(Quoted(Kind.LAW), "", MarkedText(""))


def pass_captions(draft: Draft, pairs: Sequence[Pair]) -> None:
    """Notes in ``draft.passing`` the 見出し of articles that pass to the next article, or come from it, without a mark."""
    articles = [p for p in pairs if (p.after or p.before or _NO_ENTRY).kind is Kind.ARTICLE]
    nums = draft.base.articles() if draft.drawn and len(articles) > 1 else []
    old = {p.before.num: p for p in articles if p.before is not None}
    listed = [p for p in articles if p.after is not None]
    for first in articles if nums else ():
        if first.before is None or (caption := _lost(first)) is None or first.before.num not in nums:
            continue
        at = nums.index(first.before.num)
        heir = old.get(nums[at + 1]) if at + 1 < len(nums) else None
        beside = at + 1 < len(nums) and _stands_behind(draft, nums[at + 1]) == Address().child(
            Kind.ARTICLE, nums[at]
        )
        if heir is not None and beside and _shows(heir.before, None) and _shows(heir.after, caption):
            _note(draft, first, heir)
        elif (
            beside
            and first.after is None
            and _all_marked(first.before)
            and not _stored_caption(draft, nums[at + 1])
        ):
            message = "is not marked where its article is: does it hold for the next one?"
            draft.error("unmarked_difference", f"第{nums[at]}条見出し 「{caption}」 {message}", first.before)
    for first, second in pairwise(listed) if nums else ():
        caption = _gained(first)
        if second.before is None or caption is None or not _same_heading(draft, first, second):
            continue
        if _shows(second.before, caption) and _shows(second.after, None):
            _note(draft, first, second)
        elif _shows(second.before, None) and _stored_caption(draft, second.before.num) == caption:
            message = (
                f"改正後 shows 「{caption}」 over a new article, and 改正前 does not show it over the next"
            )
            draft.error("unmarked_difference", message, first.after)


def check_exchanged(draft: Draft, pairs: Sequence[Pair]) -> None:
    """``（通知）第3条　略`` and ``（公告）第4条　略`` under 二重傍線, the 見出し exchanged: whether the articles change
    places or the 見出し alone nobody can say."""
    own = [
        p
        for p in pairs
        if p.before is not None and p.after is not None and p.before.num == p.after.num
        and p.before.double() and p.after.double() and p.before.node.whole_elision() and p.after.node.whole_elision()
    ]  # fmt: skip
    was = {c.text: p for p in pairs if p.before is not None and (c := p.before.node.caption) is not None}
    for p in own:
        assert p.after is not None
        caption = p.after.node.caption
        other = was.get(caption.text) if caption is not None else None
        if caption is not None and other is not None and other is not p:
            message = f"the 見出し {caption} stood over another provision, and 改正後 elides all that it now stands over"
            draft.error("ambiguous_correspondence", message, p.after)


def _stored_caption(draft: Draft, num: str) -> str:
    return draft.base.words(Address().child(Kind.ARTICLE, num).child(Kind.CAPTION)) or ""


def _all_marked(entry: Entry) -> bool:
    """Every word of an article that goes carries a mark."""
    texts = [c.text for c in entry.node.children if c.text]
    return bool(texts) and all(t.covered(LABEL_MARKS) for t in texts)


def _stands_behind(draft: Draft, num: str) -> Address:
    """The article before this one under the same heading, or that heading."""
    node = draft.base.find(Address().child(Kind.ARTICLE, num))
    return draft.base.following_of(node) if node is not None else Address()


def _same_heading(draft: Draft, first: Pair, second: Pair) -> bool:
    """A caption never holds for articles of two chapters: what comes before the first of a chapter must come into it."""
    assert first.after is not None
    assert second.before is not None
    behind = _stands_behind(draft, second.before.num).last
    if behind is None or behind.kind not in HEADINGS:
        return True
    if first.before is not None:
        return False
    follows = draft.follows.get(Address().child(Kind.ARTICLE, first.after.num), Address()).last
    return follows is not None and follows.kind is behind.kind


def _note(draft: Draft, *pairs: Pair) -> None:
    draft.passing.update(Address().child(Kind.ARTICLE, p.before.num) for p in pairs if p.before is not None)


def _lost(p: Pair) -> str | None:
    """The unmarked 見出し of an article that goes, or that becomes 削除 and keeps none."""
    gives_up = p.after is None or (_is_deleted(p.after.node) and p.after.node.caption is None)
    return _unmarked(p.before) if gives_up else None


def _gained(p: Pair) -> str | None:
    """The unmarked 見出し of an article that comes, or that was 削除."""
    takes_up = p.before is None or (_is_deleted(p.before.node) and p.before.node.caption is None)
    return _unmarked(p.after) if takes_up else None


def _unmarked(entry: Entry | None) -> str | None:
    caption = entry.node.caption if entry is not None else None
    return caption.text if caption is not None and not caption.touched(LABEL_MARKS) else None


def _shows(entry: Entry | None, caption: str | None) -> bool:
    if entry is None:
        return False
    return entry.node.caption is None if caption is None else _unmarked(entry) == caption


def _is_deleted(node: Quoted) -> bool:
    return any(c.text.text.strip() == "削除" for c in node.children)


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
    if draft.drawn and not b.caption.covered(LABEL_MARKS) and at not in draft.passing:
        draft.error(
            "unmarked_difference",
            f"{where}: the caption is gone in 改正後 and not marked in 改正前",
            entry,
            at,
        )
        return stored.caption
    if at not in draft.passing and not (draft.words.delete or draft.words.substitute):
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
    passes = where.parent in draft.passing
    if draft.drawn and not caption.covered(LABEL_MARKS) and not passes:
        draft.error(
            "unmarked_difference",
            f"{where}: 改正後 shows a caption that is not marked: {caption}",
            entry,
            where,
        )
        return ""
    if not passes and not (
        draft.words.insert or draft.lead.grants_on("add", LABEL_RULE.get(entry.kind, "label"))
    ):
        draft.error(
            "verb_not_ordered",
            f"{where}: a caption comes, but the lead text orders no addition",
            entry,
            where,
        )
    text = draft.printed(caption)
    draft.operations.append(Insert(where, text, basis=draft.basis, source=source))
    return text


def compile_label(draft: Draft, b: Entry, a: Entry, at: Address, to: Address, stored: Provision) -> str:
    """The label (標記) afterwards. One that moves takes the label that 改正後 prints; the title of a table (``ア　行政職給料表``)
    is of its label. Under the same number a label changes only in how it is printed (``一`` → ``(1)``), or comes to a first
    paragraph or leaves it (``１`` when a 附則 of one paragraph gets a second)."""
    if b.kind is Kind.TABLE and b.label.text.strip():
        return _table_label(draft, b, a, at, stored, at != to)
    if b.num != a.num:
        return label_text(replace(a.node, label=a.label), draft.render) if a.label.text.strip() else ""
    old, new = normalise_label(b.label.text), normalise_label(a.label.text)
    if old == new:
        return stored.label
    if old != normalise_label(stored.label):
        message = f"{at}: 改正前 prints the label {b.label.text.strip() or '(none)'}, stored is {stored.label or 'none'}"
        draft.error("base_differs", message, b, at)
        return stored.label
    what = f"the label {b.label.text.strip() or '(none)'} of {at} becomes {a.label.text.strip() or '(none)'}"
    if not draft.drawn or any(e.label.text.strip() and not e.marked() for e in (b, a)):
        draft.error("unmarked_difference", f"{what}, but it is not marked", a, at)
        return stored.label
    verb = "insert" if not old else "delete" if not new else "substitute"
    if not (
        draft.lead.grants_on("move", LABEL_RULE.get(b.kind, "label")) or draft.lead.grants_on(verb, "words")
    ):
        draft.error("verb_not_ordered", f"{what}, but the lead text orders no such thing", a, at)
        return stored.label
    label = label_text(replace(a.node, label=a.label), draft.render) if new else ""
    draft.guard.append(Quote(at, stored.label, "label", source_at(b)))
    draft.operations.append(Move(at, at, label, None, draft.basis, source_at(a)))
    return label


def _table_label(draft: Draft, b: Entry, a: Entry, at: Address, stored: Provision, moved: bool) -> str:
    """``ア　行政職給料表``: the letter and the title of a table are one text."""
    old, new = b.label + _GAP + b.node.text, a.label + _GAP + a.node.text
    if b.node.elided and a.node.elided and not b.node.text and not a.node.text:
        letter = _LETTER.match(stored.label)
        return draft.printed(a.label) + stored.label[letter.end() :] if moved and letter else stored.label
    if b.node.elided != a.node.elided:
        side = "改正前" if b.node.elided else "改正後"
        message = f"{at}: only {side} elides the title of the table; nobody can compare them"
        draft.error("elision_hides_difference", message, a, at)
        return stored.label
    if not draft.guarded(old, stored.label, at, b, "label"):
        return stored.label
    if moved:
        before = len(draft.operations)
        draft.exchange(b.node.text, a.node.text, b.node.text.text, at, source_at(a))
        del draft.operations[
            before:
        ]  # the move itself carries the words; marks must explain them all the same
    else:
        draft.exchange(old, new, stored.label, at, source_at(a))
    return draft.printed(new if a.node.text else a.label)
