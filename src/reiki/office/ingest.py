"""A gazette issue taken into the store (公報の取込み): one transaction; the same bytes again change nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from reiki.gazette.errata import read_errata
from reiki.gazette.model import Fixed, Issue, Notice
from reiki.office.correcting import as_corrected, errata_findings, keep_errata, note_misfits, settle
from reiki.office.days import concern, fixing_findings, fixings_of, keep_fixings
from reiki.office.desk import DESK, Desk, Reader
from reiki.office.figure_intake import keep_of_issue, names_not_held, pictures_named, pictures_of_issue
from reiki.office.folding import refold
from reiki.office.gaps import gaps
from reiki.office.recording import clauses_in, take_clause
from reiki.office.resolving import jurisdiction_name
from reiki.office.webhooks import announce
from reiki.source.pictures import Beside
from reiki.store import anchors as anchoring
from reiki.store import audit
from reiki.store import clauses as clausing
from reiki.store import corrections as correction_store
from reiki.store import fixings as fixing_store
from reiki.store import issues as issuing
from reiki.store.clauses import Outcome, StoredClause
from reiki.store.issues import StoredIssue
from reiki.store.session import Store
from reiki.store.sources import digest_of, keep_source
from reiki.store.tables import UNKNOWN_START
from reiki.store.versions import keep_text
from reiki.store.works import Identity, add_work, allow_partial, complete_work, match_work, work_by_id


@dataclass(frozen=True, slots=True)
class ClauseReport:
    """What became of one clause. ``key`` names it in the whole store, ``clause`` in its notice."""

    key: str
    clause: str
    notice: str
    notice_title: str
    target_title: str
    target_number: str
    status: str
    effective: datetime.date | None
    operations: int
    findings: tuple[dict[str, Any], ...]
    waits_for: str = ""

    def as_json(self) -> dict[str, Any]:
        """The contract's clause object."""
        out: dict[str, Any] = {
            "clause": self.clause,
            "id": self.key,
            "notice": self.notice,
            "notice_title": self.notice_title,
            "target": {"title": self.target_title, "number": self.target_number},
            "status": self.status,
            "effective": self.effective.isoformat() if self.effective else None,
            "operations": self.operations,
            "findings": list(self.findings),
        }
        if self.waits_for:
            out["waits_for"] = self.waits_for
        return out


@dataclass(frozen=True, slots=True)
class EnactmentReport:
    """A regulation that an issue enacts. ``day``: ``None`` while nobody has fixed it."""

    law_id: str
    title: str
    number: str
    day: datetime.date | None
    findings: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "law_id": self.law_id,
            "title": self.title,
            "number": self.number,
            "in_force_from": self.day.isoformat() if self.day else None,
            "findings": list(self.findings),
        }


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What taking in an issue gave. ``already``: these bytes were in the store; statuses are as stored now."""

    issue: dict[str, Any]
    clauses: tuple[ClauseReport, ...]
    enacted: tuple[EnactmentReport, ...]
    findings: tuple[dict[str, Any], ...]
    already: bool

    @property
    def held(self) -> bool:
        """True when something is held or waits behind what is held (exit code 3)."""
        return any(
            c.status == "held" or (c.status == "waiting" and c.waits_for != "date") for c in self.clauses
        )

    def as_json(self) -> dict[str, Any]:
        """The contract's object."""
        return {
            "issue": self.issue,
            "already_ingested": self.already,
            "clauses": [c.as_json() for c in self.clauses],
            "enacted": [e.as_json() for e in self.enacted],
            "findings": list(self.findings),
        }


def ingest(
    store: Store,
    data: bytes,
    name: str,
    *,
    now: datetime.datetime,
    partial: bool = False,
    person: str = "",
    desk: Desk = DESK,
    beside: Beside | None = None,
) -> IngestReport:
    """Reads an issue, keeps its source and applies its clauses, or holds them.

    ``partial``: of regulations that are not in the store, keep what the columns tell (``--allow-partial``); also for an
    issue that was taken in before without it. ``person``: who does it, for the audit log. ``beside``: the pictures beside the
    file. Raises ``NotAGazette`` or ``UnreadableSource``; then nothing is stored.
    """
    digest = digest_of(data)
    with store.reading() as connection:
        known = issuing.issue_of_source(connection, digest)
        shown = names_not_held(connection, digest) if known is not None else ()
    issue = None if known is not None else desk.read_issue(data, name)
    if issue is not None or shown is None:
        gathered = pictures_of_issue(issue or desk.read_issue(data, name), data, beside)
    else:
        gathered = pictures_named(shown if beside is not None else (), data, beside)
    with store.writing() as connection:
        stored = issuing.issue_of_source(connection, digest)  # another writer may have been first
        already = stored is not None
        if stored is None:
            assert issue is not None
            issue, misfits = as_corrected(connection, desk, issue, data, name)
            reader = Reader(desk, connection, {digest: issue})
            stored = _take_in(connection, reader, issue, data, name, partial, person, now)
            note_misfits(connection, digest, misfits, now)
        elif partial:
            _allow_partial(connection, Reader(desk, connection), stored, person, now)
        if keep_of_issue(connection, digest, gathered, now) and already:
            audit.record(connection, "figures", {"source": digest, "name": name, **_by(person)}, now)
        announce(connection, now)
        report = _report(connection, stored, already)
        return replace(report, findings=(*report.findings, *clausing.finding_json(gathered.findings)))


def _take_in(
    connection: Connection,
    reader: Reader,
    issue: Issue,
    data: bytes,
    name: str,
    partial: bool,
    person: str,
    now: datetime.datetime,
) -> StoredIssue:
    keep_source(connection, data, name, issue.format, now)
    issue_id = issuing.add_issue(connection, issue, now)
    since: dict[int, datetime.date] = {}
    kept: list[tuple[Notice, int, dict[int, str]]] = []
    for notice in issue.notices:
        twins = issuing.same_notices(connection, issue, notice)
        fixed = fixings_of(issue, notice)
        errata = read_errata(notice)
        said = replace(notice, findings=(*notice.findings, *fixed.findings, *errata.findings))
        notice_id = issuing.add_notice(connection, issue_id, issue, said, next(iter(twins), None))
        kept.append((notice, notice_id, twins))
        # Of several renderings the first that was read says what is corrected and fixed.
        if not correction_store.made_by(connection, twins):
            keep_errata(connection, issue, notice, notice_id, errata, now)
        if not fixing_store.fixed_by(connection, twins):
            keep_fixings(connection, issue, notice, notice_id, fixed, now)
        enacts = notice.kind in ("enact", "replace")
        if enacts and not any(anchoring.stands_enacted(connection, twin) for twin in twins):
            _enact(connection, reader, issue, notice, notice_id, since, now)
    # Regulations named as such first: an amending instrument is looked for among what they made known.
    orders = [
        (issue_notice, twins, new)
        for issue_notice, notice_id, twins in kept
        for new in clauses_in(issue, issue_notice, notice_id)
    ]
    for notice, twins, new in sorted(orders, key=lambda o: "の一部を改正する" in o[2].clause.target.title):
        take_clause(connection, reader, issue, notice, new, twins, name, since, now, partial=partial)
    for work, day in settle(connection, reader, {issue.sha256}, now).items():
        concern(since, work, day)
    for work, day in sorted(since.items()):
        refold(connection, reader, work, day, now)
    entry = {"source": issue.sha256, "name": name, "allow_partial": partial, **_by(person)}
    audit.record(connection, "ingest", entry, now)
    stored = issuing.issue_of_source(connection, issue.sha256)
    assert stored is not None
    return stored


def _enact(
    connection: Connection,
    reader: Reader,
    issue: Issue,
    notice: Notice,
    notice_id: int,
    since: dict[int, datetime.date],
    now: datetime.datetime,
) -> None:
    """The enacted regulation becomes a work. One that was not read whole has no day: it is kept and never served."""
    made = reader.desk.enacted(notice, issue)
    findings = tuple(dict.fromkeys((*notice.findings, *made.findings)))
    identity = Identity(
        notice.title, notice.number, jurisdiction_name(notice.number, notice, issue), day=notice.promulgated
    )
    found = match_work(connection, identity)
    work = (
        complete_work(connection, found[0], identity)
        if len(found) == 1
        else add_work(connection, identity, now)
    )
    day = notice.commencement.date if isinstance(notice.commencement, Fixed) else None
    if any(f.severity == "error" for f in findings):
        day = None
    anchoring.add_anchor(
        connection,
        {
            "key": f"enact:{issuing.notice_key(issue, notice)}",
            "work": work.id,
            "how": "enacted",
            "day": day,
            "source": issue.sha256,
            "notice": notice_id,
            "manifest": keep_text(connection, made.document.to_bytes()),
            "text_digest": made.document.digest(),
            "amending": "",
            "agreed": None,
            "findings": clausing.finding_json(findings),
            "recorded_at": now,
        },
    )
    concern(since, work.id, day)


def _by(person: str) -> dict[str, str]:
    return {"by": person} if person else {}


def _allow_partial(
    connection: Connection, reader: Reader, stored: StoredIssue, person: str, now: datetime.datetime
) -> None:
    """An issue taken in before, now with what its columns tell of regulations that are not in the store."""
    works = {
        c.work
        for c in clausing.clauses_of_issue(connection, stored.id)
        if c.work is not None and not c.duplicate_of
    }
    changed = [work for work in sorted(works) if not work_by_id(connection, work).partial_allowed]
    for work in changed:
        allow_partial(connection, work)
        refold(connection, reader, work, UNKNOWN_START, now)
    if changed:
        audit.record(connection, "allow_partial", {"source": stored.source, **_by(person)}, now)


# -------------------------------------------------------------------------------------------------------------- report


def _report(connection: Connection, stored: StoredIssue, already: bool) -> IngestReport:
    clauses = clausing.clauses_of_issue(connection, stored.id, withdrawn=True)
    return IngestReport(
        issue_json(stored),
        clause_reports(connection, clauses),
        _enactments(connection, stored),
        (
            *stored.findings,
            *issuing.notice_findings(connection, stored.id),
            *clausing.finding_json(fixing_findings(connection, issuing.notices_of(connection, stored.id))),
            *clausing.finding_json(errata_findings(connection, issuing.notices_of(connection, stored.id))),
            *gaps(connection, stored.id),
        ),
        already,
    )


def issue_json(stored: StoredIssue) -> dict[str, Any]:
    """The contract's issue object."""
    return {
        "publisher": stored.publisher,
        "name": stored.name,
        "number": stored.number,
        "date": stored.date.isoformat() if stored.date else None,
        "source_sha256": stored.source,
    }


def clause_reports(connection: Connection, clauses: Iterable[StoredClause]) -> tuple[ClauseReport, ...]:
    """Clauses with what became of them at latest knowledge."""
    wanted = list(clauses)
    outcomes = clausing.outcomes_of(connection, (c.id for c in wanted))
    return tuple(clause_report(c, outcomes[c.id]) for c in wanted)


def clause_report(clause: StoredClause, outcome: Outcome) -> ClauseReport:
    """A clause with what became of it."""
    return ClauseReport(
        clause.key,
        clause.clause,
        clause.notice_number,
        clause.notice_title,
        clause.target_title,
        clause.target_number,
        outcome.status,
        outcome.effective,
        len(outcome.operations),
        outcome.findings,
        outcome.waits_for,
    )


def _enactments(connection: Connection, stored: StoredIssue) -> tuple[EnactmentReport, ...]:
    out = []
    for anchor in anchoring.enactments_of(connection, stored.source):
        work = work_by_id(connection, anchor.work)
        out.append(EnactmentReport(work.law_id, work.title, work.number, anchor.day, anchor.findings))
    return tuple(out)
