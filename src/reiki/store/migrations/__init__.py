"""The store's tables through the releases (alembic), run from code."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, inspect, text

HEAD: Final = "0006"
"""The newest revision. A test compares it with the scripts; alembic itself is loaded only when something is to be done."""

_ONE_AT_A_TIME: Final = threading.Lock()  # alembic's context is one for the whole process


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Brings the tables up to a revision; one that is there already costs a single query."""
    if revision == "head" and current(engine) == HEAD:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    with _ONE_AT_A_TIME, engine.connect() as connection:
        config.attributes["connection"] = connection.execution_options(reiki_writes=True)
        command.upgrade(config, revision)


def current(engine: Engine) -> str | None:
    """The revision that the tables are at; ``None`` for a database without any."""
    with engine.connect() as connection, connection.begin():
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
