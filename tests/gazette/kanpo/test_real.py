"""The national gazette pages of the shared reference data, held against what a reader sees on them (``truth.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reiki.gazette.issue import parse_issue
from reiki.gazette.model import Clause, Fixed, Issue, Notice
from reiki.office.parse import ParsedClause, parse_clause
from reiki.source.open import read

pytest.importorskip("pdfminer", reason="needs the extra: pdf")

TRUTH = tomllib.loads((Path(__file__).parent / "truth.toml").read_text("utf-8"))
STEMS = sorted(TRUTH)


@cache
def issue_of(path: Path) -> Issue:
    return parse_issue(read(path.read_bytes(), path.name))


def issue(shared: Path, stem: str) -> Issue:
    return issue_of(shared / "real" / "kanpo" / f"{stem}.pdf")


def pairs(shared: Path, stem: str) -> list[tuple[Notice, dict[str, Any]]]:
    """Each notice that the truth lists with what was read for it."""
    out = []
    for known in TRUTH[stem]["notices"]:
        title = known.get("title", "")
        found = [
            n
            for n in issue(shared, stem).notices
            if n.number == known["number"] and (n.number or n.title == title)
        ]
        assert len(found) == 1, f"{known['number'] or title}: found {len(found)} times"
        out.append((found[0], known))
    return out


def starts(clause: Clause) -> str:
    when = clause.commencement
    if when is None:
        return ""
    return when.date.isoformat() if isinstance(when, Fixed) else when.waits_for


def form(clause: Clause) -> str:
    return "mixed" if clause.tables and clause.sentences else "table" if clause.tables else "prose"


@pytest.mark.shared
@pytest.mark.parametrize("stem", STEMS)
def test_the_issue_has_its_head(shared: Path, stem: str) -> None:
    found = issue(shared, stem)
    assert (found.name, found.publisher) == ("官報", "国")
    assert (found.number, str(found.date)) == (TRUTH[stem]["number"], TRUTH[stem]["date"])


@pytest.mark.shared
@pytest.mark.parametrize("stem", STEMS)
def test_every_notice_is_found_with_its_clauses(shared: Path, stem: str) -> None:
    wrong: list[str] = []
    for found, known in pairs(shared, stem):
        if found.title != known.get("title", "") or found.kind != known["kind"]:
            wrong.append(f"{known['number']}: {found.kind} 「{found.title}」")
        clauses = known.get("clauses", [])
        if len(found.clauses) != len(clauses) and known.get("whole", True):
            wrong.append(f"{known['number']}: {len(found.clauses)} clauses for {len(clauses)}")
        for clause, expected in zip(found.clauses, clauses, strict=False):
            target = (clause.target.title, clause.target.number)
            if target != (expected.get("title", clause.target.title), expected["number"]):
                wrong.append(f"{known['number']} {clause.id}: the target is {target}")
            if form(clause) != expected["form"]:
                wrong.append(f"{known['number']} {clause.id}: {form(clause)}")
            if starts(clause) != expected.get("starts", ""):
                wrong.append(f"{known['number']} {clause.id}: starts {starts(clause) or 'on no day'}")
            if "id" in expected and clause.id != expected["id"]:
                wrong.append(f"{known['number']} {clause.id}: the clause is {expected['id']}")
    assert wrong == []


@pytest.mark.shared
@pytest.mark.parametrize("stem", STEMS)
def test_nothing_is_invented(shared: Path, stem: str) -> None:
    """No notice but those on the pages, and none without its number but where the page with its head is missing."""
    known = {n["number"] for n in TRUTH[stem]["notices"]}
    assert {n.number for n in issue(shared, stem).notices} <= known


@pytest.mark.shared
@pytest.mark.parametrize("stem", STEMS)
def test_pages_that_are_missing_hold_what_they_cut(shared: Path, stem: str) -> None:
    for found, known in pairs(shared, stem):
        if known.get("whole", True):
            continue
        said = {
            f.code
            for f in (*found.findings, *(f for c in found.clauses for f in c.findings))
            if f.severity == "error"
        }
        assert said & {
            "pages_missing",
            "truncated",
            "number_not_read",
            "clause_missing",
            "target_ambiguous",
        }, known["number"]


def compiled(shared: Path, stem: str) -> list[ParsedClause]:
    found = issue(shared, stem)
    return [parse_clause(c, n, found) for n in found.notices for c in n.clauses if c.tables]


@pytest.mark.shared
@pytest.mark.parametrize("stem", STEMS)
def test_every_lead_text_is_understood_and_every_operation_marked(shared: Path, stem: str) -> None:
    for parsed in compiled(shared, stem):
        codes = [f.code for f in parsed.findings]
        assert "unknown_sentence" not in codes, parsed.clause.target
        # What the columns alone tell is never more than the candidate of a clause that is held.
        if not any(f.severity == "error" for f in parsed.findings):
            assert all(op.basis in ("marked", "stated") for op in parsed.operations if hasattr(op, "basis"))
