"""Every reference amendment in one process, stage by stage, beside what lxml needs to read and write the same laws.

Both are measured in turns, so that a busy machine slows both alike. ``--profile`` prints what dominates. The same
stages are measured on the embedded corpus, which is always there.
"""

import cProfile
import io
import pstats
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from lxml import etree
from pytest_benchmark.fixture import BenchmarkFixture

from reiki import resources
from reiki.gazette.compile import Compiled, compile_clause, fidelity_of
from reiki.gazette.consolidate import append_supplementary, carry_out
from reiki.gazette.issue import parse_issue
from reiki.gazette.model import Clause, Issue, Notice
from reiki.law.document import LawDocument
from reiki.office.consolidating import amends
from reiki.office.importing import read_regulation
from reiki.source.open import read

T = TypeVar("T")
TURNS = 5
MARK = 5.0
"""The mark to beat: a compiled clause applied to a law, from its bytes to bytes, with guard, inverse, second derivation and
the notice's own 附則, in at most this many times what lxml needs to parse and serialise the same bytes."""
BOUND = 1.5 * MARK
"""What fails the run: the mark with room for a busy machine."""
STAGES = (
    "read the gazette",
    "parse the issue",
    "read the law",
    "compile",
    "apply and compare",
    "its 附則",
    "write",
)
APPLYING = (STAGES[2], *STAGES[4:])


@dataclass(frozen=True)
class Case:
    """A law, the issue that amends it, and its name there."""

    name: str
    law: bytes
    gazette: bytes
    file: str


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@dataclass
class Run:
    """One case taken through all stages: CPU seconds of each, and how many operations it gave."""

    seconds: dict[str, float]
    operations: int


def staged(case: Case) -> Run:
    """One way from bytes to bytes. A clause that is held is an error: it would measure nothing."""
    seconds: dict[str, float] = {}

    def stage(name: str, work: Callable[[], T]) -> T:
        start = time.process_time()
        result = work()
        seconds[name] = seconds.get(name, 0.0) + time.process_time() - start
        return result

    source = stage(STAGES[0], lambda: read(case.gazette, case.file))
    issue = stage(STAGES[1], lambda: parse_issue(source))
    document = stage(STAGES[2], lambda: LawDocument.parse(case.law))
    notice, clause = the_clause(issue, document)
    compiled: Compiled = stage(STAGES[3], lambda: compile_clause(clause, issue, document))
    done = stage(STAGES[4], lambda: carry_out(document, compiled, fidelity_of(issue))).document
    assert done is not None, f"{case.name} is held"
    whole = stage(STAGES[5], lambda: append_supplementary(done, notice, issue)).document
    assert whole is not None
    stage(STAGES[6], whole.to_bytes)
    return Run(seconds, len(compiled.operations))


def the_clause(issue: Issue, document: LawDocument) -> tuple[Notice, Clause]:
    """The clause of the issue that amends the law."""
    return next((n, c) for n in issue.notices for c in n.clauses if amends(c, document) is not None)


def lxml_reads_and_writes(law: bytes) -> bytes:
    return etree.tostring(etree.fromstring(law), encoding="UTF-8", xml_declaration=True)


def reference_cases(shared: Path) -> list[Case]:
    folders = sorted((shared / "cases" / "table").iterdir())
    return [
        Case(f.name, (f / "before.xml").read_bytes(), (f / "gazette.html").read_bytes(), "gazette.html")
        for f in folders
    ]


def corpus_cases() -> list[Case]:
    """The clauses of the embedded corpus's issues that one of its regulations takes as it was imported."""
    folder = resources.corpus_dir()
    laws = {}
    for path in sorted((folder / "regulations").glob("*.txt")):
        laws[path.stem] = read_regulation(path.read_bytes(), path.name)[0].to_bytes()
    out = []
    for path in sorted((folder / "gazette").iterdir()):
        if path.is_dir():
            continue
        for name, law in laws.items():
            case = Case(f"{path.stem} {name}", law, path.read_bytes(), path.name)
            if takes(case):
                out.append(case)
    return out


def takes(case: Case) -> bool:
    try:
        staged(case)
    except (AssertionError, StopIteration):
        return False
    return True


def measure(cases: Sequence[Case]) -> tuple[dict[str, float], float, list[float], int]:
    """CPU seconds of each stage over all cases, of lxml, the ratio of applying in each case, and the number of operations."""
    stages = dict.fromkeys(STAGES, 0.0)
    lxml_total, ratios, operations = 0.0, [], 0
    for case in cases:
        staged(case)
        taken: list[tuple[Run, float]] = []
        for _ in range(TURNS):
            run = staged(case)
            taken.append((run, cpu(lambda law=case.law: lxml_reads_and_writes(law))))  # type: ignore[misc]
        lxml = statistics.median(seconds for _, seconds in taken)
        medians = {s: statistics.median(run.seconds[s] for run, _ in taken) for s in STAGES}
        for name, seconds in medians.items():
            stages[name] += seconds
        lxml_total += lxml
        ratios.append(sum(medians[s] for s in APPLYING) / lxml)
        operations += taken[0][0].operations
    return stages, lxml_total, ratios, operations


def report(what: str, cases: Sequence[Case]) -> float:
    """Prints the table; the ratio of applying over all cases."""
    stages, lxml, ratios, operations = measure(cases)
    size = sum(len(c.law) for c in cases) / 1024
    whole, applying = sum(stages.values()), sum(stages[s] for s in APPLYING)
    print(f"\n{what}: {len(cases)} clauses, {operations} operations, {size:,.0f} KB of laws (CPU time)")
    print(f"{'':22}{'ms':>9}{'ms an operation':>18}{'µs a KB':>10}{'x lxml':>9}")
    rows = [
        *stages.items(),
        ("applied to the law", applying),
        ("all", whole),
        ("lxml reads and writes", lxml),
    ]
    for name, seconds in rows:
        ms = seconds * 1000
        print(f"{name:22}{ms:9.1f}{ms / operations:18.3f}{ms * 1000 / size:10.1f}{seconds / lxml:9.2f}")
    print(
        f"applied to the law (read, apply, 附則, write), the median case: {statistics.median(ratios):.2f} x lxml"
    )
    return applying / lxml


def profile(cases: Sequence[Case]) -> str:
    """The fifteen functions with most time of their own."""
    profiler = cProfile.Profile()
    profiler.enable()
    for case in cases:
        staged(case)
    profiler.disable()
    out = io.StringIO()
    pstats.Stats(profiler, stream=out).sort_stats("tottime").print_stats(15)
    return out.getvalue()


def test_all_cases(benchmark: BenchmarkFixture, shared: Path, request: pytest.FixtureRequest) -> None:
    cases = reference_cases(shared)
    ratio = report("reference amendments", cases)
    if request.config.getoption("--profile"):
        print(profile(cases))
    benchmark.extra_info["ratio"] = ratio
    benchmark.pedantic(lambda: [staged(c) for c in cases], rounds=3)
    assert ratio <= BOUND, f"applying takes {ratio:.1f} times what lxml needs; the mark is {MARK}"


def test_the_corpus(benchmark: BenchmarkFixture, request: pytest.FixtureRequest) -> None:
    """Small regulations: what an operation costs shows, the ratio to lxml means little."""
    cases = corpus_cases()
    assert len(cases) > 3
    benchmark.extra_info["ratio"] = report("embedded corpus", cases)
    if request.config.getoption("--profile"):
        print(profile(cases))
    benchmark.pedantic(lambda: [staged(c) for c in cases], rounds=3)
