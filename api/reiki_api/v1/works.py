"""Which regulations there are, and their versions."""

from __future__ import annotations

from bisect import bisect_right
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from reiki.office.catalogue import Edition, facts_of, holding_of
from reiki.office.certainty import certainties, certainty
from reiki.office.errors import NoTextOn
from reiki.office.finding import matching
from reiki_api.answers import JSON, answer, json_bytes
from reiki_api.identity import identity
from reiki_api.kept import KeptRoute
from reiki_api.service import service_of
from reiki_api.v1 import models, shapes
from reiki_api.v1.mementos import LINK_FORMAT, timemap
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
    document = {
        "on": asked.isoformat(),
        "works": shapes.works(service.store, shown, asked),
        "next": following,
    }
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
        "work": shapes.works(service.store, [holding], asked, knowing)[0],
    }
    edition = holding.on(asked)
    headers = identity(edition, certainty(service.store, edition, asked, knowing).since) if edition else {}
    return answer(request, json_bytes(document), JSON, headers=headers)


@ROUTER.get("/works/{work}/versions", responses={200: {"model": models.VersionPage}})
def versions(
    request: Request, work: WorkName, known: Known = "", limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """The versions of a regulation, newest first. To who accepts `application/link-format` it is a TimeMap (RFC 7089, 5)."""
    service = service_of(request)
    knowing = moment(known)
    holding = holding_of(service.store, work, on=service.today(), known=knowing)
    if not holding.editions:
        raise NoTextOn(f"no text of {holding.work.title} is known.")
    shown, following = page(holding.editions[::-1], cursor, limit, _place, falls=True)
    if "application/link-format" in request.headers.get("accept", ""):
        return answer(request, timemap(holding, known, knowing).encode(), LINK_FORMAT)
    infos = facts_of(service.store, shown)
    sure = certainties(service.store, [(edition, None) for edition in shown], knowing)
    today = service.today()
    document = {
        "law_id": holding.work.law_id,
        "known": knowing.isoformat() if knowing else None,
        "versions": [
            {
                "version": shapes.version_id(each),
                "amendment": shapes.amendment(infos[each.edition.revision_id]),
                "notes": list(each.notes()),
                "permalink": shapes.permalink(
                    each.edition, shapes.day_of(each.edition, today), known=knowing
                ),
            }
            for each in sure
        ],
        "next": following,
    }
    return told(request, document)


def _place(edition: Edition) -> tuple[str, str]:
    """Where a version stands in the list of them."""
    return shapes.iso(edition.version.day) or "", edition.revision_id
