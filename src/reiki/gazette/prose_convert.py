"""A conversion of a whole regulation, carried out: every label, 見出し and word that it changes, recorded as one operation.

What the notice does not settle (a numeral that may be part of a name, a figure that nobody reads) is an error that lists the
places: then nothing of the conversion is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from reiki.amend.operations import Convert, Finding, Move, Operation, Substitute
from reiki.gazette.prose_conversions import Conversion
from reiki.gazette.prose_numerals import Numbers, has_numeral, rewrite
from reiki.gazette.prose_places import Misplaced
from reiki.gazette.prose_words import NO_WORDS, Wordings, neat, place_in, places_under
from reiki.law.address import Address
from reiki.law.document.splice import Edit
from reiki.law.kinds import APPENDIX_KINDS, SUBITEMS, Kind
from reiki.law.labels import Count, LabelStyle, format_label, readings
from reiki.law.provision import Provision

_LISTED: Final = frozenset({Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM, *SUBITEMS})
_BARE_LETTER: Final = re.compile(r"(?<![ァ-ヶー])[(（]?[ァ-ヶ][)）]?(?![ァ-ヶー])")
_SHOWN: Final = 8


@dataclass(slots=True)
class _Work:
    wordings: Wordings
    conversion: Conversion
    steps: list[Operation] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    moved: dict[Address, Address] = field(default_factory=dict)


def convert(wordings: Wordings, conversion: Conversion) -> tuple[list[Operation], list[Finding]]:
    """The operation of a conversion on the stored regulation, or the findings that hold it."""
    work = _Work(wordings, conversion)
    findings: list[Finding] = []
    source = conversion.source
    try:
        for top in _tops(wordings, conversion.scope):
            for at in places_under(wordings.base, top):
                _place(work, at)
            _unread(work, top)
    except Misplaced as error:
        return [], [Finding("error", error.code, str(error), source, error.at)]
    if work.doubts:
        more = f" and {len(work.doubts) - _SHOWN} more" if len(work.doubts) > _SHOWN else ""
        message = f"the notice does not settle what becomes of {'; '.join(work.doubts[:_SHOWN])}{more}"
        return [], [Finding("error", "conversion_in_doubt", message, source)]
    rules = conversion.numerals or conversion.items or conversion.subitems or conversion.words
    if not work.steps and rules:
        return [], [
            Finding(
                "error", "nothing_converted", "nothing in the stored regulation is of the old manner", source
            )
        ]
    if not rules:
        findings.append(
            Finding("note", "direction_only", "the direction of writing is no text: no word changes", source)
        )
    spared = conversion.numerals.spared if conversion.numerals else ()
    for word in (*spared, *(old for old, _ in conversion.words)):
        if word not in work.used:
            findings.append(
                Finding(
                    "warning", "word_never_met", f"「{word}」 stands nowhere in what is converted", source
                )
            )
    out = Convert(tuple(conversion.said), tuple(work.steps), conversion.scope, spared, "stated", source)
    return [out], findings


def _tops(wordings: Wordings, scope: Sequence[str]) -> Iterator[Address]:
    """The parts of the regulation that are named: 附則 with those of amending instruments, 別表 and 様式 all of them."""
    base = wordings.base
    tops = [a for a in base.children(Address()) if a.last is not None]
    whole = any(s[:1] in "この本全" and s != "本則" for s in scope)
    if whole or "題名" in scope:
        yield Address().child(Kind.TITLE)
    if whole or "本則" in scope:
        yield Address().child(Kind.MAIN)
    kinds = {
        "目次": (Kind.TOC,),
        "前文": (Kind.PREAMBLE,),
        "附則": (Kind.SUPPL,),
        "別表": (Kind.APPDX_TABLE,),
        "様式": (Kind.APPDX_STYLE,),
    }
    for at in tops:
        assert at.last is not None
        fixed = at.last.kind in (Kind.TOC, Kind.PREAMBLE, Kind.SUPPL) or at.last.kind in APPENDIX_KINDS
        if fixed and (whole or any(at.last.kind in kinds.get(s, ()) for s in scope)):
            yield at


def _place(work: _Work, at: Address) -> None:
    base = work.wordings.base
    last = at.last
    kind = last.kind if last is not None else Kind.LAW
    in_contents = at.steps[0].kind is Kind.TOC if at.steps else False
    if kind in _LISTED and not in_contents:
        _label(work, at, base.label(at))
    if kind not in NO_WORDS or kind in (Kind.TITLE,) or (in_contents and len(at.steps) > 1):
        text = base.words(at)
        if text is None:
            raise Misplaced("base_unknown", f"{at}: its words are not known, so it cannot be converted", at)
        _words(work, neat(at), text)


def _unread(work: _Work, top: Address) -> None:
    """Figures, forms and formulas are carried and not read: a conversion that may reach into one is for a person."""
    provision = work.wordings.base.provision(top)
    if provision is None or top.last is None or top.last.kind is Kind.TITLE:
        return
    for p in _walk(provision):
        if any(_concerns(work, re.sub(r"<[^>]*>", "", xml)) for xml in p.opaque):
            work.doubts.append(f"a form or figure of {p.label or top}, which is carried unread")


def _walk(p: Provision) -> Iterator[Provision]:
    yield p
    for child in p.children:
        yield from _walk(child)


def _concerns(work: _Work, text: str) -> bool:
    numerals = work.conversion.numerals is not None and has_numeral(text)
    return numerals or any(old in text for old, _ in work.conversion.words)


# ------------------------------------------------------------------------------------------------------------- labels


def _label(work: _Work, at: Address, label: str) -> None:
    assert at.last is not None
    kind = at.last.kind
    new = _new_label(work, at, kind, label)
    parent = work.moved.get(at.parent, at.parent)
    to = parent.child(kind, new if kind in SUBITEMS and new else at.last.num)
    if to != at:
        work.moved[at] = to
    if new and new != label:
        work.steps.append(Move(at, to, new, None, "stated", work.conversion.source))


def _new_label(work: _Work, at: Address, kind: Kind, label: str) -> str:
    conversion = work.conversion
    if kind in SUBITEMS:
        change = conversion.subitems.get(kind)
        found = [r for r in readings(label) if change is not None and r.style.count is change[0]]
        if change is None:
            if conversion.numerals is not None and has_numeral(label):
                work.doubts.append(f"the label of {at}")
            return label
        if not found:
            work.doubts.append(f"the label 「{label}」 of {at}")
            return label
        old = found[0]
        return format_label(
            old.ordinal, LabelStyle(change[1], old.style.glyphs, old.style.parens), old.branches
        )
    if not has_numeral(label) and not (kind is Kind.ITEM and conversion.items is not None):
        return label
    if kind is Kind.ITEM:
        if conversion.items is None:
            if conversion.numerals is not None:
                work.doubts.append(f"the number of {at} (the notice does not say how 号 are numbered)")
            return label
        kanji = [r for r in readings(label) if r.style.count in (Count.KANJI, Count.DIGITS)]
        if not kanji:
            work.doubts.append(f"the label 「{label}」 of {at}")
            return label
        return format_label(kanji[0].ordinal, conversion.items, kanji[0].branches)
    if conversion.numerals is None:
        return label
    edits, doubts = rewrite(label if kind is Kind.ARTICLE else f"第{label}項", Numbers())
    if doubts:
        work.doubts.append(f"the label 「{label}」 of {at}")
        return label
    return _edited(label, edits) if kind is Kind.ARTICLE else "".join(e.new for e in edits) or label


def _edited(text: str, edits: Sequence[Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


# -------------------------------------------------------------------------------------------------------------- words


def _words(work: _Work, at: Address, text: str) -> None:
    conversion = work.conversion
    edits: list[Edit] = []
    if conversion.numerals is not None:
        found, doubts = rewrite(text, conversion.numerals)
        edits.extend(found)
        work.doubts.extend(f"{at} 「…{d}…」" for d in doubts)
        work.used.update(w for w in conversion.numerals.spared if w in text)
    for old, new in conversion.words:
        for m in re.finditer(re.escape(old), text):
            work.used.add(old)
            edits.append(Edit(m.start(), m.end(), new))
    edits.extend(_citations(work, at, text))
    edits.sort(key=lambda e: (e.start, e.end))
    for a, b in pairwise(edits):
        if b.start < a.end:
            work.doubts.append(f"{at} 「{text[a.start : b.end]}」, where two rules meet")
            return
    for e in edits:
        before = text[e.start : e.end]
        if before != e.new:
            place = place_in(text, before, e.start)
            work.steps.append(Substitute(at, before, e.new, place, "stated", conversion.source))


def _citations(work: _Work, at: Address, text: str) -> Iterator[Edit]:
    """第一号イ cites a label that changes: rewritten where the notice says so; any other lone letter is for a person."""
    if not work.conversion.subitems:
        return
    for m in _BARE_LETTER.finditer(text):
        change = work.conversion.subitems.get(SUBITEMS[1] if m[0][0] in "(（" else SUBITEMS[0])
        found = [r for r in readings(m[0]) if change is not None and r.style.count is change[0]]
        if change is None or not found:
            continue
        cited = re.search(r"号$", text[: m.start()]) is not None and not re.match(
            r"[一-龥]", text[m.end() : m.end() + 1].replace("及", "").replace("又", "").replace("中", "")
        )
        if not (work.conversion.cited and cited):
            work.doubts.append(f"{at} 「…{text[max(0, m.start() - 6) : m.end() + 6]}…」")
            continue
        new = format_label(
            found[0].ordinal, LabelStyle(change[1], found[0].style.glyphs, found[0].style.parens)
        )
        yield Edit(m.start(), m.end(), new)
