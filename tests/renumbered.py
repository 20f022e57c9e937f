"""A regulation whose provisions are changed, renumbered, added and removed by four notices, for the tests of provenance."""

import datetime

from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from written import LEAD, Change, Decree, Order, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
MARKED = "次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正する。"
FIRST = ["甲は、乙とする。", "丙は、丁とする。", "戊は、己とする。"]
LAST = ["甲は、乙とする。", "新たに、辛とする。", "丙は、壬とする。"]
BASE = regulation(TITLE, NUMBER, "平成9年3月25日", FIRST)
END = regulation(TITLE, NUMBER, "平成9年3月25日", LAST)
DAY = datetime.date
BEGIN = DAY(2024, 3, 31)


def notice(n, on, starts, *changes):
    """An issue with one notice on the regulation, in a table that marks what it changes."""
    data = issue(n, on, Decree(n, (Order(TITLE, NUMBER, changes),), starts))
    return data.replace(LEAD.encode(), MARKED.encode())


WORDS = notice(
    1, "2024-06-01", "令和6年7月1日", Change("第2条　丙は、_丁_とする。", "第2条　丙は、_庚_とする。")
)
MOVES = notice(
    2, "2024-09-01", "令和6年10月1日",
    Change("", "_第2条_　_新たに、辛とする。_"),
    Change("_第2条_　丙は、庚とする。", "_第3条_　丙は、庚とする。"),
    Change("_第3条_　戊は、己とする。", "_第4条_　戊は、己とする。"),
)  # fmt: skip
AGAIN = notice(
    3, "2024-12-01", "令和7年1月1日", Change("第3条　丙は、_庚_とする。", "第3条　丙は、_壬_とする。")
)
GONE = notice(4, "2025-03-01", "令和7年4月1日", Change("_第4条_　_戊は、己とする。_", ""))
ISSUES = (WORDS, MOVES, AGAIN, GONE)


def take_base(store, now, data=BASE, as_of=BEGIN):
    import_regulation(store, data, "base.txt", now=now, today=as_of, as_of=as_of, jurisdiction="31299")


def take_issues(store, now, issues=ISSUES, **options):
    for n, data in enumerate(issues):
        ingest(store, data, "i.html", now=now + datetime.timedelta(minutes=n + 1), **options)
