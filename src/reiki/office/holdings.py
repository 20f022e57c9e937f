"""A regulation and its versions as a catalogue lists them (例規・各版)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

from reiki.store.versions import Version
from reiki.store.works import Work

_ORIGINAL: Final = "0" * 15


@dataclass(frozen=True, slots=True)
class Edition:
    """A version (版) in its place among the others. ``until``: its last day, ``None`` where no later version is known."""

    work: Work
    version: Version
    until: datetime.date | None

    @property
    def revision_id(self) -> str:
        """`{law id}_{in force from}_{amending law id}`."""
        return self.version.revision_id

    @property
    def amending(self) -> str:
        """The law id of what brought it; ``""`` for the first text."""
        last = self.revision_id.rpartition("_")[2]
        return "" if last == _ORIGINAL else last

    @property
    def status(self) -> str:
        """How it stands: ``in_force``, ``partial``, ``repealed``, ``replaced``, ``lapsed``."""
        return self.version.ended or ("partial" if self.version.partial else "in_force")

    def stands_on(self, day: datetime.date) -> bool:
        """True when this is the version of that day."""
        return (self.version.day is None or self.version.day <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True)
class Holding:
    """A regulation with its versions, oldest first."""

    work: Work
    editions: tuple[Edition, ...]

    def on(self, day: datetime.date) -> Edition | None:
        """The version of a day; ``None`` before the first."""
        for edition in reversed(self.editions):
            since = edition.version.day
            if since is None or since <= day:
                return edition  # it stands until the next begins, which is after the day
        return None

    def named(self, revision_id: str) -> Edition | None:
        """The version with that revision id."""
        return next((e for e in self.editions if e.revision_id == revision_id), None)


Pair = tuple[Holding, Edition]
