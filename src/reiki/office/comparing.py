"""A vendor's text set against the store (照合): every difference, and the clause of the gazette that last touched the place.

Nothing is written. White space that a layout puts in is no difference (:mod:`reiki.law.equality`); every character is.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection

from reiki.amend.operations import to_json
from reiki.history.following import bare, concerns
from reiki.law.address import Address
from reiki.law.equality import Fidelity, key, same
from reiki.law.era import iso
from reiki.law.kinds import Kind
from reiki.law.plain_text.form import UNKNOWN
from reiki.law.provision import Provision, Regulation
from reiki.office.ask import notes_on, refuse_too_early, version_for
from reiki.office.course import Leg, course_of, follow
from reiki.office.errors import OfficeError
from reiki.office.holding import day_after, held_before
from reiki.office.importing import read_regulation
from reiki.office.naming import find_work
from reiki.render.comparison import Comparison, ComparisonRow, Side, compare
from reiki.store import anchors as anchoring
from reiki.store import ledgers
from reiki.store import versions as versioning
from reiki.store.anchors import StoredAnchor
from reiki.store.ledgers import IssueRow
from reiki.store.session import Store
from reiki.store.works import Work, canonical_number, same_but_body


class NotComparable(OfficeError):
    """The name means a part of a regulation, the file a whole one."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What last touched a place: ``amended`` by a clause (``operations``: those that did, with their place in the gazette), or no
    clause since the text was ``enacted`` or ``imported``."""

    how: Literal["amended", "enacted", "imported"]
    in_force_from: datetime.date | None
    notice: str = ""
    notice_title: str = ""
    clause: str = ""
    key: str = ""
    issue: IssueRow | None = None
    source: str = ""
    operations: tuple[dict[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        issue = self.issue
        return {
            "how": self.how,
            "in_force_from": iso(self.in_force_from),
            "notice": {"number": self.notice, "title": self.notice_title},
            "clause": self.clause or None,
            "id": self.key,
            "issue": {
                "publisher": issue.publisher, "name": issue.name, "number": issue.number, "date": iso(issue.date),
            } if issue else None,
            "source_sha256": self.source,
            "operations": list(self.operations),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """A place at which the file is not the store. ``row``: ``before`` is the store's text, ``after`` the file's, with the spans
    that differ. ``what``: ``words``, or ``form`` where the words are the same and numbers, merged cells or what is carried unread
    (forms, figures) are not."""

    row: ComparisonRow
    what: Literal["words", "form"]
    evidence: Evidence | None

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        row = self.row
        return {
            "what": self.what,
            "change": row.change,
            "store": row.before.as_json() if row.before else None,
            "file": row.after.as_json() if row.after else None,
            "evidence": self.evidence.as_json() if self.evidence else None,
        }


@dataclass(frozen=True, slots=True)
class CompareReport:
    """A file set against the text of a day. ``heads``: what of title, number and day of promulgation differs, as name, the
    store's, the file's. ``uncompared``: places of the file of which the store knows nothing (a partial text)."""

    law_id: str
    title: str
    number: str
    on: datetime.date
    revision_id: str
    text_digest: str
    file: str
    file_digest: str
    partial: bool
    heads: tuple[tuple[str, str, str], ...]
    differences: tuple[Difference, ...]
    uncompared: int
    notes: tuple[str, ...]

    @property
    def identical(self) -> bool:
        """True when the file is the text, all of it."""
        return not (self.heads or self.differences or self.partial)

    @property
    def comparison(self) -> Comparison:
        """The rows, for a table."""
        return Comparison(tuple(d.row for d in self.differences))

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "law_id": self.law_id,
            "title": self.title,
            "number": self.number,
            "on": self.on.isoformat(),
            "revision_id": self.revision_id,
            "text_digest": self.text_digest,
            "file": self.file,
            "file_text_digest": self.file_digest,
            "identical": self.identical,
            "partial": self.partial,
            "heads": [{"what": what, "store": store, "file": file} for what, store, file in self.heads],
            "differences": [each.as_json() for each in self.differences],
            "uncompared": self.uncompared,
            "notes": list(self.notes),
        }


def compare_file(
    store: Store,
    name: str,
    data: bytes,
    file: str,
    *,
    on: datetime.date,
    known: datetime.datetime | None = None,
) -> CompareReport:
    """A regulation in a file, read as an import reads it, against the text of a day.

    Raises ``UnreadableLaw``, ``UnusableRegulation``, and as :func:`reiki.office.ask.text` does.
    """
    document, findings = read_regulation(data, file)
    with store.reading() as connection:
        found = find_work(connection, name, on)
        if found.within is not None:
            raise NotComparable(
                f"「{name}」 names {found.within} of {found.work.title}; name the regulation that the file holds."
            )
        version = version_for(connection, found.work, on, known)
        stored = versioning.document_of(connection, version)
        refuse_too_early(stored, version, on)
        ours, theirs = stored.regulation(), document.regulation()
        rows = [row for row in compare(ours, theirs).rows if not _layout_only(row)]
        counted = [row for row in rows if not (version.partial and _unknown(row))]
        forms = [] if rows or version.partial else list(_forms(ours, theirs))
        evidence = _Evidences(connection, found.work, on, known)
        held = held_before(
            connection, found.work.id, day_after(on), anchoring.anchors_of(connection, found.work.id), known
        )  # fmt: skip
        return CompareReport(
            law_id=found.work.law_id,
            title=version.title,
            number=found.work.number,
            on=on,
            revision_id=version.revision_id,
            text_digest=version.text_digest,
            file=file,
            file_digest=document.digest(),
            partial=version.partial,
            heads=tuple(_heads(ours, theirs, found.work)),
            differences=(
                *(Difference(row, "words", evidence.of(row)) for row in counted),
                *(Difference(row, "form", evidence.of(row)) for row in forms),
            ),
            uncompared=len(rows) - len(counted),
            notes=(
                *notes_on(connection, found, version, held, on, known),
                *(f"{file}: {f.message}" for f in findings),
            ),
        )


# ------------------------------------------------------------------------------------------------------ what is the same


def _layout_only(row: ComparisonRow) -> bool:
    """Words that only white space of a layout parts. Of table rows, where it parts cells too, it is never said."""
    before, after = row.before, row.after
    if before is None or after is None or before.at != after.at:
        return False
    last = before.at.last
    return (last is None or last.kind is not Kind.ROW) and same(before.text, after.text, Fidelity.DRAWN)


def _unknown(row: ComparisonRow) -> bool:
    """A place of which a partial text knows nothing: what is not there may stand unquoted."""
    return row.before is None or UNKNOWN in row.before.text


def _heads(ours: Regulation, theirs: Regulation, work: Work) -> Iterator[tuple[str, str, str]]:
    """Title differences are rows; here number and day. A number without its body, as 例規集 print it, is the same number."""
    number, other = canonical_number(work.number or ours.number), canonical_number(theirs.number)
    if other and number != other and not same_but_body(number, other):
        yield "number", number, theirs.number
    if ours.date and theirs.date and ours.date != theirs.date:
        yield "date", ours.date, theirs.date


def _forms(ours: Regulation, theirs: Regulation) -> Iterator[ComparisonRow]:
    """The provisions that differ though no words do, outermost only."""
    if ours.unlisted != theirs.unlisted or len(ours.provisions) != len(theirs.provisions):
        yield _form_row(Provision(Kind.LAW), Provision(Kind.LAW), Address(), Address())
        return
    for a, b in zip(ours.provisions, theirs.provisions, strict=True):
        yield from _differing(_bare(a), _bare(b), Address(), Address())


def _differing(a: Provision, b: Provision, up: Address, to: Address) -> Iterator[ComparisonRow]:
    if a == b:
        return
    at, there = up.child(a.kind, a.num), to.child(b.kind, b.num)
    own = replace(a, children=()) != replace(b, children=())
    if own or len(a.children) != len(b.children):
        yield _form_row(a, b, at, there)
        return
    for x, y in zip(a.children, b.children, strict=True):
        yield from _differing(x, y, at, there)


def _form_row(a: Provision, b: Provision, at: Address, there: Address) -> ComparisonRow:
    return ComparisonRow(Side(at, a.label or str(at)), Side(there, b.label or str(there)))


def _bare(p: Provision) -> Provision:
    """A provision without the white space of a layout."""

    def squeezed(text: str) -> str:
        return key(text, Fidelity.DRAWN)

    grid = p.grid
    if grid is not None:
        rows = (
            tuple(replace(c, text=None if c.text is None else squeezed(c.text)) for c in row)
            for row in grid.rows
        )
        grid = replace(grid, rows=tuple(rows))
    return replace(
        p,
        label=squeezed(p.label),
        caption=squeezed(p.caption),
        text=None if p.text is None else squeezed(p.text),
        related=squeezed(p.related),
        grid=grid,
        children=tuple(_bare(c) for c in p.children),
    )


# --------------------------------------------------------------------------------------------------------------- evidence


class _Evidences:
    """What last touched each place of a work's text on a day."""

    def __init__(
        self, connection: Connection, work: Work, on: datetime.date, known: datetime.datetime | None
    ) -> None:
        self.connection = connection
        course = course_of(connection, work.id, known)
        self.legs = [leg for leg in course if leg.version.day is None or leg.version.day <= on]
        self.found: dict[Address, Evidence | None] = {}

    def of(self, row: ComparisonRow) -> Evidence | None:
        """Of the store's place, or of the file's where nothing stands in the store."""
        side = row.before or row.after
        if side is None or not self.legs:
            return None
        at = bare(side.at)
        if at not in self.found:
            self.found[at] = self._last(at, gone=row.before is None)
        return self.found[at]

    def _last(self, at: Address, *, gone: bool) -> Evidence | None:
        around = {} if gone else follow(self.legs, at, len(self.legs) - 1)[0]
        for leg in reversed(self.legs):
            for done in reversed(leg.done if not leg.restarts or leg.undone else ()):
                before, after = around.get(done.clause.key, (at, at) if gone else (None, None))
                touching = [op for batch in done.batches for op in batch if concerns(op, before, after)]
                if touching:
                    clause = done.clause
                    issue = ledgers.notices_by_id(self.connection, {clause.notice})[clause.notice].issue
                    return Evidence(
                        "amended", clause.in_force_from, clause.notice_number, clause.notice_title, clause.clause,
                        clause.key, issue, clause.source, tuple(to_json(op) for op in touching),
                    )  # fmt: skip
            if leg.anchor is not None:
                return self._known(leg, leg.anchor)
        return None

    def _known(self, leg: Leg, anchor: StoredAnchor) -> Evidence:
        if anchor.notice is None:
            return Evidence("imported", anchor.day, key=anchor.key, source=anchor.source)
        notice = ledgers.notices_by_id(self.connection, {anchor.notice})[anchor.notice]
        return Evidence(
            "enacted", leg.version.day, notice.number, notice.title, "", anchor.key, notice.issue, anchor.source
        )  # fmt: skip
