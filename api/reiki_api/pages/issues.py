"""Gazette issues (公報): the list, each issue clause by clause beside what was printed, its pages, its file."""

from __future__ import annotations

import base64
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from reiki.office.issue_detail import issue_detail, issue_list, source_file
from reiki.office.printed import NoSuchPage, PrintedClause
from reiki_api.access import Role, caller_of
from reiki_api.answers import answer
from reiki_api.kept import SettledRoute
from reiki_api.pages.frame import HEADERS, render
from reiki_api.pages.press import press_of
from reiki_api.pages.shown import before_of, codes, digest_or_404, in_japan, orders_of
from reiki_api.problems import BadRequest
from reiki_api.service import Service

_A_PAGE: Final = 30
_ROWS_AT_ONCE: Final = 800
"""Rows of printed tables that one page shows; the others stand on the pages of their clauses."""


def routes(service: Service) -> APIRouter:
    """`/issues`, `/issues/{sha256}`, its pages and its file."""
    router = APIRouter(route_class=SettledRoute)
    press = press_of(service)

    def listing(request: Request) -> Response:
        page = page_number(request)
        found, total = issue_list(service.store, skip=(page - 1) * _A_PAGE, limit=_A_PAGE)
        last = max(1, -(-total // _A_PAGE))
        if page > last:
            raise HTTPException(404)
        caller = caller_of(request)
        return render(
            request, "issues.html", issues=found, total=total, page=page, last=last,
            may_upload=caller is not None and caller.may(Role.EDITOR),
        )  # fmt: skip

    def show(request: Request, sha256: str) -> Response:
        detail = issue_detail(service.store, digest_or_404(sha256))
        printed: dict[str, PrintedClause] = {}
        rows = 0
        for clause in detail.clauses:
            if (
                rows < _ROWS_AT_ONCE
                and (found := press.clause(service.store, sha256, clause.position)) is not None
            ):
                printed[clause.report.key] = found
                rows += found.rows
        return render(
            request, "issue.html", issue=detail, orders=orders_of(detail.clauses), printed=printed, codes=codes,
            before_of=before_of, in_japan=in_japan, row_id=id, taken="taken" in request.query_params,
        )  # fmt: skip

    def picture(sha256: str, page: int) -> Response:
        try:
            drawn = press.page(service.store, digest_or_404(sha256), page)
        except NoSuchPage as error:
            raise HTTPException(404, str(error)) from error
        return png(drawn)

    def source(request: Request, sha256: str) -> Response:
        data, name = source_file(service.store, digest_or_404(sha256))
        # The digest of what is sent (RFC 9530, 3.1), which is what came: reiki_api.app.Compressed leaves it as it is.
        digest = base64.b64encode(bytes.fromhex(sha256)).decode()
        headers = {**attachment(name), "Repr-Digest": f"sha-256=:{digest}:"}
        media_type = headers.pop("Content-Type")
        return answer(request, data, media_type, headers=headers, tag=f'"{sha256}"')

    router.add_api_route("/issues", listing, methods=["GET"], response_model=None)
    router.add_api_route("/issues/{sha256}", show, methods=["GET"], response_model=None)
    router.add_api_route("/issues/{sha256}/pages/{page}.png", picture, methods=["GET"], response_model=None)
    router.add_api_route("/issues/{sha256}/source", source, methods=["GET"], response_model=None)
    return router


def page_number(request: Request) -> int:
    """Which page of a list is asked for, from 1."""
    text = request.query_params.get("page", "1")
    if not text.isdecimal() or len(text) > 6 or int(text) < 1:
        raise BadRequest("page", f"「{text[:40]}」 is no page; expected 1, 2 …")
    return int(text)


def png(drawn: bytes) -> Response:
    """A picture that never becomes another: its address names the digest of what it shows."""
    headers = {
        **HEADERS,
        # Opened alone, a picture is set into a page by the browser itself, with styles of its own.
        "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "Cache-Control": "private, max-age=86400",
        "Content-Type": "image/png",
    }
    return Response(drawn, headers=headers)


def attachment(name: str) -> dict[str, str]:
    """For a file that somebody uploaded: saved, never shown, whatever it is or says it is (RFC 6266)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name) or "issue"
    return {
        **HEADERS,
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-cache",
    }
