"""The order of headings (章名 …) and articles: what stands under which heading before and after a clause.

A regulation is printed as one line of headings and articles, and an article stands under the heading printed last before
it. That rule alone says what becomes of the articles when a heading comes, goes or moves: a heading that goes leaves what
stands under it to the heading before it, a new one takes everything up to the next. The tree follows the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from reiki.law.address import Address, Step
from reiki.law.document import LawDocument
from reiki.law.kinds import HEADINGS, RANK, Kind
from reiki.law.numerals import branch_key

_LEAST: Final = (-1,)


@dataclass(slots=True, eq=False)
class Line:
    """One heading or article in the printed order. ``was``: its address before the clause, ``None`` for what is new;
    ``num``: its number afterwards; ``home``: the heading line under which it stood."""

    kind: Kind
    num: str
    was: Address | None = None
    home: Line | None = None

    @property
    def heading(self) -> bool:
        """True for a heading."""
        return self.kind in HEADINGS

    def place(self) -> tuple[int, ...]:
        """What articles are ordered by; a range by its first number."""
        return branch_key(self.num.split(":")[0]) if self.num[:1].isdigit() else _LEAST


class Unplaced(ValueError):
    """On which side of a heading something stands does not follow from the columns."""

    def __init__(self, line: Line, message: str) -> None:
        super().__init__(message)
        self.line = line


def lines_of(base: LawDocument) -> list[Line]:
    """The headings and articles of the main provision as they stand."""
    return list(_walk(base, Address().child(Kind.MAIN), None))


def _walk(base: LawDocument, at: Address, home: Line | None) -> Iterator[Line]:
    for child in base.children(at):
        assert child.last is not None
        if child.last.kind is Kind.ARTICLE:
            yield Line(Kind.ARTICLE, child.last.num, child, home)
        elif child.last.kind in HEADINGS:
            heading = Line(child.last.kind, child.last.num, child, home)
            yield heading
            yield from _walk(base, child, heading)


@dataclass(slots=True)
class Order:
    """The printed order after a clause, built from that before it. ``lines`` hold what stays, ``under`` where each of them
    stands afterwards; ``gone`` what the clause takes out, articles by the numbers that they covered."""

    lines: list[Line]
    gone: list[Line] = field(default_factory=list)

    def take_out(self, line: Line) -> None:
        """A heading or article goes; one that a column names twice goes once."""
        if any(line is x for x in self.lines):
            self.lines = [x for x in self.lines if x is not line]
            self.gone.append(line)

    def settle_moved(self, moved: Sequence[Line], listed: Sequence[Line]) -> None:
        """Renumbered articles keep their place in print where the numbers still count upwards; the others are put in again
        like new ones."""
        stay = [x for x in self.lines if not x.heading]
        places = [x.place() for x in stay]
        if places == sorted(places):
            return
        out = [x for x in self.lines if any(x is m for m in moved)]
        self.lines = [x for x in self.lines if not any(x is m for m in moved)]
        self.put_in(out, listed)

    def put_in(self, coming: Sequence[Line], listed: Sequence[Line]) -> None:
        """New lines come: articles by number, and between two of them on the side of a heading that ``listed`` (改正後, in its
        order) shows; headings directly before what follows them there. Raises :class:`Unplaced`."""
        waiting = [x for x in coming if not x.heading]
        while waiting:
            left = [line for line in waiting if not self._put_article(line, listed)]
            if len(left) == len(waiting):
                raise Unplaced(
                    left[0], "stands between two headings, and which of them holds it is not shown"
                )
            waiting = left
        for line in reversed([x for x in listed if x.heading and any(x is c for c in coming)]):
            following = _after(line, listed)
            if following is None or following not in self.lines:
                raise Unplaced(line, "is new, but no article stands under it")
            self.lines.insert(self.lines.index(following), line)

    def _put_article(self, line: Line, listed: Sequence[Line]) -> bool:
        start, end = self._between(line)
        headings = [n for n in range(start, end) if self.lines[n].heading]
        at = start if not headings else self._beside(line, listed, start, end)
        if at is None and self._replaced(line) is not None:
            home = self._replaced(line)
            at = next((n + 1 for n in headings if self.lines[n] is home), start)
        if at is None and "_" in line.num.split(":")[0]:
            at = start
        if at is None:
            return False
        self.lines.insert(at, line)
        return True

    def _between(self, line: Line) -> tuple[int, int]:
        """From behind the article before it in number to the one after it."""
        start, end = 0, len(self.lines)
        for n, other in enumerate(self.lines):
            if other.heading:
                continue
            if other.place() < line.place():
                start = n + 1
            else:
                end = n
                break
        return start, end

    def _beside(self, line: Line, listed: Sequence[Line], start: int, end: int) -> int | None:
        """Where the neighbours in the column put it: behind a heading that stands in the gap, or before one."""
        here = {id(x): n for n, x in enumerate(self.lines)}
        following = _after(line, listed)
        if following is not None and following.heading and start <= here.get(id(following), -1) < end:
            return here[id(following)]
        if following is not None and not following.heading and here.get(id(following)) == end:
            before = _before(line, listed)
            if before is not None and before.heading and start <= here.get(id(before), -1) < end:
                return here[id(before)] + 1
        before = _before(line, listed)
        if before is not None and before.heading and start <= here.get(id(before), -1) < end:
            return here[id(before)] + 1
        if (
            before is not None
            and not before.heading
            and before.was is None
            and here.get(id(before)) == start - 1
        ):
            return start
        return None

    def _replaced(self, line: Line) -> Line | None:
        """The heading under which the number stood that this one takes: 第5条及び第6条 (削除) becomes 第5条, or 第6条 alone."""
        stays = [
            x for x in self.lines if x.was is not None and x.was.last is not None and ":" in x.was.last.num
        ]
        for old in (*self.gone, *stays):
            num = old.num if old.was is None or old.was.last is None else old.was.last.num
            first, _, last = num.partition(":")
            if not old.heading and branch_key(first) <= line.place() <= branch_key(last or first):
                return old.home
        return None

    def homes(self) -> dict[int, Line | None]:
        """The heading under which each line stands afterwards, by ``id``."""
        out: dict[int, Line | None] = {}
        open_: list[Line] = []
        for line in self.lines:
            if line.heading:
                while open_ and RANK[open_[-1].kind] >= RANK[line.kind]:
                    open_.pop()
            out[id(line)] = open_[-1] if open_ else None
            if line.heading:
                open_.append(line)
        return out


def _after(line: Line, listed: Sequence[Line]) -> Line | None:
    at = next((n for n, x in enumerate(listed) if x is line), None)
    return listed[at + 1] if at is not None and at + 1 < len(listed) else None


def _before(line: Line, listed: Sequence[Line]) -> Line | None:
    at = next((n for n, x in enumerate(listed) if x is line), None)
    return listed[at - 1] if at else None


def address_after(line: Line, homes: Mapping[int, Line | None]) -> Address:
    """Where a line is cited after the clause."""
    if not line.heading:
        return Address().child(Kind.ARTICLE, line.num)
    steps: list[Step] = []
    at: Line | None = line
    while at is not None:
        steps.append(Step(at.kind, at.num))
        at = homes[id(at)]
    return Address(tuple(reversed(steps)))


def out_of_order(listed: Sequence[Line], lines: Sequence[Line]) -> Line | None:
    """A heading that the column shows on another side of an article than it stands; ``None`` when there is none."""
    where = {id(x): n for n, x in enumerate(lines)}
    shown = [x for x in listed if id(x) in where]
    highest: dict[Literal["heading", "article"], int] = {"heading": -1, "article": -1}
    for line in shown:
        own: Literal["heading", "article"] = "heading" if line.heading else "article"
        other: Literal["heading", "article"] = "article" if line.heading else "heading"
        if where[id(line)] < highest[other]:
            return line
        highest[own] = max(highest[own], where[id(line)])
    return None
