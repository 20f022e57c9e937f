"""The words of the pages, in each language: `wording/*.toml`, one file a part of the pages, both languages side by side."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

from reiki.office.messages import japanese, message_ja

Language = Literal["ja", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DEFAULT: Final[Language] = "ja"

_FOLDER: Final = Path(__file__).parent / "wording"
_NAMES: Final = re.compile(
    r"「[^」]*」|(?P<digest>\b[0-9a-f]{64}\b)|(?P<codes>\b[a-z]+(?:_[a-z]+)*(?:, [a-z]+(?:_[a-z]+)*)*\b)"
)
_SHOWN: Final = 12
"""Digits of a digest that tell a file from others to the eye."""


class UnknownWords(Exception):
    """A page asks for words that no table has: a slip of the template, never of a request."""


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Mapping[Language, str]]:
    """Words by key (``frame.find``: ``find`` in ``wording/frame.toml``), each in every language. Raises :class:`UnknownWords`
    where a key lacks one."""
    out: dict[str, Mapping[Language, str]] = {}
    for file in sorted(_FOLDER.glob("*.toml")):
        for key, said in tomllib.loads(file.read_text(encoding="utf-8")).items():
            lacking = [language for language in LANGUAGES if not said.get(language)]
            if lacking or set(said) - set(LANGUAGES):
                raise UnknownWords(
                    f"{file.name}: {key} lacks {', '.join(lacking) or 'nothing, and has more'}"
                )
            out[f"{file.stem}.{key}"] = {language: said[language] for language in LANGUAGES}
    return out


def words(language: Language, key: str, **values: object) -> str:
    """The words under a key; ``{name}`` in them is filled from ``values``. Raises :class:`UnknownWords`."""
    said = tables().get(key)
    if said is None:
        raise UnknownWords(f"no words under {key}")
    return said[language].format(**values) if values else said[language]


def has_words(key: str) -> bool:
    """True where there are words under a key: for codes that come from elsewhere (``review.code_…``)."""
    return key in tables()


def told(message: str) -> str | None:
    """A sentence of a finding or refusal in Japanese, ``None`` where there is none: codes by their headings, digests cut short.
    What is quoted stays as it is."""
    return _named(japanese(message))


def finding_told(finding: Mapping[str, Any]) -> str | None:
    """The same of a finding, without its address, which stands beside it."""
    return _named(message_ja(finding))


def _named(said: str | None) -> str | None:
    def name(found: re.Match[str]) -> str:
        if found["digest"]:
            return f"{found[0][:_SHOWN]}…"
        codes = (found["codes"] or "").split(", ")
        known = all(has_words(f"codes.{code}") for code in codes)
        return "、".join(f"「{words('ja', f'codes.{code}')}」" for code in codes) if known else found[0]

    return None if said is None else _NAMES.sub(name, said)


def language_of(asked: str, kept: str, accepted: str) -> Language:
    """The language of an answer: asked for in the address, kept in a cookie, accepted by the browser (``Accept-Language``), or
    Japanese."""
    for wish in (asked, kept):
        for language in LANGUAGES:
            if wish == language:
                return language
    best: tuple[float, Language] = (0.0, DEFAULT)
    for each in accepted[:500].split(","):
        tag, _, weight = each.strip().partition(";")
        quality = _quality(weight)
        for language in LANGUAGES:
            if tag.strip().lower().split("-")[0] == language and quality > best[0]:
                best = (quality, language)
    return best[1]


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
