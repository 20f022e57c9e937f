"""A day that was left open, fixed by a person who names the source (施行期日の確定)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from reiki.gazette.day_phrases import is_event
from reiki.office.correcting import settle
from reiki.office.days import Started, concern, fix_days, started
from reiki.office.desk import DESK, Desk, Reader
from reiki.office.errors import OfficeError
from reiki.office.folding import refold
from reiki.office.webhooks import announce
from reiki.store import audit
from reiki.store import fixings as fixing_store
from reiki.store.fixings import StoredFixing
from reiki.store.session import Store
from reiki.store.works import canonical_number


class NothingWaits(OfficeError):
    """No clause and no enactment waits for the event that was named."""


class AlreadyFixed(OfficeError):
    """Another day is fixed already, and nobody said that it is to be replaced; or the day to be replaced is not fixed."""


@dataclass(frozen=True, slots=True)
class FixReport:
    """What a fixed day started. ``clauses``: keys of the clauses that have their day now; ``enacted``: how many enactments;
    ``replaced``: the day in whose place it was put."""

    event: str
    day: datetime.date
    clauses: tuple[str, ...]
    enacted: int
    replaced: datetime.date | None = None

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        out: dict[str, Any] = {
            "event": self.event,
            "date": self.day.isoformat(),
            "clauses": list(self.clauses),
            "enacted": self.enacted,
        }
        return out if self.replaced is None else {**out, "replaced": self.replaced.isoformat()}


def fix_event(
    store: Store,
    event: str,
    day: datetime.date,
    source: str,
    person: str,
    *,
    now: datetime.datetime,
    replace: datetime.date | None = None,
    reason: str = "",
    desk: Desk = DESK,
) -> FixReport:
    """An event outside the store (``○○法の施行の日``) happened, or will, on ``day``; ``source`` says where that is written.

    In place of an event the number of an instrument may be given: what it leaves open (``規則で定める日``) starts on ``day``.
    ``replace``: the day that was fixed before and is wrong, by a person or a notice, with the ``reason``; what was known until
    ``now`` stays known so. Raises :class:`NothingWaits` and :class:`AlreadyFixed`; then nothing is recorded.
    """
    number = canonical_number(event)
    if not number and not is_event(event):
        raise NothingWaits(
            f"「{event}」 names no event: whatever waits for it may wait for many days; name the instrument by its number."
        )
    if replace is not None and not (reason.strip() and person.strip()):
        raise AlreadyFixed(
            "to put a day in the place of another takes the name of the person and the reason."
        )
    with store.writing() as connection:
        mine = [
            f
            for f in fixing_store.fixings(connection)
            if (f.instrument == number if number else f.event == event)
        ]
        key = f"{number or event}/{day.isoformat()}"
        before = started(connection)
        instead = _replaced(connection, event, mine, key, day, replace, now)
        values = {
            "key": key, "instrument": number, "part": "", "event": "" if number else event, "day": day, "said": source,
            "notice": None, "person": person, "reason": reason, "replaces": instead, "recorded_at": now,
        }  # fmt: skip
        added = fixing_store.add_fixing(connection, values)
        (fixing,) = (f for f in fixing_store.fixings(connection) if f.key == key)
        dated = fix_days(connection)
        found = started(connection)
        clauses = tuple(c.key for c in found.open if found.clauses.get(c.id, (None, 0))[1] == fixing.id)
        enacted = sum(by == fixing.id for _, by in found.enacted.values())
        if added and not clauses and not enacted and not dated.ends:
            if other := next((f for f in mine if f.day not in (day, replace)), None):
                raise AlreadyFixed(_said(event, other))
            why = next((f.message for f in found.findings.get(fixing.id, ())), "")
            raise NothingWaits(
                f"nothing waits for 「{event}」 that can start on {day}; `reiki upcoming` lists what waits, in its own words."
                + (f" ({why})" if why else "")
            )
        if added and replace is None:
            _refuse_another(event, mine, before, found)
        reader = Reader(desk, connection)
        since = dict(dated.since)
        if dated.sources:
            for work, first in settle(connection, reader, dated.sources, now).items():
                concern(since, work, first)
        for work, first in sorted(since.items()):
            refold(connection, reader, work, first, now)
        if added:
            entry = {"event": event, "date": day.isoformat(), "source": source, "by": person}
            if replace is not None:
                entry |= {"replaces": replace.isoformat(), "because": reason}
            audit.record(connection, "fix", entry, now)
        announce(connection, now)
    return FixReport(event, day, clauses, enacted, replace)


def _replaced(
    connection: Connection,
    event: str,
    mine: Sequence[StoredFixing],
    key: str,
    day: datetime.date,
    replace: datetime.date | None,
    now: datetime.datetime,
) -> list[str]:
    """Takes back what a person said before of that day; the keys of all fixings that the new one replaces, those of notices
    among them, which stay as they are."""
    if replace is None:
        return []
    wrong = [f for f in mine if f.day == replace]
    if not wrong or replace == day:
        fixed = "、".join(dict.fromkeys(f.day.isoformat() for f in mine))
        raise AlreadyFixed(
            f"{replace} is not a day that is fixed for 「{event}」 and can be replaced"
            + (f"; fixed are: {fixed}." if fixed else "; none is.")
        )
    out: list[str] = []
    for fixing in mine:
        # One that a person said already of the right day says from now on also what it replaces.
        if fixing.person and fixing.day in (replace, day):
            fixing_store.supersede_fixing(connection, fixing.id, now)
        if fixing.day in (replace, day):
            out += [*([fixing.key] if fixing.day == replace else []), *fixing.replaces]
    right = {f.key for f in mine if f.day == day} | {key}
    return [replaced for replaced in dict.fromkeys(out) if replaced not in right]


def _refuse_another(event: str, mine: Sequence[StoredFixing], before: Started, after: Started) -> None:
    """An event may happen again, and what one fixing leaves open another may fix; but what has its day already must not start on
    another, or on none, without a word."""
    by_id = {f.id: f for f in mine}
    for old, new in ((before.clauses, after.clauses), (before.enacted, after.enacted)):
        for key, (was, by) in old.items():
            if by in by_id and new.get(key, (None, 0))[0] != was:
                raise AlreadyFixed(_said(event, by_id[by]))


def _said(event: str, other: StoredFixing) -> str:
    by = f" by {other.person}" if other.person else ", by a notice"
    return (
        f"the day of 「{event}」 is fixed already{by}: {other.day} ({other.said}). If that is wrong, say so: "
        f"--replace {other.day} --because TEXT."
    )
