"""HTML pages to blocks: what a page shows, with the marks on the words and the boxes around cells."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.source.model import Block, Cell, Document, Figure, Mark, Paragraph, Row, Table, UnreadableSource
from reiki.source.open import Limits, read

THICK, DOTTED = Mark.THICK, Mark.DOTTED


def page(body: str, head: str = "") -> Document:
    return read(
        f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()
    )


def texts(document: Document) -> list[str]:
    return [b.text.text for b in document.blocks if isinstance(b, Paragraph)]


def only(document: Document) -> Paragraph:
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    return block


def marked(document: Document, mark: Mark) -> list[str]:
    text = only(document).text
    return [text.text[a:b] for a, b in text.runs(mark)]


def table(document: Document) -> Table:
    (found,) = [b for b in document.blocks if isinstance(b, Table)]
    return found


def grid(found: Table) -> list[list[str]]:
    return [[c.plain() for c in r.cells] for r in found.rows]


def boxes(found: Table) -> list[list[Mark]]:
    return [[c.box for c in r.cells] for r in found.rows]


# ---------------------------------------------------------------------------------------------------------------- lines


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>第1条</p><p>第2条</p>", ["第1条", "第2条"]),
        ("<p>第1条<p>第2条", ["第1条", "第2条"]),
        ("<div>a<div>b</div>c</div>", ["a", "b", "c"]),
        ("<p>(1)　略<br>(2)　略<br/></p>", ["(1)　略", "(2)　略"]),
        ("<ul><li>甲<li>乙</ul>", ["甲", "乙"]),
        ("<dl><dt>甲<dd>乙</dl>", ["甲", "乙"]),
        ("a<hr>b", ["a", "b"]),
        ("<p></p><p>&nbsp;</p><p>　</p><p>a</p>", ["a"]),
        ("<pre>　様式\n  a  b\n</pre>", ["　様式", "a  b"]),
        ("<p style='white-space:pre'>a\nb</p>", ["a", "b"]),
        ("<p>a</p></body></html><p>b</p>", ["a", "b"]),
        ("<span style='display:block'>a</span>b", ["a", "b"]),
        ("<p style='display:inline'>a</p>b", ["ab"]),
    ],
)
def test_lines(body: str, lines: list[str]) -> None:
    assert texts(page(body)) == lines


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>  a \n  b  </p>", "a b"),
        ("<p>　附　則 </p>", "　附　則"),
        ("<p>第1条　この　規則</p>", "第1条　この　規則"),
        ("<p>a&nbsp;&nbsp;b</p>", "a  b"),
        # a line break in the source between two wide characters is none on the page
        ("<p>この規則\n    は、</p>", "この規則は、"),
        ("<p>この規則\n    は、</p>".replace("\n", "\r\n"), "この規則は、"),
        ("<p>第3 条\nA</p>", "第3 条 A"),
        ("<p><u>a </u> <b> b</b></p>", "a b"),
        ("<p>x<sup>2</sup>＋H<sub>2</sub>O</p>", "x2＋H2O"),
        ("<p><ruby>塡<rp>（</rp><rt>てん</rt><rp>）</rp>補<rt>ほ</ruby>する</p>", "塡補する"),
        ("<p>A&amp;B &lt;略&gt; &#12354;&#x3044;</p>", "A&B <略> あい"),
        ("<p>a < b <略> c</p>", "a < b <略> c"),
        ("<p>第&#8203;1&shy;条</p>", "第1条"),
        ("<p>a<!-- <p>b</p> -->c<script>d</script><style>e{}</style></p>", "ac"),
    ],
)
def test_white_space_and_characters(body: str, text: str) -> None:
    assert only(page(body)).text.text == text


def test_styles_of_paragraphs() -> None:
    document = page(
        "<h1>a</h1><h4 style='text-align:center'>b</h4><p align=right>c</p><div style='text-align:center'><p>d</p></div>"
        "<center>e</center><p>f</p><p class=r>g</p>",
        "<style>.r { text-align: right }</style>",
    )
    styles = [b.style for b in document.blocks if isinstance(b, Paragraph)]
    assert styles == ["heading1", "heading4", "right", "center", "center", "", "right"]


def test_lines_know_their_line() -> None:
    document = page("\n<p>a</p>\n<p>b<br>\nc</p>")
    assert [b.origin.line for b in document.blocks] == [2, 3, 4]


def test_a_page_is_drawn_and_named_by_its_digest() -> None:
    document = read(b"<html><p>a</p></html>")
    assert (document.format, document.drawn) == ("html", True)
    assert document.sha256 == hashlib.sha256(b"<html><p>a</p></html>").hexdigest()


# ---------------------------------------------------------------------------------------------------------------- marks


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        ("甲<u>乙</u>丙", Mark.UNDERLINE),
        ("甲<ins>乙</ins>丙", Mark.INSERTED),
        ("甲<del>乙</del>丙", Mark.DELETED),
        ("甲<s>乙</s>丙", Mark.DELETED),
        ("甲<strike>乙</strike>丙", Mark.DELETED),
        ("甲<span style='text-decoration:underline'>乙</span>丙", Mark.UNDERLINE),
        ("甲<span style='TEXT-DECORATION: Underline'>乙</span>丙", Mark.UNDERLINE),
        ("甲<span style='text-decoration:underline double'>乙</span>丙", Mark.DOUBLE),
        ("甲<span style='text-decoration:double red underline'>乙</span>丙", Mark.DOUBLE),
        (
            "甲<span style='text-decoration-line:underline;text-decoration-style:double'>乙</span>丙",
            Mark.DOUBLE,
        ),
        ("甲<u style='text-decoration-style:double'>乙</u>丙", Mark.DOUBLE),
        ("甲<span style='text-decoration:underline wavy'>乙</span>丙", Mark.UNDERLINE),
        ("甲<span style='text-decoration:underline dotted'>乙</span>丙", Mark.UNDERLINE),
        ("甲<span style='text-decoration:line-through'>乙</span>丙", Mark.DELETED),
        ("甲<span style='text-decoration:underline line-through'>乙</span>丙", Mark.UNDERLINE | Mark.DELETED),
        ("甲<span style='border-bottom:1px solid'>乙</span>丙", Mark.UNDERLINE),
        ("甲<span style='border-bottom:solid'>乙</span>丙", Mark.UNDERLINE),
        ("甲<span style='border-bottom: 3px double black'>乙</span>丙", Mark.DOUBLE),
        ("甲<span style='border:1px dotted'>乙</span>丙", DOTTED),
        ("甲<span style='border:thin dashed #000'>乙</span>丙", DOTTED),
        ("甲<span style='border:2px solid'>乙</span>丙", THICK),
        ("甲<span style='outline: thick solid'>乙</span>丙", THICK),
        ("甲<u><span style='text-decoration:none'>乙</span></u>丙", Mark.UNDERLINE),
        ("甲<u><u>乙</u></u>丙", Mark.UNDERLINE),
        ("甲<u><span style='text-decoration:underline double'>乙</span></u>丙", Mark.UNDERLINE | Mark.DOUBLE),
        ("甲<span style='text-underline:double'>乙</span>丙", Mark.DOUBLE),
        ("甲<font color=red><b><u>乙</u></b></font>丙", Mark.UNDERLINE),
        (
            "<div style='writing-mode:vertical-rl'>甲<span style='text-decoration:overline'>乙</span>丙</div>",
            Mark.UNDERLINE,
        ),
        (
            "<div style='writing-mode:vertical-rl'>甲<span style='border-right:1px solid'>乙</span>丙</div>",
            Mark.UNDERLINE,
        ),
    ],
)
def test_marks(body: str, mark: Mark) -> None:
    text = only(page(body)).text
    assert text.text == "甲乙丙"
    assert text.marks() == [Mark.NONE, mark, Mark.NONE]


@pytest.mark.parametrize(
    "body",
    [
        "甲<u style='text-decoration:none'>乙</u>丙",
        "甲<a href='x'>乙</a>丙",
        "甲<span style='text-decoration:overline'>乙</span>丙",
        "甲<span style='border:1px solid'>乙</span>丙",
        "甲<span style='border-bottom:none'>乙</span>丙",
        "甲<span style='border-bottom:0 solid'>乙</span>丙",
        "甲<span style='text-decoration:underline transparent'>乙</span>丙",
        "甲<b>乙</b>丙",
    ],
)
def test_what_is_no_mark(body: str) -> None:
    assert only(page(body)).text.spans == ()


def test_a_mark_keeps_its_words_when_space_is_collapsed() -> None:
    assert marked(page("<p>  この <u> 規則 </u> は、</p>"), Mark.UNDERLINE) == ["規則 "]


@pytest.mark.parametrize(
    "body",
    [
        "<u><p>甲</p><p>乙</p></u><p>丙</p>",
        "<p><u>甲<p>乙</u><p>丙",
        "<p><u>甲</p><p>乙</u></p><p>丙</p>",
        "<div><u>甲</div><div>乙</div></u><div>丙</div>",
        "<ins><div>甲</div><div>乙</div></ins>丙",
        "<p><u><i>甲<br>乙</u></i><br>丙",
    ],
)
def test_marks_across_paragraphs_are_kept(body: str) -> None:
    document = page(body)
    assert texts(document) == ["甲", "乙", "丙"]
    covered = [
        b.text.covered(Mark.UNDERLINE | Mark.INSERTED) for b in document.blocks if isinstance(b, Paragraph)
    ]
    assert covered == [True, True, False]


def test_an_unclosed_mark_ends_with_its_cell() -> None:
    found = table(page("<table border=1><tr><td><u>甲<td>乙</table>"))
    first, second = (next(c.paragraphs()).text for c in found.rows[0].cells)
    assert first.covered(Mark.UNDERLINE)
    assert not second.spans


@pytest.mark.parametrize(
    ("css", "body"),
    [
        (".k{text-decoration:underline}", "甲<span class='a k'>乙</span>丙"),
        ("#k{text-decoration:underline}", "甲<span id=k>乙</span>丙"),
        ("em{text-decoration:underline}", "甲<em>乙</em>丙"),
        ("span.k{border-bottom:solid 1px}", "甲<span class=k>乙</span><b class=k></b>丙"),
        ("div .k{text-decoration:underline}", "<div><p>甲<span class=k>乙</span>丙</div>"),
        ("div > p > .k{text-decoration:underline}", "<div><p>甲<span class=k>乙</span>丙</div>"),
        (".x, .k{text-decoration:underline}", "甲<span class=k>乙</span>丙"),
        ("p .m i{text-decoration:underline}", "<p>甲<b class=m><i>乙</i></b>丙"),
        ("[data-m=add]{text-decoration:underline}", "甲<span data-m=add>乙</span>丙"),
        ("/* .k{} */ @media screen{.k{text-decoration:underline}}", "甲<span class=k>乙</span>丙"),
        (
            ".k{text-decoration:underline !important}",
            "甲<span class=k style='text-decoration:none'>乙</span>丙",
        ),
        ("p .k{text-decoration:underline} .k{text-decoration:none}", "<p>甲<span class=k>乙</span>丙"),
        ("@font-face{a:b;c:d} .k{text-decoration:underline}", "甲<span class=k>乙</span>丙"),
        (".改{text-decoration:underline}", "甲<span class=改>乙</span>丙"),
    ],
)
def test_style_rules(css: str, body: str) -> None:
    assert marked(page(body, f"<style>{css}</style>"), Mark.UNDERLINE) == ["乙"]


@pytest.mark.parametrize(
    "css",
    [
        "@media print{.k{text-decoration:underline}}",
        ".k{text-decoration:underline} .k{text-decoration:none}",
        "div > .k{text-decoration:underline}",
        ".k:hover{text-decoration:underline}",
        "table .k{text-decoration:underline}",
    ],
)
def test_style_rules_that_do_not_hold(css: str) -> None:
    assert marked(page("<p>甲<span class=k>乙</span>丙", f"<style>{css}</style>"), Mark.UNDERLINE) == []


def test_a_sheet_for_print_only_does_not_hold() -> None:
    document = page("<p>甲<b>乙</b>", "<style media=print>b{text-decoration:underline}</style>")
    assert marked(document, Mark.UNDERLINE) == []


def test_what_cannot_be_seen_of_styles_is_said() -> None:
    document = page(
        "<p>甲", "<link rel=stylesheet href=a.css><style>p:nth-child(2){text-decoration:underline}</style>"
    )
    assert any("a.css" in n for n in document.notes)
    assert any("p:nth-child(2)" in n for n in document.notes)


@pytest.mark.parametrize(
    "body",
    [
        "<p>甲<span style='display:none'>乙</span></p>",
        "<p>甲<span hidden>乙</span></p>",
        "<p>甲<b style='display:none'>乙</b></p>",
        "<p>甲<span style='visibility:hidden'>乙</span></p>",
        "<p>甲<span style='font-size:0'>乙</span></p>",
        "<p>甲</p><div style='display:none'><table><tr><td>乙</table></div>",
    ],
)
def test_what_is_not_shown_is_left_out_and_said(body: str) -> None:
    document = page(body)
    assert texts(document) == ["甲"]
    assert any("乙" in n for n in document.notes)


# --------------------------------------------------------------------------------------------------------------- tables


def test_a_comparison_table() -> None:
    document = page(
        "<table border=1><thead><tr><th>改正後<th>改正前</tr></thead>"
        "<tr><td><p>第1条</p><p>第2条</p><td></table>"
    )
    found = table(document)
    assert grid(found) == [["改正後", "改正前"], ["第1条\n第2条", ""]]
    assert [c.head for r in found.rows for c in r.cells] == [True, True, False, False]
    assert found.rows[1].cells[1].blocks == ()


def test_spans_are_bounded() -> None:
    found = table(
        page(
            "<table border=1><tr><td rowspan=99999999999999 colspan=9999999999>a<td rowspan=0>b<td rowspan=x>c<tr><td>d</table>"
        )
    )
    assert [(c.rowspan, c.colspan) for c in found.rows[0].cells] == [(2, 1000), (2, 1), (1, 1)]


def test_foot_rows_come_last_and_rows_without_cells_go() -> None:
    found = table(
        page(
            "<table border=1><tfoot><tr><td>c</tfoot><tr></tr><tr><td>b</tr><thead><tr><td>a</thead></table>"
        )
    )
    assert grid(found) == [["a"], ["b"], ["c"]]
    assert [r.cells[0].head for r in found.rows] == [True, False, False]


def test_a_row_that_only_merged_cells_reach_into_is_kept() -> None:
    found = table(
        page("<table border=1><tr><td rowspan=2>a<td rowspan=2>b</tr><tr></tr><tr><td>c<td>d</table>")
    )
    assert grid(found) == [["a", "b"], [], ["c", "d"]]


def test_what_stands_between_cells_is_not_lost() -> None:
    document = page("<table border=1>甲<tr>乙<td>1<td>2</tr><p>丙</p></table>")
    assert sorted(texts(document)) == ["丙", "乙", "甲"]
    assert Cell(document.blocks).plain().endswith("\n1\t2")


def test_caption() -> None:
    document = page("<table border=1><caption>別表</caption><tr><td>1<td>2</table>")
    first = document.blocks[0]
    assert isinstance(first, Paragraph)
    assert (first.text.text, first.style) == ("別表", "caption")


def test_cells_made_by_style_rules() -> None:
    document = page(
        "<div class=t><div class=r><div class=c>改正後</div><div class=c>改正前</div></div></div>",
        "<style>.t{display:table}.r{display:table-row}.c{display:table-cell;border:1px solid}</style>",
    )
    assert grid(table(document)) == [["改正後", "改正前"]]


def test_rows_without_a_table() -> None:
    assert grid(table(page("<p>a</p><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr>"))) == [
        ["甲", "乙"],
        ["丙", "丁"],
    ]


def test_origins_within_tables() -> None:
    document = page(
        "<p>a</p><table border=1><tr><td>x<td>y</table>\n"
        "<table border=1><tr><td>1<td><p>甲乙</p>\n"
        "<table border=1><tr><td>丙<td>丁<tr><td>戊<td>己</table><p>庚</p></table>"
    )
    second = [b for b in document.blocks if isinstance(b, Table)][1]
    cell = second.rows[0].cells[1]
    plain = cell.plain()
    found = list(paragraphs(cell.blocks))
    assert [p.text.text for p in found] == ["甲乙", "丙", "丁", "戊", "己", "庚"]
    for p in found:
        assert (p.origin.table, p.origin.row, p.origin.column) == (2, 1, "2")
        assert plain[p.origin.start : p.origin.start + len(p.text)] == p.text.text
    inner = cell.blocks[1]
    assert isinstance(inner, Table)
    assert (inner.origin.table, inner.origin.start) == (2, 3)
    assert [p.origin.line for p in found] == [2, 3, 3, 3, 3, 3]


def paragraphs(blocks: tuple[Block, ...]) -> list[Paragraph]:
    out: list[Paragraph] = []
    for block in blocks:
        match block:
            case Paragraph():
                out.append(block)
            case Table():
                for row in block.rows:
                    for cell in row.cells:
                        out += paragraphs(cell.blocks)
            case Figure():
                pass
    return out


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td>{}</table>",
        "<table border=1><tr><td>{}</table>",
        "<table width=100%><tr><td></td><td>{}</td></tr></table>",
        "<table><tr><td>印刷</td></tr><tr><td><table><tr><td>{}</td></tr></table></td></tr></table>",
    ],
)
def test_layout_tables_are_unwrapped(body: str) -> None:
    inner = "<p>規則をここに公布する。次の表のとおり改正する。</p><table border=1><tr><td>改正後<td>改正前<tr><td>甲<td>乙</table>"
    document = page(body.format(inner))
    assert "規則をここに公布する。次の表のとおり改正する。" in texts(document)
    assert grid(table(document)) == [["改正後", "改正前"], ["甲", "乙"]]
    assert table(document).origin.table == 1


def test_an_unruled_comparison_table_is_no_layout() -> None:
    inner = "<table border=1><tr><td>給料表<td>割合<tr><td>すべて<td>100分の5</table>"
    document = page(
        f"<p>一部を次のように改正する。次の表の改正後の欄中…</p><table><tr><td>改正後<td>改正前<tr><td>別表{inner}<td></table>"
    )
    assert len(table(document).rows) == 2


def test_images() -> None:
    document = page(
        "<p><img src='a.gif' alt='様式第1号'></p><p>甲<img src='g.png' alt='髙'>乙</p><img src=s.gif width=1 height=1>"
    )
    figures = [b for b in document.blocks if isinstance(b, Figure)]
    assert [(f.reference, f.alternative) for f in figures] == [("a.gif", "様式第1号"), ("g.png", "髙")]
    assert texts(document) == ["甲\ufffc乙"]
    assert any("image" in n for n in document.notes)


def test_an_image_within_the_page_is_known_by_its_digest() -> None:
    (block,) = page("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>").blocks
    assert isinstance(block, Figure)
    assert block.reference == "data:image/gif;base64"
    assert block.digest is not None
    assert len(block.digest) == 64


# ---------------------------------------------------------------------------------------------------------------- boxes

INNER = "<table border=1><tr><td>1<td>2<tr {row}><td {cell}>3<td {cell}>4<tr><td>5<td>6</table>"


def inner_boxes(inner: str, head: str = "") -> list[list[Mark]]:
    found = table(
        page(f"<p>次の表</p><table border=1><tr><td>改正後<td>改正前<tr><td>別表{inner}<td>乙</table>", head)
    )
    nested = found.rows[1].cells[0].blocks[1]
    assert isinstance(nested, Table)
    assert all(c.box is Mark.NONE for r in found.rows for c in r.cells)
    return boxes(nested)


@pytest.mark.parametrize(
    ("row", "cell", "mark"),
    [
        ("", "style='border:3px solid'", THICK),
        ("", "style='border:2px solid #000'", THICK),
        ("", "style='border:1.5pt solid windowtext'", THICK),
        ("", "style='border: thick solid'", THICK),
        ("", "style='border-style:solid;border-width:2px 3px'", THICK),
        ("style='border:3px solid'", "", THICK),
        ("", "style='border:1px dotted'", DOTTED),
        ("style='border:1px dashed'", "", DOTTED),
        ("", "style='border:1px solid'", Mark.NONE),
        ("", "style='border-bottom:3px solid'", Mark.NONE),
        ("style='border-top:3px solid'", "", Mark.NONE),
        ("", "class=add", THICK),
    ],
)
def test_boxes_of_rows_and_cells(row: str, cell: str, mark: Mark) -> None:
    found = inner_boxes(INNER.format(row=row, cell=cell), "<style>td.add{border:2px solid}</style>")
    assert found == [[Mark.NONE] * 2, [mark] * 2, [Mark.NONE] * 2]


def test_a_box_drawn_side_by_side() -> None:
    top, low, left, right = (f"border-{s}:3px solid" for s in ("top", "bottom", "left", "right"))
    found = inner_boxes(
        "<table border=1><tr><td>0<td>0<td>0"
        f"<tr><td>0<td style='{top};{left}'>1<td style='{top};{right}'>2"
        f"<tr><td>0<td style='{low};{left}'>3<td style='{low};{right}'>4</table>"
    )
    assert found == [[Mark.NONE] * 3, [Mark.NONE, THICK, THICK], [Mark.NONE, THICK, THICK]]


def test_a_box_with_a_gap_is_none() -> None:
    top, left, right = (f"border-{s}:3px solid" for s in ("top", "left", "right"))
    found = inner_boxes(
        f"<table border=1><tr><td style='{top};{left}'>1<td style='{top};{right}'>2<tr><td>3<td>4</table>"
    )
    assert found == [[Mark.NONE] * 2] * 2


def test_a_box_around_merged_cells() -> None:
    found = inner_boxes(
        "<table border=1><tr><td>0<td>0"
        "<tr style='border-left:3px solid;border-right:3px solid;border-top:3px solid'><td rowspan=2>1<td>2"
        "<tr style='border-left:3px solid;border-right:3px solid;border-bottom:3px solid'><td>3</table>"
    )
    assert found == [[Mark.NONE] * 2, [THICK] * 2, [THICK]]


def test_a_group_of_rows_in_a_box() -> None:
    found = inner_boxes(
        "<table border=1><tr><td>0<td>0<tbody style='border:3px solid'><tr><td>1<td>2<tr><td>3<td>4</table>"
    )
    assert found == [[Mark.NONE] * 2, [THICK] * 2, [THICK] * 2]


@pytest.mark.parametrize("style", ["border:2px solid", "border:1px dotted", "border:1px dashed"])
def test_a_frame_around_an_inner_table(style: str) -> None:
    mark = THICK if "solid" in style else DOTTED
    assert inner_boxes(f"<table style='{style}'><tr><td>1<td>2</table>") == [[mark, mark]]


def test_a_frame_that_all_tables_have_is_no_box() -> None:
    assert inner_boxes(
        "<table><tr><td>1<td>2</table>", "<style>table{border:2px solid}td{border:1px solid}</style>"
    ) == [[Mark.NONE, Mark.NONE]]


def test_thick_lines_everywhere_are_no_box() -> None:
    found = table(page("<p>a</p><table><tr><td>1<td>2</table>", "<style>td{border:3px solid}</style>"))
    assert boxes(found) == [[Mark.NONE, Mark.NONE]]


def test_a_box_in_the_comparison_table_itself() -> None:
    found = table(
        page(
            "<p>a</p><table style='border:3px solid'><tr><td>1<td>2<tr><td style='border:3px solid'>3<td>4</table>",
            "<style>td{border:1px solid}</style>",
        )
    )
    assert boxes(found) == [[Mark.NONE] * 2, [THICK, Mark.NONE]]


def test_a_box_of_one_cell_is_a_mark_on_its_lines() -> None:
    found = table(
        page(
            "<p>a</p><table border=1><tr><td>改正後<td>改正前<tr><td>甲<table style='border:1px dashed'><tr><td>乙<br>丙</table>丁<td></table>"
        )
    )
    lines = list(found.rows[1].cells[0].paragraphs())
    assert [(p.text.text, p.text.covered(DOTTED)) for p in lines] == [
        ("甲", False),
        ("乙", True),
        ("丙", True),
        ("丁", False),
    ]


def test_a_box_around_paragraphs() -> None:
    document = page("<div style='border:1px dashed'><p>甲</p><p>乙</p></div><p>丙</p>")
    assert [b.text.covered(DOTTED) for b in document.blocks if isinstance(b, Paragraph)] == [
        True,
        True,
        False,
    ]


def test_rows_are_rows() -> None:
    found = table(page("<table border=1><tr><td>1<td>2</table>"))
    assert isinstance(found.rows[0], Row)
    assert (found.rows[0].origin.table, found.rows[0].origin.row) == (1, 1)


# --------------------------------------------------------------------------------------------------------------- limits


@pytest.mark.parametrize("tag", ["div", "span", "ul", "table><tr><td", "ins"])
def test_too_deep(tag: str) -> None:
    with pytest.raises(UnreadableSource, match="deep"):
        page(f"<{tag}>" * 5000 + "x")


def test_as_deep_as_allowed() -> None:
    depth = Limits().depth
    assert texts(page("<div>" * (depth - 2) + "x")) == ["x"]
    inner = (depth - 2) // 3
    assert isinstance(page("<p>a</p>" + "<table border=1><tr><td>1<td>" * (inner - 1) + "x").blocks[1], Table)


def test_many_tags_that_are_never_closed() -> None:
    assert len(page("<p><font size=2><u>あ</p>" * 5000).blocks) == 5000


def test_a_page_without_text() -> None:
    with pytest.raises(UnreadableSource, match="no text"):
        page("<script>document.write('あ')</script>")


def test_a_page_that_is_cut_off() -> None:
    document = read("<html><body><p>第1条</p><p style='colo".encode())
    assert texts(document) == ["第1条"]
    assert any("within a tag" in n for n in document.notes)
    assert any("</html>" in n for n in document.notes)


def test_no_entity_is_expanded() -> None:
    document = read(b'<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><html><p>x&b;y</p></html>')
    assert "aaaa" not in texts(document)[-1]


def test_a_reference_to_a_number_without_end() -> None:
    assert only(page(f"<p>a&#{'9' * 10000};b</p>")).text.text == "a\ufffdb"


TAGS = (
    "<table> <tr> <td> </td> </tr> </table> <u> </u> <p> </p> <div> </div> <span> </span> <ruby> <rt> </ruby> <b> </b> "
    "<pre> </pre> <br> <li> <ol> </ol> <caption> <tbody> </tbody> <thead> <!-- --> < > &#0; あ い"
)
STYLED = (
    "<td style='border:3px solid'>",
    "<table style='border:1px dashed' border=1>",
    "<td rowspan=3 colspan=2>",
)
PIECES = st.sampled_from([*TAGS.split(), *STYLED, " ", "\n", "\t", "\u3000"])


@given(st.lists(PIECES, max_size=40))
def test_whatever_is_written_has_its_place(pieces: list[str]) -> None:
    for block in page("<p>一</p>" + "".join(pieces)).blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    plain = cell.plain()
                    for p in paragraphs(cell.blocks):
                        assert p.text.text.strip()
                        assert plain[p.origin.start :].startswith(p.text.text)
                        assert all(0 <= s.start < s.end <= len(p.text) for s in p.text.spans)
