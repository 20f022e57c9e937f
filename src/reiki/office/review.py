"""The clauses that are held, and why (保留の一覧)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reiki.office.errors import UnknownClause
from reiki.office.ingest import ClauseReport, clause_report
from reiki.store import clauses as clausing
from reiki.store.session import Store


@dataclass(frozen=True, slots=True)
class HeldClause:
    """A held clause with what would be done (``candidate``), what it presupposes (``guard``) and what waits behind it."""

    report: ClauseReport
    lead: tuple[str, ...]
    commencement: dict[str, Any]
    candidate: tuple[dict[str, Any], ...]
    guard: tuple[dict[str, Any], ...]
    behind: tuple[str, ...]
    source: str

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            **self.report.as_json(),
            "lead_text": list(self.lead),
            "commencement": self.commencement,
            "candidate": list(self.candidate),
            "guard": list(self.guard),
            "behind": list(self.behind),
            "source_sha256": self.source,
        }


def review_list(store: Store) -> tuple[ClauseReport, ...]:
    """The clauses that are held, oldest first, each followed by those that wait behind it."""
    with store.reading() as connection:
        open_clauses = clausing.open_clauses(connection)
    held = [pair for pair in open_clauses if pair[1].status == "held"]
    out: list[ClauseReport] = []
    for clause, outcome in held:
        out.append(clause_report(clause, outcome))
        out += [clause_report(c, o) for c, o in open_clauses if o.waits_for == clause.key]
    return tuple(out)


def review_show(store: Store, key: str) -> HeldClause:
    """One clause with everything that a person needs to decide. Raises :class:`UnknownClause`."""
    with store.reading() as connection:
        clause = clausing.clauses_by_key(connection, [key]).get(key)
        if clause is None:
            raise UnknownClause(f"no clause has the id {key}; reiki review lists those that are held.")
        outcome = clausing.outcomes_of(connection, [clause.id])[clause.id]
        behind = tuple(c.key for c, o in clausing.open_clauses(connection) if o.waits_for == key)
        lead = clausing.lead_of(connection, clause.id)
    return HeldClause(
        clause_report(clause, outcome),
        lead,
        dict(clause.commencement),
        outcome.operations,
        outcome.guard,
        behind,
        clause.source,
    )
