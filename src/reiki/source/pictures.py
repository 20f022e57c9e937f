"""Pictures that a text shows (図, 様式): what they are is told by their bytes, never by a name.

What browsers draw without running anything is shown; a PDF and a TIFF are kept to be opened. All else is refused: an SVG is a
program, and what is no picture at all is none.
"""

from __future__ import annotations

import hashlib
import re
import struct
import threading
import warnings
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from urllib.parse import unquote

from reiki.source.limits import Limits
from reiki.source.model import UnreadableSource

__all__ = ["SUFFIXES", "Beside", "Picture", "UnreadablePicture", "inner_path", "picture_of"]

SUFFIXES: Final[Mapping[str, str]] = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/bmp": "bmp",
    "image/tiff": "tif",
    "image/webp": "webp",
    "application/pdf": "pdf",
}
"""What is kept, with how the names of such files end."""

MOST_PIXELS: Final = 80_000_000
"""A sheet of A3 at 600 dots an inch has seventy million."""

_FORMATS: Final = {
    "PNG": "image/png", "JPEG": "image/jpeg", "MPO": "image/jpeg", "GIF": "image/gif", "BMP": "image/bmp",
    "TIFF": "image/tiff", "WEBP": "image/webp",
}  # fmt: skip
_READ: Final = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_SVG: Final = re.compile(rb"<(?:\w+:)?svg[\s>/]", re.IGNORECASE)
# What decoders raise for bytes that are not what they say.
_DAMAGE: Final = (
    OSError, SyntaxError, ValueError, TypeError, ArithmeticError, LookupError, EOFError, struct.error, zlib.error, RuntimeError,
    MemoryError, AttributeError,
)  # fmt: skip

_ONE_AT_A_TIME: Final = threading.Lock()


class UnreadablePicture(UnreadableSource):
    """The bytes are no picture that is kept; the message says what they are and what to do."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its bytes, as they came; ``width`` and ``height`` in pixels, 0 of a PDF."""

    data: bytes
    media_type: str
    width: int = 0
    height: int = 0

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


Beside = Callable[[str], bytes | None]
"""The bytes of what lies beside a file under a relative name (``./pict/H11HO127-001.jpg``); ``None`` where nothing does or the
name leads elsewhere. Raises :class:`UnreadablePicture` for what must not be read."""


def picture_of(data: bytes, limits: Limits) -> Picture:
    """The picture that some bytes are, decoded once to see that it is whole.

    Raises :class:`UnreadablePicture`: nothing at all, more bytes or pixels than are kept, an SVG, anything unknown, a file
    that is damaged or cut off.
    """
    if not data:
        raise UnreadablePicture("the file is empty")
    if len(data) > limits.picture:
        raise UnreadablePicture(
            f"the picture has {len(data):,} bytes, more than the {limits.picture:,} that are kept: save it smaller"
        )
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:]:
            raise UnreadablePicture("the PDF was cut off on its way: copy it anew")
        return Picture(data, "application/pdf")
    if _SVG.search(data[:4096]):
        raise UnreadablePicture("SVG may hold programs and is not shown: save it as PNG")
    return _decoded(data)


def _decoded(data: bytes) -> Picture:
    from PIL import Image, UnidentifiedImageError  # long to load, and only for this

    # Filters of warnings are one for the whole process; what Pillow warns of is either refused here or of no account.
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(BytesIO(data), formats=_READ)
        except UnidentifiedImageError as error:
            raise UnreadablePicture(
                "this is no PNG, JPEG, GIF, BMP, TIFF, WebP or PDF: save it as one of these"
            ) from error
        except Image.DecompressionBombError as error:
            raise _too_many() from error
        except _DAMAGE as error:
            raise UnreadablePicture("the picture is damaged: copy or save it anew") from error
        with image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise _too_many()
            try:
                image.load()
            except _DAMAGE as error:
                raise UnreadablePicture(
                    "the picture is damaged or was cut off on its way: copy or save it anew"
                ) from error
            return Picture(data, _FORMATS[str(image.format)], width, height)


def _too_many() -> UnreadablePicture:
    return UnreadablePicture(
        f"the picture has more than the {MOST_PIXELS:,} pixels that are kept: save it smaller"
    )


_ELSEWHERE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]|[#?]")
_NOT_IN_NAMES: Final = re.compile(r"[\x00-\x1f\x7f:*?\"<>|]")


def inner_path(reference: str) -> tuple[str, ...]:
    """The folders and the name of a file that a relative reference names beside or below the file that holds it; ``()`` for what
    leads elsewhere (an address with a scheme, a path from the root, one that climbs) or names nothing."""
    if _ELSEWHERE.match(reference):
        return ()
    plain = re.split(r"[?#]", reference, maxsplit=1)[0]
    parts = tuple(p for p in unquote(plain).replace("\\", "/").split("/") if p != ".")
    if not parts or any(not p or p == ".." or _NOT_IN_NAMES.search(p) for p in parts):
        return ()
    return parts
