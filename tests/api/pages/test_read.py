"""A regulation on a day: every word of it and none more, its versions, its links, what must be said before it."""

import json
import re
import time
from functools import partial
from threading import Event

import pytest
from fastapi.testclient import TestClient
from lxml import html

from reiki.law.address import Address
from reiki.render.dressing import html_id
from reiki_api.app import create_app
from reiki_api.limits import Rate, Settings
from reiki_api.pages.citations import Citations

BOATS = "霧浜市小型船舶係留施設条例"
PAY = "霧浜市職員の特殊勤務手当の支給に関する規則"
GARDEN = "霧浜市市民農園規則"
SUBSIDY = "霧浜市灯台周辺景観保全活動補助金交付要綱"


def law_of(tree):
    (law,) = tree.xpath("//article[@class='law']")
    return law


def test_every_word_of_the_law_stands_on_the_page_and_none_is_added(
    client, read, words, checkpoints, law_ids
):
    """Against the texts that were written by hand; what the page adds (notes under articles) is told apart by its class."""
    for checkpoint in checkpoints:
        law = law_of(read(f"/works/{law_ids[checkpoint['title']]}?on={checkpoint['on']}"))
        for added in law.xpath(".//*[@class='noted']"):
            added.drop_tree()
        (header,) = law.xpath("./header")
        head, _, body = checkpoint["text"].partition("\n\n")
        assert words(header.xpath("./h1")[0]) == re.sub(r"\s", "", head.split("\n")[0])
        header.drop_tree()
        signs = r"[\s｜↑←↵]"  # how the plain text draws forms and merged cells
        assert re.sub(signs, "", words(law)) == re.sub(signs, "", body), (
            checkpoint["title"],
            checkpoint["on"],
        )
    assert len(checkpoints) >= 20


def test_articles_have_the_ids_of_the_national_site_and_links_to_this_version(read, law_ids):
    tree = read(f"/works/{law_ids[BOATS]}?on=2024-08-01")
    law = law_of(tree)
    for wanted in ("Mp-Ch_1", "Mp-At_3", "Mp-At_3-Pr_1-It_3", "Sp"):
        assert len(law.xpath(f".//*[@id='{wanted}']")) == 1, wanted
    assert len(set(law.xpath(".//@id"))) == len(law.xpath(".//@id"))
    (label,) = law.xpath(".//*[@id='Mp-At_3']//a[@class='label'][text()='第3条']")
    assert label.get("href") == f"/works/{law_ids[BOATS]}?on=2024-07-01#Mp-At_3"
    assert tree.xpath("//link[@rel='canonical']/@href") == [f"/works/{law_ids[BOATS]}?on=2024-07-01"]
    ids = set(law.xpath(".//@id"))
    assert {"Mp-At_3-Pr_1-It_3-Si1_3", "Mp-At_3-Pr_1-It_3-Si1_ウ"} <= ids, "by its place, and as it is cited"
    contents = tree.xpath("//nav//ol[@class='lines']//a/@href")
    assert len(contents) > 20
    assert all(each[1:] in ids for each in contents)


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("第3条", "Mp-At_3"), ("第3条の2第1項第2号イ", "Mp-At_3_2-Pr_1-It_2-Si1_イ"), ("第2項", "Mp-Pr_2"), ("附則第3項", "Sp-Pr_3"),
        ("第2章第1節", "Mp-Ch_2-Se_1"), ("別表第1", "Mpat_1"), ("題名", ""),
        ("第3条第2号", "Mp-At_3-Pr_1-It_2"), ("附則第2号", "Sp-Pr_1-It_2"),
    ],
)  # fmt: skip
def test_an_address_has_the_id_under_which_it_is_printed(address, wanted):
    assert html_id(Address.parse(address)) == wanted


def test_a_citation_link_leads_to_the_place(client, law_ids):
    answer = client.get(f"/works/{law_ids[BOATS]}?on=2025-04-01&at=第3条第1項第3号", follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"] == f"/works/{law_ids[BOATS]}?on=2025-04-01#Mp-At_3-Pr_1-It_3"
    by_title = client.get(f"/works/{BOATS}?on=2025-04-01", follow_redirects=False)
    assert by_title.headers["location"] == f"/works/{law_ids[BOATS]}?on=2025-04-01"
    assert client.get(f"/works/{law_ids[BOATS]}?at=第三", headers={"Accept": "text/html"}).status_code == 400


def test_the_versions_stand_in_line_with_the_notices_that_brought_them(client, read, words, law_ids):
    tree = read(f"/works/{law_ids[BOATS]}?on=2024-12-31")
    line = tree.xpath("//ol[@class='line']/li")
    assert [t.get("datetime") for each in line for t in each.iter("time")] == [
        "2025-04-01", "2025-03-28", "2025-01-01", "2024-07-01", "2024-03-31",
    ]  # fmt: skip
    shown = [each for each in line if each.get("aria-current")]
    assert ["令和6年7月1日" in words(each) for each in shown] == [True]
    current = [each for each in line if "current" in each.get("class").split()]
    assert ["令和7年4月1日" in words(each) for each in current] == [True]
    assert "令和6年霧浜市条例第19号" in words(line[0])
    assert "令和7年霧浜市条例第1号" in words(line[0]), "two notices brought it"
    for notice in line[0].xpath(".//a[@class='by']/@href"):
        assert client.get(notice).status_code == 200
    (before,) = tree.xpath("//a[@rel='prev']/@href")
    (after,) = tree.xpath("//a[@rel='next']/@href")
    assert (before[-10:], after[-10:]) == ("2024-03-31", "2025-01-01")


def test_what_is_not_yet_in_force_says_so(odd, odd_id, words):
    tree = odd(f"/works/{odd_id}")
    future = [each for each in tree.xpath("//ol[@class='line']/li") if "not_yet" in each.get("class").split()]
    assert ["令和7年10月1日" in words(each) and "未施行" in words(each) for each in future] == [True]
    then = odd(f"/works/{odd_id}?on=2025-10-01")
    assert "未施行" in words(then.xpath("//section[@class='version']")[0])


def test_what_is_held_is_said_before_the_text_with_a_link_to_the_reason(client, read, words, law_ids):
    tree = read(f"/works/{law_ids[PAY]}?on=2025-04-15")
    notices = tree.xpath("//p[contains(@class, 'notice')]")
    held = [each for each in notices if "保留" in words(each)]
    assert len(held) == 1
    (reason,) = held[0].xpath(".//a/@href")
    assert reason.startswith("/review/")
    assert client.get(reason, headers={"Accept": "text/html"}).status_code == 200
    assert tree.xpath("//section[@class='version']//span[contains(@class, 'held')]"), "beside 現行"
    assert not any(
        "保留" in words(each)
        for each in read(f"/works/{law_ids[PAY]}?on=2025-01-02").xpath("//p[contains(@class, 'notice')]")
    )


def test_an_end_is_said(read, words, law_ids):
    assert "廃止" in words(
        read(f"/works/{law_ids[GARDEN]}?on=2025-04-15").xpath("//section[@class='version']")[0]
    )
    later = read(f"/works/{law_ids[SUBSIDY]}?on=2028-04-01")
    assert "失効" in words(later.xpath("//section[@class='version']")[0])
    assert any("効力なし" in words(each) for each in later.xpath("//p[@role='note']"))


def test_notes_of_amendment_open_the_issue(client, read, words, law_ids):
    law = law_of(read(f"/works/{law_ids[BOATS]}?on=2025-04-15"))
    (note,) = law.xpath(".//*[@id='Mp-At_3']/p[@class='noted']")
    assert words(note) == "（令6条例18・一部改正）"
    (issue,) = note.xpath("./a/@href")
    assert client.get(issue).status_code == 200


def test_links_on_what_the_words_cite(client, read, law_ids):
    path = f"/works/{law_ids[BOATS]}?on=2025-04-15"
    for _ in range(200):  # the analyser of words is loaded once, beside the page
        cited = law_of(read(path)).xpath(".//a[@class='cited']")
        if cited:
            break
        time.sleep(0.1)
    law = law_of(read(path))
    found = {(each.text, each.get("href")) for each in law.xpath(".//*[@id='Mp-At_3']//a[@class='cited']")}
    assert ("第5条第1項", "#Mp-At_5-Pr_1") in found
    for each in law.xpath(".//a[@class='cited']/@href"):
        if each.startswith("#"):
            assert law.xpath(f".//*[@id='{each[1:]}']"), each


def test_markup_in_a_title_and_in_words_is_text(odd_client, odd, odd_id):
    answer = odd_client.get(f"/works/{odd_id}", headers={"Accept": "text/html"})
    assert "<script>alert" not in answer.text
    tree = odd(f"/works/{odd_id}")
    assert "<script>alert(1)</script>&" in tree.xpath("//title")[0].text_content()
    assert "<b>甲</b>" in law_of(tree).text_content()
    (data,) = tree.xpath("//script[@type='application/ld+json']")
    assert json.loads(data.text_content())["name"].startswith("<script>alert(1)</script>&")
    for path in ("compare", "history"):
        page = odd_client.get(f"/works/{odd_id}/{path}", headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    assert "<script>" not in odd_client.get(f"/works/{odd_id}/print.css").text
    assert "<script>" not in odd_client.get("/", headers={"Accept": "text/html"}).text


def test_linked_data_says_which_text_it_is(read, law_ids):
    tree = read(f"/works/{law_ids[BOATS]}?on=2024-08-01")
    (data,) = tree.xpath("//script[@type='application/ld+json']")
    said = json.loads(data.text_content())
    assert said["@type"] == "Legislation"
    assert said["legislationIdentifier"] == "平成18年霧浜市条例第12号"
    assert said["legislationDateVersion"] == "2024-07-01"
    assert said["temporalCoverage"] == "2024-07-01/2024-12-31"
    assert said["legislationLegalForce"].endswith("/NotInForce"), "another version stands today"


def test_a_page_is_a_memento(client, law_ids):
    path = f"/works/{law_ids[BOATS]}"
    there = client.get(f"{path}?on=2024-08-01")
    assert there.headers["memento-datetime"] == "Sun, 30 Jun 2024 15:00:00 GMT", "midnight in Japan"
    assert f'<{path}>; rel="original timegate"' in there.headers["link"]
    assert 'rel="prev memento"' in there.headers["link"]
    assert there.headers["x-reiki-text-digest"]
    gate = client.get(path, headers={"Accept-Datetime": "Thu, 01 Aug 2024 00:00:00 GMT"})
    assert gate.headers["content-location"] == f"{path}?on=2024-07-01"
    assert gate.headers["x-reiki-text-digest"] == there.headers["x-reiki-text-digest"]
    assert "Accept-Datetime" in gate.headers["vary"]


def test_as_it_was_known_then(read, words, law_ids):
    """On 2025-04-01 nothing of the gazette had been taken in."""
    tree = read(f"/works/{law_ids[BOATS]}?on=2025-04-15&known=2025-04-01")
    assert len(tree.xpath("//ol[@class='line']/li")) == 1
    assert "known=2025-04-01" in tree.xpath("//link[@rel='canonical']/@href")[0]
    assert any("2025-04-01" in words(each) for each in tree.xpath("//p[@role='note']"))


@pytest.mark.parametrize(("form", "kind"), [("xml", "application/xml"), ("docx", "officedocument"), ("text", "text/plain"), ("json", "json"), ("html", "text/html"), ("egov", "xml")])  # fmt: skip
def test_files_are_sent_as_files(client, law_ids, form, kind):
    answer = client.get(f"/works/{law_ids[BOATS]}/files/{form}?on=2024-08-01")
    assert answer.status_code == 200
    assert kind in answer.headers["content-type"]
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "20240801" in answer.headers["content-disposition"]
    assert "script-src" not in answer.headers["content-security-policy"]


def test_the_file_of_text_is_the_text(client, checkpoints, law_ids):
    checkpoint = checkpoints[0]
    answer = client.get(f"/works/{law_ids[checkpoint['title']]}/files/text?on={checkpoint['on']}")
    assert answer.text == checkpoint["text"]
    assert client.get(f"/works/{law_ids[checkpoint['title']]}/files/exe").status_code == 404


def test_a_print_has_the_digest_and_the_number_of_the_page(client, law_ids):
    path = f"/works/{law_ids[BOATS]}"
    digest = client.get(f"{path}?on=2024-08-01").headers["x-reiki-text-digest"]
    style = client.get(f"{path}/print.css?on=2024-08-01")
    assert style.headers["content-type"].startswith("text/css")
    assert digest in style.text
    assert "counter(page)" in style.text


def test_vertical_writing_on_request(read, law_ids):
    assert "vertical" in read(f"/works/{law_ids[BOATS]}?layout=vertical").xpath("//body/@class")[0]
    assert "vertical" not in read(f"/works/{law_ids[BOATS]}?layout=nonsense").xpath("//body/@class")[0]


def test_a_day_without_a_text(read, words, law_ids):
    assert "分かっていません" in words(
        read(f"/works/{law_ids[BOATS]}?on=1990-01-01", status=404).xpath("//main")[0]
    )
    assert "読み取れません" in words(
        read(f"/works/{law_ids[BOATS]}?on=tomorrow", status=400).xpath("//main")[0]
    )


def test_english_says_the_same_around_the_same_law(client, read, words, law_ids):
    path = f"/works/{law_ids[BOATS]}?on=2025-04-15"
    japanese, english = read(path), read(path, **{"Accept-Language": "en"})
    assert english.get("lang") == "en"
    assert words(law_of(japanese)) == words(law_of(english))
    assert "Previousversion" in words(english)
    assert "2025-04-01" in words(english.xpath("//ol[@class='line']")[0])
    assert english.xpath("//div[@class='page']/@lang") == ["ja"]


def test_a_day_may_be_said_in_eras(read, law_ids):
    assert (
        read(f"/works/{law_ids[BOATS]}?on=令和6年8月1日")
        .xpath("//link[@rel='canonical']/@href")[0]
        .endswith("2024-07-01")
    )


def test_a_mistake_in_the_finder_of_citations_leaves_the_law_readable(store_url, monkeypatch, caplog, words):
    def mistaken(*_):
        raise KeyError("secret")

    monkeypatch.setattr("reiki_api.pages.read.Citations", partial(Citations, find=mistaken))
    app = create_app(store_url, settings=Settings(rate_reading=Rate(0, 0)))
    with TestClient(app) as client:
        answer = client.get(
            f"/works/{BOATS}?on=2025-04-15", headers={"Accept": "text/html", "Accept-Language": "ja"}
        )
    assert answer.status_code == 200
    tree = html.fromstring(answer.text)
    assert "第23条" in words(law_of(tree))
    assert any("リンクは作成できませんでした" in words(each) for each in tree.xpath("//p[@role='note']"))
    assert "secret" not in answer.text
    assert "secret" in caplog.text, "whoever runs the service sees the cause"


def test_a_page_does_not_wait_for_the_finder_of_citations(store_url, monkeypatch):
    go_on = Event()
    monkeypatch.setattr(
        "reiki_api.pages.read.Citations", partial(Citations, find=lambda *_: go_on.wait(30), patience=0.01)
    )
    try:
        app = create_app(store_url, settings=Settings(rate_reading=Rate(0, 0)))
        with TestClient(app) as client:
            assert client.get(f"/works/{BOATS}?on=2025-04-15").status_code == 200
    finally:
        go_on.set()
