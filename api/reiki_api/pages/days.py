"""What a page of a regulation is asked: on which day, as known when; and the headers that say which day it is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.requests import Request

from reiki.office.catalogue import Edition, Holding, holding_of
from reiki.office.moments import midnight
from reiki_api.answers import http_date
from reiki_api.service import Service
from reiki_api.v1.parameters import accepted_day, day, moment


@dataclass(frozen=True, slots=True)
class Question:
    """A regulation on a day. ``said``: the address names the day, otherwise it is today or what ``Accept-Datetime`` says."""

    holding: Holding
    on: datetime.date
    said: bool
    known: datetime.datetime | None
    known_text: str

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
    return Question(holding_of(service.store, name, on=on, known=known), on, said, known, known_text)


def reading_address(
    law_id: str, *, on: datetime.date | None = None, known: str = "", **more: str | None
) -> str:
    """Where a regulation is read."""
    query = {"on": on.isoformat() if on else "", "known": known, **more}
    said = urlencode({name: value for name, value in query.items() if value})
    return f"/works/{quote(law_id)}" + (f"?{said}" if said else "")


def permalink(edition: Edition, on: datetime.date, known: str = "") -> str:
    """Where this version is read for ever: by its first day."""
    return reading_address(edition.work.law_id, on=edition.version.day or on, known=known)


def memento(question: Question, edition: Edition) -> dict[str, str]:
    """The headers of a text on a date (RFC 7089): when it begins, where its present and its neighbours are."""
    root = reading_address(question.law_id)
    links = [
        f'<{root}>; rel="original timegate"',
        f'</v1{root}/versions>; rel="timemap"; type="application/json"',
        f'<{permalink(edition, question.on, question.known_text)}>; rel="canonical"',
    ]
    editions = question.holding.editions
    place = editions.index(edition)
    for rel, other in (("prev", place - 1), ("next", place + 1)):
        if 0 <= other < len(editions):
            since = editions[other].version.day
            when = f'; datetime="{http_date(midnight(since))}"' if since else ""
            links.append(
                f'<{permalink(editions[other], question.on, question.known_text)}>; rel="{rel} memento"{when}'
            )
    headers = {
        "Link": ", ".join(links),
        "Vary": "Accept-Datetime, Accept-Language, Cookie, HX-Request",
        "X-Reiki-Text-Digest": edition.version.text_digest,
        "X-Reiki-Evidence": "quoted" if edition.version.partial else "whole",
    }
    if edition.version.day is not None:
        headers["Memento-Datetime"] = http_date(midnight(edition.version.day))
    if not question.said:
        headers["Content-Location"] = permalink(edition, question.on, question.known_text)
    return headers
