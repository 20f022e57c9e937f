"""A regulation on a day (閲覧): typeset, with its contents and the line of its versions; its files; the way of its provisions."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Request
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from reiki.office.catalogue import Edition, facts_of
from reiki.office.citing import Address, address, edition_on
from reiki.office.editions import passage
from reiki.office.formats import TextFormat
from reiki.office.reading import Addresses, Entry, Reading, Stage, read_for_people, stages
from reiki.render.dressing import html_id
from reiki_api.kept import SettledRoute
from reiki_api.pages.citations import Citations, Key
from reiki_api.pages.days import Question, memento, permalink, question, reading_address
from reiki_api.pages.frame import HEADERS, era_day, render
from reiki_api.service import Service

Name = Annotated[str, Path(min_length=1, max_length=300)]

KEPT: Final = 48
"""Typeset regulations kept; a long one is two megabytes."""

_KEPT_AS_IS: Final = re.compile(r"(<[^>]*>|&#?\w+;)")
_UPRIGHT: Final = re.compile(r"\([0-9]{1,2}\)|(?<![0-9,.])[0-9]{1,3}(?![0-9,.])")

SHORT: Final = 300
"""Lines of the contents up to which a page waits for the links in its words."""

FILES: Final[dict[str, tuple[TextFormat, str, str]]] = {
    "xml": ("xml", "application/xml; charset=utf-8", "xml"),
    "egov": ("egov", "application/xml; charset=utf-8", "egov.xml"),
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "text": ("text", "text/plain; charset=utf-8", "txt"),
    "html": ("html", "text/html; charset=utf-8", "html"),
    "json": ("json", "application/json", "json"),
    "lawtext": ("lawtext", "text/plain; charset=utf-8", "law.txt"),
    "akn": ("akn", "application/xml; charset=utf-8", "akn.xml"),
}


def routes(service: Service) -> APIRouter:
    """`/works/{law_id}` and `/works/{law_id}/files/{form}`."""
    router = APIRouter(route_class=SettledRoute)

    citations = Citations(service)

    @lru_cache(maxsize=KEPT)
    def typeset(key: Key, at: str, linked: bool) -> Reading:
        _, edition, on, known = key
        cited = citations.found(key) if linked else None
        links_of = cited.links_of(where_read) if cited else None
        return read_for_people(service.store, edition, on, known, Addresses(at, issue_address), links_of)

    def reading_of(key: Key, at: str) -> Reading:
        """With links where they are found, or soon will be; a long text is shown first and has them looked for then."""
        if citations.found(key) is not None:
            return typeset(key, at, True)
        plain = typeset(key, at, False)
        short = len(plain.contents) <= SHORT
        return plain if citations.look_for(key, patient=short) is None else typeset(key, at, True)

    def read(request: Request, law_id: Name) -> Response:
        asked = question(service, request, law_id)
        if law_id != asked.law_id:
            return RedirectResponse(_moved(request, asked), 307)
        at = request.query_params.get("at", "")[:300].strip()
        if at:
            return RedirectResponse(_at(service, asked, at), 307)
        edition = edition_on(asked.holding, asked.on)
        here = permalink(edition, asked.on, asked.known_text)
        key = (service.state(), edition, asked.on, asked.known)
        reading = reading_of(key, here)
        line = stages(service.store, asked.holding, service.today())
        vertical = request.query_params.get("layout") == "vertical"
        return render(
            request,
            "read.html",
            headers=memento(asked, edition),
            asked=asked,
            edition=edition,
            reading=reading,
            unlinked=citations.failed(key),
            body=Markup(upright(reading.html) if vertical else reading.html),
            contents=tree(reading.contents),
            steps=steps(line, edition),
            line=line,
            here=here,
            layout="vertical" if vertical else "horizontal",
            linked_data=Markup(linked_data(service, asked, edition, line)),
            read_at=reading_address,
            day_in=day_in,
            compare_between=partial(compare_between, asked.law_id, asked.known_text),
        )

    def file(request: Request, law_id: Name, form: str) -> Response:
        asked = question(service, request, law_id)
        if form not in FILES:
            raise HTTPException(404)
        kind, media, suffix = FILES[form]
        edition = edition_on(asked.holding, asked.on)
        found, _, _ = passage(service.store, edition, Address(), on=asked.on, known=asked.known, form=kind)
        name = f"{edition.version.title}_{asked.on:%Y%m%d}.{suffix}"
        said = f"filename*=UTF-8''{quote(name, safe='')}"
        headers = {
            **HEADERS,
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            "Content-Disposition": f'attachment; filename="{edition.revision_id}.{suffix}"; {said}',
            "X-Reiki-Text-Digest": edition.version.text_digest,
            "X-Reiki-Evidence": "quoted" if edition.version.partial else "whole",
            "Cache-Control": "no-cache",
        }
        return Response(found.data or found.content.encode(), headers=headers, media_type=media)

    def print_style(request: Request, law_id: Name) -> Response:
        asked = question(service, request, law_id)
        style = running_heads(edition_on(asked.holding, asked.on), asked.on)
        return Response(style, headers={**HEADERS, "Cache-Control": "no-cache"}, media_type="text/css")

    router.add_api_route("/works/{law_id}", read, methods=["GET"], response_model=None)
    router.add_api_route("/works/{law_id}/print.css", print_style, methods=["GET"], response_model=None)
    router.add_api_route("/works/{law_id}/files/{form}", file, methods=["GET"], response_model=None)
    return router


def issue_address(digest: str) -> str:
    """Where a gazette issue is shown."""
    return f"/issues/{digest}"


def upright(html: str) -> str:
    """A text typeset for vertical writing: numbers of up to three digits and labels such as (1) stand upright (縦中横)."""
    pieces = _KEPT_AS_IS.split(html)
    pieces[::2] = [_UPRIGHT.sub(r'<span class="upright">\g<0></span>', words) for words in pieces[::2]]
    return "".join(pieces)


def day_in(stage: Stage) -> datetime.date | None:
    """A day on which a version is shown: its first; of a version of unknown beginning its last."""
    return stage.since or stage.edition.until


def compare_between(law_id: str, known: str, older: Stage, newer: Stage) -> str:
    """Where a version is compared with an older one: on days on which each stood."""
    days = {"from": older.since or older.edition.until, "to": newer.since or newer.edition.until}
    query = {
        **{name: day.isoformat() for name, day in days.items() if day},
        **({"known": known} if known else {}),
    }
    return f"/works/{quote(law_id)}/compare?{urlencode(query)}"


def where_read(law_id: str, on: datetime.date) -> str:
    """Where a citation leads: the regulation as it stands on the day that is meant."""
    return reading_address(law_id, on=on)


def _moved(request: Request, asked: Question) -> str:
    query = request.url.query
    return f"/works/{quote(asked.law_id)}" + (f"?{query}" if query else "")


def _at(service: Service, asked: Question, at: str) -> str:
    """A provision named by its citation: its place on the page."""
    _, place = address(service.store, asked.law_id, at, asked.on)
    there = html_id(place)
    to = reading_address(asked.law_id, on=asked.on if asked.said else None, known=asked.known_text)
    return to + (f"#{quote(there)}" if there else "")


# ---------------------------------------------------------------------------------------------------------------- print


def running_heads(edition: Edition, on: datetime.date) -> str:
    """What stands at the top and the foot of each printed page: a style sheet, since no page may carry one of its own."""
    title = f"{edition.version.title}　{era_day(on)}現在"
    digest = f"sha256:{edition.version.text_digest}"
    return (
        "@page { size: A4; margin: 22mm 20mm 20mm; "
        f"@top-left {{ content: {css_string(title)}; font: 8pt serif; }} "
        f"@bottom-left {{ content: {css_string(digest)}; font: 6.5pt monospace; }} "
        '@bottom-right { content: counter(page) " / " counter(pages); font: 8pt serif; } }\n'
    )


def css_string(text: str) -> str:
    """A text as a string of CSS; everything but letters is escaped by its number."""
    return '"' + "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in text) + '"'


# ------------------------------------------------------------------------------------------------------------- contents


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of the contents with the lines under it."""

    entry: Entry
    under: list[Branch]


def tree(entries: Sequence[Entry]) -> list[Branch]:
    """The contents, articles under their headings, 附則 and appendices at the top."""
    top: list[Branch] = []
    open_: list[Branch] = []
    for entry in entries:
        branch = Branch(entry, [])
        if entry.level > 5:
            open_ = []
        while open_ and open_[-1].entry.level >= entry.level:
            open_.pop()
        (open_[-1].under if open_ else top).append(branch)
        if entry.level <= 5:
            open_.append(branch)
        else:
            open_ = [branch]
    return top


@dataclass(frozen=True, slots=True)
class Steps:
    """The versions before and after the one shown; where it stands among how many."""

    before: Stage | None
    after: Stage | None
    place: int
    count: int
    shown: Stage


def steps(line: Sequence[Stage], edition: Edition) -> Steps:
    """``line`` is newest first."""
    n = next(n for n, stage in enumerate(line) if stage.edition == edition)
    return Steps(
        line[n + 1] if n + 1 < len(line) else None,
        line[n - 1] if n else None,
        len(line) - n,
        len(line),
        line[n],
    )


# ---------------------------------------------------------------------------------------------------------- linked data


def linked_data(service: Service, asked: Question, edition: Edition, line: Sequence[Stage]) -> str:
    """schema.org/Legislation as JSON-LD, safe inside ``<script type="application/ld+json">``."""
    facts = facts_of(service.store, [edition])[edition.revision_id]
    shown = next(stage for stage in line if stage.edition == edition)
    force = "InForce" if shown.standing == "current" and not shown.ended else "NotInForce"
    document: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": permalink(edition, asked.on, asked.known_text),
        "name": edition.version.title,
        "legislationIdentifier": edition.work.number or edition.work.law_id,
        "legislationType": edition.work.kind,
        "legislationDate": facts.promulgated.isoformat() if facts.promulgated else None,
        "legislationDateVersion": edition.version.day.isoformat() if edition.version.day else None,
        "legislationLegalForce": f"https://schema.org/{force}",
        "inLanguage": "ja",
        "temporalCoverage": f"{edition.version.day or '..'}/{edition.until or '..'}",
        "identifier": edition.revision_id,
        "sha256": edition.version.text_digest,
        "exampleOfWork": {"@type": "Legislation", "@id": reading_address(asked.law_id)},
        "legislationChanges": [
            {"@type": "Legislation", "legislationIdentifier": each.number, "name": each.title}
            for each in shown.by
        ],
    }
    kept = {name: value for name, value in document.items() if value not in (None, "", [])}
    said = json.dumps(kept, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        said = said.replace(char, f"\\u{ord(char):04x}")
    return said
