"""What renderers need to know of the elements of 法令標準XML: which are labels, which hold words. Data and look-ups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reiki.law.document.anatomy import CAPTION_TAG, GAP, LABEL_TAG, RELATED_TAG
from reiki.law.document.nested import Tag
from reiki.law.kinds import APPENDIX_KINDS, SUBITEMS, Kind
from reiki.law.plain_text.form import unlisted_sign

HEADINGS: Final = ("Part", "Chapter", "Section", "Subsection", "Division")
ITEMS: Final = ("Item", *(kind.value for kind in SUBITEMS))
APPENDICES: Final = frozenset(kind.value for kind in APPENDIX_KINDS)
SENTENCES_OF: Final = {
    name: f"{name}Sentence"
    for name in ("Paragraph", "Class", "List", "Sublist1", "Sublist2", "Sublist3", "AmendProvision", *ITEMS)
}
WORDS_IN_ITSELF: Final = frozenset({"Article", "Remarks", "TableStruct"}) | APPENDICES
"""Provisions that hold their own words as sentences directly, printed behind the label."""

INLINE: Final = frozenset({"Ruby", "Sup", "Sub", "Line", "ArithFormula", "QuoteStruct", GAP})

_NAMES: Final = {
    kind.value: frozenset(
        {LABEL_TAG.get(kind, ""), CAPTION_TAG.get(kind, "")}
        | ({RELATED_TAG} if kind in APPENDIX_KINDS or kind is Kind.SUPPL else set())
    )
    for kind in Kind
}
_KINDS: Final = {kind.value: kind for kind in Kind}


def label_names(name: str) -> frozenset[str]:
    """The elements that print the label, the caption and the （第五条関係） of a provision."""
    return _NAMES.get(name) or frozenset({f"{name}Title"})


def labels_in(tag: Tag) -> list[Tag]:
    """Label, caption and （第五条関係） of a provision, in their order."""
    return list(tag.tags(*label_names(tag.name)))


def own_words_in(tag: Tag) -> Tag:
    """The element that holds a provision's own words: its ``…Sentence``, or itself."""
    if tag.name in SENTENCES_OF:
        return tag.find(SENTENCES_OF[tag.name]) or Tag(SENTENCES_OF[tag.name])
    return tag


def rest_of(tag: Tag) -> Iterator[Tag | str]:
    """The children of a provision behind its label and its own words: what stands under it."""
    skipped = label_names(tag.name) | {SENTENCES_OF.get(tag.name, ""), GAP}
    skipped |= {"Sentence", "Column"} if tag.name in WORDS_IN_ITSELF else set()
    for child in tag.children:
        if isinstance(child, str):
            if child.strip(" \t\r\n"):
                yield child
        elif not child.is_foreign and child.name not in skipped:
            yield child


def sentences_in(holder: Tag) -> Iterator[tuple[str, Tag]]:
    """The sentences of a holder, and tables that stand in the place of words, each with what separates it from the one
    before: nothing, or U+3000 before a column."""
    columns = 0
    for child in holder.tags():
        if child.name == "Sentence" or (child.name == "Table" and holder.name != "TableStruct"):
            yield "", child
        elif child.name == "Column":
            columns += 1
            for n, sentence in enumerate(child.tags("Sentence")):
                yield ("\u3000" if columns > 1 and not n else ""), sentence


def first_paragraph(article: Tag) -> Tag | None:
    """The paragraph that stands in the line of its article: 第1条　…; ``None`` where the first has a label or caption."""
    first = next((c for c in article.tags() if c.name in ("Paragraph", "Item", "Class")), None)
    if first is None or first.name != "Paragraph" or first.find("ParagraphCaption"):
        return None
    number = first.find("ParagraphNum")
    return None if number is not None and number.words() else first


def unlisted(tag: Tag) -> str:
    """The sign under a provision that may hold more than is printed; ``""`` where nothing is missing."""
    if tag.find(GAP) is None or tag.name in ("TableRow", "TableHeaderRow"):
        return ""
    if tag.name == "MainProvision":
        return "〔この本則に未収録の規定あり〕"
    kind = _KINDS.get(tag.name)
    return unlisted_sign(kind) if kind is not None else "〔この規定に未収録の規定あり〕"


def cell_lines(cell: Tag) -> Iterator[tuple[tuple[tuple[str, Tag], ...], Tag | None]]:
    """The lines of a cell, each as its parts with what separates them, or a block that stands on lines of its own.

    Each sentence is a line, but a ただし書 follows its sentence; columns that follow each other share a line.
    """
    line: list[tuple[str, Tag]] = []
    before = ""
    for child in cell.children:
        if isinstance(child, str) or child.name in INLINE:
            part = Tag("Sentence", {}, (child,))
            if before != "text" and line:
                yield tuple(line), None
                line = []
            line.append(("", part))
            before = "text"
            continue
        if child.is_foreign:
            continue
        goes_on = (child.name == "Sentence" and child.get("Function") == "proviso") or (
            child.name == "Column" and before == "Column"
        )
        if line and not goes_on:
            yield tuple(line), None
            line = []
        before = child.name
        if child.name == "Sentence":
            line.append(("", child))
        elif child.name == "Column":
            line += [("\u3000" if line and not n else "", s) for n, s in enumerate(child.tags("Sentence"))]
        else:
            yield (), child
    if line:
        yield tuple(line), None
