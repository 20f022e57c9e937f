"""Words in the texts in force on a day (キーワード検索), by the search expressions of the national law search.

An expression: words apart (or ``AND``, ``&``) must all be in the regulation, ``|`` or ``OR`` means either, ``!`` or ``NOT``
before a word that it is not there, parentheses group. In a word ``*`` stands for any characters, ``?`` for one. Widths and
case of letters and digits do not matter; nothing else is taken as equal.
"""

from __future__ import annotations

import datetime
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import reduce
from threading import Lock
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from reiki.law.document import LawDocument
from reiki.law.document.nested import nested
from reiki.office.catalogue import Catalogue, Edition
from reiki.office.errors import OfficeError
from reiki.store import listing
from reiki.store import versions as versioning
from reiki.store.listing import State
from reiki.store.passages import Passage, fold, passages_in
from reiki.store.search import Sought
from reiki.store.session import Store
from reiki.store.terms import is_exact

if TYPE_CHECKING:
    from reiki.store.spread import Spread

__all__ = [
    "BadExpression", "Concordance", "Expression", "Hit", "Passage", "TookTooLong", "Word", "fold", "parse_expression",
    "passages_of",
]  # fmt: skip

LONGEST: Final = 300
"""Characters of an expression."""

_MOST_WORDS: Final = 20


class BadExpression(OfficeError):
    """The search expression cannot be read."""


class TookTooLong(OfficeError):
    """The search was not done within its time."""


@dataclass(slots=True)
class Hit:
    """A regulation in which an expression is true. ``count``: how many of its passages hold one of the words."""

    edition: Edition
    count: int


# --------------------------------------------------------------------------------------------------------- expressions

Works = frozenset[int]


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


def _may_be_true(
    node: Node, among: Works, holding: Callable[[Word], Set[int]], positive: bool = True
) -> Works:
    """The works of which it may be true; exactly these where each word is exact."""
    match node:
        case Word():
            return among.intersection(holding(node)) if positive or node.exact else frozenset()
        case Not():
            return among - _may_be_true(node.inner, among, holding, not positive)
        case Both():
            return reduce(lambda found, n: _may_be_true(n, found, holding, positive), node.nodes, among)
        case Either():
            return reduce(frozenset.union, (_may_be_true(n, among, holding, positive) for n in node.nodes))


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


# ------------------------------------------------------------------------------------------------------------- searching


_Key = tuple[State, Sought, datetime.date]


def _in_time(until: float, seconds: float) -> None:
    if time.monotonic() > until:
        raise TookTooLong(
            f"the search was not done within {seconds:.3g} seconds; ask for fewer regulations (law_type, law_num …)"
        )


@dataclass(slots=True)
class Concordance:
    """Where words stand. It keeps the passages of the texts asked of last, up to ``limit`` characters in all, and what the index
    told last. May be shared by threads."""

    store: Store
    limit: int = 30_000_000
    _kept: OrderedDict[str, tuple[tuple[Passage, ...], tuple[str, ...]]] = field(default_factory=OrderedDict)
    _size: int = 0
    _told: OrderedDict[_Key, dict[int, int]] = field(default_factory=OrderedDict)
    _told_size: int = 0
    _spread: Spread | None = None
    _lock: Lock = field(default_factory=Lock)
    _making: Lock = field(default_factory=Lock)

    def search_on(
        self,
        expression: Expression,
        catalogue: Catalogue,
        on: datetime.date,
        *,
        seconds: float,
        among: Sequence[Edition] | None = None,
    ) -> list[Hit]:
        """The hits in the texts of a day, by law id; ``among``: in these of them alone, in their order. Raises
        :class:`TookTooLong` when the index, or what it leaves open, is not looked through in time."""
        until = time.monotonic() + seconds

        def counts(*words: Word) -> dict[int, int]:
            told = self.counts(Sought("grams", tuple(word.runs for word in words)), on)
            _in_time(until, seconds)
            return told

        works = frozenset(catalogue.by_work if among is None else (edition.work.id for edition in among))
        found = _may_be_true(expression.root, works, lambda word: counts(word).keys())
        if among is None:
            editions = [edition for _, edition in catalogue.among(found, on)]
        else:
            editions = [edition for edition in among if edition.work.id in found]
        if not expression.exact:
            return self.search(expression, editions, seconds=max(0.0, until - time.monotonic()))
        counted = counts(*expression.words)
        return [Hit(edition, counted.get(edition.work.id, 0)) for edition in editions]

    def search(self, expression: Expression, editions: Iterable[Edition], *, seconds: float) -> list[Hit]:
        """The hits among some versions, whenever they stand, in their order, by reading them. Raises :class:`TookTooLong`."""
        until = time.monotonic() + seconds
        hits = []
        for edition in editions:
            _, folded = self._passages(edition)
            if expression.test(folded):
                hits.append(Hit(edition, sum(map(expression.shows, folded))))
            _in_time(until, seconds)
        return hits

    def passages(self, expression: Expression, edition: Edition) -> list[Passage]:
        """The passages of a version, read from its text, that hold one of the words."""
        passages, folded = self._passages(edition)
        return [p for p, text in zip(passages, folded, strict=True) if expression.shows(text)]

    def all_passages(self, edition: Edition) -> tuple[Passage, ...]:
        """Every passage of a version, read from its text."""
        return self._passages(edition)[0]

    def counts(self, sought: Sought, on: datetime.date) -> dict[int, int]:
        """In how many passages of the text of which work on a day it stands, as the index tells."""
        with self.store.reading() as connection:
            key = (listing.state_of(connection), sought, on)
            with self._lock:
                kept = self._told.get(key)
                if kept is not None:
                    self._told.move_to_end(key)
                    return kept
            found = self._counted(connection, sought, on)
        with self._lock:
            if key not in self._told:
                self._told[key] = found
                self._told_size += len(found)
            while self._told_size > _MOST_TOLD and len(self._told) > 1:
                self._told_size -= len(self._told.popitem(last=False)[1])
        return found

    def _counted(self, connection: Connection, sought: Sought, on: datetime.date) -> dict[int, int]:
        from reiki.store.spread import Spread  # numpy: only for who searches

        with self._lock:
            spread = self._spread
        found = spread.counts(connection, sought, on) if spread is not None else None
        if found is not None:
            return found
        with self._making:
            # Whoever waited here finds it made.
            if self._spread is None or (found := self._spread.counts(connection, sought, on)) is None:
                self._spread = Spread.of(connection)
                found = self._spread.counts(connection, sought, on)
            assert found is not None, "nothing can be written after it in the same transaction"
            return found

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


_MOST_TOLD: Final = 500_000


def _size(folded: Sequence[str]) -> int:
    """About what is kept for a text: its words twice, and what stands around each."""
    return sum(len(text) + 100 for text in folded)


def passages_of(document: LawDocument) -> Iterator[Passage]:
    """Every passage of a law in document order; labels (条番号, 項番号, 号番号) and the number are none."""
    return passages_in(nested(document))
