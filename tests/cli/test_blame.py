"""`reiki blame`, `history --at`, `history --format enkaku`, `text --notes`, as people run them."""

import json
import re

import pytest

from renumbered import BASE, ISSUES, TITLE


@pytest.fixture
def filled(reiki, tmp_path):
    base = tmp_path / "base.txt"
    base.write_bytes(BASE)
    assert reiki("import", str(base), "--as-of", "2024-03-31", "--jurisdiction", "31299").code == 0
    for n, data in enumerate(ISSUES):
        place = tmp_path / f"{n}.html"
        place.write_bytes(data)
        assert reiki("ingest", str(place)).code == 0
    return reiki


def test_blame_prints_a_line_for_each_span(filled):
    said = filled("blame", TITLE, "--on", "2025-05-01", "--at", "第3条")
    assert said.code == 0
    rows = [re.split(r"\s{2,}", line) for line in said.text.splitlines()]
    base = "the text imported as of 2024-03-31"
    assert rows == [
        ["provision", "in force", "by", "words"],
        ["第3条", "2024-10-01", "令和6年霧浜市規則第2号 1 [line 1, table 1, row 2]", "（第2条 から移動）"],
        ["第3条", base, "第3条"],
        ["第3条第1項", base, "丙は、"],
        ["第3条第1項", "2025-01-01", "令和6年霧浜市規則第3号 1 [line 1, table 1, row 1]", "壬"],
        ["第3条第1項", base, "とする。"],
    ]


def test_blame_as_json(filled):
    document = json.loads(filled("blame", TITLE, "--on", "2025-05-01", "--json").text)
    origins = {o["id"]: o for o in document["origins"]}
    assert [o["how"] for o in document["origins"]][:2] == ["imported", "amended"]
    third = next(p for p in document["provisions"] if p["at"] == "第3条第1項")
    assert "".join(s["text"] for s in third["spans"]) == "丙は、壬とする。"
    assert origins[third["spans"][1]["by"]]["notice"]["number"] == "令和6年霧浜市規則第3号"
    moved = next(p for p in document["provisions"] if p["at"] == "第3条")["moved"]
    assert [(m["from"], origins[m["by"]]["in_force_from"]) for m in moved] == [("第2条", "2024-10-01")]


def test_blame_says_what_is_not_there(filled):
    said = filled("blame", TITLE, "--at", "第9条")
    assert (said.code, said.out) == (2, b"")
    assert "第9条" in said.complaint


def test_history_follows_a_provision(filled):
    said = filled("history", TITLE, "--at", "第2条", "--on", "2024-04-01")
    assert said.code == 0
    assert "2024-03-31  第2条: imported" in said.text
    assert "2024-10-01  第3条: amended" in said.text
    assert "note: 条項の移動: 第2条 → 第3条" in said.complaint
    document = json.loads(filled("history", TITLE, "--at", "第3条", "--on", "2025-05-01", "--json").text)
    assert [c["at_then"] for c in document["changes"]] == ["第2条", "第2条", "第3条", "第3条"]
    assert document["notes"]


def test_enkaku(filled):
    said = filled("history", TITLE, "--format", "enkaku", "--on", "2025-05-01")
    assert said.text.splitlines()[:2] == [TITLE, "改正　令和6年6月1日規則第1号"]
    assert "第2条　（令6規則2・追加）" in said.text.splitlines()
    document = json.loads(filled("history", TITLE, "--format", "enkaku", "--on", "2025-05-01", "--json").text)
    assert [a["promulgated"] for a in document["amendments"]] == [
        "2024-06-01",
        "2024-09-01",
        "2024-12-01",
        "2025-03-01",
    ]
    assert document["article_notes"][0] == {"at": "第2条", "note": "（令6規則2・追加）"}
    assert document["noted_from"] == "令和6年6月1日規則第1号"


def test_notes_in_the_text(filled):
    plain = json.loads(filled("text", TITLE, "--on", "2025-05-01", "--json").text)
    noted = json.loads(filled("text", TITLE, "--on", "2025-05-01", "--notes", "--json").text)
    assert plain["text_digest"] == noted["text_digest"]
    assert "（令6規則2・追加）" in noted["text"]
    assert "（令6規則2・追加）" not in plain["text"]
    assert filled("text", TITLE, "--on", "2025-05-01", "--notes").text == noted["text"]
