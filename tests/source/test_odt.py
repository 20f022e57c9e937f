"""OpenDocument texts to blocks: what a word processor shows, with marks, boxes, numbers of lists."""

import hashlib

import pytest

from office_files import OPEN, OPEN_TYPE, cells, grid, marked, open_parts, packed, tables, texts
from reiki.source.model import Document, Figure, Mark, Paragraph, Table, UnreadableSource
from reiki.source.open import Limits, read

UNDERLINE, DOUBLE, THICK, DOTTED = Mark.UNDERLINE, Mark.DOUBLE, Mark.THICK, Mark.DOTTED


def odt(
    text: str, automatic: str = "", styles: str = "", parts: dict[str, str | bytes] | None = None
) -> Document:
    return read(packed(open_parts(text, automatic, styles, parts)), "issue.odt")


def style(name: str, properties: str, family: str = "text", parent: str = "", more: str = "") -> str:
    below = f' style:parent-style-name="{parent}"' if parent else ""
    kind = {"table-cell": "table-cell-properties"}.get(family, "text-properties")
    inside = f"<style:{kind} {properties}/>" if properties else ""
    return f'<style:style style:name="{name}" style:family="{family}"{below} {more}>{inside}</style:style>'


LINE = 'style:text-underline-style="solid"'
U = style("U", LINE)


def p(content: str, name: str = "") -> str:
    return f'<text:p text:style-name="{name}">{content}</text:p>' if name else f"<text:p>{content}</text:p>"


def span(content: str, name: str = "U") -> str:
    return f'<text:span text:style-name="{name}">{content}</text:span>'


# ----------------------------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("properties", "mark"),
    [
        (LINE, UNDERLINE),
        ('style:text-underline-style="wave"', UNDERLINE),
        ('style:text-underline-style="dotted" style:text-underline-type="single"', UNDERLINE),
        ('style:text-underline-style="solid" style:text-underline-type="double"', DOUBLE),
        ('style:text-underline-style="none"', Mark.NONE),
        ('style:text-line-through-style="solid"', Mark.DELETED),
        ('style:text-emphasize="dot below"', Mark.NONE),
        ('fo:border="0.5pt dotted #000000"', DOTTED),
        ('fo:border="2pt solid #000000"', THICK),
    ],
)
def test_marks(properties: str, mark: Mark) -> None:
    document = odt(p(f"第1条　{span('甲')}乙"), style("U", properties))
    assert texts(document) == ["第1条　甲乙"]
    for asked in (UNDERLINE, DOUBLE, Mark.DELETED, DOTTED, THICK):
        assert marked(document, asked) == (["甲"] if asked is mark else [])


def test_underlines_are_inherited_and_ended() -> None:
    styles = style("Base", LINE, "paragraph") + style("Off", 'style:text-underline-style="none"')
    automatic = style("P1", "", "paragraph", "Base") + style("T1", "", parent="Off")
    document = odt(p(f"甲{span('乙', 'T1')}", "P1") + p("丙"), automatic, styles)
    assert marked(document, UNDERLINE) == ["甲"]
    default = (
        f'<style:default-style style:family="paragraph"><style:text-properties {LINE}/></style:default-style>'
    )
    assert marked(odt(p("甲"), "", default), UNDERLINE) == ["甲"]


def test_words_without_their_spaces() -> None:
    document = odt(
        p(span("甲 乙<text:s/>丙")), style("U", LINE + ' style:text-underline-mode="skip-white-space"')
    )
    assert texts(document) == ["甲 乙 丙"]
    assert marked(document, UNDERLINE) == ["甲", "乙", "丙"]


def test_what_is_drawn_under_links_is_no_mark() -> None:
    link = f'<text:a xlink:href="https://example.invalid/" text:style-name="U">甲{span("乙")}</text:a>'
    assert marked(odt(p(link), U), UNDERLINE) == ["乙"]


def test_white_space() -> None:
    document = odt(p("\n  甲  乙<text:s text:c='2'/>丙<text:tab/>丁<text:line-break/>　　戊\n"))
    assert texts(document) == ["甲 乙  丙\t丁", "　　戊"]


def test_words_in_whatever_stands_around_them() -> None:
    body = (
        p(
            "<text:ruby><text:ruby-base>"
            + span("漏")
            + "</text:ruby-base><text:ruby-text>ろう</text:ruby-text></text:ruby>水"
        )
        + f"<text:section>{p('節')}</text:section>"
        + f"<text:table-of-content><text:table-of-content-source>{p('見本')}</text:table-of-content-source><text:index-body>{p('目次')}</text:index-body></text:table-of-content>"
        + p('<text:bookmark-ref text:ref-name="x">参照</text:bookmark-ref><text:meta>他</text:meta>')
    )
    document = odt(body, U)
    assert texts(document) == ["漏水", "節", "目次", "参照他"]
    assert marked(document, UNDERLINE) == ["漏"]


def test_notes_and_comments() -> None:
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
        + p("脚注の文")
        + "</text:note-body></text:note>"
    )
    document = odt(p(f"甲{note}乙<office:annotation>{p('所感')}</office:annotation>丙"))
    assert texts(document) == ["甲乙丙"]
    assert any("脚注の文" in n for n in document.notes)
    assert any("comments" in n for n in document.notes)


def test_hidden_words() -> None:
    hidden = style("H", 'text:display="none"')
    document = odt(
        p(f"甲{span('乙', 'H')}") + f'<text:section text:display="none">{p("丙")}</text:section>', hidden
    )
    assert texts(document) == ["甲"]
    assert any("hidden" in n and ": 2," in n for n in document.notes)


def test_recorded_changes() -> None:
    regions = (
        '<text:tracked-changes><text:changed-region xml:id="c1"><text:insertion><office:change-info/></text:insertion></text:changed-region>'
        '<text:changed-region xml:id="c2"><text:deletion><office:change-info/>'
        + p("旧")
        + p("二行目")
        + "</text:deletion></text:changed-region></text:tracked-changes>"
    )
    body = p(
        '前<text:change text:change-id="c2"/>後<text:change-start text:change-id="c1"/>新<text:change-end text:change-id="c1"/>末'
    )
    document = odt(regions + body)
    assert texts(document) == ["前旧", "二行目後新末"]
    assert marked(document, Mark.DELETED) == ["旧", "二行目"]
    assert marked(document, Mark.INSERTED) == ["新"]


def test_an_insertion_over_paragraphs() -> None:
    regions = '<text:tracked-changes><text:changed-region xml:id="c1"><text:insertion/></text:changed-region></text:tracked-changes>'
    body = (
        p('甲<text:change-start text:change-id="c1"/>乙')
        + p("丙")
        + p('丁<text:change-end text:change-id="c1"/>戊')
    )
    assert marked(odt(regions + body), Mark.INSERTED) == ["乙", "丙", "丁"]


def test_frames() -> None:
    box = f"<draw:frame><draw:text-box>{p(span('箱'))}</draw:text-box></draw:frame>"
    shape = f"<draw:custom-shape>{p('形')}<draw:enhanced-geometry/></draw:custom-shape>"
    image = '<draw:frame><draw:image xlink:href="Pictures/a.png"/><svg:desc>様式の図</svg:desc></draw:frame>'
    document = odt(
        p(f"前{box}後{shape}") + p(image) + p("<draw:line/>末"), U, parts={"Pictures/a.png": b"\x89PNG"}
    )
    assert texts(document) == ["前後", "箱", "形", "末"]
    figure = document.blocks[3]
    assert figure == Figure(
        "Pictures/a.png", hashlib.sha256(b"\x89PNG").hexdigest(), "様式の図", figure.origin
    )
    assert any("shapes" in n for n in document.notes)


def test_a_table_in_a_drawn_shape_is_read_under_the_names_that_libreoffice_gives_it() -> None:
    inner = (
        "<loext:table><loext:table-column/><loext:table-column/><loext:table-header-rows><loext:table-row>"
        f"<loext:table-cell>{p('改正前')}</loext:table-cell><loext:table-cell>{p('改正後')}</loext:table-cell>"
        "</loext:table-row></loext:table-header-rows><loext:table-row>"
        f'<loext:table-cell table:number-columns-spanned="2">{p(span("甲"))}</loext:table-cell><loext:covered-table-cell/>'
        "</loext:table-row></loext:table>"
    )
    shape = f"<draw:custom-shape>{inner}<draw:enhanced-geometry/></draw:custom-shape>"
    group = f"<draw:g><draw:line/>{shape}</draw:g>"
    namespace = 'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
    for drawn in (shape, group):
        parts = open_parts(p("乙" + drawn) + p("丙"), U)
        content = str(parts["content.xml"]).replace(
            "<office:document-content ", f"<office:document-content {namespace} "
        )
        document = read(packed({**parts, "content.xml": content}), "issue.odt")
        assert [grid(t) for t in tables(document)] == [[["改正前", "改正後"], ["甲"]]]
        assert [(c.head, c.colspan) for c in cells(tables(document)[0])] == [(True, 1), (True, 1), (False, 2)]
        assert marked(document, UNDERLINE) == ["甲"]
        assert texts(document) == ["乙", "丙"]


def test_formulas_are_carried() -> None:
    math = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mi>甲</mi><mi>乙</mi></mfrac></math>'
    frame = '<draw:frame><draw:object xlink:href="./Object 1"/><draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame>'
    document = odt(p("式") + p(frame), parts={"Object 1/content.xml": math})
    figure = document.blocks[1]
    assert isinstance(figure, Figure)
    assert (figure.reference[:8], figure.alternative) == ("formula:", "甲乙")


# ----------------------------------------------------------------------------------------------------------------- lists


def list_style(*levels: str, name: str = "L") -> str:
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def number(at: int, sample: str, prefix: str = "", suffix: str = "", more: str = "", follow: str = "") -> str:
    followed = (
        f'<style:list-level-properties><style:list-level-label-alignment text:label-followed-by="{follow}"/></style:list-level-properties>'
        if follow
        else ""
    )
    return f'<text:list-level-style-number text:level="{at}" style:num-format="{sample}" style:num-prefix="{prefix}" style:num-suffix="{suffix}" {more}>{followed}</text:list-level-style-number>'


def items(*contents: str, more: str = 'text:style-name="L"') -> str:
    return (
        f"<text:list {more}>{''.join(f'<text:list-item>{c}</text:list-item>' for c in contents)}</text:list>"
    )


@pytest.mark.parametrize(
    ("sample", "prefix", "suffix", "printed"),
    [
        ("1", "第", "条", ["第1条", "第2条"]),
        ("一, 二, 三, ...", "第", "条", ["第一条", "第二条"]),
        ("１, ２, ３, ...", "", "", ["１", "２"]),
        ("ア, イ, ウ, ...", "", "", ["ア", "イ"]),
        ("イ, ロ, ハ, ...", "(", ")", ["(イ)", "(ロ)"]),
        ("①, ②, ③, ...", "", "", ["①", "②"]),
        ("a", "(", ")", ["(a)", "(b)"]),
    ],
)
def test_numbers_of_lists(sample: str, prefix: str, suffix: str, printed: list[str]) -> None:
    document = odt(items(p("甲"), p("乙")), list_style(number(1, sample, prefix, suffix)))
    assert texts(document) == [f"{n}　{t}" for n, t in zip(printed, "甲乙", strict=True)]


def test_levels_starts_and_what_goes_on() -> None:
    styles = list_style(
        number(1, "1", follow="space"),
        number(2, "ア", follow="nothing"),
        number(3, "1", "(", ")", 'text:display-levels="2"'),
    )
    inner = items(p("b"), p("c") + items(p("d"), more=""), more="")
    body = (
        items(p("a") + inner, p("e") + p("続き"))
        + items(p("f"), more='text:style-name="L" text:continue-numbering="true"')
        + items(p("g"))
    )
    body += (
        '<text:list text:style-name="L"><text:list-header>'
        + p("見出し")
        + '</text:list-header><text:list-item text:start-value="7">'
        + p("h")
        + "</text:list-item></text:list>"
    )
    assert texts(odt(body, styles)) == [
        "1 a", "アb", "イc", "(イ.1)　d", "2 e", "続き", "3 f", "1 g", "見出し", "7 h",
    ]  # fmt: skip


def test_list_formats_and_outlines() -> None:
    styles = list_style(number(1, "1", more='style:num-list-format="第%1%号"'))
    outline = '<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="一, 二, 三, ..." style:num-prefix="第" style:num-suffix="章"/></text:outline-style>'
    body = (
        '<text:h text:outline-level="1">総則</text:h>'
        + items(p("甲"))
        + '<text:h text:outline-level="1">雑則</text:h>'
    )
    document = odt(body, styles, outline)
    assert texts(document) == ["第一章　総則", "第1号　甲", "第二章　雑則"]
    assert [b.style for b in document.blocks if isinstance(b, Paragraph)] == ["heading1", "", "heading1"]


@pytest.mark.parametrize(
    ("sample", "last", "more"),
    [
        ("ア, イ, ウ, ...", "ン", ""),
        ("イ, ロ, ハ, ...", "ス", ""),
        ("一, 二, 三, ...", "九十九", ""),
        ("壱, 弐, 参, ...", "九", ""),
        ("甲, 乙, 丙, ...", "癸", ""),
        ("a", "z", ""),
        ("a", "zz", 'style:num-letter-sync="true"'),
    ],
)
def test_numbers_that_programs_print_differently_are_told(sample: str, last: str, more: str) -> None:
    reach = {"ン": 46, "ス": 47, "九十九": 99, "九": 9, "癸": 10, "z": 26, "zz": 52}[last]
    body = f'<text:list text:style-name="L"><text:list-item text:start-value="{reach}">{p("甲")}</text:list-item>'
    document = odt(
        body + f"<text:list-item>{p('乙')}</text:list-item></text:list>",
        list_style(number(1, sample, more=more)),
    )
    if more:
        assert texts(document) == [f"{last}　甲", "aaa　乙"]
        assert not document.missing
    else:
        assert texts(document) == [f"{last}　甲", "〓　乙"]
        assert [sample in n for n in document.missing] == [True]


def test_bullets_are_printed_without_prefix_and_suffix_and_from_their_font() -> None:
    level = '<text:list-level-style-bullet text:level="1" text:bullet-char="{}" style:num-suffix="." {}>{}</text:list-level-style-bullet>'
    fonts = '<style:text-properties style:font-name="S1"/>'
    face = '<office:font-face-decls><style:font-face style:name="S1" svg:font-family="Symbol"/></office:font-face-decls>'
    assert texts(odt(items(p("甲")), list_style(level.format("•", "", "")))) == ["•　甲"]
    assert texts(odt(items(p("甲")), list_style(level.format("・", 'style:num-prefix="("', "")))) == [
        "・　甲"
    ]
    parts = open_parts(items(p("甲")), list_style(level.format("\uf0b7", 'style:num-prefix="\uf0b7"', fonts)))
    content = str(parts["content.xml"]).replace(
        "<office:automatic-styles>", face + "<office:automatic-styles>", 1
    )
    document = read(packed({**parts, "content.xml": content}), "issue.odt")
    assert texts(document) == ["•　甲"]
    assert not document.notes
    named = style("B", 'fo:font-family="Wingdings"') + list_style(
        level.format("\uf06c", 'text:style-name="B"', "")
    )
    assert texts(odt(items(p("甲")), named)) == ["●　甲"]


def test_the_underline_of_words_does_not_reach_their_number() -> None:
    automatic = U + style("P", LINE, "paragraph") + list_style(number(1, "1"))
    assert marked(odt(items(p("甲", "P")), automatic), UNDERLINE) == ["甲"]
    automatic = U + list_style(number(1, "1", more='text:style-name="U"'))
    assert marked(odt(items(p("甲")), automatic), UNDERLINE) == ["1"]


# ---------------------------------------------------------------------------------------------------------------- tables


def cell(content: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{content}</table:table-cell>"


def row(*contents: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(contents)}</table:table-row>"


def table(*rows: str) -> str:
    return (
        f'<table:table><table:table-column table:number-columns-repeated="2"/>{"".join(rows)}</table:table>'
    )


def test_tables() -> None:
    nested = table(row(cell(p("内")), cell(p(span("額")))))
    document = odt(
        table(
            f"<table:table-header-rows>{row(cell(p('改正後')), cell(p('改正前')))}</table:table-header-rows>",
            row(cell(p("甲"), 'table:number-rows-spanned="2"'), cell(p("乙"))),
            row("<table:covered-table-cell/>", cell(p("丙") + nested)),
            row(cell(p("丁"), 'table:number-columns-spanned="2"'), "<table:covered-table-cell/>"),
            row(cell(p("同"), 'table:number-columns-repeated="2"')),
        )
        + p("外"),
        U,
    )
    (found,) = tables(document)
    assert grid(found) == [["改正後", "改正前"], ["甲", "乙"], ["丙\n内\t額"], ["丁"], ["同", "同"]]
    assert [c.head for c in cells(found)][:3] == [True, True, False]
    assert (found.rows[1].cells[0].rowspan, found.rows[3].cells[0].colspan) == (2, 2)
    assert isinstance(found.rows[2].cells[0].blocks[1], Table)
    assert marked(document, UNDERLINE) == ["額"]


@pytest.mark.parametrize(
    ("border", "box"),
    [
        ('fo:border="0.05pt dashed #000000"', DOTTED),
        ('fo:border="0.05pt fine-dashed #000000"', DOTTED),
        ('fo:border="1.5pt solid #000000"', THICK),
        ('fo:border="0.05pt solid #000000"', Mark.NONE),
        ('fo:border="2.25pt double #000000"', Mark.NONE),
        ('fo:border-top="1.5pt solid #000000" fo:border-bottom="1.5pt solid #000000"', Mark.NONE),
    ],
)
def test_boxes_of_cells(border: str, box: Mark) -> None:
    automatic = style("C", border, "table-cell") + style(
        "N", 'fo:border="0.05pt solid #000000"', "table-cell"
    )
    plain = 'table:style-name="N"'
    document = odt(
        table(
            row(cell(p("甲"), plain), cell(p("乙"), plain)),
            row(cell(p("箱"), 'table:style-name="C"'), cell(p("丙"), plain)),
        )
        + p("外"),
        automatic,
    )
    assert [c.box for c in cells(tables(document)[0])] == [Mark.NONE, Mark.NONE, box, Mark.NONE]


# ------------------------------------------------------------------------------------------------------------- bad input


def refused(parts: dict[str, str | bytes] | bytes, limits: Limits | None = None) -> str:
    data = parts if isinstance(parts, bytes) else packed(parts)
    with pytest.raises(UnreadableSource) as caught:
        read(data, "issue.odt", limits or Limits())
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


def test_bad_input() -> None:
    good = open_parts(p("甲" * 200))
    assert texts(read(packed(good))) == ["甲" * 200]
    assert "cut off" in refused(packed(good)[:-30])
    assert "content.xml is missing" in refused({"mimetype": OPEN_TYPE})
    assert "no text" in refused(open_parts(p("")))
    encrypted = good["META-INF/manifest.xml"]
    assert isinstance(encrypted, str)
    locked = encrypted.replace(
        "/></manifest:manifest>", "><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    assert "password" in refused({**good, "META-INF/manifest.xml": locked, "content.xml": b"\x00\x01"})
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert "document type" in refused({**good, "content.xml": entity})
    assert "zip bomb" in refused({**good, "Pictures/x": b"0" * 3_000_000})
    assert "OpenDocument" in refused(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
    )
    deep = "<text:span>" * 1500 + "甲" + "</text:span>" * 1500
    assert "too deep" in refused(open_parts(p(deep)))


def test_how_it_is_described() -> None:
    data = packed(open_parts(p("甲")))
    document = read(data)
    assert (document.format, document.drawn, document.sha256) == (
        "odt",
        True,
        hashlib.sha256(data).hexdigest(),
    )


# ------------------------------------------------------------------------------------------------------------- flat files


def flat(text: str, automatic: str = "", kind: str = OPEN_TYPE, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{before}<office:document {OPEN} office:mimetype="{kind}" office:version="1.3">'
        f"<office:styles>{style('Base', LINE, 'paragraph')}</office:styles><office:automatic-styles>{automatic}"
        f"</office:automatic-styles><office:body><office:text>{text}</office:text></office:body></office:document>"
    ).encode()


def test_a_flat_file_is_read_as_the_packed_one() -> None:
    body = p(f"第1条　{span('甲')}乙") + p("丙", "P")
    document = read(flat(body, U + style("P", "", "paragraph", "Base")), "issue.fodt")
    assert texts(document) == ["第1条　甲乙", "丙"]
    assert marked(document, UNDERLINE) == ["甲", "丙"]
    assert (document.format, document.drawn) == ("odt", True)
    assert document.sha256 == hashlib.sha256(flat(body, U + style("P", "", "paragraph", "Base"))).hexdigest()


def test_other_flat_files() -> None:
    with pytest.raises(UnreadableSource, match="its root is office:document"):
        read(flat(p("甲"), kind="application/vnd.oasis.opendocument.spreadsheet"), "sheet.fods")
    with pytest.raises(UnreadableSource, match=r"damaged|well-formed"):
        read(flat(p("甲"))[:-40], "issue.fodt")
    with pytest.raises(UnreadableSource):
        read(flat(p("&x;"), before='<!DOCTYPE a [<!ENTITY x "y">]>'), "issue.fodt")
