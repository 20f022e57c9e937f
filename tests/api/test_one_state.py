"""An answer is of one state of the store, however much is written while it is made, and nobody is told to try again."""

import datetime
import threading
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient

from desk_pages import BASE, FIRST, HTML, NEXT, NO_LIMITS, NUMBER, TITLE
from reiki.office.catalogue import state_of
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.store.session import open_store
from reiki_api.app import create_app
from reiki_api.limits import Settings
from reiki_api.service import CATALOGUES, Service
from written import Change, Decree, Order, day, issue, regulation

NOW = datetime.datetime(2024, 10, 2, 3, 0, tzinfo=datetime.UTC)


@pytest.fixture
def url(tmp_path):
    made = f"sqlite:///{tmp_path / 'reiki.db'}"
    store = open_store(made)
    base = day("2024-03-31")
    import_regulation(store, BASE, "base.txt", now=NOW, today=base, as_of=base, jurisdiction="31299")
    store.close()
    return made


def another(store, n, now=NOW):
    """One more regulation."""
    text = regulation(
        f"見本規則第{n}", f"令和6年霧浜市規則第{n}号", "令和6年1月4日", ["係に関する規則である。"]
    )
    import_regulation(
        store, text, f"{n}.txt", now=now, today=now.date(), as_of=day("2024-04-01"), jurisdiction="31299"
    )


def test_whatever_is_read_within_a_snapshot_is_of_its_state(url):
    store, other = open_store(url), open_store(url)
    with store.snapshot():
        before = state_of(store)
        ingest(other, FIRST, "1.html", now=NOW)
        assert state_of(other) != before
        assert state_of(store) == before
        with store.reading() as one, store.reading() as two:
            assert one is two
        found: list[object] = []
        thread = threading.Thread(target=lambda: found.append(state_of(store)))
        thread.start()
        thread.join()
        assert found == [state_of(other)], "another thread reads for itself"
    assert state_of(store) == state_of(other)
    for each in (store, other):
        each.close()


@pytest.mark.parametrize(
    "path",
    ["/", "/about", f"/works/{TITLE}", "/v1/works", f"/v1/works/{TITLE}/text", "/api/2/laws", "/find?q=文書"],
)
def test_a_page_that_is_slower_than_the_writer_answers_at_once_and_of_one_state(url, path, monkeypatch):
    """Each time an answer asks for the state or the catalogue something is written: it is answered once, with 200, and says
    what a quiet store says that stands where this one stood when the answer began."""
    writer = open_store(url)
    writes = iter(range(1000, 2000))
    app = create_app(url, clock=lambda: NOW, settings=Settings(**NO_LIMITS))
    with TestClient(app, raise_server_exceptions=False) as client:
        quiet = client.get(path, headers=HTML, follow_redirects=False)
        if quiet.is_redirect:
            path = quiet.headers["location"]
            quiet = client.get(path, headers=HTML)
        assert quiet.status_code == 200
        made = []
        for name in ("state", "catalogue", "today"):
            plain = getattr(Service, name)

            def busy(self, plain=plain):
                found = plain(self)
                if made and made[-1] == "writing":
                    another(writer, next(writes))
                    made.append("wrote")
                    made.append("writing")
                return found

            monkeypatch.setattr(Service, name, busy)
        # What was kept is of the state before this; the answer is made anew.
        another(writer, next(writes))
        expected = TestClient(create_app(url, clock=lambda: NOW, settings=Settings(**NO_LIMITS)))
        with expected:
            wanted = expected.get(path, headers=HTML).content
            real = Service.settled

            @contextmanager
            def settled(self):
                with real(self) as moment:
                    outermost = not made or made[-1] == "done"
                    if outermost:
                        made.append("writing")
                    try:
                        yield moment
                    finally:
                        if outermost:
                            made.append("done")

            monkeypatch.setattr(Service, "settled", settled)
            answer = client.get(path, headers=HTML)
        assert answer.status_code == 200
        assert answer.content == wanted
        assert made.count("writing") == made.count("wrote") + 1, "it was made once"
    writer.close()


def test_the_catalogue_is_that_of_the_state_that_is_read(url):
    """Also for who began before the last writes, and after the store has been replaced by one that has come less far."""
    writer, store = open_store(url), open_store(url)
    service = Service(store, clock=lambda: NOW)
    others = [Service(store, clock=lambda: NOW), service]
    assert len(service.catalogue().holdings) == 1
    started, go_on = threading.Event(), threading.Event()
    seen: list[tuple[int, int]] = []

    def slow():
        with service.settled():
            early = state_of(store)
            started.set()
            go_on.wait(30)
            told = service.catalogue()
            assert told.state == early
            seen.append((len(told.holdings), len(service.catalogue().holdings)))

    thread = threading.Thread(target=slow)
    thread.start()
    started.wait(30)
    for n in range(1, CATALOGUES + 3):
        another(writer, n)
        assert len(service.catalogue().holdings) == n + 1
    go_on.set()
    thread.join()
    assert seen == [(1, 1)]
    assert len(service.catalogue().holdings) == CATALOGUES + 3, "and for everybody else that of now"
    assert len(service._catalogues) <= CATALOGUES
    later = others[0].catalogue()
    others[0]._catalogues = [later]
    later.state = type(later.state)(later.state.entry + 1000, "another store", NOW)
    assert len(others[0].catalogue().holdings) == CATALOGUES + 3
    assert later not in others[0]._catalogues
    for each in (writer, store):
        each.close()


def test_readers_are_never_refused_while_issues_are_taken_in(url):
    """Writing as fast as it goes, pages asked for by four readers: every answer is 200, each text under its own digest."""
    store = open_store(url)
    app = create_app(url, clock=lambda: NOW, settings=Settings(**NO_LIMITS))
    stop = threading.Event()
    wrong: list[object] = []
    asked: list[str] = []
    with TestClient(app, raise_server_exceptions=False) as client:
        law = client.get("/v1/works").json()["works"][0]["law_id"]
        paths = [
            f"/works/{law}",
            "/",
            f"/v1/works/{law}/history",
            f"/works/{law}/history?at=第1条",
            "/about",
            "/changed?month=2024-10",
        ]

        def reader(n):
            while not stop.is_set():
                path = paths[(n + len(asked)) % len(paths)]
                answer = client.get(path, headers=HTML)
                asked.append(path)
                if answer.status_code != 200:
                    wrong.append((path, answer.status_code))

        threads = [threading.Thread(target=reader, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for n, data in enumerate((FIRST, NEXT), 1):
            ingest(store, data, f"{n}.html", now=NOW)
        for n in range(1, 25):
            was, becomes = ("課", "室") if n % 2 else ("室", "課")
            change = Change(f"第1条　文書は、_{was}_が扱う。", f"第1条　文書は、_{becomes}_が扱う。")
            decree = Decree(n + 20, (Order(TITLE, NUMBER, (change,)),), f"令和6年10月{n + 1}日")
            ingest(
                store, issue(n + 2, day("2024-10-01") + datetime.timedelta(n), decree), f"{n}.html", now=NOW
            )
        stop.set()
        for thread in threads:
            thread.join()
    store.close()
    assert not wrong
    assert len(asked) > 10
