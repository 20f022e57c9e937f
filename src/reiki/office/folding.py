"""The store's history of a work brought up to date: from the first day that something new concerns, and no earlier."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from reiki.amend.operations import Finding
from reiki.gazette.model import Clause, Issue, Notice
from reiki.gazette.rewording import Rewording, described
from reiki.gazette.units import Unit as Part
from reiki.gazette.units import units_of
from reiki.history.model import Anchor, Decision, Folded, Result, Stand, Start, Unit
from reiki.history.order import turn_of
from reiki.history.timeline import fold, unfixed
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.identity import LawNumber
from reiki.office.desk import Reader, read_corrected
from reiki.office.ends import started_on
from reiki.office.holding import held_before
from reiki.office.imports import record_checks
from reiki.office.instruments import full_number, numbers_meant
from reiki.office.surviving import surviving_findings
from reiki.store import anchors as anchoring
from reiki.store import clauses as clausing
from reiki.store import versions as versioning
from reiki.store.anchors import StoredAnchor
from reiki.store.clauses import StoredClause
from reiki.store.corrections import corrections_of
from reiki.store.decisions import StoredDecision, decisions_on
from reiki.store.rewordings import (
    StoredRewording,
    rewordings_by,
    rewordings_of,
    rewordings_of_notice,
)
from reiki.store.sources import source_bytes
from reiki.store.tables import CLAUSES, OUTCOMES, UNKNOWN_START
from reiki.store.versions import NewVersion, Version
from reiki.store.works import (
    Work,
    adopt_named,
    amending_id,
    body_of,
    canonical_number,
    same_but_body,
    title_key,
    title_keys,
    without_making,
    work_by_id,
    write_titles,
)

_TITLES_IN_A_ROW = 8
"""How many titles that come to light one after another are followed: each brings the clause that tells the next."""


@dataclass(frozen=True, slots=True)
class _Past:
    """What is settled before the fold begins."""

    version: Version | None
    blocked: str
    joined: frozenset[str]


def refold(
    connection: Connection, reader: Reader, work_id: int, since: datetime.date, now: datetime.datetime
) -> None:
    """Makes versions, outcomes and titles of a work what the fold gives at latest knowledge, from ``since`` on.

    What is the same stays as recorded; what is other is superseded, never deleted. A title that comes to light (題名改正) may
    be the one by which clauses named the work that came before: then all is folded again.
    """
    for _ in range(_TITLES_IN_A_ROW):
        before = title_keys(connection, work_id)
        _refold(connection, reader, work_id, since, now)
        new = title_keys(connection, work_id) - before
        if not new:
            return
        since = UNKNOWN_START
        for other in sorted(adopt_named(connection, work_id, new)):
            _refold(connection, reader, other, UNKNOWN_START, now)


def _refold(
    connection: Connection, reader: Reader, work_id: int, since: datetime.date, now: datetime.datetime
) -> None:
    work = work_by_id(connection, work_id)
    whole = anchoring.anchors_of(connection, work.id)
    since = _begin(connection, work.id, since, whole)
    stored = clausing.clauses_of_work(connection, work.id, None if since == UNKNOWN_START else since)
    ordered = rewordings_by(connection, {c.key for c in stored})
    rewording = {key: [r for r in found if not r.beside] for key, found in ordered.items()}
    rewording = {key: found for key, found in rewording.items() if found}
    dated = [c for c in stored if c.in_force_from is not None and c.key not in rewording]
    decided = decisions_on(connection, (c.key for c in dated))
    units = [_decided_unit(reader, clause, decided.get(clause.key)) for clause in dated]
    past = _past(connection, work.id, since, whole, {u.notice_id for u in units})
    start = Start(
        None if past.version is None else _stand(connection, past.version),
        past.blocked,
        past.joined,
        lambda: _earlier(connection, work.id, since),
        started_on(connection, work),
    )
    counting = [a for a in whole if a.day is not None and a.day >= since and not a.set_aside]
    anchors = [_anchor(connection, a) for a in counting]
    folded = fold(start, anchors, units, reader.desk.machine, partial=work.partial_allowed)
    _write(connection, reader, work, since, folded, {u.id: u for u in units}, whole, now)
    keys = {c.key: c.id for c in stored}
    for result in folded.results:
        clausing.record_outcome(connection, keys[result.unit], work.id, result, reader.desk.compiler, now)
    for clause in (c for c in stored if c.key in rewording):
        done = _reworded(clause, rewording[clause.key])
        clausing.record_outcome(connection, clause.id, work.id, done, reader.desk.compiler, now)
    for clause in clausing.undated_clauses(connection, work.id):
        findings = clause_of(reader, clause)[3].findings
        clausing.record_outcome(
            connection, clause.id, work.id, unfixed(clause.key, findings), reader.desk.compiler, now
        )
    record_checks(connection, whole, folded)


def _decided_unit(reader: Reader, stored: StoredClause, decided: StoredDecision | None) -> Unit:
    if decided is None:
        return unit_of(reader, stored)
    if not _overtaken(reader, stored, decided):
        return unit_of(reader, stored, decided.decision())
    unit = unit_of(reader, stored)
    message = (
        f"errata changed this clause after it was decided ({decided.person}, {decided.recorded_at:%Y-%m-%d}: "
        f"{decided.reason}); that decision counts no longer."
    )
    return replace(unit, findings=(*unit.findings, Finding("warning", "decision_overtaken", message)))


def _overtaken(reader: Reader, stored: StoredClause, decided: StoredDecision) -> bool:
    """True when a clause reads otherwise now than when a person decided of it, because of errata or of what amends its
    instrument."""
    connection, moment = reader.connection, decided.recorded_at
    then = corrections_of(connection, stored.source, moment)
    worded = _rewordings(connection, stored.source, moment)
    if (then, worded) == (corrections_of(connection, stored.source), _rewordings(connection, stored.source)):
        return False
    data, name = source_bytes(connection, stored.source)
    old = read_corrected(reader.desk, data, name, then, worded).issue
    was = [
        c
        for n in old.notices
        if n.position == stored.notice_position
        for c in n.clauses
        if c.id == stored.clause
    ]
    now = clause_of(reader, stored)[2]
    return not was or replace(was[0], findings=()) != replace(now, findings=())


def _rewordings(
    connection: Connection, source: str, known: datetime.datetime | None = None
) -> list[tuple[int, Rewording]]:
    found = rewordings_of(connection, source, known)
    return [(r.position, r.rewording) for r in found if r.rewording is not None]


def unit_of(reader: Reader, stored: StoredClause, decision: Decision | None = None) -> Unit:
    """The clause of the gazette behind a stored one, in its turn, with what a person decided of it."""
    issue, notice, clause, part = clause_of(reader, stored)
    assert stored.in_force_from is not None
    within = Address.parse(stored.within) if stored.within else None
    return Unit(
        stored.key,
        stored.notice_key,
        turn_of(
            stored.in_force_from,
            notice.promulgated,
            notice.number,
            notice.position,
            stored.position,
            stored.part,
        ),
        clause,
        notice,
        issue,
        within,
        part.scope,
        (
            *part.findings,
            *named_otherwise(reader.connection, stored, clause),
            *_unread_rewordings(reader.connection, stored),
            *surviving_findings(reader.connection, stored),
        ),
        decision,
    )


def _reworded(clause: StoredClause, rewordings: Sequence[StoredRewording]) -> Result:
    """What became of a clause on an instrument that is not yet in force: it changes that instrument, and no text by itself."""
    problems = [r.problem for r in rewordings if r.problem]
    if problems:
        code = "rewording_does_not_fit" if clause.verb == "amend" else "ends_before_commencement"
        finding = Finding("error", code, problems[0])
        return Result(clause.key, "held", clause.in_force_from, findings=(finding,))
    said = described(r.rewording for r in rewordings if r.rewording is not None)
    finding = Finding(
        "note", "amends_before_commencement", f"{clause.target_number} is read as amended: {said}"
    )
    return Result(clause.key, "applied", clause.in_force_from, findings=(finding,))


def _unread_rewordings(connection: Connection, stored: StoredClause) -> tuple[Finding, ...]:
    """A clause of an instrument that was amended or repealed before the clause started, in a way that could not be carried out,
    or that another rendering of it alone shows, is held."""
    found = rewordings_of_notice(connection, stored.notice)
    ordering = clausing.clauses_by_key(connection, (r.clause for r, _ in found if r.beside))
    out = []
    for r, elsewhere in found:
        if r.beside and r.clause in ordering and not _comes_after(stored, ordering[r.clause]):
            continue
        if r.problem:
            out.append(f"clause {r.clause} amends or ends this instrument: {r.problem}")
        elif elsewhere:
            out.append(
                f"clause {r.clause} amends this instrument, as another rendering of it is read, but not as this one is"
            )
    return tuple(Finding("error", "amended_before_commencement", said) for said in dict.fromkeys(out))


def _comes_after(stored: StoredClause, ordering: StoredClause) -> bool:
    """Whether a clause was still to come when what is ordered of its instrument took effect, or may take effect."""
    day = ordering.in_force_from or ordering.promulgated
    return stored.in_force_from is None or day is None or stored.in_force_from > day


def named_otherwise(connection: Connection, stored: StoredClause, clause: Clause) -> tuple[Finding, ...]:
    """Title and number of a target that belong to different regulations: one is misprinted, and nobody may choose."""
    if stored.work is None or stored.within:
        return ()
    work = work_by_id(connection, stored.work)
    title, number = without_making(clause.target.title)[0], canonical_number(clause.target.number)
    known = canonical_number(work.number)
    differs = number and known and LawNumber.parse(number) != LawNumber.parse(known)
    if differs and not _abbreviates(stored, work, known, number):
        message = f"the notice gives 「{title}」 the number {number}; in the store it has {work.number}"
        return (Finding("error", "target_number_differs", message),)
    if title and title_key(title) not in title_keys(connection, work.id):
        message = f"the notice names 「{title}」 by the number {number}, which is that of 「{work.title}」"
        return (Finding("error", "target_title_differs", message),)
    return ()


def _abbreviates(stored: StoredClause, work: Work, known: str, number: str) -> bool:
    """Whether a number with the body left out, printed by a notice or known of a work, may be the other with it: 規則第5号 in a
    notice of the mayor is not that of the 教育委員会."""
    if not same_but_body(known, number):
        return full_number(known, work.body) in numbers_meant(number, stored.notice_number, stored.publisher)
    if body_of(known) and not LawNumber.parse(number).body:
        return LawNumber.parse(known) in numbers_meant(number, stored.notice_number, stored.publisher)
    return True


def clause_of(reader: Reader, stored: StoredClause) -> tuple[Issue, Notice, Clause, Part]:
    """A stored clause in its issue as that is read now. Raises ``LookupError`` where the issue has no such clause."""
    issue = reader.issue(stored.source)
    for notice in issue.notices:
        for clause in notice.clauses if notice.position == stored.notice_position else ():
            if clause.id == stored.clause:
                return issue, notice, clause, units_of(clause)[stored.part]
    raise LookupError(f"the issue, as it is read now, has no clause {stored.key}")


# ------------------------------------------------------------------------------------------------------- what is settled


def _begin(
    connection: Connection, work: int, since: datetime.date, whole: Sequence[StoredAnchor]
) -> datetime.date:
    """A partial text knows of earlier days what later clauses quote, so a late arrival refolds all of it; so does one that
    stands before the first known text, which is followed back."""
    known = [a.day for a in whole if a.day is not None and not a.set_aside]
    if known and since <= min(known):
        return UNKNOWN_START
    version = versioning.last_before(connection, work, since)
    if version is None:
        return UNKNOWN_START
    later = select(OUTCOMES.c.id).where(
        OUTCOMES.c.work == work,
        OUTCOMES.c.status == "applied",
        OUTCOMES.c.effective >= since,
        OUTCOMES.c.superseded_at.is_(None),
    )
    if version.partial and connection.execute(later.limit(1)).first() is not None:
        return UNKNOWN_START
    return since


def _past(
    connection: Connection, work: int, since: datetime.date, whole: Sequence[StoredAnchor], notices: set[str]
) -> _Past:
    if since == UNKNOWN_START:
        return _Past(None, "", frozenset())
    joined = {a.notice_key for a in whole if a.how == "enacted" and a.day is not None and a.day < since}
    query = (
        select(CLAUSES.c.key)
        .join(OUTCOMES, OUTCOMES.c.clause == CLAUSES.c.id)
        .where(
            OUTCOMES.c.work == work,
            OUTCOMES.c.status == "applied",
            OUTCOMES.c.effective < since,
            OUTCOMES.c.superseded_at.is_(None),
        )
    )
    for notice in notices:
        pattern = query.where(CLAUSES.c.key.startswith(f"{notice}/", autoescape=True)).limit(1)
        if connection.execute(pattern).first() is not None:
            joined.add(notice)
    blocked = held_before(connection, work, since, whole)
    return _Past(
        versioning.last_before(connection, work, since),
        "" if blocked is None else blocked[0],
        frozenset(joined),
    )


def _stand(connection: Connection, version: Version) -> Stand:
    return Stand(
        version.day,
        versioning.document_of(connection, version),
        version.clauses,
        partial=version.partial,
        ended=version.ended,
        origin=version.origin,
    )


def _earlier(connection: Connection, work: int, since: datetime.date) -> list[Stand]:
    """The stands before a day with the operations that made each, oldest first."""
    out = []
    for version in _versions_before(connection, work, since):
        keys = clausing.clauses_by_key(connection, version.clauses)
        outcomes = clausing.outcomes_of(connection, (c.id for c in keys.values()))
        stand = _stand(connection, version)
        operations = tuple(
            op for o in outcomes.values() for op in (*clausing.operations_of(o), *clausing.supplement_of(o))
        )
        out.append(
            Stand(
                stand.day, stand.document, stand.units, operations, stand.partial, stand.ended, stand.origin
            )
        )
    return out


def _versions_before(connection: Connection, work: int, since: datetime.date) -> list[Version]:
    return [v for v in versioning.versions_of(connection, work) if (v.day or UNKNOWN_START) < since]


def _anchor(connection: Connection, stored: StoredAnchor) -> Anchor:
    assert stored.day is not None
    document = LawDocument.parse(versioning.text_bytes(connection, stored.manifest))
    return Anchor(
        stored.key,
        stored.day,
        document,
        stored.how,
        stored.leading,
        stored.notice_key,
        anchoring.promulgated_on(connection, stored),
    )


# --------------------------------------------------------------------------------------------------------- what is new


def _write(
    connection: Connection,
    reader: Reader,
    work: Work,
    since: datetime.date,
    folded: Folded,
    units: dict[str, Unit],
    whole: Sequence[StoredAnchor],
    now: datetime.datetime,
) -> None:
    revisions = {a.key: a.amending for a in whole}
    stands = list(folded.stands)
    replaced = list(versioning.versions_since(connection, work.id, since))
    if folded.earlier:
        before = _versions_before(connection, work.id, since)
        for place, stand in folded.earlier:
            replaced.append(before[place])
            stands.append(stand)
    new = {
        stand.day or UNKNOWN_START: NewVersion(
            stand.day,
            _revision(connection, work, stand, units, revisions, replaced),
            stand.document,
            stand.partial,
            stand.ended,
            stand.origin,
            stand.units,
        )
        for stand in stands
    }
    titles = {v.title for v in replaced} | {v.document.title for v in new.values()}
    changed = versioning.record_versions(connection, work.id, new, replaced, now)
    previous = versioning.last_before(connection, work.id, since)
    if changed and (previous is None or titles != {previous.title}):
        write_titles(connection, work, versioning.versions_of(connection, work.id))


def _revision(
    connection: Connection,
    work: Work,
    stand: Stand,
    units: dict[str, Unit],
    revisions: dict[str, str],
    replaced: Sequence[Version],
) -> str:
    """The revision id: the last clause of the day names the amending law; fifteen zeros where none does."""
    amending = revisions.get(stand.origin, "")
    if stand.units and stand.units[-1] in units:
        notice = units[stand.units[-1]].notice
        amending = amending_id(connection, notice.number, notice.title, notice.promulgated)
    elif stand.units:
        return next(v.revision_id for v in replaced if v.day == stand.day)
    day = f"{stand.day:%Y%m%d}" if stand.day else "0" * 8
    return f"{work.law_id}_{day}_{amending or '0' * 15}"
