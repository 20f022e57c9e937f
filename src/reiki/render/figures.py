"""Figures of a text (図, 様式): what a reader calls each, and how it stands in a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from reiki.law.document.nested import Tag
from reiki.render.anatomy import APPENDICES, labels_in

__all__ = ["DRAWN", "FigureShown", "Figures", "bare_figure", "figure_html", "figures_in"]

DRAWN: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp"})
"""What every browser draws. Other pictures are opened by who asks for them."""

NOT_HELD: Final = "図は収録されていません"


@dataclass(frozen=True, slots=True)
class FigureShown:
    """A figure as a rendering shows it. ``label``: 様式第1号 …, what is read out for it. ``media_type``: ``""`` where its picture
    is not held. ``href``: where that is served, or the picture itself as a ``data:`` address. ``notes``: what must be said of
    it, each with where it leads. ``data``: its bytes, for a file that holds its pictures itself."""

    label: str
    href: str = ""
    media_type: str = ""
    width: int = 0
    height: int = 0
    size: int = 0
    notes: tuple[tuple[str, str], ...] = ()
    data: bytes = b""

    @property
    def held(self) -> bool:
        """Whether the store has its picture."""
        return bool(self.media_type)

    @property
    def name(self) -> str:
        """What kind of file it is, as people say it."""
        return self.media_type.rpartition("/")[2].upper()


Figures = Mapping[str, FigureShown]
"""The figures of a text by the ``src`` of their ``Fig``."""


def figures_in(law: Tag) -> dict[str, str]:
    """The figures of a law or a part of it, in order: by ``src`` what a reader calls each. One of several under one label has its
    number behind it."""
    found = list(_named(law, ""))
    labels = dict(reversed([(src, label) for src, label in found]))  # the first place of each names it
    named = Counter(label for _, label in {(src, labels[src]) for src, _ in found})
    out: dict[str, str] = {}
    count: Counter[str] = Counter()
    for src, _ in found:
        if src not in out:
            label = labels[src]
            count[label] += 1
            out[src] = f"{label}（{count[label]}／{named[label]}）" if named[label] > 1 else label
    return out


def _named(tag: Tag, around: str) -> Iterator[tuple[str, str]]:
    if tag.name in APPENDICES:
        around = next((w for t in labels_in(tag) if (w := t.words().strip())), around)
    elif tag.name in ("Article", "FigStruct", "StyleStruct", "NoteStruct", "FormatStruct"):
        title = tag.find(f"{tag.name}Title")
        words = title.words().strip() if title is not None else ""
        around = (f"{words}の図" if tag.name == "Article" else words) if words else around
    elif tag.name == "SupplProvision":
        around = "附則の図"
    for child in tag.tags():
        if child.name == "Fig":
            yield child.get("src"), around or "図"
        else:
            yield from _named(child, around)


def bare_figure(src: str) -> str:
    """How a figure is told where nothing is known of its picture."""
    return f"〔図　{src}〕"


def figure_html(src: str, shown: FigureShown | None, *, inline: bool = False) -> str:
    """A figure in a page. A picture that is not held is said to be missing; one that browsers do not draw is a link."""
    element = "span" if inline else "p"
    if shown is None:
        return f'<{element} class="fig">{escape(bare_figure(src))}</{element}>'
    notes = "".join(
        f' <small class="fig-note">{f"<a href={_quoted(href)}>{escape(text)}</a>" if href else escape(text)}</small>'
        for text, href in shown.notes
    )
    if not shown.held:
        said = f"〔{NOT_HELD}：{shown.label}　{src}〕"
        return f'<{element} class="fig missing">{escape(said)}{notes}</{element}>'
    return f'<{element} class="fig">{_picture(src, shown, inline)}{notes}</{element}>'


def _picture(src: str, shown: FigureShown, inline: bool) -> str:
    words = f"{shown.label}（{shown.name}、{shown.size:,}バイト）"
    if shown.media_type not in DRAWN or not (shown.href or shown.data):
        if shown.href:
            return f"<a href={_quoted(shown.href)}>{escape(words)}</a>"
        return escape(f"〔{words}は、このファイルに入っていません：{src}〕")
    size = f' width="{shown.width}" height="{shown.height}"' if shown.width and shown.height else ""
    lazy = "" if shown.data else ' loading="lazy"'
    image = f'<img src={_quoted(shown.href)} alt="{escape(shown.label)}"{size}{lazy}>'
    return image if inline or shown.data else f"<a href={_quoted(shown.href)}>{image}</a>"


def _quoted(address: str) -> str:
    return f'"{escape(address)}"'
