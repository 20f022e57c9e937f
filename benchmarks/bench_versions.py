"""Applying a clause, and asking for a text on a date, against a history of 1, 10, 100, 1000 versions.

One regulation of forty articles; notice n, in force on day n, changes one word in one article. It is a 訓令 that
has no 附則, so that the regulation stays as long as it was. Nothing is read from outside: the regulation and the
gazette are made here.
"""

import datetime
import statistics
import time
from collections.abc import Callable, Iterator

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from reiki.law.era import format_date
from reiki.office.ask import text
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.store.session import Store, open_store

ARTICLES = 40
FIRST_DAY = datetime.date(2003, 1, 1)
MOMENT = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
LENGTHS = (1, 10, 100, 1000)
REPEATS = 7


def regulation() -> bytes:
    lines = ["計測に関する規程", "平成14年4月1日", "霧浜市訓令第1号", ""]
    for n in range(1, ARTICLES + 1):
        lines += [
            f"（第{n}の事項）",
            f"第{n}条　第{n}の事項の数は、0回とする。",
            "2　前項の数は、市長が定める。",
        ]
    return ("\n".join(lines) + "\n").encode()


def day_of(n: int) -> datetime.date:
    return FIRST_DAY + datetime.timedelta(n)


def gazette(n: int) -> bytes:
    """The n-th issue: in article n mod 40 the number of the last change becomes n."""
    article = n % ARTICLES + 1
    before = max(n - ARTICLES, 0)
    day = format_date(day_of(n))
    title = "計測に関する規程の一部を改正する訓令"

    def column(times: int) -> str:
        return (
            f"<td><p>（第{article}の事項）</p><p>第{article}条　第{article}の事項の数は、<u>{times}回</u>とする。</p>"
            "<p>2　略</p></td>"
        )

    return f"""<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>霧浜市公報</title></head><body>
<h1>霧浜市公報</h1><p>{day}　第{n}号</p><h2>訓令</h2>
<p>霧浜市訓令第{n % 900 + 2}号</p><p>庁中一般</p>
<h3>{title}</h3><p>計測に関する規程（平成14年霧浜市訓令第1号）の一部を次の表のように改正し、{day}から適用する。</p>
<p>次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正する。</p>
<table border="1"><thead><tr><th>改正前</th><th>改正後</th></tr></thead>
<tbody><tr>{column(before)}{column(n)}</tr></tbody></table></body></html>""".encode()


def take_in(store: Store, n: int) -> None:
    report = ingest(store, gazette(n), f"{n}.html", now=MOMENT)
    assert [c.status for c in report.clauses] == ["applied"], report.clauses[0].findings


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('versions') / 'reiki.db'}")
    import_regulation(opened, regulation(), "rule.txt", now=MOMENT, today=FIRST_DAY, as_of=FIRST_DAY)
    yield opened
    opened.close()


def median_cpu(work: Callable[[int], object], arguments: list[int]) -> float:
    taken = []
    for argument in arguments:
        start = time.process_time()
        work(argument)
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def test_costs_do_not_grow_with_the_history(benchmark: BenchmarkFixture, store: Store) -> None:
    rows = []
    known = 0
    for length in LENGTHS:
        while known < length:
            known += 1
            take_in(store, known)
        asking = median_cpu(
            lambda n: text(store, "計測に関する規程", on=day_of(n)),
            [1 + n * (known - 1) // REPEATS for n in range(REPEATS)],
        )
        applying = median_cpu(lambda n: take_in(store, n), list(range(known + 1, known + 1 + REPEATS)))
        known += REPEATS
        rows.append((length, applying, asking))
    print("\nversions   apply a clause   text on a date   (CPU)")
    for length, applying, asking in rows:
        print(f"{length:8}   {applying * 1000:11.1f} ms   {asking * 1000:11.1f} ms")
    benchmark.extra_info["rows"] = rows
    benchmark(lambda: text(store, "計測に関する規程", on=day_of(LENGTHS[-1] // 2)))
    first, last = rows[0], rows[-1]
    assert last[1] < 2 * first[1] + 0.05, "applying a clause grows with the number of versions"
    assert last[2] < 2 * first[2] + 0.05, "a text on a date grows with the number of versions"
