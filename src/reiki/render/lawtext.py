"""A regulation as Lawtext, the plain text format of the Lawtext project (https://github.com/yamachig/Lawtext).

As far as the format goes: it knows the national schema, so what is beyond that is fitted first as :mod:`reiki.render.egov`
does, and its report is part of this one. What Lawtext itself cannot say is reported as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from reiki.law.document import LawDocument
from reiki.law.document.nested import Tag
from reiki.render.anatomy import (
    APPENDICES,
    HEADINGS,
    ITEMS,
    first_paragraph,
    own_words_in,
    rest_of,
    sentences_in,
)
from reiki.render.egov import LeftOut, fitted_law, fitted_part

__all__ = ["LawtextExport", "lawtext", "lawtext_part"]

INDENT: Final = "  "
SPACE: Final = "\u3000"
_HEADING_LEVEL: Final = {name: level for level, name in enumerate(HEADINGS, 2)}
_STRUCTS: Final = {"FigStruct": ":fig-struct:", "NoteStruct": ":note-struct:", "StyleStruct": ":style-struct:",
                   "FormatStruct": ":format-struct:"}  # fmt: skip
_NAMED: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_APPENDIX_TITLE: Final = re.compile(r"(?:別表|別記|別図|様式|付録|別紙|書式)")
_ATTRIBUTES: Final = (
    "rowspan",
    "colspan",
    "Align",
    "Valign",
    "BorderTop",
    "BorderBottom",
    "BorderLeft",
    "BorderRight",
)
_READ_AS_LABEL: Final = re.compile(r"[^\s\u3000（(「]{1,12}")


@dataclass(frozen=True, slots=True)
class LawtextExport:
    """The text, with line feeds, and everything in which it is not the regulation as stored."""

    text: str
    left_out: tuple[LeftOut, ...]


def lawtext(document: LawDocument) -> LawtextExport:
    """A whole regulation."""
    law, notes = fitted_law(document)
    writer = _Writer(list(notes))
    lines = list(writer.law(law))
    return LawtextExport(_joined(lines), tuple(writer.notes))


def lawtext_part(tag: Tag) -> LawtextExport:
    """One provision."""
    fitted, notes = fitted_part(tag)
    writer = _Writer(list(notes))
    return LawtextExport(_joined(list(writer.block(fitted, 0))), tuple(writer.notes))


def _joined(lines: list[str]) -> str:
    """The lines with never two empty ones in a row."""
    out: list[str] = []
    for line in lines:
        if line or (out and out[-1]):
            out.append(line)
    return "\n".join(out).rstrip("\n") + "\n"


@dataclass(slots=True)
class _Writer:
    notes: list[LeftOut] = field(default_factory=list)

    def say(self, what: str, text: str) -> None:
        self.notes.append(LeftOut("changed", "", f"Lawtext: {what}", text[:40]))

    def law(self, law: Tag) -> Iterator[str]:
        body = law.find("LawBody") or Tag("LawBody")
        yield self.inline(body.find("LawTitle"))
        number = self.inline(law.find("LawNum"))
        if number:
            yield f"（{number}）"
        elif law.get("PromulgateDay"):
            self.say("番号のない例規の制定の日を書けない", "")
        yield ""
        for part in body.tags():
            if part.name != "LawTitle":
                yield from self.block(part, 0)
                yield ""

    def block(self, tag: Tag, level: int) -> Iterator[str]:
        name, pad = tag.name, INDENT * level
        if name in HEADINGS:
            yield INDENT * _HEADING_LEVEL[name] + self.inline(tag.find(f"{name}Title"))
            yield ""
            yield from self.inside(tag, level)
        elif name == "Article":
            yield from self._article(tag, level)
        elif name == "Paragraph" or name in ITEMS:
            yield from self._item(tag, level, "")
        elif name == "SupplProvision":
            yield from self._supplementary(tag, level)
        elif name in APPENDICES:
            yield from self._appendix(tag, level)
        elif name == "TOC":
            yield pad + (self.inline(tag.find("TOCLabel")) or "目次")
            yield from self._contents(tag, level + 1)
        elif name == "TableStruct":
            yield from self._table_struct(tag, level)
        elif name in _STRUCTS:
            yield ""
            title = self.inline(tag.find(f"{name}Title"))
            yield f"{pad}{_STRUCTS[name]}{title}"
            for child in rest_of(tag):
                if isinstance(child, Tag):
                    yield from self.block(child, level + 1)
        elif name in ("Style", "Note", "Format", "Fig", "AmendProvision", "Class", "List"):
            yield from self._as_xml(tag, level)
        elif name == "ArithFormula":
            yield f"{pad}:arith-formula:"
            yield from self._as_xml(tag, level + 1)
        elif name == "Remarks":
            yield pad + (self.inline(tag.find("RemarksLabel")) or ":remarks:")
            for child in tag.tags():
                if child.name == "Sentence":
                    yield INDENT * (level + 1) + self.inline(child)
                elif child.name != "RemarksLabel":
                    yield from self.block(child, level + 1)
        elif name == "EnactStatement":
            yield f"{pad}:enact-statement:{self.inline(tag)}" if level else self.inline(tag)
        elif name in ("MainProvision", "Preamble"):
            if name == "Preamble":
                yield ":preamble:"
            yield from self.inside(tag, level + (name == "Preamble"))
        else:
            yield from self._as_xml(tag, level)

    def inside(self, tag: Tag, level: int, *, but: Tag | None = None) -> Iterator[str]:
        for child in rest_of(tag):
            if isinstance(child, str):
                yield INDENT * level + _escaped(child)
            elif child is not but:
                yield from self.block(child, level)

    def _as_xml(self, tag: Tag, level: int) -> Iterator[str]:
        """What Lawtext carries as XML; one element a line."""
        if tag.name in ("AmendProvision", "Class", "List"):
            self.say(f"{tag.name} は XML のまま書いた", tag.words())
        children = tag.children if tag.name in ("Style", "Note", "Format", "ArithFormula") else (tag,)
        for child in children:
            yield INDENT * level + (_escaped(child) if isinstance(child, str) else child.as_xml())

    def _article(self, tag: Tag, level: int) -> Iterator[str]:
        caption = self.inline(tag.find("ArticleCaption"))
        if caption:
            yield INDENT * (level + 1) + caption
        first = first_paragraph(tag)
        title = self.inline(tag.find("ArticleTitle"))
        if SPACE in title:
            self.say("条番号の中の全角空白は区切りとして読まれる", title)
        if first is None:
            yield INDENT * level + title
        else:
            yield from self._item(first, level, title)
        for child in rest_of(tag):
            if isinstance(child, Tag) and child.name == "SupplNote":
                yield INDENT * (level + 1) + self.inline(child)
            elif isinstance(child, Tag) and child is not first:
                yield from self.block(child, level)
        yield ""

    def _item(self, tag: Tag, level: int, article: str) -> Iterator[str]:
        caption = self.inline(tag.find("ParagraphCaption"))
        if caption:
            yield INDENT * (level + 1) + caption
        label = article or self.inline(
            tag.find("ParagraphNum" if tag.name == "Paragraph" else f"{tag.name}Title")
        )
        words = self._words(tag)
        if not label and tag.name != "Paragraph":
            label = f":anonym-{_NAMED.sub('-', tag.name).lower()}:"
            yield INDENT * level + label + words
        else:
            if label and not article and not _READ_AS_LABEL.fullmatch(label.strip("()（）")):
                label = f":{tag.name.lower()}:{label}"
            yield INDENT * level + label + (SPACE if label and words else "") + words
        for child in rest_of(tag):
            if isinstance(child, Tag):
                yield from self.block(child, level + 1)

    def _supplementary(self, tag: Tag, level: int) -> Iterator[str]:
        label = self.inline(tag.find("SupplProvisionLabel")) or "附　則"
        law = tag.get("AmendLawNum")
        extract = "　抄" if tag.get("Extract") == "true" else ""
        yield INDENT * 3 + label + (f"　（{law}）" if law else "") + extract
        yield ""
        yield from self.inside(tag, level)

    def _appendix(self, tag: Tag, level: int) -> Iterator[str]:
        title = self.inline(tag.find("ArithFormulaNum") or tag.find(f"{tag.name}Title"))
        related = self.inline(tag.find("RelatedArticleNum"))
        plain = tag.name in ("AppdxTable", "Appdx", "AppdxStyle") and _APPENDIX_TITLE.match(title)
        control = "# " if plain else f":{_NAMED.sub('-', tag.name).lower()}:"
        yield control + title + related
        yield ""
        yield from self.inside(tag, level + 1)

    def _contents(self, parent: Tag, level: int) -> Iterator[str]:
        for tag in parent.tags():
            if tag.name.startswith("TOC") and tag.name != "TOCLabel":
                own = [t for t in tag.tags() if not t.name.startswith("TOC")]
                yield INDENT * level + ("".join(self.inline(t) for t in own) if own else self.inline(tag))
                yield from self._contents(tag, level + 1)

    # ---------------------------------------------------------------------------------------------------------- tables

    def _table_struct(self, tag: Tag, level: int) -> Iterator[str]:
        title = self.inline(tag.find("TableStructTitle"))
        remarks = any(t.name == "Remarks" for t in tag.tags())
        yield ""
        if title or remarks:
            yield f"{INDENT * level}:table-struct:{title}"
            level += 1
        for child in tag.tags():
            if child.name == "Table":
                yield from self._table(child, level)
            elif child.name == "Remarks":
                yield from self.block(child, level)
        yield ""

    def _table(self, tag: Tag, level: int) -> Iterator[str]:
        for row in tag.tags("TableHeaderRow", "TableRow"):
            sign = "*" if row.name == "TableHeaderRow" else "-"
            for n, cell in enumerate(row.tags()):
                first = "* " if not n else "  "
                attributes = "".join(f'[{a}="{cell.get(a)}"]' for a in _ATTRIBUTES if cell.get(a))
                head = f"{INDENT * level}{first}{sign} {attributes}"
                parts = list(cell.tags())
                if sign == "*" or not parts:
                    yield (head + (self.inline(cell) if sign == "*" else "")).rstrip(" ")
                elif all(p.name == "Column" for p in parts) or (
                    len(parts) == 1 and parts[0].name == "Sentence"
                ):
                    yield head + self._words(cell)
                else:
                    yield f"{head}|"
                    for part in parts:
                        if part.name == "Sentence":
                            yield f"{INDENT * (level + 2)}- {self.inline(part)}"
                        else:
                            yield from self.block(part, level + 2)

    # ----------------------------------------------------------------------------------------------------------- words

    def _words(self, tag: Tag) -> str:
        out = ""
        for separator, part in sentences_in(own_words_in(tag)):
            if part.name == "Table":
                self.say("文の位置の表は XML のまま書いた", part.words())
                out += part.as_xml()
                continue
            text = self.inline(part)
            if SPACE in text:
                self.say("全角空白を含む文は、欄に分かれた文として読まれる", part.words())
            out += (separator if out else "") + text
        return out

    def inline(self, tag: Tag | None) -> str:
        """Text; ruby, 傍線, sub- and superscript as XML, as Lawtext has them."""
        if tag is None:
            return ""
        return "".join(_escaped(c) if isinstance(c, str) else c.as_xml() for c in tag.children)


def _escaped(text: str) -> str:
    """Characters that begin markup, by number."""
    return text.replace("&", "&#38;").replace("<", "&#60;").replace(">", "&#62;")
