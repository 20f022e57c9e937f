"""The text of one version, as nested elements, with what a reader must be told beside it."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.document.nested import Tag, nested, nested_node
from reiki.office.catalogue import Edition
from reiki.office.errors import NoSuchProvision
from reiki.office.figures import in_format
from reiki.office.formats import Shown, TextFormat, left_out_json, part, whole
from reiki.office.naming import Found
from reiki.office.telling import beside, refuse_contained, refuse_too_early
from reiki.render.text import render_provision
from reiki.store import versions as versioning
from reiki.store.session import Store

if TYPE_CHECKING:
    from reiki.render.akn import Component

__all__ = [
    "Component", "EditionText", "Passage", "Tag", "component", "passage", "promulgated", "read_edition", "rendered", "stands_in",
    "told_on",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class EditionText:
    """A version's text. ``tag``: the law as 法令標準XML; in a text that is known in part, what is not known is said in words
    where it is missing. ``held``: the clause that is held behind it, and since when. ``notes``: to be shown with it."""

    edition: Edition
    tag: Tag
    held: tuple[str, datetime.date] | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One provision, or the whole text, of a version. ``content``: in the format asked for. ``digest``: SHA-256 of its XML on one
    line, without metadata; it changes exactly when the provision does. ``told_on``: the day by which a link to it names it, so
    that what is said there is what is said here (:func:`told_on`)."""

    at: str
    text: str
    content: str
    data: bytes
    digest: str
    left_out: tuple[dict[str, object], ...]
    told_on: datetime.date


_NAME_THE_DAY: Final = frozenset({"html", "docx"})
"""Forms in which the day stands that was asked for."""


def read_edition(store: Store, edition: Edition, on: datetime.date) -> EditionText:
    """The text of a version as it is to be read on a day. Raises :class:`NoTextOn` for a day on which a text of unknown beginning
    cannot have stood."""
    with store.reading() as connection:
        document = versioning.document_of(connection, edition.version)
        _refuse(connection, document, edition, on)
        held, notes = _beside(connection, edition, on, None)
        return EditionText(edition, _visible(document, edition), held, notes)


def passage(
    store: Store,
    edition: Edition,
    at: Address,
    *,
    on: datetime.date,
    known: datetime.datetime | None = None,
    form: TextFormat = "text",
) -> tuple[Passage, tuple[str, datetime.date] | None, tuple[str, ...]]:
    """A version, whole or at one address, with what is held behind it and what must be said beside it. Raises
    :class:`NoTextOn`, :class:`NoSuchProvision`, :class:`NoSuchForm`."""
    with store.reading() as connection:
        data = versioning.text_bytes(connection, edition.version.manifest)
        document = LawDocument.parse(data)
        _refuse(connection, document, edition, on, known)
        held, notes = _beside(connection, edition, on, known, data)
        again = on if form in _NAME_THE_DAY else _told_on(connection, edition, on, known, notes, data)
        pictures = in_format(connection, edition.version, document, form, known)
    notes = notes if at.steps else (*notes, *pictures.notes)
    shown = Shown(edition.work.law_id, edition.work.number, edition.version, on, notes, pictures.figures)
    if not at.steps:
        made = whole(document, form, shown)
        words = made.text if form == "text" else ""
        digest = edition.version.text_digest
        left_out = tuple(left_out_json(made.left_out))
        return Passage("", words, made.text, made.data, digest, left_out, again), held, notes
    node = document.find(at)
    if node is None:
        made = part(document, at, form, shown)  # says why
        raise NoSuchProvision(f"{edition.version.title} has no {at} on {on}.")
    made = part(document, at, form, shown)
    words = made.text if form == "text" else render_provision(document.provision_at(node))
    left_out = tuple(left_out_json(made.left_out))
    digest = digest_of(nested_node(node))
    return Passage(str(at), words, made.text, made.data, digest, left_out, again), held, notes


def told_on(
    store: Store, edition: Edition, on: datetime.date, known: datetime.datetime | None = None
) -> datetime.date:
    """The day by which a link names a version that was read on a day: its first, so that one text has one link; but the day
    itself where on the first day other things are said beside it, or the first is not known: a link never loses a hold."""
    if edition.version.day in (None, on):
        return on
    with store.reading() as connection:
        data = versioning.text_bytes(connection, edition.version.manifest)
        notes = _beside(connection, edition, on, known, data)[1]
        return _told_on(connection, edition, on, known, notes, data)


def _told_on(
    connection: Connection,
    edition: Edition,
    on: datetime.date,
    known: datetime.datetime | None,
    notes: tuple[str, ...],
    data: bytes,
) -> datetime.date:
    first = edition.version.day
    if first is None or first == on:
        return on
    return first if _beside(connection, edition, first, known, data)[1] == notes else on


def stands_in(store: Store, edition: Edition, at: Address) -> bool:
    """True where something stands at an address in a version."""
    with store.reading() as connection:
        return versioning.document_of(connection, edition.version).find(at) is not None


def component(
    store: Store, edition: Edition, name: str, on: datetime.date
) -> tuple[Component, tuple[str, datetime.date] | None, tuple[str, ...]]:
    """An attachment (別表, 様式 …) of a version by the name that its Akoma Ntoso IRI has (``att_1``), with what is held behind
    the version and what must be said beside it. Raises :class:`NoSuchProvision`, :class:`NoTextOn`."""
    from reiki.render.akn import Expression, components

    with store.reading() as connection:
        document = versioning.document_of(connection, edition.version)
        _refuse(connection, document, edition, on)
        held, notes = _beside(connection, edition, on, None)
    version = edition.version
    identity = Expression(edition.work.law_id, version.day, version.revision_id, notes)
    found = next((each for each in components(document, identity) if each.name == name), None)
    if found is None:
        raise NoSuchProvision(f"{version.title} has no attachment !{name} on {on}.")
    return found, held, notes


def digest_of(tag: Tag) -> str:
    """The digest by which one provision is known again."""
    return hashlib.sha256(tag.as_xml().encode()).hexdigest()


def rendered(
    store: Store, edition: Edition, form: TextFormat, on: datetime.date
) -> tuple[bytes, tuple[dict[str, object], ...]]:
    """A version as a file, and what the format could not say."""
    with store.reading() as connection:
        document = versioning.document_of(connection, edition.version)
        _refuse(connection, document, edition, on)
        _, notes = _beside(connection, edition, on, None)
        pictures = in_format(connection, edition.version, document, form)
    notes = (*notes, *pictures.notes)
    shown = Shown(edition.work.law_id, edition.work.number, edition.version, on, notes, pictures.figures)
    made = whole(document, form, shown)
    return made.data or made.text.encode(), tuple(left_out_json(made.left_out))


def promulgated(store: Store, edition: Edition) -> str:
    """The day of promulgation (公布) of the regulation, ISO; ``""`` where its text does not name it."""
    with store.reading() as connection:
        return versioning.document_of(connection, edition.version).date


def _refuse(
    connection: Connection,
    document: LawDocument,
    edition: Edition,
    on: datetime.date,
    known: datetime.datetime | None = None,
) -> None:
    refuse_contained(connection, edition.version, on, known)
    refuse_too_early(document, edition.version, on)


def _visible(document: LawDocument, edition: Edition) -> Tag:
    """The law for programs that know the national elements only: they would pass over a gap without a word."""
    if not edition.version.partial:
        return nested(document)
    from reiki.render.egov import fitted_law

    return fitted_law(document)[0]


def _beside(
    connection: Connection,
    edition: Edition,
    on: datetime.date,
    known: datetime.datetime | None,
    data: bytes | None = None,
) -> tuple[tuple[str, datetime.date] | None, tuple[str, ...]]:
    told = beside(connection, Found(edition.work), edition.version, on, known, data)
    held = (told.held_clause, told.held_since) if told.held_since is not None else None
    return held, told.notes
