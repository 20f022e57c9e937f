"""A comparison table (新旧対照表) drawn from two states of a law: any family of lead text, any office's habits of print.

Nothing here knows the compiler: the differences are found with difflib and an alignment by likeness, and a page is drawn as
an office draws it. Which words a mark must cover, which verbs the lead text must say and where a note stands for an absent
counterpart follows from the conventions of the family and from :class:`Style`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import lru_cache
from random import Random
from typing import Any, Final, Literal, NamedTuple

from lxml import etree

Json = Any
Run = tuple[str, str]
"""Words and their mark: ``""``, ``u`` (underlined) or ``d`` (double)."""
Line = tuple[Run, ...]
Grain = Literal["narrow", "phrase", "sentence", "whole"]
Columns = tuple[list[Line], list[Line]]
"""The lines of 改正前 and of 改正後."""

FAMILIES: Final = "ABCDEFG"
ELISIONS: Final = {
    "A": ("略", "略", "（略）"), "B": ("略", "（略）"), "C": ("［略］", "〔略〕", "[略]"), "D": ("（略）", "（略）", "略"),
    "E": ("［略］",), "F": ("（略）", "（略）", "略"), "G": ("（略）", "略", "［略］"),
}  # fmt: skip
_KINDS: Final = ("条", "項", "号", "号の細目")


class Node(NamedTuple):
    """A provision: 見出し, label, own words, what stands under it. The nodes of one level are its list."""

    caption: str
    label: str
    body: str
    children: tuple[Node, ...]


State = Mapping[str, Node]
"""The articles of a main provision by their numbers, in order."""


@dataclass(frozen=True)
class Style:
    """How an office prints. ``after_first``: 改正後 stands on the left. ``ranges``: how runs of unchanged provisions are
    named (``""``: each singly). ``own``: the unchanged words of a provision whose items change are elided. ``moved``: moved and
    unchanged provisions are elided. ``notes``: an absent counterpart is noted. ``context``: unchanged neighbours are shown
    elided. ``first``: what a new 第1項 does to the old one (``moved``: it becomes 第2項; ``words``: its words change)."""

    family: str
    after_first: bool = False
    elision: str = "略"
    ranges: str = "～"
    trimmed: bool = True
    same: str = "同上"
    bracketed: bool = False
    notes: bool = True
    one_cell: bool = False
    context: bool = False
    mark: str = "u"
    split: bool = False
    grain: Grain = "narrow"
    gap: str = "\u3000"
    breaks: bool = False
    own: bool = True
    moved: bool = True
    moved_ranges: bool = False
    marked_words: bool = False
    narrow_kinds: bool = False
    first: Literal["moved", "words"] = "moved"

    @classmethod
    def drawn(cls, family: str, after_first: bool, seed: str) -> Style:
        """A style drawn from ``seed``, the same on every run."""
        rng = Random(seed)
        return cls(
            family, after_first,
            elision=rng.choice(ELISIONS[family]), ranges=rng.choice(("～", "～", "から", "・", "")),
            trimmed=rng.random() < 0.6, same=rng.choice(("同上", "同上", "略")), bracketed=rng.random() < 0.4,
            notes=rng.random() < 0.6, one_cell=rng.random() < 0.25, context=rng.random() < 0.25,
            mark=rng.choice(("u", "u", "style", "class", "ins")), split=rng.random() < 0.25,
            grain=rng.choice(("narrow", "narrow", "phrase", "sentence", "whole")),
            gap=rng.choice(("\u3000", "\u3000", " ")), breaks=rng.random() < 0.25, own=rng.random() < 0.6,
            moved=rng.random() < 0.7, moved_ranges=rng.random() < 0.4, marked_words=rng.random() < 0.3,
            narrow_kinds=rng.random() < 0.4, first=rng.choice(("moved", "words")),
        )  # fmt: skip


# ---------------------------------------------------------------------------------------------------------- the states


def state_of(xml: bytes) -> dict[str, Node]:
    """The articles of the main provision of a law."""
    root = etree.fromstring(xml)
    return {a.get("Num", ""): _node(a) for a in root.iterfind(".//MainProvision//Article")}


def state_from(says: Mapping[str, Json], order: Sequence[str]) -> dict[str, Node]:
    """The articles as ``[caption, label, body, children]`` lists say them."""

    def node(said: Json) -> Node:
        return Node(said[0], said[1], said[2], tuple(node(c) for c in said[3]))

    return {num: node(says[num]) for num in order}


def says(state: State) -> dict[str, Json]:
    """The lists again."""

    def said(n: Node) -> Json:
        return [n.caption, n.label, n.body, [said(c) for c in n.children]]

    return {num: said(n) for num, n in state.items()}


def _plain(element: Any) -> str:
    if element is None:
        return ""
    skipped = {"Rt"}
    out = element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in skipped:
            out += _plain(child)
        out += child.tail or ""
    return re.sub(r"\s*\n\s*", "", out)


def _sentences(element: Any) -> str:
    if element is None:
        return ""
    columns = element.findall("Column")
    if columns:
        return "\u3000".join("".join(_plain(s) for s in c.findall("Sentence")) for c in columns)
    return "".join(_plain(s) for s in element.findall("Sentence"))


def _node(e: Any) -> Node:
    if e.tag == "Article":
        children = tuple(_node(p) for p in e.findall("Paragraph"))
        return Node(_plain(e.find("ArticleCaption")), _plain(e.find("ArticleTitle")), "", children)
    if e.tag == "Paragraph":
        children = tuple(_node(p) for p in e.findall("Item"))
        own = _sentences(e.find("ParagraphSentence"))
        return Node(_plain(e.find("ParagraphCaption")), _plain(e.find("ParagraphNum")), own, children)
    below = "Subitem1" if e.tag == "Item" else f"Subitem{int(e.tag[7:]) + 1}"
    children = tuple(_node(p) for p in e.findall(below))
    return Node("", _plain(e.find(f"{e.tag}Title")), _sentences(e.find(f"{e.tag}Sentence")), children)


# ------------------------------------------------------------------------------------------------------ correspondence


class Step(NamedTuple):
    """Two corresponding provisions, or one without a counterpart. ``replaced``: one goes and another comes under its label."""

    before: Node | None
    after: Node | None
    replaced: bool = False

    @property
    def same(self) -> bool:
        """Nothing changes, the label included."""
        return self.before == self.after

    @property
    def only_moved(self) -> bool:
        """The label changes and nothing else."""
        b, a = self.before, self.after
        return (
            b is not None
            and a is not None
            and not self.replaced
            and b.label != a.label
            and b._replace(label=a.label) == a
        )


def words_of(node: Node) -> str:
    """All words of a provision but its label."""
    return node.body + "".join(words_of(c) for c in node.children)


@lru_cache(maxsize=100_000)
def likeness(b: Node, a: Node) -> float:
    """0 to 1: how alike the words are."""
    x, y = words_of(b), words_of(a)
    if x == y:
        return 1.0
    if min(len(x), len(y)) * 4 < max(len(x), len(y)):
        return 0.0
    matcher = SequenceMatcher(None, x[:400], y[:400], autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > 0.4 else 0.0


def aligned(before: Sequence[Node], after: Sequence[Node], first_in_place: bool = False) -> list[Step]:
    """The correspondence in the order of 改正後, what goes where it stood. ``first_in_place``: the first two correspond."""
    if first_in_place and before and after:
        return [Step(before[0], after[0]), *aligned(before[1:], after[1:])]
    out: list[Step] = []
    i = j = 0
    for x, y, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        out += _aligned_by_likeness(before[i:x], after[j:y])
        out += [Step(b, a) for b, a in zip(before[x : x + size], after[y : y + size], strict=True)]
        i, j = x + size, y + size
    return out


def _aligned_by_likeness(before: Sequence[Node], after: Sequence[Node]) -> list[Step]:
    n, m = len(before), len(after)
    fits = [[_fit(b, a) for a in after] for b in before]
    score = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            best = max(score[i + 1][j], score[i][j + 1])
            score[i][j] = max(best, fits[i][j] + score[i + 1][j + 1]) if fits[i][j] else best
    out: list[Step] = []
    i = j = 0
    while i < n or j < m:
        if i < n and j < m and fits[i][j] and score[i][j] == fits[i][j] + score[i + 1][j + 1]:
            out.append(Step(before[i], after[j]))
            i, j = i + 1, j + 1
        elif j == m or (i < n and score[i][j] == score[i + 1][j]):
            out.append(Step(before[i], None))
            i += 1
        else:
            out.append(Step(None, after[j]))
            j += 1
    return out


def _fit(b: Node, a: Node) -> float:
    if b == a:
        return 4.0
    alike = likeness(b, a)
    if b.label == a.label:
        return 1.5 + 2 * alike if alike >= 0.3 or b.caption == a.caption != "" else 0.0
    return 1 + 2 * alike if alike >= 0.75 else 0.0


# --------------------------------------------------------------------------------------------------------------- words


def changed_spans(b: str, a: str, grain: Grain, exchange_only: bool) -> list[tuple[int, int, int, int]]:
    """The stretches to mark. ``exchange_only``: the lead text only says 改める, so that both columns carry every mark."""
    if b == a:
        return []
    blocks = [
        (x.a, x.b, x.size)
        for x in SequenceMatcher(None, b, a, autojunk=False).get_matching_blocks()
        if x.size
    ]
    kept = [k for k in (_trimmed(block, b, a, grain) for block in blocks) if k[2] > 0]
    spans = list(_between(kept, len(b), len(a)))
    while exchange_only and (bare := next((s for s in spans if s[0] == s[1] or s[2] == s[3]), None)):
        kept = _nibbled(kept, bare)
        spans = list(_between(kept, len(b), len(a)))
    return spans


def _trimmed(block: tuple[int, int, int], b: str, a: str, grain: Grain) -> tuple[int, int, int]:
    """What of an equal stretch stays unmarked."""
    i, j, size = block
    if grain == "whole":
        return i, j, 0
    at_start, at_end = i == j == 0, i + size == len(b) and j + size == len(a)
    if grain == "narrow":
        return (i, j, size) if size > 2 or at_start or at_end else (i, j, 0)
    stops = "。" if grain == "sentence" else "、。（）「」"
    text = b[i : i + size]
    cuts = [n + 1 for n, c in enumerate(text) if c in stops]
    low = 0 if at_start else next(iter(cuts), size)
    high = size if at_end else next(reversed(cuts), 0)
    return i + low, j + low, high - low


def _between(kept: Sequence[tuple[int, int, int]], n: int, m: int) -> Iterator[tuple[int, int, int, int]]:
    i = j = 0
    for x, y, size in [*kept, (n, m, 0)]:
        if x > i or y > j:
            yield i, x, j, y
        i, j = x + size, y + size


def _nibbled(
    kept: Sequence[tuple[int, int, int]], span: tuple[int, int, int, int]
) -> list[tuple[int, int, int]]:
    """A character beside a span is marked with it."""
    out = []
    done = False
    for i, j, size in kept:
        piece = (i, j, size)
        if not done and i + size == span[0] and j + size == span[2]:
            piece, done = (i, j, size - 1), True
        elif not done and (i, j) == (span[1], span[3]):
            piece, done = (i + 1, j + 1, size - 1), True
        if piece[2] > 0:
            out.append(piece)
    return out


def marked(text: str, spans: Iterable[tuple[int, int]]) -> Line:
    """A text with marks on some stretches."""
    out: list[Run] = []
    at = 0
    for start, end in spans:
        out += [(text[at:start], ""), (text[start:end], "u")]
        at = end
    out.append((text[at:], ""))
    return tuple(r for r in out if r[0])


# --------------------------------------------------------------------------------------------------------------- lines


@dataclass
class Drawing:
    """A page while it is drawn; ``verbs`` are those that the lead text must order: of words, and of each kind of label."""

    style: Style
    verbs: set[str] = field(default_factory=set)
    labels: set[tuple[str, int]] = field(default_factory=set)

    # ---- a provision that comes or goes

    def whole(self, node: Node, depth: int, verb: str, head: Line = ()) -> list[Line]:
        """A provision without a counterpart; ``head``: the label of the article whose first paragraph it is."""
        self.labels.add((verb, depth))
        lead = "d" if self.style.family == "E" else "u"
        if not head and depth == 1 and not node.label:  # 第1項: no label to mark
            return self._tree(node, "", "u", "u", ())
        full = self.style.family not in "AE" or self.style.marked_words
        if self.style.family == "E" and not self.style.marked_words:
            full = False
        nested = words = "u" if full or (head and not node.label) else ""
        return self._tree(node, lead, nested, words, head)

    def _tree(self, node: Node, label: str, nested: str, words: str, head: Line) -> list[Line]:
        style = self.style
        out: list[Line] = [((node.caption, words),)] if node.caption else []
        if node.label.startswith("第") and node.children:
            first, *rest = node.children
            own = ((node.label, label), (style.gap, ""))
            out += self._tree(first, nested, nested, words, own)
            return out + [line for c in rest for line in self._tree(c, nested, nested, words, ())]
        start: Line = (*head, *(((node.label, label), (style.gap, "")) if node.label else ()))
        out.append((*start, (node.body, words)))
        return out + [line for c in node.children for line in self._tree(c, nested, nested, words, ())]

    # ---- a provision that stays

    def elided(self, label: str, mark: str = "", same: bool = False) -> Line:
        """``２　略``, ``［２　略］``, ``第三条　［同上］``."""
        style = self.style
        word = style.elision
        if same and style.family == "E":
            word = word.replace("略", style.same)
        if style.bracketed and word[0] in "［[〔":
            return ((word[0], ""), (label, mark), (style.gap, ""), (word[1:], ""))
        return ((label, mark), (style.gap, ""), (word, ""))

    def words(self, b: str, a: str) -> tuple[Line, Line]:
        """The words of both columns with marks on what changes."""
        spans = changed_spans(b, a, self.style.grain, self.style.family == "E")
        for b0, b1, a0, a1 in spans:
            self.verbs.add("substitute" if b0 < b1 and a0 < a1 else "delete" if b0 < b1 else "insert")
        return marked(b, [(s[0], s[1]) for s in spans if s[0] < s[1]]), marked(
            a, [(s[2], s[3]) for s in spans if s[2] < s[3]]
        )

    def caption(self, b: str, a: str) -> Columns:
        """見出し, in both columns."""
        if not b or not a:
            if b or a:
                self.verbs.add("delete" if b else "insert")
            return ([((b, "u"),)] if b else []), ([((a, "u"),)] if a else [])
        x, y = self.words(b, a)
        return [x], [y]

    def label_runs(self, b: Node, a: Node, depth: int) -> tuple[Line, Line]:
        """Both labels, marked where they differ."""
        mark = ""
        if b.label != a.label:
            mark = "d" if self.style.family == "E" else "u"
            self.labels.add(("move", depth))
        gap = (self.style.gap, "")
        return tuple(((n.label, mark), gap) if n.label else () for n in (b, a))  # type: ignore[return-value]

    def both(self, b: Node, a: Node, depth: int, heads: tuple[Line, Line] = ((), ())) -> Columns:
        """A provision in both columns; ``heads``: the labels of the articles whose first paragraphs they are."""
        out_b, out_a = self.caption(b.caption, a.caption)
        if depth == 0:
            heads = self.label_runs(b, a, 0)
            if Step(b, a).same or (Step(b, a).only_moved and self.style.moved):
                for out, head, same in ((out_b, heads[0], True), (out_a, heads[1], False)):
                    out.append(self.elided(head[0][0], head[0][1], same))
                return out_b, out_a
            x, y = self.list(b.children, a.children, 1, heads)
            return out_b + x, out_a + y
        labels = self.label_runs(b, a, depth)
        own = self.style.own and b.body == a.body
        unchanged = b._replace(label=a.label) == a and (
            not heads[0] or b.label == a.label or self.style.moved
        )
        if (own or unchanged) and (heads[0] or labels[0]) and (heads[1] or labels[1]):
            for out, runs, same in (
                (out_b, heads[0] or labels[0], True),
                (out_a, heads[1] or labels[1], False),
            ):
                out.append(self.elided(runs[0][0], runs[0][1], same))
            if unchanged:
                return out_b, out_a
        else:
            x_words, y_words = self.words(b.body, a.body)
            out_b.append((*heads[0], *labels[0], *x_words))
            out_a.append((*heads[1], *labels[1], *y_words))
        x, y = self.list(b.children, a.children, depth + 1)
        return out_b + x, out_a + y

    def list(
        self, before: Sequence[Node], after: Sequence[Node], depth: int, heads: tuple[Line, Line] = ((), ())
    ) -> Columns:
        """The children of a provision in both columns."""
        out_b: list[Line] = []
        out_a: list[Line] = []
        first_in_place = depth == 1 and bool(heads[0]) and self.style.first == "words"
        steps = self._replaced(aligned(before, after, first_in_place))
        at = 0
        while at < len(steps):
            run = self._run(steps, at)
            if len(run) > 1:
                x, y = self._range(run, depth)
                at += len(run)
            else:
                x, y = self._step(steps[at], before, after, depth, heads)
                at += 1
            out_b += x
            out_a += y
        return out_b, out_a

    def _step(
        self, step: Step, before: Sequence[Node], after: Sequence[Node], depth: int, heads: tuple[Line, Line]
    ) -> Columns:
        b, a = step.before, step.after
        if step.replaced and depth:
            return self.whole(b, depth, "replace"), self.whole(a, depth, "replace")  # type: ignore[arg-type]
        head_b = heads[0] if b is not None and heads[0] and b is before[0] else ()
        head_a = heads[1] if a is not None and heads[1] and a is after[0] else ()
        if b is not None and a is not None:
            return self.both(b, a, depth, (head_b, head_a))
        if b is not None:
            return self.whole(b, depth, "remove", head_b), self._note("remove", depth, bool(head_b))
        assert a is not None
        return self._note("add", depth, bool(head_a)), self.whole(a, depth, "add", head_a)

    def _replaced(self, steps: list[Step]) -> list[Step]:
        """In the standard form a 対象規定 with the same label in both columns is replaced as a whole."""
        if self.style.family != "E":
            return steps
        out: list[Step] = []
        loose: list[
            Step
        ] = []  # since the last two that correspond: what they enclose may be put side by side
        for step in [*steps, Step(None, None)]:
            if (step.before is not None and step.after is not None) or step == Step(None, None):
                out += _side_by_side(loose)
                loose = []
                out += [step] if step.after is not None else []
            else:
                loose.append(step)
        return out

    def _note(self, verb: str, depth: int, silent: bool = False) -> list[Line]:
        """What stands for an absent counterpart."""
        style = self.style
        if not style.notes or style.family in "AB" or silent:
            return []
        if style.family == "E":
            unit = "条" if depth == 0 else _KINDS[depth] if depth < 3 else "細目"
            return [((f"［{unit}を{'加える' if verb == 'add' else '削る'}。］", ""),)]
        return [(("（新設）" if verb == "add" else "（削る）", ""),)]

    # ---- runs

    def _run(self, steps: Sequence[Step], at: int) -> list[Step]:
        """Unchanged provisions that stand together and may be elided in one line."""
        style = self.style
        out: list[Step] = []
        for step in steps[at:]:
            b, a = step.before, step.after
            if (
                step.replaced
                or b is None
                or a is None
                or not b.label
                or not a.label
                or b.caption
                or not style.ranges
            ):
                break
            if not (step.same or (step.only_moved and style.moved and style.moved_ranges)):
                break
            if out and (out[-1].same != step.same or (not step.same and not _counts_on(out[-1], step))):
                break
            out.append(step)
        return out if len(out) != 2 or style.ranges != "から" else out[:1]

    def _range(self, run: Sequence[Step], depth: int) -> Columns:
        mark = ""
        if not run[0].same:
            self.labels.add(("move", depth))
            mark = "d" if self.style.family == "E" else "u"
        out: list[list[Line]] = [[], []]
        for side in (0, 1):
            labels = [n.label for step in run if (n := (step.before, step.after)[side]) is not None]
            out[side].append(self.elided(named(labels, self.style.ranges), mark, side == 0))
        return out[0], out[1]


def _side_by_side(loose: Sequence[Step]) -> list[Step]:
    """What goes and what comes under the same label, put together; the rest as it stands."""
    new = {s.after.label: s.after for s in loose if s.after is not None and s.after.label}
    gone = {s.before.label for s in loose if s.before is not None} & set(new)
    out = []
    for s in loose:
        if s.before is not None and s.before.label in gone:
            out.append(Step(s.before, new[s.before.label], True))
        elif s.after is None or s.after.label not in gone:
            out.append(s)
    if [s.after.label for s in out if s.after] != [s.after.label for s in loose if s.after]:
        return list(loose)
    return out


def _counts_on(last: Step, step: Step) -> bool:
    """Moved provisions are only named as a range where both columns count on without branch numbers."""

    def next_to(x: Node | None, y: Node | None) -> bool:
        return (
            x is not None
            and y is not None
            and "の" not in x.label + y.label
            and ordinal(y.label) == ordinal(x.label) + 1
        )

    return next_to(last.before, step.before) and next_to(last.after, step.after)


_DIGITS: Final = "一二三四五六七八九"


def ordinal(label: str) -> int:
    """What a plain label counts; 0 for another."""
    bare = re.sub(r"[第条（）()]", "", label)
    if re.fullmatch(r"[0-9０-９]+", bare):
        return int(bare)
    if re.fullmatch(rf"[{_DIGITS}百十]+", bare):
        total = 0
        for unit, size in (("百", 100), ("十", 10)):
            if unit in bare:
                head, _, bare = bare.partition(unit)
                total += size * (_DIGITS.index(head) + 1 if head else 1)
        return total + (_DIGITS.index(bare) + 1 if bare else 0)
    for letters in (
        "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス",
    ):
        if bare in letters and len(bare) == 1:
            return letters.index(bare) + 1
    return 0


def named(labels: Sequence[str], ranges: str) -> str:
    """``一及び二``, ``一～六``, ``一から六まで``, ``２・３``, ``第六条から第八条まで``."""
    if len(labels) == 2:
        return labels[0] + ("・" if ranges == "・" else "及び") + labels[1]
    if ranges == "から" or labels[0].startswith("第"):
        return f"{labels[0]}から{labels[-1]}まで"
    return f"{labels[0]}～{labels[-1]}"


# ---------------------------------------------------------------------------------------------------------------- lead


def kinds_of(labels: Iterable[tuple[str, int]], narrow: bool) -> str:
    """``条、項、号及び号の細目``, or only those that are marked."""
    depths = sorted({min(depth, 3) for _, depth in labels})
    names = [_KINDS[d] for d in depths] if narrow else list(_KINDS)
    return names[0] if len(names) == 1 else "、".join(names[:-1]) + "及び" + names[-1]


def lead_a(drawing: Drawing) -> list[str]:
    """The detailed form, sentence by sentence."""
    style = drawing.style
    verbs = {v for v, _ in drawing.labels} if style.trimmed else {"move", "remove", "add"}
    words = set(drawing.verbs) if style.trimmed else {"substitute", "delete", "insert"}
    out = []
    kinds = kinds_of(drawing.labels, style.narrow_kinds and style.trimmed) if verbs else ""
    short = kinds if kinds and "、" not in kinds and "及び" not in kinds and kinds != "号の細目" else "条項等"
    marks = f"{kinds}の表示に下線が引かれた{kinds}"
    gone, new = f"削除{short}", f"追加{short}"
    if "move" in verbs:
        m, n = f"移動{short}", f"移動後{short}"
        there = f"次の表の改正前の欄中{marks}（以下「{m}」という。）に対応する同表の改正後の欄中{marks}（以下「{n}」という。）が存在する場合には、当該{m}を当該{n}と"
        if verbs == {"move"}:
            out.append(
                f"次の表の改正前の欄中{marks}（以下「{m}」という。）を同表の改正後の欄中{marks}（以下「{n}」という。）とする。"
            )
        else:
            parts = [there + "し"]
            if "remove" in verbs:
                parts.append(f"{m}に対応する{n}が存在しない場合には、当該{m}（以下「{gone}」という。）を削り")
            if "add" in verbs:
                parts.append(f"{n}に対応する{m}が存在しない場合には、当該{n}（以下「{new}」という。）を加え")
            out.append(ended("、".join(parts)))
    elif verbs == {"remove", "add"}:
        out.append(
            f"次の表の改正前の欄中{marks}（以下「{gone}」という。）を削り、同表の改正後の欄中{marks}（以下「{new}」という。）を加える。"
        )
    elif verbs == {"remove"}:
        out.append(f"次の表の改正前の欄中{marks}（以下「{gone}」という。）を削る。")
    elif verbs == {"add"}:
        out.append(f"次の表の改正後の欄中{marks}（以下「{new}」という。）を加える。")
    if words:
        out.append(_words_a(words, verbs, kinds, gone, new))
    return out


def _words_a(words: set[str], verbs: set[str], kinds: str, gone: str, new: str) -> str:
    """The second sentence: the words of provisions that stay."""
    shown = f"{kinds}の表示" if "move" in verbs else ""
    no_b = [x for x in (shown, gone if "remove" in verbs else "") if x]
    no_a = [x for x in (shown, new if "add" in verbs else "") if x]
    except_b = "及び".join(no_b) + "を除く。" if no_b else ""
    except_a = "及び".join(no_a) + "を除く。" if no_a else ""
    before, after = "次の表の改正前の欄中下線が引かれた部分", "同表の改正後の欄中下線が引かれた部分"
    if words == {"substitute"}:
        return f"{before}{_in(except_b)}を{after}{_in(except_a)}に改める。"
    if words == {"delete"}:
        return f"{before}{_in(except_b)}を削る。"
    if words == {"insert"}:
        return f"次の表の改正後の欄中下線が引かれた部分{_in(except_a)}を加える。"
    parts = [
        f"{before}（{except_b}以下「改正部分」という。）に対応する{after}（{except_a}以下「改正後部分」という。）が存在する場合には、当該改正部分を当該改正後部分に改め"
    ]
    if "delete" in words:
        parts.append("改正部分に対応する改正後部分が存在しない場合には、当該改正部分を削り")
    if "insert" in words:
        parts.append("改正後部分に対応する改正部分が存在しない場合には、当該改正後部分を加え")
    return ended("、".join(parts))


def _in(text: str) -> str:
    return f"（{text}）" if text else ""


def ended(sentence: str) -> str:
    """``…を削り`` ends in ``…を削る。``."""
    for stem, end in (
        ("を削り", "を削る。"),
        ("を加え", "を加える。"),
        ("に改め", "に改める。"),
        ("とし", "とする。"),
        ("のように改め", "のように改める。"),
        ("もののように改め", "もののように改める。"),
    ):
        if sentence.endswith(stem):
            return sentence.removesuffix(stem) + end
    return sentence.removesuffix("移動し") + "移動する。" if sentence.endswith("移動し") else sentence


def lead_d(drawing: Drawing) -> list[str]:
    """The form of 農林水産省: one mark for words and labels."""
    style = drawing.style
    one = {"move": "substitute", "remove": "delete", "add": "insert"}
    verbs = (
        drawing.verbs | {one[v] for v, _ in drawing.labels}
        if style.trimmed
        else {"substitute", "delete", "insert"}
    )
    before, after = "改正前欄に掲げる規定の傍線", "改正後欄に掲げる規定の傍線"
    if verbs == {"substitute"}:
        return [f"次の表により、{before}を付した部分をこれに対応する{after}を付した部分のように改める。"]
    if verbs == {"delete"}:
        return [f"次の表により、{before}を付した部分を削る。"]
    if verbs == {"insert"}:
        return [f"次の表により、{after}を付した部分を加える。"]
    parts = []
    coined = "を付した部分（以下「傍線部分」という。）"
    if "substitute" in verbs:
        parts.append(
            f"{before}{coined}でこれに対応する{after}部分があるものは、これを当該傍線部分のように改め"
        )
        coined = "部分"
    if "insert" in verbs:
        parts.append(f"{after}{coined}でこれに対応する{before}部分がないものは、これを加え")
        coined = "部分"
    if "delete" in verbs:
        parts.append(f"{before}{coined}でこれに対応する{after}部分がないものは、これを削り")
    return [ended("次の表により、" + "、".join(parts))]


def lead_e(drawing: Drawing) -> list[str]:
    """The ministries' standard form (方式書)."""
    style = drawing.style
    verbs = {v for v, _ in drawing.labels} if style.trimmed else {"move", "remove", "add", "replace"}
    parts = []
    if drawing.verbs or not style.trimmed:
        mark = "を付し" if style.trimmed else "を付し又は破線で囲ん"
        part = "た部分" if style.trimmed else "だ部分"
        parts.append(
            f"改正前欄に掲げる規定の傍線{mark}{part}をこれに順次対応する改正後欄に掲げる規定の傍線{mark}{part}のように改め"
        )
    mark = "その標記部分に二重傍線を付した規定"
    coined = f"{mark}（以下「対象規定」という。）"
    if verbs & {"move", "replace"}:
        head = f"改正前欄及び改正後欄に対応して掲げる{coined}は、"
        if "move" not in verbs:
            parts.append(head + "当該対象規定を改正後欄に掲げるもののように改め")
        elif "replace" in verbs:
            head += "その標記部分が同一のものは当該対象規定を改正後欄に掲げるもののように改め、その標記部分が異なるものは"
        if "move" in verbs:
            parts.append(head + "改正前欄に掲げる対象規定を改正後欄に掲げる対象規定として移動し")
        coined = "対象規定"
    if "remove" in verbs:
        parts.append(
            f"改正前欄に掲げる{coined}で改正後欄にこれに対応するものを掲げていないものは、これを削り"
        )
        coined = "対象規定"
    if "add" in verbs:
        parts.append(
            f"改正後欄に掲げる{coined}で改正前欄にこれに対応するものを掲げていないものは、これを加え"
        )
    return [ended("次の表により、" + "、".join(parts))] if parts else []


def lead_of(drawing: Drawing) -> list[str]:
    """What stands over the table."""
    match drawing.style.family:
        case "A":
            return lead_a(drawing)
        case "B":
            way = "下線で示すように" if drawing.style.trimmed else "下線で示すとおり"
            return [f"次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、{way}改正する。"]
        case "D":
            return lead_d(drawing)
        case "E":
            return lead_e(drawing)
        case "F":
            return ["（傍線部分は改正部分）"]
        case _:
            return []


def remarks_of(drawing: Drawing) -> str:
    """備考 under the table."""
    style = drawing.style
    if style.family == "C":
        return "備考　改正部分は、下線の部分である。"
    if style.family != "E":
        return ""
    if style.marked_words and drawing.labels:
        return "備考　表中の［　］の記載及び対象規定の二重傍線を付した標記部分を除く全体に付した傍線は注記である。"
    return "備考　表中の［　］の記載は注記である。"


# ---------------------------------------------------------------------------------------------------------------- page


def rows_of(drawing: Drawing, before: State, after: State) -> list[Columns]:
    """One row an article that changes, or all of them in one."""
    steps = drawing._replaced(aligned(list(before.values()), list(after.values())))
    shown = [not s.same for s in steps]
    if drawing.style.context:
        shown = [x or any(shown[max(0, i - 1) : i + 2]) for i, x in enumerate(shown)]
    rows: list[Columns] = []
    for step, show in zip(steps, shown, strict=True):
        if not show:
            continue
        b, a = step.before, step.after
        if step.replaced and b is not None and a is not None:
            rows.append((drawing.whole(b, 0, "replace"), drawing.whole(a, 0, "replace")))
        elif b is not None and a is not None:
            rows.append(drawing.both(b, a, 0))
        elif b is not None:
            rows.append((drawing.whole(b, 0, "remove"), drawing._note("remove", 0)))
        elif a is not None:
            rows.append((drawing._note("add", 0), drawing.whole(a, 0, "add")))
    if drawing.style.one_cell:
        return [([x for r in rows for x in r[0]], [x for r in rows for x in r[1]])]
    return rows


_MARKS: Final = {
    "u": ("<u>", "</u>"),
    "style": ('<span style="text-decoration: underline">', "</span>"),
    "class": ('<span class="k">', "</span>"),
    "ins": ("<ins>", "</ins>"),
    "d": ('<span style="text-decoration: underline double">', "</span>"),
    "d-class": ('<span class="kk">', "</span>"),
}


def line_html(line: Line, style: Style) -> str:
    """A line with its marks, split over elements where the style says so."""
    out = ""
    for text, mark in line:
        if not mark:
            out += html.escape(text, quote=False)
            continue
        name = ("d-class" if style.mark == "class" else "d") if mark == "d" else style.mark
        opening, closing = _MARKS[name]
        half = len(text) // 2
        for part in (text[:half], text[half:]) if style.split else (text,):
            out += opening + html.escape(part, quote=False) + closing if part else ""
    return out


def cell_html(lines: Sequence[Line], style: Style) -> str:
    """A cell: paragraphs, or lines with breaks between them."""
    drawn = [line_html(x, style) for x in lines]
    inner = "<br>".join(drawn) if style.breaks else "".join(f"<p>{x}</p>" for x in drawn)
    return f"<td>{inner}</td>"


def page(title: str, number: str, before: State, after: State, style: Style) -> bytes:
    """An issue with one notice that turns ``before`` into ``after``."""
    drawing = Drawing(style)
    rows = rows_of(drawing, before, after)
    kind = "政令" if "政令" in number else "法律"
    lead = "".join(
        f'<p style="text-align:right">{x}</p>' if x[0] == "（" else f"<p>{x}</p>" for x in lead_of(drawing)
    )
    remarks = remarks_of(drawing)
    heads = ("改正前", "改正後")
    order = (1, 0) if style.after_first else (0, 1)
    body = "".join("<tr>" + "".join(cell_html(row[i], style) for i in order) + "</tr>\n" for row in rows)
    how = "次の表のように" if style.family == "F" else "次のように"
    css = "<style>.k { text-decoration: underline } .kk { text-decoration: underline double }</style>"
    return f"""<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>官報</title>{css}</head><body>
<h1>官報</h1><p>令和八年六月一日　号外第一号</p>
<h2>{kind}</h2>
<p>{title}の一部を改正する{kind}をここに公布する。</p>
<p>御名　御璽</p>
<p>令和八年六月一日</p>
<p>内閣総理大臣　見本　太郎</p>
<p>{kind}第一号</p>
<h3>{title}の一部を改正する{kind}</h3>
<p>{title}（{number}）の一部を{how}改正する。</p>
{lead}
<table border="1"><thead><tr>{"".join(f"<th>{heads[i]}</th>" for i in order)}</tr></thead><tbody>
{body}</tbody></table>
{f"<p>{remarks}</p>" if remarks else ""}
<h4>附　則</h4>
<p>この{kind}は、公布の日から施行する。</p>
</body></html>""".encode()


def plain_style(family: str) -> Style:
    """The style of the reference cases."""
    return replace(Style(family), elision=ELISIONS[family][0])
