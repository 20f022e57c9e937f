"""The audit log (監査記録): append only, each entry chained to the one before it by digest."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from reiki.store.tables import AUDIT

FIRST: Final = "0" * 64
"""``previous`` of the first entry."""


class BrokenChain(RuntimeError):
    """An audit entry does not follow from the one before it; the message names it."""


def record(connection: Connection, action: str, entry: Mapping[str, Any], now: datetime.datetime) -> str:
    """Appends an entry and gives its hash."""
    last = connection.execute(select(AUDIT.c.hash).order_by(AUDIT.c.id.desc()).limit(1)).scalar()
    previous = last or FIRST
    written = json.dumps(entry, ensure_ascii=False, sort_keys=True)
    digest = _hash(previous, now, action, written)
    connection.execute(
        AUDIT.insert().values(recorded_at=now, action=action, entry=written, previous=previous, hash=digest)
    )
    return digest


def allowed_partial(connection: Connection, source: str) -> bool:
    """True when somebody took an issue in so that partial regulations are kept of what its columns tell."""
    query = select(AUDIT.c.entry).where(
        AUDIT.c.action.in_(("ingest", "allow_partial")), AUDIT.c.entry.contains(source, autoescape=True)
    )
    entries = (json.loads(entry) for entry in connection.execute(query).scalars())
    return any(e["source"] == source and e.get("allow_partial", True) for e in entries)


def verify_chain(connection: Connection) -> int:
    """The number of entries. Raises :class:`BrokenChain` at the first that was changed, removed or put in."""
    previous, count = FIRST, 0
    for row in connection.execute(select(AUDIT).order_by(AUDIT.c.id)):
        digest = _hash(previous, row.recorded_at, row.action, row.entry)
        if row.previous != previous or row.hash != digest:
            raise BrokenChain(f"audit entry {row.id} ({row.action}) does not follow from the entry before it")
        previous, count = row.hash, count + 1
    return count


def _hash(previous: str, now: datetime.datetime, action: str, written: str) -> str:
    moment = now.astimezone(datetime.UTC).replace(tzinfo=None).isoformat()
    return hashlib.sha256("\n".join((previous, moment, action, written)).encode()).hexdigest()
