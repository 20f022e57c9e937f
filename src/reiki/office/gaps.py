"""Numbers that were never taken in: between two notices or two issues of one series something is missing (欠号)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection

from reiki.amend.operations import Finding
from reiki.law.identity import LawNumber
from reiki.office.naming import find_work
from reiki.store import anchors as anchoring
from reiki.store import issues as issuing
from reiki.store.session import Store

_SHOWN: Final = 5


def gaps(connection: Connection, issue: int) -> tuple[dict[str, Any], ...]:
    """Warnings, as JSON findings, for the numbers missing just before those of a stored issue: its notices' numbers in
    their series (body, kind, year), and its own in the gazette's. One indexed query for each number, however many issues
    there are."""
    found = [*_notices(connection, issue), *_issues(connection, issue)]
    return tuple(f.as_json() for f in found)


def _notices(connection: Connection, issue: int) -> Iterable[Finding]:
    for series, number in issuing.places_of_issue(connection, issue):
        lower = issuing.number_below(connection, series, number)
        if lower is not None and lower + 1 < number:
            yield _gap("number_gap", lower, series, number)


def _issues(connection: Connection, issue: int) -> Iterable[Finding]:
    place = issuing.issue_place(connection, issue)
    if place is None:
        return
    series, number = place
    lower = issuing.issue_below(connection, series, number)
    if lower is not None and lower + 1 < number:
        yield _gap("issue_gap", lower, _printed(series), number)


def _printed(series: str) -> str:
    """霧浜市公報号外第."""
    publisher, head, _ = series.rsplit("/", 2)
    return f"{publisher}公報{head}"


def _gap(code: str, lower: int, prefix: str, before: int) -> Finding:
    return Finding(
        "warning", code, f"never taken in, before {prefix}{before}号: {_run(prefix, lower, before)}"
    )


def _run(prefix: str, lower: int, upper: int) -> str:
    missing = range(lower + 1, upper)
    shown = "、".join(f"{prefix}{n}号" for n in missing[:_SHOWN])
    return shown + (f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else "")


def parsed_numbers(numbers: Iterable[str]) -> Iterable[LawNumber]:
    """The law numbers among some texts. Of thousands of one series what stands before the count is read once."""
    heads: dict[str, LawNumber | None] = {}
    for text in numbers:
        plain = _PLAIN.fullmatch(text)
        if plain is None:
            number = _parsed(text)
        else:
            head, count = plain[1], int(plain[2])
            if head not in heads:
                heads[head] = _parsed(f"{head}1号")
            first = heads[head]
            number = None if first is None else replace(first, number=count)
        if number is not None:
            yield number


_PLAIN: Final = re.compile("(.+第)([1-9][0-9]*)号")


def _parsed(text: str) -> LawNumber | None:
    try:
        return LawNumber.parse(text)
    except ValueError:
        return None


# ------------------------------------------------------------------------------------------------------ beside a text


@dataclass(frozen=True, slots=True)
class MissingIssues:
    """Issues of a gazette that were never taken in, between two that were. ``after`` and ``before``: the days of those."""

    said: str
    count: int
    after: datetime.date
    before: datetime.date

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "issues": self.said,
            "count": self.count,
            "after": self.after.isoformat(),
            "before": self.before.isoformat(),
        }


def missing_behind(
    store: Store, name: str, *, on: datetime.date, known: datetime.datetime | None = None
) -> tuple[MissingIssues, ...]:
    """The issues never taken in that may have amended a regulation between the first text known of it and a day: those missing
    among the issues of the publishers that amend it. Raises as :func:`reiki.office.naming.find_work` does."""
    with store.reading() as connection:
        work = find_work(connection, name, on).work
        days = [
            a.day
            for a in anchoring.anchors_of(connection, work.id, known)
            if a.day is not None and not a.set_aside
        ]
        begins = min(days, default=None)
        out = []
        for lower, upper in issuing.breaks_for(connection, work.id, known):
            assert lower.date is not None
            assert upper.date is not None
            if (begins is None or upper.date > begins) and lower.date <= on:
                said = _run(_printed(lower.series), lower.ordinal, upper.ordinal)
                count = upper.ordinal - lower.ordinal - 1
                out.append(MissingIssues(said, count, lower.date, upper.date))
        return tuple(out)
