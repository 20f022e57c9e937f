"""Dialects of lead texts (柱書きの方言) as data: one file an office's convention, over one base grammar and vocabulary.

A file names its offices and the years where they are known, and adds words or gives a word another meaning. Nothing here
knows what the words do; that is the grammar's (``base.lark``) and the reader's matter.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

BASE: Final = "base"
_ABOUT: Final = frozenset({"dialect", "names"})

Meaning = tuple[str, str]
"""A terminal of the grammar and what the word means in it: ``("COLUMN", "before")``, ``("MARK", "double")``."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an office writes its lead texts in some years.

    ``offices``: words that occur in the publisher's name (``鳥取県``). ``since``, ``until``: first and last day, ``None``
    where unknown or still so. ``family``: the letter of its usual form. ``examples``: sentences that it must read.
    ``words``: what it adds to the base; ``names``: patterns of the names that its lead texts coin.
    """

    name: str
    offices: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    family: str = ""
    examples: tuple[str, ...] = ()
    words: tuple[tuple[str, Meaning], ...] = ()
    names: tuple[str, ...] = ()

    def covers(self, publisher: str, day: datetime.date | None) -> bool:
        """True when the office is one of its own and the day, if known, lies in its years."""
        if not any(office in publisher for office in self.offices):
            return False
        return day is None or (
            (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
        )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the language, each with its meanings, and the pattern of coined names.

    ``lengths``: how long the words are that begin with a character, the longest first.
    """

    meanings: Mapping[str, tuple[Meaning, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    coined: re.Pattern[str]

    def longest_at(self, text: str, at: int) -> str:
        """The longest word that ``text`` has at ``at``; ``""`` when it has none."""
        for length in self.lengths.get(text[at], ()):
            if (word := text[at : at + length]) in self.meanings:
                return word
        return ""


def parse_dialect(name: str, text: str) -> Dialect:
    """The dialect that a TOML text describes. Raises ``ValueError`` (``tomllib``'s included) when it does not."""
    import tomllib

    data = tomllib.loads(text)
    about: dict[str, Any] = data.get("dialect", {})
    names: list[str] = data.get("names", {}).get("patterns", [])
    words: list[tuple[str, Meaning]] = []
    for terminal, table in data.items():
        if terminal in _ABOUT:
            continue
        if not isinstance(table, dict):
            raise ValueError(f"dialect {name}: {terminal} is no table of words")
        words.extend((word, (terminal, meaning)) for meaning, listed in table.items() for word in listed)
    return Dialect(
        name,
        tuple(about.get("offices", ())),
        about.get("since"),
        about.get("until"),
        about.get("family", ""),
        tuple(about.get("examples", ())),
        tuple(words),
        tuple(names),
    )


@lru_cache(maxsize=1)
def all_dialects() -> tuple[Dialect, ...]:
    """Every dialect that comes with the project, by name; the base is not one of them."""
    from importlib.resources import files

    found = sorted(p.name for p in files(__name__).iterdir() if p.name.endswith(".toml"))
    names = [n.removesuffix(".toml") for n in found]
    return tuple(parse_dialect(n, _text_of(f"{n}.toml")) for n in names if n != BASE)


@lru_cache(maxsize=1)
def base_dialect() -> Dialect:
    """The words that every office uses."""
    return parse_dialect(BASE, _text_of(f"{BASE}.toml"))


@lru_cache(maxsize=1)
def base_grammar() -> str:
    """The text of the grammar."""
    return _text_of("base.lark")


def dialect_for(publisher: str, day: datetime.date | None = None) -> Dialect | None:
    """The dialect of an office on a day; ``None`` when none is known or several claim it."""
    found = [d for d in all_dialects() if d.covers(publisher, day)]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=32)
def vocabulary(dialect: Dialect | None) -> Vocabulary:
    """The base, what the known dialects add in agreement, and over them the words of ``dialect`` itself.

    An office borrows another's wording without notice, so other dialects' words are read too; a word to which two of them
    give different meanings (上欄 here 改正後, there 改正前) is understood only where the dialect is known.
    """
    meanings: dict[str, tuple[Meaning, ...]] = _grouped(base_dialect().words)
    others: dict[str, set[tuple[Meaning, ...]]] = {}
    for other in all_dialects():
        for word, its in _grouped(other.words).items():
            others.setdefault(word, set()).add(its)
    for word, claims in others.items():
        if word not in meanings and len(claims) == 1:
            meanings[word] = next(iter(claims))
    patterns = [*base_dialect().names, *(p for d in all_dialects() for p in d.names)]
    if dialect is not None:
        meanings |= _grouped(dialect.words)
        patterns += dialect.names
    return Vocabulary(meanings, _lengths(meanings), re.compile("|".join(dict.fromkeys(patterns)) or r"(?!)"))


def _text_of(name: str) -> str:
    from importlib.resources import files

    return (files(__name__) / name).read_text("utf-8")


def _grouped(words: Iterable[tuple[str, Meaning]]) -> dict[str, tuple[Meaning, ...]]:
    out: dict[str, tuple[Meaning, ...]] = {}
    for word, meaning in words:
        out[word] = (*out.get(word, ()), meaning)
    return out


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}
