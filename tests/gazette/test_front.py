"""題名 and 前文 in the columns, （…関係） of appendices, and 見出し that several articles have in common."""

import pytest

from columns import A, B, page
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
　第2章　手続（第3条・第4条）
　附則
　私たちのまちは、海のまちである。
　ここに、この規則を定める。
　　　第1章　総則
（趣旨）
第1条　甲とする。
第2条　乙とする。
　　　第2章　手続
（申請）
第3条　丙とする。
第4条　丁とする。
　　　附　則
　この規則は、平成18年4月1日から施行する。
別表第1（第2条関係）
区分\t額
甲\t1円
別表第2（第3条関係）
区分\t額
丙\t3円
様式第1号（第4条関係）
｜　申請書
"""


def law() -> LawDocument:
    return LawDocument.from_regulation(parse_regulation(BASE).regulation)


def outcome(*rows: tuple[str, str], lead: str = B) -> Outcome:
    issue = parse_issue(read(page(*rows, lead=lead), "issue.html"))
    notice = issue.notices[0]
    return consolidate(law(), notice.clauses[0], notice, issue)


def applied(*rows: tuple[str, str]) -> str:
    done = outcome(*rows)
    assert done.document is not None, [f.message for f in done.findings]
    obey(law(), list(done.operations), list(done.guard))
    return render_text(done.document.regulation())


def errors(*rows: tuple[str, str], lead: str = B) -> set[str]:
    done = outcome(*rows, lead=lead)
    assert done.document is None
    return {f.code for f in done.findings if f.severity == "error"}


def changed(*pairs: tuple[str, str]) -> str:
    text = BASE
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


# ------------------------------------------------------------------------------------------------------- 題名, 前文

TITLE = ("霧浜市見本規則", "霧浜市標本規則")


@pytest.mark.parametrize("name", ["", "題名　"])
def test_the_title_alone(name: str) -> None:
    assert applied((f"{name}霧浜市【見本】規則", f"{name}霧浜市【標本】規則")) == changed(TITLE)


def test_the_title_over_the_contents_and_over_an_article() -> None:
    contents = (
        "\n目次\n第1章　略\n第2章　手続（第3条・【第4条】）\n附則",
        "\n目次\n第1章　略\n第2章　手続（第3条・【第5条】）\n附則",
    )
    rows = ("霧浜市【見本】規則" + contents[0], "霧浜市【標本】規則" + contents[1])
    assert applied(rows) == changed(TITLE, ("第3条・第4条", "第3条・第5条"))
    rows = (
        "霧浜市【見本】規則\n（趣旨）\n第1条　【甲】とする。",
        "霧浜市【標本】規則\n（趣旨）\n第1条　【乙】とする。",
    )
    assert applied(rows) == changed(TITLE, ("第1条　甲", "第1条　乙"))


def test_the_preamble_with_and_without_the_title() -> None:
    sea = ("海のまち", "山のまち")
    assert applied(
        ("　私たちのまちは、【海】のまちである。", "　私たちのまちは、【山】のまちである。")
    ) == changed(sea)
    both = (
        "霧浜市【見本】規則\n　私たちのまちは、【海】のまちである。\n（略）\n第1条　略",
        "霧浜市【標本】規則\n　私たちのまちは、【山】のまちである。\n（略）\n第1条　略",
    )
    assert applied(both) == changed(TITLE, sea)
    last = ("　ここに、この規則を【定める】。", "　ここに、この規則を【制定する】。")
    assert applied(last) == changed(("ここに、この規則を定める", "ここに、この規則を制定する"))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("霧浜市【標本】規則", "霧浜市【見本】規則"), "base_differs"),
        (("霧浜市見本規則\n第1条　【甲】とする。", "霧浜市標本規則\n第1条　【乙】とする。"), "unmarked_difference"),
        (("　私たちのまちは、【川】のまちである。", "　私たちのまちは、【山】のまちである。"), "base_differs"),
        (("　私たちのまちは、海のまちである。", "　私たちのまちは、【山】のまちである。"), "unmarked_difference"),
        (("　ここに、この規則を【定める】。\n　私たちのまちは、海のまちである。", "　ここに、この規則を【作る】。\n　私たちのまちは、海のまちである。"),
         "base_differs"),
        (("　私たちのまちは、海のまちである。", "　私たちのまちは、海のまちである。\n　【川もある。】"), "front_matter"),
        (("第1条　【甲】とする。", "【霧浜市標本規則】\n第1条　【乙】とする。"), "no_article"),
    ],
)  # fmt: skip
def test_what_stands_before_the_first_label_is_held_when_it_is_not_the_stored(
    row: tuple[str, str], code: str
) -> None:
    assert code in errors(row)


# ------------------------------------------------------------------------------------------------------------ 関係


def test_the_articles_of_an_appendix_change() -> None:
    words = ("別表第1（第2条関係）", "別表第1（第3条関係）")
    assert applied(("別表第1（第【2】条関係）", "別表第1（第【3】条関係）")) == changed(words)
    assert applied(("【別表第1（第2条関係）】", "【別表第1（第3条関係）】")) == changed(words)
    assert applied(("別表第1（第【2】条関係）　略", "別表第1（第【3】条関係）　略")) == changed(words)
    form = ("様式第1号（第【4】条関係）　略", "様式第1号（第【5】条関係）　略")
    assert applied(form) == changed(("様式第1号（第4条関係）", "様式第1号（第5条関係）"))


def test_an_appendix_moves_and_its_articles_change() -> None:
    row = (
        "別表第1（第【2】条関係）　略\n【別表第2】（第【3】条関係）　略",
        "別表第1（第【3】条関係）　略\n【別表第1の2】（第【4】条関係）　略",
    )
    want = changed(
        ("別表第1（第2条関係）", "別表第1（第3条関係）"), ("別表第2（第3条関係）", "別表第1の2（第4条関係）")
    )
    assert applied(row) == want


def test_an_appendix_that_leaves_a_gap_is_held() -> None:
    assert errors(("【別表第2】（第3条関係）　略", "【別表第4】（第3条関係）　略")) == {"label_gap"}


def test_a_line_that_no_contents_have_is_held() -> None:
    assert "contents_line" in errors(("目次\n第1章　略", "目次\n【霧浜市標本規則】\n第1章　略"))


def test_an_unmarked_caption_of_an_article_that_goes_may_be_that_of_the_next() -> None:
    row = ("（申請）\n【第3条】　【丙とする。】\n第4条　丁とする。", "第4条　丁とする。")
    assert errors(row) == {"unmarked_difference"}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("別表第1（第2条関係）　略", "別表第1（第3条関係）　略"), "unmarked_difference"),
        (("別表第1（第【9】条関係）　略", "別表第1（第【3】条関係）　略"), "base_differs"),
        (("【別表第2】（第9条関係）　略", "【別表第3】（第9条関係）　略"), "base_differs"),
        (("【別表第2】（第3条関係）　略", "【別表第3】（第4条関係）　略"), "unmarked_difference"),
        (("別表第1【（第2条関係）】　略", "別表第1　略"), "related_changes"),
        (("別表第1　略", "別表第1【（第3条関係）】　略"), "base_differs"),
    ],
)
def test_the_articles_of_an_appendix_are_guarded(row: tuple[str, str], code: str) -> None:
    assert code in errors(row)


def test_words_of_an_appendix_label_need_a_lead_text_on_words() -> None:
    """A only moves, removes and adds by labels."""
    assert "verb_not_ordered" in errors(("別表第1（第【2】条関係）", "別表第1（第【3】条関係）"), lead=A)


# ---------------------------------------------------------------------------------------------------------- 共通見出し


def test_a_common_caption_stays_when_its_first_article_goes() -> None:
    row = ("（申請）\n【第3条】　【丙とする。】\n第4条　丁とする。", "（申請）\n第4条　丁とする。")
    assert applied(row) == changed(("第3条　丙とする。\n", ""))


def test_a_common_caption_stays_when_its_first_article_says_deleted() -> None:
    row = (
        "（申請）\n第3条　【丙とする。】\n第4条　丁とする。",
        "第3条　【削除】\n（申請）\n第4条　丁とする。",
    )
    assert applied(row) == changed(("（申請）\n第3条　丙とする。\n", "第3条　削除\n（申請）\n"))


def test_a_common_caption_passes_to_a_new_first_article() -> None:
    row = (
        "第2章　手続\n（申請）\n【第3条】　丙とする。\n【第4条】　丁とする。",
        "第2章　手続\n（申請）\n【第3条　新とする。】\n【第4条】　丙とする。\n【第5条】　丁とする。",
    )
    want = changed(
        (
            "第3条　丙とする。\n第4条　丁とする。\n",
            "第3条　新とする。\n第4条　丙とする。\n第5条　丁とする。\n",
        )
    )
    assert applied(row) == want


def test_captions_change_come_and_go_alone() -> None:
    assert applied(("（【申請】）\n第3条　略", "（【届出】）\n第3条　略")) == changed(
        ("（申請）", "（届出）")
    )
    assert applied(("【（申請）】\n第3条　略", "第3条　略")) == changed(("（申請）\n", ""))
    assert applied(("第2条　略", "【（例）】\n第2条　略")) == changed(("第2条　乙", "（例）\n第2条　乙"))


@pytest.mark.parametrize(
    "row",
    [
        (
            "（申請）\n【第3条】　【丙とする。】\n第4条　丁とする。",
            "（届出）\n第4条　丁とする。",
        ),  # another caption
        (
            "（申請）\n第3条　丙とする。\n第4条　丁とする。",
            "第3条　丙とする。\n（申請）\n第4条　丁とする。",
        ),  # nothing goes
        (
            "（趣旨）\n【第1条】　【甲とする。】\n第2条　略\n第4条　略",
            "第2条　略\n（趣旨）\n第4条　略",
        ),  # not the next
        ("（申請）\n第3条　【丙とする。】", "第3条　【削除】"),  # where it passes to is not shown
        ("第2条　乙とする。\n第3条　略", "（趣旨）\n第2条　乙とする。\n第3条　略"),
    ],
)
def test_a_caption_that_changes_unmarked_is_held(row: tuple[str, str]) -> None:
    assert errors(row) & {"unmarked_difference", "base_differs"}
