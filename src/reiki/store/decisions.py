"""What people decided of held clauses (保留の処理): recorded, taken back, never deleted."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, insert, select, update

from reiki.amend.operations import from_json
from reiki.history.model import Decision
from reiki.store.tables import DECISIONS

How = Literal["waive", "orders", "reject", "counts"]

COUNTS: Final = "counts"
"""The decision that of several renderings of a clause, or of several imports that disagree, this one counts. ``given``: the keys
of those that did before."""


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A decision as recorded. ``given``: codes that were waived, or operations as JSON."""

    id: int
    clause: str
    how: How
    given: tuple[Any, ...]
    person: str
    reason: str
    recorded_at: datetime.datetime
    undone_at: datetime.datetime | None
    undone_by: str
    undone_reason: str

    def decision(self) -> Decision:
        """As the fold reads it."""
        said = f"{self.person}, {self.recorded_at:%Y-%m-%d}: {self.reason}"
        if self.how == "orders":
            return Decision("orders", said, operations=tuple(from_json(op) for op in self.given))
        assert self.how != "counts", "which rendering counts is settled before anything is folded"
        return Decision(self.how, said, frozenset(self.given))

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        out: dict[str, Any] = {
            "how": self.how,
            "given": list(self.given),
            "by": self.person,
            "because": self.reason,
            "at": self.recorded_at.isoformat(),
        }
        if self.undone_at is not None:
            out["undone"] = {
                "by": self.undone_by,
                "because": self.undone_reason,
                "at": self.undone_at.isoformat(),
            }
        return out


def add_decision(
    connection: Connection,
    clause: str,
    how: How,
    given: Sequence[Any],
    person: str,
    reason: str,
    now: datetime.datetime,
) -> None:
    """Records a decision."""
    connection.execute(
        insert(DECISIONS).values(
            clause=clause, how=how, given=list(given), person=person, reason=reason, recorded_at=now, undone_at=None,
            undone_by="", undone_reason="",
        )
    )  # fmt: skip


def undo_decision(
    connection: Connection, decision: int, person: str, reason: str, now: datetime.datetime
) -> None:
    """Takes a decision back; it stays in the record."""
    values = {"undone_at": now, "undone_by": person, "undone_reason": reason}
    connection.execute(update(DECISIONS).where(DECISIONS.c.id == decision).values(**values))


def record_of(connection: Connection, clause: str) -> tuple[StoredDecision, ...]:
    """All decisions on a clause, those taken back too, in the order recorded."""
    query = select(DECISIONS).where(DECISIONS.c.clause == clause).order_by(DECISIONS.c.id)
    return tuple(_decision(row) for row in connection.execute(query))


def standing_decision(connection: Connection, clause: str) -> StoredDecision | None:
    """The decision on a clause that stands; the last, where an erratum overtook one before it."""
    return next((d for d in reversed(record_of(connection, clause)) if d.undone_at is None), None)


def decisions_on(connection: Connection, clauses: Iterable[str]) -> dict[str, StoredDecision]:
    """The decisions that stand on some clauses, by key: how they are carried out, not which rendering of them counts."""
    wanted = sorted(set(clauses))
    out: dict[str, StoredDecision] = {}
    for start in range(0, len(wanted), 500):
        query = select(DECISIONS).where(
            DECISIONS.c.clause.in_(wanted[start : start + 500]),
            DECISIONS.c.undone_at.is_(None),
            DECISIONS.c.how != COUNTS,
        )
        out |= {row.clause: _decision(row) for row in connection.execute(query.order_by(DECISIONS.c.id))}
    return out


def _decision(row: Row[Any]) -> StoredDecision:
    return StoredDecision(
        row.id, row.clause, row.how, tuple(row.given), row.person, row.reason, row.recorded_at, row.undone_at,
        row.undone_by, row.undone_reason,
    )  # fmt: skip
