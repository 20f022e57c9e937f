"""Labels (標記) that change or are elided: how they are printed, 項番号 that come and go, the titles of lettered tables."""

import pytest

from columns import DOUBLE, ONLY_WORDS, A, B, page
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

（趣旨）
第1条　申請は、様式による。
　一　氏名
　二　住所
　　ア　本籍
　　イ　現在地
　　　（１）　市内
　　　（２）　県内
　　　（３）　国内
　　　（４）　国外
　　ウ　転出先
　　エ　転入先
２　前項の様式は、別表による。
　　　附　則
　この規則は、平成18年4月1日から施行する。
別表第一（第1条関係）
ア　甲の表
区分	額
一般	100円
特別	200円
イ　乙の表
区分	額
一般	300円
ウ　丙の表
区分	額
一般	500円
"""
NUMBERED = BASE.replace("　この規則は、", "１　この規則は、").replace(
    "別表第一（", "２　別表は、見直す。\n別表第一（"
)


def table(*rows: str) -> str:
    lines = "".join(f"<tr><td>{row.replace('｜', '</td><td>')}</td></tr>" for row in rows)
    return f"<table>{lines}</table>"


def outcome(before: str, after: str, base: str = BASE, lead: str = B) -> Outcome:
    issue = parse_issue(read(page((before, after), lead=lead), "issue.html"))
    notice = issue.notices[0]
    document = LawDocument.from_regulation(parse_regulation(base).regulation)
    done = consolidate(document, notice.clauses[0], notice, issue)
    if done.document is not None:
        assert obey(document, done.operations, done.guard).to_bytes() == done.document.to_bytes()
    return done


def becomes(done: Outcome, wanted: str) -> None:
    """The text afterwards, and the digest: what the regulation would be if it were read from that text."""
    assert done.document is not None, [f.message for f in done.findings]
    assert render_text(done.document.regulation()) == wanted
    assert (
        done.document.to_bytes()
        == LawDocument.from_regulation(parse_regulation(wanted).regulation).to_bytes()
    )


ITEMS = "ア　略\nイ　略\n（１）～（４）　略\nウ・エ　略\n２　略"


@pytest.mark.parametrize(
    ("before", "after", "exchanged"),
    [
        # the same numbers, printed otherwise
        ("第1条　略\n【一】　氏名\n【二】　住所\nア～エ　略\n２　略", "第1条　略\n【(1)】　氏名\n【(2)】　現【住所】\nア～エ　略\n２　略", None),
        ("第1条　略\n【一】　【氏名】\n【二】　住所\nア～エ　略\n２　略", "第1条　略\n【(1)】　【姓名】\n【(2)】　住所\nア～エ　略\n２　略",
         [("　一　氏名", "　(1)　姓名"), ("　二　住所", "　(2)　住所")]),
        ("第1条　略\n一・二　略\n【２】　前項の様式は、別表による。", "第1条　略\n一・二　略\n【②】　前項の様式は、【次の】別表による。",
         [("２　前項の様式は、別表", "②　前項の様式は、次の別表")]),
        ("【第1条】　申請は、様式による。\n一・二　略\n２　略", "【第一条】　申請は、【別の】様式による。\n一・二　略\n２　略",
         [("第1条　申請は、様式", "第一条　申請は、別の様式")]),
        ("【別表第一】（第1条関係）\n略", "【別表第1】（第1条関係）\n略", [("別表第一（", "別表第1（")]),
        # a 附則 of one paragraph gets a second, and the first its number
        ("附　則\n　この規則は、平成18年4月1日から施行する。", "附　則\n【１】　この規則は、平成18年4月1日から施行する。\n【２】　【別表は、見直す。】",
         [("　この規則は、平成18年4月1日から施行する。\n", "１　この規則は、平成18年4月1日から施行する。\n２　別表は、見直す。\n")]),
        ("附　則\n　この規則は、平成18年4月1日から施行する。", "附　則\n【（施行期日）】\n【１】　この規則は、平成18年4月1日から施行する。\n【（見直し）】\n【２】　【別表は、見直す。】",
         [("　この規則は、平成18年4月1日から施行する。\n", "（施行期日）\n１　この規則は、平成18年4月1日から施行する。\n（見直し）\n２　別表は、見直す。\n")]),
        # a range that moves keeps the print of its labels
        ("第1条　略\n一　略\n二　略\nア　略\nイ　略\n【（１）】　【市内】\n【（２）～（４）】　略\nウ・エ　略\n２　略", "第1条　略\n一　略\n二　略\nア　略\nイ　略\n【（１）～（３）】　略\nウ・エ　略\n２　略",
         [("　　　（１）　市内\n", ""), ("（２）　県内", "（１）　県内"), ("（３）　国内", "（２）　国内"), ("（４）　国外", "（３）　国外")]),
        # イ～エ are three of アイウ, not thirty-four of イロハ
        ("第1条　略\n一　略\n二　略\n【ア】　【本籍】\n【イ～エ】　略\n２　略", "第1条　略\n一　略\n二　略\n【ア～ウ】　略\n２　略",
         [("　　ア　本籍\n", ""), ("イ　現在地", "ア　現在地"), ("ウ　転出先", "イ　転出先"), ("エ　転入先", "ウ　転入先")]),
        # the title of a table is of its label
        ("別表第一（第1条関係）\n【ア】　【甲の表】\n" + table("<u>区分</u>｜<u>額</u>", "<u>一般</u>｜<u>100円</u>", "<u>特別</u>｜<u>200円</u>") + "\n【イ】　略\n【ウ】　略",
         "別表第一（第1条関係）\n【ア】　略\n【イ】　略",
         [("ア　甲の表\n区分\t額\n一般\t100円\n特別\t200円\n", ""), ("イ　乙の表", "ア　乙の表"), ("ウ　丙の表", "イ　丙の表")]),
        ("別表第一（第1条関係）\nア　【甲】の表\n略\nイ　略\nウ　略", "別表第一（第1条関係）\nア　【丁】の表\n略\nイ　略\nウ　略", [("ア　甲の表", "ア　丁の表")]),
    ],
)  # fmt: skip
def test_what_the_marks_say_of_labels_is_carried_out(before, after, exchanged):
    done = outcome(before, after)
    if exchanged is None:  # 現 is not marked
        assert done.document is None
        assert {f.code for f in done.findings if f.severity == "error"} == {"unmarked_difference"}
        return
    wanted = BASE
    for old, new in exchanged:
        assert wanted.count(old) == 1, old
        wanted = wanted.replace(old, new)
    becomes(done, wanted)


def test_the_number_of_the_only_paragraph_left_goes() -> None:
    before = "附　則\n【１】　この規則は、平成18年4月1日から施行する。\n【２】　【別表は、見直す。】"
    done = outcome(before, "附　則\n　この規則は、平成18年4月1日から施行する。", NUMBERED)
    becomes(done, BASE)


@pytest.mark.parametrize(
    ("before", "after", "lead", "code"),
    [
        # printed otherwise, and nobody marked it
        ("第1条　略\n一　【氏名】\n二　略\n２　略", "第1条　略\n(1)　【姓名】\n二　略\n２　略", B, "unmarked_difference"),
        ("附　則\n　この規則は、平成18年4月1日から施行する。", "附　則\n１　この規則は、平成18年4月1日から施行する。\n【２】　【別表は、見直す。】", B, "unmarked_difference"),
        # nothing is ordered of a label that only 改正後 has
        ("附　則\n　この規則は、【平成18年4月1日】から施行する。", "附　則\n【１】　この規則は、【平成18年5月1日】から施行する。", ONLY_WORDS, "verb_not_ordered"),
        # another label than the stored one
        ("第1条　略\n【(1)】　氏【名】\n二　略\n２　略", "第1条　略\n【（一）】　氏【称】\n二　略\n２　略", B, "base_differs"),
        # the title of a table that 改正前 does not quote as it stands, or that only one column elides
        ("《別表第一》（第1条関係）\nア　丁の表\n" + table("区分｜額", "一般｜100円", "特別｜200円") + "\nイ　略\nウ　略",
         "《別表第一》（第1条関係）\nア　丁の表\n" + table("区分｜額", "一般｜150円", "特別｜200円") + "\nイ　略\nウ　略", DOUBLE, "base_differs"),
        ("《別表第一》（第1条関係）\nア　甲の表\n" + table("区分｜額", "一般｜100円", "特別｜200円") + "\nイ　略\nウ　略",
         "《別表第一》（第1条関係）\nア　略\n" + table("区分｜額", "一般｜150円", "特別｜200円") + "\nイ　略\nウ　略", DOUBLE, "elided_in_new"),
        # 表 that goes whose title is another
        ("別表第一（第1条関係）\nア・イ　略\n【ウ】　【丁の表】\n" + table("<u>区分</u>｜<u>額</u>", "<u>一般</u>｜<u>500円</u>"), "別表第一（第1条関係）\nア・イ　略", B, "base_differs"),
    ],
)  # fmt: skip
def test_labels_that_nobody_can_vouch_for_are_held(before, after, lead, code):
    done = outcome(before, after, lead=lead)
    assert done.document is None, render_text(done.document.regulation())
    assert code in {f.code for f in done.findings if f.severity == "error"}, [
        f.message for f in done.findings
    ]


def test_labels_that_move_under_the_detailed_lead_text() -> None:
    """項、号の表示に下線: both columns have them, so 当該移動条項等を当該移動後条項等とする."""
    done = outcome(
        "第1条　略\n【一】　氏名\n【二】　略\n２　略", "第1条　略\n【(1)】　氏名\n【(2)】　略\n２　略", lead=A
    )
    becomes(done, BASE.replace("　一　氏名", "　(1)　氏名").replace("　二　住所", "　(2)　住所"))


def test_titles_of_tables_that_both_columns_elide_stay() -> None:
    def columns(amount: str) -> str:
        return (
            "《別表第一》（第1条関係）\nア　略\n" + table("区分｜額", f"一般｜{amount}", "特別｜200円")
            + "\nイ　略\n" + table("略") + "\nウ　略\n" + table("略")
        )  # fmt: skip

    done = outcome(columns("100円"), columns("150円"), lead=DOUBLE)
    becomes(done, BASE.replace("一般\t100円", "一般\t150円"))


def test_a_detail_replaced_as_a_whole_keeps_its_number() -> None:
    """Num of a 細目 is its place in the list, whether it comes, moves or is replaced."""
    before = "第1条　略\n一　略\n二　略\nア　略\n《イ》　現在地\n（１）～（４）　略\nウ・エ　略\n２　略"
    done = outcome(before, before.replace("現在地", "居所"), lead=DOUBLE)
    becomes(done, BASE.replace("イ　現在地", "イ　居所"))
