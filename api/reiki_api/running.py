"""The application behind a port, until it is interrupted."""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import Any, Final

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from reiki_api.journal import log_to

KEEP_ALIVE_SECONDS: Final = 20
HEAD_SECONDS: Final = 30
"""How long the head of a request may take, from the opening of the connection or the end of the answer before."""
CONNECTIONS: Final = 512


class Patient(H11Protocol):
    """HTTP/1.1 that does not wait for ever: who opens a connection and sends a head byte by byte, or none, is cut off. What comes
    after the head the guard watches over."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A client has come."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """A client has gone."""
        self._wait_no_more()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """The answer is sent; another request may follow."""
        super().on_response_complete()
        self._wait_for_head()

    def _wait_for_head(self) -> None:
        self._wait_no_more()
        self._late = self.loop.call_later(HEAD_SECONDS, self._cut)

    def _wait_no_more(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _cut(self) -> None:
        # A request that came with the one before (pipelining) may be being answered already.
        cycle: Any = self.cycle
        if (cycle is None or cycle.response_complete) and not self.transport.is_closing():
            self.transport.close()


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens for this service alone; port 0 takes a free one. Raises ``OSError`` when the address is in use, is
    not one of this machine, or may not be taken."""
    family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
        0
    ]
    # With the protocol named, asyncio knows it for TCP and sends small answers at once (TCP_NODELAY): 40 ms for each otherwise.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            # A port that was just left may be taken at once; one that somebody listens on may not.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(2048)
    except OSError:
        listening.close()
        raise
    return listening


def address_of(listening: socket.socket, host: str) -> str:
    """What to type into a browser."""
    port = listening.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def serve(app: FastAPI, listening: socket.socket, *, log: bool = True) -> None:
    """Answers until interrupted. ``log``: a line for each request; errors are logged always. Whom a proxy speaks for the
    application decides by its settings, so the server itself believes nobody."""
    if log:
        log_to()
    config = uvicorn.Config(
        app, log_config=None, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=KEEP_ALIVE_SECONDS,
        limit_concurrency=CONNECTIONS, h11_max_incomplete_event_size=32_768, lifespan="on", http=Patient, ws="none",
        proxy_headers=False, timeout_graceful_shutdown=30,
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[listening])
