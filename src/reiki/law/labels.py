"""Printed labels (標記) of 項, 号 and 細目: which sequence they count in, and which place they count.

One printed label can belong to two sequences: イ is the first of イロハ and the second of アイウ, i is Roman 1 and
Latin 9.  So `readings` returns every candidate, and only a list of labels (`style_of_sequence`) decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Final

from reiki.law.numerals import (
    AIUEO,
    CIRCLED,
    IROHA,
    LATIN,
    NUMERAL,
    ROMAN,
    parse_branch,
    parse_number,
    to_fullwidth,
    to_kanji,
)


class Count(StrEnum):
    """What a label counts in."""

    DIGITS = "1"
    KANJI = "一"
    IROHA = "イロハ"
    AIUEO = "アイウ"
    LATIN = "abc"
    LATIN_CAPITAL = "ABC"
    ROMAN = "i ii iii"
    ROMAN_CAPITAL = "I II III"
    CIRCLED = "①"


class Glyphs(StrEnum):
    """Which characters print the label: half width, full width, or one precomposed character (⑴, ⅰ)."""

    HALF = "half"
    FULL = "full"
    SINGLE = "single"


class Parens(StrEnum):
    """What is around the label, if anything: parentheses, or 第 before it (第一, 第２: 基準, 指針 and other notifications)."""

    NONE = ""
    HALF = "()"
    FULL = "（）"
    ORDINAL = "第"


@dataclass(frozen=True)
class LabelStyle:
    """How a list of labels (標記) is printed: the sequence, its glyphs and its parentheses."""

    count: Count
    glyphs: Glyphs = Glyphs.HALF
    parens: Parens = Parens.NONE


@dataclass(frozen=True)
class Reading:
    """One way to read a label: its style, its place (1 is the first) and its branches (枝番号), `(2,)` for の2."""

    style: LabelStyle
    ordinal: int
    branches: tuple[int, ...] = ()

    @property
    def num(self) -> str:
        """The `Num` that 法令標準XML keeps: `1`, `1_2`."""
        return "_".join(map(str, (self.ordinal, *self.branches)))


_FULL_LATIN: Final = "".join(chr(ord(c) + 0xFEE0) for c in LATIN)
_HALF_KATAKANA: Final = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
_SMALL_ROMAN: Final = "".join(map(chr, range(0x2170, 0x217C)))
_CAPITAL_ROMAN: Final = "".join(map(chr, range(0x2160, 0x216C)))
_PARENTHESISED: Final = "".join(map(chr, range(0x2474, 0x2488)))
_PARENTHESISED_LATIN: Final = "".join(map(chr, range(0x249C, 0x24B6)))

_DOUBLED: Final = "|".join(c * 2 for letters in (LATIN, _FULL_LATIN) for c in letters + letters.upper())

_TO_HALF: Final = {
    **{0xFF10 + n: str(n) for n in range(10)},
    **{ord(f): c for f, c in zip(_FULL_LATIN, LATIN, strict=True)},
    **{ord(f.upper()): c.upper() for f, c in zip(_FULL_LATIN, LATIN, strict=True)},
    ord("（"): "(",
    ord("）"): ")",
}
_TO_FULL_LATIN: Final = str.maketrans(LATIN + LATIN.upper(), _FULL_LATIN + _FULL_LATIN.upper())
_SINGLE_GLYPHS: Final = {
    **{ord(c): f"({n})" for n, c in enumerate(_PARENTHESISED, 1)},
    **{ord(c): f"({letter})" for letter, c in zip(LATIN, _PARENTHESISED_LATIN, strict=True)},
    **{ord(k): f for k, f in zip(_HALF_KATAKANA, AIUEO, strict=True)},
}

LABEL: Final = (
    rf"(?:[(（]\s*(?:{NUMERAL}|[ァ-ヶｦ-ﾝ]|[A-Za-zＡ-Ｚａ-ｚ]+|[{_SMALL_ROMAN}{_CAPITAL_ROMAN}])(?:\s*の\s*{NUMERAL})*\s*[)）]"
    rf"|[{_PARENTHESISED}{_PARENTHESISED_LATIN}{CIRCLED}{_SMALL_ROMAN}{_CAPITAL_ROMAN}]"
    rf"|[{AIUEO}ヰヱ{_HALF_KATAKANA}]"
    rf"|(?:[ivxIVXｉｖｘＩＶＸ]+|{_DOUBLED}|[A-Za-zＡ-Ｚａ-ｚ])(?![A-Za-zＡ-Ｚａ-ｚ])|{NUMERAL})"
)
"""Regex fragment, without groups, for one label; branches after the label (`アの2`) are not part of it."""

_SHAPE: Final = re.compile(
    rf"(?P<ordinal>第)?(?P<open>\()?(?P<core>{NUMERAL}|[A-Za-z]+|.)(?P<inner>(?:の{NUMERAL})*)(?P<close>\))?"
    rf"(?P<outer>(?:の{NUMERAL})*)"
)


def normalise_label(text: str) -> str:
    """The key under which a label is known: half-width digits, Latin letters and parentheses, no spaces.

    ⑴ is (1) and ｱ is ア; kanji numerals, ① and ⅰ stay what they are.  Branches stay in words: `(1)の２` → `(1)の2`.  A point
    behind a label (`798．`) is left out.
    """
    bare = re.sub(r"\s+", "", text)
    return re.sub(r"(?<=[0-9０-９])[.．]$", "", bare).translate(_SINGLE_GLYPHS).translate(_TO_HALF)


@lru_cache(maxsize=4096)
def readings(label: str) -> tuple[Reading, ...]:
    """Every way to read a printed label, lowest ordinal first; empty when it is no label.

    `（１）` → one reading; `イ` → (イロハ 1, アイウ 2); `ア` → (アイウ 1, イロハ 36).
    """
    bare = re.sub(r"\s+", "", label)
    key = normalise_label(bare)
    match = _SHAPE.fullmatch(key)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return ()
    if match["ordinal"] and (match["open"] or not re.fullmatch(NUMERAL, match["core"])):
        return ()
    try:
        branch_text = match["inner"] + match["outer"]
        branches = tuple(int(n) for n in parse_branch("0" + branch_text).split("_")[1:])
        places = _places(match["core"])
    except ValueError:
        return ()
    glyphs = _glyphs_of(bare)
    parens = Parens.NONE if not match["open"] else Parens.FULL if "（" in bare else Parens.HALF
    parens = Parens.ORDINAL if match["ordinal"] else parens
    found = [Reading(LabelStyle(count, glyphs, parens), n, branches) for count, n in places]
    return tuple(sorted(found, key=lambda reading: reading.ordinal))


def _places(core: str) -> list[tuple[Count, int]]:
    if core[0] in _SMALL_ROMAN + _CAPITAL_ROMAN:
        small = core[0] in _SMALL_ROMAN
        return [
            (
                Count.ROMAN if small else Count.ROMAN_CAPITAL,
                (_SMALL_ROMAN if small else _CAPITAL_ROMAN).index(core[0]) + 1,
            )
        ]
    if core[0] in CIRCLED:
        return [(Count.CIRCLED, CIRCLED.index(core[0]) + 1)]
    if core.isascii() and core.isalpha():
        lower, capital = core.lower(), core.isupper()
        found = []
        if lower in ROMAN:
            found.append((Count.ROMAN_CAPITAL if capital else Count.ROMAN, ROMAN.index(lower) + 1))
        if len(set(core)) == 1:
            found.append(
                (
                    Count.LATIN_CAPITAL if capital else Count.LATIN,
                    LATIN.index(lower[0]) + 1 + 26 * (len(core) - 1),
                )
            )
        return found
    if len(core) == 1 and core in AIUEO + IROHA:
        return [
            (count, letters.index(core) + 1)
            for count, letters in ((Count.AIUEO, AIUEO), (Count.IROHA, IROHA))
            if core in letters
        ]
    return [(Count.DIGITS if core.isascii() else Count.KANJI, parse_number(core))]


def _glyphs_of(bare: str) -> Glyphs:
    if any(
        (ord(c) in _SINGLE_GLYPHS and c not in _HALF_KATAKANA) or c in _SMALL_ROMAN + _CAPITAL_ROMAN
        for c in bare
    ):
        return Glyphs.SINGLE
    if any(c in _HALF_KATAKANA or (c.isascii() and c.isalnum()) for c in bare):
        return Glyphs.HALF
    return Glyphs.FULL


def ordinal(label: str, style: LabelStyle) -> int:
    """The place of a label in the sequence of `style` (1 is the first); width and parentheses do not matter.

    Raises ValueError when the label does not count in that sequence.
    """
    return reading_in(label, style).ordinal


def reading_in(label: str, style: LabelStyle) -> Reading:
    """The one reading of a label in the sequence of `style`.  Raises ValueError when there is none."""
    for reading in readings(label):
        if reading.style.count is style.count:
            return reading
    raise ValueError(f"「{label}」is not a label of the sequence {style.count.value}")


def item_num(label: str) -> str:
    """The `Num` of a 号 or 項 label: `(1)` → `1`, `一の二` → `1_2`, `(1)の2` → `1_2`.

    Raises ValueError for no label, and for one that its own text cannot place (`イ`).
    """
    return _only_reading(label).num


def format_label(place: int, style: LabelStyle, branches: Sequence[int] = ()) -> str:
    """The label of the given place in a style: (2, アイウ with full parentheses) → `（イ）`.

    Raises ValueError beyond the end of the sequence: 47 in イロハ, 46 in アイウ, 20 in Roman (12 as single characters),
    50 in circled numbers; and for 第 before anything but a number.
    """
    core = _core(place, style)
    if style.glyphs is Glyphs.SINGLE and style.count in (Count.DIGITS, Count.LATIN):
        return core + _branch_text(branches, style)
    if style.parens is Parens.NONE:
        return core + _branch_text(branches, style)
    if style.parens is Parens.ORDINAL:
        if style.count not in (Count.DIGITS, Count.KANJI):
            raise ValueError(f"第 stands before numbers only, not before {style.count.value}")
        return f"第{core}{_branch_text(branches, style)}"
    return f"{style.parens.value[0]}{core}{_branch_text(branches, style)}{style.parens.value[1]}"


def _branch_text(branches: Sequence[int], style: LabelStyle) -> str:
    def number(n: int) -> str:
        if style.count is Count.KANJI:
            return to_kanji(n)
        return to_fullwidth(n) if style.glyphs is Glyphs.FULL else str(n)

    return "".join(f"の{number(n)}" for n in branches)


def _core(place: int, style: LabelStyle) -> str:
    if place < 1 and style.count not in (Count.DIGITS, Count.KANJI):
        raise ValueError(f"{place} is not a place in a list; the first is 1")
    try:
        match style.count:
            case Count.KANJI:
                return to_kanji(place)
            case Count.DIGITS:
                if style.glyphs is Glyphs.SINGLE:
                    return _PARENTHESISED[place - 1]
                return to_fullwidth(place) if style.glyphs is Glyphs.FULL else str(place)
            case Count.IROHA:
                return IROHA[place - 1]
            case Count.AIUEO:
                return (_HALF_KATAKANA if style.glyphs is Glyphs.HALF else AIUEO)[place - 1]
            case Count.CIRCLED:
                return CIRCLED[place - 1]
            case Count.LATIN | Count.LATIN_CAPITAL:
                if style.glyphs is Glyphs.SINGLE:
                    return _PARENTHESISED_LATIN[place - 1]
                letters = LATIN[(place - 1) % 26] * ((place - 1) // 26 + 1)
                return _cased(letters, style)
            case Count.ROMAN | Count.ROMAN_CAPITAL:
                if style.glyphs is Glyphs.SINGLE:
                    return (_SMALL_ROMAN if style.count is Count.ROMAN else _CAPITAL_ROMAN)[place - 1]
                return _cased(ROMAN[place - 1], style)
    except IndexError:
        raise ValueError(f"the sequence {style.count.value} has no label number {place}") from None


def _cased(letters: str, style: LabelStyle) -> str:
    if style.count in (Count.LATIN_CAPITAL, Count.ROMAN_CAPITAL):
        letters = letters.upper()
    return letters.translate(_TO_FULL_LATIN) if style.glyphs is Glyphs.FULL else letters


def successor(label: str, style: LabelStyle | None = None) -> str:
    """The label that follows, printed alike: `（１）` → `（２）`, `一の二` → `一の三`, `ア` in アイウ → `イ`.

    A label that two sequences know (`イ`, `i`) needs `style`; without it, and at the end of a sequence, ValueError.
    """
    reading = _only_reading(label) if style is None else reading_in(label, style)
    (*branches,) = reading.branches
    if branches:
        branches[-1] += 1
        outside = re.search(r"[)）][^)）]+$", label) is not None
        if outside and reading.style.parens is not Parens.NONE:
            plain = format_label(reading.ordinal, reading.style)
            return plain + _branch_text(branches, reading.style)
        return format_label(reading.ordinal, reading.style, branches)
    return format_label(reading.ordinal + 1, reading.style)


def _only_reading(label: str) -> Reading:
    found = readings(label)
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValueError(f"「{label}」is not a label; expected one such as (1), 一, ア, (ア) or ａ")
    names = "と".join(reading.style.count.value for reading in found)
    raise ValueError(f"「{label}」stands in {names}: say which, or read the list it stands in")


def style_of_sequence(labels: Sequence[str]) -> LabelStyle | None:
    """The style in which a list of labels counts upwards; `None` when no style or more than one does.

    Steps of one beat gaps, and a list that starts at the first place beats one that does not, so a whole list that
    opens with `イ` is イロハ.  A list cut out of the middle may stay undecided: `["カ"]` → `None`.
    """
    if not labels:
        return None
    rated: dict[tuple[bool, bool], list[LabelStyle]] = {}
    for candidate in (reading.style for reading in readings(labels[0])):
        try:
            places = [(r.ordinal, r.branches) for r in (reading_in(label, candidate) for label in labels)]
        except ValueError:
            continue
        pairs = list(pairwise(places))
        if all(a < b for a, b in pairs):
            steady = all(b[0] - a[0] <= 1 for a, b in pairs)
            rated.setdefault((steady, places[0][0] == 1), []).append(candidate)
    if not rated:
        return None
    best = rated[max(rated)]
    return best[0] if len(best) == 1 else None


def label_key(label: str, style: LabelStyle | None = None) -> tuple[tuple[int, ...], str]:
    """Sort key of labels in one list: numbers and letters by place, branches after their stem, then the text.

    A katakana label without `style` is placed by アイウ order; text that is no label sorts last.
    """
    if style is not None:
        reading = reading_in(label, style)
        return (0, reading.ordinal, *reading.branches), normalise_label(label)
    found = sorted(readings(label), key=lambda r: r.style.count is Count.IROHA)
    if not found:
        return (1,), normalise_label(label)
    return (0, found[0].ordinal, *found[0].branches), normalise_label(label)
