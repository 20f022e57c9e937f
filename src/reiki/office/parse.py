"""What a gazette issue orders, read without a store (公報の解析)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from reiki.amend.operations import Finding, Operation, Repeal, Unresolved, to_json
from reiki.gazette.beside import beside_json
from reiki.gazette.compile import compile_clause, read_sides
from reiki.gazette.model import Clause, Commencement, Issue, LeadText, Notice, Unfixed
from reiki.gazette.partial import fill, quoted_before
from reiki.gazette.units import Unit as Part
from reiki.gazette.units import units_of
from reiki.office.desk import DESK, Desk

_OF_THE_BASE: Final = frozenset(
    {"not_in_base", "base_differs", "words_not_found", "unknown_text", "not_found", "no_words"}
)

# What stands between the quoted provisions and rows, and under which heading they stand, only the regulation knows.
_OF_THE_PLACE: Final = frozenset({"merged_cells", "row_place", "heading_place"})


@dataclass(frozen=True, slots=True)
class PartReport:
    """The operations of a clause that start on one day."""

    commencement: Commencement
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class ParsedClause:
    """A clause and what it orders. ``parts``: one, or one for each day on which something of it starts."""

    clause: Clause
    lead: LeadText
    parts: tuple[PartReport, ...]
    findings: tuple[Finding, ...]
    notice: Notice

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All its operations."""
        return tuple(op for part in self.parts for op in part.operations)

    @property
    def unresolved(self) -> bool:
        """True when it could not be applied to any text."""
        return any(f.severity == "error" for f in self.findings) or any(
            isinstance(op, Unresolved) for op in self.operations
        )

    def as_json(self) -> dict[str, Any]:
        """The contract's clause object."""
        out: dict[str, Any] = {
            "id": self.clause.id,
            "target": self.clause.target.as_json(),
            "verb": self.clause.verb,
            "commencement": self.parts[0].commencement.as_json() | beside_json(self.notice, self.clause),
            "lead_text": [p.text.text for p in self.clause.lead],
            "rules": [rule.as_json() for rule in self.lead.rules],
            "operations": [to_json(op) for op in self.operations],
            "findings": [f.as_json() for f in self.findings],
        }
        if len(self.parts) > 1:
            out["commencements"] = [
                {**part.commencement.as_json(), "operations": [to_json(op) for op in part.operations]}
                for part in self.parts
            ]
        return out


@dataclass(frozen=True, slots=True)
class ParsedNotice:
    """A notice; ``regulation``: the whole 法令標準XML of what it enacts, ``""`` for any other notice."""

    notice: Notice
    clauses: tuple[ParsedClause, ...]
    regulation: str
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """The contract's notice object."""
        promulgated, commencement = self.notice.promulgated, self.notice.commencement
        out: dict[str, Any] = {
            "title": self.notice.title,
            "number": self.notice.number,
            "kind": self.notice.kind,
            "promulgated": promulgated.isoformat() if promulgated else None,
            "commencement": commencement.as_json() | beside_json(self.notice) if commencement else None,
            "clauses": [c.as_json() for c in self.clauses],
            "findings": [f.as_json() for f in self.findings],
        }
        if self.regulation:
            out["regulation"] = self.regulation
        return out


@dataclass(frozen=True, slots=True)
class ParseReport:
    """A whole issue as read."""

    issue: Issue
    notices: tuple[ParsedNotice, ...]
    findings: tuple[Finding, ...]

    @property
    def held(self) -> bool:
        """True when something could not be read or compiled (exit code 3)."""
        errors = [*self.findings, *(f for n in self.notices for f in n.findings)]
        return any(f.severity == "error" for f in errors) or any(
            c.unresolved for n in self.notices for c in n.clauses
        )

    def as_json(self) -> dict[str, Any]:
        """The contract's object."""
        return {
            "issue": issue_json(self.issue),
            "notices": [n.as_json() for n in self.notices],
            "findings": [f.as_json() for f in self.findings],
        }


def issue_json(issue: Issue) -> dict[str, Any]:
    """The contract's issue object."""
    return {
        "publisher": issue.publisher,
        "name": issue.name,
        "number": issue.number,
        "date": issue.date.isoformat() if issue.date else None,
        "source_sha256": issue.sha256,
    }


def parse_source(data: bytes, name: str, desk: Desk = DESK) -> ParseReport:
    """Reads an issue. Without a base the 改正前 columns stand for it, so addresses are those that the columns show.

    Raises ``UnreadableSource`` or ``NotAGazette``.
    """
    issue = desk.read_issue(data, name)
    return ParseReport(issue, tuple(_notice(n, issue, desk) for n in issue.notices), issue.findings)


def _notice(notice: Notice, issue: Issue, desk: Desk) -> ParsedNotice:
    clauses = tuple(parse_clause(c, notice, issue) for c in notice.clauses)
    if notice.kind not in ("enact", "replace"):
        return ParsedNotice(notice, clauses, "", notice.findings)
    made = desk.enacted(notice, issue)
    xml = made.document.to_bytes().decode("utf-8")
    findings = tuple(dict.fromkeys((*notice.findings, *made.findings)))
    return ParsedNotice(notice, clauses, xml, findings)


def parse_clause(clause: Clause, notice: Notice, issue: Issue) -> ParsedClause:
    """What one clause orders."""
    parts, findings, lead = [], list(clause.findings), LeadText()
    for part in units_of(clause):
        commencement = part.commencement or clause.commencement or notice.commencement or Unfixed("")
        operations, said, lead = _operations(clause, part, issue)
        parts.append(PartReport(commencement, operations))
        findings += [*part.findings, *said]
    return ParsedClause(clause, lead, tuple(parts), tuple(dict.fromkeys(findings)), notice)


def _operations(
    clause: Clause, part: Part, issue: Issue
) -> tuple[tuple[Operation, ...], tuple[Finding, ...], LeadText]:
    if clause.verb != "amend":
        return (Repeal(),), (), LeadText()
    sides = read_sides(clause, issue)
    base = fill(None, clause.target.title, clause.target.number, quoted_before(clause, issue, sides=sides))
    compiled = compile_clause(clause, issue, base.document, None, part.scope, sides)
    findings = tuple(_without_base(f, clause) for f in compiled.findings)
    return compiled.operations, (*base.findings, *findings), compiled.lead


def _without_base(finding: Finding, clause: Clause) -> Finding:
    """What only the regulation itself could settle is no error here: sentences (様式第1号中「㊞」を削る。) name provisions
    that no column quotes, and merged cells need the whole table."""
    needs_it = finding.code in _OF_THE_PLACE or (finding.code in _OF_THE_BASE and bool(clause.sentences))
    if not needs_it or finding.severity != "error":
        return finding
    return replace(
        finding,
        severity="note",
        message=f"{finding.message} (not checked: only the regulation itself can tell)",
    )
