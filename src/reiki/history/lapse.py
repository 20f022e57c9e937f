"""When a regulation, or a part of it, ends by its own words (失効): read from the text in force, so that an amendment of them in
time moves the day.

Counting (conventions.md §4): ``平成18年3月31日限り、その効力を失う`` is in force through that day;
``平成18年4月1日に、その効力を失う`` is gone on it. ``施行の日から起算して3年を経過した日に`` is counted from the commencement of
the instrument whose words these are; that day begins at midnight and counts (民法140条ただし書). What is not understood is a
:class:`Lapse` without a day, never nothing.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from reiki.gazette.day_phrases import day_after_period
from reiki.gazette.lines import fold, sentences, squeeze
from reiki.history.end_words import MARKS
from reiki.history.starts import commencement_in, promulgation_in
from reiki.law.address import Address, Step
from reiki.law.era import find_dates, parse_year
from reiki.law.kinds import Kind
from reiki.law.numerals import NUMERAL, parse_number
from reiki.law.provision import Provision

if TYPE_CHECKING:
    from reiki.law.document import LawDocument

_SELF: Final = (
    r"(?:この|本)(?:条例|規則|規程|訓令|告示|要綱|要領|法律|政令|省令|府令|庁令|命令|基準|細則|内規|指針)"
)
_FROM: Final = r"(?:[^。]*?(?:から|より)、?(?:これを)?(?:施行|適用|実施)し、)?"
_GONE: Final = r"(?:その効力を失う|効力を失う|失効する)"
_WHOLE: Final = re.compile(
    rf"^(?:ただし、?)?{_SELF}(?:の規定)?は、{_FROM}(?P<day>[^。]*?)(?P<how>限り|をもって|をもつて|に)で?、?{_GONE}(?:ものとする)?[。、]"
)
_ABOLISHED: Final = re.compile(
    rf"^(?:ただし、?)?{_SELF}は、{_FROM}(?P<day>[^。]*?)(?P<how>限り|をもって|をもつて)で?、?(?:これを)?廃止する(?:ものとする)?[。、]"
)
_LASTS: Final = re.compile(
    rf"^(?:ただし、?)?{_SELF}は、{_FROM}(?P<day>[^。]*?)(?P<how>まで(?:の間)?|間)(?:に限り)?、?(?:その)?効力を有する(?:ものとする)?[。、]"
)
_ITSELF: Final = re.compile(rf"^(?:ただし、?)?{_SELF}(?:の規定)?は、[^。]*?{_GONE}")
_PART: Final = re.compile(
    rf"^(?:ただし、?)?(?P<what>[^。「」]*?(?:第{NUMERAL}[条項号章節款]|附則|前項|前条|次項|次条|この[条項号章]|別表|様式)[^。、「」は]*?)は、{_FROM}"
    rf"(?P<day>[^。]*?)(?P<how>限り|をもって|をもつて|に)で?、?{_GONE}[^。]*[。]"
)
_MAIN_PART: Final = re.compile(rf"(?:この[条項号章節]|第{NUMERAL}[条章節](?:の{NUMERAL})*[^。、は]*)の規定")
_AMOUNT: Final = (
    rf"(?:(?P<years>{NUMERAL})(?:年|か年|箇年|ヶ年))?(?:(?P<months>{NUMERAL})(?:月|か月|箇月|ヶ月|カ月))?"
    rf"(?:(?P<days>{NUMERAL})日)?"
)
_COUNTED: Final = re.compile(
    rf"(?:{_SELF}の)?(?P<base>施行の日|施行日|施行|公布の日)(?:から|後)、?(?P<counted>起算して)?、?{_AMOUNT}(?P<passed>を経過した日|を経過する日|)"
    r"(?P<fiscal>の属する年度の(?:末日|3月31日|三月三十一日))?"
)
_FISCAL: Final = re.compile(rf"(?P<year>(?:平成|令和)(?:元|{NUMERAL})年)度(?:の?末日?)?")

What = Literal["whole", "part", "amending"]


@dataclass(frozen=True, slots=True)
class Lapse:
    """A sentence by which something ends. ``what``: the whole regulation, a part of it (``subject``, as printed), or an amending
    instrument whose 附則 the regulation carries. ``day``: the first without force, ``None`` where it is not known; ``earliest``:
    the first that it could be, where only the commencement is missing; ``counted``: it is counted from the commencement."""

    what: What
    at: Address
    text: str
    day: datetime.date | None
    earliest: datetime.date | None = None
    counted: bool = False
    subject: str = ""


def lapse_day(document: LawDocument, start: datetime.date | None = None) -> datetime.date | None:
    """The first day on which a regulation is no longer in force by its own words; ``None`` where they tell none, or two.
    ``start``: its commencement where that is known otherwise than by its 附則."""
    days = {each.day for each in lapses(document, start) if each.what == "whole"}
    return days.pop() if len(days) == 1 else None


def lapses(document: LawDocument, start: datetime.date | None = None) -> tuple[Lapse, ...]:
    """Every sentence by which the regulation or something of it ends, in document order. ``start`` as in :func:`lapse_day`."""
    provisions = document.regulation().provisions
    own = next((p for p in provisions if p.kind is Kind.SUPPL and not p.num), None)
    counting = _Counting(document, own, start)
    out: list[Lapse] = []
    for provision in provisions:
        amending = provision.kind is Kind.SUPPL and bool(provision.num)
        counts = _Counting(document, provision, None) if amending else counting
        for at, text in _texts(provision, ()):
            if not any(mark in text for mark in MARKS):
                continue
            for sentence in sentences(fold(squeeze(text))):
                found = _read(sentence, at, counts, provision.kind is Kind.SUPPL)
                if found is not None:
                    out.append(_of_amending(found) if amending and found.what == "whole" else found)
    return tuple(out)


def _of_amending(found: Lapse) -> Lapse:
    return Lapse("amending", found.at, found.text, found.day, found.earliest, found.counted)


def _texts(p: Provision, up: tuple[Step, ...]) -> Iterator[tuple[Address, str]]:
    steps = (*up, Step(p.kind, p.num))
    if p.text:
        yield Address(steps), p.text
    for child in p.children:
        yield from _texts(child, steps)


def _read(sentence: str, at: Address, counting: _Counting, suppl: bool) -> Lapse | None:
    for pattern in (_WHOLE, _ABOLISHED, _LASTS):
        if match := pattern.match(sentence):
            return _lapse("whole", at, sentence, match, counting)
    if _ITSELF.match(sentence):
        return Lapse("whole", at, sentence, None)
    match = _PART.match(sentence)
    if match is None or not (suppl or _MAIN_PART.fullmatch(match["what"])):
        return None
    if not re.search(r"の規定|別表|様式", match["what"]):
        return None
    return _lapse("part", at, sentence, match, counting)


def _lapse(what: What, at: Address, sentence: str, match: re.Match[str], counting: _Counting) -> Lapse:
    subject = match["what"] if what == "part" else ""
    phrase, how = match["day"], match["how"]
    through = 0 if how == "に" else 1
    dates = list(find_dates(phrase))
    if len(dates) == 1 and dates[0][1:] == (0, len(phrase)):
        return Lapse(what, at, sentence, dates[0][0] + datetime.timedelta(through), subject=subject)
    if (fiscal := _FISCAL.fullmatch(phrase)) and through:
        return Lapse(what, at, sentence, datetime.date(parse_year(fiscal["year"]) + 1, 4, 1), subject=subject)
    counted = _COUNTED.fullmatch(phrase)
    if counted is None or not _readable(counted, how):
        return Lapse(what, at, sentence, None, subject=subject)
    first = counting.first(counted)
    day = None if first is None else _end(counted, how, first)
    earliest = None
    if day is None and counting.promulgated is not None:
        earliest = _end(counted, how, counting.promulgated)
    return Lapse(what, at, sentence, day, earliest, True, subject)


def _readable(counted: re.Match[str], how: str) -> bool:
    """A period, and a way to end after it that leaves no doubt which day is meant."""
    if bool(counted["days"]) and bool(counted["years"] or counted["months"]):
        return False
    if not any(counted[k] for k in ("years", "months", "days")):
        return False
    if how == "間":
        return not counted["passed"] and not counted["fiscal"]
    return bool(counted["passed"]) and not (
        counted["passed"] == "を経過する日" and how == "に" and not counted["fiscal"]
    )


def _end(counted: re.Match[str], how: str, first: datetime.date) -> datetime.date:
    amount = {k: parse_number(counted[k]) if counted[k] else 0 for k in ("years", "months", "days")}
    passed = day_after_period(first, 12 * amount["years"] + amount["months"], amount["days"])
    if how == "間":
        return passed
    named = passed if counted["passed"] == "を経過した日" else passed - datetime.timedelta(1)
    if counted["fiscal"]:
        named = datetime.date(named.year + (named.month > 3), 3, 31)
    return named + datetime.timedelta(0 if how == "に" else 1)


class _Counting:
    """From which day the periods of one 附則, or of the main provision, are counted; worked out when first asked."""

    def __init__(self, document: LawDocument, suppl: Provision | None, start: datetime.date | None) -> None:
        self.document, self.suppl, self.start, self.asked = document, suppl, start, start is not None
        self.promulgated = None if suppl is None else promulgation_in(document, suppl)[0]

    def first(self, counted: re.Match[str]) -> datetime.date | None:
        if counted["base"] == "公布の日":
            if self.promulgated is None:
                return None
            return self.promulgated + datetime.timedelta(0 if counted["counted"] else 1)
        if not self.asked and self.suppl is not None:
            self.start, self.asked = commencement_in(self.document, self.suppl), True
        return self.start
