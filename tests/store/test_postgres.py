"""The same store in PostgreSQL: every row as in SQLite, one writer at a time, readers that see one state throughout."""

import datetime
import json
import os
import threading
from itertools import count

import psycopg
import pytest
from sqlalchemy import func, select

import pictures
from postgres import programs, server
from reiki.office import ask
from reiki.office.catalogue import catalogue
from reiki.office.finding import find
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.keyword import Concordance
from reiki.office.verify import verify
from reiki.store import audit
from reiki.store.archive import read_archive, write_archive
from reiki.store.errors import StoreError
from reiki.store.session import open_store
from reiki.store.tables import AUDIT, ISSUES, METADATA
from written import Change, Decree, Order, day, issue, regulation

NOW = datetime.datetime(2026, 4, 1, 9, tzinfo=datetime.UTC)
TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
NAMES = count(1)


@pytest.fixture(scope="module")
def cluster():
    found = programs()
    if found is None:
        pytest.skip("needs a PostgreSQL server (initdb, pg_ctl; Debian: apt-get install postgresql)")
    with server(found) as where:
        yield where


@pytest.fixture
def url(cluster):
    name = f"reiki{next(NAMES)}"
    with psycopg.connect(f"postgresql://reiki@/postgres{cluster}", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql://reiki@/{name}{cluster}"


@pytest.fixture
def opened():
    """Opens stores; all are closed at the end of the test."""
    stores = []

    def opening(url):
        stores.append(open_store(url))
        return stores[-1]

    yield opening
    for store in stores:
        store.close()


@pytest.fixture(scope="module")
def loaded(cluster, corpus, tmp_path_factory):
    """The corpus in PostgreSQL and in SQLite."""
    with psycopg.connect(f"postgresql://reiki@/postgres{cluster}", autocommit=True) as connection:
        connection.execute("CREATE DATABASE reiki_loaded")
    there = open_store(f"postgresql://reiki@/reiki_loaded{cluster}")
    here = open_store(f"sqlite:///{tmp_path_factory.mktemp('loaded') / 'here.db'}")
    load(there, corpus)
    load(here, corpus)
    yield there, here
    there.close()
    here.close()


def contents(store):
    with store.reading() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in METADATA.sorted_tables
        }


def load(store, corpus):
    manifest = json.loads((corpus / "corpus.json").read_text(encoding="utf-8"))
    for entry in manifest["regulations"]:
        data = (corpus / entry["file"]).read_bytes()
        import_regulation(
            store, data, entry["file"], now=NOW, today=day("2026-04-01"), as_of=day(manifest["base_date"])
        )
    for entry in manifest["issues"]:
        ingest(store, (corpus / entry["file"]).read_bytes(), entry["file"], now=NOW)
    return manifest


def test_the_corpus_is_in_postgresql_row_by_row_what_it_is_in_sqlite(opened, url, corpus, tmp_path):
    there, here = opened(url), opened(f"sqlite:///{tmp_path / 'here.db'}")
    load(here, corpus)
    manifest = load(there, corpus)
    assert contents(there) == contents(here)
    assert verify(there).differences == ()
    titles = {entry["slug"]: entry["title"] for entry in manifest["regulations"] + manifest["enacted"]}
    for checkpoint in manifest["checkpoints"]:
        title, on = titles[checkpoint["slug"]], day(checkpoint["on"])
        assert ask.text(there, title, on=on) == ask.text(here, title, on=on)


@pytest.mark.parametrize(
    "query", ["手当", "取扱い", "とりあつかい", "平成10年霧浜市規則第9号", "係留 許可", "100%_", "'\"*"]
)
def test_what_is_found_is_the_same(loaded, query):
    there, here = loaded
    for on in map(day, ("2024-03-31", "2024-12-25", "2025-04-01", "2026-01-01")):
        found, expected = (
            find(store, catalogue(store), Concordance(store), query, on) for store in (there, here)
        )
        assert told(found) == told(expected)


def told(found):
    why = [
        (r.holding.work.law_id, r.status, r.count, [(w.field, w.text, w.marks, str(w.at)) for w in r.why])
        for r in found.results
    ]
    return found.total, found.kinds, found.statuses, why


def test_pictures_are_kept_alike(opened, url, tmp_path):
    from reiki.office.catalogue import numbered
    from reiki.office.figures import edition_figures, figure_file

    there, here = opened(url), opened(f"sqlite:///{tmp_path / 'here.db'}")
    on = day("2024-03-31")
    for store in (there, here):
        import_regulation(store, pictures.LAW, "law.xml", now=NOW, today=on, as_of=on)
        report = import_regulation(store, pictures.download(), "law.zip", now=NOW, today=on, as_of=on)
        assert len(report.figures) == 3
    assert contents(there) == contents(here)
    assert (verify(there).figures, verify(there).differences) == (3, ())
    first = edition_figures(there, numbered(there, pictures.NUMBER).on(on))[0]
    assert figure_file(there, first.figure.sha256).data == pictures.A


def test_a_copy_of_either_makes_the_other(opened, url, corpus, tmp_path):
    there, here = opened(url), opened(f"sqlite:///{tmp_path / 'here.db'}")
    load(here, corpus)
    write_archive(here, tmp_path / "copy.zip")
    read_archive(there, tmp_path / "copy.zip")
    assert contents(there) == contents(here)
    # The next row gets a number that is free.
    ingest(there, amendment(1), "1.html", now=NOW)
    write_archive(there, tmp_path / "back.zip")
    back = opened(f"sqlite:///{tmp_path / 'back.db'}")
    read_archive(back, tmp_path / "back.zip")
    assert contents(back) == contents(there)
    assert verify(back).differences == ()


def amendment(n):
    change = Change(f"第1条　文書は、_{n}係_が扱う。", f"第1条　文書は、_{n + 1}係_が扱う。")
    return issue(n, "2024-06-28", Decree(n, (Order(TITLE, NUMBER, (change,)),), "令和6年7月1日"))


def test_three_writers_at_once_are_one_after_another_and_the_store_is_made_once(opened, url):
    failures = []

    def write(mine):
        try:
            store = opened(url)  # all three find an empty database
            for n in mine:
                ingest(store, amendment(n), f"{n}.html", now=NOW)
            store.close()
        except Exception as error:  # noqa: BLE001 — told below, with the others
            failures.append(error)

    threads = [threading.Thread(target=write, args=(range(k, 13, 3),)) for k in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    store = opened(url)
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(ISSUES)).scalar() == 12
        assert audit.verify_chain(connection) == 12
    assert verify(store).differences == ()


def test_a_reader_sees_one_state_while_another_writes(opened, url):
    store = opened(url)
    entries = select(func.count()).select_from(AUDIT)
    with store.reading() as connection:
        before = connection.execute(entries).scalar()
        ingest(store, amendment(1), "1.html", now=NOW)
        assert connection.execute(entries).scalar() == before
    with store.reading() as connection:
        assert connection.execute(entries).scalar() > before


def test_a_transaction_cut_off_leaves_nothing(opened, url):
    store = opened(url)
    base = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、1係が扱う。", "文書は、十年間保存する。"])
    import_regulation(store, base, "base.txt", now=NOW, today=day("2026-04-01"), as_of=day("2024-03-31"))
    before = contents(store)

    child = os.fork()
    if child == 0:
        try:
            own = open_store(url)
            with own.writing() as connection:
                connection.execute(AUDIT.delete())
                os._exit(9)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert contents(store) == before
    assert verify(store).differences == ()


def test_a_database_that_may_only_be_read_says_so(opened, url):
    store = opened(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    store.close()
    reader = opened(url.replace("reiki@", "reader@"))
    with pytest.raises(StoreError, match="cannot be written"):
        ingest(reader, amendment(1), "1.html", now=NOW)


def test_no_server_is_one_clear_line():
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store("postgresql://reiki@/reiki?host=/nowhere")
