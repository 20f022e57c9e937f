"""Words in the texts in force on a day (キーワード検索), by the search expressions of the national law search.

An expression: words apart (or ``AND``, ``&``) must all be in the regulation, ``|`` or ``OR`` means either, ``!`` or ``NOT``
before a word that it is not there, parentheses group. In a word ``*`` stands for any characters, ``?`` for one. Widths and
case of letters and digits do not matter; nothing else is taken as equal.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from reiki.law.document import LawDocument
from reiki.law.document.nested import Tag, nested
from reiki.office.catalogue import Edition
from reiki.office.errors import OfficeError
from reiki.render.egov_schema import TEXTS
from reiki.store import versions as versioning
from reiki.store.session import Store

LONGEST: Final = 300
"""Characters of an expression."""

_MOST_WORDS: Final = 20


class BadExpression(OfficeError):
    """The search expression cannot be read."""


class TookTooLong(OfficeError):
    """The search was not done within its time."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence, caption, title or cell. ``position``: in what part of the law, as the national service names it;
    ``elm``: the place; ``text``: its words."""

    position: str
    elm: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A regulation in which an expression is true, with the passages that hold one of its words."""

    edition: Edition
    passages: tuple[Passage, ...]


# --------------------------------------------------------------------------------------------------------- expressions

Test = Callable[[Sequence[str]], bool]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of an expression over folded text: parts of fixed length, between which any characters of one sentence may stand.
    Searched from left to right once, so that no word is slow."""

    parts: tuple[re.Pattern[str], ...]

    def is_in(self, text: str) -> bool:
        """True when it stands somewhere."""
        return next(self.spans(text), None) is not None

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands."""
        if len(self.parts) == 1:
            yield from (match.span() for match in self.parts[0].finditer(text))
            return
        for sentence in re.finditer("[^。]+", text):
            at = sentence.start()
            while (found := self._next(text, at, sentence.end())) is not None:
                yield found
                at = found[1]

    def _next(self, text: str, at: int, end: int) -> tuple[int, int] | None:
        start = -1
        for part in self.parts:
            match = part.search(text, at, end)
            if match is None:
                return None
            start, at = match.start() if start < 0 else start, match.end()
        return start, at


@dataclass(frozen=True, slots=True)
class Expression:
    """``test``: is it true of these texts, folded; ``words``: what to show."""

    test: Test
    words: tuple[Word, ...]

    def marks(self, text: str) -> list[tuple[int, int]]:
        """Where its words stand in a text, joined where they touch."""
        folded = fold(text)
        spans = sorted(span for word in self.words for span in word.spans(folded))
        out: list[tuple[int, int]] = []
        for start, end in spans:
            if out and start <= out[-1][1]:
                out[-1] = out[-1][0], max(out[-1][1], end)
            else:
                out.append((start, end))
        return out


_TOKEN: Final = re.compile(r"[\s\u3000]+|[()（）]|[|｜&＆!！]|[^\s\u3000()（）|｜&＆!！]+")


def parse_expression(text: str) -> Expression:
    """Reads a search expression. Raises :class:`BadExpression`."""
    if not text.strip():
        raise BadExpression("the search expression is empty")
    if len(text) > LONGEST:
        raise BadExpression(
            f"the search expression has {len(text)} characters; at most {LONGEST} are allowed"
        )
    return _Parser(text).run()


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = [_SIGN.get(t, t) for t in _TOKEN.findall(text) if t.strip()]
        self.at = 0
        self.shown: list[Word] = []

    def run(self) -> Expression:
        test = self.either(True)
        if self.at < len(self.tokens):
            raise BadExpression("the search expression closes a parenthesis that it does not open")
        if not self.shown:
            raise BadExpression(
                "the search expression only says what must not be there; add a word to look for"
            )
        return Expression(test, tuple(self.shown))

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def either(self, positive: bool) -> Test:
        tests = [self.every(positive)]
        while self.peek() == "|":
            self.at += 1
            tests.append(self.every(positive))
        return tests[0] if len(tests) == 1 else lambda texts: any(test(texts) for test in tests)

    def every(self, positive: bool) -> Test:
        tests: list[Test] = []
        while (token := self.peek()) and token not in "|)":
            if token == "&":
                self.at += 1
                continue
            tests.append(self.one(positive))
        if not tests:
            raise BadExpression("the search expression lacks a word where one is expected")
        return tests[0] if len(tests) == 1 else lambda texts: all(test(texts) for test in tests)

    def one(self, positive: bool) -> Test:
        token = self.peek()
        self.at += 1
        if token == "!":
            if not self.peek() or self.peek() in "|)&":
                raise BadExpression("the search expression lacks a word where one is expected")
            inner = self.one(not positive)
            return lambda texts: not inner(texts)
        if token == "(":
            inner = self.either(positive)
            if self.peek() != ")":
                raise BadExpression("the search expression opens a parenthesis that it does not close")
            self.at += 1
            return inner
        word = _word(token)
        if positive:
            self.shown.append(word)
            if len(self.shown) > _MOST_WORDS:
                raise BadExpression(f"the search expression has more than {_MOST_WORDS} words")
        return lambda texts: any(word.is_in(text) for text in texts)


_SIGN: Final = {
    "（": "(", "）": ")", "｜": "|", "＆": "&", "！": "!", "AND": "&", "OR": "|", "NOT": "!",
    "ＡＮＤ": "&", "ＯＲ": "|", "ＮＯＴ": "!",
}  # fmt: skip


def _word(word: str) -> Word:
    folded = fold(word)
    if not folded.strip("*? "):
        raise BadExpression(f"「{word}」 is only wildcards; add at least one character to look for")
    return Word(tuple(_fixed(part) for part in re.split(r"\*+", folded) if part))


def _fixed(part: str) -> re.Pattern[str]:
    return re.compile("".join("." if char == "?" else re.escape(char) for char in part))


def fold(text: str) -> str:
    """A text for comparison, character by character of the same length: widths and case do not matter."""
    return text.lower() if text.isascii() else "".join(_one(c) for c in text)


_FOLDED: Final[dict[str, str]] = {}


def _one(char: str) -> str:
    kept = _FOLDED.get(char)
    if kept is None:
        # Half-width kana with a sound mark are two characters; they stay, so that offsets stay.
        wide = unicodedata.normalize("NFKC", char) if "！" <= char <= "～" or char == "\u3000" else char
        kept = wide.lower() if len(wide.lower()) == 1 else char
        _FOLDED[char] = kept
    return kept


# -------------------------------------------------------------------------------------------------------------- passages


@dataclass(slots=True)
class Concordance:
    """The passages of texts, kept for the texts asked of last: up to ``limit`` characters in all. May be shared by threads."""

    store: Store
    limit: int = 60_000_000
    _kept: OrderedDict[str, tuple[tuple[Passage, ...], tuple[str, ...]]] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: Lock = field(default_factory=Lock)

    def search(self, expression: Expression, editions: Sequence[Edition], *, seconds: float) -> Iterator[Hit]:
        """The hits among some versions, in their order. Raises :class:`TookTooLong` when they are not all searched in time."""
        until = time.monotonic() + seconds
        for edition in editions:
            passages, folded = self._passages(edition)
            if expression.test(folded):
                found = tuple(
                    p
                    for p, text in zip(passages, folded, strict=True)
                    if any(w.is_in(text) for w in expression.words)
                )
                yield Hit(edition, found)
            if time.monotonic() > until:
                raise TookTooLong(
                    f"the search was not done within {seconds:g} seconds; ask for fewer regulations (law_type, law_num …)"
                )

    def _passages(self, edition: Edition) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
        manifest = edition.version.manifest
        with self._lock:
            kept = self._kept.get(manifest)
            if kept is not None:
                self._kept.move_to_end(manifest)
                return kept
        with self.store.reading() as connection:
            document = versioning.document_of(connection, edition.version)
        passages = tuple(passages_of(document))
        made = passages, tuple(fold(p.text) for p in passages)
        with self._lock:
            if manifest not in self._kept:
                self._kept[manifest] = made
                self._size += _size(made[1])
            while self._size > self.limit and len(self._kept) > 1:
                _, gone = self._kept.popitem(last=False)
                self._size -= _size(gone[1])
        return made


def _size(folded: Sequence[str]) -> int:
    return sum(len(text) for text in folded)


def passages_of(document: LawDocument) -> Iterator[Passage]:
    """Every passage of a law in document order; labels (条番号, 項番号, 号番号) and the number are none."""
    yield from _walk(nested(document), "", "")


_LABELS: Final = frozenset(
    {
        "LawNum",
        "ArticleTitle",
        "ParagraphNum",
        "ItemTitle",
        "TOCLabel",
        "SupplProvisionLabel",
        "ArithFormulaNum",
        "RemarksLabel",
    }
    | {f"Subitem{n}Title" for n in range(1, 11)}
)
_PARTS: Final = {
    "LawTitle": "lawtitle", "EnactStatement": "enactstatement", "TOC": "toc", "Preamble": "preamble",
    "MainProvision": "mainprovision",
}  # fmt: skip
_NUMBERED: Final = frozenset({"Article", "Paragraph", "Item"} | {f"Subitem{n}" for n in range(1, 11)})


def _walk(tag: Tag, position: str, elm: str) -> Iterator[Passage]:
    counted: dict[str, int] = {}
    for child in tag.tags():
        if child.is_foreign or child.name in _LABELS:
            continue
        counted[child.name] = counted.get(child.name, 0) + 1
        part, place = position, elm
        if tag.name == "LawBody":
            part = _part(child)
            place = child.name if child.name == "MainProvision" else f"{child.name}[{counted[child.name]}]"
        elif child.name in _NUMBERED and child.get("Num"):
            place = f"{elm}-{child.name}_{child.get('Num')}"
        if child.name in TEXTS:
            words = child.words()
            if words.strip():
                yield Passage("caption" if child.name.endswith("Caption") else part, place, words)
        else:
            yield from _walk(child, part, place)


def _part(child: Tag) -> str:
    if child.name == "SupplProvision":
        return "amendsupplprovision" if child.get("AmendLawNum") else "supplprovision"
    return _PARTS.get(child.name, child.name.lower())
