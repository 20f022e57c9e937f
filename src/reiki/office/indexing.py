"""The search index of a store as a whole (索引): what it holds, and making it anew."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from typing import Any, Final

from reiki.store import audit, search
from reiki.store.filling import rebuild
from reiki.store.session import Indexing, Store, fill_index
from reiki.store.terms import dictionary

__all__ = ["IndexReport", "Indexing", "fill_index", "index_report", "is_indexed", "is_large", "rebuild_index"]


@dataclass(frozen=True, slots=True)
class IndexReport:
    """How much the index holds. ``dictionary``: by which its normal forms were made; ``installed``: by which a query's are."""

    works: int
    parts: int
    spans: int
    dictionary: str
    installed: str

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return asdict(self)


def index_report(store: Store) -> IndexReport:
    """What the index holds."""
    with store.reading() as connection:
        held = search.counted(connection)
        return IndexReport(
            held["works"], held["parts"], held["spans"], search.made_by(connection), dictionary()
        )


def is_indexed(store: Store) -> bool:
    """True when the index holds all that the store holds: nothing can be found before."""
    with store.reading() as connection:
        return search.is_complete(connection)


def is_large(store: Store) -> bool:
    """True where what searches share takes so long to make ready that it is worth beginning before the first one."""
    with store.reading() as connection:
        return search.counted(connection)["works"] > _FEW


_FEW: Final = 1000


def rebuild_index(store: Store, each: Indexing = lambda done, of: None, *, now: datetime.datetime) -> None:
    """Makes the index anew from the texts, in one transaction: whoever reads meanwhile reads the old one. ``each``: told how many
    works are done, of how many. Recorded at ``now``: a running service learns from it that more, or less, may be found."""
    with store.writing() as connection:
        held = rebuild(connection, each)
        audit.record(connection, "index", {**held, "dictionary": dictionary()}, now)
