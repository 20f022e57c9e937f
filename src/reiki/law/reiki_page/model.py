"""What a page of a collection of regulations (例規集) tells: the regulation, and what an editor says beside it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.plain_text import Note
from reiki.source.model import Origin


@dataclass(frozen=True, slots=True)
class Amendment:
    """One amendment in a note: 昭62条例21・追加 → era 昭和, year 62, kind 条例, number 21, what (追加,).

    ``body``: the organ as the note abbreviates it (人委, 教委), ``""`` for none. ``what``: the editor's words, as printed
    (一部改正, 追加, 全改, 繰下, 旧第8条繰下 …).
    """

    era: str
    year: int
    kind: str
    number: int
    body: str = ""
    branch: int | None = None
    what: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As an object, without what is empty."""
        full = {
            "era": self.era, "year": self.year, "body": self.body, "kind": self.kind, "number": self.number,
            "branch": self.branch, "what": list(self.what),
        }  # fmt: skip
        return {name: value for name, value in full.items() if value not in ("", None, [])}


@dataclass(frozen=True, slots=True)
class HistoryNote:
    """改正注記: what an editor says of the amendments of a provision. It is known, not derived, and no part of the text.

    ``text`` as printed. ``read``: every part of it was understood; else ``amendments`` holds what was.
    """

    address: Address
    text: str
    amendments: tuple[Amendment, ...]
    read: bool = True
    origin: Origin = Origin()

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        out: dict[str, Any] = {"at": str(self.address), "text": self.text}
        out["amendments"] = [a.as_json() for a in self.amendments]
        return out if self.read else {**out, "read": False}


@dataclass(frozen=True, slots=True)
class Revision:
    """A line of the list of amendments (沿革): day and number as printed, without a year of its own: 条例第5号."""

    day: datetime.date
    number: str

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {"date": self.day.isoformat(), "number": self.number}


@dataclass(frozen=True, slots=True)
class Aside:
    """A line of the page that is no part of the regulation, kept beside it.

    ``code``: ``frame`` (around the text), ``navigation`` (in it), ``revisions`` (改正の一覧), ``notes_from`` (注記の始期),
    ``promulgation`` (公布文), ``repeated`` (the title again), ``ruby``, ``in_force``.
    """

    code: str
    text: str
    origin: Origin = Origin()

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {"code": self.code, "text": self.text}


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the page (様式, 図) as it stands in the text: ``src`` as in its ``Fig``; ``digest`` where the page holds the
    bytes."""

    src: str
    digest: str | None = None
    alternative: str = ""

    def as_json(self) -> dict[str, Any]:
        """As an object, without what is empty."""
        full = {"src": self.src, "sha256": self.digest, "alternative": self.alternative}
        return {name: value for name, value in full.items() if value}


@dataclass(frozen=True, slots=True)
class RegulationPage:
    """A regulation as a page or an office document prints it.

    ``document``: the text, nothing else. ``history``, ``revisions``, ``asides``: what stands beside it. ``notes``: what a
    person should know of the reading; ``not_placed`` is text kept where it stands that no rule gives a place. ``since``:
    the day from which on the editor notes amendments (改正経過を注記した), else ``None``. ``in_force``: 施行 as the page says.
    """

    document: LawDocument
    history: tuple[HistoryNote, ...] = ()
    revisions: tuple[Revision, ...] = ()
    asides: tuple[Aside, ...] = ()
    pictures: tuple[Picture, ...] = ()
    notes: tuple[Note, ...] = ()
    since: datetime.date | None = None
    in_force: datetime.date | None = None


class NoRegulation(ValueError):
    """The document holds no regulation; the message is one sentence for the person who gave it."""
