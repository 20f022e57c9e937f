"""施行期日 in the words of many offices: each is read rightly or said not to be, and nothing that tells a day is passed over."""

from __future__ import annotations

import datetime

import pytest

from reiki.gazette.commencement import read_commencement
from reiki.gazette.day_phrases import read_day, with_years
from reiki.gazette.model import Fixed
from reiki.gazette.proviso import read_subjects
from reiki.gazette.starting_days import Commencements
from reiki.gazette.statutory import default_commencement, instrument_kind

D = datetime.date
PROMULGATED = D(2026, 3, 24)
APRIL, JULY, OCTOBER = D(2026, 4, 1), D(2026, 7, 1), D(2026, 10, 1)
START = "この条例は、令和8年4月1日から施行する。"
NOT_UNDERSTOOD = "commencement_not_understood"


def said(*paragraphs: str, series: str = "条例", articled: bool = False, title: str = "") -> Commencements:
    number = f"令和8年霧浜市{series}第14号" if series else ""
    kind = instrument_kind(title, number)
    return read_commencement(paragraphs, PROMULGATED, kind, number, articled)


def day_of(found: object) -> object:
    return found.date if isinstance(found, Fixed) else (found.waits_for, found.not_after)


def errors(found: Commencements) -> list[str]:
    return [f.code for f in found.findings if f.severity == "error"]


def overrides(found: Commencements) -> list[tuple[str, object]]:
    return [(f"{o.clause}:{o.part}".strip(":"), day_of(o.commencement)) for o in found.overrides]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("この条例は、令和8年7月1日から効力を発する。", JULY),
        ("この条例は、令和8年7月1日から発効する。", JULY),
        ("この条例は、令和8年7月1日に発効する。", JULY),
        ("この条例は、令和8年7月1日から効力を有する。", JULY),
        ("この条例は、令和8年7月1日よりその効力を有する。", JULY),
        ("この条例は、令和8年7月1日に効力を生ずる。", JULY),
        ("この条例は、令和8年7月1日をもって効力を生ずるものとする。", JULY),
        ("この条例の効力は、令和8年7月1日から生ずる。", JULY),
        ("この条例は令和8年7月1日施行とする。", JULY),
        ("令和8年7月1日施行する。", JULY),
        ("令和8年7月1日から施行。", JULY),
        ("この条例の施行日は、令和8年7月1日とする。", JULY),
        ("この条例の施行の時期は、令和8年7月1日とする。", JULY),
        ("施行期日は、令和8年7月1日とする。", JULY),
        ("本条例は公布の日より施行する。", PROMULGATED),
        ("この一部改正条例は、令和8年7月1日から施行する。", JULY),
        ("この条例は令和8年7月1日から施行し令和11年3月31日限りその効力を失う。", JULY),
        ("この条例は、令和8年7月1日から発効し、令和11年3月31日限り、その効力を失う。", JULY),
        ("この条例は、令和8年7月1日から令和11年3月31日まで施行する。", JULY),
        ("この条例は、令和8年7月1日から令和11年3月31日までの間、効力を有する。", JULY),
        ("この条例は、令和8年7月1日より施行し、令和10年度限りとする。", JULY),
        ("この条例は、公布の日から施行するものとし、令和8年1月1日から適用する。", PROMULGATED),
        ("この条例は、公布の日から起算して2月を経過した日（その日が令和8年7月1日前である場合は、同日）から施行する。", JULY),
        ("この条例は、公布の日から起算して2月を経過した日（その日が令和8年7月1日後となるときは、同日）から施行する。", D(2026, 5, 24)),
        ("（施行期日）1　この条例は、令和8年7月1日から施行する。", JULY),
        ("(1)　この条例は、令和8年7月1日から施行する。", JULY),
    ],
)  # fmt: skip
def test_the_whole_starts_on_the_day_said(sentence: str, day: D) -> None:
    found = said(sentence)
    assert (day_of(found.default), errors(found)) == (day, [])


@pytest.mark.parametrize(
    ("series", "title", "sentence", "day"),
    [
        ("企業局管理規程", "", "この管理規程は、令和8年4月1日から施行する。", APRIL),
        ("病院事業管理規程", "", "この病院事業管理規程は、公布の日から施行する。", PROMULGATED),
        ("教育委員会規則", "", "この教育委員会規則は、公布の日から施行する。", PROMULGATED),
        ("教育委員会訓令", "", "この教育委員会訓令は、令達の日から施行する。", PROMULGATED),
        ("議会告示", "", "この議会告示は、公表の日から施行する。", PROMULGATED),
        ("", "霧浜広域組合規約", "この規約は、知事の許可のあった日から施行する。", ("知事の許可のあった日", None)),
        ("", "霧浜市窓口実施要項", "この要項は、令和8年4月1日より適用する。", APRIL),
        ("", "霧浜市給付金支給要綱", "この支給要綱は、令和8年4月1日から適用する。", APRIL),
        ("告示", "", "この要綱は、令和8年4月1日から令和9年3月31日まで適用する。", APRIL),
    ],
)  # fmt: skip
def test_whatever_the_instrument_calls_itself(series: str, title: str, sentence: str, day: object) -> None:
    found = said(sentence, series=series, title=title)
    assert (day_of(found.default), errors(found)) == (day, [])


@pytest.mark.parametrize(
    "sentence",
    [
        "この条例は、令和8年7月1日から用いる。",
        "この条例の施行については、令和8年7月1日とする。",
        "この条例は、令和8年7月1日以降に施行する。",
        "この条例は、別に規則で定める日までは、施行しない。",
        "この条例は、令和8年7月1日から令和11年3月31日までとする。",
        "この条例の有効期間は、令和8年7月1日から令和11年3月31日までとする。",
        "この条例は、公布の日。",
        "この条例は、次の通常選挙から施行する。",
        "この条例は、公布の日から起算して2月を経過した日（その日が休日であるときは、その翌日）から施行する。",
    ],
)
def test_a_day_of_the_whole_that_is_not_read_is_never_the_statutory_one(sentence: str) -> None:
    found = said(sentence)
    assert (day_of(found.default), NOT_UNDERSTOOD in errors(found)) == (("", None), True)


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("改正後の第3条の規定は、令和8年度以後の手数料について適用し、令和7年度までの手数料については、なお従前の例による。",),
        ("2　霧浜市窓口条例（昭和50年霧浜市条例第9号）は、廃止する。",),
        ("2　市は、この条例の施行後5年を経過した場合において、検討を加えるものとする。",),
        ("この条例は、令和11年3月31日限り、その効力を失う。",),
        ("この条例の施行に関し必要な経過措置は、市長が定める。",),
    ],
)  # fmt: skip
def test_the_statutory_day_where_everything_says_something_else(paragraphs: tuple[str, ...]) -> None:
    found = said(*paragraphs)
    kind = instrument_kind("", "令和8年霧浜市条例第14号")
    assert found.default == default_commencement(PROMULGATED, kind, "令和8年霧浜市条例第14号")
    assert errors(found) == []


@pytest.mark.parametrize(
    ("proviso", "part", "day"),
    [
        ("ただし、第3条の改正規定は、令和8年10月1日とする。", "第3条の改正規定", OCTOBER),
        ("ただし、第3条の改正規定は令和8年10月1日。", "第3条の改正規定", OCTOBER),
        ("ただし、第3条の改正規定は、公布の日からとする。", "第3条の改正規定", PROMULGATED),
        ("ただし、第3条の改正規定の施行日は、令和8年10月1日とする。", "第3条の改正規定", OCTOBER),
        ("ただし、第3条の改正規定の施行期日については、規則で定める。", "第3条の改正規定", ("規則", None)),
        ("ただし、第3条の改正規定の施行の時期は、市長が別に定める。", "第3条の改正規定", ("市長", None)),
        ("ただし、第3条の改正規定は、規則で定める日とする。", "第3条の改正規定", ("規則", None)),
        ("但し、第3条の改正規定については、令和8年10月1日とする。", "第3条の改正規定", OCTOBER),
        ("なお、第3条の改正規定は、令和8年10月1日から施行する。", "第3条の改正規定", OCTOBER),
        ("ただし、第3条の改正規定にあっては、令和8年10月1日から施行する。", "第3条の改正規定", OCTOBER),
        ("ただし、第3条の改正規定に限り、令和8年10月1日から施行する。", "第3条の改正規定", OCTOBER),
        ("ただし、第3条の改正規定は、令和8年10月1日から効力を有する。", "第3条の改正規定", OCTOBER),
        ("ただし、第3条の改正規定は、令和8年10月1日より効力を生じる。", "第3条の改正規定", OCTOBER),
        ("（ただし、第3条の改正規定は、令和8年10月1日から施行する。）", "第3条の改正規定", OCTOBER),
        ("ただし、別表第2備考3の改正規定は、同年10月1日からとする。", "別表第2備考3の改正規定", OCTOBER),
        ("ただし、第3条の改正規定は、公布の日から起算して6月を経過した日とする。", "第3条の改正規定", D(2026, 9, 24)),
    ],
)  # fmt: skip
def test_a_part_on_its_own_day(proviso: str, part: str, day: object) -> None:
    found = said(START + proviso)
    assert (day_of(found.default), overrides(found), errors(found)) == (APRIL, [(part, day)], [])


@pytest.mark.parametrize(
    "paragraph",
    [
        "2　第3条の改正規定は、前項の規定にかかわらず、令和8年10月1日から施行する。",
        "2　前項の規定にかかわらず、第3条の改正規定は、令和8年10月1日とする。",
        "2　附則第1項の規定にかかわらず、第3条の改正規定は、令和8年10月1日から施行する。",
        "2　第3条の改正規定の施行期日は、令和8年10月1日とする。",
    ],
)
def test_a_paragraph_that_sets_a_part_apart(paragraph: str) -> None:
    found = said(f"1　{START}", paragraph)
    assert (overrides(found), errors(found)) == ([("第3条の改正規定", OCTOBER)], [])


@pytest.mark.parametrize(
    "more",
    [
        "ただし、第3条の改正規定は、この限りでない。",
        "ただし、市長が必要と認めるときは、この限りでない。",
        "ただし、第3条の改正規定は、令和8年9月30日までの間は、施行しない。",
        "ただし、第3条の改正規定は、令和8年9月30日まで施行を猶予する。",
        "ただし、第3条の改正規定は、令和8年9月30日までの間は施行せず、なお従前の例による。",
        "ただし、第3条の改正規定は、令和8年10月1日とし、同日前の申請については、なお従前の例による。",
        "ただし、第3条の改正規定については、規則で別に定める。",
        "ただし、第3条の改正規定の施行は、令和8年10月1日とする。",
        "ただし、第3条の改正規定の適用は、令和8年10月1日からとする。",
        "ただし、第3条の改正規定は、令和8年10月1日から運用を開始する。",
        "ただし、第3条の改正規定は、令和8年10月1日から施行することができる。",
        "ただし、第3条の改正規定は、令和8年10月1日から適用する。",
        "ただし、様式第2号の改正規定は令和8年10月1日から適用する。",
        "ただし、別表の改正は、10月からとする。",
        "ただし、令和8年10月1日から施行する改正規定は、第3条の改正規定とする。",
        "ただし、第3条の規定にあっては、令和8年10月1日から施行する。",
        "第3条の改正規定、令和8年10月1日。",
    ],
)
def test_what_may_set_a_part_apart_and_is_not_read_is_said(more: str) -> None:
    assert NOT_UNDERSTOOD in errors(said(START + more))


@pytest.mark.parametrize(
    "more",
    [
        "ただし、令和7年度分の手数料については、なお従前の例による。",
        "ただし、この条例の施行の際現に交付されている証票は、当分の間、使用することができる。",
        "ただし、既に納付された使用料は、還付しない。",
        "ただし、第3条の規定による届出は、令和8年3月25日から行うことができる。",
        "なお、改正前の規定により交付された許可証は、有効とする。",
        "ただし、改正後の第3条の規定は、令和8年6月1日以後に基準日がある期末手当から適用する。",
    ],
)
def test_a_proviso_on_cases_of_before_holds_nothing(more: str) -> None:
    found = said(START + more)
    assert (day_of(found.default), overrides(found), errors(found)) == (APRIL, [], [])


@pytest.mark.parametrize(
    "paragraph",
    [
        "2　この条例の施行について必要な事項は、市長が定める。",
        "2　第3条の規定は、当分の間、適用しない。",
        "2　前項ただし書の改正規定の施行の日前にした行為に対する罰則の適用については、なお従前の例による。",
        "2　この条例による改正後の様式は、令和8年10月1日から使用する。",
        "2　その登録は、令和8年10月1日から効力を有する。",
        "2　改正後の第3条の規定は、令和8年10月1日以後の申請について適用し、同日前の申請については、なお従前の例による。",
        "2　第3条の規定は、国又は地方公共団体の行う事業について準用する。",
        "2　この条例の施行後最初に委嘱される委員の任期は、令和9年3月31日までとする。",
        "2　令和8年度における第3条第1項の額は、同項の規定にかかわらず、10万円とする。",
        "2　第3条の規定は、令和8年6月に支給する期末手当に関しては、適用しない。",
    ],
)  # fmt: skip
def test_a_paragraph_on_something_else_holds_nothing(paragraph: str) -> None:
    found = said(f"1　{START}", paragraph)
    assert (day_of(found.default), overrides(found), found.findings) == (APRIL, [], ())


def test_the_last_day_of_an_open_day_in_a_proviso() -> None:
    found = said(
        "この条例は、規則で定める日から施行する。ただし、公布の日から起算して3月を超えない日とする。"
    )
    assert (day_of(found.default), errors(found)) == (("規則", D(2026, 6, 23)), [])


def test_a_clause_postponed_by_not_applying_it_is_said() -> None:
    found = said(f"{START}ただし、第2条の規定は、令和8年9月30日までの間、適用しない。", articled=True)
    assert errors(found) == [NOT_UNDERSTOOD]


@pytest.mark.parametrize(
    ("first", "second", "day"),
    [
        ("令和8年4月1日から適用", "令和8年10月1日から適用", OCTOBER),
        ("告示の日から適用", "同年10月1日から適用", None),
    ],
)
def test_an_application_that_is_the_commencement_has_parts(first: str, second: str, day: D | None) -> None:
    found = said(f"この告示は、{first}する。ただし、別表第2の改正規定は、{second}する。", series="告示")
    want = [("別表第2の改正規定", day)] if day else [("別表第2の改正規定", ("", None))]
    assert (overrides(found), bool(errors(found))) == (want, day is None)


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("この告示は、令和8年4月1日から施行する。ただし、第3条の改正規定は、令和8年10月1日から適用する。", True),
        ("この告示は、令和8年4月1日から適用する。ただし、改正後の第3条の規定は、令和8年10月1日から適用する。", True),
        ("この告示は、令和8年4月1日から適用する。ただし、改正後の第3条の規定は、令和8年1月1日から適用する。", False),
        ("この告示は、公布の日から施行し、第3条の改正規定は、令和8年1月1日から適用する。", False),
    ],
)  # fmt: skip
def test_an_application_later_than_the_commencement_is_a_question(words: str, held: bool) -> None:
    assert bool(errors(said(words, series="告示"))) is held


@pytest.mark.parametrize(
    "paragraphs",
    [
        (f"1　{START}ただし、第2条の規定は、令和8年10月1日から施行する。", "2　第2条の規定は、令和9年1月1日から施行する。"),
        (f"{START}ただし、第2条から第4条までの規定は令和8年10月1日から、第3条の規定は令和9年1月1日から施行する。",),
        (f"{START}ただし、第1条中第5条の改正規定は令和8年10月1日から、第1条中第5条の改正規定は令和9年1月1日から施行する。",),
        (f"{START}ただし、第2条（第5条の改正規定を除く。）の規定は令和8年10月1日から、第2条の規定は令和9年1月1日から施行する。",),
    ],
)  # fmt: skip
def test_two_days_for_one_part_are_none(paragraphs: tuple[str, ...]) -> None:
    found = said(*paragraphs, articled=True)
    assert errors(found) == ["commencement_twice"]
    assert D(2027, 1, 1) not in [day for _, day in overrides(found)]


def test_one_day_said_twice_is_one_day() -> None:
    found = said(f"1　{START}ただし、第2条の規定は、令和8年10月1日から施行する。", "2　第2条の規定は、令和8年10月1日から施行する。", articled=True)  # fmt: skip
    assert errors(found) == []


@pytest.mark.parametrize(
    "words",
    [
        "前号に定める日", "次号に掲げる日", "当該各号に定める日", "当該各条に定める日", "附則第1条第2号に定める日", "同項に定める日",
    ],
)  # fmt: skip
def test_a_day_that_stands_elsewhere_waits_for_nobody(words: str) -> None:
    assert read_day(words, PROMULGATED) is None


def test_the_day_of_the_item_before() -> None:
    found = said(
        f"{START}ただし、次の各号に掲げる規定は、当該各号に定める日とする。",
        "(1)　第2条の規定　令和8年10月1日",
        "(2)　第3条の規定　前号に定める日",
        articled=True,
    )
    assert (overrides(found), errors(found)) == ([("2", OCTOBER), ("3", OCTOBER)], [])


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("令和8年4月1日から、附則中「令和10年3月31日」を改める改正規定は同年10月1日から", "同年10月1日"),
        ("附則中「令和10年3月31日」を改める改正規定は、同年10月1日から", "令和8年10月1日"),
        ("霧浜市税条例（令和6年3月31日霧浜市条例第5号）の改正規定は、同年10月1日から", "2026年10月1日"),
    ],
)
def test_the_same_year_is_not_that_of_words_quoted(sentence: str, written: str) -> None:
    folded = sentence.replace("（", "(").replace("）", ")")
    dated, last = with_years(folded, D(2026, 4, 1))
    assert written.replace("令和8年", "2026年") in dated
    assert last is None or last.year == 2026


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        ("第2条から第2条の3までの規定", ["2", "2_2", "2_3"]),
        ("第2条の2から第2条の4までの規定", ["2_2", "2_3", "2_4"]),
        ("第2条から第3条の2までの規定", []),
        ("第2条の2から第4条までの規定", []),
        ("附則第2条から附則第4条までの規定", ["附則2", "附則3", "附則4"]),
        ("第4条から第2条までの規定", []),
    ],
)
def test_a_range_is_whole_or_not_read(subject: str, named: list[str]) -> None:
    assert [clause for clause, _ in read_subjects(subject, True)] == named


def test_a_part_counted_from_a_day_of_the_whole_that_is_fixed() -> None:
    found = said(
        f"1　{START}", "2　第2条の規定は、この条例の施行の日から3月を経過した日から施行する。", articled=True
    )
    assert (overrides(found), errors(found)) == ([("2", JULY)], [])
