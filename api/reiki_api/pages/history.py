"""The way of a regulation or of one provision (改正経過): every change, and who put the present words there (由来)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from reiki.office.blame import BlameReport, blame
from reiki.office.certainty import certainty
from reiki.office.chronicle import Change, chronicle
from reiki.office.errors import NoSuchProvision
from reiki.office.orders import Order, order
from reiki_api.identity import identity
from reiki_api.kept import SettledRoute
from reiki_api.pages.days import Question, question
from reiki_api.pages.frame import render
from reiki_api.service import Service

Name = Annotated[str, Path(min_length=1, max_length=300)]

MOST: Final = 400
"""Changes shown at once, the latest; a page that nobody can load shows none."""


@dataclass(frozen=True, slots=True)
class Event:
    """A change, with its orders in words."""

    change: Change
    orders: tuple[Order, ...]

    @property
    def from_gazette(self) -> bool:
        """False for a text that was imported: no issue of the gazette stands behind it."""
        return self.change.how != "imported"


@dataclass(frozen=True, slots=True)
class Words:
    """A provision with its words in pieces; each with the number of its origin in the list, 0 where the store cannot tell."""

    at: str
    depth: int
    label: str
    origin: int
    pieces: tuple[tuple[str, int], ...]
    moved: tuple[tuple[str, int], ...]


def routes(service: Service) -> APIRouter:
    """`/works/{law_id}/history`."""
    router = APIRouter(route_class=SettledRoute)

    def history(request: Request, law_id: Name) -> Response:
        asked = question(service, request, law_id)
        if law_id != asked.law_id:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/works/{quote(asked.law_id)}/history{query}", 307)
        at = request.query_params.get("at", "")[:300].strip()
        told = chronicle(service.store, asked.law_id, at=at, on=asked.on, known=asked.known)
        edition = asked.holding.on(asked.on)
        certain = certainty(service.store, edition, asked.on, asked.known) if edition else None
        origins = _origins(service, asked, at) if at and edition is not None else None
        events = [Event(c, tuple(order(op, c.places) for op in c.operations)) for c in reversed(told.changes)]
        return render(
            request,
            "history.html",
            asked=asked,
            at=at,
            place=told.place,
            title=edition.version.title if edition else asked.holding.work.title,
            events=events[:MOST],
            more=max(len(events) - MOST, 0),
            notes=(*(certain.notes() if certain else ()), *told.notes),
            headers=identity(certain.edition, certain.since) if certain else None,
            report=origins,
            words=words_of(origins) if origins else (),
        )

    router.add_api_route("/works/{law_id}/history", history, methods=["GET"], response_model=None)
    return router


def _origins(service: Service, asked: Question, at: str) -> BlameReport | None:
    """Who put the words there that stand at an address; ``None`` where nothing does on the day: its changes tell of it."""
    try:
        return blame(service.store, asked.law_id, on=asked.on, known=asked.known, at=at)
    except NoSuchProvision:
        return None


def words_of(report: BlameReport) -> Sequence[Words]:
    """The provisions of a report as a statute book sets them, the 見出し above and the label of an article before its first
    paragraph, each piece with the number of its origin."""
    number = {bringer.key: n for n, bringer in enumerate(report.bringers, 1)}
    out: list[Words] = []
    shortest = min((len(p.at.steps) for p in report.provisions), default=0)
    article: Words | None = None
    for p in report.provisions:
        spans = p.spans
        pieces = tuple((s.text, number.get(s.credit.key, 0)) for s in spans) if spans is not None else ()
        moved = tuple((str(m.origin), number.get(m.credit.key, 0)) for m in p.moved)
        depth = min(len(p.at.steps) - shortest, 5)
        made = Words(str(p.at), depth, p.label, number.get(p.credit.key, 0), pieces, moved)
        kind = p.at.last.kind.name if p.at.last is not None else ""
        if article is not None and kind != "CAPTION":
            if kind == "PARAGRAPH" and not p.label:
                made = replace(article, pieces=pieces, moved=(*article.moved, *moved))
            else:
                out.append(article)
            article = None
        if kind == "ARTICLE" and not pieces:
            article = made
        elif made.pieces or made.moved or made.label:
            out.append(made)
    return [*out, article] if article is not None else out
