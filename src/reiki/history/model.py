"""The nouns of a history: clauses in their turn, texts known whole, stands, steps and results. Plain values.

What a clause does to a text is asked of a :class:`Machine`; the fold itself knows only order.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from reiki.amend.operations import Finding, Operation, Quote
from reiki.gazette.units import WHOLE, Scope
from reiki.history.order import Turn
from reiki.law.address import Address
from reiki.law.provision import Provision

if TYPE_CHECKING:
    from reiki.gazette.model import Clause, Issue, Notice
    from reiki.law.document import LawDocument

Status = Literal["applied", "held", "waiting", "skipped"]
Ended = Literal["", "repealed", "replaced", "lapsed"]

LACKING = "import_lacks_amendment"
"""Code of the finding that a text known later reads as it did before a clause that should be in it."""

BY_DATE = "date"
"""``waits_for`` of a clause whose day nobody has fixed yet."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of a held clause (保留の処理). ``waive``: the findings with these ``codes`` hold no longer;
    ``orders``: these ``operations`` are what the clause orders; ``reject``: it orders nothing. ``said``: who, when and why."""

    how: Literal["waive", "orders", "reject"]
    said: str
    codes: frozenset[str] = frozenset()
    operations: tuple[Operation, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A clause in its turn: one clause × one commencement. ``within``: a place inside the regulation that the clause's
    addresses are relative to (the surviving 附則 of an amending instrument). ``scope``: the part of the clause that starts on
    this day. ``findings``: what is to be said of it whatever the text."""

    id: str
    notice_id: str
    turn: Turn
    clause: Clause
    notice: Notice
    issue: Issue
    within: Address | None = None
    scope: Scope = WHOLE
    findings: tuple[Finding, ...] = ()
    decision: Decision | None = None

    @property
    def day(self) -> datetime.date:
        """The day on which it starts."""
        return self.turn.in_force


@dataclass(frozen=True, slots=True)
class Anchor:
    """A text that is known whole. ``enacted``: from ``day`` on (制定). ``imported``: as it stood at the end of ``day``;
    a *leading* one begins or restarts a history; any other is an assertion, and restarts the history only where it was
    amended by what never reached the text of its day."""

    id: str
    day: datetime.date
    document: LawDocument
    how: Literal["enacted", "imported"]
    leading: bool = True
    notice_id: str = ""
    promulgated: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """The text from ``day`` on (``None``: from a day that is not known). ``units``: the clauses of that day that formed
    it; ``operations``: theirs. ``partial``: only what columns quote is known. ``ended``: out of force from that day."""

    day: datetime.date | None
    document: LawDocument
    units: tuple[str, ...] = ()
    operations: tuple[Operation, ...] = ()
    partial: bool = False
    ended: Ended = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A provision that a 改正前 column tells and that was a gap before."""

    at: Address
    provision: Provision


@dataclass(frozen=True, slots=True)
class Step:
    """What a clause does to a text. ``document`` is ``None`` when it is held; a finding says why. ``quoted``: gaps of the
    text before that the 改正前 column filled; ``before``: that text with them filled (a partial regulation only)."""

    document: LawDocument | None
    operations: tuple[Operation, ...] = ()
    inverse: tuple[Operation, ...] = ()
    guard: tuple[Quote, ...] = ()
    findings: tuple[Finding, ...] = ()
    quoted: tuple[Known, ...] = ()
    before: LawDocument | None = None


class Machine(Protocol):
    """What the fold asks of the floors below; :mod:`reiki.history.stepping` answers."""

    def apply(self, document: LawDocument, unit: Unit) -> Step:
        """A clause on a whole text."""
        ...

    def apply_partial(self, document: LawDocument | None, unit: Unit) -> Step:
        """A clause on a partial text, which its columns complete; ``None`` where nothing is known yet."""
        ...

    def append_supplementary(self, document: LawDocument, unit: Unit) -> Step:
        """The 改正附則 of the unit's notice joins the regulation."""
        ...

    def undo(self, document: LawDocument, unit: Unit, known: frozenset[str], *, first: bool) -> Step:
        """The text before a clause, from the one after it. ``first``: of its notice, so that the 改正附則 goes too, and
        ``inverse`` of the step brings it back. ``known``: the notices that are known, by :meth:`supplement_number`."""
        ...

    def lapse_day(self, document: LawDocument, start: datetime.date | None) -> datetime.date | None:
        """The first day on which a text is no longer in force by its own words (失効). ``start``: its commencement, where that
        is known otherwise than by its 附則."""
        ...

    def supplement_number(self, unit: Unit) -> str:
        """The number under which a regulation carries the 改正附則 of the unit's notice."""
        ...

    def amended_by(self, document: LawDocument) -> frozenset[str]:
        """The instruments whose 附則 a regulation carries (改正附則)."""
        ...

    def without(self, findings: Sequence[Finding], waived: frozenset[str]) -> tuple[Finding, ...]:
        """Findings of which those waived no longer hold."""
        ...

    def replay(self, document: LawDocument, operations: Sequence[Operation]) -> Step:
        """Operations that were worked out before."""
        ...

    def fill(self, document: LawDocument, known: Sequence[Known]) -> LawDocument:
        """The text with gaps filled."""
        ...

    def same(self, a: LawDocument, b: LawDocument) -> bool:
        """True when two texts are the same law, provision by provision."""
        ...

    def contradictions(self, partial: LawDocument, whole: LawDocument) -> tuple[Finding, ...]:
        """What a partial text knows otherwise than a whole one."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one clause at latest knowledge. ``waits_for``: the id of a held clause, or ``date``. ``supplement``:
    what the 改正附則 of its notice, which joins with the notice's first clause, did besides, and how that is undone."""

    unit: str
    status: Status
    effective: datetime.date | None = None
    operations: tuple[Operation, ...] = ()
    inverse: tuple[Operation, ...] = ()
    guard: tuple[Quote, ...] = ()
    findings: tuple[Finding, ...] = ()
    waits_for: str = ""
    supplement: tuple[Operation, ...] = ()
    supplement_inverse: tuple[Operation, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether an imported text is what the fold gives on that day."""

    anchor: str
    agreed: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Folded:
    """``stands``: oldest first, from the day the fold began with; ``earlier``: stands before that day which a 改正前
    column made better known, by their place in the past that was given."""

    stands: tuple[Stand, ...]
    results: tuple[Result, ...]
    agreements: tuple[Agreement, ...] = ()
    earlier: tuple[tuple[int, Stand], ...] = ()


@dataclass(slots=True)
class Start:
    """Where a fold begins: everything before its first day is settled and stays as it is.

    ``past``: gives the earlier stands, oldest first; asked only when a column tells something about them. ``blocked``: the
    held clause behind which everything waits. ``joined``: notices whose 改正附則 the text has already. ``started``: since when
    the regulation is in force, where that is known otherwise than by its 附則.
    """

    stand: Stand | None = None
    blocked: str = ""
    joined: frozenset[str] = frozenset()
    past: Callable[[], Sequence[Stand]] = tuple
    started: datetime.date | None = None
