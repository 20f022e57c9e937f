"""The XML model: what is read, found and written back."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from lxml import etree

from reiki.amend.engine import Applied, apply
from reiki.amend.operations import Add, Remove
from reiki.law.address import Address, Kind
from reiki.law.document import LawDocument, UnreadableLaw
from reiki.law.provision import Grid, GridCell, Provision, Regulation

AT = Address.parse

HEAD = '<Law Era="Heisei" Year="14" Num="1" PromulgateMonth="12" PromulgateDay="25" LawType="Misc" Lang="ja">'


def law(main: str = "", rest: str = "", head: str = "") -> LawDocument:
    return LawDocument.parse(
        f"{head}{HEAD}<LawNum>平成14年鳥取県条例第1号</LawNum><LawBody><LawTitle>何々条例</LawTitle>"
        f"<MainProvision>{main}</MainProvision>{rest}</LawBody></Law>".encode()
    )


def article(num: str, *paragraphs: str, title: str = "", caption: str = "") -> str:
    caption = f"<ArticleCaption>{caption}</ArticleCaption>" if caption else ""
    return f'<Article Num="{num}">{caption}<ArticleTitle>{title or f"第{num}条"}</ArticleTitle>{"".join(paragraphs)}</Article>'


def paragraph(num: int, text: str, inside: str = "", label: str | None = None) -> str:
    printed = ("" if num == 1 else str(num)) if label is None else label
    return (
        f'<Paragraph Num="{num}"><ParagraphNum>{printed}</ParagraphNum><ParagraphSentence>{text}</ParagraphSentence>'
        f"{inside}</Paragraph>"
    )


def said(text: str) -> str:
    return f"<Sentence>{text}</Sentence>"


def item(num: str, words: str, inside: str = "", title: str | None = None) -> str:
    printed = f"({num})" if title is None else title
    return f'<Item Num="{num}"><ItemTitle>{printed}</ItemTitle><ItemSentence>{words}</ItemSentence>{inside}</Item>'


def table(*rows: str, title: str = "") -> str:
    heading = f"<TableStructTitle>{title}</TableStructTitle>" if title else ""
    return f"<TableStruct>{heading}<Table>{''.join(f'<TableRow>{row}</TableRow>' for row in rows)}</Table></TableStruct>"


def cell(*lines: str, spans: str = "") -> str:
    return f"<TableColumn{spans}>{''.join(said(line) for line in lines)}</TableColumn>"


# ---------------------------------------------------------------------------------------------------------------- bytes


@pytest.mark.parametrize(
    "data",
    [
        f'<?xml version="1.0" encoding="UTF-8"?>{HEAD}<LawNum></LawNum><LawBody/></Law>\n',
        f"\ufeff<?xml version='1.0'?>\r\n<!-- 注 -->\r\n{HEAD}\r\n<LawBody></LawBody>\r\n</Law>\r\n<!-- 終 </Law> -->\r\n",
        f"{HEAD}<LawBody><LawTitle>&#x6761;&#20363;<![CDATA[<甲>]]></LawTitle></LawBody ></Law>",
    ],
)
def test_what_was_parsed_comes_back(data: str) -> None:
    assert LawDocument.parse(data.encode()).to_bytes() == data.encode()
    assert LawDocument.parse(data.encode()).copy().to_bytes() == data.encode()


@pytest.mark.parametrize("encoding", ["Shift_JIS", "EUC-JP", "UTF-16"])
def test_other_encodings_are_read_and_kept(encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><Law><LawBody><LawTitle>①条例</LawTitle></LawBody></Law>'
    )
    codec = "cp932" if encoding == "Shift_JIS" else encoding
    text = text if encoding != "EUC-JP" else text.replace("①", "一")
    document = LawDocument.parse(text.encode(codec))
    assert document.title.endswith("条例")
    assert document.to_bytes() == text.encode(codec)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "well-formed"),
        (b"\x89PNG\r\n\x1a\n", "not utf-8"),
        (b"<html/>", "html"),
        (b"<Law><LawBody></Law>", "well-formed"),
        (b'<!DOCTYPE Law [<!ENTITY a "b">]><Law>&a;</Law>', "DTD"),
        (b'<?xml version="1.0"?><!-- --><!DOCTYPE Law SYSTEM "http://x/y"><Law/>', "DTD"),
        (b"<Law>&a;</Law>", "well-formed"),
        (b'<?xml version="1.0" encoding="klingon"?><Law/>', "klingon"),
        (b"<x:Law xmlns:x='u'/>", "root"),
        (b"<Law>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</Law>", "well-formed"),
    ],
)
def test_what_is_no_law_is_refused_in_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableLaw, match=says) as caught:
        LawDocument.parse(data)
    assert "\n" not in str(caught.value)


def test_an_entity_is_never_expanded_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("秘")
    with pytest.raises(UnreadableLaw):
        LawDocument.parse(f'<!DOCTYPE Law [<!ENTITY s SYSTEM "{secret.as_uri()}">]><Law>&s;</Law>'.encode())


# --------------------------------------------------------------------------------------------------------------- digest


def test_the_digest_is_of_the_text_and_not_of_its_layout() -> None:
    plain = law(article("1", paragraph(1, said("甲は、乙とする。"))))
    root = etree.fromstring(plain.to_bytes())
    etree.indent(root)
    indented = LawDocument.parse(etree.tostring(root, encoding="utf-8", xml_declaration=True))
    assert indented.to_bytes() != plain.to_bytes()
    assert indented.digest() == plain.digest()
    noted = LawDocument.parse(
        plain.to_bytes().replace(b"<Article ", b"<!-- x --><Article xmlns:r='urn:reiki:metadata' r:by='a' ")
        .replace(b"</Article>", b"<r:p xmlns:r='urn:reiki:metadata'>x</r:p></Article>")
    )  # fmt: skip
    assert noted.digest() == plain.digest()
    assert re.fullmatch("[0-9a-f]{64}", plain.digest())


@pytest.mark.parametrize(
    ("old", "new"),
    [("乙", "丙"), ("。", "。　"), ('Num="1"><ArticleT', 'Num="2"><ArticleT'), ("は、", "は、<Sup>2</Sup>")],
)
def test_the_digest_changes_with_the_text(old: str, new: str) -> None:
    one = law(article("1", paragraph(1, said("甲は、乙とする。"))))
    other = LawDocument.parse(one.to_bytes().decode().replace(old, new).encode())
    assert other.digest() != one.digest()


def test_the_digest_is_the_one_that_is_promised() -> None:
    document = LawDocument.parse(
        "<Law>\n <LawBody> <LawTitle b='2' a='1'>甲\n 乙</LawTitle></LawBody></Law>".encode()
    )
    same = '<Law><LawBody><LawTitle a="1" b="2">甲乙</LawTitle></LawBody></Law>'
    assert document.digest() == hashlib.sha256(same.encode()).hexdigest()


# -------------------------------------------------------------------------------------------------------------- finding


TWO_ROWS = ' rowspan="2"'

WHOLE = law(
    article("1", paragraph(1, said("甲。")), title="第一条", caption="（趣旨）")
    + article(
        "1_2",
        paragraph(
            1,
            said("乙は、次のとおりとする。"),
            item(
                "1",
                said("丙"),
                '<Subitem1 Num="1"><Subitem1Title>イ</Subitem1Title><Subitem1Sentence><Sentence>丁</Sentence></Subitem1Sentence></Subitem1>',
            )
            + item("1_2", said("戊"), title="一の二"),
        ),
        paragraph(2, said("己。")),
    )
    + article("2:4", paragraph(1, said("削除")), title="第二条から第四条まで"),
    f"<SupplProvision><SupplProvisionLabel>附　則</SupplProvisionLabel>{paragraph(1, said('施行する。'), label='１')}{paragraph(2, said('従前の例による。'), label='２')}</SupplProvision>"
    f'<SupplProvision AmendLawNum="平成一五年三月三一日鳥取県条例第五号"><SupplProvisionLabel>附　則</SupplProvisionLabel>{paragraph(1, said("改正附則。"))}</SupplProvision>'
    f"<AppdxTable><AppdxTableTitle>別表第一（第一条関係）</AppdxTableTitle>"
    f"{table(cell('職務の級') + cell('調整基本額'), cell('1級') + cell('5,200円'), cell('2 級') + cell('6,600円'), title='ア　行政職給料表')}"
    f"{table(cell('職務の級') + cell('調整基本額'), cell('1級') + cell('8,200円'), title='イ　公安職給料表')}"
    "<Remarks><RemarksLabel>備考</RemarksLabel><Sentence>略称とする。</Sentence></Remarks></AppdxTable>"
    f"<AppdxTable><AppdxTableTitle>別表第二</AppdxTableTitle><RelatedArticleNum>（第二条関係）</RelatedArticleNum>"
    f"{table(cell('甲', spans=TWO_ROWS) + cell('5号給') + cell('20', '10'), cell('3号給') + cell('15'), cell('乙') + cell('5号給') + cell('5'))}</AppdxTable>"
    "<AppdxStyle><AppdxStyleTitle>様式第１号（第５条関係）</AppdxStyleTitle><StyleStruct><Style>様式の中</Style></StyleStruct></AppdxStyle>",
)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("第1条", "甲。"),
        ("第1条第1項", "甲。"),
        ("第1条見出し", "（趣旨）"),
        ("第1条の2第1項", "乙は、次のとおりとする。"),
        ("第1条の2第1項第1号", "丙"),
        ("第1条の2第1項第1号イ", "丁"),
        ("第1条の2第1項第1号の2", "戊"),
        ("第2条から第4条まで", "削除"),
        ("附則第2項", "従前の例による。"),
        ("附則（平成15年鳥取県条例第5号）第1項", "改正附則。"),
        ("附則（平成十五年条例第五号）第1項", "改正附則。"),
        ("附則#2第1項", "改正附則。"),
        ("別表第1", "別表第一（第一条関係）"),
        ("別表第2", "別表第二（第二条関係）"),
        ("別表第1ア", "ア　行政職給料表"),
        ("別表第1ア 行「2級」 列「調整基本額」", "6,600円"),
        ("別表第1イ 行「1級」 列「調整基本額」", "8,200円"),
        ("別表第1ア 行3 列2", "6,600円"),
        ("別表第1ア 列「調整基本額」", "調整基本額"),
        ("別表第1備考", "略称とする。"),
        ("別表第2 行「甲｜5号給」 列3", "20\n10"),
        ("別表第2 行「甲｜3号給」 列3", "15"),
        ("別表第2 行「甲｜3号給」 列1", "甲"),
        ("別表第2 行「乙」 列2", "5号給"),
        ("様式第1号", "様式第１号（第５条関係）"),
        ("題名", "何々条例"),
    ],
)
def test_words_stand_where_a_citation_says(at: str, words: str) -> None:
    assert WHOLE.words(AT(at)) == words


@pytest.mark.parametrize(
    "at",
    ["第2条", "第1条第2項", "第1条の2第1項第2号", "附則第3項", "附則（平成15年岡山県条例第5号）", "別表", "別表第3", "別表第1ウ",
     "別表第2 行「甲」", "別表第2 行「甲」 列3", "別表第1 行「1級」", "別表第1ア 行9", "別表第1ア 行「1級」 列「額」", "前文", "第1条の2見出し"],
)  # fmt: skip
def test_where_nothing_or_more_than_one_thing_stands_nothing_is_found(at: str) -> None:
    assert WHOLE.find(AT(at)) is None
    assert WHOLE.words(AT(at)) is None


def test_the_only_table_of_an_appendix_needs_no_name_and_a_number_given_twice_finds_nothing() -> None:
    twice = law(article("1", paragraph(1, said("甲。"))) + article("1", paragraph(1, said("乙。"))))
    assert len(twice.resolve(AT("第1条"))) == 2
    assert twice.find(AT("第1条")) is None
    lone = law(
        rest=f"<AppdxTable Num='1'><AppdxTableTitle>別表</AppdxTableTitle>{table(cell('甲') + cell('乙'))}</AppdxTable>"
    )
    assert lone.words(AT("別表 行「甲」 列2")) == "乙"
    assert lone.find(AT("別表第1")) is None


def test_headings_nest() -> None:
    def section(num: int, inside: str) -> str:
        return f'<Section Num="{num}"><SectionTitle>第{num}節　節</SectionTitle>{inside}</Section>'

    def chapter(num: int, inside: str) -> str:
        return f'<Chapter Num="{num}"><ChapterTitle>第{num}章　章{num}</ChapterTitle>{inside}</Chapter>'

    document = law(
        chapter(1, section(1, article("1", paragraph(1, said("甲。")))))
        + chapter(
            2,
            section(1, article("2", paragraph(1, said("乙。"))))
            + section(2, article("3", paragraph(1, said("丙。")))),
        )
    )
    assert document.words(AT("第2章")) == "第2章　章2"
    assert document.find(AT("第1節")) is None
    assert document.find(AT("第2節")) == document.find(AT("第2章第2節"))
    assert [str(a) for a in document.children(AT("第2章第1節"))] == ["第2条"]
    assert [str(a) for a in document.addresses()][:4] == ["第1章", "第1章第1節", "第1条", "第1条第1項"]


def test_an_article_quoted_inside_a_provision_is_not_an_article_of_the_law() -> None:
    quoted = f"<AmendProvision><NewProvision>{article('9', paragraph(1, said('偽。')))}</NewProvision></AmendProvision>"
    document = law(article("1", paragraph(1, said("次のように改正する。"), quoted)))
    assert document.find(AT("第9条")) is None
    found = document.provision(AT("第1条第1項"))
    assert found is not None
    assert "偽。" in found.opaque[0]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<Sentence>黄<Ruby>燐<Rt>りん</Rt>\n</Ruby>の製造</Sentence>", "黄燐の製造"),
        ("<Sentence>十<Sup>２</Sup>メートル<Line Style='solid'>下線</Line></Sentence>", "十２メートル下線"),
        ("<Sentence>額＝<ArithFormula>a/b</ArithFormula>円</Sentence>", "額＝\ufffc円"),
        ("<Sentence>\n  甲は、\n  乙　とする。\n</Sentence>", "甲は、乙　とする。"),
        (
            "<Sentence>甲。</Sentence><!-- 注 --><Sentence Function='proviso'>ただし、乙。</Sentence>",
            "甲。ただし、乙。",
        ),
        ("<Sentence>甲<m:x xmlns:m='urn:m'>注</m:x>乙</Sentence>", "甲乙"),
    ],
)
def test_the_words_of_a_sentence_are_what_a_reader_reads(markup: str, words: str) -> None:
    assert law(article("1", paragraph(1, markup))).words(AT("第1条")) == words


def test_columns_of_an_item_are_joined_by_a_space() -> None:
    columns = (
        f"<Column Num='1'>{said('企業職員')}</Column><Column Num='2'>{said('甲。')}{said('乙。')}</Column>"
    )
    document = law(article("1", paragraph(1, said("次のとおり。"), item("1", columns))))
    assert document.words(AT("第1条第1項第1号")) == "企業職員　甲。乙。"


# ------------------------------------------------------------------------------------------------------------- identity


def test_title_number_and_day() -> None:
    assert (WHOLE.title, WHOLE.number, WHOLE.date) == ("何々条例", "平成14年鳥取県条例第1号", "2002-12-25")
    assert LawDocument.parse(b"<Law Era='Heisei' Year='x'/>").date == ""
    assert LawDocument.parse(b"<Law/>").regulation() == Regulation("")


GAPS = Regulation(
    "何々要綱", "", "2003-01-01",
    (
        Provision(Kind.ARTICLE, "3", "第3条", "（定義）", unlisted=True, children=(
            Provision(Kind.PARAGRAPH, "1", "", text=None, unlisted=True, children=(
                Provision(Kind.ITEM, "2", "(2)", text=None),
                Provision(Kind.ITEM, "3", "(3)", text="企業職員　甲をいう。ただし、乙を除く。", children=(
                    Provision(Kind.SUBITEM1, "ロ", "ロ", text="丙"), Provision(Kind.SUBITEM1, "ハ", "ハ", text="丁")))),),)),
        Provision(Kind.SUPPL, "平成14年鳥取県人事委員会規則第27号", "附　則", children=(
            Provision(Kind.PARAGRAPH, "1", "1", "（施行期日）", text="この規則は、公布の日から施行する。"),)),
        Provision(Kind.APPDX_TABLE, "1", "別表第1", related="（第3条関係）", children=(
            Provision(Kind.TABLE, "ア", "ア　行政職給料表", grid=Grid(
                ((GridCell("職務の級", head=True), GridCell("額\n円", head=True)), (), (GridCell("2級"), GridCell(None)),
                 (GridCell("頭", head=True), GridCell("甲\n乙", rowspan=2)), (GridCell(""),)), frozenset({1}))),
            Provision(Kind.REMARKS, "", "備考", text="甲とする。乙とする。"))),
        Provision(Kind.APPDX_STYLE, "2", "様式第2号", opaque=("<StyleStruct><Style>図</Style></StyleStruct>",)),
    ),
    unlisted=True,
)  # fmt: skip


def test_what_nobody_has_quoted_stays_an_explicit_gap() -> None:
    document = LawDocument.from_regulation(GAPS)
    assert document.regulation() == GAPS
    assert LawDocument.parse(document.to_bytes()).regulation() == GAPS
    assert document.words(AT("第3条")) is None
    assert document.words(AT("別表第1ア 行「2級」 列2")) is None
    assert document.find(AT("別表第1ア 行1")) is None
    assert not document.regulation().provisions[0].known()
    assert document.to_bytes().decode().count("<Gap/>") == 7


def test_a_new_law_is_indented_and_numbered() -> None:
    text = LawDocument.from_regulation(GAPS).to_bytes().decode()
    assert text.startswith(
        '<?xml version=\'1.0\' encoding=\'UTF-8\'?>\n<Law Era="Heisei" Year="15" PromulgateMonth="01"'
    )
    assert '\n      <Article Num="3">\n        <ArticleCaption>（定義）</ArticleCaption>' in text
    assert '<Subitem1 Num="2">' in text
    assert 'Function="main" Num="1"' in text or 'Num="1" Function="main">甲をいう。' in text
    assert 'Function="proviso">ただし、乙を除く。' in text


def test_number_and_day_of_different_years_are_refused() -> None:
    with pytest.raises(ValueError, match="one year"):
        LawDocument.from_regulation(Regulation("何々条例", "平成14年鳥取県条例第1号", "2004-01-01"))


# ----------------------------------------------------------------------------------------------------------- real laws


def _laws(shared: Path) -> list[Path]:
    return sorted((shared / "cases" / "table").glob("*/before.xml"))


@pytest.mark.shared
def test_real_laws_come_back_byte_for_byte_and_lose_no_text(shared: Path) -> None:
    assert _laws(shared)
    for path in _laws(shared):
        data = path.read_bytes()
        document = LawDocument.parse(data)
        assert document.to_bytes() == data
        regulation = document.regulation()
        rebuilt = LawDocument.from_regulation(regulation)
        assert rebuilt.regulation() == regulation
        assert _letters(rebuilt.to_bytes()) == _letters(data), path


@pytest.mark.shared
def test_every_address_of_a_real_law_finds_its_place(shared: Path) -> None:
    for path in _laws(shared)[::5]:
        document = LawDocument.parse(path.read_bytes())
        for at in document.addresses():
            node = document.find(at)
            assert node is not None, str(at)
            assert document.address_of(node) == at


def _letters(data: bytes) -> str:
    """All text of a law in order, without layout and readings; the number is checked by its own test."""
    root = etree.fromstring(data)
    for aside in root.iter("Rt", "LawNum"):
        aside.text = None
    return "".join(sorted(re.sub(r"\s", "", "".join(root.itertext()))))


def supplement(brought_by: str = "") -> str:
    attribute = f' AmendLawNum="{brought_by}"' if brought_by else ""
    return f"<SupplProvision{attribute}><SupplProvisionLabel>附　則</SupplProvisionLabel></SupplProvision>"


def test_the_numbers_of_supplementary_provisions_follow_the_law_as_it_changes():
    one, two = "平成15年鳥取県条例第5号", "平成16年鳥取県条例第8号"
    document = law("", supplement() + supplement(one) + supplement(one))
    assert [str(at) for at in document.supplements()] == ["附則", f"附則（{one}）", "附則#3"]
    added = apply(document, [Add(AT(f"附則（{two}）"), supplement(two))])
    assert isinstance(added, Applied)
    assert [str(at) for at in added.document.supplements()] == [
        "附則",
        f"附則（{one}）",
        "附則#3",
        f"附則（{two}）",
    ]
    gone = apply(added.document, [Remove(AT(f"附則（{one}）"))])
    assert isinstance(gone, Applied)
    # The second of two is the only one now, and goes by its number.
    assert [str(at) for at in gone.document.supplements()] == ["附則", f"附則（{one}）", f"附則（{two}）"]
    assert [str(at) for at in document.supplements()] == ["附則", f"附則（{one}）", "附則#3"]
