"""The table of contents (目次) of a regulation's text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reiki.law.document.anatomy import TOC_TAG_OF_KIND
from reiki.law.kinds import HEADINGS, RANK, Kind
from reiki.law.plain_text.lines import Shape, Shaped, one_group, shape
from reiki.law.plain_text.nodes import Node

_RANGE: Final = re.compile(r"(?P<head>.*?)(?P<related>[（(][^（()）]*(?:第|条|附則)[^（()）]*[）)])")
_PREAMBLE: Final = re.compile(r"前[ \u3000]*文")


def read_toc(shapes: Sequence[Shaped], at: int, laid_out: bool) -> tuple[Node, int]:
    """The 目次 whose first line is ``shapes[at]``, and the place behind its last entry.

    The entries end where the first of them comes again as a heading, and at anything that is no entry.
    """
    toc = Node(Kind.TOC, label=shapes[at].body)
    path = [toc]
    first: str | None = None
    end = at + 1
    while end < len(shapes):
        entry = _entry(shapes[end], laid_out)
        if shapes[end].shape is not Shape.EMPTY or laid_out:
            if entry is None or (first is not None and _same(shapes[end].body, first)):
                break
            if entry.kind in HEADINGS or entry.kind is Kind.ARTICLE:
                first = first or entry.label
            _file(path, entry)
        end += 1
    return toc, end


def _entry(s: Shaped, laid_out: bool) -> Node | None:
    """One line of the contents; None for a line that can be none."""
    if laid_out and not s.indent:
        return None
    match = _RANGE.fullmatch(s.body)
    related = match["related"] if match and one_group(match["related"]) else ""
    head = s.body.removesuffix(related)
    inner = shape(replace(s.line, text=head))
    if inner.shape in (Shape.HEADING, Shape.ARTICLE, Shape.SUPPL, Shape.APPENDIX) and inner.kind is not None:
        if inner.shape is Shape.ARTICLE and (
            "。" in head or (not laid_out and not related and not inner.rest)
        ):
            return None
        if inner.shape is Shape.SUPPL and (inner.related or re.search("[年号]", related)):
            return None  # 附則（令和4年…条例第7号）: the 附則 itself, no line of the contents
        if inner.shape is Shape.APPENDIX and (inner.kind not in TOC_TAG_OF_KIND or related or inner.related):
            # the national schema knows one kind of appendix in a 目次, a line of text; a 様式 is such a line too
            return Node(Kind.APPDX_TABLE, label=head + related)
        return Node(inner.kind, inner.num, head, related=related or inner.related)
    if _PREAMBLE.fullmatch(head):
        return Node(Kind.PREAMBLE, label=head, related=related)
    return None


def _file(path: list[Node], entry: Node) -> None:
    """Under the last entry of an outer kind: 節 under 章, 附則 under the contents themselves."""
    while len(path) > 1 and not (
        path[-1].kind in HEADINGS
        and entry.kind in (*HEADINGS, Kind.ARTICLE)
        and RANK[path[-1].kind] < RANK[entry.kind]
    ):
        path.pop()
    path[-1].children.append(entry)
    path.append(entry)


def _same(body: str, first: str) -> bool:
    return re.sub(r"\s", "", body) == re.sub(r"\s", "", first)
