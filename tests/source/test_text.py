"""Converted text and Markdown to blocks."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.source.model import Block, Cell, Document, Figure, Mark, Paragraph, Table
from reiki.source.open import read

REAL = "real/tottori-2002-12-25-extra-175.txt"


def text(source: str) -> Document:
    return read(source.encode())


def shape(document: Document) -> list[str | list[list[str]]]:
    """Paragraphs as strings, tables as grids."""
    out: list[str | list[list[str]]] = []
    for block in document.blocks:
        match block:
            case Paragraph():
                out.append(block.text.text)
            case Table():
                out.append([[c.plain() for c in r.cells] for r in block.rows])
            case Figure():
                out.append(f"image {block.reference}")
    return out


def paragraphs(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from paragraphs(cell.blocks)


def underlined(document: Document) -> list[str]:
    return [p.text.text[a:b] for p in paragraphs(document.blocks) for a, b in p.text.runs(Mark.UNDERLINE)]


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("第1条　略\n\n第2条　略\n", ["第1条　略", "第2条　略"]),
        ("a\r\nb\rc", ["a", "b", "c"]),
        ("　　附　則  \n", ["　　附　則"]),
        (" 次の表の 改正後の欄", [" 次の表の 改正後の欄"]),
        ("a\tb\nc\td\n", [[["a", "b"], ["c", "d"]]]),
        ("a\tb\n\nc\td\n", [[["a", "b"]], [["c", "d"]]]),
        ("a\tb\nx\nc\td\n", [[["a", "b"]], "x", [["c", "d"]]]),
        ("a\tb\n \nc\td\n", [[["a", "b"]], [["c", "d"]]]),
        ("改 正 後\t\t改 正 前\t\n", [[["改 正 後", "", "改 正 前", ""]]]),
        ("\tb\n", [[["", "b"]]]),
        ("略\t\t\n", [[["略", "", ""]]]),
        ("- 3 職員の旅費\n  * 4 条例", ["3 職員の旅費", "4 条例"]),
        ("- 3 職員\t1\n", [[["3 職員", "1"]]]),
        ("- 12 -\n-\n+ 切替日における額\n-5\n― 6 ―", ["- 12 -", "-", "+ 切替日における額", "-5", "― 6 ―"]),
        ("---\n***\n_ _ _\n=====\na", ["a"]),
        ("**第1条** この**規則**は、2**3**4", ["第1条 この規則は、234"]),
        ("** a ** b **", ["** a ** b **"]),
        ("***", []),
        ("a *** b", ["a *** b"]),
        (r"第1条\*2\_3", ["第1条*2_3"]),
        ("A&amp;B &lt;u&gt; 第&#65297;条", ["A&B <u> 第１条"]),
        ("<略> <https://example.jp/> a<b <!-- c", ["<略> <https://example.jp/> a<b <!-- c"]),
        ("<p>a</p> <p>b</p>", ["a", "b"]),
        ("a<br>b<br/>c", ["a", "b", "c"]),
        (r"$\frac{a & b < c}{\text{d}_1}$ + **e**", [r"$\frac{a & b < c}{\text{d}_1}$ + e"]),
        ("$$109,000円 \\times \\frac{1}{2}$$", ["$$109,000円 \\times \\frac{1}{2}$$"]),
        ("$$\n\\frac{a}{b}\n$$\nx", ["$$", "\\frac{a}{b}", "$$", "x"]),
        ("$$\nx\n\na\t<u>b</u>", ["$$", "x", [["a", "b"]]]),
        ("1本$5、2本$9 <u>a</u>", ["1本$5、2本$9 a"]),
        ("![様式](a.png)\n", ["image a.png"]),
    ],
)
def test_lines_and_tables(source: str, blocks: list[object]) -> None:
    document = text("一\n\n" + source)
    assert shape(document)[1:] == blocks
    assert (document.format, document.drawn) == ("text", False)


def test_spaces_in_words_are_kept() -> None:
    assert shape(text("奥 田  悦 子\t<u>第 1  条</u> の 2")) == [[["奥 田  悦 子", "第 1  条 の 2"]]]


@pytest.mark.parametrize(
    ("cell", "lines", "marks"),
    [
        ("<p>（定義）</p> <p>第1条 略</p>", ["（定義）", "第1条 略"], []),
        ("3 <u>第1項</u>の<u>規定</u>", ["3 第1項の規定"], ["第1項", "規定"]),
        ('<p style="text-align: center;">附 則</p>', ["附 則"], []),
        ("<td>甲</td><td>乙</td>", ["甲\t乙"], []),
        ("<td><u>甲</u></td>", ["甲"], ["甲"]),
        ("<u><p>甲</p><p>乙</p></u>", ["甲", "乙"], ["甲", "乙"]),
        ("<u>甲<br>乙</u>", ["甲", "乙"], ["甲", "乙"]),
        ("<u>**甲**</u>**乙**", ["甲乙"], ["甲"]),
        ("<table><tr><td>1</td><td>2</td></tr></table>", ["1\t2"], []),
        ("  ", [], []),
    ],
)
def test_html_in_cells(cell: str, lines: list[str], marks: list[str]) -> None:
    document = text(f"x\t{cell}\ty\n")
    (row,) = [r for b in document.blocks if isinstance(b, Table) for r in b.rows]
    assert [c.plain() for c in row.cells] == ["x", "\n".join(lines), "y"]
    assert underlined(document) == marks


def test_inserted_and_deleted() -> None:
    (block,) = text("甲<ins>乙</ins><del>丙</del>").blocks
    assert isinstance(block, Paragraph)
    assert block.text.marks() == [Mark.NONE, Mark.INSERTED, Mark.DELETED]


def test_headings() -> None:
    styles = [
        (b.text.text, b.style)
        for b in text("# 公報\n### 第1章 **総則** ###\n#1 条").blocks
        if isinstance(b, Paragraph)
    ]
    assert styles == [("公報", "heading1"), ("第1章 総則", "heading3"), ("#1 条", "")]


def test_a_paragraph_in_a_cell_over_several_lines() -> None:
    document = text("改正後\t改正前\n<p>第1条 この\n規則は、</p> <p>第2条\n\n略</p>\t<p>第1条 略</p>\n\n次\n")
    assert shape(document) == [[["改正後", "改正前"], ["第1条 この規則は、\n第2条略", "第1条 略"]], "次"]


def test_a_paragraph_that_nobody_closes_takes_nothing_with_it() -> None:
    document = text("<p>第1条\t<p>第2条\n<p>第3条\t<p>第4条\n\n次\n最後\n")
    assert shape(document) == [[["第1条", "第2条"], ["第3条", "第4条"]], "次", "最後"]


def test_a_table_in_html_over_several_lines() -> None:
    document = text(
        "前\n<table>\n\t<tr>\n\t\t<th>改正後</th>\t<th>改正前</th></tr>\n\n<tr><td>  甲\n乙 </td><td/>\n</tr></table>\n後\n"
    )
    assert shape(document) == ["前", [["改正後", "改正前"], ["甲乙", ""]], "後"]
    (found,) = [b for b in document.blocks if isinstance(b, Table)]
    assert [c.head for c in found.rows[0].cells] == [True, True]
    assert [r.origin.line for r in found.rows] == [3, 6]


def test_two_tables_side_by_side_in_a_row() -> None:
    document = text(
        "<table><tr><td>1\t</td><td>2</td></tr></table>\t<table><tr><td>3</td><td>4</td></tr></table>\n"
    )
    assert shape(document) == [[["1\t2", "3\t4"]]]


def test_rows_in_html_without_their_table() -> None:
    assert shape(text("一\n<tr><td>甲</td><td>乙</td></tr>\n<tr><td>丙</td><td>丁</td></tr>\n\n二")) == [
        "一",
        [["甲", "乙"], ["丙", "丁"]],
        "二",
    ]


def test_a_table_without_end() -> None:
    document = text("一\n<table>\n<tr><td>甲</td><td>乙</td>\n")
    assert shape(document) == ["一", [["甲", "乙"]]]
    assert any("no end" in n for n in document.notes)


@pytest.mark.parametrize(
    ("source", "grid", "heads"),
    [
        (
            "| 改正後 | 改正前 |\n|---|:-:|\n| 甲<br>乙 | <u>丙</u> |\n",
            [["改正後", "改正前"], ["甲\n乙", "丙"]],
            2,
        ),
        ("改正後 | 改正前\n--- | ---\n甲 | 乙\n", [["改正後", "改正前"], ["甲", "乙"]], 2),
        ("|  |  |\n|---|---|\n| 甲 | 乙 |\n", [["甲", "乙"]], 0),
        ("| 甲 | 乙 |\n| 丙 | |\n", [["甲", "乙"], ["丙", ""]], 0),
        ("| 甲\\|乙 | 丙 |\n", [["甲|乙", "丙"]], 0),
    ],
)
def test_pipe_tables(source: str, grid: list[list[str]], heads: int) -> None:
    document = text("一\n\n" + source + "\n二\n")
    assert shape(document) == ["一", grid, "二"]
    (found,) = [b for b in document.blocks if isinstance(b, Table)]
    assert sum(c.head for r in found.rows for c in r.cells) == heads


def test_tab_rows_have_no_head() -> None:
    (found,) = text("改正後\t改正前\n甲\t乙").blocks
    assert isinstance(found, Table)
    assert not any(c.head for r in found.rows for c in r.cells)


def test_pages() -> None:
    document = text("一\n甲\t乙\n\f二\n丙\t丁\n三\f四\n")
    assert [p.origin.page for p in paragraphs(document.blocks)] == [1, 1, 1, 2, 2, 2, 2, 3]
    assert [p.origin.line for p in paragraphs(document.blocks)] == [1, 2, 2, 3, 4, 4, 5, 5]
    assert [r.origin.page for b in document.blocks if isinstance(b, Table) for r in b.rows] == [1, 2]
    assert [p.origin.page for p in paragraphs(text("一\n二").blocks)] == [None, None]


def test_origins() -> None:
    document = text("一\n\n甲\t乙\n\n丙\t<p>丁戊</p><p>己</p>\n")
    assert document.blocks[0].origin.line == 1
    assert document.blocks[0].origin.table is None
    last = list(paragraphs(document.blocks))[-1].origin
    assert (last.line, last.table, last.row, last.column, last.start) == (5, 2, 1, "2", 3)


def test_dashes_are_said() -> None:
    assert any("list dash" in n and "line 2" in n for n in text("一\n- 3 略\n- 4 略").notes)


WORDS = st.text(st.sampled_from("第1条略 　（）<>&*-|#u/p\\$"), max_size=12)


@given(st.lists(st.lists(WORDS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_offsets_are_those_of_the_cells_text(rows: list[list[str]]) -> None:
    source = "\n".join("\t".join(f"<p>{word}</p>甲" for word in row) for row in rows)
    for block in text("一\n\n" + source).blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    plain = cell.plain()
                    for p in paragraphs(cell.blocks):
                        assert plain[p.origin.start : p.origin.start + len(p.text)] == p.text.text


@given(
    st.lists(
        st.text(st.sampled_from("第1条のアイ、。（） 　"), min_size=1, max_size=8), min_size=1, max_size=8
    )
)
def test_words_of_plain_lines_are_kept(lines: list[str]) -> None:
    document = text("一\n" + "\n".join(lines))
    assert [b.text.text for b in document.blocks if isinstance(b, Paragraph)] == [
        line.rstrip() for line in ("一", *lines) if line.strip()
    ]


# ---------------------------------------------------------------------------------------------------------- the real one


@pytest.fixture(scope="module")
def real(shared: Path) -> bytes:
    return (shared / REAL).read_bytes()


@pytest.mark.shared
def test_the_real_issue(real: bytes) -> None:
    document = read(real)
    tables = [b for b in document.blocks if isinstance(b, Table)]
    heads = [t for t in tables if t.rows[0].cells[0].plain().replace(" ", "") == "改正後"]
    assert len(tables) == 31
    assert len(heads) == 11
    assert {len(t.rows[0].cells) for t in heads} == {2, 4}
    (wide,) = [t for t in heads if len(t.rows[0].cells) == 4]
    assert [len(r.cells) for r in wide.rows] == [4] * 20
    assert document.blocks[0].origin.line == 5


@pytest.mark.shared
def test_every_underline_of_the_real_issue_is_found(real: bytes) -> None:
    document = read(real)
    found = underlined(document)
    assert len(found) == 54
    assert found.count("9,900円") == 3
    assert "次号及び第3号" in found
    assert not any("<" in p.text.text for p in paragraphs(document.blocks))


@pytest.mark.shared
def test_rows_of_the_real_issue(real: bytes) -> None:
    tables = [b for b in read(real).blocks if isinstance(b, Table)]
    rows = {r.origin.line: r for t in tables for r in t.rows}
    third = rows[333]
    assert [c.plain() for c in third.cells][:2] == ["3 級", "8,600円。ただし、1号給 8,352円"]
    (span,) = next(third.cells[1].paragraphs()).text.spans
    assert (span.start, span.end, span.mark) == (15, 21, Mark.UNDERLINE)
    assert [c.plain() for c in rows[124].cells] == ["", "4号給及び3号給の給料月額を受ける職員", "100分の15"]
    assert rows[328].cells[1] == Cell()
    assert len(rows[100].cells[0].blocks) == 10


@pytest.mark.shared
def test_dashes_and_the_formula_of_the_real_issue(real: bytes) -> None:
    document = read(real)
    lines = {b.origin.line: b.text.text for b in document.blocks if isinstance(b, Paragraph)}
    assert lines[155].startswith("3 職員の旅費に関する条例施行規則")
    assert lines[210].startswith("+ 切替日における")
    assert lines[208].startswith(r"$\frac{\text{その者の")
    assert (
        lines[222]
        == r"$$109,000円 \times \frac{\text{その者の旧給料月額} - 899,000円}{112,000円} + 880,000円$$"
    )
    assert lines[173].startswith("(3) 任期付職員の採用等に関する条例")


@pytest.mark.shared
def test_nothing_of_the_real_issue_is_lost(real: bytes) -> None:
    import re

    printed = re.sub(r"</?(?:p|u)\b[^>]*>|^- ", "", real.decode(), flags=re.MULTILINE)
    read_back = "".join(p.text.text for p in paragraphs(read(real).blocks))
    assert "".join(read_back.split()) == "".join(printed.split())


@pytest.mark.shared
def test_the_real_issue_is_read_in_time(real: bytes) -> None:
    best = min(_seconds(real) for _ in range(5))
    assert best < 0.06


def _seconds(data: bytes) -> float:
    start = time.process_time()
    read(data)
    return time.process_time() - start


@pytest.mark.shared
@pytest.mark.parametrize("end", range(40000, 40012))
def test_a_truncated_copy_is_read_as_far_as_it_goes(real: bytes, end: int) -> None:
    document = read(real[:end])
    assert sum(isinstance(b, Table) for b in document.blocks) > 10


@pytest.mark.shared
@pytest.mark.parametrize("number", [0, 1, 2])
def test_other_documents_are_read_too(shared: Path, number: int) -> None:
    document = read((shared / f"real/not-a-gazette-{number}.txt").read_bytes())
    assert document.format == "text"
    assert len(document.blocks) > 100
