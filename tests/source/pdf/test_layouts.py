"""Pages as word processors and browsers set them: inner tables cut by the page, thick rows, hanging spaces, space between
paragraphs, lines set in the middle."""

from __future__ import annotations

import pytest

from reiki.source.model import Block, Cell, Document, Mark, Paragraph, Table
from reiki.source.open import read
from sheets import Sheet, pdf


def opened(*sheets: Sheet) -> Document:
    return read(pdf(*sheets), "issue.pdf")


def words(blocks: tuple[Block, ...]) -> list[str]:
    return [b.text.text for b in blocks if isinstance(b, Paragraph)]


def tables(blocks: tuple[Block, ...]) -> list[Table]:
    return [b for b in blocks if isinstance(b, Table)]


def rows(table: Table) -> list[list[str]]:
    return [[c.plain() for c in r.cells] for r in table.rows]


def heads(page: Sheet, top: float) -> Sheet:
    """The head row 改正後 | 改正前, from ``top`` on 24 points high."""
    page.text(160, top + 6, "改正後").text(380, top + 6, "改正前")
    return page.line(72, top, 512, top).line(72, top + 24, 512, top + 24)


def sides(page: Sheet, top: float, bottom: float) -> Sheet:
    """The three upright lines of the comparison table."""
    for x in (72, 292, 512):
        page.line(x, top, x, bottom)
    return page


def cells(document: Document, row: int) -> tuple[Cell, ...]:
    return tables(document.blocks)[0].rows[row].cells


# ------------------------------------------------------------------------------------- tables in cells, cut by the page


def _inner(page: Sheet, top: float, lines: list[tuple[str, str]], *, above: bool, below: bool) -> Sheet:
    """Rows of 20 points in an inner table in 改正後; whether the lines above and below them are drawn."""
    bottom = top + 20 * len(lines)
    for x in (78, 200, 286):
        page.line(x, top, x, bottom)
    for n in range(len(lines) + 1):
        if (n or above) and (n < len(lines) or below):
            page.line(78, top + 20 * n, 286, top + 20 * n)
    for n, (a, b) in enumerate(lines):
        page.text(84, top + 5 + 20 * n, a).text(206, top + 5 + 20 * n, b)
    return page


def test_an_inner_table_behind_a_page_break_hangs_from_the_heads() -> None:
    first = heads(Sheet(), 600).text(78, 630, "別表").text(298, 630, "別表")
    sides(_inner(first, 650, [("区分", "金額"), ("大", "百円")], above=True, below=True), 600, 770)
    second = sides(heads(Sheet(), 72), 72, 180).line(72, 180, 512, 180)
    _inner(second, 96, [("中", "五十円"), ("小", "十円")], above=False, below=True).text(78, 150, "備考　略")
    document = opened(first, second)
    after, before = cells(document, 1)
    assert len(tables(document.blocks)[0].rows) == 2
    assert words(after.blocks) == ["別表", "備考　略"]
    assert rows(tables(after.blocks)[0]) == [
        ["区分", "金額"],
        ["大", "百円"],
        ["中", "五十円"],
        ["小", "十円"],
    ]
    assert before.plain() == "別表"


def test_a_row_of_an_inner_table_that_the_break_cuts_is_one_row() -> None:
    first = sides(heads(Sheet(), 600), 600, 770)
    _inner(first, 730, [("区分", "金額"), ("大型の船", "百円")], above=True, below=False)
    second = sides(heads(Sheet(), 72), 72, 180).line(72, 180, 512, 180)
    _inner(second, 96, [("（略）", ""), ("小", "十円")], above=False, below=True)
    (inner,) = tables(cells(opened(first, second), 1)[0].blocks)
    assert rows(inner) == [["区分", "金額"], ["大型の船\n（略）", "百円"], ["小", "十円"]]


def test_an_inner_table_that_fills_the_page_from_head_to_foot() -> None:
    first = sides(heads(Sheet(), 600), 600, 770)
    _inner(first, 690, [("区分", "金額"), ("一", "百円")], above=True, below=True)
    second = sides(heads(Sheet(), 72), 72, 176)
    _inner(second, 96, [("二", "二百円"), ("三", "三百円"), ("四", "四百円")], above=False, below=True)
    for x in (78, 200, 286):
        second.line(x, 156, x, 176)
    third = sides(heads(Sheet(), 72), 72, 180).line(72, 180, 512, 180)
    _inner(third, 96, [("五", "五百円")], above=True, below=True)
    (inner,) = tables(cells(opened(first, second, third), 1)[0].blocks)
    assert [r[0] for r in rows(inner)][:5] == ["区分", "一", "二", "三", "四"]
    assert [r[0] for r in rows(inner)][-1] == "五"


def test_a_heading_at_the_foot_of_the_page_goes_with_its_article() -> None:
    first = sides(heads(Sheet(), 700), 700, 770).line(72, 770, 512, 770)
    first.text(78, 730, "第二条　略").text(78, 750, "（責務）").text(298, 730, "第二条　略")
    second = (
        sides(heads(Sheet(), 72), 72, 140).line(72, 140, 512, 140).text(78, 102, "第三条　市長は、努める。")
    )
    document = opened(first, second)
    assert rows(tables(document.blocks)[0])[1:] == [
        ["第二条　略\n（責務）\n第三条　市長は、努める。", "第二条　略"]
    ]


def test_rows_that_are_closed_on_both_pages_are_two() -> None:
    first = sides(heads(Sheet(), 700), 700, 770).line(72, 770, 512, 770)
    first.text(78, 730, "第二条　略").text(78, 750, "２　（略）").text(298, 730, "第二条　略")
    second = (
        sides(heads(Sheet(), 72), 72, 140).line(72, 140, 512, 140).text(78, 102, "第三条　市長は、努める。")
    )
    assert len(rows(tables(opened(first, second).blocks)[0])) == 3


def _merged(first: Sheet, second: Sheet, *, closed: bool = False) -> tuple[Sheet, Sheet]:
    """An inner table of 種別, 名称 and 用途, cut between two rows inside a 種別 that is merged over four rows; its lines drawn
    at the foot of the first page, under 種別 only when ``closed``."""
    sides(heads(first, 600), 600, 770)
    for x in (78, 140, 220, 286):
        first.line(x, 640, x, 760)
    for y, x in ((640, 78), (670, 78), (700, 78), (730, 140), (760, 78 if closed else 140)):
        first.line(x, y, 286, y)
    for y, cells_of_row in (
        (650, ("種別", "名称", "用途")),
        (680, ("庁印", "市印", "一般")),
        (710, ("職印", "市長印", "証明")),
        (740, ("", "副市長印", "一般")),
    ):
        for x, word in zip((84, 146, 226), cells_of_row, strict=True):
            first.text(x, y, word)
    sides(heads(second, 72), 72, 200).line(72, 200, 512, 200)
    for x in (78, 140, 220, 286):
        second.line(x, 96, x, 156)
    second.line(140, 126, 286, 126).line(78, 156, 286, 156)
    second.text(146, 106, "会計印").text(226, 106, "一般").text(146, 136, "局長印").text(226, 136, "証明")
    return first, second


def spans(table: Table) -> list[list[tuple[str, int]]]:
    return [[(c.plain(), c.rowspan) for c in r.cells] for r in table.rows]


def test_a_merged_cell_goes_on_behind_a_break_between_two_rows() -> None:
    (inner,) = tables(cells(opened(*_merged(Sheet(), Sheet())), 1)[0].blocks)
    assert spans(inner) == [
        [("種別", 1), ("名称", 1), ("用途", 1)],
        [("庁印", 1), ("市印", 1), ("一般", 1)],
        [("職印", 4), ("市長印", 1), ("証明", 1)],
        [("副市長印", 1), ("一般", 1)],
        [("会計印", 1), ("一般", 1)],
        [("局長印", 1), ("証明", 1)],
    ]


def test_a_merged_cell_that_a_line_closes_at_the_break_ends_there() -> None:
    (inner,) = tables(cells(opened(*_merged(Sheet(), Sheet(), closed=True)), 1)[0].blocks)
    assert spans(inner)[2] == [("職印", 2), ("市長印", 1), ("証明", 1)]
    assert spans(inner)[4] == [("", 2), ("会計印", 1), ("一般", 1)]


def test_words_of_a_merged_cell_behind_the_break_belong_to_it() -> None:
    first, second = _merged(Sheet(), Sheet())
    (inner,) = tables(cells(opened(first, second.text(84, 126, "（略）")), 1)[0].blocks)
    assert spans(inner)[2][0] == ("職印\n（略）", 4)


def test_an_outer_merged_cell_goes_on_under_the_repeated_heads() -> None:
    first, second = Sheet(), Sheet()
    for page, top, bottom in ((first, 700, 770), (second, 72, 150)):
        page.text(90, top + 6, "種別").text(230, top + 6, "名称")
        for x in (72, 200, 400):
            page.line(x, top, x, bottom)
        page.line(72, top, 400, top).line(72, top + 24, 400, top + 24)
    first.text(78, 732, "職印").text(206, 732, "市長印").line(200, 747, 400, 747)
    first.text(206, 755, "副市長印").line(200, 770, 400, 770)
    second.text(206, 102, "会計印").line(72, 120, 400, 120).text(78, 128, "庁印").text(206, 128, "市印")
    second.line(72, 150, 400, 150)
    (table,) = tables(opened(first, second).blocks)
    assert spans(table)[1:] == [
        [("職印", 3), ("市長印", 1)],
        [("副市長印", 1)],
        [("会計印", 1)],
        [("庁印", 1), ("市印", 1)],
    ]


def _thick(page: Sheet, top: float, bottom: float, *, above: bool = True, below: bool = True) -> Sheet:
    """The thick sides of a row of the inner table of two columns, and whether the ends are drawn."""
    for x in (79, 200, 285):
        page.line(x, top, x, bottom, 2.25)
    for drawn, y in ((above, top), (below, bottom)):
        if drawn:
            page.line(78, y, 286, y, 2.25)
    return page


def _boxes(document: Document) -> list[list[Mark]]:
    (inner,) = tables(cells(document, 1)[0].blocks)
    return [[c.box & Mark.THICK for c in r.cells] for r in inner.rows]


NONE, THICK = [Mark.NONE, Mark.NONE], [Mark.THICK, Mark.THICK]


def test_a_thick_row_is_thick_beside_one_thin_row_on_its_page() -> None:
    first = sides(heads(Sheet(), 600), 600, 770)
    _inner(first, 730, [("期間", "割合")], above=True, below=True)
    second = sides(heads(Sheet(), 72), 72, 180).line(72, 180, 512, 180)
    for x in (79, 200, 285):
        second.line(x, 96, x, 116)
    second.text(84, 101, "大").text(206, 101, "百円").text(84, 124, "小").text(206, 124, "十円")
    assert _boxes(opened(first, _thick(second, 117, 140))) == [NONE, NONE, THICK]


def test_a_row_is_thick_though_nothing_else_of_its_table_is_on_the_page() -> None:
    first = sides(heads(Sheet(), 600), 600, 770)
    _inner(first, 730, [("期間", "割合")], above=True, below=True)
    second = sides(heads(Sheet(), 72), 72, 180).line(72, 180, 512, 180)
    _thick(second, 97, 120).text(84, 103, "小").text(206, 103, "十円")
    assert _boxes(opened(first, second)) == [NONE, THICK]


def test_the_line_between_two_rows_is_drawn_on_one_of_the_pages_only() -> None:
    first = sides(heads(Sheet(), 600), 600, 770)
    _inner(first, 720, [("期間", "割合"), ("大", "百円")], above=True, below=False)
    first.line(78, 760, 286, 760, 2.25)
    second = sides(heads(Sheet(), 72), 72, 180).line(72, 180, 512, 180)
    _thick(second, 96, 120, above=False).text(84, 103, "小").text(206, 103, "十円")
    assert _boxes(opened(first, second)) == [NONE, NONE, THICK]


@pytest.mark.parametrize("whole", [True, False], ids=["thick", "thin behind the break"])
def test_a_thick_row_that_the_break_cuts_is_thick_where_both_parts_are(whole: bool) -> None:
    first = sides(heads(Sheet(), 600), 600, 770)
    _inner(first, 710, [("期間", "割合")], above=True, below=False)
    _thick(first, 731, 770, below=False).text(84, 740, "大型の船").text(206, 740, "百円")
    second = sides(heads(Sheet(), 72), 72, 180).line(72, 180, 512, 180)
    if whole:
        _thick(second, 96, 120, above=False)
    else:
        for x in (79, 200, 285):
            second.line(x, 96, x, 120)
        second.line(78, 120, 286, 120)
    second.text(84, 103, "（略）")
    assert _boxes(opened(first, second)) == [NONE, THICK if whole else NONE]


def test_a_table_all_of_thick_lines_marks_nothing() -> None:
    page = Sheet().grid([100, 200, 300], [100, 124, 148], 1.5)
    page.text(104, 106, "大").text(204, 106, "略").text(104, 130, "小").text(204, 130, "略")
    (table,) = tables(opened(page).blocks)
    assert [[c.box for c in r.cells] for r in table.rows] == [NONE, NONE]


# ---------------------------------------------------------------------------------------------------------------- lines


def test_a_row_is_thick_where_its_own_lines_are() -> None:
    page = Sheet().grid([100, 200, 300], [100, 120, 140, 160])
    for n, name in enumerate(["区分", "大", "小"]):
        page.text(104, 104 + 20 * n, name).text(204, 104 + 20 * n, "略")
    for x in (100, 200, 300):
        page.line(x, 140, x, 160, 2.25)
    page.line(100, 140, 300, 140, 2.25).line(100, 160, 300, 160, 2.25)
    (table,) = tables(opened(page).blocks)
    assert [[c.box & Mark.THICK for c in r.cells] for r in table.rows] == [
        [Mark.NONE, Mark.NONE],
        [Mark.NONE, Mark.NONE],
        [Mark.THICK, Mark.THICK],
    ]


def test_thick_cells_drawn_one_by_one_leave_no_empty_column() -> None:
    page = Sheet().text(104, 104, "大").text(204, 104, "略").text(104, 130, "小").text(204, 130, "略")
    for x in (100, 200):
        page.grid([x, x + 97.7], [100, 124])
        edges = [x + 0.7, x + 97.0], [126.7, 147]
        for a in edges[0]:
            page.line(a, edges[1][0], a, edges[1][1], 2.25)
        for b in edges[1]:
            page.line(edges[0][0], b, edges[0][1], b, 2.25)
    (table,) = tables(opened(page).blocks)
    assert rows(table) == [["大", "略"], ["小", "略"]]


# --------------------------------------------------------------------------------------------------------------- spaces


def test_a_space_that_hangs_over_the_side_of_a_full_cell_stays_in_it() -> None:
    page = Sheet().text(74, 104, "第一種の試験の手数料の額　").text(74, 120, "千円").text(206, 104, "略")
    page.grid([72, 196, 320], [100, 140])
    (table,) = tables(opened(page).blocks)
    assert rows(table) == [["第一種の試験の手数料の額　千円", "略"]]


def test_spaces_drawn_over_characters_are_none() -> None:
    page = Sheet().text(72, 100, "午前").text(92, 100, "8").text(97, 100, "時")
    page.text(92.2, 100, " ").text(97.1, 100, " ").text(97.2, 100, " ").text(110, 100, "から")
    assert words(opened(page).blocks) == ["午前8時から"]


def test_spaces_between_words_stay() -> None:
    page = Sheet().text(72, 100, "the act of 2024")
    assert words(opened(page).blocks) == ["the act of 2024"]


# ----------------------------------------------------------------------------------------------------------- paragraphs


def test_space_between_paragraphs_parts_full_lines() -> None:
    page = Sheet().grid([70, 113, 300], [90, 300])
    page.text(72, 100, "（目的）").text(72, 130, "第一条　").text(72, 160, "［項を").text(72, 176, "加える］")
    page.text(120, 100, "（目的）").text(120, 130, "［第一条　略］").text(120, 160, "２　市長は、")
    (table,) = tables(opened(page).blocks)
    assert words(table.rows[0].cells[0].blocks) == ["（目的）", "第一条", "［項を加える］"]


def test_lines_of_different_leading_are_one_paragraph_where_no_space_parts_paragraphs() -> None:
    line = "市長は、前項の規定による届出があったときは、その"
    page = Sheet(width=144 + 10 * len(line))
    page.text(72, 100, line).text(72, 120, line).text(72, 136, "旨を告示する。").text(72, 152, "第二条　略")
    assert words(opened(page).blocks) == [line * 2 + "旨を告示する。", "第二条　略"]


def test_a_note_on_a_change_begins_a_paragraph() -> None:
    line = "(2)　協定を締結した市町に居住する者"
    page = (
        Sheet(width=144 + 10 * 17)
        .text(72, 100, line)
        .text(72, 116, "［号を加える。］")
        .text(72, 132, "(3)　略")
    )
    assert words(opened(page).blocks) == [line, "［号を加える。］", "(3)　略"]


def test_a_bracket_holds_the_number_behind_it() -> None:
    line = "の規定の適用については、同項中"
    page = Sheet(width=144 + 10 * len(line) + 20)
    page.text(72, 100, "第三条第二項" + line[:-4]).text(72, 116, "第十一条　" + line[:12]).text(
        72, 84, "２　" + line
    )
    page.text(72, 132, line).text(72, 148, "「7500円」とあるのは、「8円」とする。")
    assert words(opened(page).blocks)[-1].endswith("同項中「7500円」とあるのは、「8円」とする。")


def test_words_in_the_middle_of_a_head_cell_are_one_paragraph_and_a_head() -> None:
    page = Sheet().grid([100, 164, 300], [100, 140, 170])
    page.text(112, 104, "寸法（ミ").text(117, 120, "リ）等").text(222, 112, "用途")
    page.text(104, 146, "方三十").text(168, 146, "証明用")
    (table,) = tables(opened(page).blocks)
    assert rows(table)[1] == ["方三十", "証明用"]
    assert [c.head for r in table.rows for c in r.cells] == [True, True, False, False]


@pytest.mark.parametrize("x", [104, 168])
def test_a_table_without_such_a_row_has_no_head(x: float) -> None:
    page = Sheet().grid([100, 164, 300], [100, 140, 170]).text(104, 112, "寸法").text(x + 8, 146, "証明用")
    page.text(168, 112, "用途").text(240 if x == 104 else 104, 146, "略")
    (table,) = tables(opened(page).blocks)
    assert not any(c.head for r in table.rows for c in r.cells)
