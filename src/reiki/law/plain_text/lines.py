"""What one line of a regulation's text looks like, before anything is known of the lines around it.

A shape is a possibility: `（趣旨）` looks like a caption, `2　…` like a paragraph or an item. The tree decides
(:mod:`reiki.law.plain_text.tree`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from reiki.law.citation import AddressError, scan
from reiki.law.kinds import COUNTERS, IN_SUPPL, Kind
from reiki.law.labels import LABEL, normalise_label, readings, successor
from reiki.law.numerals import NUMERAL, parse_article_label, parse_branch
from reiki.law.plain_text.form import OPAQUE, XML_FIRST, XML_MORE, holder_of_sign
from reiki.law.plain_text.tables import headed, is_row
from reiki.law.provision import Grid, GridCell
from reiki.source.model import Block, Cell, Figure, Origin, Paragraph, Table


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, or a table as its source drew it (``grid``; then ``text`` is empty), or an editor's note on what
    stands before it, which is no part of the text (``aside``, 例規集の改正注記; then ``text`` is empty)."""

    text: str
    origin: Origin = Origin()
    grid: Grid | None = None
    aside: str = ""


class Shape(Enum):
    """What a line looks like."""

    EMPTY = auto()
    ASIDE = auto()
    ROW = auto()
    GRID = auto()
    OPAQUE = auto()
    UNLISTED = auto()
    TOC = auto()
    SUPPL = auto()
    APPENDIX = auto()
    HEADING = auto()
    ARTICLE = auto()
    REMARKS = auto()
    CAPTION = auto()
    LABELLED = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Shaped:
    """A line and its shape. ``indent`` counts its leading spaces, ``body`` is the line without them. ``label`` and
    ``rest`` split a labelled line; ``spaced`` says that white space stands between them. ``related`` is （第五条関係) or
    （令和3年…規則第9号）."""

    shape: Shape
    line: Line
    indent: int = 0
    body: str = ""
    label: str = ""
    rest: str = ""
    kind: Kind | None = None
    num: str = ""
    related: str = ""
    spaced: bool = False


_S: Final = r"[ \u3000]*"
_N: Final = rf"(?>{NUMERAL})"
_BRANCHES: Final = rf"(?: *の *{_N})*"
_ONE: Final = rf"第{_S}{_N}{_S}条{_BRANCHES}"
_ARTICLE: Final = re.compile(
    rf"(?P<label>{_ONE}(?:{_S}(?:及び|から|[・～〜~]){_S}{_ONE}(?:{_S}まで)?)?)(?P<gap>[ \u3000]*)(?P<rest>.*)",
    re.DOTALL,
)
_OUTLINE: Final = re.compile(rf"(?P<label>第{_S}{_N}{_BRANCHES})(?P<gap>[ \u3000]+)(?P<rest>.*)", re.DOTALL)
_HEADING: Final = re.compile(
    rf"(?P<label>第{_S}(?P<n>{_N}){_S}(?P<counter>[編章節款目])(?P<branches>{_BRANCHES}))(?:(?P<gap>[ \u3000]+)(?P<rest>.+))?"
)
_SUPPL: Final = re.compile(
    rf"(?P<label>附{_S}則)(?:{_S}(?P<early>抄))?(?:{_S}(?P<related>[（(].+[）)]))?(?:{_S}(?P<late>抄))?"
)
_APPENDIX: Final = re.compile(
    rf"(?P<label>(?:附{_S}則{_S})?(?:(?:別{_S}表|付{_S}表|別{_S}紙|別{_S}図|付{_S}録|書{_S}式)"
    rf"(?:{_S}第?{_S}{_N}{_BRANCHES}(?:{_S}号{_BRANCHES})?)?"
    rf"|(?:別{_S}記{_S})?(?:第{_S}{_N}{_S}号{_BRANCHES}{_S})?様{_S}式(?:{_S}第?{_S}{_N}{_BRANCHES}{_S}(?:号{_BRANCHES})?)?"
    rf"|別{_S}記(?:{_S}第?{_S}{_N}{_BRANCHES}(?:{_S}号{_BRANCHES})?)?))"
    rf"(?P<title>[ \u3000]+[^（(。]{{1,60}}?)?{_S}(?P<related>[（(].+関{_S}係[）)])?(?P<after>[ \u3000]+[^。]{{1,60}})?"
)
_REMARKS: Final = re.compile(
    rf"(?P<label>備{_S}考|注)(?:(?P<gap>[ \u3000]+)(?P<rest>.*)|(?P<tight>[0-9０-９(（].*))?"
)
_LABEL: Final = re.compile(LABEL)
_LABEL_BRANCHES: Final = re.compile(_BRANCHES)
_TIGHT: Final = re.compile(r"[)）⑴-⒇⒜-⒵①-⑳]$")
_RANGE: Final = re.compile(rf"{_S}(?:及び|から|[・～〜~]){_S}")
_UNTIL: Final = re.compile(rf"{_S}まで")
_GAP: Final = re.compile(_S)
_LEAD: Final = re.compile(r"[ \u3000]*")


def one_group(text: str) -> bool:
    """True when a text is one group in parentheses from end to end: `（趣旨）`, not `（甲）及び（乙）`."""
    if len(text) < 3 or text[0] not in "(（" or text[-1] not in ")）":
        return False
    depth = 0
    for place, char in enumerate(text):
        depth += (char in "(（") - (char in ")）")
        if depth == 0:
            return place == len(text) - 1
    return False


def shape(line: Line) -> Shaped:
    """The shape of a line, by its own text alone."""
    if line.grid is not None:
        return Shaped(Shape.GRID, line)
    if line.aside:
        return Shaped(Shape.ASIDE, line)
    text = line.text.rstrip(" \u3000\r")
    if not line.text.strip():
        return Shaped(Shape.ROW if "\t" in line.text else Shape.EMPTY, line, body=line.text)
    indent = len(_LEAD.match(text)[0])  # type: ignore[index]  # the pattern matches every string
    body = text[indent:]
    if body.startswith((OPAQUE, XML_FIRST, XML_MORE)):
        return Shaped(Shape.OPAQUE, line, body=line.text.rstrip("\r").lstrip(" \u3000"))
    if is_row(body) or "\t" in line.text:
        return Shaped(Shape.ROW, line, body=line.text.rstrip("\r"))
    if holder := holder_of_sign(body):
        return Shaped(Shape.UNLISTED, line, indent, body, label=holder)
    if re.fullmatch(rf"目{_S}次", body):
        return Shaped(Shape.TOC, line, indent, body)
    for reader in (_suppl, _appendix, _heading, _article, _remarks):
        found = reader(body)
        if found is not None:
            return replace(found, line=line, indent=indent, body=body)
    if one_group(body) and not readings(body):
        return Shaped(Shape.CAPTION, line, indent, body)
    found = _labelled(body)
    return (
        replace(found, line=line, indent=indent, body=body)
        if found
        else Shaped(Shape.TEXT, line, indent, body)
    )


_NO_LINE: Final = Line("")


def _suppl(body: str) -> Shaped | None:
    match = _SUPPL.fullmatch(body)
    if match is None or (match["related"] and not one_group(match["related"])):
        return None
    label = match["label"].replace(" ", "\u3000") + ("\u3000抄" if match["early"] or match["late"] else "")
    return Shaped(Shape.SUPPL, _NO_LINE, label=label, related=match["related"] or "", kind=Kind.SUPPL)


def _appendix(body: str) -> Shaped | None:
    match = _APPENDIX.fullmatch(body)
    if match is None or (match["related"] and not one_group(match["related"])):
        return None
    if not match["related"] and re.match(
        r"[ \u3000]*(?:中|の|に|を|は|及び)", match["title"] or match["after"] or ""
    ):
        return None
    try:
        steps = scan(match["label"])
    except AddressError:
        return None
    kind, num = steps[-1]
    if steps[0][0] is Kind.SUPPL:
        kind = IN_SUPPL.get(kind, kind)
    return Shaped(
        Shape.APPENDIX,
        _NO_LINE,
        label=match["label"] + (match["title"] or ""),
        rest=(match["after"] or "").lstrip(" \u3000"),
        kind=kind,
        num=num,
        related=match["related"] or "",
    )


def _heading(body: str) -> Shaped | None:
    match = _HEADING.fullmatch(body)
    if match is None or "。" in (match["rest"] or ""):
        return None
    num = parse_branch(match["n"] + match["branches"])
    return Shaped(
        Shape.HEADING,
        _NO_LINE,
        label=match["label"],
        rest=match["rest"] or "",
        kind=COUNTERS[match["counter"]],
        num=num,
        spaced=bool(match["gap"]),
    )


def _article(body: str) -> Shaped | None:
    for pattern in (_ARTICLE, _OUTLINE):
        match = pattern.fullmatch(body)
        if match is None:
            continue
        try:
            num = (
                parse_article_label(match["label"])
                if pattern is _ARTICLE
                else parse_branch(match["label"][1:])
            )
        except ValueError:
            continue
        return Shaped(
            Shape.ARTICLE,
            _NO_LINE,
            label=match["label"],
            rest=match["rest"],
            kind=Kind.ARTICLE,
            num=num,
            spaced=bool(match["gap"]) or not match["rest"],
        )
    return None


def _remarks(body: str) -> Shaped | None:
    match = _REMARKS.fullmatch(body)
    if match is None:
        return None
    rest = match["rest"] or match["tight"] or ""
    return Shaped(
        Shape.REMARKS, _NO_LINE, label=match["label"], rest=rest, kind=Kind.REMARKS, spaced=bool(match["gap"])
    )


def label_end(text: str, at: int = 0) -> int | None:
    """Where a label (or a range of them: `三及び四`, `ア～オ`) that begins at ``at`` ends; None when none begins there."""
    end = _one_label_end(text, at)
    if end is None:
        return None
    join = _RANGE.match(text, end)
    last = _one_label_end(text, join.end()) if join else None
    if join is None or last is None:
        return end
    until = _UNTIL.match(text, last)
    if "から" in join[0]:
        return until.end() if until else end
    return last


def _one_label_end(text: str, at: int) -> int | None:
    match = _LABEL.match(text, at)
    if match is None:
        return None
    branches = _LABEL_BRANCHES.match(text, match.end())
    end = branches.end() if branches else match.end()
    return next((e for e in (end, match.end()) if readings(text[at:e])), None)


def _labelled(body: str) -> Shaped | None:
    end = label_end(body)
    if end is None:
        return None
    label, rest = body[:end], body[end:].lstrip(" \u3000")
    spaced = not rest or body[end] in " \u3000"
    bare_number = len(range_ends(label)) == 1 and re.fullmatch(_N, label)
    if not spaced and not _TIGHT.search(label) and not bare_number:
        return None
    return Shaped(Shape.LABELLED, _NO_LINE, label=label, rest=rest, spaced=spaced)


def range_ends(label: str) -> tuple[str, ...]:
    """The two ends of a range of labels (`三及び四`, `(3)から(5)まで`, `ア～オ`), or the one label."""
    first, *others = _RANGE.split(re.sub(rf"{_S}まで$", "", label), maxsplit=1)
    return (first, *others)


def label_num(label: str) -> str:
    """The normalised label, both ends of a range joined by a colon: `（ア）` → `(ア)`, `ア～オ` → `ア:オ`."""
    return ":".join(normalise_label(end) for end in range_ends(label))


# ------------------------------------------------------------------------------------------------------- into lines


def lines_of_text(text: str) -> tuple[Line, ...]:
    """The lines of a text, each with its line number (from 1)."""
    return tuple(Line(line, Origin(line=n)) for n, line in enumerate(text.split("\n"), 1))


def lines_of_blocks(blocks: Sequence[Block]) -> tuple[Line, ...]:
    """The lines of a document's blocks: a paragraph gives its lines, a drawn table one line with its grid."""
    return tuple(_lines_of_blocks(blocks))


def _lines_of_blocks(blocks: Sequence[Block]) -> Iterator[Line]:
    for block in blocks:
        match block:
            case Paragraph():
                for text in block.text.text.split("\n"):
                    yield Line(text, block.origin)
            case Table():
                rows = tuple(tuple(_grid_cell(cell) for cell in row.cells) for row in block.rows)
                yield Line("", block.origin, headed(Grid(rows)))
            case Figure():
                yield Line(f"{OPAQUE}{block.alternative or block.reference}", block.origin)


def _grid_cell(cell: Cell) -> GridCell:
    return GridCell(cell.plain(), cell.rowspan, cell.colspan, cell.head)


# ------------------------------------------------------------------------------------------------------ inline labels

_OPENERS: Final = frozenset({"ア", "(ア)", "イ", "(1)"})


def split_inline_labels(line: Line) -> list[Line]:
    """`（1）筆記試験 （2）口述試験` and `…に定める額 ア～オ 略` as lines of their own.

    A line is split before a label that stands between spaces and is the successor of the one before, or opens a list.
    """
    out: list[Line] = []
    rest = line
    while (cut := _next_label(shape(rest))) is not None:
        start = len(rest.text) - len(rest.text.lstrip(" \u3000"))
        out.append(replace(rest, text=rest.text[: start + cut].rstrip(" \u3000")))
        rest = replace(rest, text=rest.text[start + cut :])
    return [*out, rest]


def _next_label(shaped: Shaped) -> int | None:
    """Where in the body the next label of the same list, or the first of a list inside, begins."""
    if shaped.shape not in (Shape.LABELLED, Shape.ARTICLE):
        return None
    wanted = _successors(range_ends(shaped.label)[-1]) if shaped.shape is Shape.LABELLED else frozenset()
    for match in re.finditer(r"(?<=[ \u3000])\S", shaped.body[len(shaped.label) :]):
        at = len(shaped.label) + match.start()
        end = label_end(shaped.body, at)
        if end is None or shaped.body[:at].strip(" \u3000") == shaped.label:
            continue
        label = shaped.body[at:end]
        first = normalise_label(range_ends(label)[0])
        apart = bool(re.match(r"[ \u3000]|$", shaped.body[end:]))
        if first in wanted and (apart or _TIGHT.search(label)):
            return at
        if first in _OPENERS and apart and first not in shaped.label:
            return at
    return None


def _successors(label: str) -> frozenset[str]:
    out = set()
    for reading in readings(label):
        try:
            out.add(normalise_label(successor(label, reading.style)))
        except ValueError:
            continue
    return frozenset(out)
