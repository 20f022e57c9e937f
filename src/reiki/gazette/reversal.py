"""A table-form clause undone (遡り): from the text after it to the text before it.

A table quotes both sides, so it can be read either way: with its columns exchanged, and additions and removals exchanged in its
lead text, it is the clause that leads back. Nothing of that is trusted: the text before counts only when the clause as printed,
applied to it forwards under all its guards, gives the text after again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reiki.amend.engine import Applied, Conflict, apply
from reiki.amend.operations import Finding, Remove
from reiki.gazette.compile import Sides, compile_clause, fidelity_of, lead_of, read_sides
from reiki.gazette.consolidate import Outcome, carry_out, consolidate, without
from reiki.gazette.dialects import dialect_for
from reiki.gazette.model import Clause, Issue, LeadText, Notice, Rule
from reiki.gazette.units import WHOLE, Scope
from reiki.law.address import Address
from reiki.law.document import LawDocument

_OPPOSITE: Final = {"add": "remove", "remove": "add", "insert": "delete", "delete": "insert"}


def undo(
    document: LawDocument, clause: Clause, notice: Notice, issue: Issue, within: Address | None = None,
    scope: Scope = WHOLE, waived: frozenset[str] = frozenset(),
) -> Outcome:  # fmt: skip
    """The text before ``clause``, from ``document``, the text after it; arguments as :func:`consolidate` takes them.

    ``operations`` and ``inverse`` of the outcome lead back. Held (``document`` ``None``) where the clause has sentences (改め文
    says too little of the text before), or its columns elide what it removed, or going forwards again does not give ``document``.
    """
    if clause.verb != "amend" or clause.sentences or not clause.tables:
        return _held(
            "sentences do not quote the text before them: this clause cannot be undone from the text after it"
        )
    lead = lead_of(clause, dialect_for(issue.publisher, issue.date) if issue.date else None)
    sides: Sides = [(after, before, findings) for before, after, findings in read_sides(clause, issue)]
    compiled = compile_clause(clause, issue, document, within, scope, sides, backwards(lead))
    compiled = replace(compiled, findings=without(compiled.findings, waived))
    back = carry_out(document, compiled, fidelity_of(issue))
    if back.document is None:
        return back
    again = consolidate(back.document, clause, notice, issue, within, scope, waived)
    if again.document is None:
        return replace(back, document=None, inverse=(), findings=again.findings)
    if again.document.digest() != document.digest():
        return replace(
            back,
            document=None,
            inverse=(),
            findings=(*back.findings, _cannot("undone and applied again, the clause gives another text")),
        )
    return back


def undo_supplementary(document: LawDocument, at: Address) -> Outcome:
    """``document`` without the 改正附則 at ``at``; ``inverse`` of the outcome brings it back as it was."""
    operations = (Remove(at, basis="stated"),)
    match apply(document, operations):
        case Applied(document=before, inverse=inverse):
            return Outcome(before, operations, inverse, (), ())
        case Conflict(findings=findings):
            return Outcome(None, operations, (), (), findings)


def backwards(lead: LeadText) -> LeadText:
    """A lead text with the columns exchanged: what it adds is removed, what it removes is added."""
    return replace(lead, rules=tuple(_backwards(rule) for rule in lead.rules))


def _backwards(rule: Rule) -> Rule:
    return replace(
        rule,
        before_only=rule.after_only and _OPPOSITE.get(rule.after_only, rule.after_only),
        after_only=rule.before_only and _OPPOSITE.get(rule.before_only, rule.before_only),
    )


def _held(message: str) -> Outcome:
    return Outcome(None, (), (), (), (_cannot(message),))


def _cannot(message: str) -> Finding:
    return Finding("error", "cannot_undo", message)
