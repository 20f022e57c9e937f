"""`reiki serve`: the HTTP service over the store."""

from __future__ import annotations

import enum
import os
from dataclasses import replace
from typing import Annotated

import typer

from reiki.cli import output
from reiki.cli.given import Db, Unusable, reason, store_url


class Reading(enum.StrEnum):
    """Who may read."""

    OPEN = "open"
    TOKEN = "token"


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
    reading: Annotated[
        Reading | None,
        typer.Option(
            "--reading",
            help="Who may read: everybody, or holders of a token (reiki token); otherwise REIKI_READING, otherwise open.",
        ),
    ] = None,
    db: Db = None,
) -> None:
    """Serve the HTTP API and the pages over the store until interrupted. docs/security.md lists the settings."""
    from reiki_api.app import create_app
    from reiki_api.limits import BadSetting, Settings
    from reiki_api.running import address_of, bind
    from reiki_api.running import serve as answer

    try:
        settings = Settings.from_environ(os.environ)
    except BadSetting as error:
        raise Unusable(str(error)) from error
    if reading is not None:
        settings = replace(settings, reading=reading.value)
    try:
        listening = bind(host, port)
    except OSError as error:
        raise Unusable(
            f"{host} port {port}: cannot listen there ({reason(error)}); name another one with --port, or 0 for any"
        ) from error
    try:
        app = create_app(store_url(context, db), settings=settings)
        output.say(f"reiki serves {address_of(listening, host)} (to end it: Ctrl+C)")
        answer(app, listening)
    finally:
        listening.close()
