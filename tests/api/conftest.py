"""The service over the sample municipality, taken in once, on a fixed day."""

import datetime
import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.store.session import open_store
from reiki_api.app import create_app
from reiki_api.limits import Rate, Settings

NOW = datetime.datetime(2025, 4, 15, 3, 0, tzinfo=datetime.UTC)
"""Noon of 2025-04-15 in Japan."""

CITY = "31299"

UNCOUNTED = Rate(0, 0)
UNLIMITED = Settings(
    rate_reading=UNCOUNTED, rate_heavy=UNCOUNTED, rate_writing=UNCOUNTED, rate_sign_in=UNCOUNTED
)
"""A test asks more often than a person: how often one may ask has tests of its own."""


@pytest.fixture(scope="session")
def store_url(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> str:
    """A store with the whole corpus: the regulations, then each issue, recorded a day apart from 2025-04-01 on."""
    url = f"sqlite:///{tmp_path_factory.mktemp('api') / 'reiki.db'}"
    manifest = json.loads((corpus / "corpus.json").read_text(encoding="utf-8"))
    base = datetime.date.fromisoformat(manifest["base_date"])
    recorded = datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC)
    store = open_store(url)
    for regulation in manifest["regulations"]:
        data = (corpus / regulation["file"]).read_bytes()
        name = Path(regulation["file"]).name
        import_regulation(store, data, name, now=recorded, today=base, as_of=base, jurisdiction=CITY)
    for number, issue in enumerate(manifest["issues"], 1):
        data = (corpus / issue["file"]).read_bytes()
        ingest(store, data, Path(issue["file"]).name, now=recorded + datetime.timedelta(number))
    store.close()
    return url


@pytest.fixture(scope="session")
def client(store_url: str):
    """The whole service; an error in it is an answer, as it is for a real client."""
    app = create_app(store_url, clock=lambda: NOW, settings=UNLIMITED)
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def checkpoints(corpus: Path) -> list[dict[str, str]]:
    """Texts on dates that were written by hand: title, day, text."""
    manifest = json.loads((corpus / "corpus.json").read_text(encoding="utf-8"))
    titles = {r["slug"]: r["title"] for r in (*manifest["regulations"], *manifest["enacted"])}
    return [
        {"title": titles[c["slug"]], "on": c["on"], "text": (corpus / c["file"]).read_text(encoding="utf-8")}
        for c in manifest["checkpoints"]
        if not c["file"].endswith(".repealed")
    ]


@pytest.fixture(scope="session")
def law_ids(client: TestClient) -> dict[str, str]:
    """Law ids by title."""
    found = client.get("/api/2/laws?asof=2025-04-15").json()["laws"]
    return {law["revision_info"]["law_title"]: law["law_info"]["law_id"] for law in found}
