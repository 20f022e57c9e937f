"""Clauses recorded as they are read (改正規定の登録): those of an issue taken in, and those that errata bring into one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from reiki.gazette.beside import beside_json
from reiki.gazette.model import Clause, Issue, Notice, Unfixed
from reiki.gazette.units import Unit as Part
from reiki.gazette.units import first_day, units_of
from reiki.history.model import Result
from reiki.history.order import turn_of
from reiki.office.days import concern
from reiki.office.desk import Reader
from reiki.office.folding import refold
from reiki.office.renderings import ambiguous, for_its_reading, give_way, skip
from reiki.office.resolving import resolve
from reiki.store import clauses as clausing
from reiki.store import issues as issuing
from reiki.store import twins as twinning
from reiki.store.clauses import NewClause, Outcome, StoredClause
from reiki.store.tables import UNKNOWN_START
from reiki.store.works import allow_partial


def clauses_in(issue: Issue, notice: Notice, notice_id: int) -> Iterator[NewClause]:
    """The clauses × commencement of a notice, as they are to be recorded; no work is found for them yet."""
    for position, clause in enumerate(notice.clauses):
        for number, part in enumerate(units_of(clause)):
            yield _new_clause(issue, notice, notice_id, position, clause, number, part)


def _new_clause(
    issue: Issue, notice: Notice, notice_id: int, position: int, clause: Clause, number: int, part: Part
) -> NewClause:
    commencement = part.commencement or clause.commencement or notice.commencement or Unfixed("")
    day = first_day(commencement, clause, notice)
    turn = None
    if day is not None:
        place = turn_of(day, notice.promulgated, notice.number, notice.position, position, number)
        turn = place.as_row()
    key = f"{issuing.notice_key(issue, notice)}/{clause.id}" + (f"#{number}" if number else "")
    said = commencement.as_json() | beside_json(notice, clause)
    return NewClause(key, notice_id, clause, position, number, said, day, turn, None, "")


def take_clause(
    connection: Connection,
    reader: Reader,
    issue: Issue,
    notice: Notice,
    new: NewClause,
    twins: Mapping[int, str],
    name: str,
    since: dict[int, datetime.date],
    now: datetime.datetime,
    *,
    partial: bool = False,
) -> None:
    """Records a clause. ``twins``: its notice in other renderings of the issue, with the names of their sources; where one of
    them brought the clause and was read well, this one changes nothing."""
    earlier = _earlier(connection, reader, new, twins, now)
    if earlier is not None and not for_its_reading(earlier[1]):
        skip(connection, reader, issue, new, earlier[0], twins[earlier[0].notice], now)
        return
    added = _add_clause(connection, reader, issue, notice, new, partial, since, now)
    if earlier is not None:
        give_way(connection, reader, earlier[0], added, name, since, now)


def _earlier(
    connection: Connection, reader: Reader, new: NewClause, twins: Mapping[int, str], now: datetime.datetime
) -> tuple[StoredClause, Outcome] | None:
    """The rendering of a clause that counts so far, with what became of it."""
    found = twinning.counting_clause(connection, twins, new.clause.id, new.part) if twins else None
    if found is not None and found[1] is None:
        # Errata brought it just now; whether it was read well is known when it has been tried.
        assert found[0].work is not None
        refold(connection, reader, found[0].work, found[0].in_force_from or UNKNOWN_START, now)
        found = twinning.counting_clause(connection, twins, new.clause.id, new.part)
    if found is None:
        return None
    clause, outcome = found
    assert outcome is not None, "every clause on a work has an outcome after it was folded"
    return clause, outcome


def _add_clause(
    connection: Connection,
    reader: Reader,
    issue: Issue,
    notice: Notice,
    new: NewClause,
    partial: bool,
    since: dict[int, datetime.date],
    now: datetime.datetime,
) -> int:
    work, within = resolve(connection, new.clause, notice, issue, now)
    new = replace(new, work=work.id if work else None, within=str(within) if within else "")
    stored = clausing.add_clause(connection, new, now)
    if work is None:
        result = Result(new.key, "held", new.in_force_from, findings=(ambiguous(new.clause),))
        clausing.record_outcome(connection, stored, None, result, reader.desk.compiler, now)
        return stored
    if partial:
        allow_partial(connection, work.id)
    concern(since, work.id, new.in_force_from)
    return stored
