"""Word documents to blocks: what Word shows, with the marks on the words, the boxes of cells, the numbers of lists."""

import hashlib
import re
import zipfile
from io import BytesIO

import docx
import pytest
from docx.enum.text import WD_UNDERLINE
from hypothesis import given
from hypothesis import strategies as st

from office_files import (
    cells,
    grid,
    marked,
    p,
    packed,
    r,
    relation,
    stretches,
    tables,
    tbl,
    tc,
    texts,
    tr,
    u,
    word_parts,
)  # fmt: skip
from reiki.source.model import Document, Figure, Mark, Paragraph, Table, UnreadableSource
from reiki.source.open import Limits, read
from reiki.source.symbols import encircled

THICK, DOTTED = Mark.THICK, Mark.DOTTED
UNDERLINE, DOUBLE = Mark.UNDERLINE, Mark.DOUBLE


def word(body: str, styles: str = "", numbering: str = "", **more: object) -> Document:
    return read(packed(word_parts(body, styles, numbering, **more)), "issue.docx")  # type: ignore[arg-type]


def style(identifier: str, content: str, kind: str = "paragraph", based: str = "", more: str = "") -> str:
    below = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="{kind}" w:styleId="{identifier}" {more}><w:name w:val="{identifier}"/>{below}{content}</w:style>'


# ------------------------------------------------------------------------------------------------------------- underlines


@pytest.mark.parametrize(
    ("kind", "mark"),
    [
        *(
            (k, UNDERLINE)
            for k in ("single", "words", "thick", "dotted", "dash", "dotDash", "wave", "wavyHeavy")
        ),
        ("double", DOUBLE),
        ("wavyDouble", DOUBLE),
        ("none", Mark.NONE),
    ],
)
def test_kinds_of_underline(kind: str, mark: Mark) -> None:
    document = word(p(r("第1条　") + u("甲の", kind) + r("乙")))
    for asked in (UNDERLINE, DOUBLE):
        assert marked(document, asked) == (["甲の"] if asked is mark else [])


def test_underlined_words_without_their_spaces() -> None:
    assert marked(word(p(u("甲 乙　丙", "words"))), UNDERLINE) == ["甲", "乙", "丙"]


def test_an_unknown_kind_of_underline_is_told() -> None:
    document = word(p(u("甲", "zigzag")))
    assert marked(document, UNDERLINE) == ["甲"]
    assert any("zigzag" in n for n in document.notes)


UNDERLINED = '<w:rPr><w:u w:val="single"/></w:rPr>'
NONE = '<w:rPr><w:u w:val="none"/></w:rPr>'


def test_underlines_are_inherited_and_ended() -> None:
    styles = (
        style("Base", UNDERLINED)
        + style("Para", "", based="Base")
        + style("Off", NONE, based="Base")
        + style("Char", '<w:rPr><w:u w:val="double"/></w:rPr>', "character")
        + style("Plain", NONE, "character")
    )
    body = (
        p(
            r("甲") + r("乙", '<w:rStyle w:val="Plain"/>') + r("丙", '<w:rStyle w:val="Char"/>'),
            '<w:pStyle w:val="Para"/>',
        )
        + p(r("丁") + r("戊", '<w:rStyle w:val="Char"/><w:u w:val="none"/>'), '<w:pStyle w:val="Off"/>')
        + p(r("己", '<w:rStyle w:val="Char"/>'))
    )
    document = word(body, styles)
    assert marked(document, UNDERLINE) == ["甲"]
    assert marked(document, DOUBLE) == ["丙", "己"]


def test_underlines_of_document_defaults_and_of_the_default_style() -> None:
    defaults = f"<w:docDefaults><w:rPrDefault>{UNDERLINED}</w:rPrDefault></w:docDefaults>"
    assert marked(word(p(r("甲")), defaults), UNDERLINE) == ["甲"]
    normal = style("Normal", UNDERLINED, more='w:default="1"')
    assert marked(word(p(r("甲")), normal), UNDERLINE) == ["甲"]


def test_styles_that_rest_on_each_other_in_a_circle_end() -> None:
    styles = style("A", UNDERLINED, based="B") + style("B", "", based="A")
    assert marked(word(p(r("甲"), '<w:pStyle w:val="B"/>'), styles), UNDERLINE) == ["甲"]


def test_underlines_of_a_table_style_and_its_special_rows() -> None:
    styles = style(
        "T",
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:u w:val="double"/></w:rPr></w:tblStylePr>' + UNDERLINED,
        "table",
    )
    look = '<w:tblStyle w:val="T"/><w:tblLook w:val="0000" w:firstRow="{}"/>'
    rows = (tr(tc(p(r("頭")))), tr(tc(p(r("身"))), tc(p(u("裸", "none")))))
    document = word(tbl(*rows, properties=look.format("1")) + p(r("外")), styles)
    assert (marked(document, DOUBLE), marked(document, UNDERLINE)) == (["頭"], ["身"])
    document = word(tbl(*rows, properties=look.format("0")) + p(r("外")), styles)
    assert (marked(document, DOUBLE), marked(document, UNDERLINE)) == ([], ["頭", "身"])


def test_what_word_draws_under_links_is_no_mark() -> None:
    styles = style("Hyperlink", UNDERLINED, "character")
    link = '<w:hyperlink r:id="rId9">' + r("甲", '<w:rStyle w:val="Hyperlink"/>') + u("乙") + "</w:hyperlink>"
    assert marked(word(p(link), styles), UNDERLINE) == ["乙"]


def test_strike_through_is_a_deletion_and_a_toggle() -> None:
    struck = "<w:rPr><w:strike/></w:rPr>"
    styles = style("P", struck) + style("C", struck, "character")
    body = p(
        r("甲") + r("乙", '<w:rStyle w:val="C"/>') + r("丙", '<w:strike w:val="0"/>'), '<w:pStyle w:val="P"/>'
    )
    assert marked(word(body + p(r("丁", "<w:dstrike/>")), styles), Mark.DELETED) == ["甲", "丁"]


def test_emphasis_and_other_looks_are_no_marks() -> None:
    document = word(
        p(r("甲", '<w:em w:val="dot"/><w:b/><w:color w:val="FF0000"/><w:highlight w:val="yellow"/>'))
    )
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    assert block.text.spans == ()


def test_boxes_around_words_and_paragraphs() -> None:
    sides = "".join(f'<w:{s} w:val="dashed" w:sz="4"/>' for s in ("top", "left", "bottom", "right"))
    body = (
        p(r("甲", '<w:bdr w:val="dotted" w:sz="4"/>') + r("乙", '<w:bdr w:val="single" w:sz="4"/>'))
        + p(r("丙"), f"<w:pBdr>{sides}</w:pBdr>")
        + p(r("丁"), '<w:pBdr><w:bottom w:val="dashed" w:sz="4"/></w:pBdr>')
        + p(r("戊", '<w:bdr w:val="single" w:sz="12"/>'))
    )
    assert marked(word(body), DOTTED) == ["甲", "丙"]
    assert marked(word(body), THICK) == ["戊"]


# ------------------------------------------------------------------------------------------------------- tracked changes


def test_tracked_changes_are_marks() -> None:
    body = p(
        r("第1条　")
        + '<w:del w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del>'
        + f'<w:ins w:id="2">{u("新")}</w:ins>'
        + f'<w:moveFrom w:id="3">{r("元")}</w:moveFrom><w:moveTo w:id="4">{r("先")}</w:moveTo>'
        + r("後", '<w:rPrChange w:id="5"><w:rPr><w:u w:val="single"/></w:rPr></w:rPrChange>')
    )
    document = word(body)
    assert texts(document) == ["第1条　旧新元先後"]
    assert marked(document, Mark.DELETED) == ["旧", "元"]
    assert marked(document, Mark.INSERTED) == ["新", "先"]
    assert marked(document, UNDERLINE) == ["新"]


def test_rows_that_came_or_went() -> None:
    document = word(
        tbl(
            tr(tc(p(r("甲"))), properties='<w:ins w:id="1"/>'),
            tr(tc(p(r("乙"))), properties='<w:del w:id="1"/>'),
            tr(tc(p(r("丙")), '<w:cellIns w:id="3"/>'), tc(p(r("丁")))),
        )
        + p(r("外"))
    )
    assert marked(document, Mark.INSERTED) == ["甲", "丙"]
    assert marked(document, Mark.DELETED) == ["乙"]


# ---------------------------------------------------------------------------------------------------------- every word


def test_what_libraries_for_the_format_do_not_see() -> None:
    body = (
        p(
            "<w:smartTag>" + r("甲") + "</w:smartTag>"
            "<w:sdt><w:sdtPr/><w:sdtContent>" + r("乙") + "</w:sdtContent></w:sdt>"
            "<w:customXml>" + r("丙") + "</w:customXml>"
            "<w:r><w:ruby><w:rubyPr/><w:rt>"
            + r("てい")
            + "</w:rt><w:rubyBase>"
            + u("丁")
            + "</w:rubyBase></w:ruby></w:r>"
            '<w:fldSimple w:instr="REF x">' + r("戊") + "</w:fldSimple>"
            '<w:bdo w:val="ltr">' + r("己") + "</w:bdo><w:unheardOf>" + r("庚") + "</w:unheardOf>"
        )
        + "<w:sdt><w:sdtContent>"
        + p(r("辛"))
        + "</w:sdtContent></w:sdt>"
    )
    document = word(body)
    assert texts(document) == ["甲乙丙丁戊己庚", "辛"]
    assert marked(document, UNDERLINE) == ["丁"]


def test_rows_and_cells_in_content_controls() -> None:
    def wrap(x: str) -> str:
        return f"<w:sdt><w:sdtContent>{x}</w:sdtContent></w:sdt>"

    document = word(wrap(tbl(wrap(tr(wrap(tc(p(r("甲")))), tc(p(r("乙"))))))) + p(r("外")))
    assert grid(tables(document)[0]) == [["甲", "乙"]]


def field(instruction: str, result: str | None) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    shown = "" if result is None else mark("separate") + result
    return mark("begin") + f"<w:r><w:instrText>{instruction}</w:instrText></w:r>" + shown + mark("end")


def test_fields_show_their_results() -> None:
    body = p(
        r("甲")
        + field(" PAGEREF _x ", u("３"))
        + field("IF " + "</w:instrText></w:r>" + field("REF y", r("内")) + "<w:r><w:instrText>", r("乙"))
    )
    document = word(body)
    assert texts(document) == ["甲３乙"]
    assert marked(document, UNDERLINE) == ["３"]


def test_a_field_over_several_paragraphs() -> None:
    body = (
        p(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            + r("第1章")
        )
        + p(r("第2章") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        + p(r("本文"))
    )
    assert texts(word(body)) == ["第1章", "第2章", "本文"]


@pytest.mark.parametrize(
    ("instruction", "shown"),
    [
        (r"EQ \* jc2 \* &quot;Font:ＭＳ 明朝&quot; \* hps10 \o\ad(\s\up 9(ろう),漏)", "漏"),
        (r"eq \o\ac(○,1)", "①"),
        (r"eq \o\ac(○,印)", "㊞"),
        (r"eq \o\ac(○,ア)", "㋐"),
        (r"SYMBOL 183 \f &quot;Symbol&quot;", "•"),
    ],
)
def test_fields_that_are_what_they_show(instruction: str, shown: str) -> None:
    assert texts(word(p(r("前") + field(instruction, None) + r("後")))) == [f"前{shown}後"]


def test_old_ruby_keeps_the_underline_of_its_base() -> None:
    run = '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:instrText>{}</w:instrText></w:r>'
    body = field(
        "EQ \\o\\ad(\\s\\up 9(ろう),</w:instrText></w:r>" + run.format("漏") + "<w:r><w:instrText>)", None
    )
    document = word(p(r("脱") + body + r("水")))
    assert texts(document) == ["脱漏水"]
    assert marked(document, UNDERLINE) == ["漏"]


def test_a_formula_field_is_carried() -> None:
    document = word(p(r("次の式")) + p(field(r"EQ \f(甲,乙)", None)))
    figure = document.blocks[1]
    assert isinstance(figure, Figure)
    assert figure.alternative == "甲／乙"


def test_numbers_that_a_field_makes_are_told() -> None:
    assert any("AUTONUM" in n for n in word(p(field("AUTONUM", None) + r("甲"))).missing)


def test_lines_tabs_hyphens_and_symbols() -> None:
    body = p(
        r("(1)") + "<w:r><w:tab/></w:r>" + r("甲") + "<w:r><w:br/></w:r>" + r("Ａ")
        + "<w:r><w:noBreakHyphen/></w:r>" + r("Ｂ") + '<w:r><w:softHyphen/></w:r>'
        + '<w:r><w:sym w:font="Wingdings" w:char="F081"/></w:r><w:r><w:sym w:font="Symbol" w:char="F0B4"/></w:r>'
        + '<w:r><w:br w:type="page"/></w:r>' + r("乙") + "<w:r><w:cr/></w:r>" + r("丙")
    )  # fmt: skip
    assert texts(word(body)) == ["(1)\t甲", "Ａ-Ｂ①×", "乙", "丙"]


def test_an_unknown_symbol_is_told() -> None:
    document = word(p(r("甲") + '<w:r><w:sym w:font="Webdings" w:char="F023"/></w:r>'))
    assert texts(document) == ["甲〓"]
    assert any("Webdings F023" in n for n in document.notes)


def test_spaces_count_where_the_file_says_so() -> None:
    body = p('<w:r><w:t> 甲 </w:t></w:r><w:r><w:t xml:space="preserve"> 乙</w:t></w:r>') + p(r("　　丙　"))
    assert texts(word(body)) == ["甲 乙", "　　丙　"]


def test_hidden_words_are_left_out_and_told() -> None:
    document = word(p(r("甲") + r("乙", "<w:vanish/>") + r("丙", '<w:vanish w:val="0"/>')))
    assert texts(document) == ["甲丙"]
    assert any("hidden" in n and "乙" in n for n in document.notes)


TEXT_BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp>'
    "<wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    "</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></v:shape></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r>"
)


def test_a_text_box_once_and_after_its_paragraph() -> None:
    document = word(p(r("前") + TEXT_BOX.format(p(u("箱"))) + r("後")) + p(r("次")))
    assert texts(document) == ["前後", "箱", "次"]
    assert marked(document, UNDERLINE) == ["箱"]
    assert any("text boxes" in n for n in document.notes)


def test_a_text_box_in_a_cell_stays_there() -> None:
    document = word(tbl(tr(tc(p(TEXT_BOX.format(p(r("箱"))) + r("甲"))), tc(p(r("乙"))))) + p(r("外")))
    assert grid(tables(document)[0]) == [["甲\n箱", "乙"]]


def test_drawn_shapes_are_told() -> None:
    shape = "<w:r><w:pict><v:rect/></w:pict></w:r>"
    assert any("shapes" in n for n in word(p(shape + r("甲"))).notes)


def test_notes_at_the_foot_are_kept_as_remarks() -> None:
    document = word(
        p(r("甲") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r("乙")),
        parts={
            "word/footnotes.xml": f"<w:footnotes xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
            f'<w:footnote w:type="separator" w:id="0">{p("")}</w:footnote>'
            f'<w:footnote w:id="2">{p(r("脚注の文"))}</w:footnote></w:footnotes>'
        },
        relations=relation("rId7", "footnotes", "footnotes.xml"),
    )
    assert texts(document) == ["甲乙"]
    assert any("脚注の文" in n and "paragraph 1" in n for n in document.notes)


PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="様式の図"/><a:graphic><a:graphicData>'
    '<a:blip r:{}="rId5"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)


def test_pictures() -> None:
    document = word(
        p(r("様式")) + p(PICTURE.format("embed")),
        parts={"word/media/image1.png": b"\x89PNG"},
        relations=relation("rId5", "image", "media/image1.png"),
    )
    figure = document.blocks[1]
    assert figure == Figure(
        "media/image1.png", hashlib.sha256(b"\x89PNG").hexdigest(), "様式の図", figure.origin
    )


def test_what_stands_elsewhere_is_never_fetched() -> None:
    document = word(
        p(r("様式")) + p(PICTURE.format("link")),
        relations=relation("rId5", "image", "https://example.invalid/a.png", external=True),
    )
    figure = document.blocks[1]
    assert isinstance(figure, Figure)
    assert (figure.reference, figure.digest) == ("https://example.invalid/a.png", None)


def test_formulas() -> None:
    flat = "<m:oMath><m:r><m:t>Ａ×Ｂ</m:t></m:r></m:oMath>"
    deep = "<m:oMath><m:f><m:num><m:r><m:t>甲</m:t></m:r></m:num><m:den><m:r><m:t>乙</m:t></m:r></m:den></m:f></m:oMath>"
    document = word(p(r("式　") + flat) + p(f"<m:oMathPara>{deep}</m:oMathPara>"))
    assert texts(document) == ["式　Ａ×Ｂ"]
    figure = document.blocks[1]
    assert isinstance(figure, Figure)
    assert figure.alternative == "甲乙"
    assert figure.digest is not None
    assert figure.reference == f"formula:{figure.digest[:16]}"


# --------------------------------------------------------------------------------------------------------------- numbers


def level(at: int, sequence: str, pattern: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{sequence}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def lists(*levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}'


def item(text: str, at: int = 0, number: int = 1) -> str:
    return p(r(text), f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


@pytest.mark.parametrize(
    ("sequence", "pattern", "printed"),
    [
        ("decimal", "第%1条", ["第1条", "第2条", "第3条"]),
        ("decimalFullWidth", "%1", ["１", "２", "３"]),
        ("decimal", "(%1)", ["(1)", "(2)", "(3)"]),
        ("decimalEnclosedCircle", "%1", ["①", "②", "③"]),
        ("decimalEnclosedParen", "%1", ["⑴", "⑵", "⑶"]),
        ("japaneseCounting", "第%1条", ["第一条", "第二条", "第三条"]),
        ("ideographDigital", "%1", ["一", "二", "三"]),
        ("ideographTraditional", "%1", ["甲", "乙", "丙"]),
        ("aiueoFullWidth", "%1", ["ア", "イ", "ウ"]),
        ("aiueo", "%1", ["ｱ", "ｲ", "ｳ"]),
        ("irohaFullWidth", "%1", ["イ", "ロ", "ハ"]),
        ("iroha", "%1", ["ｲ", "ﾛ", "ﾊ"]),
        ("lowerLetter", "(%1)", ["(a)", "(b)", "(c)"]),
        ("upperRoman", "%1", ["I", "II", "III"]),
        ("lowerRoman", "%1", ["i", "ii", "iii"]),
        ("decimalZero", "%1", ["01", "02", "03"]),
        ("bullet", "・", ["・", "・", "・"]),
    ],
)
def test_numbers_that_stand_only_in_the_list(sequence: str, pattern: str, printed: list[str]) -> None:
    document = word("".join(item(t) for t in "甲乙丙"), numbering=lists(level(0, sequence, pattern)))
    assert texts(document) == [f"{n}　{t}" for n, t in zip(printed, "甲乙丙", strict=True)]


@pytest.mark.parametrize(
    ("value", "kanji", "digits"),
    [(10, "十", "一〇"), (11, "十一", "一一"), (21, "二十一", "二一"), (103, "百三", "一〇三")],
)
def test_great_numbers(value: int, kanji: str, digits: str) -> None:
    for sequence, printed in (("japaneseCounting", kanji), ("ideographDigital", digits)):
        document = word(item("甲"), numbering=lists(level(0, sequence, "%1", start=value)))
        assert texts(document) == [f"{printed}　甲"]


def test_levels_restarts_and_suffixes() -> None:
    numbering = lists(
        level(0, "decimal", "第%1条"),
        level(1, "decimalFullWidth", "%2", '<w:suff w:val="space"/>', start=2),
        level(2, "aiueoFullWidth", "%1の%3", '<w:suff w:val="nothing"/>'),
    )
    body = (
        item("a")
        + item("b", 1)
        + item("c", 1)
        + item("d", 2)
        + item("e", 2)
        + item("f")
        + item("g", 1)
        + item("h", 2)
    )
    assert texts(word(body, numbering=numbering)) == [
        "第1条　a", "２ b", "３ c", "1のアd", "1のイe", "第2条　f", "２ g", "2のアh",
    ]  # fmt: skip


def test_a_level_that_never_restarts() -> None:
    numbering = lists(level(0, "decimal", "%1"), level(1, "decimal", "(%2)", '<w:lvlRestart w:val="0"/>'))
    body = item("a") + item("b", 1) + item("c") + item("d", 1)
    assert texts(word(body, numbering=numbering)) == ["1　a", "(1)　b", "2　c", "(2)　d"]


def test_a_list_that_begins_anew_and_one_that_goes_on() -> None:
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = item("a") + item("b") + item("c", number=2) + item("d", number=2) + item("e", number=3)
    assert texts(word(body, numbering=lists(level(0, "decimal", "%1"), more=more))) == [
        "1　a", "2　b", "5　c", "6　d", "7　e",
    ]  # fmt: skip


def test_numbers_linked_to_styles() -> None:
    listed = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = style("Jo", listed) + style("Go", listed) + style("Sub", "", based="Jo")
    numbering = lists(
        level(0, "japaneseCounting", "第%1条", '<w:pStyle w:val="Jo"/>'),
        level(1, "decimal", "(%2)", '<w:pStyle w:val="Go"/>'),
    )
    body = (
        p(r("a"), '<w:pStyle w:val="Jo"/>')
        + p(r("b"), '<w:pStyle w:val="Go"/>')
        + p(r("c"), '<w:pStyle w:val="Sub"/>')
        + p(r("d"), '<w:pStyle w:val="Jo"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    assert texts(word(body, styles, numbering)) == ["第一条　a", "(1)　b", "第二条　c", "d"]


def test_numbers_go_through_tables_in_order() -> None:
    body = item("a") + tbl(tr(tc(item("b")), tc(item("c")))) + item("d")
    document = word(body, numbering=lists(level(0, "decimal", "%1")))
    assert grid(tables(document)[0]) == [["2　b", "3　c"]]
    assert texts(document) == ["1　a", "4　d"]


def test_the_underline_of_words_does_not_reach_their_number_but_that_of_the_list_does() -> None:
    mark = f"<w:numPr><w:numId w:val='1'/></w:numPr>{UNDERLINED}"
    document = word(p(u("甲"), mark), numbering=lists(level(0, "decimal", "%1")))
    assert marked(document, UNDERLINE) == ["甲"]
    document = word(
        p(r("甲"), mark), numbering=lists(level(0, "decimal", "%1", "<w:rPr><w:u w:val='single'/></w:rPr>"))
    )
    assert marked(document, UNDERLINE) == ["1"]


def test_a_number_comes_and_goes_with_all_its_words() -> None:
    listed = "<w:numPr><w:numId w:val='1'/></w:numPr>"
    body = (
        p(f'<w:ins w:id="1">{r("甲")}</w:ins>', listed)
        + p(f'<w:ins w:id="1">{r("乙")}</w:ins>{r("丙")}', listed)
        + p('<w:del w:id="1"><w:r><w:delText>丁</w:delText></w:r></w:del>', listed)
    )
    document = word(body, numbering=lists(level(0, "decimal", "%1")))
    assert marked(document, Mark.INSERTED) == ["1　甲", "乙"]
    assert marked(document, Mark.DELETED) == ["3　丁"]


def test_an_unknown_sequence_is_told() -> None:
    document = word(item("甲"), numbering=lists(level(0, "thaiLetters", "%1")))
    assert texts(document) == ["〓　甲"]
    assert any("thaiLetters" in n for n in document.missing)


# ---------------------------------------------------------------------------------------------------------------- tables


def test_merged_cells() -> None:
    down = '<w:vMerge w:val="restart"/>'
    document = word(
        tbl(
            tr(tc(p(r("甲")), down), tc(p(r("乙")), '<w:gridSpan w:val="2"/>')),
            tr(tc(p(""), "<w:vMerge/>"), tc(p(r("丙"))), tc(p(r("丁")))),
            tr(tc(p(r("戊")), '<w:hMerge w:val="restart"/>'), tc(p(""), "<w:hMerge/>"), tc(p(r("己")))),
            tr(tc(p(r("庚"))), tc(p(r("辛"))), properties='<w:gridBefore w:val="1"/>'),
        )
        + p(r("外"))
    )
    (table,) = tables(document)
    assert [[(c.plain(), c.rowspan, c.colspan) for c in row.cells] for row in table.rows] == [
        [("甲", 2, 1), ("乙", 1, 2)],
        [("丙", 1, 1), ("丁", 1, 1)],
        [("戊", 1, 2), ("己", 1, 1)],
        [("", 1, 1), ("庚", 1, 1), ("辛", 1, 1)],
    ]


def test_words_in_a_cell_that_is_merged_away_are_not_lost() -> None:
    document = word(
        tbl(
            tr(tc(p(r("甲")), '<w:vMerge w:val="restart"/>'), tc(p(r("乙")))),
            tr(tc(p(r("丙")), "<w:vMerge/>"), tc(p(r("丁")))),
        )
        + p(r("外"))
    )
    assert grid(tables(document)[0]) == [["甲\n丙", "乙"], ["丁"]]
    assert any("merged with the one above" in n for n in document.notes)


def test_tables_within_cells_and_repeated_heads() -> None:
    inner = tbl(tr(tc(p(r("区分"))), tc(p(u("額")))), tr(tc(p(r("一"))), tc(p(r("二")))))
    document = word(
        tbl(
            tr(tc(p(r("改正後"))), tc(p(r("改正前"))), properties="<w:tblHeader/>"),
            tr(tc(p(r("別表")) + inner + p("")), tc(p(r("略")))),
        )
        + p(r("外"))
    )
    (table,) = tables(document)
    assert [c.head for c in table.rows[0].cells] == [True, True]
    assert not any(c.head for c in table.rows[1].cells)
    nested = table.rows[1].cells[0].blocks[1]
    assert isinstance(nested, Table)
    assert grid(nested) == [["区分", "額"], ["一", "二"]]
    assert marked(document, UNDERLINE) == ["額"]


def borders(kind: str, size: int = 4, sides: str = "top left bottom right") -> str:
    return "".join(f'<w:{s} w:val="{kind}" w:sz="{size}"/>' for s in sides.split())


@pytest.mark.parametrize(
    ("kind", "size", "box"),
    [
        ("dotted", 4, DOTTED),
        ("dashSmallGap", 4, DOTTED),
        ("single", 12, THICK),
        ("thick", 4, THICK),
        ("single", 4, Mark.NONE),
        ("double", 18, Mark.NONE),
    ],
)
def test_boxes_of_cells(kind: str, size: int, box: Mark) -> None:
    drawn = tc(p(r("箱")), f"<w:tcBorders>{borders(kind, size)}</w:tcBorders>")
    table = tbl(
        tr(tc(p(r("甲"))), tc(p(r("乙")))),
        tr(drawn, tc(p(r("丙")))),
        properties=f"<w:tblBorders>{borders('single')}</w:tblBorders>",
    )
    (found,) = tables(word(table + p(r("外"))))
    assert [c.box for c in cells(found)] == [Mark.NONE, Mark.NONE, box, Mark.NONE]


def test_a_box_around_several_cells_drawn_side_by_side() -> None:
    def cell(text: str, sides: str) -> str:
        return tc(p(r(text)), f"<w:tcBorders>{borders('single', 18, sides)}</w:tcBorders>")

    table = tbl(
        tr(cell("甲", "top left bottom"), cell("乙", "top bottom right"), tc(p(r("丙")))),
        tr(*(tc(p(r(t))) for t in "丁戊己")),
    )
    (found,) = tables(word(table + p(r("外"))))
    assert [c.box for c in cells(found)] == [THICK, THICK, *[Mark.NONE] * 4]


def test_the_lines_of_a_table_as_a_whole_are_no_boxes_but_its_frame_within_a_cell_is() -> None:
    lines = f"<w:tblBorders>{borders('single', 4)}<w:insideH w:val='dashed' w:sz='4'/><w:insideV w:val='dashed' w:sz='4'/></w:tblBorders>"
    rows = [tr(*(tc(p(r(t))) for t in "甲乙丙")) for _ in range(3)]
    (found,) = tables(word(tbl(*rows, properties=lines) + p(r("外"))))
    assert {c.box for c in cells(found)} == {Mark.NONE}
    framed = tbl(*rows, properties=f"<w:tblBorders>{borders('dashed')}</w:tblBorders>")
    (found,) = tables(word(tbl(tr(tc(framed + p("")), tc(p(r("乙")))), properties=lines) + p(r("外"))))
    nested = found.rows[0].cells[0].blocks[0]
    assert isinstance(nested, Table)
    assert {c.box for c in cells(nested)} == {DOTTED}


def test_a_frame_that_the_table_style_draws() -> None:
    styles = style(
        "Frame", f"<w:tblPr><w:tblBorders>{borders('single', 24)}</w:tblBorders></w:tblPr>", "table"
    )
    framed = tbl(tr(tc(p(r("甲"))), tc(p(r("乙")))), properties='<w:tblStyle w:val="Frame"/>')
    (found,) = tables(word(tbl(tr(tc(framed + p("")), tc(p(r("丙"))))) + p(r("外")), styles))
    nested = found.rows[0].cells[0].blocks[0]
    assert isinstance(nested, Table)
    assert {c.box for c in cells(nested)} == {THICK}


def test_cells_set_vertically_are_read_from_the_right() -> None:
    down = '<w:textDirection w:val="tbRl"/>'
    table = tbl(
        tr(tc(p(r("第一条　新")), down), tc(p(r("改正後")), down)),
        tr(tc(p(r("第一条　旧")), down), tc(p(r("改正前")), down)),
    )
    (found,) = tables(word(table + p(r("外"))))
    assert grid(found) == [["改正後", "改正前"], ["第一条　新", "第一条　旧"]]


def test_places() -> None:
    body = p(r("甲")) + tbl(
        tr(tc(p(r("乙")) + p(r("丙"))), tc(p("<w:r><w:lastRenderedPageBreak/></w:r>" + r("丁"))))
    )
    (first, table) = word(body).blocks
    assert isinstance(first, Paragraph)
    assert (first.origin.page, first.origin.line) == (1, 1)
    assert isinstance(table, Table)
    origins = [b.origin for c in cells(table) for b in c.blocks]
    assert [(o.page, o.line, o.table, o.row, o.column, o.start) for o in origins] == [
        (1, 2, 1, 1, "1", 0), (1, 3, 1, 1, "1", 2), (2, 4, 1, 1, "2", 0),
    ]  # fmt: skip


def test_cells_of_one_row_end_on_the_same_page() -> None:
    broken = p("<w:r><w:lastRenderedPageBreak/></w:r>" + r("甲"))
    document = word(tbl(tr(tc(broken), tc(broken)), tr(tc(p(r("乙"))), tc(p(r("丙"))))))
    assert [b.origin.page for c in cells(tables(document)[0]) for b in c.blocks] == [2, 2, 2, 2]


def test_headings_and_alignment() -> None:
    styles = style("a1", "").replace('w:name w:val="a1"', 'w:name w:val="heading 2"') + style(
        "R", '<w:pPr><w:jc w:val="end"/></w:pPr>'
    )
    body = (
        p(r("章"), '<w:pStyle w:val="a1"/>')
        + p(r("日"), '<w:pStyle w:val="R"/>')
        + p(r("題"), '<w:jc w:val="center"/>')
        + p(r("文"), '<w:jc w:val="both"/>')
    )
    assert [b.style for b in word(body, styles).blocks if isinstance(b, Paragraph)] == [
        "heading2",
        "right",
        "center",
        "",
    ]


# ---------------------------------------------------------------------------------------------------- from a library


def test_a_document_of_python_docx() -> None:
    source = docx.Document()
    source.add_paragraph("霧浜市規則第1号", style="Heading 1")
    paragraph = source.add_paragraph("第1条　")
    paragraph.add_run("甲").underline = True
    paragraph.add_run("乙").underline = WD_UNDERLINE.DOUBLE
    source.add_paragraph("一つ目", style="List Number")
    source.add_paragraph("二つ目", style="List Number")
    table = source.add_table(2, 2, style="Table Grid")
    table.cell(0, 0).merge(table.cell(1, 0)).text = "甲"
    table.cell(0, 1).text = "乙"
    table.cell(1, 1).text = "丙"
    out = BytesIO()
    source.save(out)
    document = read(out.getvalue())
    assert texts(document) == ["霧浜市規則第1号", "第1条　甲乙", "1.　一つ目", "2.　二つ目"]
    assert (marked(document, UNDERLINE), marked(document, DOUBLE)) == (["甲"], ["乙"])
    assert grid(tables(document)[0]) == [["甲", "乙"], ["丙"]]
    assert cells(tables(document)[0])[0].rowspan == 2
    assert document.drawn
    assert document.format == "docx"
    assert document.sha256 == hashlib.sha256(out.getvalue()).hexdigest()


def test_strict_names() -> None:
    parts = word_parts(p(r("甲") + u("乙")))
    for name in parts:
        for old, new in (
            (
                "http://schemas.openxmlformats.org/wordprocessingml/2006/",
                "http://purl.oclc.org/ooxml/wordprocessingml/",
            ),
            (
                "http://schemas.openxmlformats.org/officeDocument/2006/",
                "http://purl.oclc.org/ooxml/officeDocument/",
            ),
        ):
            parts[name] = str(parts[name]).replace(old, new)
    document = read(packed(parts))
    assert texts(document) == ["甲乙"]
    assert marked(document, UNDERLINE) == ["乙"]


# ------------------------------------------------------------------------------------------------------ nothing is lost


RUNS = st.recursive(
    st.text("甲乙丙丁戊第条一二三", min_size=1, max_size=3).map(r),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map("".join).flatmap(
        lambda x: st.sampled_from(
            [
                f"<w:sdt><w:sdtContent>{x}</w:sdtContent></w:sdt>", f"<w:smartTag>{x}</w:smartTag>", f'<w:ins w:id="1">{x}</w:ins>',
                f'<w:hyperlink w:anchor="a">{x}</w:hyperlink>', f'<w:fldSimple w:instr="REF">{x}</w:fldSimple>', x,
                f"<w:r><w:ruby><w:rubyBase>{x}</w:rubyBase></w:ruby></w:r>", f'<w:moveTo w:id="1">{x}</w:moveTo>',
                "<w:r>" + '<w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/></w:r>' + x
                + '<w:r><w:fldChar w:fldCharType="end"/></w:r>', TEXT_BOX.format(p(x)),
            ]
        )
    ),
    max_leaves=6,
)  # fmt: skip
BLOCKS = st.recursive(
    st.lists(RUNS, min_size=1, max_size=3).map("".join).map(p),
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda xs: st.sampled_from(
            [
                tbl(tr(*(tc(x + p("")) for x in xs)), tr(tc(p(r("末")), f'<w:gridSpan w:val="{len(xs)}"/>'))),
                f"<w:sdt><w:sdtContent>{''.join(xs)}</w:sdtContent></w:sdt>",
                "".join(xs),
            ]
        )
    ),
    max_leaves=6,
)


@given(BLOCKS)
def test_every_word_is_in_the_document_exactly_once(body: str) -> None:
    written = re.sub(r"<mc:Fallback>.*?</mc:Fallback>", "", body)
    if "txbxContent" in re.sub(r"<mc:AlternateContent>.*?</mc:AlternateContent>", "", body):
        return  # boxes within boxes: told apart below
    given_words = sorted("".join(re.findall(r"<w:t [^>]*>([^<]*)</w:t>", written)))
    document = word(body + p(r("終")))
    found: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(block.text.text)
        elif isinstance(block, Table):
            found.append("".join(c.plain() for c in cells(block)))
    assert sorted(re.sub(r"\s", "", "".join(found))) == sorted([*given_words, "終"])


def test_boxes_within_boxes_once() -> None:
    inner = TEXT_BOX.format(p(r("内")))
    assert texts(word(p(r("前") + TEXT_BOX.format(p(r("外") + inner)) + r("後")))) == ["前後", "外", "内"]


# ------------------------------------------------------------------------------------------------------------- bad input


LIMITS = Limits()


def refused(data: bytes, name: str = "issue.docx", limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableSource) as caught:
        read(data, name, limits)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


GOOD = word_parts(p(r("第1条　この規則は、市民農園について定める。" * 50)))


def test_a_file_that_is_cut_off() -> None:
    data = packed(GOOD)
    for length in (len(data) - 5, len(data) * 2 // 3, 400):
        assert "cut off" in refused(data[:length])
    document = bytearray(data)
    at = data.index(b"word/document.xml") + 60
    document[at : at + 20] = bytes(20)
    assert "damaged" in refused(bytes(document))


def test_a_file_without_its_text() -> None:
    parts = {k: v for k, v in word_parts(p(r("甲")), style("A", "")).items() if k != "word/document.xml"}
    assert "word/document.xml is missing" in refused(packed(parts))
    assert "no text" in refused(packed(word_parts(p(""))))
    picture = word_parts(
        p(PICTURE.format("embed")),
        relations=relation("rId5", "image", "media/a.png"),
        parts={"word/media/a.png": b"x"},
    )
    assert "only pictures" in refused(packed(picture))
    assert "well-formed" in refused(packed({**GOOD, "word/document.xml": "<w:document>"}))


def test_limits_of_packed_files() -> None:
    data = packed({**GOOD, "word/zeros.bin": b"0" * 3_000_000})
    assert "zip bomb" in refused(data)
    assert "unpacks to" in refused(packed(GOOD), limits=Limits(expanded=1000))
    assert "parts, more than the 3" in refused(packed(GOOD), limits=Limits(entries=3))
    assert read(
        packed(GOOD),
        limits=Limits(entries=4, expanded=sum(len(v.encode()) for v in GOOD.values() if isinstance(v, str))),
    ).blocks


@pytest.mark.parametrize("part", ["word/document.xml", "docProps/core.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities(part: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    assert "document type or entities" in refused(packed({**GOOD, part: text.encode(encoding)}))


def test_a_document_type_behind_a_long_comment() -> None:
    text = f'<?xml version="1.0"?><!--{"x" * 5000}--><!DOCTYPE x><x/>'
    assert "document type" in refused(packed({**GOOD, "word/document.xml": text}))


def test_other_files() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    assert "old office document" in refused(old + "WordDocument".encode("utf-16-le"), "a.doc")
    assert "password" in refused(old + "EncryptedPackage".encode("utf-16-le"))
    assert "Excel" in refused(packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}))
    assert "although its name ends in .docx" in refused(b"\x89PNG\r\n\x1a\n" + bytes(20))
    assert "another file" in refused(packed(word_parts('<w:altChunk r:id="rId1"/>' + p(r("甲")))))


def test_the_same_part_twice() -> None:
    out = BytesIO(packed(GOOD))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<x/>")
    assert "twice" in refused(out.getvalue())


def test_control_characters() -> None:
    assert "U+202E in paragraph 2" in refused(packed(word_parts(p(r("甲")) + p(r("乙\u202e丙")))))
    document = word(p(r("甲\u200b乙\ue000")))
    assert texts(document) == ["甲乙\ue000"]
    assert any("invisible" in n for n in document.notes)
    assert any("外字" in n for n in document.notes)


def test_tables_in_each_other_without_end() -> None:
    body = p(r("甲"))
    for _ in range(40):
        body = tbl(tr(tc(body + p(r("乙"))), tc(p(r("丙")))))
    assert tables(word(body + p(r("外"))))
    for _ in range(130):
        body = tbl(tr(tc(body + p("")), tc(p(r("丙")))))
    assert "too deep" in refused(packed(word_parts(body + p(r("外")))))
    strange = "<w:strange>" * 1500 + "<w:t>甲</w:t>" + "</w:strange>" * 1500
    assert "too deep" in refused(packed(word_parts(p(f"<w:r>{strange}</w:r>"))))


def test_macros_are_ignored() -> None:
    assert read(packed({**GOOD, "word/vbaProject.bin": b"macro"}), "a.docm").blocks


def test_characters_in_a_circle() -> None:
    assert [encircled(t) for t in ("1", "１", "20", "50", "ア", "秘", "甲甲")] == [
        "①",
        "①",
        "⑳",
        "㊿",
        "㋐",
        "㊙",
        None,
    ]


def test_stretches_of_marked_text() -> None:
    (block,) = word(p(u("甲") + u("乙") + r("丙"))).blocks
    assert isinstance(block, Paragraph)
    assert stretches(block.text, UNDERLINE) == ["甲乙"]
    assert len(block.text.spans) == 1
