"""Two texts of a regulation as a comparison table (新旧対照表): only what changed, 改正前 beside 改正後.

Differences are found by diff-match-patch within one pair of provisions, or one pair of cells, at a time
(:mod:`reiki.law.differences`); pairing is :mod:`reiki.render.pairing`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from reiki.law.address import Address, Step
from reiki.law.differences import changes
from reiki.law.kinds import APPENDIX_KINDS, Kind
from reiki.law.plain_text.form import UNKNOWN
from reiki.law.provision import Grid, GridCell, Provision, Regulation
from reiki.law.tables import row_num
from reiki.render.pairing import alike, bare_of_number, pair, row_text, whole_text
from reiki.render.text import render_provision
from reiki.render.whole_words import word_starts

__all__ = ["Comparison", "ComparisonRow", "Side", "compare", "compare_provisions", "differing_spans"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Side:
    """One column of a row: where, the text as printed (``label`` is in it), and the spans (start, end) that differ."""

    at: Address
    text: str
    spans: tuple[Span, ...] = ()
    label: str = ""

    def as_json(self) -> dict[str, Any]:
        """`{"at": "第3条第1項", "text": …, "spans": [[3, 8]]}`."""
        return {"at": str(self.at), "text": self.text, "spans": [list(span) for span in self.spans]}


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One changed provision or table row; a side is None where the provision does not stand there."""

    before: Side | None
    after: Side | None

    @property
    def change(self) -> Literal["changed", "moved", "added", "removed"]:
        """``moved``: the words are the same under another number."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "changed" if _bare(self.before) != _bare(self.after) else "moved"

    def as_json(self) -> dict[str, Any]:
        """The row; an absent side is null."""
        return {
            "change": self.change,
            "before": self.before.as_json() if self.before else None,
            "after": self.after.as_json() if self.after else None,
        }


def _bare(side: Side) -> str:
    """The text of a side without its label."""
    return side.text.replace(side.label, "", 1) if side.label else side.text


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows of a comparison in the order of the text after."""

    rows: tuple[ComparisonRow, ...]

    def as_json(self) -> list[dict[str, Any]]:
        """All rows."""
        return [row.as_json() for row in self.rows]

    def as_unified(self, before: str = "改正前", after: str = "改正後") -> str:
        """Lines of ``-`` and ``+`` under the address of each row; ends with a line feed unless empty."""
        if not self.rows:
            return ""
        out = [f"--- {before}", f"+++ {after}"]
        for row in self.rows:
            left, right = row.before, row.after
            places = list(dict.fromkeys(str(side.at) for side in (left, right) if side))
            out.append(f"@@ {' → '.join(places)} @@")
            out += [f"-{line}" for line in left.text.split("\n")] if left else []
            out += [f"+{line}" for line in right.text.split("\n")] if right else []
        return "\n".join(out) + "\n"

    def as_table(self, before: str = "改正前", after: str = "改正後", width: int = 36) -> str:
        """Two columns of ``width`` half-width places each; what differs stands between 《 and 》."""
        if not self.rows:
            return ""
        rule = "-" * width + "-+-" + "-" * width
        out = [_beside(before, after, width), rule]
        for row in self.rows:
            left = _wrapped(_cited(row.before), width)
            right = _wrapped(_cited(row.after), width)
            for n in range(max(len(left), len(right))):
                out.append(
                    _beside(left[n] if n < len(left) else "", right[n] if n < len(right) else "", width)
                )
            out.append(rule)
        return "\n".join(out) + "\n"


def compare(before: Regulation | None, after: Regulation | None) -> Comparison:
    """The differences between two texts of one regulation; None stands for no text (before 制定, after 廃止)."""
    old, new = before or Regulation(""), after or Regulation("")
    title = Address((Step(Kind.TITLE),))
    rows: list[ComparisonRow] = []
    if old.title != new.title:
        rows.append(
            _row(Side(title, old.title) if before else None, Side(title, new.title) if after else None)
        )
    rows += _rows(old.provisions, new.provisions, (), ())
    return Comparison(tuple(rows))


def compare_provisions(
    before: Provision | None, after: Provision | None, parent: Address | None = None
) -> Comparison:
    """The differences between two texts of one provision, which stands under ``parent``."""
    steps = parent.steps if parent else ()
    old, new = ((before,) if before else ()), ((after,) if after else ())
    if before is not None and after is not None:
        return Comparison(tuple(_changed(before, after, steps, steps)))
    return Comparison(tuple(_rows(old, new, steps, steps)))


Steps = tuple[Step, ...]


def _rows(
    before: Sequence[Provision], after: Sequence[Provision], up: Steps, to: Steps
) -> Iterator[ComparisonRow]:
    for old, new in pair(before, after, bare_of_number, lambda p: (p.kind, p.num), whole_text):
        if old is not None and new is not None:
            if old != new:
                yield from _changed(old, new, up, to)
        elif old is not None:
            yield _row(_whole(old, up), None)
        elif new is not None:
            yield _row(None, _whole(new, to))


def _whole(p: Provision, up: Steps) -> Side:
    text = render_provision(p).lstrip("\u3000")
    return Side(_address(p, up), text, ((0, len(text)),))


def _steps(p: Provision, up: Steps) -> Steps:
    """The steps of a provision under ``up``; the one table of a 別表 is cited as the 別表 itself."""
    if p.kind is Kind.TABLE and not p.num and up and up[-1].kind in APPENDIX_KINDS:
        return up
    return (*up, Step(p.kind, p.num))


def _address(p: Provision, up: Steps) -> Address:
    return Address(_steps(p, up))


def _changed(old: Provision, new: Provision, up: Steps, to: Steps) -> Iterator[ComparisonRow]:
    if old.kind is not new.kind:
        yield _row(_whole(old, up), None)
        yield _row(None, _whole(new, to))
        return
    before, after = _own(old, up), _own(new, to)
    if before.text != after.text:
        yield _row(before, after)
    if old.grid != new.grid:
        yield from _grid_rows(old, new, up, to)
    inner_up, inner_to = _steps(old, up), _steps(new, to)
    yield from _rows(old.children, new.children, inner_up, inner_to)


def _own(p: Provision, up: Steps) -> Side:
    """A provision's own line: caption, label, words, and what is carried unread."""
    own = replace(p, children=(), grid=None, unlisted=False)
    words = UNKNOWN if own.text is None else own.text
    label = own.label + own.related
    line = label + ("\u3000" if label and words else "") + words
    parts = [
        own.caption,
        line,
        *(
            render_provision(replace(own, caption="", label="", text="", opaque=(xml,), related="")).lstrip(
                "\u3000\n"
            )
            for xml in own.opaque
        ),
    ]
    return Side(_address(p, up), "\n".join(part for part in parts if part), label=own.label)


def _row(before: Side | None, after: Side | None) -> ComparisonRow:
    """A row with the spans that differ; a side that stands alone differs as a whole."""
    if before is None or after is None:
        sides = [
            replace(side, spans=side.spans or ((0, len(side.text)),)) if side else None
            for side in (before, after)
        ]
        return ComparisonRow(sides[0], sides[1])
    left, right = differing_spans(before.text, after.text)
    return ComparisonRow(replace(before, spans=left), replace(after, spans=right))


def differing_spans(before: str, after: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Where two texts differ, in words, as spans of each; all of both where they have little in common."""
    if not alike(before, after):
        return ((0, len(before)),), ((0, len(after)),)
    found = _for_people(before, after)
    return (
        tuple((start, end) for start, end, _, _ in found if end > start),
        tuple((at, to) for _, _, at, to in found if to > at),
    )


ISLAND: Final = 2
"""Equal characters between two differences, up to this many, are shown as part of one: people read words."""


def _for_people(before: str, after: str) -> list[tuple[int, int, int, int]]:
    """The differences in whole words, a number always whole (7《1》0円 → 《710》円), small islands between them taken in."""
    out: list[tuple[int, int, int, int]] = []
    starts, others = word_starts(before), word_starts(after)
    for c in changes(before, after):
        start, end, at, to = c.start, c.end, c.at, c.to
        if _numeric(before[start : start + 1] or after[at : at + 1]):
            while start and at and _numeric(before[start - 1]) and before[start - 1] == after[at - 1]:
                start, at = start - 1, at - 1
        if _numeric(before[end - 1 : end] if end > start else after[to - 1 : to]):
            while (
                end < len(before) and to < len(after) and _numeric(before[end]) and before[end] == after[to]
            ):
                end, to = end + 1, to + 1
        while start and at and not (start in starts and at in others) and before[start - 1] == after[at - 1]:
            start, at = start - 1, at - 1
        while (
            end < len(before)
            and to < len(after)
            and not (end in starts and to in others)
            and before[end] == after[to]
        ):
            end, to = end + 1, to + 1
        if out and start - out[-1][1] <= ISLAND and at - out[-1][3] <= ISLAND:
            start, at = out[-1][0], out[-1][2]
            out.pop()
        out.append((start, end, at, to))
    return out


def _numeric(char: str) -> bool:
    return bool(char) and char in "0123456789０１２３４５６７８９,，〇一二三四五六七八九十百千万"


# --------------------------------------------------------------------------------------------------------------- tables

Cells = tuple[int, tuple[GridCell, ...]]


def _grid_rows(old: Provision, new: Provision, up: Steps, to: Steps) -> Iterator[ComparisonRow]:
    before, after = old.grid or Grid(()), new.grid or Grid(())
    at, there = _steps(old, up), _steps(new, to)
    rows_before = list(enumerate(before.rows))
    rows_after = list(enumerate(after.rows))
    for a, b in pair(rows_before, rows_after, lambda row: row[1], _row_head, lambda row: row_text(row[1])):
        if a is not None and b is not None:
            if a[1] != b[1]:
                yield _cells(_row_side(before, a, at), _row_side(after, b, there), a, b)
        else:
            yield _row(_row_side(before, a, at) if a else None, _row_side(after, b, there) if b else None)


def _row_head(row: Cells) -> str:
    return (row[1][0].text or "") if row[1] else ""


def _row_side(grid: Grid, row: Cells, up: Steps) -> Side:
    return Side(Address((*up, Step(Kind.ROW, row_num(grid, row[0])))), row_text(row[1]))


def _cells(before: Side, after: Side, a: Cells, b: Cells) -> ComparisonRow:
    """A changed row, its differences found cell by cell where both have the same number of cells."""
    if len(a[1]) != len(b[1]):
        return _row(before, after)
    left: list[Span] = []
    right: list[Span] = []
    i = j = 0
    for x, y in zip(a[1], b[1], strict=True):
        old, new = x.text or "", y.text or ""
        spans = differing_spans(old, new)
        left += [(i + s, i + e) for s, e in spans[0]] if old != new else []
        right += [(j + s, j + e) for s, e in spans[1]] if old != new else []
        i, j = i + len(old) + 1, j + len(new) + 1
    return ComparisonRow(replace(before, spans=tuple(left)), replace(after, spans=tuple(right)))


# ----------------------------------------------------------------------------------------------------------- plain text

_WIDE: Final = frozenset("WFA")


def _places(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 0 if unicodedata.combining(char) else 1


def _marked(side: Side | None) -> str:
    if side is None:
        return ""
    out, end = "", 0
    for start, stop in side.spans:
        out += f"{side.text[end:start]}《{side.text[start:stop]}》"
        end = stop
    return out + side.text[end:]


def _cited(side: Side | None) -> str:
    """The text under its citation, without which an item would not say where it stands."""
    return f"【{side.at}】\n{_marked(side)}" if side else ""


def _wrapped(text: str, width: int) -> list[str]:
    out: list[str] = []
    for line in text.split("\n") if text else []:
        current, used = "", 0
        for char in line.replace("\t", "\u3000"):
            if used + _places(char) > width:
                out.append(current)
                current, used = "", 0
            current, used = current + char, used + _places(char)
        out.append(current)
    return out


def _beside(left: str, right: str, width: int) -> str:
    return f"{left}{' ' * (width - sum(map(_places, left)))} | {right}".rstrip()
