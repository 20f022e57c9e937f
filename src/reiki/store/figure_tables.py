"""The tables of pictures (図, 様式): their bytes by digest, and which of them a name in a text means."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from reiki.store.instant import Instant
from reiki.store.metadata import METADATA

# Bytes of a picture as they came, by their SHA-256, never changed. media_type: as the bytes tell it. width, height: in pixels, 0
# of a PDF.
FIGURES: Final = Table(
    "figures",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

# Which picture a name means (Fig[@src]) where it came from: the text digest covers names, not bytes, and two sources may give one
# name to two pictures. origin: key of the import (import:{source}:{day}), or "issue:{source}" of a gazette issue. figure: NULL
# where the source shows a picture of which it does not hold the bytes. src "": the issue was looked through and shows none.
FIGURE_PLACES: Final = Table(
    "figure_places",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("origin", Text, nullable=False),
    Column("src", Text, nullable=False, index=True),
    Column("figure", ForeignKey("figures.sha256"), index=True),
    Column("recorded_at", Instant, nullable=False),
    UniqueConstraint("origin", "src", name="uq_figure_places_name"),
)
