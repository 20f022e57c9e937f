"""Days of Japan, by which everything here counts."""

from __future__ import annotations

import datetime
from typing import Final

JAPAN: Final = datetime.timezone(datetime.timedelta(hours=9), "JST")


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The last moment of a day in Japan: what a bare date means for ``--known``."""
    return datetime.datetime.combine(day, datetime.time.max, JAPAN)
