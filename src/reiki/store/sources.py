"""Sources (原本): bytes by their digest, never changed."""

from __future__ import annotations

import datetime
import hashlib
import zlib

from sqlalchemy import Connection, select

from reiki.store.tables import SOURCES


def digest_of(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def keep_source(connection: Connection, data: bytes, name: str, form: str, now: datetime.datetime) -> str:
    """Keeps the bytes, once, under the name and format they first came with; gives their digest."""
    digest = digest_of(data)
    if connection.execute(select(SOURCES.c.sha256).where(SOURCES.c.sha256 == digest)).first() is None:
        connection.execute(
            SOURCES.insert().values(
                sha256=digest,
                name=name,
                format=form,
                size=len(data),
                data=zlib.compress(data, 9),
                recorded_at=now,
            )
        )
    return digest


def source_bytes(connection: Connection, digest: str) -> tuple[bytes, str]:
    """The bytes of a source and the name they came with. Raises ``LookupError``."""
    row = connection.execute(select(SOURCES.c.data, SOURCES.c.name).where(SOURCES.c.sha256 == digest)).first()
    if row is None:
        raise LookupError(f"the store has no source {digest}")
    return zlib.decompress(row.data), row.name


def source_name(connection: Connection, digest: str) -> str:
    """The name that a source came with. Raises ``LookupError``."""
    name = connection.execute(select(SOURCES.c.name).where(SOURCES.c.sha256 == digest)).scalar()
    if name is None:
        raise LookupError(f"the store has no source {digest}")
    return str(name)


def all_sources(connection: Connection) -> tuple[str, ...]:
    """The digests of all sources, in the order recorded."""
    return tuple(
        connection.execute(
            select(SOURCES.c.sha256).order_by(SOURCES.c.recorded_at, SOURCES.c.sha256)
        ).scalars()
    )
