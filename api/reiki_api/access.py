"""Who asks (利用者), and what that allows: tokens of programs, sessions of browsers, and forms that only our pages can send.

Reading is open or needs a token, by a setting; writing always needs one, with a role. A program sends ``Authorization: Bearer``.
A browser signs in once (`/sign-in`) and has a session: its cookie holds 256 random bits, of which the store keeps the digest, so
that signing out or revoking the token ends it at once. The guard finds out who asks before anything else is done.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote, urlencode, urlsplit

from fastapi import FastAPI
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Scope

from reiki.office.tokens import Holder, Role, holder_in_session, holder_of, well_formed
from reiki_api.problems import problem
from reiki_api.service import Service

__all__ = [
    "Caller",
    "Role",
    "caller_of",
    "check_csrf",
    "csrf_field",
    "csrf_value",
    "need",
    "reads_html",
    "safe_next",
    "tell_refusals",
]

FOR_PROGRAMS: Final = ("/api/", "/v1/", "/health", "/mcp")
SIGN_IN: Final = "/sign-in"
SIGN_OUT: Final = "/sign-out"
FIELD: Final = "csrf"
HEADER: Final = "x-csrf-token"
_COOKIE: Final = "reiki-session"
_FORM_COOKIE: Final = "reiki-form"
_LONGEST_NEXT: Final = 1000
_NO_STORE: Final = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the holder of a token, by the token itself or by a session that was opened with it."""

    name: str
    role: Role
    token_id: int
    via: Literal["bearer", "session"]

    def may(self, role: Role) -> bool:
        """True when what needs a role is allowed."""
        return self.role.covers(role)


class Refusal(HTTPException):
    """Not allowed: 401 or 403 for programs, 303 to the sign-in page or 403 for browsers."""


class BadToken(Exception):
    """A token that opens nothing: not one of ours, revoked or expired."""


# ---------------------------------------------------------------------------------------------------------------- who


def authenticate(service: Service, scope: Scope) -> tuple[Caller | None, str]:
    """Who asks, and the secret of the session, ``""`` without one. Asks the store: for a thread. Raises :class:`BadToken`.

    A token that is wrong is told, even where none is needed: whoever sends one believes in it. A session that has ended is
    nobody's: the browser reads on, and signs in where it must. For programs' addresses a session reads and never writes, so
    that no other page can make a browser write there.
    """
    connection = HTTPConnection(scope)
    kind, _, token = connection.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        holder = holder_of(service.store, token.strip(), now=service.clock())
        if holder is None:
            raise BadToken(
                "The token is revoked or has expired."
                if well_formed(token.strip())
                else "This is no token of this service: it was cut short or mistyped."
            )
        return _caller(service, holder, "bearer"), ""
    session = connection.cookies.get(cookie_name(scope), "")
    if not session or len(session) > 200:
        return None, ""
    if scope["path"].startswith(FOR_PROGRAMS) and scope["method"] not in ("GET", "HEAD"):
        return None, ""
    holder = holder_in_session(service.store, session, now=service.clock())
    return (None, "") if holder is None else (_caller(service, holder, "session"), session)


def _caller(service: Service, holder: Holder, via: Literal["bearer", "session"]) -> Caller:
    if holder.used_on != service.today():
        service.used.add(holder.token_id)
    return Caller(holder.name, holder.role, holder.token_id, via)


def caller_of(request: Request) -> Caller | None:
    """Who asks; ``None`` for nobody in particular."""
    found = request.scope.get("state", {}).get("caller")
    return found if isinstance(found, Caller) else None


def need(request: Request, role: Role) -> Caller:
    """Who asks, with a role that is needed. Raises :class:`Refusal`: for programs 401 (with ``WWW-Authenticate``) or 403, for
    browsers a redirect to the sign-in page or 403."""
    caller = caller_of(request)
    if caller is None:
        raise stranger(request.scope)
    if not caller.may(role):
        challenge = {"WWW-Authenticate": f'Bearer realm="reiki", error="insufficient_scope", scope="{role}"'}
        raise Refusal(
            403,
            f"This needs the role {role}; the token 「{caller.name}」 has {caller.role}.",
            {**_NO_STORE, **({} if reads_html(request) else challenge)},
        )
    return caller


def stranger(scope: Scope) -> Refusal:
    """What nobody in particular is told where a token is needed."""
    request = Request(scope)
    if reads_html(request):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = wanted if scope["method"] in ("GET", "HEAD") else "/"
        to = f"{SIGN_IN}?{urlencode({'next': safe_next(back)})}" if back != "/" else SIGN_IN
        return Refusal(303, "Sign in first.", {"Location": to, **_NO_STORE})
    return Refusal(
        401,
        "This needs a token: send it as Authorization: Bearer …",
        {"WWW-Authenticate": 'Bearer realm="reiki"', **_NO_STORE},
    )


def reads_html(request: HTTPConnection) -> bool:
    """True for a request of a person's browser for a page."""
    headers = request.headers
    return (
        "text/html" in headers.get("accept", "")
        and not request.scope["path"].startswith(FOR_PROGRAMS)
        and not headers.get("authorization", "").lower().startswith("bearer ")
    )


def safe_next(text: str) -> str:
    """Where to go after signing in: a path of this service, percent-encoded; ``/`` for anything else (open redirect)."""
    if len(text) > _LONGEST_NEXT or not text.startswith("/") or text.startswith(("//", "/\\")):
        return "/"
    # Browsers take a backslash for a slash and leave tabs and line breaks out.
    if "\\" in text or any(ord(c) <= 0x20 or ord(c) == 0x7F for c in text):
        return "/"
    try:
        read = urlsplit(text)
    except ValueError:
        return "/"
    if read.scheme or read.netloc or read.path.startswith((SIGN_IN, SIGN_OUT)):
        return "/"
    return quote(text, safe="/?&=%#+:;,@!$'()*~-._", errors="replace")


PageOfError = Callable[[Request, Exception], Response]


def tell_refusals(app: FastAPI, page_of_error: PageOfError | None = None) -> None:
    """From now on an application tells refusals as problems, and to who reads HTML as a page."""

    def told(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        if page_of_error is not None and error.status_code != 303 and reads_html(request):
            return page_of_error(request, error)
        return told_refusal(request, error)

    app.add_exception_handler(Refusal, told)


def told_refusal(request: Request, error: Exception) -> Response:
    """A refusal as a problem, or as the redirect that it is."""
    assert isinstance(error, Refusal)
    if error.status_code == 303:
        return Response(status_code=303, headers=dict(error.headers or {}))
    kind, title = (
        ("unauthorized", "A token is needed") if error.status_code == 401 else ("forbidden", "Not allowed")
    )
    response = problem(request, error.status_code, kind, title, error.detail)
    response.headers.update(error.headers or {})
    return response


# ------------------------------------------------------------------------------------------------------------ sessions


def is_https(scope: Scope) -> bool:
    """True where the browser came over TLS; behind a proxy, when the proxy is believed (``proxies``)."""
    return scope.get("scheme") in ("https", "wss")


def cookie_name(scope: Scope) -> str:
    """With TLS a name that no other host and no page without TLS can set (`__Host-`)."""
    return f"__Host-{_COOKIE}" if is_https(scope) else _COOKIE


def form_cookie_name(scope: Scope) -> str:
    """The cookie to which the sign-in form is bound, before there is a session."""
    return f"__Host-{_FORM_COOKIE}" if is_https(scope) else _FORM_COOKIE


def set_cookie(response: Response, scope: Scope, name: str, value: str, seconds: int | None) -> None:
    """A cookie that scripts cannot read and other sites cannot send; ``seconds`` 0 takes it away, ``None``: until the browser
    is closed."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=is_https(scope), httponly=True, samesite="strict"
    )


# --------------------------------------------------------------------------------------------------------------- forms


def csrf_value(request: Request) -> str:
    """What a form of this session must bring; ``""`` without a session."""
    session = request.scope.get("state", {}).get("session", "")
    return form_value(session, "form") if session else ""


def form_value(secret: str, purpose: str) -> str:
    """Derived from what only the browser's cookie holds, so nothing else need be kept, and neither tells the other."""
    return hmac.new(secret.encode(), f"reiki {purpose}".encode(), hashlib.sha256).hexdigest()


def csrf_field(request: Request) -> Markup:
    """The hidden field for a form that writes; empty without a session, whose forms nobody may send."""
    value = csrf_value(request)
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, value) if value else Markup("")


async def check_csrf(request: Request) -> None:
    """Refuses a form that was not made by our page for this session. Raises :class:`Refusal`.

    The field ``csrf`` of the form, or ``X-CSRF-Token`` of a script, must be this session's. That the request comes from our
    own page (``Sec-Fetch-Site``, ``Origin``) the guard has checked before. A program that sends its token needs no more:
    no browser adds one by itself.
    """
    caller = caller_of(request)
    if caller is not None and caller.via == "bearer":
        return
    expected = csrf_value(request)
    given = request.headers.get(HEADER)
    if given is None:
        value = (await request.form()).get(FIELD, "")
        given = value if isinstance(value, str) else ""
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Refusal(403, "This form is out of date: open the page again and send it anew.", _NO_STORE)


def from_elsewhere(scope: Scope) -> bool:
    """True for a request that a browser says another site has made it send."""
    headers = HTTPConnection(scope).headers
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    if origin is None:
        return False
    if origin == "null":
        return site != "same-origin"
    try:
        read = urlsplit(origin)
        came = (read.hostname or "", read.port or _port(read.scheme))
        here = urlsplit(f"//{headers.get('host', '')}")
        # Behind a proxy that is not believed the scheme here is not the browser's: then the port there is its default.
        own = (here.hostname or "", here.port or _port(read.scheme))
    except ValueError:
        return True
    return came != own or (is_https(scope) and read.scheme != "https")


def _port(scheme: str) -> int:
    return {"https": 443, "http": 80}.get(scheme, 0)
