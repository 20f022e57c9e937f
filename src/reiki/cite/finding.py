"""The citations in a text: found once for each text, whichever versions and regulations it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from reiki.cite.forms import WORTH_READING
from reiki.cite.model import Mention

MOST_BYTES: Final = 40_000
"""Sudachi takes 49,149 bytes a call."""

KEPT: Final = 20_000
"""Texts whose citations are kept: by their words, so never out of date."""

_LAYOUT: Final = re.compile(r"[^\S \u3000]|[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffc\ufeff\ud800-\udfff]")


@lru_cache(maxsize=KEPT)
def mentions(text: str) -> tuple[Mention, ...]:
    """The citations of a text, in order, none overlapping another. The first call loads Sudachi (about a second)."""
    if WORTH_READING.search(text) is None:
        return ()
    from reiki.cite.pipeline import read

    plain = _LAYOUT.sub("\n", text)
    if len(plain) * 3 <= MOST_BYTES:
        return read(plain)
    out: list[Mention] = []
    for start, piece, torn in _pieces(plain):
        found = read(piece)
        if torn and found and not found[0].head and found[0].work is None:
            found = (
                replace(found[0], joined="unread"),
                *found[1:],
            )  # what it goes on from is in the piece before
        out += [_shifted(m, start, len(out)) for m in found]
    return tuple(out)


def _shifted(mention: Mention, by: int, base: int) -> Mention:
    work = mention.work
    if work is not None:
        titles = tuple(t + by for t in work.titles)
        work = replace(work, start=work.start + by, end=work.end + by, titles=titles)
    last = None if mention.last is None else _shifted(mention.last, by, base)
    bracket = mention.bracket + base if mention.bracket >= 0 else -1
    return replace(
        mention, start=mention.start + by, end=mention.end + by, work=work, last=last, bracket=bracket
    )


def _pieces(text: str) -> Iterator[tuple[int, str, bool]]:
    """A text in pieces that end with a line or a sentence; True for one that begins in the midst of a sentence."""
    most, at, torn = MOST_BYTES // 3, 0, False
    while len(text) - at > most:
        cut = max(text.rfind(end, at, at + most) for end in ("。", "\n"))
        next_torn = cut <= at
        cut = at + most if next_torn else cut + 1
        yield at, text[at:cut], torn
        at, torn = cut, next_torn
    yield at, text[at:], torn
