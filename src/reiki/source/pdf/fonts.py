"""What a glyph says: from the font's own tables to the character that an office typed, and which glyphs are lines.

Vertical presentation forms and radicals are forms of a font, not characters that anybody types; they are mapped back one
by one. Nothing else is: no NFKC (①, ㈱ and 神 stay what they are).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

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
# A font has one glyph for the em space and the ideographic space, and the table that a program writes names either.
_SPACES: Final = {"\u2003": "\u3000", "\u2001": "\u3000", "\u00a0": " ", "\t": " ", "\r": "", "\n": ""}
_PRINTED: Final = str.maketrans(_VERTICAL | _KANGXI | _RADICALS | _SPACES)
_INVISIBLE: Final = re.compile("[\x00-\x1f\x7f\u00ad\u200b\u200e\u200f\u2060\ufeff]")

# 線種フォント: fonts whose glyphs are lines. The National Printing Bureau's is `MFHSLine`.
_LINE_FONT: Final = re.compile(r"line|keisen|kei-?sen|罫線", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LineGlyph:
    """A glyph that is a line along the way of writing; ``double``: two lines; ``ornament``: a leader or a wavy rule."""

    double: bool = False
    ornament: bool = False


_NPB_LINES: Final = {
    0x5A21: LineGlyph(), 0x5A23: LineGlyph(), 0x5A49: LineGlyph(double=True), 0x5A4B: LineGlyph(double=True),
    0xE005: LineGlyph(), 0xE007: LineGlyph(), 0xE02D: LineGlyph(double=True), 0xE02F: LineGlyph(double=True),
}  # fmt: skip


def is_line_font(name: str) -> bool:
    """True for a font of lines, leaders and ornaments; none of its glyphs is a character."""
    return _LINE_FONT.search(name.rpartition("+")[2]) is not None


def line_glyph(code: int) -> LineGlyph:
    """The line that a code of a line font draws."""
    return _NPB_LINES.get(code, LineGlyph(ornament=True))


def as_typed(text: str) -> str:
    """The characters that the printed forms stand for."""
    return _INVISIBLE.sub("", text.translate(_PRINTED))


# 外字 of the National Printing Bureau's text fonts, which no character collection names, by code. Pieces of braces that bind
# several lines are drawings.
def _npb_gaiji() -> dict[int, str]:
    out = {0x63E6 + n: str(n) for n in range(10)}  # the digits of the page head
    out |= {0x6178: "―", 0x617A: "―", 0x65D0: ".", 0x65D1: ",", 0x624D: "▷"}
    out |= {0x630E + n: chr(0x2474 + n) for n in range(10)}  # ⑴ … ⑽
    out |= {0x632D + n: chr(0x2460 + n) for n in range(10)}  # ① … ⑩
    out |= {0x6318 + n: chr(0x246A + n) for n in range(10)}  # ⑪ … ⑳
    out |= {0x63A0 + n: sign for n, sign in enumerate("一二三四五六七八九")}
    out |= {0x63B4 + n: chr(0x3220 + n) for n in range(10)}  # ㈠ …
    out |= {0x6395 + n: f"（{chr(0x2170 + n)}）" for n in range(10)}
    kana = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"
    out |= {0x6541 + n: f"（{sign}）" for n, sign in enumerate(kana)}
    out |= dict.fromkeys((0x62FC, 0x62FD, 0x62FE, 0x62FF, 0x65B2, 0x6680, 0x6683, 0x6685), "")
    return out


_NPB_GAIJI: Final = _npb_gaiji()


@dataclass(frozen=True, slots=True)
class Half:
    """One half of a number that two glyphs at one place print: ``(1`` and ``4)``, or both in a circle."""

    circled: bool
    tens: int | None = None
    ones: int | None = None

    def with_other(self, other: Half) -> str | None:
        """The number of both halves as one character, where there is one."""
        tens = self.tens if self.tens is not None else other.tens
        ones = self.ones if self.ones is not None else other.ones
        if (
            tens is None
            or ones is None
            or self.circled != other.circled
            or (self.tens is None) == (other.tens is None)
        ):
            return None
        number = 10 * tens + ones
        if not self.circled:
            return chr(0x2474 + number - 1) if number <= 20 else f"（{number}）"
        if number <= 20:
            return chr(0x2460 + number - 1)
        return (
            chr(0x3251 + number - 21) if number <= 35 else chr(0x32B1 + number - 36) if number <= 50 else None
        )


def _npb_halves() -> dict[int, Half]:
    out = {0x661D + n: Half(False, tens=n + 1) for n in range(9)}
    out |= {0x6627 + n: Half(False, ones=(n + 1) % 10) for n in range(10)}
    out |= {0x6631 + n: Half(True, tens=n + 1) for n in range(9)}
    out |= {0x663B + n: Half(True, ones=(n + 1) % 10) for n in range(10)}
    return out


_NPB_HALVES: Final = _npb_halves()


def gaiji(code: int) -> str | None:
    """The character of a private code of a text font whose collection is nobody's (``Identity``, ``Npb1``)."""
    return _NPB_GAIJI.get(code)


def half(code: int) -> Half | None:
    """The half of a number that a private code prints."""
    return _NPB_HALVES.get(code)


@functools.cache
def _forms_of_2004() -> dict[int, str]:
    """Adobe-Japan1: glyph number → character, for the forms that JIS X 0213:2004 made the usual ones (葛, 灘, 茨 …)."""
    from pdfminer.cmapdb import CMapDB

    out: dict[int, str] = {}

    def walk(table: Any, code: bytes) -> None:
        for byte, value in table.items():
            here = code + bytes([byte])
            if isinstance(value, dict):
                walk(value, here)
            elif len(here) == 4:
                out.setdefault(value, here.decode("utf-32-be", "replace"))

    table: Any = CMapDB.get_cmap("UniJIS2004-UTF32-H")
    walk(table.code2cid, b"")
    return out


def form_of_2004(cid: int) -> str | None:
    """The character of an Adobe-Japan1 glyph that the ordinary table lacks."""
    return _forms_of_2004().get(cid)
