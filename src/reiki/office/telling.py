"""The text of a day, and what must be told beside it (条文と併せて伝えること): what is held behind it, what is not known of it,
what makes it doubtful. Whatever shows a text asks here."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from reiki.law.document import LawDocument
from reiki.law.era import iso
from reiki.office.certainty import Hold, ended_note, held_note, known_notes, pending_note
from reiki.office.doubts import contained_since, doubts
from reiki.office.earliest import earliest_day
from reiki.office.ends import end_notes
from reiki.office.errors import NoTextOn
from reiki.office.holding import day_after, held_before
from reiki.office.japan import JAPAN
from reiki.office.naming import Found
from reiki.store import anchors as anchoring
from reiki.store import clauses as clausing
from reiki.store import versions as versioning
from reiki.store.versions import Version
from reiki.store.works import Work


def version_for(
    connection: Connection, work: Work, on: datetime.date, known: datetime.datetime | None
) -> Version:
    version = versioning.version_on(connection, work.id, on, known)
    if version is not None:
        refuse_contained(connection, version, on, known)
        return version
    others = versioning.versions_of(connection, work.id, known)
    if others:
        raise NoTextOn(
            f"no text of {work.title} is known on {on}: the first that is known begins on {others[0].day}."
        )
    held = next((c for c, o in clausing.standing(connection, work.id, known) if o.status == "held"), None)
    if held is not None:
        raise NoTextOn(
            f"no text of {work.title} is known: clause {held.key} on it is held (reiki review show {held.key})."
        )
    when = "" if known is None else f" (as known on {known.astimezone(JAPAN):%Y-%m-%d})"
    raise NoTextOn(
        f"no text of {work.title} is in the store{when}: import it, or ingest with --allow-partial."
    )


def refuse_contained(
    connection: Connection, version: Version, on: datetime.date, known: datetime.datetime | None = None
) -> None:
    """A text of unknown beginning is not told of days before what it contains and could not be undone. Raises
    :class:`NoTextOn`."""
    since = contained_since(connection, version, known)
    if since is not None and on < since:
        raise NoTextOn(
            f"no text of {version.title} is known on {on}: the first that is known contains what started on {since}."
        )


def refuse_too_early(document: LawDocument, version: Version, on: datetime.date) -> None:
    """A text of which nobody knows since when it stood is not told of days on which it cannot have stood."""
    earliest = earliest_day(document) if version.day is None and not version.partial else None
    if earliest is not None and on < earliest:
        raise NoTextOn(
            f"no text of {version.title} is known on {on}: the first that is known contains what was promulgated on "
            f"{earliest} and began on an unknown day after it."
        )


def notes_on(
    connection: Connection,
    found: Found,
    version: Version,
    held: tuple[str, datetime.date] | None,
    on: datetime.date,
    known: datetime.datetime | None,
    data: bytes | None = None,
) -> Iterable[str]:
    """What is to be said beside a text. ``data``: its bytes, where they are at hand."""
    yield from _plain_notes(connection, found, version, held, on, known)
    yield from doubtful_notes(connection, found.work, version, on, known, data)


def _plain_notes(
    connection: Connection,
    found: Found,
    version: Version,
    held: tuple[str, datetime.date] | None,
    on: datetime.date,
    known: datetime.datetime | None,
) -> Iterable[str]:
    if version.ended:
        clauses = clausing.clauses_by_key(connection, version.clauses)
        by = "、".join(dict.fromkeys(c.notice_number or c.notice_title for c in clauses.values()))
        yield ended_note(version, by or "附則の定めによる")
    yield from known_notes(version)
    if held is not None:
        yield held_note(Hold(held[1], held[0]))
    for clause in clausing.waiting_for_a_day(connection, found.work.id, known):
        if clause.promulgated is not None and clause.promulgated <= on:
            yield pending_note(clause.notice_number or clause.notice_title)


def doubtful_notes(
    connection: Connection,
    work: Work,
    version: Version,
    on: datetime.date,
    known: datetime.datetime | None,
    data: bytes | None = None,
) -> Iterable[str]:
    """Those that make a text doubtful though nothing is held behind it: an end that could not be told or carried out, errata
    that do not fit, imported texts or renderings that disagree."""
    yield from end_notes(connection, work, version, on, known, data)
    yield from doubts(connection, work.id, on, known)


@dataclass(frozen=True, slots=True)
class Beside:
    """What must be told beside a text on a day: the clause that is held behind it, since when, and all notes. ``doubtful``:
    another text may be in force."""

    held_since: datetime.date | None = None
    held_clause: str = ""
    notes: tuple[str, ...] = ()
    doubtful: bool = False

    def as_json(self) -> dict[str, Any]:
        """As members of an object."""
        return {
            "held_since": iso(self.held_since),
            "held_clause": self.held_clause or None,
            "notes": list(self.notes),
        }


def beside(
    connection: Connection,
    found: Found,
    version: Version,
    on: datetime.date,
    known: datetime.datetime | None,
    data: bytes | None = None,
) -> Beside:
    """What must be told beside a text on a day."""
    whole = anchoring.anchors_of(connection, found.work.id)
    held = held_before(connection, found.work.id, day_after(on), whole, known)
    doubtful = tuple(doubtful_notes(connection, found.work, version, on, known, data))
    notes = (*_plain_notes(connection, found, version, held, on, known), *doubtful)
    since, clause = (held[1], held[0]) if held else (None, "")
    return Beside(since, clause, notes, bool(held or doubtful))
