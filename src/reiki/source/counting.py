"""Numbers as word processors print them before a paragraph: 1, １, ①, 一, ア, イロハ, 甲乙丙, iv …

The names of the sequences are those of ISO 29500 (``ST_NumberFormat``); OpenDocument's samples (``一, 二, 三, ...``) are
translated to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

_AIUEO: Final = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA: Final = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
)
_HALF: Final = str.maketrans(
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ",
)
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_KANJI: Final = "〇一二三四五六七八九"
_FORMAL: Final = "〇壱弐参四五六七八九"
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_MOST: Final = 9999


def number_text(value: int, sequence: str) -> str | None:
    """``value`` as that sequence prints it; ``None`` for a sequence that is not known. Values out of a sequence's reach are
    printed in ordinary digits, as word processors do."""
    maker = _SEQUENCES.get(sequence)
    if maker is None:
        return None
    if not 0 <= value <= _MOST:
        return str(value)
    return maker(value)


def _row(characters: str) -> Callable[[int], str]:
    """ア, イ … ン, アア, イイ: after the last the characters are doubled."""

    def text(value: int) -> str:
        if value < 1:
            return str(value)
        times, at = divmod(value - 1, len(characters))
        return characters[at] * (times + 1)

    return text


def _cycle(characters: str) -> Callable[[int], str]:
    return lambda value: characters[(value - 1) % len(characters)] if value > 0 else str(value)


def _block(first: str, count: int) -> Callable[[int], str]:
    return lambda value: chr(ord(first) + value - 1) if 1 <= value <= count else str(value)


def _circled(value: int) -> str:
    for first, start, end in (("①", 1, 20), ("㉑", 21, 35), ("㊱", 36, 50)):
        if start <= value <= end:
            return chr(ord(first) + value - start)
    return "⓪" if value == 0 else str(value)


def _counted(digits: str, one_ten: str) -> Callable[[int], str]:
    """十一, 百二十; ``one_ten`` stands for ten, hundred, thousand; a 一 before them is left out unless digits are formal."""

    def text(value: int) -> str:
        if value == 0:
            return digits[0]
        out = ""
        for power, unit in zip((1000, 100, 10), one_ten[::-1], strict=True):
            digit, value = divmod(value, power)
            if digit:
                out += ("" if digit == 1 and digits is _KANJI else digits[digit]) + unit
        return out + (digits[value] if value else "")

    return text


def _digits(digits: str) -> Callable[[int], str]:
    return lambda value: "".join(digits[int(c)] for c in str(value))


def roman(value: int) -> str:
    """Upper-case Roman numeral of 1 … 3999."""
    if not 0 < value < 4000:
        return str(value)
    out = ""
    for amount, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        times, value = divmod(value, amount)
        out += sign * times
    return out


def _sexagenary(value: int) -> str:
    return _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12] if value > 0 else str(value)


_counting: Final = _counted(_KANJI, "十百千")
_SEQUENCES: Final[Mapping[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda v: f"{v:02d}",
    "decimalFullWidth": lambda v: str(v).translate(_WIDE),
    "decimalFullWidth2": lambda v: str(v).translate(_WIDE),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _block("⑴", 20),
    "decimalEnclosedFullstop": _block("⒈", 20),
    "numberInDash": lambda v: f"- {v} -",
    "upperRoman": roman,
    "lowerRoman": lambda v: roman(v).lower(),
    "upperLetter": _row(_LETTERS.upper()),
    "lowerLetter": _row(_LETTERS),
    "aiueo": _row(_AIUEO.translate(_HALF)),
    "aiueoFullWidth": _row(_AIUEO),
    "iroha": lambda v: _row(_IROHA)(v).translate(_HALF),
    "irohaFullWidth": _row(_IROHA),
    "japaneseCounting": _counting,
    "japaneseDigitalTenThousand": _digits(_KANJI),
    "japaneseLegal": _counted(_FORMAL, "拾百阡"),
    "ideographDigital": _digits(_KANJI),
    "ideographEnclosedCircle": _block("㊀", 10),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": _sexagenary,
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "taiwaneseDigital": _digits(_KANJI),
    "ordinal": lambda v: f"{v}{_ordinal(v)}",
    "hex": lambda v: f"{v:X}",
    "none": lambda v: "",
}


def _ordinal(value: int) -> str:
    return "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


_SAMPLES: Final[Mapping[str, str]] = {
    "": "none", "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "１": "decimalFullWidth", "①": "decimalEnclosedCircle", "⑴": "decimalEnclosedParen", "⒈": "decimalEnclosedFullstop",
    "一": "japaneseCounting", "壱": "japaneseLegal", "ア": "aiueoFullWidth", "ｱ": "aiueo", "イ": "irohaFullWidth",
    "ｲ": "iroha", "甲": "ideographTraditional", "子": "ideographZodiac", "㊀": "ideographEnclosedCircle",
    "01": "decimalZero", "1st": "ordinal",
}  # fmt: skip


def sequence_of(sample: str) -> str:
    """The sequence that a sample (``一, 二, 三, ...``, ``1``, ``イ, ロ, ハ, ...``) names; an unknown one itself."""
    first = re.split(r"[,、]\s*", sample.strip())[0].strip()
    if first == "一" and re.search("十|一〇", sample) and "一〇" in sample:
        return "ideographDigital"
    return _SAMPLES.get(first, sample)
