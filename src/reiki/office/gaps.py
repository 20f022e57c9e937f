"""Numbers that were never taken in: between two notices or two issues of one series something is missing (欠号)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection

from reiki.amend.operations import Finding
from reiki.law.identity import LawNumber
from reiki.law.numerals import NUMERAL, parse_number
from reiki.store import issues as issuing

ISSUE_NUMBER: Final = re.compile(rf"(?P<series>.*?第){NUMERAL}(?P<tail>号)$")
"""The number of an issue in its series: 第1234号, 号外第175号."""
_SHOWN: Final = 5


def gaps(connection: Connection, issue: int) -> tuple[dict[str, Any], ...]:
    """Warnings, as JSON findings, for the numbers missing just before those of a stored issue: its notices' numbers in
    their series (body, kind, year), and its own in the gazette's."""
    found = [*_notices(connection, issue), *_issues(connection, issue)]
    return tuple(f.as_json() for f in found)


def _notices(connection: Connection, issue: int) -> Iterable[Finding]:
    for number in parsed_numbers(issuing.numbers_of_issue(connection, issue)):
        prefix = str(number).rpartition("第")[0] + "第"
        known = {
            n.number
            for n in parsed_numbers(issuing.numbers_starting(connection, prefix))
            if n.body == number.body
        }
        missing = _missing(number.number, known)
        if missing:
            yield _gap("number_gap", missing, prefix, number.number)


def _issues(connection: Connection, issue: int) -> Iterable[Finding]:
    publisher, own, year = issuing.issue_identity(connection, issue)
    match = ISSUE_NUMBER.fullmatch("".join(own.split()))
    if match is None:
        return
    series = match["series"]
    numbers = {
        count_in(other, series)
        for other in issuing.issue_numbers(connection, publisher, year if series != "第" else None)
    }
    mine = count_in(own, series)
    missing = _missing(mine, {n for n in numbers if n}) if mine else []
    if missing:
        yield _gap("issue_gap", missing, f"{publisher}公報{series}", mine)


def count_in(text: str, series: str) -> int:
    """The number of an issue of that series (``号外第175号`` in ``号外第``); 0 for another series."""
    bare = "".join(text.split())
    if not (bare.startswith(series) and bare.endswith("号")):
        return 0
    try:
        return parse_number(bare[len(series) : -1])
    except ValueError:
        return 0


def _missing(number: int, known: set[int]) -> list[int]:
    """The numbers between ``number`` and the nearest lower one that is known; none when nothing lower is."""
    lower = [n for n in known if n < number]
    return list(range(max(lower) + 1, number)) if lower else []


def _gap(code: str, missing: list[int], prefix: str, before: int) -> Finding:
    shown = "、".join(f"{prefix}{n}号" for n in missing[:_SHOWN])
    more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
    return Finding("warning", code, f"never taken in, before {prefix}{before}号: {shown}{more}")


def parsed_numbers(numbers: Iterable[str]) -> Iterable[LawNumber]:
    """The law numbers among some texts."""
    for text in numbers:
        try:
            yield LawNumber.parse(text)
        except ValueError:
            continue
