"""A regulation as HTML, typeset as statutes are: 見出し, 条, 項, 号 with hanging indents, 表, 別表, 様式, 附則.

Every word of the law stands in the page, in its order, escaped; what is not known is said where it is missing. Ids are
those of the national viewer (``Mp-At_16-Pr_2``, ``Sp-At_1``): an article is addressed without its headings.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape
from typing import Final

from reiki.law.document import LawDocument
from reiki.law.document.nested import Tag, nested
from reiki.law.document.reading import suppl_num
from reiki.law.era import format_date
from reiki.law.kinds import SUBITEMS
from reiki.law.labels import normalise_label
from reiki.law.plain_text.form import UNKNOWN
from reiki.render.anatomy import (
    APPENDICES,
    HEADINGS,
    INLINE,
    ITEMS,
    cell_lines,
    first_paragraph,
    labels_in,
    own_words_in,
    rest_of,
    sentences_in,
    unlisted,
)
from reiki.render.dressing import IDS, NOTHING, Dressing, Entry
from reiki.render.figures import Figures
from reiki.render.html_lines import as_history, as_line, as_list, css_class, id_attribute, spaced
from reiki.render.html_tables import table

__all__ = ["dressed_law", "dressed_regulation", "provision_fragment", "regulation_fragment"]

ARTICLE_LEVEL: Final = 5
APART_LEVEL: Final = 6
SUBITEM_NAMES: Final = frozenset(kind.value for kind in SUBITEMS)
_SUPPL: Final = Tag("SupplProvisionLabel", {}, ("附　則",))
_LINES: Final = frozenset({"solid", "none", "dotted", "double"})


def regulation_fragment(document: LawDocument, figures: Figures | None = None) -> str:
    """A whole regulation as one ``<article class="law">``, without page and style."""
    return _Writer(dressing=Dressing(figures=figures)).law(nested(document), document.date)


def dressed_regulation(document: LawDocument, dressing: Dressing) -> tuple[str, tuple[Entry, ...]]:
    """A whole regulation with what a service adds around its words, and its headings, articles, 附則 and appendices in order."""
    return dressed_law(nested(document), document.date, dressing)


def dressed_law(law: Tag, date: str, dressing: Dressing) -> tuple[str, tuple[Entry, ...]]:
    """The same of a law whose elements are at hand. ``date``: of its promulgation, ISO, ``""`` for none."""
    writer = _Writer(dressing=dressing)
    return writer.law(law, date), tuple(writer.entries)


def provision_fragment(tag: Tag, figures: Figures | None = None) -> str:
    """One provision, or whatever else an address names, with everything in it."""
    return f'<article class="law">{_Writer(dressing=Dressing(figures=figures)).block(tag, "")}</article>'


@dataclass(slots=True)
class _Writer:
    """Writes elements; ``ids``: those given already, for an id stands once. ``""`` as ``at`` gives none. ``entries``: what a
    table of contents lists. ``around`` and ``here``: the ids of the unit and of the provision whose words are being written;
    ``depth``: how many headings stand around, the title not counted; ``aliases``: by id that by which a citation finds it."""

    ids: set[str] = field(default_factory=set)
    dressing: Dressing = NOTHING
    entries: list[Entry] = field(default_factory=list)
    around: str = ""
    here: str = ""
    depth: int = 0
    aliases: dict[str, str] = field(default_factory=dict)

    # ------------------------------------------------------------------------------------------------------------ law

    def law(self, law: Tag, date: str = "") -> str:
        body = law.find("LawBody") or Tag("LawBody")
        number = self.labelled("p", "law-num", law.find("LawNum"))
        made = "" if number else "制定"
        day = (
            f'<p class="law-date">{format_date(datetime.date.fromisoformat(date))}{made}</p>' if date else ""
        )
        head = self.labelled("h1", "law-title", body.find("LawTitle"))
        history = "".join(as_history(t) for t in law.walk() if t.is_foreign and t.name.endswith("}History"))
        parts = [(t.name, self._in_body(t)) for t in body.tags() if t.name not in ("TOC", "LawTitle")]
        contents = "".join(self._toc(t) for t in body.tags("TOC"))
        before = next((n for n, (name, _) in enumerate(parts) if name != "EnactStatement"), len(parts))
        texts = [text for _, text in parts]
        return (
            f'<article class="law"><header>{head}{self.dressing.note("title")}{day}{number}{history}</header>'
            f"{''.join(texts[:before])}{contents}{''.join(texts[before:])}</article>"
        )

    def _in_body(self, tag: Tag) -> str:
        match tag.name:
            case "MainProvision":
                return f'<section class="main"{id_attribute(self._given("Mp"))}>{self.inside(tag, "Mp", "Mp")}</section>'
            case "EnactStatement":
                return f'<p class="enactment">{self.inline(tag)}</p>'
            case _:
                return self.block(tag, "Mp")

    def _given(self, wanted: str) -> str:
        """An id that nothing has yet."""
        given, n = wanted, 1
        while given in self.ids:
            n += 1
            given = f"{wanted}~{n}"
        if given:
            self.ids.add(given)
        return given

    def _listed(self, here: str, level: int, label: Tag | None, caption: Tag | None = None) -> None:
        if here:
            said = [_plain(tag) for tag in (label, caption)]
            self.entries.append(Entry(here, level, *said))

    # --------------------------------------------------------------------------------------------------------- blocks

    def block(self, tag: Tag, at: str, under: str = "") -> str:
        """Any element that stands on lines of its own. ``at``: the id of the provision around it; ``under``: that of the
        heading around it, which the ids of headings have and those of articles have not."""
        name = tag.name
        if tag.is_foreign:
            return ""
        if name in HEADINGS:
            return self._heading(tag, at, under)
        if name in ITEMS or name == "Class":
            return f'<ol class="items">{self._item(tag, at)}</ol>'
        if name in APPENDICES:
            return self._appendix(tag)
        writer: Callable[[Tag, str], str] | None = {
            "Article": self._article, "Paragraph": self._paragraph, "SupplProvision": self._supplementary,
            "TableStruct": self._table, "Remarks": self._remarks, "TOC": lambda t, _: self._toc(t),
        }.get(name)  # fmt: skip
        if writer is not None:
            return writer(tag, at)
        match name:
            case "Law":
                return self.law(tag)
            case "Gap":
                return ""  # its parent says what is missing
            case "Preamble" | "MainProvision" | "AmendProvision":
                return f'<section class="{css_class(name)}">{self.inside(tag, at)}</section>'
            case "TableRow" | "TableHeaderRow":
                return table(Tag("Table", {}, (tag,)), self.cell)
            case "TableColumn" | "TableHeaderColumn":
                return f"<div>{self.cell(tag)}</div>"
            case "Table":
                return table(tag, self.cell)
            case "Fig":
                return self.dressing.figure(tag.get("src"))
            case "Sentence" | "Column":
                return as_line(self.inline(tag), "line")
            case "ArithFormula":
                return f'<div class="formula">{self.inline(tag)}</div>'
            case _ if name.endswith(("Title", "Label", "Caption", "Num", "Statement")):
                return as_line(self.inline(tag), css_class(name))
            case _:  # forms, figures, lists, quoted provisions, and whatever the schema may gain: nothing is passed over
                return f'<div class="{css_class(name)}">{self._lines_and_blocks(tag, at)}</div>'

    def inside(self, tag: Tag, at: str, under: str = "", *, but: Tag | None = None) -> str:
        """What stands under a provision, without ``but``; items that follow each other are one list."""
        out: list[str] = []
        items: list[str] = []
        for child in rest_of(tag):
            if isinstance(child, str):
                out.append(as_line(escape(child, quote=False), "line"))
            elif child.name in ITEMS or child.name == "Class":
                items.append(self._item(child, at))
                continue
            elif child is not but:
                out += as_list(items)
                items = []
                out.append(self.block(child, at, under))
        out += as_list(items)
        sign = unlisted(tag)
        return "".join(out) + (f'<p class="gap">{sign}</p>' if sign else "")

    def _h(self) -> str:
        """The element of a heading here."""
        return f"h{min(self.depth + 2, 6)}"

    def _under(self, tag: Tag, at: str, under: str = "") -> str:
        """What stands under a heading, a level deeper."""
        self.depth += 1
        out = self.inside(tag, at, under)
        self.depth -= 1
        return out

    def _heading(self, tag: Tag, at: str, under: str) -> str:
        here = f"{under or at}-{IDS[tag.name]}_{tag.get('Num')}" if at and tag.get("Num") else ""
        given = self._given(here)
        own = tag.find(f"{tag.name}Title")
        self._listed(given, HEADINGS.index(tag.name), own)
        words = self.dressing.heading(self.inline(own), given)
        element = self._h()
        title = f'<{element} class="heading">{words}</{element}>' if words else ""
        title += self.dressing.note(given)
        return f'<section class="{css_class(tag.name)}"{id_attribute(given)}>{title}{self.inside(tag, at, here)}</section>'

    def _article(self, tag: Tag, at: str) -> str:
        here = f"{at}-At_{tag.get('Num')}" if at and tag.get("Num") else ""
        given = self._given(here)
        self.around = given
        self._listed(
            given, ARTICLE_LEVEL, tag.find("ArticleTitle"), tag.find("ArticleCaption") or _emptied(tag)
        )
        opening = f'<section class="article"{id_attribute(given)}>'
        closing = f"{self.dressing.note(given)}</section>"
        caption = self.labelled(self._h(), "caption", tag.find("ArticleCaption"))
        label = self.dressing.label(self.inline(tag.find("ArticleTitle")), given)
        first = first_paragraph(tag)
        words = self._own_words(tag, given)
        if first is None or words:
            lead = as_line(label + spaced(label, words), "line")
            return f"{opening}{caption}{lead}{self.inside(tag, here)}{closing}"
        lead = self._paragraph(first, here, label)
        return f"{opening}{caption}{lead}{self.inside(tag, here, but=first)}{closing}"

    def _paragraph(self, tag: Tag, at: str, article: str = "") -> str:
        num = tag.get("Num")
        here = f"{at}-Pr_{num}" if at and num else ""
        given = self._given(here)
        caption = self.labelled(self._h(), "caption", tag.find("ParagraphCaption"))
        label = article or self.dressing.label(self.inline(tag.find("ParagraphNum")), given)
        plain = " unnumbered" if not label else ""
        line = as_line(label + spaced(label, self._own_words(tag, given)), "line" + plain)
        note = self.dressing.note(given)
        return (
            f'<div class="paragraph"{id_attribute(given)}>{caption}{line}{self.inside(tag, here)}{note}</div>'
        )

    def _item(self, tag: Tag, at: str) -> str:
        num = tag.get("Num")
        here = f"{at}-{IDS[tag.name]}_{num}" if at and num and tag.name in IDS else ""
        given = self._given(here)
        title = tag.find(f"{tag.name}Title")
        cited, anchor = self._cited(tag, at, given, title)
        label = self.dressing.label(self.inline(title), given)
        line = as_line(label + spaced(label, self._own_words(tag, cited)), "line")
        return f'<li class="{css_class(tag.name)}"{id_attribute(given)}>{anchor}{line}{self.inside(tag, here)}</li>'

    def _cited(self, tag: Tag, at: str, given: str, title: Tag | None) -> tuple[str, str]:
        """The id by which a citation finds an item, and an anchor of it where that is another: a 細目 is cited by its label
        (イ), which alone does not tell its place in the list (アイウ, イロハ), and the national id counts the place."""
        above = self.aliases.get(at, at)
        num = normalise_label(_plain(title)) if tag.name in SUBITEM_NAMES else tag.get("Num")
        cited = f"{above}-{IDS[tag.name]}_{num}" if given and num else given
        if cited == given or self.dressing.permalink is None:
            return given, ""
        self.aliases[given] = cited
        named = self._given(cited)
        return cited, f'<span class="alias"{id_attribute(named)}></span>'

    def _supplementary(self, tag: Tag, at: str) -> str:
        law = tag.get("AmendLawNum")
        here = ("Sp-" + re.sub(r"\s", "", suppl_num(law)) if law else "Sp") if at else ""
        given = self._given(here)
        self.around = given
        self._listed(given, APART_LEVEL, tag.find("SupplProvisionLabel") or _SUPPL)
        label = self.dressing.heading(self.inline(tag.find("SupplProvisionLabel")) or "附　則", given)
        related = self.inline(tag.find("RelatedArticleNum"))
        by = f'<span class="amended-by">（{escape(law)}）</span>' if law and not related else related
        extract = '<span class="extract">　抄</span>' if tag.get("Extract") == "true" else ""
        if given and by:
            self.entries[-1] = replace(self.entries[-1], caption=_bare(law) if law and not related else "")
        title = f'<h2 class="suppl-label">{label}{extract}{by}</h2>{self.dressing.note(given)}'
        return f'<section class="suppl"{id_attribute(given)}>{title}{self._under(tag, here)}</section>'

    def _appendix(self, tag: Tag) -> str:
        num = tag.get("Num")
        here = IDS[tag.name] + (f"_{num}" if num else "")
        given = self._given(here)
        self.around = given
        labels = labels_in(tag)
        self._listed(
            given, APART_LEVEL, labels[0] if labels else None, labels[1] if len(labels) > 1 else None
        )
        title = self.dressing.heading("".join(self.inline(t) for t in labels), given)
        head = (f'<h2 class="appendix-title">{title}</h2>' if title else "") + self.dressing.note(given)
        words = as_line(self._own_words(tag, given), "line")
        return (
            f'<section class="appendix"{id_attribute(given)}>{head}{words}{self._under(tag, here)}</section>'
        )

    def _remarks(self, tag: Tag, at: str) -> str:
        label = self.dressing.label(self.inline(tag.find("RemarksLabel")), "")
        line = as_line(label + spaced(label, self._own_words(tag, self.around)), "line")
        return f'<div class="remarks">{line}{self.inside(tag, at)}</div>'

    def _table(self, tag: Tag, at: str) -> str:
        title = self.labelled("figcaption", "table-title", tag.find("TableStructTitle"))
        words = as_line(self._own_words(tag, self.around), "line")
        return f'<figure class="table">{title}{words}{self.inside(tag, at)}</figure>'

    def cell(self, tag: Tag) -> str:
        """The inside of a cell."""
        out: list[str] = []
        lines: list[str] = []
        for parts, block in cell_lines(tag):
            if block is None:
                lines.append("".join(separator + self._said(part, self.around) for separator, part in parts))
                continue
            out.append("<br>".join(lines) + self.block(block, ""))
            lines = []
        return "".join([*out, "<br>".join(lines)])

    def _lines_and_blocks(self, tag: Tag, at: str) -> str:
        """A form or a note: its lines as they stand, and whatever else is in it."""
        out: list[str] = []
        for child in tag.children:
            if isinstance(child, str):
                out.append(as_line(escape(child, quote=False), "line") if child.strip() else "")
            elif child.name in ("Sentence", "Column", *INLINE):
                out.append(as_line(self._inline_one(child) or "&nbsp;", "line"))
            else:
                out.append(self.block(child, at))
        return "".join(out)

    # ---------------------------------------------------------------------------------------------------------- words

    def labelled(self, element: str, css: str, tag: Tag | None) -> str:
        """A title or caption as an element of its own; nothing where it has no text."""
        text = self.inline(tag)
        return f'<{element} class="{css}">{text}</{element}>' if text else ""

    def _own_words(self, tag: Tag, here: str) -> str:
        """The own words of the provision with an id: sentences run on, columns stand apart by U+3000."""
        out = ""
        for separator, part in sentences_in(own_words_in(tag)):
            in_table = part.name == "Table"
            inner = (
                f'<figure class="table">{table(part, self.cell)}</figure>'
                if in_table
                else self._said(part, here)
            )
            out += (separator if out else "") + inner
        return out

    def _said(self, tag: Tag, here: str) -> str:
        """Words of the provision with an id, in which what they cite may be linked."""
        self.here = here
        out = self.inline(tag)
        self.here = ""
        return out

    def inline(self, tag: Tag | None) -> str:
        """The text of a label or a sentence with ruby, 傍線, sub- and superscript."""
        if tag is None:
            return ""
        return "".join(
            self.dressing.words(c, self.here) if isinstance(c, str) else self._inline_one(c)
            for c in tag.children
        )

    def _inline_one(self, tag: Tag) -> str:
        match tag.name:
            case "Ruby":
                readings = "".join(
                    f"<rp>（</rp><rt>{escape(t.words(), quote=False)}</rt><rp>）</rp>" for t in tag.tags("Rt")
                )
                base = Tag("", {}, tuple(c for c in tag.children if isinstance(c, str) or c.name != "Rt"))
                return f"<ruby>{self.inline(base)}{readings}</ruby>"
            case "Sup" | "Sub":
                return f"<{tag.name.lower()}>{self.inline(tag)}</{tag.name.lower()}>"
            case "Line":
                style = tag.get("Style", "solid")
                return f'<span class="mark-{style if style in _LINES else "solid"}">{self.inline(tag)}</span>'
            case "Gap":
                return f'<span class="gap">{UNKNOWN}</span>'
            case "ArithFormula":
                return f'<span class="formula">{self.inline(tag)}</span>'
            case "Sentence" | "Column":
                return self.inline(tag)
            case "Fig":
                return self.dressing.figure(tag.get("src"), inline=True)
            case _ if tag.is_foreign:
                return ""
            case _:
                return self.block(tag, "")

    # ----------------------------------------------------------------------------------------------------------- 目次

    def _toc(self, tag: Tag) -> str:
        label = self.labelled("h2", "toc-label", tag.find("TOCLabel"))
        sign = unlisted(tag)
        gap = f'<p class="gap">{sign}</p>' if sign else ""
        return f'<nav class="toc">{label}{self._toc_lines(tag, "Mp")}{gap}</nav>'

    def _toc_lines(self, parent: Tag, under: str) -> str:
        out = []
        for tag in parent.tags():
            if not tag.name.startswith("TOC") or tag.name == "TOCLabel":
                continue
            kind = tag.name.removeprefix("TOC")
            here = "Sp" if kind == "SupplProvision" else f"{under}-{IDS.get(kind, kind)}_{tag.get('Num')}"
            here = f"Mp-At_{tag.get('Num')}" if kind == "Article" else here
            own = [t for t in tag.tags() if not t.name.startswith("TOC")]
            text = "".join(self._inline_one(t) if t.name in INLINE else self.inline(t) for t in own)
            text = text if own else self.inline(tag)
            link = f'<a href="#{escape(here)}">{text}</a>' if here in self.ids else text
            out.append(f"<li>{link}{self._toc_lines(tag, here)}</li>")
        return f"<ol>{''.join(out)}</ol>" if out else ""


def _emptied(article: Tag) -> Tag | None:
    """The one sentence of an article that keeps its number and says 削除: its contents, for a list of them."""
    paragraphs = list(article.tags("Paragraph"))
    only = paragraphs[0].find("ParagraphSentence", "Sentence") if len(paragraphs) == 1 else None
    return only if _plain(only).strip("（）()") == "削除" else None


def _plain(tag: Tag | None) -> str:
    return "" if tag is None else tag.words().strip()


def _bare(law: str) -> str:
    return re.sub(r"\s", "", law)
