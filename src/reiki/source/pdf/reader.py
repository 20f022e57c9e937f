"""A PDF to a Document: pages read one after the other, what repeats at their edges left out, what a page break cut joined.

No more than one page's drawing is in memory at a time; of the pages before it only their words remain.
"""

from __future__ import annotations

import io
import itertools
import logging
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from reiki.source.drafts import DraftBlock, place
from reiki.source.model import Document, UnreadableSource
from reiki.source.pdf.content import Content
from reiki.source.pdf.lines import TextLine
from reiki.source.pdf.page import Piece, Reading, read_page
from reiki.source.pdf.tables import TableFlow, blocks, carry_on

_REOPEN: Final = 48
"""After so many pages the file is opened anew: the interpreter keeps what it has read."""
_PICTURE: Final = 0.5
_UNREAD: Final = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]")
_SIGNS: Final = re.compile(r"[○〇●◯▷▶◁◀△▽□◇][○〇●◯▷▶◁◀△▽□◇\s]*")
"""Where sheets are folded and punched: signs that stand alone in the margin."""
_EDGE_LINES: Final = 2
_MARGIN: Final = 0.09
"""Running heads stand in this share of the page at either end, across the lines."""
_PAGE_NUMBER: Final = re.compile(
    r"[-‐-―－ー─~〜・(（\s]*(?:p\.?|P\.?|第)?\s*[0-9０-９]{1,4}\s*(?:頁|ページ)?(?:[/／]\s*[0-9０-９]{1,4})?[-‐-―－ー─~〜・)）\s]*"
)


def read_pdf(
    data: bytes, sha256: str, *, pages: int = 2_000, seconds: float = 600.0, password: str = ""
) -> Document:
    """The document that a PDF shows (``drawn``: its marks are the office's own).

    Raises :class:`UnreadableSource`, one sentence, for a damaged or encrypted file, one of more than ``pages`` pages or one
    that takes longer than ``seconds``, and where no page has text (it names the pages that are pictures).
    """
    until = time.monotonic() + seconds
    flow = _Flow()
    with _quiet():
        for content in _contents(data, pages, password):
            if time.monotonic() > until:
                raise UnreadableSource(
                    f"The PDF takes longer than {seconds:.0f} seconds to read (page {content.number} was reached):"
                    " give one issue, or raise the limit."
                )
            flow.page(content)
    if not flow.readings:
        raise UnreadableSource(_without_text(flow))
    drafts = flow.blocks()
    if not drafts:
        raise UnreadableSource("The PDF shows no text: give the issue as text, HTML or Word.")
    return Document(place(drafts), "pdf", True, sha256, flow.notes())


# --------------------------------------------------------------------------------------------------------------- pages


def _contents(data: bytes, most: int, password: str) -> Iterator[Content]:
    """What is drawn on each page, page by page."""
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser, PDFSyntaxError
    from pdfminer.psexceptions import PSException

    from reiki.source.pdf.device import PageDevice
    from reiki.source.pdf.stream import Interpreter

    done = 0
    try:
        while True:
            document = PDFDocument(PDFParser(io.BytesIO(data)), password)
            resources = PDFResourceManager()
            device = PageDevice(resources)
            interpreter = Interpreter(resources, device)
            more = False
            for n, page in enumerate(PDFPage.create_pages(document)):
                if n < done:
                    continue
                if n >= done + _REOPEN:
                    more = True
                    break
                if n >= most:
                    raise UnreadableSource(
                        f"The PDF has more than {most:,} pages: give one issue, or raise the limit."
                    )
                device.number(n + 1)
                interpreter.process_page(page)
                content, device.content = device.content, Content(0, 0.0, 0.0)
                yield content
            if not more:
                return
            done += _REOPEN
    except PDFPasswordIncorrect:
        raise UnreadableSource(
            "The PDF is protected by a password: save it without one and give that file."
        ) from None
    except PDFEncryptionError:
        raise UnreadableSource(
            "The PDF is encrypted in a way that cannot be read: save it without protection."
        ) from None
    except (PDFSyntaxError, PSException) as error:
        raise UnreadableSource(_damaged(error)) from None
    except (
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        AssertionError,
        OverflowError,
    ) as error:
        if isinstance(error, UnreadableSource):
            raise
        raise UnreadableSource(_damaged(error)) from None


def _damaged(error: Exception) -> str:
    said = str(error).strip().splitlines()
    what = f" ({said[0][:80]})" if said else ""
    return f"The PDF is damaged or cut off{what}: get the file anew."


def _without_text(flow: _Flow) -> str:
    if not flow.count:
        return "The PDF is damaged or cut off (it has no pages): get the file anew."
    if flow.pictures:
        return (
            f"The PDF is made of pictures without text (page {ranges(flow.pictures)}):"
            " have the text recognised, or give the issue as HTML or Word."
        )
    return "The PDF shows no text: give the issue as text, HTML or Word."


def ranges(numbers: list[int]) -> str:
    """``1–3, 7``."""
    out: list[list[int]] = []
    for n in numbers:
        if out and n == out[-1][1] + 1:
            out[-1][1] = n
        else:
            out.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in out)


@contextmanager
def _quiet() -> Iterator[None]:
    """pdfminer warns of each small fault in a font; what matters here is said in the notes."""
    logger = logging.getLogger("pdfminer")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


# ---------------------------------------------------------------------------------------------------------------- flow


class _Flow:
    """The pages in their order, and what is known only when all are read: which lines repeat at their edges."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.pictures: list[int] = []
        self.count = 0
        self.gaps: list[tuple[int, int, int]] = []
        self.open_table = 0
        self._open: list[float] = []
        self.unread: Counter[str] = Counter()
        self.first_unread: dict[str, int] = {}

    def page(self, content: Content) -> None:
        """One page more."""
        self.count += 1
        if len(content.glyphs) < 10 and (content.pictured >= _PICTURE or content.hidden):
            self.pictures.append(content.number)
        if not content.glyphs:
            return
        for glyph in content.glyphs:
            if _UNREAD.match(glyph.text):
                self.unread[glyph.text] += 1
                self.first_unread.setdefault(glyph.text, content.number)
        reading = read_page(content, self._open)
        last = reading.parts[-1][-1] if reading.parts else None
        self._open = last.us if isinstance(last, TableFlow) and last.open_end else []
        if reading.parts or reading.head or reading.foot:
            self.readings.append(reading)

    def blocks(self) -> list[DraftBlock]:
        """All pages as one sequence of paragraphs and tables."""
        self.gaps = _gaps(self.readings)
        self._drop_running()
        flow: list[Piece] = []
        for reading in self.readings:
            self._join(flow, reading.head)
            for part in reading.parts:
                self._join(flow, part)
            self._join(flow, reading.foot)
        last = flow[-1] if flow else None
        if isinstance(last, TableFlow) and last.open_end:
            self.open_table = last.page
        return blocks(flow)

    def _join(self, flow: list[Piece], part: Sequence[Piece]) -> None:
        """One band more; a table at its start may be the one at the end of the band before."""
        rest: list[Piece] = list(part)
        if rest and flow:
            first, last = rest[0], flow[-1]
            if isinstance(first, TableFlow) and isinstance(last, TableFlow) and carry_on(last, first):
                rest = rest[1:]
        flow.extend(rest)

    def notes(self) -> tuple[str, ...]:
        """What the reader could not read, one sentence each."""
        out = [_missing(*gap) for gap in self.gaps]
        if self.open_table:
            out.append("the file is cut off: the table at its end goes on")
        if self.pictures:
            out.append(f"page {ranges(self.pictures)}: a picture without text, which is not read")
        if self.unread:
            first = min(self.first_unread.values())
            out.append(f"外字 of a private font: {sum(self.unread.values())}, the first on page {first}")
        return tuple(out)

    # -- what repeats

    def _drop_running(self) -> None:
        """Without the running heads and page numbers. A head that the first page has too stays there, once."""
        places: Counter[str] = Counter()
        for reading in self.readings:
            places.update({_key(x) for x in (*self._edges(reading), *reading.head, *reading.foot)})
        seen: set[str] = set()
        for n, reading in enumerate(self.readings):
            gone: list[TextLine] = []
            for line in (*reading.head, *reading.foot, *self._edges(reading)):
                key = _key(line)
                if _PAGE_NUMBER.fullmatch(line.text().strip()):
                    gone.append(line)
                elif line in reading.head or line in reading.foot:
                    if n > 0 or key in seen:
                        gone.append(line)
                elif (places[key] > 1 and n > 0) or _SIGNS.fullmatch(line.text().strip()):
                    gone.append(line)
                seen.add(key)
            ids = {id(x) for x in gone}
            reading.head = [x for x in reading.head if id(x) not in ids]
            reading.foot = [x for x in reading.foot if id(x) not in ids]
            reading.parts = [[x for x in part if id(x) not in ids] for part in reading.parts]

    def _edges(self, reading: Reading) -> list[TextLine]:
        """The first and the last lines of a page that stand in its margin."""
        out: list[TextLine] = []
        if not reading.parts:
            return out
        for piece in reading.parts[0][:_EDGE_LINES]:
            if not isinstance(piece, TextLine) or piece.high > _MARGIN * reading.extent:
                break
            out.append(piece)
        for piece in reversed(reading.parts[-1][-_EDGE_LINES:]):
            if not isinstance(piece, TextLine) or piece.low < (1 - _MARGIN) * reading.extent:
                break
            out.append(piece)
        return out


def _gaps(readings: Sequence[Reading]) -> list[tuple[int, int, int]]:
    """Where the page numbers in the running heads jump: page of the file, the number printed on it and the next that the file
    has. None where most pages have no such number, or the numbers do not ascend."""
    printed = [(r.number, _printed_number(" ".join(x.text() for x in r.head))) for r in readings]
    known = [(page, n) for page, n in printed if n is not None]
    numbers = [n for _, n in known]
    if 2 * len(known) <= len(printed) or numbers != sorted(set(numbers)):
        return []
    jumps = ((p, a, b - (q - p - 1)) for (p, a), (q, b) in itertools.pairwise(known))
    return [(page, before, after) for page, before, after in jumps if after > before + 1]


_NO_PAGE: Final = re.compile(
    r"[0-9元]+\s*年\s*[0-9]+\s*月\s*[0-9]+\s*日|第\s*[0-9]+\s*号|[0-9]+\s*分冊の\s*[0-9]+"
)


def _printed_number(head: str) -> int | None:
    """The page number in a running head, its date and the number of the issue aside."""
    rest = _NO_PAGE.sub(" ", head)
    found = re.findall(r"(?<![0-9])[0-9]{1,4}(?![0-9])", rest)
    return int(found[0]) if len(found) == 1 else None


def _missing(page: int, before: int, after: int) -> str:
    lost = str(before + 1) if after == before + 2 else f"{before + 1}–{after - 1}"
    return f"page {lost} of the issue is missing behind page {page} of the file"


def _key(line: TextLine) -> str:
    """A line without its numbers and spaces, and where it stands on the page."""
    words = re.sub(r"[0-9０-９\s]+", "", line.text())
    return f"{words}@{round(line.box[1] / 6)}"
