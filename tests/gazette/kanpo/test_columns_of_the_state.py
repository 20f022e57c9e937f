"""What the columns of national notices hold: dittos, 第一 and ① lists, lists inside cells, 備考 across both columns."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from reiki.gazette.cell_lists import fill_cells
from reiki.gazette.clauses import without_remarks
from reiki.gazette.columns import InnerTable, Line, Piece
from reiki.gazette.ditto import resolve_dittos
from reiki.gazette.entries import expand
from reiki.gazette.fragment import read_fragment
from reiki.gazette.opening import read_opening
from reiki.gazette.pairing import PairingRules, pair
from reiki.gazette.quoted import Quoted, read_rows
from reiki.law.equality import Fidelity
from reiki.law.kinds import Kind
from reiki.law.labels import item_num, normalise_label, successor
from reiki.law.provision import Grid, GridCell
from reiki.source.model import Cell, Mark, MarkedText, MarkSpan, Origin, Paragraph, Row, Table


def marked(text: str) -> MarkedText:
    """``【…】`` is underlined."""
    out, spans, start = "", [], 0
    for char in text:
        if char == "【":
            start = len(out)
        elif char == "】":
            spans.append(MarkSpan(start, len(out), Mark.UNDERLINE))
        else:
            out += char
    return MarkedText(out, tuple(spans))


def column(*lines: str) -> Quoted:
    pieces: list[Piece] = [Line(marked(x), 1, Origin(row=1)) for x in lines]
    return read_fragment(pieces, False)


def labels(node: Quoted) -> list[tuple[str, str]]:
    return [(n.kind.value, n.label.text) for n in node.under() if n.label]


def table_of(*rows: Sequence[str], side: str) -> InnerTable:
    """Cells hold lines parted by ``/``."""
    cells = [Row(tuple(Cell(tuple(Paragraph(marked(x)) for x in c.split("/"))) for c in row)) for row in rows]
    return InnerTable(Table(tuple(cells)), 1, Origin(column=side))


# ------------------------------------------------------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("line", "nums", "elided"),
    [("第一　霧の原則", ("第一",), False), ("第２　霧の施設", ("第2",), False), ("第二〜第四　（略）", ("第二", "第四"), True),
     ("1．～797．　［略］", ("1", "797"), True), ("798．　KIRI", ("798",), False)],
)  # fmt: skip
def test_labels_of_notifications(line: str, nums: tuple[str, ...], elided: bool) -> None:
    opening = read_opening(line)
    assert (opening.shape, opening.nums, opening.elided) == ("label", nums, elided)


@pytest.mark.parametrize("line", ["第一項の規定により", "第 1 項 略", "第二種の施設", "1.5メートル"])
def test_what_only_looks_like_one(line: str) -> None:
    assert read_opening(line).shape == "text"


def test_ordinals_count() -> None:
    assert (successor("第一"), item_num("第２"), normalise_label("798．")) == ("第二", "2", "798")


def test_lists_under_an_ordinal_and_circled_numbers_go_deeper() -> None:
    found = column("第二　霧の基準", "一〜三　（略）", "四　霧の検査", "イ　霧の医師", "⑴　基準", "①　専ら霧を診ること。", "②　専門であること。",
                   "⑵　機関", "①　霧を標榜すること。", "第三　靄の基準", "一　靄の検査")  # fmt: skip
    assert labels(found) == [
        ("Item", "第二"), ("Subitem1", "一〜三"), ("Subitem1", "四"), ("Subitem2", "イ"), ("Subitem3", "⑴"), ("Subitem4", "①"),
        ("Subitem4", "②"), ("Subitem3", "⑵"), ("Subitem4", "①"), ("Item", "第三"), ("Subitem1", "一"),
    ]  # fmt: skip


def test_old_paragraphs_stay_paragraphs() -> None:
    found = column("第二条　霧は、次のとおりとする。", "一　朝霧", "二　夕霧", "②　前項の霧は、靄とする。")
    assert labels(found)[-1] == ("Paragraph", "②")


# ------------------------------------------------------------------------------------------------------------- dittos


def test_a_ditto_says_what_the_other_column_quotes() -> None:
    after = column("第二条　霧は、次の各号に掲げるものとする。", "［一〜三　略］", "四　【朝】霧")
    before = column("第二条　［同上］", "［一〜三　同上］", "四　【夕】霧")
    resolve_dittos(before, after)
    first = before.children[0].children[0]
    assert (first.text.text, first.elided) == ("霧は、次の各号に掲げるものとする。", False)
    assert not before.children[0].elided


def test_a_ditto_of_the_first_words_of_a_regulation_without_articles() -> None:
    after = column("霧浜法第三条の霧は、次の各号に掲げるものとする。", "［一〜三　略］", "四　【朝】霧")
    before = column("［同上］", "［一〜三　同上］", "四　【夕】霧")
    resolve_dittos(before, after)
    assert [(n.kind, n.text.text) for n in before.children] == [(n.kind, n.text.text) for n in after.children]
    assert labels(before) == labels(after)


def test_a_ditto_of_marked_words_stays() -> None:
    after = column("第二条　霧は、【靄】とする。")
    before = column("第二条　［同上］")
    resolve_dittos(before, after)
    assert before.children[0].elided


# ------------------------------------------------------------------------------------------------------ lists in cells

STORED = "一　甲\n二　乙\n三　丙\nイ　丙の一\n四　丁"


def filled(before: str, after: str, stored: str = STORED) -> tuple[MarkedText | None, MarkedText | None]:
    grid = Grid(((GridCell("区分"), GridCell("制限")), (GridCell("霧漁業"), GridCell(stored))))
    b = read_rows(table_of(("区分", "制限"), ("霧漁業", before), side="before"), False)
    a = read_rows(table_of(("区分", "制限"), ("霧漁業", after), side="after"), False)
    old, new = fill_cells(b, a, grid, Fidelity.PDF)
    return old[1].cells[1].text, new[1].cells[1].text


def test_elided_entries_of_a_cell_move_with_their_words() -> None:
    old, new = filled(
        "一　（略）/（新設）/【二】　乙/【三】・【四】　（略）",
        "一　（略）/【二】　【新】/【三】　乙/【四】・【五】　（略）",
    )
    assert old is not None
    assert new is not None
    assert old.text == STORED
    assert new.text == "一　甲\n二　新\n三　乙\n四　丙\nイ　丙の一\n五　丁"
    assert [new.text[a:b] for a, b in new.runs(Mark.UNDERLINE)] == ["\n二", "新", "三", "四", "五"]


def test_what_goes_is_noted_in_the_other_column() -> None:
    old, new = filled(
        "一　（略）/【二】　【乙】/【三】・【四】　（略）", "一　（略）/（削る。）/【二】・【三】　（略）"
    )
    assert old is not None
    assert new is not None
    assert (old.text, new.text) == (STORED, "一　甲\n二　丙\nイ　丙の一\n三　丁")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("一・二　（略）/三　丁", "一・二　（略）/三　【戊】"),  # not what stands there
        ("一　（略）/二　乙/三・四　（略）", "一　（略）/二　乙/三〜五　（略）"),  # elides more than there is
        ("一　（略）/二　乙/三　（略）", "一　（略）/二　【戊】/三　（略）"),  # leaves 四 out
    ],
)
def test_a_list_that_does_not_fit_stays_as_it_is(before: str, after: str) -> None:
    old, _ = filled(before, after)
    assert old is not None
    assert "（略）" in old.text


# ------------------------------------------------------------------------------------------------------------- remarks


def test_remarks_across_both_columns_are_the_tables_own() -> None:
    remark = Row((Cell((Paragraph(MarkedText("備考　表中の［　］の記載は注記である。")),), colspan=2),))
    rows = table_of(("改　正　後", "改　正　前"), ("い", "あ"), side="after").table.rows
    table, remarks = without_remarks(Table((*rows, remark)))
    assert (len(table.rows), [p.text.text for p in remarks]) == (
        2,
        ["備考　表中の［　］の記載は注記である。"],
    )


# --------------------------------------------------------------------------------------------------- what only one has


def test_a_note_in_the_place_of_a_first_paragraph_that_only_the_other_column_has() -> None:
    """The words under it are those of the paragraph that comes behind it there, and no note is a word of the regulation."""
    before = column("第五条　（新設）", "霧であるものは、靄とする。", "【２】　（略）")
    after = column(
        "第五条　【霧については、朝を除く。】", "【２】　霧であるものは、靄とする。", "【３】　（略）"
    )
    assert [p.text.text for p in before.children[0].children] == ["霧であるものは、靄とする。", ""]
    rules = PairingRules(True, True, True, True, Fidelity.PDF)
    olds, news = (expand(x.children[0].children, lambda *_: []) for x in (before, after))
    found = [(p.before.num if p.before else "", p.after.num if p.after else "") for p in pair(olds, news, lambda _: rules)]  # fmt: skip
    assert found == [("", "1"), ("1", "2"), ("2", "3")]


def test_a_note_alone_is_no_paragraph_of_words() -> None:
    """Nothing stands under it: the words are quoted as they are, and the guard holds the clause."""
    assert column("第五条　（新設）").children[0].children[0].text.text == "（新設）"


def successive(before: str, after: str) -> list[tuple[str, str]]:
    """What becomes what under the standard form (二重傍線 moves, adds and removes; 傍線 changes words)."""
    rules = PairingRules(True, True, True, True, Fidelity.PDF, replaces=True)
    olds, news = (expand(column(*x.split("\n")).children, lambda *_: []) for x in (before, after))
    return [(p.before.num if p.before else "", p.after.num if p.after else "") for p in pair(olds, news, lambda _: rules)]  # fmt: skip


def test_a_label_with_a_single_line_neither_comes_nor_goes() -> None:
    before = "【第七条】　（略）\n【第八条】　霧課に、【朝霧室】を置く。\n２　朝霧室は、朝に霧を測る。\n【第九条】　（略）"
    after = "【第八条】　（略）\n【第九条】　霧課に、【夕霧企画室及び夕霧推進室】を置く。\n２　靄の尺度、雲の高さ、星の数その他の事務をつかさどる。\n【第十条】　（略）"
    assert successive(before, after) == [("7", "8"), ("8", "9"), ("9", "10")]


def test_a_list_that_begins_again_is_in_doubt() -> None:
    found = column("霧の種類", "１〜３　［略］", "靄の種類", "１・２　［略］")
    assert [why for why, _ in found.doubts] == [
        "the list begins again: two provisions of one number stand in it: 「１・２　［略］」"
    ]
    assert column("霧は、次のとおりとする。", "１　朝霧", "２　夕霧").doubts == []


@pytest.mark.parametrize(
    ("line", "kind", "nums", "last"),
    [
        ("別表第一〜第四　（略）", Kind.APPDX_TABLE, ["1", "2", "3", "4"], "4"),
        ("別表第一から別表第三まで　［略］", Kind.APPDX_TABLE, ["1", "2", "3"], "3"),
        ("［様式第一号・様式第二号　同上］", Kind.APPDX_STYLE, ["1", "2"], ""),
    ],
)
def test_several_appendices_are_elided_in_one_line(line: str, kind: Kind, nums: list[str], last: str) -> None:
    found = column("⑻　（略）", line).children[-1]
    assert (found.kind, found.last, found.whole_elision()) == (kind, last, True)
    assert [e.num for e in expand([found], lambda *_: [])] == nums


def test_words_behind_several_appendices_are_words() -> None:
    assert read_opening("別表第一及び別表第二に掲げる霧").shape == "text"
