"""From a document to an issue: heads in any order, clauses wherever they stand, and nothing invented."""

from __future__ import annotations

import datetime
import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.gazette.heads import is_issuer, is_number_line, is_section, is_title
from reiki.gazette.issue import parse_issue
from reiki.gazette.lines import Line, fold, lines_of, squeeze
from reiki.gazette.model import Clause, Fixed, Issue, NotAGazette, Notice, Unfixed
from reiki.gazette.targets import read_order, read_targets
from reiki.law.identity import LawNumber
from reiki.source.model import Cell, Document, MarkedText, Paragraph, Row, Table

D = datetime.date
TOTTORI = "real/tottori-2002-12-25-extra-175.txt"


def cell(*lines: str, head: bool = False) -> Cell:
    return Cell(tuple(Paragraph(MarkedText(x)) for x in lines), head=head)


COMPARISON = Table((Row((cell("改 正 後"), cell("改　正　前"))), Row((cell("第3条　い"), cell("第3条　あ")))))
FOUR_COLUMNS = Table(
    (
        Row((cell("改 正 後"), cell(""), cell("改 正 前"), cell(""))),
        Row((cell("1級"), cell("10円"), cell("1級"), cell("20円"))),
    )
)
PLAIN_TABLE = Table((Row((cell("区分"), cell("額"))), Row((cell("甲"), cell("10円")))))
TABLES = {"[比較]": COMPARISON, "[四欄]": FOUR_COLUMNS, "[表]": PLAIN_TABLE}


def document(text: str, drawn: bool = True) -> Document:
    """A document of one paragraph a line; ``[比較]``, ``[四欄]`` and ``[表]`` stand for tables."""
    blocks = tuple(
        TABLES.get(x.strip()) or Paragraph(MarkedText(x)) for x in text.strip("\n").split("\n") if x.strip()
    )
    return Document(blocks, "html" if drawn else "text", drawn, "0" * 64)


def read(text: str, drawn: bool = True) -> Issue:
    return parse_issue(document(text, drawn))


def line(text: str) -> Line:
    return lines_of([Paragraph(MarkedText(text))])[0]


def codes(findings: object) -> list[tuple[str, str]]:
    return [(f.severity, f.code) for f in findings]  # type: ignore[attr-defined]


def day(clause: Clause) -> D:
    assert isinstance(clause.commencement, Fixed)
    return clause.commencement.date


# ---------------------------------------------------------------------------------------------------------- the pieces


@pytest.mark.parametrize(
    "text",
    ["鳥取県人事委員会規則第23号", "○農林水産省令第三十一号", "法律第一号", "霧浜市 訓 令 第 3 号", "農林水産省告示第千八百二十七号",
     "総務省・経済産業省告示第二号", "霧浜市企業管理規程第４号", "霧浜市条例第5号　霧浜市印鑑条例"],
)  # fmt: skip
def test_number_lines(text: str) -> None:
    assert is_number_line(fold(squeeze(text)))


@pytest.mark.parametrize(
    "text",
    [
        "号外第175号",
        "第3条第2項第1号",
        "別記第5号様式",
        "職員の給与に関する条例第5号",
        "令和5年霧浜市の人口は第3位",
        "平成十年の規則第5号による",
    ],
)
def test_no_number_lines(text: str) -> None:
    assert not is_number_line(fold(squeeze(text)))


@pytest.mark.parametrize(
    "text", ["人事委員会規則", "告示", "◎条例", "条　例", "訓　令", "【規則】", "企業管理規程", "正誤"]
)
def test_section_heads_are_no_titles(text: str) -> None:
    bare = fold(squeeze(text))
    assert is_section(bare)
    assert not is_title(bare)


@pytest.mark.parametrize(
    "text",
    [
        "鳥取県人事委員会委員長 奥 田 悦 子",
        "内閣総理大臣　見本　太郎",
        "霧浜市長　甲野　太郎",
        "霧浜市長 甲野太郎（公印省略）",
    ],
)
def test_issuers(text: str) -> None:
    assert is_issuer(fold(squeeze(text)))


@pytest.mark.parametrize(
    ("sentence", "targets"),
    [
        ("職員の給与に関する規則（昭和27年霧浜市規則第3号）", [("職員の給与に関する規則", "昭和27年霧浜市規則第3号")]),
        ("初任給、昇格、昇給等の規則(昭和三十二年霧浜市規則第十号)", [("初任給、昇格、昇給等の規則", "昭和32年霧浜市規則第10号")]),
        ("霧浜市規則（仮称）（平成2年霧浜市規則第1号）", [("霧浜市規則（仮称）", "平成2年霧浜市規則第1号")]),
        ("給与規則の一部を改正する規則(平成7年霧浜市規則第21号)", [("給与規則の一部を改正する規則", "平成7年霧浜市規則第21号")]),
        ("漁業法（昭和二十四年法律第二百六十七号）第百十九条の規定に基づき、漁業取締省令（昭和三十八年農林省令第五号）",
         [("漁業取締省令", "昭和38年農林省令第5号")]),
        ("平成二十八年農林水産省告示第千八百二十七号", [("", "平成28年農林水産省告示第1827号")]),
        ("平成二十八年農林水産省告示第千八百二十七号（植物の件）", [("植物の件", "平成28年農林水産省告示第1827号")]),
        ("甲規則（平成2年霧浜市規則第1号）及び乙規則（平成3年霧浜市規則第2号）",
         [("甲規則", "平成2年霧浜市規則第1号"), ("乙規則", "平成3年霧浜市規則第2号")]),
        ("期末手当及び勤勉手当の支給に関する規則", [("期末手当及び勤勉手当の支給に関する規則", "")]),
    ],
)  # fmt: skip
def test_targets(sentence: str, targets: list[tuple[str, str]]) -> None:
    assert [(n.target.title, n.target.number) for n in read_targets(squeeze(sentence))] == targets


@pytest.mark.parametrize(
    ("text", "verb", "article", "paragraph"),
    [
        ("甲規則（平成2年霧浜市規則第1号）の一部を次のように改正する。", "amend", "", 0),
        ("第 1 条 甲規則（平成2年霧浜市規則第1号）の一部を次の表のように改正する。", "amend", "1", 0),
        ("第一条の二　甲規則（平成2年霧浜市規則第1号）の一部を次のように改正する。", "amend", "1_2", 0),
        ("- 3 甲規則（平成2年霧浜市規則第1号）の一部を次のように改正する。", "amend", "", 3),
        (
            "甲規則（平成2年霧浜市規則第1号）の一部を次のように改正し、令和七年六月一日から適用する。",
            "amend",
            "",
            0,
        ),
        ("甲規則（平成2年霧浜市規則第1号）の全部を次のように改正する。", "replace", "", 0),
        ("甲規則（平成2年霧浜市規則第1号）は、廃止する。", "repeal", "", 0),
        ("甲規則（平成2年霧浜市規則第1号）を廃止する。", "repeal", "", 0),
    ],
)
def test_orders(text: str, verb: str, article: str, paragraph: int) -> None:
    order = read_order(line(text))
    assert order is not None
    assert (order.verb, order.article, order.paragraph) == (verb, article, paragraph)
    assert order.named[0].target.number == "平成2年霧浜市規則第1号"


@pytest.mark.parametrize(
    "text",
    [
        "第1条 この規則は、職員の給与に関し必要な事項を定めるものとする。",
        "題名を次のように改める。",
        "第5条を削る。",
        "次の表の改正前の欄中下線が引かれた部分を改める。",
    ],
)
def test_no_orders(text: str) -> None:
    assert read_order(line(text)) is None


# ----------------------------------------------------------------------------------------------------- whole issues

HEADER = "霧浜市公報　第1234号\n令和5年4月1日（土曜日）\n"
HEAD = """
霧浜市甲規則の一部を改正する規則をここに公布する。
令和5年4月1日
霧浜市長　甲　野　太　郎
霧浜市規則第7号
霧浜市甲規則の一部を改正する規則
"""
CLAUSE = "霧浜市甲規則（平成3年霧浜市規則第2号）の一部を次のように改正する。\n"
LEAD = "次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正する。\n"
SUPPL = "附　則\nこの規則は、公布の日から施行する。\n"


def only(issue: Issue) -> tuple[Notice, Clause]:
    (notice,) = issue.notices
    (clause,) = notice.clauses
    return notice, clause


def test_the_plain_case() -> None:
    issue = read(HEADER + HEAD + CLAUSE + LEAD + "[比較]\n" + SUPPL)
    assert (issue.publisher, issue.name, issue.number, issue.date) == (
        "霧浜市",
        "霧浜市公報",
        "第1234号",
        D(2023, 4, 1),
    )
    assert issue.findings == ()
    notice, clause = only(issue)
    assert (notice.number, notice.kind) == ("令和5年霧浜市規則第7号", "amend")
    assert (notice.title, notice.issuer) == ("霧浜市甲規則の一部を改正する規則", "霧浜市長 甲 野 太 郎")
    assert (clause.id, clause.path, clause.target.title) == ("1", "", "霧浜市甲規則")
    assert (len(clause.lead), clause.tables, clause.loose) == (1, (COMPARISON,), ((),))
    assert day(clause) == D(2023, 4, 1)
    assert notice.findings == clause.findings == ()


@pytest.mark.parametrize(
    "header",
    [
        "霧 浜 市 公 報\n第 1234 号\n令和5年4月1日\n",
        "令和５年４月１日（土）　第１２３４号　霧浜市公報\n",
        "第1234号 霧浜市公報 令和五年四月一日\n",
    ],
)
def test_the_header_stands_in_any_order_and_width(header: str) -> None:
    issue = read(header + HEAD + CLAUSE + LEAD + "[比較]\n" + SUPPL)
    assert (issue.publisher, issue.date) == ("霧浜市", D(2023, 4, 1))
    assert fold(issue.number) == "第1234号"


def test_an_absent_header_is_a_finding_and_no_failure() -> None:
    issue = read(HEAD + CLAUSE + LEAD + "[比較]\n" + SUPPL)
    assert {c for _, c in codes(issue.findings)} == {
        "header_name_missing",
        "header_number_missing",
        "header_date_missing",
    }
    assert (issue.publisher, issue.date) == ("霧浜市", D(2023, 4, 1))


@pytest.mark.parametrize(
    "head",
    [
        "霧浜市規則第7号\n霧浜市甲規則の一部を改正する規則をここに公布する。\n令和5年4月1日\n霧浜市長　甲野\n霧浜市甲規則の一部を改正する規則\n",
        "霧浜市甲規則の一部を改正する規則をここに公布する。\n令和5年4月1日\n霧浜市長　甲野\n霧浜市甲規則の一部を改正する規則\n霧浜市規則第7号\n",
        "規　則\n霧浜市甲規則の一部を改正する規則をここに公布する。\n霧浜市長　甲野（公印省略）\n令和5年4月1日\n霧 浜 市 規 則 第 ７ 号\n霧浜市甲規則の\n一部を改正する規則\n",
    ],
)
def test_the_head_of_a_notice_stands_in_any_order(head: str) -> None:
    notice, clause = only(read(HEADER + head + CLAUSE + LEAD + "[比較]\n" + SUPPL))
    assert (notice.number, notice.title) == ("令和5年霧浜市規則第7号", "霧浜市甲規則の一部を改正する規則")
    assert notice.issuer.startswith("霧浜市長")
    assert clause.target.number == "平成3年霧浜市規則第2号"


def test_directive_and_notification_without_promulgation() -> None:
    issue = read(
        HEADER
        + """
目　次
○霧浜市服務規程の一部を改正する訓令（第3号）（総務課）………… 1
○霧浜市支援金交付要綱の一部改正（第45号）（こども課）………… 2
訓　令
霧浜市訓令第3号
庁中一般
各かい長
霧浜市服務規程の一部を改正する訓令を次のように定める。
令和5年4月1日
霧浜市長　甲　野　太　郎
霧浜市服務規程の一部を改正する訓令
霧浜市服務規程（平成3年霧浜市訓令第2号）の一部を次のように改正する。
"""
        + LEAD
        + """[比較]
この訓令は、令和5年5月1日から施行する。
告　示
霧浜市告示第45号
霧浜市支援金交付要綱（令和2年霧浜市告示第12号）の一部を次の表のように改正し、令和5年6月1日から適用する。
令和5年4月1日
霧浜市長　甲　野　太　郎
（下線部分は改正部分）
[比較]
"""
    )
    assert issue.findings == ()
    directive, notification = issue.notices
    assert (directive.number, directive.title) == (
        "令和5年霧浜市訓令第3号",
        "霧浜市服務規程の一部を改正する訓令",
    )
    assert day(directive.clauses[0]) == D(2023, 5, 1)
    assert (notification.number, notification.title) == ("令和5年霧浜市告示第45号", "")
    clause = notification.clauses[0]
    assert clause.target.number == "令和2年霧浜市告示第12号"
    assert day(clause) == D(2023, 6, 1)
    assert [p.text.text for p in clause.lead] == ["（下線部分は改正部分）"]


def test_a_notification_without_a_day_is_unfixed() -> None:
    _, clause = only(
        read(
            HEADER
            + "霧浜市告示第4号\n令和5年4月1日\n霧浜市長　甲野\n甲要綱（令和2年霧浜市告示第1号）の一部を次の表のように改正する。\n[比較]\n"
        )
    )
    assert isinstance(clause.commencement, Unfixed)


def test_a_list_of_numbers_is_targets_and_no_notices() -> None:
    issue = read(
        "官報\n令和七年六月二十日　号外第137号\n○総務省・経済産業省告示第二号\n次に掲げる告示の規定中「懲役」を「拘禁刑」に改める。\n"
        "令和七年六月二十日\n総務大臣　村上誠一郎\n経済産業大臣　武藤　容治\n一　平成十年郵政省告示第五号\n二　電波の件（平成十一年郵政省告示第六号）\n"
    )
    (notice,) = issue.notices
    assert notice.issuer == "総務大臣 村上誠一郎、経済産業大臣 武藤 容治"
    assert [(c.id, c.target.number) for c in notice.clauses] == [
        ("1-1", "平成10年郵政省告示第5号"),
        ("1-2", "平成11年郵政省告示第6号"),
    ]
    assert all(len(c.sentences) == 1 for c in notice.clauses)


ARTICLED = (
    HEADER
    + """
霧浜市税規則等の一部を改正する規則をここに公布する。
令和5年4月1日
霧浜市長　甲野
霧浜市規則第8号
霧浜市税規則等の一部を改正する規則
（霧浜市税規則の一部改正）
第1条　霧浜市税規則（昭和29年霧浜市規則第25号。以下「税規則」という。）の一部を次のように改正する。
次の表の改正前の欄中下線が引かれた部分を同表の改正後の欄中下線が引かれた部分に改める。
[比較]
備考　改正部分は、下線の部分である。
第2条　税規則の一部を次のように改正する。
題名を次のように改める。
霧浜市市税規則
別表第2を別表第3とし、別表第1の次に次の1表を加える。
別表第2
[表]
次の表の改正前の欄中下線が引かれた部分を同表の改正後の欄中下線が引かれた部分に改める。
[四欄]
第6条中「A」を「B」に改める。
（廃止）
第3条　次に掲げる規則は、廃止する。
(1)　霧浜市古い規則（昭和30年霧浜市規則第1号）
(2)　一般職の規則（昭和31年霧浜市規則第2号）
附　則
（施行期日）
1　この規則は、令和5年7月1日から施行する。ただし、第2条中題名の改正規定及び附則第2項の規定は公布の日から、第3条の規定は市長が定める日から施行する。
（霧浜市乙規則の一部改正）
2　霧浜市乙規則（平成元年霧浜市規則第9号）の一部を次のように改正する。
本則中「A」を「B」に改める。
（経過措置）
3　この規則の施行の際現になされた処分については、なお従前の例による。
"""
)


@pytest.mark.parametrize("drawn", [True, False])
def test_articles_lists_prose_and_suppl(drawn: bool) -> None:
    (notice,) = read(ARTICLED, drawn).notices
    first, second, old, older, in_suppl = notice.clauses
    assert [c.id for c in notice.clauses] == ["1", "2", "3-1", "3-2", "附則2"]
    assert [c.path for c in notice.clauses] == ["第1条", "第2条", "第3条", "第3条", "附則第2項"]
    assert (len(first.lead), len(first.remarks)) == (1, 1)
    assert first.head.startswith("霧浜市税規則（昭和29年")
    assert (second.target.title, second.target.number) == ("霧浜市税規則", "昭和29年霧浜市規則第25号")
    assert [p.text.text for p in second.sentences] == [
        "題名を次のように改める。", "霧浜市市税規則", "別表第2を別表第3とし、別表第1の次に次の1表を加える。", "別表第2", "第6条中「A」を「B」に改める。",
    ]  # fmt: skip
    assert second.matter[4] == PLAIN_TABLE
    assert (second.tables, len(second.lead)) == ((FOUR_COLUMNS,), 1)
    assert [c.verb for c in (old, older)] == ["repeal", "repeal"]
    assert older.target.title == "一般職の規則"
    assert in_suppl.target.number == "平成元年霧浜市規則第9号"
    assert [p.text.text for p in in_suppl.sentences] == ["本則中「A」を「B」に改める。"]
    assert day(first) == day(second) == D(2023, 7, 1)
    assert [p.part for p in second.commencements] == ["題名の改正規定"]
    assert day(in_suppl) == D(2023, 4, 1)
    assert isinstance(old.commencement, Unfixed)
    assert notice.suppl_of_clauses == frozenset({"附則2"})
    assert not [f for f in notice.findings if f.severity == "error"]
    assert not [f for c in notice.clauses for f in c.findings if f.severity == "error"]


def test_enactment_keeps_body_suppl_and_appendix() -> None:
    notice, clause = only(
        read(
            HEADER
            + """
霧浜市新規則をここに公布する。
令和5年4月1日
霧浜市長　甲野
霧浜市規則第9号
霧浜市新規則
（趣旨）
第1条　この規則は、職員に関する規則（平成3年霧浜市規則第2号）の施行に関し必要な事項を定める。
附　則
1　この規則は、公布の日から施行する。
2　職員に関する規則の一部を次のように改正する。
第5条を削る。
別表第1（第1条関係）
[表]
"""
        )
    )
    assert notice.kind == "enact"
    assert [b.text.text for b in notice.body if isinstance(b, Paragraph)][:1] == ["（趣旨）"]
    assert notice.body[-1] == PLAIN_TABLE
    assert len(notice.suppl_blocks) == 4
    assert (clause.id, clause.target.number) == ("附則2", "平成3年霧浜市規則第2号")
    assert ("note", "target_number_elsewhere") in codes(clause.findings)


@pytest.mark.parametrize(
    "title", ["霧浜市公園の整備に関する条例", "霧浜市改正手続条例", "霧浜市空き家の廃止に関する条例"]
)
def test_an_enactment_whose_title_sounds_like_an_amendment(title: str) -> None:
    (notice,) = read(
        HEADER
        + f"{title}をここに公布する。\n令和5年4月1日\n霧浜市長　甲野\n霧浜市条例第9号\n{title}\n（目的）\n第1条　この条例は、整備を目的とする。\n"
        "第2条　委任する。\n附　則\nこの条例は、公布の日から施行する。\n"
    ).notices
    assert (notice.kind, notice.title, len(notice.body), notice.clauses) == ("enact", title, 3, ())


def test_a_longer_title_does_not_lend_its_number() -> None:
    text = ARTICLED.replace("霧浜市乙規則（平成元年霧浜市規則第9号）の一部", "税規則細則の一部").replace(
        "なお従前の例による。", "霧浜市税規則細則（平成2年霧浜市規則第3号）の例による。"
    )
    (notice,) = read(text).notices
    assert notice.clauses[-1].target.number == ""


def test_whole_amendment_and_repeal() -> None:
    issue = read(
        HEADER
        + """
霧浜市丙条例をここに公布する。
令和5年4月1日
霧浜市長　甲野
霧浜市条例第1号
霧浜市丙条例
霧浜市丙条例（昭和60年霧浜市条例第30号）の全部を改正する。
（目的）
第1条　この条例は、目的とする。
附　則
この条例は、公布の日から施行する。
霧浜市丁条例を廃止する条例をここに公布する。
令和5年4月1日
霧浜市長　甲野
霧浜市条例第2号
霧浜市丁条例を廃止する条例
霧浜市丁条例（昭和50年霧浜市条例第3号）は、廃止する。
附　則
この条例は、公布の日から施行する。
"""
    )
    whole, gone = issue.notices
    assert (whole.kind, whole.clauses[0].verb, len(whole.body)) == ("replace", "replace", 2)
    assert whole.clauses[0].sentences == ()
    assert (gone.kind, gone.clauses[0].verb) == ("repeal", "repeal")


def test_without_a_day_a_rule_starts_when_ten_days_have_passed() -> None:
    _, clause = only(read(HEADER + HEAD + CLAUSE + LEAD + "[比較]\n備考　改正部分は、下線の部分である。\n"))
    assert day(clause) == D(2023, 4, 11)


def test_erratum() -> None:
    issue = read(
        HEADER + HEAD + CLAUSE + LEAD + "[比較]\n" + SUPPL + "正　誤\n令和5年3月1日付け第1200号\n[表]\n"
    )
    assert [n.kind for n in issue.notices] == ["amend", "erratum"]
    assert len(issue.notices[1].body) == 2


def test_the_own_suppl_behind_a_quoted_one_in_converted_text() -> None:
    quoted = "附 則\n1 この規則は、平成8年1月1日から施行する。\n2 略\n附則別表第1 略\n附則別表第2\n"
    notice, clause = only(read(HEADER + HEAD + CLAUSE + LEAD + "[比較]\n" + quoted + SUPPL, drawn=False))
    assert day(clause) == D(2023, 4, 1)
    assert len(clause.loose[0]) == 5
    assert len(notice.suppl_blocks) == 2


def test_a_suppl_quoted_in_the_table_of_a_suppl_paragraph() -> None:
    quoted = "附 則\nこの規則は、平成8年1月1日から施行する。\n3 略\n"
    suppl = (
        "附　則\n（施行期日）\n1　この規則は、令和5年7月1日から施行する。\n（乙規則の一部改正）\n2　乙規則（平成元年霧浜市規則第9号）の一部を次のように改正する。\n"
        + LEAD + "[比較]\n" + quoted + "（丙規則の一部改正）\n3　丙規則（平成2年霧浜市規則第8号）の一部を次のように改正する。\n" + LEAD + "[比較]\n"
    )  # fmt: skip
    (notice,) = read(HEADER + HEAD + CLAUSE + LEAD + "[比較]\n2 略\n" + suppl, drawn=False).notices
    assert [c.id for c in notice.clauses] == ["1", "附則2", "附則3"]
    assert [day(c) for c in notice.clauses] == [D(2023, 7, 1)] * 3
    assert [len(c.loose[0]) for c in notice.clauses] == [1, 3, 0]


def test_a_running_head_inside_a_table_is_left_out() -> None:
    running = "霧浜市公報　令和5年4月1日（土曜日）　第1234号　2\n"
    _, clause = only(
        read(HEADER + HEAD + CLAUSE + LEAD + "[比較]\n" + running + "2 略\n2 略\n" + SUPPL, drawn=False)
    )
    assert [b.text.text for b in clause.loose[0] if isinstance(b, Paragraph)] == ["2 略", "2 略"]


def test_a_head_sentence_cut_by_the_converter_is_joined() -> None:
    cut = CLAUSE.replace("霧浜市規則第2号", "霧浜市\n規則第2号")
    _, clause = only(read(HEADER + HEAD + cut + LEAD + "[比較]\n" + SUPPL, drawn=False))
    assert clause.target.number == "平成3年霧浜市規則第2号"


def test_lead_text_inside_the_head_paragraph() -> None:
    _, clause = only(read(HEADER + HEAD + CLAUSE.rstrip("\n") + LEAD + "[比較]\n" + SUPPL))
    assert len(clause.lead) == 1
    assert clause.head.endswith("改正する。")
    assert "次の表" not in clause.head


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("霧浜市甲規則を次の表に示す。\n[比較]\n", "clause_missing"),
        (CLAUSE, "nothing_ordered"),
        (CLAUSE + LEAD, "table_missing"),
    ],
)
def test_what_is_not_read_is_an_error(body: str, code: str) -> None:
    (notice,) = read(HEADER + HEAD + body + SUPPL).notices
    found = [*notice.findings, *(f for c in notice.clauses for f in c.findings)]
    assert ("error", code) in codes(found)


def test_an_article_whose_head_is_not_read_is_an_error() -> None:
    text = ARTICLED.replace(
        "第2条　税規則の一部を次のように改正する。", "（税規則の一部改正）\n第2条　税規則をこう直す。"
    )
    (notice,) = read(text, drawn=False).notices
    assert {c for s, c in codes(notice.findings) if s == "error"} >= {"head_not_read", "article_skipped"}
    assert all(("error", "head_not_read") in codes(c.findings) for c in notice.clauses)


@pytest.mark.parametrize("first", ["", "1　"])
def test_a_suppl_whose_first_paragraph_bears_no_number(first: str) -> None:
    suppl = f"附　則\n{first}この規則は、公布の日から施行する。\n2　乙規則（平成元年霧浜市規則第9号）の一部を次のように改正する。\n第5条を削る。\n"
    (notice,) = read(HEADER + HEAD + CLAUSE + LEAD + "[比較]\n" + suppl).notices
    assert [(c.id, c.path) for c in notice.clauses] == [("1", ""), ("附則2", "附則第2項")]
    assert day(notice.clauses[1]) == D(2023, 4, 1)


def test_a_suppl_without_numbers() -> None:
    suppl = "附　則\nこの規則は、公布の日から施行する。\n乙規則（平成元年霧浜市規則第9号）の一部を次のように改正する。\n第5条を削る。\n"
    (notice,) = read(HEADER + HEAD + CLAUSE + LEAD + "[比較]\n" + suppl).notices
    assert [(c.id, c.target.number) for c in notice.clauses] == [
        ("1", "平成3年霧浜市規則第2号"),
        ("附則2", "平成元年霧浜市規則第9号"),
    ]
    assert day(notice.clauses[1]) == D(2023, 4, 1)


def test_a_head_without_article_among_articles_is_an_error() -> None:
    (notice,) = read(
        ARTICLED.replace(
            "第6条中「A」を「B」に改める。", "丁規則（平成元年霧浜市規則第8号）の一部を次のように改正する。"
        )
    ).notices
    assert ("error", "head_not_read") in codes(notice.findings)


def test_time_grows_with_length_only() -> None:
    part = "".join(
        HEAD.replace("第7号", f"第{k}号")
        + CLAUSE
        + LEAD
        + "[比較]\n"
        + "第3条第2項第1号及び第4号並びに第5条第1項第2号の職員 略\n" * 20
        + SUPPL
        for k in range(1, 40)
    )
    begin = time.process_time()
    assert len(read(HEADER + part, drawn=False).notices) == 39
    once = time.process_time() - begin
    begin = time.process_time()
    read(HEADER + part * 4, drawn=False)
    assert time.process_time() - begin < 12 * once + 0.1


def test_a_table_in_a_suppl_paragraph_that_amends_nothing_is_an_error() -> None:
    (notice,) = read(ARTICLED.replace("従前の例による。", "従前の例による。\n[比較]")).notices
    assert ("error", "table_without_clause") in codes(notice.findings)


def test_a_proviso_on_an_unknown_part_holds_every_clause() -> None:
    text = SUPPL.replace("施行する。", "施行する。ただし、別に掲げる部分は、令和6年1月1日から施行する。")
    _, clause = only(read(HEADER + HEAD + CLAUSE + LEAD + "[比較]\n" + text))
    assert ("error", "commencement_not_understood") in codes(clause.findings)


CONTENTS = "目次\n規則\n霧浜市甲規則の一部を改正する規則(7)(総務課).....\t1\n"


def test_contents_agree() -> None:
    assert read(HEADER + CONTENTS + HEAD + CLAUSE + LEAD + "[比較]\n" + SUPPL).findings == ()


def test_another_title_in_the_contents_is_a_warning_with_both() -> None:
    issue = read(HEADER + CONTENTS.replace("甲規則", "申規則") + HEAD + CLAUSE + LEAD + "[比較]\n" + SUPPL)
    (finding,) = issue.findings
    assert (finding.severity, finding.code) == ("warning", "contents_title_differs")
    assert "申規則" in finding.message
    assert "甲規則" in finding.message


def test_a_listed_notice_that_is_not_there_was_probably_cut() -> None:
    more = CONTENTS + "霧浜市乙規則の一部を改正する規則(8)(総務課).....\t3\n"
    issue = read(HEADER + more + HEAD + CLAUSE + LEAD + "[比較]\n" + SUPPL)
    assert codes(issue.findings) == [("error", "notice_missing")]


def test_a_notice_that_the_contents_lack_is_a_warning() -> None:
    other = HEAD.replace("甲規則", "乙規則").replace("第7号", "第8号")
    issue = read(
        HEADER
        + CONTENTS
        + HEAD
        + CLAUSE
        + LEAD
        + "[比較]\n"
        + SUPPL
        + other
        + CLAUSE
        + LEAD
        + "[比較]\n"
        + SUPPL
    )
    assert codes(issue.findings) == [("warning", "contents_lack_notice")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "これは公報ではない。",
        "目次\n1 はじめに 1\n",
        "（令和３年１月１５日公布・施行）",
        "霧浜市条例第5号",
    ],
)
def test_no_notice_is_invented(text: str) -> None:
    with pytest.raises(NotAGazette, match="no notice was found"):
        read(text or "空")


@given(
    st.lists(
        st.sampled_from(
            [
                *HEAD.split("\n"),
                *CLAUSE.split("\n"),
                LEAD,
                *SUPPL.split("\n"),
                "[比較]",
                "[表]",
                "（経過措置）",
            ]
        )
    )
)
def test_lines_in_any_order_break_nothing(lines: list[str]) -> None:
    for drawn in (True, False):
        try:
            issue = read("\n".join(["x", *lines]), drawn)
        except NotAGazette:
            continue
        for notice in issue.notices:
            # A comparison table is in a clause, or an error says that it is not, or it is part of an enactment as printed.
            assert len({c.id for c in notice.clauses}) == len(notice.clauses)


# -------------------------------------------------------------------------------------------------- the real issue

EXPECTED = {
    23: [
        ("附則2", "期末手当及び勤勉手当の支給に関する規則", "昭和41年鳥取県人事委員会規則第4号"),
        ("附則3", "職員の旅費に関する条例施行規則", "昭和45年鳥取県人事委員会規則第25号"),
        ("附則4", "管理職員特別勤務手当の支給に関する規則", "平成3年鳥取県人事委員会規則第26号"),
    ],
    24: [],
    25: [
        ("1", "職員の給与の支給に関する規則", "昭和27年鳥取県人事委員会規則第3号"),
        ("2", "職員の初任給、昇格、昇給等の基準に関する規則", "昭和32年鳥取県人事委員会規則第10号"),
        ("3", "寒冷地手当の支給に関する規則", "昭和39年鳥取県人事委員会規則第31号"),
        ("4", "期末手当及び勤勉手当の支給に関する規則", "昭和41年鳥取県人事委員会規則第4号"),
        ("5", "職員の育児休業等に関する規則", "平成4年鳥取県人事委員会規則第4号"),
    ],
    26: [("1", "職員の任用に関する規則", "昭和27年鳥取県人事委員会規則第11号")],
    27: [
        ("1", "職員の給料の調整額に関する規則", "昭和31年鳥取県人事委員会規則第18号"),
        ("2", "職員の給料の調整額に関する規則の一部を改正する規則", "平成7年鳥取県人事委員会規則第21号"),
    ],
}
DATES = {23: D(2003, 1, 1), 24: D(2003, 1, 1), 25: D(2003, 4, 1), 26: D(2002, 12, 25), 27: D(2003, 1, 1)}


def read_bytes(data: bytes, name: str) -> Document:
    module = pytest.importorskip("reiki.source.open", reason="the readers are not there yet")
    found: Document = module.read(data, name)
    return found


@pytest.fixture(scope="module")
def tottori(shared: Path) -> bytes:
    return (shared / TOTTORI).read_bytes()


def test_the_real_issue(tottori: bytes) -> None:
    issue = parse_issue(read_bytes(tottori, "issue.txt"))
    assert (issue.publisher, issue.name, issue.number, issue.date) == (
        "鳥取県",
        "鳥取県公報",
        "号外第175号",
        D(2002, 12, 25),
    )
    assert codes(issue.findings) == [("note", "source_note"), ("warning", "contents_title_differs")]
    assert "号級" in issue.findings[1].message
    assert [n.number for n in issue.notices] == [f"平成14年鳥取県人事委員会規則第{k}号" for k in EXPECTED]
    assert [n.kind for n in issue.notices] == ["enact", "enact", "amend", "amend", "amend"]
    for notice, (k, clauses) in zip(issue.notices, EXPECTED.items(), strict=True):
        assert notice.promulgated == D(2002, 12, 25)
        assert [(c.id, c.target.title, c.target.number) for c in notice.clauses] == clauses
        assert notice.commencement == Fixed(DATES[k], notice.commencement.text if notice.commencement else "")
        for clause in notice.clauses:
            assert day(clause) == DATES[k]
            assert len(clause.tables) == 1
            assert clause.lead
            assert clause.sentences == ()
        assert not [f for f in notice.findings if f.severity == "error"]
    cut = [len(c.loose[0]) > 0 for n in issue.notices for c in n.clauses]
    assert cut == [True, False, True, False, False, False, False, False, False, True, True]
    assert [len(n.clauses[-1].lead) for n in issue.notices if n.clauses] == [2, 1, 2, 3]
    assert len(issue.notices[4].suppl_blocks) == 2


def test_another_prefecture_other_numbers_and_dates(tottori: bytes) -> None:
    text = tottori.decode("utf-8")
    changed = (
        re.sub(r"第 ?([0-9]+) ?号", lambda m: f"第{int(m[1]) + 40}号", text)
        .replace("鳥取県", "岩手県")
        .replace("平成14年12月25日", "令和6年3月29日")
    )
    changed = (
        changed.replace("平成15年1月1日", "令和6年4月1日")
        .replace("人事委員会", "教育委員会")
        .replace("奥 田 悦 子", "甲 乙 丙")
    )
    changed = re.sub(r"\((2[3-7])\)", lambda m: f"({int(m[1]) + 40})", changed)
    plain, other = (parse_issue(read_bytes(t.encode(), "issue.txt")) for t in (text, changed))
    assert (other.publisher, other.number, other.date) == ("岩手県", "号外第215号", D(2024, 3, 29))
    assert [n.number for n in other.notices] == [f"令和6年岩手県教育委員会規則第{k}号" for k in range(63, 68)]
    for a, b in zip(plain.notices, other.notices, strict=True):
        assert (a.kind, len(a.body), len(a.suppl_blocks)) == (b.kind, len(b.body), len(b.suppl_blocks))
        for c, d in zip(a.clauses, b.clauses, strict=True):
            assert (c.id, c.path, c.target.title.replace("人事", "教育")) == (d.id, d.path, d.target.title)
            number = LawNumber.parse(c.target.number)
            assert LawNumber.parse(d.target.number).number == number.number + 40
            assert [len(x) for x in c.loose] == [len(x) for x in d.loose]
            assert isinstance(d.commencement, Fixed)
    assert other.notices[3].clauses[0].commencement == Fixed(
        D(2024, 3, 29), "この規則は、公布の日から施行する。"
    )


def test_a_truncated_copy_says_so_and_moves_no_date(tottori: bytes) -> None:
    text = tottori.decode("utf-8")
    full = parse_issue(read_bytes(tottori, "issue.txt"))
    for cut in range(1500, len(text) - 40, 997):
        issue = parse_issue(read_bytes(text[:cut].encode(), "issue.txt"))
        assert [f for f in issue.findings if f.severity == "error"], cut
        for notice, whole in zip(issue.notices, full.notices, strict=False):
            dates = {c.id: c.commencement for c in whole.clauses}
            for clause in notice.clauses:
                assert isinstance(clause.commencement, Unfixed) or clause.commencement == dates[clause.id]


def test_the_real_issue_takes_little_time(tottori: bytes) -> None:
    doc = read_bytes(tottori, "issue.txt")
    parse_issue(doc)
    begin = time.process_time()
    parse_issue(doc)
    assert time.process_time() - begin < 0.1


@pytest.mark.parametrize("k", [0, 1, 2])
def test_real_documents_that_are_no_gazettes(shared: Path, k: int) -> None:
    data = (shared / f"real/not-a-gazette-{k}.txt").read_bytes()
    with pytest.raises(NotAGazette):
        parse_issue(read_bytes(data, "report.txt"))


LEADS = {"A": {1, 2}, "B": {1}, "C": {0}, "D": {1}, "E": {1}, "F": {1}, "G": {0}}


def test_the_cases(shared: Path) -> None:
    folders = sorted((shared / "cases/table").iterdir())
    assert len(folders) >= 33
    for folder in folders:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        issue = parse_issue(read_bytes((folder / "gazette.html").read_bytes(), "gazette.html"))
        notice, clause = only(issue)
        assert (issue.publisher, issue.number, notice.kind) == ("国", "号外第一号", "amend")
        assert (clause.target.title, clause.target.number) == (
            meta["title"],
            str(LawNumber.parse(meta["num"])),
        )
        assert day(clause) == D.fromisoformat(meta["effective"])
        assert len(clause.tables) == 1
        assert len(clause.lead) in LEADS[meta["family"]]
        assert len(clause.remarks) == (
            meta["family"] in "CE" if "備考" in (folder / "gazette.html").read_text(encoding="utf-8") else 0
        )
        assert clause.loose == ((),)
        assert issue.findings == notice.findings == clause.findings == ()
