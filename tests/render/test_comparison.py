"""Two texts side by side: which rows, which spans, and that every difference is in some row."""

import json
import time
from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from reiki.law.plain_text import parse_regulation
from reiki.law.provision import Regulation
from reiki.render.comparison import Comparison, compare, compare_provisions
from reiki.render.pairing import _anchors, pair

HEAD = "規則\n平成18年3月24日\n霧浜市規則第12号\n\n"
BEFORE = (
    HEAD
    + """（趣旨）
第1条　試験は、次の各号に掲げる方法の一により行う。
　(1)　筆記試験
　(2)　口述試験
第2条　額は、別表に定める。
第3条　委任する事項は、市長が別に定めるものとする。
別表（第2条関係）
級	額
1級	100円
2級	6,700円
"""
)
AFTER = (
    HEAD
    + """（趣旨）
第1条　試験は、次に掲げる方法のうち2以上を併せて行う。
　(1)　筆記試験
　(2)　身体検査
　(3)　口述試験
第2条　額は、別表に定める。
第2条の2　手当の支給日は、毎月21日とする。
第4条　委任する事項は、市長が別に定めるものとする。
別表（第2条関係）
級	額
1級	100円
2級	6,600円
"""
)


def regulation(text: str) -> Regulation:
    return parse_regulation(text).regulation


def rows(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [
        (r.change, r.before.text if r.before else "", r.after.text if r.after else "")
        for r in comparison.rows
    ]


def test_rows_of_a_comparison() -> None:
    assert rows(compare(regulation(BEFORE), regulation(AFTER))) == [
        (
            "changed",
            "試験は、次の各号に掲げる方法の一により行う。",
            "試験は、次に掲げる方法のうち2以上を併せて行う。",
        ),
        ("added", "", "(2)　身体検査"),
        ("moved", "(2)　口述試験", "(3)　口述試験"),
        ("added", "", "第2条の2　手当の支給日は、毎月21日とする。"),
        ("moved", "第3条", "第4条"),
        ("changed", "2級　6,700円", "2級　6,600円"),
    ]


def test_addresses_cite_each_text_as_it_stands() -> None:
    found = compare(regulation(BEFORE), regulation(AFTER)).rows
    assert [(str(r.before.at) if r.before else "", str(r.after.at) if r.after else "") for r in found] == [
        ("第1条第1項", "第1条第1項"), ("", "第1条第1項第2号"), ("第1条第1項第2号", "第1条第1項第3号"), ("", "第2条の2"),
        ("第3条", "第4条"), ("別表 行「2級」", "別表 行「2級」"),
    ]  # fmt: skip


def test_spans_take_whole_numbers() -> None:
    row = compare(regulation(BEFORE), regulation(AFTER)).rows[-1]
    assert row.before is not None
    assert row.after is not None
    assert [row.before.text[a:b] for a, b in row.before.spans] == ["6,700"]
    assert [row.after.text[a:b] for a, b in row.after.spans] == ["6,600"]


def test_a_side_that_stands_alone_differs_as_a_whole() -> None:
    side = compare(regulation(BEFORE), regulation(AFTER)).rows[1].after
    assert side is not None
    assert side.spans == ((0, len(side.text)),)


def test_equal_texts_give_nothing() -> None:
    same = compare(regulation(BEFORE), regulation(BEFORE))
    assert (same.rows, same.as_table(), same.as_unified(), same.as_json()) == ((), "", "", [])


def test_unlike_texts_under_one_number_are_removed_and_added() -> None:
    before = regulation(HEAD + "第1条　" + "船舶の所有者は、係留の許可を受けなければならない。" * 3 + "\n")
    after = regulation(HEAD + "第1条　" + "公印ハ総務課長之ヲ管守シ其ノ責ニ任ズルモノトス" * 3 + "\n")
    assert [change for change, _, _ in rows(compare(before, after))] == ["removed", "added"]


def test_enactment_and_repeal() -> None:
    text = regulation(HEAD + "第1条　甲。\n")
    assert [change for change, _, _ in rows(compare(None, text))] == ["added", "added"]
    assert [change for change, _, _ in rows(compare(text, None))] == ["removed", "removed"]


def test_one_provision() -> None:
    before, after = regulation(BEFORE).provisions[0], regulation(AFTER).provisions[0]
    assert len(compare_provisions(before, after).rows) == 3
    assert compare_provisions(None, after).rows[0].change == "added"


def test_unified() -> None:
    text = compare(regulation(BEFORE), regulation(AFTER)).as_unified("2024-01-01", "2025-01-01")
    assert text.split("\n")[:5] == [
        "--- 2024-01-01", "+++ 2025-01-01", "@@ 第1条第1項 @@", "-試験は、次の各号に掲げる方法の一により行う。",
        "+試験は、次に掲げる方法のうち2以上を併せて行う。",
    ]  # fmt: skip
    assert "@@ 第3条 → 第4条 @@" in text


def test_table_has_straight_columns() -> None:
    lines = compare(regulation(BEFORE), regulation(AFTER)).as_table(width=24).rstrip("\n").split("\n")
    assert lines[0] == "改正前                   | 改正後"
    assert any("《" in line for line in lines)
    assert lines[1] == "-" * 24 + "-+-" + "-" * 24


def test_json_is_plain_data() -> None:
    rows_ = compare(regulation(BEFORE), regulation(AFTER)).as_json()
    assert json.loads(json.dumps(rows_, ensure_ascii=False)) == rows_
    assert rows_[1] == {
        "change": "added", "before": None, "after": {"at": "第1条第1項第2号", "text": "(2)　身体検査", "spans": [[0, 8]]}}  # fmt: skip


@given(st.lists(st.integers(0, 5), max_size=8), st.lists(st.integers(0, 5), max_size=8))
def test_pairing_shows_everything_once(before: Sequence[int], after: Sequence[int]) -> None:
    old, new = list(enumerate(before)), list(enumerate(after))

    def text(x: tuple[int, int]) -> str:
        return str(x[1])

    found: Iterator[tuple[tuple[int, int] | None, tuple[int, int] | None]]
    found = pair(old, new, text, str, text)
    pairs = list(found)
    assert sorted(a for a, _ in pairs if a is not None) == old
    assert [b for _, b in pairs if b is not None] == new


@given(st.lists(st.integers(0, 5), max_size=9), st.lists(st.integers(0, 5), max_size=9))
def test_what_says_the_same_is_paired_as_a_longest_common_subsequence(
    before: Sequence[int], after: Sequence[int]
) -> None:
    def length(a: Sequence[int], b: Sequence[int]) -> int:
        if not a or not b:
            return 0
        if a[0] == b[0]:
            return 1 + length(a[1:], b[1:])
        return max(length(a[1:], b), length(a, b[1:]))

    found = _anchors(before, after, lambda x: x)
    assert all(before[i] == after[j] for j, i in found.items())
    in_order = [found[j] for j in sorted(found)]
    assert in_order == sorted(set(in_order))
    assert len(found) == length(before, after)


def test_a_long_regulation_is_compared_in_no_time() -> None:
    """Two thousand provisions, the first and the last other: what lies between is matched without comparing each with each."""
    words = [f"第{n}の事項は、別に定める。" for n in range(2000)]
    start = time.process_time()
    pairs = list(pair([*words, "終わり"], ["初め", *words], lambda x: x, lambda x: x, lambda x: x))
    assert time.process_time() - start < 2
    assert sum(a == b for a, b in pairs) == 2000
