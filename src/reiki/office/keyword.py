"""Words in the texts in force on a day (キーワード検索), by search expressions (:mod:`reiki.office.expressions`)."""

from __future__ import annotations

import datetime
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeVar, overload

from sqlalchemy import Connection

from reiki.law.document import LawDocument
from reiki.law.document.nested import nested
from reiki.office.catalogue import Catalogue, Edition, Pair
from reiki.office.errors import OfficeError
from reiki.office.expressions import BadExpression, Expression, Word, may_be_true, parse_expression, words_in
from reiki.store import search
from reiki.store.passages import Passage, fold, passages_in, texts_of
from reiki.store.search import Sought
from reiki.store.searching import OutOfTime, in_time
from reiki.store.session import Store

if TYPE_CHECKING:
    from reiki.office.columns import Numbers
    from reiki.store.spread import Words

__all__ = [
    "BadExpression", "Concordance", "Expression", "Hit", "Hits", "IndexNotReady", "Passage", "TookTooLong", "Word", "fold",
    "parse_expression", "passages_of",
]  # fmt: skip

T = TypeVar("T")


class TookTooLong(OfficeError):
    """The search was not done within its time."""


class IndexNotReady(OfficeError):
    """The search index is being made: nothing can be found by it yet."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A regulation in which an expression is true. ``count``: how many of its passages hold one of the words."""

    edition: Edition
    count: int


@dataclass(frozen=True, slots=True)
class Hits(Sequence[Hit]):
    """Hits in their order, each made when it is looked at. ``pairs``: regulations with their versions; ``counts``: of each."""

    pairs: Sequence[Pair]
    counts: Numbers

    @property
    def total(self) -> int:
        """How many passages they have in all."""
        return int(self.counts.sum())

    def page(self, offset: int, limit: int) -> list[tuple[Hit, int, int]]:
        """The hits with the passages from ``offset`` on, at most ``limit`` of them: of each hit from which passage to which."""
        ends = self.counts.cumsum()
        out = []
        for place in range(int(ends.searchsorted(offset, side="right")), len(self)):
            hit = self[place]
            begins = int(ends[place]) - hit.count
            if begins >= offset + limit:
                break
            if hit.count:
                out.append((hit, max(0, offset - begins), min(hit.count, offset + limit - begins)))
        return out

    def __len__(self) -> int:
        return len(self.pairs)

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> Hits: ...
    def __getitem__(self, at: int | slice) -> Hit | Hits:
        if isinstance(at, slice):
            return Hits(self.pairs[at], self.counts[at])
        return Hit(self.pairs[at][1], int(self.counts[at]))


# ------------------------------------------------------------------------------------------------------------- searching


def _too_long(seconds: float) -> TookTooLong:
    return TookTooLong(
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
    _words: Words | None = None
    _lock: Lock = field(default_factory=Lock)

    def search_on(
        self,
        expression: Expression,
        catalogue: Catalogue,
        on: datetime.date,
        *,
        seconds: float,
        among: Sequence[Pair] | None = None,
    ) -> Hits:
        """The hits in the texts of a day, by law id; ``among``: in these of them alone, in their order. Raises
        :class:`TookTooLong` when the index, or what it leaves open, is not looked through in time, and :class:`IndexNotReady`."""
        import numpy as np

        columns = catalogue.columns
        self.prepare()
        until = time.monotonic() + seconds
        shown = Sought("grams", tuple(word.runs for word in expression.words))
        sought = [Sought("grams", (word.runs,)) for word in words_in(expression.root)]
        every = list(dict.fromkeys([*sought, shown] if expression.exact else sought))
        told = dict(zip(every, map(columns.by_place, self.counts(every, on, seconds)), strict=True))
        found = may_be_true(
            expression.root,
            np.ones(len(columns), dtype=np.bool_),
            lambda word: told[Sought("grams", (word.runs,))] > 0,
        )
        pairs: Sequence[Pair]
        if among is None:
            pairs = standing = catalogue.on(on, found)
            places = standing.places
        else:
            place_of = {work: place for place, work in enumerate(columns.works.tolist())}
            own = np.fromiter((place_of[h.work.id] for h, _ in among), dtype=np.int64, count=len(among))
            chosen = np.flatnonzero(found[own])
            pairs, places = [among[at] for at in chosen.tolist()], own[chosen]
        if not expression.exact:
            return self.search(expression, pairs, seconds=max(0.0, until - time.monotonic()))
        return Hits(pairs, told[shown][places])

    def search(self, expression: Expression, pairs: Sequence[Pair], *, seconds: float) -> Hits:
        """The hits among some versions, whenever they stand, in their order, by reading them. Raises :class:`TookTooLong`."""
        import numpy as np

        until = time.monotonic() + seconds
        hits: list[Pair] = []
        counts: list[int] = []
        for start in range(0, len(pairs), _AT_ONCE):
            some = pairs[start : start + _AT_ONCE]
            read = self._texts([edition for _, edition in some])
            for pair in some:
                _, folded = read[pair[1].version.manifest]
                if expression.test(folded):
                    hits.append(pair)
                    counts.append(sum(map(expression.shows, folded)))
                if time.monotonic() > until:
                    raise _too_long(seconds)
        return Hits(hits, np.asarray(counts, dtype=np.int64))

    def passages(self, expression: Expression, edition: Edition) -> list[Passage]:
        """The passages of a version, read from its text, that hold one of the words."""
        passages, folded = self._text(edition)
        return [p for p, text in zip(passages, folded, strict=True) if expression.shows(text)]

    def read(self, editions: Iterable[Edition]) -> None:
        """Reads some versions together, of which the passages are asked for next."""
        self._texts(editions)

    def all_passages(self, edition: Edition) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
        """Every passage of a version, read from its text; and the words of each, folded."""
        return self._text(edition)

    def prepare(self) -> None:
        """Makes ready what is made once for many searches, so that none pays for it with its time. Raises
        :class:`IndexNotReady`."""
        with self.store.reading() as connection:
            self._ready(connection).spread(connection)

    def counts(self, sought: Sequence[Sought], on: datetime.date, seconds: float) -> list[Numbers]:
        """In how many passages of the text of which work (by key) on a day each stands, as the index tells. Raises
        :class:`TookTooLong`, :class:`IndexNotReady`."""
        return self._asked(
            sought, seconds, lambda words, c, each: words.spread(c).counts(words.rows(c, each), on)
        )

    def ever(self, sought: Sequence[Sought], seconds: float) -> list[set[int]]:
        """In the text of which works each may stand on some day. Raises :class:`TookTooLong`, :class:`IndexNotReady`."""
        return self._asked(sought, seconds, lambda words, c, each: words.spread(c).ever(words.rows(c, each)))

    def _asked(
        self, sought: Sequence[Sought], seconds: float, tell: Callable[[Words, Connection, Sought], T]
    ) -> list[T]:
        until = time.monotonic() + seconds
        out: list[T] = []
        with self.store.reading() as connection:
            words = self._ready(connection)
            for each in sought:
                try:
                    with in_time(connection, until):
                        out.append(tell(words, connection, each))
                except OutOfTime as error:
                    raise _too_long(seconds) from error
        return out

    def _ready(self, connection: Connection) -> Words:
        from reiki.store.spread import Words  # numpy: only for who searches

        if not search.is_complete(connection):
            raise IndexNotReady("the search index is being made; try again in some minutes")
        with self._lock:
            if self._words is None:
                self._words = Words()
            return self._words

    def _text(self, edition: Edition) -> _Text:
        return self._texts([edition])[edition.version.manifest]

    def _texts(self, editions: Iterable[Edition]) -> dict[str, _Text]:
        wanted = dict.fromkeys(edition.version.manifest for edition in editions)
        out: dict[str, _Text] = {}
        with self._lock:
            for manifest in wanted:
                kept = self._kept.get(manifest)
                if kept is not None:
                    self._kept.move_to_end(manifest)
                    out[manifest] = kept
        missing = [manifest for manifest in wanted if manifest not in out]
        if not missing:
            return out
        with self.store.reading() as connection:
            texts = texts_of(connection, missing)
        for manifest, data in texts.items():
            passages = tuple(passages_of(LawDocument.parse(data)))
            out[manifest] = passages, tuple(fold(p.text) for p in passages)
        with self._lock:
            for manifest in missing:
                if manifest not in self._kept:
                    self._kept[manifest] = out[manifest]
                    self._size += _size(out[manifest][1])
            while self._size > self.limit and len(self._kept) > 1:
                _, gone = self._kept.popitem(last=False)
                self._size -= _size(gone[1])
        return out


_Text = tuple[tuple[Passage, ...], tuple[str, ...]]
_AT_ONCE: Final = 50
"""Texts that are read together: what is asked of many is given up between two lots."""


def _size(folded: Sequence[str]) -> int:
    """About what is kept for a text: its words twice, and what stands around each."""
    return sum(len(text) + 100 for text in folded)


def passages_of(document: LawDocument) -> Iterator[Passage]:
    """Every passage of a law in document order; labels (条番号, 項番号, 号番号) and the number are none."""
    return passages_in(nested(document))
