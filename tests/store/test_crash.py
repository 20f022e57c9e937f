"""Killed at any moment, written by two at once, on a full disk, without the right to write: nothing is lost or mixed."""

import datetime
import os
import random
import signal
import time

import pytest
from sqlalchemy import text

from reiki.office import ask
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.verify import verify
from reiki.store.errors import StoreError
from reiki.store.session import open_store
from written import Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
NAMES = "係課部局室班署組院所庁校"
BASE = regulation(
    TITLE, NUMBER, "平成9年3月25日", [f"文書は、{NAMES[0]}が扱う。", "文書は、十年間保存する。"]
)
NOW = datetime.datetime(2026, 4, 1, 9, tzinfo=datetime.UTC)
KILLS = 200


def amendment(n):
    on = day("2024-01-31") + datetime.timedelta(days=30 * n)
    before, after = (f"第1条　文書は、_{NAMES[k]}_が扱う。" for k in (n, n + 1))
    starts = f"{on.year - 2018}年{on.month}月{on.day}日"
    return issue(n + 1, on, Decree(n + 1, (Order(TITLE, NUMBER, (Change(before, after),)),), f"令和{starts}"))


ISSUES = [amendment(n) for n in range(len(NAMES) - 1)]


def begin(url):
    store = open_store(url)
    import_regulation(store, BASE, "base.txt", now=NOW, today=day("2026-04-01"), as_of=day("2023-12-31"))
    store.close()


def take_all(url, issues=ISSUES):
    store = open_store(url)
    for n, data in enumerate(issues):
        ingest(store, data, f"{n}.html", now=NOW)
    store.close()


def in_a_process_of_its_own(work):
    """Runs ``work`` in a child, which ends without cleaning up; gives its process id."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child


def taken_in(store):
    with store.reading() as connection:
        return connection.execute(text("SELECT count(*) FROM issues")).scalar()


def last_words(store):
    return ask.text(store, TITLE, on=day("2030-01-01"), at="第1条").content


@pytest.mark.slow
def test_killed_at_any_moment_the_store_is_at_the_last_complete_issue(tmp_path):
    chance = random.Random(20260401)
    killed = finished = unfinished = 0
    round_ = 0
    longest = 0.05
    while killed < KILLS:
        url = f"sqlite:///{tmp_path / f'{round_}.db'}"
        round_ += 1
        begin(url)
        complete = False
        while not complete and killed < KILLS:
            began = time.monotonic()
            child = in_a_process_of_its_own(lambda at=url: take_all(at))
            time.sleep(chance.uniform(0, longest))
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            if os.WIFSIGNALED(status):
                killed += 1
                longest = max(longest, 0.02 + (time.monotonic() - began))
            else:
                assert os.WEXITSTATUS(status) == 0
            store = open_store(url)
            done = taken_in(store)
            unfinished += 0 < done < len(ISSUES)
            assert last_words(store) == f"第１条　文書は、{NAMES[done]}が扱う。".replace("１", "1")
            assert verify(store).differences == ()
            store.close()
            complete = done == len(ISSUES)
        finished += complete
        take_all(url)
        store = open_store(url)
        assert last_words(store) == f"第1条　文書は、{NAMES[-1]}が扱う。"
        assert taken_in(store) == len(ISSUES)
        assert verify(store).differences == ()
        store.close()
    assert killed == KILLS
    assert unfinished > KILLS // 10, "the kills must fall in the middle of the work"


def test_two_writers_at_once_never_mix(tmp_path):
    url = f"sqlite:///{tmp_path / 'two.db'}"
    begin(url)
    first = in_a_process_of_its_own(lambda: take_all(url, ISSUES[::2]))
    second = in_a_process_of_its_own(lambda: take_all(url, ISSUES[1::2]))
    third = in_a_process_of_its_own(lambda: take_all(url, ISSUES))
    for child in (first, second, third):
        assert os.waitpid(child, 0)[1] == 0
    store = open_store(url)
    assert taken_in(store) == len(ISSUES)
    assert last_words(store) == f"第1条　文書は、{NAMES[-1]}が扱う。"
    assert verify(store).differences == ()
    store.close()


def test_a_full_disk_says_so_and_leaves_the_store_as_it_was(tmp_path):
    url = f"sqlite:///{tmp_path / 'full.db'}"
    begin(url)
    store = open_store(url)
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    before = last_words(store)
    large = ISSUES[0].replace(
        b"</body>", b"<!--" + random.Random(1).randbytes(400_000).hex().encode() + b"--></body>"
    )

    from sqlalchemy import event

    event.listen(store.engine, "begin", lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}"))
    store.engine.dispose()
    with pytest.raises(StoreError, match="full"):
        ingest(store, large, "1.html", now=NOW)
    store.close()
    again = open_store(url)
    assert (taken_in(again), last_words(again)) == (0, before)
    ingest(again, large, "1.html", now=NOW)
    assert taken_in(again) == 1
    again.close()


def test_a_store_that_may_only_be_read_is_read_and_says_why_it_is_not_written(tmp_path):
    path = tmp_path / "read.db"
    begin(f"sqlite:///{path}")
    store = open_store(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert last_words(store) == "第1条　文書は、係が扱う。"
    with pytest.raises(StoreError, match="readonly"):
        ingest(store, ISSUES[0], "1.html", now=NOW)
    store.close()
