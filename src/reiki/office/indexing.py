"""The search index of a store as a whole (索引): what it holds, and making it anew."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from reiki.store import search
from reiki.store.session import Store
from reiki.store.terms import dictionary


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


def rebuild_index(store: Store) -> None:
    """Makes the index anew from the texts, in one transaction: whoever reads meanwhile reads the old one."""
    with store.writing() as connection:
        search.rebuild(connection)
