"""Who put it there (由来): for every provision, and every span of its words, the notice or the known text it came with."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from reiki.history.provenance import Credit, Provenance
from reiki.law.era import iso
from reiki.office.ask import notes_on, refuse_too_early, version_for
from reiki.office.course import Leg, course_of, ledger_of
from reiki.office.errors import NoSuchProvision
from reiki.office.holding import day_after, held_before
from reiki.office.naming import find_work, place_in
from reiki.store import anchors as anchoring
from reiki.store import issues as issuing
from reiki.store import versions as versioning
from reiki.store.session import Store


@dataclass(frozen=True, slots=True)
class Bringer:
    """What brought words into a regulation. ``how``: ``amended`` (a clause of a notice), ``enacted``, ``imported`` (a text known
    as it stood at the end of ``in_force_from``; what it came with before that is not known)."""

    key: str
    how: str
    notice: str = ""
    notice_title: str = ""
    clause: str = ""
    promulgated: datetime.date | None = None
    in_force_from: datetime.date | None = None
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "id": self.key,
            "how": self.how,
            "notice": {"number": self.notice, "title": self.notice_title} if self.how != "imported" else None,
            "clause": self.clause or None,
            "promulgated": iso(self.promulgated),
            "in_force_from": iso(self.in_force_from),
            "source_sha256": self.source,
        }


@dataclass(frozen=True, slots=True)
class BlameReport:
    """``bringers``: everything that something of the answer came with, oldest first; ``provisions`` name them by key."""

    law_id: str
    revision_id: str
    title: str
    number: str
    on: datetime.date
    in_force_from: datetime.date | None
    evidence: str
    text_digest: str
    at: str
    bringers: tuple[Bringer, ...]
    provisions: tuple[Provenance, ...]
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "law_id": self.law_id,
            "revision_id": self.revision_id,
            "title": self.title,
            "number": self.number,
            "on": self.on.isoformat(),
            "in_force_from": iso(self.in_force_from),
            "evidence": self.evidence,
            "partial": self.evidence == "quoted",
            "text_digest": self.text_digest,
            "at": self.at or None,
            "origins": [b.as_json() for b in self.bringers],
            "provisions": [_provision_json(p) for p in self.provisions],
            "notes": list(self.notes),
        }


def _provision_json(provenance: Provenance) -> dict[str, Any]:
    return {
        "at": str(provenance.at),
        "label": provenance.label,
        **_credit_json(provenance.credit),
        "moved": [{"from": str(m.origin), **_credit_json(m.credit)} for m in provenance.moved],
        "spans": None
        if provenance.spans is None
        else [{"text": s.text, **_credit_json(s.credit)} for s in provenance.spans],
    }


def _credit_json(credit: Credit) -> dict[str, Any]:
    out: dict[str, Any] = {"by": credit.key or None}
    if credit.basis:
        out |= {"basis": credit.basis, "source": credit.source.as_json()}
    if credit.quoted:
        out["quoted"] = True
    return out


def blame(
    store: Store,
    name: str,
    *,
    on: datetime.date,
    known: datetime.datetime | None = None,
    at: str = "",
) -> BlameReport:
    """Where the text of a regulation as in force on a day comes from, all of it or what stands at one address.

    Raises what ``text`` raises, and ``BrokenCourse`` when the store does not lead to its own text.
    """
    with store.reading() as connection:
        found = find_work(connection, name, on)
        version = version_for(connection, found.work, on, known)
        document = versioning.document_of(connection, version)
        refuse_too_early(document, version, on)
        address = place_in(found, at)
        node = document.find(address)
        if node is None:
            gap = " (the text is partial: it may stand there unquoted)" if version.partial else ""
            raise NoSuchProvision(f"{version.title} has no {address} on {on}{gap}.")
        legs = until(course_of(connection, found.work.id, known), version.id)
        # As it is printed there: an item cited by its article alone stands in that one's only paragraph.
        exact = document.address_of(node) if address.steps else address
        provisions = ledger_of(connection, legs, exact).blame(exact)
        whole = anchoring.anchors_of(connection, found.work.id)
        held = held_before(connection, found.work.id, day_after(on), whole, known)
        return BlameReport(
            law_id=found.work.law_id,
            revision_id=version.revision_id,
            title=version.title,
            number=found.work.number,
            on=on,
            in_force_from=version.day,
            evidence="quoted" if version.partial else "whole",
            text_digest=version.text_digest,
            at=str(address) if address.steps else "",
            bringers=tuple(_bringers(connection, legs, provisions)),
            provisions=provisions,
            notes=tuple(notes_on(connection, found, version, held, on, known)),
        )


def until(legs: Sequence[Leg], version: int) -> tuple[Leg, ...]:
    """The course up to a version."""
    last = next(n for n, leg in enumerate(legs) if leg.version.id == version)
    return tuple(legs[: last + 1])


def _bringers(
    connection: Connection, legs: Sequence[Leg], provisions: Iterable[Provenance]
) -> Iterator[Bringer]:
    wanted = {credit.key for p in provisions for credit in _credits(p)}
    yield from (b for b in bringers_of(connection, legs).values() if b.key in wanted)


def _credits(provenance: Provenance) -> Iterator[Credit]:
    yield provenance.credit
    yield from (m.credit for m in provenance.moved)
    yield from (s.credit for s in provenance.spans or ())


def bringers_of(connection: Connection, legs: Sequence[Leg]) -> Mapping[str, Bringer]:
    """Everything that words can have come with, oldest first, by key."""
    out: dict[str, Bringer] = {}
    for leg in legs:
        anchor = leg.anchor
        if anchor is not None and anchor.key not in out:
            number, title, promulgated = (
                issuing.notice_names(connection, anchor.notice)
                if anchor.notice is not None
                else ("", "", None)
            )
            out[anchor.key] = Bringer(
                anchor.key, anchor.how, number, title, "", promulgated, anchor.day, anchor.source
            )
        for done in leg.done:
            c = done.clause
            out[c.key] = Bringer(
                c.key,
                "amended",
                c.notice_number,
                c.notice_title,
                c.clause,
                c.promulgated,
                leg.version.day,
                c.source,
            )
    return out
