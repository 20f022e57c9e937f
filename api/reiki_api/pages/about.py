"""この例規集について: how much it holds, what is missing, which notices nobody could read, whether it is well."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from reiki import __version__
from reiki.office.catalogue import counted, state_of
from reiki.office.gap_list import GapList, gap_list
from reiki.office.ingest import ClauseReport
from reiki.office.moments import JAPAN
from reiki.office.review import review_list
from reiki_api.kept import SettledRoute
from reiki_api.pages.frame import render
from reiki_api.service import Service

UNREAD: Final = frozenset({
    "unresolved", "content_not_published", "unknown_sentence", "no_table", "truncated", "unread_sign", "number_not_read",
    "head_not_read", "column_cut", "table_without_clause", "commencement_not_understood", "erratum_not_understood",
    "fixing_not_understood", "sentences_on_amending_rule", "matter_after_suppl", "text_after_table",
})  # fmt: skip
"""Codes of findings that say that what a notice orders is not understood, or not printed."""
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Corpus:
    """The figures of the corpus (収録状況). ``statuses``: regulations by how they stand on the day; ``first`` and ``last``: of
    the days on which versions begin; ``unread``: clauses whose orders are not understood or not printed."""

    counts: Mapping[str, int]
    statuses: Mapping[str, int]
    first: datetime.date | None
    last: datetime.date | None
    gaps: GapList
    held: tuple[ClauseReport, ...]
    unread: tuple[ClauseReport, ...]
    written: datetime.datetime | None


def routes(service: Service) -> APIRouter:
    """`/about`."""
    router = APIRouter(route_class=SettledRoute)

    @lru_cache(maxsize=2)
    def corpus(_state: object, today: datetime.date) -> Corpus:
        return corpus_of(service, today)

    def about(request: Request) -> Response:
        found = corpus(service.state(), service.today())
        return render(
            request,
            "about.html",
            corpus=found,
            most=_MOST,
            version=__version__,
        )

    router.add_api_route("/about", about, methods=["GET"], response_model=None)
    return router


def corpus_of(service: Service, today: datetime.date) -> Corpus:
    """The figures on a day."""
    statuses = dict.fromkeys(("in_force", "partial", "not_yet", "repealed", "replaced", "lapsed"), 0)
    days: list[datetime.date] = []
    for holding in service.catalogue().holdings:
        edition = holding.on(today)
        version = edition.version if edition else None
        status = (
            "not_yet" if version is None else version.ended or ("partial" if version.partial else "in_force")
        )
        statuses[status] += 1
        days += [e.version.day for e in holding.editions if e.version.day]
    clauses = review_list(service.store)
    written = state_of(service.store).written
    held = tuple(c for c in clauses if c.status == "held")
    return Corpus(
        counted(service.store),
        statuses,
        min(days, default=None),
        max(days, default=None),
        gap_list(service.store, on=today),
        held,
        tuple(unread(held)),
        written.astimezone(JAPAN) if written else None,
    )


def unread(clauses: Iterable[ClauseReport]) -> Iterable[ClauseReport]:
    """Those whose orders are not understood or not printed."""
    return (c for c in clauses if any(f["code"] in UNREAD for f in c.findings))
