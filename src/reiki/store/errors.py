"""What can go wrong with a store. On its own, so that who only names the error need not load the database."""

from __future__ import annotations


class StoreError(RuntimeError):
    """The store cannot be opened or written; the message is one sentence for the person who asked."""


class StoreBusy(StoreError):
    """Every connection to the store is in use, and none came free in time: ask again in a moment."""
