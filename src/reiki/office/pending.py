"""Instruments that are amended or repealed while what they order is still to come (未施行の改正規則の改正・廃止).

An amending instrument of which nothing is in force is read as its amendment says. Whatever else is ordered of one that still
orders something (its repeal, its replacement, an amendment while a part of it is in force, on a day that nobody has fixed, under
a number that may be another's) is not carried out by a guess: what it orders is held, and every text that it amended says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from reiki.gazette.model import Clause
from reiki.gazette.rewording import Rewording, read_rewordings
from reiki.office.days import concern
from reiki.office.desk import Reader
from reiki.office.folding import clause_of
from reiki.office.instruments import Naming, namings_of
from reiki.source.model import Paragraph, Table
from reiki.store import instruments as storing
from reiki.store import issues as issuing
from reiki.store import rewordings as rewording_store
from reiki.store.clauses import StoredClause
from reiki.store.decisions import decisions_on
from reiki.store.instruments import Instrument
from reiki.store.issues import StoredIssue


@dataclass(frozen=True, slots=True)
class Settles:
    """What settling lends: where it stands, ``since`` when which work may read otherwise, how an issue is read anew, and how the
    days that then are fixed are worked out."""

    connection: Connection
    reader: Reader
    now: datetime.datetime
    since: dict[int, datetime.date]
    read_anew: Callable[[StoredIssue], object]
    dated: Callable[[], object]


def amend_pending(settles: Settles, touched: Iterable[str], only: str = "") -> None:
    """Works out anew what clauses order of instruments that still order something, where either stands in one of the issues
    ``touched``. ``only``: of the instruments that the clause with this key names."""
    connection, sources = settles.connection, set(touched)
    namings = namings_of(connection, sources)
    instruments = {n.instrument.notice: n.instrument for n in namings if not only or n.clause.key == only}
    rejected = {
        key
        for key, d in decisions_on(connection, (n.clause.key for n in namings)).items()
        if d.how == "reject"
    }
    for instrument in () if only else storing.instruments_of(connection, sources):
        instruments.setdefault(instrument.notice, instrument)
    for notice in sorted(instruments):
        mine = [n for n in namings if n.instrument.notice == notice]
        _settle(settles, instruments[notice], mine, rejected)


def _settle(settles: Settles, instrument: Instrument, namings: list[Naming], rejected: set[str]) -> None:
    connection, since = settles.connection, settles.since
    before = [
        r
        for r in rewording_store.rewordings_of(connection, instrument.source)
        if r.position == instrument.position
    ]
    if not before and not namings:
        return
    stored = issuing.issue_of_source(connection, instrument.source)
    assert stored is not None
    for part in storing.clauses_of_instrument(connection, instrument.notice):
        concern(since, part.work, part.in_force_from)
    if before:
        rewording_store.supersede_rewordings(connection, instrument.source, instrument.position, settles.now)
        if any(r.rewording is not None for r in before):
            settles.read_anew(stored)
            settles.dated()
    last = datetime.date.max
    for naming in sorted(
        namings, key=lambda n: (n.clause.in_force_from or last, n.clause.promulgated or last, n.clause.key)
    ):
        clause = naming.clause
        concern(since, clause.work, clause.in_force_from)
        if clause.key not in rejected:
            _order(settles, instrument, naming, stored)


def _order(settles: Settles, instrument: Instrument, naming: Naming, stored: StoredIssue) -> None:
    """What one clause orders of an instrument, as it then stands."""
    connection, clause = settles.connection, naming.clause
    parts = storing.clauses_of_instrument(connection, instrument.notice)
    day = clause.in_force_from or clause.promulgated
    begun = [p for p in parts if day is not None and p.in_force_from is not None and p.in_force_from <= day]
    coming = [p for p in parts if p not in begun]
    amends = instrument.kind == "amend"
    if amends and not begun and clause.in_force_from is not None:
        issue, _, read, _ = clause_of(settles.reader, clause)
        problem = _problem(naming, instrument)
        rewordings, findings = ((), ()) if problem else read_rewordings(read, issue)
        problem = problem or (findings[0].message if findings else "")
        _record(settles, instrument, clause, rewordings, problem)
        for part in parts:
            concern(settles.since, part.work, part.in_force_from)
        if rewordings:
            settles.read_anew(stored)
            settles.dated()
        return
    elsewhere = {p.work for p in parts} - {clause.work}
    if coming and not amends and clause.verb == "amend":
        beside = _speaks_of_supplement(clause_of(settles.reader, clause)[2])
    else:
        beside = bool(coming) or (amends and bool(elsewhere))
    if beside:
        _record(
            settles,
            instrument,
            clause,
            (),
            _problem(naming, instrument) or _in_part(instrument, coming),
            beside=True,
        )


def _record(
    settles: Settles,
    instrument: Instrument,
    clause: StoredClause,
    rewordings: Iterable[Rewording],
    problem: str,
    *,
    beside: bool = False,
) -> None:
    rewording_store.add_rewordings(
        settles.connection, clause.key, instrument.source, instrument.position, tuple(rewordings), problem, settles.now,
        beside=beside,
    )  # fmt: skip


def _problem(naming: Naming, instrument: Instrument) -> str:
    """Why what a clause orders of an instrument is not carried out whatever it is; ``""`` where that depends on its words."""
    if naming.doubt:
        return naming.doubt
    ends = {"repeal": "repeals", "replace": "replaces"}.get(naming.clause.verb)
    if ends is None:
        return ""
    return (
        f"it {ends} {instrument.number or instrument.title}; of what that orders and is then still to come nothing starts by "
        "itself: a person must say what becomes of it"
    )


def _in_part(instrument: Instrument, coming: list[StoredClause]) -> str:
    if not coming:
        return f"{instrument.number or instrument.title} is in force, and more than one regulation carries its 附則"
    named = "、".join(f"{c.clause} ({c.in_force_from or 'no day yet'})" for c in coming)
    return (
        f"{instrument.number or instrument.title} is amended while a part of it is still to come, on a day that is not fixed, or "
        f"in the 附則 of an enactment; whether it changes what is to come has not been worked out: {named}"
    )


def _speaks_of_supplement(clause: Clause) -> bool:
    """Whether an amendment of an enactment may reach what its 附則 orders of other regulations."""
    texts = [p.text.text for p in (*clause.lead, *clause.sentences)]
    texts += [b.text.text for b in clause.matter if isinstance(b, Paragraph)]
    tables = [*clause.tables, *(b for b in clause.matter if isinstance(b, Table))]
    texts += [cell.plain() for table in tables for row in table.rows for cell in row.cells]
    return any("附則" in "".join(text.split()) for text in texts)
