"""What 法令標準XML v3 allows (XMLSchemaForJapaneseLaw_v3.xsd, 2020-11-24), as data: contents and attributes of each element.

A content is a row of slots, ``Name``, ``A|B``, each with ``?``, ``*`` or ``+``; ``/`` separates alternatives, the preferred one
first. The national schema itself is reference data and no part of this project.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

SUBITEM: Final = [f"Subitem{n}" for n in range(1, 11)]
_BLOCKS: Final = "TableStruct|FigStruct|StyleStruct"
_PROVISIONS: Final = [
    "Part",
    "Chapter",
    "Section",
    "Subsection",
    "Division",
    "Article",
    "Paragraph",
    "Item",
    *SUBITEM,
]
_APPENDICES: Final = "SupplProvision|AppdxTable|AppdxNote|AppdxStyle|Appdx|AppdxFig|AppdxFormat"

_CONTENT: Final[Mapping[str, str]] = {
    "Law": "LawNum LawBody",
    "LawBody": f"LawTitle EnactStatement* TOC? Preamble? MainProvision {_APPENDICES}*"
    f" / EnactStatement+ TOC? Preamble? MainProvision {_APPENDICES}*"
    f" / TOC LawTitle? Preamble? MainProvision {_APPENDICES}*",
    "TOC": " / ".join(
        f"TOCLabel? TOCPreambleLabel? {line}+ TOCSupplProvision? TOCAppdxTableLabel*"
        for line in ("TOCChapter", "TOCPart", "TOCSection", "TOCArticle")
    ),
    "TOCPart": "PartTitle ArticleRange? TOCChapter*",
    "TOCChapter": "ChapterTitle ArticleRange? TOCSection*",
    "TOCSection": "SectionTitle ArticleRange? TOCSubsection|TOCDivision*",
    "TOCSubsection": "SubsectionTitle ArticleRange? TOCDivision*",
    "TOCDivision": "DivisionTitle ArticleRange?",
    "TOCArticle": "ArticleTitle ArticleCaption",
    "TOCSupplProvision": "SupplProvisionLabel ArticleRange? TOCArticle|TOCChapter*",
    "Preamble": "Paragraph+",
    "MainProvision": "Article+ / Chapter+ / Part+ / Section+ / Paragraph+",
    "Part": "PartTitle Article+ Chapter* / PartTitle Chapter+",
    "Chapter": "ChapterTitle Article+ Section* / ChapterTitle Section+",
    "Section": "SectionTitle Article+ Subsection* / SectionTitle Subsection+ / SectionTitle Division+",
    "Subsection": "SubsectionTitle Article+ Division* / SubsectionTitle Division+",
    "Division": "DivisionTitle Article+",
    "Article": "ArticleTitle ArticleCaption? Paragraph+ SupplNote?"
    " / ArticleCaption ArticleTitle Paragraph+ SupplNote?",
    "Paragraph": " / ".join(
        f"ParagraphCaption? ParagraphNum ParagraphSentence {rest}"
        for rest in (f"Item+ {_BLOCKS}|List*", f"{_BLOCKS}+ Item*", "AmendProvision*", "Class*")
    ),
    "ParagraphSentence": "Sentence+",
    "AmendProvision": "AmendProvisionSentence NewProvision* / NewProvision+",
    "AmendProvisionSentence": "Sentence",
    "NewProvision": " / ".join([
        *(f"{name}+" for name in _PROVISIONS), "Sentence+", "LawTitle", "Preamble", "TOC",
        *(f"{name}Title+" for name in _PROVISIONS[:5]), "SupplNote+", "List+", "AmendProvision+", "AppdxTable+",
        "AppdxNote+", "AppdxStyle+", "Appdx+", "AppdxFig+", "AppdxFormat+", "SupplProvisionAppdxStyle+",
        "SupplProvisionAppdxTable+", "SupplProvisionAppdx+", "TableStruct", "TableRow+", "TableColumn+", "FigStruct",
        "NoteStruct", "StyleStruct", "FormatStruct", "Remarks", "LawBody",
    ]),
    "Class": "ClassTitle? ClassSentence Item*",
    "Item": f"ItemTitle? ItemSentence Subitem1* {_BLOCKS}|List*",
    **{
        f"Subitem{n}": f"Subitem{n}Title? Subitem{n}Sentence {f'Subitem{n + 1}* ' if n < 10 else ''}{_BLOCKS}|List*"
        for n in range(1, 11)
    },
    **{f"{name}Sentence": "Sentence+ / Column+ / Table" for name in ("Class", "Item", *SUBITEM)},
    "List": "ListSentence Sublist1*",
    "Sublist1": "Sublist1Sentence Sublist2*",
    "Sublist2": "Sublist2Sentence Sublist3*",
    "Sublist3": "Sublist3Sentence",
    **{f"{name}Sentence": "Sentence+ / Column+" for name in ("List", "Sublist1", "Sublist2", "Sublist3")},
    "Column": "Sentence+",
    "SupplProvision": "SupplProvisionLabel Chapter|Article|Paragraph+"
    " SupplProvisionAppdxTable|SupplProvisionAppdxStyle|SupplProvisionAppdx*",
    "SupplProvisionAppdxTable": "SupplProvisionAppdxTableTitle RelatedArticleNum? TableStruct*",
    "SupplProvisionAppdxStyle": "SupplProvisionAppdxStyleTitle RelatedArticleNum? StyleStruct*",
    "SupplProvisionAppdx": "ArithFormulaNum? RelatedArticleNum? ArithFormula+",
    "AppdxTable": "AppdxTableTitle? RelatedArticleNum? TableStruct|Item* Remarks?",
    "AppdxNote": "AppdxNoteTitle? RelatedArticleNum? NoteStruct|FigStruct|TableStruct* Remarks?",
    "AppdxStyle": "AppdxStyleTitle? RelatedArticleNum? StyleStruct* Remarks?",
    "AppdxFormat": "AppdxFormatTitle? RelatedArticleNum? FormatStruct* Remarks?",
    "Appdx": "ArithFormulaNum? RelatedArticleNum? ArithFormula+ Remarks?",
    "AppdxFig": "AppdxFigTitle? RelatedArticleNum? FigStruct|TableStruct+",
    "TableStruct": "TableStructTitle? Remarks* Table Remarks*",
    "Table": "TableHeaderRow* TableRow+",
    "TableRow": "TableColumn+",
    "TableHeaderRow": "TableHeaderColumn+",
    "TableColumn": " / ".join(["Sentence+", "Column+", "Item+", *(f"{p}+" for p in _PROVISIONS if p != "Item"),
                               "FigStruct+", "Remarks"]),
    **{f"{name}Struct": f"{name}StructTitle? Remarks* {name} Remarks*" for name in ("Fig", "Note", "Style", "Format")},
    "Remarks": "RemarksLabel Sentence+ / RemarksLabel Item+",
    "Fig": "",
}  # fmt: skip

ANY: Final = frozenset({"Note", "Style", "Format", "QuoteStruct", "ArithFormula"})
"""Elements that hold text and any element of the schema."""

_IN_LABELS: Final = frozenset({"Line", "Ruby", "Sup", "Sub"})
_LABELS: Final = (
    ["LawTitle", "EnactStatement", "TOCLabel", "TOCPreambleLabel", "TOCAppdxTableLabel", "ArticleRange", "ArticleTitle",
     "ArticleCaption", "ParagraphCaption", "ParagraphNum", "SupplNote", "ClassTitle", "ItemTitle", "SupplProvisionLabel",
     "ArithFormulaNum", "RelatedArticleNum", "RemarksLabel", "TableStructTitle", "TableHeaderColumn"]
    + [f"{name}Title" for name in (*_PROVISIONS[:5], *SUBITEM)]
    + [f"{name}Title" for name in ("AppdxTable", "AppdxNote", "AppdxStyle", "AppdxFormat", "AppdxFig",
                                   "SupplProvisionAppdxTable", "SupplProvisionAppdxStyle")]
    + [f"{name}StructTitle" for name in ("Fig", "Note", "Style", "Format")]
)  # fmt: skip
TEXTS: Final[Mapping[str, frozenset[str]]] = dict.fromkeys(_LABELS, _IN_LABELS) | {
    "Sentence": _IN_LABELS | {"QuoteStruct", "ArithFormula"},
    "Line": frozenset({"QuoteStruct", "ArithFormula", "Ruby", "Sup", "Sub"}),
    "Ruby": frozenset({"Rt"}),
    "Rt": frozenset(), "Sup": frozenset(), "Sub": frozenset(), "LawNum": frozenset(),
}  # fmt: skip
"""Elements that hold text, and which elements inside it."""

# ---------------------------------------------------------------------------------------------------------- attributes

_BOOL, _POSITIVE, _SOME = "true|false|0|1", r"0*[1-9][0-9]*", r".+"
_LINE, _WRITING = "solid|none|dotted|double", "vertical|horizontal"
_DELETABLE: Final = {"Num": _SOME, "Delete": _BOOL, "Hide": _BOOL}
_NUMBERED: Final = {"Num": _POSITIVE}
_LAW_TYPE: Final = "Constitution|Act|CabinetOrder|ImperialOrder|MinisterialOrdinance|Rule|Misc"

ATTRIBUTES: Final[Mapping[str, Mapping[str, str]]] = {
    "Law": {
        "Era": "Meiji|Taisho|Showa|Heisei|Reiwa", "Year": _POSITIVE, "Num": _POSITIVE, "PromulgateMonth": _POSITIVE,
        "PromulgateDay": _POSITIVE, "LawType": _LAW_TYPE, "Lang": "ja|en",
    },
    "LawBody": {"Subject": ".*"}, "LawTitle": {"Kana": ".*", "Abbrev": ".*", "AbbrevKana": ".*"},
    "MainProvision": {"Extract": _BOOL},
    **{name: {"Num": _SOME, "Delete": _BOOL}
       for name in ("TOCPart", "TOCChapter", "TOCSection", "TOCSubsection", "TOCDivision", "TOCArticle")},
    **dict.fromkeys(_PROVISIONS, _DELETABLE),
    "Paragraph": {"Num": _POSITIVE, "OldStyle": _BOOL, "OldNum": _BOOL, "Hide": _BOOL},
    "Class": {"Num": _SOME},
    "ArticleCaption": {"CommonCaption": _BOOL}, "ParagraphCaption": {"CommonCaption": _BOOL},
    "Sentence": {"Num": _POSITIVE, "Function": "main|proviso", "WritingMode": _WRITING,
                 "Indent": "Paragraph|Item|Subitem([1-9]|10)"},
    "Column": {"Num": _POSITIVE, "LineBreak": _BOOL, "Align": "left|center|right|justify"},
    "SupplProvision": {"Type": "New|Amend", "AmendLawNum": ".*", "Extract": _BOOL},
    **dict.fromkeys(
        ("SupplProvisionAppdxTable", "SupplProvisionAppdxStyle", "SupplProvisionAppdx", "AppdxTable", "AppdxNote",
         "AppdxStyle", "AppdxFormat", "AppdxFig", "ArithFormula"), _NUMBERED),
    **{f"{name}Title": {"WritingMode": _WRITING}
       for name in ("AppdxTable", "AppdxNote", "AppdxStyle", "AppdxFormat", "AppdxFig", "SupplProvisionAppdxTable",
                    "SupplProvisionAppdxStyle", "TableStruct")},
    "Table": {"WritingMode": _WRITING}, "RemarksLabel": {"LineBreak": _BOOL}, "Line": {"Style": _LINE},
    "TableColumn": {
        "BorderTop": _LINE, "BorderBottom": _LINE, "BorderLeft": _LINE, "BorderRight": _LINE, "rowspan": ".*",
        "colspan": ".*", "Align": "left|center|right|justify", "Valign": "top|middle|bottom",
    },
    "Fig": {"src": ".*"},
}  # fmt: skip

REQUIRED: Final[Mapping[str, Mapping[str, str]]] = {
    **{
        name: {"Num": "1"} for name, known in ATTRIBUTES.items() if name.startswith("TOC") or known is _DELETABLE
    },
    "Paragraph": {"Num": "1"}, "Class": {"Num": "1"}, "Fig": {"src": ""},
    "Law": {"Era": "Reiwa", "Year": "1", "Num": "1", "LawType": "Misc", "Lang": "ja"},
}  # fmt: skip
"""Attributes that must be there, with what stands where the regulation has none."""


# --------------------------------------------------------------------------------------------------------------- slots


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a content: which elements, whether there must be one, whether there may be several."""

    names: tuple[str, ...]
    required: bool
    many: bool


Alternative = tuple[Slot, ...]


@cache
def contents_of(name: str) -> tuple[Alternative, ...]:
    """The alternatives of an element that holds only elements; none for any other."""
    if name not in _CONTENT:
        return ()
    return tuple(tuple(_slot(each) for each in part.split()) for part in _CONTENT[name].split(" / "))


def _slot(text: str) -> Slot:
    found = re.fullmatch(r"([A-Za-z0-9|]+)([?*+]?)", text)
    assert found is not None
    return Slot(tuple(found[1].split("|")), found[2] in ("", "+"), found[2] in ("*", "+"))


def is_known(name: str) -> bool:
    """True for an element of the national schema."""
    return name in _CONTENT or name in TEXTS or name in ANY


_NEVER: Final = frozenset(
    {"AmendProvision", "NewProvision", "Class", "LawBody", "TOC", "Preamble", "FigStruct", "Law"}
)
"""Never carry what has no place: they would say something about it."""

_RATHER_NOT: Final = frozenset({
    "TableStruct", "TOCSupplProvision", "SupplProvisionAppdx", "SupplProvisionAppdxTable", "SupplProvisionAppdxStyle",
    "ArithFormula", "QuoteStruct", "Remarks", "Column",
})  # fmt: skip
"""Carry only where nothing else can."""


@cache
def way(start: tuple[str, ...], goal: str) -> tuple[str, ...] | None:
    """The shortest row of elements, the first one of ``start``, in which ``goal`` may stand; ``None`` where there is none."""
    return _way(start, goal, _NEVER | _RATHER_NOT) or _way(start, goal, _NEVER)


def is_roundabout(path: tuple[str, ...]) -> bool:
    """True for a way through an element that would rather not carry."""
    return not _RATHER_NOT.isdisjoint(path)


def _way(start: tuple[str, ...], goal: str, barred: frozenset[str]) -> tuple[str, ...] | None:
    queue: list[tuple[str, ...]] = [(name,) for name in start if name not in barred]
    seen = set(start)
    for path in queue:
        inner = inside(path[-1])
        if goal in inner or path[-1] in ANY:
            return path
        for name in inner:
            if name not in seen and name not in barred:
                seen.add(name)
                queue.append((*path, name))
    return None


@cache
def inside(name: str) -> tuple[str, ...]:
    """Every element that may stand directly in one, in the order of its content."""
    return tuple(dict.fromkeys(n for each in contents_of(name) for slot in each for n in slot.names))
