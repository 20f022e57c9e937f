"""The tools on an office's desk: what reads an issue, what applies a clause, what reads an enactment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reiki.amend.operations import Finding
from reiki.gazette.compile import COMPILER
from reiki.gazette.enact import Enacted, enacted
from reiki.gazette.errata import Correction, corrected
from reiki.gazette.issue import parse_issue
from reiki.gazette.model import Issue, Notice
from reiki.gazette.rewording import Rewording, reworded
from reiki.gazette.units import units_of
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
        """The issue of a source in the store, read as everything says that is known to correct or reword it."""
        if source not in self.read:
            self.anew(source)
        return self.read[source]

    def anew(self, source: str) -> Anew:
        """The same, whatever was read before. Errata that would change which clauses the issue has are left out (only those
        count that were known when it was taken in), and are misfits: what is recorded of its clauses would be of others."""
        from reiki.store import corrections as correction_store  # reading an issue needs no store
        from reiki.store.rewordings import rewordings_of
        from reiki.store.sources import source_bytes

        data, name = source_bytes(self.connection, source)
        errata = correction_store.corrections_of(self.connection, source)
        stored = rewordings_of(self.connection, source)
        rewordings = [(s.position, s.rewording) for s in stored if s.rewording is not None]
        if not errata and not rewordings:
            found = Anew(self.desk.read_issue(data, name))
        else:
            found = self.desk.read_anew(data, name, errata, rewordings)
            if not self._has_its_clauses(source, found.issue):
                found = self._as_taken_in(source, data, name, errata, len(rewordings))
        self.read[source] = found.issue
        return found

    def _as_taken_in(
        self, source: str, data: bytes, name: str, errata: Sequence[Correction], rewordings: int
    ) -> Anew:
        from reiki.store.corrections import known_when_taken_in

        message = "this changes which clauses the issue has: a person must decide"
        early = known_when_taken_in(self.connection, source)
        found = self.desk.read_anew(data, name, early, ())
        if not self._has_its_clauses(source, found.issue):
            found = Anew(self.desk.read_issue(data, name))
        late = [c for c in errata if c not in early]
        refused = (Finding("error", "erratum_does_not_fit", f"「{c.wrong}」: {message}") for c in late)
        return replace(found, misfits=(*found.misfits, *refused), problems=(message,) * rewordings)

    def _has_its_clauses(self, source: str, issue: Issue) -> bool:
        """True when an issue has the notices and clauses that were recorded of it."""
        from reiki.store import clauses as clausing
        from reiki.store import issues as issuing

        stored = issuing.issue_of_source(self.connection, source)
        if stored is None:
            return True
        recorded = [
            (c.notice_position, c.position, c.clause, c.part)
            for c in clausing.clauses_of_issue(self.connection, stored.id)
        ]
        if [(n.position, n.kind) for n in issue.notices] != issuing.kinds_of(self.connection, stored.id):
            return False
        return recorded == [
            (notice.position, position, clause.id, part)
            for notice in issue.notices
            for position, clause in enumerate(notice.clauses)
            for part, _ in enumerate(units_of(clause))
        ]
