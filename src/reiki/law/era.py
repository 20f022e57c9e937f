"""Japanese calendar years (和暦): dates as regulations print them, to and from `datetime.date`.

A year counts from its era's first year and is never corrected: laws name days beyond an era's end before anyone can
know that it ends (`平成32年3月31日` is 2020-03-31).  The calendar is the Gregorian one throughout; days before
1873-01-01 were printed in the lunar calendar and are not converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from reiki.law.numerals import NUMERAL, NumeralStyle, format_number, parse_number


@dataclass(frozen=True)
class Era:
    """An era (元号): its name, Latin letter, first day, and the digit that law ids give it."""

    name: str
    letter: str
    first_day: date
    digit: int

    @property
    def base(self) -> int:
        """The year of the common era before 元年: base + n is the year n."""
        return self.first_day.year - 1


ERAS: Final = (
    Era("明治", "M", date(1868, 10, 23), 1),
    Era("大正", "T", date(1912, 7, 30), 2),
    Era("昭和", "S", date(1926, 12, 25), 3),
    Era("平成", "H", date(1989, 1, 8), 4),
    Era("令和", "R", date(2019, 5, 1), 5),
)
_FULL_LETTERS: Final = {"Ｍ": "M", "Ｔ": "T", "Ｓ": "S", "Ｈ": "H", "Ｒ": "R"}
_BY_NAME: Final = {key: era for era in ERAS for key in (era.name, era.letter)} | {
    full: next(era for era in ERAS if era.letter == half) for full, half in _FULL_LETTERS.items()
}

_S: Final = r"[ \u3000\t]*"
_NAMES: Final = "|".join(_S.join(era.name) for era in ERAS)
ERA_NAME: Final = rf"(?:{_NAMES})"
"""Regex fragment for an era's name in kanji, layout spaces allowed."""

_N: Final = rf"(?:{NUMERAL})"
_LONG: Final = (
    rf"(?P<era>{ERA_NAME}|西暦)?{_S}(?P<year>元|{_N}){_S}年{_S}(?P<month>{_N}){_S}月{_S}(?P<day>{_N}){_S}日"
)
_SHORT: Final = (
    r"(?<![A-Za-z0-9Ａ-Ｚａ-ｚ０-９])(?P<letter>[MTSHRＭＴＳＨＲ])\.?(?P<syear>[0-9０-９]{1,2})"
    r"(?P<sep>[.．/／-])(?P<smonth>[0-9０-９]{1,2})(?P=sep)(?P<sday>[0-9０-９]{1,2})(?![0-9０-９])"
)
_ISO: Final = r"(?<![0-9-])(?P<iyear>[0-9]{4})(?P<isep>[-/])(?P<imonth>[0-9]{1,2})(?P=isep)(?P<iday>[0-9]{1,2})(?![0-9])"
_DATE: Final = re.compile(f"{_LONG}|{_SHORT}|{_ISO}")
_YEAR: Final = re.compile(
    rf"{_S}(?P<era>{ERA_NAME}|西暦|[MTSHRＭＴＳＨＲ]\.?)?{_S}(?P<year>元|{_N}){_S}年?{_S}"
)


def era_named(text: str) -> Era:
    """The era of a name or letter: `平成`, `平 成`, `H`, `Ｈ`.  Raises ValueError."""
    key = re.sub(r"[\s.]", "", text)
    if key not in _BY_NAME:
        raise ValueError(f"「{text}」is not an era; expected 明治, 大正, 昭和, 平成 or 令和")
    return _BY_NAME[key]


def era_of(day: date) -> Era:
    """The era in which a day lies; the first day of an era belongs to the new one.

    Raises ValueError before 1868-10-23, when 明治 was proclaimed.
    """
    for era in reversed(ERAS):
        if day >= era.first_day:
            return era
    raise ValueError(f"{day.isoformat()} lies before 明治 (1868-10-23)")


def parse_date(text: str) -> date:
    """The day that a text prints: `平成14年12月25日`, `令和元年五月一日`, `H15.1.1`, `2003-01-01`, `2003年1月1日`.

    Any numerals, widths and layout spaces.  Raises ValueError with a sentence that names what is wrong.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            f"「{text}」is not a date; expected one such as 2003-01-01, 平成15年1月1日 or H15.1.1"
        )
    return _day_of(match)


def find_dates(text: str) -> Iterator[tuple[date, int, int]]:
    """Every date in a text, in order, with the span that prints it (offsets into `text`).

    What looks like a date and names no day of the calendar (`平成15年2月30日`) is passed over; `parse_date` of the
    same words says why.
    """
    for match in _DATE.finditer(text):
        try:
            yield _day_of(match), match.start(), match.end()
        except ValueError:
            continue


def _day_of(match: re.Match[str]) -> date:
    parts = match.groupdict()
    if parts["iyear"]:
        year, month, day = (int(parts[name]) for name in ("iyear", "imonth", "iday"))
    elif parts["letter"]:
        year = era_named(parts["letter"]).base + int(parts["syear"])
        month, day = int(parts["smonth"]), int(parts["sday"])
        if int(parts["syear"]) == 0:
            raise ValueError(f"「{match[0]}」: an era has no year 0")
    else:
        year = _year_of(parts["era"], parts["year"], match[0])
        month, day = parse_number(parts["month"]), parse_number(parts["day"])
    if not 1 <= month <= 12:
        raise ValueError(f"「{match[0]}」is not a day: there is no month {month}")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"「{match[0]}」is not a day: {year}-{month:02} has no day {day}") from None


def _year_of(era: str | None, year: str, whole: str) -> int:
    number = 1 if year == "元" else parse_number(year)
    if era is None or era == "西暦":
        if year == "元" or not 1000 <= number <= 9999:
            raise ValueError(f"「{whole}」names no era, and {year} is not a year of the common era")
        return number
    if not 1 <= number <= 999:
        raise ValueError(f"「{whole}」: {era} has no year {number}")
    return era_named(era).base + number


def parse_year(text: str) -> int:
    """The year of the common era: `平成14年` → 2002, `令和元年` → 2019, `H14`, `2002年`.  Raises ValueError."""
    match = _YEAR.fullmatch(text)
    if match is None:
        raise ValueError(f"「{text}」is not a year; expected one such as 平成14年 or 2002")
    return _year_of(match["era"], match["year"], text)


def format_date(day: date, numerals: str | NumeralStyle = NumeralStyle.HALF) -> str:
    """A day as a regulation prints it: `平成14年12月25日`; `numerals` is half, full or kanji; the first year is 元年.

    Raises ValueError before 1868-10-23 and for an unknown style.
    """
    style = NumeralStyle(numerals)
    era = era_of(day)
    n = day.year - era.base
    year = "元" if n == 1 else format_number(n, style)
    return f"{era.name}{year}年{format_number(day.month, style)}月{format_number(day.day, style)}日"


def iso(day: date | None) -> str | None:
    """A day as JSON says it."""
    return day.isoformat() if day else None
