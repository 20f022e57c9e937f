"""`reiki serve`: the HTTP service over the store."""

from __future__ import annotations

from typing import Annotated

import typer

from reiki.cli import output
from reiki.cli.given import Db, Unusable, reason, store_url


def serve(
    context: typer.Context,
    host: Annotated[
        str,
        typer.Option(
            "--host", metavar="NAME", help="The address to listen on; 0.0.0.0 for every one of this machine."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port; 0 for any that is free.")
    ] = 8000,
    db: Db = None,
) -> None:
    """Serve the HTTP API over the store until interrupted."""
    from reiki_api.app import create_app
    from reiki_api.running import address_of, bind
    from reiki_api.running import serve as answer

    try:
        listening = bind(host, port)
    except OSError as error:
        raise Unusable(
            f"{host} port {port}: cannot listen there ({reason(error)}); name another one with --port, or 0 for any"
        ) from error
    try:
        app = create_app(store_url(context, db))
        output.say(f"reiki serves {address_of(listening, host)} (to end it: Ctrl+C)")
        answer(app, listening)
    finally:
        listening.close()
