"""この例規集について: how much it holds, what is missing, which notices nobody could read, whether it is well."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter

from reiki import __version__
from reiki.office.catalogue import state_of
from reiki.office.gap_list import GapList, gap_list
from reiki.office.ingest import ClauseReport
from reiki.office.moments import JAPAN
from reiki.office.review import review_list
from reiki.office.standings import standings
from reiki_api.pages.daily import daily
from reiki_api.service import Service

UNREAD: Final = frozenset({
    "unresolved", "content_not_published", "unknown_sentence", "no_table", "truncated", "unread_sign", "number_not_read",
    "head_not_read", "column_cut", "table_without_clause", "commencement_not_understood", "erratum_not_understood",
    "fixing_not_understood", "sentences_on_amending_rule", "matter_after_suppl", "text_after_table",
})  # fmt: skip
"""Codes of findings that say that what a notice orders is not understood, or not printed."""
_MOST: Final = 100
_RUNS: Final = 40
"""Missing numbers of a series that are shown, runs of them counted once."""


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
    return daily(
        service, "/about", "about.html", "corpus", corpus_of, most=_MOST, runs=_RUNS, version=__version__
    )


def corpus_of(service: Service, today: datetime.date) -> Corpus:
    """The figures on a day."""
    statuses, first, last = standings(service.store, today)
    clauses = review_list(service.store)
    written = state_of(service.store).written
    held = tuple(c for c in clauses if c.status == "held")
    return Corpus(
        service.counts(),
        statuses,
        first,
        last,
        gap_list(service.store, on=today),
        held,
        tuple(unread(held)),
        written.astimezone(JAPAN) if written else None,
    )


def unread(clauses: Iterable[ClauseReport]) -> Iterable[ClauseReport]:
    """Those whose orders are not understood or not printed."""
    return (c for c in clauses if any(f["code"] in UNREAD for f in c.findings))
