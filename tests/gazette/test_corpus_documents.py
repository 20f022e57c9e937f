"""The corpus's issues as Word documents order exactly what their pages order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reiki.office.parse import parse_source

CORPUS = Path(__file__).parents[2] / "corpus" / "gazette"
ISSUES = sorted(p.stem for p in (CORPUS / "renderings").glob("*.docx"))


def _ordered(path: Path) -> list[dict[str, Any]]:
    """Each clause with its operations; of their sources what does not depend on the kind of file."""
    report = parse_source(path.read_bytes(), path.name).as_json()
    out = [
        {"notice": n["number"], "clause": c["id"], "target": c["target"], "operations": c["operations"]}
        for n in report["notices"]
        for c in n["clauses"]
    ]
    for clause in out:
        for op in clause["operations"]:
            op["source"] = {k: v for k, v in op["source"].items() if k not in ("line", "page")}
    return out


def test_every_page_has_its_document() -> None:
    assert sorted(p.stem for p in CORPUS.glob("*.html")) == ISSUES


@pytest.mark.parametrize("issue", ISSUES)
def test_the_document_orders_what_the_page_orders(issue: str) -> None:
    page = _ordered(CORPUS / f"{issue}.html")
    assert any(c["operations"] for c in page)
    assert _ordered(CORPUS / "renderings" / f"{issue}.docx") == page
