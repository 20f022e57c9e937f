"""Two versions beside each other: what differs and nothing else is marked; both texts can be read back from it."""

import datetime
import io
import re

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from reiki.office.ask import diff
from reiki.render.comparison import differing_spans
from reiki.render.side_by_side import Line, Row
from reiki.store.session import open_store
from reiki_api.pages.compare import merge, pieces

BOATS = "霧浜市小型船舶係留施設条例"
PAIR = "from=2024-08-01&to=2025-04-01"
TEXT = st.text("甲乙丙丁、。第12条（略）", max_size=20)


@given(TEXT, TEXT)
def test_both_lines_can_be_read_back_from_the_merged_one(before, after):
    left, right = differing_spans(before, after) if before != after else ((), ())
    (merged,) = merge(Row(Line(before, left), Line(after, right)))
    assert "".join(text for text, what in merged.pieces if what != "ins") == before
    assert "".join(text for text, what in merged.pieces if what != "del") == after


@given(TEXT, TEXT)
def test_marks_that_leave_out_a_difference_hide_nothing(before, after):
    (merged,) = merge(Row(Line(before), Line(after)))
    assert "".join(text for text, what in merged.pieces if what != "ins") == before
    assert "".join(text for text, what in merged.pieces if what != "del") == after


def test_pieces_are_the_text():
    assert pieces("甲乙丙", ((0, 1), (2, 3))) == [("甲", True), ("乙", False), ("丙", True)]
    assert pieces("", ()) == []


def test_a_line_that_came_and_one_that_went_are_whole():
    (came,) = merge(Row(None, Line("第9条　乙", ((0, 5),)), True))
    assert (came.pieces, came.begins) == ((("第9条　乙", "ins"),), True)
    (went,) = merge(Row(Line("第9条　乙", ((0, 5),)), None))
    assert went.pieces == (("第9条　乙", "del"),)


@pytest.mark.parametrize("side", ["after-left", "after-right"])
def test_the_table_underlines_what_differs(client, read, words, law_ids, store_url, side):
    tree = read(f"/works/{law_ids[BOATS]}/compare?{PAIR}&side={side}")
    heads = [words(each) for each in tree.xpath("//table[@class='comparison']/thead//th")]
    assert [("改正後" in each, "改正前" in each) for each in heads] == (
        [(True, False), (False, True)] if side == "after-left" else [(False, True), (True, False)]
    )
    store = open_store(store_url)

    report = diff(store, law_ids[BOATS], from_day=datetime.date(2024, 8, 1), to_day=datetime.date(2025, 4, 1))
    store.close()
    rows = tree.xpath("//table[@class='comparison']/tbody/tr")
    wanted = report.rows()
    assert len(rows) == len(wanted) > 20
    for drawn, row in zip(rows, wanted, strict=True):
        cells = drawn.xpath("./td")
        after, before = cells if side == "after-left" else cells[::-1]
        for cell, entry in ((after, row.after), (before, row.before)):
            if isinstance(entry, Line):
                assert cell.text_content() == entry.text
                marked = "".join(entry.text[a:b] for a, b in entry.spans)
                assert "".join(u.text_content() for u in cell.iter("u")) == marked
            elif entry is None:
                assert cell.text_content() == ""


def test_what_is_the_same_is_elided_unless_asked_for(client, read, words, law_ids, checkpoints):
    path = f"/works/{law_ids[BOATS]}/compare?{PAIR}"
    short, whole = read(path), read(f"{path}&whole=1")
    assert "（略）" in words(short.xpath("//table[@class='comparison']")[0])
    column = "".join(td.text_content() for td in whole.xpath("//table[@class='comparison']/tbody/tr/td[1]"))
    (text,) = [c["text"] for c in checkpoints if c["title"] == BOATS and c["on"] == "2025-04-01"]
    bare = re.compile(r"[\s｜↑←↵]")
    body = text.partition("\n\n")[2]
    assert bare.sub("", column) == bare.sub("", body), "the column of the text after is the text after"
    assert whole.xpath("//a[contains(@href, 'compare') and not(contains(@href, 'whole'))]")


def test_one_text_with_what_went_and_what_came(read, words, law_ids):
    tree = read(f"/works/{law_ids[BOATS]}/compare?{PAIR}&form=inline")
    (merged,) = tree.xpath("//div[@class='merged']")
    assert merged.xpath(".//ins")
    assert merged.xpath(".//del")


def test_without_days_the_last_change_is_shown(read, words, law_ids):
    tree = read(f"/works/{law_ids[BOATS]}/compare")
    heads = " ".join(words(each) for each in tree.xpath("//table[@class='comparison']/thead//th"))
    assert "令和7年3月28日" in heads
    assert "令和7年4月1日" in heads
    chosen = tree.xpath("//select/option[@selected]/@value")
    assert chosen == ["2025-03-28", "2025-04-01"]


def test_any_two_days_also_inside_versions(read, law_ids):
    tree = read(f"/works/{law_ids[BOATS]}/compare?from=2024-05-05&to=2024-09-09")
    assert tree.xpath("//select/option[@selected]/@value") == ["2024-05-05", "2024-09-09"]
    same = read(f"/works/{law_ids[BOATS]}/compare?from=2024-08-01&to=2024-09-01")
    assert not same.xpath("//table[@class='comparison']")
    assert "違いはありません" in same.text_content()


def test_a_day_without_a_text_and_no_day_at_all(read, law_ids):
    assert (
        "分かっていません"
        in read(f"/works/{law_ids[BOATS]}/compare?from=1990-01-01&to=2025-01-01", status=404).text_content()
    )
    assert read(f"/works/{law_ids[BOATS]}/compare?from=x&to=2025-01-01", status=400) is not None


def test_the_word_file_is_the_table(client, law_ids):
    answer = client.get(f"/works/{law_ids[BOATS]}/compare.docx?{PAIR}")
    assert answer.headers["content-disposition"].startswith("attachment;")
    document = Document(io.BytesIO(answer.content))
    assert "改正後" in document.tables[0].rows[0].cells[0].text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_tables_are_shown_as_tables(read, law_ids):
    tree = read(f"/works/{law_ids['霧浜市防災備蓄倉庫管理規則']}/compare?from=2025-02-28&to=2025-04-01")
    assert tree.xpath("//table[@class='comparison']//table[@class='shown']//u")
