"""Rows that amending sentences take out of a table or put into it (``別表に次のように加える``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from reiki.amend.operations import Add, Operation, Remove, Replace, Source
from reiki.gazette.prose_places import Misplaced
from reiki.gazette.prose_words import neat
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.document.elements import build_row
from reiki.law.document.markup import serialised
from reiki.law.kinds import Kind
from reiki.law.provision import Grid, GridCell
from reiki.law.tables import find_rows, head_rows, row_num

Row = tuple[GridCell, ...]


@dataclass(slots=True)
class _Table:
    """A table of the state before: which of its rows go, which are replaced, and what comes behind which (-1: first)."""

    grid: Grid
    gone: dict[int, Source] = field(default_factory=dict)
    written: dict[int, tuple[Row, Source]] = field(default_factory=dict)
    coming: dict[int, list[tuple[Row, Source]]] = field(default_factory=dict)


@dataclass(slots=True)
class Rows:
    """All changes of rows of one clause, by table. Their addresses follow from the tables as they are afterwards."""

    base: LawDocument
    tables: dict[Address, _Table] = field(default_factory=dict)

    def remove(self, row: Address, source: Source) -> None:
        """The row goes."""
        table = self._table(row.parent)
        table.gone[self._index(row)] = source

    def write(self, row: Address, cells: Row, source: Source) -> None:
        """The row is replaced as a whole."""
        table = self._table(row.parent)
        table.written[self._index(row)] = (cells, source)

    def put(self, table: Address, after: Address | None, rows: tuple[Row, ...], source: Source) -> None:
        """Rows come behind the row ``after``, or at the end. A head that the notice prints again is no new row."""
        known = self._table(table)
        heads = head_rows(known.grid)
        printed = tuple(tuple(c.text for c in row) for row in known.grid.rows[:heads])
        if heads and tuple(tuple(c.text for c in row) for row in rows[:heads]) == printed:
            rows = rows[heads:]
        if known.grid.gap_rows:
            raise Misplaced("base_unknown", f"{table}: rows of this table are not known", table)
        plain = tuple(tuple(GridCell(c.text, c.rowspan, c.colspan) for c in row) for row in rows)
        if not plain:
            raise Misplaced("new_text", f"{table}: no row follows the sentence", table)
        place = len(known.grid.rows) - 1 if after is None else self._index(after)
        known.coming.setdefault(place, []).extend((row, source) for row in plain)

    def before(self, row: Address) -> Address | None:
        """The row above; ``None`` for the first of the table's body."""
        table = self._table(row.parent)
        place = self._index(row) - 1
        return (
            None if place < head_rows(table.grid) else row.parent.child(Kind.ROW, row_num(table.grid, place))
        )

    def operations(self) -> Iterator[Operation]:
        """What is ordered of all tables."""
        for at, table in self.tables.items():
            yield from _of_table(neat_table(at), table)

    def _table(self, at: Address) -> _Table:
        if at not in self.tables:
            provision = self.base.provision(at)
            if provision is None or provision.grid is None:
                raise Misplaced("not_in_base", f"{at} is no table", at)
            self.tables[at] = _Table(provision.grid)
        return self.tables[at]

    def _index(self, row: Address) -> int:
        assert row.last is not None
        found = find_rows(self._table(row.parent).grid, row.last.num)
        if len(found) != 1:
            raise Misplaced("ambiguous", f"{row} names {len(found)} rows", row)
        return found[0]


def neat_table(at: Address) -> Address:
    """別表第1 for the only table of 別表第1."""
    return neat(at.child(Kind.ROW, "x")).parent


def _of_table(at: Address, table: _Table) -> Iterator[Operation]:
    after: list[tuple[Row, Source | None]] = []
    for n, row in enumerate(table.grid.rows):
        if n in table.written:
            after.append((table.written[n][0], None))
        elif n not in table.gone:
            after.append((row, None))
        after.extend(table.coming.get(n, ()))
    grid = Grid(tuple(row for row, _ in after))
    for n, source in table.gone.items():
        yield Remove(at.child(Kind.ROW, row_num(table.grid, n)), None, "stated", source)
    for n, (row, source) in table.written.items():
        xml = serialised(build_row(row))
        yield Replace(at.child(Kind.ROW, row_num(table.grid, n)), xml, None, "stated", source)
    for n, (row, added) in enumerate(after):
        if added is not None:
            following = at.child(Kind.ROW, row_num(grid, n - 1)) if n else Address()
            yield Add(
                at.child(Kind.ROW, row_num(grid, n)), serialised(build_row(row)), following, "stated", added
            )
