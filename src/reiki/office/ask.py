"""What the store can tell: which regulations, their text on a day, what changed, what is to come."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection

from reiki.law.document import LawDocument
from reiki.law.era import iso
from reiki.law.provision import Provision, Regulation
from reiki.office.doubts import contained_since, doubts
from reiki.office.earliest import earliest_day
from reiki.office.ends import end_notes
from reiki.office.errors import NoTextOn
from reiki.office.formats import Shown, TextFormat, left_out_json, part
from reiki.office.formats import whole as whole_text
from reiki.office.holding import day_after, held_before
from reiki.office.naming import Found, find_work, place_in
from reiki.render.comparison import Comparison, compare, compare_provisions
from reiki.store import anchors as anchoring
from reiki.store import clauses as clausing
from reiki.store import versions as versioning
from reiki.store.session import Store
from reiki.store.versions import Version
from reiki.store.works import Work, title_key, works_like

if TYPE_CHECKING:
    from reiki.office.ahead import Upcoming, upcoming
    from reiki.office.chronicle import Change, history
    from reiki.render.egov import LeftOut
    from reiki.render.side_by_side import Row

__all__ = [
    "Change", "DiffReport", "TextFormat", "TextReport", "Upcoming", "WorkReport", "diff", "end_of_day", "history", "text",
    "upcoming", "works",
]  # fmt: skip

_ELSEWHERE: Final = {
    "Change": "chronicle", "history": "chronicle", "Upcoming": "ahead", "upcoming": "ahead",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """What other modules tell is loaded when it is asked for: a text on a day needs none of it."""
    if name not in _ELSEWHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"reiki.office.{_ELSEWHERE[name]}"), name)


JAPAN: Final = datetime.timezone(datetime.timedelta(hours=9), "JST")

_ENDED: Final = {"repealed": "廃止", "replaced": "全部改正", "lapsed": "失効"}


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The last moment of a day in Japan: what a bare date means for ``--known``."""
    return datetime.datetime.combine(day, datetime.time.max, JAPAN)


# --------------------------------------------------------------------------------------------------------------- works


@dataclass(frozen=True, slots=True)
class WorkReport:
    """A regulation in a list. ``status``: ``in_force``, ``partial``, ``repealed``, ``replaced``, ``lapsed``, ``not_yet``
    (in force later) or ``no_text`` (named by a gazette, not in the store). ``held``: clauses on it that are held or wait
    behind one."""

    law_id: str
    number: str
    title: str
    kind: str
    status: str
    in_force_from: datetime.date | None
    revision_id: str
    held: int

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
        }


def works(store: Store, *, on: datetime.date, query: str = "") -> tuple[WorkReport, ...]:
    """The regulations whose title or number holds ``query``, as they stand on a day."""
    with store.reading() as connection:
        found = works_like(connection, "")
        key = title_key(query)
        wanted = {w.id for w in works_like(connection, key)} if key else {w.id for w in found}
        return tuple(
            _work_report(connection, w, on) for w in found if w.id in wanted or (key and key in w.number)
        )


def _work_report(connection: Connection, work: Work, on: datetime.date) -> WorkReport:
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
        work.law_id, work.number, version.title, work.kind, status, version.day, version.revision_id, waiting
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
        whole = anchoring.anchors_of(connection, found.work.id)
        held = held_before(connection, found.work.id, day_after(on), whole, known)
        notes = tuple(notes_on(connection, found, version, held, on, known))
        shown = Shown(found.work.law_id, found.work.number, version, on, notes)
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
            held_since=held[1] if held else None,
            held_clause=held[0] if held else "",
            notes=notes,
            data=rendered.data,
            left_out=rendered.left_out,
        )


def version_for(
    connection: Connection, work: Work, on: datetime.date, known: datetime.datetime | None
) -> Version:
    version = versioning.version_on(connection, work.id, on, known)
    if version is not None:
        refuse_contained(connection, version, on, known)
        return version
    others = versioning.versions_of(connection, work.id, known)
    if others:
        raise NoTextOn(
            f"no text of {work.title} is known on {on}: the first that is known begins on {others[0].day}."
        )
    held = next((c for c, o in clausing.standing(connection, work.id, known) if o.status == "held"), None)
    if held is not None:
        raise NoTextOn(
            f"no text of {work.title} is known: clause {held.key} on it is held (reiki review show {held.key})."
        )
    when = "" if known is None else f" (as known on {known.astimezone(JAPAN):%Y-%m-%d})"
    raise NoTextOn(
        f"no text of {work.title} is in the store{when}: import it, or ingest with --allow-partial."
    )


def refuse_contained(
    connection: Connection, version: Version, on: datetime.date, known: datetime.datetime | None = None
) -> None:
    """A text of unknown beginning is not told of days before what it contains and could not be undone. Raises
    :class:`NoTextOn`."""
    since = contained_since(connection, version, known)
    if since is not None and on < since:
        raise NoTextOn(
            f"no text of {version.title} is known on {on}: the first that is known contains what started on {since}."
        )


def refuse_too_early(document: LawDocument, version: Version, on: datetime.date) -> None:
    """A text of which nobody knows since when it stood is not told of days on which it cannot have stood."""
    earliest = earliest_day(document) if version.day is None and not version.partial else None
    if earliest is not None and on < earliest:
        raise NoTextOn(
            f"no text of {version.title} is known on {on}: the first that is known contains what was promulgated on "
            f"{earliest} and began on an unknown day after it."
        )


def notes_on(
    connection: Connection,
    found: Found,
    version: Version,
    held: tuple[str, datetime.date] | None,
    on: datetime.date,
    known: datetime.datetime | None,
) -> Iterable[str]:
    if version.ended:
        clauses = clausing.clauses_by_key(connection, version.clauses)
        by = "、".join(dict.fromkeys(c.notice_number or c.notice_title for c in clauses.values()))
        by = by or "附則の定めによる"
        yield f"{_ENDED[version.ended]}: {version.day} から効力なし（{by}）。以下は最後の条文です。"
    if version.partial:
        yield "部分収録: 公報の改正前・改正後の欄に掲げられた部分だけが分かっています（evidence: quoted）。"
    if version.day is None:
        yield "この条文がいつから施行されていたかは分かっていません。"
    if held is not None:
        yield f"{held[1]} 以後の改正が保留されています（{held[0]}）。以下は最後に確かな条文です。"
    for clause in clausing.waiting_for_a_day(connection, found.work.id, known):
        if clause.promulgated is not None and clause.promulgated <= on:
            yield f"公布済みで施行期日が定まっていない改正があります（{clause.notice_number or clause.notice_title}）。"
    yield from end_notes(connection, found.work, version, on, known)
    yield from doubts(connection, found.work.id, on, known)


# ---------------------------------------------------------------------------------------------------------------- diff


@dataclass(frozen=True, slots=True)
class DiffReport:
    """What changed in a regulation between two days."""

    law_id: str
    title: str
    before: Version
    after: Version
    from_day: datetime.date
    to_day: datetime.date
    comparison: Comparison
    _texts: tuple[Regulation | Provision | None, Regulation | Provision | None] = (None, None)

    @property
    def notes(self) -> tuple[str, ...]:
        """To be shown with it."""
        quoted = "部分収録: 公報の改正前・改正後の欄に掲げられた部分だけを比べています（evidence: quoted）。"
        return (quoted,) if self.before.partial or self.after.partial else ()

    @property
    def heads(self) -> tuple[str, str]:
        """The heads of both columns."""
        return f"改正前（{self.from_day}）", f"改正後（{self.to_day}）"

    def rows(self, *, elide: bool = True) -> tuple[Row, ...]:
        """The rows of the 新旧対照表, what is equal elided or in full."""
        from reiki.render.side_by_side import side_by_side, side_by_side_provisions

        match self._texts:
            case (Regulation() as before, Regulation() as after):
                return side_by_side(before, after, elide=elide)
            case (Provision() | None as before, Provision() | None as after):
                return side_by_side_provisions(before, after, elide=elide)
        return ()

    def as_html(self, *, after_first: bool = True) -> str:
        """The 新旧対照表 as a standalone page."""
        from reiki.render.side_by_side_html import comparison_page

        before, after = self.heads
        return comparison_page(
            self.title, self.rows(), before=before, after=after, notes=self.notes, after_first=after_first
        )

    def as_docx(self, *, after_first: bool = True) -> bytes:
        """The 新旧対照表 as a Word file."""
        from reiki.render.side_by_side_docx import comparison_docx

        before, after = self.heads
        return comparison_docx(
            self.title, self.rows(), before=before, after=after, notes=self.notes, after_first=after_first
        )

    def as_json(self) -> dict[str, Any]:
        """As an object; ``rows`` of the 新旧対照表."""
        return {
            "law_id": self.law_id,
            "title": self.title,
            "from": {"on": self.from_day.isoformat(), "revision_id": self.before.revision_id},
            "to": {"on": self.to_day.isoformat(), "revision_id": self.after.revision_id},
            "partial": self.before.partial or self.after.partial,
            "rows": self.comparison.as_json(),
        }


def diff(
    store: Store,
    name: str,
    *,
    from_day: datetime.date,
    to_day: datetime.date,
    known: datetime.datetime | None = None,
) -> DiffReport:
    """What changed between the texts in force on two days. Raises as :func:`text` does."""
    with store.reading() as connection:
        found = find_work(connection, name, to_day)
        old = version_for(connection, found.work, from_day, known)
        new = version_for(connection, found.work, to_day, known)
        before = versioning.document_of(connection, old)
        after = versioning.document_of(connection, new)
        refuse_too_early(before, old, from_day)
        refuse_too_early(after, new, to_day)
        if found.within is None:
            texts = before.regulation(), after.regulation()
            comparison = compare(*texts)
            return DiffReport(found.work.law_id, new.title, old, new, from_day, to_day, comparison, texts)
        parts = before.provision(found.within), after.provision(found.within)
        comparison = compare_provisions(*parts, found.within.parent)
        return DiffReport(found.work.law_id, new.title, old, new, from_day, to_day, comparison, parts)
