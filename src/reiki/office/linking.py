"""What a regulation cites on a day (引用), each citation with where it leads, or with the reason why it leads nowhere; and the
same as links in the words that a page prints.

Citations within the regulation are resolved against the very text that is shown, those of other regulations against what the
store has in force on the day. Nothing is fetched; national laws that are not in the store stay plain text.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from reiki.cite.model import Range, Reference
from reiki.cite.reading import Reading, read_references, titles_asked
from reiki.cite.reasons import REASONS
from reiki.cite.standing import place_in
from reiki.cite.units import Unit, units_of
from reiki.cite.works import Target, Works, known_titles
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.office.catalogue import Edition
from reiki.office.cited import cited_of
from reiki.render.dressing import Link, LinksOf, html_id
from reiki.store import clauses as clausing
from reiki.store import versions as versioning
from reiki.store.session import Store

__all__ = ["Cited", "Leads", "Linked", "links"]

AddressOf = Callable[[str, datetime.date], str]
"""Where a regulation, by its law id, is read on a day."""


@dataclass(frozen=True, slots=True)
class Leads:
    """Where a citation leads. ``places``: as they stand there, none for the whole; ``here``: in the text that cites; ``on``: the
    day of the text that is meant; ``caption``: the 見出し of the article; ``said``: the places as officers cite them."""

    law_id: str
    title: str
    on: datetime.date
    places: tuple[Range, ...]
    here: bool
    caption: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation in the provision ``at``. ``leads`` or ``reason`` (a code of :data:`reiki.cite.reasons.REASONS`)."""

    at: Address
    reference: Reference
    leads: Leads | None
    reason: str

    def as_json(self) -> dict[str, Any]:
        """Plain data: the reference with ``at``, ``leads``, ``reason`` and what the reason means."""
        leads = self.leads
        return {
            "at": str(self.at),
            **self.reference.as_json(),
            "reason": self.reason or None,
            "detail": REASONS.get(self.reason),
            "leads": None
            if leads is None
            else {
                "law_id": leads.law_id,
                "title": leads.title,
                "on": leads.on.isoformat(),
                "places": [
                    {"first": str(r.first), "last": str(r.last) if r.last else None} for r in leads.places
                ],
            },
        }


@dataclass(frozen=True, slots=True)
class Linked:
    """Every citation of one version on a day, in the order of its text."""

    edition: Edition
    on: datetime.date
    cited: tuple[Cited, ...]
    _words: dict[tuple[str, str], tuple[tuple[int, int, Leads], ...]] = field(
        default_factory=dict, repr=False
    )

    def links_of(self, address_of: AddressOf) -> LinksOf:
        """The links in the words that a page prints: for :class:`reiki.render.dressing.Dressing`."""

        def found(text: str, here: str) -> Sequence[Link]:
            spans = self._words.get((here.partition("~")[0], text), ())
            return [Link(start, end, _href(leads, address_of), _said(leads)) for start, end, leads in spans]

        return found


def links(
    store: Store, edition: Edition, on: datetime.date, known: datetime.datetime | None = None
) -> Linked:
    """The citations of a version as it is read on a day, as known at a moment."""
    with store.reading() as connection:
        document = versioning.document_of(connection, edition.version)
        units = units_of(document)
        titles = known_titles(connection, titles_asked(units))
        readings = read_references(document, units, titles, number=edition.work.number)
        works = Works(connection, on, known, edition.work.body)
        resolver = _Resolver(connection, works, edition, document, on, known)
        cited: list[Cited] = []
        words: dict[tuple[str, str], tuple[tuple[int, int, Leads], ...]] = {}
        doubtful: set[tuple[str, str]] = set()
        for reading in readings:
            resolved = [resolver.cited(reading, reference) for reference in reading.references]
            cited += resolved
            for key, spans in _in_pieces(reading, resolved):
                if words.setdefault(key, spans) != spans:
                    doubtful.add(key)
        for key in doubtful:  # one text twice in one place, and it leads to two places: it stays plain
            del words[key]
        return Linked(edition, on, tuple(cited), words)


# ----------------------------------------------------------------------------------------------------------- resolution


@dataclass(slots=True)
class _Resolver:
    connection: Connection
    works: Works
    edition: Edition
    document: LawDocument
    on: datetime.date
    known: datetime.datetime | None
    _brought: dict[tuple[int, str], datetime.date | None] = field(default_factory=dict)

    def cited(self, reading: Reading, reference: Reference) -> Cited:
        leads, reason = self._resolve(reading.unit, reference)
        return Cited(reading.unit.at, reference, leads, reason)

    def _resolve(self, unit: Unit, reference: Reference) -> tuple[Leads | None, str]:
        if reference.reason:
            return None, reference.reason
        itself = Target(self.edition.work, self.edition.version)
        target = self.works.find(reference.work, reference.title) if reference.work else itself
        if target.work is None or target.version is None:
            return None, target.reason
        if reference.state == "after":
            return self._after(unit, reference, target)
        own = target.work.id == self.edition.work.id
        document = self.document if own else self.works.document(target.version)
        partial = (self.edition.version if own else target.version).partial
        found = place_in(document, reference.places, partial)
        if found.reason:
            return None, found.reason
        title = self.edition.version.title if own else target.version.title
        caption = _caption(document, found.places)
        said = "、".join(str(_cited(document, r)) for r in found.places)
        return Leads(target.work.law_id, title, self.on, found.places, own, caption, said), ""

    def _after(self, unit: Unit, reference: Reference, target: Target) -> tuple[Leads | None, str]:
        """改正後の第3条 in the 附則 of an amendment: the text of the day on which that amendment began."""
        if not unit.supplement or target.work is None:
            return None, "later_text"
        day = self._day_brought(target.work.id, unit.supplement)
        if day is None:
            return None, "later_text"
        version = versioning.version_on(self.connection, target.work.id, day, self.known)
        found = self.works.places(target, reference.places, day)
        if version is None or found.reason:
            return None, found.reason or "later_text"
        return Leads(target.work.law_id, version.title, day, found.places, False), ""

    def _day_brought(self, work: int, number: str) -> datetime.date | None:
        """The one day on which an amending instrument changed a regulation; ``None`` where there are more, or none is known."""
        key = work, number
        if key not in self._brought:
            versions = versioning.versions_of(self.connection, work, self.known)
            clauses = clausing.clauses_by_key(self.connection, (k for v in versions for k in v.clauses))
            by = {key for key, clause in clauses.items() if clause.notice_number == number}
            days = {v.day for v in versions if by.intersection(v.clauses)}
            self._brought[key] = days.pop() if len(days) == 1 else None
        return self._brought[key]


def _cited(document: LawDocument, places: Range) -> Range:
    last = None if places.last is None else cited_of(document, places.last)
    return replace(places, first=cited_of(document, places.first), last=last)


def _caption(document: LawDocument, places: Sequence[Range]) -> str:
    article = places[0].first.article if places and places[0].last is None else None
    node = document.find(article) if article is not None else None
    return document.caption_at(node) if node is not None else ""


# ---------------------------------------------------------------------------------------------------------------- words


def _in_pieces(
    reading: Reading, cited: Sequence[Cited]
) -> list[tuple[tuple[str, str], tuple[tuple[int, int, Leads], ...]]]:
    """The links of a provision, by where the page prints its words and by each stretch that it prints in one go."""
    unit = reading.unit
    here = html_id(unit.around if unit.apart else unit.at)
    if not here:
        return []
    out = []
    for piece in unit.pieces:
        end = piece.start + len(piece.text)
        spans = tuple(
            (c.reference.start - piece.start, c.reference.end - piece.start, c.leads)
            for c in cited
            if c.leads is not None
            and piece.start <= c.reference.start
            and c.reference.end <= end
            and (c.leads.places or not c.leads.here)
        )
        out.append(((here, piece.text), spans))
    return out


def _href(leads: Leads, address_of: AddressOf) -> str:
    there = html_id(leads.places[0].first) if leads.places else ""
    fragment = f"#{there}" if there else ""
    return fragment if leads.here and fragment else address_of(leads.law_id, leads.on) + fragment


def _said(leads: Leads) -> str:
    places = leads.said or "、".join(str(r) for r in leads.places)
    name = "" if leads.here else leads.title
    return " ".join(part for part in (name, places + leads.caption) if part)
