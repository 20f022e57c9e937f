"""The lines of a gazette as its heads and clauses are recognised: one paragraph line, or one table or figure, each.

A line is compared *bare*: without white space, parentheses and digits half-width. ``bare`` and ``printed`` have the same
length, so that what is found in the one is cut from the other as it was printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from reiki.gazette.columns import is_comparison
from reiki.source.model import Block, Figure, Origin, Paragraph, Table

_FOLD: Final = str.maketrans("（）０１２３４５６７８９", "()0123456789")
# A converter turns `3 職員の…` into a list and puts a dash before it.
_INVENTED_DASH: Final = re.compile(r"\s*[-–•*]\s+(?=\S)")
_CAPTION: Final = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)")
_PARAGRAPH_LABEL: Final = re.compile(
    r"\s*([0-9０-９]{1,3})(?:[\s\u3000.．、]+|(?=[^\s0-9０-９年月日号条項級円時分人～~－-]))"
)
_CIRCLED: Final = {chr(0x2460 + i): i + 1 for i in range(20)}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source, or one table or figure (then ``bare`` is empty)."""

    block: Block
    printed: str = ""
    bare: str = ""
    comparison: bool = False

    @property
    def paragraph(self) -> Paragraph | None:
        """The paragraph, if it is one."""
        return self.block if isinstance(self.block, Paragraph) else None

    def block_text(self) -> str:
        """The paragraph's text as printed, or ``""`` for a table or figure."""
        return self.block.text.text if isinstance(self.block, Paragraph) else ""

    @property
    def origin(self) -> Origin:
        """Where it stands in the source."""
        return self.block.origin

    def caption(self) -> bool:
        """True for a 見出し that stands alone: ``（施行期日）``."""
        return _CAPTION.fullmatch(self.bare) is not None

    def after(self, count: int) -> Paragraph | None:
        """The paragraph from the ``count``-th character of ``bare`` on, or ``None`` when nothing is left."""
        if not isinstance(self.block, Paragraph):
            return None
        rest = self.block.text.slice(_offset(self.block.text.text, count)).strip()
        return replace(self.block, text=rest) if rest else None

    def numbered(self) -> tuple[int, int] | None:
        """The number of a paragraph (項番号) at its start and how many characters of ``bare`` it takes: ``3 職員の…``."""
        if not isinstance(self.block, Paragraph):
            return None
        text = self.block.text.text.lstrip()
        if text[:1] in _CIRCLED:
            return _CIRCLED[text[0]], 1
        match = _PARAGRAPH_LABEL.match(text)
        return (int(match[1]), len("".join(match[0].split()))) if match else None


def squeeze(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def fold(text: str) -> str:
    """Parentheses and digits half-width, character for character."""
    return text.translate(_FOLD)


def lines_of(blocks: Iterable[Block]) -> list[Line]:
    """The lines of a document: paragraphs split at line feeds, invented list dashes off, empty lines left out."""
    out: list[Line] = []
    for block in blocks:
        match block:
            case Paragraph():
                out.extend(_paragraph_lines(block))
            case Table():
                out.append(Line(block, comparison=is_comparison(block)))
            case Figure():
                out.append(Line(block))
    return out


def _paragraph_lines(block: Paragraph) -> Iterable[Line]:
    at = 0
    for part in block.text.text.split("\n"):
        text = block.text.slice(at, at + len(part))
        at += len(part) + 1
        if dash := _INVENTED_DASH.match(text.text):
            text = text.slice(dash.end())
        text = text.slice(0, len(text.text.rstrip()))  # an indent is part of a form: 　　　点検簿
        if text:
            printed = squeeze(text.text)
            yield Line(replace(block, text=text), printed, fold(printed))


def _offset(text: str, count: int) -> int:
    """Where in ``text`` its ``count``-th character that is not white space stands."""
    seen = 0
    for i, c in enumerate(text):
        if seen == count and not c.isspace():
            return i
        if not c.isspace():
            seen += 1
    return len(text)


def first_sentence(bare: str) -> str:
    """Up to the first 。 outside parentheses and 「」; the whole when there is none."""
    depth = 0
    for i, c in enumerate(bare):
        if c in "(「『[［〔":
            depth += 1
        elif c in ")」』]］〕":
            depth = max(0, depth - 1)
        elif c == "。" and depth == 0:
            return bare[: i + 1]
    return bare


def sentences(bare: str) -> list[str]:
    """The sentences of a paragraph, split at 。 outside parentheses and 「」."""
    out: list[str] = []
    while bare:
        first = first_sentence(bare)
        out.append(first)
        bare = bare[len(first) :]
    return out
