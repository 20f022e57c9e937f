"""When a regulation ends by its own words (失効): read from the 附則 of the text in force, so that an amendment of that 附則 in
time moves the day.

Counting (conventions.md §4): ``平成18年3月31日限り、その効力を失う`` is in force through that day;
``平成18年4月1日に、その効力を失う`` is gone on it. A day that must be counted from the commencement is not read here; it
is a note of the clause.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from reiki.law.address import Address
from reiki.law.era import find_dates
from reiki.law.kinds import Kind
from reiki.law.provision import Provision

if TYPE_CHECKING:
    from reiki.law.document import LawDocument

_LAPSES: Final = re.compile(
    r"^この(?:条例|規則|規程|訓令|告示|要綱|要領|法律|政令|省令|府令|命令|基準|細則|内規)は、"
    r"(?:[^。]*?から施行し、)?(?P<day>[^。、]*?)(?P<how>限り|をもって|をもつて|に)、?(?:その効力を失う|効力を失う|失効する)[。、]"
)


def lapse_day(document: LawDocument) -> datetime.date | None:
    """The first day on which a regulation is no longer in force by its own 附則; ``None`` where it names none, or two."""
    days = set(_days(document))
    return days.pop() if len(days) == 1 else None


def _days(document: LawDocument) -> Iterator[datetime.date]:
    suppl = Address().child(Kind.SUPPL, "")
    for at in document.children(suppl):
        provision = document.provision(at)
        if provision is not None:
            yield from _said(provision)
    own = document.words(suppl)
    if own:
        yield from _read(own)


def _said(provision: Provision) -> Iterator[datetime.date]:
    if provision.text:
        yield from _read(provision.text)
    for child in provision.children:
        if child.kind is Kind.PARAGRAPH:
            yield from _said(child)


def _read(text: str) -> Iterator[datetime.date]:
    match = _LAPSES.match(text)
    if match is None:
        return
    dates = list(find_dates(match["day"]))
    if len(dates) != 1 or dates[0][1:] != (0, len(match["day"])):
        return
    yield dates[0][0] + datetime.timedelta(0 if match["how"] == "に" else 1)
