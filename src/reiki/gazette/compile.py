"""A clause (改正規定) to operations: lead text × columns × stored provisions.

The 改正前 column is bound to the stored text first (the guard); then each correspondence gives its operations (first
derivation) and what the provision must read afterwards (second derivation, from the 改正後 column alone).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reiki.amend.operations import Convert, Finding, Operation, Quote, Remove, Source, Unresolved
from reiki.gazette.columned import columns_lost
from reiki.gazette.columns import read_columns, source_of
from reiki.gazette.dialects import Dialect, dialect_for
from reiki.gazette.ditto import resolve_dittos
from reiki.gazette.draft import LABEL_RULE, Draft, Expected
from reiki.gazette.fragment import read_fragment
from reiki.gazette.leadtext import read_lead
from reiki.gazette.model import Clause, Issue, LeadText
from reiki.gazette.provisions import compile_columns
from reiki.gazette.quoted import Quoted
from reiki.gazette.sequences import article_gaps
from reiki.gazette.supplementary import find_supplement
from reiki.gazette.units import WHOLE, Scope
from reiki.gazette.unread import unread_signs
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.equality import Fidelity
from reiki.law.kinds import Kind
from reiki.source.model import Paragraph

_OMITTED: Final = re.compile(
    r"(?:省略し|登載を省略|掲載を省略).{0,120}(?:掲載|縦覧|閲覧|備え|供する|省略する)"
)

COMPILER: Final = "1"
"""Version of the compiler, stored with what it compiled (design, decision 13)."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A clause compiled against a base. An ``error`` finding, or something unresolved, means that it cannot be applied."""

    operations: tuple[Operation, ...]
    guard: tuple[Quote, ...]
    expected: tuple[Expected, ...]
    findings: tuple[Finding, ...]
    lead: LeadText

    @property
    def held(self) -> bool:
        """True when an error or something unresolved stands in the way."""
        return any(f.severity == "error" for f in self.findings) or any(
            isinstance(op, Unresolved) for op in self.operations
        )


def compile_clause(
    clause: Clause, issue: Issue, base: LawDocument, within: Address | None = None, scope: Scope = WHOLE,
    sides: Sides | None = None, lead: LeadText | None = None,
) -> Compiled:  # fmt: skip
    """The operations of a clause on ``base``.

    ``within``: the 附則 under which a surviving amending rule's own 附則 stands; ``base`` may carry it under an abbreviated
    number. Nothing outside it is touched. ``scope``: the part of the clause that
    starts on one day. ``sides``, ``lead``: the columns and the lead text, where the caller has read them
    (:func:`read_sides`, :func:`lead_of`).
    """
    if within is not None and within.last is not None:
        within = find_supplement(base, within.last.num) or within
    if lead is None:
        lead = lead_of(clause, dialect_for(issue.publisher, issue.date) if issue.date else None)
    sides = read_sides(clause, issue) if sides is None else sides
    draft = _draft(issue, base, within, scope, lead, sides, frozenset())
    idle = frozenset() if issue.drawn else _idle_removals(lead, draft)
    if idle:
        draft = _draft(issue, base, within, scope, lead, sides, idle)
    findings = [*clause.findings, *lead.findings, *draft.findings]
    if scope != WHOLE:
        findings.extend(_untouched(compile_clause(clause, issue, base, within, WHOLE, sides, lead), scope))
    operations, guard = list(draft.operations), list(draft.guard)
    if clause.sentences:
        from reiki.gazette.prose import compile_prose  # a grammar of its own: most clauses have no sentences

        prose = compile_prose(
            clause.matter or clause.sentences, base, issue.drawn, draft.fidelity, draft.render, within
        )
        operations.extend(op for op in prose.operations if _in_scope(op, scope))
        guard.extend(q for q in prose.guard if scope.covers(q.at))
        findings.extend(prose.findings)
        findings.extend(_converted_in_parts(prose.operations, scope))
    if within is not None:
        findings.extend(_outside(operations, within))
    if scope is WHOLE:
        findings.extend(article_gaps(operations, base))
    findings.extend(unread_signs(operations))
    if issue.format == "pdf":
        findings.extend(columns_lost(operations, base))
    if said := _not_published(clause):
        findings.append(
            Finding("error", "content_not_published", f"the gazette does not print what is ordered: {said}")
        )
    elif not clause.tables and not clause.sentences and clause.verb == "amend":
        findings.append(
            Finding("error", "no_table", "the clause orders an amendment, but no comparison table was found")
        )
    elif scope is WHOLE and not operations and not any(f.severity == "error" for f in findings):
        findings.append(
            Finding("error", "nothing_ordered", "the columns are equal: the table orders nothing")
        )
    return Compiled(tuple(operations), tuple(guard), tuple(draft.expected), tuple(findings), lead)


Sides = list[tuple[Quoted, Quoted, list[Finding]]]


def read_sides(clause: Clause, issue: Issue) -> Sides:
    """For each comparison table the trees of 改正前 and 改正後, and what was noticed in reading them."""
    out: Sides = []
    for n, table in enumerate(clause.tables):
        loose = clause.loose[n] if n < len(clause.loose) else ()
        columns = read_columns(table, loose, issue.drawn, n + 1)
        before = read_fragment(columns.before, not issue.drawn)
        after = read_fragment(columns.after, not issue.drawn)
        if issue.drawn:
            resolve_dittos(before, after)
        out.append((before, after, [*columns.findings, *_doubts(before), *_doubts(after)]))
    return out


def _doubts(root: Quoted) -> list[Finding]:
    return [Finding("error", "words_in_doubt", why, source_of(piece)) for why, piece in root.doubts]


def lead_of(clause: Clause, dialect: Dialect | None = None) -> LeadText:
    """The clause's lead text (柱書き) read; the head counts when it says more than 一部を次のように改正する."""
    said: list[str | Paragraph] = list(clause.lead)
    if any(word in clause.head for word in ("次の表", "下線", "傍線", "太線", "太枠", "改正前")):
        said.insert(0, clause.head)
    return read_lead(said, clause.remarks, dialect)


def fidelity_of(issue: Issue) -> Fidelity:
    """How faithfully the source keeps its characters."""
    if not issue.drawn:
        return Fidelity.CONVERTED
    return Fidelity.PDF if issue.format == "pdf" else Fidelity.DRAWN


def _not_published(clause: Clause) -> str:
    """``（「次のよう」は、省略し、その関係図面を…に備え置いて縦覧に供する。）``: the sentence, or ``""``."""
    said = [
        clause.head,
        *(b.text.text for b in (*clause.lead, *clause.matter, *clause.remarks) if isinstance(b, Paragraph)),
    ]
    return next((text for text in said if _OMITTED.search("".join(text.split()))), "")


def _outside(operations: Sequence[Operation], within: Address) -> list[Finding]:
    """第5条 of an amending rule in force is not 第5条 of the regulation that carries its 附則 on."""
    places = [
        (p, getattr(op, "source", None))
        for op in operations
        for p in (getattr(op, "at", None), getattr(op, "to", None))
        if p is not None and not p.is_under(within)
    ]
    message = (
        "{} of the amending instrument was carried out when it came into force; only its 附則 lives on, as {}"
    )
    return [
        Finding("error", "main_provision_executed", message.format(at, within), source or Source(), at)
        for at, source in places
    ]


def _untouched(whole: Compiled, scope: Scope) -> list[Finding]:
    """``ただし、別表の改正規定は…``, where the clause changes no 別表: what was meant would start on another day.

    A part that starts later may quote what stands only then: where its columns do not fit the text of today, it is touched,
    and its guard is taken on its own day.
    """
    places = [
        p
        for op in whole.operations
        for p in (getattr(op, "at", None), getattr(op, "to", None))
        if p is not None
    ]
    places += [f.at for f in whole.findings if f.at is not None and f.severity == "error"]
    return [
        Finding(
            "error",
            "part_touches_nothing",
            f"{named} starts on a day of its own, but the clause changes nothing there",
        )
        for named in (scope.include if scope.include is not None else scope.exclude)
        if not any(p.is_under(named) for p in places)
    ]


def _converted_in_parts(operations: Sequence[Operation], scope: Scope) -> list[Finding]:
    """A conversion of the whole regulation starts on one day: which part of it would start on another nobody says."""
    if scope == WHOLE or not any(isinstance(op, Convert) for op in operations):
        return []
    message = "the clause converts the whole regulation, and a part of it starts on a day of its own"
    return [Finding("error", "conversion_in_parts", message)]


def _in_scope(op: Operation, scope: Scope) -> bool:
    """Whether an operation belongs to the part of the clause that starts on the day in question."""
    at = getattr(op, "at", None)
    return at is None or scope.covers(at)


def _draft(
    issue: Issue, base: LawDocument, within: Address | None, scope: Scope, lead: LeadText, sides: Sides,
    strict: frozenset[Kind],
) -> Draft:  # fmt: skip
    draft = Draft(base, lead, issue.drawn, fidelity_of(issue), within, scope, strict)
    for before, after, findings in sides:
        draft.findings.extend(findings)
        compile_columns(draft, before, after)
    return draft


def _idle_removals(lead: LeadText, draft: Draft) -> frozenset[Kind]:
    """Kinds of which the lead text orders a removal that found no object (``削除号を削り、…追加号を加える``): offices write
    only the sentences that they need, so the other reading, in which the removal has an object, is the right one."""
    removed = {op.at.last.kind for op in draft.operations if isinstance(op, Remove) and op.at.last}
    return frozenset(
        kind
        for kind, on in LABEL_RULE.items()
        if kind not in removed
        and any(
            r.on == on and r.before_only == "remove" and r.after_only == "add" and not r.both
            for r in lead.rules
        )
    )
