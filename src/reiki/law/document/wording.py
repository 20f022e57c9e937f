"""The words of a provision as they stand in its elements: one string, and where each stretch of it is stored.

Read only. Operations on words speak of offsets into this string; the document module turns them back into text nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from reiki.law.document.anatomy import GAP, INLINE_TAGS
from reiki.law.document.markup import Element, tag_of

OPAQUE: Final = "\ufffc"
"""Stands for a thing inside a text that is carried and never read (a formula, a figure)."""

COLUMN_BREAK: Final = "\u3000"
LINE_BREAK: Final = "\n"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters that stand together in one text node: ``slot`` ``text`` or ``tail`` of ``owner``, from ``offset`` on.

    ``start`` counts in the words of the leaf. ``slot`` ``opaque``: the element ``owner`` itself, one U+FFFC.
    """

    start: int
    text: str
    owner: Element
    slot: Literal["text", "tail", "opaque"]
    offset: int = 0

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element that holds words directly: a ``Sentence`` or a label. ``before``: what separates it from the leaf before
    it, ``""``, U+3000 (columns) or a line feed (lines of a cell)."""

    element: Element
    stretches: tuple[Stretch, ...]
    start: int
    text: str
    before: str = ""
    known: bool = True

    @property
    def end(self) -> int:
        """The offset after its last character, in the words of the provision."""
        return self.start + len(self.text)

    @property
    def is_sentence(self) -> bool:
        """True for a ``Sentence``, which may be split and joined; a label may not."""
        return self.element.tag == "Sentence"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a provision: its leaves in order, in the elements ``holders`` that hold them."""

    holders: tuple[Element, ...]
    leaves: tuple[Leaf, ...] = field(default=())

    @property
    def text(self) -> str:
        """All words, separators included; what is not known counts as nothing."""
        return "".join(leaf.before + leaf.text for leaf in self.leaves)

    @property
    def known(self) -> bool:
        """False when a gap stands in the words."""
        return all(leaf.known for leaf in self.leaves)


def wording_of(holders: Iterable[Element]) -> Wording:
    """The words of sentences, columns and labels inside the given holders, in order."""
    kept = tuple(holders)
    leaves: list[Leaf] = []
    start = 0
    for holder in kept:
        for element, before in _leaf_elements(holder):
            separator = before if leaves else ""
            stretches, known = _stretches(element)
            text = "".join(s.text for s in stretches)
            start += len(separator)
            leaves.append(Leaf(element, stretches, start, text, separator, known))
            start += len(text)
    return Wording(kept, tuple(leaves))


def plain(element: Element | None) -> str:
    """The text of one label, caption or sentence; ``""`` for none."""
    if element is None:
        return ""
    if not len(element):
        text = element.text or ""
        if "\n" not in text:
            return text
    return "".join(s.text for s in _stretches(element)[0])


def sentences_of(holder: Element | None) -> str | None:
    """The words of a holder; ``""`` for none, ``None`` where a gap stands in them."""
    if holder is None:
        return ""
    wording = wording_of((holder,))
    return wording.text if wording.known else None


def _leaf_elements(holder: Element) -> Iterator[tuple[Element, str]]:
    if holder.tag == "TableColumn" or (
        holder.tag == "TableHeaderColumn" and holder.find("Sentence") is not None
    ):
        yield from _lines_of_cell(holder)
    elif _holds_sentences(holder):
        yield from _sentences_in(holder)
    else:
        yield holder, ""


def _holds_sentences(element: Element) -> bool:
    return element.tag == "Column" or (tag_of(element).endswith("Sentence") and element.tag != "Sentence")


def _sentences_in(holder: Element) -> Iterator[tuple[Element, str]]:
    columns = 0
    for child in holder:
        if child.tag == "Sentence":
            yield child, ""
        elif child.tag == "Column":
            separator = COLUMN_BREAK if columns else ""
            columns += 1
            for n, sentence in enumerate(child.iterchildren("Sentence")):
                yield sentence, "" if n else separator


def _lines_of_cell(cell: Element) -> Iterator[tuple[Element, str]]:
    """Each sentence of a cell is a line of its own, but a ただし書 follows its sentence on the same line."""
    for child in cell:
        if child.tag == "Sentence":
            yield child, "" if child.get("Function") == "proviso" else LINE_BREAK
        elif child.tag == "Column":
            previous = child.getprevious()
            separator = COLUMN_BREAK if previous is not None and previous.tag == "Column" else LINE_BREAK
            for n, sentence in enumerate(child.iterchildren("Sentence")):
                yield sentence, "" if n else separator
        elif tag_of(child) not in ("", "FigStruct", GAP):
            yield from _labelled_lines(child)


def _labelled_lines(element: Element) -> Iterator[tuple[Element, str]]:
    """Provisions inside a cell (``Item`` with title and sentences): a line each, label and words apart by U+3000."""
    before = LINE_BREAK
    for child in element:
        if not tag_of(child):
            continue
        if child.tag.endswith(("Title", "Num", "Label", "Caption")):
            if plain(child):
                yield child, before
                before = COLUMN_BREAK
        elif _holds_sentences(child):
            for n, (sentence, separator) in enumerate(_sentences_in(child)):
                yield sentence, separator if n else before
            before = LINE_BREAK
        elif child.tag == "Sentence":
            yield child, before
            before = ""
        elif child.tag not in ("FigStruct", GAP):
            yield from _labelled_lines(child)
            before = LINE_BREAK


def stretches_of(element: Element) -> tuple[Stretch, ...]:
    """Where the words of one leaf are stored."""
    return _stretches(element)[0]


def _stretches(element: Element) -> tuple[tuple[Stretch, ...], bool]:
    found: list[Stretch] = []
    known = _walk(element, found)
    return tuple(found), known


def _walk(element: Element, found: list[Stretch]) -> bool:
    known = True
    _take(element.text, element, "text", found)
    for child in element:
        if tag_of(child):
            if child.tag == GAP:
                known = False
            elif child.tag in INLINE_TAGS:
                known = _walk(child, found) and known
            elif child.tag != "Rt":
                found.append(Stretch(found[-1].end if found else 0, OPAQUE, child, "opaque"))
        _take(child.tail, child, "tail", found)
    return known


_PARTS: Final = re.compile(r"[ \t\r]*\n[ \t\r\n]*|(?:(?![ \t\r]*\n).)+", re.DOTALL)


def _take(text: str | None, owner: Element, slot: Literal["text", "tail"], found: list[Stretch]) -> None:
    """Adds the characters of one text node, less the line breaks that a layout put in."""
    if not text:
        return
    start = found[-1].end if found else 0
    if "\n" not in text:
        found.append(Stretch(start, text, owner, slot))
        return
    for part in _PARTS.finditer(text):
        if "\n" not in part[0]:
            found.append(Stretch(start, part[0], owner, slot, part.start()))
            start += len(part[0])
