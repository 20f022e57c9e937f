"""Elements that come, go and change places among their siblings: the text after an element (its tail) stays where it belongs,
and white space as it was wherever nothing changed."""

from __future__ import annotations

from dataclasses import dataclass

from reiki.law.document.elements import INDENT, compact, indent
from reiki.law.document.markup import Element, is_layout


@dataclass(frozen=True, slots=True)
class Layout:
    """How an element stands: white space before and after it, its place among all children of its parent from 0, its
    label element as XML and its Num (``""``: it has none)."""

    before: str | None
    after: str | None
    place: int
    label: str
    num: str


def slot_before(element: Element) -> str | None:
    """The text directly before an element: the tail of its sibling, or the text of its parent."""
    previous, parent = element.getprevious(), element.getparent()
    return previous.tail if previous is not None else None if parent is None else parent.text


def swap(old: Element, new: Element) -> None:
    """Puts a detached element in the place of another; what follows stays."""
    parent = old.getparent()
    new.tail, old.tail = old.tail, None
    if parent is not None:
        parent.replace(old, new)


def put_first(parent: Element, element: Element) -> None:
    """Puts an element before all children of another."""
    before = parent.text
    if len(parent):
        element.tail = before if is_layout(before) else None
    else:
        outside = slot_before(parent)
        element.tail = before
        parent.text = outside + INDENT if outside and "\n" in outside and is_layout(outside) else None
    parent.insert(0, element)


def put_after(element: Element, new: Element) -> None:
    """Puts an element after a sibling, on a line of its own where that one has its own line."""
    parent, previous, after = element.getparent(), element.getprevious(), element.tail
    before = (parent.text if parent is not None else None) if previous is None else previous.tail
    element.tail = None
    element.addnext(new)
    last = new.getnext() is None
    element.tail, new.tail = (before if is_layout(before) else None, after) if last else (after, after)


def take_out(element: Element) -> None:
    """Removes an element and leaves the white space as it would have been without it: what stood before it stays, but
    before a closing tag what stood after it."""
    parent = element.getparent()
    if parent is None:
        return
    previous, tail = element.getprevious(), element.tail
    before = parent.text if previous is None else previous.tail
    if not is_layout(tail):
        kept: str | None = (before or "") + (tail or "")
    else:
        kept = before if element.getnext() is not None or not is_layout(before) else tail
    element.tail = None
    parent.remove(element)
    if previous is None:
        parent.text = kept
    else:
        previous.tail = kept


def lay_out(element: Element) -> None:
    """Gives what is inside an element the indents of what is around it; nothing where that has no lines of its own."""
    compact(element)
    before, parent = slot_before(element), element.getparent()
    if before is None or "\n" not in before or not is_layout(before) or parent is None:
        return
    base, outside = before.rpartition("\n")[2], (slot_before(parent) or "").rpartition("\n")[2]
    unit = base[len(outside) :] if base.startswith(outside) else INDENT
    indent(element, base, unit)
