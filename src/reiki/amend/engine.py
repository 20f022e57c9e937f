"""Guard, apply, invert: the operations of one clause on one regulation, all at once or not at all.

Every operation reads the state before (conventions.md §1); what speaks against the clause is a value, not an exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reiki.amend.operations import Add, Finding, Move, Operation, Quote, Replace
from reiki.amend.placing import Placing, Unplaced
from reiki.amend.plan import Plan, Words, plan
from reiki.amend.undo import Undo
from reiki.law.address import Address
from reiki.law.document import CannotSplice, LawDocument, Node
from reiki.law.document.markup import Element, serialised
from reiki.law.document.reading import is_in_table, kind_of, read_grid, table_of
from reiki.law.document.splice import edited
from reiki.law.kinds import SUBITEMS, Kind
from reiki.law.tables import is_regular


@dataclass(frozen=True, slots=True)
class Applied:
    """The law after a clause, and the operations that give back the law before it, byte for byte."""

    document: LawDocument
    inverse: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """The clause does not fit this law; each finding says where, what the notice says, and what stands there."""

    findings: tuple[Finding, ...]


def apply(
    document: LawDocument, operations: Sequence[Operation], guard: Sequence[Quote] = ()
) -> Applied | Conflict:
    """Applies the operations of one clause together to a copy; ``document`` stays as it is.

    Addresses and quoted words cite ``document``; ``to`` of a move, ``at`` of an addition and ``following`` cite the
    result. A guard that fails, words that occur more or less often than said, a target that is neither free nor freed, two
    operations on the same words, or one inside a provision that goes: :class:`Conflict`, with every such finding.
    """
    copied = document.copy()
    planned = plan(copied, operations, guard)
    if planned.findings:
        return Conflict(tuple(planned.findings))
    undo = carry_out(copied, planned)
    if planned.findings:
        return Conflict(tuple(planned.findings))
    return Applied(copied, undo.operations())


def carry_out(document: LawDocument, planned: Plan) -> Undo:
    """Carries out a good plan on the very document that it was made for, so that whoever holds an element of it sees where
    that went. Findings in the plan afterwards speak against the clause; the document is of no use then."""
    work = _Work(document, planned)
    work.carry_out()
    return work.undo


def invert(applied: Applied) -> LawDocument:
    """The law before: ``invert(apply(d, ops)).to_bytes() == d.to_bytes()``. Raises ``ValueError`` when the inverse does not
    apply, which would be an error of this module."""
    undone = apply(applied.document, applied.inverse)
    if isinstance(undone, Conflict):
        raise ValueError("; ".join(finding.message for finding in undone.findings))
    return undone.document


@dataclass(slots=True)
class _Work:
    """One clause being carried out on a copy. The order of the passes is the meaning of *together*: words first (their
    places were found before), then everything that goes, then labels, then everything that comes."""

    document: LawDocument
    plan: Plan
    undo: Undo = field(init=False)
    regular: dict[Element, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.undo = Undo(self.document, self.plan)

    def carry_out(self) -> None:
        self._note_tables()
        self.document.first_paragraphs_are_bare()
        for words in self.plan.words.values():
            self._write(words)
        if self.plan.findings:
            return
        self._detach_what_goes()
        self._relabel()
        comes = Placing(self.document, self.plan)
        try:
            comes.place_all()
        except Unplaced as error:
            self.plan.against("no_place", error.at, str(error), error.source)
            return
        self._put_captions()
        self._replace()
        self._restore_layout()
        self._number_subitems()
        self._check_result()

    # ---------------------------------------------------------------------------------------------------------- passes

    def _write(self, words: Words) -> None:
        edits = [edit for edit, _ in words.edits]
        try:
            if words.exact is not None:
                words.node = self.document.set_markup(words.node, words.exact)
                if self.document.words_at(words.node) != edited(words.text, edits):
                    raise CannotSplice("The recorded markup does not say what the operations say.")
            else:
                self.document.splice(words.node, edits)
        except CannotSplice as error:
            self.plan.against("cannot_write", words.at, str(error), words.edits[0][1].source)

    def _detach_what_goes(self) -> None:
        """Moves out of a provision that goes come first, so that it goes without them."""
        gone = {node.element for _, node, _ in self.plan.removes}
        for move, node, _ in self.plan.moves:
            if move.following is not None or any(above in gone for above in node.element.iterancestors()):
                self.document.detach(node.element)
        for words in self.plan.words.values():
            if (
                words.node.kind is Kind.CAPTION
                and words.exact is None
                and not self.document.words_at(words.node)
            ):
                self.document.detach(words.node.element)
        # From the inside out: a heading that goes with articles that the clause names is put back without them.
        for op, node, before in sorted(
            self.plan.removes, key=lambda r: -sum(1 for _ in r[1].element.iterancestors())
        ):
            self.undo.removed(op, before, serialised(node.element))
            self.document.detach(node.element)

    def _relabel(self) -> None:
        for op, node, _ in self.plan.moves:
            last = op.to.last
            exact = (
                (op.layout[3] or "", op.layout[4] or "")
                if op.layout is not None and len(op.layout) == 5
                else None
            )
            self.document.relabel(node, last.num if last else "", op.label, exact)

    def _put_captions(self) -> None:
        for op, parent in self.plan.captions:
            self.undo.captioned(op, self.document.new_caption(parent, op.after))

    def _replace(self) -> None:
        for op, node, element in self.plan.replaces:
            self.undo.replaced(op, node, element)
            self.document.swap(node.element, element, fresh=op.layout is None)

    def _restore_layout(self) -> None:
        """What an inverse puts back stands between the same white space as before."""
        back: list[tuple[Add | Move, Element]] = [(op, element) for op, element in self.plan.adds]
        back += [(op, node.element) for op, node, _ in self.plan.moves]
        for op, element in back:
            if op.layout is not None and len(op.layout) >= 2:
                self.document.set_layout(element, op.layout[0], op.layout[1])

    def _number_subitems(self) -> None:
        come: list[tuple[Add | Move | Replace, Element]] = [(op, element) for op, element in self.plan.adds]
        come += [(op, node.element) for op, node, _ in self.plan.moves]
        come += [(op, element) for op, _, element in self.plan.replaces]
        for op, element in come:
            kind = kind_of(element)
            if kind is not None and kind in SUBITEMS and op.layout is None:
                self.document.number_subitem(element, kind)

    # ---------------------------------------------------------------------------------------------------------- checks

    def _check_result(self) -> None:
        """Each provision that came stands alone at the address that the clause gives it."""
        for add, element in self.plan.adds:
            self._check_alone(add, add.at, element)
        for move, node, _ in self.plan.moves:
            self._check_alone(move, move.to, node.element)
        for words in self.plan.words.values():
            if words.node.element.getparent() is not None and not self._is_found(words.node):
                source = words.edits[0][1].source
                self.plan.against(
                    "target_taken", words.at, "with these words it bears the number of another", source
                )
        for op, _, element in self.plan.replaces:
            if not self._is_found(Node(element, op.at.steps[-1].kind)):
                self.plan.against(
                    "target_taken", op.at, "as replaced it bears the number of another", op.source
                )
        for add, element in self.plan.adds:
            if kind_of(element) is Kind.ROW and add.layout is None and self._breaks_table(element):
                self.plan.against(
                    "irregular_table",
                    add.at,
                    "with this row the merged cells of the table do not fit together",
                    add.source,
                )

    def _is_found(self, node: Node) -> bool:
        """True when the address at which a place stands now leads back to it alone."""
        return [n.element for n in self.document.resolve(self.document.address_of(node))] == [node.element]

    def _check_alone(self, op: Add | Move, at: Address, element: Element) -> None:
        found = self.document.resolve(at)
        if len(found) == 1 and found[0].element is element:
            return
        if not found:
            self.plan.against("target_differs", at, "the new provision does not bear this number", op.source)
        else:
            self.plan.against(
                "target_taken", at, "something stands there already and is not removed or moved", op.source
            )

    def _note_tables(self) -> None:
        """Which tables were whole before rows come or go."""
        if any(kind_of(element) is Kind.ROW for _, element in self.plan.adds):
            for table in self.document.tables():
                self.regular[table] = is_regular(read_grid(table))

    def _breaks_table(self, row: Element) -> bool:
        table = table_of(row) if is_in_table(row) else None
        return table is not None and self.regular.get(table, False) and not is_regular(read_grid(table))
