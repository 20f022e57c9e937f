"""Errors of `/v1/` and of the service as a whole: problem+json (RFC 9457), with the id of the request."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
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
from reiki.office.keyword import IndexNotReady, TookTooLong
from reiki.office.records import UnknownIssue
from reiki_api.answers import json_bytes

PROBLEM: Final = "application/problem+json"

_MISSING: Final[dict[type[Exception], str]] = {
    UnknownWork: "unknown-work",
    NoTextOn: "no-text-on",
    NoSuchProvision: "no-such-provision",
    UnknownClause: "unknown-clause",
    UnknownIssue: "unknown-issue",
}


class BadRequest(Exception):
    """A parameter that cannot be used; ``parameter`` names it."""

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(detail)
        self.parameter = parameter


def problem(request: Request, status: int, kind: str, title: str, detail: str, **members: Any) -> Response:
    """One problem. ``kind``: what ``type`` ends with; a client may rely on it."""
    document = {
        "type": f"/v1/problems#{kind}",
        "title": title,
        "status": status,
        "detail": detail,
        "request_id": request.scope.get("state", {}).get("request_id", ""),
        **members,
    }
    response = Response(json_bytes(document), status, {"Cache-Control": "no-store"})
    response.headers["Content-Type"] = PROBLEM
    return response


def tell_problems(app: FastAPI) -> None:
    """From now on errors of an application are told as problems."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(BadRequest, _bad)
    app.add_exception_handler(HTTPException, _http)
    for kind in UNUSABLE:
        app.add_exception_handler(kind, _refused)
    app.add_exception_handler(BUSY, _busy)
    app.add_exception_handler(Exception, _failed)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [
        {"parameter": ".".join(str(part) for part in each["loc"][1:]), "detail": str(each["msg"])}
        for each in error.errors()
    ]
    detail = "; ".join(f"{each['parameter']}: {each['detail']}" for each in errors[:5])
    return problem(request, 400, "bad-parameter", "The request cannot be used", detail, errors=errors)


async def _bad(request: Request, error: Exception) -> Response:
    assert isinstance(error, BadRequest)
    errors = [{"parameter": error.parameter, "detail": str(error)}]
    return problem(
        request,
        400,
        "bad-parameter",
        "The request cannot be used",
        f"{error.parameter}: {error}",
        errors=errors,
    )


LATER: Final[dict[type[Exception], tuple[str, str, int]]] = {
    TookTooLong: ("took-too-long", "The query takes too long", 30),
    IndexNotReady: ("indexing", "The search index is being made", 60),
}
"""What may be answered another time, or otherwise asked: how ``type`` ends, title, seconds until it is worth asking again."""


async def _refused(request: Request, error: Exception) -> Response:
    for kind, (ending, title, seconds) in LATER.items():
        if isinstance(error, kind):
            response = problem(request, 503, ending, title, str(error))
            response.headers["Retry-After"] = str(seconds)
            return response
    if isinstance(error, AmbiguousWork):
        return problem(
            request,
            409,
            "ambiguous-work",
            "Several regulations answer to that name",
            str(error),
            candidates=list(error.candidates),
            count=error.count,
        )
    for kind, name in _MISSING.items():
        if isinstance(error, kind):
            return problem(request, 404, name, "Not found", str(error))
    kind_name = "no-citation" if isinstance(error, NoCitation) else "unusable"
    return problem(request, 400, kind_name, "The request cannot be used", str(error))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = {404: "Nothing is served at this address.", 405: "This address does not take that method."}
    response = problem(
        request,
        error.status_code,
        "http",
        str(error.detail),
        detail.get(error.status_code, str(error.detail)),
    )
    response.headers.update(error.headers or {})
    return response


def busy(error: Exception) -> HTTPException:
    """What is told to whoever found every connection to the store in use."""
    return HTTPException(503, f"{str(error)[:1].upper()}{str(error)[1:]}.", {"Retry-After": "2"})


async def _busy(request: Request, error: Exception) -> Response:
    return await _http(request, busy(error))


async def _failed(request: Request, error: Exception) -> Response:
    return problem(
        request, 500, "internal", "Internal error", "Something went wrong here; the id names it in the log."
    )
