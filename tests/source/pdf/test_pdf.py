"""The PDF reader: lines, paragraphs, marks, tables and their continuation, both ways of writing, and what is refused."""

from __future__ import annotations

import pytest

from reiki.source.model import Block, Cell, Document, Mark, Paragraph, Table, UnreadableSource
from reiki.source.open import Limits, read
from reiki.source.pdf.picture import page_picture
from sheets import Sheet, pdf


def opened(*sheets: Sheet) -> Document:
    return read(pdf(*sheets), "issue.pdf")


def words(document: Document) -> list[str]:
    return [b.text.text for b in document.blocks if isinstance(b, Paragraph)]


def table(document: Document) -> Table:
    (found,) = (b for b in document.blocks if isinstance(b, Table))
    return found


def cell(document: Document, row: int, column: int) -> Cell:
    return table(document).rows[row].cells[column]


def marked(block: Block, mark: Mark = Mark.UNDERLINE) -> list[str]:
    assert isinstance(block, Paragraph)
    return [block.text.text[a:b] for a, b in block.text.runs(mark)]


LONG = "市民農園を利用しようとする者は、あらかじめ市長の許可を受けなければならない。ただし、"
REST = "市長が特に認めたときは、この限りでない。"


# ---------------------------------------------------------------------------------------------------------- paragraphs


def test_line_ends_inside_a_paragraph_are_layout() -> None:
    width = 72 + 10 * len(LONG) + 72
    page = Sheet(width=width).lines(72, 100, [LONG, REST, "第２条　略"])
    assert words(opened(page)) == [LONG + REST, "第２条　略"]


def test_a_label_begins_a_paragraph_after_a_full_line() -> None:
    full = LONG[:-4] + "であること"
    page = Sheet(width=144 + 10 * len(full)).lines(72, 100, [full, "二　市長が認めた者", "三　略"])
    assert words(opened(page)) == [full, "二　市長が認めた者", "三　略"]


def test_vertical_text_reads_from_right_to_left() -> None:
    height = 144 + 10 * len(LONG)
    page = Sheet(height=height).columns(500, 72, [LONG, REST, "第二条　略"])
    assert words(opened(page)) == [LONG + REST, "第二条　略"]


def test_presentation_forms_and_radicals_become_ordinary_characters_and_nothing_else_does() -> None:
    page = Sheet().text(72, 100, "︵⼀⽉︶①㈱神﨑")
    assert words(opened(page)) == ["（一月）①㈱神﨑"]


def test_two_digits_abreast_in_vertical_text() -> None:
    page = Sheet().down(400, 100, "平成").down(400, 130, "年法律")
    page.text(390, 120, "1", 10).text(395, 120, "2", 10)
    assert words(opened(page)) == ["平成12年法律"]


def test_ruby_is_never_mixed_into_the_words() -> None:
    across = Sheet().text(72, 100, "激甚災害の指定").text(82, 94, "じん", 5)
    down = Sheet().down(400, 200, "激甚災害の指定").down(406, 210, "じん", 5)
    assert words(opened(across)) == ["激甚災害の指定"]
    assert words(opened(down)) == ["激甚災害の指定"]


def test_imitated_bold_is_read_once() -> None:
    page = Sheet().text(72, 100, "附則").text(72.3, 100, "附則")
    assert words(opened(page)) == ["附則"]


# --------------------------------------------------------------------------------------------------------------- marks


def test_underlines_are_lines_or_thin_rectangles_in_pieces() -> None:
    page = Sheet().text(72, 100, "前条の規定により市長は").line(72, 111, 102, 111)
    page.text(72, 140, "前条の規定により市長は").bar(72, 150.5, 15, 0.6).bar(87.2, 150.5, 14.8, 0.6)
    page.text(72, 180, "前条の規定により市長は")
    first, second, third = opened(page).blocks
    assert marked(first) == ["前条の"]
    assert marked(second) == ["前条の"]
    assert marked(third) == []


def test_two_strokes_are_a_double_underline() -> None:
    page = Sheet().text(72, 100, "第３条　市長は").line(72, 110.6, 102, 110.6).line(72, 112.4, 102, 112.4)
    page.line(112, 111, 142, 111)
    (block,) = opened(page).blocks
    assert marked(block, Mark.DOUBLE) == ["第３条"]
    assert marked(block) == ["市長は"]


@pytest.mark.parametrize("x", [502.0, 488.5])
def test_side_lines_stand_right_or_left_of_vertical_text(x: float) -> None:
    page = Sheet().columns(500, 100, ["第三条　市長は、許可", "第四条　略"], leading=24).line(x, 140, x, 170)
    first, second = opened(page).blocks
    assert marked(first) == ["市長は"]
    assert marked(second) == []


def test_a_mark_runs_on_over_the_line_break_and_the_space() -> None:
    page = Sheet(width=144 + 10 * len(LONG)).lines(72, 100, [LONG, "　" + REST])
    page.line(72 + 10 * (len(LONG) - 4), 111, 72 + 10 * len(LONG), 111).line(72, 127, 112, 127)
    (block,) = opened(page).blocks
    assert marked(block) == ["ただし、　市長が"]


# -------------------------------------------------------------------------------------------------------------- tables


def comparison(page: Sheet, top: float, rows: list[tuple[list[str], list[str]]], heads: bool = True) -> Sheet:
    """A table 改正後 | 改正前 at ``top``, every row 60 points high."""
    ys = [top]
    if heads:
        page.text(160, top + 6, "改正後").text(380, top + 6, "改正前")
        ys.append(top + 24)
    for after, before in rows:
        page.lines(76, ys[-1] + 6, after).lines(296, ys[-1] + 6, before)
        ys.append(ys[-1] + 60)
    return page.grid([72, 292, 512], ys)


def test_a_table_with_rows_and_columns() -> None:
    document = opened(comparison(Sheet(), 200, [(["第３条　略"], ["第３条　同左"]), (["第４条"], [])]))
    assert [[c.plain() for c in r.cells] for r in table(document).rows] == [
        ["改正後", "改正前"],
        ["第３条　略", "第３条　同左"],
        ["第４条", ""],
    ]
    origin = next(cell(document, 1, 1).paragraphs()).origin
    assert (origin.page, origin.table, origin.row, origin.column) == (1, 1, 2, "2")
    assert origin.box is not None
    assert origin.box[0] == pytest.approx(296)


def test_a_table_goes_on_behind_a_page_break_with_its_heads_repeated() -> None:
    first = comparison(Sheet(), 600, [(["第３条　略"], ["第３条　略"])])
    second = comparison(Sheet(), 72, [(["第４条　略"], ["第４条　略"])])
    document = opened(first, second.text(72, 300, "附　則"))
    assert [[c.plain() for c in r.cells] for r in table(document).rows] == [
        ["改正後", "改正前"],
        ["第３条　略", "第３条　略"],
        ["第４条　略", "第４条　略"],
    ]
    assert words(document) == ["附　則"]


def test_a_row_cut_in_mid_sentence_is_one_row() -> None:
    line = "この規則において農園とは市民が耕作する土地を"  # as long as the column is wide
    first = Sheet().text(160, 706, "改正後").text(380, 706, "改正前")
    first.line(72, 700, 512, 700).line(72, 724, 512, 724)
    second = Sheet().text(76, 78, "いう。").text(296, 78, "いう。").line(72, 140, 512, 140)
    for x in (72, 292, 512):
        first.line(x, 700, x, 770)
        second.line(x, 72, x, 140)
    first.text(76, 750, line[:21]).text(296, 750, line[:21])
    document = opened(first, second)
    assert [[c.plain() for c in r.cells] for r in table(document).rows] == [
        ["改正後", "改正前"],
        [line[:21] + "いう。"] * 2,
    ]


def test_a_table_inside_a_cell_is_a_table_of_its_own() -> None:
    page = comparison(Sheet(), 200, [(["別表"], ["別表"])])
    page.grid([100, 150, 200], [245, 260, 275]).text(104, 247, "区分").text(154, 247, "金額")
    page.text(104, 262, "大").text(154, 262, "百円")
    inner = [b for b in cell(opened(page), 1, 0).blocks if isinstance(b, Table)]
    assert [[c.plain() for c in r.cells] for r in inner[0].rows] == [["区分", "金額"], ["大", "百円"]]
    assert not any(isinstance(b, Table) for b in cell(opened(page), 1, 1).blocks)


def test_cells_drawn_one_by_one_are_one_table() -> None:
    page = Sheet().text(100, 104, "改正後").text(300, 104, "改正前").text(100, 134, "略").text(300, 134, "略")
    page.grid([70, 492], [98, 182])
    for x in (72, 282):
        page.grid([x, x + 208], [100, 126])
        page.grid([x, x + 208], [128, 180])
    assert [[c.plain() for c in r.cells] for r in table(opened(page)).rows] == [
        ["改正後", "改正前"],
        ["略", "略"],
    ]


def test_a_vertical_table_reads_its_rows_from_right_to_left() -> None:
    page = Sheet().grid([300, 470, 500], [100, 300, 500])
    page.down(492, 180, "改正後").down(492, 380, "改正前")
    page.columns(460, 104, ["第三条　市長は", "２　略"]).columns(460, 304, ["第三条　略", "２　同上"])
    document = opened(page)
    assert [[c.plain() for c in r.cells] for r in table(document).rows] == [
        ["改正後", "改正前"],
        ["第三条　市長は\n２　略", "第三条　略\n２　同上"],
    ]


def test_a_table_set_sideways_on_a_page_of_vertical_text() -> None:
    page = Sheet().columns(560, 72, ["第三条　市長は、次の表により定める。"])
    page.grid([300, 330, 360], [100, 200, 300])
    page.sideways(350, 104, "区分").sideways(350, 204, "金額").sideways(320, 104, "大").sideways(
        320, 204, "100円"
    )
    assert [[c.plain() for c in r.cells] for r in table(opened(page)).rows] == [
        ["区分", "金額"],
        ["大", "100円"],
    ]


def test_bands_are_read_one_after_the_other() -> None:
    page = Sheet().columns(540, 80, ["一番", "二番"]).columns(540, 430, ["三番", "四番"])
    page.line(480, 400, 550, 400).columns(440, 80, ["五番　ここは上から下までの行である"])
    assert words(opened(page)) == ["一番", "二番", "三番", "四番", "五番　ここは上から下までの行である"]


# ----------------------------------------------------------------------------------------------------------- page edges


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        Sheet().text(72, 30, "霧浜市公報　第12号").text(72, 300, words).text(290, 800, f"- {n} -")
        for n, words in enumerate(["第１条　略", "第２条　略", "第３条　略"], 1)
    ]
    assert words(opened(*pages)) == ["霧浜市公報　第12号", "第１条　略", "第２条　略", "第３条　略"]


def test_a_line_that_two_pages_share_in_their_text_stays() -> None:
    pages = [Sheet().text(72, 200, "附　則").text(72, 300, f"第{n}条　略") for n in (1, 2)]
    assert words(opened(*pages)) == ["附　則", "第1条　略", "附　則", "第2条　略"]


# ------------------------------------------------------------------------------------------------------------- refusals


def test_pictures_without_text() -> None:
    with pytest.raises(UnreadableSource, match=r"pictures without text \(page 1–2\)"):
        opened(Sheet().image(), Sheet().image())
    document = opened(Sheet().text(72, 300, "第１条　略を改正する。"), Sheet().image())
    assert document.notes == ("page 2: a picture without text, which is not read",)


@pytest.mark.parametrize("cut", [9, 200, 700])
def test_a_file_that_breaks_off(cut: int) -> None:
    data = pdf(Sheet().text(72, 300, "第１条　略"))[:cut]
    with pytest.raises(UnreadableSource) as caught:
        read(data, "issue.pdf")
    assert "\n" not in str(caught.value)
    assert "damaged" in str(caught.value) or "no text" in str(caught.value)


def test_limits() -> None:
    data = pdf(Sheet().text(72, 300, "第１条　略"), Sheet().text(72, 300, "第２条　略"))
    with pytest.raises(UnreadableSource, match="more than 1 pages"):
        read(data, limits=Limits(pages=1))
    with pytest.raises(UnreadableSource, match="longer than 0 seconds"):
        read(data, limits=Limits(seconds=0.0))
    with pytest.raises(UnreadableSource, match="more than the 10 that are read"):
        read(data, limits=Limits(pdf_size=10))
    assert read(data, limits=Limits(size=10)).format == "pdf"


def test_picture_of_a_paragraph() -> None:
    data = pdf(Sheet().text(72, 300, "第１条　略"))
    (block,) = read(data).blocks
    assert isinstance(block, Paragraph)
    whole, part = page_picture(data, 1), page_picture(data, 1, block.origin.box)
    assert whole.startswith(b"\x89PNG")
    assert len(part) < len(whole)
    with pytest.raises(ValueError, match="page 2 of 1"):
        page_picture(data, 2)
