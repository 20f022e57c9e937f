"""One clause applied to a law, beside what lxml needs to read and write the same bytes: a ratio, taken in one run.

Both are measured in turns, so that a busy machine slows both alike.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from pytest_benchmark.fixture import BenchmarkFixture

from reiki.amend.engine import Applied, apply
from reiki.gazette.compile import compile_clause
from reiki.gazette.issue import parse_issue
from reiki.law.document import LawDocument
from reiki.source.open import read

CASE = "334AC0000000125_20240313_20250616_C"
"""The longest base among the reference cases (about 250 kB)."""
TURNS = 25


@pytest.fixture(scope="module")
def case(shared: Path) -> Path:
    return shared / "cases" / "table" / CASE


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def in_turns(*works: Callable[[], object]) -> list[float]:
    """The median CPU seconds of each, taken in turns."""
    for work in works:
        work()
    taken = [[cpu(work) for work in works] for _ in range(TURNS)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def test_apply_a_clause(benchmark: BenchmarkFixture, case: Path) -> None:
    base = (case / "before.xml").read_bytes()
    issue = parse_issue(read((case / "gazette.html").read_bytes(), "gazette.html"))
    clause = issue.notices[0].clauses[0]
    document = LawDocument.parse(base)
    compiled = compile_clause(clause, issue, document)
    assert compiled.operations

    def lxml_reads_and_writes() -> bytes:
        return etree.tostring(etree.fromstring(base), encoding="UTF-8", xml_declaration=True)

    def engine() -> bytes:
        result = apply(document, compiled.operations, compiled.guard)
        assert isinstance(result, Applied)
        return result.document.to_bytes()

    def bytes_to_bytes() -> bytes:
        result = apply(LawDocument.parse(base), compiled.operations, compiled.guard)
        assert isinstance(result, Applied)
        return result.document.to_bytes()

    def compiling() -> object:
        return compile_clause(clause, issue, document)

    lxml, applied, whole, compiled_in = in_turns(lxml_reads_and_writes, engine, bytes_to_bytes, compiling)
    benchmark.extra_info |= {
        "operations": len(compiled.operations),
        "lxml": lxml,
        "apply_ratio": applied / lxml,
        "bytes_to_bytes_ratio": whole / lxml,
        "compile_ratio": compiled_in / lxml,
    }
    print(
        f"\n{len(compiled.operations)} operations on {len(base):,} bytes; lxml parse + serialise {lxml * 1000:.2f} ms"
        f"\n  apply to a document, serialise   {applied * 1000:8.2f} ms  {applied / lxml:6.1f} x"
        f"\n  parse, apply, serialise          {whole * 1000:8.2f} ms  {whole / lxml:6.1f} x"
        f"\n  compile the clause               {compiled_in * 1000:8.2f} ms  {compiled_in / lxml:6.1f} x"
    )
    benchmark(engine)
