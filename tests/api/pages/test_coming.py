"""What is coming, and what changed."""

import datetime
import re

import pytest
from lxml import html

from desk_pages import FIRST, MISPRINT, NEXT, NOW, NUMBER, TITLE, Desk, decree, words
from reiki.office.happening import end_of_month, in_month
from written import Decree, Order, day, issue

LATER = decree(
    3, 9, "2024-10-01", 2, "文書は、_五年間_保存する。", "文書は、_三年間_保存する。", "令和7年4月1日"
)
OPEN = decree(4, 10, "2024-10-01", 1, "文書は、_課_が扱う。", "文書は、_部_が扱う。", "規則で定める日")
REPEAL = issue(5, "2024-10-01", Decree(11, (Order(TITLE, NUMBER, repeal=True),), "令和7年6月1日"))


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path, FIRST, NEXT, LATER, OPEN, REPEAL)
    with made.client:
        yield made
    made.close()


# -------------------------------------------------------------------------------------------------------------- upcoming


def test_what_is_coming_stands_by_its_day_and_what_has_none_last(desk):
    page = desk.get("/upcoming").text
    heads = re.findall(r"<h2>(.*?)</h2>", page)
    assert [words(head) for head in heads] == ["令和7年4月1日", "令和7年6月1日", "期日が定まっていないもの"]
    said = words(page)
    assert "令和6年10月2日の時点" in said
    assert "廃止" in said
    assert "規則で定める日" in said
    assert re.search(r'href="/works/[0-9A-Z]{15}\?on=2025-04-01"', page)
    assert f'href="/issues/{desk.reports[2].issue["source_sha256"]}"' in page
    assert 'href="/upcoming.ics"' in page


def test_another_day_is_asked_for(desk):
    said = words(desk.get("/upcoming?on=令和6年6月28日").text)
    assert "令和6年7月1日" in said
    assert "令和7年4月1日" not in said
    assert desk.get("/upcoming?on=2030-01-01").status_code == 200
    assert desk.get("/upcoming?on=nonsense").status_code == 400


def test_nothing_to_come_says_so(tmp_path):
    made = Desk(tmp_path)
    with made.client:
        assert "予定されているものはありません" in words(made.get("/upcoming").text)
    made.close()


def test_a_held_clause_that_is_to_come_leads_to_the_review(tmp_path):
    wrong = decree(3, 9, "2024-10-01", 2, "文書は、_百年間_保存。", "文書は、_三年間_保存。", "令和7年4月1日")
    made = Desk(tmp_path, wrong)
    with made.client:
        assert f'href="/review/{made.held()}"' in made.get("/upcoming").text
    made.close()


def test_the_calendar(desk):
    answer = desk.get("/upcoming.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.text.startswith("BEGIN:VCALENDAR\r\n")
    assert answer.text.count("BEGIN:VEVENT") == 2
    assert answer.text.count("BEGIN:VTODO") == 1
    again = desk.get("/upcoming.ics", **{"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


# --------------------------------------------------------------------------------------------------------------- changed


def test_yesterdays_change_stands_first_with_its_comparison(desk):
    page = desk.get("/changed").text
    said = words(page)
    assert "令和6年10月" in said
    assert "令和6年10月1日 昨日" in said
    law = re.search(r'href="/works/([0-9A-Z]{15})/compare\?from=2024-09-30&amp;to=2024-10-01"', page)[1]
    comparison = desk.get(f"/works/{law}/compare?from=2024-09-30&to=2024-10-01")
    assert comparison.status_code == 200
    assert "五年間" in words(comparison.text)


def test_a_month_tells_what_was_promulgated_and_when_it_starts(desk):
    said = words(desk.get("/changed?month=2024-09").text)
    assert "令和6年9月30日" in said
    assert "公布" in said
    assert "令和6年10月1日施行" in said
    june = words(desk.get("/changed?month=2024-06").text)
    assert "令和6年7月1日施行" in june
    october = words(desk.get("/changed?month=2024-10").text)
    assert "期日未定" in october


def test_what_is_not_yet_in_force_says_so(desk):
    said = words(desk.get("/changed?month=2025-04").text)
    assert "令和7年4月1日 未施行" in said
    assert "未施行" not in words(desk.get("/changed").text)


def test_months_lead_to_each_other(desk):
    page = desk.get("/changed?month=2025-01").text
    assert 'rel="prev" href="/changed?month=2024-12"' in page
    assert 'rel="next" href="/changed?month=2025-02"' in page
    assert "この月に施行・公布されたものはありません" in words(page)


@pytest.mark.parametrize("month", ["2024-13", "2024-00", "x", "2024-1", "0000-01", "99999-01", "２０２４-01"])
def test_a_month_that_is_none_is_told(desk, month):
    assert desk.get(f"/changed?month={month}").status_code == 400


def test_a_repealed_regulation_ends_and_shows_its_last_text(desk):
    page = desk.get("/changed?month=2025-06").text
    assert "廃止" in words(page)
    assert re.search(r'href="/works/[0-9A-Z]{15}\?on=2025-05-31"', page)
    assert "/compare" not in page


def test_what_is_held_stands_in_its_month(tmp_path):
    made = Desk(tmp_path, MISPRINT)
    with made.client:
        page = made.get("/changed?month=2024-07").text
        assert f'href="/review/{made.held()}"' in page
        assert "改正前の欄と、収録されている条文が一致しません" in words(page)
    made.close()


def test_an_imported_text_is_no_news(tmp_path):
    made = Desk(tmp_path)
    assert in_month(made.store, day("2024-03-01")) == ()
    made.close()


def test_an_enactment_begins(tmp_path):
    body = (
        "（趣旨）",
        "第1条　この規則は、公印について定めるものとする。",
        "第2条　公印は、総務課が保管する。",
    )
    made = Desk(tmp_path, issue(6, "2024-10-01", Decree(12, (), "令和6年10月5日", body, "霧浜市公印規則")))
    force, promulgated = in_month(made.store, day("2024-10-01"))
    assert (force.what, force.begins, force.day) == ("force", True, day("2024-10-05"))
    assert (promulgated.what, promulgated.begins) == ("promulgated", True)
    made.close()


def test_the_last_day_of_a_month():
    for first, last in (
        ("2024-02-01", "2024-02-29"),
        ("2023-02-01", "2023-02-28"),
        ("2024-12-01", "2024-12-31"),
    ):
        assert end_of_month(day(first)) == day(last)
    for n in range(1, 13):
        assert end_of_month(datetime.date(2025, n, 1)) == max(
            d for k in range(31) if (d := datetime.date(2025, n, 1) + datetime.timedelta(k)).month == n
        )


def test_every_page_in_english(desk):
    for path in ("/upcoming", "/changed", "/changed?month=2025-06"):
        page = desk.get(path + ("&" if "?" in path else "?") + "lang=en")
        assert page.status_code == 200
        assert '<html lang="en">' in page.text
    assert NOW.year == 2024


def test_a_month_of_very_many_changes_is_told_on_several_pages_and_all_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr("reiki_api.pages.coming.MOST", 2)
    made = Desk(tmp_path, FIRST, NEXT, *(
        decree(n, 20 + n, f"2024-10-{n:02}", 1, *("文書は、_課_が扱う。", "文書は、_室_が扱う。")[:: 1 if n % 2 else -1], f"令和6年10月{n + 1}日")
        for n in range(3, 9)
    ))  # fmt: skip
    whole = in_month(made.store, day("2024-10-01"))
    assert len(whole) > 8
    path, days, shown = "/changed?month=2024-10", [], 0
    with made.client:
        while path:
            page = html.fromstring(made.get(path).text)
            days += [h.text_content().split()[0] for h in page.xpath("//section[@class='a-day']/h2")]
            shown += len(page.xpath("//ul[@class='happenings']/li"))
            path = next(iter(page.xpath("//p[@class='next']/a/@href")), None)
        assert made.get("/changed?month=2024-10&until=x").status_code == 400
    made.close()
    assert shown == len(whole)
    assert len(days) == len(set(days)) == len({h.day for h in whole})
