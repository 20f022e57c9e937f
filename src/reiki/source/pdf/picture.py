"""Pictures of a page or of a part of it, as evidence: what the office printed, clipped to the place that a finding means."""

from __future__ import annotations

import io
import threading
from typing import Final

from reiki.source.model import UnreadableSource
from reiki.source.pdf.content import Box

_LOCK: Final = threading.Lock()
"""PDFium serves one caller at a time."""
_MARGIN: Final = 6.0
_MOST_PIXELS: Final = 40_000_000


def page_picture(data: bytes, page: int, box: Box | None = None, scale: float = 2.0) -> bytes:
    """A page (from 1) of a PDF as PNG; ``box``: only this part (left, top, right, bottom in points from the top left corner,
    as ``Origin.box`` gives it), with a small margin. ``scale``: pixels per point.

    Raises :class:`UnreadableSource` for a file that cannot be drawn, ``ValueError`` for a page that it does not have, a box
    outside the page, or a picture beyond forty million pixels.
    """
    import pypdfium2

    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise UnreadableSource(f"The PDF cannot be drawn ({error}).") from None
        try:
            if not 1 <= page <= len(document):
                raise ValueError(f"page {page} of {len(document)}")
            sheet = document[page - 1]
            width, height = sheet.get_size()
            left, top, right, bottom = _within(box, width, height)
            if (right - left) * (bottom - top) * scale * scale > _MOST_PIXELS:
                raise ValueError(f"a picture at scale {scale} would be too large")
            drawn = sheet.render(scale=scale, crop=(left, height - bottom, width - right, top))
            out = io.BytesIO()
            drawn.to_pil().save(out, "PNG")
            drawn.close()
            sheet.close()
        finally:
            document.close()
    return out.getvalue()


def _within(box: Box | None, width: float, height: float) -> Box:
    if box is None:
        return 0.0, 0.0, width, height
    left, top = max(box[0] - _MARGIN, 0.0), max(box[1] - _MARGIN, 0.0)
    right, bottom = min(box[2] + _MARGIN, width), min(box[3] + _MARGIN, height)
    if right - left < 1 or bottom - top < 1:
        raise ValueError(f"the box {box} is not on the page")
    return left, top, right, bottom
