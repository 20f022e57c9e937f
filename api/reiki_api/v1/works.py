"""Which regulations there are, and their versions."""

from __future__ import annotations

from bisect import bisect_right
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from reiki.office.catalogue import facts_of, holding_of
from reiki.office.errors import NoTextOn
from reiki.office.finding import matching
from reiki_api.answers import JSON, answer, json_bytes
from reiki_api.kept import KeptRoute
from reiki_api.service import service_of
from reiki_api.v1 import models, shapes
from reiki_api.v1.parameters import Cursor, Known, Limit, On, WorkName, cursor_of, day, moment, page, place_of

ROUTER = APIRouter(responses=models.PROBLEMS, route_class=KeptRoute)


def told(request: Request, document: dict[str, Any], **headers: str) -> Response:
    """An answer about the store as it is now."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer(request, json_bytes(document), JSON, headers=named)


@ROUTER.get("/works", responses={200: {"model": models.WorkPage}})
def works(
    request: Request,
    query: Annotated[
        str,
        Query(
            max_length=200,
            description="a part of a title, present or past, or of a number",
            examples=["手当"],
        ),
    ] = "",
    on: On = "",
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Response:
    """Regulations by law id."""
    service = service_of(request)
    asked = day(on, "on", service.today())
    holdings = matching(service.catalogue(), query)
    start = bisect_right(holdings, place_of(cursor, str, ""), key=lambda h: h.work.law_id)
    # One more than is shown tells whether there is a next page.
    found = holdings[start : start + limit + 1]
    shown = found[:limit]
    following = cursor_of(shown[-1].work.law_id) if len(found) > limit else None
    document = {"on": asked.isoformat(), "works": [shapes.work(h, asked) for h in shown], "next": following}
    return told(request, document)


@ROUTER.get("/works/{work}", responses={200: {"model": models.WorkAnswer}})
def one_work(request: Request, work: WorkName, on: On = "", known: Known = "") -> Response:
    """One regulation on a day."""
    service = service_of(request)
    asked, knowing = day(on, "on", service.today()), moment(known)
    holding = holding_of(service.store, work, on=asked, known=knowing)
    document = {
        "on": asked.isoformat(),
        "known": knowing.isoformat() if knowing else None,
        "work": shapes.work(holding, asked),
    }
    return told(request, document)


@ROUTER.get("/works/{work}/versions", responses={200: {"model": models.VersionPage}})
def versions(
    request: Request, work: WorkName, known: Known = "", limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """The versions of a regulation, newest first."""
    service = service_of(request)
    knowing = moment(known)
    holding = holding_of(service.store, work, on=service.today(), known=knowing)
    if not holding.editions:
        raise NoTextOn(f"no text of {holding.work.title} is known.")
    shown, following = page(holding.editions[::-1], cursor, limit)
    infos = facts_of(service.store, shown)
    document = {
        "law_id": holding.work.law_id,
        "known": knowing.isoformat() if knowing else None,
        "versions": [
            {
                "version": shapes.version_id(edition),
                "amendment": shapes.amendment(infos[edition.revision_id]),
                "permalink": shapes.permalink(edition, service.today(), known=knowing),
            }
            for edition in shown
        ],
        "next": following,
    }
    return told(request, document)
