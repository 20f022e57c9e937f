"""What taking in an issue would do: exactly what it then does, with nothing written before."""

import datetime
import json
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from reiki.gazette.model import NotAGazette
from reiki.office import ask
from reiki.office import preview as previewing
from reiki.office.catalogue import catalogue, state_of
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.preview import StoreMoved, commit, preview
from reiki.office.review import review_list
from reiki.source.model import UnreadableSource
from reiki.store.audit import verify_chain
from reiki.store.session import open_store
from reiki.store.tables import METADATA
from written import Change, Decree, Order, day, issue, regulation

RECORDED = datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC)
TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
BASE = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。", "文書は、十年間保存する。"])


def decree(number, serial, date, article, before, after, start):
    change = Change(f"第{article}条　{before}", f"第{article}条　{after}")
    return issue(number, date, Decree(serial, (Order(TITLE, NUMBER, (change,)),), start))


FIRST = decree(1, 3, "2024-06-28", 1, "文書は、_係_が扱う。", "文書は、_課_が扱う。", "令和6年7月1日")
SECOND = decree(2, 8, "2024-09-30", 1, "文書は、_課_が扱う。", "文書は、_部_が扱う。", "令和6年10月1日")
WRONG = decree(1, 3, "2024-06-28", 1, "文書は、_孫_が扱う。", "文書は、_課_が扱う。", "令和6年7月1日")
LATER = decree(
    5, 9, "2024-09-30", 2, "文書は、_十年間_保存する。", "文書は、_五年間_保存する。", "令和6年10月1日"
)


@pytest.fixture
def based(store, now):
    import_regulation(store, BASE, "base.txt", now=now, today=day("2026-04-01"), as_of=day("2024-03-31"))
    return store


def load_base(store, corpus, manifest):
    base = datetime.date.fromisoformat(manifest["base_date"])
    for each in manifest["regulations"]:
        data = (corpus / each["file"]).read_bytes()
        name = Path(each["file"]).name
        import_regulation(store, data, name, now=RECORDED, today=base, as_of=base, jurisdiction="31299")


def everything(store):
    """Every row of every table."""
    with store.reading() as connection:
        return {t.name: [tuple(r) for r in connection.execute(select(t))] for t in METADATA.sorted_tables}


def told(store):
    """By regulation and first day what the store tells: digest, force, whether whole."""
    return {
        h.work.law_id: [
            (e.version.day or datetime.date.min, e.version.text_digest, e.version.ended, e.version.partial)
            for e in h.editions
        ]
        for h in catalogue(store).holdings
    }


def changed(before, after):
    """Where two such tellings differ: the days on which another text begins to be told."""
    out = set()
    for law in before.keys() | after.keys():
        old, new = before.get(law, []), after.get(law, [])
        pair = None
        for on in sorted({row[0] for row in (*old, *new)}):
            a = next((r[1:] for r in reversed(old) if r[0] <= on), None)
            b = next((r[1:] for r in reversed(new) if r[0] <= on), None)
            if a != b and (a, b) != pair:
                out.add((law, on, a[0] if a else "", b[0] if b else ""))
            pair = (a, b)
    return out


# ------------------------------------------------------------------------------------------- preview is what commit does


@pytest.mark.parametrize("backwards", [False, True], ids=["in-order", "latest-first"])
def test_every_corpus_issue_does_what_its_preview_said(corpus, backwards):
    manifest = json.loads((corpus / "corpus.json").read_text(encoding="utf-8"))
    store = open_store("sqlite://")
    load_base(store, corpus, manifest)
    seen = {"freed": 0, "blocked": 0, "texts": 0, "held": 0}
    order = manifest["issues"][::-1] if backwards else manifest["issues"]
    for number, each in enumerate(order, 1):
        data, name = (corpus / each["file"]).read_bytes(), Path(each["file"]).name
        rows, texts = everything(store), told(store)
        found = preview(store, data, name, now=RECORDED)
        assert everything(store) == rows
        report = commit(store, data, name, found.state, now=RECORDED + datetime.timedelta(number))
        assert report.as_json() == found.report.as_json()
        assert {(t.law_id, t.day or datetime.date.min, t.before, t.after) for t in found.texts} == changed(
            texts, told(store)
        )
        for text in found.texts:
            if text.after and text.day:
                assert ask.text(store, text.law_id, on=text.day).text_digest == text.after
            assert bool(text.rows) == (text.before != text.after)
        now_open = {c.key: c.status for c in review_list(store)}
        for other in found.others:
            assert now_open.get(other.clause.key, "applied") == other.clause.status
            seen[other.effect] = seen.get(other.effect, 0) + 1
        seen["texts"] += len(found.texts)
        seen["held"] += sum(c.status == "held" for c in found.report.clauses)
    assert seen["texts"] > 15
    assert seen["held"] >= 1
    assert bool(seen["freed"]) == backwards
    assert bool(seen["blocked"]) == backwards
    store.close()


def test_a_pdf_does_what_its_preview_said(corpus):
    manifest = json.loads((corpus / "corpus.json").read_text(encoding="utf-8"))
    store = open_store("sqlite://")
    load_base(store, corpus, manifest)
    path = corpus / "gazette" / "renderings" / "2024-06-28-no1234-vertical.pdf"
    found = preview(store, path.read_bytes(), path.name, now=RECORDED)
    assert [c.status for c in found.report.clauses] == ["applied"] * 3
    assert found.detail.is_pdf
    before = told(store)
    report = commit(store, path.read_bytes(), path.name, found.state, now=RECORDED)
    assert report.as_json() == found.report.as_json()
    assert len(found.texts) == len(changed(before, told(store))) == 3
    store.close()


# ---------------------------------------------------------------------------------------------------- nothing is written


def test_a_preview_leaves_the_file_of_the_store_as_it_was(tmp_path, now):
    path = tmp_path / "reiki.db"
    store = open_store(f"sqlite:///{path}")
    import_regulation(store, BASE, "base.txt", now=now, today=day("2026-04-01"), as_of=day("2024-03-31"))
    store.close()

    def dump():
        with sqlite3.connect(path) as connection:
            return "\n".join(connection.iterdump()), connection.execute("PRAGMA data_version").fetchone()

    before, bytes_before, state = dump(), path.read_bytes(), state_of(store)
    for data in (FIRST, WRONG, SECOND):
        assert preview(store, data, "1.html", now=now).report.clauses
    assert state_of(store) == state
    store.close()
    assert dump() == before
    assert path.read_bytes() == bytes_before
    with store.reading() as connection:
        assert verify_chain(connection) == state.entry
    # What is written next has the numbers that it would have had.
    ingest(store, FIRST, "1.html", now=now)
    assert state_of(store).entry == state.entry + 1
    store.close()


def test_an_error_on_the_way_leaves_nothing_behind(based, now, monkeypatch):
    rows = everything(based)
    monkeypatch.setattr(previewing, "detail_of", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        preview(based, FIRST, "1.html", now=now)
    assert everything(based) == rows


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", UnreadableSource),
        (b"\x89PNG\r\n\x1a\n\x00\x00", UnreadableSource),
        ("広報きりはま 夏祭りのお知らせ".encode(), NotAGazette),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_stored(based, now, data, error):
    rows = everything(based)
    with pytest.raises(error):
        preview(based, data, "x", now=now)
    with pytest.raises(error):
        commit(based, data, "x", state_of(based), now=now)
    assert everything(based) == rows


def test_reading_the_file_keeps_no_writer_waiting(tmp_path, now):
    """While the file is read, another writer writes."""
    store = open_store(f"sqlite:///{tmp_path / 'reiki.db'}")
    import_regulation(store, BASE, "base.txt", now=now, today=day("2026-04-01"), as_of=day("2024-03-31"))
    desk = previewing.DESK
    reads = []

    def slow(data, name):
        if name != "1.html":
            return desk.read_issue(data, name)
        writer = threading.Thread(target=lambda: reads.append(ingest(store, LATER, "5.html", now=now).held))
        writer.start()
        writer.join(20)
        assert not writer.is_alive()
        return desk.read_issue(data, name)

    found = preview(store, FIRST, "1.html", now=now, desk=replace(desk, read_issue=slow))
    assert reads == [False]
    assert found.state == state_of(store)
    store.close()


# ----------------------------------------------------------------------------------------------------------- what it says


def test_it_tells_the_texts_with_both_digests_and_the_comparison(based, now):
    (text,) = preview(based, FIRST, "1.html", now=now).texts
    assert (text.title, text.number, text.day) == (TITLE, NUMBER, day("2024-07-01"))
    assert text.before == ask.text(based, TITLE, on=day("2024-07-01")).text_digest
    words = [line.text for row in text.rows for line in (row.before, row.after) if line and "課" in line.text]
    assert words == ["第1条　文書は、課が扱う。"]
    ingest(based, FIRST, "1.html", now=now)
    assert text.after == ask.text(based, TITLE, on=day("2024-07-01")).text_digest


def test_a_held_clause_changes_no_text_and_blocks_what_comes_after(based, now):
    ingest(based, LATER, "5.html", now=now)
    found = preview(based, WRONG, "1.html", now=now)
    assert [c.status for c in found.report.clauses] == ["held"]
    (other,) = found.others
    assert (other.effect, other.before, other.clause.status) == ("blocked", "applied", "waiting")
    # What was applied before and waits now is told no longer.
    (text,) = found.texts
    assert text.day == day("2024-10-01")
    assert text.after == ask.text(based, TITLE, on=day("2024-07-01")).text_digest


def test_the_issue_that_was_missing_frees_what_was_held(based, now):
    ingest(based, SECOND, "2.html", now=now)
    assert [c.status for c in review_list(based)] == ["held"]
    found = preview(based, FIRST, "1.html", now=now)
    (other,) = found.others
    assert (other.effect, other.before, other.clause.status) == ("freed", "held", "applied")
    assert [t.day for t in found.texts] == [day("2024-07-01"), day("2024-10-01")]


def test_it_tells_which_numbers_would_be_missing_and_which_no_longer(based, now):
    ingest(based, FIRST, "1.html", now=now)
    opened = preview(based, LATER, "5.html", now=now).gaps
    assert [(g.opened, g.closed) for g in opened] == [(((2, 4),), ()), (((4, 8),), ())]
    ingest(based, LATER, "5.html", now=now)
    issues = next(g for g in preview(based, SECOND, "2.html", now=now).gaps if "公報" in g.series)
    assert (issues.opened, issues.closed) == ((), ((2, 2),))


def test_a_regulation_without_a_text_is_named(store, now):
    found = preview(store, FIRST, "1.html", now=now)
    assert found.textless == ((TITLE, NUMBER),)
    assert [c.status for c in found.report.clauses] == ["held"]
    partly = preview(store, FIRST, "1.html", now=now, partial=True)
    assert [c.status for c in partly.report.clauses] == ["applied"]
    assert all(t.partial for t in partly.texts)
    report = commit(store, FIRST, "1.html", partly.state, now=now, partial=True)
    assert report.as_json() == partly.report.as_json()


def test_bytes_that_are_in_the_store_change_nothing(based, now):
    ingest(based, FIRST, "1.html", now=now)
    rows = everything(based)
    found = preview(based, FIRST, "1.html", now=now)
    assert found.already
    assert (found.texts, found.others, found.gaps) == ((), (), ())
    assert commit(based, FIRST, "1.html", found.state, now=now).already
    assert everything(based) == rows


def test_a_clock_behind_the_store_tells_the_same(based, now):
    early = now - datetime.timedelta(days=4000)
    assert preview(based, FIRST, "1.html", now=early).texts == preview(based, FIRST, "1.html", now=now).texts


# ------------------------------------------------------------------------------------------------------------- conflicts


def test_a_store_that_was_changed_in_between_takes_nothing_in(based, now):
    found = preview(based, SECOND, "2.html", now=now)
    assert [c.status for c in found.report.clauses] == ["held"]
    ingest(based, FIRST, "1.html", now=now)
    rows = everything(based)
    with pytest.raises(StoreMoved):
        commit(based, SECOND, "2.html", found.state, now=now)
    assert everything(based) == rows
    again = preview(based, SECOND, "2.html", now=now)
    assert [c.status for c in again.report.clauses] == ["applied"]
    assert commit(based, SECOND, "2.html", again.state, now=now).as_json() == again.report.as_json()


def test_an_entry_with_another_digest_is_another_state(based, now):
    state = state_of(based)
    with pytest.raises(StoreMoved):
        commit(based, FIRST, "1.html", type(state)(state.entry, "0" * 64, None), now=now)


# ------------------------------------------------------------------------------------------------------------------ runs


def runs(numbers):
    out = []
    for n in sorted(numbers):
        if out and out[-1][1] == n - 1:
            out[-1] = (out[-1][0], n)
        else:
            out.append((n, n))
    return tuple(out)


@given(st.sets(st.integers(1, 40)), st.sets(st.integers(1, 40)))
def test_numbers_without_others(some, others):
    left = previewing._without(runs(some), runs(others))
    assert {n for first, last in left for n in range(first, last + 1)} == some - others
