"""The lines above a regulation's text: its title (題名), the day of its promulgation or making, its number."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reiki.law.era import era_of, find_dates, format_date
from reiki.law.identity import LawNumber, find_law_numbers
from reiki.law.plain_text.lines import Line
from reiki.law.plain_text.nodes import Note
from reiki.law.provision import Regulation

_MADE: Final = re.compile(r"[\s（(]*(?P<date>.+?)[\s]*(?:制定|決裁|公布|施行)?[\s）)]*")
_REVISED: Final = re.compile(r"[\s（(]*(?:最終)?改正")


def read_header(lines: Sequence[Line]) -> tuple[Regulation, list[Line], list[Note]]:
    """Title, date and number, which end at the first line that is none of them; the lines behind them; notes."""
    rest = list(lines)
    while rest and not rest[0].text.strip():
        rest.pop(0)
    if not rest:
        return Regulation(""), [], [Note("no_title", "the text is empty")]
    regulation = Regulation(rest[0].text.strip(" \u3000").lstrip("○〇").strip(" \u3000"))
    rest.pop(0)
    notes: list[Note] = []
    number = ""
    while rest and len(rest[0].text) <= 60:
        text = rest[0].text.strip()
        if not text and not (regulation.date or number):
            rest.pop(0)
            continue
        day, found = date_line(text), number_line(text, regulation.date)
        if _REVISED.match(text):
            notes.append(Note("revision_line", f"「{text}」 is history, not text; left out", rest[0].origin))
        elif found and not number:
            number = found
            regulation = replace(regulation, date=regulation.date or day)
        elif day and not regulation.date:
            regulation = replace(regulation, date=day)
        else:
            break
        rest.pop(0)
    while rest and not rest[0].text.strip():
        rest.pop(0)
    if not number and not regulation.date:
        notes.append(Note("no_number", "neither a number nor a date stands under the title"))
    return replace(regulation, number=number), rest, notes


def date_line(text: str) -> str:
    """The ISO day of a line that is a date: `平成18年3月24日`, `平成20年3月28日制定`, `（平成18年3月24日 …規則第12号）`."""
    first = next(find_dates(text), None)
    if first is None or text[: first[1]].strip(" \u3000(（"):
        return ""
    after = text[first[2] :].strip(" \u3000)）")
    whole = _MADE.fullmatch(text) and re.fullmatch(r"(?:制定|決裁|公布|施行)?", after)
    return first[0].isoformat() if whole or re.fullmatch(r".*第.+号.*", after) else ""


def number_line(text: str, date: str) -> str:
    """The canonical number of a line that is a number, its year from the date where it names none."""
    bare = text.strip(" \u3000()（）")
    full = next(find_law_numbers(bare), None)
    if full is not None and full[1] == 0 and full[2] == len(bare):
        return str(full[0])
    if not date:
        return ""
    try:
        return str(LawNumber.of_heading(bare, datetime.date.fromisoformat(date)))
    except ValueError:
        return ""


def header_lines(regulation: Regulation) -> list[str]:
    """The lines above the text: title, date, number, an empty line."""
    out = [regulation.title]
    if regulation.date:
        day = datetime.date.fromisoformat(regulation.date)
        out.append(format_date(day) + ("" if regulation.number else "制定"))
    if regulation.number:
        out.append(_short_number(regulation))
    return [*out, ""]


def _short_number(regulation: Regulation) -> str:
    """The number without its year, where the line of the date gives the year."""
    if not regulation.date:
        return regulation.number
    day = datetime.date.fromisoformat(regulation.date)
    era = era_of(day)
    n = day.year - era.base
    short = regulation.number.removeprefix(f"{era.name}{'元' if n == 1 else n}年")
    if short == regulation.number:
        return regulation.number
    try:
        return short if str(LawNumber.of_heading(short, day)) == regulation.number else regulation.number
    except ValueError:
        return regulation.number
