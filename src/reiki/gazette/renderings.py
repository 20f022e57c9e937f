"""Two renderings of one clause (HTML and PDF of one gazette, say): whether they say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reiki.amend.operations import Finding
from reiki.gazette.columns import InnerTable, Piece, read_columns
from reiki.gazette.model import Clause, Issue
from reiki.law.differences import changes
from reiki.law.equality import Fidelity, key

_SPACE = re.compile(r"\s+")
_SHOWN = 12


def renderings_differ(one: Clause, of: Issue, other: Clause, of_other: Issue) -> Finding | None:
    """An error ``renderings_differ`` that shows the first difference between two renderings of a clause; ``None`` when they
    say the same.

    Compared are target, lead text, columns, sentences, remarks and days, as far as the poorer of two sources can tell: widths
    and white space never count, and marks are not compared, since a converter loses them.
    """
    mine, theirs = dict(_said(one, of)), dict(_said(other, of_other))
    for what, text in mine.items():
        against = theirs[what]
        if text == against:
            continue
        change = changes(text, against)[0]
        near = slice(max(change.start - _SHOWN, 0), change.end + _SHOWN)
        there = slice(max(change.at - _SHOWN, 0), change.to + _SHOWN)
        return Finding(
            "error",
            "renderings_differ",
            f"two renderings of this clause differ in {what}: here 「{text[near]}」, in the rendering that counts "
            f"「{against[there]}」; compare both with the printed gazette.",
        )
    return None


def _said(clause: Clause, issue: Issue) -> Iterator[tuple[str, str]]:
    yield "the target", _bare(clause.target.number or clause.target.title)
    yield "the lead text", _bare("".join(p.text.text for p in clause.lead))
    before: list[Piece] = []
    after: list[Piece] = []
    for n, table in enumerate(clause.tables):
        loose = clause.loose[n] if n < len(clause.loose) else ()
        columns = read_columns(table, loose, issue.drawn, n + 1)
        before.extend(columns.before)
        after.extend(columns.after)
    yield "改正前", _bare("".join(map(_plain, before)))
    yield "改正後", _bare("".join(map(_plain, after)))
    yield "its sentences", _bare("".join(p.text.text for p in clause.sentences))
    days = [clause.commencement, *(part.commencement for part in clause.commencements)]
    yield "its days", " ".join(_day(d.as_json()) for d in days if d is not None)


def _day(commencement: dict[str, object]) -> str:
    return str(commencement.get("date") or _bare(str(commencement["text"])))


def _plain(piece: Piece) -> str:
    if isinstance(piece, InnerTable):
        return "".join(cell.plain() for row in piece.table.rows for cell in row.cells)
    return piece.text.text


def _bare(text: str) -> str:
    return _SPACE.sub("", key(text, Fidelity.CONVERTED))
