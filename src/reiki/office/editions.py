"""The text of one version, as nested elements, with what a reader must be told beside it."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection

from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.document.nested import Tag, nested, nested_node
from reiki.office.ask import notes_on, refuse_contained, refuse_too_early
from reiki.office.catalogue import Edition
from reiki.office.errors import NoSuchProvision
from reiki.office.formats import Shown, TextFormat, left_out_json, part, whole
from reiki.office.holding import day_after, held_before
from reiki.office.naming import Found
from reiki.render.text import render_provision
from reiki.store import versions as versioning
from reiki.store.anchors import anchors_of
from reiki.store.session import Store

__all__ = ["EditionText", "Passage", "Tag", "passage", "promulgated", "read_edition", "rendered"]


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
    line, without metadata; it changes exactly when the provision does."""

    at: str
    text: str
    content: str
    data: bytes
    digest: str
    left_out: tuple[dict[str, object], ...]


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
        document = versioning.document_of(connection, edition.version)
        _refuse(connection, document, edition, on, known)
        held, notes = _beside(connection, edition, on, known)
    shown = Shown(edition.work.law_id, edition.work.number, edition.version, on, notes)
    if not at.steps:
        made = whole(document, form, shown)
        words = made.text if form == "text" else ""
        digest = edition.version.text_digest
        left_out = tuple(left_out_json(made.left_out))
        return Passage("", words, made.text, made.data, digest, left_out), held, notes
    node = document.find(at)
    if node is None:
        made = part(document, at, form, shown)  # says why
        raise NoSuchProvision(f"{edition.version.title} has no {at} on {on}.")
    made = part(document, at, form, shown)
    words = made.text if form == "text" else render_provision(document.provision_at(node))
    left_out = tuple(left_out_json(made.left_out))
    return Passage(str(at), words, made.text, made.data, digest_of(nested_node(node)), left_out), held, notes


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
    made = whole(document, form, Shown(edition.work.law_id, edition.work.number, edition.version, on, notes))
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
    connection: Connection, edition: Edition, on: datetime.date, known: datetime.datetime | None
) -> tuple[tuple[str, datetime.date] | None, tuple[str, ...]]:
    work = edition.work
    after = day_after(on)
    held = held_before(connection, work.id, after, anchors_of(connection, work.id), known)
    return held, tuple(notes_on(connection, Found(work), edition.version, held, on, known))
