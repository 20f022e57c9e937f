"""The gap list (欠号一覧): what an office has not taken in, as far as what it has taken in can tell."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from reiki.law.document import LawDocument
from reiki.law.identity import LawNumber
from reiki.law.provision import Regulation
from reiki.office.errors import OfficeError
from reiki.office.gaps import parsed_numbers
from reiki.store import ledgers
from reiki.store.ledgers import Textless, TextRow
from reiki.store.series import ISSUE_NUMBER, count_in
from reiki.store.session import Store
from reiki.store.versions import text_bytes

Run = tuple[int, int]


class UnknownPublisher(OfficeError):
    """No issue of that publisher is in the store."""


@dataclass(frozen=True, slots=True)
class SeriesGap:
    """Numbers of one series that were never taken in. ``series``: what stands before the number, year and body included
    (``令和6年霧浜市規則第``, ``霧浜市公報号外第``); ``year``: of the common era, ``None`` for a series that runs on through the
    years; ``missing``: first and last of each run; ``lowest`` and ``highest``: taken in."""

    series: str
    year: int | None
    missing: tuple[Run, ...]
    lowest: int
    highest: int

    @property
    def count(self) -> int:
        """How many numbers are missing."""
        return sum(last - first + 1 for first, last in self.missing)

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "series": self.series,
            "year": self.year,
            "missing": [list(run) for run in self.missing],
            "count": self.count,
            "lowest": self.lowest,
            "highest": self.highest,
        }


@dataclass(frozen=True, slots=True)
class PartialWork:
    """A regulation of which only what columns quote is known. ``gaps``: places whose words are not known, and places under
    which more may stand."""

    row: TextRow
    gaps: int

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "law_id": self.row.law_id,
            "number": self.row.number,
            "title": self.row.title,
            "gaps": self.gaps,
        }


@dataclass(frozen=True, slots=True)
class GapList:
    """Everything that is missing. ``no_text``: works named by clauses of which the store has no text."""

    on: datetime.date
    publisher: str
    issues: tuple[SeriesGap, ...]
    notices: tuple[SeriesGap, ...]
    no_text: tuple[Textless, ...]
    partial: tuple[PartialWork, ...]

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "on": self.on.isoformat(),
            "publisher": self.publisher or None,
            "issues": [gap.as_json() for gap in self.issues],
            "notices": [gap.as_json() for gap in self.notices],
            "no_text": [
                {"law_id": w.law_id, "number": w.number, "title": w.title, "clauses": w.clauses}
                for w in self.no_text
            ],
            "partial": [work.as_json() for work in self.partial],
        }


def gap_list(store: Store, *, on: datetime.date, publisher: str = "") -> GapList:
    """What is missing in the whole store, or as far as the issues of one publisher tell. Partial works are told as they stand
    on a day. Raises :class:`UnknownPublisher`."""
    with store.reading() as connection:
        if publisher:
            known = ledgers.publishers(connection)
            if publisher not in known:
                names = f"it has issues of {'、'.join(known)}" if known else "it has none"
                raise UnknownPublisher(f"no issue of 「{publisher}」 is in the store; {names}.")
        return GapList(
            on,
            publisher,
            tuple(_issues(connection, publisher)),
            tuple(_notices(connection, publisher)),
            ledgers.works_without_text(connection, publisher),
            tuple(_partial(connection, publisher, on)),
        )


def numbers_missing(connection: Connection, publisher: str = "") -> tuple[SeriesGap, ...]:
    """The numbers of issues and of notices that were never taken in."""
    return (*_issues(connection, publisher), *_notices(connection, publisher))


def _issues(connection: Connection, publisher: str) -> Iterator[SeriesGap]:
    """号外 count from 1 each year, the ordinary issues through the years."""
    series: dict[tuple[str, str], dict[int | None, set[int]]] = {}
    for issue in ledgers.issues_taken_in(connection, publisher):
        own = "".join(issue.number.split())
        match = ISSUE_NUMBER.fullmatch(own)
        number = count_in(own, match["series"]) if match else 0
        if match and number:
            year = None if match["series"] == "第" else issue.date.year if issue.date else None
            name = issue.name or f"{issue.publisher}公報"
            series.setdefault((name, match["series"]), {}).setdefault(year, set()).add(number)
    for (name, head), years in sorted(series.items()):
        yield from _gaps({year: (f"{name}{head}", numbers) for year, numbers in years.items()})


def _notices(connection: Connection, publisher: str) -> Iterator[SeriesGap]:
    series: dict[tuple[str, str], dict[int | None, tuple[str, set[int]]]] = {}
    for number in parsed_numbers(ledgers.numbers_taken_in(connection, publisher)):
        years = series.setdefault((number.body or "", number.kind), {})
        years.setdefault(number.ad_year, (_prefix(number), set()))[1].add(number.number)
    for _, years in sorted(series.items()):
        yield from _gaps(years)


def _prefix(number: LawNumber) -> str:
    return str(number).rpartition("第")[0] + "第"


def _gaps(years: dict[int | None, tuple[str, set[int]]]) -> Iterator[SeriesGap]:
    """In the first year that an office took in, numbers are expected from the first it took; in later years from 1."""
    for n, (year, (name, numbers)) in enumerate(sorted(years.items(), key=lambda item: item[0] or 0)):
        begins = 1 if n and year is not None else min(numbers)
        missing = tuple(_runs(numbers, begins))
        if missing:
            yield SeriesGap(name, year, missing, min(numbers), max(numbers))


def _runs(numbers: Iterable[int], begins: int) -> Iterator[Run]:
    expected = begins
    for number in sorted(numbers):
        if number > expected:
            yield expected, number - 1
        expected = max(expected, number + 1)


def _partial(connection: Connection, publisher: str, on: datetime.date) -> Iterator[PartialWork]:
    works = ledgers.partial_works(connection)
    if publisher:
        works &= ledgers.works_of_publisher(connection, publisher)
    for row in ledgers.texts_on(connection, on, works):
        if row.partial and not row.ended:
            document = LawDocument.parse(text_bytes(connection, row.manifest))
            yield PartialWork(row, places_unknown(document.regulation()))


def places_unknown(regulation: Regulation) -> int:
    """How many gaps a text has: words that are not known, and places under which more may stand than is known."""
    count = int(regulation.unlisted)
    for top in regulation.provisions:
        for p in top.walk():
            count += (p.text is None) + p.unlisted
            if p.grid is not None:
                cells = (
                    cell for n, row in enumerate(p.grid.rows) if n not in p.grid.gap_rows for cell in row
                )
                count += len(p.grid.gap_rows) + sum(cell.text is None for cell in cells)
    return count
