"""A regulation as text (例規のテキスト) to a :class:`Regulation`: the canonical form, and whatever offices print.

The canonical form (its signs are in :mod:`reiki.law.plain_text.form`) is a title, a line of the date, a line of the number, an
empty line, and one provision a line, the level told by U+3000. `reiki.render.text` prints it, byte for byte what was read.
Text in any other layout, and the lines of a gazette, are read by their labels. Nothing is dropped: what has no place is
kept as text where it stands, and a note says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reiki.law.address import Address
from reiki.law.equality import tidy_spaces
from reiki.law.plain_text.form import holder_of_sign
from reiki.law.plain_text.header import read_header
from reiki.law.plain_text.lines import (
    Line,
    Shape,
    Shaped,
    lines_of_blocks,
    lines_of_text,
    shape,
    split_inline_labels,
)
from reiki.law.plain_text.nodes import Note
from reiki.law.plain_text.placing import finish, take
from reiki.law.plain_text.tables import retexted
from reiki.law.plain_text.tree import Tree
from reiki.law.provision import Provision, Regulation

__all__ = [
    "Line",
    "Note",
    "Parsed",
    "Reading",
    "lines_of_blocks",
    "lines_of_text",
    "parse_provisions",
    "parse_regulation",
]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A regulation as read, and what a person should know about the reading."""

    regulation: Regulation
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The provisions of a text as read, with notes. ``unlisted``: a sign says that the 本則 may hold more. ``asides``: the
    editor's notes among the lines, each with what it stands under."""

    provisions: tuple[Provision, ...]
    notes: tuple[Note, ...] = ()
    unlisted: bool = False
    asides: tuple[tuple[Address, Line], ...] = ()


_MAIN_GAP: Final = "本則"


def parse_regulation(text: str) -> Parsed:
    """A whole regulation from its text, canonical or not; line ends may be LF or CRLF.

    A title that is missing and a number or date that cannot be read leave their field empty and give a note.
    """
    lines = lines_of_text(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    regulation, body, notes = read_header(lines)
    reading = parse_provisions(body)
    return Parsed(
        replace(regulation, provisions=reading.provisions, unlisted=reading.unlisted),
        (*notes, *reading.notes),
    )


def parse_provisions(
    lines: Sequence[Line], *, inline_labels: bool = False, tidy: bool = False, whole: bool = False
) -> Reading:
    """The provisions that lines print, in order: a regulation without its head, or any part of one.

    ``inline_labels``: several items may stand in one line (`（1）筆記試験 （2）口述試験`). ``tidy``: the spaces that a
    converter put around numbers go (:func:`reiki.law.equality.tidy_spaces`); formulas and marked form lines keep theirs.
    ``whole``: every line is a paragraph of its source, none is the rest of the one before; its level follows from labels.
    """
    unlisted = any(holder_of_sign(line.text.strip("\u3000")) == _MAIN_GAP for line in lines)
    kept = [line for line in lines if holder_of_sign(line.text.strip("\u3000")) != _MAIN_GAP]
    if tidy:
        kept = [_tidied(line) for line in kept]
    if inline_labels:
        kept = [
            part for line in kept for part in (split_inline_labels(line) if "\t" not in line.text else [line])
        ]
    ways = (True, False) if not whole and _is_laid_out(kept) else (False,)
    for tree in (_read(kept, laid_out, whole) for laid_out in ways):
        if not tree.laid_out or not any(n.code == "level_skipped" for n in tree.notes):
            provisions = tuple(node.provision() for node in tree.top)
            return Reading(provisions, tuple(tree.notes), unlisted, tuple(tree.asides))
    raise AssertionError("the reading by labels is always taken")


def _tidied(line: Line) -> Line:
    if line.grid is not None:
        return replace(line, grid=retexted(line.grid, tidy_spaces))
    kept = "$" in line.text or shape(line).shape in (Shape.SUPPL, Shape.TOC, Shape.OPAQUE)
    return line if kept else replace(line, text=tidy_spaces(line.text))


def _read(lines: Sequence[Line], laid_out: bool, whole: bool) -> Tree:
    tree = Tree(laid_out, [shape(line) for line in lines], whole=whole)
    at = 0
    while at < len(tree.shapes):
        at = take(tree, at)
    finish(tree)
    return tree


def _is_laid_out(lines: Iterable[Line]) -> bool:
    """True when nothing speaks against the canonical form: the level of every line may then be told by its indent."""
    place = above = Shape.EMPTY
    for line in lines:
        s = shape(line)
        if above is Shape.REMARKS and s.shape is Shape.LABELLED and not s.indent:
            return False
        above = s.shape if not s.rest else Shape.EMPTY
        if s.shape in (Shape.APPENDIX, Shape.SUPPL):
            place = s.shape
        if (
            line.grid is not None
            or line.aside
            or line.text.startswith(" ")
            or not _may_be_canonical(s, place)
        ):
            return False
    return True


def _may_be_canonical(s: Shaped, place: Shape) -> bool:
    apart = not s.rest or s.body[len(s.label) : len(s.label) + 1] == "\u3000"
    match s.shape:
        case Shape.SUPPL | Shape.HEADING:
            return s.indent > 0
        case Shape.ARTICLE:
            return apart or s.indent > 0
        case Shape.LABELLED if place is not Shape.APPENDIX:
            numbered = re.fullmatch(r"[0-9０-９①-⑳]+(の[0-9０-９]+)*", s.label)
            return (apart and bool(s.indent or numbered)) or (
                s.indent > 0 and bool(numbered) and not s.spaced
            )
        case Shape.TEXT if place is not Shape.APPENDIX:
            return s.indent > 0
        case _:
            return True
