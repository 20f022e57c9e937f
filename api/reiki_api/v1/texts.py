"""Texts by citation and date, what changed between two dates, what a citation means, which kept texts are out of date."""

from __future__ import annotations

import datetime
import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from reiki.office.ask import diff as ask_diff
from reiki.office.catalogue import Edition, Holding, holding_of
from reiki.office.citing import Address, Asked, address, changed, edition_on, resolve_citation
from reiki.office.editions import passage
from reiki.office.errors import AmbiguousWork
from reiki.office.moments import midnight
from reiki_api.answers import JSON, answer, http_date, json_bytes
from reiki_api.kept import KeptRoute
from reiki_api.service import Service, service_of
from reiki_api.v1 import models, shapes
from reiki_api.v1.parameters import At, Known, On, WorkName, accepted_day, day, moment, required_day

ROUTER = APIRouter(responses=models.PROBLEMS, route_class=KeptRoute)

TextFormat = Literal["text", "xml", "json", "html", "egov", "lawtext", "akn"]
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
    document = told_text(service, edition, place, asked, knowing, format)
    headers = memento(holding, edition, asked, document["at"] or "", knowing)
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
) -> dict[str, Any]:
    """A text with the identity of its version."""
    found, held, notes = passage(service.store, edition, place, on=on, known=known, form=form)
    return {
        "version": shapes.version_id(edition),
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
        "permalink": shapes.permalink(edition, on, found.at, known),
    }


def memento(
    holding: Holding, edition: Edition, on: datetime.date, at: str, known: datetime.datetime | None
) -> dict[str, str]:
    """The headers of a text on a date: when it begins (midnight in Japan), where its present and its other versions are."""
    root = f"{shapes.BASE}/works/{holding.work.law_id}"
    links = [
        f'<{root}/text>; rel="original timegate"',
        f'<{root}/versions>; rel="timemap"; type="application/json"',
    ]
    place = holding.editions.index(edition)
    for rel, other in (("prev", place - 1), ("next", place + 1)):
        if 0 <= other < len(holding.editions):
            neighbour = holding.editions[other]
            since = neighbour.version.day
            when = f'; datetime="{http_date(midnight(since))}"' if since else ""
            links.append(f'<{shapes.permalink(neighbour, on, known=known)}>; rel="{rel} memento"{when}')
    headers = {
        "Link": ", ".join(links),
        "Vary": "Accept, Accept-Datetime",
        "X-Reiki-Text-Digest": edition.version.text_digest,
    }
    if edition.version.day is not None:
        headers["Memento-Datetime"] = http_date(midnight(edition.version.day))
    return headers


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
    document = told_diff(service, work, first, last, knowing)
    return answer(request, json_bytes(document), JSON)


def told_diff(
    service: Service, work: str, first: datetime.date, last: datetime.date, known: datetime.datetime | None
) -> dict[str, Any]:
    """What changed from one day to another, with the identity of both versions."""
    report = ask_diff(service.store, work, from_day=first, to_day=last, known=known)
    holding = holding_of(service.store, report.law_id, on=last, known=known)
    rows = report.as_json()["rows"]
    return {
        "before": shapes.version_id(edition_on(holding, first)),
        "after": shapes.version_id(edition_on(holding, last)),
        "from": first.isoformat(),
        "to": last.isoformat(),
        "known": known.isoformat() if known else None,
        "partial": report.before.partial or report.after.partial,
        "same": not rows,
        "notes": list(report.notes),
        "rows": rows,
    }


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
    document = told_citation(service, citation, asked, knowing, format)
    return answer(request, json_bytes(document), JSON)


def told_citation(
    service: Service, citation: str, on: datetime.date, known: datetime.datetime | None, form: TextFormat
) -> dict[str, Any]:
    """What a citation means, with the identity of its version."""
    cited = resolve_citation(service.store, citation, on)
    holding = cited.holding
    if known is not None:
        holding = holding_of(service.store, holding.work.law_id, on=on, known=known)
    document = told_text(service, edition_on(holding, on), cited.at, on, known, form)
    return document | {"citation": citation, "name": cited.name}


@ROUTER.post("/changed", responses={200: {"model": models.Verdicts}})
def which_changed(request: Request, question: models.Question) -> Response:
    """Which of the texts that a client keeps are no longer those in force. Nothing is written."""
    service = service_of(request)
    asked = day(question.on or "", "on", service.today())
    items = [_verdict(service, kept, asked) for kept in question.items]
    document = {
        "on": asked.isoformat(),
        "changed": sum(item["status"] != "same" for item in items),
        "items": items,
    }
    return Response(json_bytes(document), headers={"Cache-Control": "no-store"}, media_type=JSON)


def _verdict(service: Service, kept: models.Kept, on: datetime.date) -> dict[str, Any]:
    verdict: dict[str, Any] = {
        "work": kept.work, "at": kept.at or None, "status": "", "digest": None, "version": None, "detail": None,
    }  # fmt: skip
    try:
        standing = changed(service.store, Asked(kept.work, kept.digest, kept.at), on)
    except AmbiguousWork as error:
        return verdict | {"status": "ambiguous", "detail": str(error)}
    except ValueError as error:
        return verdict | {"status": "unusable", "detail": str(error)}
    return verdict | {
        "status": standing.status,
        "digest": standing.digest or None,
        "version": shapes.version_id(standing.edition) if standing.edition else None,
    }
