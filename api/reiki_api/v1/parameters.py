"""Parameters of `/v1/`: days, moments, cursors."""

from __future__ import annotations

import base64
import binascii
import datetime
import json
from collections.abc import Callable, Sequence
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, TypeVar

from fastapi import Path, Query, Request

from reiki.office.moments import JAPAN, parse_day, parse_moment
from reiki_api.problems import BadRequest

T = TypeVar("T")

WorkName = Annotated[
    str,
    Path(
        min_length=1,
        max_length=300,
        description="a law id, a number in any numerals, an exact title, or an unambiguous part of one",
        examples=["霧浜市公印取扱規程"],
    ),
]
On = Annotated[
    str,
    Query(
        max_length=40,
        description="a day in Japan (2025-04-01, 令和7年4月1日); otherwise today",
        examples=["2025-04-01"],
    ),
]
Known = Annotated[
    str,
    Query(
        max_length=40,
        description="as the store knew it then: a day (its end in Japan) or a moment with its zone",
        examples=["2025-04-01T09:00:00+09:00"],
    ),
]
At = Annotated[
    str,
    Query(
        max_length=300,
        description="an address: 第3条第2項, 附則第2項, 別表第1, or an elm path",
        examples=["第3条第2項"],
    ),
]
Limit = Annotated[int, Query(ge=1, le=200, description="how many at once")]
Cursor = Annotated[str, Query(max_length=1000, description="the `next` of the page before")]


def day(text: str, name: str, default: datetime.date) -> datetime.date:
    """A day. Raises :class:`BadRequest`."""
    if not text.strip():
        return default
    try:
        return parse_day(text)
    except ValueError as error:
        raise BadRequest(name, str(error)) from error


def required_day(text: str, name: str) -> datetime.date:
    """A day that must be given. Raises :class:`BadRequest`."""
    if not text.strip():
        raise BadRequest(name, "a day is needed, such as 2025-04-01")
    return day(text, name, datetime.date.min)


def moment(text: str, name: str = "known") -> datetime.datetime | None:
    """A moment of knowledge; ``None``: latest. Raises :class:`BadRequest`."""
    if not text.strip():
        return None
    try:
        return parse_moment(text)
    except ValueError as error:
        raise BadRequest(name, str(error)) from error


def accepted_day(request: Request) -> datetime.date | None:
    """The day in Japan of ``Accept-Datetime`` (RFC 7089); ``None`` without it. Raises :class:`BadRequest`."""
    given = request.headers.get("accept-datetime")
    if given is None:
        return None
    try:
        read = parsedate_to_datetime(given)
        return (read if read.tzinfo else read.replace(tzinfo=datetime.UTC)).astimezone(JAPAN).date()
    except (ValueError, OverflowError) as error:
        raise BadRequest("Accept-Datetime", f"「{given[:60]}」 is no HTTP date") from error


def cursor_of(*place: int | str) -> str:
    """A cursor that goes on behind a place."""
    data = json.dumps(place, ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def place_of(cursor: str, kind: type[T], default: T) -> T:
    """The place behind which a cursor goes on. Raises :class:`BadRequest`."""
    if not cursor:
        return default
    value: T = places_of(cursor, kind)[0]
    return value


def places_of(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """The place behind which a cursor goes on, of as many values. Raises :class:`BadRequest`."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        read = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise no_cursor() from error
    if not isinstance(read, list) or [type(each) for each in read] != list(kinds):
        raise no_cursor()
    if any(isinstance(each, int) and not 0 <= each < 2**31 for each in read):
        raise no_cursor()
    return tuple(read)


def no_cursor() -> BadRequest:
    """A cursor that no answer gave."""
    return BadRequest("cursor", "it is not one that an answer gave")


def page(
    items: Sequence[T], cursor: str, limit: int, place: Callable[[T], tuple[str, str]], *, falls: bool = False
) -> tuple[list[T], str | None]:
    """A page of a list, and the cursor of the next. ``place``: by what the list is sorted (``falls``: the greatest first), and
    what names an item.

    The next page begins behind the item shown last. Where that is gone by then, or stands elsewhere, it begins with the first
    that is sorted alike: what was written between two pages may repeat an item, and makes nobody miss one.
    """
    start = 0
    if cursor:
        order, name = places_of(cursor, str, str)
        places = [place(item) for item in items]
        start = next((i + 1 for i, each in enumerate(places) if each == (order, name)), -1)
        if start < 0:
            reached = (i for i, (own, _) in enumerate(places) if (own <= order if falls else own >= order))
            start = next(reached, len(items))
    end = start + limit
    following = cursor_of(*place(items[end - 1])) if end < len(items) else None
    return list(items[start:end]), following
