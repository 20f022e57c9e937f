"""What amends an amending instrument before it is in force (未施行の改正規則の改正), as recorded."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from reiki.gazette.rewording import Rewording
from reiki.store.tables import CLAUSES, ISSUES, NOTICES, OUTCOMES, REWORDINGS, UNKNOWN_START
from reiki.store.versions import known_at

_BESIDE: Final = "beside"
_AT_ONCE: Final = 500
_STANDING: Final = REWORDINGS.c.superseded_at.is_(None)


@dataclass(frozen=True, slots=True)
class StoredRewording:
    """A rewording that the clause with the key ``clause`` orders of the notice at ``position`` of ``source``. ``problem``: why
    it cannot be carried out, ``""`` where it can; without ``rewording``: what the clause orders was not read. ``beside``: the
    clause is carried out on what it names besides, or held there; what it does to what the notice still orders is not told."""

    id: int
    clause: str
    source: str
    position: int
    problem: str
    rewording: Rewording | None
    beside: bool = False


def add_rewordings(
    connection: Connection,
    clause: str,
    source: str,
    position: int,
    rewordings: Sequence[Rewording],
    problem: str,
    now: datetime.datetime,
    *,
    beside: bool = False,
) -> None:
    """Records what a clause orders of a notice; a ``problem`` where that was not read."""
    common = {
        "clause": clause,
        "source": source,
        "position": position,
        "problem": problem,
        "recorded_at": now,
    }
    rows = [
        {**common, "part": f"{r.part} {r.place}".strip(), "before": r.before, "after": r.after}
        for r in rewordings
    ]
    connection.execute(
        insert(REWORDINGS), rows or [{**common, "part": _BESIDE if beside else "", "before": "", "after": ""}]
    )


def rewordings_of(
    connection: Connection, source: str, known: datetime.datetime | None = None
) -> tuple[StoredRewording, ...]:
    """What is reworded, as known at a moment, in the issue read from ``source``, in the order recorded: that of the days on which
    it starts."""
    standing = known_at(REWORDINGS.c.recorded_at, REWORDINGS.c.superseded_at, known)
    query = select(REWORDINGS).where(REWORDINGS.c.source == source, standing).order_by(REWORDINGS.c.id)
    return tuple(_stored(row) for row in connection.execute(query))


def rewordings_of_notice(connection: Connection, notice: int) -> tuple[tuple[StoredRewording, bool], ...]:
    """What is reworded in a notice, or in another rendering of it (then ``True`` stands beside it), in the order recorded."""
    if connection.execute(select(REWORDINGS.c.id).where(_STANDING).limit(1)).first() is None:
        return ()
    mine = select(NOTICES, ISSUES.c.source.label("issue_source"), ISSUES.c.publisher).join(
        ISSUES, NOTICES.c.issue == ISSUES.c.id
    )
    own = connection.execute(mine.where(NOTICES.c.id == notice)).one()
    places = {(own.issue_source, own.position)}
    if own.number:
        same = (NOTICES.c.number == own.number, ISSUES.c.publisher == own.publisher)
        rows = connection.execute(mine.where(*same)).all()
        places |= {(r.issue_source, r.position) for r in rows if r.promulgated == own.promulgated}
    query = select(REWORDINGS).where(REWORDINGS.c.source.in_({source for source, _ in places}), _STANDING)
    return tuple(
        (_stored(row), (row.source, row.position) != (own.issue_source, own.position))
        for row in connection.execute(query.order_by(REWORDINGS.c.id))
        if (row.source, row.position) in places
    )


# Made once: an alias with its columns takes longer to make than the query takes, and every text asks it.
_AMENDING: Final = CLAUSES.alias("amending")
_ORDERING: Final = CLAUSES.alias("ordering")
_ORDERER: Final = NOTICES.alias("orderer")


def beside_work(
    connection: Connection, work: int, on: datetime.date, known: datetime.datetime | None = None
) -> tuple[tuple[str, str], ...]:
    """What is ordered, by a day, of instruments that amended a work, stands on another work and is not carried out, as known at a
    moment: the instrument by its number or title, and the key of the clause."""
    amending, ordering, orderer = _AMENDING, _ORDERING, _ORDERER
    query = (
        select(NOTICES.c.number, NOTICES.c.title, ordering.c.key)
        .join(ISSUES, ISSUES.c.source == REWORDINGS.c.source)
        .join(NOTICES, (NOTICES.c.issue == ISSUES.c.id) & (NOTICES.c.position == REWORDINGS.c.position))
        .join(amending, amending.c.notice == NOTICES.c.id)
        .join(ordering, ordering.c.key == REWORDINGS.c.clause)
        .join(orderer, ordering.c.notice == orderer.c.id)
        .join(OUTCOMES, OUTCOMES.c.clause == ordering.c.id)
        .where(
            REWORDINGS.c.part == _BESIDE,
            known_at(REWORDINGS.c.recorded_at, REWORDINGS.c.superseded_at, known),
            amending.c.work == work,
            or_(ordering.c.work.is_(None), ordering.c.work != work),
            OUTCOMES.c.status.in_(("held", "waiting")),
            known_at(OUTCOMES.c.recorded_at, OUTCOMES.c.superseded_at, known),
            func.coalesce(OUTCOMES.c.effective, orderer.c.promulgated, UNKNOWN_START) <= on,
        )
        .order_by(ordering.c.key, NOTICES.c.id)
    )
    return tuple(dict.fromkeys((r.number or r.title, r.key) for r in connection.execute(query)))


def supersede_rewordings(connection: Connection, source: str, position: int, now: datetime.datetime) -> None:
    """What is reworded in a notice is worked out anew."""
    mine = (REWORDINGS.c.source == source, REWORDINGS.c.position == position, _STANDING)
    connection.execute(update(REWORDINGS).where(*mine).values(superseded_at=now))


def rewordings_by(connection: Connection, clauses: Collection[str]) -> dict[str, list[StoredRewording]]:
    """What some clauses reword, by their keys; those that reword nothing are left out."""
    out: dict[str, list[StoredRewording]] = {}
    wanted = sorted(set(clauses))
    for start in range(0, len(wanted), _AT_ONCE):
        mine = (REWORDINGS.c.clause.in_(wanted[start : start + _AT_ONCE]), _STANDING)
        for row in connection.execute(select(REWORDINGS).where(*mine).order_by(REWORDINGS.c.id)):
            out.setdefault(row.clause, []).append(_stored(row))
    return out


def record_rewording_problems(
    connection: Connection,
    rewordings: Sequence[StoredRewording],
    problems: Sequence[str],
    now: datetime.datetime,
) -> None:
    """Why the rewordings of an issue cannot be carried out (``""``: they can), one for each, in the order recorded. Where one
    is other than before, all are recorded anew: their order is that in which they are carried out."""
    if [s.problem for s in rewordings] == list(problems):
        return
    ids = [s.id for s in rewordings]
    rows = connection.execute(
        select(REWORDINGS).where(REWORDINGS.c.id.in_(ids)).order_by(REWORDINGS.c.id)
    ).all()
    connection.execute(update(REWORDINGS).where(REWORDINGS.c.id.in_(ids)).values(superseded_at=now))
    values = [{c.name: getattr(r, c.name) for c in REWORDINGS.columns if c.name != "id"} for r in rows]
    new = [v | {"problem": p, "recorded_at": now} for v, p in zip(values, problems, strict=True)]
    connection.execute(insert(REWORDINGS), new)


def _stored(row: Row[Any]) -> StoredRewording:
    part, _, place = row.part.partition(
        " "
    )  # "suppl", or with the place that the order names: "suppl 附則第1項"
    beside = part == _BESIDE
    rewording = Rewording(part, row.before, row.after, place, row.clause) if part and not beside else None
    return StoredRewording(row.id, row.clause, row.source, row.position, row.problem, rewording, beside)
