"""Alembic's environment: the connection is handed over by :func:`reiki.store.migrations.upgrade`."""

from alembic import context

from reiki.store.tables import METADATA

connection = context.config.attributes["connection"]
with connection.begin():
    context.configure(
        connection=connection, target_metadata=METADATA, render_as_batch=True, transactional_ddl=False
    )
    context.run_migrations()
