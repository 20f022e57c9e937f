"""A Word file (WordprocessingML, ISO/IEC 29500) from paragraphs and tables: written as text, the same bytes every time.

The markup is written out here because element trees are edited in one room of this project only, and because a table of a
thousand rows must not cost seconds. Sizes: a full-width character is 210 twips (10.5 points); indents count characters.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

__all__ = [
    "CHAR",
    "TEXT_HEIGHT",
    "TEXT_WIDTH",
    "Image",
    "cell",
    "document",
    "field_of_page",
    "image",
    "paragraph",
    "row",
    "ruby",
    "run",
    "table",
]

CHAR: Final = 210
MARGIN: Final = 1418
PORTRAIT: Final = (11906, 16838)
TEXT_WIDTH: Final = PORTRAIT[0] - 2 * MARGIN
"""Width of the text on a portrait A4 page, in twips."""
TEXT_HEIGHT: Final = PORTRAIT[1] - 2 * MARGIN
"""Its height."""

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FONT: Final = "ＭＳ 明朝"
STANDS_IN: Final = "Noto Serif CJK JP"
"""What stands in where the offices' font is missing."""

_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The day that every part of the file carries: the archive knows none before it, and the text has its own dates."""


# --------------------------------------------------------------------------------------------------------------- words


def run(text: str, *, underline: str = "", script: str = "", bold: bool = False, colour: str = "") -> str:
    """Characters. ``underline``: single, double, dotted, none; ``script``: superscript, subscript."""
    if not text:
        return ""
    properties = "<w:b/>" if bold else ""
    properties += f'<w:color w:val="{colour}"/>' if colour else ""
    properties += f'<w:u w:val="{underline}"/>' if underline else ""
    properties += f'<w:vertAlign w:val="{script}"/>' if script else ""
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{properties}{_text(text)}</w:r>"


def _text(text: str) -> str:
    out = []
    for n, line in enumerate(text.replace("\r", "").split("\n")):
        out.append("<w:br/>" if n else "")
        for m, part in enumerate(line.split("\t")):
            out.append("<w:tab/>" if m else "")
            out.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>' if part else "")
    return "".join(out)


def ruby(base: str, reading: str) -> str:
    """Characters with their reading (ルビ)."""
    return (
        '<w:r><w:ruby><w:rubyPr><w:rubyAlign w:val="distributeSpace"/><w:hps w:val="10"/><w:hpsRaise w:val="18"/>'
        '<w:hpsBaseText w:val="21"/><w:lid w:val="ja-JP"/></w:rubyPr>'
        f"<w:rt>{run(reading)}</w:rt><w:rubyBase>{run(base)}</w:rubyBase></w:ruby></w:r>"
    )


def field_of_page() -> str:
    """The number of the page."""
    return '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def paragraph(
    runs: str, style: str = "", *, left: int = 0, first: int = 0, bookmark: tuple[int, str] | None = None
) -> str:
    """A paragraph. ``left``: its indent, ``first``: how much further in its first line stands (negative: hanging), both in
    full-width characters. ``bookmark``: number and name of a place that links can reach."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if left or first:
        line = f'w:firstLineChars="{first * 100}" w:firstLine="{first * CHAR}"' if first >= 0 else (
            f'w:hangingChars="{-first * 100}" w:hanging="{-first * CHAR}"'
        )  # fmt: skip
        properties += f'<w:ind w:leftChars="{left * 100}" w:left="{left * CHAR}" {line}/>'
    properties = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    if bookmark is not None:
        number, name = bookmark
        start = f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name)}/>'
        runs = f'{start}{runs}<w:bookmarkEnd w:id="{number}"/>'
    return f"<w:p>{properties}{runs}</w:p>"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in the file. ``id``: of its relationship."""

    id: str
    name: str
    media_type: str
    data: bytes


_EMU: Final = 635
"""English metric units to a twip."""
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006"


def image(identifier: str, number: int, alternative: str, width: int, height: int) -> str:
    """A picture among words. ``identifier``: of its relationship; ``number``: no other picture has it; ``alternative``: what is
    read out for it; ``width`` and ``height`` in twips."""
    size = f'cx="{width * _EMU}" cy="{height * _EMU}"'
    name = f'id="{number}" name="{escape(f"図{number}")}" descr={quoteattr(alternative)}'
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {size}/><wp:docPr {name}/><a:graphic xmlns:a="{_DRAWING}/main">'
        f'<a:graphicData uri="{_DRAWING}/picture"><pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr {name}/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{identifier}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


# -------------------------------------------------------------------------------------------------------------- tables


def table(rows: Iterable[str], widths: Sequence[int]) -> str:
    """A table with a line around each cell; ``widths`` of its columns in twips."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(cells: Iterable[str], *, head: bool = False) -> str:
    """A row; a head is repeated on every page. No row breaks off in the middle of a line of text: that is the default."""
    properties = "<w:trPr><w:tblHeader/></w:trPr>" if head else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def cell(
    content: str, width: int, *, span: int = 1, merge: str = "", shaded: bool = False, borders: str = "",
    vertical: str = "",
) -> str:  # fmt: skip
    """A cell. ``merge``: ``restart`` where a cell merged downwards begins, ``continue`` below it; ``borders``: finished
    markup of single sides; ``content``: finished paragraphs and tables, of which the last is a paragraph."""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    properties += f"<w:tcBorders>{borders}</w:tcBorders>" if borders else ""
    properties += '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if shaded else ""
    properties += f'<w:vAlign w:val="{vertical}"/>' if vertical else ""
    inside = content if content.endswith("</w:p>") else content + paragraph("", "Cell")
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


# --------------------------------------------------------------------------------------------------------------- parts


def document(
    body: Iterable[str], title: str, *, landscape: bool = False, images: Sequence[Image] = ()
) -> bytes:
    """The file: ``body`` as finished paragraphs and tables, on A4, with page numbers, and the images that they show."""
    width, height = PORTRAIT[::-1] if landscape else PORTRAIT
    turned = ' w:orient="landscape"' if landscape else ""
    section = (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar w:top="{MARGIN}" w:right="{MARGIN}" w:bottom="{MARGIN}" w:left="{MARGIN}" w:header="851" '
        'w:footer="680" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="360"/></w:sectPr>'
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(images),
        "_rels/.rels": _relationships(
            (f"{_R}/officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": (
            f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escape(title)}</dc:title><dc:language>ja-JP</dc:language></cp:coreProperties>"
        ),
        "word/document.xml": (
            f'{_XML}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{"".join(body)}{section}</w:body></w:document>'
        ),
        "word/_rels/document.xml.rels": _relationships(
            (f"{_R}/styles", "styles.xml"),
            (f"{_R}/footer", "footer1.xml"),
            (f"{_R}/settings", "settings.xml"),
            (f"{_R}/fontTable", "fontTable.xml"),
            images=images,
        ),
        "word/fontTable.xml": (
            f'{_XML}<w:fonts xmlns:w="{_W}"><w:font w:name="{FONT}"><w:altName w:val="{STANDS_IN}"/>'
            '<w:charset w:val="80"/><w:family w:val="roman"/><w:pitch w:val="fixed"/></w:font></w:fonts>'
        ),
        "word/styles.xml": f'{_XML}<w:styles xmlns:w="{_W}">{_styles()}</w:styles>',
        "word/footer1.xml": f'{_XML}<w:ftr xmlns:w="{_W}">{paragraph(field_of_page(), "Footer")}</w:ftr>',
        "word/settings.xml": (
            f'{_XML}<w:settings xmlns:w="{_W}"><w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
            '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
            "</w:compat></w:settings>"
        ),
    }
    parts |= {f"word/{image.name}": image.data for image in images}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            archive.writestr(entry, part if isinstance(part, bytes) else part.encode("utf-8"))
    return out.getvalue()


def _relationships(*targets: tuple[str, str], images: Sequence[Image] = ()) -> str:
    inside = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    inside += "".join(
        f'<Relationship Id="{image.id}" Type="{_R}/image" Target="{image.name}"/>' for image in images
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _content_types(images: Sequence[Image]) -> str:
    """What each part is; of pictures, what each ending means."""
    kinds = {image.name.rpartition(".")[2]: image.media_type for image in images}
    more = "".join(
        f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in sorted(kinds.items())
    )
    return _CONTENT_TYPES.replace("<Override", f"{more}<Override", 1)


_CONTENT_TYPES: Final = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPES}.{kind}+xml"/>'
        for part, kind in (
            ("document", "document.main"), ("styles", "styles"), ("footer1", "footer"), ("settings", "settings"),
            ("fontTable", "fontTable"),
        )
    )
    + '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)  # fmt: skip


def _styles() -> str:
    """Fonts of offices, with what stands in for them where they are missing: Word and LibreOffice go by the family."""
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="Times New Roman"/>'
    box = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="4" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right")
    )
    out = [
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="21"/><w:szCs w:val="21"/>'
        '<w:lang w:val="en-US" w:eastAsia="ja-JP" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:jc w:val="both"/></w:pPr></w:pPrDefault></w:docDefaults>',
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>',
    ]
    bold, keep = "<w:b/>", "<w:keepNext/>"
    before = '<w:spacing w:before="240"/>'
    for name, ppr, rpr in (
        ("Title", keep + '<w:spacing w:after="120"/>', bold + '<w:sz w:val="28"/>'),
        ("Number", '<w:jc w:val="right"/>', ""),
        ("Heading1", keep + before + '<w:outlineLvl w:val="0"/>', bold),
        ("Heading2", keep + before + '<w:outlineLvl w:val="1"/>', bold),
        ("Heading3", keep + before + '<w:outlineLvl w:val="2"/>', bold),
        ("Heading4", keep + '<w:outlineLvl w:val="3"/>', bold),
        ("Heading5", keep + '<w:outlineLvl w:val="4"/>', bold),
        ("Caption", keep, ""), ("Article", "", ""), ("Paragraph", "", ""), ("Item", "", ""), ("Contents", "", ""),
        ("Supplementary", keep + before, bold), ("Appendix", keep + before, bold),
        ("FormTitle", keep + "<w:pageBreakBefore/>", bold),
        ("Form", f'<w:pBdr>{box}</w:pBdr><w:spacing w:line="240" w:lineRule="exact"/><w:jc w:val="left"/>',
         '<w:sz w:val="18"/>'),
        ("Cell", '<w:jc w:val="left"/>', '<w:sz w:val="20"/>'),
        ("CellCenter", '<w:jc w:val="center"/>', '<w:sz w:val="20"/>'),
        ("CellRight", '<w:jc w:val="right"/>', '<w:sz w:val="20"/>'),
        ("Gap", "", '<w:color w:val="8A4B08"/>'),
        ("Notice", f'<w:pBdr>{box}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="FBF1DE"/>', ""),
        ("Footer", '<w:jc w:val="center"/>', '<w:sz w:val="18"/>'),
    ):  # fmt: skip
        out.append(
            f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{_STYLE_NAMES.get(name, name)}"/>'
            f'<w:basedOn w:val="Normal"/><w:qFormat/>{f"<w:pPr>{ppr}</w:pPr>" if ppr else ""}'
            f"{f'<w:rPr>{rpr}</w:rPr>' if rpr else ''}</w:style>"
        )
    return "".join(out)


_STYLE_NAMES: Final = {
    "Title": "Title", "Number": "例規番号", "Caption": "見出し", "Article": "条", "Paragraph": "項", "Item": "号",
    "Contents": "目次", "Supplementary": "附則", "Appendix": "別表", "FormTitle": "様式", "Form": "様式の内容", "Cell": "表",
    "CellCenter": "表（中央）", "CellRight": "表（右）", "Gap": "未収録", "Notice": "注記", "Footer": "footer",
} | {f"Heading{n}": f"heading {n}" for n in range(1, 6)}  # fmt: skip
