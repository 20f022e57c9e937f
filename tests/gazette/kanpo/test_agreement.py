"""Drawn marks and differences agree: in tables written for this test, and on the national gazette pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from agreement import Count, agreement, recorded, table_of
from columns import page
from reiki.gazette.issue import parse_issue
from reiki.office.parse import parse_clause
from reiki.source.open import read

ENOUGH = 0.99
"""Of the changed characters of a file those that must stand under a mark."""


def counted(before: str, after: str) -> Count:
    issue = parse_issue(read(page((before, after)), "issue.html"))
    with recorded() as found:
        for clause in issue.notices[0].clauses:
            parse_clause(clause, issue.notices[0], issue)
    total = Count()
    for count in found.pages.values():
        total += count
    return total


def test_what_changes_under_a_mark_is_covered() -> None:
    found = counted("第2条　霧は、【朝霧】とする。", "第2条　霧は、【夕霧】とする。")
    assert (found.changed, found.covered, found.marked, found.needed) == (2, 2, 4, 2)
    assert found.disagreements == []


def test_what_nobody_marked_is_said() -> None:
    found = counted("第2条　霧は、【朝霧】であり、靄とする。", "第2条　霧は、【夕霧】であり、雲とする。")
    assert (found.changed, found.covered) == (4, 2)
    assert found.disagreements == ["第2条第1項: 「靄」→「雲」"]


def test_what_comes_as_a_whole_stands_under_the_mark_of_its_label() -> None:
    marked = counted("第2条　（略）", "第2条　（略）\n【２】　霧は、靄とする。")
    bare = counted("第2条　（略）", "第2条　（略）\n２　霧は、靄とする。")
    assert (marked.changed, marked.share) == (9, 1.0)
    assert bare.covered == 0
    assert len(bare.disagreements) == 2


@pytest.mark.shared
def test_the_national_gazette(shared: Path) -> None:
    pytest.importorskip("pdfminer", reason="needs the extra: pdf")
    files = sorted((shared / "real" / "kanpo").glob("*.pdf"))
    found = {f.stem: agreement(f) for f in files}
    changed = sum(c.changed for pages in found.values() for c in pages.values())
    covered = sum(c.covered for pages in found.values() for c in pages.values())
    assert changed > 20_000
    assert covered / changed >= ENOUGH, table_of(found)
