"""The application under `/api/2/`. Every parameter is read by hand: FastAPI's own reading would answer with 422."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from reiki import __version__
from reiki.office.errors import BUSY
from reiki_api.answers import answer
from reiki_api.egov import vocabulary as v
from reiki_api.egov.answering import format_of, refuse, reply
from reiki_api.egov.description import described
from reiki_api.egov.lists import keyword, law_revisions, laws
from reiki_api.egov.parameters import Parameters
from reiki_api.egov.texts import attachment, law_data, law_file
from reiki_api.kept import KeptRoute, settled
from reiki_api.service import Service, service_of

BINARY: Final = "application/octet-stream"
"""As the national service sends its files: nothing opens them in a page."""


def egov_app(service: Service) -> FastAPI:
    """法令API Version 2 over the store of a service."""
    app = FastAPI(
        title="法令API Version 2（例規）",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.state.service = service
    app.router.route_class = KeptRoute
    app.add_api_route("/laws", _laws, **described("laws"))
    app.add_api_route("/law_revisions/{law_id_or_num}", _law_revisions, **described("law_revisions"))
    app.add_api_route("/law_data/{law_id_or_num_or_revision_id}", _law_data, **described("law_data"))
    app.add_api_route(
        "/law_file/{file_type}/{law_id_or_num_or_revision_id}", _law_file, **described("law_file")
    )
    app.add_api_route("/attachment/{law_revision_id}", _attachment, **described("attachment"))
    app.add_api_route("/keyword", _keyword, **described("keyword"))
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(BUSY, _busy)
    app.add_exception_handler(Exception, _failed)
    return app


async def _laws(request: Request) -> Response:
    return await _listed(request, "laws_response", laws)


async def _keyword(request: Request) -> Response:
    return await _listed(request, "keyword_response", keyword)


async def _law_revisions(request: Request) -> Response:
    name = _path(request, "law_id_or_num")
    return await _listed(
        request, "law_revisions_response", lambda service, given: law_revisions(service, name, given)
    )


async def _law_data(request: Request) -> Response:
    def ask(service: Service, given: Parameters) -> Response:
        form = format_of(request, given)
        told = law_data(service, _path(request, "law_id_or_num_or_revision_id"), given, form)
        return reply(
            request,
            "law_data_response",
            told.document,
            form,
            headers=told.headers,
        )

    return await _asked(request, ask)


async def _law_file(request: Request) -> Response:
    def ask(service: Service, given: Parameters) -> Response:
        file = law_file(
            service, _path(request, "file_type"), _path(request, "law_id_or_num_or_revision_id"), given
        )
        return answer(request, file.data, BINARY, headers=file.headers)

    return await _asked(request, ask)


async def _attachment(request: Request) -> Response:
    def ask(service: Service, given: Parameters) -> Response:
        file = attachment(service, _path(request, "law_revision_id"), given)
        return answer(request, file.data, file.media_type, headers=file.headers)

    return await _asked(request, ask)


async def _listed(
    request: Request, root: str, listing: Callable[[Service, Parameters], dict[str, Any]]
) -> Response:
    def ask(service: Service, given: Parameters) -> Response:
        form = format_of(request, given)
        return reply(request, root, listing(service, given), form)

    return await _asked(request, ask)


async def _asked(request: Request, ask: Callable[[Service, Parameters], Response]) -> Response:
    """Answers in a thread: the store is asked synchronously."""
    try:
        given = Parameters.of(request)
        return await run_in_threadpool(settled, request, lambda: ask(service_of(request), given))
    except v.Refused as refused:
        return refuse(request, refused)


def _path(request: Request, name: str) -> str:
    return str(request.path_params[name]).strip()


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = {
        404: "指定されたAPIは存在しません。",
        405: "指定されたメソッドは使えません。GET を使ってください。",
    }
    refused = v.Refused(
        f"{error.status_code}000",
        said.get(error.status_code, "リクエストが誤っています。"),
        error.status_code,
    )
    response = refuse(request, refused)
    response.headers.update(error.headers or {})
    return response


async def _busy(request: Request, error: Exception) -> Response:
    refused = v.Refused("503002", "混み合っています。しばらくしてからもう一度お試しください。", 503)
    return refuse(request, refused)


async def _failed(request: Request, error: Exception) -> Response:
    return refuse(request, v.Refused("500001", "サーバ内処理で異常が発生しました。", 500))
