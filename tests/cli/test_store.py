"""What goes into the store and what comes out of it, command by command."""

import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from cli.small_town import RULE, issue

TITLE = "計測に関する規則"


@pytest.fixture
def town(reiki, tmp_path: Path):
    """`reiki` with the regulation in its store as of 2003-01-01."""
    (tmp_path / "rule.txt").write_text(RULE, encoding="utf-8")
    assert reiki("import", str(tmp_path / "rule.txt"), "--as-of", "2003-01-01").code == 0
    return reiki


def test_import_and_ingest_then_ask(town, tmp_path):
    (tmp_path / "5.html").write_bytes(issue())
    said = town("ingest", str(tmp_path / "5.html"))
    assert said.code == 0
    assert "applied" in said.text
    assert "年3回" in town("text", TITLE, "--on", "2003-03-31", "--at", "第1条").text
    assert "年4回" in town("text", TITLE, "--on", "平成15年4月1日", "--at", "1条1項").text
    changed = town("diff", TITLE, "--from", "2003-03-31", "--to", "2003-04-01").text
    assert "年《3》回" in changed
    assert "年《4》回" in changed
    unified = town("diff", TITLE, "--from", "2003-03-31", "--to", "2003-04-01", "--format", "unified").text
    assert "-計測の回数は、年3回とする。\n+計測の回数は、年4回とする。" in unified
    history = town("history", TITLE).text
    assert history.index("imported") < history.index("平成15年霧浜市規則第5号")
    assert "substitute 第1条第1項: 「3回」 → 「4回」" in history


def test_the_whole_text_comes_back_as_it_went_in(town):
    said = town("text", TITLE, "--on", "2003-01-01")
    assert (said.code, said.text, said.err) == (0, RULE, b"")


def test_the_same_bytes_again_change_nothing(town):
    first = town("ingest", "-", "--json", stdin=issue())
    again = town("ingest", "-", "--json", stdin=issue())
    assert (first.code, again.code) == (0, 0)
    one, two = json.loads(first.text), json.loads(again.text)
    assert (one.pop("already_ingested"), two.pop("already_ingested")) == (False, True)
    assert one == two


def test_a_held_clause_ends_with_3_and_shows_everywhere(town):
    said = town("ingest", "-", "--json", stdin=issue(before="5"))
    assert said.code == 3
    (clause,) = json.loads(said.text)["clauses"]
    assert clause["status"] == "held"
    behind = town("ingest", "-", stdin=issue(6, "平成15年5月1日", "4", "6", "公布の日から"))
    assert behind.code == 3
    assert "waiting for" in behind.text

    listed = town("review", "list")
    assert listed.code == 0
    assert len(listed.text.splitlines()) == 3
    short = listed.text.splitlines()[1].split()[0]
    shown = town("review", "show", short)
    assert shown.code == 0
    assert clause["id"] in shown.text
    assert "what it presupposes" in shown.text
    assert "what waits behind it" in shown.text
    assert json.loads(town("review", "show", clause["id"], "--json").text)["id"] == clause["id"]
    assert town("review").text == listed.text

    text = town("text", TITLE, "--on", "2003-04-01", "--at", "第1条第1項")
    assert text.code == 0
    assert "年3回" in text.text
    assert "2003-04-01" in text.complaint, "the last certain text says so"
    document = json.loads(town("text", TITLE, "--on", "2003-04-01", "--json").text)
    assert document["held_since"] == "2003-04-01"
    assert document["held_clause"] == clause["id"]


def test_no_base_is_held_and_may_be_kept_in_part(reiki):
    assert reiki("ingest", "-", stdin=issue()).code == 3
    assert reiki("ingest", "-", "--allow-partial", stdin=issue()).code == 0
    said = reiki("text", TITLE, "--on", "2003-04-01")
    assert said.code == 0
    assert "年4回" in said.text
    assert "〔未収録〕" in said.text
    assert "evidence: quoted" in said.complaint
    document = json.loads(reiki("text", TITLE, "--on", "2003-04-01", "--json").text)
    assert (document["partial"], document["evidence"]) == (True, "quoted")


def test_formats_of_a_text(town):
    xml = town("text", TITLE, "--on", "2003-01-01", "--format", "xml")
    assert "<Law" in xml.text
    nested = json.loads(town("text", TITLE, "--on", "2003-01-01", "--format", "json").text)
    assert nested["title"] == TITLE
    assert (nested["content"]["tag"], nested["content"]["children"][0]["tag"]) == ("Law", "LawNum")
    part = json.loads(town("text", TITLE, "--on", "2003-01-01", "--at", "第2条第2号", "--json").text)
    assert part["text"].strip() == "(2)　水温"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["text", TITLE, "--on", "2002-12-31"], "2002-12-31"),
        (["text", TITLE, "--on", "2003-01-01", "--at", "第9条"], "第9条"),
        (["text", TITLE, "--on", "2003-01-01", "--at", "九つ目の条"], "九つ目の条"),
        (["text", "別の規則"], "別の規則"),
        (["diff", TITLE, "--from", "1990-01-01", "--to", "2003-01-01"], "1990-01-01"),
        (["history", "別の規則"], "別の規則"),
        (["history", TITLE, "--at", "???"], "???"),
        (["text", TITLE, "--known", "2001-01-01"], "2001-01-01"),
    ],
)
def test_questions_without_an_answer_end_with_2(town, arguments, named):
    said = town(*arguments)
    assert (said.code, said.out) == (2, b"")
    assert said.complaint.count("\n") == 1
    assert named in said.complaint


def test_works_lists_and_finds(town):
    listed = town("works", "--on", "2003-01-01")
    assert TITLE in listed.text
    assert "in_force" in listed.text
    document = json.loads(town("works", "--query", "計測", "--json", "--on", "2003-01-01").text)
    assert [w["title"] for w in document["works"]] == [TITLE]
    assert json.loads(town("works", "--query", "観測", "--json").text)["works"] == []


def test_upcoming_tells_what_is_promulgated_and_when_it_starts(town):
    town("ingest", "-", stdin=issue())
    text = town("upcoming", "--on", "2003-03-31").text
    assert "2003-04-01" in text
    assert "平成15年霧浜市規則第5号" in text
    assert json.loads(town("upcoming", "--on", "2003-04-01", "--json").text)["upcoming"] == []


def test_a_second_import_is_checked(town, tmp_path):
    place = tmp_path / "again.txt"
    place.write_text(RULE, encoding="utf-8")
    assert town("import", str(place), "--as-of", "2003-02-01").code == 0
    place.write_text(RULE.replace("年3回", "年9回"), encoding="utf-8")
    said = town("import", str(place), "--as-of", "2003-02-01")
    assert said.code == 2
    assert TITLE in said.complaint
    assert "年3回" in town("text", TITLE, "--on", "2003-02-01", "--at", "第1条").text


def test_of_several_files_one_that_cannot_be_used_does_not_stop_the_others(town, tmp_path):
    folder = tmp_path / "issues"
    folder.mkdir()
    (folder / "1.txt").write_text("拝啓", encoding="utf-8")
    (folder / "2.html").write_bytes(issue())
    said = town("ingest", str(folder), "--json")
    assert said.code == 3
    document = json.loads(said.text)
    assert [f["file"] for f in document["failed"]] == [str(folder / "1.txt")]
    assert [c["status"] for i in document["issues"] for c in i["clauses"]] == ["applied"]
    assert said.complaint.count("\n") == 1


def test_when_no_file_can_be_used_nothing_was_done(reiki, tmp_path):
    for name in ("1.txt", "2.txt"):
        (tmp_path / name).write_text("拝啓", encoding="utf-8")
    said = reiki("ingest", str(tmp_path / "1.txt"), str(tmp_path / "2.txt"), "--json")
    assert (said.code, said.out) == (2, b"")
    assert said.complaint.count("\n") == 2


def test_what_the_store_knew_then(town):
    town("ingest", "-", stdin=issue())
    assert "年4回" in town("text", TITLE, "--on", "2003-04-01", "--at", "第1条", "--known", "2999-12-31").text


def test_verify_finds_nothing_in_a_store_that_is_whole(town):
    town("ingest", "-", stdin=issue())
    said = town("verify")
    assert (said.code, said.err) == (0, b"")
    assert "0 differences" in said.text
    assert json.loads(town("verify", "--json").text)["differences"] == []


def test_verify_finds_a_source_that_was_changed(town, tmp_path):
    town("ingest", "-", stdin=issue())
    with closing(sqlite3.connect(tmp_path / "store" / "reiki.db")) as raw:
        raw.execute("UPDATE sources SET data = ?", (zlib.compress(b"something else"),))
        raw.commit()
    said = town("verify", "--json")
    assert said.code == 2
    assert json.loads(said.text)["differences"]
    assert said.complaint.count("\n") == 1


def test_a_day_that_hangs_on_an_event_is_fixed_with_its_source(town):
    assert town("ingest", "-", stdin=issue(starts="計量法の一部を改正する法律の施行の日から")).code == 0
    event = "計量法の一部を改正する法律の施行の日"
    assert event in town("upcoming", "--on", "2003-06-01").text
    assert "年3回" in town("text", TITLE, "--on", "2003-12-31", "--at", "第1条").text
    said = town("fix", event, "--on", "2003-10-01", "--source", "平成15年政令第12号")
    assert (said.code, "1 clause" in said.text) == (0, True)
    assert "年4回" in town("text", TITLE, "--on", "2003-10-01", "--at", "第1条").text
    wrong = town("fix", "どこかの法律の施行の日", "--on", "2003-10-01", "--source", "平成15年政令第12号")
    assert wrong.code == 2
    assert "upcoming" in wrong.err.decode()
    assert town("verify").code == 0


def test_a_held_clause_is_settled_by_a_recorded_decision_and_taken_back(town, tmp_path):
    held = json.loads(town("ingest", "-", "--json", stdin=issue(before="5")).text)["clauses"][0]["id"]
    orders = tmp_path / "orders.json"
    orders.write_text(
        json.dumps(
            [
                {
                    "op": "substitute",
                    "at": "第1条第1項",
                    "before": "3",
                    "after": "4",
                    "basis": "stated",
                    "source": {},
                }
            ]
        ),
        encoding="utf-8",
    )
    both = town("review", "resolve", held, "--accept", "--reject", "--because", "誤植")
    assert (both.code, "exactly one" in both.err.decode()) == (2, True)
    said = town(
        "review",
        "resolve",
        held,
        "--operations",
        str(orders),
        "--because",
        "官報の誤植",
        "--by",
        "文書課 山田",
    )
    assert (said.code, "applied" in said.text, "山田" in said.text) == (0, True, True)
    assert "年4回" in town("text", TITLE, "--on", "2003-04-01", "--at", "第1条").text
    assert town("review", "undo", held, "--because", "取消し").code == 0
    assert "年3回" in town("text", TITLE, "--on", "2003-04-01", "--at", "第1条").text
    orders.write_text("no json", encoding="utf-8")
    refused = town("review", "resolve", held, "--operations", str(orders), "--because", "x")
    assert refused.code == 2
    assert refused.err.decode().count("\n") == 1


def test_a_store_is_copied_and_restored(town, tmp_path):
    assert town("ingest", "-", stdin=issue()).code == 0
    copy = str(tmp_path / "copy.zip")
    assert town("backup", copy).code == 0
    new = ("--db", f"sqlite:///{tmp_path / 'new.db'}")
    assert json.loads(town("restore", copy, "--json", *new).text)["differences"] == []
    assert (
        town("text", TITLE, "--on", "2003-04-01", *new).out == town("text", TITLE, "--on", "2003-04-01").out
    )
    again = town("restore", copy, *new)
    assert (again.code, again.err.decode().count("\n")) == (2, 1)


def test_a_wrong_day_of_an_event_is_replaced_with_the_reason_and_never_without(town):
    event = "計量法の一部を改正する法律の施行の日"
    town("ingest", "-", stdin=issue(starts=f"{event}から"))
    fix = ("fix", event, "--source", "平成15年政令第12号")
    assert town(*fix, "--on", "2003-09-01").code == 0
    said = town(*fix, "--on", "2003-10-01")
    assert (said.code, "--replace 2003-09-01" in said.complaint) == (2, True)
    assert town(*fix, "--on", "2003-10-01", "--replace", "2003-09-01").code == 2
    said = town(
        *fix, "--on", "2003-10-01", "--replace", "2003-09-01", "--because", "政令の日を誤記", "--json"
    )
    assert (said.code, json.loads(said.text)["replaced"]) == (0, "2003-09-01")
    assert "年3回" in town("text", TITLE, "--on", "2003-09-30", "--at", "第1条").text
    assert "年4回" in town("text", TITLE, "--on", "2003-10-01", "--at", "第1条").text


def test_imports_that_disagree_are_listed_decided_and_taken_back(town, tmp_path):
    place = tmp_path / "later.txt"
    place.write_text(RULE.replace("年3回", "年9回"), encoding="utf-8")
    assert town("import", str(place), "--as-of", "2003-02-01").code == 2
    listed = json.loads(town("review", "imports", "--json").text)["imports"]
    assert [(i["file"], i["counts"], i["agreed"]) for i in listed] == [
        ("rule.txt", True, True),
        ("later.txt", True, False),
    ]
    assert "DISAGREES" in town("review", "imports").text
    key = listed[1]["id"]
    assert town("review", "resolve", key, "--accept", "--because", "原本").code == 2
    said = town("review", "resolve", key, "--counts", "--because", "原本を確認した", "--by", "山田", "--json")
    assert (said.code, json.loads(said.text)["imports"][1]["decisions"][0]["how"]) == (0, "counts")
    assert "年9回" in town("text", TITLE, "--on", "2003-02-01", "--at", "第1条").text
    assert "no imports disagree" in town("review", "imports").err.decode()
    assert town("review", "undo", key, "--because", "誤り").code == 0
    assert town("review", "resolve", key, "--reject", "--because", "誤植").code == 0
    assert "年3回" in town("text", TITLE, "--on", "2003-02-01", "--at", "第1条").text


def test_a_rendering_that_differs_is_settled_from_the_command_line(town):
    town("ingest", "-", stdin=issue())
    said = town("ingest", "-", "--json", stdin=issue().replace("4回".encode(), "5回".encode()))
    (clause,) = json.loads(said.text)["clauses"]
    assert [f["code"] for f in clause["findings"]] == ["renderings_differ"]
    assert town("review", "resolve", clause["id"], "--counts", "--because", "紙の公報と照合した").code == 0
    assert "年5回" in town("text", TITLE, "--on", "2003-04-01", "--at", "第1条").text
    assert town("review", "undo", clause["id"], "--because", "誤り").code == 0
    assert town("review", "resolve", clause["id"], "--reject", "--because", "版の誤植").code == 0
    assert "年4回" in town("text", TITLE, "--on", "2003-04-01", "--at", "第1条").text
    assert "nothing is held" in town("review").err.decode()


def test_a_text_says_which_issues_were_never_taken_in(town):
    town("ingest", "-", stdin=issue())
    town("ingest", "-", stdin=issue(8, "平成15年5月1日", "4", "6", "公布の日から"))
    said = town("text", TITLE, "--on", "2003-06-01")
    assert "never taken in" in said.err.decode()
    (gap,) = json.loads(town("text", TITLE, "--on", "2003-06-01", "--json").text)["missing_issues"]
    assert gap["count"] == 2
    assert town("text", TITLE, "--on", "2003-02-01").err == b""


def test_the_notes_that_a_page_prints_are_in_the_history(reiki, tmp_path):
    page = (
        "<!DOCTYPE html><html lang='ja'><head><meta charset='utf-8'></head><body><p>○霧浜市文書規則</p>"
        "<p>平成9年3月25日</p><p>規則第5号</p><p>（事務）</p><p>第1条　文書は、係が扱う。</p>"
        "<p>（平14規則26・一部改正）</p></body></html>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert reiki("import", str(tmp_path / "page.html"), "--as-of", "2003-01-01").code == 0
    for command in ("history", "blame"):
        document = json.loads(reiki(command, "霧浜市文書規則", "--json").text)
        assert [(n["at"], n["text"]) for n in document["printed_notes"]] == [
            ("第1条", "（平14規則26・一部改正）")
        ]
