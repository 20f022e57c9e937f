"""Words that an amending sentence changes: every place where they stand, and how often, before anything is ordered.

``本則中「A」を「B」に改める`` gives one operation for each occurrence in each provision; each carries the number of occurrences
as its guard. Words that stand nowhere in a place that the sentence names order nothing there, and hold the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from reiki.amend.operations import (
    Delete,
    Finding,
    Insert,
    Operation,
    Place,
    Replace,
    Source,
    Substitute,
    Unresolved,
)
from reiki.gazette.prose_places import Misplaced, Spot
from reiki.gazette.quoting import Render
from reiki.law.address import Address, Step
from reiki.law.document import LawDocument
from reiki.law.document.elements import build
from reiki.law.document.markup import serialised
from reiki.law.document.sentences import sentences
from reiki.law.equality import Fidelity, index_map
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, Kind
from reiki.law.provision import Provision

Verb = Literal["substitute", "delete", "after", "before"]

NO_WORDS: Final = frozenset(
    {Kind.LAW, Kind.MAIN, Kind.ARTICLE, Kind.PREAMBLE, Kind.ROW, Kind.TOC, Kind.REMARKS}
)
_ONLY_TABLE: Final = Step(Kind.TABLE)
_CAPTIONED: Final = frozenset({Kind.ARTICLE, Kind.PARAGRAPH})
_WITH_CAPTIONS: Final = frozenset({Kind.LAW, Kind.MAIN, Kind.SUPPL, *HEADINGS})
"""中 of these takes in the 見出し of the articles under them; 第3条中 does not: for that there is 第3条（見出しを含む。）中."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of words, as a sentence orders it: ``old`` and ``new`` as printed in the notice."""

    verb: Verb
    old: str
    new: str
    source: Source


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words at an address, of which those from ``start`` to ``end`` are meant."""

    at: Address
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wordings:
    """What a source is like, and the regulation that it amends. ``once``: quoted words must stand exactly once in each place."""

    base: LawDocument
    fidelity: Fidelity
    render: Render
    once: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """Changes of words in what a provision carries without reading it (様式). Of one provision they are made together."""

    at: Address
    changes: tuple[Change, ...]


def change_words(
    wordings: Wordings, spots: Sequence[Spot], changes: Sequence[Change]
) -> tuple[list[Operation], list[Carried], list[Finding]]:
    """The operations of changes that one 中 governs, each in every place. Raises :class:`Misplaced` where words that must
    stand in a place do not."""
    operations: list[Operation] = []
    carried: list[Carried] = []
    findings: list[Finding] = []
    for spot in spots:
        stretches, spared = stretches_of(wordings.base, spot)
        forms = _forms(wordings.base, spot)
        for change in changes:
            own = [op for s in stretches for op in _in_stretch(wordings, s, change)]
            findings.extend(_captions(wordings, stretches, spared, spot, change))
            if not own and not any(change.old in _shown(form) for _, form in forms):
                raise Misplaced("base_differs", _not_there(wordings, spot, stretches, change), spot.at)
            if wordings.once and len(own) > 1:
                message = (
                    f"{spot.at}: 「{change.old}」 stands there {len(own)} times; which is meant is not said"
                )
                raise Misplaced("ambiguous", message, spot.at)
            operations.extend(own)
        for at in dict.fromkeys(at for at, _ in forms):
            touching = tuple(c for c in changes if any(c.old in _shown(xml) for a, xml in forms if a == at))
            carried.extend([Carried(at, touching)] if touching else [])
    return operations, carried, findings


def stretches_of(base: LawDocument, spot: Spot) -> tuple[list[Stretch], list[Stretch]]:
    """The words that a place means, and the 見出し that stand beside them and are not meant."""
    if spot.part:
        return [part_of(base, spot)], []
    last = spot.at.last
    kind = last.kind if last is not None else Kind.LAW
    if kind in (Kind.TITLE, Kind.CAPTION, Kind.COLUMN):
        return [_whole(base, spot.at)], []
    wide = spot.caption if spot.caption is not None else kind in _WITH_CAPTIONS
    meant: list[Stretch] = []
    spared: list[Stretch] = []
    for at in places_under(base, spot.at):
        assert at.last is not None
        if at.last.kind is Kind.CAPTION:
            (meant if wide else spared).append(_whole(base, at))
        elif at.last.kind not in NO_WORDS or (at.steps[0].kind is Kind.TOC and len(at.steps) > 1):
            meant.append(_whole(base, at))
    return meant, spared


def part_of(base: LawDocument, spot: Spot) -> Stretch:
    """The words of a ただし書, 前段, 後段 or 本文; ``own``: of the provision without those under it (各号列記以外の部分)."""
    whole = _whole(base, _worded(base, spot))
    if spot.part == "own":
        return whole
    parts = sentences(whole.text)
    provisos = [n for n, part in enumerate(parts) if part.startswith(("ただし、", "但し、", "ただし"))]
    wanted: int | None = None
    if spot.part == "ただし書" and len(provisos) == 1 and provisos[0] == len(parts) - 1:
        wanted = provisos[0]
    elif spot.part == "本文" and provisos == [1]:
        wanted = 0
    elif spot.part in ("前段", "後段") and not provisos and len(parts) == 2:
        wanted = 0 if spot.part == "前段" else 1
    if wanted is None:
        message = f"{spot.at}: which sentence its {spot.part} is does not follow from 「{whole.text[:80]}」"
        raise Misplaced("base_differs", message, spot.at)
    start = sum(len(part) for part in parts[:wanted])
    return replace(whole, start=start, end=start + len(parts[wanted]))


def _worded(base: LawDocument, spot: Spot) -> Address:
    """第3条ただし書 is in the only paragraph of 第3条."""
    if spot.at.last is None or spot.at.last.kind not in (Kind.ARTICLE, Kind.MAIN, Kind.SUPPL):
        return spot.at
    inside = [a for a in base.children(spot.at) if a.last is not None and a.last.kind is Kind.PARAGRAPH]
    if len(inside) != 1:
        raise Misplaced(
            "ambiguous",
            f"{spot.at} has {len(inside)} paragraphs; which of them is meant is not said",
            spot.at,
        )
    return inside[0]


def exchange_stretch(stretch: Stretch, new: str, source: Source) -> Operation:
    """The stretch as a whole becomes ``new``; nothing when that is empty."""
    before = stretch.text[stretch.start : stretch.end]
    place = place_in(stretch.text, before, stretch.start)
    if not new:
        return Delete(stretch.at, before, place, "stated", source)
    return Substitute(stretch.at, before, new, place, "stated", source)


def neat(at: Address) -> Address:
    """別表第1 行「甲」: the only table of an appendix is not named beside it."""
    kept = [
        step
        for n, step in enumerate(at.steps)
        if step != _ONLY_TABLE or not 0 < n < len(at.steps) - 1 or at.steps[n - 1].kind not in APPENDIX_KINDS
    ]
    return Address(tuple(kept))


# ----------------------------------------------------------------------------------------------------------- stretches


def places_under(base: LawDocument, at: Address) -> Iterator[Address]:
    """A place and everything under it, 見出し included. Raises :class:`Misplaced` where something there is not unique."""
    if len(base.resolve(at)) != 1:
        raise Misplaced("ambiguous", f"{len(base.resolve(at))} provisions stand at {at}", at)
    last = at.last
    if (
        last is not None
        and last.kind in _CAPTIONED
        and at.steps[0].kind is not Kind.TOC
        and base.resolve(at.child(Kind.CAPTION))
    ):
        yield at.child(Kind.CAPTION)
    if last is not None:
        yield at
    for child in base.children(at):
        yield from places_under(base, child)


def _whole(base: LawDocument, at: Address) -> Stretch:
    words = base.words(at)
    if words is None:
        raise Misplaced(
            "base_unknown", f"{at}: its words are not known, so nobody can tell what would change", at
        )
    return Stretch(neat(at), words, 0, len(words))


def _captions(
    wordings: Wordings, stretches: Sequence[Stretch], spared: Sequence[Stretch], spot: Spot, change: Change
) -> Iterator[Finding]:
    """見出し that hold the words: whether they change follows from a convention, so a person is told."""
    if spot.caption is not None:
        return
    held = [(s, False) for s in spared] + [
        (s, True) for s in stretches if s.at.last and s.at.last.kind is Kind.CAPTION
    ]
    for stretch, changes in held:
        if stretch.at != spot.at and next(_find(stretch, change.old, wordings.fidelity), None) is not None:
            what = "changes with them" if changes else "stays, as the sentence does not say 見出しを含む"
            message = f"{stretch.at}: 「{stretch.text}」 also holds 「{change.old}」 and {what}"
            yield Finding("warning", "words_in_caption", message, change.source, stretch.at)


def _not_there(wordings: Wordings, spot: Spot, stretches: Sequence[Stretch], change: Change) -> str:
    stands = "".join(s.text[s.start : s.end] for s in stretches)
    where = f"{spot.at}{spot.part if spot.part != 'own' else ''}"
    return f"{where}: the notice quotes 「{change.old}」, which does not stand there; there stands 「{stands[:120]}」"


# ---------------------------------------------------------------------------------------------------------- occurrences


def _in_stretch(wordings: Wordings, stretch: Stretch, change: Change) -> Iterator[Operation]:
    new = wordings.render(change.new)
    for start, end in _find(stretch, change.old, wordings.fidelity):
        before = stretch.text[start:end]
        place = place_in(stretch.text, before, start)
        match change.verb:
            case "substitute":
                yield Substitute(stretch.at, before, new, place, "stated", change.source)
            case "delete":
                yield Delete(stretch.at, before, place, "stated", change.source)
            case "after":
                yield Insert(stretch.at, new, replace(place, prefix=before), "stated", change.source)
            case "before":
                yield Insert(stretch.at, new, replace(place, suffix=before), "stated", change.source)


def _find(stretch: Stretch, old: str, fidelity: Fidelity) -> Iterator[tuple[int, int]]:
    """Where the words stand. A quotation without a space or line break never runs over one that parts columns or lines."""
    key, offsets = index_map(stretch.text, fidelity)
    wanted = index_map(old, fidelity)[0]
    if not wanted:
        raise Misplaced("not_understood", "the sentence quotes no words", stretch.at)
    last = -1
    at = key.find(wanted)
    while at >= 0:
        start, end = offsets[at], offsets[at + len(wanted) - 1] + 1
        inside = stretch.start <= start and end <= stretch.end
        parted = re.search(r"[\u3000\n]", stretch.text[start:end]) and not re.search(r"\s", old)
        if inside and not parted:
            if start < last:
                message = f"{stretch.at}: 「{old}」 overlaps with itself in 「{stretch.text[:80]}」"
                raise Misplaced("ambiguous", message, stretch.at)
            last = end
            yield start, end
        at = key.find(wanted, at + 1)


def place_in(text: str, words: str, start: int) -> Place:
    """Which of all occurrences of the words in the text begins at ``start``."""
    found = _starts(text, words)
    return Place(nth=found.index(start) + 1, of=len(found))


def _starts(text: str, words: str) -> list[int]:
    """Every offset at which the words begin, overlapping ones too."""
    return [n for n in range(len(text) - len(words) + 1) if text.startswith(words, n)]


# ---------------------------------------------------------------------------------------------------------------- forms


def _forms(base: LawDocument, spot: Spot) -> list[tuple[Address, str]]:
    """What a place carries without reading it (様式, 算式): the address of its holder and the XML."""
    if spot.part:
        return []
    provision = base.provision(spot.at)
    return [] if provision is None else list(_carried(provision, spot.at))


def _carried(provision: Provision, at: Address) -> Iterator[tuple[Address, str]]:
    yield from ((at, xml) for xml in provision.opaque)
    for child in provision.children:
        yield from _carried(child, at.child(child.kind, child.num))


def _shown(xml: str) -> str:
    """The text in the XML, elements apart by a character that no quotation holds."""
    text = re.sub(r"<[^>]*>", "\x00", xml)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def change_forms(wordings: Wordings, carried: Sequence[Carried]) -> Iterator[Operation]:
    """A form is replaced as a whole, with the words changed in its lines; anything else that is carried stays in doubt.
    Raises :class:`Misplaced` where changes run into one another."""
    for at in dict.fromkeys(c.at for c in carried):
        changes = tuple(dict.fromkeys(change for c in carried if c.at == at for change in c.changes))
        source = changes[0].source
        provision = wordings.base.provision(at)
        kind = at.last.kind if at.last is not None else None
        if provision is None or kind not in (Kind.APPDX_STYLE, Kind.SUPPL_APPDX_STYLE):
            reason = f"{at} carries a figure or formula with these words, which cannot be changed in it"
            yield Unresolved("、".join(c.old for c in changes), reason, at, "stated", source)
            continue
        alone = (
            _shown(xml).count(c.old) == len(_starts(_shown(xml), c.old))
            for c in changes
            for xml in provision.opaque
        )
        if not all(alone) or any(_overlap(c.old, d.old) for c in changes for d in changes if c is not d):
            raise Misplaced("ambiguous", f"{at}: the quoted words overlap with one another", at)
        opaque = tuple(_rewritten(xml, changes, wordings.render) for xml in provision.opaque)
        yield Replace(at, serialised(build(replace(provision, opaque=opaque))), None, "stated", source)


def _overlap(a: str, b: str) -> bool:
    """True when an occurrence of one may share characters with one of the other."""
    return a in b or any(a.endswith(b[:n]) for n in range(1, len(b)))


def _rewritten(xml: str, changes: Sequence[Change], render: Render) -> str:
    """The XML with the words changed in its texts; what stands in tags stays."""
    pattern = re.compile("|".join(re.escape(_escaped(c.old)) for c in changes))

    def text(match: re.Match[str]) -> str:
        return pattern.sub(lambda m: _written(m[0], changes, render), match[0])

    return re.sub(r"(?<=>)[^<]+(?=<)", text, xml)


def _written(found: str, changes: Sequence[Change], render: Render) -> str:
    change = next(c for c in changes if _escaped(c.old) == found)
    new = _escaped(render(change.new))
    return {"substitute": new, "delete": "", "after": found + new, "before": new + found}[change.verb]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
