"""Where changed words meet a break: columns of an item (``一　定義　説明``) and lines of a cell.

Equality does not see white space, so that nothing else would notice words that end up in the wrong column. What the two
columns of the table print decides: a break that only 改正後 has beside the new words comes with them, one that only 改正前
has goes with the old ones, and one that both have stays on the side on which 改正後 prints it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reiki.law.address import Address
from reiki.law.kinds import SUBITEMS, Kind
from reiki.source.model import Mark, MarkedText

_BROKEN: Final = frozenset({Kind.ITEM, *SUBITEMS, Kind.COLUMN})


@dataclass(frozen=True, slots=True)
class Edit:
    """``stored[start:end]`` becomes ``new``; ``at`` and ``to`` are the place of ``new`` in the 改正後 column's words."""

    start: int
    end: int
    new: str
    at: int
    to: int


class BreakInDoubt(ValueError):
    """The columns of the table do not say whether a break comes or goes; the message shows the words."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """White space of a text by the places of its key: ``positions[i]`` is the offset of the ``i``-th character of the key."""

    text: MarkedText
    positions: Sequence[int]

    def gap(self, i: int) -> tuple[int, int]:
        """The offsets between the key's characters ``i - 1`` and ``i``; empty at both ends of the text."""
        if i <= 0 or i >= len(self.positions):
            return 0, 0
        return self.positions[i - 1] + 1, self.positions[i]

    def at(self, i: int) -> str:
        """The break before the key's character ``i``: a line feed, U+3000, or ``""``."""
        start, end = self.gap(i)
        space = self.text.text[start:end]
        return "\n" if "\n" in space else "\u3000" if "\u3000" in space else ""

    def marked(self, i: int) -> bool:
        """True when the mark runs over the break before the key's character ``i``."""
        start, end = self.gap(i)
        return any(s.mark and s.start < end and s.end > start for s in self.text.spans if s.mark & ~Mark.NONE)


def with_breaks(
    edit: Edit, span: tuple[int, int, int, int], before: Gaps, after: Gaps, stored: Gaps, at: Address
) -> Edit:
    """``edit`` with the breaks that come or go with its words. ``span``: its place in the keys of both columns (that of 改正前
    is the stored one). Raises :class:`BreakInDoubt`."""
    b0, b1, a0, a1 = span
    words = stored.text.text
    left_b, right_b, left_a, right_a = before.at(b0), before.at(b1), after.at(a0), after.at(a1)
    if b0 == b1 and stored.at(b0) and right_a and not left_a:
        edge = stored.gap(b0)[0]  # 甲［乙］　丙: the new words end the column on the left
        edit = replace(edit, start=edge, end=edge)
    if at.last is None or at.last.kind not in _BROKEN:
        return edit
    if (stored.at(b0), stored.at(b1)) != (left_b, right_b):
        if (left_b, right_b) != (left_a, right_a):
            raise BreakInDoubt(
                f"改正前 does not part the words beside 「{edit.new or words[edit.start : edit.end]}」 as stored"
            )
        return edit
    shown = f"beside 「{(edit.new or words[edit.start : edit.end])[:40]}」"
    if b0 == b1:
        return _inserted(edit, left_b, left_a, right_a, shown, after, span, words)
    if a0 == a1:
        return _deleted(edit, left_b, right_b, left_a, shown, stored, span)
    if (left_b, right_b) == (left_a, right_a):
        return edit
    start, end, new = edit.start, edit.end, edit.new
    if left_b != left_a:
        start, new = stored.gap(b0)[0] if left_b else start, left_a + new
    if right_b != right_a:
        end, new = stored.gap(b1)[1] if right_b else end, new + right_a
    _sure((left_a and left_a != left_b, a0), (right_a and right_a != right_b, a1), after, words, shown)
    return replace(edit, start=start, end=end, new=new)


def _inserted(
    edit: Edit, gap: str, left: str, right: str, shown: str, after: Gaps, span: tuple[int, int, int, int], words: str
) -> Edit:  # fmt: skip
    if gap and left and right:
        return replace(edit, new=edit.new + right)
    if gap:
        if not left and not right:
            raise BreakInDoubt(f"改正後 prints no break {shown}, where 改正前 has one")
        return edit
    _sure((left, span[2]), (right, span[3]), after, words, shown)
    return replace(edit, new=left + edit.new + right)


def _deleted(
    edit: Edit, left: str, right: str, gap: str, shown: str, stored: Gaps, span: tuple[int, int, int, int]
) -> Edit:
    kept = bool(left) + bool(right) - bool(gap)
    at_end = span[1] >= len(stored.positions)
    if kept == 0:
        return edit
    if kept == 1 and left:
        return replace(edit, start=stored.gap(span[0])[0])
    if kept == 1 and right:
        return replace(edit, end=stored.gap(span[1])[1])
    raise BreakInDoubt(f"改正後 prints other breaks {shown} than 改正前{' at its end' if at_end else ''}")


def _sure(left: tuple[object, int], right: tuple[object, int], after: Gaps, words: str, shown: str) -> None:
    """A break of a kind that the provision has nowhere yet comes only under a mark: else it may be a space of the layout."""
    for comes, place in (left, right):
        if comes and str(comes) not in words and comes != "\n" and not after.marked(place):
            raise BreakInDoubt(
                f"a space that carries no mark stands {shown}: nobody can say whether a column begins there"
            )
