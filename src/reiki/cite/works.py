"""Regulations that are cited by number or title, as the store has them on a day. What is not certain is not given."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, select

from reiki.cite.model import Range
from reiki.cite.standing import Found, place_in
from reiki.law.document import LawDocument
from reiki.store.tables import TITLES, WORKS
from reiki.store.versions import Version, document_of, version_on
from reiki.store.works import (
    Identity,
    Work,
    canonical_number,
    match_work,
    same_but_body,
    title_key,
    title_keys,
    works_named,
)

__all__ = ["Target", "Works", "known_titles"]

_BATCH: Final = 400


@dataclass(frozen=True, slots=True)
class Target:
    """A regulation that is meant, with its text on the day; or ``reason``: why none can be told."""

    work: Work | None = None
    version: Version | None = None
    reason: str = ""


def known_titles(connection: Connection, asked: Iterable[str]) -> frozenset[str]:
    """Which of these are, or were, titles of regulations in the store."""
    keys = {title_key(text): text for text in asked}
    found: set[str] = set()
    for batch in _batches(list(keys)):
        for column in (WORKS.c.title_key, TITLES.c.title_key):
            found.update(connection.execute(select(column).where(column.in_(batch))).scalars())
    return frozenset(keys[key] for key in found if key in keys)


def _batches(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), _BATCH):
        yield keys[start : start + _BATCH]


@dataclass(slots=True)
class Works:
    """The regulations of a store on a day, as known at a moment, cited by a regulation of ``body`` (霧浜市)."""

    connection: Connection
    on: datetime.date
    known: datetime.datetime | None = None
    body: str = ""
    _found: dict[tuple[str, str], Target] = field(default_factory=dict)
    _documents: dict[str, LawDocument] = field(default_factory=dict)

    def find(self, name: str, title: str) -> Target:
        """The regulation of a number, or of a title; ``title`` checks a number."""
        key = name, title
        if key not in self._found:
            number = canonical_number(name)
            self._found[key] = self._numbered(number, title) if number else self._titled(title or name)
        return self._found[key]

    def places(self, target: Target, places: tuple[Range, ...], on: datetime.date | None = None) -> Found:
        """Where places stand in the text of a regulation on the day, or on another."""
        version = target.version if on is None else self.version(target, on)
        if version is None:
            return Found((), "not_in_force")
        return place_in(self.document(version), places, version.partial)

    def version(self, target: Target, on: datetime.date) -> Version | None:
        """The text of a regulation on a day."""
        return version_on(self.connection, target.work.id, on, self.known) if target.work else None

    def document(self, version: Version) -> LawDocument:
        """The text of a version."""
        if version.manifest not in self._documents:
            self._documents[version.manifest] = document_of(self.connection, version)
        return self._documents[version.manifest]

    def _numbered(self, number: str, title: str) -> Target:
        exact = match_work(self.connection, Identity("", number))
        if exact:
            if title and not any(self._agrees(work, title) for work in exact):
                return Target(reason="title_differs")
            return self._standing(exact)
        # 例規集 print the numbers of their own office without its name: 平成9年規則第5号.
        named = self._named(title) if title else ()
        return self._standing(tuple(w for w in named if same_but_body(w.number, number)))

    def _titled(self, title: str) -> Target:
        key = title_key(title)
        works = tuple(w for w in self._named(title) if not self._is_elsewhere(w, key))
        if len(works) > 1 and self.body:
            own = tuple(w for w in works if w.body == self.body)
            works = own or works
        return self._standing(works)

    def _named(self, title: str) -> tuple[Work, ...]:
        return works_named(self.connection, title_key(title))

    def _is_elsewhere(self, work: Work, key: str) -> bool:
        """職員の給与に関する条例 of another town is not meant by a title that does not name that town."""
        return bool(self.body and work.body and work.body != self.body and not key.startswith(work.body))

    def _agrees(self, work: Work, title: str) -> bool:
        """Whether a title as cited, which may carry words before it, is one that the regulation has or had."""
        key = title_key(title)
        return any(
            key.endswith(own) or own.endswith(key) for own in title_keys(self.connection, work.id) if own
        )

    def _standing(self, works: tuple[Work, ...]) -> Target:
        """The one of them that is in force on the day."""
        texts = [(w, version_on(self.connection, w.id, self.on, self.known)) for w in works]
        standing = [(w, v) for w, v in texts if v is not None and not v.ended]
        if len(standing) == 1:
            return Target(*standing[0])
        if standing:
            return Target(reason="ambiguous_work")
        return Target(reason="not_in_force" if self._has_texts(works) else "not_in_store")

    def _has_texts(self, works: tuple[Work, ...]) -> bool:
        last = datetime.date.max
        return any(version_on(self.connection, w.id, last, self.known) for w in works)
