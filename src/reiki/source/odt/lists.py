"""Numbers of lists and headings in OpenDocument: they stand in list styles, and each paragraph's label is counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from reiki.source.counting import number_text, sequence_of
from reiki.source.model import UNKNOWN_SIGN, WORDS_MISSING
from reiki.source.odt.names import LO, STYLE, TEXT, Element, count
from reiki.source.odt.styles import PLAIN, Styles, Words
from reiki.source.remarks import Remarks
from reiki.source.symbols import symbol

_LEVELS: Final = 10
_PLACE: Final = re.compile(r"%([1-9]|10)%")
_SUFFIXES: Final = {"listtab": "\u3000", "space": " ", "nothing": "", "newline": "\u3000"}
_ENDLESS: Final = 1_000_000
_LETTERED: Final = frozenset(("lowerLetter", "upperLetter"))
# Beyond these LibreOffice goes back to the first kana or to digits, and prints 一百零一, 壱零.
_REACH: Final = {
    "aiueo": 46, "aiueoFullWidth": 46, "iroha": 47, "irohaFullWidth": 47, "ideographTraditional": 10, "ideographZodiac": 12,
    "japaneseCounting": 99, "japaneseLegal": 9,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a paragraph, what stands between it and the words, and what is stated of its look."""

    text: str
    suffix: str
    words: Words


@dataclass(slots=True)
class ListState:
    """One list of the text: its style, how far each level has been counted."""

    style: str | None
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


@dataclass(slots=True)
class Lists:
    """The lists of a document; those with an identifier may be continued, the last of each style by ``continue-numbering``."""

    styles: Styles
    remarks: Remarks
    _by_id: dict[str, ListState] = field(default_factory=dict)
    _last: dict[str, ListState] = field(default_factory=dict)
    _outline: ListState = field(default_factory=lambda: ListState(None))

    def begin(self, element: Element, identifier: str | None) -> ListState:
        """A ``text:list`` that stands in no other one."""
        style = element.get(f"{TEXT}style-name")
        continued = element.get(f"{TEXT}continue-list")
        state: ListState | None = None
        if continued is not None:
            state = self._by_id.get(continued)
        elif element.get(f"{TEXT}continue-numbering") == "true" and style is not None:
            state = self._last.get(style)
        if state is None:
            state = ListState(style)
        if identifier:
            self._by_id[identifier] = state
        if style is not None:
            self._last[style] = state
        return state

    def next(self, state: ListState, style: str | None, level: int, start: int | None) -> Label | None:
        """The label of the next item at ``level`` (from 0) of a list in that style."""
        return self._count(state, self._levels(style or state.style), level, start)

    def heading(self, level: int, start: int | None) -> Label | None:
        """The label of the next heading (``text:h``) by the outline of the document."""
        if self.styles.outline is None:
            return None
        return self._count(self._outline, _by_level(self.styles.outline), level, start)

    def _levels(self, style: str | None) -> dict[int, Element]:
        element = self.styles.lists.get(style or "")
        return {} if element is None else _by_level(element)

    def _count(
        self, state: ListState, levels: dict[int, Element], level: int, start: int | None
    ) -> Label | None:
        level = min(max(level, 0), _LEVELS - 1)
        element = levels.get(level)
        begun = state.counts[level]
        first = 1 if element is None else count(element, f"{TEXT}start-value")
        state.counts[level] = start if start is not None else first if begun is None else begun + 1
        state.counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        if element is None:
            return None
        text = self._printed(element, levels, state, level)
        if not text:
            return None
        alignment = element.find(f"{STYLE}list-level-properties/{STYLE}list-level-label-alignment")
        followed = "listtab" if alignment is None else alignment.get(f"{TEXT}label-followed-by", "listtab")
        name = element.get(f"{TEXT}style-name")
        words = self.styles.words("text", name) if name else PLAIN
        return Label(text, _SUFFIXES.get(followed, "\u3000"), words)

    def _printed(self, element: Element, levels: dict[int, Element], state: ListState, level: int) -> str:
        if element.tag == f"{TEXT}list-level-style-bullet":
            return self._bullet(element)
        if element.tag == f"{TEXT}list-level-style-image":
            return "•"
        pattern = element.get(f"{STYLE}num-list-format") or element.get(f"{LO}num-list-format")
        if pattern:
            return _PLACE.sub(lambda m: self._number(levels, state, int(m[1]) - 1), pattern)
        if not element.get(f"{STYLE}num-format"):
            return element.get(f"{STYLE}num-prefix", "") + element.get(f"{STYLE}num-suffix", "")
        shown = min(count(element, f"{TEXT}display-levels"), level + 1)
        numbers = [self._number(levels, state, k) for k in range(level + 1 - shown, level + 1)]
        inner = ".".join(n for n in numbers if n)
        return f"{element.get(f'{STYLE}num-prefix', '')}{inner}{element.get(f'{STYLE}num-suffix', '')}"

    def _reach(self, element: Element | None, sequence: str) -> int:
        """Up to which number the programs that write OpenDocument print a sequence alike."""
        synchronous = element is not None and element.get(f"{STYLE}num-letter-sync") == "true"
        if sequence in _LETTERED and not synchronous:
            return 26
        return _REACH.get(sequence, _ENDLESS)

    def _bullet(self, element: Element) -> str:
        """The sign alone: word processors print no prefix or suffix with it, though files carry some."""
        named = element.get(f"{TEXT}style-name")
        font = self.styles.font_of(element) or (self.styles.font_of_style("text", named) if named else "")
        out = ""
        for character in element.get(f"{TEXT}bullet-char", ""):
            out += symbol(ord(character), font) or character
        return out

    def _number(self, levels: dict[int, Element], state: ListState, level: int) -> str:
        element = levels.get(level)
        value = state.counts[level]
        if value is None:
            value = 1 if element is None else count(element, f"{TEXT}start-value")
        sample = "1" if element is None else element.get(f"{STYLE}num-format", "")
        sequence = sequence_of(sample)
        text = number_text(value, sequence) if value <= self._reach(element, sequence) else None
        if text is None:
            self.remarks.say(
                f"numbers in the sequence {sample} are not known, {UNKNOWN_SIGN} stands for them: {WORDS_MISSING}"
            )
            text = UNKNOWN_SIGN
        return text


def _by_level(style: Element) -> dict[int, Element]:
    """The levels of a list style, from 0."""
    return {count(e, f"{TEXT}level") - 1: e for e in style if e.get(f"{TEXT}level") is not None}
