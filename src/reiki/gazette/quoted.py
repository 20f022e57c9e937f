"""What a column quotes: provisions, their tables, and what it elides. Plain values that the fragment builds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from reiki.gazette.columns import InnerTable, Piece, figure_line, source_of
from reiki.gazette.opening import ELISION, read_opening
from reiki.law.kinds import Kind
from reiki.source.model import Cell, Figure, Mark, MarkedText, Origin, Paragraph, Table

_EMPTY: Final = MarkedText("")


@dataclass(slots=True)
class QuotedCell:
    """A cell of a quoted table. ``text`` ``None``: elided. ``figures``: the figures in it, as :func:`figure_line` names them."""

    text: MarkedText | None
    rowspan: int = 1
    colspan: int = 1
    head: bool = False
    box: Mark = Mark.NONE
    origin: Origin = Origin()
    figures: tuple[str, ...] = ()


@dataclass(slots=True)
class QuotedRow:
    """A row of a quoted table, merged cells only where they begin; ``elided``: stands for rows not quoted (略)."""

    cells: list[QuotedCell]
    elided: bool = False
    row: int = 0


@dataclass(slots=True)
class Quoted:
    """A provision as one column quotes it.

    ``num`` as in addresses; ``last`` is the end of a range (``一～九　略``) and ``several`` the numbers of a list. ``text``:
    the words as printed, marks on them; ``elided``: they are not quoted (``same``: 同上, the other column says). With
    ``elided`` and no children, everything under it is unquoted too. ``note``: a bracketed remark that stands for an absent
    counterpart (``［項を加える。］``). ``box``: the box drawn around the cell. ``row``: table row in which it begins.
    ``doubts`` (of a root): lines of converted text that may be misread, and why. ``aside`` (of a table): the 備考 that its
    last row prints, read as such; the row itself stays among ``rows``. ``figures``: what is carried and
    not read (formulas, figures, forms), each with the offset in ``text`` at which it stands.
    """

    kind: Kind
    num: str = ""
    label: MarkedText = _EMPTY
    caption: MarkedText | None = None
    text: MarkedText = _EMPTY
    elided: bool = False
    same: bool = False
    note: Literal["", "add", "remove"] = ""
    last: str = ""
    several: tuple[str, ...] = ()
    related: MarkedText = _EMPTY
    children: list[Quoted] = field(default_factory=list)
    rows: list[QuotedRow] | None = None
    box: Mark = Mark.NONE
    row: int = 0
    piece: Piece | None = None
    offsets: list[tuple[int, int, Piece]] = field(default_factory=list)
    caption_piece: Piece | None = None
    doubts: list[tuple[str, Piece]] = field(default_factory=list)
    aside: Quoted | None = None
    figures: list[tuple[int, str]] = field(default_factory=list)

    def under(self) -> Iterator[Quoted]:
        """Everything under it, in order."""
        for child in self.children:
            yield child
            yield from child.under()

    def whole_elision(self) -> bool:
        """True when nothing of the provision is quoted but its label."""
        return self.elided and self.rows is None and all(c.note for c in self.children)


def read_rows(piece: InnerTable, converted: bool) -> list[QuotedRow]:
    """The rows of an inner table. In converted text an empty first cell goes on from the merged cell above it."""
    out: list[QuotedRow] = []
    offset = 0
    for i, row in enumerate(piece.table.rows):
        cells: list[QuotedCell] = []
        for cell in row.cells:
            text = _cell_text(cell, piece.origin.column)
            origin = source_of(piece, offset).origin
            figures = tuple(figure_line(b).text for b in cell.blocks if isinstance(b, Figure))
            box = cell.box | Mark.DOTTED if text.covered(Mark.DOTTED) else cell.box
            cells.append(QuotedCell(text, cell.rowspan, cell.colspan, cell.head, box, origin, figures))
            offset += len(cell.plain()) + 1
        filled = [c for c in cells if c.text]
        elided = bool(filled) and all(c.text is not None and ELISION.fullmatch(c.text.text) for c in filled)
        if not filled and not any(c.figures for c in cells):
            continue
        out.append(QuotedRow(cells, elided, piece.row + (i if converted and piece.joined else 0)))
    if converted:
        _merge_down(out)
        _mark_head(out)
    return out


def _is_note(text: str, verb: str | None) -> bool:
    opening = read_opening(text)
    return (
        opening.shape == "note"
        and opening.verb == verb
        and re.search("新設|削る|削除する|加える", text) is not None
    )


def _merge_down(rows: list[QuotedRow]) -> None:
    """``<TAB>4号給及び…<TAB>…`` under ``任期付職員条例…<TAB>…``: the first cell reaches down over the empty ones."""
    owner: QuotedCell | None = None
    under = 0  # rows that the owner reaches already
    for row in rows:
        if row.elided:
            owner, under = None, 0
            continue
        if under:
            under -= 1
        elif not row.cells or len(row.cells) < 2:
            owner = None
        elif row.cells[0].text:
            owner = row.cells[0]
            under = owner.rowspan - 1
        elif owner is not None and any(c.text for c in row.cells[1:]):
            owner.rowspan += 1
            row.cells.pop(0)


def _mark_head(rows: list[QuotedRow]) -> None:
    """The first row is a head when it is short, full, and names no figure: ``職務の級<TAB>調 整 基 本 額``."""
    if len(rows) < 2 or any(c.head for r in rows for c in r.cells):
        return
    first = rows[0]
    texts = [c.text.text if c.text else "" for c in first.cells]
    if (
        len(texts) > 1
        and not first.elided
        and all(t and len(t) <= 20 and not re.search(r"[0-9０-９。]", t) for t in texts)
    ):
        for c in first.cells:
            c.head = True


def without_head(rows: list[QuotedRow], known: list[QuotedRow]) -> list[QuotedRow]:
    """Rows after a page break, less a head that is printed again."""

    def words(row: QuotedRow) -> list[str]:
        return ["".join(c.text.text.split()) if c.text else "" for c in row.cells]

    return rows[1:] if rows and known and words(rows[0]) == words(known[0]) else rows


def join_rows(known: list[QuotedRow], more: list[QuotedRow]) -> None:
    """``more`` goes on from ``known`` behind a page break, which may have cut a cell that reaches down over several rows, or
    have left the head alone; a first row behind it is no head."""
    for row in more:
        if all(c.head for c in row.cells):
            for cell in row.cells:
                cell.head = False
    known.extend(more)
    _merge_down(known)
    _mark_head(known)


def _cell_text(cell: Cell, side: str | None) -> MarkedText:
    """The words of a cell, less the notes for what only the other column has (（新設） in 改正前, （削る） in 改正後)."""
    out = _EMPTY
    note = {"before": "add", "after": "remove"}.get(side or "")
    for block in cell.blocks:
        match block:
            case Paragraph() if _is_note(block.text.text, note):
                continue
            case Paragraph():
                out = out + MarkedText("\n") + block.text.strip() if out else block.text.strip()
            case Table():
                text = MarkedText(Cell((block,)).plain())
                out = out + MarkedText("\n") + text if out else text
            case Figure():
                pass  # not words: see ``figures``
    return out
