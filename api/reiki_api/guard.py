"""Around every request: an id in and out, who asks, limits, headers that keep answers harmless, and no inner details in an error.

What is refused here is refused before a body is read and before anything else of the application runs.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
import uuid
from contextlib import AsyncExitStack
from dataclasses import dataclass
from math import ceil
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reiki_api import journal
from reiki_api.access import (
    FOR_PROGRAMS,
    SIGN_IN,
    SIGN_OUT,
    BadToken,
    Caller,
    PageOfError,
    Refusal,
    Role,
    authenticate,
    cookie_name,
    from_elsewhere,
    is_https,
    reads_html,
    stranger,
)
from reiki_api.limits import Buckets, HeavyWork, TooBusy, address_key
from reiki_api.service import Service

LOG: Final = logging.getLogger("reiki_api")

LONGEST_QUERY: Final = 8192
"""Bytes of a query as it is sent; percent-encoded Japanese takes nine for a character."""
LONGEST_PATH: Final = 2048
SLOWEST: Final = 20_000
"""Bytes a second that a body must come at, after the first ``body_seconds``."""

READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
ASKED_BY_POST: Final = frozenset({"/v1/changed"})
"""Addresses that take a question too long for a query; they write nothing."""
UPLOADS: Final = ("/upload",)
"""Addresses below which a body may be as large as an issue, for who may write."""
ALWAYS_OPEN: Final = ("/health", SIGN_IN, "/static/")
"""What can be read without a token even where reading needs one: nothing of the store."""
HEAVY: Final = (
    r"/api/2/keyword", r"/api/2/law_file/.+", r"/find",
    r"/v1/resolve", r"/v1/changed", r"/v1/review", r"/v1/upcoming", r"/v1/works/.{1,900}/(?:diff|blame|history|references)",
    r"/upload", r"/upload/.+", r"/pictures/.+", r"/issues/[^/]{1,100}/pages/.+",
    r"/works/[^/]{1,300}/(?:compare|compare\.docx|history|files/.+)", r"/akn/.+",
    r"/review", r"/about", r"/upcoming", r"/upcoming\.ics",
)  # fmt: skip
"""What costs much: searches through all texts and titles, lists of the whole store, what follows a provision through its history,
comparisons, files and pictures made on demand, the preview of an issue."""
_HEAVY: Final = re.compile("|".join(HEAVY))
_HEAVY_QUERY: Final = re.compile(rb"(?:^|&)include_attached_file_content=true")
_BY_LENGTH: Final = frozenset({"/v1/changed"})
_A_TICKET: Final = 10_000
"""Bytes of a question of that kind that count as one more: some sixty items."""

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,128}")

_HARMLESS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_FOR_ANY_ORIGIN: Final = {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Last-Modified, Link, Memento-Datetime, Content-Location, Content-Disposition, X-Request-Id, Retry-After, "
        "X-Reiki-Text-Digest, X-Reiki-Evidence, X-Reiki-Held-Since"
    ),
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": (
        "Accept, Accept-Datetime, Accept-Language, Authorization, Content-Type, If-Modified-Since, If-None-Match, X-Request-Id"
    ),
    "Access-Control-Max-Age": "86400",
    "Vary": "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
}
_HSTS: Final = "max-age=31536000"


class SlowReader(Exception):
    """Whoever asked does not take the answer."""


@dataclass(slots=True)
class _Passage:
    """One request on its way through."""

    scope: Scope
    id: str
    began: float
    started: bool = False
    status: int = 0

    @property
    def path(self) -> str:
        return str(self.scope["path"])

    @property
    def for_programs(self) -> bool:
        return self.path.startswith(FOR_PROGRAMS)

    @property
    def reads(self) -> bool:
        return self.scope["method"] in READING or self.path in ASKED_BY_POST

    @property
    def caller(self) -> Caller | None:
        found: Caller | None = self.scope["state"].get("caller")
        return found


class Guard:
    """The outermost layer of the application (ASGI). ``page_of_error``: an error for who reads HTML."""

    def __init__(self, app: ASGIApp, service: Service, page_of_error: PageOfError | None = None) -> None:
        self.app = app
        self.service = service
        self.page_of_error = page_of_error
        settings = service.settings
        self.reading = Buckets(settings.rate_reading, time.monotonic)
        self.heavy_rate = Buckets(settings.rate_heavy, time.monotonic)
        self.writing = Buckets(settings.rate_writing, time.monotonic)
        self.sign_in = Buckets(settings.rate_sign_in, time.monotonic)
        self.heavy = HeavyWork(settings.heavy_at_once, settings.heavy_waits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        passage = _Passage(scope, _request_id(Headers(scope=scope)), time.monotonic())
        scope.setdefault("state", {})["request_id"] = passage.id
        sending = self._sending(passage, send)
        try:
            await self._pass(passage, self._receiving(passage, receive), sending)
        except HTTPException as refused:
            await self._tell(passage, refused, receive, sending)
        except TooBusy:
            busy = HTTPException(
                503, "Too much is asked at once: try again in a moment.", {"Retry-After": "5"}
            )
            await self._tell(passage, busy, receive, sending)
        except SlowReader:
            LOG.warning("request %s: the answer was not taken in time", passage.id)
        except Exception:
            # Told to whoever runs the service, never to whoever asked. Paths hold no secrets; queries may hold names.
            LOG.exception(
                "request %s: %s %s failed", passage.id, json.dumps(scope["method"]), json.dumps(passage.path)
            )
            await self._tell(passage, HTTPException(500, "Something went wrong here."), receive, sending)
        finally:
            caller = passage.caller
            spent = time.monotonic() - passage.began
            journal.note(
                passage.id,
                scope["method"],
                passage.path,
                passage.status,
                spent,
                caller.name if caller else "",
            )

    async def _pass(self, passage: _Passage, receive: Receive, send: Send) -> None:
        scope = passage.scope
        self._check_request(passage)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope):
            await _preflight(passage)(scope, receive, send)
            return
        if not passage.reads and not passage.for_programs and from_elsewhere(scope):
            raise Refusal(403, "This was sent by another site's page.", {"Cache-Control": "no-store"})
        address = address_key(scope["client"][0] if scope.get("client") else "")
        await self._recognise(passage, address)
        caller = passage.caller
        heavy = _is_heavy(scope)
        self._count(passage, f"token {caller.token_id}" if caller else address, heavy)
        self._check_access(passage)
        async with AsyncExitStack() as places:
            if heavy:
                await places.enter_async_context(self.heavy.place())
            # HEAD is GET without the body, for every address (RFC 9110, 9.3.2).
            await self.app({**scope, "method": "GET"} if scope["method"] == "HEAD" else scope, receive, send)

    # -------------------------------------------------------------------------------------------------------- checks

    def _check_request(self, passage: _Passage) -> None:
        """What is wrong with a request whoever sends it. Raises ``HTTPException``."""
        scope, settings = passage.scope, self.service.settings
        headers = Headers(scope=scope)
        if settings.host_names and _host(headers) not in settings.host_names:
            raise HTTPException(421, "This service is not reached under that name.")
        if len(scope["query_string"]) > LONGEST_QUERY:
            raise HTTPException(414, f"The query has more than {LONGEST_QUERY} bytes.")
        if len(scope.get("raw_path") or scope["path"]) > LONGEST_PATH:
            raise HTTPException(414, f"The path has more than {LONGEST_PATH} bytes.")
        if _CONTROL.search(scope["path"]) or b"%00" in scope["query_string"]:
            raise HTTPException(400, "An address holds no control characters.")
        if scope["method"] in READING:
            return
        length = headers.get("content-length", "")
        if not (length.isdecimal() and length.isascii() and len(length) < 20):
            raise HTTPException(411, "Say how long the body is (Content-Length).")
        upload = passage.path.startswith(UPLOADS)
        largest = settings.largest_upload if upload else settings.largest_body
        if int(length) > largest:
            raise HTTPException(413, f"The body may have {largest} bytes.")

    async def _recognise(self, passage: _Passage, address: str) -> None:
        """Finds out who asks. Raises :class:`Refusal`."""
        headers = Headers(scope=passage.scope)
        if passage.path == SIGN_IN and passage.scope["method"] == "POST":
            _within(self.sign_in.take(address))
        if "authorization" not in headers and cookie_name(passage.scope) not in headers.get("cookie", ""):
            return
        try:
            caller, session = await run_in_threadpool(authenticate, self.service, passage.scope)
        except BadToken as error:
            _within(self.sign_in.take(address))
            challenge = 'Bearer realm="reiki", error="invalid_token"'
            raise Refusal(
                401, str(error), {"WWW-Authenticate": challenge, "Cache-Control": "no-store"}
            ) from error
        passage.scope["state"]["caller"] = caller
        passage.scope["state"]["session"] = session

    def _count(self, passage: _Passage, who: str, heavy: bool) -> None:
        """Raises ``HTTPException`` (429) for who asks too often."""
        _within((self.reading if passage.reads else self.writing).take(who))
        if heavy and passage.reads:
            # The longest question, too, can be asked by who has asked nothing for a while.
            burst = self.heavy_rate.rate.burst
            _within(self.heavy_rate.take(who, min(_tickets(passage), max(1.0, burst))))

    def _check_access(self, passage: _Passage) -> None:
        """Raises :class:`Refusal` for who may not come in at all."""
        caller, path = passage.caller, passage.path
        signing = path in (SIGN_IN, SIGN_OUT)
        shut = self.service.settings.reading == "token" and not signing and not path.startswith(ALWAYS_OPEN)
        if shut and caller is None and passage.scope["method"] != "OPTIONS":
            raise stranger(passage.scope)
        if passage.reads or signing:
            return
        # Each address that writes asks for the role it needs; that none forgets to ask at all is seen to here.
        if caller is None and not passage.for_programs:
            raise stranger(passage.scope)
        length = int(Headers(scope=passage.scope)["content-length"])
        if length > self.service.settings.largest_body and (caller is None or not caller.may(Role.EDITOR)):
            raise (
                stranger(passage.scope)
                if caller is None
                else Refusal(403, f"So large a body needs the role {Role.EDITOR}.")
            )

    # -------------------------------------------------------------------------------------------------- in and out

    def _receiving(self, passage: _Passage, receive: Receive) -> Receive:
        """The body, no longer than it said and not slower than a bad line. Raises ``HTTPException`` (408, 413)."""
        if passage.scope["method"] in READING:
            return receive
        said = Headers(scope=passage.scope).get("content-length", "0")
        length = int(said) if said.isdecimal() and said.isascii() and len(said) < 20 else 0
        end = passage.began + self.service.settings.body_seconds + length / SLOWEST
        got, whole = 0, False

        async def counted() -> Message:
            nonlocal got, whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout(max(0.0, end - time.monotonic())):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(408, "The body did not come in time.") from error
            got += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if got > length:
                raise HTTPException(413, "The body is longer than it said.")
            return message

        return counted

    def _sending(self, passage: _Passage, send: Send) -> Send:
        """The answer with its headers, taken in time or given up. Raises :class:`SlowReader`."""
        only_head = passage.scope["method"] == "HEAD"
        seconds = self.service.settings.send_seconds

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                passage.started, passage.status = True, message["status"]
                self._put_headers(passage, MutableHeaders(scope=message))
            elif only_head:
                message = {**message, "body": b""}
            try:
                async with asyncio.timeout(seconds):
                    await send(message)
            except TimeoutError as error:
                raise SlowReader from error

        return send_with_headers

    def _put_headers(self, passage: _Passage, headers: MutableHeaders) -> None:
        headers["X-Request-Id"] = passage.id
        for name, value in _HARMLESS.items():
            headers.setdefault(name, value)
        if is_https(passage.scope):
            headers.setdefault("Strict-Transport-Security", _HSTS)
        if passage.for_programs and passage.reads and passage.scope["method"] != "OPTIONS":
            for name, value in _FOR_ANY_ORIGIN.items():
                headers.setdefault(name, value)
        private = self.service.settings.reading == "token" and not passage.path.startswith(ALWAYS_OPEN)
        if private and "no-store" not in headers.get("cache-control", ""):
            # What needs a token is kept by nobody between.
            headers["Cache-Control"] = "private, no-cache"

    async def _tell(self, passage: _Passage, error: HTTPException, receive: Receive, send: Send) -> None:
        if passage.started:
            return
        scope = passage.scope
        request = Request(scope)
        said = {"Cache-Control": "no-store", **(error.headers or {})}
        answer: Response
        if error.status_code == 303:
            answer = Response(status_code=303)
        elif self.page_of_error is not None and reads_html(request):
            answer = await run_in_threadpool(self.page_of_error, request, error)
        else:
            answer = _document(passage, error)
        answer.headers.update(said)
        if scope["method"] not in READING:
            # The body was not read: what follows on this connection is no request.
            answer.headers["Connection"] = "close"
        await answer(scope, receive, send)


def _request_id(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _host(headers: Headers) -> str:
    return re.sub(r":\d*$", "", headers.get("host", "")).strip("[]").lower()


def _is_heavy(scope: Scope) -> bool:
    path, query = scope["path"], scope["query_string"]
    all_files = path.startswith("/api/2/attachment") and b"src=" not in query
    return all_files or bool(_HEAVY.fullmatch(path) or _HEAVY_QUERY.search(query))


def _tickets(passage: _Passage) -> float:
    """For how many heavy requests one counts: a question of many items for more than one."""
    if passage.path not in _BY_LENGTH:
        return 1.0
    return 1.0 + int(Headers(scope=passage.scope)["content-length"]) // _A_TICKET


def _within(seconds: float) -> None:
    if seconds:
        raise HTTPException(
            429, f"Too many requests: ask again in {ceil(seconds)} s.", {"Retry-After": str(ceil(seconds))}
        )


def _preflight(passage: _Passage) -> Response:
    """Another origin's script may read, without credentials; it may not write, and the pages are not for it."""
    wanted = Headers(scope=passage.scope).get("access-control-request-method", "")
    reads = wanted in ("GET", "HEAD") or (wanted == "POST" and passage.path in ASKED_BY_POST)
    if passage.for_programs and reads:
        return Response(status_code=200, headers=_PREFLIGHT)
    raise HTTPException(403, "Scripts of other origins may read what is for programs, and nothing else.")


_TITLES: Final = {
    400: "bad request", 401: "unauthorized", 403: "forbidden", 408: "too slow", 411: "length required", 413: "body too large",
    414: "address too long", 421: "misdirected request", 429: "too many requests", 500: "internal error", 503: "too busy",
}  # fmt: skip


def _document(passage: _Passage, error: HTTPException) -> Response:
    """An error for programs: as the national service tells one, or problem+json."""
    status, detail = error.status_code, str(error.detail)
    if passage.path.startswith("/api/2"):
        code, message = (
            ("500001", "サーバ内処理で異常が発生しました。") if status == 500 else (f"{status}000", detail)
        )
        document: dict[str, object] = {"code": code, "message": message}
        kind = "application/json"
    else:
        document = {
            "type": "about:blank",
            "title": _TITLES.get(status, "error"),
            "status": status,
            "detail": detail,
            "request_id": passage.id,
        }
        kind = "application/problem+json"
    response = Response(json.dumps(document, ensure_ascii=False).encode(), status)
    response.headers["Content-Type"] = kind
    return response
