"""Provisions replaced as a whole (二重傍線) of which the columns elide a part: every word stays, or is said."""

import pytest

from columns import DOUBLE, page
from reiki.gazette.consolidate import Outcome, consolidate
from reiki.gazette.issue import parse_issue
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation
from reiki.render.text import render_text
from reiki.source.open import read

BASE = """霧浜市見本規則
平成18年3月24日
霧浜市規則第12号

（趣旨）
第1条　申請は、様式による。
　(1)　氏名
　(2)　住所
　　ア　本籍
　　イ　現在地
　(3)　年齢
2　前項の様式は、別表による。
3　手数料は、無料とする。
（雑則）
第2条　細目は、別に定める。
第3条　補則は、別に定める。
第4条　別に定める。
　(1)　氏名を書く。
　　ア　姓
　　イ　名
　(2)　居所を記す。
　　ア　県名
　　イ　市名
　　　附　則
　この規則は、平成18年4月1日から施行する。
別表第1（第1条関係）
区分	額
一般	100円
特別	200円
優待	300円
別表第2（第2条関係）
　細目の表
"""


def outcome(before: str, after: str) -> Outcome:
    issue = parse_issue(read(page((before, after), lead=DOUBLE), "issue.html"))
    notice = issue.notices[0]
    base = LawDocument.from_regulation(parse_regulation(BASE).regulation)
    return consolidate(base, notice.clauses[0], notice, issue)


def table(*rows: str) -> str:
    lines = "".join(f"<tr><td>{row.replace('｜', '</td><td>')}</td></tr>" for row in rows)
    return f"<table>{lines}</table>"


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        # the words change, and what stands under them is elided by name
        ("（趣旨）\n《第1条》　申請は、様式による。\n(1)～(3)　略\n２・３　略", "（趣旨）\n《第1条》　申請は、別の様式による。\n(1)～(3)　略\n２・３　略", "申請は、様式", "申請は、別の様式"),
        ("《第1条》　申請は、様式による。\n(1)～(3)　略\n２　略\n３　略", "《第1条》　申請は、別の様式による。\n(1)～(3)　略\n２　略\n３　略", "申請は、様式", "申請は、別の様式"),
        # by a line that says only 略
        ("《第1条》　申請は、様式による。\n（略）\n２・３　略", "《第1条》　申請は、別の様式による。\n（略）\n２・３　略", "申請は、様式", "申請は、別の様式"),
        # the words of the first paragraph are elided, and others change
        ("《第1条》　略\n２　前項の様式は、別表による。\n３　略", "《第1条》　略\n２　前項の様式は、別表第1による。\n３　略", "、別表による", "、別表第1による"),
        # the caption alone
        ("（趣旨）\n《第1条》　略", "（目的）\n《第1条》　略", "（趣旨）", "（目的）"),
        ("（雑則）\n《第2条》　［略］", "（細則）\n《第2条》　［略］", "（雑則）", "（細則）"),
        # what it belongs to alone
        ("《別表第1》（第1条関係）\n（略）", "《別表第1》（第1条、第2条関係）\n（略）", "別表第1（第1条関係）", "別表第1（第1条、第2条関係）"),
        ("《別表第1》（第1条関係）　略", "《別表第1》（第2条関係）　略", "別表第1（第1条関係）", "別表第1（第2条関係）"),
        # a caption that comes to an article without one
        ("《第3条》　略", "（補則）\n《第3条》　略", "第3条　補則", "（補則）\n第3条　補則"),
        # one paragraph, one item
        ("第1条　略\n《２》　前項の様式は、別表による。\n３　略", "第1条　略\n《２》　前項の様式は、別表第1による。\n３　略", "、別表による", "、別表第1による"),
        ("第1条　略\n(1)　略\n《(2)》　住所\nア・イ　略\n(3)　略\n２・３　略", "第1条　略\n(1)　略\n《(2)》　現住所\nア・イ　略\n(3)　略\n２・３　略", "(2)　住所", "(2)　現住所"),
        ("第1条　略\n(1)　略\n《(2)》　住所\nア　本籍\nイ　略\n(3)　略\n２・３　略", "第1条　略\n(1)　略\n《(2)》　現住所\nア　本籍地\nイ　略\n(3)　略\n２・３　略",
         "(2)　住所\n　　ア　本籍\n", "(2)　現住所\n　　ア　本籍地\n"),
        # rows
        ("《別表第1》（第1条関係）\n" + table("区分｜額", "一般｜100円", "略", "優待｜300円"), "《別表第1》（第1条関係）\n" + table("区分｜額", "一般｜150円", "略", "優待｜350円"),
         "一般\t100円\n特別\t200円\n優待\t300円", "一般\t150円\n特別\t200円\n優待\t350円"),
        # something comes and something goes beside what is elided
        ("《第1条》　略\n(1)　氏名\n(2)　略\n(3)　年齢\n２・３　略", "《第1条》　略\n(1)　氏名\n(2)　略\n２・３　略", "　(3)　年齢\n", ""),
        ("《第1条》　略\n(1)～(3)　略\n２・３　略", "《第1条》　略\n(1)～(3)　略\n(4)　職業\n２・３　略", "　(3)　年齢\n", "　(3)　年齢\n　(4)　職業\n"),
    ],
)  # fmt: skip
def test_what_is_elided_stays_as_it_is_stored(before, after, old, new):
    done = outcome(before, after)
    assert done.document is not None, [f.message for f in done.findings]
    assert BASE.count(old) == 1
    assert render_text(done.document.regulation()) == BASE.replace(old, new)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # the columns do not elide at the same places
        ("《第1条》　申請は、様式による。\n（略）\n２・３　略", "《第1条》　申請は、別の様式による。\n２・３　略"),
        ("《第1条》　申請は、様式による。\n(1)～(3)　略\n２・３　略", "《第1条》　申請は、別の様式による。\n（略）\n２・３　略"),
        # an elision stands for nothing
        ("（雑則）\n《第2条》　細目は、別に定める。\n（略）", "（雑則）\n《第2条》　細目は、市長が定める。\n（略）"),
        # a part of what is stored is neither quoted nor elided
        ("《第1条》　申請は、様式による。\n（略）\n２　略", "《第1条》　申請は、別の様式による。\n（略）\n２　略"),
        ("《第1条》　申請は、様式による。\n(1)・(2)　略\n２・３　略", "《第1条》　申請は、別の様式による。\n(1)・(2)　略\n２・３　略"),
        ("《第1条》　略\n２　前項の様式は、別表による。", "《第1条》　略\n２　前項の様式は、別表第1による。"),
        # an elision between two items stands under the first of them
        ("《第1条》　申請は、様式による。\n(1)　氏名\n［略］\n(3)　年齢\n２・３　略", "《第1条》　申請は、別の様式による。\n(1)　姓名\n［略］\n(3)　年齢\n２・３　略"),
        # what 改正前 elides is gone
        ("《第1条》　申請は、様式による。\n(1)～(3)　略\n２　略\n３　略", "《第1条》　申請は、別の様式による。\n(1)～(3)　略\n２　略"),
        # one column elides what the other quotes
        ("《第1条》　略\n２　前項の様式は、別表による。\n３　略", "《第1条》　略\n２　略\n３　略"),
        ("（雑則）\n《第2条》　略", "（雑則）\n《第2条》　細目は、市長が定める。"),
        ("（雑則）\n《第2条》　細目は、別に定める。", "（雑則）\n《第2条》　略"),
        # a caption and a relation of which one column says nothing
        ("《第2条》　細目は、別に定める。", "（細則）\n《第2条》　細目は、市長が定める。"),
        ("《別表第1》（第1条関係）\n（略）", "《別表第1》\n（略）"),
        # 改正前 does not quote what 改正後 has otherwise
        ("《別表第1》\n（略）", "《別表第1》（第2条関係）\n（略）"),
        ("《別表第1》（第1条関係）　略", "《別表第1》（第1条関係）\n" + table("区分｜額", "一般｜150円")),
        # rows that are not there
        ("《別表第1》（第1条関係）\n" + table("区分｜額", "一般｜100円", "特別｜200円", "優待｜300円"), "《別表第1》（第1条関係）\n" + table("区分｜額", "略", "優待｜350円")),
        # 見出し exchanged over elided articles: do the articles change places?
        ("（趣旨）\n《第1条》　略\n（雑則）\n《第2条》　略", "（雑則）\n《第1条》　略\n（趣旨）\n《第2条》　略"),
        # provisions that change places, or go, and elide what stands under them
        ("《第4条》　別に定める。\n(1)　氏名を書く。\nア・イ　略\n(2)　居所を記す。\nア・イ　略", "《第4条》　別に定める。\n(1)　居所を記す。\nア・イ　略\n(2)　氏名を書く。\nア・イ　略"),
        ("《第4条》　別に定める。\n(1)　氏名を書く。\nア・イ　略\n(2)　居所を記す。\nア・イ　略", "《第4条》　別に定める。\n(1)　居所を記載する。\nア・イ　略"),
        # something new that elides
        ("《第1条》　略\n(1)～(3)　略\n２・３　略", "《第1条》　略\n(1)～(3)　略\n２・３　略\n４　（略）"),
    ],
)  # fmt: skip
def test_what_nobody_can_say_is_held(before, after):
    done = outcome(before, after)
    assert done.document is None, render_text(done.document.regulation())
    assert any(f.severity == "error" for f in done.findings)
