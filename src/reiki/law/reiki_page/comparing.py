"""What editors note of a regulation's amendments (改正注記, 沿革) beside what is derived from the gazette."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reiki.law.address import Address
from reiki.law.identity import LawNumber
from reiki.law.jurisdictions import Organ, split_body
from reiki.law.kinds import APPENDIX_KINDS, Kind
from reiki.law.reiki_page.model import Amendment, HistoryNote, RegulationPage, Revision

_SHORT: Final = {
    "規": "規則",
    "告": "告示",
    "条": "条例",
    "企管規": "規程",
    "企業管理規程": "規程",
    "管理規程": "規程",
}


@dataclass(frozen=True, slots=True)
class DerivedChange:
    """What one amending instrument changed, as derived: its canonical ``number``, the day from which it is in force, and the
    places that its operations name."""

    number: str
    day: datetime.date
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A note and the derived history do not say the same: where, by which instrument, and one sentence."""

    address: Address
    number: str
    message: str


def compare_history(
    page: RegulationPage, derived: Sequence[DerivedChange], begin: datetime.date, end: datetime.date
) -> tuple[Difference, ...]:
    """Where a page's notes and the changes derived after ``begin`` and up to ``end`` disagree, in both directions.

    Silent on what neither side can know: amendments up to ``begin``, those before the editor began to note them, pages
    that note none, provisions that the page does not have.
    """
    within = [c for c in derived if begin < c.day <= end]
    out = [*_not_noted(page, within), *_not_derived(page, within)]
    out.extend(_not_known(page.revisions, within, begin, end))
    return tuple(dict.fromkeys(out))


def is_same(amendment: Amendment, number: str) -> bool:
    """True when an abbreviated citation (平14人委規則26) may mean that number (平成14年鳥取県人事委員会規則第26号)."""
    try:
        full = LawNumber.parse(number)
    except ValueError:
        return False
    kinds = {_SHORT.get(kind, kind) for kind in (amendment.kind, full.kind)}
    told = (amendment.era, amendment.year, amendment.number, amendment.branch)
    if len(kinds) > 1 or told != (full.era, full.year, full.number, full.branch):
        return False
    if not amendment.body:
        return not full.body or split_body(full.body)[1] is Organ.HEAD or full.kind == "条例"
    return not full.body or re.search(".*".join(map(re.escape, amendment.body)), full.body) is not None


def unit_of(address: Address) -> Address:
    """The provision that editors note amendments under: the 条, the appendix, the 項 of a 附則; else the place itself."""
    for n, step in enumerate(address.steps):
        if step.kind in (Kind.ARTICLE, *APPENDIX_KINDS):
            return Address(address.steps[: n + 1])
        if step.kind is Kind.PARAGRAPH:
            return Address(address.steps[: n + 1])
    return address


def _not_noted(page: RegulationPage, derived: Sequence[DerivedChange]) -> Iterator[Difference]:
    """Changes of provisions that the page has, without a note under them."""
    if not page.history:
        return
    for change in derived:
        if page.since is not None and change.day < page.since:
            continue
        for unit in dict.fromkeys(map(unit_of, change.addresses)):
            if not _is_noted(unit) or page.document.find(unit) is None:
                continue
            if not any(
                is_same(a, change.number)
                for note in page.history
                if _speaks_of(note, unit)
                for a in note.amendments
            ):
                yield Difference(
                    unit, change.number, f"{unit}: changed by {change.number}, and the page does not note it"
                )


def _not_derived(page: RegulationPage, derived: Sequence[DerivedChange]) -> Iterator[Difference]:
    """Notes on instruments that are known, under provisions that they did not touch."""
    for note in page.history:
        for amendment in note.amendments:
            meant = [c for c in derived if is_same(amendment, c.number)]
            if meant and not any(_touches(a, note.address) for c in meant for a in c.addresses):
                number = meant[0].number
                message = f"{note.address}: the page notes {number} ({'・'.join(amendment.what)}), which changed nothing there"
                yield Difference(note.address, number, message)


def _not_known(
    revisions: Sequence[Revision], derived: Sequence[DerivedChange], begin: datetime.date, end: datetime.date
) -> Iterator[Difference]:
    """Amendments in the list (沿革) that were promulgated in the time that the gazette covers, and that nothing derived."""
    for revision in revisions:
        if not begin < revision.day <= end:
            continue
        try:
            number = LawNumber.of_heading(revision.number, revision.day)
        except ValueError:
            continue
        cited = Amendment(
            number.era, number.year, number.kind, number.number, number.body or "", number.branch
        )
        if not any(is_same(cited, c.number) for c in derived):
            message = (
                f"the page lists {number} of {revision.day}, and no clause of it is in force here on {end}"
            )
            yield Difference(Address(), str(number), message)


def _is_noted(unit: Address) -> bool:
    """Editors do not note amendments under a 附則 that an amendment brought."""
    first = unit.steps[0] if unit.steps else None
    return first is not None and not (first.kind is Kind.SUPPL and first.num)


def _speaks_of(note: HistoryNote, unit: Address) -> bool:
    return note.address == unit or unit.is_under(note.address) or note.address.is_under(unit)


def _touches(address: Address, noted: Address) -> bool:
    return address.is_under(noted) or noted.is_under(address)
