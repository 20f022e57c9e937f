"""Images on a page (forms, tables set as pictures): carried in their place and not read, so that what they show is not lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from reiki.gazette.issue import parse_issue
from reiki.office.parse import parse_clause
from reiki.source.model import Block, Document, Figure, Paragraph, Table
from reiki.source.open import read
from sheets import Sheet, pdf

LEAD = "次の表により、改正前欄に掲げる規定の傍線を付した部分をこれに対応する改正後欄に掲げる規定の傍線を付した部分のように改める。"
XS, YS = [60.0, 297.0, 535.0], [300.0, 320.0, 700.0]


def document(*sheets: Sheet) -> Document:
    return read(pdf(*sheets), "issue.pdf")


def figures(blocks: Sequence[Block]) -> Iterator[tuple[str, ...]]:
    """The digest of each image, behind the number of each table cell that it stands in."""
    for block in blocks:
        match block:
            case Figure():
                yield ((block.digest or "")[:6],)
            case Table():
                for row in block.rows:
                    for n, cell in enumerate(row.cells):
                        yield from ((str(n), *found) for found in figures(cell.blocks))
            case Paragraph():
                pass


def sheet(rotate: int = 0) -> Sheet:
    return Sheet(rotate=rotate).lines(60, 60, ["霧の表は、次のとおりとする。", "霧の形は、別に定める。"])


def test_an_image_stands_in_its_cell() -> None:
    page = sheet().grid(XS, YS).text(100, 305, "改正後").text(340, 305, "改正前")
    page.text(70, 330, "別表第一").text(310, 330, "別表第一")
    page.image(80, 360, 150, 100).image(320, 360, 150, 100, "J")
    found = list(figures(document(page).blocks))
    assert [x[0] for x in found] == ["0", "1"]
    assert found[0][1] != found[1][1]


def test_an_image_between_lines_stands_between_them() -> None:
    page = sheet().image(80, 300, 150, 100).text(60, 500, "霧の図の下の行である。")
    assert [type(b).__name__ for b in document(page).blocks][-2:] == ["Figure", "Paragraph"]


def test_a_picture_behind_the_words_of_a_page_is_no_part_of_it() -> None:
    assert list(figures(document(sheet().image()).blocks)) == []


@pytest.mark.parametrize(("width", "height"), [(10, 10), (200, 1)])
def test_signs_and_rules_are_no_figures(width: float, height: float) -> None:
    assert list(figures(document(sheet().image(80, 300, width, height)).blocks)) == []


def notice(picture: str, rows: bool = True) -> list[str]:
    """The errors of a notice of which the columns show an image each, ``J`` in 改正前 and ``picture`` in 改正後."""
    page = Sheet().lines(
        60, 40,
        ["令和7年6月3日　火曜日　官　報　（号外第50号）　1", "○霧務省告示第三号", "霧浜規程（平成十八年霧務省告示第一号）の一部を次のように改正する。",
         "令和七年六月三日", "霧務大臣　三雲　航平", LEAD[:46], LEAD[46:]],
    )  # fmt: skip
    page.grid(XS, YS).text(140, 305, "改　正　後").text(380, 305, "改　正　前")
    if rows:
        page.text(70, 330, "第二条　霧は、靄とする。").bar(150, 341, 10, 0.5)
        page.text(310, 330, "第二条　霧は、雲とする。").bar(390, 341, 10, 0.5)
    page.image(80, 400, 150, 100, picture).image(320, 400, 150, 100, "J")
    issue = parse_issue(document(page))
    (found,) = issue.notices
    (clause,) = found.clauses
    return [f.code for f in parse_clause(clause, found, issue).findings if f.severity == "error"]


def test_images_that_differ_hold_the_clause() -> None:
    assert "figure_changes" in notice("I")


def test_images_that_are_the_same_hold_nothing() -> None:
    assert "figure_changes" not in notice("J")


def test_a_table_of_images_alone_is_no_table_of_equal_columns() -> None:
    assert "words_in_doubt" in notice("I", rows=False)
