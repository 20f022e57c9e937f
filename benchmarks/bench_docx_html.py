"""How fast a page and a Word document are read: MB/s of the markup, on an issue of many notices made here."""

import hashlib
import time
import zipfile
from io import BytesIO

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from reiki.source.docx import read_docx
from reiki.source.html import read_html
from reiki.source.limits import Limits

ROWS = 4000
SENTENCE = "市民農園の利用の期間その他の利用の条件については、この条例に定めるもののほか、市長が別に定めるところによる。"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word_document() -> tuple[bytes, int]:
    """A comparison table of ``ROWS`` rows as Word writes it, and the bytes of its ``document.xml``."""

    def cell(n: int, text: str) -> str:
        return (
            '<w:tc><w:tcPr><w:tcW w:w="4320" w:type="dxa"/></w:tcPr><w:p w:rsidR="00A1"><w:pPr><w:jc w:val="both"/></w:pPr>'
            f'<w:r w:rsidRPr="00A1"><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t>第{n}条　</w:t></w:r>'
            f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/><w:u w:val="single"/></w:rPr><w:t>{text}</w:t></w:r>'
            f"<w:r><w:t>{SENTENCE}</w:t></w:r></w:p></w:tc>"
        )

    rows = "".join(f"<w:tr>{cell(n, '新')}{cell(n, '旧')}</w:tr>" for n in range(1, ROWS + 1))
    body = (
        f"<w:document xmlns:w='{_WORD}'><w:body><w:tbl><w:tblPr/>{rows}</w:tbl><w:p/></w:body></w:document>"
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="a" Type="{_RELATED}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", body)
    return out.getvalue(), len(body.encode())


def page() -> str:
    """The same table as a page."""
    rows = "".join(
        f"<tr><td><p>第{n}条　<u>新</u>{SENTENCE}</p></td><td><p>第{n}条　<u>旧</u>{SENTENCE}</p></td></tr>"
        for n in range(1, ROWS + 1)
    )
    return f"<!DOCTYPE html><html><body><table border=1>{rows}</table></body></html>"


@pytest.mark.benchmark(timer=time.process_time)
def test_word(benchmark: BenchmarkFixture) -> None:
    data, size = word_document()
    document = benchmark(read_docx, data, hashlib.sha256(data).hexdigest(), Limits(ratio=1000))
    assert len(document.blocks) == 1
    _tell(benchmark, "DOCX", size)


@pytest.mark.benchmark(timer=time.process_time)
def test_page(benchmark: BenchmarkFixture) -> None:
    text = page()
    document = benchmark(read_html, text, "", Limits().depth)
    assert len(document.blocks) == 1
    _tell(benchmark, "HTML", len(text.encode()))


def _tell(benchmark: BenchmarkFixture, kind: str, size: int) -> None:
    if benchmark.stats is None:
        return
    speed = size / benchmark.stats["median"] / 1e6
    benchmark.extra_info |= {"bytes": size, "megabytes_per_second": speed}
    print(f"\n{kind}: {size / 1e6:.1f} MB of markup, {speed:.1f} MB/s")
