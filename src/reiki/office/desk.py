"""The tools on an office's desk: what reads an issue, what applies a clause, what reads an enactment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reiki.amend.operations import Finding
from reiki.gazette.compile import COMPILER
from reiki.gazette.enact import Enacted, enacted
from reiki.gazette.errata import Correction, corrected
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


def read_corrected(
    data: bytes, name: str, corrections: Sequence[Correction]
) -> tuple[Issue, tuple[Finding, ...]]:
    """An issue read as its errata say it should have been printed, and which of them do not fit it."""
    document, findings = corrected(read(data, name), corrections)
    return parse_issue(document), findings


@dataclass(frozen=True, slots=True)
class Desk:
    """The floors below, as functions; tests put simpler ones in their place."""

    read_issue: Callable[[bytes, str], Issue] = read_issue
    read_corrected: Callable[[bytes, str, Sequence[Correction]], tuple[Issue, tuple[Finding, ...]]] = (
        read_corrected
    )
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
            from reiki.store.corrections import corrections_of  # reading an issue needs no store
            from reiki.store.sources import source_bytes

            data, name = source_bytes(self.connection, source)
            errata = corrections_of(self.connection, source)
            if errata:
                self.read[source] = self.desk.read_corrected(data, name, errata)[0]
            else:
                self.read[source] = self.desk.read_issue(data, name)
        return self.read[source]
