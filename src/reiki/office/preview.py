"""What taking in an issue would do (取込みの予行), with nothing written; and taking it in as it was previewed.

A preview *is* the ingest, in a transaction that is always rolled back: whatever it says was worked out by the code that will do
it. The file is read before that transaction begins and the texts are compared after it ended, so other writers wait for the
application of the clauses alone. On PostgreSQL a rollback leaves gaps in the numbers of rows, which mean nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, or_, select

from reiki.gazette.model import Issue, NotAGazette
from reiki.history.model import Ended
from reiki.law.document import LawDocument
from reiki.office.desk import DESK, Desk
from reiki.office.errors import OfficeError
from reiki.office.gap_list import Run, SeriesGap, numbers_missing
from reiki.office.ingest import ClauseReport, IngestReport, clause_report, ingest
from reiki.office.issue_detail import IssueDetail, detail_of
from reiki.source.model import UnreadableSource
from reiki.store import clauses as clausing
from reiki.store import issues as issuing
from reiki.store import ledgers, listing
from reiki.store import versions as versioning
from reiki.store.listing import State
from reiki.store.session import Store
from reiki.store.sources import digest_of
from reiki.store.tables import AUDIT, CLAUSES, OUTCOMES, VERSIONS, WORKS
from reiki.store.versions import Version
from reiki.store.works import Work, work_by_id

if TYPE_CHECKING:
    from reiki.render.side_by_side import Row

__all__ = [
    "ClauseChange", "GapChange", "NotAGazette", "Preview", "StoreMoved", "TextChange", "UnreadableSource", "commit", "preview",
]  # fmt: skip

_INSTANT = datetime.timedelta(microseconds=1)


class StoreMoved(OfficeError):
    """Something was written since the preview was made: it must be made anew; nothing was taken in."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """From ``day`` on (``None``: a day that is not known) the store would tell another text of a regulation than it tells now.

    ``before`` and ``after``: text digests, ``""`` where no text is known; ``ended``: out of force from that day (``repealed``
    …); ``rows``: of the 新旧対照表 of both; none where only the force changes.
    """

    law_id: str
    title: str
    number: str
    day: datetime.date | None
    before: str
    after: str
    ended: Ended
    ended_before: Ended
    partial: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause of an earlier issue that something else would become of. ``before``: its status now."""

    clause: ClauseReport
    law_id: str
    before: str

    @property
    def effect(self) -> str:
        """``freed``: it would apply and does not now; ``blocked``: the other way round; ``other``."""
        after = self.clause.status
        if after == "applied" != self.before:
            return "freed"
        return "blocked" if self.before == "applied" != after else "other"


@dataclass(frozen=True, slots=True)
class GapChange:
    """Numbers of a series that would be missing and are not known to be now, and those that would be missing no longer."""

    series: str
    year: int | None
    opened: tuple[Run, ...]
    closed: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that taking in some bytes would do to the store as it is at ``state``.

    ``report``: what :func:`~reiki.office.ingest.ingest` would answer; ``detail``: the issue as its page would show it;
    ``texts``: by regulation and day; ``others``: clauses of earlier issues; ``textless``: regulations, by title and number, that
    clauses would name and of which no text is known.
    """

    name: str
    sha256: str
    size: int
    state: State
    report: IngestReport
    detail: IssueDetail
    texts: tuple[TextChange, ...]
    others: tuple[ClauseChange, ...]
    gaps: tuple[GapChange, ...]
    textless: tuple[tuple[str, str], ...]

    @property
    def already(self) -> bool:
        """These bytes are in the store; taking them in changes nothing."""
        return self.report.already


def preview(
    store: Store, data: bytes, name: str, *, now: datetime.datetime, partial: bool = False, desk: Desk = DESK
) -> Preview:
    """What ``ingest`` with the same arguments would do. Raises as that does: ``NotAGazette``, ``UnreadableSource``."""
    digest = digest_of(data)
    with store.reading() as connection:
        known = issuing.issue_of_source(connection, digest)
    desk = desk if known is not None else _read_once(desk, data, name, digest)
    seen: list[_Seen] = []
    try:
        with store.writing() as connection:
            seen.append(_rehearse(connection, store, data, name, now, partial, desk, digest))
            raise _Rehearsed
    except _Rehearsed:
        pass
    found = seen[0]
    return Preview(
        name,
        digest,
        len(data),
        found.state,
        found.report,
        found.detail,
        tuple(each.compared() for each in found.texts),
        found.others,
        found.gaps,
        found.textless,
    )


def commit(
    store: Store,
    data: bytes,
    name: str,
    state: State,
    *,
    now: datetime.datetime,
    partial: bool = False,
    person: str = "",
    desk: Desk = DESK,
) -> IngestReport:
    """Takes an issue in as it was previewed on the store at ``state``. Raises :class:`StoreMoved` when anything was written since
    then, and as ``ingest`` does; then nothing is stored."""
    digest = digest_of(data)
    with store.reading() as connection:
        known = issuing.issue_of_source(connection, digest)
    desk = desk if known is not None else _read_once(desk, data, name, digest)
    with store.writing() as connection:
        is_now = listing.state_of(connection)
        if (is_now.entry, is_now.digest) != (state.entry, state.digest):
            raise StoreMoved("the store was changed since this preview was made; nothing was taken in.")
        within = _Within(store, connection)
        return ingest(within, data, name, now=now, partial=partial, person=person, desk=desk)


# ------------------------------------------------------------------------------------------------------- the rehearsal


class _Rehearsed(Exception):
    """Ends the transaction of a preview."""


class _Within(Store):
    """A store whose transactions are all part of one that is open."""

    def __init__(self, store: Store, connection: Connection) -> None:
        super().__init__(store.engine)
        self._connection = connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        yield self._connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        yield self._connection


def _read_once(desk: Desk, data: bytes, name: str, digest: str) -> Desk:
    """A desk on which this issue lies read already: reading a long PDF must keep no other writer waiting."""
    read = desk.read_issue(data, name)

    def read_issue(given: bytes, called: str) -> Issue:
        return read if called == name and digest_of(given) == digest else desk.read_issue(given, called)

    return replace(desk, read_issue=read_issue)


@dataclass(frozen=True, slots=True)
class _Texts:
    """A day from which on a work's text would be another, with both texts as bytes; compared when the transaction is over."""

    work: Work
    title: str
    day: datetime.date | None
    before: Version | None
    after: Version | None
    bytes_before: bytes | None
    bytes_after: bytes | None

    def compared(self) -> TextChange:
        from reiki.render.side_by_side import side_by_side

        old, new = (
            None if data is None else LawDocument.parse(data).regulation()
            for data in (self.bytes_before, self.bytes_after)
        )
        either = self.after or self.before
        assert either is not None
        same = self.before and self.after and self.before.text_digest == self.after.text_digest
        return TextChange(
            self.work.law_id,
            self.title,
            self.work.number,
            self.day,
            self.before.text_digest if self.before else "",
            self.after.text_digest if self.after else "",
            self.after.ended if self.after else "",
            self.before.ended if self.before else "",
            either.partial,
            () if same else side_by_side(old, new),
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    state: State
    report: IngestReport
    detail: IssueDetail
    texts: tuple[_Texts, ...]
    others: tuple[ClauseChange, ...]
    gaps: tuple[GapChange, ...]
    textless: tuple[tuple[str, str], ...]


def _rehearse(
    connection: Connection,
    store: Store,
    data: bytes,
    name: str,
    now: datetime.datetime,
    partial: bool,
    desk: Desk,
    digest: str,
) -> _Seen:
    state = listing.state_of(connection)
    # Later than anything recorded, so that what is known just before this moment is what is known now.
    latest = connection.execute(select(func.max(AUDIT.c.recorded_at))).scalar()
    moment = now if latest is None else max(now, latest + datetime.timedelta(seconds=1))
    last = connection.execute(select(func.max(OUTCOMES.c.id))).scalar() or 0
    missing = numbers_missing(connection)
    textless = ledgers.works_without_text(connection)
    report = ingest(_Within(store, connection), data, name, now=moment, partial=partial, desk=desk)
    shown = {w.law_id for w in textless}
    return _Seen(
        state,
        report,
        detail_of(connection, digest),
        tuple(_texts(connection, moment)),
        tuple(_others(connection, digest, last, moment)),
        tuple(_gap_changes(missing, numbers_missing(connection))),
        tuple((w.title, w.number) for w in ledgers.works_without_text(connection) if w.law_id not in shown),
    )


# ---------------------------------------------------------------------------------------------------- what would change


def _texts(connection: Connection, moment: datetime.datetime) -> Iterator[_Texts]:
    """For every work that was folded anew, each day from which on its text is another than the store told before."""
    touched = (
        select(VERSIONS.c.work)
        .where(or_(VERSIONS.c.recorded_at == moment, VERSIONS.c.superseded_at == moment))
        .distinct()
    )
    for work in sorted(connection.execute(touched).scalars()):
        before = versioning.versions_of(connection, work, moment - _INSTANT)
        after = versioning.versions_of(connection, work)
        named = work_by_id(connection, work)
        told: tuple[object, object] | None = None
        for day in sorted({v.day or datetime.date.min for v in (*before, *after)}):
            old, new = _on(before, day), _on(after, day)
            now_told = (_says(old), _says(new))
            if _says(old) != _says(new) and now_told != told:
                either = new or old
                assert either is not None
                yield _Texts(
                    named,
                    either.title,
                    None if day == datetime.date.min else day,
                    old,
                    new,
                    None if old is None else versioning.text_bytes(connection, old.manifest),
                    None if new is None else versioning.text_bytes(connection, new.manifest),
                )
            told = now_told


def _on(versions: Sequence[Version], day: datetime.date) -> Version | None:
    return next((v for v in reversed(versions) if (v.day or datetime.date.min) <= day), None)


def _says(version: Version | None) -> object:
    return None if version is None else (version.text_digest, version.ended, version.partial)


def _others(
    connection: Connection, digest: str, last: int, moment: datetime.datetime
) -> Iterator[ClauseChange]:
    """The clauses of other issues that something else became of."""
    query = (
        select(CLAUSES.c.key, WORKS.c.law_id)
        .join(OUTCOMES, OUTCOMES.c.clause == CLAUSES.c.id)
        .outerjoin(WORKS, CLAUSES.c.work == WORKS.c.id)
        .where(OUTCOMES.c.id > last, OUTCOMES.c.superseded_at.is_(None))
        .order_by(CLAUSES.c.in_force_from, CLAUSES.c.id)
    )
    named = {key: law_id or "" for key, law_id in connection.execute(query)}
    clauses = [c for c in clausing.clauses_by_key(connection, named).values() if c.source != digest]
    ids = [c.id for c in clauses]
    was = clausing.outcomes_of(connection, ids, moment - _INSTANT)
    will = clausing.outcomes_of(connection, ids)
    order = list(named)
    for clause in sorted(clauses, key=lambda c: order.index(c.key)):
        before, after = was.get(clause.id), will[clause.id]
        if before is None or _became(before) != _became(after):
            report = clause_report(clause, after)
            yield ClauseChange(report, named[clause.key], before.status if before else "")


def _became(outcome: clausing.Outcome) -> tuple[Any, ...]:
    codes = [(f["code"], f["message"]) for f in outcome.findings]
    return outcome.status, outcome.effective, outcome.waits_for, outcome.operations, codes


def _gap_changes(before: Iterable[SeriesGap], after: Iterable[SeriesGap]) -> Iterator[GapChange]:
    was = {(gap.series, gap.year): gap.missing for gap in before}
    will = {(gap.series, gap.year): gap.missing for gap in after}
    for series, year in dict.fromkeys((*was, *will)):
        old, new = was.get((series, year), ()), will.get((series, year), ())
        opened, closed = tuple(_without(new, old)), tuple(_without(old, new))
        if opened or closed:
            yield GapChange(series, year, opened, closed)


def _without(runs: Iterable[Run], others: Sequence[Run]) -> Iterator[Run]:
    """The numbers of some runs that are in none of the others, as runs; both rise."""
    for first, last in runs:
        begins = first
        for start, end in others:
            if end < begins or start > last:
                continue
            if start > begins:
                yield begins, start - 1
            begins = end + 1
        if begins <= last:
            yield begins, last
