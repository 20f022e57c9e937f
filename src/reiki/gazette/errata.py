"""Errata (正誤): what a later issue says was misprinted in an earlier one, and the earlier one read with it corrected.

A correction names the issue, by day or number, and quotes what is wrong and what is right. It counts only where the wrong
words stand exactly once in that issue: which of two would be meant nobody may choose.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from typing import Final

from reiki.amend.operations import Finding
from reiki.gazette.lines import fold, squeeze
from reiki.gazette.model import Notice
from reiki.law.differences import changes
from reiki.law.era import find_dates
from reiki.law.numerals import NUMERAL, parse_number
from reiki.source.model import Block, Cell, Document, Mark, MarkedText, MarkSpan, Paragraph, Row, Table

_ISSUE: Final = re.compile(rf"(?P<extra>号外)?\(?第(?P<number>{NUMERAL})号\)?(?!の[0-9])")
_NAMED: Final = re.compile(
    rf"(?:公報|官報|都報|道報|府報|県報|市報|区報|町報|村報)[^、。第号]{{0,6}}(?:号外)?\(?第{NUMERAL}号"
)
_QUOTED: Final = re.compile(r"「[^「」]*」")
_YEAR: Final = datetime.timedelta(days=366)
_SENTENCE: Final = re.compile(r"「(?P<wrong>[^「」]+)」(?:とあるのは、?|は、?)「(?P<right>[^「」]+)」の誤り")


@dataclass(frozen=True, slots=True)
class Correction:
    """``wrong`` in the issue of ``day`` (and ``number``, with ``extra`` for a 号外) was to read ``right``. ``said``: as
    printed. ``made``: the day of the errata."""

    day: datetime.date | None
    number: int | None
    extra: bool
    wrong: str
    right: str
    said: str
    made: datetime.date | None = None

    def means(self, day: datetime.date | None, number: str) -> bool:
        """True for the issue of that day and printed number. A number alone means the last issue that had it: numbers begin
        anew each year, so that one of the year before the errata is meant."""
        if self.day is not None and self.day != day:
            return False
        if self.number is None:
            return self.day is not None
        if self.day is None and not self._within_a_year(day):
            return False
        found = list(_ISSUE.finditer(fold(squeeze(number))))
        return any(parse_number(m["number"]) == self.number and bool(m["extra"]) == self.extra for m in found)

    def _within_a_year(self, day: datetime.date | None) -> bool:
        return day is not None and self.made is not None and self.made - _YEAR < day <= self.made


@dataclass(frozen=True, slots=True)
class Errata:
    """The corrections of a notice, and what of it was not understood."""

    corrections: tuple[Correction, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_errata(notice: Notice) -> Errata:
    """The corrections that a notice of errata (正誤) makes; empty for any other notice."""
    if notice.kind != "erratum":
        return Errata()
    day: datetime.date | None = None
    number: int | None = None
    extra = False
    found: list[Correction] = []
    for block in notice.body:
        if isinstance(block, Paragraph):
            said = fold(squeeze(block.text.text))
            # A day that is quoted is a word of the issue, not its day.
            named_here = _QUOTED.sub("「」", said)
            if dates := [d for d, _, _ in find_dates(named_here)]:
                day, number, extra = dates[0], None, False
            if named := _NAMED.search(named_here):
                last = list(_ISSUE.finditer(named[0]))[-1]
                number, extra = parse_number(last["number"]), "号外" in named[0]
            pairs = [(m["wrong"], m["right"], said) for m in _SENTENCE.finditer(squeeze(block.text.text))]
        elif isinstance(block, Table):
            pairs = list(_pairs(block))
        else:
            continue
        if day is not None or number is not None:
            found.extend(
                Correction(day, number, extra, wrong, right, text, notice.promulgated)
                for wrong, right, text in pairs
            )
        elif pairs:
            message = f"which issue these errata correct was not read: {pairs[0][2]}"
            return Errata(findings=(Finding("error", "erratum_not_understood", message),))
    if not found:
        first = next((b.text.text for b in notice.body if isinstance(b, Paragraph)), "")
        message = f"the errata were not read; they change nothing here: {first[:80]}"
        return Errata(findings=(Finding("error", "erratum_not_understood", message),))
    return Errata(tuple(found))


def _pairs(table: Table) -> Iterator[tuple[str, str, str]]:
    """The rows under a head with 誤 and 正."""
    columns: tuple[int, int] | None = None
    for row in table.rows:
        cells = [squeeze(cell.plain()) for cell in row.cells]
        if "誤" in cells and "正" in cells:
            columns = cells.index("誤"), cells.index("正")
        elif columns is not None and max(columns) < len(cells):
            wrong, right = (_bare(row.cells[at].plain()) for at in columns)
            if wrong:
                yield wrong, right, " / ".join(c for c in cells if c)


def _bare(text: str) -> str:
    text = text.strip()
    inner = text[1:-1]
    return inner if text[:1] == "「" and text[-1:] == "」" and "「" not in inner else text


# ---------------------------------------------------------------------------------------------------------- correcting


def corrected(document: Document, corrections: Sequence[Correction]) -> tuple[Document, tuple[Finding, ...]]:
    """A source read as its errata say it should have been printed; an error for each correction that does not fit exactly."""
    findings: list[Finding] = []
    for correction in corrections:
        count = occurrences(document, correction.wrong)
        if count == 1:
            document = exchanged(document, correction.wrong, correction.right, 0)
        else:
            where = "does not stand in that issue" if not count else f"stands {count} times in that issue"
            message = f"「{correction.wrong}」, which the errata correct to 「{correction.right}」, {where}: {correction.said}"
            findings.append(Finding("error", "erratum_does_not_fit", message))
    return document, tuple(findings)


def occurrences(document: Document, words: str) -> int:
    """How often words stand in a source, each time within one line or paragraph."""
    return sum(text.text.count(words) for text in _texts(document.blocks))


def exchanged(document: Document, wrong: str, right: str, nth: int) -> Document:
    """A source with the ``nth`` (from 0) occurrence of words exchanged for others; marks stay where they were."""
    return replace(document, blocks=_Exchange(wrong, right, nth).blocks(document.blocks))


def _texts(blocks: Sequence[Block]) -> Iterator[MarkedText]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _texts(cell.blocks)


@dataclass(slots=True)
class _Exchange:
    """Exchanges one occurrence; ``wanted`` counts down to it, and is ``None`` when it is done."""

    wrong: str
    right: str
    wanted: int | None

    def blocks(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        return tuple(self._block(block) for block in blocks)

    def _block(self, block: Block) -> Block:
        if isinstance(block, Paragraph):
            return self._paragraph(block)
        if isinstance(block, Table):
            return replace(block, rows=tuple(self._row(row) for row in block.rows))
        return block

    def _row(self, row: Row) -> Row:
        cells: list[Cell] = [replace(cell, blocks=self.blocks(cell.blocks)) for cell in row.cells]
        return replace(row, cells=tuple(cells))

    def _paragraph(self, block: Paragraph) -> Paragraph:
        text, at = block.text, -len(self.wrong)
        while self.wanted is not None and (at := text.text.find(self.wrong, at + len(self.wrong))) >= 0:
            self.wanted -= 1
            if self.wanted < 0:
                self.wanted = None
                return replace(block, text=_in_place(text, at, self.wrong, self.right))
        return block


def _in_place(text: MarkedText, at: int, wrong: str, right: str) -> MarkedText:
    """The right words; where they differ from the wrong ones they carry the marks of what stood there."""
    marks = text.marks()
    out, done = MarkedText(""), 0
    for change in changes(wrong, right):
        start, end = at + change.start, at + change.end
        # What only comes in carries what both its neighbours carry.
        around = marks[start:end] or [*marks[max(start - 1, 0) : start], *marks[end : end + 1]]
        common = reduce(and_, around) if around else Mark.NONE
        new = right[change.at : change.to]
        spans = (MarkSpan(0, len(new), common),) if new and common is not Mark.NONE else ()
        out = out + text.slice(done, start) + MarkedText(new, spans)
        done = end
    return out + text.slice(done)
