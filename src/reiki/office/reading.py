"""A version as a person reads it (閲覧): typeset, with its contents, the notes of its amendments, and the versions around it with
the notices that brought each."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from sqlalchemy import Connection

from reiki.history.notes import Instrument, abbreviated
from reiki.law.document.nested import Tag, nested
from reiki.law.kinds import Kind
from reiki.office.annals import Amendment, annals_of
from reiki.office.ask import notes_on, refuse_contained, refuse_too_early
from reiki.office.blame import until
from reiki.office.catalogue import Edition, Holding
from reiki.office.course import Leg, course_of, retraced
from reiki.office.figures import figures_for_page, figures_of
from reiki.office.holding import day_after, held_before
from reiki.office.naming import Found
from reiki.render.dressing import Dressing, Entry, Link, LinksOf, html_id
from reiki.render.html import dressed_law
from reiki.store import clauses as clausing
from reiki.store import issues as issuing
from reiki.store import versions as versioning
from reiki.store.anchors import anchor_by_key, anchors_of
from reiki.store.session import Store
from reiki.store.works import Work, body_of

__all__ = [
    "Addresses", "Bringing", "Entry", "Layout", "Link", "LinksOf", "Reading", "Stage", "laid_out", "read_for_people", "stages",
]  # fmt: skip

Standing = Literal["current", "not_yet", "past"]


@dataclass(frozen=True, slots=True)
class Bringing:
    """A notice that brought a version. ``issue``: digest of the gazette issue that it stands in; ``clause``: its clause's key."""

    number: str
    title: str
    promulgated: datetime.date | None
    issue: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A version in the order of time (改正の時系列). ``standing``: on the day that is today; ``ended``: as a version has it."""

    edition: Edition
    standing: Standing
    by: tuple[Bringing, ...]

    @property
    def since(self) -> datetime.date | None:
        """In force from; ``None`` where nobody knows."""
        return self.edition.version.day

    @property
    def ended(self) -> str:
        """``""``, ``repealed``, ``replaced`` or ``lapsed``."""
        return self.edition.version.ended


@dataclass(frozen=True, slots=True)
class Noted:
    """An amendment in the list under the title; ``issue``: digest of its gazette issue, ``""`` where only a text tells of it."""

    amendment: Amendment
    issue: str


@dataclass(frozen=True, slots=True)
class Reading:
    """``html``: the regulation as one ``<article class="law">``; ``contents``: what stands in it, in order. ``held``: the clause
    that is held behind it, and since when. ``notes``: to be shown before it. ``amendments``: in the order of promulgation, with
    what the notes under its articles do not tell of (``noted_from``)."""

    html: str
    contents: tuple[Entry, ...]
    held: tuple[str, datetime.date] | None
    notes: tuple[str, ...]
    amendments: tuple[Noted, ...]
    noted_from: str


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where things are served: ``permalink`` of the version, without ``#id``; ``issue`` of a digest."""

    permalink: str
    issue: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Layout:
    """A version made ready: its text, read once, and all that stands around the words but the links on what they cite, which
    may come later."""

    law: Tag
    date: str
    dressing: Dressing
    held: tuple[str, datetime.date] | None
    notes: tuple[str, ...]
    amendments: tuple[Noted, ...]
    noted_from: str

    def typeset(self, links_of: LinksOf | None = None) -> Reading:
        """As HTML, with the links on what the words cite."""
        html, contents = dressed_law(self.law, self.date, replace(self.dressing, links_of=links_of))
        return Reading(html, contents, self.held, self.notes, self.amendments, self.noted_from)


def read_for_people(
    store: Store,
    edition: Edition,
    on: datetime.date,
    known: datetime.datetime | None,
    addresses: Addresses,
    links_of: LinksOf | None = None,
) -> Reading:
    """A version as it is to be read on a day. Raises as :func:`laid_out`."""
    return laid_out(store, edition, on, known, addresses).typeset(links_of)


def laid_out(
    store: Store,
    edition: Edition,
    on: datetime.date,
    known: datetime.datetime | None,
    addresses: Addresses,
) -> Layout:
    """A version ready to be typeset as it is to be read on a day. Raises :class:`NoTextOn` for a day on which a text of unknown
    beginning cannot have stood, and ``BrokenCourse`` when the store does not lead to its own text."""
    work, version = edition.work, edition.version
    with store.reading() as connection:
        refuse_contained(connection, version, on, known)
        data = versioning.text_bytes(connection, version.manifest)
        legs = until(course_of(connection, work.id, known), version.id)
        ledger, document = retraced(connection, legs, data)
        refuse_too_early(document, version, on)
        held = held_before(connection, work.id, day_after(on), anchors_of(connection, work.id), known)
        notes = tuple(notes_on(connection, Found(work), version, held, on, known, data))
        figures = (
            figures_for_page(figures_of(connection, version, document, known)) if b"<Fig" in data else {}
        )
        figures = figures_for_page(figures_of(connection, version, document, known))
    told = annals_of(work, version.title, on, legs, ledger)
    issues = _issues_by_name(legs, _body(work))
    under: dict[str, tuple[tuple[str, str], ...]] = {}
    for at, said in told.notes:
        here = html_id(at)
        place = "" if here or at.steps[-1].kind is Kind.TITLE else f"{at} "
        pieces = (
            ((place, ""), *_linked(said, issues, addresses)) if place else _linked(said, issues, addresses)
        )
        under[here or "title"] = (*under.get(here or "title", ()), *pieces)
    amendments = tuple(Noted(each, _issue_of(each, issues)) for each in told.amendments)
    dressing = Dressing(addresses.permalink, under, figures=figures)
    return Layout(nested(document), document.date, dressing, held, notes, amendments, told.noted_from)


def _issues_by_name(legs: Sequence[Leg], body: str) -> Mapping[str, str]:
    """The issue of every amending instrument, by its name cut short, in both styles of numerals, and by its number."""
    out: dict[str, str] = {}
    for leg in legs:
        for done in leg.done:
            c = done.clause
            instrument = Instrument(c.notice_number, c.notice_title, c.promulgated)
            for name in (
                abbreviated(instrument, body), abbreviated(instrument, body, kanji=True), c.notice_number or c.notice_title
            ):  # fmt: skip
                out.setdefault(name, c.source)
    return out


def _body(work: Work) -> str:
    return work.body or body_of(work.number)


_SEPARATORS: Final = re.compile(r"([（）、・])")


def _linked(note: str, issues: Mapping[str, str], addresses: Addresses) -> tuple[tuple[str, str], ...]:
    """A note in pieces, the instruments in it with where their issues are."""
    pieces = [piece for piece in _SEPARATORS.split(note) if piece]
    return tuple((p, addresses.issue(issues[p]) if p in issues else "") for p in pieces)


def _issue_of(amendment: Amendment, issues: Mapping[str, str]) -> str:
    if not amendment.recorded:
        return ""
    return issues.get(amendment.instrument.number or amendment.instrument.title, "")


# -------------------------------------------------------------------------------------------------------------- versions


def stages(store: Store, holding: Holding, today: datetime.date) -> tuple[Stage, ...]:
    """The versions of a regulation, newest first, each with the notices that brought it."""
    present = holding.on(today)
    with store.reading() as connection:
        keys = (key for e in holding.editions for key in e.version.clauses)
        clauses = clausing.clauses_by_key(connection, keys)
        out = [
            Stage(e, _standing(e, present, today), tuple(_brought(connection, e, clauses)))
            for e in reversed(holding.editions)
        ]
    return tuple(out)


def _standing(edition: Edition, present: Edition | None, today: datetime.date) -> Standing:
    if edition is present:
        return "current"
    day = edition.version.day
    return "not_yet" if day is not None and day > today else "past"


def _brought(
    connection: Connection, edition: Edition, clauses: Mapping[str, clausing.StoredClause]
) -> Iterable[Bringing]:
    found: dict[str, Bringing] = {}
    for key in edition.version.clauses:
        clause = clauses.get(key)
        if clause is not None:
            found.setdefault(
                clause.notice_key,
                Bringing(
                    clause.notice_number, clause.notice_title, clause.promulgated, clause.source, clause.key
                ),
            )
    if not found and edition.version.origin.startswith("enact:"):
        anchor = anchor_by_key(connection, edition.version.origin)
        if anchor is not None and anchor.notice is not None:
            number, title, promulgated = issuing.notice_names(connection, anchor.notice)
            found[anchor.key] = Bringing(number, title, promulgated, anchor.source)
    return found.values()
