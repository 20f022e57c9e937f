"""Every place of a law with its address, in one walk from above, however long its tables are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reiki.law.address import Address, Step
from reiki.law.document import LawDocument, Node
from reiki.law.document.reading import caption_element, rows_of, table_of
from reiki.law.kinds import Kind
from reiki.law.tables import Place, column_num, coverage, row_nums

if TYPE_CHECKING:
    from reiki.law.document.markup import Element


@dataclass(frozen=True, slots=True)
class _Table:
    rows: dict[Element, int]
    nums: tuple[str, ...]
    first_column: dict[Place, int]
    columns: tuple[str, ...]


@dataclass(slots=True)
class Places:
    """The places of one law, which must not be edited while this is in use."""

    document: LawDocument
    tables: dict[Element, _Table] = field(default_factory=dict)

    def under(self, node: Node, at: Address) -> Iterator[tuple[Address, Node]]:
        """A place and everything in it down to cells, 題名 and 見出し included, in document order."""
        yield at, node
        for step, child in self.inside(node):
            yield from self.under(child, Address((*at.steps, step)))

    def inside(self, node: Node) -> Iterator[tuple[Step, Node]]:
        """What stands directly in a place, with the last step of its address."""
        lookup = self.document.lookup
        if node.kind is Kind.LAW:
            yield from ((Step(Kind.TITLE), n) for n in self.document.resolve(Address((Step(Kind.TITLE),))))
        elif node.kind is Kind.ROW:
            table = self._table_of(node)
            line = table.rows[node.element]
            for n, child in enumerate(lookup.children(node)):
                yield Step(Kind.COLUMN, table.columns[table.first_column[line, n]]), child
            return
        caption = caption_element(node.element, node.kind)
        if caption is not None:
            yield Step(Kind.CAPTION), Node(caption, Kind.CAPTION)
        for child in lookup.children(node):
            if child.kind is Kind.CAPTION:
                continue
            if child.kind is Kind.ROW:
                table = self._table_of(child)
                yield Step(Kind.ROW, table.nums[table.rows[child.element]]), child
            else:
                yield lookup.step_of(child.element, child.kind), child

    def _table_of(self, row: Node) -> _Table:
        element = table_of(row.element)
        if element not in self.tables:
            grid = self.document.lookup.grid(element)
            lines = coverage(grid)
            first: dict[Place, int] = {}
            for line in lines:
                for column, place in enumerate(line):
                    if place is not None:
                        first.setdefault(place, column)
            width = len(lines[0]) if lines else 0
            self.tables[element] = _Table(
                {row: n for n, row in enumerate(rows_of(element))},
                row_nums(grid),
                first,
                tuple(column_num(grid, c) for c in range(width)),
            )
        return self.tables[element]
