"""How labels follow each other in a list: which sequence they count in, what comes after what."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reiki.gazette.quoted import Quoted
from reiki.law.kinds import Kind
from reiki.law.labels import item_num, label_key, normalise_label, readings, successor


def styles_of(label: str) -> frozenset[str]:
    """The sequences that a label may belong to; parentheses tell ``ア`` from ``(ア)``, 第 tells ``第一`` from ``一``."""
    parens = "()" if label.startswith("(") else "第" if label.startswith("第") else ""
    names = {r.style.count.value for r in readings(label)}
    out = {n + parens for n in names if n not in ("イロハ", "アイウ")}
    out |= {f"カナ{n}{parens}" for n in names if n in ("イロハ", "アイウ")}
    return frozenset(out)


def num_of(kind: Kind, label: str) -> str:
    """The number in an address: decimal for 項 and 号, the normalised label for 細目 and lettered tables."""
    if kind in (Kind.PARAGRAPH, Kind.ITEM):
        try:
            return item_num(label)
        except ValueError:
            return normalise_label(label)
    return normalise_label(label)


def reached(node: Quoted) -> str:
    """The last label that a node covers, as printed and normalised."""
    text = normalise_label(node.label.text)
    found = re.findall(r"\([^()]+\)(?:の[0-9]+)*|[^～〜~―・、，及び並からまで()]+", text)
    return found[-1] if found else text


def follows(node: Quoted, label: str) -> bool:
    """True when ``label`` comes after ``node`` in its list."""
    last = reached(node)
    mine, other = styles_of(last), styles_of(label)
    if not mine & other:
        return False
    if any("アイウ" in s for s in mine & other) and not any("イロハ" in s for s in mine & other):
        return label_key(label) > label_key(last)
    if len({s for s in mine & other if s.startswith("カナ")}) == 2:
        return label != last
    return _key(label, mine & other) > _key(last, mine & other)


def _key(label: str, styles: frozenset[str]) -> tuple[int, ...]:
    for r in readings(label):
        name = r.style.count.value
        if any(name in s for s in styles):
            return (r.ordinal, *r.branches)
    return ()


def is_next(node: Quoted, label: str) -> bool:
    """True when ``label`` is the very next of ``node``'s list."""
    last = reached(node)
    for r in readings(last):
        try:
            following = successor(last, r.style)
        except ValueError:
            continue
        if normalise_label(following) == label and styles_of(last) & styles_of(label):
            return True
    return False


def stretch(nums: Sequence[str], first: str, last: str) -> list[str]:
    """The numbers from ``first`` to ``last`` as they stand; empty when either is missing or they stand the other way."""
    if first in nums and last in nums and nums.index(first) <= nums.index(last):
        return list(nums[nums.index(first) : nums.index(last) + 1])
    return []
