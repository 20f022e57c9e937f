"""The pages as one router, the files they load, and errors told as pages to whoever reads HTML."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from reiki.office.citing import NoCitation
from reiki.office.errors import (
    BUSY,
    UNUSABLE,
    AmbiguousWork,
    NoSuchProvision,
    NoTextOn,
    UnknownClause,
    UnknownWork,
)
from reiki.office.records import UnknownIssue
from reiki_api.pages.frame import HEADERS, MEDIA, render, static_file
from reiki_api.problems import LATER, BadRequest, busy
from reiki_api.service import Service

ROOMS: Final = (
    "home", "find", "read", "compare", "history", "about", "figures", "issues", "upload", "review", "coming", "feeds", "session",
)  # fmt: skip
"""Modules of this package, each with ``routes(service) -> APIRouter``."""

_FOR_PROGRAMS: Final = ("/api/", "/v1/", "/health")
_MISSING: Final[dict[type[Exception], str]] = {
    UnknownWork: "unknown_work",
    NoTextOn: "no_text_on",
    NoSuchProvision: "no_such_provision",
    UnknownClause: "unknown_clause",
    UnknownIssue: "unknown_issue",
}

Handler = Callable[[Request, Exception], Awaitable[Response]]


def pages_router(service: Service) -> APIRouter:
    """Every page, to be mounted at ``/``."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/static/{digest}/{name}", static, methods=["GET"], response_model=None)
    router.add_api_route("/favicon.ico", favicon, methods=["GET"], response_model=None)
    for room in ROOMS:
        name = f"reiki_api.pages.{room}"
        if find_spec(name) is not None:
            router.include_router(import_module(name).routes(service))
    return router


def favicon() -> Response:
    """The mark of the service, for what is no page and so cannot name it: a picture of a gazette's page, a feed."""
    found = static_file("mark.svg")
    assert found is not None
    kept = {**HEADERS, "Cache-Control": "public, max-age=86400", "Content-Type": MEDIA[".svg"]}
    return Response(found[0], headers=kept)


def static(digest: str, name: str) -> Response:
    """A file, kept by clients for ever under the digest of its bytes."""
    found = static_file(name)
    if found is None:
        raise HTTPException(404)
    data, current = found
    kept = "public, max-age=31536000, immutable" if digest == current else "no-cache"
    suffix = "." + name.rpartition(".")[2]
    return Response(data, headers={**HEADERS, "Cache-Control": kept, "Content-Type": MEDIA[suffix]})


# -------------------------------------------------------------------------------------------------------------- errors


def tell_errors_as_pages(app: FastAPI) -> None:
    """From now on errors of the pages are told as pages to whoever reads HTML; to others as before."""
    for kind in (RequestValidationError, BadRequest, HTTPException, *UNUSABLE, BUSY, Exception):
        before = app.exception_handlers[kind]
        app.add_exception_handler(kind, _told(before))


def _told(before: Callable[..., Awaitable[Response] | Response]) -> Handler:
    async def handle(request: Request, error: Exception) -> Response:
        if reads_html(request):
            return await run_in_threadpool(error_page, request, error)
        answer = before(request, error)
        return answer if isinstance(answer, Response) else await answer

    return handle


def reads_html(request: Request) -> bool:
    """True for a request of a person's browser for a page."""
    accepted = request.headers.get("accept", "")
    return "text/html" in accepted and not request.url.path.startswith(_FOR_PROGRAMS)


def error_page(request: Request, error: Exception) -> Response:
    """One error as a page: what is wrong, in the words of the page and of whoever found it, and what to do next."""
    status, key, detail = 500, "what_500", ""
    values: dict[str, str] = {}
    candidates: tuple[str, ...] = ()
    headers: dict[str, str] = {}
    if isinstance(error, BUSY):
        error = busy(error)
    if isinstance(error, HTTPException):
        headers = dict(error.headers or {})
        status, key = error.status_code, "what_404" if error.status_code == 404 else ""
        detail = "" if error.status_code in (404, 405) else str(error.detail)
    elif isinstance(error, BadRequest):
        status, key, detail, values = 400, "bad_parameter", str(error), {"name": error.parameter}
    elif isinstance(error, RequestValidationError):
        first = error.errors()[0]
        values = {"name": ".".join(str(part) for part in first["loc"][1:])}
        status, key, detail = 400, "bad_parameter", str(first["msg"])
    elif isinstance(error, AmbiguousWork):
        status, key, detail, candidates = 409, "", str(error), error.candidates
    elif isinstance(error, tuple(LATER)):
        ending, _, seconds = LATER[type(error)]
        status, key, detail = 503, ending.replace("-", "_"), str(error)
        headers = {"Retry-After": str(seconds)}
    elif isinstance(error, UNUSABLE):
        missing = next((said for kind, said in _MISSING.items() if isinstance(error, kind)), "")
        status = 404 if missing else 400
        key = missing or ("no_citation" if isinstance(error, NoCitation) else "unusable")
        detail = str(error)
    return render(
        request,
        "error.html",
        status,
        code=status,
        what=key,
        values=values,
        detail=detail,
        candidates=[(each.split(" ", 1)[0], each.split(" ", 1)[-1]) for each in candidates],
        request_id=request.scope.get("state", {}).get("request_id", ""),
        headers=headers or None,
    )
