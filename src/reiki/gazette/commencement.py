"""When a notice and each of its clauses start (施行期日), read from its 附則.

Counting (conventions.md §4; 民法140条, 143条; 地方自治法16条3項・5項): ``公布の日から起算して3月を経過した日`` counts the day of
promulgation, without ``起算して`` counting begins on the next day. A sentence that is not understood gives an
:class:`Unfixed` with its words and a finding, never a guess.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from reiki.amend.operations import Finding
from reiki.gazette.lines import fold, sentences, squeeze
from reiki.gazette.model import Commencement, Fixed, PartCommencement, Unfixed
from reiki.gazette.proviso import read_subjects
from reiki.law.era import find_dates, format_date
from reiki.law.identity import InstrumentKind, LawNumber, kind_of
from reiki.law.numerals import NUMERAL, parse_number

_TAKES_EFFECT: Final = re.compile(
    r"(?:から|に|より)(?:、)?施行(?:する|し|され)|施行期日は|から適用(?:する|し)|をもって施行する"
    r"|から、?(?:その)?効力を(?:発生|生)(?:する|じる|ずる)"
)
_SUBJECT: Final = re.compile(
    r"(?:ただし、?|この場合において、?)?(?P<subject>(?:[^「」]|「[^「」]*」)*?)"
    r"(?:(?<=規定)は|(?<=[)則例程令示綱律])は|は、|については、)、?(?P<when>.+)$"
)
_HEAD_DAY: Final = re.compile(
    r"(?:改正|廃止|変更|定め|制定|解除|追加|改め)(?:し|したので)?、(?P<when>[^。]*?から(?P<verb>施行|適用)する)。$"
)
# 「第2条の規定は公布の日から、第3条の規定は規則で定める日から施行する。」
_SEVERAL: Final = re.compile(r"(?<=から)、(?=[^「」]*?(?:規定|[)])は)")
_OWN: Final = re.compile(
    r"(?:この|本)(?:条例|規則|規程|訓令|告示|要綱|要領|法律|政令|省令|府令|庁令|命令|規定|基準|細則|改正|決定|[^、。の]{0,10}令)"
)
_OWN_SUBJECT: Final = re.compile(rf"{_OWN.pattern}は")
_REST: Final = re.compile(r"(?:ただし、?)?その他の(?:改正)?規定")
_PROMULGATION: Final = re.compile(r"(?:この[^、。]{1,6}の)?(?:公布|公示|告示|公表|公告|令達|発令)の日")
_PERIOD: Final = re.compile(
    rf"(?:この[^、。]{{1,6}}の)?(?:公布|公示|告示|公表|公告|令達)の日から(?P<counted>起算して)?、?"
    rf"(?:(?P<years>{NUMERAL})年)?(?:(?P<months>{NUMERAL})(?:月|か月|箇月|ヶ月|カ月))?(?:(?P<weeks>{NUMERAL})週間)?"
    rf"(?:(?P<days>{NUMERAL})日)?(?P<how>を経過した日|を経過する日|を超えない範囲内(?:において|で)(?P<by>.*で定める日))"
)
_BY_OTHER: Final = re.compile(r"(?:別に)?(?P<by>.*)(?:で|が)(?:別に)?定める日")
_EVENT_WITH_DAY: Final = re.compile(r".*の(?:施行|適用)の日\((?P<day>[^()]*)\)")
_EVENT: Final = re.compile(
    r".*(?:の(?:施行|適用|効力発生|効力を生ずる|公布|発効)の?日|効力を生ずる日|施行される日|開始の日|認可のあった日)(?:の翌日)?"
)
_RETRO: Final = re.compile(r"から適用(?:する|し)")
_CASES: Final = re.compile(r"について(?:も)?(?:、)?適用(?:する|し)|に適用する|なお従前の例|の適用については")
_UNFORESEEN: Final = re.compile(r"(?:この|本)[^、。]{0,14}の施行(?:の日|の期日|日)?は、")
"""``この規則の施行は、平成15年6月1日とする。``: a commencement, in words that are not read."""

_LAPSE: Final = re.compile(r"限り、?(?:その)?効力を失う|に、?(?:その)?効力を失う|(?:限り|に)失効する")
_LISTED: Final = re.compile(r"次(?:の各号)?に(?:掲げる|定める)|各号に")
_ITEM: Final = re.compile(
    r"\s*(?:[(（][0-9０-９一二三四五六七八九十]{1,3}[)）]|[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[イロハニホヘト]|[ア-ン])"
    r"[\s\u3000]+(?P<what>.+?)[\s\u3000]+(?P<when>[^\s\u3000]+)\s*$"
)
_LABEL: Final = re.compile(
    rf"\s*(?:[0-9０-９]{{1,3}}[\s\u3000.．]*(?=[^0-9０-９年月日])|第{NUMERAL}条(?:の{NUMERAL})*[\s\u3000]*|[①-⑳][\s\u3000]*)"
)
# 規則 of the state's own bodies: the ten days of the 地方自治法 are not theirs.
_NATIONAL_RULES: Final = re.compile(
    r"人事院|会計検査院|国家公安委員会|公正取引委員会|最高裁判所|衆議院|参議院|中央労働委員会|原子力規制委員会"
    r"|個人情報保護委員会|カジノ管理委員会|公害等調整委員会|運輸安全委員会|公安審査委員会"
)


_PROMULGATED: Final = frozenset(
    {
        InstrumentKind.ORDINANCE,
        InstrumentKind.RULE,
        InstrumentKind.ACT,
        InstrumentKind.CABINET_ORDER,
        InstrumentKind.MINISTERIAL_ORDINANCE,
    }
)
"""What takes force by promulgation (公布)."""


@dataclass(frozen=True, slots=True)
class Override:
    """A ただし書: ``subject`` as printed; ``clause``: the id of the clause it names (``2``, ``附則3``) or ``""`` for the main
    provision; ``part``: the 改正規定 within it, as printed, or ``""`` for the whole."""

    subject: str
    clause: str
    part: str
    commencement: Commencement


@dataclass(frozen=True, slots=True)
class Commencements:
    """What a 附則 says: the day of the whole (``default``), the exceptions, and notes."""

    default: Commencement
    overrides: tuple[Override, ...] = ()
    findings: tuple[Finding, ...] = ()

    def for_clause(self, clause_id: str, articled: bool) -> tuple[Commencement, tuple[PartCommencement, ...]]:
        """The day of a clause, and the parts of it that start on other days.

        ``articled``: the notice's main provision has articles, so that ``第2条の規定`` means its second clause; in an
        unarticled notice ``第5条の改正規定`` means a part of its only clause.
        """
        default, parts = self.default, []
        for o in self.overrides:
            whole = o.clause == clause_id or (bool(o.clause) and clause_id.startswith(f"{o.clause}-"))
            if o.clause and whole and not o.part:
                default = o.commencement
            elif o.part and (whole or (not o.clause and not articled and not clause_id.startswith("附則"))):
                parts.append(PartCommencement(o.part, o.commencement))
        return default, tuple(parts)


def read_commencement(
    paragraphs: Sequence[str],
    promulgated: datetime.date | None,
    kind: InstrumentKind,
    number: str = "",
    articled: bool = False,
) -> Commencements:
    """The commencement of a notice from the paragraphs of its 附則 (those that amend others left out).

    ``promulgated``: its day, or ``None`` when unknown (then days that hang on it are unfixed). ``number``: canonical, for
    the default of municipal 規則. ``articled``: as in :meth:`Commencements.for_clause`.
    """
    reading = _Reading(promulgated, kind, number, articled)
    for i, paragraph in enumerate(paragraphs):
        reading.paragraph(paragraph, paragraphs[i + 1 :])
    return reading.result()


def read_head_commencement(
    sentence: str, promulgated: datetime.date | None, kind: InstrumentKind
) -> Commencement | None:
    """The day in a head sentence (``…次の表のように改正し、令和七年六月一日から適用する。``); ``None`` when it gives none."""
    match = _HEAD_DAY.search(fold(squeeze(sentence)))
    if match is None or (match["verb"] == "適用" and not _applies_by_application(kind)):
        return None
    # 「…次のように改正し、同法第七条の規定に基づき、公示し、令和七年六月二十九日から施行する。」: the shortest
    # phrase that is a day counts
    pieces = match["when"].split("、")
    for k in range(len(pieces) - 1, -1, -1):
        if (found := read_day("、".join(pieces[k:]), promulgated)) is not None:
            return _with_text(found, sentence)
    return Unfixed(sentence)


def _applies_by_application(kind: InstrumentKind) -> bool:
    """適用 is the commencement itself in 告示, 訓令, 要綱 and their like; in 条例 and 規則 it is retroactive application."""
    return kind in {
        InstrumentKind.DIRECTIVE, InstrumentKind.NOTIFICATION, InstrumentKind.GUIDELINE, InstrumentKind.PROCEDURE,
        InstrumentKind.REGULATION, InstrumentKind.OTHER,
    }  # fmt: skip


class _Reading:
    def __init__(
        self, promulgated: datetime.date | None, kind: InstrumentKind, number: str, articled: bool
    ) -> None:
        self.promulgated, self.kind, self.number, self.articled = promulgated, kind, number, articled
        self.default: Commencement | None = None
        self.overrides: list[Override] = []
        self.findings: list[Finding] = []
        self.unfinished = ""
        self.year = ""
        self.at = ""

    def paragraph(self, text: str, following: Sequence[str]) -> None:
        """Every sentence of one paragraph."""
        label = _LABEL.match(text)
        self.at = squeeze(label[0]) if label else ""
        printed = squeeze(text[label.end() :] if label else text)
        at = 0
        for sentence in sentences(fold(printed)):
            self.sentence(sentence, printed[at : at + len(sentence)], following)
            at += len(sentence)

    def sentence(self, bare: str, printed: str, following: Sequence[str]) -> None:
        """One sentence: a commencement, a retroactive application, a 失効, or nothing of the kind."""
        if _LAPSE.search(bare):
            self.note("lapse", f"失効: {printed}")
            if "施行し、" not in bare:
                return
            bare = re.sub(
                r"施行し、.*$", "施行する。", bare
            )  # …6月1日から施行し、令和16年3月31日限り、その効力を失う。
        if _UNFORESEEN.search(bare):
            self.unread(printed, "error")
            self.default = self.default if isinstance(self.default, Unfixed) else Unfixed(printed)
            return
        if not _TAKES_EFFECT.search(bare) or bare.startswith("("):
            if (_OWN_SUBJECT.match(bare) and re.search("施行|適用", bare)) or not bare.endswith(
                ("。", "」", ")")
            ):
                self.unfinished = printed
            return
        starts = re.search(r"施行(?:する|し|され)|施行期日は", bare)
        application = _applies_by_application(self.kind) and self.default is None
        if not starts and (_CASES.search(bare) or not application):
            if _RETRO.search(bare):
                self.note("retroactive_application", f"適用 (recorded, moves no date): {printed}")
            return
        if starts and "適用" in bare:
            bare = re.sub(r"施行し、.*$", "施行する。", bare)
            self.note("retroactive_application", f"適用 (recorded, moves no date): {printed}")
        if _LISTED.search(bare):
            self.items(bare, printed, following)
            return
        for part in _SEVERAL.split(bare):
            match = _SUBJECT.match(part)
            if match:
                self.day(match["subject"], read_day(self.same_year(match["when"]), self.promulgated), printed)
            elif part.startswith("ただし"):
                self.unread(printed, "error")
            else:
                self.day("", read_day(self.same_year(part), self.promulgated), printed)

    def absolute(self, subject: str) -> str:
        """``次項の規定``, ``次条の規定`` in the 附則's first paragraph or article: 附則第2項, 附則第2条."""
        number = re.search(NUMERAL, self.at)
        following = (parse_number(number[0]) if number else 1) + 1
        return re.sub(r"次(項|条)", rf"附則第{following}\1", subject)

    def same_year(self, when: str) -> str:
        """``同年10月1日``: of the year that the 附則 named last."""
        if not self.year:
            return when
        return re.sub(r"同年(?=[0-9]+月)", self.year, when)

    def items(self, bare: str, printed: str, following: Sequence[str]) -> None:
        """``次の各号に掲げる規定は、当該各号に定める日から施行する。`` and its items: ``一　第二条の規定　公布の日``."""
        read = 0
        for text in following:
            match = _ITEM.match(text)
            if match is None:
                break
            when = fold(squeeze(match["when"]))
            self.day(
                fold(squeeze(match["what"])), read_day(when, self.promulgated), squeeze(text), listed=True
            )
            read += 1
        own = re.match(r"(?:この|本)[^、。]*?は、(?P<when>[^。]*?)から施行する", bare)
        if own and not _LISTED.search(own["when"]):
            self.day("", read_day(own["when"], self.promulgated), printed)
        if not read:
            self.unread(printed, "error")

    def day(self, subject: str, found: Commencement | None, printed: str, listed: bool = False) -> None:
        """One subject starts on one day."""
        if found is None:
            self.unread(printed, "error")
        if isinstance(found, Fixed):
            self.year = format_date(found.date).split("年")[0] + "年"
        when = _with_text(found, printed) if found else Unfixed(printed)
        subject = self.absolute(subject)
        own = not subject or _OWN.fullmatch(subject) or "による改正" in subject
        named = [] if own else read_subjects(subject, self.articled)
        vague = self.articled and any(not clause for clause, _ in named)
        if named and not vague:
            self.overrides.extend(Override(subject, clause, part, when) for clause, part in named)
        elif not subject or _OWN.match(subject) or _REST.fullmatch(subject) or (listed and "以外" in subject):
            if self.default is not None and not _same_day(self.default, when):
                self.findings.append(
                    Finding(
                        "warning",
                        "commencement_twice",
                        f"the 附則 gives a second day for the whole: {printed}",
                    )
                )
                when = Unfixed(printed)
            self.default = when
        else:
            message = f"what starts on this day was not read: {printed}"
            self.findings.append(Finding("error", "commencement_not_understood", message))

    def unread(self, printed: str, severity: Literal["error", "warning"]) -> None:
        """A sentence on commencement not understood: an error where it is not even known what it speaks of."""
        self.findings.append(
            Finding(severity, "commencement_not_understood", f"this day was not read: {printed}")
        )

    def before_promulgation(self, *found: Commencement) -> None:
        """A 条例 or 規則 binds nobody before it is promulgated: such a day is misprinted, or 適用 is meant. Others are made
        first and printed later."""
        for each in found:
            if isinstance(each, Fixed) and self.promulgated is not None and each.date < self.promulgated:
                binding = self.kind in _PROMULGATED
                message = (
                    f"this day is before the promulgation ({self.promulgated}): {each.text or each.date}"
                )
                severity: Literal["error", "warning"] = "error" if binding else "warning"
                self.findings.append(Finding(severity, "commencement_before_promulgation", message))

    def note(self, code: Literal["lapse", "retroactive_application"], message: str) -> None:
        """Something recorded beside the commencement."""
        self.findings.append(Finding("note", code, message))

    def result(self) -> Commencements:
        """Everything read; the statute's default where the 附則 gives no day for the whole."""
        if self.default is None and self.unfinished:
            self.unread(self.unfinished, "error")
            self.default = Unfixed(self.unfinished)
        default = self.default or default_commencement(self.promulgated, self.kind, self.number)
        self.before_promulgation(default, *(o.commencement for o in self.overrides))
        return Commencements(default, tuple(self.overrides), tuple(self.findings))


def default_commencement(
    promulgated: datetime.date | None, kind: InstrumentKind, number: str = ""
) -> Commencement:
    """Where no day is given: municipal 条例 and 規則 when 10 days have passed, promulgation counted (地方自治法16条3項・5項);
    法律 when 20 have (法の適用に関する通則法2条); everything else is unfixed."""
    days = 0
    if kind is InstrumentKind.ORDINANCE or (kind is InstrumentKind.RULE and _municipal(number)):
        days = 10
    elif kind is InstrumentKind.ACT:
        days = 20
    if promulgated is None or not days:
        return Unfixed("")
    return Fixed(promulgated + datetime.timedelta(days=days))


def _municipal(number: str) -> bool:
    try:
        body = LawNumber.parse(number).body or ""
    except ValueError:
        return False
    return _NATIONAL_RULES.search(body) is None


def instrument_kind(title: str, number: str) -> InstrumentKind:
    """What kind of instrument a notice is, from its canonical number or, without one, its title."""
    try:
        return kind_of(title, LawNumber.parse(number))
    except ValueError:
        return kind_of(title, None)


# ------------------------------------------------------------------------------------------------------------- the day


def read_day(when: str, promulgated: datetime.date | None) -> Commencement | None:
    """The day that a phrase names (``公布の日から起算して3月を経過した日から施行する``); ``None`` when it is not understood."""
    phrase = re.sub(
        r"(?:から|より|に|をもって|とする)?、?(?:これを)?(?:施行|適用|(?:その)?効力を(?:発生|生))?(?:する|ずる|じる|し、?|される)?。?$",
        "",
        when,
    )
    phrase = re.sub(r"^(?:それぞれ)?", "", phrase)
    dates = list(find_dates(phrase))
    if len(dates) == 1 and dates[0][1:] == (0, len(phrase)):
        return Fixed(dates[0][0])
    if _PROMULGATION.fullmatch(phrase):
        return Fixed(promulgated) if promulgated else Unfixed("", "公布の日")
    if re.fullmatch(rf"{_PROMULGATION.pattern}の翌日", phrase):
        return Fixed(promulgated + datetime.timedelta(1)) if promulgated else Unfixed("", "公布の日")
    if match := _PERIOD.fullmatch(phrase):
        return _after_period(match, promulgated)
    if (match := _EVENT_WITH_DAY.fullmatch(phrase)) and (inner := list(find_dates(match["day"]))):
        return Fixed(inner[0][0]) if len(inner) == 1 and inner[0][1:] == (0, len(match["day"])) else None
    if match := _BY_OTHER.fullmatch(phrase):
        return Unfixed("", match["by"] or phrase)
    if _EVENT.fullmatch(phrase) and not dates:
        return Unfixed("", phrase)
    return None


def is_event(phrase: str) -> bool:
    """True for words that name what happens once (``○○法の施行の日``), unlike ``規則`` of ``規則で定める日``."""
    return _EVENT.fullmatch(phrase) is not None


def _after_period(match: re.Match[str], promulgated: datetime.date | None) -> Commencement | None:
    amount = {k: parse_number(match[k]) if match[k] else 0 for k in ("years", "months", "weeks", "days")}
    if not any(amount.values()) or (amount["days"] and (amount["years"] or amount["months"])):
        return None
    waits = (match["by"] or "").removesuffix("で定める日")
    if promulgated is None:
        return Unfixed("", waits or "公布の日")
    first = promulgated if match["counted"] else promulgated + datetime.timedelta(1)
    passed = day_after_period(
        first, amount["years"] * 12 + amount["months"], amount["weeks"] * 7 + amount["days"]
    )
    last = passed - datetime.timedelta(1)
    if match["by"]:
        return Unfixed("", waits, last)
    return Fixed(passed if match["how"] == "を経過した日" else last)


def day_after_period(first: datetime.date, months: int, days: int) -> datetime.date:
    """The day after a period of months or of days whose first counted day is ``first`` (民法143条).

    A period of months ends the day before the day that answers to ``first``; where that month has no such day, on its
    last day: from 2002-11-30 three months end on 2003-02-28, and have passed on 2003-03-01.
    """
    if not months:
        return first + datetime.timedelta(days)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    month += 1
    if first.day > calendar.monthrange(year, month)[1]:
        return datetime.date(year, month, calendar.monthrange(year, month)[1]) + datetime.timedelta(1)
    return datetime.date(year, month, first.day)


def _with_text(found: Commencement, text: str) -> Commencement:
    match found:
        case Fixed(date=day):
            return Fixed(day, text)
        case Unfixed(waits_for=waits, not_after=limit):
            return Unfixed(text, waits, limit)


def _same_day(a: Commencement, b: Commencement) -> bool:
    return isinstance(a, Fixed) and isinstance(b, Fixed) and a.date == b.date
