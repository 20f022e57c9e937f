"""What has been read of a regulation's text so far: the tree, and which of its provisions are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reiki.law.address import Address, Step
from reiki.law.kinds import APPENDIX_KINDS, Kind
from reiki.law.plain_text.form import unescape_text
from reiki.law.plain_text.joins import (
    Ending,
    ending,
    speaks_of_formula,
)
from reiki.law.plain_text.lines import Line, Shape, Shaped
from reiki.law.plain_text.nodes import (
    IMPLIED,
    Node,
    Note,
    list_num,
    settle,
)
from reiki.source.model import Origin


@dataclass(slots=True)
class Tree:
    """What has been read so far. ``path``: the provisions that are open, outermost first. ``words``: the provision whose
    text was read last, which an unfinished sentence continues. ``whole``: no line breaks within a sentence, so that a
    label begins a provision whatever the line before it ends with (pages, word processors)."""

    laid_out: bool
    shapes: Sequence[Shaped]
    top: list[Node] = field(default_factory=list)
    path: list[Node] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    caption: Shaped | None = None
    words: Node | None = None
    formula: bool = False
    whole: bool = False
    asides: list[tuple[Address, Line]] = field(default_factory=list)

    def put(self, node: Node) -> Node:
        """Add under the innermost open provision, with the caption that waits, and open it."""
        if self.caption is not None and node.kind in (Kind.ARTICLE, Kind.PARAGRAPH):
            node.caption, self.caption = self.caption.body, None
        (self.path[-1].children if self.path else self.top).append(node)
        self.path.append(node)
        return node

    def say(self, node: Node, printed: str) -> None:
        """``printed`` are the node's words; the signs of the canonical form mean something only there."""
        text = unescape_text(printed) if self.laid_out else printed
        node.text = text
        self.words, self.formula = node, speaks_of_formula(text or "")

    def close(self, depth: int) -> None:
        """Keep the outermost ``depth`` open provisions."""
        del self.path[depth:]

    def depth_of(self, *kinds: Kind) -> int | None:
        """Depth of the innermost open provision of these kinds."""
        return next((d for d in reversed(range(len(self.path))) if self.path[d].kind in kinds), None)

    def note(self, code: str, message: str, origin: Origin) -> None:
        self.notes.append(Note(code, message, origin))

    @property
    def in_appendix(self) -> bool:
        return self.depth_of(*APPENDIX_KINDS) is not None

    @property
    def in_suppl(self) -> bool:
        return bool(self.path) and self.path[0].kind is Kind.SUPPL

    def ending(self) -> Ending:
        done = self.words is None or self.laid_out or self.whole
        return Ending.DONE if done else self.raw_ending()

    def raw_ending(self) -> Ending:
        """How the last words end, whatever the lines of the source are worth."""
        return Ending.DONE if self.words is None else ending(self.words.text or "")

    def stands_alone(self) -> bool:
        return self.ending() is not Ending.OPEN

    def next_shape(self, at: int) -> Shaped | None:
        nothing = (Shape.EMPTY, Shape.ASIDE)
        following = (
            self.shapes[n] for n in range(at + 1, len(self.shapes))
        )  # islice would walk up to ``at``
        return next((s for s in following if s.shape not in nothing), None)

    def place(self) -> Address:
        """What an editor's note here speaks of: the 条, the appendix, the 項 of a 附則 or of a 本則 without articles, the
        heading, the 目次 or 前文 that was read last; the 題名 before them all."""
        if not self.path:
            last = self.top[-1].kind if self.top else Kind.TITLE
            return Address((Step(last if last in (Kind.TOC, Kind.PREAMBLE) else Kind.TITLE),))
        steps: list[Step] = []
        for node in self.path:
            steps.append(Step(node.kind, node.num))
            if node.kind in (Kind.ARTICLE, Kind.PARAGRAPH, *APPENDIX_KINDS):
                break
        return Address(tuple(steps))

    def paragraph(self, label: str, text: str) -> Node:
        """Open a paragraph; one without a label counts on from the one before it."""
        before = [c for c in (self.path[-1].children if self.path else self.top) if c.kind is Kind.PARAGRAPH]
        if label:
            settled = settle(label, before[-1] if before else None)
            node = Node(Kind.PARAGRAPH, list_num(Kind.PARAGRAPH, label, settled), label, reading=settled)
        else:
            node = Node(Kind.PARAGRAPH, str(len(before) + 1), reading=IMPLIED if not before else None)
        self.put(node)
        self.say(node, text)
        return node
