"""Which picture a figure of a version is (図, 様式).

A name such as ``./pict/a.jpg`` means a picture only together with where it came from: the text digest covers names, not bytes. So
the figure is followed back to what put it there, and the picture is the one that came with that: an import, an enactment, or the
issue of the clause. A later import that is the same text on a day of the version may lend what the first lacked; it never takes
the place of a picture, and one that differs is told with it. A name made of a digest means its bytes wherever they came from.
"""

from __future__ import annotations

import base64
import datetime
import io
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from re import compile as compiled
from typing import Any, Final

from sqlalchemy import Connection

from reiki.law.document import LawDocument
from reiki.law.document.nested import Tag, nested
from reiki.law.era import format_date
from reiki.office.catalogue import Edition
from reiki.office.course import Leg, course_of
from reiki.office.errors import OfficeError
from reiki.office.figure_intake import DIGEST
from reiki.office.formats import WITH_PICTURES, TextFormat
from reiki.render.figures import DRAWN, FigureShown, figures_in
from reiki.source.pictures import SUFFIXES, inner_path
from reiki.store import figures as figure_store
from reiki.store import versions as versioning
from reiki.store.anchors import StoredAnchor, anchors_of
from reiki.store.figures import Figure, Placement, issue_origin
from reiki.store.session import Store
from reiki.store.versions import Version

__all__ = [
    "FigureFile", "Other", "UnknownFigure", "VersionFigure", "address_of", "edition_figures", "figure_file", "figures_for_file",
    "figures_for_page", "figures_of", "missing_note", "zipped",
]  # fmt: skip

MOST_IN_FILE: Final = 30_000_000
"""Bytes of pictures that one file holds; beyond them they are named."""

_FIG: Final = compiled(r"<Fig\b[^>]*?\bsrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)


class UnknownFigure(OfficeError):
    """The store has no such picture."""


@dataclass(frozen=True, slots=True)
class Other:
    """A picture that another import has under the same name, as of a day."""

    day: datetime.date | None
    figure: Figure


@dataclass(frozen=True, slots=True)
class VersionFigure:
    """A figure of a version. ``label``: 様式第1号 …; ``figure``: its picture, ``None`` where the store does not hold it;
    ``origin``: the import or issue that it came with; ``recorded_at``: when the picture was taken in; ``others``: see
    :class:`Other`; ``lent_on``: the day as of which a later import of the same text has the picture, where what put the figure
    there came without one."""

    src: str
    label: str
    figure: Figure | None = None
    origin: str = ""
    recorded_at: datetime.datetime | None = None
    others: tuple[Other, ...] = ()
    lent_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class FigureFile:
    """A picture with its bytes. ``name``: of the file."""

    data: bytes
    media_type: str
    name: str

    @property
    def drawn(self) -> bool:
        """Whether browsers draw it; else it is to be saved."""
        return self.media_type in DRAWN


def edition_figures(
    store: Store, edition: Edition, known: datetime.datetime | None = None
) -> tuple[VersionFigure, ...]:
    """The figures of a version, in order."""
    with store.reading() as connection:
        document = versioning.document_of(connection, edition.version)
        return figures_of(connection, edition.version, document, known)


def figures_of(
    connection: Connection, version: Version, document: LawDocument, known: datetime.datetime | None = None
) -> tuple[VersionFigure, ...]:
    """The figures of a version whose text is at hand, in order, as known at a moment."""
    data = document.to_bytes()
    if b"<Fig" not in data and b"<\0F\0i\0g" not in data:  # UTF-16
        return ()
    return tuple(_Search(connection, version, known).found(nested(document)))


# --------------------------------------------------------------------------------------------------------- where it came


@dataclass(slots=True)
class _Search:
    connection: Connection
    version: Version
    known: datetime.datetime | None
    _legs: tuple[Leg, ...] | None = None
    _looked: dict[str, bool] = field(default_factory=dict)

    def found(self, law: Tag) -> Iterator[VersionFigure]:
        labels = figures_in(law)
        placed: dict[str, list[Placement]] = {}
        for each in figure_store.placements_named(self.connection, labels, self.known):
            placed.setdefault(each.src, []).append(each)
        digests = [src.removeprefix(DIGEST) for src in labels if src.startswith(DIGEST)]
        by_digest = figure_store.figures_by_digest(self.connection, digests, self.known)
        anchors = {
            a.key: a for a in anchors_of(self.connection, self.version.work, self.known) if not a.set_aside
        }
        for src, label in labels.items():
            held = [p for p in placed.get(src, ()) if p.figure is not None]
            if src.startswith(DIGEST):
                first = held[0] if held else None
                # The bytes are those of the digest, whatever they came with.
                figure = by_digest.get(src.removeprefix(DIGEST)) or (first.figure if first else None)
                recorded = first.recorded_at if first else None
                yield VersionFigure(src, label, figure, first.origin if first else "", recorded)
            else:
                yield self._named(src, label, placed.get(src, []), anchors)

    def _named(
        self, src: str, label: str, placed: Sequence[Placement], anchors: Mapping[str, StoredAnchor]
    ) -> VersionFigure:
        by_origin = {p.origin: p for p in placed}
        if not any(p.origin in anchors or p.origin.startswith("issue:") for p in placed):
            return VersionFigure(src, label)
        origin, since = self._origin(src, by_origin)
        own = by_origin.get(origin)
        lent = None if own is not None and own.figure is not None else self._lent(since, by_origin, anchors)
        own = lent or own
        shown = own.figure if own is not None else None
        others = {
            p.figure.sha256: Other(anchors[p.origin].day, p.figure)
            for p in placed
            if p.origin in anchors and p.figure is not None and p.figure != shown
        }
        return VersionFigure(
            src,
            label,
            shown,
            own.origin if own is not None and shown is not None else "",
            own.recorded_at if own is not None and shown is not None else None,
            tuple(others.values()),
            anchors[lent.origin].day if lent is not None else None,
        )

    @property
    def legs(self) -> tuple[Leg, ...]:
        if self._legs is None:
            self._legs = course_of(self.connection, self.version.work, self.known)
        return self._legs

    @property
    def _here(self) -> int:
        return next((n for n, leg in enumerate(self.legs) if leg.version.id == self.version.id), -1)

    def _origin(self, src: str, by_origin: Mapping[str, Placement]) -> tuple[str, int]:
        """What put a figure there, and the version from which on it is there; ``""`` where that is not told."""
        for n in range(self._here, -1, -1):
            leg = self.legs[n]
            if leg.undone:
                return self._before_import(src, by_origin, leg), n
            if not leg.restarts:
                for done in reversed(leg.done):
                    orders = (*done.outcome.operations, *done.outcome.supplement)
                    if src in _named_in(orders) and self._shows(done.clause.source, by_origin):
                        return issue_origin(done.clause.source), n
            if leg.anchor is not None:
                anchor = leg.anchor
                return anchor.key if anchor.how == "imported" else issue_origin(anchor.source), n
            if leg.version.partial:
                quoting = [issue_origin(done.clause.source) for done in leg.done]
                named = [origin for origin in quoting if origin in by_origin]
                if named:
                    return named[-1], n
        return "", 0

    def _before_import(self, src: str, by_origin: Mapping[str, Placement], undone: Leg) -> str:
        """What a figure of a text that was found by going back came with: the clause that took it away, whose 改正前 shows it, or
        the text that was gone back from."""
        anchor = undone.anchor
        assert anchor is not None
        for leg in self.legs[self._here + 1 :]:
            if anchor.day is not None and leg.version.day is not None and leg.version.day > anchor.day:
                break
            for done in leg.done:
                orders = (*done.outcome.operations, *done.outcome.inverse)
                if src in _named_in(orders) and self._shows(done.clause.source, by_origin):
                    return issue_origin(done.clause.source)
        return anchor.key

    def _shows(self, source: str, by_origin: Mapping[str, Placement]) -> bool:
        """False for an issue that shows no figure of that name: what it writes anew carries the figure that stood there. True too
        where nobody has looked."""
        origin = issue_origin(source)
        if origin not in self._looked:
            self._looked[origin] = figure_store.is_looked_through(self.connection, origin)
        return origin in by_origin or not self._looked[origin]

    def _lent(
        self, since: int, by_origin: Mapping[str, Placement], anchors: Mapping[str, StoredAnchor]
    ) -> Placement | None:
        """The picture of the last import that is the same text on a day on which the figure stood there unchanged."""
        out: tuple[datetime.date, Placement] | None = None
        for n in range(since, self._here + 1):
            leg = self.legs[n]
            end = self.legs[n + 1].version.day if n + 1 < len(self.legs) else None
            for key, placement in by_origin.items():
                anchor = anchors.get(key)
                if anchor is None or anchor.how != "imported" or anchor.day is None:
                    continue
                begun = leg.version.day is None or leg.version.day <= anchor.day
                within = begun and (end is None or anchor.day < end)
                if (
                    within
                    and anchor.text_digest == leg.version.text_digest
                    and placement.figure is not None
                    and (out is None or out[0] <= anchor.day)
                ):
                    out = anchor.day, placement
        return out[1] if out is not None else None


def _named_in(orders: Sequence[Mapping[str, Any]]) -> set[str]:
    """The figures in the XML of recorded operations."""
    out: set[str] = set()
    stack: list[object] = list(orders)
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            if "<Fig" in value:
                out |= {unescape(a or b) for a, b in _FIG.findall(value)}
        elif isinstance(value, Mapping):
            stack.extend(value.values())
        elif isinstance(value, list | tuple):
            stack.extend(value)
    return out


# --------------------------------------------------------------------------------------------------------------- shown


def address_of(figure: Figure) -> str:
    """Where the service serves a picture."""
    return f"/figures/{figure.sha256}"


def figures_for_page(found: Sequence[VersionFigure]) -> dict[str, FigureShown]:
    """Figures of a version as a page of the service shows them."""
    return {
        each.src: _shown(each, address_of(each.figure) if each.figure else "", b"", linked=True)
        for each in found
    }


def figures_for_file(connection: Connection, found: Sequence[VersionFigure]) -> dict[str, FigureShown]:
    """Figures of a version for a file that holds its pictures itself."""
    out: dict[str, FigureShown] = {}
    room = MOST_IN_FILE
    for each in found:
        data = b""
        if each.figure is not None and each.figure.media_type.startswith("image/"):
            room -= each.figure.size
            data = figure_store.figure_bytes(connection, each.figure.sha256) if room >= 0 else b""
        drawn = bool(data) and each.figure is not None and each.figure.media_type in DRAWN
        href = (
            f"data:{each.figure.media_type};base64,{base64.b64encode(data).decode('ascii')}"
            if drawn and each.figure
            else ""
        )
        out[each.src] = _shown(each, href, data, linked=False)
    return out


@dataclass(frozen=True, slots=True)
class InFormat:
    """The figures of a version for a format: ``None`` where it does not show them; and what must be said beside the text."""

    figures: Mapping[str, FigureShown] | None
    notes: tuple[str, ...] = ()


def in_format(
    connection: Connection,
    version: Version,
    document: LawDocument,
    form: TextFormat,
    known: datetime.datetime | None = None,
) -> InFormat:
    """The figures of a version with their pictures, for a format that holds them, and a note where some are not held."""
    found = figures_of(connection, version, document, known)
    shown = figures_for_file(connection, found) if form in WITH_PICTURES else None
    return InFormat(shown, missing_note(found))


def _shown(each: VersionFigure, href: str, data: bytes, *, linked: bool) -> FigureShown:
    lent = ((f"{format_date(each.lent_on)}現在の取込みによる図", ""),) if each.lent_on is not None else ()
    notes = lent + tuple(
        (_differs(other, held=each.figure is not None), address_of(other.figure) if linked else "")
        for other in each.others
    )
    figure = each.figure
    if figure is None:
        return FigureShown(each.label, notes=notes)
    return FigureShown(
        each.label, href, figure.media_type, figure.width, figure.height, figure.size, notes, data
    )


def _differs(other: Other, *, held: bool) -> str:
    when = f"{format_date(other.day)}現在" if other.day is not None else "別"
    return f"{when}の取込みでは、同じ名の別の図" if held else f"{when}の取込みには、同じ名の図がある"


def missing_note(found: Sequence[VersionFigure]) -> tuple[str, ...]:
    """What programs are told of figures whose pictures are not held; nothing where all are."""
    missing = [f"{each.label}（{each.src}）" for each in found if each.figure is None]
    return (f"図は収録されていません：{'、'.join(missing)}",) if missing else ()


# ---------------------------------------------------------------------------------------------------------------- files


def figure_file(store: Store, sha256: str, name: str = "") -> FigureFile:
    """A picture by its digest; ``name`` without the ending. Raises :class:`UnknownFigure`."""
    with store.reading() as connection:
        found = figure_store.figures_by_digest(connection, [sha256]).get(sha256)
        if found is None:
            raise UnknownFigure(f"the store has no picture {sha256[:80]}.")
        data = figure_store.figure_bytes(connection, sha256)
    return FigureFile(data, found.media_type, f"{name or sha256}.{SUFFIXES[found.media_type]}")


def zipped(store: Store, found: Sequence[VersionFigure]) -> bytes:
    """The pictures of a version in one archive, all in a folder ``pict``; the same pictures give the same bytes."""
    out = io.BytesIO()
    names: set[str] = set()
    with store.reading() as connection, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for each in found:
            if each.figure is None or (name := _archived(each, each.figure, names)) in names:
                continue
            names.add(name)
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.create_system, entry.external_attr = 0, 0
            archive.writestr(entry, figure_store.figure_bytes(connection, each.figure.sha256))
    return out.getvalue()


def _archived(each: VersionFigure, figure: Figure, names: Collection[str]) -> str:
    parts = inner_path(each.src)
    parts = parts[1:] if parts[:1] == ("pict",) else parts
    own = f"pict/{figure.sha256}.{SUFFIXES[figure.media_type]}"
    name = "/".join(("pict", *parts)) if parts else own
    return own if name in names else name
