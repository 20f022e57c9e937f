"""Why a regulation was found (検索の理由): by which of its names, and by which passages of its text, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal

from reiki.law.address import Address, AddressError
from reiki.office.catalogue import Edition, Holding, digits, title_key
from reiki.office.keyword import Concordance, Passage, fold
from reiki.office.names import folded_title
from reiki.store.terms import form_spans

if TYPE_CHECKING:
    from reiki.office.names import Marks

_SHOWN: Final = 3
_ROUND: Final = 60

Field = Literal["number", "title", "former_title", "later_title", "kana", "title_forms", "text", "text_forms"]


@dataclass(frozen=True, slots=True)
class Why:
    """Why a regulation was found. ``text``: what matches, with the places of the matching words in it; ``at``: the provision;
    ``part``: the part of the text where it is no provision that can be cited."""

    field: Field
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    at: Address | None = None
    part: str = ""

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, those that match marked; without what stands far from the first match."""
        start = 0
        end = len(self.text)
        if self.marks and self.field in ("text", "text_forms"):
            start = max(0, self.marks[0][0] - _ROUND)
            end = min(len(self.text), max(self.marks[0][1] + _ROUND, start + 2 * _ROUND))
        if start:
            yield "…", False
        at = start
        for first, last in self.marks:
            if first >= end:
                break
            if first > at:
                yield self.text[at:first], False
            yield self.text[max(first, at) : min(last, end)], True
            at = min(last, end)
        if at < end:
            yield self.text[at:end], False
        if end < len(self.text):
            yield "…", False


@dataclass(frozen=True, slots=True)
class Result:
    """A regulation that was found. ``status``: ``in_force``, ``partial``, ``repealed``, ``replaced``, ``lapsed``. ``count``: in
    how many passages of the text one of the words stands."""

    holding: Holding
    edition: Edition
    status: str
    why: tuple[Why, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Readings:
    """Which titles a word is read in. ``titles``: their numbers, by the title without white space; ``kana``, ``forms``: for each
    whether it holds the word's reading, and its normal forms."""

    titles: Mapping[str, int]
    kana: Marks
    forms: Marks

    def says(self, holding: Holding, edition: Edition) -> Field | None:
        """How it finds a version: by forms where forms find any title of the regulation, else by kana."""
        title = self.titles.get(title_key(edition.version.title))
        if title is None:
            return None
        own = [self.titles.get(title_key(e.version.title)) for e in holding.editions]
        if any(each is not None and self.forms[each] for each in own):
            return "title_forms" if self.forms[title] else None
        return "kana" if self.kana[title] else None


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is looked for. ``key``: as it is compared in titles; ``number``, ``kana``: as a part of a number, of a
    reading, ``""`` where it can be none; ``normal``: its normal forms. ``read``: the titles that hold its reading or its normal
    forms."""

    word: str
    exact: str
    key: str
    number: str
    kana: str
    normal: tuple[str, ...]
    read: Readings = field(compare=False)

    def names(self, holding: Holding, edition: Edition) -> Field | None:
        """By which of its names the word finds a regulation."""
        title = edition.version.title
        if self.number and self.number in digits(holding.work.number):
            return "number"
        if self.key in folded_title(title):
            return "title"
        if len(holding.editions) > 1 and (other := self._other_title(holding, edition)):
            return other
        return self.read.says(holding, edition)

    def _other_title(self, holding: Holding, edition: Edition) -> Field | None:
        """By a title that it had, or will have."""
        how: Field = "former_title"
        for each in holding.editions:
            if each is edition:
                how = "later_title"
            elif each.version.title != edition.version.title and self.key in folded_title(each.version.title):
                return how
        return None


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: its words, and all of them as one title that is spelt with spaces in it."""

    words: tuple[Word, ...]
    whole: Word

    def titled(self, holding: Holding, edition: Edition) -> Field | None:
        """By which name the whole query finds a regulation; of a single word nothing else is asked."""
        return self.whole.names(holding, edition) if len(self.words) > 1 else None


def explained(
    concordance: Concordance,
    asked: Asked,
    holding: Holding,
    edition: Edition,
    formed: Mapping[Word, int] | None = None,
) -> Result | None:
    """Why a version is found, read from its names and its text; ``None`` where it is not. ``formed``: in how many
    passages each word stands by its normal forms, as the index tells, so that nobody looks for what is not there."""
    titled = asked.titled(holding, edition)
    named: dict[Field, list[Word]] = {}
    if titled is not None:
        named[titled] = [asked.whole]
    for word in () if titled is not None else asked.words:
        if (field := word.names(holding, edition)) is not None:
            named.setdefault(field, []).append(word)
    missing = set(asked.words if titled is None else ()) - {w for words in named.values() for w in words}
    passages, folded = concordance.all_passages(edition)
    in_text, count, there = _in_text(passages, folded, asked.words)
    by_forms: list[Why] = []
    # Other spellings are looked for where nothing else explains a word, or where no passage shows any.
    for word in asked.words:
        if not word.normal or (in_text and (word not in missing or word in there)):
            continue
        normal = list(word.normal)
        titles = [p for p in passages if p.position == "lawtitle"]
        if formed is not None and formed.get(word, 0) <= sum(
            bool(form_spans(p.text, normal)) for p in titles
        ):
            continue
        others = (p for p in passages if p.position != "lawtitle")
        spelt = ((p, spans) for p in others if (spans := form_spans(p.text, normal)))
        found = [_why_text("text_forms", p, spans) for p, spans in islice(spelt, _SHOWN)]
        by_forms += found
        if found:
            there.add(word)
    if missing - there:
        return None
    names = [_why_named(field, words, holding, edition) for field, words in named.items()]
    shown = (*names, *in_text, *by_forms[: _SHOWN - len(in_text)])
    return Result(holding, edition, edition.status, shown, count)


def _in_text(
    passages: Sequence[Passage], texts: Sequence[str], words: Sequence[Word]
) -> tuple[list[Why], int, set[Word]]:
    """The first passages that hold a word, how many there are, and which words stand in any."""
    shown: list[Why] = []
    there: set[Word] = set()
    count = 0
    for passage, folded in zip(passages, texts, strict=True):
        holding = [word for word in words if word.exact in folded]
        if not holding:
            continue
        count += 1
        there.update(holding)
        if passage.position != "lawtitle" and len(shown) < _SHOWN:
            marks = [span for word in holding for span in _spans(folded, word.exact)]
            shown.append(_why_text("text", passage, marks))
    return shown, count, there


def _why_named(field: Field, words: Sequence[Word], holding: Holding, edition: Edition) -> Why:
    title = edition.version.title
    if field in ("former_title", "later_title"):
        title = next(
            e.version.title for e in holding.editions
            if e.version.title != title and words[0].key in folded_title(e.version.title)
        )  # fmt: skip
    match field:
        case "number":
            return Why(field, holding.work.number)
        case "kana":
            return Why(field, title)
        case "title_forms":
            return Why(field, title, _joined(s for w in words for s in form_spans(title, list(w.normal))))
        case _:
            return Why(field, title, _joined(s for w in words for s in _spans(fold(title), w.key)))


def _why_text(field: Field, passage: Passage, marks: Iterable[tuple[int, int]]) -> Why:
    at, part = _place(passage)
    return Why(field, passage.text, _joined(marks), at, part)


def _place(passage: Passage) -> tuple[Address | None, str]:
    """Where a passage stands, and in which part of the text where the address alone would not say it to a person."""
    elm = passage.elm
    if passage.position == "supplprovision":
        elm = re.sub(r"^SupplProvision\[1\]", "SupplProvision", elm)
    # A 細目 is cited by its label, which the path does not tell: its 号 is near enough.
    elm = re.sub(r"-Subitem1?[0-9]_.*", "", elm)
    named = re.match(r"[A-Za-z]+", elm)
    part = passage.position if passage.position != "caption" or named is None else named[0].lower()
    try:
        at = Address.parse(elm) if elm and elm != "MainProvision" else None
    except AddressError:  # a part without a number, which only its place tells
        at = None
    return at, "" if at is not None and "[" not in elm else part


def _spans(folded: str, word: str) -> Iterator[tuple[int, int]]:
    at = folded.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = folded.find(word, at + len(word))


def _joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], end)
        else:
            out.append((start, end))
    return tuple(out)
