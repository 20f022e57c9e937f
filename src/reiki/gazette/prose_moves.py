"""Provisions that an amending sentence moves: where everything stands afterwards, and how the new numbers are printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.gazette.prose_orders import Refs
from reiki.gazette.prose_places import Misplaced, Places, Spot
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, SUBITEMS, Kind
from reiki.law.labels import (
    Count,
    Glyphs,
    LabelStyle,
    Parens,
    format_label,
    normalise_label,
    readings,
    successor,
)
from reiki.law.numerals import NUMERAL, NumeralStyle, branch_key, format_article_label, format_number, is_next

_MOVABLE: Final = frozenset({Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM, *SUBITEMS, *HEADINGS, *APPENDIX_KINDS})
_NUMBER: Final = re.compile(
    rf"(?<=第)({NUMERAL})(\D*?)((?:の{NUMERAL})*)(?=[\s\u3000（(]|様式|号|[編章節款目]|$)"
)


@dataclass(slots=True)
class Moves:
    """All moves and removals of a clause. ``to``: the home (cited in the state before) and the new number of what moves."""

    to: dict[Address, tuple[Address, str]] = field(default_factory=dict)
    gone: set[Address] = field(default_factory=set)

    def after(self, at: Address) -> Address:
        """Where what stood at ``at`` stands after the clause."""
        before, out = Address(), Address()
        for step in at.steps:
            before = before.child(step.kind, step.num)
            if before in self.to:
                home, num = self.to[before]
                out = self.after(home).child(step.kind, num)
            else:
                out = out.child(step.kind, step.num)
        return out

    def left_under(self, base: LawDocument, parent: Address, kind: Kind) -> list[str]:
        """The numbers that provisions of ``kind`` under ``parent`` have after the clause, without those that it adds."""
        every = base.addresses() if kind is Kind.ARTICLE else base.children(parent)
        out: list[str] = []
        for at in every:
            if (
                at.last is None
                or at.last.kind is not kind
                or at in self.gone
                or at.parent != _settled(parent)
            ):
                continue
            home, num = self.to.get(at, (at.parent, at.last.num))
            if home == at.parent:
                out.append(num)
        out += [
            num
            for at, (home, num) in self.to.items()
            if home == parent != at.parent and at.last and at.last.kind is kind
        ]
        return out


def _settled(parent: Address) -> Address:
    return Address() if parent.last is not None and parent.last.kind in (Kind.MAIN, *HEADINGS) else parent


def follows(kind: Kind, first: str, second: str) -> bool:
    """True when ``second`` is a number that can stand directly behind ``first`` in one list; a range by its ends."""
    first, second = first.rsplit(":", maxsplit=1)[-1], second.split(":", maxsplit=1)[0]
    if kind in SUBITEMS:
        return any(_next_label(first, r.style) == second for r in readings(first))
    one, two = re.search(r"[0-9]+(?:_[0-9]+)*$", first), re.search(r"[0-9]+(?:_[0-9]+)*$", second)
    return one is not None and two is not None and is_next(one[0], two[0])


def opens(kind: Kind, num: str) -> bool:
    """True when a list can begin with this number."""
    if kind in SUBITEMS:
        return any(r.ordinal == 1 and not r.branches for r in readings(num))
    return num.split(":", maxsplit=1)[0] in ("1", "")


def _next_label(label: str, style: LabelStyle) -> str | None:
    try:
        return normalise_label(successor(label, style))
    except ValueError:
        return None


def destinations(
    places: Places, refs: Refs, spots: tuple[Spot, ...], within: tuple[Spot, ...]
) -> list[tuple[Address, str]]:
    """The new addresses of ``spots``, ranges taken apart, each with how the sentence prints it. Raises :class:`Misplaced` for a
    range that does not count upwards in whole numbers."""
    scope = within[0].at if len(within) == 1 else None
    out: list[tuple[Address, str]] = []
    for ref in refs:
        of = spots[min(len(out), len(spots) - 1)].at
        to = places.destination(ref.first, of, scope)
        out.append((to, ref.first.text))
        if ref.last is None:
            continue
        end = places.destination(ref.last, of, scope)
        assert to.last is not None
        assert end.last is not None
        if not (to.last.num.isdecimal() and end.last.num.isdecimal()) or int(end.last.num) <= int(
            to.last.num
        ):
            raise Misplaced("not_understood", f"「{ref.text}」 is no run of whole numbers", of)
        numbers = range(int(to.last.num) + 1, int(end.last.num) + 1)
        out.extend((to.parent.child(to.last.kind, str(n)), ref.first.text) for n in numbers)
    return out


# -------------------------------------------------------------------------------------------------------------- labels


def new_label(base: LawDocument, at: Address, num: str, printed: str) -> str:
    """The label (標記) under which what stands at ``at`` goes on as ``num``, printed as the regulation prints its numbers.

    ``printed``: how the notice names the new place, for what has no number yet (``別表を別表第1とし``). Raises
    :class:`Misplaced` for what bears no number.
    """
    provision = base.provision(at)
    assert at.last is not None
    kind = at.last.kind
    if provision is None or kind not in _MOVABLE:
        raise Misplaced("not_understood", f"{at} cannot become {printed}", at)
    old = provision.label
    if kind is Kind.ARTICLE:
        if ":" in num or ":" in at.last.num:
            raise Misplaced(
                "not_understood", f"{at}: a range of articles moves only by a text of its own", at
            )
        return format_article_label(num, numeral_style(old))
    if kind in SUBITEMS:
        core = num.strip("()")
        return f"{old[0]}{core}{old[-1]}" if old[:1] in ("(", "（") else core
    if kind in (Kind.PARAGRAPH, Kind.ITEM):
        return _list_label(base, at, old, num)
    if not _NUMBER.search(old):
        if kind in HEADINGS or old != normalise_label(old).strip():
            raise Misplaced("not_understood", f"{at} has the label 「{old}」, which holds no number", at)
        return printed
    return _NUMBER.sub(lambda m: _renumbered(m, num), old, count=1)


def first_label(base: LawDocument) -> str:
    """The label of a first paragraph that prints one, in the style of the other paragraphs; ``1`` where none has a label."""
    styles = [r.style for label in _labels_of(base, Kind.PARAGRAPH) for r in readings(label)[:1]]
    return format_label(1, styles[0]) if styles else "1"


def numeral_style(sample: str) -> NumeralStyle:
    """How a label prints its number."""
    if re.search(r"[0-9]", sample):
        return NumeralStyle.HALF
    return NumeralStyle.FULL if re.search(r"[０-９]", sample) else NumeralStyle.KANJI


def _renumbered(match: re.Match[str], num: str) -> str:
    head, *branches = branch_key(re.sub(r"^\D+", "", num))
    style = numeral_style(match[1])
    tail = "".join(f"の{format_number(n, style)}" for n in branches)
    return f"{format_number(head, style)}{match[2]}{tail}"


def _list_label(base: LawDocument, at: Address, old: str, num: str) -> str:
    """The label of a paragraph or item: of the style of those beside it, and the width of a number of as many digits."""
    assert at.last is not None
    kind = at.last.kind
    if kind is Kind.PARAGRAPH and num == "1" and not _first_is_labelled(base, at):
        return ""
    labels = [old, *(_labels_beside(base, at.parent, kind)), *_labels_of(base, kind)]
    place, *branches = branch_key(num)
    styles = [r.style for label in labels if label for r in readings(label)[:1]]
    if not styles:
        styles = [LabelStyle(Count.DIGITS)]
    shape = styles[0]
    wide = next(
        (
            s.glyphs
            for label, s in zip([x for x in labels if x and readings(x)], styles, strict=False)
            if s.count is shape.count and s.parens is shape.parens and _digits(label) == len(str(place))
        ),
        shape.glyphs,
    )
    style = replace(shape, glyphs=wide if Glyphs.SINGLE not in (wide, shape.glyphs) else shape.glyphs)
    label = format_label(place, style)
    if not branches:
        return label
    if style.parens is Parens.NONE or not re.search(r"の[^)）]*[)）]$", old):
        kind_of_number = numeral_style(label)
        return label + "".join(f"の{format_number(n, kind_of_number)}" for n in branches)
    return format_label(place, style, branches)


def _digits(label: str) -> int:
    return len(re.sub(r"[^0-9０-９]", "", label))


def _first_is_labelled(base: LawDocument, at: Address) -> bool:
    first = base.provision(at.parent.child(Kind.PARAGRAPH, "1"))
    return first is not None and bool(first.label)


def _labels_beside(base: LawDocument, parent: Address, kind: Kind) -> list[str]:
    found = (base.provision(a) for a in base.children(parent) if a.last is not None and a.last.kind is kind)
    return [p.label for p in found if p is not None and p.label]


def _labels_of(base: LawDocument, kind: Kind) -> list[str]:
    return [p.label for top in base.regulation().provisions for p in top.walk() if p.kind is kind and p.label]
