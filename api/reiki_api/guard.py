"""Around every request: an id in and out, limits, headers that keep answers harmless, and no inner details in an error."""

from __future__ import annotations

import json
import logging
import re
import uuid
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG: Final = logging.getLogger("reiki_api")

LONGEST_QUERY: Final = 8192
"""Bytes of a query as it is sent; percent-encoded Japanese takes nine for a character."""
LONGEST_PATH: Final = 2048
LARGEST_BODY: Final = 1_000_000

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_FOR_PROGRAMS: Final = ("/api/", "/v1/", "/health")

_HARMLESS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
_HARMLESS_DATA: Final = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Last-Modified, Link, Memento-Datetime, Content-Location, Content-Disposition, X-Request-Id, Retry-After, "
        "X-Reiki-Text-Digest, X-Reiki-Evidence, X-Reiki-Held-Since"
    ),
}


class Guard:
    """The outermost layer of the application (ASGI)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope))
        scope.setdefault("state", {})["request_id"] = request_id
        path: str = scope["path"]
        for_programs = path.startswith(_FOR_PROGRAMS)
        only_head = scope["method"] == "HEAD"
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in _HARMLESS.items():
                    headers.setdefault(name, value)
                if for_programs:
                    for name, value in _HARMLESS_DATA.items():
                        headers.setdefault(name, value)
            elif only_head:
                message = {**message, "body": b""}
            await send(message)

        refused = _refused(scope)
        if refused is not None:
            await _tell(send_with_headers, scope, *refused, request_id)
            return
        try:
            # HEAD is GET without the body, for every address (RFC 9110, 9.3.2).
            await self.app({**scope, "method": "GET"} if only_head else scope, receive, send_with_headers)
        except Exception:
            # Told to whoever runs the service, never to whoever asked. Paths hold no secrets; queries may hold names.
            LOG.exception("request %s: %s %s failed", request_id, scope["method"], path)
            if not started:
                await _tell(
                    send_with_headers, scope, 500, "internal error", "Something went wrong here.", request_id
                )


def _request_id(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _refused(scope: Scope) -> tuple[int, str, str] | None:
    if len(scope["query_string"]) > LONGEST_QUERY:
        return 414, "query too long", f"The query has more than {LONGEST_QUERY} bytes."
    if len(scope.get("raw_path") or scope["path"]) > LONGEST_PATH:
        return 414, "path too long", f"The path has more than {LONGEST_PATH} bytes."
    if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
        return 400, "bad request", "A request holds no NUL."
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return None
    length = Headers(scope=scope).get("content-length", "")
    if not length.isdecimal():
        return 411, "length required", "Say how long the body is (Content-Length)."
    if int(length) > LARGEST_BODY:
        return 413, "body too large", f"The body may have {LARGEST_BODY} bytes."
    return None


async def _tell(send: Send, scope: Scope, status: int, title: str, detail: str, request_id: str) -> None:
    if scope["path"].startswith("/api/2"):
        code, message = (
            ("500001", "サーバ内処理で異常が発生しました。") if status >= 500 else (f"{status}000", detail)
        )
        body, kind = {"code": code, "message": message}, b"application/json"
    else:
        body = {
            "type": "about:blank",
            "title": title,
            "status": str(status),
            "detail": detail,
            "instance": request_id,
        }
        kind = b"application/problem+json"
    document = {**body, "status": status} if "status" in body else body
    data = json.dumps(document, ensure_ascii=False).encode()
    headers = [(b"content-type", kind), (b"content-length", str(len(data)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": data})
