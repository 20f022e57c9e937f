"""Hostile input at every address, hostile text in the store, and what must hold of every answer. docs/security.md names these
tests, one for each threat."""

import datetime
import html.parser
import io
import json
import logging
import re
import shutil
from urllib.parse import quote, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.tokens import Role, create_token, revoke_token
from reiki.store import audit
from reiki.store.session import open_store
from reiki.store.tables import AUDIT
from reiki_api.app import create_app
from reiki_api.guard import ASKED_BY_POST
from reiki_api.journal import JsonLines, log_to
from reiki_api.limits import Rate, Settings
from route_table import addresses
from written import Change, Decree, Order, issue, regulation

NOW = datetime.datetime(2025, 4, 15, 3, 0, tzinfo=datetime.UTC)
HTML = {"Accept": "text/html"}
OFF = Rate(0, 0)
UNLIMITED = Settings(rate_reading=OFF, rate_heavy=OFF, rate_writing=OFF, rate_sign_in=OFF)
ID = "410KA3129900009"

SCRIPT = "<script>alert(1)</script>"
NASTY = [
    SCRIPT, "\"><img src=x onerror=alert(1)>", "'\"><svg/onload=alert(1)>", "javascript:alert(1)", "{{7*7}}{%print(1)%}", "${7*7}", "&lt;b&gt;",
    "' OR 1=1 --", "'; DROP TABLE works; --", "1) UNION SELECT name FROM sqlite_master --", "%' ESCAPE '", "\\", "_%_%_%",
    '"', '"給料" OR "x', "title:給料", "給料 NEAR/3 x", "* OR *", "(((((", "NOT", "-", "^a", "a" * 500, "*" * 200, "?" * 200, "(a+)+$", "/(x+x+)+y/",
    "../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "....//", "/etc/passwd", "C:\\windows", "file:///etc/passwd", "~root", "con",
    "a\r\nSet-Cookie: x=1", "a\nb", "\u2028\u2029", "\u202e\u200b", "\ufeff", "\ud7ff\ue000", "𠮷" * 50, "가" * 100, "\x1b[31m", "\x7f", "é",
    "-1", "0", "99999999999999999999", "1e308", "NaN", "٣", "٢٠٢٥-٠٤-٠١", "9999-12-31", "0000-00-00", "令和99999年1月1日", "2025-02-30", "null", "true", "[]", "{}",
    "第99999999999条", "附則", "第1条第1項第1号イ" * 30, "json", "xml", "docx", "akn", "W10", "WzFd", "//evil.example", "https://evil.example",
]  # fmt: skip
PARAMETERS = (
    "q", "query", "on", "known", "at", "from", "to", "of", "next", "lang", "page", "limit", "cursor", "format", "citation", "asof", "keyword", "law_title",
    "order", "offset", "elm", "response_format", "law_full_text_format", "law_num_year", "side", "view", "partial", "done", "freed", "moved", "taken",
)  # fmt: skip


def filled(path, value):
    return re.sub(r"\{[^}]+\}", lambda _: quote(value.encode("utf-8", "replace"), safe=""), path)


@pytest.fixture(scope="module")
def town(store_url, tmp_path_factory):
    """A copy of the sample municipality that may be written to, with a service over it that never raises."""
    folder = tmp_path_factory.mktemp("hostile")
    source = store_url.removeprefix("sqlite:///")
    for end in ("", "-wal", "-shm"):
        try:
            shutil.copy(source + end, f"{folder}/reiki.db{end}")
        except FileNotFoundError:
            continue
    url = f"sqlite:///{folder}/reiki.db"
    app = create_app(url, clock=lambda: NOW, settings=UNLIMITED)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        client.url = url
        store = open_store(url)
        client.editor = create_token(store, "編集", Role.EDITOR, by="test", now=NOW)
        store.close()
        yield client


def signed_in(client):
    """Another browser, signed in as an editor, and the field of its forms."""
    browser = TestClient(client.app, follow_redirects=False, raise_server_exceptions=False)
    page = browser.get("/sign-in", headers=HTML)
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)[1]
    browser.post("/sign-in", data={"csrf": found, "token": client.editor}, headers=HTML)
    page = browser.get("/sign-in", headers=HTML)
    return browser, re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)[1]


def readable(client):
    return sorted({path for path, methods in addresses(client.app.routes) if "GET" in methods})


def writable(client):
    return sorted(
        (path, method)
        for path, methods in addresses(client.app.routes)
        for method in methods - {"GET", "HEAD", "OPTIONS"}
    )


# ------------------------------------------------------------------------------------------- hostile values everywhere


class Page(html.parser.HTMLParser):
    """What in a page a browser would run, load or send elsewhere."""

    def __init__(self):
        super().__init__()
        self.bad = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        for name, value in attrs:
            if name.startswith("on") or name == "style" or name == "srcdoc":
                self.bad.append((tag, name, value))
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value or "", re.I)
            if (
                name in ("href", "src", "action", "formaction", "data")
                and scheme
                and scheme[1].lower() not in ("http", "https", "data")
            ):
                self.bad.append((tag, name, value))
        if tag == "script" and not (
            given.get("src", "").startswith("/static/") or given.get("type") == "application/ld+json"
        ):
            self.bad.append((tag, given))
        if tag in ("iframe", "object", "embed", "base", "style"):
            self.bad.append((tag, given))


def check(answer, sent=""):
    """What holds of every answer."""
    about = f"{answer.request.method} {answer.request.url} → {answer.status_code}"
    assert answer.status_code < 500 or answer.status_code == 503, f"{about}: {answer.text[:300]}"
    headers = answer.headers
    assert headers["x-content-type-options"] == "nosniff", about
    assert (
        "frame-ancestors 'none'" in headers["content-security-policy"]
        or "sandbox" in headers["content-security-policy"]
    ), about
    assert headers["x-frame-options"] == "DENY", about
    assert "set-cookie" not in headers or "x=1" not in headers["set-cookie"], about
    assert "server" not in headers
    if "location" in headers:
        to = urlsplit(headers["location"])
        assert not to.scheme or to.netloc == "testserver", about
        assert headers["location"].startswith(("/", "http://testserver/")), about
        assert not headers["location"].startswith("//"), about
    if headers.get("content-type", "").startswith("text/html"):
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy, about
        assert not re.search(r"(script|default)-src[^;]*(\*|data:|https:)", policy), about
        page = Page()
        page.feed(answer.text)
        assert page.bad == [], f"{about}: {page.bad[:3]}"
        assert SCRIPT not in answer.text, about
    if "Traceback" in answer.text[:100_000] or "sqlite3" in answer.text[:100_000]:
        raise AssertionError(f"{about}: inner details")


@pytest.mark.slow
def test_hostile_values_in_every_path(town):
    """Every value at every address; to half of them as a browser, to the others as a program."""
    paths = [path for path in readable(town) if "{" in path]
    assert len(paths) > 15
    for number, path in enumerate(paths):
        for turn, value in enumerate(NASTY):
            accept = "text/html" if (number + turn) % 2 else "application/json"
            check(town.get(filled(path, value), headers={"Accept": accept}), value)


@pytest.mark.parametrize("character", ["%00", "%0A", "%0D%0A", "%1B", "%7F"])
def test_control_characters_in_a_path_are_refused_in_the_words_of_each_api(town, character):
    national = town.get(f"/api/2/law_file/rtf/a{character}b")
    assert (national.status_code, national.json()["code"]) == (400, "400000")
    own = town.get(f"/v1/works/a{character}b")
    assert (own.status_code, own.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.slow
def test_hostile_values_in_every_parameter(town):
    """Every parameter at every address, each time with another value: over all addresses each parameter meets most of them."""
    for number, path in enumerate(readable(town)):
        real = filled(path, ID)
        for turn, name in enumerate(PARAMETERS):
            value = NASTY[(2 * number + 7 * turn) % len(NASTY)]
            check(town.get(real, params={name: value}, headers=HTML), value)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Accept", NASTY[:8]), ("Accept-Language", NASTY[::4]), ("Accept-Datetime", NASTY[::3]), ("If-None-Match", NASTY[::6]), ("Origin", NASTY[::9]),
        ("If-Modified-Since", NASTY[1::4]), ("Cookie", [f"lang={v}; reiki-session={v}; reiki-form={v}" for v in NASTY[::3]]), ("HX-Request", ["true"]),
        ("X-Forwarded-For", NASTY[::9]), ("X-Forwarded-Host", NASTY[::9]), ("Host", NASTY[::3]), ("Authorization", NASTY[::3]), ("X-Request-Id", NASTY[::4]),
        ("Range", NASTY[:5]), ("HX-Target", NASTY[::9]),
    ],
)  # fmt: skip
def test_hostile_values_in_headers(town, name, values):
    for value in values:
        sent = value.encode("utf-8", "replace").replace(b"\r", b"").replace(b"\n", b"").replace(b"\x00", b"")
        for path in ("/find?q=市長", f"/works/{ID}", f"/v1/works/{ID}/text", "/sign-in"):
            check(town.get(path, headers={"Accept": "text/html", name: sent}), value)


@pytest.mark.slow
def test_hostile_values_in_every_form(town):
    browser, field = signed_in(town)
    fields = (
        "verb",
        "reason",
        "because",
        "codes",
        "chosen",
        "entry",
        "state",
        "partial",
        "file",
        "operations",
        "next",
        "token",
        "name",
    )
    for path, method in writable(town):
        if path in ("/sign-out", "/sign-in"):
            continue
        for value in NASTY[::6]:
            for target in (filled(path, value), filled(path, "0" * 64)):
                answer = browser.request(
                    method, target, data={"csrf": field, **dict.fromkeys(fields, value)}, headers=HTML
                )
                check(answer, value)
        broken = [
            (b"\xff\xfe", "application/x-www-form-urlencoded"), (b"--x\r\n", "multipart/form-data; boundary=x"), (b"{", "application/json"),
            (b"a" * 1000, "multipart/form-data"), (b"", ""), (b"&" * 5000, "application/x-www-form-urlencoded"), (b"[" * 50_000, "application/json"),
        ]  # fmt: skip
        for body, kind in broken:
            for headers in ({}, {"Authorization": f"Bearer {town.editor}"}):
                sender = town if headers else browser
                check(
                    sender.request(
                        method,
                        filled(path, "x"),
                        content=body,
                        headers={**HTML, "Content-Type": kind, **headers},
                    )
                )


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        *NASTY[:8],
        "../../etc/cron.d/x",
        "a" * 5000,
        "公報\r\nX: y.html",
        ".",
        "..",
        "a/b\\c.html",
        "nul\x01.pdf",
    ],
)
def test_hostile_names_of_uploaded_files(town, name):
    browser, field = signed_in(town)
    order = Order("霧浜市ない規則", "平成10年霧浜市規則第99号", (Change("第1条　_甲_", "第1条　_乙_"),))
    for content in (b"not a gazette", issue(7, "2025-04-01", Decree(7, (order,), "令和7年4月1日"))):
        answer = browser.post("/upload", data={"csrf": field}, files={"file": (name, content)}, headers=HTML)
        check(answer, name)
        assert answer.status_code in (303, 400, 413)
        if answer.status_code == 303:
            check(browser.get(answer.headers["location"], headers=HTML), name)


BOMBS = {
    "entities.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    b'<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><a>&d;&d;&d;&d;&d;</a>',
    "xxe.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Law>&x;</Law>',
    "xxe.html": b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body>&x;</body></html>',
    "deep.html": b"<div>" * 200_000,
    "broken.pdf": b"%PDF-1.7\n1 0 obj<</Length 99999999999>>stream\n",
    "broken.docx": b"PK\x03\x04" + b"\x00" * 100,
    "nul.txt": b"\x00" * 10_000,
}


def zip_bomb():
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        made.writestr("word/document.xml", b" " * 300_000_000)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("name", [*BOMBS, "bomb.docx"])
def test_files_made_to_harm_are_refused_in_time(town, name):
    import time

    browser, field = signed_in(town)
    data = BOMBS.get(name) or zip_bomb()
    began = time.monotonic()
    answer = browser.post("/upload", data={"csrf": field}, files={"file": (name, data)}, headers=HTML)
    check(answer)
    assert answer.status_code in (303, 400)
    assert "root:" not in answer.text
    if answer.status_code == 303:
        shown = browser.get(answer.headers["location"], headers=HTML)
        check(shown)
        assert "root:" not in shown.text
    assert time.monotonic() - began < 30


def test_words_that_a_search_takes_long_for_are_stopped(store_url):
    """Every pattern that a request may give is searched within its seconds, and others are answered meanwhile."""
    app = create_app(store_url, clock=lambda: NOW, search_seconds=0.3, settings=UNLIMITED)
    import time

    with TestClient(app, raise_server_exceptions=False) as client:
        for word in (
            "(" * 50,
            "/(.*)*x/",
            "*" * 300,
            "?" * 300,
            "a*" * 100,
            "|".join(["市"] * 300),
            "!" * 100,
            "-" * 100,
            "の",
        ):
            for path in ("/api/2/keyword", "/find"):
                began = time.monotonic()
                answer = client.get(path, params={"keyword": word, "q": word}, headers=HTML)
                assert answer.status_code < 500 or answer.status_code == 503
                assert time.monotonic() - began < 5, (path, word)


def test_a_regulation_is_never_read_from_a_path(town):
    for name in (
        "../../../etc/passwd",
        "/etc/passwd",
        "....//....//etc/passwd",
        "..\\..\\etc\\passwd",
        "%2e%2e%2fetc%2fpasswd",
    ):
        for path in (
            "/static/x/{n}",
            "/static/{n}/reiki.css",
            "/issues/{n}/source",
            "/works/{n}/files/text",
            "/v1/works/{n}/text",
            "/api/2/law_file/xml/{n}",
        ):
            for sent in (name, quote(name, safe="")):
                answer = town.get(path.replace("{n}", sent))
                assert "root:" not in answer.text
                assert answer.status_code in (200, 303, 307, 400, 404)
                if (
                    answer.status_code == 200
                ):  # another digest than the file's: the file all the same, not kept
                    assert path.startswith("/static/{n}")


# --------------------------------------------------------------------------------------------------- hostile text


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory):
    """A store whose titles, texts, numbers, file names and findings try to be markup."""
    url = f"sqlite:///{tmp_path_factory.mktemp('poisoned') / 'reiki.db'}"
    store = open_store(url)
    title = f"霧浜市{SCRIPT}規則"
    base, early = datetime.date(2024, 3, 31), datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC)
    text = regulation(
        title,
        "平成9年霧浜市規則第5号",
        "平成9年3月25日",
        [f'文書は、{SCRIPT}"><img src=x onerror=alert(1)>係が扱う。'],
    )
    import_regulation(store, text, f"{SCRIPT}.txt", now=early, today=base, as_of=base, jurisdiction="31299")
    escaped = SCRIPT.replace("<", "&lt;").replace(">", "&gt;")
    change = Change(f"第1条　文書は、_{escaped}部_が扱う。", f"第1条　文書は、_{escaped}課_が扱う。")
    order = Order(f"霧浜市{escaped}規則", "平成9年霧浜市規則第5号", (change,))
    data = issue(1, "2024-06-28", Decree(3, (order,), "令和6年7月1日"))
    report = ingest(
        store, data, f"{SCRIPT}\"'.html", now=datetime.datetime(2024, 6, 28, 3, tzinfo=datetime.UTC)
    )
    assert [c.status for c in report.clauses] == ["held"]
    assert SCRIPT in json.dumps(report.as_json(), ensure_ascii=False)
    token = create_token(store, f"{SCRIPT}", Role.EDITOR, by="test", now=NOW)
    store.close()
    app = create_app(url, clock=lambda: NOW, settings=UNLIMITED)
    with TestClient(app, follow_redirects=True, raise_server_exceptions=False) as client:
        client.editor, client.issue, client.clause = (
            token,
            report.issue["source_sha256"],
            report.clauses[0].key,
        )
        client.law = client.get("/v1/works").json()["works"][0]["law_id"]
        yield client


def test_text_that_is_markup_is_shown_and_never_run(poisoned):
    """XSS by what is stored: titles, texts, findings, names of files and of people."""
    browser, _ = signed_in(poisoned)
    law, sha, clause = poisoned.law, poisoned.issue, quote(poisoned.clause, safe="/")
    pages = [
        "/", "/find", "/find?q=文書", f"/find?q={quote(SCRIPT)}", f"/works/{law}", f"/works/{law}?on=2024-05-01", f"/works/{law}/history",
        f"/works/{law}/compare?from=2024-04-01&to=2025-01-01", "/issues", f"/issues/{sha}", "/review", f"/review/{clause}", "/upcoming", "/changed", "/about",
        "/sign-in", "/upload",
    ]  # fmt: skip
    shown = 0
    for path in pages:
        answer = browser.get(path, headers=HTML)
        if answer.status_code == 404:
            continue
        check(answer)
        shown += "&lt;script&gt;" in answer.text
    assert shown >= 5, "it is shown as the words that it is"


def test_data_that_is_markup_is_never_taken_for_a_page(poisoned):
    law = poisoned.law
    for path in (
        f"/v1/works/{law}/text", "/v1/review", "/v1/issues", f"/api/2/law_data/{law}", f"/api/2/law_file/html/{law}", "/feed.atom", f"/works/{law}/feed.atom",
        "/upcoming.ics", f"/issues/{poisoned.issue}/source", f"/v1/works/{law}/text?format=html",
    ):  # fmt: skip
        answer = poisoned.get(path)
        if answer.status_code == 404:
            continue
        assert answer.headers["x-content-type-options"] == "nosniff"
        if answer.headers["content-type"].startswith(("text/html", "image/svg")):
            assert "default-src 'none'" in answer.headers["content-security-policy"], path
            assert SCRIPT not in answer.text
        if "xml" in answer.headers["content-type"]:
            assert SCRIPT not in answer.text, path


def test_names_of_files_cannot_end_a_header(poisoned):
    """Content-Disposition with Japanese and hostile names (RFC 6266)."""
    for path in (
        f"/issues/{poisoned.issue}/source",
        f"/api/2/law_file/docx/{poisoned.law}",
        f"/works/{poisoned.law}/files/docx",
        f"/works/{poisoned.law}/files/text",
    ):
        answer = poisoned.get(path)
        if answer.status_code == 404:
            continue
        said = answer.headers.get("content-disposition", "")
        assert said.isascii(), path
        assert not re.search(r"[\r\n<>]", said), path
        assert said.count('"') in (0, 2), said
        if "filename*" in said:
            assert re.search(r"filename\*=UTF-8''[A-Za-z0-9%._~!#$&+^`|-]+$", said), said


# ---------------------------------------------------------------------------------------------------- who may write


def test_every_address_that_writes_needs_a_token(town):
    """Also one that is added tomorrow and forgets to ask."""
    found = writable(town)
    assert {("/upload", "POST"), ("/sign-in", "POST"), ("/sign-out", "POST")} <= set(found)
    for path, method in found:
        target = filled(path, "0" * 64)
        answer = town.request(method, target, content=b"")
        if path in ASKED_BY_POST:
            assert answer.status_code in (400, 415, 422), path
        elif path in ("/sign-in", "/sign-out"):
            assert answer.status_code == 403, path
        else:
            assert answer.status_code == 401, path
            assert town.request(method, target, content=b"", headers=HTML).status_code in (303, 401), path


def test_a_reader_writes_nothing(town):
    store = open_store(town.url)
    token = create_token(store, "閲覧だけ", Role.READER, by="test", now=NOW)
    for path, method in writable(town):
        if path in ASKED_BY_POST or path in ("/sign-in", "/sign-out"):
            continue
        answer = town.request(
            method, filled(path, "0" * 64), content=b"", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 403, path
    revoke_token(store, "閲覧だけ", by="test", now=NOW)
    store.close()


def test_every_form_that_writes_needs_its_field(town):
    browser, _ = signed_in(town)
    for path, method in writable(town):
        if path in ASKED_BY_POST or path.startswith("/v1") or path == "/sign-in":
            continue
        answer = browser.request(method, filled(path, "0" * 64), data={"csrf": "0" * 64}, headers=HTML)
        assert answer.status_code == 403, path


def test_what_is_done_is_recorded_in_the_name_of_the_token(town):
    browser, field = signed_in(town)
    change = Change("第1条　この規則は、_甲_を定める。", "第1条　この規則は、_乙_を定める。")
    order = Order("霧浜市ない規則", "平成10年霧浜市規則第99号", (change,))
    data = issue(55, "2025-04-01", Decree(77, (order,), "令和7年4月1日"))
    answer = browser.post("/upload", data={"csrf": field}, files={"file": ("公報.html", data)}, headers=HTML)
    assert answer.status_code == 303, answer.text
    preview = browser.get(answer.headers["location"], headers=HTML)
    hidden = dict(re.findall(r'name="(entry|state|name)" value="([^"]*)"', preview.text))
    done = browser.post(
        f"{urlsplit(answer.headers['location']).path}/commit", data={"csrf": field, **hidden}, headers=HTML
    )
    assert (done.status_code, done.headers["location"][:8]) == (303, "/issues/"), done.text
    store = open_store(town.url)
    with store.reading() as connection:
        last = connection.execute(AUDIT.select().order_by(AUDIT.c.id.desc()).limit(1)).one()
        assert audit.verify_chain(connection)
    store.close()
    assert (last.action, json.loads(last.entry)["by"]) == ("ingest", "編集")


def test_an_audit_entry_that_was_changed_is_noticed(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    create_token(store, "甲", Role.ADMIN, by="田中", now=NOW)
    revoke_token(store, "甲", by="田中", now=NOW)
    with store.reading() as connection:
        assert audit.verify_chain(connection) == 2
    with store.writing() as connection:
        connection.execute(update(AUDIT).where(AUDIT.c.id == 1).values(entry=AUDIT.c.entry + " "))
    with store.reading() as connection, pytest.raises(audit.BrokenChain):
        audit.verify_chain(connection)
    store.close()


# ------------------------------------------------------------------------------------------- origins, frames, caches


def test_a_script_of_another_origin_reads_and_never_writes(town):
    def ask(path, method):
        return town.options(
            path, headers={"Origin": "https://e.example", "Access-Control-Request-Method": method}
        )

    for path, method in (
        ("/v1/works", "GET"),
        ("/api/2/laws", "GET"),
        ("/v1/changed", "POST"),
        ("/health", "GET"),
    ):
        answer = ask(path, method)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
        assert "access-control-allow-credentials" not in answer.headers
    for path, method in (
        ("/upload", "POST"),
        ("/sign-in", "POST"),
        ("/", "GET"),
        ("/v1/works", "POST"),
        ("/v1/issues", "DELETE"),
        ("/v1/changed", "PUT"),
    ):
        answer = ask(path, method)
        assert answer.status_code == 403, path
        assert "access-control-allow-origin" not in answer.headers, path
    assert "access-control-allow-origin" not in town.get("/", headers={"Origin": "https://e.example"}).headers
    refused = town.post("/v1/works", content=b"", headers={"Origin": "https://e.example"})
    assert "access-control-allow-origin" not in refused.headers


def test_pages_load_and_run_nothing_foreign_and_stand_in_no_frame(town):
    for path in ("/", "/find", f"/works/{ID}", "/issues", "/sign-in", "/nothing"):
        answer = town.get(path, headers=HTML)
        policy = dict(
            part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin")


def test_tls_stays_tls(town):
    assert "strict-transport-security" not in town.get("/").headers
    over_tls = TestClient(town.app, base_url="https://testserver")
    assert over_tls.get("/").headers["strict-transport-security"].startswith("max-age=31536000")


def test_the_name_in_a_request_is_never_told_back(town):
    """Cache poisoning by Host: what a cache might keep is the same whatever name was asked."""
    for path in ("/", f"/works/{ID}", f"/v1/works/{ID}/text", "/api/2/laws", "/v1/openapi.json", "/sign-in"):
        usual = town.get(path, headers=HTML)
        evil = town.get(
            path,
            headers={
                **HTML,
                "Host": "evil.example",
                "X-Forwarded-Host": "evil.example",
                "X-Original-URL": "/sign-in",
            },
        )
        assert "evil.example" not in evil.text, path
        assert "evil.example" not in str({k: v for k, v in evil.headers.items() if k != "set-cookie"}), path
        assert evil.status_code == usual.status_code


def test_names_that_are_not_ours_are_refused_where_ours_are_known(store_url):
    app = create_app(store_url, settings=Settings(hosts="reiki.example"))
    with TestClient(app, base_url="http://reiki.example") as client:
        assert client.get("/health").status_code == 200
        assert client.get("/health", headers={"Host": "REIKI.example:8000"}).status_code == 200
        for host in ("evil.example", "reiki.example.evil.example", "", "127.0.0.1", "[::1]:80"):
            assert client.get("/health", headers={"Host": host}).status_code == 421, host


def test_a_page_for_one_is_kept_for_nobody_else(town):
    """Cache deception: what depends on who asks says so, under whatever name it is asked."""
    browser, _ = signed_in(town)
    for path in ("/", f"/works/{ID}", "/review", "/sign-in", "/sign-in/x.css", f"/works/{ID}/x.js"):
        answer = browser.get(path, headers=HTML)
        assert re.search(r"private|no-store", answer.headers["cache-control"]), path
        assert "Cookie" in answer.headers.get("vary", "") or "no-store" in answer.headers["cache-control"], (
            path
        )


# ---------------------------------------------------------------------------------------------------------------- logs


@pytest.fixture
def logged():
    """What is logged while a test runs, line by line."""
    stream = io.StringIO()
    before = {name: (logging.getLogger(name).handlers[:], logging.getLogger(name).level, logging.getLogger(name).propagate) for name in ("reiki_api", "uvicorn")}  # fmt: skip
    log_to(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for name, (handlers, level, propagate) in before.items():
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


def test_a_line_for_each_request_and_no_secret_in_it(town, logged):
    headers = {"Authorization": f"Bearer {town.editor}", "X-Request-Id": "id-7"}
    town.get("/v1/works?query=秘密の人の名前", headers=headers)
    browser, field = signed_in(town)
    browser.post(
        "/upload", data={"csrf": field}, files={"file": ("ひみつ.html", "秘密の本文".encode())}, headers=HTML
    )
    lines = logged()
    first = next(line for line in lines if line.get("id") == "id-7")
    assert {name: first[name] for name in ("method", "path", "status", "caller")} == {
        "method": "GET", "path": "/v1/works", "status": 200, "caller": "編集",
    }  # fmt: skip
    assert first["ms"] > 0
    said = json.dumps(lines, ensure_ascii=False)
    for secret in (town.editor, "秘密", "ひみつ", field, browser.cookies["reiki-session"]):
        assert secret not in said


@pytest.mark.parametrize("nasty", ["a\r\nb", "\x1b[2J", "\u2028", '"},{"level":"error"', "\u202egnp", "\x00"])
def test_nothing_that_is_sent_can_write_a_line_of_the_log(town, logged, nasty):
    town.get("/v1/works/" + quote(nasty, safe=""), headers={"User-Agent": "x", "X-Request-Id": "a\tb"})
    lines = logged()
    assert len(lines) == 1
    assert set(lines[0]) == {"time", "level", "from", "id", "method", "path", "status", "ms", "caller"}
    written = JsonLines().format(
        logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": nasty, "created": 0.0})
    )
    assert written.isascii()
    assert not re.search(r"[\x00-\x1f\x7f]", written)


def test_a_mistake_is_logged_as_one_line_too(town, logged, monkeypatch):
    def mistaken(*_, **__):
        raise KeyError("inner")

    monkeypatch.setattr("reiki_api.v1.works.holding_of", mistaken)
    answer = town.get(f"/v1/works/{ID}?query=秘密")
    assert answer.status_code == 500
    lines = [line for line in logged() if line["level"] == "error"]
    assert len(lines) == 1
    assert "KeyError: 'inner'" in lines[0]["trace"]
    assert "秘密" not in json.dumps(lines, ensure_ascii=False)


def test_the_values_of_a_failed_statement_are_not_logged(tmp_path):
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    store = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(SQLAlchemyError) as failed, store.reading() as connection:
        connection.execute(text("SELECT * FROM nothing WHERE a = :a"), {"a": "秘密"})
    assert "秘密" not in str(failed.value)
    store.close()


# ------------------------------------------------------------------------------------------------------- what is installed


def test_the_lock_names_a_hash_for_everything(project):
    """Supply chain: nothing is installed that is not, byte for byte, what was looked at."""
    text = (project / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^([A-Za-z0-9][^\s;=]*)==\S+(.*?)(?=^\S|\Z)", text, re.M | re.S)
    assert len(pinned) > 20
    assert [name for name, rest in pinned if "--hash=sha256:" not in rest] == []
    assert not re.search(
        r"^[^#\n]*(https?://|git\+|--index-url|--extra-index-url|--trusted-host)", text, re.M
    )


def test_every_test_that_the_threat_list_names_is_there(project):
    """A threat without its test would be a promise."""
    listed = (project / "docs" / "security.md").read_text(encoding="utf-8").partition("## Threats")[2]
    named = set(re.findall(r"\btest_[a-z0-9_]+\b(?!\.py)", listed))
    there = "".join(p.read_text(encoding="utf-8") for p in (project / "tests").rglob("test_*.py"))
    assert len(named) > 50
    assert sorted(name for name in named if f"def {name}(" not in there) == []
