"""The corpus's issues on paper say what their pages say: PDF in both directions of writing, DOCX."""

import json

import pytest

from reiki.office.parse import parse_source
from reiki.resources import corpus_dir

ISSUES = corpus_dir() / "gazette"
RENDERINGS = sorted((ISSUES / "renderings").iterdir())


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


def test_every_page_of_the_corpus_has_its_renderings():
    pages = {path.stem for path in ISSUES.glob("*.html")}
    expected = {f"{stem}{end}" for stem in pages for end in (".docx", "-horizontal.pdf", "-vertical.pdf")}
    assert {path.name for path in RENDERINGS} == expected


@pytest.mark.parametrize("path", RENDERINGS, ids=lambda p: p.name)
def test_a_rendering_orders_what_the_page_orders(path):
    page = ISSUES / f"{path.stem.removesuffix('-horizontal').removesuffix('-vertical')}.html"
    drawn, printed = orders(page), orders(path)
    assert json.dumps(printed["issue"], ensure_ascii=False) == json.dumps(drawn["issue"], ensure_ascii=False)
    assert printed["notices"] == drawn["notices"]
