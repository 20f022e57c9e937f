"""The frame: both languages say the same, nothing inline runs, links keep the day, errors are pages."""

import re
import tomllib
from pathlib import Path

import pytest
from lxml import html

import reiki_api.pages
from reiki_api.pages.frame import link, static_url
from reiki_api.pages.words import LANGUAGES, UnknownWords, language_of, tables, words

HERE = Path(reiki_api.pages.__file__).parent
TEMPLATES = sorted((HERE / "templates").glob("*.html"))
PAGES = ["/", "/about", "/find?q=手当", "/upcoming", "/changed", "/issues", "/review", "/nothing"]


def test_every_table_has_every_key_in_both_languages():
    for file in sorted((HERE / "wording").glob("*.toml")):
        for key, said in tomllib.loads(file.read_text(encoding="utf-8")).items():
            assert set(said) == set(LANGUAGES), f"{file.name}: {key}"
            fields = [set(re.findall(r"\{(\w+)[:}]", said[language])) for language in LANGUAGES]
            assert fields[0] == fields[1], (
                f"{file.name}: {key} fills other names in one language than in the other"
            )


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_names_only_words_that_there_are(template):
    text = template.read_text(encoding="utf-8")
    for key in re.findall(r"""\bt\(\s*["']([a-z_.0-9]+)["']\s*[,)]""", text):
        assert key in tables(), f"{template.name}: no words under {key}"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_script_or_style_of_its_own_and_trusts_no_text(template):
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=|[^>]*application/ld\+json)", text), "script in the page"
    assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", text), "the policy refuses it"
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", text), "text is escaped, always"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_policy_and_nothing_that_it_refuses(client, path):
    answer = client.get(path, headers={"Accept": "text/html"})
    policy = answer.headers["content-security-policy"]
    for rule in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ):
        assert rule in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    tree = html.fromstring(answer.text)
    assert (
        tree.xpath("//style | //*[@style] | //script[not(@src) and not(@type='application/ld+json')]") == []
    )
    assert not any(name.startswith("on") for element in tree.iter() for name in element.attrib), (
        "an event in an attribute"
    )
    for loaded in tree.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src"):
        assert loaded.startswith("/"), f"{loaded} is foreign"
        assert client.get(loaded).status_code == 200


@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "language"),
    [
        ("", "", "", "ja"), ("en", "ja", "ja", "en"), ("xx", "en", "ja", "en"), ("", "", "en-GB,en;q=0.9,ja;q=0.8", "en"),
        ("", "", "fr,ja;q=0.5,en;q=0.4", "ja"), ("", "", "de", "ja"), ("", "", "en;q=nonsense", "ja"), ("", "", "en;q=0", "ja"),
    ],
)  # fmt: skip
def test_the_language_is_asked_for_kept_or_accepted(asked, kept, accepted, language):
    assert language_of(asked, kept, accepted) == language


def test_the_language_switch_keeps_the_page_and_is_kept(client):
    answer = client.get("/about?on=2025-04-01", headers={"Accept": "text/html", "Accept-Language": "ja"})
    tree = html.fromstring(answer.text)
    assert tree.get("lang") == "ja"
    (switch,) = tree.xpath("//a[contains(@class, 'language')]/@href")
    assert switch == "/about?on=2025-04-01&lang=en"
    english = client.get(switch, headers={"Accept": "text/html", "Accept-Language": "ja"})
    assert english.headers["content-language"] == "en"
    assert "lang=en" in english.headers["set-cookie"]
    assert "About these regulations" in english.text
    client.cookies.clear()


def test_words_that_are_not_there_are_a_mistake():
    with pytest.raises(UnknownWords):
        words("ja", "frame.nothing_of_the_kind")


def test_a_link_keeps_the_day_and_encodes_what_it_is_given():
    assert link("2025-04-01", "/find", q="手当&<") == "/find?on=2025-04-01&q=%E6%89%8B%E5%BD%93%26%3C"
    assert link("2025-04-01", "/works/1", on=None) == "/works/1"
    assert link("", "/works/1/compare", from_="2024-01-01", to="") == "/works/1/compare?from=2024-01-01"
    assert link("", "/review/ab/1/1#2") == "/review/ab/1/1%232"
    assert link("", "/works/1", anchor="Mp-At_1") == "/works/1#Mp-At_1"


def test_files_are_kept_for_ever_under_their_digest(client):
    address = static_url("reiki.css")
    answer = client.get(address)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")
    other = address.replace(address.split("/")[2], "0" * 16)
    assert "immutable" not in client.get(other).headers["cache-control"]
    for bad in (
        "/static/x/README.md",
        "/static/x/..%2fframe.py",
        "/static/x/.hidden.css",
        "/static/x/none.css",
    ):
        assert client.get(bad).status_code == 404
    with pytest.raises(LookupError):
        static_url("none.css")


def test_a_page_that_a_client_has_is_not_sent_again(client):
    headers = {"Accept": "text/html"}
    first = client.get("/about", headers=headers)
    again = client.get("/about", headers={**headers, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_errors_are_pages_for_browsers_and_problems_for_programs(client):
    browser, program = {"Accept": "text/html"}, {"Accept": "application/json"}
    missing = client.get("/works/does-not-exist", headers=browser)
    assert (missing.status_code, missing.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "収録されていません" in missing.text
    assert client.get("/works/does-not-exist", headers=program).json()["type"].endswith("unknown-work")
    ambiguous = client.get("/works/霧浜市", headers=browser)
    assert ambiguous.status_code == 409
    candidates = html.fromstring(ambiguous.text).xpath("//ul[@class='list']//a/@href")
    assert len(candidates) > 2
    assert all(client.get(each, headers=browser).status_code == 200 for each in candidates)
    bad = client.get("/works/霧浜市公印取扱規程?on=<script>alert(1)</script>", headers=browser)
    assert bad.status_code == 400
    assert "<script>alert" not in bad.text
    assert client.get("/about", headers=browser).status_code == 200
    written = client.post("/about", headers=browser, content=b"", follow_redirects=False)
    assert written.status_code in (303, 401, 403, 405), "nothing is written there"


def test_a_mistake_in_a_page_tells_nothing_but_an_id(client, monkeypatch):
    def mistaken(*_, **__):
        raise KeyError("SELECT secret FROM inner_table")

    monkeypatch.setattr("reiki_api.pages.read.stages", mistaken)
    answer = client.get(
        "/works/霧浜市公印取扱規程",
        headers={"Accept": "text/html", "X-Request-Id": "id-7"},
        follow_redirects=True,
    )
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "id-7" in answer.text


def test_htmx_gets_the_part_that_it_asks_for(client, law_ids):
    path = f"/works/{law_ids['霧浜市公印取扱規程']}/compare"
    part = client.get(path, headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="result">')
    for whole in (
        {"HX-Request": "true", "HX-Boosted": "true"},
        {"HX-Request": "true", "HX-History-Restore-Request": "true"},
        {},
    ):
        assert client.get(path, headers=whole).text.startswith("<!DOCTYPE html>")
    assert "HX-Request" in part.headers["vary"]
