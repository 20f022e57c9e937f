"""Errata (正誤) taken in: the earlier issue is read anew as they say, from the start; what was known before stays known."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from reiki.amend.operations import Finding
from reiki.gazette.errata import Errata
from reiki.gazette.model import Fixed, Issue, Notice, Unfixed
from reiki.gazette.rewording import read_rewordings
from reiki.gazette.units import first_day, units_of
from reiki.history.order import turn_of
from reiki.office.desk import Desk, Reader
from reiki.office.folding import clause_of
from reiki.store import anchors as anchoring
from reiki.store import clauses as clausing
from reiki.store import corrections as correction_store
from reiki.store import issues as issuing
from reiki.store import rewordings as rewording_store
from reiki.store.clauses import StoredClause
from reiki.store.issues import StoredIssue
from reiki.store.sources import source_bytes
from reiki.store.versions import keep_text


def keep_errata(
    connection: Connection,
    issue: Issue,
    notice: Notice,
    notice_id: int,
    errata: Errata,
    now: datetime.datetime,
) -> None:
    """Records what a notice corrects."""
    for n, c in enumerate(errata.corrections):
        correction_store.add_correction(
            connection,
            {
                "key": f"{issuing.notice_key(issue, notice)}/{n:04}", "publisher": issue.publisher, "day": c.day,
                "number": c.number, "extra": c.extra, "wrong": c.wrong, "right": c.right, "said": c.said,
                "notice": notice_id, "problem": "", "recorded_at": now,
            },
        )  # fmt: skip


def as_corrected(
    connection: Connection, desk: Desk, issue: Issue, data: bytes, name: str
) -> tuple[Issue, tuple[Finding, ...]]:
    """An issue that is new to the store, read as errata that came before it say."""
    errata = correction_store.corrections_for(connection, issue.publisher, issue.date, issue.number)
    if not errata:
        return issue, ()
    anew = desk.read_anew(data, name, errata, ())
    return anew.issue, anew.misfits


def note_misfits(connection: Connection, source: str, misfits: Sequence[Finding]) -> None:
    """Records which corrections do not fit the issue read from ``source``, and which do."""
    stored = issuing.issue_of_source(connection, source)
    assert stored is not None
    for s in correction_store.all_corrections(connection, stored.publisher):
        if s.correction.means(stored.date, stored.number):
            wrong = f"「{s.correction.wrong}」"
            problem = next((f.message for f in misfits if f.message.startswith(wrong)), "")
            correction_store.record_problem(connection, s.id, problem)


def correct_issues(connection: Connection, reader: Reader, issue: Issue) -> dict[int, datetime.date]:
    """Reads anew the stored issues that ``issue`` corrects; work → the first day from which its text may be another."""
    since: dict[int, datetime.date] = {}
    made = {
        s.correction
        for s in correction_store.all_corrections(connection, issue.publisher)
        if s.notice in set(_own_notices(connection, issue))
    }
    for stored in issuing.issues_of(connection, issue.publisher) if made else ():
        if not any(c.means(stored.date, stored.number) for c in made):
            continue
        _read_anew(connection, reader, stored, since)
    return since


def amend_pending(connection: Connection, reader: Reader, now: datetime.datetime) -> dict[int, datetime.date]:
    """Clauses on amending instruments of which nothing is in force yet when they start: the instrument is read as they say from
    now on (未施行の改正規則の改正). Work → the first day from which its text may be another."""
    since: dict[int, datetime.date] = {}
    waiting = clausing.clauses_on_instruments(connection)
    known = rewording_store.rewordings_by(connection, [clause.key for clause, _ in waiting])
    for clause, instrument in waiting:
        if clause.key in known or clause.in_force_from is None:
            continue
        start = clause.in_force_from
        parts = clausing.clauses_of_notice(connection, instrument)
        if not parts or any(p.in_force_from is not None and p.in_force_from <= start for p in parts):
            continue
        issue, _, read, _ = clause_of(reader, clause)
        rewordings, findings = read_rewordings(read, issue)
        problem = findings[0].message if findings else ""
        target = parts[0]
        rewording_store.add_rewordings(
            connection, clause.key, target.source, target.notice_position, rewordings, problem, now
        )
        stored = issuing.issue_of_source(connection, target.source)
        assert stored is not None
        for part in (clause, *parts):
            if part.work is not None and part.in_force_from is not None:
                _concern(since, part.work, part.in_force_from)
        _read_anew(connection, reader, stored, since)
    return since


def _read_anew(
    connection: Connection, reader: Reader, stored: StoredIssue, since: dict[int, datetime.date]
) -> None:
    """An issue read again with everything that is known to correct or reword it; its clauses get the days that it then says."""
    data, name = source_bytes(connection, stored.source)
    errata = correction_store.corrections_of(connection, stored.source)
    known = [s for s in rewording_store.rewordings_of(connection, stored.source) if s.rewording is not None]
    rewordings = [(s.position, s.rewording) for s in known if s.rewording is not None]
    anew = reader.desk.read_anew(data, name, errata, rewordings)
    before = clausing.clauses_of_issue(connection, stored.id)
    if _shape(anew.issue) != [(c.notice_position, c.position, c.part) for c in before]:
        message = "this changes which clauses the issue has: a person must decide"
        misfits = tuple(Finding("error", "erratum_does_not_fit", f"「{c.wrong}」: {message}") for c in errata)
        note_misfits(connection, stored.source, misfits)
        for s in known:
            rewording_store.record_rewording_problem(connection, s.id, message)
        return
    reader.read[stored.source] = anew.issue
    note_misfits(connection, stored.source, anew.misfits)
    for s, problem in zip(known, anew.problems, strict=True):
        rewording_store.record_rewording_problem(connection, s.id, problem)
    _redate(connection, anew.issue, before, since)
    _reenact(connection, reader, anew.issue, stored, since)


def _concern(since: dict[int, datetime.date], work: int, *days: datetime.date) -> None:
    since[work] = min(since.get(work, datetime.date.max), *days)


def errata_findings(connection: Connection, notices: Iterable[int]) -> tuple[Finding, ...]:
    """What some notices correct that does not fit, or whose issue is not in the store."""
    wanted = set(notices)
    out = []
    for stored in issuing.issues_with_errata(connection, wanted):
        for s in correction_store.all_corrections(connection, stored):
            if s.notice not in wanted:
                continue
            if s.problem:
                out.append(Finding("error", "erratum_does_not_fit", s.problem))
            elif not any(s.correction.means(i.date, i.number) for i in issuing.issues_of(connection, stored)):
                message = f"the issue that is corrected is not in the store: {s.correction.said}"
                out.append(Finding("warning", "erratum_waits", message))
    return tuple(out)


def _own_notices(connection: Connection, issue: Issue) -> tuple[int, ...]:
    stored = issuing.issue_of_source(connection, issue.sha256)
    return () if stored is None else issuing.notices_of(connection, stored.id)


def _shape(issue: Issue) -> list[tuple[int, int, int]]:
    return [
        (notice.position, position, part)
        for notice in issue.notices
        for position, clause in enumerate(notice.clauses)
        for part, _ in enumerate(units_of(clause))
    ]


def _redate(
    connection: Connection, issue: Issue, before: Sequence[StoredClause], since: dict[int, datetime.date]
) -> None:
    """Errata may correct a day, and any word of a clause."""
    notices = {notice.position: notice for notice in issue.notices}
    for stored in before:
        notice = notices[stored.notice_position]
        clause = notice.clauses[stored.position]
        part = units_of(clause)[stored.part]
        when = part.commencement or clause.commencement or notice.commencement or Unfixed("")
        day = first_day(when, clause, notice)
        turn = None
        if day is not None:
            turn = turn_of(
                day, notice.promulgated, notice.number, notice.position, stored.position, stored.part
            ).as_row()
        clausing.redate(connection, stored.id, when.as_json(), day, turn)
        days = [d for d in (stored.in_force_from, day) if d is not None]
        if stored.work is not None and stored.duplicate_of is None and days:
            _concern(since, stored.work, *days)


def _reenact(
    connection: Connection, reader: Reader, issue: Issue, stored: StoredIssue, since: dict[int, datetime.date]
) -> None:
    notices = {f"enact:{issuing.notice_key(issue, n)}": n for n in issue.notices}
    for anchor in anchoring.enactments_of(connection, stored.source):
        notice = notices[anchor.key]
        made = reader.desk.enacted(notice, issue)
        findings = tuple(dict.fromkeys((*notice.findings, *made.findings)))
        day = notice.commencement.date if isinstance(notice.commencement, Fixed) else None
        if any(f.severity == "error" for f in findings):
            day = None
        values: dict[str, Any] = {
            "day": day,
            "manifest": keep_text(connection, made.document.to_bytes()),
            "text_digest": made.document.digest(),
            "findings": clausing.finding_json(findings),
        }
        anchoring.correct_anchor(connection, anchor.id, values)
        days = [d for d in (anchor.day, day) if d is not None]
        if days:
            _concern(since, anchor.work, *days)
