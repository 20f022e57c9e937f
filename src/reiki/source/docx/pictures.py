"""Pictures, drawn shapes, text boxes and formulas: what is carried as a figure, and what of them is text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from reiki.source.docx.names import MC, WP, A, Element, M, O, R, V, W
from reiki.source.docx.parts import Parts
from reiki.source.model import Figure, Origin

BOX: Final = f"{W}txbxContent"
_EMBEDDED: Final = ((f"{A}blip", (f"{R}embed", f"{R}link")), (f"{V}imagedata", (f"{R}id", f"{R}href")))
_OTHER: Final = {"chart": "a chart", "relIds": "a diagram (SmartArt)", "contentPart": "handwriting"}
# Parts of a formula that say how it is set, and those that only group its runs.
_FLAT: Final = frozenset(
    {
        f"{M}{n}"
        for n in (
            "oMath",
            "oMathPara",
            "oMathParaPr",
            "r",
            "rPr",
            "t",
            "ctrlPr",
            "jc",
            "sty",
            "nor",
            "lit",
            "scr",
        )
    }
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What one ``w:drawing``, ``w:pict`` or ``w:object`` holds; ``shape``: lines or frames without words or picture."""

    figures: tuple[Figure, ...]
    boxes: tuple[Element, ...]
    shape: bool
    other: str = ""


def branch(alternatives: Element) -> Element | None:
    """Of ``mc:AlternateContent`` the one branch to read: the first choice with something in it, else the fallback."""
    choices = alternatives.findall(f"{MC}Choice")
    fallback = alternatives.find(f"{MC}Fallback")
    for choice in choices:
        if any(e.tag != f"{W}rPr" for e in choice.iter() if e is not choice):
            return choice
    return fallback


def _branches(element: Element) -> Iterator[Element]:
    """The elements below, of alternatives only the branch that is read, text boxes not entered."""
    stack = [element]
    while stack:
        current = stack.pop()
        if current is not element:
            yield current
        if current.tag == BOX:
            continue
        if current.tag == f"{MC}AlternateContent":
            chosen = branch(current)
            if chosen is not None:
                stack.append(chosen)
            continue
        stack.extend(reversed(current))


def drawing_of(element: Element, parts: Parts, origin: Origin) -> Drawing:
    """What a drawing, an old picture or an embedded object holds."""
    figures: list[Figure] = []
    boxes: list[Element] = []
    alternative = ""
    other = ""
    for found in _branches(element):
        name = etree.QName(found).localname
        if found.tag == BOX:
            boxes.append(found)
        elif found.tag == f"{WP}docPr":
            alternative = alternative or found.get("descr") or found.get("title") or ""
        elif found.tag == f"{V}shape":
            alternative = alternative or found.get("alt") or ""
        elif found.tag == f"{V}textpath":
            alternative = alternative or found.get("string") or ""
        elif name in _OTHER:
            other = other or _OTHER[name]
        elif found.tag == f"{O}OLEObject":
            other = other or f"an embedded object ({found.get('ProgID', 'unknown')})"
        for tag, attributes in _EMBEDDED:
            if found.tag == tag:
                identifier = next((found.get(a) for a in attributes if found.get(a)), None)
                if identifier:
                    figures.append(Figure(*parts.image(identifier), "", origin))
    words = " ".join(alternative.split())
    placed = tuple(Figure(f.reference, f.digest, words, f.origin) for f in figures)
    if other and not placed:
        placed = (Figure(other, None, words, origin),)
    return Drawing(placed, tuple(boxes), not placed and not boxes, other if not figures else "")


def formula_words(formula: Element) -> str:
    """The characters of a formula, one after the other."""
    return "".join(e.text or "" for e in formula.iter(f"{M}t", f"{W}t"))


def is_flat(formula: Element) -> bool:
    """True for a formula that is a plain line of characters: no fraction, no root, nothing raised."""
    return all(e.tag in _FLAT or e.tag.startswith(W) for e in formula.iter())


def formula_figure(formula: Element, origin: Origin) -> Figure:
    """A formula that is carried and not read: its digest is that of its canonical XML."""
    digest = hashlib.sha256(etree.tostring(formula, method="c14n", with_tail=False)).hexdigest()
    return Figure(f"formula:{digest[:16]}", digest, formula_words(formula), origin)
