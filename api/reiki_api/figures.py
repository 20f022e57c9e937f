"""Pictures of figures (図, 様式) by their digest, kept by clients for ever: their address names what they are."""

from __future__ import annotations

import re
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reiki.office.figures import UnknownFigure, figure_file
from reiki_api.service import Service

HARMLESS: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""A picture runs nothing and loads nothing, whatever it is."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def picture(request: Request, service: Service, sha256: str) -> Response:
    """The bytes of a picture. What browsers draw is shown, all else saved. Raises ``HTTPException`` (404)."""
    if not _DIGEST.fullmatch(sha256):
        raise HTTPException(404)
    try:
        found = figure_file(service.store, sha256)
    except UnknownFigure as error:
        raise HTTPException(404) from error
    headers = {
        **HARMLESS,
        "Cache-Control": "public, max-age=31536000, immutable",
        "ETag": f'"{sha256}"',
        "Content-Disposition": f'{"inline" if found.drawn else "attachment"}; filename="{found.name}"',
    }
    if sha256 in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found.data, headers=headers | {"Content-Type": found.media_type})
