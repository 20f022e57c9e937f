"""鳥取県公報 平成14年12月25日 号外第175号, read in place: into an empty store, with what its columns tell."""

import datetime

import pytest

from reiki.office import ask
from reiki.office.ingest import ingest
from reiki.store.session import open_store

pytestmark = pytest.mark.shared

NOW = datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)
ALLOWANCE = "期末手当及び勤勉手当の支給に関する規則"
AMENDING = "職員の給料の調整額に関する規則の一部を改正する規則"


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture(scope="module")
def data(shared):
    return (shared / "real" / "tottori-2002-12-25-extra-175.txt").read_bytes()


@pytest.fixture(scope="module")
def store(data):
    opened = open_store("sqlite://")
    ingest(opened, data, "tottori.txt", now=NOW, partial=True)
    yield opened
    opened.close()


def text(store, name, on, at="", **options):
    return ask.text(store, name, on=day(on), at=at, **options)


def test_eleven_clauses_on_their_days(store, data):
    report = ingest(store, data, "again.txt", now=NOW, partial=True)
    assert report.already
    assert [(c.notice[-5:], c.clause, str(c.effective)) for c in report.clauses] == [
        ("則第23号", "附則2", "2003-01-01"),
        ("則第23号", "附則3", "2003-01-01"),
        ("則第23号", "附則4", "2003-01-01"),
        *[("則第25号", str(n), "2003-04-01") for n in range(1, 6)],
        ("則第26号", "1", "2002-12-25"),
        ("則第27号", "1", "2003-01-01"),
        ("則第27号", "2", "2003-01-01"),
    ]
    assert [c.status for c in report.clauses] == ["applied"] * 11
    assert [(e.number[-5:], str(e.day)) for e in report.enacted] == [
        ("則第23号", "2003-01-01"),
        ("則第24号", "2003-01-01"),
    ]


def test_the_same_regulation_changes_twice(store):
    changes = [c for c in ask.history(store, ALLOWANCE) if c.how == "amended"]
    assert [str(c.in_force_from) for c in changes] == ["2003-01-01", "2003-04-01"]


@pytest.mark.parametrize(
    ("on", "cited"),
    [("1990-01-01", "第20条の3"), ("2003-03-31", "第20条の3"), ("2003-04-01", "第20条の5")],
)
def test_what_the_later_column_tells_of_earlier_days(store, on, cited):
    report = text(store, ALLOWANCE, on, "第1条の2第1項第9号")
    assert cited in report.content
    assert report.evidence == "quoted"


def test_a_list_before_and_after(store):
    before = text(store, "職員の任用に関する規則", "2002-12-24", "第16条", form="xml").content
    after = text(store, "職員の任用に関する規則", "2002-12-25", "第16条", form="xml").content
    assert "次の各号に掲げる方法の一により" in before
    assert before.count("<Item ") == 3
    assert "次に掲げる方法のうち2以上を併せて" in after
    assert after.count("<Item ") == 8


def test_an_item_with_its_details_exists_from_its_day(store):
    title = "管理職員特別勤務手当の支給に関する規則"
    content = text(store, title, "2003-01-01", "第3条第1項第3号").content
    assert [line.strip()[0] for line in content.splitlines()[1:]] == list("アイウエ")


def test_a_cell_of_a_table(store):
    rows = ask.diff(
        store, "職員の給料の調整額に関する規則", from_day=day("2002-12-31"), to_day=day("2003-01-01")
    ).as_json()["rows"]
    assert any("6,700円" in str(r["before"]) and "6,600円" in str(r["after"]) for r in rows)


def test_the_surviving_supplement_answers_to_both_addresses(store):
    number = "平成7年鳥取県人事委員会規則第21号"
    host = text(store, "職員の給料の調整額に関する規則", "2003-01-01", f"附則（{number}）")
    own = text(store, AMENDING, "2003-01-01")
    assert text(store, number, "2003-01-01", "附則").content == host.content == own.content
    assert "平成18年3月31日" in text(store, AMENDING, "2003-01-01", "附則第2項").content
    assert "平成18年3月31日" not in text(store, AMENDING, "2002-12-31", "附則第2項").content


def test_every_work_is_named(store):
    found = {w.law_id: w.status for w in ask.works(store, on=day("2003-04-01"))}
    assert len(found) == 11
    assert found["341KJ3100000004"] == "partial"
    assert found["414KJ3100000023"] == "in_force"


def test_a_truncated_copy_breaks_nothing(data):
    opened = open_store("sqlite://")
    report = ingest(opened, data[: len(data) * 2 // 3], "cut.txt", now=NOW, partial=True)
    assert report.clauses
    opened.close()
