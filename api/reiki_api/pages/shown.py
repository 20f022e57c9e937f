"""What the pages of issues, previews and held clauses show alike, made ready for their templates."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.exceptions import HTTPException

from reiki.office.issue_detail import ClauseDetail
from reiki.office.moments import JAPAN
from reiki.office.orders import Order, order
from reiki.render.side_by_side import Line, Row, TableShown

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_WORST_FIRST: Final = {"error": 0, "warning": 1, "note": 2}


def digest_or_404(text: str) -> str:
    """A SHA-256 as an address has it; nothing is served at any other."""
    if not _DIGEST.fullmatch(text):
        raise HTTPException(404)
    return text


def orders_of(clauses: Iterable[ClauseDetail]) -> dict[str, list[Order]]:
    """By clause what it orders, in words."""
    return {clause.report.key: [order(op, clause.places) for op in clause.operations] for clause in clauses}


def codes(findings: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Findings, the worst first."""
    return sorted(findings, key=lambda f: _WORST_FIRST.get(f["severity"], 3))


def in_japan(moment: datetime.datetime) -> str:
    """A moment as a clock in Japan shows it, to the minute."""
    return f"{moment.astimezone(JAPAN):%Y-%m-%d %H:%M}"


def before_of(day: datetime.date) -> datetime.date:
    """The day before."""
    return day - datetime.timedelta(1)


@dataclass(frozen=True, slots=True)
class Side:
    """A column of one row of a 新旧対照表: a line in ``pieces`` (text, whether it differs), or a table of such cells."""

    kind: str
    level: int = 0
    pieces: tuple[tuple[str, bool], ...] = ()
    rows: tuple[tuple[CellShown, ...], ...] = ()
    columns: int = 1


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell."""

    pieces: tuple[tuple[str, bool], ...]
    rowspan: int
    colspan: int
    head: bool


def sides(rows: Sequence[Row]) -> list[tuple[Side, Side, bool]]:
    """The rows of a 新旧対照表: after, before, and whether a provision of the first level begins there."""
    return [(_side(row.after), _side(row.before), row.begins) for row in rows]


def _side(side: Line | TableShown | None) -> Side:
    match side:
        case None:
            return Side("none")
        case TableShown():
            cells = tuple(
                tuple(CellShown(pieces(c.text, c.spans), c.rowspan, c.colspan, c.head) for c in row)
                for row in side.rows
            )
            return Side("table", rows=cells, columns=side.columns)
        case Line():
            return Side("line", min(side.level, 6), pieces(side.text, side.spans))


def pieces(text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """A text cut at its spans."""
    out: list[tuple[str, bool]] = []
    end = 0
    for start, stop in spans:
        out += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return tuple(piece for piece in (*out, (text[end:], False)) if piece[0])
