"""Regulations taken in as of a day; a second time they are checked, never written over."""

import pytest

from reiki.law.document import LawDocument
from reiki.law.document.markup import UnreadableLaw
from reiki.office import ask
from reiki.office.errors import UNUSABLE, AmbiguousWork, UnusableRegulation
from reiki.office.importing import import_regulation, read_regulation
from reiki.office.ingest import ingest
from written import Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
TODAY = day("2026-04-01")


def base(words="文書は、係が扱う。", title=TITLE, number=NUMBER, on="平成9年3月25日"):
    return regulation(title, number, on, [words, "文書は、十年間保存する。"])


def bring(store, data, now, as_of="2024-03-31", name="base.txt", **options):
    return import_regulation(
        store, data, name, now=now, today=TODAY, as_of=day(as_of) if as_of else None, **options
    )


def amendment(number, on, old, new):
    changes = (Change(f"第1条　文書は、_{old}_が扱う。", f"第1条　文書は、_{new}_が扱う。"),)
    return issue(number, on, Decree(number, (Order(TITLE, NUMBER, changes),)))


def test_the_same_import_twice_changes_nothing(store, now):
    bring(store, base(), now)
    assert bring(store, base(), now).already


def test_a_second_import_that_agrees_is_said_to_agree(store, now):
    bring(store, base(), now)
    ingest(store, amendment(1, "2024-06-28", "係", "課"), "1.html", now=now)
    after = ask.text(store, TITLE, on=day("2025-01-01"), form="xml").content.encode()
    later = bring(store, after, now, "2025-01-01", "after.xml")
    assert later.agreed
    assert not later.findings


def test_a_second_import_that_disagrees_holds_from_its_day_and_says_so(store, now):
    bring(store, base(), now)
    before = ask.text(store, TITLE, on=day("2024-12-31"))
    report = bring(store, base("文書は、課が扱う。"), now, "2025-01-01")
    assert not report.agreed
    assert "import_disagrees" in {f["code"] for f in report.findings}
    kept, begun = (ask.text(store, TITLE, on=day(on)) for on in ("2024-12-31", "2025-01-01"))
    assert kept.text_digest == before.text_digest
    assert begun.text_digest != before.text_digest
    for told in (kept, begun):
        assert any("2025-01-01" in note and "一致しない" in note for note in told.notes)


def test_an_earlier_text_imported_later_reaches_back(store, now):
    bring(store, base("文書は、課が扱う。"), now, "2024-12-31")
    ingest(store, amendment(1, "2024-06-28", "係", "課"), "1.html", now=now)
    report = bring(store, base(), now, "2024-03-31")
    assert [c.status for c in report.completed] == ["applied"]
    assert ask.text(store, TITLE, on=day("2024-04-01"), at="第1条").content.endswith("係が扱う。")
    assert ask.text(store, TITLE, on=day("2024-07-01"), at="第1条").content.endswith("課が扱う。")
    assert ask.text(store, TITLE, on=day("2025-07-01"), at="第1条").content.endswith("課が扱う。")


def test_a_file_name_tells_id_day_and_amendment(store, now):
    xml = LawDocument.from_regulation(read_regulation(base(), "b")[0].regulation()).to_bytes()
    report = bring(store, xml, now, None, "some/where/409KA3129900005_20240401_406KA3129900003.xml")
    assert (report.law_id, report.as_of) == ("409KA3129900005", day("2024-04-01"))
    text = ask.text(store, "409KA3129900005", on=TODAY)
    assert text.revision_id == "409KA3129900005_20240401_406KA3129900003"


def test_a_jurisdiction_gives_the_id(store, now):
    assert bring(store, base(), now, jurisdiction="31299").law_id == "409KA3129900005"
    assert (
        bring(store, base(title="公印規則", number="平成9年霧浜市規則第6号"), now).law_id == "409KA3129900006"
    )


def test_without_a_day_today_is_meant(store, now):
    assert bring(store, base(), now, None).as_of == TODAY


def test_two_of_one_title_need_an_id(store, now):
    bring(store, base(), now)
    bring(store, base(number="平成9年霧浜市規則第50号"), now)
    with pytest.raises(AmbiguousWork) as caught:
        bring(store, base(number=""), now)
    assert len(caught.value.candidates) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"<html><body>x</body></html>",
        b"<?xml version='1.0'?><a/>",
        b"<Law><LawBody>",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_regulation_is_refused_in_one_sentence(store, now, data):
    with pytest.raises((UnusableRegulation, UnreadableLaw)) as caught:
        bring(store, data, now)
    assert isinstance(caught.value, UNUSABLE)
    assert "\n" not in str(caught.value)


def test_a_wrong_jurisdiction_is_refused(store, now):
    with pytest.raises(UnusableRegulation, match="48999"):
        bring(store, base(), now, jurisdiction="48999")


def test_a_number_and_a_day_of_two_years_are_refused(store, now):
    with pytest.raises(UnusableRegulation, match="do not name one year"):
        bring(store, base(number="平成10年霧浜市規則第5号"), now)


@pytest.mark.parametrize("law_id", ["short", "409KA312990000あ", "409ka3129900005"])
def test_an_id_has_fifteen_characters(store, now, law_id):
    with pytest.raises(UnusableRegulation, match="fifteen"):
        bring(store, base(), now, law_id=law_id)


def test_shift_jis_is_read():
    document, _ = read_regulation(base().decode().encode("cp932"), "b.txt")
    assert document.title == TITLE
