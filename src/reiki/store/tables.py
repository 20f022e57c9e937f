"""The tables, all of them, as the newest migration leaves them: whoever takes ``METADATA`` from here has every one.

Two axes of time (design, decision 8): *in force* days are ``Date`` columns; *known* is ``recorded_at`` to
``superseded_at`` (UTC, end excluded, ``NULL`` = still known so). Rows with these two are never changed otherwise and never
deleted. Enumerations are text. Text digests and content addresses are SHA-256 in hex.
"""

from __future__ import annotations

import datetime
from typing import Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from reiki.store.figure_tables import FIGURE_PLACES, FIGURES
from reiki.store.instant import Instant
from reiki.store.metadata import METADATA, digest
from reiki.store.search_tables import SEARCH_FACTS, SEARCH_PARTS, SEARCH_SPANS, SEARCH_TITLES, SEARCH_WORKS
from reiki.store.service_tables import DELIVERIES, SESSIONS, TOKENS, WEBHOOKS

__all__ = [
    "ANCHORS", "AUDIT", "CLAUSES", "CORRECTIONS", "DECISIONS", "DELIVERIES", "FIGURES", "FIGURE_PLACES", "FIXINGS",
    "ISSUES", "MANIFESTS", "METADATA", "NOTICES", "OUTCOMES", "PRINTED_NOTES", "PROVISIONS", "REWORDINGS",
    "SEARCH_FACTS", "SEARCH_PARTS", "SEARCH_SPANS", "SEARCH_TITLES", "SEARCH_WORKS", "SESSIONS", "SOURCES", "SURVIVALS",
    "TITLES", "TOKENS", "UNKNOWN_START", "VERSIONS", "WEBHOOKS", "WORKS",
]  # fmt: skip


UNKNOWN_START: Final = datetime.date.min
"""``in_force_from`` of a version whose first day is not known."""


def _once(table: str, *columns: str) -> Index:
    """What is known now is known once."""
    now = text("superseded_at IS NULL")
    return Index(f"uq_{table}_now", *columns, unique=True, sqlite_where=now, postgresql_where=now)


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
    digest("text_digest"),
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


# Who did what, in order, each entry holding the digest of the one before (監査記録). Append only.
AUDIT: Final = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("recorded_at", Instant, nullable=False),
    Column("action", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    digest("hash", unique=True),
)
