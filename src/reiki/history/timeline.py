"""The fold: a regulation's known texts and the clauses on it, in their turn, become the text on every date.

Pure: no store, no clock. This module knows only order, what waits for what, and what a quoted column (改正前) tells about
earlier days.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, assert_never

from reiki.amend.operations import Finding, Repeal
from reiki.history.backwards import NOWHERE, Beginning, undo_all
from reiki.history.findings import (
    begins_after,
    contained,
    decided,
    disagrees,
    ends_instrument,
    no_base,
    out_of_force,
    past_its_end,
    said,
)
from reiki.history.model import (
    BY_DATE,
    Agreement,
    Anchor,
    Ended,
    Folded,
    Known,
    Machine,
    Result,
    Stand,
    Start,
    Step,
    Unit,
)
from reiki.history.touching import touches
from reiki.law.document import LawDocument

UNDONE: Final = "undone"
"""``origin`` of a text that was found by undoing clauses from one that is known whole; nobody knows since when it stood."""


def fold(
    start: Start,
    anchors: Iterable[Anchor],
    units: Iterable[Unit],
    machine: Machine,
    *,
    partial: bool = False,
    lapses: bool = True,
) -> Folded:
    """Folds known texts and clauses, in any order given, into stands and results.

    On one day an enactment comes first, then the clauses by :class:`Turn`, then imported texts (they are as of the end of
    the day). ``partial``: where nothing whole is known, the columns may tell a part.
    ``lapses``: a text ends on the day that its own 附則 names.
    """
    days: dict[datetime.date, tuple[list[Anchor], list[Unit]]] = {}
    for anchor in anchors:
        days.setdefault(anchor.day, ([], []))[0].append(anchor)
    coming = _coming(start, days)
    for unit in units:
        # 施行前の改正: what amends a regulation that is promulgated and not yet in force starts with it.
        early = coming is not None and unit.day < coming.day and _knew(unit, coming)
        days.setdefault(coming.day if early and coming is not None else unit.day, ([], []))[1].append(unit)
    imports = sorted(day for day, (known, _) in days.items() if any(a.how == "imported" for a in known))
    folding = _Folding(start, machine, partial, imports)
    folding.beginning = _beginning(start, days, machine, partial)
    for day in sorted(days):
        folding.begin(day, lapses)
        known, clauses = days[day]
        for anchor in sorted((a for a in known if a.how == "enacted"), key=lambda a: a.id):
            folding.anchor(anchor)
        for unit in sorted(clauses, key=lambda u: (u.turn, u.id)):
            folding.unit(unit)
        for anchor in sorted((a for a in known if a.how == "imported"), key=lambda a: (not a.leading, a.id)):
            folding.anchor(anchor)
    folding.begin(datetime.date.max, lapses)
    return folding.result()


def _coming(start: Start, days: dict[datetime.date, tuple[list[Anchor], list[Unit]]]) -> Anchor | None:
    """The enactment with which all that is known begins."""
    if start.stand is not None or not days:
        return None
    return next((a for a in days[min(days)][0] if a.how == "enacted"), None)


def _knew(unit: Unit, enacted: Anchor) -> bool:
    """True when a clause was promulgated no earlier than the regulation that it amends: another of its name is not meant."""
    return enacted.promulgated is not None and unit.turn.promulgated >= enacted.promulgated


def _beginning(
    start: Start,
    days: dict[datetime.date, tuple[list[Anchor], list[Unit]]],
    machine: Machine,
    partial: bool,
) -> Beginning:
    """How far the first known text can be followed back. A history that is partial stays so unless all of it can be."""
    whole = sorted(day for day, (known, _) in days.items() if known)
    if start.stand is not None or not whole or any(a.how == "enacted" for a in days[whole[0]][0]):
        return NOWHERE
    anchor = min(days[whole[0]][0], key=lambda a: (not a.leading, a.id))
    units = [u for day, (_, clauses) in days.items() if day <= anchor.day for u in clauses]
    found = undo_all(anchor, sorted(units, key=lambda u: (u.turn, u.id)), machine)
    return NOWHERE if partial and found.stopped_by else found


def unfixed(unit_id: str, findings: tuple[Finding, ...] = ()) -> Result:
    """The result of a clause that waits for a date that nobody has fixed yet."""
    return Result(unit_id, "waiting", findings=findings, waits_for=BY_DATE)


def stand_on(stands: Sequence[Stand], day: datetime.date) -> Stand | None:
    """The stand in force on a day: the last that began by then; ``None`` when nothing is known of that day."""
    found = None
    for stand in stands:
        if stand.day is None or stand.day <= day:
            found = stand
    return found


@dataclass(slots=True)
class _Folding:
    start: Start
    machine: Machine
    partial: bool
    imports: Sequence[datetime.date]
    stands: list[Stand] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    earlier: dict[int, Stand] = field(default_factory=dict)
    blocked: str = ""
    joined: set[str] = field(default_factory=set)
    past: list[Stand] | None = None
    beginning: Beginning = NOWHERE
    day: datetime.date = datetime.date.min
    started: datetime.date | None = None
    whole: datetime.date | None = None

    def __post_init__(self) -> None:
        self.started = self.start.started
        self.blocked = self.start.blocked
        self.joined = set(self.start.joined)

    @property
    def current(self) -> Stand | None:
        return self.stands[-1] if self.stands else self.start.stand

    def result(self) -> Folded:
        return Folded(
            tuple(self.stands),
            tuple(self.results),
            self._agreements(),
            tuple(sorted(self.earlier.items())),
        )

    def _agreements(self) -> tuple[Agreement, ...]:
        lacking = self.beginning.lacking
        if lacking is None:
            return tuple(self.agreements)
        return (*(a for a in self.agreements if a.anchor != lacking.anchor), lacking)

    def begin(self, day: datetime.date, lapses: bool) -> None:
        """What is to be said of a day before anything happens on it: by then the text may have ended by its own words."""
        self.day, current = day, self.current
        if (
            lapses
            and current is not None
            and current.day is not None
            and not current.ended
            and not self.blocked
        ):
            end = self.machine.lapse_day(current.document, self.started)
            if end is not None and current.day < end <= day:
                self._put(replace(current, day=end, units=(), operations=(), ended="lapsed", origin=""))

    # ------------------------------------------------------------------------------------------------- known texts

    def anchor(self, anchor: Anchor) -> None:
        current = self.current
        unsure = bool(self.blocked) or current is None or current.partial
        if unsure:
            self._begin(anchor, self._contradictions(current, anchor))
        else:
            assert current is not None
            self._check(anchor, current)
        self.whole = anchor.day

    def _check(self, anchor: Anchor, current: Stand) -> None:
        agreed = not current.ended and self.machine.same(current.document, anchor.document)
        self.agreements.append(Agreement(anchor.id, agreed, () if agreed else (disagrees(anchor),)))
        if not agreed and (anchor.leading or self._knows_more(anchor, current)):
            self._begin(anchor, ())

    def _knows_more(self, anchor: Anchor, current: Stand) -> bool:
        """True when a known text was amended by what never reached the text of its day: by its 改正附則, or because neither
        carries any, so that nothing tells. Where both were amended by the same instruments, one of them is misprinted."""
        if current.ended or anchor.day == self.whole:
            return False
        theirs, ours = self.machine.amended_by(anchor.document), self.machine.amended_by(current.document)
        return theirs > ours or not (theirs | ours)

    def _contradictions(self, current: Stand | None, anchor: Anchor) -> tuple[Finding, ...]:
        if current is None or self.blocked or not current.partial:
            return ()
        return self.machine.contradictions(current.document, anchor.document)

    def _begin(self, anchor: Anchor, findings: tuple[Finding, ...]) -> None:
        """A whole text begins here, or restarts a history that was partial or held."""
        self.blocked = ""
        if anchor.how == "enacted":
            self.started = anchor.day
        if anchor.notice_id:
            self.joined.add(anchor.notice_id)
        self._put(Stand(anchor.day, anchor.document, origin=anchor.id))
        if anchor.how == "imported" and not any(a.anchor == anchor.id for a in self.agreements):
            end = self.machine.lapse_day(anchor.document, self.started)
            past = (past_its_end(anchor, end),) if end is not None and end <= anchor.day else ()
            self.agreements.append(Agreement(anchor.id, not findings, (*findings, *past)))

    # ----------------------------------------------------------------------------------------------------- clauses

    def unit(self, unit: Unit) -> None:
        if unit.id == self.beginning.unit and self.beginning.document is not None:
            self._put(Stand(None, self.beginning.document, origin=UNDONE))
        current = self.current
        if unit.decision is not None and unit.decision.how == "reject":
            self.results.append(Result(unit.id, "skipped", self.day, findings=(decided(unit.decision),)))
        elif self.blocked:
            self._wait(unit)
        elif current is not None and current.ended:
            self._hold(unit, Step(None, findings=(out_of_force(current),)))
        elif current is not None and not current.partial:
            self._settle(unit, self._apply(unit, current.document), current)
        elif self.partial:
            self._settle(
                unit, self._apply(unit, current.document if current else None, partial=True), current
            )
        elif not self._skip_contained(unit):
            # Nothing stands behind a clause without a text: each one says for itself what is missing.
            self.results.append(Result(unit.id, "held", self.day, findings=(no_base(unit),)))

    def _skip_contained(self, unit: Unit) -> bool:
        """Without a certain text, the next imported one contains whatever is in force by its day."""
        day = next((day for day in self.imports if day >= self.day), None)
        if day is not None:
            findings: tuple[Finding, ...] = (contained(day),)
            if unit.id == self.beginning.stopped_by:
                lacking = self.beginning.lacking
                findings = (*findings, begins_after(self.beginning), *(lacking.findings if lacking else ()))
            self.results.append(Result(unit.id, "skipped", self.day, findings=findings))
        return day is not None

    def _apply(self, unit: Unit, document: LawDocument | None, *, partial: bool = False) -> Step:
        decision = unit.decision
        if decision is not None and decision.how == "orders" and document is not None:
            return self.machine.replay(document, decision.operations)
        findings = (*unit.findings, *unit.clause.findings)
        if decision is not None:
            findings = self.machine.without(findings, decision.codes)
        if any(f.severity == "error" for f in findings):
            return Step(None, findings=findings)
        match unit.clause.verb:
            case "repeal" | "replace" if unit.within is not None:
                # Only the 附則 of an amending instrument stands here: its end is not that of the regulation.
                return Step(None, findings=(*findings, ends_instrument(unit)))
            case "repeal" | "replace":
                # 全部改正 ends the old regulation; the notice's own text begins a new one under its own number.
                return Step(document, (Repeal(),), findings=findings)
            case "amend":
                if partial:
                    return self.machine.apply_partial(document, unit)
                assert document is not None
                return self.machine.apply(document, unit)
            case _:
                assert_never(unit.clause.verb)

    def _wait(self, unit: Unit) -> None:
        if not self._skip_contained(unit):
            self.results.append(Result(unit.id, "waiting", self.day, waits_for=self.blocked))

    def _hold(self, unit: Unit, step: Step) -> None:
        findings = said(unit, step.findings)
        self.results.append(
            Result(unit.id, "held", self.day, step.operations, step.inverse, step.guard, findings)
        )
        self.blocked = unit.id

    def _settle(self, unit: Unit, step: Step, current: Stand | None) -> None:
        ended: Ended = ""
        if any(isinstance(op, Repeal) for op in step.operations):
            ended = "replaced" if unit.clause.verb == "replace" else "repealed"
        if step.document is None:
            if ended and current is None:
                self.results.append(
                    Result(unit.id, "held", self.day, step.operations, findings=(no_base(unit),))
                )
                return
            self._hold(unit, step)
            return
        partial = current is None or current.partial
        joined = self._join(unit, step.document) if not ended else Step(step.document)
        if joined.document is None:
            self._hold(unit, replace(step, document=None, findings=(*step.findings, *joined.findings)))
            return
        if partial and not ended:
            self._learn(step, current)
        self.results.append(
            Result(
                unit.id,
                "applied",
                self.day,
                step.operations,
                step.inverse,
                step.guard,
                said(unit, (*step.findings, *joined.findings, *self.beginning.notes.get(unit.id, ()))),
                supplement=joined.operations,
                supplement_inverse=joined.inverse,
            )
        )
        done = (*step.operations, *joined.operations)
        self._put(Stand(self.day, joined.document, (unit.id,), done, partial, ended))

    def _join(self, unit: Unit, document: LawDocument) -> Step:
        if unit.notice_id in self.joined:
            return Step(document)
        operations = self.beginning.supplements.get(unit.notice_id)
        if operations is None:
            step = self.machine.append_supplementary(document, unit)
        else:
            step = self.machine.replay(document, operations)
        if step.document is not None:
            self.joined.add(unit.notice_id)
        return step

    def _put(self, stand: Stand) -> None:
        """Clauses of one day make one stand; each was a step of its own."""
        last = self.stands[-1] if self.stands else None
        if last is not None and last.day == stand.day and not stand.origin:
            stand = replace(
                stand,
                units=(*last.units, *stand.units),
                operations=(*last.operations, *stand.operations),
                origin=last.origin,
            )
            self.stands[-1] = stand
        elif last is not None and last.day == stand.day:
            self.stands[-1] = replace(stand, units=last.units, operations=last.operations)
        else:
            self.stands.append(stand)

    # -------------------------------------------------------------------------------- what a column tells of the past

    def _learn(self, step: Step, current: Stand | None) -> None:
        if current is None:
            # Nothing was known: what 改正前 quotes stood there from a day that is not known.
            assert step.before is not None
            self._put(Stand(None, step.before, partial=True))
            return
        for known in step.quoted:
            self._backfill(known)

    def _backfill(self, known: Known) -> None:
        """改正前 of a clause holds back to the last clause that touched the provision, else to the unknown start.

        期末手当規則 第1条の2第9号, elided by the clause of 2003-01-01, is told by 改正前 of the clause of 2003-04-01.
        """
        _, settled = self._fill_back(self.stands, known)
        if settled:
            return
        if self.past is None:
            self.past = list(self.start.past())
        first, _ = self._fill_back(self.past, known)
        self.earlier.update((i, self.past[i]) for i in range(first, len(self.past)))

    def _fill_back(self, stands: list[Stand], known: Known) -> tuple[int, bool]:
        """Fills stands from the last one back. Gives the place of the earliest that was filled (their number where none was),
        and whether the day from which it holds was found among them."""
        for i in reversed(range(len(stands))):
            stand = stands[i]
            if not stand.partial:
                return i + 1, True
            stands[i] = replace(stand, document=self.machine.fill(stand.document, (known,)))
            if any(touches(op, known.at) for op in stand.operations):
                return i, True
        return 0, False
