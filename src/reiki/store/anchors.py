"""Texts known whole (基準となる条文): imports as of a day and enactments from a day on."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, or_, select, update

from reiki.history.model import Agreement
from reiki.store.decisions import COUNTS
from reiki.store.tables import ANCHORS, DECISIONS, NOTICES
from reiki.store.versions import known_at


@dataclass(frozen=True, slots=True)
class StoredAnchor:
    """A whole text. ``day``: ``None`` for an enactment whose commencement is not fixed. ``leading``: see
    :class:`reiki.history.model.Anchor` and :func:`anchors_of`. ``set_aside``: a person said that it does not count; ``decided``:
    who, when and why, where a person decided of it. ``amending``: law id of the last amendment in it, ``""`` when not told."""

    id: int
    key: str
    work: int
    how: Literal["enacted", "imported"]
    day: datetime.date | None
    source: str
    notice: int | None
    manifest: str
    text_digest: str
    amending: str
    agreed: bool | None
    findings: tuple[dict[str, Any], ...]
    recorded_at: datetime.datetime
    leading: bool = False
    set_aside: bool = False
    decided: str = ""

    @property
    def notice_key(self) -> str:
        """The key of the notice that enacted it; ``""`` for an import."""
        return self.key.removeprefix("enact:") if self.how == "enacted" else ""


def anchors_of(
    connection: Connection, work: int, known: datetime.datetime | None = None
) -> tuple[StoredAnchor, ...]:
    """The whole texts of a work that were recorded by a moment, in the order recorded.

    One of them *leads*, whatever the order in which they came: that of the first day; of one day an enactment before an import,
    then that with the least text digest, then that with the least digest of its source. Any other import checks what the store
    gives (and begins the text anew where it was amended by what never came in: :mod:`reiki.history.timeline`), unless a person
    decided that it counts: then the history begins anew with it, and other imports of its day are set aside.
    """
    query = select(ANCHORS).where(ANCHORS.c.work == work)
    if known is not None:
        query = query.where(ANCHORS.c.recorded_at <= known)
    return _ranked(
        connection, [_anchor(row) for row in connection.execute(query.order_by(ANCHORS.c.id))], known
    )


def anchors_of_works(
    connection: Connection, works: Sequence[int], known: datetime.datetime | None = None
) -> dict[int, tuple[StoredAnchor, ...]]:
    """The same of many works, by work."""
    found: dict[int, list[StoredAnchor]] = {}
    for start in range(0, len(works), 500):
        query = select(ANCHORS).where(ANCHORS.c.work.in_(works[start : start + 500]))
        if known is not None:
            query = query.where(ANCHORS.c.recorded_at <= known)
        for row in connection.execute(query.order_by(ANCHORS.c.id)):
            found.setdefault(row.work, []).append(_anchor(row))
    return {work: _ranked(connection, anchors, known) for work, anchors in found.items()}


def _ranked(
    connection: Connection, found: Sequence[StoredAnchor], known: datetime.datetime | None
) -> tuple[StoredAnchor, ...]:
    decided = _decided(connection, [a.key for a in found if a.how == "imported"], known)
    counts = {a.key: a.day for a in found if decided.get(a.key, ("", ""))[0] == COUNTS}
    aside = {
        a.key
        for a in found
        if a.key not in counts
        and (a.key in decided or (a.how == "imported" and a.day is not None and a.day in counts.values()))
    }
    dated = [a for a in found if a.day is not None and a.key not in aside]
    first = min(dated, key=_rank, default=None)
    return tuple(
        replace(
            a,
            leading=a is first or a.key in counts,
            set_aside=a.key in aside,
            decided=decided.get(a.key, ("", ""))[1],
        )
        for a in found
    )


def _rank(anchor: StoredAnchor) -> tuple[datetime.date, bool, str, str]:
    assert anchor.day is not None
    return anchor.day, anchor.how != "enacted", anchor.text_digest, anchor.source


def _decided(
    connection: Connection, keys: Sequence[str], known: datetime.datetime | None
) -> dict[str, tuple[str, str]]:
    """What people had decided of imports by a moment, by their keys: how, and who, when and why."""
    if len(keys) < 2:
        return {}  # nothing disagrees with it
    standing = known_at(DECISIONS.c.recorded_at, DECISIONS.c.undone_at, known)
    query = select(DECISIONS).where(DECISIONS.c.clause.in_(keys), standing).order_by(DECISIONS.c.id)
    return {
        row.clause: (row.how, f"{row.person}, {row.recorded_at:%Y-%m-%d}: {row.reason}")
        for row in connection.execute(query)
    }


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
    """Records a whole text."""
    key = connection.execute(insert(ANCHORS).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def set_aside_imports(
    connection: Connection, work: int, known: datetime.datetime | None = None
) -> frozenset[str]:
    """The keys of the imports of a work that did not count, as known at a moment."""
    return frozenset(a.key for a in anchors_of(connection, work, known) if a.set_aside)


def disputed_works(connection: Connection) -> tuple[int, ...]:
    """The works of which an import is not what the store gives on its day."""
    query = select(ANCHORS.c.work).where(ANCHORS.c.agreed.is_(False)).distinct().order_by(ANCHORS.c.work)
    return tuple(connection.execute(query).scalars())


def record_set_aside(connection: Connection, anchor: StoredAnchor, finding: Mapping[str, Any]) -> None:
    """An import that does not count agrees or disagrees with nothing."""
    values = {"agreed": None, "findings": [dict(finding)]}
    connection.execute(update(ANCHORS).where(ANCHORS.c.id == anchor.id).values(**values))


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
        source=row.source,
        notice=row.notice,
        manifest=row.manifest,
        text_digest=row.text_digest,
        amending=row.amending,
        agreed=row.agreed,
        findings=tuple(row.findings),
        recorded_at=row.recorded_at,
    )
