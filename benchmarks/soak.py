"""A service at full load for minutes, while issues are taken into the same store: no error, no wrong text, flat memory.

    python benchmarks/soak.py [--minutes 10] [--store FILE] [--clients 6]

Every answer is compared with a table that was made beforehand, or, for the regulations that the issues amend, with what the
issues said when they were written. Ends with 1 when an answer was not 200, was another text, or memory grew.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from urllib.parse import quote, urlencode

from bench_versions import ARTICLES
from big_store import OBJECTS, SUBJECTS, fill
from under_load import Client, Service, serving

from reiki.law.era import format_date
from reiki.office.catalogue import catalogue
from reiki.office.citing import Address
from reiki.office.editions import passage
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.keyword import Concordance, parse_expression
from reiki.store.session import Store, open_store

FIRST_DAY = datetime.date(2003, 1, 1)
NOW = datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC)
AMENDED = 10
MOST_GROWTH = 1.1
"""How much more memory the last third of the time may take than the second."""


@dataclass
class Expected:
    """What the service must answer. ``texts``: path → digest; ``hits``: path → number of passages."""

    texts: dict[str, str] = field(default_factory=dict)
    hits: dict[str, int] = field(default_factory=dict)
    finds: dict[str, str] = field(default_factory=dict)


@dataclass
class Written:
    """How many issues were taken in of each regulation: ``article`` of it says on each day what the issues up to then said."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    issues: Counter[int] = field(default_factory=Counter)
    taken: list[float] = field(default_factory=list)


def regulation(which: int) -> bytes:
    """A regulation that issues will amend."""
    lines = [f"計測第{which}に関する規程", "平成14年4月1日", f"霧浜市訓令第{800 + which}号", ""]
    lines += [f"第{n}条　第{n}の事項の数は、0回とする。" for n in range(1, ARTICLES + 1)]
    return ("\n".join(lines) + "\n").encode()


def day_of(n: int) -> datetime.date:
    return FIRST_DAY + datetime.timedelta(n)


def gazette(which: int, n: int) -> bytes:
    """The n-th issue on a regulation: in article n mod 40 the number of the last change becomes n."""
    article, before, day = n % ARTICLES + 1, max(n - ARTICLES, 0), format_date(day_of(n))
    name = f"計測第{which}に関する規程"

    def column(times: int) -> str:
        return f"<td><p>第{article}条　第{article}の事項の数は、<u>{times}回</u>とする。</p></td>"

    return f"""<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>霧浜市公報</title></head><body>
<h1>霧浜市公報</h1><p>{day}　第{which * 100_000 + n}号</p><h2>訓令</h2>
<p>霧浜市訓令第{which * 70 + n % 60 + 1}号</p><p>庁中一般</p>
<h3>{name}の一部を改正する訓令</h3>
<p>{name}（平成14年霧浜市訓令第{800 + which}号）の一部を次の表のように改正し、{day}から適用する。</p>
<p>次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正する。</p>
<table border="1"><thead><tr><th>改正前</th><th>改正後</th></tr></thead>
<tbody><tr>{column(before)}{column(n)}</tr></tbody></table></body></html>""".encode()


def said(article: int, taken_by_day: int) -> str:
    """What an article says on the day on which so many issues were in force."""
    last = max(
        (
            n
            for n in range(max(0, taken_by_day - ARTICLES) + 1, taken_by_day + 1)
            if n % ARTICLES + 1 == article
        ),
        default=0,
    )
    return f"{last}回とする。"


def expected(store: Store, count: int) -> Expected:
    """The table: read from the store itself, before anything is asked of the service."""
    chance = random.Random(3)
    listed = catalogue(store)
    concordance = Concordance(store)
    out = Expected()
    while len(out.texts) < count:
        holding = chance.choice(listed.holdings)
        day = datetime.date(2000, 1, 1) + datetime.timedelta(chance.randrange(9000))
        edition = holding.on(day)
        if edition is None or "計測" in edition.version.title:
            continue
        law = holding.work.law_id
        out.texts[f"/api/2/law_data/{law}?asof={day}"] = edition.version.text_digest
        at = Address.parse("第1条")
        found, _, _ = passage(store, edition, at, on=day)
        out.texts[f"/v1/works/{law}/text?{urlencode({'on': day.isoformat(), 'at': '第1条'})}"] = found.digest
    for _ in range(count // 10):
        day = datetime.date(2000, 1, 1) + datetime.timedelta(chance.randrange(9000))
        words = f"{chance.choice(OBJECTS)} {chance.choice(SUBJECTS)}"
        path = f"/api/2/keyword?{urlencode({'keyword': words, 'asof': day.isoformat(), 'limit': 5})}"
        hits = concordance.search_on(parse_expression(words), listed, day, seconds=600)
        out.hits[path] = sum(hit.count for hit in hits)
        out.finds[f"/find?q={quote(words)}&on={day}"] = words
    return out


def ask_on(
    service: Service,
    table: Expected,
    written: Written,
    until: float,
    seed: int,
    problems: list[str],
    done: Counter[str],
) -> None:
    """Asks until the time is over, and compares every answer."""
    chance, client = random.Random(seed), Client(service.port)
    texts, hits, finds = list(table.texts), list(table.hits), list(table.finds)
    while time.monotonic() < until and len(problems) < 20:
        kind = chance.choices(("text", "amended", "keyword", "find"), (60, 25, 8, 7))[0]
        try:
            if kind == "text":
                path = chance.choice(texts)
                status, body = client.get(path)
                digest = (
                    client.headers.get("x-reiki-text-digest")
                    if path.startswith("/api")
                    else json.loads(body).get("digest")
                )
                wrong = status != 200 or digest != table.texts[path]
            elif kind == "amended":
                which = chance.randint(1, AMENDED)
                with written.lock:
                    taken = written.issues[which]
                # The day of an issue that is in the store already: later ones change nothing of it.
                on, article = chance.randint(0, taken), chance.randint(1, ARTICLES)
                number = quote(f"平成14年霧浜市訓令第{800 + which}号")
                path = f"/v1/works/{number}/text?{urlencode({'on': day_of(on).isoformat(), 'at': f'第{article}条'})}"
                status, body = client.get(path)
                wrong = status != 200 or not json.loads(body)["content"].rstrip().endswith(said(article, on))
            elif kind == "keyword":
                path = chance.choice(hits)
                status, body = client.get(path)
                wrong = status != 200 or json.loads(body)["total_count"] != table.hits[path]
            else:
                path = chance.choice(finds)
                status, body = client.get(path)
                wrong = status != 200
        except (OSError, ValueError, KeyError) as error:
            problems.append(f"{kind} {path}: {error!r}")
            client = Client(service.port)
            continue
        done[kind] += 1
        if wrong:
            problems.append(f"{status} {path} {body[:300]!r}")


def write_on(store: Store, written: Written, until: float, problems: list[str]) -> None:
    """Takes in one issue after another, with a rest as long as each took."""
    n = 0
    while time.monotonic() < until and not problems:
        which, n = n % AMENDED + 1, n + 1
        serial = written.issues[which] + 1
        started = time.monotonic()
        report = ingest(store, gazette(which, serial), f"{which}-{serial}.html", now=NOW)
        if [c.status for c in report.clauses] != ["applied"]:
            problems.append(f"issue {serial} on {which}: {report.clauses}")
            return
        with written.lock:
            written.issues[which] = serial
            written.taken.append(time.monotonic() - started)
        time.sleep(max(0.1, time.monotonic() - started))


def soak(file: Path, minutes: float, clients: int) -> int:
    """Runs it and says what came out; 0 when all is well."""
    store = open_store(f"sqlite:///{file}")
    for which in range(1, AMENDED + 1):
        import_regulation(
            store,
            regulation(which),
            f"{which}.txt",
            now=NOW,
            today=FIRST_DAY,
            as_of=FIRST_DAY,
            jurisdiction="31299",
        )
    table = expected(store, 400)
    problems: list[str] = []
    written, done = Written(), Counter[str]()
    memory: list[tuple[float, float]] = []
    with serving(file) as service:
        began = time.monotonic()
        until = began + minutes * 60
        threads = [
            threading.Thread(target=ask_on, args=(service, table, written, until, seed, problems, done))
            for seed in range(clients)
        ]
        threads.append(threading.Thread(target=write_on, args=(store, written, until, problems)))
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            memory.append((time.monotonic() - began, service.memory()))
            time.sleep(1)
        took = time.monotonic() - began
    store.close()
    third = max(1, len(memory) // 3)
    middle, end = mean(m for _, m in memory[third : 2 * third] or memory), mean(m for _, m in memory[-third:])
    print(f"{took:.0f} s, {clients} clients: {sum(done.values()):,} answers ({sum(done.values()) / took:.0f} a second): "
          + ", ".join(f"{n:,} {kind}" for kind, n in done.items()))  # fmt: skip
    print(
        f"{sum(written.issues.values())} issues taken in beside them, {1000 * mean(written.taken or [0]):.0f} ms each"
    )
    print(
        "memory, MB: "
        + ", ".join(f"{m:.0f}" for _, m in memory[:: max(1, len(memory) // 12)])
        + f"; last third {end / middle:.2f} × the second"
    )
    for problem in problems:
        print("WRONG", problem)
    if end > MOST_GROWTH * middle:
        print(f"WRONG memory grew from {middle:.0f} to {end:.0f} MB")
        return 1
    return 1 if problems else 0


def main() -> None:
    """Runs what the command line names, on a copy of the store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument(
        "--store", type=Path, help="one that big_store.py made; otherwise 2,000 regulations are made"
    )
    parser.add_argument("--clients", type=int, default=6)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "soak.db"
        if given.store:
            shutil.copy(given.store, file)
        else:
            store = open_store(f"sqlite:///{file}")
            fill(store, 2000)
            store.close()
        sys.exit(soak(file, given.minutes, given.clients))


if __name__ == "__main__":
    main()
