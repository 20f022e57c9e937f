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
from reiki.gazette.rewording import Rewording, reworded
from reiki.history.model import Machine
from reiki.history.stepping import Stepping
from reiki.source.open import read

if TYPE_CHECKING:
    from sqlalchemy import Connection


def read_issue(data: bytes, name: str) -> Issue:
    """A gazette issue from its bytes. Raises ``UnreadableSource`` or ``NotAGazette``."""
    return parse_issue(read(data, name))


@dataclass(frozen=True, slots=True)
class Anew:
    """An issue read anew. ``misfits``: the errata that do not fit it; ``problems``: for each rewording why it cannot be carried
    out, ``""`` where it can."""

    issue: Issue
    misfits: tuple[Finding, ...] = ()
    problems: tuple[str, ...] = ()


def read_anew(
    data: bytes,
    name: str,
    corrections: Sequence[Correction],
    rewordings: Sequence[tuple[int, Rewording]] = (),
) -> Anew:
    """An issue read as its errata say it should have been printed, and then as what amends its notices (each at a position)
    before they are in force says."""
    document, misfits = corrected(read(data, name), corrections)
    problems = []
    for position, rewording in rewordings:
        document, findings = reworded(document, [rewording], position, parse_issue)
        problems.append(findings[0].message if findings else "")
    return Anew(parse_issue(document), misfits, tuple(problems))


@dataclass(frozen=True, slots=True)
class Desk:
    """The floors below, as functions; tests put simpler ones in their place."""

    read_issue: Callable[[bytes, str], Issue] = read_issue
    read_anew: Callable[[bytes, str, Sequence[Correction], Sequence[tuple[int, Rewording]]], Anew] = read_anew
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
            from reiki.store.rewordings import rewordings_of
            from reiki.store.sources import source_bytes

            data, name = source_bytes(self.connection, source)
            errata = corrections_of(self.connection, source)
            stored = rewordings_of(self.connection, source)
            rewordings = [(s.position, s.rewording) for s in stored if s.rewording is not None]
            if errata or rewordings:
                self.read[source] = self.desk.read_anew(data, name, errata, rewordings).issue
            else:
                self.read[source] = self.desk.read_issue(data, name)
        return self.read[source]
