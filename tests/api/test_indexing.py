"""A store without a search index is served at once: everything but searches, which say why, and when to ask again."""

import datetime
import time
from threading import Event

import pytest
from fastapi.testclient import TestClient

from reiki.office.importing import import_regulation
from reiki.office.indexing import rebuild_index
from reiki.store import session
from reiki_api import indexing
from reiki_api.app import create_app
from written import regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
DAY = datetime.date(2024, 3, 31)


@pytest.fixture
def held(tmp_path, monkeypatch):
    """The service over a store whose index another version made; it is filled when the event is set."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    store = session.open_store(url)
    data = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。"])
    import_regulation(
        store, data, "a.txt", now=datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC), today=DAY, as_of=DAY
    )
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE search_state SET scheme = 0")
    store.close()
    monkeypatch.setattr(session, "_FEW", 0)
    go = Event()
    fill = indexing.fill_index

    def waits(*given):
        while not go.wait(0.01):
            if given[2]():
                return False
        return fill(*given)

    monkeypatch.setattr(indexing, "fill_index", waits)
    with TestClient(create_app(url), raise_server_exceptions=False) as client:
        yield client, go


def test_while_the_index_is_made_everything_but_searches_is_answered(held):
    client, go = held
    health = client.get("/health")
    assert (health.status_code, health.json()["status"]) == (200, "indexing")
    assert health.json()["indexing"] == {"done": 0, "of": 0}
    assert client.get("/v1/works").json()["works"][0]["title"] == TITLE
    assert client.get(f"/api/2/law_data/{NUMBER}").status_code == 200
    page = client.get("/find?q=文書", headers={"Accept": "text/html", "Accept-Language": "ja"})
    assert (page.status_code, page.headers["retry-after"]) == (503, "60")
    assert "検索の索引を作成しています" in page.text
    problem = client.get("/find?q=文書")
    assert (problem.status_code, problem.headers["retry-after"]) == (503, "60")
    assert problem.json()["type"].endswith("#indexing")
    refused = client.get("/api/2/keyword?keyword=文書")
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (
        503,
        "503002",
        "30",
    )
    go.set()
    until = time.monotonic() + 30
    while "indexing" in client.get("/health").json() and time.monotonic() < until:
        time.sleep(0.02)
    assert client.get("/health").json()["status"] == "ok"
    assert client.get("/api/2/keyword?keyword=文書").json()["total_count"] == 2
    assert TITLE in client.get("/find?q=文書", headers={"Accept": "text/html"}).text


def test_a_service_that_ends_does_not_wait_for_the_index(held):
    client, _ = held
    assert client.get("/health").json()["status"] == "indexing"


def test_a_query_that_takes_too_long_is_told_so_and_nothing_else(store_url):
    with TestClient(create_app(store_url, search_seconds=0.0)) as hurried:
        page = hurried.get("/find?q=手当", headers={"Accept": "text/html", "Accept-Language": "ja"})
        assert (page.status_code, page.headers["retry-after"]) == (503, "30")
        assert "問い合わせが長すぎる" in page.text
        assert 'class="list found"' not in page.text
        problem = hurried.get("/find?q=手当")
        assert (problem.status_code, problem.json()["type"].rpartition("#")[2]) == (503, "took-too-long")


def test_an_index_that_is_made_anew_under_the_service_is_asked_at_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'a.db'}"
    office = session.open_store(url)
    data = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。"])
    moment = datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)
    import_regulation(office, data, "a.txt", now=moment, today=DAY, as_of=DAY)
    with office.writing() as connection:
        connection.exec_driver_sql("DELETE FROM search_spans")
    clock = moment + datetime.timedelta(days=1)
    with TestClient(create_app(url, clock=lambda: clock)) as client:
        asked = "/api/2/keyword?keyword=文書"
        before = client.get(asked)
        assert before.json()["total_count"] == 0
        rebuild_index(office, now=moment + datetime.timedelta(hours=1))
        known = {
            "If-None-Match": before.headers["etag"],
            "If-Modified-Since": before.headers["last-modified"],
        }
        for headers in ({}, *({name: value} for name, value in known.items())):
            assert client.get(asked, headers=headers).json()["total_count"] == 2
        assert client.get("/api/2/keyword?keyword=係").json()["total_count"] == 1
    office.close()
