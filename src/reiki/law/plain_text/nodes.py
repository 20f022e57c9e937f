"""Provisions while a text is still being read, and where a label belongs among those that are open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.law.kinds import APPENDIX_KINDS, SUBITEMS, Kind
from reiki.law.labels import Count, LabelStyle, Parens, Reading, readings
from reiki.law.numerals import branch_key, is_next
from reiki.law.plain_text.lines import label_end, label_num, range_ends
from reiki.law.provision import Grid, Provision
from reiki.source.model import Origin

IMPLIED: Final = Reading(LabelStyle(Count.DIGITS), 1)
"""The label that the first paragraph of an article does not print."""

LEVELS: Final = (Kind.ITEM, *SUBITEMS)
FORMS: Final = frozenset({Kind.APPDX_STYLE, Kind.SUPPL_APPDX_STYLE, Kind.APPDX_FORMAT, Kind.APPDX_FIG})


@dataclass(frozen=True, slots=True)
class Note:
    """What a person should know about the reading of a text; ``code`` is stable, ``message`` is for people.

    Codes: ``label_gap`` ``label_restarts`` ``level_skipped`` ``joined`` ``unplaced`` ``formula`` ``no_number``
    ``caption_alone``.
    """

    code: str
    message: str
    origin: Origin = Origin()


@dataclass(slots=True)
class Node:
    """A provision whose children are still coming. ``reading``: how its label counts in its list."""

    kind: Kind
    num: str = ""
    label: str = ""
    caption: str = ""
    text: str | None = ""
    related: str = ""
    children: list[Node] = field(default_factory=list)
    grid: Grid | None = None
    opaque: list[str] = field(default_factory=list)
    unlisted: bool = False
    reading: Reading | None = None

    def provision(self) -> Provision:
        """The finished provision."""
        children = tuple(child.provision() for child in _remarks_at_home(self.children, self.kind))
        return Provision(
            self.kind, self.num, self.label, self.caption, self.text, numbered_tables(children), self.related,
            self.grid, tuple(self.opaque), self.unlisted,
        )  # fmt: skip


def _remarks_at_home(children: Sequence[Node], kind: Kind) -> list[Node]:
    """備考 of one of several lettered tables (別表第3 ア … 備考, イ … 備考) go into their table; one at the end of them all
    stays with the 別表."""
    lettered = [n for n, c in enumerate(children) if c.kind is Kind.TABLE and c.label]
    if kind not in APPENDIX_KINDS or len(lettered) < 2:
        return list(children)
    own = [
        n
        for n, c in enumerate(children)
        if c.kind is Kind.REMARKS and n and children[n - 1].kind is Kind.TABLE
    ]
    if not any(n < lettered[-1] for n in own):
        return list(children)
    for n in own:
        children[n - 1].children.append(children[n])
    return [c for n, c in enumerate(children) if n not in own]


def numbered_tables(children: tuple[Provision, ...]) -> tuple[Provision, ...]:
    """Tables by the label of their title (`ア　行政職` → `ア`), else by their place (`#2`; the only one has none)."""
    tables = [c for c in children if c.kind is Kind.TABLE]
    out: list[Provision] = []
    place = 0
    for child in children:
        if child.kind is not Kind.TABLE:
            out.append(child)
            continue
        place += 1
        out.append(replace(child, num=_table_num(child.label, place, len(tables))))
    return tuple(out)


def _table_num(title: str, place: int, among: int) -> str:
    end = label_end(title)
    if end is not None and re.match(r"[ \u3000\t.．]|$", title[end:]):
        return label_num(title[:end])
    return "" if among == 1 else f"#{place}"


# ------------------------------------------------------------------------------------------------- where a label belongs


def same_list(a: Reading, b: Reading) -> bool:
    """True when two readings count alike: widths may differ within a list, parentheses may not come and go."""
    return a.style.count is b.style.count and (a.style.parens is Parens.NONE) == (
        b.style.parens is Parens.NONE
    )


def may_follow(node: Node, reading: Reading) -> bool:
    """True when the label can stand in the list of ``node``; ② follows a first paragraph that prints no label."""
    if node.reading is None:
        return False
    if node.reading is IMPLIED and reading.style.count is Count.CIRCLED:
        return True
    return same_list(node.reading, reading)


def read_label(label: str) -> tuple[Reading, ...]:
    """The readings of a label; of a range those of its last end, so that the list goes on behind it."""
    return readings(range_ends(label)[-1])


def first_readings(label: str) -> tuple[Reading, ...]:
    """The readings of a label; of a range those of its first end."""
    return readings(range_ends(label)[0])


def successor_level(path: Sequence[Node], label: str) -> int | None:
    """Depth of the innermost open provision that this label follows directly; None when it follows none."""
    for depth in reversed(range(len(path))):
        for reading in first_readings(label):
            node = path[depth]
            if may_follow(node, reading) and node.reading and is_next(node.reading.num, reading.num):
                return depth
    return None


def later_level(path: Sequence[Node], label: str, limit: int = 10) -> int | None:
    """Depth of the innermost open provision in whose list this label stands further on, at most ``limit`` places."""
    for depth in reversed(range(len(path))):
        for reading in first_readings(label):
            node = path[depth]
            if node.reading is None or not may_follow(node, reading):
                continue
            last, new = branch_key(node.reading.num), branch_key(reading.num)
            if last < new and new[0] - last[0] <= limit:
                return depth
    return None


def opening(label: str) -> Reading | None:
    """The reading in which a label opens a list (`イ` opens イロハ, `ア` アイウ, `i` Roman); None when it opens none."""
    return next((r for r in first_readings(label) if r.ordinal == 1 and not r.branches), None)


def settle(label: str, before: Node | None) -> Reading | None:
    """The one reading of a label, given the provision before it in its list (None: it is the first)."""
    found = read_label(label)
    if before is not None and before.reading is not None:
        for reading in found:
            if may_follow(before, reading):
                return reading
    first = opening(label)
    if first is not None:
        return next((r for r in found if r.style.count is first.style.count), None)
    return found[0] if found else None


def list_num(kind: Kind, label: str, reading: Reading | None) -> str:
    """The ``num`` of a provision of a list: by place for 項 and 号, the normalised label for 細目."""
    if kind in SUBITEMS or reading is None:
        return label_num(label)
    first = next((r for r in first_readings(label) if same_list(r, reading)), reading)
    return first.num if first == reading else f"{first.num}:{reading.num}"
