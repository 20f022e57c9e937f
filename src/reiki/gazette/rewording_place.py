"""Whether a change of an amending instrument stands in the place that an order names (改正規定の箇所).

``第2条の改正規定中「A」を「B」に改める`` changes what the instrument orders of 第2条, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reiki.gazette.compile import read_sides
from reiki.gazette.lines import fold, sentences, squeeze
from reiki.gazette.model import Clause, Issue, Notice, Side
from reiki.gazette.quoted import Quoted
from reiki.law.address import Address, AddressError
from reiki.law.kinds import Kind
from reiki.law.numerals import NUMERAL, parse_branch
from reiki.source.model import Paragraph

_COLUMN: Final = re.compile(r"(?:の|中)?改正(?P<side>前|後)の?欄$")
_TABLE: Final = re.compile(r"(?:の|中)?表$")
_ROW: Final = re.compile(rf"(?:本則の)?表(?P<at>第{NUMERAL}条(?:の{NUMERAL})*)の項$")
_ARTICLE: Final = rf"第(?P<number>{NUMERAL})条(?P<branch>(?:の{NUMERAL})*)"
_TITLED: Final = r"(?:[^第]{0,80}(?:条例|規則|規程|訓令|告示|要綱|要領))?"
_OF_CLAUSE: Final = re.compile(
    rf"{_ARTICLE}(?:の(?:規定|改正規定)|(?:中|のうち、?){_TITLED}(?P<at>.+?)の改正規定)?"
)
_OF_ONE: Final = re.compile(r"(?:本則(?:中|の))?(?P<at>.+?)の改正規定")
_NAMES: Final = re.compile(rf"(?P<at>(?:題名|目次|附則|別表|様式|第{NUMERAL}条)[^を「」]*?)(?:中|を|の次に)")
_ARTICLES: Final = re.compile(rf"第{NUMERAL}条(?:の{NUMERAL})*")
_QUOTED: Final = re.compile(r"「[^「」]*(?:「[^「」]*」[^「」]*)*」")


@dataclass(frozen=True, slots=True)
class _Place:
    """``clause``: the id of the clause, ``""`` for any; ``at``: what of the regulation that it amends, ``None`` for all of it;
    ``side``: the column, ``None`` for either."""

    clause: str = ""
    at: Address | None = None
    side: Side | None = None


def stands_in_place(old: Notice, new: Notice, place: str, before: Issue, after: Issue) -> bool:
    """Whether the main provision of a notice changed in the place named, and only there. ``before``, ``after``: its issue, with
    the notice as it was and as it is."""
    main = [c for c in old.clauses if not c.id.startswith("附則")]
    named = _read(place, main)
    if named is None or [c.id for c in old.clauses] != [c.id for c in new.clauses]:
        return False
    pairs = zip(old.clauses, new.clauses, strict=True)
    changed = [(a, b) for a, b in pairs if replace(a, findings=()) != replace(b, findings=())]
    if len(changed) != 1 or changed[0][0].id not in (
        [named.clause] if named.clause else [c.id for c in main]
    ):
        return False
    if named.at is None and named.side is None:
        return True
    found = _changes(*changed[0], before, after)
    return bool(found) and all(
        (named.at is None or any(at.is_under(named.at) for at in places))
        and (named.side is None or side == named.side)
        for places, side in found
    )


def _read(place: str, main: Sequence[Clause]) -> _Place | None:
    """A place, half-width; ``None`` for one that is not read."""
    if row := _ROW.match(place):
        at = _address(row["at"])
        return _Place(at=at) if at is not None and row.end() == len(place) else None
    side: Side | None = None
    rest = place
    if column := _COLUMN.search(rest):
        side, rest = "before" if column["side"] == "前" else "after", rest[: column.start()]
    table = _TABLE.search(rest)
    rest = rest[: table.start()] if table else rest
    if rest in ("", "本則", "次", "同"):
        return _Place(side=side)
    if side is not None and table is None:
        return None
    if any(c.path.startswith("第") for c in main):
        return _of_clause(rest, side)
    match = None if table else _OF_ONE.fullmatch(rest)
    at = _address(match["at"]) if match else None
    return _Place(at=at, side=side) if at is not None else None


def _of_clause(rest: str, side: Side | None) -> _Place | None:
    match = _OF_CLAUSE.fullmatch(rest)
    if match is None:
        return None
    number = parse_branch(match["number"] + match["branch"])
    if match["at"] is None:
        return _Place(number, None, side)
    at = _address(match["at"])
    return _Place(number, at, side) if at is not None else None


def _address(text: str) -> Address | None:
    try:
        found = Address.parse(text)
    except AddressError:
        return None
    return found if found.steps else None


# ----------------------------------------------------------------------------------------------------------- what changed


def _changes(
    old: Clause, new: Clause, before: Issue, after: Issue
) -> list[tuple[list[Address], Side | None]]:
    """Every changed thing of a clause: the places of the regulation of which it speaks, and its column; empty where a change is
    found that cannot be placed."""
    bare = [
        replace(c, findings=(), tables=(), loose=(), sentences=(), matter=(), remarks=()) for c in (old, new)
    ]
    if bare[0] != bare[1] or len(old.tables) != len(new.tables):
        return []
    out: list[tuple[list[Address], Side | None]] = []
    for one, other in zip(read_sides(old, before), read_sides(new, after), strict=True):
        for side, was, now in (("before", one[0], other[0]), ("after", one[1], other[1])):
            first, second = list(_lines(was, Address())), list(_lines(now, Address()))
            if len(first) != len(second):
                return []
            differing = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
            if any(a[0] != b[0] for a, b in differing):
                return []
            out += [([a[0]], "before" if side == "before" else "after") for a, _ in differing]
    sentences_changed = _in_sentences(old, new)
    return [] if sentences_changed is None else [*out, *sentences_changed]


def _lines(node: Quoted, at: Address) -> Iterator[tuple[Address, tuple[str, ...]]]:
    """What a column quotes, each provision with its address and its own words."""
    for child in node.children:
        here = (Address() if child.kind is Kind.ARTICLE else at).child(child.kind, child.num)
        cells = [cell.text.text if cell.text else "" for row in child.rows or () for cell in row.cells]
        caption = child.caption.text if child.caption else ""
        yield here, (child.label.text, caption, child.text.text, child.related.text, *cells)
        yield from _lines(child, here)


def _in_sentences(old: Clause, new: Clause) -> list[tuple[list[Address], Side | None]] | None:
    """The same of what is ordered in sentences (改め文): a changed sentence speaks of the one article that it names; ``None``
    where it names none, or several, or where what it brings (a new provision, a table) changed."""
    first, second = (list(c.matter or c.sentences) for c in (old, new))
    if len(first) != len(second):
        return None
    out: list[tuple[list[Address], Side | None]] = []
    for a, b in zip(first, second, strict=True):
        if a == b:
            continue
        if not isinstance(a, Paragraph) or not isinstance(b, Paragraph):
            return None
        was, now = (sentences(fold(squeeze(p.text.text))) for p in (a, b))
        if len(was) != len(now):
            return None
        for one, other in zip(was, now, strict=True):
            if one != other:
                at = _spoken_of(one)
                if at is None or at != _spoken_of(other):
                    return None
                out.append(([at], None))
    return out


def _spoken_of(sentence: str) -> Address | None:
    said = _QUOTED.sub("「」", sentence)
    match = _NAMES.match(said)
    if match is None or len(set(_ARTICLES.findall(said))) > 1 or re.search(r"加える|削り|同[条項号]", said):
        return None
    return _address(match["at"])
