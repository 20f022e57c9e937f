"""Lists inside the cells of a table: ``一～三　（略）``, ``四　…`` in one cell, of which the regulation has every line.

After :func:`fill_cells` such cells say in full what they elide, taken from the stored cell, with the labels that each column
prints, and the marks on them. What an elision stands for is found by labels and by the lines quoted between; where that
leaves a choice, or the columns do not elide the same number of lines, the cells stay as they are and fit no stored one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.gazette.entries import LABEL_MARKS
from reiki.gazette.opening import ELISION, Opening, read_opening
from reiki.gazette.quoted import QuotedCell, QuotedRow
from reiki.gazette.rows import text_of
from reiki.gazette.succession import styles_of
from reiki.law.equality import Fidelity, key
from reiki.law.labels import normalise_label, readings, successor
from reiki.law.provision import Grid
from reiki.source.model import Mark, MarkedText, MarkSpan

_LONGEST: Final = 500
_EMPTY: Final = MarkedText("")


@dataclass(slots=True)
class _Part:
    """A stretch of a list: one entry (its first line and those under it), a run of elided entries, or lines not said.

    ``labels``: as printed, one for each entry; empty for lines without a label and for a bare ``（略）``.
    """

    labels: list[MarkedText] = field(default_factory=list)
    lines: list[MarkedText] = field(default_factory=list)
    elided: bool = False


def fill_cells(
    before: Sequence[QuotedRow], after: Sequence[QuotedRow], stored: Grid, fidelity: Fidelity
) -> tuple[list[QuotedRow], list[QuotedRow]]:
    """Both columns' rows with the lists in their cells in full."""
    b, a = list(before), list(after)
    taken: set[int] = set()
    for i, row in enumerate(before):
        for c, cell in enumerate(row.cells):
            if row.elided or not _elides_lines(cell):
                continue
            j = _partner(row, c, after, taken, fidelity)
            own = _stored(row, c, stored, fidelity)
            if j is None or own is None or key(own, fidelity) == key(text_of(cell), fidelity):
                continue
            filled = _fill(cell, after[j].cells[c], own, fidelity)
            if filled is not None:
                b[i] = _with_cell(b[i], c, filled[0])
                a[j] = _with_cell(a[j], c, filled[1])
    return b, a


def _elides_lines(cell: QuotedCell) -> bool:
    """True when some lines of a cell are elided and others quoted."""
    lines = text_of(cell).split("\n")
    return len(lines) > 1 and any(read_opening(x).elided for x in lines)


def _with_cell(row: QuotedRow, c: int, text: MarkedText) -> QuotedRow:
    return replace(row, cells=[replace(x, text=text) if n == c else x for n, x in enumerate(row.cells)])


def _partner(
    row: QuotedRow, c: int, after: Sequence[QuotedRow], taken: set[int], fidelity: Fidelity
) -> int | None:
    """The first row of 改正後 not yet taken whose cell elides lines too and whose first words are the same."""
    for j, other in enumerate(after):
        if (
            j in taken
            or other.elided
            or len(other.cells) != len(row.cells)
            or not _elides_lines(other.cells[c])
        ):
            continue
        heads = [key(text_of(r.cells[0]), fidelity) for r in (row, other)] if c else ["", ""]
        if heads[0] == heads[1]:
            taken.add(j)
            return j
    return None


def _stored(row: QuotedRow, c: int, stored: Grid, fidelity: Fidelity) -> str | None:
    """The stored cell that a printed one elides a part of: in the one row whose other cells are those that are quoted."""
    found = [
        own[c].text
        for own in stored.rows
        if len(own) == len(row.cells)
        and all(
            n == c
            or ELISION.fullmatch(text_of(x))
            or key(text_of(x), fidelity) == key(own[n].text or "", fidelity)
            for n, x in enumerate(row.cells)
        )
    ]
    if len(row.cells) == 1 or len(found) > 1:
        quoted = [x for x in text_of(row.cells[c]).split("\n") if not read_opening(x).elided]
        found = [
            t for t in found if t is not None and all(key(q, fidelity) in key(t, fidelity) for q in quoted)
        ]
    return found[0] if len(found) == 1 else None


# -------------------------------------------------------------------------------------------------------------- filling


def _fill(
    b: QuotedCell, a: QuotedCell, stored: str, fidelity: Fidelity
) -> tuple[MarkedText, MarkedText] | None:
    old, new = _parts(b.text or _EMPTY), _parts(a.text or _EMPTY)
    said = _said_by(old, stored.split("\n"), fidelity)
    if said is None:
        return None
    elided = [entry for part, entries in zip(old, said, strict=True) if part.elided for entry in entries]
    counts = [(len(p.labels), bool(p.labels)) for p in new if p.elided]
    bare_old = [entries for part, entries in zip(old, said, strict=True) if part.elided and not part.labels]
    if sum(n for n, _ in counts) + sum(len(x) for x in bare_old) != len(elided):
        return None
    if sum(1 for _, labelled in counts if not labelled) != len(bare_old):
        return None
    return _joined(_in_full(old, iter(elided), iter(bare_old))), _joined(
        _in_full(new, iter(elided), iter(bare_old))
    )


def _in_full(
    parts: Sequence[_Part], entries: Iterator[list[str]], runs: Iterator[list[list[str]]]
) -> list[MarkedText]:
    """The lines of a column, elided entries in the words of the stored ones under the labels that the column prints."""
    out: list[MarkedText] = []
    for part in parts:
        if not part.elided:
            out += part.lines
        elif not part.labels:
            for entry in next(runs):
                next(entries)
                out += [MarkedText(x) for x in entry]
        else:
            for label in part.labels:
                first, *rest = next(entries)
                opening = read_opening(first)
                out += [label + MarkedText(first[opening.end :]), *(MarkedText(x) for x in rest)]
    return out


def _joined(lines: Sequence[MarkedText]) -> MarkedText:
    """The lines as one text. A line that is marked throughout comes or goes with its line break."""
    out = _EMPTY
    for n, line in enumerate(lines):
        if n:
            whole = line.covered(LABEL_MARKS)
            out = out + MarkedText("\n", (MarkSpan(0, 1, Mark.UNDERLINE),) if whole else ())
        out = out + line
    return out


def _said_by(
    parts: Sequence[_Part], stored: Sequence[str], fidelity: Fidelity
) -> list[list[list[str]]] | None:
    """For each part of 改正前 the stored entries that it stands for, each as its lines; ``None`` where they do not fit."""
    style = next((styles_of(normalise_label(p.labels[0].text)) for p in parts if p.labels), frozenset())
    entries = _entries(stored, style)
    out: list[list[list[str]]] = []
    at = 0
    for n, part in enumerate(parts):
        if part.elided and not part.labels:
            end = len(entries) if n + 1 == len(parts) else _found(parts[n + 1], entries, at, fidelity)
            if end is None or end == at:
                return None
            out.append(entries[at:end])
            at = end
            continue
        size = max(len(part.labels), 1)
        here = entries[at : at + size]
        if len(here) < size or not _fits(part, here, fidelity):
            return None
        out.append(here)
        at += size
    return out if at == len(entries) else None


def _found(part: _Part, entries: Sequence[Sequence[str]], at: int, fidelity: Fidelity) -> int | None:
    """Where ``part`` begins behind elided entries: in one place only."""
    size = max(len(part.labels), 1)
    places = [n for n in range(at, len(entries) - size + 1) if _fits(part, entries[n : n + size], fidelity)]
    return places[0] if len(places) == 1 else None


def _fits(part: _Part, entries: Sequence[Sequence[str]], fidelity: Fidelity) -> bool:
    if part.elided:
        names = [normalise_label(x.text) for x in part.labels]
        return names == [_label_of(e[0]) for e in entries]
    return key("\n".join(x.text for x in part.lines), fidelity) == key("\n".join(entries[0]), fidelity)


def _entries(lines: Sequence[str], style: frozenset[str]) -> list[list[str]]:
    """The stored lines by entries of the printed list's own level; lines above the first label one by one."""
    out: list[list[str]] = []
    last = ""
    for line in lines:
        label = _label_of(line)
        begins = bool(label) and bool(styles_of(label) & style) and _comes_after(last, label)
        if begins or not last:
            out.append([line])
        else:
            out[-1].append(line)
        last = label if begins else last
    return out


def _comes_after(last: str, label: str) -> bool:
    return not last or any(
        normalise_label(successor(last, r.style)) == label for r in readings(last) if r.ordinal < _LONGEST
    )


def _label_of(line: str) -> str:
    opening = read_opening(line)
    return opening.nums[0] if opening.shape == "label" and len(opening.nums) == 1 else ""


# --------------------------------------------------------------------------------------------------------------- parts


def _parts(text: MarkedText) -> list[_Part]:
    """A printed cell by entries of its outermost list."""
    out: list[_Part] = []
    style: frozenset[str] = frozenset()
    at = 0
    for plain in text.text.split("\n"):
        line = text.slice(at, at + len(plain)).strip()
        at += len(plain) + 1
        opening = read_opening(line.text)
        if opening.shape == "elision":
            out.append(_Part(elided=True))
            continue
        labelled = opening.shape == "label"
        style = style or (styles_of(opening.nums[0]) if labelled else style)
        if labelled and styles_of(opening.nums[0]) & style:
            label = line.slice(opening.start, opening.end)
            out.append(_Part(_labels(opening, label), [line], opening.elided))
        elif out and out[-1].labels and not out[-1].elided:
            out[-1].lines.append(line)
        else:
            out.append(_Part([], [line], opening.elided))
    return out


def _labels(opening: Opening, label: MarkedText) -> list[MarkedText]:
    """The labels that a printed one stands for, each with the mark on it: 【十九～二十一】 → 【十九】【二十】【二十一】."""
    if len(opening.nums) == 1:
        return [label]
    names = re.split(r"[～〜~―－・、]|から|及び|並びに", label.text.strip().removesuffix("まで"))
    printed = [x.strip() for x in names if x.strip()]
    if opening.ranged:
        first, last = printed
        for r in readings(first):
            run = [first]
            while normalise_label(run[-1]) != normalise_label(last) and len(run) < _LONGEST:
                try:
                    run.append(successor(run[-1], r.style))
                except ValueError:
                    break
            if normalise_label(run[-1]) == normalise_label(last):
                printed = run
                break
    mark = Mark.NONE
    for span in label.spans:
        mark |= span.mark
    return [MarkedText(x, (MarkSpan(0, len(x), mark),) if mark else ()) for x in printed]
