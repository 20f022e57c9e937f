"""Amending sentences on headings, and on articles that are the first of their chapter."""

import pytest

from laws import obey
from reiki.amend.operations import Move
from reiki.gazette.prose import Prose, compile_prose
from reiki.law.document import LawDocument
from reiki.law.equality import Fidelity
from reiki.law.plain_text import parse_regulation
from reiki.render.text import render_text
from reiki.source.model import MarkedText, Origin, Paragraph

BASE = """霧浜市見本規則
平成18年3月24日
霧浜市規則第12号

　　　第1章　総則
第1条　甲とする。
第2条　乙とする。
　　　第2章　手続
（申請）
第3条　丙とする。
第4条　丁とする。
第5条　戊とする。
　　　第3章　雑則
第6条　己とする。
　　　附　則
　この規則は、平成18年4月1日から施行する。
"""
RANGE = BASE.replace("（申請）\n第3条　丙とする。\n第4条　丁とする。\n", "第3条及び第4条　削除\n")


def law(text: str) -> LawDocument:
    return LawDocument.from_regulation(parse_regulation(text).regulation)


def prose(base: str, *lines: str) -> Prose:
    blocks = [Paragraph(MarkedText(line), Origin(line=n)) for n, line in enumerate(lines, 1)]
    return compile_prose(blocks, law(base), True, Fidelity.DRAWN, str)


def after(base: str, *lines: str) -> str:
    compiled = prose(base, *lines)
    assert not [f.message for f in compiled.findings if f.severity == "error"]
    return render_text(obey(law(base), list(compiled.operations)).regulation())


def test_what_takes_the_place_of_the_first_articles_of_a_chapter_stands_in_it() -> None:
    said = "第3条及び第4条を次のように改める。"
    assert after(BASE, said, "第3条及び第4条　削除") == RANGE
    filled = after(RANGE, said, "（新）", "第3条　新とする。", "第4条　又とする。")
    assert filled == RANGE.replace("第3条及び第4条　削除\n", "（新）\n第3条　新とする。\n第4条　又とする。\n")
    part = after(RANGE, said, "第3条　新とする。", "第4条　削除")
    assert part == RANGE.replace("第3条及び第4条　削除\n", "第3条　新とする。\n第4条　削除\n")


def test_the_chapter_may_be_renumbered_in_the_same_clause() -> None:
    text = after(
        BASE,
        "第3章を第4章とし、第2章を第3章とする。",
        "第3条及び第4条を次のように改める。",
        "第3条及び第4条　削除",
    )
    assert "　　　第3章　手続\n第3条及び第4条　削除\n第5条" in text


def test_a_heading_goes_alone() -> None:
    assert after(BASE, "第2章の章名を削る。") == BASE.replace("　　　第2章　手続\n", "")
    moves = [op for op in prose(BASE, "第2章の章名を削る。").operations if isinstance(op, Move)]
    assert [(str(op.at), str(op.following)) for op in moves] == [
        ("第3条", "第2条"),
        ("第4条", "第3条"),
        ("第5条", "第4条"),
    ]


def test_a_heading_goes_alone_while_articles_under_it_move_and_the_next_takes_its_number() -> None:
    text = after(BASE, "第2章の章名を削り、第5条を第5条の2とし、第3章を第2章とする。")
    want = BASE.replace("　　　第2章　手続\n", "").replace("第5条　", "第5条の2　").replace("第3章", "第2章")
    assert text == want


def test_a_chapter_goes_with_its_articles_and_the_next_takes_its_number() -> None:
    text = after(BASE, "第2章を削り、第3章を第2章とする。")
    assert "第2条　乙とする。\n　　　第2章　雑則\n第6条" in text


def test_a_heading_is_replaced_with_its_number() -> None:
    want = BASE.replace("第3章　雑則", "第3章　補則")
    assert after(BASE, "第3章の章名を次のように改める。", "　　　第3章　補則") == want
    assert after(BASE, "第3章の章名を「第3章　補則」に改める。") == want
    assert after(BASE, "第3章の章名中「雑則」を「補則」に改める。") == want


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("第3章の章名を「補則」に改める。",), "new_text"),
        (("第3章の章名を「第4章　補則」に改める。",), "new_text"),
        (("第3章の章名を次のように改める。", "　　　補則"), "new_text"),
        (("第1章の章名を削る。",), "not_understood"),
        (("第4章の章名を削る。",), "not_in_base"),
    ],
)
def test_held(lines: tuple[str, ...], code: str) -> None:
    assert code in {f.code for f in prose(BASE, *lines).findings if f.severity == "error"}
