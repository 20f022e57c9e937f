"""Which elements of 法令標準XML hold what: labels, captions, own words, the kinds inside a kind. Data, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, SUBITEMS, Kind

GAP: Final = "Gap"
"""The element of our schema that stands for what nobody has quoted (design, decision 11).

As a child of a ``Sentence``: words not known. As a child of a provision: further children may exist there. As the first
child of a ``TableRow``: any number of rows.
"""

ENACTMENT: Final = "制定文"
"""The ``num`` under which a 制定文 (``EnactStatement``) is read as a preamble of its own kind, so that no words are lost."""

KIND_OF_TAG: Final[Mapping[str, Kind]] = {
    kind.value: kind for kind in Kind if kind not in (Kind.TITLE, Kind.CAPTION, Kind.COLUMN, Kind.LAW)
} | {"TableHeaderRow": Kind.ROW}
TOC_KIND_OF_TAG: Final[dict[str, Kind]] = {
    "TOCPart": Kind.PART, "TOCChapter": Kind.CHAPTER, "TOCSection": Kind.SECTION, "TOCSubsection": Kind.SUBSECTION,
    "TOCDivision": Kind.DIVISION, "TOCArticle": Kind.ARTICLE, "TOCSupplProvision": Kind.SUPPL,
    "TOCAppdxTableLabel": Kind.APPDX_TABLE, "TOCPreambleLabel": Kind.PREAMBLE,
}  # fmt: skip
TOC_TAG_OF_KIND: Final = {kind: tag for tag, kind in TOC_KIND_OF_TAG.items()}
BARE_TOC_LINES: Final = frozenset({"TOCAppdxTableLabel", "TOCPreambleLabel"})

LABEL_TAG: Final[dict[Kind, str]] = (
    {kind: f"{kind.value}Title" for kind in (*HEADINGS, *SUBITEMS, *APPENDIX_KINDS, Kind.ARTICLE, Kind.ITEM, Kind.TABLE)}
    | {
        Kind.PARAGRAPH: "ParagraphNum", Kind.SUPPL: "SupplProvisionLabel", Kind.APPDX: "ArithFormulaNum",
        Kind.SUPPL_APPDX: "ArithFormulaNum", Kind.REMARKS: "RemarksLabel", Kind.TOC: "TOCLabel",
    }
)  # fmt: skip
CAPTION_TAG: Final[dict[Kind, str]] = {Kind.ARTICLE: "ArticleCaption", Kind.PARAGRAPH: "ParagraphCaption"}
SENTENCE_TAG: Final[dict[Kind, str]] = {
    kind: f"{kind.value}Sentence" for kind in (*SUBITEMS, Kind.PARAGRAPH, Kind.ITEM)
}
RELATED_TAG: Final = "RelatedArticleNum"
RANGE_TAG: Final = "ArticleRange"

HEADING_TAGS: Final = frozenset(kind.value for kind in HEADINGS)
INLINE_TAGS: Final = frozenset({"Line", "Sup", "Sub", "Ruby"})
"""Elements inside a text whose own text is text. ``Rt`` is a reading aid and no text; whatever else stands inside a text
(``ArithFormula``, ``QuoteStruct``) is one opaque character there, U+FFFC."""
