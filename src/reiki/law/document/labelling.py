"""Numbers and labels (条番号, 項番号, 号番号 …) of provisions that come or move, written into their elements."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from reiki.law.document.anatomy import LABEL_TAG
from reiki.law.document.elements import subitem_num
from reiki.law.document.layout import put_after, put_first, swap, take_out
from reiki.law.document.markup import Element, parse_element, serialised
from reiki.law.document.reading import caption_element, kind_of, label_element, label_of
from reiki.law.document.wording import plain
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, SUBITEMS, Kind
from reiki.law.labels import style_of_sequence
from reiki.law.numerals import NUMERAL

_NUMBERED: Final = frozenset({Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM, *HEADINGS})
"""What has a Num whether or not the file gives it one."""

_UNNUMBERED: Final = frozenset({Kind.SUPPL, Kind.TABLE, Kind.REMARKS, *SUBITEMS})
"""What has none, or (細目) one that follows from its place."""

_NUM: Final = re.compile(r"[0-9]+(_[0-9]+)*(:[0-9]+(_[0-9]+)*)?")
_HEADING_NUMBER: Final = re.compile(
    rf"第[ \u3000]*{NUMERAL}[ \u3000]*[編章節款目](?:[ \u3000]*の[ \u3000]*{NUMERAL})*"
)


def relabel(element: Element, kind: Kind, num: str, label: str) -> None:
    """Gives a provision another number and printed label (``""``: it prints none); what its label element holds besides
    (罰則 in ``第三章　罰則``) stays."""
    if kind not in _UNNUMBERED and ("Num" in element.attrib or kind in _NUMBERED):
        digits = _NUM.search(num)
        if digits:
            element.set("Num", digits[0])
    own = label_element(element, kind)
    if own is None:
        if label:
            _set_label_element(element, kind, element_with(LABEL_TAG[kind], label))
        return
    text = _kept_rest(plain(own), label_of(element, kind)[0], label, kind)
    for child in list(own):
        own.remove(child)
    own.text = text or None


def set_label(element: Element, kind: Kind, xml: str, num: str) -> None:
    """Restores the label element of a provision from its XML, and its Num (``""``: it has none)."""
    if num:
        element.set("Num", num)
    elif "Num" in element.attrib:
        del element.attrib["Num"]
    _set_label_element(element, kind, parse_element(xml) if xml else None)


def number_subitem(element: Element, kind: Kind) -> None:
    """Num of a 細目 follows from its label and those beside it, once all of them stand."""
    parent = element.getparent()
    found = [] if parent is None else [e for e in parent if kind_of(e) is kind]
    style = style_of_sequence([plain(label_element(e, kind)) for e in found])
    num = subitem_num(plain(label_element(element, kind)), style)
    if num is not None and element.get("Num") != num:
        element.set("Num", num)


def element_with(tag: str, text: str) -> Element:
    """A detached element that holds text alone."""
    element = etree.Element(tag)
    element.text = text
    return element


def _kept_rest(printed: str, label: str, new: str, kind: Kind) -> str:
    """``第三章　罰則`` relabelled 第4章 keeps 罰則; ``別表（第2条関係）`` in one element keeps （第2条関係）."""
    if kind in HEADINGS and _HEADING_NUMBER.fullmatch(new):
        number = _HEADING_NUMBER.match(printed)
        return new + (printed[number.end() :] if number else "")
    return new + printed[len(label) :] if kind in APPENDIX_KINDS and not new.endswith(("）", ")")) else new


def _set_label_element(element: Element, kind: Kind, label: Element | None) -> None:
    own = label_element(element, kind)
    if own is not None and label is not None:
        if serialised(own) != serialised(label):
            swap(own, label)
    elif own is not None:
        take_out(own)
    elif label is not None:
        caption = caption_element(element, kind)
        if caption is not None:
            put_after(caption, label)
        else:
            put_first(element, label)
