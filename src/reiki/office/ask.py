"""What the store can tell: which regulations, their text on a day, what changed, what is to come."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection

from reiki.law.era import iso
from reiki.office.certainty import Hold, behind
from reiki.office.formats import Shown, TextFormat, left_out_json, part
from reiki.office.formats import whole as whole_text
from reiki.office.japan import end_of_day
from reiki.office.naming import find_work, place_in
from reiki.office.telling import (
    Beside,
    beside,
    doubtful_notes,
    notes_on,
    refuse_contained,
    refuse_too_early,
    version_for,
)
from reiki.store import clauses as clausing
from reiki.store import versions as versioning
from reiki.store.session import Store
from reiki.store.works import Work, title_key, works_like

if TYPE_CHECKING:
    from reiki.office.ahead import Upcoming, upcoming
    from reiki.office.chronicle import Change, history
    from reiki.office.differing import DiffReport, diff
    from reiki.render.egov import LeftOut

__all__ = [
    "Beside", "Change", "DiffReport", "TextFormat", "TextReport", "Upcoming", "WorkReport", "beside", "diff", "doubtful_notes",
    "end_of_day", "history", "notes_on", "refuse_contained", "refuse_too_early", "text", "upcoming", "version_for", "works",
]  # fmt: skip

_ELSEWHERE: Final = {
    "Change": "chronicle", "history": "chronicle", "Upcoming": "ahead", "upcoming": "ahead", "DiffReport": "differing",
    "diff": "differing",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """What other modules tell is loaded when it is asked for: a text on a day needs none of it."""
    if name not in _ELSEWHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"reiki.office.{_ELSEWHERE[name]}"), name)


# --------------------------------------------------------------------------------------------------------------- works


@dataclass(frozen=True, slots=True)
class WorkReport:
    """A regulation in a list. ``status``: ``in_force``, ``partial``, ``repealed``, ``replaced``, ``lapsed``, ``not_yet``
    (in force later) or ``no_text`` (named by a gazette, not in the store). ``held``: clauses on it that are held or wait
    behind one; ``held_since``: from that day on its text is the last certain one, ``None`` where that of the day asked is
    certain; ``pending``: the notices that amend it from a day that nobody has fixed."""

    law_id: str
    number: str
    title: str
    kind: str
    status: str
    in_force_from: datetime.date | None
    revision_id: str
    held: int
    held_since: datetime.date | None = None
    pending: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "law_id": self.law_id,
            "number": self.number,
            "title": self.title,
            "kind": self.kind,
            "status": self.status,
            "in_force_from": iso(self.in_force_from),
            "revision_id": self.revision_id,
            "held": self.held,
            "held_since": iso(self.held_since),
            "pending": list(self.pending),
        }


def works(store: Store, *, on: datetime.date, query: str = "") -> tuple[WorkReport, ...]:
    """The regulations whose title or number holds ``query``, as they stand on a day."""
    with store.reading() as connection:
        found = works_like(connection, "")
        key = title_key(query)
        wanted = {w.id for w in works_like(connection, key)} if key else {w.id for w in found}
        listed = [w for w in found if w.id in wanted or (key and key in w.number)]
        of = behind(connection, (w.id for w in listed), on)
        return tuple(_work_report(connection, w, on, *of.get(w.id, (None, ()))) for w in listed)


def _work_report(
    connection: Connection, work: Work, on: datetime.date, hold: Hold | None, pending: tuple[str, ...]
) -> WorkReport:
    version = versioning.version_on(connection, work.id, on)
    waiting = sum(
        o.status == "held" or o.waits_for not in ("", "date")
        for _, o in clausing.standing(connection, work.id)
    )
    if version is None:
        later = versioning.versions_since(connection, work.id, on)
        status = "not_yet" if later else "no_text"
        return WorkReport(work.law_id, work.number, work.title, work.kind, status, None, "", waiting)
    status = version.ended or ("partial" if version.partial else "in_force")
    return WorkReport(
        work.law_id,
        work.number,
        version.title,
        work.kind,
        status,
        version.day,
        version.revision_id,
        waiting,
        hold.since if hold else None,
        pending,
    )


# ---------------------------------------------------------------------------------------------------------------- text


@dataclass(frozen=True, slots=True)
class TextReport:
    """A text as in force on a day. ``content``: in the format asked for. ``evidence``: ``whole`` or ``quoted`` (partial: only
    what gazettes quote is known). ``in_force_from``: ``None`` when its first day is not known. ``held_since`` and
    ``held_clause``: from that day on a clause is held, and this is the last certain text. ``notes``: to be shown with it.
    ``data``: the content of a format of bytes (docx). ``left_out``: what the format could not say."""

    law_id: str
    revision_id: str
    title: str
    number: str
    on: datetime.date
    in_force_from: datetime.date | None
    status: str
    evidence: str
    text_digest: str
    at: str
    content: str
    held_since: datetime.date | None = None
    held_clause: str = ""
    notes: tuple[str, ...] = ()
    data: bytes = b""
    left_out: tuple[LeftOut, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        out: dict[str, Any] = {
            "law_id": self.law_id,
            "revision_id": self.revision_id,
            "title": self.title,
            "number": self.number,
            "on": self.on.isoformat(),
            "in_force_from": iso(self.in_force_from),
            "status": self.status,
            "evidence": self.evidence,
            "partial": self.evidence == "quoted",
            "text_digest": self.text_digest,
            "at": self.at or None,
            "text": self.content,
            "notes": list(self.notes),
        }
        if self.left_out:
            out["left_out"] = left_out_json(self.left_out)
        if self.held_since is not None:
            out |= {"held_since": self.held_since.isoformat(), "held_clause": self.held_clause}
        return out


def text(
    store: Store,
    name: str,
    *,
    on: datetime.date,
    known: datetime.datetime | None = None,
    at: str = "",
    form: TextFormat = "text",
) -> TextReport:
    """The text of a regulation as in force on a day, as known at a moment, whole or at one address.

    Raises :class:`UnknownWork`, :class:`AmbiguousWork`, :class:`NoTextOn`, :class:`NoSuchProvision`, ``AddressError``.
    """
    with store.reading() as connection:
        found = find_work(connection, name, on)
        version = version_for(connection, found.work, on, known)
        document = versioning.document_of(connection, version)
        refuse_too_early(document, version, on)
        address = place_in(found, at)
        told = beside(connection, found, version, on, known)
        notes = told.notes
        from reiki.office.figures import in_format

        pictures = in_format(connection, version, document, form, known)
        notes = notes if address.steps else (*notes, *pictures.notes)
        shown = Shown(found.work.law_id, found.work.number, version, on, notes, pictures.figures)
        rendered = (
            part(document, address, form, shown) if address.steps else whole_text(document, form, shown)
        )
        return TextReport(
            law_id=found.work.law_id,
            revision_id=version.revision_id,
            title=version.title,
            number=found.work.number,
            on=on,
            in_force_from=version.day,
            status=version.ended or "in_force",
            evidence="quoted" if version.partial else "whole",
            text_digest=version.text_digest,
            at=str(address) if address.steps else "",
            content=rendered.text,
            held_since=told.held_since,
            held_clause=told.held_clause,
            notes=notes,
            data=rendered.data,
            left_out=rendered.left_out,
        )
