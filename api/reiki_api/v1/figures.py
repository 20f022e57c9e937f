"""Figures (図, 様式) of a version, and their pictures."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from reiki.office.catalogue import holding_of
from reiki.office.certainty import certainty
from reiki.office.citing import edition_on
from reiki.office.figures import edition_figures
from reiki_api.answers import JSON, answer, json_bytes
from reiki_api.figures import picture
from reiki_api.identity import identity
from reiki_api.kept import KeptRoute
from reiki_api.service import service_of
from reiki_api.v1 import models, shapes
from reiki_api.v1.parameters import Known, On, WorkName, day, moment

ROUTER = APIRouter(responses=models.PROBLEMS, route_class=KeptRoute)
PICTURES = APIRouter(responses=models.PROBLEMS)

_PICTURE: Final = {"schema": {"type": "string", "format": "binary"}}


@ROUTER.get("/works/{work}/figures", responses={200: {"model": models.Figures}})
def figures(request: Request, work: WorkName, on: On = "", known: Known = "") -> Response:
    """The figures of a regulation as in force on a day, each with where its picture is, or that the store does not have it."""
    service = service_of(request)
    asked, knowing = day(on, "on", service.today()), moment(known)
    edition = edition_on(holding_of(service.store, work, on=asked, known=knowing), asked)
    sure = certainty(service.store, edition, asked, knowing)
    document = {
        "version": shapes.version_id(sure),
        "on": asked.isoformat(),
        "known": knowing.isoformat() if knowing else None,
        **shapes.on_day(sure),
        "figures": [shapes.figure(each) for each in edition_figures(service.store, edition, knowing)],
    }
    return answer(request, json_bytes(document), JSON, headers=identity(edition, sure.since))


@PICTURES.get(
    "/figures/{sha256}",
    response_class=Response,
    responses={
        200: {"description": "the picture", "content": {"image/*": _PICTURE, "application/pdf": _PICTURE}}
    },
)
def figure(
    request: Request, sha256: Annotated[str, Path(min_length=64, max_length=64, examples=[models.DIGEST])]
) -> Response:
    """A picture by its digest; it never becomes another."""
    return picture(request, service_of(request), sha256)
