"""Errata (正誤) taken in: the earlier issue is read anew as they say, from the start; what was known before stays known."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from reiki.amend.operations import Finding
from reiki.gazette.errata import Errata
from reiki.gazette.model import Fixed, Issue, Notice, Unfixed
from reiki.gazette.units import first_day, units_of
from reiki.history.order import turn_of
from reiki.office.desk import Desk, Reader
from reiki.store import anchors as anchoring
from reiki.store import clauses as clausing
from reiki.store import corrections as correction_store
from reiki.store import issues as issuing
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
    return desk.read_corrected(data, name, errata) if errata else (issue, ())


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
        data, name = source_bytes(connection, stored.source)
        errata = correction_store.corrections_of(connection, stored.source)
        anew, misfits = reader.desk.read_corrected(data, name, errata)
        before = clausing.clauses_of_issue(connection, stored.id)
        if _shape(anew) != [(c.notice_position, c.position, c.part) for c in before]:
            message = "the errata change which clauses the issue has: take them in with a person's decision"
            misfits = tuple(
                Finding("error", "erratum_does_not_fit", f"「{c.wrong}」: {message}") for c in errata
            )
            note_misfits(connection, stored.source, misfits)
            continue
        reader.read[stored.source] = anew
        note_misfits(connection, stored.source, misfits)
        _redate(connection, anew, before, since)
        _reenact(connection, reader, anew, stored, since)
    return since


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
            since[stored.work] = min(since.get(stored.work, datetime.date.max), *days)


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
            since[anchor.work] = min(since.get(anchor.work, datetime.date.max), *days)
