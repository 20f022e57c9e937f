"""Draws the corpus's HTML issues anew, as offices publish them: PDF (horizontal and vertical) and DOCX.

    python corpus/make_renderings.py [--chromium PATH] [ISSUE ...]

Writes ``gazette/renderings/``. The PDFs are printed by Chromium with a Japanese serif of the system (Debian: chromium,
fonts-noto-cjk); the DOCX files by python-docx, and they are the same bytes whenever the issue is the same. Run it again after a
change of an issue; the tests hold every rendering against its issue.
"""

from __future__ import annotations

import argparse
import datetime
import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_UNDERLINE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tc
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from lxml import html

HERE = Path(__file__).parent
ISSUES = HERE / "gazette"
OUT = ISSUES / "renderings"

_FONT = "body { font-family: 'Noto Serif CJK JP', 'Noto Serif JP', 'IPAmjMincho', serif; font-size: 10.5pt; line-height: 1.7; }"
_TABLE = (
    "table { border-collapse: collapse; border: 0.5pt solid black; inline-size: 100%; }"
    "td, th { border: 0.5pt solid black; padding: 1mm 1.5mm; vertical-align: top; font-weight: normal; }"
    "p, li { margin: 0; } ul { list-style: none; padding: 0; } h1, h2, h3 { font-weight: normal; margin: 0.6em 0; }"
    "td[style*='3px'] { border-width: 2.25pt !important; }"
)
_STYLES = {
    "horizontal": "@page { size: A4; margin: 20mm 18mm; }",
    "vertical": (
        "@page { size: A4 landscape; margin: 18mm; } html { writing-mode: vertical-rl; }"
        "u { text-underline-position: right; } span[style*='double'] { text-underline-position: right; }"
    ),
}


def print_pdf(issue: Path, way: str, target: Path, chromium: str) -> None:
    """The issue on paper; ``way``: ``horizontal`` or ``vertical`` (縦書き)."""
    style = f"<style>{_STYLES[way]}{_FONT}{_TABLE}</style></head>"
    page = issue.read_text("utf-8").replace("</head>", style, 1)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "issue.html")
        source.write_text(page, "utf-8")
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
        ]
        command = [chromium, *options, f"--user-data-dir={folder}/profile", "--no-pdf-header-footer"]
        subprocess.run(
            [*command, f"--print-to-pdf={target}", source.as_uri()], check=True, capture_output=True
        )


def write_docx(issue: Path, target: Path) -> None:
    """The issue as a Word file."""
    body = html.fromstring(issue.read_text("utf-8")).find("body")
    assert body is not None
    made = Document()
    _set_page(made)
    for element in body:
        _block(made, element)
    target.write_bytes(_timeless(made))


# ---------------------------------------------------------------------------------------------------------------- DOCX


def _set_page(made: Docx) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    normal = made.styles["Normal"]
    normal.font.size = Pt(10.5)
    normal.font.name = "MS Mincho"
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "ＭＳ 明朝")
    when = datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC)
    made.core_properties.created = made.core_properties.modified = when
    made.core_properties.author = "霧浜市"


def _block(place: Docx | _Cell, element: html.HtmlElement) -> None:
    if element.tag == "table":
        _table(place, element)
    elif element.tag in ("ul", "thead", "tbody"):
        for child in element:
            _block(place, child)
    elif element.tag == "pre":
        for line in element.text_content().strip("\n").split("\n"):
            place.add_paragraph(line)
    else:
        _runs(place.add_paragraph(), element)


def _table(place: Docx | _Cell, element: html.HtmlElement) -> None:
    rows = element.xpath("./thead/tr | ./tbody/tr | ./tr")
    taken: dict[tuple[int, int], html.HtmlElement] = {}
    cells: list[tuple[int, int, int, int, html.HtmlElement]] = []
    for r, row in enumerate(rows):
        at = 0
        for cell in row:
            while (r, at) in taken:
                at += 1
            down, across = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            cells.append((r, at, down, across, cell))
            taken |= {(r + i, at + j): cell for i in range(down) for j in range(across)}
            at += across
    width = 1 + max(column for _, column in taken)
    table = place.add_table(len(rows), width)
    if isinstance(place, _Cell):
        place.add_paragraph()
    table.style = "Table Grid"
    for r, at, down, across, cell in cells:
        made = table.cell(r, at)
        if (down, across) != (1, 1):
            made = made.merge(table.cell(r + down - 1, at + across - 1))
        _fill(made, cell)
        if "3px" in cell.get("style", ""):  # a word processor draws the sides of merged cells row by row
            for n in range(r, r + down):
                _thick(table.rows[n]._tr.tc_at_grid_offset(at))
    for r, row in enumerate(rows):
        if row.getparent().tag == "thead" or all(cell.tag == "th" for cell in row):
            properties = table.rows[r]._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:tblHeader"))


def _fill(made: _Cell, cell: html.HtmlElement) -> None:
    blocks = [e for e in cell if e.tag in ("p", "table", "pre", "ul")]
    first = made.paragraphs[0]
    if not blocks:
        _runs(first, cell)
        return
    for block in blocks:
        _block(made, block)
    first._p.getparent().remove(first._p)


def _thick(cell: CT_Tc) -> None:
    borders = OxmlElement("w:tcBorders")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "18"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    cell.get_or_add_tcPr().append(borders)


def _runs(paragraph: Paragraph, element: html.HtmlElement) -> None:
    for text, underline in _marked(element, None):
        run = paragraph.add_run(text)
        if underline is not None:
            run.underline = underline


def _marked(
    element: html.HtmlElement, underline: WD_UNDERLINE | None
) -> Iterator[tuple[str, WD_UNDERLINE | None]]:
    if element.tag == "u":
        underline = WD_UNDERLINE.SINGLE
    if "underline double" in element.get("style", ""):
        underline = WD_UNDERLINE.DOUBLE
    if element.text:
        yield element.text, underline
    for child in element:
        yield from _marked(child, underline)
        if child.tail:
            yield child.tail, underline


def _timeless(made: Docx) -> bytes:
    """The package with every entry dated alike, so that the same issue gives the same bytes."""
    raw, out = io.BytesIO(), io.BytesIO()
    made.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()


def main() -> None:
    """Draws every HTML issue anew, or those whose names are given (``2025-06-30-no1239``)."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("issue", nargs="*")
    arguments.add_argument("--chromium", default=shutil.which("chromium") or "chromium")
    chosen = arguments.parse_args()
    OUT.mkdir(exist_ok=True)
    for issue in sorted(ISSUES.glob("*.html")):
        if chosen.issue and issue.stem not in chosen.issue:
            continue
        write_docx(issue, OUT / f"{issue.stem}.docx")
        for way in _STYLES:
            print_pdf(issue, way, OUT / f"{issue.stem}-{way}.pdf", chosen.chromium)


if __name__ == "__main__":
    main()
