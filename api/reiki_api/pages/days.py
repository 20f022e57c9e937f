"""What a page of a regulation is asked: on which day, as known when; and the headers that say which day it is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.requests import Request

from reiki.office.catalogue import Edition, Holding, holding_of
from reiki.office.moments import midnight
from reiki_api.answers import http_date
from reiki_api.identity import identity
from reiki_api.service import Service
from reiki_api.v1.parameters import accepted_day, day, moment
from reiki_api.v1.shapes import day_of


@dataclass(frozen=True, slots=True)
class Question:
    """A regulation on a day. ``said``: the address names the day; ``chosen``: ``Accept-Datetime`` does; otherwise it is today."""

    holding: Holding
    on: datetime.date
    said: bool
    known: datetime.datetime | None
    known_text: str
    chosen: bool = False

    @property
    def law_id(self) -> str:
        """Of the regulation."""
        return self.holding.work.law_id


def question(service: Service, request: Request, name: str) -> Question:
    """What is asked. Raises as the office does, and :class:`BadRequest`."""
    text = request.query_params.get("on", "")[:40]
    said = bool(text.strip())
    chosen = None if said else accepted_day(request)
    on = day(text, "on", chosen or service.today())
    known_text = request.query_params.get("known", "")[:40].strip()
    known = moment(known_text)
    holding = holding_of(service.store, name, on=on, known=known)
    return Question(holding, on, said, known, known_text, chosen is not None)


def reading_address(
    law_id: str, *, on: datetime.date | None = None, known: str = "", **more: str | None
) -> str:
    """Where a regulation is read."""
    query = {"on": on.isoformat() if on else "", "known": known, **more}
    said = urlencode({name: value for name, value in query.items() if value})
    return f"/works/{quote(law_id)}" + (f"?{said}" if said else "")


def permalink(edition: Edition, on: datetime.date, known: str = "") -> str:
    """Where this version is read for ever. ``on``: the day that names it (:func:`reiki.office.editions.told_on`)."""
    return reading_address(edition.work.law_id, on=on, known=known)


def memento(
    question: Question, edition: Edition, told_on: datetime.date, held_since: datetime.date | None
) -> dict[str, str]:
    """The headers of a text on a date (RFC 7089): when it begins, where its present and its neighbours are, how certain it is.
    ``told_on``: the day that names it in a link."""
    root = reading_address(question.law_id)
    here = permalink(edition, told_on, question.known_text)
    links = [
        f'<{root}>; rel="original timegate"',
        f'</v1{root}/versions>; rel="timemap"; type="application/link-format"',
        f'</v1{root}/versions>; rel="timemap"; type="application/json"',
        f'<{here}>; rel="canonical"',
    ]
    editions = question.holding.editions
    place = editions.index(edition)
    for rel, other in (("prev", place - 1), ("next", place + 1)):
        if 0 <= other < len(editions):
            since = editions[other].version.day
            when = f'; datetime="{http_date(midnight(since))}"' if since else ""
            there = permalink(editions[other], day_of(editions[other], question.on), question.known_text)
            links.append(f'<{there}>; rel="{rel} memento"{when}')
    headers = {
        **identity(edition, held_since),
        "Link": ", ".join(links),
        "Vary": "Accept-Datetime, Accept-Language, Cookie, HX-Request",
    }
    if edition.version.day is not None:
        headers["Memento-Datetime"] = http_date(midnight(edition.version.day))
    if not question.said:
        headers["Content-Location"] = here
    return headers
