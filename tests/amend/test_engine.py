"""Guard, apply, invert: what a clause does to a law, and what it must not do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from laws import obey, resist, succeed
from reiki.amend.engine import Applied, apply, invert
from reiki.amend.locate import place_of
from reiki.amend.operations import (
    Add,
    Delete,
    Enact,
    Insert,
    Move,
    Operation,
    Place,
    Quote,
    Remove,
    Repeal,
    Replace,
    Substitute,
    Unresolved,
)
from reiki.law.address import Address, Kind
from reiki.law.document import LawDocument
from reiki.law.document.elements import build, build_row
from reiki.law.document.markup import serialised
from reiki.law.provision import Grid, GridCell, Provision, Regulation

AT = Address.parse


def item(num: str, text: str, *inside: Provision, label: str | None = None) -> Provision:
    return Provision(Kind.ITEM, num, f"({num})" if label is None else label, text=text, children=inside)


def subitem(label: str, text: str) -> Provision:
    return Provision(Kind.SUBITEM1, label, label, text=text)


def paragraph(num: int, text: str, *inside: Provision, label: str | None = None) -> Provision:
    printed = ("" if num == 1 else str(num)) if label is None else label
    return Provision(Kind.PARAGRAPH, str(num), printed, text=text, children=inside)


def article(num: str, *inside: Provision, caption: str = "") -> Provision:
    return Provision(
        Kind.ARTICLE,
        num,
        "第" + num.replace("_", "条の", 1) + ("" if "_" in num else "条"),
        caption,
        children=inside,
    )


def grid(*rows: tuple[str | GridCell, ...]) -> Provision:
    cells = tuple(tuple(c if isinstance(c, GridCell) else GridCell(c) for c in row) for row in rows)
    return Provision(Kind.TABLE, grid=Grid(cells))


def appendix(num: str, *inside: Provision, related: str = "") -> Provision:
    return Provision(
        Kind.APPDX_TABLE, num, f"別表第{num}" if num else "別表", related=related, children=inside
    )


def suppl(*inside: Provision, num: str = "") -> Provision:
    return Provision(Kind.SUPPL, num, "附　則", children=inside)


def law(*provisions: Provision) -> LawDocument:
    return LawDocument.from_regulation(
        Regulation("何々規則", "昭和27年鳥取県人事委員会規則第11号", "", provisions)
    )


def xml(provision: Provision) -> str:
    return serialised(build(provision))


def row(*cells: str | GridCell) -> str:
    return serialised(build_row([c if isinstance(c, GridCell) else GridCell(c) for c in cells]))


def change(*pairs: tuple[str, str]) -> Callable[[LawDocument], LawDocument]:
    """The same file with other characters in it: markup that words alone cannot build."""

    def changed(document: LawDocument) -> LawDocument:
        text = document.to_bytes().decode()
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        return LawDocument.parse(text.encode())

    return changed


# ----------------------------------------------------------------------------------------------------------------- words


ONE = law(
    article(
        "16",
        paragraph(
            1,
            "試験は、次の各号に掲げる方法の一により行うものとする。",
            item("1", "筆記試験"),
            item("2", "口述試験"),
        ),
    )
)


def test_words_are_substituted_inserted_and_deleted_together() -> None:
    after = obey(ONE, [
        Substitute(AT("第16条第1項"), "次の各号に掲げる方法の一により", "次に掲げる方法のうち2以上を併せて"),
        Insert(AT("第16条第1項"), "競争", Place(suffix="試験は")),
        Delete(AT("第16条第1項"), "もの", Place(prefix="行う")),
        Substitute(AT("第16条第1項第2号"), "口述", "体力"),
    ], [Quote(AT("第16条第1項"), "試験は、次の各号に掲げる方法の一により\n行うものとする。"), Quote(AT("第16条"), "第16条", "label")])  # fmt: skip
    assert after.words(AT("第16条")) == "競争試験は、次に掲げる方法のうち2以上を併せて行うとする。"
    assert after.words(AT("第16条第2号")) == "体力試験"
    untouched = '<ItemTitle>(1)</ItemTitle>\n            <ItemSentence>\n              <Sentence Num="1">筆記試験</Sentence>'
    assert untouched in after.to_bytes().decode()


@pytest.mark.parametrize(
    ("op", "code", "says"),
    [
        (Substitute(AT("第16条第1項"), "次に掲げる", "甲"), "words_not_found", "does not stand there"),
        (Substitute(AT("第16条第1項"), "試験", "甲", Place(of=2)), "words_not_found", "occurs 1 times, not 2"),
        (Substitute(AT("第16条第1項"), "る", "甲"), "words_not_found", "occurs 2 times, not 1"),
        (Delete(AT("第16条第1項"), "る", Place(nth=3, of=2)), "words_not_found", "2 times"),
        (Insert(AT("第16条第1項"), "甲", Place("方法", "により")), "words_not_found", "does not stand there"),
        (Insert(AT("第16条第1項"), ""), "words_not_found", "orders nothing"),
        (Substitute(AT("第16条第1項"), "試験", "試験"), "words_not_found", "orders nothing"),
        (Substitute(AT("第16条第1項"), "", "甲"), "words_not_found", "quotes no words"),
        (Substitute(AT("第17条"), "試験", "甲"), "not_found", "nothing stands there"),
        (Substitute(AT("本則"), "偽", "甲"), "no_words", "no words"),
        (Remove(AT("第16条第1項第3号")), "not_found", "nothing stands there"),
        (Remove(AT("第16条第1項第2号"), "筆記試験"), "guard_failed", "there stands 「口述試験」"),
        (Replace(AT("第16条第1項第2号"), "<Item Num='2'><ItemTitle>(2)</ItemTitle></Item>", "筆記試験"), "guard_failed", "口述"),
        (Add(AT("第16条第1項第3号"), "<Item"), "bad_xml", "well-formed"),
        (Add(AT("第16条第1項第3号"), "<Paragraph/>"), "bad_xml", "cannot stand"),
        (Add(AT("第16条第1項第3号"), xml(item("4", "甲"))), "target_differs", "number"),
        (Add(AT("第16条第1項第2号"), xml(item("2", "甲"))), "target_taken", "already"),
        (Add(AT("第17条第1項第1号"), xml(item("1", "甲"))), "no_place", "第17条第1項"),
        (Add(AT("第16条第1項第3号"), xml(item("3", "甲")), AT("第16条第1項第9号")), "no_place", "第9号"),
        (Move(AT("第16条第1項第1号"), AT("第16条第1項第2号"), "(2)"), "target_taken", "already"),
        (Move(AT("第16条第1項第1号"), AT("第16条第2項"), "2"), "no_place", "another kind"),
        (Unresolved("表を次のように改める。", "no rule reads it"), "unresolved", "表を次のように改める。"),
        (Enact("<Law/>"), "whole_regulation", "enacted"),
        (Repeal(), "whole_regulation", "repealed"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_held_with_a_located_finding(op: Operation, code: str, says: str) -> None:
    finding = resist(ONE, [op], code=code).findings[0]
    assert says in finding.message
    if getattr(op, "at", None) is not None:
        assert str(finding.at) in finding.message


def test_a_failed_guard_says_what_the_notice_says_and_what_stands_there() -> None:
    conflict = resist(ONE, [], [
        Quote(AT("第16条第1項"), "試験は、次の各号に掲げる方法の二により行うものとする。"),
        Quote(AT("第16条"), "（試験の方法）", "caption"),
        Quote(AT("第15条"), "甲"),
    ])  # fmt: skip
    messages = [finding.message for finding in conflict.findings]
    assert messages[0].startswith("第16条第1項: from character 16 the notice has 「…")
    assert "法の二により" in messages[0]
    assert "法の一により" in messages[0]
    assert "見出し" in messages[1]
    assert [finding.code for finding in conflict.findings] == ["guard_failed", "guard_failed", "not_found"]


def test_all_findings_of_a_clause_are_told_at_once() -> None:
    ops = [Substitute(AT("第16条第1項"), "甲", "乙"), Remove(AT("第18条")), Unresolved("丙", "丁")]
    assert len(resist(ONE, ops).findings) == 3


def test_the_guard_forgives_layout_and_nothing_else() -> None:
    succeed(ONE, [], [Quote(AT("第16条第1項第1号"), " 筆 記\n試験")])
    resist(ONE, [], [Quote(AT("第16条第1項第1号"), "筆記試驗")], code="guard_failed")
    resist(ONE, [], [Quote(AT("第16条"), "第１６条", "label")], code="guard_failed")


@pytest.mark.parametrize(
    "ops",
    [
        [Substitute(AT("第16条"), "方法の一", "甲"), Substitute(AT("第16条第1項"), "一により", "乙")],
        [Insert(AT("第16条"), "甲", Place(prefix="試験は、")), Insert(AT("第16条第1項"), "乙", Place(suffix="次の各号"))],
        [Remove(AT("第16条第1項第1号")), Substitute(AT("第16条第1項第1号"), "筆記", "甲")],
        [Remove(AT("第16条")), Remove(AT("第16条第1項第1号"))],
        [Remove(AT("第16条第1項第1号")), Remove(AT("第16条第1号"))],
        [Remove(AT("第16条第1項第1号")), Move(AT("第16条第1項第1号"), AT("第16条第1項第3号"), "(3)")],
        [Replace(AT("第16条"), xml(article("16", paragraph(1, "甲。")))), Delete(AT("第16条第1項第1号"), "筆記")],
        [Move(AT("第16条第1項第1号"), AT("第16条第1項第3号"), "(3)"), Move(AT("第16条第1項第1号"), AT("第16条第1項第4号"), "(4)")],
        [Move(AT("第16条第1項第1号"), AT("第16条第1項第3号"), "(3)"), Add(AT("第16条第1項第3号"), xml(item("3", "甲")))],
        [Insert(AT("第16条見出し"), "（甲）"), Insert(AT("第16条見出し"), "（乙）")],
    ],
)  # fmt: skip
def test_two_operations_on_one_thing_are_held(ops: list[Operation]) -> None:
    codes = {finding.code for finding in resist(ONE, ops).findings}
    assert codes <= {"overlap", "inside_removed", "target_taken"}


def test_operations_read_the_state_before() -> None:
    after = obey(ONE, [
        Substitute(AT("第16条第1項第1号"), "筆記", "口述"),
        Substitute(AT("第16条第1項第2号"), "口述", "筆記"),
    ])  # fmt: skip
    assert [after.words(AT(f"第16条第{n}号")) for n in (1, 2)] == ["口述試験", "筆記試験"]


def test_touching_edits_and_overlapping_counts() -> None:
    document = law(article("1", paragraph(1, "ああああ、いい。")))
    assert (
        obey(document, [Delete(AT("第1条"), "ああ", Place(nth=2, of=3))]).words(AT("第1条")) == "ああ、いい。"
    )
    after = obey(document, [Delete(AT("第1条"), "、", Place()), Insert(AT("第1条"), "う", Place(suffix="、")),
                            Substitute(AT("第1条"), "いい。", "え。")])  # fmt: skip
    assert after.words(AT("第1条")) == "ああああうえ。"


# -------------------------------------------------------------------------------------------------------------- sentences


def sentences(document: LawDocument, at: str) -> list[str]:
    node = document.find(AT(at))
    assert node is not None
    return [
        f"{s.get('Num') or ''}{(s.get('Function') or '')[:1]}{''.join(s.itertext())}"
        for s in node.element.iterfind("./*/Sentence")
    ]


TWO = law(
    article("1", paragraph(1, "甲（乙。丙）とする。ただし、丁を除く。"), paragraph(2, "「戊。」とする。"))
)


@pytest.mark.parametrize(
    ("op", "at", "becomes"),
    [
        (Delete(AT("第1条第1項"), "ただし、丁を除く。"), "第1条第1項", ["1甲（乙。丙）とする。"]),
        (Insert(AT("第1条第2項"), "ただし、己を除く。", Place(prefix="とする。")), "第1条第2項", ["1m「戊。」とする。", "2pただし、己を除く。"]),
        (Insert(AT("第1条第1項"), "己とする。", Place(suffix="ただし")), "第1条第1項", ["1甲（乙。丙）とする。", "2m己とする。", "3pただし、丁を除く。"]),
        (Insert(AT("第1条第1項"), "この場合、", Place(suffix="ただし")), "第1条第1項", ["1甲（乙。丙）とする。", "2この場合、ただし、丁を除く。"]),
        (Substitute(AT("第1条第1項"), "する。ただし、丁", "し、己"), "第1条第1項", ["1甲（乙。丙）とし、己を除く。"]),
        (Substitute(AT("第1条第1項"), "とする。ただし、丁を除く。", "である。己。庚。"), "第1条第1項", ["1甲（乙。丙）である。", "2己。", "3庚。"]),
        (Substitute(AT("第1条第1項"), "乙。丙", "乙"), "第1条第1項", ["1m甲（乙）とする。", "2pただし、丁を除く。"]),
    ],
)  # fmt: skip
def test_sentences_are_split_and_joined_where_the_words_say(
    op: Operation, at: str, becomes: list[str]
) -> None:
    assert sentences(obey(TWO, [op]), at) == becomes


def test_attributes_of_a_sentence_stay() -> None:
    document = change(('<Sentence Num="1">「', '<Sentence WritingMode="vertical">「'))(TWO)
    after = obey(document, [Insert(AT("第1条第2項"), "ただし、己。", Place(prefix="とする。"))])
    assert after.to_bytes().decode().count('WritingMode="vertical"') == 2
    once = obey(document, [Substitute(AT("第1条第2項"), "戊", "己")])
    assert '<Sentence WritingMode="vertical">「己。」とする。</Sentence>' in once.to_bytes().decode()


RUBY = change(("丙）", "<Ruby>丙<Rt>へい</Rt></Ruby>）"), ("丁を", "丁<Sup>2</Sup>を"))(TWO)


@pytest.mark.parametrize(
    ("op", "part"),
    [
        (Substitute(AT("第1条第1項"), "乙。", "己。"), "甲（己。<Ruby>丙<Rt>へい</Rt></Ruby>）"),
        (Insert(AT("第1条第1項"), "己", Place("丙", "）")), "<Ruby>丙<Rt>へい</Rt></Ruby>己）"),
        (Insert(AT("第1条第1項"), "己", Place("。", "丙")), "乙。己<Ruby>"),
        (Substitute(AT("第1条第1項"), "丙", "己"), "甲（乙。己）"),
        (Substitute(AT("第1条第1項"), "2を", "3を"), "丁<Sup>3</Sup>"),
        (Delete(AT("第1条第1項"), "2"), "丁を除く"),
        (Substitute(AT("第1条第1項"), "する。ただし、", "し、"), "とし、丁<Sup>2</Sup>を"),
    ],
)
def test_markup_beside_changed_words_stays_and_a_reading_goes_with_its_word(op: Operation, part: str) -> None:
    assert part in obey(RUBY, [op]).to_bytes().decode()


def test_a_formula_is_carried_and_never_written() -> None:
    document = change(("丁を", "<ArithFormula>a/b</ArithFormula>を"))(TWO)
    after = obey(document, [Substitute(AT("第1条第1項"), "を除く", "を含む", Place(prefix="\ufffc"))])
    assert "<ArithFormula>a/b</ArithFormula>を含む" in after.to_bytes().decode()
    assert "ArithFormula" not in obey(document, [Delete(AT("第1条第1項"), "\ufffc")]).to_bytes().decode()
    resist(document, [Insert(AT("第1条第1項"), "\ufffc", Place(suffix="を"))], code="cannot_write")


COLUMNS = law(
    article("1", paragraph(1, "次のとおり。", item("1", "企業職員　甲をいう。乙を除く。"), item("2", "丙")))
)


@pytest.mark.parametrize(
    ("before", "after", "columns"),
    [
        ("企業職員", "職員", ["職員", "甲をいう。|乙を除く。"]),
        ("企業職員　甲", "職員　丁", ["職員", "丁をいう。|乙を除く。"]),
        ("企業職員　甲をいう。", "職員は、", None),
        ("をいう。乙を除く。", "をいう。", ["企業職員", "甲をいう。"]),
        ("員　甲", "員　　甲", ["企業職員", "　甲をいう。|乙を除く。"]),
    ],
)
def test_columns_of_an_item(before: str, after: str, columns: list[str] | None) -> None:
    result = obey(COLUMNS, [Substitute(AT("第1条第1号"), before, after)])
    assert result.words(AT("第1条第1号")) == "企業職員　甲をいう。乙を除く。".replace(before, after)
    node = result.find(AT("第1条第1号"))
    assert node is not None
    found = ["|".join(s.text or "" for s in c) for c in node.element.iterfind("ItemSentence/Column")]
    assert columns is None or found == columns


# --------------------------------------------------------------------------------------------------------------- captions


def test_captions_come_change_and_go() -> None:
    document = law(article("1", paragraph(1, "甲。")), article("2", paragraph(1, "乙。"), caption="（定義）"),
                   article("3", paragraph(1, "丙。"), caption="（雑則）"))  # fmt: skip
    after = obey(document, [
        Insert(AT("第1条見出し"), "（趣旨）"), Substitute(AT("第2条見出し"), "定義", "用語"), Delete(AT("第3条見出し"), "（雑則）"),
    ], [Quote(AT("第2条"), "（定義）", "caption")])  # fmt: skip
    assert [a.caption for a in after.regulation().provisions] == ["（趣旨）", "（用語）", ""]
    assert (
        "<ArticleCaption>（趣旨）</ArticleCaption>\n        <ArticleTitle>第1条" in after.to_bytes().decode()
    )


def test_a_caption_of_an_article_that_moves() -> None:
    document = law(
        article("1", paragraph(1, "甲。"), caption="（趣旨）"),
        article("2", paragraph(1, "乙。"), caption="（定義）"),
    )
    after = obey(document, [Move(AT("第2条"), AT("第3条"), "第3条"), Delete(AT("第2条見出し"), "（定義）"),
                            Add(AT("第2条"), xml(article("2", paragraph(1, "新。"))))])  # fmt: skip
    assert [(a.num, a.caption) for a in after.regulation().provisions] == [
        ("1", "（趣旨）"),
        ("2", ""),
        ("3", ""),
    ]


def test_a_caption_after_its_title_comes_back_there() -> None:
    caption, title = "<ArticleCaption>（趣旨）</ArticleCaption>", "<ArticleTitle>第1条</ArticleTitle>"
    document = law(article("1", paragraph(1, "甲。"), caption="（趣旨）"))
    obey(
        change((f"{caption}\n        {title}", f"{title}\n        {caption}"))(document),
        [Delete(AT("第1条見出し"), "（趣旨）")],
    )
    obey(change((caption, "<ArticleCaption/>"))(document), [Insert(AT("第1条見出し"), "（甲）")])


# ------------------------------------------------------------------------------------------------------------- provisions


FOUR = law(
    *(article(str(n), paragraph(1, f"{c}。")) for n, c in enumerate("甲乙丙丁", 1)),
    suppl(paragraph(1, "施行する。")),
)


def said(document: LawDocument) -> list[tuple[str, str | None]]:
    return [(p.num, p.children[0].text) for p in document.regulation().provisions if p.kind is Kind.ARTICLE]


def move(n: int, to: int) -> Move:
    return Move(AT(f"第{n}条"), AT(f"第{to}条"), f"第{to}条")


@pytest.mark.parametrize(
    ("ops", "becomes"),
    [
        ([move(3, 4), move(4, 5)], "1甲2乙4丙5丁"),
        ([move(2, 3), move(3, 2)], "1甲2丙3乙4丁"),
        ([move(1, 2), move(2, 3), move(3, 1)], "1丙2甲3乙4丁"),
        (
            [move(4, 5), move(3, 4), Add(AT("第3条"), xml(article("3", paragraph(1, "新。"))))],
            "1甲2乙3新4丙5丁",
        ),
        ([Remove(AT("第2条")), move(3, 2), move(4, 3)], "1甲2丙3丁"),
        ([Remove(AT("第1条")), Add(AT("第1条"), xml(article("1", paragraph(1, "新。"))))], "1新2乙3丙4丁"),
        ([Remove(AT("第4条")), Add(AT("第4条"), xml(article("4", paragraph(1, "新。"))))], "1甲2乙3丙4新"),
        ([Add(AT("第2条の2"), xml(article("2_2", paragraph(1, "新。"))))], "1甲2乙2_2新3丙4丁"),
        ([move(1, 9), Substitute(AT("第1条"), "甲", "己")], "2乙3丙4丁9己"),
        ([Remove(AT(f"第{n}条")) for n in (1, 2, 3, 4)], ""),
        ([Replace(AT("第2条"), xml(article("2", paragraph(1, "新。")))), move(3, 9)], "1甲2新4丁9丙"),
        ([Add(AT("第9条"), xml(article("9", paragraph(1, "新。"))), AT("第1条"))], "1甲9新2乙3丙4丁"),
        ([Add(AT("第9条"), xml(article("9", paragraph(1, "新。"))), Address(()))], "9新1甲2乙3丙4丁"),
    ],
)
def test_articles_come_go_and_move_at_once(ops: list[Operation], becomes: str) -> None:
    for document in (
        FOUR,
        LawDocument.parse(b"".join(line.strip() for line in FOUR.to_bytes().splitlines())),
    ):
        after = obey(document, ops)
        assert "".join(f"{num}{(text or '').strip('。')}" for num, text in said(after)) == becomes


def test_a_pretty_law_stays_pretty() -> None:
    after = obey(FOUR, [Add(AT("第5条"), xml(article("5", paragraph(1, "新。", item("1", "甲"))))), Remove(AT("第1条")),
                        Add(AT("第2条第2項"), xml(paragraph(2, "追加。")))])  # fmt: skip
    root = etree.fromstring(after.to_bytes())
    etree.indent(root)
    assert etree.tostring(root, encoding="unicode") in after.to_bytes().decode()


def test_a_provision_moves_out_of_one_that_goes_and_into_one_that_comes() -> None:
    document = law(
        article("1", paragraph(1, "甲。"), paragraph(2, "乙。")), article("2", paragraph(1, "丙。"))
    )
    after = obey(document, [
        Remove(AT("第1条")), Add(AT("第3条"), xml(article("3", paragraph(1, "新。")))),
        Move(AT("第1条第2項"), AT("第3条第2項"), "2"),
    ])  # fmt: skip
    assert after.words(AT("第3条第2項")) == "乙。"
    assert after.find(AT("第1条")) is None


def test_what_stands_under_a_moved_provision_is_addressed_before_and_after() -> None:
    document = law(
        article("3", paragraph(1, "甲。", item("1", "一。"), item("2", "二。"))),
        article("4", paragraph(1, "乙。")),
    )
    after = obey(document, [
        move(3, 4), move(4, 5), Substitute(AT("第3条第1項第2号"), "二", "弐"), Remove(AT("第3条第1項第1号")),
        Move(AT("第3条第1項第2号"), AT("第4条第1項第1号"), "(1)"),
        Add(AT("第4条第1項第2号"), xml(item("2", "新。"))),
    ])  # fmt: skip
    assert [i.text for i in after.regulation().provisions[0].children[0].children] == ["弐。", "新。"]


def test_the_removed_and_added_items_of_a_real_rule() -> None:
    """第26号 of the real issue: one substitution, three items removed, eight added."""
    names = [
        "筆記試験",
        "口述試験",
        "身体検査",
        "体力検査",
        "資格調査",
        "経歴評定",
        "勤務評定",
        "その他職務遂行の能力を判定できる方法",
    ]
    document = law(
        article(
            "16",
            paragraph(
                1,
                "次の各号に掲げる方法の一により行う。",
                *(item(str(n), t) for n, t in enumerate(names[5:], 1)),
            ),
        )
    )
    ops: list[Operation] = [Remove(AT(f"第16条第1項第{n}号"), t) for n, t in enumerate(names[5:], 1)]
    ops += [Add(AT(f"第16条第1項第{n}号"), xml(item(str(n), t))) for n, t in enumerate(names, 1)]
    ops.append(
        Substitute(AT("第16条第1項"), "次の各号に掲げる方法の一により", "次に掲げる方法のうち2以上を併せて")
    )
    after = obey(document, ops)
    assert [p.text for p in after.regulation().provisions[0].children[0].children] == names


def test_paragraph_numbers_follow_the_habit_of_the_law() -> None:
    document = law(
        article("1", paragraph(1, "甲。"), paragraph(2, "乙。"), paragraph(3, "丙。")),
        suppl(paragraph(1, "一。", label="１"), paragraph(2, "二。", label="２")),
    )
    after = obey(document, [
        Remove(AT("第1条第1項")), Move(AT("第1条第2項"), AT("第1条第1項"), "1"), Move(AT("第1条第3項"), AT("第1条第2項"), "2"),
        Remove(AT("附則第1項")), Move(AT("附則第2項"), AT("附則第1項"), "１"),
    ])  # fmt: skip
    assert [p.label for p in after.regulation().provisions[0].children] == ["", "2"]
    assert [p.label for p in after.regulation().provisions[1].children] == ["１"]


@pytest.mark.parametrize("labels", ["イロハニ", "アイウエ"])
def test_subitems_count_in_the_sequence_of_their_list(labels: str) -> None:
    a, b, c, d = labels
    document = law(
        article("1", paragraph(1, "甲。", item("1", "乙", *(subitem(x, x * 2) for x in (a, b, c)))))
    )
    after = obey(document, [
        Move(AT(f"第1条第1号{c}"), AT(f"第1条第1号{d}"), d), Move(AT(f"第1条第1号{b}"), AT(f"第1条第1号{c}"), c),
        Add(AT(f"第1条第1号{b}"), xml(subitem(b, "新"))),
    ])  # fmt: skip
    found = after.regulation().provisions[0].children[0].children[0].children
    assert [(p.num, p.text) for p in found] == [(a, a * 2), (b, "新"), (c, b * 2), (d, c * 2)]
    node = after.find(AT("第1条第1号"))
    assert node is not None
    assert [e.get("Num") for e in node.element.iterfind("Subitem1")] == ["1", "2", "3", "4"]


def chapter(num: str, title: str, *inside: Provision) -> Provision:
    return Provision(Kind.CHAPTER, num, f"第{num}章　{title}", children=inside)


CHAPTERS = law(
    chapter("1", "総則", article("1", paragraph(1, "甲。")), article("2", paragraph(1, "乙。"))),
    chapter("2", "罰則", article("3", paragraph(1, "丙。")), article("4", paragraph(1, "丁。"))),
)


def test_articles_stand_in_the_chapter_of_their_predecessor() -> None:
    after = obey(
        CHAPTERS, [Add(AT("第2条の2"), xml(article("2_2", paragraph(1, "新。")))), Remove(AT("第3条"))]
    )
    assert [[a.num for a in c.children] for c in after.regulation().provisions] == [["1", "2", "2_2"], ["4"]]
    after = obey(CHAPTERS, [Add(AT("第2条の2"), xml(article("2_2", paragraph(1, "新。"))), AT("第2章"))])
    assert [[a.num for a in c.children] for c in after.regulation().provisions] == [
        ["1", "2"],
        ["2_2", "3", "4"],
    ]


def test_chapters_are_renamed_moved_and_added_with_what_they_hold() -> None:
    new = chapter("2", "監督", article("2_2", paragraph(1, "新。")))
    after = obey(CHAPTERS, [Move(AT("第2章"), AT("第3章"), "第3章"), Add(AT("第2章"), xml(new)), Substitute(AT("第1章"), "総則", "通則")],
                 [Quote(AT("第2章"), "第2章　罰則")])  # fmt: skip
    assert [c.label for c in after.regulation().provisions] == ["第1章　通則", "第2章　監督", "第3章　罰則"]
    assert [str(a) for a in after.addresses() if a.steps[0].kind is Kind.ARTICLE and len(a.steps) == 1] == [
        "第1条", "第2条", "第2条の2", "第3条", "第4条"]  # fmt: skip
    both = obey(
        CHAPTERS, [Move(AT("第2章"), AT("第3章"), "第3章　罰金"), Substitute(AT("第2章"), "罰則", "罰金")]
    )
    assert both.regulation().provisions[1].label == "第3章　罰金"


def test_a_supplementary_provision_is_appended() -> None:
    new = suppl(paragraph(1, "この規則は、公布の日から施行する。"), num="平成14年鳥取県人事委員会規則第26号")
    at = AT("附則（平成14年鳥取県人事委員会規則第26号）")
    after = obey(FOUR, [Add(at, xml(new))])
    assert [p.num for p in after.regulation().provisions[-2:]] == ["", "平成14年鳥取県人事委員会規則第26号"]
    again = obey(
        after,
        [Substitute(at.child(Kind.PARAGRAPH, "1"), "公布の日", "平成15年1月1日"), Remove(AT("附則第1項"))],
    )
    assert again.words(at.child(Kind.PARAGRAPH, "1")) == "この規則は、平成15年1月1日から施行する。"
    resist(after, [Add(at, xml(new))], code="target_taken")
    first = obey(
        law(article("1", paragraph(1, "甲。")), appendix("", grid(("甲", "乙")))),
        [Add(AT("附則"), xml(suppl(paragraph(1, "乙。"))))],
    )
    assert [p.kind for p in first.regulation().provisions] == [Kind.ARTICLE, Kind.SUPPL, Kind.APPDX_TABLE]


# ----------------------------------------------------------------------------------------------------------------- tables


PAY = appendix("2", Provision(Kind.TABLE, "ア", "ア　行政職給料表", grid=Grid((
    (GridCell("職務の級", head=True), GridCell("調整基本額", head=True)),
    (GridCell("1級"), GridCell("5,200円")), (GridCell("2級"), GridCell("6,700円")),
    (GridCell("3級"), GridCell("8,700円。ただし、1号給 8,505円")),
))), Provision(Kind.REMARKS, "", "備考", text="略称とする。"), related="（第2条関係）")  # fmt: skip


def test_each_cell_is_addressed_by_its_heads() -> None:
    document = law(article("1", paragraph(1, "甲。")), PAY)
    after = obey(document, [
        Substitute(AT("別表第2ア 行「2級」 列「調整基本額」"), "6,700", "6,600"),
        Substitute(AT("別表第2ア 行「3級」 列「調整基本額」"), "8,700円", "8,600円"),
        Substitute(AT("別表第2ア 行「3級」 列「調整基本額」"), "8,505", "8,352"),
        Substitute(AT("別表第2ア 行「1級」 列1"), "1級", "一級"),
        Substitute(AT("別表第2ア 列「調整基本額」"), "調整", "調 整", Place()),
        Substitute(AT("別表第2備考"), "略称", "通称"),
        Substitute(AT("別表第2"), "第2条", "第3条"),
    ], [Quote(AT("別表第2ア 行「2級」 列「調整基本額」"), "6,700円"), Quote(AT("別表第2ア"), "ア　行政職給料表")])  # fmt: skip
    table = after.regulation().provisions[1].children[0].grid
    assert table is not None
    assert [[c.text for c in line] for line in table.rows] == [
        ["職務の級", "調 整基本額"], ["一級", "5,200円"], ["2級", "6,600円"], ["3級", "8,600円。ただし、1号給 8,352円"]]  # fmt: skip
    assert after.regulation().provisions[1].related == "（第3条関係）"


def test_words_over_a_title_and_its_articles() -> None:
    document = law(
        article("1", paragraph(1, "甲。")), appendix("", grid(("甲", "乙")), related="（第2条関係）")
    )
    after = obey(document, [Substitute(AT("別表"), "別表（第2条関係）", "別表第1（第2条、第3条関係）")])
    assert (after.regulation().provisions[1].label, after.regulation().provisions[1].related) == (
        "別表第1",
        "（第2条、第3条関係）",
    )
    single = change(
        (
            "</AppdxTableTitle>\n      <RelatedArticleNum>（第2条関係）</RelatedArticleNum>",
            "（第2条関係）</AppdxTableTitle>",
        )
    )(document)
    moved = obey(
        single, [Move(AT("別表"), AT("別表第1"), "別表第1"), Substitute(AT("別表"), "第2条", "第3条")]
    )
    assert moved.words(AT("別表第1")) == "別表第1（第3条関係）"


MERGED = law(appendix("1", grid(
    ("給料表", "職員", "加算割合"), ("任期付研究員条例", "すべての職員", "100分の5"), (GridCell("行政職", rowspan=2), "甲", "5"), ("乙", "3"),
)))  # fmt: skip


def test_three_rows_with_a_merged_first_cell_are_added_below() -> None:
    """別表第1 of the 期末手当 rule gains the three rows that the thick box enclosed."""
    at, name = AT("別表第1"), "任期付職員条例"
    rows = [
        row(GridCell(name, rowspan=3), "5号給以上", "20"),
        row("4号給及び3号給", "15"),
        row("2号給及び1号給", "10"),
    ]
    heads = [f"{name}｜5号給以上", f"{name}｜4号給及び3号給", f"{name}｜2号給及び1号給"]
    before = [at.child(Kind.ROW, "任期付研究員条例"), *(at.child(Kind.ROW, h) for h in heads[:2])]
    ops = [Add(at.child(Kind.ROW, h), x, f) for h, x, f in zip(heads, rows, before, strict=True)]
    after = obey(MERGED, ops)
    assert after.words(AT(f"別表第1 行「{heads[2]}」 列「加算割合」")) == "10"
    assert after.words(AT("別表第1 行「行政職｜乙」 列「加算割合」")) == "3"
    resist(MERGED, ops[:2], code="irregular_table")
    resist(MERGED, [Add(at.child(Kind.ROW, "丙"), row("丙", "丁"))], code="irregular_table")


def test_rows_go_and_are_replaced() -> None:
    after = obey(MERGED, [Remove(AT("別表第1 行「任期付研究員条例」"), "任期付研究員条例　すべての職員　100分の5"),
                          Replace(AT("別表第1 行「行政職｜乙」"), row("丙", "4")),
                          Add(AT("別表第1 行「新」"), row("新", "甲", "1"), Address(()))])  # fmt: skip
    table = after.regulation().provisions[0].children[0].grid
    assert table is not None
    assert [[c.text for c in line] for line in table.rows] == [
        ["新", "甲", "1"],
        ["給料表", "職員", "加算割合"],
        ["行政職", "甲", "5"],
        ["丙", "4"],
    ]


def test_lines_of_a_cell() -> None:
    document = law(appendix("", grid(("項", "甲\n乙\n丙"), ("空", ""))))
    at, empty = AT("別表 行「項」 列2"), AT("別表 行「空」 列2")
    after = obey(document, [Substitute(at, "甲\n乙", "丁\n戊\n己"), Insert(empty, "新\n新")])
    assert (after.words(at), after.words(empty)) == ("丁\n戊\n己\n丙", "新\n新")
    bare = change(("<Sentence/>", ""))(document)
    assert obey(bare, [Insert(empty, "新")]).words(empty) == "新"


def test_provisions_inside_a_cell() -> None:
    """A cell may hold items, and columns: their words are the cell's, a line each."""
    inside = (
        '<TableColumn><Item Num="1"><ItemTitle>一</ItemTitle><ItemSentence><Sentence>甲とする。</Sentence></ItemSentence>'
        '</Item><Item Num="2"><ItemTitle>二</ItemTitle><ItemSentence><Sentence>乙とする。</Sentence></ItemSentence></Item></TableColumn>'
    )
    columns = (
        '<TableColumn><Column Num="1"><Sentence>丙</Sentence></Column><Column Num="2"><Sentence>丁</Sentence></Column>'
        "</TableColumn>"
    )
    document = law(appendix("", grid(("項", "号"), ("一", "イ"), ("二", "ロ"))))
    text = document.to_bytes().decode()
    for old, new in (("イ", inside), ("ロ", columns)):
        start = text.rindex("<TableColumn>", 0, text.index(f"<Sentence>{old}"))
        end = text.index("</TableColumn>", start) + len("</TableColumn>")
        text = text[:start] + new + text[end:]
    document = LawDocument.parse(text.encode())
    items, pair = AT("別表 行「一」 列2"), AT("別表 行「二」 列2")
    assert (document.words(items), document.words(pair)) == ("一　甲とする。\n二　乙とする。", "丙　丁")
    after = obey(
        document,
        [
            Substitute(items, "乙と", "戊と"),
            Substitute(items, "甲とする。", "甲である。"),
            Substitute(pair, "丁", "己"),
        ],
    )
    assert (after.words(items), after.words(pair)) == ("一　甲である。\n二　戊とする。", "丙　己")
    resist(document, [Substitute(items, "。\n二　乙", "、乙")], code="cannot_write")


def test_provisions_without_labels_and_places_without_siblings() -> None:
    document = law(article("1", paragraph(1, "甲。", item("1", "乙", label=""))), chapter("1", "総則"))
    after = obey(document, [
        Move(AT("第1条第1項第1号"), AT("第1条第1項第2号"), "(2)"), Add(AT("第2条"), xml(article("2", paragraph(1, "丙。")))),
        Add(AT("第1条第1項第2号ア"), xml(subitem("ア", "丁"))),
    ])  # fmt: skip
    moved = after.provision(AT("第1条第1項第2号"))
    assert moved is not None
    assert (moved.label, [c.text for c in moved.children]) == ("(2)", ["丁"])
    empty = law(chapter("1", "総則"))
    filled = obey(empty, [Add(AT("第1条"), xml(article("1", paragraph(1, "甲。")))), Add(AT("前文"), "<Preamble/>"),
                          Add(AT("様式第1号"), xml(Provision(Kind.APPDX_STYLE, "1", "様式第1号"))),
                          Add(AT("別表"), xml(appendix("", grid(("甲", "乙")))))])  # fmt: skip
    assert [p.kind for p in filled.regulation().provisions] == [
        Kind.PREAMBLE,
        Kind.CHAPTER,
        Kind.APPDX_TABLE,
        Kind.APPDX_STYLE,
    ]
    assert filled.words(AT("第1条")) == "甲。"
    bare = LawDocument.parse(b"<Law><LawBody><MainProvision/></LawBody></Law>")
    assert obey(bare, [Add(AT("第1項"), xml(paragraph(1, "甲。")))]).words(AT("第1項")) == "甲。"


def test_appendices_and_styles_come_go_and_move() -> None:
    style = Provision(
        Kind.APPDX_STYLE,
        "1",
        "様式第1号",
        related="（第5条関係）",
        opaque=("<StyleStruct><Style>図</Style></StyleStruct>",),
    )
    document = law(article("1", paragraph(1, "甲。")), suppl(paragraph(1, "乙。")), appendix("1", grid(("甲", "乙"))),
                   appendix("2", grid(("丙", "丁"))), style)  # fmt: skip
    after = obey(document, [
        Move(AT("別表第2"), AT("別表第3"), "別表第3"), Move(AT("別表第1"), AT("別表第2"), "別表第2"),
        Add(AT("別表第1"), xml(appendix("1", grid(("新", "新"))))), Substitute(AT("別表第1 行「甲」 列2"), "乙", "戊"),
        Replace(AT("様式第1号"), xml(Provision(Kind.APPDX_STYLE, "1", "様式第1号", opaque=("<StyleStruct><Style>新</Style></StyleStruct>",)))),
    ])  # fmt: skip
    assert [p.label for p in after.regulation().provisions[2:]] == [
        "別表第1",
        "別表第2",
        "別表第3",
        "様式第1号",
    ]
    assert after.words(AT("別表第2 行「甲」 列2")) == "戊"
    gone = obey(after, [Remove(AT("別表第1")), Remove(AT("様式第1号"))])
    assert [p.label for p in gone.regulation().provisions[2:]] == ["別表第2", "別表第3"]


# -------------------------------------------------------------------------------------------------------- partial and other


def test_what_is_not_known_is_not_amended() -> None:
    document = law(article("1", paragraph(1, "甲。")), Provision(Kind.ARTICLE, "2", "第2条", children=(
        Provision(Kind.PARAGRAPH, "1", "", text=None, children=(item("2", "乙"),)),)))  # fmt: skip
    resist(document, [Substitute(AT("第2条第1項"), "甲", "乙")], code="unknown_text")
    resist(document, [], [Quote(AT("第2条第1項"), "甲。")], code="unknown_text")
    resist(document, [Remove(AT("第2条"), "甲。")], code="unknown_text")
    after = obey(document, [Substitute(AT("第2条第1項第2号"), "乙", "丙"), Remove(AT("第1条"))])
    assert after.regulation().provisions[0].children[0].text is None
    obey(document, [Remove(AT("第2条"))])


def test_what_a_provision_is_removed_with() -> None:
    document = law(
        article("1", paragraph(1, "甲。"), paragraph(2, "乙。", item("1", "丙")), caption="（趣旨）")
    )
    whole = "（趣旨）\n第1条\n甲。\n2乙。\n(1)丙"
    for quoted in (whole, whole.replace("\n", ""), "（趣旨）甲。乙。丙", "甲。乙。丙"):
        obey(document, [Remove(AT("第1条"), quoted)])
    obey(document, [Remove(AT("第1条第2項"), "乙。")])
    resist(document, [Remove(AT("第1条"), "甲。乙。")], code="guard_failed")


def test_title_and_contents_are_words_too() -> None:
    toc = Provision(Kind.TOC, "", "目次", children=(
        Provision(Kind.CHAPTER, "1", "第1章　総則", related="（第1条―第3条）"), Provision(Kind.CHAPTER, "2", "第2章　罰則")))  # fmt: skip
    document = law(toc, *CHAPTERS.regulation().provisions)
    after = obey(document, [
        Substitute(AT("題名"), "何々", "某"), Substitute(AT("目次第1章"), "第3条", "第4条"), Remove(AT("目次第2章")),
        Add(AT("目次第3章"), xml_in_toc(Provision(Kind.CHAPTER, "3", "第3章　補則"))),
    ])  # fmt: skip
    assert after.title == "某規則"
    assert [(line.label, line.related) for line in after.regulation().provisions[0].children] == [
        ("第1章　総則", "（第1条―第4条）"), ("第3章　補則", "")]  # fmt: skip


def xml_in_toc(line: Provision) -> str:
    return serialised(build(line, in_toc=True))


def test_comments_metadata_and_figures_stay_where_they_are() -> None:
    document = change(("</Article>", '</Article><!-- 注 --><m:note xmlns:m="urn:reiki:metadata">x</m:note>'))(
        FOUR
    )
    after = obey(
        document,
        [
            Remove(AT("第2条")),
            move(3, 2),
            move(4, 3),
            Add(AT("第4条"), xml(article("4", paragraph(1, "新。")))),
        ],
    )
    assert after.to_bytes().decode().count("<!-- 注 -->") == 4


def test_an_inverse_refuses_another_law() -> None:
    applied = succeed(
        ONE,
        [
            Substitute(AT("第16条第1項第1号"), "筆記", "記述"),
            Add(AT("第16条第1項第3号"), xml(item("3", "甲"))),
        ],
    )
    assert invert(applied).to_bytes() == ONE.to_bytes()
    other = succeed(applied.document, [Substitute(AT("第16条第1項第3号"), "甲", "乙")]).document
    resist(other, applied.inverse, code="guard_failed")


# -------------------------------------------------------------------------------------------------------------- real laws


def _laws(shared: Path) -> list[Path]:
    return sorted((shared / "cases" / "table").glob("*/before.xml"))


@pytest.mark.shared
def test_each_article_of_a_real_law_goes_and_comes_back(shared: Path) -> None:
    for path in _laws(shared)[::4]:
        data = path.read_bytes()
        document = LawDocument.parse(data)
        for at in [a for a in document.addresses() if len(a.steps) == 1 and a.steps[0].kind is Kind.ARTICLE]:
            applied = succeed(document, [Remove(at)])
            assert applied.document.find(at) is None
            assert invert(applied).to_bytes() == data, str(at)


@pytest.mark.shared
def test_every_paragraph_of_a_real_law_changes_at_once_and_back(shared: Path) -> None:
    for path in _laws(shared)[::8]:
        document = LawDocument.parse(path.read_bytes())
        ops, guard = _everywhere(document)
        assert len(ops) > 20
        obey(document, ops, guard)


def _everywhere(document: LawDocument) -> tuple[list[Operation], list[Quote]]:
    """A substitution in each paragraph and item."""
    ops: list[Operation] = []
    guard: list[Quote] = []
    for at in document.addresses():
        text = document.words(at)
        if at.last is None or at.last.kind not in (Kind.PARAGRAPH, Kind.ITEM) or not text or len(text) < 12:
            continue
        ops.append(Substitute(at, text[4:9], "某。ただし", place_of(text, 4, 9)))
        guard.append(Quote(at, text))
    return ops, guard


def test_applied_is_a_value() -> None:
    assert isinstance(apply(ONE, []), Applied)
