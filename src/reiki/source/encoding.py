"""Bytes to text: which encoding a file is in, decided by what decodes strictly and reads as Japanese.

What a page says of itself is evidence, not proof: pages are saved anew and keep the old declaration. UTF-8 proves itself
(other encodings do not happen to be valid UTF-8); of the rest the declared one goes first, and a reading must look like
Japanese to be taken.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from reiki.source.model import UnreadableSource

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Names that pages use; Shift_JIS on the web means Windows' code page 932 (①, ㈱ and 髙 are in it).
_NAMES: Final = {
    "utf-8": "utf-8", "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "ms_kanji": "cp932",
    "windows-31j": "cp932", "cp932": "cp932", "ms932": "cp932", "csshiftjis": "cp932",
    "euc-jp": "euc_jp", "x-euc-jp": "euc_jp", "eucjp": "euc_jp", "eucjp-ms": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext", "csiso2022jp": "iso2022_jp_ext",
}  # fmt: skip
_SHOWN: Final = {
    "utf-8": "UTF-8", "cp932": "Shift_JIS (cp932)", "euc_jp": "EUC-JP", "euc_jis_2004": "EUC-JP",
    "iso2022_jp_ext": "ISO-2022-JP",
}  # fmt: skip
_DECLARED: Final = re.compile(
    rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)|^\s*<\?xml\b[^>]{0,100}?encoding\s*=\s*["']([^"']+)""",
    re.IGNORECASE,
)
_JIS_ESCAPE: Final = re.compile(rb"\x1b(?:\$[@B]|\([BJI]|\$\()")
_HEAD: Final = 4096
_PLAUSIBLE: Final = 0.85
# The characters of JIS X 0208 and of Windows' additions, by block: kana, kanji, full-width forms, signs, ruled lines.
_JAPANESE: Final = re.compile(
    "[\u3000-\u30ff\u3200-\u33ff\u4e00-\u9fff\uf900-\ufaff\uff01-\uff5e\uffe0-\uffe5\u2010-\u266f\u0391-\u0451\u00a7-\u00f7]"
)
# EUC-JP read as cp932 is mostly half-width katakana; real text has next to none.
_FOREIGN: Final = re.compile(r"[\uff61-\uff9f\x80-\x9f\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding that it was in (Python's name), and what to say about it, one sentence each."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text of ``data``.

    A file cut in the middle of a character is read up to there, with a note. Raises :class:`UnreadableSource` where no
    encoding of Japanese text fits.
    """
    for bom, told in _BOMS:
        if data.startswith(bom):
            return _finish(data[len(bom) :], told, None)
    declared = declared_encoding(data)
    encoding = _best(data, declared)
    if encoding is not None:
        return _finish(data, encoding, declared)
    raise UnreadableSource(
        "The text is in no known encoding of Japanese (UTF-8, Shift_JIS, EUC-JP, ISO-2022-JP): save it as UTF-8 and try again."
    )


def declared_encoding(data: bytes) -> str | None:
    """The encoding that the page or the XML declaration names, in Python's name; ``None`` for none and for unknown ones."""
    found = _DECLARED.search(data[:_HEAD])
    if found is None:
        return None
    name = (found[1] or found[2]).decode("ascii", "replace").strip().lower()
    return _NAMES.get(name)


def _best(data: bytes, declared: str | None) -> str | None:
    """The encoding to take; ``None`` when nothing fits."""
    if _JIS_ESCAPE.search(data) and _decodes(data, "iso2022_jp_ext"):
        return "iso2022_jp_ext"
    if _decodes(data, "utf-8"):
        return "utf-8"
    scored: list[tuple[float, int, str]] = []
    for rank, encoding in enumerate(("cp932", "euc_jp", "euc_jis_2004")):
        if _decodes(data, encoding) and (score := _plausibility(_strict(data, encoding)[0])) >= _PLAUSIBLE:
            bonus = 0.05 if encoding == declared else 0.0
            scored.append((score + bonus, -rank, encoding))
    return max(scored)[2] if scored else None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        _strict(data, encoding)
    except UnicodeDecodeError:
        return False
    return True


def _strict(data: bytes, encoding: str) -> tuple[str, bool]:
    """The text, and whether the last character was cut off. Raises UnicodeDecodeError for anything else that is wrong."""
    try:
        return data.decode(encoding), False
    except UnicodeDecodeError as error:
        if error.start == 0 or len(data) - error.start > 3 or not _cut_character(error):
            raise
        return data[: error.start].decode(encoding), True


def _cut_character(error: UnicodeDecodeError) -> bool:
    return "unexpected end" in error.reason or "incomplete" in error.reason or "truncated" in error.reason


def _plausibility(text: str) -> float:
    """The share of Japanese characters among those that are not ASCII, between 0 and 1."""
    sample = [c for c in text[:200_000] if c > "\x7f"]
    if not sample:
        return 1.0
    joined = "".join(sample)
    return (len(_JAPANESE.findall(joined)) - len(_FOREIGN.findall(joined))) / len(joined)


def _finish(data: bytes, encoding: str, declared: str | None) -> Decoded:
    try:
        text, cut = _strict(data, encoding)
    except UnicodeDecodeError as error:
        raise UnreadableSource(
            f"The file begins like {encoding.upper()} and is not (byte {error.start}): save it as UTF-8 and give it again."
        ) from error
    notes = []
    if declared is not None and not _same_family(declared, encoding) and not text.isascii():
        notes.append(
            f"the page says that it is {_SHOWN[declared]}; it is {_SHOWN[encoding]} and was read as that"
        )
    if cut:
        notes.append("the file ends in the middle of a character: it is cut off")
    return Decoded(text.removeprefix("\ufeff"), encoding, tuple(notes))


def _same_family(one: str, other: str) -> bool:
    return one == other or {one, other} == {"euc_jp", "euc_jis_2004"}
