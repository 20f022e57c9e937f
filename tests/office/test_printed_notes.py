"""The notes that imported pages print of amendments are kept with the import, and asked for later."""

import datetime

import pytest

from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.printed_notes import printed_differences, printed_notes
from reiki.office.regulation_source import read_source
from reiki.store.archive import read_archive, write_archive
from reiki.store.session import open_store
from reiki.store.tables import PRINTED_NOTES
from written import Change, Decree, Order, day, issue

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
PAGE = (
    "<!DOCTYPE html><html lang='ja'><head><meta charset='utf-8'><title>霧浜市文書規則</title></head><body>"
    "<p>○霧浜市文書規則</p><p>平成9年3月25日</p><p>規則第5号</p>"
    "<p>改正　平成14年3月29日規則第26号</p>"
    "<p>（事務）</p><p>第1条　文書は、係が扱う。</p><p>（平14規則26・一部改正）</p>"
    "<p>（保存）</p><p>第2条　文書は、十年間保存する。</p>"
    "<p>附　則</p><p>この規則は、公布の日から施行する。</p></body></html>"
).encode()


def bring(store, now, data=PAGE, as_of="2024-03-31"):
    return import_regulation(
        store, data, "page.html", now=now, today=day("2026-04-01"), as_of=day(as_of), jurisdiction="31299"
    )


def test_the_page_reads_as_this_test_needs_it():
    page = read_source(PAGE, "page.html").page
    assert [(str(n.address), n.text) for n in page.history] == [("第1条", "（平14規則26・一部改正）")]
    assert len(page.revisions) == 1


def test_the_notes_are_kept_with_the_import_as_their_source(store, now):
    report = bring(store, now)
    (note,) = printed_notes(store, TITLE, on=day("2026-01-01"))
    assert note.note == report.history[0].__class__(
        report.history[0].address, report.history[0].text, report.history[0].amendments
    )
    assert note.as_json()["as_of"] == "2024-03-31"
    assert printed_notes(store, TITLE, on=day("2026-01-01"), at="第1条第1項") == (note,)
    assert printed_notes(store, TITLE, on=day("2026-01-01"), at="第2条") == ()
    assert printed_notes(store, TITLE, on=day("2026-01-01"), known=now - datetime.timedelta(1)) == ()


def test_the_same_page_again_keeps_nothing_twice(store, now):
    for _ in range(2):
        bring(store, now)
    with store.reading() as connection:
        assert len(connection.execute(PRINTED_NOTES.select()).all()) == 2


def test_a_copy_of_the_store_has_them(store, now, tmp_path):
    bring(store, now)
    write_archive(store, tmp_path / "copy.zip")
    other = open_store("sqlite://")
    read_archive(other, tmp_path / "copy.zip")
    assert printed_notes(other, TITLE, on=day("2026-01-01")) == printed_notes(
        store, TITLE, on=day("2026-01-01")
    )
    other.close()


@pytest.mark.parametrize("noted", [True, False])
def test_what_comes_later_is_set_against_what_a_page_prints(store, now, noted):
    """A page of 2025 that does, or does not, note the amendment of 2024 that the store derives."""
    bring(store, now)
    change = Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。")
    later = PAGE.replace("係".encode(), "課".encode())
    if noted:
        later = later.replace("・一部改正）".encode(), "・令6規則3・一部改正）".encode())
    later = later.replace("規則第26号</p>".encode(), "規則第26号、令和6年6月28日規則第3号</p>".encode())
    later = later.replace(
        b"</body>",
        "<p>附　則（令和6年6月28日規則第3号）</p><p>この規則は、公布の日から施行する。</p></body>".encode(),
    )
    bring(store, now, later, "2025-03-31")
    ingest(store, issue(1, "2024-06-28", Decree(3, (Order(TITLE, NUMBER, (change,)),))), "1.html", now=now)
    said = [f for f in printed_differences(store, TITLE, on=day("2026-01-01")) if str(f.at) == "第1条"]
    assert bool(said) is not noted
