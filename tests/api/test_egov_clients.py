"""Habits of programs that were written for the national service: what they send, and what they cannot read.

Each rule was seen in the source of published clients. They decode strictly here and there, and none of them was written for us.
"""

import base64
import datetime
import json
import re
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from reiki.office.importing import import_regulation
from reiki.store.session import open_store
from reiki_api.app import create_app
from reiki_api.egov import lists

ID = "410KA3129900009"


def every_answer(client):
    """Each regulation's answers that carry `law_info` and `revision_info`."""
    laws = client.get("/api/2/laws").json()["laws"]
    yield from laws
    yield from client.get("/api/2/keyword?keyword=市長&limit=1000").json()["items"]
    for law in laws:
        yield client.get(f"/api/2/law_data/{law['law_info']['law_id']}").json()


def test_what_is_always_a_text_nationally_is_never_null(client):
    """Typed clients declare them as plain texts: `null` would fail the whole answer, not only the member."""
    seen = 0
    for each in every_answer(client):
        assert all(
            isinstance(each["law_info"][m], str) for m in ("law_type", "law_id", "law_num", "law_num_num")
        )
        for name in ("law_revision_id", "law_type", "law_title", "law_title_kana", "category", "updated"):
            assert isinstance(each["revision_info"][name], str), name
        seen += 1
    assert seen > 20


def test_moments_and_days_are_written_in_one_way(client):
    """Go's and .NET's readers take RFC 3339 and calendar dates, nothing near them."""
    for each in every_answer(client):
        info = each["law_info"] | each["revision_info"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00", info["updated"])
        for name, value in info.items():
            if name.endswith("_date") and value is not None:
                assert datetime.date.fromisoformat(value).isoformat() == value
        assert isinstance(info["law_num_year"], int)


@pytest.mark.parametrize(
    "url",
    ["/api/2/laws?response_format=xml", "/api/2/keyword?keyword=市長&limit=1000&response_format=xml", f"/api/2/law_revisions/{ID}?response_format=xml"],
)  # fmt: skip
def test_a_whole_number_in_xml_is_one_or_is_not_there(client, url):
    """`(int?)element` of .NET is nothing for a missing element and an exception for an empty one."""
    answer = ElementTree.fromstring(client.get(url).content)
    numbers = {"total_count", "count", "sentence_count", "next_offset", "law_num_year"}
    found = [e for e in answer.iter() if e.tag in numbers]
    assert found
    assert all((e.text or "").isdecimal() for e in found)
    assert answer.find("next_offset") is None, "the end is reached"


def test_the_next_page_in_xml(client):
    answer = ElementTree.fromstring(client.get("/api/2/laws?limit=3&response_format=xml").content)
    assert answer.findtext("next_offset") == "3"
    assert client.get("/api/2/laws").json()["next_offset"] is None, "in JSON the end is null, as described"


def test_every_regulation_is_found_by_what_is_told_of_it(client):
    """Also one without a number, of which era and year are those of its making."""
    laws = client.get("/api/2/laws").json()["laws"]
    unnumbered = 0
    for law in laws:
        info = law["law_info"]
        query = {name: info[name] for name in ("law_num_era", "law_num_year", "law_num_num", "law_num_type")}
        found = client.get("/api/2/laws", params=query).json()["laws"]
        assert info["law_id"] in [each["law_info"]["law_id"] for each in found], query
        unnumbered += not info["law_num"]
        assert all(each["law_info"]["law_num_year"] == info["law_num_year"] for each in found)
    assert unnumbered
    assert [
        law["law_info"]["law_num"] for law in client.get("/api/2/laws?law_num_era=Reiwa").json()["laws"]
    ] == [law["law_info"]["law_num"] for law in laws if law["law_info"]["law_num_era"] == "Reiwa"]


def test_all_at_once_is_asked_for_with_a_large_limit(client, monkeypatch):
    """Who asks with `limit=99999` does not look at `next_offset`: what one answer holds is more than the national list has."""
    assert lists.MOST_LAWS >= 10_000
    whole = client.get("/api/2/laws?limit=99999&omit_current_revision_info=true").json()
    assert whole["count"] == whole["total_count"] == len(whole["laws"])
    monkeypatch.setattr(lists, "MOST_LAWS", 3)
    cut = client.get("/api/2/laws?limit=99998").json()
    assert (cut["count"], cut["next_offset"], cut["total_count"]) == (3, 3, whole["total_count"])


@pytest.mark.parametrize(
    "other",
    ["law_title=無い題名", "law_id=ZZZ", "repeal_status=Unheard", "mission=Partial", "amendment_law_id=ZZZ", "law_title_kana=ん", "date=2025-02-30"],
)  # fmt: skip
def test_keyword_ignores_what_it_does_not_take(client, other):
    """What is a condition of `laws` is none of `keyword`, and nationally is ignored there like any unknown parameter."""
    plain = client.get("/api/2/keyword?keyword=市長&limit=5").json()
    assert client.get(f"/api/2/keyword?keyword=市長&limit=5&{other}").json() == plain


def test_the_light_form_is_for_answers_in_json(client):
    light = client.get(f"/api/2/law_data/{ID}?json_format=light").json()["law_full_text"]
    assert list(light) == ["Law"]
    answer = client.get(
        f"/api/2/law_data/{ID}?response_format=xml&law_full_text_format=json&json_format=light"
    )
    inner = base64.b64decode(ElementTree.fromstring(answer.content).findtext("law_full_text"))
    assert json.loads(inner)["tag"] == "Law"


def test_the_text_is_the_fourth_of_the_answer_and_its_only_child(client):
    """Some read by position."""
    for name in ("", "&omit_amendment_suppl_provision=true"):
        answer = ElementTree.fromstring(client.get(f"/api/2/law_data/{ID}?response_format=xml{name}").content)
        assert [e.tag for e in answer][:4] == [
            "attached_files_info",
            "law_info",
            "revision_info",
            "law_full_text",
        ]
        assert [e.tag for e in answer[3]] == ["Law"]


def test_every_node_of_the_text_has_its_three_members(client):
    def check(node):
        assert list(node) == ["tag", "attr", "children"]
        assert isinstance(node["attr"], dict)
        assert all(isinstance(value, str) for value in node["attr"].values())
        for child in node["children"]:
            assert isinstance(child, str) or check(child) is None

    check(client.get(f"/api/2/law_data/{ID}").json()["law_full_text"])
    # A file goes on without its headers: what must be told beside the text stands in it, once, last.
    whole = client.get(f"/api/2/law_file/json/{ID}").json()
    assert any("保留" in note for note in whole.pop("notes"))
    check(whole)
    check(client.get(f"/api/2/law_file/json/{ID}?asof=2025-03-01").json())


def test_the_name_of_a_file_is_its_revision(client):
    """The one place from which who asks for a file learns which text it is."""
    told = client.get(f"/api/2/law_file/xml/{ID}?asof=2025-03-01").headers["content-disposition"]
    name = re.search(r'filename="?([^";]+)"?', told)[1].removesuffix(".xml")
    assert client.get(f"/api/2/law_data/{name}").json()["revision_info"]["law_revision_id"] == name


def test_revisions_by_an_abbreviation_that_the_text_carries(tmp_path):
    """`law_title` is 法令名又は法令略称."""
    url = f"sqlite:///{tmp_path / 'reiki.db'}"
    store = open_store(url)
    law = (
        '<?xml version="1.0" encoding="UTF-8"?><Law Era="Heisei" Year="10" Num="3" LawType="Misc" Lang="ja"><LawNum>平成十年霧浜市条例第三号</LawNum>'
        '<LawBody><LawTitle Abbrev="防災条例,備え条例">霧浜市防災基本条例</LawTitle><MainProvision><Article Num="1"><ArticleTitle>第一条</ArticleTitle>'
        '<Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>備える。</Sentence></ParagraphSentence></Paragraph></Article></MainProvision></LawBody></Law>'
    )
    day = datetime.date(2020, 4, 1)
    now = datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC)
    import_regulation(
        store, law.encode(), "a.xml", now=now, today=now.date(), as_of=day, jurisdiction="31299"
    )
    store.close()
    with TestClient(create_app(url, clock=lambda: now)) as client:
        found = client.get("/api/2/laws").json()["laws"][0]
        assert found["revision_info"]["abbrev"] == "防災条例,備え条例"
        address = f"/api/2/law_revisions/{found['law_info']['law_id']}"
        for title in ("備え", "/^備え条例$/", "/防災.*条例/", "基本"):
            assert client.get(address, params={"law_title": title}).status_code == 200, title
        for title in ("/備え/", "税"):
            assert client.get(address, params={"law_title": title}).json()["code"] == "404001", title
