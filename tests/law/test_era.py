"""Dates in 和暦: every form in use, the boundaries of the eras, years beyond an era's end, and days that do not exist."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.law.era import era_of, find_dates, format_date, parse_date, parse_year


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("平成14年12月25日", date(2002, 12, 25)),
        ("平成十四年十二月二十五日", date(2002, 12, 25)),
        ("平成１４年１２月２５日", date(2002, 12, 25)),
        ("令和元年五月一日", date(2019, 5, 1)),
        ("昭和二八年四月一日", date(1953, 4, 1)),
        ("H15.1.1", date(2003, 1, 1)),
        ("R6.4.1", date(2024, 4, 1)),
        ("Ｈ１５．１．１", date(2003, 1, 1)),
        ("2003-01-01", date(2003, 1, 1)),
        ("2003年1月1日", date(2003, 1, 1)),
        ("平成15年 4 月 1 日", date(2003, 4, 1)),
        ("平 成 15 年 4 月 1 日", date(2003, 4, 1)),
        ("平成32年3月31日", date(2020, 3, 31)),
        ("昭和64年1月7日", date(1989, 1, 7)),
    ],
)
def test_reads_every_form(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-02-30", "2026-02 has no day 30"),
        ("平成15年13月1日", "no month 13"),
        ("平成0年1月1日", "平成 has no year 0"),
        ("H0.1.1", "no year 0"),
        ("15年1月1日", "names no era"),
        ("元年5月1日", "names no era"),
        ("公布の日", "is not a date"),
        ("", "is not a date"),
        ("平成15年4月", "is not a date"),
        ("2003-1/1", "is not a date"),
    ],
)
def test_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_date(text)


@pytest.mark.parametrize(
    ("day", "name", "printed"),
    [
        (date(1868, 10, 23), "明治", "明治元年10月23日"),
        (date(1912, 7, 29), "明治", "明治45年7月29日"),
        (date(1912, 7, 30), "大正", "大正元年7月30日"),
        (date(1926, 12, 24), "大正", "大正15年12月24日"),
        (date(1926, 12, 25), "昭和", "昭和元年12月25日"),
        (date(1989, 1, 7), "昭和", "昭和64年1月7日"),
        (date(1989, 1, 8), "平成", "平成元年1月8日"),
        (date(2019, 4, 30), "平成", "平成31年4月30日"),
        (date(2019, 5, 1), "令和", "令和元年5月1日"),
    ],
)
def test_eras_change_on_their_days(day: date, name: str, printed: str) -> None:
    assert era_of(day).name == name
    assert format_date(day) == printed


@given(st.dates(date(1868, 10, 23), date(2100, 12, 31)))
def test_every_day_round_trips(day: date) -> None:
    for style in ("half", "full", "kanji"):
        printed = format_date(day, style)
        assert parse_date(printed) == day
        assert list(find_dates(f"この規則は、{printed}から施行する。")) == [(day, 6, 6 + len(printed))]
    era = era_of(day)
    assert parse_date(f"{era.letter}{day.year - era.base}.{day.month}.{day.day}") == day
    assert parse_date(day.isoformat()) == day


def test_before_meiji_there_is_no_era() -> None:
    with pytest.raises(ValueError, match="before 明治"):
        format_date(date(1868, 10, 22))


def test_finds_dates_in_running_text() -> None:
    text = "平成15年 4 月 1 日から平成十六年三月三十一日まで、2003-05-06。平成15年2月30日は存せず、第3条第1項、JH15.1.1とも。"
    assert [(day, text[start:end]) for day, start, end in find_dates(text)] == [
        (date(2003, 4, 1), "平成15年 4 月 1 日"),
        (date(2004, 3, 31), "平成十六年三月三十一日"),
        (date(2003, 5, 6), "2003-05-06"),
    ]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("平成14年", 2002),
        ("令和元年", 2019),
        ("昭和五十四年", 1979),
        ("H14", 2002),
        ("2002年", 2002),
        ("平成 4 年", 1992),
    ],
)
def test_reads_years(text: str, year: int) -> None:
    assert parse_year(text) == year


@pytest.mark.parametrize("text", ["14年", "平成年", "元年", "平成14年度"])
def test_refuses_what_is_no_year(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        parse_year(text)
