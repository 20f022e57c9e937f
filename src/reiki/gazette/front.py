"""What stands before the first label of a column: the 題名, and under it the 前文.

A column prints them as lines without labels. The stored regulation says which they are: a first line that is its 題名, lines
that are paragraphs of its 前文.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reiki.gazette.draft import Draft, Expected, differing, source_at
from reiki.gazette.entries import Entry
from reiki.gazette.quoted import Quoted
from reiki.gazette.words import same_words
from reiki.law.address import Address
from reiki.law.document.anatomy import ENACTMENT
from reiki.law.kinds import Kind
from reiki.source.model import MarkedText

_NAMED: Final = re.compile(r"(?:題[ \u3000]*名|前[ \u3000]*文)[ \u3000]+")
_TITLE: Final = Address().child(Kind.TITLE)
_PREAMBLE: Final = Address().child(Kind.PREAMBLE)


@dataclass(frozen=True, slots=True)
class _Front:
    """The lines before the first label of a column, and the provision that holds them in the fragment."""

    node: Quoted | None
    lines: tuple[MarkedText, ...] = ()


def compile_front(draft: Draft, before: Quoted, after: Quoted) -> tuple[Quoted, Quoted]:
    """Operations on 題名 and 前文; gives the columns without them."""
    olds, news = _front(before), _front(after)
    if not olds.lines or not news.lines:
        return before, after  # lines in one column only: held where they are paired
    titled = bool(draft.base.title) and same_words(olds.lines[0].text, draft.base.title, draft.fidelity)
    if not titled and not draft.base.articles() and not draft.base.resolve(_PREAMBLE):
        return before, after  # the only paragraph of a regulation without articles
    if titled:
        _exchange(draft, olds.lines[0], news.lines[0], draft.base.title, _TITLE, news)
    rest_old, rest_new = olds.lines[titled:], news.lines[titled:]
    if titled and not draft.base.articles() and not draft.base.resolve(_PREAMBLE):
        return _without(before, olds, 1), _without(after, news, 1)
    if rest_old or rest_new:
        _preamble(draft, rest_old, rest_new, news)
    return _without(before, olds, len(olds.lines)), _without(after, news, len(news.lines))


def _front(root: Quoted) -> _Front:
    node = root.children[0] if root.children else None
    if (
        node is None
        or node.kind is not Kind.PARAGRAPH
        or node.label.text.strip()
        or node.elided
        or not node.text
    ):
        return _Front(None)
    begins = [begin for begin, _, _ in node.offsets] or [0]
    ends = [*begins[1:], len(node.text.text)]
    lines = [node.text.slice(a, b) for a, b in zip(begins, ends, strict=True)]
    return _Front(node, tuple(_unnamed(line) for line in lines))


def _unnamed(line: MarkedText) -> MarkedText:
    """``題名　霧浜市…条例``: a column may say what the line is."""
    named = _NAMED.match(line.text)
    return line.slice(named.end()) if named else line


def _without(root: Quoted, front: _Front, lines: int) -> Quoted:
    """The column without the first lines; without the provision that holds them when no line is left."""
    node = front.node
    assert node is not None
    if lines == len(front.lines) and all(c.kind is Kind.LAW for c in node.children):
        return replace(root, children=root.children[1:])
    start = node.offsets[lines][0] if lines < len(front.lines) else len(node.text.text)
    left = replace(
        node,
        text=node.text.slice(start),
        offsets=[(begin - start, at, piece) for begin, at, piece in node.offsets[lines:]],
    )
    return replace(root, children=[left, *root.children[1:]])


def _preamble(draft: Draft, olds: Sequence[MarkedText], news: Sequence[MarkedText], front: _Front) -> None:
    """Each line of 改正前 is one paragraph of the stored 前文, in its order; 改正後 has a line for each."""
    stored = draft.base.provision(_PREAMBLE)
    paragraphs = [c for c in stored.children if c.kind is Kind.PARAGRAPH] if stored is not None else []
    entry = _entry(front)
    if len(olds) != len(news):
        draft.error(
            "front_matter",
            f"{len(olds)} lines stand before the first label of 改正前 and {len(news)} of 改正後: not compiled",
            entry,
        )
        return
    place = 0
    for old, new in zip(olds, news, strict=True):
        found = next((n for n in range(place, len(paragraphs)) if _is(draft, old, paragraphs[n].text)), None)
        if found is None:
            draft.error("base_differs", _unknown(draft, old, [p.text or "" for p in paragraphs]), entry)
            return
        at = _PREAMBLE.child(Kind.PARAGRAPH, paragraphs[found].num)
        _exchange(draft, old, new, paragraphs[found].text or "", at, front)
        place = found + 1


def _is(draft: Draft, line: MarkedText, stored: str | None) -> bool:
    return stored is not None and same_words(line.text, stored, draft.fidelity)


def _unknown(draft: Draft, line: MarkedText, paragraphs: Sequence[str]) -> str:
    enacting = Address().child(Kind.PREAMBLE, ENACTMENT)
    said = (
        f"改正前 has 「{line.text[:60]}」 before its first label, which is neither the 題名 nor of the 前文"
    )
    if draft.base.resolve(enacting):
        said += " (a change of the 制定文 is not compiled)"
    return f"{said}: " + differing(line.text, paragraphs[0] if paragraphs else draft.base.title)


def _exchange(
    draft: Draft, old: MarkedText, new: MarkedText, stored: str, at: Address, front: _Front
) -> None:
    if not draft.scope.covers(at) or not draft.guarded(old, stored, at, _entry(front), "text"):
        return
    draft.exchange(old, new, stored, at, source_at(_entry(front)))
    draft.expected.append(Expected(at, words=draft.printed(new)))


def _entry(front: _Front) -> Entry:
    assert front.node is not None
    node = front.node
    return Entry(node, node.num, node.label)
