"""Text → regulation → text, in the canonical form and from whatever offices and converters print."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki import resources
from reiki.law.document import LawDocument
from reiki.law.kinds import Kind
from reiki.law.plain_text import Line, lines_of_blocks, lines_of_text, parse_provisions, parse_regulation
from reiki.law.plain_text.form import style_lines
from reiki.law.plain_text.tables import grid_of, lines_of
from reiki.law.provision import Grid, GridCell, Provision, Regulation
from reiki.law.schema import validate
from reiki.render.text import render_text
from reiki.source.model import Cell, MarkedText, Origin, Paragraph, Row, Table

CANONICAL = """霧浜市例示規則
平成18年3月24日
霧浜市規則第12号

目次
　第1編　総則
　　第1章　通則（第1条・第2条）
　第2編　雑則（第5条―第7条）
　附則
　われら市民は、この規則を定める。
　ここに、宣言する。
　　第1編　総則
　　　第1章　通則
（趣旨）
第1条　この規則は、必要な事項を定める。
2　次に掲げるものは、別に定める。
　(1)　本庁の職員　月額3,000円
　(2)　出先機関の職員
　　ア　所長
　　　(ア)　本務者
　　　　ａ　常勤の者
　　　(イ)　兼務者
　　イ　所員
　(2)の2　その他
　(3)及び(4)　削除
第2条　手当は、次の表のとおりとする。
区分	額
甲	100円
↑	200円

級	額
1級	100円
第2条の2　〔未収録〕
　(1)　〔未収録〕
〔この項に未収録の規定あり〕
第3条
3　第3項だけが知られる。
〔この条に未収録の規定あり〕
第4条　次の式により算定する。
｜$\\frac{甲}{乙}$
　(1)　甲とは、額をいう。
　　　　第1節　補足
　　　　　第1款　細則
　　　　　　第1目　末則
　　第2編　雑則
第5条及び第6条　削除
第7条　委任する。
〔この編に未収録の規定あり〕
〔この本則に未収録の規定あり〕
　　　附　則
（施行期日）
1　この規則は、平成18年4月1日から施行する。
（経過措置）
2　なお従前の例による。
附則別表（附則第2項関係）
年度	額
↵は改行	\\t\\\\↑
　　　附　則（令和3年3月30日霧浜市規則第9号）
　この規則は、令和3年4月1日から施行する。
　第2条の改正規定は、公布の日から施行する。
別表第1（第5条関係）
ア　行政職
職務の級	調整基本額	←
2級	6,700円	6,800円
〔この間の行は未収録〕
3級	〔未収録〕	\\←
備考
　1　額は、月額とする。
　　ア　ただし書
イ　医療職
┃一欄だけの行
┃\\〔未収録〕
備考　この表の額は、日額とする。
別表第2（第6条関係）
単位は、円とする。
1　甲表
　(1)　甲の甲
区分	額
甲	1
乙	2
様式第1号（第7条関係）
｜　　　　申請書
｜
｜　氏名	印

｜裏面 & <注>
様式第2号
┆<FigStruct><Fig src="a.jpg"></Fig></FigStruct>
"""


def texts() -> list[Path]:
    """The regulations and checkpoints of the embedded corpus; none while it is still being written."""
    try:
        corpus = resources.corpus_dir()
    except resources.ResourceMissingError:
        return []
    return sorted([*corpus.glob("regulations/*.txt"), *corpus.glob("checkpoints/*/*.txt")])


def only(provisions: tuple[Provision, ...]) -> Provision:
    assert len(provisions) == 1, [p.kind for p in provisions]
    return provisions[0]


def outline(p: Provision) -> list[str]:
    """`Item(1)` and its like, in order, for a look at the shape of a tree."""
    return [f"{q.kind.name} {q.label or q.num}" for q in p.walk()]


def read(text: str, **options: bool) -> tuple[Provision, ...]:
    return parse_provisions(lines_of_text(text), **options).provisions


# ---------------------------------------------------------------------------------------------------- canonical form


def test_the_canonical_form_prints_back_byte_for_byte() -> None:
    parsed = parse_regulation(CANONICAL)
    assert render_text(parsed.regulation) == CANONICAL
    assert parsed.notes == ()


def test_canonical_text_to_xml_and_back(project: Path) -> None:
    regulation = parse_regulation(CANONICAL).regulation
    document = LawDocument.from_regulation(regulation)
    again = LawDocument.parse(document.to_bytes())
    assert render_text(again.regulation()) == CANONICAL
    assert validate(document.to_bytes(), project / "schemas" / "reiki-law.xsd") == ()


@pytest.mark.parametrize("path", texts(), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_the_corpus_prints_back_byte_for_byte(path: Path) -> None:
    text = path.read_text("utf-8")
    parsed = parse_regulation(text)
    assert render_text(parsed.regulation) == text
    assert parsed.notes == ()
    stored = LawDocument.parse(LawDocument.from_regulation(parsed.regulation).to_bytes()).regulation()
    assert stored == parsed.regulation
    assert render_text(stored) == text


def test_head() -> None:
    regulation = parse_regulation(CANONICAL).regulation
    assert (regulation.title, regulation.number, regulation.date) == (
        "霧浜市例示規則", "平成18年霧浜市規則第12号", "2006-03-24")  # fmt: skip
    assert regulation.unlisted


def test_head_of_a_guideline_without_a_number() -> None:
    text = "霧浜市補助金交付要綱\n平成20年3月28日制定\n\n第1条　この要綱は、必要な事項を定める。\n"
    regulation = parse_regulation(text).regulation
    assert (regulation.number, regulation.date) == ("", "2008-03-28")
    assert render_text(regulation) == text


def test_a_number_of_another_year_is_printed_whole() -> None:
    regulation = Regulation("規則", "昭和41年鳥取県規則第39号", "1967-01-05")
    assert render_text(regulation).split("\n")[2] == "昭和41年鳥取県規則第39号"
    assert parse_regulation(render_text(regulation)).regulation == regulation


@pytest.mark.parametrize(
    "head",
    [
        "○霧浜市規則\n平成18年3月24日規則第12号\n",
        "霧浜市規則\n\n（平成18年3月24日規則第12号）\n改正　平成20年3月31日規則第7号\n",
        "霧浜市規則\n平成十八年三月二十四日\n規則第十二号\n",
    ],
)
def test_heads_as_offices_print_them(head: str) -> None:
    parsed = parse_regulation(head + "\n第1条　本文。\n")
    assert (parsed.regulation.title, parsed.regulation.number, parsed.regulation.date) == (
        "霧浜市規則", "平成18年規則第12号", "2006-03-24")  # fmt: skip
    assert [p.label for p in parsed.regulation.provisions] == ["第1条"]


def test_structure_of_the_canonical_form() -> None:
    provisions = parse_regulation(CANONICAL).regulation.provisions
    assert [p.kind for p in provisions] == [
        Kind.TOC, Kind.PREAMBLE, Kind.PART, Kind.PART, Kind.SUPPL, Kind.SUPPL, Kind.APPDX_TABLE, Kind.APPDX_TABLE,
        Kind.APPDX_STYLE, Kind.APPDX_STYLE,
    ]  # fmt: skip
    toc, preamble, part, other, suppl, amending, table = provisions[:7]
    assert [(c.kind, c.num, [d.related for d in c.children]) for c in toc.children] == [
        (Kind.PART, "1", ["（第1条・第2条）"]), (Kind.PART, "2", []), (Kind.SUPPL, "", [])]  # fmt: skip
    assert [c.text for c in preamble.children] == ["われら市民は、この規則を定める。", "ここに、宣言する。"]
    assert outline(part)[:14] == [
        "PART 第1編　総則", "CHAPTER 第1章　通則", "ARTICLE 第1条", "PARAGRAPH 1", "PARAGRAPH 2", "ITEM (1)", "ITEM (2)",
        "SUBITEM1 ア", "SUBITEM2 (ア)", "SUBITEM3 ａ", "SUBITEM2 (イ)", "SUBITEM1 イ", "ITEM (2)の2", "ITEM (3)及び(4)",
    ]  # fmt: skip
    assert [i.num for i in part.children[0].children[0].children[1].children] == ["1", "2", "2_2", "3:4"]
    assert other.unlisted
    assert [(a.num, a.children[0].text) for a in other.children] == [("5:6", "削除"), ("7", "委任する。")]
    assert (suppl.num, amending.num, amending.related) == (
        "",
        "令和3年霧浜市規則第9号",
        "（令和3年3月30日霧浜市規則第9号）",
    )
    assert suppl.children[-1].kind is Kind.SUPPL_APPDX_TABLE
    assert [p.num for p in amending.children] == ["1", "2"]
    assert [(c.kind, c.num, c.label) for c in table.children] == [
        (Kind.TABLE, "ア", "ア　行政職"), (Kind.TABLE, "イ", "イ　医療職")]  # fmt: skip
    assert [[c.kind for c in t.children] for t in table.children] == [[Kind.REMARKS], [Kind.REMARKS]]


def test_gaps() -> None:
    part = parse_regulation(CANONICAL).regulation.provisions[2]
    articles = {p.num: p for p in part.walk() if p.kind is Kind.ARTICLE}
    words = articles["2_2"].children[0]
    assert (words.text, words.unlisted, words.children[0].text) == (None, True, None)
    assert articles["3"].unlisted
    assert [p.num for p in articles["3"].children] == ["3"]
    grid = parse_regulation(CANONICAL).regulation.provisions[6].children[0].grid
    assert grid is not None
    assert grid.gap_rows == {2}
    assert grid.rows[3][1].text is None
    assert grid.rows[3][2].text == "←"


def test_xml_of_several_lines_is_one_element() -> None:
    text = "規則\n\n様式第1号\n┆<A>\n┊</A>\n\n┆<B></B>\n｜行\n"
    style = only(parse_regulation(text).regulation.provisions)
    assert style.opaque[:2] == ("<A>\n</A>", "<B></B>")
    assert render_text(
        parse_regulation(render_text(parse_regulation(text).regulation)).regulation
    ) == text.replace("\n｜", "\n\n｜")


def test_two_tables_in_a_row_stay_two() -> None:
    article = next(
        p
        for p in parse_regulation(CANONICAL).regulation.provisions[2].walk()
        if p.num == "2" and p.kind is Kind.ARTICLE
    )
    assert [(c.kind, c.num) for c in article.children[0].children] == [(Kind.TABLE, "#1"), (Kind.TABLE, "#2")]


def test_remarks_behind_all_lettered_tables_belong_to_the_appendix() -> None:
    table = only(read("別表第1（第5条関係）\nア　甲\n級\t額\n1\t2\nイ　乙\n級\t額\n1\t2\n備考　日額とする。"))
    assert [c.kind for c in table.children] == [Kind.TABLE, Kind.TABLE, Kind.REMARKS]


def test_indented_sentences_that_begin_like_labels_are_sentences() -> None:
    text = "　　　附　則\n　2月1日から施行する。\n　第2条の規定は、公布の日から施行する。"
    assert [p.text for p in only(read(text)).children] == [
        "2月1日から施行する。",
        "第2条の規定は、公布の日から施行する。",
    ]


# ------------------------------------------------------------------------------------------------------------ properties

WORD = st.text("市長は職員の額表\\↵↑←3(（ア", min_size=1, max_size=8)
CELL = st.none() | st.text("甲乙1,円\n↵\\↑←┃", max_size=5)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """A table that covers a rectangle, with merged cells that do not overlap."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    taken: set[tuple[int, int]] = set()
    out: list[list[GridCell]] = [[] for _ in range(rows)]
    for r in range(rows):
        for c in range(columns):
            if (r, c) in taken:
                continue
            wide = draw(st.integers(1, 2)) if c + 1 < columns and (r, c + 1) not in taken else 1
            tall = draw(st.integers(1, 2)) if r + 1 < rows else 1
            taken |= {(y, x) for y in range(r, r + tall) for x in range(c, c + wide)}
            out[r].append(GridCell(draw(CELL), tall, wide))
    return Grid(tuple(tuple(row) for row in out))


@given(grids())
def test_a_grid_prints_back(grid: Grid) -> None:
    def bare(g: Grid) -> list[list[tuple[str | None, int, int]]]:
        return [[(c.text, c.rowspan, c.colspan) for c in row] for row in g.rows]

    assert bare(grid_of(lines_of(grid))) == bare(grid)


def lists(level: int) -> st.SearchStrategy[tuple[Provision, ...]]:
    kinds = [Kind.ITEM, Kind.SUBITEM1, Kind.SUBITEM2]
    labels = [["(1)", "(2)", "(3)"], ["ア", "イ", "ウ"], ["(ア)", "(イ)", "(ウ)"]]
    inner = lists(level + 1) if level < 2 else st.just(())

    def numbered(found: list[tuple[str, tuple[Provision, ...]]]) -> tuple[Provision, ...]:
        return tuple(
            Provision(kinds[level], str(n + 1) if level == 0 else labels[level][n], labels[level][n], text=text,
                      children=children) for n, (text, children) in enumerate(found))  # fmt: skip

    return st.lists(st.tuples(WORD, inner), max_size=3).map(numbered)


PARAGRAPHS = st.lists(st.tuples(st.none() | WORD, lists(0)), min_size=1, max_size=3).map(
    lambda found: tuple(
        Provision(Kind.PARAGRAPH, str(n), "" if n == 1 else str(n), text=text, children=children)
        for n, (text, children) in enumerate(found, 1)))  # fmt: skip
ARTICLES = st.lists(st.tuples(st.sampled_from(["", "（趣旨）"]), PARAGRAPHS, st.booleans()), min_size=1, max_size=4).map(
    lambda found: tuple(
        Provision(Kind.ARTICLE, str(n), f"第{n}条", caption, "", paragraphs, unlisted=unlisted)
        for n, (caption, paragraphs, unlisted) in enumerate(found, 1)))  # fmt: skip


@given(ARTICLES)
def test_articles_print_back(articles: tuple[Provision, ...]) -> None:
    regulation = Regulation("規則", "平成18年霧浜市規則第1号", "2006-04-01", articles)
    assert parse_regulation(render_text(regulation)).regulation == regulation


FRAGMENT = st.sampled_from(
    ["第1条", "第2条 の規定", "(1)", "（２）", "ア", "一", "2", "２", "附 則", "別表第1（第2条関係）", "備考", "様式第1号", "（趣旨）",
     "第1章 総則", "目次", "次の表", "次の式により", "額。", "の額は、", "同項第", "\t", "　", " ", "〔未収録〕", "｜", "↑", "\\",
     "甲及び乙", "イ", "$x$", "×", "（", "）", "削除", "注"])  # fmt: skip


def letters(text: str) -> Counter[str]:
    """Every character but white space and the signs by which the canonical form shows layout."""
    return Counter(c for c in text if not c.isspace() and c not in "｜┃↵\\")


def words_in(p: Provision) -> str:
    """Everything that a provision holds, in one string."""
    out = ""
    for q in p.walk():
        out += q.label + q.caption + q.related + (q.text if q.text is not None else "〔未収録〕")
        out += "".join(
            c.text if c.text is not None else "〔未収録〕"
            for row in (q.grid.rows if q.grid else ())
            for c in row
        )
        out += "".join("".join(style_lines(xml) or [xml]) for xml in q.opaque)
        merged = [(c.rowspan, c.colspan) for row in (q.grid.rows if q.grid else ()) for c in row]
        out += "".join("↑" * (r - 1) + "←" * (c - 1) * r for r, c in merged)
    return out


@given(st.lists(st.lists(FRAGMENT, max_size=5).map("".join), max_size=12), st.booleans())
def test_nothing_is_dropped_and_nothing_invented(lines: list[str], inline: bool) -> None:
    text = "\n".join(lines)
    provisions = read(text, inline_labels=inline)
    assert letters("".join(words_in(p) for p in provisions)) == letters(text)


# ---------------------------------------------------------------------------------------------------- offices' layouts


def test_widths_and_spaces_of_converted_text() -> None:
    article = only(
        read(
            "(趣 旨)\n第 1 条の 2 条例第16条の 4 第 1 項の額は、次のとおりとする。\n\n（1）略\n\n(2) 企業職員 企業局職員をいう。\n2 前項の額は、\n別に定める。",
            tidy=True,
        )
    )
    assert (article.num, article.label) == ("1_2", "第1条の2")
    assert outline(article) == ["ARTICLE 第1条の2", "PARAGRAPH 1", "ITEM （1）", "ITEM (2)", "PARAGRAPH 2"]
    assert article.children[0].text == "条例第16条の4第1項の額は、次のとおりとする。"
    assert article.children[1].text == "前項の額は、別に定める。"


def test_national_numbering_without_indents() -> None:
    article = only(
        read(
            "第一条　次に掲げる。\n一　甲\nイ　乙\n（１）　丙\n（２）　丁\nロ　戊\n二　己\n２　庚は、別に定める。"
        )
    )
    assert outline(article) == [
        "ARTICLE 第一条", "PARAGRAPH 1", "ITEM 一", "SUBITEM1 イ", "SUBITEM2 （１）", "SUBITEM2 （２）", "SUBITEM1 ロ", "ITEM 二",
        "PARAGRAPH ２",
    ]  # fmt: skip
    assert [c.num for c in article.children[0].children] == ["1", "2"]


@pytest.mark.parametrize(("first", "second"), [("ア", "イ"), ("イ", "ロ")])
def test_kana_labels_go_by_the_list_that_they_open(first: str, second: str) -> None:
    article = only(read(f"第1条　次に掲げる。\n(1)　甲\n{first}　乙\n{second}　丙\n(2)　丁"))
    assert outline(article)[2:] == ["ITEM (1)", f"SUBITEM1 {first}", f"SUBITEM1 {second}", "ITEM (2)"]


def test_a_sentence_cut_by_a_page_break_goes_on() -> None:
    """`…については、同項第` + `2号中「…`."""
    article = only(
        read(
            "第7条　甲による。\n2　前項の適用については、同項第\n2号中「甲」とあるのは「乙」とし、\n第3条の規定は、\n適用しない。"
        )
    )
    assert [p.text for p in article.children] == [
        "甲による。", "前項の適用については、同項第2号中「甲」とあるのは「乙」とし、第3条の規定は、適用しない。"]  # fmt: skip


def test_items_that_begin_with_a_particle_are_items() -> None:
    """`十　かじき等流し網漁業` is no sentence going on with か."""
    article = only(read("第一条　次に掲げる。\n一　母船式捕鯨業\n二　かじき等流し網漁業\n三　のり養殖業"))
    assert outline(article)[2:] == ["ITEM 一", "ITEM 二", "ITEM 三"]


def test_rows_of_the_next_table_are_a_table_and_not_items() -> None:
    article = only(
        read(
            "第3条　標準的な場合は、次の表に定めるとおりとする。\n(1) 高度の者\t1号給\n(2) 困難な者\t2号給\n2　別に定める。"
        )
    )
    assert outline(article) == ["ARTICLE 第3条", "PARAGRAPH 1", "TABLE ", "PARAGRAPH 2"]
    grid = article.children[0].children[0].grid
    assert grid is not None
    assert not any(c.head for row in grid.rows for c in row)


def test_items_parted_from_their_label_by_a_tab_are_items() -> None:
    article = only(read("第1条 次の各号に掲げる。\n(1)\t本庁の職員\n(2)\t出先の職員"))
    assert [(i.label, i.text) for i in article.children[0].children] == [
        ("(1)", "本庁の職員"),
        ("(2)", "出先の職員"),
    ]


def test_a_garbled_formula_is_kept_as_printed_and_said() -> None:
    reading = parse_provisions(
        lines_of_text(
            "第2条 額は、次の式により算定した額とする。\n級の差額 ×\n$\\frac{a}{b}$\n+ 最高額\n第3条 別に定める。"
        )
    )
    first, second = reading.provisions
    assert style_lines(first.children[0].opaque[0]) == ["級の差額 ×", "$\\frac{a}{b}$", "+ 最高額"]
    assert second.children[0].text == "別に定める。"
    assert [n.code for n in reading.notes] == ["formula"]


def test_several_items_in_one_line() -> None:
    article = only(
        read(
            "第16条 次に掲げる方法による。\n（1）筆記試験 （2）口述試験 （3）第2条の試験 (甲)\n(4) 額 ア～オ 略",
            inline_labels=True,
        )
    )
    assert [(i.label, i.text) for i in article.children[0].children] == [
        ("（1）", "筆記試験"), ("（2）", "口述試験"), ("（3）", "第2条の試験 (甲)"), ("(4)", "額")]  # fmt: skip
    range_ = only(article.children[0].children[3].children)
    assert (range_.kind, range_.num, range_.label, range_.text) == (Kind.SUBITEM1, "ア:オ", "ア～オ", "略")


def test_without_the_option_a_line_is_one_item() -> None:
    article = only(read("第16条 次に掲げる方法による。\n（1）筆記試験 （2）口述試験"))
    assert [i.text for i in article.children[0].children] == ["筆記試験 （2）口述試験"]


def test_gaps_in_the_numbering_are_said() -> None:
    reading = parse_provisions(lines_of_text("第1条 次に掲げる。\n(1) 甲\n(3) 乙"))
    assert [i.num for i in reading.provisions[0].children[0].children] == ["1", "3"]
    assert [n.code for n in reading.notes] == ["label_gap"]


def test_text_that_has_no_place_stays_in_place_and_is_said() -> None:
    reading = parse_provisions(
        lines_of_text("第1条 次の省令は、廃止する。\n甲取締規則（昭和九年農林省令第二十号）\n2 別に定める。")
    )
    article = only(reading.provisions)
    assert outline(article) == ["ARTICLE 第1条", "PARAGRAPH 1", "ITEM 1", "PARAGRAPH 2"]
    assert article.children[0].children[0].text == "甲取締規則（昭和九年農林省令第二十号）"
    assert [n.code for n in reading.notes] == ["unplaced"]
    assert reading.notes[0].origin.line == 2


def test_supplement_with_captions_and_without_numbers() -> None:
    suppl = only(read("附 則\n（施行期日）\nこの規則は、公布の日から施行する。"))
    assert (suppl.kind, suppl.label) == (Kind.SUPPL, "附　則")
    paragraph = only(suppl.children)
    assert (paragraph.caption, paragraph.num, paragraph.label) == ("（施行期日）", "1", "")


def test_remarks_and_footnotes_of_a_table() -> None:
    table = only(
        read(
            "別表第一（第二条関係）\n区分\t額\n甲\t一円\n備考\n一　額は、月額とする。\n二　端数は、切り捨てる。"
        )
    )
    assert outline(table) == ["APPDX_TABLE 別表第一", "TABLE ", "REMARKS 備考", "ITEM 一", "ITEM 二"]


def test_form_lines_are_carried_as_they_are() -> None:
    form, other = read(
        "様式第1号（第7条関係）\n　　申請書\n第1条 のような行\n(1)\t印\n\n別表　職員の表\n甲\t乙"
    )
    assert (form.kind, form.num) == (Kind.APPDX_STYLE, "1")
    assert style_lines(form.opaque[0]) == ["　　申請書", "第1条 のような行", "(1)\t印"]
    assert (other.kind, other.label) == (Kind.APPDX_TABLE, "別表　職員の表")


def test_drawn_tables_come_as_grids() -> None:
    cells = (Cell((Paragraph(MarkedText("区分")),), rowspan=2), Cell((Paragraph(MarkedText("額")),)))
    table = Table((Row(cells), Row((Cell((Paragraph(MarkedText("円")),)),)), Row((Cell(), Cell()))))
    lines = lines_of_blocks([Paragraph(MarkedText("第1条　次の表による。"), Origin(page=3)), table])
    article = only(parse_provisions(lines).provisions)
    grid = article.children[0].children[0].grid
    assert grid is not None
    assert [[(c.text, c.rowspan, c.head) for c in row] for row in grid.rows] == [
        [("区分", 2, True), ("額", 1, True)], [("円", 1, True)], [("", 1, False), ("", 1, False)]]  # fmt: skip


def test_a_drawn_table_in_a_form_is_carried_and_cells_are_tidied() -> None:
    table = Line("", grid=Grid(((GridCell("1 級"), GridCell("氏名")),)))
    form = only(parse_provisions([Line("様式第1号"), Line("申請書"), table]).provisions)
    assert style_lines(form.opaque[0]) == ["申請書", "1 級\t氏名"]
    article = only(parse_provisions([Line("第1条 次の表による。"), table], tidy=True).provisions)
    assert article.children[0].children[0].grid == Grid(((GridCell("1級"), GridCell("氏名")),))


def test_backslashes_of_converted_text_are_text() -> None:
    paragraph = only(read("第1条 額は、\\text{甲}とする。")).children[0]
    assert paragraph.text == "額は、\\text{甲}とする。"


def test_origins_of_notes() -> None:
    notes = parse_provisions(
        [Line("第1条 額は、次による。", Origin(page=2)), Line("甲の額", Origin(page=3, line=7))]
    ).notes
    assert [(n.code, n.origin.page, n.origin.line) for n in notes] == [("unplaced", 3, 7)]


# ------------------------------------------------------------------------------------------------------------ real texts


def lines_between(lines: list[str], start: str, end: str) -> str:
    first = next(n for n, line in enumerate(lines) if line.startswith(start))
    last = next(n for n, line in enumerate(lines) if n > first and line.startswith(end))
    return "\n".join(lines[first + 3 : last])


@pytest.mark.shared
def test_the_two_regulations_enacted_by_the_real_issue(shared: Path) -> None:
    lines = (shared / "real" / "tottori-2002-12-25-extra-175.txt").read_text("utf-8").split("\n")
    first = lines_between(
        lines, "鳥取県人事委員会規則第23号", "（期末手当及び勤勉手当の支給に関する規則の一部改正）"
    )
    reading = parse_provisions(lines_of_text(first), tidy=True, inline_labels=True)
    assert reading.notes == ()
    assert [p.num for p in reading.provisions] == ["1", "2", "3", "4", "5", "6", "7", "8", ""]
    assert [len(p.children) for p in reading.provisions] == [1, 1, 1, 1, 1, 2, 2, 1, 1]
    third = reading.provisions[2].children[0]
    assert third.text is not None
    assert "決定するものとし、その決定の基準" in third.text
    table = only(third.children)
    assert table.grid is not None
    assert len(table.grid.rows) == 7
    assert table.grid.rows[6][1].text == "7号給"
    seventh = reading.provisions[6].children[1].text
    assert seventh is not None
    assert "同項第2号中「第7条の規定" in seventh
    second = lines_between(
        lines, "鳥取県人事委員会規則第24号", "教育公務員特例法の一部を改正する法律の施行に伴う"
    )
    reading = parse_provisions(lines_of_text(second), tidy=True, inline_labels=True)
    assert [p.num for p in reading.provisions] == ["1", "2", "3", "4", "5", ""]
    assert [len(p.children[0].opaque) for p in reading.provisions] == [0, 1, 0, 1, 0, 0]
    assert [n.code for n in reading.notes] == ["formula", "formula"]


NATIONAL = {
    "331M50004000018_20250416_507M60000800056": set(),
    "338M50010000005_20250601_507M60000200021": {"label_gap", "unplaced"},
    "358M50400000001_20250628_507M60400000011": set(),
    "360M50400000001_20250628_507M60400000011": {"label_gap"},
    "415M60000008120_20250526_507M60004008004": {"label_gap"},
}


@pytest.mark.shared
@pytest.mark.parametrize("name", NATIONAL)
def test_national_texts_are_placed_whole(shared: Path, name: str) -> None:
    text = (shared / "real" / "kanpo" / "laws" / f"{name}.txt").read_text("utf-8")
    parsed = parse_regulation(text)
    codes = NATIONAL[name]
    main = [q for p in parsed.regulation.provisions if p.kind not in (Kind.SUPPL, Kind.TOC) for q in p.walk()]
    printed = re.findall(
        r"^(第[一二三四五六七八九十百]+条(?:の[一二三四五六七八九十]+)*(?:及び第.+条)?)　",
        text.split("\n附　則")[0],
        re.MULTILINE,
    )
    assert [a.label for a in main if a.kind is Kind.ARTICLE] == printed
    assert {n.code for n in parsed.notes} - {"no_number"} == codes
    held = parsed.regulation.title + "".join(words_in(p) for p in parsed.regulation.provisions)
    assert letters(held) == letters(text.replace("<p>", "").replace("</p>", ""))
    again = render_text(parsed.regulation)
    assert parse_regulation(again).regulation == parsed.regulation
    assert (
        LawDocument.parse(LawDocument.from_regulation(parsed.regulation).to_bytes()).regulation()
        == parsed.regulation
    )
