"""A moment as the store keeps it; frozen with the first migration, which uses it."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, TypeDecorator


class Instant(TypeDecorator[datetime.datetime]):
    """A moment in UTC. Takes and gives aware values; stored without a zone, so that SQLite orders it as text."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> Any:
        """To UTC. Raises ``ValueError`` for a value without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be recorded")
        return value.astimezone(datetime.UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime.datetime | None:
        """From UTC."""
        return None if value is None else value.replace(tzinfo=datetime.UTC)
