"""Finding (検索): regulations by title, number, reading and words in the text, on a day, each with why it was found."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from reiki.office.catalogue import Edition
from reiki.office.certainty import Certainty, certainties
from reiki.office.explaining import Why
from reiki.office.finding import BadQuery, Findings, find
from reiki.render.dressing import html_id
from reiki_api.kept import SettledRoute
from reiki_api.pages.days import reading_address
from reiki_api.pages.frame import render
from reiki_api.problems import BadRequest
from reiki_api.service import Service
from reiki_api.v1.parameters import day

PAGE: Final = 20
MOST_PAGES: Final = 500
STATUSES: Final = ("in_force", "partial", "repealed", "replaced", "lapsed")


def routes(service: Service) -> APIRouter:
    """`/find`."""
    router = APIRouter(route_class=SettledRoute)

    def finding(request: Request) -> Response:
        query = request.query_params
        on = day(query.get("on", "")[:40], "on", service.today())
        kinds = [k for k in query.getlist("kind")[:40] if k]
        statuses = [s for s in query.getlist("status")[:20] if s in STATUSES]
        page = _page(query.get("page", "1"))
        try:
            found = find(
                service.store, service.catalogue(), service.concordance, query.get("q", ""), on,
                kinds=kinds, statuses=statuses, offset=(page - 1) * PAGE, limit=PAGE, seconds=service.search_seconds,
            )  # fmt: skip
        except BadQuery as error:
            raise BadRequest("q", str(error)) from error
        return render(
            request,
            "find.html",
            found=found,
            asked=on,
            kinds=kinds,
            statuses=statuses,
            page=page,
            first=(page - 1) * PAGE + 1,
            pages=min(-(-found.total // PAGE), MOST_PAGES),
            more=_pages(query.multi_items(), page, found.total),
            place=_place,
            read_at=_read_at,
            cited=_cited(found, on),
            certain=_certain(service, found, on),
        )

    router.add_api_route("/find", finding, methods=["GET"], response_model=None)
    return router


def _page(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:9]) <= MOST_PAGES:
        raise BadRequest("page", f"a page is a number from 1 to {MOST_PAGES}")
    return int(text)


def _pages(pairs: list[tuple[str, str]], page: int, total: int) -> dict[str, str]:
    """Where the pages before and after this one are; ``""`` where there is none."""
    kept = [(name, value) for name, value in pairs if name not in ("page", "lang") and value]
    out = {"before": "", "after": ""}
    if page > 1:
        out["before"] = f"/find?{urlencode([*kept, ('page', page - 1)])}"
    if page * PAGE < total and page < MOST_PAGES:
        out["after"] = f"/find?{urlencode([*kept, ('page', page + 1)])}"
    return out


def _place(why: Why) -> str:
    """The anchor of the place where something was found, on the page of its regulation."""
    return html_id(why.at) if why.at is not None else ""


def _read_at(law_id: str, on: datetime.date, anchor: str = "") -> str:
    return reading_address(law_id, on=on) + (f"#{anchor}" if anchor else "")


def _certain(
    service: Service, found: Findings, on: datetime.date
) -> Callable[[Edition, datetime.date], Certainty]:
    """How certain each version is that the page names, on the day on which it names it; asked for once for all of them."""
    named = [(result.edition, on) for result in found.results]
    named += [(edition, on) for _, edition in found.similar]
    named += [(other.edition, other.day) for other in found.other_days]
    if found.cited is not None and (cited := found.cited.holding.on(on)) is not None:
        named.append((cited, on))
    of = {
        (each.edition.version.id, day): each
        for each, (_, day) in zip(certainties(service.store, named), named, strict=True)
    }
    return lambda edition, day: of[edition.version.id, day]


def _cited(found: Findings, on: datetime.date) -> dict[str, Any] | None:
    """What the query is a citation of, and where that is read."""
    cited = found.cited
    if cited is None:
        return None
    edition = cited.holding.on(on)
    return {
        "title": edition.version.title if edition else cited.holding.work.title,
        "number": cited.holding.work.number,
        "at": str(cited.at) if cited.at.steps else "",
        "standing": edition is not None,
        "edition": edition,
        "address": _read_at(cited.holding.work.law_id, on, html_id(cited.at) if cited.at.steps else ""),
    }
