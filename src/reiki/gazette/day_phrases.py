"""The day that a phrase of a 附則 names: ``公布の日から起算して3月を経過した日``, ``令和8年3月31日までの間において…定める日``.

Counting (conventions.md §4; 民法140条, 143条): ``公布の日から起算して`` counts the day of promulgation; without ``起算して``
counting begins on the next day. A phrase that is not understood is ``None``, never a guess.
"""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Final

from reiki.gazette.model import Commencement, Fixed, Unfixed
from reiki.law.era import find_dates, parse_year
from reiki.law.numerals import NUMERAL, parse_number

PROMULGATION: Final = re.compile(r"(?:この[^、。]{1,6}の)?(?:公布|公示|告示|公表|公告|令達|発令|訓令)の日")
_STARTS: Final = re.compile(
    r"(?:から|より|に|をもって|をもつて|とする|である)?、?(?:これを)?"
    r"(?:施行|適用|実施|発効|(?:その)?効力を(?:発生|発|生|有|持つ)|(?<=[らり])(?:生|発生|発))?"
    r"(?:する|ずる|じる|し、?|される|とする)?(?:ものとする)?。?$"
)
_AMOUNT: Final = (
    rf"(?:(?P<years>{NUMERAL})(?:年|か年|箇年|ヶ年|カ年)(?:間)?)?(?:(?P<months>{NUMERAL})(?:月|か月|箇月|ヶ月|カ月|ケ月|ヵ月)(?:間)?)?"
    rf"(?:(?P<weeks>{NUMERAL})週間)?(?:(?P<days>{NUMERAL})日(?:間)?)?"
)
_PERIOD: Final = re.compile(
    rf"(?P<base>.+?)から(?P<counted>起算して)?、?{_AMOUNT}(?P<how>を経過した日|を経過する日)"
)
# 「…を超えない範囲内において規則で定める日」「…以内において市長が定める日」「…以内の規則で定める日」
_WITHIN: Final = re.compile(
    rf"(?P<base>.+?)から(?P<counted>起算して)?、?{_AMOUNT}"
    r"(?:を(?:超|越|こ)えない(?:範囲内?|期間内?)|以内(?:の(?:範囲内?|期間内?))?|の(?:範囲内|期間内))(?:において|に|で|の)?、?(?P<by>.*定める日)"
)
# 「令和8年3月31日までの間において規則で定める日」「令和7年6月1日から同年12月31日までの範囲内において市長が定める日」
_UNTIL: Final = re.compile(
    r"(?:(?P<since>[^、]+?)(?:から|以後))?、?(?P<until>[^、]+?)"
    r"(?:まで(?:の(?:間|範囲内?|期間内?))?|を(?:超|越|こ)えない(?:範囲内?|期間内?)|以前)(?:において|に|で|の)?、?(?P<by>.*定める日)"
)
# 「令和7年4月1日以後において規則で定める日」
_SINCE: Final = re.compile(r"(?P<since>.+?)(?:以後|以降)(?:の日)?(?:において|に|で|の)?、?(?P<by>.*定める日)")
_FISCAL_YEAR: Final = re.compile(rf"(?P<year>(?:平成|令和)(?:元|{NUMERAL})年)度(?:内|中)?")
_BY_OTHER: Final = re.compile(r"(?:別に)?(?P<by>.*?)(?:で|が|の|において)?(?:別に)?定める日")
# 「前号に定める日」 「当該各条に定める日」: a day that stands there, not one that somebody fixes
_OF_A_LIST: Final = re.compile(
    r"[号条項]に(?:おいて)?$|(?:[前次各同]|当該)[号条項]$|^(?:それぞれ)?次に$|[左右上下]欄に$"
)
_EVENT_WITH_DAY: Final = re.compile(r".*の(?:施行|適用)の日\((?P<day>[^()]*)\)")
_EVENT: Final = re.compile(
    r".*(?:の(?:施行|適用|効力発生|効力を生ずる|公布|発効)の?日|効力を生ずる日|施行される日|開始の日|認可のあった日)(?:の翌日)?"
    r"|.{0,12}(?:決裁|議決|認可|許可|同意)(?:の日|の?あった日|があった日|を(?:得|受け)た日)(?:の翌日)?"
)
_NEXT_DAY: Final = re.compile(r"(?P<base>.+)の翌日")
_OF_MONTH: Final = re.compile(
    r"(?P<base>.+)の属する月の(?P<next>翌月|翌々月)(?:の初日|の?(?:1|一)日|の(?P<last>末日))"
)
_OF_YEAR: Final = re.compile(r"(?P<base>.+)の属する年度の翌年度の(?:初日|(?:4|四)月(?:1|一)日)")
_FIRST: Final = re.compile(
    rf"(?P<base>.+?)(?P<from>以後|以降|後)の?最初の(?P<month>{NUMERAL})月(?P<day>{NUMERAL})日"
)
_OF_TWO: Final = re.compile(
    r"(?P<one>.+?)又は(?P<other>.+?)の?(?:うち)?、?いずれか(?P<which>遅い|早い)(?:方の)?日"
)
# 「公布の日から起算して3月を経過した日（その日が令和7年7月1日前である場合は、同日）」: the later, or the earlier, of two
_OR_THE_SAME_DAY: Final = re.compile(
    r"(?P<base>.+)\((?:その日|当該日)が、?(?P<other>[^()]+?)(?P<side>よりも?前|よりも?後|以前|以後|前|後)(?:の日)?(?:である|となる|になる|に当たる|の)"
    r"(?:場合|とき)(?:に)?(?:は|あっては|あつては|おいては)、(?P<then>[^()]+?)(?:とする。?)?\)"
)
_OF_CALENDAR_YEAR: Final = re.compile(
    rf"(?P<base>.+)の属する年の翌年の(?P<month>{NUMERAL})月(?P<day>{NUMERAL})日"
)
# 「（以下「施行日」という。）」 「（令和7年4月1日。以下「施行日」という。）」: names, told from quotations by what stands before
_COINED: Final = (
    r"(?:以下|次[項条]|附則|第|この|同[項条])[^()「」。]{0,80}(?:「[^「」]*」(?:と(?:総称する|いう)|及び|、)。?)+"
    r"|(?:以下|次[項条])[^()「」。]{0,80}同じ。?"
)
_NAMES: Final = re.compile(
    rf"「[^「」]*(?:「[^「」]*」[^「」]*)*」|\((?:{_COINED})\)|[。、](?:{_COINED})(?=\))"
)
_BOTH_YEARS: Final = re.compile(
    rf"(?P<era>(?:平成|令和)(?:元|{NUMERAL})年)\((?P<year>(?:19|20)[0-9]{{2}})年\)|(?P<first>(?:19|20)[0-9]{{2}})年"
    rf"\((?P<second>(?:平成|令和)(?:元|{NUMERAL})年)\)"
)
_ASIDE_OF_DAY: Final = re.compile(r"(?<=日)(?:\([月火水木金土日]曜日?\)|午前(?:零|0|〇)時)")
# 「同法の施行の日」 「改正法附則第1条第2号に掲げる規定の施行の日」: what is meant stands elsewhere in the same notice
_ELSEWHERE: Final = re.compile(
    r"(?:同|この|本|当該|前|次)(?!意)|(?:改正|一部改正|整備|新|旧)?(?:法|令|条例|規則)(?=附則|第|の|が)|施行日"
)
_NUMBERED: Final = re.compile(r"\([^()]*第[^()]*号[^()]*\)")
"""``（令和6年3月31日霧浜市条例第5号）``."""

_RELATIVE: Final = re.compile(rf"(?P<year>同|翌)年(?={NUMERAL}月)|(?P<month>同)月(?={NUMERAL}日)")


def read_day(when: str, promulgated: datetime.date | None) -> Commencement | None:
    """The day that a phrase names (``公布の日から起算して3月を経過した日から施行する``); ``None`` when it is not understood."""
    phrase = _ASIDE_OF_DAY.sub("", _one_year(without_names(_STARTS.sub("", when))))
    return _day(re.sub(r"^(?:それぞれ)", "", phrase), promulgated)


def without_names(text: str) -> str:
    """A folded text without the names that it coins outside 「」: ``公布の日(以下「施行日」という。)`` → ``公布の日``."""
    return _NAMES.sub(lambda m: m[0] if m[0].startswith("「") else "", text)


def _one_year(phrase: str) -> str:
    """``令和7年(2025年)4月1日`` → ``令和7年4月1日``, where both are the same year."""

    def era(match: re.Match[str]) -> str:
        named, year = match["era"] or match["second"], match["year"] or match["first"]
        return named if parse_year(named) == int(year) else match[0]

    return _BOTH_YEARS.sub(era, phrase)


def is_event(phrase: str) -> bool:
    """True for words that name what happens once (``○○法の施行の日``), unlike ``規則`` of ``規則で定める日``, and name it for
    every reader: not ``同法の施行の日``."""
    return _ELSEWHERE.match(phrase) is None and _is_event(phrase)


def _is_event(phrase: str) -> bool:
    period = _PERIOD.fullmatch(phrase)
    return _EVENT.fullmatch(phrase) is not None or (period is not None and _is_event(period["base"]))


def with_years(sentence: str, last: datetime.date | None) -> tuple[str, datetime.date | None]:
    """A sentence with ``同年10月1日`` and ``翌年4月1日`` written out after the date printed last before them (``last``: in the
    sentences before), and the date that it prints last. What has no date before it stays as it is."""
    out, rest = "", sentence
    while match := _RELATIVE.search(rest):
        out += rest[: match.start()]
        before = _said_days(out)
        named = before[-1] if before else last
        aside = [day for day, _, _ in find_dates(out)][-1:]
        doubtful = named is not None and before != [] and any(day.year != named.year for day in aside)
        if named is None or out.count("「") > out.count("」") or doubtful:
            out += match[0]
        elif match["month"]:
            out += f"{named.year}年{named.month}月"
        else:
            out += f"{named.year + (match['year'] == '翌')}年"
        rest = rest[match.end() :]
    out += rest
    dates = _said_days(out)
    return out, dates[-1] if dates else last


def _said_days(text: str) -> list[datetime.date]:
    """The days that a text itself says, not the words that it quotes, nor the number of an instrument that it cites."""
    said = re.sub(r"「[^「」]*(?:「[^「」]*」[^「」]*)*」", lambda m: "〓" * len(m[0]), text)
    said = _NUMBERED.sub(lambda m: "〓" * len(m[0]), said)
    return [day for day, _, _ in find_dates(said)]


def _day(phrase: str, promulgated: datetime.date | None) -> Commencement | None:
    dates = list(find_dates(phrase))
    if len(dates) == 1 and dates[0][1:] == (0, len(phrase)):
        return Fixed(dates[0][0])
    if PROMULGATION.fullmatch(phrase):
        return Fixed(promulgated) if promulgated else Unfixed("", "公布の日")
    if (match := _EVENT_WITH_DAY.fullmatch(phrase)) and (inner := list(find_dates(match["day"]))):
        return Fixed(inner[0][0]) if len(inner) == 1 and inner[0][1:] == (0, len(match["day"])) else None
    if match := _OF_TWO.fullmatch(phrase):
        return _of_two(match, promulgated)
    if match := _OR_THE_SAME_DAY.fullmatch(phrase):
        return _or_the_same_day(match, promulgated)
    if match := _WITHIN.fullmatch(phrase):
        return _within(match, promulgated)
    if match := _PERIOD.fullmatch(phrase):
        return _after_period(match, promulgated)
    if (match := _UNTIL.fullmatch(phrase)) and not _EVENT.fullmatch(phrase):
        limit = _limit(phrase[: match.end("until")], promulgated) or _limit(match["until"], promulgated)
        return Unfixed("", _by(match["by"]), limit, _limit(match["since"] or "", promulgated))
    if (match := _SINCE.fullmatch(phrase)) and (first := _limit(match["since"], promulgated)):
        return Unfixed("", _by(match["by"]), None, first)
    if match := _BY_OTHER.fullmatch(phrase):
        return None if _OF_A_LIST.search(match["by"]) else Unfixed("", match["by"] or phrase)
    if _EVENT.fullmatch(phrase) and not dates:
        return Unfixed("", phrase)
    return _derived(phrase, promulgated)


def _derived(phrase: str, promulgated: datetime.date | None) -> Commencement | None:
    """A day told by another: the next day, the first of the next month, the first 1 April from then on."""
    for pattern in (_NEXT_DAY, _OF_MONTH, _OF_YEAR, _OF_CALENDAR_YEAR, _FIRST):
        match = pattern.fullmatch(phrase)
        if match is None:
            continue
        base = _day(match["base"], promulgated)
        if not isinstance(base, Fixed):
            # What is fixed later is the day that the whole phrase names, not that of the event in it.
            return None if base is None else Unfixed("", phrase)
        day = _from(pattern, match, base.date)
        return None if day is None else Fixed(day)
    return None


def _from(pattern: re.Pattern[str], match: re.Match[str], base: datetime.date) -> datetime.date | None:
    if pattern is _NEXT_DAY:
        return base + datetime.timedelta(1)
    if pattern is _OF_MONTH:
        later = 1 if match["next"] == "翌月" else 2
        year, month = divmod(base.year * 12 + base.month - 1 + later, 12)
        return datetime.date(year, month + 1, calendar.monthrange(year, month + 1)[1] if match["last"] else 1)
    if pattern is _OF_YEAR:
        return datetime.date(base.year + (base.month > 3), 4, 1)
    after = 1 if pattern is _OF_CALENDAR_YEAR else 0
    try:
        day = datetime.date(base.year + after, parse_number(match["month"]), parse_number(match["day"]))
    except ValueError:
        return None
    if after:
        return day
    late = day < base if match["from"] != "後" else day <= base
    return (
        datetime.date(day.year + 1, day.month, day.day) if late and (day.month, day.day) != (2, 29) else day
    )


def _of_two(match: re.Match[str], promulgated: datetime.date | None) -> Commencement | None:
    """``…又は…のいずれか遅い日``: told only where both days are."""
    one, other = _day(match["one"], promulgated), _day(match["other"], promulgated)
    if not isinstance(one, Fixed) or not isinstance(other, Fixed):
        return None
    return Fixed((max if match["which"] == "遅い" else min)(one.date, other.date))


def _or_the_same_day(match: re.Match[str], promulgated: datetime.date | None) -> Commencement | None:
    """``…を経過した日(その日が令和7年7月1日前である場合は、同日)``: told only where both days are."""
    if match["then"] not in ("同日", match["other"]):
        return None
    base, other = _day(match["base"], promulgated), _day(match["other"], promulgated)
    if not isinstance(base, Fixed) or not isinstance(other, Fixed):
        return None
    return Fixed((max if "前" in match["side"] else min)(base.date, other.date))


def _limit(until: str, promulgated: datetime.date | None) -> datetime.date | None:
    """The last day of a range; ``None`` where it hangs on something that is not known."""
    if match := _FISCAL_YEAR.fullmatch(until):
        return datetime.date(parse_year(match["year"]) + 1, 3, 31)
    found = _day(until, promulgated)
    return found.date if isinstance(found, Fixed) else None


def _by(words: str) -> str:
    match = _BY_OTHER.fullmatch(words)
    return (match["by"] if match else "") or words


def _first_day(match: re.Match[str], promulgated: datetime.date | None) -> datetime.date | None:
    """The first day that is counted; ``None`` where the day from which it is counted is not known. A day to come begins at
    midnight (民法140条ただし書), promulgation does not: of another day than that ``起算して`` must tell whether it counts."""
    base = _day(match["base"], promulgated)
    if not isinstance(base, Fixed) or not (match["counted"] or PROMULGATION.fullmatch(match["base"])):
        return None
    return base.date if match["counted"] else base.date + datetime.timedelta(1)


def _passed(match: re.Match[str], first: datetime.date) -> datetime.date | None:
    amount = {k: parse_number(match[k]) if match[k] else 0 for k in ("years", "months", "weeks", "days")}
    if not any(amount.values()) or (amount["days"] and (amount["years"] or amount["months"])):
        return None
    return day_after_period(
        first, amount["years"] * 12 + amount["months"], amount["weeks"] * 7 + amount["days"]
    )


def _within(match: re.Match[str], promulgated: datetime.date | None) -> Commencement | None:
    first, waits = _first_day(match, promulgated), _by(match["by"])
    if first is None:
        return Unfixed("", waits)
    passed = _passed(match, first)
    return None if passed is None else Unfixed("", waits, passed - datetime.timedelta(1))


def _after_period(match: re.Match[str], promulgated: datetime.date | None) -> Commencement | None:
    first = _first_day(match, promulgated)
    if first is None:
        if PROMULGATION.fullmatch(match["base"]):
            return Unfixed("", "公布の日")
        # 「○○法の施行の日から起算して3月を経過した日」: whoever fixes it says that day
        return Unfixed("", match[0]) if _is_event(match["base"]) else None
    passed = _passed(match, first)
    if passed is None:
        return None
    return Fixed(passed if match["how"] == "を経過した日" else passed - datetime.timedelta(1))


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
