"""Amending sentences (改め文) to the operations, guards and findings that tables give.

Every sentence is read whole by a grammar; what it does not know is :class:`Unresolved`, with an error finding that shows the
sentence. All sentences of a clause read the state before. Words are guarded by the exact number of their occurrences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from reiki.amend.operations import Finding, Operation, Quote, Source, Unresolved
from reiki.gazette.prose_conversions import Conversion, take_conversions
from reiki.gazette.prose_convert import convert
from reiki.gazette.prose_lexer import NotProse, begins_with_place
from reiki.gazette.prose_new import Matter
from reiki.gazette.prose_orders import Order, Words, read_sentence, wants_lines
from reiki.gazette.prose_places import Misplaced, Places, Spot, executed
from reiki.gazette.prose_provisions import Provisions
from reiki.gazette.prose_words import Carried, Change, Wordings, change_forms, change_words
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.document.sentences import sentences
from reiki.law.equality import Fidelity
from reiki.source.model import Block, Paragraph

_VERB: Final = r"(?:改める|削る|加える|付する|とする|改正する|移す|繰り?[上下]げる)"
_ENDS: Final = re.compile(rf"{_VERB}。?$")
_ANNOUNCES: Final = re.compile(r"次の")
_NEW_ARTICLE: Final = re.compile(r"[ \u3000]*第[^\s第]{1,12}\u3000")


@dataclass(frozen=True, slots=True)
class Prose:
    """What amending sentences order. An ``error`` finding, or an :class:`Unresolved`, means that the clause is held."""

    operations: tuple[Operation, ...]
    guard: tuple[Quote, ...]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Said:
    """One amending sentence and the blocks that follow it."""

    text: str
    source: Source
    orders: tuple[Order, ...] = ()
    problem: str = ""
    matter: list[Block] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """True when the lines after it belong to it."""
        return any(wants_lines(o) for o in self.orders) or (
            bool(self.problem) and bool(_ANNOUNCES.search(self.text))
        )


def compile_prose(
    paragraphs: Sequence[Block],
    base: LawDocument,
    drawn: bool,
    fidelity: Fidelity,
    render: Callable[[str], str],
    within: Address | None = None,
) -> Prose:
    """The operations of amending sentences on ``base``.

    ``paragraphs``: the sentences in order, each followed by the lines, tables and figures that it announces (次の1条).
    ``render`` prints quoted words in the regulation's convention. Positions cite ``base``; what comes, the state after.

    ``within``: the sentences amend an amending instrument in force, whose 附則 lives on there. Nothing else of it can be
    addressed, and quoted words must stand exactly once: no column says what else that 附則 holds.
    """
    wordings = Wordings(base, fidelity, render, once=within is not None)
    compiler = _Compiler(wordings, drawn, Provisions(wordings, Places(base, surviving=within)))
    conversions, rest = take_conversions(paragraphs)
    for conversion in conversions:
        compiler.conversion(conversion)
    for said in _read(rest, drawn):
        compiler.sentence(said)
    return compiler.finish()


def _read(blocks: Sequence[Block], drawn: bool = True) -> list[_Said]:
    """The sentences among the blocks, each with what follows it."""
    out: list[_Said] = []
    for block in blocks:
        opened = bool(out) and out[-1].open
        if isinstance(block, Paragraph) and is_amending(block.text.text, opened and drawn):
            out.extend(
                _said(text, Source(block.origin))
                for text in sentences(block.text.text.strip())
                if text.strip()
            )
        elif opened:
            out[-1].matter.append(block)
        elif isinstance(block, Paragraph) and not block.text.text.strip():
            continue
        else:
            text = block.text.text if isinstance(block, Paragraph) else "a table or figure"
            out.append(_Said(text, Source(block.origin), problem="no amending sentence announces it"))
    return out


def is_amending(text: str, opened: bool = False) -> bool:
    """True for amending sentences. ``opened``: a sentence before announces lines, and the source draws its spaces:
    ``第9条　第3条中「A」とあるのは「B」とする。`` is then a new article."""
    bare = text.strip()
    if not _ENDS.search(bare):
        return False
    if opened and (_NEW_ARTICLE.match(text) or "とあるのは" in re.sub(r"「[^「」]*」", "", bare)):
        return False
    return begins_with_place(bare) or all(_is_read(s) for s in sentences(bare))


def _is_read(sentence: str) -> bool:
    return bool(_said(sentence, Source()).orders)


def _said(text: str, source: Source) -> _Said:
    try:
        orders = read_sentence(text)
    except NotProse as error:
        return _Said(text, source, problem=str(error))
    if sum(map(wants_lines, orders)) > 1:
        return _Said(text, source, problem="it announces more than one new text")
    return _Said(text, source, orders)


@dataclass(slots=True)
class _Compiler:
    wordings: Wordings
    drawn: bool
    provisions: Provisions
    carried: list[Carried] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unresolved: list[Operation] = field(default_factory=list)

    def conversion(self, ordered: Conversion) -> None:
        """A conversion of the whole regulation: one operation, or not understood."""
        if ordered.problem:
            said = _Said(" ".join(ordered.said), ordered.source, problem=ordered.problem)
            self._not_understood(said, ordered.problem)
            return
        if (surviving := self.provisions.places.surviving) is not None:
            self._error(executed("The whole", surviving), ordered.source, "")
            return
        operations, findings = convert(self.wordings, ordered)
        self.provisions.operations.extend(operations)
        self.findings.extend(findings)

    def sentence(self, said: _Said) -> None:
        """One sentence: its orders, until one does not fit."""
        if said.problem:
            self._not_understood(said, said.problem)
            return
        self.provisions.places.begin()
        matter = Matter(tuple(said.matter), self.drawn, self.wordings.render)
        try:
            self._orders(said, matter)
        except Misplaced as error:
            if error.code == "not_understood":
                self._not_understood(said, str(error))
                return
            self._error(error, said.source, f" (in 「{_clipped(said.text)}」)")

    def _orders(self, said: _Said, matter: Matter) -> None:
        among: tuple[Spot, ...] = ()
        waiting: list[Change] = []
        for order in said.orders:
            if isinstance(order, Words):
                if order.scope:
                    self._words(among, waiting)
                    among, waiting = self.provisions.places.scope(order.scope), []
                if not among:
                    raise Misplaced("not_understood", f"where 「{order.olds[0]}」 stands is not said")
                waiting.extend(Change(order.verb, old, order.new, said.source) for old in order.olds)
                continue
            self._words(among, waiting)
            among, waiting = (), []
            self.provisions.carry_out(order, matter, said.source)
        self._words(among, waiting)

    def _words(self, among: tuple[Spot, ...], changes: Sequence[Change]) -> None:
        operations, carried, findings = change_words(self.wordings, among, changes)
        self.provisions.operations.extend(operations)
        self.carried.extend(carried)
        self.findings.extend(findings)

    def finish(self) -> Prose:
        """Everything that was ordered, once all moves are known."""
        operations = self.provisions.operations
        try:
            operations.extend(change_forms(self.wordings, self.carried))
            operations.extend(self.provisions.finish())
        except Misplaced as error:
            self._error(error, Source(), "")
        operations.extend(self.unresolved)
        return Prose(tuple(operations), (), (*self.provisions.findings, *self.findings))

    def _not_understood(self, said: _Said, reason: str) -> None:
        self.unresolved.append(Unresolved(said.text, reason, None, "stated", said.source))
        message = f"an amending sentence is not understood: 「{_clipped(said.text)}」: {reason}"
        self.findings.append(Finding("error", "unresolved", message, said.source))

    def _error(self, error: Misplaced, source: Source, where: str) -> None:
        self.findings.append(Finding("error", error.code, f"{error}{where}", source, error.at))


def _clipped(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:120]}…{text[-30:]}"
