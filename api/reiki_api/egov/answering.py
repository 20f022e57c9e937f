"""Answers of `/api/2/` in JSON or XML, whichever ``response_format`` or Accept asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response

from reiki_api.answers import JSON, answer, json_bytes
from reiki_api.egov import vocabulary as v
from reiki_api.egov.parameters import Parameters

XML: Final = "application/xml"

_ITEM: Final = {
    "laws": "law", "revisions": "revision", "items": "item", "sentences": "sentence", "attached_files": "attached_file",
    "notes": "note",
}  # fmt: skip
_NUMBERS: Final = frozenset({"next_offset", "law_num_year"})
"""Members that are whole numbers and may be nothing: left out of XML then, for an empty element is no number to who reads one."""

_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Markup:
    """XML that stands in an answer as it is."""

    xml: str


def format_of(request: Request, parameters: Parameters) -> str:
    """`json` or `xml`: the parameter, else what Accept prefers, else `json`. Raises :class:`Refused`."""
    return parameters.one_of("response_format", v.FORMATS) or _accepted(request)


def reply(
    request: Request,
    root: str,
    document: Mapping[str, Any],
    form: str,
    *,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer of 200 or 304. ``root``: the element around it in XML."""
    if form == "xml":
        body = f'<?xml version="1.0" encoding="UTF-8"?>\n{xml_of(root, document)}'.encode()
        return answer(request, body, XML, headers=headers)
    return answer(request, json_bytes(document), JSON, headers=headers)


def refuse(request: Request, refused: v.Refused) -> Response:
    """An error, in the format that was asked for as far as that can be told."""
    wanted = request.query_params.get("response_format")
    form = wanted if wanted in v.FORMATS else _accepted(request)
    document = {"code": refused.code, "message": refused.message}
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": "30"} if refused.status == 503 else {})
    if form == "xml":
        body = f'<?xml version="1.0" encoding="UTF-8"?>\n{xml_of("error_info", document)}'.encode()
        response = Response(body, refused.status, headers)
        response.headers["Content-Type"] = XML
        return response
    return Response(json_bytes(document), refused.status, headers, media_type=JSON)


def xml_of(name: str, value: Any) -> str:
    """An answer as elements named for its members; lists in a wrapper, nothing as an empty element, no number as none."""
    if value is None or value in ("", [], {}):
        return f"<{name}/>"
    match value:
        case Markup():
            inner = value.xml
        case bool():
            inner = "true" if value else "false"
        case Mapping():
            inner = "".join(
                xml_of(member, each)
                for member, each in value.items()
                if each is not None or member not in _NUMBERS
            )
        case list():
            inner = "".join(xml_of(_ITEM.get(name, "item"), each) for each in value)
        case _:
            inner = escape(_NOT_IN_XML.sub("\ufffd", str(value)))
    return f"<{name}>{inner}</{name}>"


def _accepted(request: Request) -> str:
    """The better accepted of both; JSON when Accept says nothing or likes them alike."""
    likes = {"json": 0.0, "xml": 0.0}
    for part in request.headers.get("accept", "").split(","):
        kind, *options = (each.strip().lower() for each in part.split(";"))
        weight = next((_weight(o[2:]) for o in options if o.startswith("q=")), 1.0)
        if kind in ("application/json", "text/json"):
            likes["json"] = max(likes["json"], weight)
        elif kind in ("application/xml", "text/xml"):
            likes["xml"] = max(likes["xml"], weight)
        elif kind in ("*/*", "application/*"):
            likes["json"] = max(likes["json"], weight)
    return "xml" if likes["xml"] > likes["json"] else "json"


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
