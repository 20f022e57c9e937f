"""Characters changed in the text nodes of one ``Sentence`` or label, beside ruby, 傍線 and what is carried unread."""

from __future__ import annotations

from reiki.law.document.markup import Element
from reiki.law.document.wording import Stretch, stretches_of


def write(element: Element, start: int, end: int, new: str) -> None:
    """Replaces words inside one leaf. What an edit takes out whole goes with its markup; a reading aid goes with any part
    of the words that it reads."""
    _loosen_ruby(element, start, end)
    stretches = stretches_of(element)
    if start == end:
        _insert(element, stretches, start, new)
        return
    touched = [s for s in stretches if s.start < end and s.end > start]
    home = touched[0]
    for stretch in reversed(touched):
        if stretch.slot == "opaque":
            _take_inline(stretch.owner)
            continue
        raw = _characters(stretch)
        low = stretch.offset + max(start - stretch.start, 0)
        high = stretch.offset + min(end, stretch.end) - stretch.start
        put_here = new if stretch is home else ""
        _set_characters(stretch, raw[:low] + put_here + raw[high:])
    if home.slot == "opaque" and new:
        _insert(element, stretches_of(element), start, new)
    for owner in {s.owner for s in touched if s.slot == "text"}:
        if owner is not element and owner.getparent() is not None and not owner.text and not len(owner):
            _take_inline(owner)


def _insert(element: Element, stretches: tuple[Stretch, ...], at: int, new: str) -> None:
    """Puts words between two characters, in the plain text beside an inline element rather than inside it."""
    if not new:
        return
    beside = [s for s in stretches if s.slot != "opaque" and s.start <= at <= s.end]
    inside = [s for s in beside if s.start < at < s.end]
    plain = [
        s for s in beside if (s.owner is element if s.slot == "text" else s.owner.getparent() is element)
    ]
    for stretch in (*inside, *plain):
        raw, cut = _characters(stretch), stretch.offset + at - stretch.start
        _set_characters(stretch, raw[:cut] + new + raw[cut:])
        return
    before = [s for s in stretches if s.end <= at]
    if not before:
        element.text = new + (element.text or "")
        return
    inline = before[-1].owner
    parent = inline.getparent()
    while parent is not None and parent is not element:
        inline, parent = parent, parent.getparent()
    inline.tail = new + (inline.tail or "")


def _characters(stretch: Stretch) -> str:
    return (stretch.owner.text if stretch.slot == "text" else stretch.owner.tail) or ""


def _set_characters(stretch: Stretch, value: str) -> None:
    if stretch.slot == "text":
        stretch.owner.text = value or None
    else:
        stretch.owner.tail = value or None


def _loosen_ruby(element: Element, start: int, end: int) -> None:
    """``<Ruby>砒<Rt>ひ</Rt></Ruby>`` loses its reading when a part of what it reads is deleted or written over."""
    for ruby in list(element.iter("Ruby")):
        inside = [
            s
            for s in stretches_of(element)
            if (s.owner is ruby and s.slot == "text") or s.owner.getparent() is ruby
        ]
        if inside and inside[0].start < end and inside[-1].end > start:
            _unwrap(ruby, "".join(s.text for s in inside))


def _unwrap(element: Element, text: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = text
    tail, element.tail = element.tail or "", None
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return
    parent.remove(element)
    if previous is None:
        parent.text = (parent.text or "") + text + tail
    else:
        previous.tail = (previous.tail or "") + text + tail


def _take_inline(element: Element) -> None:
    """Removes an element from a text and leaves the text after it."""
    parent, previous, tail = element.getparent(), element.getprevious(), element.tail
    if parent is None:
        return
    element.tail = None
    parent.remove(element)
    if tail and previous is None:
        parent.text = (parent.text or "") + tail
    elif tail and previous is not None:
        previous.tail = (previous.tail or "") + tail
