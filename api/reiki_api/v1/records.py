"""What changed a regulation, gazette issues and their clauses, what is held, what is to come."""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from reiki.office import records
from reiki.office.ahead import Upcoming
from reiki.office.ask import history as ask_history
from reiki.office.blame import blame as ask_blame
from reiki.office.catalogue import holding_of
from reiki.office.certainty import certainty
from reiki.office.citing import address, edition_on
from reiki.office.messages import beside
from reiki.office.review import NO_DAY, Listed, review_after
from reiki_api.answers import JSON, answer, json_bytes
from reiki_api.identity import identity
from reiki_api.kept import KeptRoute
from reiki_api.problems import BadRequest
from reiki_api.service import service_of
from reiki_api.v1 import models, shapes
from reiki_api.v1.parameters import (
    At,
    Cursor,
    Known,
    Limit,
    On,
    WorkName,
    cursor_of,
    day,
    moment,
    no_cursor,
    page,
    place_of,
    places_of,
)
from reiki_api.v1.works import told

ROUTER = APIRouter(responses=models.PROBLEMS, route_class=KeptRoute)


@ROUTER.get("/works/{work}/history", responses={200: {"model": models.History}})
def history(
    request: Request,
    work: WorkName,
    on: On = "",
    known: Known = "",
    at: At = "",
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Response:
    """Every change of a regulation, or of what stands at one address in it on a day, oldest first; what is held or waits
    included."""
    service = service_of(request)
    asked, knowing = day(on, "on", service.today()), moment(known)
    holding, place = address(service.store, work, at, asked)
    if knowing is not None:
        holding = holding_of(service.store, holding.work.law_id, on=asked, known=knowing)
    changes = ask_history(service.store, work, at=at, on=asked, known=knowing)
    shown, following = page(changes, cursor, limit, lambda change: (change.place, change.key))
    edition = holding.on(asked)
    sure = certainty(service.store, edition, asked, knowing) if edition else None
    document = {
        "law_id": holding.work.law_id,
        "on": asked.isoformat(),
        "known": knowing.isoformat() if knowing else None,
        "at": str(place) if place.steps else None,
        "version": shapes.version_id(sure) if sure else None,
        **shapes.on_day(sure),
        "changes": [change.as_json() for change in shown],
        "next": following,
    }
    headers = identity(sure.edition, sure.since) if sure else {}
    return answer(request, json_bytes(beside(document)), JSON, headers=headers)


@ROUTER.get("/works/{work}/blame", responses={200: {"model": models.Blame}})
def blame(request: Request, work: WorkName, on: On = "", known: Known = "", at: At = "") -> Response:
    """For every provision, and every span of its words, the notice or the known text that it came with."""
    service = service_of(request)
    asked, knowing = day(on, "on", service.today()), moment(known)
    report = ask_blame(service.store, work, on=asked, known=knowing, at=at).as_json()
    edition = edition_on(holding_of(service.store, report["law_id"], on=asked, known=knowing), asked)
    sure = certainty(service.store, edition, asked, knowing)
    document = {
        "version": shapes.version_id(sure),
        "on": asked.isoformat(),
        "known": knowing.isoformat() if knowing else None,
        "at": report["at"],
        "origins": report["origins"],
        "provisions": report["provisions"],
        **shapes.on_day(sure),
        "notes": report["notes"],
    }
    return answer(request, json_bytes(document), JSON, headers=identity(edition, sure.since))


@ROUTER.get("/issues", responses={200: {"model": models.IssuePage}})
def issues(request: Request, limit: Limit = 50, cursor: Cursor = "") -> Response:
    """Gazette issues in the order in which they were taken in."""
    found, last = records.issues(service_of(request).store, after=place_of(cursor, int, 0), limit=limit)
    return told(request, {"issues": found, "next": cursor_of(last) if last is not None else None})


@ROUTER.get("/issues/{sha256}")
def issue(
    request: Request,
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the file")],
) -> Response:
    """One issue: its notices, their clauses, what became of each."""
    return told(request, beside(records.issue(service_of(request).store, sha256)))


@ROUTER.get("/clauses/{clause:path}")
def clause(
    request: Request,
    clause: Annotated[str, Path(min_length=1, max_length=300, description="its id, # percent-encoded")],
) -> Response:
    """One clause: what it orders, what it presupposes, what became of it."""
    return told(request, beside(records.clause(service_of(request).store, clause)))


@ROUTER.get("/review", responses={200: {"model": models.ReviewPage}})
def review(request: Request, limit: Limit = 50, cursor: Cursor = "") -> Response:
    """The clauses that are held, each followed by those that wait behind it."""
    service = service_of(request)
    after = _listed(cursor) if cursor else None
    shown, last = review_after(service.store, service.review(), after, limit=limit)
    following = cursor_of(*last[0], *(last[1] or ())) if last else None
    return told(request, beside({"clauses": [each.as_json() for each in shown], "next": following}))


def _listed(cursor: str) -> Listed:
    """The place behind which a cursor of the list of what is held goes on. Raises :class:`BadRequest`."""
    try:
        day, clause, *own = places_of(cursor, str, int)
    except BadRequest:
        day, clause, *own = places_of(cursor, str, int, str, int)
    try:
        for each in (day, *own[:1]):
            if each != NO_DAY:
                datetime.date.fromisoformat(each)
    except ValueError as error:
        raise no_cursor() from error
    return (day, clause), ((own[0], own[1]) if own else None)


@ROUTER.get("/upcoming", responses={200: {"model": models.UpcomingAnswer}})
def upcoming(request: Request, on: On = "", limit: Limit = 50, cursor: Cursor = "") -> Response:
    """What is promulgated and not in force on a day, soonest first, days not yet fixed last."""
    service = service_of(request)
    asked = day(on, "on", service.today())
    shown, following = page(service.coming(asked), cursor, limit, _when)
    document = {"on": asked.isoformat(), "upcoming": [each.as_json() for each in shown], "next": following}
    return told(request, document)


def _when(each: Upcoming) -> tuple[str, str]:
    """Where something to come stands among the others."""
    day, what, key = each.place
    return f"{day}/{what}/{key}", key
