"""Days and moments as people write them in a request."""

from __future__ import annotations

import datetime

from reiki.law.era import format_date, parse_date
from reiki.office.japan import JAPAN, end_of_day

__all__ = ["JAPAN", "end_of_day", "format_date", "midnight", "parse_day", "parse_moment"]


def parse_day(text: str) -> datetime.date:
    """A day: 2003-01-01, 平成15年1月1日, H15.1.1. Raises ``ValueError`` with one sentence."""
    return parse_date(text)


def parse_moment(text: str) -> datetime.datetime:
    """A moment of knowledge: an ISO time, in Japan where it names no zone, or a day, which means its end there. Raises
    ``ValueError`` with one sentence."""
    if "T" not in text and ":" not in text:
        return _in_range(text, end_of_day(parse_day(text)))
    try:
        # A + that nobody encoded arrives as a space.
        moment = datetime.datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError as error:
        raise ValueError(
            f"「{text}」 is no moment; expected a date or a time such as 2003-01-01T09:00:00+09:00"
        ) from error
    return _in_range(text, moment if moment.tzinfo else moment.replace(tzinfo=JAPAN))


def _in_range(text: str, moment: datetime.datetime) -> datetime.datetime:
    """A moment that every time zone can name."""
    if not 1000 <= moment.year <= 9000:
        raise ValueError(f"「{text}」 lies outside the years 1000 to 9000")
    return moment


def midnight(day: datetime.date) -> datetime.datetime:
    """The first moment of a day in Japan."""
    return datetime.datetime.combine(day, datetime.time.min, JAPAN)
