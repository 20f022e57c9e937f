"""How much one may ask, and how slowly: sizes, rates, heavy work, slow bodies, slow readers, connections that say nothing."""

import asyncio
import contextlib
import datetime
import http.client
import socket
import threading
import time

import pytest
import uvicorn
from fastapi import Request
from fastapi.testclient import TestClient

from reiki.office.tokens import Role, create_token
from reiki.store.session import open_store
from reiki_api import running
from reiki_api.access import need
from reiki_api.app import create_app
from reiki_api.limits import BadSetting, Buckets, HeavyWork, Rate, Settings, TooBusy, address_key

NOW = datetime.datetime(2025, 4, 15, 3, 0, tzinfo=datetime.UTC)


@pytest.fixture
def service(tmp_path):
    """Makes a service with settings; its client; and the token of an editor."""
    url = f"sqlite:///{tmp_path / 'reiki.db'}"
    store = open_store(url)
    token = create_token(store, "編集", Role.EDITOR, by="test", now=NOW)
    with contextlib.ExitStack() as opened:
        opened.callback(store.close)

        def make(**settings):
            app = create_app(url, clock=lambda: NOW, settings=Settings(**settings))

            async def take(request: Request) -> dict[str, int]:
                need(request, Role.EDITOR)
                return {"bytes": len(await request.body())}

            app.add_api_route("/upload/probe", take, methods=["POST"])
            app.add_api_route("/probe", take, methods=["POST"])
            return app

        def client(**settings):
            return opened.enter_context(TestClient(make(**settings), client=("10.0.0.1", 50_000)))

        make.client = client
        make.bearer = {"Authorization": f"Bearer {token}"}
        yield make


# --------------------------------------------------------------------------------------------------------------- rates


def test_a_bucket_fills_again():
    clock = [0.0]
    buckets = Buckets(Rate(2, 3), lambda: clock[0])
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 0]
    assert buckets.take("a") == pytest.approx(0.5)
    assert buckets.take("b") == 0, "everybody has a bucket"
    clock[0] = 0.5
    assert buckets.take("a") == 0
    assert buckets.take("a") > 0
    clock[0] = 1000
    assert [buckets.take("a") > 0 for _ in range(4)] == [False, False, False, True], "never fuller than full"


def test_very_many_callers_take_no_memory():
    buckets = Buckets(Rate(1, 1), lambda: 0.0)
    for n in range(60_000):
        buckets.take(str(n))
    assert len(buckets._left) == 50_000


def test_addresses_are_counted_by_whose_they_are():
    assert address_key("2001:db8:1:2:3::4") == address_key("2001:db8:1:2:ffff::9")
    assert address_key("2001:db8:1:2::1") != address_key("2001:db8:1:3::1")
    assert address_key("::ffff:192.0.2.1") == address_key("192.0.2.1") != address_key("192.0.2.2")
    assert address_key("fe80::1%eth0") == address_key("fe80::2")
    assert address_key("testclient") == "testclient"


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/v1/works", "application/problem+json"), ("/api/2/laws", "application/json"), ("/", "text/html")],
)
def test_who_asks_too_often_is_told_when_to_come_back(service, path, kind):
    client = service.client(rate_reading=Rate(0.01, 2))
    headers = {"Accept": "text/html"} if kind == "text/html" else {}
    assert [client.get(path, headers=headers).status_code for _ in range(3)] == [200, 200, 429]
    answer = client.get(path, headers=headers)
    assert 1 <= int(answer.headers["retry-after"]) <= 100
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["cache-control"] == "no-store"
    if kind == "application/json":
        assert answer.json()["code"] == "429000"
    assert client.get(path, headers={**headers, **service.bearer}).status_code == 200, (
        "a token has its own bucket"
    )


def test_heavy_work_is_counted_apart(service):
    client = service.client(rate_heavy=Rate(0.01, 1))
    assert [client.get("/api/2/keyword?keyword=市長").status_code for _ in range(2)] == [200, 429]
    assert client.get("/api/2/laws").status_code == 200


def test_wrong_tokens_and_signing_in_are_counted(service):
    client = service.client(rate_sign_in=Rate(0.01, 2))
    wrong = {"Authorization": "Bearer reiki_x"}
    assert [client.get("/v1/works", headers=wrong).status_code for _ in range(3)] == [401, 401, 429]
    assert client.post("/sign-in", data={"token": "x"}).status_code == 429
    assert client.get("/v1/works").status_code == 200


def test_whom_a_proxy_speaks_for_counts_only_where_the_proxy_is_believed(service):
    def asked(client, *addresses):
        return [client.get("/v1/works", headers={"X-Forwarded-For": a}).status_code for a in addresses]

    names = ("192.0.2.1", "192.0.2.2", "192.0.2.3")
    alone = service.client(rate_reading=Rate(0.01, 2))
    assert asked(alone, *names) == [200, 200, 429], "anybody may write that header"
    behind = service.client(rate_reading=Rate(0.01, 2), proxies="10.0.0.0/8")
    assert asked(behind, *names) == [200, 200, 200]
    assert asked(behind, *["6.6.6.6, 192.0.2.9"] * 3) == [200, 200, 429]
    assert asked(behind, "7.7.7.7, 192.0.2.9") == [429], "only what the proxy itself has written counts"


def test_settings_are_read_from_the_environment():
    given = {
        "REIKI_READING": "token", "REIKI_RATE_READING": "5:50", "REIKI_RATE_HEAVY": "off", "REIKI_LARGEST_UPLOAD": "1000",
        "REIKI_WEBHOOKS_HTTP": "yes", "REIKI_PROXIES": "10.0.0.0/8, 192.0.2.1", "REIKI_HOSTS": "reiki.example, Localhost",
    }  # fmt: skip
    made = Settings.from_environ(given)
    assert (made.reading, made.rate_reading, made.rate_heavy.per_second) == ("token", Rate(5, 50), 0)
    assert (made.largest_upload, made.webhooks_http) == (1000, True)
    assert made.host_names == {"reiki.example", "localhost"}
    assert Settings.from_environ({}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("READING", "all"), ("RATE_READING", "fast"), ("RATE_READING", "-1"), ("RATE_READING", "nan"), ("LARGEST_UPLOAD", "0"), ("LARGEST_UPLOAD", "many"),
        ("PROXIES", "10.0.0.0/99"), ("WEBHOOKS_TO", "intern"), ("WEBHOOKS_HTTP", "maybe"), ("BASE_URL", "reiki.example"), ("BODY_SECONDS", "inf"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_named(name, value):
    with pytest.raises(BadSetting, match=f"REIKI_{name}"):
        Settings.from_environ({f"REIKI_{name}": value})


# --------------------------------------------------------------------------------------------------------------- sizes


def test_a_large_body_is_refused_before_it_is_read(service):
    client = service.client(largest_body=1000, largest_upload=5000)
    read = []

    def body():
        read.append(1)
        yield b"x"

    for path, length in (("/probe", 1001), ("/upload/probe", 5001)):
        headers = {**service.bearer, "Content-Length": str(length)}
        answer = client.post(path, content=body(), headers=headers)
        assert answer.status_code == 413
        assert answer.headers["connection"] == "close"
    assert client.post("/probe", content=b"x" * 1000, headers=service.bearer).json() == {"bytes": 1000}
    assert client.post("/upload/probe", content=b"x" * 5000, headers=service.bearer).json() == {"bytes": 5000}


def test_a_large_body_is_for_who_may_write(service, tmp_path):
    client = service.client(largest_body=1000, largest_upload=5000)
    store = open_store(f"sqlite:///{tmp_path / 'reiki.db'}")
    reader = create_token(store, "閲覧", Role.READER, by="test", now=NOW)
    store.close()
    content = b"x" * 2000
    assert client.post("/upload/probe", content=content).status_code == 401
    headers = {"Authorization": f"Bearer {reader}"}
    assert client.post("/upload/probe", content=content, headers=headers).status_code == 403
    assert client.post("/v1/issues", content=content).status_code == 413, "no address there takes a file"


@pytest.mark.parametrize("length", ["", "-1", "1e3", "٣", "1" * 30, "0x10", "1, 1"])
def test_a_body_says_how_long_it_is(service, length):
    client = service.client()
    headers = {**service.bearer, "Content-Length": length.encode()}
    assert client.post("/probe", content=iter([b"x"]), headers=headers).status_code == 411


# --------------------------------------------------------------------------------------------------------- heavy work


def test_heavy_work_waits_for_a_place_and_gives_up():
    async def story():
        heavy = HeavyWork(2, 0.05)
        async with heavy.place(), heavy.place():
            with pytest.raises(TooBusy):
                async with heavy.place():
                    pass
        async with heavy.place(), heavy.place():
            pass

    asyncio.run(story())


def test_too_much_at_once_is_told_to_come_back(service, monkeypatch):
    begun, go = threading.Event(), threading.Event()

    def slow(*_, **__):
        begun.set()
        go.wait(10)
        return {"keyword": "", "items": []}

    monkeypatch.setattr("reiki_api.egov.app.keyword", slow)
    client = service.client(heavy_at_once=1, heavy_waits=0.1)
    first = threading.Thread(target=client.get, args=("/api/2/keyword?keyword=市長",))
    first.start()
    assert begun.wait(5)
    answer = client.get("/api/2/keyword?keyword=教育長")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert client.get("/api/2/laws").status_code == 200, "what is light goes on"
    go.set()
    first.join()


# ------------------------------------------------------------------------------------------------------------ slowness


@pytest.fixture
def listening(service, monkeypatch):
    """The service behind a real port, with little patience."""
    monkeypatch.setattr(running, "HEAD_SECONDS", 0.5)
    socket_ = running.bind("127.0.0.1", 0)
    app = service(body_seconds=0.5, send_seconds=0.5)
    config = uvicorn.Config(app, log_config=None, http=running.Patient, lifespan="on", proxy_headers=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket_]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield socket_.getsockname()[1]
    server.should_exit = True
    thread.join()
    socket_.close()


def ended(connection, within=5.0):
    """What came until the other side hung up, and after how long."""
    began, got = time.monotonic(), b""
    connection.settimeout(within)
    with contextlib.suppress(ConnectionError):
        while piece := connection.recv(65536):
            got += piece
    return got, time.monotonic() - began


@pytest.mark.parametrize("said", [b"", b"GET /health HTTP/1.1\r\nHost: a\r\n"])
def test_who_says_nothing_or_half_a_head_is_cut_off(listening, said):
    with socket.create_connection(("127.0.0.1", listening)) as connection:
        connection.sendall(said)
        got, after = ended(connection)
    assert b"200" not in got
    assert after < 3


def test_a_head_byte_by_byte_is_cut_off(listening):
    with socket.create_connection(("127.0.0.1", listening)) as connection:
        began = time.monotonic()
        sent = 0
        try:
            for byte in b"GET /health HTTP/1.1\r\nX-A: " + b"a" * 1000:
                connection.sendall(bytes([byte]))
                time.sleep(0.02)
                sent += 1
        except ConnectionError:
            pass
        assert sent < 500
        assert time.monotonic() - began < 10


def test_a_body_that_does_not_come_is_given_up(listening, service):
    head = f"POST /probe HTTP/1.1\r\nHost: a\r\nAuthorization: {service.bearer['Authorization']}\r\nContent-Length: 100\r\n\r\nab"
    with socket.create_connection(("127.0.0.1", listening)) as connection:
        connection.sendall(head.encode())
        got, after = ended(connection)
    assert got.startswith(b"HTTP/1.1 408")
    assert after < 4


def test_a_connection_that_is_used_is_kept(listening):
    connection = http.client.HTTPConnection("127.0.0.1", listening, timeout=3)
    connection.connect()
    first = connection.sock
    for _ in range(4):
        connection.request("GET", "/health")
        answer = connection.getresponse()
        assert answer.status == 200
        answer.read()
        assert connection.sock is first
        time.sleep(0.3)
    connection.close()


def test_an_answer_that_nobody_takes_is_given_up(service, caplog):
    """A reader so slow that sending stands still holds nothing for ever."""
    app = service(send_seconds=0.05)
    scope = {
        "type": "http", "method": "GET", "path": "/health", "raw_path": b"/health", "query_string": b"", "headers": [], "scheme": "http",
        "server": ("a", 80), "client": ("192.0.2.1", 1), "http_version": "1.1", "root_path": "",
    }  # fmt: skip

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def never(_):
        await asyncio.sleep(60)

    began = time.monotonic()
    asyncio.run(app(scope, receive, never))
    assert time.monotonic() - began < 5
    assert "not taken in time" in caplog.text
