"""The day on which a regulation ends by its own words."""

import datetime

import pytest

from reiki.history.lapse import lapse_day, lapses
from reiki.office.importing import read_regulation


def ends(*supplement):
    return lapse_day(regulation(*supplement))


def regulation(*supplement):
    lines = [
        "霧浜市臨時規則",
        "令和2年3月25日",
        "令和2年霧浜市規則第5号",
        "",
        "第1条　窓口を置く。",
        "　　　附　則",
        *supplement,
    ]
    return read_regulation("\n".join([*lines, ""]).encode(), "base.txt")[0]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2　この規則は、令和7年3月31日限り、その効力を失う。", "2025-04-01"),
        ("2　この規則は、令和７年３月31日限りその効力を失う。", "2025-04-01"),
        (
            "2　この規則は、令和7年3月31日をもって、その効力を失う。ただし、同日までにした決定については、なお従前の例による。",
            "2025-04-01",
        ),
        ("2　この規則は、令和7年3月31日に、その効力を失う。", "2025-03-31"),
        ("2　この規則は、令和7年3月31日限り失効する。", "2025-04-01"),
    ],
)
def test_the_day_is_read(words, day):
    assert ends("1　この規則は、令和2年4月1日から施行する。", words) == datetime.date.fromisoformat(day)


@pytest.mark.parametrize(
    "words",
    [
        "2　第1条の規定は、令和7年3月31日限り、その効力を失う。",
        "2　霧浜市臨時委員会規則は、令和7年3月31日限り、その効力を失う。",
        "2　令和7年3月31日限りで窓口を閉じる。",
    ],
)
def test_what_does_not_end_the_whole_on_a_named_day_ends_nothing(words):
    assert ends("1　この規則は、令和2年4月1日から施行する。", words) is None


def test_two_days_are_no_day():
    assert (
        ends(
            "1　この規則は、令和7年3月31日限り、その効力を失う。",
            "2　この規則は、令和8年3月31日限り、その効力を失う。",
        )
        is None
    )


def test_a_single_paragraph_without_number():
    assert ends("この規則は、令和2年4月1日から施行し、令和7年3月31日限り、その効力を失う。") == datetime.date(
        2025, 4, 1
    )


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("この規則は、施行の日から起算して三年を経過した日に、その効力を失う。", "2023-04-01"),
        ("この規則は、施行の日から3年を経過した日に、その効力を失う。", "2023-04-01"),
        ("この規則は、この規則の施行の日から起算して3年を経過した日に、その効力を失う。", "2023-04-01"),
        ("この規則は、施行後三年を経過した日に、その効力を失う。", "2023-04-01"),
        ("この規則は、施行の日から起算して3年を経過した日限り、その効力を失う。", "2023-04-02"),
        ("この規則は、施行の日から起算して3年を経過する日限り、その効力を失う。", "2023-04-01"),
        ("この規則は、施行の日から起算して六月を経過した日に失効する。", "2020-10-01"),
        ("この規則は、施行の日から起算して90日を経過した日に、その効力を失う。", "2020-06-30"),
        ("この規則は、公布の日から起算して1年を経過した日に、その効力を失う。", "2021-03-25"),
        ("この規則は、公布の日から1年を経過した日に、その効力を失う。", "2021-03-26"),
        ("この規則は、施行の日から起算して3年を経過した日の属する年度の末日限り、その効力を失う。", "2024-04-01"),
        ("この規則は、施行の日から起算して2年間、その効力を有する。", "2022-04-01"),
        ("この規則は、令和5年3月31日までの間、その効力を有する。", "2023-04-01"),
        ("この規則は、令和4年度限り、その効力を失う。", "2023-04-01"),
        ("この規則は、令和5年3月31日をもって廃止する。", "2023-04-01"),
        ("この規則は、令和5年3月31日限り廃止する。", "2023-04-01"),
    ],
)  # fmt: skip
def test_a_period_is_counted_from_the_commencement(words, day):
    assert ends("1　この規則は、令和2年4月1日から施行する。", f"2　{words}") == datetime.date.fromisoformat(
        day
    )


@pytest.mark.parametrize(
    "words",
    [
        "2　この規則は、施行の日から起算して3年を経過した日（その日前に移転したときは、その日）に、その効力を失う。",
        "2　この規則は、施行の日から起算して1年6日を経過した日に、その効力を失う。",
        "2　この規則は、窓口を廃止した日に、その効力を失う。",
    ],
)
def test_a_day_that_cannot_be_told_is_still_told_of(words):
    document = regulation("1　この規則は、令和2年4月1日から施行する。", words)
    assert [(each.what, each.day) for each in lapses(document)] == [("whole", None)]


@pytest.mark.parametrize(
    "words",
    [
        "2　この規則の施行の日前に交付した許可証は、その効力を失う。",
        "2　窓口は、令和7年3月31日限り廃止する。",
        "2　この規則の規定により定めた計画は、令和7年3月31日まで効力を有する。",
    ],
)
def test_what_is_no_provision_ends_nothing(words):
    assert lapses(regulation("1　この規則は、令和2年4月1日から施行する。", words)) == ()


def test_a_commencement_that_is_known_otherwise_counts():
    document = regulation(
        "1　この規則は、別に定める日から施行する。",
        "2　この規則は、施行の日から起算して3年を経過した日に、その効力を失う。",
    )
    (found,) = lapses(document)
    assert (found.day, found.earliest, found.counted) == (None, datetime.date(2023, 3, 25), True)
    assert lapse_day(document, datetime.date(2020, 5, 1)) == datetime.date(2023, 5, 1)
