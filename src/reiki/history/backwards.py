"""Before a text that is known whole (遡り): clauses that it already contains, undone one by one from the last.

An office has today's text and a cupboard of old gazettes. What undoing gives is only where the fold begins: from there it goes
forwards through the same clauses under all their guards, and must arrive at the known text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reiki.amend.operations import Finding, Operation
from reiki.history.model import LACKING, Agreement, Anchor, Machine, Unit

if TYPE_CHECKING:
    from reiki.law.document import LawDocument


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where the known history begins: ``document`` stands before ``unit``, the first clause that could be undone.

    ``stopped_by`` and ``why``: the clause before it that could not be, and the reason (empty when all could). ``supplements``:
    notice id → the operations by which its 改正附則 joins again, exactly as the known text prints it. ``notes``: unit id →
    what is to be said of its undoing. ``lacking``: the known text reads as it did before that clause, which should be in it.
    """

    document: LawDocument | None
    unit: str = ""
    stopped_by: str = ""
    why: tuple[Finding, ...] = ()
    supplements: dict[str, tuple[Operation, ...]] = field(default_factory=dict)
    notes: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    lacking: Agreement | None = None


NOWHERE = Beginning(None)


def undo_all(anchor: Anchor, units: Sequence[Unit], machine: Machine) -> Beginning:
    """Undoes the clauses that ``anchor`` contains (``units``: in their turn, oldest first) until one cannot be. One that a
    person rejected ordered nothing."""
    known = frozenset(machine.supplement_number(unit) for unit in units)
    units = [u for u in units if u.decision is None or u.decision.how != "reject"]
    firsts: dict[str, str] = {}
    for unit in units:
        firsts.setdefault(unit.notice_id, unit.id)
    document, begins = anchor.document, ""
    supplements: dict[str, tuple[Operation, ...]] = {}
    notes: dict[str, tuple[Finding, ...]] = {}
    for unit in reversed(units):
        step = machine.undo(document, unit, known, first=firsts[unit.notice_id] == unit.id)
        if step.document is None:
            why = tuple(f for f in step.findings if f.severity == "error")
            told = tuple(f for f in why if f.code == LACKING)
            lacking = Agreement(anchor.id, False, told) if told else None
            return Beginning(document if begins else None, begins, unit.id, why, supplements, notes, lacking)
        if firsts[unit.notice_id] == unit.id:
            # A known text that does not print this 改正附則 is arrived at without it.
            supplements[unit.notice_id] = step.inverse
        if step.findings:
            notes[unit.id] = step.findings
        document, begins = step.document, unit.id
    return Beginning(document if begins else None, begins, "", (), supplements, notes)
