"""Numbers that were never taken in."""

import datetime
from pathlib import Path

from sqlalchemy import event

from reiki.office.gaps import gaps, missing_behind
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.store.session import open_store
from written import HEAD, Change, Decree, Order, day, issue, regulation

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def codes(corpus: Path, tmp_path: Path, *names: str) -> list[set[tuple[str, str]]]:
    store = open_store(f"sqlite:///{tmp_path / 'gaps.db'}")
    out = []
    for name in names:
        file = corpus / "gazette" / name
        report = ingest(store, file.read_bytes(), file.name, now=NOW).as_json()
        out.append({(f["code"], f["message"]) for f in report["findings"] if f["code"].endswith("_gap")})
    store.close()
    return out


def test_an_issue_and_a_notice_that_were_left_out(corpus: Path, tmp_path: Path) -> None:
    first, second = codes(corpus, tmp_path, "2024-06-28-no1234.html", "2024-12-25-no1236.html")
    assert first == set()
    assert ("issue_gap", "never taken in, before 霧浜市公報第1236号: 霧浜市公報第1235号") in second
    assert ("number_gap", "never taken in, before 令和6年霧浜市規則第23号: 令和6年霧浜市規則第22号") in second


def test_no_gap_where_nothing_is_missing(corpus: Path, tmp_path: Path) -> None:
    names = sorted(p.name for p in (corpus / "gazette").iterdir() if p.suffix in (".html", ".txt"))
    assert all(found == set() for found in codes(corpus, tmp_path, *names))


# ------------------------------------------------------------------------------------------------- whatever the count


def small(number: int, on: str, rule: int) -> bytes:
    return issue(number, on, Decree(rule, body=("第1条　倉庫を置く。",), title=f"霧浜市第{rule}倉庫規則"))


def test_the_nearest_lower_number_is_found_by_an_index_however_many_there_are() -> None:
    store = open_store("sqlite://")
    for n in range(1, 4):
        ingest(store, small(n, "2024-06-28", n), f"{n}.html", now=NOW)
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda c, k, said, *rest: asked.append(said))
    with store.reading() as connection:
        assert gaps(connection, 3) == ()
        looked_up = [said for said in asked if "max(" in said]
        plans = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", ("x", 1)).fetchall()
            for said in looked_up
        ]
    assert len(plans) == 2
    assert all("USING COVERING INDEX" in str(plan) for plan in plans)
    assert not any("SCAN" in str(plan) for plan in plans)
    assert len([said for said in asked if "FROM" in said]) <= 6
    store.close()


def test_a_gap_is_told_with_its_numbers_and_closes_when_what_was_missing_comes() -> None:
    store = open_store("sqlite://")
    ingest(store, small(1, "2024-06-28", 1), "1.html", now=NOW)
    report = ingest(store, small(9, "2024-07-31", 3), "9.html", now=NOW)
    said = {f["code"]: f["message"] for f in report.findings}
    assert said["number_gap"] == "never taken in, before 令和6年霧浜市規則第3号: 令和6年霧浜市規則第2号"
    assert said["issue_gap"].endswith(
        "第2号、霧浜市公報第3号、霧浜市公報第4号、霧浜市公報第5号、霧浜市公報第6号 and 2 more"
    )
    ingest(store, small(8, "2024-07-30", 2), "8.html", now=NOW)
    again = ingest(store, small(9, "2024-07-31", 3), "9.html", now=NOW)
    assert not [f for f in again.findings if f["code"].endswith("_gap")]
    store.close()


def test_a_corrected_number_counts_in_its_series() -> None:
    store = open_store("sqlite://")
    ingest(store, small(1, "2024-06-28", 1), "1.html", now=NOW)
    ingest(store, small(2, "2024-06-29", 8), "2.html", now=NOW)
    body = (
        "<h1>霧浜市公報</h1><p>令和6年7月31日（水曜日）　第3号</p><h2>正誤</h2><p>令和6年6月29日付け霧浜市公報第2号中</p>"
        "<table><tr><td>誤</td><td>正</td></tr><tr><td>霧浜市規則第8号</td><td>霧浜市規則第2号</td></tr></table>"
    )
    ingest(store, (HEAD + body + "</body></html>").encode(), "3.html", now=NOW)
    report = ingest(store, small(4, "2024-08-01", 3), "4.html", now=NOW)
    assert not [f for f in report.findings if f["code"] == "number_gap"]
    store.close()


def test_a_text_says_what_was_never_taken_in_behind_it() -> None:
    """Which issues may have amended it: those missing after the first text known of it, and until the day asked."""
    store = open_store("sqlite://")
    later = NOW + datetime.timedelta(hours=1)
    base = regulation("霧浜市文書規則", "平成9年霧浜市規則第5号", "平成9年3月25日", ["文書は、係が扱う。"])
    import_regulation(store, base, "b.txt", now=NOW, today=NOW.date(), as_of=day("2024-03-31"))

    def amends(number: int, on: str, before: str, after: str) -> bytes:
        change = Change(f"第1条　文書は、_{before}_が扱う。", f"第1条　文書は、_{after}_が扱う。")
        return issue(
            number, on, Decree(number, (Order("霧浜市文書規則", "平成9年霧浜市規則第5号", (change,)),))
        )

    ingest(store, small(1, "2024-01-31", 90), "1.html", now=NOW)
    ingest(store, small(3, "2024-02-29", 91), "3.html", now=NOW)
    ingest(store, amends(4, "2024-06-28", "係", "課"), "4.html", now=NOW)
    ingest(store, amends(7, "2024-09-30", "課", "部"), "7.html", now=later)

    def behind(on: str, **known: datetime.datetime) -> list[tuple[str, int]]:
        return [(m.said, m.count) for m in missing_behind(store, "霧浜市文書規則", on=day(on), **known)]

    missing = [("霧浜市公報第5号、霧浜市公報第6号", 2)]
    assert behind("2024-06-27") == []
    assert behind("2024-12-31") == missing
    assert behind("2024-12-31", known=NOW) == []
    store.close()
