"""Numerals: every form that laws use is read, everything else is refused, and printing is the inverse."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.law.numerals import (
    AIUEO,
    CIRCLED,
    IROHA,
    NUMERAL,
    NumeralStyle,
    branch_key,
    format_article_label,
    format_branch,
    format_number,
    is_next,
    parse_article_label,
    parse_branch,
    parse_number,
    to_fullwidth,
    to_kanji,
)

READ = {
    "千八百二十七": 1827,
    "二十九": 29,
    "１０": 10,
    "10": 10,
    "一〇三": 103,
    "廿五": 25,
    "卅": 30,
    "卅一": 31,
    "百廿": 120,
    "壱": 1,
    "弐拾参": 23,
    "二四": 24,
    "1万2千": 12000,
    "千万": 10_000_000,
    "一億": 10**8,
    "〇": 0,
    " 4 ": 4,
    "一千": 1000,
}


@pytest.mark.parametrize(("text", "value"), READ.items())
def test_reads_the_numerals_that_laws_use(text: str, value: int) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text", ["", "十百", "一二十", "十〇", "万", "a", "第一", "一の二", "①", "1.5", "-1", "二万三億"]
)
def test_refuses_what_is_not_one_numeral(text: str) -> None:
    with pytest.raises(ValueError, match="is not a numeral"):
        parse_number(text)


@given(st.integers(0, 10**8))
def test_numbers_round_trip_in_every_style(n: int) -> None:
    for style in NumeralStyle:
        assert parse_number(format_number(n, style)) == n
    assert parse_number("".join("〇一二三四五六七八九"[int(d)] for d in str(n))) == n


@given(st.integers(0, 10**8))
def test_a_printed_number_is_one_numeral_run(n: int) -> None:
    assert re.fullmatch(NUMERAL, to_kanji(n))
    assert re.fullmatch(NUMERAL, to_fullwidth(n))


def test_laws_print_ten_million_without_a_leading_one() -> None:
    assert to_kanji(10_000_000) == "千万"
    assert to_kanji(11_110) == "一万千百十"
    with pytest.raises(ValueError, match="漢数字"):
        to_kanji(-1)


def test_sequences_are_whole_and_without_repetition() -> None:
    assert len(set(IROHA)) == len(IROHA) == 47
    assert len(set(AIUEO)) == len(AIUEO) == 46
    assert len(CIRCLED) == 50
    assert (CIRCLED[0], CIRCLED[19], CIRCLED[20], CIRCLED[49]) == ("①", "⑳", "㉑", "㊿")


@pytest.mark.parametrize(
    ("label", "num"),
    [
        ("第一条の二", "1_2"),
        ("第 1 条の 2", "1_2"),
        ("第１条の２の３", "1_2_3"),
        ("第十一条及び第十二条", "11:12"),
        ("第五条から第八条まで", "5:8"),
        ("第44条の5から第44条の9まで", "44_5:44_9"),
        ("第五条の二及び第六条", "5_2:6"),
    ],
)
def test_reads_article_labels(label: str, num: str) -> None:
    assert parse_article_label(label) == num


@pytest.mark.parametrize(
    "label", ["第1条及び第3条", "第8条から第5条まで", "1条", "第1項", "第1条 削除", "第条"]
)
def test_refuses_what_is_no_article_label(label: str) -> None:
    with pytest.raises(ValueError, match=label):
        parse_article_label(label)


branches = st.lists(st.integers(1, 200), min_size=1, max_size=3).map(lambda ns: "_".join(map(str, ns)))


@given(branches, branches, st.sampled_from(NumeralStyle))
def test_article_labels_round_trip(first: str, last: str, style: NumeralStyle) -> None:
    assert parse_article_label(format_article_label(first, style)) == first
    assert parse_branch(format_branch(first, style)) == first
    if branch_key(first) < branch_key(last):
        assert parse_article_label(format_article_label(f"{first}:{last}", style)) == f"{first}:{last}"


def test_neighbours_are_joined_by_and() -> None:
    assert format_article_label("11:12", NumeralStyle.KANJI) == "第十一条及び第十二条"
    assert format_article_label("5:8") == "第5条から第8条まで"


def test_branches_order_between_their_stem_and_the_next_number() -> None:
    nums = ["9", "9_2", "9_2_2", "9_3", "10", "11:12", "13"]
    jumbled = list(reversed(nums))
    assert sorted(jumbled, key=branch_key) == nums


@pytest.mark.parametrize(
    ("first", "second"), [("5", "6"), ("5", "5_2"), ("5_2", "5_3"), ("5_3", "6"), ("5_2", "5_2_2")]
)
def test_what_can_follow_directly(first: str, second: str) -> None:
    assert is_next(first, second)
    assert not is_next(second, first)


@pytest.mark.parametrize(
    ("first", "second"), [("5", "7"), ("5", "5_3"), ("5", "5"), ("5_2", "7"), ("5_2", "6_2")]
)
def test_what_cannot_follow_directly(first: str, second: str) -> None:
    assert not is_next(first, second)
