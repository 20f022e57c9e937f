"""The first page, the way of a provision, and what this collection says of itself."""

import datetime

from fastapi.testclient import TestClient
from lxml import html

from reiki.office.blame import blame
from reiki.office.catalogue import catalogue, counted
from reiki.office.standings import STATUSES, standings
from reiki.store.session import open_store
from reiki_api.app import create_app
from reiki_api.limits import Rate, Settings
from reiki_api.pages.history import words_of

BOATS = "霧浜市小型船舶係留施設条例"


def test_the_first_page_tells_what_changed_and_what_waits(client, read, words):
    tree = read("/")
    days = tree.xpath("//section[@aria-labelledby='changed']//li")
    assert len(days) >= 5
    assert {t.get("datetime") for each in days for t in each.iter("time")} <= {"2025-04-01", "2025-03-28"}
    (boats, *_) = [each for each in days if BOATS in words(each)]
    (difference,) = boats.xpath(".//a[contains(@href, '/compare')]/@href")
    assert client.get(difference).status_code == 200
    assert "保留されている改正規定が1件" in words(tree.xpath("//section[@aria-labelledby='held']")[0])
    assert tree.xpath("//form[@role='search']//input[@name='q']")
    assert len(tree.xpath("//input[@type='search']")) == 1


def test_what_is_coming_stands_on_the_first_page(odd, words):
    tree = odd("/")
    assert "今後90日間に施行されるものはありません" in words(tree)


def test_on_an_earlier_day_they_stand_there(store_url):
    then = datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC)
    app = create_app(store_url, clock=lambda: then, settings=Settings(rate_reading=Rate(0, 0)))
    with TestClient(app) as client:
        tree = html.fromstring(client.get("/", headers={"Accept": "text/html", "Accept-Language": "ja"}).text)
    coming = tree.xpath("//section[@aria-labelledby='coming']//li")
    assert "2025-04-01" in {t.get("datetime") for each in coming for t in each.iter("time")}


def test_an_empty_store_has_a_first_page(tmp_path):
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    open_store(url).close()
    with TestClient(
        create_app(url, clock=lambda: datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC))
    ) as client:
        for path in ("/", "/about", "/find", "/issues", "/review", "/upcoming", "/changed"):
            assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, path


def test_the_figures_are_those_of_the_store(read, words, store_url):
    store = open_store(store_url)
    counts = counted(store)
    store.close()
    figures = [words(each) for each in read("/about").xpath("//dl[@class='figures-row']//dd")]
    assert figures == [str(counts[key]) for key in ("regulations", "versions", "issues", "clauses", "held")]


def test_the_way_of_a_provision(client, read, words, law_ids):
    tree = read(f"/works/{law_ids[BOATS]}/history?at=第3条&on=2025-04-15")
    assert "令和6年霧浜市条例第18号" in words(tree)
    changed = tree.xpath("//ol[@class='days']//ins")
    assert "事務所又は事業所" in [each.text_content() for each in changed]
    for link in tree.xpath("//ol[@class='days']//a/@href"):
        assert client.get(link, headers={"Accept": "text/html"}).status_code == 200, link


def test_every_word_has_its_origin(read, words, law_ids, store_url):
    """The page prints exactly the words of the provision, each with the number of what brought it."""
    tree = read(f"/works/{law_ids[BOATS]}/history?at=第3条&on=2025-04-15")
    (shown,) = tree.xpath("//div[@class='blame']")
    origins = tree.xpath("//ol[@class='origins']/li")
    school = [s for s in shown.iter("span") if s.text == "事務所又は事業所"]
    assert len(school) == 1
    number = school[0].getnext().text_content()
    assert "令和6年霧浜市条例第18号" in words(origins[int(number) - 1])
    store = open_store(store_url)
    report = blame(store, law_ids[BOATS], on=datetime.date(2025, 4, 15), at="第3条")
    store.close()
    wanted = "".join(w.label + "".join(text for text, _ in w.pieces) for w in words_of(report))
    for number in shown.xpath(".//sup"):
        number.drop_tree()
    assert words(shown) == "".join(wanted.split())


def test_a_provision_that_never_was(read, law_ids):
    assert "存在しません" in read(f"/works/{law_ids[BOATS]}/history?at=第99条", status=404).text_content()
    assert read(f"/works/{law_ids[BOATS]}/history?at=あ", status=400) is not None


def test_the_history_of_a_whole_regulation(read, words, law_ids):
    tree = read(f"/works/{law_ids[BOATS]}/history")
    text = words(tree)
    for number in ("令和6年霧浜市条例第18号", "令和6年霧浜市条例第19号", "令和7年霧浜市条例第1号"):
        assert number in text
    assert not tree.xpath("//div[@class='blame']"), "only a provision is told word by word"


def test_a_history_as_it_was_known(read, words, law_ids):
    """What was taken in later is not in it, its links keep the moment, and there is a way back to what is known now."""
    law = law_ids[BOATS]
    now = read(f"/works/{law}/history?at=第3条&on=2025-04-15")
    then = read(f"/works/{law}/history?at=第3条&on=2025-04-15&known=2025-04-01")
    assert "令和6年霧浜市条例第18号" in words(now)
    assert "令和6年霧浜市条例第18号" not in words(then)
    assert then.xpath("//h1/a/@href") == [f"/works/{law}?on=2025-04-15&known=2025-04-01"]
    assert then.xpath("//form//input[@name='known']/@value") == ["2025-04-01"]
    assert f"/works/{law}/history?on=2025-04-15&at=" in then.xpath("//p[@role='note']/a/@href")[0]
    page = read(f"/works/{law}?known=2025-04-01")
    (link,) = page.xpath("//ul[@class='actions']//a[contains(@href, '/history')]/@href")
    assert "known=2025-04-01" in link
    for wrong in ("あした", "2025-13-01"):
        assert read(f"/works/{law}/history?known={wrong}", status=400) is not None
    assert read(f"/works/{law}/history?known=2020-01-01", status=404) is not None


def test_the_history_of_programs_as_it_was_known(client, law_ids):
    path = f"/v1/works/{law_ids[BOATS]}/history"
    now, then = (
        client.get(path, params={"at": "第3条", **more}).json() for more in ({}, {"known": "2025-04-01"})
    )
    assert (now["known"], then["known"]) == (None, "2025-04-01T23:59:59.999999+09:00")
    numbers = [[c["notice"]["number"] for c in told["changes"]] for told in (now, then)]
    assert "令和6年霧浜市条例第18号" in numbers[0]
    assert "令和6年霧浜市条例第18号" not in numbers[1]
    assert client.get(path, params={"known": "x"}).status_code == 400
    assert client.get(path, params={"known": "2020-01-01"}).status_code == 404
    assert client.get(path, params={"on": "2024-04-01"}).json()["on"] == "2024-04-01"


def test_how_regulations_stand_is_what_each_tells(store_url):
    store = open_store(store_url)
    for on in (datetime.date(2024, 4, 1), datetime.date(2025, 4, 15), datetime.date(1990, 1, 1)):
        told, first, last = standings(store, on)
        wanted = dict.fromkeys(STATUSES, 0)
        holdings = catalogue(store).holdings
        for holding in holdings:
            edition = holding.on(on)
            version = edition.version if edition else None
            wanted[
                "not_yet"
                if version is None
                else version.ended or ("partial" if version.partial else "in_force")
            ] += 1
        assert told == wanted
        days = [e.version.day for holding in holdings for e in holding.editions if e.version.day]
        assert (first, last) == (min(days), max(days))
    store.close()
