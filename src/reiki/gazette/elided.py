"""Elided parts of a provision's words: ``市長は、（略）許可を（略）することができる。``, ``（後段略）``, ``ただし書　略``.

What stands between two elisions is found in the stored words; where it could stand in more than one place, or the columns
do not elide alike, nobody can say what is elided and the clause is held.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from reiki.gazette.columns import Piece
from reiki.gazette.quoted import Quoted
from reiki.gazette.words import WORD_MARKS
from reiki.law.equality import Fidelity, index_map, key
from reiki.source.model import MarkedText

_SAID: Final = r"(?:略す?|省略|同上|同左|同右|同下)"
_NAME: Final = r"(?:前段|後段|本文|ただし書き?|但書|各号列記以外の部分|柱書き?)"
_S: Final = r"[ \u3000]*"
_PART: Final = re.compile(
    rf"[［〔﹇\[（(]{_S}(?:(?P<inner>{_NAME}){_S}は?{_S}(?:{_SAID})|中略|前略|後略|以下(?:{_SAID})|{_SAID}){_S}[］〕﹈\])）]"
    rf"|(?P<bare>{_NAME}){_S}(?:[［〔﹇\[（(]{_S}{_SAID}{_S}[］〕﹈\])）]|{_SAID}(?!(?!ただし|この場合)[ぁ-んァ-ヶ一-龥]))"
    rf"|…+|‥{{2,}}|(?<![ァ-ヶ一-龥])・{{3,}}"
    rf"|(?:(?<=[ \u3000])|^)(?:中略|以下略|略)(?=[ \u3000]|$)"
)
_WHOLE: Final = MarkedText("（略）")


def elisions(text: str) -> list[str]:
    """The elisions inside a text, as printed."""
    return [m[0] for m in _PART.finditer(text)]


class Unclear(ValueError):
    """What an elision stands for cannot be said; the message is the reason."""


def fill_elisions(b: Quoted, a: Quoted, stored: str, fidelity: Fidelity) -> tuple[Quoted, Quoted]:
    """Both provisions with the elided parts of their words filled from the stored words, unmarked. Where one column elides
    all words and the other a part of them, the part is all of what is stored. Raises :class:`Unclear`."""
    if b.elided != a.elided:
        other = a if b.elided else b
        if len(_found(other.text.text)) != 1:
            return b, a
        b, a = (replace(n, text=_WHOLE, elided=False, same=False) if n.elided else n for n in (b, a))
    elif b.elided:
        return b, a
    at_b, at_a = _found(b.text.text), _found(a.text.text)
    if not at_b and not at_a:
        return b, a
    if [_name(m) for m in at_b] != [_name(m) for m in at_a]:
        raise Unclear("the columns do not elide the same parts of its words")
    if key(b.text.text, fidelity) == key(stored, fidelity):
        return b, a  # the regulation itself says 略
    if any(
        n.text.slice(m.start(), m.end()).touched(WORD_MARKS) for n, ms in ((b, at_b), (a, at_a)) for m in ms
    ):
        raise Unclear("an elision is marked as if it changed")
    parts = _parts(b.text.text, at_b, stored, fidelity)
    return _filled(b, at_b, parts), _filled(a, at_a, parts)


def _found(text: str) -> list[re.Match[str]]:
    return list(_PART.finditer(text))


def _name(m: re.Match[str]) -> str:
    return (m["inner"] or m["bare"] or "").removesuffix("き")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of the stored words in key space."""

    start: int
    end: int


def _parts(quoted: str, found: list[re.Match[str]], stored: str, fidelity: Fidelity) -> list[str]:
    """The stored words that each elision stands for."""
    words, places = index_map(stored, fidelity)
    ends = [0, *(m.end() for m in found)]
    starts = [*(m.start() for m in found), len(quoted)]
    kept = [key(quoted[x:y], fidelity) for x, y in zip(ends, starts, strict=True)]
    first, *middle, last = kept
    if not words.startswith(first) or not words.endswith(last) or len(first) + len(last) >= len(words):
        raise Unclear(f"what 改正前 quotes around its elisions is not what is stored: 「{stored[:60]}」")
    if not all(middle):
        raise Unclear("two elisions stand side by side")
    low, high = len(first), len(words) - len(last)
    stretches: list[_Stretch] = []
    left = low
    for part in middle:
        at = words.find(part, left, high)
        if at < 0:
            raise Unclear(f"「{part[:40]}」, which 改正前 quotes between elisions, is not stored there")
        stretches.append(_Stretch(left, at))
        left = at + len(part)
    stretches.append(_Stretch(left, high))
    right = high
    for part, stretch in zip(reversed(middle), reversed(stretches[1:]), strict=True):
        at = words.rfind(part, low, right)
        if at + len(part) != stretch.start:
            raise Unclear(
                f"「{part[:40]}」 stands there more than once: what is elided before it is not said"
            )
        right = at
    if any(s.start >= s.end for s in stretches):
        raise Unclear("an elision stands for nothing")
    for m, s in zip(found, stretches, strict=True):
        _check_name(_name(m), words, s)
    return [stored[places[s.start] : places[s.end - 1] + 1] for s in stretches]


def _check_name(name: str, words: str, s: _Stretch) -> None:
    """``（後段略）`` must be the last sentence, ``本文　略`` what stands before the ただし書."""
    at_start, at_end = s.start == 0, s.end == len(words)
    begins = at_start or words[s.start - 1] == "。"
    whole = begins and words[s.end - 1] == "。"
    right = {
        "前段": at_start and whole,
        "本文": at_start and whole,
        "後段": at_end and whole and not at_start,
        "ただし書": whole and words.startswith("ただし", s.start),
        "但書": whole and words.startswith(("但", "ただし"), s.start),
        "各号列記以外の部分": at_start and at_end,
        "柱書": at_start and at_end,
    }.get(name, True)
    if not right:
        raise Unclear(f"{name} is elided, but the words that it would stand for are not that part")


def _filled(node: Quoted, found: list[re.Match[str]], parts: list[str]) -> Quoted:
    """The provision with its words filled in; ``offsets`` still tell where the quoted ones stand in the column."""
    text = MarkedText("")
    offsets: list[tuple[int, int, Piece]] = []
    ends = [0, *(m.end() for m in found)]
    starts = [*(m.start() for m in found), len(node.text)]
    for x, y, more in zip(ends, starts, [*parts, ""], strict=True):
        for n, (begin, start, piece) in enumerate(node.offsets):
            following = node.offsets[n + 1][0] if n + 1 < len(node.offsets) else len(node.text)
            if begin < y and following > x:
                inside = max(begin, x)
                offsets.append((len(text) + inside - x, start + inside - begin, piece))
        text = text + node.text.slice(x, y) + MarkedText(more)
    return replace(node, text=text, offsets=offsets)
