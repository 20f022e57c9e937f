"""Headings (章節) that go, come, merge or are renumbered, articles that stand under another one, and 削除 over several."""

import pytest

from columns import B, page
from laws import obey
from reiki.amend.operations import Move, Remove
from reiki.gazette.consolidate import Outcome, consolidate
from reiki.gazette.issue import parse_issue
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation
from reiki.render.text import render_text
from reiki.source.open import read

HEAD = """霧浜市見本規則
平成18年3月24日
霧浜市規則第12号

"""
CHAPTERS = (
    HEAD
    + """　　　第1章　総則
（趣旨）
第1条　甲とする。
第2条　乙とする。
　　　第2章　手続
（申請）
第3条　丙とする。
第4条　丁とする。
（許可）
第5条　戊とする。
　　　第3章　雑則
第6条　己とする。
第7条　削除
第8条　庚とする。
　　　附　則
　この規則は、平成18年4月1日から施行する。
"""
)
SECTIONS = (
    HEAD
    + """　　　第1章　総則
　　　　第1節　通則
第1条　甲とする。
　　　　第2節　定義
第2条　乙とする。
　　　第2章　手続
　　　　第1節　申請
第3条　丙とする。
第4条　丁とする。
　　　　第2節　許可
第5条　戊とする。
　　　第3章　雑則
第6条　己とする。
　　　附　則
　この規則は、平成18年4月1日から施行する。
"""
)
RANGE = CHAPTERS.replace("（申請）\n第3条　丙とする。\n第4条　丁とする。\n", "第3条及び第4条　削除\n")


def law(text: str) -> LawDocument:
    return LawDocument.from_regulation(parse_regulation(text).regulation)


def outcome(base: str, *rows: tuple[str, str]) -> Outcome:
    issue = parse_issue(read(page(*rows, lead=B), "issue.html"))
    notice = issue.notices[0]
    return consolidate(law(base), notice.clauses[0], notice, issue)


def applied(base: str, *rows: tuple[str, str]) -> str:
    """The text after; every law of the operations is checked on the way."""
    done = outcome(base, *rows)
    assert done.document is not None, [f.message for f in done.findings]
    obey(law(base), list(done.operations), list(done.guard))
    return render_text(done.document.regulation())


def errors(base: str, *rows: tuple[str, str]) -> set[str]:
    done = outcome(base, *rows)
    assert done.document is None
    return {f.code for f in done.findings if f.severity == "error"}


# -------------------------------------------------------------------------------------------------------- headings go


def test_a_chapter_goes_and_its_articles_fall_to_the_one_before() -> None:
    row = (
        "（許可）\n第5条　略\n【第3章　雑則】\n第6条　己とする。",
        "（許可）\n第5条　略\n第6条　己とする。",
    )
    assert applied(CHAPTERS, row) == CHAPTERS.replace("　　　第3章　雑則\n", "")
    moves = [op for op in outcome(CHAPTERS, row).operations if isinstance(op, Move)]
    assert [str(op.at) for op in moves] == ["第6条", "第7条", "第8条"]


def test_a_chapter_goes_with_all_its_articles() -> None:
    row = ("【第3章　雑則】\n【第6条】　【己とする。】\n【第7条】　【削除】\n【第8条】　【庚とする。】", "")
    want = CHAPTERS.replace("　　　第3章　雑則\n第6条　己とする。\n第7条　削除\n第8条　庚とする。\n", "")
    assert applied(CHAPTERS, row) == want
    gone = [op for op in outcome(CHAPTERS, row).operations if isinstance(op, Remove)]
    assert len(gone) == 4


def test_a_chapter_goes_with_its_articles_and_the_next_takes_its_number() -> None:
    before = (
        "【第2章　手続】\n【（申請）】\n【第3条　丙とする。】\n【第4条　丁とする。】\n【（許可）】\n【第5条　戊とする。】\n【第3章】　雑則\n"
        "【第6条】　己とする。\n【第7条】　削除\n【第8条】　庚とする。"
    )
    after = "【第2章】　雑則\n【第3条】　己とする。\n【第4条】　削除\n【第5条】　庚とする。"
    text = applied(CHAPTERS, (before, after))
    assert (
        "第2条　乙とする。\n　　　第2章　雑則\n第3条　己とする。\n第4条　削除\n第5条　庚とする。\n　　　附　則"
        in text
    )
    assert "手続" not in text


def test_a_chapter_goes_while_one_of_its_articles_goes_and_one_moves() -> None:
    before = "（許可）\n第5条　略\n【第3章　雑則】\n【第6条】　己とする。\n【第7条】　【削除】\n【第8条】　庚とする。"
    text = applied(CHAPTERS, (before, "（許可）\n第5条　略\n【第6条】　己とする。\n【第7条】　庚とする。"))
    assert "第5条　戊とする。\n第6条　己とする。\n第7条　庚とする。\n　　　附　則" in text


def test_sections_go() -> None:
    one = ("第4条　略\n【第2節　許可】\n第5条　略", "第4条　略\n第5条　略")
    assert applied(SECTIONS, one) == SECTIONS.replace("　　　　第2節　許可\n", "")
    all_of_a_chapter = (
        "第2章　手続\n【第1節　申請】\n第3条　略\n第4条　略\n【第2節　許可】\n第5条　略",
        "第2章　手続\n第3条　略\n第4条　略\n第5条　略",
    )
    want = SECTIONS.replace("　　　　第1節　申請\n", "").replace("　　　　第2節　許可\n", "")
    assert applied(SECTIONS, all_of_a_chapter) == want


def test_a_section_is_found_by_its_chapter_or_by_the_article_under_it() -> None:
    """第2節 stands in two chapters."""
    want = SECTIONS.replace("第2節　定義", "第2節　用語")
    assert applied(SECTIONS, ("第1章　総則\n第2節　【定義】", "第1章　総則\n第2節　【用語】")) == want
    assert applied(SECTIONS, ("第2節　【定義】\n第2条　略", "第2節　【用語】\n第2条　略")) == want
    assert errors(SECTIONS, ("第2節　【定義】", "第2節　【用語】")) == {"not_in_base"}


def test_a_chapter_with_sections_is_renumbered() -> None:
    rows = (
        ("【第2章】　手続", "【第3章】　手続"),
        ("【第3章】　雑則\n第6条　略", "【第4章】　雑則\n第6条　略"),
    )
    text = applied(SECTIONS, *rows)
    assert "　　　第3章　手続\n　　　　第1節　申請\n第3条" in text
    assert {f.code for f in outcome(SECTIONS, *rows).findings} == {"label_gap"}  # 第2章 is missing: a warning


# ------------------------------------------------------------------------------------------------------ headings come


def test_new_sections_part_a_chapter() -> None:
    after = "第3章　雑則\n【第1節　通則】\n第6条　己とする。\n【第2節　補則】\n【第7条　壬とする。】"
    text = applied(SECTIONS, ("第3章　雑則\n第6条　己とする。", after))
    assert (
        "　　　第3章　雑則\n　　　　第1節　通則\n第6条　己とする。\n　　　　第2節　補則\n第7条　壬とする。\n"
        in text
    )


def test_a_new_chapter_with_sections() -> None:
    after = "第3章　雑則\n第6条　己とする。\n【第4章　罰則】\n【第1節　甲】\n【第7条　壬とする。】\n【第2節　乙】\n【第8条　癸とする。】"
    text = applied(SECTIONS, ("第3章　雑則\n第6条　己とする。", after))
    want = "第6条　己とする。\n　　　第4章　罰則\n　　　　第1節　甲\n第7条　壬とする。\n　　　　第2節　乙\n第8条　癸とする。\n"
    assert want in text


# ------------------------------------------------------------------------------------- on which side of a heading


def test_the_column_shows_on_which_side_of_a_heading_an_article_comes() -> None:
    before = "第4条　略\n第2節　許可\n第5条　略"
    behind = applied(SECTIONS, (before, "第4条　略\n第2節　許可\n【第4条の2　新とする。】\n第5条　略"))
    assert "　　　　第2節　許可\n第4条の2　新とする。\n第5条" in behind
    ahead = applied(SECTIONS, (before, "第4条　略\n【第4条の2　新とする。】\n第2節　許可\n第5条　略"))
    assert "第4条の2　新とする。\n　　　　第2節　許可\n第5条" in ahead


def test_a_branch_without_headings_shown_stays_with_the_article_that_it_follows() -> None:
    text = applied(CHAPTERS, ("第2条　略", "第2条　略\n【第2条の2　補とする。】"))
    assert "第2条の2　補とする。\n　　　第2章　手続" in text


def test_a_new_first_article_of_a_chapter_needs_its_heading_in_the_column() -> None:
    before = "（申請）\n【第3条】　丙とする。\n【第4条】　丁とする。\n（許可）\n【第5条】　略\n【第6条】　略\n【第7条】　略\n【第8条】　略"
    after = (
        "（申請）\n【第3条　新とする。】\n【第4条】　丙とする。\n【第5条】　丁とする。\n（許可）\n【第6条】　略\n【第7条】　略\n【第8条】　略\n"
        "【第9条】　略"
    )
    assert "heading_place" in errors(CHAPTERS, (before, after))
    text = applied(CHAPTERS, ("第2章　手続\n" + before, "第2章　手続\n" + after))
    assert (
        "　　　第2章　手続\n（申請）\n第3条　新とする。\n第4条　丙とする。\n第5条　丁とする。\n（許可）\n第6条　戊とする。\n"
        in text
    )


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (("第4条　略\n【第2節】\n第5条　略", "第4条　略\n第5条　略"), "base_differs"),
        (("第4条　略\n【第2節　届出】\n第5条　略", "第4条　略\n第5条　略"), "base_differs"),
        (("第4条　略\n第2節　【許可】\n第5条　略", "第4条　略\n第5条　略"), "unmarked_difference"),
        (("第4条　略\n第2節　許可\n第5条　略", "第4条　略\n第5条　略"), "unmarked_difference"),
        (("第4条　略\n【第2節　略】\n第5条　略", "第4条　略\n第5条　略"), "elided_removed"),
        (("【第2章　手続】\n第1節　申請\n第3条　略", "第1節　申請\n第3条　略"), "heading_place"),
        (
            ("第3条　略\n第4条　略\n第2節　許可\n第5条　略", "第3条　略\n第2節　許可\n第4条　略\n第5条　略"),
            "heading_place",
        ),
        (
            ("第3条　略\n第2節　許可\n第5条　略\n第4条　略", "第3条　略\n第2節　許可\n第5条　略\n第4条　略"),
            "heading_place",
        ),
        (("第6条　己とする。", "第6条　己とする。\n【第4章　罰則】"), "heading_place"),
        (("第6条　己とする。", "第6条　己とする。\n【第5章　罰則】\n【第7条　壬とする。】"), "label_gap"),
        (("第6条　己とする。", "【第2節　罰則】\n第6条　己とする。"), "label_gap"),
        (("【第6条】　【己とする。】", ""), "heading_place"),
        (("第2節　許可\n第5条　略", "第2節　許可\n【第5条の2　新とする。】\n第5条　略"), "label_gap"),
    ],
)
def test_held(rows: tuple[str, str], code: str) -> None:
    """What is misprinted of a heading never gives a text."""
    assert code in errors(SECTIONS, rows)


# ---------------------------------------------------------------------------------------------------------- 削除


def test_articles_become_one_that_says_deleted_under_their_own_heading() -> None:
    """第3条 is the first of its chapter: the range must not fall to the chapter before."""
    row = (
        "【（申請）】\n【第3条】　【丙とする。】\n【第4条】　【丁とする。】",
        "【第3条及び第4条】　【削除】",
    )
    assert applied(CHAPTERS, row) == RANGE


def test_a_range_of_deleted_articles_is_filled_again() -> None:
    row = ("【第3条及び第4条】　【削除】", "【（新）】\n【第3条】　【新とする。】\n【第4条】　【又とする。】")
    want = RANGE.replace("第3条及び第4条　削除\n", "（新）\n第3条　新とする。\n第4条　又とする。\n")
    assert applied(RANGE, row) == want


def test_a_range_shrinks_and_grows() -> None:
    row = ("【第3条及び第4条】　【削除】", "【第3条】　【新とする。】\n【第4条】　【削除】")
    assert applied(RANGE, row) == RANGE.replace("第3条及び第4条　削除", "第3条　新とする。\n第4条　削除")
    grown = (
        "【第3条及び第4条】　削除\n【（許可）】\n【第5条】　【戊とする。】",
        "【第3条から第5条まで】　削除",
    )
    assert "　　　第2章　手続\n第3条から第5条まで　削除\n　　　第3章　雑則" in applied(RANGE, grown)


@pytest.mark.parametrize(
    "row",
    [
        ("第6条　己とする。\n第7条　削除", "第6条及び第7条　削除"),
        ("第3条　丙とする。\n第4条　丁とする。", "【第3条及び第4条】　【削除】"),
        ("【第3条】　【丙とする。】\n【第4条】　【丁とする。】", "【第3条及び第5条】　【削除】"),
    ],
)
def test_a_range_without_its_marks_or_with_a_wrong_label_is_held(row: tuple[str, str]) -> None:
    assert errors(CHAPTERS, row)
