"""What is held behind a text, known of it in part, at its end or waiting for a day is told wherever a version of it is told of:
every address of the service, every tool for assistants; a new one must say here which it is."""

import datetime
import io
import re
import zipfile
from functools import partial
from urllib.parse import quote

import anyio
import pytest
from fastapi.testclient import TestClient
from lxml import etree
from mcp.shared.memory import create_connected_server_and_client_session
from sqlalchemy import event

from reiki.office.catalogue import catalogue
from reiki.office.certainty import certainties
from reiki.office.importing import import_regulation, read_regulation
from reiki.office.ingest import ingest
from reiki.store.session import open_store
from reiki_api.app import create_app
from reiki_api.limits import Rate, Settings
from reiki_api.mcp_server import mcp_server
from reiki_api.pages.read import FILES
from reiki_api.service import Service
from route_table import addresses
from written import Change, Decree, Order, issue, regulation

NOW = datetime.datetime(2025, 4, 15, 3, 0, tzinfo=datetime.UTC)
DAY, SINCE = "2025-01-15", "2024-09-01"
BEFORE = "2024-02-01"
UNCOUNTED = Rate(0, 0)
UNLIMITED = Settings(
    rate_reading=UNCOUNTED, rate_heavy=UNCOUNTED, rate_writing=UNCOUNTED, rate_sign_in=UNCOUNTED
)

MADE = "平成12年3月29日"
TITLES = {
    "held": ("霧浜市文書規則", "霧浜市規則第20号"),
    "ended": ("霧浜市池規則", "霧浜市規則第21号"),
    "waiting": ("霧浜市道規則", "霧浜市規則第22号"),
    "certain": ("霧浜市橋規則", "霧浜市規則第23号"),
    "partial": ("霧浜市港規則", "霧浜市規則第24号"),
}
NUMBERS = {kind: f"平成12年{number}" for kind, (_, number) in TITLES.items()}
WORDS = ["文書は、係が扱う。", "保存は、五年間とする。"]
SAYS = {
    "held": ("保留", "2024-09-01", "held", "2024年9月1日", "令和6年9月1日"),
    "partial": ("部分収録", "quoted", "partial"),
    "ended": ("廃止", "repealed", "Repeal"),
    "waiting": ("施行期日が定まっていない", "施行期日未定", "令和6年霧浜市規則第34号", "not yet fixed"),
}


def order(kind, *changes, **given):
    return Order(TITLES[kind][0], NUMBERS[kind], changes, **given)


ISSUES = (
    issue(1, "2024-06-03", Decree(31, (order("held", Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。")),), "令和6年7月1日")),
    issue(2, "2024-08-01", Decree(32, (order("held", Change("第2条　保存は、_七年間_とする。", "第2条　保存は、_十年間_とする。")),), "令和6年9月1日")),
    issue(3, "2024-08-02", Decree(33, (order("ended", repeal=True),), "令和6年10月1日")),
    issue(4, "2024-08-05", Decree(34, (order("waiting", Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。")),), "規則で定める日")),
    issue(5, "2024-08-06", Decree(35, (order("partial", Change("第3条　港は、_市_が扱う。", "第3条　港は、_県_が扱う。")),), "令和6年9月10日")),
)  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A service over regulations of every kind; ``law_ids`` by kind."""
    url = f"sqlite:///{tmp_path_factory.mktemp('certainty') / 'reiki.db'}"
    store = open_store(url)
    today = datetime.date(2024, 1, 1)
    for kind, (title, number) in TITLES.items():
        if kind != "partial":
            data = regulation(title, number, MADE, WORDS)
            import_regulation(store, data, f"{kind}.txt", now=NOW, today=today, as_of=today)
    for n, data in enumerate(ISSUES):
        later = NOW + datetime.timedelta(seconds=n)
        ingest(store, data, f"{n}.html", now=later, partial=True)
    nowhere = Order(
        "霧浜市灯台規則",
        "平成12年霧浜市規則第25号",
        (Change("第1条　灯台は、_市_が扱う。", "第1条　灯台は、_県_が扱う。"),),
    )
    ingest(store, issue(6, "2024-08-07", Decree(36, (nowhere,), "令和6年9月20日")), "6.html", now=NOW)
    listed = {h.work.title: h for h in catalogue(store).holdings}
    app = create_app(url, clock=lambda: NOW, settings=UNLIMITED)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        client.holdings = {kind: listed[title] for kind, (title, _) in TITLES.items()}
        client.law_ids = {kind: holding.work.law_id for kind, holding in client.holdings.items()}
        client.store = store
        yield client
    store.close()


# ---------------------------------------------------------------------------------------------------- the addresses

ALL = ("held", "partial", "ended", "waiting")
FORMS = ("text", "xml", "json", "html", "egov", "lawtext", "akn")

TOLD = {
    "/works/{law_id}": ["/works/{id}?on={day}", "/works/{id}?on={day}&lang=en", "/works/{id}?on={day}&layout=vertical"],
    "/works/{law_id}/files/{form}": [f"/works/{{id}}/files/{form}?on={{day}}" for form in FILES],
    "/works/{law_id}/print.css": ["/works/{id}/print.css?on={day}"],
    "/works/{law_id}/compare": [
        "/works/{id}/compare?from={first}&to={day}", "/works/{id}/compare?from={first}&to={day}&form=inline",
        "/works/{id}/compare?from={first}&to={day}&lang=en", "/works/{id}/compare?from={day}&to={day}",
    ],
    "/works/{law_id}/compare.docx": ["/works/{id}/compare.docx?from={first}&to={day}"],
    "/works/{law_id}/history": ["/works/{id}/history", "/works/{id}/history?on={day}"],
    "/find": ["/find?q={title}&on={day}", "/find?q={number}&on={day}", "/find?q={title}&on={day}&lang=en"],
    "/v1/works": ["/v1/works?query={title}&on={day}"],
    "/v1/works/{work}": ["/v1/works/{id}?on={day}", "/v1/works/{id}?on={day}&known=2025-05-01"],
    "/v1/works/{work}/versions": ["/v1/works/{id}/versions"],
    "/v1/works/{work}/text": [
        *(f"/v1/works/{{id}}/text?on={{day}}&format={form}" for form in FORMS), "/v1/works/{id}/text?on={day}&at={place}",
        "/v1/works/{id}/text?on={day}&known=2025-05-01",
    ],
    "/v1/works/{work}/diff": ["/v1/works/{id}/diff?from={first}&to={day}", "/v1/works/{id}/diff?from={day}&to={day}"],
    "/v1/works/{work}/history": ["/v1/works/{id}/history?on={day}"],
    "/v1/works/{work}/blame": ["/v1/works/{id}/blame?on={day}"],
    "/v1/works/{work}/references": ["/v1/works/{id}/references?on={day}"],
    "/v1/works/{work}/figures": ["/v1/works/{id}/figures?on={day}"],
    "/v1/resolve": ["/v1/resolve?citation={number}{place}&on={day}"],
    "/v1/changed": ["POST /v1/changed"],
    "/api/2/laws": ["/api/2/laws?law_title={title}&asof={day}", "/api/2/laws?law_title={title}&asof={day}&response_format=xml"],
    "/api/2/law_revisions/{law_id_or_num}": ["/api/2/law_revisions/{id}", "/api/2/law_revisions/{id}?response_format=xml"],
    "/api/2/law_data/{law_id_or_num_or_revision_id}": [
        "/api/2/law_data/{id}?asof={day}", "/api/2/law_data/{id}?asof={day}&response_format=xml", "/api/2/law_data/{revision}",
        "/api/2/law_data/{id}?asof={day}&elm=MainProvision-Article_{article}",
    ],
    "/api/2/law_file/{file_type}/{law_id_or_num_or_revision_id}": [
        f"/api/2/law_file/{form}/{{id}}?asof={{day}}" for form in ("xml", "json", "html", "docx")
    ],
    "/api/2/keyword": ["/api/2/keyword?keyword={word}&asof={day}", "/api/2/keyword?keyword={word}&asof={day}&response_format=xml"],
    "/akn/jp/act/{made}/{law_id}{rest:path}": ["/akn/jp/act/{made}/{id}/jpn@{day}.xml", "/akn/jp/act/{made}/{id}/jpn@{day}/!main.xml"],
}  # fmt: skip
"""Where a version is told of, and how it is asked for there."""

HELD_TOLD = {
    "/": "/", "/about": "/about", "/changed": "/changed?month=2024-09", "/feed.atom": "/feed.atom",
    "/works/{law_id}/feed.atom": "/works/{id}/feed.atom", "/review": "/review", "/review/{clause:path}": "/review/{clause}",
    "/issues": "/issues", "/issues/{sha256}": "/issues/{issue}", "/v1/issues/{sha256}": "/v1/issues/{issue}",
    "/v1/clauses/{clause:path}": "/v1/clauses/{clause}", "/v1/review": "/v1/review", "/health": "/health",
}  # fmt: skip
"""Where no version is told of, but what became of clauses: there stands that something is held."""

NO_TEXT = {
    "/static/{digest}/{name}": "files of the pages",
    "/favicon.ico": "a mark",
    "/sign-in": "a form",
    "/sign-out": "leads away",
    "/upload": "a form",
    "/upload/{sha256}": "a preview of an issue that is not taken in, with what would be held",
    "/upload/{sha256}/commit": "leads to the issue",
    "/upcoming": "what is promulgated and not in force; each with its own status",
    "/upcoming.ics": "the same for calendars",
    "/v1/upcoming": "the same for programs",
    "/v1/issues": "issues, not what became of them",
    "/issues/{sha256}/source": "the gazette itself",
    "/issues/{sha256}/pages/{page}.png": "a page of the gazette",
    "/pictures/{finding}/{clause:path}": "a picture of the gazette",
    "/figures/{sha256}": "a picture by its digest",
    "/v1/figures/{sha256}": "a picture by its digest",
    "/api/2/attachment/{law_revision_id}": "pictures, by the revision that law_data tells of",
    "/api/2/openapi.json": "a description",
    "/v1/openapi.json": "a description",
}
"""Where neither stands, and why."""

WITHOUT_HEADERS = {
    "/find", "/v1/works", "/v1/works/{work}/versions", "/v1/changed", "/api/2/laws", "/api/2/law_revisions/{law_id_or_num}",
    "/api/2/keyword",
}  # fmt: skip
"""They tell of many texts, or of none as it stands on a day."""


def test_every_address_says_which_it_is(town):
    known = {path for path, _ in addresses(town.app.routes)}
    told = [set(TOLD), set(HELD_TOLD), set(NO_TEXT)]
    assert set().union(*told) == known
    assert sum(map(len, told)) == len(known), "an address is of one kind"


def ask(town, kind, path):
    holding = town.holdings[kind]
    edition = holding.on(datetime.date.fromisoformat(DAY))
    title, _ = TITLES[kind]
    article = "3" if kind == "partial" else "1"
    values = {
        "id": holding.work.law_id, "day": DAY, "first": "2024-09-09" if kind == "partial" else BEFORE, "title": quote(title),
        "number": quote(holding.work.number), "place": quote(f"第{article}条"), "article": article, "revision": edition.revision_id,
        "word": quote("港は" if kind == "partial" else "扱う"), "made": "2000-03-29" if kind != "partial" else "0001-01-01",
    }  # fmt: skip
    if path.startswith("POST"):
        asked = {"work": holding.work.law_id, "digest": edition.version.text_digest}
        return town.post("/v1/changed", json={"on": DAY, "items": [asked]})
    town.cookies.clear()
    return town.get(path.format(**values), headers={"Accept": "*/*", "Accept-Language": "ja"})


def words_of(answer):
    """What an answer says, a Word file's words and the escapes of a style sheet read."""
    if answer.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            return packed.read("word/document.xml").decode()
    if "text/css" in answer.headers["content-type"]:
        return re.sub(r"\\([0-9a-f]+) ", lambda m: chr(int(m[1], 16)), answer.text)
    return answer.text


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("route", TOLD)
def test_what_is_not_certain_is_told(town, route, kind):
    for path in TOLD[route]:
        answer = ask(town, kind, path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
        said = words_of(answer)
        if path.endswith("/files/lawtext?on={day}"):  # Lawtext has no comments: the name of the file tells
            said = answer.headers["content-disposition"]
            expected = {"held": "保留あり", "partial": "部分収録"}.get(kind)
            assert expected is None or quote(expected) in said, (path, said)
        else:
            assert any(word in said for word in SAYS[kind]), (path, said[:3000])
        if route in WITHOUT_HEADERS:
            continue
        assert answer.headers.get("x-reiki-held-since") == (SINCE if kind == "held" else None), path
        assert answer.headers["x-reiki-evidence"] == ("quoted" if kind == "partial" else "whole"), path


@pytest.mark.parametrize("route", HELD_TOLD)
def test_what_is_held_is_told_where_clauses_are(town, route):
    certain = certainties(town.store, [(town.holdings["held"].editions[-1], None)])[0]
    clause = certain.within.clause
    path = HELD_TOLD[route].format(
        id=town.law_ids["held"], clause=quote(clause, safe="/"), issue=clause.split("/")[0]
    )
    answer = town.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "保留" in answer.text or "held" in answer.text


@pytest.mark.parametrize("route", TOLD)
def test_nothing_is_told_of_a_certain_text(town, route):
    for path in TOLD[route]:
        answer = ask(town, "certain", path)
        assert answer.status_code == 200, (path, answer.status_code)
        assert "x-reiki-held-since" not in answer.headers
        said = re.sub(r"<(header|nav|footer)\b.*?</\1>", "", words_of(answer), flags=re.DOTALL)
        if route not in ("/api/2/keyword",):
            assert not any(
                word in said for word in ("保留", "部分収録", "施行期日が定まっていない", "2024-09-01")
            ), path


@pytest.mark.parametrize("kind", ALL)
def test_both_sides_of_a_comparison_are_told(town, kind):
    """On the day of the first column nothing was held yet: only the second says so, and its head too."""
    law_id = town.law_ids[kind]
    told = town.get(f"/v1/works/{law_id}/diff?from=2024-09-09&to={DAY}").json()
    assert told["sides"]["after"]["notes"]
    if kind == "held":
        first = town.get(f"/v1/works/{law_id}/diff?from=2024-02-01&to={DAY}").json()
        assert (first["sides"]["before"]["held_since"], first["sides"]["after"]["held_since"]) == (
            None,
            SINCE,
        )
        assert first["held_since"] == SINCE
        assert [note for note in first["notes"] if note.startswith("改正後（2025-01-15）: 2024-09-01 以後")]
        page = town.get(f"/works/{law_id}/compare?from=2024-02-01&to={DAY}&lang=ja").text
        heads = re.findall(r'<th scope="col">(.*?)</th>', page)
        assert ["保留" in head for head in heads] == [True, False]


def test_a_version_says_of_all_its_days_whether_a_clause_is_held(town):
    """Asked for on a day before the hold it is certain, and says until when."""
    work = town.get(f"/v1/works/{town.law_ids['held']}?on=2024-08-01").json()["work"]
    assert (work["held_since"], work["version"]["held_since"]) == (None, SINCE)
    assert work["notes"] == []
    versions = town.get(f"/v1/works/{town.law_ids['held']}/versions").json()["versions"]
    assert [v["version"]["held_since"] for v in versions] == [SINCE, None]


def test_the_kept_text_that_a_held_clause_overtook_is_uncertain(town):
    edition = town.holdings["held"].editions[-1]
    item = {"work": town.law_ids["held"], "digest": edition.version.text_digest}
    asked = {
        day: town.post("/v1/changed", json={"on": day, "items": [item]}).json()
        for day in ("2024-08-31", SINCE)
    }
    assert [(a["items"][0]["status"], a["changed"]) for a in asked.values()] == [
        ("same", 0),
        ("uncertain", 1),
    ]
    assert asked[SINCE]["items"][0]["held_since"] == SINCE
    waiting = {
        "work": town.law_ids["waiting"],
        "digest": town.holdings["waiting"].editions[-1].version.text_digest,
    }
    told = town.post("/v1/changed", json={"on": DAY, "items": [waiting]}).json()["items"][0]
    assert told["status"] == "same"
    assert told["version"]["pending"] == ["令和6年霧浜市規則第34号"]
    assert told["notes"]


def test_a_regulation_without_a_text_has_nothing_to_compare(town):
    for end in ("", "?from=2024-01-01&to=2024-02-01"):
        for file in ("compare", "compare.docx"):
            page = town.get(f"/works/霧浜市灯台規則/{file}{end}", headers={"Accept": "text/html"})
            page = page if page.status_code != 307 else town.get(page.headers["location"])
            assert page.status_code == 404, (file, end)


def test_a_provision_is_led_to_on_the_day_that_was_chosen(town):
    """Accept-Datetime of a provision's link is not lost on the way to its place on the page."""
    headers = {"Accept": "text/html", "Accept-Datetime": "Sat, 01 Jun 2024 00:00:00 GMT"}
    led = town.get(f"/works/{town.law_ids['held']}?at=第1条", headers=headers)
    assert (led.status_code, led.headers["vary"]) == (307, "Accept-Datetime")
    assert "on=2024-06-01" in led.headers["location"]
    assert "#" in led.headers["location"]


# --------------------------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("form", ["text", "xml", "egov"])
@pytest.mark.parametrize("kind", ["held", "ended", "waiting"])
def test_a_file_that_is_taken_in_again_is_the_text_alone(town, form, kind):
    """Its notes are told to people; they are no part of the regulation, and are not kept in it."""
    answer = town.get(f"/works/{town.law_ids[kind]}/files/{form}?on={DAY}")
    document, findings = read_regulation(answer.content, f"a.{form}")
    edition = town.holdings[kind].on(datetime.date.fromisoformat(DAY))
    if form == "xml":
        assert document.digest() == edition.version.text_digest
    assert not findings
    assert "保留" not in document.to_bytes().decode()
    assert "※" not in document.to_bytes().decode()
    assert document.title == TITLES[kind][0]


# ------------------------------------------------------------------------------------------------------------- assistants

TOOLS = {
    "search": ({"query": "{title}", "on": DAY}, ALL),
    "text_on_date": ({"work": "{id}", "on": DAY}, ALL),
    "versions": ({"work": "{id}"}, ALL),
    "diff": ({"work": "{id}", "from_day": "2024-09-09", "to_day": DAY}, ALL),
    "history": ({"work": "{id}"}, ALL),
    "resolve_citation": ({"citation": "{number}", "on": DAY}, ALL),
    "upcoming": ({"on": DAY}, ("waiting",)),
}


def test_every_tool_tells_it(town):
    server = mcp_server(Service(town.store, clock=lambda: NOW))._mcp_server

    async def called(tool, given):
        async with create_connected_server_and_client_session(server) as session:
            return {t.name for t in (await session.list_tools()).tools}, await session.call_tool(tool, given)

    for tool, (given, kinds) in TOOLS.items():
        for kind in kinds:
            work = town.holdings[kind].work
            values = {"id": work.law_id, "title": TITLES[kind][0], "number": work.number}
            listed, answer = anyio.run(
                partial(called, tool, {name: value.format(**values) for name, value in given.items()})
            )
            assert listed == set(TOOLS), "a tool without a word here"
            assert not answer.isError, answer.content[0].text
            said = answer.content[0].text
            assert any(word in said for word in SAYS[kind]), (tool, kind, said)
            if kind == "held":
                assert SINCE in said, tool


# ---------------------------------------------------------------------------------------------------------- permalinks


def bare(text):
    return {name: value for name, value in text.items() if name != "on"}


def days_of(holding):
    """Every day on which something may begin, and the days about it."""
    marks = {datetime.date(2025, 4, 1), datetime.date(2025, 5, 1), datetime.date(2028, 4, 2)}
    for edition in holding.editions:
        first = edition.version.day or edition.until or datetime.date(2024, 3, 31)
        marks |= {first, first + datetime.timedelta(1), first + datetime.timedelta(40)}
    return sorted(marks | {day - datetime.timedelta(1) for day in marks})


@pytest.mark.parametrize("form", ["text", "html", "akn"])
def test_a_permalink_says_what_its_answer_said(client, town, store_url, form):
    """With ``known`` for ever: the same text, with the same said beside it; over all days of every regulation."""
    store = open_store(store_url)
    asked = [(client, catalogue(store).holdings, "2025-06-01"), (town, town.holdings.values(), "2025-06-01")]
    for served, holdings, known in asked:
        for holding in holdings:
            for on in days_of(holding):
                here = f"/v1/works/{holding.work.law_id}/text?on={on}&known={known}&format={form}"
                answer = served.get(here)
                if answer.status_code == 404:
                    continue
                told = answer.json()
                again = served.get(told["permalink"]).json()
                assert bare(again) == bare(told), here
                assert again["permalink"] == told["permalink"]
    store.close()


def test_the_permalink_of_a_page_says_what_the_page_says(town):
    for kind, holding in town.holdings.items():
        for on in days_of(holding):
            page = town.get(f"/works/{holding.work.law_id}?on={on}")
            if page.status_code != 200:
                continue
            link = re.search(r'<link rel="canonical" href="([^"]+)"', page.text)[1].replace("&amp;", "&")
            there = town.get(link)
            for name in ("x-reiki-held-since", "x-reiki-text-digest", "x-reiki-evidence"):
                assert there.headers.get(name) == page.headers.get(name), (kind, on)
            notices = [
                re.findall(r'<p class="notice" role="note".*?</p>', p.text, re.DOTALL) for p in (page, there)
            ]
            assert notices[0] == notices[1], (kind, on)


def test_where_it_is_now_never_leads_to_less(town):
    """Content-Location of an answer without a day."""
    law_id = town.law_ids["held"]
    for path in (f"/v1/works/{law_id}/text", f"/works/{law_id}", f"/akn/jp/act/2000-03-29/{law_id}"):
        answer = town.get(path, headers={"Accept": "application/akn+xml"})
        assert answer.headers["x-reiki-held-since"] == SINCE
        there = town.get(answer.headers["content-location"])
        assert there.headers["x-reiki-held-since"] == SINCE, path


# ---------------------------------------------------------------------------------------------------------------- cost


def test_a_list_asks_once_for_all_that_it_shows(town):
    """However many regulations a page has."""
    counted = []
    listening = partial(lambda *_: counted.append(1))
    editions = [(h.editions[-1], None) for h in town.holdings.values()]
    event.listen(town.store.engine, "before_cursor_execute", listening)
    try:
        counts = []
        for some in (editions[:1], editions * 40):
            counted.clear()
            assert len(certainties(town.store, some)) == len(some)
            counts.append(len(counted))
    finally:
        event.remove(town.store.engine, "before_cursor_execute", listening)
    assert counts[0] == counts[1] <= 3


def test_as_known_before_the_clause_was_held_nothing_is(town):
    edition = town.holdings["held"].on(datetime.date.fromisoformat(DAY))
    before = NOW - datetime.timedelta(1)
    [certain] = certainties(town.store, [(edition, datetime.date.fromisoformat(DAY))], before)
    assert (certain.held, certain.within, certain.pending) == (None, None, ())


def test_a_printed_page_says_it_on_every_page(town):
    style = words_of(town.get(f"/works/{town.law_ids['held']}/print.css?on={DAY}"))
    assert "令和7年1月15日現在（保留あり）" in style


def test_linked_data_claims_no_force_behind_a_held_clause(town):
    page = town.get(f"/works/{town.law_ids['held']}?on={DAY}").text
    said = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1]
    assert "legislationLegalForce" not in said
    assert "保留" in said
    assert '"@reverse": {"legislationChanges"' in said
    certain = town.get(f"/works/{town.law_ids['certain']}?on={DAY}").text
    assert "https://schema.org/InForce" in certain


def test_akn_carries_the_notes_in_its_own_place(town):
    answer = town.get(f"/akn/jp/act/2000-03-29/{town.law_ids['held']}/jpn@{DAY}.xml")
    notes = etree.fromstring(answer.content).findall(".//{urn:reiki:metadata}note")
    assert any("保留" in note.text for note in notes)
