"""The feeds: Atom as RFC 4287 has it, the same bytes for the same store, links that lead somewhere."""

import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from desk_pages import DOUBTFUL, FIRST, MISPRINT, NEXT, NOW, Desk
from reiki.office import decide
from reiki.office.feed import ATOM, feed
from reiki.office.happening import ByNotice, Happening

A = f"{{{ATOM}}}"


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path, FIRST, NEXT)
    with made.client:
        yield made
    made.close()


def read(answer):
    root = ElementTree.fromstring(answer if isinstance(answer, bytes) else answer.content)
    check(root)
    return root


def check(root):
    """What RFC 4287 requires of a feed and of each entry (4.1.1, 4.1.2, 4.2.7.2, 3.3)."""
    assert root.tag == f"{A}feed"
    parts = [root, *root.findall(f"{A}entry")]
    for part in parts:
        for name in ("id", "title", "updated"):
            assert len(part.findall(A + name)) == 1, name
            assert part.find(A + name).text
        moment = part.find(f"{A}updated").text
        assert moment.endswith("Z")
        assert datetime.datetime.fromisoformat(moment).tzinfo is not None
        links = part.findall(f"{A}link")
        assert len([x for x in links if x.get("rel") == "alternate"]) == 1
        assert all(x.get("href").startswith(("/", "http")) for x in links)
    assert root.find(f"{A}author/{A}name").text
    assert [x.get("rel") for x in root.findall(f"{A}link")].count("self") == 1
    ids = [part.find(f"{A}id").text for part in parts]
    assert len(set(ids)) == len(ids)
    assert all(each.startswith("tag:reiki.invalid,2024:") for each in ids)
    assert all(not entry.findall(f"{A}content") for entry in parts)
    moments = [part.find(f"{A}updated").text for part in parts[1:]]
    assert moments == sorted(moments, reverse=True)


def entries(root):
    return {e.find(f"{A}title").text: e for e in root.findall(f"{A}entry")}


def test_the_feed_tells_what_came_into_force_and_what_was_promulgated(desk):
    answer = desk.get("/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    found = entries(read(answer))
    assert set(found) == {
        "施行 2024-07-01: 霧浜市文書規則",
        "公布 2024-06-28: 霧浜市文書規則",
        "施行 2024-10-01: 霧浜市文書規則",
        "公布 2024-09-30: 霧浜市文書規則",
    }


def test_links_lead_somewhere(desk):
    for entry in read(desk.get("/feed.atom")).findall(f"{A}entry"):
        for link in entry.findall(f"{A}link"):
            parts = urlsplit(link.get("href"))
            assert desk.get(f"{parts.path}?{parts.query}").status_code == 200, link.get("href")


def test_no_address_comes_from_the_request(desk):
    answer = desk.get("/feed.atom", host="evil.example")
    assert "evil.example" not in answer.text


def test_the_feed_of_another_store_is_another_one():
    one, two = (read(feed((), base="", path="/feed.atom", title="例規の改正", of=of)) for of in ("a1", "b2"))
    assert one.findtext(f"{A}id") != two.findtext(f"{A}id")


def test_the_feed_names_its_store(desk):
    with desk.store.reading() as connection:
        first = connection.exec_driver_sql("SELECT hash FROM audit ORDER BY id LIMIT 1").scalar()
    assert read(desk.get("/feed.atom")).findtext(f"{A}id") == f"tag:reiki.invalid,2024:feed:{first[:16]}"


def test_the_first_link_of_a_change_is_its_comparison(desk):
    entry = entries(read(desk.get("/feed.atom")))["施行 2024-10-01: 霧浜市文書規則"]
    assert (
        entry.find(f"{A}link[@rel='alternate']")
        .get("href")
        .endswith("/compare?from=2024-09-30&to=2024-10-01")
    )


def test_what_is_held_is_news_and_leads_to_the_reason(tmp_path):
    made = Desk(tmp_path, MISPRINT)
    with made.client:
        found = entries(read(made.get("/feed.atom")))
        entry = found["保留 2024-07-01: 霧浜市文書規則"]
        assert f"/review/{made.held()}" in entry.find(f"{A}link[@rel='alternate']").get("href")
        assert not any("施行" in title for title in found)
    made.close()


def test_the_feed_of_one_regulation_has_only_its_own(desk):
    law = read(desk.get("/feed.atom")).find(f"{A}entry/{A}link[@title='新旧対照表']")
    law_id = urlsplit(law.get("href")).path.split("/")[2]
    root = read(desk.get(f"/works/{law_id}/feed.atom"))
    assert root.find(f"{A}title").text == "霧浜市文書規則の改正"
    assert len(root.findall(f"{A}entry")) == 4
    for wrong in ("000000000000000", "x", "霧浜市文書規則"):
        assert desk.get(f"/works/{wrong}/feed.atom").status_code == 404


def test_the_same_store_gives_the_same_bytes_and_304(desk):
    first, second = desk.get("/feed.atom"), desk.get("/feed.atom")
    assert first.content == second.content
    again = desk.get("/feed.atom", **{"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_ids_do_not_depend_on_the_address(desk):
    named = desk.get("/feed.atom", Host="reiki.example.jp")
    ids = [e.text for e in read(named).iter(f"{A}id")]
    assert ids == [e.text for e in read(desk.get("/feed.atom")).iter(f"{A}id")]


def test_links_begin_as_whoever_runs_it_says(tmp_path):
    made = Desk(tmp_path, FIRST, base_url="https://reiki.example.jp/")
    with made.client:
        root = read(made.get("/feed.atom"))
        assert all(
            link.get("href").startswith("https://reiki.example.jp/") and "jp//" not in link.get("href")
            for link in root.iter(f"{A}link")
        )
    made.close()


def test_an_empty_store_has_a_feed(tmp_path):
    made = Desk(tmp_path)
    with made.client:
        assert read(made.get("/feed.atom")).findall(f"{A}entry") == []
    made.close()


def test_hostile_words_stay_words():
    hostile = "</title><script>alert(1)</script>&amp;\x00\x0b\ufffe\ud800"
    happening = Happening(
        "held", None, "", hostile, hostile, f"held:{hostile}", datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC),
        (ByNotice(hostile, hostile, None, "0" * 64),), clause=hostile.encode("ascii", "ignore").decode(), message=hostile,
        code="x",
    )  # fmt: skip
    data = feed([happening], base="http://x", path="/feed.atom", title=hostile)
    root = read(data)
    assert b"<script" not in data
    assert "</title><script>alert(1)</script>&amp;" in root.find(f"{A}entry/{A}title").text


def test_a_clause_that_was_held_is_told_again_when_it_is_settled(tmp_path):
    """The same entry, newer: a reader of feeds that has it marked as held shows what became of it, by whom and why."""
    made = Desk(tmp_path, DOUBTFUL)
    with made.client:
        key, law_id = made.held(), made.client.get("/v1/works").json()["works"][0]["law_id"]
        before = entries(read(made.get("/feed.atom")))["保留 2024-07-01: 霧浜市文書規則"]
        hour = datetime.timedelta(hours=1)
        decide.waive(
            made.store,
            key,
            ["target_title_differs"],
            person="文書課 山田",
            reason="番号で<特定>できる",
            now=NOW + hour,
        )
        for path in ("/feed.atom", f"/works/{law_id}/feed.atom"):
            root = read(made.get(path))
            assert not any(title.startswith("保留 ") for title in entries(root))
            after = entries(root)["保留解消 2024-07-01: 霧浜市文書規則"]
            assert after.find(f"{A}id").text == before.find(f"{A}id").text
            assert after.find(f"{A}updated").text > before.find(f"{A}updated").text
            told = after.find(f"{A}summary").text
            assert "反映されました" in told
            assert "文書課 山田の判断：番号で<特定>できる" in told
            assert (
                made.get(urlsplit(after.find(f"{A}link[@rel='alternate']").get("href")).path).status_code
                == 200
            )
        decide.undo(made.store, key, person="文書課 山田", reason="誤り", now=NOW + 2 * hour)
        again = entries(read(made.get("/feed.atom")))
        assert "保留 2024-07-01: 霧浜市文書規則" in again
        assert not any(title.startswith("保留解消") for title in again)
    made.close()
