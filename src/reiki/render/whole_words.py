"""Where words begin and end, for showing differences to people: 使用料 → 利用料, not 使 → 利. Sudachi, short units.

Loaded on first use (0.2 s). What is applied to a law is never decided here: operations keep exact spans.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

MOST_BYTES: Final = 40_000
"""Sudachi takes 49,149 bytes a call."""

_PIECE: Final = re.compile(r"[^。\n\t\u3000]*[。\n\t\u3000]?")


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    from sudachipy import Dictionary, SplitMode

    return Dictionary(dict="core").tokenizer(SplitMode.A)


@lru_cache(maxsize=1024)
def word_starts(text: str) -> frozenset[int]:
    """Offsets at which a word begins, and the end of the text."""
    out: list[int] = []
    for piece in _PIECE.finditer(text):
        if not piece[0]:
            continue
        if (
            len(piece[0].encode("utf-8", "replace")) > MOST_BYTES
        ):  # a line without a full stop of twelve thousand characters
            out += range(piece.start(), piece.end())
        else:
            out += [piece.start() + word.begin() for word in _tokenizer().tokenize(piece[0])]
    return frozenset([*out, len(text)])
