"""When two texts are the same, at each fidelity, and what is never the same."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.law.equality import Convention, Fidelity, index_map, key, same, tidy_spaces

DRAWN, PDF, CONVERTED = Fidelity
ALPHABET = st.text(
    st.sampled_from(
        " \u3000\n\t\u00a0aZ09ＡＺ０９(（)）,.，．〜～~―—–︱％%⻑⼈︵︒①神\ufa19ア｡条第の、。\u200b"
    ),
    max_size=30,
)


@pytest.mark.parametrize(
    ("a", "b", "least"),
    [
        ("第 1 条の 2\n職員", "第1条の2職員", DRAWN),
        ("附　則", "附則", DRAWN),
        ("the  act", "the act", DRAWN),
        ("⾧︵人⼝︶", "長（人口）", PDF),
        ("⻑官", "長官", PDF),
        ("︿別表﹀︑", "〈別表〉、", PDF),
        ("８，７００円", "8,700円", CONVERTED),
        ("第１条（定義）", "第1条(定義)", CONVERTED),
        ("ア〜エ", "ア～エ", PDF),
        ("（第１条―第３条）", "（第１条—第３条）", PDF),
        ("（第１条―第３条）", "（第１条–第３条）", PDF),
        ("第１条︱第３条", "第１条―第３条", PDF),
        ("ア〜エ", "ア~エ", CONVERTED),
        ("ＡＢＣ５０％", "ABC50%", CONVERTED),
        ("１ ，０００", "1,000", CONVERTED),
    ],
)
def test_same_from_a_fidelity_on_and_not_before(a: str, b: str, least: Fidelity) -> None:
    for fidelity in Fidelity:
        assert same(a, b, fidelity) is (fidelity.value >= least.value)


@pytest.mark.parametrize(
    ("a", "b"),
    [("①", "1"), ("神", "\ufa19"), ("㈱", "(株)"), ("つて", "って"), ("ヨ", "ョ"), ("斎", "齋"), ("髙", "高"), ("（略）", "〔略〕"), ("一", "1"),
     ("二", "ニ"), ("ー", "一"), ("⑴", "(1)"), ("ⅰ", "i"), ("㎡", "m2"), ("が", "か"), ("1 2", "12"), ("a b", "ab"), ("、", "，"),
     ("―", "ー"), ("―", "一"), ("―", "－"), ("–", "-"), ("―", "‐"), ("～", "ー"),
     ("辻\U000e0100", "辻"), ("か\u3099", "か"), ("2.5", "25")],
)  # fmt: skip
def test_never_the_same(a: str, b: str) -> None:
    for fidelity in Fidelity:
        assert not same(a, b, fidelity)


def test_a_comma_between_words_keeps_its_width() -> None:
    assert not same("甲，乙", "甲,乙", CONVERTED)


@given(ALPHABET | st.text(max_size=20), st.sampled_from(Fidelity))
def test_a_key_is_its_own_key(text: str, fidelity: Fidelity) -> None:
    assert key(key(text, fidelity), fidelity) == key(text, fidelity)


@given(ALPHABET, ALPHABET)
def test_each_fidelity_forgives_what_the_one_before_does(a: str, b: str) -> None:
    assert same(a, b, DRAWN) <= same(a, b, PDF) <= same(a, b, CONVERTED)


@given(ALPHABET | st.text(max_size=20), st.sampled_from(Fidelity))
def test_offsets_lead_back_to_the_text(text: str, fidelity: Fidelity) -> None:
    found, offsets = index_map(text, fidelity)
    assert found == key(text, fidelity)
    assert len(offsets) == len(found)
    assert all(a < b for a, b in pairwise(offsets))
    for char, offset in zip(found, offsets, strict=True):
        assert char == " " or key(text[offset], fidelity) == char or text[offset] in "，．"


def test_a_span_of_the_key_is_a_span_of_the_text() -> None:
    text = "差額の 2 分の 1 を減じた"
    found, offsets = index_map(text, CONVERTED)
    start = found.index("2分の1")
    assert text[offsets[start] : offsets[start + 3] + 1] == "2 分の 1"


def test_convention_by_majority() -> None:
    full = Convention.of("第１条　職員（第２条及び第１０条の職員をいう。）は、ＡＢとする。")
    assert full == Convention("full", "full", "full", "full", "full")
    assert full.render("第12条(8,700円。第三条のIT)") == "第１２条（８，７００円。第三条のＩＴ）"
    half = Convention.of("第1条 職員(第2条及び第１０条の10職員をいう。)")
    assert half.render("第１２条（８，７００円、第三条、Ａ）") == "第12条(8,700円、第三条、Ａ)"


def test_a_lone_digit_may_have_a_width_of_its_own() -> None:
    mixed = Convention.of("第１条　職員（第２条及び第10条の2,500円をいう。）")
    assert (mixed.lone_digit, mixed.long_number) == ("full", "half")
    assert mixed.render("第3条第１２号の4") == "第３条第12号の４"


def test_a_convention_without_evidence_changes_nothing() -> None:
    assert Convention.of("職員").render("第1条（２）Ａb") == "第1条（２）Ａb"


def test_kanji_numerals_are_known_and_left_alone() -> None:
    kanji = Convention.of("第一条　第二条第三項の規定は、昭和三十四年法律第百二十五号による。２　前項の規定")
    assert (kanji.digits, kanji.lone_digit) == ("kanji", "full")
    assert kanji.render("第四条第12号") == "第四条第１２号"


@given(ALPHABET, ALPHABET)
def test_rendering_changes_width_only_and_once(base: str, text: str) -> None:
    convention = Convention.of(base)
    assert same(convention.render(text), text, CONVERTED)
    assert convention.render(convention.render(text)) == convention.render(text)


@pytest.mark.parametrize(
    ("spaced", "tidy"),
    [
        ("第 1 条の 2", "第1条の2"),
        ("平成 4 年鳥取県人事委員会規則第 4 号", "平成4年鳥取県人事委員会規則第4号"),
        ("昭和24年法律第 1 号", "昭和24年法律第1号"),
        ("差額の 2 分の 1 を減じた", "差額の2分の1を減じた"),
        ("2 分の 1 を", "2分の1を"),
        ("1 級", "1級"),
        ("10 級", "10級"),
        ("附 則", "附則"),
        ("附　　則", "附則"),
        ("改 正 後\t改 正 前", "改正後\t改正前"),
        ("調 整 基 本 額", "調整基本額"),
        ("鳥取県人事委員会委員長 奥 田 悦 子", "鳥取県人事委員会委員長 奥田悦子"),
        ("第 1 条の 2 条例第16条の 4 第 1 項前段の規定", "第1条の2 条例第16条の4第1項前段の規定"),
        ("平成15年 4 月 1 日から施行する。", "平成15年4月1日から施行する。"),
        ("法律第 76 号。以下「法」という。)第 2 条第 1 号に", "法律第76号。以下「法」という。)第2条第1号に"),
        ("ア 2 号給から 4 号給まで 8,000円", "ア 2号給から4号給まで 8,000円"),
        ("前 2 項に規定する", "前2項に規定する"),
    ],
)
def test_removes_the_spaces_of_a_converter(spaced: str, tidy: str) -> None:
    assert tidy_spaces(spaced) == tidy


@pytest.mark.parametrize(
    "text",
    ["ウ 2号給から4号給まで 8,000円", "イ 5号給 1万円", "1級 5,200円", "(1) 略", "2 略", "ア 略 (2) 略", "2 人事委員会は、", "2 級別資格基準表",
     "2 条例第5条の規定", "甲 乙 丙", "一 二 三", "者 2 略", "3 年次有給休暇", "(1) 1号給", "別表第2 ア 行政職給料表", "第1条 職員は", "2 月額は"],
)  # fmt: skip
def test_keeps_the_spaces_that_separate(text: str) -> None:
    assert tidy_spaces(text) == text


@given(st.text(st.sampled_from(" \u30001２,条第の項級年ア略甲一附則改正後をは。\t\n(）"), max_size=25))
def test_tidying_removes_nothing_but_spaces(text: str) -> None:
    tidy = tidy_spaces(text)
    assert tidy.replace(" ", "").replace("\u3000", "") == text.replace(" ", "").replace("\u3000", "")
    assert tidy_spaces(text).count("\n") == text.count("\n")
