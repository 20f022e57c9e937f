"""When notices and their clauses start: every form of conventions.md §4, and that what is not understood is never guessed."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.gazette.commencement import read_commencement
from reiki.gazette.day_phrases import day_after_period, read_day
from reiki.gazette.head_days import read_head_commencement
from reiki.gazette.model import Fixed, Unfixed
from reiki.gazette.proviso import read_subjects
from reiki.gazette.statutory import default_commencement, instrument_kind
from reiki.law.identity import InstrumentKind

D = datetime.date
CHRISTMAS = D(2002, 12, 25)


def said(
    *paragraphs: str, on: D | None = CHRISTMAS, kind: str = "規則", articled: bool = False, number: str = ""
):
    number = number or ("平成14年霧浜市" + kind + "第9号")
    return read_commencement(paragraphs, on, InstrumentKind(kind), number, articled)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("この規則は、公布の日から施行する。", D(2002, 12, 25)),
        ("この規則は公布の日から施行する。", D(2002, 12, 25)),
        ("1 この規則は、平成15年1月1日から施行する。", D(2003, 1, 1)),
        ("１　この規則は、平成１５年１月１日から施行する。", D(2003, 1, 1)),
        ("第一条　この省令は、令和七年六月一日から施行する。", D(2025, 6, 1)),
        ("この規則は、平成 15 年 4 月 1 日から施行する。", D(2003, 4, 1)),
        ("この規則は、公布の日の翌日から施行する。", D(2002, 12, 26)),
        ("この規則は、○○法の施行の日（令和七年六月一日）から施行する。", D(2025, 6, 1)),
        ("この規則は、公布の日から起算して3月を経過した日から施行する。", D(2003, 3, 25)),
        ("この規則は、公布の日から起算して三月を経過した日から施行する。", D(2003, 3, 25)),
        ("この規則は、公布の日から3月を経過した日から施行する。", D(2003, 3, 26)),
        ("この規則は、公布の日から起算して10日を経過した日から施行する。", D(2003, 1, 4)),
        ("この規則は、公布の日から10日を経過した日から施行する。", D(2003, 1, 5)),
        ("この規則は、公布の日から起算して1年を経過した日から施行する。", D(2003, 12, 25)),
        ("この規則は、公布の日から起算して一年六月を経過した日から施行する。", D(2004, 6, 25)),
        ("この告示は、告示の日から施行する。", D(2002, 12, 25)),
        ("この規則は、公布の日から施行し、平成14年4月1日から適用する。", D(2002, 12, 25)),
        (
            "この規則は、公布の日から施行し、改正後の霧浜市規則の規定は、平成14年4月1日から適用する。",
            D(2002, 12, 25),
        ),
    ],
)
def test_a_day_is_read(sentence: str, day: D) -> None:
    found = said(sentence).default
    assert isinstance(found, Fixed)
    assert found.date == day
    assert "施行" in found.text


@pytest.mark.parametrize(
    ("promulgated", "counted", "passed"),
    [
        (D(2002, 12, 25), True, D(2003, 3, 25)),
        (D(2002, 11, 30), True, D(2003, 3, 1)),
        (D(2002, 12, 25), False, D(2003, 3, 26)),
        (D(2003, 11, 30), True, D(2004, 3, 1)),
        (D(2002, 12, 31), True, D(2003, 3, 31)),
    ],
)
def test_three_months_have_passed(promulgated: D, counted: bool, passed: D) -> None:
    words = (
        "公布の日から起算して3月を経過した日から施行する。"
        if counted
        else "公布の日から3月を経過した日から施行する。"
    )
    assert read_day(words, promulgated) == Fixed(passed)


def test_the_limit_of_a_period_is_its_last_day() -> None:
    found = said(
        "この規則は、公布の日から起算して3月を超えない範囲内において規則で定める日から施行する。"
    ).default
    assert isinstance(found, Unfixed)
    assert (found.waits_for, found.not_after) == ("規則", D(2003, 3, 24))


@pytest.mark.parametrize(
    ("sentence", "waits_for"),
    [
        ("この条例は、規則で定める日から施行する。", "規則"),
        ("この条例は、別に規則で定める日から施行する。", "規則"),
        ("この条例は、市長が定める日から施行する。", "市長"),
        ("この規則は、不動産登記法の施行の日から施行する。", "不動産登記法の施行の日"),
    ],
)
def test_a_day_that_another_thing_fixes(sentence: str, waits_for: str) -> None:
    found = said(sentence).default
    assert isinstance(found, Unfixed)
    assert found.waits_for == waits_for
    assert found.text == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "この規則は、公布の日の属する月の翌々月の初めから施行する。",
        "この規則は、平成15年1月1日又は○○法の施行の日のいずれか遅い日から施行する。",
        "この規則は、平成15年2月30日から施行する。",
        "この規則は、平成15年1月1日から施行",
    ],
)
def test_what_is_not_understood_is_unfixed_and_said(sentence: str) -> None:
    found = said(sentence)
    assert isinstance(found.default, Unfixed)
    assert found.default.text == sentence
    assert [f.code for f in found.findings] == ["commencement_not_understood"]


def test_two_days_for_the_whole_are_no_day() -> None:
    found = said("この規則は、平成15年1月1日から施行する。", "この規則は、平成15年4月1日から施行する。")
    assert isinstance(found.default, Unfixed)
    assert [f.code for f in found.findings] == ["commencement_twice"]


@pytest.mark.parametrize(
    ("kind", "number", "day"),
    [
        ("条例", "平成14年霧浜市条例第9号", D(2003, 1, 4)),
        ("規則", "平成14年霧浜市規則第9号", D(2003, 1, 4)),
        ("規則", "平成14年霧浜市教育委員会規則第9号", D(2003, 1, 4)),
        ("法律", "平成14年法律第9号", D(2003, 1, 14)),
        ("規則", "平成14年国家公安委員会規則第9号", None),
        ("訓令", "平成14年霧浜市訓令第9号", None),
        ("告示", "平成14年霧浜市告示第9号", None),
        ("要綱", "", None),
        ("省令", "平成14年農林水産省令第9号", None),
    ],
)
def test_no_day_given(kind: str, number: str, day: D | None) -> None:
    found = default_commencement(CHRISTMAS, InstrumentKind(kind), number)
    assert found == (Fixed(day) if day else Unfixed(""))


def test_without_a_day_of_promulgation_nothing_is_counted() -> None:
    assert isinstance(said("この規則は、公布の日から施行する。", on=None).default, Unfixed)
    assert isinstance(said(on=None).default, Unfixed)


def test_a_proviso_gives_a_clause_its_own_day() -> None:
    found = said(
        "1　この条例は、公布の日から施行する。ただし、第2条の規定は、平成15年4月1日から施行する。",
        kind="条例",
        articled=True,
    )
    assert found.for_clause("1", True)[0] == Fixed(CHRISTMAS, "この条例は、公布の日から施行する。")
    day, parts = found.for_clause("2", True)
    assert isinstance(day, Fixed)
    assert (day.date, parts) == (D(2003, 4, 1), ())


def test_a_proviso_names_a_part_of_a_clause_and_a_paragraph_of_the_suppl() -> None:
    found = said(
        "この条例は、公布の日から施行する。ただし、第1条中第5条の改正規定（「A」を「B」に改める部分に限る。）及び附則第3項の規定は、"
        "平成15年4月1日から施行する。",
        kind="条例", articled=True,
    )  # fmt: skip
    day, parts = found.for_clause("1", True)
    assert isinstance(day, Fixed)
    assert day.date == CHRISTMAS
    assert [p.part for p in parts] == ["第5条の改正規定(「A」を「B」に改める部分に限る。)"]
    assert [p.commencement.date for p in parts if isinstance(p.commencement, Fixed)] == [D(2003, 4, 1)]
    of_suppl, _ = found.for_clause("附則3", True)
    assert isinstance(of_suppl, Fixed)
    assert of_suppl.date == D(2003, 4, 1)
    assert found.for_clause("2", True)[1] == ()


def test_several_days_in_one_proviso() -> None:
    found = said(
        "この条例は、平成15年4月1日から施行する。ただし、第2条中第5条を削る改正規定は公布の日から、第3条の規定は規則で定める日から施行する。",
        kind="条例", articled=True,
    )  # fmt: skip
    assert found.findings == ()
    assert [p.part for p in found.for_clause("2", True)[1]] == ["第5条を削る改正規定"]
    third, _ = found.for_clause("3", True)
    assert isinstance(third, Unfixed)
    assert third.waits_for == "規則"
    # A clause that lists its targets is one clause for each of them.
    assert found.for_clause("3-2", True)[0] == third


def test_a_listed_proviso() -> None:
    found = said(
        "第一条　この省令は、令和七年十月一日から施行する。ただし、次の各号に掲げる規定は、当該各号に定める日から施行する。",
        "一　第二条の規定　公布の日",
        "二　第一条中第七条の改正規定　令和八年四月一日",
        on=D(2025, 6, 20), kind="省令", number="令和7年農林水産省令第31号", articled=True,
    )  # fmt: skip
    assert found.findings == ()
    day, parts = found.for_clause("1", True)
    assert isinstance(day, Fixed)
    assert day.date == D(2025, 10, 1)
    assert [(p.part, p.commencement.date) for p in parts if isinstance(p.commencement, Fixed)] == [
        ("第七条の改正規定", D(2026, 4, 1))
    ]
    second, _ = found.for_clause("2", True)
    assert isinstance(second, Fixed)
    assert second.date == D(2025, 6, 20)


def test_in_an_unarticled_notice_an_amended_article_is_a_part_of_its_only_clause() -> None:
    found = said("この規則は、公布の日から施行する。ただし、第5条の改正規定は、平成15年4月1日から施行する。")
    assert [p.part for p in found.for_clause("1", False)[1]] == ["第5条の改正規定"]
    assert found.for_clause("附則2", False)[1] == ()


@pytest.mark.parametrize(
    "proviso",
    [
        "ただし、別に掲げる部分は、平成15年4月1日から施行する。",
        "ただし、平成15年4月1日から施行する。",
        "ただし、次の各号に掲げる規定は、当該各号に定める日から施行する。",
    ],
)
def test_a_proviso_that_is_not_understood_is_an_error(proviso: str) -> None:
    found = said("この規則は、公布の日から施行する。" + proviso, articled=True)
    assert ("error", "commencement_not_understood") in [(f.severity, f.code) for f in found.findings]


@pytest.mark.parametrize(
    ("subject", "articled", "expected"),
    [
        ("第2条の規定", True, [("2", "")]),
        ("第2条及び第3条の規定", True, [("2", ""), ("3", "")]),
        ("第2条から第4条までの規定", True, [("2", ""), ("3", ""), ("4", "")]),
        (
            "第2条及び附則第3項から第5項までの規定",
            True,
            [("2", ""), ("附則3", ""), ("附則4", ""), ("附則5", "")],
        ),
        ("第1条中第5条及び第6条の改正規定", True, [("1", "第5条、第6条の改正規定")]),
        ("第1条中第5条の改正規定並びに第3条の規定", True, [("1", "第5条の改正規定"), ("3", "")]),
        ("第1条（第5条の改正規定に限る。）の規定", True, [("1", "第5条の改正規定に限る。")]),
        ("第5条の規定", False, []),
        ("前号に掲げるもの", True, []),
    ],
)
def test_what_a_proviso_names(subject: str, articled: bool, expected: list[tuple[str, str]]) -> None:
    assert read_subjects(subject.replace("（", "(").replace("）", ")"), articled) == expected


def test_application_is_the_commencement_of_a_notification_and_not_of_a_rule() -> None:
    retro = "改正後の霧浜市規則の規定は、平成14年4月1日から適用する。"
    rule = said("1 この規則は、公布の日から施行する。", "2 " + retro)
    assert isinstance(rule.default, Fixed)
    assert rule.default.date == CHRISTMAS
    assert [(f.severity, f.code) for f in rule.findings] == [("note", "retroactive_application")]
    notification = said("この告示は、令和7年6月1日から適用する。", kind="告示")
    assert isinstance(notification.default, Fixed)
    assert notification.default.date == D(2025, 6, 1)


def test_cases_of_application_move_no_date() -> None:
    found = said(
        "1 この条例は、平成15年1月1日から施行する。",
        "2 改正後の第5条の規定は、施行の日以後に行う申請について適用し、同日前に行う申請については、なお従前の例による。",
        kind="条例",
    )
    assert isinstance(found.default, Fixed)
    assert found.findings == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "この条例は、平成18年3月31日限り、その効力を失う。",
        "この条例は、施行の日から起算して3年を経過した日に、その効力を失う。",
    ],
)
def test_a_lapse_is_noted(sentence: str) -> None:
    found = said("この条例は、平成15年1月1日から施行する。", sentence, kind="条例")
    assert isinstance(found.default, Fixed)
    assert [(f.severity, f.code) for f in found.findings] == [("note", "lapse")]


def test_the_head_sentence_of_a_notification_tells_its_day() -> None:
    head = "霧浜市要綱の一部を次の表のように改正し、令和七年六月一日から適用する。"
    found = read_head_commencement(head, CHRISTMAS, InstrumentKind.NOTIFICATION)
    assert found == Fixed(D(2025, 6, 1), head)
    assert read_head_commencement(head, CHRISTMAS, InstrumentKind.RULE) is None
    assert (
        read_head_commencement(
            "霧浜市要綱の一部を次のように改正する。", CHRISTMAS, InstrumentKind.NOTIFICATION
        )
        is None
    )


def test_the_kind_comes_from_the_number() -> None:
    assert instrument_kind("霧浜市職員服務規程", "平成3年霧浜市訓令第2号") is InstrumentKind.DIRECTIVE
    assert instrument_kind("霧浜市補助金交付要綱", "") is InstrumentKind.GUIDELINE


@given(st.dates(D(1950, 1, 1), D(2100, 1, 1)), st.integers(1, 36))
def test_a_period_of_months_is_one_day_longer_when_it_begins_a_day_later_or_ends_with_the_month(
    day: D, months: int
) -> None:
    passed = day_after_period(day, months, 0)
    assert passed.day in (day.day, 1)
    later = day_after_period(day + datetime.timedelta(1), months, 0)
    assert later >= passed


@given(st.dates(D(1950, 1, 1), D(2100, 1, 1)), st.integers(1, 400))
def test_days_are_counted(day: D, days: int) -> None:
    assert (day_after_period(day, 0, days) - day).days == days


@given(
    st.text(alphabet="この規則は、公布日から施行するただし第一条中改正定及び附項1年月()「」。", max_size=60)
)
def test_no_words_break_the_reading(text: str) -> None:
    found = said(text)
    if isinstance(found.default, Fixed) and found.default.text:
        assert "施行" in found.default.text or "適用" in found.default.text


RULE_NUMBER = "平成15年霧浜市規則第5号"


def outcome_of(*paragraphs: str) -> tuple[object, list[tuple[str, str]]]:
    found = read_commencement(paragraphs, datetime.date(2003, 3, 31), InstrumentKind.RULE, RULE_NUMBER)
    return found.default, [(f.severity, f.code) for f in found.findings]


def test_a_lapse_beside_the_commencement_does_not_hide_it() -> None:
    default, findings = outcome_of(
        "この規則は、平成15年6月1日から施行し、平成16年3月31日限り、その効力を失う。"
    )
    assert isinstance(default, Fixed)
    assert default.date == datetime.date(2003, 6, 1)
    assert ("note", "lapse") in findings


@pytest.mark.parametrize(
    "sentence",
    ["この規則の施行は、平成15年6月1日とする。", "この規則は、令和7年2月29日から施行する。"],
)
def test_a_day_that_is_not_understood_is_an_error_and_never_the_default(sentence: str) -> None:
    default, findings = outcome_of(sentence)
    assert isinstance(default, Unfixed)
    assert ("error", "commencement_not_understood") in findings


def test_a_day_of_the_same_year() -> None:
    found = read_commencement(
        ["この規則は、平成15年4月1日から施行する。ただし、第2条の改正規定は、同年7月1日から施行する。"],
        datetime.date(2003, 3, 31), InstrumentKind.RULE, RULE_NUMBER,
    )  # fmt: skip
    (override,) = found.overrides
    assert isinstance(override.commencement, Fixed)
    assert override.commencement.date == datetime.date(2003, 7, 1)
