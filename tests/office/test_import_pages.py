"""例規集 pages taken into the store: with what stands beside the text, checked against what the gazette gave."""

import datetime
import io
import json
import re

import docx
import pytest
from typer.testing import CliRunner

import reiki_pages
from reiki.cli.commands import app
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation
from reiki.office import ask
from reiki.office.errors import UNUSABLE, UnusableRegulation
from reiki.office.history_check import derived_changes
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.regulation_source import read_source
from reiki.store.works import works_named
from written import day

TODAY = day("2026-04-01")
SLUG, BASE_DAY, LATER = "keiryu-kisoku", "2024-03-31", "2024-07-01"


def bring(store, data, now, as_of=LATER, name="page.html", **options):
    return import_regulation(
        store, data, name, now=now, today=TODAY, as_of=day(as_of) if as_of else None, **options
    )


def regulation_at(corpus, slug=SLUG, on=LATER):
    text = (corpus / "checkpoints" / slug / f"{on}.txt").read_text(encoding="utf-8")
    return parse_regulation(text).regulation


@pytest.fixture
def amended(store, now, corpus):
    """The store with the base as plain text and the first issue, which amends it on 2024-07-01."""
    base = (corpus / "regulations" / f"{SLUG}.txt").read_bytes()
    bring(store, base, now, BASE_DAY, "base.txt", jurisdiction="99201")
    ingest(store, (corpus / "gazette/2024-06-28-no1234.html").read_bytes(), "1234.html", now=now)
    return store


def notes_of(store, title):
    """The notes that an editor would put under each provision, from what the store derived."""
    out = {}
    with store.reading() as connection:
        (work,) = works_named(connection, title)
        for change in derived_changes(connection, work.id):
            number = re.fullmatch(r"令和(\d+)年霧浜市(\D+)第(\d+)号", change.number)
            for address in change.addresses:
                unit = address.article or address.parent if address.steps[0].kind != "AppdxStyle" else address
                at = re.match(r"第\d+条(?:の\d+)?|様式第\d+号", str(unit or address))
                if at:
                    out[at[0]] = f"(令{number[1]}{number[2]}{number[3]}・一部改正)"
    return out


@pytest.mark.parametrize("path", ["reiki_honbun/x201RG00000002.html", f"d1w_reiki/{SLUG}/{SLUG}_j.html"])
def test_a_page_is_imported_as_the_text_that_it_prints(store, now, corpus, path):
    report = bring(store, (corpus / "pages" / path).read_bytes(), now, BASE_DAY, path, jurisdiction="99201")
    own = parse_regulation((corpus / f"regulations/{SLUG}.txt").read_text(encoding="utf-8")).regulation
    assert (report.title, report.number) == (own.title, own.number)
    assert report.text_digest == LawDocument.from_regulation(own).digest()
    assert not report.findings
    assert [r.number for r in report.revisions] == ["規則第14号"]
    assert ask.text(store, own.title, on=day("2024-05-01")).text_digest == report.text_digest


def test_both_layouts_and_the_text_are_one_regulation(store, now, corpus):
    for path in (
        "pages/reiki_honbun/x201RG00000002.html",
        f"regulations/{SLUG}.txt",
        f"pages/d1w_reiki/{SLUG}/{SLUG}_j.html",
    ):
        report = bring(store, (corpus / path).read_bytes(), now, BASE_DAY, path, jurisdiction="99201")
        assert report.agreed, path
    again = bring(store, (corpus / "pages/reiki_honbun/x201RG00000002.html").read_bytes(), now, BASE_DAY)
    assert again.already
    assert again.revisions


def test_a_later_page_agrees_with_what_the_gazette_made(amended, now, corpus):
    notes = notes_of(amended, regulation_at(corpus).title)
    assert notes
    page = reiki_pages.honbun(
        regulation_at(corpus), notes, [("平成29年3月31日", "規則第14号"), ("令和6年6月28日", "規則第21号")]
    )
    report = bring(amended, page.encode(), now)
    assert report.agreed
    assert not report.findings
    assert {str(n.address) for n in report.history} == set(notes)


def test_a_later_page_that_differs_is_no_overwrite(amended, now, corpus):
    page = reiki_pages.danraku(regulation_at(corpus)).replace("許可を受けよう", "許可を得よう", 1)
    before = ask.text(amended, regulation_at(corpus).title, on=day(LATER))
    report = bring(amended, page.encode(), now)
    assert not report.agreed
    assert "import_disagrees" in {f["code"] for f in report.findings}
    assert ask.text(amended, regulation_at(corpus).title, on=day(LATER)).text_digest == before.text_digest


@pytest.mark.parametrize("damage", ["missing", "elsewhere", "unknown"])
def test_notes_that_tell_another_history_are_said(amended, now, corpus, damage):
    notes = notes_of(amended, regulation_at(corpus).title)
    revisions = [("令和6年6月28日", "規則第21号")]
    first = sorted(notes)[0]
    match damage:
        case "missing":
            del notes[first]
        case "elsewhere":
            notes["第1条"] = notes[first]
        case "unknown":
            revisions.append(("令和6年6月30日", "規則第99号"))
    page = reiki_pages.honbun(regulation_at(corpus), notes, revisions)
    report = bring(amended, page.encode(), now)
    said = [f for f in report.findings if f["code"] == "history_note_differs"]
    assert report.agreed
    assert len(said) == 1
    expected = {"missing": first, "elsewhere": "第1条", "unknown": "規則第99号"}[damage]
    assert expected in said[0]["message"]
    assert said[0]["severity"] == "warning"


def test_a_page_in_force_later_than_the_day_given_is_said(store, now, corpus):
    page = reiki_pages.honbun(regulation_at(corpus), in_force="令和6年7月1日")
    assert [f["code"] for f in bring(store, page.encode(), now, "2024-06-30").findings] == ["in_force_later"]
    assert not bring(store, page.encode(), now, "2024-07-01").findings


def test_without_a_day_today_is_meant(store, now, corpus):
    assert bring(store, reiki_pages.honbun(regulation_at(corpus)).encode(), now, None).as_of == TODAY


def test_what_has_no_place_is_said_and_kept(store, now):
    page = "<html><body><p>○霧浜市規則</p><p>平成9年3月25日規則第5号</p><p>第1条　次のとおりとする。</p><p>議長　3円</p></body></html>"
    report = bring(store, page.encode(), now)
    assert [f["code"] for f in report.findings] == ["not_placed"]
    assert "議長　3円" in ask.text(store, "霧浜市規則", on=TODAY).content


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "Shift_JIS"),
        ("cp932", "utf-8"),
        ("euc_jp", "Shift_JIS"),
        ("cp932", "x"),
        ("utf-8", "euc-jp"),
    ],
)
def test_a_page_may_declare_another_encoding_than_it_has(corpus, encoding, declared):
    own = regulation_at(corpus, "noen-kisoku", BASE_DAY)
    data = reiki_pages.danraku(own, charset=declared).encode(encoding, "xmlcharrefreplace")
    assert read_source(data, "x_j.html").document.regulation() == own


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body><p>x</p></body></html>",
        b"<html><frameset><frame src='a.html'></frameset></html>",
        b"<html><body>" + b"<div>" * 400 + "○題名".encode() + b"</body></html>",
        "<html><body><p>○題名</p><p>平成9年3月25日</p><p>第1条　甲\u202eとする。</p></body></html>".encode(),
        b"PK\x03\x04" + b"\x00" * 40,
        b"%PDF-1.7\n",
        b"{\\rtf1 x}",
    ],
)
def test_what_is_no_regulation_is_refused_in_one_sentence_and_nothing_is_stored(store, now, data):
    with pytest.raises(UnusableRegulation) as caught:
        bring(store, data, now)
    assert isinstance(caught.value, UNUSABLE)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("page.html")
    assert ask.works(store, on=TODAY) == ()


def test_a_page_beyond_the_limit_is_refused():
    with pytest.raises(UnusableRegulation, match="bytes"):
        read_source(b"<html><body>" + b" " * 20_000_001 + b"</body></html>", "big.html")


def word_file(text):
    """A Word file with a paragraph for each line of a regulation's text, and its tables as tables."""
    made = docx.Document()
    rows = []
    for number, line in enumerate([*text.split("\n"), ""]):
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            table = made.add_table(len(rows), max(map(len, rows)))
            for r, row in enumerate(rows):
                for c, words in enumerate(row):
                    if words in ("↑", "←"):
                        before = table.cell(r - 1, c) if words == "↑" else table.cell(r, c - 1)
                        table.cell(r, c).merge(before)
                    else:
                        table.cell(r, c).text = words
            rows = []
        if line:
            made.add_paragraph(("○" if not number else "") + line.replace("｜", ""))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "slug", ["keiryu-jorei", "keiryu-kisoku", "tokusyu-kisoku", "koin-kitei", "keikan-yoko"]
)
def test_a_word_file_gives_the_regulation_that_it_prints(corpus, slug):
    text = (corpus / "regulations" / f"{slug}.txt").read_text(encoding="utf-8")
    source = read_source(word_file(text), f"{slug}.docx")
    own = parse_regulation(re.sub("^｜\n", "", text, flags=re.MULTILINE)).regulation
    assert source.document.regulation() == own
    assert source.findings == ()


# ---------------------------------------------------------------------------------------------------------- command line


def test_the_command_line_takes_pages(corpus, tmp_path):
    store = f"sqlite:///{tmp_path}/reiki.db"
    page = str(corpus / "pages/reiki_honbun/x201RG00000001.html")
    options = [page, "--jurisdiction", "99201", "--as-of", BASE_DAY, "--db", store]
    done = CliRunner().invoke(app, ["import", *options, "--json"])
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["history"] == [
        {
            "at": "別表第1",
            "text": "(令4条例7・一部改正)",
            "amendments": [{"era": "令和", "year": 4, "kind": "条例", "number": 7, "what": ["一部改正"]}],
        }
    ]
    assert report["revisions"] == [{"date": "2022-03-25", "number": "条例第7号"}]
    assert {a["code"] for a in report["beside"]} == {"frame"}
    again = CliRunner().invoke(app, ["import", *options])
    assert "already in the store" in again.stdout
    assert "1 notes on amendments" in again.stdout


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "law_id", "said"),
    [
        # the image of a form is not with the page
        ("k518RG00000012.html", "343PA3034100009", ["figure_not_held"]),
        ("k518RG00000080.html", "409JA3034100025", []),
    ],
)
def test_real_pages_are_imported(shared, store, now, name, law_id, said):
    data = (shared / "real" / "reiki-html" / name).read_bytes()
    report = bring(store, data, now, "2020-01-01", name, jurisdiction="30341")
    assert report.law_id == law_id
    assert [f["code"] for f in report.findings] == said
    assert bring(store, data, now, "2021-01-01", name).agreed
    assert datetime.date(2020, 1, 1) == report.as_of
