"""Sentences on commencement as offices write them: what each part starts on, and that nothing that is not understood gets a day."""

from __future__ import annotations

import datetime

import pytest

from reiki.gazette.commencement import read_commencement
from reiki.gazette.day_phrases import is_event, read_day
from reiki.gazette.head_days import read_head_commencement
from reiki.gazette.model import Fixed, Unfixed
from reiki.gazette.units import part_addresses
from reiki.law.identity import InstrumentKind

D = datetime.date
PROMULGATED = D(2025, 3, 28)


def said(*paragraphs: str, kind: str = "条例", articled: bool = True):
    number = f"令和7年霧浜市{kind}第9号"
    return read_commencement(paragraphs, PROMULGATED, InstrumentKind(kind), number, articled)


def day_of(found) -> object:
    return found.date if isinstance(found, Fixed) else (found.waits_for, found.not_after)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("公布の日の属する月の翌月の初日から", D(2025, 4, 1)),
        ("公布の日の属する月の翌月1日から", D(2025, 4, 1)),
        ("公布の日の属する月の翌々月の初日から", D(2025, 5, 1)),
        ("公布の日の属する年度の翌年度の初日から", D(2025, 4, 1)),
        ("公布の日以後最初の4月1日から", D(2025, 4, 1)),
        ("公布の日から起算して三十日を経過した日から", D(2025, 4, 27)),
        ("公布の日から二十日を経過した日から", D(2025, 4, 18)),
        ("公布の日から起算して1箇月を経過した日から", D(2025, 4, 28)),
        ("公布の日から起算して10日を経過した日の翌日から", D(2025, 4, 8)),
        ("公布の日から起算して3月を経過した日の属する月の翌月の初日から", D(2025, 7, 1)),
        ("令和七年十月一日より", D(2025, 10, 1)),
        ("令和7年10月1日をもって", D(2025, 10, 1)),
        ("令和七年十月一日から、これを", D(2025, 10, 1)),
        ("公布の日又は令和7年4月1日のいずれか遅い日から", D(2025, 4, 1)),
        ("地方自治法の一部を改正する法律（令和6年法律第65号）の施行の日（令和8年9月24日）又は公布の日のいずれか遅い日から", D(2026, 9, 24)),
        ("地方自治法の一部を改正する法律（令和6年法律第65号）の施行の日（令和8年9月24日）から", D(2026, 9, 24)),
    ],
)  # fmt: skip
def test_a_day(words: str, day: D) -> None:
    found = said(f"この条例は、{words}施行する。")
    assert (day_of(found.default), found.findings) == (day, ())


@pytest.mark.parametrize(
    ("words", "waits_for", "limit"),
    [
        ("公布の日から起算して六月を超えない範囲内において規則で定める日", "規則", D(2025, 9, 27)),
        ("公布の日から起算して六月を超えない範囲内において市長が定める日", "市長", D(2025, 9, 27)),
        ("公布の日から起算して六月を超えない範囲内で市長が別に定める日", "市長", D(2025, 9, 27)),
        ("公布の日から起算して一年六月を超えない範囲内において政令で定める日", "政令", D(2026, 9, 27)),
        ("公布の日から起算して六か月を超えない範囲において規則で定める日", "規則", D(2025, 9, 27)),
        ("公布の日から起算して6箇月以内において規則で定める日", "規則", D(2025, 9, 27)),
        ("公布の日から6月以内に規則で定める日", "規則", D(2025, 9, 28)),
        ("公布の日から起算して1年以内の規則で定める日", "規則", D(2026, 3, 27)),
        ("令和7年10月1日までの間において規則で定める日", "規則", D(2025, 10, 1)),
        ("令和7年9月30日までの範囲内において規則で定める日", "規則", D(2025, 9, 30)),
        ("令和7年6月1日から同年12月31日までの間において規則で定める日", "規則", D(2025, 12, 31)),
        ("令和8年3月31日を超えない範囲内において規則で定める日", "規則", D(2026, 3, 31)),
        ("令和7年度中において市長が定める日", "市長", None),
        ("令和7年度内までにおいて市長が定める日", "市長", D(2026, 3, 31)),
        ("地方自治法の施行の日までの間において規則で定める日", "規則", None),
        ("別に定める日", "別に定める日", None),
        ("市長が別に定める日", "市長", None),
        ("市長決裁の日", "市長決裁の日", None),
        ("議会の議決のあった日", "議会の議決のあった日", None),
        ("地方自治法の施行の日から起算して3月を経過した日", "地方自治法の施行の日から起算して3月を経過した日", None),
        ("地方自治法の施行の日の属する月の翌月の初日", "地方自治法の施行の日の属する月の翌月の初日", None),
    ],
)  # fmt: skip
def test_a_day_left_open_and_its_limit(words: str, waits_for: str, limit: D | None) -> None:
    found = said(f"この条例は、{words}から施行する。")
    waits, last = day_of(found.default)
    assert last == limit
    if "年度中" not in words:
        assert waits == waits_for


def test_the_day_may_be_left_to_another_by_a_sentence_on_the_day_itself() -> None:
    assert day_of(said("この条例の施行期日は、規則で定める。").default) == ("規則", None)
    limited = "この条例の施行期日は、公布の日から起算して6月を超えない範囲内において規則で定める。"
    assert day_of(said(limited).default) == ("規則", D(2025, 9, 27))
    proviso = said("この条例は、公布の日から施行する。ただし、第3条の規定の施行期日は、規則で定める。")
    assert day_of(proviso.for_clause("3", True)[0]) == ("規則", None)


@pytest.mark.parametrize(
    "words",
    [
        "公布の日から起算して6月を経過した日（その日が日曜日に当たるときは、その翌日）",
        "公布の日から起算して6月を経過した日（その日が令和7年10月1日前であるときは、令和7年11月1日）",
        "○○法の施行の日（その日が令和7年10月1日前であるときは、同日）",
        "令和8年4月1日以後の最初の選挙の期日の告示の日",
        "令和7年度",
        "令和7年4月1日から3月を経過した日",
        "令和7年4月1日又は地方自治法の施行の日のいずれか早い日",
        "同年10月1日",
        "令和7年9月31日",
    ],
)
def test_what_is_not_understood_has_no_day(words: str) -> None:
    found = said(f"この条例は、{words}から施行する。")
    assert isinstance(found.default, Unfixed)
    assert "commencement_not_understood" in [f.code for f in found.findings]


def test_years_told_by_the_date_before() -> None:
    found = said(
        "この条例は、公布の日から施行する。ただし、第2条の規定は令和8年4月1日から、第3条の規定は公布の日から、"
        "第4条の規定は同年10月1日から、第5条の規定は翌年4月1日から施行する。"
    )
    days = [day_of(found.for_clause(n, True)[0]) for n in "2345"]
    assert days == [D(2026, 4, 1), PROMULGATED, D(2026, 10, 1), D(2027, 4, 1)]


def test_each_verb_has_its_own_subject() -> None:
    found = said(
        "この条例は、公布の日から施行する。ただし、第1条の規定は令和7年6月1日から施行し、第2条の規定は令和7年7月1日から施行し、"
        "第3条の規定による改正後の霧浜市給与条例第5条の規定は、令和7年1月1日から適用する。"
    )
    assert [day_of(found.for_clause(n, True)[0]) for n in "123"] == [
        D(2025, 6, 1),
        D(2025, 7, 1),
        PROMULGATED,
    ]
    (applied,) = found.applications
    assert (applied.day, [p.citation for p in applied.provisions], applied.clauses) == (
        D(2025, 1, 1),
        ["第5条"],
        ("3",),
    )


def test_a_list_is_the_whole_where_nothing_else_is_said() -> None:
    found = said(
        "1　この条例は、次の各号に掲げる規定の区分に応じ、当該各号に定める日から施行する。",
        "(1)　第1条の規定　公布の日",
        "(2)　第2条中第5条の改正規定及び附則第3項の規定　令和7年10月1日",
    )
    assert found.findings == ()
    assert day_of(found.for_clause("1", True)[0]) == PROMULGATED
    assert isinstance(found.for_clause("3", True)[0], Unfixed), (
        "no item names it: not even the statute's ten days"
    )
    assert [p.part for p in found.for_clause("2", True)[1]] == ["第5条の改正規定"]


def test_items_of_items() -> None:
    found = said(
        "第一条　この条例は、令和七年四月一日から施行する。ただし、次の各号に掲げる規定は、当該各号に定める日から施行する。",
        "一　次に掲げる規定　公布の日",
        "イ　第一条中第三条の改正規定",
        "ロ　第二条の規定",
        "二　第三条の規定　令和七年十月一日",
    )
    assert found.findings == ()
    assert day_of(found.for_clause("2", True)[0]) == PROMULGATED
    assert day_of(found.for_clause("3", True)[0]) == D(2025, 10, 1)


def test_an_item_that_is_not_read_is_an_error() -> None:
    found = said(
        "この条例は、公布の日から施行する。ただし、次の各号に掲げる規定は、当該各号に定める日から施行する。",
        "(1)　第1条の規定　令和7年6月1日",
        "(2)　第2条の規定令和7年10月1日",
    )
    assert ("error", "commencement_not_understood") in [(f.severity, f.code) for f in found.findings]


def test_an_article_at_the_head_of_a_paragraph_is_no_label() -> None:
    found = said("第1条及び第2条の規定は公布の日から、第3条の規定は令和7年7月1日から施行する。")
    assert [day_of(found.for_clause(n, True)[0]) for n in "123"] == [PROMULGATED, PROMULGATED, D(2025, 7, 1)]


@pytest.mark.parametrize(
    "subject", ["この条例第3条の規定", "この条例（第3条を除く。）", "この条例及び附則第2項の規定"]
)
def test_what_is_less_than_the_whole_is_not_the_whole(subject: str) -> None:
    found = said(f"{subject}は、令和8年4月1日から施行する。")
    assert ("error", "commencement_not_understood") in [(f.severity, f.code) for f in found.findings]


def test_a_part_named_with_the_title_of_what_its_clause_amends() -> None:
    found = said(
        "この条例は、公布の日から施行する。ただし、第1条中霧浜市税条例（昭和30年霧浜市条例第5号）第36条の2の改正規定及び"
        "同条例附則第5条の改正規定は、令和8年1月1日から施行する。"
    )
    _, parts = found.for_clause("1", True, "霧浜市税条例")
    assert [str(a) for p in parts for a in part_addresses(p.part) or ()] == ["第36条の2", "附則第5条"]
    _, other = found.for_clause("1", True, "霧浜市手数料条例")
    assert part_addresses(other[0].part) is None, (
        "of another regulation: nobody may guess which is misprinted"
    )


def test_what_is_left_out_of_a_clause_starts_with_the_rest() -> None:
    found = said(
        "この条例は、公布の日から施行する。ただし、第2条（第5条の改正規定を除く。）の規定は、令和7年7月1日から施行する。"
    )
    day, parts = found.for_clause("2", True)
    assert day_of(day) == D(2025, 7, 1)
    assert [(p.part, day_of(p.commencement)) for p in parts] == [("第5条の改正規定", PROMULGATED)]
    apart = said(
        "この条例は、公布の日から施行する。ただし、第2条（第5条の改正規定を除く。）の規定は令和7年7月1日から、"
        "第2条中第5条第2項の改正規定は令和8年1月1日から施行する。"
    )
    _, parts = apart.for_clause("2", True)
    assert None in [part_addresses(p.part) for p in parts], "which part of 第5条 starts when is not told"


def test_a_head_sentence_with_two_verbs() -> None:
    head = "霧浜市要綱の一部を次の表のように改正し、公布の日から施行し、令和7年4月1日から適用する。"
    found = read_head_commencement(head, PROMULGATED, InstrumentKind.NOTIFICATION)
    assert found is not None
    assert day_of(found) == PROMULGATED


@pytest.mark.parametrize(
    ("sentence", "kind", "day"),
    [
        ("この要綱は、令和7年4月1日から実施する。", "要綱", D(2025, 4, 1)),
        ("この要綱は、令和7年4月1日から適用し、令和10年3月31日をもって廃止する。", "要綱", D(2025, 4, 1)),
        ("この訓令は、令達の日から施行し、令和7年1月1日から適用する。", "訓令", PROMULGATED),
        ("この告示は、令和7年4月1日から適用する。", "告示", D(2025, 4, 1)),
    ],
)
def test_other_instruments(sentence: str, kind: str, day: D) -> None:
    found = said(sentence, kind=kind, articled=False)
    assert day_of(found.default) == day
    assert not [f for f in found.findings if f.severity == "error"]


def test_the_end_of_another_instrument_is_an_order_that_nothing_carries_out() -> None:
    found = said(
        "この条例は、公布の日から施行する。",
        "霧浜市臨時委員会条例（令和2年霧浜市条例第5号）は、令和7年3月31日限り、その効力を失う。",
    )
    assert ("error", "lapse_of_another") in [(f.severity, f.code) for f in found.findings]


def test_application_in_words() -> None:
    found = said(
        "この要綱は、公表の日から施行し、令和7年度分の補助金から適用する。", kind="要綱", articled=False
    )
    (applied,) = found.applications
    assert (applied.day, applied.since) == (None, "令和7年度分の補助金")


def test_a_derived_day_of_an_event_is_named_whole() -> None:
    # Whoever fixes it says that day and not the day of the event in it.
    found = read_day("地方自治法の施行の日の属する月の翌月の初日から施行する。", PROMULGATED)
    assert found == Unfixed("", "地方自治法の施行の日の属する月の翌月の初日")
    assert is_event("地方自治法の施行の日から起算して3月を経過した日")
    assert not is_event("規則")
