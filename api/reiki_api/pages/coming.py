"""What is coming (施行予定) and what changed (最近の改正)."""

from __future__ import annotations

import datetime
import re
from itertools import groupby
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from reiki.office.ahead import Upcoming, upcoming
from reiki.office.calendar import calendar
from reiki.office.happening import end_of_month, in_month, whereabouts
from reiki.office.moments import parse_day
from reiki_api.answers import answer
from reiki_api.kept import SettledRoute
from reiki_api.pages.frame import HEADERS, render
from reiki_api.problems import BadRequest
from reiki_api.service import Service

_MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{2})")


def routes(service: Service) -> APIRouter:
    """`/upcoming`, `/upcoming.ics`, `/changed`."""
    router = APIRouter(route_class=SettledRoute)

    def coming(request: Request) -> Response:
        asked = day_asked(request, service.today())
        found = upcoming(service.store, on=asked)
        dated = [u for u in found if u.when is not None]
        return render(
            request, "upcoming.html", asked=asked, total=len(found),
            where=whereabouts(service.store, (u.key for u in found)), undated=[u for u in found if u.when is None],
            days=[(day, list(group)) for day, group in groupby(dated, key=_when)],
        )  # fmt: skip

    def ics(request: Request) -> Response:
        asked = day_asked(request, service.today())
        headers = {**HEADERS, "Content-Disposition": 'inline; filename="upcoming.ics"'}
        body = calendar(upcoming(service.store, on=asked)).encode()
        return answer(request, body, "text/calendar; charset=utf-8", headers=headers)

    def changed(request: Request) -> Response:
        today = service.today()
        first = month_asked(request, today)
        happened = in_month(service.store, first)
        days = [(day, list(group)) for day, group in groupby(happened, key=lambda h: h.day)]
        yesterday = today - datetime.timedelta(1)
        return render(
            request, "changed.html", first=first, last=end_of_month(first), days=days, total=len(happened),
            before=(first - datetime.timedelta(1)).replace(day=1) if first > datetime.date(1900, 1, 1) else None,
            after=end_of_month(first) + datetime.timedelta(1) if first < datetime.date(2900, 1, 1) else None,
            names={today: "today", yesterday: "yesterday"}, this=today.replace(day=1),
        )  # fmt: skip

    router.add_api_route("/upcoming", coming, methods=["GET"], response_model=None)
    router.add_api_route("/upcoming.ics", ics, methods=["GET"], response_model=None)
    router.add_api_route("/changed", changed, methods=["GET"], response_model=None)
    return router


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
