"""The lines after an amending sentence (``次の2項を加える。``) as new provisions.

``3　…`` alone may be a paragraph or an item. So the lines are read where they are to stand: after stand-ins for what is before
them, which are taken off again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reiki.gazette.prose_places import Misplaced
from reiki.gazette.quoting import Render
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, SUBITEMS, Kind
from reiki.law.labels import format_label, normalise_label, reading_in, readings, style_of_sequence
from reiki.law.numerals import branch_key, format_article_label
from reiki.law.plain_text import Line, lines_of_blocks, parse_provisions
from reiki.law.plain_text.lines import Shape, Shaped, shape
from reiki.law.provision import Grid, GridCell, Provision
from reiki.source.model import Block, Figure, Table

_STAND_IN: Final = "次のとおりとする。"
_BY_LABELS: Final = Line(" ")
"""A blank first line says that indents mean nothing: in a gazette they are layout."""
_FORMS: Final = frozenset({Kind.APPDX_STYLE, Kind.SUPPL_APPDX_STYLE, Kind.APPDX_FORMAT})
_DOUBTFUL: Final = frozenset({"unplaced", "caption_alone", "label_restarts", "level_skipped", "formula"})


@dataclass(frozen=True, slots=True)
class Matter:
    """The blocks that follow a sentence, and how their words enter the regulation."""

    blocks: tuple[Block, ...]
    drawn: bool
    render: Render

    def lines(self, blank: bool = False) -> tuple[Line, ...]:
        """Their lines; empty ones between them only with ``blank`` (they are part of a form)."""
        lines = lines_of_blocks(self.blocks)
        filled = [n for n, line in enumerate(lines) if line.grid is not None or line.text.strip()]
        return tuple(lines[n] for n in (range(filled[0], filled[-1] + 1) if filled and blank else filled))

    def text(self) -> str:
        """The one line that they are (``ただし、…``, a new 題名). Raises :class:`Misplaced` when they are more."""
        lines = self.lines()
        if len(lines) != 1 or lines[0].grid is not None:
            raise Misplaced("new_text", f"one line of text is to follow the sentence, and {len(lines)} do")
        return self.render(lines[0].text.strip())


def read_new(
    matter: Matter, base: LawDocument, parent: Address, kind: Kind, first: str = ""
) -> tuple[Provision, ...]:
    """The provisions of ``kind`` that the lines bring under ``parent`` (cited in the state before).

    ``first``: the number of a first paragraph, which prints none. Raises :class:`Misplaced` when the lines hold anything
    else, or something that cannot be placed.
    """
    lines = list(matter.lines(blank=kind in _FORMS))
    if not lines:
        raise Misplaced("no_new_text", "the sentence announces a text, and none follows it", parent)
    if kind in _FORMS and any(isinstance(b, Table | Figure) for b in matter.blocks):
        raise Misplaced(
            "new_form",
            f"the form 「{lines[0].text[:40]}」 holds a table or a figure, which cannot be carried yet",
        )
    before, own = _before(base, parent, kind, lines, first)
    reading = parse_provisions([_BY_LABELS, *before, *own], tidy=not matter.drawn)
    doubts = [n.message for n in reading.notes if n.code in _DOUBTFUL]
    if doubts:
        raise Misplaced("new_text", f"the new text is not understood: {'; '.join(doubts)}", parent)
    holder = Provision(Kind.LAW, children=reading.provisions)
    found = _first_paragraphs(holder) if kind is Kind.PARAGRAPH and first == "1" else _taken_out(holder, kind)
    stand_ins = sum(1 for p in holder.walk() if p.text == _STAND_IN)
    if (
        not found
        or any(p.text == _STAND_IN for new in found for p in new.walk())
        or stand_ins != _count(before, own)
    ):
        raise Misplaced(
            "new_text",
            f"the lines after the sentence are not read as the {kind.value} that it announces",
            parent,
        )
    return tuple(rendered(p, matter.render) for p in found)


def rendered(provision: Provision, render: Render) -> Provision:
    """A provision with all its words as they enter the regulation."""
    grid = provision.grid
    return replace(
        provision,
        label=render(provision.label),
        caption=render(provision.caption),
        text=None if provision.text is None else render(provision.text),
        related=render(provision.related),
        children=tuple(rendered(c, render) for c in provision.children),
        grid=None
        if grid is None
        else Grid(tuple(tuple(_cell(c, render) for c in row) for row in grid.rows), grid.gap_rows),
    )


def read_rows(matter: Matter) -> tuple[tuple[GridCell, ...], ...]:
    """The rows that the lines bring to a table."""
    reading = parse_provisions([_BY_LABELS, Line("別表"), *matter.lines()], tidy=not matter.drawn)
    found = reading.provisions[0].children if len(reading.provisions) == 1 else ()
    if len(found) != 1 or found[0].grid is None or reading.notes:
        raise Misplaced("new_text", "rows of a table are to follow the sentence, and something else does")
    grid = rendered(found[0], matter.render).grid
    assert grid is not None
    return grid.rows


def _cell(cell: GridCell, render: Render) -> GridCell:
    return (
        cell
        if cell.text is None
        else replace(cell, text="\n".join(render(line) for line in cell.text.split("\n")))
    )


# ------------------------------------------------------------------------------------------------------------ stand-ins


def _before(
    base: LawDocument, parent: Address, kind: Kind, lines: list[Line], first: str
) -> tuple[list[Line], list[Line]]:
    """The stand-ins before the new lines, and the new lines."""
    if kind in APPENDIX_KINDS or kind in HEADINGS or kind in (Kind.SUPPL, Kind.TOC):
        return [], lines
    out: list[str] = []
    at = Address()
    for step in parent.steps:
        own = at.child(step.kind, step.num)
        out.extend(_stand_in(base, at, own))
        at = own
    if kind is Kind.ARTICLE:
        num = next((s.num for line in lines if (s := shape(line)).shape is Shape.ARTICLE), "")
        out.extend(_article_before(num.split(":")[0]))
    elif kind is Kind.PARAGRAPH and first == "1" and at.last is not None and at.last.kind is Kind.ARTICLE:
        head = out.pop().removesuffix(_STAND_IN)
        return [Line(text) for text in out], [
            replace(lines[0], text=head + lines[0].text.strip()),
            *lines[1:],
        ]
    else:
        out.extend(_list_before(base, at, kind, lines))
    return [Line(text) for text in out], lines


def _stand_in(base: LawDocument, above: Address, at: Address) -> list[str]:
    """The lines that stand for one provision on the way down to the new ones."""
    assert at.last is not None
    kind, num = at.last.kind, at.last.num
    match kind:
        case Kind.SUPPL:
            return ["附\u3000則"]
        case Kind.ARTICLE:
            return [f"{format_article_label(num)}\u3000{_STAND_IN}"]
        case Kind.PARAGRAPH:
            numbers = range(1, branch_key(num)[0] + 1)
            unprinted = above.last is not None and above.last.kind is Kind.ARTICLE
            return [f"{n}\u3000{_STAND_IN}" for n in numbers if n > 1 or not unprinted]
        case Kind.REMARKS:
            return ["備考"]
        case _ if kind in APPENDIX_KINDS:
            return ["別表", "甲\t乙"]
        case Kind.ITEM | _ if kind is Kind.ITEM or kind in SUBITEMS:
            out: list[str] = []
            for beside in base.children(above):
                if beside.last is not None and beside.last.kind is kind:
                    provision = base.provision(beside)
                    out.append(f"{provision.label if provision else ''}\u3000{_STAND_IN}")
                if beside == at:
                    return out
            return out
        case Kind.MAIN | Kind.TABLE:
            return []
    return []


def _article_before(num: str) -> list[str]:
    if not num:
        return []
    key = branch_key(num)
    stem = (
        "_".join(map(str, key[:-1]))
        if len(key) > 1 and key[-1] == 2
        else "_".join(map(str, (*key[:-1], key[-1] - 1)))
    )
    return [f"{format_article_label(stem)}\u3000{_STAND_IN}"] if key[-1] > 1 else []


def _list_before(base: LawDocument, parent: Address, kind: Kind, lines: Sequence[Line]) -> list[str]:
    """Paragraphs, items or 細目 before the first new one, counted in its style."""
    first = next((s for line in lines if (s := shape(line)).shape is Shape.LABELLED), None)
    if first is None:
        return []
    if kind in SUBITEMS:
        return _subitems_before(base, parent, kind, first)
    found = readings(first.label)
    if not found:
        return []
    reading = found[0]
    count = reading.ordinal if reading.branches else reading.ordinal - 1
    unprinted = kind is Kind.PARAGRAPH and parent.last is not None and parent.last.kind is Kind.ARTICLE
    out = [format_label(n, reading.style) for n in range(2 if unprinted else 1, count + 1)]
    stem = out[-1] if out else ""
    if reading.branches and reading.branches[-1] > 2:
        out.extend(f"{stem}の{n}" for n in range(2, reading.branches[-1]))
    return [f"{label}\u3000{_STAND_IN}" for label in out]


def _subitems_before(base: LawDocument, parent: Address, kind: Kind, first: Shaped) -> list[str]:
    stored = [a for a in base.children(parent) if a.last is not None and a.last.kind is kind]
    labels = [p.label for a in stored if (p := base.provision(a)) is not None]
    style = style_of_sequence(labels) or style_of_sequence([first.label])
    if style is None:
        return []
    try:
        place = reading_in(first.label, style).ordinal
    except ValueError:
        return []
    return [f"{format_label(n, style)}\u3000{_STAND_IN}" for n in range(1, place)]


def _count(before: Sequence[Line], own: Sequence[Line]) -> int:
    return sum(line.text.endswith(_STAND_IN) for line in before) + sum(line.text == _STAND_IN for line in own)


def _taken_out(holder: Provision, kind: Kind) -> list[Provision]:
    """The new provisions: those of the kind, innermost last, that are no stand-ins, all beside one another."""
    for node in _last_path(holder):
        inner = [c for c in node.children if not _is_stand_in(c)]
        if inner and all(c.kind is kind for c in inner):
            return inner
        if inner:
            return []
    return []


def _first_paragraphs(node: Provision) -> list[Provision]:
    """The paragraphs of the article whose label was put before the first new line."""
    while node.children and node.kind is not Kind.ARTICLE:
        node = node.children[-1]
    return [c for c in node.children if c.kind is Kind.PARAGRAPH]


def _last_path(node: Provision) -> list[Provision]:
    out = [node]
    while node.children:
        node = node.children[-1]
        if not _is_stand_in(node):
            return out
        out.append(node)
    return out


def _is_stand_in(node: Provision) -> bool:
    """True for a stand-in and for what only holds stand-ins and what is new."""
    if node.kind is Kind.SUPPL or (node.kind in APPENDIX_KINDS and normalise_label(node.label) == "別表"):
        return True
    if node.kind is Kind.REMARKS and not node.text and bool(node.children):
        return True
    if node.kind is Kind.TABLE:
        return True
    own = next((p.text for p in node.walk() if p.text), None)
    return own == _STAND_IN
