"""Before which day a text cannot have stood, whatever is not known of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from reiki.law.document import LawDocument
from reiki.law.era import find_dates, parse_date
from reiki.law.identity import LawNumber


def earliest_day(document: LawDocument) -> datetime.date | None:
    """The last day on which something that this text contains was promulgated, or by its own words came into force: the
    regulation itself, and each amendment whose 附則 it carries. ``None`` where it names none."""
    return max(_promulgated(document), default=None)


def _promulgated(document: LawDocument) -> Iterator[datetime.date]:
    if document.date:
        try:
            yield parse_date(document.date)
        except ValueError:
            yield datetime.date.fromisoformat(document.date)
    elif document.number:
        yield from _year(document.number)
    for at in document.supplements():
        step = at.steps[0]
        if not step.num:
            continue
        from reiki.history.stepping import starts_of  # long to load, and only for this

        provision = document.provision(at)
        dates = [day for day, _, _ in find_dates(provision.related)] if provision is not None else []
        yield from dates or _year(step.num)
        yield from (day for day in starts_of(document, at)[:1] if day is not None)


def _year(number: str) -> Iterator[datetime.date]:
    """平成14年…第26号 was promulgated on New Year's Day at the earliest."""
    dates = [day for day, _, _ in find_dates(number)]
    try:
        yield from dates or [datetime.date(LawNumber.parse(number).ad_year, 1, 1)]
    except ValueError:
        return
