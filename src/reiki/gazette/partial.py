"""A regulation of which only what gazettes quote is known (design, decision 11): gaps that quotes fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reiki.amend.engine import Applied, Conflict, apply
from reiki.amend.operations import Add, Finding, Operation, Replace
from reiki.gazette.compile import Sides, read_sides
from reiki.gazette.draft import element_xml
from reiki.gazette.entries import flatten
from reiki.gazette.model import Clause, Issue, Side
from reiki.gazette.quoted import Quoted
from reiki.gazette.quoting import quoted_provisions, renderer
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.equality import Convention, Fidelity, key
from reiki.law.kinds import Kind
from reiki.law.provision import Grid, Provision, Regulation

Quotes = tuple[tuple[Address, Provision], ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A partial regulation in which quotes have become known. ``filled``: the places that were gaps before."""

    document: LawDocument
    filled: tuple[Address, ...]
    findings: tuple[Finding, ...] = ()


def quoted_before(
    clause: Clause, issue: Issue, within: Address | None = None, sides: Sides | None = None
) -> Quotes:
    """What the 改正前 columns of a clause quote, by address, gaps where they elide. ``sides``: as for compiling."""
    return _quotes(read_sides(clause, issue) if sides is None else sides, issue.drawn, within, "before")


def quoted_after(clause: Clause, issue: Issue, within: Address | None = None) -> Quotes:
    """What the 改正後 columns of a clause quote, by address, gaps where they elide."""
    return _quotes(read_sides(clause, issue), issue.drawn, within, "after")


def _quotes(sides: Sides, drawn: bool, within: Address | None, side: Side) -> Quotes:
    convention = None if drawn else Convention.of("".join(_all_words(s[0]) for s in sides))
    render = renderer(drawn, convention)
    out: list[tuple[Address, Provision]] = []
    for before, after, _ in sides:
        for node in flatten(after if side == "after" else before):
            if node.kind is Kind.SUPPL:
                at = within or Address().child(Kind.SUPPL)
                out.extend((at.child(p.kind, p.num), p) for p in quoted_provisions(node.children, render))
            else:
                out.extend((Address().child(p.kind, p.num), p) for p in quoted_provisions([node], render))
    return tuple(out)


def _all_words(node: Quoted) -> str:
    words = node.text.text + "".join(_all_words(c) for c in node.children)
    return words + "".join(c.text.text for row in node.rows or [] for c in row.cells if c.text)


def empty(title: str, number: str) -> LawDocument:
    """A regulation of which nothing but its name is known."""
    return LawDocument.from_regulation(Regulation(title, number, provisions=(), unlisted=True))


def fill(
    document: LawDocument | None, title: str, number: str, quotes: Sequence[tuple[Address, Provision]]
) -> Filled:
    """Make what is quoted known where ``document`` has gaps; what it already knows must be the same.

    ``document`` ``None``: a new partial regulation of that title and number. A quote that contradicts what is known is an
    error finding, and the place stays as it was.
    """
    known = document if document is not None else empty(title, number)
    filled: list[Address] = []
    findings: list[Finding] = []
    for at, quoted in quotes:
        operations = _operations(known, at, quoted, findings)
        if not operations:
            continue
        result = apply(known, operations)
        match result:
            case Conflict():
                findings.extend(result.findings)
            case Applied():
                known = result.document
                filled.append(at)
    return Filled(known, tuple(filled), tuple(findings))


def _operations(
    document: LawDocument, at: Address, quoted: Provision, findings: list[Finding]
) -> list[Operation]:
    stored = document.provision(at)
    if stored is None:
        out: list[Operation] = []
        parent = at.parent
        if parent.steps and document.provision(parent) is None:
            last = parent.last
            assert last is not None
            holder = Provision(
                last.kind, last.num, "附\u3000則" if last.kind is Kind.SUPPL else "", unlisted=True
            )
            return [Add(parent, element_xml(replace(holder, children=(quoted,))), basis="inferred")]
        out.append(Add(at, element_xml(quoted), basis="inferred"))
        return out
    try:
        merged = merge(stored, quoted)
    except Contradiction as error:
        findings.append(Finding("error", "base_differs", f"{at}: {error}", at=at))
        return []
    return [] if merged == stored else [Replace(at, element_xml(merged), basis="inferred")]


class Contradiction(ValueError):
    """A quote says something else than what is known; the message shows both."""


def merge(known: Provision, quoted: Provision) -> Provision:
    """``known`` with its gaps filled from ``quoted``. Raises :class:`Contradiction` where both know and differ."""
    text = known.text
    if text is None:
        text = quoted.text
    elif quoted.text is not None and key(text, Fidelity.CONVERTED) != key(quoted.text, Fidelity.CONVERTED):
        raise Contradiction(f"改正前 quotes 「{quoted.text[:60]}」, known is 「{text[:60]}」")
    caption = known.caption or quoted.caption
    children = list(known.children)
    for child in quoted.children:
        index = next((i for i, c in enumerate(children) if (c.kind, c.num) == (child.kind, child.num)), None)
        if index is not None:
            children[index] = merge(children[index], child)
        elif known.unlisted:
            children = _inserted(children, child)
        else:
            raise Contradiction(f"改正前 quotes {child.label or child.num}, which is known not to be there")
    unlisted = known.unlisted and quoted.unlisted
    return replace(
        known, text=text, caption=caption, related=known.related or quoted.related, label=known.label or quoted.label,
        children=tuple(children), unlisted=unlisted, grid=_merged_grid(known.grid, quoted.grid),
    )  # fmt: skip


def _inserted(children: list[Provision], child: Provision) -> list[Provision]:
    place = Address().child(child.kind, child.num)
    at = next((i for i, c in enumerate(children) if Address().child(c.kind, c.num) > place), len(children))
    return [*children[:at], child, *children[at:]]


def _merged_grid(known: Grid | None, quoted: Grid | None) -> Grid | None:
    """A table quoted with fewer gaps than known replaces it; a known one stays."""
    if known is None or quoted is None:
        return known or quoted
    return quoted if known.gap_rows and not quoted.gap_rows else known
