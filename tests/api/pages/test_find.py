"""The find page: works without script, says why, stays on the day asked, helps where nothing is found."""

import re
from html import unescape

import pytest
from lxml import html

RESULT = '//ol[@class="list found"]/li/p[@class="title"]/a'


def page(client, query="", **more):
    answer = client.get(
        "/find", params={"q": query, "on": "2025-04-15", **more}, headers={"Accept": "text/html"}
    )
    assert answer.status_code == 200, answer.text[:400]
    return html.fromstring(answer.text)


def titles(tree):
    return [a.text_content() for a in tree.xpath(RESULT)]


def marks(tree):
    return [m.text_content() for m in tree.xpath('//ol[@class="list found"]//mark')]


def test_two_characters_are_found_with_a_link_to_the_provision(client):
    tree = page(client, "給料")
    assert titles(tree) == ["霧浜市職員の特殊勤務手当の支給に関する規則"]
    assert marks(tree) == ["給料"]
    (place,) = tree.xpath('//ul[@class="why"]//a')
    assert place.text_content() == "第10条第1項"
    assert "on=2025-04-15" in place.get("href")
    assert place.get("href").endswith("#Mp-At_10-Pr_1")
    assert client.get(place.get("href")).status_code == 200


@pytest.mark.parametrize("spelling", ["取扱", "取扱い", "取り扱い", "とりあつかい"])
def test_spellings_find_alike(client, spelling):
    assert titles(page(client, spelling)) == ["霧浜市公印取扱規程"]


def test_the_day_asked_is_kept_in_every_link(client):
    tree = page(client, "公印")
    links = [a.get("href") for a in tree.xpath('//ol[@class="list found"]//a')]
    assert links
    assert all("on=2025-04-15" in link for link in links)


def test_a_citation_is_offered_first(client):
    tree = page(client, "平成17年霧浜市訓令第4号第3条第2項")
    (link,) = tree.xpath('//*[contains(@class, "cited")]//a')
    assert link.text_content() == "霧浜市公印取扱規程（平成17年霧浜市訓令第4号）第3条第2項"
    assert link.get("href").endswith("#Mp-At_3-Pr_2")
    assert client.get(link.get("href")).status_code == 200
    assert "見つかりませんでした" not in tree.text_content()


def test_nothing_found_helps(client):
    tree = page(client, "霧浜市公印取扱規定")
    assert titles(tree) == []
    assert "霧浜市公印取扱規程" in [a.text_content() for a in tree.xpath("//main//a")]


def test_another_day_is_offered(client, checkpoints):
    """A regulation of which a text is known from a day on only is found by its words, on that day."""
    early = page(client, "給料", on="1990-01-01")
    assert titles(early) == []
    days = [a.get("href") for a in early.xpath("//main//ul[@class='list']//a") if "/find?" in a.get("href")]
    assert days
    again = html.fromstring(client.get(days[0]).text)
    assert titles(again) == ["霧浜市職員の特殊勤務手当の支給に関する規則"]


def test_filters_are_ordinary_fields(client):
    every = titles(page(client, "市長"))
    tree = page(client, "市長")
    kinds = {i.get("value") for i in tree.xpath("//input[@name='kind']")}
    assert len(kinds) > 1
    parts = [titles(page(client, "市長", kind=kind)) for kind in kinds]
    assert sorted(title for part in parts for title in part) == sorted(every)
    chosen = page(client, "市長", kind=min(kinds))
    assert [i.get("value") for i in chosen.xpath("//input[@name='kind'][@checked]")] == [min(kinds)]


def test_filters_that_leave_nothing_say_so(client):
    tree = page(client, "給料", status="repealed")
    assert titles(tree) == []
    (link,) = [a for a in tree.xpath("//main//a") if a.get("href").startswith("/find?")]
    assert titles(html.fromstring(client.get(link.get("href")).text)) == [
        "霧浜市職員の特殊勤務手当の支給に関する規則"
    ]


HOSTILE = [
    '"',
    "*",
    "NEAR(",
    "%",
    "'\"><script>alert(1)</script>",
    "{{ 7*7 }}",
    "a" * 200,
    "\ufffd",
    "../../etc/passwd",
    "<b>",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_signs_are_shown_and_do_nothing(client, query):
    answer = client.get("/find", params={"q": query}, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert (
        "49"
        not in re.sub(r"[0-9a-f]{8,}", "", unescape(answer.text)).partition("<h1>")[2].partition("</h1>")[0]
    )
    tree = html.fromstring(answer.text)
    assert tree.xpath("//main//input[@name='q']")[0].get("value") == query


def test_bytes_that_are_no_characters_are_no_error(client):
    assert client.get("/find?q=%ED%A0%80%FF").status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q", "長" * 201),
        ("q", " ".join("abcdefghijkl")),
        ("page", "0"),
        ("page", "x"),
        ("page", "501"),
        ("on", "2025-02-30"),
    ],
)
def test_what_cannot_be_asked_is_refused(client, name, value):
    answer = client.get("/find", params={"q": "公印", name: value}, headers={"Accept": "text/html"})
    assert answer.status_code == 400


def test_an_empty_form_is_a_form(client):
    tree = page(client)
    assert titles(tree) == []
    assert tree.xpath("//main//form[@action='/find'][@method='get']//input[@name='q']")


def test_pages_lead_on_and_back(client, monkeypatch):
    from reiki_api.pages import find

    monkeypatch.setattr(find, "PAGE", 2)
    first = page(client, "市長")
    (after,) = first.xpath("//nav[@class='pager']/a[@rel='next']")
    second = html.fromstring(client.get(after.get("href")).text)
    assert len(titles(first)) == 2
    assert not set(titles(first)) & set(titles(second))
    (back,) = second.xpath("//nav[@class='pager']/a[@rel='prev']")
    assert titles(html.fromstring(client.get(back.get("href")).text)) == titles(first)


def test_english_words_around_japanese_law(client):
    tree = page(client, "給料", lang="en")
    client.cookies.clear()  # the language would be kept
    assert tree.get("lang") == "en"
    assert "Text" in tree.text_content()
    assert tree.xpath(RESULT)[0].get("lang") == "ja"


def test_the_page_changes_when_the_store_does(client):
    first = client.get("/find?q=公印&on=2025-04-15", headers={"Accept": "text/html"})
    again = client.get(
        "/find?q=公印&on=2025-04-15", headers={"Accept": "text/html", "If-None-Match": first.headers["etag"]}
    )
    assert again.status_code == 304
