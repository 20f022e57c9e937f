"""A small PDF writer for tests: Japanese text with the predefined CMaps, lines, boxes, images, in points from the top left."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Sheet:
    """One page; every method returns the sheet, so that pages are written as a chain of calls."""

    width: float = 595.0
    height: float = 842.0
    rotate: int = 0
    parts: list[str] = field(default_factory=list)
    picture: bool = False

    def text(self, x: float, y: float, words: str, size: float = 10.0) -> Sheet:
        """Horizontal text; (x, y): the top left corner of its first character."""
        for c in words:
            self._glyph("H", x, self.height - y - 0.88 * size, c, size, "1 0 0 1")
            x += size / 2 if c.isascii() else size
        return self

    def lines(self, x: float, y: float, lines: list[str], size: float = 10.0, leading: float = 16.0) -> Sheet:
        """Horizontal lines, one under the other."""
        for n, words in enumerate(lines):
            self.text(x, y + n * leading, words, size)
        return self

    def down(self, x: float, y: float, words: str, size: float = 10.0) -> Sheet:
        """Vertical text; (x, y): the top right corner of its first character."""
        codes = words.encode("utf-16-be").hex()
        self.parts.append(f"BT /V {size} Tf 1 0 0 1 {x - size / 2} {self.height - y} Tm <{codes}> Tj ET")
        return self

    def columns(
        self, x: float, y: float, lines: list[str], size: float = 10.0, leading: float = 16.0
    ) -> Sheet:
        """Vertical lines, from right to left."""
        for n, words in enumerate(lines):
            self.down(x - n * leading, y, words, size)
        return self

    def sideways(self, x: float, y: float, words: str, size: float = 10.0) -> Sheet:
        """Horizontal text turned clockwise; (x, y): the top right corner of its first character."""
        for c in words:
            self._glyph("H", x - 0.88 * size, self.height - y, c, size, "0 -1 1 0")
            y += size / 2 if c.isascii() else size
        return self

    def _glyph(self, font: str, x: float, y: float, c: str, size: float, turn: str) -> None:
        code = c.encode("utf-16-be").hex()
        self.parts.append(f"BT /{font} {size} Tf {turn} {x:.3f} {y:.3f} Tm <{code}> Tj ET")

    def line(
        self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5, dash: str = "[] 0"
    ) -> Sheet:
        """A stroke."""
        a, b = self.height - y0, self.height - y1
        self.parts.append(f"q {width} w {dash} d {x0} {a} m {x1} {b} l S Q")
        return self

    def bar(self, x: float, y: float, width: float, height: float) -> Sheet:
        """A filled rectangle."""
        self.parts.append(f"{x} {self.height - y - height} {width} {height} re f")
        return self

    def grid(self, xs: list[float], ys: list[float], width: float = 0.5) -> Sheet:
        """The lines of a table with these columns and rows."""
        for x in xs:
            self.line(x, ys[0], x, ys[-1], width)
        for y in ys:
            self.line(xs[0], y, xs[-1], y, width)
        return self

    def image(
        self, x: float = 0.0, y: float = 0.0, width: float = 0.0, height: float = 0.0, name: str = "I"
    ) -> Sheet:
        """A picture, ``I`` or another one, ``J``; over all of the page when it has no size."""
        self.picture = True
        width, height = width or self.width, height or self.height
        self.parts.append(f"q {width} 0 0 {height} {x} {self.height - y - height} cm /{name} Do Q")
        return self


def pdf(*sheets: Sheet) -> bytes:
    """The file that holds these pages."""
    objects: list[bytes] = [b"", b""]

    def add(body: str | bytes) -> int:
        objects.append(body.encode() if isinstance(body, str) else body)
        return len(objects)

    def stream(entries: str, data: bytes) -> int:
        return add(f"<<{entries}/Length {len(data)}>>stream\n".encode() + data + b"\nendstream")

    fonts = ""
    for name in "HV":
        inner = add(
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/Ryumin-Light/DW 1000/W[1 95 500 231 325 500]"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 6>>>>"
        )
        font = add(
            f"<</Type/Font/Subtype/Type0/BaseFont/Ryumin-Light/Encoding/UniJIS-UTF16-{name}/DescendantFonts[{inner} 0 R]>>"
        )
        fonts += f"/{name} {font} 0 R"
    image, other = (
        stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", shade)
        for shade in (b"\x80", b"\x40")
    )
    pages = []
    for sheet in sheets:
        content = stream("", "\n".join(sheet.parts).encode())
        own = f"/XObject<</I {image} 0 R/J {other} 0 R>>" if sheet.picture else ""
        pages.append(
            add(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {sheet.width} {sheet.height}]/Rotate {sheet.rotate}"
                f"/Resources<</Font<<{fonts}>>{own}>>/Contents {content} 0 R>>"
            )
        )
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    kids = " ".join(f"{n} 0 R" for n in pages)
    objects[1] = f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode()
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{p:010d} 00000 n \n".encode() for p in places)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
