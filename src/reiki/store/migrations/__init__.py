"""The store's tables through the releases (alembic), run from code."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Brings the tables up to a revision; one that is there already costs a single query."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    with engine.connect() as connection:
        with connection.begin():
            at = MigrationContext.configure(connection).get_current_revision()
        if at is not None and at == ScriptDirectory.from_config(config).get_current_head():
            return
        config.attributes["connection"] = connection.execution_options(reiki_writes=True)
        command.upgrade(config, revision)
