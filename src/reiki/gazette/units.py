"""A clause whose parts start on different days is one unit per day (design, decision 4)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reiki.amend.operations import Finding, Source
from reiki.gazette.model import Clause, Commencement, Fixed, Notice
from reiki.gazette.starting_days import same_start
from reiki.law.address import Address, AddressError
from reiki.law.identity import find_law_numbers
from reiki.law.numerals import NUMERAL

_PART: Final = re.compile(
    r"(?P<places>.*?)(?:に係る部分|の改正規定|の改正(?:に限る|に係る)?)?(?:（(?P<limit>.*)）)?$"
)
_WITHIN: Final = re.compile(rf"(第{NUMERAL}条(?:の{NUMERAL})*(?:第{NUMERAL}項)?)中(?=第{NUMERAL}[項号])")
"""``第5条中第2項の改正規定`` is 第5条第2項; ``第1条中第5条の改正規定`` is no place in one regulation."""

_NEXT: Final = re.compile(
    r"(?P<after>.+?)の次に(?:次の)?[0-9０-９一二三四五六七八九十]+(?:条|項|号|表|章|節)を加える"
)
_SPLIT: Final = re.compile(r"、|及び|並びに|，|・")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which provisions of a clause a unit covers: those under ``include``, or (``include`` ``None``) all but ``exclude``.
    ``follows``: provisions after which the unit adds new ones (``第3条の次に1条を加える改正規定``)."""

    include: tuple[Address, ...] | None = None
    exclude: tuple[Address, ...] = ()

    def covers(self, at: Address) -> bool:
        """True when everything at ``at`` belongs to the unit, as far as the scope names it or something above it."""
        if self.include is not None:
            return any(at.is_under(a) for a in self.include)
        return not any(at.is_under(a) for a in self.exclude)

    def touches(self, at: Address) -> bool:
        """True when something under ``at`` belongs to the unit."""
        if self.include is not None:
            return any(at.is_under(a) or a.is_under(at) for a in self.include)
        return not any(at.is_under(a) for a in self.exclude)


WHOLE: Final = Scope()


@dataclass(frozen=True, slots=True)
class Unit:
    """A clause, or the part of it that starts on one day."""

    clause: Clause
    scope: Scope
    commencement: Commencement | None
    findings: tuple[Finding, ...] = ()


def units_of(clause: Clause) -> tuple[Unit, ...]:
    """The units of a clause, the main one last named first. A part that cannot be read makes its clause one unit that
    carries an error finding: nobody may guess what starts when."""
    if not clause.commencements:
        return (Unit(clause, WHOLE, clause.commencement),)
    parts: list[tuple[Commencement, list[Address]]] = []
    for part in clause.commencements:
        places = part_addresses(part.part)
        if places is None:
            finding = Finding(
                "error",
                "part_commencement",
                f"which provisions start apart is not understood: {part.part}",
                Source(),
            )
            return (Unit(clause, WHOLE, clause.commencement, (finding,)),)
        if (both := _on_two_days(parts, part.commencement, places)) is not None:
            finding = Finding(
                "error", "part_commencement", f"this is said to start on two days: {both}", Source()
            )
            return (Unit(clause, WHOLE, clause.commencement, (finding,)),)
        same = next((known for day, known in parts if same_start(day, part.commencement)), None)
        if same is None:
            parts.append((part.commencement, list(places)))
        else:
            same.extend(places)
    excluded = tuple(a for _, places in parts for a in places)
    out = [Unit(clause, Scope(exclude=excluded), clause.commencement)]
    out.extend(Unit(clause, Scope(include=tuple(places)), day) for day, places in parts)
    return tuple(out)


def _on_two_days(
    parts: Sequence[tuple[Commencement, list[Address]]], day: Commencement, places: Sequence[Address]
) -> Address | None:
    """A provision of a part that is one of another day's, lies in it or holds it (第2条 and 第2条第1項)."""
    for known, others in parts:
        if not same_start(known, day):
            for place in places:
                if any(place.is_under(o) or o.is_under(place) for o in others):
                    return place
    return None


def first_day(commencement: Commencement, clause: Clause, notice: Notice) -> datetime.date | None:
    """The day in which a unit takes its turn; ``None`` while nobody has fixed it.

    A day that was printed and not understood, or cannot be meant, may be any from the promulgation on: there the clause is
    held, and blocks.
    """
    unread = any(f.severity == "error" and f.code.startswith("commencement") for f in clause.findings)
    if isinstance(commencement, Fixed):
        return notice.promulgated if unread and notice.promulgated is not None else commencement.date
    return notice.promulgated if unread else None


def part_addresses(text: str) -> tuple[Address, ...] | None:
    """The provisions that ``第5条及び第7条第2項の改正規定`` names; ``None`` when it says more than addresses do
    (``（「A」を「B」に改める部分に限る。）``) or names something that is no address."""
    bare = re.sub(r"\s", "", text).translate(str.maketrans("()", "（）"))
    bare = _WITHIN.sub(r"\1", bare)
    match = _PART.fullmatch(bare)
    if match is None or match["limit"] or not match["places"]:
        return None
    if any(True for _ in find_law_numbers(match["places"])):
        return None
    out: list[Address] = []
    for named in _SPLIT.split(match["places"].removesuffix("の規定")):
        piece = re.sub(r"の改正規定$|に係る改正規定$|を削る改正規定$|を加える改正規定$", "", named)
        following = _NEXT.fullmatch(piece)
        try:
            out.append(Address.parse(piece if following is None else following["after"]))
        except AddressError:
            return None
        if following is not None:
            return None
    return tuple(out)
