"""What a person decides of a held clause (保留の処理): recorded with who, when and why, never edited into the text.

A decision counts only when the clause then applies: to accept its candidate, to give other operations, or to waive a doubt still
goes through the engine and its guards. Which of two renderings of a clause counts, or of two imports that disagree, a person says
too (:mod:`reiki.office.choosing`). Taken back, everything is as before.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from reiki.amend.operations import Unresolved, from_json
from reiki.gazette.consolidate import WAIVABLE
from reiki.history.findings import BEGINS
from reiki.office.correcting import decided_anew
from reiki.office.days import concern
from reiki.office.desk import DESK, Desk, Reader
from reiki.office.errors import OfficeError, UnknownClause
from reiki.office.folding import refold
from reiki.office.ingest import ClauseReport, clause_report
from reiki.office.webhooks import announce
from reiki.store import audit, listing
from reiki.store import clauses as clausing
from reiki.store import decisions as decision_store
from reiki.store.clauses import Outcome, StoredClause
from reiki.store.decisions import How, StoredDecision
from reiki.store.outlines import waiting_behind
from reiki.store.session import Store
from reiki.store.tables import UNKNOWN_START


class CannotDecide(OfficeError):
    """A decision that cannot be recorded; nothing was changed."""


@dataclass(frozen=True, slots=True)
class DecisionReport:
    """A clause after a decision on it, or after one was taken back. ``freed``: the clauses that waited behind it."""

    clause: ClauseReport
    record: tuple[StoredDecision, ...]
    freed: tuple[ClauseReport, ...]

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            **self.clause.as_json(),
            "decisions": [d.as_json() for d in self.record],
            "freed": [c.as_json() for c in self.freed],
        }


def _not_moved(connection: Connection, key: str, seen: str) -> None:
    if seen and seen != listing.state_of(connection).digest:
        raise CannotDecide(
            f"the store was changed since clause {key} was shown; look at it again, and decide then."
        )


def accept(
    store: Store,
    key: str,
    *,
    person: str,
    reason: str,
    now: datetime.datetime,
    desk: Desk = DESK,
    seen: str = "",
) -> DecisionReport:
    """The candidate that review shows is what the clause orders: every doubt that holds it is waived, and guard and both
    derivations must hold. ``seen``: the digest of the state of the store in which it was shown; on what was written since nobody
    decides unseen. Raises :class:`CannotDecide`, :class:`UnknownClause`."""
    with store.reading() as connection:
        outcome = _held(connection, key)[1]
        # What is waived is what was read here: nothing may come between.
        seen = seen or listing.state_of(connection).digest
    codes = {f["code"] for f in outcome.findings if f["severity"] == "error"}
    if not outcome.operations or not codes <= WAIVABLE:
        why = "、".join(sorted(codes - WAIVABLE)) or "there is none"
        raise CannotDecide(
            f"the candidate of clause {key} is not whole ({why}): give the operations (--operations), or reject it."
        )
    return waive(store, key, sorted(codes), person=person, reason=reason, now=now, desk=desk, seen=seen)


def give(
    store: Store,
    key: str,
    operations: Sequence[dict[str, Any]],
    *,
    person: str,
    reason: str,
    now: datetime.datetime,
    desk: Desk = DESK,
    seen: str = "",
) -> DecisionReport:
    """These operations (JSON as the contract has it) are what the clause orders. Raises as :func:`accept` does."""
    for number, operation in enumerate(operations, 1):
        try:
            read = from_json(operation)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CannotDecide(
                f"operation {number} cannot be read ({error}); see docs/exit-codes-and-json.md."
            ) from error
        if isinstance(read, Unresolved):
            raise CannotDecide(
                f"operation {number} is unresolved: say in operations what it orders, or reject the clause."
            )
    if not operations:
        raise CannotDecide("no operations were given; to say that the clause orders nothing, reject it.")
    return _decide(store, key, "orders", operations, person, reason, now, desk, seen)


def waive(
    store: Store,
    key: str,
    codes: Sequence[str],
    *,
    person: str,
    reason: str,
    now: datetime.datetime,
    desk: Desk = DESK,
    seen: str = "",
) -> DecisionReport:
    """The doubts with these codes were settled with the printed gazette in hand. Raises as :func:`accept` does."""
    wrong = [code for code in codes if code not in WAIVABLE]
    if wrong or not codes:
        named = "、".join(wrong) or "nothing"
        raise CannotDecide(f"{named} cannot be waived; what can: {', '.join(sorted(WAIVABLE))}.")
    return _decide(store, key, "waive", sorted(set(codes)), person, reason, now, desk, seen)


def reject(
    store: Store,
    key: str,
    *,
    person: str,
    reason: str,
    now: datetime.datetime,
    desk: Desk = DESK,
    seen: str = "",
) -> DecisionReport:
    """The clause orders nothing (a misprint that was corrected otherwise, say). Raises as :func:`accept` does."""
    return _decide(store, key, "reject", (), person, reason, now, desk, seen)


def undo(
    store: Store,
    key: str,
    *,
    person: str,
    reason: str,
    now: datetime.datetime,
    desk: Desk = DESK,
    seen: str = "",
) -> DecisionReport:
    """Takes the decision on a clause back; it stays in the record. Raises :class:`CannotDecide`, :class:`UnknownClause`."""
    said_by(person, reason)
    with store.writing() as connection:
        clause = clause_named(connection, key)
        _not_moved(connection, key, seen)
        decision = decision_store.standing_decision(connection, key)
        if decision is None:
            raise CannotDecide(f"no decision on clause {key} stands.")
        if decision.how == decision_store.COUNTS or clause.duplicate_of is not None:
            raise CannotDecide(f"the decision on {key} is which rendering counts; see reiki.office.choosing.")
        decision_store.undo_decision(connection, decision.id, person, reason, now)
        _refold(connection, clause, desk, now)
        audit.record(
            connection, "undo", {"clause": key, "how": decision.how, "by": person, "because": reason}, now
        )
        announce(connection, now)
        return decision_report(connection, clause, ())


def _decide(
    store: Store,
    key: str,
    how: How,
    given: Sequence[Any],
    person: str,
    reason: str,
    now: datetime.datetime,
    desk: Desk,
    seen: str,
) -> DecisionReport:
    said_by(person, reason)
    with store.writing() as connection:
        clause, _ = _held(connection, key)
        _not_moved(connection, key, seen)
        waiting = [c.key for c in waiting_behind(connection, [key]).get(key, ())]
        behind = list(clausing.clauses_by_key(connection, waiting).values())
        decision_store.add_decision(connection, key, how, given, person, reason, now)
        _refold(connection, clause, desk, now)
        outcome = clausing.outcomes_of(connection, [clause.id])[clause.id]
        if outcome.status == "held" or any(f["code"] == BEGINS for f in outcome.findings):
            why = next(
                (f["message"] for f in outcome.findings if f["severity"] == "error"), "it is still held"
            )
            raise CannotDecide(f"with that decision the clause does not apply: {why}")
        entry = {"clause": key, "how": how, "given": list(given), "by": person, "because": reason}
        audit.record(connection, "decide", entry, now)
        announce(connection, now)
        return decision_report(connection, clause, behind)


def said_by(person: str, reason: str) -> None:
    """Raises :class:`CannotDecide` for a decision of nobody or without a reason."""
    if not person.strip() or not reason.strip():
        raise CannotDecide("a decision needs the name of the person and the reason.")


def clause_named(connection: Connection, key: str) -> StoredClause:
    """The clause with a key. Raises :class:`UnknownClause`."""
    clause = clausing.clauses_by_key(connection, [key]).get(key)
    if clause is None:
        raise UnknownClause(f"no clause has the id {key}; reiki review lists those that are held.")
    return clause


def _held(connection: Connection, key: str) -> tuple[StoredClause, Outcome]:
    clause = clause_named(connection, key)
    outcome = clausing.outcomes_of(connection, [clause.id])[clause.id]
    undecided = outcome.status == "skipped" and any(f["code"] == BEGINS for f in outcome.findings)
    if outcome.status != "held" and not undecided:
        raise CannotDecide(
            f"clause {key} is {outcome.status}, not held; take back an earlier decision with review undo."
        )
    if clause.work is None or clause.duplicate_of is not None:
        raise CannotDecide(
            f"clause {key} is held for what no decision on it can settle: {outcome.findings[0]['message']}"
        )
    return clause, outcome


def _refold(connection: Connection, clause: StoredClause, desk: Desk, now: datetime.datetime) -> None:
    assert clause.work is not None
    reader = Reader(desk, connection)
    since = decided_anew(connection, reader, clause, now)
    concern(since, clause.work, clause.in_force_from or UNKNOWN_START)
    for work, day in sorted(since.items()):
        refold(connection, reader, work, day, now)


def decision_report(
    connection: Connection, clause: StoredClause, behind: Sequence[StoredClause]
) -> DecisionReport:
    """A clause after a decision; ``behind``: those that waited for it."""
    outcomes = clausing.outcomes_of(connection, (c.id for c in (clause, *behind)))
    return DecisionReport(
        clause_report(clause, outcomes[clause.id]),
        decision_store.record_of(connection, clause.key),
        tuple(clause_report(c, outcomes[c.id]) for c in behind if outcomes[c.id].waits_for != clause.key),
    )
