"""The lines below ``次の各号に掲げる規定は、当該各号に定める日から施行する。``: ``一　第二条の規定　公布の日``."""

from __future__ import annotations

import re
from typing import Final

LISTED: Final = re.compile(r"次(?:の各号)?に(?:掲げる|定める)|各号に|次のとおり|次の各号")
"""A sentence that leaves what it says to the lines below it."""

_LETTER: Final = r"[(（]?[イロハニホヘトチリヌア-ン][)）]?"
_NUMERALS: Final = (
    r"(?:[(（][0-9０-９一二三四五六七八九十]{1,3}[)）]|[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[①-⑳]"
    rf"|{_LETTER})"
)
ITEM: Final = re.compile(rf"\s*{_NUMERALS}[\s\u3000]+(?P<what>.+?)[\s\u3000]+(?P<when>[^\s\u3000]+)\s*$")
"""A line that names what starts (``what``) and its day (``when``)."""

ITEM_BEGINS: Final = re.compile(
    rf"\s*(?:[(（][0-9０-９一二三四五六七八九十]{{1,3}}[)）]|[一二三四五六七八九十]{{1,3}}[\s\u3000]|[①-⑳]|{_LETTER}[\s\u3000])"
)
SUB_ITEM: Final = re.compile(rf"\s*{_LETTER}[\s\u3000]+(?P<what>[^\s\u3000].*?)\s*$")
"""A line below ``一　次に掲げる規定　公布の日``."""
