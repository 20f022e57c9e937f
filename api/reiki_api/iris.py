"""Regulations by IRI, in the manner of the Akoma Ntoso naming convention (OASIS, 1.0): `/akn/jp/act/{date}/{law id}` is the work,
`…/jpn@2025-03-01` its text as of a day, `….xml` that text as Akoma Ntoso. They are the identifiers in our AKN files."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from reiki.office.catalogue import holding_of
from reiki.office.citing import Address, edition_on
from reiki.office.editions import passage, promulgated
from reiki.office.errors import UnknownWork
from reiki.office.moments import parse_day
from reiki_api.answers import answer
from reiki_api.problems import BadRequest
from reiki_api.service import service_of

AKN: Final = "application/akn+xml"
NO_DATE: Final = "0001-01-01"
"""What stands for the date of an instrument that has none."""

_REST: Final = re.compile(r"(?:/jpn@(?P<day>[0-9-]*))?(?:/!main)?(?P<file>\.xml)?/?")


def iri(law_id: str, made: str, since: datetime.date | None) -> str:
    """The IRI of a version; of the work where its first day is not known."""
    work = f"/akn/jp/act/{made or NO_DATE}/{law_id}"
    return f"{work}/jpn@{since.isoformat()}" if since else work


def iris_router() -> APIRouter:
    """The addresses under ``/akn/``. Work and version lead to the page, or to `/v1/` for a program that asks for JSON."""
    router = APIRouter()
    router.add_api_route(
        "/akn/jp/act/{made}/{law_id}{rest:path}", by_iri, methods=["GET"], include_in_schema=False, response_model=None
    )  # fmt: skip
    return router


def by_iri(
    request: Request,
    made: str,
    law_id: Annotated[str, Path(pattern="^[0-9A-Z]{15}$")],
    rest: str = "",
) -> Response:
    """The work or version that an IRI names. Raises :class:`UnknownWork` where date and id are not of one regulation."""
    service = service_of(request)
    match = _REST.fullmatch(rest)
    if match is None:
        raise BadRequest("iri", "after the law id stands nothing, or /jpn@2025-03-01, then .xml for the file")
    try:
        on = parse_day(match["day"]) if match["day"] else service.today()
    except ValueError as error:
        raise BadRequest("iri", str(error)) from error
    holding = holding_of(service.store, law_id, on=on)
    edition = edition_on(holding, on)
    if (promulgated(service.store, edition) or NO_DATE) != made:
        raise UnknownWork(f"no regulation {law_id} of {made}; its date is that of its promulgation.")
    accepted = request.headers.get("accept", "*/*")
    if match["file"] or (AKN in accepted and "text/html" not in accepted):
        found, _, _ = passage(service.store, edition, Address(), on=on, form="akn")
        place = f"{iri(law_id, made, edition.version.day)}.xml"
        headers = {
            "Content-Location": place,
            "X-Reiki-Text-Digest": edition.version.text_digest,
            "Vary": "Accept",
        }
        return answer(request, found.content.encode(), AKN, headers=headers)
    query = f"?{urlencode({'on': match['day']})}" if match["day"] else ""
    programs = "application/json" in accepted and "text/html" not in accepted
    place = f"/v1/works/{quote(law_id)}/text" if programs else f"/works/{quote(law_id)}"
    return RedirectResponse(place + query, 303, headers={"Vary": "Accept"})
