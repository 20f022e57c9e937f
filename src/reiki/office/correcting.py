"""Errata (正誤) taken in: the earlier issue is read anew as they say, from the start; what was known before stays known."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from reiki.amend.operations import Finding
from reiki.gazette.errata import Correction, Errata, read_errata
from reiki.gazette.model import Fixed, Issue, Notice
from reiki.history.model import Result
from reiki.office.days import concern, fix_days, fixings_of, keep_fixings
from reiki.office.desk import Desk, Reader, notices_of, read_corrected
from reiki.office.pending import Settles, amend_pending
from reiki.office.recording import clauses_in, take_clause
from reiki.office.renderings import ambiguous, compare_again, let_count
from reiki.office.resolving import resolve
from reiki.store import anchors as anchoring
from reiki.store import audit
from reiki.store import clauses as clausing
from reiki.store import corrections as correction_store
from reiki.store import fixings as fixing_store
from reiki.store import issues as issuing
from reiki.store import rewordings as rewording_store
from reiki.store import twins as twinning
from reiki.store.clauses import NewClause, StoredClause
from reiki.store.corrections import StoredCorrection
from reiki.store.issues import StoredIssue
from reiki.store.sources import source_name
from reiki.store.versions import keep_text
from reiki.store.works import allow_partial


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
    anew = read_corrected(desk, data, name, errata, shape=notices_of(issue))
    return anew.issue, anew.misfits


def note_misfits(
    connection: Connection,
    source: str,
    misfits: Sequence[Finding],
    now: datetime.datetime,
    found: dict[str, str] | None = None,
) -> None:
    """Records which corrections do not fit the issue read from ``source``, or adds them to ``found`` by their keys. A rendering
    of which nothing counts says nothing, and one that fits does not unsay what was found in another."""
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
        if problem and found is not None:
            found[s.key] = problem
        elif problem:
            correction_store.record_problem(connection, s.key, problem, now)


def _corrections_of(connection: Connection, stored: StoredIssue) -> list[StoredCorrection]:
    found = correction_store.all_corrections(connection, stored.publisher)
    return [s for s in found if s.correction.means(stored.date, stored.number)]


@dataclass(slots=True)
class _Settling:
    """What settling has found so far. ``since``: work → the first day from which its text may be another; ``problems``: of the
    corrections that are tried anew, by key, why they do not fit; ``gone``: clauses that errata took away; ``other``: those that
    errata made clauses on something else."""

    connection: Connection
    reader: Reader
    now: datetime.datetime
    since: dict[int, datetime.date] = field(default_factory=dict)
    problems: dict[str, str] | None = None
    gone: list[StoredClause] = field(default_factory=list)
    other: list[StoredClause] = field(default_factory=list)


def settle(
    connection: Connection, reader: Reader, touched: Iterable[str], now: datetime.datetime
) -> dict[int, datetime.date]:
    """Brings up to date what issues say of other issues: errata, days fixed, instruments amended before they are in force.

    ``touched``: the sources of issues that are new, or of which the days are. Work → the first day from which its text may
    be another. Whatever the order in which they came, the same is read.
    """
    settling = _Settling(connection, reader, now)
    sources = set(touched)
    for source in sorted(sources):
        sources |= _correct(settling, source)
    _promote(settling)
    sources |= _loosen(settling)
    sources |= _dated(settling)
    amend_pending(_lent(settling), sources)
    return settling.since


def _dated(settling: _Settling) -> frozenset[str]:
    dated = fix_days(settling.connection)
    for work, day in dated.since.items():
        concern(settling.since, work, day)
    return dated.sources


def _correct(settling: _Settling, source: str) -> set[str]:
    """Reads anew the stored issues that the issue of ``source`` corrects, and those that they correct in turn; their sources."""
    connection = settling.connection
    issue = issuing.issue_of_source(connection, source)
    assert issue is not None
    made = correction_store.made_by(connection, issuing.notices_of(connection, issue.id))
    todo = [s.correction for s in made]
    # Another issue of a day: a correction that names the day alone no longer tells which is meant.
    todo += [s.correction for s in _corrections_of(connection, issue) if s.correction.number is None]
    done: set[str] = set()
    # What was found in all renderings of an issue counts no longer; it is found in them anew.
    settling.problems = {}
    while todo:
        wanted, todo = todo, []
        fresh = []
        for stored in issuing.issues_of(connection, issue.publisher):
            if stored.source not in done and any(c.means(stored.date, stored.number) for c in wanted):
                done.add(stored.source)
                fresh.append(stored)
                settling.problems |= dict.fromkeys((s.key for s in _corrections_of(connection, stored)), "")
        for stored in fresh:
            todo += _read_anew(settling, stored)
    for key, problem in settling.problems.items():
        correction_store.record_problem(connection, key, problem, settling.now)
    settling.problems = None
    return done


def _promote(settling: _Settling) -> None:
    """Where errata took the rendering of a clause that counted, the next that still has it counts."""
    for gone in settling.gone:
        left = twinning.renderings_of(settling.connection, gone.id)
        if left:
            let_count(settling.connection, settling.reader, left[0], settling.since, settling.now)


def _loosen(settling: _Settling) -> set[str]:
    """What clauses ordered of an instrument that they no longer speak of, as errata say, is not ordered; the sources of those
    instruments."""
    connection = settling.connection
    sources = set()
    keys = [c.key for c in (*settling.gone, *settling.other)]
    found = rewording_store.rewordings_by(connection, keys) if keys else {}
    for source, position in {(s.source, s.position) for mine in found.values() for s in mine}:
        rewording_store.supersede_rewordings(connection, source, position, settling.now)
        stored = issuing.issue_of_source(connection, source)
        assert stored is not None
        _read_anew(settling, stored)
        sources.add(source)
    return sources


def decided_anew(
    connection: Connection, reader: Reader, clause: StoredClause, now: datetime.datetime
) -> dict[int, datetime.date]:
    """What a decision on a clause, or its taking back, changes of the instruments that the clause names: work → the first day
    from which its text may be another."""
    settling = _Settling(connection, reader, now)
    amend_pending(_lent(settling), {clause.source}, only=clause.key)
    return settling.since


def _lent(settling: _Settling) -> Settles:
    return Settles(
        settling.connection, settling.reader, settling.now, settling.since,
        lambda stored: _read_anew(settling, stored), lambda: _dated(settling),
    )  # fmt: skip


def _read_anew(settling: _Settling, stored: StoredIssue) -> list[Correction]:
    """An issue read again with everything that is known to correct or reword it. Its clauses get the targets and days that it
    then says, those that it then has no longer are withdrawn, and the days that it fixes are those that it then says; given
    back is what it corrects in its turn, before and now, where that is other than before."""
    connection, now = settling.connection, settling.now
    anew = settling.reader.anew(stored.source)
    note_misfits(connection, stored.source, anew.misfits, now, settling.problems)
    known = [s for s in rewording_store.rewordings_of(connection, stored.source) if s.rewording is not None]
    rewording_store.record_rewording_problems(connection, known, anew.problems, now)
    for notice in anew.issue.notices:
        said = (*notice.findings, *fixings_of(anew.issue, notice).findings, *read_errata(notice).findings)
        issuing.correct_notice(connection, stored.id, replace(notice, findings=said))
    _restate(settling, anew.issue, stored)
    _reenact(connection, settling.reader, anew.issue, stored, settling.since)
    return _say_anew(connection, anew.issue, stored, now)


def _say_anew(
    connection: Connection, issue: Issue, stored: StoredIssue, now: datetime.datetime
) -> list[Correction]:
    """The errata and the days fixed in an issue that was itself corrected. Of several renderings of it one says them."""
    changed: list[Correction] = []
    places = issuing.notices_at(connection, stored.id)
    for notice in issue.notices:
        key = places[notice.position]
        before = [s.correction for s in correction_store.made_by(connection, [key])]
        errata = read_errata(notice)
        days = fixings_of(issue, notice)
        stored_days = fixing_store.made_by(connection, key)
        days_differ = stored_days != tuple((f.number, f.part, f.day, f.text) for f in days.fixings)
        twins = (
            issuing.same_notices(connection, issue, notice)
            if days_differ or [*errata.corrections] != before
            else {}
        )
        if [*errata.corrections] != before and (before or not correction_store.made_by(connection, twins)):
            correction_store.supersede_corrections(connection, key, now)
            keep_errata(connection, issue, notice, key, errata, now)
            changed += [*before, *errata.corrections]
        if days_differ and (stored_days or not fixing_store.fixed_by(connection, twins)):
            fixing_store.supersede_fixings(connection, key, now)
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


def _restate(settling: _Settling, issue: Issue, stored: StoredIssue) -> None:
    """Errata may correct a day, the name of what is amended, any word of a clause, and which clauses there are."""
    connection = settling.connection
    before = {c.key: c for c in clausing.clauses_of_issue(connection, stored.id, withdrawn=True)}
    places = issuing.notices_at(connection, stored.id)
    now_read = {
        new.key: (notice, new)
        for notice in issue.notices
        for new in clauses_in(issue, notice, places[notice.position])
    }
    for key, old in before.items():
        if key not in now_read and not old.withdrawn:
            _withdraw(settling, old)
    name = source_name(connection, stored.source)
    for key, (notice, new) in now_read.items():
        known = before.get(key)
        if known is None:
            twins = issuing.same_notices(connection, issue, notice)
            take_clause(
                connection, settling.reader, issue, notice, new, twins, name, settling.since, settling.now,
                partial=audit.allowed_partial(connection, stored.source),
            )  # fmt: skip
        else:
            _restate_clause(settling, issue, notice, known, new)


def _restate_clause(
    settling: _Settling, issue: Issue, notice: Notice, stored: StoredClause, new: NewClause
) -> None:
    connection, since = settling.connection, settling.since
    clausing.correct_clause(connection, stored.id, new)
    if stored.withdrawn:
        twins = issuing.same_notices(connection, issue, notice)
        counting = twinning.counting_clause(connection, twins, stored.clause, stored.part)
        if counting is not None:
            twinning.mark_duplicate(connection, stored.id, counting[0].id)
            stored = replace(stored, duplicate_of=counting[0].id)
    if stored.duplicate_of is not None:
        read = replace(stored, position=new.position, part=new.part)
        compare_again(connection, settling.reader, read, settling.now)
        return
    concern(since, stored.work, stored.in_force_from, new.in_force_from)
    target = new.clause.target
    if stored.withdrawn or (target.title, target.number) != (stored.target_title, stored.target_number):
        settling.other.append(stored)
        work, within = resolve(connection, new.clause, notice, issue, settling.now)
        if work is not None:
            clausing.assign_work(connection, stored.id, work.id, str(within) if within else "")
            if audit.allowed_partial(connection, stored.source):
                allow_partial(connection, work.id)
            concern(since, work.id, stored.in_force_from, new.in_force_from)
        elif stored.withdrawn:
            result = Result(stored.key, "held", new.in_force_from, findings=(ambiguous(new.clause),))
            compiler = settling.reader.desk.compiler
            clausing.record_outcome(connection, stored.id, None, result, compiler, settling.now)
    for other in twinning.renderings_of(connection, stored.id):
        compare_again(connection, settling.reader, other, settling.now)


def _withdraw(settling: _Settling, clause: StoredClause) -> None:
    """A clause that its issue, read with its errata, has no longer: what became of it before stays known so."""
    message = "the issue, read as its errata say, has no such clause."
    finding = Finding("note", "withdrawn_by_errata", message)
    result = Result(clause.key, "skipped", clause.in_force_from, findings=(finding,))
    connection = settling.connection
    clausing.record_outcome(connection, clause.id, None, result, settling.reader.desk.compiler, settling.now)
    clausing.withdraw_clause(connection, clause.id, settling.now)
    concern(settling.since, clause.work, clause.in_force_from)
    settling.gone.append(clause)


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
