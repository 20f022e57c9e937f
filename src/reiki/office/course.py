"""The recorded course of a regulation (経過): its versions and, of each, the clauses that formed it, in the order they did."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from reiki.amend.operations import Enact, Move, Operation, Repeal
from reiki.history.following import address_after, address_before, bare, concerns
from reiki.history.provenance import WHOLE, CannotTrace, Credit, DoesNotFit, Ledger
from reiki.history.timeline import UNDONE
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.kinds import APPENDIX_KINDS, Kind
from reiki.office.errors import OfficeError
from reiki.store import anchors as anchoring
from reiki.store import clauses as clausing
from reiki.store import versions as versioning
from reiki.store.anchors import StoredAnchor
from reiki.store.clauses import Outcome, StoredClause
from reiki.store.versions import Version


class BrokenCourse(OfficeError):
    """The recorded operations do not lead to the recorded text."""


@dataclass(frozen=True, slots=True)
class Done:
    """A clause that was applied. ``batches``: its operations and, after them, those of the 改正附則 that joined with it; what
    ends a regulation orders no words and is in none."""

    clause: StoredClause
    outcome: Outcome
    batches: tuple[tuple[Operation, ...], ...]


@dataclass(frozen=True, slots=True)
class Leg:
    """A version and how it came. ``anchor``: the known text that begins here; ``undone``: the text begins here as found by
    undoing clauses from the one that ``anchor`` is; ``restarts``: an imported text in which the clauses are contained."""

    version: Version
    done: tuple[Done, ...]
    anchor: StoredAnchor | None
    undone: bool = False

    @property
    def restarts(self) -> bool:
        """True where nothing of the day was applied to the text before."""
        return self.anchor is not None and self.anchor.how == "imported"

    @property
    def batches(self) -> Iterator[tuple[Done, tuple[Operation, ...]]]:
        """The operations that led to this version from the text before it, one simultaneous batch after the other."""
        if not self.restarts:
            yield from ((done, batch) for done in self.done for batch in done.batches if batch)


def course_of(connection: Connection, work: int, known: datetime.datetime | None = None) -> tuple[Leg, ...]:
    """The course of a work as known at a moment, oldest first."""
    versions = versioning.versions_of(connection, work, known)
    clauses = clausing.clauses_by_key(connection, (key for v in versions for key in v.clauses))
    outcomes = clausing.outcomes_of(connection, (c.id for c in clauses.values()), known)
    anchors = anchoring.anchors_of(connection, work, known)
    by_key = {a.key: a for a in anchors}
    dated = [a for a in anchors if a.day is not None and not a.set_aside]
    first = min(dated, key=lambda a: (a.day or datetime.date.max, not a.leading, a.id), default=None)
    return tuple(
        Leg(
            v,
            tuple(_done(clauses[key], outcomes[clauses[key].id]) for key in v.clauses),
            first if v.origin == UNDONE else by_key.get(v.origin),
            v.origin == UNDONE,
        )
        for v in versions
    )


def _done(clause: StoredClause, outcome: Outcome) -> Done:
    batches = (clausing.operations_of(outcome), clausing.supplement_of(outcome))
    return Done(
        clause,
        outcome,
        tuple(tuple(op for op in batch if not isinstance(op, Enact | Repeal)) for batch in batches),
    )


# ------------------------------------------------------------------------------------------------------- one provision


Around = dict[str, tuple[Address | None, Address | None]]
"""The address of a provision before and after each applied clause, by the clause's key."""


def follow(legs: Sequence[Leg], at: Address, start: int) -> tuple[Around, list[Address | None]]:
    """Follows what stands at ``at`` at the end of the leg ``start``, back to where it came to be and on to where it goes: its
    addresses around each clause and at the end of each leg, ``None`` where it does not exist. A text that was imported anew
    says nothing of moves: what bears the same number there is taken for the same."""
    around: Around = {}
    ends: list[Address | None] = [None] * len(legs)
    here: Address | None = at
    for n in reversed(range(start + 1)):
        ends[n] = here
        for done, batch in reversed(list(legs[n].batches)):
            before = None if here is None else address_before(here, batch)
            # A clause and the 附則 of its notice count as one.
            around[done.clause.key] = before, around.get(done.clause.key, (None, here))[1]
            here = before
    here = at
    for n in range(start + 1, len(legs)):
        for done, batch in legs[n].batches:
            after = None if here is None else address_after(here, batch)
            around[done.clause.key] = around.get(done.clause.key, (here, None))[0], after
            here = after
        ends[n] = here
    return around, ends


# ------------------------------------------------------------------------------------------------------------- ledgers


def retraced(connection: Connection, legs: Sequence[Leg], data: bytes) -> tuple[Ledger, LawDocument]:
    """Who brought what of the last leg's text, and that text, whose bytes are ``data``: the one that the ledger arrived at, where
    it is the same to the byte. Raises :class:`BrokenCourse`."""
    ledger = _told(connection, legs, lambda replay: replay.whole(data))
    arrived = ledger.document
    return ledger, arrived if arrived.to_bytes() == data else LawDocument.parse(data)


def ledger_of(connection: Connection, legs: Sequence[Leg], at: Address = WHOLE) -> Ledger:
    """Who brought what of the last leg's text. With ``at`` only the days on which the article, 附則 or 別表 that holds it may
    have changed are gone through, each from the stored text of the day before. Raises :class:`BrokenCourse`."""
    holder = _holder(at)
    return _told(connection, legs, lambda replay: replay.whole() if holder is None else replay.part(holder))


def _told(connection: Connection, legs: Sequence[Leg], replayed: Callable[[_Replay], Ledger]) -> Ledger:
    try:
        return replayed(_Replay(connection, legs))
    except CannotTrace as error:
        raise BrokenCourse(
            f"{legs[-1].version.title}: {error}; run reiki verify to see what differs in the store."
        ) from error


def _holder(at: Address) -> Address | None:
    """What is followed for a place: operations name what stands in it in more than one way, and it itself in one. A chapter
    holds what its address does not tell, so for it everything is gone through."""
    first = at.steps[0].kind if at.steps else Kind.LAW
    return Address(at.steps[:1]) if first in (Kind.ARTICLE, Kind.SUPPL) or first in APPENDIX_KINDS else None


@dataclass(frozen=True, slots=True)
class _Replay:
    connection: Connection
    legs: Sequence[Leg]

    def whole(self, data: bytes | None = None) -> Ledger:
        ledger = None
        for n in range(len(self.legs)):
            ledger = self._advance(ledger, n)
        assert ledger is not None
        self._arrived(ledger, data)
        return ledger

    def part(self, at: Address) -> Ledger:
        last = len(self.legs) - 1
        around, where = follow(self.legs, at, last)
        if self._gathers(around):
            return self.whole()
        begins = next(n for n, address in enumerate(where) if address is not None)
        ledger, reached = None, -1
        for n in range(begins, last + 1):
            if n and not self._concerns(n, around):
                continue
            if n and n - 1 != reached:
                before, stands = self._document(n - 1), where[n - 1]
                if ledger is None or stands is None:
                    ledger = Ledger(before, self._base(n - 1))
                else:
                    ledger.onto(before, at=stands)
            ledger = self._advance(ledger, n)
            reached = n
        assert ledger is not None
        if reached == last:
            self._arrived(ledger)
        else:
            ledger.onto(self._document(last), at=at)
        return ledger

    def _gathers(self, around: Around) -> bool:
        """True when something came into the provision from elsewhere: then what that is has a way of its own."""
        return any(
            isinstance(op, Move)
            and after is not None
            and bare(op.to).is_under(after)
            and not (before is not None and bare(op.at).is_under(before))
            for leg in self.legs
            for done, batch in leg.batches
            for op in batch
            for before, after in [around[done.clause.key]]
        )

    def _concerns(self, n: int, around: Around) -> bool:
        """True for a day on which the provision may have changed, or of which a text of its own is known."""
        leg = self.legs[n]
        return bool(leg.version.partial or leg.anchor) or any(
            concerns(op, *around[done.clause.key]) for done, batch in leg.batches for op in batch
        )

    def _advance(self, ledger: Ledger | None, n: int) -> Ledger:
        leg = self.legs[n]
        if leg.restarts:
            document, credit = self._document(n), self._base(n)
            if ledger is None:
                return Ledger(document, credit)
            ledger.onto(document, credit)
            return ledger
        if leg.anchor is not None:
            ledger = Ledger(
                LawDocument.parse(versioning.text_bytes(self.connection, leg.anchor.manifest)), self._base(n)
            )
        if leg.version.partial:
            return self._partial(ledger, n)
        if ledger is None:
            raise CannotTrace(
                f"nothing is stored from which the text of {leg.version.day} could have been made"
            )
        for done, batch in leg.batches:
            ledger.carry(done.clause.key, batch)
        return ledger

    def _partial(self, ledger: Ledger | None, n: int) -> Ledger:
        """What columns quote is known without an operation that brought it; which of them told it first is not recorded."""
        leg, document, quoted = self.legs[n], self._document(n), Credit("", quoted=True)
        if ledger is None:
            return Ledger(document, quoted)
        try:
            for done, batch in leg.batches:
                ledger.carry(done.clause.key, batch)
        except DoesNotFit:
            pass  # a column filled what a clause of the day rests on: what its operations brought is known as quoted only
        ledger.onto(document, quoted)
        return ledger

    def _base(self, n: int) -> Credit:
        anchor = next((leg.anchor for leg in reversed(self.legs[: n + 1]) if leg.anchor is not None), None)
        return Credit(anchor.key if anchor is not None else "", quoted=anchor is None)

    def _document(self, n: int) -> LawDocument:
        return versioning.document_of(self.connection, self.legs[n].version)

    def _arrived(self, ledger: Ledger, data: bytes | None = None) -> None:
        if data is not None and ledger.document.to_bytes() == data:
            return  # the recorded text itself, of which the digest was taken
        if ledger.document.digest() != self.legs[-1].version.text_digest:
            raise CannotTrace("the recorded operations give another text than the recorded one")
