"""What is to come as a calendar (iCalendar, RFC 5545): one whole-day event a day to keep in mind, one task where there is none.

Written here, as it needs a handful of the properties that the libraries for it know. The same store on the same day gives
the same bytes: UIDs come from the keys, ``DTSTAMP`` from the moments of recording.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from reiki.office.ahead import Upcoming

_OCTETS: Final = 75
"""Of a content line, its line break not counted (RFC 5545, 3.1)."""
_STATUS: Final = {
    "held": "保留中",
    "waiting": "先行する保留又は期日未定により待機",
    "skipped": "適用されない",
}
# A calendar must have a component (RFC 5545, 3.6): one without events tells the zone of its days.
_ZONE: Final = (
    "BEGIN:VTIMEZONE", "TZID:Asia/Tokyo", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900", "TZNAME:JST", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


def calendar(coming: Iterable[Upcoming]) -> str:
    """The calendar of what is to come; lines end with CR LF."""
    entries = [line for each in coming for line in _entry(each)]
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//reiki//upcoming//JA", "CALSCALE:GREGORIAN")
    lines = (*head, *(entries or _ZONE), "END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _entry(coming: Upcoming) -> Iterator[str]:
    day = coming.when
    component = "VEVENT" if day is not None else "VTODO"
    digest = hashlib.sha256(f"{component}:{coming.what}:{coming.key}".encode()).hexdigest()
    yield f"BEGIN:{component}"
    yield f"UID:{digest[:32]}@reiki"
    yield f"DTSTAMP:{coming.recorded_at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
    if day is not None:
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    yield f"SUMMARY:{_text(_summary(coming))}"
    yield f"DESCRIPTION:{_text(chr(10).join(_description(coming)))}"
    yield f"CATEGORIES:{_text(_kind(coming))}"
    yield f"END:{component}"


def _kind(coming: Upcoming) -> str:
    match coming.what:
        case "lapse":
            return "一部失効" if coming.status == "part" else "失効"
        case "review":
            return "見直し"
        case "commencement":
            if coming.in_force_from is not None:
                return "施行"
            return "施行期日の期限" if coming.at_the_latest else "施行期日未定"


def _summary(coming: Upcoming) -> str:
    held = "【保留】" if coming.status == "held" else ""
    return f"{held}{_kind(coming)}: {coming.title or coming.number or coming.notice_title}"


def _description(coming: Upcoming) -> Iterator[str]:
    if coming.number:
        yield f"例規番号: {coming.number}"
    match coming.what:
        case "lapse":
            if coming.day is None:
                yield "失効の日を数えることができません。"
            elif coming.status == "part":
                yield "この日から、定められた部分に効力がありません。"
            else:
                yield "この日から効力がありません。"
        case "review":
            if coming.status == "each":
                yield "繰り返し見直すこととされています。"
            if coming.day is None:
                yield "見直しの日を数えることができません。"
        case "commencement":
            yield from _commencement(coming)
    if coming.at:
        yield f"{coming.at}: {coming.text}"


def _commencement(coming: Upcoming) -> Iterator[str]:
    by = f"{coming.notice_title}（{coming.notice}）" if coming.notice else coming.notice_title
    yield f"{'制定' if not coming.clause else '改正'}: {by}{f' {coming.clause}' if coming.clause else ''}"
    if coming.promulgated:
        yield f"公布: {coming.promulgated}"
    if coming.in_force_from is None:
        waits = coming.commencement.get("waits_for")
        if coming.at_the_latest:
            yield f"遅くともこの日（{coming.at_the_latest}）までに施行されます。"
        yield f"施行期日は定まっていません{f'（{waits}）' if waits else ''}。"
    if coming.commencement.get("text"):
        yield str(coming.commencement["text"])
    if coming.status in _STATUS:
        yield f"状態: {_STATUS[coming.status]}"
    yield f"ID: {coming.key}"


def _text(value: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11); control characters that it may not hold are left out."""
    kept = "".join(c for c in value.replace("\r\n", "\n") if c in "\n\t" or (c >= " " and c != "\x7f"))
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A content line in lines of at most 75 octets, no character cut."""
    part, octets = "", 0
    for char in line:
        size = len(char.encode("utf-8"))
        if octets + size > _OCTETS:
            yield part
            part, octets = " ", 1
        part, octets = part + char, octets + size
    yield part
