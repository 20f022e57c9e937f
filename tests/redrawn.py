"""What becomes of a page that ``rendering`` draws: exact, held, or another text."""

from __future__ import annotations

import os

from mutations import beside_articles
from reiki.gazette.consolidate import consolidate
from reiki.gazette.issue import parse_issue
from reiki.law.document import LawDocument
from reiki.source.open import read
from rendering import State, Style, page, says, state_of

ALL = os.environ.get("REIKI_RENDERINGS") == "all"


def outcome(law: bytes, after: State, title: tuple[str, str], style: Style) -> str:
    """``exact``, or why not. Exact: the articles and their order, and everything beside them as it was."""
    issue = parse_issue(read(page(*title, state_of(law), after, style), "issue.html"))
    notice = issue.notices[0]
    done = consolidate(LawDocument.parse(law), notice.clauses[0], notice, issue)
    if done.document is None:
        errors = [f for f in done.findings if f.severity == "error"]
        return f"held: {','.join(sorted({f.code for f in errors}))}: {errors[0].message[:160]}"
    result = done.document.to_bytes()
    found = state_of(result)
    if says(found) != says(after) or list(found) != list(after):
        return "another text"
    return (
        "exact"
        if beside_articles(result) == beside_articles(law)
        else "something beside the articles changed"
    )
