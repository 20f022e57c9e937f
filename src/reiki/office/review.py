"""The clauses that are held, and why (保留の一覧)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from reiki.office.errors import UnknownClause
from reiki.office.ingest import ClauseReport, clause_report
from reiki.store import clauses as clausing
from reiki.store import outlines as outlining
from reiki.store.outlines import OpenClause, Outline, Place
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


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """A clause that is held, and how many wait behind it."""

    report: ClauseReport
    behind: int


NO_DAY: Final = outlining.NO_DAY
"""The day in the place of a clause that has none."""
Listed = tuple[Place, Place | None]
"""Where an entry of the list stands: the place of the clause that is held and, for one that waits behind it, its own."""


@dataclass(frozen=True, slots=True)
class ReviewOrder:
    """Which clauses are held and which wait behind them, without what is told of each. ``held``: each with how many wait behind
    it; ``entries``: of the list, each with its place, in order."""

    held: tuple[tuple[OpenClause, int], ...]
    entries: tuple[tuple[Listed, OpenClause], ...]


def review_order(store: Store) -> ReviewOrder:
    """The order of the clauses that are held: by their days, those without one last; each followed by those that wait for it."""
    with store.reading() as connection:
        opened = outlining.open_clauses(connection)
    behind: dict[str, list[OpenClause]] = {}
    for clause in opened:
        if clause.status == "waiting":
            behind.setdefault(clause.waits_for, []).append(clause)
    held = tuple((c, len(behind.get(c.key, ()))) for c in opened if c.status == "held")
    entries: list[tuple[Listed, OpenClause]] = []
    for head, _ in held:
        entries.append(((head.place, None), head))
        entries += [((head.place, c.place), c) for c in behind.get(head.key, ())]
    return ReviewOrder(held, tuple(entries))


def review_list(store: Store) -> tuple[ClauseReport, ...]:
    """The clauses that are held, oldest first, those without a day last; each followed by those that wait behind it."""
    with store.snapshot():
        return _reports(store, [clause for _, clause in review_order(store).entries])


def review_keys(store: Store) -> tuple[str, ...]:
    """The ids of the clauses of :func:`review_list`."""
    return tuple(clause.key for _, clause in review_order(store).entries)


def review_page(store: Store, order: ReviewOrder, *, skip: int, limit: int) -> tuple[HeldGroup, ...]:
    """A page of the clauses that are held. ``order``: of this state of the store."""
    held = order.held[skip : skip + limit]
    reports = _reports(store, [clause for clause, _ in held])
    return tuple(HeldGroup(report, behind) for report, (_, behind) in zip(reports, held, strict=True))


def review_after(
    store: Store, order: ReviewOrder, after: Listed | None, *, limit: int
) -> tuple[tuple[ClauseReport, ...], Listed | None]:
    """So many entries of the list behind a place in it, and the place of the last where more follow. ``order``: of this state of
    the store; whatever was settled since the place was told, nobody misses what stands behind it."""
    start = (
        0 if after is None else bisect_right(order.entries, _rank(after), key=lambda entry: _rank(entry[0]))
    )
    shown = order.entries[start : start + limit]
    following = shown[-1][0] if start + limit < len(order.entries) else None
    return _reports(store, [clause for _, clause in shown]), following


def waiting_reports(connection: Connection, key: str) -> tuple[ClauseReport, ...]:
    """The clauses that wait behind one that is held."""
    behind = outlining.waiting_behind(connection, [key]).get(key, [])
    known = outlining.outlines(connection, (c.id for c in behind))
    return tuple(_report(known[c.id]) for c in behind)


def review_show(store: Store, key: str) -> HeldClause:
    """One clause with everything that a person needs to decide. Raises :class:`UnknownClause`."""
    with store.reading() as connection:
        clause = clausing.clauses_by_key(connection, [key]).get(key)
        if clause is None:
            raise UnknownClause(f"no clause has the id {key}; reiki review lists those that are held.")
        outcome = clausing.outcomes_of(connection, [clause.id])[clause.id]
        behind = tuple(c.key for c in outlining.waiting_behind(connection, [key]).get(key, ()))
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


def _reports(store: Store, clauses: Sequence[OpenClause]) -> tuple[ClauseReport, ...]:
    with store.reading() as connection:
        known = outlining.outlines(connection, (c.id for c in clauses))
    return tuple(_report(known[c.id]) for c in clauses)


def _rank(listed: Listed) -> tuple[Place, Place]:
    """What stands in front of what."""
    return listed[0], listed[1] or ("", 0)


def _report(found: Outline) -> ClauseReport:
    return ClauseReport(
        found.key,
        found.clause,
        found.notice,
        found.notice_title,
        found.target_title,
        found.target_number,
        found.status,
        found.effective,
        found.operations,
        found.findings,
        found.waits_for,
    )
