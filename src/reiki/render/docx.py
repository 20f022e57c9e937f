"""A regulation as a Word file, typeset as offices expect: A4, 見出し one character in, hanging indents by level, page numbers.

The lines are those of the plain text (:mod:`reiki.render.text`); what stands there as full-width spaces is an indent here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reiki.law.document import LawDocument
from reiki.law.document.nested import Tag, nested
from reiki.law.document.reading import suppl_num
from reiki.law.plain_text.form import HEADING_INDENT, SUPPL_INDENT, UNKNOWN
from reiki.law.plain_text.header import header_lines
from reiki.render.anatomy import (
    APPENDICES,
    HEADINGS,
    INLINE,
    ITEMS,
    first_paragraph,
    own_words_in,
    rest_of,
    sentences_in,
    unlisted,
)
from reiki.render.docx_figures import Placed, figure_mark
from reiki.render.docx_tables import Typeset, table_of
from reiki.render.figures import Figures
from reiki.render.wordprocessing import document as word_file
from reiki.render.wordprocessing import paragraph, ruby, run

__all__ = ["provision_docx", "regulation_docx"]

_UNDERLINES: Final = {"dotted": "dotted", "double": "double", "none": "none"}
_INDENTS: Final = {kind.value: indent for kind, indent in HEADING_INDENT.items()}
_SUFFIXES: Final = ("Title", "Label", "Caption", "Num", "Statement")


def regulation_docx(
    document: LawDocument,
    *,
    notes: Sequence[str] = (),
    ending: Sequence[str] = (),
    figures: Figures | None = None,
) -> bytes:
    """A whole regulation as a .docx file; the same text gives the same bytes. ``notes`` stand in a box above it, ``ending``
    after it (a certificate); ``figures``: those that it shows."""
    law = nested(document)
    title, *lines = header_lines(document.regulation())
    body = [*_notices(notes)]
    body.append(paragraph(inline(law.find("LawBody", "LawTitle")) or run(title), "Title", left=3))
    body += [paragraph(run(line), "Number") for line in lines if line]
    body.append(paragraph(""))
    for part in (law.find("LawBody") or Tag("LawBody")).tags():
        if part.name != "LawTitle":
            body += block(part, 0)
    body += [paragraph(run(line)) for line in ending]
    return _file(body, document.title, figures)


def provision_docx(
    tag: Tag, title: str, *, notes: Sequence[str] = (), figures: Figures | None = None
) -> bytes:
    """One provision as a .docx file."""
    return _file([*_notices(notes), *block(tag, 0)], title, figures)


def _file(body: Sequence[str], title: str, figures: Figures | None) -> bytes:
    placed = Placed(figures)
    return word_file([placed.into(part) for part in body], title, images=placed.images)


def _notices(notes: Sequence[str]) -> Iterator[str]:
    return (paragraph(run(note), "Notice") for note in notes)


# -------------------------------------------------------------------------------------------------------------- blocks


def block(tag: Tag, level: int) -> Iterator[str]:
    """Paragraphs and tables of any element that stands on lines of its own. ``level``: how far in its lines stand."""
    name = tag.name
    if tag.is_foreign or name == "Gap":
        return
    if name in HEADINGS:
        yield paragraph(
            inline(tag.find(f"{name}Title")), f"Heading{HEADINGS.index(name) + 1}", left=_INDENTS[name]
        )
        yield from inside(tag, level)
    elif name in ITEMS or name == "Class":
        depth = ITEMS.index(name) + 1 if name in ITEMS else 1
        yield _labelled(inline(tag.find(f"{name}Title")), words(tag), "Item", max(depth, level))
        yield from inside(tag, max(depth, level))
    elif name in APPENDICES:
        yield from _appendix(tag, level)
    elif name == "Article":
        yield from _article(tag, level)
    elif name == "Paragraph":
        yield from _paragraph(tag, level)
    elif name == "SupplProvision":
        yield paragraph(_suppl_label(tag), "Supplementary", left=SUPPL_INDENT)
        yield from inside(tag, level)
    elif name in ("MainProvision", "Preamble", "AmendProvision"):
        yield from inside(tag, level)
    elif name == "TOC":
        yield paragraph(inline(tag.find("TOCLabel")) or run("目次"), "Contents")
        yield from _contents(tag, 1)
    elif name == "TableStruct":
        label, own = inline(tag.find("TableStructTitle")), words(tag)
        if label or own:
            yield _labelled(label, own, "Caption", level)
        yield from inside(tag, level)
    elif name == "Remarks":
        yield _labelled(inline(tag.find("RemarksLabel")), words(tag), "Item", level)
        yield from inside(tag, level)
    elif name == "Table":
        yield from table_of(tag, _TYPESET)
        yield from _sign(tag, level)
    elif name in ("TableRow", "TableHeaderRow"):
        yield from table_of(Tag("Table", {}, (tag,)), _TYPESET)
    elif name in ("TableColumn", "TableHeaderColumn"):
        yield from table_of(Tag("Table", {}, (Tag("TableRow", {}, (tag,)),)), _TYPESET)
    elif name == "Fig":
        yield paragraph(figure_mark(tag.get("src")), "CellCenter")
    elif name in ("Style", "Format", "Note"):
        yield from _form(tag, level)
    elif name in ("Sentence", "Column", "ArithFormula") or name.endswith(_SUFFIXES):
        first = 1 if name in ("Sentence", "EnactStatement") else 0
        yield paragraph(inline(tag), "Paragraph", left=level, first=first)
    else:
        yield from _lines_and_blocks(tag, level)


def inside(tag: Tag, level: int, *, but: Tag | None = None) -> Iterator[str]:
    """What stands under a provision, without ``but``."""
    for child in rest_of(tag):
        if isinstance(child, str):
            yield paragraph(run(child), "Paragraph", left=level)
        elif child is not but:
            yield from block(child, level)
    yield from _sign(tag, level)


def _sign(tag: Tag, level: int) -> Iterator[str]:
    sign = unlisted(tag)
    if sign:
        yield paragraph(run(sign), "Gap", left=level)


def _labelled(label: str, text: str, style: str, level: int) -> str:
    """A line with its label, the following lines one character further in."""
    return paragraph(
        label + (run("\u3000") if label and text else "") + text, style, left=level + 1, first=-1
    )


def _article(tag: Tag, level: int) -> Iterator[str]:
    caption = inline(tag.find("ArticleCaption"))
    if caption:
        yield paragraph(caption, "Caption", left=level + 1)
    label = inline(tag.find("ArticleTitle"))
    own = words(tag)
    first = None if own else first_paragraph(tag)
    yield _labelled(label, own if first is None else words(first), "Article", level)
    if first is not None:
        yield from inside(first, level)
    yield from inside(tag, level, but=first)


def _paragraph(tag: Tag, level: int) -> Iterator[str]:
    caption = inline(tag.find("ParagraphCaption"))
    if caption:
        yield paragraph(caption, "Caption", left=level + 1)
    label, text = inline(tag.find("ParagraphNum")), words(tag)
    if label:
        yield _labelled(label, text, "Paragraph", level)
    elif text:
        yield paragraph(text, "Paragraph", left=level, first=1)
    yield from inside(tag, level)


def _appendix(tag: Tag, level: int) -> Iterator[str]:
    names = [t for t in tag.tags() if t.name in (f"{tag.name}Title", "ArithFormulaNum", "RelatedArticleNum")]
    label, text = "".join(inline(t) for t in names), words(tag)
    # A form begins a page; of one whose content is not in the text only the title stands, and needs none.
    style = "FormTitle" if tag.name == "AppdxStyle" and next(rest_of(tag), None) is not None else "Appendix"
    yield paragraph(label + (run("\u3000") if label and text else "") + text, style, left=level)
    yield from inside(tag, level)


def _suppl_label(tag: Tag) -> str:
    label = inline(tag.find("SupplProvisionLabel")) or run("附\u3000則")
    brought_by = tag.get("AmendLawNum")
    related = inline(tag.find("RelatedArticleNum"))
    if related or not brought_by:
        return label + related
    dated = "月" in brought_by and "日" in brought_by
    return label + run(f"（{brought_by if dated else suppl_num(brought_by)}）")


def _contents(parent: Tag, level: int) -> Iterator[str]:
    for tag in parent.tags():
        if not tag.name.startswith("TOC") or tag.name == "TOCLabel":
            continue
        own = [t for t in tag.tags() if not t.name.startswith("TOC") and t.name not in INLINE]
        yield paragraph("".join(inline(t) for t in own) if own else inline(tag), "Contents", left=level)
        yield from _contents(tag, level + 1)
    yield from _sign(parent, level)


def _form(tag: Tag, level: int) -> Iterator[str]:
    """A form, a figure, a note: its lines as they stand, in a box."""
    for child in tag.children:
        if isinstance(child, str):
            if child.strip():
                yield paragraph(run(child), "Form")
        elif child.name in ("Sentence", "Column", *INLINE):
            yield paragraph(_inline_one(child), "Form")
        else:
            yield from block(child, level)


def _lines_and_blocks(tag: Tag, level: int) -> Iterator[str]:
    deeper = level + 1 if tag.name in ("List", "Sublist1", "Sublist2", "Sublist3") else level
    for child in tag.children:
        if isinstance(child, str):
            if child.strip():
                yield paragraph(run(child), "Paragraph", left=level)
        elif child.name in ("Sentence", *INLINE):
            yield paragraph(_inline_one(child), "Paragraph", left=level)
        else:
            yield from block(child, deeper)


# --------------------------------------------------------------------------------------------------------------- words


def words(tag: Tag) -> str:
    """The provision's own words as runs: sentences run on, columns stand apart by U+3000."""
    out = ""
    for separator, part in sentences_in(own_words_in(tag)):
        out += (run(separator) if out else "") + (run(part.words()) if part.name == "Table" else inline(part))
    return out


def inline(tag: Tag | None) -> str:
    """The text of a label or a sentence as runs, with ruby, 傍線, sub- and superscript."""
    if tag is None:
        return ""
    return "".join(run(c) if isinstance(c, str) else _inline_one(c) for c in tag.children)


def _inline_one(tag: Tag) -> str:
    match tag.name:
        case "Ruby":
            base = Tag("", {}, tuple(c for c in tag.children if isinstance(c, str) or c.name != "Rt")).words()
            return ruby(base, "".join(t.words() for t in tag.tags("Rt"))) if base else ""
        case "Sup" | "Sub":
            return run(tag.words(), script="superscript" if tag.name == "Sup" else "subscript")
        case "Line":
            return run(tag.words(), underline=_UNDERLINES.get(tag.get("Style"), "single"))
        case "Gap":
            return run(UNKNOWN, colour="8A4B08")
        case "Fig":
            return figure_mark(tag.get("src"))
        case _ if tag.is_foreign:
            return ""
        case _:
            return inline(tag)


_TYPESET: Final = Typeset(inline, block)
