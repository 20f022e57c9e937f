"""The feeds (更新フィード): what came into force, was promulgated or is held, of all regulations or of one (Atom, RFC 4287)."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from reiki.office.catalogue import beginning_of, holding_of, is_law_id
from reiki.office.errors import UnknownWork
from reiki.office.feed import feed
from reiki.office.happening import latest
from reiki_api.answers import answer
from reiki_api.kept import SettledRoute
from reiki_api.service import Service

_ATOM = "application/atom+xml; charset=utf-8"


def routes(service: Service) -> APIRouter:
    """`/feed.atom`, `/works/{law_id}/feed.atom`."""
    router = APIRouter(route_class=SettledRoute)

    def every(request: Request) -> Response:
        happened = latest(service.store, today=service.today())
        body = feed(happened, base=_base(service), path="/feed.atom", title="例規の改正", of=_mark(service))
        return _told(request, body)

    def one(request: Request, law_id: str) -> Response:
        if not is_law_id(law_id):
            raise UnknownWork(f"「{law_id[:40]}」 is no law id.")
        work = holding_of(service.store, law_id).work
        happened = latest(service.store, today=service.today(), law_id=work.law_id)
        path = f"/works/{work.law_id}/feed.atom"
        title = f"{work.title}の改正"
        of, base = _mark(service), _base(service)
        body = feed(happened, base=base, path=path, title=title, law_id=work.law_id, of=of)
        return _told(request, body)

    router.add_api_route("/feed.atom", every, methods=["GET"], response_model=None)
    router.add_api_route("/works/{law_id}/feed.atom", one, methods=["GET"], response_model=None)
    return router


def _told(request: Request, body: bytes) -> Response:
    return answer(request, body, _ATOM, headers={"Access-Control-Allow-Origin": "*"})


def _base(service: Service) -> str:
    """How links begin: as whoever runs the service says, and never as a request does."""
    return service.settings.base_url.rstrip("/")


def _mark(service: Service) -> str:
    """What tells this store from any other."""
    return beginning_of(service.store)[:16]
