"""Pages of the whole store (最初のページ, この例規集について): the same for everybody, all day, until something is written."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from reiki_api.kept import SettledRoute
from reiki_api.pages.frame import render
from reiki_api.service import Service


def daily(
    service: Service,
    path: str,
    template: str,
    name: str,
    told_of: Callable[[Service, datetime.date], Any],
    **context: Any,
) -> APIRouter:
    """A page at ``path`` whose ``template`` gets under ``name`` what ``told_of`` finds on a day, which is found once for a state
    of the store, and ``context``."""
    router = APIRouter(route_class=SettledRoute)

    @lru_cache(maxsize=2)
    def told(_state: object, today: datetime.date) -> Any:
        return told_of(service, today)

    def page(request: Request) -> Response:
        return render(request, template, **{name: told(service.state(), service.today())}, **context)

    router.add_api_route(path, page, methods=["GET"], response_model=None)
    return router
