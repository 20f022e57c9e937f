"""Tokens and the browsers that signed in with them, as rows. What they are kept by is a digest, never the secret itself."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from reiki.store.tables import SESSIONS, TOKENS


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token as recorded. ``used_on``: the last day (in Japan) on which it was used."""

    id: int
    name: str
    role: str
    digest: str
    created_at: datetime.datetime
    created_by: str
    expires_at: datetime.datetime | None
    used_on: datetime.date | None
    revoked_at: datetime.datetime | None
    revoked_by: str

    def stands(self, now: datetime.datetime) -> bool:
        """True while it opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def add_token(
    connection: Connection,
    name: str,
    role: str,
    digest: str,
    *,
    created_by: str,
    now: datetime.datetime,
    expires_at: datetime.datetime | None,
) -> None:
    """Records a token. Raises ``IntegrityError`` when another of the name stands."""
    connection.execute(
        insert(TOKENS).values(
            name=name, role=role, digest=digest, created_at=now, created_by=created_by, expires_at=expires_at, used_on=None,
            revoked_at=None, revoked_by="",
        )
    )  # fmt: skip


def token_with(connection: Connection, digest: str) -> StoredToken | None:
    """The token that has a digest, whether it stands or not."""
    row = connection.execute(select(TOKENS).where(TOKENS.c.digest == digest)).first()
    return None if row is None else _token(row)


def all_tokens(connection: Connection) -> tuple[StoredToken, ...]:
    """All tokens ever made, oldest first."""
    return tuple(_token(row) for row in connection.execute(select(TOKENS).order_by(TOKENS.c.id)))


def unrevoked(connection: Connection, name: str) -> StoredToken | None:
    """The token of a name that was not revoked; it may have expired."""
    row = connection.execute(
        select(TOKENS).where(TOKENS.c.name == name, TOKENS.c.revoked_at.is_(None))
    ).first()
    return None if row is None else _token(row)


def revoke_token(connection: Connection, token: int, by: str, now: datetime.datetime) -> None:
    """From now on it opens nothing, and nobody is signed in with it."""
    connection.execute(update(TOKENS).where(TOKENS.c.id == token).values(revoked_at=now, revoked_by=by))
    connection.execute(delete(SESSIONS).where(SESSIONS.c.token == token))


def note_used(connection: Connection, tokens: Iterable[int], day: datetime.date) -> None:
    """Records that some tokens were used on a day."""
    connection.execute(update(TOKENS).where(TOKENS.c.id.in_(list(tokens))).values(used_on=day))


def add_session(
    connection: Connection, digest: str, token: int, now: datetime.datetime, expires_at: datetime.datetime
) -> None:
    """Records a browser that signed in; those whose time is over go."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at <= now))
    connection.execute(
        insert(SESSIONS).values(digest=digest, token=token, created_at=now, expires_at=expires_at)
    )


def token_of_session(connection: Connection, digest: str, now: datetime.datetime) -> StoredToken | None:
    """The token that a browser signed in with, unless its time is over."""
    query = (
        select(TOKENS)
        .join(SESSIONS, SESSIONS.c.token == TOKENS.c.id)
        .where(SESSIONS.c.digest == digest, SESSIONS.c.expires_at > now)
    )
    row = connection.execute(query).first()
    return None if row is None else _token(row)


def end_session(connection: Connection, digest: str) -> None:
    """The browser is signed out."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.digest == digest))


def _token(row: Row[Any]) -> StoredToken:
    return StoredToken(
        row.id, row.name, row.role, row.digest, row.created_at, row.created_by, row.expires_at, row.used_on,
        row.revoked_at, row.revoked_by,
    )  # fmt: skip
