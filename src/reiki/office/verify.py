"""The whole store checked against what it was made from: sources by digest, texts by replaying the stored operations."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from reiki.amend.engine import Applied, Conflict, apply
from reiki.amend.operations import Operation, Repeal
from reiki.history.timeline import UNDONE
from reiki.law.document import LawDocument
from reiki.law.document.markup import UnreadableLaw
from reiki.law.manifest import MissingPart
from reiki.office.desk import DESK, Desk, Reader
from reiki.office.folding import refold
from reiki.store import anchors as anchoring
from reiki.store import audit
from reiki.store import clauses as clausing
from reiki.store import versions as versioning
from reiki.store.figures import damaged_figures
from reiki.store.session import Store
from reiki.store.sources import all_sources, source_bytes
from reiki.store.tables import UNKNOWN_START
from reiki.store.versions import Version
from reiki.store.works import Work, works_like


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """``replayed``: versions made again from their base and operations; ``quoted``: partial ones, whose bytes are only
    checked against their digests. ``figures``: pictures checked against theirs. ``differences``: one sentence each; none is what
    is wanted."""

    sources: int
    replayed: int
    quoted: int
    entries: int
    differences: tuple[str, ...]
    figures: int = 0

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "sources": self.sources,
            "figures": self.figures,
            "versions_replayed": self.replayed,
            "versions_quoted": self.quoted,
            "audit_entries": self.entries,
            "differences": list(self.differences),
        }


def verify(store: Store) -> VerifyReport:
    """Checks everything, at latest knowledge, and writes nothing."""
    with store.reading() as connection:
        digests = all_sources(connection)
        differences = [d for digest in digests for d in _source(connection, digest)]
        figures, damaged = damaged_figures(connection)
        differences += [f"the picture {digest} is not the bytes of its digest" for digest in damaged]
        replayed = quoted = 0
        for work in works_like(connection):
            versions = versioning.versions_of(connection, work.id)
            quoted += sum(v.partial for v in versions)
            replayed += sum(not v.partial for v in versions)
            differences += _texts(connection, work, versions)
        entries = 0
        try:
            entries = audit.verify_chain(connection)
        except audit.BrokenChain as error:
            differences.append(str(error))
    return VerifyReport(len(digests), replayed, quoted, entries, tuple(differences), figures)


class _Compared(Exception):
    """Everything was compared; what was written for it is undone."""


def recompile(store: Store, *, now: datetime.datetime, desk: Desk = DESK) -> tuple[str, ...]:
    """What the sources would give if they were taken in today, with today's compiler, wherever that is other than what is stored:
    one sentence each. Nothing is written: what differs is new knowledge for a person to judge, never a silent change."""
    found: list[str] = []
    try:
        with store.writing() as connection:
            for work in works_like(connection):
                found.extend(_recompiled(connection, work, desk, now))
            raise _Compared
    except _Compared:
        return tuple(found)


def _recompiled(connection: Connection, work: Work, desk: Desk, now: datetime.datetime) -> Iterator[str]:
    before = {c.id: (c, o) for c, o in clausing.standing(connection, work.id)}
    texts = {v.day: v.text_digest for v in versioning.versions_of(connection, work.id)}
    refold(connection, Reader(desk, connection), work.id, UNKNOWN_START, now)
    for clause, outcome in clausing.standing(connection, work.id):
        old = before[clause.id][1]
        if outcome.status != old.status:
            yield f"{work.title}, clause {clause.key}: stored as {old.status}, now {outcome.status}"
        elif outcome.operations != old.operations:
            yield f"{work.title}, clause {clause.key}: the operations are other than those stored"
    anew = {v.day: v.text_digest for v in versioning.versions_of(connection, work.id)}
    for day in sorted({*texts, *anew}, key=lambda d: d or datetime.date.min):
        if texts.get(day) != anew.get(day):
            yield f"{work.title}, {day or 'unknown start'}: the text would be another"


def _source(connection: Connection, digest: str) -> Iterator[str]:
    data, name = source_bytes(connection, digest)
    if hashlib.sha256(data).hexdigest() != digest:
        yield f"the source {name} is not the bytes with the digest {digest}"


def _texts(connection: Connection, work: Work, versions: tuple[Version, ...]) -> Iterator[str]:
    before: LawDocument | None = None
    for version in versions:
        where = f"{work.law_id} {version.title}, {version.day or 'unknown start'}"
        try:
            data = versioning.text_bytes(connection, version.manifest)
            stored = LawDocument.parse(data)
        except (MissingPart, UnreadableLaw) as error:
            yield f"{where}: {error}"
            before = None
            continue
        if stored.digest() != version.text_digest:
            yield f"{where}: the text has not the digest {version.text_digest}"
        if not version.partial:
            yield from _replay(connection, version, before, data, where)
        before = stored


def _replay(
    connection: Connection, version: Version, before: LawDocument | None, data: bytes, where: str
) -> Iterator[str]:
    if version.origin == UNDONE:
        # Found by undoing what came after it; it counts because the versions behind it, made from it, are checked.
        return
    anchor = anchoring.anchor_by_key(connection, version.origin) if version.origin else None
    text = before
    if anchor is not None:
        text = LawDocument.parse(versioning.text_bytes(connection, anchor.manifest))
    if text is None:
        yield f"{where}: nothing is stored that it could have been made from"
        return
    clauses = clausing.clauses_by_key(connection, version.clauses)
    outcomes = clausing.outcomes_of(connection, (c.id for c in clauses.values()))
    restarted = anchor is not None and anchor.how == "imported"
    for key in () if restarted else version.clauses:
        outcome = outcomes[clauses[key].id]
        steps = (
            (_changing(clausing.operations_of(outcome)), clausing.guard_of(outcome)),
            (clausing.supplement_of(outcome), ()),
        )
        for operations, guard in steps:
            match apply(text, operations, guard):
                case Applied(document=after):
                    text = after
                case Conflict(findings=findings):
                    yield f"{where}: {key} no longer applies: {findings[0].message}"
                    return
    if text.to_bytes() != data:
        yield f"{where}: the stored operations give other bytes"


def _changing(operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """What ends a regulation leaves its last text as it was."""
    return tuple(op for op in operations if not isinstance(op, Repeal))
