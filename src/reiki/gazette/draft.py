"""A clause while it is compiled: what it gives so far, what the lead text grants, and the guard."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal

from reiki.amend.operations import Basis, Finding, Operation, Quote, Source
from reiki.gazette.columns import source_of
from reiki.gazette.entries import LABEL_MARKS, Entry
from reiki.gazette.model import LeadText
from reiki.gazette.pairing import PairingRules
from reiki.gazette.quoted import Quoted
from reiki.gazette.quoting import Render, renderer
from reiki.gazette.units import Scope
from reiki.gazette.words import WordRules, exchange, operations_of, same_words
from reiki.law.address import Address
from reiki.law.differences import changes
from reiki.law.document import LawDocument
from reiki.law.document.elements import build
from reiki.law.document.markup import serialised
from reiki.law.equality import Convention, Fidelity
from reiki.law.kinds import SUBITEMS, Kind
from reiki.law.provision import Provision
from reiki.source.model import MarkedText

LABEL_RULE: Final = {
    Kind.ARTICLE: "label:条", Kind.PARAGRAPH: "label:項", Kind.ITEM: "label:号", Kind.APPDX_TABLE: "label:別表",
    Kind.SUPPL_APPDX_TABLE: "label:別表", Kind.APPDX_STYLE: "label:様式", Kind.SUPPL_APPDX_STYLE: "label:様式",
    Kind.PART: "label:編", Kind.CHAPTER: "label:章", Kind.SECTION: "label:節", Kind.SUBSECTION: "label:款",
    Kind.DIVISION: "label:目", Kind.SUPPL: "label:附則", Kind.TABLE: "label:表", Kind.REMARKS: "label:備考",
    **dict.fromkeys(SUBITEMS, "label:細目"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expected:
    """What the 改正後 column says stands at ``at`` afterwards: a provision, or (目次) its ``words``; neither: nothing does.

    ``holds``: the articles that stand directly under the heading ``at``. ``listed``: the column lists everything under it
    (an article), or only what changes (a 附則).
    """

    at: Address
    provision: Provision | None = None
    listed: bool = True
    words: str | None = None
    holds: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """Everything that compiling one clause reads and writes.

    ``strict``: see :class:`PairingRules`. ``inside``: what comes as part of a new heading. ``follows``: what an article of
    a new heading comes after, as cited afterwards. ``passing``: 見出し that pass from one article to the next unmarked.
    ``dropped``: elided provisions that go by the mark on their label alone.
    """

    base: LawDocument
    lead: LeadText
    drawn: bool
    fidelity: Fidelity
    within: Address | None
    scope: Scope
    strict: frozenset[Kind]
    operations: list[Operation] = field(default_factory=list)
    guard: list[Quote] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    follows: dict[Address, Address] = field(default_factory=dict)
    inside: set[Address] = field(default_factory=set)
    passing: set[Address] = field(default_factory=set)
    dropped: set[Address] = field(default_factory=set)
    words: WordRules = field(init=False)
    render: Render = field(init=False)

    def __post_init__(self) -> None:
        convention = None if self.drawn else Convention.of(self.base.text())
        lead = self.lead
        self.words = WordRules(
            lead.grants_on("substitute", "words"), lead.grants_on("insert", "words"), lead.grants_on("delete", "words"),
            self.drawn, self.fidelity, convention,
        )  # fmt: skip
        self.render = renderer(self.drawn, convention)

    @property
    def basis(self) -> Basis:
        """What the operations rest on."""
        return "marked" if self.drawn else "inferred"

    def pairing(self, kind: Kind) -> PairingRules:
        """How a list of this kind is paired under the lead text."""
        on = LABEL_RULE.get(kind, "label")
        return PairingRules(
            self.lead.grants_on("move", on), self.lead.grants_on("remove", on), self.lead.grants_on("add", on),
            self.drawn, self.fidelity, kind in self.strict, self.replaces(kind),
        )  # fmt: skip

    def replaces(self, kind: Kind) -> bool:
        """Whether the lead text replaces a provision as a whole where both columns carry its mark on the same label."""
        on = LABEL_RULE.get(kind, "label")
        return any(
            r.on in ("label", on)
            and (r.both_same == "replace" or (r.mark == "double" and r.both == "replace"))
            for r in self.lead.rules
        )

    def error(self, code: str, message: str, entry: Entry | None, at: Address | None = None) -> None:
        """An error finding: the clause is held."""
        self.findings.append(Finding("error", code, message, source_at(entry), at))

    def guarded(
        self,
        quoted: MarkedText,
        stored: str,
        at: Address,
        entry: Entry,
        part: Literal["text", "caption", "label"],
    ) -> bool:
        """The guard: 改正前 is what is stored. What differs is shown, never repaired."""
        if same_words(quoted.text, stored, self.fidelity):
            self.guard.append(Quote(at, stored, part, source_at(entry)))
            return True
        self.error("base_differs", f"{at}: " + differing(quoted.text, stored), entry, at)
        return False

    def exchange(
        self,
        before: MarkedText,
        after: MarkedText,
        stored: str,
        at: Address,
        source: Source,
        node: Quoted | None = None,
        *,
        ordered: bool = False,
        dry: bool = False,
    ) -> None:
        """The operations on words that turn ``stored`` into what ``after`` says. ``ordered``: the lead text orders it of the
        region in which they stand, whatever it says of words. ``dry``: only what is found, because the whole is replaced."""
        rules = replace(self.words, substitute=True, insert=True, delete=True) if ordered else self.words
        result = exchange(before, after, stored, rules, at, source)
        self.findings.extend(result.findings)
        if dry:
            return
        basis: Basis = "inferred" if result.inferred else self.basis
        self.operations.extend(operations_of(result.edits, stored, at, basis, node, source))

    def ordered(self, verb: str, kind: Kind, entry: Entry, what: str) -> bool:
        """Whether the lead text orders ``verb`` of this kind and, where marks are drawn, the label carries one."""
        if not self.lead.grants_on(verb, LABEL_RULE.get(kind, "label")):
            self.error("verb_not_ordered", f"{what}, but the lead text orders no such {verb}", entry)
            return False
        if self.drawn and not _marked(entry):
            self.error("unmarked_difference", f"{what}, but its label is not marked", entry)
            return False
        return True

    def printed(self, text: MarkedText) -> str:
        """Words of the 改正後 column as they enter the regulation."""
        return text.text if self.drawn else self.render(text.text)


def _marked(entry: Entry) -> bool:
    """A mark on the label; where a provision has none (第1項, a table), on all its words."""
    if entry.label.text.strip():
        return entry.marked()
    node = entry.node
    if node.rows is not None:
        cells = [c for r in node.rows for c in r.cells if c.text]
        return bool(cells) and all(
            c.box or (c.text is not None and c.text.covered(LABEL_MARKS)) for c in cells
        )
    return node.text.covered(LABEL_MARKS)


def source_at(entry: Entry | None) -> Source:
    """Where a provision begins in its column."""
    piece = entry.node.piece if entry is not None else None
    return source_of(piece) if piece is not None else Source()


def element_xml(provision: Provision) -> str:
    """A provision as the element that an operation carries."""
    return serialised(build(provision))


def differing(quoted: str, stored: str) -> str:
    """Where 改正前 and the stored text part, shown with its surroundings."""
    found = changes(quoted, stored)
    if not found:
        return "the texts differ only in characters that look alike"
    c = found[0]
    left = quoted[max(0, c.start - 12) : c.start]
    more = f" and {len(found) - 1} more differences" if len(found) > 1 else ""
    return (
        f"改正前 quotes 「…{left}［{quoted[c.start : c.end][:40]}］{quoted[c.end : c.end + 12]}…」, "
        f"stored is 「…{left}［{stored[c.at : c.to][:40]}］{stored[c.to : c.to + 12]}…」{more}"
    )
