"""One text laid out for reading its citations: law numbers covered, brackets matched, words known by where they begin."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from reiki.cite.forms import NUMBERED
from reiki.law.identity import LawNumber, find_law_numbers

COVER: Final = "\ue000"
"""Stands for each character of a law number, so that its 第9号 is no item."""

_OPEN: Final = {"（": "）", "(": "）", "「": "」", "『": "』"}
_CONTINUES: Final = "中又及若並等以関各規の"
"""A word of the dictionary that began inside a citation (項中, 二又) does not unmake it when one of these follows."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """``covered``: the text with law numbers covered, of the same length. ``numbers``: each law number with its span; without a
    year ``None``. ``pairs``: where a bracket that opens here closes, and the other way round. ``starts``: where words begin."""

    text: str
    starts: tuple[int, ...]
    covered: str = ""
    numbers: tuple[tuple[LawNumber | None, int, int], ...] = ()
    pairs: dict[int, int] = field(default_factory=dict)
    depths: tuple[int, ...] = ()
    quoted: tuple[bool, ...] = ()

    @classmethod
    def of(cls, text: str, starts: Iterable[int]) -> Sheet:
        """A text with the places where its words begin."""
        numbers: list[tuple[LawNumber | None, int, int]] = [*find_law_numbers(text)]
        covered = _cover(text, [(a, b) for _, a, b in numbers])
        bare = [(m.start(), m.end()) for m in NUMBERED.finditer(covered)]
        numbers += [(None, a, b) for a, b in bare]
        covered = _cover(covered, bare)
        pairs, depths, quoted = _brackets(text)
        return cls(text, tuple(sorted(starts)), covered, tuple(numbers), pairs, depths, quoted)

    def begins_word(self, at: int) -> bool:
        """True where a word begins."""
        found = bisect_right(self.starts, at)
        return found > 0 and self.starts[found - 1] == at

    def ends_word(self, at: int) -> bool:
        """True where a word ends, or one goes on that does not belong to what stands before."""
        if at >= len(self.text) or self.begins_word(at):
            return True
        return self.text[at] in _CONTINUES

    def number_inside(self, start: int, end: int) -> tuple[LawNumber | None, int, int] | None:
        """The first law number with its year in a stretch."""
        return next((n for n in self.numbers if n[0] is not None and start <= n[1] and n[2] <= end), None)

    def number_ending(self, at: int) -> tuple[LawNumber | None, int, int] | None:
        """The law number that ends here."""
        return next((n for n in self.numbers if n[2] == at), None)


def _cover(text: str, spans: Iterable[tuple[int, int]]) -> str:
    out, at = [], 0
    for start, end in sorted(spans):
        if start < at:
            continue
        out += [text[at:start], COVER * (end - start)]
        at = end
    return "".join([*out, text[at:]])


_BRACKET: Final = re.compile(r"[（）()「」『』]")


def _brackets(text: str) -> tuple[dict[int, int], tuple[int, ...], tuple[bool, ...]]:
    """Brackets that match; how many parentheses and whether a quotation are around each character."""
    pairs: dict[int, int] = {}
    depths, quoted = [0] * (len(text) + 1), [False] * (len(text) + 1)
    waiting: list[int] = []
    for match in _BRACKET.finditer(text):
        char, at = match[0], match.start()
        if char in _OPEN:
            waiting.append(at)
        elif waiting and _OPEN[text[waiting[-1]]] == ("）" if char == ")" else char):
            opened = waiting.pop()
            pairs[opened], pairs[at] = at, opened
    for opened, closed in pairs.items():
        if opened > closed:
            continue
        for at in range(opened + 1, closed):
            if text[opened] in "（(":
                depths[at] += 1
            else:
                quoted[at] = True
    return pairs, tuple(depths), tuple(quoted)
