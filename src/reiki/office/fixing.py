"""A day that was left open, fixed by a person who names the source (施行期日の確定)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from reiki.gazette.commencement import is_event
from reiki.office.correcting import settle
from reiki.office.days import concern, fix_days, started
from reiki.office.desk import DESK, Desk, Reader
from reiki.office.errors import OfficeError
from reiki.office.folding import refold
from reiki.office.webhooks import announce
from reiki.store import audit
from reiki.store import fixings as fixing_store
from reiki.store.session import Store
from reiki.store.works import canonical_number


class NothingWaits(OfficeError):
    """No clause and no enactment waits for the event that was named."""


@dataclass(frozen=True, slots=True)
class FixReport:
    """What a fixed day started. ``clauses``: keys of the clauses that have their day now; ``enacted``: how many enactments."""

    event: str
    day: datetime.date
    clauses: tuple[str, ...]
    enacted: int

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "event": self.event,
            "date": self.day.isoformat(),
            "clauses": list(self.clauses),
            "enacted": self.enacted,
        }


def fix_event(
    store: Store,
    event: str,
    day: datetime.date,
    source: str,
    person: str,
    *,
    now: datetime.datetime,
    desk: Desk = DESK,
) -> FixReport:
    """An event outside the store (``○○法の施行の日``) happened, or will, on ``day``; ``source`` says where that is written.

    In place of an event the number of an instrument may be given: what it leaves open (``規則で定める日``) starts on ``day``.
    Raises :class:`NothingWaits`; then nothing is recorded.
    """
    number = canonical_number(event)
    if not number and not is_event(event):
        raise NothingWaits(
            f"「{event}」 names no event: whatever waits for it may wait for many days; name the instrument by its number."
        )
    with store.writing() as connection:
        key = f"{number or event}/{day.isoformat()}"
        values = {
            "key": key, "instrument": number, "part": "", "event": "" if number else event, "day": day, "said": source,
            "notice": None, "person": person, "recorded_at": now,
        }  # fmt: skip
        added = fixing_store.add_fixing(connection, values)
        (fixing,) = (f for f in fixing_store.fixings(connection) if f.key == key)
        dated = fix_days(connection)
        found = started(connection)
        clauses = tuple(c.key for c in found.open if found.clauses.get(c.id, (None, 0))[1] == fixing.id)
        enacted = sum(by == fixing.id for _, by in found.enacted.values())
        if added and not clauses and not enacted:
            raise NothingWaits(
                f"nothing waits for 「{event}」 that can start on {day}; `reiki upcoming` lists what waits, in its own words."
            )
        reader = Reader(desk, connection)
        since = dict(dated.since)
        if dated.sources:
            for work, first in settle(connection, reader, dated.sources, now).items():
                concern(since, work, first)
        for work, first in sorted(since.items()):
            refold(connection, reader, work, first, now)
        if added:
            entry = {"event": event, "date": day.isoformat(), "source": source, "by": person}
            audit.record(connection, "fix", entry, now)
        announce(connection, now)
    return FixReport(event, day, clauses, enacted)
