"""How far the search index is, on standard error: filling it anew takes minutes, and nobody asked for it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Final

_EVERY: Final = 5.0
"""Seconds between two lines."""
_FEW: Final = 200
"""Works that are indexed before anybody wonders."""


def telling() -> Callable[[int, int], None]:
    """To be told how many works are indexed, of how many: a line when it begins, every few seconds, and at the end."""
    told = -_EVERY
    begun = time.monotonic()

    def tell(done: int, of: int) -> None:
        nonlocal told
        now = time.monotonic()
        if of <= _FEW or (done < of and now - told < _EVERY):
            return
        told = now
        left = f", about {(now - begun) / done * (of - done):.0f} s left" if 0 < done < of else ""
        print(f"making the search index: {done:,} of {of:,} regulations{left}", file=sys.stderr, flush=True)

    return tell
