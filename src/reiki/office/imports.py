"""Imports that disagree (取込みの食い違い): which of them counts, what the others say of it, and what a person decided."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from reiki.amend.operations import Finding
from reiki.history.model import Agreement, Folded
from reiki.store import anchors as anchoring
from reiki.store.anchors import StoredAnchor
from reiki.store.decisions import StoredDecision, record_of
from reiki.store.session import Store
from reiki.store.sources import source_name
from reiki.store.versions import versions_of
from reiki.store.works import work_by_id


def record_checks(connection: Connection, whole: Sequence[StoredAnchor], folded: Folded) -> None:
    """Records whether the imported texts are what the store gives on their day, as far as a fold has told it."""
    by_key = {a.key: a for a in whole}
    told = [_told(connection, a, by_key, folded) for a in folded.agreements]
    anchoring.record_agreements(connection, told)
    for anchor in whole:
        if anchor.set_aside:
            why = anchor.decided or "another import of that day counts"
            finding = Finding("note", "decided", f"this import does not count: {why}")
            anchoring.record_set_aside(connection, anchor, finding.as_json())


def _told(
    connection: Connection, agreement: Agreement, whole: dict[str, StoredAnchor], folded: Folded
) -> Agreement:
    """With both parties named where an import disagrees; one that a person let count is what the store gives."""
    mine = whole[agreement.anchor]
    if mine.decided:
        left = [f for f in agreement.findings if f.code != "import_disagrees"]
        note = Finding("note", "decided", f"this import counts from {mine.day} on: {mine.decided}")
        return Agreement(agreement.anchor, True, (note, *left))
    if not any(f.code == "import_disagrees" for f in agreement.findings):
        return agreement
    against = _behind(mine, whole, folded)
    more = f"; that goes back to {_named(connection, against)}" if against is not None else ""
    begins = any(s.origin == mine.key for s in folded.stands)
    then = (
        " From that day on the text is that of this import, for something never taken in must have changed it."
        if begins
        else ""
    )
    said = (
        f"the text of {_named(connection, mine)} is not the text that the store gives on that day{more}.{then} A person may say "
        f"which counts: reiki review resolve {mine.key} --counts, or --reject."
    )
    findings = (replace(f, message=said) if f.code == "import_disagrees" else f for f in agreement.findings)
    return replace(agreement, findings=tuple(findings))


def _behind(mine: StoredAnchor, whole: dict[str, StoredAnchor], folded: Folded) -> StoredAnchor | None:
    """The known text to which the text on the day of an import goes back."""
    assert mine.day is not None
    begun = [
        s.origin
        for s in folded.stands
        if s.origin in whole and s.origin != mine.key and (s.day is None or s.day <= mine.day)
    ]
    if begun:
        return whole[begun[-1]]
    return next((a for a in whole.values() if a.leading and a.key != mine.key), None)


def _named(connection: Connection, anchor: StoredAnchor) -> str:
    name = source_name(connection, anchor.source)
    how = "imported as of" if anchor.how == "imported" else "enacted from"
    return f"{name} (sha256:{anchor.source[:12]}), {how} {anchor.day}"


# --------------------------------------------------------------------------------------------------------------- review


@dataclass(frozen=True, slots=True)
class DisputedImport:
    """An import of a regulation of which imports disagree. ``counts``: the text goes back to it; ``set_aside``: it says nothing;
    any other is checked against the text of its day, and ``agreed`` tells the result."""

    key: str
    law_id: str
    title: str
    number: str
    day: datetime.date
    name: str
    source: str
    text_digest: str
    counts: bool
    set_aside: bool
    agreed: bool
    findings: tuple[dict[str, Any], ...]
    record: tuple[StoredDecision, ...]

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "id": self.key,
            "law_id": self.law_id,
            "title": self.title,
            "number": self.number,
            "as_of": self.day.isoformat(),
            "file": self.name,
            "source_sha256": self.source,
            "text_digest": self.text_digest,
            "counts": self.counts,
            "set_aside": self.set_aside,
            "agreed": self.agreed,
            "findings": list(self.findings),
            "decisions": [d.as_json() for d in self.record],
        }


def disputed_imports(store: Store) -> tuple[DisputedImport, ...]:
    """All imports of the regulations of which one is not what the store gives on its day, by work and day."""
    with store.reading() as connection:
        works = anchoring.disputed_works(connection)
        return tuple(report for work in works for report in imports_of(connection, work))


def imports_of(connection: Connection, work_id: int) -> Iterator[DisputedImport]:
    """The imports of a work, by day."""
    work = work_by_id(connection, work_id)
    found = [a for a in anchoring.anchors_of(connection, work_id) if a.how == "imported"]
    origins = {version.origin for version in versions_of(connection, work_id)}
    for a in sorted(found, key=lambda a: (a.day or datetime.date.max, a.key)):
        assert a.day is not None
        yield DisputedImport(
            a.key,
            work.law_id,
            work.title,
            work.number,
            a.day,
            source_name(connection, a.source),
            a.source,
            a.text_digest,
            a.leading or a.key in origins,
            a.set_aside,
            a.agreed is not False,
            a.findings,
            record_of(connection, a.key),
        )
