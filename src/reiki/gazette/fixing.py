"""The notice that fixes the day on which another one starts (施行期日を定める規則).

``霧浜市○○条例（令和6年霧浜市条例第18号）の施行期日は、令和6年10月1日とする。`` fixes what ``規則で定める日`` left open. The
instrument is named by its number; without one nothing is fixed, since titles repeat. Such a notice says nothing else: a
sentence of it that is not read may be the exception (``ただし、第2条の改正規定については、…``), so that then nothing is fixed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from reiki.amend.operations import Finding
from reiki.gazette.day_phrases import read_day, with_years, without_names
from reiki.gazette.lines import fold, sentences, squeeze
from reiki.gazette.model import Fixed, Notice
from reiki.law.era import find_dates
from reiki.law.identity import LawNumber, find_law_numbers
from reiki.law.numerals import NUMERAL
from reiki.source.model import Paragraph

_TITLE: Final = re.compile(
    r"施行(?:期日|の日|の期日)(?:等)?を(?:定める|指定する)(?!.*(?:を改正する|を廃止する))"
)
_FIXES: Final = re.compile(
    r"(?P<what>.+?)(?:(?:の規定)?の施行(?:期日|の(?:期)?日)|について)?は、?(?P<day>[^は]+?)(?P<end>とする|である|から施行する)?。?$"
)
_CHAIN: Final = re.compile(r"(?<=日)(?:とし|から施行し)、")
_LABEL: Final = re.compile(rf"\s*(?:第{NUMERAL}条(?:の{NUMERAL})*|[0-9０-９]{{1,2}}|[①-⑳])[\s\u3000]+")
_CAPTION: Final = re.compile(r"\([^()]*\)")
_EXCEPTION: Final = re.compile(r"(?:ただし|但し)、?|(?:前項|同項)(?:本文)?の規定にかかわらず、")
_PURPOSE: Final = re.compile(
    r"(?:(?:この|本)[^、。はを]{1,16}は、|[^。]*に基づき、)[^。]*施行(?:期日|の日|の期日)[^。]*"
    r"(?:定める|指定する)(?:ものとする|ことを目的とする)?。?"
)
_NOT_A_NAME: Final = re.compile(r"にかかわらず|を除く|を除き|ほか、|限り、|。")
_JOINED: Final = re.compile(r"(?:及び|並びに|、)")
_SAME: Final = re.compile(r"(?:同|当該)(?P<kind>条例|規則|規程|訓令|告示|要綱|要領|法|令)(?P<part>.*)")
_COINED: Final = re.compile(r"以下(?:単に|この[^「」。]{1,8})?「(?P<name>[^「」]{1,40})」という")


@dataclass(frozen=True, slots=True)
class Fixing:
    """A day fixed for an instrument. ``number``: its canonical law number, as printed. ``part``: the words after it that name
    what of it starts (``附則ただし書に規定する改正規定``), ``""`` for all that was left open. ``text``: the sentence."""

    number: str
    part: str
    day: datetime.date
    text: str


@dataclass(frozen=True, slots=True)
class Fixings:
    """The days that a notice fixes, and what of it was not understood: then it fixes none."""

    fixings: tuple[Fixing, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Reading:
    """What the sentences before have named: the instruments of the last, by what names, and the date printed last."""

    notice: Notice
    found: list[Fixing] = field(default_factory=list)
    last: tuple[LawNumber, ...] = ()
    names: dict[str, LawNumber] = field(default_factory=dict)
    date: datetime.date | None = None

    def sentence(self, printed: str) -> bool:
        """Reads a sentence; ``False`` for one that says anything else than a day, or nothing at all."""
        if _CAPTION.fullmatch(printed):
            return True
        if not _prints_date(printed) and _PURPOSE.fullmatch(printed):
            return self._purpose(printed)
        exception = _EXCEPTION.match(printed)
        said = printed[exception.end() :] if exception else printed
        said, self.date = with_years(said, self.date)
        pieces = _CHAIN.split(said)
        return all(
            self._piece(p, printed, exception is not None or n > 0, n + 1 == len(pieces))
            for n, p in enumerate(pieces)
        )

    def _purpose(self, printed: str) -> bool:
        """``…の施行期日を定める``: names an instrument, whole, and no day."""
        numbers = dict.fromkeys(number for number, _, _ in find_law_numbers(printed))
        self.last = tuple(numbers)
        if len(numbers) == 1 and (coined := _COINED.search(printed)):
            self.names[coined["name"]] = self.last[0]
        return _NOT_A_NAME.search(without_names(printed).rstrip("。")) is None

    def _piece(self, piece: str, printed: str, further: bool, closing: bool) -> bool:
        coined = _COINED.search(piece)
        match = _FIXES.match(without_names(piece))
        if match is None or bool(match["end"]) is not closing:
            return False
        day = read_day(match["day"], self.notice.promulgated)
        if not isinstance(day, Fixed):
            return False
        named = self._what(match["what"], further)
        if not named:
            return False
        self.last = tuple(number for number, _ in named)
        for number, part in named:
            self.found.append(Fixing(str(number), part, day.date, printed))
        if coined and len(named) == 1:
            self.names[coined["name"]] = named[0][0]
        return True

    def _what(self, what: str, further: bool) -> list[tuple[LawNumber, str]]:
        """The instruments that a sentence names, each with what of it is meant; none where that was not read."""
        numbers = list(find_law_numbers(what))
        if not numbers:
            known = self._known(what, further)
            return [known] if known else []
        out: list[tuple[LawNumber, str]] = []
        before = 0
        for n, (number, start, end) in enumerate(numbers):
            if _NOT_A_NAME.search(what[before:start]):
                return []
            after = what[end : numbers[n + 1][1]] if n + 1 < len(numbers) else what[end:]
            rest = re.sub(r"^[)）」]+", "", after)
            if n + 1 < len(numbers):
                if not _JOINED.match(rest):
                    return []
                rest = ""
            out.append((number, rest.removeprefix("の")))
            before = end
        # 「A（第3号）及びB（第5号）附則ただし書…」: of which of the two it is a part is not told.
        return [] if len(out) > 1 and out[-1][1] else out

    def _known(self, what: str, further: bool) -> tuple[LawNumber, str] | None:
        """An instrument by what the sentences before called it: 同規則, a name that they coined, or nothing in an exception."""
        for name, number in self.names.items():
            if what.startswith(name):
                return number, what.removeprefix(name).removeprefix("の")
        if same := _SAME.fullmatch(what):
            alike = [number for number in self.last if number.kind.endswith(same["kind"])]
            return (alike[0], same["part"].removeprefix("の")) if len(alike) == 1 else None
        return (self.last[0], what) if further and len(self.last) == 1 else None


def read_fixings(notice: Notice) -> Fixings:
    """The days that a notice fixes for others; empty for a notice whose title does not say that it fixes any."""
    if not _TITLE.search(fold(squeeze(notice.title))):
        return Fixings()
    reading = _Reading(notice)
    for printed in _sentences(notice):
        if not reading.sentence(printed):
            message = (
                f"which day this fixes, and of what, was not read; nothing of this notice is fixed: {printed}"
            )
            return Fixings((), (Finding("error", "fixing_not_understood", message),))
    if not reading.found:
        message = f"「{notice.title}」 fixes a day by its title, but no sentence that does so was read"
        return Fixings((), (Finding("error", "fixing_not_understood", message),))
    return Fixings(tuple(reading.found))


def _prints_date(printed: str) -> bool:
    """True when a sentence prints a date outside a law number."""
    bare = printed
    for _, start, end in reversed(list(find_law_numbers(printed))):
        bare = bare[:start] + bare[end:]
    return any(True for _ in find_dates(bare))


def _sentences(notice: Notice) -> Iterator[str]:
    """The sentences of the main provision without the labels of its articles; ``a table or figure`` for what is none."""
    for block in notice.body:
        if not isinstance(block, Paragraph):
            yield "a table or figure"
            continue
        for line in block.text.text.split("\n"):
            label = _LABEL.match(line)
            yield from sentences(fold(squeeze(line[label.end() :] if label else line)))
