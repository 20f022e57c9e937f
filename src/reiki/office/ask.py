"""What the store can tell: which regulations, their text on a day, what changed, what is to come."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqlalchemy import Connection

from reiki.history.timeline import touches
from reiki.law.address import Address, Kind
from reiki.law.document import LawDocument
from reiki.law.elements import build
from reiki.law.markup import serialised
from reiki.law.provision import GridCell, Provision, Regulation
from reiki.office.errors import NoSuchProvision, NoTextOn
from reiki.office.folding import held_before
from reiki.office.naming import Found, find_work
from reiki.render.comparison import Comparison, compare, compare_provisions
from reiki.render.text import render_provision, render_text
from reiki.store import anchors as anchoring
from reiki.store import clauses as clausing
from reiki.store import versions as versioning
from reiki.store.clauses import Outcome, StoredClause
from reiki.store.session import Store
from reiki.store.versions import Version
from reiki.store.works import Work, title_key, works_like

JAPAN: Final = datetime.timezone(datetime.timedelta(hours=9), "JST")

TextFormat = Literal["text", "xml", "json"]

_ENDED: Final = {"repealed": "廃止", "replaced": "全部改正"}


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The last moment of a day in Japan: what a bare date means for ``--known``."""
    return datetime.datetime.combine(day, datetime.time.max, JAPAN)


# --------------------------------------------------------------------------------------------------------------- works


@dataclass(frozen=True, slots=True)
class WorkReport:
    """A regulation in a list. ``status``: ``in_force``, ``partial``, ``repealed``, ``replaced``, ``not_yet`` (in force
    later) or ``no_text`` (named by a gazette, not in the store). ``held``: clauses on it that are held or wait behind one."""

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
            "in_force_from": _iso(self.in_force_from),
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
    ``held_clause``: from that day on a clause is held, and this is the last certain text. ``notes``: to be shown with it."""

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

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        out: dict[str, Any] = {
            "law_id": self.law_id,
            "revision_id": self.revision_id,
            "title": self.title,
            "number": self.number,
            "on": self.on.isoformat(),
            "in_force_from": _iso(self.in_force_from),
            "status": self.status,
            "evidence": self.evidence,
            "partial": self.evidence == "quoted",
            "text_digest": self.text_digest,
            "at": self.at or None,
            "text": self.content,
            "notes": list(self.notes),
        }
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
        version = _version(connection, found.work, on, known)
        document = versioning.document_of(connection, version)
        address = _place(found, at)
        content = _whole(document, form) if not address.steps else _part(document, address, form, version, on)
        whole = anchoring.anchors_of(connection, found.work.id)
        held = held_before(connection, found.work.id, on + datetime.timedelta(1), whole, known)
        notes = tuple(_notes(connection, found, version, held))
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
            content=content,
            held_since=held[1] if held else None,
            held_clause=held[0] if held else "",
            notes=notes,
        )


def _place(found: Found, at: str) -> Address:
    """An address as asked, within the 附則 that an amending instrument's name stands for."""
    asked = Address.parse(at) if at else Address()
    if found.within is None:
        return asked
    steps = (
        asked.steps[1:]
        if asked.steps and asked.steps[0].kind is Kind.SUPPL and not asked.steps[0].num
        else asked.steps
    )
    return Address((*found.within.steps, *steps))


def _version(
    connection: Connection, work: Work, on: datetime.date, known: datetime.datetime | None
) -> Version:
    version = versioning.version_on(connection, work.id, on, known)
    if version is not None:
        return version
    others = versioning.versions_of(connection, work.id, known)
    if others:
        raise NoTextOn(
            f"no text of {work.title} is known on {on}: the first that is known begins on {others[0].day}."
        )
    when = "" if known is None else f" (as known on {known.astimezone(JAPAN):%Y-%m-%d})"
    raise NoTextOn(
        f"no text of {work.title} is in the store{when}: import it, or ingest with --allow-partial."
    )


def _notes(
    connection: Connection, found: Found, version: Version, held: tuple[str, datetime.date] | None
) -> Iterable[str]:
    if version.ended:
        clauses = clausing.clauses_by_key(connection, version.clauses)
        by = "、".join(dict.fromkeys(c.notice_number or c.notice_title for c in clauses.values()))
        yield f"{_ENDED[version.ended]}: {version.day} から効力なし（{by}）。以下は最後の条文です。"
    if version.partial:
        yield "部分収録: 公報の改正前・改正後の欄に掲げられた部分だけが分かっています（evidence: quoted）。"
    if version.day is None:
        yield "この条文がいつから施行されていたかは分かっていません。"
    if held is not None:
        yield f"{held[1]} 以後の改正が保留されています（{held[0]}）。以下は最後に確かな条文です。"
    for anchor in anchoring.anchors_of(connection, found.work.id):
        if anchor.agreed is False and anchor.day is not None and anchor.how == "imported":
            yield f"{anchor.day} 現在として取り込まれた条文と一致しない箇所があります。"


def _whole(document: LawDocument, form: TextFormat) -> str:
    match form:
        case "xml":
            return document.to_bytes().decode("utf-8")
        case "json":
            return json.dumps(regulation_json(document.regulation()), ensure_ascii=False, indent=2)
        case "text":
            return render_text(document.regulation())


def _part(document: LawDocument, at: Address, form: TextFormat, version: Version, on: datetime.date) -> str:
    provision = document.provision(at)
    if provision is None:
        gap = " (the text is partial: it may stand there unquoted)" if version.partial else ""
        raise NoSuchProvision(f"{version.title} has no {at} on {on}{gap}.")
    match form:
        case "xml":
            return serialised(build(provision))
        case "json":
            return json.dumps(provision_json(provision), ensure_ascii=False, indent=2)
        case "text":
            return render_provision(provision)


def regulation_json(regulation: Regulation) -> dict[str, Any]:
    """A regulation as nested objects."""
    return {
        "title": regulation.title,
        "number": regulation.number,
        "date": regulation.date or None,
        "provisions": [provision_json(p) for p in regulation.provisions],
    }


def provision_json(provision: Provision) -> dict[str, Any]:
    """A provision as nested objects; ``text`` is null where the words are not known."""
    out: dict[str, Any] = {"kind": provision.kind.value, "num": provision.num, "label": provision.label}
    for name in ("caption", "related"):
        if getattr(provision, name):
            out[name] = getattr(provision, name)
    out["text"] = provision.text
    if provision.grid is not None:
        out["rows"] = [[_cell_json(cell) for cell in row] for row in provision.grid.rows]
    if provision.unlisted:
        out["unlisted"] = True
    if provision.children:
        out["children"] = [provision_json(c) for c in provision.children]
    return out


def _cell_json(cell: GridCell) -> dict[str, Any]:
    out: dict[str, Any] = {"text": cell.text}
    if cell.rowspan > 1:
        out["rowspan"] = cell.rowspan
    if cell.colspan > 1:
        out["colspan"] = cell.colspan
    if cell.head:
        out["head"] = True
    return out


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
        old = _version(connection, found.work, from_day, known)
        new = _version(connection, found.work, to_day, known)
        before = versioning.document_of(connection, old)
        after = versioning.document_of(connection, new)
        if found.within is None:
            comparison = compare(before.regulation(), after.regulation())
        else:
            comparison = compare_provisions(
                before.provision(found.within), after.provision(found.within), found.within.parent
            )
        return DiffReport(found.work.law_id, new.title, old, new, from_day, to_day, comparison)


# ------------------------------------------------------------------------------------------------------------- history


@dataclass(frozen=True, slots=True)
class Change:
    """One event in the history of a regulation. ``how``: ``enacted``, ``imported`` or ``amended``; ``operations`` as the
    contract prints them, those that touch the address asked for."""

    how: str
    in_force_from: datetime.date | None
    promulgated: datetime.date | None
    notice: str
    notice_title: str
    clause: str
    key: str
    status: str
    operations: tuple[dict[str, Any], ...]
    source: str
    findings: tuple[dict[str, Any], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "how": self.how,
            "in_force_from": _iso(self.in_force_from),
            "promulgated": _iso(self.promulgated),
            "notice": {"number": self.notice, "title": self.notice_title},
            "clause": self.clause or None,
            "id": self.key,
            "status": self.status,
            "operations": list(self.operations),
            "source_sha256": self.source,
            "findings": list(self.findings),
        }


def history(store: Store, name: str, *, at: str = "", on: datetime.date | None = None) -> tuple[Change, ...]:
    """Every change of a regulation, or of one address in it, oldest first; what is held or waits included."""
    with store.reading() as connection:
        found = find_work(connection, name, on)
        address = _place(found, at)
        changes = [_begun(connection, a) for a in anchoring.anchors_of(connection, found.work.id)]
        for clause, outcome in clausing.standing(connection, found.work.id):
            change = _amended(clause, outcome, address)
            if change is not None:
                changes.append(change)
        order = {"enacted": 0, "amended": 1, "imported": 2}
        return tuple(sorted(changes, key=lambda c: (c.in_force_from or datetime.date.max, order[c.how])))


def _begun(connection: Connection, anchor: anchoring.StoredAnchor) -> Change:
    number = title = ""
    promulgated = None
    if anchor.notice is not None:
        number, title, promulgated = clausing.notice_names(connection, anchor.notice)
    return Change(
        anchor.how,
        anchor.day,
        promulgated,
        number,
        title,
        "",
        anchor.key,
        "",
        (),
        anchor.source,
        anchor.findings,
    )


def _amended(clause: StoredClause, outcome: Outcome, at: Address) -> Change | None:
    operations = outcome.operations
    if at.steps:
        parsed = clausing.operations_of(outcome)
        operations = tuple(
            op for op, read in zip(outcome.operations, parsed, strict=True) if touches(read, at)
        )
        if not operations:
            return None
    return Change(
        "amended",
        clause.in_force_from,
        clause.promulgated,
        clause.notice_number,
        clause.notice_title,
        clause.clause,
        clause.key,
        outcome.status,
        operations,
        clause.source,
        outcome.findings,
    )


# ------------------------------------------------------------------------------------------------------------ upcoming


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something promulgated that is not in force on the day asked: a clause, or an enactment (``clause`` ``""``).
    ``in_force_from``: ``None`` when nobody has fixed it; ``commencement`` says what is known."""

    title: str
    number: str
    notice: str
    notice_title: str
    promulgated: datetime.date | None
    clause: str
    key: str
    status: str
    in_force_from: datetime.date | None
    commencement: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "target": {"title": self.title, "number": self.number},
            "notice": {"number": self.notice, "title": self.notice_title},
            "promulgated": _iso(self.promulgated),
            "clause": self.clause or None,
            "id": self.key,
            "status": self.status,
            "in_force_from": _iso(self.in_force_from),
            "commencement": self.commencement,
        }


def upcoming(store: Store, *, on: datetime.date) -> tuple[Upcoming, ...]:
    """What is promulgated by a day and not yet in force on it, soonest first, dates not yet fixed last."""
    with store.reading() as connection:
        found = [*_coming_clauses(connection, on), *_coming_enactments(connection, on)]
    return tuple(sorted(found, key=lambda u: (u.in_force_from or datetime.date.max, u.key)))


def _coming_clauses(connection: Connection, on: datetime.date) -> Iterable[Upcoming]:
    clauses = clausing.clauses_after(connection, on)
    outcomes = clausing.outcomes_of(connection, (c.id for c in clauses))
    for c in clauses:
        yield Upcoming(
            c.target_title,
            c.target_number,
            c.notice_number,
            c.notice_title,
            c.promulgated,
            c.clause,
            c.key,
            outcomes[c.id].status,
            c.in_force_from,
            dict(c.commencement),
        )


def _coming_enactments(connection: Connection, on: datetime.date) -> Iterable[Upcoming]:
    for anchor, number, title, promulgated, commencement in anchoring.enactments_after(connection, on):
        yield Upcoming(
            title,
            number,
            number,
            title,
            promulgated,
            "",
            anchor.key,
            "enacted",
            anchor.day,
            commencement or {},
        )


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
