"""Places that an amending sentence names, found in the regulation as it stood before the clause.

同条, 同項 and a bare 第2項 mean what the sentence named last. After ``第3項を第4項とし`` 同項 is the paragraph that moved, cited
here by its old number: every position reads the state before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from reiki.gazette.lines import fold, squeeze
from reiki.gazette.prose_lexer import Named, Unit
from reiki.gazette.prose_orders import Ref, Refs, Scope
from reiki.law.address import Address, Step, head_num
from reiki.law.document import LawDocument
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, OUT_OF_SUPPL, RANK, SUBITEMS, Kind
from reiki.law.labels import item_num
from reiki.law.provision import Grid
from reiki.law.tables import cell_at, column_num, coverage, head_rows, row_num

_OUTERMOST: Final = frozenset(
    {
        Kind.LAW,
        Kind.TITLE,
        Kind.TOC,
        Kind.PREAMBLE,
        Kind.MAIN,
        Kind.ARTICLE,
        Kind.SUPPL,
        *HEADINGS,
        *APPENDIX_KINDS,
    }
)
_SAME_AS: Final = {
    Kind.TABLE: frozenset({Kind.TABLE, Kind.APPDX_TABLE, Kind.SUPPL_APPDX_TABLE}),
    Kind.APPDX_TABLE: frozenset({Kind.APPDX_TABLE, Kind.SUPPL_APPDX_TABLE}),
    Kind.APPDX_STYLE: frozenset({Kind.APPDX_STYLE, Kind.SUPPL_APPDX_STYLE}),
}


class Misplaced(ValueError):
    """A place that is not there, or is there twice, or follows from nothing that was named. ``code``: of the finding."""

    def __init__(self, code: str, message: str, at: Address | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.at = at


def executed(named: str, surviving: Address) -> Misplaced:
    """A clause on an amending instrument in force names something of it that is no longer there."""
    message = f"{named} of the amending instrument was carried out as it came into force; only its 附則 lives on, as {surviving}"
    return Misplaced("main_provision_executed", message, surviving)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place found: ``at`` cites the state before. ``part``: ただし書 前段 後段 本文 各号 own, or ``""`` for all of it.
    ``caption``: whether the sentence takes the 見出し in or out; ``None`` where it does not say."""

    at: Address
    part: str = ""
    caption: bool | None = None


@dataclass(slots=True)
class Places:
    """Resolves places against one regulation. ``focus``: what the sentence named last; ``earlier``: what the one before did,
    of which only 同条 and the like may speak."""

    base: LawDocument
    focus: Address | None = None
    earlier: Address | None = None
    surviving: Address | None = None
    """The 附則 of an amending instrument (改正附則), when the sentences amend that instrument: its 附則 is this one, and nothing
    else of it is there any more."""
    _articles: list[Address] = field(default_factory=list)

    def begin(self) -> None:
        """A new sentence begins: a bare 第2項 means nothing yet."""
        self.earlier, self.focus = self.focus or self.earlier, None

    def scope(self, scope: Scope) -> tuple[Spot, ...]:
        """What stands before 中: an inner scope lies in each place of the outer."""
        found: tuple[Spot, ...] = ()
        for n, refs in enumerate(scope):
            found = self.all(refs, found if n else ())
        return found

    def all(self, refs: Refs, within: Sequence[Spot] = ()) -> tuple[Spot, ...]:
        """Every place of a list, each in each of ``within``. The last one named becomes the focus."""
        out: list[Spot] = []
        for outer in within or (None,):
            listed: Address | None = None
            inside = outer.at if outer is not None else None
            if len(refs) == 2 and (joint := self._joint(refs[0].first, refs[1].first, inside)) is not None:
                self.focus = joint
                out.append(Spot(joint))
                continue
            for ref in refs:
                spots = self._ref(ref, inside, listed)
                out.extend(spots)
                listed = self.focus = spots[-1].at
        return tuple(out)

    def one(self, refs: Refs, within: Sequence[Spot] = ()) -> Spot:
        """The one place of a list of one."""
        found = self.all(refs, within)
        if len(found) != 1:
            raise Misplaced(
                "several_places", f"「{refs[0].text}」 names {len(found)} places where one is needed"
            )
        return found[0]

    def destination(self, named: Named, of: Address, scope: Address | None = None) -> Address:
        """The address that a move names, cited with the numbers of the state before for everything but its last step."""
        first = named.units[0]
        if len(named.units) == 1 and first.what == "label" and of.last is not None:
            return of.parent.child(
                of.last.kind, first.num if of.last.kind in SUBITEMS else item_num(first.num)
            )
        if (
            len(named.units) == 1
            and first.what == "step"
            and of.last is not None
            and first.kind is of.last.kind
        ):
            return of.parent.child(of.last.kind, first.num)
        at, _, _ = self._address(named.units, scope, of)
        if at.last is None:
            raise Misplaced("not_a_number", f"「{named.text}」 is no number to move to")
        home = self.home(at.parent, at.last.kind)
        return home.child(at.last.kind, at.last.num)

    def home(self, parent: Address, kind: Kind) -> Address:
        """Where provisions of ``kind`` stand under ``parent``: items of an article in its only paragraph."""
        last = parent.last
        if kind in (Kind.ITEM, Kind.TABLE) and (
            last is None or last.kind in (Kind.ARTICLE, Kind.MAIN, Kind.SUPPL)
        ):
            inner = [a for a in self.base.children(parent) if a.last and a.last.kind is Kind.PARAGRAPH]
            if len(inner) == 1:
                return inner[0]
        return parent

    def siblings(self, at: Address) -> list[Address]:
        """The provisions of one kind that stand beside ``at``, itself included, in order; articles through all chapters."""
        assert at.last is not None
        kind = at.last.kind
        if kind is Kind.ARTICLE:
            return [a for a in self._all_articles() if a.parent == at.parent]
        parent = Address() if at.parent.last is None else at.parent
        return [a for a in self.base.children(parent) if a.last and a.last.kind is kind]

    # ------------------------------------------------------------------------------------------------------- one place

    def _all_articles(self) -> list[Address]:
        if not self._articles:
            self._articles = [a for a in self.base.addresses() if a.last and a.last.kind is Kind.ARTICLE]
        return self._articles

    def _joint(self, first: Named, last: Named, within: Address | None) -> Address | None:
        """第5条及び第6条 where that is one article of the regulation (``第5条及び第6条　削除``)."""
        if any(u.kind is not Kind.ARTICLE or u.what != "step" for u in (first.units[-1], last.units[-1])):
            return None
        begin, _, _ = self._address(first.units, within, None)
        end, _, _ = self._address(last.units, within, begin)
        assert begin.last is not None
        assert end.last is not None
        joint = begin.parent.child(Kind.ARTICLE, f"{begin.last.num}:{end.last.num}")
        return joint if begin.parent == end.parent and len(self.base.resolve(joint)) == 1 else None

    def _ref(self, ref: Ref, within: Address | None, listed: Address | None) -> list[Spot]:
        if ref.last is not None and (joint := self._joint(ref.first, ref.last, within)) is not None:
            return [Spot(joint)]
        first = self._named(ref.first, within, listed)
        if ref.last is None:
            return first
        if len(first) != 1 or first[0].part:
            raise Misplaced("not_understood", f"「{ref.text}」 begins with more than one provision")
        begin = first[0].at
        last = self._named(ref.last, within, begin)
        if len(last) != 1 or last[0].part or last[0].at.parent != begin.parent:
            raise Misplaced(
                "not_understood", f"「{ref.text}」 does not lead from one provision to another beside it"
            )
        beside = self.siblings(begin)
        if begin not in beside or last[0].at not in beside or beside.index(begin) >= beside.index(last[0].at):
            raise Misplaced(
                "not_in_base", f"「{ref.text}」: these provisions do not stand in that order", begin
            )
        return [Spot(a) for a in beside[beside.index(begin) : beside.index(last[0].at) + 1]]

    def _named(self, named: Named, within: Address | None, listed: Address | None) -> list[Spot]:
        at, part, caption = self._address(named.units, within, listed)
        if at.last is not None and at.last.kind in (Kind.ROW, Kind.COLUMN):
            return [Spot(a, part, caption) for a in self._lines(at, named.text)]
        return [Spot(self._found(at, named.text), part, caption)]

    def _found(self, at: Address, text: str) -> Address:
        nodes = self.base.resolve(at)
        if not nodes and at.last is not None and at.last.kind is Kind.CAPTION:
            return at
        if not nodes:
            raise Misplaced(
                "not_in_base",
                f"the notice names 「{text}」 ({at}), which is not in the stored regulation",
                at,
            )
        if len(nodes) > 1:
            raise Misplaced(
                "ambiguous", f"the notice names 「{text}」, and {len(nodes)} provisions stand at {at}", at
            )
        return self.base.address_of(nodes[0])

    def _address(
        self, units: Iterable[Unit], within: Address | None, listed: Address | None
    ) -> tuple[Address, str, bool | None]:
        at: Address | None = None
        part, caption = "", None
        anchor = listed or self.focus
        for unit in units:
            if unit.what == "part":
                at = at if at is not None else self._needed(within or anchor, unit.num)
                if unit.num in ("with_caption", "without_caption"):
                    caption = unit.num == "with_caption"
                else:
                    part = unit.num
            elif at is not None:
                at = self._inside(at, unit)
            elif within is not None and unit.what != "same":
                at = self._inside(within, unit)
            else:
                at = self._outermost(unit, anchor, listed)
        assert at is not None
        return at, part, caption

    def _needed(self, at: Address | None, what: str) -> Address:
        if at is None:
            raise Misplaced("not_understood", f"「{what}」 follows nothing that the sentence named")
        return _upto(at, lambda k: k not in (Kind.CAPTION, Kind.ROW, Kind.COLUMN))

    def _inside(self, at: Address, unit: Unit) -> Address:
        last = at.last
        if unit.what == "label" and last is not None:
            return at.child(*_placed(last.kind, unit.num))
        assert unit.kind is not None
        if unit.kind in (Kind.ITEM, Kind.TABLE):
            at = self.home(at, unit.kind)
        num = head_num(unit.num) if unit.what in ("row", "column") else unit.num
        return at.child(unit.kind, num)

    def _outermost(self, unit: Unit, anchor: Address | None, listed: Address | None) -> Address:
        kind = unit.kind
        if unit.what == "same":
            assert kind is not None
            return self._same(kind)
        if unit.what == "label":
            return self._labelled(unit.num, anchor)
        assert kind is not None
        if self.surviving is not None and (kind in _OUTERMOST or (kind is Kind.PARAGRAPH and anchor is None)):
            return self._of_surviving(unit, listed)
        if kind in _OUTERMOST:
            return (
                self._beside_suppl(unit, listed) if kind is Kind.ARTICLE else Address().child(kind, unit.num)
            )
        if kind is Kind.PARAGRAPH and anchor is None:
            return Address().child(kind, unit.num)
        around = _upto(self._needed(anchor, unit.num or str(kind)), lambda k: _holds(k, kind))
        return self._inside(around, unit)

    def _of_surviving(self, unit: Unit, listed: Address | None) -> Address:
        """What an amending instrument in force still has: its 附則. Its 本則 was carried out, and its 題名 is kept nowhere."""
        assert self.surviving is not None
        if unit.kind is Kind.SUPPL and not unit.num:
            return self.surviving
        named = Address().child(unit.kind or Kind.MAIN, unit.num)
        if unit.kind is Kind.ARTICLE and listed is not None and listed.is_under(self.surviving):
            message = f"after {listed}, {named} may be of the 附則 or of the 本則 of the amending instrument"
            raise Misplaced("ambiguous", message, listed)
        raise executed(str(named), self.surviving)

    def _beside_suppl(self, unit: Unit, listed: Address | None) -> Address:
        """``附則第3条及び第5条``: the second is of the 附則 too where only that has it; where both have it nobody knows."""
        main = Address().child(Kind.ARTICLE, unit.num)
        if listed is None or not listed.steps or listed.steps[0].kind is not Kind.SUPPL:
            return main
        there = Address(listed.steps[:1]).child(Kind.ARTICLE, unit.num)
        if self.base.resolve(there) and self.base.resolve(main):
            raise Misplaced("ambiguous", f"after {listed}, {main} may be of the 附則 or of the 本則", there)
        return there if self.base.resolve(there) else main

    def _same(self, kind: Kind) -> Address:
        kinds = _SAME_AS.get(kind, frozenset({kind}))
        named = self.focus or self.earlier
        steps = named.steps if named is not None else ()
        for n in range(len(steps), 0, -1):
            if steps[n - 1].kind in kinds:
                return Address(steps[:n])
        raise Misplaced("not_understood", f"同 names a {kind.value}, and the sentence has named none before")

    def _labelled(self, label: str, anchor: Address | None) -> Address:
        """A bare ウ: beside the 細目 named last, or inside the item named last."""
        found: list[Address] = []
        at = anchor
        while (
            at is not None and at.last is not None and at.last.kind in (Kind.PARAGRAPH, Kind.ITEM, *SUBITEMS)
        ):
            try:
                candidate = at.child(*_placed(at.last.kind, label))
            except (Misplaced, ValueError):
                candidate = None
            if candidate is not None and self.base.resolve(candidate):
                found.append(candidate)
            at = at.parent
        if len(found) != 1:
            raise Misplaced(
                "not_in_base",
                f"「{label}」 names {len(found)} provisions near {anchor or 'the beginning'}",
                anchor,
            )
        return found[0]

    # ----------------------------------------------------------------------------------------------------------- tables

    def _lines(self, at: Address, text: str) -> list[Address]:
        """The rows of ``甲の項``, all of them where 甲 is merged over several; their cells for ``額の欄``."""
        column = at.last if at.last is not None and at.last.kind is Kind.COLUMN else None
        above = at.parent if column is not None else at
        row = above.last if above.last is not None and above.last.kind is Kind.ROW else None
        table = self._table(above.parent if row is not None else above, text)
        provision = self.base.provision(table)
        grid = provision.grid if provision is not None else None
        if grid is None:
            raise Misplaced("not_in_base", f"「{text}」: {table} has no table", table)
        rows = [
            r
            for r in range(head_rows(grid), len(grid.rows))
            if row is None or _first(grid, r) == _bare(row.num)
        ]
        if not rows:
            raise Misplaced("not_in_base", f"「{text}」: the table has no such row", table)
        if column is None:
            return [table.child(Kind.ROW, row_num(grid, r)) for r in rows]
        columns = [
            c for c in range(len(coverage(grid)[0])) if _bare(column_num(grid, c)) == _bare(column.num)
        ]
        if len(columns) != 1:
            raise Misplaced("not_in_base", f"「{text}」: {len(columns)} columns have that head", table)
        num = column_num(grid, columns[0])
        begins = [r for r in rows if (place := cell_at(grid, r, columns[0])) is not None and place[0] == r]
        return [table.child(Kind.ROW, row_num(grid, r)).child(Kind.COLUMN, num) for r in begins]

    def _table(self, holder: Address, text: str) -> Address:
        self._found(holder, text)
        if holder.last is not None and holder.last.kind is Kind.TABLE:
            return holder
        tables = [a for a in self.base.children(holder) if a.last and a.last.kind is Kind.TABLE]
        if len(tables) != 1:
            raise Misplaced("ambiguous", f"「{text}」: {holder} has {len(tables)} tables", holder)
        return tables[0]


def _first(grid: Grid, row: int) -> str:
    place = cell_at(grid, row, 0) if row not in grid.gap_rows else None
    return "" if place is None else _bare(grid.rows[place[0]][place[1]].text or "")


def _bare(text: str) -> str:
    return fold(squeeze(text))


def _holds(outer: Kind, inner: Kind) -> bool:
    """Whether a provision of kind ``inner`` stands under one of kind ``outer``."""
    if inner in (Kind.PARAGRAPH, Kind.ITEM, *SUBITEMS):
        outside = OUT_OF_SUPPL.get(outer, outer)
        return (
            outer in (Kind.REMARKS, Kind.SUPPL)
            or (RANK[outside] < RANK[inner] and outer is not Kind.CAPTION)
            or outside in APPENDIX_KINDS
        )
    if inner is Kind.CAPTION:
        return RANK[outer] <= RANK[Kind.PARAGRAPH] and outer is not Kind.CAPTION
    if inner is Kind.ROW:
        return outer not in (Kind.ROW, Kind.COLUMN, Kind.REMARKS)
    return outer not in (Kind.CAPTION, Kind.TABLE, Kind.ROW, Kind.COLUMN, Kind.REMARKS)


def _upto(at: Address, holds: Callable[[Kind], bool]) -> Address:
    steps: list[Step] = []
    for step in at.steps:
        if not holds(step.kind):
            break
        steps.append(step)
    return Address(tuple(steps))


def _placed(outer: Kind, label: str) -> tuple[Kind, str]:
    """What a bare label names under a provision of kind ``outer``."""
    if outer is Kind.ITEM:
        return SUBITEMS[0], label
    if outer in SUBITEMS[:-1]:
        return SUBITEMS[SUBITEMS.index(outer) + 1], label
    if outer in APPENDIX_KINDS or outer is Kind.TABLE:
        return Kind.TABLE, label
    if outer in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.REMARKS) and label[:1] == "(":
        return Kind.ITEM, item_num(label)
    raise Misplaced("not_understood", f"「{label}」 belongs to nothing")
