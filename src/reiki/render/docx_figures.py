"""Figures in a Word file: marks where they stand, and the pictures that take their places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Final
from xml.sax.saxutils import quoteattr

from reiki.render.figures import NOT_HELD, Figures, FigureShown, bare_figure
from reiki.render.wordprocessing import TEXT_HEIGHT, TEXT_WIDTH, Image, image, run

__all__ = ["Placed", "figure_mark"]

_MARK: Final = re.compile(r'<reiki-figure src=("[^"]*"|\'[^\']*\')/>')
_ENDINGS: Final = {
    "image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif", "image/bmp": "bmp", "image/tiff": "tiff",
}  # fmt: skip
"""What Word draws."""
_PIXEL: Final = 15
"""Twips to a pixel, of which 96 are an inch."""
_FOR_LINES: Final = 1200
"""Room that the title of a form takes on its page, in twips."""


def figure_mark(src: str) -> str:
    """Stands for a figure until the file is put together."""
    return f"<reiki-figure src={quoteattr(src)}/>"


@dataclass(slots=True)
class Placed:
    """Puts pictures where marks stand. ``images``: those of the file, each once."""

    figures: Figures | None
    images: list[Image] = field(default_factory=list)
    _by_src: dict[str, Image] = field(default_factory=dict)
    _count: int = 0

    def into(self, markup: str) -> str:
        """Finished markup with its figures."""
        if "<reiki-figure " not in markup:
            return markup
        return _MARK.sub(lambda match: self._placed(unescape(match[1][1:-1])), markup)

    def _placed(self, src: str) -> str:
        shown = None if self.figures is None else self.figures.get(src)
        if shown is None:
            return run(bare_figure(src))
        notes = "".join(run(f"（{text}）") for text, _ in shown.notes)
        if not shown.held:
            return run(f"〔{NOT_HELD}：{shown.label}　{src}〕", colour="8A4B08") + notes
        if not shown.data or shown.media_type not in _ENDINGS:
            words = f"{shown.label}（{shown.name}、{shown.size:,}バイト）"
            return run(f"〔{words}は、このファイルに入っていません：{src}〕") + notes
        self._count += 1
        there = self._by_src.get(src)
        if there is None:
            number = len(self.images) + 1
            name = f"media/image{number}.{_ENDINGS[shown.media_type]}"
            there = self._by_src[src] = Image(f"rIdFig{number}", name, shown.media_type, shown.data)
            self.images.append(there)
        return image(there.id, self._count, shown.label, *_extent(shown)) + notes


def _extent(shown: FigureShown) -> tuple[int, int]:
    """Width and height in twips: as large as its pixels, and no larger than the page."""
    width, height = max(shown.width, 1) * _PIXEL, max(shown.height, 1) * _PIXEL
    scale = min(1.0, TEXT_WIDTH / width, (TEXT_HEIGHT - _FOR_LINES) / height)
    return max(int(width * scale), 1), max(int(height * scale), 1)
