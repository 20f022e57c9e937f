"""Who may do what: tokens, roles, sessions of browsers, forms, and reading that is not open."""

import datetime
import re

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from reiki.office.tokens import Role, create_token, list_tokens, revoke_token
from reiki.store.session import open_store
from reiki_api.access import Caller, check_csrf, need, safe_next
from reiki_api.app import create_app
from reiki_api.limits import Rate, Settings

NOW = datetime.datetime(2025, 4, 15, 3, 0, tzinfo=datetime.UTC)
HTML = {"Accept": "text/html"}
NO_LIMITS = {name: Rate(0, 0) for name in ("rate_reading", "rate_heavy", "rate_writing", "rate_sign_in")}


class Town:
    """A service with a clock that can be moved, tokens of every role, and addresses that need them."""

    def __init__(self, folder, **settings):
        self.url = f"sqlite:///{folder / 'reiki.db'}"
        self.now = NOW
        self.store = open_store(self.url)
        self.tokens = {
            role: create_token(self.store, f"{role}の証", role, by="test", now=NOW) for role in Role
        }
        self.app = create_app(
            self.url, clock=lambda: self.now, settings=Settings(**{**NO_LIMITS, **settings})
        )
        self.did: list[Caller] = []
        for path in ("/probe", "/api/probe"):
            for role in Role:
                self._probe(f"{path}/{role}", role)
        self.client = TestClient(self.app, follow_redirects=False, raise_server_exceptions=False)

    def _probe(self, path, role):
        async def probe(request: Request) -> dict[str, str]:
            caller = need(request, role)
            if request.method == "POST":
                await check_csrf(request)
            self.did.append(caller)
            return {"name": caller.name}

        self.app.add_api_route(path, probe, methods=["GET", "POST"])

    def bearer(self, role):
        return {"Authorization": f"Bearer {self.tokens[role]}"}

    def sign_in(self, role=Role.EDITOR, to="/", **headers):
        page = self.client.get("/sign-in", headers={**HTML, **headers})
        return self.client.post(
            "/sign-in",
            data={"csrf": field(page), "token": self.tokens[role], "next": to},
            headers={**HTML, **headers},
        )

    def csrf(self, **headers):
        return field(self.client.get("/sign-in", headers={**HTML, **headers}))


def field(page):
    return re.search(r'name="csrf" value="([0-9a-f]{64})"', page.text)[1]


@pytest.fixture
def town(tmp_path):
    made = Town(tmp_path)
    with made.client:
        yield made
    made.store.close()


@pytest.fixture
def closed(tmp_path):
    """The same, where reading needs a token."""
    made = Town(tmp_path, reading="token")
    with made.client:
        yield made
    made.store.close()


# -------------------------------------------------------------------------------------------------------------- roles


def test_roles_are_ordered():
    assert Role.READER < Role.EDITOR < Role.ADMIN
    assert sorted([Role.ADMIN, Role.READER, Role.EDITOR]) == list(Role)
    assert Role.ADMIN.covers(Role.READER)
    assert not Role.READER.covers(Role.EDITOR)


@pytest.mark.parametrize("needed", list(Role))
@pytest.mark.parametrize("held", list(Role))
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_allows_its_role_and_no_more(town, held, needed, method):
    answer = town.client.request(method, f"/api/probe/{needed}", headers=town.bearer(held), content=b"")
    if held.covers(needed):
        assert (answer.status_code, answer.json()) == (200, {"name": f"{held}の証"})
    else:
        assert answer.status_code == 403
        assert "insufficient_scope" in answer.headers["www-authenticate"]
        assert answer.headers["content-type"] == "application/problem+json"
        assert town.did == []


def test_who_has_no_token_is_told_how_to_send_one(town):
    for method in ("GET", "POST"):
        answer = town.client.request(method, "/api/probe/editor", content=b"")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Bearer realm="reiki"'
        assert answer.headers["cache-control"] == "no-store"
    assert town.did == []


def test_a_browser_is_sent_to_sign_in_and_back(town):
    answer = town.client.get("/probe/editor?on=2025-04-01&q=給料", headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=%2Fprobe%2Feditor%3Fon%3D2025-04-01")
    page = town.client.get(answer.headers["location"], headers=HTML)
    to = re.search(r'name="next" value="([^"]*)"', page.text)[1].replace("&amp;", "&")
    signed = town.client.post(
        "/sign-in", data={"csrf": field(page), "token": town.tokens[Role.EDITOR], "next": to}, headers=HTML
    )
    assert signed.status_code == 303
    assert signed.headers["location"].startswith("/probe/editor?on=2025-04-01&q=%")
    assert town.client.get(signed.headers["location"], headers=HTML).json() == {"name": "editorの証"}


def test_a_browser_without_the_role_gets_a_page(town):
    town.sign_in(Role.READER)
    answer = town.client.get("/probe/editor", headers=HTML)
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")
    assert "location" not in answer.headers


# -------------------------------------------------------------------------------------------------------------- tokens


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "reiki_",
        "x",
        "reiki_" + "A" * 49,
        "reiki_" + "あ" * 49,
        "a" * 5000,
        "reiki_' OR 1=1 --",
        "null",
        "undefined",
    ],
)
def test_a_wrong_token_is_told_even_where_none_is_needed(town, wrong):
    headers = {"Authorization": f"Bearer {wrong}".encode()}
    for path in ("/v1/works", "/api/2/laws", "/", "/api/probe/reader"):
        answer = town.client.get(path, headers=headers)
        assert (answer.status_code, "invalid_token" in answer.headers["www-authenticate"]) == (401, True), (
            path
        )
    assert town.did == []


def test_other_credentials_than_a_token_are_none(town):
    """A proxy before the service may ask for a password of its own, and passes it on."""
    basic = {"Authorization": "Basic YTpi"}
    assert town.client.get("/v1/works", headers=basic).status_code == 200
    assert town.client.get("/api/probe/reader", headers=basic).status_code == 401
    assert town.client.get("/probe/reader", headers={**HTML, **basic}).status_code == 303


def test_a_token_that_was_cut_or_mistyped_costs_no_query(town, monkeypatch):
    token = town.tokens[Role.ADMIN]

    def never(*_):
        raise AssertionError("the store was asked")

    monkeypatch.setattr("reiki.store.tokens.token_with", never)
    last = "0" if token[-1] != "0" else "1"
    for wrong in (token[:-1], token[:-1] + last, token.swapcase(), token.replace("reiki_", "")):
        answer = town.client.get("/v1/works", headers={"Authorization": f"Bearer {wrong}"})
        assert answer.status_code == 401


def test_a_revoked_token_opens_nothing_from_that_moment_on(town):
    headers = town.bearer(Role.EDITOR)
    assert town.client.get("/api/probe/editor", headers=headers).status_code == 200
    revoke_token(town.store, "editorの証", by="test", now=NOW)
    assert town.client.get("/api/probe/editor", headers=headers).status_code == 401


def test_a_token_expires(town):
    ends = NOW + datetime.timedelta(days=1)
    made = create_token(town.store, "短い", Role.EDITOR, by="test", now=NOW, expires_at=ends)
    headers = {"Authorization": f"Bearer {made}"}
    town.now = ends - datetime.timedelta(seconds=1)
    assert town.client.get("/api/probe/editor", headers=headers).status_code == 200
    town.now = ends
    assert town.client.get("/api/probe/editor", headers=headers).status_code == 401


def test_tokens_are_compared_in_constant_time(town, monkeypatch):
    import hmac

    compared = []

    def watched(a, b):
        compared.append((a, b))
        return compare(a, b)

    compare = hmac.compare_digest
    monkeypatch.setattr("reiki.office.tokens.hmac.compare_digest", watched)
    assert town.client.get("/api/probe/editor", headers=town.bearer(Role.EDITOR)).status_code == 200
    assert any(len(a) == 64 for a, _ in compared), "the digest"
    assert not any(town.tokens[Role.EDITOR] in pair for pair in compared), "never the token itself"


def test_the_day_of_the_last_use_is_kept(tmp_path):
    made = Town(tmp_path)
    with made.client:
        made.client.get("/api/probe/editor", headers=made.bearer(Role.EDITOR))
    used = {t.name: t.used_on for t in list_tokens(made.store, now=NOW)}
    assert used == {"readerの証": None, "editorの証": datetime.date(2025, 4, 15), "adminの証": None}
    made.store.close()


# ------------------------------------------------------------------------------------------------------------ sessions


def test_signing_in_gives_a_cookie_that_scripts_and_other_sites_cannot_use(town):
    answer = town.sign_in()
    assert answer.status_code == 303
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("reiki-session="))
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age=36000"))
    assert town.tokens[Role.EDITOR] not in cookie
    assert "Domain" not in cookie
    assert town.client.get("/probe/editor").json() == {"name": "editorの証"}


def test_over_tls_the_cookie_is_bound_to_the_host(tmp_path):
    made = Town(tmp_path)
    with TestClient(made.app, base_url="https://reiki.example", follow_redirects=False) as made.client:
        answer = made.sign_in()
        cookie = next(c for c in answer.headers.get_list("set-cookie") if "session=" in c)
        assert cookie.startswith("__Host-reiki-session=")
        assert "Secure" in cookie
        assert made.client.get("/probe/editor").status_code == 200
        made.client.cookies.set("reiki-session", made.client.cookies["__Host-reiki-session"])
        del made.client.cookies["__Host-reiki-session"]
        assert made.client.get("/probe/editor").status_code == 401, (
            "a cookie set without TLS is not looked at"
        )
    made.store.close()


def test_a_session_that_somebody_planted_is_worth_nothing(town):
    """Session fixation: signing in makes a new secret; the one before is not taken over."""
    town.client.cookies.set("reiki-session", "planted-by-somebody-else", domain="testserver.local", path="/")
    town.sign_in()
    assert town.client.cookies["reiki-session"] != "planted-by-somebody-else"
    other = TestClient(town.app, cookies={"reiki-session": "planted-by-somebody-else"})
    assert other.get("/probe/editor").status_code == 401


def test_signing_in_again_ends_the_session_before(town):
    town.sign_in(Role.READER)
    first = town.client.cookies["reiki-session"]
    page = TestClient(town.app, follow_redirects=False)
    page.cookies.set("reiki-session", first)
    form = page.get("/sign-in", headers=HTML)
    # Signed in, the page offers to sign out; the form for another token is bound to the form's cookie alone.
    secret = page.cookies["reiki-form"]
    from reiki_api.access import form_value

    answer = page.post(
        "/sign-in", data={"csrf": form_value(secret, "sign-in"), "token": town.tokens[Role.ADMIN]}
    )
    assert (form.status_code, answer.status_code) == (200, 303)
    assert town.client.get("/probe/reader").status_code == 401


def test_revoking_the_token_ends_its_sessions_at_once(town):
    town.sign_in()
    assert town.client.get("/probe/editor").status_code == 200
    revoke_token(town.store, "editorの証", by="test", now=NOW)
    assert town.client.get("/probe/editor").status_code == 401


def test_a_session_ends_by_itself_and_with_its_token(town):
    town.sign_in()
    town.now = NOW + datetime.timedelta(hours=10, seconds=-1)
    assert town.client.get("/probe/editor").status_code == 200
    town.now = NOW + datetime.timedelta(hours=10)
    assert town.client.get("/probe/editor").status_code == 401


def test_signing_out_ends_the_session_wherever_its_cookie_was_copied_to(town):
    town.sign_in()
    copy = TestClient(town.app, cookies={"reiki-session": town.client.cookies["reiki-session"]})
    assert copy.get("/probe/editor").status_code == 200
    answer = town.client.post("/sign-out", data={"csrf": town.csrf()}, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "reiki-session" not in town.client.cookies
    assert copy.get("/probe/editor").status_code == 401


def test_the_secrets_are_nowhere_in_the_store(town, tmp_path):
    town.sign_in()
    session = town.client.cookies["reiki-session"]
    town.store.close()
    kept = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    for secret in (*town.tokens.values(), session):
        assert secret.encode() not in kept


@pytest.mark.parametrize("cookie", ["", "x", "a" * 5000, "é" * 10, "' OR 1=1 --", "\t"])
def test_a_cookie_that_is_no_session_is_nobody(town, cookie):
    headers = {"Cookie": b"reiki-session=" + cookie.encode("latin-1")}
    assert town.client.get("/v1/works", headers=headers).status_code == 200
    assert town.client.get("/probe/reader", headers=headers).status_code == 401


# --------------------------------------------------------------------------------------------------------------- forms


def test_a_form_needs_the_field_of_this_session(town):
    town.sign_in()
    right = town.csrf()
    assert town.client.post("/probe/editor", data={"csrf": right}).status_code == 200
    assert town.client.post("/probe/editor", content=b"", headers={"X-CSRF-Token": right}).status_code == 200
    done = len(town.did)
    other = Town.__new__(Town)
    other.client, other.tokens = TestClient(town.app, follow_redirects=False), town.tokens
    other.sign_in(Role.ADMIN)
    for wrong in ("", "0" * 64, right[:-1], right.upper(), other.csrf(), "あ"):
        assert town.client.post("/probe/editor", data={"csrf": wrong}, headers=HTML).status_code == 403, wrong
    assert town.client.post("/probe/editor", data={}, headers=HTML).status_code == 403
    assert town.client.post("/probe/editor?csrf=" + right, content=b"", headers=HTML).status_code == 403
    assert len(town.did) == done


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "?"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:8080"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {"Origin": ""},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_what_another_site_makes_a_browser_send_is_refused_whatever_it_brings(town, headers):
    town.sign_in()
    answer = town.client.post("/probe/editor", data={"csrf": town.csrf()}, headers=headers)
    assert answer.status_code == 403
    assert town.did == []
    assert town.client.post("/sign-out", data={"csrf": town.csrf()}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://testserver"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {},
    ],
)
def test_what_our_own_page_sends_is_taken(town, headers):
    town.sign_in()
    assert town.client.post("/probe/editor", data={"csrf": town.csrf()}, headers=headers).status_code == 200


def test_nobody_can_sign_another_in(town):
    """Login CSRF: the form is bound to the browser that it was shown to."""
    page = town.client.get("/sign-in", headers=HTML)
    victim = TestClient(town.app, follow_redirects=False)
    given = {"csrf": field(page), "token": town.tokens[Role.EDITOR]}
    assert victim.post("/sign-in", data=given, headers=HTML).status_code == 403
    victim.get("/sign-in", headers=HTML)
    assert victim.post("/sign-in", data=given, headers=HTML).status_code == 403
    assert "reiki-session" not in victim.cookies


def test_a_wrong_token_in_the_form_says_so_and_does_not_come_back(town):
    page = town.client.get("/sign-in", headers=HTML)
    wrong = "reiki_<script>alert(1)</script>"
    answer = town.client.post("/sign-in", data={"csrf": field(page), "token": wrong}, headers=HTML)
    assert answer.status_code == 403
    assert "script>alert" not in answer.text
    assert "使えません" in answer.text
    assert "reiki-session" not in town.client.cookies


def test_a_session_never_writes_where_programs_do(town):
    """There is no form, so no field: what only programs write to, a browser cannot be made to write to."""
    town.sign_in(Role.ADMIN)
    assert town.client.get("/api/probe/editor").status_code == 200
    assert town.client.post("/api/probe/editor", data={"csrf": town.csrf()}).status_code == 401
    assert [c.via for c in town.did] == ["session"]


# ------------------------------------------------------------------------------------------------------------- reading

SHUT = (
    "/",
    "/v1/works",
    "/v1/works/x/text",
    "/v1/openapi.json",
    "/api/2/laws",
    "/api/2/keyword?keyword=市長",
    "/find",
    "/nothing",
)


@pytest.mark.parametrize("path", SHUT)
def test_where_reading_needs_a_token_everything_does_alike(closed, path):
    assert closed.client.get(path).status_code == 401
    assert closed.client.head(path).status_code == 401
    browser = closed.client.get(path, headers=HTML)
    if path.startswith(("/v1", "/api")):
        assert browser.status_code == 401
    else:
        assert (browser.status_code, browser.headers["location"][:8]) == (303, "/sign-in")
    opened = closed.client.get(path, headers=closed.bearer(Role.READER))
    assert opened.status_code in (200, 404)
    assert opened.headers["cache-control"] in ("private, no-cache", "no-store"), "nobody between keeps it"


def test_health_stays_open_and_tells_little(closed):
    answer = closed.client.get("/health")
    assert answer.status_code == 200
    assert set(answer.json()) == {"status", "version"}
    told = closed.client.get("/health", headers=closed.bearer(Role.READER))
    assert set(told.json()) == {"status", "version", "store"}
    assert closed.client.get("/sign-in", headers=HTML).status_code == 200
    page = closed.client.get("/sign-in", headers=HTML).text
    for file in set(re.findall(r'"(/static/[^"]+)"', page)):
        assert closed.client.get(file).status_code == 200


def test_a_reader_who_signs_in_reads_everywhere(closed):
    closed.sign_in(Role.READER)
    for path in SHUT:
        assert closed.client.get(path, headers=HTML).status_code in (200, 404), path


def test_another_origins_script_reads_with_a_token_or_not_at_all(closed):
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    assert closed.client.options("/v1/works", headers=asked).headers["access-control-allow-origin"] == "*"
    answer = closed.client.get("/v1/works", headers={"Origin": "https://example.org"})
    assert answer.status_code == 401
    assert "access-control-allow-credentials" not in answer.headers


# -------------------------------------------------------------------------------------------------- where to go then


@pytest.mark.parametrize(
    "text",
    [
        "", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)",
        "/\t/evil.example", "/\n/evil.example", "evil.example", "/ok\r\nSet-Cookie: a=b", "/sign-out", "/sign-in?next=/sign-in", "/" + "a" * 2000,
        "/\x00", "/ a", "http:///evil.example", "/\x7f", "data:text/html,x",
    ],
)  # fmt: skip
def test_after_signing_in_one_stays_here(town, text):
    assert safe_next(text) == "/"
    if "\x00" in text:  # refused before it comes so far
        return
    page = town.client.get("/sign-in", params={"next": text}, headers=HTML)
    assert 'name="next" value="/"' in page.text
    assert town.sign_in(to=text).headers["location"] == "/"


@given(st.text())
def test_where_to_go_is_always_a_path_of_ours(text):
    to = safe_next(text)
    assert re.fullmatch(r"/(?![/\\])[!-~]*|/", to)
    assert "\\" not in to


def test_a_path_with_japanese_in_it_is_kept():
    assert safe_next("/works/給料?on=2025-04-01&at=第3条") == (
        "/works/%E7%B5%A6%E6%96%99?on=2025-04-01&at=%E7%AC%AC3%E6%9D%A1"
    )
