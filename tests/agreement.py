"""How far the drawn marks and the differences between the columns agree in the national gazette pages, page by page.

Compared is what the compiler compares: the words of two provisions or cells that it pairs, the labels of what moves, and what
comes or goes as a whole (under the mark of its label, or of its own). A *changed* character is one that only one column has
there; a *marked* one stands under a drawn mark. ``covered``: of the changed characters those that are marked, which must be
all of them; ``needed``: of the marked characters those that change. The rest is allowed: a mark may cover a whole word.

Run: ``PYTHONPATH=src:tests python -m agreement [DIRECTORY or PDF …]``
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from reiki.gazette import draft as drafts
from reiki.gazette import provisions, structure, tables
from reiki.gazette.entries import LABEL_MARKS, Entry
from reiki.gazette.issue import parse_issue
from reiki.gazette.quoted import Quoted
from reiki.gazette.words import WORD_MARKS
from reiki.law.differences import changes
from reiki.law.equality import Fidelity, index_map
from reiki.office.parse import parse_clause
from reiki.source.model import Mark, MarkedText
from reiki.source.open import read

ANY_MARK = WORD_MARKS | Mark.THICK


@dataclass
class Count:
    """Characters of one page, and where they disagree."""

    changed: int = 0
    covered: int = 0
    marked: int = 0
    needed: int = 0
    disagreements: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of the changed characters those under a mark; 1 where nothing changes."""
        return self.covered / self.changed if self.changed else 1.0

    def __iadd__(self, other: Count) -> Count:
        self.changed += other.changed
        self.covered += other.covered
        self.marked += other.marked
        self.needed += other.needed
        self.disagreements += other.disagreements
        return self


Pages = dict[int, Count]


@dataclass
class Recorder:
    """Receives what the compiler pairs. Each pair counts once, however often it is compiled."""

    pages: Pages = field(default_factory=lambda: defaultdict(Count))
    seen: set[tuple[object, ...]] = field(default_factory=set)

    def new(self, *what: object) -> bool:
        """True for what was not counted before."""
        if what in self.seen:
            return False
        self.seen.add(what)
        return True

    def words(self, before: MarkedText, after: MarkedText, page: int, where: str) -> None:
        """Words that both columns have."""
        if self.new("words", before, after, page, where):
            self.pages[page] += _compared(before, after, where)

    def whole(self, node: Quoted, page: int, where: str) -> None:
        """A provision that only one column has: its own label's mark speaks for all of it."""
        if not self.new("whole", node.label, node.text, page, where):
            return
        under = bool(node.label) and node.label.touched(LABEL_MARKS)
        texts = [t for n in (node, *node.under()) if not n.note for t in (n.label, n.text, *_cells(n))]
        self.pages[page] += _alone(texts, under, where)

    def cells(self, found: Iterable[Any], page: int, where: str) -> None:
        """Cells that only one column has."""
        for cell in found:
            if cell.text is not None and self.new("cell", cell.text, cell.origin, where):
                self.pages[cell.origin.page or page] += _alone([cell.text], bool(cell.box), where)


def _cells(node: Quoted) -> Iterator[MarkedText]:
    return (c.text for row in node.rows or () for c in row.cells if c.text is not None)


def _compared(before: MarkedText, after: MarkedText, where: str) -> Count:
    (old, old_at), (new, new_at) = (index_map(t.text, Fidelity.PDF) for t in (before, after))
    marks_b, marks_a = ([t.inside(ANY_MARK)[i] for i in at] for t, at in ((before, old_at), (after, new_at)))
    count = Count(marked=sum(marks_b) + sum(marks_a))
    rests = [
        [c for c, m in zip(t, marks, strict=True) if not m] for t, marks in ((old, marks_b), (new, marks_a))
    ]
    for c in changes(old, new):
        size = c.end - c.start + c.to - c.at
        inside = sum(marks_b[c.start : c.end]) + sum(marks_a[c.at : c.to])
        # Where what carries no mark is equal in both columns, the marks explain the difference whichever way it is cut.
        count.changed += size
        count.needed += inside
        count.covered += size if rests[0] == rests[1] else inside
        if rests[0] != rests[1] and inside < size:
            count.disagreements.append(
                f"{where}: 「{old[c.start : c.end][:30]}」→「{new[c.at : c.to][:30]}」"
            )
    return count


def _alone(texts: Iterable[MarkedText], under: bool, where: str) -> Count:
    count = Count()
    for text in texts:
        inside = text.inside(ANY_MARK)
        drawn = [m for c, m in zip(text.text, inside, strict=True) if not c.isspace()]
        count.changed += len(drawn)
        count.covered += len(drawn) if under else sum(drawn)
        count.marked += sum(drawn)
        count.needed += sum(drawn)
        if not under and not all(drawn):
            bare = "".join(c for c, m in zip(text.text, inside, strict=True) if not m and not c.isspace())
            count.disagreements.append(f"{where}: 「{bare[:30]}」 stands in one column only, unmarked")
    return count


@contextmanager
def recorded() -> Iterator[Recorder]:
    """What the compiler compares while the context is open."""
    found = Recorder()
    own_exchange, both, verb = drafts.Draft.exchange, provisions._both, tables._verb
    added, removed, replaced = (
        provisions.compile_added,
        provisions.compile_removed,
        provisions.compile_replaced,
    )

    def page_of(entry: Entry | None) -> int:
        piece = entry.node.piece if entry is not None else None
        return (piece.origin.page if piece is not None else None) or 0

    def exchange(self: Any, before: MarkedText, after: MarkedText, *rest: Any, **how: Any) -> Any:
        _, at, source = rest[:3]
        found.words(before, after, source.origin.page or 0, str(at))
        return own_exchange(self, before, after, *rest, **how)

    def pair(draft: Any, b: Entry, a: Entry, at: Any, to: Any, *rest: Any) -> Any:
        if b.num != a.num:
            found.words(b.label, a.label, page_of(a), f"{at}→{to}")
        return both(draft, b, a, at, to, *rest)

    def comes(draft: Any, a: Entry, to: Any, follows: Any) -> Any:
        found.whole(a.node, page_of(a), str(to))
        return added(draft, a, to, follows)

    def goes(draft: Any, b: Entry, at: Any, stored: Any) -> Any:
        found.whole(b.node, page_of(b), str(at))
        return removed(draft, b, at, stored)

    def anew(draft: Any, b: Entry, a: Entry, at: Any, stored: Any) -> Any:
        found.whole(b.node, page_of(b), f"{at} (before)")
        found.whole(a.node, page_of(a), f"{at} (after)")
        return replaced(draft, b, a, at, stored)

    def rows(draft: Any, how: str, what: str, entry: Entry, cells: Any) -> Any:
        found.cells(cells, page_of(entry), what.partition(" is ")[0])
        return verb(draft, how, what, entry, cells)

    with ExitStack() as stack:
        for holder, name, recorder in (
            (drafts.Draft, "exchange", exchange), (provisions, "_both", pair), (provisions, "compile_added", comes),
            (provisions, "compile_removed", goes), (provisions, "compile_replaced", anew), (structure, "compile_added", comes),
            (tables, "_verb", rows),
        ):  # fmt: skip
            stack.enter_context(patch.object(holder, name, recorder))
        yield found


def agreement(path: Path) -> Pages:
    """The pages of a file on which a comparison table stands."""
    issue = parse_issue(read(path.read_bytes(), path.name))
    with recorded() as found:
        for notice in issue.notices:
            for clause in notice.clauses:
                if clause.tables:
                    parse_clause(clause, notice, issue)
    return dict(sorted(found.pages.items()))


def table_of(found: dict[str, Pages]) -> str:
    """The figures as a Markdown table, one page a line, and each disagreement under it."""
    lines = [
        "| pages | changed | under a mark | share | marked | of them changed |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    said: list[str] = []
    total = Count()
    for name, pages in found.items():
        for page, count in pages.items():
            total += count
            lines.append(_line(f"{name} p. {page}", count))
            said += [f"- {name} p. {page}: {x}" for x in count.disagreements]
    return "\n".join([*lines, _line("**all**", total), "", *said])


def _line(name: str, c: Count) -> str:
    kept = f"{c.needed / c.marked:.1%}" if c.marked else "–"
    return f"| {name} | {c.changed:,} | {c.covered:,} | {c.share:.2%} | {c.marked:,} | {kept} |"


def main(arguments: list[str]) -> None:
    """Prints the table for the files given, or for those of the shared reference data."""
    shared = Path(os.environ.get("REIKI_SHARED", Path(__file__).parents[2] / "shared"))
    given = [Path(x) for x in arguments] or [shared / "real" / "kanpo"]
    files = [f for p in given for f in (sorted(p.glob("*.pdf")) if p.is_dir() else [p])]
    sys.stdout.write(table_of({f.stem: agreement(f) for f in files}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
