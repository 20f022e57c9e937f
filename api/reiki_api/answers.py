"""Answers that a client may keep: an ETag of what they say, Last-Modified, and 304 where nothing is other."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

JSON: Final = "application/json"
"""Always UTF-8, which is the one encoding of JSON (RFC 8259); it takes no charset parameter."""


def json_bytes(document: Any, indent: int | None = None) -> bytes:
    """JSON as it is sent: UTF-8, unescaped."""
    separators = (",", ":") if indent is None else None
    return json.dumps(document, ensure_ascii=False, indent=indent, separators=separators).encode("utf-8")


def http_date(moment: datetime.datetime) -> str:
    """A moment as HTTP writes it, to the second."""
    return format_datetime(moment.astimezone(datetime.UTC).replace(microsecond=0), usegmt=True)


class Answer(Response):
    """An answer of 200 that may be given again. ``given``: what it says, apart from what is done to it on its way out."""

    given: Given


@dataclass(frozen=True, slots=True)
class Given:
    """What an answer says. ``tag`` and ``changed_at`` tell whether a client has it already."""

    body: bytes
    headers: Mapping[str, str]
    tag: str
    changed_at: datetime.datetime | None


def answer(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    headers: Mapping[str, str] | None = None,
    tag: str = "",
) -> Response:
    """An answer of 200, or 304 where the client has it already. The ETag is weak: the same words, whatever compression carries
    them; ``tag`` is another, of what is never compressed. Last-Modified where the request's state tells since when its answer is
    what it is (``changed_at``), which was found before anything was read for it."""
    changed_at: datetime.datetime | None = getattr(request.state, "changed_at", None)
    tag = tag or f'W/"{hashlib.sha256(media_type.encode() + body).hexdigest()[:32]}"'
    sent = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept", **(headers or {})}
    if changed_at is not None:
        sent["Last-Modified"] = http_date(changed_at)
    if _has_it(request, tag, changed_at):
        return Response(status_code=304, headers=sent)
    sent["Content-Type"] = media_type
    response = Answer(body, headers=sent)
    response.given = Given(body, dict(sent), tag, changed_at)
    return response


def again(request: Request, given: Given) -> Response:
    """An answer given once more, to a request that may have it already."""
    headers = dict(given.headers)
    if _has_it(request, given.tag, given.changed_at):
        del headers["Content-Type"]
        return Response(status_code=304, headers=headers)
    return Response(given.body, headers=headers)


def _has_it(request: Request, tag: str, changed_at: datetime.datetime | None) -> bool:
    """RFC 9110, 13.2.2: If-None-Match decides alone where it is sent."""
    if request.method not in ("GET", "HEAD"):
        return False
    kept = request.headers.get("if-none-match")
    if kept is not None:
        tags = {each.strip().removeprefix("W/") for each in kept.split(",")}
        return kept.strip() == "*" or tag.removeprefix("W/") in tags
    since = request.headers.get("if-modified-since")
    if since is None or changed_at is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    # The very moment that was told, no later one: what is committed now may have been begun, and dated, before that one.
    return changed_at == moment
