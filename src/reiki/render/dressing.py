"""What a page of a service adds around the words of a regulation, never to them: links on labels, links on what the words cite,
the notes of amendment under a unit (条文注記)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from reiki.law.address import Address
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, Kind
from reiki.render.figures import Figures, figure_html

__all__ = ["IDS", "NOTHING", "Dressing", "Entry", "Link", "LinksOf", "html_id"]

IDS: Final = {
    "Part": "Pa", "Chapter": "Ch", "Section": "Se", "Subsection": "Ss", "Division": "Di", "Article": "At",
    "Paragraph": "Pr", "Item": "It", "AppdxTable": "Mpat", "AppdxStyle": "Mpas", "AppdxFormat": "Mpaf", "AppdxFig": "Mpag",
    "AppdxNote": "Mpan", "Appdx": "Mpap", "SupplProvisionAppdxTable": "Spat", "SupplProvisionAppdxStyle": "Spas",
    "SupplProvisionAppdx": "Spap",
} | {f"Subitem{n}": f"Si{n}" for n in range(1, 11)}  # fmt: skip
"""How the national viewer shortens the names of elements in its ids."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link begins and ends in a text, where it leads, and what it says when pointed at."""

    start: int
    end: int
    href: str
    title: str = ""


LinksOf = Callable[[str, str], Iterable[Link]]
"""The links in a text that stands in the provision of an id, in order, none overlapping."""


@dataclass(frozen=True, slots=True)
class Dressing:
    """``permalink``: what stands before ``#id`` in the link on a label, ``None`` for no such links. ``notes``: under the unit of
    an id, pieces of text each with where it leads (``""``: nowhere). ``links_of``: the links in the words of a provision.
    ``figures``: by ``src``, ``None`` where nothing is known of their pictures."""

    permalink: str | None = None
    notes: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    links_of: LinksOf | None = None
    figures: Figures | None = None

    def figure(self, src: str, *, inline: bool = False) -> str:
        """A figure in its place."""
        return figure_html(src, None if self.figures is None else self.figures.get(src), inline=inline)

    def label(self, inner: str, here: str) -> str:
        """A label, which is HTML already, of the provision with an id."""
        if not inner:
            return ""
        if self.permalink is None or not here:
            return f'<span class="label">{inner}</span>'
        return f'<a class="label" href="{escape(self.permalink)}#{escape(here)}">{inner}</a>'

    def heading(self, inner: str, here: str) -> str:
        """What stands in a heading."""
        if self.permalink is None or not here or not inner:
            return inner
        return f'<a class="here" href="{escape(self.permalink)}#{escape(here)}">{inner}</a>'

    def note(self, here: str) -> str:
        """The note under the unit of an id."""
        pieces = self.notes.get(here) if here else None
        if not pieces:
            return ""
        inner = "".join(
            f'<a href="{escape(href)}">{escape(text)}</a>' if href else escape(text) for text, href in pieces
        )
        return f'<p class="noted">{inner}</p>'

    def words(self, text: str, here: str) -> str:
        """A piece of the words of the provision with an id, escaped."""
        if self.links_of is None or not here:
            return escape(text, quote=False)
        out, end = "", 0
        for link in self.links_of(text, here):
            if not end <= link.start < link.end <= len(text):
                continue  # a link is an aid: one that does not fit is left out, the words stay
            title = f' title="{escape(link.title)}"' if link.title else ""
            out += escape(text[end : link.start], quote=False)
            out += f'<a class="cited" href="{escape(link.href)}"{title}>{escape(text[link.start : link.end], quote=False)}</a>'
            end = link.end
        return out + escape(text[end:], quote=False)


NOTHING: Final = Dressing()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a table of contents: ``level`` 0–4 for 編 … 目, 5 for an article, 6 for 附則 and appendices."""

    id: str
    level: int
    label: str
    caption: str = ""


def html_id(at: Address) -> str:
    """The id under which a dressed page of a regulation has an address; ``""`` for what has none there (a row, a sentence). That
    of a 細目 ends in its label; the page has it beside the national id, which counts its place."""
    out = ""
    above: Kind | None = None
    for step in at.steps:
        if step.kind is Kind.ITEM and above in (None, Kind.ARTICLE, Kind.SUPPL):
            out = f"{out or 'Mp'}-Pr_1"  # 第3条第2号: an item of the only paragraph
        above = step.kind
        if step.kind is Kind.SUPPL:
            out = ("Sp" + step.num.replace("#", "~")) if step.num.startswith("#") else "Sp"
            out += f"-{step.num}" if step.num and not step.num.startswith("#") else ""
        elif step.kind is Kind.TABLE and not step.num and out:
            continue
        elif step.kind.value not in IDS:
            return ""
        elif step.kind in APPENDIX_KINDS:
            out = IDS[step.kind.value] + (f"_{step.num}" if step.num else "")
        elif step.kind in HEADINGS or step.num:
            out = f"{out or 'Mp'}-{IDS[step.kind.value]}_{step.num}"
        else:
            return ""
    return out
