"""The first page (最初のページ): find, what changed of late, what is to come, how much waits for a decision."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from reiki.office.ahead import Upcoming, upcoming
from reiki.office.catalogue import counted
from reiki.office.happening import Happening, in_month, latest
from reiki_api.kept import SettledRoute
from reiki_api.pages.frame import render
from reiki_api.service import Service

BACK: Final = 30
"""Days of the past whose changes are shown."""
AHEAD: Final = 90
"""Days of the future that are shown."""
_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class News:
    """``changed``: in force within the last days, the latest first; where there is nothing, ``earlier``: the last few before.
    ``coming``: within the days ahead, soonest first; ``undated``: promulgated without a day."""

    changed: tuple[Happening, ...]
    earlier: tuple[Happening, ...]
    coming: tuple[Upcoming, ...]
    undated: int
    counts: Mapping[str, int]


def routes(service: Service) -> APIRouter:
    """`/`."""
    router = APIRouter(route_class=SettledRoute)

    @lru_cache(maxsize=2)
    def news(_state: object, today: datetime.date) -> News:
        return news_of(service, today)

    def home(request: Request) -> Response:
        found = news(service.state(), service.today())
        return render(
            request,
            "home.html",
            news=found,
            most=_MOST,
            back=BACK,
            ahead=AHEAD,
        )

    router.add_api_route("/", home, methods=["GET"], response_model=None)
    return router


def news_of(service: Service, today: datetime.date) -> News:
    """What the first page tells on a day."""
    since = today - datetime.timedelta(BACK)
    months = sorted({since.replace(day=1), today.replace(day=1)}, reverse=True)
    happened = [h for first in months for h in in_month(service.store, first) if h.what == "force"]
    changed = tuple(h for h in happened if h.day is not None and since <= h.day <= today)
    earlier: tuple[Happening, ...] = ()
    if not changed:
        before = [h for h in latest(service.store, today=today) if h.what == "force" and h.day is not None]
        earlier = tuple(sorted(before, key=lambda h: (h.day or since, h.title), reverse=True)[:5])
    ahead = upcoming(service.store, on=today)
    until = today + datetime.timedelta(AHEAD)
    coming = tuple(u for u in ahead if u.when is not None and u.when <= until)
    undated = sum(u.when is None and u.what == "commencement" for u in ahead)
    return News(changed, earlier, coming, undated, counted(service.store))
