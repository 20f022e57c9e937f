"""`reiki index`: what the search index holds, and making it anew."""

import json

import pytest

from reiki.store.session import open_store


@pytest.fixture
def town(reiki, monkeypatch, tmp_path):
    """A store with one regulation."""
    file = tmp_path / "rule.txt"
    file.write_text(
        "霧浜市文書規則\n平成9年3月25日\n平成9年霧浜市規則第5号\n\n第1条　文書は、係が扱う。\n",
        encoding="utf-8",
    )
    assert reiki("import", str(file), "--as-of", "2024-03-31").code == 0
    return reiki


def test_it_says_what_the_index_holds(town):
    said = json.loads(town("index", "--json").text)
    assert (said["works"], said["parts"], said["spans"]) == (1, 2, 2)
    assert said["dictionary"] == said["installed"]
    assert town("index").text.startswith("1 regulation")


def test_it_makes_the_index_anew(town, tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'store' / 'reiki.db'}")
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM search_spans")
    store.close()
    assert json.loads(town("index", "--json").text)["spans"] == 0
    assert json.loads(town("index", "--rebuild", "--json").text)["spans"] == 2


def test_another_dictionary_is_said(town, tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'store' / 'reiki.db'}")
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE search_state SET dictionary = 'SudachiDict-core 1'")
    store.close()
    assert "--rebuild" in town("index").text
    town("index", "--rebuild")
    assert "--rebuild" not in town("index").text
