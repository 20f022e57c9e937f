"""The kinds of provision that a citation can name, and the words by which it names them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """A kind of provision (規定の種類).  The value is its element name in 法令標準XML, where that has one."""

    LAW = "Law"
    TITLE = "LawTitle"
    TOC = "TOC"
    PREAMBLE = "Preamble"
    MAIN = "MainProvision"
    PART = "Part"
    CHAPTER = "Chapter"
    SECTION = "Section"
    SUBSECTION = "Subsection"
    DIVISION = "Division"
    ARTICLE = "Article"
    CAPTION = "ArticleCaption"
    PARAGRAPH = "Paragraph"
    ITEM = "Item"
    SUBITEM1 = "Subitem1"
    SUBITEM2 = "Subitem2"
    SUBITEM3 = "Subitem3"
    SUBITEM4 = "Subitem4"
    SUBITEM5 = "Subitem5"
    SUBITEM6 = "Subitem6"
    SUBITEM7 = "Subitem7"
    SUBITEM8 = "Subitem8"
    SUBITEM9 = "Subitem9"
    SUBITEM10 = "Subitem10"
    SUPPL = "SupplProvision"
    SUPPL_APPDX_TABLE = "SupplProvisionAppdxTable"
    SUPPL_APPDX_STYLE = "SupplProvisionAppdxStyle"
    SUPPL_APPDX = "SupplProvisionAppdx"
    APPDX_TABLE = "AppdxTable"
    APPDX_STYLE = "AppdxStyle"
    APPDX_FORMAT = "AppdxFormat"
    APPDX_NOTE = "AppdxNote"
    APPDX_FIG = "AppdxFig"
    APPDX = "Appdx"
    TABLE = "TableStruct"
    ROW = "TableRow"
    COLUMN = "TableColumn"
    REMARKS = "Remarks"


RANK: Final = {kind: place for place, kind in enumerate(Kind)}
"""Document order of sibling kinds.  Headings precede articles, as a chapter precedes what it holds."""

SUBITEMS: Final = tuple(Kind[f"SUBITEM{depth}"] for depth in range(1, 11))
HEADINGS: Final = frozenset({Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION, Kind.DIVISION})

COUNTERS: Final = {
    "編": Kind.PART,
    "章": Kind.CHAPTER,
    "節": Kind.SECTION,
    "款": Kind.SUBSECTION,
    "目": Kind.DIVISION,
    "条": Kind.ARTICLE,
    "項": Kind.PARAGRAPH,
    "号": Kind.ITEM,
}
COUNTER_OF: Final = {kind: counter for counter, kind in COUNTERS.items()}

NAMES: Final = {
    "題名": Kind.TITLE,
    "目次": Kind.TOC,
    "前文": Kind.PREAMBLE,
    "本則": Kind.MAIN,
    "全部": Kind.LAW,
}
NAME_OF: Final = {kind: name for name, kind in NAMES.items()}

# 別紙 and 付表 have no element of their own in 法令標準XML: they share one, and their `num` starts with the name.
APPENDICES: Final = {
    "別表": (Kind.APPDX_TABLE, ""),
    "付表": (Kind.APPDX_TABLE, "付表"),
    "書式": (Kind.APPDX_FORMAT, ""),
    "別記": (Kind.APPDX_NOTE, ""),
    "別紙": (Kind.APPDX_NOTE, "別紙"),
    "別図": (Kind.APPDX_FIG, ""),
    "付録": (Kind.APPDX, ""),
}
IN_SUPPL: Final = {
    Kind.APPDX_TABLE: Kind.SUPPL_APPDX_TABLE,
    Kind.APPDX_STYLE: Kind.SUPPL_APPDX_STYLE,
    Kind.APPDX: Kind.SUPPL_APPDX,
}
OUT_OF_SUPPL: Final = {within: outside for outside, within in IN_SUPPL.items()}
APPENDIX_KINDS: Final = frozenset(
    {kind for kind, _ in APPENDICES.values()} | {Kind.APPDX_STYLE} | set(IN_SUPPL.values())
)
