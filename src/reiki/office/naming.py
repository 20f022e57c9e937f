"""Which regulation a person means (例規の特定): id, number, exact title, part of a title, in this order."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from reiki.law.address import Address, Kind
from reiki.office.errors import AmbiguousWork, UnknownWork
from reiki.store.choosing import (
    Choice,
    any_anchored,
    called,
    count_where,
    in_force_among,
    numbered,
    partly_called,
    works_by_id,
    works_where,
)
from reiki.store.works import (
    Identity,
    Survival,
    Work,
    canonical_number,
    match_work,
    survivals_named,
    title_key,
)

MOST: Final = 20
"""Candidates that are told where a name may mean several regulations."""


@dataclass(frozen=True, slots=True)
class Found:
    """A work, and the place in it that the name stands for: the surviving 附則 of an amending instrument, else ``None``."""

    work: Work
    within: Address | None = None


def find_work(
    connection: Connection, name: str, on: datetime.date | None = None, *, parts: bool = True
) -> Found:
    """The regulation that a name means; an exact title always wins over a part of another.

    Of several with one title the one in force on ``on`` is meant. ``parts``: whether a part of a title is a name, for which all
    titles are looked through; id, number and title are found by an index. Raises :class:`UnknownWork`, :class:`AmbiguousWork`.
    """
    asked = name.strip()
    if re.fullmatch(r"[0-9A-Za-z]{15}", asked) and (
        by_id := match_work(connection, Identity("", law_id=asked.upper()))
    ):
        return Found(by_id[0])
    number, key = canonical_number(asked), title_key(asked)
    exact = numbered(number) if number else called(key)
    survivals = survivals_named(connection, number, key)
    if survivals and not any_anchored(connection, exact):
        return _surviving(connection, asked, survivals, on)
    found = _only(connection, asked, exact, on)
    if found is None and parts and key and not number:
        found = _only(connection, asked, partly_called(key), on)
    if found is None:
        raise UnknownWork(f"no regulation in the store is called 「{asked}」; reiki works lists them.")
    return found


def _only(connection: Connection, asked: str, which: Choice, on: datetime.date | None) -> Found | None:
    """The one work that is chosen, or the one of them that is in force; ``None`` where there is none."""
    works = works_where(connection, which, MOST)
    if len(works) < 2:
        return Found(works[0]) if works else None
    if on is not None and len(standing := works_where(connection, which, 2, in_force_on=on)) == 1:
        return Found(standing[0])
    count = count_where(connection, which) if len(works) == MOST else len(works)
    raise _ambiguous(asked, [Found(work) for work in works], count)


def _surviving(
    connection: Connection, asked: str, survivals: Sequence[Survival], on: datetime.date | None
) -> Found:
    """The one place at which the 附則 of an amending instrument survives."""
    works = works_by_id(connection, {s.work for s in survivals})
    found = [Found(works[s.work], Address.parse(s.address)) for s in survivals]
    if len(found) == 1:
        return found[0]
    if on is not None:
        in_force = in_force_among(connection, set(works), on)
        standing = [f for f in found if f.work.id in in_force]
        if len(standing) == 1:
            return standing[0]
    raise _ambiguous(asked, found[:MOST], len(found))


def _ambiguous(asked: str, found: Sequence[Found], count: int) -> AmbiguousWork:
    names = tuple(_named(f) for f in found)
    shown = "、".join(names[:8]) + (" …" if count > 8 else "")
    return AmbiguousWork(f"「{asked}」 may mean {count} regulations: {shown}.", names, count)


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
