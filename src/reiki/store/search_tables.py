"""The tables of the search index (索引): what can be made anew from the texts at any time."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text

from reiki.store.metadata import METADATA, digest

# A part of a text as the search index (索引) knows it, once for all the texts that hold it. digest: of the provision, or of what
# stands around the provisions of a text. Its words are in search_grams and search_forms, which are no tables of this kind (FTS5).
SEARCH_PARTS: Final = Table(
    "search_parts",
    METADATA,
    Column("id", Integer, primary_key=True),
    digest("digest", unique=True),
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
