"""第1項 of an article that has one paragraph is left out where people read, and only there."""

import datetime

import pytest
from sqlalchemy import select

from reiki.law.address import Address
from reiki.office import ask
from reiki.office.chronicle import chronicle
from reiki.office.cited import AS_THEY_ARE, Places, cited_of, places_before, places_in
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.issue_detail import issue_detail
from reiki.office.orders import order
from reiki.store import versions as versioning
from reiki.store.session import open_store
from reiki.store.tables import ISSUES
from reiki.store.works import works_like
from written import Change, Decree, Order, issue

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
TEXT = f"""{TITLE}
平成9年3月25日
{NUMBER}

第1条　文書は、係が扱う。
第2条　文書は、次のとおりとする。
　(1)　起案文書
　(2)　収受文書
第3条　文書は、保存する。
２　期間は、十年とする。

　　　附　則
この規則は、公布の日から施行する。
""".encode()
SOLE = {"第1条", "第2条", "附則"}
DAY = datetime.date


@pytest.fixture
def store():
    opened = open_store("sqlite://")
    now = datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC)
    import_regulation(opened, TEXT, "base.txt", now=now, today=now.date(), as_of=DAY(2024, 4, 1))
    words = Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。")
    unfit = Change("第2条　文書は、_別の_とおりとする。", "第2条　文書は、_この_とおりとする。")
    first = Decree(1, (Order(TITLE, NUMBER, (words,)),), "令和6年7月1日")
    second = Decree(2, (Order(TITLE, NUMBER, (unfit,)),), "令和6年8月1日")
    for n, decree in enumerate((first, second), 1):
        ingest(opened, issue(n, DAY(2024, 5, n), decree), f"{n}.html", now=now)
    yield opened
    opened.close()


def test_what_a_text_tells(store):
    with store.reading() as connection:
        (work,) = works_like(connection)
        version = versioning.version_on(connection, work.id, DAY(2024, 6, 1))
        places = places_in(connection, version.manifest)
        document = versioning.document_of(connection, version)
        assert places.sole == SOLE
        assert places_before(connection, work.id, DAY(2024, 7, 1)) == places
        assert places_before(connection, None, None) == AS_THEY_ARE
    for at, said in [
        ("第1条第1項", "第1条"),
        ("第2条第1項第2号", "第2条第2号"),
        ("第3条第1項", "第3条第1項"),
        ("第3条第2項", "第3条第2項"),
        ("附則第1項", "附則"),
        ("第1条", "第1条"),
        ("第11条第1項", "第11条第1項"),
    ]:
        assert places.said(at) == said
        assert str(cited_of(document, Address.parse(at))) == said
        assert AS_THEY_ARE.said(at) == at
        # Both forms are read, and mean one place.
        if at != "第11条第1項":
            assert document.words(Address.parse(said)) == document.words(Address.parse(at)) or said == "附則"
    assert places.said("別表第1 行「第1項」") == "別表第1 行「第1項」"


def test_the_message_of_a_finding_names_its_place_so_and_quotes_as_it_is():
    places = Places(frozenset({"第2条", "第21条"}))
    finding = {
        "at": "第2条第1項",
        "message": "第2条第1項: 「第2条第1項」が違う。第2条第1項の2 第12条第1項",
        "code": "x",
    }
    said = places.finding(finding)
    assert said["message"].startswith("第2条: 「第2条第1項」が違う。")
    assert "第2条第1項の2" in said["message"]
    assert said["at"] == "第2条第1項", "the address stays"


def test_pages_cite_as_officers_do(store):
    with store.reading() as connection:
        sources = list(connection.execute(select(ISSUES.c.source).order_by(ISSUES.c.id)).scalars())
    (applied,), (held,) = (issue_detail(store, source).clauses for source in sources)
    assert applied.operations[0]["at"] == "第1条第1項", "the address stays"
    assert order(applied.operations[0], applied.places).sentence.startswith("第1条中「係」")
    messages = " ".join(f["message"] for f in held.report.findings)
    assert held.report.status == "held"
    assert "第2条" in messages
    assert "第2条第1項" not in messages
    told = chronicle(store, TITLE, at="第2条第1項第1号", on=DAY(2024, 9, 1))
    assert told.place == "第2条第1号"
    with_article = chronicle(store, TITLE, at="第2条第1号", on=DAY(2024, 9, 1))
    assert [c.key for c in with_article.changes] == [c.key for c in told.changes]
    both = [
        ask.text(store, TITLE, on=DAY(2024, 9, 1), at=at).content for at in ("第2条第1号", "第2条第1項第1号")
    ]
    assert both[0] == both[1]
