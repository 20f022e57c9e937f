"""Which instrument a number means that a notice prints (番号の略記), and which clauses amend or repeal an instrument that itself
orders clauses. A number that may be another body's is never taken for certain."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection

from reiki.gazette.lines import fold
from reiki.law.abbreviated import readings, spelled_out, spellings
from reiki.law.identity import LawNumber, known_number
from reiki.law.jurisdictions import split_body
from reiki.store import instruments as storing
from reiki.store.clauses import StoredClause
from reiki.store.instruments import Instrument
from reiki.store.works import title_key, without_making

_AMENDING: Final = ("の一部を改正する", "の全部を改正する", "を廃止する", "等を改正する", "の一部改正")


def full_number(number: str, publisher: str) -> LawNumber | None:
    """The number of a notice with the body that its publisher tells; ``None`` where it has none, or its body is not known."""
    read = known_number(number)
    return None if read is None else spelled_out(read, publisher)


def numbers_meant(number: str, notice_number: str, publisher: str) -> tuple[LawNumber, ...]:
    """What a number may mean in a notice with a number of its own, in an issue of a publisher; see
    :func:`reiki.law.abbreviated.readings`. Nothing for what is no number."""
    read = known_number(number)
    if read is None:
        return ()
    own = full_number(notice_number, publisher)
    jurisdiction = split_body(own.body)[0] if own is not None and own.body else publisher
    return readings(read, own, jurisdiction)


@dataclass(frozen=True, slots=True)
class Naming:
    """A clause that names an instrument which orders clauses itself. ``doubt``: why it is not certain that this one is meant."""

    clause: StoredClause
    instrument: Instrument
    doubt: str = ""


def namings_of(connection: Connection, sources: Iterable[str]) -> tuple[Naming, ...]:
    """Which clauses name which instruments, where a clause or an instrument stands in one of some issues. What is given back of
    an instrument is all that the store has on it, whatever came first."""
    wanted = tuple(sources)
    mine = {i.notice: i for i in storing.instruments_of(connection, wanted)}
    for candidates in _candidates(connection, storing.clauses_of_sources(connection, wanted)).values():
        mine |= {n.instrument.notice: n.instrument for n in candidates}
    clauses: dict[int, StoredClause] = {}
    for instrument in mine.values():
        clauses |= {c.id: c for c in _clauses_naming(connection, instrument)}
    out = [n for found in _candidates(connection, clauses.values()).values() for n in found]
    return tuple(n for n in out if n.instrument.notice in mine)


def _clauses_naming(connection: Connection, instrument: Instrument) -> Iterable[StoredClause]:
    full = full_number(instrument.number, instrument.publisher)
    if full is not None:
        yield from storing.clauses_on_numbers(connection, spellings(full))
    if is_amending(instrument.title):
        key = title_key(instrument.title)
        yield from storing.clauses_on_title(connection, instrument.title, key, instrument.notice)


def _candidates(connection: Connection, clauses: Iterable[StoredClause]) -> dict[int, list[Naming]]:
    """For each clause, by its key in the store, the instruments that it names or may name."""
    clauses = tuple(clauses)
    numbers: set[str] = set()
    titles: set[str] = set()
    for clause in clauses:
        meant = numbers_meant(clause.target_number, clause.notice_number, clause.publisher)
        numbers.update(s for m in meant for s in spellings(m))
        if not meant and is_amending(clause.target_title):
            titles.add(_title(clause))
    by_number: dict[LawNumber, list[Instrument]] = {}
    for instrument in storing.instruments_numbered(connection, numbers):
        full = full_number(instrument.number, instrument.publisher)
        if full is not None:
            by_number.setdefault(full, []).append(instrument)
    by_title: dict[str, list[Instrument]] = {}
    for instrument in storing.instruments_titled(connection, titles):
        by_title.setdefault(_bare(instrument.title), []).append(instrument)
    return {c.id: _named(c, by_number, by_title) for c in clauses}


def _named(
    clause: StoredClause,
    by_number: dict[LawNumber, list[Instrument]],
    by_title: dict[str, list[Instrument]],
) -> list[Naming]:
    meant = numbers_meant(clause.target_number, clause.notice_number, clause.publisher)
    title = _bare(_title(clause))
    if not meant:
        alike = [i for i in by_title.get(title, ()) if _may_be(clause, i)]
        why = (
            f"of whom 「{clause.target_number}」 is the number is not told"
            if clause.target_number
            else "it is named without its number, and titles repeat"
        )
        return [Naming(clause, i, why) for i in alike]
    out: list[Naming] = []
    for number in meant:
        for instrument in by_number.get(number, ()):
            if instrument.notice == clause.notice:
                continue
            if not title or title == _bare(instrument.title):
                out.append(Naming(clause, instrument))
            elif len(meant) == 1:
                why = f"「{_title(clause)}」 is given the number {number}, which is that of 「{instrument.title}」"
                out.append(Naming(clause, instrument, why))
    sure = {full_number(n.instrument.number, n.instrument.publisher) for n in out}
    if len(meant) > 1 and out and sure != {meant[0]}:
        why = f"「{clause.target_number}」 may be {' or '.join(map(str, meant))}"
        out = [replace(n, doubt=n.doubt or why) for n in out]
    return out


def _may_be(clause: StoredClause, instrument: Instrument) -> bool:
    """Whether an instrument of the title that a clause names may be meant by it: of one publisher, no later than the clause,
    and not of another number."""
    if clause.publisher != instrument.publisher or instrument.notice == clause.notice:
        return False
    late = instrument.promulgated or datetime.date.min
    if clause.promulgated is not None and late > clause.promulgated:
        return False
    said, own = known_number(clause.target_number), known_number(instrument.number)
    return said is None or own is None or replace(said, body=None) == replace(own, body=None)


def _title(clause: StoredClause) -> str:
    return without_making(clause.target_title)[0]


def _bare(title: str) -> str:
    return fold(title_key(title))


def is_amending(title: str) -> bool:
    """True for the title of an instrument that amends or repeals others and is nothing besides."""
    return any(words in title for words in _AMENDING)
