"""Pictures that texts show (図, 様式): bytes by their digest, and which of them a name means where it came from."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from reiki.source.pictures import Picture
from reiki.store.tables import FIGURE_PLACES, FIGURES

_AT_ONCE: Final = 400
"""Values bound in one query."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of the store, without its bytes. ``width`` and ``height`` in pixels, 0 of a PDF."""

    sha256: str
    media_type: str
    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Placement:
    """Which picture a name means in an origin. ``figure``: ``None`` where the origin shows one that the store does not hold."""

    origin: str
    src: str
    figure: Figure | None
    recorded_at: datetime.datetime


def issue_origin(source: str) -> str:
    """The origin of what a gazette issue shows, by the digest of its source."""
    return f"issue:{source}"


def keep_figure(connection: Connection, picture: Picture, now: datetime.datetime) -> str:
    """Keeps a picture, once; gives its digest."""
    digest = picture.digest
    if connection.execute(select(FIGURES.c.sha256).where(FIGURES.c.sha256 == digest)).first() is None:
        connection.execute(
            insert(FIGURES).values(
                sha256=digest,
                media_type=picture.media_type,
                size=len(picture.data),
                width=picture.width,
                height=picture.height,
                data=picture.data,
                recorded_at=now,
            )
        )
    return digest


def place(
    connection: Connection, origin: str, src: str, picture: Picture | None, now: datetime.datetime
) -> bool:
    """Says which picture a name means in an origin, or that it shows one that is not held. True when that was not known before;
    what is said already stays as it is."""
    before = connection.execute(
        select(FIGURE_PLACES.c.id, FIGURE_PLACES.c.figure).where(
            FIGURE_PLACES.c.origin == origin, FIGURE_PLACES.c.src == src
        )
    ).first()
    if before is not None and (before.figure is not None or picture is None):
        return False
    figure = None if picture is None else keep_figure(connection, picture, now)
    if before is None:
        connection.execute(
            insert(FIGURE_PLACES).values(origin=origin, src=src, figure=figure, recorded_at=now)
        )
    else:
        connection.execute(
            update(FIGURE_PLACES)
            .where(FIGURE_PLACES.c.id == before.id)
            .values(figure=figure, recorded_at=now)
        )
    return True


def is_looked_through(connection: Connection, origin: str) -> bool:
    """True for an origin of which it is known what pictures it shows."""
    query = select(FIGURE_PLACES.c.id).where(FIGURE_PLACES.c.origin == origin).limit(1)
    return connection.execute(query).first() is not None


def placements_of(connection: Connection, origin: str) -> dict[str, Placement]:
    """What the names in an origin mean."""
    return {p.src: p for p in _placements(connection, FIGURE_PLACES.c.origin == origin)}


def placements_named(
    connection: Connection, names: Collection[str], known: datetime.datetime | None = None
) -> tuple[Placement, ...]:
    """What some names mean in every origin that shows them, in the order recorded. A picture that came after a moment was not
    held then, though its origin showed one."""
    out: list[Placement] = []
    for batch in _batches(names):
        out.extend(_placements(connection, FIGURE_PLACES.c.src.in_(batch)))
    if known is None:
        return tuple(out)
    return tuple(replace(p, figure=None) if p.recorded_at > known else p for p in out)


def figures_by_digest(
    connection: Connection, digests: Collection[str], known: datetime.datetime | None = None
) -> dict[str, Figure]:
    """Those of some pictures that the store held at a moment."""
    out: dict[str, Figure] = {}
    for batch in _batches(digests):
        query = select(*_FACTS).where(FIGURES.c.sha256.in_(batch))
        if known is not None:
            query = query.where(FIGURES.c.recorded_at <= known)
        out |= {row.sha256: _figure(row) for row in connection.execute(query)}
    return out


def figure_bytes(connection: Connection, digest: str) -> bytes:
    """The bytes of a picture. Raises ``LookupError``."""
    data = connection.execute(select(FIGURES.c.data).where(FIGURES.c.sha256 == digest)).scalar()
    if data is None:
        raise LookupError(f"the store has no figure {digest}")
    return bytes(data)


def damaged_figures(connection: Connection) -> tuple[int, tuple[str, ...]]:
    """How many pictures the store holds, and those whose bytes are not those of their digest."""
    count, damaged = 0, []
    for digest in connection.execute(select(FIGURES.c.sha256).order_by(FIGURES.c.sha256)).scalars().all():
        count += 1
        if hashlib.sha256(figure_bytes(connection, digest)).hexdigest() != digest:
            damaged.append(digest)
    return count, tuple(damaged)


_FACTS: Final = (
    FIGURES.c.sha256,
    FIGURES.c.media_type,
    FIGURES.c.size,
    FIGURES.c.width,
    FIGURES.c.height,
)


def _placements(connection: Connection, *conditions: ColumnElement[bool]) -> Iterator[Placement]:
    query = (
        select(FIGURE_PLACES.c.origin, FIGURE_PLACES.c.src, FIGURE_PLACES.c.recorded_at, *_FACTS)
        .select_from(FIGURE_PLACES.outerjoin(FIGURES))
        .where(*conditions)
        .order_by(FIGURE_PLACES.c.id)
    )
    for row in connection.execute(query):
        yield Placement(row.origin, row.src, _figure(row) if row.sha256 else None, row.recorded_at)


def _figure(row: Row[*tuple[Any, ...]]) -> Figure:
    return Figure(row.sha256, row.media_type, row.size, row.width, row.height)


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    every = list(dict.fromkeys(values))
    for start in range(0, len(every), _AT_ONCE):
        yield every[start : start + _AT_ONCE]
