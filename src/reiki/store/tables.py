"""The tables, all of them, as they have been from the first migration on.

Two axes of time (design, decision 8): *in force* days are ``Date`` columns; *known* is ``recorded_at`` to
``superseded_at`` (UTC, end excluded, ``NULL`` = still known so). Rows with these two are never changed otherwise and never
deleted. Enumerations are text. Text digests and content addresses are SHA-256 in hex.
"""

from __future__ import annotations

import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from reiki.store.instant import Instant

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

UNKNOWN_START: Final = datetime.date.min
"""``in_force_from`` of a version whose first day is not known."""


def _once(table: str, *columns: str) -> Index:
    """What is known now is known once."""
    now = text("superseded_at IS NULL")
    return Index(f"uq_{table}_now", *columns, unique=True, sqlite_where=now, postgresql_where=now)


def _digest(name: str, **options: Any) -> Column[str]:
    return Column(name, String(64), nullable=False, **options)


# Bytes as they came, compressed (zlib), never changed (原本).
SOURCES: Final = Table(
    "sources",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

# A gazette issue (公報の号) read from one source.
ISSUES: Final = Table(
    "issues",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("source", ForeignKey("sources.sha256"), nullable=False, unique=True),
    Column("publisher", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("date", Date),
    Column("findings", JSON, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("series", Text, nullable=False),
    Column("ordinal", Integer),
    Index("ix_issues_identity", "publisher", "number", "date"),
    Index("ix_issues_series", "series", "ordinal"),
)

# A promulgated instrument (公布された規則等). key: "{source sha256}/{position}", the same in every store. series and ordinal,
# here and of issues: see reiki.store.series.
NOTICES: Final = Table(
    "notices",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("issue", ForeignKey("issues.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("number", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("promulgated", Date),
    Column("commencement", JSON),
    Column("duplicate_of", ForeignKey("notices.id")),
    Column("findings", JSON, nullable=False),
    Column("series", Text, nullable=False),
    Column("ordinal", Integer),
    Index("ix_notices_series", "series", "ordinal"),
)

# jurisdiction: municipality code or ""; body: its name (鳥取県).
# A regulation (例規). One row from the first time that anything names it; law_id is provisional until a number is known.
WORKS: Final = Table(
    "works",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("law_id", String(15), nullable=False, unique=True),
    Column("provisional", Boolean, nullable=False),
    Column("jurisdiction", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("title_key", Text, nullable=False, index=True),
    Column("partial_allowed", Boolean, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

# The titles that a work has had in force (題名改正), rewritten from its versions; for finding it by an old or new name.
TITLES: Final = Table(
    "titles",
    METADATA,
    Column("work", ForeignKey("works.id"), primary_key=True),
    Column("from_day", Date, primary_key=True),
    Column("to_day", Date),
    Column("title", Text, nullable=False),
    Column("title_key", Text, nullable=False, index=True),
)

# An amending instrument whose 附則 survives in a regulation (改正附則): the other address of one text.
SURVIVALS: Final = Table(
    "survivals",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("work", ForeignKey("works.id"), nullable=False, index=True),
    Column("number", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("title_key", Text, nullable=False, index=True),
    Column("address", Text, nullable=False),
    UniqueConstraint("work", "address", name="uq_survivals_place"),
)

# A clause (改正規定) × commencement, as read; never changed but for the work it is found to speak of, and for its day and
# turn, when what fixes its day becomes known or errata correct it.
# duplicate_of: the same clause in the rendering of its issue that counts (HTML and PDF of one gazette). withdrawn_at: errata say
# that the issue has no such clause.
# key: "{notice key}/{clause id}" (with "#n" for the n-th part that starts on a day of its own).
CLAUSES: Final = Table(
    "clauses",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("notice", ForeignKey("notices.id"), nullable=False, index=True),
    Column("clause", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("verb", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("target_title", Text, nullable=False),
    Column("target_number", Text, nullable=False, index=True),
    Column("work", ForeignKey("works.id")),
    Column("within", Text, nullable=False),
    Column("duplicate_of", ForeignKey("clauses.id")),
    Column("commencement", JSON, nullable=False),
    Column("in_force_from", Date),
    Column("turn", JSON),
    Column("lead", JSON, nullable=False),
    Column("source", JSON, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Index("ix_clauses_work", "work", "in_force_from"),
)

# What became of a clause: one row per state of knowledge, with the operations as compiled then. supplement: operations
# and inverse of the notice's 改正附則, where it joined with this clause.
OUTCOMES: Final = Table(
    "outcomes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("clause", ForeignKey("clauses.id"), nullable=False),
    Column("work", ForeignKey("works.id")),
    Column("status", Text, nullable=False),
    Column("effective", Date),
    Column("operations", JSON, nullable=False),
    Column("inverse", JSON, nullable=False),
    Column("guard", JSON, nullable=False),
    Column("supplement", JSON, nullable=False),
    Column("compiler", Text, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("waits_for", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("superseded_at", Instant),
    Index("ix_outcomes_known", "clause", "recorded_at"),
    Index("ix_outcomes_work", "work", "status", "effective"),
    _once("outcomes", "clause"),
)

# A text known whole: an import (例規集の取込み) as of the end of a day, or an enactment (制定) from a day on.
ANCHORS: Final = Table(
    "anchors",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("work", ForeignKey("works.id"), nullable=False, index=True),
    Column("how", Text, nullable=False),
    Column("day", Date),
    Column("source", ForeignKey("sources.sha256"), nullable=False),
    Column("notice", ForeignKey("notices.id")),
    Column("manifest", ForeignKey("manifests.digest")),
    Column("text_digest", String(64)),
    Column("amending", Text, nullable=False),
    Column("agreed", Boolean),
    Column("findings", JSON, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

# A provision's XML by its digest, compressed (zlib): an unchanged article is stored once.
PROVISIONS: Final = Table(
    "provisions",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("xml", LargeBinary, nullable=False),
)

# A regulation's skeleton by its digest, compressed (zlib): placeholders name provisions.
MANIFESTS: Final = Table(
    "manifests",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("skeleton", LargeBinary, nullable=False),
)

# The text of a work from a day on. ended: "" | repealed | replaced | lapsed (then the last text is kept for reading).
VERSIONS: Final = Table(
    "versions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("work", ForeignKey("works.id"), nullable=False),
    Column("in_force_from", Date, nullable=False),
    Column("revision_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("manifest", ForeignKey("manifests.digest"), nullable=False),
    _digest("text_digest"),
    Column("partial", Boolean, nullable=False),
    Column("ended", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("clauses", JSON, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("superseded_at", Instant),
    Index("ix_versions_known", "work", "in_force_from", "recorded_at"),
    _once("versions", "work", "in_force_from"),
)

# What an 例規集 page says of its amendments beside the text that was imported from it: a note under a provision (改正注記, kind
# note), a line of the list of amendments (沿革, kind revision), the day from which on it has notes (kind since). detail: as JSON.
PRINTED_NOTES: Final = Table(
    "printed_notes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("anchor", ForeignKey("anchors.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

# A day fixed for an instrument by another notice (施行期日を定める規則), or for an event by a person who names the source.
# instrument: canonical number, or "" for an event (○○法の施行の日). part: what of the instrument, as printed. key: "{notice
# key}/{n}" or "{event}/{day}", so that saying it again changes nothing. replaces: the keys of the fixings in whose place a person
# put this one, for the reason given.
FIXINGS: Final = Table(
    "fixings",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("instrument", Text, nullable=False, index=True),
    Column("part", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("said", Text, nullable=False),
    Column("notice", ForeignKey("notices.id")),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("replaces", JSON, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("superseded_at", Instant),
    _once("fixings", "key"),
)

# What errata (正誤) correct in an earlier issue of the same publisher, named by its day or number. problem: why it does not
# fit that issue, "" where it does, or where that issue is not in the store.
CORRECTIONS: Final = Table(
    "corrections",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("publisher", Text, nullable=False, index=True),
    Column("day", Date),
    Column("number", Integer),
    Column("extra", Boolean, nullable=False),
    Column("wrong", Text, nullable=False),
    Column("right", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("notice", ForeignKey("notices.id"), nullable=False),
    Column("problem", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("superseded_at", Instant),
    _once("corrections", "key"),
)

# Words of an amending instrument (the notice at position of source) that the clause exchanges before the instrument is in force.
# part: suppl | main, "" where what the clause orders was not read. problem: why it cannot be carried out.
REWORDINGS: Final = Table(
    "rewordings",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("clause", Text, nullable=False, index=True),
    Column("source", ForeignKey("sources.sha256"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("part", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("superseded_at", Instant),
)

# What a person decided of a held clause (保留の処理), of a rendering that differs, or of an import that disagrees; taken back,
# never deleted. how: waive | orders | reject | counts. given: the codes waived, the operations, or what counted before. clause:
# the key of the clause or of the import, the same in every store.
DECISIONS: Final = Table(
    "decisions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("clause", Text, nullable=False, index=True),
    Column("how", Text, nullable=False),
    Column("given", JSON, nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("undone_at", Instant),
    Column("undone_by", Text, nullable=False),
    Column("undone_reason", Text, nullable=False),
)

# A part of a text as the search index (索引) knows it, once for all the texts that hold it. digest: of the provision, or of what
# stands around the provisions of a text. Its words are in search_grams and search_forms, which are no tables of this kind (FTS5).
SEARCH_PARTS: Final = Table(
    "search_parts",
    METADATA,
    Column("id", Integer, primary_key=True),
    _digest("digest", unique=True),
)

# From when to when a part stands in the text of a work, at latest knowledge. to_day: the last day; 9999-12-31 where no later
# version is known. times: how often it stands there.
SEARCH_SPANS: Final = Table(
    "search_spans",
    METADATA,
    Column("part", ForeignKey("search_parts.id"), primary_key=True),
    Column("work", ForeignKey("works.id"), primary_key=True),
    Column("from_day", Date, primary_key=True),
    Column("to_day", Date, nullable=False),
    Column("times", Integer, nullable=False),
    Index("ix_search_spans_work", "work", "to_day"),
    sqlite_with_rowid=False,
)

# Which works changed after which: a work's stamp is larger than every other at the time that it was last written.
SEARCH_WORKS: Final = Table(
    "search_works",
    METADATA,
    Column("work", ForeignKey("works.id"), primary_key=True),
    Column("stamp", Integer, nullable=False, index=True),
)

# How a title reads (hiragana) and its words' normal forms, by the title without white space.
SEARCH_TITLES: Final = Table(
    "search_titles",
    METADATA,
    Column("title_key", Text, primary_key=True),
    Column("kana", Text, nullable=False),
    Column("forms", Text, nullable=False),
)

# What a text itself tells, so that no list needs to read texts: number as printed, day of promulgation, kana and abbreviation of
# the title, whether an amendment's 附則 is in it.
SEARCH_FACTS: Final = Table(
    "search_facts",
    METADATA,
    Column("manifest", ForeignKey("manifests.digest"), primary_key=True),
    Column("number", Text, nullable=False),
    Column("promulgated", Date),
    Column("kana", Text, nullable=False),
    Column("abbreviation", Text, nullable=False),
    Column("amended", Boolean, nullable=False),
)

# Who did what, in order, each entry holding the digest of the one before (監査記録). Append only.
AUDIT: Final = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("recorded_at", Instant, nullable=False),
    Column("action", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    _digest("hash", unique=True),
)

# Who may write, and read where reading is not open (利用者証). digest: SHA-256 of the token, which is shown once and kept
# nowhere. Rows are never deleted: what was done in a name stays explained.
TOKENS: Final = Table(
    "tokens",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    _digest("digest", unique=True),
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
