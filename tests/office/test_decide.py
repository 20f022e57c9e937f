"""Decisions on held clauses: recorded, applied under guard, taken back."""

import pytest
from sqlalchemy import select

from reiki.office import ask, decide
from reiki.office.errors import UnknownClause
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.review import review_list
from reiki.office.verify import verify
from reiki.store.tables import AUDIT
from written import Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
BASE = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。", "文書は、十年間保存する。"])
BY = {"person": "文書課 山田", "reason": "官報原本を確認した"}


def order(n, before, after):
    return Order(TITLE, NUMBER, (Change(f"第{n}条　{before}", f"第{n}条　{after}"),))


DOUBTFUL = issue(
    1,
    "2024-06-28",
    Decree(
        3,
        (
            Order(
                "霧浜市文章規則",
                NUMBER,
                (Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。"),),
            ),
        ),
        "令和6年7月1日",
    ),
)
MISPRINT = issue(
    1, "2024-06-28", Decree(3, (order(1, "文書は、_孫_が扱う。", "文書は、_課_が扱う。"),), "令和6年7月1日")
)
NEXT = issue(
    2,
    "2024-09-30",
    Decree(8, (order(2, "文書は、_十年間_保存する。", "文書は、_五年間_保存する。"),), "令和6年10月1日"),
)
RIGHT = [
    {"op": "substitute", "at": "第1条第1項", "before": "係", "after": "課", "basis": "stated", "source": {}}
]


@pytest.fixture
def held(store, now):
    """The key of a clause that is held for a misprint, with another waiting behind it."""
    import_regulation(store, BASE, "base.txt", now=now, today=day("2026-04-01"), as_of=day("2024-03-31"))
    ingest(store, MISPRINT, "1.html", now=now)
    ingest(store, NEXT, "2.html", now=now)
    first, second = review_list(store)
    assert (first.status, second.status) == ("held", "waiting")
    return first.key


def article(store, n, on, **options):
    return ask.text(store, TITLE, on=day(on), at=f"第{n}条", **options).content.partition("　")[2]


def test_given_operations_apply_and_free_what_waited(store, now, held):
    report = decide.give(store, held, RIGHT, **BY, now=now)
    assert report.clause.status == "applied"
    assert [c.status for c in report.freed] == ["applied"]
    assert article(store, 1, "2024-07-01") == "文書は、課が扱う。"
    assert article(store, 2, "2024-10-01") == "文書は、五年間保存する。"
    said = [f for f in report.clause.findings if f["code"] == "decided"]
    assert "山田" in said[0]["message"]
    assert "官報原本" in said[0]["message"]
    assert not [f for f in report.clause.findings if f["severity"] == "error"]
    assert review_list(store) == ()
    assert verify(store).differences == ()


def test_a_decision_taken_back_leaves_everything_as_before(store, now, held):
    before = ask.text(store, TITLE, on=day("2024-12-31"))
    decide.give(store, held, RIGHT, **BY, now=now)
    report = decide.undo(store, held, person="文書課 川田", reason="誤りだった", now=now)
    assert report.clause.status == "held"
    assert ask.text(store, TITLE, on=day("2024-12-31")) == before
    (kept,) = report.record
    assert kept.as_json()["undone"]["by"] == "文書課 川田"
    with store.reading() as connection:
        actions = connection.execute(select(AUDIT.c.action).order_by(AUDIT.c.id)).scalars().all()
    assert actions[-2:] == ["decide", "undo"]
    assert verify(store).differences == ()


def test_what_does_not_fit_the_text_is_refused_and_nothing_is_recorded(store, now, held):
    wrong = [{**RIGHT[0], "before": "孫"}]
    with pytest.raises(decide.CannotDecide, match="第1条"):
        decide.give(store, held, wrong, **BY, now=now)
    assert [c.status for c in review_list(store)] == ["held", "waiting"]
    with pytest.raises(decide.CannotDecide, match="stands"):
        decide.undo(store, held, **BY, now=now)


def test_a_candidate_that_is_not_whole_is_not_accepted(store, now, held):
    with pytest.raises(decide.CannotDecide, match="base_differs"):
        decide.accept(store, held, **BY, now=now)
    assert [c.status for c in review_list(store)] == ["held", "waiting"]


def test_a_misprinted_before_column_cannot_be_waived(store, now, held):
    with pytest.raises(decide.CannotDecide, match="cannot be waived"):
        decide.waive(store, held, ["base_differs"], **BY, now=now)


def test_a_rejected_clause_orders_nothing_and_frees_what_waited(store, now, held):
    report = decide.reject(store, held, **BY, now=now)
    assert report.clause.status == "skipped"
    assert [c.status for c in report.freed] == ["applied"]
    assert article(store, 1, "2024-12-31") == "文書は、係が扱う。"


def test_a_doubt_is_waived_by_name_and_stays_visible(store, now):
    import_regulation(store, BASE, "base.txt", now=now, today=day("2026-04-01"), as_of=day("2024-03-31"))
    ingest(store, DOUBTFUL, "1.html", now=now)
    (clause,) = review_list(store)
    assert {f["code"] for f in clause.findings if f["severity"] == "error"} == {"target_title_differs"}
    with pytest.raises(decide.CannotDecide, match="does not apply"):
        decide.waive(store, clause.key, ["label_gap"], **BY, now=now)
    report = decide.waive(store, clause.key, ["target_title_differs"], **BY, now=now)
    assert report.clause.status == "applied"
    assert {f["severity"] for f in report.clause.findings if f["code"] == "target_title_differs"} == {
        "warning"
    }
    assert article(store, 1, "2024-07-01") == "文書は、課が扱う。"


def test_what_nobody_marked_is_held_with_its_candidate_which_a_person_may_accept(store, now):
    import_regulation(store, BASE, "base.txt", now=now, today=day("2026-04-01"), as_of=day("2024-03-31"))
    unmarked = issue(
        1,
        "2024-06-28",
        Decree(3, (order(1, "文書は、_係_が扱う。", "文書は、_課_が扱うものとする。"),), "令和6年7月1日"),
    )
    ingest(store, unmarked, "1.html", now=now)
    (clause,) = review_list(store)
    assert "unmarked_difference" in {f["code"] for f in clause.findings if f["severity"] == "error"}
    assert decide.accept(store, clause.key, **BY, now=now).clause.status == "applied"
    assert article(store, 1, "2024-07-01") == "文書は、課が扱うものとする。"
    assert verify(store).differences == ()


def test_a_decision_survives_the_issue_taken_in_again_and_later_arrivals(store, now, held):
    decide.give(store, held, RIGHT, **BY, now=now)
    ingest(store, MISPRINT, "1.html", now=now)
    other = issue(
        9,
        "2024-05-31",
        Decree(2, (order(2, "文書は、_十年間_保存する。", "文書は、_二十年間_保存する。"),), "令和6年6月1日"),
    )
    ingest(store, other, "9.html", now=now)
    assert article(store, 1, "2024-07-01") == "文書は、課が扱う。"


def test_what_was_known_before_the_decision_is_still_told(store, now, held):
    import datetime

    later = now + datetime.timedelta(days=1)
    decide.give(store, held, RIGHT, **BY, now=later)
    assert article(store, 1, "2024-07-01", known=now) == "文書は、係が扱う。"
    assert article(store, 1, "2024-07-01") == "文書は、課が扱う。"


@pytest.mark.parametrize("missing", ["person", "reason"])
def test_who_and_why_must_be_said(store, now, held, missing):
    with pytest.raises(decide.CannotDecide, match="name of the person"):
        decide.reject(store, held, **(BY | {missing: " "}), now=now)


def test_only_held_clauses_are_decided(store, now, held):
    decide.reject(store, held, **BY, now=now)
    with pytest.raises(decide.CannotDecide, match="not held"):
        decide.reject(store, held, **BY, now=now)
    with pytest.raises(UnknownClause):
        decide.reject(store, "nothing/1", **BY, now=now)


@pytest.mark.parametrize(
    "given", [[{}], [{"op": "shred"}], [{"op": "substitute", "at": "第x条"}], ["text"], []]
)
def test_operations_that_cannot_be_read_are_refused(store, now, held, given):
    with pytest.raises(decide.CannotDecide):
        decide.give(store, held, given, **BY, now=now)
