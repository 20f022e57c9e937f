"""Telling others: what is put into the outbox and when, how it is signed, how it is tried again, where it may never go."""

import base64
import datetime
import hashlib
import hmac
import http.server
import json
import ssl
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.office import decide
from reiki.office.errors import UnknownWork
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.webhooks import (
    ATTEMPTS,
    EVENTS,
    CannotHook,
    Letter,
    add_webhook,
    checked_url,
    close_letter,
    letters_due,
    list_webhooks,
    queue_test,
    remove_webhook,
    signature,
    wait_after,
)
from reiki.store import audit
from reiki.store.key import NoKey, key_of_store
from reiki.store.session import open_store
from reiki_api import delivery
from reiki_api.delivery import Forbidden, Sent, Worker, allowed, checked_address, deliver_due, send
from reiki_api.limits import Settings, networks
from reiki_api.service import Service
from written import Change, Decree, Order, issue, regulation

NOW = datetime.datetime(2024, 6, 28, 3, tzinfo=datetime.UTC)
KEY = b"k" * 32
TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
OTHER, OTHER_NUMBER = "霧浜市公印規則", "平成9年霧浜市規則第6号"
URL = "https://example.org/hook"


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'reiki.db'}")
    base = datetime.date(2024, 3, 31)
    for title, number in ((TITLE, NUMBER), (OTHER, OTHER_NUMBER)):
        text = regulation(title, number, "平成9年3月25日", ["文書は、係が扱う。"])
        import_regulation(
            opened,
            text,
            f"{title}.txt",
            now=NOW - datetime.timedelta(days=9),
            today=base,
            as_of=base,
            jurisdiction="31299",
        )
    yield opened
    opened.close()


def add(store, **given):
    return add_webhook(store, given.pop("url", URL), key=KEY, by="test", now=NOW, **given)


def due(store, now=NOW, **given):
    return letters_due(store, lambda: KEY, now=now, **given)


def said(letter):
    return json.loads(letter.body)


def take_in(store, before="係", number=1, starts="令和6年7月1日", now=NOW, title=TITLE, target=NUMBER):
    change = Change(f"第1条　文書は、_{before}_が扱う。", "第1条　文書は、_課_が扱う。")
    data = issue(number, "2024-06-28", Decree(number + 2, (Order(title, target, (change,)),), starts))
    return ingest(store, data, f"{number}.html", now=now)


# -------------------------------------------------------------------------------------------------------- what is told


def drain(store, now=NOW):
    """All that is due, one place's letters one after another."""
    out = []
    while letters := due(store, now):
        for letter in letters:
            out.append(letter)
            close_letter(store, letter, 204, "answered 204", now=now)
    return out


def test_what_an_issue_changes_is_told(store):
    add(store)
    report = take_in(store)
    assert [c.status for c in report.clauses] == ["applied"]
    letters = {letter.event: said(letter) for letter in drain(store)}
    assert set(letters) == {"issue.ingested", "version.changed"}
    told = letters["version.changed"]
    assert (told["type"], told["data"]["title"], told["data"]["count"]) == ("version.changed", TITLE, 1)
    version = told["data"]["versions"][0]
    assert version["in_force_from"] == "2024-07-01"
    assert len(version["text_digest"]) == 64
    assert version["permalink"].startswith("/v1/works/409KA3129900005/text?on=2024-07-01&known=2024-06-28T03")
    taken = letters["issue.ingested"]["data"]
    assert (taken["clauses"], taken["permalink"]) == ({"applied": 1}, f"/v1/issues/{taken['source_sha256']}")


def test_the_permalink_gives_the_text_with_that_digest(store):
    from fastapi.testclient import TestClient

    from reiki_api.app import create_app

    add(store)
    take_in(store)
    version = next(said(x) for x in drain(store) if x.event == "version.changed")["data"]["versions"][0]
    with TestClient(create_app(store.engine.url.render_as_string(hide_password=False))) as client:
        answer = client.get(version["permalink"])
    assert answer.status_code == 200
    assert answer.headers["x-reiki-text-digest"] == version["text_digest"]


def test_a_clause_that_is_held_and_then_settled_is_told_twice(store):
    add(store, events=("clause.held", "clause.resolved"))
    report = take_in(store, before="部")
    assert [c.status for c in report.clauses] == ["held"]
    (held,) = drain(store)
    assert held.event == "clause.held"
    assert said(held)["data"]["clause"] == report.clauses[0].key
    assert said(held)["data"]["findings"]
    later = NOW + datetime.timedelta(days=1)
    decide.reject(store, report.clauses[0].key, person="田中", reason="正誤あり", now=later)
    (resolved,) = drain(store, later)
    assert (resolved.event, said(resolved)["data"]["clause"]) == ("clause.resolved", report.clauses[0].key)
    decide.undo(store, report.clauses[0].key, person="田中", reason="誤り", now=later + datetime.timedelta(1))
    (again,) = drain(store, later + datetime.timedelta(1))
    assert again.event == "clause.held"


def test_only_what_was_asked_for_is_told(store):
    mine, _ = add(store, work=TITLE, events=("version.changed",))
    other, _ = add(store, work=OTHER, url="https://example.net/hook")
    take_in(store)
    assert {(x.webhook, x.event) for x in drain(store)} == {(mine, "version.changed")}
    later = NOW + datetime.timedelta(days=1)
    take_in(store, number=2, now=later, title=OTHER, target=OTHER_NUMBER)
    assert {(x.webhook, x.event) for x in drain(store, later)} == {
        (other, "version.changed"),
        (other, "issue.ingested"),
    }


def test_an_import_is_told(store):
    add(store)
    day = datetime.date(2024, 4, 1)
    text = regulation("霧浜市車両規則", "平成9年霧浜市規則第7号", "平成9年3月25日", ["車両は、係が扱う。"])
    import_regulation(store, text, "c.txt", now=NOW, today=day, as_of=day, jurisdiction="31299")
    assert [x.event for x in drain(store)] == ["version.changed"]


def test_the_same_issue_again_tells_nothing(store):
    add(store)
    take_in(store)
    assert drain(store)
    assert take_in(store, now=NOW + datetime.timedelta(hours=1)).already
    assert drain(store, NOW + datetime.timedelta(hours=1)) == []


def test_what_did_not_happen_is_not_told(store, monkeypatch):
    """The outbox is written in the transaction that it tells of: what is undone there was never said."""
    add(store)

    def fails(*_):
        raise RuntimeError

    monkeypatch.setattr("reiki.office.ingest._report", fails)
    with pytest.raises(RuntimeError):
        take_in(store)
    assert due(store) == ()


def test_nobody_asked_nothing_written(store):
    take_in(store)
    number, _ = add(store)
    assert due(store) == ()
    remove_webhook(store, number, by="test", now=NOW)
    take_in(store, number=2, before="課")
    assert due(store) == ()


def test_links_begin_with_the_address_of_the_service_where_it_is_known(store):
    add(store, events=("version.changed",))
    take_in(store)
    (letter,) = due(store, base_url="https://reiki.example/")
    assert said(letter)["data"]["versions"][0]["permalink"].startswith("https://reiki.example/v1/works/")


# ------------------------------------------------------------------------------------------------------- how it is signed


def test_the_signature_is_that_of_standard_webhooks():
    """The example of its specification."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    assert signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_whoever_was_shown_the_secret_can_check_a_message(store):
    number, secret = add(store)
    queue_test(store, number, now=NOW)
    (letter,) = due(store)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    headers = letter.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + letter.body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert int(headers["webhook-timestamp"]) == int(NOW.timestamp())


def test_nothing_signed_can_be_exchanged():
    base = signature(KEY, "msg_1", 100, b"{}")
    others = [
        (KEY, "msg_2", 100, b"{}"),
        (KEY, "msg_1", 101, b"{}"),
        (KEY, "msg_1", 100, b"{ }"),
        (b"x" * 32, "msg_1", 100, b"{}"),
    ]
    assert base not in [signature(*other) for other in others]


def test_each_webhook_has_a_secret_of_its_own_and_the_store_has_none(store, tmp_path):
    (_, first), (_, second) = add(store), add(store)
    assert first != second
    take_in(store)
    store.close()
    kept = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    for secret in (first, second):
        assert secret.encode() not in kept
        assert base64.b64decode(secret.removeprefix("whsec_")) not in kept
        assert base64.b64decode(secret.removeprefix("whsec_")).hex().encode() not in kept


def test_with_another_key_nothing_is_sent_that_could_not_be_checked(store):
    number, _ = add(store)
    queue_test(store, number, now=NOW)
    assert letters_due(store, lambda: b"x" * 32, now=NOW) == ()
    (report,) = list_webhooks(store)
    assert (report.given_up, report.last_answer) == (1, "the store's key is not the one it was added with")


def test_the_key_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    url = f"sqlite:///{tmp_path / 'reiki.db'}"
    with pytest.raises(NoKey, match=r"reiki\.db\.key"):
        key_of_store(url, {})
    key = key_of_store(url, {}, make=True)
    assert key_of_store(url, {}, make=True) == key_of_store(url, {}) == key
    assert len(key) == 32
    assert (tmp_path / "reiki.db.key").stat().st_mode & 0o077 == 0
    assert key_of_store(url, {"REIKI_KEY": base64.b64encode(KEY).decode()}) == KEY
    for wrong in ("short", base64.b64encode(b"short").decode()):
        with pytest.raises(NoKey, match="REIKI_KEY"):
            key_of_store(url, {"REIKI_KEY": wrong})
    with pytest.raises(NoKey, match="REIKI_KEY"):
        key_of_store("postgresql://x/y", {}, make=True)


# --------------------------------------------------------------------------------------------------- when it is sent


def test_a_message_is_taken_up_by_one_alone(store):
    number, _ = add(store)
    queue_test(store, number, now=NOW)
    assert len(due(store)) == 1
    assert due(store) == (), "while it is being sent"
    assert len(due(store, NOW + datetime.timedelta(minutes=6))) == 1, "whoever took it up is gone"


def test_it_is_tried_again_later_and_later_and_then_given_up(store):
    number, _ = add(store)
    queue_test(store, number, now=NOW)
    now, waits, ids = NOW, [], set()
    for attempt in range(ATTEMPTS):
        (letter,) = due(store, now)
        ids.add(letter.headers["webhook-id"])
        outcome = close_letter(store, letter, 500, "answered 500", now=now, chance=1.0)
        assert outcome == ("given_up" if attempt == ATTEMPTS - 1 else "again")
        wait = wait_after(attempt + 1, 1.0)
        assert due(store, now + wait - datetime.timedelta(seconds=1)) == ()
        waits.append(wait)
        now += wait
    assert due(store, now + datetime.timedelta(days=30)) == ()
    assert len(ids) == 1, "one id, by which the other side knows it"
    assert waits == sorted(waits)
    (report,) = list_webhooks(store)
    assert (report.told, report.waiting, report.given_up, report.last_answer) == (0, 0, 1, "answered 500")


@given(st.integers(1, 40), st.floats(0, 1))
def test_the_wait_has_a_limit_and_some_chance(attempts, chance):
    wait = wait_after(attempts, chance).total_seconds()
    assert 7.5 <= wait <= 43_200
    assert wait_after(attempts, 0.0) < wait_after(attempts, 1.0)


def test_who_answers_that_it_is_gone_is_told_nothing_more(store):
    number, _ = add(store)
    queue_test(store, number, now=NOW)
    queue_test(store, number, now=NOW)
    (letter,) = due(store)
    assert close_letter(store, letter, 410, "answered 410", now=NOW) == "given_up"
    assert due(store, NOW + datetime.timedelta(days=1)) == ()
    with pytest.raises(CannotHook):
        queue_test(store, number, now=NOW)
    with store.reading() as connection:
        assert audit.verify_chain(connection)


def test_one_place_that_fails_holds_up_no_other(store):
    bad, _ = add(store)
    good, _ = add(store, url="https://example.net/hook")
    take_in(store)

    def post(letter, _):
        return Sent(None, "no answer") if letter.webhook == bad else Sent(204, "answered 204")

    service = Service(store, clock=lambda: NOW)
    service_key(store)
    while deliver_due(service, post=post):
        pass
    counts = {r.id: (r.told, r.waiting) for r in list_webhooks(store)}
    assert counts == {bad: (0, 2), good: (2, 0)}


def test_a_fault_in_one_letter_is_an_attempt_of_that_letter_alone(store, caplog):
    broken, _ = add(store)
    good, _ = add(store, url="https://example.net/hook")
    for number in (broken, good):
        queue_test(store, number, now=NOW)
    service_key(store)

    def post(letter, _):
        if letter.webhook == broken:
            raise RuntimeError("a fault of ours")
        return Sent(204, "answered 204")

    service = Service(store, clock=lambda: NOW)
    went = {letter.webhook: outcome for letter, _, outcome in deliver_due(service, post=post)}
    assert went == {broken: "again", good: "told"}
    assert "could not be sent" in caplog.text
    assert deliver_due(service, post=post) == []


def test_a_place_that_does_not_answer_is_asked_once_for_all_that_waits(store):
    number, _ = add(store)
    for _ in range(3):
        queue_test(store, number, now=NOW)
    service_key(store)
    asked = []

    def post(letter, _):
        asked.append(letter.delivery)
        return Sent(None, "no answer")

    service = Service(store, clock=lambda: NOW)
    while deliver_due(service, post=post):
        pass
    assert len(asked) == 1
    # Later it is asked again, and then takes everything.
    service.clock = lambda: NOW + datetime.timedelta(hours=1)
    while deliver_due(service, post=lambda letter, _: Sent(204, "answered 204")):
        pass
    assert [(r.told, r.waiting) for r in list_webhooks(store)] == [(3, 0)]


def service_key(store):
    """The service finds the key that the tests sign with."""
    path = store.engine.url.database + ".key"
    with open(path, "w", encoding="ascii") as file:
        file.write(base64.b64encode(KEY).decode())


def test_the_service_sends_by_itself(store, monkeypatch):
    number, _ = add(store)
    queue_test(store, number, now=NOW)
    service_key(store)
    arrived = threading.Event()

    def post(letter, settings):
        arrived.set()
        return Sent(200, "answered 200")

    monkeypatch.setattr(delivery, "send", post)
    monkeypatch.setattr(
        delivery.deliver_due, "__kwdefaults__", {**delivery.deliver_due.__kwdefaults__, "post": post}
    )
    worker = Worker(Service(store, clock=lambda: NOW), every=0.01)
    worker.start()
    assert arrived.wait(5)
    worker.stop()
    assert [r.told for r in list_webhooks(store)] == [1]


# ---------------------------------------------------------------------------------------------------- where it may go


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://x/", "https://", "https:///x", "example.org", "", "https://u:p@example.org/",
        "https://u@example.org/", "https://example.org/\r\nX: y", "https://example.org/ x", "https://exa mple.org/", "https://example.org:99999/",
        "https://example.org\\@127.0.0.1/", "https://[::1%25eth0]/", "https://[::1/", "javascript:alert(1)", "https://" + "a" * 3000, "https://" + "a" * 64 + ".org/",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused(store, url):
    with pytest.raises(CannotHook):
        add(store, url=url)
    assert list_webhooks(store) == ()


def test_an_address_is_kept_in_ascii():
    assert checked_url("https://例規.example/改正?q=給料#x") == (
        "https://xn--fsq572l.example/%E6%94%B9%E6%AD%A3?q=%E7%B5%A6%E6%96%99"
    )
    assert checked_url("https://EXAMPLE.org") == "https://example.org/"
    assert checked_url("http://[2001:db8::1]:8080/x", http=True) == "http://[2001:db8::1]:8080/x"


def test_events_and_regulations_that_are_none_are_refused(store):
    with pytest.raises(CannotHook, match="version"):
        add(store, events=("version.deleted",))
    with pytest.raises(CannotHook):
        add(store, events=())
    with pytest.raises(UnknownWork):
        add(store, work="霧浜市ない規則")
    assert set(EVENTS) == {"version.changed", "clause.held", "clause.resolved", "issue.ingested"}


FORBIDDEN = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255",
    "192.0.0.1", "192.0.0.8", "3fff::1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.88.99.1",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1",
    "ff02::1", "2001:db8::1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "100::1", "", "localhost", "1.2.3",
]  # fmt: skip


@pytest.mark.parametrize("address", FORBIDDEN)
def test_no_message_goes_to_an_address_that_is_not_public(address):
    assert not allowed(address, ())


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_allowed(address):
    assert allowed(address, ())


def test_a_setting_allows_networks_and_no_others():
    also = networks("10.1.0.0/16, ::1")
    assert allowed("10.1.2.3", also)
    assert allowed("::ffff:10.1.2.3", also)
    assert allowed("::1", also)
    assert not allowed("10.2.0.1", also)
    assert not allowed("127.0.0.1", also)


@given(st.ip_addresses())
def test_what_is_allowed_is_never_inside(address):
    if allowed(str(address), ()):
        address = getattr(address, "ipv4_mapped", None) or address
        assert address.is_global
        kinds = ("private", "loopback", "multicast", "link_local", "reserved", "unspecified")
        assert not [kind for kind in kinds if getattr(address, f"is_{kind}")]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "127.1",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:7f00:1]",
        "0",
    ],
)
def test_whatever_an_address_is_called_it_is_looked_at_as_what_it_is(store, host):
    """Numbers that a resolver takes for an address, in any notation."""
    number, _ = add(store, url=f"https://{host}/", http=False)
    queue_test(store, number, now=NOW)
    (letter,) = due(store)
    sent = send(letter, Settings())
    assert sent.status is None
    assert sent.said.startswith("not sent")


def test_one_bad_address_among_several_forbids_them_all():
    with pytest.raises(Forbidden, match=r"10\.0\.0\.1"):
        checked_address("two.example", 443, (), lambda *_: ["8.8.8.8", "10.0.0.1"])


class Place(http.server.BaseHTTPRequestHandler):
    """Someone who is told: what came, and an answer."""

    def do_POST(self):
        self.server.got.append(
            (self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"])))
        )
        status, headers, body = self.server.answers
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def place():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Place)
    server.got, server.answers = [], (200, {}, b"")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def letter_to(url, body=b"{}"):
    return Letter(
        1, 1, url, "webhook.test", body, {"webhook-id": "msg_1", "Content-Type": "application/json"}, 0
    )


INSIDE = Settings(webhooks_to="127.0.0.1", webhooks_http=True)


def test_it_connects_to_the_address_that_was_checked_and_asks_only_once(place):
    """DNS rebinding: the second answer of the resolver, and that of any later one, is never asked for."""
    asked = []

    def resolve(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    port = place.server_address[1]
    sent = send(letter_to(f"http://rebinding.example:{port}/hook?a=1"), INSIDE, resolve=resolve)
    assert sent.status == 200
    assert asked == ["rebinding.example"]
    ((path, headers, body),) = place.got
    assert (path, headers["Host"], body) == ("/hook?a=1", f"rebinding.example:{port}", b"{}")
    assert not {"Cookie", "Authorization"} & set(headers)


def test_without_the_settings_nothing_arrives_inside(place):
    port = place.server_address[1]
    for settings in (
        Settings(),
        Settings(webhooks_http=True),
        Settings(webhooks_to="10.0.0.0/8", webhooks_http=True),
        Settings(webhooks_to="127.0.0.1"),
    ):
        sent = send(letter_to(f"http://127.0.0.1:{port}/"), settings)
        assert sent.status is None
    assert place.got == []


def test_a_redirect_is_not_followed(place):
    port = place.server_address[1]
    place.answers = (307, {"Location": f"http://127.0.0.1:{port}/elsewhere"}, b"")
    assert send(letter_to(f"http://127.0.0.1:{port}/"), INSIDE).status == 307
    assert len(place.got) == 1


def test_a_long_answer_is_not_read(place):
    place.answers = (200, {"Content-Length": str(10**12)}, b"x" * 100_000)
    assert send(letter_to(f"http://127.0.0.1:{place.server_address[1]}/"), INSIDE) == Sent(
        200, "answered 200"
    )


def test_the_words_of_an_answer_are_never_kept(place, store):
    place.answers = (500, {"X-Secret": "s3cret"}, b"s3cret")
    sent = send(letter_to(f"http://127.0.0.1:{place.server_address[1]}/"), INSIDE)
    assert "s3cret" not in sent.said


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 100 Continue\r\n\r\n", b"X" * 10, b"HTTP/1.1 2"])
def test_who_answers_byte_by_byte_or_never_is_given_up(said):
    import socket
    import time

    listening = socket.create_server(("127.0.0.1", 0))
    end = threading.Event()

    def drip():
        connection, _ = listening.accept()
        with connection:
            try:
                while not end.wait(0.05):
                    connection.sendall(said or b"")
            except OSError:
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    began = time.monotonic()
    sent = send(letter_to(f"http://127.0.0.1:{listening.getsockname()[1]}/"), INSIDE, seconds=0.6)
    assert sent.status is None
    assert time.monotonic() - began < 5
    end.set()
    thread.join()
    listening.close()


def test_a_handshake_that_is_drawn_out_is_cut_off():
    import socket
    import time

    listening = socket.create_server(("127.0.0.1", 0))
    end = threading.Event()

    def drip():
        connection, _ = listening.accept()
        with connection:
            try:
                connection.sendall(b"\x16\x03\x03\x40\x00")  # a record of TLS, whose bytes come one at a time
                while not end.wait(0.05):
                    connection.sendall(b"\x02")
            except OSError:
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    began = time.monotonic()
    url = f"https://127.0.0.1:{listening.getsockname()[1]}/"
    assert send(letter_to(url), INSIDE, seconds=0.6).status is None
    assert time.monotonic() - began < 5
    end.set()
    thread.join()
    listening.close()


def test_who_cannot_prove_to_be_the_host_is_told_nothing(place, tmp_path):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hook.example")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(datetime.datetime(2020, 1, 1)).not_valid_after(datetime.datetime(2099, 1, 1))  # noqa: DTZ001
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hook.example")]), False).sign(key, hashes.SHA256())
    )  # fmt: skip
    both = tmp_path / "cert.pem"
    both.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    place.socket = context.wrap_socket(place.socket, server_side=True)
    port = place.server_address[1]

    def here(*_):
        return ["127.0.0.1"]

    def trusting():
        return ssl.create_default_context(cafile=str(both))

    unknown = send(letter_to(f"https://hook.example:{port}/"), INSIDE, resolve=here)
    assert (unknown.status, "certificate" in unknown.said) == (None, True)
    other = send(letter_to(f"https://other.example:{port}/"), INSIDE, resolve=here, tls=trusting)
    assert (other.status, "certificate" in other.said) == (None, True)
    assert place.got == []
    assert send(letter_to(f"https://hook.example:{port}/"), INSIDE, resolve=here, tls=trusting).status == 200
