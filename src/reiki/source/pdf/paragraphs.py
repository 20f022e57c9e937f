"""Lines to paragraphs: a line end inside a paragraph is layout.

A line ends its paragraph when the beginning of the next line would have had room on it; where a line is full, a label, a
caption or an indent of its own begins the next paragraph.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from reiki.source.model import Mark, MarkedText, MarkSpan, Origin, Paragraph
from reiki.source.pdf.content import Box, around
from reiki.source.pdf.lines import Letter, TextLine

_SLACK: Final = 0.12
_PARTED: Final = 0.35
_INSERTED: Final = 4.0
_BESIDE: Final = 0.9
"""Lines nearer to each other than this stand side by side (the two lines of a bracket in words that amend a 目次)."""
_FILLED: Final = 0.6
"""Lines that fill less of their column than this are short lines, not lines that were broken."""
_NUMBERS: Final = "0-9０-９一二三四五六七八九十百千〇"
_ONE: Final = (
    rf"(?:[{_NUMBERS}]{{1,6}}|[ア-ンｱ-ﾝa-zａ-ｚA-ZＡ-Ｚⅰ-ⅿⅠ-Ⅿ]|[①-⑳⑴-⒇㈠-㈩]"
    "|[イロハニホヘトチリヌルヲワカヨタレソツネナラム])"
)
_NUMBERED: Final = rf"第[{_NUMBERS}]+[編章節款目条](?:の[{_NUMBERS}]+)*"
_ARTICLE: Final = re.compile(_NUMBERED)
_LABEL: Final = re.compile(
    rf"(?:{_NUMBERED}|[（(]{_ONE}[）)]|{_ONE}(?:の[{_NUMBERS}]+)*)(?:[～〜、及びから・－―-]+(?:{_NUMBERED}|[（(]?{_ONE}[）)]?))*"
    r"(?:[\u3000 ]|(?=[［（〔\[(]?略))|[別様別附備](?:表|記|式|則|考)(?=[第\u3000 ]|$)"
)
_CAPTION: Final = re.compile(r"[（(][^（(）)]*(?:[（(][^（(）)]*[）)][^（(）)]*)*[）)]")
_BULLET: Final = re.compile(rf"[〇○◯◎●](?![{_NUMBERS}、。」）　]).")
_NOTE: Final = re.compile(r"[［〔\[].*[］〕\]]")
_NOTE_ON_CHANGE: Final = re.compile(r"[［〔\[][^［〔\[］〕\]]*を(?:加える|削る)。?[］〕\]]")
_ENDS: Final = re.compile(r"[。」』）］〕)\]]$|略$|[号条項]$")
_SENTENCE_ENDS: Final = re.compile(r"。[」』）］〕)\]]*$")
_OPEN: Final = re.compile(r"[、，（「『［〔・第]$")
_GOES_ON: Final = re.compile(r"[、，（「『［〔・]$|[第をにのはがでと及]$")


@dataclass(slots=True)
class Limits:
    """Where the lines of one column may begin and must end (u)."""

    left: float
    right: float


def limits_of(
    lines: Sequence[TextLine], left: float, right: float, last: Collection[int] = frozenset()
) -> Limits:
    """The room of the lines of one column: ``left`` and ``right`` are its edges, ``last`` the ids of lines that end a cell.

    Both sides have the same margin, unless enough lines that break off in mid-sentence show that they end earlier.
    """
    if not lines:
        return Limits(left, right)
    size = sorted(x.size for x in lines)[len(lines) // 2]
    first = min(x.start for x in lines)
    end = max(x.inked for x in lines)
    same = right - (first - left)
    if same <= end:
        return Limits(first, end)
    full = [
        x for x in lines if x.end >= end - 1.2 * size and id(x) not in last and not _ENDS.search(x.text())
    ]
    if same - end > 0.9 * size and len(full) >= 2 and end - first >= _FILLED * (same - first):
        return Limits(first, end)
    return Limits(first, same)


def paragraphs_of(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """The lines of one column, grouped. Each line knows the edges of its column (``left``, ``right``)."""
    out: list[list[TextLine]] = []
    for line in lines:
        if out and continues(out[-1], line):
            out[-1].append(line)
        else:
            out.append([line])
    return out


def continues(paragraph: Sequence[TextLine], line: TextLine) -> bool:
    """True when ``line`` belongs to the paragraph before it."""
    last = paragraph[-1]
    if line.apart or last.apart:
        return False
    if not 0.87 <= line.size / last.size <= 1.15:
        return False
    if last.page == line.page and abs(line.low - last.low) < 0.2 * line.size and line.start >= last.end:
        return False
    same_page = last.page == line.page and line.low >= last.low
    if same_page and line.low - last.high > (_INSERTED if _inside_brackets(paragraph) else 1.9) * last.size:
        return False
    if _is_short(last, line):
        return False
    if same_page and line.parted and line.middle - last.middle >= line.parted:
        return False
    text, before = line.text(), last.text().rstrip()
    stripped = text.lstrip("\u3000 ")
    set_in = line.right - line.end > line.size or line.start - line.left > 2.5 * line.size
    if set_in and _CAPTION.fullmatch(stripped) and not _GOES_ON.search(before):
        return False
    centred = _are_centred(last, line)
    if (
        len(paragraph) == 1
        and not centred
        and last.start - last.left > 8 * last.size
        and line.start < last.start - 2 * last.size
    ):
        return False
    if _NOTE.fullmatch(stripped) and _ENDS.search(before):
        return False
    if _NOTE_ON_CHANGE.fullmatch(stripped) and not _LABEL.fullmatch(f"{before.lstrip()}\u3000"):
        return False
    if _BULLET.match(stripped):
        return False
    label = _LABEL.match(stripped)
    if label and not _OPEN.search(before):
        return False
    if centred:
        return True
    indent, here = line.start - line.left, _indent(paragraph)
    if here is not None and abs(indent - here) > 0.6 * line.size:
        return False
    deeper = indent - (last.start - last.left) > 0.6 * line.size
    return not (here is None and deeper and _SENTENCE_ENDS.search(before))


def _inside_brackets(paragraph: Sequence[TextLine]) -> bool:
    """True where a bracket is open at the end: names set in several small columns there (割注) move the next line away."""
    text = "".join(x.text() for x in paragraph)
    return text.count("（") > text.count("）")


def is_caption_of(last: TextLine, line: TextLine) -> bool:
    """True for a heading in parentheses and the article that it stands over."""
    return (
        _CAPTION.fullmatch(last.text().strip()) is not None
        and _ARTICLE.match(line.text().lstrip()) is not None
    )


def _is_short(last: TextLine, line: TextLine) -> bool:
    """True when the beginning of ``line`` would have had room on the line before it."""
    room = last.right - last.taken
    if _are_centred(last, line):
        room = last.right - last.left - (last.taken - last.start)
    return room > line.first_unit() + _SLACK * last.size


def _are_centred(last: TextLine, line: TextLine) -> bool:
    """True for two lines of different lengths about one middle, which is that of their column."""
    middle = (last.start + last.end) / 2
    return (
        abs((line.start + line.end) / 2 - middle) < 0.1 * line.size
        and abs(line.start - last.start) > 0.4 * line.size
        and abs((last.left + last.right) / 2 - middle) < 0.6 * line.size
    )


def set_parted(columns: Sequence[Sequence[TextLine]]) -> None:
    """Tell each line by what distance paragraphs are parted, where columns of one table or band are set with space between all
    of their paragraphs: after every short line there is more of it than between any other lines."""
    short: list[float] = []
    steps: list[float] = []
    for lines in columns:
        for last, line in itertools.pairwise(lines):
            step = line.middle - last.middle
            if (
                last.page != line.page
                or not _BESIDE * line.size < step < 4 * line.size
                or abs(line.size - last.size) > 0.5
            ):
                continue
            steps.append(step)
            if _is_short(last, line):
                short.append(step)
    if not short or min(short) - min(steps) < _PARTED * min(x.size for lines in columns for x in lines):
        return
    for lines in columns:
        for line in lines:
            line.parted = min(short) - 0.5


def _indent(paragraph: Sequence[TextLine]) -> float | None:
    """How far the lines of a paragraph after its first stand in."""
    if len(paragraph) < 2:
        return None
    return paragraph[1].start - paragraph[1].left


def paragraph_of(lines: Sequence[TextLine]) -> Paragraph:
    """The lines of one paragraph as it reads, with its marks and its place: page, line on it, box on the page."""
    letters: list[Letter] = []
    for line in lines:
        here = line.letters
        if (
            letters
            and letters[-1].text.isascii()
            and here
            and here[0].text.isascii()
            and _spaced(letters, here)
        ):
            letters.append(Letter(" ", 0.0, 0.0, letters[-1].mark & here[0].mark))
        letters.extend(here)
    while letters and not letters[-1].text.strip():
        letters.pop()
    page = lines[0].page
    box: Box = around([x.box for x in lines if x.page == page])
    return Paragraph(marked_text(letters), Origin(page=page, line=lines[0].number or None, box=box))


def _spaced(letters: Sequence[Letter], here: Sequence[Letter]) -> bool:
    return letters[-1].text.isalpha() and here[0].text.isalpha()


def marked_text(letters: Sequence[Letter]) -> MarkedText:
    """The letters as one text; letters that touch and carry the same marks give one span."""
    spans: list[MarkSpan] = []
    at = 0
    for letter in letters:
        end = at + len(letter.text)
        if letter.mark:
            if spans and spans[-1].end == at and spans[-1].mark == letter.mark:
                spans[-1] = MarkSpan(spans[-1].start, end, letter.mark)
            else:
                spans.append(MarkSpan(at, end, letter.mark))
        at = end
    return MarkedText("".join(x.text for x in letters), tuple(s for s in spans if s.mark is not Mark.NONE))
