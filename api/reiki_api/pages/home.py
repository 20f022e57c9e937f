"""The first page (最初のページ): find, what changed of late, what is to come, how much waits for a decision."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter

from reiki.office.ahead import Upcoming
from reiki.office.happening import Happening, in_force_between
from reiki_api.pages.daily import daily
from reiki_api.service import Service

BACK: Final = 30
"""Days of the past whose changes are shown."""
AHEAD: Final = 90
"""Days of the future that are shown."""
_MOST: Final = 12
_EARLIER: Final = 5


@dataclass(frozen=True, slots=True)
class News:
    """``changed``: in force within the last days, the latest first, and how many ``more``; where there is nothing, ``earlier``:
    the last few before.
    ``coming``: within the days ahead, soonest first; ``undated``: promulgated without a day."""

    changed: tuple[Happening, ...]
    more: int
    earlier: tuple[Happening, ...]
    coming: tuple[Upcoming, ...]
    undated: int
    counts: Mapping[str, int]


def routes(service: Service) -> APIRouter:
    """`/`."""
    return daily(service, "/", "home.html", "news", news_of, most=_MOST, back=BACK, ahead=AHEAD)


def news_of(service: Service, today: datetime.date) -> News:
    """What the first page tells on a day."""
    since = today - datetime.timedelta(BACK)
    changed, more = in_force_between(service.store, since, today, limit=_MOST)
    earlier = () if changed else in_force_between(service.store, None, today, limit=_EARLIER)[0]
    ahead = service.coming(today)
    until = today + datetime.timedelta(AHEAD)
    coming = tuple(u for u in ahead if u.when is not None and u.when <= until)
    undated = sum(u.when is None and u.what == "commencement" for u in ahead)
    return News(changed, more, earlier, coming, undated, service.counts())
