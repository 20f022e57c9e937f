"""What is answered when every connection to the store is in use."""

import pytest
from fastapi.testclient import TestClient

from reiki.store import session
from reiki.store.errors import StoreBusy, StoreError
from reiki_api.app import create_app


@pytest.fixture
def crowded(tmp_path, monkeypatch):
    """An application whose connections others hold."""
    monkeypatch.setattr(session, "CONNECTIONS", 2)
    monkeypatch.setattr(session, "CONNECTION_SECONDS", 0.1)
    app = create_app(f"sqlite:///{tmp_path / 'a.db'}")
    with TestClient(app, raise_server_exceptions=False) as client:
        engine = app.state.service.store.engine
        with engine.connect(), engine.connect():
            yield client
        assert client.get("/v1/works").status_code == 200


@pytest.mark.parametrize("path", ["/v1/works", "/api/2/laws", "/", "/review"])
def test_who_finds_no_connection_free_is_asked_to_come_again(crowded, path):
    accept = "text/html" if path in ("/", "/review") else "application/json"
    answer = crowded.get(path, headers={"Accept": accept})
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert answer.headers["content-type"].startswith(
        {"/v1/works": "application/problem+json", "/api/2/laws": "application/json"}.get(path, "text/html")
    )
    assert "Traceback" not in answer.text


def test_a_writer_who_finds_none_free_is_told_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(session, "CONNECTIONS", 1)
    monkeypatch.setattr(session, "CONNECTION_SECONDS", 0.1)
    store = session.open_store(f"sqlite:///{tmp_path / 'a.db'}")
    with store.reading(), pytest.raises(StoreBusy, match="try again"), store.writing():
        raise AssertionError("there is no connection")
    assert issubclass(StoreBusy, StoreError)
    store.close()
