"""A citation as people write it (例規の引用): which regulation and which provision `昭和27年鳥取県人事委員会規則第11号第16条`
or `霧浜市公印取扱規程第3条第2項` means; and whether a text that somebody keeps is still the one in force."""

from __future__ import annotations

import datetime
import re
import time
from dataclasses import dataclass, field
from typing import Final

from reiki.law.address import Address, AddressError
from reiki.law.document import LawDocument
from reiki.law.identity import find_law_numbers
from reiki.office.catalogue import Edition, Holding, holding_by
from reiki.office.errors import AmbiguousWork, NoTextOn, OfficeError, UnknownWork
from reiki.office.keyword import TookTooLong
from reiki.office.naming import Found, find_work, place_in
from reiki.office.telling import Beside, beside
from reiki.store import versions as versioning
from reiki.store.session import Store

__all__ = [
    "Address", "Asked", "Changes", "Cited", "NoCitation", "Standing", "address", "changed", "edition_on", "resolve_citation",
]  # fmt: skip

LONGEST: Final = 500
_DEEPEST: Final = 12
"""Words that may begin the place in a citation: 編章節款目条項号 and what stands around them. For each of them all titles are
looked through."""
_DOCUMENTS: Final = 16
"""Texts kept while kept texts are compared with them."""

_PLACE: Final = re.compile(
    r"第[\s\u3000]*[0-9０-９一二三四五六七八九十百千〇]+[\s\u3000]*[編章節款目条項号]|附[\s\u3000]*則|別[\s\u3000]*[表記紙図]|様[\s\u3000]*式|前文|目次|題名"
)
_SUFFIX: Final = re.compile(r"^[\s\u3000]*[（(][^（()）]*[)）]")


class NoCitation(OfficeError):
    """The text cites no regulation and provision."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation means: ``name`` as it names the regulation, and the place in it."""

    name: str
    holding: Holding
    at: Address


def address(store: Store, name: str, at: str, on: datetime.date | None = None) -> tuple[Holding, Address]:
    """A regulation by any name, and an address in it; within the 附則 that an amending instrument's name stands for. Raises as
    :func:`reiki.office.naming.find_work` does, and ``AddressError``."""
    with store.reading() as connection:
        found = find_work(connection, name, on)
        return holding_by(connection, found.work), place_in(found, at)


def resolve_citation(store: Store, citation: str, on: datetime.date) -> Cited:
    """Which regulation and which provision a citation means on a day. The name is a number, a title, or a title with its number
    in parentheses; without a provision the whole regulation is meant. Raises :class:`NoCitation`, :class:`UnknownWork`,
    :class:`AmbiguousWork`."""
    text = citation.strip()
    if not text or len(text) > LONGEST:
        raise NoCitation(
            f"a citation has 1 to {LONGEST} characters, such as 昭和27年鳥取県人事委員会規則第11号第16条"
        )
    for name, rest in _divisions(text):
        try:
            if rest:  # before anything is looked for: most ways to part a long text name no place
                Address.parse(rest)
            holding, at = address(store, name, rest, on)
        except (UnknownWork, AddressError):
            continue
        return Cited(name, holding, at)
    raise UnknownWork(
        f"no regulation in the store is cited by 「{text}」; cite it by number or title, then the provision."
    )


def _divisions(text: str) -> list[tuple[str, str]]:
    """The ways to part a citation into a name and a place: after its number first, then before each word that may begin a place,
    the longest name first: a title may hold such a word (``別表に定める…規則``)."""
    out: list[tuple[str, str]] = []
    number = next((found for found in find_law_numbers(text)), None)
    if number is not None:
        _, start, end = number
        inside = text[:start].rstrip("（( 　")
        if inside and text[end : end + 1] in ("）", ")"):
            out.append((text[start:end], text[end + 1 :].strip()))
        elif not inside:
            out.append((text[start:end], text[end:].lstrip("のノ 　").strip()))
    places = [match.start() for match in _PLACE.finditer(text)]
    out.append((text, ""))
    for place in reversed(places[-_DEEPEST:]):
        if place:
            name = text[:place].strip()
            out.append((re.sub(r"の$", "", name), text[place:].strip()))
    return out


# ------------------------------------------------------------------------------------------------------------- changed


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that somebody keeps: of which regulation, at which address (``""``: whole), with which digest."""

    work: str
    digest: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a kept text stands. ``status``: ``same``, ``changed``, ``uncertain`` (it is the last certain text, or a doubtful one:
    what is in force may be another), ``gone`` (nothing stands there on that day), ``ended`` (no longer in force), ``unknown`` (no
    such regulation). ``digest``: of what stands there; ``beside``: what must be told with it."""

    asked: Asked
    status: str
    edition: Edition | None
    digest: str
    beside: Beside = Beside()


@dataclass(slots=True)
class Changes:
    """Whether kept texts are still those in force on a day. What is asked of one regulation is read once where it is asked for
    one text after the other. ``ends``: the moment (``time.monotonic``) from which on no more is answered."""

    store: Store
    on: datetime.date
    ends: float | None = None
    _found: dict[str, Found | OfficeError] = field(default_factory=dict)
    _holdings: dict[int, Holding] = field(default_factory=dict)
    _documents: dict[int, LawDocument] = field(default_factory=dict)
    _told: dict[int, Beside] = field(default_factory=dict)

    def of(self, asked: Asked) -> Standing:
        """How one stands. Raises :class:`AmbiguousWork`, ``AddressError``, and
        :class:`~reiki.office.keyword.TookTooLong` after the last moment."""
        from reiki.law.document.nested import nested_node
        from reiki.office.editions import digest_of

        try:
            if self.ends is not None and time.monotonic() > self.ends:
                raise TookTooLong("the question takes too long; ask for fewer texts at once, and by law id")
            holding, at = self._address(asked)
        except UnknownWork:
            return Standing(asked, "unknown", None, "")
        edition = holding.on(self.on)
        if edition is None:
            return Standing(asked, "gone", None, "")
        told = self._beside(edition)
        digest = edition.version.text_digest
        if at.steps:
            node = self._document(edition).find(at)
            if node is None:
                return Standing(asked, "gone", edition, "", told)
            digest = digest_of(nested_node(node))
        if edition.version.ended:
            status = "ended"
        elif digest != asked.digest.lower():
            status = "changed"
        else:
            status = "uncertain" if told.doubtful else "same"
        return Standing(asked, status, edition, digest, told)

    def _address(self, asked: Asked) -> tuple[Holding, Address]:
        """Each name is looked for once: one that means many regulations, or none, costs most."""
        with self.store.reading() as connection:
            if asked.work not in self._found:
                try:
                    self._found[asked.work] = find_work(connection, asked.work, self.on)
                except (UnknownWork, AmbiguousWork) as error:
                    self._found[asked.work] = error
            found = self._found[asked.work]
            if isinstance(found, OfficeError):
                raise found.with_traceback(None)
            place = place_in(found, asked.at)
            work = found.work
            if work.id not in self._holdings:
                self._holdings[work.id] = holding_by(connection, work)
        return self._holdings[work.id], place

    def _document(self, edition: Edition) -> LawDocument:
        version = edition.version
        if version.id not in self._documents:
            while len(self._documents) >= _DOCUMENTS:
                self._documents.pop(next(iter(self._documents)))
            with self.store.reading() as connection:
                self._documents[version.id] = versioning.document_of(connection, version)
        return self._documents[version.id]

    def _beside(self, edition: Edition) -> Beside:
        """What must be told beside a version, and whether another text may be in force."""
        version = edition.version
        if version.id not in self._told:
            with self.store.reading() as connection:
                self._told[version.id] = beside(connection, Found(edition.work), version, self.on, None)
        return self._told[version.id]


def changed(store: Store, asked: Asked, on: datetime.date) -> Standing:
    """Whether a kept text is still the one in force on a day."""
    return Changes(store, on).of(asked)


def edition_on(holding: Holding, on: datetime.date) -> Edition:
    """The version of a regulation on a day. Raises :class:`NoTextOn`."""
    found = holding.on(on)
    if found is None:
        first = holding.editions[0].version.day if holding.editions else None
        since = f": the first that is known begins on {first}" if first else ""
        raise NoTextOn(f"no text of {holding.work.title} is known on {on}{since}.")
    return found
