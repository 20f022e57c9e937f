"""What imported pages say of the amendments of a regulation beside its text (改正注記, 沿革), as recorded: known, not derived."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from reiki.law.address import Address
from reiki.law.reiki_page.model import Amendment, HistoryNote, Revision
from reiki.store.tables import PRINTED_NOTES


@dataclass(frozen=True, slots=True)
class Printed:
    """The notes under provisions and the list of amendments of one import. ``since``: the day from which on it has notes."""

    notes: tuple[HistoryNote, ...] = ()
    revisions: tuple[Revision, ...] = ()
    since: datetime.date | None = None

    def __bool__(self) -> bool:
        return bool(self.notes or self.revisions or self.since)


def keep_printed(connection: Connection, anchor: int, printed: Printed, now: datetime.datetime) -> None:
    """Records what a page says, once; its bytes are never others."""
    same = select(PRINTED_NOTES.c.id).where(PRINTED_NOTES.c.anchor == anchor)
    if not printed or connection.execute(same.limit(1)).first() is not None:
        return
    rows: list[dict[str, Any]] = []
    for note in printed.notes:
        detail = {"amendments": [a.as_json() for a in note.amendments], "read": note.read}
        rows.append({"kind": "note", "at": str(note.address), "text": note.text, "detail": detail})
    for revision in printed.revisions:
        detail = {"date": revision.day.isoformat()}
        rows.append({"kind": "revision", "at": "", "text": revision.number, "detail": detail})
    if printed.since is not None:
        rows.append({"kind": "since", "at": "", "text": printed.since.isoformat(), "detail": {}})
    places = ({"anchor": anchor, "position": n, "recorded_at": now} for n in range(len(rows)))
    connection.execute(insert(PRINTED_NOTES), [row | place for row, place in zip(rows, places, strict=True)])


def printed_of(connection: Connection, anchor: int) -> Printed:
    """What the page of an import says."""
    query = select(PRINTED_NOTES).where(PRINTED_NOTES.c.anchor == anchor).order_by(PRINTED_NOTES.c.position)
    notes: list[HistoryNote] = []
    revisions: list[Revision] = []
    since = None
    for row in connection.execute(query):
        if row.kind == "note":
            at = Address.parse(row.at) if row.at else Address()
            notes.append(HistoryNote(at, row.text, _amendments(row.detail["amendments"]), row.detail["read"]))
        elif row.kind == "revision":
            revisions.append(Revision(datetime.date.fromisoformat(row.detail["date"]), row.text))
        else:
            since = datetime.date.fromisoformat(row.text)
    return Printed(tuple(notes), tuple(revisions), since)


def _amendments(recorded: Sequence[dict[str, Any]]) -> tuple[Amendment, ...]:
    return tuple(Amendment(**a | {"what": tuple(a.get("what", ()))}) for a in recorded)
