"""Clauses onto a small regulation: what is applied exactly, and what is held and why."""

import pytest

from columns import DOUBLE, ONLY_WORDS, A, B, page
from laws import obey
from reiki.gazette.consolidate import Outcome, append_supplementary, consolidate
from reiki.gazette.issue import parse_issue
from reiki.gazette.units import units_of
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation
from reiki.render.text import render_text
from reiki.source.open import read

BASE = """霧浜市見本規則
平成18年3月24日
霧浜市規則第12号

（趣旨）
第1条　この規則は、見本について必要な事項を定めるものとする。
（定義）
第2条　この規則において、次の各号に掲げる用語の意義は、当該各号に定めるところによる。
　(1)　甲　乙をいう。
　(2)　丙　丁をいう。
　　ア　春
　　イ　夏
　(3)　戊　己をいう。
2　前項の規定は、別に定める場合には適用しない。
3　市長は、毎年1月に公表する。
（手続）
第3条　届出は、30日以内に行わなければならない。
第4条　市長は、届出を受理する。
　　　附　則
　この規則は、平成18年4月1日から施行する。
別表（第3条関係）
区分	額
一般	100円
特別	200円
備考　端数は切り捨てる。
"""


def base() -> LawDocument:
    return LawDocument.from_regulation(parse_regulation(BASE).regulation)


def outcome(*rows: tuple[str, str], lead: str = B) -> Outcome:
    issue = parse_issue(read(page(*rows, lead=lead), "issue.html"))
    notice = issue.notices[0]
    return consolidate(base(), notice.clauses[0], notice, issue)


def applied(*rows: tuple[str, str], lead: str = B) -> str:
    """The text after; every law of the operations is checked on the way."""
    done = outcome(*rows, lead=lead)
    assert done.document is not None, [f.message for f in done.findings]
    obey(base(), list(done.operations), list(done.guard))
    return render_text(done.document.regulation())


def held(*rows: tuple[str, str], lead: str = B) -> set[str]:
    done = outcome(*rows, lead=lead)
    assert done.document is None
    return {f.code for f in done.findings if f.severity == "error"}


def changed(*pairs: tuple[str, str]) -> str:
    text = BASE
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_words_and_captions() -> None:
    rows = (
        "（手続）\n第3条　届出は、【30日】以内に行わなければならない。",
        "（【届出の】手続）\n第3条　届出は、【14日】以内に行わなければならない。",
    )
    assert applied(rows) == changed(("30日", "14日"), ("（手続）", "（届出の手続）"))


def test_items_move_up_and_one_comes_in_their_midst() -> None:
    rows = (
        "第2条　略\n(1)　略\n【(2)】　略\n【(3)】　略\n2　略\n3　略",
        "第2条　略\n(1)　略\n【(2)】　【庚　辛をいう。】\n【(3)】　略\n【(4)】　略\n2　略\n3　略",
    )
    want = changed(("　(3)　戊", "　(4)　戊"), ("　(2)　丙", "　(2)　庚　辛をいう。\n　(3)　丙"))
    assert applied(rows) == want


def test_a_removed_paragraph_frees_its_number() -> None:
    rows = (
        "第2条　略\n(1)～(3)　略\n【2】　【前項の規定は、別に定める場合には適用しない。】\n【3】　略",
        "第2条　略\n(1)～(3)　略\n【2】　略",
    )
    want = changed(("2　前項の規定は、別に定める場合には適用しない。\n3　市長は、毎年", "2　市長は、毎年"))
    assert applied(rows) == want


def test_articles_swap() -> None:
    rows = (
        ("（手続）\n【第3条】　略", "【第3条】　市長は、届出を受理する。"),
        ("【第4条】　市長は、届出を受理する。", "（手続）\n【第4条】　略"),
    )
    assert "第3条　市長は、届出を受理する。\n（手続）\n第4条　届出は、30日以内" in applied(*rows)
    quoted = (
        (
            "【（手続）】\n【第3条】　届出は、30日以内に行わなければならない。",
            "【第3条】　市長は、届出を受理する。",
        ),
        (
            "【第4条】　市長は、届出を受理する。",
            "【（手続）】\n【第4条】　届出は、30日以内に行わなければならない。",
        ),
    )
    text = applied(*quoted)
    assert "第3条　市長は、届出を受理する。\n（手続）\n第4条　届出は、30日以内" in text


def test_a_new_article_between_two() -> None:
    text = applied(("", "【（公表）】\n【第3条の2】　【市長は、届出を公表する。】"))
    assert "行わなければならない。\n（公表）\n第3条の2　市長は、届出を公表する。\n第4条" in text


def test_same_as_the_other_column() -> None:
    rows = ("［第3条　同上］\n", "［第3条　略］\n【２】　【前項の届出は、書面による。】")
    assert "2" in applied(
        (
            "（手続）\n第3条　［同上］\n［項を加える。］",
            "（手続）\n第3条　［略］\n【２】　【前項の届出は、書面による。】",
        )
    )
    assert rows


def test_double_underline_replaces_the_provision_whole() -> None:
    rows = (
        "（手続）\n《第3条》　届出は、30日以内に行わなければならない。",
        "（手続）\n《第3条》　届出は、速やかに行う。\n２　届出は、書面による。",
    )
    text = applied(rows, lead=DOUBLE)
    assert "第3条　届出は、速やかに行う。\n２　届出は、書面による。\n第4条" in text


def test_cells_of_a_table() -> None:
    inner = "<table><tr><th>区分</th><th>額</th></tr><tr><td>一般</td><td>{}</td></tr><tr><td>略</td><td></td></tr></table>"
    rows = (
        "別表（第3条関係）\n" + inner.format("【100円】"),
        "別表（第3条関係）\n" + inner.format("【150円】"),
    )
    assert applied(rows) == changed(("一般\t100円", "一般\t150円"))


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        # 改正前 is not what is stored, by one character
        (("第4条　市長は、【届け出】を受理する。", "第4条　市長は、【申請】を受理する。"), "base_differs"),
        # a difference nobody marked
        (("第4条　市長は、届出を受理する。", "第4条　市長は、届出を【直ちに】受理しない。"), "unmarked_difference"),
        # an unmarked label that is not in 改正後
        (("第2条　略\n(1)～(3)　略\n2　略\n3　市長は、毎年1月に公表する。", "第2条　略\n(1)～(3)　略\n2　略"), "unmarked_difference"),
        # a line lost in both columns
        (("第2条　略\n(1)～(3)　略\n3　市長は、毎年【1月】に公表する。", "第2条　略\n(1)～(3)　略\n3　市長は、毎年【2月】に公表する。"), "label_gap"),
        # one column elides what the other quotes
        (("第4条　市長は、届出を受理する。", "第4条　略"), "elision_hides_difference"),
        # a first paragraph has no label to mark: its words must carry the mark
        (("第2条　略\n(1)～(3)　略\n2　略\n3　略", "第2条\n【2】　略\n【3】　略"), "elision_hides_difference"),
        # a provision that is not there
        (("第9条　市長は、【甲】とする。", "第9条　市長は、【乙】とする。"), "not_in_base"),
        # new, but elided
        (("", "【第3条の2】　略"), "elided_in_new"),
        # two elided items, one of which goes: which?
        (
            ("第2条　略\n【(1)】　略\n【(2)】　略\n【(3)】　略\n2　略\n3　略", "第2条　略\n【(1)】　略\n【(2)】　略\n2　略\n3　略"),
            "ambiguous_correspondence",
        ),
        # equal columns order nothing
        (("第4条　市長は、届出を受理する。", "第4条　市長は、届出を受理する。"), "nothing_ordered"),
    ],
)  # fmt: skip
def test_held(rows: tuple[str, str], code: str) -> None:
    assert code in held(rows)


def test_verbs_that_the_lead_text_does_not_order() -> None:
    insertion = ("第4条　市長は、届出を受理する。", "第4条　市長は、届出を【直ちに】受理する。")
    assert held(insertion, lead=ONLY_WORDS) == {"verb_not_ordered"}
    article = ("", "【第3条の2】　【市長は、届出を公表する。】")
    assert "verb_not_ordered" in held(article, lead=ONLY_WORDS)
    words = ("第4条　市長は、【届出】を受理する。", "第4条　市長は、【申請】を受理する。")
    assert "verb_not_ordered" in held(words, lead=A)


def test_exchanged_columns_do_not_fit() -> None:
    assert held(("第4条　市長は、【申請】を受理する。", "第4条　市長は、【届出】を受理する。")) == {
        "base_differs"
    }


def test_parts_that_start_on_different_days() -> None:
    rows = (
        (
            "（手続）\n第3条　届出は、【30日】以内に行わなければならない。",
            "（手続）\n第3条　届出は、【14日】以内に行わなければならない。",
        ),
        ("第4条　市長は、【届出】を受理する。", "第4条　市長は、【申請】を受理する。"),
    )
    suppl = "この規則は、公布の日から施行する。ただし、第4条の改正規定は、令和7年4月1日から施行する。"
    issue = parse_issue(read(page(*rows, suppl=suppl), "issue.html"))
    notice = issue.notices[0]
    first, second = units_of(notice.clauses[0])
    early = consolidate(base(), notice.clauses[0], notice, issue, scope=first.scope)
    assert early.document is not None
    assert render_text(early.document.regulation()) == changed(("30日", "14日"))
    late = consolidate(early.document, notice.clauses[0], notice, issue, scope=second.scope)
    assert late.document is not None
    assert render_text(late.document.regulation()) == changed(("30日", "14日"), ("届出を受理", "申請を受理"))


def test_the_amending_supplement_joins_once() -> None:
    issue = parse_issue(
        read(
            page(("第4条　市長は、【届出】を受理する。", "第4条　市長は、【申請】を受理する。")), "issue.html"
        )
    )
    notice = issue.notices[0]
    done = consolidate(base(), notice.clauses[0], notice, issue)
    assert done.document is not None
    with_it = append_supplementary(done.document, notice, issue)
    assert with_it.document is not None
    at = Address.parse("附則（令和6年霧浜市規則第21号）")
    assert with_it.document.provision(at) is not None
    again = append_supplementary(with_it.document, notice, issue)
    assert again.document is not None
    assert again.document.to_bytes() == with_it.document.to_bytes()
    assert again.operations == ()
