"""What the pages of the national gazette need of geometry, on pages drawn for these tests: clipped drawings, small columns of
names that a line's end cuts, vertical text on a page set sideways, signs in the margin."""

from __future__ import annotations

from reiki.source.model import Mark, Paragraph, Table
from reiki.source.open import read
from sheets import Sheet, pdf


def lines(*sheets: Sheet) -> list[str]:
    blocks = read(pdf(*sheets), "issue.pdf").blocks
    return [b.text.text if isinstance(b, Paragraph) else type(b).__name__ for b in blocks]


def clipped(sheet: Sheet, x: float, y: float, width: float, height: float, what: Sheet) -> Sheet:
    """``what`` drawn on ``sheet`` where the box lies; the rest of it is not seen."""
    sheet.parts.append(f"q {x} {sheet.height - y - height} {width} {height} re W n")
    sheet.parts += what.parts
    sheet.parts.append("Q")
    return sheet


# ------------------------------------------------------------------------------------------------------------ clipping


def long_table() -> Sheet:
    return (
        Sheet()
        .grid([60, 300, 540], [100, 130, 700])
        .lines(70, 140, ["一つめの行", "二つめの行", "三つめの行"], leading=200)
    )


def test_of_a_drawing_only_what_its_clipping_path_shows_is_there() -> None:
    page = clipped(Sheet(), 50, 90, 500, 200, long_table()).text(60, 400, "表の下の文である。")
    table, text = read(pdf(page), "issue.pdf").blocks
    assert isinstance(table, Table)
    assert [c.plain() for r in table.rows for c in r.cells if c.plain()] == ["一つめの行"]
    assert isinstance(text, Paragraph)
    assert text.text.text == "表の下の文である。"


def test_clipping_ends_with_the_saved_state() -> None:
    page = clipped(Sheet(), 50, 90, 100, 10, Sheet().text(60, 300, "見えない。")).text(60, 320, "見える。")
    assert lines(page) == ["見える。"]


def test_paths_clip_together() -> None:
    inner = clipped(Sheet(), 200, 90, 300, 400, Sheet().text(60, 300, "外").text(250, 300, "中"))
    assert lines(clipped(Sheet(), 50, 280, 500, 40, inner)) == ["中"]


# --------------------------------------------------------------------------------------------------- small columns


FULL = 72
"""Characters of a line that fills its column on these pages."""


def full(tail: str) -> str:
    """A line that ends with ``tail`` where its column ends."""
    body = "霧の施設に関する規則の一部を改正する省令であって、靄の尺度、雲の高さ及び星の数を定めるもののうち"
    return (body * 2)[: FULL - len(tail)] + tail


def test_names_in_two_small_columns_that_the_end_of_a_line_cuts() -> None:
    first = full("規則（平成二十三年")[3:]
    page = Sheet().down(500, 60, full("に関する")).down(484, 60, first)
    start = 60 + 10 * (FULL - 3)
    page.down(489, start, "厚生労").down(479, start, "国土交")
    page.down(473, 60, "働省").down(463, 60, "通省").down(468, 80, "令第二号）の一部を次のように改正する。")
    assert lines(page) == [
        full("に関する") + first + "厚生労働省・国土交通省令第二号）の一部を次のように改正する。"
    ]


def test_words_in_a_bracket_go_on_behind_a_wider_gap() -> None:
    """Names in several small columns move the next line away."""
    rest = "三月霧務省令第二号）の一部を次のように改正する。"
    inside, outside = full("規則（令和五年"), full("規則。令和五年")
    assert lines(Sheet().down(500, 60, inside).down(470, 60, rest)) == [inside + rest]
    assert lines(Sheet().down(500, 60, outside).down(470, 60, rest)) == [outside, rest]


def test_the_two_lines_of_a_bracket_say_nothing_of_the_space_between_paragraphs() -> None:
    first = full("規則の一部を次の")
    page = Sheet().columns(500, 60, [first, "ように改正する。"], leading=12.5)
    page.down(470, 200, "「第一章　霧").down(465, 60, "目次中「第二章　靄を").down(440, 60, "改める。")
    assert lines(page)[0] == first + "ように改正する。"


# ------------------------------------------------------------------------------------------------------ set sideways


def upwards(sheet: Sheet, x: float, y: float, words: str, size: float = 10.0) -> Sheet:
    """Vertical text turned with its page: it reads from left to right, each character lying on its left side."""
    codes = words.encode("utf-16-be").hex()
    sheet.parts.append(f"BT /V {size} Tf 0 1 -1 0 {x} {sheet.height - y - size / 2} Tm <{codes}> Tj ET")
    return sheet


def test_the_mark_of_vertical_text_on_a_page_set_sideways_stands_above_it() -> None:
    page = Sheet(842, 595)
    for n in range(6):
        page.text(
            60, 300 + 16 * n, "霧の施設に関する規則の一部を改正する省令である。靄の尺度、雲の高さ、星の数。"
        )
    upwards(page, 60, 100, "霧の施設に関する規則").bar(120, 99, 40, 0.5)
    upwards(page, 60, 116, "靄の施設に関する省令").bar(60, 115, 10, 0.5)
    marked = [
        b.text.text[a:z]
        for b in read(pdf(page), "issue.pdf").blocks
        if isinstance(b, Paragraph)
        for a, z in b.text.runs(Mark.UNDERLINE)
    ]
    assert marked == ["する規則", "靄"]


def test_signs_for_folding_and_punching_are_no_text() -> None:
    page = Sheet().down(590, 300, "▷").down(580, 120, "○").down(580, 700, "○")
    page.columns(
        500,
        60,
        [
            "霧の施設に関する規則の一部を改正する省令である。",
            "靄の尺度、雲の高さ、星の数を定める省令である。",
        ],
    )
    assert (
        "".join(lines(page))
        == "霧の施設に関する規則の一部を改正する省令である。靄の尺度、雲の高さ、星の数を定める省令である。"
    )
