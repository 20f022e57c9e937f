"""The application behind a port, until it is interrupted."""

from __future__ import annotations

import socket
import sys

import uvicorn
from fastapi import FastAPI


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens for this service alone; port 0 takes a free one. Raises ``OSError`` when the address is in use, is
    not one of this machine, or may not be taken."""
    family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
        0
    ]
    listening = socket.socket(family=family)
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


def serve(app: FastAPI, listening: socket.socket) -> None:
    """Answers until interrupted. Requests are not logged with their queries."""
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=20,
        limit_concurrency=512, h11_max_incomplete_event_size=32_768, lifespan="on",
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[listening])
