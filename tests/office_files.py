"""Word and OpenDocument files made in tests: the parts that matter, as raw XML, in a zip."""

from __future__ import annotations

import zipfile
from io import BytesIO

from reiki.source.model import Block, Cell, Document, Mark, MarkedText, Paragraph, Table

WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
OPEN = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"),
    )
) + ' xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip
OPEN_TYPE = "application/vnd.oasis.opendocument.text"


def packed(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def word_parts(
    body: str,
    styles: str = "",
    numbering: str = "",
    parts: dict[str, str | bytes] | None = None,
    relations: str = "",
) -> dict[str, str | bytes]:
    """The parts of a Word document with that content of ``w:body``, ``w:styles``, ``w:numbering``."""
    kinds = [("styles", styles), ("numbering", numbering)]
    related = "".join(
        f'<Relationship Id="rId{kind}" Type="{_RELATED}/{kind}" Target="{kind}.xml"/>'
        for kind, xml in kinds
        if xml
    )
    out: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATED}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {WORD}><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{related}{relations}</Relationships>",
    }
    for kind, xml in kinds:
        if xml:
            out[f"word/{kind}.xml"] = f"<w:{kind} {WORD}>{xml}</w:{kind}>"
    return {**out, **(parts or {})}


def relation(identifier: str, kind: str, target: str, external: bool = False) -> str:
    """One relationship of the main part."""
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{identifier}" Type="{_RELATED}/{kind}" Target="{target}"{mode}/>'


def p(content: str, properties: str = "") -> str:
    """A paragraph."""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{content}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    inside = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inside}<w:t xml:space="preserve">{text}</w:t></w:r>'


def u(text: str, kind: str = "single") -> str:
    """An underlined run."""
    return r(text, f'<w:u w:val="{kind}"/>')


def tc(content: str, properties: str = "") -> str:
    """A cell."""
    return f"<w:tc>{f'<w:tcPr>{properties}</w:tcPr>' if properties else ''}{content}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row."""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def tbl(*rows: str, properties: str = "") -> str:
    """A table."""
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid/>{''.join(rows)}</w:tbl>"


def open_parts(
    text: str, automatic: str = "", styles: str = "", parts: dict[str, str | bytes] | None = None
) -> dict[str, str | bytes]:
    """The parts of an ODT with that content of ``office:text``, automatic styles, and common styles."""
    return {
        "mimetype": OPEN_TYPE,
        "content.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {OPEN}><office:automatic-styles>'
        f"{automatic}</office:automatic-styles><office:body><office:text>{text}</office:text></office:body>"
        "</office:document-content>",
        "styles.xml": f"<office:document-styles {OPEN}><office:styles>{styles}</office:styles></office:document-styles>",
        "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{OPEN_TYPE}"/></manifest:manifest>',
        **(parts or {}),
    }


def texts(document: Document) -> list[str]:
    """The paragraphs outside tables."""
    return [b.text.text for b in document.blocks if isinstance(b, Paragraph)]


def stretches(text: MarkedText, mark: Mark) -> list[str]:
    """The words that carry a mark."""
    return [text.text[a:b] for a, b in text.runs(mark)]


def marked(document: Document, mark: Mark) -> list[str]:
    """The words of all paragraphs, those in tables among them, that carry a mark."""
    out: list[str] = []

    def walk(block: Block) -> None:
        if isinstance(block, Paragraph):
            out.extend(stretches(block.text, mark))
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    for inner in cell.blocks:
                        walk(inner)

    for block in document.blocks:
        walk(block)
    return out


def tables(document: Document) -> list[Table]:
    """The outermost tables."""
    return [b for b in document.blocks if isinstance(b, Table)]


def grid(table: Table) -> list[list[str]]:
    """The words of each cell."""
    return [[c.plain() for c in r.cells] for r in table.rows]


def cells(table: Table) -> list[Cell]:
    """All cells, row by row."""
    return [c for r in table.rows for c in r.cells]
