"""Answers kept for who asks the same again.

An answer to GET is told by the state of the store, by what day it is in Japan, and by the request: its address, its query and the
headers that choose among forms and days. All of them are the key, so a kept answer is the one that would be made anew.
"""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import wraps
from inspect import iscoroutinefunction, signature
from threading import Lock
from typing import Any, Final

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from reiki.office.catalogue import State
from reiki.office.moments import midnight
from reiki_api.answers import Answer, Given, again

LIMIT: Final = 64_000_000
"""Bytes of answers kept."""

LONGEST_WRITE: Final = datetime.timedelta(hours=1)
"""Longer than any transaction that writes."""
_MOST_TOLD: Final = 10_000

_CHOOSING: Final = ("accept", "accept-datetime")

Key = tuple[object, ...]
Moment = tuple[State, datetime.date]
"""A state of the store, and the day it is in Japan."""
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class KeptAnswers:
    """The answers asked for last. May be shared by threads. ``begun``: when this program began to answer; another release of it
    may have told the same state in other words before."""

    limit: int = LIMIT
    begun: datetime.datetime | None = None
    _kept: OrderedDict[Key, Given] = field(default_factory=OrderedDict)
    _size: int = 0
    _told: OrderedDict[datetime.datetime, str] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Key) -> Given | None:
        """The answer to the same question, if it is kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def unchanged(self, state: State, today: datetime.date) -> datetime.datetime | None:
        """Since when an answer is what it is, as :func:`changed_at` tells; ``None`` where that was told of another state, which a
        clock that is wrong somewhere can bring about."""
        moment = changed_at(state, today)
        if moment is None:
            return None
        if self.begun is not None:
            moment = max(moment, self.begun)
        with self._lock:
            first = self._told.setdefault(moment, state.digest)
            while len(self._told) > _MOST_TOLD:
                self._told.popitem(last=False)
        return moment if first == state.digest else None

    def keep(self, key: Key, answer: Given) -> None:
        """Keeps an answer; those that were not asked for longest go."""
        size = _size(key, answer)
        if size > self.limit // 8:
            return
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = answer
            self._size += size
            while self._size > self.limit:
                self._size -= _size(*self._kept.popitem(last=False))


def _size(key: Key, answer: Given) -> int:
    """About what one takes: a long question may have a short answer."""
    return len(answer.body) + sum(len(part) for part in key if isinstance(part, str | bytes)) + 2000


def key_of(request: Request, state: object, today: object) -> Key:
    """What tells the answer to a request."""
    scope = request.scope
    chosen = tuple(request.headers.get(name, "") for name in _CHOOSING)
    return (state, today, scope.get("raw_path") or scope["path"], scope["query_string"], *chosen)


def changed_at(state: State, today: datetime.date) -> datetime.datetime | None:
    """When an answer last became another, to the second: the store was written, or the day began in Japan. ``None`` where two
    answers may be of the same second: two writes in one, or a write about midnight, which may have been committed after it."""
    begun = midnight(today)
    written, before = (moment and moment.replace(microsecond=0) for moment in (state.written, state.before))
    if written is None or written < begun - LONGEST_WRITE:
        return begun
    return None if written < begun or (before is not None and before >= written) else written


class SettledRoute(APIRoute):
    """A route whose answers are each of one state of the store and one day: all that its endpoint reads, it reads in one
    transaction. What is written meanwhile belongs to the next answer, and makes no answer wait or fail. Endpoints that are
    coroutines see to it themselves, by :func:`settled`."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        super().__init__(
            path, _of_one_state(endpoint) if set(given.get("methods") or ()) == {"GET"} else endpoint, **given
        )


class KeptRoute(SettledRoute):
    """A settled route whose answers are kept."""

    def get_route_handler(self) -> Handler:  # type: ignore[override]
        """What FastAPI calls for a request."""
        make = super().get_route_handler()

        async def handle(request: Request) -> Response:
            if request.method != "GET":
                return await make(request)
            kept: KeptAnswers = request.app.state.service.kept
            found = kept.get(key_of(request, *await _now(request)))
            if found is not None:
                return again(request, found)
            request.state.dated = True
            response = await make(request)
            of: Moment | None = getattr(request.state, "moment", None)
            if isinstance(response, Answer) and of is not None:
                kept.keep(key_of(request, *of), response.given)
            return response

        return handle


async def _now(request: Request) -> Moment:
    service: Any = request.app.state.service
    return await run_in_threadpool(lambda: (service.state(), service.today()))


def settled(request: Request, make: Callable[[], Response]) -> Response:
    """An answer of one state of the store, which ``request.state.moment`` tells from then on; where the route keeps its answers,
    with Last-Modified. To be called in the thread that asks the store."""
    service: Any = request.app.state.service
    with service.settled() as moment:
        request.state.moment = moment
        if getattr(request.state, "dated", False):
            request.state.changed_at = service.kept.unchanged(*moment)
        return make()


def _of_one_state(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    if iscoroutinefunction(endpoint) or "request" not in signature(endpoint).parameters:
        return endpoint  # without the request: a file by its digest, which is in every state what it is

    @wraps(endpoint)
    def asked(**given: Any) -> Response:
        return settled(given["request"], lambda: endpoint(**given))

    # With its types read, for names mean here what they mean where the endpoint stands.
    asked.__signature__ = signature(endpoint, eval_str=True)  # type: ignore[attr-defined]
    return asked
