"""One regulation and one issue, without a store (溶け込み)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from reiki.amend.operations import Finding
from reiki.gazette.model import Clause, Fixed, Issue, Notice, Unfixed
from reiki.gazette.supplementary import find_supplement
from reiki.gazette.units import first_day, units_of
from reiki.history.model import Result, Stand, Start, Unit
from reiki.history.order import turn_of
from reiki.history.timeline import fold, unfixed
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.identity import LawNumber
from reiki.office.desk import DESK, Desk
from reiki.office.errors import NoClauseForBase
from reiki.office.importing import read_regulation
from reiki.office.parse import issue_json
from reiki.store.works import amended_title, canonical_number, title_key, without_making

_NO_DAY: Final = datetime.date.max
_UNDATED: Final = Finding(
    "warning",
    "commencement_unfixed",
    "nobody has fixed the day on which this starts; it stands last in the text.",
)


@dataclass(frozen=True, slots=True)
class ConsolidatedClause:
    """A clause of the issue and what became of it on this base."""

    clause: Clause
    notice: Notice
    result: Result

    def as_json(self) -> dict[str, Any]:
        """The contract's clause object."""
        out: dict[str, Any] = {
            "clause": self.clause.id,
            "notice": self.notice.number,
            "target": self.clause.target.as_json(),
            "status": self.result.status,
            "effective": self.result.effective.isoformat() if self.result.effective else None,
            "operations": len(self.result.operations),
            "findings": [f.as_json() for f in self.result.findings],
        }
        if self.result.waits_for:
            out["waits_for"] = self.result.waits_for
        return out


@dataclass(frozen=True, slots=True)
class ConsolidateReport:
    """``xml``: the consolidated 法令標準XML; ``None`` when a clause is held, and then nothing is to be written."""

    issue: Issue
    xml: bytes | None
    clauses: tuple[ConsolidatedClause, ...]
    findings: tuple[Finding, ...]

    @property
    def held(self) -> bool:
        """True when a clause on this base is held (exit code 3)."""
        return self.xml is None

    def as_json(self) -> dict[str, Any]:
        """The contract's object."""
        return {
            "issue": issue_json(self.issue),
            "clauses": [c.as_json() for c in self.clauses],
            "findings": [f.as_json() for f in self.findings],
        }


def consolidate(
    base: bytes,
    gazette: bytes,
    base_name: str,
    gazette_name: str,
    *,
    on: datetime.date | None = None,
    desk: Desk = DESK,
) -> ConsolidateReport:
    """Applies every clause of an issue that amends the base, in the order in which they start.

    ``on``: leaves out what is not in force on that day. What the notice does not address stays the same bytes.
    Raises ``UnreadableLaw``, ``UnusableRegulation``, ``UnreadableSource``, ``NotAGazette``, :class:`NoClauseForBase`.
    """
    document, notes = read_regulation(base, base_name)
    issue = desk.read_issue(gazette, gazette_name)
    units = list(_units(document, issue, undated=on is None))
    mine = {key for key, *_ in units}
    if not mine:
        raise NoClauseForBase(_no_clause(document, issue))
    dated = [u for _, _, _, u in units if u is not None and (on is None or u.day <= on)]
    folded = fold(Start(Stand(None, document)), [], dated, desk.machine, lapses=False)
    results = {r.unit: r for r in folded.results}
    clauses = []
    for key, notice, clause, unit in units:
        result = results.get(key) or (unfixed(key) if unit is None else _later(unit, on))
        if result.effective == _NO_DAY:
            result = replace(result, effective=None, findings=(*result.findings, _UNDATED))
        clauses.append(ConsolidatedClause(clause, notice, result))
    clauses.extend(_others(issue, mine))
    held = any(c.result.status == "held" or c.result.waits_for not in ("", "date") for c in clauses)
    text = folded.stands[-1].document if folded.stands else document
    findings = (*notes, *issue.findings)
    return ConsolidateReport(issue, None if held else text.to_bytes(), tuple(clauses), findings)


def _units(
    document: LawDocument, issue: Issue, *, undated: bool
) -> Iterator[tuple[str, Notice, Clause, Unit | None]]:
    """The clauses on the base, each once for every day on which something of it starts. Without a day: no unit, or with
    ``undated`` one that comes last."""
    for notice in issue.notices:
        for position, clause in enumerate(notice.clauses):
            place = amends(clause, document)
            if place is None:
                continue
            for number, part in enumerate(units_of(clause)):
                key = f"{notice.position}/{clause.id}" + (f"#{number}" if number else "")
                when = part.commencement or clause.commencement or notice.commencement or Unfixed("")
                known = first_day(when, clause, notice)
                if known is None and not undated:
                    yield key, notice, clause, None
                    continue
                day = _NO_DAY if known is None else known
                turn = turn_of(day, notice.promulgated, notice.number, notice.position, position, number)
                within = place if place.steps else None
                yield (
                    key,
                    notice,
                    clause,
                    Unit(
                        key,
                        str(notice.position),
                        turn,
                        clause,
                        notice,
                        issue,
                        within,
                        part.scope,
                        (*part.findings, *_named_otherwise(clause, document)),
                    ),
                )


def amends(clause: Clause, document: LawDocument) -> Address | None:
    """Where in a regulation a clause works: the empty address for the whole, the 附則 of an amending instrument that the
    clause names and that survives in it; ``None``: another regulation is meant."""
    target = clause.target
    number, own = canonical_number(target.number), canonical_number(document.number)
    if number and own:
        if LawNumber.parse(number) == LawNumber.parse(own) or _same_but_body(
            number, own, target.title, document
        ):
            return Address()
        if title_key(amended_title(target.title)) == title_key(document.title):
            return find_supplement(document, number)
        return None
    title = title_key(without_making(target.title)[0])
    return Address() if title and title == title_key(document.title) else None


def _named_otherwise(clause: Clause, document: LawDocument) -> tuple[Finding, ...]:
    """The number is this regulation's, the title another's: one of the two is misprinted, and nobody may choose."""
    title = clause.target.title
    if not title or not document.title or amended_title(title):
        return ()
    if title_key(without_making(title)[0]) == title_key(document.title):
        return ()
    message = f"the notice names 「{title}」 by the number {clause.target.number}, which is that of 「{document.title}」"
    return (Finding("error", "target_title_differs", message),)


def _same_but_body(a: str, b: str, title: str, document: LawDocument) -> bool:
    """``平成9年規則第5号``, as 例規集 print it, is ``平成9年霧浜市規則第5号`` where the titles are the same too."""
    first, second = LawNumber.parse(a), LawNumber.parse(b)
    if first.body and second.body:
        return False
    return replace(first, body=None) == replace(second, body=None) and title_key(title) == title_key(
        document.title
    )


def _later(unit: Unit, on: datetime.date | None) -> Result:
    finding = Finding("note", "not_yet_in_force", f"starts on {unit.day}, after {on}; left out.")
    return Result(unit.id, "skipped", unit.day, findings=(finding,))


def _others(issue: Issue, mine: set[str]) -> Iterator[ConsolidatedClause]:
    for notice in issue.notices:
        for clause in notice.clauses:
            key = f"{notice.position}/{clause.id}"
            if key not in mine:
                when = clause.commencement or notice.commencement
                day = when.date if isinstance(when, Fixed) else None
                yield ConsolidatedClause(clause, notice, Result(key, "skipped", day))


def _no_clause(document: LawDocument, issue: Issue) -> str:
    named = f"{document.title}（{document.number}）" if document.number else document.title
    targets = {c.target.title or c.target.number for n in issue.notices for c in n.clauses}
    listed = "、".join(sorted(targets)) or "nothing"
    return f"no clause of {issue.publisher}{issue.name}{issue.number} amends {named}; it amends {listed}."
