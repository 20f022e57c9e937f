"""Where one sentence (文) of a provision ends and the next begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_OPENING: Final = "（(「『［[〔【｛{"
_CLOSING: Final = "）)」』］]〕】｝}"


def ends(text: str) -> Iterator[int]:
    """The offset after each 。 that ends a sentence: outside brackets and quotes (``（…をいう。以下同じ。）`` ends none)."""
    depth = 0
    for n, char in enumerate(text):
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(depth - 1, 0)
        elif char == "。" and depth == 0:
            yield n + 1


def sentences(text: str) -> list[str]:
    """The sentences of a text, 。 included; joined they are the text."""
    out: list[str] = []
    start = 0
    for end in ends(text):
        out.append(text[start:end])
        start = end
    if start < len(text):
        out.append(text[start:])
    return out
