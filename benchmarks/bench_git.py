"""A text on a date, asked of the store and of a git repository that holds each version as a commit of one XML file.

The same thousand versions lie in both; wall time, since git works in processes of its own. What git is asked is what an office
would type: the last commit by the date, then the file in it.
"""

import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bench_versions import FIRST_DAY, LENGTHS, MOMENT, day_of, regulation, take_in
from pytest_benchmark.fixture import BenchmarkFixture

from reiki.office.ask import text
from reiki.office.importing import import_regulation
from reiki.store.session import Store, open_store

NAME = "rule.xml"
REPEATS = 15


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Path]]:
    folder = tmp_path_factory.mktemp("git")
    store = open_store(f"sqlite:///{folder / 'reiki.db'}")
    import_regulation(store, regulation(), "rule.txt", now=MOMENT, today=FIRST_DAY, as_of=FIRST_DAY)
    repository = folder / "repository"
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", repository], check=True)
    yield store, repository
    store.close()


def commit(repository: Path, n: int, xml: bytes) -> None:
    (repository / NAME).write_bytes(xml)
    when = f"{day_of(n).isoformat()}T00:00:00+09:00"
    identity = {
        "GIT_AUTHOR_NAME": "x",
        "GIT_AUTHOR_EMAIL": "x",
        "GIT_COMMITTER_NAME": "x",
        "GIT_COMMITTER_EMAIL": "x",
    }
    environment = {
        **identity,
        "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_DATE": when,
        "PATH": "/usr/bin:/bin:/usr/local/bin",
    }
    git = ["git", "-C", str(repository)]
    subprocess.run([*git, "add", NAME], check=True, env=environment)
    subprocess.run([*git, "commit", "--quiet", "--message", str(n)], check=True, env=environment)


def shown(repository: Path, n: int) -> bytes:
    git = ["git", "-C", str(repository)]
    before = f"--before={day_of(n).isoformat()}T23:59:59+09:00"
    found = subprocess.run([*git, "rev-list", "-1", before, "HEAD"], check=True, capture_output=True)
    return subprocess.run(
        [*git, "show", f"{found.stdout.decode().strip()}:{NAME}"], check=True, capture_output=True
    ).stdout


def median(work: Callable[[int], object], arguments: list[int]) -> float:
    taken = []
    for argument in arguments:
        start = time.perf_counter()
        work(argument)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def test_a_text_on_a_date_beside_git_show(benchmark: BenchmarkFixture, both: tuple[Store, Path]) -> None:
    store, repository = both

    def asked(n: int) -> bytes:
        return text(store, "計測に関する規程", on=day_of(n), form="xml").content.encode()

    rows = []
    known = 0
    for length in LENGTHS:
        while known < length:
            known += 1
            take_in(store, known)
            commit(repository, known, asked(known))
        days = [1 + n * (known - 1) // REPEATS for n in range(REPEATS)]
        assert [shown(repository, n) for n in days] == [asked(n) for n in days]
        rows.append((length, median(asked, days), median(lambda n: shown(repository, n), days)))
    print("\nversions   reiki text   git rev-list + git show   (wall)")
    for length, mine, git in rows:
        print(f"{length:8}   {mine * 1000:7.1f} ms   {git * 1000:20.1f} ms")
    benchmark.extra_info["rows"] = rows
    benchmark(lambda: asked(LENGTHS[-1] // 2))
    assert rows[-1][1] < 2 * rows[0][1] + 0.05, "a text on a date grows with the number of versions"
