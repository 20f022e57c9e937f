"""An office's ledgers on the command line: what is to come, what is missing, what a vendor prints, what is certified."""

import json
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


def test_upcoming_as_a_table_as_json_and_as_a_calendar(town):
    town("ingest", "-", stdin=issue())
    table = town("upcoming", "--on", "2003-03-31").text
    assert "2003-04-01  commencement  applied" in table
    document = json.loads(town("upcoming", "--on", "2003-03-31", "--format", "json").text)
    assert document == json.loads(town("upcoming", "--on", "2003-03-31", "--json").text)
    assert [(u["what"], u["day"]) for u in document["upcoming"]] == [("commencement", "2003-04-01")]
    calendar = town("upcoming", "--on", "2003-03-31", "--format", "ics")
    assert calendar.out.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"DTSTART;VALUE=DATE:20030401\r\n" in calendar.out
    assert f"SUMMARY:施行: {TITLE}" in calendar.text


def test_upcoming_names_the_limit_of_a_day_not_fixed(town):
    town(
        "ingest", "-", stdin=issue(starts="公布の日から起算して3月を超えない範囲内において規則で定める日から")
    )
    assert "at the latest 2003-06-30" in town("upcoming", "--on", "2003-04-01").text


def test_gaps_lists_what_is_missing(town):
    town("ingest", "-", stdin=issue(2, "平成15年3月28日", "3", "4"))
    town(
        "ingest",
        "-",
        stdin=issue(5, "平成15年3月31日", "4", "5", target="観測規則（平成14年霧浜市規則第9号）"),
    )
    said = town("gaps", "--on", "2003-04-01").text
    assert "平成15年霧浜市規則第3号から第4号まで" in said
    assert "観測規則（平成14年霧浜市規則第9号）" in said
    document = json.loads(town("gaps", "--publisher", "霧浜市", "--on", "2003-04-01", "--json").text)
    assert document["notices"][0]["missing"] == [[3, 4]]
    assert [w["clauses"] for w in document["no_text"]] == [1]


def test_compare_with_the_same_and_with_another_text(town, tmp_path):
    town("ingest", "-", stdin=issue())
    file = tmp_path / "vendor.txt"
    file.write_bytes(town("text", TITLE, "--on", "2003-04-01").out)
    same = town("compare", TITLE, str(file), "--on", "2003-04-01")
    assert (same.code, same.err) == (0, b"")
    file.write_text(file.read_text("utf-8").replace("年4回", "年5回"), encoding="utf-8")
    other = town("compare", TITLE, str(file), "--on", "2003-04-01")
    assert other.code == 3
    assert "《4》回" in other.text
    assert "平成15年霧浜市規則第5号" in other.text
    document = json.loads(town("compare", TITLE, str(file), "--on", "2003-04-01", "--json").text)
    assert document["identical"] is False
    assert document["differences"][0]["evidence"]["notice"]["number"] == "平成15年霧浜市規則第5号"
    page = town("compare", TITLE, str(file), "--on", "2003-04-01", "--format", "html")
    assert (page.code, "<mark>" in page.text) == (3, True)
    assert town("compare", TITLE, "-", stdin=b"\x00\x01").code == 2


def test_a_print_is_certified_confirmed_and_refuted(town, tmp_path):
    town("ingest", "-", stdin=issue())
    made = town("text", TITLE, "--on", "2003-04-01", "--certify")
    assert made.code == 0
    assert made.text.endswith("〔条文の証明おわり〕\n")
    file = tmp_path / "print.txt"
    file.write_bytes(made.out)
    said = town("check-certificate", str(file))
    assert (said.code, said.err) == (0, b"")
    assert said.text.startswith("confirmed, byte for byte: ")
    assert json.loads(town("check-certificate", str(file), "--json").text)["confirmed"] is True
    file.write_bytes(made.out.replace("年4回".encode(), "年5回".encode()))
    refuted = town("check-certificate", str(file))
    assert (refuted.code, refuted.out) == (2, b"")
    assert refuted.complaint.count("\n") == 1
    assert "年5回" in refuted.complaint
    out = town("check-certificate", str(file), "--json")
    assert (out.code, json.loads(out.text)["confirmed"]) == (2, False)
    as_json = json.loads(town("text", TITLE, "--on", "2003-04-01", "--certify", "--json").text)
    assert as_json["certificate"]["title"] == TITLE


def test_what_cannot_be_certified_is_refused_in_one_line(town):
    town("ingest", "-", stdin=issue(before="5"))
    said = town("text", TITLE, "--on", "2003-04-01", "--certify")
    assert (said.code, said.out, said.complaint.count("\n")) == (2, b"", 1)
    assert "held" in said.complaint
    unreadable = town("check-certificate", "-", stdin="拝啓\n".encode())
    assert (unreadable.code, unreadable.complaint.count("\n")) == (2, 1)
