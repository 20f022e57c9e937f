"""Which regulation a person means (例規の特定): id, number, exact title, part of a title, in this order."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from sqlalchemy import Connection

from reiki.law.address import Address, Kind
from reiki.office.errors import AmbiguousWork, UnknownWork
from reiki.store.anchors import anchors_of
from reiki.store.versions import version_on
from reiki.store.works import (
    Identity,
    Work,
    canonical_number,
    match_work,
    survivals_named,
    title_key,
    work_by_id,
    works_like,
    works_named,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A work, and the place in it that the name stands for: the surviving 附則 of an amending instrument, else ``None``."""

    work: Work
    within: Address | None = None


def find_work(connection: Connection, name: str, on: datetime.date | None = None) -> Found:
    """The regulation that a name means; an exact title always wins over a part of another.

    Of several with one title the one in force on ``on`` is meant. Raises :class:`UnknownWork`, :class:`AmbiguousWork`.
    """
    asked = name.strip()
    if re.fullmatch(r"[0-9A-Za-z]{15}", asked) and (
        by_id := match_work(connection, Identity("", law_id=asked.upper()))
    ):
        return Found(by_id[0])
    number, key = canonical_number(asked), title_key(asked)
    exact = _by_number(connection, number) if number else works_named(connection, key)
    survivals = survivals_named(connection, number, key)
    stored = tuple(w for w in exact if anchors_of(connection, w.id))
    if survivals and not stored:
        places = tuple(Found(work_by_id(connection, s.work), Address.parse(s.address)) for s in survivals)
        return _only(connection, asked, places, on)
    if not exact and key and not number:
        exact = works_like(connection, key)
    if not exact:
        raise UnknownWork(f"no regulation in the store is called 「{asked}」; reiki works lists them.")
    return _only(connection, asked, tuple(Found(w) for w in exact), on)


def _by_number(connection: Connection, number: str) -> tuple[Work, ...]:
    return match_work(connection, Identity("", number))


def _only(connection: Connection, asked: str, found: tuple[Found, ...], on: datetime.date | None) -> Found:
    if len(found) == 1:
        return found[0]
    if on is not None:
        standing = tuple(f for f in found if _in_force(connection, f.work, on))
        if len(standing) == 1:
            return standing[0]
    names = tuple(_named(f) for f in found)
    shown = "、".join(names[:8]) + (" …" if len(names) > 8 else "")
    raise AmbiguousWork(f"「{asked}」 may mean {len(names)} regulations: {shown}.", names)


def _in_force(connection: Connection, work: Work, on: datetime.date) -> bool:
    version = version_on(connection, work.id, on)
    return version is not None and not version.ended


def _named(found: Found) -> str:
    work = found.work
    place = f" {found.within}" if found.within else ""
    return (
        f"{work.law_id} {work.title}（{work.number}）{place}"
        if work.number
        else f"{work.law_id} {work.title}{place}"
    )


def place_in(found: Found, at: str) -> Address:
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
