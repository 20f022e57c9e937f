"""The tools on an office's desk: what reads an issue, what applies a clause, what reads an enactment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reiki.gazette.compile import COMPILER
from reiki.gazette.enact import Enacted, enacted
from reiki.gazette.issue import parse_issue
from reiki.gazette.model import Issue, Notice
from reiki.history.model import Machine
from reiki.history.stepping import Stepping
from reiki.source.open import read

if TYPE_CHECKING:
    from sqlalchemy import Connection


def read_issue(data: bytes, name: str) -> Issue:
    """A gazette issue from its bytes. Raises ``UnreadableSource`` or ``NotAGazette``."""
    return parse_issue(read(data, name))


@dataclass(frozen=True, slots=True)
class Desk:
    """The floors below, as functions; tests put simpler ones in their place."""

    read_issue: Callable[[bytes, str], Issue] = read_issue
    machine: Machine = field(default_factory=Stepping)
    enacted: Callable[[Notice, Issue], Enacted] = enacted
    compiler: str = COMPILER


DESK = Desk()


@dataclass(slots=True)
class Reader:
    """Issues of the store, each read once in a transaction."""

    desk: Desk
    connection: Connection
    read: dict[str, Issue] = field(default_factory=dict)

    def issue(self, source: str) -> Issue:
        """The issue of a source in the store."""
        if source not in self.read:
            from reiki.store.sources import source_bytes  # reading an issue needs no store

            self.read[source] = self.desk.read_issue(*source_bytes(self.connection, source))
        return self.read[source]
