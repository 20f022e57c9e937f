"""A column as a partial tree: levels, ranges, elisions, captions, tables, run-on items."""

from reiki.gazette.columns import InnerTable, Line, Piece
from reiki.gazette.fragment import read_fragment
from reiki.gazette.quoted import Quoted
from reiki.law.kinds import Kind
from reiki.source.model import Cell, MarkedText, Origin, Paragraph, Row, Table


def line(text: str) -> Line:
    return Line(MarkedText(text), 1, Origin())


def table(*rows: str) -> InnerTable:
    cells = (tuple(Cell((Paragraph(MarkedText(c)),)) for c in r.split("\t")) for r in rows)
    return InnerTable(Table(tuple(Row(c) for c in cells)), 1, Origin())


def outline(pieces: list[Piece], run_on: bool = False) -> list[str]:
    """Each provision as ``depth kind num…last flags``."""
    out: list[str] = []

    def walk(node: Quoted, depth: int) -> None:
        for child in node.children:
            flags = ("!" if child.elided else "") + ("=" if child.same else "") + child.note
            span = f"…{child.last}" if child.last else ""
            span += "+" + "+".join(child.several[1:]) if child.several else ""
            out.append(f"{'.' * depth}{child.kind.value} {child.num}{span}{flags}")
            walk(child, depth + 1)

    walk(read_fragment(pieces, run_on), 0)
    return out


def test_national_levels() -> None:
    lines = [
        "第二条　次に掲げるものをいう。",
        "一　甲",
        "イ　乙",
        "（１）　丙",
        "（２）　丁",
        "ロ　戊",
        "二　己",
        "２　庚とする。",
    ]
    assert outline([line(x) for x in lines]) == [
        "Article 2", ".Paragraph 1", "..Item 1", "...Subitem1 イ", "....Subitem2 (1)", "....Subitem2 (2)",
        "...Subitem1 ロ", "..Item 2", ".Paragraph 2",
    ]  # fmt: skip


def test_municipal_levels() -> None:
    lines = [
        "第2条 次に掲げるものをいう。",
        "(1) 甲",
        "ア 乙",
        "(ア) 丙",
        "(イ) 丁",
        "イ 戊",
        "(2) 己",
        "2 庚とする。",
    ]
    assert outline([line(x) for x in lines]) == [
        "Article 2", ".Paragraph 1", "..Item 1", "...Subitem1 ア", "....Subitem2 (ア)", "....Subitem2 (イ)",
        "...Subitem1 イ", "..Item 2", ".Paragraph 2",
    ]  # fmt: skip


def test_ranges_lists_and_elisions() -> None:
    lines = [
        "第三条　［略］",
        "一～三　略",
        "四及び五　同上",
        "［２・３　略］",
        "第四条から第六条まで　略",
        "第七条及び第八条　削除",
    ]
    assert outline([line(x) for x in lines]) == [
        "Article 3!", ".Paragraph 1!", "..Item 1…3!", "..Item 4+5!=", ".Paragraph 2+3!", "Article 4…6!",
        "Article 7:8", ".Paragraph 1",
    ]  # fmt: skip


def test_captions_belong_to_what_follows() -> None:
    root = read_fragment(
        [
            line("（趣旨）"),
            line("第1条 甲とする。"),
            line("附 則"),
            line("（施行期日）"),
            line("1 乙とする。"),
        ],
        False,
    )
    article, suppl = root.children
    assert article.caption is not None
    assert article.caption.text == "（趣旨）"
    assert suppl.children[0].caption is not None
    assert suppl.children[0].caption.text == "（施行期日）"


def test_notes_stand_for_absent_counterparts() -> None:
    assert outline([line("２　［同上］"), line("［項を加える。］")]) == ["Paragraph 2!=", ".Law add"]


def test_items_that_run_on_in_one_line() -> None:
    lines = ["第16条 次に掲げる方法とする。", "（1）筆記試験 （2）口述試験 （3）身体検査", "2 略"]
    assert outline([line(x) for x in lines], run_on=True) == [
        "Article 16", ".Paragraph 1", "..Item 1", "..Item 2", "..Item 3", ".Paragraph 2!",
    ]  # fmt: skip
    deep = ["(1) 次に掲げる期間 ア 育児休業の期間 イ 略 (2) 略"]
    assert outline([line(x) for x in deep], run_on=True) == [
        "Item 1",
        ".Subitem1 ア",
        ".Subitem1 イ!",
        "Item 2!",
    ]


def test_references_in_a_sentence_open_nothing() -> None:
    lines = ["第5条 条例第2条第1項の規定による額 1万円", "第6条の2第1項に規定する額とする。"]
    root = read_fragment([line(x) for x in lines], True)
    assert len(root.children) == 1
    assert root.children[0].children[0].text.text.endswith("第6条の2第1項に規定する額とする。")


def test_lettered_tables_of_an_appendix() -> None:
    pieces: list[Piece] = [
        line("別表第2(第2条関係) ア 行政職給料表"), table("職務の級\t調整基本額", "1級\t5,200円"),
        line("イ 公安職給料表"), table("職務の級\t調整基本額", "1級\t8,200円"),
    ]  # fmt: skip
    assert outline(pieces, run_on=True) == ["AppdxTable 2", ".TableStruct ア", ".TableStruct イ"]
    root = read_fragment(pieces, True)
    rows = root.children[0].children[0].rows
    assert rows is not None
    assert [c.head for c in rows[0].cells] == [True, True]


def test_merged_first_cells_and_elided_rows_of_converted_tables() -> None:
    pieces: list[Piece] = [
        line("別表第1(第2条関係)"),
        table("給料表\t職員\t割合", "略\t\t", "甲表\t5号給以上\t100分の20", "\t4号給\t100分の15"),
    ]
    rows = read_fragment(pieces, True).children[0].children[0].rows
    assert rows is not None
    assert [r.elided for r in rows] == [False, True, False, False]
    assert rows[2].cells[0].rowspan == 2
    assert len(rows[3].cells) == 2


def test_contents_do_not_swallow_articles() -> None:
    lines = ["目次", "第1章　総則（第1条・第2条）", "附則", "第1条　甲とする。", "附　則", "１　乙とする。"]
    assert outline([line(x) for x in lines]) == [
        "TOC ", ".Chapter 1", ".SupplProvision ", "Article 1", ".Paragraph 1", "SupplProvision ", ".Paragraph 1",
    ]  # fmt: skip


def test_every_level_kind_is_reached_in_order() -> None:
    lines = ["第1条 次のとおり", "(1) 甲", "ア 乙", "(ア) 丙", "ａ 丁", "(a) 戊"]
    kinds = [x.split()[0].lstrip(".") for x in outline([line(x) for x in lines])]
    assert kinds == ["Article", "Paragraph", "Item", "Subitem1", "Subitem2", "Subitem3", "Subitem4"]
    assert Kind.SUBITEM4.value == kinds[-1]
