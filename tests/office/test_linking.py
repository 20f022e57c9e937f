"""Citations resolved in a store on a day, and as links in a page."""

import datetime
import re

import pytest

from reiki.office.catalogue import holding_of
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.linking import links
from reiki.office.reading import Addresses, read_for_people

CITY = "31299"
ORDINANCE = """霧浜市見本条例
平成10年3月31日
霧浜市条例第9号

（趣旨）
第1条　この条例は、見本を定める。
（許可）
第2条　見本をしようとする者は、許可を受けなければならない。
2　見本
第3条から第5条まで　削除
（罰則）
第6条　見本
"""
AMENDMENT = (
    "<!DOCTYPE html><html lang='ja'><head><meta charset='utf-8'></head><body><h1>霧浜市公報</h1>"
    "<p>令和4年3月31日（木曜日）　第7号</p><h2>条例</h2>"
    "<p>霧浜市見本条例の一部を改正する条例をここに公布する。</p><p>令和4年3月31日</p><p>霧浜市長　三雲　航平</p>"
    "<p>霧浜市条例第4号</p><h3>霧浜市見本条例の一部を改正する条例</h3>"
    "<p>霧浜市見本条例（平成10年霧浜市条例第9号）の一部を次のように改正する。</p>"
    "<p>題名を次のように改める。</p><p>霧浜市標本条例</p><p>第6条の次に次の1条を加える。</p><p>第7条　見本</p>"
    "<p>附　則</p><p>1　この条例は、令和4年4月1日から施行する。</p>"
    "<p>2　この条例による改正後の霧浜市標本条例第7条及び改正前の霧浜市見本条例第2条の規定</p></body></html>"
)
RULE = """霧浜市見本条例施行規則
平成11年3月31日
霧浜市規則第5号

（趣旨）
第1条　この規則は、霧浜市見本条例（平成10年霧浜市条例第9号。以下「条例」という。）の施行に関し必要な事項を定める。
（申請）
第2条　条例第2条第1項の許可を受けようとする者は、次の書類を出す。
　(1)　甲
　(2)　乙
2　前項第1号の書類は、条例第7条の書類とする。
（雑則）
第2条の2　見本
第3条　前条の書類は、第2条第2項及び別表第1による。ただし、条例第4条の場合は、この限りでない。
2　地方公務員法（昭和25年法律第261号）第24条の規定及び霧浜市文書規程第2条の規定
3　第9条の規定
別表第1（第3条関係）
　見本
"""
DAYS = [datetime.date(2020, 1, 1), datetime.date(2022, 4, 1)]


def take_in(store, now, text, name, day, **more):
    today = datetime.date(2026, 4, 1)
    return import_regulation(
        store, text.encode(), name, now=now, today=today, as_of=day, jurisdiction=CITY, **more
    )


@pytest.fixture
def town(store, now):
    take_in(store, now, ORDINANCE, "jorei.txt", DAYS[0])
    take_in(store, now, RULE, "kisoku.txt", DAYS[0])
    ingest(store, AMENDMENT.encode(), "kouhou.html", now=now)
    return store


def cited(store, name, on, known=None):
    edition = holding_of(store, name, on=on).on(on)
    return {c.reference.text: c for c in links(store, edition, on, known).cited}


def places(found):
    return [str(r) for r in found.leads.places]


def test_citations_within_lead_to_the_text_that_is_shown(town):
    found = cited(town, "霧浜市見本条例施行規則", DAYS[0])
    assert places(found["前項第1号"]) == ["第2条第1項第1号"]
    assert found["前項第1号"].leads.here
    assert places(found["前条"]) == ["第2条の2"]
    assert places(found["第2条第2項"]) == ["第2条第2項"]
    assert found["第2条第2項"].leads.caption == "（申請）"
    assert places(found["別表第1"]) == ["別表第1"]
    assert (found["第9条"].leads, found["第9条"].reason) == (None, "no_such_provision")


def test_other_regulations_are_those_in_force_on_the_day(town):
    before, after = (cited(town, "霧浜市見本条例施行規則", day) for day in DAYS)
    assert places(before["条例第2条第1項"]) == ["第2条第1項"]
    assert not before["条例第2条第1項"].leads.here
    assert before["条例第2条第1項"].leads.title == "霧浜市見本条例"
    assert after["条例第2条第1項"].leads.title == "霧浜市標本条例"
    assert before["条例第7条"].reason == "no_such_provision"
    assert places(after["条例第7条"]) == ["第7条"]


def test_a_former_title_leads_to_the_regulation_that_had_it(town):
    found = cited(town, "霧浜市見本条例施行規則", DAYS[1])["霧浜市見本条例"]
    assert (found.leads.title, found.leads.places) == ("霧浜市標本条例", ())


def test_the_text_after_an_amendment_is_that_of_its_day(town):
    """改正後の…第7条 in the 附則 of the amendment speaks of 2022-04-01; 改正前の…第2条 of a text that is no longer shown."""
    found = cited(town, "霧浜市標本条例", datetime.date(2024, 1, 1))
    after, before = found["霧浜市標本条例第7条"], found["霧浜市見本条例第2条"]
    assert (after.leads.on, places(after), after.leads.here) == (DAYS[1], ["第7条"], False)
    assert before.reason == "former_text"


def test_an_article_that_is_taken_away_leads_to_what_says_so(town):
    assert places(cited(town, "霧浜市見本条例施行規則", DAYS[0])["条例第4条"]) == ["第3条から第5条まで"]


def test_before_it_is_in_force_a_regulation_is_not_cited(store, now):
    take_in(store, now, RULE, "kisoku.txt", DAYS[0])
    take_in(store, now, ORDINANCE, "jorei.txt", DAYS[1])
    assert cited(store, "霧浜市見本条例施行規則", DAYS[0])["条例第2条第1項"].reason == "not_in_force"
    assert cited(store, "霧浜市見本条例施行規則", DAYS[1])["条例第2条第1項"].leads


def test_what_is_not_in_the_store_is_plain_text_with_the_reason(town):
    found = cited(town, "霧浜市見本条例施行規則", DAYS[0])
    assert found["地方公務員法（昭和25年法律第261号）第24条"].reason == "not_in_store"
    assert found["霧浜市文書規程第2条"].reason == "undefined_name"
    for one in found.values():
        assert (one.leads is None) == bool(one.reason)
        told = one.as_json()
        assert bool(told["detail"]) == (told["leads"] is None) == bool(one.reason)


def test_a_title_alone_leads_to_a_stored_regulation(town, now):
    take_in(
        town,
        now,
        ORDINANCE.replace("見本条例", "文書規程").replace("条例第9号", "訓令第2号"),
        "kitei.txt",
        DAYS[0],
    )
    found = cited(town, "霧浜市見本条例施行規則", DAYS[0])["霧浜市文書規程第2条"]
    assert (places(found), found.leads.title) == (["第2条"], "霧浜市文書規程")


def test_a_number_under_another_title_leads_nowhere(store, now):
    """平成10年霧浜市条例第9号 is 霧浜市見本条例: one of the two is a misprint, and nobody knows which."""
    take_in(store, now, ORDINANCE, "jorei.txt", DAYS[0])
    take_in(store, now, RULE.replace("霧浜市見本条例（", "霧浜市別件条例（"), "kisoku.txt", DAYS[0])
    found = cited(store, "霧浜市見本条例施行規則", DAYS[0])
    assert {found[t].reason for t in ("条例第2条第1項", "条例第7条")} == {"title_differs"}


def test_a_regulation_of_another_town_is_not_meant_by_its_bare_title(store, now):
    other = ORDINANCE.replace("霧浜市見本条例", "見本手当条例").replace("霧浜市条例", "鏡町条例")
    take_in(store, now, other, "other.txt", DAYS[0])
    take_in(store, now, RULE.replace("霧浜市文書規程第2条", "見本手当条例第2条"), "kisoku.txt", DAYS[0])
    assert cited(store, "霧浜市見本条例施行規則", DAYS[0])["見本手当条例第2条"].reason == "not_in_store"


def test_a_page_links_what_is_resolved_and_nothing_else(town):
    edition = holding_of(town, "霧浜市見本条例施行規則").on(DAYS[1])
    linked = links(town, edition, DAYS[1])
    ordinance = holding_of(town, "霧浜市標本条例").work.law_id
    address_of = lambda law_id, on: f"/works/{law_id}?on={on}"  # noqa: E731
    page = read_for_people(
        town,
        edition,
        DAYS[1],
        None,
        Addresses("/works/x", lambda d: f"/issues/{d}"),
        linked.links_of(address_of),
    ).html
    found = dict(re.findall(r'<a class="cited" href="([^"]*)"[^>]*>([^<]*)</a>', page))
    assert found["#Mp-At_2-Pr_1-It_1"] == "前項第1号"
    assert found["#Mp-At_2_2"] == "前条"
    assert found["#Mpat_1"] == "別表第1"
    assert found[f"/works/{ordinance}?on=2022-04-01#Mp-At_7"] == "条例第7条"
    ids = set(re.findall(r' id="([^"]*)"', page))
    assert {href[1:] for href in found if href.startswith("#")} <= ids
    assert "地方公務員法（昭和25年法律第261号）第24条の規定" in page


def test_the_words_of_a_page_are_the_same_with_and_without_links(town):
    edition = holding_of(town, "霧浜市見本条例施行規則").on(DAYS[1])
    places = Addresses("/works/x", lambda d: f"/issues/{d}")
    linked = links(town, edition, DAYS[1]).links_of(lambda law_id, on: f"/works/{law_id}")
    with_links = read_for_people(town, edition, DAYS[1], None, places, linked).html
    without = read_for_people(town, edition, DAYS[1], None, places, None).html
    assert re.sub(r'<a class="cited"[^>]*>([^<]*)</a>', r"\1", with_links) == without
