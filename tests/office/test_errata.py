"""Errata: the earlier issue is read anew from the start; what was known before stays known so."""

import datetime
import itertools

import pytest

from reiki.office import ask
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.verify import verify
from written import HEAD, Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
BASE = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。", "文書は、十年間保存する。"])


def order(n, before, after):
    return Order(TITLE, NUMBER, (Change(f"第{n}条　{before}", f"第{n}条　{after}"),))


WRONG = issue(
    1, "2024-06-28", Decree(3, (order(1, "文書は、_係_が扱う。", "文書は、_謀_が扱う。"),), "令和6年7月1日")
)
NEXT = issue(
    2, "2024-09-30", Decree(8, (order(1, "文書は、_課_が扱う。", "文書は、_部_が扱う。"),), "令和6年10月1日")
)


def erratum(*body, number=3):
    page = f"<h1>霧浜市公報</h1><p>令和6年10月31日（木曜日）　第{number}号</p><h2>正誤</h2>" + "".join(body)
    return (HEAD + page + "</body></html>").encode()


TABLE = "<table><tr><td>ページ</td><td>欄</td><td>誤</td><td>正</td></tr><tr><td>1</td><td>改正後</td><td>{}</td><td>{}</td></tr></table>"
IN_A_TABLE = erratum(
    "<p>令和6年6月28日付け霧浜市公報第1号中</p>", TABLE.format("文書は、謀が", "文書は、課が")
)
IN_A_SENTENCE = erratum(
    "<p>令和6年6月28日付け霧浜市公報第1号に登載した霧浜市規則第3号中「文書は、謀が扱う。」とあるのは、「文書は、課が扱う。」の誤り</p>"
)


def bring(store, now):
    import_regulation(store, BASE, "base.txt", now=now, today=day("2026-04-01"), as_of=day("2024-03-31"))


def article(store, on, **options):
    return ask.text(store, TITLE, on=day(on), at="第1条", **options).content.partition("　")[2]


@pytest.mark.parametrize("errata", [IN_A_TABLE, IN_A_SENTENCE])
@pytest.mark.parametrize("turn", list(itertools.permutations(range(3))))
def test_in_whatever_order_they_come_the_text_is_right_from_the_start(store, now, turn, errata):
    bring(store, now)
    given = (WRONG, NEXT, errata)
    for i in turn:
        ingest(store, given[i], f"{i}.html", now=now)
    assert article(store, "2024-06-30") == "文書は、係が扱う。"
    assert article(store, "2024-07-01") == "文書は、課が扱う。"
    assert article(store, "2024-10-01") == "文書は、部が扱う。"
    assert verify(store).differences == ()


def test_what_was_known_before_stays_known_so(store, now):
    bring(store, now)
    ingest(store, WRONG, "1.html", now=now)
    later = now + datetime.timedelta(days=3)
    ingest(store, IN_A_TABLE, "3.html", now=later)
    assert article(store, "2024-07-01", known=now) == "文書は、謀が扱う。"
    assert article(store, "2024-07-01") == "文書は、課が扱う。"


def test_a_corrected_day_moves_the_text(store, now):
    bring(store, now)
    ingest(
        store,
        issue(
            1,
            "2024-06-28",
            Decree(3, (order(1, "文書は、_係_が扱う。", "文書は、_課_が扱う。"),), "令和6年7月1日"),
        ),
        "1.html",
        now=now,
    )
    ingest(
        store,
        erratum("<p>令和6年6月28日付け霧浜市公報第1号中</p>", TABLE.format("令和6年7月1日", "令和6年8月1日")),
        "3.html",
        now=now,
    )
    assert article(store, "2024-07-31") == "文書は、係が扱う。"
    assert article(store, "2024-08-01") == "文書は、課が扱う。"
    assert verify(store).differences == ()


@pytest.mark.parametrize("wrong", ["ここにない語", "文書は、"])
def test_what_stands_nowhere_or_twice_corrects_nothing_and_every_text_says_so(store, now, wrong):
    bring(store, now)
    ingest(store, WRONG, "1.html", now=now)
    report = ingest(
        store,
        erratum("<p>令和6年6月28日付け霧浜市公報第1号中</p>", TABLE.format(wrong, "何か")),
        "3.html",
        now=now,
    )
    assert "erratum_does_not_fit" in {f["code"] for f in report.findings if f["severity"] == "error"}
    assert article(store, "2024-07-01") == "文書は、謀が扱う。"
    assert any(
        "正誤が反映されていません" in note for note in ask.text(store, TITLE, on=day("2024-07-01")).notes
    )


def test_errata_of_another_issue_change_nothing(store, now):
    bring(store, now)
    ingest(store, WRONG, "1.html", now=now)
    report = ingest(
        store,
        erratum("<p>令和6年5月31日付け霧浜市公報第9号中</p>", TABLE.format("文書は、謀が", "文書は、課が")),
        "3.html",
        now=now,
    )
    assert "erratum_waits" in {f["code"] for f in report.findings}
    assert article(store, "2024-07-01") == "文書は、謀が扱う。"
    assert ask.text(store, TITLE, on=day("2024-07-01")).notes == ()


def test_errata_that_are_not_understood_say_so(store, now):
    report = ingest(store, erratum("<p>先の号に誤りがあったのでおわびします。</p>"), "3.html", now=now)
    assert "erratum_not_understood" in {f["code"] for f in report.findings}


def test_an_enactment_is_corrected_too(store, now):
    enacted = issue(
        1,
        "2024-06-28",
        Decree(
            9,
            body=("第1条　倉庫を置く。", "第2条　倉庫は、市張が管理する。"),
            title="霧浜市倉庫規則",
            starts="令和6年7月1日",
        ),
    )
    ingest(store, enacted, "1.html", now=now)
    ingest(
        store,
        erratum("<p>令和6年6月28日付け霧浜市公報第1号中</p>", TABLE.format("市張", "市長")),
        "3.html",
        now=now,
    )
    assert "市長が管理" in ask.text(store, "霧浜市倉庫規則", on=day("2024-07-01")).content
    assert verify(store).differences == ()
