"""New items printed beside items with columns (``一　定義　説明``): whether a column got lost on the page.

A PDF may hold no glyph for a full-width space that hangs past the end of a full line, and nothing on the page would show that a
column ends there. What is quoted is guarded; what comes new is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reiki.amend.operations import Add, Finding, Operation, Replace
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.document.nested import Tag, nested_xml
from reiki.law.document.wording import COLUMN_BREAK
from reiki.law.kinds import SUBITEMS, Kind

_LISTED = frozenset({Kind.ITEM, *SUBITEMS})


def columns_lost(operations: Iterable[Operation], base: LawDocument) -> Iterator[Finding]:
    """An error for each new item without columns whose siblings, stored or new, have them."""
    for op in operations:
        if not isinstance(op, Add | Replace) or op.at.last is None or not op.xml:
            continue
        new = nested_xml(op.xml)
        beside = [base.words(a) or "" for a in _siblings(base, op.at)] if op.at.last.kind in _LISTED else []
        alone = bool(beside) and all(COLUMN_BREAK in words for words in beside) and not _columned(new)
        if alone or _one_of_several(new):
            yield Finding(
                "error",
                "column_in_doubt",
                f"{op.at}: the items beside it are written in columns, one shows none; a space at the end of a full line leaves "
                "no trace in a PDF: compare the page, or give the issue in another format",
                op.source,
                op.at,
            )


def _siblings(base: LawDocument, at: Address) -> list[Address]:
    """What is stored in the list of ``at``; the items of an article are those of its only paragraph (第1条第3号)."""
    last, under = at.last, base.children(at.parent)
    if len(under) == 1 and under[0].last is not None and under[0].last.kind is Kind.PARAGRAPH:
        under = base.children(under[0])
    return [
        a
        for a in under
        if a.last is not None and last is not None and a.last.kind is last.kind and a.last != last
    ]


def _one_of_several(new: Tag) -> bool:
    """True when in some list inside a new provision some have columns and others none."""
    tags = [child for child in new.children if isinstance(child, Tag)]
    listed = [
        _columned(tag)
        for tag in tags
        if tag.name == "Item" or (tag.name.startswith("Subitem") and tag.name[-1].isdigit())
    ]
    return (any(listed) and not all(listed)) or any(_one_of_several(tag) for tag in tags)


def _columned(item: Tag) -> bool:
    return any(
        isinstance(part, Tag) and part.name == "Column"
        for sentence in item.children
        if isinstance(sentence, Tag) and sentence.name.endswith("Sentence")
        for part in sentence.children
    )
