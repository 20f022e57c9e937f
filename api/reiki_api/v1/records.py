"""What changed a regulation, gazette issues and their clauses, what is held, what is to come."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from reiki.office import records
from reiki.office.ask import history as ask_history
from reiki.office.ask import upcoming as ask_upcoming
from reiki.office.blame import blame as ask_blame
from reiki.office.catalogue import holding_of
from reiki.office.citing import address, edition_on
from reiki.office.review import review_list
from reiki_api.answers import JSON, json_bytes
from reiki_api.kept import KeptRoute
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
    page,
    place_of,
)
from reiki_api.v1.works import told

ROUTER = APIRouter(responses=models.PROBLEMS, route_class=KeptRoute)


@ROUTER.get("/works/{work}/history", responses={200: {"model": models.History}})
def history(
    request: Request, work: WorkName, at: At = "", limit: Limit = 50, cursor: Cursor = ""
) -> Response:
    """Every change of a regulation, or of one address in it, oldest first; what is held or waits included."""
    service = service_of(request)
    today = service.today()
    holding, place = address(service.store, work, at, today)
    changes = ask_history(service.store, work, at=at, on=today)
    shown, following = page(changes, cursor, limit)
    edition = holding.on(today)
    document = {
        "law_id": holding.work.law_id,
        "at": str(place) if place.steps else None,
        "version": shapes.version_id(edition) if edition else None,
        "changes": [change.as_json() for change in shown],
        "next": following,
    }
    return told(request, document)


@ROUTER.get("/works/{work}/blame", responses={200: {"model": models.Blame}})
def blame(request: Request, work: WorkName, on: On = "", known: Known = "", at: At = "") -> Response:
    """For every provision, and every span of its words, the notice or the known text that it came with."""
    service = service_of(request)
    asked, knowing = day(on, "on", service.today()), moment(known)
    report = ask_blame(service.store, work, on=asked, known=knowing, at=at).as_json()
    edition = edition_on(holding_of(service.store, report["law_id"], on=asked, known=knowing), asked)
    document = {
        "version": shapes.version_id(edition),
        "on": asked.isoformat(),
        "known": knowing.isoformat() if knowing else None,
        "at": report["at"],
        "origins": report["origins"],
        "provisions": report["provisions"],
        "notes": report["notes"],
    }
    return told(request, document)


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
    return told(request, records.issue(service_of(request).store, sha256))


@ROUTER.get("/clauses/{clause:path}")
def clause(
    request: Request,
    clause: Annotated[str, Path(min_length=1, max_length=300, description="its id, # percent-encoded")],
) -> Response:
    """One clause: what it orders, what it presupposes, what became of it."""
    return told(request, records.clause(service_of(request).store, clause))


@ROUTER.get("/review", responses={200: {"model": models.ReviewPage}})
def review(request: Request, limit: Limit = 50, cursor: Cursor = "") -> Response:
    """The clauses that are held, each followed by those that wait behind it."""
    shown, following = page(review_list(service_of(request).store), cursor, limit)
    return told(request, {"clauses": [each.as_json() for each in shown], "next": following})


@ROUTER.get("/upcoming", responses={200: {"model": models.UpcomingAnswer}})
def upcoming(request: Request, on: On = "", limit: Limit = 50, cursor: Cursor = "") -> Response:
    """What is promulgated and not in force on a day, soonest first, days not yet fixed last."""
    service = service_of(request)
    asked = day(on, "on", service.today())
    shown, following = page(ask_upcoming(service.store, on=asked), cursor, limit)
    document = {"on": asked.isoformat(), "upcoming": [each.as_json() for each in shown], "next": following}
    # What has been promulgated by today changes by the day alone: no Last-Modified.
    response = Response(json_bytes(document), headers={"Cache-Control": "no-cache"}, media_type=JSON)
    return response if not on.strip() else told(request, document)
