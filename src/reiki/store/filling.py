"""Filling the search index of a store that has none yet (索引の作成): after a migration, or after another version of it.

Many works at a time, each time in a transaction of its own, so that others read and write meanwhile and what is done stays done
when it is broken off. Until all is done the index tells nothing (:func:`reiki.store.search.is_complete`).
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from reiki.law.document import LawDocument
from reiki.law.document.nested import nested
from reiki.store import search
from reiki.store.passages import Passage, divided, passages_in, texts_of, unpacked
from reiki.store.tables import MANIFESTS, SEARCH_FACTS, SEARCH_SPANS, VERSIONS

AT_ONCE: Final = 100
"""Works of one transaction: about half a second."""

Writing = Callable[[], AbstractContextManager[Connection]]
Each = Callable[[int, int], None]

_ONE_DAY: Final = datetime.timedelta(1)
_HOLE: Final = re.compile(rb"<\?reiki-part ([0-9a-f]{64})\?>")


def fill(
    writing: Writing, each: Each = lambda done, of: None, stop: Callable[[], bool] = lambda: False
) -> bool:
    """Goes on filling the index until it is complete; several may do so at once. ``each``: told how many works are done, of how
    many; ``stop``: asked before every transaction. False when it was stopped before the end."""
    with writing() as connection:
        if search.is_complete(connection):
            return True
        search.begin(connection)
        left = search.awaiting(connection)
    of = len(left)
    while True:
        for start in range(0, len(left), AT_ONCE):
            if stop():
                return False
            with writing() as connection:
                if search.is_complete(connection):
                    return True
                # Others may fill it too, and whoever writes a work enters it.
                add_works(connection, search.awaiting(connection, left[start : start + AT_ONCE]))
            each(min(start + AT_ONCE, of), of)
        with writing() as connection:
            if search.is_complete(connection):
                return True
            left = search.awaiting(connection)
            if not left:
                search.finish(connection)
                return True


def rebuild(connection: Connection, each: Each = lambda done, of: None) -> dict[str, int]:
    """Makes the whole index anew from the versions, in one transaction; what it holds then. ``each``: told how many works are
    done, of how many."""
    search.clear(connection)
    works = search.standing_works(connection)
    for start in range(0, len(works), AT_ONCE):
        add_works(connection, works[start : start + AT_ONCE])
        each(min(start + AT_ONCE, len(works)), len(works))
    search.finish(connection)
    return search.counted(connection)


def add_works(connection: Connection, works: Sequence[int]) -> None:
    """Enters works that the index does not hold, with all their versions: what following each of them would write."""
    versions: dict[int, list[tuple[datetime.date, str]]] = {}
    titles: dict[str, None] = {}
    query = (
        select(VERSIONS.c.work, VERSIONS.c.in_force_from, VERSIONS.c.manifest, VERSIONS.c.title)
        .where(VERSIONS.c.work.in_(works), VERSIONS.c.superseded_at.is_(None))
        .order_by(VERSIONS.c.work, VERSIONS.c.in_force_from)
    )
    for work, day, manifest, title in connection.execute(query).all():
        versions.setdefault(work, []).append((day, manifest))
        titles[title] = None
    parts = _parts(connection, dict.fromkeys(m for own in versions.values() for _, m in own))
    spans = [span for work, own in versions.items() for span in _spans(work, own, parts)]
    if spans:
        connection.execute(insert(SEARCH_SPANS), spans)
    search.keep_readings(connection, titles)
    search.stamp(connection, works)


def _spans(
    work: int, versions: Sequence[tuple[datetime.date, str]], parts: dict[str, Counter[int]]
) -> Iterable[dict[str, Any]]:
    """From when to when parts stand in a work, and how often."""
    opened: dict[int, dict[str, Any]] = {}
    for day, manifest in versions:
        there = parts[manifest]
        for part, span in list(opened.items()):
            if there.get(part) != span["times"]:
                yield {**opened.pop(part), "to_day": day - _ONE_DAY}
        for part, times in there.items():
            if part not in opened:
                opened[part] = {
                    "part": part, "work": work, "from_day": day, "to_day": search.FOREVER, "times": times,
                }  # fmt: skip
    yield from opened.values()


def _parts(connection: Connection, manifests: Iterable[str]) -> dict[str, Counter[int]]:
    """The parts of texts by their keys in the index, and how often each stands there; indexed where they are new."""
    skeletons = unpacked(connection, MANIFESTS.c.digest, MANIFESTS.c.skeleton, manifests)
    holes = {
        manifest: [match[1].decode("ascii") for match in _HOLE.finditer(skeleton)]
        for manifest, skeleton in skeletons.items()
    }
    frames = {
        manifest: hashlib.sha256(_HOLE.sub(b"", skeleton)).hexdigest()
        for manifest, skeleton in skeletons.items()
    }
    digests = {manifest: [frames[manifest], *holes[manifest]] for manifest in skeletons}
    known = search.known_parts(connection, [*(d for own in digests.values() for d in own), *skeletons])
    told = _told(connection, skeletons)
    fresh: dict[str, Sequence[Passage]] = {}
    facts: list[dict[str, Any]] = []
    whole = {manifest for manifest in skeletons if manifest in known}
    new = [
        manifest
        for manifest, own in digests.items()
        if manifest not in told or (manifest not in known and any(digest not in known for digest in own))
    ]
    for manifest, data in texts_of(connection, new).items():
        document = LawDocument.parse(data)
        law = nested(document)
        if manifest not in told:
            facts.append({"manifest": manifest, **asdict(search.text_facts(document, law))})
        around, parts = divided(law)
        if len(parts) != len(holes[manifest]):
            # Not divided as a law is: the text is one part.
            whole.add(manifest)
            if manifest not in known:
                fresh[manifest] = list(passages_in(law))
            continue
        if frames[manifest] not in known:
            fresh.setdefault(frames[manifest], around)
        for digest, part in zip(holes[manifest], parts, strict=True):
            if digest not in known and digest not in fresh:
                fresh[digest] = list(passages_in(part))
    if facts:
        connection.execute(insert(SEARCH_FACTS), facts)
    keys = known | search.keep_parts(connection, fresh)
    return {
        manifest: Counter((keys[d] for d in own) if manifest not in whole else (keys[manifest],))
        for manifest, own in digests.items()
    }


def _told(connection: Connection, manifests: Iterable[str]) -> set[str]:
    """The texts of which the facts are kept."""
    out: set[str] = set()
    rest = iter(manifests)
    while batch := list(islice(rest, 500)):
        query = select(SEARCH_FACTS.c.manifest).where(SEARCH_FACTS.c.manifest.in_(batch))
        out.update(connection.execute(query).scalars())
    return out
