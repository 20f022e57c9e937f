"""How the regulations stand on a day (例規の状態), counted in the store."""

from __future__ import annotations

import datetime

from sqlalchemy import func, select

from reiki.store.session import Store
from reiki.store.tables import UNKNOWN_START, VERSIONS

STATUSES = ("in_force", "partial", "not_yet", "repealed", "replaced", "lapsed")


def standings(
    store: Store, on: datetime.date
) -> tuple[dict[str, int], datetime.date | None, datetime.date | None]:
    """Of each status how many regulations of which a text is known have it on a day, and the first and the last of the days on
    which versions begin."""
    now = VERSIONS.c.superseded_at.is_(None)
    begun = now & (VERSIONS.c.in_force_from <= on)
    latest = (
        select(VERSIONS.c.work, func.max(VERSIONS.c.in_force_from).label("day"))
        .where(begun)
        .group_by(VERSIONS.c.work)
    ).subquery()
    standing = (
        select(VERSIONS.c.ended, VERSIONS.c.partial, func.count())
        .join(latest, (VERSIONS.c.work == latest.c.work) & (VERSIONS.c.in_force_from == latest.c.day))
        .where(now)
        .group_by(VERSIONS.c.ended, VERSIONS.c.partial)
    )
    found = dict.fromkeys(STATUSES, 0)
    with store.reading() as connection:
        for ended, partial, count in connection.execute(standing):
            found[ended or ("partial" if partial else "in_force")] += count
        works = connection.execute(select(func.count(func.distinct(VERSIONS.c.work))).where(now)).scalar_one()
        days = select(func.min(VERSIONS.c.in_force_from), func.max(VERSIONS.c.in_force_from))
        first, last = connection.execute(days.where(now, VERSIONS.c.in_force_from > UNKNOWN_START)).one()
    found["not_yet"] = works - sum(found.values())
    return found, first, last
