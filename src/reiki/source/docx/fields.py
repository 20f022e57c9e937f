"""Fields: their results are text, their instructions are not; but EQ fields *are* what they show (old ruby, 囲い文字).

``EQ \\* jc2 \\* hps10 \\o\\ad(\\s\\up 9(るび),漢字)`` shows 漢字 with ruby; ``eq \\o\\ac(○,1)`` shows ①.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from reiki.source.model import UNKNOWN_SIGN, WORDS_MISSING, Mark, MarkedText, MarkSpan
from reiki.source.symbols import encircled, symbol

_NAME: Final = re.compile(r"\s*([A-Za-z]+)")
_CIRCLES: Final = frozenset("○◯〇")
_SWITCH: Final = re.compile(r"\\([a-zA-Z]+)\s*(\d*)\s*")
_COUNTS: Final = frozenset(("AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM"))
_TEXT_NEEDED: Final = frozenset(("INCLUDETEXT", "IF", "QUOTE", "FILLIN"))
_DEEPEST: Final = 30


@dataclass(slots=True)
class Field:
    """A complex field while it is read."""

    instruction: MarkedText = field(default_factory=lambda: MarkedText(""))
    in_result: bool = False
    shown: bool = False

    def instruct(self, text: str, mark: Mark) -> None:
        """More of its instruction."""
        self.instruction += MarkedText(text, (MarkSpan(0, len(text), mark),) if mark and text else ())

    @property
    def name(self) -> str:
        """The kind of field, in capitals."""
        found = _NAME.match(self.instruction.text)
        return found[1].upper() if found else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a field without a result shows. ``opaque``: a formula that is carried and not read, its words in ``text``.
    ``remark``: what to say about it."""

    text: MarkedText
    opaque: bool = False
    remark: str = ""


def shown_by(this: Field) -> Shown | None:
    """What a field shows of itself, when Word keeps no result for it; ``None`` for nothing."""
    if this.name == "EQ":
        return _equation(this.instruction)
    if this.name == "SYMBOL":
        return _symbol(this.instruction)
    if this.name in _COUNTS:
        return Shown(MarkedText(""), remark=f"a field numbers by itself ({this.name}): {WORDS_MISSING}")
    if this.name in _TEXT_NEEDED:
        return Shown(
            MarkedText(""),
            remark=f"a field has no result in the file ({this.name}), update the fields: {WORDS_MISSING}",
        )
    return None


def _symbol(instruction: MarkedText) -> Shown | None:
    found = re.match(r"""\s*SYMBOL\s+(0x[0-9A-Fa-f]+|\d+)(?:.*?\\f\s*"?([^"\\]+))?""", instruction.text, re.I)
    if found is None:
        return None
    code = int(found[1], 0 if found[1].lower().startswith("0x") else 10)
    sign = symbol(code, (found[2] or "").strip())
    if sign is None:
        return Shown(
            MarkedText(UNKNOWN_SIGN),
            remark=f"a sign of a symbol font is not known: {UNKNOWN_SIGN} stands for it",
        )
    marks = instruction.spans
    return Shown(MarkedText(sign, tuple(MarkSpan(0, len(sign), s.mark) for s in marks[:1])))


# ------------------------------------------------------------------------------------------------------------ equations


@dataclass(slots=True)
class _Node:
    """``\\o\\ad(…,…)``: its switch, and the stretches of its arguments."""

    switch: str
    arguments: list[tuple[int, int]]


def _equation(instruction: MarkedText) -> Shown:
    text = instruction.text
    found = re.search(r"\bEQ\b", text, re.IGNORECASE)
    begin = found.end() if found else 0
    out = MarkedText("")
    at = begin
    opaque = False
    remark = ""
    while at < len(text):
        general = re.compile(r"""\s*\\\*\s*(?:"[^"]*"|\S+)""").match(text, at)
        if general:
            at = general.end()
            continue
        node, end = _node(text, at)
        if node is None:
            out += instruction.slice(at, at + 1)
            at += 1
            continue
        shown, plain = _reduce(instruction, node, 0)
        out += shown
        opaque |= not plain
        at = end
    out = out.strip()
    if "\u20dd" in out.text:
        remark = "an enclosed character (囲い文字) that no single character shows"
    return Shown(out, opaque, remark)


def _node(text: str, at: int) -> tuple[_Node | None, int]:
    """The element that begins at ``at``: switches, then arguments in parentheses."""
    switches: list[str] = []
    k = at
    while found := _SWITCH.match(text, k):
        switches.append(found[1].lower())
        k = found.end()
    if not switches or k >= len(text) or text[k] != "(":
        return None, at
    depth, start, k = 1, k + 1, k + 1
    arguments: list[tuple[int, int]] = []
    while k < len(text):
        character = text[k]
        if character == "\\" and k + 1 < len(text) and text[k + 1] in "(),;\\":
            k += 2
            continue
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                arguments.append((start, k))
                return _Node(switches[0], arguments), k + 1
        elif character in ",;" and depth == 1:
            arguments.append((start, k))
            start = k + 1
        k += 1
    return None, at


def _reduce(instruction: MarkedText, node: _Node, depth: int) -> tuple[MarkedText, bool]:
    """What an element shows as a line of text, and whether that is all of it."""
    if node.switch == "o" and len(node.arguments) == 2:
        first, second = node.arguments
        above, _ = _node(instruction.text, _spaces(instruction.text, first))
        if above is not None and above.switch == "s":  # ruby: what is raised is the reading
            return _argument(instruction, second, depth)
        sign = instruction.text[first[0] : first[1]].strip()
        inner, plain = _argument(instruction, second, depth)
        inner = inner.strip()
        if sign in _CIRCLES and plain:
            whole = encircled(inner.text)
            if whole is not None:
                mark = inner.spans[0].mark if inner.spans else Mark.NONE
                return MarkedText(whole, (MarkSpan(0, len(whole), mark),) if mark else ()), True
            return inner + MarkedText("\u20dd"), True
    parts = [_argument(instruction, a, depth) for a in node.arguments]
    out = MarkedText("")
    for n, (part, _) in enumerate(parts):
        out += MarkedText("／" if n and node.switch == "f" else "") + part
    return out, node.switch == "s" and all(plain for _, plain in parts)


def _argument(instruction: MarkedText, extent: tuple[int, int], depth: int) -> tuple[MarkedText, bool]:
    """One argument: text, and elements within it."""
    at, end = extent
    out, plain = MarkedText(""), True
    text = instruction.text
    while at < end:
        node, after = _node(text, at) if depth < _DEEPEST else (None, at)
        if node is not None:
            shown, whole = _reduce(instruction, node, depth + 1)
            out, plain, at = out + shown, plain and whole, after
            continue
        if text[at] == "\\" and at + 1 < end and text[at + 1] in "(),;\\":
            at += 1
        out += instruction.slice(at, at + 1)
        at += 1
    return out, plain


def _spaces(text: str, extent: tuple[int, int]) -> int:
    at = extent[0]
    while at < extent[1] and text[at].isspace():
        at += 1
    return at
