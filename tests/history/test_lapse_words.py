"""失効 in the words of many offices: the day is read, or it is told that there is one."""

import datetime

import pytest

from reiki.history.lapse import lapse_day, lapses
from reiki.office.importing import read_regulation

START = "1　この規則は、令和4年4月1日から施行する。"


def regulation(*supplement, title="霧浜市試行規則", series="規則", main="窓口を置く。"):
    lines = [
        title,
        "令和4年3月25日",
        f"令和4年霧浜市{series}第6号",
        "",
        "第1条　窓口を置く。",
        f"第2条　{main}",
        "　　　附　則",
    ]
    return read_regulation("\n".join([*lines, *supplement, ""]).encode(), "base.txt")[0]


def told(*supplement, **given):
    return [(each.what, each.day and each.day.isoformat(), each.earliest and each.earliest.isoformat()) for each in lapses(regulation(*supplement, **given))]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("この規則は令和8年3月31日限りその効力を失う。", "2026-04-01"),
        ("この規則は、令和8年3月31日限りで、その効力を失う。", "2026-04-01"),
        ("この規則は、令和8年4月1日から、その効力を失う。", "2026-04-01"),
        ("この規則は、令和8年4月1日に失効する。", "2026-04-01"),
        ("この規則は、令和8年4月1日に廃止する。", "2026-04-01"),
        ("この規則は、令和8年3月31日をもって、廃止とする。", "2026-04-01"),
        ("この規則は、令和8年3月31日をもって廃止されるものとする。", "2026-04-01"),
        ("この規則は、令和8年3月31日限りとする。", "2026-04-01"),
        ("この規則は、令和8年3月31日までとする。", "2026-04-01"),
        ("この規則は、令和8年3月31日までの時限とする。", "2026-04-01"),
        ("この規則は、令和7年度限りとする。", "2026-04-01"),
        ("この規則は、令和8年3月31日まで施行する。", "2026-04-01"),
        ("この規則は、令和4年4月1日から令和8年3月31日まで効力を有する。", "2026-04-01"),
        ("この規則の有効期間は、令和8年3月31日までとする。", "2026-04-01"),
        ("この規則の有効期間は、令和4年4月1日から令和8年3月31日までとする。", "2026-04-01"),
        ("この規則の有効期間は、施行の日から4年間とする。", "2026-04-01"),
        ("この規則の有効期限は、令和8年3月31日とする。", "2026-04-01"),
        ("霧浜市試行規則は、令和8年3月31日限り、その効力を失う。", "2026-04-01"),
        ("この試行規則は、令和8年3月31日限り、その効力を失う。", "2026-04-01"),
        ("この規則は、令和4年4月1日から起算して4年を経過した日に、その効力を失う。", "2026-04-01"),
        ("この規則は、令和4年4月1日に施行し、同年9月30日限り廃止する。", "2022-10-01"),
        ("この規則は、令和8年3月31日（以下「失効日」という。）限り、その効力を失う。", "2026-04-01"),
        ("この規則は、令和8年3月31日限り、その効力を失う。ただし、同日までの申請については、この限りでない。", "2026-04-01"),
        ("この規則は、令和8年3月31日限り、その効力を失う。ただし、継続して支給する者については、なお従前の例による。", "2026-04-01"),
    ],
)  # fmt: skip
def test_the_whole_ends(words, day):
    assert lapse_day(regulation(START, f"2　{words}")) == datetime.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("kind", "series"),
    [
        ("管理規程", "企業局管理規程"), ("要項", "告示"), ("規約", "告示"), ("実施要綱", "告示"), ("細則", "告示"), ("内規", "訓令"),
        ("指針", "告示"), ("交付要領", "告示"), ("教育委員会規則", "教育委員会規則"), ("基準", "告示"),
    ],
)  # fmt: skip
def test_whatever_the_instrument_calls_itself(kind, series):
    words = f"2　この{kind}は、令和8年3月31日限り、その効力を失う。"
    assert told(START, words, title=f"霧浜市窓口{kind}", series=series) == [("whole", "2026-04-01", None)]


@pytest.mark.parametrize(
    ("words", "earliest"),
    [
        ("この規則は、令和8年3月31日で失効する。", None),
        ("この規則は、令和8年3月31日をもって終了する。", None),
        ("この規則は、同日限り、その効力を失う。", None),
        ("この規則の有効期間は、市長が定める。", None),
        ("この規則（第1条を除く。）は、令和8年3月31日限り、その効力を失う。", None),
        ("この規則及び別表は、令和8年3月31日限り、その効力を失う。", None),
        ("当該規則は、令和8年3月31日限り、その効力を失う。", None),
        ("令和8年3月31日限り、その効力を失う。", None),
        ("この規則は、事業が完了した日限り、その効力を失う。", None),
        ("この規則は、令和8年3月31日まで適用する。", "2026-04-01"),
        ("この規則の実施期間は、令和8年3月31日までとする。", "2026-04-01"),
        ("この規則の有効期間は、令和8年3月31日までとする。ただし、市長が必要と認めるときは、延長することができる。", "2026-04-01"),
        ("この規則は、令和8年3月31日限り、その効力を失う。ただし、市長が別に定めるときは、この限りでない。", "2026-04-01"),
    ],
)  # fmt: skip
def test_an_end_that_is_not_certain_is_told_and_not_carried_out(words, earliest):
    assert told(START, f"2　{words}") == [("whole", None, earliest)]


def test_application_to_a_day_ends_what_commences_by_application():
    words = "この要綱は、令和4年4月1日から令和8年3月31日まで適用する。"
    assert told(words, title="霧浜市支給要綱", series="告示") == [("whole", "2026-04-01", None)]


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("第2条は、令和8年3月31日限り、その効力を失う。", "第2条"),
        ("第2条の規定は、令和8年3月31日まで効力を有する。", "第2条の規定"),
        ("別表の規定は、令和8年3月31日限り廃止する。", "別表の規定"),
        ("別表第2は、令和8年3月31日限り、その効力を失う。", "別表第2"),
        ("様式第3号の規定は、令和8年3月31日をもって廃止する。", "様式第3号の規定"),
        ("附則第3項の規定は、令和8年3月31日までの間に限り、効力を有する。", "附則第3項の規定"),
        ("ただし、第2条及び前項の規定は、令和8年3月31日限り、その効力を失う。", "第2条及び前項の規定"),
    ],
)
def test_a_part_ends(words, subject):
    (found,) = lapses(regulation(START, f"2　{words}"))
    assert (found.what, found.day, found.subject) == ("part", datetime.date(2026, 4, 1), subject)


@pytest.mark.parametrize(
    "words",
    [
        "旧規則第2条の規定は、令和8年3月31日までの間、その効力を有する。",
        "改正前の第2条の規定は、令和8年3月31日までの間、なおその効力を有する。",
        "霧浜市窓口要綱は、令和8年3月31日限り廃止する。",
        "第2条の規定による許可は、令和8年3月31日限り、その効力を失う。",
        "許可の有効期間は、令和8年3月31日までとする。",
        "委員の任期は、令和8年3月31日までとする。",
        "この規則による補助は、令和8年3月31日限りとする。",
        "この規則は、1世帯1回限りとする。",
        "霧浜市窓口条例は、廃止する。",
    ],
)
def test_what_ends_something_else_ends_nothing_here(words):
    assert told(START, f"2　{words}") == []


@pytest.mark.parametrize(
    ("main", "ends"),
    [
        ("この規則の有効期間は、令和8年3月31日までとする。", [("whole", "2026-04-01", None)]),
        ("この規則は、令和8年3月31日限り、その効力を失う。", [("whole", "2026-04-01", None)]),
        ("この規則による給付は、1人1回限りとする。", []),
        ("申請書の有効期間は、令和8年3月31日までとする。", []),
    ],
)
def test_an_end_told_in_the_main_provision(main, ends):
    assert told(START, main=main) == ends


def test_an_end_of_the_host_told_by_an_amending_instrument_is_not_carried_out():
    ends = told(
        "この規則は、令和4年4月1日から施行する。",
        "　　　附　則（令和5年3月31日規則第9号）",
        "1　この規則は、令和5年4月1日から施行する。",
        "2　霧浜市試行規則は、令和8年3月31日限り、その効力を失う。",
    )
    assert ends == [("amending", None, "2026-04-01")]
