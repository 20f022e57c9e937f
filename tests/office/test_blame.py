"""Who put it there, asked of a store: four notices, a move, any order of arrival, the corpus."""

import datetime
import itertools
import json
from pathlib import Path

import pytest

from reiki.history.following import bare
from reiki.office.ask import text, works
from reiki.office.blame import blame
from reiki.office.course import BrokenCourse, course_of, follow, ledger_of
from reiki.office.decide import give
from reiki.office.errors import NoSuchProvision, NoTextOn
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.naming import find_work
from reiki.office.review import review_list
from reiki.store.session import open_store
from reiki.store.tables import OUTCOMES
from reiki.store.versions import document_of
from renumbered import (
    AGAIN,
    BASE,
    DAY,
    END,
    GONE,
    ISSUES,
    MOVES,
    TITLE,
    WORDS,
    notice,
    take_base,
    take_issues,
)
from written import Change

TODAY = DAY(2025, 5, 1)


def told(report):
    """address → what moved it and its spans, each with the number of the notice (or how it came)."""
    names = {b.key: b.notice or b.how for b in report.bringers}
    return {
        str(p.at): (
            [(str(m.origin), names[m.credit.key]) for m in p.moved],
            [(s.text, names.get(s.credit.key, "quoted")) for s in p.spans or ()],
        )
        for p in report.provisions
    }


def rule(year, n):
    return f"令和{year}年霧浜市規則第{n}号"


EXPECTED = {
    "第1条第1項": ([], [("甲は、乙とする。", "imported")]),
    "第2条第1項": ([], [("新たに、辛とする。", rule(6, 2))]),
    "第3条": ([("第2条", rule(6, 2))], []),
    "第3条第1項": ([], [("丙は、", "imported"), ("壬", rule(6, 3)), ("とする。", "imported")]),
}


def test_each_word_has_the_notice_that_put_it_there(store, now):
    take_base(store, now)
    take_issues(store, now)
    report = blame(store, TITLE, on=TODAY)
    found = told(report)
    assert {at: found[at] for at in EXPECTED} == EXPECTED
    added = next(p for p in report.provisions if str(p.at) == "第2条")
    bringer = next(b for b in report.bringers if b.key == added.credit.key)
    assert (bringer.how, bringer.clause, bringer.in_force_from) == ("amended", "1", DAY(2024, 10, 1))
    assert report.text_digest == text(store, TITLE, on=TODAY).text_digest
    assert found["附則（令和6年霧浜市規則第2号）第1項"][1][0][1] == rule(6, 2)


def test_a_word_names_its_row_in_the_gazette(store, now):
    take_base(store, now)
    take_issues(store, now)
    document = blame(store, TITLE, on=TODAY, at="第3条").as_json()
    span = next(s for p in document["provisions"] for s in p["spans"] if s["text"] == "壬")
    assert (span["basis"], span["source"]["table"], span["source"]["row"]) == ("marked", 1, 1)
    assert {o["id"] for o in document["origins"]} >= {span["by"]}


def test_a_past_day_has_what_was_brought_by_then(store, now):
    take_base(store, now)
    take_issues(store, now)
    found = told(blame(store, TITLE, on=DAY(2024, 7, 15)))
    assert found["第2条第1項"] == ([], [("丙は、", "imported"), ("庚", rule(6, 1)), ("とする。", "imported")])
    assert "第4条" not in found


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
def test_any_order_of_arrival_tells_the_same(store, now, order):
    take_issues(store, now, [ISSUES[order[0]]], partial=True)
    take_base(store, now + datetime.timedelta(hours=1))
    take_issues(store, now + datetime.timedelta(hours=2), [ISSUES[n] for n in order[1:]])
    found = told(blame(store, TITLE, on=TODAY))
    assert {at: found[at] for at in EXPECTED} == EXPECTED


def test_what_was_known_then_is_told_as_it_was_known_then(store, now):
    take_base(store, now)
    take_issues(store, now, [WORDS, MOVES])
    before = now + datetime.timedelta(hours=1)
    take_issues(store, now + datetime.timedelta(hours=2), [AGAIN, GONE])
    assert told(blame(store, TITLE, on=TODAY, known=before))["第3条第1項"][1][1] == ("庚", rule(6, 1))
    assert told(blame(store, TITLE, on=TODAY))["第3条第1項"][1][1] == ("壬", rule(6, 3))


def test_undone_from_the_last_text_it_tells_the_same_words(store, now):
    take_base(store, now, END, DAY(2025, 4, 30))
    take_issues(store, now)
    found = told(blame(store, TITLE, on=DAY(2025, 4, 15)))
    assert {at: found[at] for at in EXPECTED} == EXPECTED


def test_a_partial_text_names_no_notice_for_what_columns_only_quote(store, now):
    take_issues(store, now, partial=True)
    report = blame(store, TITLE, on=TODAY)
    assert report.evidence == "quoted"
    assert told(report)["第3条第1項"] == (
        [],
        [("丙は、", "quoted"), ("壬", rule(6, 3)), ("とする。", "quoted")],
    )
    spans = next(p for p in report.as_json()["provisions"] if p["at"] == "第3条第1項")["spans"]
    assert [(s["by"] is None, s.get("quoted", False)) for s in spans] == [
        (True, True),
        (False, False),
        (True, True),
    ]


def test_a_text_imported_behind_a_held_clause_brings_what_differs(store, now):
    wrong = notice(
        9, "2024-08-01", "令和6年8月15日", Change("第1条　甲は、_丑_とする。", "第1条　甲は、_寅_とする。")
    )
    take_base(store, now)
    take_issues(store, now, [WORDS, wrong])
    later = BASE.replace("丁".encode(), "庚".encode()).replace("甲は、乙".encode(), "甲は、卯".encode())
    take_base(store, now + datetime.timedelta(hours=1), later, DAY(2024, 9, 30))
    report = blame(store, TITLE, on=TODAY)
    days = {b.key: b.in_force_from for b in report.bringers}
    words = {str(p.at): [(s.text, days[s.credit.key]) for s in p.spans or ()] for p in report.provisions}
    assert words["第1条第1項"] == [("甲は、卯とする。", DAY(2024, 9, 30))]
    assert words["第2条第1項"][1] == ("庚", DAY(2024, 7, 1))
    assert words["第3条第1項"] == [("戊は、己とする。", DAY(2024, 3, 31))]


def test_what_came_from_another_article_keeps_its_own_way(store, now):
    base = BASE.replace("戊は、己とする。".encode(), "戊は、己とする。\n2　この場合は、申とする。".encode())
    words = "第3条　略\n2　この場合は、_{}_とする。"
    changed = notice(1, "2024-06-01", "令和6年7月1日", Change(words.format("申"), words.format("酉")))
    held = notice(
        9, "2024-08-01", "令和6年8月15日", Change("第1条　甲は、_丑_とする。", "第1条　甲は、_寅_とする。")
    )
    take_base(store, now, base)
    take_issues(store, now, [changed, held])
    (clause,) = review_list(store)
    orders = [{"op": "move", "at": "第3条第2項", "to": "第1条第2項", "label": "2"}]
    give(store, clause.key, orders, person="甲野", reason="原本", now=now + datetime.timedelta(hours=1))
    one = [p for p in blame(store, TITLE, on=TODAY, at="第1条").provisions if str(p.at) == "第1条第2項"]
    assert one == [p for p in blame(store, TITLE, on=TODAY).provisions if str(p.at) == "第1条第2項"]
    assert [(s.text, s.credit.basis) for s in one[0].spans] == [
        ("この場合は、", ""),
        ("酉", "marked"),
        ("とする。", ""),
    ]
    assert [str(m.origin) for m in one[0].moved] == ["第3条第2項"]


def test_nothing_there_is_said(store, now):
    take_base(store, now)
    with pytest.raises(NoSuchProvision, match="第9条"):
        blame(store, TITLE, on=TODAY, at="第9条")
    with pytest.raises(NoTextOn):
        blame(store, TITLE, on=DAY(1990, 1, 1))


def test_operations_that_do_not_lead_to_the_text_are_never_told(store, now):
    take_base(store, now)
    take_issues(store, now, [WORDS])
    with store.writing() as connection:
        row = connection.execute(OUTCOMES.select()).first()
        operations = [{**op, "after": "丑"} for op in row.operations]
        connection.execute(OUTCOMES.update().where(OUTCOMES.c.id == row.id).values(operations=operations))
    for at in ("", "第2条"):
        with pytest.raises(BrokenCourse, match="reiki verify"):
            blame(store, TITLE, on=TODAY, at=at)


# -------------------------------------------------------------------------------------------------------------- corpus


@pytest.fixture(scope="module")
def sample(corpus: Path):
    opened = open_store("sqlite://")
    moment = datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)
    manifest = json.loads((corpus / "corpus.json").read_text(encoding="utf-8"))
    base = DAY.fromisoformat(manifest["base_date"])
    for each in manifest["regulations"]:
        data = (corpus / each["file"]).read_bytes()
        import_regulation(opened, data, Path(each["file"]).name, now=moment, today=base, as_of=base)
    for each in manifest["issues"]:
        ingest(opened, (corpus / each["file"]).read_bytes(), Path(each["file"]).name, now=moment)
    yield opened
    opened.close()


def days(sample):
    return [DAY(2024, 4, 1), DAY(2024, 10, 1), DAY(2025, 1, 1), TODAY]


def test_the_corpus_is_told_whole_on_every_day(sample):
    seen = set()
    for on in days(sample):
        for work in works(sample, on=on):
            if work.status == "not_yet":
                continue
            report = blame(sample, work.law_id, on=on)
            assert report.text_digest == text(sample, work.law_id, on=on).text_digest
            known = {b.key for b in report.bringers}
            for p in report.provisions:
                seen |= {s.credit.key for s in p.spans or ()}
                assert {p.credit.key, *(s.credit.key for s in p.spans or ())} <= known
            assert all(b.in_force_from <= on for b in report.bringers)
    assert len(seen) > 20


def test_one_provision_is_told_as_in_the_whole(sample):
    for work in works(sample, on=TODAY):
        whole = {p.at: p for p in blame(sample, work.law_id, on=TODAY).provisions}
        for at in list(whole)[2::9]:
            if any(step.kind.value == "TableRow" for step in at.steps):
                continue
            found = blame(sample, work.law_id, on=TODAY, at=str(at)).provisions
            assert found
            assert all(whole[p.at] == p for p in found if p.at in whole)


def test_a_provision_that_nothing_touched_is_told_without_a_replay(sample, monkeypatch):
    def refused(*_: object, **__: object):
        raise AssertionError("nothing was to be carried out")

    monkeypatch.setattr("reiki.history.provenance.carry_out", refused)
    found = blame(sample, "霧浜市小型船舶係留施設条例", on=TODAY, at="第1条").provisions
    assert [str(p.at) for p in found] == ["第1条", "第1条見出し", "第1条第1項"]


def remain_of(parts, words):
    """True when the parts are what is left of the words after deletions."""
    rest = iter(words)
    return all(letter in rest for part in parts for letter in part)


def test_what_came_with_the_known_text_stood_there_in_it(sample):
    """Two ways that share nothing: elements that keep their identity, and addresses followed back through the operations."""
    checked = moved = born = 0
    every = works(sample, on=TODAY)
    with sample.reading() as connection:
        for work in every:
            legs = course_of(connection, find_work(connection, work.law_id, TODAY).work.id)
            base = document_of(connection, legs[0].version)
            first = legs[0].anchor.key
            for p in ledger_of(connection, legs).blame():
                if not p.spans:
                    continue
                then = follow(legs, p.at, len(legs) - 1)[1][0]
                old = [s.text for s in p.spans if s.credit.key == first]
                stood = base.words(then) if then is not None else None
                checked += 1
                moved += then is not None and then != bare(p.at)
                born += then is None
                assert (stood is not None) or not old, p
                assert remain_of(old, stood or ""), p
                if p.credit.key != first and then is None:
                    assert not old, p
    assert checked > 500
    assert moved > 10
    assert born > 20
