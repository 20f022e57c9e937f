"""What a request costs does not grow with the store: statements are counted, and bytes, for times depend on the machine.

The stores are rows alone, put there as the fold puts them: works, issues, clauses, what became of each.
"""

import base64
import datetime
import hashlib
import threading
from collections import Counter
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, insert, update

from reiki.office import citing
from reiki.store import audit
from reiki.store.session import open_store
from reiki.store.tables import CLAUSES, ISSUES, NOTICES, OUTCOMES, SOURCES
from reiki.store.works import Identity, add_work
from reiki_api import guard
from reiki_api.app import create_app
from reiki_api.limits import Rate, Settings
from reiki_api.once import Once
from reiki_api.v1.parameters import page
from route_table import addresses

NOW = datetime.datetime(2025, 4, 15, 3, 0, tzinfo=datetime.UTC)
DIGEST = "0" * 64
OFF = Rate(0, 0)
UNLIMITED = Settings(rate_reading=OFF, rate_heavy=OFF, rate_writing=OFF, rate_sign_in=OFF)
LISTS = (
    "/review",
    "/review?page=1&lang=en",
    "/v1/review?limit=20",
    "/upcoming",
    "/upcoming.ics",
    "/v1/upcoming?limit=20",
    "/health",
    "/",
)
WORK = "/works/410KA3129900009"
LONG = "この操作はどの一覧にも出ない。" * 40


def day_of(n):
    return datetime.date(2025, 4, 1) + datetime.timedelta(n)


def fill(url, count):
    """So many works of one kind of title, and as many issues: of each one clause is held, one waits for it, one starts later."""
    store = open_store(url)
    operation = {"op": "substitute", "at": "第1条", "before": LONG, "after": LONG}
    finding = {"severity": "error", "code": "base_differs", "message": "第1条 differs", "at": "第1条"}
    with store.writing() as connection:
        for n in range(count):
            identity = Identity(
                f"霧浜市第{n}施設管理規則", f"平成18年霧浜市規則第{n + 1}号", "霧浜市", "31299"
            )
            work = add_work(connection, identity, NOW).id
            source = hashlib.sha256(str(n).encode()).hexdigest()
            connection.execute(
                insert(SOURCES).values(
                    sha256=source, name=f"{n}.txt", format="text", size=1, data=b"", recorded_at=NOW
                )
            )
            issue = connection.execute(
                insert(ISSUES).values(
                    source=source,
                    publisher="霧浜市",
                    name="霧浜市公報",
                    number=f"第{n}号",
                    date=datetime.date(2025, 3, 1),
                    findings=[],
                    recorded_at=NOW,
                    series="霧浜市/第/",
                    ordinal=n,
                )
            ).inserted_primary_key[0]
            notice = connection.execute(
                insert(NOTICES).values(
                    key=f"{source}/0",
                    issue=issue,
                    position=0,
                    title="規則の一部を改正する規則",
                    number=f"令和7年霧浜市規則第{n + 1}号",
                    kind="amend",
                    promulgated=datetime.date(2025, 3, 1),
                    findings=[],
                    series="",
                    ordinal=None,
                )
            ).inserted_primary_key[0]
            for at, status in enumerate(("held", "waiting", "applied")):
                starts = day_of(n % 40 + at)
                clause = connection.execute(
                    insert(CLAUSES).values(
                        key=f"{source}/0/{at}",
                        notice=notice,
                        clause=str(at),
                        position=at,
                        part=0,
                        verb="amend",
                        path="",
                        target_title=identity.title,
                        target_number=identity.number,
                        work=work,
                        within="",
                        commencement={"kind": "fixed"},
                        in_force_from=starts,
                        lead=[LONG],
                        source={},
                        recorded_at=NOW,
                    )
                ).inserted_primary_key[0]
                connection.execute(
                    insert(OUTCOMES).values(
                        clause=clause,
                        work=work,
                        status=status,
                        effective=starts,
                        operations=[operation] * 3,
                        inverse=[operation],
                        guard=[operation],
                        supplement={"operations": [], "inverse": []},
                        compiler="1",
                        recorded_at=NOW,
                        findings=[finding] if status == "held" else [],
                        waits_for=f"{source}/0/0" if status == "waiting" else "",
                    )
                )
        audit.record(connection, "fill", {"issues": count}, NOW)
    store.close()


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    folder = tmp_path_factory.mktemp("growth")
    urls = {count: f"sqlite:///{folder / f'{count}.db'}" for count in (60, 240)}
    for count, url in urls.items():
        fill(url, count)
    return urls


@contextmanager
def serving(url, **settings):
    chosen = Settings(**settings) if settings else UNLIMITED
    app = create_app(url, clock=lambda: NOW, settings=chosen)
    with TestClient(app, headers={"Accept": "text/html, application/json"}) as client:
        yield client, app.state.service


@contextmanager
def statements(service):
    said = []

    def note(_connection, _cursor, statement, *_):
        if (
            statement != "BEGIN" and "deliveries" not in statement
        ):  # what is to be sent is asked beside, from time to time
            said.append(statement)

    event.listen(service.store.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(service.store.engine, "before_cursor_execute", note)


def asked(url, path, method="GET", **sent):
    """The answer to one question of a service that was asked nothing before, and what it asked of the store."""
    with serving(url) as (client, service):
        client.get("/v1/openapi.json")
        with statements(service) as said:
            answer = client.request(method, path, **sent)
    return answer, said


# --------------------------------------------------------------------------------------------------------------- lists


@pytest.mark.parametrize("path", LISTS)
def test_a_list_of_a_large_store_takes_as_many_statements(stores, path):
    (few, small), (many, large) = (asked(url, path) for url in stores.values())
    assert (few.status_code, many.status_code) == (200, 200)
    assert len(large) <= len(small), Counter(large) - Counter(small)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_reads_nothing_of_what_a_clause_orders(stores, path):
    _, said = asked(stores[60], path)
    assert said
    for statement in said:
        plain = statement.replace("json_array_length(outcomes.operations)", "")
        for column in ("outcomes.operations", "outcomes.inverse", "outcomes.guard", "clauses.lead"):
            assert column not in plain


def test_pages_have_an_end_and_say_how_much_there_is(stores):
    with serving(stores[240]) as (client, _):
        first, last = client.get("/review?lang=en"), client.get("/review?page=5&lang=en")
        assert first.text.count('<li>\n  <p class="which">') == 50
        assert last.text.count('<li>\n  <p class="which">') == 40
        assert "240 held" in first.text
        assert "page 1 of 5" in first.text
        assert "1 wait behind it" in first.text
        assert len(first.content) < 100_000
        assert client.get("/review?page=6").status_code == 404
        assert client.get("/review?page=0").status_code == 400
        coming = client.get("/upcoming?on=2025-03-31&lang=en")
        assert coming.text.count('<li class="happened') == 100
        assert "720 in all" in coming.text
        assert "on=2025-03-31" in coming.text.partition('rel="next"')[2][:100]
        assert client.get("/upcoming?on=2025-03-31&page=9").status_code == 404


def test_what_is_the_same_for_everybody_is_found_out_once_for_a_state(stores):
    with serving(stores[60]) as (client, service):
        for path in LISTS:
            client.get(path)
        for path in LISTS:
            with statements(service) as said:
                assert client.get(path).status_code == 200
            assert not [s for s in said if "count(" in s.lower()], path
            # Which state it is, and what is told of the entries shown.
            assert len(said) <= 7, path


def test_one_finds_it_out_and_the_others_wait():
    begun, go = threading.Event(), threading.Event()
    made, got = [], []
    once = Once(2)

    def make():
        made.append(1)
        begun.set()
        assert go.wait(5)
        return "found"

    threads = [threading.Thread(target=lambda: got.append(once.get("a", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert begun.wait(5)
    assert once.get("b", lambda: "other") == "other", "who asks something else does not wait"
    go.set()
    for thread in threads:
        thread.join(5)
    assert (len(made), got) == (1, ["found"] * 8)


def test_what_is_found_out_takes_no_memory_without_end_and_a_mistake_is_not_kept():
    once = Once(2)
    with pytest.raises(ZeroDivisionError):
        once.get(0, lambda: 1 // 0)
    assert once.get(0, lambda: "now") == "now"
    for n in range(100):
        once.get(n, lambda: "x")
    assert len(once._cells) == 2


# --------------------------------------------------------------------------------------------------------------- names


def test_a_name_of_many_regulations_costs_no_more_than_one_of_a_few(stores):
    (few, small), (many, large) = (asked(url, "/v1/works/施設管理規則/text") for url in stores.values())
    assert (few.status_code, many.status_code) == (409, 409)
    told = many.json()
    assert len(told["candidates"]) == 20
    assert told["count"] == 240
    assert "may mean 240 regulations" in told["detail"]
    assert len(large) == len(small)
    assert len(many.content) == pytest.approx(len(few.content), rel=0.1)


def test_a_citation_made_of_places_looks_for_few_names(stores):
    answer, said = asked(stores[60], "/v1/resolve", params={"citation": "第1条" * 160})
    assert answer.status_code == 404
    assert len(said) < 60


def test_one_name_is_looked_for_once_however_often_it_is_asked(stores):
    def ask(count):
        items = [{"work": "施設管理規則", "digest": DIGEST}] * count
        answer, said = asked(stores[240], "/v1/changed", "POST", json={"items": items})
        assert [item["status"] for item in answer.json()["items"]] == ["ambiguous"] * count
        return len(said)

    assert ask(1000) == ask(1)


def test_what_is_asked_of_one_regulation_is_read_once_and_answered_in_the_order_asked(client, monkeypatch):
    monkeypatch.setattr(citing, "_DOCUMENTS", 1)
    read = []
    document_of = citing.versioning.document_of
    monkeypatch.setattr(
        citing.versioning,
        "document_of",
        lambda c, version: read.append(version.work) or document_of(c, version),
    )
    works = [w["law_id"] for w in client.get("/v1/works?on=2025-04-15").json()["works"] if w["version"]][:4]
    items = [
        {"work": work, "digest": DIGEST, "at": f"第{n}条"} for n in (1, 2, 3) for work in reversed(works)
    ]
    told = client.post("/v1/changed", json={"items": items}).json()["items"]
    assert [(each["work"], each["at"]) for each in told] == [(each["work"], each["at"]) for each in items]
    assert all(each["version"]["law_id"] == each["work"] for each in told)
    assert len(read) == len(set(read)) == len(works)


def test_a_question_of_many_items_ends_in_its_time(stores):
    app = create_app(stores[60], clock=lambda: NOW, settings=UNLIMITED, search_seconds=1e-9)
    with TestClient(app) as client:
        items = [{"work": f"平成18年霧浜市規則第{n + 1}号", "digest": DIGEST} for n in range(60)]
        answer = client.post("/v1/changed", json={"items": items})
    assert answer.status_code == 503
    assert answer.json()["type"] == "/v1/problems#took-too-long"
    assert answer.headers["retry-after"]
    assert "fewer texts" in answer.json()["detail"]


# -------------------------------------------------------------------------------------------------------------- limits


def test_a_question_of_many_items_counts_for_many(stores):
    def status(client, count):
        items = [{"work": "x", "digest": DIGEST}] * count
        return client.post("/v1/changed", json={"items": items}).status_code

    with serving(stores[60], rate_heavy=Rate(0.001, 4)) as (client, _):
        assert [status(client, 10) for _ in range(5)] == [200] * 4 + [429]
    with serving(stores[60], rate_heavy=Rate(0.001, 4)) as (client, _):
        assert [status(client, 250) for _ in range(2)] == [200, 429], "some 20,000 bytes take three"
        assert client.get("/api/2/keyword?keyword=市長").status_code == 200
        assert client.get("/api/2/keyword?keyword=市長").status_code == 429
    with serving(stores[60], rate_heavy=Rate(0.001, 2)) as (client, _):
        assert [status(client, 1000) for _ in range(2)] == [200, 429], (
            "the longest question can be asked, once"
        )


def test_every_address_that_is_limited_is_one(stores):
    app = create_app(stores[60], clock=lambda: NOW)
    real = {
        path.replace("{law_id}{rest:path}", "{law_id}/x").replace("{", "").replace("}", "")
        for path, _ in addresses(app.routes)
    }
    for pattern in guard.HEAVY:
        assert any(guard.re.fullmatch(pattern, path) for path in real), pattern
    for path in (*guard.UPLOADS, *guard.ASKED_BY_POST, *guard._BY_LENGTH):
        assert path in real


@pytest.mark.parametrize(
    "path",
    ["/review", "/about", "/upcoming", "/upcoming.ics", "/v1/review", "/v1/upcoming", "/v1/resolve?citation=x", "/v1/works/x/references",
     "/v1/works/x/history?at=第1条", "/v1/works/x/blame", "/works/x/history?at=第1条", "/akn/jp/act/2006-01-01/x/jpn.xml",
     "/works/x/compare.docx", "/works/x/files/docx"],
)  # fmt: skip
def test_what_costs_much_is_counted_apart(stores, path):
    with serving(stores[60], rate_heavy=Rate(0.001, 1)) as (client, _):
        assert client.get(path).status_code != 429
        assert client.get(path).status_code == 429
        assert client.get("/v1/works").status_code == 200


# ------------------------------------------------------------------------------------------------------------- cursors


def all_of(client, path, name, between=lambda n: None, limit=7):
    """Every item of a list, page by page; ``between`` is done after each page."""
    out, cursor, n = [], "", 0
    while True:
        told = client.get(path, params={"limit": limit, "cursor": cursor}).json()
        out += [item["id"] for item in told[name]]
        cursor = told["next"]
        if not cursor:
            return out
        n += 1
        between(n)


def test_nobody_misses_what_is_held_when_something_is_settled_between_two_pages(tmp_path):
    url = f"sqlite:///{tmp_path / 'reiki.db'}"
    fill(url, 24)
    with serving(url) as (client, service):
        whole = all_of(client, "/v1/review", "clauses")
        assert len(whole) == len(set(whole)) == 48
        settled = set()

        def settle(n):
            # The one that was shown last with what waits behind it, and the first of all.
            for shown in (whole[n * 7 - 1], whole[n - 1]):
                head = shown[:-1] + "0"
                settled.update((head, head[:-1] + "1"))
            with service.store.writing() as connection:
                done = CLAUSES.c.key.in_(sorted(settled))
                clauses = connection.execute(CLAUSES.select().where(done)).all()
                connection.execute(
                    update(OUTCOMES)
                    .where(OUTCOMES.c.clause.in_([c.id for c in clauses]))
                    .values(status="applied", waits_for="")
                )
                audit.record(connection, "settle", {"n": n}, NOW + datetime.timedelta(seconds=n))

        seen = all_of(client, "/v1/review", "clauses", settle)
        assert len(seen) == len(set(seen))
        assert set(whole) - set(seen) <= settled


def test_nobody_misses_what_is_to_come(tmp_path):
    url = f"sqlite:///{tmp_path / 'reiki.db'}"
    fill(url, 24)
    with serving(url) as (client, service):
        whole = all_of(client, "/v1/upcoming", "upcoming")
        gone = []

        def begin(n):
            with service.store.writing() as connection:
                gone.append(whole[n * 7 - 1])
                connection.execute(
                    update(CLAUSES)
                    .where(CLAUSES.c.key.in_([gone[-1], whole[n - 1]]))
                    .values(withdrawn_at=NOW)
                )
                audit.record(connection, "begin", {"n": n}, NOW + datetime.timedelta(seconds=n))

        seen = all_of(client, "/v1/upcoming", "upcoming", begin)
        assert set(whole) <= set(seen), "each was there when its page was asked for, or was shown before"


def test_a_page_goes_on_behind_what_was_shown():
    items = [("1", "a"), ("2", "b"), ("2", "c"), ("2", "d"), ("3", "e")]
    shown, cursor = page(items, "", 2, lambda item: item)
    assert shown == items[:2]
    assert page(items, cursor, 2, lambda item: item)[0] == items[2:4]
    assert page([i for i in items if i[1] != "a"], cursor, 2, lambda item: item)[0] == items[2:4], (
        "one before it is gone"
    )
    without = [i for i in items if i[1] != "b"]
    assert page(without, cursor, 9, lambda item: item)[0] == items[2:], "it is gone itself"
    later = [*without, ("4", "b")]
    assert page(later, cursor, 9, lambda item: item)[0] == later[1:], "it has another day"
    assert page([], cursor, 9, lambda item: item) == ([], None)
    falling = items[::-1]
    shown, cursor = page(falling, "", 3, lambda item: item, falls=True)
    assert page(falling, cursor, 9, lambda item: item, falls=True)[0] == falling[3:]
    without = [i for i in falling if i[1] != "c"]
    assert page(without, cursor, 9, lambda item: item, falls=True)[0] == [("2", "d"), ("2", "b"), ("1", "a")]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "WzFd",
        "W10",
        "WyJ4Iiwx",
        "WyJ4IiwxXQ",
        "WyIyMDI1LTA0LTAxIiwtMV0",
        "WyIyMDI1LTA0LTAxIiw5OTk5OTk5OTk5OTld",
        "あ",
    ],
)
@pytest.mark.parametrize("path", ["/v1/review", "/v1/upcoming", f"/v1{WORK}/versions", f"/v1{WORK}/history"])
def test_a_cursor_that_no_answer_gave(client, path, cursor):
    answer = client.get(path, params={"cursor": cursor})
    assert answer.status_code == 400
    assert "cursor" in answer.text


# ------------------------------------------------------------------------------------------------------ what is kept


FILES = ("xml", "egov", "docx", "text", "html", "json", "lawtext", "akn")


@pytest.mark.parametrize(
    "path",
    [*(f"{WORK}/files/{form}?on=2025-03-01" for form in FILES), f"{WORK}/compare.docx?from=2025-02-28&to=2025-03-01",
     f"{WORK}/print.css?on=2025-03-01", "/v1/upcoming", "/v1/upcoming?on=2025-03-01", "/upcoming.ics", "/v1/review"],
)  # fmt: skip
def test_what_a_client_has_already_is_not_sent_again(client, path):
    first = client.get(path)
    assert first.status_code == 200, first.text
    kept = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (kept.status_code, kept.content) == (304, b"")
    assert kept.headers["etag"] == first.headers["etag"]
    other = client.get(path, headers={"If-None-Match": 'W/"other"'})
    assert (other.status_code, other.content) == (200, first.content)


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_the_file_of_an_issue_is_sent_as_it_came_with_its_digest(client, encoding):
    issue = client.get("/v1/issues?limit=1").json()["issues"][0]["source_sha256"]
    answer = client.get(f"/issues/{issue}/source", headers={"Accept-Encoding": encoding})
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers
    digest = hashlib.sha256(answer.content).digest()
    assert answer.headers["repr-digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
    assert "digest" not in answer.headers
    assert answer.headers["etag"] == f'"{issue}"'
    kept = client.get(f"/issues/{issue}/source", headers={"If-None-Match": answer.headers["etag"]})
    assert (kept.status_code, kept.content) == (304, b"")
