"""Addresses: a place in a regulation, named as a citation names it, never by offset, position or XPath.

An address parses from and prints to a citation (`第3条第2項第1号イ`), orders in document order, and maps to the e-Gov
`elm` path.  The same regulation on another date may hold another text there; the address stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, total_ordering
from typing import Final

from reiki.law.citation import EXAMPLE, AddressError, head_num, scan
from reiki.law.identity import LawNumber
from reiki.law.kinds import (
    APPENDICES,
    APPENDIX_KINDS,
    COUNTER_OF,
    HEADINGS,
    IN_SUPPL,
    NAME_OF,
    OUT_OF_SUPPL,
    RANK,
    SUBITEMS,
    Kind,
)
from reiki.law.labels import LABEL, label_key, normalise_label, readings
from reiki.law.numerals import NUMERAL, branch_key, format_branch

__all__ = ["Address", "AddressError", "Kind", "Step", "head_num"]


@dataclass(frozen=True)
class Step:
    """One step of an address: a kind of provision and its number among its siblings.

    `num` is `5`, `5_2`, `11:12` for counted provisions; the normalised printed label for 細目 and lettered tables
    (`ア`, `(1)`; a decimal ordinal when it came from an elm path); the head text of a row or column (`head_num`), or
    `#3` for the third; the law number of the amending instrument for an amending 附則, `` for the original one, `#2`
    for the second by position; `` where there is only one.
    """

    kind: Kind
    num: str = ""

    def __post_init__(self) -> None:
        if self.kind in SUBITEMS:
            object.__setattr__(self, "num", normalise_label(self.num))


Ordinals = Callable[["Address"], int]
"""Gives the place (1 is the first) of the last step of an address among its siblings of the same kind."""

SortKey = tuple[tuple[int, tuple[int, ...], str], ...]


@total_ordering
@dataclass(frozen=True)
class Address:
    """A place in a regulation (引用条項): steps from the outside in; no steps is the whole regulation (`全部`).

    Headings before an article are dropped, as articles are numbered through the whole regulation: `第2章第5条` is
    `第5条`.  An appendix of a 附則 is a kind of its own under the 附則.
    """

    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", _settled(self.steps))

    @classmethod
    def parse(cls, text: str) -> Address:
        """Reads a citation in any numerals and widths, or an e-Gov elm path.  Raises AddressError."""
        return _parse(text)

    def __str__(self) -> str:
        """The canonical citation, in half-width digits: `第16条の2第1項第3号エ(ア)`, `別表第2ア 行「2級」`."""
        if not self.steps:
            return NAME_OF[Kind.LAW]
        out, before = "", None
        for step in self.steps:
            part = _print_step(step, before)
            out += " " + part if _needs_space(out, part, step.kind) else part
            before = step.kind
        return out

    def __lt__(self, other: object) -> bool:
        """Document order; 細目 labels that two sequences know are placed by アイウ order (see `sort_key`)."""
        if not isinstance(other, Address):
            return NotImplemented
        return self.sort_key() < other.sort_key()

    def sort_key(self, ordinals: Ordinals | None = None) -> SortKey:
        """The key of document order; `ordinals` places 細目 in an イロハ office and amending 附則 by position."""
        return (
            _sort_key(self)
            if ordinals is None
            else tuple(
                (RANK[step.kind], (ordinals(Address(self.steps[: n + 1])),), step.num)
                if step.kind in SUBITEMS or step.kind is Kind.SUPPL
                else _step_key(step)
                for n, step in enumerate(self.steps)
            )
        )

    @property
    def parent(self) -> Address:
        """The address without its last step; the whole regulation is its own parent."""
        return Address(self.steps[:-1])

    @property
    def last(self) -> Step | None:
        """The innermost step; `None` for the whole regulation."""
        return self.steps[-1] if self.steps else None

    def child(self, kind: Kind, num: str = "") -> Address:
        """The address one step further in."""
        return Address((*self.steps, Step(kind, num)))

    def is_under(self, other: Address) -> bool:
        """True when `other` contains this place or is this place.  Chapters are no containers of articles here."""
        if other.steps == (Step(Kind.MAIN),):
            return bool(self.steps) and RANK[Kind.MAIN] <= RANK[self.steps[0].kind] < RANK[Kind.SUPPL]
        return self.steps[: len(other.steps)] == other.steps

    @property
    def article(self) -> Address | None:
        """The address of the article that holds this place (with the 附則 that holds it), if one does."""
        for n, step in enumerate(self.steps):
            if step.kind is Kind.ARTICLE:
                return Address(self.steps[: n + 1])
        return None

    def relative(self, base: Address) -> Address:
        """What remains below `base`.  Raises AddressError when this place is not under it."""
        if self.steps[: len(base.steps)] != base.steps:
            raise AddressError(f"{self} is not under {base}")
        return Address(self.steps[len(base.steps) :])

    def to_elm(self, ordinals: Ordinals | None = None) -> str:
        """The e-Gov elm path: `MainProvision-Article_9-Paragraph_2-Item_1`.

        `ordinals` gives the place of a 細目 and of an amending 附則, whose labels do not tell it.  Raises AddressError
        without it where it is needed, and for rows, columns, tables and remarks, which elm paths do not name.
        """
        parts = [] if not self.steps or not _in_main(self.steps[0].kind) else [Kind.MAIN.value]
        for n, step in enumerate(self.steps):
            if step.kind is not Kind.MAIN:
                parts.append(_elm_step(step, Address(self.steps[: n + 1]), ordinals))
        if not parts:
            raise AddressError("an elm path names a part of a regulation; the whole has none")
        return "-".join(parts)


def _in_main(kind: Kind) -> bool:
    return RANK[Kind.MAIN] <= RANK[kind] < RANK[Kind.SUPPL]


def _settled(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """One spelling per place: no heading before an article, no 本則 before its parts, 附則別表 under a 附則."""
    out: list[Step] = []
    for given in steps:
        step = given
        if step.kind is Kind.LAW:
            continue
        if step.kind in OUT_OF_SUPPL and not out:
            out.append(Step(Kind.SUPPL))
        if step.kind in IN_SUPPL and out and out[-1].kind is Kind.SUPPL:
            step = Step(IN_SUPPL[step.kind], step.num)
        if step.kind is Kind.ARTICLE:
            while out and out[-1].kind in HEADINGS:
                out.pop()
        if out and out[-1].kind is Kind.MAIN and _in_main(step.kind):
            out.pop()
        out.append(step)
    return tuple(out)


@lru_cache(maxsize=65536)
def _parse(text: str) -> Address:
    if re.match(r"\s*[A-Z][A-Za-z]{2}", text):
        return Address(tuple(_parse_elm(text.strip())))
    try:
        return Address(tuple(Step(kind, num) for kind, num in scan(text)))
    except AddressError:
        raise
    except ValueError as error:
        raise AddressError(
            f"address 「{text}」cannot be read: {error}; expected one such as {EXAMPLE}"
        ) from error


_ELM: Final = re.compile(r"(Subitem\d+|[A-Za-z]+)(?:_(\d+(?:_\d+)*(?::\d+(?:_\d+)*)?))?(?:\[(\d+)\])?")
_UNNUMBERED: Final = frozenset({Kind.TITLE, Kind.TOC, Kind.PREAMBLE, Kind.MAIN, Kind.CAPTION, Kind.SUPPL})
_NOT_IN_ELM: Final = frozenset({Kind.LAW, Kind.TABLE, Kind.ROW, Kind.COLUMN, Kind.REMARKS})


def _parse_elm(text: str) -> list[Step]:
    steps: list[Step] = []
    for part in text.split("-"):
        match = _ELM.fullmatch(part)
        kind = next((k for k in Kind if match and k.value == match[1]), None)
        if match is None or kind is None or kind in _NOT_IN_ELM:
            raise AddressError(
                f"elm path 「{text}」: 「{part}」names no provision; expected one such as {EXAMPLE}"
            )
        num, index = match[2] or "", match[3]
        if index is not None and kind is not Kind.SUPPL:
            raise AddressError(
                f"elm path 「{text}」: 「{part}」counts positions, which drift between dates; "
                f"name the number instead, as in {kind.value}_1"
            )
        if bool(num) is (kind in _UNNUMBERED) and not (kind in APPENDIX_KINDS and not num):
            raise AddressError(
                f"elm path 「{text}」: 「{part}」{'has' if num else 'lacks'} a number; "
                f"expected one such as {EXAMPLE}"
            )
        if kind is Kind.SUPPL:
            num = "" if index in (None, "1") else f"#{index}"
        steps.append(Step(kind, num))
    return steps


def _elm_step(step: Step, here: Address, ordinals: Ordinals | None) -> str:
    kind, num = step.kind, step.num
    if kind in _NOT_IN_ELM:
        raise AddressError(f"{here} has no elm path: elm paths name provisions, not tables, rows or remarks")
    if kind is Kind.SUPPL:
        place = 1 if not num else int(num[1:]) if re.fullmatch(r"#\d+", num) else None
        if place is None and ordinals is None:
            raise AddressError(f"the elm path of {here} needs the place of this 附則 among the others")
        return f"{kind.value}[{place if place is not None or ordinals is None else ordinals(here)}]"
    if kind in SUBITEMS and not re.fullmatch(r"[0-9_:]+", num):
        found = readings(num)
        if ordinals is not None:
            num = str(ordinals(here))
        elif len(found) == 1:
            num = found[0].num
        else:
            raise AddressError(f"the elm path of {here} needs the place of {num} in its list")
    elif num and not re.fullmatch(r"[0-9_:]+", num):
        raise AddressError(f"{here} has no elm path: it is not numbered")
    return f"{kind.value}_{num}" if num else kind.value


_LABEL_ONLY: Final = re.compile(rf"{LABEL}(?:の[0-9]+)*")
_APPENDIX_NAMES: Final = {(kind, prefix): name for name, (kind, prefix) in APPENDICES.items()}


def _print_step(step: Step, before: Kind | None) -> str:
    kind, num = step.kind, step.num
    if kind in COUNTER_OF:
        if kind is Kind.ITEM and before is Kind.REMARKS:
            return _print_range(num, format_branch)
        return _print_range(num, lambda n: _counted(n, COUNTER_OF[kind]))
    if kind in NAME_OF:
        return NAME_OF[kind]
    if kind in SUBITEMS:
        return _print_range(num, lambda n: n)
    if kind is Kind.SUPPL:
        return "附則" if not num else f"附則{num}" if re.fullmatch(r"#\d+", num) else f"附則（{num}）"
    if kind in APPENDIX_KINDS:
        return _print_appendix(OUT_OF_SUPPL.get(kind, kind), num)
    if kind is Kind.TABLE:
        return _print_table(num, before)
    if kind in (Kind.ROW, Kind.COLUMN):
        name = "行" if kind is Kind.ROW else "列"
        if re.fullmatch(r"#\d+", num):
            return name + num[1:]
        return name + _quoted(num)
    return "見出し" if kind is Kind.CAPTION else "備考"


def _counted(num: str, counter: str) -> str:
    head, _, branches = num.partition("_")
    return f"第{head}{counter}" + (f"の{format_branch(branches)}" if branches else "")


def _print_range(num: str, one: Callable[[str], str]) -> str:
    first, _, last = num.partition(":")
    return f"{one(first)}から{one(last)}まで" if last else one(first)


def _print_appendix(kind: Kind, num: str) -> str:
    if kind is Kind.APPDX_STYLE:
        if not num or num.startswith("#"):
            return f"様式{num}"
        return _print_range(num, lambda n: "様式" + _counted(n, "号"))
    prefix = next((p for k, p in _APPENDIX_NAMES if k is kind and p and num.startswith(p)), "")
    name, rest = _APPENDIX_NAMES[kind, prefix], num.removeprefix(prefix)
    if not rest or rest.startswith("#"):
        return name + rest
    return _print_range(rest, lambda n: name + "第" + format_branch(n))


def _print_table(num: str, before: Kind | None) -> str:
    if not num:
        return "の表"
    if re.fullmatch(r"#\d+", num):
        return "の表" + num[1:]
    if _LABEL_ONLY.fullmatch(num) and num == normalise_label(num) and not re.match(NUMERAL, num):
        return num if before in APPENDIX_KINDS or before is Kind.TABLE else "の表" + num
    return "の表" + _quoted(num)


def _quoted(head: str) -> str:
    """A head in 「」: as it is when its own brackets balance, otherwise with `\\` before each of them."""
    head = head[1:] if re.fullmatch(r"##+\d+", head) else head
    depth = 0
    for char in head:
        depth += (char == "「") - (char == "」")
        if depth < 0:
            break
    if depth or "\\" in head:
        head = re.sub(r"[「」\\]", r"\\\g<0>", head)
    return f"「{head}」"


def _needs_space(out: str, part: str, kind: Kind) -> bool:
    """Lines of a table stand apart; so do two numbers or two Latin letters that would else run together."""
    if kind in (Kind.ROW, Kind.COLUMN):
        return bool(out)
    return bool(
        (re.search(r"[0-9]$", out) and re.match(r"[0-9〇一二三四五六七八九十百千]", part))
        or (re.search(r"[A-Za-z]$", out) and re.match(r"[A-Za-z]", part))
        or (
            re.search(r"[一二三四五六七八九十百千]$", out)
            and re.match(r"[0-9一二三四五六七八九十百千]", part)
        )
    )


def _step_key(step: Step) -> tuple[int, tuple[int, ...], str]:
    return RANK[step.kind], _num_key(step), step.num


def _num_key(step: Step) -> tuple[int, ...]:
    """Numbers first, by number; then labels by label; what has no order of its own sorts by its text."""
    kind, num = step.kind, step.num
    if kind is Kind.SUPPL:
        if not num or num.startswith("#"):
            return (0, int(num[1:] or 1))
        try:
            number = LawNumber.parse(num)
        except ValueError:
            return (2,)
        return (1, number.ad_year, number.number)
    if re.fullmatch(r"#\d+", num):
        return (1, int(num[1:]))
    digits = (
        re.search(r"[0-9]+(_[0-9]+)*", num)
        if kind in APPENDIX_KINDS
        else re.match(r"[0-9]+(_[0-9]+)*(?![^:])", num)
    )
    if digits:
        return (1, *branch_key(digits[0]))
    if kind in SUBITEMS or kind is Kind.TABLE:
        return (2, *label_key(num.split(":")[0])[0])
    return (3,) if num else (0,)


@lru_cache(maxsize=65536)
def _sort_key(address: Address) -> SortKey:
    return tuple(_step_key(step) for step in address.steps)
