"""Where converted text may be misread: a label that a page break has cut, words that have lost theirs. What is doubted is held,
never repaired."""

from __future__ import annotations

import re
from typing import Final

from reiki.gazette.columns import Line
from reiki.gazette.levels import Levels
from reiki.gazette.opening import may_be_unspaced, read_opening
from reiki.law.kinds import APPENDIX_KINDS, Kind
from reiki.source.model import MarkedText

_HALF_A_LABEL: Final = re.compile(r"[(（]\s*[0-9０-９一二三四五六七八九十ァ-ヶａ-ｚa-z]{0,3}\s*$")
_OTHER_HALF: Final = re.compile(r"\s*[0-9０-９一二三四五六七八九十ァ-ヶａ-ｚa-z]{0,3}\s*[)）]")
_NUMBER_OF_WORDS: Final = re.compile(r"[0-9０-９]+(?=[぀-ヿ一-龥])")


def doubt_cut(levels: Levels, before: str, piece: Line, text: MarkedText) -> None:
    """``（`` or ``（1`` at the end of the line before, ``）`` at the start of this one."""
    if _OTHER_HALF.match(text.text) and _HALF_A_LABEL.search(before):
        levels.doubt(piece, text, "the page break may have cut a label")


def doubt_words(levels: Levels, piece: Line, text: MarkedText) -> None:
    """Words without a label that may have lost one: nothing goes on from a whole sentence, or from 略."""
    current = levels.current
    if current is not None and current.elided and current.rows is None and not current.text:
        levels.doubt(piece, text, "words without a label stand behind 略")
    whole = current is None or not current.text or current.text.text.rstrip()[-1:] == "。"
    in_appendix = bool(levels.depth_of(*APPENDIX_KINDS, Kind.REMARKS))
    if whole and not in_appendix and read_opening(text.text).shape == "caption":
        levels.doubt(piece, text, "no article or paragraph stands under this caption")
    if whole and may_be_unspaced(text.text):
        levels.doubt(
            piece, text, "no space parts a label from its words, or these words have lost their label"
        )
    number = _NUMBER_OF_WORDS.match(text.text)
    if whole and current is not None and number and levels.next_paragraph(number[0]):
        levels.doubt(piece, text, "no space parts the number of a paragraph from its words")
