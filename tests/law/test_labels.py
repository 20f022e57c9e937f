"""Labels: each printed form is read, ambiguity is said and not guessed, and a successor is printed alike."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.law.labels import (
    LABEL,
    Count,
    Glyphs,
    LabelStyle,
    Parens,
    format_label,
    item_num,
    label_key,
    normalise_label,
    ordinal,
    readings,
    style_of_sequence,
    successor,
)


@pytest.mark.parametrize(
    ("label", "count", "num"),
    [
        ("(1)", Count.DIGITS, "1"), ("（１）", Count.DIGITS, "1"), ("⑴", Count.DIGITS, "1"), ("一", Count.KANJI, "1"),
        ("１", Count.DIGITS, "1"), ("ａ", Count.LATIN, "1"), ("(a)", Count.LATIN, "1"), ("ⅰ", Count.ROMAN, "1"),
        ("(ⅰ)", Count.ROMAN, "1"), ("①", Count.CIRCLED, "1"), ("㉑", Count.CIRCLED, "21"), ("iv", Count.ROMAN, "4"),
        ("一の二", Count.KANJI, "1_2"), ("(1)の2", Count.DIGITS, "1_2"), ("(1の2)", Count.DIGITS, "1_2"),
        ("( 1 )", Count.DIGITS, "1"), ("Ａ", Count.LATIN_CAPITAL, "1"),
    ],
)  # fmt: skip
def test_reads_a_label_that_only_one_sequence_knows(label: str, count: Count, num: str) -> None:
    (reading,) = readings(label)
    assert (reading.style.count, reading.num) == (count, num)
    assert item_num(label) == num


@pytest.mark.parametrize(
    ("label", "places"),
    [
        ("イ", [(Count.IROHA, 1), (Count.AIUEO, 2)]),
        ("ア", [(Count.AIUEO, 1), (Count.IROHA, 36)]),
        ("（ｱ）", [(Count.AIUEO, 1), (Count.IROHA, 36)]),
        ("(i)", [(Count.ROMAN, 1), (Count.LATIN, 9)]),
    ],
)
def test_gives_every_candidate_of_an_ambiguous_label(label: str, places: list[tuple[Count, int]]) -> None:
    assert [(reading.style.count, reading.ordinal) for reading in readings(label)] == places
    with pytest.raises(ValueError, match="say which"):
        successor(label)
    with pytest.raises(ValueError, match="say which"):
        item_num(label)


@pytest.mark.parametrize("text", ["", "略", "(1", "1)", "あ", "第1条", "(1)略", "abc", "()", "1～3"])
def test_what_is_no_label_has_no_reading(text: str) -> None:
    assert readings(text) == ()
    with pytest.raises(ValueError, match="is not a label"):
        successor(text)


@pytest.mark.parametrize(
    ("label", "following"),
    [("（１）", "（２）"), ("⑴", "⑵"), ("九", "十"), ("一の二", "一の三"), ("(1)の2", "(1)の3"), ("(1の2)", "(1の3)"),
     ("ⅸ", "ⅹ"), ("z", "aa"), ("⑳", "㉑"), ("９", "１０")],
)  # fmt: skip
def test_successor_is_printed_alike(label: str, following: str) -> None:
    assert successor(label) == following


AROUND = (Parens.NONE, Parens.HALF, Parens.FULL)
STYLES = [
    *(LabelStyle(count, glyphs, parens) for count in (Count.DIGITS, Count.LATIN, Count.ROMAN, Count.LATIN_CAPITAL)
      for glyphs in (Glyphs.HALF, Glyphs.FULL) for parens in AROUND),
    *(LabelStyle(count, Glyphs.FULL, parens) for count in (Count.KANJI, Count.IROHA, Count.AIUEO) for parens in AROUND),
    LabelStyle(Count.AIUEO, Glyphs.HALF, Parens.FULL),
    LabelStyle(Count.DIGITS, Glyphs.SINGLE),
    LabelStyle(Count.ROMAN, Glyphs.SINGLE),
    LabelStyle(Count.KANJI, Glyphs.FULL, Parens.ORDINAL),
    LabelStyle(Count.DIGITS, Glyphs.FULL, Parens.ORDINAL),
]  # fmt: skip


@given(st.sampled_from(STYLES), st.integers(1, 11))
def test_successor_and_ordinal_agree(style: LabelStyle, place: int) -> None:
    label = format_label(place, style)
    assert ordinal(label, style) == place
    assert successor(label, style) == format_label(place + 1, style)
    assert ordinal(normalise_label(label), style) == place
    assert re.fullmatch(rf"第?{LABEL}", label)


@given(st.sampled_from(STYLES), st.integers(2, 12))
def test_a_whole_list_tells_its_sequence(style: LabelStyle, length: int) -> None:
    found = style_of_sequence([format_label(n, style) for n in range(1, length + 1)])
    assert found is not None
    assert found.count is style.count


def test_the_end_of_a_sequence_has_no_successor() -> None:
    with pytest.raises(ValueError, match="no label number 48"):
        successor("ス", LabelStyle(Count.IROHA))
    with pytest.raises(ValueError, match="no label number 21"):
        successor("⒇")


@pytest.mark.parametrize(
    ("labels", "count"),
    [
        (["イ"], Count.IROHA),
        (["ア"], Count.AIUEO),
        (["イ", "ロ", "ハ"], Count.IROHA),
        (["イ", "ウ"], Count.AIUEO),
        (["ア", "アの2", "イ"], Count.AIUEO),
        (["(h)", "(i)", "(j)"], Count.LATIN),
        (["(i)", "(ii)"], Count.ROMAN),
    ],
)
def test_a_list_decides_between_sequences(labels: list[str], count: Count) -> None:
    style = style_of_sequence(labels)
    assert style is not None
    assert style.count is count


@pytest.mark.parametrize("labels", [[], ["カ"], ["(2)", "(1)"], ["(1)", "(1)"], ["1", "ア"]])
def test_an_undecided_list_has_no_style(labels: list[str]) -> None:
    assert style_of_sequence(labels) is None


def test_normalises_layout_and_width_only() -> None:
    assert normalise_label("（ １ ）の ２") == "(1)の2"
    assert normalise_label("⑴") == "(1)"
    assert normalise_label("（ｱ）") == "(ア)"
    for kept in ("①", "一の二", "ⅰ", "ア"):
        assert normalise_label(kept) == kept


def test_labels_order_with_branches() -> None:
    labels = ["(1)", "(1)の2", "（２）", "(10)"]
    jumbled = list(reversed(labels))
    assert sorted(jumbled, key=label_key) == labels
    iroha = LabelStyle(Count.IROHA)
    assert sorted("ハロイ", key=lambda label: label_key(label, iroha)) == list("イロハ")
