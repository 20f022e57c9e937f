"""Page descriptions cut into operators and operands by one regular expression.

pdfminer's own parser takes most of the time that a page takes. A description that holds an inline image, or anything that
this grammar does not know, is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import LIT
from pdfminer.utils import Matrix, apply_matrix_pt

from reiki.source.pdf.content import Box

if TYPE_CHECKING:
    from reiki.source.pdf.device import PageDevice

_TOKEN: Final = re.compile(
    rb"""[\x00\t\n\x0c\r ]*(?:
      (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?=[\x00\t\n\x0c\r \[\]<>()/%{}]|$))
    | /(?P<name>[^\x00\t\n\x0c\r \[\]<>()/%{}]*)
    | (?P<word>[A-Za-z'"][A-Za-z0-9*'"]*)
    | <(?P<hex>[0-9A-Fa-f\x00\t\n\x0c\r ]*)>
    | (?P<mark><<|>>|\[|\])
    | (?P<text>\()
    | (?P<note>%[^\r\n]*)
    | (?P<end>$)
    )""",
    re.VERBOSE,
)
_PART: Final = re.compile(rb"[^()\\]+|\\(?:[0-7]{1,3}|\r\n|.)|[()]", re.DOTALL)
_ESCAPES: Final = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\n": b"",
    b"\r": b"",
    b"\r\n": b"",
}
_IMAGE: Final = re.compile(rb"(?<![^\x00\t\n\x0c\r ])BI(?![^\x00\t\n\x0c\r ])")
_WORDS: Final = {b"true": True, b"false": False, b"null": None}


class Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter with a faster way through the description, and with clipping: what lies outside of a clipping
    path is not seen (one drawing of a long table, placed again on each page with another part of it showing)."""

    device: PageDevice

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        self._clips: list[Box | None] = []

    def do_q(self) -> None:
        """Save the state, the clipping path with it."""
        super().do_q()
        self._clips.append(self.device.clip)

    def do_Q(self) -> None:  # noqa: N802
        """Restore it."""
        super().do_Q()
        if self._clips:
            self.device.clip = self._clips.pop()

    def do_W(self) -> None:  # noqa: N802
        """Clip to the path (nonzero winding number rule)."""
        points = [p for step in self.curpath for p in zip(step[1::2], step[2::2], strict=False)]
        self.device.clip_to([apply_matrix_pt(self.ctm, p) for p in points])

    def do_W_a(self) -> None:  # noqa: N802
        """Clip to the path (even-odd rule)."""
        self.do_W()

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        """Draw a form or an image; how a form clips inside ends with it."""
        clip = self.device.clip
        super().do_Do(xobjid_arg)
        self.device.clip = clip

    def execute(self, streams: Sequence[object]) -> None:
        """Do what the description says, operator by operator."""
        parts = [resolve1(s) for s in streams]
        if not all(isinstance(p, PDFStream) and p.objid is not None for p in parts):
            super().execute(streams)
            return
        self.stream_ids.clear()
        parts = [p for p in parts if p.objid not in self.parent_stream_ids]  # a form never draws itself
        self.stream_ids.update(p.objid for p in parts)
        data = b"\n".join(p.get_data() for p in parts)
        steps = None if _IMAGE.search(data) else _steps(data)
        if steps is None:
            super().execute(streams)
            return
        known: dict[bytes, tuple[Any, int] | None] = {}
        for word, operands in steps:
            if word not in known:
                known[word] = self._method(word)
            found = known[word]
            if found is None:
                continue
            method, count = found
            if not count:
                self.argstack = operands  # those that take a varying number fetch them there
                method()
            elif len(operands) >= count:
                method(*operands[-count:])

    def _method(self, word: bytes) -> tuple[Any, int] | None:
        name = word.decode("ascii").replace("*", "_a").replace('"', "_w").replace("'", "_q")
        method = getattr(self, f"do_{name}", None)
        return None if method is None else (method, method.__func__.__code__.co_argcount - 1)


def _steps(data: bytes) -> list[tuple[bytes, list[Any]]] | None:
    """The operators with their operands; ``None`` where something else stands."""
    steps: list[tuple[bytes, list[Any]]] = []
    operands: list[Any] = []
    around: list[list[Any]] = []
    at = 0
    match = _TOKEN.match
    while True:
        token = match(data, at)
        if token is None:
            return None
        at = token.end()
        kind, value = token.lastgroup, token[token.lastgroup or 0]
        if kind == "number":
            operands.append(float(value) if b"." in value else int(value))
        elif kind == "word":
            if value in _WORDS:
                operands.append(_WORDS[value])
            elif around:
                return None
            else:
                steps.append((value, operands))
                operands = []
        elif kind == "hex":
            digits = value.translate(None, b"\x00\t\n\x0c\r ")
            operands.append(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")))
        elif kind == "name":
            operands.append(LIT(_name(value)))
        elif kind == "text":
            found = _text(data, at)
            if found is None:
                return None
            text, at = found
            operands.append(text)
        elif kind == "mark":
            if value in (b"[", b"<<"):
                around.append(operands)
                operands = []
            elif not around:
                return None
            else:
                inner = operands
                operands = around.pop()
                operands.append(inner if value == b"]" else _dictionary(inner))
        elif kind == "end":
            return None if around else steps


def _name(value: bytes) -> str:
    if b"#" in value:
        value = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes.fromhex(m[1].decode()), value)
    return value.decode("utf-8", "replace")


def _dictionary(inner: list[Any]) -> dict[str, Any]:
    return {getattr(k, "name", str(k)): v for k, v in zip(inner[::2], inner[1::2], strict=False)}


def _text(data: bytes, at: int) -> tuple[bytes, int] | None:
    """A string in parentheses from behind the first of them, and where it ends."""
    out: list[bytes] = []
    depth = 1
    while True:
        part = _PART.match(data, at)
        if part is None:
            return None
        at, value = part.end(), part[0]
        if value == b"(":
            depth += 1
        elif value == b")":
            depth -= 1
            if not depth:
                return b"".join(out), at
        elif value[:1] == b"\\":
            sign = value[1:]
            value = bytes([int(sign, 8) & 255]) if sign[:1] in b"01234567" else _ESCAPES.get(sign, sign)
        out.append(value)
