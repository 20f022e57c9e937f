"""A regulation as a Word file, read back with python-docx and with the reader of this project."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from odd_law import corpus_laws, odd_law, shared_laws
from reiki.law.document import LawDocument
from reiki.office.regulation_source import read_source
from reiki.render.docx import regulation_docx
from reiki.render.text import render_text


def said(paragraph: etree._Element) -> str:
    out = ""
    for e in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br")):
        if next(e.iterancestors(qn("w:rt")), None) is None:
            out += e.text or "" if e.tag == qn("w:t") else "\t" if e.tag == qn("w:tab") else "\n"
    return out


def lines_of(data: bytes) -> Iterator[tuple[bool, str]]:
    """Paragraphs, and rows of tables in the signs of the plain text form; whether each is a line of a form."""
    for e in Document(io.BytesIO(data)).element.body:
        if e.tag == qn("w:p"):
            yield e.find(f"{qn('w:pPr')}/{qn('w:pStyle')}[@{qn('w:val')}='Form']") is not None, said(e)
        for row in e.iterchildren(qn("w:tr")) if e.tag == qn("w:tbl") else ():
            cells: list[str] = []
            for cell in row.iterchildren(qn("w:tc")):
                merge, span = cell.find(f".//{qn('w:vMerge')}"), cell.find(f".//{qn('w:gridSpan')}")
                goes_on = merge is not None and merge.get(qn("w:val")) == "continue"
                text = "↑" if goes_on else "↵".join(said(p) for p in cell.iter(qn("w:p")))
                cells += [text] + ["←"] * (int(span.get(qn("w:val")) if span is not None else 1) - 1)
            yield False, "\t".join(cells).rstrip("\t")


def bare(line: str) -> str:
    """A line of the plain text without what is an indent or a box in a Word file."""
    return line.removeprefix("｜").removeprefix("┃").lstrip("\u3000").removeprefix("\\").rstrip("\t")


def same_text(law: LawDocument) -> None:
    """The same lines in the same order, forms apart: the plain text prints those of a provision before its tables."""
    data = regulation_docx(law)
    here = [(form, line) for form, each in lines_of(data) if (line := each.lstrip("\u3000"))]
    there = [
        (each.startswith("｜"), line)
        for each in render_text(law.regulation()).split("\n")
        if (line := bare(each))
    ]
    assert [line for form, line in here if not form] == [line for form, line in there if not form]
    assert [line for form, line in here if form] == [line for form, line in there if form]


def test_the_same_text_gives_the_same_bytes(corpus: Path) -> None:
    for _, law in corpus_laws(corpus):
        assert regulation_docx(law) == regulation_docx(law.copy())


def test_the_lines_are_those_of_the_text(corpus: Path) -> None:
    for _, law in corpus_laws(corpus):
        same_text(law)


@pytest.mark.shared
def test_the_lines_of_real_laws(shared: Path) -> None:
    for _, law in shared_laws(shared):
        same_text(law)


def test_what_is_written_is_imported_as_the_same_text(corpus: Path) -> None:
    """Through this project's own reader of Word files; empty lines of forms apart, which it passes over."""
    laws = list(corpus_laws(corpus))
    assert laws
    for name, law in laws:
        again = read_source(regulation_docx(law), f"{name}.docx").document.regulation()
        there, here = (render_text(r).split("\n") for r in (law.regulation(), again))
        assert [line for line in here if line != "｜"] == [line for line in there if line != "｜"], name


def part(data: bytes, name: str) -> str:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for entry in archive.namelist():
            etree.fromstring(archive.read(entry))
        return archive.read(name).decode("utf-8")


def test_typesetting() -> None:
    data = regulation_docx(odd_law(), notes=["部分収録"])
    document = Document(io.BytesIO(data))
    section = document.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == (
        pytest.approx(210, abs=0.1),
        pytest.approx(297, abs=0.1),
    )
    assert document.paragraphs[0].text == "部分収録"
    article = next(p for p in document.paragraphs if p.text.startswith("第1条　面積"))
    assert article.paragraph_format.first_line_indent < 0 < article.paragraph_format.left_indent
    item = next(p for p in document.paragraphs if p.text.startswith("ア　細目"))
    assert item.paragraph_format.left_indent == 3 * article.paragraph_format.left_indent
    assert document.core_properties.title == "霧浜市<要綱>"
    assert "PAGE" in part(data, "word/footer1.xml")
    assert "ＭＳ 明朝" in part(data, "word/styles.xml")
    assert "Noto Serif CJK JP" in part(data, "word/fontTable.xml")


def test_marks_and_merged_cells() -> None:
    xml = part(regulation_docx(odd_law()), "word/document.xml")
    for piece in ('<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>', '<w:u w:val="double"/>',
                  "<w:rubyBase>", '<w:vMerge w:val="restart"/>', '<w:vMerge w:val="continue"/>', '<w:gridSpan w:val="2"/>',
                  "<w:tblHeader/>", "〔この間の行は未収録〕", "〔この本則に未収録の規定あり〕"):  # fmt: skip
        assert piece in xml
