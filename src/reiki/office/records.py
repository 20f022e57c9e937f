"""What the store recorded of gazettes: issues page by page, one issue with its notices, one clause with what became of it."""

from __future__ import annotations

from typing import Any

from reiki.office.errors import OfficeError, UnknownClause
from reiki.office.ingest import clause_report
from reiki.office.review import review_show
from reiki.store import clauses as clausing
from reiki.store import listing
from reiki.store.listing import ListedIssue
from reiki.store.session import Store


class UnknownIssue(OfficeError):
    """The store has no issue from a source with that digest."""


def issues(store: Store, *, after: int = 0, limit: int = 50) -> tuple[list[dict[str, Any]], int | None]:
    """Issues in the order in which they were taken in, and where the next page begins (``None`` after the last)."""
    with store.reading() as connection:
        found = listing.issues_after(connection, after, limit + 1)
    page = found[:limit]
    return [_issue(each) for each in page], page[-1].issue.id if len(found) > limit else None


def issue(store: Store, sha256: str) -> dict[str, Any]:
    """One issue with its notices, their clauses and what became of each. Raises :class:`UnknownIssue`."""
    with store.reading() as connection:
        found = listing.issue_with_file(connection, sha256)
        if found is None:
            raise UnknownIssue(f"the store has no issue from a source with the digest {sha256[:64]}.")
        notices = listing.notices_in(connection, found.issue.id)
        clauses = clausing.clauses_of_issue(connection, found.issue.id)
        outcomes = clausing.outcomes_of(connection, (c.id for c in clauses))
    by_notice: dict[int, list[dict[str, Any]]] = {}
    for clause in clauses:
        by_notice.setdefault(clause.notice, []).append(clause_report(clause, outcomes[clause.id]).as_json())
    return _issue(found) | {
        "findings": list(found.issue.findings),
        "notices": [
            {
                "key": notice.key,
                "title": notice.title,
                "number": notice.number,
                "kind": notice.kind,
                "promulgated": notice.promulgated.isoformat() if notice.promulgated else None,
                "commencement": notice.commencement,
                "findings": list(notice.findings),
                "clauses": by_notice.get(notice.id, []),
            }
            for notice in notices
        ],
    }


def clause(store: Store, key: str) -> dict[str, Any]:
    """One clause: what it orders, what it presupposes, what became of it. Raises :class:`UnknownClause`."""
    with store.reading() as connection:
        known = clausing.clauses_by_key(connection, [key]).get(key)
    if known is None:
        raise UnknownClause(f"no clause has the id {key}; an issue lists those that it holds.")
    shown = review_show(store, key).as_json()
    shown["operations"] = shown.pop("candidate")
    return shown


def _issue(found: ListedIssue) -> dict[str, Any]:
    issue = found.issue
    return {
        "source_sha256": issue.source,
        "publisher": issue.publisher,
        "name": issue.name,
        "number": issue.number,
        "date": issue.date.isoformat() if issue.date else None,
        "file": found.file,
        "format": found.format,
        "bytes": found.size,
        "recorded_at": issue.recorded_at.isoformat(),
    }
