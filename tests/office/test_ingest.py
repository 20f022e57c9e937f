"""Issues taken into a store: applied, held, waiting; once, whole or not at all."""

import datetime

import pytest
from sqlalchemy import func, select

from reiki.gazette.model import NotAGazette
from reiki.office import ask, desk
from reiki.office.errors import NoTextOn
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.review import review_list, review_show
from reiki.source.model import UnreadableSource
from reiki.store import audit
from reiki.store.tables import AUDIT, CLAUSES, ISSUES, METADATA, OUTCOMES, SOURCES, VERSIONS, WORKS
from written import Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
BASE = regulation(
    TITLE,
    NUMBER,
    "平成9年3月25日",
    ["文書は、係が扱う。", "文書は、十年間保存する。", "雑則は、別に定める。"],
)


def change(n, before, after):
    before, after = (f"第{n}条　{words}" for words in (before, after))
    return Change(before, after)


def order(*changes, title=TITLE, number=NUMBER):
    return Order(title, number, changes)


FIRST = issue(
    1,
    "2024-06-28",
    Decree(3, (order(change(1, "文書は、_係_が扱う。", "文書は、_課_が扱う。")),), "令和6年7月1日"),
)
SECOND = issue(
    2,
    "2024-09-30",
    Decree(8, (order(change(1, "文書は、_課_が扱う。", "文書は、_部_が扱う。")),), "令和6年10月1日"),
)
WRONG = issue(
    3,
    "2024-08-30",
    Decree(
        6, (order(change(2, "文書は、_五年間_保存する。", "文書は、_永久に_保存する。")),), "令和6年9月1日"
    ),
)


def take(store, *issues, now, base=BASE, **options):
    if base is not None:
        bring(store, base, now)
    return [ingest(store, data, f"{n}.html", now=now, **options) for n, data in enumerate(issues)]


def bring(store, base, now, as_of="2024-03-31", **options):
    return import_regulation(
        store, base, "base.txt", now=now, today=day("2026-04-01"), as_of=day(as_of), **options
    )


def statuses(report):
    return [(c.clause, c.status) for c in report.clauses]


def article(store, n, on, **options):
    return ask.text(store, TITLE, on=day(on), at=f"第{n}条", **options).content.partition("　")[2]


def counts(store):
    with store.reading() as connection:
        return {
            t.name: connection.execute(select(func.count()).select_from(t)).scalar()
            for t in METADATA.sorted_tables
        }


def test_an_issue_changes_the_text_from_its_day_on(store, now):
    report = take(store, FIRST, now=now)[0]
    assert statuses(report) == [("1", "applied")]
    assert not report.held
    assert article(store, 1, "2024-06-30") == "文書は、係が扱う。"
    assert article(store, 1, "2024-07-01") == "文書は、課が扱う。"


def test_the_supplement_of_the_notice_joins_the_regulation(store, now):
    take(store, FIRST, now=now)
    text = ask.text(store, TITLE, on=day("2024-07-01"), at="附則（令和6年霧浜市規則第3号）").content
    assert "令和6年7月1日から施行する" in text


def test_the_same_bytes_again_change_nothing(store, now):
    first = take(store, FIRST, WRONG, now=now)
    before = counts(store)
    again = ingest(store, FIRST, "another name.html", now=now + datetime.timedelta(days=3))
    assert again.already
    assert again.clauses == first[0].clauses
    assert counts(store) == before


def test_a_held_clause_says_what_stands_there_and_later_ones_wait(store, now):
    _, wrong, second = take(store, FIRST, WRONG, SECOND, now=now)
    assert statuses(wrong) == [("1", "held")]
    assert wrong.held
    message = " ".join(f["message"] for f in wrong.clauses[0].findings if f["severity"] == "error")
    assert "第2条" in message
    assert "五］年間" in message
    assert "十］年間" in message
    assert statuses(second) == [("1", "waiting")]
    assert second.clauses[0].waits_for == wrong.clauses[0].key


def test_the_text_after_a_held_clause_is_the_last_certain_one_and_says_so(store, now):
    wrong = take(store, FIRST, WRONG, SECOND, now=now)[1]
    before = ask.text(store, TITLE, on=day("2024-08-31"))
    after = ask.text(store, TITLE, on=day("2025-01-01"))
    assert before.held_since is None
    assert (after.held_since, after.held_clause) == (day("2024-09-01"), wrong.clauses[0].key)
    assert any("保留" in note for note in after.notes)
    assert before.text_digest == after.text_digest


def test_a_late_arrival_is_put_in_its_place(store, now):
    later = now + datetime.timedelta(days=30)
    _ = take(store, SECOND, now=now)
    assert ask.text(store, TITLE, on=day("2025-01-01")).held_since == day("2024-10-01")
    ingest(store, FIRST, "first.html", now=later)
    assert article(store, 1, "2024-07-01") == "文書は、課が扱う。"
    assert article(store, 1, "2024-10-01") == "文書は、部が扱う。"
    assert article(store, 1, "2024-10-01", known=now) == "文書は、係が扱う。", (
        "the old answer stays reproducible"
    )
    assert ask.text(store, TITLE, on=day("2024-10-01"), known=now).held_since == day("2024-10-01")


def test_a_late_arrival_touches_nothing_before_its_place(store, now):
    take(store, FIRST, SECOND, now=now)
    ingest(store, WRONG, "w.html", now=now + datetime.timedelta(days=1))
    with store.reading() as connection:
        rows = connection.execute(select(VERSIONS.c.in_force_from, VERSIONS.c.superseded_at)).all()
    assert {r.in_force_from: r.superseded_at is None for r in rows} == {
        day("2024-03-31"): True,
        day("2024-07-01"): True,
        day("2024-10-01"): False,
    }


def test_only_the_new_clause_is_applied_when_it_comes_last(store, now):
    class Counting(type(desk.DESK.machine)):
        applied = 0

        def apply(self, document, unit):
            Counting.applied += 1
            return super().apply(document, unit)

    counting = desk.Desk(machine=Counting())
    take(store, FIRST, SECOND, now=now, desk=counting)
    assert Counting.applied == 2


def test_without_a_base_the_clause_is_held_and_an_import_completes_it(store, now):
    report = take(store, FIRST, now=now, base=None)[0]
    assert [f["code"] for f in report.clauses[0].findings] == ["no_base"]
    imported = bring(store, BASE, now)
    assert [(c.clause, c.status) for c in imported.completed] == [("1", "applied")]
    assert article(store, 1, "2024-07-01") == "文書は、課が扱う。"


def test_an_imported_text_contains_earlier_amendments(store, now):
    report = take(store, FIRST, now=now, base=None)[0]
    assert report.held
    completed = bring(store, BASE, now, as_of="2024-12-31").completed
    assert [(c.status, [f["code"] for f in c.findings]) for c in completed] == [
        ("skipped", ["contained_in_base", "known_history_begins", "import_lacks_amendment"])
    ]
    with pytest.raises(NoTextOn, match="2024-12-31"):
        ask.text(store, TITLE, on=day("2024-07-01"))


def test_an_exception_in_the_middle_leaves_nothing(store, now):
    class Failing(type(desk.DESK.machine)):
        def append_supplementary(self, document, unit):
            raise MemoryError

    bring(store, BASE, now)
    before = counts(store)
    with pytest.raises(MemoryError):
        ingest(store, FIRST, "1.html", now=now, desk=desk.Desk(machine=Failing()))
    assert counts(store) == before
    assert statuses(ingest(store, FIRST, "1.html", now=now)) == [("1", "applied")]


@pytest.mark.parametrize("data", [b"", b"a letter about nothing", b"\x89PNG\r\n\x1a\n" + bytes(200)])
def test_what_is_no_gazette_stores_nothing(store, now, data):
    with pytest.raises((NotAGazette, UnreadableSource)) as caught:
        ingest(store, data, "x.html", now=now)
    assert "\n" not in str(caught.value)
    assert set(counts(store).values()) == {0}


def test_another_rendering_of_an_issue_changes_nothing_and_says_so(store, now):
    take(store, FIRST, now=now)
    again = ingest(store, FIRST.replace(b"<body>", b"<body> "), "copy.html", now=now)
    assert statuses(again) == [("1", "skipped")]
    assert again.clauses[0].findings[0]["code"] == "duplicate_notice"
    assert article(store, 1, "2030-01-01") == "文書は、課が扱う。"


@pytest.mark.parametrize(
    ("there", "words", "starts"),
    [
        ("改正後", ("文書は、_係_が扱う。", "文書は、_部_が扱う。"), "令和6年7月1日"),
        ("改正前", ("文書は、_孫_が扱う。", "文書は、_課_が扱う。"), "令和6年7月1日"),
        ("its days", ("文書は、_係_が扱う。", "文書は、_課_が扱う。"), "令和6年7月2日"),
    ],
)
def test_another_rendering_that_says_something_else_is_held_and_changes_nothing(
    store, now, there, words, starts
):
    take(store, FIRST, now=now)
    before = article(store, 1, "2030-01-01")
    other = issue(1, "2024-06-28", Decree(3, (order(change(1, *words)),), starts))
    again = ingest(store, other, "copy.html", now=now)
    assert statuses(again) == [("1", "held")]
    (finding,) = again.clauses[0].findings
    assert finding["code"] == "renderings_differ"
    assert there in finding["message"]
    assert again.held
    assert article(store, 1, "2030-01-01") == before


def test_two_clauses_of_one_issue_on_one_regulation(store, now):
    both = Decree(3, (order(change(1, "文書は、_係_が扱う。", "文書は、_課_が扱う。")),
                      order(change(2, "文書は、_十年間_保存する。", "文書は、_五年間_保存する。"))), "令和6年7月1日")  # fmt: skip
    report = take(store, issue(1, "2024-06-28", both), now=now)[0]
    assert statuses(report) == [("1", "applied"), ("2", "applied")]
    assert article(store, 2, "2024-07-01") == "文書は、五年間保存する。"
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(VERSIONS)).scalar() == 2


def test_an_enacted_regulation_becomes_a_work(store, now):
    enacted = issue(1, "2024-06-28", Decree(9, body=("第1条　倉庫を置く。", "第2条　倉庫は、市長が管理する。"),
                                            title="霧浜市倉庫規則", starts="令和6年7月1日"))  # fmt: skip
    amended = issue(2, "2024-09-30", Decree(10, (order(change(2, "倉庫は、_市長_が管理する。", "倉庫は、_部長_が管理する。"),
                                                       title="霧浜市倉庫規則", number="令和6年霧浜市規則第9号"),)))  # fmt: skip
    report, later = take(store, enacted, amended, now=now, base=None)
    assert [(e.title, e.day) for e in report.enacted] == [("霧浜市倉庫規則", day("2024-07-01"))]
    assert statuses(later) == [("1", "applied")]
    text = ask.text(store, "令和六年霧浜市規則第九号", on=day("2024-07-01"))
    assert text.revision_id.endswith("_20240701_" + "0" * 15)
    with pytest.raises(NoTextOn, match="2024-07-01"):
        ask.text(store, "霧浜市倉庫規則", on=day("2024-06-30"))


def test_a_repealed_regulation_keeps_its_last_text_and_says_so(store, now):
    take(
        store,
        issue(1, "2024-06-28", Decree(9, (Order(TITLE, NUMBER, repeal=True),), "令和6年7月1日")),
        now=now,
    )
    assert ask.text(store, TITLE, on=day("2024-06-30")).status == "in_force"
    gone = ask.text(store, TITLE, on=day("2024-07-01"))
    assert gone.status == "repealed"
    assert "令和6年霧浜市規則第9号" in gone.notes[0]
    assert [w.status for w in ask.works(store, on=day("2025-01-01"))] == ["repealed"]


def test_a_clause_without_a_day_waits_for_one(store, now):
    decree = Decree(3, (order(change(1, "文書は、_係_が扱う。", "文書は、_課_が扱う。")),), "規則で定める日")
    report = take(store, issue(1, "2024-06-28", decree), now=now)[0]
    assert [(c.status, c.waits_for, c.effective) for c in report.clauses] == [("waiting", "date", None)]
    assert not report.held
    coming = ask.upcoming(store, on=day("2024-07-01"))
    assert [(u.clause, u.in_force_from) for u in coming] == [("1", None)]


# ------------------------------------------------------------------------------------------------------------- partial


def test_without_a_base_columns_tell_a_part(store, now):
    take(store, FIRST, SECOND, now=now, base=None, partial=True)
    before = ask.text(store, TITLE, on=day("2000-01-01"), at="第1条")
    assert before.content.endswith("文書は、係が扱う。")
    assert (before.evidence, before.in_force_from) == ("quoted", None)
    assert article(store, 1, "2024-10-01") == "文書は、部が扱う。"


def test_a_late_arrival_corrects_what_was_known_of_a_part(store, now):
    take(store, SECOND, now=now, base=None, partial=True)
    assert article(store, 1, "2000-01-01") == "文書は、課が扱う。"
    ingest(store, FIRST, "first.html", now=now + datetime.timedelta(days=1), partial=True)
    assert article(store, 1, "2000-01-01") == "文書は、係が扱う。"
    assert article(store, 1, "2024-07-01") == "文書は、課が扱う。"
    assert article(store, 1, "2000-01-01", known=now) == "文書は、課が扱う。"


def test_a_column_tells_the_days_before_the_clause_that_elided(store, now):
    two = issue(
        2,
        "2024-09-30",
        Decree(
            8,
            (order(change(2, "文書は、_十年間_保存する。", "文書は、_五年間_保存する。")),),
            "令和6年10月1日",
        ),
    )
    take(store, FIRST, two, now=now, base=None, partial=True)
    assert article(store, 2, "2024-07-01") == "文書は、十年間保存する。"
    assert article(store, 2, "2000-01-01") == "文書は、十年間保存する。"
    assert article(store, 2, "2024-10-01") == "文書は、五年間保存する。"


def test_an_issue_taken_in_without_it_can_be_completed_by_allowing_partial(store, now):
    assert take(store, FIRST, now=now, base=None)[0].held
    again = ingest(store, FIRST, "1.html", now=now, partial=True)
    assert (again.already, statuses(again)) == (True, [("1", "applied")])


def test_a_partial_regulation_is_checked_and_completed_by_an_import(store, now):
    take(store, SECOND, now=now, base=None, partial=True)
    imported = bring(store, BASE.replace("係".encode(), "課".encode()), now)
    assert imported.agreed
    assert ask.text(store, TITLE, on=day("2024-10-01")).evidence == "whole"
    assert article(store, 3, "2024-10-01") == "雑則は、別に定める。"


def test_a_surviving_supplement_answers_to_both_names(store, now):
    amending = f"{TITLE}の一部を改正する規則"
    number = "令和2年霧浜市規則第7号"
    changed = Change(
        "附　則\n1　略\n2　文書は、_当分の間_従前の例による。",
        "附　則\n1　略\n2　文書は、_令和8年3月31日まで_従前の例による。",
    )
    data = issue(1, "2024-06-28", Decree(3, (Order(amending, number, (changed,)),), "令和6年7月1日"))
    report = take(store, data, now=now, base=None, partial=True)[0]
    assert statuses(report) == [("1", "applied")]
    by_host = ask.text(store, TITLE, on=day("2024-07-01"), at=f"附則（{number}）第2項")
    by_own = ask.text(store, amending, on=day("2024-07-01"), at="附則第2項")
    by_number = ask.text(store, number, on=day("2024-07-01"), at="第2項")
    assert "令和8年3月31日まで" in by_host.content
    assert by_host.content == by_own.content == by_number.content
    assert by_host.law_id == by_own.law_id


# -------------------------------------------------------------------------------------------------------------- review


def test_held_clauses_are_listed_with_what_waits_behind_them(store, now):
    take(store, FIRST, WRONG, SECOND, now=now)
    listed = review_list(store)
    assert [c.status for c in listed] == ["held", "waiting"]
    shown = review_show(store, listed[0].key)
    assert shown.behind == (listed[1].key,)
    assert shown.lead
    assert any(f["severity"] == "error" for f in shown.report.findings)


def test_everything_done_is_in_the_audit_log(store, now):
    take(store, FIRST, WRONG, now=now)
    with store.reading() as connection:
        assert audit.verify_chain(connection) == 3
        assert list(connection.execute(select(AUDIT.c.action)).scalars()) == ["import", "ingest", "ingest"]
        assert connection.execute(select(func.count()).select_from(SOURCES)).scalar() == 3
        assert connection.execute(select(func.count()).select_from(ISSUES)).scalar() == 2
        assert connection.execute(select(func.count()).select_from(WORKS)).scalar() == 1
        assert connection.execute(select(func.count()).select_from(CLAUSES)).scalar() == 2
        assert connection.execute(select(func.count()).select_from(OUTCOMES)).scalar() == 2


def test_a_better_rendering_takes_the_place_of_a_held_clause(store, now):
    unread = FIRST.replace("に改める。</p>".encode(), "に改め、又はどうにかする。</p>".encode())
    held, waiting = take(store, unread, SECOND, now=now)
    assert (statuses(held), statuses(waiting)) == ([("1", "held")], [("1", "waiting")])
    report = ingest(store, FIRST, "better.html", now=now + datetime.timedelta(days=1))
    assert statuses(report) == [("1", "applied")]
    assert article(store, 1, "2024-10-01") == "文書は、部が扱う。"
    again = ingest(store, unread, "again.html", now=now)
    assert [(c.status, c.findings[0]["code"]) for c in again.clauses] == [("skipped", "other_rendering")]
    assert review_list(store) == ()
