"""What a fold has to say of clauses and known texts: each finding in the words that a person reads."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reiki.amend.operations import Finding
from reiki.history.backwards import Beginning
from reiki.history.model import Anchor, Decision, Stand, Unit

BEGINS: Final = "known_history_begins"
"""Code of the finding of a clause that could not be undone: a person may settle that as well as a clause that is held."""


def said(unit: Unit, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What the reading of the clause said and what its application says, each once; doubts that a person settled no longer
    hold."""
    own = (*unit.clause.findings, *unit.findings)
    decision = unit.decision
    if decision is None:
        return tuple(dict.fromkeys((*own, *findings)))
    settled = (
        replace(f, severity="warning")
        if f.severity == "error" and (decision.how == "orders" or f.code in decision.codes)
        else f
        for f in own
    )
    return tuple(dict.fromkeys((decided(decision), *settled, *findings)))


def decided(decision: Decision) -> Finding:
    """What a person decided of the clause."""
    what = {
        "waive": "waived " + "、".join(sorted(decision.codes)),
        "orders": "applied as a person decided",
        "reject": "rejected",
    }[decision.how]
    return Finding("note", "decided", f"{what}: {decision.said}")


def _named(unit: Unit) -> str:
    target = unit.clause.target
    return (
        f"{target.title}（{target.number}）"
        if target.title and target.number
        else target.title or target.number
    )


def no_base(unit: Unit) -> Finding:
    """Nothing stands that the clause could work on (held)."""
    return Finding(
        "error",
        "no_base",
        f"{_named(unit)} is not in the store: import it (reiki import), "
        "or ingest with --allow-partial to keep what the columns tell.",
    )


def contained(day: datetime.date) -> Finding:
    """The text known from a later day on contains the clause (skipped)."""
    return Finding(
        "note",
        "contained_in_base",
        f"in force by {day}: the text known from {day} on contains this amendment; earlier text is not in the store.",
    )


def begins_after(beginning: Beginning) -> Finding:
    """Why the known history begins after a clause that its text contains."""
    why = beginning.why[0].message if beginning.why else "no reason is known"
    return Finding(
        "warning",
        BEGINS,
        f"this clause could not be undone from the text known later, so the known history begins after it: {why}",
    )


def out_of_force(stand: Stand) -> Finding:
    """The regulation ended before the clause (held)."""
    how = {
        "replaced": "was replaced as a whole (全部改正)",
        "lapsed": "ended by its own 附則 (失効)",
    }.get(stand.ended, "was repealed (廃止)")
    return Finding(
        "error", "out_of_force", f"the regulation {how} from {stand.day} on; there is nothing to amend."
    )


def ends_instrument(unit: Unit) -> Finding:
    """A clause ends an amending instrument, of which the regulation carries the 附則 (held)."""
    how = "replaced as a whole (全部改正)" if unit.clause.verb == "replace" else "repealed (廃止)"
    return Finding(
        "error",
        "repeal_of_amending",
        f"{unit.clause.target.title or unit.within} is {how}: that ends an instrument that amended this regulation, and not the "
        "regulation; what it amended stays, and what becomes of its 附則 here is not told.",
    )


def past_its_end(anchor: Anchor, end: datetime.date) -> Finding:
    """A text imported as of a day on which, by its own words, it is out of force."""
    return Finding(
        "warning",
        "past_its_end",
        f"by its own 附則 the text imported as of {anchor.day} is out of force from {end} on: an amendment that moved that day "
        "is not in it, or it was taken in as of a wrong day.",
    )


def disagrees(anchor: Anchor) -> Finding:
    """An imported text is not what the fold gives on its day."""
    return Finding(
        "error",
        "import_disagrees",
        f"the text imported as of {anchor.day} is not the text that the store gives on that day.",
    )
