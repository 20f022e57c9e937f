"""What a column quotes, as provisions: with gaps where it elides. The base of a partial regulation is made of these.

Also the other way: what 改正後 says a provision becomes, each elision filled from the stored text (second derivation).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from reiki.gazette.entries import count_up, printed_label
from reiki.gazette.opening import ELISION
from reiki.gazette.quoted import Quoted, QuotedRow
from reiki.gazette.words import without_layout
from reiki.law.equality import Convention
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, Kind
from reiki.law.labels import normalise_label
from reiki.law.provision import Grid, GridCell, Provision

Render = Callable[[str], str]
_NUMBERED: Final = frozenset({Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM})


def quoted_provisions(nodes: Iterable[Quoted], render: Render) -> tuple[Provision, ...]:
    """The provisions that a list of a column names. ``render`` prints quoted words in the regulation's convention."""
    out: list[Provision] = []
    for node in nodes:
        if node.kind is Kind.LAW:
            continue
        if node.several:
            out.extend(_gap(node, n, render) for n in node.several)
        elif node.last and not (node.kind is Kind.ARTICLE and not node.elided):
            gaps = [_gap(node, n, render) for n in count_up(node.kind, node.num, node.last)]
            if gaps and node.caption and node.kind is not Kind.ARTICLE:
                gaps[0] = replace(gaps[0], caption=render(node.caption.text))
            out.extend(gaps)
        else:
            out.append(quoted_provision(node, render))
    return tuple(out)


def quoted_provision(node: Quoted, render: Render) -> Provision:
    """One provision as a column quotes it; words and children that it elides are gaps."""
    whole = node.whole_elision()
    unlisted = any(c.kind is Kind.LAW and c.elided for c in node.children)
    holds_words = (
        node.kind not in (Kind.ARTICLE, Kind.SUPPL, Kind.TOC, Kind.TABLE) and node.kind not in HEADINGS
    )
    children = quoted_provisions(node.children, render)
    text: str | None = render(node.text.text) if node.text else ""
    if node.elided and holds_words:
        text = None
    label = label_text(node, render)
    if node.kind in HEADINGS or (node.kind is Kind.TABLE and node.label):
        label = f"{label}\u3000{render(node.text.text)}" if node.text else label
        text = ""
    if node.kind in APPENDIX_KINDS and text is None:
        text = ""  # its heading is quoted, whatever of what stands under it is elided
    if (
        node.kind is Kind.ARTICLE
        and node.elided
        and not any(c.kind is Kind.PARAGRAPH and c.num == "1" for c in children)
    ):
        children = (
            Provision(Kind.PARAGRAPH, "1", text=None, unlisted=True),
            *children,
        )  # 第二条　略, then ２
    return Provision(
        node.kind,
        node.num,
        label,
        render(node.caption.text) if node.caption else "",
        text,
        children,
        render(node.related.text) if node.related else "",
        quoted_grid(node.rows, render) if node.rows is not None else None,
        unlisted=whole or unlisted,
    )


def _gap(node: Quoted, num: str, render: Render) -> Provision:
    if node.kind is Kind.ARTICLE:
        first = Provision(Kind.PARAGRAPH, "1", text=None, unlisted=True)
        return Provision(node.kind, num, render(printed_label(node, num)), children=(first,), unlisted=True)
    label = (
        normalise_label(printed_label(node, num))
        if node.label.text.strip()[:1] in "(（"
        else printed_label(node, num)
    )
    return Provision(node.kind, num, render(label), text=None, unlisted=True)


def label_text(node: Quoted, render: Render) -> str:
    """The label as it enters a regulation: no layout spaces; ``（１）`` and ``⑴`` of converted text as ``(1)``."""
    text = re.sub(r"[ \u3000\t]", "", node.label.text)
    if node.kind is Kind.SUPPL:
        return "附\u3000則"
    if render is not str and text[:1] in "(（":
        return normalise_label(text)
    return render(text)


def quoted_grid(rows: list[QuotedRow], render: Render) -> Grid:
    """The table as quoted; elided rows are gap rows."""
    out: list[tuple[GridCell, ...]] = []
    gaps: set[int] = set()
    for row in rows:
        if row.elided:
            gaps.add(len(out))
            out.append(())
            continue
        out.append(
            tuple(
                grid_cell(c.text.text if c.text else "", c.rowspan, c.colspan, c.head, render)
                for c in row.cells
            )
        )
    return Grid(tuple(out), frozenset(gaps))


def grid_cell(text: str, rowspan: int, colspan: int, head: bool, render: Render) -> GridCell:
    """A cell with its words as they enter the regulation; an elided one is unknown."""
    if text and ELISION.fullmatch(text):
        return GridCell(None, rowspan, colspan, head)
    return GridCell("\n".join(render(line) for line in text.split("\n")), rowspan, colspan, head)


def renderer(drawn: bool, convention: Convention | None) -> Render:
    """How quoted words enter a regulation: as printed where the source draws; else without the converter's spaces, in
    the regulation's own widths."""
    if drawn:
        return str

    def render(text: str) -> str:
        return without_layout(text, convention)

    return render
