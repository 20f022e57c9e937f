"""What can be wrong with a request; each message is one sentence for the person who asked."""

from __future__ import annotations

from typing import Final

from reiki.gazette.model import NotAGazette
from reiki.law.address import AddressError
from reiki.law.document.markup import UnreadableLaw
from reiki.source.model import UnreadableSource
from reiki.store.errors import StoreBusy, StoreError


class OfficeError(Exception):
    """Something about the request cannot be used (exit code 2)."""


class UnknownWork(OfficeError):
    """No regulation in the store has that id, number or title."""


class AmbiguousWork(OfficeError):
    """Several regulations answer to a name: ``count`` of them; ``candidates`` lists the first."""

    def __init__(self, message: str, candidates: tuple[str, ...], count: int = 0) -> None:
        super().__init__(message)
        self.candidates = candidates
        self.count = count or len(candidates)


class NoTextOn(OfficeError):
    """The store knows no text of the regulation on that day."""


class NoSuchProvision(OfficeError):
    """Nothing stands at that address on that day."""


class NoClauseForBase(OfficeError):
    """No clause of the issue amends the given regulation."""


class UnusableRegulation(OfficeError):
    """The bytes are no regulation that can be read."""


class UnknownClause(OfficeError):
    """No clause has that id."""


BUSY: Final = StoreBusy
"""No connection to the store came free in time: ask again in a moment."""
UNUSABLE: Final = (OfficeError, NotAGazette, UnreadableSource, UnreadableLaw, AddressError, StoreError)
"""Everything that is an answer to bad input: print the message, end with exit code 2."""
