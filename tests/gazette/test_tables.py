"""Tables in the columns: cells, rows, merged cells, columns, boxes, several tables in a place; and what is misprinted in them."""

import pytest

from columns import ONLY_WORDS, A, B, page
from laws import obey
from reiki.gazette.consolidate import Outcome, consolidate
from reiki.gazette.issue import parse_issue
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation
from reiki.render.text import render_text
from reiki.source.open import read

THICK = "次の表の改正前の欄の表中太線で囲まれた部分を同表の改正後の欄の表中太線で囲まれた部分に改める。"
FORM = (  # the ministries' standard form: underlined words, dotted regions, double-underlined labels
    "次の表により、改正前欄に掲げる規定の傍線を付し又は破線で囲んだ部分をこれに順次対応する改正後欄に掲げる規定の傍線を付し又は破線で囲んだ部分の"
    "ように改め、改正前欄及び改正後欄に対応して掲げるその標記部分に二重傍線を付した規定（以下「対象規定」という。）は、その標記部分が同一の"
    "ものは当該対象規定を改正後欄に掲げるもののように改め、その標記部分が異なるものは改正前欄に掲げる対象規定を改正後欄に掲げる対象規定"
    "として移動し、改正前欄に掲げる対象規定で改正後欄にこれに対応するものを掲げていないものは、これを削り、改正後欄に掲げる対象規定で改正前欄に"
    "これに対応するものを掲げていないものは、これを加える。"
)
BASE = """霧浜市見本規則
平成18年3月24日
霧浜市規則第12号

第1条　手数料は、別表第1に定める額とし、次の各号に定める。
　(1)　区分は、次の表のとおりとする。
区分	額
甲	100円
乙	200円
　(2)　その他
2　次の表の左欄に掲げる者は、右欄に定める。
者	定め
老人	半額
子	無料
第2条　前条に定めるもののほか、必要な事項は、別に定める。
　　　附　則
　この規則は、平成18年4月1日から施行する。
別表第1（第1条関係）
区分	種別	額
教育職	1級	100円
↑	2級	200円
↑	3級	300円
事務職	1級	110円
↑	2級	210円
その他		50円
備考
　1　端数は切り捨てる。
　2　月額とする。
別表第2（第2条関係）
甲	乙	丙
イ	ロ	ハ
ニ	ホ	ヘ
別表第3（第2条関係）
区分	額
甲	100円

種別	量
乙	3
"""
HEADS = ("区分", "種別", "額")
ELIDED = ("略", "略", "略")
KYOIKU = (("教育職", 3), "1級", "100円"), ("2級", "200円"), ("3級", "300円")
FIRST, SECOND, THIRD = "別表第1（第1条関係）\n", "別表第2（第2条関係）\n", "別表第3（第2条関係）\n"
NOTES = "\n備考　略"
SMALL = ("甲", "乙", "丙"), ("イ", "ロ", "ハ"), ("ニ", "ホ", "ヘ")
Cell = str | tuple[str, int] | tuple[str, int, int]
Rows = tuple[tuple[Cell, ...], ...]


def table(*rows: tuple[Cell, ...], box: str = "", boxed: tuple[int, ...] = ()) -> str:
    """A cell is its text, or text, rowspan and colspan; rows ``boxed`` have a box drawn around each cell."""
    out = ""
    for n, row in enumerate(rows):
        style = f" style='{box}'" if n in boxed else ""
        tag = "td" if n else "th"
        cells = [(c, 1, 1) if isinstance(c, str) else (*c, 1)[:3] for c in row]
        out += "<tr>" + "".join(
            f"<{tag} rowspan='{r}' colspan='{w}'{style}>{'<br>'.join(t.split('⏎'))}</{tag}>"
            for t, r, w in cells
        )
    return f"<table border='1'>{out}</table>"


def base() -> LawDocument:
    return LawDocument.from_regulation(parse_regulation(BASE).regulation)


def outcome(before: str, after: str, lead: str = B) -> Outcome:
    issue = parse_issue(read(page((before, after), lead=lead), "issue.html"))
    notice = issue.notices[0]
    return consolidate(base(), notice.clauses[0], notice, issue)


def applied(before: str, after: str, lead: str = B) -> str:
    done = outcome(before, after, lead)
    assert done.document is not None, [f.message for f in done.findings]
    obey(base(), list(done.operations), list(done.guard))
    return render_text(done.document.regulation())


def changed(*pairs: tuple[str, str]) -> str:
    text = BASE
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def first(*rows: tuple[Cell, ...]) -> str:
    return FIRST + table(HEADS, *rows) + NOTES


def second(*rows: tuple[Cell, ...], box: str = "", boxed: tuple[int, ...] = ()) -> str:
    return SECOND + table(*rows, box=box, boxed=boxed)


# --------------------------------------------------------------------------------------------------------- what applies


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        # a cell beside a merged one
        (first(KYOIKU[0], ("2級", "【200円】"), KYOIKU[2], ELIDED), first(KYOIKU[0], ("2級", "【250円】"), KYOIKU[2], ELIDED),
         ("2級\t200円", "2級\t250円")),
        # elided rows, printed as one cell over all columns or cell by cell
        (first((("略", 1, 3),), ("その他", "", "【50円】")), first((("略", 1, 3),), ("その他", "", "【60円】")), ("50円", "60円")),
        (first(ELIDED, ("その他", "", "【50円】")), first(ELIDED, ("その他", "", "【60円】")), ("50円", "60円")),
        (first(ELIDED, ELIDED, ("その他", "", "【50円】")), first(ELIDED, ELIDED, ("その他", "", "【60円】")), ("50円", "60円")),
        # rows elided inside a merged cell, fewer printed than stored
        (first((("教育職", 3), "略", "略"), ("2級", "【200円】"), ("略", "略"), ELIDED),
         first((("教育職", 3), "略", "略"), ("2級", "【250円】"), ("略", "略"), ELIDED), ("2級\t200円", "2級\t250円")),
        (first((("教育職", 2), "略", "略"), ("3級", "【300円】"), ELIDED),
         first((("教育職", 2), "略", "略"), ("3級", "【350円】"), ELIDED), ("300円", "350円")),
        # a whole merged group elided beside its head
        (first(("教育職", "略", "略"), (("事務職", 2), "1級", "【110円】"), ("2級", "210円"), ELIDED),
         first(("教育職", "略", "略"), (("事務職", 2), "1級", "【115円】"), ("2級", "210円"), ELIDED), ("110円", "115円")),
        # the merged cell quoted anew under an elided row
        (first(ELIDED, ("教育職", "3級", "【300円】"), ELIDED), first(ELIDED, ("教育職", "3級", "【350円】"), ELIDED), ("300円", "350円")),
        # single cells elided
        (first((("教育職", 3), "1級", "【100円】"), ("2級", "（略）"), ("3級", "（略）"), ELIDED),
         first((("教育職", 3), "1級", "【105円】"), ("2級", "（略）"), ("3級", "（略）"), ELIDED), ("教育職\t1級\t100円", "教育職\t1級\t105円")),
        # the merged cell itself
        (first((("【教育職】", 3), "略", "略"), ("2級", "略"), ("3級", "略"), ELIDED),
         first((("【教員】", 3), "略", "略"), ("2級", "略"), ("3級", "略"), ELIDED), ("教育職", "教員")),
        # rows that come and go, also inside and at the head of a merged cell
        (first(*KYOIKU, ELIDED), first(*KYOIKU, ("【技術職】", "【1級】", "【90円】"), ELIDED),
         ("事務職\t1級", "技術職\t1級\t90円\n事務職\t1級")),
        (first(*KYOIKU, ELIDED), first((("教育職", 4), "1級", "100円"), *KYOIKU[1:], ("【4級】", "【400円】"), ELIDED),
         ("3級\t300円", "3級\t300円\n↑\t4級\t400円")),
        (first(KYOIKU[0], ("【2級】", "【200円】"), KYOIKU[2], ELIDED), first((("教育職", 2), "1級", "100円"), KYOIKU[2], ELIDED),
         ("↑\t2級\t200円\n", "")),
        (first((("教育職", 3), "【1級】", "【100円】"), *KYOIKU[1:], ELIDED), first((("教育職", 2), "2級", "200円"), KYOIKU[2], ELIDED),
         ("教育職\t1級\t100円\n↑\t2級", "教育職\t2級")),
        (first(ELIDED, (("【事務職】", 2), "【1級】", "【110円】"), ("【2級】", "【210円】"), ELIDED), first(ELIDED),
         ("事務職\t1級\t110円\n↑\t2級\t210円\n", "")),
        (second(SMALL[0], ("【イ】", "【ロ】", "【ハ】"), SMALL[2]), second(SMALL[0], SMALL[2], ("【イ】", "【ロ】", "【ハ】")),
         ("イ\tロ\tハ\nニ\tホ\tヘ", "ニ\tホ\tヘ\nイ\tロ\tハ")),
        # heads and columns
        (second(("甲", "【乙】", "丙"), ("略", "略", "略")), second(("甲", "【丁】", "丙"), ("略", "略", "略")), ("甲\t乙\t丙", "甲\t丁\t丙")),
        (second(*SMALL), second((*SMALL[0], "【丁】"), (*SMALL[1], "【ト】"), (*SMALL[2], "【チ】")),
         ("甲\t乙\t丙\nイ\tロ\tハ\nニ\tホ\tヘ", "甲\t乙\t丙\t丁\nイ\tロ\tハ\tト\nニ\tホ\tヘ\tチ")),
        (second(("甲", "【乙】", "丙"), ("イ", "【ロ】", "ハ"), ("ニ", "【ホ】", "ヘ")), second(("甲", "丙"), ("イ", "ハ"), ("ニ", "ヘ")),
         ("甲\t乙\t丙\nイ\tロ\tハ\nニ\tホ\tヘ", "甲\t丙\nイ\tハ\nニ\tヘ")),
        # paragraphs in a cell
        (second(SMALL[0], ("イ", "ロ", "ハ"), SMALL[2]), second(SMALL[0], ("イ", "ロ", "ハ⏎【ハハ】"), SMALL[2]), ("ロ\tハ", "ロ\tハ↵ハハ")),
        # tables of items and paragraphs, and several in one place
        ("第1条　略\n(1)　区分は、次の表のとおりとする。\n" + table(("区分", "額"), ("甲", "【100円】"), ("略", "略")) + "\n(2)　略\n2　略",
         "第1条　略\n(1)　区分は、次の表のとおりとする。\n" + table(("区分", "額"), ("甲", "【120円】"), ("略", "略")) + "\n(2)　略\n2　略",
         ("甲\t100円\n乙", "甲\t120円\n乙")),
        ("第1条　略\n(1)　【区分】は、次の表のとおりとする。\n（表略）\n(2)　略\n2　略",
         "第1条　略\n(1)　【種別】は、次の表のとおりとする。\n（表略）\n(2)　略\n2　略", ("区分は、次の表", "種別は、次の表")),
        (THIRD + table(("区分", "額"), ("甲", "100円")) + "\n" + table(("種別", "量"), ("乙", "【3】")),
         THIRD + table(("区分", "額"), ("甲", "100円")) + "\n" + table(("種別", "量"), ("乙", "【4】")), ("乙\t3", "乙\t4")),
        (THIRD + table(("種別", "量"), ("乙", "【3】")), THIRD + table(("種別", "量"), ("乙", "【4】")), ("乙\t3", "乙\t4")),
        # 備考
        (FIRST + "表　略\n備考\n1・2　略", FIRST + "表　略\n備考\n1・2　略\n【3】　【税を含む。】", ("2　月額とする。", "2　月額とする。\n　3　税を含む。")),
        (FIRST + table(ELIDED, (("備考⏎1　端数は【切り捨てる】。⏎2　略", 1, 3),)), FIRST + table(ELIDED, (("備考⏎1　端数は【切り上げる】。⏎2　略", 1, 3),)),
         ("切り捨てる", "切り上げる")),
    ],
)  # fmt: skip
def test_applied(before: str, after: str, change: tuple[str, str]) -> None:
    assert applied(before, after) == changed(change)


@pytest.mark.parametrize("lead", [THICK, FORM], ids=["thick", "dotted"])
def test_regions_in_a_box(lead: str) -> None:
    box = "border: 3px solid black" if lead == THICK else "border: 1px dashed black"
    more = (("ワ", "ヌ", "ル"), ("カ", "ヨ", "タ"))
    before = second(*SMALL, box=box, boxed=(1,))
    after = second(SMALL[0], *more, SMALL[2], box=box, boxed=(1, 2))
    assert applied(before, after, lead) == changed(("イ\tロ\tハ", "ワ\tヌ\tル\nカ\tヨ\tタ"))
    part = second(SMALL[0], ("イ", "ヌ", "ハ"), SMALL[2], box=box, boxed=(1,))
    assert applied(before, part, lead) == changed(("イ\tロ\tハ", "イ\tヌ\tハ"))
    assert (
        outcome(second(*SMALL), second(SMALL[0], *more, SMALL[2], box=box, boxed=(1, 2)), A).document is None
    )


def test_a_table_replaced_under_a_double_underlined_label() -> None:
    before = "《別表第2》（第2条関係）\n" + table(*SMALL)
    after = "《別表第2》（第2条関係）\n" + table(("甲", "乙"), ("イ", "ロ"))
    assert applied(before, after, FORM) == changed(("甲\t乙\t丙\nイ\tロ\tハ\nニ\tホ\tヘ", "甲\t乙\nイ\tロ"))
    misquoted = before.replace("ホ", "ボ")
    assert outcome(misquoted, after, FORM).document is None


# ---------------------------------------------------------------------------------------------------------- what is held


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # a difference that nobody marked, where the table is replaced as a whole
        (first(*KYOIKU, ELIDED), first((("教育職", 4), "1級", "999円"), *KYOIKU[1:], ("【4級】", "【400円】"), ELIDED)),
        (first(*KYOIKU, ELIDED), first((("教育職", 4), "1級", "100円"), ("2級", "999円"), KYOIKU[2], ("【4級】", "【400円】"), ELIDED)),
        (second(*SMALL), second((*SMALL[0], "【丁】"), (*SMALL[1], "ト"), (*SMALL[2], "【チ】"))),
        (second(("甲", "【乙】", "丙"), ("イ", "【ロ】", "ハ"), ("ニ", "ホ", "ヘ")), second(("甲", "丙"), ("イ", "ハ"), ("ニ", "ヘ"))),
        (second(("甲", "【乙】", "丙"), ("イ", "【ロ】", "ハ"), ("ニ", "【ホ】", "ヘ")), second(("甲", "丙"), ("イ", "ハ"), ("ニ", "ト"))),
        # merged cells taken apart
        (first(*KYOIKU, ELIDED), first((("教育職", 2), "1級", "100円"), KYOIKU[1], ("", "3級", "300円"), ELIDED)),
        # rows lost, exchanged, not as stored
        (second(SMALL[0], ("イ", "【ロ】", "ハ")), second(SMALL[0], ("イ", "【ヌ】", "ハ"))),
        (second(SMALL[0], SMALL[1], ("ニ", "ホ", "【ヘ】")), second(SMALL[0], ("ニ", "ホ", "【ト】"), SMALL[1])),
        (second(SMALL[0], ("イ", "【ロ】", "ハ"), ("ニ", "ホ", "マ")), second(SMALL[0], ("イ", "【ヌ】", "ハ"), ("ニ", "ホ", "マ"))),
        (first(KYOIKU[0], ("2級", "【200円】"), ELIDED), first(KYOIKU[0], ("2級", "【250円】"), ELIDED)),
        # an elision in what comes or goes, or in one column only
        ("（新設）", "【別表第4】（【第2条関係】）\n" + table(("【甲】", "【乙】"), ("【一】", "【略】"))),
        (second(SMALL[0], ("【イ】", "【略】", "【略】"), SMALL[2]), second(SMALL[0], SMALL[2])),
        (second(SMALL[0], ("イ", "【ロ】", "ハ"), SMALL[2]), second(SMALL[0], ("イ", "【略】", "ハ"), SMALL[2])),
        (first(ELIDED), first(ELIDED, ("【技術職】", "【1級】", "【90円】"), ELIDED)),
        # the level 「2級」 stands twice among the elided rows
        (first(ELIDED, ("2級", "（略）"), ELIDED, ("その他", "", "【50円】")), first(ELIDED, ("2級", "（略）"), ELIDED, ("その他", "", "【60円】"))),
        # one of two tables goes, or which is meant is open
        (THIRD + table(("【区分】", "【額】"), ("【甲】", "【100円】")) + "\n" + table(("種別", "量"), ("乙", "3")), THIRD + table(("種別", "量"), ("乙", "3"))),
        (THIRD + table(("略", "略"), ("【略】", "略")), THIRD + table(("略", "略"), ("【略】", "略"))),
        # a provision that goes with a table that 改正前 does not quote as stored
        ("【別表第2】（第2条関係）\n" + table(SMALL[0], SMALL[1]), "（削る）"),
        ("【別表第2】（第2条関係）", "（削る）"),
    ],
)  # fmt: skip
def test_held(before: str, after: str) -> None:
    assert outcome(before, after).document is None


def test_one_of_two_tables_of_an_appendix_replaced_as_a_whole() -> None:
    one, two = (table(("区分", "額"), ("甲", amount)) for amount in ("100円", "150円"))
    other = table(("種別", "量"), ("乙", "3"))
    before = f"《別表第3》（第2条関係）\n{one}\n{other}"
    assert applied(before, before.replace(one, two), FORM) == changed(("\n甲\t100円\n\n", "\n甲\t150円\n\n"))
    assert outcome(before, f"《別表第3》（第2条関係）\n{two}", FORM).document is None


@pytest.mark.parametrize("lead", [B, FORM])
def test_heads_of_a_table_stay_heads(lead: str) -> None:
    """Print draws the heads of a table like any cell; what is stored as a head stays one, and so is what comes beside it."""

    def rows(*more: str) -> str:
        cells = [("甲", "乙", "丙"), ("イ", "ロ", "ハ"), ("ニ", "ホ", "ヘ")]
        added = [*more, *("" for _ in cells)][: len(cells)]
        lines = [
            "".join(f"<td>{c}</td>" for c in (*row, *([x] if x else [])))
            for row, x in zip(cells, added, strict=True)
        ]
        return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"

    label = "別表第2" if lead == B else "《別表第2》"
    mark = "<u>{}</u>" if lead == B else "{}"
    before, after = (
        f"{label}（第2条関係）\n{rows(*(mark.format(x) for x in more))}" for more in ((), ("丁", "ト", "チ"))
    )
    done = outcome(before, after, lead)
    assert done.document is not None, [f.message for f in done.findings]
    wanted = changed(
        ("甲\t乙\t丙\nイ\tロ\tハ\nニ\tホ\tヘ\n", "甲\t乙\t丙\t丁\nイ\tロ\tハ\tト\nニ\tホ\tヘ\tチ\n")
    )
    assert (
        done.document.to_bytes()
        == LawDocument.from_regulation(parse_regulation(wanted).regulation).to_bytes()
    )


def test_two_equal_tables_are_not_told_apart() -> None:
    base_text = BASE.replace("種別	量\n乙	3\n", "区分	額\n甲	100円\n")
    document = LawDocument.from_regulation(parse_regulation(base_text).regulation)
    rows = (
        THIRD + table(("区分", "額"), ("甲", "【100円】")),
        THIRD + table(("区分", "額"), ("甲", "【150円】")),
    )
    issue = parse_issue(read(page(rows), "issue.html"))
    notice = issue.notices[0]
    done = consolidate(document, notice.clauses[0], notice, issue)
    assert done.document is None
    assert "table_shape" in {f.code for f in done.findings}


def test_verbs_that_the_lead_text_does_not_order_of_rows() -> None:
    rows = (first(*KYOIKU, ELIDED), first(*KYOIKU, ("【技術職】", "【1級】", "【90円】"), ELIDED))
    assert "verb_not_ordered" in {f.code for f in outcome(*rows, lead=ONLY_WORDS).findings}
