"""Words changed inside the elements that hold them, so that the rest keeps its markup; call it through :class:`LawDocument`.

An edit inside one text node changes that node alone. An edit over a boundary of sentences, lines or columns joins them
first; what it writes is split again where a sentence, line or column ends.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from reiki.law.document.anatomy import RANGE_TAG, RELATED_TAG
from reiki.law.document.elements import number, sentence, sentences_as_elements
from reiki.law.document.layout import put_after, take_out
from reiki.law.document.markup import Element, tag_of
from reiki.law.document.sentences import ends
from reiki.law.document.text_nodes import write
from reiki.law.document.wording import (
    COLUMN_BREAK,
    LINE_BREAK,
    OPAQUE,
    Leaf,
    Wording,
    stretches_of,
    wording_of,
)


@dataclass(frozen=True, slots=True)
class Edit:
    """The words from ``start`` to ``end`` (excluded) become ``new``; offsets into the words of one provision."""

    start: int
    end: int
    new: str


class CannotSplice(ValueError):
    """The words cannot be written into these elements; the message says why in one sentence."""


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text after edits that are in order and do not overlap."""
    out: list[str] = []
    at = 0
    for edit in edits:
        out += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join(out) + text[at:]


def splice(holders: tuple[Element, ...], edits: Sequence[Edit]) -> None:
    """Applies edits, in order and not overlapping, to the words of holders. Raises :class:`CannotSplice`; the elements
    are then of no use."""
    wording = wording_of(holders)
    wanted = edited(wording.text, edits)
    if any(OPAQUE in edit.new for edit in edits):
        raise CannotSplice(
            "The new words hold a thing that can only be carried, not written (a formula or a figure)."
        )
    if not wording.leaves:
        _fill_empty(holders, wanted)
    else:
        labels = any(not leaf.is_sentence for leaf in wording.leaves)
        trimmed = (
            edits if labels and len(wording.leaves) > 1 else [_trimmed(edit, wording.text) for edit in edits]
        )
        for leaf, inner, lost in reversed(_by_leaf(wording, trimmed)):
            _edit_leaf(leaf, inner, lost)
    if wording_of(holders).text != wanted:
        raise CannotSplice(
            "The new words do not fit the structure that they stand in (columns, lines, labels)."
        )


def _trimmed(edit: Edit, text: str) -> Edit:
    """The edit without the characters that it writes over with themselves, so that their markup stays."""
    old, new = text[edit.start : edit.end], edit.new
    head = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    old, new = old[head:], new[head:]
    tail = next(
        (n for n, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b),
        min(len(old), len(new)),
    )
    return Edit(edit.start + head, edit.end - tail, new[: len(new) - tail])


def _fill_empty(holders: tuple[Element, ...], text: str) -> None:
    """``<TableColumn/>`` and ``<ItemSentence/>`` come to hold sentences."""
    if len(holders) != 1:
        raise CannotSplice("There is nothing here that could hold words.")
    holder = holders[0]
    lines = (
        [sentence(line) for line in text.split(LINE_BREAK)]
        if holder.tag == "TableColumn"
        else sentences_as_elements(text)
    )
    for line in lines:
        holder.append(line)


# ------------------------------------------------------------------------------------------ which leaf takes which edit


@dataclass(slots=True)
class _Inner:
    """An edit inside one leaf, in its coordinates."""

    start: int
    end: int
    new: str


def _by_leaf(wording: Wording, edits: Sequence[Edit]) -> list[tuple[Leaf, list[_Inner], str]]:
    """Each touched leaf with its edits. Sentences that an edit reaches over are joined into the first of them; the third
    part names the separators that went with it, one character each."""
    leaves = list(wording.leaves)
    spans = [_span(leaves, edit) for edit in edits]
    groups = _groups(spans, leaves)
    out: list[tuple[Leaf, list[_Inner], str]] = []
    for first, last in groups:
        own = [e for e, s in zip(edits, spans, strict=True) if first <= s[0] <= last]
        if first == last:
            leaf = leaves[first]
            out.append((leaf, [_Inner(e.start - leaf.start, e.end - leaf.start, e.new) for e in own], ""))
        elif all(
            leaf.is_sentence and leaf.element not in wording.holders for leaf in leaves[first : last + 1]
        ):
            out.append(_joined(leaves[first : last + 1], own))
        else:
            inside = [s for s in spans if first <= s[0] <= last]
            out += [(leaf, inner, "") for leaf, inner in _over_labels(leaves, own, inside)]
    return out


def _span(leaves: list[Leaf], edit: Edit) -> tuple[int, int]:
    """The first and the last leaf that an edit touches."""
    touched = [n for n, leaf in enumerate(leaves) if edit.start < leaf.end and edit.end > leaf.start]
    left = [n for n, leaf in enumerate(leaves) if leaf.start <= edit.start <= leaf.end]
    right = [n for n, leaf in enumerate(leaves) if leaf.start <= edit.end <= leaf.end]
    if edit.start == edit.end:
        n = _home_of_insertion(leaves, left, edit)
        return n, n
    first = touched[0] if touched and touched[0] in left else (left[-1] if left else max(touched[0] - 1, 0))
    last = touched[-1] if touched and touched[-1] in right else right[0]
    at_range = leaves[first].element.tag in (RELATED_TAG, RANGE_TAG) and edit.start <= leaves[first].start
    if first and at_range and edit.new and not edit.new.startswith(("（", "(")):
        first -= 1  # 総則（第1条） → 総則等（第1条・第2条）: 等 is of the title
    return first, last


def _home_of_insertion(leaves: list[Leaf], candidates: list[int], edit: Edit) -> int:
    """Between two sentences, words that begin the next one (``この場合において、``) go to it, whole sentences to the first."""
    if len(candidates) == 1 or not leaves[candidates[0]].is_sentence:
        return candidates[0]
    whole = edit.new.endswith("。") or not leaves[candidates[0]].text.endswith("。")
    return candidates[0] if whole else candidates[-1]


def _groups(spans: list[tuple[int, int]], leaves: list[Leaf]) -> list[tuple[int, int]]:
    """Spans that share a leaf, as one; in order."""
    out: list[tuple[int, int]] = []
    for first, last in spans:
        if out and first <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], last)
        else:
            out.append((first, last))
    return out


def _over_labels(
    leaves: list[Leaf], edits: list[Edit], spans: list[tuple[int, int]]
) -> list[tuple[Leaf, list[_Inner]]]:
    """An edit over 別表第一 and （第二条関係）, which stay two elements: the new （…） goes to the second."""
    inner: dict[int, list[_Inner]] = {}
    for edit, (first, last) in zip(edits, spans, strict=True):
        touched = range(first, last + 1)
        parts = [edit.new] + [""] * (len(touched) - 1)
        opening = max(edit.new.rfind("（"), edit.new.rfind("("))
        if len(touched) > 1 and leaves[touched[-1]].element.tag in (RELATED_TAG, RANGE_TAG) and opening >= 0:
            parts[0], parts[-1] = edit.new[:opening], edit.new[opening:]
        for n, new in zip(touched, parts, strict=True):
            leaf = leaves[n]
            start = min(max(edit.start, leaf.start), leaf.end) - leaf.start
            end = max(min(edit.end, leaf.end), leaf.start) - leaf.start
            inner.setdefault(n, []).append(_Inner(start, end, new))
    return [(leaves[n], found) for n, found in inner.items()]


# --------------------------------------------------------------------------------------------------------------- joining


def _joined(leaves: list[Leaf], edits: list[Edit]) -> tuple[Leaf, list[_Inner], str]:
    """The leaves as one, the edits in its coordinates, and the separators that stood between them."""
    lost = "".join(leaf.before for leaf in leaves[1:])
    cuts = [leaf.start - len(leaf.before) for leaf in leaves[1:] if leaf.before]
    base = leaves[0].start

    def moved(offset: int) -> int:
        return offset - base - sum(1 for cut in cuts if cut < offset)

    inner = [_Inner(moved(e.start), moved(e.end), e.new) for e in edits]
    for left, right in reversed(list(pairwise(leaves))):
        _join(left.element, right.element)
    stretches = stretches_of(leaves[0].element)
    text = "".join(s.text for s in stretches)
    return Leaf(leaves[0].element, stretches, base, text, leaves[0].before), inner, lost


def _join(left: Element, right: Element) -> None:
    """Appends what a sentence holds to the one before it; sentences after it in another column come along."""
    home, away = left.getparent(), right.getparent()
    content = right.text or ""
    children = list(right)
    if len(left):
        left[-1].tail = (left[-1].tail or "") + content or None
    else:
        left.text = (left.text or "") + content or None
    for child in children:
        left.append(child)
    followers = list(right.itersiblings())
    take_out(right)
    if away is not None and home is not None and away is not home and away.tag == "Column":
        previous = left
        for follower in followers:
            previous.addnext(follower)
            previous = follower
        take_out(away)


# -------------------------------------------------------------------------------------------------------------- one leaf


def _edit_leaf(leaf: Leaf, edits: list[_Inner], lost: str) -> None:
    """Writes the edits into one leaf, last first, then splits it where the new words end a sentence, line or column."""
    element = leaf.element
    holder = element.getparent()
    may_split = leaf.is_sentence and not _is_direct(element)
    breaks = _take_breaks(edits, lost, holder) if may_split else []
    fresh: list[tuple[int, int]] = []
    shift = 0
    for edit in edits:
        fresh.append((edit.start + shift, edit.start + shift + len(edit.new)))
        shift += len(edit.new) - (edit.end - edit.start)
    for edit in reversed(edits):
        write(element, edit.start, edit.end, edit.new)
    after = edited(leaf.text, [Edit(e.start, e.end, e.new) for e in edits])
    if not leaf.is_sentence or holder is None:
        return
    if not after and not breaks and not _is_cell(holder) and len(holder.findall("Sentence")) > 1:
        neighbour = next(element.itersiblings("Sentence", preceding=True), None)
        kept = neighbour if neighbour is not None else next(element.itersiblings("Sentence"))
        take_out(element)
        _renumber(kept)
        return
    cuts = breaks if not may_split or _is_cell(holder) else _cuts(after, fresh, breaks)
    for at, separator in reversed(cuts):
        _split(element, at, separator)
    if cuts or lost or _was_joined(leaf) or after.startswith("ただし") != leaf.text.startswith("ただし"):
        _renumber(element)


def _is_cell(element: Element) -> bool:
    return element.tag in ("TableColumn", "TableHeaderColumn")


def _is_direct(element: Element) -> bool:
    """True for a Sentence that is a provision's own child and is never split."""
    parent = element.getparent()
    return parent is None or not (_is_cell(parent) or tag_of(parent).endswith(("Sentence", "Column")))


def _was_joined(leaf: Leaf) -> bool:
    """A sentence that lost its neighbours counts anew: Num without Num 2 beside it, ``main`` without ``proviso``."""
    parent = leaf.element.getparent()
    if parent is None:
        return False
    beside = parent.findall("Sentence")
    nums = [e.get("Num") for e in beside]
    if len(beside) == 1:
        return nums[0] not in (None, "1") or "Function" in beside[0].attrib
    return not _is_cell(parent) and nums != [str(n) for n in range(1, len(beside) + 1)]


Cut = tuple[int, str]
"""An offset at which a sentence is split, and what then stands between the two: nothing, a line feed or U+3000."""


def _take_breaks(edits: list[_Inner], lost: str, holder: Element | None) -> list[Cut]:
    """Takes the separators out of the new words: every line feed in a cell, every U+3000 in a column, and elsewhere as many
    U+3000 as columns were joined."""
    in_cell = holder is not None and _is_cell(holder)
    worded = any(edit.new.strip(COLUMN_BREAK) for edit in edits)  # U+3000 alone parts no column from another
    every = in_cell or (worded and holder is not None and holder.tag == "Column")
    left = -1 if every else lost.count(COLUMN_BREAK)
    separator = LINE_BREAK if in_cell else COLUMN_BREAK
    cuts: list[Cut] = []
    shift = 0
    for edit in edits:
        parts = edit.new.split(separator, left) if left else [edit.new]
        left -= 0 if every else len(parts) - 1
        at = edit.start + shift
        for part in parts[:-1]:
            at += len(part)
            cuts.append((at, separator))
        edit.new = "".join(parts)
        shift += len(edit.new) - (edit.end - edit.start)
    return cuts


def _cuts(text: str, fresh: list[tuple[int, int]], breaks: list[Cut]) -> list[Cut]:
    """Where to split. A sentence end counts only where the new words touch it; what was one Sentence before, 。 inside or
    not, stays so."""
    taken = {at for at, _ in breaks}
    return sorted(
        [
            *breaks,
            *(
                (at, "")
                for at in ends(text)
                if 0 < at < len(text) and at not in taken and any(a <= at <= b for a, b in fresh)
            ),
        ]
    )


def _split(element: Element, at: int, separator: str) -> None:
    """Splits a sentence before the character at an offset; the new one comes after it, in a column of its own where
    U+3000 stands between the two."""
    whole = sum(len(s.text) for s in stretches_of(element))
    second = copy.deepcopy(element)
    second.tail = None
    write(second, 0, at, "")
    write(element, at, whole, "")
    column = element.getparent()
    if separator != COLUMN_BREAK or column is None or column.tag != "Column":
        put_after(element, second)
        return
    other = etree.Element("Column", {str(k): str(v) for k, v in column.attrib.items()})
    other.text = column.text
    followers, between = list(element.itersiblings("Sentence")), element.tail
    for follower in [second, *followers]:
        other.append(follower)
    element.tail = followers[-1].tail if followers else between
    second.tail = between
    put_after(column, other)


def _renumber(element: Element) -> None:
    holder = element.getparent()
    if holder is None:
        return
    found = holder.findall("Sentence")
    if _is_cell(holder):
        if any("Num" in e.attrib for e in found):
            for n, line in enumerate(found, 1):
                line.set("Num", str(n))
        return
    if len(found) > 1 or "Num" in found[0].attrib or "Function" in found[0].attrib:
        number(found)
    if holder.tag == "Column":
        columns = holder.getparent()
        for n, column in enumerate(columns.findall("Column") if columns is not None else (), 1):
            column.set("Num", str(n))
