"""Why a clause is held, side by side (保留の理由の対照): what the notice says stands there, and what does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection

from reiki.law.address import Address, AddressError
from reiki.law.document import LawDocument
from reiki.office.cited import cited_of
from reiki.render.comparison import differing_spans
from reiki.store import clauses as clausing
from reiki.store import versions as versioning
from reiki.store.session import Store

Span = tuple[int, int]

_DERIVED: Final = re.compile(
    r"the operations give 「(?P<given>.*)」, 改正後 says 「(?P<said>.*)」\Z", re.DOTALL
)
_QUOTED: Final = re.compile(
    r"改正前 quotes 「…(?P<a>.*?)［(?P<said>.*?)］(?P<b>.*?)…」, stored is 「…(?P<c>.*?)［(?P<stands>.*?)］(?P<d>.*?)…」",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two texts that should be one. ``what``: ``base``, the notice's 改正前 (``said``) against the stored text (``stands``), or
    ``derivation``, its 改正後 (``said``) against what its operations give (``stands``). ``stands``: ``None`` where nothing stands
    there. The spans are what differs."""

    what: str
    at: str
    part: str
    said: str
    stands: str | None
    said_spans: tuple[Span, ...]
    stands_spans: tuple[Span, ...]


def contrasts(store: Store, key: str) -> dict[int, tuple[Contrast, ...]]:
    """For the findings (from 0) that hold a clause, what differs; nothing for a finding without two texts."""
    with store.reading() as connection:
        clause = clausing.clauses_by_key(connection, [key]).get(key)
        if clause is None:
            return {}
        outcome = clausing.outcomes_of(connection, [clause.id])[clause.id]
        if outcome.status != "held":
            return {}
        document = _text_met(connection, clause)
    found: dict[int, tuple[Contrast, ...]] = {}
    for number, finding in enumerate(outcome.findings):
        if finding["severity"] == "error":
            pairs = tuple(
                replace(each, at=_cited(document, each.at)) for each in _contrasts(finding, outcome, document)
            )
            if pairs:
                found[number] = pairs
    return found


def _cited(document: LawDocument | None, at: str) -> str:
    """A place as officers cite it in the text."""
    try:
        return str(cited_of(document, Address.parse(at))) if document is not None and at else at
    except AddressError:
        return at


def _text_met(connection: Connection, clause: clausing.StoredClause) -> LawDocument | None:
    """The last certain text that the clause met: held, it changed nothing on its day."""
    if clause.work is None or clause.in_force_from is None:
        return None
    version = versioning.version_on(connection, clause.work, clause.in_force_from)
    return None if version is None else versioning.document_of(connection, version)


def _contrasts(
    finding: Mapping[str, Any], outcome: clausing.Outcome, document: LawDocument | None
) -> Iterator[Contrast]:
    derived = _DERIVED.search(finding["message"])
    if finding["code"] == "derivations_differ" and derived is not None:
        yield _contrast("derivation", finding.get("at", ""), "text", derived["said"], derived["given"])
        return
    quoted = _QUOTED.search(finding["message"])
    if quoted is not None:
        yield _excerpt(finding.get("at", ""), quoted)
        return
    if document is None or "at" not in finding:
        return
    for quote in outcome.guard:
        if quote["at"] != finding["at"]:
            continue
        stands = _stands(document, quote["at"], quote["part"])
        if stands != quote["text"]:
            yield _contrast("base", quote["at"], quote["part"], quote["text"], stands)
    for operation in outcome.operations:
        if finding["code"] == "words_not_found" and operation.get("at") == finding["at"]:
            words = operation.get("before")
            stands = _stands(document, finding["at"], "text")
            if words and stands is not None and words not in stands:
                yield _contrast("base", finding["at"], "text", words, stands)


def _stands(document: LawDocument, at: str, part: str) -> str | None:
    try:
        node = document.find(Address.parse(at))
    except AddressError:
        return None
    if node is None:
        return None
    match part:
        case "caption":
            return document.caption_at(node)
        case "label":
            return document.label_at(node)
        case _:
            return document.words_at(node)


def _excerpt(at: str, quoted: re.Match[str]) -> Contrast:
    """What the message of the finding shows of both texts, with the stretch in which they differ."""

    def side(left: str, middle: str, right: str) -> tuple[str, tuple[Span, ...]]:
        begins = 1 + len(quoted[left])
        spans = ((begins, begins + len(quoted[middle])),) if quoted[middle] else ()
        return f"…{quoted[left]}{quoted[middle]}{quoted[right]}…", spans

    said, said_spans = side("a", "said", "b")
    stands, stands_spans = side("c", "stands", "d")
    return Contrast("base", at, "text", said, stands, said_spans, stands_spans)


def _contrast(what: str, at: str, part: str, said: str, stands: str | None) -> Contrast:
    if stands is None:
        return Contrast(what, at, part, said, None, ((0, len(said)),), ())
    left, right = differing_spans(said, stands)
    return Contrast(what, at, part, said, stands, left, right)


def cut(text: str, spans: tuple[Span, ...]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it differs."""
    out, end = [], 0
    for start, stop in spans:
        out += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return [piece for piece in (*out, (text[end:], False)) if piece[0]]
