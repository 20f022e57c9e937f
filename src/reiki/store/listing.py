"""Lists over the whole store, for whoever publishes it: its state, every work, the issues and their notices."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from reiki.store.issues import StoredIssue
from reiki.store.tables import AUDIT, CLAUSES, ISSUES, MANIFESTS, NOTICES, OUTCOMES, SOURCES, VERSIONS


@dataclass(frozen=True, slots=True)
class State:
    """How far the store has come: the number and digest of its last audit entry, when that was written, and when the one before
    it. Whatever changes the store writes an entry in the same transaction, so two equal states hold the same."""

    entry: int
    digest: str
    written: datetime.datetime | None
    before: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class ListedNotice:
    """A notice of an issue (公布された規則等)."""

    id: int
    key: str
    position: int
    title: str
    number: str
    kind: str
    promulgated: datetime.date | None
    commencement: dict[str, Any] | None
    findings: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ListedIssue:
    """An issue with the file that it came in."""

    issue: StoredIssue
    file: str
    format: str
    size: int


def state_of(connection: Connection) -> State:
    """The state of the store."""
    query = select(AUDIT.c.id, AUDIT.c.hash, AUDIT.c.recorded_at).order_by(AUDIT.c.id.desc()).limit(2)
    rows = connection.execute(query).all()
    if not rows:
        return State(0, "", None)
    return State(
        rows[0].id, rows[0].hash, rows[0].recorded_at, rows[1].recorded_at if len(rows) > 1 else None
    )


def beginning_of(connection: Connection) -> str:
    """The digest of the first audit entry; ``""`` where there is none."""
    return connection.execute(select(AUDIT.c.hash).order_by(AUDIT.c.id).limit(1)).scalar() or ""


def counts(connection: Connection) -> dict[str, int]:
    """How many regulations with a text, versions, issues and clauses there are, and how many clauses are held."""

    def count(query: Any) -> int:
        return int(connection.execute(query).scalar_one())

    now = VERSIONS.c.superseded_at.is_(None)
    # From an index of statuses: rows of outcomes are long, and most of them are not held.
    held = select(OUTCOMES.c.id).where(OUTCOMES.c.status == "held")
    return {
        "regulations": count(select(func.count(func.distinct(VERSIONS.c.work))).where(now)),
        "versions": count(select(func.count()).select_from(VERSIONS).where(now)),
        "issues": count(select(func.count()).select_from(ISSUES)),
        "clauses": count(
            select(func.count())
            .select_from(CLAUSES)
            .where(CLAUSES.c.duplicate_of.is_(None), CLAUSES.c.withdrawn_at.is_(None))
        ),
        "held": count(
            select(func.count())
            .select_from(OUTCOMES)
            .where(OUTCOMES.c.id.in_(held), OUTCOMES.c.superseded_at.is_(None))
        ),
    }


def skeletons(connection: Connection, manifests: Iterable[str]) -> dict[str, bytes]:
    """What stands around the provisions of texts, by the digest of their manifests: number, title, heads of the 附則."""
    wanted = list(dict.fromkeys(manifests))
    out: dict[str, bytes] = {}
    for start in range(0, len(wanted), 500):
        query = select(MANIFESTS.c.digest, MANIFESTS.c.skeleton).where(
            MANIFESTS.c.digest.in_(wanted[start : start + 500])
        )
        out |= {row.digest: zlib.decompress(row.skeleton) for row in connection.execute(query)}
    return out


def issues_after(connection: Connection, after: int, limit: int) -> tuple[ListedIssue, ...]:
    """The issues recorded after the one with that key in the store, in the order recorded."""
    query = (
        select(ISSUES, SOURCES.c.name.label("file"), SOURCES.c.format, SOURCES.c.size)
        .join(SOURCES, ISSUES.c.source == SOURCES.c.sha256)
        .where(ISSUES.c.id > after)
        .order_by(ISSUES.c.id)
        .limit(limit)
    )
    return tuple(_listed(row) for row in connection.execute(query))


def issue_with_file(connection: Connection, sha256: str) -> ListedIssue | None:
    """The issue read from a source."""
    query = (
        select(ISSUES, SOURCES.c.name.label("file"), SOURCES.c.format, SOURCES.c.size)
        .join(SOURCES, ISSUES.c.source == SOURCES.c.sha256)
        .where(ISSUES.c.source == sha256)
    )
    row = connection.execute(query).first()
    return None if row is None else _listed(row)


def notices_in(connection: Connection, issue: int) -> tuple[ListedNotice, ...]:
    """The notices of an issue, in their order."""
    query = select(NOTICES).where(NOTICES.c.issue == issue).order_by(NOTICES.c.position)
    return tuple(
        ListedNotice(
            row.id, row.key, row.position, row.title, row.number, row.kind, row.promulgated, row.commencement,
            tuple(row.findings),
        )
        for row in connection.execute(query)
    )  # fmt: skip


def _listed(row: Any) -> ListedIssue:
    issue = StoredIssue(
        row.id,
        row.source,
        row.publisher,
        row.name,
        row.number,
        row.date,
        tuple(row.findings),
        row.recorded_at,
    )
    return ListedIssue(issue, row.file, row.format, row.size)
