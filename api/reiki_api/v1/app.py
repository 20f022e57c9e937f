"""The application under `/v1/`."""

from __future__ import annotations

from fastapi import FastAPI

from reiki import __version__
from reiki_api.access import tell_refusals
from reiki_api.problems import tell_problems
from reiki_api.service import Service
from reiki_api.v1 import figures, records, references, texts, works

_ABOUT = """Municipal regulations (例規) as in force on any date.

Every answer about a text carries the version's identity, the days on which it is in force, and the digest of its text.
`on` is a day in Japan; `known` is what the store knew then. Errors are `application/problem+json`."""


def v1_app(service: Service) -> FastAPI:
    """Our own API over the store of a service."""
    app = FastAPI(
        title="reiki",
        version=__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.state.service = service
    app.include_router(works.ROUTER)
    app.include_router(texts.ROUTER)
    app.include_router(figures.ROUTER)
    app.include_router(figures.PICTURES)
    app.include_router(records.ROUTER)
    app.include_router(references.ROUTER)
    tell_problems(app)
    tell_refusals(app)
    # Nothing answers with FastAPI's own 422: what cannot be used is told with 400.
    made = app.openapi

    def without_422() -> dict[str, object]:
        document = made()
        for path in document["paths"].values():
            for operation in path.values():
                operation.get("responses", {}).pop("422", None)
        return document

    app.openapi = without_422  # type: ignore[method-assign]
    return app
