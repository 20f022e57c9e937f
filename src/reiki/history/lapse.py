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
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from reiki.gazette.day_phrases import day_after_period, read_day, with_years, without_names
from reiki.gazette.lines import fold, sentences, squeeze
from reiki.gazette.model import Fixed
from reiki.gazette.start_words import GONE
from reiki.gazette.statutory import applies_by_application, instrument_kind
from reiki.gazette.transitional import topic
from reiki.history.end_words import MARKS
from reiki.history.starts import commencement_in, promulgation_in
from reiki.law.address import Address, Step
from reiki.law.era import find_dates, parse_year
from reiki.law.instruments import OWN
from reiki.law.kinds import Kind
from reiki.law.numerals import NUMERAL, parse_number
from reiki.law.provision import Provision

if TYPE_CHECKING:
    from reiki.law.document import LawDocument

_BEGUN: Final = (
    r"(?:[^。]{0,160}?(?:から|より|に|をもって)、?(?:これを)?(?:施行|適用|実施)し(?:、|(?=[一-龥])))?"
)
_SURELY: Final = r"(?:もの(?:とする)?)?[。、]"
# What follows the は of the topic
_GONE: Final = re.compile(
    rf"{_BEGUN}(?P<day>[^。]{{0,160}}?)(?P<how>限り|をもって|をもつて|に|から)で?、?{GONE}{_SURELY}"
)
_LASTS: Final = re.compile(
    rf"{_BEGUN}(?:[^。]{{0,80}}?から、?(?=(?:平成|令和|20[0-9]{{2}}年)))?(?P<day>[^。]{{0,160}}?)(?P<how>まで(?:の間)?|間|限り)(?:に限り)?、?"
    rf"(?:(?:その)?効力を有する|とする|の時限とする){_SURELY}"
)
_LAST_DAY: Final = re.compile(rf"(?P<day>[^。]{{0,160}}?)(?P<how>)とする{_SURELY}")
_APPLIES: Final = re.compile(
    rf"{_BEGUN}(?:[^。]{{0,80}}?から、?(?=(?:平成|令和|20[0-9]{{2}}年)))?(?P<day>[^。]{{0,160}}?)(?P<how>まで(?:の間)?)(?:に限り)?、?(?P<verb>適用|施行|実施)する{_SURELY}"
)
_ENDING: Final = re.compile(
    r"(?:失う|失効(?:する|とする)|廃止(?:する|とする|される)|効力を有する|限りとする|までとする|時限とする|終了する"
    r"|まで(?:の間)?(?:に限り)?、?(?:適用|施行|実施)する)(?:もの(?:とする)?)?[。、]"
)
"""Words that end something, as far as they are said of a text or a part of it."""

_INTRODUCED: Final = re.compile(r"^(?:ただし|但し|なお)、?")
_STILL: Final = re.compile(r"なお、?(?:その)?効力を有")
_WHOLE: Final = re.compile(
    rf"(?:{OWN}|(?:この|本)(?:規定|改正))(?:の規定)?|当該(?:条例|規則|規程|要綱|要領|告示|訓令)"
)
_ITS_PERIOD: Final = re.compile(rf"{OWN}の(?P<of>有効|存続|適用|実施)期(?P<last>間|限)")
_AND_MORE: Final = re.compile(rf"{OWN}(?:及び|並びに|、|\()")
# 「ただし、市長が必要と認めるときは、これを延長することができる。」, not what stays for some cases (経過措置)
_EXTENDS: Final = re.compile(
    r"(?:ただし|但し)(?:.*延長|(?!.*(?:について|に係る|に対|なお|従前)).*(?:更新|この限りで|継続|存続|別に定め|失わない))"
)
_CITED: Final = (
    rf"(?:(?:附則)?第{NUMERAL}[条項号章節款](?:(?!による|により|に基づ)[^、。「」はがを]){{0,24}}?|附則|前項|前条|次項|次条|この[条項号章節]|別表[^、。「」はがを]{{0,8}}"
    rf"|(?:別記)?様式[^、。「」はがを]{{0,8}})"
)
_LONGEST: Final = 400
"""Characters of a subject that is looked through for provisions."""

_PART: Final = re.compile(
    rf"[^。「」]*?{_CITED}[^。「」]*?(?:規定|別表[^。、「」は]*|様式[^。、「」は]*)(?:\([^()]*\))?"
    rf"|(?:{OWN}(?:中|のうち)?、?)?{_CITED}(?:(?:、|及び|並びに|から){_CITED})*(?:まで)?"
)
_OF_BEFORE: Final = re.compile(r"改正前|廃止前|(?:^|[、。及])旧|の規定により")
_MAIN_PART: Final = re.compile(
    rf"(?:この[条項号章節]|第{NUMERAL}[条章節](?:の{NUMERAL})*[^。、は]*)(?:の規定)?"
)
_AMOUNT: Final = (
    rf"(?:(?P<years>{NUMERAL})(?:年|か年|箇年|ヶ年))?(?:(?P<months>{NUMERAL})(?:月|か月|箇月|ヶ月|カ月))?"
    rf"(?:(?P<days>{NUMERAL})日)?"
)
_COUNTED: Final = re.compile(
    rf"(?:{OWN}の)?(?P<base>施行の日|施行日|施行|公布の日)(?:から|後)、?(?P<counted>起算して)?、?{_AMOUNT}(?P<passed>を経過した日|を経過する日|)"
    r"(?P<fiscal>の属する年度の(?:末日|3月31日|三月三十一日))?"
)
_FISCAL: Final = re.compile(rf"(?P<year>(?:平成|令和)(?:元|{NUMERAL})年)度(?:の?末日?)?")

_FOLDED: Final = tuple(fold(mark) for mark in MARKS)

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
    counting, reading = _Counting(document, own, start), _Reading(document)
    out: list[Lapse] = []
    for provision in provisions:
        amending = provision.kind is Kind.SUPPL and bool(provision.num)
        counts = _Counting(document, provision, None) if amending else counting
        texts = [(at, fold(squeeze(text))) for at, text in _texts(provision, ())]
        if not any(mark in text for _, text in texts for mark in _FOLDED):
            continue
        last: datetime.date | None = None
        for at, text in texts:
            every = sentences(text)
            for sentence, after in zip(every, [*every[1:], ""], strict=True):
                dated, last = with_years(
                    without_names(sentence), last if provision.kind is Kind.SUPPL else None
                )
                if not any(mark in sentence for mark in _FOLDED):
                    continue
                found = reading.read(dated, sentence, at, counts, provision.kind is Kind.SUPPL, amending)
                if found is not None and _EXTENDS.match(after):
                    found = _doubted(found)
                if found is not None:
                    out.append(_of_amending(found) if amending and found.what == "whole" else found)
    return tuple(out)


def _of_amending(found: Lapse) -> Lapse:
    return replace(found, what="amending", subject="")


def _texts(p: Provision, up: tuple[Step, ...]) -> Iterator[tuple[Address, str]]:
    steps = (*up, Step(p.kind, p.num))
    if p.text:
        yield Address(steps), p.text
    for child in p.children:
        yield from _texts(child, steps)


class _Reading:
    """Reads sentences of one regulation, which may call itself by its title."""

    def __init__(self, document: LawDocument) -> None:
        self.title = fold(squeeze(document.title))
        self.by_application = applies_by_application(instrument_kind(document.title, document.number))

    def read(
        self, dated: str, text: str, at: Address, counting: _Counting, suppl: bool, amending: bool
    ) -> Lapse | None:
        """The end that one sentence tells; ``dated``: with its years written out, ``text``: as it stands."""
        subject, rest = topic(dated, loose=True)
        subject = _INTRODUCED.sub("", subject)
        if _STILL.search(rest) and not _GONE.match(rest):
            return None
        if (period := _ITS_PERIOD.fullmatch(subject)) is not None:
            match = _LASTS.match(rest) or (_LAST_DAY.match(rest) if period["last"] == "限" else None)
            told = _lapse("whole", at, text, match, counting)
            return told if period["of"] in ("有効", "存続") else _doubted(told)
        if not subject and suppl and (match := _GONE.match(rest)) and _dated(match["day"]):
            return Lapse("whole", at, text, None)
        if suppl and _AND_MORE.match(subject) and _ENDING.search(rest):
            return Lapse("whole", at, text, None)
        titled = suppl and subject != "" and subject == self.title
        if titled or _WHOLE.fullmatch(subject):
            found = self.whole(subject, rest, text, at, counting, suppl)
            if found is not None and found.day is None and not suppl and not re.search("[失廃]", rest):
                return None  # 「この要綱による補助は、1世帯1回限りとする。」
            return _doubted(found) if found is not None and titled and amending else found
        named = (
            len(subject) <= _LONGEST
            and _PART.fullmatch(subject) is not None
            and _OF_BEFORE.search(subject) is None
        )
        if (
            not named
            or not (suppl or _MAIN_PART.fullmatch(subject))
            or re.search("までとする|限りとする", rest)
        ):
            return None
        match = _GONE.match(rest) or _LASTS.match(rest)
        if match is None and (
            not suppl or _ENDING.search(rest) is None or re.search("(?:適用|施行|実施)する", rest)
        ):
            return None
        return _lapse("part", at, text, match, counting, subject)

    def whole(
        self, subject: str, rest: str, text: str, at: Address, counting: _Counting, suppl: bool
    ) -> Lapse | None:
        """Of a sentence on the regulation as a whole."""
        if re.match("当該|(?:この|本)(?:規定|改正)", subject):
            return Lapse("whole", at, text, None) if _ENDING.search(rest) and suppl else None
        if match := _GONE.match(rest) or _LASTS.match(rest):
            limited = re.search("とする", rest) is not None and re.search("[年月日]", match["day"]) is None
            return None if limited else _lapse("whole", at, text, match, counting)
        if match := _APPLIES.match(rest):
            found = _lapse("whole", at, text, match, counting)
            # 適用 to a day leaves a 条例 or 規則 in force, and nobody bound by it
            return found if match["verb"] != "適用" or self.by_application else _doubted(found)
        if _ENDING.search(rest) and (suppl or "失" in rest):
            return Lapse("whole", at, text, None)
        return None


def _dated(phrase: str) -> bool:
    return [found[1:] for found in find_dates(phrase)] == [(0, len(phrase))]


def _doubted(found: Lapse) -> Lapse:
    """The same, said from that day on and not carried out."""
    return replace(found, day=None, earliest=found.day or found.earliest)


def _lapse(
    what: What,
    at: Address,
    sentence: str,
    match: re.Match[str] | None,
    counting: _Counting,
    subject: str = "",
) -> Lapse:
    """The end that was read; without a day where ``match`` is none or its day is not understood."""
    if match is None:
        return Lapse(what, at, sentence, None, subject=subject)
    phrase, how = match["day"], match["how"]
    through = 0 if how in ("に", "から") else 1
    dates = list(find_dates(phrase))
    if len(dates) == 1 and dates[0][1:] == (0, len(phrase)):
        return Lapse(what, at, sentence, dates[0][0] + datetime.timedelta(through), subject=subject)
    if (fiscal := _FISCAL.fullmatch(phrase)) and through:
        return Lapse(what, at, sentence, datetime.date(parse_year(fiscal["year"]) + 1, 4, 1), subject=subject)
    counted = _COUNTED.fullmatch(phrase)
    if counted is None or not _readable(counted, how):
        other = read_day(phrase, counting.promulgated) if how != "間" else None
        told = other.date + datetime.timedelta(through) if isinstance(other, Fixed) else None
        return Lapse(what, at, sentence, told, subject=subject)
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
