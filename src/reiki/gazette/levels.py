"""The open levels of a column while it is read: where a label belongs follows from what stands above it.

``(2)`` after ``(1)`` is its sibling; after ``イ`` of a national law it opens a new level.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from reiki.gazette.columns import Piece
from reiki.gazette.quoted import Quoted
from reiki.gazette.succession import follows, is_next, num_of, styles_of
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, SUBITEMS, Kind
from reiki.law.labels import normalise_label, readings
from reiki.source.model import MarkedText

LISTED: Final = (Kind.PARAGRAPH, Kind.ITEM, *SUBITEMS)
"""What is written in lists, from the outside in."""


@dataclass(slots=True)
class Level:
    """A provision that is open, and the styles in which its list is labelled."""

    node: Quoted
    styles: frozenset[str] = frozenset()


@dataclass(slots=True)
class Levels:
    """The provisions that are open, from the outermost, under ``root``; a caption that waits for its provision."""

    root: Quoted = field(default_factory=lambda: Quoted(Kind.LAW))
    stack: list[Level] = field(default_factory=list)
    caption: tuple[MarkedText, Piece] | None = None

    def open(self, node: Quoted, depth: int, styles: frozenset[str] = frozenset()) -> Quoted:
        """Hang ``node`` under the node at ``depth`` of the stack (0: the root) and make it the current one."""
        del self.stack[depth:]
        parent = self.stack[-1].node if self.stack else self.root
        parent.children.append(node)
        self.stack.append(Level(node, styles))
        return node

    def depth_of(self, *kinds: Kind) -> int:
        """How deep the innermost open node of one of these kinds stands (its own place excluded: children go under it)."""
        for i in range(len(self.stack) - 1, -1, -1):
            if self.stack[i].node.kind in kinds:
                return i + 1
        return 0

    def take_caption(self, node: Quoted) -> None:
        """The caption that waits, if one does, is that of ``node``."""
        if self.caption is not None:
            node.caption, node.caption_piece = self.caption
            self.caption = None

    def place(self, label: str) -> tuple[int, Kind]:
        """Depth in the stack and kind for a label: the innermost open level that it continues, else a new level."""
        styles = styles_of(label)
        for i in range(len(self.stack) - 1, -1, -1):
            level = self.stack[i]
            if level.styles & styles and level.node.kind not in (Kind.TABLE,) and follows(level.node, label):
                return i, level.node.kind
        for i in range(len(self.stack) - 1, -1, -1):
            level = self.stack[i]
            if level.styles & styles and level.node.kind is Kind.TABLE:
                return i, Kind.TABLE
        appendix = self.depth_of(*APPENDIX_KINDS, Kind.REMARKS)
        if appendix:
            node = self.stack[appendix - 1].node
            if node.kind is not Kind.REMARKS and len(self.stack) == appendix:
                return appendix, Kind.TABLE  # ア 行政職給料表: settled when its table follows, else an item
            return self._deeper()
        if self._goes_deeper(label):
            return self._deeper()
        if label.isdigit():
            return self.depth_of(Kind.ARTICLE, Kind.SUPPL, *HEADINGS), Kind.PARAGRAPH
        if not readings(label) or (
            label[0] not in "(（" and "一" <= label[0] <= "龥" and self.depth_of(Kind.PARAGRAPH)
        ):
            return self.depth_of(Kind.PARAGRAPH), Kind.ITEM
        return self._deeper()

    def _goes_deeper(self, label: str) -> bool:
        """``①`` right under an item begins a list of it, and so does any label that opens a list under ``第一``. (A 項 has the
        number ② at the least when items stand before it.)"""
        if label.startswith("第"):
            return False
        if any(x.node.label.text.strip().startswith("第") and x.node.kind is not Kind.ARTICLE and x.node.kind not in HEADINGS
               for x in self.stack if x.styles):  # fmt: skip
            return True
        return label == "①" and bool(self.stack) and self.stack[-1].node.kind in (Kind.ITEM, *SUBITEMS)

    def _deeper(self) -> tuple[int, Kind]:
        """A new level under the innermost open node; an elided article gets the first paragraph that its items need."""
        kind = self.below()
        return len(self.stack), kind

    def below(self) -> Kind:
        """The level under the innermost open node."""
        if not self.stack:
            return Kind.ITEM
        kind = self.stack[-1].node.kind
        if kind in LISTED:
            return LISTED[min(LISTED.index(kind) + 1, len(LISTED) - 1)]
        if kind is Kind.ARTICLE:
            first = Quoted(Kind.PARAGRAPH, "1", row=self.stack[-1].node.row, piece=self.stack[-1].node.piece)
            first.elided = self.stack[-1].node.elided
            self.open(first, len(self.stack))
        return Kind.ITEM

    def expected(self, label: str) -> bool:
        """True when a label continues the list of the innermost open level of its style, or begins a list where none is."""
        styles = styles_of(label)
        if not any(s.startswith(("1()", "カナ", "a")) for s in styles):
            return False
        for level in reversed(self.stack):
            if level.styles & styles:
                return is_next(level.node, label)
        return any(r.ordinal == 1 for r in readings(label)) and bool(self.stack)

    def next_paragraph(self, number: str) -> bool:
        """True when a number is that of the paragraph after the innermost open one."""
        levels = [x.node for x in self.stack if x.node.kind is Kind.PARAGRAPH]
        return bool(levels) and is_next(levels[-1], normalise_label(number))

    @property
    def current(self) -> Quoted | None:
        """The innermost open provision; ``None`` before the first."""
        return self.stack[-1].node if self.stack else None

    def doubt(self, piece: Piece, text: MarkedText, why: str) -> None:
        """Records that a line may be misread, and why."""
        self.root.doubts.append((f"{why}: 「{text.text[:40]}」", piece))


def settle(node: Quoted) -> None:
    """After this no lettered line of an appendix that has no table is called a table: it is an item (ア　行政職給料表)."""
    tables = any(c.kind is Kind.TABLE and c.rows is not None and c.label for c in node.children)
    for child in node.children:
        if child.kind is Kind.TABLE and child.rows is None and child.label and not (tables and child.elided):
            child.kind = Kind.ITEM
            child.num = num_of(Kind.ITEM, child.num)
            child.last = num_of(Kind.ITEM, child.last) if child.last else ""
            child.several = tuple(num_of(Kind.ITEM, n) for n in child.several)
        settle(child)
