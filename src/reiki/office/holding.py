"""What is held behind a text (保留): from which day on it is not certain, and for which clause."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from reiki.store import anchors as anchoring
from reiki.store import versions as versioning
from reiki.store.anchors import StoredAnchor
from reiki.store.tables import CLAUSES, OUTCOMES

NOT_BLOCKING: Final = frozenset(
    {"no_base", "ambiguous_target", "rewording_does_not_fit", "ends_before_commencement"}
)
"""Findings of a held clause behind which nothing waits: there is no text that it left uncertain."""


def day_after(day: datetime.date) -> datetime.date:
    """The next day; of the last day that there is that day itself."""
    return day + datetime.timedelta(1) if day < datetime.date.max else day


def held_before(
    connection: Connection,
    work: int,
    before: datetime.date,
    whole: Iterable[StoredAnchor],
    known: datetime.datetime | None = None,
) -> tuple[str, datetime.date] | None:
    """The clause behind which a work's text is uncertain just before a day: its key and its day."""
    query = (
        select(CLAUSES.c.key, OUTCOMES.c.effective, OUTCOMES.c.findings)
        .join(CLAUSES, OUTCOMES.c.clause == CLAUSES.c.id)
        .where(
            OUTCOMES.c.work == work,
            OUTCOMES.c.status == "held",
            OUTCOMES.c.effective < before,
            versioning.known_at(OUTCOMES.c.recorded_at, OUTCOMES.c.superseded_at, known),
        )
        .order_by(OUTCOMES.c.effective)
    )
    aside = anchoring.set_aside_imports(connection, work, known) if known is not None else frozenset()
    restarts = restarts_among(whole, aside, known)
    for key, day, findings in connection.execute(query):
        if leaves_uncertain(findings) and not any(day <= restart < before for restart in restarts):
            return key, day
    return None


def leaves_uncertain(findings: Iterable[Mapping[str, Any]]) -> bool:
    """True where later texts are uncertain because of a held clause with these findings."""
    return not any(found["code"] in NOT_BLOCKING for found in findings)


def restarts_among(
    whole: Iterable[StoredAnchor],
    aside: Collection[str],
    known: datetime.datetime | None = None,
) -> list[datetime.date]:
    """The days on which a text was taken in whole, and counted: from each on the text is certain again. ``aside``: the keys of
    those that did not count, as known at a moment."""
    return [
        a.day
        for a in whole
        if a.how == "imported"
        and a.day is not None
        and a.key not in aside
        and not (known is None and a.set_aside)
        and (known is None or a.recorded_at <= known)
    ]
