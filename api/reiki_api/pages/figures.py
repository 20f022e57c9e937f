"""The pictures that the pages of regulations show."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from reiki_api.figures import picture
from reiki_api.service import Service


def routes(service: Service) -> APIRouter:
    """`/figures/{sha256}`."""
    router = APIRouter()

    def figure(request: Request, sha256: str) -> Response:
        return picture(request, service, sha256)

    router.add_api_route("/figures/{sha256}", figure, methods=["GET"], response_model=None)
    return router
