"""The walk through ``content.xml``: paragraphs, spans, lists, frames, changes.

Every character of the text is read once, whatever element it stands in (elements that are not known are walked through),
except in ruby readings, numbers of notes, annotations and hidden text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from reiki.source.lines import Lines, White
from reiki.source.model import Figure, Mark, Origin
from reiki.source.odt.lists import Label, Lists, ListState
from reiki.source.odt.names import (
    DRAW,
    LO,
    MATH,
    OFFICE,
    SVG,
    TABLE,
    TEXT,
    XLINK,
    XML_ID,
    Element,
    count,
    name_of,
    words_in,
)
from reiki.source.odt.styles import PLAIN, Styles, Words
from reiki.source.packed import Package, too_deep
from reiki.source.remarks import Remarks

_CHANGES: Final = {f"{TEXT}insertion": Mark.INSERTED, f"{TEXT}deletion": Mark.DELETED}
_SKIPPED: Final = frozenset(
    (
        f"{TEXT}ruby-text", f"{TEXT}note-citation", f"{TEXT}number", f"{TEXT}sequence-decls", f"{TEXT}variable-decls",
        f"{TEXT}user-field-decls", f"{OFFICE}forms", f"{TEXT}tracked-changes", f"{TEXT}index-title-template",
        f"{TABLE}table-columns", f"{TABLE}table-column", f"{OFFICE}event-listeners", f"{TEXT}table-of-content-source",
        f"{TEXT}illustration-index-source", f"{TEXT}table-index-source", f"{TEXT}alphabetical-index-source",
        f"{TEXT}user-index-source", f"{TEXT}object-index-source", f"{TEXT}bibliography-source", f"{SVG}title",
        f"{SVG}desc",
    )
)  # fmt: skip
_ANNOTATIONS: Final = frozenset((f"{OFFICE}annotation", f"{OFFICE}annotation-end"))
_LINES: Final = frozenset((f"{TEXT}p", f"{TEXT}h"))
_HIDDEN: Final = frozenset((f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"))
_MOST_SPACES: Final = 1000


@dataclass(frozen=True, slots=True)
class Around:
    """What holds where something stands."""

    marks: Mark = Mark.NONE
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds within a paragraph, or a span of it."""

    shown: str
    marks: Mark
    words: Words
    depth: int


TableReader = Callable[["Reading", Element, Lines, "Around"], None]
"""How a table is read into lines; tables stand on this module, so it is handed in."""


@dataclass(slots=True)
class Reading:
    """One document while it is walked. ``changes``: what each recorded change is, and the words that it took away."""

    package: Package
    styles: Styles
    lists: Lists
    remarks: Remarks
    changes: Mapping[str, tuple[Mark, Element | None]]
    depth: int
    read_table: TableReader
    page: int | None = None
    notes: list[tuple[str, Element, int]] = field(default_factory=list)
    _active: dict[str, Mark] = field(default_factory=dict)
    _frames: list[tuple[Element, Mark, int]] = field(default_factory=list)
    _pending: tuple[Label, Mark] | None = None
    _suffix: tuple[str, Mark] | None = None

    def origin(self) -> Origin:
        """The place of what is being read: ``line`` is the number of the paragraph, ``page`` the one last seen."""
        return Origin(self.page, self.remarks.paragraph or 1)

    def changed(self) -> Mark:
        """The marks of the recorded changes that are open here."""
        out = Mark.NONE
        for mark in self._active.values():
            out |= mark
        return out

    # -- blocks

    def blocks(self, container: Element, lines: Lines, around: Around) -> None:
        """All that stands in a text, a section, a cell, a box or a note."""
        if around.depth > self.depth:
            raise too_deep(self.remarks.what)
        for element in container:
            self.block(element, lines, around)

    def block(self, element: Element, lines: Lines, around: Around) -> None:
        tag = name_of(element)
        deeper = replace(around, depth=around.depth + 1)
        if tag in _LINES:
            self._paragraph(element, lines, around)
        elif tag == f"{TABLE}table":
            self.read_table(self, element, lines, around)
        elif tag == f"{TEXT}list":
            self._list(element, lines, around, None, 0, None)
        elif tag == f"{TEXT}section":
            hidden = (
                element.get(f"{TEXT}display") == "none" and element.get(f"{TEXT}is-hidden", "true") == "true"
            )
            if hidden:
                self.remarks.unseen(words_in(element))
            else:
                self.blocks(element, lines, deeper)
        elif tag == f"{TEXT}soft-page-break":
            self.page = (self.page or 1) + 1
        elif tag in (f"{TEXT}change-start", f"{TEXT}change-end", f"{TEXT}change"):
            self._change(element, lines, Setting("", around.marks, PLAIN, around.depth))
        elif tag.startswith(DRAW):
            self._frame(element, lines, around.marks, around.depth)
            self._hanging(lines)
        elif tag not in _SKIPPED and len(element):
            self.blocks(element, lines, deeper)

    def _list(
        self,
        element: Element,
        lines: Lines,
        around: Around,
        state: ListState | None,
        level: int,
        style: str | None,
    ) -> None:
        """A list, or one within an item of another; the first paragraph of an item carries the label."""
        if around.depth > self.depth:
            raise too_deep(self.remarks.what)
        if state is None:
            state = self.lists.begin(element, element.get(XML_ID))
        style = element.get(f"{TEXT}style-name") or style
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            first = item.tag == f"{TEXT}list-item"
            start = count(item, f"{TEXT}start-value") if item.get(f"{TEXT}start-value") else None
            override = item.get(f"{TEXT}style-override")
            for inner in item:
                if inner.tag == f"{TEXT}list":
                    self._list(inner, lines, replace(around, depth=around.depth + 1), state, level + 1, style)
                elif inner.tag in _LINES:
                    if first:
                        own = override or style or self.styles.list_style_of(inner.get(f"{TEXT}style-name"))
                        self._label(self.lists.next(state, own, level, start))
                    first = False
                    self._paragraph(inner, lines, around, listed=True)
                else:
                    self.block(inner, lines, replace(around, depth=around.depth + 1))

    def _label(self, label: Label | None) -> None:
        if label is not None:
            self._pending = (label, label.words.mark)

    def _paragraph(self, element: Element, lines: Lines, around: Around, listed: bool = False) -> None:
        """One ``text:p`` or ``text:h``: its label, its words, then the boxes that hang on it."""
        self.remarks.paragraph += 1
        name = element.get(f"{TEXT}style-name")
        words = self.styles.words("paragraph", name)
        shown = self.styles.shown_as(name)
        if element.tag == f"{TEXT}h":
            level = count(element, f"{TEXT}outline-level")
            shown = shown or (f"heading{level}" if level <= 6 else "")
            if not listed and element.get(f"{TEXT}is-list-header") != "true":
                start = (
                    count(element, f"{TEXT}start-value")
                    if element.get(f"{TEXT}restart-numbering") == "true"
                    else None
                )
                self._label(self.lists.heading(level - 1, start))
        lines.end(shown)
        setting = Setting(shown, around.marks | self.styles.box(name), words, around.depth)
        pending, self._pending = self._pending, None
        if pending is not None:
            label, own = pending
            marks = (
                own
                | setting.marks
                | (self.changed() if _begins_changed(element, self._active) else Mark.NONE)
            )
            lines.add(self.remarks.clean(label.text), marks, White.PREFORMATTED, self.origin(), shown)
            self._suffix = (label.suffix, marks & ~own)
        frames, self._frames = self._frames, []
        self.inline(element, lines, setting)
        self._suffix = None
        self._end(lines, setting)
        self._hanging(lines)
        self._frames = frames

    def _hanging(self, lines: Lines) -> None:
        """The lines of boxes that hang on the paragraph just read."""
        hanging, self._frames = self._frames, []
        for content, marks, depth in hanging:
            self.blocks(content, lines, Around(marks, depth + 1))
            lines.end("")

    def _end(self, lines: Lines, setting: Setting) -> None:
        if lines.end(setting.shown):
            self.remarks.say("an image stands among words: what it shows is not read")

    # -- what stands in a paragraph

    def inline(self, container: Element, lines: Lines, setting: Setting) -> None:
        """The words of an element and of what stands in it."""
        if setting.depth > self.depth:
            raise too_deep(self.remarks.what)
        self._put(container.text, lines, setting)
        for element in container:
            self._piece(element, lines, setting)
            self._put(element.tail, lines, setting)

    def _piece(self, element: Element, lines: Lines, setting: Setting) -> None:
        tag = name_of(element)
        if tag in _SKIPPED:
            return
        if tag == f"{TEXT}span" or tag == f"{TEXT}a":
            name = element.get(f"{TEXT}style-name")
            own = self.styles.words("text", name) if name else PLAIN
            if tag == f"{TEXT}a":
                own = Words(None, own.struck, own.hidden, own.spaces, own.box)
            self.inline(
                element, lines, replace(setting, words=own.over(setting.words), depth=setting.depth + 1)
            )
        elif tag == f"{TEXT}s":
            self._verbatim(" " * count(element, f"{TEXT}c", 1, _MOST_SPACES), lines, setting)
        elif tag == f"{TEXT}tab":
            self._verbatim("\t", lines, setting)
        elif tag == f"{TEXT}line-break":
            self._end(lines, setting)
        elif tag == f"{TEXT}soft-page-break":
            self.page = (self.page or 1) + 1
        elif tag == f"{TEXT}note":
            body = element.find(f"{TEXT}note-body")
            if body is not None:
                kind = element.get(f"{TEXT}note-class", "footnote")
                self.notes.append((kind, body, self.remarks.paragraph))
        elif tag in _ANNOTATIONS:
            if tag == f"{OFFICE}annotation":
                self.remarks.find("comments, which are no part of the text, left out")
        elif tag in _HIDDEN and element.get(f"{TEXT}is-hidden", "true") == "true":
            self.remarks.unseen(words_in(element) or element.get(f"{TEXT}string-value", ""))
        elif tag in (f"{TEXT}change-start", f"{TEXT}change-end", f"{TEXT}change"):
            self._change(element, lines, setting)
        elif tag.startswith(DRAW):
            self._frame(element, lines, setting.marks, setting.depth)
        elif tag in _LINES or tag == f"{TABLE}table":
            self._end(lines, setting)
            self.block(element, lines, Around(setting.marks, setting.depth + 1))
        else:
            self.inline(element, lines, replace(setting, depth=setting.depth + 1))

    def _put(self, text: str | None, lines: Lines, setting: Setting) -> None:
        if text:
            self._words(text, White.COLLAPSED, lines, setting)

    def _verbatim(self, text: str, lines: Lines, setting: Setting) -> None:
        self._words(text, White.PREFORMATTED, lines, setting)

    def _words(self, text: str, white: White, lines: Lines, setting: Setting) -> None:
        text = self.remarks.clean(text)
        words = setting.words
        if words.hidden:
            self.remarks.unseen(text)
            return
        if self._suffix is not None and text.strip(" \t\r\n"):
            suffix, marks = self._suffix
            self._suffix = None
            lines.add(suffix, marks, White.PREFORMATTED, self.origin(), setting.shown)
        mark = setting.marks | words.mark | self.changed()
        if words.spaces is not False or not words.underline or not any(c.isspace() for c in text):
            lines.add(text, mark, white, self.origin(), setting.shown)
            return
        bare = setting.marks | replace(words, underline=None).mark | self.changed()
        for character in text:
            lines.add(character, bare if character.isspace() else mark, white, self.origin(), setting.shown)

    # -- changes

    def _change(self, element: Element, lines: Lines, setting: Setting) -> None:
        """Where a recorded change begins, ends, or took words away."""
        identifier = element.get(f"{TEXT}change-id", "")
        mark, removed = self.changes.get(identifier, (Mark.NONE, None))
        if element.tag == f"{TEXT}change-start":
            if mark:
                self._active[identifier] = mark
        elif element.tag == f"{TEXT}change-end":
            self._active.pop(identifier, None)
        elif removed is not None:
            self._active[identifier] = Mark.DELETED
            self._removed(removed, lines, setting)
            self._active.pop(identifier, None)

    def _removed(self, removed: Element, lines: Lines, setting: Setting) -> None:
        """Words that a recorded change took away: the first paragraph goes on the line, the last goes on in it."""
        content = [e for e in removed if e.tag != f"{OFFICE}change-info"]
        for n, element in enumerate(content):
            if n:
                self._end(lines, setting)
            if element.tag in _LINES:
                words = self.styles.words("paragraph", element.get(f"{TEXT}style-name"))
                self.inline(element, lines, replace(setting, words=words, depth=setting.depth + 1))
            else:
                self._end(lines, setting)
                self.block(element, lines, Around(setting.marks | Mark.DELETED, setting.depth + 1))

    # -- frames

    def _frame(self, element: Element, lines: Lines, marks: Mark, depth: int) -> None:
        """A frame, a drawn shape, a group of them: pictures in their place, the lines of boxes after the paragraph."""
        if depth > self.depth:
            raise too_deep(self.remarks.what)
        words = " ".join(
            " ".join((e.text or "").split())
            for e in element.iterchildren(f"{SVG}title", f"{SVG}desc")
            if e.text
        )
        content = [e for e in element if e.tag not in _SKIPPED]
        boxes = [e for e in content if e.tag == f"{DRAW}text-box"]
        formula = next((e for e in content if e.tag == f"{DRAW}object"), None)
        image = next((e for e in content if e.tag == f"{DRAW}image"), None)
        other = next(
            (e for e in content if e.tag in (f"{DRAW}object-ole", f"{DRAW}plugin", f"{DRAW}applet")), None
        )
        chosen = formula if formula is not None else other if other is not None and image is None else image
        if chosen is not None and not boxes:
            self._begin(lines)
            lines.figure(self._figure(chosen, words))
            return
        if boxes:
            self.remarks.find("text boxes, whose lines stand after the paragraph that they hang on")
            self._frames.extend((box, marks | self.changed(), depth) for box in boxes)
            return
        groups = [
            e
            for e in content
            if e.tag.startswith(DRAW) and e.tag not in (f"{DRAW}enhanced-geometry", f"{DRAW}glue-point")
        ]
        if any(words_in(e).strip() for e in content if e not in groups):
            self.remarks.find("text boxes, whose lines stand after the paragraph that they hang on")
            self._frames.append((element, marks | self.changed(), depth))
            return
        for inner in groups:
            self._frame(inner, lines, marks, depth + 1)
        if not groups and element.tag not in (f"{DRAW}frame", f"{DRAW}a", f"{DRAW}g"):
            self.remarks.find("shapes drawn on the page: what they mark or show is not seen")

    def _begin(self, lines: Lines) -> None:
        if self._suffix is not None:
            suffix, marks = self._suffix
            self._suffix = None
            lines.add(suffix, marks, White.PREFORMATTED, self.origin(), "")

    def _figure(self, element: Element, words: str) -> Figure:
        """A picture by the name and digest of its part; a formula by the digest of its content."""
        address = element.get(f"{XLINK}href", "")
        inside = address.removeprefix("./").rstrip("/")
        if element.tag == f"{DRAW}object":
            root = element.find(f"{MATH}math")
            if root is None and self.package.has(f"{inside}/content.xml"):
                root = self.package.xml(f"{inside}/content.xml")
            if root is not None and root.tag == f"{MATH}math":
                digest = hashlib.sha256(etree.tostring(root, method="c14n", with_tail=False)).hexdigest()
                leaves = root.iter(f"{MATH}mi", f"{MATH}mn", f"{MATH}mo", f"{MATH}mtext")
                shown = "".join(words_in(e) for e in leaves)
                return Figure(f"formula:{digest[:16]}", digest, words or shown, self.origin())
            self.remarks.say("an embedded object stands in the document: what it shows is not read")
        if self.package.has(inside):
            return Figure(inside, self.package.digest(inside), words, self.origin())
        binary = element.find(f"{OFFICE}binary-data")
        if binary is not None:
            return Figure(
                "picture",
                hashlib.sha256("".join((binary.text or "").split()).encode()).hexdigest(),
                words,
                self.origin(),
            )
        return Figure(address or "object", None, words, self.origin())


def changes_of(body: Element) -> dict[str, tuple[Mark, Element | None]]:
    """Every recorded change: INSERTED, or DELETED with what was taken away."""
    out: dict[str, tuple[Mark, Element | None]] = {}
    for region in body.iter(f"{TEXT}changed-region"):
        for kind in region:
            if kind.tag in _CHANGES:
                mark = _CHANGES[kind.tag]
                removed = (
                    kind
                    if mark is Mark.DELETED and any(e.tag != f"{OFFICE}change-info" for e in kind)
                    else None
                )
                for identifier in (region.get(XML_ID), region.get(f"{TEXT}id")):
                    if identifier:
                        out[identifier] = (mark, removed)
    return out


def _begins_changed(paragraph: Element, active: Mapping[str, Mark]) -> bool:
    """Whether a recorded change that was open before the paragraph is still open at its end: then its number came with it."""
    ended = {e.get(f"{TEXT}change-id") for e in paragraph.iter(f"{TEXT}change-end")}
    if not active:
        return False
    if not ended & set(active):
        return True
    last = [e for e in paragraph.iter(f"{TEXT}change-end") if e.get(f"{TEXT}change-id") in active][-1]
    rest = (last.tail or "") + "".join(words_in(e) + (e.tail or "") for e in last.itersiblings())
    return not rest.strip()


def has_pages(body: Element) -> bool:
    """Whether the file tells where its pages ended."""
    return next(body.iter(f"{TEXT}soft-page-break", f"{LO}soft-page-break"), None) is not None
