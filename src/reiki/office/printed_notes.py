"""What imported pages print of the amendments of a regulation (改正注記, 沿革), kept, and set against what is derived."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from reiki.amend.operations import Finding
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.reiki_page import RegulationPage
from reiki.law.reiki_page.model import HistoryNote
from reiki.office.history_check import check_history
from reiki.office.naming import find_work, place_in
from reiki.store import anchors as anchoring
from reiki.store import versions as versioning
from reiki.store.anchors import StoredAnchor
from reiki.store.printed import Printed, printed_of
from reiki.store.session import Store
from reiki.store.sources import source_name


@dataclass(frozen=True, slots=True)
class PrintedNote:
    """A note as a page printed it. ``note.address``: where it stands in the text of that import; ``as_of``, ``file``, ``source``:
    which import that is."""

    note: HistoryNote
    as_of: datetime.date
    file: str
    source: str

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        out = self.note.as_json()
        return {**out, "as_of": self.as_of.isoformat(), "file": self.file, "source_sha256": self.source}


def printed_notes(
    store: Store, name: str, *, on: datetime.date, at: str = "", known: datetime.datetime | None = None
) -> tuple[PrintedNote, ...]:
    """The notes that imported pages print with a regulation, or with what bears an address in them. Raises as ``text`` does."""
    with store.reading() as connection:
        found = find_work(connection, name, on)
        address = place_in(found, at)
        return tuple(
            PrintedNote(note, anchor.day, source_name(connection, anchor.source), anchor.source)
            for anchor, printed in _imports(connection, found.work.id, known)
            for note in printed.notes
            if anchor.day is not None and _concerns(note, address)
        )


def _concerns(note: HistoryNote, address: Address) -> bool:
    """A note under an article tells also of its paragraphs."""
    return note.address.is_under(address) or (bool(note.address.steps) and address.is_under(note.address))


def check_stored(connection: Connection, work: int) -> tuple[Finding, ...]:
    """What the pages of imports tell otherwise than what the store derives today, with issues that came after them."""
    return tuple(
        finding
        for anchor, printed in _imports(connection, work, None)
        if anchor.day is not None
        for finding in check_history(connection, work, _page(connection, anchor, printed), anchor.day)
    )


def printed_differences(store: Store, name: str, *, on: datetime.date) -> tuple[Finding, ...]:
    """The same for a regulation by its name."""
    with store.reading() as connection:
        return check_stored(connection, find_work(connection, name, on).work.id)


def _page(connection: Connection, anchor: StoredAnchor, printed: Printed) -> RegulationPage:
    document = LawDocument.parse(versioning.text_bytes(connection, anchor.manifest))
    return RegulationPage(document, printed.notes, printed.revisions, since=printed.since)


def _imports(
    connection: Connection, work: int, known: datetime.datetime | None
) -> Iterator[tuple[StoredAnchor, Printed]]:
    anchors = [
        a for a in anchoring.anchors_of(connection, work, known) if a.how == "imported" and not a.set_aside
    ]
    for anchor in sorted(anchors, key=lambda a: (a.day or datetime.date.max, a.key)):
        if printed := printed_of(connection, anchor.id):
            yield anchor, printed
