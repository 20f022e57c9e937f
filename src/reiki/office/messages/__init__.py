"""The sentences of findings and refusals (指摘の文) in Japanese: what is recorded is an English sentence (contract), and those
who read it are legal officers.

`*.toml` beside this module set the Japanese beside each sentence, by the English as the code writes it, with its slots::

    "「{words}」 occurs {n} times, not {of}" = "「{words}」は{n}か所にあり、{of}か所のはずと合いません"

A slot stands for some characters, which come into the Japanese **as they are**: what is quoted is evidence, and nothing of it is
normalised. Only what is itself English is put into Japanese by the same tables (sentences are made of sentences), and where it
cannot be, nothing is said in Japanese at all: half a sentence tells less than the whole English one. Marks of slots:

- ``{name}``: one character or more;
- ``{name*}``: possibly none;
- ``{name!}``: one of the words that the tables hold (`phrases.toml`), or no English;
- ``{name?}``: somebody's own words (a file's name, a person's reason): English stays what it is.

In 「…」 everything stays as it is. Nothing is read before the first sentence is asked for, and no sentence is compiled before one
looks like it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any, Final

_LONGEST: Final = 20_000
"""Characters of a sentence that is looked up; a longer one is no sentence of ours."""
_DEEPEST: Final = 6
"""Sentences within sentences: a refusal, its finding, its address, its reason."""

WHOLE: Final = "全部"
"""The address of a whole regulation, which is no Japanese for a reader."""

_ORDERED: Final = frozenset({"operations", "candidate", "guard", "commencement", "commencements"})

_SLOT: Final = re.compile(r"\{(?P<name>[a-z]+)(?P<mark>[*!?]?)\}")
_QUOTED: Final = re.compile(r"「[^「」]*」")
_BETWEEN: Final = re.compile(r"」(?:[^「」]*[ ,])?[a-z]{2,}[ ,:;](?:[^「」]*)「")
_LETTERS: Final = re.compile(r"[A-Za-z]{2}")
_ENGLISH: Final = re.compile(r"[A-Za-z]+[,;:)]? [(]?[a-z]{2}|[a-z]{2}[,;:)]? [A-Za-z0-9(]")
_PLACE: Final = re.compile(
    r"(?P<at>[^:「」]{1,200}(?:「[^」]{0,80}」[^:「」]{0,80}){0,4}): (?P<rest>.*)", re.DOTALL
)


class BadTable(Exception):
    """A table that cannot be used: a slip of who wrote it, never of what is looked up."""


@dataclass(slots=True)
class Sentence:
    """A sentence in both languages. ``anchor``: its longest stretch without a slot; ``literal``: characters outside slots."""

    en: str
    ja: str
    anchor: str = ""
    literal: int = 0
    _pattern: re.Pattern[str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        parts = _SLOT.sub("\0", self.en).split("\0")
        self.anchor = max(parts, key=len)
        self.literal = sum(map(len, parts))
        lacking = {name for name, _ in self.slots} ^ {m["name"] for m in _SLOT.finditer(self.ja)}
        if lacking:
            raise BadTable(f"{self.en}: its Japanese has other slots ({', '.join(sorted(lacking))})")

    @property
    def slots(self) -> list[tuple[str, str]]:
        """Names and marks, in their order."""
        return [(m["name"], m["mark"]) for m in _SLOT.finditer(self.en)]

    @property
    def pattern(self) -> re.Pattern[str]:
        """What the English matches as a whole; a slot of a name that comes again is the same characters again."""
        if self._pattern is None:
            out, end, seen = "", 0, set[str]()
            for m in _SLOT.finditer(self.en):
                out += re.escape(self.en[end : m.start()])
                name, some = m["name"], ".*?" if m["mark"] == "*" else ".+?"
                out += f"(?P={name})" if name in seen else f"(?P<{name}>{some})"
                seen.add(name)
                end = m.end()
            self._pattern = re.compile(out + re.escape(self.en[end:]), re.DOTALL)
        return self._pattern

    def said(self, message: str, depth: int) -> str | None:
        """The Japanese of a message that is this sentence; ``None`` where it is another, or a part of it has no Japanese."""
        match = self.pattern.fullmatch(message)
        if match is None:
            return None
        values: dict[str, str] = {}
        quoted = _in_quotes(self.en)
        for name, mark in self.slots:
            if name in values:
                continue
            value = match[name] if name in quoted else _value(match[name], mark, depth)
            if name in quoted and _BETWEEN.search(match[name]):
                return None  # two quotations with words of ours between them are not one
            if value is None or (match.start(name) == 0 and _placed(f"{match[name]} ")):
                return None  # an address before a sentence is no part of its first words
            values[name] = value
        return _SLOT.sub(lambda m: values[m["name"]], self.ja)


def japanese(message: str) -> str | None:
    """A recorded sentence in Japanese, whole and closed by 。; ``None`` where the tables do not have it."""
    found = _whole(message.strip()) if len(message) <= _LONGEST else None
    if found is None:
        return None
    return found if found.endswith("。") else f"{found}。"


def message_ja(finding: Mapping[str, Any]) -> str | None:
    """The same of a finding, without the address at its beginning where the finding has that beside it (``at``)."""
    found = japanese(str(finding["message"]))
    at = str(finding.get("at") or "")
    if found is None or not at:
        return found
    before, _, rest = found.partition("：")
    # 第1条第1項 is cited as 第1条 where the article has no other paragraph.
    same = before.removesuffix("第1項") == ("例規の全体" if at == WHOLE else at).removesuffix("第1項")
    return rest if rest and same else found


def with_japanese(finding: Mapping[str, Any]) -> dict[str, Any]:
    """A finding as JSON with ``message_ja`` behind its ``message``, where there is one."""
    found = japanese(str(finding["message"]))
    out: dict[str, Any] = {}
    for name, value in finding.items():
        out[name] = value
        if name == "message" and found is not None:
            out["message_ja"] = found
    return out


def beside(document: Any) -> Any:
    """A document as JSON in which each finding, however deep, has its ``message_ja``. What a clause orders is left unread."""
    match document:
        case {"severity": _, "code": _, "message": str()}:
            return with_japanese(document)
        case dict():
            return {key: value if key in _ORDERED else beside(value) for key, value in document.items()}
        case list() | tuple():
            return [beside(each) for each in document]
    return document


@lru_cache(maxsize=1)
def sentences() -> tuple[Sentence, ...]:
    """Every sentence of the tables, the one with the most words of its own first. Raises :class:`BadTable`."""
    known: dict[str, Sentence] = {}
    for file in sorted(resources.files(__name__).iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        for en, ja in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if not isinstance(ja, str) or not ja or known.get(en, Sentence(en, ja)).ja != ja:
                raise BadTable(f"{file.name}: {en} has no Japanese, or two")
            known[en] = Sentence(en, ja)
    return tuple(sorted(known.values(), key=lambda s: (-s.literal, len(s.slots), s.en)))


@lru_cache(maxsize=2048)
def _whole(message: str) -> str | None:
    return _found(message, 0)


def _found(message: str, depth: int) -> str | None:
    if depth > _DEEPEST:
        return None
    for sentence in sentences():
        if sentence.anchor in message and (said := sentence.said(message, depth)) is not None:
            return said
    return next(_otherwise(message, depth), None)


def _otherwise(message: str, depth: int) -> Iterator[str]:
    """What no table has as a whole: an address before a sentence, and sentences one after the other."""
    place = _placed(message)
    if place is not None and (rest := _found(place["rest"], depth + 1)):
        yield f"{'例規の全体' if place['at'] == WHOLE else place['at']}：{rest}"
    parts = _split(message)
    if len(parts) > 1:
        said = [_value(part, "", depth) for part in parts]
        if None not in said:
            yield "；".join(part for part in said if part is not None)


def _placed(message: str) -> re.Match[str] | None:
    place = _PLACE.fullmatch(message)
    return None if place is None or english(place["at"]) else place


def _split(message: str) -> list[str]:
    """Parted at ``; `` outside 「…」."""
    parts, deep, begin = [], 0, 0
    for n, c in enumerate(message):
        deep += (c == "「") - (c == "」")
        if c == ";" and message[n : n + 2] == "; " and deep <= 0:
            parts.append(message[begin:n])
            begin = n + 2
    return [*parts, message[begin:]]


def _value(text: str, mark: str, depth: int) -> str | None:
    """What stands in a slot, as the Japanese sentence shows it."""
    if not (_LETTERS.search(_QUOTED.sub("", text)) if mark == "!" else english(text)):
        return text
    found = _found(text.strip(), depth + 1)
    return found.removesuffix("。") if found is not None else text if mark == "?" else None


def english(text: str) -> bool:
    """True where words of English stand outside 「…」."""
    return _ENGLISH.search(_QUOTED.sub("", text)) is not None


@lru_cache(maxsize=1024)
def _in_quotes(en: str) -> frozenset[str]:
    """The slots that stand within 「…」."""
    return frozenset(
        m["name"]
        for m in _SLOT.finditer(en)
        if en.count("「", 0, m.start()) > en.count("」", 0, m.start()) and "」" in en[m.end() :]
    )
