"""Answers kept for who asks the same again.

An answer to GET is told by the state of the store, by what day it is in Japan, and by the request: its address, its query and the
headers that choose among forms and days. All of them are the key, so a kept answer is the one that would be made anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from reiki_api.answers import Answer, Given, again

LIMIT: Final = 64_000_000
"""Bytes of answers kept."""

_CHOOSING: Final = ("accept", "accept-datetime")

Key = tuple[object, ...]


@dataclass(slots=True)
class KeptAnswers:
    """The answers asked for last. May be shared by threads."""

    limit: int = LIMIT
    _kept: OrderedDict[Key, Given] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Key) -> Given | None:
        """The answer to the same question, if it is kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Key, answer: Given) -> None:
        """Keeps an answer; those that were not asked for longest go."""
        size = len(answer.body)
        if size > self.limit // 8:
            return
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = answer
            self._size += size
            while self._size > self.limit:
                _, gone = self._kept.popitem(last=False)
                self._size -= len(gone.body)


def key_of(request: Request, state: object, today: object) -> Key:
    """What tells the answer to a request."""
    scope = request.scope
    chosen = tuple(request.headers.get(name, "") for name in _CHOOSING)
    return (state, today, scope.get("raw_path") or scope["path"], scope["query_string"], *chosen)


class KeptRoute(APIRoute):
    """A route whose answers to GET are kept."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        """What FastAPI calls for a request."""
        make = super().get_route_handler()

        async def handle(request: Request) -> Response:
            if request.method != "GET":
                return await make(request)
            service: Any = request.app.state.service
            key = await run_in_threadpool(lambda: key_of(request, service.state(), service.today()))
            found = service.kept.get(key)
            if found is not None:
                return again(request, found)
            response = await make(request)
            if isinstance(response, Answer):
                service.kept.keep(key, response.given)
            return response

        return handle
