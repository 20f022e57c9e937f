"""`reiki verify`: whether the store is still what its sources give."""

from __future__ import annotations

import typer

from reiki.cli.given import Db, Json, store
from reiki.cli.progress import waiting_for


def verify(context: typer.Context, db: Db = None, json: Json = False) -> None:
    """Replay the whole store from its sources and report any byte that differs."""
    from reiki.office.verify import verify as replay

    with store(context, db) as opened, waiting_for("verifying"):
        report = replay(opened)
