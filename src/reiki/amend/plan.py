"""Operations resolved against the state before: what each means there, and everything that speaks against it.

Reads only. After this pass every address is an element, every quoted word has an offset, and every guard has been taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import assert_never

from reiki.amend.locate import NotThere, clipped, difference, locate
from reiki.amend.operations import (
    Add,
    Convert,
    Delete,
    Enact,
    Finding,
    Insert,
    Move,
    Operation,
    Quote,
    Remove,
    Repeal,
    Replace,
    Source,
    Substitute,
    Unresolved,
    WordOperation,
)
from reiki.law.address import Address
from reiki.law.document import Edit, LawDocument, Layout, Node, UnreadableLaw
from reiki.law.document.markup import Element, parse_element
from reiki.law.document.reading import kind_of
from reiki.law.equality import Fidelity, key
from reiki.law.kinds import HEADINGS, Kind
from reiki.law.provision import Provision


@dataclass(frozen=True, slots=True)
class Standing:
    """How something stood before the clause: its address, its layout, and the sibling or heading that it came after."""

    at: Address
    layout: Layout
    following: Address


@dataclass(slots=True)
class Words:
    """All edits of the words at one place. ``markup``: their elements as before; ``exact``: as they are to become."""

    node: Node
    at: Address
    text: str
    markup: str
    edits: list[tuple[Edit, WordOperation]] = field(default_factory=list)
    exact: str | None = None
    standing: Standing | None = None


@dataclass(slots=True)
class Plan:
    """What a clause orders, resolved. ``captions``: words for a 見出し that is not there yet. ``converts``: conversions, whose
    steps stand among the others."""

    words: dict[Element, Words] = field(default_factory=dict)
    captions: list[tuple[Insert, Node]] = field(default_factory=list)
    removes: list[tuple[Remove, Node, Standing]] = field(default_factory=list)
    moves: list[tuple[Move, Node, Standing]] = field(default_factory=list)
    replaces: list[tuple[Replace, Node, Element]] = field(default_factory=list)
    adds: list[tuple[Add, Element]] = field(default_factory=list)
    converts: list[Convert] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def against(self, code: str, at: Address | None, message: str, source: Source = Source()) -> None:  # noqa: B008
        """Notes an error that holds the clause."""
        place = f"{at}: " if at is not None else ""
        self.findings.append(Finding("error", code, place + message, source, at))


def plan(document: LawDocument, operations: Sequence[Operation], guard: Sequence[Quote]) -> Plan:
    """Resolves operations and guards on the state before. The plan is good when it has no findings."""
    out = Plan()
    for quote in guard:
        _check_quote(out, document, quote)
    for op in operations:
        _resolve(out, document, op)
    _check_overlaps(out)
    _check_inside(out)
    _check_targets(out)
    return out


def _resolve(out: Plan, document: LawDocument, op: Operation) -> None:
    match op:
        case Substitute() | Insert() | Delete():
            _plan_words(out, document, op)
        case Remove():
            node = _the_node(out, document, op.at, op.source)
            if node is not None and _words_stand(out, document, node, op):
                out.removes.append((op, node, standing(document, node)))
        case Move():
            node = _the_node(out, document, op.at, op.source)
            if node is not None and _can_move(out, op, node):
                out.moves.append((op, node, standing(document, node)))
        case Replace():
            node = _the_node(out, document, op.at, op.source)
            element = _element(out, op)
            if node is not None and element is not None and _words_stand(out, document, node, op):
                out.replaces.append((op, node, element))
        case Add():
            element = _element(out, op)
            if element is not None:
                out.adds.append((op, element))
        case Convert():
            out.converts.append(op)
            for step in op.steps:
                _resolve(out, document, step)
        case Unresolved():
            out.against(
                "unresolved", op.at, f"「{clipped(op.text)}」 was not understood: {op.reason}", op.source
            )
        case Enact() | Repeal():
            verb = "enacted" if isinstance(op, Enact) else "repealed"
            out.against(
                "whole_regulation", None, f"A regulation is {verb} as a whole, not inside another.", op.source
            )
        case _:
            assert_never(op)


# ---------------------------------------------------------------------------------------------------------------- guards


def _check_quote(out: Plan, document: LawDocument, quote: Quote) -> None:
    """Everything that the 改正前 column quotes must be in the stored text, at that address, exactly."""
    node = _the_node(out, document, quote.at, quote.source)
    if node is None:
        return
    match quote.part:
        case "text":
            stands = document.words_at(_with_words(document, node))
        case "caption":
            stands = document.caption_at(node)
        case "label":
            stands = document.label_at(node)
        case _:
            assert_never(quote.part)
    if stands is None:
        out.against(
            "unknown_text",
            quote.at,
            f"its words are not known, so 「{clipped(quote.text)}」 cannot be checked",
            quote.source,
        )
    elif stands != quote.text and key(stands, Fidelity.DRAWN) != key(quote.text, Fidelity.DRAWN):
        what = {"text": "", "caption": "the 見出し: ", "label": "the label: "}[quote.part]
        out.against("guard_failed", quote.at, what + difference(quote.text, stands), quote.source)


def _the_node(out: Plan, document: LawDocument, at: Address, source: Source) -> Node | None:
    found = document.resolve(at)
    if len(found) == 1:
        return found[0]
    if not found:
        out.against("not_found", at, "nothing stands there", source)
    else:
        out.against("ambiguous", at, f"{len(found)} provisions stand there", source)
    return None


def _words_stand(out: Plan, document: LawDocument, node: Node, op: Remove | Replace) -> bool:
    """What is removed or replaced must read as the notice quotes it: its own words, or all of its text."""
    if op.words is None:
        return True
    provision = document.provision_at(node)
    if not provision.known():
        out.against("unknown_text", op.at, "not all of its words are known", op.source)
        return False
    said = key(op.words, Fidelity.DRAWN)
    own = document.words_at(_with_words(document, node)) or ""
    if said in (key(text, Fidelity.DRAWN) for text in (own, *readings_of(provision))):
        return True
    out.against("guard_failed", op.at, difference(op.words, own or full_text(provision)), op.source)
    return False


def readings_of(provision: Provision) -> Iterator[str]:
    """All text of a provision in the ways in which it may be quoted: with labels and 見出し, without labels, words alone."""
    for labels, captions in ((True, True), (False, True), (False, False)):
        yield full_text(provision, labels=labels, captions=captions)


def full_text(provision: Provision, *, labels: bool = True, captions: bool = True) -> str:
    """Everything that a provision says, one line for each provision and row; cells are joined by U+3000."""
    lines: list[str] = []
    for p in provision.walk():
        lines.append(p.caption if captions else "")
        lines.append(
            "\u3000".join(part for part in ((p.label, p.related) if labels else ()) if part) + (p.text or "")
        )
        lines += ["\u3000".join(cell.text or "" for cell in row) for row in (p.grid.rows if p.grid else ())]
    return "\n".join(line for line in lines if line)


# ----------------------------------------------------------------------------------------------------------------- words


def _plan_words(out: Plan, document: LawDocument, op: WordOperation) -> None:
    last = op.at.last
    if (
        isinstance(op, Insert)
        and last is not None
        and last.kind is Kind.CAPTION
        and not document.resolve(op.at)
    ):
        _plan_caption(out, document, op)
        return
    found = _the_node(out, document, op.at, op.source)
    if found is None:
        return
    node = _with_words(document, found)
    if node.kind in (Kind.LAW, Kind.MAIN, Kind.ROW):
        out.against(
            "no_words", op.at, "it has no words of its own; name the provision or the cell", op.source
        )
        return
    text = document.words_at(node)
    if text is None:
        out.against("unknown_text", op.at, "its words are not known", op.source)
        return
    try:
        edit = locate(text, op)
    except NotThere as error:
        out.against("words_not_found", op.at, str(error), op.source)
        return
    if node.element not in out.words:
        here = standing(document, node) if node.kind is Kind.CAPTION else None
        out.words[node.element] = Words(node, op.at, text, document.markup_of(node), standing=here)
    words = out.words[node.element]
    words.edits.append((edit, op))
    if op.exact is not None and words.exact not in (None, op.exact):
        out.against("overlap", op.at, "two operations record different markup for it", op.source)
    words.exact = op.exact if op.exact is not None else words.exact


def _plan_caption(out: Plan, document: LawDocument, op: Insert) -> None:
    """見出しを付する: a caption comes to stand where none is."""
    parent = _the_node(out, document, op.at.parent, op.source)
    if parent is None:
        return
    if parent.kind not in (Kind.ARTICLE, Kind.PARAGRAPH):
        out.against("no_place", op.at, "only an article or a paragraph has a 見出し", op.source)
    elif op.place.prefix or op.place.suffix or not op.after:
        out.against("words_not_found", op.at, "there is no 見出し in which the words could stand", op.source)
    elif any(parent == node for _, node in out.captions):
        out.against("overlap", op.at, "two operations put a 見出し there", op.source)
    else:
        out.captions.append((op, parent))


def _with_words(document: LawDocument, node: Node) -> Node:
    """The words of an article, 本則 or 前文 with a single paragraph are that paragraph's."""
    return document.only_paragraph(node) if node.kind in (Kind.ARTICLE, Kind.MAIN, Kind.PREAMBLE) else node


def _check_overlaps(out: Plan) -> None:
    """Two operations of one clause never touch the same words: all of them read the state before."""
    for words in out.words.values():
        words.edits.sort(key=lambda pair: (pair[0].start, pair[0].end))
        for (first, _), (second, op) in pairwise(words.edits):
            empty_twice = first.start == first.end == second.start == second.end
            if second.start < first.end or empty_twice:
                out.against(
                    "overlap",
                    words.at,
                    f"two operations touch 「{clipped(words.text[second.start : second.end])}」"
                    if not empty_twice
                    else "two operations insert words at one place",
                    op.source,
                )


# ------------------------------------------------------------------------------------------------------------ provisions


def standing(document: LawDocument, node: Node) -> Standing:
    """How a place stands now."""
    return Standing(document.address_of(node), document.layout_of(node.element), document.following_of(node))


def _can_move(out: Plan, op: Move, node: Node) -> bool:
    last = op.to.last
    if last is None or last.kind is not node.kind:
        out.against(
            "no_place", op.at, f"it cannot become {op.to}, which is another kind of provision", op.source
        )
        return False
    if node.kind in (Kind.TITLE, Kind.CAPTION, Kind.COLUMN, Kind.MAIN, Kind.ROW):
        out.against("no_place", op.at, "only provisions and tables that have a label are moved", op.source)
        return False
    return True


def _element(out: Plan, op: Add | Replace) -> Element | None:
    """The new element of an operation, which must be of the kind that its address names."""
    last = op.at.last
    try:
        element = parse_element(op.xml)
    except UnreadableLaw as error:
        out.against("bad_xml", op.at, str(error), op.source)
        return None
    kind = Kind.CAPTION if element.tag in ("ArticleCaption", "ParagraphCaption") else kind_of(element)
    if last is None or kind is not last.kind:
        out.against(
            "bad_xml", op.at, f"the new element is {element.tag}, which cannot stand there", op.source
        )
        return None
    return element


def _check_inside(out: Plan) -> None:
    """Inside a provision that goes, nothing else may be ordered; but a provision may move out of it."""
    gone = {node.element: op.at for op, node, _ in out.removes} | {
        node.element: op.at for op, node, _ in out.replaces
    }
    if len(gone) < len(out.removes) + len(out.replaces):
        _note_twice(out)
    touched: list[tuple[Element, Address, Source]] = [
        (w.node.element, w.at, w.edits[0][1].source) for w in out.words.values()
    ]
    touched += [(node.element, op.at, op.source) for op, node in out.captions]
    for element, at, source in touched:
        _complain_inside(out, element, at, source, gone, itself=True)
    headings = {node.element for _, node, _ in out.removes if node.kind in HEADINGS}
    for removal, node, _ in out.removes:
        # A heading that goes with its articles names them too: so each is guarded, and an undone Add is undone.
        within = {e: a for e, a in gone.items() if e not in headings}
        _complain_inside(out, node.element, removal.at, removal.source, within)
    for replacement, node, _ in out.replaces:
        _complain_inside(out, node.element, replacement.at, replacement.source, gone)
    for move, node, _ in out.moves:
        if node.element in gone:
            out.against("inside_removed", move.at, "it is both moved and removed or replaced", move.source)


def _note_twice(out: Plan) -> None:
    seen: set[Element] = set()
    going: list[tuple[Remove | Replace, Node]] = [(op, node) for op, node, _ in out.removes]
    going += [(op, node) for op, node, _ in out.replaces]
    for op, node in going:
        if node.element in seen:
            out.against("overlap", op.at, "it is removed or replaced twice", op.source)
        seen.add(node.element)


def _complain_inside(
    out: Plan,
    element: Element,
    at: Address,
    source: Source,
    gone: dict[Element, Address],
    itself: bool = False,
) -> None:
    for above in ([element] if itself else []) + list(element.iterancestors()):
        if above in gone:
            out.against("inside_removed", at, f"{gone[above]} goes as a whole in the same clause", source)
            return


def _check_targets(out: Plan) -> None:
    """Two provisions never come to stand at one address, and nothing moves twice."""
    coming: dict[Address, Source] = {}
    for to, source in [
        *((op.at, op.source) for op, _ in out.adds),
        *((op.to, op.source) for op, _, _ in out.moves),
    ]:
        if to in coming:
            out.against("target_taken", to, "two provisions would come to stand there", source)
        coming[to] = source
    moved: set[Element] = set()
    for op, node, _ in out.moves:
        if node.element in moved:
            out.against("overlap", op.at, "it is moved twice", op.source)
        moved.add(node.element)


def with_layout(layout: Layout, *, move: bool) -> tuple[str | None, ...]:
    """A layout as operations record it: before, after, place; and for a move the label element and Num."""
    out = (layout.before, layout.after, str(layout.place))
    return (*out, layout.label, layout.num) if move else out


def sourced(op: Operation, like: Operation) -> Operation:
    """The operation with the basis and the source of another."""
    return replace(op, basis=like.basis, source=like.source)
