"""The real issue, read by the command in a process of its own: CPU seconds beyond the interpreter's start."""

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from reiki.office.parse import parse_source

ISSUE = Path("real") / "tottori-2002-12-25-extra-175.txt"
BOUND = 1.0


def childrens_cpu() -> float:
    """CPU seconds, user and system, of the child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)


def interpreter_start() -> float:
    """The median of nine starts that do nothing."""
    taken = []
    for _ in range(9):
        before = childrens_cpu()
        run("-c", "pass")
        taken.append(childrens_cpu() - before)
    return statistics.median(taken)


@pytest.mark.benchmark(timer=childrens_cpu)
def test_parse_in_a_process_of_its_own(benchmark: BenchmarkFixture, shared: Path) -> None:
    start = interpreter_start()
    benchmark.pedantic(
        run, ("-m", "reiki.cli", "parse", str(shared / ISSUE), "--json"), rounds=7, warmup_rounds=1
    )
    if benchmark.stats is not None:
        beyond = benchmark.stats["median"] - start
        benchmark.extra_info |= {"interpreter_start": start, "beyond_start": beyond}
        print(f"\nCPU beyond interpreter start: {beyond:.3f} s (start itself {start:.3f} s, bound {BOUND} s)")
        assert beyond < BOUND


@pytest.mark.benchmark(timer=time.process_time)
def test_parse_within_a_process(benchmark: BenchmarkFixture, shared: Path) -> None:
    data = (shared / ISSUE).read_bytes()
    report = benchmark(parse_source, data, ISSUE.name)
    assert report.notices
