"""Days left open and fixed since (施行期日の確定): which day starts what, whatever the order in which it became known."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import Connection

from reiki.amend.operations import Finding
from reiki.gazette.fixing import Fixings, read_fixings
from reiki.gazette.model import Issue, Notice
from reiki.history.order import turn_of
from reiki.law.abbreviated import spellings
from reiki.law.identity import known_number
from reiki.office.ends import counted_anew
from reiki.office.fixed_parts import clauses_meant, excepts
from reiki.office.instruments import full_number, numbers_meant
from reiki.store import fixings as fixing_store
from reiki.store import issues as issuing
from reiki.store.clauses import StoredClause, clauses_of_notice
from reiki.store.fixings import OpenEnactment, StoredFixing
from reiki.store.instruments import notices_numbered


def fixings_of(issue: Issue, notice: Notice) -> Fixings:
    """The days that a notice fixes, each instrument by its full number; where a number may be another body's, none of them."""
    read = read_fixings(notice)
    out = []
    for fixing in read.fixings:
        meant = numbers_meant(fixing.number, notice.number, issue.publisher)
        if len(meant) != 1:
            message = f"of whom {fixing.number} is the number is not told; nothing of this notice is fixed: {fixing.text}"
            return Fixings((), (Finding("error", "fixing_not_understood", message),))
        out.append(replace(fixing, number=str(meant[0])))
    return replace(read, fixings=tuple(out))


def keep_fixings(
    connection: Connection,
    issue: Issue,
    notice: Notice,
    notice_id: int,
    read: Fixings,
    now: datetime.datetime,
) -> None:
    """Records the days that a notice fixes; the caller sees to it that of several renderings of it one does."""
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


@dataclass(frozen=True, slots=True)
class Dated:
    """What was fixed anew. ``since``: work → the first day that this concerns; ``sources``: of the issues whose clauses start
    on another day now; ``ends``: works that end (失効) on another day now."""

    since: dict[int, datetime.date]
    sources: frozenset[str]
    ends: frozenset[int] = frozenset()


def fix_days(connection: Connection) -> Dated:
    """Gives all clauses and enactments that leave their day open the day that is fixed for them, and takes it from those for
    which none is any more. Whatever the order in which it became known, the same days come out."""
    found = started(connection)
    since: dict[int, datetime.date] = {}
    sources: set[str] = set()
    for clause in found.open:
        day = found.clauses.get(clause.id, (None,))[0]
        if day == clause.in_force_from:
            continue
        turn = None
        if day is not None:
            turn = turn_of(
                day,
                clause.promulgated,
                clause.notice_number,
                clause.notice_position,
                clause.position,
                clause.part,
            ).as_row()
        fixing_store.fix_clause(connection, clause, day, turn)
        sources.add(clause.source)
        concern(since, clause.work, day, clause.in_force_from)
    for enactment in found.enactments:
        fixed = found.enacted.get(enactment.anchor, (None,))[0]
        if fixed != enactment.day:
            fixing_store.fix_enactment(connection, enactment.anchor, fixed)
            concern(since, enactment.work, fixed, enactment.day)
    ends = dict(counted_anew(connection))
    for work, begins in ends.items():
        concern(since, work, begins)
    return Dated(since, frozenset(sources), frozenset(ends))


def fixing_findings(connection: Connection, notices: Iterable[int]) -> tuple[Finding, ...]:
    """What the days that some notices fix could not start, and why."""
    wanted = set(notices)
    mine = [f for f in fixing_store.fixings(connection) if f.notice in wanted]
    if not mine:
        return ()
    found = started(connection)
    begun = {by for _, by in (*found.clauses.values(), *found.enacted.values())}
    out: list[Finding] = []
    for fixing in mine:
        said = found.findings.get(fixing.id, ())
        out += said
        if not said and fixing.id not in begun:
            out.append(_starts_nothing(connection, fixing))
    return tuple(dict.fromkeys(out))


def _starts_nothing(connection: Connection, fixing: StoredFixing) -> Finding:
    """A fixed day for which nothing waits: the instrument is still to come, or left nothing open."""
    full = known_number(_instrument(fixing))
    named = () if full is None else notices_numbered(connection, spellings(full))
    if any(full_number(number, publisher) == full for number, publisher in named):
        message = f"the day is fixed for {fixing.instrument}, and nothing of it that is in the store waits for one: {fixing.said}"
        return Finding("error", "fixing_starts_nothing", message)
    message = f"{fixing.instrument}, for which the day is fixed, is not in the store: {fixing.said}"
    return Finding("warning", "fixing_waits", message)


# ------------------------------------------------------------------------------------------- which day starts what


@dataclass(slots=True)
class Started:
    """What is open, and what has its day. ``clauses`` and ``enacted``: the key of what starts → its day, and the fixing that
    says so."""

    open: tuple[StoredClause, ...]
    enactments: tuple[OpenEnactment, ...]
    clauses: dict[int, tuple[datetime.date, int]] = field(default_factory=dict)
    enacted: dict[int, tuple[datetime.date, int]] = field(default_factory=dict)
    findings: dict[int, list[Finding]] = field(default_factory=dict)

    def say(
        self, fixing: StoredFixing, code: str, message: str, severity: Literal["error", "warning"] = "error"
    ) -> None:
        finding = Finding(severity, code, message)
        if finding not in self.findings.setdefault(fixing.id, []):
            self.findings[fixing.id].append(finding)


def started(connection: Connection) -> Started:
    """Which day is fixed for what, as far as the store knows."""
    fixings = fixing_store.fixings(connection)
    found = Started(fixing_store.open_clauses(connection), fixing_store.open_enactments(connection))
    amended = _amended(connection, fixings)
    instruments: dict[str, list[StoredFixing]] = {}
    replaced = {key: f for f in fixings for key in f.replaces}
    for fixing in fixings:
        if fixing.event:
            _happened(fixing, found)
        elif fixing.notice in amended and (amended[fixing.notice] or fixing.day) <= fixing.day:
            message = (
                "the notice that fixes this day is itself amended or repealed by then; a person must say the day (reiki fix): "
                f"{fixing.said}"
            )
            found.say(fixing, "fixing_amended", message)
        elif fixing.notice is not None and fixing.key in replaced:
            by = replaced[fixing.key]
            message = f"{by.person} said that the day is {by.day} ({by.said}) and not this: {fixing.said}"
            found.say(fixing, "fixing_replaced", message, "warning")
        else:
            instruments.setdefault(_instrument(fixing), []).append(fixing)
    waiting: dict[str, list[StoredClause]] = {}
    for clause in found.open if instruments else ():
        waiting.setdefault(_key(clause.notice_number, clause.publisher), []).append(clause)
    enacted: dict[str, list[OpenEnactment]] = {}
    for each in found.enactments if instruments else ():
        enacted.setdefault(_key(each.number, each.publisher), []).append(each)
    for number, mine in instruments.items():
        _fixed(connection, number, mine, waiting.get(number, ()), enacted.get(number, ()), found)
    return found


def _key(number: str, publisher: str) -> str:
    """By what an instrument is known here: its full number, or its number as printed where no body is known."""
    return str(full_number(number, publisher) or number)


def _instrument(fixing: StoredFixing) -> str:
    """The full number of the instrument for which a day is fixed; as printed where its body is not told."""
    if fixing.notice is None:
        return fixing.instrument
    meant = numbers_meant(fixing.instrument, fixing.by_number, fixing.publisher)
    return str(meant[0]) if len(meant) == 1 else fixing.instrument


def _amended(connection: Connection, fixings: Sequence[StoredFixing]) -> dict[int, datetime.date | None]:
    """The notices that fix a day and are themselves amended or repealed, with the first day on which they are (``None``: it
    may be any)."""
    mine = {f.notice: f for f in fixings if f.notice is not None}
    if not mine:
        return {}
    own = {notice: full_number(f.by_number, f.publisher) for notice, f in mine.items()}
    printed: dict[str, set[int]] = {}
    for notice, number in own.items():
        for spelled in spellings(number) if number is not None else ():
            printed.setdefault(spelled, set()).add(notice)
    out: dict[int, datetime.date | None] = {}
    for notice, clauses in fixing_store.amended_fixings(connection, printed).items():
        for clause in clauses if notice in mine else ():
            meant = numbers_meant(clause.target_number, clause.notice_number, clause.publisher)
            if clause.notice == notice or (meant and own[notice] not in meant):
                continue
            day, before = clause.in_force_from, out.get(notice, clause.in_force_from)
            out[notice] = None if day is None or before is None else min(day, before)
    return out


def _happened(fixing: StoredFixing, found: Started) -> None:
    """An event of one name happens again (another 一部改正法): the first day that can be meant counts."""
    for clause in found.open:
        if clause.commencement.get("waits_for") != fixing.event or clause.id in found.clauses:
            continue
        if why := _impossible(fixing, clause.commencement, clause.promulgated):
            found.say(fixing, *why)
        else:
            found.clauses[clause.id] = fixing.day, fixing.id
    for enactment in found.enactments:
        said = enactment.commencement
        if said.get("waits_for") != fixing.event or enactment.anchor in found.enacted:
            continue
        if not _impossible(fixing, said, enactment.promulgated):
            found.enacted[enactment.anchor] = fixing.day, fixing.id


def _fixed(
    connection: Connection,
    number: str,
    fixings: Sequence[StoredFixing],
    waiting: Sequence[StoredClause],
    enacted: Sequence[OpenEnactment],
    found: Started,
) -> None:
    """What starts of one instrument. Fixings of a part come first, those of the whole speak of the rest; what a person says
    settles what notices leave open or in doubt, and never stands against a notice that it does not name."""
    notices = sorted(
        _fitting(connection, [f for f in fixings if not f.person], waiting, enacted, found),
        key=lambda f: not f.part,
    )
    persons = [f for f in fixings if f.person]
    days = _days(notices, waiting, found)
    said_by = _days(persons, waiting, found)
    for clause in waiting:
        said, person = days.get(clause.id, {}), said_by.get(clause.id, {})
        counting = person if len(said) != 1 and person else said
        if len(counting) == 1:
            ((day, fixing),) = counting.items()
            found.clauses[clause.id] = day, fixing.id
        for fixing in counting.values() if len(counting) > 1 else ():
            found.say(fixing, "fixing_twice", f"two days are fixed for {number}: {fixing.said}")
        _contradicted(number, said, person, found)
    for enactment in enacted:
        said, person = (_days_of(enactment, some, found) for some in (notices, persons))
        counting = person if len(said) != 1 and person else said
        if len(counting) == 1:
            ((day, fixing),) = counting.items()
            found.enacted[enactment.anchor] = day, fixing.id
        _contradicted(number, said, person, found)


def _days_of(
    enactment: OpenEnactment, fixings: Sequence[StoredFixing], found: Started
) -> dict[datetime.date, StoredFixing]:
    """The days that some fixings give to a whole enactment."""
    out: dict[datetime.date, StoredFixing] = {}
    for fixing in fixings:
        if fixing.part:
            continue
        if why := _impossible(fixing, enactment.commencement, enactment.promulgated):
            found.say(fixing, *why)
        else:
            out[fixing.day] = fixing
    return out


def _fitting(
    connection: Connection,
    fixings: Sequence[StoredFixing],
    waiting: Sequence[StoredClause],
    enacted: Sequence[OpenEnactment],
    found: Started,
) -> list[StoredFixing]:
    """The fixings of those notices of which every sentence on the instrument fits what it leaves open. One that names what
    nothing here answers to may be the exception from another: then the notice fixes nothing of the instrument."""
    if not waiting and not enacted:
        return list(fixings)
    out: list[StoredFixing] = []
    for notice in dict.fromkeys(f.notice for f in fixings):
        mine = [f for f in fixings if f.notice == notice]
        unfit = [
            f
            for f in mine
            if f.part and clauses_meant(f.part, waiting, _every(connection, f, waiting)) is None
        ]
        if not unfit:
            out += mine
            continue
        message = (
            f"what of {unfit[0].instrument} starts on that day is not told by what it leaves open; this notice fixes nothing "
            f"of it: {unfit[0].said}"
        )
        for fixing in mine:
            found.say(fixing, "fixing_not_understood", message)
    return out


def _every(
    connection: Connection, fixing: StoredFixing, waiting: Sequence[StoredClause]
) -> Sequence[StoredClause]:
    """All clauses of an instrument, those with a day included, where a fixing excepts some of them."""
    if not excepts(fixing.part):
        return waiting
    notices = dict.fromkeys(c.notice for c in waiting)
    return [c for notice in notices for c in clauses_of_notice(connection, notice) if c.duplicate_of is None]


def _days(
    fixings: Sequence[StoredFixing], waiting: Sequence[StoredClause], found: Started
) -> dict[int, dict[datetime.date, StoredFixing]]:
    """The days that some fixings give to clauses, those of a part before those of the rest."""
    named: set[int] = set()
    days: dict[int, dict[datetime.date, StoredFixing]] = {}
    for fixing in fixings:
        rest = [c for c in waiting if fixing.part or c.id not in named]
        chosen, problem = _chosen(fixing, rest)
        if problem is not None:
            found.say(fixing, *problem)
        for clause in chosen:
            days.setdefault(clause.id, {})[fixing.day] = fixing
        if fixing.part:
            named.update(c.id for c in chosen)
    return days


def _contradicted(
    number: str,
    said: Mapping[datetime.date, StoredFixing],
    person: Mapping[datetime.date, StoredFixing],
    found: Started,
) -> None:
    """What a person said against the one day that a notice fixes for the whole of an instrument."""
    for day, notice in said.items() if len(said) == 1 else ():
        for other in person.values() if not notice.part else ():
            if other.day != day:
                message = (
                    f"a notice fixes {day} for {number}, and {other.person} said {other.day} ({other.said}): the notice counts "
                    f"(reiki fix {number} --replace {day} would put another day in its place)."
                )
                found.say(notice, "fixing_contradicted", message, "warning")


def concern(since: dict[int, datetime.date], work: int | None, *days: datetime.date | None) -> None:
    """A work's history is to be folded from the first of these days on; without one it moves no text."""
    if work is not None:
        since[work] = min([since.get(work, datetime.date.max), *(d for d in days if d is not None)])


def _chosen(
    fixing: StoredFixing, waiting: Sequence[StoredClause]
) -> tuple[tuple[StoredClause, ...], tuple[str, str] | None]:
    """The clauses that a fixed day speaks of. Where its words fit more than one sentence on commencement, nobody chooses."""
    mine = list(clauses_meant(fixing.part, waiting, None) or ()) if fixing.part else list(waiting)
    for clause in mine:
        if why := _impossible(fixing, clause.commencement, clause.promulgated):
            return (), why
    sentences = {(c.commencement.get("text"), c.commencement.get("waits_for")) for c in mine}
    if len(sentences) > 1:
        message = (
            f"which of the days that {fixing.instrument} leaves open this fixes is not told: {fixing.said}"
        )
        return (), ("fixing_ambiguous", message)
    return tuple(mine), None


def _impossible(
    fixing: StoredFixing, commencement: Mapping[str, Any], promulgated: datetime.date | None
) -> tuple[str, str] | None:
    """Code and words of the reason why something cannot start on the fixed day."""
    named = fixing.instrument or fixing.event
    earliest = commencement.get("not_before")
    if earliest is not None and fixing.day < datetime.date.fromisoformat(earliest):
        return (
            "fixing_too_early",
            f"{fixing.said} The day is before {earliest}, the first that {named} allows.",
        )
    limit = commencement.get("not_after")
    if limit is not None and fixing.day > datetime.date.fromisoformat(limit):
        return "fixing_too_late", f"{fixing.said} The day is after {limit}, the last that {named} allows."
    for first in (promulgated, fixing.promulgated):
        if first is not None and fixing.day < first:
            return "fixing_too_early", f"{fixing.said} The day is before {first}, the promulgation: {named}."
    return None
