"""The inverse of a clause: operations that cite the law after it and give back the law before it, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from reiki.amend.locate import place_of
from reiki.amend.operations import (
    Add,
    Delete,
    Insert,
    Move,
    Operation,
    Remove,
    Replace,
    Substitute,
    WordOperation,
)
from reiki.amend.plan import Plan, Standing, Words, full_text, sourced, with_layout
from reiki.law.document import Edit, LawDocument, Node
from reiki.law.document.markup import Element, parse_element, serialised
from reiki.law.document.splice import edited
from reiki.law.kinds import Kind


@dataclass(slots=True)
class Undo:
    """Collects, while a clause is carried out, what its inverse needs."""

    document: LawDocument
    plan: Plan
    out: list[Operation] = field(default_factory=list)
    captions: list[tuple[Insert, Element]] = field(default_factory=list)
    replaces: list[tuple[Replace, Node, str]] = field(default_factory=list)

    def removed(self, op: Remove, before: Standing, xml: str) -> None:
        """A provision goes: the inverse adds it where it stood."""
        self._add_back(op, before, xml)

    def captioned(self, op: Insert, caption: Element) -> None:
        """A 見出し came: the inverse removes it."""
        self.captions.append((op, caption))

    def replaced(self, op: Replace, node: Node, new: Element) -> None:
        """A provision is replaced: the inverse replaces it back."""
        self.replaces.append((op, Node(new, node.kind), serialised(node.element)))

    def operations(self) -> tuple[Operation, ...]:
        """The inverse, once the clause is carried out."""
        for words in self.plan.words.values():
            self._unwrite(words)
        for op, caption in self.captions:
            self._take_away(op, Node(caption, Kind.CAPTION))
        for replace_op, node, xml in self.replaces:
            at = self.document.address_of(node)
            self.out.append(sourced(Replace(at, xml, self._guard_of(node), layout=()), replace_op))
        for add, element in self.plan.adds:
            self._take_away(add, Node(element, add.at.steps[-1].kind))
        for move, node, before in self.plan.moves:
            at, old = self.document.address_of(node), before.layout.label
            back = Move(
                at, before.at, _text_of(old), before.following, layout=with_layout(before.layout, move=True)
            )
            self.out.append(sourced(back, move))
        if self.plan.converts:
            # What a conversion changed is one record; so is the way back, with whatever else the clause did.
            return (replace(self.plan.converts[0], steps=tuple(self.out)),)
        return tuple(self.out)

    def _add_back(self, op: Operation, before: Standing, xml: str) -> None:
        self.out.append(
            sourced(Add(before.at, xml, before.following, layout=with_layout(before.layout, move=False)), op)
        )

    def _take_away(self, op: Operation, node: Node) -> None:
        self.out.append(sourced(Remove(self.document.address_of(node), self._guard_of(node)), op))

    def _guard_of(self, node: Node) -> str | None:
        """All text of a provision, to be checked before it goes; ``None`` where a part of it is not known."""
        provision = self.document.provision_at(node)
        return full_text(provision) if provision.known() else None

    # ----------------------------------------------------------------------------------------------------------- words

    def _unwrite(self, words: Words) -> None:
        node, first = words.node, words.edits[0][1]
        if node.element.getparent() is None:
            if words.standing is not None:
                self._add_back(first, words.standing, serialised(parse_element(words.markup)[0]))
            return
        at, now = self.document.address_of(node), self.document.words_at(node)
        if now is None:
            now = ""
        edits = _joined([edit for edit, _ in words.edits])
        back = _reversed(words.text, edits)
        exact: str | None = None
        if edited(words.text, edits) != now:
            # The label was printed anew by a move in the same clause: the words go back as a whole.
            back, exact = [Edit(0, len(now), words.text)], words.markup
        elif (node.kind is Kind.CAPTION and not words.text) or not self.document.restores(
            node, back, words.markup
        ):
            exact = words.markup
        for edit in back:
            place = place_of(now, edit.start, edit.end)
            before = now[edit.start : edit.end]
            inverse: WordOperation
            if not before:
                inverse = Insert(at, edit.new, place, exact=exact)
            elif not edit.new:
                inverse = Delete(at, before, place, exact=exact)
            else:
                inverse = Substitute(at, before, edit.new, place, exact=exact)
            self.out.append(sourced(inverse, first))


def _text_of(label: str) -> str:
    return "".join(str(t) for t in parse_element(label).itertext()) if label else ""


def _joined(edits: list[Edit]) -> list[Edit]:
    """Edits that touch, as one: their inverses would insert at one place."""
    out: list[Edit] = []
    for edit in edits:
        if out and edit.start == out[-1].end:
            last = out.pop()
            out.append(Edit(last.start, edit.end, last.new + edit.new))
        else:
            out.append(edit)
    return out


def _reversed(text: str, edits: list[Edit]) -> list[Edit]:
    """The edits that lead back, in the coordinates of the text after."""
    out: list[Edit] = []
    shift = 0
    for edit in edits:
        start = edit.start + shift
        out.append(Edit(start, start + len(edit.new), text[edit.start : edit.end]))
        shift += len(edit.new) - (edit.end - edit.start)
    return out
