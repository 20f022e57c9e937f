"""What grows with what: longer laws, larger tables, more provisions in one comparison table, more clauses in one issue.

Everything is made here. Each measure is taken at growing sizes and must grow no faster than the size does, by less than
half: nothing is quadratic.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from reiki.gazette.consolidate import consolidate
from reiki.gazette.issue import parse_issue
from reiki.gazette.model import Issue
from reiki.law.document import LawDocument
from reiki.office.importing import read_regulation
from reiki.source.open import read

MARGIN = 2.0
"""Times the growth in size that the growth in time may be: a busy machine, larger caches missed."""
FLOOR = 0.02
"""Seconds below which a measure says nothing about growth."""


def cpu(work: Callable[[], object]) -> float:
    """The median of three."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def law(articles: int) -> bytes:
    lines = ["計測に関する条例", "平成14年4月1日", "霧浜市条例第1号", ""]
    for n in range(1, articles + 1):
        lines += [
            f"（第{n}の事項）",
            f"第{n}条　第{n}の事項の数は、{n}回とする。",
            "２　前項の数は、市長が定める。",
        ]
        lines += ["(1)　第一の数", "(2)　第二の数"]
    return ("\n".join(lines) + "\n").encode()


def fee_table(rows: int) -> bytes:
    lines = [
        "計測に関する条例",
        "平成14年4月1日",
        "霧浜市条例第1号",
        "",
        "（趣旨）",
        "第1条　料金は、別表のとおりとする。",
        "",
    ]
    lines += ["別表（第1条関係）", "品名\t単位\t金額", *(f"品{n}\t1個\t{n}円" for n in range(1, rows + 1))]
    return ("\n".join(lines) + "\n").encode()


def clause(rows: Sequence[tuple[str, str]], of: str = "", number: int = 1) -> str:
    body = "".join(f"<tr><td>{before}</td><td>{after}</td></tr>" for before, after in rows)
    return (
        f"<p>{of}計測に関する条例（平成14年霧浜市条例第{number}号）の一部を次のように改正する。</p>"
        "<p>次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正する。</p>"
        f'<table border="1"><thead><tr><th>改正前</th><th>改正後</th></tr></thead><tbody>{body}</tbody></table>'
    )


def gazette(clauses: str) -> bytes:
    title = "計測に関する条例の一部を改正する条例"
    return f"""<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"></head><body><h1>霧浜市公報</h1>
<p>平成15年1月1日　第1号</p><h2>条例</h2><p>{title}をここに公布する。</p><p>平成15年1月1日</p><p>霧浜市長　見本　太郎</p>
<p>霧浜市条例第2号</p><h3>{title}</h3>{clauses}<p>附　則</p><p>この条例は、公布の日から施行する。</p></body></html>""".encode()


def article_row(n: int) -> tuple[str, str]:
    def column(count: str) -> str:
        return (
            f"<p>（第{n}の事項）</p><p>第{n}条　第{n}の事項の数は、<u>{count}</u>回とする。</p><p>２　略</p>"
        )

    return column(str(n)), column("千")


def amount(n: int, after: bool) -> str:
    if n % 100:
        return str(n)
    return f"<u>{n}千</u>" if after else f"<u>{n}</u>"


def table_row(rows: int) -> tuple[str, str]:
    """The whole table in both columns; every hundredth amount changes."""

    def column(after: bool) -> str:
        body = "".join(
            f"<tr><td>品{n}</td><td>1個</td><td>{amount(n, after)}円</td></tr>" for n in range(1, rows + 1)
        )
        heads = "<tr><td>品名</td><td>単位</td><td>金額</td></tr>"
        return f'<p>別表（第1条関係）</p><table border="1">{heads}{body}</table>'

    return column(False), column(True)


def issue_of(data: bytes) -> Issue:
    return parse_issue(read(data, "issue.html"))


def whole(law_bytes: bytes, data: bytes) -> Callable[[], None]:
    """Law read, issue read, clause consolidated, law written."""

    def work() -> None:
        issue = issue_of(data)
        notice = issue.notices[0]
        done = consolidate(LawDocument.parse(law_bytes), notice.clauses[0], notice, issue)
        assert done.document is not None, done.findings
        done.document.to_bytes()

    return work


def shown(what: str, sizes: Sequence[int], seconds: Sequence[float]) -> None:
    print(
        f"\n{what:34}" + "".join(f"{n:>10,}: {s * 1000:8.1f} ms" for n, s in zip(sizes, seconds, strict=True))
    )
    for (n, s), (m, t) in pairwise(zip(sizes, seconds, strict=True)):
        if s >= FLOOR:
            assert t / s <= MARGIN * m / n, (
                f"{what}: {m / n:.1f} times the size takes {t / s:.1f} times as long"
            )


def test_one_article_of_a_long_law(benchmark: BenchmarkFixture) -> None:
    sizes = (10, 100, 1000, 5000)
    texts = [law(n) for n in sizes]
    shown("text of n articles read", sizes, [cpu(lambda t=t: read_regulation(t, "law.txt")) for t in texts])  # type: ignore[misc]
    laws = [read_regulation(t, "law.txt")[0].to_bytes() for t in texts]
    shown("one article of n amended", sizes, [
        cpu(whole(x, gazette(clause([article_row(n // 2)])))) for n, x in zip(sizes, laws, strict=True)
    ])  # fmt: skip
    benchmark.pedantic(whole(laws[-1], gazette(clause([article_row(9)]))), rounds=3)


def test_a_comparison_table_of_many_provisions(benchmark: BenchmarkFixture) -> None:
    sizes = (50, 200, 500)
    base = read_regulation(law(1000), "law.txt")[0].to_bytes()
    pages = [gazette(clause([article_row(n) for n in range(1, k + 1)])) for k in sizes]
    shown("k of 1,000 articles amended", sizes, [cpu(whole(base, page)) for page in pages])
    benchmark.pedantic(whole(base, pages[-1]), rounds=2)


def test_a_table_of_many_rows(benchmark: BenchmarkFixture) -> None:
    sizes = (200, 500, 2000)
    laws = [read_regulation(fee_table(n), "law.txt")[0].to_bytes() for n in sizes]
    pages = [gazette(clause([table_row(n)])) for n in sizes]
    shown("a 別表 of n rows, all quoted", sizes, [cpu(whole(x, p)) for x, p in zip(laws, pages, strict=True)])
    benchmark.pedantic(whole(laws[-1], pages[-1]), rounds=2)


@pytest.mark.parametrize("clauses", [200])
def test_an_issue_of_many_clauses(benchmark: BenchmarkFixture, clauses: int) -> None:
    def issue(k: int) -> bytes:
        return gazette("".join(
            clause([article_row(1)], f"第{n}の", n + 100).replace("<p>", f"<p>第{n}条　", 1)
            for n in range(1, k + 1)
        ))  # fmt: skip

    sizes = (clauses // 8, clauses // 2, clauses)
    pages = [issue(k) for k in sizes]
    assert [len(issue_of(p).notices[0].clauses) for p in pages] == list(sizes)
    shown("an issue of n clauses read", sizes, [cpu(lambda p=p: issue_of(p)) for p in pages])  # type: ignore[misc]
    benchmark.pedantic(lambda: issue_of(pages[-1]), rounds=2)
