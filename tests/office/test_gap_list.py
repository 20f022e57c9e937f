"""What was never taken in, over the whole store."""

import pytest

from reiki.office.gap_list import UnknownPublisher, gap_list
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from written import Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
CHANGE = Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。")
ON = day("2026-04-01")


def take(store, now, number, on, decree, title=TITLE, of=NUMBER, partial=False):
    ordered = Decree(decree, (Order(title, of, (CHANGE,)),), "公布の日")
    ingest(store, issue(number, on, ordered), f"{number}.html", now=now, partial=partial)


def series(gaps):
    return [(g.series, g.year, g.missing) for g in gaps]


def test_numbers_between_those_taken_in(store, now):
    take(store, now, 10, "2024-03-01", 4)
    take(store, now, 14, "2024-06-28", 9)
    found = gap_list(store, on=ON)
    assert series(found.issues) == [("霧浜市公報第", None, ((11, 13),))]
    assert series(found.notices) == [("令和6年霧浜市規則第", 2024, ((5, 8),))]
    assert found.notices[0].count == 4


def test_in_a_later_year_numbers_are_expected_from_the_first(store, now):
    take(store, now, 10, "2024-12-27", 40)
    take(store, now, 11, "2025-02-28", 3)
    found = gap_list(store, on=ON)
    assert found.issues == ()
    assert series(found.notices) == [("令和7年霧浜市規則第", 2025, ((1, 2),))]


def test_works_without_text_and_partial_ones(store, now):
    take(store, now, 1, "2024-03-01", 1)
    take(store, now, 2, "2024-03-02", 2, "公印規則", "平成9年霧浜市規則第7号", partial=True)
    found = gap_list(store, on=ON)
    assert [(w.title, w.number, w.clauses) for w in found.no_text] == [(TITLE, NUMBER, 1)]
    assert [p.row.title for p in found.partial] == ["公印規則"]
    assert found.partial[0].gaps > 0
    data = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。"])
    import_regulation(store, data, "a.txt", now=now, today=ON, as_of=day("2024-02-01"), jurisdiction="31299")
    assert gap_list(store, on=ON).no_text == ()


def test_one_publisher_and_one_that_is_not_there(store, now):
    take(store, now, 1, "2024-03-01", 1)
    take(store, now, 3, "2024-03-02", 2)
    assert gap_list(store, on=ON, publisher="霧浜市").as_json()["issues"][0]["missing"] == [[2, 2]]
    with pytest.raises(UnknownPublisher, match="霧浜市"):
        gap_list(store, on=ON, publisher="霞浦市")


def test_nothing_taken_in_nothing_missing(store):
    found = gap_list(store, on=ON)
    assert (found.issues, found.notices, found.no_text, found.partial) == ((), (), (), ())
