"""The application: 法令API Version 2 under `/api/2/`, our own API under `/v1/`, `/health`, the pages under `/`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from reiki import __version__
from reiki.office.catalogue import open_store
from reiki_api.access import caller_of, tell_refusals
from reiki_api.answers import JSON, json_bytes
from reiki_api.delivery import Worker
from reiki_api.egov.app import egov_app
from reiki_api.guard import Guard
from reiki_api.indexing import Filling
from reiki_api.iris import iris_router
from reiki_api.limits import Settings
from reiki_api.pages.app import error_page, pages_router, tell_errors_as_pages
from reiki_api.problems import tell_problems
from reiki_api.service import SEARCH_SECONDS, Clock, Service, now, service_of
from reiki_api.v1.app import v1_app


def create_app(
    store_url: str,
    *,
    clock: Clock = now,
    search_seconds: float = SEARCH_SECONDS,
    settings: Settings | None = None,
) -> FastAPI:
    """The service over the store at an SQLAlchemy URL, which is opened here, once, and closed when the application ends.

    ``clock`` tells what day it is where a request names none. ``settings``: who may read, limits, webhooks; without any, the
    careful ones. Raises ``StoreError``, one sentence, when the store cannot be opened.
    """
    chosen = (settings or Settings()).checked()
    service = Service(open_store(store_url, leave=True), clock, search_seconds, chosen)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        worker = Worker(service)
        worker.start()
        filling = Filling(service)
        await run_in_threadpool(filling.start)
        yield
        await run_in_threadpool(filling.stop)
        await run_in_threadpool(worker.stop)
        service.store.close()

    app = FastAPI(
        title="reiki", version=__version__, lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None
    )
    app.state.service = service
    app.add_api_route("/health", health, methods=["GET"], response_model=None)
    app.mount("/api/2", egov_app(service))
    app.mount("/v1", v1_app(service))
    app.include_router(iris_router())
    app.include_router(pages_router(service))
    tell_problems(app)
    tell_refusals(app, error_page)
    tell_errors_as_pages(app)
    app.add_middleware(Compressed, minimum_size=500, compresslevel=6)
    app.add_middleware(Guard, service=service, page_of_error=error_page)
    if chosen.proxies:
        # Outermost: from here on the address and the scheme are those that the believed proxy tells.
        trusted = [each.strip() for each in chosen.proxies.split(",")]
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=trusted)
    return app


class Compressed(GZipMiddleware):
    """What clients take compressed; the file of an issue is sent as it came, whose digest stands beside it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == "http"
            and scope["path"].startswith("/issues/")
            and scope["path"].endswith("/source")
        ):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


async def health(request: Request) -> Response:
    """Whether the store answers, and how much it holds; that only to who may read."""
    return await run_in_threadpool(_health, request)


def _health(request: Request) -> Response:
    service = service_of(request)
    document: dict[str, object] = {"status": "ok", "version": __version__}
    if service.indexing is not None:
        # Everything is answered but searches.
        done, of = service.indexing
        document |= {"status": "indexing", "indexing": {"done": done, "of": of}}
    if service.settings.reading == "open" or caller_of(request) is not None:
        with service.settled() as (state, _):
            document["store"] = {
                "entry": state.entry,
                "written": state.written.isoformat() if state.written else None,
                **service.counts(),
            }
    else:
        service.state()
    return Response(json_bytes(document), headers={"Cache-Control": "no-store"}, media_type=JSON)
