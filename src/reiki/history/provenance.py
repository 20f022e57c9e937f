"""Who put it there (由来): every provision and every span of its words with the clause or the known text that brought it.

The recorded operations are carried out anew, oldest first, on one law, and what each of them touched is noted at the element
it touched. An element keeps its identity through words, labels and moves; a provision that comes or is replaced is a new one.
Texts of different provisions are never compared. The work grows with the operations and, once, with the law.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from reiki.amend.engine import carry_out
from reiki.amend.operations import Operation, Source
from reiki.amend.plan import Plan, plan
from reiki.history.places import Places
from reiki.law.address import Address, Step
from reiki.law.document import LawDocument, Node
from reiki.law.document.reading import kind_of
from reiki.law.document.splice import Edit
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, Kind

if TYPE_CHECKING:
    from reiki.law.document.markup import Element


WHOLE: Final = Address()


class CannotTrace(ValueError):
    """The recorded operations do not lead to the recorded text; the message says where."""


class DoesNotFit(CannotTrace):
    """An operation does not fit the text; nothing of its clause was carried out."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Who put something there. ``key``: of a clause, or of a text known whole. ``source`` and ``basis``: of the operation that
    did it. ``quoted``: no operation did, and no text is known whole; a column tells that it stands there (no ``key``)."""

    key: str
    source: Source = Source()
    basis: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Words that stand together and came together."""

    text: str
    credit: Credit


@dataclass(frozen=True, slots=True)
class Moved:
    """A move (移動): where the provision stood before, and who moved it."""

    origin: Address
    credit: Credit


@dataclass(frozen=True, slots=True)
class Provenance:
    """A place and where it comes from. ``credit``: who made a provision stand there at all; ``moved``: what moved it since,
    oldest first; ``spans``: its own words, together exactly those that stand there; ``None`` where they are not known."""

    at: Address
    label: str
    credit: Credit
    moved: tuple[Moved, ...] = ()
    spans: tuple[Span, ...] | None = ()


What = Literal["added", "moved", "replaced", "amended", "deleted"]


@dataclass(frozen=True, slots=True)
class Deed:
    """What a clause did to a unit of a regulation (条、附則の項、別表 …). ``was`` and ``to``: of a move. ``deleted``: it keeps
    its number and says 削除 since."""

    key: str
    what: What
    was: Address = WHOLE
    to: Address = WHOLE


UNITS: Final = frozenset({Kind.TITLE, Kind.TOC, Kind.PREAMBLE, Kind.ARTICLE, *HEADINGS, *APPENDIX_KINDS})
"""What a 例規集 annotates; besides, a paragraph that stands in no article."""


def is_unit(node: Node) -> bool:
    """True for a unit that carries a note of its own (注記)."""
    if node.kind is Kind.PARAGRAPH:
        parent = node.element.getparent()
        return parent is not None and parent.tag in ("MainProvision", "SupplProvision")
    return node.kind in UNITS


@dataclass(slots=True)
class Ledger:
    """The text as it stands, and who put there what of it. ``base``: the credit of all that nothing touched yet."""

    document: LawDocument
    base: Credit
    births: dict[Element, Credit] = field(default_factory=dict)
    words: dict[Element, tuple[Span, ...]] = field(default_factory=dict)
    moves: dict[Element, tuple[Moved, ...]] = field(default_factory=dict)
    deeds: dict[Element, tuple[Deed, ...]] = field(default_factory=dict)

    # ---------------------------------------------------------------------------------------------------- one clause

    def carry(self, key: str, operations: Sequence[Operation]) -> None:
        """Carries out the operations of one clause, all at once. Raises :class:`DoesNotFit`, and :class:`CannotTrace` when
        something finds no place, after which this ledger is of no use."""
        planned = plan(self.document, operations, ())
        if planned.findings:
            raise DoesNotFit(_no_longer(planned, key))
        written = [
            (w, _edited(self._spans_of(w.node, w.text), [(e, _credit(key, op)) for e, op in w.edits]))
            for w in planned.words.values()
        ]
        deeds = list(self._deeds(planned, key))
        refilled = {element for element, _ in deeds if self._says_deleted(element)}
        labelled = {}
        for _, node, _ in planned.moves:
            # It may come to stand in something that another clause brought.
            self.births.setdefault(node.element, self._birth(node.element))
            if node.kind in HEADINGS or node.kind in APPENDIX_KINDS:
                labelled[node.element] = self._spans_of(node, self.document.words_at(node) or "")
        followed = {node.element: self.deeds.get(node.element, ()) for _, node, _ in planned.replaces}
        undo = carry_out(self.document, planned)
        if planned.findings:
            raise CannotTrace(_no_longer(planned, key))
        for words, spans in written:
            self.words[words.node.element] = spans
        for insert, caption in undo.captions:
            self.births[caption] = _credit(key, insert)
        for replacement, old, new in planned.replaces:
            self.births[new] = _credit(key, replacement)
            self.deeds[new] = followed[old.element]
        for addition, element in planned.adds:
            self.births[element] = _credit(key, addition)
            if is_unit(Node(element, addition.at.steps[-1].kind)):
                deeds.append((element, Deed(key, "added")))
        for move, node, before in planned.moves:
            self.moves[node.element] = (
                *self.moves.get(node.element, ()),
                Moved(before.at, _credit(key, move)),
            )
            now = self.document.words_at(node) if node.element in labelled else None
            if now is not None:
                # The words of a heading or an appendix hold its label, which the move printed anew.
                was = self.words.get(node.element, labelled[node.element])
                self.words[node.element] = _onto(was, now, _credit(key, move))
        for element, done in deeds:
            deed = done
            if done.what != "moved" and self._says_deleted(element):
                deed = Deed(key, "deleted")
            elif done.what == "amended" and element in refilled:
                deed = Deed(key, "replaced")
            kept = self.deeds.get(element, ())
            if deed not in kept:
                self.deeds[element] = (*kept, deed)

    def _says_deleted(self, element: Element) -> bool:
        return (
            element.tag == Kind.ARTICLE.value
            and self.document.words_at(Node(element, Kind.ARTICLE)) == "削除"
        )

    def _deeds(self, planned: Plan, key: str) -> Iterator[tuple[Element, Deed]]:
        """What the clause does to units that stand already; asked before anything is carried out."""
        for words in planned.words.values():
            yield from self._amended(words.node, key)
        for _, parent in planned.captions:
            yield from self._amended(parent, key)
        for _, node, _ in planned.removes:
            if not is_unit(node):
                yield from self._amended(node, key)
        for _, node, element in planned.replaces:
            if is_unit(node):
                yield element, Deed(key, "replaced")
            else:
                yield from self._amended(node, key)
        for move, node, before in planned.moves:
            if is_unit(node):
                yield node.element, Deed(key, "moved", before.at, move.to)
            else:
                yield from self._amended(node, key)
        for addition, _ in planned.adds:
            # ``at`` cites the state after; what holds the new provision is asked for by what it comes to stand in.
            yield from self._holders(addition.at, planned, key)

    def _holders(self, at: Address, planned: Plan, key: str) -> Iterator[tuple[Element, Deed]]:
        came = {op.at for op, _ in planned.adds} | {op.at for op, _, _ in planned.replaces}
        target = {op.to: node for op, node, _ in planned.moves}
        for n in range(len(at.steps) - 1, 0, -1):
            above = Address(at.steps[:n])
            if above in came:
                return
            if above in target:
                yield from self._amended(target[above], key)
                return
            node = self.document.find(above)
            if node is not None:
                yield from self._amended(node, key)
                return

    def _amended(self, node: Node, key: str) -> Iterator[tuple[Element, Deed]]:
        unit = unit_of(node)
        if unit is not None:
            yield unit.element, Deed(key, "amended")

    # ------------------------------------------------------------------------------------------------ the same text anew

    def onto(self, document: LawDocument, other: Credit | None = None, *, at: Address = WHOLE) -> None:
        """Goes on with ``document`` in place of this law, at ``at`` or as a whole: what stands at the same address with the
        same words keeps its credit, anything else is ``other``'s. Without ``other`` nothing else may be there: raises
        :class:`CannotTrace`."""
        old, new = self.document.find(at), document.find(at)
        if old is None or new is None:
            raise CannotTrace(f"{at} does not stand in both texts")
        fresh = Ledger(document, self._birth(old.element))
        _Carry(self, fresh, Places(self.document), Places(document), other).node(old, new, at)
        self.document, self.base = fresh.document, fresh.base
        self.births, self.words = fresh.births, fresh.words
        self.moves, self.deeds = fresh.moves, fresh.deeds

    # ----------------------------------------------------------------------------------------------------------- reading

    def blame(self, at: Address = WHOLE) -> tuple[Provenance, ...]:
        """The provenance of everything at an address, in document order; nothing where nothing stands."""
        node = self.document.find(at)
        if node is None:
            return ()
        where = self.document.address_of(node) if node.kind is not Kind.LAW else Address()
        return tuple(self._provenances(Places(self.document).under(node, where)))

    def _provenances(self, places: Iterable[tuple[Address, Node]]) -> Iterator[Provenance]:
        for where, node in places:
            if node.kind in (Kind.LAW, Kind.ROW):
                continue
            yield Provenance(
                where,
                "" if node.kind in (Kind.TITLE, Kind.CAPTION, Kind.COLUMN) else self.document.label_at(node),
                self._birth(node.element),
                self._moves_of(node.element),
                self._spans(node),
            )

    def _moves_of(self, element: Element) -> tuple[Moved, ...]:
        return self.moves.get(element, ())

    def _spans(self, node: Node) -> tuple[Span, ...] | None:
        if node.kind in (Kind.ARTICLE, Kind.MAIN, Kind.PREAMBLE, Kind.REMARKS) and node.element.findall(
            "Paragraph"
        ):
            return ()  # its paragraphs tell
        text = self.document.words_at(node)
        if text is None:
            return None
        spans = self._spans_of(node, text)
        if "".join(s.text for s in spans) != text:
            raise CannotTrace(
                f"the words at {self.document.address_of(node)} are not those that were brought"
            )
        return spans

    def _spans_of(self, node: Node, text: str) -> tuple[Span, ...]:
        known = self.words.get(node.element)
        if known is not None:
            return known
        return (Span(text, self._birth(node.element)),) if text else ()

    def _birth(self, element: Element) -> Credit:
        here: Element | None = element
        while here is not None:
            if here in self.births:
                return self.births[here]
            here = here.getparent()
        return self.base

    def units(self) -> Iterator[tuple[Address, Node, tuple[Deed, ...]]]:
        """Every unit that a 例規集 annotates, in document order, with what was done to it, oldest first."""
        places = Places(self.document)
        root = self.document.resolve(Address())[0]
        yield from self._units(places, root, Address())

    def _units(
        self, places: Places, node: Node, at: Address
    ) -> Iterator[tuple[Address, Node, tuple[Deed, ...]]]:
        for step, child in places.inside(node):
            where = Address((*at.steps, step))
            if is_unit(child):
                yield where, child, self._deeds_of(child.element)
            if child.kind in HEADINGS or child.kind in (Kind.SUPPL, Kind.MAIN):
                yield from self._units(places, child, where)

    def _deeds_of(self, element: Element) -> tuple[Deed, ...]:
        """Also what came inside something larger: the articles of a new chapter. A 改正附則 tells by its head who brought it."""
        own, born = self.deeds.get(element, ()), self._birth(element)
        if element in self.births or not born.basis:
            return own
        above = element.getparent()
        while above is not None and above not in self.births:
            above = above.getparent()
        return own if above is None or above.tag == Kind.SUPPL.value else (Deed(born.key, "added"), *own)


def unit_of(node: Node) -> Node | None:
    """The unit that a place stands in: an article's, though a paragraph of it is meant."""
    here: Element | None = node.element
    found = node if is_unit(node) else None
    while here is not None:
        kind = kind_of(here)
        if kind is not None and is_unit(above := Node(here, kind)):
            found = above if kind not in HEADINGS or found is None else found
            if kind not in HEADINGS:
                break
        here = here.getparent()
    return found


@dataclass(frozen=True, slots=True)
class _Carry:
    """Takes what a ledger knows over to another text of the same law, place by place."""

    old: Ledger
    new: Ledger
    old_places: Places
    new_places: Places
    other: Credit | None

    def node(self, old: Node, new: Node, at: Address) -> None:
        born = self.old._birth(old.element)
        if self.new._birth(new.element) != born:
            self.new.births[new.element] = born
        for name in ("moves", "deeds"):
            known = getattr(self.old, name).get(old.element)
            if known:
                getattr(self.new, name)[new.element] = known
        self._words(old, new, at)
        before: dict[Step, Node] = {}
        for step, child in self.old_places.inside(old):
            before.setdefault(step, child)
        for step, child in self.new_places.inside(new):
            where = Address((*at.steps, step))
            same = before.pop(step, None)
            if same is not None:
                self.node(same, child, where)
            elif self.other is None:
                raise CannotTrace(f"{where} stands in the recorded text, and nothing brought it")
            else:
                self.new.births[child.element] = self.other
        if before and self.other is None:
            raise CannotTrace(f"{at}: the recorded text lacks {next(iter(before))}")

    def _words(self, old: Node, new: Node, at: Address) -> None:
        if old.kind in (Kind.LAW, Kind.ROW):
            return
        was, now = self.old.document.words_at(old), self.new.document.words_at(new)
        if now is None:
            return
        if was == now:
            known = self.old.words.get(old.element)
            if known is not None:
                self.new.words[new.element] = known
        elif self.other is None:
            raise CannotTrace(f"the words at {at} are not those that were brought")
        else:
            self.new.words[new.element] = (Span(now, self.other),)


def _no_longer(planned: Plan, key: str) -> str:
    return f"{key} no longer applies: {planned.findings[0].message}"


def _credit(key: str, op: Operation) -> Credit:
    return Credit(key, op.source, op.basis)


def _edited(spans: tuple[Span, ...], edits: Sequence[tuple[Edit, Credit]]) -> tuple[Span, ...]:
    """Spans after edits that are in order and do not overlap."""
    out: list[Span] = []
    at = 0
    for edit, credit in edits:
        out += _cut(spans, at, edit.start)
        if edit.new:
            out.append(Span(edit.new, credit))
        at = edit.end
    out += _cut(spans, at, sum(len(s.text) for s in spans))
    return _joined(out)


def _cut(spans: tuple[Span, ...], start: int, end: int) -> Iterator[Span]:
    at = 0
    for span in spans:
        low, high = max(start - at, 0), min(end - at, len(span.text))
        if low < high:
            yield Span(span.text[low:high], span.credit)
        at += len(span.text)


def _onto(spans: tuple[Span, ...], now: str, credit: Credit) -> tuple[Span, ...]:
    """Spans of words that became ``now`` by one change at one place, which is ``credit``'s."""
    old = "".join(s.text for s in spans)
    most = min(len(old), len(now))
    # From the end first: what a move prints anew is the label, with which the words begin.
    tail = next((n for n in range(most) if old[-1 - n] != now[-1 - n]), most)
    head = next((n for n in range(most - tail) if old[n] != now[n]), most - tail)
    return _edited(spans, [(Edit(head, len(old) - tail, now[head : len(now) - tail]), credit)])


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    out: list[Span] = []
    for span in spans:
        if out and out[-1].credit == span.credit:
            out[-1] = Span(out[-1].text + span.text, span.credit)
        elif span.text:
            out.append(span)
    return tuple(out)
