"""The search expressions of the national law search (検索式).

Words apart (or ``AND``, ``&``) must all be in the regulation, ``|`` or ``OR`` means either, ``!`` or ``NOT`` before a word that
it is not there, parentheses group. In a word ``*`` stands for any characters, ``?`` for one. Widths and case of letters and
digits do not matter; nothing else is taken as equal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from reiki.office.errors import OfficeError
from reiki.store.passages import fold
from reiki.store.terms import is_exact

if TYPE_CHECKING:
    from reiki.office.names import Marks

LONGEST: Final = 300
"""Characters of an expression."""

_MOST_WORDS: Final = 20


class BadExpression(OfficeError):
    """The search expression cannot be read."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of an expression over folded text: parts of fixed length, between which any characters of one sentence may stand.
    Searched from left to right once, so that no word is slow. ``runs``: the characters in it between wildcards; ``exact``: it is
    one run and nothing else, so that the index alone tells where it stands."""

    parts: tuple[re.Pattern[str], ...]
    runs: tuple[str, ...]
    exact: bool

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
class Not:
    """It is not so (``!``)."""

    inner: Node


@dataclass(frozen=True, slots=True)
class Both:
    """All of these."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of these (``|``)."""

    nodes: tuple[Node, ...]


Node = Word | Not | Both | Either


def is_true(node: Node, texts: Sequence[str]) -> bool:
    """True when an expression is true of these texts, folded."""
    match node:
        case Word():
            return any(node.is_in(text) for text in texts)
        case Not():
            return not is_true(node.inner, texts)
        case Both():
            return all(is_true(each, texts) for each in node.nodes)
        case Either():
            return any(is_true(each, texts) for each in node.nodes)


def words_in(node: Node) -> Iterator[Word]:
    """Every word of an expression, also those that must not be there."""
    match node:
        case Word():
            yield node
        case Not():
            yield from words_in(node.inner)
        case Both() | Either():
            for each in node.nodes:
                yield from words_in(each)


def may_be_true(node: Node, among: Marks, holding: Callable[[Word], Marks], positive: bool = True) -> Marks:
    """The regulations of which it may be true; exactly these where each word is exact."""
    match node:
        case Word():
            return among & holding(node) if positive or node.exact else among & False
        case Not():
            return among & ~may_be_true(node.inner, among, holding, not positive)
        case Both():
            return reduce(lambda found, n: may_be_true(n, found, holding, positive), node.nodes, among)
        case Either():
            return reduce(or_, (may_be_true(n, among, holding, positive) for n in node.nodes))


@dataclass(frozen=True, slots=True)
class Expression:
    """``root``: what must be so; ``words``: what to show."""

    root: Node
    words: tuple[Word, ...]
    exact: bool

    def test(self, texts: Sequence[str]) -> bool:
        """True when it is true of these texts, folded."""
        return is_true(self.root, texts)

    def shows(self, folded: str) -> bool:
        """True when a passage holds one of its words."""
        return any(word.is_in(folded) for word in self.words)

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
        self.exact = True

    def run(self) -> Expression:
        root = self.either(True)
        if self.at < len(self.tokens):
            raise BadExpression("the search expression closes a parenthesis that it does not open")
        if not self.shown:
            raise BadExpression(
                "the search expression only says what must not be there; add a word to look for"
            )
        return Expression(root, tuple(self.shown), self.exact)

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def either(self, positive: bool) -> Node:
        nodes = [self.every(positive)]
        while self.peek() == "|":
            self.at += 1
            nodes.append(self.every(positive))
        return nodes[0] if len(nodes) == 1 else Either(tuple(nodes))

    def every(self, positive: bool) -> Node:
        nodes: list[Node] = []
        while (token := self.peek()) and token not in "|)":
            if token == "&":
                self.at += 1
                continue
            nodes.append(self.one(positive))
        if not nodes:
            raise BadExpression("the search expression lacks a word where one is expected")
        return nodes[0] if len(nodes) == 1 else Both(tuple(nodes))

    def one(self, positive: bool) -> Node:
        token = self.peek()
        self.at += 1
        if token == "!":
            if not self.peek() or self.peek() in "|)&":
                raise BadExpression("the search expression lacks a word where one is expected")
            return Not(self.one(not positive))
        if token == "(":
            inner = self.either(positive)
            if self.peek() != ")":
                raise BadExpression("the search expression opens a parenthesis that it does not close")
            self.at += 1
            return inner
        word = _word(token)
        self.exact = self.exact and word.exact
        if positive:
            self.shown.append(word)
            if len(self.shown) > _MOST_WORDS:
                raise BadExpression(f"the search expression has more than {_MOST_WORDS} words")
        return word


_SIGN: Final = {
    "（": "(", "）": ")", "｜": "|", "＆": "&", "！": "!", "AND": "&", "OR": "|", "NOT": "!",
    "ＡＮＤ": "&", "ＯＲ": "|", "ＮＯＴ": "!",
}  # fmt: skip


def _word(word: str) -> Word:
    folded = fold(word)
    if not folded.strip("*? "):
        raise BadExpression(f"「{word}」 is only wildcards; add at least one character to look for")
    parts = tuple(_fixed(part) for part in re.split(r"\*+", folded) if part)
    runs = tuple(dict.fromkeys(run for run in re.split(r"[*?]+", folded) if run))
    return Word(parts, runs, runs == (folded,) and is_exact(folded))


def _fixed(part: str) -> re.Pattern[str]:
    return re.compile("".join("." if char == "?" else re.escape(char) for char in part))
