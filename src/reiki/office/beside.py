"""適用 and 経過措置 that concern a regulation or one provision of it, as its history and its annals show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from reiki.gazette.beside import APPLIES_FROM, TRANSITIONAL
from reiki.gazette.qualified import covers
from reiki.gazette.supplementary import same_instrument
from reiki.history.transitions import Beside, beside_in
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.store import versions as versioning
from reiki.store.clauses import StoredClause

Said = tuple[tuple[dict[str, Any], ...], tuple[dict[str, Any], ...]]
"""What applies since when, and the 経過措置, each as the contract prints it."""

NOTHING: Said = ((), ())


def as_said(found: Iterable[Beside], number: str) -> Said:
    """What some 附則 say, as the history shows it. ``number``: of the regulation, whose own 附則 has none."""
    kept = list(found)
    return (
        tuple(a.as_json(b.number or number) for b in kept for a in b.applies_from),
        tuple(t.as_json(b.number or number) for b in kept for t in b.transitional),
    )


@dataclass(slots=True)
class Told:
    """What the 附則 of stored texts say; each text is read once, and only when something asks."""

    connection: Connection
    number: str
    read: dict[str, tuple[Beside, ...]] = field(default_factory=dict)

    def text(self, manifest: str) -> tuple[Beside, ...]:
        """All 附則 of one text."""
        if manifest not in self.read:
            data = versioning.text_bytes(self.connection, manifest)
            self.read[manifest] = beside_in(LawDocument.parse(data))
        return self.read[manifest]

    def known(self, manifest: str) -> Said:
        """What a text that is known whole brings with it."""
        return as_said(self.text(manifest), self.number)

    def clause(self, clause: StoredClause, manifest: str) -> Said:
        """What the notice of a clause says, as recorded with it; where nothing is (a store of an earlier release), what its
        改正附則 in the latest text says."""
        recorded: Mapping[str, Any] = clause.commencement
        if APPLIES_FROM in recorded or TRANSITIONAL in recorded or not manifest:
            return tuple(recorded.get(APPLIES_FROM, ())), tuple(recorded.get(TRANSITIONAL, ()))
        if not clause.notice_number or clause.clause.startswith("附則"):
            return NOTHING
        mine = [
            b for b in self.text(manifest) if b.number and same_instrument(b.number, clause.notice_number)
        ]
        return as_said(mine, self.number)


def concerning(said: Said, before: Address | None, after: Address | None) -> Said:
    """Of what was said what concerns a provision, by its addresses around the clause: what names it, and what names nothing."""
    applies, transitional = said
    return (
        tuple(a for a in applies if not a["provisions"] or names(a["provisions"], (), before, after)),
        tuple(
            t
            for t in transitional
            if not t["qualifies"] or names(t["qualifies"], t["of_before"], before, after)
        ),
    )


def names_it(said: Said, before: Address | None, after: Address | None) -> bool:
    """True where something of it names the provision, and does not only speak of the whole."""
    applies, transitional = said
    return any(names(a["provisions"], (), before, after) for a in applies) or any(
        names(t["qualifies"], t["of_before"], before, after) for t in transitional
    )


def names(
    citations: Iterable[str], of_before: Iterable[str], before: Address | None, after: Address | None
) -> bool:
    """True when one of some citations, those of the text before by its numbers, is of the provision."""
    old = set(of_before)
    for citation in citations:
        at = before if citation in old else after
        if at is not None and covers(citation, at):
            return True
    return False
