"""The walk through ``word/document.xml``: paragraphs, runs, and everything that may stand between them.

The promise of this module: every ``w:t`` is read exactly once, whatever element it stands in (elements that are not known
are walked through), except in ruby readings, instructions of fields, hidden text and the branch of alternatives not taken.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.source.docx.fields import Field, shown_by
from reiki.source.docx.lines import box_of
from reiki.source.docx.names import MC, VAL, Element, M, W, child, number, switched, value
from reiki.source.docx.notes import Notes
from reiki.source.docx.numbering import Numbering
from reiki.source.docx.parts import Parts
from reiki.source.docx.pictures import branch, drawing_of, formula_figure, formula_words, is_flat
from reiki.source.docx.styles import PLAIN, Styles, Words, aligned, known_kind, words_of
from reiki.source.lines import Lines, White
from reiki.source.model import (
    UNKNOWN_SIGN,
    WORDS_MISSING,
    Figure,
    Mark,
    MarkedText,
    MarkSpan,
    Origin,
    UnreadableSource,
)
from reiki.source.packed import too_deep
from reiki.source.remarks import Remarks
from reiki.source.symbols import symbol

TRACKED: Final = {
    f"{W}ins": Mark.INSERTED,
    f"{W}moveTo": Mark.INSERTED,
    f"{W}del": Mark.DELETED,
    f"{W}moveFrom": Mark.DELETED,
}
_ELSEWHERE: Final = {f"{W}altChunk", f"{W}subDoc"}
_SKIPPED: Final = frozenset(
    W + n
    for n in "rPr pPr sdtPr sdtEndPr rt tblPr tblGrid trPr tcPr sectPr fldData smartTagPr customXmlPr".split()
)
_DATES: Final = frozenset(
    W + n for n in "dayShort dayLong monthShort monthLong yearShort yearLong pgNum".split()
)
_WORDS_OF: Final = {f"{W}t", f"{W}delText"}


@dataclass(frozen=True, slots=True)
class Around:
    """What holds where something stands: marks of changes, what the table style says of words, how deep it is."""

    marks: Mark = Mark.NONE
    table: Words = PLAIN
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds within one paragraph."""

    style: str | None
    shown: str
    marks: Mark
    table: Words
    depth: int


TableReader = Callable[["Reading", Element, Lines, "Around"], None]
"""How a table is read into lines; tables stand on this module, so it is handed in."""


@dataclass(slots=True)
class Reading:
    """One document while it is walked."""

    parts: Parts
    styles: Styles
    numbering: Numbering
    remarks: Remarks
    notes: Notes
    depth: int
    read_table: TableReader
    page: int | None = None
    vertical: bool = False
    _fields: list[Field] = field(default_factory=list)
    _boxes: list[tuple[Element, Around]] = field(default_factory=list)
    _suffix: tuple[str, Mark] | None = None
    _formats: dict[tuple[Words, str | None, str | None, Words], Words] = field(default_factory=dict)

    def origin(self) -> Origin:
        """The place of what is being read: ``line`` is the number of the paragraph, ``page`` the one that Word saw."""
        return Origin(self.page, self.remarks.paragraph or 1)

    # -- blocks

    def blocks(self, container: Element, lines: Lines, around: Around) -> None:
        """All that stands in a body, a cell, a text box or a note."""
        if around.depth > self.depth:
            raise too_deep(self.remarks.what)
        for element in container:
            self.block(element, lines, around)

    def block(self, element: Element, lines: Lines, around: Around) -> None:
        tag = element.tag
        if tag == f"{W}p":
            self.paragraph(element, lines, around)
        elif tag == f"{W}tbl":
            self.read_table(self, element, lines, around)
        elif tag == f"{MC}AlternateContent":
            chosen = branch(element)
            if chosen is not None:
                self.blocks(chosen, lines, replace(around, depth=around.depth + 1))
        elif tag in _ELSEWHERE:
            raise UnreadableSource(
                f"Part of the text stands in another file that the {self.remarks.what} only embeds: open it in Word, save it "
                "once, and give that."
            )
        elif tag == f"{W}r" or tag in (f"{M}oMath", f"{M}oMathPara"):  # outside any paragraph
            self.inline(element, lines, Setting(None, "", around.marks, around.table, around.depth))
            lines.end("")
        elif tag not in _SKIPPED and len(element):
            marks = around.marks | TRACKED.get(tag, Mark.NONE)
            self.blocks(element, lines, replace(around, marks=marks, depth=around.depth + 1))

    def paragraph(self, paragraph: Element, lines: Lines, around: Around) -> None:
        """One ``w:p``: its label, its words, then the text boxes that hang on it."""
        self.remarks.paragraph += 1
        properties = child(paragraph, "pPr")
        style = value(properties, "pStyle")
        stated = self.styles.lines(style)
        box = box_of(child(properties, "pBdr"))
        box = stated.box if box is None else box
        align = value(properties, "jc") or stated.align
        setting = Setting(
            style,
            stated.heading or aligned(align),
            around.marks | (box or Mark.NONE),
            around.table,
            around.depth,
        )
        lines.end(setting.shown)
        label = self.numbering.label(properties, style)
        if label is not None and not self._all_hidden(paragraph):
            look = label.words
            marks = setting.marks | look.mark | _whole_change(paragraph)
            lines.add(self.remarks.clean(label.text), marks, White.PREFORMATTED, self.origin(), setting.shown)
            self._suffix = (label.suffix, marks & ~look.mark)
        boxes, self._boxes = self._boxes, []
        for element in paragraph:
            self.inline(element, lines, setting)
        self._suffix = None
        self._end(lines, setting)
        hanging, self._boxes = self._boxes, boxes
        for content, within in hanging:
            self.blocks(content, lines, within)
            lines.end("")

    def _all_hidden(self, paragraph: Element) -> bool:
        """Whether the paragraph, its mark included, is hidden: then Word prints no number either."""
        properties = child(paragraph, "pPr")
        return switched(child(properties, "rPr"), "vanish") and not any(
            e.text for e in paragraph.iter(f"{W}t") if not _hidden_run(e)
        )

    def _end(self, lines: Lines, setting: Setting) -> None:
        if lines.end(setting.shown):
            self.remarks.say("an image stands among words: what it shows is not read")

    def _turn_page(self) -> None:
        if self.page is not None:
            self.page += 1

    # -- what stands in a paragraph

    def inline(self, element: Element, lines: Lines, setting: Setting) -> None:
        tag = element.tag
        if tag == f"{W}r":
            self.run(element, lines, setting)
        elif tag in (f"{M}oMath", f"{M}oMathPara"):
            self._formula(element, lines, setting)
        elif tag == f"{MC}AlternateContent":
            chosen = branch(element)
            if chosen is not None:
                for inner in chosen:
                    self.inline(inner, lines, setting)
        elif tag == f"{W}fldSimple":
            self._simple_field(element, lines, setting)
        elif tag in (
            f"{W}p",
            f"{W}tbl",
        ):  # a whole paragraph within another one: nobody writes it, nobody loses it
            lines.end(setting.shown)
            self.block(element, lines, Around(setting.marks, setting.table, setting.depth + 1))
        elif tag in _ELSEWHERE:
            self.block(element, lines, Around())
        elif tag not in _SKIPPED and len(element):
            marks = setting.marks | TRACKED.get(tag, Mark.NONE)
            inside = setting if marks == setting.marks else replace(setting, marks=marks)
            if setting.depth > self.depth:
                raise too_deep(self.remarks.what)
            inside = replace(inside, depth=inside.depth + 1)
            for inner in element:
                self.inline(inner, lines, inside)

    def run(self, run: Element, lines: Lines, setting: Setting) -> None:
        """One ``w:r``."""
        properties = child(run, "rPr")
        words = self._words(properties, setting)
        if not known_kind(words.underline):
            self.remarks.say(
                f"an underline of a kind that is not known ({words.underline}) is read as one line"
            )
        for element in run:
            self._piece(element, lines, setting, words)

    def _words(self, properties: Element | None, setting: Setting) -> Words:
        direct, character = words_of(properties), value(properties, "rStyle")
        key = (setting.table, setting.style, character, direct)
        if key not in self._formats:
            self._formats[key] = self.styles.resolve(*key)
        return self._formats[key]

    def _piece(self, element: Element, lines: Lines, setting: Setting, words: Words) -> None:
        tag = element.tag
        if tag in _WORDS_OF:
            self._put(_text_of(element), lines, setting, words)
        elif tag == f"{W}tab" or tag == f"{W}ptab":
            self._put("\t", lines, setting, words)
        elif tag in (f"{W}br", f"{W}cr"):
            self._break(lines, setting)
        elif tag == f"{W}noBreakHyphen":
            self._put("-", lines, setting, words)
        elif tag == f"{W}sym":
            self._symbol(element, lines, setting, words)
        elif tag == f"{W}lastRenderedPageBreak":
            self._turn_page()
        elif tag == f"{W}ruby":
            base = child(element, "rubyBase")
            for inner in base if base is not None else ():
                self.inline(inner, lines, setting)
        elif tag == f"{W}fldChar":
            self._field_mark(element, lines, setting, words)
        elif tag == f"{W}instrText":
            if self._fields:
                self._fields[-1].instruct(element.text or "", words.mark | setting.marks)
        elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
            self._drawing(element, lines, setting, words)
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            kind = "footnote" if tag == f"{W}footnoteReference" else "endnote"
            self.notes.refer(kind, element.get(f"{W}id", ""), self.remarks.paragraph)
        elif tag == f"{W}commentReference":
            self.remarks.find("comments, which are no part of the text, left out")
        elif tag == f"{MC}AlternateContent":
            chosen = branch(element)
            for inner in chosen if chosen is not None else ():
                self._piece(inner, lines, setting, words)
        elif tag in _DATES:
            self.remarks.say(f"Word fills in a date or a page number by itself: {WORDS_MISSING}")
        elif tag in (f"{W}r", f"{M}oMath", f"{M}oMathPara"):
            self.inline(element, lines, setting)
        elif tag not in _SKIPPED and len(element):
            for inner in element:
                self._piece(inner, lines, setting, words)

    def _put(self, text: str, lines: Lines, setting: Setting, words: Words) -> None:
        if not text or not all(f.in_result for f in self._fields):
            return
        text = self.remarks.clean(text)
        for open_field in self._fields:
            open_field.shown = True
        if words.hidden:
            self.remarks.unseen(text)
            return
        self._begin(lines, setting)
        mark = setting.marks | words.mark
        if words.underline != "words" or " " not in text.replace("\u3000", " "):
            lines.add(text, mark, White.PREFORMATTED, self.origin(), setting.shown)
            return
        bare = replace(words, underline=None).mark | setting.marks
        for character in text:
            own = bare if character in " \u3000" else mark
            lines.add(character, own, White.PREFORMATTED, self.origin(), setting.shown)

    def _begin(self, lines: Lines, setting: Setting) -> None:
        """What stands between a label and the first words after it."""
        if self._suffix is not None:
            suffix, marks = self._suffix
            self._suffix = None
            lines.add(suffix, marks, White.PREFORMATTED, self.origin(), setting.shown)

    def _break(self, lines: Lines, setting: Setting) -> None:
        """A line, column or page ends; which page comes next Word says itself (``w:lastRenderedPageBreak``)."""
        if not all(f.in_result for f in self._fields):
            return
        self._end(lines, setting)

    def _symbol(self, element: Element, lines: Lines, setting: Setting, words: Words) -> None:
        try:
            code = int(element.get(f"{W}char", ""), 16)
        except ValueError:
            code = 0
        sign = symbol(code, element.get(f"{W}font", ""))
        if sign is None:
            self.remarks.find(
                f"signs of a symbol font that is not known, {UNKNOWN_SIGN} stands for them",
                f"{element.get(f'{W}font', '')} {element.get(f'{W}char', '')}",
            )
            sign = UNKNOWN_SIGN
        self._put(sign, lines, setting, words)

    def _formula(self, element: Element, lines: Lines, setting: Setting) -> None:
        formulas = [element] if element.tag == f"{M}oMath" else element.findall(f"{M}oMath")
        for formula in formulas:
            if not formula_words(formula):
                continue
            if is_flat(formula):
                self._put(formula_words(formula), lines, setting, PLAIN)
            elif all(f.in_result for f in self._fields):
                self._begin(lines, setting)
                lines.figure(formula_figure(formula, self.origin()))

    def _drawing(self, element: Element, lines: Lines, setting: Setting, words: Words) -> None:
        if not all(f.in_result for f in self._fields):
            return
        found = drawing_of(element, self.parts, self.origin())
        if words.hidden:
            self.remarks.unseen("(an image)")
            return
        if found.shape:
            self.remarks.find("shapes drawn on the page: what they mark or show is not seen")
        if found.other:
            self.remarks.say(f"{found.other} stands in the document: what it shows is not read")
        for figure in found.figures:
            self._begin(lines, setting)
            lines.figure(figure)
        for content in found.boxes:
            self.remarks.find("text boxes, whose lines stand after the paragraph that they hang on")
            self._boxes.append((content, Around(setting.marks, PLAIN, setting.depth + 1)))

    # -- fields

    def _field_mark(self, element: Element, lines: Lines, setting: Setting, words: Words) -> None:
        match element.get(f"{W}fldCharType"):
            case "begin":
                self._fields.append(Field())
            case "separate" if self._fields:
                self._fields[-1].in_result = True
            case "end" if self._fields:
                ended = self._fields.pop()
                if not ended.shown:
                    self._show(ended, lines, setting)
            case _:
                pass

    def _simple_field(self, element: Element, lines: Lines, setting: Setting) -> None:
        this = Field(in_result=True)
        this.instruct(element.get(f"{W}instr", ""), setting.marks)
        self._fields.append(this)
        for inner in element:
            self.inline(inner, lines, setting)
        self._fields.remove(this)
        if not this.shown:
            self._show(this, lines, setting)

    def _show(self, ended: Field, lines: Lines, setting: Setting) -> None:
        """A field for which Word keeps no result."""
        shown = shown_by(ended)
        if shown is None:
            return
        if shown.remark:
            self.remarks.say(shown.remark)
        if not all(f.in_result for f in self._fields):
            if self._fields[-1].name == "EQ":  # within the instruction of another EQ field
                self._fields[-1].instruction += shown.text
            return
        if shown.opaque:
            self._begin(lines, setting)
            lines.figure(Figure(f"formula:{shown.text.text[:40]}", None, shown.text.text, self.origin()))
            return
        for part in _stretches(shown.text):
            mark = part.spans[0].mark if part.spans else Mark.NONE
            self._put(part.text, lines, setting, Words(box=mark) if mark else PLAIN)


def _stretches(text: MarkedText) -> list[MarkedText]:
    """The text in pieces that carry the same marks throughout."""
    marks = text.marks()
    cuts = [0, *(i for i in range(1, len(marks)) if marks[i] != marks[i - 1]), len(marks)]
    out = [
        MarkedText(text.text[a:b], (MarkSpan(0, b - a, marks[a]),) if marks[a] else ())
        for a, b in itertools.pairwise(cuts)
        if b > a
    ]
    return out


def _text_of(element: Element) -> str:
    """The characters of a ``w:t``: spaces at its ends count only where it says so; line ends are spaces."""
    text = element.text or ""
    if "\n" in text or "\r" in text:
        text = text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    if element.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve":
        text = text.strip(" \t")
    return text


def _hidden_run(element: Element) -> bool:
    run = element.getparent()
    return run is not None and switched(child(run, "rPr"), "vanish")


def _whole_change(paragraph: Element) -> Mark:
    """INSERTED or DELETED where all words of a paragraph came or went: its number came or went with them. The change of
    a paragraph's own mark says less, as it is kept with the paragraph before."""
    mark: Mark | None = None
    for element in paragraph.iter(f"{W}t", f"{W}delText"):
        own = Mark.NONE
        above = element.getparent()
        while above is not None and above is not paragraph:
            own |= TRACKED.get(above.tag, Mark.NONE)
            above = above.getparent()
        mark = own if mark is None else mark & own
        if not mark:
            return Mark.NONE
    return mark or Mark.NONE


def page_known(body: Element) -> bool:
    """Whether Word noted where its pages ended when the document was last saved."""
    return next(body.iter(f"{W}lastRenderedPageBreak"), None) is not None


def is_vertical(body: Element) -> bool:
    """Whether some section is set vertically (縦書き)."""
    return any(e.get(VAL, "").startswith("tb") for e in body.iterfind(f".//{W}sectPr/{W}textDirection"))


def levels_of(text: str | None) -> int:
    """A count of columns, at least one, within reason."""
    return min(max(number(text, 1), 1), 1000)
