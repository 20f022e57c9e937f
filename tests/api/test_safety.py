"""What holds for every answer: harmless headers, limits, no inner details, caching that is never wrong."""

import datetime
import gzip
import json
import logging
import threading

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reiki.office.ingest import ingest
from reiki.store.errors import StoreError
from reiki.store.session import open_store
from reiki_api.app import create_app
from reiki_api.egov.description import PARAMETERS
from written import Change, Decree, Order, issue, regulation

ID = "410KA3129900009"
PATHS = [
    "/health", "/api/2/laws", "/api/2/keyword?keyword=手当", f"/api/2/law_data/{ID}", f"/api/2/law_file/html/{ID}", "/api/2/nothing",
    "/v1/works", f"/v1/works/{ID}/text", "/v1/nothing", "/nothing",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_headers_that_keep_an_answer_harmless(client, path):
    answer = client.get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"]
    assert answer.headers["cache-control"]
    if path.startswith(("/api", "/v1")):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    if "json" in answer.headers["content-type"]:
        json.loads(answer.content.decode("utf-8"))


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_the_body(client, path):
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers.get("etag") == get.headers.get("etag")


def test_the_id_of_a_request_comes_back(client):
    assert client.get("/v1/works", headers={"X-Request-Id": "abc-1"}).headers["x-request-id"] == "abc-1"
    for bad in ("a b", "x" * 129, "<script>", ""):
        assert client.get("/v1/works", headers={"X-Request-Id": bad}).headers["x-request-id"] not in ("", bad)


def test_another_origin_may_ask(client):
    answer = client.options(
        "/v1/changed", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    )  # fmt: skip
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"


def test_answers_are_compressed_for_who_takes_it(client):
    plain = client.get(f"/api/2/law_data/{ID}", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", f"/api/2/law_data/{ID}", headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert packed.headers["etag"] == plain.headers["etag"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/2/laws",
        f"/api/2/law_data/{ID}",
        f"/api/2/law_file/xml/{ID}",
        "/api/2/keyword?keyword=手当",
        "/v1/works",
        f"/v1/works/{ID}/text",
    ],
)
def test_what_a_client_has_already_is_not_sent_again(client, path):
    first = client.get(path)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    for headers in (
        {"If-None-Match": etag},
        {"If-None-Match": f'"x", {etag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": modified},
    ):
        again = client.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b""), headers
        assert again.headers["etag"] == etag
    for headers in (
        {"If-None-Match": '"other"'},
        {"If-None-Match": '"other"', "If-Modified-Since": modified},
        {"If-Modified-Since": "Tue, 01 Apr 2025 00:00:00 GMT"},
        {"If-Modified-Since": "nonsense"},
    ):
        assert client.get(path, headers=headers).status_code == 200


def test_limits(client):
    assert client.get("/v1/works?query=" + "a" * 9000).status_code == 414
    assert client.get("/api/2/laws?law_title=" + "a" * 9000).json()["code"] == "414000"
    assert client.get("/v1/works/" + "a" * 3000).status_code == 414
    assert client.post("/v1/changed", content=b"x" * 1_000_001).status_code == 413
    assert client.post("/v1/changed", content=iter([b"{}"])).status_code == 411
    assert client.get("/v1/works?query=%00").status_code == 400
    assert client.get("/v1/works/a%00b").status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
def test_nothing_can_be_written(client, method):
    for path in ("/api/2/laws", "/v1/works", f"/v1/works/{ID}/text", "/v1/review"):
        assert client.request(method, path, content=b"{}").status_code == 405


def test_a_mistake_in_the_program_tells_nothing_but_an_id(client, monkeypatch, caplog):
    def mistaken(*_: object, **__: object) -> None:
        raise KeyError("SELECT secret FROM inner_table")

    monkeypatch.setattr("reiki_api.egov.lists.facts_of", mistaken)
    monkeypatch.setattr("reiki_api.v1.works.holding_of", mistaken)
    with caplog.at_level(logging.ERROR):
        national = client.get("/api/2/laws?law_title=手当", headers={"X-Request-Id": "id-1"})
        own = client.get(f"/v1/works/{ID}", headers={"X-Request-Id": "id-2"})
        monkeypatch.setattr("reiki_api.service.state_of", mistaken)
        outer = client.get("/health")
    assert (national.status_code, national.json()) == (
        500,
        {"code": "500001", "message": "サーバ内処理で異常が発生しました。"},
    )
    assert own.status_code == outer.status_code == 500
    assert own.json()["request_id"] == "id-2"
    for answer in (national, own, outer):
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "id-1" in caplog.text
    assert "inner_table" in caplog.text, "whoever runs the service sees the cause"


def test_a_search_ends_in_time(store_url):
    with TestClient(create_app(store_url, search_seconds=0.0)) as hurried:
        answer = hurried.get("/api/2/keyword?keyword=市長&asof=2025-04-01")
    assert (answer.status_code, answer.json()["code"]) == (503, "503001")
    assert answer.headers["retry-after"]


def test_a_store_that_cannot_be_opened(tmp_path):
    with pytest.raises(StoreError):
        create_app(f"sqlite:///{tmp_path}")


WORDS = st.text(max_size=12) | st.text("一二十百千万億〇12第条項号の別表附則（）「」平成元年霧浜市規則", max_size=12) | st.sampled_from(
    ["2025-04-01", "9999-12-31", "0001-01-01", "-1", "0", "1e9", "true", "Act,Rule", "MainProvision-Article_4", "SupplProvision[0]", "json", "xml",
     "light", "+law_info.law_id", "第4条", "手当|(市長", "!a b", "*?", "%", "'; --", "<b>", "a" * 400, "/(x/", "/手当.*/"]
)  # fmt: skip
NAMES = st.text(max_size=20) | st.sampled_from(
    [ID, f"{ID}_20250301_507KA3129900001", "平成10年霧浜市規則第9号", "霧浜市", "..", "%2e%2e"]
)
OWN = ("query", "on", "known", "limit", "cursor", "at", "format", "from", "to", "citation")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, which=st.sampled_from(sorted(PARAMETERS)), data=st.data())
def test_the_national_api_never_fails_and_never_says_422(client, name, which, data):
    parameters = data.draw(st.dictionaries(st.sampled_from(sorted(PARAMETERS[which])), WORDS, max_size=4))
    path = {"laws": "laws", "keyword": "keyword", "law_file": "law_file/xml/{}"}.get(which, which + "/{}")
    url = client.base_url.join("/api/2/" + path.format(_segment(name)))
    answer = client.get(url, params=parameters)
    assert answer.status_code in (200, 307, 400, 404, 414, 503), answer.text


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=NAMES,
    path=st.sampled_from(["/works", "/works/{}", "/works/{}/text", "/works/{}/versions", "/works/{}/history", "/works/{}/diff", "/resolve", "/issues",
                          "/issues/{}", "/clauses/{}", "/review", "/upcoming"]),
    parameters=st.dictionaries(st.sampled_from(OWN), WORDS, max_size=4),
)  # fmt: skip
def test_our_api_never_fails(client, name, path, parameters):
    answer = client.get(client.base_url.join("/v1" + path.format(_segment(name))), params=parameters)
    assert answer.status_code in (200, 307, 400, 404, 405, 409, 414), answer.text


def _segment(name: str) -> str:
    from urllib.parse import quote

    return quote(name.encode("utf-8", "replace"), safe="")


# ---------------------------------------------------------------------------------------------------- a store that grows


def test_what_is_taken_in_is_told_at_once_and_every_kept_answer_is_other(tmp_path):
    url = f"sqlite:///{tmp_path / 'a.db'}"
    store = open_store(url)
    from reiki.office.importing import import_regulation

    title, number = "霧浜市文書規則", "平成9年霧浜市規則第5号"
    now = datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC)
    text = regulation(title, number, "平成9年3月25日", ["文書は、係が扱う。"])
    base = datetime.date(2024, 3, 31)
    import_regulation(store, text, "a.txt", now=now, today=base, as_of=base, jurisdiction="31299")
    clock = [datetime.datetime(2024, 6, 30, 14, 0, tzinfo=datetime.UTC)]
    with TestClient(create_app(url, clock=lambda: clock[0])) as client:
        address = "/api/2/law_data/409KA3129900005"
        first = client.get(address)
        kept = {"If-Modified-Since": first.headers["last-modified"]}
        assert client.get(address, headers=kept).status_code == 304
        change = Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。")
        data = issue(1, "2024-06-28", Decree(3, (Order(title, number, (change,)),), "令和6年7月1日"))
        clock[0] += datetime.timedelta(minutes=1)
        ingest(store, data, "1.html", now=clock[0])
        taken_in = client.get(address, headers=kept)
        assert taken_in.status_code == 200, "the store was written since"
        assert "係が扱う" in taken_in.text
        found = client.get("/api/2/laws?asof=2024-07-01").json()["laws"][0]["revision_info"]
        assert found["amendment_law_num"] == "令和6年霧浜市規則第3号"
        kept = {"If-Modified-Since": taken_in.headers["last-modified"]}
        assert client.get(address, headers=kept).status_code == 304
        clock[0] = datetime.datetime(2024, 6, 30, 15, 0, tzinfo=datetime.UTC)
        in_force = client.get(address, headers=kept)
        assert in_force.status_code == 200, "midnight in Japan: another version is in force"
        assert "課が扱う" in in_force.text
        clock[0] += datetime.timedelta(days=1)
        kept = {"If-Modified-Since": client.get(address).headers["last-modified"]}
        clock[0] += datetime.timedelta(minutes=1)
        assert client.get(address, headers=kept).status_code == 304
    with TestClient(create_app(url, clock=lambda: clock[0])) as client:
        again = client.get(address, headers=kept)
        assert again.status_code == 200, "another release of the program may tell the same in other words"
        assert again.headers["etag"] == in_force.headers["etag"]
    store.close()


@pytest.mark.slow
def test_many_ask_at_once_and_get_what_one_gets(client):
    alone = {path: client.get(path).content for path in PATHS[1:5]}
    wrong: list[str] = []

    def ask() -> None:
        for path, content in alone.items():
            if client.get(path).content != content:
                wrong.append(path)

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
