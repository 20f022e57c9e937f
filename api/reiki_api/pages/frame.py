"""The frame of every page: language, words, links that keep the day asked, headers that let nothing foreign run.

For a page:

* ``render(request, "name.html", **context)`` with a template that extends ``base.html`` and fills its blocks ``title``, ``main``
  and, where there is something to show beside it, ``aside``;
* in templates ``t("part.key", name=value)`` for words, ``url(path, **query)`` for links within the service, ``static(name)``
  for files, ``era(day)`` for a day, in Japanese in 和暦, ``lang``, ``today``, ``on`` (the day asked, ``""`` for none);
* ``fragment="block"``: the block that htmx gets instead of the page. A block that is sent alone imports its macros itself.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.requests import Request
from starlette.responses import Response

from reiki.office.moments import format_date, parse_day
from reiki_api.answers import answer
from reiki_api.pages.words import LANGUAGES, Language, finding_told, has_words, language_of, told, words
from reiki_api.service import service_of

HTML: Final = "text/html; charset=utf-8"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline runs and nothing foreign loads. JSON-LD is data: a browser neither runs nor refuses it."""
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
COOKIE: Final = "lang"
_YEAR: Final = 31_536_000

MEDIA: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}

Extra = Callable[[Request], Mapping[str, object]]
_EXTRAS: Final[list[Extra]] = []


def extend(extra: Extra) -> Extra:
    """From now on every page's context has what ``extra`` gives for its request: who is signed in, a form's token."""
    if extra not in _EXTRAS:
        _EXTRAS.append(extra)
    return extra


# -------------------------------------------------------------------------------------------------------------- render


def render(
    request: Request,
    name: str,
    status: int = 200,
    *,
    fragment: str = "",
    headers: Mapping[str, str] | None = None,
    **context: object,
) -> Response:
    """A page from a template. Of 200 with an ETag; for a request of htmx only the block named by ``fragment``."""
    language = language_for(request)
    values = {**frame_of(request, language), **context}
    template = environment().get_template(name)
    alone = bool(fragment) and wants_fragment(request)
    body = _block(template, fragment, values) if alone else template.render(values)
    sent = {
        **HEADERS,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Language, Cookie, HX-Request",
        "Content-Language": language,
        **(headers or {}),
    }
    if status == 200:
        response = answer(request, body.encode(), HTML, headers=sent)
    else:
        response = Response(
            body.encode(), status, {**sent, "Cache-Control": "no-store", "Content-Type": HTML}
        )
    if request.query_params.get("lang", "") in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax")
    return response


def wants_fragment(request: Request) -> bool:
    """True where htmx asks for a part of the page; a page that it restores or moves to is asked for whole."""
    headers = request.headers
    return (
        headers.get("hx-request") == "true"
        and headers.get("hx-boosted") != "true"
        and headers.get("hx-history-restore-request") != "true"
    )


def _block(template: Template, name: str, values: Mapping[str, object]) -> str:
    return "".join(template.blocks[name](template.new_context(dict(values))))


def language_for(request: Request) -> Language:
    """The language of the answer to a request."""
    return language_of(
        request.query_params.get("lang", ""),
        request.cookies.get(COOKIE, ""),
        request.headers.get("accept-language", ""),
    )


# ------------------------------------------------------------------------------------------------------------- context


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the navigation."""

    key: str
    path: str
    current: bool


NAVIGATION: Final = (
    ("find", "/find"),
    ("issues", "/issues"),
    ("review", "/review"),
    ("upcoming", "/upcoming"),
    ("changed", "/changed"),
    ("about", "/about"),
)


def frame_of(request: Request, language: Language) -> dict[str, object]:
    """What every template may use."""
    path = request.url.path
    asked = asked_day(request)
    kept = asked.isoformat() if asked else ""
    values: dict[str, object] = {
        "request": request,
        "lang": language,
        "t": partial(words, language),
        "has_words": has_words,
        "url": partial(link, kept),
        "static": static_url,
        "era": era_day if language == "ja" else plain_day,
        "on": kept,
        "today": service_of(request).today(),
        "path": path,
        "query": request.query_params.get("q", "") if path == "/find" else "",
        "navigation": [Entry(key, to, path == to or path.startswith(f"{to}/")) for key, to in NAVIGATION],
        "other_language": _in_language(request, "en" if language == "ja" else "ja"),
        "other": "en" if language == "ja" else "ja",
        "user": None,
        "csrf": "",
    }
    for extra in _EXTRAS:
        values |= extra(request)
    return values


def asked_day(request: Request) -> datetime.date | None:
    """The day that the address asks for (``on``); ``None`` for none, and for one that cannot be read: who needs it refuses."""
    text = request.query_params.get("on", "")[:40]
    try:
        return parse_day(text) if text.strip() else None
    except ValueError:
        return None


def link(kept: str, path: str, **query: object) -> str:
    """A link within the service. The day asked is kept unless ``on`` is given (``None`` drops it); what is empty is left out.
    A name that Python has taken ends in ``_`` (``from_``)."""
    fields = {"on": kept, **{name.rstrip("_"): value for name, value in query.items()}}
    at = str(fields.pop("anchor", "") or "")
    said = urlencode({name: str(value) for name, value in fields.items() if value not in (None, "")})
    return quote(path, safe="/~:") + (f"?{said}" if said else "") + (f"#{quote(at, safe='~')}" if at else "")


def _in_language(request: Request, language: str) -> str:
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"{quote(request.url.path)}?{urlencode([*pairs, ('lang', language)])}"


def era_day(day: datetime.date | str | None) -> str:
    """A day in 和暦 (令和7年4月1日), of a date or its ISO form; ``""`` for none."""
    if not day:
        return ""
    read = datetime.date.fromisoformat(day) if isinstance(day, str) else day
    try:
        return format_date(read)
    except ValueError:  # before the first era that has days of this calendar
        return read.isoformat()


def plain_day(day: datetime.date | str | None) -> str:
    """A day as those write it who do not read 和暦; ``""`` for none."""
    return str(day) if day else ""


# -------------------------------------------------------------------------------------------------------------- static


@lru_cache(maxsize=64)
def static_file(name: str) -> tuple[bytes, str] | None:
    """A file of ``static/`` and its digest; ``None`` where there is none of that name."""
    if not name or "/" in name or name.startswith(".") or Path(name).suffix not in MEDIA:
        return None
    path = STATIC / name
    if not path.is_file():
        return None
    data = path.read_bytes()
    return data, hashlib.sha256(data).hexdigest()[:16]


def static_url(name: str) -> str:
    """Where a file is served for ever. Raises ``LookupError``: a template names a file that is not there."""
    found = static_file(name)
    if found is None:
        raise LookupError(f"no static file is called {name}")
    return f"/static/{found[1]}/{name}"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; made once. Whatever is written into one is escaped, and a name that nothing fills is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(told=told, finding_told=finding_told)
    return made
