"""Which of two texts counts: imports that disagree, renderings that differ. The same in any order; decided, undone, remembered."""

import datetime
import itertools

import pytest

from reiki.office import ask, choosing, decide
from reiki.office.certified import certified
from reiki.office.checking import check_print
from reiki.office.choosing import CannotDecide
from reiki.office.importing import import_regulation
from reiki.office.imports import disputed_imports
from reiki.office.ingest import ingest
from reiki.office.review import review_list
from reiki.office.verify import verify
from reiki.store.archive import read_archive, write_archive
from reiki.store.session import open_store
from written import HEAD, Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
HOUR = datetime.timedelta(hours=1)
BY = {"person": "文書課 山田", "reason": "原本を確認した"}


def text_of(office, years="十年間"):
    return regulation(
        TITLE, NUMBER, "平成9年3月25日", [f"文書は、{office}が扱う。", f"文書は、{years}保存する。"]
    )


def bring(store, now, data, as_of, name="base.txt"):
    return import_regulation(store, data, name, now=now, today=day("2026-04-01"), as_of=day(as_of))


def office(store, on, **options):
    told = ask.text(store, TITLE, on=day(on), at="第1条", **options).content
    return told.partition("文書は、")[2].partition("が")[0]


def notes(store, on, **options):
    return " ".join(ask.text(store, TITLE, on=day(on), **options).notes)


def rule(number, before, after, starts, printed="2024-06-28"):
    change = Change(f"第1条　文書は、_{before}_が扱う。", f"第1条　文書は、_{after}_が扱う。")
    return issue(number, printed, Decree(number, (Order(TITLE, NUMBER, (change,)),), starts))


# --------------------------------------------------------------------------------------------------------------- imports

FIRST = (text_of("係"), "2024-03-31", "first.txt")
LATER = (text_of("部"), "2025-03-31", "later.txt")
SAME_DAY = (text_of("室"), "2024-03-31", "other.txt")
AMENDS = rule(1, "係", "課", "令和6年7月1日")


def take(store, now, thing):
    if isinstance(thing, bytes):
        ingest(store, thing, "1.html", now=now)
    else:
        data, as_of, name = thing
        bring(store, now, data, as_of, name)


def key_of(store, name):
    (found,) = [i.key for i in disputed_imports(store) if i.name == name]
    return found


def told(store):
    """Every text and every verdict, at latest knowledge."""
    days = ("2024-03-31", "2024-06-30", "2024-07-01", "2025-03-30", "2025-03-31", "2026-01-01")
    texts = tuple((on, ask.text(store, TITLE, on=day(on)).text_digest, notes(store, on)) for on in days)
    verdicts = tuple(
        (i.name, i.counts, i.set_aside, i.agreed, str(i.findings)) for i in disputed_imports(store)
    )
    outcomes = tuple(
        (c.key, c.status, str(c.findings)) for c in ask.history(store, TITLE) if c.how == "amended"
    )
    return texts, verdicts, outcomes


@pytest.mark.parametrize(
    "things", [(FIRST, LATER, AMENDS), (FIRST, SAME_DAY, AMENDS), (FIRST, SAME_DAY, LATER)]
)
def test_which_import_counts_does_not_hang_on_which_came_first(now, things):
    seen = set()
    for turn in itertools.permutations(things):
        store = open_store("sqlite://")
        for thing in turn:
            take(store, now, thing)
        seen.add(told(store))
        assert verify(store).differences == ()
        store.close()
    assert len(seen) == 1


@pytest.mark.parametrize("turn", [(FIRST, LATER), (LATER, FIRST)])
def test_both_sides_are_named_where_imports_disagree(store, now, turn):
    for thing in turn:
        take(store, now, thing)
    (against,) = [i for i in disputed_imports(store) if not i.agreed]
    assert (against.name, [i.counts for i in disputed_imports(store)]) == ("later.txt", [True, True])
    message = against.findings[0]["message"]
    assert "first.txt" in message
    assert "later.txt" in message
    assert against.key in message
    assert "From that day on" in message
    assert [office(store, on) for on in ("2025-03-30", "2025-03-31", "2026-01-01")] == ["係", "部", "部"]
    assert "一致しない" in notes(store, "2026-01-01")


NEVER_SEEN = "\n\n　　　附　則（令和7年1月10日規則第2号）\n　この規則は、公布の日から施行する。\n"


@pytest.mark.parametrize(
    ("first", "later", "now_stands"),
    [
        ("", NEVER_SEEN, "部"),  # amended by an instrument that never came in
        (NEVER_SEEN, NEVER_SEEN, "係"),  # amended by the same: one of the two is misprinted
        (NEVER_SEEN, "", "係"),  # older than it says
    ],
)
def test_a_later_import_begins_the_text_anew_where_it_was_amended_by_what_never_came_in(
    now, first, later, now_stands
):
    things = [
        (text_of("係").rstrip() + first.encode(), "2024-03-31", "first.txt"),
        (text_of("部").rstrip() + later.encode(), "2025-03-31", "later.txt"),
    ]
    seen = set()
    for turn in itertools.permutations(things):
        store = open_store("sqlite://")
        for thing in turn:
            take(store, now, thing)
        assert office(store, "2025-03-30") == "係"
        assert office(store, "2026-01-01") == now_stands
        assert "一致しない" in notes(store, "2026-01-01")
        seen.add(told(store))
        store.close()
    assert len(seen) == 1


def test_what_was_amended_under_guard_is_not_begun_anew_by_a_text_without_any_amendment(store, now):
    for thing in (LATER, AMENDS, FIRST):
        take(store, now, thing)
    assert [office(store, on) for on in ("2024-06-30", "2024-07-01", "2025-03-31")] == ["係", "課", "課"]
    assert "一致しない" in notes(store, "2025-03-31")


def test_a_person_says_that_the_later_import_counts_and_takes_it_back(store, now):
    take(store, now, FIRST)
    take(store, now, LATER)
    key, before = key_of(store, "later.txt"), told(store)
    report = choosing.count(store, key, **BY, now=now + HOUR)
    assert [i.counts for i in report.imports] == [True, True]
    assert [office(store, on) for on in ("2025-03-30", "2025-03-31")] == ["係", "部"]
    assert notes(store, "2026-01-01") == ""
    assert office(store, "2026-01-01", known=now) == "部"
    assert "一致しない" in notes(store, "2026-01-01", known=now)
    assert verify(store).differences == ()
    with pytest.raises(CannotDecide, match="decided already"):
        choosing.reject(store, key, **BY, now=now + HOUR)
    choosing.undo(store, key, person="山田", reason="誤り", now=now + 2 * HOUR)
    assert told(store) == before
    assert office(store, "2026-01-01", known=now + HOUR) == "部"
    assert notes(store, "2026-01-01", known=now + HOUR) == ""


def test_a_rejected_import_says_nothing_any_more_and_the_next_leads(store, now):
    take(store, now, FIRST)
    take(store, now, LATER)
    choosing.reject(store, key_of(store, "later.txt"), **BY, now=now + HOUR)
    assert (office(store, "2026-01-01"), notes(store, "2026-01-01")) == ("係", "")
    assert disputed_imports(store) == ()
    assert "一致しない" in notes(store, "2026-01-01", known=now)
    # the bytes again change nothing of it
    assert bring(store, now + 2 * HOUR, *LATER).already
    assert notes(store, "2026-01-01") == ""
    (later,) = [c for c in ask.history(store, TITLE) if c.in_force_from == day("2025-03-31")]
    choosing.undo(store, later.key, **BY, now=now + 3 * HOUR)
    first = next(i.key for i in disputed_imports(store) if i.name == "first.txt")
    choosing.reject(store, first, **BY, now=now + 4 * HOUR)
    assert office(store, "2025-03-31") == "部"
    with pytest.raises(CannotDecide, match="nothing but"):
        choosing.reject(store, later.key, **BY, now=now + 5 * HOUR)
    assert verify(store).differences == ()


def test_of_one_day_the_import_that_counts_sets_the_other_aside(store, now, tmp_path):
    take(store, now, FIRST)
    take(store, now, SAME_DAY)
    loser = next(i for i in disputed_imports(store) if not i.counts)
    choosing.count(store, loser.key, **BY, now=now + HOUR)
    assert office(store, "2026-01-01") == {"first.txt": "係", "other.txt": "室"}[loser.name]
    assert notes(store, "2026-01-01") == ""
    write_archive(store, tmp_path / "copy.zip")
    other = open_store("sqlite://")
    read_archive(other, tmp_path / "copy.zip")
    ingest(other, AMENDS, "1.html", now=now + 2 * HOUR)
    ingest(store, AMENDS, "1.html", now=now + 2 * HOUR)
    assert told(other) == told(store)
    other.close()


def test_a_held_clause_waits_for_no_import_that_was_set_aside(store, now):
    take(store, now, FIRST)
    ingest(store, rule(1, "孫", "課", "令和6年7月1日"), "1.html", now=now)
    take(store, now + HOUR, LATER)
    assert ask.text(store, TITLE, on=day("2026-01-01")).held_since is None
    (later,) = [c for c in ask.history(store, TITLE) if c.in_force_from == day("2025-03-31")]
    choosing.reject(store, later.key, **BY, now=now + 2 * HOUR)
    assert ask.text(store, TITLE, on=day("2026-01-01")).held_since == day("2024-07-01")
    assert ask.text(store, TITLE, on=day("2026-01-01"), known=now + HOUR).held_since is None


def test_a_certificate_says_what_was_in_doubt_then_and_stays_confirmed_when_it_is_settled(store, now):
    take(store, now, FIRST)
    take(store, now, LATER)
    printed = certified(store, TITLE, on=day("2024-12-31"), now=now + HOUR)
    assert any("一致しない" in limit for limit in printed.certificate.limits)
    choosing.reject(store, key_of(store, "later.txt"), **BY, now=now + 2 * HOUR)
    checked = check_print(store, printed.data, "print.txt", now=now + 3 * HOUR)
    assert (checked.confirmed, checked.exact, checked.notes) == (True, True, ())
    again = certified(store, TITLE, on=day("2024-12-31"), now=now + 3 * HOUR, known=now + HOUR)
    assert again.data == printed.data
    assert certified(store, TITLE, on=day("2024-12-31"), now=now + 3 * HOUR).certificate.limits == ()


def test_what_is_no_import_or_disagrees_with_nothing_is_refused(store, now):
    take(store, now, FIRST)
    with pytest.raises(CannotDecide, match="no import has the id"):
        choosing.count(store, "import:00:2024-03-31", **BY, now=now)
    (only,) = [c.key for c in ask.history(store, TITLE)]
    with pytest.raises(CannotDecide, match="nothing but"):
        choosing.count(store, only, **BY, now=now)
    with pytest.raises(CannotDecide, match="reason"):
        choosing.count(store, only, person="山田", reason=" ", now=now)
    take(store, now, LATER)
    with pytest.raises(CannotDecide, match="counts already"):
        choosing.count(store, only, **BY, now=now)
    with pytest.raises(CannotDecide, match="no decision"):
        choosing.undo(store, only, **BY, now=now)


# ------------------------------------------------------------------------------------------------------------ renderings

OTHER = AMENDS.replace("課".encode(), "謀".encode())
THIRD = AMENDS.replace("課".encode(), "部".encode())


ERRATA = (
    HEAD + "<h1>霧浜市公報</h1><p>令和6年10月31日（木曜日）　第3号</p><h2>正誤</h2>"
    "<p>令和6年6月28日付け霧浜市公報第1号中</p>"
    "<table><tr><td>誤</td><td>正</td></tr><tr><td>謀が</td><td>課が</td></tr></table></body></html>"
).encode()


def differing(store, now, *renderings):
    take(store, now, FIRST)
    return [ingest(store, data, f"{n}.html", now=now).clauses[0].key for n, data in enumerate(renderings)]


def test_a_rendering_that_differs_is_rejected_and_the_text_no_longer_says_so(store, now):
    _, other = differing(store, now, AMENDS, OTHER)
    assert "食い違って" in notes(store, "2024-07-01")
    report = choosing.reject(store, other, **BY, now=now + HOUR)
    assert report.clause.status == "skipped"
    assert (office(store, "2024-07-01"), notes(store, "2024-07-01"), review_list(store)) == ("課", "", ())
    assert "食い違って" in notes(store, "2024-07-01", known=now)
    ingest(store, OTHER, "again.html", now=now + 2 * HOUR)
    assert notes(store, "2024-07-01") == ""
    choosing.undo(store, other, **BY, now=now + 3 * HOUR)
    assert "食い違って" in notes(store, "2024-07-01")
    assert [c.key for c in review_list(store)] == [other]


def test_a_rendering_that_differs_is_the_one_that_counts_and_what_was_known_stays(store, now):
    first, other = differing(store, now, AMENDS, OTHER)
    report = choosing.count(store, other, **BY, now=now + HOUR)
    assert (report.clause.status, report.record[0].given) == ("applied", (first,))
    assert (office(store, "2024-07-01"), notes(store, "2024-07-01"), review_list(store)) == ("謀", "", ())
    assert office(store, "2024-07-01", known=now) == "課"
    assert "食い違って" in notes(store, "2024-07-01", known=now)
    assert verify(store).differences == ()
    for data in (AMENDS, OTHER):
        ingest(store, data, "again.html", now=now + 2 * HOUR)
    assert office(store, "2024-07-01") == "謀"
    choosing.undo(store, other, **BY, now=now + 3 * HOUR)
    assert (office(store, "2024-07-01"), [c.key for c in review_list(store)]) == ("課", [other])
    assert office(store, "2024-07-01", known=now + HOUR) == "謀"
    assert notes(store, "2024-07-01", known=now + HOUR) == ""
    assert verify(store).differences == ()


def test_of_three_renderings_one_counts_and_another_that_says_as_it_does_agrees(store, now):
    first, _, third = differing(store, now, AMENDS, OTHER, THIRD)
    choosing.count(store, third, **BY, now=now + HOUR)
    assert office(store, "2024-07-01") == "部"
    assert review_list(store) == ()
    spaced = THIRD.replace(b"<body>", b"<body> ")
    report = ingest(store, spaced, "4.html", now=now + 2 * HOUR)
    assert [f["code"] for f in report.clauses[0].findings] == ["duplicate_notice"]
    anew = OTHER.replace(b"<body>", b"<body> ")
    assert [c.status for c in ingest(store, anew, "5.html", now=now + 2 * HOUR).clauses] == ["held"]
    with pytest.raises(CannotDecide, match="can be said whether it counts"):
        choosing.count(store, first, **BY, now=now + 2 * HOUR)


def test_renderings_that_errata_reconcile_need_no_decision(store, now):
    _, other = differing(store, now, AMENDS, OTHER)
    ingest(store, ERRATA, "3.html", now=now + HOUR)
    (clause,) = ingest(store, OTHER, "1.html", now=now + HOUR).clauses
    assert (clause.key, clause.status) == (other, "skipped")
    assert review_list(store) == ()
    assert "食い違って" not in notes(store, "2024-07-01")
    assert "食い違って" in notes(store, "2024-07-01", known=now)


def test_a_clause_that_is_held_for_its_reading_is_decided_as_before(store, now):
    take(store, now, FIRST)
    (clause,) = ingest(store, rule(1, "孫", "課", "令和6年7月1日"), "1.html", now=now).clauses
    with pytest.raises(CannotDecide, match="differs from another one"):
        choosing.count(store, clause.key, **BY, now=now)
    assert choosing.reject(store, clause.key, **BY, now=now).clause.status == "skipped"
    choosing.undo(store, clause.key, **BY, now=now)
    (held,) = review_list(store)
    assert held.key == clause.key
    with pytest.raises(CannotDecide):
        decide.undo(store, clause.key, **BY, now=now)
