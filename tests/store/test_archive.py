"""A copy of the store, and a store made from it."""

import datetime
import zipfile

import pytest
from sqlalchemy import select

from reiki.office import ask, decide
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.review import review_list
from reiki.office.verify import verify
from reiki.store.archive import BadArchive, read_archive, write_archive
from reiki.store.errors import StoreError
from reiki.store.session import open_store
from reiki.store.tables import METADATA
from written import Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
NOW = datetime.datetime(2026, 4, 1, 9, tzinfo=datetime.UTC)
BASE = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。", "文書は、十年間保存する。"])


def amendment(n, before, after, spaces=""):
    change = Change(f"第1条　文書は、_{before}_が扱う。", f"第1条　文書は、_{after}_が扱う。")
    data = issue(n, "2024-06-28", Decree(n, (Order(TITLE, NUMBER, (change,)),), "令和6年7月1日"))
    return data.replace(b"<body>", f"<body>{spaces}".encode())


@pytest.fixture
def full(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'full.db'}")
    import_regulation(store, BASE, "base.txt", now=NOW, today=day("2026-04-01"), as_of=day("2024-03-31"))
    ingest(store, amendment(1, "孫", "課"), "1.html", now=NOW)
    ingest(store, amendment(1, "係", "課", " "), "1-again.html", now=NOW)
    ingest(store, amendment(2, "部", "室"), "2.html", now=NOW)
    decide.reject(store, review_list(store)[0].key, person="山田", reason="誤植", now=NOW)
    yield store
    store.close()


def contents(store):
    with store.reading() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in METADATA.sorted_tables
        }


def test_a_store_made_from_a_copy_is_the_same_row_by_row(full, tmp_path):
    rows = write_archive(full, tmp_path / "copy.zip")
    assert rows["clauses"] == 3
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    assert read_archive(other, tmp_path / "copy.zip") == rows
    assert contents(other) == contents(full)
    assert verify(other).differences == ()
    assert ask.text(other, TITLE, on=day("2025-01-01")) == ask.text(full, TITLE, on=day("2025-01-01"))
    ingest(other, amendment(3, "課", "局"), "3.html", now=NOW)
    assert verify(other).differences == ()
    other.close()


def test_a_store_that_holds_something_is_not_overwritten(full, tmp_path):
    write_archive(full, tmp_path / "copy.zip")
    before = contents(full)
    with pytest.raises(StoreError, match="new one"):
        read_archive(full, tmp_path / "copy.zip")
    assert contents(full) == before


@pytest.mark.parametrize("damage", ["cut", "changed", "no copy", "other tables", "missing"])
def test_a_copy_that_is_not_whole_restores_nothing(full, tmp_path, damage):
    path, bad = tmp_path / "copy.zip", tmp_path / "bad.zip"
    write_archive(full, path)
    if damage == "cut":
        bad.write_bytes(path.read_bytes()[:-200])
    elif damage == "no copy":
        bad.write_bytes(b"a letter")
    elif damage != "missing":
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(bad, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                if damage == "changed" and name == "versions.jsonl":
                    data = data.replace(b"2024-07-01", b"2024-07-02")
                if damage == "other tables" and name == "list.json":
                    data = data.replace(b'"schema": "', b'"schema": "9')
                new.writestr(name, data)
    store = open_store(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(BadArchive, match=r"bad\.zip"):
        read_archive(store, bad)
    assert not any(contents(store).values())
    store.close()


def test_a_copy_that_cannot_be_written_says_where(full, tmp_path):
    with pytest.raises(StoreError, match="nowhere"):
        write_archive(full, tmp_path / "nowhere" / "copy.zip")
