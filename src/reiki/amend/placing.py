"""What comes or moves finds its place: every provision that the clause adds or moves is put where it stands afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field

from reiki.amend.operations import Add, Move, Source
from reiki.amend.plan import Plan
from reiki.law.address import Address
from reiki.law.document import LawDocument, Node
from reiki.law.document.markup import Element
from reiki.law.document.position import (
    FIRST,
    NoPlace,
    Spot,
    container_of,
    in_order,
    nudged,
    siblings_in,
    spot_after,
    spot_by_number,
    spot_first,
    stands_inside,
)
from reiki.law.kinds import Kind


class Unplaced(ValueError):
    """A provision finds no place; the message says what is missing."""

    def __init__(self, message: str, at: Address, source: Source) -> None:
        super().__init__(message)
        self.at = at
        self.source = source


@dataclass(frozen=True, slots=True)
class _Coming:
    """A detached element, where it is to stand, and the operation that says so."""

    op: Add | Move
    at: Address
    element: Element
    kind: Kind


@dataclass(slots=True)
class Placing:
    """Places the additions and moves of a plan. A move that leaves the order of numbers as it is (第3条 → 第4条 when what was
    第4条 moves on) keeps its physical place; the others are taken out first and put in together with the additions."""

    document: LawDocument
    plan: Plan
    tails: dict[tuple[Element, bool], Element] = field(default_factory=dict)

    def place_all(self) -> None:
        """Raises :class:`Unplaced` when something finds no place."""
        self._take_out_disordered()
        waiting = self._coming()
        while waiting:
            stays: list[tuple[_Coming, NoPlace]] = []
            for coming in waiting:
                try:
                    self._place(coming, last_resort=False)
                except NoPlace as error:
                    stays.append((coming, error))
            if len(stays) == len(waiting):
                (stuck, reason), *stays = stays
                try:
                    self._place(stuck, last_resort=True)
                except NoPlace:
                    raise Unplaced(str(reason), stuck.at, stuck.op.source) from reason
            waiting = [coming for coming, _ in stays]

    def _take_out_disordered(self) -> None:
        groups: dict[tuple[Element, Kind], tuple[Node, list[Element]]] = {}
        for op, node, _ in self.plan.moves:
            if node.element.getparent() is None:
                continue
            try:
                container = container_of(self.document.lookup, op.to)
            except NoPlace:
                self.document.detach(node.element)
                continue
            groups.setdefault((container.element, node.kind), (container, []))[1].append(node.element)
        for (_, kind), (container, moved) in groups.items():
            siblings = siblings_in(container, kind)
            present = set(siblings)
            ordered = in_order(siblings, kind)
            for element in moved:
                if not ordered or element not in present:
                    self.document.detach(element)

    def _coming(self) -> list[_Coming]:
        out = [_Coming(op, op.at, element, op.at.steps[-1].kind) for op, element in self.plan.adds]
        out += [
            _Coming(op, op.to, node.element, node.kind)
            for op, node, _ in self.plan.moves
            if node.element.getparent() is None
        ]
        place = {id(c): n for n, c in enumerate(out)}
        return sorted(
            out,
            key=lambda c: (
                len(c.at.steps),
                _recorded_place(c.op) or 0,
                () if c.kind is Kind.ROW else c.at.sort_key(),
                place[id(c)],
            ),
        )

    def _place(self, coming: _Coming, *, last_resort: bool) -> None:
        container = container_of(self.document.lookup, coming.at)
        recorded = _recorded_place(coming.op)
        if last_resort and recorded is not None:
            children = list(container.element)
            spot = Spot(container.element, children[recorded - 1] if 0 < recorded <= len(children) else None)
        else:
            spot = self._spot(coming, container)
            spot = nudged(spot, recorded) if recorded is not None else spot
        self.document.attach(
            coming.element, spot, fresh=isinstance(coming.op, Add) and coming.op.layout is None
        )

    def _spot(self, coming: _Coming, container: Node) -> Spot:
        following = coming.op.following
        if following is None:
            return spot_by_number(container, coming.kind, coming.element)
        if following == FIRST:
            return spot_first(container, coming.kind)
        found = self.document.resolve(following)
        if len(found) != 1:
            raise NoPlace(
                f"{following}, which it is to follow, is not there."
                if not found
                else f"{following}, which it is to follow, is there {len(found)} times."
            )
        previous = found[0]
        behind = previous.element, stands_inside(previous.kind, coming.kind)
        tail = self.tails.get(behind)
        spot = spot_after(container, coming.kind, previous if tail is None else Node(tail, coming.kind))
        if spot.parent is not container.element and not self._is_heading_of(spot.parent, container):
            raise NoPlace(f"{following}, which it is to follow, is not among its siblings.")
        self.tails[behind] = coming.element
        return spot

    def _is_heading_of(self, parent: Element, container: Node) -> bool:
        return any(above is container.element for above in parent.iterancestors())


def _recorded_place(op: Add | Move) -> int | None:
    """The place among all children that an inverse recorded."""
    if op.layout is None or len(op.layout) < 3 or op.layout[2] is None:
        return None
    return int(op.layout[2])
