"""Images of a PDF as pictures of their own, found again by the digest of their stream."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection
from typing import Final

from reiki.source.limits import Limits
from reiki.source.model import UnreadableSource
from reiki.source.pdf.picture import _LOCK
from reiki.source.pictures import MOST_PIXELS

_DEEPEST: Final = 5


def images_in(data: bytes, wanted: Collection[str], limits: Limits) -> dict[str, bytes]:
    """Each image wanted as it is seen on its page (turned, masked), as PNG, by the digest of its stream. One that PDFium cannot
    draw is missing. Raises ``UnreadableSource`` for a file that cannot be opened."""
    try:
        import pypdfium2
        from pypdfium2 import raw
    except ModuleNotFoundError as error:
        raise UnreadableSource(
            f"This is a PDF, and {error.name} is not installed here: install reiki with its extra pdf (reiki[pdf])."
        ) from error
    out: dict[str, bytes] = {}
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise UnreadableSource(f"The images of the PDF cannot be read ({error}).") from error
        try:
            for number in range(min(len(document), limits.pages)):
                page = document[number]
                for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST):
                    digest = hashlib.sha256(bytes(image.get_data())).hexdigest()
                    if digest in wanted and digest not in out and (drawn := _drawn(image)):
                        out[digest] = drawn
                page.close()
                if len(out) == len(wanted):
                    break
        finally:
            document.close()
    return out


def _drawn(image: object) -> bytes:
    import pypdfium2

    assert isinstance(image, pypdfium2.PdfImage)
    try:
        width, height = image.get_px_size()
        if width * height > MOST_PIXELS:
            return b""
        bitmap = image.get_bitmap(render=True)
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return b""
    picture = bitmap.to_pil()
    out = io.BytesIO()
    picture.save(out, "PNG")
    bitmap.close()
    return out.getvalue()
