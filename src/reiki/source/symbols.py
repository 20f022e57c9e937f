"""Characters of symbol fonts (``w:sym``, bullets of lists), as the signs that they show, and enclosed characters (囲い文字)."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping
from typing import Final

_WINGDINGS: Final[Mapping[int, str]] = {
    0x28: "☎", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x74: "◆", 0x75: "◆",
    0x76: "❖", 0x77: "◆", 0x9E: "・", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA2: "○", 0xA4: "◉", 0xA5: "◎", 0xA7: "▪",
    0xA8: "□", 0xAA: "✦", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦",
    0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x80: "⓪", 0x8B: "⓿",
    **{0x81 + n: chr(ord("①") + n) for n in range(10)}, **{0x8C + n: chr(ord("❶") + n) for n in range(10)},
}  # fmt: skip
_SYMBOL: Final[Mapping[int, str]] = {
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    0x2A: "∗", 0x2B: "+", 0x2D: "−", 0x3D: "=", 0xA3: "≦", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→",
    0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≧", 0xB4: "×", 0xB5: "∝", 0xB7: "•", 0xB8: "÷", 0xB9: "≠",
    0xBA: "≡", 0xBB: "≒", 0xBC: "…", 0xC5: "⊕", 0xC7: "∩", 0xC8: "∪", 0xD0: "∠", 0xD1: "∇", 0xD6: "√", 0xD7: "⋅",
    0xE5: "∑",
}  # fmt: skip
_FONTS: Final = {"wingdings": _WINGDINGS, "symbol": _SYMBOL}


def symbol(code: int, font: str) -> str | None:
    """The sign that a symbol font shows for a code (U+F000 … U+F0FF or the font's own); ``None`` where it is not known."""
    table = _FONTS.get(font.strip().lower())
    own = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if table is not None and own in table:
        return table[own]
    if 0xE000 <= code <= 0xF8FF or table is not None:
        return None
    return chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else None


@functools.cache
def _enclosed() -> Mapping[str, str]:
    """What stands in a circle → the one character that shows it (1 → ①, 印 → ㊞)."""
    out: dict[str, str] = {}
    for start, end in ((0x2460, 0x2500), (0x3244, 0x3248), (0x3251, 0x32FF)):
        for code in range(start, end):
            kind, _, rest = unicodedata.decomposition(chr(code)).partition(" ")
            if kind == "<circle>":
                out.setdefault("".join(chr(int(x, 16)) for x in rest.split()), chr(code))
    return out


def encircled(text: str) -> str | None:
    """``text`` in a circle as one character (1 → ①, ア → ㋐, 印 → ㊞); ``None`` where there is none."""
    return _enclosed().get(unicodedata.normalize("NFKC", text))
