"""One regulation and one issue without a store."""

import pytest

from reiki.law.document import LawDocument
from reiki.office.consolidating import consolidate
from reiki.office.errors import NoClauseForBase
from reiki.office.importing import read_regulation
from reiki.office.parse import parse_source
from written import Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
BASE = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。", "文書は、十年間保存する。"])


def order(n, before, after, title=TITLE, number=NUMBER):
    return Order(title, number, (Change(f"第{n}条　文書は、{before}", f"第{n}条　文書は、{after}"),))


FIRST = order(1, "_係_が扱う。", "_課_が扱う。")
SECOND = order(1, "_課_が扱う。", "_部_が扱う。")
WRONG = order(2, "_五年間_保存する。", "_永久に_保存する。")


def run(*decrees, base=BASE, **options):
    return consolidate(base, issue(1, "2024-06-28", *decrees), "base.txt", "issue.html", **options)


def words(xml, n=1):
    return LawDocument.parse(xml).regulation().provisions[n - 1].children[0].text


def test_clauses_apply_in_the_order_of_their_days():
    report = run(Decree(9, (SECOND,), "令和6年10月1日"), Decree(8, (FIRST,), "令和6年7月1日"))
    assert [(c.result.status, c.result.effective) for c in report.clauses] == [
        ("applied", day("2024-10-01")),
        ("applied", day("2024-07-01")),
    ]
    assert words(report.xml) == "文書は、部が扱う。"


def test_on_a_day_later_clauses_are_left_out():
    report = run(
        Decree(9, (SECOND,), "令和6年10月1日"), Decree(8, (FIRST,), "令和6年7月1日"), on=day("2024-09-30")
    )
    assert [c.result.status for c in report.clauses] == ["skipped", "applied"]
    assert words(report.xml) == "文書は、課が扱う。"


def test_a_held_clause_writes_nothing():
    report = run(Decree(8, (FIRST,)), Decree(9, (WRONG,)))
    assert report.held
    assert report.xml is None
    assert [c.result.status for c in report.clauses] == ["applied", "held"]


def test_another_regulation_is_not_for_this_base():
    other = order(1, "_係_が扱う。", "_課_が扱う。", "公印規則", "平成9年霧浜市規則第6号")
    report = run(Decree(8, (FIRST,)), Decree(9, (other,)))
    assert [c["status"] for c in report.as_json()["clauses"]] == ["applied", "skipped"]
    with pytest.raises(NoClauseForBase, match="公印規則"):
        run(Decree(9, (other,)))


def test_a_title_that_begins_another_is_not_meant():
    other = order(1, "_係_が扱う。", "_課_が扱う。", f"{TITLE}施行細則", "")
    with pytest.raises(NoClauseForBase):
        run(Decree(9, (other,)))


@pytest.mark.parametrize("number", ["平成9年規則第5号", "平成九年霧浜市規則第五号", ""])
def test_the_base_may_print_its_number_otherwise_or_have_none(number):
    base = regulation(TITLE, number, "平成9年3月25日", ["文書は、係が扱う。"])
    assert words(run(Decree(8, (FIRST,)), base=base).xml) == "文書は、課が扱う。"


def test_another_number_of_one_title_is_another_regulation():
    base = regulation(TITLE, "平成10年霧浜市規則第5号", "平成10年3月25日", ["文書は、係が扱う。"])
    with pytest.raises(NoClauseForBase):
        run(Decree(8, (FIRST,)), base=base)


def test_an_unfixed_day_stands_last_and_is_left_out_on_a_day():
    decree = Decree(8, (FIRST,), "規則で定める日")
    whole = run(decree)
    assert whole.clauses[0].result.status == "applied"
    assert whole.clauses[0].result.effective is None
    assert "commencement_unfixed" in {f.code for f in whole.clauses[0].result.findings}
    later = run(decree, on=day("2030-01-01"))
    assert (later.clauses[0].result.status, later.clauses[0].result.waits_for) == ("waiting", "date")
    assert words(later.xml) == "文書は、係が扱う。"


def test_what_no_clause_addresses_stays_the_same_bytes():
    xml = read_regulation(BASE, "b")[0].to_bytes()
    after = run(Decree(8, (FIRST,)), base=xml).xml
    article = xml[xml.index(b'<Article Num="2">') : xml.index(b"</MainProvision>")]
    assert article in after


def test_parse_reads_without_a_base():
    report = parse_source(
        issue(
            1, "2024-06-28", Decree(8, (FIRST,)), Decree(9, body=("第1条　倉庫を置く。",), title="倉庫規則")
        ),
        "i.html",
    )
    out = report.as_json()
    assert [n["kind"] for n in out["notices"]] == ["amend", "enact"]
    clause = out["notices"][0]["clauses"][0]
    assert clause["operations"][0]["op"] == "substitute"
    assert clause["rules"]
    assert "倉庫を置く" in out["notices"][1]["regulation"]
    assert not report.held
