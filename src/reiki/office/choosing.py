"""Which of two texts counts (いずれによるか): of two renderings of a clause, or of two imports of a regulation, that disagree.

Recorded with who, when and why; undone, everything is as before. What was known until then stays known so.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from reiki.office import decide
from reiki.office.correcting import settle
from reiki.office.days import concern
from reiki.office.decide import CannotDecide, DecisionReport, clause_named, decision_report, said_by
from reiki.office.desk import DESK, Desk, Reader
from reiki.office.folding import refold
from reiki.office.imports import DisputedImport, imports_of
from reiki.office.ingest import ClauseReport, clause_reports
from reiki.office.renderings import compare_again, differs_from_counting, let_count
from reiki.office.webhooks import announce
from reiki.store import anchors as anchoring
from reiki.store import audit
from reiki.store import clauses as clausing
from reiki.store import decisions as decision_store
from reiki.store import twins as twinning
from reiki.store.anchors import StoredAnchor
from reiki.store.clauses import StoredClause
from reiki.store.decisions import COUNTS, How
from reiki.store.session import Store
from reiki.store.tables import UNKNOWN_START

IMPORT: Final = "import:"
"""How the id of an import begins."""


@dataclass(frozen=True, slots=True)
class ImportDecisionReport:
    """The imports of a regulation after a decision on one of them. ``clauses``: those whose outcome is another than before."""

    key: str
    imports: tuple[DisputedImport, ...]
    clauses: tuple[ClauseReport, ...]

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "id": self.key,
            "imports": [i.as_json() for i in self.imports],
            "clauses": [c.as_json() for c in self.clauses],
        }


Report = DecisionReport | ImportDecisionReport


def count(
    store: Store, key: str, *, person: str, reason: str, now: datetime.datetime, desk: Desk = DESK
) -> Report:
    """This rendering of a clause, or this import, is the one that counts. Raises :class:`CannotDecide` where nothing
    disagrees, and ``UnknownClause``."""
    said_by(person, reason)
    if key.startswith(IMPORT):
        return _on_import(store, key, COUNTS, person, reason, now, desk)
    with store.writing() as connection:
        clause = _rendering(connection, key)
        beside = _beside(connection, clause)
        decision_store.add_decision(connection, key, COUNTS, [c.key for c in beside], person, reason, now)
        _let_count(connection, Reader(desk, connection), clause, now)
        entry = {
            "clause": key,
            "how": COUNTS,
            "given": [c.key for c in beside],
            "by": person,
            "because": reason,
        }
        audit.record(connection, "decide", entry, now)
        announce(connection, now)
        return decision_report(connection, clause_named(connection, key), ())


def reject(
    store: Store, key: str, *, person: str, reason: str, now: datetime.datetime, desk: Desk = DESK
) -> Report:
    """The rendering that differs, or the import, does not count; a held clause that counts orders nothing
    (:func:`reiki.office.decide.reject`). Raises :class:`CannotDecide`, ``UnknownClause``."""
    said_by(person, reason)
    if key.startswith(IMPORT):
        return _on_import(store, key, "reject", person, reason, now, desk)
    with store.reading() as connection:
        beside = clause_named(connection, key).duplicate_of is not None
    if not beside:
        return decide.reject(store, key, person=person, reason=reason, now=now, desk=desk)
    with store.writing() as connection:
        clause = _rendering(connection, key)
        decision_store.add_decision(connection, key, "reject", (), person, reason, now)
        compare_again(connection, Reader(desk, connection), clause, now)
        audit.record(
            connection,
            "decide",
            {"clause": key, "how": "reject", "given": [], "by": person, "because": reason},
            now,
        )
        announce(connection, now)
        return decision_report(connection, clause, ())


def undo(
    store: Store, key: str, *, person: str, reason: str, now: datetime.datetime, desk: Desk = DESK
) -> Report:
    """Takes any decision on a clause or an import back; it stays in the record. Raises :class:`CannotDecide`,
    ``UnknownClause``."""
    said_by(person, reason)
    if key.startswith(IMPORT):
        return _undo_import(store, key, person, reason, now, desk)
    with store.reading() as connection:
        clause = clause_named(connection, key)
        decision = decision_store.standing_decision(connection, key)
    if decision is None or (decision.how != COUNTS and clause.duplicate_of is None):
        return decide.undo(store, key, person=person, reason=reason, now=now, desk=desk)
    with store.writing() as connection:
        clause = clause_named(connection, key)
        reader = Reader(desk, connection)
        decision_store.undo_decision(connection, decision.id, person, reason, now)
        if decision.how == COUNTS and clause.duplicate_of is None:
            before = clausing.clauses_by_key(connection, decision.given[:1]).get(decision.given[0])
            if before is None or before.withdrawn:
                raise CannotDecide(f"{decision.given[0]}, which counted before, is no longer in its issue.")
            _let_count(connection, reader, before, now)
        else:
            compare_again(connection, reader, clause, now)
        entry = {"clause": key, "how": decision.how, "by": person, "because": reason}
        audit.record(connection, "undo", entry, now)
        announce(connection, now)
        return decision_report(connection, clause_named(connection, key), ())


# ----------------------------------------------------------------------------------------------------------- renderings


def _rendering(connection: Connection, key: str) -> StoredClause:
    """A rendering that is held because it differs from the one that counts."""
    clause = clause_named(connection, key)
    outcome = clausing.outcomes_of(connection, [clause.id])[clause.id]
    if clause.duplicate_of is None or clause.withdrawn or not differs_from_counting(outcome):
        raise CannotDecide(
            f"clause {key} is {outcome.status}; only of a rendering that differs from another one can be said whether it counts."
        )
    return clause


def _beside(connection: Connection, clause: StoredClause) -> list[StoredClause]:
    """The rendering that counts, and then the others that are beside it."""
    assert clause.duplicate_of is not None
    counting = twinning.counting_beside(connection, clause)
    others = twinning.renderings_of(connection, clause.duplicate_of)
    return [*([counting] if counting else []), *(c for c in others if c.id != clause.id)]


def _let_count(connection: Connection, reader: Reader, clause: StoredClause, now: datetime.datetime) -> None:
    since: dict[int, datetime.date] = {}
    let_count(connection, reader, clause, since, now)
    for work, day in settle(connection, reader, {clause.source}, now).items():
        concern(since, work, day)
    for work, day in sorted(since.items()):
        refold(connection, reader, work, day, now)


# -------------------------------------------------------------------------------------------------------------- imports


def _on_import(
    store: Store, key: str, how: How, person: str, reason: str, now: datetime.datetime, desk: Desk
) -> Report:
    with store.writing() as connection:
        anchor, mates = _import(connection, key)
        if anchor.decided:
            raise CannotDecide(
                f"{key} is decided already ({anchor.decided}); take that back with review undo."
            )
        others = [a for a in mates if a.key != key and a.day is not None and not a.set_aside]
        if not others:
            raise CannotDecide(f"nothing but {key} is known of that regulation: there is nothing to decide.")
        if how == COUNTS and anchor.leading:
            raise CannotDecide(f"{key} counts already.")
        given = [a.key for a in others if a.leading]
        decision_store.add_decision(connection, key, how, given, person, reason, now)
        changed = _refolded(connection, anchor.work, desk, now)
        entry = {"import": key, "how": how, "given": given, "by": person, "because": reason}
        audit.record(connection, "decide", entry, now)
        announce(connection, now)
        return ImportDecisionReport(key, tuple(imports_of(connection, anchor.work)), changed)


def _undo_import(
    store: Store, key: str, person: str, reason: str, now: datetime.datetime, desk: Desk
) -> Report:
    with store.writing() as connection:
        anchor, _ = _import(connection, key)
        decision = decision_store.standing_decision(connection, key)
        if decision is None:
            raise CannotDecide(f"no decision on {key} stands.")
        decision_store.undo_decision(connection, decision.id, person, reason, now)
        changed = _refolded(connection, anchor.work, desk, now)
        entry = {"import": key, "how": decision.how, "by": person, "because": reason}
        audit.record(connection, "undo", entry, now)
        announce(connection, now)
        return ImportDecisionReport(key, tuple(imports_of(connection, anchor.work)), changed)


def _import(connection: Connection, key: str) -> tuple[StoredAnchor, tuple[StoredAnchor, ...]]:
    """An import with all whole texts of its regulation."""
    found = anchoring.anchor_by_key(connection, key)
    if found is None or found.how != "imported":
        raise CannotDecide(f"no import has the id {key}; reiki review imports lists those that disagree.")
    mates = anchoring.anchors_of(connection, found.work)
    return next(a for a in mates if a.key == key), mates


def _refolded(
    connection: Connection, work: int, desk: Desk, now: datetime.datetime
) -> tuple[ClauseReport, ...]:
    """Folds a work anew from its beginning; the clauses whose outcome is another."""
    before = {c.id: o for c, o in clausing.standing(connection, work)}
    refold(connection, Reader(desk, connection), work, UNKNOWN_START, now)
    after = clausing.standing(connection, work)
    return clause_reports(connection, (c for c, o in after if before.get(c.id) != o))
