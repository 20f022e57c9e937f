"""Formulas, figures and forms in the columns (式, 図, 様式): carried by their digest and never read.

Both columns show the same figure, or elide it: nothing changes, and the stored one stays as it is. Another figure comes only
with the provision that it is part of: as new, or under a double-underlined label. Everything else is held.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from xml.sax.saxutils import quoteattr

from reiki.gazette.draft import Draft
from reiki.gazette.entries import Entry
from reiki.gazette.quoted import Quoted
from reiki.law.address import Address
from reiki.law.kinds import Kind
from reiki.law.provision import Provision
from reiki.source.model import MarkedText

OPAQUE: Final = "\ufffc"
_FORMS: Final = frozenset({Kind.APPDX_STYLE, Kind.SUPPL_APPDX_STYLE})


def check_figures(draft: Draft, b: Entry, a: Entry, at: Address) -> None:
    """Holds the clause where the columns show different figures for one provision."""
    before, after = [[name for _, name in e.node.figures] for e in (b, a)]
    if before != after and not (b.node.elided or a.node.elided):
        message = f"{at}: 改正前 shows {len(before)} figures, 改正後 {len(after)}, or others: nobody can compare them"
        draft.error("figure_changes", message, a, at)


def figures_in_words(node: Quoted, stored: str) -> Quoted:
    """The provision with its figures in their places among the words, where the stored words hold as many."""
    if not node.figures or stored.count(OPAQUE) != len(node.figures) or OPAQUE in node.text.text:
        return node
    text = MarkedText("")
    at = 0
    for place, _ in node.figures:
        text = text + node.text.slice(at, place) + MarkedText(OPAQUE)
        at = place
    count = [sum(1 for place, _ in node.figures if place <= begin) for begin, _, _ in node.offsets]
    offsets = [
        (begin + n, start, piece) for n, (begin, start, piece) in zip(count, node.offsets, strict=True)
    ]
    return replace(node, text=text + node.text.slice(at), offsets=offsets)


def opaque_of(node: Quoted) -> tuple[str, ...]:
    """The figures of a provision that comes as a whole, as the elements that carry them."""
    out: list[str] = []
    for _, name in node.figures:
        figure = f"<Fig src={quoteattr(name.removeprefix(OPAQUE))}></Fig>"
        wrapped = f"<Style>{figure}</Style>" if node.kind in _FORMS else figure
        tag = "StyleStruct" if node.kind in _FORMS else "FigStruct"
        out.append(f"<{tag}>{wrapped}</{tag}>")
    return tuple(out)


def check_replaced(
    draft: Draft, b: Quoted, a: Quoted, new: Provision, stored: Provision, at: Address
) -> None:
    """Holds the clause where a provision that is replaced as a whole would lose a figure that 改正前 does not show."""
    out = replace(new, opaque=opaque_of(a) or (stored.opaque if a.elided else ()))
    stays = {xml for part in out.walk() for xml in part.opaque}
    lost = [xml for part in stored.walk() for xml in part.opaque if xml not in stays]
    if len(lost) > sum(len(node.figures) for node in (b, *b.under())):
        entry = Entry(a, a.num, a.label)
        message = (
            f"{at}: {len(lost)} figures are stored there, and 改正前 does not show as many: do they stay?"
        )
        draft.error("figure_changes", message, entry, at)
