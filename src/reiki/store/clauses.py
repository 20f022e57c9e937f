"""Clauses as read, and what became of each clause (at every state of knowledge)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, insert, select, update

from reiki.amend.operations import Finding, Operation, Quote, from_json, source_from_json, to_json
from reiki.gazette.model import Clause
from reiki.history.model import BY_DATE, Result, Status
from reiki.law.address import Address
from reiki.store.tables import CLAUSES, ISSUES, NOTICES, OUTCOMES
from reiki.store.versions import known_at


@dataclass(frozen=True, slots=True)
class StoredClause:
    """A clause in the store with its notice. ``key`` is the same in every store; ``clause`` is the id in the notice."""

    id: int
    key: str
    clause: str
    position: int
    part: int
    verb: str
    path: str
    target_title: str
    target_number: str
    work: int | None
    within: str
    commencement: Mapping[str, Any]
    in_force_from: datetime.date | None
    source: str
    issue: int
    notice: int
    notice_key: str
    notice_position: int
    notice_title: str
    notice_number: str
    promulgated: datetime.date | None
    duplicate_of: int | None
    withdrawn: bool = False
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a clause, as known at a moment. ``supplement``: the operations of its notice's 改正附則, where that
    joined with it."""

    clause: int
    status: Status
    effective: datetime.date | None
    operations: tuple[dict[str, Any], ...]
    inverse: tuple[dict[str, Any], ...]
    guard: tuple[dict[str, Any], ...]
    supplement: tuple[dict[str, Any], ...]
    findings: tuple[dict[str, Any], ...]
    waits_for: str
    compiler: str
    recorded_at: datetime.datetime


def correct_clause(connection: Connection, stored: int, now_read: NewClause) -> None:
    """A clause is what errata say: its place, its target, what it does to it, and its day."""
    clause = now_read.clause
    values = {
        "position": now_read.position,
        "part": now_read.part,
        "verb": clause.verb,
        "path": clause.path,
        "target_title": clause.target.title,
        "target_number": clause.target.number,
        "commencement": dict(now_read.commencement),
        "in_force_from": now_read.in_force_from,
        "turn": None if now_read.turn is None else list(now_read.turn),
        "lead": [p.text.text for p in clause.lead],
        "source": clause.origin.as_json(),
        "withdrawn_at": None,
    }
    connection.execute(update(CLAUSES).where(CLAUSES.c.id == stored).values(**values))


def withdraw_clause(connection: Connection, clause: int, now: datetime.datetime) -> None:
    """Errata say that the issue has no such clause; what became of it before stays known so."""
    values = {"withdrawn_at": now, "work": None, "within": ""}
    connection.execute(update(CLAUSES).where(CLAUSES.c.id == clause).values(**values))


# ------------------------------------------------------------------------------------------------------------- clauses


@dataclass(frozen=True, slots=True)
class NewClause:
    """A clause × commencement to be recorded."""

    key: str
    notice: int
    clause: Clause
    position: int
    part: int
    commencement: Mapping[str, Any]
    in_force_from: datetime.date | None
    turn: Sequence[Any] | None
    work: int | None
    within: str


def add_clause(connection: Connection, new: NewClause, now: datetime.datetime) -> int:
    """Records a clause; gives its key in the store."""
    values = {
        "key": new.key,
        "notice": new.notice,
        "clause": new.clause.id,
        "position": new.position,
        "part": new.part,
        "verb": new.clause.verb,
        "path": new.clause.path,
        "target_title": new.clause.target.title,
        "target_number": new.clause.target.number,
        "work": new.work,
        "within": new.within,
        "commencement": dict(new.commencement),
        "in_force_from": new.in_force_from,
        "turn": None if new.turn is None else list(new.turn),
        "lead": [p.text.text for p in new.clause.lead],
        "source": new.clause.origin.as_json(),
        "recorded_at": now,
    }
    key = connection.execute(insert(CLAUSES).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def assign_work(connection: Connection, clause: int, work: int, within: str) -> None:
    """A clause is found to speak of another work, or of a place within one."""
    connection.execute(update(CLAUSES).where(CLAUSES.c.id == clause).values(work=work, within=within))


_TOLD: Final = [column for column in CLAUSES.c if column.name not in ("lead", "source", "turn")]
"""Not the lead text and where it stands: long, and asked for one clause at a time (:func:`lead_of`)."""
_EVERY: Final[Select[Any]] = (
    select(
        *_TOLD,
        NOTICES.c.key.label("notice_key"),
        NOTICES.c.position.label("notice_position"),
        NOTICES.c.title.label("notice_title"),
        NOTICES.c.number.label("notice_number"),
        NOTICES.c.promulgated,
        NOTICES.c.issue,
        ISSUES.c.source.label("issue_source"),
        ISSUES.c.publisher,
    )
    .join(NOTICES, CLAUSES.c.notice == NOTICES.c.id)
    .join(ISSUES, NOTICES.c.issue == ISSUES.c.id)
)
_WITH_NOTICE: Final = _EVERY.where(CLAUSES.c.withdrawn_at.is_(None))


def clauses_of_work(
    connection: Connection, work: int, since: datetime.date | None = None
) -> tuple[StoredClause, ...]:
    """The clauses on a work, in the order recorded; with ``since`` only those that start on that day or later."""
    query = _WITH_NOTICE.where(CLAUSES.c.work == work, CLAUSES.c.duplicate_of.is_(None))
    if since is not None:
        query = query.where(CLAUSES.c.in_force_from >= since)
    return tuple(_clause(row) for row in connection.execute(query.order_by(CLAUSES.c.id)))


def undated_clauses(connection: Connection, work: int) -> tuple[StoredClause, ...]:
    """The clauses on a work whose day nobody has fixed yet."""
    query = _WITH_NOTICE.where(
        CLAUSES.c.work == work, CLAUSES.c.in_force_from.is_(None), CLAUSES.c.duplicate_of.is_(None)
    )
    return tuple(_clause(row) for row in connection.execute(query.order_by(CLAUSES.c.id)))


def clauses_where(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[StoredClause, ...]:
    """The clauses that conditions on the table of clauses choose, in the order recorded."""
    query = _WITH_NOTICE.where(*conditions).order_by(CLAUSES.c.id)
    return tuple(_clause(row) for row in connection.execute(query))


def clauses_of_notice(connection: Connection, notice: int) -> tuple[StoredClause, ...]:
    """The clauses of a notice in their order."""
    query = _WITH_NOTICE.where(CLAUSES.c.notice == notice).order_by(CLAUSES.c.position, CLAUSES.c.part)
    return tuple(_clause(row) for row in connection.execute(query))


def clauses_of_issue(
    connection: Connection, issue: int, *, withdrawn: bool = False
) -> tuple[StoredClause, ...]:
    """The clauses of an issue in their order; with ``withdrawn`` also those that it has no longer, as errata say."""
    query = _EVERY if withdrawn else _WITH_NOTICE
    query = query.where(NOTICES.c.issue == issue).order_by(
        NOTICES.c.position, CLAUSES.c.position, CLAUSES.c.part, CLAUSES.c.id
    )
    return tuple(_clause(row) for row in connection.execute(query))


def clauses_by_key(connection: Connection, keys: Iterable[str]) -> dict[str, StoredClause]:
    """Clauses by their keys."""
    wanted = list(dict.fromkeys(keys))
    out: dict[str, StoredClause] = {}
    for start in range(0, len(wanted), 500):
        query = _EVERY.where(CLAUSES.c.key.in_(wanted[start : start + 500]))
        out |= {row.key: _clause(row) for row in connection.execute(query)}
    return out


def clauses_on_number(connection: Connection, number: str) -> tuple[StoredClause, ...]:
    """The clauses whose notice names this number as what it amends."""
    query = _WITH_NOTICE.where(CLAUSES.c.target_number == number).order_by(CLAUSES.c.id)
    return tuple(_clause(row) for row in connection.execute(query))


def waiting_for_a_day(
    connection: Connection, work: int, known: datetime.datetime | None = None
) -> tuple[StoredClause, ...]:
    """The clauses on a work that waited, as known at a moment, for a day that nobody had fixed."""
    query = (
        _EVERY.join(OUTCOMES, OUTCOMES.c.clause == CLAUSES.c.id)
        .where(
            OUTCOMES.c.work == work,
            OUTCOMES.c.status == "waiting",
            OUTCOMES.c.waits_for == BY_DATE,
            known_at(OUTCOMES.c.recorded_at, OUTCOMES.c.superseded_at, known),
        )
        .order_by(CLAUSES.c.id)
    )
    return tuple(_clause(row) for row in connection.execute(query))


def lead_of(connection: Connection, clause: int) -> tuple[str, ...]:
    """The sentences of a clause's lead text (柱書き)."""
    return tuple(connection.execute(select(CLAUSES.c.lead).where(CLAUSES.c.id == clause)).scalar_one())


# ------------------------------------------------------------------------------------------------------------ outcomes


def outcomes_of(
    connection: Connection, clauses: Iterable[int], known: datetime.datetime | None = None
) -> dict[int, Outcome]:
    """What became of clauses, as known at a moment (``None``: latest)."""
    wanted = list(dict.fromkeys(clauses))
    out: dict[int, Outcome] = {}
    for start in range(0, len(wanted), 500):
        query = select(OUTCOMES).where(
            OUTCOMES.c.clause.in_(wanted[start : start + 500]),
            known_at(OUTCOMES.c.recorded_at, OUTCOMES.c.superseded_at, known),
        )
        out |= {row.clause: _outcome(row) for row in connection.execute(query)}
    return out


def record_outcome(
    connection: Connection,
    clause: int,
    work: int | None,
    result: Result,
    compiler: str,
    now: datetime.datetime,
) -> bool:
    """Makes a result the knowledge about a clause; True when it is other than before."""
    values: dict[str, Any] = {
        "status": result.status,
        "effective": result.effective,
        "operations": [to_json(op) for op in result.operations],
        "inverse": [to_json(op) for op in result.inverse],
        "guard": [quote_json(q) for q in result.guard],
        "supplement": {
            "operations": [to_json(op) for op in result.supplement],
            "inverse": [to_json(op) for op in result.supplement_inverse],
        },
        "findings": [f.as_json() for f in result.findings],
        "waits_for": result.waits_for,
        "compiler": compiler,
    }
    query = select(OUTCOMES).where(OUTCOMES.c.clause == clause, OUTCOMES.c.superseded_at.is_(None))
    before = connection.execute(query).first()
    if before is not None:
        if before.work == work and all(getattr(before, name) == value for name, value in values.items()):
            return False
        connection.execute(update(OUTCOMES).where(OUTCOMES.c.id == before.id).values(superseded_at=now))
    connection.execute(insert(OUTCOMES).values(clause=clause, work=work, recorded_at=now, **values))
    return True


def standing(
    connection: Connection, work: int, known: datetime.datetime | None = None
) -> tuple[tuple[StoredClause, Outcome], ...]:
    """The clauses on a work with what became of them, in the order of their days; those without a day last."""
    query = _EVERY.join(OUTCOMES, OUTCOMES.c.clause == CLAUSES.c.id).where(
        OUTCOMES.c.work == work, known_at(OUTCOMES.c.recorded_at, OUTCOMES.c.superseded_at, known)
    )
    clauses = [_clause(row) for row in connection.execute(query.order_by(CLAUSES.c.id))]
    outcomes = outcomes_of(connection, (c.id for c in clauses), known)
    found = [(c, outcomes[c.id]) for c in clauses]
    return tuple(sorted(found, key=lambda pair: (pair[0].in_force_from or datetime.date.max, pair[0].id)))


def quote_json(quote: Quote) -> dict[str, Any]:
    """A quote of the guard as JSON; :func:`quote_from_json` reads it back."""
    return {"at": str(quote.at), "part": quote.part, "text": quote.text, "source": quote.source.as_json()}


def quote_from_json(data: Mapping[str, Any]) -> Quote:
    """A quote from its JSON."""
    return Quote(Address.parse(data["at"]), data["text"], data["part"], source_from_json(data["source"]))


def operations_of(outcome: Outcome) -> tuple[Operation, ...]:
    """The clause's own operations."""
    return tuple(from_json(op) for op in outcome.operations)


def supplement_of(outcome: Outcome) -> tuple[Operation, ...]:
    """The operations of the 改正附則 that joined with the clause."""
    return tuple(from_json(op) for op in outcome.supplement)


def guard_of(outcome: Outcome) -> tuple[Quote, ...]:
    """What the clause presupposes."""
    return tuple(quote_from_json(q) for q in outcome.guard)


def finding_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as the contract prints them."""
    return [f.as_json() for f in findings]


# ---------------------------------------------------------------------------------------------------------------- rows


def _clause(row: Row[tuple[Any, ...]]) -> StoredClause:
    return StoredClause(
        id=row.id,
        key=row.key,
        clause=row.clause,
        position=row.position,
        part=row.part,
        verb=row.verb,
        path=row.path,
        target_title=row.target_title,
        target_number=row.target_number,
        work=row.work,
        within=row.within,
        commencement=row.commencement,
        in_force_from=row.in_force_from,
        source=row.issue_source,
        issue=row.issue,
        notice=row.notice,
        notice_key=row.notice_key,
        notice_position=row.notice_position,
        notice_title=row.notice_title,
        notice_number=row.notice_number,
        promulgated=row.promulgated,
        duplicate_of=row.duplicate_of,
        withdrawn=row.withdrawn_at is not None,
        publisher=row.publisher,
    )


def _outcome(row: Row[tuple[Any, ...]]) -> Outcome:
    return Outcome(
        clause=row.clause,
        status=row.status,
        effective=row.effective,
        operations=tuple(row.operations),
        inverse=tuple(row.inverse),
        guard=tuple(row.guard),
        supplement=tuple(row.supplement["operations"]),
        findings=tuple(row.findings),
        waits_for=row.waits_for,
        compiler=row.compiler,
        recorded_at=row.recorded_at,
    )
