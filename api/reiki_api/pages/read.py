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
from reiki.office.certainty import ENDED, Certainty, certainty
from reiki.office.citing import Address, address, edition_on
from reiki.office.editions import passage
from reiki.office.editions import told_on as told_again_on
from reiki.office.formats import TextFormat
from reiki.office.reading import Addresses, Layout, Reading, Stage, laid_out, stages
from reiki.render.dressing import html_id
from reiki.render.noted import with_notes
from reiki_api.answers import answer
from reiki_api.identity import identity, marked_name
from reiki_api.kept import SettledRoute
from reiki_api.pages.citations import PATIENCE, Citations, Key
from reiki_api.pages.contents import contents_html
from reiki_api.pages.days import Question, memento, permalink, question, reading_address
from reiki_api.pages.frame import HEADERS, era_day, render, wants_fragment
from reiki_api.service import Service

Name = Annotated[str, Path(min_length=1, max_length=300)]

KEPT: Final = 48
"""Typeset regulations kept; a long one is two megabytes."""

_KEPT_AS_IS: Final = re.compile(r"(<[^>]*>|&#?\w+;)")
_UPRIGHT: Final = re.compile(r"\([0-9]{1,2}\)|(?<![0-9,.])[0-9]{1,3}(?![0-9,.])")

LINKS_SECONDS: Final = 20.0
"""How long whoever asks for the links of a page that is shown already waits for them."""

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


@dataclass(frozen=True, slots=True)
class Typeset:
    """A version as a page has it: its words (``body``) and its contents, both made once. ``linked``: with what it cites."""

    reading: Reading
    body: Markup
    contents: Markup
    linked: bool


def routes(service: Service) -> APIRouter:
    """`/works/{law_id}` and `/works/{law_id}/files/{form}`."""
    router = APIRouter(route_class=SettledRoute)

    citations = Citations(service)

    @lru_cache(maxsize=KEPT)
    def told_by(key: Key) -> datetime.date:
        """The day that names a version in a link."""
        _, edition, on, known = key
        return told_again_on(service.store, edition, on, known)

    @lru_cache(maxsize=KEPT)
    def set_out(key: Key, at: str) -> Layout:
        _, edition, on, known = key
        return laid_out(service.store, edition, on, known, Addresses(at, issue_address))

    @lru_cache(maxsize=KEPT)
    def typeset(key: Key, at: str, linked: bool, vertical: bool) -> Typeset:
        cited = citations.found(key) if linked else None
        reading = set_out(key, at).typeset(cited.links_of(where_read) if cited else None)
        return Typeset(
            reading,
            Markup(upright(reading.html) if vertical else reading.html),
            Markup(contents_html(reading.contents)),
            linked,
        )

    def typeset_of(key: Key, at: str, vertical: bool, waits: bool) -> Typeset:
        """With links where they are found, or soon will be; a long text is shown first and has them looked for then. ``waits``:
        it is what asks for the links of a page that is shown already."""
        if citations.found(key) is None:
            plain = typeset(key, at, False, vertical)
            patience = LINKS_SECONDS if waits else PATIENCE if len(plain.reading.contents) <= SHORT else 0.0
            if citations.look_for(key, patience) is None:
                return plain
        return typeset(key, at, True, vertical)

    def read(request: Request, law_id: Name) -> Response:
        asked = question(service, request, law_id)
        if law_id != asked.law_id:
            return RedirectResponse(_moved(request, asked), 307)
        at = request.query_params.get("at", "")[:300].strip()
        if at:
            return RedirectResponse(_at(service, asked, at), 307, headers={"Vary": "Accept-Datetime"})
        edition = edition_on(asked.holding, asked.on)
        key = (service.state(), edition, asked.on, asked.known)
        told_on = told_by(key)
        here = permalink(edition, told_on, asked.known_text)
        line = stages(service.store, asked.holding, service.today())
        vertical = request.query_params.get("layout") == "vertical"
        later = wants_fragment(request)
        law = typeset_of(key, here, vertical, later)
        failed = citations.failed(key)
        return render(
            request,
            "read.html",
            fragment="law",
            headers=memento(
                asked, edition, told_on, law.reading.held[1] if law.reading.held is not None else None
            ),
            asked=asked,
            edition=edition,
            reading=law.reading,
            unlinked=failed,
            linked_at="" if law.linked or failed or later else _itself(request),
            body=law.body,
            contents=law.contents,
            steps=steps(line, edition),
            line=line,
            here=here,
            layout="vertical" if vertical else "horizontal",
            linked_data=Markup(linked_data(service, asked, edition, line, here, law.reading)),
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
        found, held, notes = passage(
            service.store, edition, Address(), on=asked.on, known=asked.known, form=kind
        )
        held_since = held[1] if held else None
        title = marked_name(edition.version.title, edition, held_since)
        name = f"{title}_{asked.on:%Y%m%d}.{suffix}"
        said = f"filename*=UTF-8''{quote(name, safe='')}"
        headers = {
            **HEADERS,
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            "Content-Disposition": f'attachment; filename="{edition.revision_id}.{suffix}"; {said}',
            **identity(edition, held_since),
        }
        data = found.data or with_notes(found.content, kind, notes).encode()
        return answer(request, data, media, headers=headers)

    def print_style(request: Request, law_id: Name) -> Response:
        asked = question(service, request, law_id)
        edition = edition_on(asked.holding, asked.on)
        sure = certainty(service.store, edition, asked.on, asked.known)
        sent = {**HEADERS, **identity(edition, sure.since)}
        return answer(
            request, running_heads(sure, asked.on).encode(), "text/css; charset=utf-8", headers=sent
        )

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


def _itself(request: Request) -> str:
    query = request.url.query
    return quote(request.url.path) + (f"?{query}" if query else "")


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
    named = asked.on if asked.said or asked.chosen else None
    to = reading_address(asked.law_id, on=named, known=asked.known_text)
    return to + (f"#{quote(there)}" if there else "")


# ---------------------------------------------------------------------------------------------------------------- print


def running_heads(certain: Certainty, on: datetime.date) -> str:
    """What stands at the top and the foot of each printed page, with what a reader of that page alone must know: a style sheet,
    since no page may carry one of its own."""
    version = certain.edition.version
    told = [
        *((ENDED[version.ended],) if version.ended else ()),
        *(("保留あり",) if certain.held else ()),
        *(("部分収録",) if version.partial else ()),
        *(("施行期日未定の改正あり",) if certain.pending_on else ()),
    ]
    title = f"{version.title}　{era_day(on)}現在" + (f"（{'・'.join(told)}）" if told else "")
    digest = f"sha256:{version.text_digest}"
    return (
        "@page { size: A4; margin: 22mm 20mm 20mm; "
        f"@top-left {{ content: {css_string(title)}; font: 8pt serif; }} "
        f"@bottom-left {{ content: {css_string(digest)}; font: 6.5pt monospace; }} "
        '@bottom-right { content: counter(page) " / " counter(pages); font: 8pt serif; } }\n'
    )


def css_string(text: str) -> str:
    """A text as a string of CSS; everything but letters is escaped by its number."""
    return '"' + "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in text) + '"'


# ------------------------------------------------------------------------------------------------------------- versions


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


def linked_data(
    service: Service, asked: Question, edition: Edition, line: Sequence[Stage], here: str, reading: Reading
) -> str:
    """schema.org/Legislation as JSON-LD, safe inside ``<script type="application/ld+json">``. ``here``: the permalink. Addresses
    are whole where the service knows its own, else they are read from the page's. Behind a held clause no force is claimed."""
    base = service.settings.base_url.rstrip("/")
    facts = facts_of(service.store, [edition])[edition.revision_id]
    shown = next(stage for stage in line if stage.edition == edition)
    force = "InForce" if shown.standing == "current" and not shown.ended else "NotInForce"
    document: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": base + here,
        "name": edition.version.title,
        "legislationIdentifier": edition.work.number or edition.work.law_id,
        "legislationType": edition.work.kind,
        "legislationDate": facts.promulgated.isoformat() if facts.promulgated else None,
        "legislationDateVersion": edition.version.day.isoformat() if edition.version.day else None,
        "legislationLegalForce": None if reading.held else f"https://schema.org/{force}",
        "description": " ".join(reading.notes),
        "inLanguage": "ja",
        "temporalCoverage": f"{edition.version.day or '..'}/{edition.until or '..'}",
        "identifier": [
            edition.revision_id,
            {"@type": "PropertyValue", "propertyID": "sha256", "value": edition.version.text_digest},
        ],
        "exampleOfWork": {"@type": "Legislation", "@id": base + reading_address(asked.law_id)},
        # legislationChanges leads from what amends to what is amended.
        "@reverse": {
            "legislationChanges": [
                {"@type": "Legislation", "legislationIdentifier": each.number, "name": each.title}
                for each in shown.by
            ]
        }
        if shown.by
        else None,
    }
    kept = {name: value for name, value in document.items() if value not in (None, "", [])}
    said = json.dumps(kept, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        said = said.replace(char, f"\\u{ord(char):04x}")
    return said
