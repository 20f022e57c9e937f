"""Places of a regulation as officers write them (引用の書き方): 第1項 of an article that has one paragraph is left out, so that
第3条第1項第2号 is 第3条第2号. The address itself stays what it is; read back, both mean the same place.

Whether an article has one paragraph is told by its text: each part of a stored text is looked at once, whatever the number of
versions that it stands in.
"""

from __future__ import annotations

import datetime
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any, Final

from sqlalchemy import Connection, select

from reiki.law.address import Address, AddressError
from reiki.law.document import LawDocument
from reiki.law.document.reading import suppl_num
from reiki.law.kinds import Kind
from reiki.law.manifest import part_digests
from reiki.store import versions as versioning
from reiki.store.tables import MANIFESTS, PROVISIONS

__all__ = ["AS_THEY_ARE", "Places", "cited_of", "places_before", "places_in"]

_CONTAINERS: Final = (Kind.ARTICLE, Kind.SUPPL)
_TOKEN: Final = re.compile(
    rb"<(MainProvision|SupplProvision)\b([^>]*)>|</(?:MainProvision|SupplProvision)>|<\?reiki-part ([0-9a-f]{64})\?>"
)
_AMENDING: Final = re.compile(rb'\bAmendLawNum="([^"]*)"')
_OPENING: Final = re.compile(rb'<(Article|Paragraph)\b[^>]*?\bNum="([0-9_]+)"')
_PARAGRAPH: Final = re.compile(rb"<Paragraph[\s/>]")
_QUOTED: Final = re.compile("(「[^」]*」|『[^』]*』)")
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Places:
    """Of one text the articles and 附則 that have one paragraph and no more, as addresses are printed."""

    sole: frozenset[str] = frozenset()

    def said(self, at: str) -> str:
        """An address, as it is printed, in the words of officers."""
        if not self.sole or "第1項" not in at:
            return at
        try:
            return str(_without(Address.parse(at), self.sole))
        except AddressError:
            return at

    def finding(self, finding: Mapping[str, Any]) -> dict[str, Any]:
        """A finding whose message names its place so; what the message quotes stays as it is, and so does the address."""
        at = str(finding.get("at") or "")
        said = self.said(at) if at else at
        if said == at:
            return dict(finding)
        pieces = _QUOTED.split(str(finding["message"]))
        pieces[::2] = [re.sub(rf"{re.escape(at)}(?![0-9]|の[0-9])", said, piece) for piece in pieces[::2]]
        return {**finding, "message": "".join(pieces)}


AS_THEY_ARE: Final = Places()
"""Where no text tells."""


def cited_of(document: LawDocument, at: Address) -> Address:
    """A place of a text at hand as officers cite it."""
    for n, step in enumerate(at.steps):
        if n and step.kind is Kind.PARAGRAPH and step.num == "1" and at.steps[n - 1].kind in _CONTAINERS:
            node = document.find(Address(at.steps[:n]))
            if node is not None and len(node.element.findall("Paragraph")) == 1:
                return Address((*at.steps[:n], *at.steps[n + 1 :]))
    return at


def places_before(connection: Connection, work: int | None, day: datetime.date | None) -> Places:
    """Of the text that a change of a day meets: that of the day before; of the latest where no day is fixed."""
    if work is None:
        return AS_THEY_ARE
    before = datetime.date.max if day is None else day - datetime.timedelta(1)
    version = versioning.version_on(connection, work, before)
    return AS_THEY_ARE if version is None else places_in(connection, version.manifest)


def places_in(connection: Connection, manifest: str) -> Places:
    """Of a stored text, by the digest of its manifest."""
    row = connection.execute(select(MANIFESTS.c.skeleton).where(MANIFESTS.c.digest == manifest)).first()
    if row is None:
        return AS_THEY_ARE
    skeleton = zlib.decompress(row.skeleton)
    digests = part_digests(skeleton)
    _look_at(connection, [d for d in digests if d not in _KEPT])
    found: set[str] = set()
    twice: set[str] = set()
    around, paragraphs, articles = None, 0, 0
    for token in _TOKEN.finditer(skeleton):
        if token[1] and not token[2].endswith(b"/"):
            around, paragraphs, articles = _container(token[1], token[2]), 0, 0
            (twice if around in found else found).add(around)
        elif around is None:
            continue
        elif token[3]:
            name, num, sole = _KEPT.get(token[3].decode("ascii"), _NEITHER)
            paragraphs += name == "Paragraph"
            articles += name == "Article"
            if sole:
                at = _article(around, num)
                (twice if at in found else found).add(at)
        else:
            if paragraphs != 1 or articles:
                found.discard(around)
            around = None
    return Places(frozenset(found - twice))


# By the digest of a part, so never out of date: its element, its number, and whether it is an article of one paragraph.
_NEITHER: Final = ("", "", False)
_KEPT: Final[dict[str, tuple[str, str, bool]]] = {}
_KEPT_AT_MOST: Final = 500_000


def _look_at(connection: Connection, digests: list[str]) -> None:
    if len(_KEPT) + len(digests) > _KEPT_AT_MOST:
        _KEPT.clear()
    for start in range(0, len(digests), _AT_ONCE):
        wanted = digests[start : start + _AT_ONCE]
        query = select(PROVISIONS.c.digest, PROVISIONS.c.xml).where(PROVISIONS.c.digest.in_(wanted))
        for digest, packed in connection.execute(query):
            _KEPT[digest] = _seen(zlib.decompress(packed))


def _seen(part: bytes) -> tuple[str, str, bool]:
    opening = _OPENING.match(part)
    if opening is None:
        return _NEITHER
    # A provision that is quoted in it counts too: then it is not left out, which is always right.
    sole = opening[1] == b"Article" and sum(1 for _ in _PARAGRAPH.finditer(part)) == 1
    return opening[1].decode(), opening[2].decode(), sole


@lru_cache(maxsize=4096)
def _container(name: bytes, attributes: bytes) -> str:
    if name == b"MainProvision":
        return str(Address().child(Kind.MAIN))
    law = _AMENDING.search(attributes)
    return str(Address().child(Kind.SUPPL, suppl_num(unescape(law[1].decode("utf-8"))) if law else ""))


@lru_cache(maxsize=65536)
def _article(around: str, num: str) -> str:
    above = Address.parse(around)
    steps = () if above.steps[0].kind is Kind.MAIN else above.steps
    return str(Address(steps).child(Kind.ARTICLE, num))


def _without(at: Address, sole: Iterable[str]) -> Address:
    for n, step in enumerate(at.steps):
        if n and step.kind is Kind.PARAGRAPH and step.num == "1" and str(Address(at.steps[:n])) in sole:
            return Address((*at.steps[:n], *at.steps[n + 1 :]))
    return at
