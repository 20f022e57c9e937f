"""Headings (章名) and the 目次 in the columns."""

import pytest

from columns import B, page
from laws import obey
from reiki.gazette.consolidate import Outcome, consolidate
from reiki.gazette.issue import parse_issue
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation
from reiki.render.text import render_text
from reiki.source.open import read

BASE = """霧浜市見本規則
平成18年3月24日
霧浜市規則第12号

目次
　第1章　総則（第1条・第2条）
　第2章　手続（第3条―第5条）
　第3章　雑則（第6条）
　附則
　　　第1章　総則
第1条　甲とする。
第2条　乙とする。
　　　第2章　手続
第3条　丙とする。
第4条　丁とする。
第5条　戊とする。
　　　第3章　雑則
第6条　己とする。
　　　附　則
　この規則は、平成18年4月1日から施行する。
"""


def outcome(*rows: tuple[str, str]) -> Outcome:
    issue = parse_issue(read(page(*rows, lead=B), "issue.html"))
    notice = issue.notices[0]
    return consolidate(base(), notice.clauses[0], notice, issue)


def base() -> LawDocument:
    return LawDocument.from_regulation(parse_regulation(BASE).regulation)


def applied(*rows: tuple[str, str]) -> str:
    done = outcome(*rows)
    assert done.document is not None, [f.message for f in done.findings]
    obey(base(), list(done.operations), list(done.guard))
    return render_text(done.document.regulation())


def test_words_of_a_heading_and_of_its_line() -> None:
    rows = [
        (
            "目次\n第1章　略\n第2章　【手続】（第3条―第5条）\n第3章　略\n附則",
            "目次\n第1章　略\n第2章　【届出】（第3条―第5条）\n第3章　略\n附則",
        ),
        ("第2章　【手続】", "第2章　【届出】"),
    ]
    assert applied(*rows) == BASE.replace("手続", "届出")


def test_words_at_the_end_of_a_title_do_not_enter_the_range_behind_it() -> None:
    before = "目次\n第1章　略\n第2章　手続（第3条【―】第5条）\n第3章　略\n附則"
    done = outcome((before, before.replace("手続（第3条【―】", "手続【等（第3条から】")))
    assert done.document is None  # the marks do not fit
    before = "目次\n第1章　略\n第2章　手続【（第3条―】第5条）\n第3章　略\n附則"
    done = outcome((before, before.replace("【（第3条―】", "【等（第3条・第4条・】")))
    assert done.document is not None, [f.message for f in done.findings]
    wanted = BASE.replace("手続（第3条―", "手続等（第3条・第4条・")
    assert (
        done.document.to_bytes()
        == LawDocument.from_regulation(parse_regulation(wanted).regulation).to_bytes()
    )


def test_a_new_chapter_takes_the_articles_after_it() -> None:
    """第4条 and 第5条 stand under the new heading, though no column quotes 第5条."""
    text = applied(("第4条　丁とする。", "【第2章の2】　【審査】\n第4条　丁とする。"))
    assert (
        "第3条　丙とする。\n　　　第2章の2　審査\n第4条　丁とする。\n第5条　戊とする。\n　　　第3章　雑則"
        in text
    )


def test_a_new_chapter_of_new_articles() -> None:
    text = applied(("", "【第2章の2】　【審査】\n【第5条の2】　【庚とする。】\n【第5条の3】　【辛とする。】"))
    want = "第5条　戊とする。\n　　　第2章の2　審査\n第5条の2　庚とする。\n第5条の3　辛とする。\n　　　第3章　雑則\n第6条"
    assert want in text


def test_lines_of_the_contents_come_and_move() -> None:
    rows = (
        "目次\n第1章　略\n第2章　略\n【第3章】　【雑則（第6条）】\n附則",
        "目次\n第1章　略\n第2章　略\n【第2章の2】　【審査（第5条の2）】\n【第3章】　【雑則（第6条）】\n附則",
    )
    text = applied(rows, ("", "【第2章の2】　【審査】\n【第5条の2】　【庚とする。】"))
    assert (
        "　第2章　手続（第3条―第5条）\n　第2章の2　審査（第5条の2）\n　第3章　雑則（第6条）\n　附則\n" in text
    )


def test_a_chapter_is_renumbered() -> None:
    text = applied(("【第3章】　雑則", "【第4章】　雑則"))
    assert "　　　第4章　雑則\n第6条　己とする。" in text


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (("第3章　雑則\n第6条　己とする。", "第6条　己とする。"), "unmarked_difference"),
        (("第2章　手続", "第2章　届出"), "unmarked_difference"),
        (("第2章　【届出】", "第2章　【手続】"), "base_differs"),
        (("", "【第2章の2】　【審査】"), "heading_place"),
    ],
)
def test_held(rows: tuple[str, str], code: str) -> None:
    done = outcome(rows)
    assert done.document is None
    assert code in {f.code for f in done.findings if f.severity == "error"}
