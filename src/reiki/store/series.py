"""Which series a number belongs to, and its place in it: what tells whether a number was left out (欠号)."""

from __future__ import annotations

import datetime
import re
from typing import Final

from reiki.law.identity import LawNumber
from reiki.law.numerals import NUMERAL, parse_number

ISSUE_NUMBER: Final = re.compile(rf"(?P<series>.*?第){NUMERAL}(?P<tail>号)$")
"""The number of an issue in its series: 第1234号, 号外第175号."""

_BARE: Final = "第"
"""The head of the ordinary issues, which are counted on through the years; 号外 begin again each year."""


def notice_series(number: str) -> tuple[str, int | None]:
    """``令和6年霧浜市規則第23号`` is the 23rd of ``令和6年霧浜市規則第``; ``("", None)`` for what is no number."""
    try:
        parsed = LawNumber.parse(number)
    except ValueError:
        return "", None
    return str(parsed).rpartition("第")[0] + "第", parsed.number


def issue_series(publisher: str, number: str, day: datetime.date | None) -> tuple[str, int | None]:
    """The series of an issue, one text for publisher, head (``号外第``) and year, and the number in it."""
    bare = "".join(number.split())
    match = ISSUE_NUMBER.fullmatch(bare)
    count = count_in(bare, match["series"]) if match else 0
    if match is None or not count:
        return "", None
    head = match["series"]
    year = "" if head == _BARE else str(day.year) if day else "?"
    return f"{publisher}/{head}/{year}", count


def count_in(text: str, series: str) -> int:
    """The number of an issue of that series (``号外第175号`` in ``号外第``); 0 for another series."""
    bare = "".join(text.split())
    if not (bare.startswith(series) and bare.endswith("号")):
        return 0
    try:
        return parse_number(bare[len(series) : -1])
    except ValueError:
        return 0
