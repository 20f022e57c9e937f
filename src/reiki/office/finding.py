"""Finding regulations (検索) by what a person remembers: title, former title, number, reading, words in the text, on a date.

Every word asked for must be found in a regulation, in its names or in its text. Letters stand for themselves: there are no
operators. Words of the text are found as they are written, and by normal forms (取扱, 取扱い, 取り扱い, …). What is shown of
a text is read from the version in force on the day, never from the index.
"""

from __future__ import annotations

import datetime
import re
import time
from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reiki.office.catalogue import Catalogue, Edition, Holding, Pair, digits, is_number, title_key
from reiki.office.citing import Cited, resolve_citation
from reiki.office.columns import NONE, Numbers, Standing
from reiki.office.errors import OfficeError
from reiki.office.explaining import Asked, Field, Readings, Result, Word, explained
from reiki.office.keyword import Concordance, TookTooLong, fold
from reiki.office.names import folded_title
from reiki.store import search
from reiki.store.search import Sought
from reiki.store.session import Store
from reiki.store.terms import forms, has_forms, hiragana
from reiki.store.works import works_named

LONGEST: Final = 200
"""Characters of a query."""
MOST_WORDS: Final = 10
_NO_CHARACTERS: Final = re.compile("[\x00\ud800-\udfff]")
"""What stands in no text, and no database takes."""

_RANK: Final[dict[Field, int]] = {
    "number": 0, "title": 2, "former_title": 3, "later_title": 4, "kana": 5, "title_forms": 6, "text": 7, "text_forms": 8,
}  # fmt: skip
_EXACT_TITLE: Final = 1
SECONDS: Final = 10.0
"""How long a query may take."""


class BadQuery(OfficeError):
    """The query cannot be asked."""


@dataclass(frozen=True, slots=True)
class OtherDay:
    """A day on which a regulation would be found: the first of the version, or its last where that is not known."""

    holding: Holding
    edition: Edition
    day: datetime.date


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found on a day. ``total``: regulations that answer to the query and the filters; ``kinds`` and ``statuses``: how
    many answer to the query, by kind and by status. ``cited``: the one provision or regulation that the query is a citation of.
    ``similar`` and ``other_days``: where nothing was found."""

    query: str
    on: datetime.date
    total: int
    results: tuple[Result, ...]
    kinds: tuple[tuple[str, int], ...]
    statuses: tuple[tuple[str, int], ...]
    cited: Cited | None
    similar: tuple[Pair, ...]
    other_days: tuple[OtherDay, ...]


def find(
    store: Store,
    catalogue: Catalogue,
    concordance: Concordance,
    query: str,
    on: datetime.date,
    *,
    kinds: Sequence[str] = (),
    statuses: Sequence[str] = (),
    offset: int = 0,
    limit: int = 20,
    seconds: float = SECONDS,
) -> Findings:
    """The regulations that a query finds on a day, best first. Raises :class:`BadQuery`;
    :class:`~reiki.office.keyword.TookTooLong` where that is not known in time, and
    :class:`~reiki.office.keyword.IndexNotReady`: nothing is told of a part of what there is."""
    query = _NO_CHARACTERS.sub("\ufffd", query)
    words = words_of(query)
    if not words:
        return Findings("", on, 0, (), (), (), None, (), ())
    concordance.prepare()
    catalogue.readings(store)
    until = time.monotonic() + seconds
    asked = Asked(
        tuple(_word(store, catalogue, word) for word in words),
        _word(store, catalogue, title_key("".join(words))),
    )
    found = _ranked(catalogue, concordance, asked, on, seconds)
    columns = catalogue.columns
    kind_of, status_of = columns.kinds[found.places], columns.statuses[found.on]
    chosen = np.ones(len(found.places), dtype=np.bool_)
    if kinds:
        chosen &= np.isin(kind_of, [columns.kind_codes.get(kind, NONE) for kind in kinds])
    if statuses:
        chosen &= np.isin(status_of, [columns.status_codes.get(status, NONE) for status in statuses])
    best = found.best(np.flatnonzero(chosen), offset, limit)
    shown = found.places[best]
    page = Standing(catalogue.holdings, shown, found.on[best] - columns.firsts[shown])
    concordance.read(edition for _, edition in page)
    results = []
    for place, pair in zip(shown.tolist(), page, strict=True):
        formed = {word: int(counts[place]) for word, counts in found.forms.items()}
        if (result := _explained(concordance, asked, pair, formed, until, seconds)) is not None:
            results.append(result)
    cited = _cited(store, query.strip(), on)
    lost = not len(found.places) and cited is None
    return Findings(
        query.strip(),
        on,
        int(chosen.sum()),
        tuple(results),
        _most_common(kind_of, columns.kind_codes),
        _most_common(status_of, columns.status_codes),
        cited,
        _similar(query, catalogue, on) if lost else (),
        _other_days(concordance, catalogue, asked, on, until, seconds) if lost else (),
    )


def words_of(query: str) -> tuple[str, ...]:
    """The words of a query: what white space parts. Raises :class:`BadQuery`."""
    if len(query) > LONGEST:
        raise BadQuery(f"the query has {len(query)} characters; at most {LONGEST} are allowed")
    words = tuple(dict.fromkeys(query.split()))
    if len(words) > MOST_WORDS:
        raise BadQuery(f"the query has {len(words)} words; at most {MOST_WORDS} are allowed")
    return words


def matching(catalogue: Catalogue, query: str) -> Sequence[Holding]:
    """The regulations of whose number, or title at any time, a query is a part, by law id; all of them for an empty one."""
    key, number = title_key(query), digits(query)
    if not key:
        return catalogue.holdings
    found = catalogue.titled(fold(key)) | catalogue.numbered(number)
    return [
        h
        for h in map(catalogue.holdings.__getitem__, np.flatnonzero(found).tolist())
        if any(key in title_key(e.version.title) for e in h.editions)
        or (number and number in digits(h.work.number))
    ]


# -------------------------------------------------------------------------------------------------------------- ranking


@dataclass(frozen=True, slots=True)
class _Found:
    """What answers to a query. ``places``: the regulations, by law id; ``on``: their versions; ``order``: the least first.
    ``forms``: in which regulations words stand by their normal forms, as the index tells."""

    places: Numbers
    on: Numbers
    order: Numbers
    forms: dict[Word, Numbers]

    def best(self, chosen: Numbers, offset: int, limit: int) -> Numbers:
        """Which of those chosen are on a page, best first."""
        order = self.order[chosen]
        if offset + limit < len(order):
            first = np.argpartition(order, offset + limit)[: offset + limit]
            chosen, order = chosen[first], order[first]
        return chosen[np.argsort(order)][offset:]


_FIELDS: Final[tuple[Field, ...]] = tuple(_RANK)
_CODE: Final[dict[Field, int]] = {name: code for code, name in enumerate(_FIELDS, 1)}
_RANK_OF: Final = np.asarray([0, *_RANK.values()], dtype=np.int64)


def _ranked(
    catalogue: Catalogue, concordance: Concordance, asked: Asked, on: datetime.date, seconds: float
) -> _Found:
    columns = catalogue.columns
    editions = columns.on(on)
    names = [_named(catalogue, word, editions) for word in asked.words]
    texts, forms = _told(catalogue, concordance, asked, on, seconds)
    whole = (
        _named(catalogue, asked.whole, editions)
        if len(asked.words) > 1
        else np.zeros(len(columns), dtype=np.int8)
    )
    among = np.ones(len(columns), dtype=np.bool_)
    for word, named, text in zip(asked.words, names, texts, strict=True):
        holds = (named > 0) | (text > 0)
        among &= holds | (forms[word] > 0) if word in forms else holds
    places = np.flatnonzero((among | (whole > 0)) & (editions != NONE))
    rank = np.zeros(len(places), dtype=np.int64)
    total = np.zeros(len(places), dtype=np.int64)
    by_name = whole[places] > 0
    for named, text in zip(names, texts, strict=True):
        own, count = named[places], text[places]
        by_text = np.where(count > 0, _RANK["text"], _RANK["text_forms"])
        rank = np.maximum(rank, np.where(own > 0, _RANK_OF[own], by_text))
        total += count
        by_name |= own > 0
    rank = np.where(whole[places] > 0, _RANK_OF[whole[places]], rank)
    titles = columns.title_names.being(asked.whole.key)
    rank[by_name & titles[columns.titles[editions[places]]]] = _EXACT_TITLE
    if is_number(asked.whole.word):
        numbers = columns.number_names.being(digits(asked.whole.word))
        rank[by_name & numbers[columns.numbers[places]]] = 0
    return _Found(places, editions[places], _order(rank, total, places), forms)


def _order(rank: Numbers, total: Numbers, places: Numbers) -> Numbers:
    """Rank, then how often the words stand there, then the law id, as one number each."""
    most = int(total.max(initial=0)) + 1
    count = int(places.max(initial=0)) + 1
    return (rank * most + (most - 1 - total)) * count + places


def _told(
    catalogue: Catalogue, concordance: Concordance, asked: Asked, on: datetime.date, seconds: float
) -> tuple[list[Numbers], dict[Word, Numbers]]:
    """For every word how often it stands in the text of which regulation; and how often those do that have normal forms."""
    formed = [word for word in asked.words if word.normal]
    sought = [Sought("grams", ((word.exact,),)) for word in asked.words]
    sought += [Sought("forms", ((word.word,),)) for word in formed]
    told = [catalogue.columns.by_place(counts) for counts in concordance.counts(sought, on, seconds)]
    return told[: len(asked.words)], dict(zip(formed, told[len(asked.words) :], strict=True))


def _named(catalogue: Catalogue, word: Word, editions: Numbers) -> Any:
    """By which name a word finds each regulation in its version of a day, as a code; 0 where by none."""
    columns = catalogue.columns
    out = np.zeros(len(columns), dtype=np.int8)
    if word.kana:
        out[columns.titled_on(word.read.kana, editions)] = _CODE["kana"]
    if word.read.forms.any():
        out[columns.titled(word.read.forms)] = 0
        out[columns.titled_on(word.read.forms, editions)] = _CODE["title_forms"]
    now, before, after = columns.titled_about(columns.title_names.holding(word.key), editions)
    out[after] = _CODE["later_title"]
    out[before] = _CODE["former_title"]
    out[now] = _CODE["title"]
    if word.number:
        out[catalogue.numbered(word.number)] = _CODE["number"]
    out[editions == NONE] = 0
    return out


def _word(store: Store, catalogue: Catalogue, word: str) -> Word:
    normal = tuple(form.normal for form in forms(word)) if len(word) > 1 and has_forms(word) else ()
    kana = _kana_in(word)
    by_kana, by_forms = catalogue.readings(store)
    run = search.run_of_forms(word) if normal else ""
    read = Readings(catalogue.columns.title_codes, by_kana.holding(kana), by_forms.holding(run))
    return Word(word, fold(word), folded_title(word), _number_in(word), kana, normal, read)


def _most_common(codes: Numbers, names: Sequence[str] | dict[str, int]) -> tuple[tuple[str, int], ...]:
    """How often each name is there, the most frequent first; of equal ones the one met first."""
    found, first, count = np.unique(codes, return_index=True, return_counts=True)
    named = list(names)
    return tuple((named[found[n]], int(count[n])) for n in np.lexsort((first, -count)).tolist())


def _explained(
    concordance: Concordance,
    asked: Asked,
    pair: Pair,
    formed: Mapping[Word, int] | None,
    until: float,
    seconds: float,
) -> Result | None:
    if time.monotonic() > until:
        raise TookTooLong(f"the query was not answered within {seconds:.3g} seconds; ask for fewer words")
    return explained(concordance, asked, *pair, formed)


def _number_in(word: str) -> str:
    """A word as a part of a number (第11号, 昭和27年鳥取県規則第11号); ``""`` where it is none: a digit alone says nothing."""
    number = digits(word)
    return number if re.search(r"第[0-9]+号?|[0-9]+[号年]", number) else ""


def _kana_in(word: str) -> str:
    """A word as a part of a reading; ``""`` where it is not in kana."""
    kana = hiragana(word)
    return kana if len(kana) > 1 and re.fullmatch(r"[ぁ-ゖー]+", kana) else ""


# ------------------------------------------------------------------------------------------------------ citations, help


_PLACE: Final = re.compile(r"第[0-9０-９一二三四五六七八九十百千〇]+[編章節款目条項号]|附則|別[表記]|様式")


def _cited(store: Store, query: str, on: datetime.date) -> Cited | None:
    """What a query cites by the whole number or the whole title of a regulation; a part of a title cites nothing."""
    numbered = (
        re.search(r"第[\s\u3000]*[0-9０-９一二三四五六七八九十百千〇]+[\s\u3000]*号", query) is not None
        and "年" in query
    )
    names = [query, *(query[: match.start()].strip() for match in _PLACE.finditer(query) if match.start())]
    with store.reading() as connection:
        titled = any(works_named(connection, title_key(re.sub("の$", "", name))) for name in names if name)
    if not (numbered or titled):
        return None
    try:
        return resolve_citation(store, query, on)
    except OfficeError:
        return None


def _similar(query: str, catalogue: Catalogue, on: datetime.date) -> tuple[Pair, ...]:
    """The regulations whose titles share most pairs of characters with a query."""
    key = title_key(query)
    wanted = {key[n : n + 2] for n in range(len(key) - 1)}
    columns = catalogue.columns
    by_work = np.zeros(len(columns), dtype=np.int64)
    by_title = np.zeros(len(columns.title_names), dtype=np.int64)
    for gram in wanted:
        titles = columns.title_names.holding(fold(gram))
        by_work += columns.titled(titles)
        by_title += titles
    most = int(by_work.max(initial=0))
    pairs = catalogue.on(on, (by_work > 0) & (by_work >= most // 2))
    titles = columns.titles[columns.firsts[pairs.places] + pairs.editions]
    lengths = np.maximum(np.diff(columns.title_names.starts)[titles] - 2, 1)
    at_most = 2 * by_title[titles] / (len(wanted) + lengths)
    best: list[tuple[float, str, Pair]] = []
    # Folded, a title shares no fewer pairs: the order in which to look, and where to stop.
    for place in np.lexsort((pairs.places, -at_most)).tolist():
        pair = pairs[place]
        law_id = pair[0].work.law_id
        if len(best) == _SIMILAR and best[-1][:2] <= (-at_most[place], law_id):
            break
        title = title_key(pair[1].version.title)
        shared = sum(gram in title for gram in wanted)
        if shared:
            score = 2 * shared / (len(wanted) + max(len(title) - 1, 1))
            insort(best, (-score, law_id, pair), key=lambda each: each[:2])
            del best[_SIMILAR:]
    return tuple(pair for score, _, pair in best if score <= -0.15)


_SIMILAR: Final = 5
_OTHER_DAYS: Final = 5
_TRIED: Final = 50


def _other_days(
    concordance: Concordance,
    catalogue: Catalogue,
    asked: Asked,
    on: datetime.date,
    until: float,
    seconds: float,
) -> tuple[OtherDay, ...]:
    """Regulations that the words find on another day, by the text of one version."""
    works: set[int] | None = None
    for word in asked.words:
        sought = [Sought("grams", ((word.exact,),))]
        if word.normal:
            sought.append(Sought("forms", ((word.word,),)))
        here = set.union(*concordance.ever(sought, max(0.0, until - time.monotonic())))
        works = here if works is None else works & here
    out: list[OtherDay] = []
    for work in sorted(works or ())[:_TRIED]:
        holding = catalogue.by_work.get(work)
        if holding is None or len(out) == _OTHER_DAYS:
            continue
        for edition in reversed(holding.editions):
            if edition.stands_on(on):
                continue
            day = edition.version.day or edition.until
            if day is not None and _explained(concordance, asked, (holding, edition), None, until, seconds):
                out.append(OtherDay(holding, edition, day))
                break
    return tuple(out)
