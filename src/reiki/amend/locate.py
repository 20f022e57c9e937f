"""Which words an operation means, and the sentence for the person when they are not there."""

from __future__ import annotations

from typing import Final, assert_never

from reiki.amend.operations import Delete, Insert, Place, Substitute, WordOperation
from reiki.law.document.splice import Edit

_SHOWN: Final = 24
"""Characters of context around a difference in a finding."""


class NotThere(ValueError):
    """The words do not occur as often as the operation says; the message is for people."""


def occurrences(text: str, pattern: str) -> list[int]:
    """Every offset at which the pattern begins, overlapping ones too; the empty pattern stands at every offset."""
    out: list[int] = []
    at = text.find(pattern)
    while at >= 0:
        out.append(at)
        at = text.find(pattern, at + 1)
    return out


def locate(words: str, op: WordOperation) -> Edit:
    """The edit that an operation orders in these words. Raises :class:`NotThere` when its place is not exactly as often
    there as it says, or when it orders nothing."""
    before, after = before_after(op)
    if before == after:
        raise NotThere(f"it changes 「{before}」 into itself, which orders nothing")
    if isinstance(op, Substitute | Delete) and not before:
        raise NotThere("it quotes no words that it would change")
    pattern = op.place.prefix + before + op.place.suffix
    found = occurrences(words, pattern)
    if len(found) != op.place.of or not 1 <= op.place.nth <= op.place.of:
        raise NotThere(_count_sentence(words, pattern, len(found), op.place))
    start = found[op.place.nth - 1] + len(op.place.prefix)
    return Edit(start, start + len(before), after)


def before_after(op: WordOperation) -> tuple[str, str]:
    """The words that go and the words that come."""
    match op:
        case Substitute():
            return op.before, op.after
        case Insert():
            return "", op.after
        case Delete():
            return op.before, ""
        case _:
            assert_never(op)


def place_of(text: str, start: int, end: int) -> Place:
    """The least context, on both sides, in which the words from ``start`` to ``end`` occur once."""
    for width in (0, 4, 8, 16, 32, 64, len(text)):
        prefix, suffix = text[max(start - width, 0) : start], text[end : end + width]
        if occurrences(text, prefix + text[start:end] + suffix) == [start - len(prefix)]:
            return Place(prefix, suffix)
    return Place()


def difference(quoted: str, stands: str) -> str:
    """Where two texts first differ, with context from both."""
    at = next(
        (n for n, (a, b) in enumerate(zip(quoted, stands, strict=False)) if a != b),
        min(len(quoted), len(stands)),
    )
    return f"from character {at + 1} the notice has 「{_around(quoted, at)}」, there stands 「{_around(stands, at)}」"


def clipped(text: str) -> str:
    """A text short enough for a sentence."""
    return text if len(text) <= 3 * _SHOWN else f"{text[: 2 * _SHOWN]}…{text[-_SHOWN // 2 :]}"


def _around(text: str, at: int) -> str:
    start, end = max(at - _SHOWN // 2, 0), at + _SHOWN
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _count_sentence(words: str, pattern: str, found: int, place: Place) -> str:
    if found:
        return f"「{clipped(pattern)}」 occurs {found} times, not {place.of}"
    if not words:
        return f"the notice has 「{clipped(pattern)}」, but no words stand there"
    # The longest beginning of the quoted words that does stand there tells where the two part.
    low, high = 0, len(pattern)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if pattern[:middle] in words else (low, middle - 1)
    at = words.find(pattern[:low]) if low else 0
    return f"「{clipped(pattern)}」 does not stand there: " + difference(
        pattern, words[at : at + len(pattern) + _SHOWN]
    )
