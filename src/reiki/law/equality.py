"""The one declaration of when two texts are the same.

Nothing else in this project decides that.  What counts as equal grows with what a source loses on its way:

    DRAWN      white space that a layout inserts
    PDF        and: vertical presentation forms, radicals that stand for the ideograph they depict; 〜 ～; the dashes ― — –
    CONVERTED  and: width of digits, Latin letters, parentheses, signs; ~; comma and period between digits

What never counts as equal: ① and 1, 神 and 神 (U+FA19), ㈱ and (株), っ and つ, （ and 〔, variants of a kanji, kanji numerals
and digits.  So no Unicode normalisation form is used: NFC replaces U+FA19, NFKC replaces all the others.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from reiki.law.spacing import tidy_spaces

__all__ = ["Convention", "Fidelity", "Width", "index_map", "key", "same", "tidy_spaces"]


class Fidelity(Enum):
    """How much of the printed page a source keeps; each level forgives what the one before it does, and more."""

    DRAWN = 1
    """HTML, DOCX, ODT, 法令標準XML: characters are what the office typed"""
    PDF = 2
    """characters are what a font's table says"""
    CONVERTED = 3
    """plain text or Markdown out of a converter: widths mean nothing"""


_VERTICAL: Final = dict(
    zip(
        "︐︑︒︓︔︕︖︗︘︙︰︱︲︳︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈",
        "，、。：；！？〖〗…‥—–＿（）｛｝〔〕【】《》〈〉「」『』［］",
        strict=True,
    )
)
_KANGXI: Final = {
    chr(c): chr(int(unicodedata.decomposition(chr(c)).split()[1], 16)) for c in range(0x2F00, 0x2FD6)
}
# Only radicals that depict an ideograph used alone in Japanese text; the others are parts of characters.
_RADICALS: Final = dict(
    zip(
        "\u2e81\u2e8a\u2e90\u2e92\u2e93\u2e9d\u2e9f\u2ea0\u2ea7\u2ea9\u2eac\u2eae\u2eb6\u2ec1\u2ec4\u2ec6\u2ed1\u2ed7\u2ed8"
        "\u2edd\u2ee3\u2ee4\u2ee8\u2ee9\u2eeb\u2eed\u2eef\u2ef1\u2ef2",
        "厂卜尢巳幺月母民牛王示竹羊虎西角長雨青食骨鬼麦黄斉歯竜龜亀",
        strict=True,
    )
)
# A font has one glyph for both waves and one for the dashes, and its table names any of the characters.
_ONE_GLYPH: Final = {"〜": "～", "—": "―", "–": "―"}
_PDF: Final = {
    ord(k): _ONE_GLYPH.get(v, v) for k, v in (_VERTICAL | _KANGXI | _RADICALS | _ONE_GLYPH).items()
}

_ALNUM: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SIGNS: Final = "()%+-/=*:;<>[]{}!?&#@$"
_WIDTH: Final = {ord(c) + 0xFEE0: c for c in _ALNUM + _SIGNS} | {
    ord("￥"): "¥",
    ord("～"): "~",
    ord("〜"): "~",
    ord("･"): "・",
    ord("｢"): "「",
    ord("｣"): "」",
    ord("､"): "、",
    ord("｡"): "。",
}
_CONVERTED: Final = {k: _WIDTH.get(ord(v), v) for k, v in _PDF.items()} | _WIDTH
_TABLES: Final[dict[Fidelity, dict[int, str]]] = {
    Fidelity.DRAWN: {},
    Fidelity.PDF: _PDF,
    Fidelity.CONVERTED: _CONVERTED,
}

_LAYOUT: Final = r"[\s\u200B\uFEFF]"
_WORD: Final = "A-Za-z0-9Ａ-Ｚａ-ｚ０-９"
_SPACES: Final = re.compile(f"(?P<kept>(?<=[{_WORD}]){_LAYOUT}+(?=[{_WORD}]))|{_LAYOUT}+")
_POINTS: Final = re.compile(r"(?<=[0-9])[，．](?=[0-9])")


def key(text: str, fidelity: Fidelity) -> str:
    """The key of a text: two texts are the same at a fidelity when their keys are equal.  Keys are their own keys."""
    squeezed = _SPACES.sub(lambda m: " " if m["kept"] else "", text).translate(_TABLES[fidelity])
    if fidelity is Fidelity.CONVERTED:
        return _POINTS.sub(lambda m: "," if m[0] == "，" else ".", squeezed)
    return squeezed


def same(a: str, b: str, fidelity: Fidelity) -> bool:
    """True when two texts say the same at a fidelity."""
    return a == b or key(a, fidelity) == key(b, fidelity)


def index_map(text: str, fidelity: Fidelity) -> tuple[str, list[int]]:
    """The key of a text, and for each character of the key its offset in the text (ascending).

    A span [i, j) of the key is `text[offsets[i] : offsets[j - 1] + 1]`.
    """
    offsets: list[int] = []
    end = 0
    for match in _SPACES.finditer(text):
        offsets.extend(range(end, match.start()))
        if match["kept"]:
            offsets.append(match.start())
        end = match.end()
    offsets.extend(range(end, len(text)))
    return key(text, fidelity), offsets


Width = Literal["half", "full"]

_DIGITS: Final = {ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789"}
_LATIN: Final = {ord(c): chr(ord(c) + 0xFEE0) for c in _ALNUM[10:]}
_PARENS: Final = {ord(c): chr(ord(c) + 0xFEE0) for c in "()"}
_NUMBER: Final = re.compile(r"[0-9０-９]+(?:[,.，．][0-9０-９]+)*")
_POINTED: Final = _DIGITS | {ord(","): "，", ord("."): "．"}
_KANJI_NUMBER: Final = re.compile(
    r"第[〇一二三四五六七八九十百千]+[条項号章節款編]|[〇一二三四五六七八九十元]+年"
)


@dataclass(frozen=True)
class Convention:
    """The widths in which a regulation prints (字幅の慣用), so that new text can enter in them.

    `None` says that the regulation has no such character: new text then keeps its own.  `digits` is `kanji` where
    kanji numerals outnumber digits.  Many offices print a digit that stands alone in full width and longer numbers
    in half width, hence `lone_digit` and `long_number` beside it.
    """

    digits: Width | Literal["kanji"] | None = None
    latin: Width | None = None
    parens: Width | None = None
    lone_digit: Width | None = None
    long_number: Width | None = None

    @classmethod
    def of(cls, text: str) -> Convention:
        """The convention of a regulation's text, by majority; half width on a tie."""
        numbers: list[str] = _NUMBER.findall(text)
        kanji = len(_KANJI_NUMBER.findall(text))
        lone = _majority("".join(n for n in numbers if len(n) == 1), _DIGITS)
        long = _majority("".join(n for n in numbers if len(n) > 1), _DIGITS)
        digits = "kanji" if kanji > len(numbers) else _majority("".join(numbers), _DIGITS)
        return cls(digits, _majority(text, _LATIN), _majority(text, _PARENS), lone or long, long or lone)

    def render(self, text: str) -> str:
        """New text in this convention: digits (with comma and period between them), Latin letters, parentheses.

        Kanji numerals stay kanji numerals, and digits stay digits.
        """
        text = _in_width(_in_width(text, self.latin, _LATIN), self.parens, _PARENS)
        return _NUMBER.sub(
            lambda m: _in_width(m[0], self.lone_digit if len(m[0]) == 1 else self.long_number, _POINTED), text
        )


def _in_width(text: str, width: Width | None, to_full: dict[int, str]) -> str:
    if width is None:
        return text
    return text.translate(
        to_full if width == "full" else {ord(full): chr(half) for half, full in to_full.items()}
    )


def _majority(text: str, to_full: dict[int, str]) -> Width | None:
    counts = Counter(text)
    half = sum(counts[chr(c)] for c in to_full)
    full = sum(counts[c] for c in to_full.values())
    if not half and not full:
        return None
    return "full" if full > half else "half"
