"""The store as tools for assistants (Model Context Protocol, MCP): what `/v1/` answers. Nothing can be written through it.

Every answer about a text carries its version, the days on which that is in force, its digest and a permalink; what is held or
known in part is said with it. An assistant that quotes a text can so be checked.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Final, ParamSpec
from urllib.parse import urlencode

from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from reiki import __version__
from reiki.office.ask import history as ask_history
from reiki.office.catalogue import facts_of, holding_of
from reiki.office.certainty import certainties, certainty
from reiki.office.citing import address, edition_on
from reiki.office.editions import told_on
from reiki.office.errors import UNUSABLE, AmbiguousWork
from reiki.office.finding import find
from reiki_api.problems import BadRequest
from reiki_api.service import Service
from reiki_api.v1 import shapes
from reiki_api.v1.parameters import day, moment, required_day
from reiki_api.v1.texts import told_citation, told_diff, told_text

Json = dict[str, Any]
P = ParamSpec("P")

LONGEST: Final = 20_000
"""Characters of a text in one answer; a longer text is told in parts, which say so."""

_ABOUT: Final = """Japanese municipal regulations (例規) as in force on any date, consolidated from gazettes (公報).
Days are days in Japan; without one, today. Name a regulation by law id, number (平成10年霧浜市規則第9号), title, or an
unambiguous part of its title; a provision as the law cites it (第3条第2項第1号, 附則第2項, 別表第1). When you quote, give
`permalink` and `digest`, and repeat what `notes` say: a text behind a held amendment is the last certain one, not
necessarily the one in force."""

On = Annotated[str, Field(description="a day in Japan: 2025-04-01 or 令和7年4月1日; empty for today")]
Known = Annotated[
    str, Field(description="as the store knew it then: a day or a moment with its zone; empty for now")
]
Work = Annotated[
    str, Field(description="law id, number, title, or an unambiguous part of a title", max_length=300)
]
At = Annotated[
    str, Field(description="a provision: 第3条第2項, 附則第2項, 別表第1; empty for the whole", max_length=300)
]

READING: Final = ToolAnnotations(
    readOnlyHint=True, idempotentHint=True, destructiveHint=False, openWorldHint=False
)


def mcp_server(service: Service, base_url: str = "") -> FastMCP[None]:
    """A server with the tools over the store of a service. ``base_url``: of the HTTP service over the same store, put before
    permalinks; without it they are paths."""
    base = base_url.rstrip("/")
    server: FastMCP[None] = FastMCP("reiki", instructions=_ABOUT, log_level="WARNING")
    server._mcp_server.version = __version__
    for made in (_search, _text_on_date, _versions, _diff, _history, _resolve_citation, _upcoming):
        tool = made(service, base)
        server.add_tool(tool, name=tool.__name__, annotations=READING)
    return server


Tool = Callable[..., Json]


def _told(work: Callable[P, Json]) -> Callable[P, Json]:
    """A tool whose refusals are told to the assistant in one sentence."""

    @wraps(work)
    def tool(*args: P.args, **kwargs: P.kwargs) -> Json:
        try:
            return work(*args, **kwargs)
        except AmbiguousWork as error:
            raise ToolError(f"{error} Candidates: {'; '.join(error.candidates)}") from error
        except BadRequest as error:
            raise ToolError(f"{error.parameter}: {error}") from error
        except UNUSABLE as error:
            raise ToolError(str(error)) from error

    return tool


def _search(service: Service, base: str) -> Tool:
    @_told
    def search(
        query: Annotated[
            str,
            Field(description="words of a title, a number or the text; all must be found", max_length=200),
        ],
        on: On = "",
        limit: Annotated[int, Field(ge=1, le=50)] = 10,
    ) -> Json:
        """Find regulations in force on a day by title, former title, number, reading (kana) or words in the text, and see why
        each was found."""
        asked = day(on, "on", service.today())
        found = find(
            service.store, service.catalogue(), service.concordance, query, asked,
            limit=limit, seconds=service.search_seconds,
        )  # fmt: skip
        sure = certainties(service.store, [(result.edition, asked) for result in found.results])
        results = [
            {
                "version": shapes.version_id(certain),
                "status": result.status,
                **shapes.on_day(certain),
                "why": [
                    {
                        "field": why.field,
                        "at": str(why.at) if why.at else why.part or None,
                        "text": "".join(
                            f"【{piece}】" if marked else piece for piece, marked in why.pieces()
                        ),
                    }
                    for why in result.why
                ],
                "permalink": base
                + shapes.permalink(result.edition, told_on(service.store, result.edition, asked)),
            }
            for result, certain in zip(found.results, sure, strict=True)
        ]
        others = [
            {
                "title": certain.edition.version.title,
                "number": certain.edition.work.number,
                "on": other.day.isoformat(),
                **shapes.on_day(certain),
            }
            for other, certain in zip(
                found.other_days,
                certainties(service.store, [(other.edition, other.day) for other in found.other_days]),
                strict=True,
            )
        ]
        return {
            "on": asked.isoformat(),
            "total": found.total,
            "results": results,
            "found_on_other_days": others,
        }

    return search


def _text_on_date(service: Service, base: str) -> Tool:
    @_told
    def text_on_date(
        work: Work,
        on: On = "",
        at: At = "",
        known: Known = "",
        start: Annotated[int, Field(ge=0, description="the first character wanted of a long text")] = 0,
    ) -> Json:
        """The text of a regulation, or of one provision, as in force on a day, with the digest and the version it belongs to."""
        asked, knowing = day(on, "on", service.today()), moment(known)
        holding, place = address(service.store, work, at, asked)
        if knowing is not None:
            holding = holding_of(service.store, holding.work.law_id, on=asked, known=knowing)
        document, _ = told_text(service, edition_on(holding, asked), place, asked, knowing, "text")
        return _in_part(document, start, base)

    return text_on_date


def _versions(service: Service, base: str) -> Tool:
    @_told
    def versions(work: Work, known: Known = "") -> Json:
        """The versions of a regulation, newest first: from when to when each is in force, and which notice brought it."""
        today, knowing = service.today(), moment(known)
        holding = holding_of(service.store, work, on=today, known=knowing)
        facts = facts_of(service.store, holding.editions)
        told = [
            {
                "version": shapes.version_id(certain),
                "amendment": shapes.amendment(facts[certain.edition.revision_id]),
                "notes": list(certain.notes()),
                "permalink": base
                + shapes.permalink(certain.edition, shapes.day_of(certain.edition, today), known=knowing),
            }
            for certain in certainties(
                service.store, [(e, None) for e in reversed(holding.editions)], knowing
            )
        ]
        return {"law_id": holding.work.law_id, "title": holding.work.title, "versions": told}

    return versions


def _diff(service: Service, base: str) -> Tool:
    @_told
    def diff(work: Work, from_day: On, to_day: On, known: Known = "") -> Json:
        """What changed in a regulation between the texts in force on two days, provision by provision."""
        first, last = required_day(from_day, "from_day"), required_day(to_day, "to_day")
        knowing = moment(known)
        document, _ = told_diff(service, work, first, last, knowing)
        query = {"from": first.isoformat(), "to": last.isoformat()}
        query |= {"known": knowing.isoformat()} if knowing else {}
        law_id = document["after"]["law_id"]
        return document | {"permalink": f"{base}/v1/works/{law_id}/diff?{urlencode(query)}"}

    return diff


def _history(service: Service, base: str) -> Tool:
    @_told
    def history(work: Work, at: At = "") -> Json:
        """Every change of a regulation, or of one provision followed through renumbering, oldest first; what is held or waits for
        its day included."""
        today = service.today()
        holding, place = address(service.store, work, at, today)
        edition = holding.on(today)
        sure = certainty(service.store, edition, today) if edition else None
        changes = ask_history(service.store, work, at=at, on=today)
        query = {"on": today.isoformat()} | ({"at": str(place)} if place.steps else {})
        return {
            "law_id": holding.work.law_id,
            "on": today.isoformat(),
            "at": str(place) if place.steps else None,
            "version": shapes.version_id(sure) if sure else None,
            **shapes.on_day(sure),
            "changes": [change.as_json() for change in changes],
            "permalink": f"{base}/v1/works/{holding.work.law_id}/history?{urlencode(query)}",
        }

    return history


def _resolve_citation(service: Service, base: str) -> Tool:
    @_told
    def resolve_citation(
        citation: Annotated[
            str, Field(description="such as 平成17年霧浜市訓令第4号第3条第2項", min_length=1, max_length=500)
        ],
        on: On = "",
        known: Known = "",
    ) -> Json:
        """What a citation means on a day: the regulation, the provision, its text and digest."""
        asked = day(on, "on", service.today())
        document, _ = told_citation(service, citation, asked, moment(known), "text")
        return _in_part(document, 0, base)

    return resolve_citation


def _upcoming(service: Service, base: str) -> Tool:
    @_told
    def upcoming(on: On = "") -> Json:
        """What is promulgated and not yet in force on a day, soonest first; days not yet fixed last, with what they wait for."""
        asked: datetime.date = day(on, "on", service.today())
        coming = [each.as_json() for each in service.coming(asked)]
        return {"on": asked.isoformat(), "upcoming": coming, "permalink": f"{base}/v1/upcoming?on={asked}"}

    return upcoming


def _in_part(document: Json, start: int, base: str) -> Json:
    """A text of which at most :data:`LONGEST` characters are told at once, and which characters they are."""
    whole = document["content"]
    end = min(len(whole), start + LONGEST)
    if start > len(whole):
        raise ToolError(f"start: the text has {len(whole)} characters.")
    part = {"content": whole[start:end], "characters": {"from": start, "to": end, "of": len(whole)}}
    if end < len(whole):
        part["notes"] = [*document["notes"], f"This is a part of the text; the next begins with start={end}."]
    return document | part | {"permalink": base + document["permalink"]}
