"""What the tests of the pages share: a page as a browser asks for it, read as a browser reads it; a town of one odd regulation."""

import datetime
import re
from html import escape

import pytest
from fastapi.testclient import TestClient
from lxml import html

from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.store.session import open_store
from reiki_api.app import create_app
from reiki_api.limits import Rate, Settings
from written import Change, Decree, Order, issue, regulation

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "ja"}
ODD = '<script>alert(1)</script>&"条例"施行規則'
ODD_NUMBER = "令和5年霧浜市規則第7号"
TODAY = datetime.datetime(2025, 4, 15, 3, 0, tzinfo=datetime.UTC)


@pytest.fixture(scope="session")
def read(client):
    """``read(path, status=200, **headers)``: a page of the sample municipality, parsed."""
    return reader(client)


def reader(client):
    def read(path, status=200, **headers):
        answer = client.get(path, headers={**HTML, **headers})
        assert answer.status_code == status, (path, answer.status_code, answer.text[:800])
        return html.fromstring(answer.text)

    return read


@pytest.fixture(scope="session")
def words():
    """Every character of an element but white space."""
    return lambda element: re.sub(r"\s", "", element.text_content())


@pytest.fixture(scope="session")
def odd_client(tmp_path_factory):
    """A store whose one regulation has markup in its title and words, an amendment that is held, and one in the future."""
    url = f"sqlite:///{tmp_path_factory.mktemp('odd') / 'reiki.db'}"
    now = datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC)
    store = open_store(url)
    text = regulation(
        ODD,
        ODD_NUMBER,
        "令和5年3月1日",
        ["<b>甲</b>は、手当を支給する。", "この規則に定めるもの&amp;市長が定める。"],
    )
    import_regulation(
        store,
        text,
        "odd.txt",
        now=now,
        today=now.date(),
        as_of=datetime.date(2024, 4, 1),
        jurisdiction="31299",
    )
    title, was = escape(ODD), escape("<b>甲</b>は、")
    changed = Change(f"第1条　{was}_手当_を支給する。", f"第1条　{was}_旅費_を支給する。")
    unfit = Change("第2条　この規則に_ない_もの", "第2条　この規則に_ある_もの")
    future = Decree(3, (Order(title, ODD_NUMBER, (changed,)),), starts="令和7年10月1日")
    held = Decree(4, (Order(title, ODD_NUMBER, (unfit,)),), starts="令和7年11月1日")
    for number, decree in enumerate((future, held), 1):
        ingest(store, issue(number, datetime.date(2025, 3, number), decree), f"{number}.html", now=now)
    store.close()
    app = create_app(url, clock=lambda: TODAY, settings=Settings(rate_reading=Rate(0, 0)))
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def odd(odd_client):
    """``odd(path)``: a page of that store."""
    return reader(odd_client)


@pytest.fixture(scope="session")
def odd_id(odd_client):
    """The law id of that regulation."""
    (work,) = odd_client.get("/v1/works").json()["works"]
    return work["law_id"]
