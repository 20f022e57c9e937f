"""What makes a text doubtful though nothing on the way to it is held: said with every text, as known at the moment asked."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, String, cast, func, or_, select

from reiki.store import anchors as anchoring
from reiki.store import versions as versioning
from reiki.store.anchors import StoredAnchor
from reiki.store.corrections import unfitting_errata
from reiki.store.rewordings import beside_work
from reiki.store.tables import CLAUSES, OUTCOMES
from reiki.store.versions import Version, known_at


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt in the words for people beside a text (``said``) and in those of a certificate (``printed``)."""

    said: str
    printed: str


def doubts(
    connection: Connection, work: int, on: datetime.date, known: datetime.datetime | None = None
) -> Iterator[str]:
    """Sentences for people: errata that could not be carried out, imported texts that disagree, renderings of one gazette that
    differ, what is held on an instrument that amends the text, and a past found by undoing where nothing tells whether all
    amendments are known."""
    return (doubt.said for doubt in doubts_of(connection, work, on, known))


def doubts_of(
    connection: Connection, work: int, on: datetime.date, known: datetime.datetime | None = None
) -> Iterator[Doubt]:
    """The same, as known at a moment, for texts and certificates alike."""
    for said in unfitting_errata(connection, work, known):
        line = " ".join(said.split())
        yield Doubt(f"正誤が反映されていません: {said}", f"反映されていない正誤がある（{line}）。")
    imports = [
        a
        for a in anchoring.anchors_of(connection, work, known)
        if a.how == "imported" and a.day is not None and not a.set_aside
    ]
    for anchor in sorted(imports, key=lambda a: (a.day or datetime.date.max, a.key)):
        if anchor.agreed is False if known is None else _disagreed(connection, anchor, known):
            yield Doubt(
                f"{anchor.day} 現在として取り込まれた条文と一致しない箇所があります。",
                f"{anchor.day}現在として取り込まれた条文と一致しない箇所がある。",
            )
        if any(f["code"] == "past_its_end" for f in anchor.findings):
            yield Doubt(
                f"{anchor.day} 現在として取り込まれた条文は、その附則によれば既に失効しています。",
                f"{anchor.day}現在として取り込まれた条文は、その附則によれば既に失効している。",
            )
    for key in _renderings(connection, work, on, known):
        yield Doubt(
            f"公報の二つの版が食い違っている改正があります（{key}）。",
            f"公報の二つの版が食い違っている改正がある（{key}）。",
        )
    for instrument, key in beside_work(connection, work, on, known):
        yield Doubt(
            f"この条文を改正する{instrument}を改め、又は廃止する規定が保留されており、この条文に及ぶかは確かめられていません（{key}）。",
            f"この条文を改正する{instrument}を改め、又は廃止する規定が保留されており、この条文に及ぶかは確かめられていない（{key}）。",
        )
    first = min((a.day for a in imports if a.day is not None), default=None)
    if first is not None and on < first and _untold(connection, work, first, known):
        yield Doubt(
            f"{first} 現在の条文から改正を遡って得た条文です。"
            "間に知られていない改正がなかったかは、その条文の改正附則からは確かめられません。",
            f"{first}現在の条文から改正を遡って得た条文であり、間に知られていない改正がなかったかは確かめられない。",
        )


def _disagreed(connection: Connection, anchor: StoredAnchor, known: datetime.datetime) -> bool:
    """Whether, as known at a moment, an imported text was not what the store gave on its day: worked out anew, since what the
    store thinks of it now is no answer."""
    assert anchor.day is not None
    if _said(connection, anchor.work, "import_lacks_amendment", anchor.day, known):
        return True
    version = versioning.version_on(connection, anchor.work, anchor.day, known)
    if version is None or anchor.decided:
        return False
    if version.origin == anchor.key:
        # It began a history, unless something whole and certain stood there.
        before = versioning.version_on(connection, anchor.work, anchor.day - datetime.timedelta(1), known)
        certain = before is not None and not before.partial
        return certain and not _held_by(connection, anchor.work, anchor.day, known)
    stood = versioning.document_of(connection, version)
    given = type(stood).parse(versioning.text_bytes(connection, anchor.manifest))
    from reiki.history.stepping import Stepping  # long to load, and only for this

    return bool(version.ended) or not Stepping().same(stood, given)


def _held_by(connection: Connection, work: int, day: datetime.date, known: datetime.datetime) -> bool:
    query = select(OUTCOMES.c.id).where(
        OUTCOMES.c.work == work,
        OUTCOMES.c.status == "held",
        OUTCOMES.c.effective <= day,
        known_at(OUTCOMES.c.recorded_at, OUTCOMES.c.superseded_at, known),
    )
    return connection.execute(query.limit(1)).first() is not None


# Made once: an alias with its columns takes longer to make than the query takes, and every text asks it.
_OTHER: Final = CLAUSES.alias("other")
_BESIDE: Final = OUTCOMES.alias("beside")


def _renderings(
    connection: Connection, work: int, on: datetime.date, known: datetime.datetime | None
) -> list[str]:
    """The clauses on a work of which, as known at a moment, another rendering said something else, with the keys of those
    renderings. Which of two is beside the other may have been decided since."""
    other, beside = _OTHER, _BESIDE
    query = (
        select(other.c.key)
        .join(beside, beside.c.clause == other.c.id)
        .join(CLAUSES, or_(other.c.duplicate_of == CLAUSES.c.id, CLAUSES.c.duplicate_of == other.c.id))
        .join(OUTCOMES, OUTCOMES.c.clause == CLAUSES.c.id)
        .where(
            beside.c.work.is_(None),
            beside.c.status == "held",
            cast(beside.c.findings, String).contains('"renderings_differ"', autoescape=True),
            OUTCOMES.c.work == work,
            OUTCOMES.c.effective <= on,
            known_at(beside.c.recorded_at, beside.c.superseded_at, known),
            known_at(OUTCOMES.c.recorded_at, OUTCOMES.c.superseded_at, known),
        )
        .order_by(other.c.key)
    )
    return list(dict.fromkeys(connection.execute(query).scalars()))


def _untold(connection: Connection, work: int, first: datetime.date, known: datetime.datetime | None) -> bool:
    return _said(connection, work, "completeness_unknown", first, known)


def contained_since(
    connection: Connection, version: Version, known: datetime.datetime | None = None
) -> datetime.date | None:
    """The day before which a text of unknown beginning cannot have stood, because it contains what started then and could not
    be undone; ``None`` where nothing tells one."""
    if version.day is not None or version.partial:
        return None
    versions = versioning.versions_of(connection, version.work, known)
    begins = next((v.day for v in versions if v.day is not None), datetime.date.max)
    query = select(func.max(OUTCOMES.c.effective)).where(
        OUTCOMES.c.work == version.work,
        OUTCOMES.c.status == "skipped",
        OUTCOMES.c.effective < begins,
        cast(OUTCOMES.c.findings, String).contains('"contained_in_base"', autoescape=True),
        known_at(OUTCOMES.c.recorded_at, OUTCOMES.c.superseded_at, known),
    )
    return connection.execute(query).scalar()


def _said(
    connection: Connection, work: int, code: str, until: datetime.date, known: datetime.datetime | None
) -> bool:
    """True when a clause on a work that starts by a day has a finding with this code."""
    query = select(OUTCOMES.c.id).where(
        OUTCOMES.c.work == work,
        OUTCOMES.c.effective <= until,
        cast(OUTCOMES.c.findings, String).contains(f'"{code}"', autoescape=True),
        known_at(OUTCOMES.c.recorded_at, OUTCOMES.c.superseded_at, known),
    )
    return connection.execute(query.limit(1)).first() is not None
