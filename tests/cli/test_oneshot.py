"""`reiki parse` and `reiki consolidate`: one issue, no store."""

import json
from pathlib import Path

import pytest
from lxml import etree

from cli.small_town import NAMED, RULE, issue


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "rule.txt").write_text(RULE, encoding="utf-8")
    (tmp_path / "issue.html").write_bytes(issue())
    (tmp_path / "wrong.html").write_bytes(issue(before="5"))
    (tmp_path / "other.html").write_bytes(issue(target="観測に関する規則（平成14年霧浜市規則第2号）"))
    return tmp_path


def test_parse_prints_one_document(reiki, place):
    said = reiki("parse", str(place / "issue.html"), "--json")
    assert (said.code, said.err) == (0, b"")
    document = json.loads(said.text)
    assert document["issue"]["name"] == "霧浜市公報"
    (notice,) = document["notices"]
    (clause,) = notice["clauses"]
    assert notice["number"] == "平成15年霧浜市規則第5号"
    assert clause["target"] == {"title": "計測に関する規則", "number": "平成14年霧浜市規則第1号"}
    assert clause["commencement"]["date"] == "2003-04-01"
    assert [(op["op"], op["at"]) for op in clause["operations"]] == [("substitute", "第1条第1項")]
    assert "第1条第1項" in said.text, "unescaped"


def test_parse_reads_standard_input_alike(reiki, place):
    from_file = reiki("parse", str(place / "issue.html"), "--json")
    piped = reiki("parse", "-", "--json", stdin=issue())
    assert piped == from_file


def test_parse_for_people_names_clause_day_and_operation(reiki, place):
    text = reiki("parse", str(place / "issue.html")).text
    assert "霧浜市公報  第5号  2003-03-31" in text
    assert f"clause 1: {NAMED}; in force 2003-04-01" in text
    assert "substitute 第1条第1項: 「3回」 → 「4回」 (marked)" in text


def test_parse_touches_no_store(reiki, place, tmp_path):
    reiki("parse", str(place / "issue.html"))
    assert not (tmp_path / "store").exists()


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("blank.txt", b"\n \n\xe3\x80\x80\n"),
        ("letter.txt", "拝啓　時下ますますご清栄のこととお慶び申し上げます。\n".encode()),
        ("picture.html", PNG),
        ("page.html", b"<!DOCTYPE html><html><body><p>Hello</p></body></html>"),
        ("zeros.txt", b"\x00" * 100),
    ],
)
@pytest.mark.parametrize("command", ["parse", "ingest"])
def test_what_is_no_gazette_is_refused_in_one_line(reiki, tmp_path, command, name, data):
    (tmp_path / name).write_bytes(data)
    said = reiki(command, str(tmp_path / name), "--json")
    assert (said.code, said.out) == (2, b"")
    assert said.complaint.count("\n") == 1
    assert name in said.complaint


def test_consolidate_writes_the_law_and_tells_what_it_did(reiki, place):
    out = place / "out.xml"
    said = reiki(
        "consolidate",
        "--base",
        str(place / "rule.txt"),
        "--gazette",
        str(place / "issue.html"),
        "--out",
        str(out),
    )
    assert said.code == 0
    assert "applied" in said.text
    law = etree.fromstring(out.read_bytes())
    assert "計測の回数は、年4回とする。" in "".join(law.itertext())
    joined = [s.get("AmendLawNum") for s in law.iter("SupplProvision")]
    assert joined[-1] == "平成15年3月31日霧浜市規則第5号", "the notice's own 附則 joins it"


def test_consolidate_without_out_prints_the_law_and_nothing_else(reiki, place):
    said = reiki("consolidate", "--base", str(place / "rule.txt"), "--gazette", str(place / "issue.html"))
    assert said.code == 0
    assert etree.fromstring(said.out).tag == "Law"
    assert "applied" in said.complaint


def test_consolidate_json_prints_one_document_and_still_writes(reiki, place):
    out = place / "out.xml"
    said = reiki(
        "consolidate", "--base", str(place / "rule.txt"), "--gazette", str(place / "issue.html"),
        "--out", str(out), "--json",
    )  # fmt: skip
    (clause,) = json.loads(said.text)["clauses"]
    assert (clause["status"], clause["effective"], clause["findings"]) == ("applied", "2003-04-01", [])
    assert out.is_file()


def test_a_held_clause_writes_nothing_and_ends_with_3(reiki, place):
    out = place / "out.xml"
    out.write_bytes(b"as it was")
    base, gazette = str(place / "rule.txt"), str(place / "wrong.html")
    said = reiki("consolidate", "--base", base, "--gazette", gazette, "--out", str(out), "--json")
    assert said.code == 3
    assert out.read_bytes() == b"as it was"
    (clause,) = json.loads(said.text)["clauses"]
    (error,) = [f for f in clause["findings"] if f["severity"] == "error"]
    assert clause["status"] == "held"
    assert "第1条第1項" in error["message"]
    assert reiki("consolidate", "--base", base, "--gazette", gazette).out == b""


def test_no_clause_for_this_base_ends_with_2(reiki, place):
    said = reiki("consolidate", "--base", str(place / "rule.txt"), "--gazette", str(place / "other.html"))
    assert (said.code, said.out) == (2, b"")
    assert "計測に関する規則" in said.complaint
    assert "観測に関する規則" in said.complaint


def test_on_leaves_out_what_is_not_yet_in_force(reiki, place):
    base, gazette = str(place / "rule.txt"), str(place / "issue.html")
    said = reiki("consolidate", "--base", base, "--gazette", gazette, "--on", "平成15年3月31日")
    assert said.code == 0
    assert "年3回" in said.text
    assert "年4回" in reiki("consolidate", "--base", base, "--gazette", gazette, "--on", "H15.4.1").text


@pytest.mark.parametrize(
    ("base", "gazette", "named"), [("empty", "issue.html", "empty"), ("rule.txt", "empty", "empty")]
)
def test_the_file_that_cannot_be_used_is_named(reiki, place, base, gazette, named):
    (place / "empty").write_bytes(b"")
    said = reiki("consolidate", "--base", str(place / base), "--gazette", str(place / gazette))
    assert (said.code, said.out) == (2, b"")
    assert str(place / named) in said.complaint or f"{named} is empty" in said.complaint
    assert said.complaint.count("\n") == 1
