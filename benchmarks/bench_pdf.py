"""PDF pages read in a second beside plain pdfplumber ``extract_tables`` on the same file, in one run and in turns; and the
memory that an issue of three hundred pages takes."""

import io
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from reiki.source.pdf.reader import read_pdf

CASE = "405AC0000000047_20240216_20240613_A"
"""The longest municipal PDF among the reference cases (15 pages)."""
NATIONAL = "20250415g00085.pdf"
TURNS = 3
PAGES = 300
MOST_MEMORY = 150_000_000
"""Bytes of resident memory that reading adds, the file itself included."""
_MEASURED = """
import pathlib, sys
from reiki.source.pdf import device, stream
from reiki.source.pdf.reader import read_pdf

def peak():
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))

before = peak()
document = read_pdf(pathlib.Path(sys.argv[1]).read_bytes(), "")
print(peak() - before, len(document.blocks))
"""
"""Reads a file in a process of its own: the most resident memory at once beyond that of the program itself, and the blocks
read. (``ru_maxrss`` of a child counts what its parent held.)"""


def _files(shared: Path) -> list[bytes]:
    return [
        (shared / "cases" / "table" / CASE / "gazette.pdf").read_bytes(),
        (shared / "real" / "kanpo" / NATIONAL).read_bytes(),
    ]


def _plain(data: bytes) -> int:
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_tables()
            page.close()
        return len(document.pages)


def _repeated(data: bytes, pages: int) -> bytes:
    out, source = pypdfium2.PdfDocument.new(), pypdfium2.PdfDocument(data)
    while len(out) < pages:
        out.import_pages(source, list(range(min(len(source), pages - len(out)))))
    held = io.BytesIO()
    out.save(held)
    return held.getvalue()


@pytest.mark.shared
@pytest.mark.parametrize("which", [0, 1], ids=["municipal", "national"])
def test_pages_per_second_against_plain_tables(benchmark: BenchmarkFixture, shared: Path, which: int) -> None:
    data = _files(shared)[which]
    ours, theirs = [], []
    pages = _plain(data)
    for _ in range(TURNS):
        begin = time.perf_counter()
        read_pdf(data, "")
        middle = time.perf_counter()
        _plain(data)
        ours.append(middle - begin)
        theirs.append(time.perf_counter() - middle)
    mine, other = statistics.median(ours), statistics.median(theirs)
    benchmark.extra_info |= {
        "pages_per_second": round(pages / mine, 1),
        "pdfplumber_pages_per_second": round(pages / other, 1),
        "ratio": round(other / mine, 2),
    }
    benchmark.pedantic(read_pdf, (data, ""), rounds=1)
    assert mine <= other


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
def test_memory_of_three_hundred_pages(benchmark: BenchmarkFixture, shared: Path, tmp_path: Path) -> None:
    data = _repeated(_files(shared)[1], PAGES)
    path = tmp_path / "issue.pdf"
    path.write_bytes(data)

    def measured() -> tuple[int, int]:
        run = subprocess.run(
            [sys.executable, "-c", _MEASURED, str(path)], capture_output=True, text=True, check=True
        )
        peak, blocks = map(int, run.stdout.split())
        return peak, blocks

    peak, blocks = benchmark.pedantic(measured, rounds=1)
    benchmark.extra_info |= {"pages": PAGES, "file_bytes": len(data), "peak_bytes": peak}
    assert blocks > PAGES
    assert peak < MOST_MEMORY
