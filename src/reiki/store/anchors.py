"""Texts known whole (基準となる条文): imports as of a day and enactments from a day on."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, or_, select, update

from reiki.history.model import Agreement
from reiki.store.tables import ANCHORS, NOTICES


@dataclass(frozen=True, slots=True)
class StoredAnchor:
    """A whole text. ``day``: ``None`` for an enactment whose commencement is not fixed. ``leading``: see
    :class:`reiki.history.model.Anchor`. ``amending``: law id of the last amendment in it, ``""`` when not told."""

    id: int
    key: str
    work: int
    how: Literal["enacted", "imported"]
    day: datetime.date | None
    leading: bool
    source: str
    notice: int | None
    manifest: str
    text_digest: str
    amending: str
    agreed: bool | None
    findings: tuple[dict[str, Any], ...]
    recorded_at: datetime.datetime

    @property
    def notice_key(self) -> str:
        """The key of the notice that enacted it; ``""`` for an import."""
        return self.key.removeprefix("enact:") if self.how == "enacted" else ""


def anchors_of(connection: Connection, work: int) -> tuple[StoredAnchor, ...]:
    """The whole texts of a work, in the order recorded."""
    rows = connection.execute(select(ANCHORS).where(ANCHORS.c.work == work).order_by(ANCHORS.c.id))
    return tuple(_anchor(row) for row in rows)


def anchor_by_key(connection: Connection, key: str) -> StoredAnchor | None:
    """A whole text by its key: ``import:{source}:{day}`` or ``enact:{notice key}``."""
    row = connection.execute(select(ANCHORS).where(ANCHORS.c.key == key)).first()
    return None if row is None else _anchor(row)


def enactments_of(connection: Connection, source: str) -> tuple[StoredAnchor, ...]:
    """The regulations that an issue enacts, by its source."""
    query = (
        select(ANCHORS).where(ANCHORS.c.source == source, ANCHORS.c.how == "enacted").order_by(ANCHORS.c.id)
    )
    return tuple(_anchor(row) for row in connection.execute(query))


def correct_anchor(connection: Connection, anchor: int, values: Mapping[str, Any]) -> None:
    """An enactment is what errata say; the versions made from the misprinted text stay as known before."""
    connection.execute(update(ANCHORS).where(ANCHORS.c.id == anchor).values(**values))


def promulgated_on(connection: Connection, anchor: StoredAnchor) -> datetime.date | None:
    """The day on which an enactment was promulgated; ``None`` for an import."""
    if anchor.notice is None:
        return None
    return connection.execute(select(NOTICES.c.promulgated).where(NOTICES.c.id == anchor.notice)).scalar()


def stands_enacted(connection: Connection, notice: int) -> bool:
    """True when a notice's enactment was read whole."""
    query = select(ANCHORS.c.findings).where(ANCHORS.c.notice == notice, ANCHORS.c.how == "enacted")
    found = connection.execute(query).scalars().all()
    return any(not any(f["severity"] == "error" for f in findings) for findings in found)


def enactments_after(
    connection: Connection, on: datetime.date
) -> Iterator[tuple[StoredAnchor, str, str, datetime.date | None, dict[str, Any] | None]]:
    """Enactments promulgated by a day that start after it or on a day that nobody has fixed yet, with the notice's number,
    title, promulgation and commencement."""
    query = (
        select(ANCHORS, NOTICES.c.number, NOTICES.c.title, NOTICES.c.promulgated, NOTICES.c.commencement)
        .join(NOTICES, ANCHORS.c.notice == NOTICES.c.id)
        .where(
            or_(NOTICES.c.promulgated.is_(None), NOTICES.c.promulgated <= on),
            or_(ANCHORS.c.day.is_(None), ANCHORS.c.day > on),
        )
        .order_by(ANCHORS.c.id)
    )
    for row in connection.execute(query):
        yield _anchor(row), row.number, row.title, row.promulgated, row.commencement


def add_anchor(connection: Connection, values: Mapping[str, Any]) -> int:
    """Records a whole text; ``leading`` is decided here: nothing whole was known of that day before."""
    day = values["day"]
    others = anchors_of(connection, values["work"])
    leading = not any(o.day is not None and day is not None and o.day <= day for o in others)
    key = connection.execute(insert(ANCHORS).values(**values, leading=leading)).inserted_primary_key
    assert key is not None
    return int(key[0])


def record_agreements(connection: Connection, agreements: Sequence[Agreement]) -> None:
    """Whether imported texts are what the store gives on their day."""
    for agreement in agreements:
        connection.execute(
            update(ANCHORS)
            .where(ANCHORS.c.key == agreement.anchor)
            .values(agreed=agreement.agreed, findings=[f.as_json() for f in agreement.findings])
        )


def _anchor(row: Row[tuple[Any, ...]]) -> StoredAnchor:
    return StoredAnchor(
        id=row.id,
        key=row.key,
        work=row.work,
        how=row.how,
        day=row.day,
        leading=row.leading,
        source=row.source,
        notice=row.notice,
        manifest=row.manifest,
        text_digest=row.text_digest,
        amending=row.amending,
        agreed=row.agreed,
        findings=tuple(row.findings),
        recorded_at=row.recorded_at,
    )
