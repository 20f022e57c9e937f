"""Several renderings of one gazette (HTML and PDF, say): which of them counts, clause by clause, and what becomes of the others.

The first that was read well counts. One that says something else is held until a person says which of the two is right.
"""

from __future__ import annotations

import datetime

from sqlalchemy import Connection

from reiki.amend.operations import Finding
from reiki.gazette.model import Clause, Issue
from reiki.gazette.renderings import renderings_differ
from reiki.history.model import Result
from reiki.office.days import concern
from reiki.office.desk import Reader
from reiki.office.folding import clause_of
from reiki.office.holding import NOT_BLOCKING
from reiki.office.resolving import resolve
from reiki.store import clauses as clausing
from reiki.store import decisions as decision_store
from reiki.store import sources as sourcing
from reiki.store import twins as twinning
from reiki.store.clauses import NewClause, Outcome, StoredClause
from reiki.store.decisions import COUNTS, StoredDecision


def skip(
    connection: Connection,
    reader: Reader,
    issue: Issue,
    new: NewClause,
    earlier: StoredClause,
    source: str,
    now: datetime.datetime,
) -> None:
    """Another rendering of a clause that was read well before: HTML and PDF of one gazette.

    It changes nothing, also where the other is held for want of a text to work on. Where it says something else than the
    rendering that counts, it is held: one of the two is wrong.
    """
    stored = clausing.add_clause(connection, new, now)
    twinning.mark_duplicate(connection, stored, earlier.id)
    counting, _, counted, _ = clause_of(reader, earlier)
    differs = renderings_differ(new.clause, issue, counted, counting)
    result = _beside(new.key, new.in_force_from, differs, source)
    clausing.record_outcome(connection, stored, None, result, reader.desk.compiler, now)


def _beside(key: str, day: datetime.date | None, differs: Finding | None, source: str) -> Result:
    said = f"taken in before, from {source}; this rendering of it changes nothing."
    finding = differs or Finding("warning", "duplicate_notice", said)
    return Result(key, "skipped" if differs is None else "held", day, findings=(finding,))


def for_its_reading(outcome: Outcome) -> bool:
    """True when a clause is held for something that another rendering of it may not have."""
    errors = {f["code"] for f in outcome.findings if f["severity"] == "error"}
    return outcome.status == "held" and not errors <= NOT_BLOCKING


def give_way(
    connection: Connection,
    reader: Reader,
    earlier: StoredClause,
    stored: int,
    source: str,
    since: dict[int, datetime.date],
    now: datetime.datetime,
) -> None:
    """A held clause of converted text, say, for which the same gazette now comes as HTML: the new rendering counts."""
    twinning.mark_duplicate(connection, earlier.id, stored)
    finding = Finding(
        "note", "other_rendering", f"was held; {source} brings the same clause and counts instead."
    )
    result = Result(earlier.key, "skipped", earlier.in_force_from, findings=(finding,))
    clausing.record_outcome(connection, earlier.id, None, result, reader.desk.compiler, now)
    concern(since, earlier.work, earlier.in_force_from)


# --------------------------------------------------------------------------------------------------- what was decided


def differs_from_counting(outcome: Outcome) -> bool:
    """True when a rendering is held because it says something else than the one that counts."""
    return outcome.status == "held" and any(f["code"] == "renderings_differ" for f in outcome.findings)


def compare_again(
    connection: Connection, reader: Reader, clause: StoredClause, now: datetime.datetime
) -> None:
    """A rendering beside the one that counts, after either was read anew or a person decided of it."""
    assert clause.duplicate_of is not None
    counts = twinning.counting_beside(connection, clause)
    if counts is None:
        return
    decided = _settled(connection, clause, counts)
    if decided is not None:
        said = f"{decided.person}, {decided.recorded_at:%Y-%m-%d}: {decided.reason}"
        what = "the other rendering counts" if decided.how == COUNTS else "rejected"
        finding = Finding("note", "decided", f"{what}: {said}")
        result = Result(clause.key, "skipped", clause.in_force_from, findings=(finding,))
    else:
        before = clausing.outcomes_of(connection, [clause.id])[clause.id]
        try:
            issue, _, read, _ = clause_of(reader, clause)
            counting, _, counted, _ = clause_of(reader, counts)
        except LookupError:
            return  # errata took it; that is settled when its own issue is read anew
        differs = renderings_differ(read, issue, counted, counting)
        if differs is None and before.status == "skipped" and not _was_decided(before):
            return
        name = sourcing.source_name(connection, counts.source)
        result = _beside(clause.key, clause.in_force_from, differs, name)
    clausing.record_outcome(connection, clause.id, None, result, reader.desk.compiler, now)


def _was_decided(outcome: Outcome) -> bool:
    return any(f["code"] == "decided" for f in outcome.findings)


def _settled(connection: Connection, clause: StoredClause, counts: StoredClause) -> StoredDecision | None:
    """The decision that settles of two renderings of a clause which counts."""
    own = decision_store.standing_decision(connection, clause.key)
    if own is not None and own.how == "reject":
        return own
    for decided in reversed(decision_store.record_of(connection, counts.key)):
        if decided.undone_at is None and decided.how == COUNTS and clause.key in decided.given:
            return decided
    return None


def let_count(
    connection: Connection,
    reader: Reader,
    clause: StoredClause,
    since: dict[int, datetime.date],
    now: datetime.datetime,
) -> None:
    """From now on this rendering of its clause counts, and the others are beside it."""
    assert clause.duplicate_of is not None
    counting = twinning.counting_beside(connection, clause)
    others = [*([counting] if counting else []), *twinning.renderings_of(connection, clause.duplicate_of)]
    twinning.mark_duplicate(connection, clause.id, None)
    issue, notice, read, _ = clause_of(reader, clause)
    work, within = resolve(connection, read, notice, issue, now)
    if work is not None:
        clausing.assign_work(connection, clause.id, work.id, str(within) if within else "")
        concern(since, work.id, clause.in_force_from)
    for other in others:
        concern(since, other.work, other.in_force_from)
        if other.id != clause.id:
            twinning.mark_duplicate(connection, other.id, clause.id)
    for other in twinning.renderings_of(connection, clause.id):
        compare_again(connection, reader, other, now)
    if work is None:
        result = Result(clause.key, "held", clause.in_force_from, findings=(ambiguous(read),))
        clausing.record_outcome(connection, clause.id, None, result, reader.desk.compiler, now)


def ambiguous(clause: Clause) -> Finding:
    """Several regulations have the title that a clause names."""
    named = clause.target.title or clause.target.number
    return Finding(
        "error",
        "ambiguous_target",
        f"several regulations in the store are called {named}; the notice gives no number that tells them apart.",
    )
