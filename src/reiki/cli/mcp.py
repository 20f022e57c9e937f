"""`reiki mcp`: the store as tools for assistants (Model Context Protocol), over standard input and output."""

from __future__ import annotations

from typing import Annotated

import typer

from reiki.cli.given import Db, store_url


def mcp(
    context: typer.Context,
    base_url: Annotated[
        str,
        typer.Option(
            "--base-url",
            metavar="URL",
            help="Where `reiki serve` answers over the same store: permalinks then lead there.",
        ),
    ] = "",
    db: Db = None,
) -> None:
    """Answer an assistant's questions over standard input and output, reading only (Model Context Protocol)."""
    from reiki.cli.indexing import telling
    from reiki.office.catalogue import open_store
    from reiki_api.mcp_server import mcp_server
    from reiki_api.service import Service

    store = open_store(store_url(context, db), indexing=telling())
    try:
        mcp_server(Service(store), base_url).run("stdio")
    finally:
        store.close()
