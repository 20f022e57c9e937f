"""Numbers as Japanese regulations print them: kanji numerals, both widths of digits, branch numbers.

A *number* here is a non-negative integer.  A *branch number* (枝番号, the 2 of 第1条の2) is kept as the string that
法令標準XML keeps in `Num`: decimal parts joined by `_`, and the two ends of a range joined by `:` (`11:12`).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

IROHA: Final = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
)
AIUEO: Final = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
ROMAN: Final = (
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
)
CIRCLED: Final = "".join(map(chr, [*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0)]))

_DIGITS: Final = {
    c: v
    for v, row in enumerate(
        ("〇零", "一壱壹", "二弐貳", "三参參", "四肆", "五伍", "六陸", "七漆", "八捌", "九玖")
    )
    for c in row
}
_TENS: Final = {"廿": 20, "卄": 20, "卅": 30, "丗": 30, "卌": 40}
_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS: Final = {"万": 10**4, "萬": 10**4, "億": 10**8, "兆": 10**12}
_KANJI_CHARS: Final = "".join([*_DIGITS, *_TENS, *_UNITS, *_MYRIADS])
_FULLWIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_HALFWIDTH: Final = str.maketrans("０１２３４５６７８９", "0123456789")

NUMERAL: Final = rf"(?:[0-9０-９]+(?:[十百千万億]+[0-9０-９]*)*|[{_KANJI_CHARS}]+)"
"""Regex fragment for one numeral run.  A run never passes from digits into kanji digits (`1一` is two runs)."""

_SPACE: Final = r"[ \u3000\t]*"
_BRANCH: Final = rf"{NUMERAL}(?:{_SPACE}の{_SPACE}{NUMERAL})*"
_SMALL: Final = re.compile(rf"([0-9]+|[{''.join(_DIGITS)}]*)([{''.join(_UNITS)}])|([{''.join(_TENS)}])")


class NumeralStyle(StrEnum):
    """How a number is printed: 漢数字, half-width or full-width digits."""

    KANJI = "kanji"
    HALF = "half"
    FULL = "full"


def parse_number(text: str) -> int:
    """The integer that one numeral prints: `千八百二十七`, `一〇三`, `廿五`, `壱`, `１０`, `1万2千`.

    Layout spaces at the ends are ignored.  Raises ValueError for anything that is not exactly one numeral, for
    units out of order (`十百`) and for several digits before 十, 百 or 千 (`一二十`).
    """
    bare = text.strip().translate(_HALFWIDTH)
    if bare.isascii() and bare.isdigit():
        return int(bare)
    total, rest, last = 0, bare, 10**16
    for unit in re.findall(f"[{''.join(_MYRIADS)}]", bare):
        head, _, rest = rest.partition(unit)
        if not head or _MYRIADS[unit] >= last:
            raise ValueError(_not_a_numeral(text))
        last = _MYRIADS[unit]
        total += _below_myriad(head, text) * last
    if rest or not total:
        total += _below_myriad(rest, text)
    return total


def _below_myriad(part: str, whole: str) -> int:
    """The value of a part without 万: positional (`一〇三`, `103`) or with units (`千八百二十七`)."""
    if not part:
        raise ValueError(_not_a_numeral(whole))
    total, position, last = 0, 0, 10**4
    while match := _SMALL.match(part, position):
        digits, unit, tens = match.groups()
        weight = 10 if tens else _UNITS[unit]
        count = _TENS[tens] // 10 if tens else (_positional(digits, whole) if digits else 1)
        if weight >= last or not 1 <= count <= 9:
            raise ValueError(_not_a_numeral(whole))
        total, position, last = total + count * weight, match.end(), weight
    rest = part[position:]
    if not rest:
        return total
    value = _positional(rest, whole)
    if position and not 1 <= value < min(last, 10):
        raise ValueError(_not_a_numeral(whole))
    return total + value


def _positional(digits: str, whole: str) -> int:
    if digits.isascii() and digits.isdigit():
        return int(digits)
    if any(c not in _DIGITS for c in digits):
        raise ValueError(_not_a_numeral(whole))
    return int("".join(str(_DIGITS[c]) for c in digits))


def _not_a_numeral(text: str) -> str:
    return f"「{text}」is not a numeral; expected one such as 二十九, 一〇三, 10 or １０"


def to_kanji(n: int) -> str:
    """`n` in 漢数字 with units, as laws print it: 1827 → `千八百二十七`, 10000 → `一万`, 0 → `〇`.

    Raises ValueError below 0 and from 10^16.
    """
    if not 0 <= n < 10**16:
        raise ValueError(f"{n} cannot be printed as 漢数字: expected 0 to 10^16 - 1")
    if n == 0:
        return "〇"
    out = ""
    for myriad, name in ((10**12, "兆"), (10**8, "億"), (10**4, "万"), (1, "")):
        part, n = divmod(n, myriad)
        digits = ""
        for unit, unit_name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            count, part = divmod(part, unit)
            if count:
                digits += ("" if count == 1 and unit_name else "〇一二三四五六七八九"[count]) + unit_name
        out += digits + name if digits else ""
    return out


def to_fullwidth(n: int) -> str:
    """`n` in full-width digits: 10 → `１０`."""
    return str(n).translate(_FULLWIDTH)


def format_number(n: int, style: NumeralStyle = NumeralStyle.HALF) -> str:
    """`n` in the given style."""
    match style:
        case NumeralStyle.KANJI:
            return to_kanji(n)
        case NumeralStyle.FULL:
            return to_fullwidth(n)
        case NumeralStyle.HALF:
            return str(n)


def parse_branch(text: str) -> str:
    """The `Num` of a number with its branches: `一の二` → `1_2`, ` 3 の 2 ` → `3_2`.  Raises ValueError."""
    if not re.fullmatch(f"{_SPACE}{_BRANCH}{_SPACE}", text):
        raise ValueError(f"「{text}」is not a number with branches; expected one such as 1の2 or 一の二")
    return "_".join(str(parse_number(part)) for part in text.split("の"))


def format_branch(num: str, style: NumeralStyle = NumeralStyle.HALF) -> str:
    """The inverse of `parse_branch`: `1_2` → `1の2`, `一の二`."""
    return "の".join(format_number(int(part), style) for part in num.split("_"))


def branch_key(num: str) -> tuple[int, ...]:
    """Sort key of a `Num`: 9 < 9_2 < 9_2_2 < 10; a range sorts where it begins.  Raises ValueError."""
    if not re.fullmatch(r"[0-9]+(_[0-9]+)*(:[0-9]+(_[0-9]+)*)?", num):
        raise ValueError(f"「{num}」is not a Num; expected one such as 9, 9_2 or 11:12")
    return tuple(int(part) for part in num.split(":", maxsplit=1)[0].split("_"))


def is_next(first: str, second: str) -> bool:
    """True when `second` can directly follow `first` in one numbering: 5 → 6, 5 → 5_2, 5_2 → 5_3, 5_3 → 6."""
    a, b = branch_key(first), branch_key(second)
    if b == (*a, 2):
        return True
    return len(b) <= len(a) and b[:-1] == a[: len(b) - 1] and b[-1] == a[len(b) - 1] + 1


_ONE_ARTICLE: Final = rf"第{_SPACE}({NUMERAL}){_SPACE}条((?:{_SPACE}の{_SPACE}{NUMERAL})*)"
_ARTICLE_LABEL: Final = re.compile(
    rf"{_SPACE}{_ONE_ARTICLE}(?:{_SPACE}(?:及び|から|[・～〜~]){_SPACE}{_ONE_ARTICLE}{_SPACE}(?:まで)?)?{_SPACE}"
)


def parse_article_label(text: str) -> str:
    """The `Num` of a printed article label (条の表示): `第一条の二` → `1_2`, `第十一条及び第十二条` → `11:12`.

    Layout spaces are allowed anywhere between the parts.  及び is a range only between neighbours.  Raises ValueError.
    """
    match = _ARTICLE_LABEL.fullmatch(text)
    if match is None:
        raise ValueError(
            f"「{text}」is not an article label; expected one such as 第1条の2 or 第5条から第8条まで"
        )
    first = parse_branch(match[1] + match[2])
    if match[3] is None:
        return first
    last = parse_branch(match[3] + match[4])
    if branch_key(last) <= branch_key(first) or ("及び" in text and not is_next(first, last)):
        raise ValueError(
            f"「{text}」does not name one range of articles; 及び joins neighbours, から…まで ascends"
        )
    return f"{first}:{last}"


def format_article_label(num: str, style: NumeralStyle = NumeralStyle.HALF) -> str:
    """The inverse of `parse_article_label`: `1_2` → `第1条の2`; neighbours are joined by 及び, others by から…まで."""
    first, _, last = num.partition(":")
    if not last:
        head, _, branches = first.partition("_")
        tail = f"の{format_branch(branches, style)}" if branches else ""
        return f"第{format_number(int(head), style)}条{tail}"
    ends = format_article_label(first, style), format_article_label(last, style)
    return "及び".join(ends) if is_next(first, last) else f"{ends[0]}から{ends[1]}まで"
