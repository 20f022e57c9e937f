"""The corpus's issues on paper say what their pages say: PDF in both directions of writing, DOCX.

What an issue orders is compared without any regulation, the tables cell by cell, and what comes of it with the corpus's
regulations in a store: which clauses take effect, and how every regulation then reads on every day.
"""

import datetime
import json
import re

import pytest

from reiki.office import ask
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.parse import parse_source
from reiki.resources import corpus_dir
from reiki.source.model import Document, Paragraph, Table
from reiki.source.open import read
from reiki.store.session import open_store

CORPUS = corpus_dir()
ISSUES = CORPUS / "gazette"
RENDERINGS = sorted((ISSUES / "renderings").iterdir())
ENDS = (".docx", "-horizontal.pdf", "-vertical.pdf")
MANIFEST = json.loads((CORPUS / "corpus.json").read_text(encoding="utf-8"))
BASE = datetime.date.fromisoformat(MANIFEST["base_date"])
NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def page_of(path):
    """The HTML page that a rendering renders."""
    return ISSUES / f"{path.stem.removesuffix('-horizontal').removesuffix('-vertical')}.html"


def orders(path):
    """What an issue orders, without where it stands in the file."""
    report = parse_source(path.read_bytes(), path.name).as_json()
    report["issue"].pop("source_sha256")
    return without_places({"issue": report["issue"], "notices": report["notices"]})


def without_places(value):
    if isinstance(value, dict):
        return {k: without_places(v) for k, v in value.items() if k not in ("source", "findings")}
    if isinstance(value, list):
        return [without_places(v) for v in value]
    return value


def tables(blocks):
    """The tables of a document, each as rows of cells: words, spans, box, the tables in the cell."""
    return [
        [[(words(cell), cell.colspan, cell.rowspan, cell.box, tables(cell.blocks)) for cell in row.cells] for row in b.rows]
        for b in blocks
        if isinstance(b, Table)
    ]  # fmt: skip


def words(cell):
    return re.sub(r"\s", "", "".join(b.text.text for b in cell.blocks if isinstance(b, Paragraph)))


def document(path) -> Document:
    return read(path.read_bytes(), path.name)


def office(folder, end=None):
    """A store into which the corpus went, the issues as their renderings with this ``end`` where there are any; and how each
    clause stood when its issue came."""
    store = open_store(f"sqlite:///{folder / 'reiki.db'}")
    for given in MANIFEST["regulations"]:
        path = CORPUS / given["file"]
        import_regulation(
            store,
            path.read_bytes(),
            path.name,
            now=NOW,
            today=BASE,
            as_of=BASE,
            jurisdiction=MANIFEST["municipality_code"],
        )
    statuses = {}
    for issue in MANIFEST["issues"]:
        page = CORPUS / issue["file"]
        printed = end is not None and page.suffix == ".html"
        source = ISSUES / "renderings" / (page.stem + end) if printed else page
        report = ingest(store, source.read_bytes(), source.name, now=NOW)
        statuses[issue["file"]] = [(c.clause, c.target_title, c.status) for c in report.clauses]
    return store, statuses


@pytest.fixture(scope="module")
def drawn_office(tmp_path_factory):
    return office(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module", params=ENDS)
def printed_office(request, tmp_path_factory):
    return office(tmp_path_factory.mktemp("renderings"), request.param)


def test_every_page_of_the_corpus_has_its_renderings():
    pages = {path.stem for path in ISSUES.glob("*.html")}
    expected = {f"{stem}{end}" for stem in pages for end in ENDS}
    assert {path.name for path in RENDERINGS} == expected


@pytest.mark.parametrize("path", RENDERINGS, ids=lambda p: p.name)
def test_a_rendering_orders_what_the_page_orders(path):
    drawn, printed = orders(page_of(path)), orders(path)
    assert json.dumps(printed["issue"], ensure_ascii=False) == json.dumps(drawn["issue"], ensure_ascii=False)
    assert printed["notices"] == drawn["notices"]


@pytest.mark.parametrize("path", RENDERINGS, ids=lambda p: p.name)
def test_the_tables_of_a_rendering_are_those_of_the_page(path):
    drawn, printed = tables(document(page_of(path)).blocks), tables(document(path).blocks)
    assert any(cells for table in drawn for row in table for *_, cells in row)
    assert printed == drawn


def test_the_clauses_of_printed_issues_stand_as_those_of_the_pages(drawn_office, printed_office):
    (_, drawn), (_, printed) = drawn_office, printed_office
    assert printed == drawn
    held = [
        (file, clause) for file, said in printed.items() for clause, _, status in said if status != "applied"
    ]
    assert held == [(case["issue"], case["clause"]) for case in MANIFEST["held"]]


def test_regulations_read_as_the_corpus_says_after_printed_issues(printed_office):
    store, _ = printed_office
    title = {r["slug"]: r["title"] for r in (*MANIFEST["regulations"], *MANIFEST["enacted"])}
    for check in MANIFEST["checkpoints"]:
        on = datetime.date.fromisoformat(check["on"])
        answer = ask.text(store, title[check["slug"]], on=on)
        if "repealed_by" in check:
            assert answer.status == "repealed", check["file"]
            continue
        assert answer.content.strip() == (CORPUS / check["file"]).read_text(encoding="utf-8").strip(), check[
            "file"
        ]
