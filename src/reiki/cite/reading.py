"""Citations read where they stand: the short names of the regulation, what 同条 and a bare 第2項 continue, what 前条 is here.

What the words leave open stays open: such a reference has a ``reason`` and is shown as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.cite.finding import mentions
from reiki.cite.model import Mention, Range, Reference, RefKind, WorkName
from reiki.cite.neighbours import Neighbours
from reiki.cite.shortnames import Meaning, ShortNames, same_kind
from reiki.cite.units import Unit, units_of
from reiki.law.address import Address, Step
from reiki.law.document import LawDocument
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, RANK, SUBITEMS, Kind

__all__ = ["Reading", "read_references", "titles_asked"]

_OF_THE_BODY: Final = frozenset({Kind.ARTICLE, *HEADINGS})
_BELOW_ARTICLE: Final = frozenset({Kind.PARAGRAPH, Kind.ITEM, *SUBITEMS})


@dataclass(frozen=True, slots=True)
class Reading:
    """The references in the words of one provision, in order, none overlapping."""

    unit: Unit
    references: tuple[Reference, ...]


def titles_asked(units: Iterable[Unit]) -> frozenset[str]:
    """Everything in the words of a regulation that may be the title of another."""
    out: set[str] = set()
    for unit in units:
        for mention in mentions(unit.text):
            if mention.work is not None and mention.work.form in ("title", "number"):
                out |= {unit.text[start : mention.work.end] for start in mention.work.titles}
    return frozenset(out)


def read_references(
    document: LawDocument,
    units: Sequence[Unit] | None = None,
    titles: Collection[str] = frozenset(),
    *,
    number: str = "",
) -> tuple[Reading, ...]:
    """The references of a regulation. ``titles``: which of :func:`titles_asked` are titles of regulations that are known;
    ``number``: the canonical number of the regulation itself, by which it may cite itself as by its title."""
    own = frozenset({re.sub(r"\s", "", document.title)} - {""})
    reader = _Reader(Neighbours(document), {*titles, *own}, own, number)
    return tuple(reader.read(n, unit) for n, unit in enumerate(units or units_of(document)))


@dataclass(frozen=True, slots=True)
class _Said:
    """A reference with the steps that later words continue."""

    reference: Reference
    meaning: Meaning
    steps: tuple[Step, ...]
    mention: Mention

    @property
    def several(self) -> bool:
        return any(r.last is not None for r in self.reference.places)


@dataclass(slots=True)
class _Reader:
    neighbours: Neighbours
    titles: Collection[str]
    own_titles: frozenset[str]
    own_number: str
    names: ShortNames = field(default_factory=ShortNames)
    units: list[Unit] = field(default_factory=list)
    said: list[list[_Said]] = field(default_factory=list)

    def read(self, n: int, unit: Unit) -> Reading:
        here: list[_Said | None] = []
        self.units.append(unit)
        self.said.append([])
        for mention in mentions(unit.text):
            found = self._read(unit, mention, here)
            here.append(found)
            if found is not None:
                said = self.said[n]
                while said and said[-1].reference.end > found.reference.start:
                    said.pop()  # a short name that is part of a longer title
                said.append(found)
            if mention.work is not None and mention.work.form == "number" and found is not None:
                self._cited_by_number(unit, mention.work, found)
            if mention.defines is not None and mention.work is not None:
                meaning = found.meaning if found else self._meaning(unit, mention, mention.work)
                self.names.define(mention.defines, meaning, unit)
        return Reading(unit, tuple(s.reference for s in self.said[n]))

    def _cited_by_number(self, unit: Unit, work: WorkName, found: _Said) -> None:
        """What was once cited by title and number is cited by its title from then on."""
        title = found.meaning.title
        if title and not found.meaning.own and not found.meaning.state:
            self.names.define((title, "以下"), found.meaning, unit)

    # ------------------------------------------------------------------------------------------------------------ works

    def _meaning(self, unit: Unit, mention: Mention, work: WorkName) -> Meaning:
        """Which regulation the name before a place means."""
        match work.form:
            case "own":
                reason = "amending_instrument" if unit.supplement else ""
                return Meaning(own=True, state=work.state, reason=reason)
            case "number":
                title = self._title(unit, work)
                own = bool(self.own_number) and work.number == self.own_number
                return Meaning(own=own, work=work.number, title=title, state=work.state)
            case "same":
                return self._same_work(unit, work)
            case "title":
                return self._titled(unit, work)
            case "unknown" if not work.name and work.state:
                return Meaning(own=True, state=work.state)
            case _:
                return Meaning(work=work.name, title=work.name, state=work.state, reason="unknown_name")

    def _title(self, unit: Unit, work: WorkName) -> str:
        return next((t for s in work.titles if (t := unit.text[s : work.end]) in self.titles), work.name)

    def _titled(self, unit: Unit, work: WorkName) -> Meaning:
        known = next((t for s in work.titles if (t := unit.text[s : work.end]) in self.titles), None)
        if known is not None and len(known) > len(work.name):
            return Meaning(own=known in self.own_titles, work=known, title=known, state=work.state)
        names = [unit.text[s : work.end] for s in work.titles if s < work.start]
        for name in names if work.longer else (*names, work.name):
            if (defined := self.names.meaning(name, unit)) is not None:
                return replace(defined, named=True, state=defined.state or work.state)
        if known is not None:
            return Meaning(own=known in self.own_titles, work=known, title=known, state=work.state)
        return Meaning(work=work.name, title=work.name, state=work.state, reason="undefined_name", named=True)

    def _same_work(self, unit: Unit, work: WorkName) -> Meaning:
        for said in self._before(unit):
            if said.reference.kind in ("absolute", "named") and same_kind(said.meaning, work.name):
                return replace(said.meaning, named=True)
            if said.meaning.own and said.mention.work is not None and said.mention.work.name == work.name:
                return said.meaning
        return Meaning(work=work.name, title=work.name, reason="no_antecedent", named=True)

    # ----------------------------------------------------------------------------------------------------------- places

    def _read(self, unit: Unit, mention: Mention, here: Sequence[_Said | None]) -> _Said | None:
        start = mention.start
        if mention.tentative and mention.quoted:
            return None
        work = mention.work
        meaning = Meaning(own=True)
        if work is not None:
            meaning = self._meaning(unit, mention, work)
            start = self._start(unit, mention, work, meaning)
            if mention.tentative and meaning.reason:
                return None
        if mention.unreadable:
            return self._made(unit, mention, start, meaning, (), reason="unreadable")
        before = self._joined(mention, here)
        if mention.head:
            meaning, places, reason = self._headed(unit, mention, meaning)
        elif work is not None and (work.name or work.number or not work.state):
            places, reason = _of_work(mention.steps), meaning.reason
        else:
            meaning, places, reason = self._bare(unit, mention, before, meaning)
        if mention.last is not None and not reason:
            places, reason = self._until(unit, mention.last, places, meaning)
        if not reason and meaning.state == "before":
            reason = "former_text"
        if not reason and meaning.own and unit.supplement and meaning.state == "":
            reason = self._own_in_amending(places)
        if self._of_amendment(unit, mention, meaning):
            reason = "amending_instrument"
        if self._borrowed(unit, mention):
            reason = "quoted" if mention.quoted or unit.substituted else "amending_words"
        return self._made(unit, mention, start, meaning, places, reason)

    def _of_amendment(self, unit: Unit, mention: Mention, meaning: Meaning) -> bool:
        """（第3号に係る部分に限る。） behind …の改正規定 counts in what is amended."""
        bare = meaning.own and not mention.head and mention.work is None and bool(mention.steps)
        return (
            bare
            and bool(unit.supplement)
            and mention.steps[0].kind in _BELOW_ARTICLE
            and "改正規定" in unit.text
        )

    def _borrowed(self, unit: Unit, mention: Mention) -> bool:
        """Words that speak for another text: quoted, to be read otherwise, or of an amendment of something else."""
        if mention.quoted or unit.substituted:
            return True
        named = mention.work is not None and mention.work.form in ("number", "title")
        return unit.amends is not None and mention.start >= unit.amends and not named

    def _own_in_amending(self, places: Sequence[Range]) -> str:
        """In a 附則 that an amendment brought, 第2条 is of the amending instrument; only that 附則 itself stands here."""
        return (
            ""
            if places and all(a.steps[0].kind is Kind.SUPPL for r in places for a in r.ends)
            else "amending_instrument"
        )

    def _start(self, unit: Unit, mention: Mention, work: WorkName, meaning: Meaning) -> int:
        if work.form not in ("title", "number") or not meaning.title:
            return mention.start
        begin = work.end - len(meaning.title)
        if begin in work.titles and unit.text[begin : work.end] == meaning.title:
            return begin
        return mention.start

    def _made(
        self,
        unit: Unit,
        mention: Mention,
        start: int,
        meaning: Meaning,
        places: tuple[Range, ...],
        reason: str,
    ) -> _Said:
        kind: RefKind = "internal"
        if not meaning.own:
            kind = "named" if meaning.named else "absolute"
        elif mention.head or (mention.work is not None and mention.work.form in ("own", "same")):
            kind = "relative"
        reference = Reference(
            start, mention.end, unit.text[start : mention.end], kind, "" if meaning.own else meaning.work,
            "" if meaning.own else meaning.title, places, mention.tail, meaning.state, reason,
        )  # fmt: skip
        last = places[-1].ends[-1].steps if places else ()
        return _Said(reference, meaning, last, mention)

    def _joined(self, mention: Mention, here: Sequence[_Said | None]) -> _Said | None:
        if not mention.joined or not here:
            return None
        return here[mention.bracket] if mention.bracket >= 0 else here[-1]

    def _bare(
        self, unit: Unit, mention: Mention, before: _Said | None, meaning: Meaning
    ) -> tuple[Meaning, tuple[Range, ...], str]:
        """Steps without a name before them: continued from the citation before, or counted from where they stand."""
        steps = mention.steps
        first = steps[0].kind
        if mention.joined == "unread":
            return meaning, (), "ambiguous"
        if before is not None and before.meaning == Meaning(own=True) and first is Kind.SUPPL:
            before = None  # 附則第2条及び附則第3条 are both of the 附則 that says so
        if before is None or meaning.state:
            places, reason = self._from_here(unit, steps)
            return meaning, places, reason
        if before.reference.reason and before.reference.reason != "amending_instrument":
            return before.meaning, (), "ambiguous"  # a doubt about the first of a list is one about all of it
        foreign = not before.meaning.own
        index = next((n for n, s in enumerate(before.steps) if s.kind is first), None)
        if mention.joined == "list" and index is not None:
            return before.meaning, _place(*before.steps[:index], *steps), before.reference.reason
        if mention.joined == "below" or (mention.joined == "except" and first in _BELOW_ARTICLE):
            upper = before.steps if index is None else before.steps[:index]
            if not upper or before.several:
                return before.meaning, (), before.reference.reason or "ambiguous"
            if RANK[before.steps[-1].kind] >= RANK[first] and index is None:
                return before.meaning, (), "ambiguous"
            return before.meaning, _place(*upper, *steps), before.reference.reason
        of_the_body = first in _OF_THE_BODY and bool(before.steps) and before.steps[0].kind in _OF_THE_BODY
        if mention.joined == "list" and foreign and of_the_body:  # 漁業法第三章及び第六十五条
            return before.meaning, _place(*steps), before.reference.reason
        if mention.joined == "except" and first is Kind.ARTICLE and foreign:
            return before.meaning, _place(*steps), before.reference.reason
        places, reason = self._from_here(unit, steps)
        if foreign:
            return meaning, places, "ambiguous"
        if mention.joined in ("inside", "loose") and first in _BELOW_ARTICLE and index is not None:
            other = _place(*before.steps[:index], *steps)
            if other != places:
                return meaning, places, "ambiguous"
        return meaning, places, reason

    def _from_here(self, unit: Unit, steps: tuple[Step, ...]) -> tuple[tuple[Range, ...], str]:
        """第2項 is of the article that says so, 第1号 of its 項, everything higher of the regulation."""
        kind, at = steps[0].kind, unit.at
        if kind is Kind.SUPPL:
            own = unit.supplement or ""
            return _place(Step(Kind.SUPPL, own), *steps[1:]), ""
        if kind not in _BELOW_ARTICLE:
            if len(steps) > 1 and steps[:1] == unit.around.steps and kind in APPENDIX_KINDS:
                return (
                    (),
                    "ambiguous",
                )  # a 別表 that names itself with a number names another's: its head says whose
            around = (h for h in unit.headings if RANK[h.kind] < RANK[kind]) if kind in HEADINGS else ()
            return _place(*around, *steps), ""
        above = Kind.ARTICLE if kind is Kind.PARAGRAPH else Kind.PARAGRAPH
        holder = self.neighbours.own(at, above)
        if holder is not None and kind in (Kind.PARAGRAPH, Kind.ITEM):
            return _place(*holder.steps, *steps), ""
        if kind is Kind.PARAGRAPH and at.steps and at.steps[0].kind is Kind.PARAGRAPH:
            return _place(*steps), ""
        return (), "ambiguous"

    def _headed(
        self, unit: Unit, mention: Mention, meaning: Meaning
    ) -> tuple[Meaning, tuple[Range, ...], str]:
        kind = mention.of
        assert kind is not None
        if mention.head == "同":
            return self._same_place(unit, mention, kind)
        at = Address(unit.headings) if kind in HEADINGS else unit.at
        if mention.head == "この":
            if kind is Kind.SUPPL:
                if unit.supplement is None:
                    return meaning, (), "nothing_there"
                return meaning, _place(Step(Kind.SUPPL, unit.supplement)), ""
            own = self.neighbours.own(at, kind)
            if own is None:
                return meaning, (), "nothing_there"
            return meaning, _place(*own.steps, *mention.steps), ""
        if mention.of is Kind.ITEM and mention.head == "前" and self.neighbours.own(at, kind) is None:
            return meaning, (), "ambiguous"
        found = self.neighbours.beside(at, kind, mention.head, mention.count)
        if found is None:
            return meaning, (), "nothing_there"
        if mention.steps:
            if found.last is not None:
                return meaning, (), "ambiguous"
            return meaning, _place(*found.first.steps, *mention.steps), ""
        return meaning, (found,), ""

    def _same_place(self, unit: Unit, mention: Mention, kind: Kind) -> tuple[Meaning, tuple[Range, ...], str]:
        """同条, 同項, 同号: of the citation nearest before that names one."""
        for said in self._before(unit, mention.depth):
            index = next((n for n, s in enumerate(said.steps) if s.kind is kind), None)
            if index is None or not _prints(said.mention, kind):
                continue  # 同条 behind 前項 is the 条 that was named before it
            ends = [a.steps[: index + 1] for r in said.reference.places for a in r.ends]
            if any(end != ends[0] for end in ends):
                return said.meaning, (), "ambiguous"
            reason = said.reference.reason
            steps = (*said.steps[: index + 1], *mention.steps)
            return said.meaning, _place(*steps), reason
        return Meaning(own=True), (), "no_antecedent"

    def _before(self, unit: Unit, depth: int | None = None) -> Iterator[_Said]:
        """What was cited before, nearest first: in these words, then in those of the provisions above. What stands in parentheses
        that have closed comes last."""
        own = self.said[-1]
        nearest = [s for s in reversed(own) if depth is None or s.mention.depth <= depth]
        yield from nearest
        closed = [s for s in reversed(own) if depth is not None and s.mention.depth > depth]
        above: list[_Said] = []
        parent = unit.parent
        while parent >= 0:
            above += reversed(self.said[parent])
            parent = self.units[parent].parent
        yield from closed
        yield from above

    def _until(
        self, unit: Unit, last: Mention, places: tuple[Range, ...], meaning: Meaning
    ) -> tuple[tuple[Range, ...], str]:
        """The far end of a range, which continues the near one."""
        if len(places) != 1 or places[0].last is not None:
            return (), "ambiguous"
        first = places[0].first
        if last.head:
            _, found, reason = self._headed(unit, last, meaning)
            if reason or len(found) != 1 or found[0].last is not None or not meaning.own:
                return (), reason or "ambiguous"
            end = found[0].first
        else:
            index = next((n for n, s in enumerate(first.steps) if s.kind is last.steps[0].kind), None)
            if index is None:
                return (), "ambiguous"
            end = Address((*first.steps[:index], *last.steps))
        if end.sort_key() <= first.sort_key():
            return (), "ambiguous"
        return (Range(first, end),), ""


def _prints(mention: Mention, kind: Kind) -> bool:
    """Whether the words of a citation name a place of that kind themselves."""
    return mention.of is kind or any(s.kind is kind for s in mention.steps)


def _place(*steps: Step) -> tuple[Range, ...]:
    return (Range(Address(tuple(steps))),)


def _of_work(steps: tuple[Step, ...]) -> tuple[Range, ...]:
    return _place(*steps) if steps else ()
