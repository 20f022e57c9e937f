"""Errata (正誤) taken in: the earlier issue is read anew as they say, from the start; what was known before stays known."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from reiki.amend.operations import Finding
from reiki.gazette.errata import Correction, Errata, read_errata
from reiki.gazette.fixing import read_fixings
from reiki.gazette.model import Fixed, Issue, Notice, Unfixed
from reiki.gazette.rewording import read_rewordings
from reiki.gazette.units import first_day, units_of
from reiki.history.order import turn_of
from reiki.office.days import concern, fix_days, keep_fixings
from reiki.office.desk import Desk, Reader
from reiki.office.folding import clause_of
from reiki.office.resolving import resolve
from reiki.store import anchors as anchoring
from reiki.store import clauses as clausing
from reiki.store import corrections as correction_store
from reiki.store import fixings as fixing_store
from reiki.store import issues as issuing
from reiki.store import rewordings as rewording_store
from reiki.store.clauses import StoredClause
from reiki.store.corrections import StoredCorrection
from reiki.store.issues import StoredIssue
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
    """Records which corrections do not fit the issue read from ``source``. A rendering of which nothing counts says nothing,
    and one that fits does not unsay what was found in another."""
    stored = issuing.issue_of_source(connection, source)
    assert stored is not None
    clauses = clausing.clauses_of_issue(connection, stored.id)
    if clauses and all(c.duplicate_of is not None for c in clauses):
        return
    untold = correction_store.untold(connection, stored.publisher, stored.date, stored.number)
    for s in _corrections_of(connection, stored):
        wrong = f"「{s.correction.wrong}」"
        problem = next((f.message for f in misfits if f.message.startswith(wrong)), "")
        if not problem and untold and s.correction.number is None:
            problem = f"{wrong}: which of the issues of {stored.date} is corrected is not told"
        if problem:
            correction_store.record_problem(connection, s.id, problem)


def _corrections_of(connection: Connection, stored: StoredIssue) -> list[StoredCorrection]:
    found = correction_store.all_corrections(connection, stored.publisher)
    return [s for s in found if s.correction.means(stored.date, stored.number)]


def settle(
    connection: Connection, reader: Reader, touched: Iterable[str], now: datetime.datetime
) -> dict[int, datetime.date]:
    """Brings up to date what issues say of other issues: errata, days fixed, instruments amended before they are in force.

    ``touched``: the sources of issues that are new, or of which the days are. Work → the first day from which its text may
    be another. Whatever the order in which they came, the same is read.
    """
    since: dict[int, datetime.date] = {}
    sources = set(touched)
    for source in sorted(sources):
        sources |= _correct(connection, reader, source, since, now)
    sources |= _dated(connection, since)
    _amend_pending(connection, reader, sources, since, now)
    return since


def _dated(connection: Connection, since: dict[int, datetime.date]) -> frozenset[str]:
    dated = fix_days(connection)
    for work, day in dated.since.items():
        concern(since, work, day)
    return dated.sources


def _correct(
    connection: Connection,
    reader: Reader,
    source: str,
    since: dict[int, datetime.date],
    now: datetime.datetime,
) -> set[str]:
    """Reads anew the stored issues that the issue of ``source`` corrects, and those that they correct in turn; their sources."""
    issue = issuing.issue_of_source(connection, source)
    assert issue is not None
    made = correction_store.made_by(connection, issuing.notices_of(connection, issue.id))
    todo = [s.correction for s in made]
    # Another issue of a day: a correction that names the day alone no longer tells which is meant.
    todo += [s.correction for s in _corrections_of(connection, issue) if s.correction.number is None]
    done: set[str] = set()
    while todo:
        wanted, todo = todo, []
        for stored in issuing.issues_of(connection, issue.publisher):
            if stored.source in done or not any(c.means(stored.date, stored.number) for c in wanted):
                continue
            done.add(stored.source)
            for s in _corrections_of(connection, stored):
                correction_store.record_problem(connection, s.id, "")
        # What was found in all renderings of an issue is cleared before any of them is read.
        for stored in issuing.issues_of(connection, issue.publisher):
            if stored.source in done and any(c.means(stored.date, stored.number) for c in wanted):
                todo += _read_anew(connection, reader, stored, since, now)
    return done


def _amend_pending(
    connection: Connection,
    reader: Reader,
    touched: set[str],
    since: dict[int, datetime.date],
    now: datetime.datetime,
) -> None:
    """Clauses on amending instruments of which nothing is in force yet when they start: the instrument is read as they say
    (未施行の改正規則の改正), in the order in which they start."""
    instruments: dict[int, list[StoredClause]] = {}
    for clause, instrument in clausing.clauses_on_instruments(connection):
        if clause.in_force_from is not None:
            instruments.setdefault(instrument, []).append(clause)
    for instrument, clauses in instruments.items():
        parts = clausing.clauses_of_notice(connection, instrument)
        if not parts or not touched & {parts[0].source, *(c.source for c in clauses)}:
            continue
        target = parts[0]
        stored = issuing.issue_of_source(connection, target.source)
        assert stored is not None
        if rewording_store.rewordings_by(connection, [c.key for c in clauses]):
            rewording_store.forget_rewordings(connection, target.source, target.notice_position)
            _read_anew(connection, reader, stored, since, now)
            _dated(connection, since)
        for clause in sorted(clauses, key=lambda c: (c.in_force_from, c.promulgated or now.date(), c.key)):
            parts = clausing.clauses_of_notice(connection, instrument)
            assert clause.in_force_from is not None
            concern(since, clause.work, clause.in_force_from)
            if any(p.in_force_from is not None and p.in_force_from <= clause.in_force_from for p in parts):
                continue
            issue, _, read, _ = clause_of(reader, clause)
            rewordings, findings = read_rewordings(read, issue)
            problem = findings[0].message if findings else ""
            rewording_store.add_rewordings(
                connection, clause.key, target.source, target.notice_position, rewordings, problem, now
            )
            for part in parts:
                concern(since, part.work, part.in_force_from)
            _read_anew(connection, reader, stored, since, now)
            _dated(connection, since)


def _read_anew(
    connection: Connection,
    reader: Reader,
    stored: StoredIssue,
    since: dict[int, datetime.date],
    now: datetime.datetime,
) -> list[Correction]:
    """An issue read again with everything that is known to correct or reword it. Its clauses get the targets and days that it
    then says, and the days that it fixes are those that it then says; given back is what it corrects in its turn, before
    and now, where that is other than before."""
    anew = reader.anew(stored.source)
    note_misfits(connection, stored.source, anew.misfits)
    known = [s for s in rewording_store.rewordings_of(connection, stored.source) if s.rewording is not None]
    for s, problem in zip(known, anew.problems, strict=True):
        rewording_store.record_rewording_problem(connection, s.id, problem)
    for notice in anew.issue.notices:
        issuing.correct_notice(connection, stored.id, notice)
    before = clausing.clauses_of_issue(connection, stored.id)
    _restate(connection, anew.issue, before, since, now)
    _reenact(connection, reader, anew.issue, stored, since)
    return _say_anew(connection, anew.issue, stored, now)


def _say_anew(
    connection: Connection, issue: Issue, stored: StoredIssue, now: datetime.datetime
) -> list[Correction]:
    """The errata and the days fixed in an issue that was itself corrected."""
    changed: list[Correction] = []
    places = issuing.notices_at(connection, stored.id)
    for notice in issue.notices:
        key = places[notice.position]
        before = [s.correction for s in correction_store.made_by(connection, [key])]
        errata = read_errata(notice)
        if before and [*errata.corrections] != before:
            correction_store.forget_corrections(connection, key)
            keep_errata(connection, issue, notice, key, errata, now)
            changed += [*before, *errata.corrections]
        days = read_fixings(notice)
        stored_days = fixing_store.made_by(connection, key)
        if stored_days and stored_days != tuple((f.number, f.part, f.day, f.text) for f in days.fixings):
            fixing_store.forget_fixings(connection, key)
            keep_fixings(connection, issue, notice, key, days, now)
    return changed


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


def _restate(
    connection: Connection,
    issue: Issue,
    before: Sequence[StoredClause],
    since: dict[int, datetime.date],
    now: datetime.datetime,
) -> None:
    """Errata may correct a day, the name of what is amended, and any word of a clause."""
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
        clausing.correct_clause(connection, stored.id, clause, when.as_json(), day, turn)
        if stored.duplicate_of is not None:
            continue
        concern(since, stored.work, stored.in_force_from, day)
        if (clause.target.title, clause.target.number) != (stored.target_title, stored.target_number):
            work, within = resolve(connection, clause, notice, issue, now)
            if work is not None:
                clausing.assign_work(connection, stored.id, work.id, str(within) if within else "")
                concern(since, work.id, stored.in_force_from, day)


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
            concern(since, anchor.work, *days)
