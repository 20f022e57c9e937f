"""The fixed signs of the plain text form (例規のテキスト形式): what parser and printer must agree on.

A line holds one provision. Indents are counted in U+3000. What ordinary text cannot say has a sign of its own:

    〔未収録〕                     in place of words that are not known
    〔この条に未収録の規定あり〕    under a provision (章 条 項 号 細目 附則 別表 …): it may hold more than is printed
    〔この間の行は未収録〕          in place of an unknown number of rows of a table
    ｜…                           a line of a form, a figure or a formula that is carried and not read
    ┆… (then ┊…)                  the same as XML, where it is more than lines of text
    ┃…                           a row of a table that has one cell (other rows show themselves by their TABs)
    ↑ and ← as a cell             merged with the cell above, with the cell on the left
    ↵                            a line break inside a cell or a text; `\\` before a sign makes it an ordinary character
    an empty line                parts two tables, or two forms, that follow each other
"""

from __future__ import annotations

import re
from typing import Final

from reiki.law.kinds import HEADINGS, IN_SUPPL, SUBITEMS, Kind

SPACE: Final = "\u3000"
HEADING_INDENT: Final = {Kind.PART: 2, Kind.CHAPTER: 3, Kind.SECTION: 4, Kind.SUBSECTION: 5, Kind.DIVISION: 6}
SUPPL_INDENT: Final = 3

UNKNOWN: Final = "〔未収録〕"
UNKNOWN_ROWS: Final = "〔この間の行は未収録〕"
OPAQUE: Final = "｜"
XML_FIRST: Final = "┆"
XML_MORE: Final = "┊"
ONE_CELL: Final = "┃"
ABOVE: Final = "↑"
LEFT: Final = "←"
BREAK: Final = "↵"

_STYLE: Final = re.compile(r"<StyleStruct><Style>((?:<Sentence>[^<]*</Sentence>)+)</Style></StyleStruct>")

_HOLDER: Final = {
    Kind.TOC: "目次", Kind.PREAMBLE: "前文", Kind.PART: "編", Kind.CHAPTER: "章", Kind.SECTION: "節",
    Kind.SUBSECTION: "款", Kind.DIVISION: "目", Kind.ARTICLE: "条", Kind.PARAGRAPH: "項", Kind.ITEM: "号",
    Kind.SUPPL: "附則", Kind.APPDX_TABLE: "別表", Kind.APPDX_STYLE: "様式", Kind.REMARKS: "備考", Kind.TABLE: "表",
    Kind.APPDX_NOTE: "別記", Kind.APPDX_FIG: "別図", Kind.APPDX_FORMAT: "書式", Kind.APPDX: "付録",
}  # fmt: skip
_UNLISTED: Final = re.compile(r"\u3000*〔この(.+)に未収録の規定あり〕")


def holder_name(kind: Kind) -> str:
    """What a provision is called in the sign for missing provisions; all 細目 share one name."""
    if kind in SUBITEMS:
        return "細目"
    outside = next((out for out, within in IN_SUPPL.items() if within is kind), kind)
    return _HOLDER.get(outside, "規定")


def unlisted_sign(kind: Kind) -> str:
    """`〔この条に未収録の規定あり〕`."""
    return f"〔この{holder_name(kind)}に未収録の規定あり〕"


def holder_of_sign(text: str) -> str | None:
    """The name in an unlisted sign (`条`), or None for any other line."""
    match = _UNLISTED.fullmatch(text)
    return match[1] if match else None


def heading_indent(kind: Kind) -> int:
    """The indent of a heading: 編 2, 章 3, 節 4, 款 5, 目 6."""
    return HEADING_INDENT[kind] if kind in HEADINGS else 0


def escape_text(text: str) -> str:
    """A provision's words on one line."""
    if text == UNKNOWN:
        return "\\" + text
    return re.sub(r"[\\↵]", r"\\\g<0>", text).replace("\n", BREAK).replace("\t", "\\t")


def unescape_text(printed: str) -> str | None:
    """The inverse of :func:`escape_text`; None where the sign for unknown words stands."""
    if printed == UNKNOWN:
        return None
    if "\\" not in printed:
        return printed.replace(BREAK, "\n")
    return re.sub(r"\\(.)|↵", lambda m: "\n" if m[1] is None else "\t" if m[1] == "t" else m[1], printed)


def escape_cell(text: str | None) -> str:
    """A cell's text as it stands between two TABs."""
    if text is None:
        return UNKNOWN
    escaped = escape_text(text)
    return "\\" + escaped if text in (ABOVE, LEFT) or text.startswith((ONE_CELL, "<p>")) else escaped


def style_xml(lines: list[str]) -> str:
    """Lines that are carried and not read (様式, 算式), as canonical XML: one Sentence a line."""
    return f"<StyleStruct><Style>{''.join(f'<Sentence>{_escaped(line)}</Sentence>' for line in lines)}</Style></StyleStruct>"


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;")


def style_lines(xml: str) -> list[str] | None:
    """The inverse of :func:`style_xml`; None when the XML holds more than lines of text."""
    match = _STYLE.fullmatch(xml)
    if match is None or "&#" in match[1]:
        return None
    lines = re.findall(r"<Sentence>([^<]*)</Sentence>", match[1])
    return [line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for line in lines]
