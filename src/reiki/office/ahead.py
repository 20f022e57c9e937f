"""What is to come: commencements (施行), days not yet fixed and their limits, 失効 by a text's own words, reviews (見直し)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from reiki.history.end_words import MARKS as END_WORDS
from reiki.history.reviews import MARKS, promises
from reiki.law.document import LawDocument
from reiki.law.era import iso
from reiki.office.ends import lapses_of
from reiki.office.keyword import IndexNotReady
from reiki.store import anchors as anchoring
from reiki.store import ledgers, outlines
from reiki.store.outlines import NO_DAY
from reiki.store.search import is_complete, works_ever_with
from reiki.store.searching import Sought
from reiki.store.session import Store
from reiki.store.versions import text_bytes, version_on
from reiki.store.works import work_by_id

What = Literal["commencement", "lapse", "review"]

_MARKS = tuple(mark.encode("utf-8") for mark in MARKS)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something that is to come after the day asked.

    ``commencement``: a clause, or an enactment (``clause`` ``""``), promulgated and not in force; ``in_force_from``: ``None``
    when nobody has fixed it; ``commencement`` says what is known, ``at_the_latest`` the limit (``not_after``) that it has.
    ``lapse`` (失効): ``day`` is the first without force, ``status`` is ``lapsed`` where the text ends on it, ``part`` where a
    part or an amending instrument does, ``not_carried_out`` where the way there is not certain, ``not_counted`` where the day
    cannot be told; ``review`` (見直し条項): ``day`` is that by which or after which the regulation says it will be reviewed,
    ``None`` where it cannot be counted. Of these two ``at`` and ``text`` cite the provision.
    ``key`` is the same in every store and on every day, ``recorded_at`` since when the store has known it so.
    """

    title: str
    number: str
    notice: str
    notice_title: str
    promulgated: datetime.date | None
    clause: str
    key: str
    status: str
    in_force_from: datetime.date | None
    commencement: dict[str, Any]
    recorded_at: datetime.datetime
    what: What = "commencement"
    day: datetime.date | None = None
    at: str = ""
    text: str = ""

    @property
    def at_the_latest(self) -> datetime.date | None:
        """The limit of a day that nobody has fixed (``起算して3月を超えない範囲内において規則で定める日``)."""
        limit = self.commencement.get("not_after") if self.in_force_from is None else None
        return datetime.date.fromisoformat(limit) if limit else None

    @property
    def when(self) -> datetime.date | None:
        """The day to keep in mind: when it comes, else at the latest."""
        return self.in_force_from or self.day or self.at_the_latest

    @property
    def place(self) -> tuple[str, str, str]:
        """Where it stands among the others: by its day (ISO), what has none last."""
        return (self.when.isoformat() if self.when else NO_DAY), self.what, self.key

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        limit = self.at_the_latest
        return {
            "what": self.what,
            "day": iso(self.in_force_from or self.day),
            "at_the_latest": iso(limit),
            "target": {"title": self.title, "number": self.number},
            "notice": {"number": self.notice, "title": self.notice_title},
            "promulgated": iso(self.promulgated),
            "clause": self.clause or None,
            "id": self.key,
            "status": self.status,
            "in_force_from": iso(self.in_force_from),
            "commencement": self.commencement,
            "at": self.at or None,
            "text": self.text or None,
        }


def upcoming(store: Store, *, on: datetime.date) -> tuple[Upcoming, ...]:
    """What is to come after a day, as it is known now also where the day is past: soonest first, what has neither a day nor a
    limit last."""
    with store.reading() as connection:
        found = [
            *_coming_clauses(connection, on),
            *_coming_enactments(connection, on),
            *_lapses(connection, on),
            *_ends(connection, on),
            *_promised(connection, on),
        ]
    return tuple(sorted(found, key=lambda u: u.place))


def _coming_clauses(connection: Connection, on: datetime.date) -> Iterable[Upcoming]:
    for c in outlines.coming_clauses(connection, on):
        yield Upcoming(
            c.target_title,
            c.target_number,
            c.notice,
            c.notice_title,
            c.promulgated,
            c.clause,
            c.key,
            c.status,
            c.in_force_from,
            c.commencement,
            c.recorded_at,
        )


def _coming_enactments(connection: Connection, on: datetime.date) -> Iterable[Upcoming]:
    for anchor, number, title, promulgated, commencement in anchoring.enactments_after(connection, on):
        yield Upcoming(
            title,
            number,
            number,
            title,
            promulgated,
            "",
            anchor.key,
            "enacted",
            anchor.day,
            commencement or {},
            anchor.recorded_at,
        )


def _lapses(connection: Connection, on: datetime.date) -> Iterable[Upcoming]:
    """失効 that the fold has carried out already on its day."""
    lapsing = ledgers.lapses_after(connection, on)
    texts = ledgers.texts_on(connection, on, {row.work for row in lapsing})
    standing = {row.work for row in texts if not row.ended}
    for row in lapsing:
        if row.work not in standing:
            continue
        at, said = "", ""
        version = version_on(connection, row.work, on)
        if version is not None:
            every = lapses_of(connection, work_by_id(connection, row.work), version)
            found = [each for each in every if each.what == "whole" and each.day == row.day]
            at, said = (str(found[0].at), found[0].text) if found else ("", "")
        yield Upcoming(
            row.title, row.number, "", "", None, "", f"lapse:{row.law_id}", "lapsed", None, {}, row.recorded_at,
            "lapse", row.day, at, said,
        )  # fmt: skip


def _works_with(connection: Connection, words: Iterable[str]) -> set[int]:
    """The works in whose text one of the words may stand: of a town's regulations few, and only they are read."""
    if not is_complete(connection):
        raise IndexNotReady("the search index is being made; try again in some minutes")
    return works_ever_with(connection, Sought("grams", tuple((word,) for word in words)))


def _ends(connection: Connection, on: datetime.date) -> Iterable[Upcoming]:
    """失効 that the fold did not carry out: of a part, on a day that cannot be told, or behind something uncertain."""
    carried = {row.work: row.day for row in ledgers.lapses_after(connection, on)}
    for row in ledgers.texts_on(connection, on, _works_with(connection, END_WORDS)):
        if row.ended:
            continue
        work = work_by_id(connection, row.work)
        version = version_on(connection, row.work, on)
        assert version is not None
        for each in lapses_of(connection, work, version):
            told = each.what == "whole" and each.day == carried.get(row.work)
            if each.day is not None and (told or each.day <= on):
                continue
            status = (
                "not_counted" if each.day is None else "part" if each.what != "whole" else "not_carried_out"
            )
            yield Upcoming(
                row.title, row.number, "", "", None, "", f"lapse:{row.law_id}/{each.at}", status, None, {}, row.recorded_at,
                "lapse", each.day, str(each.at), each.text,
            )  # fmt: skip


def _promised(connection: Connection, on: datetime.date) -> Iterable[Upcoming]:
    """What texts in force on the day promise; most promise nothing, and the index and their bytes show it."""
    for row in ledgers.texts_on(connection, on, _works_with(connection, MARKS)):
        if row.ended:
            continue
        data = text_bytes(connection, row.manifest)
        if not any(mark in data for mark in _MARKS):
            continue
        for promise in promises(LawDocument.parse(data), on, ledgers.first_days(connection, row.work)):
            yield Upcoming(
                row.title,
                row.number,
                "",
                "",
                None,
                "",
                f"review:{row.law_id}/{promise.at}",
                "each" if promise.each else "counted" if promise.day else "not_counted",
                None,
                {},
                row.recorded_at,
                "review",
                promise.day,
                str(promise.at),
                promise.text,
            )
