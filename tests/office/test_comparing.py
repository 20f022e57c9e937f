"""A vendor's text against the store: every difference, and which clause of which gazette last touched the place."""

import pytest

from reiki.office.ask import text
from reiki.office.comparing import NotComparable, compare_file
from reiki.office.comparing_page import compared_page, verdict
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.naming import find_work
from reiki.store.works import Survival, keep_survival
from written import Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
ON = day("2025-01-01")
CHANGE = Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。")


@pytest.fixture
def town(store, now):
    data = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。", "文書は、十年間保存する。"])
    import_regulation(store, data, "a.txt", now=now, today=ON, as_of=day("2024-03-31"), jurisdiction="31299")
    decree = Decree(1, (Order(TITLE, NUMBER, (CHANGE,)),), "公布の日")
    ingest(store, issue(1, "2024-06-28", decree), "1.html", now=now)
    return store


def page(store, *exchanges):
    content = text(store, TITLE, on=ON).content
    for old, new in exchanges:
        assert old in content
        content = content.replace(old, new)
    return content.encode()


def compared(store, *exchanges, on=ON):
    return compare_file(store, TITLE, page(store, *exchanges), "vendor.txt", on=on)


def test_the_same_text_is_identical(town):
    report = compared(town)
    assert report.identical
    assert report.as_json()["differences"] == []
    assert verdict(report) == "一字も違いません。"


def test_the_body_of_the_number_may_be_left_out(town):
    assert compared(town, ("霧浜市規則第5号\n", "規則第5号\n")).identical


def test_a_character_with_the_clause_that_last_touched_it(town):
    report = compared(town, ("課が扱う", "局が扱う"))
    assert not report.identical
    (found,) = report.differences
    assert (str(found.row.before.at), found.what) == ("第1条第1項", "words")
    assert [found.row.after.text[a:b] for a, b in found.row.after.spans] == ["局"]
    evidence = found.evidence
    assert (evidence.how, evidence.notice, evidence.clause) == ("amended", "令和6年霧浜市規則第1号", "1")
    assert evidence.issue.number == "第1号"
    assert [op["op"] for op in evidence.operations] == ["substitute"]
    out = report.as_json()["differences"][0]["evidence"]
    assert out["issue"]["date"] == "2024-06-28"
    assert len(out["source_sha256"]) == 64


def test_a_place_that_no_clause_touched_goes_back_to_the_import(town):
    (found,) = compared(town, ("十年間保存", "五年間保存")).differences
    assert (found.evidence.how, found.evidence.in_force_from) == ("imported", day("2024-03-31"))


def test_width_is_a_difference_and_a_layout_space_is_not(town):
    assert not compared(town, ("第2条　文書", "第２条　文書")).identical
    assert compared(town, ("十年間保存する", "十年間 保存する")).identical


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("第2条　文書は、十年間保存する。\n", "", "removed"),
        (
            "第2条　文書は、十年間保存する。\n",
            "第2条　文書は、十年間保存する。\n第3条　文書は、焼く。\n",
            "added",
        ),
        ("この規則は、公布の日から", "この規則は、公布の翌日から", "changed"),
    ],
)
def test_what_is_missing_and_what_is_too_much(town, old, new, change):
    assert [d.row.change for d in compared(town, (old, new)).differences] == [change]


def test_the_head_is_compared_too(town):
    report = compared(town, ("平成9年3月25日", "平成9年3月26日"))
    assert report.heads == (("date", "1997-03-25", "1997-03-26"),)
    assert not report.identical
    assert [
        d.row.change for d in compared(town, ("霧浜市文書規則\n平成9", "霧浜市公印規則\n平成9")).differences
    ] == ["changed"]


def test_the_text_of_another_day(town):
    (found,) = compared(town, on=day("2024-05-01")).differences[:1]
    assert found.evidence.how == "imported"


def test_nothing_is_written(town):
    from sqlalchemy import func, select

    from reiki.store.tables import METADATA

    def counts():
        with town.reading() as connection:
            return [
                connection.execute(select(func.count()).select_from(t)).scalar()
                for t in METADATA.sorted_tables
            ]

    before = counts()
    compared(town, ("課が扱う", "局が扱う"))
    assert counts() == before


def test_a_partial_text_is_never_identical(store, now):
    decree = Decree(1, (Order(TITLE, NUMBER, (CHANGE,)),), "公布の日")
    ingest(store, issue(1, "2024-06-28", decree), "1.html", now=now, partial=True)
    whole = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、課が扱う。", "文書は、十年間保存する。"])
    report = compare_file(store, TITLE, whole, "v.txt", on=ON)
    assert (report.identical, report.partial) == (False, True)
    assert all("文書は、課が" not in (d.row.before.text if d.row.before else "") for d in report.differences)
    assert report.uncompared > 0
    other = whole.replace("課が".encode(), "局が".encode())
    differing = [str(d.row.before.at) for d in compare_file(store, TITLE, other, "v.txt", on=ON).differences]
    assert differing == [
        "第1条第1項",
        "附則（令和6年霧浜市規則第1号）",
    ]  # the 改正附則 is known, and not in the file


def test_merged_cells_are_told_though_no_word_differs(store, now):
    table = "別表（第1条関係）\n甲\t乙\n丙\t丁\n"
    data = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、別表のとおり扱う。"]) + table.encode()
    import_regulation(store, data, "a.txt", now=now, today=ON, as_of=day("2024-03-31"), jurisdiction="31299")
    assert compare_file(store, TITLE, data, "v.txt", on=ON).identical
    merged = data.replace("丙\t丁\n".encode(), "↑\t丁\n".encode())
    assert not compare_file(store, TITLE, merged, "v.txt", on=ON).identical


def test_an_amending_instrument_is_not_the_regulation(town):
    with town.writing() as connection:
        work = find_work(connection, TITLE).work
        survival = Survival(work.id, "令和6年霧浜市規則第1号", "", "附則（令和6年霧浜市規則第1号）")
        keep_survival(connection, survival)
    with pytest.raises(NotComparable, match="附則"):
        compare_file(town, "令和6年霧浜市規則第1号", page(town), "v.txt", on=ON)


def test_the_page_marks_what_differs_and_escapes(town):
    html = compared_page(compared(town, ("課が扱う", "<局>が扱う")))
    assert "<mark>&lt;局&gt;</mark>" in html
    assert "令和6年霧浜市規則第1号" in html
