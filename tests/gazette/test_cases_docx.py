"""The real amendments as Word documents: exact end to end, marked, and the same operations as from the page."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from lxml import etree

from reiki.office.consolidating import consolidate
from reiki.office.parse import parse_source

pytestmark = pytest.mark.shared
COUNT = 12


@pytest.fixture(scope="module")
def checker(shared: Path) -> ModuleType:
    """The reference comparison, loaded in place."""
    spec = importlib.util.spec_from_file_location("check_case", shared / "tools" / "check_case.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def folders(shared: Path) -> list[Path]:
    """The cases that have a Word document."""
    found = sorted(f.parent for f in (shared / "cases" / "table").glob("*/gazette.docx"))
    assert len(found) == COUNT
    return found


def test_every_case_is_exact(folders: list[Path], checker: ModuleType) -> None:
    wrong: dict[str, list[str]] = {}
    for folder in folders:
        before, gazette = (folder / "before.xml").read_bytes(), (folder / "gazette.docx").read_bytes()
        report = consolidate(before, gazette, "before.xml", "gazette.docx")
        if report.xml is None:
            wrong[folder.name] = [f.message for c in report.clauses for f in c.result.findings]
            continue
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        if found := checker.compare(expected, etree.fromstring(report.xml), etree.fromstring(before)):
            wrong[folder.name] = found
    assert not wrong


def test_the_same_operations_as_from_the_page_all_marked(folders: list[Path]) -> None:
    for folder in folders:
        word, page = (_operations(folder / name) for name in ("gazette.docx", "gazette.html"))
        assert word == page, folder.name
        assert word
        assert {op["basis"] for op in word} == {"marked"}, folder.name


def _operations(path: Path) -> list[dict[str, Any]]:
    """The operations that a file orders; of their sources what does not depend on the kind of file."""
    report = parse_source(path.read_bytes(), path.name).as_json()
    assert json.dumps(report)
    operations = [op for n in report["notices"] for c in n["clauses"] for op in c["operations"]]
    for op in operations:
        op["source"] = {k: v for k, v in op["source"].items() if k not in ("line", "page")}
    return operations
