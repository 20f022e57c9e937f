"""The real amendments: exact, marked, invertible, the same after JSON, and nothing else touched."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from lxml import etree

from laws import obey
from reiki.amend.operations import Unresolved, from_json, to_json
from reiki.gazette.compile import compile_clause, fidelity_of
from reiki.gazette.consolidate import append_supplementary, consolidate, disagreements
from reiki.gazette.issue import parse_issue
from reiki.gazette.model import Clause, Issue, Notice
from reiki.law.document import LawDocument
from reiki.office.consolidating import consolidate as consolidate_files
from reiki.source.open import read

pytestmark = pytest.mark.shared
COUNT = 33


@dataclass(frozen=True)
class Given:
    """A case: the base, its issue with the one notice and clause, and what should come out."""

    folder: Path
    base: LawDocument
    issue: Issue
    notice: Notice
    clause: Clause
    expected: Any


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
def given(shared: Path) -> list[Given]:
    """All cases."""
    return [_given(folder) for folder in sorted((shared / "cases" / "table").iterdir())]


def _given(folder: Path) -> Given:
    issue = parse_issue(read((folder / "gazette.html").read_bytes(), "gazette.html"))
    (notice,) = issue.notices
    (clause,) = notice.clauses
    base = LawDocument.parse((folder / "before.xml").read_bytes())
    return Given(
        folder,
        base,
        issue,
        notice,
        clause,
        json.loads((folder / "expected.json").read_text(encoding="utf-8")),
    )


def test_every_case_is_exact(given: list[Given], checker: ModuleType) -> None:
    wrong: dict[str, list[str]] = {}
    for case in given:
        gazette, before = (
            (case.folder / "gazette.html").read_bytes(),
            (case.folder / "before.xml").read_bytes(),
        )
        report = consolidate_files(before, gazette, "before.xml", "gazette.html")
        if report.xml is None:
            wrong[case.folder.name] = [f.message for c in report.clauses for f in c.result.findings]
            continue
        found = checker.compare(case.expected, etree.fromstring(report.xml), etree.fromstring(before))
        if found:
            wrong[case.folder.name] = found
    assert not wrong
    assert len(given) == COUNT


def test_every_operation_is_marked_and_none_is_unresolved(given: list[Given]) -> None:
    for case in given:
        compiled = compile_clause(case.clause, case.issue, case.base)
        assert not compiled.held, case.folder.name
        assert compiled.operations, case.folder.name
        assert not any(isinstance(op, Unresolved) for op in compiled.operations)
        assert {getattr(op, "basis", "") for op in compiled.operations} == {"marked"}, case.folder.name
        assert all(getattr(op, "source", None) for op in compiled.operations)


def test_the_laws_of_operations_hold(given: list[Given]) -> None:
    """Inverse byte for byte, JSON there and back, the order of the operations without meaning."""
    for case in given:
        compiled = compile_clause(case.clause, case.issue, case.base)
        for op in (*compiled.operations,):
            assert from_json(json.loads(json.dumps(to_json(op), ensure_ascii=False))) == op
        after = obey(case.base, compiled.operations, compiled.guard)
        direct = consolidate(case.base, case.clause, case.notice, case.issue)
        assert direct.document is not None
        assert after.to_bytes() == direct.document.to_bytes(), case.folder.name


def test_the_second_derivation_agrees_and_can_disagree(given: list[Given]) -> None:
    for case in given:
        compiled = compile_clause(case.clause, case.issue, case.base)
        outcome = consolidate(case.base, case.clause, case.notice, case.issue)
        assert outcome.document is not None
        assert compiled.expected
        assert not disagreements(outcome.document, compiled.expected, fidelity_of(case.issue))
        assert disagreements(case.base, compiled.expected, fidelity_of(case.issue)), case.folder.name


def test_what_is_not_addressed_keeps_its_bytes(given: list[Given]) -> None:
    for case in given:
        outcome = consolidate(case.base, case.clause, case.notice, case.issue)
        assert outcome.document is not None
        whole = append_supplementary(outcome.document, case.notice, case.issue).document
        assert whole is not None
        before, after = _articles(case.base.to_bytes()), _articles(whole.to_bytes())
        touched = {
            e.at.steps[0].num
            for e in compile_clause(case.clause, case.issue, case.base).expected
            if e.at.steps
        }
        kept = [num for num in before if num not in touched]
        assert kept, case.folder.name
        assert all(after.get(num) == before[num] for num in kept), case.folder.name


def _articles(law: bytes) -> dict[str, bytes]:
    root = etree.fromstring(law)
    return {
        a.get("Num", ""): etree.tostring(a, with_tail=False)
        for a in root.iterfind(".//MainProvision//Article")
    }
