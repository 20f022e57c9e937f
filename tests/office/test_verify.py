"""A store that is as it was made says so; any byte changed behind its back is named."""

import zlib

import pytest
from sqlalchemy import select, update

from reiki.amend.operations import Finding
from reiki.history.model import Step
from reiki.office.desk import DESK, Desk
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.verify import recompile, verify
from reiki.store.tables import METADATA, OUTCOMES, PROVISIONS, SOURCES, VERSIONS
from written import Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"


@pytest.fixture
def filled(store, now):
    data = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。", "文書は、十年間保存する。"])
    import_regulation(store, data, "a.txt", now=now, today=day("2026-01-01"), as_of=day("2024-03-31"))
    for n, (old, new) in enumerate([("係", "課"), ("課", "部")], 1):
        change = Change(f"第1条　文書は、_{old}_が扱う。", f"第1条　文書は、_{new}_が扱う。")
        ingest(
            store, issue(n, f"2024-06-1{n}", Decree(n, (Order(TITLE, NUMBER, (change,)),))), "i.html", now=now
        )
    return store


def test_a_sound_store(filled):
    report = verify(filled)
    assert report.differences == ()
    assert (report.sources, report.replayed, report.quoted, report.entries) == (3, 3, 0, 3)


def test_a_partial_store(store, now):
    change = Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。")
    data = issue(1, "2024-06-28", Decree(1, (Order(TITLE, NUMBER, (change,)),)))
    ingest(store, data, "i.html", now=now, partial=True)
    report = verify(store)
    assert (report.differences, report.quoted) == ((), 2)


def test_a_changed_source_is_named(filled):
    with filled.writing() as connection:
        connection.execute(
            update(SOURCES).where(SOURCES.c.name == "a.txt").values(data=zlib.compress(b"other"))
        )
    assert any("a.txt" in d for d in verify(filled).differences)


def test_a_changed_provision_is_named(filled):
    with filled.writing() as connection:
        for digest, xml in connection.execute(select(PROVISIONS.c.digest, PROVISIONS.c.xml)).all():
            changed = zlib.decompress(xml).replace("部が扱う".encode(), "誰かが扱う".encode())
            connection.execute(
                update(PROVISIONS).where(PROVISIONS.c.digest == digest).values(xml=zlib.compress(changed))
            )
    assert any("2024-06-12" in d for d in verify(filled).differences)


def test_a_changed_operation_is_named(filled):
    with filled.writing() as connection:
        row = connection.execute(select(OUTCOMES.c.id, OUTCOMES.c.operations)).first()
        operations = [{**op, "after": "誰か"} for op in row.operations]
        connection.execute(update(OUTCOMES).where(OUTCOMES.c.id == row.id).values(operations=operations))
    assert any("other bytes" in d for d in verify(filled).differences)


def test_a_lost_version_is_named(filled):
    with filled.writing() as connection:
        connection.execute(VERSIONS.delete().where(VERSIONS.c.in_force_from == day("2024-06-11")))
    assert any("no longer applies" in d for d in verify(filled).differences)


def everything(store):
    with store.reading() as connection:
        return {t.name: connection.execute(select(t)).all() for t in METADATA.sorted_tables}


def test_compiling_anew_tells_what_is_other_and_changes_nothing(filled, now):
    assert recompile(filled, now=now) == ()

    class Other(type(DESK.machine)):
        def apply(self, document, unit):
            step = super().apply(document, unit)
            if unit.notice.number.endswith("第2号"):
                return Step(None, findings=(Finding("error", "no", "not any more"),))
            return step

    before = everything(filled)
    said = recompile(filled, now=now, desk=Desk(machine=Other()))
    assert any("stored as applied, now held" in line for line in said)
    assert any("the text would be another" in line for line in said)
    assert everything(filled) == before
