"""The tools on an office's desk: what reads an issue, what applies a clause, what reads an enactment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
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
    problems: list[str] = []
    for (position, _), group in groupby(rewordings, key=lambda r: (r[0], r[1].clause)):
        ordered = [rewording for _, rewording in group]
        document, findings = reworded(document, ordered, position, parse_issue)
        problems += [findings[0].message if findings else ""] * len(ordered)
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
        """The issue of a source in the store, read as everything says that is known to correct or reword it."""
        if source not in self.read:
            self.anew(source)
        return self.read[source]

    def anew(self, source: str) -> Anew:
        """The same, whatever was read before."""
        from reiki.store import corrections as correction_store  # reading an issue needs no store
        from reiki.store import issues as issuing
        from reiki.store.rewordings import rewordings_of
        from reiki.store.sources import source_bytes

        data, name = source_bytes(self.connection, source)
        errata = correction_store.corrections_of(self.connection, source)
        stored = rewordings_of(self.connection, source)
        rewordings = [(s.position, s.rewording) for s in stored if s.rewording is not None]
        if not errata and not rewordings:
            found = Anew(self.desk.read_issue(data, name))
        else:
            known = issuing.issue_of_source(self.connection, source)
            shape = issuing.kinds_of(self.connection, known.id) if known is not None else None
            found = read_corrected(self.desk, data, name, errata, rewordings, shape)
        self.read[source] = found.issue
        return found


def notices_of(issue: Issue) -> list[tuple[int, str]]:
    """The notices of an issue by position, with their kinds."""
    return [(n.position, n.kind) for n in issue.notices]


def read_corrected(
    desk: Desk,
    data: bytes,
    name: str,
    errata: Sequence[Correction],
    rewordings: Sequence[tuple[int, Rewording]] = (),
    shape: list[tuple[int, str]] | None = None,
) -> Anew:
    """An issue read as its errata and rewordings say, clauses that come or go included. What would change which *notices* the
    issue has (``shape``: as printed) is left out and is a misfit: one notice cannot be known again in another."""
    found = desk.read_anew(data, name, errata, rewordings)
    if shape is None:
        shape = notices_of(desk.read_issue(data, name))
    if notices_of(found.issue) == shape:
        return found
    message = "this changes which notices the issue has: a person must decide"
    kept: list[Correction] = []
    for correction in errata:
        if notices_of(desk.read_anew(data, name, [*kept, correction], ()).issue) == shape:
            kept.append(correction)
    refused = [
        Finding("error", "erratum_does_not_fit", f"「{c.wrong}」: {message}") for c in errata if c not in kept
    ]
    found = desk.read_anew(data, name, kept, rewordings)
    if notices_of(found.issue) != shape:
        problems = (message,) * len(rewordings)
        found = replace(desk.read_anew(data, name, kept, ()), problems=problems)
    return replace(found, misfits=(*found.misfits, *refused))
