"""Items written as columns, and lines of cells: words that come, go and change beside a break stay in their column."""

import re

import pytest

from columns import page
from laws import obey
from reiki.gazette.breaks import BreakInDoubt, Edit, Gaps, with_breaks
from reiki.gazette.consolidate import Outcome, consolidate
from reiki.gazette.issue import parse_issue
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation
from reiki.source.model import MarkedText
from reiki.source.open import read

BASE = """霧浜市見本規則
平成18年3月24日
霧浜市規則第12号

第1条　次に掲げるとおりとする。
　(1)　甲　春である。
　(2)　乙　夏である。　丙
　(3)　丁とする。
　　　附　則
　この規則は、平成18年4月1日から施行する。
"""


def base() -> LawDocument:
    return LawDocument.from_regulation(parse_regulation(BASE).regulation)


def outcome(number: int, before: str, after: str) -> Outcome:
    def column(said: str) -> str:
        return "第1条　略\n" + "\n".join(f"({n})　{said if n == number else '略'}" for n in (1, 2, 3))

    issue = parse_issue(read(page((column(before), column(after))), "issue.html"))
    notice = issue.notices[0]
    return consolidate(base(), notice.clauses[0], notice, issue)


def columns(number: int, before: str, after: str) -> list[str]:
    """The columns of the item afterwards; one without columns is one text."""
    done = outcome(number, before, after)
    assert done.document is not None, [f.message for f in done.findings]
    obey(base(), list(done.operations), list(done.guard))
    node = done.document.find(Address.parse(f"第1条第1項第{number}号"))
    assert node is not None
    found = node.element.findall("ItemSentence/Column")
    nums = [c.get("Num") for c in found]
    assert nums == [str(n) for n in range(1, len(found) + 1)]
    words = [
        "".join("".join(x.split()) for x in c.itertext())
        for c in found or node.element.findall("ItemSentence")
    ]
    return words


@pytest.mark.parametrize(
    ("number", "before", "after", "want"),
    [
        (1, "甲　【春】である。", "甲　【秋】である。", ["甲", "秋である。"]),
        (1, "【甲　春である。】", "【丁　秋である。】", ["丁", "秋である。"]),
        (1, "【甲】　春である。", "【丁】　春である。", ["丁", "春である。"]),
        (1, "甲　春である。", "甲【乙】　春である。", ["甲乙", "春である。"]),
        (1, "甲　春である。", "甲　【乙】春である。", ["甲", "乙春である。"]),
        (1, "甲　春である。", "甲　【乙】　春である。", ["甲", "乙", "春である。"]),
        (1, "甲　春である。", "甲　春である。　【戊】", ["甲", "春である。", "戊"]),
        (1, "甲　春である。", "甲　春である。【　戊】", ["甲", "春である。", "戊"]),
        (1, "甲　春である。", "【乙】　甲　春である。", ["乙", "甲", "春である。"]),
        (1, "【甲　春である。】", "【己　庚　春である。】", ["己", "庚", "春である。"]),
        (1, "【甲】　春である。", "春である。", ["春である。"]),
        (2, "乙　【夏である。】　丙", "乙　丙", ["乙", "丙"]),
        (2, "乙　夏である。　【丙】", "乙　夏である。", ["乙", "夏である。"]),
        (1, "甲　（略）", "甲　（略）　【戊】", ["甲", "春である。", "戊"]),
        (1, "【甲】　（略）", "【丁】　（略）", ["丁", "春である。"]),
        (1, "甲\n【春】である。", "甲\n【秋】である。", ["甲", "秋である。"]),
    ],
)
def test_columns(number: int, before: str, after: str, want: list[str]) -> None:
    assert columns(number, before, after) == want


def test_an_unmarked_space_begins_no_column_where_there_is_none() -> None:
    done = outcome(3, "丁とする。", "丁とする。　【戊】")
    assert done.document is None
    assert "column_break_in_doubt" in {f.code for f in done.findings}
    assert columns(3, "丁とする。", "丁とする。【戊とする。】") == ["丁とする。戊とする。"]


def edited(before: str, after: str, stored: str, span: tuple[int, int, int, int]) -> Edit:
    def gaps(text: str) -> Gaps:
        return Gaps(MarkedText(text), [m.start() for m in re.finditer(r"\S", text)])

    places = gaps(stored).positions
    start = places[span[0]] if span[0] < len(places) else len(stored)
    edit = Edit(start, places[span[1] - 1] + 1 if span[1] > span[0] else start, "新", 0, 1)
    return with_breaks(edit, span, gaps(before), gaps(after), gaps(stored), Address.parse("第1条第1項第1号"))


def test_breaks_that_the_regulation_does_not_have_are_a_doubt() -> None:
    with pytest.raises(BreakInDoubt):
        edited("甲　乙", "甲新　乙", "甲乙", (1, 1, 1, 2))
    with pytest.raises(BreakInDoubt):
        edited("甲　乙", "甲新乙", "甲　乙", (1, 1, 1, 2))
    assert edited("甲　乙", "甲新　乙", "甲　乙", (1, 1, 1, 2)) == Edit(1, 1, "新", 0, 1)
