"""Finding regulations (検索) by what a person remembers: title, former title, number, reading, words in the text, on a date.

Every word asked for must be found in a regulation, in its names or in its text. Letters stand for themselves: there are no
operators. Words of the text are found as they are written, and by normal forms (取扱, 取扱い, 取り扱い, …). What is shown of
a text is read from the version in force on the day, never from the index.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from reiki.office.catalogue import Catalogue, Edition, Holding, Pair, digits, is_number, title_key
from reiki.office.citing import Cited, resolve_citation
from reiki.office.errors import OfficeError
from reiki.office.explaining import Asked, Field, Result, Word, explained, status_of
from reiki.office.keyword import Concordance, fold
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
_BY_TEXT: Final = _RANK["text"]
_BY_FORMS: Final = _RANK["text_forms"]


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


@dataclass(frozen=True, slots=True)
class _Match:
    """How one word is found in the works of a day: by which name each; and by the text how often."""

    names: Mapping[int, Field]
    text: Mapping[int, int]
    by_forms: Mapping[int, int]


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
) -> Findings:
    """The regulations that a query finds on a day, best first. Raises :class:`BadQuery`."""
    query = _NO_CHARACTERS.sub("\ufffd", query)
    words = words_of(query)
    if not words:
        return Findings("", on, 0, (), (), (), None, (), ())
    asked = Asked(
        tuple(_word(store, catalogue, word) for word in words),
        _word(store, catalogue, title_key("".join(words))),
    )
    found = _ranked(catalogue, concordance, asked, on)
    by_kind = Counter([pair[0].work.kind for _, pair in found])
    by_status = Counter([status_of(pair[1]) for _, pair in found])
    chosen = (
        found
        if not kinds and not statuses
        else [
            (rank, pair)
            for rank, pair in found
            if (not kinds or pair[0].work.kind in kinds) and (not statuses or status_of(pair[1]) in statuses)
        ]
    )
    page = nsmallest(offset + limit, chosen, key=lambda each: each[0])[offset:]
    results = [
        result
        for _, (holding, edition) in page
        if (result := explained(concordance, asked, holding, edition)) is not None
    ]
    cited = _cited(store, query.strip(), on)
    lost = not found and cited is None
    return Findings(
        query.strip(),
        on,
        len(chosen),
        tuple(results),
        tuple(by_kind.most_common()),
        tuple(by_status.most_common()),
        cited,
        _similar(query, catalogue, on) if lost else (),
        _other_days(store, concordance, catalogue, asked, on) if lost else (),
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
    works = catalogue.titles.holding(fold(key)) | catalogue.numbers.holding(number)
    found = [
        h
        for h in map(catalogue.by_work.__getitem__, works)
        if (number and number in digits(h.work.number))
        or any(key in title_key(e.version.title) for e in h.editions)
    ]
    return sorted(found, key=lambda h: h.work.law_id)


# -------------------------------------------------------------------------------------------------------------- ranking

_Rank = tuple[int, int, str]


def _ranked(
    catalogue: Catalogue, concordance: Concordance, asked: Asked, on: datetime.date
) -> list[tuple[_Rank, Pair]]:
    matches = [_matched(catalogue, concordance, word, on) for word in asked.words]
    titled: dict[int, Field] = {}
    if len(asked.words) > 1:
        titled = _named(catalogue, asked.whole, on)
    among = set.intersection(*({*m.names, *m.text, *m.by_forms} for m in matches)) | titled.keys()
    number = digits(asked.whole.word) if is_number(asked.whole.word) else ""
    named = titled.keys() | {work for match in matches for work in match.names}
    texts = [match.text for match in matches]
    out: list[tuple[_Rank, Pair]] = []
    for pair in catalogue.among(among, on):
        holding, edition = pair
        work = holding.work.id
        counts = [text.get(work, 0) for text in texts]
        if work in named:
            rank = _RANK[titled[work]] if work in titled else max(_rank_in(match, work) for match in matches)
            if number and number == digits(holding.work.number):
                rank = 0
            elif folded_title(edition.version.title) == asked.whole.key:
                rank = _EXACT_TITLE
        else:
            rank = _BY_TEXT if all(counts) else _BY_FORMS
        out.append(((rank, -sum(counts), holding.work.law_id), pair))
    return out


def _rank_in(match: _Match, work: int) -> int:
    if work in match.names:
        return _RANK[match.names[work]]
    return _RANK["text"] if work in match.text else _RANK["text_forms"]


def _matched(catalogue: Catalogue, concordance: Concordance, word: Word, on: datetime.date) -> _Match:
    text = concordance.counts(Sought("grams", ((word.exact,),)), on)
    formed = concordance.counts(Sought("forms", ((word.word,),)), on) if word.normal else {}
    return _Match(_named(catalogue, word, on), text, formed)


def _named(catalogue: Catalogue, word: Word, on: datetime.date) -> dict[int, Field]:
    """The works that a word finds by a name on a day, and by which."""
    works = catalogue.titles.holding(word.key)
    if word.number:
        works.update(catalogue.numbers.holding(word.number))
    works.update(word.read)
    return {h.work.id: name for h, e in catalogue.among(works, on) if (name := word.names(h, e)) is not None}


def _word(store: Store, catalogue: Catalogue, word: str) -> Word:
    normal = tuple(form.normal for form in forms(word)) if len(word) > 1 and has_forms(word) else ()
    kana = _kana_in(word)
    by_kana, by_forms = catalogue.readings(store)
    read: dict[int, Field] = dict.fromkeys(by_kana.holding(kana), "kana")
    if normal:
        read |= dict.fromkeys(by_forms.holding(search.run_of_forms(word)), "title_forms")
    return Word(word, fold(word), folded_title(word), _number_in(word), kana, normal, read)


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
    shared_by = Counter(work for gram in wanted for work in catalogue.titles.holding(fold(gram)))
    most = max(shared_by.values(), default=0)
    pairs = catalogue.among((work for work, shared in shared_by.items() if shared >= most // 2), on)
    scored = []
    for pair in pairs:
        title = title_key(pair[1].version.title)
        shared = sum(gram in title for gram in wanted)
        if shared:
            score = 2 * shared / (len(wanted) + max(len(title) - 1, 1))
            scored.append((-score, pair[0].work.law_id, pair))
    best = nsmallest(5, scored, key=lambda each: each[:2])
    return tuple(pair for score, _, pair in best if score <= -0.15)


def _other_days(
    store: Store, concordance: Concordance, catalogue: Catalogue, asked: Asked, on: datetime.date
) -> tuple[OtherDay, ...]:
    """Regulations that the words find on another day, by the text of one version."""
    works: set[int] | None = None
    with store.reading() as connection:
        for word in asked.words:
            here = search.works_ever_with(connection, Sought("grams", ((word.exact,),)))
            if word.normal:
                here |= search.works_ever_with(connection, Sought("forms", ((word.word,),)))
            works = here if works is None else works & here
    out: list[OtherDay] = []
    for work in sorted(works or ())[:50]:
        holding = catalogue.by_work.get(work)
        if holding is None or len(out) == 5:
            continue
        for edition in reversed(holding.editions):
            if edition.stands_on(on):
                continue
            day = edition.version.day or edition.until
            if day is not None and explained(concordance, asked, holding, edition) is not None:
                out.append(OtherDay(holding, edition, day))
                break
    return tuple(out)
