"""Amending sentences (改め文): each form gives exact operations, which apply, invert and survive JSON; or it is held."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.amend.engine import Applied, apply, invert
from reiki.amend.operations import (
    Add,
    Delete,
    Insert,
    Move,
    Operation,
    Place,
    Remove,
    Replace,
    Source,
    Substitute,
    Unresolved,
    from_json,
    to_json,
)
from reiki.gazette.prose import Prose, compile_prose, is_amending
from reiki.gazette.prose_lexer import NotProse
from reiki.gazette.prose_orders import Drop, Grow, Renumber, Rewrite, Shift, Words, read_sentence
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.equality import Convention, Fidelity, tidy_spaces
from reiki.law.plain_text import parse_regulation
from reiki.render.text import render_text
from reiki.source.model import Block, Cell, Figure, MarkedText, Origin, Paragraph, Row, Table

RULE = """甲規則
令和6年4月1日
霧浜市規則第1号

（趣旨）
第1条　この規則は、甲を定める。甲は甲である。
（定義）
第2条　次の各号に定める。
　(1)　甲　乙をいう。
　　ア　第一
　　イ　第二
　　ウ　第三
　(2)　丙
　(3)　丁
2　前項の規定は、丁。
3　市長は、市長が定める。
第3条　戊。ただし、己は、この限りでない。
第4条　庚。この場合において、甲は辛とする。
第5条　壬。
第6条　癸。
（市長への委任）
第7条　市長が定める。
　　　附　則
1　この規則は、公布の日から施行する。
2　経過
別表第1（第2条関係）
区分\t額
甲\t1円
乙\t2円
備考
　1　注意
　2　更に
別表第2（第3条関係）
区分\t額
丙\t3円
様式第1号（第2条関係）
｜　申請書
｜　氏名　㊞
様式第2号（第3条関係）
｜　許可書
様式第3号（第3条関係）
｜　届
｜　氏名　㊞　㊞
"""

KANJI = """乙規則
令和6年4月1日
霧浜市規則第2号

目次
　第一章　総則（第一条・第二条）
　第二章　雑則（第三条・第四条）
　附則
　　　第一章　総則
（趣旨）
第一条　この規則は、甲を定める。
第二条　次に定める。
　一　甲
　　イ　第一
　　ロ　第二
　二　乙
２　前項の規定は、丁。
　　　第二章　雑則
（罰則）
第三条　甲は戊。
（甲の委任）
第四条　市長が定める。
　　　附　則
　この規則は、公布の日から施行する。
別表第一　料金（第二条関係）
区分\t額
甲\t一円
別表第二（第三条関係）
区分\t額
甲\t一円
第一号様式（第二条関係）
｜　申請書
第二号様式（第三条関係）
｜　許可書
"""


def law(text: str) -> LawDocument:
    return LawDocument.from_regulation(parse_regulation(text).regulation)


@pytest.fixture(scope="module")
def rule() -> LawDocument:
    return law(RULE)


@pytest.fixture(scope="module")
def kanji() -> LawDocument:
    return law(KANJI)


def lines(text: str) -> list[Block]:
    return [Paragraph(MarkedText(line), Origin(line=n)) for n, line in enumerate(text.split("\n"), 1)]


def prose(base: LawDocument, text: str) -> Prose:
    return compile_prose(lines(text), base, True, Fidelity.DRAWN, str)


def bare(op: Operation) -> Operation:
    """The operation without the line it came from."""
    return from_json({k: v for k, v in to_json(op).items() if k != "source"})


def after(base: LawDocument, compiled: Prose) -> list[str]:
    """The lines of the regulation after the operations; checks every law of an operation on the way."""
    assert not [f for f in compiled.findings if f.severity == "error"]
    for op in compiled.operations:
        assert from_json(to_json(op)) == op
        assert op.basis == "stated"
    result = apply(base, compiled.operations, compiled.guard)
    assert isinstance(result, Applied), result
    assert invert(result).to_bytes() == base.to_bytes()
    return render_text(result.document.regulation()).split("\n")


def changed(base: LawDocument, text: str) -> tuple[list[str], list[str]]:
    """The lines that go and the lines that come, each in order, compared as multisets."""
    old = render_text(base.regulation()).split("\n")
    new = after(base, prose(base, text))
    gone, come = list(old), []
    for line in new:
        if line in gone:
            gone.remove(line)
        else:
            come.append(line)
    return gone, come


def codes(compiled: Prose) -> list[str]:
    return [f.code for f in compiled.findings if f.severity == "error"]


def at(text: str) -> Address:
    return Address.parse(text)


# ---------------------------------------------------------------------------------------------------------------- words


def test_words_that_stand_several_times_change_everywhere_each_under_its_count(rule: LawDocument) -> None:
    compiled = prose(rule, "第1条中「甲」を「乙」に改める。")
    assert compiled.operations == tuple(
        Substitute(at("第1条第1項"), "甲", "乙", Place(nth=n, of=3), "stated", Source(Origin(line=1)))
        for n in (1, 2, 3)
    )
    assert "第1条　この規則は、乙を定める。乙は乙である。" in after(rule, compiled)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("第1条中「甲を」を「乙を」に改める。", Substitute(at("第1条第1項"), "甲を", "乙を", basis="stated")),
        ("第2条第1項第1号ア中「第一」の次に「号」を加える。",
         Insert(at("第2条第1項第1号ア"), "号", Place(prefix="第一"), "stated")),
        ("第2条第1項第1号ア中「第一」の前に「の」を加える。",
         Insert(at("第2条第1項第1号ア"), "の", Place(suffix="第一"), "stated")),
        ("第2条第2項中「前項の」を削る。", Delete(at("第2条第2項"), "前項の", basis="stated")),
        ("第２条第２項中「丁」を「戊」に改める。", Substitute(at("第2条第2項"), "丁", "戊", basis="stated")),
        ("第二条第二項中「丁」を「「丁」という」に改める。",
         Substitute(at("第2条第2項"), "丁", "「丁」という", basis="stated")),
        ("題名を「丙規則」に改める。", Substitute(at("題名"), "甲規則", "丙規則", basis="stated")),
        ("題名を次のように改める。\n　　　丙規則", Substitute(at("題名"), "甲規則", "丙規則", basis="stated")),
        ("第1条の見出しを「（目的）」に改める。", Substitute(at("第1条見出し"), "（趣旨）", "（目的）", basis="stated")),
        ("第2条の見出し中「定義」を「用語」に改める。", Substitute(at("第2条見出し"), "定義", "用語", basis="stated")),
        ("第7条の見出しを削る。", Delete(at("第7条見出し"), "（市長への委任）", basis="stated")),
        ("第6条に見出しとして「（雑則）」を付する。", Insert(at("第6条見出し"), "（雑則）", basis="stated")),
        ("第3条ただし書を削る。", Delete(at("第3条第1項"), "ただし、己は、この限りでない。", basis="stated")),
        ("第3条ただし書中「己」を「庚」に改める。", Substitute(at("第3条第1項"), "己", "庚", basis="stated")),
        ("第3条本文中「戊」を「庚」に改める。", Substitute(at("第3条第1項"), "戊", "庚", basis="stated")),
        ("第4条後段を次のように改める。\nこの場合において、乙とする。",
         Substitute(at("第4条第1項"), "この場合において、甲は辛とする。", "この場合において、乙とする。", basis="stated")),
        ("第5条に次のただし書を加える。\nただし、丁を除く。",
         Insert(at("第5条第1項"), "ただし、丁を除く。", Place(prefix="壬。"), "stated")),
        ("第5条に後段として次のように加える。\nこの場合において、丁とする。",
         Insert(at("第5条第1項"), "この場合において、丁とする。", Place(prefix="壬。"), "stated")),
        ("第2条第1項各号列記以外の部分中「次の各号」を「次」に改める。",
         Substitute(at("第2条第1項"), "次の各号", "次", basis="stated")),
        ("別表第1の甲の項中「1円」を「5円」に改める。",
         Substitute(at("別表第1 行「甲」 列「額」"), "1円", "5円", basis="stated")),
        ("別表第1乙の項額の欄を「5円」に改める。",
         Substitute(at("別表第1 行「乙」 列「額」"), "2円", "5円", basis="stated")),
        ("別表第1備考第2号中「更に」を「再び」に改める。", Substitute(at("別表第1備考2"), "更に", "再び", basis="stated")),
        ("附則第1項中「公布」を「告示」に改める。", Substitute(at("附則第1項"), "公布", "告示", basis="stated")),
        ("第2条第2項を削る。", Remove(at("第2条第2項"), basis="stated")),
        ("第2条第1項第1号ウを削る。", Remove(at("第2条第1項第1号ウ"), basis="stated")),
        ("別表第1甲の項を削る。", Remove(at("別表第1 行「甲」"), basis="stated")),
        ("別表第2を削る。", Remove(at("別表第2"), basis="stated")),
        ("様式第2号を削る。", Remove(at("様式第2号"), basis="stated")),
    ],
)  # fmt: skip
def test_a_sentence_that_orders_one_thing(rule: LawDocument, sentence: str, wanted: Operation) -> None:
    compiled = prose(rule, sentence)
    assert [bare(op) for op in compiled.operations] == [wanted]
    after(rule, compiled)


def test_the_places_of_one_sentence_follow_from_one_another(rule: LawDocument) -> None:
    gone, come = changed(
        rule,
        "第2条の見出し中「定義」を「用語」に改め、同条第1項第1号中「乙」を「丙」に改め、同号ア中「第一」の次に「号」を加え、同号ウを削り、"
        "同条第2項を削り、同条第3項中「市長は」を「町長は」に改め、同項を同条第2項とし、同条に次の1項を加える。\n3　新しい項。",
    )  # fmt: skip
    assert gone == [
        "（定義）",
        "　(1)　甲　乙をいう。",
        "　　ア　第一",
        "　　ウ　第三",
        "2　前項の規定は、丁。",
        "3　市長は、市長が定める。",
    ]
    assert come == [
        "（用語）",
        "　(1)　甲　丙をいう。",
        "　　ア　第一号",
        "2　町長は、市長が定める。",
        "3　新しい項。",
    ]


def test_an_item_of_an_article_with_one_paragraph_and_of_one_with_more() -> None:
    one = law(RULE.replace("2　前項の規定は、丁。\n3　市長は、市長が定める。\n", ""))
    (op,) = prose(one, "第2条第1号中「乙」を「丙」に改める。").operations
    assert bare(op) == Substitute(at("第2条第1項第1号"), "乙", "丙", basis="stated")
    assert operations_without_xml(prose(one, "第2条第2号の次に次の1号を加える。\n(2)の2　新")) == [
        ("add", "第2条第1項第2号の2")
    ]
    assert codes(prose(law(RULE), "第2条第1号中「乙」を「丙」に改める。")) == ["not_in_base"]


def test_several_changes_and_several_places_share_a_verb(rule: LawDocument) -> None:
    compiled = prose(
        rule,
        "第1条中「甲を」を「乙を」に、「この」を「本」に改め、第4条及び第2条第1項第1号中「甲」を「乙」に改める。",
    )
    assert [(str(op.at), op.before, op.after) for op in compiled.operations if isinstance(op, Substitute)] == [
        ("第1条第1項", "甲を", "乙を"), ("第1条第1項", "この", "本"), ("第4条第1項", "甲", "乙"), ("第2条第1項第1号", "甲", "乙"),
    ]  # fmt: skip
    after(rule, compiled)


def test_main_provision_is_every_provision_where_the_words_stand(rule: LawDocument) -> None:
    compiled = prose(rule, "本則中「市長」を「町長」に改める。")
    assert [(str(op.at), op.place.nth, op.place.of) for op in compiled.operations if isinstance(op, Substitute)] == [
        ("第2条第3項", 1, 2), ("第2条第3項", 2, 2), ("第7条見出し", 1, 1), ("第7条第1項", 1, 1),
    ]  # fmt: skip
    assert [(f.severity, f.code) for f in compiled.findings] == [("warning", "words_in_caption")]
    assert not any("市長" in line for line in after(rule, compiled))


def test_an_article_is_not_its_caption_unless_the_sentence_says_so(rule: LawDocument) -> None:
    without, said = (
        prose(rule, "第7条中「市長」を「町長」に改める。"),
        prose(rule, "第7条（見出しを含む。）中「市長」を「町長」に改める。"),
    )
    assert [str(op.at) for op in without.operations if isinstance(op, Substitute)] == ["第7条第1項"]
    assert [f.code for f in without.findings] == ["words_in_caption"]
    assert [str(op.at) for op in said.operations if isinstance(op, Substitute)] == [
        "第7条見出し",
        "第7条第1項",
    ]
    assert said.findings == ()


def test_chapter_contents_and_heading(kanji: LawDocument) -> None:
    gone, come = changed(
        kanji, "目次中「雑則（第三条・第四条）」を「罰則（第三条―第五条）」に改める。\n第二章の章名を「第二章　罰則」に改める。\n"
        "第二章中「戊」を「己」に改める。\n第四条の次に次の一条を加える。\n（新）\n第五条　新。",
    )  # fmt: skip
    assert gone == ["　第二章　雑則（第三条・第四条）", "　　　第二章　雑則", "第三条　甲は戊。"]
    assert come == [
        "　第二章　罰則（第三条―第五条）",
        "　　　第二章　罰則",
        "第三条　甲は己。",
        "（新）",
        "第五条　新。",
    ]


def test_all_provisions_of_the_instruments_in_a_list(kanji: LawDocument) -> None:
    compiled = prose(kanji, "次に掲げる規則の規定中「戊」を「己」に改める。")
    assert [bare(op) for op in compiled.operations] == [
        Substitute(at("第3条第1項"), "戊", "己", basis="stated")
    ]


@given(
    st.text("甲乙丙。、", min_size=1, max_size=30), st.text("甲乙", min_size=1, max_size=2), st.text("甲丁", min_size=1, max_size=3)
)  # fmt: skip
def test_words_change_as_often_as_they_stand(text: str, old: str, new: str) -> None:
    base = law(RULE.replace("壬。", f"始{text}終"))
    stored = base.words(at("第5条"))
    assert stored is not None
    compiled = prose(base, f"第5条中「{old}」を「{new}」に改める。")
    overlapping = sum(stored.startswith(old, n) for n in range(len(stored)))
    if overlapping == 0:
        assert codes(compiled) == ["base_differs"]
    elif overlapping != stored.count(old):
        assert codes(compiled) == ["ambiguous"]
    elif old != new:
        result = apply(base, compiled.operations)
        assert isinstance(result, Applied)
        assert result.document.words(at("第5条")) == stored.replace(old, new)
        assert invert(result).to_bytes() == base.to_bytes()


# ---------------------------------------------------------------------------------------------------------------- forms


def test_words_in_forms_are_changed_in_their_lines(rule: LawDocument) -> None:
    compiled = prose(rule, "様式第1号及び様式第3号中「㊞」を削る。")
    assert [(type(op), str(op.at)) for op in compiled.operations if isinstance(op, Replace)] == [
        (Replace, "様式第1号"), (Replace, "様式第3号"),
    ]  # fmt: skip
    assert changed(rule, "様式第1号及び様式第3号中「㊞」を削る。") == (
        ["｜　氏名　㊞", "｜　氏名　㊞　㊞"],
        ["｜　氏名　", "｜　氏名　　"],
    )


def test_words_that_one_of_the_named_forms_does_not_hold(rule: LawDocument) -> None:
    compiled = prose(rule, "様式第1号及び様式第2号中「㊞」を削る。")
    assert codes(compiled) == ["base_differs"]
    assert "様式第2号" in compiled.findings[0].message


def test_the_sentence_of_the_corpus(corpus: Path) -> None:
    base = law((corpus / "regulations" / "keiryu-kisoku.txt").read_text(encoding="utf-8"))
    checkpoint = (corpus / "checkpoints" / "keiryu-kisoku" / "2024-07-01.txt").read_text(encoding="utf-8")
    new = after(base, prose(base, "様式第1号及び様式第3号中「㊞」を削る。"))
    assert [line for line in new if line.startswith("｜")] == [
        x for x in checkpoint.split("\n") if x.startswith("｜")
    ]


def test_a_form_as_a_whole_keeps_its_blank_lines(kanji: LawDocument) -> None:
    gone, come = changed(
        kanji, "第二号様式を次のように改める。\n第二号様式（第三条関係）\n　　新許可書\n\n　市長"
    )
    assert (gone, come) == (["｜　許可書"], ["｜　　新許可書", "｜", "｜　市長"])


def test_a_form_with_a_table_or_figure_is_not_carried(kanji: LawDocument) -> None:
    table = Table((Row((Cell((Paragraph(MarkedText("氏名")),)),)),))
    for block in (table, Figure("form.png")):
        blocks = [*lines("第二号様式を次のように改める。\n第二号様式（第三条関係）"), block]
        assert codes(compile_prose(blocks, kanji, True, Fidelity.DRAWN, str)) == ["new_form"]


# ---------------------------------------------------------------------------------------------------------- provisions


def operations_without_xml(compiled: Prose) -> list[tuple[str, str]]:
    out = []
    for op in compiled.operations:
        match op:
            case Move():
                out.append(("move", f"{op.at}→{op.to} {op.label}"))
            case Add():
                out.append(("add", str(op.at)))
            case Remove():
                out.append(("remove", str(op.at)))
            case Replace():
                out.append(("replace", str(op.at)))
            case _:
                out.append((type(op).__name__, ""))
    return out


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("第5条及び第6条を削る。", [("remove", "第5条"), ("remove", "第6条")]),
        ("第4条から第6条までを削る。", [("remove", "第4条"), ("remove", "第5条"), ("remove", "第6条")]),
        ("第2条第1項各号を削る。", [("remove", f"第2条第1項第{n}号") for n in (1, 2, 3)]),
        ("第5条を削り、第6条を第5条とし、第7条を第6条とする。",
         [("remove", "第5条"), ("move", "第6条→第5条 第5条"), ("move", "第7条→第6条 第6条")]),
        ("第6条から第7条までを第8条から第9条までとする。",
         [("move", "第6条→第8条 第8条"), ("move", "第7条→第9条 第9条")]),
        ("第6条及び第7条を1条ずつ繰り下げ、第5条の次に次の1条を加える。\n第6条　新。",
         [("move", "第6条→第7条 第7条"), ("move", "第7条→第8条 第8条"), ("add", "第6条")]),
        ("第2条第3項を同条第5項とし、同条第2項の次に次の2項を加える。\n3　新三。\n4　新四。",
         [("move", "第2条第3項→第2条第5項 5"), ("add", "第2条第3項"), ("add", "第2条第4項")]),
        ("第2条中第3項を第4項とし、第2項を第3項とし、第1項の次に次の1項を加える。\n2　新二。",
         [("move", "第2条第3項→第2条第4項 4"), ("move", "第2条第2項→第2条第3項 3"), ("add", "第2条第2項")]),
        ("第2条第1項中第3号を第4号とし、第2号の次に次の1号を加える。\n(3)　新三",
         [("move", "第2条第1項第3号→第2条第1項第4号 (4)"), ("add", "第2条第1項第3号")]),
        ("第2条第1項第2号の次に次の1号を加える。\n(2)の2　新", [("add", "第2条第1項第2号の2")]),
        ("第2条第1項第1号中ウをエとし、イの次に次のように加える。\nウ　新",
         [("move", "第2条第1項第1号ウ→第2条第1項第1号エ エ"), ("add", "第2条第1項第1号ウ")]),
        ("第2条第1項第3号に次のように加える。\nア　新\nイ　新",
         [("add", "第2条第1項第3号ア"), ("add", "第2条第1項第3号イ")]),
        ("第7条の次に次の1条を加える。\n（雑則）\n第8条　新。\n2　更に。", [("add", "第8条")]),
        ("本則に次の1条を加える。\n第8条　新。", [("add", "第8条")]),
        ("第6条の次に次の1条を加える。\n第6条の2　新。", [("add", "第6条の2")]),
        ("第7条を第8条とし、同条の前に次の1条を加える。\n第7条　新。", [("move", "第7条→第8条 第8条"), ("add", "第7条")]),
        ("附則に次の1項を加える。\n（特例）\n3　新。", [("add", "附則第3項")]),
        ("附則第2項を附則第3項とし、附則第1項の次に次の1項を加える。\n2　新。",
         [("move", "附則第2項→附則第3項 3"), ("add", "附則第2項")]),
        ("別表第1備考に次の1項を加える。\n3　新", [("add", "別表第1備考3")]),
        ("別表第2を別表第3とし、別表第1の次に次の1表を加える。\n別表第2（第2条関係）\n区分\t額\n戊\t9円",
         [("move", "別表第2→別表第3 別表第3"), ("add", "別表第2")]),
        ("様式第3号を様式第4号とし、様式第2号の次に次の1様式を加える。\n様式第3号（第2条関係）\n　新",
         [("move", "様式第3号→様式第4号 様式第4号"), ("add", "様式第3号")]),
        ("第5条を次のように改める。\n第5条　削除", [("replace", "第5条")]),
        ("第5条及び第6条を次のように改める。\n第5条及び第6条　削除",
         [("remove", "第5条"), ("remove", "第6条"), ("add", "第5条から第6条まで")]),
        ("第2条第1項を次のように改める。\n次に掲げる。\n(1)　新", [("replace", "第2条第1項")]),
        ("第2条第2項を次のように改める。\n2　新二。", [("replace", "第2条第2項")]),
        ("第2条第1項各号を次のように改める。\n(1)　一\n(2)　二",
         [("replace", "第2条第1項第1号"), ("replace", "第2条第1項第2号"), ("remove", "第2条第1項第3号")]),
        ("第5条を次のように改める。\n（新）\n第5条　新五。\n第6条を削る。", [("replace", "第5条"), ("remove", "第6条")]),
        ("別表第1に次のように加える。\n丙\t3円", [("add", "別表第1 行「丙」")]),
        ("別表第1甲の項を次のように改める。\n丁\t7円", [("replace", "別表第1 行「甲」")]),
    ],
)  # fmt: skip
def test_provisions_that_come_go_and_move(
    rule: LawDocument, text: str, wanted: list[tuple[str, str]]
) -> None:
    compiled = prose(rule, text)
    assert operations_without_xml(compiled) == wanted
    after(rule, compiled)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("第三条を第五条とし、第四条を第三条とする。", [("move", "第3条→第5条 第五条"), ("move", "第4条→第3条 第三条")]),
        ("第二条の次に次の一条を加える。\n第二条の二　新。", [("add", "第2条の2")]),
        ("第二条第２項を同条第３項とし、同条第１項の次に次の１項を加える。\n２　新。",
         [("move", "第2条第2項→第2条第3項 ３"), ("add", "第2条第2項")]),
        ("第二条第一項第二号を同項第三号とし、同項第一号の次に次の一号を加える。\n二　新",
         [("move", "第2条第1項第2号→第2条第1項第3号 三"), ("add", "第2条第1項第2号")]),
        ("第二条第一項第一号中ロをハとし、イの次に次のように加える。\nロ　新",
         [("move", "第2条第1項第1号ロ→第2条第1項第1号ハ ハ"), ("add", "第2条第1項第1号ロ")]),
        ("別表第一を別表第一の二とし、同表の前に次の一表を加える。\n別表第一（第二条関係）\n区分\t額\n丙\t二円",
         [("move", "別表第1→別表第1の2 別表第一の二\u3000料金"), ("add", "別表第1")]),
        ("第二号様式を第三号様式とする。", [("move", "様式第2号→様式第3号 第三号様式")]),
        ("附則を附則第一項とし、附則に次の一項を加える。\n２　新。", [("replace", "附則第1項"), ("add", "附則第2項")]),
        ("第二章を第三章とし、第一章の次に次の一章を加える。\n第二章　新設\n第二条の二　新。",
         [("move", "第2章→第3章 第三章\u3000雑則"), ("add", "第2章")]),
        ("第一章に次の一条を加える。\n第二条の二　新。", [("add", "第2条の2")]),
    ],
)  # fmt: skip
def test_new_numbers_are_printed_as_the_regulation_prints_its_own(
    kanji: LawDocument, text: str, wanted: list[tuple[str, str]]
) -> None:
    compiled = prose(kanji, text)
    assert operations_without_xml(compiled) == wanted
    after(kanji, compiled)


def test_a_new_article_stands_at_the_end_of_the_chapter_of_the_one_before(kanji: LawDocument) -> None:
    new = after(kanji, prose(kanji, "第二条の次に次の一条を加える。\n第二条の二　新。"))
    assert new.index("第二条の二　新。") == new.index("　　　第二章　雑則") - 1


def test_a_range_of_repealed_articles_is_one_place() -> None:
    base = law(RULE.replace("第5条　壬。\n第6条　癸。", "第5条及び第6条　削除"))
    assert operations_without_xml(prose(base, "第5条及び第6条を削る。")) == [("remove", "第5条から第6条まで")]
    compiled = prose(base, "第5条及び第6条を次のように改める。\n第5条　新五。\n第6条　新六。")
    assert operations_without_xml(compiled) == [
        ("remove", "第5条から第6条まで"),
        ("add", "第5条"),
        ("add", "第6条"),
    ]
    after(base, compiled)


def test_words_that_overlap_in_a_form_are_held() -> None:
    base = law(RULE.replace("｜　許可書", "｜　甲甲甲"))
    assert codes(prose(base, "様式第2号中「甲甲」を「乙」に改める。")) == ["ambiguous"]


def test_one_order_twice_is_a_conflict(rule: LawDocument) -> None:
    compiled = prose(
        rule, "第2条第2項中「丁」の次に「戊」を加える。\n第2条第2項中「丁」の次に「戊」を加える。"
    )
    assert len(compiled.operations) == 2
    assert not isinstance(apply(rule, compiled.operations), Applied)


def test_a_new_child_of_a_provision_that_moves_is_cited_under_its_new_number(rule: LawDocument) -> None:
    compiled = prose(rule, "第7条に次の1項を加え、同条を第8条とし、第6条の次に次の1条を加える。\n2　新。")
    assert codes(compiled) == ["unresolved"]
    compiled = prose(rule, "第7条に次の1項を加える。\n2　新。\n第7条を第8条とする。")
    assert operations_without_xml(compiled) == [("move", "第7条→第8条 第8条"), ("add", "第8条第2項")]
    after(rule, compiled)


def test_a_provision_changes_and_moves_at_once_and_its_old_place_is_filled(rule: LawDocument) -> None:
    gone, come = changed(
        rule,
        "第2条第3項中「市長は」を「町長は」に改め、同項を同条第4項とし、同条第2項の次に次の1項を加える。\n3　新。",
    )
    assert (gone, come) == (["3　市長は、市長が定める。"], ["3　新。", "4　町長は、市長が定める。"])


def test_rows_that_come_and_go_in_one_table(rule: LawDocument) -> None:
    gone, come = changed(
        rule,
        "別表第1甲の項を削り、同表乙の項中「2円」を「5円」に改め、同表乙の項の次に次のように加える。\n区分\t額\n丁\t4円",
    )
    assert (gone, come) == (["甲\t1円", "乙\t2円"], ["乙\t5円", "丁\t4円"])


def test_new_provisions_may_hold_what_looks_like_an_amending_sentence(rule: LawDocument) -> None:
    text = "第7条の次に次の1条を加える。\n第8条　第1条中「甲」とあるのは「乙」とする。\n2　第3条の規定は、別に定めるものとする。"
    gone, come = changed(rule, text)
    assert (gone, come) == ([], text.split("\n")[1:])


def test_a_converted_source_enters_in_the_widths_of_the_regulation(kanji: LawDocument) -> None:
    convention = Convention.of(kanji.text())

    def render(text: str) -> str:
        return convention.render(tidy_spaces(text))

    compiled = compile_prose(
        lines("第 2 条第 2 項中「前項の 規定」を「前 2 項の規定」に改め、同条に次の 1 項を加える。\n3 更に 2 以上。"),
        kanji, False, Fidelity.CONVERTED, render,
    )  # fmt: skip
    substitute, add = compiled.operations
    assert bare(substitute) == Substitute(
        at("第2条第2項"), "前項の規定", render("前2項の規定"), basis="stated"
    )
    assert isinstance(add, Add)
    assert render("更に2以上。") in add.xml
    after(kanji, compiled)


# ------------------------------------------------------------------------------------------------------------------ held


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("第9条中「甲」を「乙」に改める。", "not_in_base"),
        ("第2条第3項中「知事」を「市長」に改める。", "base_differs"),
        ("第1条から第3条までの規定中「甲」を「乙」に改める。", "base_differs"),
        ("第1条中「甲」を「乙」に、「丑」を「寅」に改める。", "base_differs"),
        ("第5条の次に次の2条を加える。\n第5条の2　新。", "count_differs"),
        ("第5条の次に次の1条を加える。\n第5条の3　新。", "label_out_of_sequence"),
        ("第2条第1項に次の1号を加える。\n(5)　新", "label_out_of_sequence"),
        ("第7条の次に次の1条を加える。", "no_new_text"),
        ("第5条を次のように改める。\n第6条　新。", "new_text"),
        ("第2条第2項の次に次の1項を加える。\nただの文。", "new_text"),
        ("第5条の見出しを削る。", "not_in_base"),
        ("第7条に見出しとして「（乙）」を付する。", "base_differs"),
        ("第1条の見出しを「目的」に改める。", "new_text"),
        ("第5条ただし書を削る。", "base_differs"),
        ("第4条に次のただし書を加える。\nただし、丁。", "ambiguous"),
        ("第2条ただし書を削る。", "ambiguous"),
        ("第2項を削る。", "not_in_base"),
        ("同条中「甲」を削る。", "unresolved"),
        ("第5条を別段とする。", "unresolved"),
        ("第5条を削り、第6条のうち甲に関する部分を改める。", "unresolved"),
        ("第5条を第8条第2項とする。", "unresolved"),
        ("第2条第3項から第1項までを削る。", "not_in_base"),
        ("第3条を次のように改め、同条の次に次の1条を加える。\n第3条　新。\n第3条の2　新。", "unresolved"),
        ("雑な文である。", "unresolved"),
        ("別表第1丁の項を削る。", "not_in_base"),
        ("第1条中「「甲」を「乙」に改める。", "unresolved"),
    ],
)  # fmt: skip
def test_what_is_not_understood_or_does_not_fit_is_held(rule: LawDocument, text: str, code: str) -> None:
    compiled = prose(rule, text)
    assert codes(compiled) == [code]
    unresolved = [op for op in compiled.operations if isinstance(op, Unresolved)]
    assert bool(unresolved) is (code == "unresolved")
    assert all(op.text in text for op in unresolved)


def test_the_finding_says_what_the_notice_quotes_and_what_stands_there(rule: LawDocument) -> None:
    (finding,) = prose(rule, "第2条第3項中「知事」を「市長」に改める。").findings
    assert finding.at == at("第2条第3項")
    assert "「知事」" in finding.message
    assert "「市長は、市長が定める。」" in finding.message


def test_an_article_before_the_first_of_a_chapter_is_in_doubt(kanji: LawDocument) -> None:
    assert codes(prose(kanji, "第三条の前に次の一条を加える。\n第二条の二　新。")) == ["not_understood"]


def test_words_in_a_formula_are_not_changed_unseen() -> None:
    base = law(RULE.replace("第5条　壬。", "第5条　壬。\n　　｜甲÷乙"))
    provision = base.provision(at("第5条第1項"))
    assert provision is not None
    assert provision.opaque
    compiled = prose(base, "第5条中「甲」を「乙」に改める。")
    assert [type(op) for op in compiled.operations] == [Unresolved]


def test_an_amending_sentence_in_doubt_never_becomes_new_text(rule: LawDocument) -> None:
    compiled = prose(rule, "第7条の次に次の1条を加える。\n第8条　新。\n第6条に次の特例を加える。")
    assert codes(compiled) == ["unresolved"]


def test_unknown_words_of_a_partial_regulation_are_held() -> None:
    base = law(RULE.replace("第5条　壬。", "第5条　〔未収録〕"))
    assert codes(prose(base, "本則中「市長」を「町長」に改める。")) == ["base_unknown"]


# --------------------------------------------------------------------------------------------------------------- grammar


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("第3条第1項中「A」を「B」に改め、同条第2項を削る。", [Words, Drop]),
        ("第5項を第7項とし、第4項を第6項とし、第3項の次に次の2項を加える。", [Renumber, Renumber, Grow]),
        ("第3項から第5項までを1項ずつ繰り下げる。", [Shift]),
        ("第三条中「A」を「B」に、「C」を「D」に改め、「E」を削り、「F」の下に「G」を加える。", [Words] * 4),
        ("第1条中「A」を「B」に、第2条中「C」を「D」に改める。", [Words, Words]),
        ("別記第2号様式を次のように改める。", [Rewrite]),
    ],
)
def test_sentences_read_as_orders(sentence: str, kinds: list[type]) -> None:
    assert [type(order) for order in read_sentence(sentence)] == kinds


@pytest.mark.parametrize(
    "sentence", ["第3条を別段に定める。", "第3条中「A」を「Bに改める。", "「A」とあるのは「B」とする。", "。"]
)
def test_sentences_that_are_not_of_the_language(sentence: str) -> None:
    with pytest.raises(NotProse):
        read_sentence(sentence)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("第3条第1項中「A」を「B」に改める。", True),
        ("題名を次のように改める。", True),
        ("第3条に新しい特例を加える。", False),
        ("第9条　第3条中「A」とあるのは「B」とする。", False),
        ("第3条第2項に次の特例を加える。", True),
        ("第5条から第7条まで及び第9条中「A」を「B」と改正する。", True),
        ("2　市長は、別に定めるものとする。", False),
        ("（経過措置）", False),
    ],
)
def test_which_lines_are_amending_sentences(line: str, wanted: bool) -> None:
    assert is_amending(line) is wanted
