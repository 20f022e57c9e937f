"""Regulations by IRI, in the manner of the Akoma Ntoso naming convention (OASIS, 1.0): `/akn/jp/act/{date}/{law id}` is the work,
`…/jpn@2025-03-01` its text as of a day, `…/!att_1` an attachment of either, `….xml` that text as Akoma Ntoso. They are the
identifiers in our AKN files. The work is also a TimeGate (RFC 7089): `Accept-Datetime` chooses the day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from reiki.office.catalogue import Edition, Holding, holding_of
from reiki.office.citing import Address, edition_on
from reiki.office.editions import component, passage, promulgated, told_on
from reiki.office.errors import UnknownWork
from reiki.office.moments import midnight, parse_day
from reiki_api.answers import answer, http_date
from reiki_api.identity import identity
from reiki_api.kept import SettledRoute
from reiki_api.problems import BadRequest
from reiki_api.service import Service, service_of
from reiki_api.v1.parameters import accepted_day

AKN: Final = "application/akn+xml"
NO_DATE: Final = "0001-01-01"
"""What stands for the date of an instrument that has none."""

_REST: Final = re.compile(
    r"(?:/jpn@(?P<day>[0-9-]*))?(?:/!(?P<part>main|att_[0-9]+(?:-[0-9]+)?))?(?P<file>\.xml)?/?"
)
_VARY: Final = "Accept, Accept-Datetime"


def iri(law_id: str, made: str, since: datetime.date | None) -> str:
    """The IRI of a version; of the work where its first day is not known."""
    work = f"/akn/jp/act/{made or NO_DATE}/{law_id}"
    return f"{work}/jpn@{since.isoformat()}" if since else work


def iris_router() -> APIRouter:
    """The addresses under ``/akn/``. Work and version lead to the page, or to `/v1/` for a program that asks for JSON."""
    router = APIRouter(route_class=SettledRoute)
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
        raise BadRequest(
            "iri",
            "after the law id stands nothing, or /jpn@2025-03-01, then /!main or an attachment (/!att_1), then .xml for the file",
        )
    chosen = None if match["day"] else accepted_day(request)
    try:
        on = parse_day(match["day"]) if match["day"] else chosen or service.today()
    except ValueError as error:
        raise BadRequest("iri", str(error)) from error
    holding = holding_of(service.store, law_id, on=on)
    edition = edition_on(holding, on)
    if (promulgated(service.store, edition) or NO_DATE) != made:
        raise UnknownWork(f"no regulation {law_id} of {made}; its date is that of its promulgation.")
    part = "" if match["part"] in (None, "main") else match["part"]
    accepted = request.headers.get("accept", "*/*")
    if match["file"] or (AKN in accepted and "text/html" not in accepted):
        return _file(request, service, holding, edition, on, made, part)
    query = {"on": on.isoformat() if match["day"] or chosen else ""}
    if part:
        place = component(service.store, edition, part, on)[0].place
        query["at"] = str(place) if place is not None else ""
    kept = urlencode({name: value for name, value in query.items() if value})
    programs = "application/json" in accepted and "text/html" not in accepted
    where = f"/v1/works/{quote(law_id)}/text" if programs else f"/works/{quote(law_id)}"
    return RedirectResponse(where + (f"?{kept}" if kept else ""), 303, headers={"Vary": _VARY})


def _file(
    request: Request,
    service: Service,
    holding: Holding,
    edition: Edition,
    on: datetime.date,
    made: str,
    part: str,
) -> Response:
    """A version, or one attachment of it, as Akoma Ntoso."""
    if part:
        attached, held, _ = component(service.store, edition, part, on)
        body, again = attached.xml, told_on(service.store, edition, on)
    else:
        found, held, _ = passage(service.store, edition, Address(), on=on, form="akn")
        body, again = found.content, found.told_on
    end = f"/!{part}" if part else ""
    since = edition.version.day
    place = iri(edition.work.law_id, made, again)
    headers = {
        **identity(edition, held[1] if held else None),
        "Content-Location": f"{place}{end}.xml",
        "Link": ", ".join(_links(holding, edition, made, end)),
        "Vary": _VARY,
    }
    if since is not None:
        headers["Memento-Datetime"] = http_date(midnight(since))
    return answer(request, body.encode(), AKN, headers=headers)


def _links(holding: Holding, edition: Edition, made: str, end: str) -> Iterator[str]:
    """Where the present and the other versions are (RFC 7089). Attachments are counted anew in each version: of one only the
    present is told."""
    law_id = holding.work.law_id
    yield f'<{iri(law_id, made, None)}{end}>; rel="original timegate"'
    if end:
        return
    timemap = f"/v1/works/{quote(law_id)}/versions"
    yield f'<{timemap}>; rel="timemap"; type="application/link-format"'
    place = holding.editions.index(edition)
    for rel, other in (("prev", place - 1), ("next", place + 1)):
        since = holding.editions[other].version.day if 0 <= other < len(holding.editions) else None
        if since is not None:
            when = http_date(midnight(since))
            yield f'<{iri(law_id, made, since)}.xml>; rel="{rel} memento"; datetime="{when}"'
