"""What all tables share: the names of their keys, and columns of one kind. :mod:`reiki.store.tables` has the tables."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Column, MetaData, String

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def digest(name: str, **options: Any) -> Column[str]:
    """A column of SHA-256 in hex."""
    return Column(name, String(64), nullable=False, **options)
