"""経過措置 and the provisions that they qualify; 適用 beside the commencement."""

from __future__ import annotations

import pytest

from reiki.gazette.beside import beside_json
from reiki.gazette.issue import parse_issue
from reiki.gazette.qualified import covers
from reiki.gazette.transitional import Transitions, labelled
from reiki.law.address import Address
from reiki.source.open import read
from written import Change, Decree, Order, issue


def found(*paragraphs: str, own: bool = False):
    return Transitions(own).read((f"附則第{n}項", text) for n, text in enumerate(paragraphs, 1))


@pytest.mark.parametrize(
    ("said", "kind", "qualifies"),
    [
        ("改正後の第3条の規定は、施行の日以後に行う申請について適用し、同日前に行う申請については、なお従前の例による。", "従前の例", ["第3条"]),
        ("改正後の霧浜市税条例第三条の二及び第五条第一項の規定は、令和8年度以後の年度分の市民税について適用する。", "適用区分", ["第3条の2", "第5条第1項"]),
        ("改正前の第5条第1項及び第2項並びに第7条から第9条までの規定によりされた処分は、改正後の第6条の規定によりされたものとみなす。", "みなし", ["第5条第1項", "第5条第2項", "第7条から第9条まで", "第6条"]),
        ("旧条例第4条の規定は、令和8年3月31日までの間は、なおその効力を有する。", "なお効力", ["第4条"]),
        ("新規則別表第1の適用については、同表中「3人」とあるのは、「2人」とする。", "読替え", ["別表第1"]),
        ("この規則の施行の際現に改正前の様式第3号により作成された用紙は、当分の間、使用することができる。", "経過措置", ["様式第3号"]),
        ("この条例の施行の日前にした行為に対する罰則の適用については、なお従前の例による。", "従前の例", []),
        ("地方自治法第16条の規定による届出については、なお従前の例による。", "従前の例", []),
        ("この条例の施行に関し必要な経過措置は、規則で定める。", "経過措置", []),
    ],
)  # fmt: skip
def test_what_a_paragraph_qualifies(said: str, kind: str, qualifies: list[str]) -> None:
    (t,) = found(said)
    assert (t.kind, [n.citation for n in t.qualifies], t.said) == (kind, qualifies, said)


@pytest.mark.parametrize(
    "said",
    [
        "この条例は、公布の日から施行し、令和7年4月1日から適用する。",
        "改正後の霧浜市給与条例の規定は、令和7年4月1日から適用する。",
        "この条例は、令和10年3月31日限り、その効力を失う。",
        "霧浜市手数料条例（昭和50年霧浜市条例第3号）は、廃止する。",
        "市長は、この条例の施行後3年を目途として、この条例の規定について検討を加えるものとする。",
    ],
)
def test_what_is_no_transitional_paragraph(said: str) -> None:
    assert found(said) == ()


def test_names_that_are_coined_hold_for_what_follows() -> None:
    first, second, third = found(
        "第2条の規定による改正後の霧浜市税条例（以下「新税条例」という。）第36条の規定は、施行日以後に行う申告について適用する。",
        "新税条例第41条の規定は、令和8年度分の市民税について適用する。",
        "前項の規定は、滞納となった市民税について準用する。",
    )
    assert [[n.citation for n in t.qualifies] for t in (first, second, third)] == [
        ["第36条"],
        ["第41条"],
        ["第41条"],
    ]
    assert first.clauses == second.clauses == ("2",)


def test_of_the_regulations_own_suppl_a_bare_provision_is_its_own() -> None:
    said = "第5条の規定は、施行の日以後に締結する契約について適用する。"
    assert [n.citation for n in found(said, own=True)[0].qualifies] == ["第5条"]
    assert found(said)[0].qualifies == ()


def test_which_numbers_a_citation_has() -> None:
    (t,) = found("改正前の第5条の規定によりされた処分は、改正後の第6条の規定によりされたものとみなす。")
    assert t.as_json("令和7年霧浜市条例第9号")["of_before"] == ["第5条"]


@pytest.mark.parametrize(
    ("citation", "at", "yes"),
    [
        ("第3条", "第3条第2項", True),
        ("第3条第2項", "第3条", True),
        ("第3条第2項", "第3条第1項", False),
        ("第3条から第5条まで", "第4条の2第1項", True),
        ("第3条から第5条まで", "第5条の2", False),
        ("第3条第1項から第3項まで", "第3条第2項", True),
        ("第3条第1項から第3項まで", "第3条", True),
        ("別表第1", "別表第2", False),
        ("何かの規定", "第1条", False),
    ],
)
def test_what_a_citation_covers(citation: str, at: str, yes: bool) -> None:
    assert covers(citation, Address.parse(at)) is yes


def test_where_paragraphs_stand() -> None:
    lines = [("1", True, ["第1条　甲。"]), ("3_2", True, ["第3条の2　乙。", "(1)　丙", "2　丁。", "3　戊。"])]
    assert labelled(lines) == [
        ("附則第1条", "甲。"),
        ("附則第3条の2", "乙。\n(1)　丙"),
        ("附則第3条の2第2項", "丁。"),
        ("附則第3条の2第3項", "戊。"),
    ]


def test_a_notice_has_both_beside_its_commencement() -> None:
    change = Change("第3条　_甲_とする。", "第3条　_乙_とする。")
    data = issue(
        1, "2024-06-28", Decree(1, (Order("霧浜市灯台規則", "平成26年霧浜市規則第3号", (change,)),))
    ).decode()
    more = (
        "<p>2　改正後の第3条の規定は、令和6年4月1日から適用する。</p>"
        "<p>3　改正後の第3条の規定は、同日以後の申請について適用し、同日前の申請については、なお従前の例による。</p></body>"
    )
    data = data.replace("<p>この規則は、", "<p>1　この規則は、").replace("</body>", more)
    (notice,) = parse_issue(read(data.encode(), "1.html")).notices
    (clause,) = notice.clauses
    assert clause.commencement is not None
    assert clause.commencement.as_json()["date"] == "2024-06-28"
    assert beside_json(notice, clause) == {
        "applies_from": [
            {
                "day": "2024-04-01",
                "since": "令和6年4月1日",
                "provisions": ["第3条"],
                "said": "改正後の第3条の規定は、令和6年4月1日から適用する。",
                "notice": "令和6年霧浜市規則第1号",
            }
        ],
        "transitional": [
            {
                "at": "附則第3項",
                "qualifies": ["第3条"],
                "of_before": [],
                "said": "改正後の第3条の規定は、同日以後の申請について適用し、同日前の申請については、なお従前の例による。",
                "kind": "従前の例",
                "notice": "令和6年霧浜市規則第1号",
            }
        ],
    }
