"""What is coming (施行予定) and what changed (最近の改正)."""

from __future__ import annotations

import datetime
import re
from itertools import groupby
from typing import Final

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from reiki.office.ahead import Upcoming
from reiki.office.calendar import calendar
from reiki.office.happening import Happening, end_of_month, in_month, whereabouts
from reiki.office.moments import parse_day
from reiki_api.answers import answer
from reiki_api.kept import KeptRoute, SettledRoute
from reiki_api.pages.frame import HEADERS, render
from reiki_api.pages.issues import page_number
from reiki_api.problems import BadRequest
from reiki_api.service import Service

MOST: Final = 300
"""Entries of a page of changes."""
A_PAGE: Final = 100
"""Entries of a page of what is to come."""

_MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{2})")


def routes(service: Service) -> APIRouter:
    """`/upcoming`, `/upcoming.ics`, `/changed`."""
    router = APIRouter(route_class=SettledRoute)

    def coming(request: Request) -> Response:
        asked = day_asked(request, service.today())
        every, page = service.coming(asked), page_number(request)
        last = max(1, -(-len(every) // A_PAGE))
        if page > last:
            raise HTTPException(404)
        found = every[(page - 1) * A_PAGE : page * A_PAGE]
        dated = [u for u in found if u.when is not None]
        return render(
            request, "upcoming.html", asked=asked, total=len(every), page=page, last=last,
            where=whereabouts(service.store, (u.key for u in found)), undated=[u for u in found if u.when is None],
            days=[(day, list(group)) for day, group in groupby(dated, key=_when)],
        )  # fmt: skip

    def ics(request: Request) -> Response:
        asked = day_asked(request, service.today())
        headers = {**HEADERS, "Content-Disposition": 'inline; filename="upcoming.ics"'}
        body = calendar(service.coming(asked)).encode()
        return answer(request, body, "text/calendar; charset=utf-8", headers=headers)

    def changed(request: Request) -> Response:
        today = service.today()
        first = month_asked(request, today)
        happened, until, rest = shown_of(service, request, first)
        days = [(day, list(group)) for day, group in groupby(happened, key=lambda h: h.day)]
        yesterday = today - datetime.timedelta(1)
        return render(
            request, "changed.html", first=first, last=end_of_month(first), days=days, total=len(happened),
            until=until, rest=rest,
            before=(first - datetime.timedelta(1)).replace(day=1) if first > datetime.date(1900, 1, 1) else None,
            after=end_of_month(first) + datetime.timedelta(1) if first < datetime.date(2900, 1, 1) else None,
            names={today: "today", yesterday: "yesterday"}, this=today.replace(day=1),
        )  # fmt: skip

    router.add_api_route("/upcoming", coming, methods=["GET"], response_model=None)
    # The same for everybody, unlike a page: kept.
    router.add_api_route(
        "/upcoming.ics", ics, methods=["GET"], response_model=None, route_class_override=KeptRoute
    )
    router.add_api_route("/changed", changed, methods=["GET"], response_model=None)
    return router


def shown_of(
    service: Service, request: Request, first: datetime.date
) -> tuple[list[Happening], datetime.date | None, datetime.date | None]:
    """What happened in a month, whole days of it: of a month in which a great deal did, the days from ``until`` (``None``: its
    end) back as far as a page goes; and the day with which the next page begins, ``None`` where all is told."""
    last = end_of_month(first)
    asked = request.query_params.get("until", "").strip()
    until = None
    if asked:
        try:
            until = min(max(parse_day(asked[:60]), first), last)
        except ValueError as error:
            raise BadRequest("until", str(error)) from error
    happened = list(in_month(service.store, first, until=until, limit=MOST + 1))
    if len(happened) <= MOST:
        return happened, until, None
    cut = happened[MOST].day
    assert cut is not None, "what has no day is in no month"
    whole = [h for h in happened if h.day is not None and h.day > cut]
    if whole:
        return whole, until, cut
    # More on one day than a page shows: that day, all of it.
    rest = cut - datetime.timedelta(1) if cut > first else None
    return list(in_month(service.store, cut, until=cut)), until, rest


def _when(each: Upcoming) -> datetime.date:
    assert each.when is not None
    return each.when


def day_asked(request: Request, today: datetime.date) -> datetime.date:
    """The day of ``on``, today without one. Raises ``BadRequest``."""
    text = request.query_params.get("on", "").strip()
    if not text:
        return today
    try:
        return parse_day(text[:60])
    except ValueError as error:
        raise BadRequest("on", str(error)) from error


def month_asked(request: Request, today: datetime.date) -> datetime.date:
    """The first day of ``month`` (``2025-04``), of this month without one. Raises ``BadRequest``."""
    text = request.query_params.get("month", "").strip()
    if not text:
        return today.replace(day=1)
    match = _MONTH.fullmatch(text)
    if match is None or not 1 <= int(match[2]) <= 12 or not 1850 <= int(match[1]) <= 2950:
        raise BadRequest("month", f"「{text[:40]}」 is no month; expected one such as 2025-04.")
    return datetime.date(int(match[1]), int(match[2]), 1)
