"""What a text says of its own end (失効) that the fold could not carry out: said with every text, never passed over."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from reiki.history.end_words import MARKS
from reiki.law.abbreviated import spellings
from reiki.law.document import LawDocument
from reiki.law.identity import LawNumber
from reiki.office.instruments import full_number
from reiki.store import anchors as anchoring
from reiki.store import fixings as fixing_store
from reiki.store import versions as versioning
from reiki.store.tables import UNKNOWN_START, WORKS
from reiki.store.versions import Version
from reiki.store.works import Work, canonical_number, work_by_id

if TYPE_CHECKING:
    from reiki.history.lapse import Lapse

_MARKS = tuple(mark.encode("utf-8") for mark in MARKS)


def started_on(
    connection: Connection, work: Work, known: datetime.datetime | None = None
) -> datetime.date | None:
    """Since when a regulation is in force, as its enactment or what fixed its day tells; ``None`` where neither is known."""
    enacted = [
        a.day
        for a in anchoring.anchors_of(connection, work.id, known)
        if a.how == "enacted" and a.day is not None
    ]
    if enacted:
        return min(enacted)
    number = canonical_number(work.number)
    full = str(full_number(number, work.body)) if number else ""
    fixed = {
        f.day
        for f in fixing_store.fixings(connection, known)
        if number and f.instrument in (number, full) and not f.part
    }
    return fixed.pop() if len(fixed) == 1 else None


def lapses_of(
    connection: Connection,
    work: Work,
    version: Version,
    known: datetime.datetime | None = None,
    data: bytes | None = None,
) -> tuple[Lapse, ...]:
    """Every sentence of a version by which it or something of it ends. ``data``: its bytes, where they are at hand."""
    if data is None:
        data = versioning.text_bytes(connection, version.manifest)
    if not any(mark in data for mark in _MARKS):
        return ()
    from reiki.history.lapse import lapses  # long to load, and few texts end by themselves

    return lapses(LawDocument.parse(data), started_on(connection, work, known))


def end_notes(
    connection: Connection,
    work: Work,
    version: Version,
    on: datetime.date,
    known: datetime.datetime | None = None,
    data: bytes | None = None,
) -> Iterator[str]:
    """Sentences for people on what a text in force on a day says of its end: a day that cannot be told, or one that has come
    and is not carried out in the text. ``data``: its bytes, where they are at hand."""
    if version.ended:
        return
    found = lapses_of(connection, work, version, known, data)
    whole = [each for each in found if each.what == "whole"]
    days = {each.day for each in whole if each.day is not None}
    if len(days) > 1:
        yield "失効の日が二つ以上定められており、いずれによるかは分かりません: " + "　".join(
            e.text for e in whole
        )
    for each in found:
        cited = f"{each.at}「{each.text}」"
        if each.day is None:
            if each.earliest is None or on >= each.earliest:
                yield _untold(each, cited)
        elif on < each.day:
            continue
        elif each.what == "whole" and len(days) == 1:
            yield f"附則によれば {each.day} から効力がありませんが、その前の経過が確かでないため反映していません: {cited}"
        elif each.what == "part":
            yield f"{each.subject}は、{each.day} から効力がありません。条文には残っています: {cited}"
        elif each.what == "amending":
            yield f"改正した例規が {each.day} から効力を失っています。条文への影響は人が判断してください: {cited}"


def _untold(each: Lapse, cited: str) -> str:
    if each.counted:
        return f"失効の定めがありますが、施行の日が分からず、その日を数えられません。既に失効しているおそれがあります: {cited}"
    return f"失効の定めがありますが、その日を読み取れません。既に失効しているおそれがあります: {cited}"


def counted_anew(connection: Connection) -> Iterator[tuple[int, datetime.date]]:
    """Works whose recorded end is not what their commencement, as it is known now, gives: an imported text of which another
    notice or a person has fixed since when it is in force. With the day from which each is to be folded."""
    fixed = {f.instrument for f in fixing_store.fixings(connection) if f.instrument and not f.part}
    if not fixed:
        return
    from reiki.history.lapse import lapse_day

    printed = {s for f in fixed for s in (f, *spellings(LawNumber.parse(f)))}
    named = select(WORKS.c.id).where(WORKS.c.number.in_(sorted(printed)))
    for work in [work_by_id(connection, found) for found in connection.execute(named).scalars()]:
        versions = versioning.versions_of(connection, work.id)
        standing = [v for v in versions if not v.ended]
        if not standing or any(a.how == "enacted" for a in anchoring.anchors_of(connection, work.id)):
            continue
        data = versioning.text_bytes(connection, standing[-1].manifest)
        if not any(mark in data for mark in _MARKS):
            continue
        end = lapse_day(LawDocument.parse(data), started_on(connection, work))
        recorded = next((v.day for v in versions if v.ended == "lapsed"), None)
        begun = standing[-1].day
        if end != recorded and not (
            recorded is None and end is not None and begun is not None and end <= begun
        ):
            yield work.id, UNKNOWN_START
