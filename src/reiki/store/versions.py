"""Versions (各施行日の条文): the text of a work from a day on, as known at a moment.

A lookup is one indexed query and a reassembly; it never replays a history, however long that is.
"""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select, update

from reiki.history.model import Ended
from reiki.law.document import LawDocument
from reiki.law.manifest import MissingPart, assemble, part_digests, split
from reiki.store import search
from reiki.store.tables import MANIFESTS, PROVISIONS, UNKNOWN_START, VERSIONS

_AT_ONCE: Final = 500
"""Parts asked for in one query: below the limit of bound values of every SQLite."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version as recorded. ``day``: in force from, ``None`` when not known. ``clauses``: keys of the clauses of that day.
    ``origin``: key of the known text that begins here. ``ended``: ``""``, ``repealed``, ``replaced`` or ``lapsed``."""

    id: int
    work: int
    day: datetime.date | None
    revision_id: str
    title: str
    manifest: str
    text_digest: str
    partial: bool
    ended: Ended
    origin: str
    clauses: tuple[str, ...]
    recorded_at: datetime.datetime
    superseded_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to be recorded; ``document`` is stored by content."""

    day: datetime.date | None
    revision_id: str
    document: LawDocument
    partial: bool
    ended: Ended
    origin: str
    clauses: tuple[str, ...]


def known_at(
    recorded: ColumnElement[datetime.datetime],
    superseded: ColumnElement[datetime.datetime | None],
    known: datetime.datetime | None,
) -> ColumnElement[bool]:
    """The condition that a row was known at a moment; ``None`` is latest knowledge."""
    if known is None:
        return superseded.is_(None)
    return and_(recorded <= known, or_(superseded.is_(None), superseded > known))


def version_on(
    connection: Connection, work: int, on: datetime.date, known: datetime.datetime | None = None
) -> Version | None:
    """The version in force on a day, one with an unknown first day included; ``None`` when nothing is known of that day."""
    query = (
        select(VERSIONS)
        .where(
            VERSIONS.c.work == work,
            VERSIONS.c.in_force_from <= on,
            known_at(VERSIONS.c.recorded_at, VERSIONS.c.superseded_at, known),
        )
        .order_by(VERSIONS.c.in_force_from.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else _version(row)


def versions_of(
    connection: Connection, work: int, known: datetime.datetime | None = None
) -> tuple[Version, ...]:
    """All versions of a work as known at a moment, oldest first."""
    query = (
        select(VERSIONS)
        .where(VERSIONS.c.work == work, known_at(VERSIONS.c.recorded_at, VERSIONS.c.superseded_at, known))
        .order_by(VERSIONS.c.in_force_from)
    )
    return tuple(_version(row) for row in connection.execute(query))


def standing_versions(connection: Connection) -> Iterator[Version]:
    """Every version of every work at latest knowledge, by work and then oldest first."""
    query = select(VERSIONS).where(VERSIONS.c.superseded_at.is_(None))
    for row in connection.execute(query.order_by(VERSIONS.c.work, VERSIONS.c.in_force_from)).all():
        yield _version(row)


def version_named(connection: Connection, revision_id: str) -> Version | None:
    """The version that has a revision id at latest knowledge."""
    query = select(VERSIONS).where(VERSIONS.c.revision_id == revision_id, VERSIONS.c.superseded_at.is_(None))
    row = connection.execute(query).first()
    return None if row is None else _version(row)


def versions_since(connection: Connection, work: int, day: datetime.date) -> tuple[Version, ...]:
    """The versions, at latest knowledge, that begin on a day or later."""
    query = (
        select(VERSIONS)
        .where(VERSIONS.c.work == work, VERSIONS.c.in_force_from >= day, VERSIONS.c.superseded_at.is_(None))
        .order_by(VERSIONS.c.in_force_from)
    )
    return tuple(_version(row) for row in connection.execute(query))


def last_before(connection: Connection, work: int, day: datetime.date) -> Version | None:
    """The version, at latest knowledge, that a day found."""
    if day <= UNKNOWN_START:
        return None
    return version_on(connection, work, day - datetime.timedelta(1))


def keep_text(connection: Connection, data: bytes) -> str:
    """Stores the bytes of a law by content and gives the manifest's digest; what is there already is not stored again."""
    manifest = split(data)
    present = set(_present(connection, tuple(manifest.parts)))
    new = [
        {"digest": digest, "xml": zlib.compress(part, 9)}
        for digest, part in manifest.parts.items()
        if digest not in present
    ]
    if new:
        connection.execute(PROVISIONS.insert(), new)
    if not connection.execute(
        select(MANIFESTS.c.digest).where(MANIFESTS.c.digest == manifest.digest)
    ).first():
        connection.execute(
            MANIFESTS.insert().values(digest=manifest.digest, skeleton=zlib.compress(manifest.skeleton, 9))
        )
    return manifest.digest


def text_bytes(connection: Connection, manifest: str) -> bytes:
    """The bytes of a law from its manifest's digest. Raises :class:`~reiki.law.manifest.MissingPart`."""
    row = connection.execute(select(MANIFESTS.c.skeleton).where(MANIFESTS.c.digest == manifest)).first()
    if row is None:
        raise MissingPart(f"the store lacks the manifest {manifest}")
    skeleton = zlib.decompress(row.skeleton)
    parts: dict[str, bytes] = {}
    for digests in _batches(part_digests(skeleton)):
        query = select(PROVISIONS.c.digest, PROVISIONS.c.xml).where(PROVISIONS.c.digest.in_(digests))
        parts |= {digest: zlib.decompress(xml) for digest, xml in connection.execute(query)}
    return assemble(skeleton, parts)


def document_of(connection: Connection, version: Version) -> LawDocument:
    """The text of a version."""
    return LawDocument.parse(text_bytes(connection, version.manifest))


def record_versions(
    connection: Connection,
    work: int,
    new: Mapping[datetime.date, NewVersion],
    replaced: Sequence[Version],
    now: datetime.datetime,
) -> bool:
    """Makes ``new`` (by first day) the knowledge in place of ``replaced``; what is the same stays. True when anything changed."""
    before = {v.day or UNKNOWN_START: v for v in replaced}
    rows = {day: _row(connection, work, day, version, now) for day, version in new.items()}
    kept = {day for day, row in rows.items() if day in before and _same(before[day], row)}
    gone = [v.id for day, v in before.items() if day not in kept]
    if gone:
        connection.execute(update(VERSIONS).where(VERSIONS.c.id.in_(gone)).values(superseded_at=now))
    fresh = [rows[day] for day in sorted(rows) if day not in kept]
    if fresh:
        connection.execute(VERSIONS.insert(), fresh)
    changed = (before.keys() | rows.keys()) - kept
    if changed:
        search.follow(connection, work, min(changed))
    return bool(changed)


def _row(
    connection: Connection, work: int, day: datetime.date, version: NewVersion, now: datetime.datetime
) -> dict[str, object]:
    return {
        "work": work,
        "in_force_from": day,
        "revision_id": version.revision_id,
        "title": version.document.title,
        "manifest": keep_text(connection, version.document.to_bytes()),
        "text_digest": version.document.digest(),
        "partial": version.partial,
        "ended": version.ended,
        "origin": version.origin,
        "clauses": list(version.clauses),
        "recorded_at": now,
    }


def _same(old: Version, new: Mapping[str, object]) -> bool:
    return (
        old.revision_id == new["revision_id"]
        and old.manifest == new["manifest"]
        and old.partial == new["partial"]
        and old.ended == new["ended"]
        and old.origin == new["origin"]
        and list(old.clauses) == new["clauses"]
    )


def _version(row: Row[tuple[object, ...]]) -> Version:
    return Version(
        id=row.id,
        work=row.work,
        day=None if row.in_force_from == UNKNOWN_START else row.in_force_from,
        revision_id=row.revision_id,
        title=row.title,
        manifest=row.manifest,
        text_digest=row.text_digest,
        partial=row.partial,
        ended=row.ended,
        origin=row.origin,
        clauses=tuple(row.clauses),
        recorded_at=row.recorded_at,
        superseded_at=row.superseded_at,
    )


def _present(connection: Connection, digests: Sequence[str]) -> Iterator[str]:
    for batch in _batches(digests):
        yield from connection.execute(
            select(PROVISIONS.c.digest).where(PROVISIONS.c.digest.in_(batch))
        ).scalars()


def _batches(digests: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(digests)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch
