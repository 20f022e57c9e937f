"""Signing in and out (サインイン): a browser shows its token once and has a session from then on."""

from __future__ import annotations

import datetime
import hmac
import secrets
from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from reiki.office.tokens import sign_in, sign_out
from reiki_api.access import (
    FIELD,
    SIGN_IN,
    SIGN_OUT,
    caller_of,
    check_csrf,
    cookie_name,
    csrf_field,
    form_cookie_name,
    form_value,
    safe_next,
    set_cookie,
)
from reiki_api.pages.frame import extend, render
from reiki_api.service import Service

_TOKEN_LENGTH = 200


@extend
def who(request: Request) -> Mapping[str, object]:
    """For every page: the name of who is signed in, and the hidden field of its forms."""
    caller = caller_of(request)
    return {"user": caller.name if caller else None, "csrf": csrf_field(request)}


def routes(service: Service) -> APIRouter:
    """`/sign-in` and `/sign-out`."""
    router = APIRouter()
    lasting = datetime.timedelta(hours=service.settings.session_hours)

    def form(request: Request, status: int = 200, *, wrong: str = "", to: str = "/") -> Response:
        """The form, bound to this browser by a cookie of its own: nobody can sign another in (login CSRF)."""
        name = form_cookie_name(request.scope)
        kept = request.cookies.get(name, "")
        secret = kept if 20 <= len(kept) <= 100 and kept.isascii() else secrets.token_urlsafe(32)
        response = render(
            request, "sign_in.html", status, caller=caller_of(request), field=FIELD, to=to, wrong=wrong,
            value=form_value(secret, "sign-in"), headers={"Cache-Control": "no-store"},
        )  # fmt: skip
        set_cookie(response, request.scope, name, secret, None)
        return response

    def show(request: Request) -> Response:
        return form(request, to=safe_next(request.query_params.get("next", "/")))

    async def enter(request: Request) -> Response:
        sent = await request.form(max_fields=8, max_files=0)
        said = {name: value for name, value in sent.multi_items() if isinstance(value, str)}
        to = safe_next(said.get("next", "/"))
        secret = request.cookies.get(form_cookie_name(request.scope), "")
        expected = form_value(secret, "sign-in")
        if not secret or not hmac.compare_digest(said.get(FIELD, "").encode(), expected.encode()):
            return await run_in_threadpool(form, request, 403, wrong="again", to=to)
        token = said.get("token", "").strip()[:_TOKEN_LENGTH]
        found = await run_in_threadpool(sign_in, service.store, token, now=service.clock(), lasting=lasting)
        if found is None:
            return await run_in_threadpool(form, request, 403, wrong="unknown", to=to)
        before = request.cookies.get(cookie_name(request.scope))
        if before:
            await run_in_threadpool(sign_out, service.store, before)
        response = RedirectResponse(to, 303, {"Cache-Control": "no-store"})
        # A secret that was made just now: one that somebody had planted in the browser is worth nothing (session fixation).
        set_cookie(
            response, request.scope, cookie_name(request.scope), found[1], int(lasting.total_seconds())
        )
        set_cookie(response, request.scope, form_cookie_name(request.scope), "", 0)
        return response

    async def leave(request: Request) -> Response:
        await check_csrf(request)
        session = request.cookies.get(cookie_name(request.scope))
        if session:
            await run_in_threadpool(sign_out, service.store, session)
        response = RedirectResponse("/", 303, {"Cache-Control": "no-store"})
        set_cookie(response, request.scope, cookie_name(request.scope), "", 0)
        return response

    router.add_api_route(SIGN_IN, show, methods=["GET"], response_model=None)
    router.add_api_route(SIGN_IN, enter, methods=["POST"], response_model=None)
    router.add_api_route(SIGN_OUT, leave, methods=["POST"], response_model=None)
    return router
