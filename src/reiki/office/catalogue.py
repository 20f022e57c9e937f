"""The regulations and their versions as a catalogue lists them (例規一覧・改正履歴): what each is, when each version stood, and
what brought it.

A catalogue is made once, kept by who asks often, and brought to a later state of the store by reading again only the works that
changed; facts that stand inside a text (reading of the title, day of promulgation) are looked up for the versions that are shown.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest
from threading import Lock
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from reiki.law.document import LawDocument
from reiki.law.document.nested import nested
from reiki.law.era import era_of
from reiki.law.identity import LawNumber
from reiki.law.numerals import NUMERAL, parse_number
from reiki.office.errors import UnknownWork
from reiki.office.holdings import Edition, Holding, Pair
from reiki.office.naming import find_work
from reiki.store import clauses as clausing
from reiki.store import issues as issuing
from reiki.store import listing, search
from reiki.store import versions as versioning
from reiki.store.anchors import anchor_by_key
from reiki.store.listing import State
from reiki.store.search import TextFacts, text_facts
from reiki.store.session import Store, open_store
from reiki.store.versions import Version
from reiki.store.works import Work, amending_id, canonical_number, title_key, work_by_id, works_like

if TYPE_CHECKING:
    from reiki.office.columns import Columns, Standing
    from reiki.office.names import Marks, Names

__all__ = [
    "Amendment", "Catalogue", "Edition", "Facts", "Holding", "Pair", "State", "Store", "catalogue", "counted", "digits",
    "facts_of", "holding_by", "holding_of", "is_law_id", "is_number", "is_revision_id", "numbered", "open_store",
    "revision_named", "state_of", "title_key",
]  # fmt: skip


@dataclass(slots=True)
class Catalogue:
    """Every regulation of which a text is known, by law id. ``state``: of the store, when it was made. ``stamp``: of the last
    change in it. It is not changed once it is made, but for what it keeps to answer quickly; threads may share it."""

    state: State
    holdings: tuple[Holding, ...]
    stamp: int
    by_work: dict[int, Holding]
    _before: Catalogue | None = None
    _changed: Collection[int] = ()
    _columns: Columns | None = None
    _readings: tuple[Names, Names] | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def columns(self) -> Columns:
        """The same in columns; what did not change since an earlier catalogue is taken over from it."""
        with self._lock:
            if self._columns is None:
                from reiki.office.columns import Columns  # numpy: only for who looks through all

                before = self._before
                self._columns = Columns.of(
                    self.holdings, digits, before._columns if before else None, self._changed
                )
                self._readings = before._readings if before else None
                self._before = None
            return self._columns

    def readings(self, store: Store) -> tuple[Names, Names]:
        """How every title that any had (``columns.title_codes``) reads, in hiragana; and the run of its normal forms."""
        titles = self.columns.title_codes
        with self._lock:
            if self._readings is None or len(self._readings[0]) < len(titles):
                from reiki.office.names import Names

                kana, forms = self._readings or (Names.of(()), Names.of(()))
                new = list(titles)[len(kana) :]
                with store.reading() as connection:
                    read = search.titles_read(connection, new if len(kana) else None)
                both = [read.get(title, ("", "")) for title in new]
                self._readings = (
                    kana.followed_by([k for k, _ in both]),
                    forms.followed_by([f for _, f in both]),
                )
            return self._readings

    def _leaving(self, changed: frozenset[int]) -> tuple[Catalogue | None, frozenset[int]]:
        """The latest catalogue up to this one that has columns, and the works that changed since."""
        with self._lock:
            if self._columns is not None:
                return self, changed
            return self._before, changed.union(self._changed)

    def titled(self, part: str) -> Marks:
        """For every regulation whether any title that it had holds a part (folded)."""
        return self.columns.titled(self.columns.title_names.holding(part))

    def numbered(self, part: str) -> Marks:
        """For every regulation whether its number in digits (:func:`digits`) holds a part."""
        return self.columns.number_names.holding(part)[self.columns.numbers]

    def on(self, day: datetime.date, marks: Marks | None = None) -> Standing:
        """Every regulation, or those marked, of which a text of a day is known, with that version, by law id."""
        from reiki.office.columns import Standing

        columns = self.columns
        return Standing.of(
            self.holdings, columns, columns.on(day), columns.works >= 0 if marks is None else marks
        )


@dataclass(frozen=True, slots=True)
class Amendment:
    """What brought a version (改正法令). ``said``: its commencement where a day was not fixed by it alone."""

    law_id: str
    number: str
    title: str
    promulgated: datetime.date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a version's own text tells. ``number``: as printed, or canonical where the text prints it without its year; ``""``
    for an instrument without one. ``era`` (``平成``) and ``year`` of the number, or of the day of making; ``serial`` its 号数, 0
    for none. ``amended``: some amendment is in it, by its 改正附則."""

    number: str
    era: str
    year: int
    serial: int
    promulgated: datetime.date | None
    kana: str
    abbreviation: str
    amended: bool
    amendment: Amendment | None = field(default=None)


def state_of(store: Store) -> State:
    """How far the store has come."""
    with store.reading() as connection:
        return listing.state_of(connection)


def beginning_of(store: Store) -> str:
    """The digest of a store's first entry in the audit log, by which it is told from any other; ``""`` for an empty one."""
    with store.reading() as connection:
        return listing.beginning_of(connection)


def counted(store: Store) -> dict[str, int]:
    """How much the store holds: regulations, versions, issues, clauses, held."""
    with store.reading() as connection:
        return listing.counts(connection)


def catalogue(store: Store, before: Catalogue | None = None) -> Catalogue:
    """The catalogue at latest knowledge; of an earlier one only what changed since is read again."""
    with store.reading() as connection:
        state = listing.state_of(connection)
        stamp, changed = search.changed_works(connection, before.stamp if before else 0)
        if before is None or stamp < before.stamp or len(changed) > len(before.by_work) // 4 + 50:
            by_work = _all_holdings(connection)
            return Catalogue(state, tuple(sorted(by_work.values(), key=_by_law_id)), stamp, by_work)
        after = {work: _read(connection, work) for work in changed}
    by_work = dict(before.by_work)
    for work in changed:
        by_work.pop(work, None)
    by_work |= {work: holding for work, holding in after.items() if holding is not None}
    holdings = tuple(sorted(by_work.values(), key=_by_law_id))
    return Catalogue(state, holdings, stamp, by_work, *before._leaving(changed))


def _read(connection: Connection, work: int) -> Holding | None:
    versions = versioning.versions_of(connection, work)
    return _holding(work_by_id(connection, work), versions) if versions else None


def _by_law_id(holding: Holding) -> str:
    return holding.work.law_id


def _all_holdings(connection: Connection) -> dict[int, Holding]:
    works = {w.id: w for w in works_like(connection)}
    by_work: dict[int, list[Version]] = {}
    for version in versioning.standing_versions(connection):
        by_work.setdefault(version.work, []).append(version)
    return {work: _holding(works[work], versions) for work, versions in by_work.items()}


def holding_of(
    store: Store,
    name: str,
    *,
    on: datetime.date | None = None,
    known: datetime.datetime | None = None,
) -> Holding:
    """One regulation, by any name that a person may give it, with its versions as known at a moment. A name that stands for the
    surviving 附則 of an amending instrument means the regulation that the 附則 stands in. Raises :class:`UnknownWork`,
    :class:`AmbiguousWork`."""
    with store.reading() as connection:
        return holding_by(connection, find_work(connection, name, on).work, known)


def holding_by(connection: Connection, work: Work, known: datetime.datetime | None = None) -> Holding:
    """A regulation with its versions as known at a moment."""
    return _holding(work, versioning.versions_of(connection, work.id, known))


def numbered(store: Store, name: str) -> Holding:
    """One regulation by its law id or its whole number, never by its title. Raises :class:`UnknownWork`,
    :class:`AmbiguousWork`."""
    with store.reading() as connection:
        if not is_law_id(name) and not canonical_number(name):
            raise UnknownWork(f"「{name}」 is neither a law id nor the number of a regulation.")
        found = find_work(connection, name)
        if found.within is not None:
            raise UnknownWork(f"「{name}」 is the number of an amending instrument.")
        return _holding(found.work, versioning.versions_of(connection, found.work.id))


def revision_named(store: Store, revision_id: str) -> Edition | None:
    """The version that has a revision id at latest knowledge."""
    with store.reading() as connection:
        version = versioning.version_named(connection, revision_id)
        if version is None:
            return None
        work = work_by_id(connection, version.work)
        return _holding(work, versioning.versions_of(connection, work.id)).named(revision_id)


def is_law_id(text: str) -> bool:
    """True for what has the form of a law id."""
    return re.fullmatch(r"[0-9][0-9A-Za-z]{14}", text) is not None


def is_revision_id(text: str) -> bool:
    """True for what has the form of a revision id."""
    return re.fullmatch(r"[0-9][0-9A-Za-z]{14}_[0-9]{8}_[0-9A-Za-z]{15}", text) is not None


def is_number(text: str) -> bool:
    """True for what can be read as the number of a regulation."""
    return bool(canonical_number(text))


def _holding(work: Work, versions: Sequence[Version]) -> Holding:
    editions = []
    for version, later in zip_longest(versions, versions[1:]):
        until = None if later is None or later.day is None else later.day - datetime.timedelta(1)
        editions.append(Edition(work, version, until))
    return Holding(work, tuple(editions))


# ---------------------------------------------------------------------------------------------------------------- facts


def facts_of(store: Store, editions: Iterable[Edition]) -> dict[str, Facts]:
    """What the texts of versions tell, and what brought each, by revision id."""
    wanted = list(editions)
    with store.reading() as connection:
        missing = [e.version.manifest for e in wanted if e.version.manifest not in _KEPT]
        for manifest, own in search.facts_of(connection, missing).items():
            _keep(manifest, own)
        unindexed = [manifest for manifest in missing if manifest not in _KEPT]
        for manifest, skeleton in listing.skeletons(connection, unindexed).items():
            _keep(manifest, _own_facts(skeleton))
        amendments = _amendments(connection, wanted)
    out = {}
    for edition in wanted:
        own = _KEPT[edition.version.manifest]
        number = _number(own.number, edition.work.number)
        made = own.promulgated
        era, year, serial = _parts(number or edition.work.number, made)
        out[edition.revision_id] = Facts(
            number,
            era,
            year,
            serial,
            made,
            own.kana,
            own.abbreviation,
            own.amended,
            amendments.get(edition.revision_id),
        )
    return out


# By the digest of a manifest, so never out of date; small values, of which a service shows the same ones again and again.
_KEPT: Final[dict[str, TextFacts]] = {}
_KEPT_AT_MOST: Final = 200_000


def _keep(manifest: str, own: TextFacts) -> None:
    if len(_KEPT) >= _KEPT_AT_MOST:
        _KEPT.pop(next(iter(_KEPT)), None)
    _KEPT[manifest] = own


def _own_facts(skeleton: bytes) -> TextFacts:
    """Of a text that is no longer known, and so is not in the index."""
    document = LawDocument.parse(skeleton)
    return text_facts(document, nested(document))


@lru_cache(maxsize=65536)
def _number(printed: str, canonical: str) -> str:
    """As printed where that is the whole number: 例規集 print it without its body or its year."""
    return printed if printed and canonical_number(printed) == canonical else canonical


@lru_cache(maxsize=65536)
def _parts(number: str, made: datetime.date | None) -> tuple[str, int, int]:
    if number:
        read = LawNumber.parse(number)
        return read.era, read.year, read.number
    if made is None:
        return "", 0, 0
    era = era_of(made)
    return era.name, made.year - era.base, 0


def _amendments(connection: Connection, editions: Sequence[Edition]) -> dict[str, Amendment]:
    """What brought each version: the last clause of its day, or the notice that enacted it."""
    clauses = clausing.clauses_by_key(connection, (k for e in editions for k in e.version.clauses))
    out: dict[str, Amendment] = {}
    ids: dict[str, str] = {}
    for edition in editions:
        brought = [clauses[k] for k in edition.version.clauses if k in clauses]
        if brought:
            for clause in brought:
                if clause.notice_key not in ids:
                    ids[clause.notice_key] = amending_id(
                        connection, clause.notice_number, clause.notice_title, clause.promulgated
                    )
            named = [c for c in brought if ids[c.notice_key] == edition.amending] or brought
            last = named[-1]
            out[edition.revision_id] = Amendment(
                edition.amending, last.notice_number, last.notice_title, last.promulgated
            )
        elif edition.version.origin.startswith("enact:"):
            anchor = anchor_by_key(connection, edition.version.origin)
            if anchor is not None and anchor.notice is not None:
                number, title, promulgated = issuing.notice_names(connection, anchor.notice)
                out[edition.revision_id] = Amendment("", number, title, promulgated)
        elif edition.amending:
            out[edition.revision_id] = Amendment(edition.amending, "", "", None)
    return out


@lru_cache(maxsize=262_144)
def digits(text: str) -> str:
    """A text with every numeral in half-width digits and no white space, to find numbers however they are printed:
    ``政令第十六号`` → ``政令第16号``."""
    bare = re.sub(r"\s", "", text).replace("元年", "1年")
    return re.sub(NUMERAL, _in_digits, bare)


def _in_digits(match: re.Match[str]) -> str:
    try:
        return str(parse_number(match[0]))
    except ValueError:  # 万 in 万葉, 千千: characters of numerals that make none
        return match[0]
