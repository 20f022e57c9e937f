"""Words becoming lines: white space as a browser collapses it, marks kept on the characters that they lie on."""

from __future__ import annotations

import enum
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from reiki.source.drafts import DraftBlock, DraftTable
from reiki.source.model import Figure, Mark, MarkedText, MarkSpan, Origin, Paragraph

# Shown as nothing at all: soft hyphen, zero-width spaces, joiners of no meaning in Japanese, direction marks.
INVISIBLE: Final = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
OBJECT: Final = "\ufffc"
_SPACES: Final = re.compile(r"[ \t\n\f\r]+")


class White(enum.Enum):
    """What becomes of ASCII spaces: collapsed as in HTML; all kept (``<pre>``); kept, but lines joined (converted text)."""

    COLLAPSED = "collapsed"
    PREFORMATTED = "preformatted"
    KEPT = "kept"


def is_wide(character: str) -> bool:
    """True for kana, kanji and full-width signs: a line break between two of them is no space (CSS Text, segment breaks)."""
    return unicodedata.east_asian_width(character) in ("W", "F") and not "\uac00" <= character <= "\ud7af"


@dataclass(slots=True)
class Lines:
    """Blocks in the making: one open line, and the blocks before it. ``indented``: spaces at a line's start are kept."""

    indented: bool = False
    blocks: list[DraftBlock] = field(default_factory=list)
    _parts: list[tuple[str, Mark]] = field(default_factory=list)
    _space: tuple[bool, Mark] | None = None
    _figures: list[Figure] = field(default_factory=list)
    _origin: Origin | None = None

    def add(self, text: str, mark: Mark, white: White, origin: Origin, style: str) -> None:
        """More characters of the open line (``white`` preformatted: of this line and the following)."""
        if white is White.PREFORMATTED:
            first, *others = text.split("\n")
            self._put(first, mark, origin)
            for n, line in enumerate(others, 1):
                self.end(style)
                self._put(line, mark, Origin(origin.page, None if origin.line is None else origin.line + n))
            return
        at = 0
        for space in _SPACES.finditer(text):
            if white is White.KEPT and not space[0].strip(" "):
                continue
            self._put(text[at : space.start()], mark, origin)
            if self._space is None:
                self._space = ("\n" in space[0], mark)
            elif "\n" in space[0]:
                self._space = (True, self._space[1])
            at = space.end()
        self._put(text[at:], mark, origin)

    def _put(self, text: str, mark: Mark, origin: Origin) -> None:
        if not text:
            return
        if self._origin is None:
            self._origin = origin
        if self._space is not None:
            if self._parts:
                broken, spaced = self._space
                before = self._parts[-1][0][-1]
                if not (broken and is_wide(before) and is_wide(text[0])):
                    self._parts.append((" ", spaced))
            elif self.indented and not self._space[0]:
                self._parts.append((" ", self._space[1]))
            self._space = None
        self._parts.append((text, mark))

    def figure(self, figure: Figure) -> None:
        """An image in the line: alone it is a block, among words it leaves U+FFFC in its place."""
        self._put(OBJECT, Mark.NONE, figure.origin)
        self._figures.append(figure)

    def end(self, style: str) -> bool:
        """End the open line; blank lines leave nothing. True when images stood among its words."""
        text = _joined(self._parts)
        left = 0 if self.indented else len(text) - len(text.text.lstrip(" \t"))
        text = text.slice(left, max(left, len(text.text.rstrip(" \t"))))
        text = MarkedText(text.text.replace("\u00a0", " "), text.spans)
        figures, origin = self._figures, self._origin or Origin()
        self._parts, self._space, self._figures, self._origin = [], None, [], None
        among = bool(figures) and bool(text.text.replace(OBJECT, "").strip())
        if among or (not figures and text.text.strip()):
            self.blocks.append(Paragraph(text, origin, style))
        self.blocks.extend(figures)
        return among

    def block(self, block: DraftTable | Paragraph | Figure, style: str) -> None:
        """A block of its own; the open line ends before it."""
        self.end(style)
        self.blocks.append(block)


def _joined(parts: list[tuple[str, Mark]]) -> MarkedText:
    """The parts as one text; parts that touch and carry the same marks give one span."""
    spans: list[MarkSpan] = []
    at = 0
    for text, mark in parts:
        end = at + len(text)
        if spans and spans[-1].end == at and spans[-1].mark == mark:
            spans[-1] = MarkSpan(spans[-1].start, end, mark)
        elif mark:
            spans.append(MarkSpan(at, end, mark))
        at = end
    return MarkedText("".join(t for t, _ in parts), tuple(spans))
