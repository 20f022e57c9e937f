"""A regulation or a provision as plain text, in the form that `reiki.law.plain_text` reads back byte for byte.

The signs of the form are listed in `reiki.law.plain_text.form`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, SUBITEMS, Kind
from reiki.law.plain_text.form import (
    OPAQUE,
    SPACE,
    SUPPL_INDENT,
    UNKNOWN,
    XML_FIRST,
    XML_MORE,
    escape_text,
    heading_indent,
    style_lines,
    unlisted_sign,
)
from reiki.law.plain_text.header import header_lines
from reiki.law.plain_text.tables import lines_of
from reiki.law.provision import Provision, Regulation

__all__ = ["render_provision", "render_text"]

_LEVEL: Final = {kind: level for level, kind in enumerate((Kind.ITEM, *SUBITEMS), 1)}
_MAIN_GAP: Final = "〔この本則に未収録の規定あり〕"


def render_text(regulation: Regulation) -> str:
    """The whole text with its title, date and number; ends with a line feed."""
    lines = header_lines(regulation)
    after = (Kind.SUPPL, *APPENDIX_KINDS)
    main = list(takewhile(lambda p: p.kind not in after, regulation.provisions))
    lines += _lines(main, None)
    lines += [_MAIN_GAP] if regulation.unlisted else []
    lines += _lines(regulation.provisions[len(main) :], None)
    return "\n".join(lines) + "\n"


def render_provision(provision: Provision) -> str:
    """One provision and what stands under it, each on its line; no line feed at the end."""
    return "\n".join(_lines((provision,), None))


def _lines(provisions: Sequence[Provision], parent: Provision | None) -> Iterator[str]:
    before: Provision | None = None
    for provision in provisions:
        if before is not None and _needs_gap(before, provision):
            yield ""
        yield from _provision(provision, parent)
        before = provision


def _needs_gap(before: Provision, provision: Provision) -> bool:
    """Two tables without a title between them need an empty line, or they would read as one."""
    return (
        before.kind is Kind.TABLE
        and provision.kind is Kind.TABLE
        and not provision.label
        and not before.children
    )


def _provision(p: Provision, parent: Provision | None) -> Iterator[str]:
    if p.caption:
        yield p.caption
    match p.kind:
        case Kind.TOC:
            yield p.label or "目次"
            yield from _contents(p.children, 1)
        case Kind.PREAMBLE:
            if p.text:
                yield SPACE + escape_text(p.text)
            yield from _lines(p.children, p)
        case Kind.ARTICLE:
            yield from _article(p)
        case Kind.TABLE:
            if p.label:
                yield p.label
            yield from lines_of(p.grid) if p.grid is not None else ()
            yield from _inside(p)
        case Kind.PARAGRAPH if not p.label and (
            parent is None or parent.kind not in (Kind.ARTICLE, *APPENDIX_KINDS)
        ):
            yield SPACE + _words(p)
            yield from _inside(p)
        case _:
            yield _head(p)
            yield from _inside(p)
    if p.unlisted:
        yield SPACE * _LEVEL.get(p.kind, 0) + unlisted_sign(p.kind)


def _inside(p: Provision) -> Iterator[str]:
    yield from _opaque(p)
    yield from _lines(p.children, p)


def _head(p: Provision) -> str:
    """The line of a provision: indent, label, what it concerns, words."""
    if p.kind in HEADINGS:
        return SPACE * heading_indent(p.kind) + p.label
    if p.kind is Kind.SUPPL:
        related = p.related or (f"（{p.num}）" if p.num and not p.num.startswith("#") else "")
        return SPACE * SUPPL_INDENT + (p.label or "附\u3000則") + related
    label = p.label + p.related
    words = _words(p)
    return SPACE * _LEVEL.get(p.kind, 0) + label + (SPACE if label and words else "") + words


def _words(p: Provision) -> str:
    return UNKNOWN if p.text is None else escape_text(p.text)


def _article(p: Provision) -> Iterator[str]:
    """`第1条　本文`: the first paragraph, which has no label, stands in the line of the article."""
    first = p.children[0] if p.children else None
    inline = first is not None and first.kind is Kind.PARAGRAPH and not first.label and not first.caption
    if first is None or not inline:
        yield _head(p)
        yield from _inside(p)
        return
    yield p.label + SPACE + _words(first) if _words(first) else p.label
    yield from _opaque(p)
    yield from _inside(first)
    if first.unlisted:
        yield unlisted_sign(first.kind)
    yield from _lines(p.children[1:], p)


def _contents(entries: Sequence[Provision], level: int) -> Iterator[str]:
    """目次: one entry a line, one U+3000 a level."""
    for entry in entries:
        yield SPACE * level + entry.label + entry.related
        yield from _contents(entry.children, level + 1)


def _opaque(p: Provision) -> Iterator[str]:
    """Forms, figures and formulas as they are carried."""
    for number, xml in enumerate(p.opaque):
        lines = style_lines(xml)
        if number:
            yield ""
        if lines is not None:
            yield from (OPAQUE + line for line in lines)
        else:
            first, *others = xml.split("\n")
            yield XML_FIRST + first
            yield from (XML_MORE + line for line in others)
