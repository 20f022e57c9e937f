"""What a regulation cites on a day, each citation with where it leads or with the reason why it leads nowhere."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from reiki.office.catalogue import holding_of
from reiki.office.certainty import certainty
from reiki.office.citing import address, edition_on
from reiki.office.linking import Cited, links
from reiki_api.answers import JSON, answer, json_bytes
from reiki_api.identity import identity
from reiki_api.kept import KeptRoute
from reiki_api.service import service_of
from reiki_api.v1 import models, shapes
from reiki_api.v1.parameters import At, Known, On, WorkName, day, moment

ROUTER = APIRouter(responses=models.PROBLEMS, route_class=KeptRoute)


class Range(models.Model):
    """A place, or all places from the first to the last."""

    first: str = Field(examples=["第5条第1項"])
    last: str | None = Field(description="null: one place", examples=[None])


class Leads(models.Model):
    """Where a citation leads. ``places`` empty: the regulation as a whole."""

    law_id: str = Field(examples=[models.LAW_ID])
    title: str
    on: str = Field(description="the day of the text that is meant", examples=["2025-04-01"])
    places: list[Range]
    permalink: str


class Reference(models.Model):
    """A citation in the words of the provision ``at``."""

    at: str = Field(description="the provision whose words cite", examples=["第2条第1項"])
    start: int = Field(description="characters in those words, from 0", examples=[0])
    end: int = Field(examples=[9])
    text: str = Field(examples=["条例第5条第1項前段"])
    kind: Literal["internal", "relative", "absolute", "named"] = Field(
        description="第3条; 前条, 同項, この条; by number or title; by a short name"
    )
    work: str = Field(
        description="canonical number, else title or name as printed; empty for the regulation itself",
        examples=["平成18年霧浜市条例第12号"],
    )
    title: str
    places: list[Range] = Field(description="as cited")
    qualifier: str = Field(description="ただし書, 後段, 各号 …", examples=["前段"])
    state: Literal["", "before", "after"] = Field(description="of the text before or after an amendment")
    reason: str | None = Field(description="why it leads nowhere", examples=[None])
    detail: str | None
    leads: Leads | None


class References(models.Model):
    """What a regulation, or one of its provisions, cites on a day."""

    version: models.VersionId
    on: str
    known: str | None
    at: str | None
    held_since: str | None = Field(
        description="from that day a clause is held: this is the last certain text"
    )
    held_clause: str | None
    notes: list[str]
    references: list[Reference]


@ROUTER.get("/works/{work}/references", responses={200: {"model": References}})
def references(request: Request, work: WorkName, on: On = "", known: Known = "", at: At = "") -> Response:
    """What a regulation cites on a day: its own provisions as they stand then, other regulations as they are in force then. What
    the words leave open has a reason and leads nowhere."""
    service = service_of(request)
    asked, knowing = day(on, "on", service.today()), moment(known)
    holding, place = address(service.store, work, at, asked)
    if knowing is not None:
        holding = holding_of(service.store, holding.work.law_id, on=asked, known=knowing)
    edition = edition_on(holding, asked)
    cited = links(service.store, edition, asked, knowing).cited
    sure = certainty(service.store, edition, asked, knowing)
    document = {
        "version": shapes.version_id(sure),
        "on": asked.isoformat(),
        "known": knowing.isoformat() if knowing else None,
        "at": str(place) if place.steps else None,
        **shapes.on_day(sure),
        "references": [_told(c) for c in cited if not place.steps or c.at.is_under(place)],
    }
    return answer(request, json_bytes(document), JSON, headers=identity(edition, sure.since))


def _told(cited: Cited) -> dict[str, Any]:
    told = cited.as_json()
    leads = cited.leads
    if leads is not None:
        at = str(leads.places[0].first) if leads.places else ""
        query = urlencode({"on": leads.on.isoformat(), **({"at": at} if at else {})})
        told["leads"]["permalink"] = f"{shapes.BASE}/works/{quote(leads.law_id)}/text?{query}"
    return told
