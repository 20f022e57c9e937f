"""The real amendments as PDF, in horizontal and vertical text: exact, marked, and the same operations as from HTML."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from lxml import etree

from reiki.amend.operations import Unresolved, to_json
from reiki.gazette.compile import compile_clause
from reiki.gazette.issue import parse_issue
from reiki.law.document import LawDocument
from reiki.office.consolidating import consolidate
from reiki.office.errors import NoClauseForBase
from reiki.source.open import read
from reiki.source.pdf import reader
from reiki.source.pdf.content import Content

pytestmark = pytest.mark.shared
HORIZONTAL, VERTICAL = 12, 4


def _files(shared: Path) -> list[Path]:
    return sorted((shared / "cases" / "table").glob("*/gazette*.pdf"))


def _checker(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_case", shared / "tools" / "check_case.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _operations(file: Path, base: LawDocument) -> list[dict[str, Any]]:
    """The operations without their places, which differ from page to page."""
    issue = parse_issue(read(file.read_bytes(), file.name))
    (notice,) = issue.notices
    (clause,) = notice.clauses
    compiled = compile_clause(clause, issue, base)
    assert not compiled.held, file
    assert not any(isinstance(op, Unresolved) for op in compiled.operations)
    assert all(getattr(op, "source", None) for op in compiled.operations)
    return [{k: v for k, v in to_json(op).items() if k != "source"} for op in compiled.operations]


def test_every_case_is_exact(shared: Path) -> None:
    checker = _checker(shared)
    wrong: dict[str, list[str]] = {}
    files = _files(shared)
    for file in files:
        before = (file.parent / "before.xml").read_bytes()
        report = consolidate(before, file.read_bytes(), "before.xml", file.name)
        if report.xml is None:
            wrong[f"{file.parent.name}/{file.name}"] = [
                f.message for c in report.clauses for f in c.result.findings
            ]
            continue
        expected = json.loads((file.parent / "expected.json").read_text(encoding="utf-8"))
        found = checker.compare(expected, etree.fromstring(report.xml), etree.fromstring(before))
        if found:
            wrong[f"{file.parent.name}/{file.name}"] = found
    assert not wrong
    assert sum(f.name == "gazette.pdf" for f in files) == HORIZONTAL
    assert sum(f.name == "gazette-vertical.pdf" for f in files) == VERTICAL


def test_the_operations_are_those_of_the_page(shared: Path) -> None:
    for file in _files(shared):
        base = LawDocument.parse((file.parent / "before.xml").read_bytes())
        drawn = _operations(file, base)
        assert drawn == _operations(file.parent / "gazette.html", base), file
        assert {op["basis"] for op in drawn} == {"marked"}


# ------------------------------------------------------------------------------------------------------ damaged drawings

_SMALLEST = 6


def _damaged(content: Content, kind: str, seed: int) -> Content:
    """The page with one of its shorter strokes (a mark, or a piece of a line) gone, moved, cut short, or beside its place."""
    rng = random.Random(seed)
    strokes = [s for s in content.strokes if 8 < s.length < 0.42 * max(content.width, content.height)]
    if not strokes:
        return content
    stroke = rng.choice(strokes)
    way = rng.choice([-1, 1])
    match kind:
        case "dropped":
            content.strokes.remove(stroke)
        case "moved":
            by = way * rng.uniform(8, 40)
            stroke.start, stroke.end = stroke.start + by, stroke.end + by
        case "cut":
            stroke.end = stroke.start + stroke.length * rng.uniform(0.3, 0.8)
        case "beside":
            stroke.at += way * rng.uniform(10, 20)
    return content


@pytest.mark.parametrize("kind", ["dropped", "moved", "cut", "beside"])
def test_a_damaged_drawing_is_held_or_changes_nothing(
    shared: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    checker, whole = _checker(shared), reader._contents
    outcomes: list[bool] = []
    for file in sorted(_files(shared), key=lambda f: f.stat().st_size)[:_SMALLEST]:
        before = (file.parent / "before.xml").read_bytes()
        expected = json.loads((file.parent / "expected.json").read_text(encoding="utf-8"))
        for seed in range(3):

            def contents(data: bytes, most: int, password: str, seed: int = seed) -> Iterator[Content]:
                for content in whole(data, most, password):
                    yield _damaged(content, kind, seed) if content.number == 1 else content

            monkeypatch.setattr(reader, "_contents", contents)
            try:
                report = consolidate(before, file.read_bytes(), "before.xml", file.name)
            except NoClauseForBase:  # said aloud, and nothing is written
                outcomes.append(True)
                continue
            outcomes.append(report.xml is None)
            if report.xml is not None:
                found = checker.compare(expected, etree.fromstring(report.xml), etree.fromstring(before))
                assert not found, (file, kind, seed)
    assert any(outcomes), "no damage was noticed: nothing was tested"
