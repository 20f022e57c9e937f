"""The terms under which passages are found: pairs of characters (2-gram), and the normal forms of words (正規化表記).

Pairs find every part of a text that has two characters or more, exactly: a text stands in a passage if and only if its pairs
stand there one after another. Normal forms find 取扱, 取扱い, 取り扱い and とりあつかい by each other; they are Sudachi's, and
only of words that carry a meaning, so that 職員の給料 and 職員給料 are alike too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any, Final

# Characters that SQLite's tokenizer keeps as they are, whatever Unicode it was built with; every other one is spelt out.
_PLAIN: Final = re.compile(r"[0-9a-zぁ-ゖァ-ヺー一-龥々〇、。（）「」・]")

MOST_BYTES: Final = 40_000
"""Sudachi takes 49,149 bytes a call."""
_PIECE: Final = re.compile(r"[^。\n\t\u3000]*[。\n\t\u3000]?")
_MEANT: Final = frozenset(
    {"名詞", "代名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞", "連体詞"}
)
_SIGNS: Final = frozenset({"補助記号", "記号", "空白"})


# --------------------------------------------------------------------------------------------------------------- pairs


@lru_cache(maxsize=65536)
def _sign(char: str) -> str:
    return char if _PLAIN.fullmatch(char) else f"z{ord(char):06x}"


def grams(folded: str) -> list[str]:
    """The pairs of a folded text in their order; its last character stands alone at the end."""
    signs = [_sign(char) for char in folded]
    return [a + b for a, b in zip(signs, [*signs[1:], ""], strict=True)]


def phrase_of(folded: str) -> str:
    """What finds a folded text among pairs (FTS5). A single character is found by what begins with it."""
    if len(folded) == 1:
        return f'"{_sign(folded)}" *'
    return '"' + " ".join(grams(folded)[:-1]) + '"'


def is_exact(folded: str) -> bool:
    """True where what :func:`phrase_of` finds holds the text without looking: every text but ``z`` alone, with which the
    spelt-out characters begin."""
    return folded != "z"


# -------------------------------------------------------------------------------------------------------- normal forms


@dataclass(frozen=True, slots=True)
class Form:
    """A word: its normal form, and from where to where it stands."""

    normal: str
    reading: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    from sudachipy import Dictionary, SplitMode

    return Dictionary(dict="core").tokenizer(SplitMode.A)


@lru_cache(maxsize=1)
def dictionary() -> str:
    """The dictionary that normal forms come from; forms of two dictionaries may differ."""
    from importlib.metadata import version

    return f"SudachiDict-core {version('sudachidict-core')}"


def forms(text: str) -> Iterator[Form]:
    """The words of a text that carry a meaning."""
    for piece in _PIECE.finditer(text):
        if not piece[0] or len(piece[0].encode("utf-8", "replace")) > MOST_BYTES:
            continue  # a line of thirteen thousand characters without a full stop has no words; its pairs are found
        for word in _words(piece[0]):
            if word.part_of_speech()[0] in _MEANT:
                start = piece.start()
                yield Form(
                    word.normalized_form().lower(),
                    word.reading_form(),
                    start + word.begin(),
                    start + word.end(),
                )


_ONE_AT_A_TIME: Final = Lock()


def _words(text: str) -> Any:
    """Sudachi's words. A tokenizer serves one thread at a time; a lone surrogate is no character."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    with _ONE_AT_A_TIME:
        return _tokenizer().tokenize(whole)


def has_forms(text: str) -> bool:
    """True where a text may be looked for by its normal forms: it is words, with no sign between them."""
    words = [word.part_of_speech()[0] for piece in _PIECE.findall(text) if piece for word in _words(piece)]
    return any(word in _MEANT for word in words) and not any(word in _SIGNS for word in words)


def form_terms(text: str) -> list[str]:
    """The terms of a text's normal forms (:func:`forms`), in their order."""
    return [_term(normal) for piece in _PIECE.findall(text) if piece for normal in _normals(piece)]


@lru_cache(maxsize=4096)
def _normals(piece: str) -> tuple[str, ...]:
    """The normal forms of a sentence: many sentences of a town's law are the same."""
    if len(piece.encode("utf-8", "replace")) > MOST_BYTES:
        return ()
    return tuple(
        word.normalized_form().lower() for word in _words(piece) if word.part_of_speech()[0] in _MEANT
    )


@lru_cache(maxsize=65536)
def _term(normal: str) -> str:
    return "".join(map(_sign, normal)) or "z"


def phrase_of_forms(text: str) -> str:
    """What finds a text by its normal forms (FTS5); ``""`` where no word in it carries a meaning."""
    found = form_terms(text)
    return '"' + " ".join(found) + '"' if found else ""


def form_spans(text: str, wanted: list[str]) -> list[tuple[int, int]]:
    """Where words with these normal forms stand one after another."""
    size = len(wanted)
    normals = [normal for piece in _PIECE.findall(text) if piece for normal in _normals(piece)]
    if not size or all(normals[n : n + size] != wanted for n in range(len(normals) - size + 1)):
        return []
    here = list(forms(text))
    return [
        (here[n].start, here[n + size - 1].end)
        for n in range(len(here) - size + 1 if size else 0)
        if [f.normal for f in here[n : n + size]] == wanted
    ]


def reading(text: str) -> str:
    """How a text is read, in hiragana: every word of it, also those without a meaning of their own."""
    out: list[str] = []
    for piece in _PIECE.finditer(text):
        if piece[0] and len(piece[0].encode("utf-8", "replace")) <= MOST_BYTES:
            out += [word.reading_form() or word.surface() for word in _words(piece[0])]
    return hiragana("".join(out))


def hiragana(text: str) -> str:
    """Katakana as hiragana."""
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)
