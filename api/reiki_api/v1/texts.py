"""Texts by citation and date, what changed between two dates, what a citation means, which kept texts are out of date."""

from __future__ import annotations

import datetime
import json
import time
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from reiki.office.ask import diff as ask_diff
from reiki.office.catalogue import Edition, holding_of
from reiki.office.certainty import certainties, certainty
from reiki.office.citing import Address, Asked, Changes, address, edition_on, resolve_citation
from reiki.office.editions import passage
from reiki.office.errors import AmbiguousWork
from reiki_api.answers import JSON, answer, json_bytes
from reiki_api.identity import EVIDENCE, HELD_SINCE, identity
from reiki_api.kept import KeptRoute
from reiki_api.service import Service, service_of
from reiki_api.v1 import models, shapes
from reiki_api.v1.mementos import memento
from reiki_api.v1.parameters import At, Known, On, WorkName, accepted_day, day, moment, required_day

ROUTER = APIRouter(responses=models.PROBLEMS, route_class=KeptRoute)

TextFormat = Literal["text", "xml", "json", "html", "egov", "lawtext", "akn"]
_SEARCHES: Final = 2
"""How many times as long as a search the answer to one question about kept texts may take."""
Format = Annotated[TextFormat, Query(description="the form of `content`")]


@ROUTER.get("/works/{work}/text", responses={200: {"model": models.Text}})
def text(
    request: Request, work: WorkName, on: On = "", known: Known = "", at: At = "", format: Format = "text"
) -> Response:
    """A regulation, or one provision, as in force on a day. Without `on` it is also a TimeGate (RFC 7089): `Accept-Datetime`
    chooses the day."""
    service = service_of(request)
    chosen = None if on.strip() else accepted_day(request)
    asked, knowing = day(on, "on", chosen or service.today()), moment(known)
    holding, place = address(service.store, work, at, asked)
    if knowing is not None:
        holding = holding_of(service.store, holding.work.law_id, on=asked, known=knowing)
    edition = edition_on(holding, asked)
    document, held_since = told_text(service, edition, place, asked, knowing, format)
    headers = memento(service, holding, edition, asked, place, knowing, format)
    headers |= identity(edition, held_since)
    if not on.strip():
        headers["Content-Location"] = document["permalink"]
    return answer(request, json_bytes(document), JSON, headers=headers)


def told_text(
    service: Service,
    edition: Edition,
    place: Address,
    on: datetime.date,
    known: datetime.datetime | None,
    form: TextFormat,
) -> tuple[dict[str, Any], datetime.date | None]:
    """A text with the identity of its version; and from which day on it is the last certain one."""
    found, held, notes = passage(service.store, edition, place, on=on, known=known, form=form)
    document = {
        "version": shapes.version_id(certainty(service.store, edition, on, known)),
        "on": on.isoformat(),
        "known": known.isoformat() if known else None,
        "at": found.at or None,
        "format": form,
        "content": json.loads(found.content) if form == "json" else found.content,
        "digest": found.digest,
        "held_since": shapes.iso(held[1]) if held else None,
        "held_clause": held[0] if held else None,
        "notes": list(notes),
        "left_out": list(found.left_out),
        "permalink": shapes.permalink(edition, found.told_on, found.at, known, form),
    }
    return document, held[1] if held else None


@ROUTER.get("/works/{work}/diff", responses={200: {"model": models.Diff}})
def diff(
    request: Request,
    work: WorkName,
    from_day: Annotated[str, Query(alias="from", max_length=40, examples=["2024-03-31"])],
    to_day: Annotated[str, Query(alias="to", max_length=40, examples=["2025-04-01"])],
    known: Known = "",
) -> Response:
    """What changed between the texts in force on two days."""
    service = service_of(request)
    first, last, knowing = required_day(from_day, "from"), required_day(to_day, "to"), moment(known)
    document, headers = told_diff(service, work, first, last, knowing)
    return answer(request, json_bytes(document), JSON, headers=headers)


def told_diff(
    service: Service, work: str, first: datetime.date, last: datetime.date, known: datetime.datetime | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """What changed from one day to another, with the identity of both versions; and the headers that say how certain it is."""
    report = ask_diff(service.store, work, from_day=first, to_day=last, known=known)
    holding = holding_of(service.store, report.law_id, on=last, known=known)
    rows = report.as_json()["rows"]
    asked = [(edition_on(holding, each), each) for each in (first, last)]
    before, after = (shapes.version_id(each) for each in certainties(service.store, asked, known))
    told = dict(zip(("before", "after"), (side.as_json() for side in report.beside), strict=True))
    document = {
        "before": before,
        "after": after,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "known": known.isoformat() if known else None,
        "partial": report.before.partial or report.after.partial,
        "same": not rows,
        "held_since": shapes.iso(report.held_since),
        "sides": told,
        "notes": list(report.notes),
        "rows": rows,
    }
    headers = {EVIDENCE: "quoted" if document["partial"] else "whole"}
    if report.held_since is not None:
        headers[HELD_SINCE] = report.held_since.isoformat()
    return document, headers


@ROUTER.get("/resolve", responses={200: {"model": models.Resolved}})
def resolve(
    request: Request,
    citation: Annotated[
        str, Query(min_length=1, max_length=500, examples=["平成17年霧浜市訓令第4号第3条第2項"])
    ],
    on: On = "",
    known: Known = "",
    format: Format = "text",
) -> Response:
    """What a citation means on a day: the text, where it is told again, and its digest."""
    service = service_of(request)
    asked, knowing = day(on, "on", service.today()), moment(known)
    document, headers = told_citation(service, citation, asked, knowing, format)
    return answer(request, json_bytes(document), JSON, headers=headers)


def told_citation(
    service: Service, citation: str, on: datetime.date, known: datetime.datetime | None, form: TextFormat
) -> tuple[dict[str, Any], dict[str, str]]:
    """What a citation means, with the identity of its version; and the headers that say which text it is."""
    cited = resolve_citation(service.store, citation, on)
    holding = cited.holding
    if known is not None:
        holding = holding_of(service.store, holding.work.law_id, on=on, known=known)
    edition = edition_on(holding, on)
    document, held_since = told_text(service, edition, cited.at, on, known, form)
    return document | {"citation": citation, "name": cited.name}, identity(edition, held_since)


@ROUTER.post("/changed", responses={200: {"model": models.Verdicts}})
def which_changed(request: Request, question: models.Question) -> Response:
    """Which of the texts that a client keeps are no longer those in force. Nothing is written."""
    service = service_of(request)
    asked = day(question.on or "", "on", service.today())
    changes = Changes(service.store, asked, time.monotonic() + _SEARCHES * service.search_seconds)
    with service.settled():
        items = _verdicts(service, question.items, changes)
    document = {
        "on": asked.isoformat(),
        "changed": sum(item["status"] != "same" for item in items),
        "items": items,
    }
    return Response(json_bytes(document), headers={"Cache-Control": "no-store"}, media_type=JSON)


def _verdicts(service: Service, asked: list[models.Kept], changes: Changes) -> list[dict[str, Any]]:
    """In the order asked; read in the order of the regulations, so that each is read once."""
    found: list[tuple[dict[str, Any], Edition | None]] = [({}, None)] * len(asked)
    for n in sorted(range(len(asked)), key=lambda n: asked[n].work):
        found[n] = _verdict(asked[n], changes)
    editions = [(edition, changes.on) for _, edition in found if edition is not None]
    sure = iter(certainties(service.store, editions))
    return [
        verdict if edition is None else verdict | {"version": shapes.version_id(next(sure))}
        for verdict, edition in found
    ]


def _verdict(kept: models.Kept, changes: Changes) -> tuple[dict[str, Any], Edition | None]:
    """How one text stands, but for the version that stands there now."""
    verdict: dict[str, Any] = {
        "work": kept.work, "at": kept.at or None, "status": "", "digest": None, "version": None, "held_since": None,
        "held_clause": None, "notes": [], "detail": None,
    }  # fmt: skip
    try:
        standing = changes.of(Asked(kept.work, kept.digest, kept.at))
    except AmbiguousWork as error:
        return verdict | {"status": "ambiguous", "detail": str(error)}, None
    except ValueError as error:
        return verdict | {"status": "unusable", "detail": str(error)}, None
    told = {"status": standing.status, "digest": standing.digest or None, **standing.beside.as_json()}
    return verdict | told, standing.edition
