"""What is held behind a text, known of it in part, at its end or waiting for a day is told by every command that tells of it; a new
command must say here which it is."""

import json
import zipfile

import pytest

from reiki.cli.commands import app
from written import Change, Decree, Order, issue, regulation

DAY, SINCE = "2025-01-15", "2024-09-01"
TITLES = {
    "held": ("霧浜市文書規則", "平成12年霧浜市規則第20号"),
    "ended": ("霧浜市池規則", "平成12年霧浜市規則第21号"),
    "waiting": ("霧浜市道規則", "平成12年霧浜市規則第22号"),
    "certain": ("霧浜市橋規則", "平成12年霧浜市規則第23号"),
    "partial": ("霧浜市港規則", "平成12年霧浜市規則第24号"),
}
SAYS = {
    "held": (SINCE,),
    "partial": ("部分収録", "quoted", "partial"),
    "ended": ("廃止", "repealed"),
    "waiting": ("令和6年霧浜市規則第34号",),
}
WORDS = ["文書は、係が扱う。", "保存は、五年間とする。"]


def order(kind, *changes, **given):
    return Order(*TITLES[kind], changes, **given)


ISSUES = (
    issue(2, "2024-08-01", Decree(32, (order("held", Change("第2条　保存は、_七年間_とする。", "第2条　保存は、_十年間_とする。")),), "令和6年9月1日")),
    issue(3, "2024-08-02", Decree(33, (order("ended", repeal=True),), "令和6年10月1日")),
    issue(4, "2024-08-05", Decree(34, (order("waiting", Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。")),), "規則で定める日")),
    issue(5, "2024-08-06", Decree(35, (order("partial", Change("第3条　港は、_市_が扱う。", "第3条　港は、_県_が扱う。")),), "令和6年9月10日")),
)  # fmt: skip

TOLD = {
    "works": ["works --query {title} --on {day}"],
    "text": [
        *(f"text {{title}} --on {{day}} --format {form}" for form in ("text", "xml", "html", "egov", "json", "lawtext", "akn")),
        "text {title} --on {day} --json", "text {title} --on {day} --at {place}", "text {title} --on {day} --notes",
    ],
    "diff": [
        *(f"diff {{title}} --from 2024-09-09 --to {{day}} --format {form}" for form in ("table", "unified", "json", "html")),
        "diff {title} --from 2024-09-09 --to {day} --json",
    ],
    "history": ["history {title} --on {day}", "history {title} --on {day} --json"],
    "blame": ["blame {title} --on {day}", "blame {title} --on {day} --json"],
}  # fmt: skip
ELSEWHERE = {
    "parse": "reads an issue and no store",
    "consolidate": "reads an issue and no store",
    "import": "tells what became of clauses",
    "ingest": "tells what became of clauses",
    "upcoming": "tells of clauses, each with its status",
    "gaps": "tells what is missing",
    "compare": "tested where it is: tests/office/test_comparing.py",
    "check-certificate": "tested where it is: tests/office/test_certificate.py; only certain texts are certified",
    "check-references": "tells of citations",
    "fix": "tells what became of clauses",
    "backup": "a copy of the store",
    "restore": "a copy of the store",
    "verify": "tells of differences",
    "index": "tells of the index",
    "serve": "the service: tests/api/test_certainty.py",
    "mcp": "the tools: tests/api/test_certainty.py",
    "demo": "shows the sample municipality",
    "db": "a copy of the store",
}


@pytest.fixture
def town(reiki, tmp_path):
    for kind, (title, number) in TITLES.items():
        if kind != "partial":
            file = tmp_path / f"{kind}.txt"
            bare = number.removeprefix("平成12年")
            file.write_bytes(regulation(title, bare, "平成12年3月29日", WORDS))
            assert reiki("import", str(file), "--as-of", "2024-01-01").code == 0
    for data in ISSUES:
        reiki("ingest", "-", "--allow-partial", stdin=data)
    return reiki


def test_every_command_says_which_it_is():
    known = {command.name for command in app.registered_commands}
    assert known == set(TOLD) | (set(ELSEWHERE) & known)


def test_what_is_not_certain_is_told(town):
    for command, lines in TOLD.items():
        for line in lines:
            for kind, says in SAYS.items():
                if command == "history" and kind == "partial":
                    continue  # it tells of clauses: what is known of the text is no part of it
                place = "第3条" if kind == "partial" else "第1条"
                values = {"title": TITLES[kind][0], "day": DAY, "place": place}
                said = town(*(word.format(**values) for word in line.split()))
                assert said.code == 0, (line, said.complaint)
                assert any(word in said.text + said.complaint for word in says), (kind, line, said.text)


def test_nothing_is_told_of_a_certain_text(town):
    for lines in TOLD.values():
        for line in lines:
            values = {"title": TITLES["certain"][0], "day": DAY, "place": "第1条"}
            said = town(*(word.format(**values) for word in line.split()))
            assert said.code == 0
            assert not any(
                word in said.text + said.complaint for word in ("保留", "部分収録", "2024-09-01", "未定")
            ), line


def test_a_file_takes_what_must_be_told_along(town, tmp_path):
    for form in ("text", "xml", "html", "egov", "json", "akn", "docx"):
        file = tmp_path / f"out.{form}"
        assert town("text", TITLES["held"][0], "--on", DAY, "--format", form, "--out", str(file)).code == 0
        if form == "docx":
            with zipfile.ZipFile(file) as packed:
                said = packed.read("word/document.xml").decode()
        else:
            said = file.read_text(encoding="utf-8")
        assert f"{SINCE} 以後の改正が保留されています" in said, form
    again = town("import", str(tmp_path / "out.text"), "--as-of", "2024-01-02", "--json")
    assert json.loads(again.text)["agreed"] is True, "the notes are no part of the text"


def test_both_columns_of_a_comparison_say_it_in_their_heads(town, tmp_path):
    said = town("diff", TITLES["held"][0], "--from", "2024-02-01", "--to", DAY, "--format", "unified")
    assert "保留" in said.complaint
    document = json.loads(town("diff", TITLES["held"][0], "--from", "2024-02-01", "--to", DAY, "--json").text)
    assert (document["from"]["held_since"], document["to"]["held_since"]) == (None, SINCE)
    assert document["to"]["held_clause"]
    assert document["notes"][0].startswith(f"改正後（{DAY}）: ")
    file = tmp_path / "diff.docx"
    town(
        "diff", TITLES["held"][0], "--from", "2024-02-01", "--to", DAY, "--format", "docx", "--out", str(file)
    )
    with zipfile.ZipFile(file) as packed:
        assert "保留されています" in packed.read("word/document.xml").decode()
