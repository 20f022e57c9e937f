"""The reference amendments drawn anew: in every family of lead text, both column orders, and styles drawn by chance.

The tables are drawn from the two states of a law by a renderer of its own (``rendering``), which shares no code with what is
tested. Every one must be consolidated exactly.
"""

import json
from pathlib import Path

import pytest

from reiki.gazette.consolidate import consolidate
from reiki.gazette.issue import parse_issue
from reiki.law.document import LawDocument
from reiki.source.open import read
from rendering import Style, page, plain_style, says, state_from, state_of


def outcome(case: Path, style: Style) -> str:
    """``exact``, or why not."""
    law = (case / "before.xml").read_bytes()
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    meta = json.loads((case / "meta.json").read_text(encoding="utf-8"))
    order = expected.get("order") or meta.get("order") or list(expected["articles"])
    before, after = state_of(law), state_from(expected["articles"], order)
    issue = parse_issue(read(page(meta["title"], meta["num"], before, after, style), "issue.html"))
    notice = issue.notices[0]
    done = consolidate(LawDocument.parse(law), notice.clauses[0], notice, issue)
    if done.document is None:
        return "held: " + "; ".join(f.message for f in done.findings if f.severity == "error")[:200]
    return "exact" if says(state_of(done.document.to_bytes())) == says(after) else "another text"


@pytest.mark.shared
@pytest.mark.parametrize("family", list("ABCDEFG"))
@pytest.mark.parametrize("manner", ["plain", "left", "right"])
def test_every_case_in_every_family(shared: Path, family: str, manner: str) -> None:
    cases = sorted((shared / "cases" / "table").iterdir())
    assert len(cases) == 33
    found = {}
    for case in cases:
        style = plain_style(family)
        if manner != "plain":
            style = Style.drawn(family, manner == "left", f"{case.name}{family}{manner}")
        found[case.name] = outcome(case, style)
    assert {name: what for name, what in found.items() if what != "exact"} == {}
