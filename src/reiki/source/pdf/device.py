"""The page description interpreted: pdfminer calls, and a page's glyphs and strokes remain.

pdfminer's low layer is used and not pdfplumber's: the same interpreter, without an object of many attributes for every
character.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager, PDFTextState
from pdfminer.pdftypes import resolve1
from pdfminer.utils import Matrix, apply_matrix_pt

from reiki.source.pdf.content import Box, Content, Glyph, Picture, Stroke, Turn
from reiki.source.pdf.fonts import (
    Half,
    LineGlyph,
    as_typed,
    form_of_2004,
    gaiji,
    half,
    is_line_font,
    line_glyph,
)

if TYPE_CHECKING:
    from pdfminer.pdfpage import PDFPage

_ASCENT: Final = 0.88
_THIN: Final = 3.2
"""A filled rectangle is a line up to this many points across."""
_PICTURE: Final = 14.0
"""A smaller image is a sign among the words; one picture may be drawn in strips."""
_SLANT: Final = 0.35
_WHITE: Final = 0.96
_INVISIBLE: Final = (3, 7)
_Point = tuple[float, float]


class PageDevice(PDFTextDevice):
    """Collects one page after the other in :attr:`content`."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.content = Content(0, 0.0, 0.0)
        self._number = 0
        self._shift: _Point = (0.0, 0.0)
        self._actual: list[str | None] = []
        self._render = 0
        self._known: dict[tuple[int, int], tuple[str, LineGlyph | None]] = {}
        self._half: Half | None = None
        self.clip: Box | None = None
        """What is drawn outside of it is not seen; ``None``: no more than the page clips."""

    def number(self, number: int) -> None:
        """The number of the page that comes next."""
        self._number = number

    # -- pdfminer's calls

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        x0, y0, x1, y1 = page.cropbox or page.mediabox
        corners = [apply_matrix_pt(ctm, p) for p in ((x0, y0), (x1, y1))]
        left, right = sorted(c[0] for c in corners)
        bottom, top = sorted(c[1] for c in corners)
        self._shift = (left, top)
        self._actual = []
        self.clip = None
        self.content = Content(self._number, right - left, top - bottom)

    def clip_to(self, points: Sequence[_Point]) -> None:
        """Clip to a path as well: to the box around it, which holds all of it. ``points``: as :func:`apply_matrix_pt` gives
        them."""
        if not points:
            return
        sx, sy = self._shift
        xs, ys = [x - sx for x, _ in points], [sy - y for _, y in points]
        box = min(xs), min(ys), max(xs), max(ys)
        self.clip = box if self.clip is None else _common(self.clip, box)

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        text = None
        if isinstance(props, dict) and "ActualText" in props:
            value = resolve1(props["ActualText"])
            if isinstance(value, bytes):
                text = (
                    value[2:].decode("utf-16-be", "replace")
                    if value.startswith(b"\xfe\xff")
                    else value.decode("utf-8", "replace")
                )
        self._actual.append(text)

    def end_tag(self) -> None:
        if self._actual:
            self._actual.pop()

    def render_string(
        self, textstate: PDFTextState, seq: Any, ncs: Any, graphicstate: PDFGraphicState
    ) -> None:
        self._render = textstate.render
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: PDFGraphicState,
    ) -> float:
        width = font.char_width(cid)
        advance = width * fontsize * scaling
        a, b, c, d, e, f = matrix
        upright = font.is_vertical()
        if upright:
            vx, vy = _displacement(font.char_disp(cid), width)
            left, right = -vx * fontsize * scaling, (1.0 - vx) * fontsize * scaling
            low, high = advance, 0.0  # the advance of a vertical font is negative
            if vy is not None and abs(vy - _ASCENT) > 0.05:
                high += (_ASCENT - vy) * fontsize
                low += (_ASCENT - vy) * fontsize
        else:
            left, right = 0.0, advance
            low, high = (_ASCENT - 1.0) * fontsize + rise, _ASCENT * fontsize + rise
        x_a, y_a = left * a + low * c + e, left * b + low * d + f
        x_b, y_b = right * a + high * c + e, right * b + high * d + f
        sx, sy = self._shift
        x0, x1 = (x_a, x_b) if x_a <= x_b else (x_b, x_a)
        y0, y1 = (sy - y_b, sy - y_a) if y_a <= y_b else (sy - y_a, sy - y_b)
        size = abs(fontsize) * max(abs(c) + abs(d), 0.0)
        self._glyph(font, cid, x0 - sx, y0, x1 - sx, y1, size, _turn(a, b), upright)
        return advance

    def paint_path(
        self, gstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        if not (stroke or fill) or len(path) > 4000:
            return
        fill = fill and not _is_white(gstate.ncolor)
        stroke = stroke and not _is_white(gstate.scolor)
        for points, closed in self._polygons(path):
            box = _rectangle(points, closed) or (_sliver(points) if fill else None)
            if box is not None and (box[2] - box[0] <= _THIN or box[3] - box[1] <= _THIN):
                if fill or stroke:
                    self._thin(box, fill, stroke, gstate)
            elif stroke:
                self._outline(points, closed, gstate)

    def render_image(self, name: str, stream: Any) -> None:
        if self.ctm is None or not self.content.width:
            return
        a, b, c, d, _, _ = self.ctm
        area = abs(a * d - b * c)
        self.content.pictured += area / (self.content.width * self.content.height)
        sx, sy = self._shift
        corners = [apply_matrix_pt(self.ctm, p) for p in ((0, 0), (1, 0), (0, 1), (1, 1))]
        xs, ys = [p[0] - sx for p in corners], [sy - p[1] for p in corners]
        narrow, long = sorted((max(xs) - min(xs), max(ys) - min(ys)))
        if long >= _PICTURE and narrow > _THIN:
            box = min(xs), min(ys), max(xs), max(ys)
            seen = box if self.clip is None else _common(box, self.clip)
            if min(seen[2] - seen[0], seen[3] - seen[1]) <= _THIN:
                return
            digest = hashlib.sha256(stream.get_rawdata() or b"").hexdigest()
            self.content.pictures.append(Picture(seen, digest))

    def begin_figure(self, name: str, bbox: Any, matrix: Matrix) -> None:
        return

    # -- glyphs

    def _glyph(
        self, font: PDFFont, cid: int, x0: float, y0: float, x1: float, y1: float, size: float, turn: Turn, upright: bool
    ) -> None:  # fmt: skip
        content = self.content
        if self._render in _INVISIBLE:
            content.hidden += 1
            return
        middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
        if not (-1 <= middle_x <= content.width + 1 and -1 <= middle_y <= content.height + 1) or size < 1:
            return
        if self.clip is not None and not _within(middle_x, middle_y, self.clip):
            return
        key = (id(font), cid)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._text_of(font, cid)
        text, line = known
        if line is not None:
            lies = upright == (turn in (Turn.DOWN, Turn.UP))
            at, start, end = (middle_y, x0, x1) if lies else (middle_x, y0, y1)
            content.strokes.append(
                Stroke(lies, at, start, end, 0.5, printed=True, double=line.double, ornament=line.ornament)
            )
            return
        if self._actual and self._actual[-1] is not None:
            text = as_typed(self._actual[-1])
            self._actual[-1] = ""  # the first glyph of the span says all of it
        if text:
            content.glyphs.append(Glyph(text, x0, y0, x1, y1, size, turn, upright))
            self._halved(cid)

    def _halved(self, cid: int) -> None:
        """Two glyphs drawn one on the other that print one number become one."""
        glyphs = self.content.glyphs
        now = half(cid) if "\ue000" <= glyphs[-1].text[0] <= "\uf8ff" else None
        before, self._half = self._half, now
        if before is None or now is None or len(glyphs) < 2:
            return
        a, b = glyphs[-2], glyphs[-1]
        if abs(a.x0 - b.x0) > 0.6 * a.size or abs(a.y0 - b.y0) > 0.6 * a.size:
            return
        number = before.with_other(now)
        if number is not None:
            a.text = number
            a.x0, a.y0, a.x1, a.y1 = min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1)
            glyphs.pop()
            self._half = None

    def _text_of(self, font: PDFFont, cid: int) -> tuple[str, LineGlyph | None]:
        """The text of a glyph, or the line that it is."""
        coding = getattr(font, "cidcoding", "")
        own = coding in ("Adobe-Identity", "Adobe-Npb1")
        if is_line_font(str(font.fontname)) and own:
            return "", line_glyph(cid)
        private = gaiji(cid) if own else None
        if private is not None:
            return private, None
        try:
            return as_typed(font.to_unichr(cid)), None
        except PDFUnicodeNotDefined:
            form = form_of_2004(cid) if coding == "Adobe-Japan1" else None
            if form is not None:
                return as_typed(form), None
            return (chr(0xE000 + cid % 0x1900) if own else "\ufffd"), None

    # -- strokes

    def _polygons(self, path: Sequence[Any]) -> list[tuple[list[_Point], bool]]:
        """The sub-paths that are made of straight lines, in page coordinates."""
        assert self.ctm is not None
        out: list[tuple[list[_Point], bool]] = []
        points: list[_Point] = []
        straight = True
        sx, sy = self._shift
        for step in path:
            kind = step[0]
            if kind == "m":
                if len(points) > 1 and straight:
                    out.append((points, False))
                points, straight = [], True
            if kind == "h":
                if len(points) > 1 and straight:
                    out.append((points, True))
                points = points[:1]
                continue
            if kind in ("c", "v", "y"):
                straight = False
            x, y = apply_matrix_pt(self.ctm, step[-2:])
            points.append((x - sx, sy - y))
        if len(points) > 1 and straight:
            out.append((points, False))
        return out

    def _width(self, gstate: PDFGraphicState) -> float:
        assert self.ctm is not None
        a, b, c, d, _, _ = self.ctm
        return float(float(gstate.linewidth or 0) * abs(a * d - b * c) ** 0.5)

    def _thin(
        self, box: tuple[float, float, float, float], fill: bool, stroke: bool, gstate: PDFGraphicState
    ) -> None:
        x0, y0, x1, y1 = box
        drawn = self._width(gstate) if stroke else 0.0
        lies = x1 - x0 >= y1 - y0
        width = (y1 - y0 if lies else x1 - x0) + drawn
        start, end, at = (x0, x1, (y0 + y1) / 2) if lies else (y0, y1, (x0 + x1) / 2)
        self._add(Stroke(lies, at, start, end, width, stroke and not fill and _is_dashed(gstate)))

    def _outline(self, points: list[_Point], closed: bool, gstate: PDFGraphicState) -> None:
        width, dashed = self._width(gstate), _is_dashed(gstate)
        corners = [*points, points[0]] if closed else points
        for (xa, ya), (xb, yb) in itertools.pairwise(corners):
            if abs(ya - yb) <= _SLANT and abs(xa - xb) > _SLANT:
                self._add(Stroke(True, (ya + yb) / 2, min(xa, xb), max(xa, xb), width, dashed))
            elif abs(xa - xb) <= _SLANT and abs(ya - yb) > _SLANT:
                self._add(Stroke(False, (xa + xb) / 2, min(ya, yb), max(ya, yb), width, dashed))

    def _add(self, stroke: Stroke) -> None:
        """Cut at the page's edges and the clipping path: what is drawn beyond them is not seen."""
        content = self.content
        page = (0.0, 0.0, content.width, content.height)
        x0, y0, x1, y1 = page if self.clip is None else _common(self.clip, page)
        low, high, first, last = (y0, y1, x0, x1) if stroke.lies else (x0, x1, y0, y1)
        if not low - 1 <= stroke.at <= high + 1:
            return
        stroke.start, stroke.end = max(stroke.start, first), min(stroke.end, last)
        if stroke.end - stroke.start > 0.2:
            content.strokes.append(stroke)


def _displacement(disp: Any, width: float) -> tuple[float, float | None]:
    """Where a vertical glyph's origin stands in its box, in ems: half its width from the left."""
    if isinstance(disp, tuple):
        vx, vy = disp
        return (0.5 if vx is None else vx / 1000), (None if vy is None else vy / 1000)
    return 0.5, None


def _common(a: Box, b: Box) -> Box:
    """What lies in both boxes; one without extent where they do not meet."""
    x0, y0 = max(a[0], b[0]), max(a[1], b[1])
    return x0, y0, max(x0, min(a[2], b[2])), max(y0, min(a[3], b[3]))


def _within(x: float, y: float, box: Box) -> bool:
    """True for a point in the box, or at its edge."""
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1


def _turn(a: float, b: float) -> Turn:
    if abs(a) >= abs(b):
        return Turn.UPRIGHT if a >= 0 else Turn.OVER
    return Turn.DOWN if b < 0 else Turn.UP


def _rectangle(points: list[_Point], closed: bool) -> tuple[float, float, float, float] | None:
    """The box of a path that is a rectangle along the axes."""
    if len(points) not in (4, 5) or not (closed or points[0] == points[-1]):
        return None
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    near = all(
        min(abs(x - x0), abs(x - x1)) < 0.05 and min(abs(y - y0), abs(y - y1)) < 0.05 for x, y in points
    )
    return (x0, y0, x1, y1) if near else None


def _sliver(points: list[_Point]) -> tuple[float, float, float, float] | None:
    """The box of a narrow filled shape along an axis: a side of a frame, its corners cut where two sides meet."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    box = min(xs), min(ys), max(xs), max(ys)
    narrow, long = sorted((box[2] - box[0], box[3] - box[1]))
    return box if len(points) >= 3 and narrow <= _THIN and long >= 3 * narrow else None


def _is_dashed(gstate: PDFGraphicState) -> bool:
    dash: Any = gstate.dash
    return bool(dash and dash[0] and any(float(v) > 0 for v in dash[0]))


def _is_white(color: Any) -> bool:
    """White on white is not seen (grey and RGB near 1; CMYK all 0)."""
    if isinstance(color, (int, float)):
        return color >= _WHITE
    if isinstance(color, (tuple, list)) and color and all(isinstance(c, (int, float)) for c in color):
        if len(color) == 4:
            return all(c <= 1 - _WHITE for c in color)
        return all(c >= _WHITE for c in color)
    return False
