"""How certain many versions are, asked for at once, is what each text says of itself."""

import datetime

from reiki.office import ask, choosing
from reiki.office.ask import works
from reiki.office.catalogue import holding_of
from reiki.office.certainty import Hold, certainties, held_within
from reiki.office.errors import NoTextOn
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.store.works import works_like
from written import Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
HOUR = datetime.timedelta(hours=1)


def text_of(office):
    return regulation(
        TITLE, NUMBER, "平成9年3月25日", [f"文書は、{office}が扱う。", "文書は、十年間保存する。"]
    )


def bring(store, now, office, as_of):
    return import_regulation(
        store, text_of(office), f"{as_of}.txt", now=now, today=day("2026-04-01"), as_of=day(as_of)
    )


def rule(number, before, after, starts, printed="2024-06-28"):
    change = Change(f"第1条　文書は、_{before}_が扱う。", f"第1条　文書は、_{after}_が扱う。")
    return issue(number, printed, Decree(number, (Order(TITLE, NUMBER, (change,)),), starts))


DAYS = [day("2024-03-31") + datetime.timedelta(days=60 * n) for n in range(12)] + [
    day(d) for d in ("2024-06-30", "2024-07-01", "2025-03-30", "2025-03-31", "2025-05-31", "2025-06-01")
]


def test_it_is_what_each_text_says_on_every_day_and_as_known_at_every_moment(store, now):
    """Through a hold, a text taken in later that begins anew, another hold, a text set aside, a notice without its day."""
    bring(store, now, "係", "2024-03-31")
    ingest(store, rule(1, "孫", "課", "令和6年7月1日"), "1.html", now=now + HOUR)
    bring(store, now + 2 * HOUR, "部", "2025-03-31")
    ingest(store, rule(2, "係", "局", "令和7年6月1日", "2025-05-20"), "2.html", now=now + 3 * HOUR)
    ingest(store, rule(3, "部", "庁", "規則で定める日", "2025-07-01"), "3.html", now=now + 4 * HOUR)
    (later,) = [c for c in ask.history(store, TITLE) if c.in_force_from == day("2025-03-31")]
    choosing.reject(store, later.key, person="文書課 山田", reason="原本を確認した", now=now + 5 * HOUR)
    moments = [None, *(now + n * HOUR + HOUR / 2 for n in range(6))]
    seen = set()
    for known in moments:
        holding = holding_of(store, TITLE, known=known)
        pairs = [(edition, on) for on in DAYS if (edition := holding.on(on)) is not None]
        for (_, on), certain in zip(pairs, certainties(store, pairs, known), strict=True):
            try:
                told = ask.text(store, TITLE, on=on, known=known)
            except NoTextOn:
                continue
            assert certain.since == told.held_since, (on, known)
            assert (certain.held.clause if certain.held else "") == told.held_clause
            assert set(certain.notes()) <= set(told.notes), (on, known)
            assert {n for n in told.notes if "保留" in n or "定まっていない" in n} <= set(certain.notes())
            seen.add((certain.since, bool(certain.pending_on)))
            # What is said of all its days covers what is said of each.
            assert certain.held is None or certain.within is not None
            assert set(certain.pending_on) <= set(certain.pending)
    assert {since for since, _ in seen} >= {None, day("2024-07-01"), day("2025-06-01")}
    assert {pending for _, pending in seen} == {False, True}


def test_a_hold_touches_the_versions_whose_days_it_touches(store, now):
    bring(store, now, "係", "2024-03-31")
    ingest(store, rule(1, "係", "課", "令和6年5月1日", "2024-04-20"), "0.html", now=now)
    held = ingest(store, rule(2, "孫", "局", "令和6年7月1日"), "1.html", now=now + HOUR).clauses[0]
    bring(store, now + HOUR, "部", "2025-03-31")
    editions = holding_of(store, TITLE).editions
    told = [c.within for c in certainties(store, [(e, None) for e in editions])]
    assert told == [None, Hold(day("2024-07-01"), held.key), None]
    with store.reading() as connection:
        [work] = works_like(connection, "")
        assert held_within(connection, work.id, day("2024-05-01"), day("2024-06-30")) is None
        assert held_within(connection, work.id, day("2024-05-01"), day("2024-07-01")) == told[1]
        assert held_within(connection, work.id, day("2025-03-31"), datetime.date.max) is None
    listed = {on: works(store, on=day(on))[0].held_since for on in ("2024-06-30", "2024-07-01", "2025-03-31")}
    assert list(listed.values()) == [None, day("2024-07-01"), None]
