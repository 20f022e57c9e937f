"""What the store tells: names, texts, differences, histories, what is to come."""

import json

import pytest

from reiki.office import ask
from reiki.office.errors import AmbiguousWork, NoSuchProvision, NoTextOn, UnknownWork
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.naming import find_work
from written import Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
ON = day("2026-01-01")


@pytest.fixture
def filled(store, now):
    for title, number in (
        (TITLE, NUMBER),
        (f"{TITLE}施行細則", "平成9年霧浜市規則第6号"),
        ("公印規則", "平成9年霧浜市規則第7号"),
    ):
        data = regulation(title, number, "平成9年3月25日", ["文書は、係が扱う。", "文書は、十年間保存する。"])
        import_regulation(
            store, data, "a.txt", now=now, today=ON, as_of=day("2024-03-31"), jurisdiction="31299"
        )
    change = Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。")
    data = issue(1, "2024-06-28", Decree(3, (Order(TITLE, NUMBER, (change,)),), "令和6年7月1日"))
    ingest(store, data, "1.html", now=now)
    return store


@pytest.mark.parametrize(
    "name",
    [
        "409KA3129900005",
        "409ka3129900005",
        NUMBER,
        "平成九年霧浜市規則第五号",
        "平成９年霧浜市規則第５号",
        TITLE,
        "霧浜市 文書規則",
        " 霧浜市文書規則 ",
    ],
)
def test_a_name_finds_its_regulation(filled, name):
    with filled.reading() as connection:
        assert find_work(connection, name).work.title == TITLE


def test_a_part_of_one_title_is_enough(filled):
    with filled.reading() as connection:
        assert find_work(connection, "公印").work.title == "公印規則"


def test_a_part_of_several_lists_them(filled):
    with filled.reading() as connection, pytest.raises(AmbiguousWork) as caught:
        find_work(connection, "文書")
    assert len(caught.value.candidates) == 2
    assert all(c.split()[0] in str(caught.value) for c in caught.value.candidates)


@pytest.mark.parametrize("name", ["無い規則", "平成9年霧浜市規則第99号", "409KA3129900099", "%", "_", ""])
def test_an_unknown_name_says_so(filled, name):
    with filled.reading() as connection, pytest.raises((UnknownWork, AmbiguousWork)):
        find_work(connection, name)


def test_the_text_of_a_day_in_every_format(filled):
    plain = ask.text(filled, TITLE, on=ON)
    assert plain.content.startswith(f"{TITLE}\n")
    assert "課が扱う" in plain.content
    assert "<Law" in ask.text(filled, TITLE, on=ON, form="xml").content
    tree = json.loads(ask.text(filled, TITLE, on=ON, form="json").content)
    assert tree["tag"] == "Law"
    assert tree["children"]
    assert ask.text(filled, TITLE, on=ON, at="2条").content.endswith("十年間保存する。")
    assert ask.text(filled, TITLE, on=ON, at="MainProvision-Article_2", form="xml").content.startswith(
        "<Article"
    )
    out = plain.as_json()
    assert (out["status"], out["evidence"], out["in_force_from"]) == ("in_force", "whole", "2024-07-01")
    json.dumps(out)


def test_before_the_first_known_day_there_is_no_text(filled):
    with pytest.raises(NoTextOn, match="2024-03-31"):
        ask.text(filled, TITLE, on=day("2024-03-30"))


def test_an_address_where_nothing_stands(filled):
    with pytest.raises(NoSuchProvision, match="第9条"):
        ask.text(filled, TITLE, on=ON, at="第9条")


def test_the_difference_between_two_days(filled):
    report = ask.diff(filled, TITLE, from_day=day("2024-06-30"), to_day=day("2024-07-01"))
    rows = report.as_json()["rows"]
    assert any(r["before"] and "係" in r["before"]["text"] and "課" in r["after"]["text"] for r in rows)
    same = ask.diff(filled, TITLE, from_day=day("2024-07-01"), to_day=ON)
    assert same.as_json()["rows"] == []


def test_the_history_of_a_regulation_and_of_a_provision(filled):
    whole = ask.history(filled, TITLE)
    assert [(c.how, c.in_force_from) for c in whole] == [
        ("imported", day("2024-03-31")),
        ("amended", day("2024-07-01")),
    ]
    first = [c for c in ask.history(filled, TITLE, at="第1条") if c.how == "amended"]
    assert [op["at"] for op in first[0].operations] == ["第1条第1項"]
    assert first[0].operations[0]["source"]["table"] == 1
    assert [c.how for c in ask.history(filled, TITLE, at="第2条")] == ["imported"]


def test_what_is_to_come(filled):
    assert [(u.title, u.in_force_from) for u in ask.upcoming(filled, on=day("2024-06-30"))] == [
        (TITLE, day("2024-07-01"))
    ]
    assert ask.upcoming(filled, on=day("2024-07-01")) == ()
    assert ask.upcoming(filled, on=day("2024-06-27")) == ()


def test_works_by_part_of_title_and_number(filled):
    assert [w.title for w in ask.works(filled, on=ON, query="公印")] == ["公印規則"]
    assert len(ask.works(filled, on=ON)) == 3
    assert [w.status for w in ask.works(filled, on=day("2020-01-01"))] == ["not_yet"] * 3


def test_a_bare_date_is_the_end_of_that_day_in_japan():
    assert ask.end_of_day(day("2024-06-30")).isoformat() == "2024-06-30T23:59:59.999999+09:00"
