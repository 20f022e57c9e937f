"""Days left open and later fixed (施行期日の確定): by another notice, or by a person who names the source."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from reiki.amend.operations import Finding
from reiki.gazette.fixing import Fixings
from reiki.gazette.lines import fold, squeeze
from reiki.gazette.model import Issue, Notice
from reiki.history.order import turn_of
from reiki.law.numerals import NUMERAL, parse_number
from reiki.office.desk import DESK, Desk, Reader
from reiki.office.errors import OfficeError
from reiki.office.folding import refold
from reiki.store import audit
from reiki.store import fixings as fixing_store
from reiki.store import issues as issuing
from reiki.store.clauses import StoredClause
from reiki.store.fixings import StoredFixing
from reiki.store.session import Store

_NUMBERED: Final = re.compile(rf"第(?P<number>{NUMERAL})号")
_ARTICLE: Final = re.compile(rf"^第{NUMERAL}条(?:の{NUMERAL})*(?=の規定|の改正規定|$)")
_LABEL: Final = re.compile(rf"^[(（]?(?P<number>{NUMERAL})[)）]?")


class NothingWaits(OfficeError):
    """No clause and no enactment waits for the event that was named."""


@dataclass(frozen=True, slots=True)
class FixReport:
    """What a fixed day started. ``clauses``: keys of the clauses that have their day now; ``enacted``: how many enactments."""

    event: str
    day: datetime.date
    clauses: tuple[str, ...]
    enacted: int

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "event": self.event,
            "date": self.day.isoformat(),
            "clauses": list(self.clauses),
            "enacted": self.enacted,
        }


def keep_fixings(
    connection: Connection,
    issue: Issue,
    notice: Notice,
    notice_id: int,
    read: Fixings,
    now: datetime.datetime,
) -> None:
    """Records the days that a notice fixes; once, however many renderings of its issue come."""
    for n, fixing in enumerate(read.fixings):
        fixing_store.add_fixing(
            connection,
            {
                "key": f"{issuing.notice_key(issue, notice)}/{n}",
                "instrument": fixing.number,
                "part": fixing.part,
                "event": "",
                "day": fixing.day,
                "said": fixing.text,
                "notice": notice_id,
                "person": "",
                "recorded_at": now,
            },
        )


def fix_days(connection: Connection) -> dict[int, datetime.date]:
    """Gives their day to all clauses and enactments for which one has been fixed; work → the first day that this concerns."""
    since: dict[int, datetime.date] = {}
    for fixing in fixing_store.fixings(connection):
        _fix(connection, fixing, since)
    return since


def fix_event(
    store: Store,
    event: str,
    day: datetime.date,
    source: str,
    person: str,
    *,
    now: datetime.datetime,
    desk: Desk = DESK,
) -> FixReport:
    """An event outside the store (``○○法の施行の日``) happened, or will, on ``day``; ``source`` says where that is written.

    Raises :class:`NothingWaits`; then nothing is recorded.
    """
    with store.writing() as connection:
        key = f"{event}/{day.isoformat()}"
        values = {
            "key": key, "instrument": "", "part": "", "event": event, "day": day, "said": source, "notice": None,
            "person": person, "recorded_at": now,
        }  # fmt: skip
        added = fixing_store.add_fixing(connection, values)
        (fixing,) = (f for f in fixing_store.fixings(connection) if f.key == key)
        since: dict[int, datetime.date] = {}
        clauses, enacted = _fix(connection, fixing, since)
        if added and not clauses and not enacted:
            raise NothingWaits(
                f"nothing waits for 「{event}」; `reiki upcoming` lists what waits, in its own words."
            )
        reader = Reader(desk, connection)
        for work, first in sorted(since.items()):
            refold(connection, reader, work, first, now)
        if added:
            entry = {"event": event, "date": day.isoformat(), "source": source, "by": person}
            audit.record(connection, "fix", entry, now)
    return FixReport(event, day, tuple(clauses), enacted)


def fixing_findings(connection: Connection, notices: Iterable[int]) -> tuple[Finding, ...]:
    """What the days that some notices fix could not start, and why."""
    wanted = set(notices)
    out: list[Finding] = []
    for fixing in fixing_store.fixings(connection):
        if fixing.notice in wanted:
            out.extend(_chosen(fixing, fixing_store.open_clauses_of(connection, fixing))[1])
    return tuple(out)


def _fix(
    connection: Connection, fixing: StoredFixing, since: dict[int, datetime.date]
) -> tuple[list[str], int]:
    keys: list[str] = []
    for clause in _chosen(fixing, fixing_store.open_clauses_of(connection, fixing))[0]:
        turn = turn_of(
            fixing.day,
            clause.promulgated,
            clause.notice_number,
            clause.notice_position,
            clause.position,
            clause.part,
        )
        fixing_store.fix_clause(connection, clause.id, fixing.day, turn.as_row())
        keys.append(clause.key)
        _concern(since, clause.work, fixing.day)
    enacted = 0
    for open_one in fixing_store.open_enactments_of(connection, fixing):
        if not fixing.part and not _too_late(fixing, open_one.commencement):
            fixing_store.fix_enactment(connection, open_one.anchor, fixing.day)
            _concern(since, open_one.work, fixing.day)
            enacted += 1
    return keys, enacted


def _concern(since: dict[int, datetime.date], work: int | None, day: datetime.date) -> None:
    if work is not None:
        since[work] = min(since.get(work, day), day)


def _chosen(
    fixing: StoredFixing, waiting: Sequence[StoredClause]
) -> tuple[tuple[StoredClause, ...], tuple[Finding, ...]]:
    """The clauses that a fixed day speaks of. Where its words fit more than one sentence on commencement, nobody chooses."""
    mine = [c for c in waiting if _speaks_of(fixing.part, c)] if fixing.part else list(waiting)
    late = [c for c in mine if _too_late(fixing, c.commencement)]
    if late:
        limit = late[0].commencement["not_after"]
        message = f"{fixing.said} The day is after {limit}, the last that {fixing.instrument or fixing.event} allows."
        return (), (Finding("error", "fixing_too_late", message),)
    sentences = {(c.commencement.get("text"), c.commencement.get("waits_for")) for c in mine}
    if len(sentences) > 1 and fixing.instrument:
        message = (
            f"which of the days that {fixing.instrument} leaves open this fixes is not told: {fixing.said}"
        )
        return (), (Finding("error", "fixing_ambiguous", message),)
    return tuple(mine), ()


def _too_late(fixing: StoredFixing, commencement: Mapping[str, Any]) -> bool:
    limit = commencement.get("not_after")
    return limit is not None and fixing.day > datetime.date.fromisoformat(limit)


def _speaks_of(part: str, clause: StoredClause) -> bool:
    """``附則第1項ただし書に規定する規定``, ``附則第1条第2号に掲げる規定``, ``第2条の規定``: whether a clause's day is meant."""
    said = fold(squeeze(str(clause.commencement.get("text", ""))))
    if "ただし書" in part:
        return said.startswith("ただし") or "。ただし" in said
    if "本文" in part:
        return not said.startswith("ただし")
    if part.startswith("附則") and (match := _NUMBERED.search(part)):
        label = _LABEL.match(said)
        return label is not None and parse_number(label["number"]) == parse_number(match["number"])
    if match := _ARTICLE.match(part):
        return fold(squeeze(clause.path)) == match[0]
    return False
