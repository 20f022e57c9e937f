"""`reiki text --format …` and `reiki diff --format …`: what goes where, and what is refused."""

import io
import json
import sys
from pathlib import Path

import pytest
from docx import Document

from cli.small_town import RULE, issue
from reiki.law.document import LawDocument
from reiki.law.document.nested import Tag

TITLE = "計測に関する規則"
ON = ("--on", "2003-01-01")
DAYS = ("--from", "2003-03-31", "--to", "2003-04-01")


@pytest.fixture
def town(reiki, tmp_path: Path):
    """`reiki` with the regulation and one amendment of it in its store."""
    (tmp_path / "rule.txt").write_text(RULE, encoding="utf-8")
    (tmp_path / "5.html").write_bytes(issue())
    assert reiki("import", str(tmp_path / "rule.txt"), "--as-of", "2003-01-01").code == 0
    assert reiki("ingest", str(tmp_path / "5.html")).code == 0
    return reiki


@pytest.mark.parametrize(
    ("form", "begins", "holds"),
    [
        ("html", "<!DOCTYPE html>", '<section class="article" id="Mp-At_1">'),
        ("egov", "<?xml", "<LawTitle>計測に関する規則</LawTitle>"),
        ("lawtext", "計測に関する規則\n（平成", "第1条　計測の回数は、年3回とする。"),
        ("akn", "<?xml", "<docTitle>計測に関する規則</docTitle>"),
        ("xml", "<?xml", "年3回"),
    ],
)
def test_formats_of_a_whole_regulation(town, tmp_path: Path, form: str, begins: str, holds: str) -> None:
    said = town("text", TITLE, *ON, "--format", form)
    assert said.code == 0
    assert said.text.startswith(begins)
    assert holds in said.text
    assert town("text", TITLE, *ON, "--format", form, "--out", str(tmp_path / "a")).out == b""
    assert (tmp_path / "a").read_bytes() == said.out


@pytest.mark.parametrize("form", ["html", "egov", "lawtext", "xml"])
def test_formats_of_one_provision(town, form: str) -> None:
    said = town("text", TITLE, *ON, "--at", "第1条", "--format", form)
    assert said.code == 0
    assert "年3回" in said.text
    assert "水温" not in said.text


def test_json_is_that_of_the_national_service(town) -> None:
    nested = json.loads(town("text", TITLE, *ON, "--format", "json").text)["content"]
    xml = town("text", TITLE, *ON, "--format", "xml").out
    assert (
        LawDocument.parse(Tag.from_json(nested).as_xml().encode()).digest() == LawDocument.parse(xml).digest()
    )
    part = json.loads(town("text", TITLE, *ON, "--at", "第1条", "--format", "json").text)
    assert part["content"]["tag"] == "Article"


def test_a_word_file_goes_to_a_file_or_a_pipe(town, tmp_path: Path) -> None:
    said = town("text", TITLE, *ON, "--format", "docx", "--out", str(tmp_path / "a.docx"))
    assert (said.code, said.out) == (0, b"")
    assert "a.docx" in said.complaint
    data = (tmp_path / "a.docx").read_bytes()
    assert Document(io.BytesIO(data)).paragraphs[0].text == TITLE
    assert town("text", TITLE, *ON, "--format", "docx").out == data


def test_a_word_file_is_not_for_a_terminal(town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reiki.cli.output.is_terminal", lambda: True)
    for arguments in (("text", TITLE, *ON), ("diff", TITLE, *DAYS)):
        said = town(*arguments, "--format", "docx")
        assert (said.code, said.out) == (2, b"")
        assert said.complaint.count("\n") == 1
        assert "--out" in said.complaint


def test_a_word_file_beside_json_needs_a_file(town, tmp_path: Path) -> None:
    said = town("text", TITLE, *ON, "--format", "docx", "--json")
    assert (said.code, said.out) == (2, b"")
    both = town("text", TITLE, *ON, "--format", "docx", "--json", "--out", str(tmp_path / "a.docx"))
    assert json.loads(both.text)["title"] == TITLE
    assert "text" not in json.loads(both.text)
    assert (tmp_path / "a.docx").stat().st_size


def test_akn_of_one_provision_is_refused(town) -> None:
    said = town("text", TITLE, *ON, "--at", "第1条", "--format", "akn")
    assert (said.code, said.out) == (2, b"")
    assert "whole regulations" in said.complaint


def test_what_a_format_cannot_say_is_told(reiki, tmp_path: Path) -> None:
    (tmp_path / "rule.txt").write_text(
        "市民農園要綱\n平成20年3月28日制定\n\n第1条　甲とする。\n", encoding="utf-8"
    )
    assert reiki("import", str(tmp_path / "rule.txt"), "--as-of", "2020-01-01").code == 0
    said = reiki("text", "市民農園要綱", "--on", "2020-01-01", "--format", "egov")
    assert 'Num="1"' in said.text
    assert "必須の属性 Num" in said.complaint
    document = json.loads(
        reiki("text", "市民農園要綱", "--on", "2020-01-01", "--format", "egov", "--json").text
    )
    assert document["left_out"][0]["kind"] == "added"


def test_notes_stand_in_the_page(reiki) -> None:
    assert reiki("ingest", "-", "--allow-partial", stdin=issue()).code == 0
    said = reiki("text", TITLE, "--on", "2003-04-01", "--format", "html")
    assert "部分収録" in said.text
    assert "〔未収録〕" in said.text


def test_comparisons(town, tmp_path: Path) -> None:
    page = town("diff", TITLE, *DAYS, "--format", "html")
    assert page.code == 0
    assert "年<u>4</u>回" in page.text
    assert page.text.index("改正後（2003-04-01）") < page.text.index("改正前（2003-03-31）")
    other = town("diff", TITLE, *DAYS, "--format", "html", "--left", "before").text
    assert other.index("改正前（2003-03-31）") < other.index("改正後（2003-04-01）")
    out = tmp_path / "d.docx"
    assert town("diff", TITLE, *DAYS, "--format", "docx", "--out", str(out)).code == 0
    assert [c.text for c in Document(str(out)).tables[0].rows[0].cells] == [
        "改正後（2003-04-01）",
        "改正前（2003-03-31）",
    ]
    assert json.loads(town("diff", TITLE, *DAYS, "--format", "json").text)["rows"]


def test_equal_texts_have_a_page_too(town) -> None:
    said = town("diff", TITLE, "--from", "2003-01-01", "--to", "2003-01-02", "--format", "html")
    assert "違いはありません" in said.text
    assert "the same" in said.complaint


def test_what_is_not_asked_for_is_not_loaded(process) -> None:
    """Word dictionaries and renderers cost time that `reiki text` must not take."""
    code = (
        "import sys; from reiki.cli.running import run; run(['text', '--help']); "
        "import reiki.office.ask; "
        "sys.exit(any(m in sys.modules for m in ('sudachipy', 'spacy', 'docx', 'reiki.render.html', 'reiki.render.egov')))"
    )
    import subprocess

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
