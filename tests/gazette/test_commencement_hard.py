"""附則 as hard as they come: lists in lists, two parts in one ただし書, month ends, names coined within the day."""

from __future__ import annotations

import datetime

import pytest

from reiki.gazette.commencement import read_commencement
from reiki.gazette.day_phrases import is_event, read_day
from reiki.gazette.issue import parse_issue
from reiki.gazette.model import Fixed, Unfixed
from reiki.gazette.proviso import of_clause, read_subjects
from reiki.gazette.transitional import Transitions
from reiki.gazette.units import part_addresses
from reiki.law.identity import InstrumentKind
from reiki.source.open import read

D = datetime.date
PROMULGATED = D(2025, 3, 28)


def said(*paragraphs: str, on: D = PROMULGATED, articled: bool = True):
    number = "令和7年霧浜市条例第9号"
    return read_commencement(paragraphs, on, InstrumentKind.ORDINANCE, number, articled)


def day_of(found) -> object:
    return found.date if isinstance(found, Fixed) else (found.waits_for, found.not_after)


@pytest.mark.parametrize(
    ("on", "words", "day"),
    [
        (D(2024, 11, 30), "公布の日から起算して三月を経過した日", D(2025, 3, 1)),
        (D(2023, 11, 30), "公布の日から起算して三月を経過した日", D(2024, 3, 1)),
        (D(2025, 1, 31), "公布の日から起算して一月を経過した日", D(2025, 3, 1)),
        (D(2025, 1, 31), "公布の日から一月を経過した日", D(2025, 3, 1)),
        (D(2025, 8, 31), "公布の日から六月を経過する日", D(2026, 2, 28)),
        (D(2024, 2, 29), "公布の日から起算して一年を経過した日", D(2025, 3, 1)),
        (D(2023, 2, 28), "公布の日から一年を経過した日", D(2024, 3, 1)),
        (D(2025, 8, 31), "公布の日から起算して一年六月を経過した日", D(2027, 3, 1)),
        (D(2025, 3, 31), "公布の日の翌日から起算して一月を経過した日", D(2025, 5, 1)),
        (D(2025, 4, 1), "公布の日の属する年度の翌年度の初日", D(2026, 4, 1)),
        (D(2025, 3, 31), "公布の日の属する年度の翌年度の四月一日", D(2025, 4, 1)),
        (D(2025, 4, 1), "公布の日の属する年の翌年の一月一日", D(2026, 1, 1)),
        (D(2019, 3, 1), "平成三十一年十月一日", D(2019, 10, 1)),
        (D(2019, 4, 1), "令和元年十月一日", D(2019, 10, 1)),
        (D(2025, 4, 1), "令和十年二月二十九日", D(2028, 2, 29)),
        (D(2025, 3, 28), "令和7年（2025年）4月1日", D(2025, 4, 1)),
        (D(2025, 3, 28), "2025年（令和7年）4月1日", D(2025, 4, 1)),
        (D(2025, 3, 28), "令和7年4月1日（火曜日）", D(2025, 4, 1)),
        (D(2025, 3, 28), "令和7年4月1日午前零時", D(2025, 4, 1)),
        (D(2025, 3, 28), "公布の日（以下「施行日」という。）", D(2025, 3, 28)),
        (D(2025, 3, 28), "令和7年4月1日（次項及び附則第3項において「施行日」という。）", D(2025, 4, 1)),
        (D(2025, 3, 28), "港湾法の一部を改正する法律（令和6年法律第9号。以下「改正法」という。）の施行の日（令和7年5月1日。以下「施行日」という。）", D(2025, 5, 1)),
    ],
)  # fmt: skip
def test_a_day(on: D, words: str, day: D) -> None:
    found = said(f"この条例は、{words}から施行する。", on=on)
    assert (day_of(found.default), found.findings) == (day, ())


@pytest.mark.parametrize(
    "words",
    [
        "令和8年2月29日",
        "令和7年（2026年）4月1日",
        "公布の日から起算して二十日を経過した日（その日が休日に当たるときは、その翌日）",
        "公布の日から起算して1月と10日を経過した日",
        "次の一般選挙",
        "令和8年4月1日又は規則で定める日のいずれか早い日",
    ],
)
def test_what_is_no_day(words: str) -> None:
    found = said(f"この条例は、{words}から施行する。")
    assert isinstance(found.default, Unfixed)
    assert ("error", "commencement_not_understood") in [(f.severity, f.code) for f in found.findings]


def test_each_coined_day_is_its_own() -> None:
    found = said(
        "この条例は、令和7年4月1日（以下「施行日」という。）から施行する。ただし、第3条の規定は令和8年4月1日（以下「一部施行日」という。）"
        "から、第4条の規定は令和9年4月1日から施行する。"
    )
    assert day_of(found.default) == D(2025, 4, 1)
    assert [day_of(found.for_clause(n, True)[0]) for n in "34"] == [D(2026, 4, 1), D(2027, 4, 1)]
    assert found.findings == ()


def test_a_name_in_quoted_words_is_left_as_it_is() -> None:
    part = "第5条の改正規定（「甲」の下に「（以下「乙」という。）」を加える部分に限る。）"
    found = said(
        f"この条例は、公布の日から施行する。ただし、{part}は、令和7年7月1日から施行する。", articled=False
    )
    (override,) = found.overrides
    assert override.part == part.replace("（", "(").replace("）", ")")


def test_days_of_parts_that_quote_words() -> None:
    found = said(
        "この条例は、公布の日から施行する。ただし、第1条中第5条の改正規定（「甲」を「乙」に改める部分に限る。）は令和7年6月1日から、"
        "第2条中第7条の改正規定（「丙」を「丁」に改める部分に限る。）は令和7年7月1日から施行する。"
    )
    assert [(o.clause, day_of(o.commencement)) for o in found.overrides] == [
        ("1", D(2025, 6, 1)),
        ("2", D(2025, 7, 1)),
    ]


def test_a_part_counted_from_the_day_of_the_whole() -> None:
    words = "ただし、第3条の規定は、この条例の施行の日から起算して6月を経過した日から施行する。"
    found = said(f"この条例は、令和7年4月1日から施行する。{words}")
    assert day_of(found.for_clause("3", True)[0]) == D(2025, 10, 1)
    open_ = said(f"この条例は、規則で定める日から施行する。{words}")
    waits, _ = day_of(open_.for_clause("3", True)[0])
    assert not is_event(waits), "the day of every other この条例 would become that of this one"


@pytest.mark.parametrize(
    "words",
    ["同法の施行の日", "改正法附則第1条第2号に掲げる規定の施行の日", "法の施行の日", "この条例の施行の日", "新法の施行の日"],
)  # fmt: skip
def test_an_event_that_is_named_elsewhere_is_nobody_elses(words: str) -> None:
    found = read_day(f"{words}から施行する。", PROMULGATED)
    assert found == Unfixed("", words)
    assert not is_event(words)


def test_lists_in_lists() -> None:
    found = said(
        "第1条　この条例は、令和7年4月1日から施行する。ただし、次の各号に掲げる規定は、当該各号に定める日から施行する。",
        "(1)　第1条中第5条の改正規定（同条第2項に係る部分に限る。）並びに第2条及び附則第3条の規定　公布の日",
        "(2)　次に掲げる規定　令和7年10月1日",
        "ア　第3条の規定",
        "イ　第4条のうち霧浜市港湾条例第7条の改正規定及び附則第5条の規定",
        "(3)　第5条の規定　同年12月1日",
    )
    assert found.findings == ()
    days = {(o.clause, o.part): day_of(o.commencement) for o in found.overrides}
    assert days == {
        ("1", "第5条の改正規定(同条第2項に係る部分に限る。)"): PROMULGATED,
        ("2", ""): PROMULGATED,
        ("附則3", ""): PROMULGATED,
        ("3", ""): D(2025, 10, 1),
        ("4", "霧浜市港湾条例第7条の改正規定"): D(2025, 10, 1),
        ("附則5", ""): D(2025, 10, 1),
        ("5", ""): D(2025, 12, 1),
    }


def test_an_item_that_is_not_read_hides_none_after_it() -> None:
    found = said(
        "この条例は、公布の日から施行する。ただし、次の各号に掲げる規定は、当該各号に定める日から施行する。",
        "(1)　第1条の規定令和7年6月1日",
        "(2)　第2条の規定　令和7年10月1日",
    )
    assert [f.code for f in found.findings] == ["commencement_not_understood"]
    assert day_of(found.for_clause("2", True)[0]) == D(2025, 10, 1)


def test_days_within_an_item_are_not_one() -> None:
    found = said(
        "この条例は、次の各号に掲げる規定の区分に応じ、当該各号に定める日から施行する。",
        "(1)　第1条の規定　公布の日",
        "(2)　第2条の規定　次に掲げる区分に応じ、次に定める日",
        "ア　第3条の改正規定　令和7年6月1日",
    )
    assert day_of(found.for_clause("2", True)[0]) == ("", None)
    assert "error" in [f.severity for f in found.findings]


def test_two_parts_in_one_proviso() -> None:
    found = said(
        "この条例は、令和7年4月1日から施行する。ただし、第1条中第5条の改正規定は公布の日から、第2条及び附則第3項の規定は令和8年1月1日から施行する。"
    )
    assert [(o.clause, o.part, day_of(o.commencement)) for o in found.overrides] == [
        ("1", "第5条の改正規定", PROMULGATED),
        ("2", "", D(2026, 1, 1)),
        ("附則3", "", D(2026, 1, 1)),
    ]


def test_a_clause_but_only_a_table_of_it() -> None:
    found = said(
        "この条例は、公布の日から施行する。ただし、第二条の規定（別表第一及び別表第三の改正規定に限る。）は、令和七年十月一日から施行する。"
    )
    day, parts = found.for_clause("2", True)
    assert day_of(day) == PROMULGATED
    assert [(str(a), day_of(p.commencement)) for p in parts for a in part_addresses(p.part) or ()] == [
        ("別表第1", D(2025, 10, 1)),
        ("別表第3", D(2025, 10, 1)),
    ]


def test_notwithstanding_the_paragraph_before() -> None:
    found = said(
        "1　この条例は、公布の日から施行する。",
        "2　前項の規定にかかわらず、第3条の規定は、令和7年10月1日から施行する。",
    )
    assert (day_of(found.default), day_of(found.for_clause("3", True)[0])) == (PROMULGATED, D(2025, 10, 1))


@pytest.mark.parametrize(
    "more",
    [
        "市は、事業を適切に実施するために必要な体制を整備する。",
        "市長は、令和8年4月1日から実施する事業について、その準備を行うことができる。",
        "令和6年4月1日から施行された改正前の条例によりした手続は、なお従前の例による。",
        "第5条の規定による登録は、その期間の経過によって、その効力を失う。",
    ],
)
def test_what_starts_and_ends_nothing(more: str) -> None:
    found = said("1　この条例は、公布の日から施行する。", f"2　{more}")
    assert (day_of(found.default), found.overrides) == (PROMULGATED, ())
    assert [f for f in found.findings if f.severity == "error"] == []


def test_a_commencement_in_words_that_are_not_read_is_loud() -> None:
    found = said(
        "1　この条例は、公布の日から施行する。",
        "2　第3条の規定は、令和8年4月1日から施行するかどうかを規則で定める。",
    )
    assert ("error", "commencement_not_understood") in [(f.severity, f.code) for f in found.findings]


def test_cases_told_apart_in_the_sentence_of_the_commencement() -> None:
    words = "この条例は、公布の日から施行し、改正後の第5条の規定は、令和7年4月1日以後に支給する手当について適用する。"
    found = said(words)
    assert (day_of(found.default), [f for f in found.findings if f.severity == "error"]) == (PROMULGATED, [])
    (kept,) = Transitions().read([("附則第1項", words)])
    assert (kept.kind, [n.citation for n in kept.qualifies]) == ("適用区分", ["第5条"])


def parts(subject: str, title: str = "") -> list[tuple[str, tuple[str, ...] | None]]:
    out = []
    for clause, part in read_subjects(subject.replace("（", "(").replace("）", ")"), True):
        places = part_addresses(of_clause(part, title)[0])
        out.append((clause, None if places is None else tuple(str(a) for a in places)))
    return out


def test_a_title_with_a_conjunction_in_it() -> None:
    title = "霧浜市の港湾の利用及び管理に関する条例"
    assert parts(f"第1条中{title}第5条及び第7条の改正規定並びに同条例別表第2の改正規定", title) == [
        ("1", ("第5条", "第7条")),
        ("1", ("別表第2",)),
    ]
    assert parts(f"第1条中{title}（平成9年霧浜市条例第3号）第5条の改正規定", title) == [("1", ("第5条",))]
    assert parts(f"第1条中{title}第5条の改正規定", "霧浜市の漁港の利用及び管理に関する条例") == [("1", None)]


def test_parts_with_parentheses_before_and_behind() -> None:
    subject = "第1条中別表第2ア(147)の改正規定（「甲町」を「乙市」に改める部分に限る。）、第9条の改正規定及び第3条のうち第7条に係る部分"
    assert [(c, p) for c, p in read_subjects(subject.replace("（", "(").replace("）", ")"), True)] == [
        ("1", "別表第2ア(147)の改正規定(「甲町」を「乙市」に改める部分に限る。)"),
        ("1", "第9条の改正規定"),
        ("3", "第7条に係る部分"),
    ]


def test_a_part_of_an_amendment_is_one_part() -> None:
    assert read_subjects("第1条中第5条の改正規定中第2項及び第3項に係る部分並びに第2条の規定", True) == [
        ("1", "第5条の改正規定中第2項、第3項に係る部分"),
        ("2", ""),
    ]


def qualified(*paragraphs: str, titles: tuple[str, ...] = ()) -> list[list[str]]:
    read_ = Transitions(False, titles).read((f"附則第{n}項", p) for n, p in enumerate(paragraphs, 1))
    return [[n.citation for n in t.qualifies] for t in read_]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("第3条第1項第2号ア及びイ、第4号ウ(ア)、第2項並びに第5条の規定", ["第3条第1項第2号", "第3条第1項第4号", "第3条第2項", "第5条"]),
        ("第3条第1項、同条第3項及び同項第2号の規定", ["第3条第1項", "第3条第3項", "第3条第3項第2号"]),
        ("第3条の規定、第5条から第7条までの規定並びに別表第2の規定", ["第3条", "第5条から第7条まで", "別表第2"]),
    ],
)  # fmt: skip
def test_every_provision_of_a_list(words: str, named: list[str]) -> None:
    assert qualified(f"改正後の霧浜市港湾条例{words}は、施行日以後の利用について適用する。") == [named]


def test_two_parts_of_one_amendment_on_two_days() -> None:
    found = said(
        "この条例は、公布の日から施行する。ただし、別表第三の改正規定中桟橋及び岸壁に係る部分は令和7年6月1日から、"
        "同表の改正規定中灯台に係る部分は令和7年7月1日から施行する。",
        articled=False,
    )
    assert [(o.part, day_of(o.commencement)) for o in found.overrides] == [
        ("別表第三の改正規定中桟橋及び岸壁に係る部分", D(2025, 6, 1)),
        ("同表の改正規定中灯台に係る部分", D(2025, 7, 1)),
    ]
    assert [part_addresses(o.part) for o in found.overrides] == [None, None]
    unknown = said(
        "この条例は、公布の日から施行する。ただし、別に掲げる部分は令和7年6月1日から施行する。",
        articled=False,
    )
    assert [f.severity for f in unknown.findings] == ["error"]


def test_what_is_amended_by_others_is_not_qualified() -> None:
    found = qualified(
        "改正後の霧浜市港湾条例（次項において「新条例」という。）第4条の規定は、施行日以後の申請について適用する。",
        "港湾法の一部を改正する法律（令和6年法律第9号）による改正前の港湾法（以下「旧法」という。）第37条の規定による許可は、"
        "新条例第5条の規定による許可とみなす。",
        "旧法第38条の規定による届出については、なお従前の例による。",
        titles=("霧浜市港湾条例",),
    )
    assert found == [["第4条"], ["第5条"], []]


def test_a_title_with_a_provision_in_it() -> None:
    title = "港湾法第9条第2項の規定に基づく港湾台帳に関する規則"
    said_ = (
        f"改正前の{title}第3条第1項の規定により調製された台帳は、改正後の{title}様式第2号によるものとみなす。"
    )
    assert qualified(said_, titles=(title,)) == [["第3条第1項", "様式第2号"]]


@pytest.mark.parametrize(
    "words",
    ["前項に定めるもののほか、この条例の施行に関し必要な経過措置は、規則で定める。", "附則第2項及び前項に規定するもののほか、必要な事項は、規則で定める。"],
)  # fmt: skip
def test_what_is_left_to_a_rule_qualifies_nothing(words: str) -> None:
    first = "改正後の第4条の規定は、施行日以後の申請について適用する。"
    assert qualified(first, words) == [["第4条"], []]


def test_the_main_verb_tells_the_kind() -> None:
    words = (
        "附則第2項の規定によりなお従前の例によることとされる許可は、改正後の第5条の規定による許可とみなす。"
    )
    assert [t.kind for t in Transitions().read([("附則第3項", words)])] == ["みなし"]


def test_a_commencement_with_items_or_by_its_effect_is_no_transitional_provision() -> None:
    listed = (
        "この条例は、公布の日から施行する。ただし、次の各号に掲げる規定は、当該各号に定める日から施行する。\n"
        "(1)　第5条を第6条とする改正規定　令和7年7月1日"
    )
    assert Transitions().read([("附則第1項", listed)]) == ()
    assert Transitions().read([("附則", "この決定による改正は、令和7年10月1日から効力を発生する。")]) == ()


def test_an_enactment_whose_day_stands_in_the_sentence_that_makes_it() -> None:
    data = (
        "<html><body><p>霧浜市公報</p><p>令和7年3月28日</p><p>霧浜市告示第7号</p>"
        "<p>霧浜市港湾条例（平成9年霧浜市条例第3号）第9条の規定に基づき、霧浜市港湾の休業日を次のように定め、令和7年6月1日から適用する。</p>"
        "<p>令和7年3月28日</p><p>霧浜市長　灯台　守</p><p>霧浜市港湾の休業日</p><p>第1条　休業日は、1月1日とする。</p></body></html>"
    )
    (notice,) = parse_issue(read(data.encode(), "1.html")).notices
    assert isinstance(notice.commencement, Fixed)
    assert notice.commencement.date == D(2025, 6, 1)
