"""An issue as its page shows it (公報の号): its notices, and of every clause what it orders and what became of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, case, func, select

from reiki.gazette.consolidate import WAIVABLE
from reiki.history.findings import BEGINS
from reiki.office.cited import AS_THEY_ARE, Places, places_before
from reiki.office.errors import UnknownClause
from reiki.office.ingest import ClauseReport, clause_report
from reiki.office.records import UnknownIssue
from reiki.office.review import waiting_reports
from reiki.store import anchors as anchoring
from reiki.store import clauses as clausing
from reiki.store import listing
from reiki.store.decisions import StoredDecision, record_of
from reiki.store.listing import ListedIssue, ListedNotice
from reiki.store.session import Store
from reiki.store.sources import source_bytes
from reiki.store.tables import CLAUSES, ISSUES, NOTICES, OUTCOMES, SOURCES
from reiki.store.works import Work, work_by_id

Verb = Literal["accept", "waive", "reject", "give"]


@dataclass(frozen=True, slots=True)
class ClauseDetail:
    """A clause with everything that is known of it. ``law_id``: of the regulation that it speaks of, ``""`` where several answer
    to its name; ``position`` (of the notice in the issue, of the clause in the notice): where the source has it;
    ``operations``: its own and those of the 改正附則 that joined with it; ``places``: of the text that it meets, as which the
    messages of its findings name them."""

    report: ClauseReport
    verb: str
    law_id: str
    lead: tuple[str, ...]
    commencement: Mapping[str, Any]
    in_force_from: datetime.date | None
    operations: tuple[dict[str, Any], ...]
    guard: tuple[dict[str, Any], ...]
    decisions: tuple[StoredDecision, ...]
    source: str
    position: tuple[int, int]
    notice_key: str
    promulgated: datetime.date | None
    places: Places = AS_THEY_ARE

    @property
    def standing(self) -> StoredDecision | None:
        """The decision that counts, if one does."""
        return next((d for d in reversed(self.decisions) if d.undone_at is None), None)

    @property
    def waivable(self) -> tuple[dict[str, Any], ...]:
        """The findings that hold it and that a person with the printed gazette in hand may waive."""
        return tuple(f for f in self.report.findings if f["severity"] == "error" and f["code"] in WAIVABLE)

    @property
    def verbs(self) -> tuple[Verb, ...]:
        """The decisions that may be tried on it; whether one holds is for the guards to say."""
        findings = self.report.findings
        held = self.report.status == "held" or any(f["code"] == BEGINS for f in findings)
        if not held or not self.law_id or any(f["code"] == "renderings_differ" for f in findings):
            return ()
        errors = sum(f["severity"] == "error" for f in findings)
        whole = bool(self.operations) and 0 < errors == len(self.waivable)
        some: list[Verb] = ["reject", "give"]
        if self.waivable:
            some.insert(0, "waive")
        if whole:
            some.insert(0, "accept")
        return tuple(some)


@dataclass(frozen=True, slots=True)
class EnactedText:
    """A regulation that a notice enacts. ``day``: ``None`` while it is not fixed or the text was not read whole."""

    law_id: str
    title: str
    number: str
    day: datetime.date | None
    findings: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class NoticeDetail:
    """A notice with its clauses, and what it enacts."""

    notice: ListedNotice
    clauses: tuple[ClauseDetail, ...]
    enacted: tuple[EnactedText, ...]


@dataclass(frozen=True, slots=True)
class IssueDetail:
    """An issue, its file and its notices."""

    listed: ListedIssue
    notices: tuple[NoticeDetail, ...]

    @property
    def is_pdf(self) -> bool:
        """True when its pages can be drawn."""
        return self.listed.format == "pdf"

    @property
    def clauses(self) -> tuple[ClauseDetail, ...]:
        """All its clauses."""
        return tuple(clause for notice in self.notices for clause in notice.clauses)


@dataclass(frozen=True, slots=True)
class CountedIssue:
    """An issue in a list. ``counts``: how many of its clauses have each status; ``notices``: how many it holds."""

    listed: ListedIssue
    notices: int
    counts: Mapping[str, int]


def issue_detail(store: Store, sha256: str) -> IssueDetail:
    """One issue. Raises :class:`~reiki.office.records.UnknownIssue`."""
    with store.reading() as connection:
        return detail_of(connection, sha256)


def detail_of(connection: Connection, sha256: str) -> IssueDetail:
    """One issue, in a transaction. Raises :class:`~reiki.office.records.UnknownIssue`."""
    found = listing.issue_with_file(connection, sha256)
    if found is None:
        raise UnknownIssue(f"the store has no issue from a source with the digest {sha256[:64]}.")
    clauses: dict[int, list[ClauseDetail]] = {}
    stored = clausing.clauses_of_issue(connection, found.issue.id)
    for clause, detail in zip(stored, _details(connection, stored), strict=True):
        clauses.setdefault(clause.notice, []).append(detail)
    enacted: dict[int | None, list[EnactedText]] = {}
    for anchor in anchoring.enactments_of(connection, found.issue.source):
        work = work_by_id(connection, anchor.work)
        enacted.setdefault(anchor.notice, []).append(
            EnactedText(work.law_id, work.title, work.number, anchor.day, anchor.findings)
        )
    return IssueDetail(
        found,
        tuple(
            NoticeDetail(n, tuple(clauses.get(n.id, ())), tuple(enacted.get(n.id, ())))
            for n in listing.notices_in(connection, found.issue.id)
        ),
    )


def clause_detail(store: Store, key: str) -> tuple[ClauseDetail, ListedIssue, tuple[ClauseReport, ...]]:
    """One clause, the issue in which it stands, and the clauses that wait behind it. Raises :class:`UnknownClause`."""
    with store.reading() as connection:
        clause = clausing.clauses_by_key(connection, [key]).get(key)
        if clause is None:
            raise UnknownClause(f"no clause has the id {key}; reiki review lists those that are held.")
        (detail,) = _details(connection, (clause,))
        issue = listing.issue_with_file(connection, clause.source)
        assert issue is not None
        behind = waiting_reports(connection, key)
    return detail, issue, behind


def issue_list(store: Store, *, skip: int = 0, limit: int = 50) -> tuple[tuple[CountedIssue, ...], int]:
    """A page of issues, the newest first (by their day, those without one last), and how many there are in all."""
    order = (case((ISSUES.c.date.is_(None), 1), else_=0), ISSUES.c.date.desc(), ISSUES.c.id.desc())
    with store.reading() as connection:
        total = int(connection.execute(select(func.count()).select_from(ISSUES)).scalar_one())
        chosen = select(ISSUES.c.source).join(SOURCES, ISSUES.c.source == SOURCES.c.sha256)
        digests = connection.execute(chosen.order_by(*order).offset(skip).limit(limit)).scalars().all()
        listed = [found for d in digests if (found := listing.issue_with_file(connection, d)) is not None]
        ids = [each.issue.id for each in listed]
        notices: dict[int, int] = {
            row[0]: row[1]
            for row in connection.execute(
                select(NOTICES.c.issue, func.count())
                .where(NOTICES.c.issue.in_(ids))
                .group_by(NOTICES.c.issue)
            )
        }
        statuses = (
            select(NOTICES.c.issue, OUTCOMES.c.status, func.count())
            .join(CLAUSES, CLAUSES.c.notice == NOTICES.c.id)
            .join(OUTCOMES, OUTCOMES.c.clause == CLAUSES.c.id)
            .where(NOTICES.c.issue.in_(ids), OUTCOMES.c.superseded_at.is_(None))
            .group_by(NOTICES.c.issue, OUTCOMES.c.status)
        )
        counts: dict[int, dict[str, int]] = {}
        for issue, status, count in connection.execute(statuses):
            counts.setdefault(issue, {})[status] = count
    return tuple(
        CountedIssue(each, notices.get(each.issue.id, 0), counts.get(each.issue.id, {})) for each in listed
    ), total


def source_file(store: Store, sha256: str) -> tuple[bytes, str]:
    """The bytes of an issue as they came, and the name of the file. Raises :class:`~reiki.office.records.UnknownIssue`."""
    with store.reading() as connection:
        if listing.issue_with_file(connection, sha256) is None:
            raise UnknownIssue(f"the store has no issue from a source with the digest {sha256[:64]}.")
        return source_bytes(connection, sha256)


def _details(connection: Connection, clauses: Iterable[clausing.StoredClause]) -> Iterable[ClauseDetail]:
    wanted = tuple(clauses)
    outcomes = clausing.outcomes_of(connection, (c.id for c in wanted))
    works: dict[int, Work] = {}
    places: dict[tuple[int | None, datetime.date | None], Places] = {}
    for c in wanted:
        if c.work is not None and c.work not in works:
            works[c.work] = work_by_id(connection, c.work)
        outcome = outcomes[c.id]
        day = (c.work, c.in_force_from)
        if day not in places:
            places[day] = places_before(connection, *day)
        report = clause_report(c, outcome)
        yield ClauseDetail(
            replace(report, findings=tuple(places[day].finding(f) for f in report.findings)),
            c.verb,
            works[c.work].law_id if c.work is not None else "",
            clausing.lead_of(connection, c.id),
            c.commencement,
            c.in_force_from,
            (*outcome.operations, *outcome.supplement),
            outcome.guard,
            record_of(connection, c.key),
            c.source,
            (c.notice_position, c.position),
            c.notice_key,
            c.promulgated,
            places[day],
        )
