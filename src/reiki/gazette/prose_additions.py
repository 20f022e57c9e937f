"""New provisions that an amending sentence brings: of what kind they are, where they stand, and their numbers, checked once all
moves of the clause are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from reiki.amend.operations import Add, Operation, Source
from reiki.gazette.prose_moves import Moves, follows, opens
from reiki.gazette.prose_places import Misplaced, Places
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.document.elements import build
from reiki.law.document.markup import serialised
from reiki.law.kinds import APPENDIX_KINDS, COUNTERS, HEADINGS, SUBITEMS, Kind
from reiki.law.numerals import branch_key
from reiki.law.provision import Provision

_COUNTED: Final = COUNTERS | {"表": Kind.APPDX_TABLE, "別表": Kind.APPDX_TABLE, "様式": Kind.APPDX_STYLE}
FIXED: Final = frozenset({Kind.TITLE, Kind.MAIN, Kind.LAW, Kind.PREAMBLE, Kind.COLUMN})
"""What a regulation has once, or never alone: nothing comes beside it and nothing of it goes."""


@dataclass(frozen=True, slots=True)
class Coming:
    """New provisions under ``parent`` (cited in the state before).

    ``anchor``: what they stand behind, or with ``before`` before; ``None``: at the end of the list. ``pinned``: number order
    alone would not place them.
    """

    parent: Address
    news: tuple[Provision, ...]
    source: Source
    anchor: Address | None = None
    before: bool = False
    pinned: bool = False


def kind_of_new(at: Address, counter: str, where: str) -> Kind | None:
    """What kind of provision comes to ``at``, by the counter of the sentence (次の1``項``) or else by what stands there; ``None``
    where neither tells. ``where``: ``end``, or ``before`` or ``after`` it."""
    kind = at.last.kind if at.last is not None else Kind.LAW
    if counter:
        wanted = SUBITEMS[0] if counter == "細目" else _COUNTED.get(counter)
        if wanted in (Kind.PARAGRAPH, Kind.ITEM) and any(s.kind is Kind.REMARKS for s in at.steps):
            return Kind.ITEM
        in_provision = kind in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM) and where == "end"
        return None if wanted in APPENDIX_KINDS and in_provision else wanted
    if where != "end":
        return kind if kind not in FIXED else None
    if kind is Kind.ITEM or kind in SUBITEMS[:-1]:
        return SUBITEMS[0] if kind is Kind.ITEM else SUBITEMS[SUBITEMS.index(kind) + 1]
    if kind in (Kind.TABLE, Kind.APPDX_TABLE, Kind.SUPPL_APPDX_TABLE):
        return Kind.ROW
    return {Kind.REMARKS: Kind.ITEM, Kind.PARAGRAPH: Kind.ITEM}.get(kind)


def home_of_new(places: Places, at: Address, kind: Kind, where: str) -> tuple[Address, Address | None]:
    """Under what new provisions stand, and the one that they stand beside, if the sentence names one. Raises
    :class:`Misplaced` where such a provision cannot stand there."""
    last = at.last.kind if at.last is not None else Kind.LAW
    if where != "end":
        if last is not kind and kind not in APPENDIX_KINDS:
            raise Misplaced("not_understood", f"a {kind.value} beside {at}", at)
        return (at.parent if last is kind else Address()), at
    if last is Kind.MAIN or kind in APPENDIX_KINDS:
        return Address() if last is not Kind.SUPPL else at, None
    if last in HEADINGS and kind is Kind.ARTICLE:
        inside = [a for a in places.base.children(at) if a.last is not None]
        if not inside or inside[-1].last is None or inside[-1].last.kind is not Kind.ARTICLE:
            raise Misplaced("not_understood", f"{at} does not end in an article", at)
        return Address(), inside[-1]
    return places.home(at, kind), None


def added(come: Coming, moves: Moves, base: LawDocument) -> Iterator[Operation]:
    """The additions. Raises :class:`Misplaced` when their numbers do not follow what stands beside them."""
    kind = come.news[0].kind
    anchor = moves.after(come.anchor) if come.anchor is not None else None
    _check_numbers(come, kind, anchor, moves, base)
    previous = anchor if come.pinned and not come.before else None
    for new in come.news:
        at = moves.after(come.parent).child(kind, new.num)
        yield Add(at, serialised(build(new)), previous, "stated", come.source)
        previous = at if come.pinned else None


def _check_numbers(come: Coming, kind: Kind, anchor: Address | None, moves: Moves, base: LawDocument) -> None:
    """New numbers follow what stands before them; a gap shows a misprint or another base."""
    nums = [n.num for n in come.news]
    beside = (
        anchor.last.num
        if anchor is not None and anchor.last is not None and anchor.last.kind is kind
        else None
    )
    if come.before and beside is not None:
        _check_first_in_chapter(come, base)
        chain = [*nums, beside]
    elif beside is not None:
        chain = [beside, *nums]
    else:
        left = moves.left_under(base, come.parent, kind)
        if not left and not opens(kind, nums[0]):
            message = f"{come.news[0].label} would open a list under {come.parent}"
            raise Misplaced("label_out_of_sequence", message, come.parent)
        chain = [*(left[-1:] if kind in SUBITEMS else sorted(left, key=_order)[-1:]), *nums]
    for first, second in pairwise(chain):
        if first and second and not follows(kind, first, second):
            raise Misplaced(
                "label_out_of_sequence", f"under {come.parent} {second} would follow {first}", come.parent
            )


def _check_first_in_chapter(come: Coming, base: LawDocument) -> None:
    """What comes before the first article of a chapter would be taken for the end of the chapter before."""
    if come.anchor is None or come.news[0].kind is not Kind.ARTICLE:
        return
    for heading in base.addresses():
        if heading.last is not None and heading.last.kind in HEADINGS:
            articles = [a for a in base.children(heading) if a.last and a.last.kind is Kind.ARTICLE]
            if articles[:1] == [come.anchor]:
                raise Misplaced(
                    "not_understood",
                    f"an article comes before {come.anchor}, the first of {heading}",
                    heading,
                )


def _order(num: str) -> tuple[int, ...]:
    digits = "".join(c if c.isdigit() or c == "_" else " " for c in num.split(":", maxsplit=1)[0]).split()
    return branch_key(digits[-1]) if digits else ()
