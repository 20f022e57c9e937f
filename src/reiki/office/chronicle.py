"""What happened to a regulation (改正の経過), and what is to come (未施行)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Connection

from reiki.amend.operations import Replace
from reiki.history.following import bare, concerns, leaves
from reiki.law.address import Address
from reiki.law.era import iso
from reiki.office.beside import NOTHING, Said, Told, concerning, names_it
from reiki.office.cited import AS_THEY_ARE, Places, places_in
from reiki.office.course import Leg, course_of
from reiki.office.course import follow as follow_course
from reiki.office.errors import NoSuchProvision, NoTextOn
from reiki.office.japan import JAPAN
from reiki.office.naming import find_work, place_in
from reiki.store import anchors as anchoring
from reiki.store import clauses as clausing
from reiki.store import issues as issuing
from reiki.store import versions as versioning
from reiki.store.clauses import Outcome, StoredClause
from reiki.store.outlines import NO_DAY
from reiki.store.session import Store

_ORDER: Final = {"enacted": 0, "amended": 1, "imported": 2}


@dataclass(frozen=True, slots=True)
class Change:
    """One event in the history of a regulation. ``how``: ``enacted``, ``imported`` or ``amended``; ``operations`` as the
    contract prints them, those that touch the address asked for; ``at_then``: the address that the provision asked for had
    after it, or before it where that took it away or is not applied; ``""`` where none was asked for. ``applies_from`` (適用) and
    ``transitional`` (経過措置): what its 附則 says beside the commencement, of the provision asked for or of the whole.
    ``places``: of the text that it meets."""

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
    at_then: str = ""
    applies_from: tuple[dict[str, Any], ...] = ()
    transitional: tuple[dict[str, Any], ...] = ()
    places: Places = field(default=AS_THEY_ARE, compare=False, repr=False)

    @property
    def place(self) -> str:
        """By what the changes are sorted: the day, what has none last; on one day an enactment, amendments, imports."""
        return f"{self.in_force_from or NO_DAY}/{_ORDER[self.how]}"

    @property
    def said_then(self) -> str:
        """``at_then`` as officers cite it."""
        return self.places.said(self.at_then)

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "how": self.how,
            "at_then": self.at_then or None,
            "in_force_from": iso(self.in_force_from),
            "promulgated": iso(self.promulgated),
            "notice": {"number": self.notice, "title": self.notice_title},
            "clause": self.clause or None,
            "id": self.key,
            "status": self.status,
            "operations": list(self.operations),
            "source_sha256": self.source,
            "findings": list(self.findings),
            "applies_from": list(self.applies_from),
            "transitional": list(self.transitional),
        }


@dataclass(frozen=True, slots=True)
class Chronicle:
    """The changes of a regulation or a provision, oldest first; ``notes``: when the provision came to be, under which addresses
    it stood, and where what is known of it begins. ``place``: the address asked for, as officers cite it
    in the text of the day."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()
    place: str = ""


def history(
    store: Store,
    name: str,
    *,
    at: str = "",
    on: datetime.date | None = None,
    known: datetime.datetime | None = None,
) -> tuple[Change, ...]:
    """Every change of a regulation, or of one provision of it, oldest first; what is held or waits included."""
    return chronicle(store, name, at=at, on=on, known=known).changes


def chronicle(
    store: Store,
    name: str,
    *,
    at: str = "",
    on: datetime.date | None = None,
    known: datetime.datetime | None = None,
) -> Chronicle:
    """Every change of a regulation, or of the provision that stands at ``at`` on a day, followed through its renumbering:
    第9条の2 of today was 第8条 in 2001. What stood there last is followed where nothing stands there on that day.

    ``known``: as the store knew it at a moment, with what had become of each clause by then and the days that were fixed.

    Raises :class:`NoSuchProvision` where nothing ever stood there, :class:`NoTextOn` where nothing was known then.
    """
    with store.reading() as connection:
        found = find_work(connection, name, on)
        address = place_in(found, at)
        told = Told(connection, found.work.number)
        changes = [
            _begun(connection, a, told) for a in anchoring.anchors_of(connection, found.work.id, known)
        ]
        versions = versioning.versions_of(connection, found.work.id, known)
        pairs = clausing.standing(connection, found.work.id, known)
        if known is not None:
            if not (changes or pairs or versions):
                raise NoTextOn(
                    f"nothing of {found.work.title} is in the store (as known on {known.astimezone(JAPAN):%Y-%m-%d})."
                )
            # With the day that each had then: a clause may have had another since, or none.
            pairs = tuple((replace(c, in_force_from=o.effective), o) for c, o in pairs)
        latest = versions[-1].manifest if versions else ""
        said = {clause.key: told.clause(clause, latest) for clause, _ in pairs}
        notes: tuple[str, ...] = ()
        if address.steps:
            legs = course_of(connection, found.work.id, known)
            way = _followed(connection, legs, address, on)
            changes = [way.placed(c) for c in changes if way.knew(c)]
            changes += [
                c
                for clause, outcome in pairs
                if (c := way.change(clause, outcome, said[clause.key])) is not None
            ]
            waiting = [clause for clause, outcome in pairs if outcome.waits_for not in ("", "date")]
            notes = (*way.notes(), *_uncertain(waiting))
        else:
            changes += [_amended(clause, outcome, said=said[clause.key]) for clause, outcome in pairs]
        changes = [replace(c, places=_places(connection, versions, c)) for c in changes]
        return Chronicle(
            tuple(sorted(changes, key=lambda c: c.place)),
            notes,
            _place(connection, versions, address, on),
        )


def _places(connection: Connection, versions: Sequence[versioning.Version], change: Change) -> Places:
    """Of the text that a change meets; of that which it brings where it is the first."""
    day = change.in_force_from or datetime.date.max
    met = [v for v in versions if v.day is None or v.day < day]
    here = met[-1] if met else versions[0] if versions else None
    return AS_THEY_ARE if here is None else places_in(connection, here.manifest)


def _place(
    connection: Connection,
    versions: Sequence[versioning.Version],
    address: Address,
    on: datetime.date | None,
) -> str:
    if not address.steps:
        return ""
    stood = [v for v in versions if v.day is None or on is None or v.day <= on]
    return places_in(connection, stood[-1].manifest).said(str(address)) if stood else str(address)


def _uncertain(waiting: Sequence[StoredClause]) -> Iterable[str]:
    """What waits behind a held clause is not worked out: nobody can tell which provisions it concerns."""
    if waiting:
        by = "、".join(dict.fromkeys(c.notice_number or c.notice_title for c in waiting))
        yield f"保留中の改正の後に待っている改正（{by}）は、この条項に関わるかどうか分かりません。"


def _begun(connection: Connection, anchor: anchoring.StoredAnchor, told: Told) -> Change:
    number = title = ""
    promulgated = None
    if anchor.notice is not None:
        number, title, promulgated = issuing.notice_names(connection, anchor.notice)
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
        "",
        *told.known(anchor.manifest),
    )


def _amended(
    clause: StoredClause,
    outcome: Outcome,
    operations: tuple[dict[str, Any], ...] | None = None,
    at_then: str = "",
    said: Said = NOTHING,
) -> Change:
    return Change(
        "amended",
        clause.in_force_from,
        clause.promulgated,
        clause.notice_number,
        clause.notice_title,
        clause.clause,
        clause.key,
        outcome.status,
        (*outcome.operations, *outcome.supplement) if operations is None else operations,
        clause.source,
        outcome.findings,
        at_then,
        *said,
    )


# --------------------------------------------------------------------------------------------------- one provision's way


@dataclass(frozen=True, slots=True)
class _Way:
    """The addresses of one provision: ``around``, by key of an applied clause, before and after it; ``ends``, at the end of
    each leg. ``asked_after``: the leg at whose end it bore the address asked for."""

    legs: tuple[Leg, ...]
    around: dict[str, tuple[Address | None, Address | None]]
    ends: tuple[Address | None, ...]
    asked: Address
    lost: datetime.date | None = None

    def on(self, day: datetime.date | None) -> Address | None:
        """Its address on a day; on days of which nothing is known, that of the first known."""
        found = self.ends[0] if self.ends else self.asked
        for leg, address in zip(self.legs, self.ends, strict=True):
            if day is None or leg.version.day is None or leg.version.day <= day:
                found = address
        return found

    def knew(self, begun: Change) -> bool:
        """False for a text in which it did not stand."""
        return self.on(begun.in_force_from) is not None

    def placed(self, begun: Change) -> Change:
        """With the address that it had then."""
        then = self.on(begun.in_force_from)
        applies, transitional = concerning((begun.applies_from, begun.transitional), then, then)
        return replace(begun, at_then=str(then), applies_from=applies, transitional=transitional)

    def change(self, clause: StoredClause, outcome: Outcome, said: Said) -> Change | None:
        """A clause, where it concerns the provision."""
        recorded = (*outcome.operations, *outcome.supplement)
        parsed = (*clausing.operations_of(outcome), *clausing.supplement_of(outcome))
        if clause.key in self.around:
            before, after = self.around[clause.key]
            kept = tuple(
                op for op, read in zip(recorded, parsed, strict=True) if concerns(read, before, after)
            )
            then = after or before
        else:
            # Held, waiting, or contained in a text known later: its operations cite the text that it meets.
            then = before = after = self.on(clause.in_force_from)
            kept = tuple(op for op, read in zip(recorded, parsed, strict=True) if concerns(read, then, then))
        named = clause.key not in self.around and any(
            "at" in f and concerns(Replace(Address.parse(f["at"]), ""), then, then) for f in outcome.findings
        )
        if not (kept or named or names_it(said, before, after)):
            return None
        return _amended(clause, outcome, kept, str(then or ""), concerning(said, before, after))

    def notes(self) -> Iterable[str]:
        """What a person should know of it."""
        stood = [a for a in self.ends if a is not None]
        names = list(dict.fromkeys(str(a) for a in stood))
        if self.lost is not None:
            yield f"{self.asked} は、{self.lost} 以後、その番号では存しません。それまで存したものを追っています。"
        if len(names) > 1:
            yield f"条項の移動: {' → '.join(names)}"
        if not stood:
            return
        first = next(n for n, a in enumerate(self.ends) if a is not None)
        leg = self.legs[first]
        if self._brought_by(leg):
            yield f"{leg.version.day} に設けられました（{'、'.join(self._brought_by(leg))}）。"
        elif leg.version.partial or leg.version.day is None:
            yield "これより前の経過は分かっていません（始期不明）。"
        elif leg.anchor is not None and leg.anchor.how == "imported":
            yield f"{leg.version.day} 現在として取り込まれた条文より前の経過は、収録されていません。"

    def _brought_by(self, leg: Leg) -> list[str]:
        """The notices by whose clauses it came to be, of those of a day."""
        found = []
        for done in leg.done:
            before, after = self.around.get(done.clause.key, (None, None))
            if before is None and after is not None:
                found.append(done.clause.notice_number or done.clause.notice_title)
        return list(dict.fromkeys(found))


def _followed(
    connection: Connection, legs: tuple[Leg, ...], asked: Address, on: datetime.date | None
) -> _Way:
    there = [
        n for n, leg in enumerate(legs) if on is None or leg.version.day is None or leg.version.day <= on
    ]
    start = there[-1] if there else 0
    if not legs:
        return _Way((), {}, (), asked)
    version = legs[start].version
    lost = None
    document = versioning.document_of(connection, version)
    node = document.find(asked)
    asked = bare(asked if node is None else document.address_of(node))
    if node is None and not version.partial:
        start, lost = _last_stood(legs, start, asked)
        if lost is None:
            raise NoSuchProvision(
                f"{version.title} has no {asked} on {on or version.day}, and no known clause took it away."
            )
    around, ends = follow_course(legs, asked, start)
    return _Way(legs, around, tuple(ends), asked, lost)


def _last_stood(legs: tuple[Leg, ...], start: int, at: Address) -> tuple[int, datetime.date | None]:
    """The last leg at whose end something stood at an address, and the day from which it does not."""
    for n in range(start, 0, -1):
        for _, batch in legs[n].batches:
            if leaves(at, batch):
                return n - 1, legs[n].version.day
    return start, None
