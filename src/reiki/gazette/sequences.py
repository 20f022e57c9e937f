"""Labels that count (第一号、第二号 …): what a clause brings must continue its list, or the notice is misprinted.

A notice may leave a gap by removing (``削る`` frees the number, followers move only if it moves them). It never makes one by
adding or moving: 第十六条の三 where no 第十六条の二 stands, 四 after 二, ロ before イ show a line lost or a label misprinted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final, Literal

from reiki.amend.operations import Add, Finding, Move, Operation, Remove
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.kinds import SUBITEMS, Kind
from reiki.law.labels import Reading, normalise_label, reading_in, readings, successor
from reiki.law.numerals import branch_key
from reiki.law.provision import Provision

Place = tuple[int, ...]
_NUMERIC: Final = re.compile(r"[0-9]+(?:_[0-9]+)*(?::[0-9]+(?:_[0-9]+)*)?")
_COUNTED: Final = "〇一二三四五六七八九十百千0-9０-９"
_HALF: Final = str.maketrans("０１２３４５６７８９（）", "0123456789()")
_AFTER_STOP: Final = re.compile(
    rf"。((?:第[{_COUNTED}]+条|[{_COUNTED}]+)(?:の[{_COUNTED}]+)*|[ア-ン]|[(（][{_COUNTED}ア-ン]+[)）])\u3000"
)


def first_gap(siblings: Sequence[Provision], came: Collection[tuple[Kind, str]]) -> Provision | None:
    """The first of ``siblings`` (a list after the clause) that came, by kind and number, and continues nothing."""
    for kind in (Kind.PARAGRAPH, Kind.ITEM):
        listed = [c for c in siblings if c.kind is kind]
        if all(_NUMERIC.fullmatch(c.num) for c in listed):
            known = {p for c in listed for p in _places(c.num)}
            for c in listed:
                if (kind, c.num) in came and not continues(branch_key(c.num.split(":")[0]), known):
                    return c
            for a, b in pairwise(listed):
                if (
                    branch_key(b.num.split(":")[0]) <= branch_key(a.num.split(":")[-1])
                    and (kind, b.num) in came
                ):
                    return b
        elif (found := _uncounted(listed, came)) is not None:
            return found
    for kind in SUBITEMS:
        if (found := _uncounted([c for c in siblings if c.kind is kind], came)) is not None:
            return found
    return None


def gap_within(new: Provision) -> Provision | None:
    """The first provision under one that comes as a whole whose label does not continue its list from the start."""
    for p in new.walk():
        gap = first_gap(p.children, {(c.kind, c.num) for c in p.children})
        if gap is not None:
            return gap
    return None


def continues(place: Place, known: Collection[Place]) -> bool:
    """Whether something stands directly before ``place``: 5 before 6 (or 5_2), 5 before 5_2, 5_2 before 5_3."""
    *stem, last = place
    if not stem:
        return last <= 1 or (last - 1,) in known or any(p[0] == last - 1 for p in known)
    return tuple(stem) in known if last <= 2 else (*stem, last - 1) in known


def _places(num: str) -> list[Place]:
    """The places that a number takes: 11:13 takes 11, 12 and 13."""
    first, _, last = num.partition(":")
    a, b = branch_key(first), branch_key(last or first)
    return [(n,) for n in range(a[0], b[0] + 1)] + [a, b]


def _uncounted(listed: Sequence[Provision], came: Collection[tuple[Kind, str]]) -> Provision | None:
    """The same for labels that two sequences know (イロハ, アイウ): the first that came and fits in none of them."""
    if not any((c.kind, c.num) in came for c in listed):
        return None
    worst: Provision | None = None
    for style in (r.style for r in readings(listed[0].label)):
        try:
            read = [reading_in(c.label, style) for c in listed]
        except ValueError:
            continue
        found = _out_of_count(listed, read, came)
        if found is None:
            return None
        worst = worst or found
    return worst


def _out_of_count(
    listed: Sequence[Provision], read: Sequence[Reading], came: Collection[tuple[Kind, str]]
) -> Provision | None:
    places = [(r.ordinal, *r.branches) for r in read]
    known = set(places)
    for c, place in zip(listed, places, strict=True):
        if (c.kind, c.num) in came and not continues(place, known):
            return c
    for (first, a), (second, b) in pairwise(zip(listed, places, strict=True)):
        if b <= a and ((first.kind, first.num) in came or (second.kind, second.num) in came):
            return second
    return None


# ------------------------------------------------------------------------------------------------------------- articles


def article_gaps(operations: Sequence[Operation], base: LawDocument) -> list[Finding]:
    """Articles and 別表 that a clause adds or moves to a number that continues nothing; of 様式, which offices number more
    freely, a warning. A base of which articles are not known, or in which numbers are missing already, says nothing about
    gaps."""
    out = _gaps(operations, base.articles(), Kind.ARTICLE, "error")
    for kind in (Kind.APPDX_TABLE, Kind.APPDX_STYLE):
        if any(
            op.at.steps[0].kind is kind for op in operations if isinstance(op, (Add, Move)) and op.at.steps
        ):
            nums = [
                a.last.num for a in base.children(Address()) if a.last is not None and a.last.kind is kind
            ]
            out.extend(_gaps(operations, nums, kind, "warning" if kind is Kind.APPDX_STYLE else "error"))
    return out


def _gaps(
    operations: Sequence[Operation], nums: Sequence[str], kind: Kind, severity: Literal["error", "warning"]
) -> list[Finding]:
    if not nums or not all(_NUMERIC.fullmatch(n) for n in nums):
        return []
    before = {p for n in nums for p in _places(n)}
    if not all(continues(p, before) for p in before):
        return []
    gone: set[str] = set()
    come: list[Add | Move] = []
    for op in operations:
        if not isinstance(op, (Add, Move, Remove)) or [s.kind for s in op.at.steps] != [kind]:
            continue
        if not isinstance(op, Add):
            gone.add(op.at.steps[0].num)
        if not isinstance(op, Remove):
            come.append(op)
    new = {_target(op) for op in come}
    after = {p for n in [*(n for n in nums if n not in gone), *new] for p in _places(n)}
    stay = {p for n in nums if n not in gone and n not in new for p in _places(n)}
    out = [
        _misplaced(op, "label_gap", "nothing stands before it in the count", severity)
        for op in come
        if not continues(branch_key(_target(op).split(":")[0]), after)
    ]
    out.extend(
        _misplaced(op, "target_taken", "an article of that range stands there already", "error")
        for op in come
        if ":" in _target(op) and stay & set(_places(_target(op)))
    )
    return out


def _misplaced(op: Add | Move, code: str, why: str, severity: Literal["error", "warning"]) -> Finding:
    to = op.to if isinstance(op, Move) else op.at
    return Finding(severity, code, f"{to} would come, but {why}", op.source, op.at)


def _target(op: Add | Move) -> str:
    return (op.to if isinstance(op, Move) else op.at).steps[0].num


# ---------------------------------------------------------------------------------------------------- a label inside words


def swallowed(words: str, label: str) -> str:
    """The label that stands inside ``words`` where the next line should begin, ``""`` for none: two lines printed as one
    (``六　…の申出をする行為七　登録意匠…``). ``label``: that of the provision whose words these are; ``""`` for 第1項."""
    for following in sorted(_following(label)):
        if re.search(rf"(?<=[^第の{_COUNTED}]){re.escape(following)}\u3000", words.translate(_HALF)):
            return following
    other = _AFTER_STOP.search(words)  # of another level: …とき。２　前項の規定は
    return other[1] if other else ""


def _following(label: str) -> frozenset[str]:
    if not label:
        return frozenset({"2"})
    out: set[str] = set()
    for r in readings(label):
        try:
            out.add(normalise_label(successor(label, r.style)))
        except ValueError:
            continue
    return frozenset(out)
