"""The head of a regulation in a collection (例規集の題名・番号・沿革): title, day, number, and what editors put around them.

○霧浜市文書規則            the title, with the editors' mark
平成9年3月25日規則第5号     day and number, on one line or on two
改正　平成12年3月28日規則第9号   the list of amendments, on one or many lines: 沿革, no text
注　平成15年4月から改正経過を注記した。
霧浜市文書規則をここに公布する。   公布文, then the title again: belongs to the promulgation
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.law.era import find_dates
from reiki.law.identity import find_law_numbers
from reiki.law.plain_text.header import date_line, number_line
from reiki.law.plain_text.lines import Line
from reiki.law.plain_text.nodes import Note
from reiki.law.provision import Regulation
from reiki.law.reiki_page.history import notes_begin, read_history
from reiki.law.reiki_page.model import Aside, Revision

_TITLE_MARK: Final = re.compile(r"[\s\u3000]*[○〇◯◎●][\s\u3000]*(?=[^\s\u3000])")
_REVISED: Final = re.compile(
    r"[\s\u3000(（\[［〔◆◇]*(?:最終|一部|全部|全文)?改[ \u3000]*正(?:履歴|沿革|経過)?"
    r"(?:$|[\s\u3000:：)）〕\]］]|(?=明治|大正|昭和|平成|令和))"
)
_REVISIONS: Final = re.compile(
    r"[\s\u3000]*(?:沿[ \u3000]*革|改正沿革|改正履歴|改正経過)(?:情報)?[\s\u3000]*"
)
_IN_FORCE: Final = re.compile(
    r"[\s\u3000(（\[［〔]*(?P<day>[^()（）]+日)(?:から)?[ \u3000]*施行[\s\u3000)）\]］〕]*"
)
_PROMULGATED: Final = re.compile(r".{0,120}をここに(?:公布|告示)する。")
_ICON: Final = re.compile(r"[\s\u3000◆◇■□●・]+")
_BETWEEN: Final = re.compile(r"(?:[、，,（）()〔〕]|改正|一部|全部|全文|最終|制定|公布)*")
_EDGES: Final = re.compile(r"^(?:[、，,（）()〔〕]|公布)+|(?:[、，,（）()〔〕]|改正|一部|全部)+$")
_LONGEST: Final = 90


@dataclass(slots=True)
class Head:
    """The head as read. ``rest``: the lines behind it; ``aside_at_title``: the note on the 題名, ``""`` for none."""

    regulation: Regulation
    rest: list[Line]
    revisions: list[Revision] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    at_title: list[Line] = field(default_factory=list)
    since: datetime.date | None = None
    in_force: datetime.date | None = None


def is_title_mark(text: str) -> bool:
    """True for a line that an editor marks as a title: ``○霧浜市文書規則``."""
    match = _TITLE_MARK.match(text)
    return match is not None and len(text) <= 200 and "。" not in text and not is_dating(text[match.end() :])


def is_dating(text: str) -> bool:
    """True for a line that is a day, a number or both and nothing else."""
    bare = text.strip(" \u3000\u00a0")
    if not bare or len(bare) > 60:
        return False
    return bool(date_line(bare) or number_line(bare, "2000-01-01"))


def is_revisions_heading(text: str) -> bool:
    """True for a line over a list of amendments: 沿革, 改正履歴."""
    return _REVISIONS.fullmatch(text) is not None


def read_head(lines: Sequence[Line]) -> Head:
    """The head of the lines, whose first is the title."""
    rest = list(lines)
    while rest and not rest[0].text.strip() and rest[0].grid is None:
        rest.pop(0)
    if not rest:
        return Head(Regulation(""), [], notes=[Note("no_title", "the text is empty")])
    title = rest.pop(0).text
    title = _TITLE_MARK.sub("", title, count=1) if is_title_mark(title) else title
    head = Head(Regulation(title.strip(" \u3000")), rest)
    while rest and _take(head):
        pass
    _promulgation(head)
    if not head.regulation.number and not head.regulation.date:
        head.notes.append(Note("no_number", "neither a number nor a date stands under the title"))
    return head


def _take(head: Head) -> bool:
    """Take the first line of the rest into the head; False when it is no part of it."""
    line = head.rest[0]
    text = line.text.strip(" \u3000")
    if line.grid is not None:
        return _table(head, line)
    if line.aside:
        head.at_title.append(head.rest.pop(0))
        return True
    if len(text) > _LONGEST:
        return False
    begins, since = notes_begin(text)
    if not text:
        head.rest.pop(0)
    elif begins:
        head.since = since
        _put_aside(head, "notes_from")
    elif (
        (head.regulation.date or head.regulation.number)
        and (match := _IN_FORCE.fullmatch(text))
        and (day := _only_day(match["day"]))
    ):
        head.in_force = day
        _put_aside(head, "in_force")
    elif _lists_revisions(head, text):
        _put_aside(head, "revisions")
    else:
        return _dated(head, line, text)
    return True


def _lists_revisions(head: Head, text: str) -> bool:
    """An entry of the list of amendments, or the words over it."""
    if head.revisions and _revision(head, text):
        return True
    if _REVISED.match(text):
        return _revision(head, _REVISED.sub("", text, count=1)) or _list_follows(head)
    return _REVISIONS.fullmatch(text) is not None and _list_follows(head)


def _dated(head: Head, line: Line, text: str) -> bool:
    """Day and number of the regulation itself; those after them are of amendments."""
    found = head.regulation
    day, number = date_line(text), number_line(text, found.date)
    if number and not found.number:
        head.regulation = replace(found, number=number, date=found.date or day)
    elif day and not found.date:
        head.regulation = replace(found, date=day)
    else:
        known = bool(found.number or found.date)
        listed = known and (day or head.revisions) and _revision(head, text)
        if not listed and not (day and found.number and _pending(head) is not None):
            return False
        _put_aside(head, "revisions")
        return True
    head.rest.pop(0)
    return True


def _pending(head: Head) -> str | None:
    """The number that stands alone in the line under a day alone."""
    following = next((line.text.strip(" \u3000") for line in head.rest[1:2]), "")
    day = _only_day(head.rest[0].text.strip(" \u3000"))
    if day is None or not number_line(following, day.isoformat()):
        return None
    head.revisions.append(Revision(day, following))
    aside = head.rest.pop(1)
    head.asides.append(Aside("revisions", aside.text, aside.origin))
    return following


def _revision(head: Head, text: str) -> bool:
    """``平成12年3月28日規則第9号`` as an entry of the list; several may stand in one line."""
    entries = read_revisions(text)
    head.revisions.extend(entries)
    return bool(entries)


def read_revisions(text: str) -> tuple[Revision, ...]:
    """The amendments that a line lists, and nothing else in it; () for any other line."""
    bare = _ICON.sub("", text)
    out: list[Revision] = []
    at = 0
    dates = list(find_dates(bare))
    for n, (day, begin, end) in enumerate(dates):
        if not _BETWEEN.fullmatch(bare[at:begin]):
            return ()
        stop = dates[n + 1][1] if n + 1 < len(dates) else len(bare)
        number = _EDGES.sub("", bare[end:stop])
        if not number_line(number, day.isoformat()):
            return ()
        out.append(Revision(day, number))
        at = stop
    return tuple(out)


def _list_follows(head: Head) -> bool:
    """True when a list of amendments stands in the lines under 「改正」."""
    for line in head.rest[1:3]:
        if line.grid is not None:
            return _entries(line) is not None
        if read_revisions(line.text):
            return True
        following = line.text.strip(" \u3000")
        if date_line(following):
            return True
    return False


def _table(head: Head, line: Line) -> bool:
    """A table of days and numbers is the list of amendments."""
    entries = _entries(line)
    if not entries or not (head.regulation.date or head.regulation.number):
        return False
    head.revisions.extend(entries)
    head.rest.pop(0)
    rows = line.grid.rows if line.grid is not None else ()
    said = "　".join(c.text or "" for row in rows for c in row if c.text)
    head.asides.append(Aside("revisions", said, line.origin))
    return True


def _entries(line: Line) -> tuple[Revision, ...] | None:
    """The entries of a table that holds nothing else; ``None`` for any other table."""
    out: list[Revision] = []
    for row in line.grid.rows if line.grid is not None else ():
        said = [c.text.strip() for c in row if c.text and c.text.strip()]
        said = [s for s in said if not _REVISED.fullmatch(s) and _ICON.fullmatch(s) is None]
        if not said:
            continue
        found = read_revisions("".join(said).replace("\n", ""))
        if not found:
            return None
        out.extend(found)
    return tuple(out) or None


def _promulgation(head: Head) -> None:
    """公布文, who signed it, and the title again: of the promulgation, not of the regulation."""
    key = re.sub(r"\s", "", head.regulation.title)
    shown = [re.sub(r"\s", "", line.text) for line in head.rest[:8]]
    first = bool(shown) and _PROMULGATED.fullmatch(shown[0]) is not None
    if first:
        _put_aside(head, "promulgation")
        shown.pop(0)
    again = shown.index(key) if key and key in shown else None
    if again is None or (again and not first) or any("。" in s or len(s) > 40 for s in shown[:again]):
        return
    for _ in range(again):
        _put_aside(head, "promulgation")
    _put_aside(head, "repeated")
    while head.rest and _is_again(head.regulation, head.rest[0].text):
        _put_aside(head, "repeated")


def _is_again(regulation: Regulation, text: str) -> bool:
    """True for the day or the number of the regulation, printed once more under the title printed once more."""
    day, number = date_line(text), number_line(text, regulation.date)
    known = (not day or day == regulation.date) and (not number or number == regulation.number)
    return len(text) <= _LONGEST and bool(day or number) and known


def _put_aside(head: Head, code: str) -> None:
    line = head.rest.pop(0)
    head.asides.append(Aside(code, line.text.strip(" \u3000"), line.origin))


def _only_day(text: str) -> datetime.date | None:
    """The day of a text that is a date and nothing else."""
    for day, begin, end in find_dates(text):
        return day if not text[:begin].strip() and not text[end:].strip(" \u3000)）") else None
    return None


def outside_head(texts: Sequence[str]) -> tuple[tuple[Revision, ...], datetime.date | None]:
    """The list of amendments and the day in force that the frame around a page's regulation tells: ``◇``, ``平成10年3月30日``,
    ``条例第5号`` as three cells, or on one line; the first entry is the regulation itself and is left out."""
    revisions: list[Revision] = []
    in_force: datetime.date | None = None
    began = False
    for n, text in enumerate(texts):
        bare = text.strip(" \u3000")
        began = began or _REVISIONS.fullmatch(bare) is not None
        if match := _IN_FORCE.fullmatch(bare):
            in_force = _only_day(match["day"]) or in_force
        if not began:
            continue
        if entries := read_revisions(bare):
            revisions.extend(entries)
        elif (day := _only_day(_ICON.sub("", bare))) and n + 1 < len(texts):
            number = texts[n + 1].strip(" \u3000")
            if number_line(number, day.isoformat()) or next(find_law_numbers(number), None):
                revisions.append(Revision(day, number))
    return tuple(revisions[1:]), in_force


def is_history(text: str) -> bool:
    """True for a line that is a note on amendments and nothing else."""
    return read_history(text) is not None
