"""The service under load: answers a second, 99th percentile, memory and cold start, with 1 and with many regulations.

    python benchmarks/bench_api.py [--regulations 50000] [--issues 20000] [--store FILE] [--questions 300] [--clients 4]

makes the store (or takes the one that big_store.py made), asks each kind of question and prints a table. Every question is asked
once only, so that no kept answer is told again. As a test (`make bench`) it runs with a small store.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlencode

from big_gazette import fill_issues
from big_store import MATTERS, OBJECTS, PLACES, SUBJECTS, THINGS, VERBS, fill
from under_load import Client, Measured, Service, ask, serving

from reiki.store.session import open_store

COMMON = ("市長", "定める", "ものとする", "公布の日から施行する", "条例", "施行", "こと", "の")
"""Words that stand in nearly every regulation, or in its title: the worst that can be asked."""

Questions = dict[str, list[str]]


def questions(port: int, count: int, seed: int) -> Questions:
    """What is asked, by kind; all different."""
    chance = random.Random(seed)
    client = Client(port)
    total = client.json("/api/2/laws?limit=1")["total_count"]
    held = client.json("/health")["store"]["held"]
    laws: list[str] = []
    for _ in range(min(8, 1 + total // 200)):
        page = client.json(
            f"/api/2/laws?limit=200&offset={chance.randrange(max(1, total - 200))}&asof=2023-12-31"
        )
        laws += [law["law_info"]["law_id"] for law in page["laws"]]

    def day() -> str:
        return (datetime.date(2024, 1, 1) + datetime.timedelta(chance.randrange(700))).isoformat()

    def words() -> str:
        kind = chance.random()
        if kind < 0.5:
            return chance.choice(OBJECTS)
        if kind < 0.8:
            return f"{chance.choice(OBJECTS)} {chance.choice(SUBJECTS)}"
        return f"{chance.choice(OBJECTS)}を{chance.choice(VERBS)}"

    def asked(path: str, **fields: object) -> str:
        return f"{path}?{urlencode(fields)}"

    def many(make: Callable[[], str]) -> list[str]:
        made: dict[str, None] = {}
        for _ in range(count * 20):
            made.setdefault(make())
            if len(made) == count:
                break
        return list(made)

    return {
        "law_data on a date": many(lambda: f"/api/2/law_data/{chance.choice(laws)}?asof={day()}"),
        "one provision on a date": many(
            lambda: asked(f"/v1/works/{chance.choice(laws)}/text", on=day(), at=f"第{chance.randint(1, 3)}条")
        ),
        "laws by a part of the title": many(
            lambda: asked("/api/2/laws", law_title=f"{chance.choice(THINGS)}の{chance.choice(MATTERS)}", asof=day())
        ),
        "laws, a page of all": many(
            lambda: asked("/api/2/laws", asof=day(), offset=chance.randrange(max(1, total)), limit=20)
        ),
        "works?query=": many(
            lambda: f"/v1/works?{urlencode({'query': chance.choice(PLACES) + chance.choice(THINGS), 'on': day()})}"
        ),
        "keyword on a date": many(lambda: f"/api/2/keyword?{urlencode({'keyword': words(), 'asof': day(), 'limit': 20})}"),
        "find on a date": many(lambda: f"/find?{urlencode({'q': words(), 'on': day()})}"),
        "find a title": many(
            lambda: f"/find?{urlencode({'q': chance.choice(PLACES) + chance.choice(THINGS), 'on': day()})}"
        ),
        "keyword in nearly all": many(
            lambda: f"/api/2/keyword?{urlencode({'keyword': chance.choice(COMMON), 'asof': day(), 'limit': 20})}"
        )[: max(20, count // 10)],
        "what is held, a page": many(lambda: f"/review?page={chance.randint(1, max(1, -(-held // 50)))}"),
        "what is to come, on a date": many(lambda: asked("/v1/upcoming", on=day())),
        "find in nearly all": many(lambda: f"/find?q={quote(chance.choice(COMMON))}&on={day()}")[: max(20, count // 10)],
    }  # fmt: skip


def measure(store: Path, count: int, clients: int) -> tuple[Service, float, float, list[Measured]]:
    """The service; its memory before and after everything is asked; the measurements."""
    with serving(store) as service:
        before = service.memory()
        asked = questions(service.port, count, seed=7)
        out = [ask(service, name, paths, clients) for name, paths in asked.items()]
        return service, before, service.memory(), out


def made_store(folder: Path, regulations: int, issues: int = 0) -> Path:
    """A store of so many regulations and issues."""
    file = folder / f"{regulations}.db"
    if not file.exists():
        store = open_store(f"sqlite:///{file}")
        fill(store, regulations, say=regulations > 5000)
        if issues:
            fill_issues(store, issues, say=issues > 5000)
        store.close()
    return file


def run(stores: list[tuple[int, Path]], count: int, clients: int) -> list[dict[str, object]]:
    """Measures each store and prints the table."""
    results = []
    for regulations, file in stores:
        service, before, after, measured = measure(file, count, clients)
        results.append((regulations, service, before, after, measured))
        print(f"\n{regulations:,} regulations: cold start {service.cold:.2f} s, {before:.0f} MB at first, {after:.0f} MB after, "
              f"store {file.stat().st_size / 1e6:.0f} MB, {clients} clients at once")  # fmt: skip
        print(f"{'':30}{'a second':>10}{'median ms':>11}{'p99 ms':>9}{'CPU ms':>8}{'asked':>7}")
        for each in measured:
            print(
                f"{each.name:30}{each.per_second():>10.1f}{each.at(0.5):>11.1f}{each.at(0.99):>9.1f}{each.cpu_each():>8.1f}{len(each.times):>7}"
            )
    if len(results) > 1:
        print(f"\np99, {results[-1][0]:,} regulations to {results[0][0]:,}:")
        for one, many in zip(results[0][4], results[-1][4], strict=True):
            print(f"{one.name:30}{many.at(0.99) / max(one.at(0.99), 0.001):>10.1f} ×")
    return [
        {"regulations": n, "cold": s.cold, "memory": [b, a], "p99": {m.name: m.at(0.99) for m in ms}}
        for n, s, b, a, ms in results
    ]


def test_the_service_answers_quickly(tmp_path: Path) -> None:
    (few, many) = run([(n, made_store(tmp_path, n, n // 2)) for n in (1, 400)], 60, 2)
    assert few["regulations"] == 1
    assert many["regulations"] == 400
    late = many["p99"]
    assert isinstance(late, dict)
    assert late["law_data on a date"] < 1000
    for listed in ("what is held, a page", "what is to come, on a date"):
        assert late[listed] < 2000, listed
    for search in ("keyword on a date", "find on a date", "keyword in nearly all", "find in nearly all"):
        assert late[search] < 2000, search


def main() -> None:
    """Measures what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regulations", type=int, default=50_000)
    parser.add_argument("--issues", type=int, default=0)
    parser.add_argument("--store", type=Path, help="one that big_store.py made")
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        many = given.store or made_store(Path(folder), given.regulations, given.issues)
        results = run(
            [(1, made_store(Path(folder), 1)), (given.regulations, many)], given.questions, given.clients
        )
    if given.json:
        json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
