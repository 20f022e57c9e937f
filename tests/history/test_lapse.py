"""The day on which a regulation ends by its own words."""

import datetime

import pytest

from reiki.history.lapse import lapse_day
from reiki.office.importing import read_regulation


def ends(*supplement):
    lines = [
        "霧浜市臨時規則",
        "令和2年3月25日",
        "令和2年霧浜市規則第5号",
        "",
        "第1条　窓口を置く。",
        "　　　附　則",
        *supplement,
    ]
    return lapse_day(read_regulation("\n".join([*lines, ""]).encode(), "base.txt")[0])


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
        "2　この規則は、施行の日から起算して5年を経過した日に、その効力を失う。",
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
