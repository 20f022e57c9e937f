"""The notes that a 例規集 prints with a regulation: which instruments amended it (改正沿革), and under each article which of them
did what to it (条文注記). Made from the recorded operations; no part of the text or its digest."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from reiki.gazette.supplementary import same_instrument
from reiki.history.notes import Instrument, abbreviated, full, note
from reiki.history.provenance import Ledger
from reiki.history.transitions import Beside, beside_in
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.era import find_dates, iso
from reiki.law.identity import LawNumber
from reiki.law.kinds import Kind
from reiki.office.ask import TextReport, text, version_for
from reiki.office.beside import as_said
from reiki.office.blame import until
from reiki.office.course import Leg, course_of, ledger_of
from reiki.office.naming import find_work, place_in
from reiki.render.annotated import render_annotated, render_annotated_unit
from reiki.store.session import Store
from reiki.store.works import Work, body_of

_ENDED: Final = {"repealed": "廃止", "replaced": "全部改正"}


@dataclass(frozen=True, slots=True)
class Amendment:
    """An instrument that amended a regulation, or ended it (``how``: ``amended``, ``repealed``, ``replaced``). ``printed``: as
    the list has it; ``in_force_from``: the days on which something of it took effect; ``recorded``: its clauses are in the store
    (otherwise only its 改正附則 in an imported text tells of it). ``applies_from`` (適用), ``transitional`` (経過措置): what that
    says beside the commencement, as the text has it on the day."""

    how: Literal["amended", "repealed", "replaced"]
    instrument: Instrument
    printed: str
    in_force_from: tuple[datetime.date, ...]
    recorded: bool
    applies_from: tuple[dict[str, Any], ...] = ()
    transitional: tuple[dict[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "how": self.how,
            "printed": self.printed,
            "number": self.instrument.number,
            "title": self.instrument.title,
            "promulgated": iso(self.instrument.promulgated),
            "in_force_from": [day.isoformat() for day in self.in_force_from],
            "recorded": self.recorded,
            "applies_from": list(self.applies_from),
            "transitional": list(self.transitional),
        }


@dataclass(frozen=True, slots=True)
class Annals:
    """``amendments``: in the order of promulgation. ``notes``: by unit, in document order. ``noted_from``: the first instrument
    that the notes tell of, where the regulation is older than what is recorded; ``""`` where they tell of all. ``applies_from``,
    ``transitional``: what the regulation's own 附則 says beside its commencement."""

    law_id: str
    title: str
    number: str
    on: datetime.date
    amendments: tuple[Amendment, ...]
    notes: tuple[tuple[Address, str], ...]
    noted_from: str
    applies_from: tuple[dict[str, Any], ...] = ()
    transitional: tuple[dict[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "law_id": self.law_id,
            "title": self.title,
            "number": self.number,
            "on": self.on.isoformat(),
            "amendments": [a.as_json() for a in self.amendments],
            "noted_from": self.noted_from or None,
            "applies_from": list(self.applies_from),
            "transitional": list(self.transitional),
            "article_notes": [{"at": str(at), "note": said} for at, said in self.notes],
        }

    def lines(self) -> list[str]:
        """The lines under the title: 改正 and each instrument, and from which on the articles are annotated."""
        amended = [a.printed for a in self.amendments if a.how == "amended"]
        out = [("　　　" if n else "改正　") + printed for n, printed in enumerate(amended)]
        out += [f"{_ENDED[a.how]}　{a.printed}" for a in self.amendments if a.how != "amended"]
        return [*out, f"注　{self.noted_from}から条文注記入る。"] if self.noted_from else out


def annals(store: Store, name: str, *, on: datetime.date, known: datetime.datetime | None = None) -> Annals:
    """The amendments of a regulation in force by a day, and the notes on its articles. Raises as ``text`` does."""
    with store.reading() as connection:
        found = find_work(connection, name, on)
        version = version_for(connection, found.work, on, known)
        legs = until(course_of(connection, found.work.id, known), version.id)
        ledger = ledger_of(connection, legs)
        return annals_of(found.work, version.title, on, legs, ledger)


def annotated_text(
    store: Store, name: str, *, on: datetime.date, known: datetime.datetime | None = None, at: str = ""
) -> TextReport:
    """The text as ``text`` gives it, with the notes in its ``content``; the digest is that of the text without them."""
    report = text(store, name, on=on, known=known, at=at)
    with store.reading() as connection:
        found = find_work(connection, name, on)
        version = version_for(connection, found.work, on, known)
        legs = until(course_of(connection, found.work.id, known), version.id)
        ledger = ledger_of(connection, legs)
        told = annals_of(found.work, version.title, on, legs, ledger)
        address = place_in(found, at)
        by_place = dict(told.notes)
        if not address.steps:
            content = render_annotated(ledger.document.regulation(), told.lines(), by_place)
        else:
            provision, node = ledger.document.provision(address), ledger.document.find(address)
            assert provision is not None  # the text of it was given
            assert node is not None
            exact = ledger.document.address_of(node)
            content = render_annotated_unit(provision, exact, by_place)
    return replace(report, content=content)


def annals_of(work: Work, title: str, on: datetime.date, legs: Sequence[Leg], ledger: Ledger) -> Annals:
    """The same of a course that is at hand, up to the version of the day, and of who brought what of its text."""
    body = work.body or body_of(work.number)
    kanji = _counts_in_kanji(ledger.document)
    done = [(leg, d) for leg in legs for d in leg.done if not leg.restarts and d.outcome.status == "applied"]
    instruments = {
        d.clause.key: Instrument(d.clause.notice_number, d.clause.notice_title, d.clause.promulgated)
        for _, d in done
    }
    names = {key: abbreviated(i, body, kanji=kanji) for key, i in instruments.items()}
    notes = tuple(
        (at, said)
        for at, node, deeds in ledger.units()
        if node.kind is not Kind.TOC and (said := note(deeds, names, node.kind))
    )
    days: dict[Instrument, list[datetime.date]] = {}
    ends: dict[Instrument, Literal["repealed", "replaced"]] = {}
    for leg, d in done:
        if d.clause.verb != "amend":
            ends[instruments[d.clause.key]] = "replaced" if d.clause.verb == "replace" else "repealed"
        found = days.setdefault(instruments[d.clause.key], [])
        if leg.version.day is not None and leg.version.day not in found:
            found.append(leg.version.day)
    beside = beside_in(ledger.document)
    amendments = _in_order(
        Amendment(
            ends.get(i, "amended"),
            i,
            full(i, body, kanji=kanji),
            tuple(days.get(i, ())),
            i in days,
            *as_said(_by(i, beside), work.number),
        )
        for i in _amending(ledger.document, list(days))
    )
    first = next((a for a in amendments if a.recorded and a.how == "amended"), None)
    older = first is not None and not any(leg.anchor and leg.anchor.how == "enacted" for leg in legs)
    return Annals(
        work.law_id,
        title,
        work.number,
        on,
        amendments,
        notes,
        first.printed if first is not None and older else "",
        *as_said((b for b in beside if not b.number), work.number),
    )


def _by(instrument: Instrument, beside: Iterable[Beside]) -> list[Beside]:
    return [b for b in beside if b.number and _same(instrument, b.number)]


def _amending(document: LawDocument, recorded: list[Instrument]) -> Iterator[Instrument]:
    """What the 改正附則 of the text name, and what is recorded besides."""
    left = list(recorded)
    for at in document.supplements():
        num = at.steps[0].num
        if not num or num.startswith("#"):
            continue
        known = next((i for i in left if _same(i, num)), None)
        if known is not None:
            left.remove(known)
            yield known
            continue
        node = document.find(at)
        printed = "" if node is None else document.provision_at(node).related
        day = next((day for day, _, _ in find_dates(printed or num)), None)
        yield Instrument("" if re.fullmatch(r".*日", num) else num, promulgated=day)
    yield from left


def _same(instrument: Instrument, num: str) -> bool:
    if instrument.number:
        return same_instrument(instrument.number, num)
    day = next((day for day, _, _ in find_dates(num)), None)
    return day is not None and day == instrument.promulgated


def _in_order(found: Iterable[Amendment]) -> tuple[Amendment, ...]:
    """By promulgation; within a year of which not every day is known, as the text has its 改正附則."""
    years: dict[int, list[Amendment]] = {}
    for each in found:
        years.setdefault(_year(each.instrument), []).append(each)
    for same in years.values():
        if all(a.instrument.promulgated is not None for a in same):
            same.sort(key=lambda a: a.instrument.promulgated or datetime.date.min)
    return tuple(a for year in sorted(years) for a in years[year])


def _year(instrument: Instrument) -> int:
    if instrument.promulgated is not None:
        return instrument.promulgated.year
    try:
        return LawNumber.parse(instrument.number).ad_year
    except ValueError:
        return datetime.date.max.year


def _counts_in_kanji(document: LawDocument) -> bool:
    """第一条: the numbers of its notes are printed as its own are."""
    first = next(iter(document.articles()), None)
    label = document.label(Address().child(Kind.ARTICLE, first)) if first else ""
    return re.match(r"第[〇一二三四五六七八九十百千]", label) is not None
