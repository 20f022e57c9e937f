"""Texts on dates as mementos (RFC 7089): the headers that lead from one to the others, and all of them as a TimeMap."""

from __future__ import annotations

import datetime
from typing import Final
from urllib.parse import quote, urlencode

from reiki.office.catalogue import Edition, Holding
from reiki.office.citing import Address
from reiki.office.editions import stands_in
from reiki.office.moments import midnight
from reiki_api.answers import http_date
from reiki_api.service import Service
from reiki_api.v1 import shapes

LINK_FORMAT: Final = "application/link-format"
"""Links as a document (RFC 6690), in which a TimeMap must be had (RFC 7089, 5)."""


def original(law_id: str, at: str = "", form: str = "text", known: str = "") -> str:
    """Where what a text on a date is a memento of is told as it stands today; also its TimeGate."""
    query = {"at": at, "format": "" if form == "text" else form, "known": known}
    said = urlencode({name: value for name, value in query.items() if value})
    return f"{shapes.BASE}/works/{quote(law_id)}/text" + (f"?{said}" if said else "")


def memento(
    service: Service,
    holding: Holding,
    edition: Edition,
    on: datetime.date,
    at: Address,
    known: datetime.datetime | None,
    form: str = "text",
) -> dict[str, str]:
    """The headers of a text on a date: when it begins (midnight in Japan), where its present and its neighbours are, of one
    provision those of that provision. The TimeMap is one of whole texts."""
    place, knowing = str(at) if at.steps else "", known.isoformat() if known else ""
    links = [f'<{original(holding.work.law_id, place, form, knowing)}>; rel="original timegate"']
    if not place:
        told = f"?{urlencode({'known': knowing})}" if knowing else ""
        timemap_at = f"{shapes.BASE}/works/{quote(holding.work.law_id)}/versions{told}"
        links += [
            f'<{timemap_at}>; rel="timemap"; type="{kind}"' for kind in (LINK_FORMAT, "application/json")
        ]
    n = holding.editions.index(edition)
    for rel, other in (("prev", n - 1), ("next", n + 1)):
        if not 0 <= other < len(holding.editions):
            continue
        neighbour = holding.editions[other]
        if at.steps and not stands_in(service.store, neighbour, at):
            continue
        links.append(_link(neighbour, f"{rel} memento", on, place, known, form))
    headers = {"Link": ", ".join(links), "Vary": "Accept, Accept-Datetime"}
    if edition.version.day is not None:
        headers["Memento-Datetime"] = http_date(midnight(edition.version.day))
    return headers


def timemap(holding: Holding, known_text: str, known: datetime.datetime | None) -> str:
    """All versions as links, oldest first."""
    law_id, knowing = holding.work.law_id, known.isoformat() if known else ""
    told = f"?{urlencode({'known': known_text})}" if known_text.strip() else ""
    here = f"{shapes.BASE}/works/{quote(law_id)}/versions{told}"
    links = [
        f'<{original(law_id, known=knowing)}>; rel="original timegate"',
        f'<{here}>; rel="self"; type="{LINK_FORMAT}"',
    ]
    last = len(holding.editions) - 1
    for n, edition in enumerate(holding.editions):
        rel = ("first " if n == 0 else "") + ("last " if n == last else "") + "memento"
        links.append(_link(edition, rel, datetime.date.max, "", known, "text"))
    return ",\n".join(links) + "\n"


def _link(
    edition: Edition, rel: str, on: datetime.date, at: str, known: datetime.datetime | None, form: str
) -> str:
    since = edition.version.day
    when = f'; datetime="{http_date(midnight(since))}"' if since else ""
    return f'<{shapes.permalink(edition, shapes.day_of(edition, on), at, known, form)}>; rel="{rel}"{when}'
