"""What happened to a regulation (改正の経過), and what is to come (未施行)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from reiki.history.touching import touches
from reiki.law.address import Address
from reiki.office.naming import find_work, place_in
from reiki.store import anchors as anchoring
from reiki.store import clauses as clausing
from reiki.store import issues as issuing
from reiki.store.clauses import Outcome, StoredClause
from reiki.store.session import Store


@dataclass(frozen=True, slots=True)
class Change:
    """One event in the history of a regulation. ``how``: ``enacted``, ``imported`` or ``amended``; ``operations`` as the
    contract prints them, those that touch the address asked for."""

    how: str
    in_force_from: datetime.date | None
    promulgated: datetime.date | None
    notice: str
    notice_title: str
    clause: str
    key: str
    status: str
    operations: tuple[dict[str, Any], ...]
    source: str
    findings: tuple[dict[str, Any], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "how": self.how,
            "in_force_from": iso(self.in_force_from),
            "promulgated": iso(self.promulgated),
            "notice": {"number": self.notice, "title": self.notice_title},
            "clause": self.clause or None,
            "id": self.key,
            "status": self.status,
            "operations": list(self.operations),
            "source_sha256": self.source,
            "findings": list(self.findings),
        }


def history(store: Store, name: str, *, at: str = "", on: datetime.date | None = None) -> tuple[Change, ...]:
    """Every change of a regulation, or of one address in it, oldest first; what is held or waits included."""
    with store.reading() as connection:
        found = find_work(connection, name, on)
        address = place_in(found, at)
        changes = [_begun(connection, a) for a in anchoring.anchors_of(connection, found.work.id)]
        for clause, outcome in clausing.standing(connection, found.work.id):
            change = _amended(clause, outcome, address)
            if change is not None:
                changes.append(change)
        order = {"enacted": 0, "amended": 1, "imported": 2}
        return tuple(sorted(changes, key=lambda c: (c.in_force_from or datetime.date.max, order[c.how])))


def _begun(connection: Connection, anchor: anchoring.StoredAnchor) -> Change:
    number = title = ""
    promulgated = None
    if anchor.notice is not None:
        number, title, promulgated = issuing.notice_names(connection, anchor.notice)
    return Change(
        anchor.how,
        anchor.day,
        promulgated,
        number,
        title,
        "",
        anchor.key,
        "",
        (),
        anchor.source,
        anchor.findings,
    )


def _amended(clause: StoredClause, outcome: Outcome, at: Address) -> Change | None:
    operations = (*outcome.operations, *outcome.supplement)
    if at.steps:
        parsed = (*clausing.operations_of(outcome), *clausing.supplement_of(outcome))
        operations = tuple(op for op, read in zip(operations, parsed, strict=True) if touches(read, at))
        if not operations:
            return None
    return Change(
        "amended",
        clause.in_force_from,
        clause.promulgated,
        clause.notice_number,
        clause.notice_title,
        clause.clause,
        clause.key,
        outcome.status,
        operations,
        clause.source,
        outcome.findings,
    )


# ------------------------------------------------------------------------------------------------------------ upcoming


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something promulgated that is not in force on the day asked: a clause, or an enactment (``clause`` ``""``).
    ``in_force_from``: ``None`` when nobody has fixed it; ``commencement`` says what is known."""

    title: str
    number: str
    notice: str
    notice_title: str
    promulgated: datetime.date | None
    clause: str
    key: str
    status: str
    in_force_from: datetime.date | None
    commencement: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "target": {"title": self.title, "number": self.number},
            "notice": {"number": self.notice, "title": self.notice_title},
            "promulgated": iso(self.promulgated),
            "clause": self.clause or None,
            "id": self.key,
            "status": self.status,
            "in_force_from": iso(self.in_force_from),
            "commencement": self.commencement,
        }


def upcoming(store: Store, *, on: datetime.date) -> tuple[Upcoming, ...]:
    """What is promulgated by a day and not yet in force on it, soonest first, dates not yet fixed last."""
    with store.reading() as connection:
        found = [*_coming_clauses(connection, on), *_coming_enactments(connection, on)]
    return tuple(sorted(found, key=lambda u: (u.in_force_from or datetime.date.max, u.key)))


def _coming_clauses(connection: Connection, on: datetime.date) -> Iterable[Upcoming]:
    clauses = clausing.clauses_after(connection, on)
    outcomes = clausing.outcomes_of(connection, (c.id for c in clauses))
    for c in clauses:
        yield Upcoming(
            c.target_title,
            c.target_number,
            c.notice_number,
            c.notice_title,
            c.promulgated,
            c.clause,
            c.key,
            outcomes[c.id].status,
            c.in_force_from,
            dict(c.commencement),
        )


def _coming_enactments(connection: Connection, on: datetime.date) -> Iterable[Upcoming]:
    for anchor, number, title, promulgated, commencement in anchoring.enactments_after(connection, on):
        yield Upcoming(
            title,
            number,
            number,
            title,
            promulgated,
            "",
            anchor.key,
            "enacted",
            anchor.day,
            commencement or {},
        )


def iso(day: datetime.date | None) -> str | None:
    """A day as JSON says it."""
    return day.isoformat() if day else None
