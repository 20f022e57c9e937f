"""A part of a law by an e-Gov ``elm`` path, as 法令API Version 2 reads it: ``MainProvision-Article_9-Paragraph_2``.

A number names a provision; ``[2]`` counts the elements of that name in document order. Headings (編 … 目) and the wrappers around
a law are passed through, nothing else is: an article is found inside its 章, and a 項 is never taken from another article.
Without ``MainProvision`` before it ``Article_3`` is one of the 本則, and ``Article[3]`` counts on into the 附則, as nationally.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reiki.law.document.nested import Tag
from reiki.law.kinds import HEADINGS, SUBITEMS
from reiki.office.errors import OfficeError

_STEP: Final = re.compile(
    r"(?P<name>[A-Z][A-Za-z]*[0-9]*)(?:_(?P<num>[0-9]+(?:_[0-9]+)*(?::[0-9]+(?:_[0-9]+)*)?))?(?:\[(?P<nth>[1-9][0-9]{0,4})\])?"
)
_HEADINGS: Final = frozenset(kind.value for kind in HEADINGS)
_UNDER_PARAGRAPH: Final = frozenset({"Item", "List", "TableStruct", "FigStruct", "StyleStruct"}) | {
    kind.value for kind in SUBITEMS
}
_LONGEST: Final = 300


class NoSuchElement(OfficeError):
    """The path is none, or nothing, or more than one thing, stands there."""


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    num: str
    nth: int


def select_element(law: Tag, elm: str) -> Tag:
    """The one element that a path names. Raises :class:`NoSuchElement`."""
    here = [law]
    for step in _steps(elm):
        found = [e for tag in here for e in _inside(tag, step)]
        if step.num:
            found = [e for e in found if _num(e) == step.num]
        if step.nth:
            found = found[step.nth - 1 : step.nth]
        elif step.name == "SupplProvision":
            found = found[:1]
        here = found
    if len(here) != 1:
        raise NoSuchElement(
            f"「{elm}」 names {len(here) or 'no'} place{'s' if len(here) > 1 else ''} in this text; "
            "expected one such as MainProvision-Article_3-Paragraph_1"
        )
    return here[0]


def _steps(elm: str) -> list[_Step]:
    steps = []
    for part in elm.split("-") if len(elm) <= _LONGEST else [""]:
        match = _STEP.fullmatch(part)
        if match is None:
            raise NoSuchElement(
                f"「{elm[:_LONGEST]}」 is no elm path; expected one such as MainProvision-Article_3-Paragraph_1"
            )
        steps.append(_Step(match["name"], match["num"] or "", int(match["nth"] or 0)))
    return steps


def _num(tag: Tag) -> str:
    """Num without the zeros that pad it."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", tag.get("Num"))


def _inside(tag: Tag, step: _Step) -> Iterator[Tag]:
    """The elements of that name in an element, without those inside another of them."""
    for child in tag.tags():
        if child.name == step.name:
            yield child
        elif _is_passed_through(child, tag, step):
            yield from _inside(child, step)


def _is_passed_through(child: Tag, parent: Tag, step: _Step) -> bool:
    if child.name == "LawBody" or child.name in _HEADINGS:
        return True
    if child.name == "MainProvision":
        return step.name in _IN_MAIN
    if child.name == "SupplProvision":
        return step.name == "Article" and step.nth > 0
    if child.name == "Paragraph":
        return step.name in _UNDER_PARAGRAPH and len(list(parent.tags("Paragraph"))) == 1
    return (
        step.name in ("Sentence", "Column") and child.name.endswith("Sentence") and child.name != "Sentence"
    )


_IN_MAIN: Final = _HEADINGS | {"Article", "Paragraph"}
