"""Exit codes, and which exceptions are answers to bad input."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

DONE: Final = 0
UNUSABLE: Final = 2
"""Unusable input: nothing was done."""
IN_PART: Final = 3
"""Done in part: something is held, unresolved, or one file of several could not be used."""
INTERRUPTED: Final = 130


def refusals() -> tuple[type[Exception], ...]:
    """The exceptions whose message is one sentence for the person who gave the input.

    A function, so that the floors below are imported only once something was refused.
    """
    from reiki.cli.given import Unusable
    from reiki.office.errors import UNUSABLE as OFFICE_REFUSES

    return (Unusable, *OFFICE_REFUSES)


@contextmanager
def about(name: str, *kinds: type[Exception]) -> Iterator[None]:
    """What is refused inside says which file is meant; ``kinds``: which refusals speak of it."""
    from reiki.cli.given import Unusable

    try:
        yield
    except kinds as refusal:
        message = str(refusal)
        raise Unusable(message if name in message else f"{name}: {message}") from refusal
