"""What is to come, as a list and as a calendar."""

import datetime

import pytest

from reiki.office.ahead import upcoming
from reiki.office.calendar import calendar
from reiki.office.fixing import fix_event
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from written import Change, Decree, Order, day, issue

TITLE, NUMBER = "霧浜市灯台規則", "平成26年霧浜市規則第3号"
ON = day("2024-07-01")
CHANGE = Change("第1条　_灯台_を保全する。", "第1条　_灯台等_を保全する。")


def text(*suppl):
    lines = [TITLE, "平成26年3月20日", NUMBER, "", "第1条　灯台を保全する。", "　　　附　則"]
    lines += [
        f"{n}　{words}" for n, words in enumerate(("この規則は、平成26年4月1日から施行する。", *suppl), 1)
    ]
    return "\n".join([*lines, ""]).encode()


def put(store, now, *suppl):
    data = text(*suppl)
    import_regulation(store, data, "a.txt", now=now, today=ON, as_of=day("2024-03-31"), jurisdiction="31299")


def amend(store, now, starts, number=1):
    ordered = Decree(number, (Order(TITLE, NUMBER, (CHANGE,)),), starts)
    ingest(store, issue(number, "2024-06-28", ordered), f"{number}.html", now=now)


def test_a_regulation_that_ends_by_its_own_words(store, now):
    put(store, now, "この規則は、令和9年3月31日限り、その効力を失う。")
    (found,) = upcoming(store, on=ON)
    assert (found.what, found.day, found.status, found.title) == ("lapse", day("2027-04-01"), "lapsed", TITLE)
    assert found.as_json()["day"] == "2027-04-01"
    assert upcoming(store, on=day("2027-04-01")) == ()


def test_a_review_and_a_review_that_cannot_be_counted(store, now):
    put(
        store,
        now,
        "市長は、この規則の施行後12年を目途として、この規則の規定について検討を加えるものとする。",
        "市長は、この規則の施行後適当な時期において、この規則の規定について検討を加えるものとする。",
    )
    found = upcoming(store, on=ON)
    assert [(u.what, u.day, u.at, u.status) for u in found] == [
        ("review", day("2026-04-01"), "附則第2項", "counted"),
        ("review", None, "附則第3項", "not_counted"),
    ]


def test_a_repealed_regulation_promises_nothing_any_more(store, now):
    put(store, now, "市長は、この規則の施行後15年以内に、この規則の規定について検討を加えるものとする。")
    repeal = Decree(1, (Order(TITLE, NUMBER, repeal=True),), "令和6年7月1日")
    ingest(store, issue(1, "2024-06-28", repeal), "1.html", now=now)
    assert [u.what for u in upcoming(store, on=day("2024-06-30"))] == ["commencement", "review"]
    assert upcoming(store, on=ON) == ()


def test_the_limit_of_a_day_that_nobody_has_fixed(store, now):
    put(store, now)
    amend(store, now, "公布の日から起算して3月を超えない範囲内において規則で定める日")
    (found,) = upcoming(store, on=ON)
    assert (found.in_force_from, found.at_the_latest) == (None, day("2024-09-27"))
    assert found.as_json()["at_the_latest"] == "2024-09-27"
    late = upcoming(store, on=day("2024-12-31"))
    assert [u.at_the_latest for u in late] == [day("2024-09-27")], "a limit that has passed is still open"


# ------------------------------------------------------------------------------------------------------------ calendar


def unfolded(ics):
    assert ics.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in ics.split("\r\n"))
    return ics.replace("\r\n ", "").split("\r\n")


@pytest.fixture
def full(store, now):
    put(
        store,
        now,
        "この規則は、令和9年3月31日限り、その効力を失う。",
        "市長は、この規則の施行後12年を目途として、この規則の規定について検討を加えるものとする。",
        "市長は、この規則の施行後適当な時期において、この規則の規定について検討を加えるものとする。",
    )
    amend(store, now, "灯台法の施行の日")
    return store


def test_a_day_is_an_event_and_no_day_is_a_task(full):
    lines = unfolded(calendar(upcoming(full, on=ON)))
    assert (lines.count("BEGIN:VEVENT"), lines.count("BEGIN:VTODO")) == (2, 2)
    assert "DTSTART;VALUE=DATE:20270401" in lines
    assert f"SUMMARY:失効: {TITLE}" in lines
    assert f"SUMMARY:見直し: {TITLE}" in lines
    assert f"SUMMARY:施行期日未定: {TITLE}" in lines
    assert "DTSTAMP:20260401T090000Z" in lines
    assert any("灯台法の施行の日" in line for line in lines if line.startswith("DESCRIPTION:"))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_the_same_every_time_and_each_its_own(full):
    first = calendar(upcoming(full, on=ON))
    assert first == calendar(upcoming(full, on=ON))
    uids = [line for line in unfolded(first) if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == 4
    tomorrow = unfolded(calendar(upcoming(full, on=ON + datetime.timedelta(1))))
    assert [line for line in tomorrow if line.startswith("UID:")] == uids


def test_a_fixed_day_becomes_an_event(full, now):
    fix_event(full, "灯台法の施行の日", day("2024-10-01"), "令和6年政令第1号", "係", now=now)
    lines = unfolded(calendar(upcoming(full, on=ON)))
    assert f"SUMMARY:施行: {TITLE}" in lines
    assert "DTSTART;VALUE=DATE:20241001" in lines


def test_signs_of_the_format_are_escaped(store, now):
    put(store, now, "この規則は、令和9年3月31日限り、その効力を失う。")
    (found,) = upcoming(store, on=ON)
    from dataclasses import replace

    odd = replace(found, title="甲;乙,丙\\丁\n戊\x07")
    assert "SUMMARY:失効: 甲\\;乙\\,丙\\\\丁\\n戊" in unfolded(calendar([odd]))


def test_nothing_to_come_is_still_a_calendar(store):
    lines = unfolded(calendar(upcoming(store, on=ON)))
    assert "BEGIN:VTIMEZONE" in lines
    assert "BEGIN:VEVENT" not in lines
