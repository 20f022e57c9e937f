"""The review desk (保留分): what is held and why, and the decisions of people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from reiki.office import decide
from reiki.office.contrasts import contrasts
from reiki.office.decide import CannotDecide, DecisionReport
from reiki.office.evidence import NoSuchFinding, evidence_picture, place_of
from reiki.office.issue_detail import clause_detail
from reiki.office.review import review_page
from reiki_api.access import Role, caller_of, check_csrf, need
from reiki_api.kept import SettledRoute
from reiki_api.pages.frame import render
from reiki_api.pages.issues import page_number, png
from reiki_api.pages.press import press_of
from reiki_api.pages.shown import before_of, codes, in_japan, orders_of, pieces
from reiki_api.service import Service

_A_PAGE: Final = 50
_LONGEST_REASON: Final = 2000
_LARGEST_OPERATIONS: Final = 500_000
_LONGEST_KEY: Final = 300


def routes(service: Service) -> APIRouter:
    """`/review`, `/review/{clause}`, `/pictures/{finding}/{clause}`."""
    router = APIRouter(route_class=SettledRoute)
    press = press_of(service)

    def listing(request: Request) -> Response:
        page = page_number(request)
        order = service.review()
        total = len(order.held)
        last = max(1, -(-total // _A_PAGE))
        if page > last:
            raise HTTPException(404)
        groups = review_page(service.store, order, skip=(page - 1) * _A_PAGE, limit=_A_PAGE)
        return render(request, "review.html", groups=groups, total=total, page=page, last=last)

    def show(request: Request, clause: str) -> Response:
        return page(request, clause)

    def page(request: Request, key: str, status: int = 200, *, wrong: str = "", said: str = "") -> Response:
        # Before what is shown: a decision is taken on this or on nothing.
        seen = service.state().digest
        detail, issue, behind = clause_detail(service.store, key[:_LONGEST_KEY])
        findings = detail.report.findings
        is_pdf = issue.format == "pdf"
        caller = caller_of(request)
        freed = request.query_params.get("freed", "")
        return render(
            request, "held.html", status, clause=detail, issue=issue, behind=behind, codes=codes,
            before_of=before_of, in_japan=in_japan, row_id=id,
            orders=orders_of([detail])[key], printed=press.clause(service.store, detail.source, detail.position),
            contrasts=contrasts(service.store, key), pieces=pieces, findings=list(enumerate(findings)),
            drawn={n for n, f in enumerate(findings) if is_pdf and place_of(f, detail.operations)},
            may_decide=caller is not None and caller.may(Role.EDITOR), person=caller.name if caller else "",
            seen=seen, wrong=wrong, said=said, done=request.query_params.get("done", ""),
            freed=int(freed) if freed.isdecimal() and len(freed) < 7 else 0,
        )  # fmt: skip

    async def settle(request: Request, clause: str) -> Response:
        caller = need(request, Role.EDITOR)
        async with request.form(max_files=1, max_fields=40) as sent:
            await check_csrf(request)
            verb, reason = str(sent.get("verb", "")), str(sent.get("reason", "")).strip()[:_LONGEST_REASON]
            seen = str(sent.get("seen", ""))[:64] or "nothing"
            chosen = [str(code) for code in sent.getlist("code")]
            file = sent.get("operations")
            data = await file.read(_LARGEST_OPERATIONS + 1) if isinstance(file, UploadFile) else b""
        return await run_in_threadpool(
            _settle, request, clause, verb, caller.name, reason, chosen, data, seen
        )

    def _settle(
        request: Request,
        key: str,
        verb: str,
        person: str,
        reason: str,
        chosen: Sequence[str],
        data: bytes,
        seen: str,
    ) -> Response:
        try:
            report = _decided(service, key, verb, person, reason, chosen, data, seen)
        except CannotDecide as error:
            return page(request, key, 409, wrong=str(error), said=reason)
        query = f"done={verb}&freed={len(report.freed)}"
        return RedirectResponse(f"/review/{quote(key, safe='/')}?{query}", 303, {"Cache-Control": "no-store"})

    def picture(finding: int, clause: str) -> Response:
        try:
            drawn = evidence_picture(service.store, clause[:_LONGEST_KEY], finding)
        except (NoSuchFinding, ValueError) as error:
            raise HTTPException(404) from error
        if drawn is None:
            raise HTTPException(404)
        return png(drawn)

    router.add_api_route("/review", listing, methods=["GET"], response_model=None)
    router.add_api_route("/review/{clause:path}", show, methods=["GET"], response_model=None)
    router.add_api_route("/review/{clause:path}", settle, methods=["POST"], response_model=None)
    router.add_api_route("/pictures/{finding}/{clause:path}", picture, methods=["GET"], response_model=None)
    return router


def _decided(
    service: Service,
    key: str,
    verb: str,
    person: str,
    reason: str,
    chosen: Sequence[str],
    data: bytes,
    seen: str,
) -> DecisionReport:
    """Records one decision. Raises :class:`CannotDecide`."""
    store, now = service.store, service.clock()
    match verb:
        case "accept":
            return decide.accept(store, key, person=person, reason=reason, now=now, seen=seen)
        case "waive":
            return decide.waive(store, key, chosen, person=person, reason=reason, now=now, seen=seen)
        case "reject":
            return decide.reject(store, key, person=person, reason=reason, now=now, seen=seen)
        case "give":
            return decide.give(
                store, key, _operations(data), person=person, reason=reason, now=now, seen=seen
            )
        case "undo":
            return decide.undo(store, key, person=person, reason=reason, now=now, seen=seen)
        case _:
            raise CannotDecide("which decision is meant is not said: choose one of those on the page.")


def _operations(data: bytes) -> list[Any]:
    if len(data) > _LARGEST_OPERATIONS:
        raise CannotDecide(
            f"the file has more than {_LARGEST_OPERATIONS:,} bytes; give the operations of this clause alone."
        )
    try:
        given = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise CannotDecide(
            "the file is no JSON; give a list of operations as /v1/clauses/{id} prints them."
        ) from error
    if not isinstance(given, list):
        raise CannotDecide(
            "a list of operations is expected, as /v1/clauses/{id} prints it under operations."
        )
    return given
