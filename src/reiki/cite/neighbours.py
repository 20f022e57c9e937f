"""前条, 次項, 前各号: the provisions beside one, as the very text that is shown has them."""

from __future__ import annotations

from typing import Final

from reiki.cite.model import Range
from reiki.law.address import Address, Step
from reiki.law.document import LawDocument
from reiki.law.kinds import HEADINGS, SUBITEMS, Kind

_IN_LISTS: Final = frozenset({Kind.PARAGRAPH, Kind.ITEM, *SUBITEMS, *HEADINGS})

Siblings = tuple[list[Address], dict[Address, int]]
"""Provisions in order, and the place of each; -1 where two have one number."""


class Neighbours:
    """The order of provisions in one regulation, looked up once for each list."""

    def __init__(self, document: LawDocument) -> None:
        self.document = document
        self._lists: dict[tuple[Address, Kind], Siblings] = {}

    def beside(self, at: Address, kind: Kind, head: str, count: int) -> Range | None:
        """The ``count`` provisions of a kind before (前) or behind (次) the one that is or holds ``at``; 0: all of them. ``None``
        where there are not so many, or ``at`` is in none of that kind."""
        own = self.own(at, kind)
        if own is None:
            return None
        siblings, places = self.siblings(own)
        place = places.get(own, -1)
        if place < 0:
            return None
        if head == "前":
            found = (
                siblings[:place] if count == 0 else siblings[place - count : place] if count <= place else []
            )
        else:
            found = siblings[place + 1 : place + 1 + count]
            found = found if len(found) == count else []
        if not found:
            return None
        return Range(found[0], found[-1] if len(found) > 1 else None)

    def own(self, at: Address, kind: Kind) -> Address | None:
        """The provision of a kind that is or holds an address."""
        for n in range(len(at.steps), 0, -1):
            if at.steps[n - 1].kind is kind:
                return Address(at.steps[:n])
        return None

    def siblings(self, at: Address) -> Siblings:
        """A provision and those beside it, in order; articles count through the headings of 本則 or of their 附則."""
        kind = at.steps[-1].kind
        parent = Address(at.steps[:-1])
        key = parent, kind
        if key not in self._lists:
            found = self._articles(parent) if kind is Kind.ARTICLE else self._children(parent, kind)
            places: dict[Address, int] = {}
            for place, sibling in enumerate(found):
                places[sibling] = -1 if sibling in places else place
            self._lists[key] = found, places
        return self._lists[key]

    def _articles(self, parent: Address) -> list[Address]:
        if not parent.steps:
            return [parent.child(Kind.ARTICLE, num) for num in self.document.articles()]
        return [a for a in self._below(parent) if a.steps[-1].kind is Kind.ARTICLE]

    def _below(self, parent: Address) -> list[Address]:
        out: list[Address] = []
        for child in self.document.children(parent):
            if child.steps[-1].kind in HEADINGS:
                out += self._below(child)
            else:
                out.append(child)
        return out

    def _children(self, parent: Address, kind: Kind) -> list[Address]:
        if kind not in _IN_LISTS:
            return []
        holder = parent if parent.steps else Address((Step(Kind.MAIN),))
        node = self.document.find(holder)
        if node is None:
            return []
        lookup = self.document.lookup
        return [
            parent.child(kind, lookup.step_of(c.element, kind).num)
            for c in lookup.children(node)
            if c.kind is kind
        ]
