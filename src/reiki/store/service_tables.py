"""The tables of the service: who may write (利用者証), who is told of changes (通知先), and what is still to be told."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from reiki.store.instant import Instant
from reiki.store.metadata import METADATA, digest

# Who may write, and read where reading is not open (利用者証). digest: SHA-256 of the token, which is shown once and kept
# nowhere. Rows are never deleted: what was done in a name stays explained.
TOKENS: Final = Table(
    "tokens",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    digest("digest", unique=True),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", Instant),
    Column("used_on", Date),
    Column("revoked_at", Instant),
    Column("revoked_by", Text, nullable=False),
    Index(
        "uq_tokens_standing",
        "name",
        unique=True,
        sqlite_where=text("revoked_at IS NULL"),
        postgresql_where=text("revoked_at IS NULL"),
    ),
)

# A browser that signed in with a token. digest: SHA-256 of what its cookie holds. Gone when it signs out or has expired.
SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("token", ForeignKey("tokens.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

# Who is told of changes (通知先). work: NULL for every regulation. salt: with the key kept beside the store it gives the secret
# that signs; key_check tells whether the key is the one that it was made with.
WEBHOOKS: Final = Table(
    "webhooks",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("work", ForeignKey("works.id"), index=True),
    Column("events", JSON, nullable=False),
    Column("salt", String(64), nullable=False),
    Column("key_check", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("ended_at", Instant),
    Column("ended_because", Text, nullable=False),
)

# What is to be told (送信箱), written in the transaction that it tells of. message: the same however often it is sent.
# next_at: when it is due; NULL when nothing more is to be done: sent_at tells whether it was taken or given up.
DELIVERIES: Final = Table(
    "deliveries",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("webhook", ForeignKey("webhooks.id"), nullable=False, index=True),
    Column("message", String(64), nullable=False),
    Column("event", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_at", Instant, index=True),
    Column("attempts", Integer, nullable=False),
    Column("sent_at", Instant),
    Column("last_answer", Text, nullable=False),
    UniqueConstraint("webhook", "message", name="uq_deliveries_once"),
)
