"""A law in the light JSON of 法令API Version 2 (``json_format=light``): elements by name, without their attributes.

As the national service prints it: an element that may stand several times in its parent is a list, also where it stands once;
an element of words is a text, ``null`` when empty, and one whose parent's model is a heading's title is a list of texts; of the
attributes only ``Num`` of a 項, ``AmendLawNum`` and ``Extract`` are kept; ruby and the like stay in the words as tags.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from reiki.law.document.nested import Tag
from reiki.law.kinds import HEADINGS
from reiki.render.egov_schema import TEXTS, contents_of

_LISTED_TEXTS: Final = frozenset(f"{kind.value}Title" for kind in HEADINGS) | {"EnactStatement"}
_KEPT: Final = {"Paragraph": ("Num",), "SupplProvision": ("AmendLawNum", "Extract")}


def light(tag: Tag) -> dict[str, Any]:
    """`{"Article": {"ArticleTitle": "第一条", "Paragraph": [{"ParagraphNum": null, "Num": "1", …}]}}`."""
    return {tag.name: _value(tag)}


def _value(tag: Tag) -> Any:
    if _is_text(tag):
        return _words(tag)
    out: dict[str, Any] = {}
    for child in tag.tags():
        if child.is_foreign:
            continue
        value = _value(child)
        if _is_listed(tag.name, child.name):
            out.setdefault(child.name, []).append(value)
        elif child.name in out:
            before = out[child.name]
            out[child.name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            out[child.name] = [value] if child.name in _LISTED_TEXTS else value
        if child.name == _LABELS.get(tag.name):
            out |= _attributes(tag)
    return out if any(name in out for name in _KEPT.get(tag.name, ())) else out | _attributes(tag)


_LABELS: Final = {"Paragraph": "ParagraphNum", "SupplProvision": "SupplProvisionLabel"}


def _attributes(tag: Tag) -> dict[str, str]:
    return {name: tag.get(name) for name in _KEPT.get(tag.name, ()) if name in tag.attributes}


def _is_text(tag: Tag) -> bool:
    return tag.name in TEXTS or any(isinstance(child, str) for child in tag.children)


def _words(tag: Tag) -> str | None:
    return (
        "".join(
            child if isinstance(child, str) else child.as_xml()
            for child in tag.children
            if isinstance(child, str) or not child.is_foreign
        )
        or None
    )


@cache
def _is_listed(parent: str, child: str) -> bool:
    """True where the national schema allows several of them side by side."""
    return any(
        child in slot.names and slot.many for alternative in contents_of(parent) for slot in alternative
    )
