"""A column of a comparison table as a partial tree: provisions quoted, elided (略), or only named.

The fragment is built line by line. Which level a label belongs to follows from what stands above it: ``(2)`` after
``(1)`` is its sibling, after ``イ`` of a national law it opens a new level.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reiki.gazette.columns import InnerTable, Line, Piece
from reiki.gazette.entries import LABEL_MARKS
from reiki.gazette.levels import Levels, settle
from reiki.gazette.misreadings import doubt_cut, doubt_words
from reiki.gazette.named import cited, elides_a_thing, nothing, take_cited, take_second_sentence
from reiki.gazette.opening import ELISION, Opening, is_number_cut_off, read_opening
from reiki.gazette.quoted import Quoted, QuotedCell, QuotedRow, join_rows, read_rows, without_head
from reiki.gazette.succession import num_of, styles_of
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, Kind
from reiki.source.model import Mark, MarkedText

_EMPTY: Final = MarkedText("")
_ELISION_AND_MORE: Final = re.compile(r"[（(]?略[）)]?[ \u3000]+\S")
_INLINE: Final = re.compile(r"[ \u3000]+(?=[(（⑴-⒇ァ-ヶｦ-ﾝ①-⑳])")


def read_fragment(pieces: Sequence[Piece], run_on: bool) -> Quoted:
    """The tree of one column under a root of kind ``LAW``. ``run_on``: labels may stand in mid-line (converted text)."""
    rows = Counter(piece.row for piece in pieces)
    builder = _Builder(run_on=run_on, lone=frozenset(row for row, count in rows.items() if count == 1))
    for piece in pieces:
        match piece:
            case Line():
                builder.line(piece, piece.text, 0)
            case InnerTable():
                builder.table(piece)
    builder.finish()
    return builder.root


@dataclass(slots=True)
class _Builder(Levels):
    run_on: bool = False
    grid: Quoted | None = None
    before: str = ""
    lone: frozenset[int] = frozenset()

    # ------------------------------------------------------------------------------------------------------ lines

    def line(self, piece: Line, text: MarkedText, start: int) -> None:
        """One line of the column; ``start``: its offset in the piece."""
        start_of_line = start == 0
        text, start = _strip(text, start)
        if not text:
            return
        if piece.figure:
            self._figure(piece, text)
            return
        if start_of_line and self._named(piece, text):
            return
        opening = read_opening(text.text)
        if self.run_on and start_of_line and is_number_cut_off(self.before, text.text, opening):
            opening = Opening("text")
        if self.run_on:
            doubt_cut(self, self.before, piece, text)
        self.before = text.text
        if opening.shape not in ("elision", "note", "text"):
            self.grid = None
        match opening.shape:
            case "note":
                self._note(opening, piece, text)
            case "elision":
                self._elision(opening, piece, text, start)
            case "caption":
                self._caption(piece, text, start)
            case "article":
                self._article(opening, piece, text, start)
            case "heading" | "toc":
                self._heading(opening, piece, text, start)
            case "suppl":
                self._suppl(opening, piece, text, start)
            case "appendix" | "remarks":
                self._appendix(opening, piece, text, start)
            case "label":
                self._label(opening, piece, text, start)
            case "text":
                self._words(piece, text, start)

    def _figure(self, piece: Line, text: MarkedText) -> None:
        """A formula, figure or form: it belongs to the provision above it."""
        self._drop_caption(over_table=True)
        if self.current is None:
            self.doubt(piece, text, "an image is not read, and no provision stands over it")
            return
        current = self.current
        current.figures.append((len(current.text), text.text))

    def _caption(self, piece: Line, text: MarkedText, start: int) -> None:
        """``（趣旨）`` waits for the article or paragraph under it."""
        self._drop_caption()
        self.caption = (text, piece)

    def _drop_caption(self, over_table: bool = False) -> None:
        """A caption that no provision took is words of the provision above it, in parentheses."""
        if self.caption is not None:
            text, piece = self.caption
            self.caption = None
            assert isinstance(piece, Line)
            self._words(piece, text, 0, over_table)

    def _article(self, opening: Opening, piece: Line, text: MarkedText, start: int) -> None:
        body = text.slice(opening.body)
        deleted = not opening.elided and len(opening.nums) > 1
        num = opening.nums[0]
        node = _labelled(Kind.ARTICLE, num, opening, piece, text)
        if deleted:
            node.num = f"{opening.nums[0]}:{opening.nums[-1]}"
        elif opening.ranged:
            node.last = opening.nums[-1]
        elif len(opening.nums) > 1:
            node.several = opening.nums
        self.take_caption(node)
        self.open(node, 0 if self._in_contents() else self.depth_of(Kind.SUPPL, *HEADINGS))
        if opening.elided:
            node.elided, node.same = True, opening.same
            return
        self._first_paragraph(node, piece, body, start + opening.body)

    def _first_paragraph(self, node: Quoted, piece: Line, body: MarkedText, start: int) -> None:
        first = Quoted(Kind.PARAGRAPH, "1", row=piece.row, piece=piece, box=piece.box)
        self.open(first, len(self.stack))
        self._body(first, piece, body, start)

    def _heading(self, opening: Opening, piece: Line, text: MarkedText, start: int) -> None:
        self._drop_caption()
        assert opening.kind is not None
        num = opening.nums[0] if opening.nums else ""
        node = _labelled(opening.kind, num, opening, piece, text)
        if opening.ranged:
            node.last = opening.nums[-1]
        node.elided, node.same = opening.elided, opening.same
        if opening.kind is Kind.TOC:
            self.open(node, 0)
            return
        if not opening.elided:
            node.text = text.slice(opening.body)
            node.offsets.append((0, start + opening.body, piece))
        outer = _outer_headings(opening.kind)
        within_toc = self._in_contents() and self._goes_on(opening, piece, text)
        if not within_toc and self._in_contents():
            self.stack.clear()
        self.open(node, max(self.depth_of(Kind.SUPPL, *outer), 1 if within_toc else 0))

    def _goes_on(self, opening: Opening, piece: Line, text: MarkedText) -> bool:
        """True for a heading that is a line of the 目次: nothing after 附則 is, and in another row of the table only what
        names the articles that it covers: ``第2章　手続（第3条―第5条）``."""
        contents = self.stack[0].node
        if contents.children and contents.children[-1].kind is Kind.SUPPL:
            return False
        return piece.row == contents.row or opening.elided or text.text.rstrip().endswith(("）", ")"))

    def _in_contents(self) -> bool:
        """True while the lines are those of a 目次."""
        return bool(self.stack) and self.stack[0].node.kind is Kind.TOC

    def _suppl(self, opening: Opening, piece: Line, text: MarkedText, start: int) -> None:
        self._drop_caption()
        node = _labelled(Kind.SUPPL, "", opening, piece, text)
        node.elided = opening.elided
        if not opening.elided:
            node.related = text.slice(opening.body)
        line_of_contents = self._in_contents() and not re.search(r"附[ \u3000]+則", text.text)
        self.open(node, 1 if line_of_contents else 0)

    def _appendix(self, opening: Opening, piece: Line, text: MarkedText, start: int) -> None:
        """``別表第 2 (第 2 条関係) ア 行政職給料表``: label, the articles it belongs to, and what may follow on the line."""
        self._drop_caption()
        assert opening.kind is not None
        node = _labelled(opening.kind, opening.nums[0], opening, piece, text)
        if opening.ranged:
            node.last = opening.nums[-1]
        elif len(opening.nums) > 1:
            node.several = opening.nums
        node.elided, node.same = opening.elided, opening.same
        if opening.kind is Kind.REMARKS:
            depth = self.depth_of(*APPENDIX_KINDS) or len(self.stack)
        elif opening.kind in (Kind.SUPPL_APPDX_TABLE, Kind.SUPPL_APPDX_STYLE):
            if not self.depth_of(Kind.SUPPL):
                self.open(Quoted(Kind.SUPPL, row=piece.row, piece=piece), 0)
            depth = self.depth_of(Kind.SUPPL)
        else:
            depth = 0
        self.open(node, depth)
        if opening.elided:
            return
        rest, at = _strip(text.slice(opening.body), start + opening.body)
        related = re.match(r"[（(〔][^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*[）)〕]", rest.text)
        if related and opening.kind is not Kind.REMARKS:
            node.related = rest.slice(0, related.end())
            rest, at = _strip(rest.slice(related.end()), at + related.end())
        if rest:
            if ELISION.fullmatch(rest.text):
                node.elided = True
            else:
                self.line(piece, rest, at)

    # ----------------------------------------------------------------------------------------------------- labels

    def _label(self, opening: Opening, piece: Line, text: MarkedText, start: int) -> None:
        self._take_paragraph_caption(opening)
        first = opening.nums[0]
        depth, kind = self.place(first)
        node = _labelled(kind, num_of(kind, first), opening, piece, text)
        if opening.ranged:
            node.last = num_of(kind, opening.nums[-1])
        elif len(opening.nums) > 1:
            node.several = tuple(num_of(kind, n) for n in opening.nums)
        node.elided, node.same = opening.elided, opening.same
        if kind is Kind.PARAGRAPH:
            self.take_caption(node)
        level = self.stack[depth] if depth < len(self.stack) else None
        known = level.styles if level and level.node.kind is kind else frozenset()
        styles = styles_of(first)
        if len(opening.nums) > 1:
            styles = (styles & styles_of(opening.nums[-1])) or styles
        self.open(node, depth, (styles & known) or styles)
        self._check_single(node, depth, piece, text)
        if not opening.elided:
            self._body(node, piece, text.slice(opening.body), start + opening.body)

    def _check_single(self, node: Quoted, depth: int, piece: Line, text: MarkedText) -> None:
        """A list that begins again under a line without a label (``個人`` １～59, ``団体`` １～29) has two provisions of each
        number, and no citation tells them apart."""
        parent = self.stack[depth - 1].node if depth else self.root
        others = (c for c in parent.children if c is not node and c.label)
        again = any((c.kind, c.num) == (node.kind, node.num) for c in others)
        if again and not self.run_on:
            self.doubt(piece, text, "the list begins again: two provisions of one number stand in it")

    def _take_paragraph_caption(self, opening: Opening) -> None:
        if self.caption is not None and not opening.nums[0].isdigit():
            self._drop_caption()

    # ------------------------------------------------------------------------------------------------------ words

    def _body(self, node: Quoted, piece: Line, body: MarkedText, start: int) -> None:
        """The words after a label; in converted text the next label may follow on the same line."""
        body, start = _strip(body, start)
        cut = self._run_on(body) if self.run_on else None
        own = body if cut is None else body.slice(0, cut).strip()
        if ELISION.fullmatch(own.text):
            node.elided = True
            node.same = "同" in own.text
        elif own:
            if self.run_on and _ELISION_AND_MORE.match(own.text):
                self.doubt(piece, own, "words stand behind 略")
            node.text = own
            node.offsets.append((0, start, piece))
        if cut is not None:
            self.line(piece, body.slice(cut), start + cut)

    def _run_on(self, body: MarkedText) -> int | None:
        """Where the next expected label stands in mid-line: ``…額 ア～オ 略``, ``（1）筆記試験 （2）口述試験``."""
        for m in _INLINE.finditer(body.text):
            rest = body.text[m.end() :]
            opening = read_opening(rest)
            if opening.shape == "label" and self.expected(opening.nums[0]):
                return m.end()
        return None

    def _words(self, piece: Line, text: MarkedText, start: int, over_table: bool = False) -> None:
        """Words without a label: they go on from the provision above, or are the first paragraph of what is above."""
        self._drop_caption()
        current = self.current
        if self.run_on and not over_table:
            doubt_words(self, piece, text)
        if current is None or current.kind is Kind.SUPPL or current.kind in HEADINGS:
            node = Quoted(Kind.PARAGRAPH, "1", row=piece.row, piece=piece, box=piece.box)
            self.open(node, len(self.stack))
            self._body(node, piece, text, start)
            return
        if current.kind is Kind.TOC:
            node = Quoted(Kind.TOC, "", text, row=piece.row, piece=piece)
            current.children.append(node)
            return
        if self._stands_for_first(current):
            current.text = _EMPTY
            current.offsets.clear()
        cut = self._run_on(text) if self.run_on else None
        own = text if cut is None else text.slice(0, cut).strip()
        current.offsets.append((len(current.text), start, piece))
        current.text = current.text + own
        if cut is not None:
            self.line(piece, text.slice(cut), start + cut)

    def _stands_for_first(self, node: Quoted) -> bool:
        """``第五条　（新設）`` and on the next line words without a label: the note stands for a first paragraph that only the
        other column has, and the words are those of the paragraph that comes behind it there."""
        unlabelled = node.kind is Kind.PARAGRAPH and not node.label.text.strip()
        plain = bool(node.text) and not node.text.touched(~Mark.NONE)
        return unlabelled and plain and read_opening(node.text.text).shape == "note"

    def _elision(self, opening: Opening, piece: Line, text: MarkedText, start: int) -> None:
        """A line that says only 略: the words of what stands above, or further provisions at its level."""
        self._drop_caption()
        current = self.current or self.root
        if current.rows is not None:
            current.rows.append(QuotedRow([QuotedCell(None)], True, piece.row))
        elif not current.text and not current.children:
            current.elided, current.same = True, opening.same
        else:
            current.children.append(
                Quoted(Kind.LAW, elided=True, same=opening.same, row=piece.row, piece=piece, text=text)
            )

    def _note(self, opening: Opening, piece: Line, text: MarkedText) -> None:
        """``（新設）``, ``［条を加える。］``: kept where it stands, as a sign that a counterpart is absent."""
        assert opening.verb
        parent = self.current or self.root
        parent.children.append(Quoted(Kind.LAW, note=opening.verb, row=piece.row, piece=piece, text=text))

    # ---------------------------------------------------------------------------------------------- elided by name

    def _named(self, piece: Line, text: MarkedText) -> bool:
        """A line that elides by name (``各号　略``, ``第2項及び第3項　略``, ``表　略``), goes on from an elision with a ただし書,
        or stands for an absent counterpart without saying of what (``新設``); ``False`` for any other line."""
        if not text.touched(LABEL_MARKS | Mark.DOTTED | Mark.THICK):
            if elides_a_thing(text.text):
                self.before = text.text
                self._elision(read_opening("略"), piece, text, 0)
                return True
            if (verb := nothing(text.text)) and piece.row in self.lone:
                self._note(Opening("note", verb=verb), piece, text)
                return True
            if found := cited(text.text):
                if not take_cited(self, found, piece, text):
                    return False
                self.before = text.text
                return True
        return not self.run_on and take_second_sentence(self, piece, text)

    # ----------------------------------------------------------------------------------------------------- tables

    def table(self, piece: InnerTable) -> None:
        """An inner table: the grid of the lettered table or appendix above it, or a table of the provision above it."""
        self._drop_caption(over_table=True)
        rows = read_rows(piece, self.run_on)
        if self.grid is not None and self.grid.rows is not None and self.run_on:
            width = max((sum(c.colspan for c in r.cells) for r in self.grid.rows if not r.elided), default=0)
            if width == max((sum(c.colspan for c in r.cells) for r in rows if not r.elided), default=width):
                join_rows(self.grid.rows, without_head(rows, self.grid.rows))
                return
        current = self.current or self.root
        if current.kind is Kind.TABLE and current.rows is None:
            current.rows, current.aside = rows, _remarks_in(rows, piece)
            self.grid = current
            return
        node = Quoted(Kind.TABLE, row=piece.row, piece=piece, rows=rows, aside=_remarks_in(rows, piece))
        current.children.append(node)
        self.grid = node

    def finish(self) -> None:
        """After this no caption waits and no lettered line of an appendix that has no table is called a table."""
        self._drop_caption()
        settle(self.root)


def _remarks_in(rows: Sequence[QuotedRow], piece: InnerTable) -> Quoted | None:
    """The 備考 that a table prints as its last row, one cell of several lines."""
    filled = [c for c in rows[-1].cells if c.text] if len(rows) > 1 else []
    if (
        len(filled) != 1
        or filled[0].text is None
        or read_opening(filled[0].text.text.split("\n")[0]).shape != "remarks"
    ):
        return None
    lines: list[Piece] = []
    start = 0
    for part in filled[0].text.text.split("\n"):
        origin = replace(filled[0].origin, start=filled[0].origin.start + start)
        lines.append(Line(filled[0].text.slice(start, start + len(part)), piece.row, origin, filled[0].box))
        start += len(part) + 1
    found = read_fragment(lines, run_on=False).children
    return found[0] if len(found) == 1 and found[0].kind is Kind.REMARKS else None


def _labelled(kind: Kind, num: str, opening: Opening, piece: Line, text: MarkedText) -> Quoted:
    """A provision with its label as the line prints it."""
    label = text.slice(opening.start, opening.end)
    return Quoted(kind, num, label, row=piece.row, piece=piece, box=piece.box)


def _strip(text: MarkedText, start: int) -> tuple[MarkedText, int]:
    """The text without white space at its ends, and its new offset."""
    return text.strip(), start + len(text.text) - len(text.text.lstrip())


def _outer_headings(kind: Kind) -> tuple[Kind, ...]:
    order = (Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION, Kind.DIVISION)
    return order[: order.index(kind)]
