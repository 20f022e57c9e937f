"""The notice that fixes the day on which another one starts (施行期日を定める規則).

``霧浜市○○条例（令和6年霧浜市条例第18号）の施行期日は、令和6年10月1日とする。`` fixes what ``規則で定める日`` left open. The
instrument is named by its number; without one nothing is fixed, since titles repeat.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reiki.amend.operations import Finding
from reiki.gazette.day_phrases import read_day
from reiki.gazette.lines import fold, sentences, squeeze
from reiki.gazette.model import Fixed, Notice
from reiki.law.identity import find_law_numbers
from reiki.source.model import Paragraph

_TITLE: Final = re.compile(
    r"施行(?:期日|の日|の期日)(?:等)?を(?:定める|指定する)(?!.*(?:を改正する|を廃止する))"
)
_FIXES: Final = re.compile(
    r"(?P<what>.+?)の(?:施行(?:期日|の(?:期)?日)|規定の施行期日)は、(?P<day>.+?)(?:とする|である)。?$"
)


@dataclass(frozen=True, slots=True)
class Fixing:
    """A day fixed for an instrument. ``number``: its canonical law number. ``part``: the words after it that name what of it
    starts (``附則第1項ただし書に規定する改正規定``), or ``""`` for all that was left open. ``text``: the sentence as printed."""

    number: str
    part: str
    day: datetime.date
    text: str


@dataclass(frozen=True, slots=True)
class Fixings:
    """The days that a notice fixes, and what of it was not understood."""

    fixings: tuple[Fixing, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_fixings(notice: Notice) -> Fixings:
    """The days that a notice fixes for others; empty for a notice whose title does not say that it fixes any."""
    if not _TITLE.search(fold(squeeze(notice.title))):
        return Fixings()
    found: list[Fixing] = []
    findings: list[Finding] = []
    for printed in _sentences(notice):
        match = _FIXES.match(printed)
        if match is None:
            continue
        fixing = _fixing(match, printed, notice)
        if fixing is None:
            findings.append(
                Finding(
                    "error",
                    "fixing_not_understood",
                    f"which day this fixes, and of what, was not read: {printed}",
                )
            )
        else:
            found.append(fixing)
    if not found and not findings:
        message = f"「{notice.title}」 fixes a day by its title, but no sentence that does so was read"
        findings.append(Finding("error", "fixing_not_understood", message))
    return Fixings(tuple(found), tuple(findings))


def _fixing(match: re.Match[str], printed: str, notice: Notice) -> Fixing | None:
    day = read_day(match["day"], notice.promulgated)
    numbers = list(find_law_numbers(match["what"]))
    if not isinstance(day, Fixed) or len(numbers) != 1:
        return None
    number, _, end = numbers[0]
    part = match["what"][end:].lstrip(")）」")
    return Fixing(str(number), part.removeprefix("の"), day.date, printed)


def _sentences(notice: Notice) -> Iterator[str]:
    for block in notice.body:
        if isinstance(block, Paragraph):
            yield from sentences(fold(squeeze(block.text.text)))
