"""A regulation taken into the store as it stood at the end of a day (例規の取込み); a second time it is checked against it."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection

from reiki.amend.operations import Finding
from reiki.law.document import LawDocument
from reiki.law.jurisdictions import PREFECTURES, municipality_code
from reiki.law.reiki_page.model import Aside, HistoryNote, Picture, Revision
from reiki.office.desk import DESK, Desk, Reader
from reiki.office.errors import AmbiguousWork, UnusableRegulation
from reiki.office.figure_intake import HeldFigure, held_of_import, keep_of_import, pictures_of_regulation
from reiki.office.folding import refold
from reiki.office.ingest import ClauseReport, clause_reports
from reiki.office.regulation_source import RegulationSource, read_source, the_one_in
from reiki.office.webhooks import announce
from reiki.source.pictures import Beside
from reiki.store import anchors as anchoring
from reiki.store import audit
from reiki.store import clauses as clausing
from reiki.store.anchors import StoredAnchor
from reiki.store.printed import Printed, keep_printed
from reiki.store.session import Store
from reiki.store.sources import keep_source
from reiki.store.tables import UNKNOWN_START
from reiki.store.versions import keep_text
from reiki.store.works import (
    Identity,
    Work,
    add_work,
    body_of,
    canonical_number,
    complete_work,
    match_work,
    work_by_id,
)

_FILE_NAME: Final = re.compile(
    r"(?P<law>[0-9A-Z]{15})_(?P<day>[0-9]{8})_(?P<amending>[0-9A-Z]{15})\.xml", re.IGNORECASE
)
_ORIGINAL: Final = "0" * 15


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import gave. ``already``: the same bytes as of the same day were in the store. ``agreed``: whether the text
    is what the store gives on that day. ``completed``: clauses whose outcome is another than before.

    Of a page or an office document also what stands beside the text: ``history``, the notes on amendments under each
    provision (known, not derived), ``revisions``, the list of amendments, ``pictures`` and ``beside``, every other line. They
    are read anew from the stored source at any time (:func:`reiki.office.regulation_source.read_source`). ``figures``: the
    pictures of its figures that the store holds.
    """

    law_id: str
    title: str
    number: str
    as_of: datetime.date
    text_digest: str
    already: bool
    agreed: bool
    findings: tuple[dict[str, Any], ...]
    completed: tuple[ClauseReport, ...]
    history: tuple[HistoryNote, ...] = ()
    revisions: tuple[Revision, ...] = ()
    pictures: tuple[Picture, ...] = ()
    beside: tuple[Aside, ...] = ()
    figures: tuple[HeldFigure, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "law_id": self.law_id,
            "title": self.title,
            "number": self.number,
            "as_of": self.as_of.isoformat(),
            "text_digest": self.text_digest,
            "already_imported": self.already,
            "agreed": self.agreed,
            "findings": list(self.findings),
            "clauses": [c.as_json() for c in self.completed],
            "history": [n.as_json() for n in self.history],
            "revisions": [r.as_json() for r in self.revisions],
            "pictures": [p.as_json() for p in self.pictures],
            "beside": [a.as_json() for a in self.beside],
            "figures": [f.as_json() for f in self.figures],
        }


def read_regulation(data: bytes, name: str) -> tuple[LawDocument, tuple[Finding, ...]]:
    """A regulation from 法令標準XML, an 例規集 page, an office document or plain text, with findings (:func:`read_source`).
    Raises ``UnreadableLaw`` or :class:`UnusableRegulation`."""
    source = read_source(data, name)
    return source.document, source.findings


def import_regulation(
    store: Store,
    data: bytes,
    name: str,
    *,
    now: datetime.datetime,
    today: datetime.date,
    as_of: datetime.date | None = None,
    jurisdiction: str = "",
    law_id: str = "",
    desk: Desk = DESK,
    beside: Beside | None = None,
) -> ImportReport:
    """Takes in a regulation as it stood at the end of ``as_of``: given, else in a file name ``LAWID_DATE_AMENDID.xml``, else
    ``today``. What waited for it is applied. Where it and another import disagree, which counts is told by what they are, and not
    by which came first (:func:`reiki.store.anchors.anchors_of`), or by a person (:mod:`reiki.office.choosing`). Its pictures come
    with it: those that the file holds, those ``beside`` it, those in the archive that ``data`` is.

    Raises ``UnreadableLaw``, :class:`UnusableRegulation`, :class:`AmbiguousWork`.
    """
    data, name, beside = the_one_in(data, name, beside)
    given = read_source(data, name)
    gathered = pictures_of_regulation(given, data, beside)
    document, notes = given.document, (*given.findings, *gathered.findings)
    named = _FILE_NAME.search(name)
    if as_of is None:
        as_of = _day(named["day"]) if named else today
    identity = _identity(document, jurisdiction, law_id or (named["law"].upper() if named else ""))
    amending = named["amending"].upper() if named and named["amending"] != _ORIGINAL else ""
    with store.writing() as connection:
        source = keep_source(connection, data, name, "regulation", now)
        key = f"import:{source}:{as_of}"
        anchor = anchoring.anchor_by_key(connection, key)
        if anchor is not None:
            _keep_beside(connection, anchor, given, now)
            new, said = keep_of_import(connection, anchor, gathered, now)
            if new:
                audit.record(connection, "figures", {"import": key, "name": name}, now)
            checked = (*_checked(connection, anchor, given), *gathered.findings, *said)
            return _report(connection, anchor, given, already=True, notes=checked, completed=())
        work = _work_for(connection, identity, now)
        anchoring.add_anchor(
            connection,
            {
                "key": key,
                "work": work.id,
                "how": "imported",
                "day": as_of,
                "source": source,
                "notice": None,
                "manifest": keep_text(connection, document.to_bytes()),
                "text_digest": document.digest(),
                "amending": amending,
                "agreed": None,
                "findings": [],
                "recorded_at": now,
            },
        )
        completed = _complete(connection, Reader(desk, connection), work, now)
        entry = {"source": source, "name": name, "law_id": work.law_id, "as_of": as_of.isoformat()}
        audit.record(connection, "import", entry, now)
        announce(connection, now)
        anchor = anchoring.anchor_by_key(connection, key)
        assert anchor is not None
        _keep_beside(connection, anchor, given, now)
        _, said = keep_of_import(connection, anchor, gathered, now)
        notes = (*notes, *_checked(connection, anchor, given), *said)
        return _report(connection, anchor, given, already=False, notes=notes, completed=completed)


def _keep_beside(
    connection: Connection, anchor: StoredAnchor, given: RegulationSource, now: datetime.datetime
) -> None:
    """What the page says of its amendments, with the import as its source."""
    if given.page is not None:
        page = given.page
        keep_printed(connection, anchor.id, Printed(page.history, page.revisions, page.since), now)


def _checked(connection: Connection, anchor: StoredAnchor, given: RegulationSource) -> tuple[Finding, ...]:
    """What the page says of itself and of its history, beside what the store derives."""
    if given.page is None or anchor.day is None:
        return ()
    from reiki.office.history_check import check_history

    since = given.page.in_force
    later = since is not None and since > anchor.day
    said = Finding(
        "warning",
        "in_force_later",
        f"the page says that its text is in force from {since}, after {anchor.day}",
    )
    return (*([said] if later else []), *check_history(connection, anchor.work, given.page, anchor.day))


def _day(digits: str) -> datetime.date:
    try:
        return datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        raise UnusableRegulation(f"{digits} in the file name is not a day; give one (--as-of).") from error


def _identity(document: LawDocument, jurisdiction: str, law_id: str) -> Identity:
    number = canonical_number(document.number)
    if law_id and not re.fullmatch(r"[0-9A-Z]{15}", law_id):
        raise UnusableRegulation(f"{law_id} is no law id: fifteen digits and capital letters are.")
    code = ""
    if jurisdiction:
        try:
            code = municipality_code(jurisdiction)
        except ValueError as error:
            raise UnusableRegulation(f"{error}.") from error
    body = body_of(number)
    if not body and code.endswith("000"):
        body = PREFECTURES[int(code[:2]) - 1]
    day = datetime.date.fromisoformat(document.date) if document.date else None
    return Identity(document.title, number, body, code, law_id, day)


def _work_for(connection: Connection, identity: Identity, now: datetime.datetime) -> Work:
    found = match_work(connection, identity)
    if len(found) > 1:
        names = tuple(f"{w.law_id} {w.title}（{w.number}）" for w in found)
        raise AmbiguousWork(f"several regulations are called {identity.title}; give one id (--id).", names)
    return complete_work(connection, found[0], identity) if found else add_work(connection, identity, now)


def _complete(
    connection: Connection, reader: Reader, work: Work, now: datetime.datetime
) -> tuple[ClauseReport, ...]:
    """Folds what concerns the work anew, clauses on it that were taken for clauses on another's 附則 included."""
    hosts = set()
    for clause in clausing.clauses_on_number(connection, work.number) if work.number else ():
        if clause.work != work.id and clause.duplicate_of is None:
            if clause.work is not None:
                hosts.add(clause.work)
            clausing.assign_work(connection, clause.id, work.id, "")
    ids = [c.id for c in clausing.clauses_of_work(connection, work.id)]
    before = clausing.outcomes_of(connection, ids)
    for each in (work.id, *sorted(hosts)):
        refold(connection, reader, each, UNKNOWN_START, now)
    after = clausing.outcomes_of(connection, ids)
    changed = [c for c in clausing.clauses_of_work(connection, work.id) if after[c.id] != before.get(c.id)]
    return clause_reports(connection, changed)


def _report(
    connection: Connection,
    anchor: StoredAnchor,
    given: RegulationSource,
    *,
    already: bool,
    notes: tuple[Finding, ...],
    completed: tuple[ClauseReport, ...],
) -> ImportReport:
    work = work_by_id(connection, anchor.work)
    assert anchor.day is not None
    findings = (*clausing.finding_json(notes), *anchor.findings)
    page = given.page
    report = ImportReport(
        work.law_id,
        given.document.title,
        work.number,
        anchor.day,
        anchor.text_digest,
        already,
        anchor.agreed is not False,
        findings,
        completed,
        figures=held_of_import(connection, anchor),
    )
    if page is None:
        return report
    return replace(
        report,
        history=page.history,
        revisions=page.revisions,
        pictures=page.pictures,
        beside=page.asides,
    )
