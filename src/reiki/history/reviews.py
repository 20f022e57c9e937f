"""What a regulation promises of itself: to be reviewed (見直し条項).

Counting: a period ``この条例の施行後5年`` begins on the day of commencement itself, which begins at midnight (民法140条ただし書),
and has passed on the day that answers to it (民法143条): in force from 2020-04-01, five years have passed on 2025-04-01, and
``5年以内`` ends the day before. A period named by a fiscal year (年度) ends with 31 March (地方自治法208条).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reiki.gazette.day_phrases import day_after_period
from reiki.gazette.lines import fold, sentences, squeeze
from reiki.history.starts import commencement_in
from reiki.law.address import Address, Step
from reiki.law.era import find_dates, parse_year
from reiki.law.instruments import OWN
from reiki.law.kinds import Kind
from reiki.law.numerals import NUMERAL, parse_number

if TYPE_CHECKING:
    from reiki.law.document import LawDocument
    from reiki.law.provision import Provision

MARKS: Final = ("検討", "見直")
"""A text without any of these words promises nothing of the kind."""

_REVIEW: Final = re.compile(r"検討(?:を|し|す|の上|するものと)|見直(?:し|す)")
_OF_ITSELF: Final = re.compile(rf"{OWN}(?:の施行|の規定|の内容|の在り方|のあり方|について|による|を|は)")
_PERIOD: Final = re.compile(
    rf"(?:施行の日|施行日|施行)(?:から|後|以後)(?:起算して)?、?(?:おおむね|概ね|約)?"
    rf"(?:(?P<years>{NUMERAL})年|(?P<months>{NUMERAL})(?:月|か月|箇月|ヶ月|カ月))(?P<half>6月)?"
    r"(?P<how>を超えない|以内|を経過する日までの間|を経過する日まで)?(?P<each>(?:の期間|期間)?(?:ごと|毎))?"
)
_EACH: Final = re.compile(
    rf"(?:施行後、?)?(?:おおむね|概ね|約)?(?P<years>{NUMERAL})年(?:を超えない期間|以内|を経過する)?(?:ごと|毎)に"
)
_BY_DAY: Final = re.compile(r"^(?:まで|を目途|をめど|を目処|限り|末日|以内|を期限)")
_FISCAL: Final = re.compile(
    rf"(?P<year>(?:明治|大正|昭和|平成|令和)(?:元|{NUMERAL})年)度(?:の?末|中|まで|内|を目途|をめど|を目処|において|に)"
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A provision in which a regulation says when it will be reviewed. ``day``: the next such day, ``None`` where it
    cannot be counted; ``each``: it comes back."""

    at: Address
    text: str
    day: datetime.date | None
    each: bool = False


def promises(
    document: LawDocument, after: datetime.date, starts: Mapping[str, datetime.date] | None = None
) -> tuple[Promise, ...]:
    """What a text promises for days after ``after``, and what it promises for days that cannot be counted.

    ``starts``: commencements that are known otherwise, by the number of the amending instrument, ``""`` for the regulation
    itself; else each 附則 is read for its own.
    """
    regulation = document.regulation()
    known = dict(starts or {})
    for suppl in (p for p in regulation.provisions if p.kind is Kind.SUPPL):
        day = commencement_in(document, suppl)
        if day is not None:
            known.setdefault(suppl.num, day)
    out: list[Promise] = []
    for provision in regulation.provisions:
        start = known.get(provision.num if provision.kind is Kind.SUPPL else "")
        for at, text in _texts(provision, ()):
            out.extend(_read(at, text, start, after))
    return tuple(out)


def _texts(p: Provision, up: tuple[Step, ...]) -> Iterator[tuple[Address, str]]:
    steps = (*up, Step(p.kind, p.num))
    if p.text:
        yield Address(steps), p.text
    for child in p.children:
        yield from _texts(child, steps)


def _read(at: Address, printed: str, start: datetime.date | None, after: datetime.date) -> Iterator[Promise]:
    if not any(mark in printed for mark in MARKS):
        return
    for sentence in sentences(fold(squeeze(printed))):
        if _REVIEW.search(sentence) and _OF_ITSELF.search(sentence):
            day, each = _review_day(sentence, start, after)
            if day is None or day > after:
                yield Promise(at, sentence, day, each)


def _review_day(
    sentence: str, start: datetime.date | None, after: datetime.date
) -> tuple[datetime.date | None, bool]:
    if match := _PERIOD.search(sentence):
        months = 12 * parse_number(match["years"]) if match["years"] else parse_number(match["months"])
        each = bool(match["each"])
        if start is None or not months or match["half"]:
            return None, each
        early = 1 if match["how"] else 0
        return _next(start, months, early, after) if each else (_passed(start, months, early), False)
    if match := _EACH.search(sentence):
        months = 12 * parse_number(match["years"])
        return _next(start, months, 0, after) if start is not None and months else (None, True)
    days = {day for day, _, end in find_dates(sentence) if _BY_DAY.match(sentence[end:])}
    for match in _FISCAL.finditer(sentence):
        days.add(datetime.date(parse_year(match["year"]) + 1, 3, 31))
    return (days.pop() if len(days) == 1 else None), False


def _passed(start: datetime.date, months: int, early: int) -> datetime.date:
    return day_after_period(start, months, 0) - datetime.timedelta(early)


def _next(
    start: datetime.date, months: int, early: int, after: datetime.date
) -> tuple[datetime.date | None, bool]:
    """The first of the days that come back every so many months which lies after a day."""
    elapsed = (after.year - start.year) * 12 + after.month - start.month
    times = max(1, elapsed // months)
    while (day := _passed(start, months * times, early)) <= after:
        times += 1
    return day, True
