"""Short names of regulations (略称): 以下「法」という, where they hold, and what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from reiki.cite.model import State
from reiki.cite.units import Unit
from reiki.law.address import Address
from reiki.law.kinds import Kind

_OF_THE_ARTICLE: Final = re.compile(r"(?:この|本)条|[次同]項|(?<!条)第[^条]{1,6}項")
_OF_THE_PARAGRAPH: Final = re.compile(r"(?:この|本)[項号]|この各号|各号")
_OF_THE_CHAPTER: Final = re.compile(r"(?:この|本)([編章節款])")
_PLURAL: Final = re.compile(r"\A(?:両|各|諸|関係)|(?:等|類)\Z")


@dataclass(frozen=True, slots=True)
class Meaning:
    """Which regulation words mean. ``own``: the one that says them. ``work``: a number, or a title. ``reason``: why it cannot be
    told, a code of :data:`reiki.cite.reasons.REASONS`. ``named``: by a short name."""

    own: bool = False
    work: str = ""
    title: str = ""
    state: State = ""
    reason: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True)
class _Definition:
    meaning: Meaning
    supplement: str | None
    within: Address | None
    headings: int


@dataclass(slots=True)
class ShortNames:
    """The short names that a regulation has given so far. What an amending instrument's 附則 defines holds in it alone, and what
    the regulation defines does not hold there."""

    _given: dict[str, list[tuple[Unit, _Definition]]] = field(default_factory=dict)

    def define(self, definition: tuple[str, str], meaning: Meaning, unit: Unit) -> None:
        """From here on, and as far as ``definition`` says (name, 以下この条において), a name means a regulation."""
        name, scope = definition
        if _PLURAL.search(name):
            meaning = Meaning(work=name, title=name, reason="ambiguous")
        within: Address | None = None
        headings = 0
        if _OF_THE_PARAGRAPH.search(scope):
            within = _holder(unit.at, Kind.PARAGRAPH)
        elif _OF_THE_ARTICLE.search(scope):
            within = _holder(unit.at, Kind.ARTICLE)
        elif chapter := _OF_THE_CHAPTER.search(scope):
            counters = "編章節款".index(chapter[1])
            headings = min(counters + 1, len(unit.headings))
        self._given.setdefault(name, []).append(
            (unit, _Definition(meaning, unit.supplement or None, within, headings))
        )

    def meaning(self, name: str, unit: Unit) -> Meaning | None:
        """What a name means in a unit; ``None`` where nothing has given it a meaning that holds there."""
        for given_in, definition in reversed(self._given.get(name, ())):
            if definition.supplement != (unit.supplement or None):
                continue
            if definition.within is not None and not unit.at.is_under(definition.within):
                continue
            if unit.headings[: definition.headings] != given_in.headings[: definition.headings]:
                continue
            return definition.meaning
        return None


def _holder(at: Address, kind: Kind) -> Address:
    for n, step in enumerate(at.steps):
        if step.kind is kind:
            return Address(at.steps[: n + 1])
    return at


def same_kind(meaning: Meaning, name: str) -> bool:
    """True when 同 with a name may point to a regulation: 同法 to ○○法 and to 昭和25年法律第261号, 同令 to a 政令."""
    bare = re.sub(r"第[^第]*号\Z", "", meaning.work)
    known = (meaning.title or meaning.work, bare)
    return any(k.endswith(name) or (name == "法" and k.endswith("法律")) for k in known)
