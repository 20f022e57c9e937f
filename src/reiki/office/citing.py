"""A citation as people write it (例規の引用): which regulation and which provision `昭和27年鳥取県人事委員会規則第11号第16条`
or `霧浜市公印取扱規程第3条第2項` means; and whether a text that somebody keeps is still the one in force."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Final

from reiki.law.address import Address, AddressError
from reiki.law.identity import find_law_numbers
from reiki.office.catalogue import Edition, Holding, holding_of
from reiki.office.errors import NoTextOn, OfficeError, UnknownWork
from reiki.office.naming import find_work, place_in
from reiki.store import versions as versioning
from reiki.store.session import Store

__all__ = [
    "Address", "Asked", "Cited", "NoCitation", "Standing", "address", "changed", "edition_on", "resolve_citation",
]  # fmt: skip

LONGEST: Final = 500

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
    holding = holding_of(store, name, on=on)
    with store.reading() as connection:
        return holding, place_in(find_work(connection, name, on), at)


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
    for place in reversed(places):
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
    """How a kept text stands. ``status``: ``same``, ``changed``, ``gone`` (nothing stands there on that day), ``ended`` (no
    longer in force), ``unknown`` (no such regulation). ``digest``: of what stands there."""

    asked: Asked
    status: str
    edition: Edition | None
    digest: str


def changed(store: Store, asked: Asked, on: datetime.date) -> Standing:
    """Whether a kept text is still the one in force on a day."""
    from reiki.law.document.nested import nested_node
    from reiki.office.editions import digest_of

    try:
        holding, at = address(store, asked.work, asked.at, on)
    except UnknownWork:
        return Standing(asked, "unknown", None, "")
    edition = holding.on(on)
    if edition is None:
        return Standing(asked, "gone", None, "")
    digest = edition.version.text_digest
    if at.steps:
        with store.reading() as connection:
            document = versioning.document_of(connection, edition.version)
        node = document.find(at)
        if node is None:
            return Standing(asked, "gone", edition, "")
        digest = digest_of(nested_node(node))
    if edition.version.ended:
        return Standing(asked, "ended", edition, digest)
    return Standing(asked, "same" if digest == asked.digest.lower() else "changed", edition, digest)


def edition_on(holding: Holding, on: datetime.date) -> Edition:
    """The version of a regulation on a day. Raises :class:`NoTextOn`."""
    found = holding.on(on)
    if found is None:
        first = holding.editions[0].version.day if holding.editions else None
        since = f": the first that is known begins on {first}" if first else ""
        raise NoTextOn(f"no text of {holding.work.title} is known on {on}{since}.")
    return found
