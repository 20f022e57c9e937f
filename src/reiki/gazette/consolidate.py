"""One clause onto one regulation (溶け込み): guard, operations, and the two derivations compared (design.md).

Nothing comes back changed unless everything holds; else the outcome carries the findings that say why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from reiki.amend.engine import Applied, Conflict, apply
from reiki.amend.operations import Add, Finding, Operation, Quote
from reiki.gazette.compile import Compiled, compile_clause, fidelity_of
from reiki.gazette.draft import Expected, element_xml
from reiki.gazette.model import Clause, Issue, LeadText, Notice
from reiki.gazette.supplementary import amending_supplement, find_supplement, in_convention
from reiki.gazette.units import WHOLE, Scope
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.equality import Convention, Fidelity, key
from reiki.law.kinds import HEADINGS, SUBITEMS, Kind
from reiki.law.labels import normalise_label
from reiki.law.provision import Grid, Provision

WAIVABLE: Final = frozenset(
    {
        "article_skipped", "column_cut", "columns_in_doubt", "label_gap", "matter_after_suppl", "part_touches_nothing",
        "source_note", "target_title_differs", "text_after_table", "truncated", "undefined_name", "unknown_sentence",
        "unmarked_difference",
        "verb_not_ordered", "words_in_doubt",
    }
)  # fmt: skip
"""Findings that a person who has the printed gazette in hand may waive: doubts about what was printed. That the text before is
not what stands, or that two derivations differ, is no doubt and cannot be waived."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a clause. ``document`` ``None``: held, and an error finding says why; the operations are then the
    candidate. ``inverse`` undoes the operations on ``document``, byte for byte."""

    document: LawDocument | None
    operations: tuple[Operation, ...]
    inverse: tuple[Operation, ...]
    guard: tuple[Quote, ...]
    findings: tuple[Finding, ...]
    lead: LeadText | None = None


def consolidate(
    document: LawDocument, clause: Clause, notice: Notice, issue: Issue, within: Address | None = None,
    scope: Scope = WHOLE, waived: frozenset[str] = frozenset(),
) -> Outcome:  # fmt: skip
    """Apply one clause to ``document`` (which stays as it is). ``within``, ``scope``: see :func:`compile_clause`.

    ``waived``: codes of findings that a person has waived; guard and derivations must hold all the same.
    """
    compiled = compile_clause(clause, issue, document, within, scope)
    if waived:
        compiled = replace(compiled, findings=without(compiled.findings, waived))
    return carry_out(document, compiled, fidelity_of(issue))


def without(findings: tuple[Finding, ...], waived: frozenset[str]) -> tuple[Finding, ...]:
    """Findings of which those waived no longer hold the clause; they stay visible."""
    return tuple(
        replace(f, severity="warning") if f.code in waived and f.code in WAIVABLE else f for f in findings
    )


def carry_out(document: LawDocument, compiled: Compiled, fidelity: Fidelity) -> Outcome:
    """Apply what was compiled, and compare the result with the second derivation."""

    def held(*more: Finding) -> Outcome:
        findings = (*compiled.findings, *more)
        return Outcome(None, compiled.operations, (), compiled.guard, findings, compiled.lead)

    if compiled.held:
        unresolved = () if any(f.severity == "error" for f in compiled.findings) else (
            Finding("error", "unresolved", "the clause orders something that could not be compiled"),
        )  # fmt: skip
        return held(*unresolved)
    result = apply(document, compiled.operations, compiled.guard)
    match result:
        case Conflict():
            return held(*result.findings)
        case Applied():
            differences = disagreements(result.document, compiled.expected, fidelity)
            if differences:
                return held(*differences)
            return Outcome(
                result.document,
                compiled.operations,
                result.inverse,
                compiled.guard,
                compiled.findings,
                compiled.lead,
            )


def append_supplementary(document: LawDocument, notice: Notice, issue: Issue) -> Outcome:
    """The amending notice's own 附則 joins the regulation (design, decision 15), less the paragraphs that amend others."""
    supplement, findings = amending_supplement(notice, issue.drawn)
    if supplement is None:
        return Outcome(document, (), (), (), findings)
    if not issue.drawn:
        supplement = in_convention(supplement, Convention.of(document.text()))
    at = Address().child(Kind.SUPPL, supplement.num)
    if find_supplement(document, supplement.num) is not None:
        # A known text may carry it under an abbreviated number.
        return Outcome(document, (), (), (), findings)
    operations = (Add(at, element_xml(supplement), basis="stated"),)
    result = apply(document, operations)
    match result:
        case Conflict():
            return Outcome(None, operations, (), (), (*findings, *result.findings))
        case Applied():
            return Outcome(result.document, operations, result.inverse, (), findings)


# --------------------------------------------------------------------------------------------------- second derivation


def disagreements(document: LawDocument, expected: tuple[Expected, ...], fidelity: Fidelity) -> list[Finding]:
    """Where the operations' result is not what the 改正後 column says, character for character."""
    present = {e.at for e in expected if e.provision is not None}
    out: list[Finding] = []
    for e in expected:
        if e.words is not None:
            stands = document.words(e.at)
            if stands is None or key(stands, fidelity) != key(e.words, fidelity):
                out.append(_differs(e.at, f"the operations give 「{stands}」, 改正後 says 「{e.words}」"))
            continue
        if e.holds:
            under = tuple(
                a.last.num for a in document.children(e.at) if a.last and a.last.kind is Kind.ARTICLE
            )
            if under != e.holds:
                out.append(_differs(e.at, f"holds the articles {'、'.join(under)}, not {'、'.join(e.holds)}"))
            continue
        actual = document.provision(e.at)
        if e.provision is None:
            if actual is not None and e.at not in present:
                out.append(_differs(e.at, "改正後 no longer has it, the operations leave it"))
            continue
        if actual is None:
            out.append(_differs(e.at, "改正後 has it, the operations do not give it"))
            continue
        found = first_difference(e.provision, actual, fidelity, e.listed)
        if found:
            out.append(_differs(e.at, found))
    return out


def _differs(at: Address, what: str) -> Finding:
    return Finding("error", "derivations_differ", f"{at}: {what}", at=at)


def first_difference(says: Provision, stands: Provision, fidelity: Fidelity, listed: bool = True) -> str:
    """The first difference between what 改正後 says and what stands, as a sentence; ``""`` for none.

    A gap (unknown words) on the saying side is no difference only where the same gap stands.
    """
    for name in ("label", "caption", "text", "related"):
        a, b = getattr(says, name), getattr(stands, name)
        if a is None or b is None:
            if a is not b:
                return f"{name}: one derivation does not know the words"
        elif not _same(a, b, fidelity, name, says.kind):
            return f"{name}: the operations give 「{b[:80]}」, 改正後 says 「{a[:80]}」"
    if (says.grid is None) != (stands.grid is None) or (
        says.grid is not None
        and stands.grid is not None
        and _grid_key(says.grid, fidelity) != _grid_key(stands.grid, fidelity)
    ):
        return "the tables differ"
    if not listed:
        return ""
    if [(c.kind, _num(c)) for c in says.children] != [(c.kind, _num(c)) for c in stands.children]:
        return (
            "the operations give " + "、".join(c.label or c.num for c in stands.children)
            + "; 改正後 says " + "、".join(c.label or c.num for c in says.children)
        )  # fmt: skip
    for a_child, b_child in zip(says.children, stands.children, strict=True):
        found = first_difference(a_child, b_child, fidelity)
        if found:
            return f"{b_child.label or b_child.num} {found}"
    return ""


def _num(p: Provision) -> str:
    return normalise_label(p.num) if p.kind in SUBITEMS else p.num


def _same(a: str, b: str, fidelity: Fidelity, name: str, kind: Kind) -> bool:
    if name == "label" and kind not in HEADINGS:
        return normalise_label(a) == normalise_label(b)
    return a == b or key(a, fidelity) == key(b, fidelity)


def _grid_key(grid: Grid, fidelity: Fidelity) -> tuple[object, ...]:
    return (
        tuple(
            tuple((key(c.text, fidelity) if c.text is not None else None, c.rowspan, c.colspan) for c in row)
            for row in grid.rows
        ),
        grid.gap_rows,
    )
